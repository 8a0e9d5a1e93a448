// Setting up and the bulk row: pages of visits, several under way, until the read models have seen the last.
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "replay/model/calendar.h"
#include "tests/bench/pages.h"
#include "tests/bench/schedule.h"
#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

const std::string kGetHead = "/careledger.v1.LedgerService/GetHead";
const std::string kPropose = "/careledger.v1.ChangeService/ProposeRateChange";
const std::string kPreview = "/careledger.v1.ChangeService/PreviewChange";
const std::string kApprove = "/careledger.v1.ChangeService/ApproveChange";

class Loader {
 public:
  Loader(const Steps& steps, Lines& lines, int in_flight)
      : steps_(steps), lines_(lines), in_flight_(in_flight) {}

  void SetUp() {
    for (; next_ < steps_.first_visits(); ++next_) Sync(steps_.all()[next_]);
  }

  // Up to the next change of rates, or the end.
  void Pages() {
    CallMany(
        in_flight_, [this](int, Task& task) { return Next(task); },
        [this](int, const Task& task, const Answer& answer) { Take(task, answer); });
  }
  bool done() const { return next_ == steps_.all().size(); }

  // Goes on without the change of rates.
  void Skip() { ++next_; }

  // Raised for everybody by 3 %, some weeks back, by two persons. Returns how long preview and approval took,
  // in ms.
  std::pair<double, double> Uplift() {
    ++next_;
    v1::ProposeRateChangeRequest propose;
    propose.mutable_intent()->set_request_id("uplift");
    propose.set_change_id("uplift");
    propose.set_contract_id("homecare");
    propose.set_effective_date(Schedule(steps_.extent()).uplift_from());
    propose.set_uplift_percent("3");
    propose.mutable_authority()->set_reference("Decision of the bench");
    propose.mutable_authority()->set_decision_maker("A cabinet");
    propose.mutable_authority()->set_date(steps_.extent().first_monday);
    (void)lines_.Ask<v1::ProposeRateChangeResponse>("finance-1", kPropose, propose);
    v1::PreviewChangeRequest preview;
    preview.set_change_id("uplift");
    double preview_ms = 0;
    const auto previewed = lines_.Ask<v1::PreviewChangeResponse>("finance-2", kPreview, preview, &preview_ms);
    v1::ApproveChangeRequest approve;
    approve.mutable_intent()->set_request_id("approve");
    approve.set_change_id("uplift");
    approve.set_preview_position(previewed.as_of().known_position());
    approve.set_preview_digest(previewed.digest());
    double approve_ms = 0;
    (void)lines_.Ask<v1::ApproveChangeResponse>("finance-2", kApprove, approve, &approve_ms);
    if (previewed.lines() == 0) throw std::runtime_error("the change of rates moves no line");
    return {preview_ms, approve_ms};
  }

