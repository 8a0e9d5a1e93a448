#include "replay/sourcing/round.h"

#include <algorithm>
#include <utility>

namespace careledger::sourcing {

using namespace model;

namespace {
bool AnyHour(const HourlyMinutes& minutes) {
  return std::any_of(minutes.begin(), minutes.end(), [](std::int64_t m) { return m != 0; });
}
}  // namespace

Round::Round(const Contract& contract, const Caseloads& caseloads, const Sourcing& sourcing, const Need& need,
             Rosters* rosters, std::shared_ptr<const Contract> shared)
    : contract_(contract),
      caseloads_(caseloads),
      sourcing_(sourcing),
      need_(need),
      rosters_(rosters),
      shared_(std::move(shared)),
      tiers_(contract.tiers().On(need.on)),
      needed_(HourlyOf(*need.plan)),
      needs_care_(AnyHour(needed_)) {
  if (const auto* admission = contract.admission().On(need.on)) micro_people_ = admission->value.micro_people;
}

void Round::Next(const PersonId& person, const WeeklyPlan& plan) {
  need_.person_id = person;
  need_.plan = &plan;
  needed_ = HourlyOf(plan);
  needs_care_ = AnyHour(needed_);
  for (auto& [tier, seen] : seen_) seen.verdicts.clear();
}

Round::Seen& Round::SeenIn(const Tier& tier) const {
  const auto [found, fresh] = seen_.try_emplace(tier.tier);
  Seen& seen = found->second;
  if (fresh) {
    const Scope scope{need_.lot_id, need_.on, need_.without};
    seen.roster = rosters_ != nullptr ? rosters_->Of(shared_, tier, scope)
                                      : std::make_shared<const Roster>(contract_, tier, scope);
  }
  return seen;
}

const Round::Verdict& Round::LookAt(const Tier& tier, Seen& seen, std::size_t i) const {
  // Mostly few are looked at before one is found.
  if (seen.verdicts.size() <= i) seen.verdicts.resize(i + 1);
  if (seen.caseloads.size() <= i) seen.caseloads.resize(i + 1);
  std::optional<Verdict>& verdict = seen.verdicts[i];
  if (!verdict) verdict = Judge(tier, seen.members()[i], seen.roster->At(i), seen.caseloads[i]);
  return *verdict;
}

const std::vector<ProviderId>& Round::Members(const Tier& tier) const {
  return SeenIn(tier).roster->members();
}

const Caseload* Round::Find(const ProviderId& provider, const Caseload*& caseload) const {
  if (caseload == nullptr) caseload = caseloads_.Find(contract_.terms().contract_id, provider);
  return caseload;
}

std::int64_t Round::Free(const CapacityDeclared& capacity, const ProviderId& provider,
                         const Caseload*& caseload, bool& enough) const {
  enough = !needs_care_;
  if (capacity.lines.empty()) return 0;
  const Caseload* found = Find(provider, caseload);
  const HourlyMinutes taken = found != nullptr ? found->Of(capacity.lot_id) : HourlyMinutes{};
  HourlyMinutes outside = needed_;
  std::int64_t free = 0;
  bool short_of = false;
  for (const CapacityLine& line : capacity.lines) {
    auto left = static_cast<std::int64_t>(line.weekly_minutes);
    std::int64_t needed = 0;
    for (std::size_t hour = line.from_hour; hour < line.to_hour && hour < taken.size(); ++hour) {
      left -= taken[hour];
      needed += needed_[hour];
      outside[hour] = 0;
    }
    if (needed == 0) continue;
    free += std::max<std::int64_t>(left, 0);
    if (left < needed) short_of = true;
  }
  enough = !short_of && !AnyHour(outside);
  return free;
}

Round::Verdict Round::Judge(const Tier& tier, const ProviderId& provider, const Footing& footing,
                            const Caseload*& caseload) const {
  Verdict verdict{.why = footing.why,
                  .offer = sourcing_.OfferTo(contract_.terms().contract_id, tier.tier, provider),
                  .free_minutes = {}};
  if (!verdict.may_be_asked()) return verdict;
  if (footing.micro) {
    const Caseload* found = Find(provider, caseload);
    if (found != nullptr && found->people.size() >= micro_people_ &&
        !found->people.contains(need_.person_id)) {
      return verdict.why = WhyNot::kPeopleLimit, verdict;
    }
  }
  if (footing.capacity != nullptr) {
    bool enough = true;
    verdict.free_minutes = Free(*footing.capacity, provider, caseload, enough);
    // Who must accept makes room.
    if (!enough && tier.rule != SourcingRule::kSole) return verdict.why = WhyNot::kNoCapacity, verdict;
  }
  if (verdict.offer != nullptr && !verdict.offer->offer.binding) {
    if (verdict.offer->state == Offer::State::kDeclined) return verdict.why = WhyNot::kDeclined, verdict;
    if (verdict.offer->LapsedAt(need_.now)) return verdict.why = WhyNot::kNotAnswered, verdict;
  }
  if (tier.rule == SourcingRule::kMiniCompetition) {
    const Competition* competition = CompetitionOf(tier);
    if (competition != nullptr && competition->declined.contains(provider))
      return verdict.why = WhyNot::kDeclined, verdict;
  }
  return verdict;
}

Candidate Round::CandidateOf(const ProviderId& provider, const Footing& footing, const Verdict& verdict) {
  return {.provider_id = provider,
          .rank = footing.rank,
          .why = verdict.why,
          .offer = verdict.offer,
          .free_minutes = verdict.free_minutes};
}

Candidate Round::Look(const Tier& tier, const ProviderId& provider) const {
  const Footing footing = SeenIn(tier).roster->Of(provider);
  const Caseload* caseload = nullptr;
  return CandidateOf(provider, footing, Judge(tier, provider, footing, caseload));
}

std::uint64_t Round::HowManyMayBeAsked() const {
  std::vector<bool> counted;
  std::uint64_t count = 0;
  for (const Tier& tier : tiers()) {
    Seen& seen = SeenIn(tier);
    for (std::size_t i = seen.numbers.size(); i < seen.members().size(); ++i)
      seen.numbers.push_back(numbers_.try_emplace(seen.members()[i], numbers_.size()).first->second);
    counted.resize(numbers_.size());
    for (std::size_t i = 0; i < seen.members().size(); ++i) {
      if (counted[seen.numbers[i]] || !LookAt(tier, seen, i).may_be_asked()) continue;
      counted[seen.numbers[i]] = true;
      ++count;
    }
  }
  return count;
}

std::vector<ProviderId> Round::FirstWhoMayBeAsked(std::size_t most) const {
  std::vector<ProviderId> first;
  for (const Tier& tier : tiers()) {
    Seen& seen = SeenIn(tier);
    for (std::size_t i = 0; i < seen.members().size() && first.size() < most; ++i) {
      const ProviderId& id = seen.members()[i];
      if (LookAt(tier, seen, i).may_be_asked() && std::find(first.begin(), first.end(), id) == first.end())
        first.push_back(id);
    }
  }
  return first;
}

bool Round::MayBeAsked(const Tier& tier, std::size_t number) const {
  return LookAt(tier, SeenIn(tier), number).may_be_asked();
}

Candidate Round::MemberAt(const Tier& tier, std::size_t number) const {
  Seen& seen = SeenIn(tier);
  const Verdict& verdict = LookAt(tier, seen, number);
  return CandidateOf(seen.members()[number], seen.roster->At(number), verdict);
}

std::vector<Candidate> Round::Candidates(const Tier& tier) const {
  Seen& seen = SeenIn(tier);
  std::vector<Candidate> candidates;
  candidates.reserve(seen.members().size());
  for (std::size_t i = 0; i < seen.members().size(); ++i) candidates.push_back(MemberAt(tier, i));
  return candidates;
}

std::vector<ProviderId> Round::WhoMayBeAsked(const Tier& tier) const {
  Seen& seen = SeenIn(tier);
  const std::vector<ProviderId>& members = seen.members();
  std::vector<ProviderId> who;
  who.reserve(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (LookAt(tier, seen, i).may_be_asked()) who.push_back(members[i]);
  }
  return who;
}

std::optional<PassReason> Round::Exhausted(const Tier& tier) const {
  if (tier.rule == SourcingRule::kMiniCompetition) {
    const Competition* competition = sourcing_.CompetitionOf(contract_.terms().contract_id, tier.tier);
    if (competition != nullptr) {
      if (!competition->closed || AwaitsScores(tier)) return std::nullopt;
      if (competition->closed->bids.empty()) return PassReason::kNoBids;
      // Nobody who bid may take it any more.
      if (Winner(tier) != nullptr) return std::nullopt;
      return competition->declined.empty() ? PassReason::kNoCapacity : PassReason::kDeclined;
    }
  }
  bool reasons[9] = {};
  Seen& seen = SeenIn(tier);
  for (std::size_t i = 0; i < seen.members().size(); ++i) {
    const Verdict& verdict = LookAt(tier, seen, i);
    if (verdict.may_be_asked()) return std::nullopt;
    reasons[static_cast<std::size_t>(verdict.why)] = true;
  }
  const auto met = [&](WhyNot why) { return reasons[static_cast<std::size_t>(why)]; };
  if (met(WhyNot::kDeclined)) return PassReason::kDeclined;
  if (met(WhyNot::kNotAnswered)) return PassReason::kNotAnswered;
  if (met(WhyNot::kNoCapacity) || met(WhyNot::kPeopleLimit)) return PassReason::kNoCapacity;
  return PassReason::kNoProvider;
}

const Tier* Round::Open() const {
  for (const Tier& tier : tiers()) {
    if (!Exhausted(tier)) return &tier;
  }
  return nullptr;
}

bool Round::AwaitsScores(const Tier& tier) const {
  const Competition* competition = CompetitionOf(tier);
  if (tier.fit_percent == 0 || competition == nullptr || !competition->closed) return false;
  return std::any_of(competition->closed->bids.begin(), competition->closed->bids.end(),
                     [&](const Bid& bid) { return !competition->fit.contains(bid.provider_id); });
}

const Bid* Round::Winner(const Tier& tier) const {
  const Competition* competition = CompetitionOf(tier);
  if (AwaitsScores(tier)) return nullptr;
  if (competition == nullptr || !competition->closed || competition->closed->bids.empty()) return nullptr;
  for (const Ranked& ranked : Rank(tier, competition->closed->bids, competition->fit)) {
    if (!Look(tier, ranked.bid.provider_id).may_be_asked()) continue;
    for (const Bid& bid : competition->closed->bids) {
      if (bid.position == ranked.bid.position) return &bid;
    }
  }
  return nullptr;
}

ProviderId Round::NextToOffer(const Tier& tier) const {
  if (tier.rule == SourcingRule::kMiniCompetition) return {};
  Seen& seen = SeenIn(tier);
  const ProviderId* first = nullptr;
  for (std::size_t i = 0; i < seen.members().size(); ++i) {
    // Once somebody may be asked, only who has an offer open comes before.
    const bool offered =
        sourcing_.OfferTo(contract_.terms().contract_id, tier.tier, seen.members()[i]) != nullptr;
    if (!offered && first != nullptr) continue;
    if (!LookAt(tier, seen, i).may_be_asked()) continue;
    if (offered) return seen.members()[i];
    first = &seen.members()[i];
  }
  if (first == nullptr || tier.rule == SourcingRule::kDirectAward) return {};
  return *first;
}

bool Round::MayBeAwarded(const Tier& tier, const ProviderId& provider) const {
  if (!Look(tier, provider).may_be_asked()) return false;
  switch (tier.rule) {
    case SourcingRule::kSole:
    case SourcingRule::kDirectAward:
      return true;
    case SourcingRule::kRankedOffer: {
      const Offer* offer = sourcing_.OfferTo(contract_.terms().contract_id, tier.tier, provider);
      return offer != nullptr && offer->state == Offer::State::kAccepted;
    }
    case SourcingRule::kMiniCompetition: {
      const Bid* winner = Winner(tier);
      return winner != nullptr && winner->provider_id == provider;
    }
    case SourcingRule::kUnspecified:
      break;
  }
  return false;
}

std::vector<ProviderId> Round::MayTakeNow() const {
  const Tier* tier = Open();
  if (tier == nullptr) return {};
  if (tier->rule == SourcingRule::kMiniCompetition) {
    if (const Bid* winner = Winner(*tier)) return {winner->provider_id};
    if (AwaitsScores(*tier)) return {};
  }
  if (tier->rule == SourcingRule::kRankedOffer) return {NextToOffer(*tier)};
  return WhoMayBeAsked(*tier);
}

}  // namespace careledger::sourcing
