// `careledger generate`: realistic home care at any scale, written as the files that the server imports.
//
//   careledger generate --people 400 --providers 12 --lots 6 --weeks 8 --start 2016-10-10 --out /tmp/care
//   careledger generate --scenario client/councils/leicestershire-2016/scenario.csv --out /tmp/leicestershire
//
// All of it is invented but what a scenario's files mark as printed. The same arguments give the same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "client/generate/scenario.h"

namespace careledger::generate {

// What was written.
struct Summary {
  std::int64_t people = 0;
  std::int64_t packages = 0;
  std::int64_t visit_rows = 0;
  std::int64_t files = 0;
  std::int64_t bytes = 0;
};

// Writes the files of `scenario` into the directory `out`, which is created when absent; files of other names
// in it stay. False, with the reason in `error`, when the scenario contradicts itself or a file cannot be
// read or written.
bool Generate(Scenario scenario, const std::string& out, Summary& summary, std::string& error);

// The command: `argv[0]` is the first argument after "generate". Prints a summary to stderr and returns an
// exit code: 0 done, 1 a file could not be read or written or the scenario contradicts itself, 2 the
// arguments are wrong.
int Run(int argc, const char* const* argv);

}  // namespace careledger::generate
