// Who waits for care: when a clock starts, stops and starts again, and what is said of those who wait.
#include "replay/projections/waiting.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "replay/projections/kpi.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

// A town of two providers. What is asked of it is dated; what is recorded is recorded when `now` says.
class Waiting : public testing::Test {
 protected:
  Waiting() {
    home_.Bare();
    home_.now = {Time("2017-03-31T09:00").seconds * 1'000'000};
  }

  struct Ask {
    const char* reason = "new";
    const char* plan = "Mon-Sun 08:00 30";
    const char* place = "community";
    const char* area = "ward-1";
    const char* group = "older-people";
    const char* service = "home-care";
  };
  Position Asked(const char* package, const char* person, const char* date, const Ask& ask) {
    return home_.Add(date, PackageRequested{.package_id = PackageId(package),
                                            .person_id = PersonId(person),
                                            .service = Code(ask.service),
                                            .client_group = Code(ask.group),
                                            .waiting_in = Code(ask.place),
                                            .reason = Code(ask.reason),
                                            .contract_id = kNew,
                                            .lot_id = kLot1,
                                            .plan = *ask.plan == '\0' ? WeeklyPlan() : Plan(ask.plan),
                                            .area = Code(ask.area)});
  }
  Position Asked(const char* package, const char* person, const char* date) {
    return Asked(package, person, date, Ask());
  }
  Position Awarded(const char* package, const char* date, const ProviderId& provider = kAsh) {
    return home_.Award(package, provider, date);
  }
  void Started(const char* package, const char* date) {
    home_.Add(date, PackageStarted{.package_id = PackageId(package)});
  }
  Position HandedBack(const char* package, const char* date, const ProviderId& provider = kAsh) {
    return home_.Add(date, PackageHandedBack{.package_id = PackageId(package),
                                             .provider_id = provider,
                                             .notice_date = Day(date),
                                             .reason = Code("capacity")});
  }
  void Voided(const char* package, Position position) {
    home_.Add(PackageRecordVoided{.package_id = PackageId(package), .position = Number(position)});
  }
  static VisitRecorded Visit(const char* person, const std::string& date, const ProviderId& provider = kAsh,
                             const char* service = "home-care") {
    const std::string at = date + "T08:00", left = date + "T08:30";
    const std::string carer = std::string("c-") + person;
    VisitRecorded visit = Seen((std::string(person) + date).c_str(), at.c_str(),
                               {{carer.c_str(), at.c_str(), left.c_str()}}, provider);
    visit.source = SourceId("ecm-" + provider.str());
    visit.person_id = PersonId(person);
    visit.service = Code(service);
    return visit;
  }
  Position Visited(const char* person, const std::string& date, const ProviderId& provider = kAsh) {
    return home_.Add(Visit(person, date, provider));
  }
  // In care by the package of that name, since the beginning.
  void InCare(const char* package, const char* person, const char* service = "home-care") {
    Asked(package, person, "2016-11-07", {.service = service});
    Awarded(package, "2016-11-07");
    home_.Add(Visit(person, "2016-11-07", kAsh, service));
  }

  // Everybody on the list: "h-1 no-service 210 min: k-1 requested since 2017-03-01".
  Texts List(std::string_view on, const WaitingFilter& filter = {}) {
    Texts out;
    for (const WaitingPerson& person : WaitingOn(home_.View(on), Day(on), filter)) {
      std::string text = person.id.str() + " " +
                         std::string(kReceivesWords[static_cast<std::size_t>(person.receives)]) + " " +
                         (person.hours.unknown > 0 ? "?" : std::to_string(person.hours.minutes)) + " min:";
      for (const WaitingPackage& waits : person.packages) {
        text += " " + waits.package->id().str() + " " + std::string(ToString(waits.state)) + " since " +
                waits.since.ToString();
      }
      out.push_back(std::move(text));
    }
    return out;
  }
  // "by group people/minutes" of one grouping.
  Texts Groups(std::string_view on, By by) {
    WaitingSums sums;
    for (const WaitingPerson& person : WaitingOn(home_.View(on), Day(on), {})) sums.Add(person, Day(on));
    Texts out;
    for (const WaitingLine& line : sums.Lines()) {
      if (line.by != by) continue;
      out.push_back((line.group.empty() ? "" : line.group + " ") + std::to_string(line.figures.people) + "/" +
                    std::to_string(line.figures.hours.minutes));
    }
    return out;
  }

  Home home_;
};

