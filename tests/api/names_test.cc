// What a question names and means nothing is refused, by field: an empty list would mislead.
#include "careledger/v1/ledger_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

using absl::StatusCode;

const std::string kPeriod = " from_date: '2017-01-02' to_date: '2017-02-01'";
const std::string kNoon = "2017-06-01T11:00:00.000000Z";  // Of the town's clock.

struct Refusal {
  Step step;
  StatusCode code;
  std::string said;
};

class Names : public testing::Test {
 protected:
  Names() {
    api_.Do(Town());
    api_.Do(
        {{"broker-1",
          "PackageService.RequestPackage",
          "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
          "'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun "
          "08:00 30' effective_date: '2017-01-02'",
          {{"requested", "receipt.position"}}}});
  }
  void Expect(const std::vector<Refusal>& refusals) {
    for (const Refusal& refusal : refusals) {
      SCOPED_TRACE(testing::PrintToString(refusal.step));
      const Answer answer = api_.Ask(refusal.step);
      EXPECT_EQ(answer.status.code(), refusal.code) << answer.status;
      EXPECT_TRUE(std::string(answer.status.message()).starts_with(refusal.said))
          << answer.status << "\nshould begin: " << refusal.said;
      EXPECT_TRUE(answer.messages.empty());
    }
  }
  Api api_;
};

