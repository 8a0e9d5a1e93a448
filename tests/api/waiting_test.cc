// The waiting list as it is answered: exact means, what nobody can compute, pages, and the figures that a
// council prints.
#include "careledger/v1/waiting_service.pb.h"
#include "replay/answers/answers.h"
#include "tests/api/api.h"
#include "tests/projections/home.h"

namespace careledger::api {
namespace {

using projections::Home;
using projections::Texts;
using namespace model;  // NOLINT: as in the code under test.
using decide::Day;

// A ledger folded from events, asked as the server and the auditor's program ask.
class WaitingAnswers : public testing::Test {
 protected:
  WaitingAnswers() {
    home_.Bare();
    home_.now = {decide::Time("2017-07-31T09:00").seconds * 1'000'000};
  }
  void Asked(const std::string& package, const std::string& person, std::string_view date, const char* reason,
             const char* plan) {
    home_.Add(date, PackageRequested{.package_id = PackageId(package),
                                     .person_id = PersonId(person),
                                     .service = Code("home-care"),
                                     .client_group = Code("older-people"),
                                     .waiting_in = Code("community"),
                                     .reason = Code(reason),
                                     .plan = *plan == '\0' ? WeeklyPlan() : decide::Plan(plan),
                                     .area = Code("ward-1")});
  }
  // Care that nobody here has to be told of visit by visit.
  void InCare(const std::string& package, const std::string& person) {
    Asked(package, person, "2016-11-07", "existing", "Mon 08:00 30");
    home_.Add("2016-11-07", PackageAwarded{.package_id = PackageId(package),
                                           .contract_id = projections::kNew,
                                           .lot_id = projections::kLot1,
                                           .provider_id = projections::kAsh});
  }
  void Ended(const std::string& package, std::string_view date) {
    home_.Add(date, PackageEnded{.package_id = PackageId(package), .reason = Code("moved")});
  }
  v1::GetWaitingAverageResponse Average(const std::string& from, const std::string& to,
                                        const std::string& weekday = "", std::string_view on = "2017-07-31") {
    v1::GetWaitingAverageRequest request;
    request.set_from_date(from);
    request.set_to_date(to);
    request.set_weekday(weekday);
    v1::GetWaitingAverageResponse response;
    const auto status = answers::Answer(home_.View(on), {}, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }
  v1::GetWaitingResponse List(std::string_view on, const v1::GetWaitingRequest& request = {}) {
    v1::GetWaitingResponse response;
    const auto status = answers::Answer(home_.View(on), {}, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }
  // "all  161 people, 1737 h"
  static Texts Told(const v1::GetWaitingAverageResponse& average, const std::string& by) {
    Texts out;
    for (const v1::WaitingMean& mean : average.means()) {
      if (mean.by() == by)
        out.push_back(mean.group() + " " + mean.people() + " people, " + mean.weekly_hours() + " h");
    }
    return out;
  }
  static Texts Told(const v1::GetWaitingResponse& list, const std::string& by) {
    Texts out;
    for (const v1::WaitingGroup& group : list.groups()) {
      if (group.by() == by) {
        out.push_back(group.group() + " " + std::to_string(group.people()) + " people, " +
                      group.weekly_hours() + " h");
      }
    }
    return out;
  }

  Home home_;
};

TEST_F(WaitingAnswers, MeansAreExactFractionsOfWhatWasDivided) {
  // Given one person who waits for two hours a week on all Mondays of March 2017 and another for half an hour
  // on one of the four,
  Asked("k-1", "h-1", "2017-03-01", "new", "Mon 08:00 120");
  Asked("k-2", "h-2", "2017-03-07", "new", "Mon 08:00 30");
  Ended("k-2", "2017-03-14");
  // then the mean is five people over four: no digit is lost.
  const auto average = Average("2017-03-01", "2017-04-01");
  EXPECT_EQ(average.weekday(), "monday");
  EXPECT_EQ(average.divided_by(), 4U);
  EXPECT_EQ(average.period(), "2017-03-01 to 2017-03-31");
  EXPECT_EQ(Told(average, "all"), Texts{" 1 1/4 people, 2 1/8 h"});
  EXPECT_EQ(average.means(0).people_sum(), 5U);
  EXPECT_EQ(average.means(0).weekly_minutes_sum(), 4 * 120U + 30);
  EXPECT_EQ(Told(average, "age"), (Texts{"under-1-week 1/2 people, 5/8 h", "1-to-4-weeks 3/4 people, 1 1/2 h",
                                         "4-to-12-weeks 0 people, 0 h", "12-to-26-weeks 0 people, 0 h",
                                         "26-weeks-or-more 0 people, 0 h"}));
  ASSERT_EQ(average.days_size(), 4);
  EXPECT_EQ(average.days(1).date(), "2017-03-13");
  EXPECT_EQ(average.days(1).people(), 2U);
  EXPECT_EQ(average.days(1).weekly_hours(), "2 1/2");
  EXPECT_EQ(average.days(1).weekly_hours_of_no_service(), "2 1/2");
  // On Sundays, another measure.
  EXPECT_EQ(Told(Average("2017-03-01", "2017-04-01", "sunday"), "all"), Texts{" 1 1/4 people, 2 1/8 h"});
  EXPECT_EQ(Told(Average("2017-03-01", "2017-04-01", "tuesday"), "all"), Texts{" 1 1/4 people, 2 1/8 h"});
  EXPECT_EQ(Told(Average("2017-03-01", "2017-04-01", "wednesday"), "all"), Texts{" 1 1/5 people, 2 1/10 h"});
}

TEST_F(WaitingAnswers, WhatNobodyCanComputeIsSaidToBeSo) {
  Asked("k-1", "h-1", "2017-03-01", "new", "Mon 08:00 120");
  Asked("k-2", "h-2", "2017-03-15", "new", "");  // Nobody said how many hours.
  EXPECT_EQ(Told(List("2017-03-14"), "all"), Texts{" 1 people, 2 h"});
  const auto list = List("2017-03-20");
  EXPECT_EQ(Told(list, "all"), Texts{" 2 people, not computable h"});
  EXPECT_EQ(list.groups(0).weekly_minutes(), 120U) << "those that are known";
  EXPECT_EQ(list.groups(0).packages_without_hours(), 1U);
  EXPECT_EQ(list.people(0).weekly_hours(), "2");
  EXPECT_EQ(list.people(1).weekly_hours(), "not computable");
  EXPECT_EQ(list.groups(0).known_weekly_hours(), "2");
  EXPECT_EQ(list.groups(0).without_plan(), 1U);
  EXPECT_FALSE(List("2017-03-14").groups(0).has_without_plan());
  const auto unknown = Average("2017-03-01", "2017-04-01");
  EXPECT_EQ(Told(unknown, "all"), Texts{" 1 1/2 people, not computable h"});
  EXPECT_EQ(unknown.means(0).known_weekly_hours(), "2");
  EXPECT_EQ(unknown.means(0).without_plan_sum(), 2U);
  // Once they are assessed, they are known from that day on.
  home_.Add("2017-03-22", PlanChanged{.package_id = PackageId("k-2"),
                                      .plan = decide::Plan("Mon 08:00 60"),
                                      .until = {},
                                      .reason = Code("assessed")});
  EXPECT_EQ(Told(List("2017-03-22"), "all"), Texts{" 2 people, 3 h"});
  EXPECT_EQ(Told(List("2017-03-21"), "all"), Texts{" 2 people, not computable h"});
  // A period without a Monday, or before any, has no mean.
  const auto nothing = Average("2017-03-07", "2017-03-13");
  EXPECT_EQ(nothing.divided_by(), 0U);
  EXPECT_EQ(Told(nothing, "all"), Texts{" not computable people, not computable h"});
  EXPECT_EQ(Average("2017-03-01", "2017-04-01", "", "2017-03-05").divided_by(), 0U);
}

// The figures that a council printed, of people made up here: on average 161 people and 1,737 hours a week,
// 69 without a service and 92 awaiting a change, 57 of whom leave reablement.
TEST_F(WaitingAnswers, PrintWholeMeansAsACouncilDoes) {
  const char* const plan = "Mon-Sun 08:00 90; Mon 12:00 15";  // 645 minutes.
  for (int i = 0; i < 160; ++i) {
    const std::string n = std::to_string(1000 + i);
    const bool changes = i < 92;
    if (changes) InCare("c-" + n, "h-" + n);
    Asked("k-" + n, "h-" + n, "2017-04-01", i < 57 ? "leaving-reablement" : changes ? "change" : "new", plan);
  }
  // One of the 69 gets care in the middle, and another begins to wait: 16 and 18 hours, 17 on average. 160
  // times 645 minutes and 17 hours are 1,737 hours.
  Asked("k-first", "h-first", "2017-04-01", "new", "Mon-Fri 08:00 192");
  Ended("k-first", "2017-05-01");
  Asked("k-second", "h-second", "2017-05-01", "new", "Mon-Fri 08:00 216");
  const auto average = Average("2017-04-03", "2017-05-29");
  EXPECT_EQ(average.divided_by(), 8U);
  EXPECT_EQ(Told(average, "all"), Texts{" 161 people, 1737 h"});
  EXPECT_EQ(average.means(0).people_sum(), 161U * 8);
  EXPECT_EQ(average.means(0).weekly_minutes_sum(), 1737U * 60 * 8);
  EXPECT_EQ(Told(average, "receives"),
            (Texts{"no-service 69 people, 748 h", "awaiting-change 92 people, 989 h",
                   "leaving-reablement 57 people, 612 3/4 h"}));
  EXPECT_EQ(Told(List("2017-04-10"), "all"), Texts{" 161 people, 1736 h"});
  EXPECT_EQ(Told(List("2017-05-10"), "all"), Texts{" 161 people, 1738 h"});
}

TEST_F(WaitingAnswers, PeopleComeAPageAtATimeTheLongestFirst) {
  for (int i = 0; i < 7; ++i) {
    const std::string n = std::to_string(i);
    Asked("k-" + n, "h-" + n, (Day("2017-03-20") - i / 2).ToString(), "new", "Mon 08:00 30");
  }
  Texts all, paged;
  const auto whole = List("2017-03-31");
  for (const v1::WaitingPerson& person : whole.people()) all.push_back(person.person_id());
  EXPECT_EQ(all, (Texts{"h-6", "h-4", "h-5", "h-2", "h-3", "h-0", "h-1"}));
  v1::GetWaitingRequest request;
  request.mutable_page()->set_page_size(3);
  do {
    const auto page = List("2017-03-31", request);
    EXPECT_EQ(Told(page, "all"), Texts{" 7 people, 3 1/2 h"}) << "figures are of the whole list";
    for (const v1::WaitingPerson& person : page.people()) paged.push_back(person.person_id());
    request.mutable_page()->set_page_token(page.next_page_token());
  } while (!request.page().page_token().empty());
  EXPECT_EQ(paged, all);
}

// Over the API: asked for with an area, handed back and told person by person.
TEST(WaitingList, TellsOfEveryPersonWhatIsKnown) {
  Api api;
  api.Do(Town());
  const auto asked = [](const std::string& package, const std::string& rest) {
    return Step{"broker-1", "PackageService.RequestPackage",
                "package_id: '" + package +
                    "' service: 'home-care' client_group: 'older-people' funder: 'council' plan: 'Mon-Sun "
                    "08:00 30' " +
                    rest};
  };
  api.Do(
      {asked("k-1",
             "person_id: 'h-1' waiting_in: 'hospital' reason: 'new' contract_id: 'new' lot_id: 'L1' area: "
             "'ward-3' effective_date: '2017-01-02'"),
       {"broker-1", "PackageService.AwardPackage",
        "package_id: 'k-1' contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2017-01-09'"},
       {"feed-ash", "VisitService.RecordVisits",
        "provider_id: 'ash' source: 'ecm' visits { external_id: 'v-1' sequence: 1 person_id: 'h-1' service: "
        "'home-care' planned_start: '2017-01-10T08:00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED "
        "attendances { carer_id: 'ann' evidence: EVIDENCE_APP check_in: '2017-01-10T08:00' check_out: "
        "'2017-01-10T08:30' } }"},
       {"broker-1", "PackageService.HandBackPackage",
        "package_id: 'k-1' effective_date: '2017-05-01' notice_date: '2017-04-20' reason: 'capacity'"},
       asked("k-2", "person_id: 'h-2' waiting_in: 'community' reason: 'new' effective_date: '2017-05-30'")});
  const auto list = [&](const std::string& request) {
    const Answer answer = api.Ask({"broker-1", "WaitingService.GetWaiting", request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer;
  };
  const Answer now = list("");
  EXPECT_EQ(now.Value("people[0].person_id"), "h-1");
  EXPECT_EQ(now.Value("people[0].stage"), "handed-back");
  EXPECT_EQ(now.Value("people[0].waiting_since"), "2017-05-01");
  EXPECT_EQ(now.Value("people[0].days_waiting"), "31");
  EXPECT_EQ(now.Value("people[0].requested_date"), "2017-01-02");
  EXPECT_EQ(now.Value("people[0].reason"), "capacity");
  EXPECT_EQ(now.Value("people[0].waiting_in"), "hospital");
  EXPECT_EQ(now.Value("people[0].area"), "ward-3");
  EXPECT_EQ(now.Value("people[0].weekly_hours"), "3 1/2");
  EXPECT_EQ(now.Value("people[1].person_id"), "h-2");
  EXPECT_EQ(now.Value("as_of.on"), "2017-06-01");
  EXPECT_EQ(list("area: 'ward-3'").Value("groups[0].people"), "1");
  EXPECT_EQ(list("lot_id: 'L2'").Value("groups[0].people"), "0");
  EXPECT_EQ(list("at { on: '2017-01-09' }").Value("people[0].stage"), "awarded");
  EXPECT_EQ(list("at { on: '2017-01-10' }").Value("groups[0].people"), "0");
  EXPECT_EQ(list("at { on: '2017-05-29' }").Value("groups[0].people"), "1");
}

// Asked for without a plan, paused, assessed and told by every list.
TEST(WaitingList, TellsWhatIsUnknownAndWhatIsPaused) {
  Api api;
  api.Do(Town());
  const auto command = [](const std::string& method, const std::string& request) {
    return Step{"broker-1", "PackageService." + method, "package_id: 'k-1' " + request};
  };
  api.Do({command("RequestPackage",
                  "person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: 'council' "
                  "waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' effective_date: "
                  "'2017-05-02'")});
  const Answer refused = api.Ask(command(
      "AwardPackage", "contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2017-05-09'"));
  ASSERT_TRUE(refused.rejection);
  EXPECT_EQ(refused.rejection->field, "plan");
  const auto ask = [&](const std::string& method, const std::string& request = "") {
    const Answer answer = api.Ask({"broker-1", method, request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer;
  };
  EXPECT_EQ(ask("WaitingService.GetWaiting").Value("people[0].weekly_hours"), "not computable");
  EXPECT_EQ(ask("DirectoryService.ListPackages", "person_id: 'h-1'").Value("entries[0].weekly_hours"),
            "not computable");
  const Answer list = ask("DirectoryService.ListWaiting");
  EXPECT_EQ(list.Value("entries[0].weekly_hours"), "not computable");
  EXPECT_EQ(list.Value("packages_without_hours"), "1");
  EXPECT_EQ(ask("PackageTimeService.GetPackage", "package_id: 'k-1'").Value("weekly_hours"),
            "not computable");
  EXPECT_EQ(api.Ask({"manager-1", "KpiService.GetKpi", "from_date: '2017-05-01' to_date: '2017-06-01'"})
                .Value("waiting_packages_without_hours"),
            "1");
  // In hospital from the 10th to the 20th of May, and assessed after that.
  api.Do({command("SuspendPackage", "effective_date: '2017-05-10' reason: 'hospital'")});
  const Answer paused = ask("WaitingService.GetWaiting");
  EXPECT_EQ(paused.Value("groups[0].people"), "0");
  EXPECT_EQ(paused.Value("people[0].paused_since"), "2017-05-10");
  EXPECT_EQ(paused.Value("people[0].pause_reason"), "hospital");
  EXPECT_EQ(paused.Value("people[0].days_waiting"), "8");
  const Answer shown = ask("PackageTimeService.GetPackage", "package_id: 'k-1'");
  EXPECT_EQ(shown.Value("state"), "requested");
  EXPECT_EQ(shown.Value("paused_since"), "2017-05-10");
  EXPECT_EQ(shown.Value("pause_reason"), "hospital");
  api.Do({command("ResumePackage", "effective_date: '2017-05-20'"),
          command("ChangePlan", "plan: 'Mon-Sun 08:00 30' effective_date: '2017-05-22' reason: 'assessed'")});
  const Answer now = ask("WaitingService.GetWaiting");
  EXPECT_EQ(now.Value("groups[0].people"), "1");
  EXPECT_EQ(now.Value("people[0].weekly_hours"), "3 1/2");
  EXPECT_EQ(now.Value("people[0].waiting_since"), "2017-05-02");
  EXPECT_EQ(now.Value("people[0].days_waiting"), "20");  // Of 30, ten were paused.
  EXPECT_EQ(now.Value("people[0].paused_days"), "10");
  EXPECT_EQ(ask("WaitingService.GetWaiting", "at { on: '2017-05-21' }").Value("people[0].weekly_hours"),
            "not computable");
  api.Do({command("AwardPackage",
                  "contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2017-05-23'")});
}

}  // namespace
}  // namespace careledger::api
