// Who may call what: every method of the descriptors by every kind of caller, against a table written for
// people.
#include <fstream>
#include <set>
#include <sstream>

#include "server/auth/policy.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

const std::vector<std::pair<std::string, std::string>> kCallers = {
    {"manager", "manager-1"}, {"finance", "finance-1"},      {"auditor", "auditor-1"},
    {"broker", "broker-1"},   {"provider", "provider-ash"},  {"feed", "feed-ash"},
    {"admin", "admin"},       {"development", "development"}};

std::string Row(const std::string& name, const std::vector<std::string>& cells) {
  std::string row = name + std::string(36 - std::min<std::size_t>(35, name.size()), ' ');
  for (const std::string& cell : cells) row += cell + std::string(13 - cell.size(), ' ');
  return row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
}
std::string Header() {
  std::vector<std::string> names;
  for (const auto& [name, id] : kCallers) names.push_back(name);
  return Row("", names);
}

void ExpectGolden(const std::string& name, const std::string& now) {
  const std::string path = std::string(CARELEDGER_SOURCE_DIR) + "/tests/api/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << now;
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(golden.str(), now);
}

class Policy : public testing::Test {
 protected:
  const service::Method& Find(const google::protobuf::MethodDescriptor* method) {
    return *api_.pipeline().Find(service::PathOf(method));
  }
  Api api_;
};

TEST_F(Policy, IsTheTable) {
  std::string table = Header();
  for (const auto* method : AllMethods()) {
    std::vector<std::string> cells;
    for (const auto& [name, id] : kCallers) {
      const auto caller = api_.pipeline().Admit(IdentityOf(id), Find(method));
      EXPECT_TRUE(caller.ok() || absl::IsPermissionDenied(caller.status())) << caller.status();
      cells.push_back(caller.ok() ? "yes" : "-");
    }
    table += Row(NameOf(method), cells);
  }
  ExpectGolden("policy.golden", table);
}

TEST_F(Policy, HasOneRowForEachMethodAndNoOther) {
  std::vector<std::string> rows, methods;
  for (const auth::Permission& permission : auth::Permissions()) rows.emplace_back(permission.method);
  for (const auto* method : AllMethods()) methods.push_back(NameOf(method));
  EXPECT_EQ(rows, methods);
  EXPECT_FALSE(auth::MayCall("LedgerService.Anything",
                             *api_.pipeline().Admit(IdentityOf("admin"), Find(AllMethods()[1]))));
}

// A role without a column would be a role that no test has tried. The ledger's own is nobody's certificate.
TEST_F(Policy, TriesEveryRole) {
  std::set<log::Role> tried;
  for (const auto& [name, id] : kCallers) {
    for (const auto* method : AllMethods()) {
      if (const auto caller = api_.pipeline().Admit(IdentityOf(id), Find(method)); caller.ok())
        tried.insert(caller->role);
    }
  }
  std::set<log::Role> all;
  for (int number = 1; number < 256; ++number) {
    switch (static_cast<log::Role>(number)) {
      case log::Role::kContractManager:
      case log::Role::kFinance:
      case log::Role::kAuditor:
      case log::Role::kBroker:
      case log::Role::kProvider:
      case log::Role::kFeed:
      case log::Role::kAdministrator:
        all.insert(static_cast<log::Role>(number));
        break;
      case log::Role::kSystem:
        break;
    }
  }
  EXPECT_EQ(tried, all);
}

TEST_F(Policy, KnowsNobodyWithoutAnIdentityOfTheCouncil) {
  for (const char* uri : {"", "careledger://shire/administrator/admin", "careledger://town/administrator",
                          "careledger://town/system/x", "careledger://town/administrator/admin/more",
                          "careledger://town/feed/feed-ash", "careledger://town/admin/admin",
                          "careledger://town/administrator/", "careledger://town/administrator/a%20b",
                          "https://town/administrator/admin", "careledger:///administrator/admin",
                          "CARELEDGER://town/administrator/admin"}) {
    for (const auto* method : AllMethods()) {
      service::Identity identity;
      identity.uri = uri;
      const auto caller = api_.pipeline().Admit(identity, Find(method));
      EXPECT_TRUE(absl::IsUnauthenticated(caller.status()))
          << uri << " " << NameOf(method) << ": " << caller.status();
    }
  }
}

// What a file may hold: refused by its kind, or for what is in it.
TEST_F(Policy, OfImportsIsTheTable) {
  std::string table = Header();
  for (const char* kind : {"providers", "lots", "awards", "admissions", "rates", "packages", "package-events",
                           "mobilisation", "people", "orders", "stays", "visits"}) {
    std::vector<std::string> cells;
    for (const auto& [name, id] : kCallers) {
      const Answer answer =
          api_.Ask({id, "VisitService.ImportRows",
                    std::string("kind: '") + kind +
                        "' file_reference: 'f' provider_id: 'ash' source: 'ecm' "
                        "contract_id: 'new' first_row: 2 file_digest: '12345678901234567890123456789012' "
                        "header: 'nothing' rows: '1\\n'"});
      EXPECT_TRUE(absl::IsPermissionDenied(answer.status) || absl::IsInvalidArgument(answer.status))
          << answer.status;
      cells.push_back(absl::IsPermissionDenied(answer.status) ? "-" : "yes");
    }
    table += Row(kind, cells);
  }
  ExpectGolden("imports.golden", table);
}

