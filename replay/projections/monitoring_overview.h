// Each provider of a contract over a period: what is late, open, said and rated, and how much care it has
// with us.
#pragma once

#include <vector>

#include "replay/projections/kpi.h"
#include "replay/projections/monitoring.h"

namespace careledger::projections {

struct FeedbackCounts {
  std::uint64_t delivered_minutes = 0;  // As the KPIs count them.
  std::uint64_t complaints = 0;
  std::uint64_t safeguarding = 0;
  std::uint64_t compliments = 0;
  std::uint64_t responses = 0;  // To surveys, panels and volunteers.
  std::uint64_t satisfied = 0;
  FeedbackCounts& operator+=(const FeedbackCounts& other);
};

struct ProviderOverview {
  model::ProviderId provider_id;
  std::uint64_t information_due = 0;  // By a date in the period; the next two are parts of it.
  std::uint64_t information_late = 0;
  std::uint64_t information_came_late = 0;
  std::uint64_t meetings = 0;
  std::uint64_t open_actions = 0;  // On the last day, overdue ones too.
  std::uint64_t overdue_actions = 0;
  std::uint64_t open_plans = 0;
  std::uint64_t standards_missing = 0;
  std::uint64_t open_risks = 0;
  std::uint32_t highest_risk = 0;  // Score of the gravest of them.
  std::uint64_t hand_backs = 0;    // Packages that left it in the period; the next is a part of it.
  std::uint64_t short_notice = 0;  // With less notice than the contract asks for.
  FeedbackCounts feedback;
  std::uint64_t commissioned_minutes = 0;               // Planned over the period.
  std::optional<std::uint32_t> minimum_weekly_minutes;  // Declared, on the last day.
};

struct MonitoringOverview {
  model::Period period;  // Cut at the point's date.
  std::vector<ProviderOverview> providers;
  FeedbackCounts total;
  std::vector<RatingRow> ratings;  // In force on the last day.
};

// Providers that are party to the contract on a day of the period, had care under it, or are named by a
// record of the period; only `provider` when it is given. What is late, open, missing and in force is so on
// the last day of the period, cut at the view's date.
MonitoringOverview OverviewOf(const View& view, const CellSource& cells, const model::Contract& contract,
                              const model::Period& period, const model::ProviderId& provider);

}  // namespace careledger::projections
