// Commands as a person would type them, made from the descriptors.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "client/cli/methods.h"
#include "client/cli/request_flags.h"
#include "tests/client/fakes.h"

namespace careledger::cli {

inline std::vector<std::string> Words(const std::string& command) {
  std::vector<std::string> words(1);
  for (const char c : command) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// The sample without quotes; of a file, one that is there.
inline std::string Plain(std::string sample) {
  if (sample.ends_with(".toml") || sample.ends_with(".csv")) return CARELEDGER_SOURCE_DIR "/README.md";
  std::erase(sample, '\'');
  return sample;
}

inline std::vector<RequestFlag> FlagsOf(const std::string& command) {
  for (const Method& method : Methods()) {
    if (method.command == command) return RequestFlags(*method.descriptor->input_type());
  }
  ADD_FAILURE() << "no command " << command;
  return {};
}

// The command with these flags, and a sample of every required one that is not among them.
inline std::vector<std::string> With(const std::string& command, const std::vector<std::string>& flags) {
  std::vector<std::string> words = Words(command);
  words.insert(words.end(), flags.begin(), flags.end());
  for (const RequestFlag& flag : FlagsOf(command)) {
    const bool given = std::any_of(flags.begin(), flags.end(), [&](const std::string& word) {
      return word == "--" + flag.flag.name || word.starts_with("--" + flag.flag.name + "=");
    });
    if (flag.flag.required && !given) words.push_back("--" + flag.flag.name + "=" + Plain(SampleFor(flag)));
  }
  return words;
}

}  // namespace careledger::cli
