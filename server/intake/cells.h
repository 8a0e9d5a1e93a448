// The cells of one row by the names of their columns; a name that the kind of file does not have fails to
// compile.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/intake/csv.h"
#include "server/intake/intake.h"
#include "server/intake/words.h"

namespace careledger::intake {

// A column of the kind of file whose columns are kColumns: written as its name, kept as its place in
// kColumns.
template <const auto& kColumns>
class ColumnOf {
 public:
  consteval ColumnOf(const char* name) : place_(0) {  // NOLINT: meant to be implicit.
    while (kColumns.at(place_).name != name) ++place_;
  }
  std::size_t place() const { return place_; }
  std::string_view name() const { return kColumns[place_].name; }

 private:
  std::size_t place_;
};

// Reads cells into values, keeping the first fault; see Reading.
template <const auto& kColumns>
class Cells {
 public:
  using Name = ColumnOf<kColumns>;
  Cells(const Header& header, const CsvRow& row) : header_(header), row_(row) {}
  Reading& reading() { return reading_; }

  // Empty when the file does not have the column.
  std::string_view Text(std::type_identity_t<Name> column) const {
    const std::size_t place = header_.places[column.place()];
    return place == Header::kAbsent ? std::string_view() : row_.cells[place];
  }
  template <class T>
  void Required(std::type_identity_t<Name> column, T& out) {
    Read(column, Need::kRequired, out);
  }
  template <class T>
  void Optional(std::type_identity_t<Name> column, T& out) {
    Read(column, Need::kOptional, out);
  }
  // Several ids in one cell, each one space from the next.
  template <class T>
  void List(Name column, std::vector<T>& out) {
    std::string_view rest = Text(column);
    while (!rest.empty() && reading_.ok()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      reading_.Read(column.name(), rest.substr(0, end), Need::kOptional, out.emplace_back());
      if (out.back().empty())
        reading_.Refuse(column.name(), Quoted(Text(column)) + " has more than one space between ids");
      rest.remove_prefix(end);
      if (rest == " ") reading_.Refuse(column.name(), Quoted(Text(column)) + " ends with a space");
      if (!rest.empty()) rest.remove_prefix(1);
    }
  }
  // For cells that mean nothing in this row: what they hold must not be lost silently.
  void MustBeEmpty(Name column, std::string_view because) {
    if (!Text(column).empty())
      Refuse(column, Quoted(Text(column)) + " has no meaning " + std::string(because));
  }
  void Refuse(Name column, std::string detail) { reading_.Refuse(column.name(), std::move(detail)); }

 private:
  template <class T>
  void Read(Name column, Need need, T& out) {
    if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>) {
      if (reading_.ok()) ReadWord(column.name(), Text(column), need, out, reading_);
    } else {
      reading_.Read(column.name(), Text(column), need, out);
    }
  }

  const Header& header_;
  const CsvRow& row_;
  Reading reading_;
};

// Reads a page of rows of one kind: `read(cells)` makes the content of a row, which stands unless a cell was
// at fault.
template <const auto& kColumns, class Fn>
absl::StatusOr<std::vector<store::Row>> ReadEach(std::string_view header_line, std::string_view text,
                                                 std::uint64_t first_row, const Fn& read) {
  const absl::StatusOr<Header> header = ReadHeader(header_line, kColumns);
  if (!header.ok()) return header.status();
  std::vector<store::Row> rows;
  rows.reserve(
      std::min(kPageRowsMax, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1));
  CsvReader reader(*header, text, first_row);
  while (const CsvRow* line = reader.Next()) {
    store::Row& row = rows.emplace_back();
    row.number = line->number;
    if (line->fault) {
      row.content = *line->fault;
      continue;
    }
    Cells<kColumns> cells(*header, *line);
    auto content = read(cells);
    if (cells.reading().ok()) {
      row.content = std::move(content);
    } else {
      row.content = cells.reading().TakeFault();
    }
  }
  return rows;
}

}  // namespace careledger::intake