TEST_F(Names, ThatNobodyHasRecordedAreNotFound) {
  const auto unknown = [](const std::string& method, const std::string& field, const std::string& value,
                          const std::string& what, const std::string& rest = "") {
    return Refusal{{"auditor-1", method, field + ": '" + value + "' " + rest},
                   StatusCode::kNotFound,
                   field + ": no " + what + " '" + value + "' as known at " + kNoon};
  };
  Expect({
      unknown("DirectoryService.ListPackages", "contract_id", "nowhere", "contract"),
      unknown("DirectoryService.ListPackages", "provider_id", "nobody", "provider"),
      unknown("DirectoryService.ListPackages", "person_id", "nobody", "person"),
      unknown("DirectoryService.ListPackages", "lot_id", "L9", "lot"),
      unknown("DirectoryService.ListPackages", "lot_id", "L1", "lot of contract old", "contract_id: 'old'"),
      unknown("DirectoryService.ListPackages", "client_group", "nobody", "request with client_group"),
      unknown("DirectoryService.ListDeliverers", "contract_id", "nowhere", "contract", kPeriod),
      unknown("DirectoryService.ListDeliverers", "provider_id", "nobody", "provider",
              "contract_id: 'new'" + kPeriod),
      unknown("DirectoryService.ListDeliverers", "client_group", "nobody", "request with client_group",
              "contract_id: 'new'" + kPeriod),
      unknown("DirectoryService.ListWaiting", "contract_id", "nowhere", "contract"),
      unknown("DirectoryService.ListWaiting", "lot_id", "L9", "lot"),
      unknown("WaitingService.GetWaiting", "contract_id", "nowhere", "contract"),
      unknown("WaitingService.GetWaiting", "lot_id", "L9", "lot"),
      unknown("WaitingService.GetWaiting", "area", "ward-9", "request with area"),
      unknown("WaitingService.GetWaiting", "client_group", "nobody", "request with client_group"),
      unknown("WaitingService.GetWaiting", "waiting_in", "nowhere", "request with waiting_in"),
      unknown("WaitingService.GetWaitingAverage", "contract_id", "nowhere", "contract", kPeriod),
      unknown("WaitingService.GetWaitingAverage", "area", "ward-9", "request with area", kPeriod),
      unknown("DirectoryService.ListProviders", "contract_id", "nowhere", "contract"),
      unknown("DirectoryService.ListLots", "contract_id", "nowhere", "contract"),
      unknown("DirectoryService.ListRates", "contract_id", "nowhere", "contract"),
      unknown("DirectoryService.ListRates", "provider_id", "nobody", "provider", "contract_id: 'new'"),
      unknown("DirectoryService.ListVisits", "provider_id", "nobody", "provider", kPeriod),
      unknown("DirectoryService.ListImports", "file_reference", "week-1", "import of a file"),
      unknown("InvoiceService.GetInvoice", "provider_id", "nobody", "provider", kPeriod),
      unknown("InvoiceService.CompareInvoices", "provider_id", "nobody", "provider",
              "earlier { on: '2017-01-02' }" + kPeriod),
      unknown("KpiService.GetKpi", "contract_id", "nowhere", "contract", kPeriod),
      unknown("KpiService.GetKpi", "provider_id", "nobody", "provider", kPeriod),
      unknown("KpiService.GetKpi", "client_group", "nobody", "request with client_group", kPeriod),
      unknown("OutcomeService.GetOutcomes", "client_group", "nobody", "request with client_group", kPeriod),
      unknown("HealthcareService.GetRecharge", "client_group", "nobody", "request with client_group",
              kPeriod),
      unknown("MonitoringService.ListImplausible", "client_group", "nobody", "request with client_group",
              "contract_id: 'new'"),
      unknown("KpiService.CompareKpi", "provider_id", "nobody", "provider",
              "earlier { on: '2017-01-02' }" + kPeriod),
      unknown("ChangeService.PreviewChange", "change_id", "x", "change"),
      unknown("MonitoringService.GetMonitoring", "contract_id", "nowhere", "contract", kPeriod),
      unknown("MonitoringService.GetMonitoring", "provider_id", "nobody", "provider",
              "contract_id: 'new'" + kPeriod),
      unknown("MonitoringService.ListInformation", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListInformation", "provider_id", "nobody", "provider", "contract_id: 'new'"),
      unknown("MonitoringService.ListActions", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListRatings", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListStandards", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListRisks", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListMonitoring", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListImplausible", "contract_id", "nowhere", "contract"),
      unknown("MonitoringService.ListImplausible", "service", "bananas", "care or policy of service",
              "contract_id: 'new'"),
      unknown("MobilisationService.GetMobilisation", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.GetMobilisationAccount", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.GetMobilisationProgress", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.ListMobilisationReviews", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.ListReadiness", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.ListHandovers", "contract_id", "nowhere", "contract"),
      unknown("MobilisationService.ListHandovers", "from_provider_id", "nobody", "provider",
              "contract_id: 'new'"),
      unknown("MobilisationService.ListHandovers", "to_provider_id", "nobody", "provider",
              "contract_id: 'new'"),
      unknown("MobilisationService.GetMobilisation", "client_group", "nobody", "request with client_group",
              "contract_id: 'new'"),
      unknown("NoteService.ListNotes", "person_id", "nobody", "person"),
      unknown("NoteService.ListNotes", "package_id", "k-9", "package"),
      unknown("NoteService.ListNotes", "package_id", "k-9", "package", "person_id: 'h-1'"),
      unknown("DeliveryService.CheckDelivery", "contract_id", "nowhere", "contract",
              "kind: 'orders' file: 'x'"),
      unknown("LedgerService.ReadEvents", "stream", "contract-nowhere", "stream"),
      unknown("LedgerService.ReadEvents", "provider_id", "nobody", "provider"),
      {{"auditor-1", "TrailService.GetTrail", "kind: 'package' id: 'k-9'"},
       StatusCode::kNotFound,
       "id: nothing is recorded of package 'k-9' as known at " + kNoon},
  });
}

TEST_F(Names, RecordedLaterAreNotKnownBefore) {
  // Given what was known just before the package was asked for,
  const auto position = std::stoll(api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position"));
  const auto at = [&](const std::string& request, long long known) {
    return Step{"auditor-1", "DirectoryService.ListPackages",
                request + " at { known_at: '#" + std::to_string(known) + "' }"};
  };
  // then neither its person nor, earlier, a provider or contract was known; afterwards they are.
  Expect(
      {{at("person_id: 'h-1'", position - 1), StatusCode::kNotFound, "person_id: no person 'h-1' as known"},
       {at("provider_id: 'ash'", 3), StatusCode::kNotFound, "provider_id: no provider 'ash' as known"},
       {at("contract_id: 'new'", 9), StatusCode::kNotFound, "contract_id: no contract 'new' as known"}});
  api_.Do({at("person_id: 'h-1'", position), at("provider_id: 'ash'", 4), at("lot_id: 'L1'", position)});
}

TEST_F(Names, OfClosedListsAreTold) {
  const auto none = [](const std::string& method, const std::string& field, const std::string& words,
                       const std::string& rest = "") {
    return Refusal{{"auditor-1", method, field + ": 'bananas' " + rest},
                   StatusCode::kInvalidArgument,
                   field + ": 'bananas' is none of " + words};
  };
  Expect({none("DirectoryService.ListPackages", "state",
               "requested, awarded, started, suspended, handed-back, direct-payment, ended, "
               "continuing-healthcare"),
          none("DirectoryService.ListWaiting", "states", "requested, awarded, started, handed-back"),
          none("WaitingService.GetWaiting", "receives", "no-service, awaiting-change, leaving-reablement"),
          none("WaitingService.GetWaitingAverage", "weekday",
               "monday, tuesday, wednesday, thursday, friday, saturday, sunday", kPeriod),
          none("DeliveryService.CheckDelivery", "kind", "people, orders, stays", "file: 'x'"),
          none("DirectoryService.ListVisits", "state", "payable, pays-nothing, held, unallocated", kPeriod),
          none("DirectoryService.ListChanges", "state", "proposed, approved, withdrawn, reverted"),
          none("MonitoringService.ListInformation", "state", "due, late, received, came-late",
               "contract_id: 'new'"),
          none("MonitoringService.ListActions", "state", "open, overdue, closed", "contract_id: 'new'"),
          none("MonitoringService.ListRatings", "kind", "quality, rating", "contract_id: 'new'"),
          none("MonitoringService.ListStandards", "state", "in-force, expired, not-met, missing",
               "contract_id: 'new'"),
          none("MonitoringService.ListRisks", "state", "open, accepted, closed", "contract_id: 'new'"),
          none("MonitoringService.ListMonitoring", "subject",
               "information, meeting, complaint, safeguarding, compliment, survey, panel, volunteers-visit, "
               "improvement-plan, standard, volume",
               "contract_id: 'new'"),
          none("MobilisationService.GetMobilisationAccount", "outcome",
               "new-provider, direct-payment, private, ended, to-be-placed, not-accounted-for",
               "contract_id: 'new'"),
          none("MobilisationService.ListMobilisationReviews", "state", "owed, overdue, done",
               "contract_id: 'new'"),
          none("MobilisationService.ListReadiness", "state", "ready, not-ready, not-assessed",
               "contract_id: 'new'"),
          none("TrailService.GetTrail", "kind",
               "package, person, provider, contract, lot, change, transfer, import, commissioner, ledger",
               "id: 'k-1'"),
          none("LedgerService.ReadEvents", "stream",
               "ledger, commissioner, provider, person, contract, change, package, transfer, visits, import, "
               "monitoring"),
          none("LedgerService.ReadEvents", "types", "LedgerOpened, ")});
  // Every word that is told is taken.
  for (const char* state : {"requested", "awarded", "started", "suspended", "handed-back", "ended"})
    api_.Do({{"auditor-1", "DirectoryService.ListPackages", std::string("state: '") + state + "'"}});
  for (const char* state : {"payable", "pays-nothing", "held", "unallocated"})
    api_.Do({{"auditor-1", "DirectoryService.ListVisits", std::string("state: '") + state + "'" + kPeriod}});
  for (const char* state : {"proposed", "approved", "withdrawn", "reverted"})
    api_.Do({{"auditor-1", "DirectoryService.ListChanges", std::string("state: '") + state + "'"}});
  api_.Do({{"auditor-1", "DirectoryService.ListWaiting",
            "states: 'requested' states: 'awarded' states: 'started' states: 'handed-back'"}});
  for (const char* receives : {"no-service", "awaiting-change", "leaving-reablement"})
    api_.Do({{"auditor-1", "WaitingService.GetWaiting", std::string("receives: '") + receives + "'"}});
  api_.Do({{"auditor-1", "DirectoryService.ListWaiting", "states: 'requested' states: 'handed-back'"}});
  const auto taken = [&](const std::string& method, const std::string& field,
                         const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      api_.Do(
          {{"auditor-1", "MonitoringService." + method, "contract_id: 'new' " + field + ": '" + word + "'"}});
    }
  };
  taken("ListInformation", "state", {"due", "late", "received", "came-late"});
  taken("ListActions", "state", {"open", "overdue", "closed"});
  taken("ListRatings", "kind", {"quality", "rating"});
  taken("ListStandards", "state", {"in-force", "expired", "not-met", "missing"});
  taken("ListRisks", "state", {"open", "accepted", "closed"});
  taken("ListMonitoring", "subject",
        {"information", "meeting", "complaint", "safeguarding", "compliment", "survey", "panel",
         "volunteers-visit", "improvement-plan", "standard", "volume"});
}

TEST_F(Names, ThatAreNeededAreAskedFor) {
  const auto needed = [](const std::string& method, const std::string& field, const std::string& rest = "") {
    return Refusal{{"auditor-1", method, rest}, StatusCode::kInvalidArgument, field + ": is required"};
  };
  Expect({needed("DirectoryService.ListLots", "contract_id"),
          needed("DirectoryService.ListDeliverers", "contract_id", kPeriod),
          needed("DirectoryService.ListRates", "contract_id"),
          needed("MonitoringService.GetMonitoring", "contract_id", kPeriod),
          needed("MonitoringService.ListInformation", "contract_id"),
          needed("MonitoringService.ListActions", "contract_id"),
          needed("MonitoringService.ListRatings", "contract_id"),
          needed("MonitoringService.ListStandards", "contract_id"),
          needed("MonitoringService.ListRisks", "contract_id"),
          needed("MonitoringService.ListMonitoring", "contract_id"),
          needed("MonitoringService.ListImplausible", "contract_id"),
          needed("MobilisationService.GetMobilisation", "contract_id"),
          needed("MobilisationService.ListReadiness", "contract_id"),
          needed("MobilisationService.ListHandovers", "contract_id"),
          needed("InvoiceService.GetInvoice", "provider_id", kPeriod),
          needed("TrailService.GetTrail", "id", "kind: 'person'"),
          needed("LedgerService.ProveInclusion", "position"),
          // Compared with what? The head with itself would always be equal.
          needed("InvoiceService.CompareInvoices", "earlier", "provider_id: 'ash'" + kPeriod),
          needed("KpiService.CompareKpi", "earlier", "later { known_at: '#3' }" + kPeriod)});
}

TEST_F(Names, OfColumnsAreCheckedWhetherOrNotRowsFollow) {
  const auto import = [](const std::string& rest) {
    return Step{"manager-1", "VisitService.ImportRows",
                "kind: 'providers' file_reference: 'more' first_row: 2 file_digest: "
                "'12345678901234567890123456789012' " +
                    rest};
  };
  Expect(
      {{import("header: 'provider_id,name,colour'"), StatusCode::kInvalidArgument, "unknown column 'colour'"},
       {import("header: 'provider_id,name'"), StatusCode::kInvalidArgument, "column 'form' is missing"},
       {import(""), StatusCode::kInvalidArgument, "header: the file 'more' is empty"}});
  // With the right header it has come, and is listed, with no rows.
  api_.Do({import("header: 'provider_id,name,form'")});
  const Answer list = api_.Ask({"manager-1", "DirectoryService.ListImports", "file_reference: 'more'"});
  EXPECT_EQ(list.Value("imports[0].rows"), "0");
}

// Streams are named by what they are of: every record's is one that the filter takes.
TEST_F(Names, OfStreamsAreThoseOfTheRecords) {
  const Answer all = api_.Ask({"auditor-1", "LedgerService.ReadEvents", ""});
  ASSERT_TRUE(all.status.ok()) << all.status;
  std::size_t asked = 0;
  for (const auto& message : all.messages) {
    for (const auto& event : static_cast<const v1::ReadEventsResponse&>(*message).events()) {
      const std::string& stream = event.stream_id();
      for (const std::string& filter : {stream, stream.substr(0, stream.find('-'))}) {
        const Answer some = api_.Ask({"auditor-1", "LedgerService.ReadEvents",
                                      "limit: 1 stream: '" + filter + "' actor: '" + event.actor() + "'"});
        EXPECT_TRUE(some.status.ok()) << some.status;
        EXPECT_FALSE(some.messages.empty()) << filter << " by " << event.actor();
        ++asked;
      }
    }
  }
  EXPECT_GT(asked, 40U);
}

TEST_F(Names, OfActorsAreIdentities) {
  Expect({{{"auditor-1", "LedgerService.ReadEvents", "actor: 'manager-1'"},
           StatusCode::kInvalidArgument,
           "actor: 'manager-1' is no identity of this council: careledger://town/ROLE/ID"},
          {{"auditor-1", "LedgerService.ReadEvents", "actor: 'careledger://shire/auditor/auditor-1'"},
           StatusCode::kInvalidArgument,
           "actor: 'careledger://shire/auditor/auditor-1' is no identity"}});
  // Somebody who has recorded nothing yet: none is the answer.
  const Answer nothing =
      api_.Ask({"auditor-1", "LedgerService.ReadEvents", "actor: 'careledger://town/finance/finance-9'"});
  EXPECT_TRUE(nothing.status.ok()) << nothing.status;
  EXPECT_TRUE(nothing.messages.empty());
}

TEST_F(Names, OfTimesAndPositionsThatHaveNotComeAreRefused) {
  const std::string head = api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position");
  const std::string next = std::to_string(std::stoll(head) + 1);
  const std::string after_next = std::to_string(std::stoll(head) + 2);
  const auto packages = [](const std::string& known_at) {
    return Step{"auditor-1", "DirectoryService.ListPackages", "at { known_at: '" + known_at + "' }"};
  };
  const std::string own_time = " is in the future; the ledger's own time is " + kNoon;
  const auto out_of_range = StatusCode::kOutOfRange;
  Expect(
      {{packages("2017-06-02"), out_of_range, "at.known_at: 2017-06-02" + own_time},
       {packages("2017-06-01T12:00:01"), out_of_range, "at.known_at: 2017-06-01T12:00:01" + own_time},
       {packages("#" + next), out_of_range, "at.known_at: position " + next + " is beyond the head, " + head},
       {{"auditor-1", "KpiService.CompareKpi", "earlier { known_at: '2017-06-02' }" + kPeriod},
        out_of_range,
        "earlier.known_at: 2017-06-02" + own_time},
       {{"auditor-1", "InvoiceService.CompareInvoices",
         "provider_id: 'ash' earlier { on: '2017-01-02' } later { known_at: '2018-01-01' }" + kPeriod},
        out_of_range,
        "later.known_at: 2018-01-01" + own_time},
       {{"auditor-1", "LedgerService.ReadEvents", "from_time: '2017-06-02'"},
        out_of_range,
        "from_time: 2017-06-02" + own_time},
       {{"auditor-1", "LedgerService.ReadEvents", "from_position: " + after_next},
        out_of_range,
        "from_position: " + after_next + " is beyond the head, " + head},
       {{"auditor-1", "LedgerService.ProveInclusion", "position: " + next},
        out_of_range,
        "position: " + next + " is not among the first " + head + " records"},
       {{"auditor-1", "LedgerService.ProveInclusion", "position: 1 tree_size: " + next},
        out_of_range,
        "tree_size: " + next + " is beyond the head, " + head}});
  // Today is up to now, and says so; a date to come may be asked *on*.
  for (const char* known_at : {"2017-06-01", "2017-06-01T12:00", ""}) {
    const Answer today = api_.Ask({"auditor-1", "DirectoryService.ListPackages",
                                   std::string("at { known_at: '") + known_at + "' on: '2018-01-01' }"});
    ASSERT_TRUE(today.status.ok()) << today.status;
    EXPECT_EQ(today.Value("as_of.known_at"), kNoon);
    EXPECT_EQ(today.Value("as_of.known_position"), head);
    EXPECT_EQ(today.Value("as_of.on"), "2018-01-01");
  }
  api_.Do({packages("#" + head), packages("2017-05-31")});
}

TEST_F(Names, OfTwoPointsComeInTheirOrder) {
  Expect({{{"auditor-1", "KpiService.CompareKpi",
            "earlier { known_at: '#20' } later { known_at: '#19' }" + kPeriod},
           StatusCode::kInvalidArgument,
           "earlier.known_at: position 20 comes after later.known_at, position 19"},
          {{"auditor-1", "InvoiceService.CompareInvoices",
            "provider_id: 'ash' earlier { known_at: '#20' } later { known_at: '#19' }" + kPeriod},
           StatusCode::kInvalidArgument,
           "earlier.known_at: position 20 comes after later.known_at, position 19"}});
  // One point known, looked at on two dates, is a comparison.
  api_.Do({{"auditor-1", "KpiService.CompareKpi", "earlier { on: '2017-01-02' }" + kPeriod}});
}

}  // namespace
}  // namespace careledger::api
