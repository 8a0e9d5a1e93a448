#include "replay/projections/wait_clock.h"

#include <algorithm>

namespace careledger::projections {

using namespace model;

namespace {

bool RequestStartsClock(const PackageLife& life) {
  return life.requested && (life.placements.empty() || life.request.reason.str() != kExistingCare);
}

// The last day on which a visit may belong to the placement; none: open.
std::optional<Date> LastDayOf(const Placement& placement) {
  if (!placement.until) return std::nullopt;
  const Date last = placement.until->date;
  return placement.payable_until ? std::max(last, LondonDate(*placement.payable_until)) : last;
}

}  // namespace

std::vector<Date> ClockStarts(const Package& package) {
  const PackageLife& life = package.life();
  std::vector<Date> starts;
  if (RequestStartsClock(life)) starts.push_back(*life.requested);
  for (const HandBack& back : life.hand_backs) starts.push_back(back.from);
  for (const DirectPayment& direct : life.direct_payments) {
    if (direct.until) starts.push_back(*direct.until);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

std::int32_t PausedDays(const Package& package, Date since, Date on) {
  std::int32_t days = 0;
  for (const Suspension& suspension : package.life().suspensions) {
    const Date from = std::max(suspension.from, since);
    const Date until = suspension.until ? std::min(*suspension.until, on) : on;
    if (from < until) days += until - from;
  }
  return days;
}

const Package* DeliveredTo(const Assessed& visit) {
  const VisitRecorded& record = visit.visit->record;
  const bool came = visit.state == VisitState::kPayable || visit.hold == Hold::kNoTimes;
  if (!came || record.status != VisitStatus::kDelivered) return nullptr;
  // At a joint visit the provider that has the package brings the care.
  if (visit.handover != nullptr) return nullptr;
  // Of a package whose request is void nobody knows whose it is.
  return visit.package->person() == record.person_id ? visit.package : nullptr;
}

std::optional<Date> View::FirstDelivered(const Package& package, Date since, Date until) const {
  const auto& placements = package.life().placements;
  if (placements.empty()) return std::nullopt;
  Date last = since;
  bool open = false;
  for (const Placement& p : placements) {
    const std::optional<Date> ends = LastDayOf(p);
    open = open || !ends;
    if (ends) last = std::max(last, *ends + 1);
  }
  if (!open) until = std::min(until, last);
  std::vector<const ProviderId*> asked;
  for (Date d = std::max(since, placements.front().from.date); d < until; ++d) {
    asked.clear();
    for (const Placement& p : placements) {
      const std::optional<Date> ends = LastDayOf(p);
      if (d < p.from.date || (ends && *ends < d)) continue;
      if (std::any_of(asked.begin(), asked.end(), [&](const ProviderId* a) { return *a == p.provider_id; }))
        continue;
      asked.push_back(&p.provider_id);
      for (const Assessed& visit : AssessPerson(*this, p.provider_id, d, package.person())) {
        if (DeliveredTo(visit) == &package) return d;
      }
    }
  }
  return std::nullopt;
}

std::optional<WaitClock::Start> WaitClock::StartOn(Date on) const {
  const PackageLife& life = package_->life();
  std::optional<Start> start;
  if (RequestStartsClock(life) && *life.requested <= on) start = {*life.requested, nullptr};
  for (const HandBack& back : life.hand_backs) {
    if (back.from <= on && (!start || start->since <= back.from)) start = {back.from, &back};
  }
  for (const DirectPayment& direct : life.direct_payments) {
    if (direct.until && *direct.until <= on && (!start || start->since <= *direct.until))
      start = {*direct.until, nullptr};
  }
  return start;
}

Standing WaitClock::On(Date on) {
  const PackageLife& life = package_->life();
  if (!life.requested || on < *life.requested || (life.ended && *life.ended <= on)) return Standing::kNone;
  // Who buys the care, or has it from the NHS, does not wait for the council's.
  const PackageState state = package_->StateOn(on);
  if (state == PackageState::kDirectPayment || state == PackageState::kContinuingHealthcare)
    return Standing::kElsewhere;
  const std::optional<Start> start = StartOn(on);
  // Existing care: it is there once it has been placed.
  if (!start) return package_->PlacementOn(on) != nullptr ? Standing::kHasCare : Standing::kNone;
  auto stop = std::find_if(stops_.begin(), stops_.end(),
                           [&](const auto& found) { return found.first == start->since; });
  if (stop == stops_.end()) {
    stop = stops_.insert(stop, {start->since, view_->FirstDelivered(*package_, start->since, until_)});
  }
  if (stop->second && *stop->second <= on) return Standing::kHasCare;
  return package_->SuspensionOn(on) != nullptr ? Standing::kPaused : Standing::kWaits;
}

}  // namespace careledger::projections
