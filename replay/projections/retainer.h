// What a provider is paid while care is suspended, by the contract's retainer policy: from the record, a line
// a day, beside the invoice of visits.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "replay/projections/view.h"

namespace careledger::projections {

// One suspended day of a package: its planned time, at a share of its price.
struct RetainedDay {
  model::Date date;
  std::int64_t minutes = 0;  // Planned, of all carers.
  model::Rate rate;          // Of an hour, premium included.
  model::Position rate_cause{};
  model::Pence amount;  // minutes x rate / 60 x share, rounded once, here.
};

enum class RetainerState : std::uint8_t {
  kNone,          // The contract pays none for this suspension.
  kNotConfirmed,  // It would, once the provider is known to have kept the carers.
  kNoRate,        // It would, but some day has no rate.
  kDue,
};
std::string_view ToString(RetainerState state);  // "none", "not confirmed", "no rate", "due"

// A suspension, and what is kept of it with the provider that had the package on its first day, under each
// contract it had it under, or with one that has taken its place since.
struct Retainer {
  const model::Package* package = nullptr;
  const model::Suspension* suspension = nullptr;
  const model::Placement* placement = nullptr;       // Its placement; null: nobody had it.
  const model::RetainerPolicySet* policy = nullptr;  // In force on it; null: the contract has none.
  model::Position policy_cause{};
  model::Position confirmed{};  // The record that the carers were kept; 0: there is none.
  RetainerState state = RetainerState::kNone;
  std::vector<RetainedDay> days;  // Of the period, in order; priced only when due.
  std::int64_t minutes = 0;
  model::Pence amount;  // Sum of rounded lines; 0 unless due.
};

// The suspensions of a package, with their days of the period up to the point's `on` date. A retainer ends
// with the suspension, after the policy's days, when another provider has the package, and after the day of
// death.
std::vector<Retainer> RetainersOf(const View& view, const Case& subject, const model::Period& period);

// Those of one provider that keep some day of the period, by package.
std::vector<Retainer> RetainersOf(const View& view, const model::ProviderId& provider,
                                  const model::Period& period);

}  // namespace careledger::projections
