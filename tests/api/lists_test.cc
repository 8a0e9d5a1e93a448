// Lists say what other answers say of the same things: visits and their invoice, those who wait and the KPI,
// changes and their preview, a person's trail and their visits.
#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

using Texts = std::vector<std::string>;

const std::string kAuthority =
    " authority { reference: 'Cabinet 412' decision_maker: 'Cabinet' date: '2016-06-17' }";
const std::string kPeriod = " from_date: '2017-01-02' to_date: '2017-02-01'";

Step Requested(const std::string& package, const std::string& person, const std::string& date,
               const std::string& rest = "contract_id: 'new' lot_id: 'L1'") {
  return {"broker-1", "PackageService.RequestPackage",
          "package_id: '" + package + "' person_id: '" + person +
              "' client_group: 'older-people' funder: 'council' waiting_in: 'hospital' reason: "
              "'leaving-reablement' "
              "plan: 'Mon-Sun 08:00 30' effective_date: '" +
              date + "' " + rest +
              (rest.find("service:") == std::string::npos ? " service: 'home-care'" : "")};
}
Step Awarded(const std::string& package, const std::string& date,
             const std::string& to = "contract_id: 'new' lot_id: 'L1' provider_id: 'ash'") {
  return {"broker-1", "PackageService.AwardPackage",
          "package_id: '" + package + "' effective_date: '" + date + "' " + to};
}
std::string Visit(const std::string& person, const std::string& day, const std::string& rest,
                  const std::string& service = "home-care") {
  return "visits { external_id: '" + person + "-" + day + "' sequence: 1 person_id: '" + person +
         "' service: '" + service + "' planned_start: '2017-01-" + day +
         "T08:00' planned_minutes: 30 status: VISIT_STATUS_" + rest + " } ";
}
// There for half an hour.
std::string Delivered(const std::string& person, const std::string& day, const std::string& carer = "ann",
                      const std::string& service = "home-care") {
  return Visit(person, day,
               "DELIVERED attendances { carer_id: '" + carer +
                   "' evidence: EVIDENCE_APP check_in: '2017-01-" + day + "T08:00' check_out: '2017-01-" +
                   day + "T08:30' }",
               service);
}
Step Recorded(const std::string& visits) {
  return {"feed-ash", "VisitService.RecordVisits", "provider_id: 'ash' source: 'ecm' " + visits};
}

class Lists : public testing::Test {
 protected:
  // Nights have a rate on weekdays alone.
  Lists() {
    api_.Do(Town());
    api_.Do({{"manager-1", "ContractService.SetRates",
              "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'night' day_type: "
              "DAY_TYPE_WEEKDAY rate: '11' }" +
                  kAuthority}});
  }

  template <class Response>
  Response Get(const std::string& method, const std::string& request) {
    const Answer answer = api_.Ask({"manager-1", method, request});
    EXPECT_TRUE(answer.status.ok()) << method << ": " << answer.status;
    return answer.messages.empty() ? Response() : static_cast<const Response&>(*answer.messages.front());
  }
  // "h-1-09 payable", "h-1-10 held: no times"
  Texts Visits(const std::string& filter = "") {
    return Told(
        Get<v1::ListVisitsResponse>("DirectoryService.ListVisits", "provider_id: 'ash'" + kPeriod + filter)
            .visits());
  }
  template <class Entries>
  static Texts Told(const Entries& visits) {
    Texts told;
    for (const v1::VisitEntry& visit : visits) {
      told.push_back(visit.external_id() + " " + visit.state() +
                     (visit.reason().empty() ? "" : ": " + visit.reason()));
    }
    return told;
  }
  v1::GetInvoiceResponse Invoice() {
    return Get<v1::GetInvoiceResponse>("InvoiceService.GetInvoice", "provider_id: 'ash'" + kPeriod);
  }
  Api api_;
};

