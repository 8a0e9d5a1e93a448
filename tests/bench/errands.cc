#include "tests/bench/errands.h"

#include <cstdio>
#include <stdexcept>

namespace careledger::bench {
namespace {

constexpr int kCallers = 32;

// Where a caller is: in an errand, at one of its commands.
struct At {
  const Errand* errand = nullptr;  // Null: none yet.
  std::size_t command = 0;
};

}  // namespace

void RunErrands(const Flags& flags, const std::string& name, const std::vector<Errand>& errands) {
  const bool lean = flags.Get("callers", "waiting") == "lean";
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < kCallers; ++i) {
    lines.push_back(std::make_unique<Line>(Endpoint{flags["server"], flags["certs"], "broker-1"}));
    (void)lines.back()->Call(kEchoPath,
                             "");  // Connects; a server that does not know the method has answered too.
  }
  std::vector<At> at(kCallers);
  std::size_t next = 0;
  std::size_t commands = 0;
  for (const Errand& errand : errands) commands += errand.size();
  Times times;
  const int pid = flags.Number("pid", 0);
  const double cpu = UsageOf(pid).cpu_s;
  const auto start = SteadyClock::now();
  (lean ? CallMany : CallEach)(
      kCallers,
      [&](int caller, Task& task) {
        At& mine = at[static_cast<std::size_t>(caller)];
        if (mine.errand == nullptr || ++mine.command == mine.errand->size()) {
          if (next == errands.size()) return false;
          mine = {&errands[next++], 0};
        }
        const Command& command = (*mine.errand)[mine.command];
        task.line = lines[static_cast<std::size_t>(caller)].get();
        task.path = command.path;
        task.request = command.request;
        return true;
      },
      [&](int, const Task& task, const Answer& answer) {
        Lines::Require(answer, *task.path);
        times.Add(answer.ms);
      });
  const double seconds = SecondsSince(start);
  if (times.count() != commands) throw std::runtime_error("not every command was sent");
  const double rate = static_cast<double>(times.count()) / seconds;
  const Figures figures(flags["figures"]);
  const std::string row = name + (lean ? ".lean" : ".waiting");
  figures.Add(row + ".rate", rate);
  figures.Add(row + ".p50", times.Percentile(50));
  figures.Add(row + ".p99", times.Percentile(99));
  std::fprintf(stderr,
               "  %s: %zu calls in %.2f s: %.0f/s; p50 %.2f ms, p99 %.2f ms; server %.2f s of processor\n",
               row.c_str(), times.count(), seconds, rate, times.Percentile(50), times.Percentile(99),
               UsageOf(pid).cpu_s - cpu);
}

}  // namespace careledger::bench
