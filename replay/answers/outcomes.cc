// What care is for, and what came of it.
#include "replay/projections/outcomes.h"
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/share.h"
#include "replay/model/words.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

constexpr std::string_view kNone = "not computable";

void Fill(const OutcomeCounts& counts, v1::OutcomeRow* out) {
  using Outcome = ReablementOutcome;
  out->set_episodes(counts.episodes);
  out->set_no_more_care(counts.Of(Outcome::kNoMoreCare));
  out->set_reduced(counts.Of(Outcome::kReduced));
  out->set_same(counts.Of(Outcome::kSame));
  out->set_increased(counts.Of(Outcome::kIncreased));
  out->set_hospital(counts.Of(Outcome::kHospital));
  out->set_care_home(counts.Of(Outcome::kCareHome));
  out->set_died(counts.Of(Outcome::kDied));
  out->set_withdrew(counts.Of(Outcome::kWithdrew));
  out->set_not_assessed(counts.Of(Outcome::kNotAssessed));
  out->set_without_outcome(counts.without_outcome);
  out->set_no_more_care_share(Share(counts.Of(Outcome::kNoMoreCare), counts.Assessed(), kNone));
  out->set_compared(counts.compared);
  out->set_minutes_at_start(counts.minutes_at_start);
  out->set_minutes_at_end(counts.minutes_at_end);
  out->set_minutes_share(Share(counts.minutes_at_end, counts.minutes_at_start, kNone));
  out->set_goals_reviewed(counts.goals_reviewed);
  out->set_goals_met(counts.Of(GoalResult::kMet));
  out->set_goals_partly(counts.Of(GoalResult::kPartly));
  out->set_goals_not_met(counts.Of(GoalResult::kNotMet));
  out->set_goals_not_assessed(counts.Of(GoalResult::kNotAssessed));
  out->set_goals_met_share(Share(counts.Of(GoalResult::kMet), counts.GoalsAssessed(), kNone));
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListGoalsRequest& request,
                    v1::ListGoalsResponse* out) {
  if (const auto given = CheckGiven("package_id", request.package_id()); !given.ok()) return given;
  const Package* package = view.package(PackageId(request.package_id()));
  if (package == nullptr) return NotKnown(view, "package_id", "package", request.package_id());
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_package_id(request.package_id());
  const Date on = view.point().on;
  const PackageHealth& health = package->life().health;
  for (const Goal& goal : health.goals) {
    if (on < goal.set) continue;
    v1::GoalEntry* entry = out->add_goals();
    entry->set_goal(goal.goal.str());
    entry->set_kind(goal.kind.str());
    entry->set_set_date(goal.set.ToString());
    entry->set_position(Number(goal.cause));
    for (const Goal::Review& review : goal.reviews) {
      if (review.date <= on) entry->set_reviews(entry->reviews() + 1);
    }
    const Goal::Review* last = goal.ReviewedBy(on);
    if (last != nullptr) entry->set_reviewed_date(last->date.ToString());
    entry->set_result(last != nullptr ? std::string(Word(last->result)) : "not reviewed");
  }
  if (!health.episode || on < health.episode->ended) return absl::OkStatus();
  const ReablementEnded& ended = health.episode->record;
  out->set_outcome(std::string(Word(ended.outcome)));
  out->set_ended_date(health.episode->ended.ToString());
  out->set_minutes_at_start(std::to_string(ended.minutes_at_start));
  out->set_minutes_at_end(ended.minutes_at_end ? std::to_string(*ended.minutes_at_end) : "not known");
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::GetOutcomesRequest& request,
                    v1::GetOutcomesResponse* out) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  if (const auto known = CheckClientGroup(view, request.client_group()); !known.ok()) return known;
  const Outcomes outcomes = OutcomesOf(view, *period,
                                       {.contract_id = ContractId(request.contract_id()),
                                        .provider_id = ProviderId(request.provider_id()),
                                        .client_group = Code(request.client_group())});
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_period(ShowPeriod(outcomes.period));
  for (const auto& [key, counts] : outcomes.rows) {
    v1::OutcomeRow* row = out->add_rows();
    row->set_contract_id(key.contract_id.str());
    row->set_provider_id(key.provider_id.str());
    Fill(counts, row);
  }
  Fill(outcomes.total, out->mutable_total());
  return absl::OkStatus();
}

}  // namespace careledger::answers
