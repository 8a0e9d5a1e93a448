// Who goes: whom leads and consortia named to deliver the packages they have, and who was reported to have
// come. Of packages in a tier that goes by the lead, and of all for which somebody was named.
#pragma once

#include <map>

#include "replay/projections/assess.h"

namespace careledger::projections {

struct DelivererKey {
  model::ProviderId lead;       // Who has the package.
  model::ProviderId deliverer;  // Whom it named, perhaps itself; empty: nobody, so it is not known who goes.
  auto operator<=>(const DelivererKey&) const = default;
};

struct DelivererFigures {
  // On the last day of the period: of people who were alive.
  std::uint64_t packages = 0;
  std::uint64_t people = 0;
  std::uint64_t weekly_minutes = 0;  // Planned, of carers.
  std::uint64_t without_plan = 0;    // Of the packages: their minutes are not known.
  // Visits of the period that the KPI counts as delivered. Whoever a visit does not name is its provider.
  std::uint64_t delivered = 0;
  std::uint64_t by_named = 0;
  std::uint64_t by_lead = 0;   // Where another was named.
  std::uint64_t by_other = 0;  // Neither the one named nor the lead.
  std::uint64_t named_nobody = 0;
  DelivererFigures& operator+=(const DelivererFigures& other);  // But people, whom a sum may count twice.
  bool operator==(const DelivererFigures&) const = default;
};

struct DelivererFilter {
  model::ContractId contract_id;
  model::ProviderId lead = {};    // Empty: any.
  model::Code client_group = {};  // Of the package; empty: any.
};

struct Deliverers {
  model::Period period;  // Cut at the point's `on` date.
  std::map<DelivererKey, DelivererFigures> rows;
  DelivererFigures total;  // People counted once.
};

// Whether the placement goes by the lead on `date`: somebody was named, or its provider has it in a tier of
// the contract that goes by the lead.
bool GoesByTheLead(const model::Contract& contract, const model::Placement& placement, model::Date date);

// A visit counts where its package was when it was planned to begin, a package where it is on the last day.
// Nothing before the point's date: no rows.
Deliverers DeliverersOf(const View& view, const model::Period& period, const DelivererFilter& filter);

}  // namespace careledger::projections
