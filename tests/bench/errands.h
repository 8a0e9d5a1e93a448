// What many callers have to do at once: errands, each some commands in order, one a call.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/tool.h"

namespace careledger::bench {

struct Command {
  const std::string* path = nullptr;  // Never null; outlives the run.
  std::string request;
};
using Errand = std::vector<Command>;  // Never empty.

// 32 brokers, each on a connection of its own, take one errand after the other, until all are done. A thread
// for each, or with the flag `callers lean` one for all. Reports and keeps NAME.waiting or NAME.lean: rate,
// p50, p99 of a command. Throws std::runtime_error when a command fails.
void RunErrands(const Flags& flags, const std::string& name, const std::vector<Errand>& errands);

}  // namespace careledger::bench