TEST_F(Waiting, FromTheRequestToTheFirstDeliveredVisit) {
  // Given care asked for on 1 March, awarded from the 6th, said to have started on the 7th and delivered from
  // the 8th,
  Asked("k-1", "h-1", "2017-03-01");
  Awarded("k-1", "2017-03-06");
  Started("k-1", "2017-03-07");
  Visited("h-1", "2017-03-08");
  // then neither award nor start record ends the wait.
  EXPECT_EQ(List("2017-02-28"), Texts());
  EXPECT_EQ(List("2017-03-01"), Texts{"h-1 no-service 210 min: k-1 requested since 2017-03-01"});
  EXPECT_EQ(List("2017-03-06"), Texts{"h-1 no-service 210 min: k-1 awarded since 2017-03-01"});
  EXPECT_EQ(List("2017-03-07"), Texts{"h-1 no-service 210 min: k-1 started since 2017-03-01"});
  EXPECT_EQ(List("2017-03-08"), Texts());
}

TEST_F(Waiting, NoVisitThatIsNotDeliveredOrIsNotOfItEndsIt) {
  Asked("k-1", "h-1", "2017-03-01");
  Awarded("k-1", "2017-03-06");
  VisitRecorded missed = Visit("h-1", "2017-03-06");
  missed.status = VisitStatus::kMissed;
  missed.attendances.clear();
  home_.Add(missed);
  Visited("h-1", "2017-03-08", kBeech);                  // Of a provider without an order.
  home_.Add(Visit("h-1", "2017-03-09", kAsh, "night"));  // Of a service nobody asked for.
  Visited("h-1", "2017-03-05");                          // Before there was an order.
  // Without its times, and all the same before there was an order.
  VisitRecorded no_times = Visit("h-1", "2017-03-04");
  no_times.attendances[0].check_out.reset();
  home_.Add(no_times);
  EXPECT_EQ(List("2017-03-20"), Texts{"h-1 no-service 210 min: k-1 awarded since 2017-03-01"});
}

// Nobody knows how long it was, and so it is held; but somebody came.
TEST_F(Waiting, ADeliveredVisitEndsItWhoseTimesAreMissing) {
  Asked("k-1", "h-1", "2017-03-01");
  Awarded("k-1", "2017-03-06");
  VisitRecorded no_times = Visit("h-1", "2017-03-07");
  no_times.attendances[0].check_out.reset();
  home_.Add(no_times);
  EXPECT_EQ(List("2017-03-06").size(), 1U);
  EXPECT_EQ(List("2017-03-07"), Texts());
  // With the times it stays so; corrected to one that nobody came to, it does not.
  VisitRecorded corrected = Visit("h-1", "2017-03-07");
  corrected.sequence = 2;
  home_.Add(corrected);
  EXPECT_EQ(List("2017-03-07"), Texts());
  corrected.sequence = 3;
  corrected.status = VisitStatus::kMissed;
  corrected.attendances.clear();
  home_.Add(corrected);
  EXPECT_EQ(List("2017-03-07").size(), 1U);
}

TEST_F(Waiting, WhatIsRecordedLaterMayEndItEarlierOrUndoItsEnd) {
  Asked("k-1", "h-1", "2017-03-01");
  const Position award = Awarded("k-1", "2017-03-06");
  const VisitRecorded first = Visit("h-1", "2017-03-08");
  home_.Add(first);
  Visited("h-1", "2017-03-10");
  EXPECT_EQ(List("2017-03-07").size(), 1U);
  // A visit of an earlier day is reported late,
  const VisitRecorded late = Visit("h-1", "2017-03-06");
  home_.Add(late);
  EXPECT_EQ(List("2017-03-06"), Texts());
  // and taken back: the next one stands again.
  home_.Add(VisitVoided{.provider_id = kAsh,
                        .source = late.source,
                        .external_id = late.external_id,
                        .service_date = late.service_date});
  EXPECT_EQ(List("2017-03-07").size(), 1U);
  EXPECT_EQ(List("2017-03-08"), Texts());
  // So with a correction: on the 8th nobody came after all.
  VisitRecorded corrected = first;
  corrected.sequence = 2;
  corrected.status = VisitStatus::kNoAccess;
  home_.Add(corrected);
  EXPECT_EQ(List("2017-03-09").size(), 1U);
  EXPECT_EQ(List("2017-03-10"), Texts());
  // Without its order the visit of the 10th belongs to nothing; with a late one it does again.
  Voided("k-1", award);
  EXPECT_EQ(List("2017-03-20"), Texts{"h-1 no-service 210 min: k-1 requested since 2017-03-01"});
  Awarded("k-1", "2017-03-10");
  EXPECT_EQ(List("2017-03-20"), Texts());
}

