#include "replay/model/caseload.h"

#include <bit>

namespace careledger::model {
namespace {

// Counts `key` up or down, and forgets it at none.
template <class Map, class Key>
void CountIn(Map& map, const Key& key, int sign) {
  auto& count = map[key];
  count += static_cast<std::uint32_t>(sign);
  if (count == 0) map.erase(key);
}

}  // namespace

void AddHourly(HourlyMinutes& sum, const WeeklyPlan& plan) {
  for (const PlanSlot& slot : plan) {
    const std::size_t hour = slot.start_minute / 60 < 24 ? slot.start_minute / 60 : 23;
    sum[hour] += std::int64_t{std::popcount(slot.weekdays)} * slot.minutes * slot.carers;
  }
}

HourlyMinutes HourlyOf(const WeeklyPlan& plan) {
  HourlyMinutes minutes{};
  AddHourly(minutes, plan);
  return minutes;
}

void AddTo(HourlyMinutes& sum, const HourlyMinutes& minutes, std::int64_t sign) {
  for (std::size_t hour = 0; hour < sum.size(); ++hour) sum[hour] += sign * minutes[hour];
}

namespace {
const WeeklyPlan& LastPermanentPlan(const PackageLife& life) {
  const WeeklyPlan* plan = &life.request.plan;
  for (const PlanVersion& version : life.plans) {
    if (!version.until) plan = &version.plan;
  }
  return *plan;
}
}  // namespace

Holding HoldingOf(const Package& package) {
  const PackageLife& life = package.life();
  if (life.placements.empty() || life.placements.back().until) return {};
  return {&life.placements.back(), &LastPermanentPlan(life)};
}

Holding HoldingOn(const Package& package, Date on) {
  const PackageLife& life = package.life();
  for (const Placement& placement : life.placements) {
    // In order: of one day the last has it.
    const Moment end_of_day{on, 24 * 60 - 1};
    if (placement.until && *placement.until <= end_of_day) continue;
    return {&placement, &LastPermanentPlan(life)};
  }
  return {};
}

Taken TakenBy(const Package& package, const Holding& holding) {
  return {.contract_id = holding.placement->contract_id,
          .lot_id = holding.placement->lot_id,
          .provider_id = holding.placement->provider_id,
          .person_id = package.person(),
          .minutes = HourlyOf(*holding.plan)};
}

std::optional<Taken> TakenBy(const Package& package) {
  const Holding holding = HoldingOf(package);
  if (holding.placement == nullptr) return std::nullopt;
  return TakenBy(package, holding);
}

HourlyMinutes Caseload::Total() const {
  HourlyMinutes total{};
  for (const auto& [lot, minutes] : lots) AddTo(total, minutes, 1);
  return total;
}

HourlyMinutes Caseload::Of(const LotId& lot) const {
  if (lot.empty()) return Total();
  const auto found = lots.find(lot);
  return found != lots.end() ? found->second : HourlyMinutes{};
}

void Caseloads::Move(const PackageId& id, const std::optional<Taken>& before,
                     const std::optional<Taken>& after) {
  if (before == after) return;
  if (before) Count(id, *before, -1);
  if (after) Count(id, *after, 1);
}

void Caseloads::Add(const PackageId& id, const Taken& taken, bool counted) {
  if (counted) return Count(id, taken, 1);
  AddTo(MinutesOf(taken.contract_id, taken.provider_id, taken.lot_id), taken.minutes, 1);
}

const Caseload* Caseloads::Find(const ContractId& contract, const ProviderId& provider) const {
  const auto found = items_.find({contract, provider});
  return found != items_.end() ? &found->second : nullptr;
}

void Caseloads::Count(const PackageId& id, const Taken& taken, int sign) {
  Caseload& caseload = items_[{taken.contract_id, taken.provider_id}];
  AddTo(caseload.lots[taken.lot_id], taken.minutes, sign);
  CountIn(caseload.people, taken.person_id, sign);
  CountIn(caseload.packages, id, sign);
}

}  // namespace careledger::model
