#include "replay/pricing/ladder.h"

#include <algorithm>

namespace careledger::pricing {

using model::PaymentPolicySet;

Ladder Climb(const PaymentPolicySet& policy, std::int64_t plan, std::int64_t actual) {
  Ladder ladder{
      .actual = actual, .tolerated = actual, .bounded = actual, .payable = actual, .within_tolerance = false};
  const std::int64_t variance = actual < plan ? plan - actual : actual - plan;
  if (policy.tolerance_minutes && variance <= *policy.tolerance_minutes) {
    ladder.within_tolerance = true;
    ladder.tolerated = ladder.bounded = ladder.payable = plan;
    return ladder;
  }
  if (policy.cap_over_minutes) ladder.bounded = std::min(ladder.bounded, plan + *policy.cap_over_minutes);
  if (policy.floor_under_minutes) {
    ladder.bounded = std::max({ladder.bounded, plan - *policy.floor_under_minutes, std::int64_t{0}});
  }
  ladder.payable = ladder.bounded;
  if (policy.round_to_minutes && *policy.round_to_minutes > 1) {
    ladder.payable = model::Round(ladder.bounded, *policy.round_to_minutes, policy.minute_rounding) *
                     *policy.round_to_minutes;
  }
  return ladder;
}

const PaymentPolicySet& NoPolicy() {
  static const PaymentPolicySet policy;
  return policy;
}

std::string ToString(const Ladder& ladder, const PaymentPolicySet& policy) {
  std::string text = std::to_string(ladder.actual) + " min";
  if (!policy.tolerance_minutes) {
    text += "; tolerance none";
  } else if (ladder.within_tolerance) {
    return text + "; within tolerance of " + std::to_string(*policy.tolerance_minutes) + ", plan " +
           std::to_string(ladder.payable) + " paid";
  } else {
    text += "; outside tolerance of " + std::to_string(*policy.tolerance_minutes);
  }
  text += policy.cap_over_minutes || policy.floor_under_minutes
              ? "; bounded to " + std::to_string(ladder.bounded)
              : "; bounds none";
  text += policy.round_to_minutes ? "; rounded to " + std::to_string(ladder.payable) : "; rounding none";
  return text;
}

}  // namespace careledger::pricing
