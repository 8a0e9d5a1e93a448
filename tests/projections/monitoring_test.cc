// What monitoring comes to on a date, each as a document: given what is on record, then these lines.
#include "replay/projections/monitoring_overview.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

const Code kStaffing("staffing"), kOffice("commissioning"), kLivingWage("living-wage"),
    kTravel("travel-time-paid");
const DocumentRef kDoc("doc-1");

// Ash is admitted from the start, beech from 21 November.
Home Watched() {
  Home home = Home::Usual();
  home.Add("2016-11-07", ProviderAdmitted{kNew, kAsh, kCabinet});
  home.Add("2016-11-21", ProviderAdmitted{kNew, kBeech, kCabinet});
  return home;
}
InformationScheduled Asked(Frequency every, std::uint32_t due_days, const Code& item = kStaffing) {
  return {.contract_id = kNew, .item = item, .every = every, .due_days = due_days, .authority = kCabinet};
}
InformationReceived Came(const char* period, const char* document, const ProviderId& provider = kAsh) {
  return {.contract_id = kNew,
          .provider_id = provider,
          .item = kStaffing,
          .period_start = Day(period),
          .document = DocumentRef(document)};
}

Texts Information(const FoldedView& view) {
  Texts out;
  for (const InformationRow& row : InformationOf(view, *view.contract(kNew))) {
    out.push_back(row.due.ToString() + " " + row.provider_id.str() + " " + row.item.str() + " of " +
                  row.period.start.ToString() + " to " + (row.period.end - 1).ToString() + " " +
                  std::string(ToString(row.state)) +
                  (row.received ? " " + row.received->ToString() + " " + row.document.str() : ""));
  }
  return out;
}

TEST(Information, IsDueForWholePeriodsAndLateTheDayAfter) {
  // Given a weekly item asked for from a Wednesday, due three days after the week,
  Home home = Watched();
  home.Add("2016-11-09", Asked(Frequency::kWeekly, 3));
  // then nothing is due for the week under way, nor before the first whole week is over;
  EXPECT_EQ(Information(home.View("2016-11-19")), Texts());
  // it is due on its day and late the day after.
  EXPECT_EQ(Information(home.View("2016-11-23")),
            (Texts{"2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 due"}));
  EXPECT_EQ(Information(home.View("2016-11-24")),
            (Texts{"2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 late"}));
  // Who joins is asked for the weeks that end after.
  home.Add("2016-11-23", Came("2016-11-14", "in-time"));
  home.Add("2016-12-05", Came("2016-11-21", "late"));
  home.Add("2016-12-06", Came("2016-11-21", "again"));
  const Texts early = {"2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 received 2016-11-23 in-time",
                       "2016-11-30 p-ash staffing of 2016-11-21 to 2016-11-27 late",
                       "2016-11-30 p-beech staffing of 2016-11-21 to 2016-11-27 late"};
  EXPECT_EQ(Information(home.View("2016-12-03")), early) << "on that day it had not come";
  EXPECT_EQ(Information(home.View("2016-12-06")),
            (Texts{"2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 received 2016-11-23 in-time",
                   "2016-11-30 p-ash staffing of 2016-11-21 to 2016-11-27 came-late 2016-12-05 again",
                   "2016-11-30 p-beech staffing of 2016-11-21 to 2016-11-27 late",
                   "2016-12-07 p-ash staffing of 2016-11-28 to 2016-12-04 due",
                   "2016-12-07 p-beech staffing of 2016-11-28 to 2016-12-04 due"}));
}

