// A proposed change of rates, in pounds: what it would do to care already delivered.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "replay/projections/invoice.h"

namespace careledger::projections {

struct ProviderEffect {
  std::uint64_t lines = 0;
  model::Pence before;
  model::Pence after;
};

struct RateMove {
  model::RateKey key;
  model::Rate before;  // 0: none in force.
  model::Rate after;
};

struct Effect {
  std::map<model::ProviderId, ProviderEffect> providers;  // Those with a line that moves.
  std::vector<RateMove> rates;                            // On the change's effective date.
  std::uint64_t lines = 0;
  model::Pence before;  // Of the lines that move.
  model::Pence after;
  // Everything an approval is bound to, as text to hash: contract, date, rates and every line that moves.
  std::string canonical;
};

// The effect of `change` on visits from its effective date to the point's date, as if it were approved now.
Effect EffectOf(const View& view, const model::Change& change);

}  // namespace careledger::projections
