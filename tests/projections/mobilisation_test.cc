// What a mobilisation comes to, worked by hand: who is to move, hours that tie, colours at their edges.
#include "replay/projections/mobilisation.h"

#include "gtest/gtest.h"
#include "replay/projections/handovers.h"
#include "replay/projections/plausibility.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using decide::kOld;

// Contract old exits, new comes in on 5 December 2016; awarded on 7 November.
Home Moving() {
  Home home;
  home.Bare();
  home.Add(ContractCreated{.contract_id = kOld,
                           .commissioner_id = CommissionerId("town"),
                           .title = "Before",
                           .start = Day("2012-04-01")});
  home.Add(LotDefined{.contract_id = kNew, .lot_id = kLot1, .number = 1, .name = "One"});
  home.Add("2016-11-07", LotAwarded{.contract_id = kNew, .lot_id = kLot1, .provider_id = kBeech});
  home.Add("2016-10-03", MobilisationPlanned{kNew, {kOld}, Day("2016-11-07"), Day("2016-12-05"), kCabinet});
  return home;
}
void UnderOld(Home& home, const char* package, const char* date, const char* plan) {
  home.Add("2016-01-04", PackageRequested{.package_id = PackageId(package),
                                          .person_id = PersonId(std::string("h-") + package),
                                          .service = kHomeCare,
                                          .lot_id = kLot1,
                                          .plan = Plan(plan)});
  home.Add(date, PackageAwarded{.package_id = PackageId(package), .contract_id = kOld, .provider_id = kAsh});
}
void Transferred(Home& home, const char* package, const char* date = "2016-12-05") {
  home.Add(date, PackageTransferred{.package_id = PackageId(package),
                                    .from_provider_id = kAsh,
                                    .to_provider_id = kBeech,
                                    .to_contract_id = kNew,
                                    .to_lot_id = kLot1});
}
Mobilisation Of(const FoldedView& view) { return *Mobilisation::Of(view, *view.contract(kNew)); }
Texts Outcomes(const Mobilisation& mobilisation) {
  Texts out;
  for (const MovingPackage& moving : mobilisation.packages())
    out.push_back(moving.package->id().str() + " " + std::string(ToString(moving.outcome)));
  return out;
}

TEST(Mobilisation, MovesWhatExitingContractsHaveFromTheAwardUntilTheDay) {
  Home home = Moving();
  UnderOld(home, "before", "2016-02-01", "Mon 08:00 60");
  home.Add("2016-11-07", PackageEnded{PackageId("before"), Code("moved-away")});  // The day of the award.
  UnderOld(home, "last", "2016-02-01", "Mon 08:00 60");
  home.Add("2016-11-08", PackageEnded{PackageId("last"), Code("moved-away")});
  UnderOld(home, "joined", "2016-12-04", "Mon 08:00 60");
  UnderOld(home, "late", "2016-12-05", "Mon 08:00 60");
  EXPECT_EQ(Outcomes(Of(home.View("2016-12-04"))), (Texts{"joined to-be-placed", "last ended"}));
  // The day may be put off.
  home.Add("2016-11-14", GoLiveSet{kNew, kLot1, Day("2016-12-12"), kCabinet});
  EXPECT_EQ(Outcomes(Of(home.View("2016-12-05"))),
            (Texts{"joined to-be-placed", "last ended", "late to-be-placed"}));
  EXPECT_EQ(Outcomes(Of(home.View("2016-11-13"))).size(), 2U) << "before that was decided";
}

TEST(Mobilisation, JudgesBeforeTheDayByTheDay) {
  Home home = Moving();
  for (const char* id : {"dp", "gone", "moved", "private", "stuck"})
    UnderOld(home, id, "2016-02-01", "Mon 08:00 60");
  home.Add("2016-12-05", DirectPaymentTaken{PackageId("dp"), Day("2016-11-01")});
  home.Add("2016-12-05", PackageEnded{PackageId("private"), Code("private")});
  home.Add("2016-12-01", DeathRecorded{PersonId("h-gone"), Day("2016-12-01")});
  Transferred(home, "moved");
  EXPECT_EQ(Outcomes(Of(home.View("2016-11-20"))),
            (Texts{"dp direct-payment", "gone ended", "moved new-provider", "private private",
                   "stuck to-be-placed"}));
  EXPECT_EQ(Outcomes(Of(home.View("2016-12-05"))).back(), "stuck not-accounted-for");
  // What happens later is judged by the date.
  home.Add("2017-01-09", PackageEnded{PackageId("moved"), Code("care-home")});
  EXPECT_EQ(Outcomes(Of(home.View("2017-01-08")))[2], "moved new-provider");
  EXPECT_EQ(Outcomes(Of(home.View("2017-01-09")))[2], "moved ended");
}

