// careledger-replay: figures and checks from a log alone, with no server and no read models.
#pragma once

#include <string>
#include <vector>

namespace careledger::replay {

// Exit codes: 0 done; 1 general; 2 the arguments; 3 not found; 6 refused by a rule, or a field that does not
// fit; 7 the log failed a check.
int RunAuditor(const std::vector<std::string>& arguments);

}  // namespace careledger::replay
