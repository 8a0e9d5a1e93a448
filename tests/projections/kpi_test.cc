#include "replay/projections/kpi.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

Kpi Week(Home& home, std::string_view on, std::string_view from = "2016-11-07",
         std::string_view to = "2016-11-14") {
  const FoldedView& view = home.View(on);
  return KpiOf(view, ComputedCells(view), {Day(from), Day(to)}, {});
}

TEST(Kpi, CountsWhatRecordsSay) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  home.Add("2016-11-07", KpiPolicySet{.contract_id = kNew, .punctuality_minutes = 15, .authority = kCabinet});
  home.Add(Seen("on-the-edge", "2016-11-07T08:00", {{"c-1", "2016-11-07T08:15", "2016-11-07T08:45"}}));
  home.Add(Seen("late-and-short", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:16", "2016-11-08T08:39"}}));
  VisitRecorded paper = Seen("paper", "2016-11-09T08:00", {{"c-1", "2016-11-09T07:00", "2016-11-09T07:24"}});
  paper.attendances[0].evidence = Evidence::kTimesheet;
  home.Add(paper);
  home.Add(Seen("unplanned", "2016-11-09T12:00", {{"c-1", "2016-11-09T12:00", "2016-11-09T12:30"}}));
  VisitRecorded missed = Seen("missed", "2016-11-10T08:00", {});
  missed.status = VisitStatus::kMissed;
  home.Add(missed);
  VisitRecorded stranger =
      Seen("stranger", "2016-11-10T09:00", {{"c-2", "2016-11-10T09:00", "2016-11-10T09:30"}});
  stranger.person_id = PersonId("h-9");
  home.Add(stranger);
  home.Add(Seen("again", "2016-11-08T08:00", {{"c-2", "2016-11-08T08:20", "2016-11-08T08:40"}}));

  const Kpi kpi = Week(home, "2016-11-20");
  ASSERT_EQ(kpi.rows.size(), 2U);
  EXPECT_EQ(kpi.rows[0].visits.unallocated, 1U);
  EXPECT_TRUE(kpi.rows[0].key.contract_id.empty());
  EXPECT_EQ(kpi.rows[1].visits, (VisitCounts{.recorded = 5,
                                             .answered = 4,
                                             .delivered = 4,
                                             .delivered_minutes = 30 + 23 + 24 + 30,
                                             .timed = 3,
                                             .punctual = 2,
                                             .missed = 1,
                                             .short_visits = 1,  // 23 of 30 minutes; 24 are four fifths.
                                             .unplanned = 1,
                                             .held = 1}));
  EXPECT_EQ(kpi.rows[1].plan.visits, 7U);
  EXPECT_EQ(kpi.rows[1].plan.minutes, 210U);
  EXPECT_EQ(kpi.rows[1].unreported, 3U);
  EXPECT_EQ(kpi.rows[1].awaited, 0U);
  EXPECT_EQ(kpi.rows[1].packages, 1U);
  EXPECT_EQ(kpi.rows[1].people, 1U);
  EXPECT_EQ(kpi.rows[1].weekly_minutes, 210U);
  EXPECT_EQ(kpi.total.visits.recorded, 5U);
}

TEST(Kpi, ASlotIsAwaitedUntilItsDaysHavePassed) {
  Home home = Home::Usual();  // Two days, when the contract does not say.
  struct Case {
    const char* known;
    std::uint64_t due, unreported, awaited;
  };
  for (const Case& c : {Case{"2016-11-09T12:00", 0, 0, 3},
                        {"2016-11-09T23:59", 0, 0, 3},
                        {"2016-11-10T00:00", 1, 1, 3},
                        {"2016-11-12T12:00", 3, 3, 3},
                        {"2016-11-20T12:00", 7, 7, 0}}) {
    home.now = {Time(c.known).seconds * 1'000'000};
    const Kpi kpi = Week(home, std::string(c.known).substr(0, 10));
    EXPECT_EQ(kpi.total.plan.due, c.due) << c.known;
    EXPECT_EQ(kpi.total.unreported, c.unreported) << c.known;
    EXPECT_EQ(kpi.total.awaited, c.awaited) << c.known;
  }
  // Whatever a record says of a slot, it is reported.
  VisitRecorded missed = Seen("missed", "2016-11-10T08:00", {});
  missed.status = VisitStatus::kMissed;
  home.Add(missed);
  home.now = {Time("2016-11-12T12:00").seconds * 1'000'000};
  EXPECT_EQ(Week(home, "2016-11-12").total.unreported, 3U);
  EXPECT_EQ(Week(home, "2016-11-12").total.awaited, 2U);
  home.Add("2016-11-07", KpiPolicySet{.contract_id = kNew, .report_within_days = 0, .authority = kCabinet});
  EXPECT_EQ(Week(home, "2016-11-12").total.unreported, 4U);
  EXPECT_EQ(Week(home, "2016-11-12").total.awaited, 1U);
}

TEST(Kpi, PlannedTimeIsThePlanOnRecordBeforeTheVisit) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-10T09:00").seconds * 1'000'000};
  home.Add("2016-11-08",
           PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 10; Mon-Sun 18:00 5")});
  // To the 9th the old plan stands, and on the 10th for the morning, which was over; that evening the new
  // one.
  const Kpi kpi = Week(home, "2016-11-20");
  EXPECT_EQ(kpi.total.plan.minutes, 4U * 30 + 5 + 3U * 15);
  EXPECT_EQ(kpi.total.plan.visits, 4U + 1 + 6);
  home.Add(Seen("v-1", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:12"}}));
  EXPECT_EQ(Week(home, "2016-11-20").total.visits.short_visits, 1U);  // 12 of 30, not of 10.
}

TEST(Kpi, NothingIsPlannedWhileSuspendedAfterTheEndOrAfterDeath) {
  Home home = Home::Usual();
  home.Add("2016-11-08", PackageSuspended{.package_id = kOrder, .reason = Code("hospital")});
  home.Add("2016-11-10", PackageResumed{.package_id = kOrder});
  EXPECT_EQ(Week(home, "2016-11-20").total.plan.visits, 5U);
  home.Add("2016-11-13", PackageEnded{.package_id = kOrder, .reason = Code("moved-away")});
  EXPECT_EQ(Week(home, "2016-11-20").total.plan.visits, 4U);
  home.Add(DeathRecorded{kAnn, Day("2016-11-11")});
  EXPECT_EQ(Week(home, "2016-11-20").total.plan.visits, 3U);
  EXPECT_EQ(Week(home, "2016-11-20").total.packages, 0U);
}

TEST(Kpi, AVisitReportedAfterDeathAnswersNothing) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  home.Add(DeathRecorded{kAnn, Day("2016-11-08")});
  home.Add(Seen("v-1", "2016-11-07T08:00", {{"c-1", "2016-11-07T08:00", "2016-11-07T08:30"}}));
  home.Add(Seen("too-late", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}}));
  const Kpi kpi = Week(home, "2016-11-20");
  EXPECT_EQ(kpi.total.plan.visits, 2U);
  EXPECT_EQ(kpi.total.visits.answered, 1U);
  EXPECT_EQ(kpi.total.visits.held, 1U);
  EXPECT_EQ(kpi.total.unreported, 1U) << "the slot of the day of death: no record names it";
}