// The packages of one week, as asked for from a date: "3 to move, 1 ready, ...".
std::string Week(const FoldedView& view, const char* monday) {
  const Mobilisation mobilisation = Of(view);
  for (const MobilisationWeek& week : mobilisation.Weeks()) {
    if (week.days.start != Day(monday)) continue;
    return std::to_string(week.to_move) + " to move, " + std::to_string(week.ready) + " ready, " +
           std::to_string(week.not_assessed) + " not assessed";
  }
  return "no such week";
}

TEST(Mobilisation, KeepsAWeekAsItStoodAtItsEnd) {
  Home home = Moving();
  for (const char* id : {"buys", "dies", "leaves", "moves"}) UnderOld(home, id, "2016-02-01", "Mon 08:00 60");
  home.Add("2016-10-10", ReadinessAssessed{kNew, PackageId("dies"), true, {}});
  // One has left and one asked to buy care after 13 November; one dies the week before the lot goes live,
  home.Add("2016-11-16", PackageEnded{PackageId("leaves"), Code("moved-away")});
  home.Add("2016-12-05", DirectPaymentTaken{PackageId("buys"), Day("2016-11-17")});
  home.Add("2016-11-29", DeathRecorded{PersonId("h-dies"), Day("2016-11-29")});
  Transferred(home, "moves");
  for (const char* on : {"2016-11-13", "2016-11-20", "2016-11-30", "2017-02-01"})
    EXPECT_EQ(Week(home.View(on), "2016-11-07"), "4 to move, 1 ready, 3 not assessed") << on;
  for (const char* on : {"2016-11-20", "2016-11-30", "2017-02-01"})
    EXPECT_EQ(Week(home.View(on), "2016-11-14"), "2 to move, 1 ready, 1 not assessed") << on;
  EXPECT_EQ(Week(home.View("2017-02-01"), "2016-11-28"), "1 to move, 0 ready, 1 not assessed");
  // and what becomes of those who moved leaves the week in which they did alone, as it does the lot's
  // figures.
  home.Add("2017-01-10", DeathRecorded{PersonId("h-moves"), Day("2017-01-10")});
  for (const char* on : {"2016-12-05", "2017-02-01"}) {
    EXPECT_EQ(Week(home.View(on), "2016-12-05"), "1 to move, 0 ready, 1 not assessed") << on;
    EXPECT_EQ(Of(home.View(on)).Lots().at(0).to_move, 1U) << on;
  }
}