TEST_F(Lists, OfVisitsAgreeWithTheInvoice) {
  // Given a visit with times, two that lack one, one that was missed, and one on a Saturday, for which its
  // service has no rate,
  api_.Do({Requested("k-1", "h-1", "2016-12-01"), Awarded("k-1", "2016-12-05"),
           Requested("k-2", "h-2", "2016-12-01", "contract_id: 'new' lot_id: 'L1' service: 'night'"),
           Awarded("k-2", "2016-12-05"),
           Recorded(Delivered("h-1", "09") +
                    Visit("h-1", "10", "DELIVERED attendances { carer_id: 'ann' evidence: EVIDENCE_APP }") +
                    Visit("h-1", "11", "MISSED") +
                    Visit("h-1", "13",
                          "DELIVERED attendances { carer_id: 'ann' evidence: EVIDENCE_APP check_in: "
                          "'2017-01-13T08:00' check_out: '2017-01-13T08:30' } attendances { carer_id: 'bob' "
                          "evidence: EVIDENCE_APP check_in: '2017-01-13T08:00' }") +
                    Delivered("h-2", "14", "ann", "night"))});
  // then what cannot be priced is held as a whole, with the reason, and only what has lines is payable.
  EXPECT_EQ(Visits(), (Texts{"h-1-09 payable", "h-1-10 held: no times", "h-1-11 pays-nothing",
                             "h-1-13 held: no times", "h-2-14 held: no rate in force"}));
  v1::GetInvoiceResponse invoice = Invoice();
  EXPECT_EQ(invoice.visits(), 1U);
  EXPECT_EQ(invoice.lines(), 1U);
  EXPECT_EQ(invoice.held_visits(), 3U);
  EXPECT_EQ(Visits(" state: 'payable'").size(), invoice.visits());
  EXPECT_EQ(Visits(" state: 'held'").size(), invoice.held_visits());
  EXPECT_EQ(Visits(" state: 'pays-nothing'").size(), 1U);
  // KPIs hold them likewise, but that care without a rate was care.
  const auto kpi = api_.Ask({"manager-1", "KpiService.GetKpi", "provider_id: 'ash'" + kPeriod});
  EXPECT_EQ(kpi.Value("total.held_visits"), "2");
  EXPECT_EQ(kpi.Value("total.delivered_visits"), "2");
  EXPECT_EQ(kpi.Value("total.missed_visits"), "1");

  // When the council says what the times were,
  for (const auto& [day, carer] : {std::pair<std::string, std::string>{"10", "ann"}, {"13", "bob"}}) {
    api_.Do({{"finance-1", "VisitService.AdjustVisit",
              "source: 'ecm' external_id: 'h-1-" + day + "' carer_id: '" + carer + "' check_in: '2017-01-" +
                  day + "T08:00' check_out: '2017-01-" + day + "T08:20' reason: 'telephoned'"}});
  }
  // then they are priced: 30 + 20 + 30 + 20 minutes at 16.22, each line rounded: 8.11 + 5.41 + 8.11 + 5.41.
  EXPECT_EQ(Visits(" state: 'payable'"), (Texts{"h-1-09 payable", "h-1-10 payable", "h-1-13 payable"}));
  invoice = Invoice();
  EXPECT_EQ(invoice.visits(), 3U);
  EXPECT_EQ(invoice.lines(), 4U);
  EXPECT_EQ(invoice.total_pence(), 2704);
  EXPECT_EQ(
      api_.Ask({"manager-1", "KpiService.GetKpi", "provider_id: 'ash'" + kPeriod}).Value("total.held_visits"),
      "0");
}

