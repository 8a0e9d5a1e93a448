#include "client/cli/load.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "careledger/v1/ledger_service.pb.h"
#include "client/cli/import.h"
#include "client/cli/methods.h"
#include "client/cli/pages.h"
#include "proto/say/csv.h"

namespace careledger::cli {
namespace {

constexpr std::uintmax_t kMostTogether = 64 << 20;  // Bytes of files read at once.

// A load under way: connections are kept, one for each identity.
class Loader {
 public:
  Loader(Session& session, std::string folder, std::string admin, int in_flight)
      : session_(session),
        folder_(std::move(folder)),
        admin_(std::move(admin)),
        in_flight_(in_flight),
        progress_(session.err, session.terminal, absl::StrCat("load ", folder_), "rows") {}

  absl::Status Load(const std::vector<ManifestRow>& rows) {
    for (std::size_t i = 0; i < rows.size();) {
      absl::Status status = MoveClock(rows[i].clock);
      if (!status.ok()) return status;
      std::vector<ImportJob> jobs;
      const std::size_t end = EndOfGroup(rows, i);
      for (; i < end; ++i) {
        const absl::StatusOr<client::Caller*> caller = CallerFor(rows[i].as);
        if (!caller.ok()) return caller.status();
        jobs.push_back({.kind = rows[i].kind,
                        .path = PathOf(rows[i]),
                        .file_reference = ReferenceOf(rows[i]),
                        .contract_id = rows[i].contract_id,
                        .provider_id = rows[i].provider_id,
                        .source = rows[i].source,
                        .caller = *caller});
      }
      status = Import(jobs, jobs[0].kind == "visits" ? in_flight_ : 1, progress_);
      if (!status.ok()) return status;
      for (const ImportJob& job : jobs) Report(job);
    }
    progress_.End();
    return absl::OkStatus();
  }

  const v1::ImportRowsResponse& sum() const { return sum_; }
  std::size_t files() const { return files_; }

 private:
  std::string PathOf(const ManifestRow& row) const { return absl::StrCat(folder_, "/", row.file); }

  // The path inside the folder, so that two files of one name in two folders stay apart.
  static std::string ReferenceOf(const ManifestRow& row) {
    std::string reference = row.file.substr(0, row.file.rfind('.'));
    std::replace(reference.begin(), reference.end(), '/', '.');
    return reference;
  }

  // Files of visits that follow one another at one time go together; any other file goes alone.
  std::size_t EndOfGroup(const std::vector<ManifestRow>& rows, std::size_t first) const {
    std::size_t end = first + 1;
    std::error_code ignored;
    if (rows[first].kind != "visits") return end;
    std::uintmax_t bytes = std::filesystem::file_size(PathOf(rows[first]), ignored);
    while (end < rows.size() && rows[end].kind == "visits" &&
           (rows[end].clock.empty() || rows[end].clock == rows[first].clock)) {
      bytes += std::filesystem::file_size(PathOf(rows[end]), ignored);
      if (bytes > kMostTogether) break;
      ++end;
    }
    return end;
  }

  absl::StatusOr<client::Caller*> CallerFor(const std::string& identity) {
    auto& caller = callers_[identity];
    if (caller == nullptr) {
      auto connected = ConnectAs(session_, identity);
      if (!connected.ok()) return connected.status();
      caller = *std::move(connected);
    }
    return caller.get();
  }

  absl::Status MoveClock(const std::string& clock) {
    if (clock.empty() || clock == clock_) return absl::OkStatus();
    const absl::StatusOr<client::Caller*> admin = CallerFor(admin_);
    if (!admin.ok()) return admin.status();
    v1::MoveClockRequest request;
    request.set_to(clock);
    v1::MoveClockResponse answer;
    const absl::Status status = (*admin)->Call(MethodNamed("MoveClock"), request, answer);
    const auto detail = client::DetailOf(status);
    if (detail && detail->reason() == v1::REJECTION_REASON_CLOCK_BACKWARDS) {
      progress_.End();
      session_.err << "careledger: the clock is past " << clock << " already, as when a load is run again"
                   << std::endl;
    } else if (!status.ok()) {
      return status;
    }
    clock_ = clock;
    return absl::OkStatus();
  }

