// What has come of a contract's terms, through the whole server and at several points of history: options
// taken, an end before the term, phases, rounds, who pays, and who decided each file.
#include <algorithm>

#include "careledger/v1/contract_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

const std::string kAuthority =
    " authority { reference: 'Cabinet 500' decision_maker: 'Cabinet' date: '2017-05-10' }";
// In protobuf text.
const std::string kFile =
    "contract = 'third'\\ntitle = 'Help'\\ncommissioner = 'town'\\nfunders = ['council']\\n[term]\\n"
    "start = 2017-01-02\\nlast_day = 2019-01-01\\n[authority]\\nreference = 'minute-9'\\n"
    "decision_maker = 'panel'\\ndate = 2016-12-01\\n[[lots]]\\nid = 'T1'\\nnumber = 1\\nname = 'One'\\n"
    "[[lots]]\\nid = 'T2'\\nnumber = 2\\nname = 'Two'\\n[admission]\\nproviders = 'rounds'\\n"
    "every_months = 3\\nopen_days = 14\\n[termination]\\nnotice_months = 6\\n[[premiums]]\\n"
    "premium = 'rural'\\nareas = ['fens', 'marsh']\\namount = '1.20'\\n[[extensions]]\\noption = 'a-year'\\n"
    "last_day = 2020-01-01\\npart_of_lots = true\\n[[phases]]\\nlots = ['T1']\\nplanned = 2017-01-02\\n"
    "[[phases]]\\nlots = ['T2']\\nplanned = 2017-02-06\\n";

Step Life(const std::string& verb, const std::string& rest) {
  return {"manager-1", "ContractLifeService." + verb, "contract_id: 'third' " + rest + kAuthority};
}
Step Admitted(const std::string& provider, const std::string& date) {
  return {"manager-1", "ContractService.AdmitProvider",
          "contract_id: 'third' provider_id: '" + provider + "' effective_date: '" + date + "'" + kAuthority};
}
const std::string kEnd = "effective_date: '2017-10-01' notice_date: '2017-06-01' reason: 're-tender' ";

class Terms : public testing::Test {
 protected:
  Terms() {
    api_.Do(Town());
    api_.Do({{"manager-1",
              "ContractService.ApplyContract",
              "from: '2017-01-02' file: \"" + kFile + "\"",
              {{"applied", "receipt.position"}}},
             Life("StartPhase", "phase: 1 effective_date: '2017-01-02'"),
             Life("DeclarePhaseStable", "phase: 1 effective_date: '2017-01-20'"),
             Life("StartPhase", "phase: 2 effective_date: '2017-02-06'"),
             Admitted("elm", "2017-01-05"),
             Admitted("fir", "2017-04-03"),
             Life("ExtendContract", "option: 'a-year' end_date: '2020-01-02' lots: 'T1'")});
  }
  v1::GetContractResponse Show(const std::string& at = "") {
    const Answer answer =
        api_.Ask({"auditor-1", "ContractService.GetContract", "contract_id: 'third' at { " + at + " }"});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer.messages.empty() ? v1::GetContractResponse()
                                   : static_cast<const v1::GetContractResponse&>(*answer.messages[0]);
  }
  Api api_;
};
using Texts = std::vector<std::string>;

TEST_F(Terms, SayWhoDecidedTheFile) {
  const v1::GetContractResponse shown = Show();
  ASSERT_EQ(shown.files_size(), 1);
  EXPECT_EQ(shown.files(0).authority(), "minute-9 (panel, 2016-12-01)");
  Texts policies;
  for (const v1::PolicyEntry& policy : shown.policies())
    policies.push_back(policy.policy() + ": " + policy.terms());
  for (const std::string expected : {"premium rural: 1.20 an hour in areas fens marsh", "funders: council",
                                     "notice of an end: 6 months"}) {
    EXPECT_NE(std::find(policies.begin(), policies.end(), expected), policies.end()) << expected;
  }
}

TEST_F(Terms, ListOptionsTaken) {
  const v1::GetContractResponse shown = Show();
  ASSERT_EQ(shown.extensions_size(), 1);
  const v1::ExtensionEntry& extension = shown.extensions(0);
  EXPECT_EQ(extension.option(), "a-year");
  ASSERT_EQ(extension.lots_size(), 1);
  EXPECT_EQ(extension.lots(0), "T1");
  EXPECT_EQ(extension.end_date(), "2020-01-02");
  EXPECT_EQ(extension.authority(), "Cabinet 500 (Cabinet, 2017-05-10)");
  EXPECT_GT(extension.position(), shown.files(0).position());
  EXPECT_EQ(Show("on: '2017-05-09'").extensions_size(), 0) << "decided the day after";
  EXPECT_EQ(Show("known_at: '#$applied'").extensions_size(), 0);
}

