#include "tests/bench/open_packages.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "client/identifiers.h"

namespace careledger::bench {
namespace {

constexpr int kRowsOfPage = 2'000;
constexpr char kAuthorityHeader[] = "authority_reference,decision_maker,decision_date";
constexpr char kAuthority[] = "Decision of the bench,A cabinet,2009-11-02";
const model::Date kMonday = *model::Date::Parse("2009-12-14");

std::string Numbered(const char* letter, int i) { return letter + std::to_string(1'000'000 + i); }

constexpr char kPackageHeader[] =
    "package_id,person_id,service,client_group,funder,waiting_in,reason,provider_id,requested_on,start,"
    "plan,"
    "area";
std::string Package(const std::string& package, const std::string& person, const std::string& reason, int n,
                    const std::string& requested, const std::string& provider, const std::string& start) {
  return package + "," + person + ",home-care," + (n % 3 == 0 ? "physical-disability" : "older-people") +
         ",council," + (n % 5 == 0 ? "hospital" : "community") + "," + reason + "," + provider + "," +
         requested + "," + start + ",Mon-Fri 08:00 30; Sat-Sun 09:00 45 x2,ward-" + std::to_string(n % 40);
}

}  // namespace

model::Date OpenPackages::first_monday() { return kMonday; }

std::string OpenPackages::Provider(int i) {
  char id[8];
  std::snprintf(id, sizeof id, "R%03d", i % kProviders + 1);
  return id;
}

std::string OpenPackages::WaitingPackage(int i) { return Numbered("W", i); }

void OpenPackages::SetUp() {
  v1::RegisterCommissionerRequest commissioner;
  commissioner.mutable_intent()->set_request_id("commissioner");
  commissioner.set_commissioner_id("council");
  commissioner.set_name("A council");
  (void)lines_.Ask<v1::RegisterCommissionerResponse>(
      "manager-1", "/careledger.v1.PartyService/RegisterCommissioner", commissioner);
  v1::CreateContractRequest contract;
  contract.mutable_intent()->set_request_id("contract");
  contract.set_contract_id("homecare");
  contract.set_commissioner_id("council");
  contract.set_title("Home care");
  contract.set_start_date("2000-01-01");
  (void)lines_.Ask<v1::CreateContractResponse>("manager-1", "/careledger.v1.ContractService/CreateContract",
                                               contract);
  const std::string authority = std::string(",") + kAuthority;
  Import("providers", "provider_id,name,form", kProviders,
         [](int i) { return Provider(i) + ",Provider " + Provider(i) + ",sole"; });
  Import("admissions", std::string("provider_id,from,") + kAuthorityHeader, kProviders,
         [&](int i) { return Provider(i) + ",2000-01-01" + authority; });
  Import("rates", std::string("service,rate,from,") + kAuthorityHeader, 1,
         [&](int) { return "home-care,16.22,2000-01-01" + authority; });
  MoveTo(kMonday.ToString() + "T08:00");
  Import("packages", kPackageHeader, kInCare, [](int i) {
    return Package(Numbered("K", i), Numbered("P", i), "new", i, "2009-11-30", Provider(i), "2009-12-07");
  });
  for (int provider = 0; provider < kProviders; ++provider) RecordVisits(provider);
  for (int week = 0; week < kWeeks; ++week) {
    const model::Date monday = kMonday + 7 * week;
    if (week > 0) MoveTo(monday.ToString() + "T08:00");
    const int first = kWaiting * week / kWeeks;
    const std::string date = monday.ToString();
    // Every second of a person in care.
    Import("packages", kPackageHeader, kWaiting * (week + 1) / kWeeks - first, [&](int i) {
      const int n = first + i;
      const char* reason = n % 2 == 0 ? "new" : n % 4 == 1 ? "change" : "leaving-reablement";
      return Package(WaitingPackage(n), Numbered(n % 2 == 0 ? "Q" : "P", n), reason, n, date, "", "");
    });
  }
  MoveTo(end().ToString() + "T08:00");
}

void OpenPackages::MoveTo(const std::string& moment) {
  v1::MoveClockRequest move;
  move.set_to(moment);
  (void)lines_.Ask<v1::MoveClockResponse>("admin", "/careledger.v1.LedgerService/MoveClock", move);
}

void OpenPackages::Import(const std::string& kind, const std::string& header, int rows,
                          const std::function<std::string(int)>& row, const std::string& contract) {
  const std::string reference = name_ + "-" + kind + "-" + std::to_string(++files_);
  for (int first = 0, page = 1; first < rows; first += kRowsOfPage, ++page) {
    std::string text;
    for (int i = first; i < std::min(rows, first + kRowsOfPage); ++i) {
      text += row(i) + "\n";
    }
    v1::ImportRowsRequest request;
    request.mutable_intent()->set_request_id(reference + "." + std::to_string(page));
    request.set_kind(kind);
    request.set_file_reference(reference);
    request.set_file_digest(client::Sha256(reference));
    request.set_page(static_cast<std::uint64_t>(page));
    request.set_first_row(static_cast<std::uint64_t>(first) + 2);
    request.set_header(header);
    request.set_rows(text);
    request.set_contract_id(contract);
    const auto answer =
        lines_.Ask<v1::ImportRowsResponse>("manager-1", "/careledger.v1.VisitService/ImportRows", request);
    if (answer.refused_size() > 0)
      throw std::runtime_error(kind + ": a row was refused: " + answer.refused(0).ShortDebugString());
  }
}

// One visit to each package of a provider, each by a carer of its own.
void OpenPackages::RecordVisits(int provider) {
  const std::string id = Provider(provider);
  v1::RecordVisitsRequest request;
  request.mutable_intent()->set_request_id("visits-" + id);
  request.set_provider_id(id);
  request.set_source("ecm-" + id);
  for (int i = provider; i < kInCare; i += kProviders) {
    v1::Visit& visit = *request.add_visits();
    visit.set_external_id("v" + std::to_string(i));
    visit.set_sequence(1);
    visit.set_person_id(Numbered("P", i));
    visit.set_service("home-care");
    visit.set_planned_start("2009-12-08T08:00");
    visit.set_planned_minutes(30);
    visit.set_status(v1::VISIT_STATUS_DELIVERED);
    v1::Attendance& carer = *visit.add_attendances();
    carer.set_carer_id(Numbered("C", i));
    carer.set_check_in("2009-12-08T08:01");
    carer.set_check_out("2009-12-08T08:31");
    carer.set_evidence(v1::EVIDENCE_APP);
  }
  const auto answer =
      lines_.Ask<v1::RecordVisitsResponse>("feed-" + id, "/careledger.v1.VisitService/RecordVisits", request);
  if (answer.refused_size() > 0) throw std::runtime_error("a visit was refused");
}

int RunOpenPackages(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  OpenPackages(lines, "open-packages").SetUp();
  return 0;
}

void MeasureQuestions(const Figures& figures, const std::string& name, int questions,
                      const std::function<double(int)>& ask) {
  Times times;
  for (int i = 0; i < questions; ++i) times.Add(ask(i));
  figures.Add(name + ".p50", times.Percentile(50));
  figures.Add(name + ".p99", times.Percentile(99));
  std::fprintf(stderr, "  %s: p50 %.2f ms, p99 %.2f ms, %zu calls\n", name.c_str(), times.Percentile(50),
               times.Percentile(99), times.count());
}

}  // namespace careledger::bench