// A provider and its feed ask about themselves alone, and learn nothing from being refused.
TEST_F(Policy, KeepsProvidersApart) {
  // Given a rate, a package, a visit, an action and a rating of each of two providers, and what both must
  // send,
  const std::string authority = " authority { reference: 'R' decision_maker: 'D' date: '2016-06-17' }";
  api_.Do(Town());
  api_.Do({{"manager-1", "MonitoringService.ScheduleInformation",
            "contract_id: 'new' item: 'staffing' every: FREQUENCY_WEEKLY effective_date: '2016-12-26'" +
                authority},
           {"manager-1", "ContractService.SetRates",
            "contract_id: 'new' effective_date: '2016-11-07' "
            "lines { service: 'home-care' provider_id: 'ash' rate: '17' } "
            "lines { service: 'home-care' provider_id: 'beech' rate: '17' }" +
                authority}});
  for (const auto& [provider, lot] : {std::pair<std::string, std::string>{"ash", "L1"}, {"beech", "L2"}}) {
    const std::string package = "package_id: 'k-" + provider +
                                "' effective_date: '2016-12-01' contract_id: 'new' lot_id: '" + lot + "' ";
    api_.Do({{"manager-1", "MonitoringService.AgreeAction",
              "contract_id: 'new' action_id: 'a-" + provider + "' provider_id: '" + provider +
                  "' owner: 'commissioning' date: '2017-01-09' due_date: '2017-02-01'"},
             {"manager-1", "MonitoringService.RateProvider",
              "contract_id: 'new' provider_id: '" + provider +
                  "' body: 'cqc' rating: RATING_GOOD published_date: '2017-01-09' document: 'd-" + provider +
                  "'"},
             {"broker-1", "PackageService.RequestPackage",
              package + "person_id: 'h-" + provider +
                  "' service: 'home-care' client_group: 'older-people' funder: "
                  "'council' waiting_in: 'community' reason: 'new' plan: 'Mon-Sun 08:00 30'"},
             {"broker-1", "PackageService.AwardPackage", package + "provider_id: '" + provider + "'"},
             {"feed-" + provider, "VisitService.RecordVisits",
              "provider_id: '" + provider + "' source: 'ecm-" + provider +
                  "' visits { external_id: 'v' sequence: 1 "
                  "person_id: 'h-" +
                  provider +
                  "' service: 'home-care' planned_start: '2017-01-10T08:00' planned_minutes: 30 "
                  "status: VISIT_STATUS_MISSED }"}});
  }
  std::set<std::string> tried;
  for (const auto* method : AllMethods()) {
    for (const std::string who : {"provider-ash", "feed-ash"}) {
      if (!api_.pipeline().Admit(IdentityOf(who), Find(method)).ok()) continue;
      if (method->input_type()->FindFieldByName("provider_id") == nullptr) {
        EXPECT_EQ(NameOf(method), "LedgerService.GetHead") << "names no provider: what does it show to one?";
        continue;
      }
      std::string request = method->input_type()->FindFieldByName("from_date") == nullptr
                                ? ""
                                : "from_date: '2017-01-02' to_date: '2017-02-01' ";
      if (method->input_type()->FindFieldByName("earlier") != nullptr)
        request += "earlier { on: '2017-01-03' } ";
      if (method->input_type()->FindFieldByName("visits") != nullptr) {
        request += "source: 'ecm' visits { external_id: 'v' } ";
      }
      if (method->input_type()->FindFieldByName("file_digest") != nullptr) {
        request +=
            "kind: 'visits' source: 'ecm' file_reference: 'f' file_digest: "
            "'12345678901234567890123456789012' ";
      }
      const Answer other = api_.Ask({who, NameOf(method), request + "provider_id: 'beech'"});
      EXPECT_TRUE(absl::IsPermissionDenied(other.status))
          << who << " " << NameOf(method) << ": " << other.status;
      const Answer none = api_.Ask({who, NameOf(method), request + "provider_id: 'no-such'"});
      EXPECT_EQ(none.status, other.status) << who << " " << NameOf(method) << " tells who exists";
      tried.insert(NameOf(method));
      // Asking about nobody in particular is asking about oneself.
      if (method->input_type()->FindFieldByName("intent") != nullptr) continue;
      if (method->input_type()->FindFieldByName("contract_id") != nullptr) request += "contract_id: 'new' ";
      const Answer own = api_.Ask({who, NameOf(method), request});
      ASSERT_TRUE(own.status.ok()) << NameOf(method) << ": " << own.status;
      const std::string text = own.messages.at(0)->ShortDebugString();
      EXPECT_NE(text.find("ash"), std::string::npos) << NameOf(method) << ": " << text;
      EXPECT_EQ(text.find("beech"), std::string::npos) << NameOf(method) << ": " << text;
    }
  }
  EXPECT_FALSE(tried.empty());
}

TEST_F(Policy, RefusesTwoPersonCommandsToDevelopmentMode) {
  api_.Do(Town());
  const std::string authority = " authority { reference: 'R' decision_maker: 'D' date: '2016-06-17' }";
  api_.Do({{"manager-1", "ChangeService.ProposeRateChange",
            "change_id: 'x' contract_id: 'new' effective_date: '2017-04-01' lines { service: 'home-care' "
            "rate: '17' }" +
                authority},
           {"manager-2",
            "ChangeService.PreviewChange",
            "change_id: 'x'",
            {{"digest", "digest"}, {"seen", "as_of.known_position"}}}});
  const Step approve = {"development", "ChangeService.ApproveChange",
                        "change_id: 'x' preview_position: $seen preview_digest: '$digest'"};
  const Answer refused = api_.Ask(approve);
  EXPECT_EQ(refused.Refusals(), std::vector<std::string>{"REJECTION_REASON_SECOND_PERSON_REQUIRED"});
  // It is the identity: the same call by a second person is accepted.
  api_.Do({{"manager-2", approve.method, approve.request}});
}

}  // namespace
}  // namespace careledger::api
