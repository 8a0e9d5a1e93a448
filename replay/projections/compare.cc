#include "replay/projections/compare.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace careledger::projections {
namespace {

using namespace model;

using LineKey = std::tuple<Date, SourceId, ExternalId, CarerId>;

LineKey KeyOf(const InvoiceLine& line) {
  const VisitRecorded& v = line.visit.visit->record;
  return {v.service_date, v.source, v.external_id, line.attendance->carer_id};
}

std::map<LineKey, const InvoiceLine*> ByKey(const Invoice& invoice) {
  std::map<LineKey, const InvoiceLine*> lines;
  for (const InvoiceLine& line : invoice.lines) lines[KeyOf(line)] = &line;
  return lines;
}

// The last record of the order's package or person that the later point knows.
Position LastOf(const Package* package) { return package != nullptr ? package->last_position() : Position{}; }

// The record that holds the visit in `view`, or in a later one the record that let it go.
Position CauseOfHold(const Assessed& held, const Visit& visit, const Package* package, const View& view) {
  if (held.hold == Hold::kAfterDeath) return held.person->DeathCauseAt(view.point().known);
  return std::max(visit.last_position, LastOf(package));
}

// Why the visit of `line`, priced in the other view, has no such line in this one; the visit, when it is
// held.
const Assessed* Gone(const InvoiceLine& line, const Invoice& here, const View& view, LineChange& change) {
  const VisitRecorded& v = line.visit.visit->record;
  for (const Assessed& a : here.not_priced) {
    if (a.visit->record.source != v.source || a.visit->record.external_id != v.external_id) continue;
    change.what = "held: " + std::string(ToString(a.hold));
    change.cause = CauseOfHold(a, *a.visit, a.package, view);
    return &a;
  }
  for (const Visit& visit : view.visits(v.provider_id, v.service_date)) {
    if (visit.record.source != v.source || visit.record.external_id != v.external_id) continue;
    change.cause = visit.last_position;
    change.what = visit.voided ? "voided" : visit.moved ? "moved to another date" : "no such attendance";
    return nullptr;
  }
  change.what = "not recorded";
  return nullptr;
}

Position TimesCause(const InvoiceLine& line) {
  return line.adjustment != nullptr ? line.adjustment->cause : line.visit.visit->position;
}

void Differ(const InvoiceLine& before, const InvoiceLine& after, LineChange& change) {
  const Rate old_rate = before.parts.empty() ? Rate() : before.parts.front().rate;
  const Rate new_rate = after.parts.empty() ? Rate() : after.parts.front().rate;
  if (before.ladder.actual != after.ladder.actual) {
    change.what = "times " + std::to_string(before.ladder.actual) + " -> " +
                  std::to_string(after.ladder.actual) + " min";
    change.cause = TimesCause(after);
  } else if (before.policy_cause != after.policy_cause) {
    change.what = "payment policy";
    change.cause = after.policy_cause;
  } else if (old_rate != new_rate) {
    change.what = "rate " + old_rate.ToString() + " -> " + new_rate.ToString();
    change.cause = after.parts.empty() ? Position{} : after.parts.front().cause;
  } else {
    change.what = "order";
    change.cause = LastOf(after.visit.package);
  }
}

// A retained day, and the suspension it is of.
struct Kept {
  const Retainer* retainer = nullptr;
  const RetainedDay* day = nullptr;
};

std::map<std::pair<PackageId, Date>, Kept> DaysOf(const std::vector<Retainer>& retainers) {
  std::map<std::pair<PackageId, Date>, Kept> days;
  for (const Retainer& retainer : retainers) {
    for (const RetainedDay& day : retainer.days) days[{retainer.package->id(), day.date}] = {&retainer, &day};
  }
  return days;
}

// Why a day that was kept is kept no more.
void LetGo(const Kept& kept, const View& now, RetainerChange& change) {
  const Package* package = now.package(kept.retainer->package->id());
  const Person* person = now.person(kept.retainer->package->person());
  const Position known = now.point().known;
  const auto died = person != nullptr ? person->DiedKnownAt(known) : std::nullopt;
  if (died && *died < change.date) {
    change.what = "after death";
    change.cause = person->DeathCauseAt(known);
    return;
  }
  change.cause = LastOf(package);
  const Suspension* suspension = package != nullptr ? package->SuspensionOn(change.date) : nullptr;
  if (suspension == nullptr) {
    change.what = "not suspended";
    return;
  }
  const Contract* contract = now.contract(kept.retainer->placement->contract_id);
  const auto* policy = contract != nullptr ? contract->retainer().On(suspension->from) : nullptr;
  if (policy != nullptr && policy->cause != kept.retainer->policy_cause) {
    change.what = "retainer policy";
    change.cause = policy->cause;
  } else {
    change.what = "order";
  }
}

// `before` is null where the day was not kept at all. What was recorded after `since` is what is new.
void Differ(const Kept* before, const Kept& after, Position since, RetainerChange& change) {
  const Retainer& now = *after.retainer;
  const auto by = [&](std::string what, Position cause) {
    change.what = std::move(what);
    change.cause = cause;
  };
  if (since < now.suspension->cause) {
    by("suspended", now.suspension->cause);
  } else if (since < now.confirmed) {
    by("confirmed", now.confirmed);
  } else if (since < now.policy_cause) {
    by("retainer policy", now.policy_cause);
  } else if (before != nullptr && before->day->rate != after.day->rate) {
    by("rate " + before->day->rate.ToString() + " -> " + after.day->rate.ToString(), after.day->rate_cause);
  } else if (before != nullptr && before->day->minutes != after.day->minutes) {
    by("plan " + std::to_string(before->day->minutes) + " -> " + std::to_string(after.day->minutes) + " min",
       LastOf(now.package));
  } else {
    by("order", LastOf(now.package));
  }
}

}  // namespace

