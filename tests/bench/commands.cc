// Commands one a call, 32 callers, each a broker who asks for a package, awards it and starts it; and the
// same bytes to the echo server.
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

constexpr int kCallers = 32;
constexpr std::size_t kSteps = 3;  // Request, award, start.
const std::string kPaths[kSteps] = {"/careledger.v1.PackageService/RequestPackage",
                                    "/careledger.v1.PackageService/AwardPackage",
                                    "/careledger.v1.PackageService/StartPackage"};

struct Lot {
  std::string id;
  std::string provider;
};

template <class Request>
Request For(const std::string& package, const char* step) {
  Request request;
  request.mutable_intent()->set_request_id(package + step);
  request.set_package_id(package);
  request.set_effective_date("2010-01-04");
  return request;
}

// Three commands a package, one after the other.
std::vector<std::string> Serialise(std::size_t first, std::size_t packages, const std::vector<Lot>& lots) {
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < packages; ++i) {
    const std::string id = "B" + std::to_string(first + i);
    const Lot& lot = lots[i % lots.size()];
    auto request = For<v1::RequestPackageRequest>(id, "-request");
    request.set_person_id("Q" + std::to_string(first + i));
    request.set_service("home-care");
    request.set_client_group("older-people");
    request.set_funder("council");
    request.set_waiting_in("community");
    request.set_reason("new");
    request.set_contract_id("homecare");
    request.set_lot_id(lot.id);
    request.set_plan("Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2");
    requests.push_back(request.SerializeAsString());
    auto award = For<v1::AwardPackageRequest>(id, "-award");
    award.set_contract_id("homecare");
    award.set_lot_id(lot.id);
    award.set_provider_id(lot.provider);
    requests.push_back(award.SerializeAsString());
    requests.push_back(For<v1::StartPackageRequest>(id, "-start").SerializeAsString());
  }
  return requests;
}

// What all rows do: every caller, on a connection of its own, takes the next package and sends its commands
// in order.
void Measure(const Flags& flags, const std::string& kind, const std::vector<std::string>& requests,
             const std::string& echo_path) {
  const bool lean = flags.Get("callers", "waiting") == "lean";
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < kCallers; ++i) {
    lines.push_back(std::make_unique<Line>(Endpoint{flags["server"], flags["certs"], "broker-1"}));
    (void)lines.back()->Call(kEchoPath,
                             "");  // Connects; a server that does not know the method has answered too.
  }
  std::vector<std::size_t> at(kCallers, requests.size());
  std::size_t next = 0;
  Times times;
  const int pid = flags.Number("pid", 0);
  const double cpu = UsageOf(pid).cpu_s;
  const auto start = SteadyClock::now();
  (lean ? CallMany : CallEach)(
      kCallers,
      [&](int caller, Task& task) {
        std::size_t& mine = at[static_cast<std::size_t>(caller)];
        if (mine == requests.size() || ++mine % kSteps == 0)
          mine = std::exchange(next, std::min(next + kSteps, requests.size()));
        if (mine >= requests.size()) return false;
        task.line = lines[static_cast<std::size_t>(caller)].get();
        task.path = echo_path.empty() ? &kPaths[mine % kSteps] : &echo_path;
        task.request = requests[mine];
        return true;
      },
      [&](int, const Task& task, const Answer& answer) {
        Lines::Require(answer, *task.path);
        times.Add(answer.ms);
      });
  const double seconds = SecondsSince(start);
  if (times.count() != requests.size()) throw std::runtime_error("not every command was sent");
  const double rate = static_cast<double>(times.count()) / seconds;
  const Figures figures(flags["figures"]);
  const std::string name = kind + (lean ? ".lean" : ".waiting");
  figures.Add(name + ".rate", rate);
  figures.Add(name + ".p50", times.Percentile(50));
  figures.Add(name + ".p99", times.Percentile(99));
  std::fprintf(stderr,
               "  %s: %zu calls in %.2f s: %.0f/s; p50 %.2f ms, p99 %.2f ms; server %.2f s of processor\n",
               name.c_str(), times.count(), seconds, rate, times.Percentile(50), times.Percentile(99),
               UsageOf(pid).cpu_s - cpu);
}

}  // namespace

int RunCommands(const Flags& flags) {
  std::vector<Lot> lots;
  {
    Lines lines(flags["server"], flags["certs"]);
    v1::ListLotsRequest request;
    request.set_contract_id("homecare");
    const auto answer =
        lines.Ask<v1::ListLotsResponse>("broker-1", "/careledger.v1.DirectoryService/ListLots", request);
    for (const v1::LotEntry& lot : answer.lots()) lots.push_back({lot.lot_id(), lot.provider_id()});
  }
  if (lots.empty()) throw std::runtime_error("the contract has no lots");
  Measure(flags, "commands",
          Serialise(static_cast<std::size_t>(flags.Number("first", 100'000)),
                    static_cast<std::size_t>(flags.Number("packages", 10'000)), lots),
          "");
  return 0;
}

int RunEcho(const Flags& flags) {
  Measure(flags, "echo",
          Serialise(static_cast<std::size_t>(flags.Number("first", 100'000)),
                    static_cast<std::size_t>(flags.Number("packages", 10'000)), {{"L01", "R001"}}),
          kEchoPath);
  return 0;
}

}  // namespace careledger::bench
