#include "tests/bench/pages.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>

#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "client/cli/import.h"
#include "client/cli/load.h"
#include "client/cli/pages.h"
#include "client/identifiers.h"

namespace careledger::bench {
namespace {

constexpr int kMostVisits = 5'000;  // In a page: as many as the API takes.
constexpr std::size_t kLateWeeks = 2;

void Require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

std::string ReadWhole(const std::string& path) {
  auto text = cli::ReadWhole(path);
  Require(text.ok(), std::string(text.status().message()));
  return *std::move(text);
}

// The file: steps, each four texts behind their lengths and a count; the last step is the extent.
class Writer {
 public:
  explicit Writer(const std::string& file) : out_(file, std::ios::binary | std::ios::trunc), file_(file) {}

  void Add(const std::string& as, std::string_view path, std::uint64_t visits, const std::string& request) {
    Text(as);
    Text(path);
    Number(visits);
    Text(request);
  }
  void Close() {
    out_.close();
    Require(!out_.fail(), "cannot write " + file_);
  }

 private:
  void Number(std::uint64_t value) { out_.write(reinterpret_cast<const char*>(&value), sizeof value); }
  void Text(std::string_view text) {
    Number(text.size());
    out_.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  std::ofstream out_;
  std::string file_;
};

// "call-monitoring" of VISIT_STATUS_, NOTICE_BY_, EVIDENCE_: the enumerator; the unspecified one for nothing.
template <class E>
E Word(std::string_view text, const char* prefix, bool (*parse)(const std::string&, E*)) {
  std::string name = prefix;
  for (const char c : text)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  E value{};
  Require(text.empty() || parse(name, &value), "unknown word " + std::string(text));
  return value;
}

// Cells of a row without quotes, which generated visits never have.
std::vector<std::string_view> Cells(std::string_view row) {
  std::vector<std::string_view> cells;
  while (true) {
    const std::size_t comma = row.find(',');
    cells.push_back(row.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    row.remove_prefix(comma + 1);
  }
}

bool ParseStatus(const std::string& name, v1::VisitStatus* value) {
  return v1::VisitStatus_Parse(name, value);
}
bool ParseNotice(const std::string& name, v1::NoticeBy* value) { return v1::NoticeBy_Parse(name, value); }
bool ParseEvidence(const std::string& name, v1::Evidence* value) { return v1::Evidence_Parse(name, value); }

void Read(std::string_view row, v1::Visit& visit) {
  const auto cells = Cells(row);
  Require(cells.size() == 18, "a row of visits has 18 cells, not " + std::to_string(cells.size()));
  const auto text = [&](std::size_t i) { return std::string(cells[i]); };
  visit.set_external_id(text(0));
  visit.set_sequence(std::stoull(text(1)));
  visit.set_person_id(text(2));
  visit.set_service(text(3));
  visit.set_deliverer_id(text(4));
  visit.set_planned_start(text(5));
  visit.set_planned_minutes(static_cast<std::uint32_t>(std::stoul(text(6))));
  visit.set_status(Word<v1::VisitStatus>(cells[7], "VISIT_STATUS_", ParseStatus));
  visit.set_notice_by(Word<v1::NoticeBy>(cells[8], "NOTICE_BY_", ParseNotice));
  visit.set_notice_time(text(9));
  for (std::size_t i = 10; i < 18; i += 4) {
    if (cells[i].empty()) continue;
    v1::Attendance& attendance = *visit.add_attendances();
    attendance.set_carer_id(text(i));
    attendance.set_check_in(text(i + 1));
    attendance.set_check_out(text(i + 2));
    attendance.set_evidence(Word<v1::Evidence>(cells[i + 3], "EVIDENCE_", ParseEvidence));
  }
}

class Preparation {
 public:
  Preparation(std::string folder, const std::string& file) : folder_(std::move(folder)), out_(file) {}

  void Run() {
    const auto rows = cli::ParseManifest(ReadWhole(folder_ + "/manifest.csv"));
    Require(rows.ok(), std::string(rows.status().message()));
    std::set<std::string> weeks;
    for (const auto& row : *rows) {
      if (row.kind == "visits") weeks.insert(Monday(row.file));
    }
    Require(!weeks.empty(), "no visits in " + folder_);
    // The change of rates comes after three fifths of the weeks.
    const std::string uplift = *std::next(weeks.begin(), static_cast<std::ptrdiff_t>(weeks.size() * 3 / 5));
    bool uplifted = false;
    std::string clock;
    AddContract();
    for (const auto& row : *rows) {
      if (row.kind == "visits" && Monday(row.file) == uplift && !uplifted) {
        out_.Add("", kUplift, 0, "");
        uplifted = true;
      }
      if (row.clock != clock) {
        v1::MoveClockRequest move;
        move.set_to(clock = row.clock);
        out_.Add("admin", "/careledger.v1.LedgerService/MoveClock", 0, move.SerializeAsString());
      }
      row.kind == "visits" ? AddVisits(row) : AddRows(row);
    }
    extent_.first_monday = *weeks.begin();
    extent_.weeks = static_cast<int>(weeks.size());
    out_.Add("extent", extent_.first_monday, extent_.visits,
             std::to_string(extent_.corrected) + " " + std::to_string(extent_.late) + " " +
                 std::to_string(extent_.weeks));
    out_.Close();
  }

 private:
  // "visits-R001-2010-01-04.csv"
  static std::string Monday(const std::string& file) { return file.substr(file.size() - 14, 10); }

  void AddContract() {
    v1::RegisterCommissionerRequest commissioner;
    commissioner.mutable_intent()->set_request_id("commissioner");
    commissioner.set_commissioner_id("council");
    commissioner.set_name("A council");
    out_.Add("manager-1", "/careledger.v1.PartyService/RegisterCommissioner", 0,
             commissioner.SerializeAsString());
    v1::CreateContractRequest contract;
    contract.mutable_intent()->set_request_id("contract");
    contract.set_contract_id("homecare");
    contract.set_commissioner_id("council");
    contract.set_title("Home care");
    contract.set_start_date("2000-01-01");
    out_.Add("manager-1", "/careledger.v1.ContractService/CreateContract", 0, contract.SerializeAsString());
  }

  void AddRows(const cli::ManifestRow& row) {
    const std::string content = ReadWhole(folder_ + "/" + row.file);
    const std::string digest = client::Sha256(content);
    const cli::CutFile cut = cli::Cut(content);
    const std::string reference = cli::ReferenceFor(row.file);
    for (const cli::Page& page : cut.pages) {
      v1::ImportRowsRequest request;
      request.mutable_intent()->set_request_id(cli::PageRequestId(reference, digest, page.number));
      request.set_kind(row.kind);
      request.set_file_reference(reference);
      request.set_file_digest(digest);
      request.set_page(page.number);
      request.set_first_row(page.first_row);
      request.set_header(cut.header);
      request.set_rows(std::string(page.text));
      request.set_contract_id(row.contract_id);
      out_.Add(row.as, "/careledger.v1.VisitService/ImportRows", 0, request.SerializeAsString());
    }
  }

  void AddVisits(const cli::ManifestRow& row) {
    const std::string content = ReadWhole(folder_ + "/" + row.file);
    std::string_view text = content;
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    auto& late = late_[row.provider_id];
    late.emplace_back();
    v1::RecordVisitsRequest page;
    int number = 0;
    const auto close = [&] {
      if (page.visits_size() == 0) return;
      page.mutable_intent()->set_request_id(row.file + "." + std::to_string(number++));
      page.set_provider_id(row.provider_id);
      page.set_source(row.source);
      extent_.visits += static_cast<std::uint64_t>(page.visits_size());
      out_.Add(row.as, kRecordVisits, static_cast<std::uint64_t>(page.visits_size()),
               page.SerializeAsString());
      page.Clear();
    };
    const auto add = [&](v1::Visit& visit) {
      page.add_visits()->Swap(&visit);
      if (page.visits_size() == kMostVisits) close();
    };
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size() - 1);
      v1::Visit visit;
      Read(text.substr(0, end), visit);
      text.remove_prefix(end + 1);
      if (visit.sequence() > 1) ++extent_.corrected;
      if (visit.sequence() == 1 && ++seen_ % 100 == 0) {
        late.back().push_back(std::move(visit));
        continue;
      }
      add(visit);
    }
    // What should have come some weeks ago.
    if (late.size() > kLateWeeks) {
      for (v1::Visit& visit : late[late.size() - 1 - kLateWeeks]) {
        add(visit);
        ++extent_.late;
      }
      late[late.size() - 1 - kLateWeeks].clear();
    }
    close();
  }

