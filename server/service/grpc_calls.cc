#include "server/service/grpc_calls.h"

#include <grpcpp/support/async_unary_call.h>
#include <pthread.h>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include "careledger/v1/errors.pb.h"

namespace careledger::service {
namespace {

using grpc::ByteBuffer;

// How many calls of a method may come at once without waiting for the loop to ask for another.
constexpr int kAwaited = 4;

grpc::Status ToGrpc(const Outcome& outcome) {
  if (outcome.status.ok()) return grpc::Status::OK;
  std::string details;
  if (outcome.rejection) {
    v1::ErrorDetail detail;
    detail.set_reason(static_cast<v1::RejectionReason>(outcome.rejection->reason));
    detail.set_field(outcome.rejection->field);
    details = detail.SerializeAsString();
  }
  // The codes of absl::Status are gRPC's.
  return {static_cast<grpc::StatusCode>(outcome.status.code()), std::string(outcome.status.message()),
          details};
}

void* Tag(Event& event) { return &event; }

// The bytes of a buffer, as one piece.
class Bytes {
 public:
  explicit Bytes(const ByteBuffer& buffer) {
    if (!buffer.TrySingleSlice(&slice_).ok()) (void)buffer.DumpToSingleSlice(&slice_);
  }
  std::string_view view() const { return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()}; }

 private:
  grpc::Slice slice_;
};

ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return ByteBuffer(&slice, 1);
}

// The caller's deadline on our clock, at most `most` from now.
store::Deadline DeadlineOf(const grpc::ServerContext& context, std::chrono::milliseconds most) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  return std::chrono::steady_clock::now() + std::min<std::chrono::system_clock::duration>(left, most);
}

Identity IdentityOf(const grpc::ServerContext& context, bool development) {
  Identity identity;
  const auto auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) {
    identity.development = development;
    return identity;
  }
  for (const grpc::string_ref& name : auth->FindPropertyValues("x509_subject_alternative_name")) {
    const std::string value(name.data(), name.size());
    if (!value.starts_with("careledger://")) continue;
    // Two identities in one certificate are none.
    if (!identity.uri.empty()) return {};
    identity.uri = value;
  }
  return identity;
}

}  // namespace

RoutedService::RoutedService(std::vector<const Route*> routes) : routes_(std::move(routes)) {
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    AddMethod(new grpc::internal::RpcServiceMethod(routes_[i]->path.c_str(),
                                                   routes_[i]->stream
                                                       ? grpc::internal::RpcMethod::SERVER_STREAMING
                                                       : grpc::internal::RpcMethod::NORMAL_RPC,
                                                   nullptr));
    MarkMethodRaw(static_cast<int>(i));
  }
}

void RoutedService::Await(std::size_t i, grpc::ServerContext& context, ByteBuffer& request,
                          grpc::internal::ServerAsyncStreamingInterface& answer,
                          grpc::ServerCompletionQueue& queue, Event& tag) {
  // Of one message, whether one answers or many: to the core they are alike until they are answered.
  RequestAsyncUnary(static_cast<int>(i), &context, &request, &answer, &queue, &queue, Tag(tag));
}

// Counts what exists: Stop waits for the last to go.
class Calls::Counted {
 public:
  explicit Counted(Calls& calls) : calls_(calls) { ++calls.existing_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    if (--calls_.existing_ == 0) calls_.existing_.notify_all();
  }

 private:
  Calls& calls_;
};

// A call that is answered once: awaited, answered, gone.
class Calls::UnaryCall final : public Event {
 public:
  UnaryCall(Calls& calls, RoutedService& service, std::size_t method)
      : counted_(calls), calls_(calls), service_(service), method_(method), writer_(&context_) {
    service.Await(method, context_, request_, writer_, *calls.queue_, *this);
  }
  void On(bool ok) override {
    const bool comes = std::exchange(awaited_, false);
    // The answer has gone out; or nobody called, and the server is stopping.
    if (!comes || !ok) return delete this;
    new UnaryCall(calls_, service_, method_);
    deadline_ = DeadlineOf(context_, calls_.limits_.max_wait);
    if (request_.Length() <= calls_.limits_.large_bytes) return Answer();
    calls_.Later([this] {
      if (std::chrono::steady_clock::now() < deadline_) return Answer();
      writer_.FinishWithError(
          {grpc::StatusCode::DEADLINE_EXCEEDED, "the deadline passed before the request was read"},
          Tag(*this));
    });
  }

