#include "server/decide/package_guards.h"

#include <algorithm>

namespace careledger::decide {

Rejection NoPackage(const PackageId& id) {
  return Reject(Reason::kPackageUnknown, "package_id", "there is no package ", id);
}

const Placement* LastPlaced(const Package& package) {
  const auto& placements = package.life().placements;
  const auto placed = std::find_if(placements.rbegin(), placements.rend(), [&](const Placement& p) {
    const PackageEntry* by = EntryAt(package, Number(p.cause));
    return by == nullptr || !std::holds_alternative<PackageSucceeded>(by->event);
  });
  return placed != placements.rend() ? &*placed : nullptr;
}

const Code& AreaOf(const World& world, const PackageRequested& request, Date date) {
  return model::AreaOf(world.persons.Find(request.person_id), request, date, Position{~std::uint64_t{0}});
}

LotId LivesIn(const World& world, const Contract& contract, const PackageRequested& request, Date date) {
  if (LotId lot = contract.LotOf(AreaOf(world, request, date), date); !lot.empty()) return lot;
  return contract.FindLot(request.lot_id) != nullptr ? request.lot_id : LotId();
}

Refusal OutsideLot(const Contract& contract, const LotId& lot, const Code& area, Date date) {
  const LotId lives_in = contract.LotOf(area, date);
  if (lot.empty() || lives_in.empty() || lives_in == lot) return std::nullopt;
  return Reject(Reason::kOutsideLot, "lot_id", "area ", area, " is in lot ", lives_in, " of contract ",
                contract.terms().contract_id, " on ", date, ", not in ", lot);
}

NewEvent OnPackage(const PackageId& package, std::optional<Date> effective, PackageEvent event) {
  return {Stream("package", package), effective, std::move(event)};
}

void Suppose(Package& package, const NewEvent& event, const Facts& facts) {
  // A note of the person's needs, written with a request, is no part of the package's life.
  const auto* of_package = std::get_if<PackageEvent>(&event.event);
  if (of_package == nullptr) return;
  package.Evolve(Position{Number(package.last_position()) + 1}, facts.now,
                 event.effective.value_or(facts.today()), *of_package);
}

const PackageEntry* EntryAt(const Package& package, std::uint64_t position) {
  for (const PackageEntry& entry : package.entries()) {
    if (Number(entry.position) == position) return &entry;
  }
  return nullptr;
}

const Placement* PlacementUpTo(const Package& package, const Moment& at) {
  if (const Placement* in_force = package.PlacementAt(at)) return in_force;
  const auto& placements = package.life().placements;
  const auto up_to = std::find_if(placements.rbegin(), placements.rend(),
                                  [&](const Placement& p) { return p.until == at && p.from < at; });
  return up_to == placements.rend() ? nullptr : &*up_to;
}

Refusal Ended(const Package& package, Date date) {
  const std::optional<Date> ended = package.life().ended;
  if (!ended || date < *ended) return std::nullopt;
  return Reject(Reason::kPackageEnded, "effective_date", "package ", package.id(), " ended on ", *ended,
                ", so nothing ", "follows on ", date);
}

Refusal Died(const World& world, const PersonId& id, Date date) {
  const Person* person = world.persons.Find(id);
  if (person == nullptr || !person->died || date <= *person->died) return std::nullopt;
  return Reject(Reason::kPersonDied, "effective_date", "person ", id, " died on ", *person->died, ", before ",
                date);
}

Refusal BeforeRequest(const Package& package, Date date) {
  const std::optional<Date> requested = package.life().requested;
  if (!requested || *requested <= date) return std::nullopt;
  return Reject(Reason::kBeforeStart, "effective_date", date, " is before package ", package.id(),
                " was requested, on ", *requested);
}

Refusal NotAssessed(const Package& package, const WeeklyPlan& plan, Date date) {
  if (!plan.empty()) return std::nullopt;
  return Reject(Reason::kInvalidField, "plan", "package ", package.id(), " has no plan on ", date,
                ": change its plan once it is assessed");
}

Refusal WithTheNhs(const Package& package, Date date) {
  if (package.StateOn(date) != PackageState::kContinuingHealthcare) return std::nullopt;
  const HealthFunding& funding = *package.HealthFundingOn(date);
  return Reject(Reason::kPackageAlreadyAwarded, "package_id", "package ", package.id(), " is with ",
                funding.provider_id, " under a contract of ", funding.funder, " from ", funding.from,
                ": end its continuing healthcare first");
}

Refusal NoCare(const World& world, const Package& package, const Placement* placement, const Moment& at) {
  const auto& placements = package.life().placements;
  const auto later =
      std::find_if(placements.begin(), placements.end(), [&](const Placement& p) { return p.from > at; });
  const Refusal ended = Ended(package, at.date);
  if (placement == nullptr && later == placements.end() && !ended) {
    return Reject(Reason::kPackageNotAwarded, "package_id", "package ", package.id(),
                  " is with no provider on ", at.date);
  }
  if (ended) return ended;
  if (Refusal no = Died(world, package.person(), at.date)) return no;
  if (placement == nullptr) {
    return Reject(Reason::kBeforeStart, "effective_date", at.date, " is before package ", package.id(),
                  " goes to ", later->provider_id, ", on ", later->from.date);
  }
  return std::nullopt;
}

bool Coherent(const PackageLife& life) {
  const bool requested = life.requested.has_value();
  if (!requested) return life.placements.empty() && life.plans.empty() && !life.started && !life.ended;
  for (std::size_t i = 0; i < life.placements.size(); ++i) {
    const Placement& placement = life.placements[i];
    const bool last = i + 1 == life.placements.size();
    if (placement.from.date < *life.requested) return false;
    if (placement.until && *placement.until < placement.from) return false;
    if (!last && (!placement.until || life.placements[i + 1].from < *placement.until)) return false;
    if (life.ended && placement.from > Moment{*life.ended, 0}) return false;
    if (life.ended && !placement.until) return false;
  }
  for (std::size_t i = 0; i < life.suspensions.size(); ++i) {
    const Suspension& suspension = life.suspensions[i];
    const bool last = i + 1 == life.suspensions.size();
    if (suspension.until && *suspension.until <= suspension.from) return false;
    if (!last && (!suspension.until || life.suspensions[i + 1].from < *suspension.until)) return false;
  }
  if (life.ended && *life.ended < *life.requested) return false;
  if (life.started) {
    const Moment end_of_day{*life.started, 24 * 60 - 1};
    return std::any_of(life.placements.begin(), life.placements.end(),
                       [&](const Placement& p) { return p.Covers(end_of_day); });
  }
  return true;
}

}  // namespace careledger::decide
