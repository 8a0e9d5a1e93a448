#include "client/generate/csv.h"

#include <algorithm>
#include <cstdio>

namespace careledger::generate {

std::string_view Table::Cell(std::size_t row, std::string_view column) const {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) return {};
  return rows[row][static_cast<std::size_t>(found - header.begin())];
}

std::optional<Table> ParseTable(std::string_view text) {
  Table table;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  const auto end_row = [&] {
    row.push_back(std::move(cell));
    cell.clear();
    if (table.header.empty()) {
      table.header = std::move(row);
    } else {
      table.rows.push_back(std::move(row));
    }
    row.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (quoted) return std::nullopt;
  if (!cell.empty() || !row.empty()) end_row();
  if (table.header.empty()) return std::nullopt;
  for (const auto& r : table.rows) {
    if (r.size() != table.header.size()) return std::nullopt;
  }
  return table;
}

void AppendRow(std::string& out, const std::vector<std::string_view>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string_view::npos) {
      out += cells[i];
      continue;
    }
    out += '"';
    for (char c : cells[i]) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += '\n';
}

std::optional<std::string> ReadWhole(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string content;
  char block[65'536];
  std::size_t got = 0;
  while ((got = std::fread(block, 1, sizeof block, file)) > 0) content.append(block, got);
  const bool good = std::ferror(file) == 0;
  std::fclose(file);
  return good ? std::optional(std::move(content)) : std::nullopt;
}

bool WriteWhole(const std::string& path, std::string_view content) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
  return std::fclose(file) == 0 && written;
}

std::optional<std::int64_t> ParseWhole(std::string_view text, std::int64_t max) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value <= max ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> ParseRate(std::string_view text) {
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string decimals(point == std::string_view::npos ? std::string_view() : text.substr(point + 1));
  if (decimals.size() > 4 || (point != std::string_view::npos && decimals.empty())) return std::nullopt;
  decimals.resize(4, '0');
  return ParseWhole(digits + decimals, 100'000'000);
}

std::string RateText(std::int64_t ten_thousandths) {
  char out[32];
  std::snprintf(out, sizeof out, "%lld.%04lld", static_cast<long long>(ten_thousandths / 10'000),
                static_cast<long long>(ten_thousandths % 10'000));
  std::string text = out;
  while (text.back() == '0' && text[text.size() - 3] != '.') text.pop_back();
  return text;
}

}  // namespace careledger::generate
