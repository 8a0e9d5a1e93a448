// One visit, written as flags: a page of RecordVisits with a single row.
#pragma once

#include "client/cli/command.h"

namespace careledger::cli {

Command RecordVisitCommand();

}  // namespace careledger::cli
