// Text to values: what is taken, what is refused, and that a refusal names the field and shows the text.
#include "server/intake/values.h"

#include <random>

#include "gtest/gtest.h"
#include "server/intake/words.h"

namespace careledger::intake {
namespace {

template <class T>
struct Case {
  std::string_view text;
  std::optional<T> value;  // None: refused.
};

template <class T>
void Check(std::initializer_list<Case<T>> cases) {
  for (const Case<T>& c : cases) {
    SCOPED_TRACE(c.text);
    T value{};
    Reading reading;
    reading.Read("some_field", c.text, Need::kRequired, value);
    EXPECT_EQ(reading.ok(), c.value.has_value());
    if (c.value) {
      EXPECT_EQ(value, *c.value);
    } else if (!reading.ok()) {
      const decide::Rejection no = reading.TakeFault();
      EXPECT_EQ(no.reason, decide::Reason::kInvalidField);
      EXPECT_EQ(no.field, "some_field");
      EXPECT_EQ(no.detail.find(c.text.empty() ? "is required" : Quoted(c.text)), 0U) << no.detail;
    }
  }
}

TEST(Values, ReadsIds) {
  using model::PersonId;
  Check<PersonId>({{"P-1", PersonId("P-1")},
                   {"0.a_B", PersonId("0.a_B")},
                   {"", {}},
                   {"x y", {}},
                   {" x", {}},
                   {"-x", {}},
                   {"caf\xC3\xA9", {}}});
  PersonId id;
  EXPECT_TRUE(Parse(std::string(64, 'a'), id));
  EXPECT_FALSE(Parse(std::string(65, 'a'), id));
}

TEST(Values, ReadsDates) {
  using model::Date;
  Check<Date>({{"2016-11-07", Date::From(2016, 11, 7)},
               {"2016-02-29", Date::From(2016, 2, 29)},
               {"2015-02-29", {}},
               {"2016-11-7", {}},
               {"07/11/2016", {}},
               {"1997-12-31", {}},
               {"2200-01-01", {}},
               {"2016-11-07 ", {}}});
}

TEST(Values, ReadsPercentages) {
  using decide::Percent;
  Check<Percent>({{"2.5", Percent{25'000}},
                  {"-1.25", Percent{-12'500}},
                  {"0", Percent{0}},
                  {"3", Percent{30'000}},
                  {"0.0001", Percent{1}},
                  {"999999.9999", Percent{9'999'999'999}},
                  {"1000000", {}},
                  {"2.50000", {}},
                  {"2.", {}},
                  {".5", {}},
                  {"+2", {}},
                  {"--2", {}},
                  {"-", {}},
                  {"2,5", {}},
                  {"2.5%", {}},
                  {"1e3", {}}});
}

TEST(Values, ReadsTimesOfDay) {
  using decide::TimeOfDay;
  Check<TimeOfDay>({{"00:00", TimeOfDay{0}},
                    {"14:05", TimeOfDay{845}},
                    {"23:59", TimeOfDay{1439}},
                    {"24:00", {}},
                    {"12:60", {}},
                    {"9:30", {}},
                    {"-1:30", {}},
                    {"1 :30", {}},
                    {"12:3", {}},
                    {"12.30", {}}});
}

TEST(Values, ReadsRatesAndNumbers) {
  using model::Rate;
  Check<Rate>({{"16.22", Rate(162'200)}, {"0.0001", Rate(1)}, {"-1", {}}, {"16.22222", {}}, {"10000", {}}});
  Check<std::uint32_t>(
      {{"0", 0U}, {"4294967295", 4294967295U}, {"4294967296", {}}, {"-1", {}}, {"+1", {}}, {"1.0", {}}});
  Check<std::uint64_t>(
      {{"18446744073709551615", ~std::uint64_t{0}}, {"18446744073709551616", {}}, {" 1", {}}, {"0x1", {}}});
}

TEST(Values, ReadsNamesUpToTwoHundredBytes) {
  Check<std::string>({{"Wigston & O'Hara, \xC5\x81\xC3\xB3", "Wigston & O'Hara, \xC5\x81\xC3\xB3"},
                      {"a\nb", {}},
                      {"a\x7f", {}}});
  std::string name;
  EXPECT_TRUE(Parse(std::string(200, 'n'), name));
  EXPECT_FALSE(Parse(std::string(201, 'n'), name));
  EXPECT_NE(Explain(std::string(201, 'n'), name).find("201 bytes"), std::string::npos);
}

TEST(Values, SaysWhichSlotOfAPlanIsWrong) {
  model::WeeklyPlan plan;
  EXPECT_TRUE(Parse("Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2", plan));
  EXPECT_EQ(Explain("Mon 08:00 30; Tue 25:00 30", plan).find("' Tue 25:00 30' is not a slot"), 0U);
  EXPECT_NE(Explain("Mon 08:00 30; Mon 08:00 45", plan).find("same day at the same time"), std::string::npos);
}

TEST(Values, ReadsPreferredTimesInOrder) {
  model::PreferredTimes times;
  for (const std::string text : {"07:00-10:00", "07:00-10:00; 17:30-24:00", "00:00-00:01; 00:01-24:00"}) {
    ASSERT_TRUE(Parse(text, times)) << text;
    EXPECT_EQ(ToString(times), text);
  }
  EXPECT_TRUE(Parse("07:00-10:00;17:30-19:00", times));
  EXPECT_EQ(ToString(times), "07:00-10:00; 17:30-19:00");
  for (const std::string text :
       {"", "morning", "07:00", "7:00-10:00", "07:00-25:00", "07:60-10:00", "10:00-10:00", "10:00-07:00",
        "17:30-19:00; 07:00-10:00", "07:00-10:00; 09:00-11:00", "07:00-10:00;", "07:00-10:00; 24:00-24:01"})
    EXPECT_FALSE(Parse(text, times)) << text;
  std::string many = "00:00-00:01";
  for (int i = 1; i < 8; ++i) many += "; 0" + std::to_string(i) + ":00-0" + std::to_string(i) + ":01";
  EXPECT_TRUE(Parse(many, times));
  EXPECT_FALSE(Parse(many + "; 09:00-09:01", times));
  EXPECT_EQ(Explain("morning", times),
            "'morning' is not times of day in order, at most 8 and none overlapping, written like "
            "07:00-10:00; 17:30-19:00");
}

TEST(Values, SaysWhenAClockChangeIsTheReason) {
  model::Instant at;
  EXPECT_TRUE(Parse("2016-11-07T08:02", at));
  EXPECT_TRUE(Parse("2016-10-30T01:20+00:00", at));
  EXPECT_FALSE(Parse("2016-10-30T01:20", at));
  EXPECT_EQ(Explain("2016-10-30T01:20", at),
            "'2016-10-30T01:20' comes twice, because the clocks go back that night: write "
            "2016-10-30T01:20+01:00 for the "
            "first or 2016-10-30T01:20+00:00 for the second");
  EXPECT_FALSE(Parse("2017-03-26T01:30:05", at));
  EXPECT_EQ(Explain("2017-03-26T01:30:05", at),
            "'2017-03-26T01:30:05' does not exist: the clocks go forward from 01:00 to 02:00 that night");
  EXPECT_EQ(Explain("2016-11-07 08:02", at).find("'2016-11-07 08:02' is not a time"), 0U);
}

TEST(Values, LeavesWhatIsAbsent) {
  Reading reading;
  std::optional<model::Date> date;
  reading.Read("until", "", Need::kOptional, date);
  EXPECT_TRUE(reading.ok());
  EXPECT_FALSE(date);
}

TEST(Values, KeepsTheFirstFaultOnly) {
  Reading reading;
  std::uint32_t number = 7;
  reading.Read("first", "a", Need::kRequired, number);
  reading.Read("second", "b", Need::kRequired, number);
  reading.Read("third", "8", Need::kRequired, number);
  EXPECT_EQ(number, 7U);
  Reading outer;
  outer.Adopt("lines[3]", std::move(reading));
  EXPECT_EQ(outer.TakeFault().field, "lines[3].first");
}

TEST(Values, QuotesSafely) {
  EXPECT_EQ(Quoted("a\nb"), "'a\\x0ab'");
  EXPECT_EQ(Quoted("\xFF\xC3"), "'\\xff\\xc3'");
  EXPECT_EQ(Quoted("caf\xC3\xA9"), "'caf\xC3\xA9'");
  EXPECT_EQ(Quoted(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
  EXPECT_EQ(Quoted(std::string(59, 'x') + "\xC3\xA9"), "'" + std::string(59, 'x') + "...'");
}

TEST(Values, KnowsUtf8) {
  for (std::string_view good :
       {"", "plain ascii, longer than a word", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "12345678\xC3\xA9"}) {
    EXPECT_TRUE(IsUtf8(good)) << Quoted(good);
  }
  for (std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "12345678\xC3", "\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad)) << Quoted(bad);
  }
}

// Whatever a caller sends, what we say about it can be sent back as a protobuf string.
TEST(Values, QuotesAnyBytesAsUtf8) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random() % 90, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_TRUE(IsUtf8(Quoted(bytes)));
  }
}

template <class E>
void ReadsEachWordBack() {
  for (const auto& word : WordsOf(E{})) {
    E value{};
    Reading reading;
    ReadWord("column", word.text, Need::kRequired, value, reading);
    EXPECT_TRUE(reading.ok()) << word.text;
    EXPECT_EQ(value, word.value) << word.text;
  }
  E value{};
  Reading reading;
  ReadWord("column", "Nonsense", Need::kOptional, value, reading);
  ASSERT_FALSE(reading.ok());
  EXPECT_EQ(reading.TakeFault().detail.find("'Nonsense' is none of "), 0U);
}

TEST(Values, ReadsTheWordsOfClosedLists) {
  ReadsEachWordBack<model::ProviderForm>();
  ReadsEachWordBack<model::DayType>();
  ReadsEachWordBack<model::VisitStatus>();
  ReadsEachWordBack<model::NoticeBy>();
  ReadsEachWordBack<model::Evidence>();
  ReadsEachWordBack<bool>();
}

}  // namespace
}  // namespace careledger::intake