TEST(Information, FollowsTheVersionInForceOnThePeriodsFirstDay) {
  // Given weekly information, then monthly from 1 December, then quarterly from 2017 and none from June,
  Home home = Watched();
  home.Add("2016-11-07", Asked(Frequency::kWeekly, 0));
  home.Add("2016-12-01", Asked(Frequency::kMonthly, 10));
  home.Add("2017-01-01", Asked(Frequency::kQuarterly, 20));
  home.Add("2017-06-01", Asked(Frequency::kNone, 0));
  Texts ash;
  for (const std::string& line : Information(home.View("2017-12-31"))) {
    if (line.find("p-ash") != std::string::npos) ash.push_back(line);
  }
  // then each period is asked for once, by the version on its first day.
  EXPECT_EQ(ash, (Texts{"2016-11-13 p-ash staffing of 2016-11-07 to 2016-11-13 late",
                        "2016-11-20 p-ash staffing of 2016-11-14 to 2016-11-20 late",
                        "2016-11-27 p-ash staffing of 2016-11-21 to 2016-11-27 late",
                        "2016-12-04 p-ash staffing of 2016-11-28 to 2016-12-04 late",
                        "2017-01-10 p-ash staffing of 2016-12-01 to 2016-12-31 late",
                        "2017-04-20 p-ash staffing of 2017-01-01 to 2017-03-31 late",
                        "2017-07-20 p-ash staffing of 2017-04-01 to 2017-06-30 late"}));
}

TEST(Information, ThatComesEarlyOrUnaskedIsShown) {
  Home home = Watched();
  home.Add("2016-11-07", Asked(Frequency::kWeekly, 3));
  // Before the week is over; and of beech, which was no party then.
  home.Add("2016-11-11", Came("2016-11-07", "early"));
  home.Add("2016-11-12", Came("2016-11-07", "kind", kBeech));
  EXPECT_EQ(Information(home.View("2016-11-12")),
            (Texts{"2016-11-16 p-ash staffing of 2016-11-07 to 2016-11-13 received 2016-11-11 early",
                   "2016-11-16 p-beech staffing of 2016-11-07 to 2016-11-13 received 2016-11-12 kind"}));
}

TEST(Information, RecordedInErrorCountsUntilItIsKnownToBe) {
  // Given a return, a view of that time, and its voiding,
  Home home = Watched();
  home.Add("2016-11-07", Asked(Frequency::kWeekly, 3));
  const Position wrong = home.Add("2016-11-14", Came("2016-11-07", "wrong"));
  const FoldedView before = home.View("2016-11-20");
  home.Add(MonitoringRecordVoided{kNew, Number(wrong), Code("mistaken")});
  // then it had come as was known before, and is late as is known now.
  EXPECT_EQ(Information(before),
            (Texts{"2016-11-16 p-ash staffing of 2016-11-07 to 2016-11-13 received 2016-11-14 wrong",
                   "2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 due"}));
  EXPECT_EQ(Information(home.View("2016-11-20")),
            (Texts{"2016-11-16 p-ash staffing of 2016-11-07 to 2016-11-13 late",
                   "2016-11-23 p-ash staffing of 2016-11-14 to 2016-11-20 due"}));
}

TEST(Actions, AreOverdueTheDayAfterTheyAreDueUntilClosed) {
  Home home = Watched();
  home.Add("2016-11-14", ActionAgreed{.contract_id = kNew,
                                      .action_id = ActionId("a-1"),
                                      .provider_id = kAsh,
                                      .owner = kOffice,
                                      .due = Day("2016-11-30")});
  home.Add(
      "2016-11-21",
      ActionAgreed{
          .contract_id = kNew, .action_id = ActionId("a-2"), .owner = kOffice, .due = Day("2016-11-25")});
  home.Add("2016-12-02", ActionClosed{.contract_id = kNew, .action_id = ActionId("a-1")});
  const auto told = [&](const char* on) {
    Texts out;
    for (const ActionRow& row : ActionsOf(home.View(on), kNew)) {
      out.push_back(row.agreed.event->action_id.str() + " " + std::string(ToString(row.state)));
    }
    return out;
  };
  EXPECT_EQ(told("2016-11-13"), Texts());
  EXPECT_EQ(told("2016-11-25"), (Texts{"a-2 open", "a-1 open"}));
  EXPECT_EQ(told("2016-12-01"), (Texts{"a-2 overdue", "a-1 overdue"}));
  EXPECT_EQ(told("2016-12-02"), (Texts{"a-2 overdue", "a-1 closed"}));
}

