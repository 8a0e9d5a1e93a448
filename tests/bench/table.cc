// The table of what is to be reached, each figure beside its ceiling or its peer of the same run.
#include <fmt/format.h>

#include <cstdio>
#include <optional>

#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

struct Row {
  std::string what;
  std::string figure;
  std::string beside;  // The ceiling or the peer.
  std::string target;
  std::string half;
  std::string verdict;
};

// What a figure must be: at least (rates, shares) or at most (times, sizes). Half of it is half the rate, or
// twice the time.
struct Target {
  enum class Kind { kAtLeast, kAtMost } kind;
  double value;
  std::string (*print)(double);

  std::string Text() const { return (kind == Kind::kAtLeast ? ">= " : "<= ") + print(value); }
  std::string Half() const {
    return kind == Kind::kAtLeast ? ">= " + print(value / 2) : "<= " + print(value * 2);
  }
  const char* Verdict(double figure) const {
    const bool least = kind == Kind::kAtLeast;
    if (least ? figure >= value : figure <= value) return "reaches";
    return (least ? figure >= value / 2 : figure <= value * 2) ? "half" : "below";
  }
};

std::string Rate(double value) {
  return value >= 1e6 ? fmt::format("{:.2f} M/s", value / 1e6) : fmt::format("{:.0f}/s", value);
}
std::string Share(double value) { return fmt::format("{:.2f}", value); }
std::string Multiple(double value) { return fmt::format("{:.1f} x", value); }
std::string Ms(double value) {
  return value >= 1000 ? fmt::format("{:.2f} s", value / 1000) : fmt::format("{:.1f} ms", value);
}
std::string Us(double value) { return fmt::format("{:.0f} us", value); }
std::string Megabytes(double value) { return fmt::format("{:.0f} MB", value / 1e6); }
std::string Bytes(double value) { return fmt::format("{:.0f} bytes", value); }

constexpr auto kAtLeast = Target::Kind::kAtLeast;
constexpr auto kAtMost = Target::Kind::kAtMost;

