// A contract as an officer writes it, in TOML: see README.md for its sections and keys.
#pragma once

#include <string_view>

#include "server/decide/decide_file.h"

namespace careledger::intake {

inline constexpr std::size_t kContractFileBytesMax = 1U << 20;

struct ReadFile {
  decide::ContractFile file;              // The sections that are well-formed.
  std::vector<decide::FileFault> faults;  // All others, by line.
};

// Reads the bytes of a file. Malformed TOML is one fault, the first, since nothing can be told after it.
// Pure and thread-safe.
ReadFile ReadContractFile(std::string_view bytes);

}  // namespace careledger::intake
