// Weeks, months and quarters of information, and which records of monitoring count at a point of history.
#include "replay/model/monitoring.h"

#include <gtest/gtest.h>

namespace careledger::model {
namespace {

Date Day(std::string_view text) { return Date::Parse(text).value(); }

TEST(InformationPeriods, BeginOnMondaysAndFirstDays) {
  const auto period = [](Frequency every, std::string_view start) {
    const auto found = PeriodOf(every, Day(start));
    return found ? found->start.ToString() + " " + found->end.ToString() : std::string("none");
  };
  EXPECT_EQ(period(Frequency::kWeekly, "2016-11-07"), "2016-11-07 2016-11-14");
  EXPECT_EQ(period(Frequency::kWeekly, "2016-11-08"), "none");
  EXPECT_EQ(period(Frequency::kMonthly, "2016-12-01"), "2016-12-01 2017-01-01");
  EXPECT_EQ(period(Frequency::kMonthly, "2016-12-02"), "none");
  EXPECT_EQ(period(Frequency::kQuarterly, "2016-10-01"), "2016-10-01 2017-01-01");
  EXPECT_EQ(period(Frequency::kQuarterly, "2016-11-01"), "none");
  EXPECT_EQ(period(Frequency::kNone, "2016-10-01"), "none");
  EXPECT_EQ(NextPeriodStart(Frequency::kWeekly, Day("2016-11-07")), Day("2016-11-07"));
  EXPECT_EQ(NextPeriodStart(Frequency::kWeekly, Day("2016-11-08")), Day("2016-11-14"));
  EXPECT_EQ(NextPeriodStart(Frequency::kMonthly, Day("2016-12-02")), Day("2017-01-01"));
  EXPECT_EQ(NextPeriodStart(Frequency::kQuarterly, Day("2016-10-02")), Day("2017-01-01"));
  EXPECT_EQ(NextPeriodStart(Frequency::kQuarterly, Day("2016-10-01")), Day("2016-10-01"));
}

TEST(MonitoringRecords, CountUntilTheirVoidingIsKnown) {
  // Given two records, of which the first is voided later,
  const ContractId contract("c-1");
  Monitoring monitoring;
  const MeetingHeld first{.contract_id = contract, .meeting_id = MeetingId("m-1")};
  const MeetingHeld second{.contract_id = contract, .meeting_id = MeetingId("m-2")};
  monitoring.Evolve(Position{5}, Day("2016-11-07"), first);
  monitoring.Evolve(Position{7}, Day("2016-11-14"), second);
  monitoring.Evolve(Position{9}, Day("2016-11-21"), MonitoringRecordVoided{contract, 5, Code("mistaken")});
  monitoring.Evolve(Position{10}, Day("2016-11-21"), MonitoringRecordVoided{contract, 5, Code("again")});
  const auto counts = [&](std::uint64_t position, std::uint64_t known) {
    return monitoring.Counts(*monitoring.At(Position{position}), Position{known});
  };
  // then it counts from its own position until that of the voiding, and a voiding never does.
  EXPECT_FALSE(counts(5, 4));
  EXPECT_TRUE(counts(5, 5));
  EXPECT_TRUE(counts(5, 8));
  EXPECT_FALSE(counts(5, 9));
  EXPECT_FALSE(counts(7, 6));
  EXPECT_TRUE(counts(7, 100));
  EXPECT_FALSE(counts(9, 100));
  EXPECT_EQ(monitoring.VoidedBy(Position{5}), Position{9}) << "the first voiding holds";
  EXPECT_EQ(monitoring.At(Position{6}), nullptr);
  EXPECT_EQ(monitoring.At(Position{11}), nullptr);
  ASSERT_EQ(monitoring.Of("meeting/m-1").size(), 1U);
  EXPECT_EQ(monitoring.Of("meeting/m-1")[0]->position, Position{5});
  EXPECT_TRUE(monitoring.Of("meeting/m-9").empty());
}

}  // namespace
}  // namespace careledger::model
