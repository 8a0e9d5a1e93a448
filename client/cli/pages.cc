#include "client/cli/pages.h"

#include <algorithm>

namespace careledger::cli {
namespace {

struct Row {
  std::size_t bytes = 0;
  std::uint64_t lines = 0;
};

// The first row of the text, its line break included. A quote opens at the start of a cell only; one that is
// never closed is taken to be a slip of its own line, so that it does not swallow the rest of the file.
Row FirstRow(std::string_view text, std::size_t most) {
  bool quoted = false;
  bool fresh = true;
  Row row;
  for (std::size_t i = 0; i < text.size() && i < most; ++i) {
    const char c = text[i];
    if (c == '\n') ++row.lines;
    if (quoted) {
      quoted = c != '"';
    } else if (c == '\n') {
      row.bytes = i + 1;
      return row;
    } else if (c == '"' && (fresh || (i > 0 && text[i - 1] == '"'))) {
      quoted = true;  // Opens, or goes on after a doubled quote.
    }
    fresh = !quoted && c == ',';
  }
  if (quoted || text.size() > most) {
    const std::size_t end = text.find('\n');
    return {end == std::string_view::npos ? text.size() : end + 1, 1};
  }
  return {text.size(), row.lines + 1};
}

bool IsBlank(std::string_view row) { return row.find_first_not_of("\r\n") == std::string_view::npos; }

}  // namespace

CutFile Cut(std::string_view content, const PageLimits& limits) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  // Blank lines at the end are no rows.
  const std::size_t last = content.find_last_not_of("\r\n");
  if (last == std::string_view::npos) return {};
  const std::size_t after = content.find('\n', last);
  content = content.substr(0, after == std::string_view::npos ? content.size() : after + 1);

  CutFile file;
  const Row heading = FirstRow(content, limits.bytes);
  std::string_view header = content.substr(0, heading.bytes);
  while (!header.empty() && (header.back() == '\n' || header.back() == '\r')) header.remove_suffix(1);
  file.header = std::string(header);
  content.remove_prefix(heading.bytes);
  std::uint64_t line = 1 + heading.lines;

  const char* start = content.data();
  Page page{.number = 0, .first_row = line};
  std::size_t bytes = 0;
  const auto close = [&] {
    if (page.rows == 0) return;
    page.text = std::string_view(start, bytes);
    file.pages.push_back(page);
    file.rows += page.rows;
    start += bytes;
    bytes = 0;
    page = {.number = page.number + 1, .first_row = line};
  };
  while (!content.empty()) {
    const Row row = FirstRow(content, limits.bytes);
    if (page.rows > 0 && (page.rows == limits.rows || bytes + row.bytes > limits.bytes)) close();
    bytes += row.bytes;
    line += row.lines;
    page.rows += IsBlank(content.substr(0, row.bytes)) ? 0U : 1U;
    content.remove_prefix(row.bytes);
  }
  close();
  return file;
}

}  // namespace careledger::cli
