#include "client/cli/import.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/methods.h"
#include "client/cli/pages.h"
#include "client/identifiers.h"

namespace careledger::cli {
namespace {

constexpr int kMostInFlight = 64;

constexpr const char* kKinds[] = {"providers", "lots",     "awards",         "admissions",   "capacity",
                                  "rates",     "packages", "package-events", "mobilisation", "people",
                                  "orders",    "stays",    "visits"};

// A delivery says how things stand, one row for each: the server takes it whole or not at all.
PageLimits LimitsFor(const std::string& kind) {
  const bool delivery = kind == "people" || kind == "orders" || kind == "stays";
  return delivery ? PageLimits{.rows = ~std::uint64_t{0}, .bytes = ~std::size_t{0}} : PageLimits{};
}

struct OpenJob {
  std::string content;
  std::string digest;
  CutFile file;
};

v1::ImportRowsRequest RequestFor(const ImportJob& job, const OpenJob& open, const Page& page) {
  v1::ImportRowsRequest request;
  request.mutable_intent()->set_request_id(PageRequestId(job.file_reference, open.digest, page.number));
  request.set_kind(job.kind);
  request.set_file_reference(job.file_reference);
  request.set_file_digest(open.digest);
  request.set_page(page.number);
  request.set_first_row(page.first_row);
  request.set_header(open.file.header);
  request.set_rows(std::string(page.text));
  request.set_contract_id(job.contract_id);
  request.set_provider_id(job.provider_id);
  request.set_source(job.source);
  return request;
}

int Run(Session& session, const Arguments& arguments) {
  ImportJob job{.kind = arguments.words[0],
                .path = arguments.words[1],
                .file_reference = arguments.Get("file-reference", ReferenceFor(arguments.words[1])),
                .contract_id = arguments.Get("contract-id"),
                .provider_id = arguments.Get("provider-id"),
                .source = arguments.Get("source")};
  if (std::find(std::begin(kKinds), std::end(kKinds), job.kind) == std::end(kKinds)) {
    const std::string near = Nearest(job.kind, {std::begin(kKinds), std::end(kKinds)});
    return Misuse(session,
                  absl::InvalidArgumentError(
                      absl::StrCat("\"", job.kind, "\" is no kind of rows",
                                   near.empty() ? "" : absl::StrCat("; did you mean ", near, "?"))),
                  "import");
  }
  for (const std::string& flag : NeededFor(job.kind)) {
    if (!arguments.Get(flag).empty()) continue;
    return Misuse(session, absl::InvalidArgumentError(absl::StrCat("import ", job.kind, ": needs --", flag)),
                  "import");
  }
  const int in_flight = InFlightFor(job.kind, arguments);
  if (in_flight < 1 || in_flight > kMostInFlight) {
    return Misuse(session, absl::InvalidArgumentError("--in-flight: 1 to 64"), "import");
  }
  const auto caller = ConnectAs(session);
  if (!caller.ok()) return Fail(session, caller.status());
  job.caller = caller->get();

  std::vector<ImportJob> jobs = {std::move(job)};
  Progress progress(session.err, session.terminal, absl::StrCat("import ", jobs[0].path), "rows");
  const absl::Status status = Import(jobs, in_flight, progress);
  progress.End();
  if (!status.ok()) {
    const int code = Fail(session, status);
    session.err << "careledger: pages before it stay recorded; run the same command again to go on"
                << std::endl;
    return code;
  }
  say::Say(jobs[0].report, session.settings.output, session.out, {arguments.Get("section"), {}});
  return jobs[0].report.refused_size() > 0 ? kPartial : kOk;
}

}  // namespace

absl::Status Import(std::vector<ImportJob>& jobs, int in_flight, Progress& progress) {
  std::vector<OpenJob> open;
  std::vector<std::pair<std::size_t, std::size_t>> todo;  // Job and page.
  std::uint64_t total = 0;
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    absl::StatusOr<std::string> content = ReadWhole(jobs[j].path);
    if (!content.ok()) return content.status();
    open.push_back({*std::move(content), {}, {}});
  }
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    open[j].digest = client::Sha256(open[j].content);
    open[j].file = Cut(open[j].content, LimitsFor(jobs[j].kind));
    if (open[j].file.header.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(jobs[j].path, " is empty: it has no header"));
    }
    // A file without rows is sent too: that its header is right, and that it has come, is the server's to
    // say.
    if (open[j].file.pages.empty()) open[j].file.pages.push_back({.number = 0, .first_row = 2});
    total += open[j].file.rows;
    jobs[j].report.Clear();
    for (std::size_t p = 0; p < open[j].file.pages.size(); ++p) todo.emplace_back(j, p);
  }

  const auto& method = MethodNamed("ImportRows");
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // Guards what follows, and the reports.
  absl::Status failure;
  std::uint64_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < todo.size(); i = next++) {
      ImportJob& job = jobs[todo[i].first];
      const Page& page = open[todo[i].first].file.pages[todo[i].second];
      v1::ImportRowsResponse answer;
      const absl::Status status =
          job.caller->Call(method, RequestFor(job, open[todo[i].first], page), answer);
      const std::lock_guard lock(mutex);
      if (!status.ok()) {
        next = todo.size();
        job.failed = true;
        if (failure.ok()) {
          failure = absl::Status(status.code(), absl::StrCat(job.path, " from line ", page.first_row, ": ",
                                                             std::string(status.message())));
          if (const auto detail = client::DetailOf(status)) client::AttachDetail(failure, *detail);
        }
        return;
      }
      if (const v1::Receipt& receipt = answer.receipt(); receipt.records() > 0) {
        const std::uint64_t first = receipt.position() + 1 - receipt.records();
        job.first_position = job.first_position == 0 ? first : std::min(job.first_position, first);
      }
      AddReport(answer, job.report);
      done += page.rows;
      progress.Show(done, total);
    }
  };
  const std::size_t workers = std::min(static_cast<std::size_t>(in_flight), todo.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < workers; ++i) threads.emplace_back(work);
    work();
  }
  for (ImportJob& job : jobs) {
    std::sort(job.report.mutable_refused()->begin(), job.report.mutable_refused()->end(),
              [](const v1::RefusedRow& a, const v1::RefusedRow& b) { return a.row() < b.row(); });
    StateReport(job);
  }
  return failure;
}

