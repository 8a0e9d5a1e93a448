// The gRPC transport, started and stopped: certificates, limits, and a route to every method of the pipeline.
// How a call goes is in grpc_calls.h; no other file of the server knows gRPC.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/service/pipeline.h"

namespace careledger::service {

struct GrpcOptions {
  std::string address = "127.0.0.1:8470";  // Port 0: any free one.
  // Mutual TLS: paths of PEM files. All empty only with `development_plaintext`, which listens on loopback
  // alone.
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool development_plaintext = false;
  bool reflection = true;
  std::size_t max_message_bytes = 8u << 20;
  std::size_t max_memory_bytes = 512u << 20;  // For all calls together.
  int max_streams = 64;                       // Streaming calls at a time.
  // How long a call that answers once may wait for its turn: also when it names no deadline, or a later one.
  std::chrono::milliseconds max_wait{60'000};
};

class GrpcServer {
 public:
  // What Start would say of the options alone: asked before a ledger is opened or made.
  static absl::Status Check(const GrpcOptions& options);
  // `pipeline` outlives the server. INVALID_ARGUMENT for options that would expose plain text; UNAVAILABLE
  // when the address cannot be had; NOT_FOUND for a missing file.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const Pipeline& pipeline,
                                                           const GrpcOptions& options);
  ~GrpcServer();

  int port() const;
  // Refuses new calls, ends those that follow the log, lets others under way finish within `grace_ms`, then
  // ends them.
  void Shutdown(int grace_ms);

 private:
  struct Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace careledger::service
