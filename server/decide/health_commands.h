// Commands on care that moves to the NHS and back, on joint visits at a handover, and on what care is for.
// See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct StartContinuingHealthcare {
  PackageId package_id;
  CommissionerId commissioner_id;  // Of the NHS: who pays.
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "StartContinuingHealthcare";
  static constexpr Required<4> kRequired = {"package_id", "commissioner_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &StartContinuingHealthcare::package_id),
                 F(2, "commissioner_id", &StartContinuingHealthcare::commissioner_id),
                 F(3, "effective_date", &StartContinuingHealthcare::effective_date),
                 F(4, "authority", &StartContinuingHealthcare::authority),
                 F(5, "corrects_position", &StartContinuingHealthcare::corrects_position));
  }
};

struct RecordHealthRate {
  PackageId package_id;
  Rate rate;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "RecordHealthRate";
  static constexpr Required<3> kRequired = {"package_id", "rate", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &RecordHealthRate::package_id), F(2, "rate", &RecordHealthRate::rate),
                 F(3, "effective_date", &RecordHealthRate::effective_date),
                 F(4, "corrects_position", &RecordHealthRate::corrects_position));
  }
};

struct EndContinuingHealthcare {
  PackageId package_id;
  Date effective_date;  // First day on which the council pays again.
  Code reason;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "EndContinuingHealthcare";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &EndContinuingHealthcare::package_id),
                 F(2, "effective_date", &EndContinuingHealthcare::effective_date),
                 F(3, "reason", &EndContinuingHealthcare::reason),
                 F(4, "corrects_position", &EndContinuingHealthcare::corrects_position));
  }
};

struct ApproveHandoverVisit {
  PackageId package_id;
  ProviderId provider_id;  // Who comes beside the one that has the package then.
  Date effective_date;
  TimeOfDay time;  // Of the planned visit.
  Code reason;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ApproveHandoverVisit";
  static constexpr Required<5> kRequired = {"package_id", "provider_id", "effective_date", "time", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ApproveHandoverVisit::package_id),
                 F(2, "provider_id", &ApproveHandoverVisit::provider_id),
                 F(3, "effective_date", &ApproveHandoverVisit::effective_date),
                 F(4, "time", &ApproveHandoverVisit::time), F(5, "reason", &ApproveHandoverVisit::reason),
                 F(6, "corrects_position", &ApproveHandoverVisit::corrects_position));
  }
};

struct SetGoal {
  PackageId package_id;
  Code goal;
  Code kind;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "SetGoal";
  static constexpr Required<4> kRequired = {"package_id", "goal", "kind", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &SetGoal::package_id), F(2, "goal", &SetGoal::goal),
                 F(3, "kind", &SetGoal::kind), F(4, "effective_date", &SetGoal::effective_date),
                 F(5, "corrects_position", &SetGoal::corrects_position));
  }
};

struct ReviewGoals {
  PackageId package_id;
  Date effective_date;  // Of the review.
  std::vector<GoalReview> results;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ReviewGoals";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "results"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ReviewGoals::package_id),
                 F(2, "effective_date", &ReviewGoals::effective_date), F(3, "results", &ReviewGoals::results),
                 F(4, "corrects_position", &ReviewGoals::corrects_position));
  }
};

struct EndReablement {
  PackageId package_id;
  Date effective_date;  // First day after the episode.
  ReablementOutcome outcome = ReablementOutcome::kUnspecified;
  std::optional<std::uint32_t> minutes_at_end;  // A week, of the care needed from then on.
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "EndReablement";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "outcome"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &EndReablement::package_id),
                 F(2, "effective_date", &EndReablement::effective_date),
                 F(3, "outcome", &EndReablement::outcome),
                 F(4, "minutes_at_end", &EndReablement::minutes_at_end),
                 F(5, "corrects_position", &EndReablement::corrects_position));
  }
};

struct DeclareCallMonitoring {
  ContractId contract_id;
  ProviderId provider_id;
  CallMonitoring method = CallMonitoring::kUnspecified;
  Date effective_date;
  static constexpr std::string_view kName = "DeclareCallMonitoring";
  static constexpr Required<4> kRequired = {"contract_id", "provider_id", "method", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclareCallMonitoring::contract_id),
                 F(2, "provider_id", &DeclareCallMonitoring::provider_id),
                 F(3, "method", &DeclareCallMonitoring::method),
                 F(4, "effective_date", &DeclareCallMonitoring::effective_date));
  }
};

using HealthCommand =
    std::variant<StartContinuingHealthcare, RecordHealthRate, EndContinuingHealthcare, ApproveHandoverVisit,
                 SetGoal, ReviewGoals, EndReablement, DeclareCallMonitoring>;

}  // namespace careledger::decide
