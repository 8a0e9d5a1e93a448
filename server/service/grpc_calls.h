// Calls on one completion queue, which one thread polls: no event is handed from thread to thread before it
// is dealt with, which is most of what a call costs on a small machine. What may take or wait long is done
// aside.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/service_type.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/service/pipeline.h"

namespace careledger::service {

// How one method is answered: bytes in, messages out.
struct Route {
  std::string path;  // "/careledger.v1.PackageService/AwardPackage"
  // Either this: calls `reply` once, from any thread. `request` is gone when it returns.
  std::function<void(const Identity&, std::string_view request, Reply reply)> unary;
  // or this: runs on a thread of its own until it returns.
  std::function<Outcome(const Identity&, std::string_view request, Writer&)> stream;
  bool monitoring = false;  // A stream that is counted apart: who watches takes nobody's place.
};

struct CallLimits {
  int max_streams = 64;                // Streaming calls at a time; more are RESOURCE_EXHAUSTED.
  std::size_t large_bytes = 32 << 10;  // Requests beyond are read aside: short ones pass them.
  // How long a call that answers once may wait for its turn: also when it names no deadline, or a later one.
  std::chrono::milliseconds max_wait{60'000};
  bool development = false;  // Plain text: nobody proves who they are.
};

// What happens to a call: its address is the tag on the queue.
class Event {
 public:
  virtual ~Event() = default;
  virtual void On(bool ok) = 0;
};

// The methods of one service, as bytes: reflection lists the service by their paths.
class RoutedService final : public grpc::Service {
 public:
  // `routes` outlive the service.
  explicit RoutedService(std::vector<const Route*> routes);
  std::size_t size() const { return routes_.size(); }
  const Route& route(std::size_t i) const { return *routes_[i]; }
  // Asks for the next call of method `i`, whose request is read with it.
  void Await(std::size_t i, grpc::ServerContext& context, grpc::ByteBuffer& request,
             grpc::internal::ServerAsyncStreamingInterface& answer, grpc::ServerCompletionQueue& queue,
             Event& tag);

 private:
  std::vector<const Route*> routes_;
};

class Calls {
 public:
  // `routes` outlive the calls.
  Calls(const std::vector<Route>& routes, const CallLimits& limits);
  ~Calls();

  // Before the server is built: its services, and what answers a method that none has.
  void Register(grpc::ServerBuilder& builder);
  // Once it has started: takes calls, until Stop.
  void Start();
  // From now on streams that would go on for ever end.
  void Drain() { draining_ = true; }
  // After the server's Shutdown, or when it did not start: waits for the calls under way to be answered, and
  // for the threads.
  void Stop();

 private:
  class Counted;
  class UnaryCall;
  class StreamCall;
  class UnknownCall;

  void Loop();
  // Leaves a task to the second thread, which does one after the other.
  void Later(std::function<void()> task);
  void AsideLoop();

  const CallLimits limits_;
  std::vector<std::unique_ptr<RoutedService>> services_;
  grpc::AsyncGenericService unknown_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::atomic<int> streams_{0};
  std::atomic<int> watches_{0};
  std::atomic<int> existing_{0};  // Calls awaited and under way.
  std::atomic<bool> draining_{false};

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> later_;
  bool stopping_ = false;

  std::thread loop_;
  std::thread aside_;
};

}  // namespace careledger::service
