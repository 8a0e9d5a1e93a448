#include "server/intake/csv.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/intake/values.h"

namespace careledger::intake {
namespace {

using decide::Reason;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// `line` without the line break at its end.
std::string_view Chomp(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Where the first line of `text` ends, its line break included.
std::size_t LineBytes(std::string_view text) {
  const std::size_t at = text.find('\n');
  return at == std::string_view::npos ? text.size() : at + 1;
}

std::string Names(std::span<const Column> columns) {
  std::string out;
  for (const Column& column : columns) out.append(out.empty() ? "" : ",").append(column.name);
  return out;
}

}  // namespace

absl::StatusOr<Header> ReadHeader(std::string_view line, std::span<const Column> columns) {
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  line = Chomp(line);
  if (line.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("the header is empty; the columns are ", Names(columns)));
  }
  if (line.find('\n') != std::string_view::npos) {
    return absl::InvalidArgumentError("the header has more than one line");
  }
  // The header is a row of its own, of as many cells as it has commas and one.
  Header self;
  self.names.resize(static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1);
  CsvReader reader(self, line, 1);
  const CsvRow* row = reader.Next();
  if (row->fault)
    return absl::InvalidArgumentError(absl::StrCat("the header is no row: ", row->fault->detail));
  Header header;
  header.places.assign(columns.size(), Header::kAbsent);
  for (std::size_t place = 0; place < row->cells.size(); ++place) {
    const std::string_view name = row->cells[place];
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
    if (column == columns.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown column ", Quoted(name), "; the columns are ", Names(columns)));
    }
    std::size_t& there = header.places[static_cast<std::size_t>(column - columns.begin())];
    if (there != Header::kAbsent)
      return absl::InvalidArgumentError(absl::StrCat("column ", Quoted(name), " is there twice"));
    there = place;
    header.names.push_back(column->name);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].needed && header.places[i] == Header::kAbsent) {
      return absl::InvalidArgumentError(absl::StrCat("column ", Quoted(columns[i].name), " is missing"));
    }
  }
  return header;
}

const CsvRow* CsvReader::Next() {
  while (!rest_.empty()) {
    const std::size_t bytes = LineBytes(rest_);
    const std::string_view line = Chomp(rest_.substr(0, bytes));
    if (line.empty()) {
      rest_.remove_prefix(bytes);
      ++line_;
      continue;
    }
    row_.number = line_;
    row_.lines = 1;
    row_.cells.clear();
    row_.fault.reset();
    std::size_t taken = bytes;
    if (line.size() > kRowBytesMax) {
      Refuse(
          Reason::kInvalidField, Header::kAbsent,
          "the row has " + std::to_string(line.size()) + " bytes: at most " + std::to_string(kRowBytesMax));
    } else if (line.find('"') == std::string_view::npos) {
      SplitPlain(line);
      Check(line);
    } else if (const auto quoted = SplitQuoted()) {
      taken = *quoted;
      const std::string_view whole = Chomp(rest_.substr(0, taken));
      row_.lines = static_cast<std::uint64_t>(std::count(whole.begin(), whole.end(), '\n')) + 1;
      Check(whole);
    }
    rest_.remove_prefix(taken);
    line_ += row_.lines;
    return &row_;
  }
  return nullptr;
}

void CsvReader::SplitPlain(std::string_view line) {
  const char* start = line.data();
  const char* const end = start + line.size();
  for (const char* at = start; at != end; ++at) {
    if (*at != ',') continue;
    row_.cells.emplace_back(start, static_cast<std::size_t>(at - start));
    start = at + 1;
  }
  row_.cells.emplace_back(start, static_cast<std::size_t>(end - start));
}

std::optional<std::size_t> CsvReader::SplitQuoted() {
  const std::string_view text = rest_.substr(0, kRowBytesMax);
  unescaped_.clear();
  unescaped_.reserve(text.size());
  const auto fault = [&](std::string detail) {
    Refuse(Reason::kInvalidField, row_.cells.size(), std::move(detail));
    return std::nullopt;
  };
  for (std::size_t at = 0;;) {
    std::size_t end = 0;
    if (at < text.size() && text[at] == '"') {
      bool doubled = false;
      end = at + 1;
      for (;; ++end) {
        end = text.find('"', end);
        if (end == std::string_view::npos) return fault("a quote is left open");
        if (end + 1 == text.size() || text[end + 1] != '"') break;
        doubled = true;
        ++end;
      }
      const std::string_view raw = text.substr(at + 1, end - at - 1);
      ++end;
      const std::string_view after = text.substr(end, 2);
      if (!after.empty() && after[0] != ',' && after[0] != '\n' && after != "\r\n" && after != "\r") {
        return fault("there is text after the closing quote");
      }
      row_.cells.push_back(doubled ? Unescape(raw) : raw);
    } else {
      end = std::min(text.find_first_of(",\n\"", at), text.size());
      if (end < text.size() && text[end] == '"')
        return fault("there is a quote inside a cell that does not begin with one");
      std::string_view cell = text.substr(at, end - at);
      if (end == text.size() || text[end] == '\n') cell = Chomp(cell);
      row_.cells.push_back(cell);
    }
    if (end < text.size() && text[end] == ',') {
      at = end + 1;
      continue;
    }
    // The end of the row: a line break, or of the text.
    const std::size_t bytes = end + LineBytes(rest_.substr(end));
    const bool several = text.substr(0, end).find('\n') != std::string_view::npos;
    const bool too_long =
        Chomp(rest_.substr(0, bytes)).size() > kRowBytesMax;  // Then several: one line is not.
    if (too_long || (several && row_.cells.size() != header_.names.size())) {
      std::size_t place = 0;  // The cell that leaves the first line.
      while (row_.cells[place].find('\n') == std::string_view::npos) ++place;
      Refuse(Reason::kInvalidField, place, "a quote is left open at the end of the line");
      return std::nullopt;
    }
    return bytes;
  }
}

std::string_view CsvReader::Unescape(std::string_view raw) {
  const std::size_t start = unescaped_.size();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    unescaped_.push_back(raw[i]);
    if (raw[i] == '"') ++i;
  }
  return std::string_view(unescaped_).substr(start);
}

void CsvReader::Check(std::string_view row) {
  const auto first = [&](auto bad) {
    return static_cast<std::size_t>(std::find_if(row_.cells.begin(), row_.cells.end(), bad) -
                                    row_.cells.begin());
  };
  if (row.find('\0') != std::string_view::npos) {
    Refuse(Reason::kInvalidField,
           first([](std::string_view cell) { return cell.find('\0') != std::string_view::npos; }),
           "the cell holds a NUL byte");
  } else if (row_.cells.size() != header_.names.size()) {
    Refuse(Reason::kRaggedRow, Header::kAbsent,
           "the row has " + std::to_string(row_.cells.size()) + " columns, the header " +
               std::to_string(header_.names.size()));
  } else if (!IsUtf8(row)) {
    Refuse(Reason::kNotUtf8, first([](std::string_view cell) { return !IsUtf8(cell); }),
           "the cell is not UTF-8");
  }
}

void CsvReader::Refuse(Reason reason, std::size_t place, std::string detail) {
  const std::string_view field = place < header_.names.size() ? header_.names[place] : std::string_view();
  row_.fault = {reason, std::string(field), std::move(detail)};
}

}  // namespace careledger::intake
