// Questions, one at a time, as whole calls: invoices and dashboards now and in the past; inclusion proofs;
// the rebuild; the export.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "tests/bench/pages.h"
#include "tests/bench/schedule.h"
#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

const std::string kGetHead = "/careledger.v1.LedgerService/GetHead";
const std::string kProve = "/careledger.v1.LedgerService/ProveInclusion";
const std::string kGetInvoice = "/careledger.v1.InvoiceService/GetInvoice";
const std::string kGetKpi = "/careledger.v1.KpiService/GetKpi";
constexpr std::uint64_t kInvoiceVisits = 10'000;
constexpr int kPastPoints = 16;
constexpr double kLongest = 15;  // Seconds that one series of questions may take.
constexpr int kLeast = 40;       // Questions that it asks all the same, unless they take several times that.

// Asks until `most` questions are asked, or time is up; the times.
template <class AskOne>
Times Series(int most, const AskOne& ask) {
  Times times;
  const auto start = SteadyClock::now();
  for (int i = 0; i < most; ++i) {
    const double seconds = SecondsSince(start);
    if (seconds > 4 * kLongest || (seconds > kLongest && i >= kLeast)) break;
    times.Add(ask(i));
  }
  return times;
}

void Report(const Figures& figures, const std::string& name, const Times& times) {
  figures.Add(name + ".p50", times.Percentile(50));
  figures.Add(name + ".p99", times.Percentile(99));
  std::fprintf(stderr, "  %s: p50 %.2f ms, p99 %.2f ms, %zu calls\n", name.c_str(), times.Percentile(50),
               times.Percentile(99), times.count());
}

struct Question {
  std::string provider;
  std::string from;
  std::string to;
};

v1::GetInvoiceResponse Ask(Lines& lines, const Question& question, const std::string& known_at,
                           bool totals_only, double* ms = nullptr) {
  v1::GetInvoiceRequest request;
  request.set_provider_id(question.provider);
  request.set_from_date(question.from);
  request.set_to_date(question.to);
  request.set_totals_only(totals_only);
  request.mutable_at()->set_known_at(known_at);
  return lines.Ask<v1::GetInvoiceResponse>("finance-1", kGetInvoice, request, ms);
}

// How many days of this provider hold the visits of an invoice.
int DaysFor(Lines& lines, const std::string& provider, const Schedule& schedule) {
  constexpr int kTried = 21;
  const auto tried = Ask(lines, {provider, schedule.invoice_from(), schedule.invoice_to(kTried)}, "", true);
  if (tried.visits() == 0) throw std::runtime_error("no visits of " + provider);
  return static_cast<int>(
      std::ceil(static_cast<double>(kInvoiceVisits) * kTried / static_cast<double>(tried.visits())));
}

}  // namespace

int RunInvoice(const Flags& flags) {
  const Steps steps(flags["steps"]);
  const Schedule schedule(steps.extent());
  const Figures figures(flags["figures"]);
  const std::string name = flags["size"] + ".invoice";
  Lines lines(flags["server"], flags["certs"]);
  const auto head = lines.Ask<v1::GetHeadResponse>("finance-1", kGetHead, v1::GetHeadRequest());
  std::vector<Question> divided;
  std::vector<Question> latest;
  for (const std::string& provider : steps.providers()) {
    const int days = DaysFor(lines, provider, schedule);
    divided.push_back({provider, schedule.invoice_from(), schedule.invoice_to(days)});
    latest.push_back({provider, schedule.latest_from(days), schedule.end()});
  }
  const int most = std::max(300, static_cast<int>(divided.size()) * 10);
  double visits = 0;
  const auto ask = [&](const std::vector<Question>& questions, bool past) {
    visits = 0;
    const Times times = Series(most, [&](int i) {
      double ms = 0;
      const Question& question = questions[static_cast<std::size_t>(i) % questions.size()];
      const int point = i * 7 % kPastPoints;  // Another order than that of the providers.
      const auto answer =
          Ask(lines, question, past ? schedule.Past(point, kPastPoints, head.position()) : "", false, &ms);
      visits += static_cast<double>(answer.visits());
      return ms;
    });
    visits /= static_cast<double>(times.count());
    return times;
  };
  Report(figures, name + ".now", ask(divided, false));
  figures.Add(name + ".visits", visits);
  Report(figures, name + ".past", ask(divided, true));
  figures.Add(name + ".past_visits", visits);
  Report(figures, name + ".latest", ask(latest, false));
  return 0;
}