TEST(Mobilisation, CountsPeopleAndCarersByWeek) {
  Home home = Moving();
  for (const char* id : {"buys", "moves", "private", "stuck"})
    UnderOld(home, id, "2016-02-01", "Mon 08:00 60");
  UnderOld(home, "joins", "2016-11-15", "Mon 08:00 60");
  home.Add("2016-12-05", DirectPaymentTaken{PackageId("buys"), Day("2016-11-17")});
  home.Add("2016-11-29", PackageEnded{PackageId("private"), Code("private")});
  Transferred(home, "moves");
  // "moves" has two packages, of which one is with nobody until a week later.
  home.Add("2016-01-04", PackageRequested{.package_id = PackageId("evening"),
                                          .person_id = PersonId("h-moves"),
                                          .service = kHomeCare,
                                          .lot_id = kLot1,
                                          .plan = Plan("Mon 18:00 60")});
  home.Add("2016-02-01",
           PackageAwarded{.package_id = PackageId("evening"), .contract_id = kOld, .provider_id = kAsh});
  home.Add("2016-11-14", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 3000, 0});
  home.Add("2016-11-30", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 4500, 0});
  const auto week = [](const FoldedView& view, const char* monday) {
    for (const MobilisationWeek& w : Of(view).Weeks()) {
      if (w.days.start != Day(monday)) continue;
      return std::vector<std::uint64_t>{w.people,        w.chose_direct_payment, w.chose_private,
                                        w.accounted_for, w.secured_minutes,      w.required_minutes};
    }
    return std::vector<std::uint64_t>();
  };
  using Figures = std::vector<std::uint64_t>;
  for (const char* on : {"2016-12-05", "2017-02-01"}) {
    const FoldedView& view = home.View(on);
    EXPECT_EQ(week(view, "2016-11-07"), (Figures{4, 0, 0, 0, 0, 0})) << on;
    EXPECT_EQ(week(view, "2016-11-14"), (Figures{5, 1, 0, 1, 3000, 6000})) << on;
    EXPECT_EQ(week(view, "2016-11-28"), (Figures{5, 1, 1, 2, 4500, 6000})) << on;
    EXPECT_EQ(week(view, "2016-12-05"), (Figures{5, 1, 1, 2, 4500, 6000})) << on;
  }
  Transferred(home, "evening");
  EXPECT_EQ(week(home.View("2016-12-05"), "2016-12-05"), (Figures{5, 1, 1, 3, 4500, 6000}));
  EXPECT_EQ(week(home.View("2016-12-05"), "2016-11-28"), (Figures{5, 1, 1, 2, 4500, 6000}));
}

TEST(Mobilisation, HasStaffAsStatedLast) {
  Home home = Moving();
  home.Add("2016-11-14", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 3000, 0});
  home.Add("2016-11-21", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 4500, 600, 40, 30, 8});
  const FoldedView& first = home.View("2016-11-20");
  const FoldedView& then = home.View("2016-11-21");
  const auto stated = [](const FoldedView& view) { return *Of(view).Lots().at(0).carers->event; };
  EXPECT_EQ(stated(first).staff_eligible, std::nullopt) << "a statement of hours alone";
  EXPECT_EQ(stated(then).staff_eligible, 40U);
  EXPECT_EQ(stated(then).staff_transferring, 30U);
  EXPECT_EQ(stated(then).staff_opted_out, 8U);
}

TEST(Mobilisation, KeepsAWeekByTheDaysDecidedThen) {
  Home home = Moving();
  UnderOld(home, "stuck", "2016-02-01", "Mon 08:00 60");
  UnderOld(home, "late", "2016-12-06", "Mon 08:00 60");
  home.Add("2016-12-08", GoLiveSet{kNew, kLot1, Day("2016-12-19"), kCabinet});
  EXPECT_EQ(Week(home.View("2016-12-07"), "2016-11-28"), "1 to move, 0 ready, 1 not assessed");
  EXPECT_EQ(Week(home.View("2016-12-19"), "2016-11-28"), "1 to move, 0 ready, 1 not assessed");
  EXPECT_EQ(Week(home.View("2016-12-19"), "2016-12-05"), "2 to move, 0 ready, 2 not assessed");
}

TEST(Mobilisation, EndsWhatTheNhsContractsItself) {
  Home home = Moving();
  for (const char* id : {"joint", "nhs"}) UnderOld(home, id, "2016-02-01", "Mon 08:00 60");
  const auto taken_over = [&](const char* package, HealthSettlement settlement) {
    home.Add("2016-11-14", ContinuingHealthcareStarted{.package_id = PackageId(package),
                                                       .funder = CommissionerId("nhs"),
                                                       .settlement = settlement,
                                                       .contract_id = kOld,
                                                       .provider_id = kAsh});
  };
  taken_over("joint", HealthSettlement::kJointContract);
  taken_over("nhs", HealthSettlement::kHealthContracts);
  const FoldedView& view = home.View("2016-12-05");
  const Mobilisation mobilisation = Of(view);
  EXPECT_EQ(Outcomes(mobilisation), (Texts{"joint not-accounted-for", "nhs ended"}))
      << "who pays does not say who delivers";
  const LotMinutes minutes = mobilisation.Lots().at(0).minutes;
  EXPECT_EQ(minutes.ended, 60U);
  EXPECT_EQ(minutes.now, 60U);
  // The end of it opens the same order again.
  home.Add("2016-12-12", ContinuingHealthcareEnded{PackageId("nhs"), kAsh, Code("recovered")});
  EXPECT_EQ(Outcomes(Of(home.View("2016-12-12"))).back(), "nhs not-accounted-for");
}

