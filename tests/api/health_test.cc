// What people are shown of care that the NHS pays, of goals and episodes, and of providers on timesheets.
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/healthcare_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "tests/api/health_story.h"

namespace careledger::api {
namespace {

class Health : public testing::Test {
 protected:
  Health() {
    api_.Do(Town());
    api_.Do(HealthTerms());
    api_.Do(HealthStory());
  }
  template <class Response>
  Response Get(const std::string& method, const std::string& request) {
    const Answer answer = api_.Ask({"auditor-1", method, request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    if (answer.messages.empty()) return {};
    return static_cast<const Response&>(*answer.messages.at(0));
  }
  // Half an hour in the morning of each day of [first, last] of a month, by ash unless said.
  void Deliver(const std::string& package, const std::string& month, int first, int last,
               const std::string& provider = "ash") {
    std::string visits;
    for (int day = first; day <= last; ++day) {
      const std::string date = month + (day < 10 ? "-0" : "-") + std::to_string(day);
      visits += " visits { external_id: '" + package + "-" + date + "' sequence: 1 person_id: 'h-" + package +
                "' service: 'home-care' planned_start: '" + date +
                "T08:00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED attendances { carer_id: '" +
                package + "' check_in: '" + date + "T08:00' check_out: '" + date +
                "T08:30' evidence: EVIDENCE_CALL_MONITORING } }";
    }
    api_.Do({{"feed-" + provider, "VisitService.RecordVisits",
              "provider_id: '" + provider + "' source: 'ecm-" + provider + "'" + visits}});
  }
  std::string FunderOn(const std::string& package, const std::string& date) {
    const auto list = Get<v1::ListPackagesResponse>(
        "DirectoryService.ListPackages", "person_id: 'h-" + package + "' at { on: '" + date + "' }");
    EXPECT_EQ(list.entries_size(), 1);
    if (list.entries_size() != 1) return "";
    const v1::PackageEntry& entry = list.entries(0);
    return entry.funder() + " " + entry.state() + " " + entry.provider_id();
  }
  Api api_;
};

TEST_F(Health, RechargesWhatTheInvoiceHasOfThoseDays) {
  Deliver("c-1", "2017-03", 1, 31);
  const auto recharge = Get<v1::GetRechargeResponse>("HealthcareService.GetRecharge",
                                                     "from_date: '2017-03-01' to_date: '2017-04-01'");
  ASSERT_EQ(recharge.rows_size(), 1);
  EXPECT_EQ(recharge.rows(0).package_id(), "c-1");
  EXPECT_EQ(recharge.rows(0).funder(), "nhs");
  EXPECT_EQ(recharge.rows(0).visits(), 15U) << "5 to 19 March";
  EXPECT_EQ(recharge.rows(0).moved_pence(), recharge.rows(0).amount_pence()) << "recorded in June";
  const auto invoice = Get<v1::GetInvoiceResponse>(
      "InvoiceService.GetInvoice", "provider_id: 'ash' from_date: '2017-03-05' to_date: '2017-03-20'");
  EXPECT_EQ(recharge.total().amount_pence(), static_cast<std::int64_t>(invoice.total_pence()));
  ASSERT_EQ(recharge.funders_size(), 1);
  EXPECT_EQ(recharge.funders(0).packages(), 1U);
  // Of one client group, the same package.
  const auto older = Get<v1::GetRechargeResponse>(
      "HealthcareService.GetRecharge",
      "from_date: '2017-03-01' to_date: '2017-04-01' client_group: 'older-people'");
  ASSERT_EQ(older.rows_size(), 1);
  EXPECT_EQ(older.rows(0).client_group(), "older-people");
  EXPECT_EQ(older.total().amount_pence(), recharge.total().amount_pence());
  // Before anybody knew, nothing was recharged; the invoice was the same.
  EXPECT_EQ(FunderOn("c-1", "2017-03-04"), "council started ash");
  EXPECT_EQ(FunderOn("c-1", "2017-03-05"), "nhs started ash");
  EXPECT_EQ(FunderOn("c-1", "2017-03-20"), "council started ash");
  const Answer unknown =
      api_.Ask({"auditor-1", "HealthcareService.GetRecharge",
                "from_date: '2017-03-01' to_date: '2017-04-01' commissioner_id: 'nobody'"});
  EXPECT_EQ(unknown.status.code(), absl::StatusCode::kNotFound);
}

TEST_F(Health, ListsWhoDeliversWhereTheNhsContractsItself) {
  const auto on = [&](const std::string& date) {
    return Get<v1::ListContinuingHealthcareResponse>("HealthcareService.ListContinuingHealthcare",
                                                     "contract_id: 'new' at { on: '" + date + "' }");
  };
  EXPECT_EQ(on("2017-03-01").packages(), 0U);
  const auto joint = on("2017-03-10");
  ASSERT_EQ(joint.entries_size(), 1);
  EXPECT_EQ(joint.entries(0).settlement(), "joint-contract");
  EXPECT_EQ(joint.entries(0).until_date(), "2017-03-20");
  EXPECT_EQ(joint.entries(0).health_rate(), "");
  // Recorded at noon of 1 June, from 2 May: the order lasted until then.
  const auto apart = on("2017-06-01");
  ASSERT_EQ(apart.entries_size(), 1);
  EXPECT_EQ(apart.entries(0).package_id(), "c-2");
  EXPECT_EQ(apart.entries(0).settlement(), "health-contracts");
  EXPECT_EQ(apart.entries(0).provider_id(), "ash");
  EXPECT_EQ(apart.entries(0).health_rate(), "18.20");
  EXPECT_EQ(apart.entries(0).order_until(), "2017-06-01T12:00");
  EXPECT_EQ(FunderOn("c-2", "2017-05-31"), "nhs started ash");
  EXPECT_EQ(FunderOn("c-2", "2017-06-01"), "nhs continuing-healthcare ash");
}

// Effective dates say what is true on a day, record time what was known of it.
TEST_F(Health, NamesOneFunderOfADayInListAndPackageAlike) {
  const auto nhs = Get<v1::ListContinuingHealthcareResponse>("HealthcareService.ListContinuingHealthcare",
                                                             "contract_id: 'new' at { on: '2017-06-01' }");
  ASSERT_EQ(nhs.entries_size(), 1);
  // Recorded at noon of 1 June: the NHS pays for c-2 from 2 May.
  const std::string before = "known_at: '#" + std::to_string(nhs.entries(0).position() - 1) + "' ";
  const auto funder = [&](const std::string& package, const std::string& point) {
    const std::string at = " at { " + point + " }";
    const auto list =
        Get<v1::ListPackagesResponse>("DirectoryService.ListPackages", "person_id: 'h-" + package + "'" + at);
    const auto shown =
        Get<v1::GetPackageResponse>("PackageTimeService.GetPackage", "package_id: '" + package + "'" + at);
    EXPECT_EQ(list.entries_size(), 1) << at;
    if (list.entries_size() == 1) {
      EXPECT_EQ(list.entries(0).funder(), shown.funder()) << at;
      EXPECT_EQ(list.entries(0).provider_id(), shown.provider_id()) << at;
      EXPECT_EQ(list.entries(0).contract_id(), shown.contract_id()) << at;
    }
    return shown.funder();
  };
  EXPECT_EQ(funder("c-2", "on: '2017-05-01'"), "council");
  for (const std::string on : {"on: '2017-05-02'", "on: '2017-05-31'", "on: '2017-06-01'"}) {
    EXPECT_EQ(funder("c-2", on), "nhs") << on << ", whether or not the council's order lasted";
    EXPECT_EQ(funder("c-2", before + on), "council") << on << ", as known before";
  }
  // It paid for c-1 from 5 to 19 March.
  EXPECT_EQ(funder("c-1", "on: '2017-03-19'"), "nhs");
  EXPECT_EQ(funder("c-1", "on: '2017-03-20'"), "council");
}

TEST_F(Health, ShowsOutcomesAndWhatCannotBeComputed) {
  const auto shown = Get<v1::GetOutcomesResponse>("OutcomeService.GetOutcomes",
                                                  "from_date: '2017-01-02' to_date: '2017-04-01'");
  ASSERT_EQ(shown.rows_size(), 1);
  const v1::OutcomeRow& total = shown.total();
  EXPECT_EQ(total.episodes(), 9U);
  EXPECT_EQ(total.not_assessed(), 1U);
  EXPECT_EQ(total.no_more_care_share(), "12.5 %") << "1 of the 8 assessed";
  EXPECT_EQ(total.compared(), 4U);
  EXPECT_EQ(total.minutes_share(), "87.5 %") << "0 + 105 + 210 + 420 of 4 x 210";
  EXPECT_EQ(total.goals_reviewed(), 4U);
  EXPECT_EQ(total.goals_met_share(), "33.3 %") << "1 of the 3 assessed";
  const auto none = Get<v1::GetOutcomesResponse>("OutcomeService.GetOutcomes",
                                                 "from_date: '2017-04-01' to_date: '2017-05-01'");
  EXPECT_EQ(none.rows_size(), 0);
  EXPECT_EQ(none.total().no_more_care_share(), "not computable");
  EXPECT_EQ(none.total().minutes_share(), "not computable");
  EXPECT_EQ(none.total().goals_met_share(), "not computable");

  const auto goals = Get<v1::ListGoalsResponse>("OutcomeService.ListGoals", "package_id: 'c-1'");
  ASSERT_EQ(goals.goals_size(), 4);
  EXPECT_EQ(goals.goals(0).goal() + " " + goals.goals(0).result(), "stairs met");
  EXPECT_EQ(goals.outcome(), "");
  const auto before =
      Get<v1::ListGoalsResponse>("OutcomeService.ListGoals", "package_id: 'c-1' at { on: '2017-01-31' }");
  EXPECT_EQ(before.goals(0).result(), "not reviewed");
  const auto episode = Get<v1::ListGoalsResponse>("OutcomeService.ListGoals", "package_id: 'r-5'");
  EXPECT_EQ(episode.outcome(), "hospital");
  EXPECT_EQ(episode.minutes_at_start(), "210");
  EXPECT_EQ(episode.minutes_at_end(), "not known");
  EXPECT_EQ(api_.Ask({"auditor-1", "OutcomeService.ListGoals", "package_id: 'x-9'"}).status.code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(api_.Ask({"auditor-1", "OutcomeService.ListGoals", ""}).status.code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(Health, PunctualityOfTimesheetsIsNotMeasurable) {
  Deliver("c-1", "2017-02", 1, 4);
  Deliver("c-3", "2017-03", 2, 3, "beech");
  const auto kpi = [&] {
    return Get<v1::GetKpiResponse>("KpiService.GetKpi",
                                   "contract_id: 'new' from_date: '2017-02-01' to_date: '2017-04-01'");
  };
  const auto row = [](const v1::GetKpiResponse& shown, const std::string& provider) {
    for (const v1::KpiRow& r : shown.rows()) {
      if (r.provider_id() == provider) return r;
    }
    return v1::KpiRow();
  };
  EXPECT_EQ(row(kpi(), "ash").punctuality(), "100.0 %");
  EXPECT_EQ(row(kpi(), "ash").call_monitoring(), "app");
  EXPECT_EQ(kpi().total().timed_visits(), 6U);
  // Said afterwards, it holds for what was delivered before it was said: the feed's evidence notwithstanding.
  api_.Do({{"manager-1", "ContractLifeService.DeclareCallMonitoring",
            "contract_id: 'new' provider_id: 'ash' method: CALL_MONITORING_TIMESHEETS effective_date: "
            "'2017-02-03'"}});
  EXPECT_EQ(row(kpi(), "ash").timed_visits(), 2U);
  EXPECT_EQ(row(kpi(), "ash").unmeasured_visits(), 2U);
  EXPECT_EQ(row(kpi(), "ash").call_monitoring(), "timesheets");
  api_.Do({{"manager-1", "ContractLifeService.DeclareCallMonitoring",
            "contract_id: 'new' provider_id: 'ash' method: CALL_MONITORING_TIMESHEETS effective_date: "
            "'2017-02-01'"}});
  EXPECT_EQ(row(kpi(), "ash").punctuality(), "not measurable");
  EXPECT_EQ(row(kpi(), "ash").delivered_visits(), 4U);
  EXPECT_EQ(row(kpi(), "beech").punctuality(), "100.0 %");
  EXPECT_EQ(kpi().total().timed_visits(), 2U);
  EXPECT_EQ(kpi().total().unmeasured_visits(), 4U);
  EXPECT_EQ(kpi().total().punctuality(), "100.0 %");
}

}  // namespace
}  // namespace careledger::api
