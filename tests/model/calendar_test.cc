#include "replay/model/calendar.h"

#include <chrono>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace careledger::model {
namespace {

Instant At(std::string_view text) {
  const auto instant = ParseInstant(text);
  EXPECT_TRUE(instant) << text;
  return instant.value_or(Instant());
}

TEST(Calendar, TheRuleIsThatOfTheZoneDatabase) {
  absl::TimeZone london;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/London", &london)) << "tzdata is not installed";
  const std::int64_t end =
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilSecond(2038, 1, 1), absl::UTCTimeZone()));
  std::int64_t t = absl::ToUnixSeconds(absl::FromCivil(absl::CivilSecond(1998, 1, 1), absl::UTCTimeZone()));
  for (; t < end; t += 3600) {
    for (const std::int64_t s : {t - 1, t, t + 1799}) {
      const auto info = london.At(absl::FromUnixSeconds(s));
      const LocalTime local = ToLondon({s});
      ASSERT_EQ(LondonOffsetMinutes({s}) * 60, info.offset) << s;
      ASSERT_EQ(local.minute, info.cs.hour() * 60 + info.cs.minute()) << s;
      ASSERT_EQ(local.second, info.cs.second()) << s;
      ASSERT_EQ(local.date.day(), info.cs.day()) << s;
    }
    // And back, whatever it may mean.
    const auto civil = absl::ToCivilSecond(absl::FromUnixSeconds(t), absl::UTCTimeZone());
    const auto expected = london.At(civil);
    const Date date = *Date::From(static_cast<int>(civil.year()), civil.month(), civil.day());
    const LocalMeaning meaning = FromLondon({date, civil.hour() * 60, 0});
    ASSERT_EQ(meaning.first.has_value(), expected.kind != absl::TimeZone::TimeInfo::SKIPPED) << t;
    ASSERT_EQ(meaning.ambiguous(), expected.kind == absl::TimeZone::TimeInfo::REPEATED) << t;
    if (!meaning.first) continue;
    ASSERT_EQ(meaning.first->seconds, absl::ToUnixSeconds(expected.pre)) << t;
    ASSERT_EQ(meaning.last->seconds, absl::ToUnixSeconds(expected.post)) << t;
    ASSERT_EQ(PlannedInstant(date, civil.hour() * 60), *meaning.first);
  }
}

TEST(Calendar, ANightIsAsLongAsTheClocksMakeIt) {
  const auto minutes = [](std::string_view in, std::string_view out) {
    return (At(out).seconds - At(in).seconds) / 60;
  };
  EXPECT_EQ(minutes("2017-03-25T22:00", "2017-03-26T10:00"), 660);
  EXPECT_EQ(minutes("2017-10-28T22:00", "2017-10-29T10:00"), 780);
  EXPECT_EQ(minutes("2017-06-28T22:00", "2017-06-29T10:00"), 720);
}

TEST(Calendar, TimesThatAreTwiceOrNotAtAll) {
  // Twice: only with an offset.
  EXPECT_FALSE(ParseInstant("2017-10-29T01:30"));
  EXPECT_EQ(At("2017-10-29T01:30+01:00").seconds + 3600, At("2017-10-29T01:30Z").seconds);
  EXPECT_TRUE(ParseInstant("2017-10-29T00:59"));
  EXPECT_TRUE(ParseInstant("2017-10-29T02:00"));
  const LocalMeaning twice = FromLondon({*Date::Parse("2017-10-29"), 90, 0});
  EXPECT_TRUE(twice.ambiguous());
  EXPECT_EQ(PlannedInstant(*Date::Parse("2017-10-29"), 90), At("2017-10-29T01:30+01:00"));
  // Never.
  EXPECT_FALSE(ParseInstant("2017-03-26T01:00"));
  EXPECT_FALSE(ParseInstant("2017-03-26T01:59:59"));
  EXPECT_FALSE(FromLondon({*Date::Parse("2017-03-26"), 90, 0}).first);
  EXPECT_EQ(PlannedInstant(*Date::Parse("2017-03-26"), 90), At("2017-03-26T02:30"));
  EXPECT_EQ(ToString(At("2017-03-26T02:30")), "2017-03-26T02:30:00+01:00");
  EXPECT_EQ(ToString(At("2017-10-29T01:30Z")), "2017-10-29T01:30:00+00:00");
  EXPECT_EQ(At(ToString(At("2017-10-29T01:30+01:00"))), At("2017-10-29T00:30Z"));
}