TEST(Mobilisation, TiesHoursAtAwardToThoseNow) {
  Home home = Moving();
  UnderOld(home, "less", "2016-02-01", "Mon-Sun 08:00 60");
  UnderOld(home, "lost", "2016-02-01", "Mon 08:00 60 x2");
  UnderOld(home, "new", "2016-11-21", "Tue 08:00 30");
  home.Add("2016-12-06", PlanChanged{PackageId("less"), Plan("Mon 08:00 60"), {}, Code("review")});
  home.Add("2016-12-05", PackageEnded{PackageId("lost"), Code("private")});
  for (const char* id : {"less", "new"}) Transferred(home, id);
  const FoldedView& view = home.View("2016-12-06");
  const std::vector<MobilisationLot> lots = Of(view).Lots();
  ASSERT_EQ(lots.size(), 1U);
  const LotMinutes& minutes = lots[0].minutes;
  EXPECT_EQ(minutes.at_award, 420U + 120U);
  EXPECT_EQ(minutes.joined, 30U);
  EXPECT_EQ(minutes.to_private, 120U);
  EXPECT_EQ(minutes.now, 60U + 30U);
  EXPECT_EQ(minutes.other_change(), -360);
  EXPECT_EQ(minutes.at_award + minutes.joined - minutes.to_private - 360, minutes.now);
  EXPECT_EQ(lots[0].pence.now, 1620U + 810U) << "an hour and a half at £16.20";
}

// A package for a client group, with a provider, of a person who may have others.
void Has(Home& home, const char* package, const char* person, const char* group, const char* plan,
         const ProviderId& provider = kAsh) {
  home.Add("2016-01-04", PackageRequested{.package_id = PackageId(package),
                                          .person_id = PersonId(person),
                                          .service = kHomeCare,
                                          .client_group = Code(group),
                                          .lot_id = kLot1,
                                          .plan = Plan(plan)});
  home.Add("2016-02-01",
           PackageAwarded{.package_id = PackageId(package), .contract_id = kOld, .provider_id = provider});
}

TEST(Mobilisation, IsOfOneClientGroupWhereThatIsMeant) {
  Home home = Moving();
  Has(home, "day", "h-1", "older", "Mon-Sun 08:00 60");
  Has(home, "evening", "h-1", "disabled", "Mon 18:00 60");
  Has(home, "other", "h-2", "disabled", "Tue 08:00 30");
  for (const char* person : {"h-1", "h-2"})
    home.Add("2016-10-10", ReviewScheduled{kNew, PersonId(person), Day("2016-11-20")});
  home.Add("2016-11-10", ReviewCompleted{kNew, PersonId("h-1")});
  home.Add("2016-11-14", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 3000, 0});
  for (const auto measure : {MobilisationMeasure::kPackagesReady, MobilisationMeasure::kCarersSecured})
    home.Add("2016-10-03", MobilisationThresholdSet{kNew, measure, 95, 80, kCabinet});
  const FoldedView& view = home.View("2016-11-25");
  struct Figures {
    std::uint64_t people, to_move, minutes, due, done, required;
    std::size_t rules;
    bool operator==(const Figures&) const = default;
  };
  const auto figures = [&](const char* group) {
    const Mobilisation one = *Mobilisation::Of(view, *view.contract(kNew), Code(group));
    const MobilisationLot lot = one.Lots().at(0);
    const MobilisationWeek week = one.Weeks().back();
    EXPECT_EQ(week.people, one.Existing()) << group;
    EXPECT_EQ(week.to_move, lot.to_move) << group;
    EXPECT_EQ(lot.carers.has_value(), week.required_minutes > 0) << group;
    EXPECT_EQ(one.ReviewsOn(Day("2016-11-25"), Mobilisation::Costs::kWithout).size(), lot.reviews.due)
        << group;
    return Figures{one.Existing(),       lot.to_move,           lot.minutes.now,   lot.reviews.due,
                   lot.reviews.due_done, week.required_minutes, one.Rules().size()};
  };
  EXPECT_EQ(figures(""), (Figures{2, 3, 510, 2, 1, 6000, 2}));
  EXPECT_EQ(figures("older"), (Figures{1, 1, 420, 1, 1, 0, 1}));
  EXPECT_EQ(figures("disabled"), (Figures{2, 2, 90, 2, 1, 0, 1}));
}