// Some asked for, one twice; one handed back after it had moved to another contract; one died.
std::vector<Step> WhoWaits() {
  return {
      Requested("k-1", "h-1", "2017-03-01"),
      Requested("k-2", "h-1", "2017-02-01"),
      Requested("k-3", "h-3", "2016-01-01", "contract_id: 'old'"),
      Awarded("k-3", "2016-01-04", "contract_id: 'old' provider_id: 'ash'"),
      {"broker-1", "PackageService.TransferPackage",
       "package_id: 'k-3' to_contract_id: 'new' to_lot_id: 'L2' to_provider_id: 'beech' effective_date: "
       "'2016-11-07' reason: 'go-live'"},
      {"broker-1", "PackageService.ChangePlan",
       "package_id: 'k-3' plan: 'Mon-Fri 08:00 60' effective_date: '2017-01-01' reason: 'review'"},
      {"broker-1", "PackageService.HandBackPackage",
       "package_id: 'k-3' effective_date: '2017-04-01' notice_date: '2017-03-20' reason: 'capacity'"},
      Requested("k-4", "h-4", "2017-03-01"),
      {"broker-1", "PartyService.RecordDeath", "person_id: 'h-4' date: '2017-05-01'"},
      Requested("k-5", "h-5", "2017-03-01"),
      Awarded("k-5", "2017-03-06"),
  };
}

TEST_F(Lists, OfThoseWhoWaitHaveTheLongestFirst) {
  api_.Do(WhoWaits());
  const auto waiting = [&](const std::string& request) {
    return Get<v1::ListWaitingResponse>("DirectoryService.ListWaiting", request);
  };
  const auto told = [](const v1::ListWaitingResponse& list) {
    Texts lines;
    for (const v1::WaitingEntry& e : list.entries()) {
      lines.push_back(e.package_id() + " " + e.state() + " " + e.waiting_since() + " " +
                      std::to_string(e.days_waiting()) + " " + e.reason() + " " + e.contract_id() + "/" +
                      e.lot_id() + " " + e.last_provider_id());
    }
    return lines;
  };
  // A package handed back waits in the lot that it was handed back in, from that day; its first date is kept.
  const Texts all = {"k-2 requested 2017-02-01 120 leaving-reablement new/L1 ",
                     "k-1 requested 2017-03-01 92 leaving-reablement new/L1 ",
                     "k-5 awarded 2017-03-01 92 leaving-reablement new/L1 ash",
                     "k-3 handed-back 2017-04-01 61 capacity new/L2 beech"};
  const v1::ListWaitingResponse list = waiting("");
  EXPECT_EQ(told(list), all);
  EXPECT_EQ(list.packages(), 4U);
  EXPECT_EQ(list.people(), 3U) << "somebody who waits twice is one person";
  EXPECT_EQ(list.weekly_minutes(), 3 * 210U + 300U);
  EXPECT_EQ(list.entries(3).requested_date(), "2016-01-01");
  EXPECT_EQ(list.entries(3).plan(), "Mon-Fri 08:00 60") << "what was agreed last is what is wanted";
  EXPECT_EQ(list.entries(0).waiting_in(), "hospital");
  // Those without a provider.
  const v1::ListWaitingResponse open = waiting("states: 'requested' states: 'handed-back'");
  EXPECT_EQ(told(open), (Texts{all[0], all[1], all[3]}));
  EXPECT_EQ(open.people(), 2U);
  EXPECT_EQ(open.weekly_minutes(), 2 * 210U + 300U);
  EXPECT_EQ(told(waiting("states: 'awarded'")), Texts{all[2]});
  EXPECT_EQ(told(waiting("states: 'handed-back'")), Texts{all[3]});
  EXPECT_EQ(told(waiting("states: 'requested'")), (Texts{all[0], all[1]}));
  EXPECT_EQ(told(waiting("contract_id: 'new' lot_id: 'L2'")), Texts{all[3]});
  EXPECT_EQ(told(waiting("contract_id: 'old'")), Texts());

  // A page at a time it is the same list.
  const v1::ListWaitingResponse first = waiting("page { page_size: 2 }");
  EXPECT_EQ(told(first), (Texts{all[0], all[1]}));
  EXPECT_EQ(first.packages(), 4U);
  const v1::ListWaitingResponse last =
      waiting("page { page_size: 2 page_token: '" + first.next_page_token() + "' }");
  EXPECT_EQ(told(last), (Texts{all[2], all[3]}));
  EXPECT_EQ(last.next_page_token(), "");

  // On another day: days count to it, who had not died waits, and of what was not yet handed back no visit
  // had come.
  EXPECT_EQ(told(waiting("at { on: '2017-03-15' }")),
            (Texts{"k-3 awarded 2016-01-01 439 leaving-reablement new/L2 beech",
                   "k-2 requested 2017-02-01 42 leaving-reablement new/L1 ",
                   "k-1 requested 2017-03-01 14 leaving-reablement new/L1 ",
                   "k-4 requested 2017-03-01 14 leaving-reablement new/L1 ",
                   "k-5 awarded 2017-03-01 14 leaving-reablement new/L1 ash"}));

  // The KPI counts the same people, and the list of packages shows the same lot.
  const auto kpi = api_.Ask({"manager-1", "KpiService.GetKpi", "contract_id: 'new'" + kPeriod});
  EXPECT_EQ(kpi.Value("waiting_packages"), "4");
  EXPECT_EQ(kpi.Value("waiting_people"), "3");
  EXPECT_EQ(kpi.Value("waiting_weekly_minutes"), "930");
  const auto packages =
      Get<v1::ListPackagesResponse>("DirectoryService.ListPackages", "state: 'handed-back' lot_id: 'L2'");
  ASSERT_EQ(packages.entries_size(), 1);
  EXPECT_EQ(packages.entries(0).contract_id(), "new");
  EXPECT_EQ(packages.entries(0).provider_id(), "") << "nobody has it";
}

