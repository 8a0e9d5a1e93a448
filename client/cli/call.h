// Commands that are one method of the API: flags become the request, the answer is printed.
#pragma once

#include "client/cli/command.h"
#include "client/cli/methods.h"

namespace careledger::cli {

Command CommandFor(const Method& method);

}  // namespace careledger::cli
