// KPIs by contract, lot and provider: counts, so that every share is a sum over a sum.
//
// Counts of visits come from cells, one per provider and service date, apart by client group; counts of plans
// from the packages. A cell follows from the visits of that day and those they may exclude (the days beside,
// other providers of the same people), from the orders they answer, from deaths and the KPI policy, so a read
// model may keep it and add what later records change.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "replay/projections/assess.h"
#include "replay/projections/waiting.h"

namespace careledger::projections {

struct KpiKey {
  model::ContractId contract_id;  // Empty for unallocated visits.
  model::LotId lot_id;
  // Of the visit's package. Of a row: empty unless groups were asked for, or one of them.
  model::Code client_group = {};
  auto operator<=>(const KpiKey&) const = default;
};

// What the records of visits say.
struct VisitCounts {
  std::uint64_t recorded = 0;  // Payable visits of any status.
  std::uint64_t answered = 0;  // Planned slots that some record names.
  std::uint64_t delivered = 0;
  std::uint64_t delivered_minutes = 0;  // Carer minutes captured or adjusted.
  // Delivered with an electronic check-in, by a provider that is not on timesheets: the only ones that
  // punctuality can judge. The other delivered ones are left out of it.
  std::uint64_t timed = 0;
  std::uint64_t punctual = 0;  // Of those, begun within the window.
  std::uint64_t missed = 0;
  std::uint64_t cancelled_in_time = 0;
  std::uint64_t cancelled_late = 0;
  std::uint64_t no_access = 0;
  std::uint64_t refused = 0;
  std::uint64_t in_hospital = 0;
  std::uint64_t short_visits = 0;
  std::uint64_t unplanned = 0;  // Payable, but no slot of the plan at that time.
  std::uint64_t held = 0;
  std::uint64_t unallocated = 0;
  static constexpr std::string_view kName = "VisitCounts";
  static constexpr auto Fields() {
    using C = VisitCounts;
    using model::F;
    return model::Table(F(1, "recorded", &C::recorded), F(2, "answered", &C::answered),
                        F(3, "delivered", &C::delivered), F(4, "delivered_minutes", &C::delivered_minutes),
                        F(5, "timed", &C::timed), F(6, "punctual", &C::punctual), F(7, "missed", &C::missed),
                        F(8, "cancelled_in_time", &C::cancelled_in_time),
                        F(9, "cancelled_late", &C::cancelled_late), F(10, "no_access", &C::no_access),
                        F(11, "refused", &C::refused), F(12, "in_hospital", &C::in_hospital),
                        F(13, "short_visits", &C::short_visits), F(14, "unplanned", &C::unplanned),
                        F(15, "held", &C::held), F(16, "unallocated", &C::unallocated));
  }
  VisitCounts& operator+=(const VisitCounts& other);
  VisitCounts& operator-=(const VisitCounts& other);
  bool operator==(const VisitCounts&) const = default;
};
using KpiCell = std::map<KpiKey, VisitCounts>;

KpiCell CellOf(const View& view, const model::ProviderId& provider, model::Date date);
// Adds assessed visits of a day to its cell: all of the day, or all of one person.
void Count(const View& view, const model::ProviderId& provider, model::Date date,
           const std::vector<Assessed>& visits, KpiCell& cell);
// What a visit that is the only one of its slot adds, and where.
struct Counted {
  KpiKey key;
  VisitCounts counts;
};
Counted CountOne(const View& view, const model::ProviderId& provider, model::Date date,
                 const Assessed& visit);

// Gives the sum of the cells of `provider` over [start, end). The auditor's way is to compute each; the
// server's is to read what its read model holds.
using CellSource = std::function<KpiCell(const model::ProviderId& provider, const model::Period& period)>;
CellSource ComputedCells(const View& view);

// What the plans say.
struct PlanCounts {
  std::uint64_t visits = 0;   // Planned slots.
  std::uint64_t minutes = 0;  // Carer minutes of them.
  std::uint64_t due = 0;      // Of the slots, those whose deadline for a record has passed.
};

struct KpiRow {
  KpiKey key;
  model::ProviderId provider_id;
  VisitCounts visits;
  PlanCounts plan;
  std::uint64_t unreported = 0;  // Due slots that no record names.
  std::uint64_t awaited = 0;     // Slots within their deadline that no record names yet.
  std::uint64_t packages = 0;    // In force on the point's date.
  std::uint64_t people = 0;
  std::uint64_t weekly_minutes = 0;  // Of those packages.
};

struct KpiFilter {
  model::ContractId contract_id;  // Empty: any.
  model::ProviderId provider_id;
  model::Code client_group = {};  // Empty: all, and visits that belong to no package.
  bool by_client_group = false;   // A row for each group too.
};

struct Kpi {
  model::Period period;      // Cut at the point's `on` date.
  std::vector<KpiRow> rows;  // By contract, lot, client group, provider.
  KpiRow total;              // People counted once.
  WaitingFigures waiting;
};

Kpi KpiOf(const View& view, const CellSource& cells, const model::Period& period, const KpiFilter& filter);

// Adds what a span plans over `period`; days before `due_before` also to `due`.
void AddPlanned(const PlannedSpan& span, const model::Period& period, model::Date due_before,
                PlanCounts& counts);

}  // namespace careledger::projections
