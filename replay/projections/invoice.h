// A provider's invoice for a period, from the record: one line a carer at a delivered visit, each resting on
// named records.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "replay/pricing/ladder.h"
#include "replay/projections/assess.h"
#include "replay/projections/planned_time.h"

namespace careledger::projections {

// Hours of one line at one rate: a visit over midnight into a bank holiday has two.
struct RatePart {
  std::int64_t minutes = 0;
  model::Rate rate;         // Of an hour, premium included.
  model::Position cause{};  // The record that set the rate.
  model::Rate premium;      // Its part that is on top of the rate.
};

struct InvoiceLine {
  Assessed visit;  // Payable.
  const model::Attendance* attendance = nullptr;
  const Adjustment* adjustment = nullptr;  // The council's times, when they were used.
  const model::PaymentPolicySet* policy = nullptr;
  model::Position policy_cause{};  // 0: the contract has no policy of its own.
  PlannedMinutes planned;          // Of this carer.
  pricing::Ladder ladder;
  std::vector<RatePart> parts;  // Of the payable minutes, in order of time.
  model::Pence amount;          // Rounded once, here.
};

struct LotTotal {
  std::uint64_t visits = 0;
  std::int64_t minutes = 0;
  model::Pence amount;
};

struct Invoice {
  model::ProviderId provider_id;
  model::Period period;              // As asked for; visits after the point's `on` date are left out.
  std::vector<InvoiceLine> lines;    // By service date, then canonical order, then carer.
  std::vector<Assessed> not_priced;  // Held and unallocated visits.
  std::uint64_t visits = 0;          // Priced.
  std::int64_t minutes = 0;
  model::Pence total;  // Sum of rounded lines.
  std::map<std::pair<model::ContractId, model::LotId>, LotTotal> lots;
};

// Computes the pending invoice. Points into `view`.
Invoice InvoiceOf(const View& view, const model::ProviderId& provider, const model::Period& period);

// What is paid for an hour of the package on top of its rate: by the lot of the placement, the area the
// person lives in and the service; with evidence, where a premium asks for it.
model::Rate PremiumOf(const View& view, const model::Contract& contract, const model::Package& package,
                      const model::Placement& placement, model::Date date);

// Assesses the visits of a period, up to the point's `on` date.
std::vector<Assessed> AssessPeriod(const View& view, const model::ProviderId& provider,
                                   const model::Period& period);
// The invoice of these visits, as AssessPeriod gives them: what it does not price is so held in a list of
// them too.
Invoice InvoiceOf(const View& view, const model::ProviderId& provider, const model::Period& period,
                  const std::vector<Assessed>& visits);

// "31 min; tolerance none; bounds none; rounding none: 31 x 16.22 / 60 = 8.3803 -> £8.38"
std::string Explain(const InvoiceLine& line);

}  // namespace careledger::projections
