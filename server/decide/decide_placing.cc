// Awards and transfers, as the tiers of a contract let them be made.
#include "server/decide/ladders.h"
#include "server/decide/price_guards.h"
#include "server/decide/search.h"

namespace careledger::decide {
namespace {

// The record that `c` corrects, of the kind `Event`; null when it corrects none.
template <class Event, class C>
const PackageEntry* CorrectedBy(const Package* package, const C& c) {
  const PackageEntry* entry =
      c.corrects_position != 0 && package != nullptr ? EntryAt(*package, c.corrects_position) : nullptr;
  return entry != nullptr && std::holds_alternative<Event>(entry->event) ? entry : nullptr;
}

// The last event of the decision, when it places the package; null when nothing is placed: it is so already,
// or a correction leaves another record to say it.
template <class Event>
Event* FindPlacing(Decision* decision) {
  if (decision == nullptr || decision->events.empty()) return nullptr;
  return std::get_if<Event>(&std::get<PackageEvent>(decision->events.back().event));
}
// REQUIRES: it does.
template <class Event>
Event& PlacedBy(Decision& decision) {
  return *FindPlacing<Event>(&decision);
}

// Whether the tier lets the package go to the provider now, as if it were asked for anew: whoever it is with
// has its own place among the others. Who is to deliver has agreed, so no offer stands between.
bool MayBeMoved(const sourcing::Round& round, const Tier& tier, const ProviderId& provider) {
  switch (tier.rule) {
    case SourcingRule::kSole:
    case SourcingRule::kDirectAward:
      return true;
    case SourcingRule::kRankedOffer:
      return round.NextToOffer(tier) == provider;
    case SourcingRule::kMiniCompetition:
    case SourcingRule::kUnspecified:
      return false;
  }
  return false;
}

// What the tiers make of a decision that places the package with `provider`; or why they do not let it be
// made. REQUIRES: the search has a round.
template <class Event>
Outcome ByTheTiers(const World& world, const Search& search, const Package& package,
                   const ProviderId& provider, bool chosen, Decision decision, const Facts& facts) {
  constexpr bool kAwards = std::is_same_v<Event, PackageAwarded>;
  auto& placed = PlacedBy<Event>(decision);
  const Tier* tier = TierFor(search, provider, chosen);
  const bool in_turn = tier != nullptr && (kAwards ? search.round->MayBeAwarded(*tier, provider)
                                                   : MayBeMoved(*search.round, *tier, provider));
  if (tier == nullptr || (!chosen && !in_turn)) return OutsideRules(search, package.id(), provider, chosen);
  placed.tier = tier->tier;
  if constexpr (kAwards) {
    const Offer* offer = search.sourcing.OfferTo(placed.contract_id, tier->tier, provider);
    if (offer != nullptr && placed.deliverer_id.empty()) placed.deliverer_id = offer->deliverer_id;
  }
  if (Refusal no = NotItsOwn(world, tier, provider, placed.deliverer_id)) return *no;
  if (const Bid* won = search.round->Winner(*tier); won != nullptr && won->provider_id == provider) {
    if (placed.rate && *placed.rate != won->rate) {
      return Reject(Reason::kPriceOutside, "rate", provider, " won with ", won->rate, ", not ", *placed.rate);
    }
    placed.rate = won->rate;
  }
  std::vector<NewEvent> passed = PassedBefore(search, package, *tier, chosen, facts);
  decision.events.insert(decision.events.begin(), std::make_move_iterator(passed.begin()),
                         std::make_move_iterator(passed.end()));
  return decision;
}

// Outside tiers nothing else counts people.
Refusal PeopleLimit(const World& world, const Contract& contract, const LotId& lot,
                    const ProviderId& provider, const PersonId& person, Date date) {
  const Membership* member = contract.FindMember(provider);
  const auto* admission = member != nullptr ? member->AdmittedTo(Code(), lot, date) : nullptr;
  const auto* policy = contract.admission().On(date);
  if (admission == nullptr || !admission->value.micro || policy == nullptr) return std::nullopt;
  const Caseload* caseload = world.caseloads.Find(contract.terms().contract_id, provider);
  if (caseload == nullptr || caseload->people.size() < policy->value.micro_people ||
      caseload->people.contains(person)) {
    return std::nullopt;
  }
  return Reject(Reason::kAwardOutsideRules, "provider_id", "provider ", provider, " serves ",
                caseload->people.size(), " people: a micro-enterprise of contract ",
                contract.terms().contract_id, " at most ", policy->value.micro_people);
}

// Care that was there when the ledger began asks no tier; one that it is said to have come by must have the
// provider in it.
Refusal NotOfItsTier(const Contract& contract, const Search& search, const AwardPackage& c) {
  if (c.tier.empty()) return std::nullopt;
  const Tier* tier = contract.FindTier(c.tier, c.effective_date);
  if (tier == nullptr) {
    return Reject(Reason::kTierUnknown, "tier", "contract ", c.contract_id, " has no tier ", c.tier, " on ",
                  c.effective_date);
  }
  const sourcing::Candidate candidate = search.round->Look(*tier, c.provider_id);
  if (candidate.why != sourcing::WhyNot::kNotAdmitted && candidate.why != sourcing::WhyNot::kWithdrawn)
    return std::nullopt;
  return Reject(Reason::kAwardOutsideRules, "tier", "provider ", c.provider_id, " is not of tier ", c.tier,
                " on ", c.effective_date);
}

// A provider without a place in a contract whose tiers place packages: they say who could take it instead.
Outcome NamingWhoInstead(const World& world, const Package* package, const AwardPackage& c, Outcome outcome,
                         const Facts& facts) {
  const auto* no = std::get_if<Rejection>(&outcome);
  if (no == nullptr || no->reason != Reason::kProviderNotAwarded || !Known(package)) return outcome;
  const auto search = SearchOf(world, *package, *world.contracts.Find(c.contract_id), c.lot_id,
                               c.effective_date, facts, c.plan.empty() ? nullptr : &c.plan);
  return OutsideRules(*search, c.package_id, c.provider_id, c.chosen);
}

}  // namespace

Outcome DecideAward(const World& world, const Package* package, const AwardPackage& command,
                    const Facts& facts) {
  AwardPackage c = command;
  const Contract* contract = world.contracts.Find(c.contract_id);
  // Where tiers place packages, it is in the lot that they were asked for in.
  const bool tiers = contract != nullptr && contract->tiers().On(c.effective_date) != nullptr;
  if (tiers && c.lot_id.empty() && Known(package)) {
    c.lot_id = LivesIn(world, *contract, package->life().request, c.effective_date);
  }
  const bool existing = Known(package) && package->life().placements.empty() &&
                        package->life().request.reason.str() == kExistingCare;
  if (!c.tier.empty() && !existing) {
    return Reject(Reason::kInvalidField, "tier",
                  "the tiers say by which a package comes: only care that went on before is said to have");
  }
  Outcome outcome = DecideCorrecting(world, package, c, facts);
  if (tiers && !existing) outcome = NamingWhoInstead(world, package, c, std::move(outcome), facts);
  auto* decision = std::get_if<Decision>(&outcome);
  if (contract == nullptr || FindPlacing<PackageAwarded>(decision) == nullptr) return outcome;
  auto& award = PlacedBy<PackageAwarded>(*decision);
  Package supposed = *package;
  if (const PackageEntry* corrected = CorrectedBy<PackageAwarded>(package, c)) {
    const PackageAwarded& was = std::get<PackageAwarded>(corrected->event);
    // Of the same provider, it keeps the place that the first one had, and what was agreed there.
    if (was.contract_id == c.contract_id && was.lot_id == c.lot_id && was.provider_id == c.provider_id) {
      award.tier = was.tier;
      award.chosen = was.chosen;
      if (!award.rate) award.rate = was.rate;
      if (award.deliverer_id.empty()) award.deliverer_id = was.deliverer_id;
      const bool as_it_was = corrected->effective == c.effective_date && award == was;
      return as_it_was ? Outcome(Already(corrected->position)) : outcome;
    }
    Suppose(supposed, decision->events.front(), facts);
  }
  if (tiers) {
    const auto search = SearchOf(world, supposed, *contract, c.lot_id, c.effective_date, facts, &award.plan);
    if (existing) {
      if (Refusal no = NotOfItsTier(*contract, *search, c)) return *no;
      return outcome;
    }
    outcome = ByTheTiers<PackageAwarded>(world, *search, supposed, c.provider_id, c.chosen,
                                         std::move(*decision), facts);
    decision = std::get_if<Decision>(&outcome);
    if (decision == nullptr) return outcome;
  } else if (!existing) {
    if (Refusal no =
            PeopleLimit(world, *contract, c.lot_id, c.provider_id, supposed.person(), c.effective_date))
      return *no;
  }
  const PackageAwarded& made = PlacedBy<PackageAwarded>(*decision);
  if (made.rate || existing) return outcome;
  if (Refusal no =
          NoPriceAgreed(*contract, c.lot_id, c.provider_id, supposed.life().request, c.effective_date))
    return *no;
  return outcome;
}

Outcome DecideTransfer(const World& world, const Package* package, const TransferPackage& c,
                       const Facts& facts) {
  Outcome outcome = DecideCorrecting(world, package, c, facts);
  auto* decision = std::get_if<Decision>(&outcome);
  if (FindPlacing<PackageTransferred>(decision) == nullptr) return outcome;
  const Contract& contract = *world.contracts.Find(c.to_contract_id);
  auto& moved = PlacedBy<PackageTransferred>(*decision);
  Package supposed = *package;
  if (const PackageEntry* corrected = CorrectedBy<PackageTransferred>(package, c)) {
    const PackageTransferred& was = std::get<PackageTransferred>(corrected->event);
    if (was.to_contract_id == c.to_contract_id && was.to_lot_id == c.to_lot_id &&
        was.to_provider_id == c.to_provider_id) {
      moved.tier = was.tier;
      moved.chosen = was.chosen;
      moved.transfer_id = was.transfer_id;
      if (!moved.authority) moved.authority = was.authority;
      if (!moved.rate) moved.rate = was.rate;
      if (moved.deliverer_id.empty()) moved.deliverer_id = was.deliverer_id;
      const bool as_it_was = corrected->effective == c.effective_date && moved == was;
      return as_it_was ? Outcome(Already(corrected->position)) : outcome;
    }
    Suppose(supposed, decision->events.front(), facts);
  }
  const PackageRequested& request = supposed.life().request;
  // Where the provider stays it is given nothing, and what it was asked for it was asked before.
  if (moved.from_provider_id != c.to_provider_id) {
    const bool tiers = contract.tiers().On(c.effective_date) != nullptr;
    if (tiers && !c.authority) {
      const auto search = SearchOf(world, supposed, contract, c.to_lot_id, c.effective_date, facts);
      outcome = ByTheTiers<PackageTransferred>(world, *search, supposed, c.to_provider_id, c.chosen,
                                               std::move(*decision), facts);
      decision = std::get_if<Decision>(&outcome);
      if (decision == nullptr) return outcome;
    } else if (!tiers) {
      if (Refusal no = PeopleLimit(world, contract, c.to_lot_id, c.to_provider_id, supposed.person(),
                                   c.effective_date))
        return *no;
    }
  }
  if (PlacedBy<PackageTransferred>(*decision).rate) return outcome;
  if (Refusal no = NoPriceAgreed(contract, c.to_lot_id, c.to_provider_id, request, c.effective_date))
    return *no;
  return outcome;
}

}  // namespace careledger::decide
