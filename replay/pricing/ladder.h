// Payable minutes: the steps between the time a carer was there and the time that is paid, each a policy of
// the contract.
#pragma once

#include <cstdint>
#include <string>

#include "replay/model/contract_events.h"

namespace careledger::pricing {

// What each step made of the minutes. A step whose policy is "none" leaves them as they were.
struct Ladder {
  std::int64_t actual = 0;     // Whole minutes between the times used (adjusted, else captured).
  std::int64_t tolerated = 0;  // After the tolerance step: plan when within it.
  std::int64_t bounded = 0;    // After cap and floor.
  std::int64_t payable = 0;    // After rounding.
  bool within_tolerance = false;
};

// Runs the ladder for one carer at a delivered visit of `plan` minutes:
//   tolerance  |actual - plan| <= tolerance pays plan, and ends;
//   bounds     outside it, at most plan + cap_over and at least plan - floor_under (never below 0);
//   rounding   to a multiple of round_to_minutes.
// REQUIRES: actual >= 0, plan >= 0.
Ladder Climb(const model::PaymentPolicySet& policy, std::int64_t plan, std::int64_t actual);

// The policy that a contract without one has: every step none, half up to the penny.
const model::PaymentPolicySet& NoPolicy();

// "31 min captured; tolerance none; bounds none; rounding none": for explanations.
std::string ToString(const Ladder& ladder, const model::PaymentPolicySet& policy);

}  // namespace careledger::pricing
