// The exact bytes of every record, written to a file that is there only when it is whole.
#pragma once

#include "client/cli/command.h"

namespace careledger::cli {

Command ExportLogCommand();

}  // namespace careledger::cli
