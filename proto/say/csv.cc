#include "proto/say/csv.h"

#include <algorithm>
#include <cstddef>

namespace careledger::say {
namespace {

bool IsPlainNumber(std::string_view cell) {
  if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) cell.remove_prefix(1);
  return !cell.empty() && cell.front() != '.' && std::count(cell.begin(), cell.end(), '.') <= 1 &&
         cell.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::string CsvNumber(std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(cell);
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string CsvText(std::string_view cell) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  const bool guard =
      !cell.empty() && kFormula.find(cell.front()) != std::string_view::npos && !IsPlainNumber(cell);
  return guard ? CsvNumber("'" + std::string(cell)) : CsvNumber(cell);
}

std::string CsvLine(const std::vector<std::string>& written_cells) {
  std::string line;
  for (std::size_t i = 0; i < written_cells.size(); ++i) {
    if (i > 0) line += ',';
    line += written_cells[i];
  }
  return line + '\n';
}

std::optional<std::vector<std::string>> CsvCells(std::string_view row) {
  if (!row.empty() && row.back() == '\n') row.remove_suffix(1);
  if (!row.empty() && row.back() == '\r') row.remove_suffix(1);
  std::vector<std::string> cells(1);
  bool quoted = false;
  bool fresh = true;  // At the start of a cell, where alone a quote opens.
  for (std::size_t i = 0; i < row.size(); ++i) {
    const char c = row[i];
    if (quoted) {
      if (c != '"') {
        cells.back() += c;
      } else if (i + 1 < row.size() && row[i + 1] == '"') {
        cells.back() += row[++i];
      } else {
        quoted = false;
      }
    } else if (c == ',') {
      cells.emplace_back();
      fresh = true;
      continue;
    } else if (c == '"' && fresh) {
      quoted = true;
    } else {
      cells.back() += c;
    }
    fresh = false;
  }
  if (quoted) return std::nullopt;
  return cells;
}

}  // namespace careledger::say
