// A proposed change of what is paid, in pounds: what it would do to care already delivered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/projections/invoice.h"
#include "replay/projections/policies.h"

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

// What moves in a period: lines of invoices, by provider and in all.
struct Moved {
  std::map<model::ProviderId, ProviderEffect> providers;  // Those with a line that moves.
  ProviderEffect total;
};

struct Effect {
  Moved delivered;                   // Of care from the change's effective date on.
  std::vector<RateMove> rates;       // On that date.
  std::vector<PolicyMove> policies;  // Likewise, of a change of policies.
  // Of a change of rates or policies from a date after its proposal: the last four complete weeks, Monday to
  // Sunday, before that was recorded, as if it had been in force.
  struct AsIf {
    model::Period period;
    Moved moved;
  };
  std::optional<AsIf> as_if;
  // Everything an approval is bound to, as text to hash: contract, date, rates, policies and every line that
  // moves.
  std::string canonical;
};

// The effect of `change` on visits up to the point's date, as if it were approved now.
Effect EffectOf(const View& view, const model::Change& change);
// The figures of it that an approval records, but for the digest, which is the caller's to hash.
model::Preview PreviewOf(const Effect& effect, model::Position known);

}  // namespace careledger::projections
