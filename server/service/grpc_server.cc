#include "server/service/grpc_server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "careledger/v1/errors.pb.h"

namespace careledger::service {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;

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

ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return ByteBuffer(&slice, 1);
}

// What every call shares.
struct Shared {
  GrpcOptions options;
  bool development = false;  // Plain text: nobody proves who they are.
  std::atomic<int> streams{0};
  std::atomic<bool> draining{false};
};

// The caller's deadline on our clock, at most `most` from now.
store::Deadline DeadlineOf(const CallbackServerContext& context, std::chrono::milliseconds most) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  return std::chrono::steady_clock::now() + std::min<std::chrono::system_clock::duration>(left, most);
}

Identity IdentityOf(const CallbackServerContext& context, bool development) {
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

// One streaming call: its handler runs on a thread of its own and waits for each message to be taken.
class StreamCall final : public grpc::ServerWriteReactor<ByteBuffer>, private Writer {
 public:
  StreamCall(const Pipeline& pipeline, const Method& method, Identity identity, std::string request,
             Shared& shared)
      : shared_(shared), thread_([this, &pipeline, &method, identity, request] {
          Finish(ToGrpc(pipeline.Stream(identity, method, request, *this)));
        }) {}

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    gone_ = gone_ || !ok;
    changed_.notify_all();
  }
  void OnCancel() override {
    std::lock_guard lock(mutex_);
    gone_ = true;
    changed_.notify_all();
  }
  void OnDone() override {
    // Called by gRPC after Finish: the thread is about to end, if it has not.
    std::thread([this] {
      thread_.join();
      --shared_.streams;
      delete this;
    }).detach();
  }

 private:
  bool Write(const Message& message) override {
    std::unique_lock lock(mutex_);
    if (gone_) return false;
    buffer_ = ToBuffer(message);
    writing_ = true;
    StartWrite(&buffer_);
    changed_.wait(lock, [&] { return !writing_; });
    return !gone_;
  }
  bool gone() const override {
    std::lock_guard lock(mutex_);
    return gone_;
  }
  bool draining() const override { return shared_.draining; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  ByteBuffer buffer_;
  bool writing_ = false;
  bool gone_ = false;
  Shared& shared_;
  std::thread thread_;
};

class FailedStream final : public grpc::ServerWriteReactor<ByteBuffer> {
 public:
  explicit FailedStream(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

// A service made from its descriptor: what generated code would register, with bytes for messages.
class DescribedService final : public grpc::Service {
 public:
  DescribedService(const google::protobuf::ServiceDescriptor* descriptor, const Pipeline& pipeline,
                   Shared& shared) {
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const std::string path = PathOf(descriptor->method(i));
      const Method* method = pipeline.Find(path);
      if (method == nullptr) continue;
      names_.push_back(path);
      const bool stream = descriptor->method(i)->server_streaming();
      const int index = static_cast<int>(names_.size()) - 1;
      AddMethod(new grpc::internal::RpcServiceMethod(
          names_.back().c_str(),
          stream ? grpc::internal::RpcMethod::SERVER_STREAMING : grpc::internal::RpcMethod::NORMAL_RPC,
          nullptr));
      if (stream) {
        MarkMethodRawCallback(
            index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                       [&pipeline, method, &shared](CallbackServerContext* context, const ByteBuffer* request)
                           -> grpc::ServerWriteReactor<ByteBuffer>* {
                         if (++shared.streams > shared.options.max_streams) {
                           --shared.streams;
                           return new FailedStream({grpc::StatusCode::RESOURCE_EXHAUSTED,
                                                    "too many streams; try again in a moment"});
                         }
                         return new StreamCall(pipeline, *method, IdentityOf(*context, shared.development),
                                               ToString(*request), shared);
                       }));
      } else {
        MarkMethodRawCallback(
            index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                       [&pipeline, method, &shared](CallbackServerContext* context, const ByteBuffer* request,
                                                    ByteBuffer* response) {
                         grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
                         Identity identity = IdentityOf(*context, shared.development);
                         identity.deadline = DeadlineOf(*context, shared.options.max_wait);
                         pipeline.Unary(identity, *method, ToString(*request),
                                        [reactor, response](const Outcome& outcome, const Message* message) {
                                          if (outcome.status.ok() && message != nullptr)
                                            *response = ToBuffer(*message);
                                          reactor->Finish(ToGrpc(outcome));
                                        });
                         return reactor;
                       }));
      }
    }
  }

 private:
  std::deque<std::string> names_;  // gRPC keeps pointers to them.
};

