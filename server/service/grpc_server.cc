#include "server/service/grpc_server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>

#include <fstream>
#include <sstream>

#include "server/service/grpc_calls.h"
#include "server/service/health.h"

namespace careledger::service {
namespace {

// Every way in: the methods of the pipeline, and the health that monitors ask for.
std::vector<Route> RoutesOf(const Pipeline& pipeline) {
  std::vector<Route> routes;
  for (const auto& [path, method] : pipeline.methods()) {
    const Method* const of = &method;
    Route& route = routes.emplace_back();
    route.path = path;
    if (of->stream) {
      route.stream = [&pipeline, of](const Identity& identity, std::string_view request, Writer& writer) {
        return pipeline.Stream(identity, *of, request, writer);
      };
    } else {
      route.unary = [&pipeline, of](const Identity& identity, std::string_view request, Reply reply) {
        pipeline.Unary(identity, *of, request, std::move(reply));
      };
    }
  }
  Route& check = routes.emplace_back();
  check.path = kHealthCheck;
  check.unary = [](const Identity&, std::string_view request, const Reply& reply) {
    CheckHealth(request, reply);
  };
  Route& watch = routes.emplace_back();
  watch.path = kHealthWatch;
  watch.stream = [](const Identity&, std::string_view request, Writer& writer) {
    return WatchHealth(request, writer);
  };
  watch.monitoring = true;
  return routes;
}

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
  Impl(const Pipeline& pipeline, const CallLimits& limits)
      : routes(RoutesOf(pipeline)), calls(routes, limits) {}

  const std::vector<Route> routes;
  Calls calls;
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
  auto impl = std::make_unique<Impl>(
      pipeline, CallLimits{.max_streams = options.max_streams,
                           .max_wait = options.max_wait,
                           .development = options.development_plaintext && options.ca_file.empty()});
  // Reflection's own thread does not poll beside ours: gRPC sees to it where a queue like ours is.
  if (options.reflection) grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota("careledger");
  quota.Resize(options.max_memory_bytes);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);  // Counts of calls that no one here can ask for.
  builder.AddListeningPort(options.address, *credentials, &impl->port);
  impl->calls.Register(builder);
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || impl->port == 0) {
    return absl::UnavailableError("cannot listen on " + options.address);
  }
  impl->calls.Start();
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

int GrpcServer::port() const { return impl_->port; }

void GrpcServer::Shutdown(int grace_ms) {
  if (impl_->server == nullptr) return;
  impl_->calls.Drain();
  impl_->server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(grace_ms));
  impl_->calls.Stop();
  impl_->server.reset();
}

}  // namespace careledger::service