TEST_F(Lists, OfWhoWaitsGiveTheReasonOfTheHandBackThatCounts) {
  api_.Do(WhoWaits());
  api_.Do({{"broker-1",
            "PackageService.HandBackPackage",
            "package_id: 'k-5' effective_date: '2017-04-10' notice_date: '2017-04-01' reason: 'mistaken'",
            {{"mistaken", "receipt.position"}}},
           {"broker-1", "PackageService.VoidPackageRecord",
            "package_id: 'k-5' position: $mistaken reason: 'error'"},
           {"broker-1", "PackageService.HandBackPackage",
            "package_id: 'k-5' effective_date: '2017-04-10' notice_date: '2017-04-01' reason: 'staffing'"}});
  const auto list = Get<v1::ListWaitingResponse>("DirectoryService.ListWaiting", "states: 'handed-back'");
  ASSERT_EQ(list.entries_size(), 2);
  EXPECT_EQ(list.entries(1).package_id(), "k-5");
  EXPECT_EQ(list.entries(1).reason(), "staffing");
}

TEST_F(Lists, OfChangesShowWhatTheirPreviewPriced) {
  api_.Do({Requested("k-1", "h-1", "2016-12-01"), Awarded("k-1", "2016-12-05"),
           Recorded(Delivered("h-1", "09"))});
  const auto propose = [](const std::string& id, const std::string& rate) {
    return Step{"finance-1", "ChangeService.ProposeRateChange",
                "change_id: '" + id +
                    "' contract_id: 'new' effective_date: '2017-01-02' lines { service: "
                    "'home-care' rate: '" +
                    rate + "' }" + kAuthority};
  };
  const auto entry = [&](const std::string& id) {
    const auto list = Get<v1::ListChangesResponse>("DirectoryService.ListChanges", "");
    for (const v1::ChangeEntry& e : list.changes()) {
      if (e.change_id() == id) return e;
    }
    ADD_FAILURE() << id;
    return v1::ChangeEntry();
  };
  // Given a change that is only proposed: nobody has put figures on record, and none are shown.
  api_.Do({propose("uplift", "18.22"), propose("other", "19")});
  EXPECT_FALSE(entry("uplift").has_difference_pence());
  EXPECT_FALSE(entry("uplift").has_preview_position());
  // When it is approved, then it has those of the preview that the approval is bound to.
  const auto preview = Get<v1::PreviewChangeResponse>("ChangeService.PreviewChange", "change_id: 'uplift'");
  EXPECT_EQ(preview.difference_pence(), 100) << "half an hour at 18.22 beside 16.22";
  api_.Do({{"finance-2", "ChangeService.ApproveChange",
            "change_id: 'uplift' preview_position: " + std::to_string(preview.as_of().known_position()) +
                " preview_digest: '" + preview.digest() + "'"},
           {"finance-1", "ChangeService.WithdrawChange", "change_id: 'other' reason: 'mistaken'"}});
  const v1::ChangeEntry approved = entry("uplift");
  EXPECT_EQ(approved.state(), "approved");
  EXPECT_EQ(approved.before_pence(), static_cast<std::int64_t>(preview.before_pence()));
  EXPECT_EQ(approved.after_pence(), static_cast<std::int64_t>(preview.after_pence()));
  EXPECT_EQ(approved.difference_pence(), preview.difference_pence());
  EXPECT_EQ(approved.invoice_lines(), preview.lines());
  EXPECT_GE(approved.preview_position(), preview.as_of().known_position());
  EXPECT_FALSE(entry("other").has_difference_pence());
}

