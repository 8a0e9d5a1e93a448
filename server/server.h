// careledger-server from its options to its end: opens the ledger, serves it, drains on a signal.
#pragma once

#include <string>
#include <vector>

namespace careledger {

// Exit codes: 0 stopped by a signal; 1 could not start; 2 the arguments. 70 and 71 are the engine's: the log
// could not be written, or a record not folded.
int RunServer(const std::vector<std::string>& arguments);

}  // namespace careledger