TEST(Kpi, OnTheDayOfAHandoverSlotsGoToWhoHoldsThem) {
  Home home = Home::Usual();
  home.Add("2016-11-07",
           PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30; Mon-Sun 18:00 30")});
  home.Add("2016-11-09", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kBeech,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1,
                                            .minute = 720});
  const Kpi kpi = Week(home, "2016-11-20");
  ASSERT_EQ(kpi.rows.size(), 2U);
  EXPECT_EQ(kpi.rows[0].plan.visits, 5U);
  EXPECT_EQ(kpi.rows[1].plan.visits, 9U);
  EXPECT_EQ(kpi.rows[0].packages, 0U);
  EXPECT_EQ(kpi.rows[1].packages, 1U);
}

// Whatever evidence a feed claims: a provider that says it is on timesheets has no punctuality, and what it
// delivers is counted as left out.
TEST(Kpi, LeavesAProviderOnTimesheetsOutOfPunctuality) {
  Home home = Home::Usual();
  home.Order("k-2", "h-2", kBeech, "2016-11-07", "Mon-Sun 08:00 30");
  home.Add("2016-11-08", CallMonitoringDeclared{kNew, kBeech, CallMonitoring::kTimesheets});
  home.Add("2016-11-10", CallMonitoringDeclared{kNew, kBeech, CallMonitoring::kLandline});
  for (Date d = Day("2016-11-07"); d < Day("2016-11-11"); ++d) {
    const std::string in = d.ToString() + "T08:00";
    const std::string out = d.ToString() + "T08:30";
    VisitRecorded visit =
        Seen(("b-" + d.ToString()).c_str(), in.c_str(), {{"d-1", in.c_str(), out.c_str()}}, kBeech);
    visit.person_id = PersonId("h-2");
    home.Add(visit);
  }
  home.Add(Seen("late", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:31", "2016-11-08T09:00"}}));
  const Kpi kpi = Week(home, "2016-11-13");
  ASSERT_EQ(kpi.rows.size(), 2U);
  EXPECT_EQ(kpi.rows[1].provider_id, kBeech);
  EXPECT_EQ(kpi.rows[1].visits.delivered, 4U);
  EXPECT_EQ(kpi.rows[1].visits.timed, 2U) << "before it said so, and once it had a landline system";
  EXPECT_EQ(kpi.rows[1].visits.punctual, 2U);
  // Of the group, sums over sums: 2 of 3.
  EXPECT_EQ(kpi.total.visits.punctual, 2U);
  EXPECT_EQ(kpi.total.visits.timed, 3U);
  EXPECT_EQ(kpi.total.visits.delivered - kpi.total.visits.timed, 2U);
}

// One lot and provider, two client groups: apart where that is asked, and their sum where it is not.
TEST(Kpi, IsApartByClientGroupWhereThatIsAsked) {
  Home home;
  home.Bare();
  const Code older("older-people"), learning("learning-disability");
  const auto request = [&](const char* package, const char* person, const Code& group, const char* date) {
    home.Add(date, PackageRequested{.package_id = PackageId(package),
                                    .person_id = PersonId(person),
                                    .service = kHomeCare,
                                    .client_group = group,
                                    .plan = Plan("Mon-Sun 08:00 30")});
  };
  request("k-1", "h-1", older, "2016-11-07");
  request("k-2", "h-2", learning, "2016-11-07");
  request("k-3", "h-3", older, "2016-11-18");  // These two wait.
  request("k-4", "h-4", learning, "2016-11-18");
  for (const char* package : {"k-1", "k-2"}) home.Award(package, kAsh, "2016-11-07");
  home.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  const auto seen = [&](const char* id, const char* person, const char* day, const char* carer) {
    const std::string at = std::string(day) + "T08:00", out = std::string(day) + "T08:30";
    VisitRecorded visit = Seen(id, at.c_str(), {{carer, at.c_str(), out.c_str()}});
    visit.person_id = PersonId(person);
    home.Add(visit);
  };
  seen("v-1", "h-1", "2016-11-07", "c-1");
  seen("v-2", "h-2", "2016-11-07", "c-2");
  seen("v-3", "h-2", "2016-11-08", "c-2");
  seen("v-4", "h-9", "2016-11-08", "c-9");  // Of nobody's package.

  const FoldedView& view = home.View("2016-11-20");
  const auto asked = [&](const KpiFilter& filter) {
    return KpiOf(view, ComputedCells(view), {Day("2016-11-07"), Day("2016-11-14")}, filter);
  };
  const Kpi all = asked({});
  ASSERT_EQ(all.rows.size(), 2U);
  EXPECT_EQ(all.rows[0].visits.unallocated, 1U);
  EXPECT_TRUE(all.rows[1].key.client_group.empty());
  EXPECT_EQ(all.rows[1].visits.delivered, 3U);
  EXPECT_EQ(all.rows[1].plan.visits, 14U);
  EXPECT_EQ(all.rows[1].unreported, 11U);
  EXPECT_EQ(all.waiting.people, 2U);

  const Kpi apart = asked({.by_client_group = true});
  ASSERT_EQ(apart.rows.size(), 3U);
  EXPECT_EQ(apart.rows[0].visits.unallocated, 1U);
  EXPECT_TRUE(apart.rows[0].key.client_group.empty());
  EXPECT_EQ(apart.rows[1].key.client_group, learning);
  EXPECT_EQ(apart.rows[1].visits.delivered, 2U);
  EXPECT_EQ(apart.rows[1].plan.visits, 7U);
  EXPECT_EQ(apart.rows[1].unreported, 5U);
  EXPECT_EQ(apart.rows[1].packages, 1U);
  EXPECT_EQ(apart.rows[2].key.client_group, older);
  EXPECT_EQ(apart.rows[2].visits.delivered, 1U);
  EXPECT_EQ(apart.rows[2].unreported, 6U);
  EXPECT_EQ(apart.total.visits, all.total.visits);
  EXPECT_EQ(apart.total.unreported, all.total.unreported);
  EXPECT_EQ(apart.total.people, 2U);

  const Kpi one = asked({.client_group = learning});
  ASSERT_EQ(one.rows.size(), 1U) << "what belongs to no package is of no group";
  EXPECT_EQ(one.rows[0].key.client_group, learning);
  EXPECT_EQ(one.rows[0].visits, apart.rows[1].visits);
  EXPECT_EQ(one.total.people, 1U);
  EXPECT_EQ(one.total.weekly_minutes, 210U);
  EXPECT_EQ(one.waiting.people, 1U);
}

}  // namespace
}  // namespace careledger::projections
