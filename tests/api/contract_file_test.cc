// A contract file through the whole server: checked, applied, proposed, approved, shown.
#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/contract_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

// The town's contract, as it is on record, and what else a file says.
std::string File(const std::string& rest) {
  return "contract = 'new'\n"
         "title = 'Help at home'\n"
         "commissioner = 'town'\n"
         "partners = ['nhs']\n"
         "[term]\n"
         "start = 2016-11-07\n"
         "last_day = 2023-11-06\n"
         "[authority]\n"
         "reference = 'minute-9'\n"
         "decision_maker = 'panel'\n"
         "date = 2017-03-01\n" +  // Line 11.
         rest;
}
// Protobuf text of a file and a date.
std::string Of(const std::string& file, const std::string& from = "2017-04-01") {
  std::string escaped;
  for (const char c : file) {
    if (c == '\n') {
      escaped += "\\n";
    } else {
      if (c == '"' || c == '\\') escaped += '\\';
      escaped += c;
    }
  }
  return "file: \"" + escaped + "\"" + (from.empty() ? "" : " from: '" + from + "'");
}
const std::string kNotice = "[rate_notice]\nmonths = 3\n";
const std::string kTolerance = "[payment]\ntolerance_minutes = 5\n";

class ContractFiles : public testing::Test {
 protected:
  ContractFiles() { api_.Do(Town()); }

