#include "proto/say/table.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace careledger::say {
namespace {

// One code point and how many bytes it took; a byte that is not UTF-8 stands for itself.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

CodePoint First(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || length > text.size()) return {lead, 1};
  std::uint32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {lead, 1};
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  return {value, length};
}

struct Range {
  std::uint32_t first, last;
};
constexpr Range kZeroWide[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
                               {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};
constexpr Range kTwoWide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                              {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <std::size_t kCount>
bool In(std::uint32_t value, const Range (&ranges)[kCount]) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return range.first <= value && value <= range.last; });
}

// Besides the two blocks of controls, the marks that turn the direction of writing.
bool IsControl(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || (value >= 0x202A && value <= 0x202E) ||
         (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = First(text);
    text.remove_prefix(point.bytes);
    width += In(point.value, kZeroWide) ? 0U : In(point.value, kTwoWide) ? 2U : 1U;
  }
  return width;
}

std::string Harmless(std::string_view text) {
  std::string harmless;
  harmless.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = First(text);
    if (IsControl(point.value)) {
      harmless += ' ';
    } else {
      harmless += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return harmless;
}

namespace {

constexpr std::size_t kComfortable = 120;
constexpr std::size_t kWidest = 140;
constexpr std::size_t kIndent = 4;  // Of what stands under a row; twice that of its further lines.

// Words in lines of at most so many columns; a longer word is a line of its own.
std::vector<std::string> Lines(std::string_view words, std::size_t width) {
  std::vector<std::string> lines;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string word(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
    if (!lines.empty() && DisplayWidth(lines.back()) + 1 + DisplayWidth(word) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::size_t Widest(const std::vector<std::string>& lines) {
  std::size_t widest = 0;
  for (const std::string& line : lines) widest = std::max(widest, DisplayWidth(line));
  return widest;
}

}  // namespace

Table::Table(std::vector<Heading> headings)
    : headings_(std::move(headings)), widths_(headings_.size()), under_(headings_.size()) {
  headed_ = std::all_of(headings_.begin(), headings_.end(), [](const Heading& h) { return h.text.empty(); });
}

void Table::Add(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = Harmless(cells[i]);
    widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
  }
  rows_.push_back(std::move(cells));
}

void Table::PrintLine(const std::vector<std::string>& cells, std::ostream& out) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (under_[i]) continue;
    const std::string gap(widths_[i] - DisplayWidth(cells[i]), ' ');
    if (i > 0) line += "  ";
    line += headings_[i].right ? gap + cells[i] : cells[i] + gap;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void Table::PrintUnder(const std::vector<std::string>& cells, std::ostream& out) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!under_[i] || cells[i].empty()) continue;
    std::size_t indent = kIndent;
    for (const std::string& line : Lines(headings_[i].text + ": " + cells[i], kWidest - 2 * kIndent)) {
      out << std::string(indent, ' ') << line << '\n';
      indent = 2 * kIndent;
    }
  }
}

void Table::MakeFit() {
  std::vector<std::size_t> widths(headings_.size());
  std::size_t width = 0;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    widths[i] = std::max(widths_[i], Widest(Lines(headings_[i].text, 0)));
    width += (i > 0 ? 2U : 0U) + widths[i];
  }
  while (width > kWidest) {
    std::size_t widest = 0;  // The first column stays: it begins the row.
    for (std::size_t i = 1; i < widths.size(); ++i) {
      const bool may_move = !under_[i] && !headings_[i].right;
      if (may_move && (widest == 0 || widths[i] > widths[widest])) widest = i;
    }
    if (widest == 0) return;
    under_[widest] = true;
    width -= widths[widest] + 2;
  }
}

void Table::PrintHeadings(std::ostream& out) {
  MakeFit();
  std::size_t width = 0;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    if (!under_[i]) width += (i > 0 ? 2U : 0U) + std::max(widths_[i], DisplayWidth(headings_[i].text));
  }
  std::vector<std::vector<std::string>> headings;
  std::size_t height = 0;
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    const std::string& text = headings_[i].text;
    const std::size_t longest_word = Widest(Lines(text, 0));
    if (under_[i]) {
      headings.emplace_back();
      continue;
    }
    headings.push_back(Lines(text, width > kComfortable ? std::max(widths_[i], longest_word) : text.size()));
    widths_[i] = std::max(widths_[i], Widest(headings.back()));
    height = std::max(height, headings.back().size());
  }
  // They stand on the rule.
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> cells;
    for (const auto& heading : headings) {
      const std::size_t above = height - heading.size();
      cells.push_back(line < above ? "" : heading[line - above]);
    }
    PrintLine(cells, out);
  }
  std::vector<std::string> rules;
  for (const std::size_t column : widths_) rules.emplace_back(column, '-');
  PrintLine(rules, out);
  headed_ = true;
}

void Table::Flush(std::ostream& out) {
  if (!headed_) PrintHeadings(out);
  for (const auto& row : rows_) {
    PrintLine(row, out);
    PrintUnder(row, out);
  }
  rows_.clear();
}

}  // namespace careledger::say