TEST_F(Waiting, AHandBackStartsTheClockAgainAndKeepsTheFirstDate) {
  InCare("k-1", "h-1");
  const Position back = HandedBack("k-1", "2017-03-10");
  EXPECT_EQ(List("2017-03-09"), Texts());
  EXPECT_EQ(List("2017-03-10"), Texts{"h-1 no-service 210 min: k-1 handed-back since 2017-03-10"});
  const FoldedView& view = home_.View("2017-03-12");
  const std::vector<WaitingPerson> people = WaitingOn(view, Day("2017-03-12"), {});
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0].longest().requested(), Day("2016-11-07"));
  EXPECT_EQ(people[0].longest().reason(), Code("capacity"));
  EXPECT_EQ(people[0].longest().last->provider_id, kAsh);
  // Another provider's award does not stop it; its first visit does.
  Awarded("k-1", "2017-03-15", kBeech);
  EXPECT_EQ(List("2017-03-16"), Texts{"h-1 no-service 210 min: k-1 awarded since 2017-03-10"});
  Visited("h-1", "2017-03-17", kBeech);
  EXPECT_EQ(List("2017-03-16").size(), 1U);
  EXPECT_EQ(List("2017-03-17"), Texts());
  // A second hand-back counts from its own day.
  HandedBack("k-1", "2017-03-20", kBeech);
  EXPECT_EQ(List("2017-03-21"), Texts{"h-1 no-service 210 min: k-1 handed-back since 2017-03-20"});
  EXPECT_EQ(List("2017-03-11"), Texts{"h-1 no-service 210 min: k-1 handed-back since 2017-03-10"});
  Voided("k-1", back);
  EXPECT_EQ(List("2017-03-11"), Texts()) << "it was not handed back then, after all";
}

// In hospital when the provider gave the package up: the wait begins at the door of home.
TEST_F(Waiting, WhoComesHomeToNobodyWaits) {
  InCare("k-1", "h-1");
  home_.Add("2017-03-05", PackageSuspended{PackageId("k-1"), Code("hospital")});
  HandedBack("k-1", "2017-03-10");
  EXPECT_EQ(List("2017-03-14"), Texts());
  home_.Add("2017-03-15", PackageResumed{PackageId("k-1")});
  EXPECT_EQ(List("2017-03-14"), Texts());
  EXPECT_EQ(List("2017-03-15"), Texts{"h-1 no-service 210 min: k-1 handed-back since 2017-03-10"});
  const FoldedView& view = home_.View("2017-03-20");
  const std::vector<WaitingPerson> people = WaitingOn(view, Day("2017-03-20"), {});
  ASSERT_EQ(people.size(), 1U);
  EXPECT_EQ(people[0].longest().counted_from(), Day("2017-03-15"));
  EXPECT_EQ(people[0].longest().requested(), Day("2016-11-07")) << "the first date stays";
}

TEST_F(Waiting, APauseIsToldApartAndAgesNobody) {
  Asked("k-1", "h-1", "2017-03-01");
  Asked("k-2", "h-2", "2017-03-03");
  home_.Add("2017-03-06", PackageSuspended{PackageId("k-1"), Code("refuses-now")});
  home_.Add("2017-03-16", PackageResumed{PackageId("k-1")});
  EXPECT_EQ(List("2017-03-05").size(), 2U);
  EXPECT_EQ(List("2017-03-06"), Texts{"h-2 no-service 210 min: k-2 requested since 2017-03-03"});
  const auto days = [&](const char* on) {
    Texts out;
    for (const WaitingPerson& p : WaitingOn(home_.View(on), Day(on), {.with_paused = true})) {
      const model::Suspension* pause = p.longest().pause;
      out.push_back(
          p.id.str() + " " + std::to_string(Day(on) - p.longest().counted_from()) +
          (pause != nullptr ? " paused " + pause->from.ToString() + " " + pause->reason.str() : ""));
    }
    return out;
  };
  EXPECT_EQ(days("2017-03-05"), (Texts{"h-1 4", "h-2 2"}));
  EXPECT_EQ(days("2017-03-06"), (Texts{"h-2 3", "h-1 5 paused 2017-03-06 refuses-now"}));
  EXPECT_EQ(days("2017-03-15"), (Texts{"h-2 12", "h-1 5 paused 2017-03-06 refuses-now"}));
  // On with it, behind who has waited longer by now.
  EXPECT_EQ(days("2017-03-16"), (Texts{"h-2 13", "h-1 5"}));
  EXPECT_EQ(List("2017-03-16"), (Texts{"h-2 no-service 210 min: k-2 requested since 2017-03-03",
                                       "h-1 no-service 210 min: k-1 requested since 2017-03-01"}));
  // Asked for 28 days ago, and waited for on 18 of them.
  EXPECT_EQ(Groups("2017-03-29", By::kAge),
            (Texts{"under-1-week 0/0", "1-to-4-weeks 2/420", "4-to-12-weeks 0/0", "12-to-26-weeks 0/0",
                   "26-weeks-or-more 0/0"}));
  // Of four Mondays two are in the pause.
  const WaitingAverage average = AverageWaiting(home_.View(), {Day("2017-03-01"), Day("2017-04-01")},
                                                Weekday::kMonday, {.with_paused = true});
  EXPECT_EQ(average.lines.front().figures.people, 6U);
  EXPECT_EQ(average.lines.back().by, By::kPaused);
  EXPECT_EQ(average.lines.back().group, "refuses-now");
  EXPECT_EQ(average.lines.back().figures.people, 2U);
  EXPECT_EQ(average.lines.back().figures.hours.minutes, 420U);
  ASSERT_EQ(average.days.size(), 4U);
  EXPECT_EQ(average.days[1].all.people, 1U);
  EXPECT_EQ(average.days[1].paused.people, 1U);
  EXPECT_EQ(average.days[2].all.people, 2U);
  EXPECT_EQ(average.days[2].paused.people, 0U);
  // Who waits for something else too is on the list with that.
  Asked("k-3", "h-1", "2017-03-07");
  EXPECT_EQ(days("2017-03-10"), (Texts{"h-2 7", "h-1 3"}));
  const std::vector<WaitingPerson> people = WaitingOn(home_.View("2017-03-10"), Day("2017-03-10"), {});
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[1].packages_paused, 1U);
  EXPECT_EQ(people[1].hours.minutes, 210U);
}

