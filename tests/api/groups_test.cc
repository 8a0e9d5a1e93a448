// Client groups apart, and who goes for a lead: as they are answered.
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

const std::string kPeriod = " from_date: '2017-01-02' to_date: '2017-02-01'";

class Groups : public testing::Test {
 protected:
  Groups() { api_.Do(Town()); }
  // In care from 2 January 2017, every morning for half an hour.
  void InCare(const std::string& package, const std::string& group, const std::string& to) {
    api_.Do({{"broker-1", "PackageService.RequestPackage",
              "package_id: '" + package + "' person_id: 'h-" + package +
                  "' service: 'home-care' client_group: '" + group +
                  "' funder: 'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' "
                  "plan: 'Mon-Sun 08:00 30' effective_date: '2016-12-01'"},
             {"broker-1", "PackageService.AwardPackage",
              "package_id: '" + package + "' effective_date: '2017-01-02' " + to}});
  }
  void Came(const std::string& package, const std::string& day, const std::string& provider,
            const std::string& deliverer = "") {
    const std::string at = "'2017-01-" + day + "T08:";
    api_.Do(
        {{"feed-" + provider, "VisitService.RecordVisits",
          "provider_id: '" + provider + "' source: 'ecm-" + provider + "' visits { external_id: '" + package +
              "-" + day + "' sequence: 1 person_id: 'h-" + package + "' service: 'home-care' " +
              (deliverer.empty() ? "" : "deliverer_id: '" + deliverer + "' ") + "planned_start: " + at +
              "00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED attendances { carer_id: 'c-" + package +
              "' evidence: EVIDENCE_APP check_in: " + at + "00' check_out: " + at + "30' } }"}});
  }
  template <class Response>
  Response Get(const std::string& method, const std::string& request) {
    const Answer answer = api_.Ask({"auditor-1", method, request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    if (answer.messages.empty()) return {};
    return static_cast<const Response&>(*answer.messages.at(0));
  }
  Api api_;
};

TEST_F(Groups, AreApartWhereThatIsAsked) {
  const std::string to_ash = "contract_id: 'new' lot_id: 'L1' provider_id: 'ash'";
  InCare("k-1", "older-people", to_ash);
  InCare("k-2", "learning-disability", to_ash);
  Came("k-1", "09", "ash");
  Came("k-1", "10", "ash");
  Came("k-2", "09", "ash");

  const auto all = Get<v1::GetKpiResponse>("KpiService.GetKpi", kPeriod);
  ASSERT_EQ(all.rows_size(), 1);
  EXPECT_EQ(all.rows(0).client_group(), "");
  EXPECT_EQ(all.rows(0).delivered_visits(), 3U);
  const auto apart = Get<v1::GetKpiResponse>("KpiService.GetKpi", "by_client_group: true" + kPeriod);
  ASSERT_EQ(apart.rows_size(), 2);
  EXPECT_EQ(apart.rows(0).client_group(), "learning-disability");
  EXPECT_EQ(apart.rows(0).delivered_visits(), 1U);
  EXPECT_EQ(apart.rows(1).client_group(), "older-people");
  EXPECT_EQ(apart.rows(1).delivered_visits(), 2U);
  EXPECT_EQ(apart.rows(0).planned_visits() + apart.rows(1).planned_visits(), all.rows(0).planned_visits());
  EXPECT_EQ(apart.total().delivered_visits(), 3U);
  const auto one = Get<v1::GetKpiResponse>("KpiService.GetKpi", "client_group: 'older-people'" + kPeriod);
  ASSERT_EQ(one.rows_size(), 1);
  EXPECT_EQ(one.total().delivered_visits(), 2U);
  EXPECT_EQ(one.total().people(), 1U);

  const auto listed =
      Get<v1::ListPackagesResponse>("DirectoryService.ListPackages", "client_group: 'learning-disability'");
  EXPECT_EQ(listed.packages(), 1U);
  ASSERT_EQ(listed.entries_size(), 1);
  EXPECT_EQ(listed.entries(0).package_id() + " " + listed.entries(0).client_group(),
            "k-2 learning-disability");
  const auto plan = Get<v1::GetFailurePlanResponse>("SourcingService.GetFailurePlan", "provider_id: 'ash'");
  ASSERT_EQ(plan.moves_size(), 2);
  EXPECT_EQ(plan.moves(1).package_id() + " " + plan.moves(1).client_group(), "k-2 learning-disability");
  EXPECT_EQ(plan.packages(), 2U);
  EXPECT_EQ(plan.via_packages(), 0U);
}

// What a correction did to one group's figures.
TEST_F(Groups, AreComparedOneByOne) {
  const std::string to_ash = "contract_id: 'new' lot_id: 'L1' provider_id: 'ash'";
  InCare("k-1", "older-people", to_ash);
  InCare("k-2", "learning-disability", to_ash);
  const std::string before = api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position");
  Came("k-1", "09", "ash");
  Came("k-2", "09", "ash");
  Came("k-2", "10", "ash");
  const auto delivered = [&](const std::string& group) {
    const auto compared = Get<v1::CompareKpiResponse>(
        "KpiService.CompareKpi",
        "client_group: '" + group + "' earlier { known_at: '#" + before + "' }" + kPeriod);
    std::uint64_t visits = 0;
    for (const v1::KpiChange& change : compared.changes()) {
      if (change.measure() == "delivered_visits") visits += change.later();
    }
    return visits;
  };
  EXPECT_EQ(delivered("older-people"), 1U);
  EXPECT_EQ(delivered("learning-disability"), 2U);
}

TEST_F(Groups, TellWhoGoesForALead) {
  api_.Do({{"manager-1", "ContractService.AdmitProvider",
            "contract_id: 'old' provider_id: 'fir' effective_date: '2012-04-01' authority { reference: "
            "'Cabinet 412' decision_maker: 'Cabinet' date: '2012-01-17' }"}});
  InCare("k-1", "older-people", "contract_id: 'old' provider_id: 'fir' deliverer_id: 'elm'");
  Came("k-1", "09", "fir", "elm");
  Came("k-1", "10", "fir");
  const auto shown =
      Get<v1::ListDeliverersResponse>("DirectoryService.ListDeliverers", "contract_id: 'old'" + kPeriod);
  EXPECT_EQ(shown.as_of().statement(), "position on 1 June 2017, as known on 1 June 2017");
  EXPECT_EQ(shown.period(), "2017-01-02 to 2017-01-31");
  ASSERT_EQ(shown.entries_size(), 1);
  const v1::DelivererEntry& elm = shown.entries(0);
  EXPECT_EQ(elm.provider_id() + " " + elm.deliverer(), "fir elm");
  EXPECT_EQ(elm.packages(), 1U);
  EXPECT_EQ(elm.weekly_minutes(), 210U);
  EXPECT_EQ(elm.delivered_visits(), 2U);
  EXPECT_EQ(elm.by_named(), 1U);
  EXPECT_EQ(elm.by_lead(), 1U);
  EXPECT_EQ(elm.named_share(), "50.0 %");
  EXPECT_EQ(shown.total().delivered_visits(), 2U);
  const auto none =
      Get<v1::ListDeliverersResponse>("DirectoryService.ListDeliverers", "contract_id: 'new'" + kPeriod);
  EXPECT_EQ(none.entries_size(), 0);
  EXPECT_EQ(none.total().named_share(), "not measurable");

  // Should elm fail, fir keeps the package and must name another: itself, since it leads nobody else.
  const auto plan = Get<v1::GetFailurePlanResponse>("SourcingService.GetFailurePlan", "provider_id: 'elm'");
  EXPECT_EQ(plan.packages(), 0U);
  EXPECT_EQ(plan.weekly_minutes(), 0U);
  EXPECT_EQ(plan.via_packages(), 1U);
  EXPECT_EQ(plan.via_people(), 1U);
  EXPECT_EQ(plan.via_minutes(), 210U);
  ASSERT_EQ(plan.moves_size(), 1);
  EXPECT_EQ(plan.moves(0).via(), "fir");
  EXPECT_EQ(plan.moves(0).outcome(), "lead must name another");
  EXPECT_EQ(plan.moves(0).may_take(), 1U);
  ASSERT_EQ(plan.moves(0).may_be_named_size(), 1);
  EXPECT_EQ(plan.moves(0).may_be_named(0), "fir");
}

}  // namespace
}  // namespace careledger::api