// A ceiling or peer, and what it does on the reference machine; 0: not known.
struct Reference {
  const char* name;
  const char* what;
  double value;
};
constexpr Reference kReferences[] = {
    {"echo.waiting.rate", "bare gRPC echo, 32 callers, a thread each", 9'900},
    {"echo.lean.rate", "bare gRPC echo, 32 callers, lean", 9'900},
    {"durable.waiting.rate", "gRPC echo once on disk, a thread each", 0},
    {"durable.lean.rate", "gRPC echo once on disk, lean", 0},
    {"rocksdb.write", "RocksDB, synced batches of 1,000", 405'000},
    {"rocksdb.scan", "RocksDB, scan on one thread", 1'350'000},
    {"messagedb.single", "message-db, single writes, 32 callers", 490},
    {"messagedb.calls", "message-db, 1,000 calls a transaction", 7'700},
    {"messagedb.bulk", "message-db, 1,000 in a statement of ours", 7'700},
};
// What a command may cost beyond an echo, both processors together: on the reference machine a command at 0.7
// of its echo takes 2 s / 6,930, and an echo 2 s / 9,900.
constexpr double kProcessors = 2;
constexpr double kBudgetUs = kProcessors * 1e6 * (1 / (0.7 * 9'900) - 1 / 9'900.0);
constexpr double kFarBelow =
    0.6;  // Of the reference: then the machine was not the reference machine, or was busy.

class Table {
 public:
  explicit Table(std::map<std::string, double> figures) : figures_(std::move(figures)) {}

  void Commands() {
    Calls("commands", "commands, 32 callers, a thread each", ".waiting");
    Calls("commands", "commands, 32 callers, lean", ".lean");
  }

  void Size(const std::string& size) {
    const std::string at = ", " + size;
    if (const auto rate = Find(size + ".bulk.rate")) {
      const Target target{kAtLeast, 200'000, Rate};
      rows_.push_back(
          {"visits streamed in" + at, Rate(*rate), "", target.Text(), target.Half(), target.Verdict(*rate)});
      if (const auto ceiling = Find(size + ".rocksdb.write")) {
        Add("  beside RocksDB", Rate(*rate), "synced batches " + Rate(*ceiling), *rate / *ceiling,
            {kAtLeast, 0.5, Share});
      }
      for (const auto& [peer, words] : {std::pair{"messagedb.calls", "  beside message-db, its calls"},
                                        {"messagedb.bulk", "  beside message-db, a statement of ours"}}) {
        const auto other = Find(peer);
        if (!other) continue;
        Add(words, Rate(*rate), "message-db " + Rate(*other), *rate / *other, {kAtLeast, 25, Multiple});
      }
    }
    if (const auto rate = Find(size + ".rebuild.rate")) {
      const Target target{kAtLeast, 1'000'000, Rate};
      std::string beside;
      if (const auto scan = Find(size + ".rocksdb.scan"))
        beside = fmt::format("scan {} ({:.2f})", Rate(*scan), *rate / *scan);
      rows_.push_back({"rebuild of all read models" + at, Rate(*rate), beside, target.Text(), target.Half(),
                       target.Verdict(*rate)});
    }
    Times("invoice", fmt::format("invoice of {:.0f} visits", At(size + ".invoice.visits")), size, 10);
    const double millions = At(size + ".bulk.visits") / 1e6;
    Times("kpi", "KPI dashboard, one year, all", size, millions > 5 ? 20 : 10);
    if (const auto p99 = Find(size + ".proof.p99")) {
      const Target target{kAtMost, 1, Ms};
      rows_.push_back({"inclusion proof" + at,
                       fmt::format("p50 {:.2f} ms, p99 {:.2f} ms", At(size + ".proof.p50"), *p99), "",
                       target.Text(), target.Half(), target.Verdict(*p99)});
    }
    Single(size + ".restart_ms", "restart to serving, after a stop" + at, {kAtMost, 1000, Ms});
    Single(size + ".recover_ms", "restart to serving, after kill -9" + at, {kAtMost, 1000, Ms});
    Single(size + ".rss", "resident memory, after questions" + at, {kAtMost, 1e9, Megabytes});
    Single(size + ".bulk.peak", "  at most, while loading" + at, {kAtMost, 1e9, Megabytes});
    if (const auto disk = Find(size + ".disk")) {
      const double visits = At(size + ".bulk.visits");
      const Target target{kAtMost, 150, Bytes};
      rows_.push_back({"disk, a visit, all included" + at, Bytes(*disk / visits),
                       fmt::format("log {}, read models {}", Bytes(At(size + ".disk_log") / visits),
                                   Bytes(At(size + ".disk_models") / visits)),
                       target.Text(), target.Half(), target.Verdict(*disk / visits)});
    }
  }

  // On a ledger of 100,000 open packages and 500 providers.
  void OpenPackages() {
    const Target target{kAtMost, 50, Ms};
    for (const auto& [name, words] : {std::pair{"waiting.now", "waiting list"},
                                      {"waiting.past", "waiting list in the past"},
                                      {"waiting.mean", "its mean over 13 weeks"},
                                      {"candidates", "who can take a package"},
                                      {"failure.now", "what if a provider fails"},
                                      {"failure.past", "what if it fails, in the past"}}) {
      const auto p99 = Find(std::string(name) + ".p99");
      if (!p99) continue;
      rows_.push_back({words + std::string(", 100,000 open packages"),
                       fmt::format("p50 {}, p99 {}", Ms(At(std::string(name) + ".p50")), Ms(*p99)),
                       "500 providers", target.Text(), target.Half(), target.Verdict(*p99)});
    }
    for (const auto& [name, words] : {std::pair{"offers", "offers, declines, awards"},
                                      {"bids", "competitions and bids"},
                                      {"closings", "competitions closed and awarded"}}) {
      Calls(name, words + std::string(", 100,000 open packages"), ".waiting");
    }
  }

  // The last size beside the first.
  void Flat(const std::string& first, const std::string& last) {
    for (const char* when : {".invoice.now.p50", ".invoice.past.p50"}) {
      const auto small = Find(first + when);
      const auto large = Find(last + when);
      if (!small || !large) continue;
      Add(fmt::format("invoice, {} beside {}", last, first), "p50 " + Ms(*large), "p50 " + Ms(*small),
          *large / *small, {kAtMost, 1.2, Share});
    }
  }

  void Print() const {
    const auto line = [](const Row& row) {
      fmt::print("{:<48} {:<36} {:<34} {:<14} {:<14} {}\n", row.what, row.figure, row.beside, row.target,
                 row.half, row.verdict);
    };
    line({"", "figure", "beside, in this run (ratio)", "to reach", "half of it", ""});
    for (const Row& row : rows_) line(row);
    fmt::print("\nCeilings and peers of this run:\n");
    bool poor = false;
    for (const auto& [name, value] : figures_) {
      for (const Reference& reference : kReferences) {
        if (!name.ends_with(reference.name)) continue;
        const std::string what =
            reference.what + (name == reference.name ? "" : ", " + name.substr(0, name.find('.')));
        fmt::print("  {:<44} {:>12}", what, Rate(value));
        if (reference.value > 0) {
          const bool far = value < kFarBelow * reference.value;
          poor = poor || far;
          fmt::print("   reference {:>12}   {:.2f}{}", Rate(reference.value), value / reference.value,
                     far ? "   FAR BELOW" : "");
        }
        fmt::print("\n");
      }
    }
    fmt::print("  load average of the machine when the run began: {:.2f}\n", At("load_average"));
    if (const double longer = At("sync_ms"); longer > 0) {
      fmt::print("  every sync of every program took {:.1f} ms longer than the disk's own\n", longer);
    }
    if (poor) {
      fmt::print(
          "\nTHIS RUN IS VOID: a ceiling is far below the reference machine's. Something else was using the "
          "machine, or\n"
          "it is a slower one: only ratios are worth reading.\n");
    }
    fmt::print(
        "\nTimes are whole calls over loopback with mutual TLS, one after the other. All visits are "
        "generated.\n");
  }

 private:
  // Commands of 32 callers beside the echo, and beside message-db.
  void Calls(const std::string& name, const std::string& words, const std::string& callers) {
    const std::string row = name + callers;
    const auto rate = Find(row + ".rate");
    if (!rate) return;
    const std::string figure =
        fmt::format("{}, p50 {}, p99 {}", Rate(*rate), Ms(At(row + ".p50")), Ms(At(row + ".p99")));
    if (const auto echo = Find("echo" + callers + ".rate")) {
      Add(words, figure, "gRPC echo " + Rate(*echo), *rate / *echo, {kAtLeast, 0.7, Share});
      const double beyond = kProcessors * 1e6 * (1 / *rate - 1 / *echo);
      const Target budget{kAtMost, kBudgetUs, Us};
      rows_.push_back(
          {"  beyond an echo, a call", Us(beyond), "", budget.Text(), budget.Half(), budget.Verdict(beyond)});
    } else {
      rows_.push_back({words, figure, "", "", "", ""});
    }
    if (const auto echo = Find("durable" + callers + ".rate"))
      rows_.push_back({"  beside the echo once on disk", Rate(*rate),
                       fmt::format("{} ({:.2f})", Rate(*echo), *rate / *echo), "", "", ""});
    if (const auto peer = Find("messagedb.single"))
      Add("  beside message-db", figure, "message-db " + Rate(*peer), *rate / *peer,
          {kAtLeast, 12, Multiple});
  }
  std::optional<double> Find(const std::string& name) const {
    const auto found = figures_.find(name);
    return found == figures_.end() ? std::nullopt : std::optional(found->second);
  }
  double At(const std::string& name) const { return Find(name).value_or(0); }

  void Add(std::string what, std::string figure, const std::string& beside, double ratio,
           const Target& target) {
    rows_.push_back({std::move(what), std::move(figure), fmt::format("{} ({})", beside, target.print(ratio)),
                     target.Text(), target.Half(), target.Verdict(ratio)});
  }

  void Single(const std::string& name, const std::string& what, const Target& target) {
    const auto value = Find(name);
    if (value)
      rows_.push_back({what, target.print(*value), "", target.Text(), target.Half(), target.Verdict(*value)});
  }

  void Times(const std::string& kind, const std::string& what, const std::string& size, double most_ms) {
    const Target target{kAtMost, most_ms, Ms};
    const std::string name = size + "." + kind;
    for (const auto& [when, words] :
         {std::pair{".now", ", now, "}, {".past", ", in the past, "}, {".latest", ", latest, "}}) {
      const auto p99 = Find(name + when + ".p99");
      if (!p99) continue;
      rows_.push_back({what + words + size,
                       fmt::format("p50 {}, p99 {}", Ms(At(name + when + ".p50")), Ms(*p99)), "",
                       target.Text(), target.Half(), target.Verdict(*p99)});
    }
    const auto past = Find(name + ".past.p50");
    const auto now = Find(name + ".now.p50");
    if (kind == "invoice" && past && now) {
      Add("  the past beside now", "p50 " + Ms(*past), "p50 " + Ms(*now), *past / *now,
          {kAtMost, 1.2, Share});
    }
  }

  std::map<std::string, double> figures_;
  std::vector<Row> rows_;
};

}  // namespace

int RunTable(const Flags& flags) {
  Table table{Figures{flags["figures"]}.Read()};
  table.Commands();
  std::vector<std::string> sizes;
  std::string rest = flags["sizes"];
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    sizes.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  for (const std::string& size : sizes) table.Size(size);
  table.OpenPackages();
  if (sizes.size() > 1) table.Flat(sizes.front(), sizes.back());
  table.Print();
  return 0;
}

}  // namespace careledger::bench
