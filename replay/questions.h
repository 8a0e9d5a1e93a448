// What the auditor's program can be asked: questions of the API, answered from a log as the server answers
// them.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "replay/source.h"

namespace CLI {
class App;
}

namespace careledger::replay {

// How a question is asked, whatever it is.
struct Manner {
  std::string known_at, on;
  std::string output = "table";
  std::uint64_t limit = ~std::uint64_t{0};  // Lines of an invoice asked for without a page size.
};

struct Question {
  std::string name;
  std::string help;
  const google::protobuf::Message* request;  // An empty one: each of its fields is a flag.
  // Prints the answer to a request of that type.
  absl::Status (*ask)(const google::protobuf::Message& request, const Manner& manner, Source& source);
};
const std::vector<Question>& Questions();

// Adds a flag for every field of the request, but for the history point that all questions have; they fill it
// when the command is parsed. What a field is, and whether it must be given, is what the API says of it.
void AddFlags(CLI::App& command, google::protobuf::Message& request);

}  // namespace careledger::replay
