// Packages that wait for a provider: asked for and not yet awarded, or handed back.
#pragma once

#include <cstdint>
#include <optional>

#include "replay/model/package.h"

namespace careledger::projections {

// The placement that a package has on `date`, or had last before it; null before any began.
const model::Placement* LastPlacementOn(const model::Package& package, model::Date date);

struct WaitingPackage {
  model::PackageState state = model::PackageState::kNone;  // Requested or handed back.
  model::Date requested;
  model::Date since;                   // Of the request, or the first day without the last provider.
  model::Code reason;                  // Of the request, or of the hand-back.
  model::ContractId contract_id;       // Of the last placement, else of the request.
  model::LotId lot_id;                 // Likewise; empty: none named.
  model::ProviderId last_provider_id;  // Empty: never placed.
  const model::WeeklyPlan* plan =
      nullptr;  // Agreed for the date, else as asked for. Points into the package.
};

// The package as it waits on `on`; empty when it does not, or when the person has died by then.
std::optional<WaitingPackage> WaitingOn(const model::Package& package, model::Date on,
                                        std::optional<model::Date> died);

}  // namespace careledger::projections
