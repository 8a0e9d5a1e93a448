#include "replay/projections/waiting.h"

namespace careledger::projections {

using namespace model;

const Placement* LastPlacementOn(const Package& package, Date date) {
  const Placement* last = nullptr;
  for (const Placement& p : package.life().placements) {
    if (p.from.date <= date) last = &p;
  }
  return last;
}

std::optional<WaitingPackage> WaitingOn(const Package& package, Date on, std::optional<Date> died) {
  const PackageState state = package.StateOn(on);
  if (state != PackageState::kRequested && state != PackageState::kHandedBack) return std::nullopt;
  if (died && *died <= on) return std::nullopt;
  const PackageLife& life = package.life();
  WaitingPackage waiting{.state = state,
                         .requested = *life.requested,
                         .since = *life.requested,
                         .reason = life.request.reason,
                         .contract_id = life.request.contract_id,
                         .lot_id = life.request.lot_id,
                         .last_provider_id = {},
                         .plan = &life.request.plan};
  if (const PlanVersion* plan = package.PlanOn(on)) waiting.plan = &plan->plan;
  if (const Placement* last = LastPlacementOn(package, on)) {
    waiting.contract_id = last->contract_id;
    waiting.lot_id = last->lot_id;
    waiting.last_provider_id = last->provider_id;
    if (last->until) waiting.since = last->until->date;
    // Whose hand-back ended that placement, and why.
    for (const PackageEntry& entry : package.entries()) {
      const auto* handed_back = std::get_if<PackageHandedBack>(&entry.event);
      if (handed_back != nullptr && Number(entry.voided_by) == 0 && entry.effective == waiting.since) {
        waiting.reason = handed_back->reason;
      }
    }
  }
  return waiting;
}

}  // namespace careledger::projections