TEST_F(Terms, ListPhasesWithWhatHasHappened) {
  const auto told = [&](const std::string& at) {
    Texts phases;
    const auto shown = Show(at);
    for (const v1::PhaseEntry& phase : shown.phases()) {
      phases.push_back(phase.lots(0) + " " + phase.planned() + ": " + phase.started() + " " + phase.stable());
      EXPECT_EQ(phase.started().empty(), phase.started_authority().empty());
      EXPECT_EQ(phase.stable().empty(), phase.stable_position() == 0);
    }
    return phases;
  };
  EXPECT_EQ(told(""), (Texts{"T1 2017-01-02: 2017-01-02 2017-01-20", "T2 2017-02-06: 2017-02-06 "}));
  EXPECT_EQ(told("on: '2017-01-19'"), (Texts{"T1 2017-01-02: 2017-01-02 ", "T2 2017-02-06:  "}));
  EXPECT_EQ(told("known_at: '#$applied'"), (Texts{"T1 2017-01-02:  ", "T2 2017-02-06:  "}));
}

TEST_F(Terms, ListRoundsOfAdmission) {
  const auto told = [&](const std::string& at) {
    Texts rounds;
    const auto shown = Show(at);
    for (const v1::AdmissionRoundEntry& round : shown.admission_rounds()) {
      rounds.push_back(round.first_day() + " " + round.last_day() + " " + std::to_string(round.admitted()));
      EXPECT_EQ(round.authority(), "minute-9 (panel, 2016-12-01)");
    }
    return rounds;
  };
  EXPECT_EQ(told(""),
            (Texts{"2017-01-02 2017-01-15 1", "2017-04-02 2017-04-15 1", "2017-07-02 2017-07-15 0"}));
  EXPECT_EQ(told("on: '2017-01-10'"), (Texts{"2017-01-02 2017-01-15 1", "2017-04-02 2017-04-15 0"}));
  EXPECT_EQ(told("on: '2017-01-04'"), (Texts{"2017-01-02 2017-01-15 0", "2017-04-02 2017-04-15 0"}));
  EXPECT_EQ(told("known_at: '#$applied' on: '2017-01-10'"),
            (Texts{"2017-01-02 2017-01-15 0", "2017-04-02 2017-04-15 0"}));
}

TEST_F(Terms, EndBeforeTheTermWithTheNoticePromised) {
  EXPECT_EQ(api_.Ask(Life("TerminateContract", kEnd)).Refusals(), Texts{"REJECTION_REASON_SHORT_NOTICE"});
  EXPECT_FALSE(Show().has_termination());
  api_.Do({Life("TerminateContract", kEnd + "by_agreement: true")});
  const v1::GetContractResponse shown = Show();
  ASSERT_TRUE(shown.has_termination());
  EXPECT_EQ(shown.termination().notice_date(), "2017-06-01");
  EXPECT_EQ(shown.termination().end_date(), "2017-10-01");
  EXPECT_EQ(shown.termination().reason(), "re-tender");
  EXPECT_TRUE(shown.termination().by_agreement());
  EXPECT_EQ(shown.termination().authority(), "Cabinet 500 (Cabinet, 2017-05-10)");
  EXPECT_FALSE(Show("on: '2017-05-31'").has_termination());
  EXPECT_FALSE(Show("known_at: '#$applied'").has_termination());
}

TEST_F(Terms, SayWhoPays) {
  const auto asked = [&](const std::string& funder) {
    return api_.Ask({"broker-1", "PackageService.RequestPackage",
                     "package_id: 'k-" + funder + "' person_id: 'h-" + funder +
                         "' service: 'home-care' client_group: 'older-people' funder: '" + funder +
                         "' waiting_in: 'community' reason: 'new' contract_id: 'third' lot_id: 'T1' plan: "
                         "'Mon-Sun 08:00 30' effective_date: '2017-05-01'"});
  };
  EXPECT_EQ(asked("nhs").Refusals(), Texts{"REJECTION_REASON_FUNDER_UNKNOWN"});
  EXPECT_TRUE(asked("council").status.ok());
}

// A file that has another tier names who sits in the one that goes.
TEST_F(Terms, NameSeatsInTiersThatGo) {
  const auto file = [](const std::string& tier, const std::string& from) {
    return "from: '" + from + "' file: \"" + kFile.substr(0, kFile.find("[[lots]]")) +
           "[[tiers]]\\ntier = '" + tier + "'\\nscope = 'contract'\\nrule = 'ranked-offer'\\n\"";
  };
  api_.Do({{"manager-1", "ContractService.ApplyContract", file("framework", "2017-06-01")},
           {"manager-1", "ContractService.AdmitProvider",
            "contract_id: 'third' provider_id: 'elm' tier: 'framework' effective_date: '2017-07-03'" +
                kAuthority}});
  const auto check = [&](const std::string& request) {
    return api_.Ask({"auditor-1", "ContractService.CheckContract", request});
  };
  EXPECT_EQ(check(file("framework", "2017-08-01")).Value("result"), "nothing would change");
  const Answer gone = check(file("list", "2017-08-01"));
  EXPECT_EQ(gone.Value("result"), "1 difference would be recorded; seats of providers in tiers that go: 1");
  EXPECT_EQ(gone.Value("lost_seats[0].tier"), "framework");
  EXPECT_EQ(gone.Value("lost_seats[0].provider_id"), "elm");
}

}  // namespace
}  // namespace careledger::api