// An assessment later gives the hours from its day on; what came before stays unknown.
TEST_F(Waiting, HoursAreUnknownUntilTheyAreAssessed) {
  Asked("k-1", "h-1", "2017-03-01", {.plan = ""});
  home_.Add("2017-03-10", PlanChanged{.package_id = PackageId("k-1"),
                                      .plan = Plan("Mon-Fri 08:00 60"),
                                      .until = {},
                                      .reason = Code("assessed")});
  EXPECT_EQ(List("2017-03-09"), Texts{"h-1 no-service ? min: k-1 requested since 2017-03-01"});
  EXPECT_EQ(List("2017-03-10"), Texts{"h-1 no-service 300 min: k-1 requested since 2017-03-01"});
}

TEST_F(Waiting, NotAfterTheEndNorAfterDeathNorWhileSuspended) {
  Asked("k-1", "h-1", "2017-03-01");
  Asked("k-2", "h-2", "2017-03-01");
  Asked("k-3", "h-3", "2017-03-01");
  Awarded("k-3", "2017-03-02");
  home_.Add("2017-03-05", PackageEnded{.package_id = PackageId("k-1"), .reason = Code("moved")});
  home_.Add(DeathRecorded{.person_id = PersonId("h-2"), .date = Day("2017-03-07")});
  home_.Add("2017-03-10", PackageSuspended{.package_id = PackageId("k-3"), .reason = Code("hospital")});
  home_.Add("2017-03-20", PackageResumed{.package_id = PackageId("k-3")});
  const auto people = [&](const char* on) {
    Texts ids;
    for (const WaitingPerson& person : WaitingOn(home_.View(on), Day(on), {})) ids.push_back(person.id.str());
    return ids;
  };
  EXPECT_EQ(people("2017-03-04"), (Texts{"h-1", "h-2", "h-3"}));
  EXPECT_EQ(people("2017-03-06"), (Texts{"h-2", "h-3"}));
  EXPECT_EQ(people("2017-03-07"), Texts{"h-3"});
  EXPECT_EQ(people("2017-03-10"), Texts());
  EXPECT_EQ(List("2017-03-20"), Texts{"h-3 no-service 210 min: k-3 awarded since 2017-03-01"})
      << "resumed, it waits from its first date";
}

TEST_F(Waiting, CareThatWasThereBeforeItsRequestWaitsOnlyOnceItIsHandedBack) {
  Asked("k-1", "h-1", "2015-06-01", {.reason = "existing"});
  EXPECT_EQ(List("2016-12-01").size(), 1U) << "asked for, and nobody has it";
  Awarded("k-1", "2016-11-07");
  EXPECT_EQ(List("2016-11-01"), Texts());
  EXPECT_EQ(List("2016-12-01"), Texts()) << "no visit of it need be on record";
  HandedBack("k-1", "2017-01-09");
  EXPECT_EQ(List("2017-01-09"), Texts{"h-1 no-service 210 min: k-1 handed-back since 2017-01-09"});
}

