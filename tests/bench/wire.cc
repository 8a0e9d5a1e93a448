#include "tests/bench/wire.h"

#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/support/byte_buffer.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace careledger::bench {

const std::string kEchoPath = "/bench.Echo/Echo";

namespace {

using grpc::ByteBuffer;
using SteadyClock = std::chrono::steady_clock;

constexpr int kMostBytes = 64 << 20;

std::string Slurp(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + name);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

ByteBuffer ToBuffer(std::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return ByteBuffer(&slice, 1);
}

std::string ToString(const ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  (void)buffer.Dump(&slices);
  std::string bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

double MsSince(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

void Fill(const grpc::Status& status, const ByteBuffer& response, Answer& answer) {
  answer.code = status.error_code();
  answer.error = status.error_message();
  if (status.ok() && response.Valid()) answer.bytes = ToString(response);
}

// The next event of a queue that has one call: false when it failed.
bool Wait(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

struct Line::Impl {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<grpc::GenericStub> stub;
};

Line::Line(const Endpoint& endpoint) : impl_(std::make_unique<Impl>()) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = Slurp(endpoint.certs + "/ca.crt");
  tls.pem_cert_chain = Slurp(endpoint.certs + "/" + endpoint.as + ".crt");
  tls.pem_private_key = Slurp(endpoint.certs + "/" + endpoint.as + ".key");
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostBytes);
  arguments.SetMaxSendMessageSize(kMostBytes);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  impl_->channel = grpc::CreateCustomChannel(endpoint.address, grpc::SslCredentials(tls), arguments);
  impl_->stub = std::make_unique<grpc::GenericStub>(impl_->channel);
}

Line::~Line() = default;

Answer Line::Call(const std::string& path, std::string_view request) {
  const auto start = SteadyClock::now();
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  grpc::Status status;
  ByteBuffer response;
  const auto call = impl_->stub->PrepareUnaryCall(&context, path, ToBuffer(request), &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  (void)Wait(queue);
  Answer answer;
  Fill(status, response, answer);
  answer.ms = MsSince(start);
  return answer;
}

Answer Line::Stream(const std::string& path, std::string_view request,
                    const std::function<bool(std::string_view)>& take) {
  const auto start = SteadyClock::now();
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = impl_->stub->PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool more = Wait(queue);
  if (more) {
    call->WriteLast(ToBuffer(request), grpc::WriteOptions(), nullptr);
    more = Wait(queue);
  }
  bool enough = false;
  while (more && !enough) {
    ByteBuffer message;
    call->Read(&message, nullptr);
    more = Wait(queue);
    if (more) enough = !take(ToString(message));
  }
  if (enough) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  (void)Wait(queue);
  Answer answer;
  if (!enough) Fill(status, ByteBuffer(), answer);
  answer.ms = MsSince(start);
  return answer;
}

// One call under way.
struct Flight {
  int caller = 0;
  Task task;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call;
  ByteBuffer response;
  grpc::Status status;
  SteadyClock::time_point start;
};

class Loop {
 public:
  explicit Loop(int callers) : flights_(static_cast<std::size_t>(callers)) {}

  void Run(const std::function<bool(int, Task&)>& next,
           const std::function<void(int, const Task&, const Answer&)>& done) {
    int under_way = 0;
    for (std::size_t i = 0; i < flights_.size(); ++i) {
      flights_[i].caller = static_cast<int>(i);
      if (Start(flights_[i], next)) ++under_way;
    }
    while (under_way > 0) {
      void* tag = nullptr;
      bool ok = false;
      if (!queue_.Next(&tag, &ok)) return;
      auto& flight = *static_cast<Flight*>(tag);
      Answer answer;
      Fill(flight.status, flight.response, answer);
      answer.ms = MsSince(flight.start);
      done(flight.caller, flight.task, answer);
      if (!Start(flight, next)) --under_way;
    }
  }

 private:
  bool Start(Flight& flight, const std::function<bool(int, Task&)>& next) {
    if (!next(flight.caller, flight.task)) return false;
    flight.start = SteadyClock::now();
    flight.context = std::make_unique<grpc::ClientContext>();
    flight.response.Clear();
    flight.call = flight.task.line->impl_->stub->PrepareUnaryCall(flight.context.get(), *flight.task.path,
                                                                  ToBuffer(flight.task.request), &queue_);
    flight.call->StartCall();
    flight.call->Finish(&flight.response, &flight.status, &flight);
    return true;
  }

  std::vector<Flight> flights_;
  grpc::CompletionQueue queue_;
};

void CallMany(int callers, const std::function<bool(int caller, Task&)>& next,
              const std::function<void(int caller, const Task&, const Answer&)>& done) {
  Loop(callers).Run(next, done);
}

void CallEach(int callers, const std::function<bool(int caller, Task&)>& next,
              const std::function<void(int caller, const Task&, const Answer&)>& done) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto call = [&](int caller) {
    Task task;
    std::unique_lock lock(mutex);
    try {
      while (failure == nullptr && next(caller, task)) {
        lock.unlock();
        const Answer answer = task.line->Call(*task.path, task.request);
        lock.lock();
        done(caller, task, answer);
      }
    } catch (...) {
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < callers; ++i) threads.emplace_back(call, i);
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

namespace {

// Answers once what they write is on disk: those who come while it syncs wait for the next sync together.
class Disk {
 public:
  explicit Disk(const std::string& file) : file_(open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600)) {
    if (file_ < 0) throw std::runtime_error("cannot write " + file);
    thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  }
  ~Disk() {
    thread_ = {};
    close(file_);
  }
  void Write(const std::string& bytes, std::function<void()> done) {
    std::lock_guard lock(mutex_);
    bytes_ += bytes;
    waiting_.push_back(std::move(done));
    if (waiting_.size() == 1) some_.notify_one();
  }

 private:
  void Run(const std::stop_token& stop) {
    while (true) {
      std::string bytes;
      std::vector<std::function<void()>> waiting;
      {
        std::unique_lock lock(mutex_);
        if (!some_.wait(lock, stop, [&] { return !waiting_.empty(); })) return;
        bytes.swap(bytes_);
        waiting.swap(waiting_);
      }
      const auto written = write(file_, bytes.data(), bytes.size());
      if (written != static_cast<ssize_t>(bytes.size()) || fdatasync(file_) != 0) std::abort();
      for (const auto& done : waiting) done();
    }
  }

  const int file_;
  std::mutex mutex_;
  std::condition_variable_any some_;
  std::string bytes_;
  std::vector<std::function<void()>> waiting_;
  std::jthread thread_;
};

// Bytes in, the same bytes out: what a call costs before anybody has done anything. With a disk, what it
// costs to be durable and nothing else.
class EchoService final : public grpc::Service {
 public:
  explicit EchoService(Disk* disk) {
    AddMethod(new grpc::internal::RpcServiceMethod(kEchoPath.c_str(), grpc::internal::RpcMethod::NORMAL_RPC,
                                                   nullptr));
    MarkMethodRawCallback(
        0, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
               [disk](grpc::CallbackServerContext* context, const ByteBuffer* request, ByteBuffer* response) {
                 *response = *request;
                 grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                 if (disk == nullptr) {
                   reactor->Finish(grpc::Status::OK);
                 } else {
                   disk->Write(ToString(*request), [reactor] { reactor->Finish(grpc::Status::OK); });
                 }
                 return reactor;
               }));
  }
};

}  // namespace

int ServeEcho(const std::string& certs, const std::string& port_file, const std::string& durable) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = Slurp(certs + "/ca.crt");
  tls.pem_key_cert_pairs.push_back({Slurp(certs + "/server.key"), Slurp(certs + "/server.crt")});
  const auto disk = durable.empty() ? nullptr : std::make_unique<Disk>(durable);
  EchoService service(disk.get());
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::ofstream(port_file) << port << "\n";
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown();
  return 0;
}

}  // namespace careledger::bench