TEST(Calendar, RefusesWhatIsNoInstant) {
  for (const char* text :
       {"", "2017-06-01", "2017-06-01 08:00", "2017-06-01T8:00", "2017-06-01T24:00", "2017-06-01T08:60",
        "2017-06-01T08:00:60", "2017-06-01T08:00z", "2017-06-01T08:00+1:00", "2017-06-01T08:00+0100",
        "2017-06-01T08:00+01:60", "2017-06-01T08:00+15:00", "2017-06-01T08:00 ", "2017-06-31T08:00",
        "2017-06-01T08:00:3", "2017-06-01T08:00:", "2017-06-01T08:00Z0", "2017-06-01T-8:00"}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
}

TEST(Calendar, DatesAreThoseOfChrono) {
  using namespace std::chrono;  // NOLINT
  for (sys_days day = year(1998) / 1 / 1; day < year(2200) / 1 / 1; day += days(1)) {
    const year_month_day ymd(day);
    const Date date(static_cast<std::int32_t>(day.time_since_epoch().count()));
    ASSERT_EQ(date.year(), static_cast<int>(ymd.year()));
    ASSERT_EQ(date.month(), static_cast<int>(static_cast<unsigned>(ymd.month())));
    ASSERT_EQ(date.day(), static_cast<int>(static_cast<unsigned>(ymd.day())));
    ASSERT_EQ(static_cast<unsigned>(date.weekday()) + 1, weekday(day).iso_encoding());
    ASSERT_EQ(Date::From(date.year(), date.month(), date.day()), date);
    ASSERT_EQ(Date::Parse(date.ToString()), date) << date.ToString();
    ASSERT_EQ(date.FirstOfMonth().day(), 1);
    ASSERT_EQ(date.FirstOfNextMonth().day(), 1);
    ASSERT_GT(date.FirstOfNextMonth(), date);
    ASSERT_EQ((date.FirstOfNextMonth() - 1).month(), date.month());
  }
}

TEST(Calendar, RefusesWhatIsNoDate) {
  for (const char* text : {"", "2016-11-7", "2016-1107", "20161107", "2016/11/07", "2016-02-30", "2017-02-29",
                           "2100-02-29", "2016-00-01", "2016-13-01", "2016-01-00", "2016-04-31", "1997-12-31",
                           "2200-01-01", "2016-11-07 ", " 2016-11-07", "+016-11-07", "2016-11-0x"}) {
    EXPECT_FALSE(Date::Parse(text)) << text;
  }
  EXPECT_TRUE(Date::Parse("2016-02-29"));
  EXPECT_TRUE(Date::Parse("2000-02-29"));
  EXPECT_EQ(Date::Parse("2016-11-07")->ToLongString(), "7 November 2016");
  EXPECT_EQ(Date::Parse("2016-11-07")->ToMonthString(), "2016-11");
}

TEST(Calendar, ADayEndsAtEnglandsMidnight) {
  EXPECT_EQ(EndOfDay(*Date::Parse("2016-11-07")).ToString(), "2016-11-07T23:59:59.999999Z");
  EXPECT_EQ(EndOfDay(*Date::Parse("2016-06-07")).ToString(), "2016-06-07T22:59:59.999999Z");
  EXPECT_EQ(RecordTime{-1}.ToString(), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace careledger::model