TEST(Ratings, HoldUntilAnotherOfTheSameBodyOrMeasure) {
  Home home = Watched();
  const auto rated = [&](const char* date, const char* body, Rating rating) {
    home.Add(date, ProviderRated{kNew, kAsh, Code(body), rating, kDoc});
  };
  const auto scored = [&](const char* date, std::uint32_t score) {
    home.Add(date, QualityScored{kNew, kAsh, Code("dignity"), score, 5, kDoc});
  };
  rated("2016-11-10", "cqc", Rating::kGood);
  scored("2016-11-12", 4);
  rated("2017-02-01", "cqc", Rating::kInadequate);
  rated("2017-01-01", "council", Rating::kNotRated);
  rated("2016-12-01", "cqc", Rating::kRequiresImprovement);  // Recorded late, published between the two.
  const auto told = [&](const char* on) {
    Texts out;
    for (const RatingRow& row : RatingsOf(home.View(on), kNew)) {
      out.push_back(row.subject.str() + " " + row.value + " " + row.from.ToString() + " to " +
                    (row.until ? row.until->ToString() : "now"));
    }
    return out;
  };
  EXPECT_EQ(told("2016-11-30"), (Texts{"dignity 4 of 5 2016-11-12 to now", "cqc good 2016-11-10 to now"}));
  EXPECT_EQ(told("2017-03-01"),
            (Texts{"dignity 4 of 5 2016-11-12 to now", "council not-rated 2017-01-01 to now",
                   "cqc good 2016-11-10 to 2016-12-01", "cqc requires-improvement 2016-12-01 to 2017-02-01",
                   "cqc inadequate 2017-02-01 to now"}));
}

TEST(Standards, AreMissingUntilThereIsEvidenceInForce) {
  // Given two standards, of which evidence of one is good for twelve months,
  Home home = Watched();
  home.Add("2016-11-07", StandardRequired{kNew, kLivingWage, 12, false, kCabinet});
  home.Add("2016-11-07", StandardRequired{kNew, kTravel, {}, false, kCabinet});
  home.Add("2016-12-31", StandardAttested{kNew, kAsh, kLivingWage, false, kDoc});
  home.Add("2016-12-31", StandardAttested{kNew, kAsh, kTravel, false, kDoc});
  home.Add("2018-02-01", StandardAttested{kNew, kAsh, kTravel, true, kDoc});
  home.Add("2018-06-01", StandardRequired{kNew, kTravel, {}, true, kCabinet});
  const auto told = [&](const char* on) {
    Texts out;
    const FoldedView& view = home.View(on);
    for (const StandardRow& row : StandardsOf(view, *view.contract(kNew))) {
      out.push_back(row.provider_id.str() + " " + row.standard.str() + " " +
                    std::string(ToString(row.state)));
    }
    return out;
  };
  EXPECT_EQ(told("2016-11-20"), (Texts{"p-ash living-wage missing", "p-ash travel-time-paid missing"}));
  EXPECT_EQ(told("2017-12-30"), (Texts{"p-ash living-wage in-force", "p-ash travel-time-paid in-force",
                                       "p-beech living-wage missing", "p-beech travel-time-paid missing"}));
  EXPECT_EQ(told("2017-12-31"), (Texts{"p-ash living-wage expired", "p-ash travel-time-paid in-force",
                                       "p-beech living-wage missing", "p-beech travel-time-paid missing"}));
  EXPECT_EQ(told("2018-02-01")[1], "p-ash travel-time-paid not-met");
  EXPECT_EQ(told("2018-06-01"), (Texts{"p-ash living-wage expired", "p-beech living-wage missing"}));
}

