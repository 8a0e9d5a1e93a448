// What changed between two history points, and the record that did it.
#pragma once

#include <string>
#include <vector>

#include "replay/projections/invoice.h"
#include "replay/projections/kpi.h"
#include "replay/projections/retainer.h"

namespace careledger::projections {

struct LineChange {
  const Visit* visit = nullptr;  // As in the later view, or the earlier when it is gone.
  model::CarerId carer_id;
  model::Pence earlier;
  model::Pence later;
  std::string what;         // "new", "rate 16.22 -> 16.63", "times 30 -> 28 min", "now held: suspended", ...
  model::Position cause{};  // The record that did it; 0 when none between the points names it.
};

// By service date, source, external id, carer. Only lines whose amount differs.
std::vector<LineChange> CompareInvoices(const Invoice& earlier, const View& earlier_view,
                                        const Invoice& later, const View& later_view);

// A suspended day that is paid for at one of the points, or at another amount.
struct RetainerChange {
  const model::Package* package = nullptr;  // As in the later view, or the earlier when it is gone.
  model::Date date;
  model::Pence earlier;
  model::Pence later;
  std::string what;         // "suspended", "confirmed", "rate 16.22 -> 16.63", "after death", ...
  model::Position cause{};  // The record that did it.
};

// By package, date. Both of the same provider and period.
std::vector<RetainerChange> CompareRetainers(const std::vector<Retainer>& earlier, const View& earlier_view,
                                             const std::vector<Retainer>& later, const View& later_view);

struct KpiChange {
  KpiKey key;
  model::ProviderId provider_id;
  std::string_view measure;
  std::uint64_t earlier = 0;
  std::uint64_t later = 0;
};

// By contract, lot, provider, then measure in the order of GetKpi's answer.
std::vector<KpiChange> CompareKpi(const Kpi& earlier, const Kpi& later);

// The measures of a row, by name, in the order of the answer.
std::vector<std::pair<std::string_view, std::uint64_t>> MeasuresOf(const KpiRow& row);

}  // namespace careledger::projections