 private:
  void Answer() {
    Identity identity = IdentityOf(context_, calls_.limits_.development);
    identity.deadline = deadline_;
    const Bytes request(request_);
    // Once the answer is on its way the loop may be done with this call before Finish returns.
    service_.route(method_).unary(identity, request.view(),
                                  [this](const Outcome& outcome, const Message* message) {
                                    if (!outcome.status.ok())
                                      return writer_.FinishWithError(ToGrpc(outcome), Tag(*this));
                                    writer_.Finish(ToBuffer(*message), grpc::Status::OK, Tag(*this));
                                  });
  }

  const Counted counted_;
  Calls& calls_;
  RoutedService& service_;
  const std::size_t method_;
  bool awaited_ = true;
  store::Deadline deadline_;
  grpc::ServerContext context_;
  ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<ByteBuffer> writer_;
};

// A streaming call: its handler runs on a thread of its own and waits for each message to be taken.
class Calls::StreamCall final : private Writer {
 public:
  StreamCall(Calls& calls, RoutedService& service, std::size_t method)
      : counted_(calls), calls_(calls), service_(service), method_(method), writer_(&context_) {
    context_.AsyncNotifyWhenDone(Tag(done_));
    service.Await(method, context_, request_, writer_, *calls.queue_, come_);
  }

 private:
  // Each of the four events of a call goes to a function of its own.
  class Part final : public Event {
   public:
    Part(StreamCall& call, void (StreamCall::*on)(bool)) : call_(call), on_(on) {}
    void On(bool ok) override { (call_.*on_)(ok); }

   private:
    StreamCall& call_;
    void (StreamCall::*on_)(bool);
  };

  void OnCome(bool ok) {
    if (!ok) return delete this;  // The server is stopping: nobody called, and nothing will be done.
    new StreamCall(calls_, service_, method_);
    if (++Alike() > calls_.limits_.max_streams) return Refuse();
    try {
      thread_ = std::thread([this] {
        const Identity identity = IdentityOf(context_, calls_.limits_.development);
        const Bytes request(request_);
        writer_.Finish(ToGrpc(service_.route(method_).stream(identity, request.view(), *this)),
                       Tag(finished_));
      });
    } catch (const std::system_error&) {  // The machine has no thread left.
      Refuse();
    }
  }
  // Streams that are counted with this one.
  std::atomic<int>& Alike() { return service_.route(method_).monitoring ? calls_.watches_ : calls_.streams_; }
  void Refuse() {
    --Alike();
    refused_ = true;
    writer_.Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "too many streams; try again in a moment"},
                   Tag(finished_));
  }
  void OnWritten(bool ok) {
    std::lock_guard lock(mutex_);
    writing_ = false;
    gone_ = gone_ || !ok;
    changed_.notify_all();
  }
  // The caller has gone, or has the last of the answer.
  void OnDone(bool) {
    {
      std::lock_guard lock(mutex_);
      gone_ = true;
      changed_.notify_all();
    }
    HalfOver();
  }
  void OnFinished(bool) { HalfOver(); }
  // Done and finished come in either order.
  void HalfOver() {
    if (!std::exchange(half_over_, true)) return;
    if (refused_) return delete this;
    calls_.Later([this] {  // Where it may wait for the thread, which has a few steps to go.
      thread_.join();
      --Alike();
      delete this;
    });
  }

  bool Write(const Message& message) override {
    const ByteBuffer bytes = ToBuffer(message);
    std::unique_lock lock(mutex_);
    if (gone_) return false;
    writing_ = true;
    writer_.Write(bytes, Tag(written_));
    changed_.wait(lock, [&] { return !writing_; });
    return !gone_;
  }
  bool gone() const override {
    std::lock_guard lock(mutex_);
    return gone_;
  }
  bool draining() const override { return calls_.draining_; }

  const Counted counted_;
  Calls& calls_;
  RoutedService& service_;
  const std::size_t method_;
  Part come_{*this, &StreamCall::OnCome};
  Part written_{*this, &StreamCall::OnWritten};
  Part finished_{*this, &StreamCall::OnFinished};
  Part done_{*this, &StreamCall::OnDone};
  grpc::ServerContext context_;
  ByteBuffer request_;
  grpc::ServerAsyncWriter<ByteBuffer> writer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool writing_ = false;
  bool gone_ = false;
  bool half_over_ = false;
  bool refused_ = false;
  std::thread thread_;
};

