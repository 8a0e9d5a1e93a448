// Small CSV tables, read whole and written line by line (RFC 4180, UTF-8, a header line always).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::generate {

// A table as it stands in a file: every row has as many cells as the header.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  // The cell of `row` under `column`; empty when there is no such column.
  std::string_view Cell(std::size_t row, std::string_view column) const;
};

// Empty when a quote is left open, a row has another number of cells than the header, or there is no header.
std::optional<Table> ParseTable(std::string_view text);

// Appends one line; a cell is quoted only where it must be.
void AppendRow(std::string& out, const std::vector<std::string_view>& cells);

// A whole file. Read is empty, and Write false, when the file system refuses.
std::optional<std::string> ReadWhole(const std::string& path);
[[nodiscard]] bool WriteWhole(const std::string& path, std::string_view content);

// Decimal digits only; empty when malformed or above `max`.
std::optional<std::int64_t> ParseWhole(std::string_view text, std::int64_t max);

// "15.20" as 152000 of £0.0001, and back as "15.20"; at most four decimals.
std::optional<std::int64_t> ParseRate(std::string_view text);
std::string RateText(std::int64_t ten_thousandths);

}  // namespace careledger::generate
