// A page of a CSV file, row by row (RFC 4180, strict; UTF-8; CRLF or LF): what cannot be read is said of its
// row, and the other rows go on.
//
// A line break inside quotes does not end a row. A quote that is left open, or misplaced, would swallow good
// rows with it: such a row ends with its first line, and reading goes on at the next one. So does a row of
// several lines that has not as many cells as the header. Every line that is not empty belongs to exactly one
// row.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/decide/rejection.h"

namespace careledger::intake {

inline constexpr std::size_t kRowBytesMax = 64 * 1024;

// A column that a kind of file may have; `needed` ones may not be missing from its header.
struct Column {
  std::string_view name;
  bool needed = true;
};

// The first line of a file, matched against the columns of its kind; their order is free.
struct Header {
  static constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();
  std::vector<std::string_view> names;  // As the file orders them; each is the name of a column.
  std::vector<std::size_t> places;      // For each column its place in a row, or kAbsent.
};

// A byte order mark and the line break are left out. INVALID_ARGUMENT names a column that is unknown, missing
// or there twice. The header views into `columns`.
absl::StatusOr<Header> ReadHeader(std::string_view line, std::span<const Column> columns);

struct CsvRow {
  std::uint64_t number = 0;  // The line of the file that it begins on.
  std::uint64_t lines = 0;   // How many it takes: more than one only with a line break inside quotes.
  std::vector<std::string_view> cells;     // As many as the header has, when there is no fault.
  std::optional<decide::Rejection> fault;  // Of the reasons that apply, the first.
};

// Reads the rows below a header. Views into `rows` and `header`, which must outlive it. Not thread-safe.
class CsvReader {
 public:
  CsvReader(const Header& header, std::string_view rows, std::uint64_t first_row)
      : header_(header), rest_(rows), line_(first_row) {}

  // The next row, empty lines skipped but counted; null at the end. Valid until the next call.
  const CsvRow* Next();

 private:
  void SplitPlain(std::string_view line);
  // The bytes of the row at the front of `rest_`, its line break included; none when misquoted or left open.
  std::optional<std::size_t> SplitQuoted();
  std::string_view Unescape(std::string_view raw);
  void Check(std::string_view row);
  void Refuse(decide::Reason reason, std::size_t place, std::string detail);

  const Header& header_;
  std::string_view rest_;
  std::uint64_t line_;
  CsvRow row_;
  std::string unescaped_;  // Cells of the row that hold doubled quotes; never grows beyond what was reserved.
};

}  // namespace careledger::intake
