// Packages offered to providers, and their answers; awards under the tiers of a contract.
#include "server/decide/ladders.h"
#include "server/decide/search.h"

namespace careledger::decide {
namespace {

Rejection NotOffered(const PackageId& package, const ProviderId& provider) {
  return Reject(Reason::kNoOffer, "package_id", "package ", package, " is not on offer to ", provider,
                " now");
}

Refusal NotYours(const ProviderId& provider, const Facts& facts) {
  if (facts.provider_id.empty() || facts.provider_id == provider) return std::nullopt;
  return Reject(Reason::kNotYours, "provider_id", "you speak for ", facts.provider_id, " only");
}

// The last offer to the provider in this search; null when there was none.
const Offer* LastOffer(const Sourcing& sourcing, const ProviderId& provider) {
  for (auto offer = sourcing.offers.rbegin(); offer != sourcing.offers.rend(); ++offer) {
    if (offer->offer.provider_id == provider) return &*offer;
  }
  return nullptr;
}

// Whether the package looks for a provider on `date`.
Refusal NotSearching(const World& world, const Package& package, Date date) {
  if (const Placement* placement = package.PlacementOn(date)) {
    return Reject(Reason::kPackageAlreadyAwarded, "package_id", "package ", package.id(), " is with ",
                  placement->provider_id, " from ", placement->from.date);
  }
  if (Refusal no = WithTheNhs(package, date)) return no;
  if (Refusal no = Ended(package, date)) return no;
  if (Refusal no = Died(world, package.person(), date)) return no;
  return BeforeRequest(package, date);
}

}  // namespace

Outcome DecideOn(const World& world, const OfferPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  if (Refusal no =
          UnknownService(*contract, package->life().request.service, c.effective_date, "contract_id"))
    return *no;
  const auto search = SearchOf(world, *package, *contract, c.lot_id, c.effective_date, facts);
  if (search->round == nullptr) {
    return Reject(Reason::kTierUnknown, "contract_id", "contract ", c.contract_id, " has no tiers on ",
                  c.effective_date, ": award the package");
  }
  const Offer* last = LastOffer(search->sourcing, c.provider_id);
  const bool same =
      last != nullptr && last->offer.contract_id == c.contract_id && last->offer.lot_id == search->lot_id;
  if (same && (last->state == Offer::State::kAccepted || last->OpenAt(facts.now.instant())))
    return Already(last->position);
  if (Refusal no = OutsideTerm(*contract, search->lot_id, c.effective_date)) return *no;
  if (Refusal no = NotSearching(world, *package, c.effective_date)) return *no;
  const Tier* tier = TierFor(*search, c.provider_id, c.chosen);
  const bool in_turn = tier != nullptr && (c.chosen || tier->rule == SourcingRule::kDirectAward ||
                                           search->round->NextToOffer(*tier) == c.provider_id);
  if (!in_turn) return OutsideRules(*search, c.package_id, c.provider_id, c.chosen);

  // From here on the offer succeeds, and with it goes why earlier tiers were passed.
  Decision decision;
  decision.events = PassedBefore(*search, *package, *tier, c.chosen, facts);
  PackageOffered offered{.package_id = c.package_id,
                         .contract_id = c.contract_id,
                         .lot_id = search->lot_id,
                         .tier = tier->tier,
                         .provider_id = c.provider_id,
                         .binding = tier->rule == SourcingRule::kSole,
                         .answer_by = {}};
  if (tier->answer_hours != 0)
    offered.answer_by = Instant{facts.now.instant().seconds + std::int64_t{tier->answer_hours} * 3600};
  decision.events.push_back(OnPackage(c.package_id, std::nullopt, std::move(offered)));
  return decision;
}

Outcome DecideOn(const World& world, const AcceptOffer& c, const Facts& facts) {
  if (Refusal no = NotYours(c.provider_id, facts)) return *no;
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NotOffered(c.package_id, c.provider_id);
  const Sourcing sourcing = SourcingOf(*package);
  const Offer* offer = LastOffer(sourcing, c.provider_id);
  if (offer == nullptr) return NotOffered(c.package_id, c.provider_id);
  const Contract* contract = world.contracts.Find(offer->offer.contract_id);
  if (Refusal no = NotItsOwn(world, contract->FindTier(offer->offer.tier, facts.today()), c.provider_id,
                             c.deliverer_id))
    return *no;
  if (offer->state == Offer::State::kAccepted && offer->deliverer_id == c.deliverer_id)
    return Already(offer->answered);
  if (!offer->OpenAt(facts.now.instant())) return NotOffered(c.package_id, c.provider_id);

  // From here on it is accepted.
  return Append(OnPackage(
      c.package_id, std::nullopt,
      OfferAccepted{
          .package_id = c.package_id, .provider_id = c.provider_id, .deliverer_id = c.deliverer_id}));
}

Outcome DecideOn(const World& world, const DeclineOffer& c, const Facts& facts) {
  if (Refusal no = NotYours(c.provider_id, facts)) return *no;
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NotOffered(c.package_id, c.provider_id);
  const Sourcing sourcing = SourcingOf(*package);
  const Offer* offer = LastOffer(sourcing, c.provider_id);
  if (offer == nullptr) return NotOffered(c.package_id, c.provider_id);
  if (offer->state == Offer::State::kDeclined && offer->reason == c.reason) return Already(offer->answered);
  if (!offer->breaches.empty()) {
    const PackageEntry* breach = EntryAt(*package, Number(offer->breaches.back()));
    if (std::get<ObligationDeclined>(breach->event).reason == c.reason) return Already(breach->position);
  }
  if (!offer->OpenAt(facts.now.instant())) return NotOffered(c.package_id, c.provider_id);

  // From here on it is declined; where the provider must accept, that is a breach, and the offer still binds.
  if (offer->offer.binding) {
    return Append(OnPackage(c.package_id, std::nullopt,
                            ObligationDeclined{.package_id = c.package_id,
                                               .contract_id = offer->offer.contract_id,
                                               .provider_id = c.provider_id,
                                               .reason = c.reason}));
  }
  return Append(
      OnPackage(c.package_id, std::nullopt,
                OfferDeclined{.package_id = c.package_id, .provider_id = c.provider_id, .reason = c.reason}));
}

Outcome DecideOn(const World& world, const BeginSearchAgain& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  const SearchBegunAgain event{.package_id = c.package_id, .contract_id = c.contract_id, .reason = c.reason};
  // Said and not used yet.
  if (package->entries().back().event == PackageEvent(event)) return Already(package->last_position());
  const auto search = SearchOf(world, *package, *contract, {}, c.effective_date, facts);
  if (search->round == nullptr) {
    return Reject(Reason::kTierUnknown, "contract_id", "contract ", c.contract_id, " has no tiers on ",
                  c.effective_date, ": award the package");
  }
  if (Refusal no = NotSearching(world, *package, c.effective_date)) return *no;
  if (const Tier* open = search->round->Open()) {
    return Reject(Reason::kSearchNotOver, "package_id", "tier ", open->tier, " is open for package ",
                  c.package_id, ": the search has not come to its end");
  }

  // From here on the first tier is open again.
  return Append(OnPackage(c.package_id, std::nullopt, event));
}

namespace {

// The award that `c` corrects; null when it corrects none.
const PackageEntry* CorrectedBy(const Package& package, const AwardPackage& c) {
  const PackageEntry* entry = c.corrects_position != 0 ? EntryAt(package, c.corrects_position) : nullptr;
  return entry != nullptr && std::holds_alternative<PackageAwarded>(entry->event) ? entry : nullptr;
}

// The award as the tiers of the contract let it be made; or why they do not. REQUIRES: the search has a
// round.
Outcome ByTheTiers(const World& world, const Search& search, const Package& package, const AwardPackage& c,
                   Decision decision, const Facts& facts) {
  auto& award = std::get<PackageAwarded>(std::get<PackageEvent>(decision.events.back().event));
  const Tier* tier = TierFor(search, c.provider_id, c.chosen);
  const bool allowed = tier != nullptr && (c.chosen || search.round->MayBeAwarded(*tier, c.provider_id));
  if (!allowed) return OutsideRules(search, c.package_id, c.provider_id, c.chosen);
  award.tier = tier->tier;
  if (const Offer* offer = search.sourcing.OfferTo(c.contract_id, tier->tier, c.provider_id)) {
    if (award.deliverer_id.empty()) award.deliverer_id = offer->deliverer_id;
  }
  if (Refusal no = NotItsOwn(world, tier, c.provider_id, award.deliverer_id)) return *no;
  if (const Bid* won = search.round->Winner(*tier); won != nullptr && won->provider_id == c.provider_id) {
    if (c.rate && *c.rate != won->rate) {
      return Reject(Reason::kPriceOutside, "rate", c.provider_id, " won with ", won->rate, ", not ", *c.rate);
    }
    award.rate = won->rate;
  }
  std::vector<NewEvent> passed = PassedBefore(search, package, *tier, c.chosen, facts);
  decision.events.insert(decision.events.begin(), std::make_move_iterator(passed.begin()),
                         std::make_move_iterator(passed.end()));
  return decision;
}

}  // namespace

Outcome DecideAward(const World& world, const Package* package, const AwardPackage& command,
                    const Facts& facts) {
  AwardPackage c = command;
  const Contract* contract = world.contracts.Find(c.contract_id);
  // Where tiers place packages, it is in the lot that they were asked for in.
  const bool tiers = contract != nullptr && contract->tiers().On(c.effective_date) != nullptr;
  if (tiers && c.lot_id.empty() && Known(package)) {
    c.lot_id = LivesIn(*contract, package->life().request, c.effective_date);
  }
  Outcome outcome = DecideCorrecting(world, package, c, facts);
  auto* decision = std::get_if<Decision>(&outcome);
  if (!tiers || decision == nullptr || decision->events.empty()) return outcome;
  auto& award = std::get<PackageAwarded>(std::get<PackageEvent>(decision->events.back().event));
  Package supposed = *package;
  if (const PackageEntry* corrected = CorrectedBy(*package, c)) {
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
  const auto search = SearchOf(world, supposed, *contract, c.lot_id, c.effective_date, facts, &award.plan);
  return ByTheTiers(world, *search, supposed, c, std::move(*decision), facts);
}

}  // namespace careledger::decide