  std::string folder_;
  Writer out_;
  Extent extent_;
  std::map<std::string, std::vector<std::vector<v1::Visit>>> late_;  // By provider, then week.
  std::uint64_t seen_ = 0;
};

}  // namespace

void WriteSteps(const std::string& folder, const std::string& file) { Preparation(folder, file).Run(); }

Steps::Steps(const std::string& file) {
  const int opened = open(file.c_str(), O_RDONLY);
  struct stat about {};
  Require(opened >= 0 && fstat(opened, &about) == 0 && about.st_size > 0, "cannot read " + file);
  size_ = static_cast<std::size_t>(about.st_size);
  void* mapped = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, opened, 0);
  close(opened);
  Require(mapped != MAP_FAILED, "cannot map " + file);
  data_ = static_cast<const char*>(mapped);
  std::string_view rest(data_, size_);
  const auto number = [&] {
    std::uint64_t value = 0;
    Require(rest.size() >= sizeof value, file + " is cut off");
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return value;
  };
  const auto text = [&] {
    const std::uint64_t length = number();
    Require(rest.size() >= length, file + " is cut off");
    const std::string_view value = rest.substr(0, length);
    rest.remove_prefix(length);
    return value;
  };
  while (!rest.empty()) {
    Step step;
    step.as = text();
    step.path = text();
    step.visits = number();
    step.request = text();
    steps_.push_back(std::move(step));
  }
  const Step last = steps_.back();
  Require(last.as == "extent", file + " is cut off");
  steps_.pop_back();
  extent_.visits = last.visits;
  extent_.first_monday = last.path;
  const std::string counts(last.request);
  if (std::sscanf(counts.c_str(), "%lu %lu %d", &extent_.corrected, &extent_.late, &extent_.weeks) != 3) {
    throw std::runtime_error(file + " is cut off");
  }
}

Steps::~Steps() { munmap(const_cast<char*>(data_), size_); }

std::size_t Steps::first_visits() const {
  const auto found =
      std::find_if(steps_.begin(), steps_.end(), [](const Step& step) { return step.visits > 0; });
  return static_cast<std::size_t>(found - steps_.begin());
}

std::vector<std::string> Steps::providers() const {
  std::set<std::string> providers;
  for (const Step& step : steps_) {
    if (step.visits > 0) providers.insert(step.as.substr(std::string("feed-").size()));
  }
  return {providers.begin(), providers.end()};
}

}  // namespace careledger::bench
