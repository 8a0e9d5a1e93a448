// The CSV reader: edge cases as a table, and that no line is ever lost.
#include "server/intake/csv.h"

#include <array>
#include <random>

#include "gtest/gtest.h"

namespace careledger::intake {
namespace {

using decide::Reason;

constexpr std::array kColumns = {Column{"a"}, Column{"b"}, Column{"c", false}};

Header Abc() { return *ReadHeader("a,b,c", kColumns); }

// Rows as text: "2[x|y|z] 3!a:1" is a row on line 2 with three cells, and one on line 3 refused for column a,
// reason 1.
std::string Show(std::string_view rows, const Header& header) {
  std::string out;
  CsvReader reader(header, rows, 2);
  while (const CsvRow* row = reader.Next()) {
    out += (out.empty() ? "" : " ") + std::to_string(row->number);
    if (row->lines != 1) out += "+" + std::to_string(row->lines - 1);
    if (row->fault) {
      out += "!" + row->fault->field + ":" + std::to_string(static_cast<int>(row->fault->reason));
      EXPECT_FALSE(row->fault->detail.empty());
      continue;
    }
    std::string cells;
    for (std::string_view cell : row->cells)
      cells.append(cells.empty() ? "" : "|").append(cell.empty() ? "_" : cell);
    out += "[" + cells + "]";
  }
  return out;
}

TEST(Csv, ReadsEdgeCases) {
  using namespace std::string_literals;
  struct {
    std::string rows;
    std::string expected;
  } const kCases[] = {
      {"", ""},
      {"\n\r\n\n", ""},
      {"x,y,z", "2[x|y|z]"},
      {"x,y,z\n", "2[x|y|z]"},
      {"x,y,z\r\n", "2[x|y|z]"},
      {"x,y,z\r", "2[x|y|z]"},
      {"x,y,z\n\n\r\nu,v,w\n", "2[x|y|z] 5[u|v|w]"},
      {",,", "2[_|_|_]"},
      {" x , y,z", "2[ x | y|z]"},
      {"x\ry,b,c\n", "2[x\ry|b|c]"},  // A lone CR is content; no column takes it.
      {"\"x\",\"y\",\"z\"\r\n", "2[x|y|z]"},
      {"a,b,\"c\"\r", "2[a|b|c]"},
      {"\"\",\"\",\"\"", "2[_|_|_]"},
      {"\"x,y\",b,\"c\"", "2[x,y|b|c]"},
      {"\"say \"\"hi\"\"\",b,\"\"\"\"", "2[say \"hi\"|b|\"]"},
      {"\"x\ny\",b,c\nd,e,f\n", "2+1[x\ny|b|c] 4[d|e|f]"},
      {"a,b,\"x\r\n\r\ny\"\r\nd,e,f", "2+2[a|b|x\r\n\r\ny] 5[d|e|f]"},
      {"a,b,\"c\"\nd,\"e\",f", "2[a|b|c] 3[d|e|f]"},
      // Too few, too many.
      {"x,y\nx,y,z,\nx,y,z\nx", "2!:2 3!:2 4[x|y|z] 5!:2"},
      {" ", "2!:2"},
      // Quotes out of place blame their column and their own line only.
      {"x\"y,b,c\nd,e,f", "2!a:1 3[d|e|f]"},
      {"a,\"x\"y,c\nd,e,f", "2!b:1 3[d|e|f]"},
      {"a,\"x\" ,c\nd,e,f", "2!b:1 3[d|e|f]"},
      {"a,b,\"open\nd,e,f\ng,h,i\n", "2!c:1 3[d|e|f] 4[g|h|i]"},
      {"a,b,\"", "2!c:1"},
      {"a,b,c,\"", "2!:1"},
      {"a,b,\"open\nd,\"e\",f\n", "2!c:1 3[d|e|f]"},
      {"a,\"open,c\nd,e,\"\nd,e,f\n", "2!b:1 3!c:1 4[d|e|f]"},  // Closes two lines on, but not as a row.
      {"a,b,\"x\"\ry\nd,e,f", "2!c:1 3[d|e|f]"},
      // Bytes that are no text.
      {"a,\0,c\nd,e,f"s, "2!b:1 3[d|e|f]"},
      {"\0\n"s, "2!a:1"},
      {"a,b,\xFF\nd,e,f", "2!c:3 3[d|e|f]"},
      {"a,\"\xC3\",c", "2!b:3"},
      {"a,\xC3,\xA9", "2!b:3"},
      {"caf\xC3\xA9,b,c", "2[caf\xC3\xA9|b|c]"},
      // Two things wrong: the reason that comes first answers.
      {"a,\xFF", "2!:2"},
      {"\0,\xFF"s, "2!a:1"},
  };
  const Header header = Abc();
  for (const auto& c : kCases) EXPECT_EQ(Show(c.rows, header), c.expected) << testing::PrintToString(c.rows);
}

TEST(Csv, LimitsARowTo64KiB) {
  const Header header = Abc();
  const std::string fits(kRowBytesMax - 4, 'x');
  const auto verdicts = [&](const std::string& rows) {
    std::string out;
    CsvReader reader(header, rows, 2);
    while (const CsvRow* row = reader.Next()) out += row->fault ? "!" + row->fault->field : ".";
    return out;
  };
  EXPECT_EQ(verdicts(fits + ",b,c\nd,e,f"), "..");
  EXPECT_EQ(verdicts(fits + "x,b,c\nd,e,f"), "!.");
  EXPECT_EQ(verdicts("\"" + fits.substr(2) + "\",b,c\r\nd,e,f"), "..");
  EXPECT_EQ(verdicts("\"" + fits.substr(1) + "\",b,c\r\nd,e,f"), "!.");
  // Over several lines: then only the first of them is to blame.
  EXPECT_EQ(verdicts("\"x\n" + fits.substr(4) + "\",b,c\nd,e,f"), "..");
  EXPECT_EQ(verdicts("\"x\n" + fits.substr(3) + "\",b,c\nd,e,f"), "!a!a.");
  for (std::size_t cut = 0; cut < 8; ++cut) {  // A doubled quote, a comma, a line break at the very limit.
    EXPECT_EQ(verdicts("\"x\n" + fits.substr(cut) + "\"\"\",b,c\nd,e,f").back(), '.') << cut;
  }
}

TEST(Csv, NamesBothCountsOfARaggedRow) {
  const Header header = Abc();
  CsvReader reader(header, "x,y\n", 2);
  EXPECT_EQ(reader.Next()->fault->detail, "the row has 2 columns, the header 3");
}

TEST(Csv, ReadsHeadersInAnyOrder) {
  const auto header = ReadHeader(
      "\xEF\xBB\xBF"
      "b,\"a\"\r\n",
      kColumns);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->places, (std::vector<std::size_t>{1, 0, Header::kAbsent}));
  EXPECT_EQ(Show("x,y", *header), "2[x|y]");
  EXPECT_EQ(Show("x,\"", *header), "2!a:1");
}

TEST(Csv, RefusesWrongHeaders) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"", "empty"},
      {"\xEF\xBB\xBF\r\n", "empty"},
      {"a,b,d", "unknown column 'd'"},
      {"a,B", "unknown column 'B'"},
      {"a, b", "unknown column ' b'"},
      {"a,b,", "unknown column ''"},
      {"a,c", "column 'b' is missing"},
      {"a,b,a", "column 'a' is there twice"},
      {"a,\"b", "the header is no row"},
      {"a,b\nx,y", "more than one line"},
      {"a,b,\xFF", "not UTF-8"},
  };
  for (const auto& [line, words] : kCases) {
    const auto header = ReadHeader(line, kColumns);
    ASSERT_FALSE(header.ok()) << line;
    EXPECT_EQ(header.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(header.status().ToString().find(words), std::string::npos) << header.status();
  }
}