TEST(Standards, EvidenceOfADayThatAMonthLacksLastsToItsEnd) {
  Home home = Watched();
  home.Add("2016-11-07", StandardRequired{kNew, kLivingWage, 3, false, kCabinet});
  home.Add("2016-11-30", StandardAttested{kNew, kAsh, kLivingWage, false, kDoc});
  const FoldedView& view = home.View("2016-12-01");
  EXPECT_EQ(StandardsOf(view, *view.contract(kNew)).at(0).expires, Day("2017-03-01"));
}

TEST(Risks, StandAsLastAssessedGravestFirst) {
  Home home = Watched();
  const auto assessed = [&](const char* date, const char* id, std::uint32_t likelihood, RiskState state) {
    home.Add(date, RiskAssessed{kNew, RiskId(id), kAsh, kOffice, likelihood, 4, state, {}});
  };
  assessed("2016-11-10", "capacity", 3, RiskState::kOpen);
  assessed("2016-11-10", "funding", 4, RiskState::kOpen);
  assessed("2017-01-10", "capacity", 5, RiskState::kAccepted);
  assessed("2017-02-10", "funding", 1, RiskState::kClosed);
  const auto told = [&](const char* on) {
    Texts out;
    for (const RiskRow& row : RisksOf(home.View(on), kNew)) {
      out.push_back(row.assessed.event->risk_id.str() + " " + std::to_string(row.score()) + " " +
                    std::string(Word(row.assessed.event->state)) + " since " + row.first.ToString());
    }
    return out;
  };
  EXPECT_EQ(told("2016-11-09"), Texts());
  EXPECT_EQ(told("2016-12-31"),
            (Texts{"funding 16 open since 2016-11-10", "capacity 12 open since 2016-11-10"}));
  EXPECT_EQ(told("2017-02-10"),
            (Texts{"capacity 20 accepted since 2016-11-10", "funding 4 closed since 2016-11-10"}));
}

TEST(ImprovementPlans, SayWhomTheyWereSharedWith) {
  Home home = Watched();
  home.Add("2016-11-10",
           ImprovementPlanOpened{kNew, PlanId("p-1"), kAsh, Code("inspection"), {Code("regulator")}, kDoc});
  home.Add("2016-11-12", ImprovementPlanShared{kNew, PlanId("p-1"), Code("health")});
  home.Add("2016-11-13", ImprovementPlanShared{kNew, PlanId("p-1"), Code("regulator")});
  home.Add("2017-01-10", ImprovementPlanClosed{kNew, PlanId("p-1"), Code("met")});
  const auto plans = PlansOf(home.View("2016-12-01"), kNew);
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0].shared_with, (std::vector<Code>{Code("regulator"), Code("health")}));
  EXPECT_FALSE(plans[0].closed);
  EXPECT_EQ(PlansOf(home.View("2017-01-10"), kNew)[0].closed->event->outcome, Code("met"));
}

MonitoringOverview Overview(Home& home, const char* on, const char* from, const char* to,
                            const ProviderId& provider = {}) {
  const FoldedView& view = home.View(on);
  return OverviewOf(view, ComputedCells(view), *view.contract(kNew), {Day(from), Day(to)}, provider);
}

