#include "replay/projections/deliverers.h"

#include <algorithm>
#include <set>

#include "replay/projections/wait_clock.h"

namespace careledger::projections {

using namespace model;

namespace {

// The days of `period` on which the placement may have visits: until the end of it, or until pay ends with
// it.
Period DaysOf(const Placement& placement, const Period& period) {
  Period days{std::max(period.start, placement.from.date), period.end};
  if (placement.until) {
    Date last = placement.until->date;
    if (placement.payable_until) last = std::max(last, LondonDate(*placement.payable_until));
    days.end = std::min(days.end, last + 1);
  }
  return days;
}

void CountVisit(const VisitRecorded& visit, const Placement& placement, DelivererFigures& figures) {
  ++figures.delivered;
  const ProviderId& came = visit.deliverer_id.empty() ? visit.provider_id : visit.deliverer_id;
  if (placement.deliverer_id.empty()) {
    ++figures.named_nobody;
  } else if (came == placement.deliverer_id) {
    ++figures.by_named;
  } else if (came == placement.provider_id) {
    ++figures.by_lead;
  } else {
    ++figures.by_other;
  }
}

}  // namespace

DelivererFigures& DelivererFigures::operator+=(const DelivererFigures& other) {
  packages += other.packages;
  weekly_minutes += other.weekly_minutes;
  without_plan += other.without_plan;
  delivered += other.delivered;
  by_named += other.by_named;
  by_lead += other.by_lead;
  by_other += other.by_other;
  named_nobody += other.named_nobody;
  return *this;
}

bool GoesByTheLead(const Contract& contract, const Placement& placement, Date date) {
  if (!placement.deliverer_id.empty()) return true;
  const auto* tiers = contract.tiers().On(date);
  if (tiers == nullptr) return false;
  const Membership* member = contract.FindMember(placement.provider_id);
  return std::any_of(tiers->value.tiers.begin(), tiers->value.tiers.end(), [&](const Tier& tier) {
    const bool serves = tier.lots.empty() ||
                        std::find(tier.lots.begin(), tier.lots.end(), placement.lot_id) != tier.lots.end();
    if (!tier.via_lead || !serves) return false;
    if (tier.scope == TierScope::kLot && contract.HolderOn(placement.lot_id, date) == placement.provider_id)
      return true;
    return member != nullptr && member->AdmittedTo(tier.tier, placement.lot_id, date) != nullptr;
  });
}

Deliverers DeliverersOf(const View& view, const Period& period, const DelivererFilter& filter) {
  Deliverers found;
  found.period = {period.start, std::max(period.start, std::min(period.end, view.point().on + 1))};
  const Contract* contract = view.contract(filter.contract_id);
  if (contract == nullptr || found.period.end == found.period.start) return found;
  const Date last = found.period.end - 1;
  const auto wanted = [&](const Package& package, const Placement& placement) {
    return placement.contract_id == filter.contract_id &&
           (filter.lead.empty() || filter.lead == placement.provider_id) &&
           (filter.client_group.empty() || filter.client_group == package.life().request.client_group);
  };
  const auto key_of = [](const Placement& placement) {
    return DelivererKey{placement.provider_id, placement.deliverer_id};
  };

  // Of some day: each visit is asked for its own.
  const auto& versions = contract->tiers().versions();
  const bool by_some_lead = std::any_of(versions.begin(), versions.end(), [](const auto& version) {
    const auto& tiers = version.value.tiers;
    return std::any_of(tiers.begin(), tiers.end(), [](const Tier& tier) { return tier.via_lead; });
  });
  std::map<DelivererKey, std::set<PersonId>> people;
  std::set<PersonId> everybody;
  // Days of visits that may be of such packages, by who has them.
  std::map<ProviderId, Period> days;
  view.ForEachCase([&](const Case& one) {
    const Package& package = *one.package;
    for (const Placement& placement : package.life().placements) {
      if (!wanted(package, placement)) continue;
      const Period own = DaysOf(placement, found.period);
      if (own.end <= own.start) continue;
      if (placement.deliverer_id.empty() && !by_some_lead) continue;
      const auto [at, added] = days.try_emplace(placement.provider_id, own);
      at->second = {std::min(at->second.start, own.start), std::max(at->second.end, own.end)};
    }
    const Placement* now = package.PlacementOn(last);
    if (now == nullptr || !wanted(package, *now) || (one.died && *one.died < last)) return;
    if (!GoesByTheLead(*contract, *now, last)) return;
    DelivererFigures& figures = found.rows[key_of(*now)];
    ++figures.packages;
    people[key_of(*now)].insert(package.person());
    everybody.insert(package.person());
    const PlanVersion* plan = package.PlanOn(last);
    if (plan == nullptr || plan->plan.empty()) {
      ++figures.without_plan;
    } else {
      figures.weekly_minutes += static_cast<std::uint64_t>(WeeklyMinutes(plan->plan));
    }
  });
  for (const auto& [provider, own] : days) {
    for (Date d = own.start; d < own.end; ++d) {
      for (const Assessed& a : AssessDay(view, provider, d)) {
        const Package* package = DeliveredTo(a);
        if (package == nullptr || !wanted(*package, *a.placement)) continue;
        if (!GoesByTheLead(*contract, *a.placement, d)) continue;
        CountVisit(a.visit->record, *a.placement, found.rows[key_of(*a.placement)]);
      }
    }
  }
  for (auto& [key, figures] : found.rows) {
    if (const auto named = people.find(key); named != people.end()) figures.people = named->second.size();
    found.total += figures;
  }
  found.total.people = everybody.size();
  return found;
}

}  // namespace careledger::projections
