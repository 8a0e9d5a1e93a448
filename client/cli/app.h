// The program: finds the command that was written, and runs it.
#pragma once

#include <string>
#include <vector>

#include "client/cli/session.h"

namespace careledger::cli {

// Returns the exit code.
int RunProgram(Session& session, const std::vector<std::string>& written);

}  // namespace careledger::cli
