// The only source that includes gRPC: it is slow to compile.
#include "client/client.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/sync_stream.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace careledger::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MessageLite;
using std::chrono::milliseconds;
using Clock = std::chrono::system_clock;

constexpr char kDetailUrl[] = "type.googleapis.com/careledger.v1.ErrorDetail";
constexpr int kMostBytes = 64 << 20;

absl::Status ToStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  std::string text = status.error_message();
  // What gRPC says when TLS fails would help nobody.
  if (text.starts_with("empty address list")) {
    text = "the certificate, its key or the ca file cannot be used";
  } else if (text.find("andshake") != std::string::npos || text.find("Socket closed") != std::string::npos) {
    text += "; is the server's certificate signed by our ca file, and our certificate by the server's?";
  }
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), text);
  v1::ErrorDetail detail;
  if (!status.error_details().empty() && detail.ParseFromString(status.error_details())) {
    AttachDetail(result, detail);
  }
  return result;
}

absl::StatusOr<std::string> ReadFile(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", name));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string Path(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

bool IsWorthAnotherTry(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Doubles, and differs between callers so that they do not come back all at once.
milliseconds Pause(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const int most = std::min(100 << std::min(attempt, 5), 2000);
  return milliseconds(std::uniform_int_distribution<int>(most / 2, most)(random));
}

class Connection final : public Caller {
 public:
  Connection(std::shared_ptr<grpc::Channel> channel, const Options& options)
      : channel_(std::move(channel)), timeout_(options.timeout), attempts_(options.attempts) {}

  absl::Status Call(const MethodDescriptor& method, const Message& request, Message& answer) override {
    const auto deadline = Clock::now() + timeout_;
    const std::string path = Path(method);
    const int attempts = CanBeRepeated(method, request) ? attempts_ : 1;
    for (int attempt = 1;; ++attempt) {
      grpc::ClientContext context;
      context.set_deadline(deadline);
      answer.Clear();
      const absl::Status status =
          ToStatus(grpc::internal::BlockingUnaryCall<MessageLite, MessageLite, MessageLite, MessageLite>(
              channel_.get(), grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC),
              &context, request, &answer));
      const milliseconds pause = Pause(attempt);
      if (!IsWorthAnotherTry(status) || attempt >= attempts || Clock::now() + pause >= deadline) {
        return status;
      }
      std::this_thread::sleep_for(pause);
    }
  }

  absl::Status Stream(const MethodDescriptor& method, const Message& request,
                      std::optional<milliseconds> limit,
                      const std::function<bool(const Message&)>& take) override {
    const std::string path = Path(method);
    const std::unique_ptr<Message> answer(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.output_type())->New());
    for (int attempt = 1;; ++attempt) {
      grpc::ClientContext context;
      if (limit) context.set_deadline(Clock::now() + *limit);
      const std::unique_ptr<grpc::ClientReader<MessageLite>> reader(
          grpc::internal::ClientReaderFactory<MessageLite>::Create<MessageLite>(
              channel_.get(),
              grpc::internal::RpcMethod(path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING), &context,
              request));
      bool taken = false;
      bool enough = false;
      while (!enough && reader->Read(answer.get())) {
        taken = true;
        enough = !take(*answer);
      }
      if (enough) context.TryCancel();
      const absl::Status status = ToStatus(reader->Finish());
      if (enough) return absl::OkStatus();
      // What was taken cannot be given back: only a stream that never began is begun again.
      if (taken || !IsWorthAnotherTry(status) || attempt >= attempts_ || !CanBeRepeated(method, request)) {
        return status;
      }
      std::this_thread::sleep_for(Pause(attempt));
    }
  }

 private:
  std::shared_ptr<grpc::Channel> channel_;
  milliseconds timeout_;
  int attempts_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Caller>> Connect(const Options& options) {
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  if (options.plaintext) {
    if (!IsThisMachine(options.server)) {
      return absl::UnauthenticatedError(
          absl::StrCat("plaintext is for a server on this machine, not for ", options.server));
    }
    credentials = grpc::InsecureChannelCredentials();
  } else {
    grpc::SslCredentialsOptions tls;
    for (const auto& [name, pem] : {std::pair{&options.ca_file, &tls.pem_root_certs},
                                    std::pair{&options.cert_file, &tls.pem_cert_chain},
                                    std::pair{&options.key_file, &tls.pem_private_key}}) {
      absl::StatusOr<std::string> text = ReadFile(*name);
      if (!text.ok()) return absl::UnauthenticatedError(text.status().message());
      *pem = *std::move(text);
    }
    credentials = grpc::SslCredentials(tls);
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostBytes);
  arguments.SetMaxSendMessageSize(kMostBytes);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // Two identities in one process must not share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return std::make_unique<Connection>(grpc::CreateCustomChannel(options.server, credentials, arguments),
                                      options);
}

bool CanBeRepeated(const MethodDescriptor& method, const Message& request) {
  if (method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS) return true;
  const FieldDescriptor* intent = request.GetDescriptor()->FindFieldByName("intent");
  if (intent == nullptr || intent->message_type() == nullptr || intent->is_repeated()) return false;
  const FieldDescriptor* id = intent->message_type()->FindFieldByName("request_id");
  if (id == nullptr || id->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  const Message& value = request.GetReflection()->GetMessage(request, intent);
  return !value.GetReflection()->GetString(value, id).empty();
}

std::optional<v1::ErrorDetail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kDetailUrl);
  v1::ErrorDetail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

void AttachDetail(absl::Status& status, const v1::ErrorDetail& detail) {
  status.SetPayload(kDetailUrl, absl::Cord(detail.SerializeAsString()));
}

bool IsThisMachine(const std::string& server) {
  const std::string host =
      server.starts_with('[') ? server.substr(0, server.find(']') + 1) : server.substr(0, server.find(':'));
  const bool numeric = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (numeric && host.starts_with("127."));
}

}  // namespace careledger::client