// Answers what no service here has. gRPC's own answer is given before the request is read, and now and then
// ends the stream without a status.
class UnknownMethods final : public grpc::CallbackGenericService {
  class Answer final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Answer(std::string method) : method_(std::move(method)) { StartRead(&request_); }
    void OnReadDone(bool) override {
      Finish({grpc::StatusCode::UNIMPLEMENTED, "this server has no method " + method_});
    }
    void OnDone() override { delete this; }

   private:
    std::string method_;
    ByteBuffer request_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    return new Answer(context->method());
  }
};

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return absl::NotFoundError("cannot read " + path);
  return text.str();
}

// Of "host:port", whether the host is this machine in so many words: a name that only looks like a number is
// resolved, and may be anywhere.
bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  in_addr number{};
  if (inet_pton(AF_INET, host.c_str(), &number) == 1) return ntohl(number.s_addr) >> 24 == 127;
  return host == "localhost" || host == "[::1]";
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials(const GrpcOptions& options) {
  if (options.ca_file.empty() && options.cert_file.empty() && options.key_file.empty()) {
    if (!options.development_plaintext) {
      return absl::InvalidArgumentError(
          "no certificate: give --ca, --cert and --key, or --development-plaintext");
    }
    if (!IsLoopback(options.address)) {
      return absl::InvalidArgumentError("plain text is for loopback only, not " + options.address);
    }
    return grpc::InsecureServerCredentials();
  }
  const auto ca = ReadFile(options.ca_file);
  if (!ca.ok()) return ca.status();
  const auto cert = ReadFile(options.cert_file);
  if (!cert.ok()) return cert.status();
  const auto key = ReadFile(options.key_file);
  if (!key.ok()) return key.status();
  grpc::SslServerCredentialsOptions ssl(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  ssl.pem_root_certs = *ca;
  ssl.pem_key_cert_pairs.push_back({*key, *cert});
  return grpc::SslServerCredentials(ssl);
}

}  // namespace

struct GrpcServer::Impl {
  Shared shared;
  std::vector<std::unique_ptr<DescribedService>> services;
  UnknownMethods unknown;
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

GrpcServer::~GrpcServer() { Shutdown(0); }

absl::Status GrpcServer::Check(const GrpcOptions& options) { return Credentials(options).status(); }

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const Pipeline& pipeline,
                                                              const GrpcOptions& options) {
  auto credentials = Credentials(options);
  if (!credentials.ok()) return credentials.status();
  auto impl = std::make_unique<Impl>();
  impl->shared.options = options;
  impl->shared.development = options.development_plaintext && options.ca_file.empty();
  grpc::EnableDefaultHealthCheckService(true);
  if (options.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota("careledger");
  quota.Resize(options.max_memory_bytes);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(options.address, *credentials, &impl->port);
  for (const auto* descriptor : Services()) {
    impl->services.push_back(std::make_unique<DescribedService>(descriptor, pipeline, impl->shared));
    builder.RegisterService(impl->services.back().get());
  }
  builder.RegisterCallbackGenericService(&impl->unknown);
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || impl->port == 0) {
    return absl::UnavailableError("cannot listen on " + options.address);
  }
  impl->server->GetHealthCheckService()->SetServingStatus(true);
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

int GrpcServer::port() const { return impl_->port; }

void GrpcServer::Shutdown(int grace_ms) {
  if (impl_->server == nullptr) return;
  impl_->shared.draining = true;
  impl_->server->GetHealthCheckService()->Shutdown();
  impl_->server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(grace_ms));
  impl_->server->Wait();
  while (impl_->shared.streams > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  impl_->server.reset();
}

}  // namespace careledger::service
