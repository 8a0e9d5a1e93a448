#include "replay/projections/kpi.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <unordered_map>

namespace careledger::projections {
namespace {

using namespace model;

const KpiPolicySet& PolicyOn(const Contract* contract, Date date) {
  static const KpiPolicySet standard;
  const auto* version = contract != nullptr ? contract->kpi().On(date) : nullptr;
  return version != nullptr ? version->value : standard;
}

// Minutes of a carer at a visit: the council's times when it gave any.
std::optional<std::int64_t> MinutesOf(const Visit& visit, const Attendance& attendance) {
  for (const Adjustment& a : visit.adjustments) {
    if (a.carer_id == attendance.carer_id) return (a.check_out.seconds - a.check_in.seconds) / 60;
  }
  if (!attendance.check_in || !attendance.check_out) return std::nullopt;
  return (attendance.check_out->seconds - attendance.check_in->seconds) / 60;
}

// Whether the provider's times of coming and going are known to be measured by nothing: it said so.
bool OnTimesheets(const Contract* contract, const Assessed& a) {
  const VisitRecorded& v = a.visit->record;
  return contract != nullptr &&
         contract->CallMonitoringOf(v.provider_id, v.service_date) == CallMonitoring::kTimesheets;
}

void CountDelivered(const Assessed& a, const KpiPolicySet& policy, bool timesheets, VisitCounts& counts) {
  ++counts.delivered;
  const VisitRecorded& v = a.visit->record;
  std::optional<Instant> first;
  bool electronic = false;
  std::optional<std::int64_t> shortest;
  for (const Attendance& attendance : v.attendances) {
    if (const auto minutes = MinutesOf(*a.visit, attendance)) {
      counts.delivered_minutes += static_cast<std::uint64_t>(*minutes);
      shortest = shortest ? std::min(*shortest, *minutes) : *minutes;
    }
    if (attendance.check_in && (!first || *attendance.check_in < *first)) {
      first = attendance.check_in;
      electronic = IsElectronic(attendance.evidence);
    }
  }
  if (first && electronic && !timesheets) {
    ++counts.timed;
    const std::int64_t off = std::abs(first->seconds - v.planned_start.seconds);
    if (off <= static_cast<std::int64_t>(policy.punctuality_minutes) * 60) ++counts.punctual;
  }
  const std::int64_t plan = a.slot != nullptr ? a.slot->minutes : v.planned_minutes;
  if (shortest && *shortest * 100 < plan * policy.short_below_percent) ++counts.short_visits;
}

void CountStatus(const Assessed& a, const KpiPolicySet& policy, bool timesheets, VisitCounts& counts) {
  switch (a.visit->record.status) {
    case VisitStatus::kUnspecified:
      break;
    case VisitStatus::kDelivered:
      CountDelivered(a, policy, timesheets, counts);
      break;
    case VisitStatus::kMissed:
      ++counts.missed;
      break;
    case VisitStatus::kCancelledInTime:
      ++counts.cancelled_in_time;
      break;
    case VisitStatus::kCancelledLate:
      ++counts.cancelled_late;
      break;
    case VisitStatus::kNoAccess:
      ++counts.no_access;
      break;
    case VisitStatus::kRefused:
      ++counts.refused;
      break;
    case VisitStatus::kInHospital:
      ++counts.in_hospital;
      break;
  }
}

// Days on which something about the package's plan may begin or cease to hold.
std::vector<Date> Boundaries(const PackageLife& life, const Period& period) {
  std::vector<Date> days = {period.start, period.end};
  const auto add = [&](Date d) {
    if (period.start < d && d < period.end) days.push_back(d);
  };
  for (const Placement& p : life.placements) {
    add(p.from.date);
    add(p.from.date + 1);
    if (p.until) {
      add(p.until->date);
      add(p.until->date + 1);
    }
  }
  for (const PlanVersion& p : life.plans) {
    add(p.from);
    if (p.until) add(*p.until);
    const Date recorded = LondonDate(p.time.instant());
    add(recorded);
    add(recorded + 1);
  }
  for (const Suspension& s : life.suspensions) {
    add(s.from);
    if (s.until) add(*s.until);
  }
  if (life.ended) add(*life.ended);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

// Whether the slot that the visit names is one that AddPlanned counts: not while care is suspended, nor after
// death.
bool AnswersPlan(const View& view, const Assessed& a, Date date) {
  if (a.placement == nullptr || a.slot == nullptr || a.package->SuspensionOn(date) != nullptr) return false;
  const Person* person = view.person(a.package->person());
  const std::optional<Date> died = person != nullptr ? person->DiedKnownAt(view.point().known) : std::nullopt;
  return !died || date <= *died;
}

// How many of the days [from, to) fall on each weekday.
std::array<std::int64_t, 7> Weekdays(Date from, Date to) {
  std::array<std::int64_t, 7> counts;
  const std::int64_t days = std::max(0, to - from);
  counts.fill(days / 7);
  for (std::int32_t d = 0; d < days % 7; ++d) ++counts[static_cast<std::size_t>((from + d).weekday())];
  return counts;
}

}  // namespace

VisitCounts& VisitCounts::operator+=(const VisitCounts& other) {
  ForEachField<VisitCounts>([&](const auto& f) { this->*f.member += other.*f.member; });
  return *this;
}

VisitCounts& VisitCounts::operator-=(const VisitCounts& other) {
  ForEachField<VisitCounts>([&](const auto& f) { this->*f.member -= other.*f.member; });
  return *this;
}

KpiCell CellOf(const View& view, const ProviderId& provider, Date date) {
  KpiCell cell;
  Count(view, provider, date, AssessDay(view, provider, date), cell);
  return cell;
}

Counted CountOne(const View& view, const ProviderId& provider, Date date, const Assessed& a) {
  Counted out;
  const Placement* placement = a.placement;
  if (placement == nullptr && a.package != nullptr) {
    // Held for want of an order: counted where the provider last had the package.
    for (const Placement& p : a.package->life().placements) {
      if (p.provider_id == provider && p.from.date <= date) placement = &p;
    }
  }
  if (placement != nullptr) out.key = {placement->contract_id, placement->lot_id};
  if (a.package != nullptr) out.key.client_group = a.package->life().request.client_group;
  if (a.state == VisitState::kUnallocated) {
    out.counts.unallocated = 1;
    return out;
  }
  // At a joint visit the slot is the other provider's to answer.
  const bool planned = a.handover == nullptr && AnswersPlan(view, a, date);
  if (planned) out.counts.answered = 1;
  if (a.state == VisitState::kHeld) {
    out.counts.held = 1;
    return out;
  }
  out.counts.recorded = 1;
  if (!planned) out.counts.unplanned = 1;
  const Contract* contract = view.contract(out.key.contract_id);
  CountStatus(a, PolicyOn(contract, date), OnTimesheets(contract, a), out.counts);
  return out;
}

void Count(const View& view, const ProviderId& provider, Date date, const std::vector<Assessed>& visits,
           KpiCell& cell) {
  // A slot is answered once, however many visits name it.
  std::set<std::pair<const Package*, Instant>> answered;
  for (const Assessed& a : visits) {
    Counted one = CountOne(view, provider, date, a);
    if (one.counts.answered != 0 && !answered.emplace(a.package, a.visit->record.planned_start).second) {
      one.counts.answered = 0;
    }
    cell[one.key] += one.counts;
  }
}

CellSource ComputedCells(const View& view) {
  return [&view](const ProviderId& provider, const Period& period) {
    KpiCell sum;
    for (Date d = period.start; d < period.end; ++d) {
      for (const auto& [key, counts] : CellOf(view, provider, d)) sum[key] += counts;
    }
    return sum;
  };
}

std::vector<PlannedSpan> PlannedSpansOf(const Package& package, std::optional<Date> died) {
  const PackageLife& life = package.life();
  std::vector<PlannedSpan> spans;
  if (life.placements.empty()) return spans;
  Period period{life.placements.front().from.date, Date(0x7ffffff)};
  for (const Placement& p : life.placements) period.start = std::min(period.start, p.from.date);
  if (died) period.end = *died + 1;
  if (period.end <= period.start) return spans;
  const std::vector<Date> days = Boundaries(life, period);
  for (std::size_t i = 0; i + 1 < days.size(); ++i) {
    const Date first = days[i];
    if (package.SuspensionOn(first) != nullptr) continue;
    // Between boundaries every day is alike, so the first stands for all of them.
    for (const PlanVersion& version : life.plans) {
      if (!version.Covers(first)) continue;
      for (const PlanSlot& slot : version.plan) {
        // A segment of many days holds for any weekday: look at the slot on the first day it falls on.
        Date sample = first;
        while (sample < days[i + 1] && !slot.On(sample.weekday())) ++sample;
        if (sample == days[i + 1]) continue;
        const auto minute = static_cast<std::int32_t>(slot.start_minute);
        if (package.PlanBefore(sample, PlannedInstant(sample, minute)) != &version) continue;
        const Placement* placement = package.PlacementAt({sample, slot.start_minute});
        if (placement != nullptr) spans.push_back({{first, days[i + 1]}, &slot, placement});
      }
    }
  }
  return spans;
}

void AddPlanned(const PlannedSpan& span, const Period& period, Date due_before, PlanCounts& counts) {
  const Date from = std::max(span.days.start, period.start);
  const Date to = std::min(span.days.end, period.end);
  if (to <= from) return;
  const auto count = [&](Date end) {
    const std::array<std::int64_t, 7> weekdays = Weekdays(from, end);
    std::int64_t n = 0;
    for (std::size_t d = 0; d < 7; ++d) n += span.slot->On(static_cast<Weekday>(d)) ? weekdays[d] : 0;
    return static_cast<std::uint64_t>(n);
  };
  const std::uint64_t n = count(to);
  counts.visits += n;
  counts.minutes += n * span.slot->minutes * span.slot->carers;
  counts.due += count(std::clamp(due_before, from, to));
}

Kpi KpiOf(const View& view, const CellSource& cells, const Period& period, const KpiFilter& filter) {
  Kpi kpi;
  const Date on = view.point().on;
  kpi.period = {period.start, std::max(period.start, std::min(period.end, on + 1))};
  std::map<std::pair<KpiKey, ProviderId>, KpiRow> rows;
  const auto wanted = [&](const ContractId& contract, const ProviderId& provider) {
    return (filter.contract_id.empty() || filter.contract_id == contract) &&
           (filter.provider_id.empty() || filter.provider_id == provider);
  };
  const auto group_wanted = [&](const Code& group) {
    return filter.client_group.empty() || filter.client_group == group;
  };
  // Groups that nobody asked for are added up in one row.
  const bool grouped = filter.by_client_group || !filter.client_group.empty();
  const auto row_key = [&](KpiKey key) {
    if (!grouped) key.client_group = Code();
    return key;
  };
  const auto row_of = [&](const KpiKey& key, const ProviderId& provider) -> KpiRow& {
    KpiRow& row = rows[{key, provider}];
    row.key = key;
    row.provider_id = provider;
    return row;
  };

  // The first service date that is not yet due: a day is due once the end of it plus the contract's days has
  // passed.
  const Date known = LondonDate(RecordTime{view.point().known_at.micros + 1}.instant());
  const auto due_before = [&](const ContractId& contract) {
    return known - static_cast<std::int32_t>(PolicyOn(view.contract(contract), known).report_within_days);
  };
  Date all_due = kpi.period.end;
  for (const Contract* contract : view.contracts()) {
    all_due = std::min(all_due, due_before(contract->terms().contract_id));
  }
  all_due = std::max(all_due, kpi.period.start);

  std::map<std::pair<KpiKey, ProviderId>, std::uint64_t> answered_due;
  for (const ProviderRegistered* provider : view.providers()) {
    const ProviderId& id = provider->provider_id;
    if (!filter.provider_id.empty() && filter.provider_id != id) continue;
    for (const auto& [cell, counts] : cells(id, {kpi.period.start, all_due})) {
      if (!wanted(cell.contract_id, id) || !group_wanted(cell.client_group)) continue;
      const KpiKey key = row_key(cell);
      row_of(key, id).visits += counts;
      answered_due[{key, id}] += counts.answered;
    }
    for (Date d = all_due; d < kpi.period.end; ++d) {
      for (const auto& [cell, counts] : cells(id, {d, d + 1})) {
        if (!wanted(cell.contract_id, id) || !group_wanted(cell.client_group)) continue;
        const KpiKey key = row_key(cell);
        row_of(key, id).visits += counts;
        if (d < due_before(key.contract_id)) answered_due[{key, id}] += counts.answered;
      }
    }
  }

  // Each counted once at the end. A view knows a person by one address.
  using People = std::vector<const Person*>;
  const auto count_people = [](People& people) -> std::uint64_t {
    std::sort(people.begin(), people.end(), std::less<>{});
    return static_cast<std::uint64_t>(std::unique(people.begin(), people.end()) - people.begin());
  };
  // Rows by placement and group, found once for neighbouring packages of a lot.
  struct Place {
    KpiRow* row = nullptr;
    Date due_before;
    People people;
  };
  struct PlaceKey {
    const Placement* at;
    const Code* group;  // Null where rows are not by group.
  };
  struct PlaceHash {
    std::size_t operator()(const PlaceKey& key) const noexcept {
      const Placement* p = key.at;
      return ((std::hash<LotId>{}(p->lot_id) * 31 + std::hash<ProviderId>{}(p->provider_id)) * 31 +
              std::hash<ContractId>{}(p->contract_id)) *
                 31 +
             (key.group != nullptr ? std::hash<Code>{}(*key.group) : 0);
    }
  };
  struct SamePlace {
    bool operator()(const PlaceKey& x, const PlaceKey& y) const noexcept {
      const Placement* a = x.at;
      const Placement* b = y.at;
      return a->lot_id == b->lot_id && a->provider_id == b->provider_id && a->contract_id == b->contract_id &&
             (x.group == y.group || *x.group == *y.group);  // Both are null, or neither.
    }
  };
  std::unordered_map<PlaceKey, Place, PlaceHash, SamePlace> places;
  const auto place_of = [&](const Placement& p, const Code& group) -> Place& {
    const auto [at, added] = places.try_emplace({&p, grouped ? &group : nullptr});
    Place& place = at->second;
    if (added && wanted(p.contract_id, p.provider_id)) {
      place.row = &row_of(row_key({p.contract_id, p.lot_id, group}), p.provider_id);
      place.due_before = due_before(p.contract_id);
    }
    return place;
  };
  People everyone;
  std::vector<PlannedSpan> scratch;
  view.ForEachCase([&](const Case& one) {
    const Package* package = one.package;
    const Code& group = package->life().request.client_group;
    if (!group_wanted(group)) return;
    for (const PlannedSpan& span : one.Planned(scratch)) {
      if (span.days.end <= kpi.period.start || kpi.period.end <= span.days.start) continue;
      const Place& place = place_of(*span.placement, group);
      if (place.row != nullptr) AddPlanned(span, kpi.period, place.due_before, place.row->plan);
    }
    const PackageState state = one.StateOn(on);
    if (state == PackageState::kAwarded || state == PackageState::kStarted ||
        state == PackageState::kSuspended) {
      Place& place = place_of(*package->PlacementOn(on), group);
      if (place.row == nullptr) return;
      ++place.row->packages;
      place.people.push_back(one.person);
      everyone.push_back(one.person);
      if (const PlanVersion* plan = package->PlanOn(on)) {
        place.row->weekly_minutes += static_cast<std::uint64_t>(WeeklyMinutes(plan->plan));
      }
    }
  });
  for (auto& [placement, place] : places) {
    if (place.row != nullptr) place.row->people = count_people(place.people);
  }
  WaitingSums waiting;
  ForEachWaiting(view, {on}, {.contract_id = filter.contract_id, .client_group = filter.client_group},
                 [&](std::size_t, WaitingPerson&& person) { waiting.Add(person, on); });
  kpi.waiting = waiting.all();

  for (auto& [key, row] : rows) {
    // Saturating: a transfer recorded late leaves slots with the new provider that the old one answered.
    const std::uint64_t due = answered_due[key];
    const std::uint64_t later = row.visits.answered - due;
    row.unreported = row.plan.due - std::min(row.plan.due, due);
    row.awaited = row.plan.visits - row.plan.due - std::min(row.plan.visits - row.plan.due, later);
    kpi.total.visits += row.visits;
    kpi.total.plan.visits += row.plan.visits;
    kpi.total.plan.minutes += row.plan.minutes;
    kpi.total.plan.due += row.plan.due;
    kpi.total.unreported += row.unreported;
    kpi.total.awaited += row.awaited;
    kpi.total.packages += row.packages;
    kpi.total.weekly_minutes += row.weekly_minutes;
    kpi.rows.push_back(row);
  }
  kpi.total.people = count_people(everyone);
  return kpi;
}

}  // namespace careledger::projections
