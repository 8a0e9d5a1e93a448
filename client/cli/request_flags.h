// The flags of a request, read from its descriptor: one for every field, so that a field added to the API is
// a flag at once.
//
//   package_id           --package-id
//   enums                --day-type bank-holiday
//   repeated fields      --member a --member b, or --member a,b
//   authority            --authority-reference, --authority-decision-maker, --authority-date
//   intent               --request-id, --expected-revision, --expect-none, --correlation-id
//   at (HistoryPoint)    --known-at, --on, --min-position; of another name, with that name before it
//   page                 --page-size, --page-token
//   or_file (option)     --text words, or --text @FILE
//   lines (RateLine)     --line service/provider/lot@day-type=16.22
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/arguments.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace careledger::cli {

struct RequestFlag {
  Flag flag;
  std::vector<const google::protobuf::FieldDescriptor*> path;  // From the request to the field.
};

std::vector<RequestFlag> RequestFlags(const google::protobuf::Descriptor& request);

// Sets the fields that were given. INVALID_ARGUMENT names the flag whose value does not fit its field.
absl::Status FillRequest(const Arguments& arguments, const std::vector<RequestFlag>& flags,
                         google::protobuf::Message& request);

// Gives the request an id where it has an intent without one. Returns the id it has; empty without intent.
std::string EnsureRequestId(google::protobuf::Message& request,
                            const std::function<std::string()>& new_request_id);

// A value that such a flag might have, for examples.
std::string SampleFor(const RequestFlag& flag);

}  // namespace careledger::cli