TEST(Mobilisation, HandsOverByPairsOfProviders) {
  Home home = Moving();
  Has(home, "a", "h-a", "older", "Mon 08:00 60");
  Has(home, "b", "h-b", "older", "Mon 08:00 60 x2");
  Has(home, "c", "h-c", "older", "Mon 08:00 60");
  Has(home, "d", "h-a", "older", "Tue 09:00 30", kBeech);
  Has(home, "e", "h-e", "older", "Wed 08:00 60");
  home.Add("2016-11-14", ReadinessAssessed{kNew, PackageId("b"), false, Code("no-carers")});
  home.Add("2016-11-14", StaffTransferDeclared{kNew, kBeech, kLot1, 6000, 3000, 0});
  // A and e move, a with less from the day after; c makes other arrangements; b and d stay where they were.
  for (const char* id : {"a", "e"}) Transferred(home, id);
  home.Add("2016-12-06", PlanChanged{PackageId("a"), Plan("Mon 08:00 30"), {}, Code("review")});
  home.Add("2016-12-05", PackageEnded{PackageId("c"), Code("private")});
  // To whom e goes later is no handover of ash's.
  home.Add("2017-01-09", PackageTransferred{.package_id = PackageId("e"),
                                            .from_provider_id = kBeech,
                                            .to_provider_id = kAsh,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1});
  const FoldedView& view = home.View("2017-02-01");
  const Mobilisation mobilisation = Of(view);
  const Handovers all = HandoversOf(mobilisation, {});
  ASSERT_EQ(all.rows.size(), 2U);
  EXPECT_EQ(all.rows[0].from, kAsh);
  EXPECT_EQ(all.rows[0].to, kBeech);
  const HandoverFigures& ash = all.rows[0].figures;
  EXPECT_EQ(ash.people, 4U);
  EXPECT_EQ(ash.packages, 4U);
  EXPECT_EQ(ash.minutes, 300U);
  EXPECT_EQ(ash.to_move, 3U) << "c had left by the day";
  EXPECT_EQ(ash.ready, 0U);
  EXPECT_EQ(ash.not_assessed, 2U);
  EXPECT_EQ(ash.not_ready, (std::map<Code, std::uint64_t>{{Code("no-carers"), 1}}));
  EXPECT_EQ(ash.moved, 2U);
  EXPECT_EQ(ash.moved_minutes, 90U);
  EXPECT_EQ(ash.not_moved, 1U);
  EXPECT_EQ(ash.not_moved_minutes, 120U);
  EXPECT_EQ(ash.lost, 1U);
  EXPECT_EQ(all.rows[1].from, kBeech);
  EXPECT_EQ(all.rows[1].figures.not_moved_minutes, 30U);
  // They add up to the lots; h-a, with both, counts once.
  EXPECT_EQ(all.total.people, 4U);
  EXPECT_EQ(all.total.people, mobilisation.Existing());
  EXPECT_EQ(all.total.packages, mobilisation.packages().size());
  const MobilisationLot lot = mobilisation.Lots().at(0);
  EXPECT_EQ(all.total.minutes, lot.minutes.at_award + lot.minutes.joined);
  EXPECT_EQ(all.total.moved_minutes + all.total.not_moved_minutes, lot.minutes.now);
  EXPECT_EQ(all.total.to_move, lot.to_move);
  ASSERT_EQ(all.incoming.size(), 1U);
  EXPECT_EQ(all.incoming[0].provider_id, kBeech);
  EXPECT_EQ(all.incoming[0].exiting_providers, 2U);
  EXPECT_EQ(all.incoming[0].figures.packages, 5U);
  EXPECT_EQ(all.incoming[0].lots, 1U);
  EXPECT_EQ(all.incoming[0].staff.size(), 1U);
  // Of one provider.
  EXPECT_EQ(HandoversOf(mobilisation, {.from = kBeech, .to = {}}).total.packages, 1U);
  const Handovers none = HandoversOf(mobilisation, {.from = {}, .to = kAsh});
  EXPECT_TRUE(none.rows.empty());
  EXPECT_TRUE(none.incoming.empty());
}