// Answers what no service here has, once the request has been read: gRPC's own answer is given before, and
// now and then ends the stream without a status.
class Calls::UnknownCall final : public Event {
 public:
  explicit UnknownCall(Calls& calls) : counted_(calls), calls_(calls), stream_(&context_) {
    calls.unknown_.RequestCall(&context_, &stream_, calls.queue_.get(), calls.queue_.get(), Tag(*this));
  }
  void On(bool ok) override {
    switch (std::exchange(next_, static_cast<Step>(next_ + 1))) {
      case kCome:
        if (!ok) return delete this;
        new UnknownCall(calls_);
        return stream_.Read(&request_, Tag(*this));
      case kRead:
        return stream_.Finish(
            {grpc::StatusCode::UNIMPLEMENTED, "this server has no method " + context_.method()}, Tag(*this));
      case kFinished:
        return delete this;
    }
  }

 private:
  enum Step { kCome, kRead, kFinished };

  const Counted counted_;
  Calls& calls_;
  Step next_ = kCome;
  grpc::GenericServerContext context_;
  ByteBuffer request_;
  grpc::GenericServerAsyncReaderWriter stream_;
};

Calls::Calls(const std::vector<Route>& routes, const CallLimits& limits) : limits_(limits) {
  std::map<std::string_view, std::vector<const Route*>> by_service;
  for (const Route& route : routes) {
    const std::string_view path = route.path;
    by_service[path.substr(0, path.rfind('/'))].push_back(&route);
  }
  for (auto& [name, of_service] : by_service)
    services_.push_back(std::make_unique<RoutedService>(std::move(of_service)));
}

Calls::~Calls() { Stop(); }

void Calls::Register(grpc::ServerBuilder& builder) {
  queue_ = builder.AddCompletionQueue();
  for (const auto& service : services_) builder.RegisterService(service.get());
  builder.RegisterAsyncGenericService(&unknown_);
}

void Calls::Start() {
  for (const auto& service : services_) {
    for (std::size_t i = 0; i < service->size(); ++i) {
      for (int n = 0; n < kAwaited; ++n) {
        if (service->route(i).stream) {
          new StreamCall(*this, *service, i);
        } else {
          new UnaryCall(*this, *service, i);
        }
      }
    }
  }
  new UnknownCall(*this);
  loop_ = std::thread([this] { Loop(); });
  aside_ = std::thread([this] { AsideLoop(); });
  // As `top -H` tells them apart.
  (void)pthread_setname_np(loop_.native_handle(), "calls");
  (void)pthread_setname_np(aside_.native_handle(), "aside");
}

void Calls::Loop() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Event*>(tag)->On(ok);
}

void Calls::Later(std::function<void()> task) {
  std::lock_guard lock(mutex_);
  later_.push_back(std::move(task));
  changed_.notify_one();
}

void Calls::AsideLoop() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !later_.empty() || stopping_; });
      if (later_.empty()) return;
      task = std::move(later_.front());
      later_.pop_front();
    }
    task();
  }
}

void Calls::Stop() {
  if (queue_ == nullptr) return;
  // Who called is answered; who was awaited has been told that the server stops.
  for (int some = existing_; some != 0; some = existing_) existing_.wait(some);
  queue_->Shutdown();
  if (loop_.joinable()) loop_.join();
  Loop();  // Of a server that did not start: a queue goes when it is empty.
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (aside_.joinable()) aside_.join();
  queue_.reset();
}

}  // namespace careledger::service
