// A folder of files, recorded in the order of its manifest, each at its time and by its own identity.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"

namespace careledger::cli {

struct ManifestRow {
  std::string clock;  // Where the simulated clock moves first; empty: stays.
  std::string kind;
  std::string file;
  std::string as;
  std::string contract_id;
  std::string provider_id;
  std::string source;
};

// Reads manifest.csv. Columns are found by name; `kind` and `file` are needed.
absl::StatusOr<std::vector<ManifestRow>> ParseManifest(const std::string& text);

Command LoadCommand();

}  // namespace careledger::cli
