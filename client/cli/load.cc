#include "client/cli/load.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/load_report.pb.h"
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
  Loader(Session& session, std::string folder, std::string admin, int in_flight, bool strict)
      : session_(session),
        folder_(std::move(folder)),
        admin_(std::move(admin)),
        in_flight_(in_flight),
        strict_(strict),
        progress_(session.err, session.terminal, absl::StrCat("load ", folder_), "rows") {}

  // Stops at a table that was refused, whole or row by row; when strict, at any refused row.
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
      for (const ImportJob& job : jobs) {
        const bool reached = status.ok() || job.failed || job.report.rows() > 0;
        const absl::Status told = reached ? Report(job) : absl::OkStatus();
        if (status.ok()) status = told;
      }
      if (!status.ok()) return status;
    }
    progress_.End();
    return absl::OkStatus();
  }

  const v1::LoadReport& report() const { return report_; }

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

  static std::string ResultOf(const ImportJob& job, bool whole) {
    if (job.failed) return job.report.rows() > 0 ? "broken off" : "refused";
    if (job.report.rows() == 0) return "empty";
    if (whole) return "refused";
    if (job.report.receipt().already_recorded()) return "already recorded: nothing new";
    return job.report.refused_size() > 0 ? "refused in part" : "recorded";
  }

  // Adds the table to the report. FAILED_PRECONDITION when what follows must not be recorded.
  absl::Status Report(const ImportJob& job) {
    const v1::ImportRowsResponse& said = job.report;
    const auto refused = static_cast<std::uint64_t>(said.refused_size());
    const std::uint64_t answered = said.created() + said.updated() + said.unchanged() + refused;
    const bool whole = refused == answered && refused > 0;
    v1::LoadedTable& table = *report_.add_tables();
    table.set_result(ResultOf(job, whole));
    table.set_kind(job.kind);
    table.set_file(job.path.substr(folder_.size() + 1));
    table.set_rows(said.rows());
    table.set_created(said.created());
    table.set_updated(said.updated());
    table.set_unchanged(said.unchanged());
    table.set_refused(refused);
    table.set_first_position(job.first_position);
    table.set_last_position(said.receipt().position());
    report_.set_rows(report_.rows() + said.rows());
    report_.set_created(report_.created() + said.created());
    report_.set_updated(report_.updated() + said.updated());
    report_.set_unchanged(report_.unchanged() + said.unchanged());
    for (const v1::RefusedRow& row : said.refused()) {
      // A row number says little without its file.
      v1::RefusedRow& told = *report_.add_refused();
      told = row;
      told.set_message(
          absl::StrCat(job.path, ":", row.row(), row.message().empty() ? "" : ": ", row.message()));
    }
    if (refused == 0 || (!whole && !strict_)) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(job.path, ": ", refused, " of ", answered,
                                                      answered == 1 ? " row" : " rows", " refused",
                                                      whole ? "" : ", and --strict takes none"));
  }

  Session& session_;
  std::string folder_;
  std::string admin_;
  int in_flight_;
  bool strict_;
  Progress progress_;
  std::map<std::string, std::unique_ptr<client::Caller>> callers_;
  std::string clock_;
  v1::LoadReport report_;
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
  const std::string section = arguments.Get("section");
  if (!section.empty() && section != say::kSummary && section != "tables" && section != "refused") {
    return Misuse(session, absl::InvalidArgumentError("--section: tables, refused or summary"), "load");
  }
  Loader loader(session, folder, arguments.Get("admin", "admin"), in_flight, arguments.On("strict"));
  const absl::Status status = loader.Load(*rows);
  const v1::LoadReport& report = loader.report();
  if (report.tables_size() > 0 || status.ok()) {
    say::Say(report, session.settings.output, session.out, {section, {}});
  }
  const std::string progress = absl::StrCat(report.tables_size(), " of ", rows->size(), " tables");
  if (!status.ok()) {
    const int code = Fail(session, status);
    session.err << "careledger: stopped after " << progress
                << "; what was recorded stays recorded. Correct it and run the same command again to go on"
                << std::endl;
    return code;
  }
  session.err << "careledger: " << progress << " recorded" << std::endl;
  return report.refused_size() > 0 ? kPartial : kOk;
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
          "`as`, found in --certs. One line is printed for each table. A refused row is listed and costs\n"
          "nothing else, and the exit code is 9; a table without an accepted row stops the load, because\n"
          "others may rest on it, and so does any refused row with --strict: exit code 6. Running it again\n"
          "is harmless, and goes on.",
      .flags = {{"manifest", "NAME", "The manifest inside the folder; manifest.csv."},
                {"admin", "NAME", "The identity that moves the clock; admin."},
                {"in-flight", "N", "Pages of visits under way at once; 4. With 1, in order."},
                {"strict", "", "Stops after the first table with a refused row."},
                {"section", "LIST", "With --output csv: tables, refused or summary; tables when absent."}},
      .examples = {"careledger load generated --certs certs",
                   "careledger load generated --manifest manifest-after.csv"},
      .least_words = 1,
      .most_words = 1,
      .run = Run};
}

}  // namespace careledger::cli
