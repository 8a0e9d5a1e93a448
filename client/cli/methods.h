// The methods of the API, as the descriptors tell them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class MethodDescriptor;
}

namespace careledger::cli {

struct Method {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  std::string command;  // "package award"; empty: reached by a command written by hand, or not at all.
  std::string summary;
};

const std::vector<Method>& Methods();

// The method of that name, which exists in the API.
const Method& FindMethod(std::string_view name);
const google::protobuf::MethodDescriptor& MethodNamed(std::string_view name);

}  // namespace careledger::cli