// Recorded of the wrong person, and voided: what it held is priced again, and every answer says by which
// record.
TEST_F(Lists, OfADeathThatIsVoidedHaveTheVisitsAgain) {
  const auto invoice = [&](const std::string& what) {
    return Get<v1::GetInvoiceResponse>("InvoiceService.GetInvoice", "provider_id: 'ash'" + kPeriod + what);
  };
  const auto kpi = [&](const std::string& what) {
    return Get<v1::GetKpiResponse>("KpiService.GetKpi", "contract_id: 'new'" + kPeriod + what).total();
  };
  // Given a package whose visits are held, because a death was recorded,
  api_.Do({Requested("k-1", "h-1", "2016-12-01"),
           Awarded("k-1", "2016-12-05"),
           Recorded(Delivered("h-1", "09") + Delivered("h-1", "12")),
           {"broker-1",
            "PartyService.RecordDeath",
            "person_id: 'h-1' date: '2017-01-11'",
            {{"death", "receipt.position"}}}});
  EXPECT_EQ(invoice("").held_visits(), 1U);
  EXPECT_EQ(kpi("").held_visits(), 1U);
  // when that record is voided,
  api_.Do({{"broker-1",
            "PartyService.VoidDeath",
            "person_id: 'h-1' position: $death reason: 'wrong-person'",
            {{"voided", "receipt.position"}}}});
  // then nothing is held any more, and before it was known everything reads as it did,
  const std::string death = api_.Filled("$death");
  const std::string voided = api_.Filled("$voided");
  EXPECT_EQ(invoice("").held_visits(), 0U);
  EXPECT_EQ(invoice("").visits(), 2U);
  EXPECT_EQ(kpi("").held_visits(), 0U);
  EXPECT_EQ(invoice(" at { known_at: '#" + death + "' }").held_visits(), 1U);
  EXPECT_EQ(kpi(" at { known_at: '#" + death + "' }").held_visits(), 1U);
  // a comparison names the record that held the visit, and the one that let it go,
  const auto cause = [&](const std::string& points) {
    const auto compared = Get<v1::CompareInvoicesResponse>("InvoiceService.CompareInvoices",
                                                           "provider_id: 'ash'" + kPeriod + points);
    return compared.changes_size() == 1
               ? std::to_string(compared.changes(0).cause_position()) + " " + compared.changes(0).what()
               : std::to_string(compared.changes_size()) + " changes";
  };
  const std::string before = std::to_string(std::stoi(death) - 1);
  EXPECT_EQ(cause(" earlier { known_at: '#" + before + "' } later { known_at: '#" + death + "' }"),
            death + " held: after death");
  EXPECT_EQ(cause(" earlier { known_at: '#" + death + "' } later { known_at: '#" + voided + "' }"),
            voided + " was held: after death");
  // and the trail of the person says so beside the record in error.
  const auto trail = Get<v1::GetTrailResponse>("TrailService.GetTrail", "kind: 'person' id: 'h-1'");
  for (const v1::TrailEntry& entry : trail.entries()) {
    EXPECT_EQ(entry.note(), std::to_string(entry.position()) == death ? "voided by #" + voided : "");
  }
  EXPECT_EQ(trail.entries(trail.entries_size() - 1).event_type(), "DeathVoided");
}