TEST_F(Waiting, WhoHasCareAwaitsAChange) {
  InCare("k-1", "h-1");
  Asked("k-2", "h-1", "2017-03-01", {.reason = "change", .plan = "Mon-Fri 18:00 30"});
  InCare("k-3", "h-2", "reablement");
  Asked("k-4", "h-2", "2017-03-02", {.reason = "leaving-reablement"});
  Asked("k-5", "h-3", "2017-03-03");
  // Leaving reablement that has ended is to receive no service,
  InCare("k-6", "h-4", "reablement");
  home_.Add("2017-03-01", PackageEnded{.package_id = PackageId("k-6"), .reason = Code("goals-met")});
  Asked("k-7", "h-4", "2017-03-04", {.reason = "leaving-reablement"});
  // and so is a request for a change where nobody cares yet.
  Asked("k-8", "h-5", "2017-03-05", {.reason = "change"});
  EXPECT_EQ(List("2017-03-10"), (Texts{
                                    "h-1 awaiting-change 150 min: k-2 requested since 2017-03-01",
                                    "h-2 leaving-reablement 210 min: k-4 requested since 2017-03-02",
                                    "h-3 no-service 210 min: k-5 requested since 2017-03-03",
                                    "h-4 no-service 210 min: k-7 requested since 2017-03-04",
                                    "h-5 no-service 210 min: k-8 requested since 2017-03-05",
                                }));
  // Those who leave reablement are among those who await a change; hours of people with no care stand apart.
  EXPECT_EQ(Groups("2017-03-10", By::kReceives),
            (Texts{"no-service 3/630", "awaiting-change 2/360", "leaving-reablement 1/210"}));
  EXPECT_EQ(List("2017-03-10", {.receives = "awaiting-change"}).size(), 2U);
  EXPECT_EQ(List("2017-03-10", {.receives = "leaving-reablement"}).size(), 1U);
  EXPECT_EQ(List("2017-03-10", {.receives = "no-service"}).size(), 3U);
  // Care that is suspended is care; care that is handed back is not.
  home_.Add("2017-03-08", PackageSuspended{.package_id = PackageId("k-1"), .reason = Code("hospital")});
  EXPECT_EQ(List("2017-03-10")[0], "h-1 awaiting-change 150 min: k-2 requested since 2017-03-01");
  HandedBack("k-3", "2017-03-09");
  EXPECT_EQ(List("2017-03-10")[1],
            "h-2 no-service 420 min: k-4 requested since 2017-03-02 k-3 handed-back since 2017-03-09");
}

// Of more care in the place of what there is, what there is is supplied.
TEST_F(Waiting, WhatComesInThePlaceOfOtherCareIsWaitedForBeyondIt) {
  InCare("k-1", "h-1");  // 210 minutes a week.
  PackageRequested more{.package_id = PackageId("k-2"),
                        .person_id = PersonId("h-1"),
                        .service = Code("home-care"),
                        .reason = Code("change"),
                        .plan = Plan("Mon-Sun 08:00 45"),
                        .replaces_package_id = PackageId("k-1")};
  home_.Add("2017-03-01", more);
  EXPECT_EQ(List("2017-03-10"), Texts{"h-1 awaiting-change 105 min: k-2 requested since 2017-03-01"});
  // Less is nothing to wait for in hours, though the person waits.
  home_.Add("2017-03-08", PlanChanged{.package_id = PackageId("k-1"), .plan = Plan("Mon-Sun 08:00 60")});
  EXPECT_EQ(List("2017-03-10"), Texts{"h-1 awaiting-change 0 min: k-2 requested since 2017-03-01"});
  // Once it is gone, all of it is.
  home_.Add("2017-03-09", PackageEnded{.package_id = PackageId("k-1"), .reason = Code("moved")});
  EXPECT_EQ(List("2017-03-10"), Texts{"h-1 no-service 315 min: k-2 requested since 2017-03-01"});
}

TEST_F(Waiting, WhoGivesADirectPaymentUpWaitsFromThatDay) {
  InCare("k-1", "h-1");
  home_.Add("2017-02-06", DirectPaymentTaken{.package_id = PackageId("k-1"), .requested = Day("2017-02-01")});
  EXPECT_EQ(List("2017-03-01"), Texts());
  home_.Add("2017-03-01", DirectPaymentEnded{.package_id = PackageId("k-1"), .reason = Code("no-carers")});
  EXPECT_EQ(List("2017-02-28"), Texts());
  EXPECT_EQ(List("2017-03-01"), Texts{"h-1 no-service 210 min: k-1 requested since 2017-03-01"});
  Awarded("k-1", "2017-03-06");
  Visited("h-1", "2017-03-07");
  EXPECT_EQ(List("2017-03-06").size(), 1U);
  EXPECT_EQ(List("2017-03-07"), Texts());
}