  // Waits until the read models have seen all; returns the head.
  v1::GetHeadResponse Settle() {
    while (true) {
      auto head = lines_.Ask<v1::GetHeadResponse>("auditor-1", kGetHead, v1::GetHeadRequest());
      if (head.projected() >= head.position()) return head;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  std::uint64_t visits() const { return visits_; }
  std::uint64_t refused() const { return refused_; }
  const Times& pages() const { return pages_; }

 private:
  void Sync(const Step& step) { Lines::Require(lines_.As(step.as).Call(step.path, step.request), step.path); }

  bool Next(Task& task) {
    while (!done() && steps_.all()[next_].path != kUplift) {
      const Step& step = steps_.all()[next_++];
      if (step.visits == 0) {
        Sync(step);
        continue;
      }
      task.line = &lines_.As(step.as);
      task.path = &step.path;
      task.request = step.request;
      task.tag = step.visits;
      return true;
    }
    return false;
  }

  void Take(const Task& task, const Answer& answer) {
    Lines::Require(answer, *task.path);
    v1::RecordVisitsResponse response;
    if (!response.ParseFromString(answer.bytes)) throw std::runtime_error("an answer that is none");
    pages_.Add(answer.ms);
    visits_ += response.created() + response.updated();
    refused_ += static_cast<std::uint64_t>(response.refused_size());
    if (visits_ / 1'000'000 != reported_) {
      reported_ = visits_ / 1'000'000;
      std::fprintf(stderr, "  %lu M visits\n", static_cast<unsigned long>(reported_));
    }
  }

  const Steps& steps_;
  Lines& lines_;
  const int in_flight_;
  std::size_t next_ = 0;
  std::uint64_t visits_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t reported_ = 0;
  Times pages_;
};

}  // namespace

int RunLoad(const Flags& flags) {
  const Steps steps(flags["steps"]);
  Lines lines(flags["server"], flags["certs"]);
  Loader loader(steps, lines, flags.Number("in-flight", 8));
  loader.SetUp();
  if (flags.Get("setup-only", "no") == "yes") return 0;
  // Connections stand before the clock starts.
  for (const std::string& provider : steps.providers()) {
    (void)lines.As("feed-" + provider).Call(kGetHead, v1::GetHeadRequest().SerializeAsString());
  }
  const int pid = flags.Number("pid", 0);
  const std::string size = flags["size"];
  const Figures figures(flags["figures"]);
  const std::uint64_t before = loader.Settle().position();
  const Usage start_usage = UsageOf(pid);
  double seconds = 0;
  double behind = 0;
  std::pair<double, double> uplift;
  double uplift_cpu = 0;
  v1::GetHeadResponse head;
  while (true) {
    const auto start = SteadyClock::now();
    loader.Pages();
    const auto acknowledged = SteadyClock::now();
    head = loader.Settle();
    seconds += SecondsSince(start);
    behind += SecondsSince(acknowledged);
    if (loader.done()) break;
    if (flags.Get("uplift", "yes") == "no") {
      loader.Skip();
      continue;
    }
    const double cpu = UsageOf(pid).cpu_s;
    uplift = loader.Uplift();
    uplift_cpu = UsageOf(pid).cpu_s - cpu;
  }
  const Usage usage = UsageOf(pid);
  const double cpu_s = usage.cpu_s - start_usage.cpu_s - uplift_cpu;
  const auto visits = static_cast<double>(loader.visits());
  figures.Add(size + ".bulk.rate", visits / seconds);
  figures.Add(size + ".bulk.visits", visits);
  figures.Add(size + ".bulk.records", static_cast<double>(head.position()));
  figures.Add(size + ".bulk.page_p50", loader.pages().Percentile(50));
  figures.Add(size + ".bulk.page_p99", loader.pages().Percentile(99));
  figures.Add(size + ".bulk.cpu", cpu_s / visits * 1e6);
  figures.Add(size + ".bulk.peak", usage.peak_bytes);
  figures.Add(size + ".preview_ms", uplift.first);
  figures.Add(size + ".approve_ms", uplift.second);
  std::fprintf(
      stderr,
      "  %.0f visits (%lu corrected, %lu late) as %lu records in %.2f s: %.0f/s; the read models %.2f s "
      "behind "
      "at the end; server %.2f s of processor; page p50 %.1f ms, p99 %.1f ms; %lu refused; preview %.0f ms, "
      "approval %.0f ms\n",
      visits, static_cast<unsigned long>(steps.extent().corrected),
      static_cast<unsigned long>(steps.extent().late), static_cast<unsigned long>(head.position() - before),
      seconds, visits / seconds, behind, cpu_s, loader.pages().Percentile(50), loader.pages().Percentile(99),
      static_cast<unsigned long>(loader.refused()), uplift.first, uplift.second);
  if (loader.refused() > 0 || visits != static_cast<double>(steps.extent().visits)) {
    throw std::runtime_error("not every visit was recorded: the data or the server is at fault");
  }
  return 0;
}

}  // namespace careledger::bench