void AddReport(const v1::ImportRowsResponse& page, v1::ImportRowsResponse& sum) {
  const bool first = !sum.has_receipt();
  if (page.has_receipt()) {
    const std::uint32_t records = sum.receipt().records() + page.receipt().records();
    const bool already = page.receipt().already_recorded() && (first || sum.receipt().already_recorded());
    if (first || page.receipt().position() > sum.receipt().position())
      *sum.mutable_receipt() = page.receipt();
    sum.mutable_receipt()->set_records(records);
    sum.mutable_receipt()->set_already_recorded(already);
  }
  sum.set_rows(sum.rows() + page.rows());
  sum.set_created(sum.created() + page.created());
  sum.set_updated(sum.updated() + page.updated());
  sum.set_unchanged(sum.unchanged() + page.unchanged());
  sum.mutable_refused()->MergeFrom(page.refused());
}

void StateReport(ImportJob& job) {
  if (!job.report.has_receipt()) return;
  v1::Receipt& receipt = *job.report.mutable_receipt();
  const std::string last = absl::StrCat(receipt.position());
  if (receipt.already_recorded()) {
    receipt.set_statement(absl::StrCat("already imported at position ", last, ": nothing new"));
    return;
  }
  const std::uint64_t accepted = job.report.created() + job.report.updated();
  receipt.set_statement(absl::StrCat(
      "imported ", accepted, " of ", job.report.rows(), job.report.rows() == 1 ? " row" : " rows", " at ",
      job.first_position < receipt.position() ? absl::StrCat("positions ", job.first_position, " to ", last)
                                              : absl::StrCat("position ", last)));
}

std::vector<std::string> NeededFor(const std::string& kind) {
  if (kind == "providers" || kind == "package-events" || kind == "people" || kind == "stays") return {};
  if (kind == "visits") return {"provider-id", "source"};
  return {"contract-id"};
}

std::string PageRequestId(const std::string& file_reference, const std::string& digest, std::uint64_t page) {
  return absl::StrCat(file_reference, ".", client::Hex(digest).substr(0, 16), ".", page);
}

std::string ReferenceFor(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot == 0 || dot == std::string::npos ? name : name.substr(0, dot);
}

int InFlightFor(const std::string& kind, const Arguments& arguments) {
  if (kind != "visits") return 1;
  int in_flight = 0;
  if (!absl::SimpleAtoi(arguments.Get("in-flight", "4"), &in_flight)) return 0;
  return in_flight;
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(path, std::ios::binary);
  std::string content;
  if (file) {
    file.seekg(0, std::ios::end);
    const std::streamoff size = file.tellg();
    if (size > 0) content.resize(static_cast<std::size_t>(size));
    file.seekg(0);
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
  }
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  return content;
}

Command ImportCommand() {
  return {
      .name = "import",
      .words = "KIND FILE",
      .summary = "Records the rows of a CSV file, page by page.",
      .details =
          "KIND is providers, lots, awards, admissions, capacity, rates, packages, package-events,\n"
          "people, orders, stays or visits; FILE may be - for stdin. Good rows are recorded; each refused\n"
          "row is listed with its line and reason, and the exit code is 9. Running it again is harmless: a\n"
          "page is named by the file reference, the digest of the file and its number. People, orders and\n"
          "stays are deliveries: see careledger delivery check. The columns of each kind of file are in\n"
          "server/intake/README.md.",
      .flags = {{"file-reference", "REF", "What the file is called in the ledger; the file's name."},
                {"contract-id", "ID",
                 "Whose rows; needed for lots, awards, admissions, capacity, rates, packages, orders."},
                {"provider-id", "ID", "Whose visits; needed for visits."},
                {"source", "ID", "The system that reported the visits; needed for visits."},
                {"in-flight", "N", "Pages of visits under way at once; 4. With 1, in the file's order."},
                {"section", "LIST", "With --output csv: refused or summary."}},
      .examples = {"careledger import rates rates.csv --contract-id home-care --as manager-1",
                   "careledger import visits beech-2016-11-07.csv --provider-id beech --source ecm-beech"},
      .least_words = 2,
      .most_words = 2,
      .run = Run};
}

}  // namespace careledger::cli
