// A world of real processes: servers and commands on loopback, with mutual TLS, in a folder that goes away.
// Whatever a test does, its processes end: commands after a limit, servers with the test.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace careledger::system_test {

using std::chrono::seconds;

// How a command ended: 124 when it was still running at its limit.
struct Ended {
  int code = -1;
  std::string out;
  std::string err;
};

// What a test says of a command that did not end as it should.
std::ostream& operator<<(std::ostream& out, const Ended& ended);

// One process that we started, ended with kill -9 when it goes out of scope.
class Process {
 public:
  Process() = default;
  // `arguments` begin with the program's path; `out` and `err` are files written to.
  Process(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment,
          std::string out, std::string err);
  ~Process() { Kill(); }
  Process(Process&& other) noexcept { *this = std::move(other); }
  Process& operator=(Process&& other) noexcept;

  bool Running();
  void Signal(int signal) const;
  void Kill();
  // Its exit code (128 and the signal, as shells have it) and what it wrote. Ended with kill -9 after
  // `limit`: code 124.
  Ended Wait(seconds limit);

 private:
  pid_t pid_ = -1;
  int code_ = -1;
  std::string out_, err_;
};

// JSON, as little of it as the answers need.
class Json {
 public:
  // Throws std::runtime_error when `text` is not JSON.
  static Json Parse(const std::string& text);

  const Json& operator[](const std::string& member) const;
  const Json& operator[](const char* member) const { return (*this)[std::string(member)]; }
  bool Has(const std::string& member) const { return members_.contains(member); }
  const std::vector<Json>& items() const { return items_; }
  // Of a text, a number, true or false.
  const std::string& text() const { return text_; }
  long long number() const { return std::stoll(text_); }

 private:
  friend class JsonReader;
  std::map<std::string, Json> members_;
  std::vector<Json> items_;
  std::string text_;
};

enum class Security { kMutualTls, kPlaintext };

struct ServerOptions {
  std::string data = "data";  // In the test's folder.
  std::string council = "testshire";
  std::string simulated_clock = "2016-10-01";  // Empty: the machine's.
  std::string from_export;
  std::string master_key;  // File in the test's folder; empty: DATA.key; "none": there is none.
  Security security = Security::kMutualTls;
  std::string certificates;  // Folder; empty: those made for all tests.
  std::string listen = "127.0.0.1:0";
  std::vector<std::string> more;  // Further flags.
};

class Server {
 public:
  Server() = default;
  const std::string& address() const { return address_; }  // localhost:PORT
  std::string port() const { return address_.substr(address_.rfind(':') + 1); }
  // SIGTERM; its exit code, or 124 when it had to be killed.
  Ended Stop(seconds limit = seconds(20)) {
    process_.Signal(15);
    return process_.Wait(limit);
  }
  void Kill() { process_.Kill(); }
  bool Running() { return process_.Running(); }

 private:
  friend class World;
  Process process_;
  std::string address_;
};

class World : public testing::Test {
 protected:
  World();
  ~World() override;

  // Starts a server, and makes it the one that `Run` asks. A server that does not come up fails the test.
  Server StartServer(const ServerOptions& options = {});
  // Starts one that must not come up.
  Ended RunServer(const ServerOptions& options);

  // Runs a line of shell in the test's folder, as the identity named. Programs are found.
  Ended Run(const std::string& command, const std::string& as = "manager-1", seconds limit = seconds(60));
  Process Start(const std::string& command, const std::string& as = "manager-1", seconds limit = seconds(60));
  // Runs a command that must succeed; its answer as JSON.
  Json Ask(const std::string& command, const std::string& as = "manager-1");

  // The contract `homecare` and the file of care that the generator makes for it, both in the folder `care`.
  void CreateContract();
  void Generate(const std::string& flags = "--people 30 --providers 3 --lots 3 --weeks 2 --seed 7");
  Ended Load(const std::string& flags = "--in-flight 1");
  // That every provider's invoice is what the generator's own arithmetic in totals.json says.
  void ExpectInvoicesOfTotals();

  const std::string& folder() const { return folder_; }
  const std::string& certificates() const { return certificates_; }
  std::string Read(const std::string& file) const;
  void Write(const std::string& file, const std::string& text) const;

 private:
  std::vector<std::string> ServerArguments(const ServerOptions& options, const std::string& port_file) const;
  std::map<std::string, std::string> Environment(const std::string& as) const;

  std::string folder_;
  std::string certificates_;  // Of the server asked.
  std::string server_;
  Security security_ = Security::kMutualTls;
  int processes_ = 0;
};

}  // namespace careledger::system_test