// Every line that is not empty belongs to exactly one row, in order, whatever the bytes.
void LosesNoLine(const std::string& rows, const Header& header) {
  std::vector<bool> empty;
  for (std::size_t at = 0; at < rows.size();) {
    const std::size_t end = std::min(rows.find('\n', at), rows.size());
    std::string_view line = std::string_view(rows).substr(at, end - at);
    empty.push_back(line.empty() || line == "\r");
    at = end + 1;
  }
  std::uint64_t next = 0;
  CsvReader reader(header, rows, 0);
  while (const CsvRow* row = reader.Next()) {
    while (next < row->number) EXPECT_TRUE(empty.at(next++)) << testing::PrintToString(rows);
    EXPECT_EQ(row->number, next);
    EXPECT_FALSE(empty.at(next));
    next += row->lines;
    if (!row->fault) {
      EXPECT_EQ(row->cells.size(), header.names.size());
    }
  }
  while (next < empty.size()) EXPECT_TRUE(empty.at(next++)) << testing::PrintToString(rows);
  EXPECT_EQ(next, empty.size());
}

TEST(Csv, LosesNoLineOfRandomText) {
  const Header header = Abc();
  std::mt19937 random(20161107);
  constexpr std::string_view kAlphabet = "\"\"\"\n\n,,,xy\r\xC3\xA9";
  for (int i = 0; i < 200'000; ++i) {
    std::string rows(random() % 40, '\0');
    for (char& c : rows) c = kAlphabet[random() % kAlphabet.size()];
    LosesNoLine(rows, header);
  }
  for (int i = 0; i < 20'000; ++i) {
    std::string rows(random() % 300, '\0');
    for (char& c : rows) c = static_cast<char>(random());
    LosesNoLine(rows, header);
  }
}

// A page of nothing but opening quotes must not cost its length squared.
TEST(Csv, ReadsHostilePagesInLinearTime) {
  const Header header = Abc();
  for (std::string_view line :
       {"\"\n", "\"\"\"\n", "a,\"\n", "a,b,\"\"\"\"\"\n", "\"\",\"\n", "\"x\n\"\"\n"}) {
    std::string rows;
    while (rows.size() < 1 << 20) rows += line;
    LosesNoLine(rows, header);
  }
}

}  // namespace
}  // namespace careledger::intake
