// Commands that are one method of the API: flags become the request, the answer is printed.
#pragma once

#include <string>

#include "client/cli/command.h"
#include "client/cli/methods.h"

namespace google::protobuf {
class Message;
}

namespace careledger::cli {

Command CommandFor(const Method& method);

// Gives a request that has an intent an id, if it has none: a fresh one, or in a story one that follows from
// what is asked, so that its records come out the same each time. Returns the id; empty without an intent.
std::string NameRequest(const Session& session, const Method& method, google::protobuf::Message& request);

// Prints why the request of that id failed, and how to repeat it where it may have been recorded; returns the
// exit code.
int FailRequest(const Session& session, const absl::Status& status, const std::string& request_id);

}  // namespace careledger::cli