std::vector<LineChange> CompareInvoices(const Invoice& earlier, const View& earlier_view,
                                        const Invoice& later, const View& later_view) {
  const auto before = ByKey(earlier);
  const auto after = ByKey(later);
  std::vector<LineChange> changes;
  for (const auto& [key, line] : before) {
    const auto found = after.find(key);
    if (found != after.end() && found->second->amount == line->amount) continue;
    LineChange change;
    change.visit = line->visit.visit;
    change.carer_id = std::get<3>(key);
    change.earlier = line->amount;
    if (found == after.end()) {
      Gone(*line, later, later_view, change);
    } else {
      change.visit = found->second->visit.visit;
      change.later = found->second->amount;
      Differ(*line, *found->second, change);
    }
    changes.push_back(std::move(change));
  }
  for (const auto& [key, line] : after) {
    if (before.contains(key)) continue;
    LineChange change;
    change.visit = line->visit.visit;
    change.carer_id = std::get<3>(key);
    change.later = line->amount;
    if (earlier_view.point().known < line->visit.visit->position) {
      change.what = "new";
      change.cause = line->visit.visit->position;
    } else {
      const Assessed* held = Gone(*line, earlier, earlier_view, change);
      change.what = "was " + change.what;
      const Assessed& now = line->visit;
      change.cause = CauseOfHold(held != nullptr ? *held : now, *now.visit, now.package, later_view);
    }
    changes.push_back(std::move(change));
  }
  std::sort(changes.begin(), changes.end(), [](const LineChange& a, const LineChange& b) {
    const auto key = [](const LineChange& c) {
      const VisitRecorded& v = c.visit->record;
      return std::tie(v.service_date, v.source, v.external_id, c.carer_id);
    };
    return key(a) < key(b);
  });
  return changes;
}

std::vector<RetainerChange> CompareRetainers(const std::vector<Retainer>& earlier, const View& earlier_view,
                                             const std::vector<Retainer>& later, const View& later_view) {
  const auto before = DaysOf(earlier);
  const auto after = DaysOf(later);
  std::vector<RetainerChange> changes;
  for (const auto& [key, kept] : before) {
    if (after.contains(key)) continue;
    RetainerChange change{.package = kept.retainer->package, .date = key.second};
    change.earlier = kept.day->amount;
    if (change.earlier == change.later) continue;
    LetGo(kept, later_view, change);
    changes.push_back(std::move(change));
  }
  for (const auto& [key, kept] : after) {
    RetainerChange change{.package = kept.retainer->package, .date = key.second, .later = kept.day->amount};
    const auto found = before.find(key);
    if (found != before.end()) change.earlier = found->second.day->amount;
    if (change.earlier == change.later) continue;
    Differ(found != before.end() ? &found->second : nullptr, kept, earlier_view.point().known, change);
    changes.push_back(std::move(change));
  }
  std::sort(changes.begin(), changes.end(), [](const RetainerChange& a, const RetainerChange& b) {
    return std::tie(a.package->id(), a.date) < std::tie(b.package->id(), b.date);
  });
  return changes;
}

std::vector<std::pair<std::string_view, std::uint64_t>> MeasuresOf(const KpiRow& row) {
  const VisitCounts& v = row.visits;
  return {{"packages", row.packages},
          {"people", row.people},
          {"weekly_minutes", row.weekly_minutes},
          {"planned_visits", row.plan.visits},
          {"planned_minutes", row.plan.minutes},
          {"recorded_visits", v.recorded},
          {"delivered_visits", v.delivered},
          {"delivered_minutes", v.delivered_minutes},
          {"punctual_visits", v.punctual},
          {"timed_visits", v.timed},
          {"unmeasured_visits", v.delivered - v.timed},
          {"missed_visits", v.missed},
          {"unreported_visits", row.unreported},
          {"awaited_visits", row.awaited},
          {"cancelled_in_time", v.cancelled_in_time},
          {"cancelled_late", v.cancelled_late},
          {"no_access", v.no_access},
          {"refused", v.refused},
          {"in_hospital", v.in_hospital},
          {"short_visits", v.short_visits},
          {"unplanned_visits", v.unplanned},
          {"held_visits", v.held},
          {"unallocated_visits", v.unallocated}};
}

std::vector<KpiChange> CompareKpi(const Kpi& earlier, const Kpi& later) {
  using RowKey = std::pair<KpiKey, ProviderId>;
  std::map<RowKey, std::pair<KpiRow, KpiRow>> rows;
  for (const KpiRow& row : earlier.rows) rows[{row.key, row.provider_id}].first = row;
  for (const KpiRow& row : later.rows) rows[{row.key, row.provider_id}].second = row;
  std::vector<KpiChange> changes;
  for (const auto& [key, pair] : rows) {
    const auto before = MeasuresOf(pair.first);
    const auto after = MeasuresOf(pair.second);
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].second == after[i].second) continue;
      changes.push_back({key.first, key.second, before[i].first, before[i].second, after[i].second});
    }
  }
  return changes;
}

}  // namespace careledger::projections
