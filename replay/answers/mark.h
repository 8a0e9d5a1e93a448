// What every answer says of the ledger it comes from.
#pragma once

#include "replay/log/record.h"

namespace careledger::answers {

struct Mark {
  log::LedgerId ledger_id{};
  bool simulated_clock = false;
};

}  // namespace careledger::answers