  void Report(const ImportJob& job) {
    ++files_;
    AddReport(job.report, sum_);
    // A row number says little without its file.
    for (int i = sum_.refused_size() - job.report.refused_size(); i < sum_.refused_size(); ++i) {
      auto& refused = *sum_.mutable_refused(i);
      refused.set_message(absl::StrCat(job.path, ":", refused.row(), refused.message().empty() ? "" : ": ",
                                       refused.message()));
    }
  }

  Session& session_;
  std::string folder_;
  std::string admin_;
  int in_flight_;
  Progress progress_;
  std::map<std::string, std::unique_ptr<client::Caller>> callers_;
  std::string clock_;
  std::size_t files_ = 0;
  v1::ImportRowsResponse sum_;
};

int Run(Session& session, const Arguments& arguments) {
  const std::string& folder = arguments.words[0];
  const absl::StatusOr<std::string> text =
      ReadWhole(absl::StrCat(folder, "/", arguments.Get("manifest", "manifest.csv")));
  if (!text.ok()) return Fail(session, text.status());
  const absl::StatusOr<std::vector<ManifestRow>> rows = ParseManifest(*text);
  if (!rows.ok()) return Fail(session, rows.status());
  const int in_flight = InFlightFor("visits", arguments);
  if (in_flight < 1 || in_flight > 64) {
    return Misuse(session, absl::InvalidArgumentError("--in-flight: 1 to 64"), "load");
  }
  Loader loader(session, folder, arguments.Get("admin", "admin"), in_flight);
  const absl::Status status = loader.Load(*rows);
  if (!status.ok()) {
    const int code = Fail(session, status);
    session.err << "careledger: " << loader.files() << " of " << rows->size()
                << " files are recorded; run the same command again to go on" << std::endl;
    return code;
  }
  session.err << "careledger: " << loader.files() << " files recorded" << std::endl;
  say::Say(loader.sum(), session.settings.output, session.out, arguments.Get("section"));
  return loader.sum().refused_size() > 0 ? kPartial : kOk;
}

}  // namespace

absl::StatusOr<std::vector<ManifestRow>> ParseManifest(const std::string& text) {
  const CutFile file = Cut(text, {.rows = 1});
  const auto header = say::CsvCells(file.header);
  if (!header) return absl::InvalidArgumentError("manifest: the heading has an open quote");
  std::vector<ManifestRow> rows;
  for (const Page& page : file.pages) {
    const auto cells = say::CsvCells(page.text);
    if (!cells || cells->size() != header->size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("manifest: line ", page.first_row, " has another number of columns than the heading"));
    }
    const auto cell = [&](std::string_view name) {
      const auto found = std::find(header->begin(), header->end(), name);
      return found == header->end() ? "" : (*cells)[static_cast<std::size_t>(found - header->begin())];
    };
    rows.push_back({.clock = cell("clock"),
                    .kind = cell("kind"),
                    .file = cell("file"),
                    .as = cell("as"),
                    .contract_id = cell("contract_id"),
                    .provider_id = cell("provider_id"),
                    .source = cell("source")});
    if (rows.back().kind.empty() || rows.back().file.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("manifest: line ", page.first_row, " needs a kind and a file"));
    }
  }
  return rows;
}

Command LoadCommand() {
  return {
      .name = "load",
      .words = "DIR",
      .summary = "Records every file of a folder, in the order of its manifest.",
      .details =
          "The manifest has the columns clock, kind, file, as, contract_id, provider_id and source. Before\n"
          "a row with a clock, the simulated clock is moved there. Each file is recorded as the identity\n"
          "`as`, found in --certs. Running it again is harmless.",
      .flags = {{"manifest", "NAME", "The manifest inside the folder; manifest.csv."},
                {"admin", "NAME", "The identity that moves the clock; admin."},
                {"in-flight", "N", "Pages of visits under way at once; 4. With 1, in order."},
                {"section", "LIST", "With --output csv: refused or summary."}},
      .examples = {"careledger load generated --certs certs",
                   "careledger load generated --manifest manifest-after.csv"},
      .least_words = 1,
      .most_words = 1,
      .run = Run};
}

}  // namespace careledger::cli
