#include "server/decide/succession_follow.h"

#include <algorithm>
#include <set>

namespace careledger::decide {

std::optional<NewEvent> Followed(const Package& package, const ProviderSuccession& succession,
                                 bool begun_before) {
  for (const Placement& p : package.life().placements) {
    if (p.provider_id != succession.event.provider_id || !Covers(succession.event, p.contract_id)) continue;
    if (begun_before && succession.from <= p.from.date) continue;
    // What begins later in a day is the follower's from the next.
    const Date begins = p.from.minute == 0 ? p.from.date : p.from.date + 1;
    const Date at = std::max(succession.from, begins);
    if (p.until && *p.until <= Moment{at, 0}) continue;
    return OnPackage(package.id(), at,
                     PackageSucceeded{.package_id = package.id(),
                                      .from_provider_id = succession.event.provider_id,
                                      .to_provider_id = succession.event.to_provider_id});
  }
  return std::nullopt;
}

namespace {

// The next thing that follows for the package; empty when all has.
std::optional<NewEvent> NextFollowed(const Successions& all, const Package& package) {
  const Date ever(INT32_MAX);
  for (const Placement& p : package.life().placements) {
    const ProviderSuccession* s = all.After(p.provider_id, p.contract_id, p.from.date, ever);
    if (s == nullptr) continue;
    if (auto event = Followed(package, *s, true)) return event;
  }
  return std::nullopt;
}

}  // namespace

Outcome WithFollowers(const World& world, Outcome outcome, const Facts& facts) {
  auto* decision = std::get_if<Decision>(&outcome);
  if (decision == nullptr || world.successions.providers().empty()) return outcome;
  std::map<PackageId, Package> supposed;
  for (const NewEvent& event : decision->events) {
    const auto* of_package = std::get_if<PackageEvent>(&event.event);
    if (of_package == nullptr || LeavesCareAlone(*of_package)) continue;
    const PackageId id = std::visit([](const auto& e) { return e.package_id; }, *of_package);
    const auto [at, first] = supposed.try_emplace(id);
    const Package* known = first ? world.packages.Find(id) : nullptr;
    if (known != nullptr) at->second = *known;
    Suppose(at->second, event, facts);
  }
  for (auto& [id, package] : supposed) {
    while (auto event = NextFollowed(world.successions, package)) {
      Suppose(package, *event, facts);
      decision->events.push_back(*std::move(event));
    }
  }
  return outcome;
}

const ProviderSuccession* FollowedOn(const Successions& all, const ProviderId& provider,
                                     const ContractId& contract, Date date) {
  const ProviderSuccession* last = nullptr;
  for (const ProviderSuccession& s : all.Of(provider)) {
    if (s.from <= date && Covers(s.event, contract)) last = &s;
  }
  if (last == nullptr) return nullptr;
  for (const auto& [id, successions] : all.providers()) {
    for (const ProviderSuccession& s : successions) {
      if (s.event.to_provider_id != provider || s.from > date || !Covers(s.event, contract)) continue;
      if (std::pair(last->from, last->cause) < std::pair(s.from, s.cause)) return nullptr;
    }
  }
  return last;
}

}  // namespace careledger::decide
