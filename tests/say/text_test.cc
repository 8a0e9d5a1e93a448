// Tables and comma-separated values, as text.
#include <gtest/gtest.h>

#include <sstream>

#include "proto/say/csv.h"
#include "proto/say/table.h"

namespace careledger::say {
namespace {

using Cells = std::vector<std::string>;

TEST(Csv, QuotesWhatNeedsQuotes) {
  EXPECT_EQ(CsvText("plain"), "plain");
  EXPECT_EQ(CsvText("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvText("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(CsvText("two\nlines"), "\"two\nlines\"");
}

TEST(Csv, GuardsAgainstFormulasInTextOnly) {
  EXPECT_EQ(CsvText("=1+1"), "'=1+1");
  EXPECT_EQ(CsvText("@sum"), "'@sum");
  EXPECT_EQ(CsvText("+44 116"), "'+44 116");
  EXPECT_EQ(CsvText("-1+cmd"), "'-1+cmd");
  EXPECT_EQ(CsvText("\tx"), "'\tx");
  EXPECT_EQ(CsvText("-1.50"), "-1.50") << "a plain number is none";
  EXPECT_EQ(CsvNumber("-150"), "-150");
}

TEST(Csv, ReadsWhatItWrites) {
  const Cells cells = {"a", "", "b,c", "d\"e\"", "f\r\ng", "£1"};
  Cells written;
  for (const std::string& cell : cells) written.push_back(CsvText(cell));
  EXPECT_EQ(CsvCells(CsvLine(written)), cells);
  EXPECT_EQ(CsvCells("a,b\r\n"), (Cells{"a", "b"}));
  EXPECT_EQ(CsvCells("5\" pipe,x"), (Cells{"5\" pipe", "x"})) << "a quote opens at the start of a cell only";
  EXPECT_EQ(CsvCells("\"open"), std::nullopt);
}

TEST(Table, AlignsByWhatATerminalShows) {
  std::ostringstream out;
  Table table({{"name", false}, {"amount", true}});
  table.Add({"Zoë", "£5.00"});
  table.Add({"日本", "£1,200.00"});
  table.Flush(out);
  EXPECT_EQ(out.str(),
            "name     amount\n"
            "----  ---------\n"
            "Zoë       £5.00\n"
            "日本  £1,200.00\n");
}

TEST(Table, BreaksHeadingsWhereItWouldBeTooWide) {
  std::ostringstream out;
  Table table({{"cancelled in time", true}, {"what", false}});
  const std::string wide(110, 'x');
  table.Add({"1234567", wide});
  table.Flush(out);
  EXPECT_EQ(out.str(),
            "cancelled\n"
            "  in time  what\n"
            "---------  " +
                std::string(110, '-') + "\n  1234567  " + wide + "\n");
}

TEST(Table, PutsItsWidestTextsUnderTheRowsWhereItWouldNotFit) {
  std::ostringstream out;
  Table table({{"key", false}, {"why it is so", false}, {"amount", true}, {"who", false}});
  std::string words = "w0";
  for (int i = 1; i < 50; ++i) words += " w" + std::to_string(i);
  table.Add({std::string(40, 'k'), words, "£5.00", std::string(91, 'p')});
  table.Add({"k", "", "£6.00", "me"});
  table.Flush(out);
  EXPECT_EQ(out.str(),
            "key                                       amount\n"
            "----------------------------------------  ------\n" +
                std::string(40, 'k') +
                "   £5.00\n"
                "    why it is so: w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20 "
                "w21 w22 "
                "w23 w24 w25 w26 w27 w28 w29 w30 w31\n"
                "        w32 w33 w34 w35 w36 w37 w38 w39 w40 w41 w42 w43 w44 w45 w46 w47 w48 w49\n"
                "    who: " +
                std::string(91, 'p') +
                "\n"
                "k                                          £6.00\n"
                "    who: me\n");
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 140U) << line;
}

TEST(Table, LeavesNoSpacesAtTheEndOfALine) {
  std::ostringstream out;
  Table table({{"a", false}, {"b", false}});
  table.Add({"long", ""});
  table.Flush(out);
  EXPECT_EQ(out.str(), "a     b\n----  -\nlong\n");
}

TEST(DisplayWidth, CountsCells) {
  EXPECT_EQ(DisplayWidth("£1"), 2U);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1U);
  EXPECT_EQ(DisplayWidth("\xFF\xC3"), 2U) << "bytes that are not UTF-8 stand for themselves";
}

}  // namespace
}  // namespace careledger::say