int RunKpi(const Flags& flags) {
  const Steps steps(flags["steps"]);
  const Schedule schedule(steps.extent());
  const Figures figures(flags["figures"]);
  const std::string name = flags["size"] + ".kpi";
  Lines lines(flags["server"], flags["certs"]);
  const auto head = lines.Ask<v1::GetHeadResponse>("finance-1", kGetHead, v1::GetHeadRequest());
  const auto ask = [&](bool past) {
    return Series(200, [&](int i) {
      v1::GetKpiRequest request;
      request.set_from_date(schedule.year_from());
      request.set_to_date(schedule.end());
      if (past)
        request.mutable_at()->set_known_at(schedule.Past(i * 7 % kPastPoints, kPastPoints, head.position()));
      double ms = 0;
      const auto answer = lines.Ask<v1::GetKpiResponse>("finance-1", kGetKpi, request, &ms);
      if (answer.rows_size() == 0) throw std::runtime_error("a dashboard without rows");
      return ms;
    });
  };
  Report(figures, name + ".now", ask(false));
  Report(figures, name + ".past", ask(true));
  figures.Add(flags["size"] + ".rss", UsageOf(flags.Number("pid", 0)).rss_bytes);
  return 0;
}

int RunProof(const Flags& flags) {
  const Figures figures(flags["figures"]);
  Lines lines(flags["server"], flags["certs"]);
  const auto head = lines.Ask<v1::GetHeadResponse>("finance-1", kGetHead, v1::GetHeadRequest());
  Report(figures, flags["size"] + ".proof", Series(2'000, [&](int i) {
           v1::ProveInclusionRequest request;
           // All over the log, seldom twice among the same 256 records.
           request.set_position(1 + static_cast<std::uint64_t>(i) * 2'654'435'761U % head.position());
           double ms = 0;
           const auto proof = lines.Ask<v1::ProveInclusionResponse>("finance-1", kProve, request, &ms);
           if (proof.root() != head.tree_head()) throw std::runtime_error("a proof of another tree");
           return ms;
         }));
  return 0;
}

int RunRebuild(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  const Figures figures(flags["figures"]);
  const int pid = flags.Number("pid", 0);
  const double cpu = UsageOf(pid).cpu_s;
  v1::RebuildReadModelsResponse last;
  const auto start = SteadyClock::now();
  double folded = 0;
  const Answer answer = lines.As("admin").Stream(
      "/careledger.v1.LedgerService/RebuildReadModels", v1::RebuildReadModelsRequest().SerializeAsString(),
      [&](std::string_view message) {
        last.ParseFromArray(message.data(), static_cast<int>(message.size()));
        if (last.done() == last.total() && folded == 0) folded = SecondsSince(start);
        return true;
      });
  Lines::Require(answer, "RebuildReadModels");
  if (last.digest().empty()) throw std::runtime_error("the rebuild ended without a digest");
  const double seconds = SecondsSince(start);
  const auto records = static_cast<double>(last.total());
  figures.Add(flags["size"] + ".rebuild.rate", records / seconds);
  figures.Add(flags["size"] + ".rebuild.fold_rate", folded > 0 ? records / folded : 0);
  std::fprintf(stderr,
               "  rebuilt %.0f records in %.2f s (folded after %.2f s): %.0f/s; server %.2f s of processor\n",
               records, seconds, folded, records / seconds, UsageOf(pid).cpu_s - cpu);
  return 0;
}

int RunExport(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  const std::string file = flags["out"];
  const auto most = static_cast<std::uint64_t>(flags.Number("mebibytes", 400)) << 20;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  std::uint64_t bytes = 0;
  const Answer answer =
      lines.As("auditor-1")
          .Stream("/careledger.v1.LedgerService/ExportLog", v1::ExportLogRequest().SerializeAsString(),
                  [&](std::string_view message) {
                    v1::ExportLogResponse chunk;
                    chunk.ParseFromArray(message.data(), static_cast<int>(message.size()));
                    out.write(chunk.data().data(), static_cast<std::streamsize>(chunk.data().size()));
                    bytes += chunk.data().size();
                    return bytes < most;
                  });
  Lines::Require(answer, "ExportLog");
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
  return 0;
}

}  // namespace careledger::bench