TEST_F(Lists, OfARecordedLifeHaveTheVisits) {
  // Given two packages of a person who died, visited before and after, and another person's visit,
  api_.Do({Requested("k-1", "h-1", "2016-12-01"),
           Awarded("k-1", "2016-12-05"),
           Requested("k-2", "h-1", "2016-12-01", "contract_id: 'new' lot_id: 'L1' service: 'night'"),
           Awarded("k-2", "2016-12-05"),
           Requested("k-3", "h-3", "2016-12-01"),
           Awarded("k-3", "2016-12-05"),
           Recorded(Delivered("h-1", "09") + Delivered("h-1", "12", "bob", "night") + Delivered("h-1", "13") +
                    Delivered("h-3", "13", "cat")),
           {"broker-1",
            "PartyService.RecordDeath",
            "person_id: 'h-1' date: '2017-01-11'",
            {{"death", "receipt.position"}}}});
  // and who has died has no care from the day after, though no record ended it,
  const auto state = [&](const std::string& on) {
    return api_
        .Ask({"auditor-1", "DirectoryService.ListPackages", "person_id: 'h-1' at { on: '" + on + "' }"})
        .Value("entries[0].state");
  };
  EXPECT_EQ(state("2017-01-11"), "awarded");
  EXPECT_EQ(state("2017-01-12"), "ended");
  const auto in_care = [&](const std::string& on) {
    return api_
        .Ask({"auditor-1", "KpiService.GetKpi",
              "contract_id: 'new' from_date: '2017-01-01' to_date: '2017-01-12' at { on: '" + on + "' }"})
        .Value("total.packages");
  };
  EXPECT_EQ(in_care("2017-01-11"), "3");
  EXPECT_EQ(in_care("2017-01-12"), "1");
  const auto trail = [&](const std::string& request) {
    return Get<v1::GetTrailResponse>("TrailService.GetTrail", request);
  };
  // then the trail of the person has the visits of the period asked for,
  const v1::GetTrailResponse person = trail("kind: 'person' id: 'h-1'" + kPeriod);
  EXPECT_EQ(Told(person.visits()),
            (Texts{"h-1-09 payable", "h-1-12 held: after death", "h-1-13 held: after death"}));
  EXPECT_EQ(person.visits(0).provider_id(), "ash");
  EXPECT_GT(person.entries_size(), 2);
  // that of a package its own,
  EXPECT_EQ(Told(trail("kind: 'package' id: 'k-2'" + kPeriod).visits()), Texts{"h-1-12 held: after death"});
  // and that of the days before the death was known, what was thought then.
  EXPECT_EQ(
      Told(trail("kind: 'package' id: 'k-1' from_date: '2017-01-09' to_date: '2017-01-10' at { known_at: "
                 "'2017-06-01' on: '2017-01-09' }")
               .visits()),
      Texts{"h-1-09 payable"});
  EXPECT_EQ(person.visits_of(), "2017-01-02 to 2017-01-31");
  const v1::GetTrailResponse without = trail("kind: 'person' id: 'h-1'");
  EXPECT_EQ(without.visits_size(), 0);
  EXPECT_EQ(without.visits_of(), "no period asked for") << "or it would seem that there were none";
  // On the first page alone.
  const auto first = trail("kind: 'person' id: 'h-1' page { page_size: 1 }" + kPeriod);
  EXPECT_EQ(first.visits_size(), 3);
  const auto second = trail("kind: 'person' id: 'h-1' page { page_size: 1 page_token: '" +
                            first.next_page_token() + "' }" + kPeriod);
  EXPECT_EQ(second.visits_size(), 0);
  EXPECT_EQ(second.visits_of(), "on the first page");
  EXPECT_EQ(trail("kind: 'person' id: 'h-1' from_date: '2017-01-02' to_date: '2017-01-04'").visits_of(),
            "none from 2017-01-02 to 2017-01-03");
  for (const auto& [request, said] :
       {std::pair<std::string, std::string>{"kind: 'provider' id: 'ash'" + kPeriod, "from_date: visits are"},
        {"kind: 'person' id: 'h-1' from_date: '2017-01-01' to_date: '2017-05-01'", "to_date: a trail shows"},
        {"kind: 'person' id: 'h-1' from_date: '2017-01-01'", "to_date: '' is not a date"}}) {
    const Answer refused = api_.Ask({"auditor-1", "TrailService.GetTrail", request});
    EXPECT_TRUE(absl::IsInvalidArgument(refused.status)) << refused.status;
    EXPECT_TRUE(std::string(refused.status.message()).starts_with(said)) << refused.status;
  }
}

