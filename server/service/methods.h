// Every method of the API as a function of messages. The transport knows nothing of them, and they nothing of
// it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "server/decide/rejection.h"
#include "server/store/submission.h"

namespace careledger::service {

using Message = google::protobuf::Message;

// How a call ended: OK, or a status with the rule that said no, if one did.
struct Outcome {
  absl::Status status;
  std::optional<decide::Rejection> rejection;
};

// Answers a unary call: once, from any thread. `response` may be null only when the outcome is not OK.
using Reply = std::function<void(const Outcome&, const Message* response)>;
using UnaryHandler = std::function<void(const store::Caller&, std::shared_ptr<const Message> request, Reply)>;

// Where the messages of a stream go.
class Writer {
 public:
  virtual ~Writer() = default;
  // Writes the next message; false when the caller has gone: stop.
  virtual bool Write(const Message& response) = 0;
  // The caller has gone or its deadline has passed: nobody would read what follows.
  virtual bool gone() const = 0;
  // The server is stopping: what would go on for ever ends now, anything else may finish.
  virtual bool draining() const = 0;
};
// Runs on a thread of its own until it returns.
using StreamHandler = std::function<Outcome(const store::Caller&, const Message& request, Writer&)>;

struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const Message* request = nullptr;  // An empty one, to make others of; the pipeline finds it.
  UnaryHandler unary;                // Either this
  StreamHandler stream;              // or this.
  std::string name() const { return descriptor->service()->name() + "." + descriptor->name(); }
};

// By full name, "/careledger.v1.PackageService/AwardPackage".
using Methods = std::map<std::string, Method>;

inline std::string PathOf(const google::protobuf::MethodDescriptor* descriptor) {
  return "/" + descriptor->service()->full_name() + "/" + descriptor->name();
}

// Every service of the API, in the order of its files.
const std::vector<const google::protobuf::ServiceDescriptor*>& Services();

}  // namespace careledger::service
