// Packages offered to providers, and their answers.
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

// Whether the provider has won the competition for a package that is with nobody yet.
bool HasWon(const World& world, const Package& package, const Competition& competition,
            const ProviderId& provider, const Facts& facts) {
  const Date from = competition.opened.from.value_or(facts.today());
  if (NotSearching(world, package, from)) return false;
  const Contract* contract = world.contracts.Find(competition.opened.contract_id);
  const auto search = SearchOf(world, package, *contract, competition.opened.lot_id, from, facts);
  const Tier* open = search->round != nullptr ? search->round->Open() : nullptr;
  if (open == nullptr || open->rule != SourcingRule::kMiniCompetition) return false;
  const Bid* winner = search->round->Winner(*open);
  return winner != nullptr && winner->provider_id == provider;
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
  if (Refusal no = NotAssessed(*package, search->plan, c.effective_date)) return *no;
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
  const OfferDeclined declined{.package_id = c.package_id, .provider_id = c.provider_id, .reason = c.reason};
  if ((offer == nullptr || !offer->OpenAt(facts.now.instant())) && !sourcing.competitions.empty()) {
    const Competition& competition = sourcing.competitions.back();
    const auto before = competition.declined.find(c.provider_id);
    if (before != competition.declined.end() && before->second.reason == c.reason)
      return Already(before->second.position);
    if (HasWon(world, *package, competition, c.provider_id, facts))
      return Append(OnPackage(c.package_id, std::nullopt, declined));
  }
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
  return Append(OnPackage(c.package_id, std::nullopt, declined));
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

}  // namespace careledger::decide
