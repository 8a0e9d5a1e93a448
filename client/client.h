// A connection to a Careledger server, through which any method of the API is called by its descriptor.
//
// Whether a method can be tried again without harm is read from the API: one without side effects, or a
// command that carries a request id. Such a call is repeated while the server is unavailable or overloaded,
// within its deadline, with growing pauses.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "careledger/v1/errors.pb.h"

namespace google::protobuf {
class Message;
class MethodDescriptor;
}  // namespace google::protobuf

namespace careledger::client {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Who is called, and who is calling: names of PEM files.
struct Options {
  std::string server = "localhost:8470";
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool plaintext = false;  // Without TLS: only to a server on this machine.
  std::chrono::milliseconds timeout{30'000};
  int attempts = 5;
};

// What asks. Implementations can be used from several threads at once.
class Caller {
 public:
  virtual ~Caller() = default;

  // Calls a method that answers once. `answer` is of the method's output type.
  virtual absl::Status Call(const MethodDescriptor& method, const Message& request, Message& answer) = 0;

  // Calls a method that answers with a stream, until it ends or `take` returns false. No deadline but
  // `limit`.
  virtual absl::Status Stream(const MethodDescriptor& method, const Message& request,
                              std::optional<std::chrono::milliseconds> limit,
                              const std::function<bool(const Message&)>& take) = 0;
};

// Reads the files and prepares the connection; the server is first spoken to by the first call.
absl::StatusOr<std::unique_ptr<Caller>> Connect(const Options& options);

// True when calling again with the same request cannot do a thing twice.
bool CanBeRepeated(const MethodDescriptor& method, const Message& request);

// The rule that a refusal names, and the field to blame. Nothing when the status carries neither.
std::optional<v1::ErrorDetail> DetailOf(const absl::Status& status);
void AttachDetail(absl::Status& status, const v1::ErrorDetail& detail);

// True for localhost, 127.x.y.z and [::1], with or without a port.
bool IsThisMachine(const std::string& server);

}  // namespace careledger::client
