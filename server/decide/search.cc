#include "server/decide/search.h"

#include <algorithm>

#include "replay/model/words.h"
#include "server/decide/money_guards.h"

namespace careledger::decide {
namespace {

using sourcing::Candidate;
using sourcing::Round;
using sourcing::WhyNot;

bool PassedAlready(const Search& search, const Tier& tier, PassReason reason) {
  const auto& passed = search.sourcing.passed;
  return std::any_of(passed.begin(), passed.end(), [&](const PassedTier& p) {
    return p.passed.contract_id == search.contract->terms().contract_id && p.passed.tier == tier.tier &&
           p.passed.reason == reason;
  });
}

std::string Names(const std::vector<ProviderId>& ids) {
  constexpr std::size_t kShown = 5;
  std::string out;
  for (std::size_t i = 0; i < ids.size() && i < kShown; ++i) {
    if (i != 0) out += ", ";
    out += ids[i].str();
  }
  if (ids.size() > kShown) out += " and " + std::to_string(ids.size() - kShown) + " more";
  return out;
}

// "framework is open (ranked-offer); next is F03"
std::string WhoInstead(const Round& round) {
  const Tier* open = round.Open();
  if (open == nullptr) return "no tier has anybody left to ask";
  std::string out = "tier " + open->tier.str() + " is open (" + std::string(Word(open->rule)) + "): ";
  const std::vector<ProviderId> may = round.MayTakeNow();
  switch (open->rule) {
    case SourcingRule::kRankedOffer:
      return out + "next is " + Names(may);
    case SourcingRule::kMiniCompetition:
      if (round.AwaitsScores(*open)) return out + "its bids are open, and not all are scored for fit";
      if (round.Winner(*open) != nullptr) return out + "won by " + Names(may);
      return out + "open a competition for " + Names(may);
    default:
      return out + Names(may) + " may take it";
  }
}

}  // namespace

std::unique_ptr<Search> SearchOf(const World& world, const Package& package, const Contract& contract,
                                 const LotId& lot, Date on, const Facts& facts, const WeeklyPlan* plan) {
  auto search = std::make_unique<Search>();
  search->contract = &contract;
  search->lot_id = lot;
  const PackageRequested& request = package.life().request;
  if (lot.empty()) search->lot_id = LivesIn(world, contract, request, on);
  search->sourcing = SourcingOf(package);
  const PlanVersion* in_force = package.PlanOn(on);
  search->plan = plan != nullptr ? *plan : in_force != nullptr ? in_force->plan : request.plan;
  if (contract.tiers().On(on) != nullptr) {
    // Rosters are of contracts as the world has them, not as somebody supposes them to be.
    auto shared = world.contracts.Share(contract.terms().contract_id);
    const bool as_in_the_world = shared.get() == &contract;
    search->round = std::make_unique<Round>(contract, world.caseloads, search->sourcing,
                                            sourcing::Need{.lot_id = search->lot_id,
                                                           .person_id = request.person_id,
                                                           .plan = &search->plan,
                                                           .on = on,
                                                           .now = facts.now.instant(),
                                                           .without = {}},
                                            as_in_the_world ? facts.rosters : nullptr, std::move(shared));
  }
  return search;
}

std::vector<NewEvent> PassedBefore(const Search& search, const Package& package, const Tier& tier,
                                   bool chosen, const Facts& facts) {
  std::vector<NewEvent> events;
  for (const Tier& earlier : search.round->tiers()) {
    if (earlier.tier == tier.tier) break;
    const std::optional<PassReason> exhausted = search.round->Exhausted(earlier);
    const PassReason reason = exhausted.value_or(PassReason::kPersonChose);
    if ((!exhausted && !chosen) || PassedAlready(search, earlier, reason)) continue;
    TierPassed passed{.package_id = package.id(),
                      .contract_id = search.contract->terms().contract_id,
                      .tier = earlier.tier,
                      .reason = reason,
                      .lapsed = {}};
    for (const Offer& offer : search.sourcing.offers) {
      const bool of_tier = offer.offer.contract_id == passed.contract_id && offer.offer.tier == earlier.tier;
      if (of_tier && offer.LapsedAt(facts.now.instant())) passed.lapsed.push_back(offer.offer.provider_id);
    }
    events.push_back(OnPackage(package.id(), std::nullopt, std::move(passed)));
  }
  return events;
}

const Tier* TierFor(const Search& search, const ProviderId& provider, bool chosen) {
  const Round& round = *search.round;
  if (!chosen) {
    const Tier* open = round.Open();
    return open != nullptr && round.Look(*open, provider).may_be_asked() ? open : nullptr;
  }
  for (const Tier& tier : round.tiers()) {
    if (tier.choice && round.Look(tier, provider).may_be_asked()) return &tier;
  }
  return nullptr;
}

Rejection OutsideRules(const Search& search, const PackageId& package, const ProviderId& provider,
                       bool chosen) {
  const Round& round = *search.round;
  std::string why = " has no place in its tiers";
  for (const Tier& tier : round.tiers()) {
    const Candidate candidate = round.Look(tier, provider);
    if (candidate.why == WhyNot::kNotAdmitted) continue;
    why = " is of tier " + tier.tier.str();
    if (!candidate.may_be_asked()) why += " (" + std::string(ToString(candidate.why)) + ")";
    if (chosen && !tier.choice) why += ", which people may not choose";
    break;
  }
  return Reject(Reason::kAwardOutsideRules, "provider_id", "package ", package, " is not for ", provider,
                " now, which", why, "; ", WhoInstead(round));
}

Refusal NotItsOwn(const World& world, const Tier* tier, const ProviderId& provider,
                  const ProviderId& deliverer) {
  if (deliverer.empty()) {
    if (tier == nullptr || !tier->via_lead) return std::nullopt;
    return Reject(Reason::kMemberUnknown, "deliverer_id", "tier ", tier->tier,
                  " goes by the lead: ", provider, " must name who delivers");
  }
  const ProviderRegistered* lead = world.providers.Find(provider);
  const auto in = [&](const std::vector<ProviderId>& ids) {
    return std::find(ids.begin(), ids.end(), deliverer) != ids.end();
  };
  if (deliverer == provider || (lead != nullptr && (in(lead->members) || in(lead->subcontractors))))
    return std::nullopt;
  return Reject(Reason::kMemberUnknown, "deliverer_id", deliverer,
                " is neither a member nor a sub-contractor of ", provider);
}

}  // namespace careledger::decide
