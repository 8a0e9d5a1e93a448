// Stream `package-<id>`: who pays when care moves to the NHS and back, joint visits at a handover, and what
// care is for: goals, and how an episode of reablement ended.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/health_policy_events.h"

namespace careledger::model {

// Continuing healthcare: the NHS pays from the effective date on.
struct ContinuingHealthcareStarted {
  PackageId package_id;
  CommissionerId funder;                                         // Who pays: a body of the NHS.
  HealthSettlement settlement = HealthSettlement::kUnspecified;  // As the contract said on that date.
  ContractId contract_id;
  ProviderId provider_id;  // Who delivers on that date, and goes on.
  Authority authority;     // Of the NHS's decision.
  static constexpr std::string_view kName = "ContinuingHealthcareStarted";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ContinuingHealthcareStarted::package_id),
                 F(2, "funder", &ContinuingHealthcareStarted::funder),
                 F(3, "settlement", &ContinuingHealthcareStarted::settlement),
                 F(4, "contract_id", &ContinuingHealthcareStarted::contract_id),
                 F(5, "provider_id", &ContinuingHealthcareStarted::provider_id),
                 F(6, "authority", &ContinuingHealthcareStarted::authority));
  }
  bool operator==(const ContinuingHealthcareStarted&) const = default;
};

// What the NHS pays the provider from the effective date on, where it contracts itself.
struct HealthRateRecorded {
  PackageId package_id;
  Rate rate;  // Of an hour of one carer.
  static constexpr std::string_view kName = "HealthRateRecorded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &HealthRateRecorded::package_id),
                 F(2, "rate", &HealthRateRecorded::rate));
  }
  bool operator==(const HealthRateRecorded&) const = default;
};

// The council pays again from the effective date on, and the same provider delivers under its contract.
struct ContinuingHealthcareEnded {
  PackageId package_id;
  ProviderId provider_id;
  Code reason;
  static constexpr std::string_view kName = "ContinuingHealthcareEnded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ContinuingHealthcareEnded::package_id),
                 F(2, "provider_id", &ContinuingHealthcareEnded::provider_id),
                 F(3, "reason", &ContinuingHealthcareEnded::reason));
  }
  bool operator==(const ContinuingHealthcareEnded&) const = default;
};

// About a transfer the other provider may come too: to the visit planned at `minute` of the effective date.
// Both are paid for it.
struct HandoverVisitApproved {
  PackageId package_id;
  ProviderId provider_id;    // Who comes beside the one that has the package then.
  std::uint32_t minute = 0;  // Local, since midnight.
  Code reason;
  static constexpr std::string_view kName = "HandoverVisitApproved";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &HandoverVisitApproved::package_id),
                 F(2, "provider_id", &HandoverVisitApproved::provider_id),
                 F(3, "minute", &HandoverVisitApproved::minute),
                 F(4, "reason", &HandoverVisitApproved::reason));
  }
  bool operator==(const HandoverVisitApproved&) const = default;
};

// What care is to bring about.
struct GoalSet {
  PackageId package_id;
  Code goal;  // Its name: unique within the package.
  Code kind;  // In a code of the council's: washing, meals, stairs.
  static constexpr std::string_view kName = "GoalSet";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &GoalSet::package_id), F(2, "goal", &GoalSet::goal),
                 F(3, "kind", &GoalSet::kind));
  }
  bool operator==(const GoalSet&) const = default;
};

enum class GoalResult : std::uint8_t {
  kUnspecified = 0,
  kMet = 1,
  kPartly = 2,
  kNotMet = 3,
  kNotAssessed = 4,  // Looked for, and nobody could say: counted apart.
};

struct GoalReview {
  Code goal;
  GoalResult result = GoalResult::kUnspecified;
  static constexpr std::string_view kName = "GoalReview";
  static constexpr auto Fields() {
    return Table(F(1, "goal", &GoalReview::goal), F(2, "result", &GoalReview::result));
  }
  bool operator==(const GoalReview&) const = default;
};

// A review, on the effective date, of some of the package's goals.
struct GoalsReviewed {
  PackageId package_id;
  std::vector<GoalReview> results;
  static constexpr std::string_view kName = "GoalsReviewed";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &GoalsReviewed::package_id), F(2, "results", &GoalsReviewed::results));
  }
  bool operator==(const GoalsReviewed&) const = default;
};

// What care a person needs when an episode of reablement ends, against what it began with.
enum class ReablementOutcome : std::uint8_t {
  kUnspecified = 0,
  kNoMoreCare = 1,  // None.
  kReduced = 2,     // Less of it a week.
  kSame = 3,        // As much.
  kIncreased = 4,   // More.
  kHospital = 5,    // Went into hospital, and did not return to the episode.
  kCareHome = 6,    // Moved into a care home.
  kDied = 7,
  kWithdrew = 8,     // The person did not want to go on.
  kNotAssessed = 9,  // Nobody could say: counted apart.
};

// The episode ended: the effective date is the first day after it. The package may go on until other care
// begins.
struct ReablementEnded {
  PackageId package_id;
  ReablementOutcome outcome = ReablementOutcome::kUnspecified;
  std::uint32_t minutes_at_start = 0;           // Carers' minutes a week planned on the day care began.
  std::optional<std::uint32_t> minutes_at_end;  // Of the care needed from now on; absent: not known.
  static constexpr std::string_view kName = "ReablementEnded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ReablementEnded::package_id), F(2, "outcome", &ReablementEnded::outcome),
                 F(3, "minutes_at_start", &ReablementEnded::minutes_at_start),
                 F(4, "minutes_at_end", &ReablementEnded::minutes_at_end));
  }
  bool operator==(const ReablementEnded&) const = default;
};

}  // namespace careledger::model
