// A table of text: columns aligned by what a terminal shows, so that "£" is one cell wide and not two bytes.
//
// A table that would be wider than 120 columns has headings of several lines, where their words allow it. One
// that would be wider than 140 all the same has its widest texts under the row that they belong to, with
// their headings before them; the first column and numbers stay.
//
// Rows may be printed as they come: each Flush prints what was added since the last, the heading once.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::say {

struct Heading {
  std::string text;
  bool right = false;  // Numbers stand on the right.
};

class Table {
 public:
  // Without any heading text no heading is printed.
  explicit Table(std::vector<Heading> headings);

  // One cell for each heading.
  void Add(std::vector<std::string> cells);

  // Prints the rows added since the last call. Columns grow, and never shrink.
  void Flush(std::ostream& out);

 private:
  // Chooses what stands under the rows, by the rows added so far.
  void MakeFit();
  void PrintHeadings(std::ostream& out);
  void PrintUnder(const std::vector<std::string>& cells, std::ostream& out) const;
  void PrintLine(const std::vector<std::string>& cells, std::ostream& out) const;

  std::vector<Heading> headings_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
  std::vector<bool> under_;
  bool headed_ = false;
};

// The columns of a terminal that UTF-8 text takes.
std::size_t DisplayWidth(std::string_view text);

// The text without what could move a terminal's cursor: each control character becomes a space.
std::string Harmless(std::string_view text);

}  // namespace careledger::say
