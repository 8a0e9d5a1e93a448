#include "replay/projections/handovers.h"

#include <set>
#include <utility>

namespace careledger::projections {

using namespace model;

namespace {

// Packages, and who their people are.
struct Sum {
  HandoverFigures figures;
  std::set<PersonId> people;

  void Add(const MovingPackage& moving) {
    people.insert(moving.package->person());
    figures.people = people.size();
    ++figures.packages;
    figures.minutes += static_cast<std::uint64_t>(WeeklyMinutes(*moving.plan_before));
    if (!moving.stays()) {
      ++figures.lost;
      return;
    }
    const auto now = static_cast<std::uint64_t>(WeeklyMinutes(*moving.plan_now));
    const bool moved = moving.outcome == MobilisationOutcome::kNewProvider;
    ++(moved ? figures.moved : figures.not_moved);
    (moved ? figures.moved_minutes : figures.not_moved_minutes) += now;
  }
  void Add(const ReadinessRow& ready) {
    ++figures.to_move;
    if (ready.state == Readiness::kReady) ++figures.ready;
    if (ready.state == Readiness::kNotAssessed) ++figures.not_assessed;
    if (ready.state == Readiness::kNotReady) ++figures.not_ready[ready.assessed.event->reason];
  }
};

}  // namespace

Handovers HandoversOf(const Mobilisation& mobilisation, const HandoverFilter& filter) {
  std::map<std::pair<ProviderId, ProviderId>, Sum> pairs;
  std::map<ProviderId, Sum> incoming;
  Sum total;
  const auto wanted = [&](const MovingPackage& moving) {
    return (filter.from.empty() || filter.from == moving.from->provider_id) &&
           (filter.to.empty() || filter.to == moving.to_provider);
  };
  const auto add = [&](const MovingPackage& moving, const auto& what) {
    if (!wanted(moving)) return;
    pairs[{moving.from->provider_id, moving.to_provider}].Add(what);
    if (!moving.to_provider.empty()) incoming[moving.to_provider].Add(what);
    total.Add(what);
  };
  for (const MovingPackage& moving : mobilisation.packages()) add(moving, moving);
  for (const ReadinessRow& ready : mobilisation.ReadinessNow()) add(*ready.moving, ready);

  Handovers out;
  out.total = std::move(total.figures);
  std::map<ProviderId, std::uint64_t> exiting;
  for (auto& [pair, sum] : pairs) {
    ++exiting[pair.second];
    out.rows.push_back({.from = pair.first, .to = pair.second, .figures = std::move(sum.figures)});
  }
  std::map<ProviderId, std::uint64_t> lots;
  for (const auto& [lot, holder] : mobilisation.Holders()) {
    if (holder.empty() || (!filter.to.empty() && filter.to != holder)) continue;
    ++lots[holder];
    incoming.try_emplace(holder);
  }
  const auto staff = mobilisation.Staff();
  for (auto& [id, sum] : incoming) {
    IncomingProvider row{.provider_id = id,
                         .exiting_providers = exiting[id],
                         .figures = std::move(sum.figures),
                         .lots = lots[id],
                         .staff = {}};
    for (const auto& [lot, stated] : staff) {
      if (stated.event->provider_id == id) row.staff.push_back(stated.event);
    }
    out.incoming.push_back(std::move(row));
  }
  return out;
}

}  // namespace careledger::projections
