// What came of care: how episodes of reablement ended, and what reviews found of goals.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "replay/projections/view.h"

namespace careledger::projections {

// The service of which a package is an episode.
inline constexpr std::string_view kReablementService = "reablement";

struct OutcomeCounts {
  std::uint64_t episodes = 0;                // That ended with an outcome on record.
  std::array<std::uint64_t, 10> outcomes{};  // By the number of their ReablementOutcome.
  std::uint64_t without_outcome = 0;   // Packages of reablement that ended without one: no episodes here.
  std::uint64_t compared = 0;          // Episodes of which the minutes before and after are known,
  std::uint64_t minutes_at_start = 0;  // and their sums.
  std::uint64_t minutes_at_end = 0;
  std::uint64_t goals_reviewed = 0;
  std::array<std::uint64_t, 5> results{};  // Of the last review in the period, by the number of GoalResult.

  std::uint64_t Of(model::ReablementOutcome outcome) const {
    return outcomes[static_cast<std::size_t>(outcome)];
  }
  std::uint64_t Of(model::GoalResult result) const { return results[static_cast<std::size_t>(result)]; }
  // Of which somebody could say how they ended.
  std::uint64_t Assessed() const { return episodes - Of(model::ReablementOutcome::kNotAssessed); }
  std::uint64_t GoalsAssessed() const { return goals_reviewed - Of(model::GoalResult::kNotAssessed); }
  OutcomeCounts& operator+=(const OutcomeCounts& other);
};

struct OutcomeKey {
  model::ContractId contract_id;
  model::ProviderId provider_id;
  auto operator<=>(const OutcomeKey&) const = default;
};

struct OutcomeFilter {
  model::ContractId contract_id;  // Empty: any.
  model::ProviderId provider_id;
  model::Code client_group = {};  // Of the package; empty: any.
};

struct Outcomes {
  model::Period period;  // Cut at the point's `on` date.
  std::map<OutcomeKey, OutcomeCounts> rows;
  OutcomeCounts total;
};

// Counted where the package was on the last day of the episode, or on the day of the review; where it had
// never been placed, under the contract it was asked for and no provider.
Outcomes OutcomesOf(const View& view, const model::Period& period, const OutcomeFilter& filter);

}  // namespace careledger::projections
