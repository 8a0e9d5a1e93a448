// Comma-separated values as RFC 4180 has them, in UTF-8, with lines that end in a single line feed.
//
// A spreadsheet runs a text that begins with = + - @ as a formula: such a text is written with an apostrophe
// before it. Numbers are not text and stay as they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::say {

// A number, or anything that cannot be a formula: quoted where its characters ask for it.
std::string CsvNumber(std::string_view cell);

// Text that anybody may have written: guarded, then quoted.
std::string CsvText(std::string_view cell);

// Cells that are already written, as a line.
std::string CsvLine(const std::vector<std::string>& written_cells);

// The cells of one row, unquoted; the row may end in a line break. Nothing when a quote is not closed.
std::optional<std::vector<std::string>> CsvCells(std::string_view row);

}  // namespace careledger::say
