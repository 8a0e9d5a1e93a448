// What a package's records say of who pays when the NHS does, of joint visits at a handover, and of what care
// is for.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/package_health_events.h"

namespace careledger::model {

// A local moment: transfers name a time of day.
struct Moment {
  Date date;
  std::uint32_t minute = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
  friend bool operator==(const Moment&, const Moment&) = default;
};
inline Moment MomentOf(Instant instant) {
  const LocalTime local = ToLondon(instant);
  return {local.date, static_cast<std::uint32_t>(local.minute)};
}

// What the NHS pays an hour from a day on.
struct HealthRate {
  Date from;
  Rate rate;
  Position cause{};
};

// The NHS pays over [from, until).
struct HealthFunding {
  Date from;
  std::optional<Date> until;
  CommissionerId funder;
  HealthSettlement settlement = HealthSettlement::kUnspecified;
  ContractId contract_id;  // That the package was under when it began.
  ProviderId provider_id;  // Who delivers at its start, and where the NHS contracts itself goes on.
  Moment order_until;      // Where the NHS contracts itself: the end of the council's order. See OrderEnd.
  Position cause{};
  RecordTime recorded;            // What was delivered before then had been paid by the council.
  std::vector<HealthRate> rates;  // In order.
  bool Covers(Date d) const { return from <= d && (!until || d < *until); }
  // Null: not known.
  const HealthRate* RateOn(Date date) const;
};

// A visit of both providers of a transfer.
struct Handover {
  Moment at;
  ProviderId provider_id;  // Who comes beside the one that has the package.
  Position cause{};
};

struct Goal {
  Code goal;
  Code kind;
  Date set;
  Position cause{};
  struct Review {
    Date date;
    GoalResult result = GoalResult::kUnspecified;
    Position cause{};
  };
  std::vector<Review> reviews;  // In order of date, then position.
  // The last on or before `date`; null: none.
  const Review* ReviewedBy(Date date) const;
};

// How an episode of reablement ended.
struct Episode {
  Date ended;  // First day after it.
  ReablementEnded record;
  Position cause{};
};

struct PackageHealth {
  std::vector<HealthFunding> funding;  // In order, never overlapping.
  std::vector<Handover> handovers;     // In order.
  std::vector<Goal> goals;             // In order of `set`, then position.
  std::optional<Episode> episode;      // The last recorded.

  // Null when the NHS does not pay on `date`.
  const HealthFunding* FundingOn(Date date) const;
  // The joint visit that `provider` comes to; null when there is none at that moment.
  const Handover* HandoverOf(const ProviderId& provider, const Moment& at) const;
  const Goal* FindGoal(const Code& goal) const;
};

// When the council's order ends once the NHS contracts itself: at the start of the day from which it pays;
// or, recorded later, when that was recorded, since what had been delivered by then was properly paid.
Moment OrderEnd(Date effective, RecordTime recorded);

}  // namespace careledger::model