TEST(Mobilisation, ColoursAtTheirEdges) {
  const MobilisationThresholdSet rule{kNew, MobilisationMeasure::kPackagesReady, 95, 80, {}};
  const auto colour = [&](std::uint64_t part, std::uint64_t whole) {
    return ColourOf({MobilisationMeasure::kPackagesReady, part, whole}, rule);
  };
  EXPECT_EQ(colour(95, 100), Colour::kGreen);
  EXPECT_EQ(colour(949, 1000), Colour::kAmber) << "94.9 % is not rounded up";
  EXPECT_EQ(colour(80, 100), Colour::kAmber);
  EXPECT_EQ(colour(799, 1000), Colour::kRed);
  EXPECT_EQ(colour(0, 0), Colour::kNotMeasurable);
}

TEST(WeeklyCost, TakesEachDayAtItsRateForEachCarer) {
  Home home = Moving();
  RateLine sunday = Line("20.00");
  sunday.key.day_type = DayType::kSunday;
  home.Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {sunday}, .authority = kCabinet});
  const FoldedView& view = home.View();
  const auto cost = [&](const char* plan, const char* service = "home-care",
                        std::optional<Rate> agreed = {}) {
    return WeeklyCost(*view.contract(kNew), {.service = Code(service)}, kAsh, kLot1, agreed, Plan(plan),
                      Day("2016-11-09"));
  };
  EXPECT_EQ(cost("Sat,Sun 08:00 30 x2"), Pence(1620 + 2000));
  EXPECT_EQ(cost("Sat,Sun 08:00 30 x2", "home-care", Rate(100'000)), Pence(2000)) << "its own rate";
  EXPECT_EQ(cost("Mon 08:00 5"), Pence(135));
  EXPECT_EQ(cost("Mon 08:00 60", "live-in"), std::nullopt);
}

TEST(Plausibility, AddsUpOnePersonsPackagesOfAService) {
  Home home = Home::Usual();
  home.Order("k-2", "h-1", kBeech, "2016-11-07", "Mon-Sun 18:00 60");
  home.Order("k-3", "h-3", kAsh, "2016-11-07", "Mon 08:00 10");
  home.Add("2016-11-07", PlausibleHoursSet{kNew, kHomeCare, 30, 600, false, kCabinet});
  home.Add("2017-02-01", PlausibleHoursSet{kNew, kHomeCare, 0, 0, true, kCabinet});
  const auto rows = HoursByService(home.View("2017-01-31"), kNew, {});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].people, 2U);
  EXPECT_EQ(rows[0].packages, 3U);
  EXPECT_EQ(rows[0].weekly_minutes, 210U + 420U + 10U);
  EXPECT_EQ(rows[0].Flag(), Plausibility::kPlausible);
  ASSERT_EQ(rows[0].outside.size(), 2U);
  EXPECT_EQ(rows[0].outside[0].person_id, kAnn) << "30 minutes above";
  EXPECT_EQ(rows[0].outside[0].weekly_minutes, 630U);
  EXPECT_EQ(rows[0].outside[1].weekly_minutes, 10U) << "20 below";
  const auto others = HoursByService(home.View("2017-01-31"), kNew, {}, Code("children"));
  ASSERT_EQ(others.size(), 1U) << "the policy stands, nobody of that client group has such care";
  EXPECT_EQ(others[0].people, 0U);
  const auto later = HoursByService(home.View("2017-02-01"), kNew, {});
  EXPECT_TRUE(later[0].outside.empty());
  EXPECT_EQ(later[0].Flag(), Plausibility::kNotSaid);
}

}  // namespace
}  // namespace careledger::projections