// A record that names many, as a consortium does its members, is found by each of them, between their own.
TEST_F(Lists, HaveARecordThatNamesManyInTheTrailOfEach) {
  const auto registered = [](const std::string& id, const std::string& form, const std::string& rest = "") {
    return Step{"manager-1", "PartyService.RegisterProvider",
                "provider_id: '" + id + "' name: 'Provider " + id + "' form: PROVIDER_FORM_" + form + rest};
  };
  std::string members = " consortium_lead: 'm-10'";
  for (int i = 10; i < 50; ++i) {
    api_.Do({registered("m-" + std::to_string(i), "SOLE")});
    members += " members: 'm-" + std::to_string(i) + "'";
  }
  const auto lead_by = [&](const std::string& lead) {
    return Step{"manager-1", "ContractService.AdmitProvider",
                "contract_id: 'new' provider_id: '" + lead + "' effective_date: '2016-11-07'" + kAuthority};
  };
  api_.Do({registered("big", "CONSORTIUM", members), lead_by("m-30")});
  const auto trail = [&](const std::string& id, const std::string& at = "") {
    const auto told =
        Get<v1::GetTrailResponse>("TrailService.GetTrail", "kind: 'provider' id: '" + id + "'" + at);
    Texts what;
    for (const auto& entry : told.entries()) {
      const bool of_big = entry.what().find("provider_id big") != std::string::npos;
      what.push_back(entry.event_type() + (of_big ? " of big" : ""));
    }
    return what;
  };
  for (const std::string id : {"m-10", "m-29", "m-49"})
    EXPECT_EQ(trail(id), (Texts{"ProviderRegistered", "ProviderRegistered of big"})) << id;
  EXPECT_EQ(trail("m-30"), (Texts{"ProviderRegistered", "ProviderRegistered of big", "ProviderAdmitted"}));
  EXPECT_EQ(trail("big"), Texts{"ProviderRegistered of big"});
  const std::string head = api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position");
  EXPECT_EQ(trail("m-30", " at { known_at: '#" + std::to_string(std::stoi(head) - 1) + "' }").size(), 2U);
  EXPECT_EQ(trail("m-30", " at { known_at: '#" + std::to_string(std::stoi(head) - 2) + "' }").size(), 1U);
  // No name is a part of another's.
  EXPECT_EQ(api_.Ask({"auditor-1", "TrailService.GetTrail", "kind: 'provider' id: 'm-1'"}).status.code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace careledger::api
