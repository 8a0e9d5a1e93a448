// What was written after a command: flags with their values, and the words between them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace careledger::cli {

struct Flag {
  std::string name;   // "package-id", written --package-id
  std::string value;  // What the help calls its value: "ID". Empty: a switch.
  std::string help;
  bool repeatable = false;
  std::string alias;  // Another way to write the name.
  bool required = false;
};

class Arguments {
 public:
  std::vector<std::string> words;

  bool Has(const std::string& flag) const { return values_.contains(flag); }
  // The value, the last where there are several; `otherwise` when the flag was not given.
  std::string Get(const std::string& flag, std::string_view otherwise = "") const;
  std::vector<std::string> All(const std::string& flag) const;
  // True when the switch was given, and not as --flag=false.
  bool On(const std::string& flag) const { return Get(flag, "false") == "true"; }

  void Add(const std::string& flag, std::string value) { values_[flag].push_back(std::move(value)); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// Reads "--name value", "--name=value" and "--switch"; after "--" all are words. An unknown flag, a missing
// value or a flag written twice that may not be is INVALID_ARGUMENT, with the nearest flag that exists.
absl::StatusOr<Arguments> ParseArguments(const std::vector<std::string>& written,
                                         const std::vector<Flag>& flags);

// The required flags that were not given, or given as nothing: "--package-id, --plan"; empty when there are
// none.
std::string Missing(const Arguments& arguments, const std::vector<Flag>& flags);

// The one of `candidates` that was probably meant; empty when none is near.
std::string Nearest(std::string_view written, const std::vector<std::string>& candidates);

}  // namespace careledger::cli