  template <class Response>
  const Response& Ask(const std::string& as, const std::string& method, const std::string& request) {
    answers_.push_back(api_.Ask({as, method, request}));
    EXPECT_TRUE(answers_.back().status.ok()) << answers_.back().status;
    return static_cast<const Response&>(*answers_.back().messages.at(0));
  }
  const v1::CheckContractResponse& Check(const std::string& request) {
    return Ask<v1::CheckContractResponse>("auditor-1", "ContractService.CheckContract", request);
  }
  std::string Head() { return api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position"); }

  // A package of ash's from December 2016, with a visit of 34 minutes on 10 May 2017, a Wednesday.
  void Deliver() {
    api_.Do(
        {{"broker-1", "PackageService.RequestPackage",
          "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
          "'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun "
          "08:00 30' effective_date: '2016-12-01'"},
         {"broker-1", "PackageService.AwardPackage",
          "package_id: 'k-1' contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: "
          "'2016-12-05'"},
         {"feed-ash", "VisitService.RecordVisits",
          "provider_id: 'ash' source: 'ecm' visits { external_id: 'v-1' sequence: 1 person_id: 'h-1' "
          "service: "
          "'home-care' planned_start: '2017-05-10T08:00' planned_minutes: 30 status: "
          "VISIT_STATUS_DELIVERED attendances { carer_id: 'c' check_in: '2017-05-10T08:00' check_out: "
          "'2017-05-10T08:34' evidence: EVIDENCE_APP } }"}});
  }

  Api api_;
  std::deque<Answer> answers_;
};

std::vector<std::string> Told(const google::protobuf::RepeatedPtrField<v1::PolicyMove>& moves) {
  std::vector<std::string> told;
  for (const v1::PolicyMove& move : moves)
    told.push_back(move.policy() + ": " + move.before() + " -> " + move.after());
  return told;
}
using Texts = std::vector<std::string>;
const Texts kBoth = {"payment:  -> pence half-up, rates in steps of 0.01, plan is paid within 5 minutes",
                     "notice of rates:  -> 3 months"};

TEST_F(ContractFiles, AreCheckedWithoutRecordingAnything) {
  const std::string head = Head();
  const auto& answer = Check(Of(File(kTolerance + kNotice)));
  EXPECT_EQ(answer.contract_id(), "new");
  EXPECT_EQ(answer.effective_date(), "2017-04-01");
  EXPECT_EQ(answer.result(), "2 differences would be recorded");
  EXPECT_EQ(Told(answer.differences()), kBoth);
  EXPECT_EQ(answer.faults_size(), 0);
  EXPECT_EQ(Check(Of(File(""))).result(), "nothing would change");
  // Without a date: today; of a term to come, its first day.
  EXPECT_EQ(Check(Of(File(""), "")).effective_date(), "2017-06-01");
  const std::string later =
      "contract = 'third'\ntitle = 'T'\ncommissioner = 'town'\n[term]\nstart = 2018-04-01\n[authority]\n"
      "reference = 'r'\ndecision_maker = 'd'\ndate = 2017-03-01\n";
  const auto& third = Check(Of(later, ""));
  EXPECT_EQ(third.effective_date(), "2018-04-01");
  EXPECT_EQ(Told(third.differences()), Texts{"contract:  -> \"T\" of town, from 2018-04-01 on"});
  EXPECT_EQ(Head(), head);
}

TEST_F(ContractFiles, TellEveryFaultWithItsLine) {
  const auto& answer = Check(
      Of(File("[[prices]]\nkind = 'corridor'\nfloor = '16.23'\nceiling = '16.22'\n"        // Lines 12 to 15.
              "[[tiers]]\ntier = 'bids'\nscope = 'contract'\nrule = 'mini-competition'\n"  // To 19.
              "price_percent = 60\nfit_percent = 41\n"                                     // To 21.
              "[[tiers]]\ntier = 'more'\nscope = 'lot'\nrule = 'ranked-offer'\nlots = ['L9']\n"  // To 26.
              "[payment]\nrate_step = 0.01\nrounding = 'up'\n")));
  Texts told;
  for (const v1::FileFault& fault : answer.faults()) {
    told.push_back(std::to_string(fault.line()) + " " + fault.key() + " " + fault.reason().substr(17) + " " +
                   fault.message());
  }
  EXPECT_EQ(told,
            (Texts{"14 prices.floor POLICY_CONTRADICTORY the floor 16.23 is above the ceiling 16.22",
                   "20 tiers.price_percent POLICY_CONTRADICTORY the weights of tier bids are 60 and 41: "
                   "together 100",
                   "26 tiers.lots LOT_UNKNOWN contract new has no lot L9",
                   "28 payment.rate_step INVALID_FIELD is an amount of money, written in quotes, "
                   "\"14.17\": a number with a point is not exact in a computer",
                   "29 payment.rounding INVALID_FIELD is not known here; there may be cap_over_minutes, "
                   "floor_under_minutes, hold_unplanned, minute_rounding, price_rounding, rate_step, "
                   "round_to_minutes, tolerance_minutes"}));
  EXPECT_EQ(answer.result(), "5 faults: nothing would be recorded");
  EXPECT_EQ(answer.differences_size(), 0);
}

TEST_F(ContractFiles, MayNotTakeOverWhatComesToAnother) {
  const std::string over = "[[existing_packages]]\nof_contract = 'old'\nmove_on = 'go-live'\n";
  api_.Do(
      {{"manager-1", "ContractService.ApplyContract",
        Of("contract = 'third'\ntitle = 'T'\ncommissioner = 'town'\n[term]\nstart = 2017-04-01\n[authority]\n"
           "reference = 'r'\ndecision_maker = 'd'\ndate = 2017-03-01\n" +
           over)}});
  // Whenever it would begin: the terms of both would run over the same packages.
  for (const std::string from : {"2017-04-01", "2018-04-01"}) {
    const auto& answer = Check(Of(File(over), from));
    ASSERT_EQ(answer.faults_size(), 1);
    EXPECT_EQ(answer.faults(0).line(), 13U);
    EXPECT_EQ(answer.faults(0).key(), "existing_packages.of_contract");
    EXPECT_EQ(answer.faults(0).message(),
              "packages of contract old come to contract third from 2017-04-01, by the record at #" +
                  std::to_string(std::stoi(Head()) - 1));
  }
}

TEST_F(ContractFiles, AreAppliedOnceAndWhole) {
  const Step apply = {"manager-1", "ContractService.ApplyContract",
                      Of(File(kTolerance + kNotice)) + " intent { request_id: 'apply-1' }"};
  const std::string head = Head();
  const auto& applied = Ask<v1::ApplyContractResponse>("manager-1", apply.method, apply.request);
  EXPECT_EQ(applied.receipt().statement(), "recorded ContractFileApplied: 3 records, the last at position " +
                                               std::to_string(std::stoi(head) + 3));
  EXPECT_EQ(Told(applied.differences()), kBoth);
  // The same request is answered as it was; the same file under another id has nothing to say.
  const auto& repeated = Ask<v1::ApplyContractResponse>("manager-1", apply.method, apply.request);
  EXPECT_TRUE(repeated.receipt().already_recorded());
  EXPECT_EQ(Told(repeated.differences()), kBoth);
  const auto& again =
      Ask<v1::ApplyContractResponse>("manager-1", apply.method, Of(File(kTolerance + kNotice)));
  EXPECT_EQ(again.receipt().statement(),
            "already recorded at position " + std::to_string(std::stoi(head) + 3) + ": nothing new");
  EXPECT_EQ(again.differences_size(), 0);
  // What is wrong anywhere refuses all of it.
  const Answer refused =
      api_.Ask({"manager-1", apply.method, Of(File("[rate_notice]\nmonths = 6\n[lot_cap]\nlots = 1\n"))});
  EXPECT_EQ(refused.status.message(),
            "file: line 15, column 8: lot_cap.lots: provider beech holds 2 lots from 2017-04-01, above a cap "
            "of 1");
  EXPECT_EQ(refused.Refusals(), Texts{"REJECTION_REASON_POLICY_CONTRADICTORY"});
  EXPECT_EQ(Head(), std::to_string(std::stoi(head) + 3));
}

TEST_F(ContractFiles, AreShownAsPoliciesInForce) {
  api_.Do({{"manager-1", "ContractService.ApplyContract", Of(File(kTolerance + kNotice))},
           {"manager-1", "ContractService.ApplyContract",
            Of(File("[rate_notice]\nmonths = 6\n"), "2018-04-01")}});
  const auto shown = [&](const std::string& at) -> Texts {
    Texts policies;
    for (const v1::PolicyEntry& p :
         Ask<v1::GetContractResponse>("auditor-1", "ContractService.GetContract", "contract_id: 'new' " + at)
             .policies()) {
      policies.push_back(p.policy() + ": " + p.terms() + " from " + p.from_date() + ", " + p.authority());
    }
    return policies;
  };
  const std::string cap =
      "lot cap: at most 2 lots a provider from 2016-11-07, Cabinet 412 (Cabinet, 2016-06-17)";
  const std::string payment =
      "payment: pence half-up, rates in steps of 0.01, plan is paid within 5 minutes from 2017-04-01, "
      "minute-9 "
      "(panel, 2017-03-01)";
  EXPECT_EQ(shown(""),
            (Texts{cap, payment, "notice of rates: 3 months from 2017-04-01, minute-9 (panel, 2017-03-01)"}));
  EXPECT_EQ(shown("at { on: '2018-04-01' }"),
            (Texts{cap, payment, "notice of rates: 6 months from 2018-04-01, minute-9 (panel, 2017-03-01)"}));
  EXPECT_EQ(shown("at { on: '2017-03-31' }"), Texts{cap});
  const auto& contract =
      Ask<v1::GetContractResponse>("auditor-1", "ContractService.GetContract", "contract_id: 'new'");
  EXPECT_EQ(contract.end_date(), "2023-11-07");
  ASSERT_EQ(contract.files_size(), 2);
  EXPECT_EQ(contract.files(0).differences(), 2U);
  EXPECT_EQ(contract.files(0).from_date(), "2017-04-01");
  EXPECT_EQ(contract.files(0).sha256().size(), 64U);
  const Answer unknown = api_.Ask({"auditor-1", "ContractService.GetContract", "contract_id: 'x'"});
  EXPECT_TRUE(absl::IsNotFound(unknown.status)) << unknown.status;
}

TEST_F(ContractFiles, ThatMoveMoneyAreApprovedByASecondPerson) {
  // Once care is delivered a file that changes what is paid is not applied,
  Deliver();
  EXPECT_EQ(
      Check(Of(File(kTolerance + kNotice))).result(),
      "2 differences would be recorded, once a second person has approved: propose the file, it changes "
      "what is paid");
  const Answer refused =
      api_.Ask({"manager-1", "ContractService.ApplyContract", Of(File(kTolerance + kNotice))});
  EXPECT_EQ(refused.Refusals(), Texts{"REJECTION_REASON_POLICY_MOVES_MONEY"});
  // but proposed, previewed and approved.
  const auto& proposed =
      Ask<v1::ProposePolicyChangeResponse>("manager-1", "ContractService.ProposePolicyChange",
                                           "change_id: 'minutes' " + Of(File(kTolerance + kNotice)));
  EXPECT_EQ(Told(proposed.differences()), kBoth);
  const Step preview = {"manager-2",
                        "ChangeService.PreviewChange",
                        "change_id: 'minutes'",
                        {{"digest", "digest"}, {"seen", "as_of.known_position"}}};
  // 34 minutes at 16.22 are 9.19; 30 are 8.11.
  const auto& effect = Ask<v1::PreviewChangeResponse>("manager-2", preview.method, preview.request);
  EXPECT_EQ(effect.difference_pence(), 811 - 919);
  EXPECT_EQ(effect.lines(), 1U);
  EXPECT_EQ(Told(effect.policies()), kBoth);
  EXPECT_FALSE(effect.has_as_if()) << "the date is past";
  const std::string approve = "change_id: 'minutes' preview_position: $seen preview_digest: '$digest'";
  api_.Do({preview});
  EXPECT_EQ(api_.Ask({"manager-1", "ChangeService.ApproveChange", approve}).Refusals(),
            Texts{"REJECTION_REASON_SECOND_PERSON_REQUIRED"});
  api_.Do({{"manager-2", "ChangeService.ApproveChange", approve}});
  EXPECT_EQ(api_.Ask({"finance-1", "InvoiceService.GetInvoice",
                      "provider_id: 'ash' from_date: '2017-05-01' to_date: '2017-06-01'"})
                .Value("total_pence"),
            "811");
  EXPECT_EQ(Check(Of(File(kTolerance + kNotice))).result(), "nothing would change");
  EXPECT_EQ(api_.Ask({"auditor-1", "DirectoryService.ListChanges", ""}).Value("changes[0].authority"),
            "minute-9 (panel, 2017-03-01)");
}

TEST_F(ContractFiles, FromADateToComeAreShownOnTheWeeksBefore) {
  Deliver();
  // Given a proposal of Thursday 1 June from July on,
  api_.Do({{"manager-1", "ContractService.ProposePolicyChange",
            "change_id: 'minutes' " + Of(File(kTolerance), "2017-07-01")},
           // and a preview some days later, when nothing has been recorded since,
           {"admin", "LedgerService.MoveClock", "to: '2017-06-20T12:00'"}});
  const auto& effect =
      Ask<v1::PreviewChangeResponse>("manager-2", "ChangeService.PreviewChange", "change_id: 'minutes'");
  EXPECT_EQ(effect.lines(), 0U);
  EXPECT_EQ(
      effect.as_if().period(),
      "as if in force from 1 May 2017 to 28 May 2017, the last four complete weeks before it was proposed");
  EXPECT_EQ(effect.as_if().difference_pence(), 811 - 919);
  EXPECT_EQ(effect.as_if().lines(), 1U);
  ASSERT_EQ(effect.as_if_providers_size(), 1);
  EXPECT_EQ(effect.as_if_providers(0).provider_id(), "ash");
  // then that preview can be approved.
  api_.Do({{"finance-1",
            "ChangeService.PreviewChange",
            "change_id: 'minutes'",
            {{"digest", "digest"}, {"seen", "as_of.known_position"}}},
           {"finance-1", "ChangeService.ApproveChange",
            "change_id: 'minutes' preview_position: $seen preview_digest: '$digest'"}});
}

}  // namespace
}  // namespace careledger::api
