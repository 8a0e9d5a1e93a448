#include "replay/projections/outcomes.h"

#include <algorithm>

#include "replay/projections/waiting.h"

namespace careledger::projections {

using namespace model;

namespace {

OutcomeKey PlaceOn(const Package& package, Date date) {
  const Placement* last = LastPlacementOn(package, date);
  if (last == nullptr) return {package.life().request.contract_id, ProviderId()};
  return {last->contract_id, last->provider_id};
}

void AddEpisode(const Episode& episode, OutcomeCounts& counts) {
  ++counts.episodes;
  ++counts.outcomes[static_cast<std::size_t>(episode.record.outcome)];
  if (!episode.record.minutes_at_end) return;
  ++counts.compared;
  counts.minutes_at_start += episode.record.minutes_at_start;
  counts.minutes_at_end += *episode.record.minutes_at_end;
}

}  // namespace

OutcomeCounts& OutcomeCounts::operator+=(const OutcomeCounts& other) {
  episodes += other.episodes;
  without_outcome += other.without_outcome;
  compared += other.compared;
  minutes_at_start += other.minutes_at_start;
  minutes_at_end += other.minutes_at_end;
  goals_reviewed += other.goals_reviewed;
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  for (std::size_t i = 0; i < results.size(); ++i) results[i] += other.results[i];
  return *this;
}

Outcomes OutcomesOf(const View& view, const Period& period, const OutcomeFilter& filter) {
  Outcomes found;
  found.period = {period.start, std::max(period.start, std::min(period.end, view.point().on + 1))};
  const auto counts_on = [&](const Package& package, Date date) -> OutcomeCounts* {
    OutcomeKey key = PlaceOn(package, date);
    if (!filter.contract_id.empty() && filter.contract_id != key.contract_id) return nullptr;
    if (!filter.provider_id.empty() && filter.provider_id != key.provider_id) return nullptr;
    return &found.rows[std::move(key)];
  };
  view.ForEachCase([&](const Case& one) {
    const Package& package = *one.package;
    const PackageLife& life = package.life();
    if (!life.requested) return;
    if (!filter.client_group.empty() && filter.client_group != life.request.client_group) return;
    const std::optional<Episode>& episode = life.health.episode;
    // An episode that ends on a day has its last day before it.
    if (episode && found.period.Contains(episode->ended)) {
      if (OutcomeCounts* counts = counts_on(package, episode->ended - 1)) AddEpisode(*episode, *counts);
    }
    if (!episode && life.ended && found.period.Contains(*life.ended) &&
        life.request.service.str() == kReablementService) {
      if (OutcomeCounts* counts = counts_on(package, *life.ended - 1)) ++counts->without_outcome;
    }
    for (const Goal& goal : life.health.goals) {
      const Goal::Review* review = goal.ReviewedBy(found.period.end - 1);
      if (review == nullptr || review->date < found.period.start) continue;
      if (OutcomeCounts* counts = counts_on(package, review->date)) {
        ++counts->goals_reviewed;
        ++counts->results[static_cast<std::size_t>(review->result)];
      }
    }
  });
  for (const auto& [key, counts] : found.rows) found.total += counts;
  return found;
}

}  // namespace careledger::projections
