// Mini-competitions: opened, bid in under seal, closed and scored.
#include <algorithm>
#include <set>

#include "server/decide/ladders.h"
#include "server/decide/price_guards.h"
#include "server/decide/search.h"

namespace careledger::decide {
namespace {

constexpr std::int64_t kOpenSecondsMax = 90 * 24 * 3600;
constexpr std::uint32_t kFitMax = 100;

// A competition has a key of its own.
std::string PurposeOf(const PackageId& package, const Competition& competition) {
  return "bid/" + package.str() + "/" + std::to_string(Number(competition.position));
}

// What is sealed: the bidder and the price in units of £0.0001, in twelve digits whatever it is.
std::string TextOf(const ProviderId& provider, Rate rate) {
  const std::string digits = std::to_string(rate.ten_thousandths());
  return provider.str() + " " + std::string(12 - digits.size(), '0') + digits;
}

// The price in a bid's text; empty when it is another's, or none.
std::optional<Rate> ReadBid(std::string_view text, const ProviderId& provider) {
  const std::string head = provider.str() + " ";
  if (!text.starts_with(head)) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text.substr(head.size())) {
    if (c < '0' || c > '9' || value > Rate::kMax) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return Rate(value);
}

Rejection NoCompetition(const PackageId& package, const ProviderId& provider) {
  return Reject(Reason::kNoCompetition, "package_id", "package ", package, " has no competition open to ",
                provider);
}
Rejection NoKey() {
  return Reject(Reason::kNoMasterKey, "", "bids are sealed, and the server was started without a master key");
}

const Competition* Last(const Sourcing& sourcing) {
  return sourcing.competitions.empty() ? nullptr : &sourcing.competitions.back();
}

// The tier that may hold a competition now: the open one. When no tier has anybody left, one that nobody bid
// in may try again.
const Tier* TierToCompete(const sourcing::Round& round) {
  if (const Tier* open = round.Open()) return open->rule == SourcingRule::kMiniCompetition ? open : nullptr;
  for (const Tier& tier : round.tiers()) {
    if (round.Exhausted(tier) == PassReason::kNoBids) return &tier;
  }
  return nullptr;
}

// The scores that were given last; null when there are none.
const PackageEntry* LastScores(const Package& package) {
  for (auto entry = package.entries().rbegin(); entry != package.entries().rend(); ++entry) {
    if (Number(entry->voided_by) == 0 && std::holds_alternative<FitScored>(entry->event)) return &*entry;
  }
  return nullptr;
}

const BidPlaced* BidAt(const Package& package, Position position) {
  const PackageEntry* entry = EntryAt(package, Number(position));
  return entry != nullptr ? std::get_if<BidPlaced>(&entry->event) : nullptr;
}

}  // namespace

Outcome DecideOn(const World& world, const OpenCompetition& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const std::int64_t open_for = c.closes.seconds - facts.now.instant().seconds;
  if (open_for <= 0 || open_for > kOpenSecondsMax) {
    return Reject(Reason::kInvalidField, "closes",
                  "a competition closes after now and within 90 days, not at ", c.closes);
  }
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  if (Refusal no =
          UnknownService(*contract, package->life().request.service, c.effective_date, "contract_id"))
    return *no;
  const auto search = SearchOf(world, *package, *contract, c.lot_id, c.effective_date, facts);
  if (Refusal no = NotAssessed(*package, search->plan, c.effective_date)) return *no;
  if (search->round == nullptr)
    return Reject(Reason::kTierUnknown, "contract_id", "contract ", c.contract_id, " has no tiers on ",
                  c.effective_date);
  const Competition* last = Last(search->sourcing);
  if (last != nullptr && !last->closed && last->opened.contract_id == c.contract_id &&
      last->opened.lot_id == search->lot_id && last->opened.closes == c.closes &&
      last->opened.from.value_or(c.effective_date) == c.effective_date)
    return Already(last->position);
  if (Refusal no = OutsideTerm(*contract, search->lot_id, c.effective_date)) return *no;
  if (package->PlacementOn(c.effective_date) != nullptr) {
    return Reject(Reason::kPackageAlreadyAwarded, "package_id", "package ", c.package_id,
                  " is with a provider on ", c.effective_date);
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  const Tier* tier = TierToCompete(*search->round);
  if (tier == nullptr) return OutsideRules(*search, c.package_id, ProviderId(), false);
  if (last != nullptr && !last->closed) {
    return Reject(Reason::kCompetitionOpen, "package_id", "package ", c.package_id,
                  " has a competition open until ", last->opened.closes, ", by the record at ",
                  last->position);
  }

  // For all of the tier who may be asked.
  CompetitionOpened opened{.package_id = c.package_id,
                           .contract_id = c.contract_id,
                           .lot_id = search->lot_id,
                           .tier = tier->tier,
                           .closes = c.closes,
                           .invited = search->round->WhoMayBeAsked(*tier),
                           .from = c.effective_date};
  if (opened.invited.empty()) return OutsideRules(*search, c.package_id, ProviderId(), false);

  // From here on the competition opens.
  Decision decision;
  decision.events = PassedBefore(*search, *package, *tier, false, facts);
  decision.events.push_back(OnPackage(c.package_id, std::nullopt, std::move(opened)));
  return decision;
}

Outcome DecideOn(const World& world, const PlaceBid& c, const Facts& facts) {
  if (c.rate <= Rate(0) || c.rate > Rate(Rate::kMax))
    return Reject(Reason::kInvalidField, "rate", "a price of ", c.rate);
  if (!facts.provider_id.empty() && facts.provider_id != c.provider_id)
    return Reject(Reason::kNotYours, "provider_id", "you speak for ", facts.provider_id, " only");
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoCompetition(c.package_id, c.provider_id);
  const Sourcing sourcing = SourcingOf(*package);
  const Competition* competition = Last(sourcing);
  if (competition == nullptr) return NoCompetition(c.package_id, c.provider_id);
  const auto& invited = competition->opened.invited;
  const bool may = std::find(invited.begin(), invited.end(), c.provider_id) != invited.end();
  if (!may || competition->closed || competition->opened.closes < facts.now.instant())
    return NoCompetition(c.package_id, c.provider_id);
  const Contract& contract = *world.contracts.Find(competition->opened.contract_id);
  // By the prices of the day from which the care is delivered.
  const Date from = competition->opened.from.value_or(facts.today());
  if (Refusal no = PriceOutside(world, contract, competition->opened.lot_id, package->life().request, c.rate,
                                from, "rate"))
    return *no;
  if (facts.sealer == nullptr) return NoKey();
  const BidPlaced event{
      .package_id = c.package_id,
      .provider_id = c.provider_id,
      .sealed = facts.sealer->Seal(PurposeOf(c.package_id, *competition), TextOf(c.provider_id, c.rate))};
  if (const auto placed = competition->placed.find(c.provider_id); placed != competition->placed.end()) {
    const BidPlaced* before = BidAt(*package, placed->second);
    if (before != nullptr && *before == event) return Already(placed->second);
  }

  // From here on the bid is placed.
  return Append(OnPackage(c.package_id, std::nullopt, event));
}

Outcome DecideOn(const World& world, const CloseCompetition& c, const Facts& facts) {
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  const Sourcing sourcing = SourcingOf(*package);
  const Competition* competition = Last(sourcing);
  if (competition != nullptr && competition->closed) return Already(competition->closed_at);
  if (competition != nullptr && facts.now.instant() <= competition->opened.closes) {
    return Reject(Reason::kCompetitionOpen, "package_id", "the competition for package ", c.package_id,
                  " is open until ", competition->opened.closes);
  }
  if (competition == nullptr)
    return Reject(Reason::kNoCompetition, "package_id", "package ", c.package_id,
                  " has no competition to close");
  if (facts.sealer == nullptr) return NoKey();
  const std::string purpose = PurposeOf(c.package_id, *competition);
  CompetitionClosed closed{.package_id = c.package_id, .key = facts.sealer->KeyOf(purpose), .bids = {}};
  std::vector<std::pair<Position, ProviderId>> placed;
  for (const auto& [provider, position] : competition->placed) placed.emplace_back(position, provider);
  std::sort(placed.begin(), placed.end());
  for (const auto& [position, provider] : placed) {
    const BidPlaced* bid = BidAt(*package, position);
    const auto text = bid != nullptr ? facts.sealer->Open(purpose, bid->sealed) : std::nullopt;
    const auto rate = text ? ReadBid(*text, provider) : std::nullopt;
    if (!rate) {
      return Reject(Reason::kNoMasterKey, "package_id", "the bid at ", position,
                    " was sealed under another master key than the server's");
    }
    closed.bids.push_back({.provider_id = provider, .rate = *rate, .position = Number(position)});
  }

  // From here on the competition is closed.
  return Append(OnPackage(c.package_id, std::nullopt, std::move(closed)));
}

Outcome DecideOn(const World& world, const ScoreFit& c, const Facts&) {
  if (c.scores.empty()) return Reject(Reason::kInvalidField, "scores", "nobody is scored");
  std::set<ProviderId> scored;
  for (const FitScore& score : c.scores) {
    if (score.fit > kFitMax)
      return Reject(Reason::kInvalidField, "scores", "a fit of ", score.fit, ": at most ", kFitMax);
    if (!scored.insert(score.provider_id).second)
      return Reject(Reason::kInvalidField, "scores", score.provider_id, " is scored twice");
  }
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  const Sourcing sourcing = SourcingOf(*package);
  const Competition* competition = Last(sourcing);
  if (competition == nullptr || !competition->closed) {
    return Reject(Reason::kNoCompetition, "package_id", "no bids for package ", c.package_id,
                  " have been opened");
  }
  const auto& bids = competition->closed->bids;
  for (const FitScore& score : c.scores) {
    const bool bid = std::any_of(bids.begin(), bids.end(),
                                 [&](const Bid& b) { return b.provider_id == score.provider_id; });
    if (!bid) return Reject(Reason::kNoCompetition, "scores", score.provider_id, " did not bid");
  }

  const bool as_they_are = std::all_of(c.scores.begin(), c.scores.end(), [&](const FitScore& score) {
    const auto given = competition->fit.find(score.provider_id);
    return given != competition->fit.end() && given->second == score.fit;
  });
  if (as_they_are) return Already(LastScores(*package)->position);

  // From here on the scores stand, until others are given.
  return Append(
      OnPackage(c.package_id, std::nullopt, FitScored{.package_id = c.package_id, .scores = c.scores}));
}

}  // namespace careledger::decide