TEST(MonitoringOverview, CountsHandBacksAndThoseWithShortNotice) {
  Home home = Watched();
  const auto back = [](const char* notice) {
    return PackageHandedBack{.package_id = kOrder, .provider_id = kAsh, .notice_date = Day(notice)};
  };
  const auto counted = [&](const char* on, const char* from, const char* to) {
    for (const ProviderOverview& row : Overview(home, on, from, to).providers) {
      if (row.provider_id == kAsh) return std::pair(row.hand_backs, row.short_notice);
    }
    return std::pair(std::uint64_t{9}, std::uint64_t{9});
  };
  using Counts = std::pair<std::uint64_t, std::uint64_t>;
  home.Add("2016-12-05", back("2016-11-28"));
  // Seven days: no notice is asked for.
  EXPECT_EQ(counted("2016-12-10", "2016-11-07", "2016-12-11"), (Counts{1, 0}));
  // The policy of the day of the notice holds.
  home.Add("2016-11-29", HandBackNoticeSet{kNew, 8, kCabinet});
  EXPECT_EQ(counted("2016-12-10", "2016-11-07", "2016-12-11"), (Counts{1, 0}));
  home.Add("2016-11-28", HandBackNoticeSet{kNew, 7, kCabinet});
  EXPECT_EQ(counted("2016-12-10", "2016-11-07", "2016-12-11"), (Counts{1, 0})) << "7 days of 7";
  home.Add("2016-11-28", HandBackNoticeSet{kNew, 8, kCabinet});
  EXPECT_EQ(counted("2016-12-10", "2016-11-07", "2016-12-11"), (Counts{1, 1})) << "7 days of 8";
  // The first day without the provider is the one that counts.
  EXPECT_EQ(counted("2016-12-10", "2016-11-07", "2016-12-05"), (Counts{0, 0}));
  EXPECT_EQ(counted("2016-12-04", "2016-11-07", "2016-12-11"), (Counts{0, 0}));
}

