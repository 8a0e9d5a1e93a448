#include "replay/pricing/ladder.h"

#include <random>

#include "gtest/gtest.h"

namespace careledger::pricing {
namespace {

using model::PaymentPolicySet;
using model::Rounding;

struct Case {
  PaymentPolicySet policy;
  std::int64_t plan;
  std::int64_t actual;
  std::int64_t payable;
  const char* text;
};

const PaymentPolicySet kBounds15{.tolerance_minutes = 15, .cap_over_minutes = 15, .floor_under_minutes = 15};

TEST(Ladder, PaysWhatEachStepLeaves) {
  const std::vector<Case> cases = {
      // The two payments that the wrong order makes: bounds first would bring the visit within tolerance, and
      // pay plan.
      {kBounds15, 60, 10, 45, "10 min; outside tolerance of 15; bounded to 45; rounding none"},
      {{.tolerance_minutes = 15, .cap_over_minutes = 15},
       30,
       60,
       45,
       "60 min; outside tolerance of 15; bounded to 45; rounding none"},
      // Both ends of the tolerance are within.
      {kBounds15, 60, 45, 60, "45 min; within tolerance of 15, plan 60 paid"},
      {kBounds15, 60, 75, 60, "75 min; within tolerance of 15, plan 60 paid"},
      {kBounds15, 60, 44, 45, "44 min; outside tolerance of 15; bounded to 45; rounding none"},
      {kBounds15, 60, 76, 75, "76 min; outside tolerance of 15; bounded to 75; rounding none"},
      {{.tolerance_minutes = 0}, 30, 30, 30, "30 min; within tolerance of 0, plan 30 paid"},
      {{.tolerance_minutes = 0}, 30, 31, 31, "31 min; outside tolerance of 0; bounds none; rounding none"},
      // Without a policy, what was delivered.
      {{}, 30, 31, 31, "31 min; tolerance none; bounds none; rounding none"},
      {{}, 30, 0, 0, "0 min; tolerance none; bounds none; rounding none"},
      // A floor wider than the plan is no minus.
      {{.floor_under_minutes = 60}, 30, 0, 0, "0 min; tolerance none; bounded to 0; rounding none"},
      {{.cap_over_minutes = 0}, 30, 90, 30, "90 min; tolerance none; bounded to 30; rounding none"},
      {{.floor_under_minutes = 0}, 30, 5, 30, "5 min; tolerance none; bounded to 30; rounding none"},
      // Rounding comes last, and never touches a plan that tolerance pays.
      {{.round_to_minutes = 15, .minute_rounding = Rounding::kUp},
       30,
       31,
       45,
       "31 min; tolerance none; bounds none; rounded to 45"},
      {{.round_to_minutes = 15, .minute_rounding = Rounding::kDown},
       30,
       44,
       30,
       "44 min; tolerance none; bounds none; rounded to 30"},
      {{.round_to_minutes = 15, .minute_rounding = Rounding::kHalfUp},
       30,
       37,
       30,
       "37 min; tolerance none; bounds none; rounded to 30"},
      {{.round_to_minutes = 15, .minute_rounding = Rounding::kHalfUp},
       30,
       38,
       45,
       "38 min; tolerance none; bounds none; rounded to 45"},
      {{.round_to_minutes = 5, .minute_rounding = Rounding::kHalfUp},
       0,
       0,
       0,
       "0 min; tolerance none; bounds none; rounded to 0"},
      {{.tolerance_minutes = 5,
        .cap_over_minutes = 7,
        .round_to_minutes = 5,
        .minute_rounding = Rounding::kDown},
       30,
       50,
       35,
       "50 min; outside tolerance of 5; bounded to 37; rounded to 35"},
      {{.tolerance_minutes = 5, .round_to_minutes = 15, .minute_rounding = Rounding::kUp},
       32,
       30,
       32,
       "30 min; within tolerance of 5, plan 32 paid"},
      {{.round_to_minutes = 1, .minute_rounding = Rounding::kUp},
       30,
       31,
       31,
       "31 min; tolerance none; bounds none; rounded to 31"},
      // An unplanned visit.
      {kBounds15, 0, 40, 15, "40 min; outside tolerance of 15; bounded to 15; rounding none"},
  };
  for (const Case& c : cases) {
    const Ladder ladder = Climb(c.policy, c.plan, c.actual);
    EXPECT_EQ(ladder.payable, c.payable) << c.text;
    EXPECT_EQ(ladder.actual, c.actual);
    EXPECT_EQ(ToString(ladder, c.policy), c.text);
  }
}

TEST(Ladder, KeepsItsPromisesForAnyPolicy) {
  std::minstd_rand random(1);
  const auto some = [&](std::uint32_t n) {
    return random() % 2 == 0 ? std::optional<std::uint32_t>() : static_cast<std::uint32_t>(random() % n);
  };
  for (int i = 0; i < 20'000; ++i) {
    PaymentPolicySet policy{
        .tolerance_minutes = some(20), .cap_over_minutes = some(40), .floor_under_minutes = some(40)};
    const auto plan = static_cast<std::int64_t>(random() % 90);
    const auto actual = static_cast<std::int64_t>(random() % 150);
    const Ladder ladder = Climb(policy, plan, actual);
    ASSERT_GE(ladder.payable, 0);
    if (policy.tolerance_minutes && std::abs(actual - plan) <= *policy.tolerance_minutes) {
      ASSERT_TRUE(ladder.within_tolerance);
      ASSERT_EQ(ladder.payable, plan);
      continue;
    }
    ASSERT_FALSE(ladder.within_tolerance);
    if (policy.cap_over_minutes) {
      ASSERT_LE(ladder.payable, plan + *policy.cap_over_minutes);
    }
    if (policy.floor_under_minutes) {
      ASSERT_GE(ladder.payable, plan - *policy.floor_under_minutes);
    }
    if (!policy.cap_over_minutes && !policy.floor_under_minutes) {
      ASSERT_EQ(ladder.payable, actual);
    }
    // More time never pays less, outside tolerance.
    const Ladder more = Climb(policy, plan, actual + 1);
    if (!more.within_tolerance) {
      ASSERT_GE(more.payable, ladder.payable);
    }
    // Rounded: the nearest multiple on the policy's side.
    policy.round_to_minutes = 1 + static_cast<std::uint32_t>(random() % 20);
    policy.minute_rounding = static_cast<Rounding>(1 + random() % 3);
    const std::int64_t rounded = Climb(policy, plan, actual).payable;
    const std::int64_t step = *policy.round_to_minutes;
    ASSERT_EQ(rounded % step, 0);
    ASSERT_LT(std::abs(rounded - ladder.payable), step);
    if (policy.minute_rounding == Rounding::kUp) {
      ASSERT_GE(rounded, ladder.payable);
    }
    if (policy.minute_rounding == Rounding::kDown) {
      ASSERT_LE(rounded, ladder.payable);
    }
    if (policy.minute_rounding == Rounding::kHalfUp) {
      ASSERT_LE(std::abs(rounded - ladder.payable) * 2, step);
    }
  }
}

}  // namespace
}  // namespace careledger::pricing