TEST_F(Waiting, TheAreaIsWhereThePersonLivesOnTheDay) {
  Asked("k-1", "h-1", "2017-03-01");
  home_.Add("2017-03-10", PersonMoved{PersonId("h-1"), Code("ward-2")});
  EXPECT_EQ(Groups("2017-03-09", By::kArea), Texts{"ward-1 1/210"});
  EXPECT_EQ(Groups("2017-03-10", By::kArea), Texts{"ward-2 1/210"});
  EXPECT_EQ(List("2017-03-10", {.area = Code("ward-1")}), Texts());
  EXPECT_EQ(List("2017-03-10", {.area = Code("ward-2")}).size(), 1U);
}

// Care that the council does not arrange is care all the same.
TEST_F(Waiting, WhoBuysCareOrHasItFromTheNhsAwaitsAChange) {
  home_.now = {Time("2017-02-01T09:00").seconds *
               1'000'000};  // Before it takes effect: the council's order ends with the NHS's first day.
  InCare("k-1", "h-1");
  home_.Add("2017-02-06", DirectPaymentTaken{.package_id = PackageId("k-1"), .requested = Day("2017-02-01")});
  Asked("k-2", "h-1", "2017-03-01", {.service = "night"});
  InCare("k-3", "h-2");
  home_.Add("2017-03-06", ContinuingHealthcareStarted{.package_id = PackageId("k-3"),
                                                      .funder = CommissionerId("nhs"),
                                                      .settlement = HealthSettlement::kHealthContracts,
                                                      .contract_id = kNew,
                                                      .provider_id = kAsh,
                                                      .authority = kCabinet});
  home_.Add("2017-03-20", PackageEnded{.package_id = PackageId("k-3"), .reason = Code("moved")});
  Asked("k-4", "h-2", "2017-03-02", {.service = "night"});
  home_.now = {Time("2017-03-31T09:00").seconds * 1'000'000};
  EXPECT_EQ(home_.View("2017-03-10").package(PackageId("k-3"))->StateOn(Day("2017-03-10")),
            PackageState::kContinuingHealthcare);
  // Nobody waits by such a package,
  EXPECT_EQ(List("2017-02-20"), Texts());
  // and who waits for another has something meanwhile.
  const std::string change = " awaiting-change 210 min: ";
  EXPECT_EQ(List("2017-03-10"), (Texts{"h-1" + change + "k-2 requested since 2017-03-01",
                                       "h-2" + change + "k-4 requested since 2017-03-02"}));
  EXPECT_EQ(List("2017-03-10", {.receives = "no-service"}), Texts());
  EXPECT_EQ(List("2017-03-20")[1], "h-2 no-service 210 min: k-4 requested since 2017-03-02")
      << "what the NHS contracted has ended";
}

TEST_F(Waiting, HandedBackItIsNoLongerALeavingOfReablement) {
  InCare("k-1", "h-1");
  Asked("k-2", "h-1", "2017-01-02", {.reason = "leaving-reablement", .service = "night"});
  home_.Award("k-2", kBeech, "2017-01-09");
  home_.Add(Visit("h-1", "2017-01-09", kBeech, "night"));
  EXPECT_EQ(List("2017-01-08")[0], "h-1 leaving-reablement 210 min: k-2 requested since 2017-01-02");
  HandedBack("k-2", "2017-02-06", kBeech);
  EXPECT_EQ(List("2017-02-06")[0], "h-1 awaiting-change 210 min: k-2 handed-back since 2017-02-06");
}

TEST_F(Waiting, APersonIsCountedOnceWithAllThatTheyWaitFor) {
  Asked("k-2", "h-1", "2017-03-05", {.plan = "Mon 08:00 45", .place = "hospital", .area = "ward-2"});
  Asked("k-1", "h-1", "2017-03-01", {.area = "ward-1", .group = "mental-health"});
  Asked("k-3", "h-2", "2017-03-01", {.plan = "Sun 10:00 60 x2", .place = "hospital", .area = ""});
  EXPECT_EQ(List("2017-03-10"),
            (Texts{
                "h-1 no-service 255 min: k-1 requested since 2017-03-01 k-2 requested since "
                "2017-03-05",
                "h-2 no-service 120 min: k-3 requested since 2017-03-01",
            }));
  EXPECT_EQ(Groups("2017-03-10", By::kAll), Texts{"2/375"});
  // What is said of a person is that of the longest wait, so that every grouping adds up to all.
  EXPECT_EQ(Groups("2017-03-10", By::kPlace), (Texts{"community 1/255", "hospital 1/120"}));
  EXPECT_EQ(Groups("2017-03-10", By::kArea), (Texts{"not-said 1/120", "ward-1 1/255"}));
  EXPECT_EQ(Groups("2017-03-10", By::kClientGroup), (Texts{"mental-health 1/255", "older-people 1/120"}));
  EXPECT_EQ(List("2017-03-10", {.area = Code("ward-1")}).size(), 1U);
  EXPECT_EQ(List("2017-03-10", {.area = Code("ward-2")}).size(), 0U);
  EXPECT_EQ(List("2017-03-10", {.client_group = Code("older-people")}).size(), 1U);
  EXPECT_EQ(List("2017-03-10", {.waiting_in = Code("hospital")}).size(), 1U);
  // A contract or lot asks about packages: the person's others are not counted.
  EXPECT_EQ(List("2017-03-10", {.contract_id = ContractId("c-old")}), Texts());
  EXPECT_EQ(List("2017-03-10", {.contract_id = kNew, .lot_id = kLot1}).size(), 2U);
}