TEST(MonitoringOverview, CountsEachProviderOverThePeriod) {
  // Given a fortnight in which ash was to come every morning for half an hour, and came for an hour on one,
  Home home = Watched();
  home.now = {Time("2017-03-01T09:00").seconds * 1'000'000};
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T09:00"}}));
  home.Add("2016-11-07", Asked(Frequency::kWeekly, 3));
  home.Add("2016-11-20", Came("2016-11-07", "late"));
  home.Add("2016-11-07", VolumeDeclared{kNew, kAsh, 300});
  home.Add("2016-11-07", StandardRequired{kNew, kLivingWage, {}, false, kCabinet});
  home.Add("2016-11-08", MeetingHeld{kNew, MeetingId("m-1"), Code("review"), kAsh, kDoc});
  home.Add("2016-11-09", FeedbackReported{kNew, kAsh, FeedbackKind::kComplaint, 2, kDoc});
  home.Add("2016-11-10", FeedbackReported{kNew, kAsh, FeedbackKind::kSafeguarding, 1, kDoc});
  home.Add("2016-11-11", FeedbackReported{kNew, kAsh, FeedbackKind::kCompliment, 3, kDoc});
  home.Add("2016-11-21",
           FeedbackReported{kNew, kAsh, FeedbackKind::kComplaint, 7, kDoc});  // After the period.
  home.Add("2016-11-11", SurveyReported{kNew, kAsh, Instrument::kPanel, 10, 7, kDoc});
  home.Add("2016-11-12", SurveyReported{kNew, kAsh, Instrument::kSurvey, 5, 5, kDoc});
  home.Add("2016-11-12",
           SurveyReported{kNew, {}, Instrument::kSurvey, 100, 5, kDoc});  // Of the contract as a whole.
  home.Add("2016-11-12", ProviderRated{kNew, kAsh, Code("cqc"), Rating::kGood, kDoc});
  home.Add("2016-11-12", ImprovementPlanOpened{kNew, PlanId("p-1"), kAsh, Code("inspection"), {}, kDoc});
  home.Add("2016-11-12", RiskAssessed{kNew, RiskId("r-1"), kAsh, kOffice, 3, 4, RiskState::kOpen, {}});
  for (const char* due : {"2016-11-15", "2016-12-31"}) {
    home.Add("2016-11-12", ActionAgreed{.contract_id = kNew,
                                        .action_id = ActionId(std::string("by-") + due),
                                        .provider_id = kAsh,
                                        .owner = kOffice,
                                        .due = Day(due)});
  }
  // When it is looked at on its last day,
  const MonitoringOverview overview = Overview(home, "2016-11-20", "2016-11-07", "2016-11-21");
  // then ash alone was party to it, and everything is counted once.
  ASSERT_EQ(overview.providers.size(), 1U);
  const ProviderOverview& ash = overview.providers[0];
  EXPECT_EQ(ash.provider_id, kAsh);
  EXPECT_EQ(ash.information_due, 1U) << "what is due on the 23rd is not of the period";
  EXPECT_EQ(ash.information_late, 0U);
  EXPECT_EQ(ash.information_came_late, 1U);
  EXPECT_EQ(ash.meetings, 1U);
  EXPECT_EQ(ash.open_actions, 2U);
  EXPECT_EQ(ash.overdue_actions, 1U);
  EXPECT_EQ(ash.open_plans, 1U);
  EXPECT_EQ(ash.standards_missing, 1U);
  EXPECT_EQ(ash.open_risks, 1U);
  EXPECT_EQ(ash.highest_risk, 12U);
  EXPECT_EQ(ash.feedback.delivered_minutes, 60U);
  EXPECT_EQ(ash.feedback.complaints, 2U);
  EXPECT_EQ(ash.feedback.safeguarding, 1U);
  EXPECT_EQ(ash.feedback.compliments, 3U);
  EXPECT_EQ(ash.feedback.responses, 15U);
  EXPECT_EQ(ash.feedback.satisfied, 12U);
  EXPECT_EQ(ash.commissioned_minutes, 14U * 30U);
  EXPECT_EQ(ash.minimum_weekly_minutes, 300U);
  ASSERT_EQ(overview.ratings.size(), 1U);
  EXPECT_EQ(overview.ratings[0].value, "good");
  EXPECT_EQ(overview.total.complaints, 2U);

  // Asked about later, when much has changed, it reads as it stood on its last day.
  for (const char* due : {"2016-11-15", "2016-12-31"})
    home.Add("2016-12-01", ActionClosed{kNew, ActionId(std::string("by-") + due), kDoc});
  home.Add("2016-12-01", VolumeDeclared{kNew, kAsh, 600});
  home.Add("2016-12-01", ProviderRated{kNew, kAsh, Code("cqc"), Rating::kInadequate, kDoc});
  home.Add("2016-12-01", RiskAssessed{kNew, RiskId("r-1"), kAsh, kOffice, 5, 5, RiskState::kOpen, {}});
  const MonitoringOverview later = Overview(home, "2017-02-01", "2016-11-07", "2016-11-21");
  ASSERT_EQ(later.providers.size(), 1U);
  EXPECT_EQ(later.providers[0].open_actions, 2U);
  EXPECT_EQ(later.providers[0].overdue_actions, 1U);
  EXPECT_EQ(later.providers[0].highest_risk, 12U);
  EXPECT_EQ(later.providers[0].minimum_weekly_minutes, 300U);
  ASSERT_EQ(later.ratings.size(), 1U);
  EXPECT_EQ(later.ratings[0].value, "good");

  // On an earlier day the period ends with it.
  const MonitoringOverview early = Overview(home, "2016-11-08", "2016-11-07", "2016-11-21");
  EXPECT_EQ(early.period.end, Day("2016-11-09"));
  EXPECT_EQ(early.providers[0].feedback.complaints, 0U);
  EXPECT_EQ(early.providers[0].commissioned_minutes, 60U);
  EXPECT_TRUE(early.ratings.empty());
  // Beech joined afterwards; asked for alone, ash is left out.
  EXPECT_EQ(Overview(home, "2016-12-01", "2016-11-14", "2016-12-01").providers.size(), 2U);
  const MonitoringOverview beech = Overview(home, "2016-12-01", "2016-11-14", "2016-12-01", kBeech);
  ASSERT_EQ(beech.providers.size(), 1U);
  EXPECT_EQ(beech.providers[0].provider_id, kBeech);
  EXPECT_EQ(beech.providers[0].information_due, 1U);
  EXPECT_FALSE(beech.providers[0].minimum_weekly_minutes);
  EXPECT_EQ(beech.total.responses, 0U);
}

}  // namespace
}  // namespace careledger::projections
