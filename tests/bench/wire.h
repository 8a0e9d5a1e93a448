// Calls with bytes for messages, many at a time, and the bare echo server that the product is measured
// against. The only header of the benchmark behind which gRPC stands: see wire.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::bench {

// Where to call, and as whom: `certs` is a folder that ops/certs filled, `as` a name in it.
struct Endpoint {
  std::string address;
  std::string certs;
  std::string as;
};

struct Answer {
  int code = 0;  // gRPC's; 0 is OK.
  std::string error;
  std::string bytes;
  double ms = 0;  // From the call to its answer.
  bool ok() const { return code == 0; }
};

// One TLS connection of one identity, never shared with another Line. Thread-safe.
class Line {
 public:
  explicit Line(const Endpoint& endpoint);
  ~Line();

  Answer Call(const std::string& path, std::string_view request);
  // A method that answers with a stream; false from `take` ends it early, which is no error.
  Answer Stream(const std::string& path, std::string_view request,
                const std::function<bool(std::string_view)>& take);

 private:
  friend class Loop;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Task {
  Line* line = nullptr;
  const std::string* path = nullptr;
  std::string_view request;  // Valid until its answer has been taken.
  std::uint64_t tag = 0;     // Of the caller's own.
};

// Keeps `callers` calls under way, each caller's next once its last is answered, until `next` returns false
// for each. One thread sends and receives, so neither function is called concurrently.
void CallMany(int callers, const std::function<bool(int caller, Task&)>& next,
              const std::function<void(int caller, const Task&, const Answer&)>& done);

// The same with a thread for each caller, which waits for its answer: what most callers are, and dearer for
// the machine. Neither function is called concurrently.
void CallEach(int callers, const std::function<bool(int caller, Task&)>& next,
              const std::function<void(int caller, const Task&, const Answer&)>& done);

// Answers every unary call of `kEchoPath` with its own bytes over mutual TLS, until the process is told to
// end. Writes its port into `port_file`. With `durable` it writes what is asked into that file, and answers
// once the disk has it: one sync for all who wait, and nothing else.
extern const std::string kEchoPath;
int ServeEcho(const std::string& certs, const std::string& port_file, const std::string& durable);

}  // namespace careledger::bench
