#include "replay/projections/planned_time.h"

#include <algorithm>

#include "replay/model/time_bank.h"

namespace careledger::projections {

using namespace model;

namespace {

// The minute of its day at which the visit was to start; none when that is another day.
std::optional<std::uint32_t> StartOf(const Assessed& visit) {
  if (visit.slot != nullptr) return visit.slot->start_minute;
  const VisitRecorded& record = visit.visit->record;
  const Moment start = MomentOf(record.planned_start);
  return start.date == record.service_date ? std::optional(start.minute) : std::nullopt;
}

}  // namespace

std::int64_t* PlannedTime::RestOf(const Assessed& visit) {
  const PackageLife& life = visit.package->life();
  if (life.banked.empty() || visit.slot == nullptr) return nullptr;
  const PlanSlot& slot = *visit.slot;
  const Date date = visit.visit->record.service_date;
  const std::int64_t banked = BankedAt(life, date, slot.start_minute);
  if (banked == 0) return nullptr;
  const std::int64_t all = static_cast<std::int64_t>(slot.minutes) * slot.carers;
  return &rests_
              .try_emplace({visit.package, date, slot.start_minute}, std::max<std::int64_t>(0, all - banked))
              .first->second;
}

std::int64_t PlannedTime::GrantedAt(const Assessed& visit, std::uint32_t start_minute) {
  const PackageLife& life = visit.package->life();
  const Date date = visit.visit->record.service_date;
  std::int64_t minutes = 0;
  for (const DrawnTime& drawn : life.drawn) {
    if (drawn.on == date && drawn.start_minute == start_minute) minutes += drawn.minutes;
  }
  const auto for_it = [&](const ExtraTime& e) { return e.on == date && e.start_minute == start_minute; };
  if (std::none_of(life.extra.begin(), life.extra.end(), for_it)) return minutes;
  const auto [found, fresh] = extra_.try_emplace(visit.package);
  if (fresh) {
    Case subject{.package = visit.package, .person = visit.person};
    if (subject.person != nullptr) subject.died = subject.person->DiedKnownAt(view_.point().known);
    found->second = ExtraTimeOf(view_, subject);
  }
  for (const PayableExtra& extra : found->second) {
    if (for_it(*extra.extra)) minutes += extra.payable;
  }
  return minutes;
}

std::int64_t* PlannedTime::Granted(const Assessed& visit) {
  const PackageLife& life = visit.package->life();
  if (life.drawn.empty() && life.extra.empty()) return nullptr;
  const std::optional<std::uint32_t> start = StartOf(visit);
  if (!start) return nullptr;
  const Key key{visit.package, visit.visit->record.service_date, *start};
  const auto known = granted_.find(key);
  if (known != granted_.end()) return &known->second;
  const std::int64_t minutes = GrantedAt(visit, *start);
  return minutes == 0 ? nullptr : &granted_.emplace(key, minutes).first->second;
}

PlannedMinutes PlannedTime::OfNext(const Assessed& visit, std::int64_t actual) {
  PlannedMinutes planned;
  if (visit.slot != nullptr) {
    planned.minutes = visit.slot->minutes;
    if (const std::int64_t* rest = RestOf(visit)) {
      planned.banked = planned.minutes - std::min(planned.minutes, *rest);
      planned.minutes -= planned.banked;
      if (planned.banked != 0) planned.at_most = planned.minutes;
    }
  } else if (Granted(visit) != nullptr) {
    planned.at_most = 0;  // It was to last as long as was drawn or approved for it, and no longer.
  } else {
    planned.minutes = visit.visit->record.planned_minutes;
  }
  if (const std::int64_t* granted = Granted(visit)) {
    planned.added = std::min(*granted, std::max<std::int64_t>(0, actual - planned.minutes));
    planned.minutes += planned.added;
    if (planned.at_most) *planned.at_most += planned.added;
  }
  return planned;
}

void PlannedTime::Paid(const Assessed& visit, const PlannedMinutes& planned, std::int64_t payable) {
  if (std::int64_t* rest = RestOf(visit))
    *rest -= std::min(*rest, std::max<std::int64_t>(0, payable - planned.added));
  if (std::int64_t* granted = Granted(visit)) *granted -= planned.added;
}

}  // namespace careledger::projections