TEST_F(Waiting, IsGroupedByItsAgeAndStage) {
  const auto asked = [&](const char* person, std::int32_t days) {
    const std::string package = std::string("k-") + person;
    Asked(package.c_str(), person, (Day("2017-03-10") - days).ToString().c_str());
  };
  // Both sides of each limit.
  asked("a", 0), asked("b", 6), asked("c", 7), asked("d", 27), asked("e", 28), asked("f", 83);
  asked("g", 84), asked("h", 181), asked("i", 182), asked("j", 1000);
  EXPECT_EQ(Groups("2017-03-10", By::kAge),
            (Texts{"under-1-week 2/420", "1-to-4-weeks 2/420", "4-to-12-weeks 2/420", "12-to-26-weeks 2/420",
                   "26-weeks-or-more 2/420"}));
  Awarded("k-a", "2017-03-10");
  Awarded("k-b", "2017-03-08");
  Started("k-b", "2017-03-09");
  Awarded("k-c", "2017-03-06");
  HandedBack("k-c", "2017-03-10");
  EXPECT_EQ(Groups("2017-03-10", By::kStage),
            (Texts{"requested 7/1470", "awarded 1/210", "started 1/210", "handed-back 1/210"}));
}

// What was recorded by the end of a day, and no later.
TEST_F(Waiting, SaysWhatHasBeenTried) {
  const auto told = [&](const char* on) {
    const FoldedView& view = home_.View(on);
    const Tried t = TriedFor(view, *view.package(PackageId("k-1")), Day(on));
    std::string text(kTryingWords[static_cast<std::size_t>(t.last)]);
    text += ", " + std::to_string(t.asked) + " asked, " + std::to_string(t.declined) + " declined";
    if (t.on) text += ", " + t.on->ToString();
    return text + (t.reason.empty() ? "" : ", " + t.reason.str());
  };
  const auto at = [&](const char* time) { home_.now = {Time(time).seconds * 1'000'000}; };
  const PackageId id("k-1");
  at("2017-03-01T09:00");
  Asked("k-1", "h-1", "2017-03-01");
  at("2017-03-02T09:00");
  home_.Add(PackageOffered{.package_id = id,
                           .contract_id = kNew,
                           .tier = Code("framework"),
                           .provider_id = kAsh,
                           .answer_by = Time("2017-03-03T09:00")});
  EXPECT_EQ(told("2017-03-02"), "on-offer, 1 asked, 0 declined, 2017-03-02");
  at("2017-03-05T09:00");
  EXPECT_EQ(told("2017-03-02"), "on-offer, 1 asked, 0 declined, 2017-03-02");
  EXPECT_EQ(told("2017-03-03"), "not-answered, 1 asked, 0 declined, 2017-03-02");
  home_.Add(PackageOffered{
      .package_id = id, .contract_id = kNew, .tier = Code("framework"), .provider_id = kBeech});
  home_.Add(OfferDeclined{.package_id = id, .provider_id = kBeech, .reason = Code("no-carers")});
  home_.Add(CompetitionOpened{
      .package_id = id, .contract_id = kNew, .tier = Code("dps"), .invited = {kAsh, kBeech}});
  at("2017-03-06T09:00");
  home_.Add(CompetitionClosed{.package_id = id});
  EXPECT_EQ(told("2017-03-01"), "nothing, 0 asked, 0 declined");
  EXPECT_EQ(told("2017-03-05"), "bids-invited, 4 asked, 1 declined, 2017-03-05, no-carers");
  EXPECT_EQ(told("2017-03-06"), "no-bids, 4 asked, 1 declined, 2017-03-06, no-carers");
  // An award leaves it in sight; when the package is given up the search begins anew.
  at("2017-03-08T09:00");
  Awarded("k-1", "2017-03-08");
  EXPECT_EQ(told("2017-03-08"), "no-bids, 4 asked, 1 declined, 2017-03-06, no-carers");
  HandedBack("k-1", "2017-03-09");
  EXPECT_EQ(told("2017-03-09"), "nothing, 0 asked, 0 declined");
  // People by what was tried for them add up to all.
  WaitingSums sums;
  for (const WaitingPerson& person : WaitingOn(home_.View("2017-03-09"), Day("2017-03-09"), {})) {
    sums.Add(person, Day("2017-03-09"));
    sums.AddTried(person, Trying::kNothing);
  }
  std::uint64_t people = 0;
  for (const WaitingLine& line : sums.Lines()) people += line.by == By::kTried ? line.figures.people : 0;
  EXPECT_EQ(people, sums.all().people);
  EXPECT_EQ(people, 1U);
}

