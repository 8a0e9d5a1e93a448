// What the ladders of a contract's policies share.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

// Sets `event` from the date, unless `timeline` has just that, or it lies outside the term.
template <class T>
Outcome SetFrom(const Contract& contract, const Timeline<T>* timeline, Date date, T event) {
  const auto* same = timeline != nullptr ? timeline->On(date) : nullptr;
  if (same != nullptr && same->from == date && same->value == event) return Already(same->cause);
  if (Refusal no = OutsideTerm(contract, date)) return *no;

  // From here on the policy is set.
  return Append(
      NewEvent{Stream("contract", contract.terms().contract_id), date, ContractEvent(std::move(event))});
}

template <class... Parts>
Refusal Contradictory(std::string_view field, const Parts&... parts) {
  return Reject(Reason::kPolicyContradictory, field, parts...);
}

}  // namespace careledger::decide
