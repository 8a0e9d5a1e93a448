// What care is for: goals and what reviews find of them, and how an episode of reablement ended.
#include <algorithm>

#include "replay/model/words.h"
#include "server/decide/ladders.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kGoalsMax = 100;
constexpr std::uint32_t kWeeklyMinutesMax = 7 * 24 * 60 * 4;

// The service of which a package is an episode.
constexpr std::string_view kReablement = "reablement";

Refusal BadResults(const std::vector<GoalReview>& results) {
  if (results.size() > kGoalsMax)
    return Reject(Reason::kInvalidField, "results", results.size(), " results: at most ", kGoalsMax);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto twice = [&](const GoalReview& earlier) { return earlier.goal == results[i].goal; };
    if (std::any_of(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(i), twice))
      return Reject(Reason::kInvalidField, "results", "goal ", results[i].goal, " has two results");
  }
  return std::nullopt;
}

bool Compares(ReablementOutcome outcome) {
  return outcome == ReablementOutcome::kReduced || outcome == ReablementOutcome::kSame ||
         outcome == ReablementOutcome::kIncreased;
}

// Whether minutes belong to the outcome at all.
Refusal BadMinutes(const EndReablement& c) {
  const auto refuse = [](const auto&... why) {
    return Reject(Reason::kInvalidField, "minutes_at_end", why...);
  };
  const std::uint32_t minutes = c.minutes_at_end.value_or(0);
  if (minutes > kWeeklyMinutesMax) return refuse(minutes, " minutes a week: at most ", kWeeklyMinutesMax);
  if (Compares(c.outcome)) {
    if (!c.minutes_at_end) return refuse("is required: of what care is needed now it is ", Word(c.outcome));
    return std::nullopt;
  }
  if (c.outcome == ReablementOutcome::kNoMoreCare) {
    if (minutes != 0) return refuse(minutes, " minutes a week are more than no care");
    return std::nullopt;
  }
  if (c.minutes_at_end) return refuse("care at home is not compared when the outcome is ", Word(c.outcome));
  return std::nullopt;
}

bool Agrees(ReablementOutcome outcome, std::uint32_t start, std::uint32_t end) {
  switch (outcome) {
    case ReablementOutcome::kReduced:
      return 0 < end && end < start;
    case ReablementOutcome::kSame:
      return end == start;
    case ReablementOutcome::kIncreased:
      return start < end;
    default:
      return true;
  }
}

}  // namespace

Outcome DecideOn(const World& world, const Package* package, const SetGoal& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const GoalSet& e) { return e.goal == c.goal && e.kind == c.kind; };
  if (const PackageEntry* known = FindRecord<GoalSet>(*package, c.effective_date, same))
    return Already(known->position);
  if (const Goal* goal = package->life().health.FindGoal(c.goal)) {
    return Reject(Reason::kAlreadyExists, "goal", "goal ", c.goal, " of package ", c.package_id,
                  " was set on ", goal->set, ", by the record at ", goal->cause);
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;

  // From here on the goal is set.
  return Append(OnPackage(c.package_id, c.effective_date,
                          GoalSet{.package_id = c.package_id, .goal = c.goal, .kind = c.kind}));
}

Outcome DecideOn(const World&, const Package* package, const ReviewGoals& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadResults(c.results)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const GoalsReviewed& e) { return e.results == c.results; };
  if (const PackageEntry* known = FindRecord<GoalsReviewed>(*package, c.effective_date, same))
    return Already(known->position);
  const PackageHealth& health = package->life().health;
  for (const GoalReview& review : c.results) {
    const Goal* goal = health.FindGoal(review.goal);
    if (goal == nullptr || goal->set <= c.effective_date) continue;
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is before goal ", review.goal,
                  " of package ", c.package_id, " was set, on ", goal->set);
  }
  for (const GoalReview& review : c.results) {
    if (health.FindGoal(review.goal) == nullptr) {
      return Reject(Reason::kGoalUnknown, "results", "package ", c.package_id, " has no goal ", review.goal);
    }
  }

  // From here on the review is recorded.
  return Append(OnPackage(c.package_id, c.effective_date,
                          GoalsReviewed{.package_id = c.package_id, .results = c.results}));
}

Outcome DecideOn(const World&, const Package* package, const EndReablement& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadMinutes(c)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const PackageLife& life = package->life();
  const std::optional<std::uint32_t> minutes =
      c.outcome == ReablementOutcome::kNoMoreCare ? std::optional<std::uint32_t>(0) : c.minutes_at_end;
  const auto same = [&](const ReablementEnded& e) {
    return e.outcome == c.outcome && e.minutes_at_end == minutes;
  };
  if (const PackageEntry* known = FindRecord<ReablementEnded>(*package, c.effective_date, same))
    return Already(known->position);
  if (!life.started || c.effective_date <= *life.started) {
    return Reject(Reason::kBeforeStart, "effective_date", "package ", c.package_id,
                  " has not been delivered before ", c.effective_date);
  }
  if (life.health.episode) {
    return Reject(Reason::kAlreadyClosed, "effective_date", "the episode of package ", c.package_id,
                  " ended on ", life.health.episode->ended, ", by the record at ", life.health.episode->cause,
                  ": correct that one");
  }
  if (life.request.service.str() != kReablement) {
    return Reject(Reason::kNotReablement, "package_id", "package ", c.package_id, " is for ",
                  life.request.service, ", not for ", kReablement);
  }
  const PlanVersion* plan = package->PlanOn(*life.started);
  const WeeklyPlan& began = plan != nullptr ? plan->plan : life.request.plan;
  const auto start = static_cast<std::uint32_t>(WeeklyMinutes(began));
  if (!Agrees(c.outcome, start, minutes.value_or(0))) {
    return Reject(Reason::kOutcomeContradicts, "minutes_at_end", *minutes, " minutes a week after ", start,
                  " are not ", Word(c.outcome));
  }

  // From here on the outcome is recorded.
  return Append(OnPackage(c.package_id, c.effective_date,
                          ReablementEnded{.package_id = c.package_id,
                                          .outcome = c.outcome,
                                          .minutes_at_start = start,
                                          .minutes_at_end = minutes}));
}

}  // namespace careledger::decide