TEST_F(Waiting, HoursThatNobodySaidStayUnknown) {
  Asked("k-1", "h-1", "2017-03-01", {.plan = ""});
  Asked("k-2", "h-2", "2017-03-01");
  EXPECT_EQ(List("2017-03-10"), (Texts{"h-1 no-service ? min: k-1 requested since 2017-03-01",
                                       "h-2 no-service 210 min: k-2 requested since 2017-03-01"}));
}

TEST_F(Waiting, IsWhatTheKpiCounts) {
  Asked("k-1", "h-1", "2017-03-01");
  Asked("k-2", "h-1", "2017-03-02", {.plan = "Mon 08:00 30"});
  Asked("k-3", "h-3", "2017-03-02");
  Awarded("k-3", "2017-03-03");
  const auto counted = [&](const char* contract) {
    const FoldedView& view = home_.View("2017-03-10");
    return KpiOf(view, ComputedCells(view), {Day("2017-03-01"), Day("2017-03-10")},
                 {ContractId(contract), {}})
        .waiting;
  };
  EXPECT_EQ(counted(""), (WaitingFigures{.people = 2, .packages = 3, .hours = {.minutes = 450}}));
  EXPECT_EQ(counted("c-new"), counted(""));
  EXPECT_EQ(counted("c-old"), WaitingFigures());
  Visited("h-3", "2017-03-09");
  EXPECT_EQ(counted(""), (WaitingFigures{.people = 1, .packages = 2, .hours = {.minutes = 240}}));
}

TEST_F(Waiting, TheAverageIsTheMeanOfOneDayAWeek) {
  // Mondays of March 2017: the 6th, 13th, 20th and 27th.
  Asked("k-1", "h-1", "2017-03-01", {.plan = "Mon 08:00 60"});     // Waits on all four,
  Asked("k-2", "h-2", "2017-03-13", {.plan = "Mon 08:00 60 x2"});  // on the 13th and 20th,
  home_.Add("2017-03-21", PackageEnded{.package_id = PackageId("k-2")});
  Asked("k-3", "h-3", "2017-03-14", {.plan = "Mon 08:00 30"});  // and between two Mondays.
  home_.Add("2017-03-20", PackageEnded{.package_id = PackageId("k-3")});
  const auto average = [&](const char* on, Weekday weekday) {
    return AverageWaiting(home_.View(on), {Day("2017-03-01"), Day("2017-04-01")}, weekday, {});
  };
  const WaitingAverage mondays = average("2017-03-31", Weekday::kMonday);
  ASSERT_EQ(mondays.days.size(), 4U);
  const auto people = [](const WaitingAverage& of) {
    std::vector<std::uint64_t> counts;
    for (const WaitingAverage::Day& day : of.days) counts.push_back(day.all.people);
    return counts;
  };
  EXPECT_EQ(people(mondays), (std::vector<std::uint64_t>{1, 2, 2, 1}));
  EXPECT_EQ(mondays.days[1].date, Day("2017-03-13"));
  EXPECT_EQ(mondays.days[1].all.hours.minutes, 60U + 120U);
  EXPECT_EQ(mondays.lines[0].figures.people, 6U);
  EXPECT_EQ(mondays.lines[0].figures.hours.minutes, 4 * 60U + 2 * 120U);
  // Of Wednesdays there are five, the 1st and the 29th among them.
  EXPECT_EQ(people(average("2017-03-31", Weekday::kWednesday)), (std::vector<std::uint64_t>{1, 1, 3, 1, 1}));
  // Only days that have been.
  EXPECT_EQ(people(average("2017-03-13", Weekday::kMonday)), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_TRUE(average("2017-03-05", Weekday::kMonday).days.empty());
  // Each day is the list of that day.
  for (const WaitingAverage::Day& day : mondays.days) {
    EXPECT_EQ(List(day.date.ToString()).size(), day.all.people);
  }
}

}  // namespace
}  // namespace careledger::projections
