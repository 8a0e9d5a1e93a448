// What the lead commissioner of a contract recharges others: of the lines of its providers' invoices and the
// retainers beside them, those of care that the NHS pays, and those of packages that another council called
// off.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "replay/projections/invoice.h"

namespace careledger::projections {

enum class RechargeBasis : std::uint8_t { kHealthcare, kCalledOff };
std::string_view ToString(RechargeBasis basis);  // "called-off"

struct RechargeFigures {
  std::uint64_t visits = 0;
  std::int64_t minutes = 0;
  model::Pence amount;  // Sum of rounded lines.
  // Of them, visits planned before it was recorded that the NHS pays: what that record moved.
  std::uint64_t moved_visits = 0;
  model::Pence moved;
  model::Pence retainer;  // Beside the lines: of days on which the care was suspended.
  RechargeFigures& operator+=(const RechargeFigures& other);
};

// Of one package, contract and provider.
struct RechargeRow {
  const model::Package* package = nullptr;
  model::CommissionerId funder;
  RechargeBasis basis = RechargeBasis::kHealthcare;
  model::ContractId contract_id;
  model::ProviderId provider_id;
  RechargeFigures figures;
};

struct RechargeFilter {
  model::ContractId contract_id;  // Empty: any.
  model::CommissionerId funder;
  model::Code client_group = {};  // Of the package; empty: any.
};

struct Recharge {
  model::Period period;           // Cut at the point's `on` date.
  std::vector<RechargeRow> rows;  // By funder, package, contract, provider.
};

Recharge RechargeOf(const View& view, const model::Period& period, const RechargeFilter& filter);

}  // namespace careledger::projections
