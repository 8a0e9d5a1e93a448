// What every part of the benchmark shares: flags, figures, connections by identity, percentiles.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/message_lite.h>

#include "tests/bench/wire.h"

namespace careledger::bench {

using SteadyClock = std::chrono::steady_clock;

inline double SecondsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// "--name value" pairs. Throws std::runtime_error on anything else, and on a flag asked for that is not
// there.
class Flags {
 public:
  Flags(int argc, char** argv);
  const std::string& operator[](const std::string& name) const;
  std::string Get(const std::string& name, const std::string& otherwise) const;
  int Number(const std::string& name, int otherwise) const;

 private:
  std::map<std::string, std::string> values_;
};

// Measured values by name, such as "1M.bulk.rate": appended to a file, one a line, by each part; read by the
// table.
class Figures {
 public:
  explicit Figures(std::string file) : file_(std::move(file)) {}
  void Add(const std::string& name, double value) const;
  std::map<std::string, double> Read() const;

 private:
  std::string file_;
};

// A connection for each identity, made when first asked for. Not thread-safe.
class Lines {
 public:
  Lines(std::string address, std::string certs) : address_(std::move(address)), certs_(std::move(certs)) {}
  Line& As(const std::string& identity);

  // Calls and parses; throws std::runtime_error with the server's words when the call fails.
  template <class Response>
  Response Ask(const std::string& identity, const std::string& path,
               const google::protobuf::MessageLite& request, double* ms = nullptr) {
    const Answer answer = As(identity).Call(path, request.SerializeAsString());
    Response response;
    Require(answer, path);
    response.ParseFromString(answer.bytes);
    if (ms != nullptr) *ms = answer.ms;
    return response;
  }
  static void Require(const Answer& answer, const std::string& what);

 private:
  std::string address_;
  std::string certs_;
  std::map<std::string, std::unique_ptr<Line>> lines_;
};

// Times of calls in ms.
class Times {
 public:
  void Add(double ms) { values_.push_back(ms); }
  // The smallest value that `percent` of all do not exceed; 0 when there are none.
  double Percentile(double percent) const;
  std::size_t count() const { return values_.size(); }

 private:
  std::vector<double> values_;
};

// Of a process, in seconds of processor time and bytes of memory (now, and at most).
struct Usage {
  double cpu_s = 0;
  double rss_bytes = 0;
  double peak_bytes = 0;
};
Usage UsageOf(int pid);

// The parts; each returns an exit code and throws std::runtime_error.
int RunLoad(const Flags& flags);      // Setup and bulk visits.
int RunCommands(const Flags& flags);  // One a call, 32 callers.
int RunEcho(const Flags& flags);      // The same calls to the echo server.
int RunInvoice(const Flags& flags);
int RunKpi(const Flags& flags);
int RunProof(const Flags& flags);  // That records anywhere are in the tree.
int RunRebuild(const Flags& flags);
int RunOpenPackages(const Flags& flags);  // Fills a ledger of its own for
int RunWaiting(const Flags& flags);       // this
int RunSourcing(const Flags& flags);      // and this.
int RunExport(const Flags& flags);
int RunRocks(const Flags& flags);  // RocksDB with the same records.
int RunTable(const Flags& flags);

}  // namespace careledger::bench
