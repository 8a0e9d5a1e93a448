// One provider in another's place as callers see it: invoices, lists, monitoring, at any history point.
#include "tests/api/api.h"

namespace careledger::api {
namespace {

const std::string kAuthority =
    " authority { reference: 'Cabinet 412' decision_maker: 'Cabinet' date: '2016-06-17' }";

Step Visited(const std::string& provider, const std::string& id, const std::string& day) {
  return {"feed-" + provider, "VisitService.RecordVisits",
          "provider_id: '" + provider + "' source: 'ecm-ash' visits { external_id: '" + id +
              "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '" + day +
              "T08:00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED attendances { carer_id: 'ann' "
              "check_in: '" +
              day + "T08:00' check_out: '" + day + "T08:30' evidence: EVIDENCE_APP } }"};
}

// Care by ash since December 2016, whose place elm takes from 5 June 2017: told on 1 June.
class Succession : public testing::Test {
 protected:
  Succession() {
    api_.Do(Town());
    api_.Do({{"broker-1", "PackageService.RequestPackage",
              "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
              "'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: "
              "'Mon-Sun 08:00 30' effective_date: '2016-12-01'"},
             {"broker-1", "PackageService.AwardPackage",
              "package_id: 'k-1' effective_date: '2016-12-05' contract_id: 'new' lot_id: 'L1' "
              "provider_id: 'ash'"},
             {"broker-1", "PackageService.StartPackage", "package_id: 'k-1' effective_date: '2016-12-05'"},
             {"manager-1", "MonitoringService.ScoreQuality",
              "contract_id: 'new' provider_id: 'ash' measure: 'dignity' score: 4 out_of: 5 date: "
              "'2017-03-01' document: 'visit-1'"},
             Visited("ash", "v-1", "2017-05-20"),
             {"manager-1",
              "PartyService.RegisterCommissioner",
              "commissioner_id: 'icb' name: 'Care board'",
              {{"before", "receipt.position"}}},
             {"manager-1", "SuccessionService.SucceedProvider",
              "provider_id: 'ash' to_provider_id: 'elm' kind: SUCCESSION_KIND_SUCCESSION effective_date: "
              "'2017-06-05'" +
                  kAuthority},
             {"manager-1", "SuccessionService.SucceedCommissioner",
              "commissioner_id: 'nhs' to_commissioner_id: 'icb' kind: SUCCESSION_KIND_SUCCESSION "
              "effective_date: '2017-06-05'" +
                  kAuthority},
             {"admin", "LedgerService.MoveClock", "to: '2017-06-10T12:00'"},
             Visited("elm", "v-2", "2017-06-06")});
  }
  Answer Invoice(const std::string& provider, const std::string& at = "on: '2017-06-10'") {
    return api_.Ask(
        {"finance-1", "InvoiceService.GetInvoice",
         "from_date: '2017-05-01' to_date: '2017-07-01' provider_id: '" + provider + "' at { " + at + " }"});
  }
  Api api_;
};

TEST_F(Succession, InvoicesStopAndGoOnAndSayWhoIsPaid) {
  EXPECT_EQ(Invoice("ash").Value("total_pence"), "811");
  EXPECT_EQ(Invoice("ash").Value("payable_to"), "elm");
  EXPECT_EQ(Invoice("ash").Value("lots[0].payable_to"), "elm");
  EXPECT_EQ(Invoice("ash", "on: '2017-06-04'").Value("payable_to"), "");
  EXPECT_EQ(Invoice("elm").Value("total_pence"), "811");
  EXPECT_EQ(Invoice("elm").Value("payable_to"), "");
  EXPECT_EQ(Invoice("elm").Value("settlement"), "");
  // As known before, nothing of it.
  EXPECT_EQ(Invoice("ash", "known_at: '#$before' on: '2017-06-10'").Value("payable_to"), "");
  EXPECT_EQ(Invoice("ash", "known_at: '#$before' on: '2017-06-10'").Value("total_pence"), "811");
}

TEST_F(Succession, ListsSayWhoStandsInWhosePlace) {
  const Answer all = api_.Ask({"auditor-1", "SuccessionService.ListSuccessions", "at { on: '2017-06-04' }"});
  EXPECT_EQ(all.Value("successions[0].of"), "provider");
  EXPECT_EQ(all.Value("successions[0].from_id"), "ash");
  EXPECT_EQ(all.Value("successions[0].to_id"), "elm");
  EXPECT_EQ(all.Value("successions[0].kind"), "succession");
  EXPECT_EQ(all.Value("successions[0].in_effect"), "false");
  EXPECT_EQ(all.Value("successions[0].packages"), "1");
  EXPECT_EQ(all.Value("successions[0].debts"), "to");
  EXPECT_EQ(all.Value("successions[1].of"), "commissioner");
  EXPECT_EQ(all.Value("successions[1].to_id"), "icb");
  const Answer one = api_.Ask({"auditor-1", "SuccessionService.ListSuccessions", "organisation_id: 'icb'"});
  EXPECT_EQ(one.Value("successions[0].from_id"), "nhs");
  EXPECT_EQ(one.Value("successions[0].in_effect"), "true");
  EXPECT_EQ(
      api_.Ask({"auditor-1", "SuccessionService.ListSuccessions", "organisation_id: 'x'"}).status.code(),
      absl::StatusCode::kNotFound);
  const auto contract = [&](const std::string& on) {
    return api_.Ask(
        {"auditor-1", "ContractService.GetContract", "contract_id: 'new' at { on: '" + on + "' }"});
  };
  EXPECT_EQ(contract("2017-06-04").Value("partners[0]"), "nhs");
  EXPECT_EQ(contract("2017-06-05").Value("partners[0]"), "icb");
  const auto providers = [&](const std::string& on) {
    return api_.Ask({"auditor-1", "DirectoryService.ListProviders", "at { on: '" + on + "' }"});
  };
  EXPECT_EQ(providers("2017-06-04").Value("providers[0].succeeded_by"), "");
  EXPECT_EQ(providers("2017-06-05").Value("providers[0].succeeded_by"), "elm");
  const auto lot = [&](const std::string& on) {
    return api_.Ask({"auditor-1", "DirectoryService.ListLots", "contract_id: 'new' at { on: '" + on + "' }"})
        .Value("lots[0].provider_id");
  };
  EXPECT_EQ(lot("2017-06-04"), "ash");
  EXPECT_EQ(lot("2017-06-05"), "elm");
}

TEST_F(Succession, MonitoringOfTheOldIsReadUnderTheNew) {
  const auto ratings = [&](const std::string& on) {
    return api_.Ask({"auditor-1", "MonitoringService.ListRatings",
                     "contract_id: 'new' provider_id: 'elm' at { on: '" + on + "' }"});
  };
  EXPECT_EQ(ratings("2017-06-10").Value("ratings[0].provider_id"), "ash");
  EXPECT_EQ(ratings("2017-06-10").Value("ratings[0].value"), "4 of 5");
  EXPECT_EQ(ratings("2017-06-04").messages.at(0)->DebugString().find("dignity"), std::string::npos);
  const Answer overview = api_.Ask({"auditor-1", "MonitoringService.GetMonitoring",
                                    "contract_id: 'new' provider_id: 'elm' from_date: '2017-06-01' to_date: "
                                    "'2017-06-11'"});
  EXPECT_EQ(overview.Value("ratings[0].provider_id"), "ash");
}

// The council's own provider is settled within the council.
TEST_F(Succession, OfAnInHouseProviderNoInvoiceIsPaid) {
  api_.Do({{"manager-1", "PartyService.RegisterProvider",
            "provider_id: 'own' name: 'Council care' form: PROVIDER_FORM_IN_HOUSE"}});
  EXPECT_EQ(Invoice("own").Value("settlement"), "internal-recharge");
}

// Rates of a client group are told apart in lists and previews.
TEST_F(Succession, RatesSayForWhichClientGroupTheyAre) {
  // Care is under way at the rate of any group, whose place this one takes.
  const std::string first =
      "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'home-care' client_group: "
      "'learning-disability' rate: '18.00' }" +
      kAuthority;
  EXPECT_EQ(api_.Ask({"manager-1", "ContractService.SetRates", first}).Refusals(),
            std::vector<std::string>{"REJECTION_REASON_POLICY_MOVES_MONEY"});
  api_.Do({{"finance-1", "ChangeService.ProposeRateChange", "change_id: 'first' " + first},
           {"finance-2",
            "ChangeService.PreviewChange",
            "change_id: 'first'",
            {{"digest", "digest"}, {"seen", "as_of.known_position"}}},
           {"finance-2", "ChangeService.ApproveChange",
            "change_id: 'first' preview_position: $seen preview_digest: '$digest'"},
           {"finance-1", "ChangeService.ProposeRateChange",
            "change_id: 'x' contract_id: 'new' effective_date: '2017-05-01' lines { service: 'home-care' "
            "client_group: 'learning-disability' rate: '20.00' }" +
                kAuthority}});
  const Answer rates = api_.Ask({"auditor-1", "DirectoryService.ListRates", "contract_id: 'new'"});
  EXPECT_EQ(rates.Value("rates[0].client_group"), "");
  EXPECT_EQ(rates.Value("rates[1].client_group"), "learning-disability");
  const Answer preview = api_.Ask({"finance-2", "ChangeService.PreviewChange", "change_id: 'x'"});
  EXPECT_EQ(preview.Value("rates[0].client_group"), "learning-disability");
  EXPECT_EQ(preview.Value("lines"), "0");  // Nobody of the group had care.
}

}  // namespace
}  // namespace careledger::api
