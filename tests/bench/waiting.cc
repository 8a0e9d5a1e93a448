// The waiting list at its size: a ledger of its own with 100,000 open packages of 500 providers, most in care
// by a visit that was delivered, some waiting for three months; then the list and its mean, asked one after
// another.
#include <cstdio>
#include <stdexcept>

#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "careledger/v1/waiting_service.pb.h"
#include "client/identifiers.h"
#include "replay/model/calendar.h"
#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

constexpr int kProviders = 500;
constexpr int kInCare = 92'000;
constexpr int kWaiting = 8'000;
constexpr int kWeeks = 13;  // Over which they are asked for.
constexpr int kRowsOfPage = 2'000;
constexpr int kQuestions = 400;
constexpr char kAuthorityHeader[] = "authority_reference,decision_maker,decision_date";
constexpr char kAuthority[] = "Decision of the bench,A cabinet,2009-11-02";
const model::Date kMonday = *model::Date::Parse("2009-12-14");  // The first week of waiting.

std::string Provider(int i) {
  char id[8];
  std::snprintf(id, sizeof id, "R%03d", i % kProviders + 1);
  return id;
}
std::string Numbered(const char* letter, int i) { return letter + std::to_string(1'000'000 + i); }

class Ledger {
 public:
  explicit Ledger(Lines& lines) : lines_(lines) {}

  void SetUp() {
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
    MoveTo(kMonday);
    Import("packages", kPackageHeader, kInCare, [](int i) {
      return Package(Numbered("K", i), Numbered("P", i), "new", i, "2009-11-30", Provider(i), "2009-12-07");
    });
    for (int provider = 0; provider < kProviders; ++provider) RecordVisits(provider);
    for (int week = 0; week < kWeeks; ++week) {
      const model::Date monday = kMonday + 7 * week;
      if (week > 0) MoveTo(monday);
      const int first = kWaiting * week / kWeeks;
      const std::string date = monday.ToString();
      // Every second of a person in care.
      Import("packages", kPackageHeader, kWaiting * (week + 1) / kWeeks - first, [&](int i) {
        const int n = first + i;
        const char* reason = n % 2 == 0 ? "new" : n % 4 == 1 ? "change" : "leaving-reablement";
        return Package(Numbered("W", n), Numbered(n % 2 == 0 ? "Q" : "P", n), reason, n, date, "", "");
      });
    }
    MoveTo(end());
  }
  static model::Date end() { return kMonday + 7 * kWeeks; }

 private:
  static constexpr char kPackageHeader[] =
      "package_id,person_id,service,client_group,funder,waiting_in,reason,provider_id,requested_on,start,"
      "plan,"
      "area";
  static std::string Package(const std::string& package, const std::string& person, const std::string& reason,
                             int n, const std::string& requested, const std::string& provider,
                             const std::string& start) {
    return package + "," + person + ",home-care," + (n % 3 == 0 ? "physical-disability" : "older-people") +
           ",council," + (n % 5 == 0 ? "hospital" : "community") + "," + reason + "," + provider + "," +
           requested + "," + start + ",Mon-Fri 08:00 30; Sat-Sun 09:00 45 x2,ward-" + std::to_string(n % 40);
  }

  void MoveTo(model::Date date) {
    v1::MoveClockRequest move;
    move.set_to(date.ToString() + "T08:00");
    (void)lines_.Ask<v1::MoveClockResponse>("admin", "/careledger.v1.LedgerService/MoveClock", move);
  }

  // Rows made one by one, a page at a time.
  template <class Row>
  void Import(const std::string& kind, const std::string& header, int rows, const Row& row) {
    const std::string reference = kind + "-" + std::to_string(++files_);
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
      request.set_contract_id("homecare");
      const auto answer =
          lines_.Ask<v1::ImportRowsResponse>("manager-1", "/careledger.v1.VisitService/ImportRows", request);
      if (answer.refused_size() > 0)
        throw std::runtime_error(kind + ": a row was refused: " + answer.refused(0).ShortDebugString());
    }
  }

  // One visit to each package of a provider, each by a carer of its own.
  void RecordVisits(int provider) {
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
    const auto answer = lines_.Ask<v1::RecordVisitsResponse>(
        "feed-" + id, "/careledger.v1.VisitService/RecordVisits", request);
    if (answer.refused_size() > 0) throw std::runtime_error("a visit was refused");
  }

  Lines& lines_;
  int files_ = 0;
};

template <class AskOne>
void Measure(const Figures& figures, const std::string& name, const AskOne& ask) {
  Times times;
  for (int i = 0; i < kQuestions; ++i) times.Add(ask(i));
  figures.Add(name + ".p50", times.Percentile(50));
  figures.Add(name + ".p99", times.Percentile(99));
  std::fprintf(stderr, "  %s: p50 %.2f ms, p99 %.2f ms, %zu calls\n", name.c_str(), times.Percentile(50),
               times.Percentile(99), times.count());
}

}  // namespace

int RunWaiting(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  const Figures figures(flags["figures"]);
  Ledger(lines).SetUp();
  const auto list = [&](const std::string& known_at, std::uint64_t expected) {
    v1::GetWaitingRequest request;
    request.mutable_at()->set_known_at(known_at);
    double ms = 0;
    const auto answer = lines.Ask<v1::GetWaitingResponse>(
        "broker-1", "/careledger.v1.WaitingService/GetWaiting", request, &ms);
    if (answer.groups(0).people() != expected)
      throw std::runtime_error("so many wait: " + answer.groups(0).ShortDebugString());
    return ms;
  };
  Measure(figures, "waiting.now", [&](int) { return list("", kWaiting); });
  Measure(figures, "waiting.past", [&](int i) {
    const int week = i % (kWeeks - 1);
    return list((kMonday + 7 * week + 1).ToString(),
                static_cast<std::uint64_t>(kWaiting * (week + 1) / kWeeks));
  });
  Measure(figures, "waiting.mean", [&](int) {
    v1::GetWaitingAverageRequest request;
    request.set_from_date(kMonday.ToString());
    request.set_to_date(Ledger::end().ToString());
    double ms = 0;
    const auto answer = lines.Ask<v1::GetWaitingAverageResponse>(
        "broker-1", "/careledger.v1.WaitingService/GetWaitingAverage", request, &ms);
    if (answer.divided_by() != kWeeks || answer.means(0).people_sum() == 0)
      throw std::runtime_error("a mean of nothing");
    return ms;
  });
  return 0;
}

}  // namespace careledger::bench
