#include "replay/sourcing/round.h"

#include <algorithm>
#include <set>

namespace careledger::sourcing {

using namespace model;

std::string_view ToString(WhyNot why) {
  constexpr std::string_view kWords[] = {
      "",         "not-admitted", "withdrawn", "not-started", "suspended", "people-limit", "no-capacity",
      "declined", "not-answered"};
  return kWords[static_cast<std::size_t>(why)];
}

Round::Round(const Contract& contract, const Caseloads& caseloads, const Sourcing& sourcing, const Need& need)
    : contract_(contract),
      caseloads_(caseloads),
      sourcing_(sourcing),
      need_(need),
      tiers_(contract.tiers().On(need.on)),
      needed_(HourlyOf(*need.plan)) {
  if (const auto* admission = contract.admission().On(need.on)) micro_people_ = admission->value.micro_people;
  if (const Phase* phase = contract.PhaseOf(need.lot_id, need.on)) {
    const std::optional<Date> started = contract.PhaseStarted(phase->number);
    lot_started_ = started && *started <= need.on;
  }
}

bool Round::Serves(const Tier& tier) const {
  return tier.lots.empty() || std::find(tier.lots.begin(), tier.lots.end(), need_.lot_id) != tier.lots.end();
}

// The holder of a lot belongs to the first tier whose providers are those of lots.
bool Round::OwnsFirstLotTier(const Tier& tier) const {
  for (const Tier& t : tiers()) {
    if (t.scope == TierScope::kLot && Serves(t)) return t.tier == tier.tier;
  }
  return false;
}

void Round::Next(const PersonId& person, const WeeklyPlan& plan) {
  need_.person_id = person;
  need_.plan = &plan;
  needed_ = HourlyOf(plan);
  for (auto& [tier, seen] : seen_) seen.candidates.assign(seen.members.size(), std::nullopt);
}

Round::Seen& Round::SeenIn(const Tier& tier) const {
  const auto [found, fresh] = seen_.try_emplace(tier.tier);
  Seen& seen = found->second;
  if (fresh) {
    FindMembers(tier, seen);
    seen.candidates.resize(seen.members.size());
    seen.footings.resize(seen.members.size());
  }
  return seen;
}

const Candidate& Round::LookAt(const Tier& tier, Seen& seen, std::size_t i) const {
  std::optional<Candidate>& candidate = seen.candidates[i];
  if (!candidate) {
    std::optional<Footing>& footing = seen.footings[i];
    if (!footing) {
      const Seated& seated = seen.seated[i];
      footing = seated.admission != nullptr ? FootingOf(seated) : FootingOf(tier, seen.members[i]);
    }
    candidate = Judge(tier, seen.members[i], *footing);
  }
  return *candidate;
}

const std::vector<ProviderId>& Round::Members(const Tier& tier) const { return SeenIn(tier).members; }

void Round::FindMembers(const Tier& tier, Seen& seen) const {
  if (!Serves(tier)) return;
  ProviderId holder;
  if (OwnsFirstLotTier(tier)) holder = contract_.HolderOn(need_.lot_id, need_.on);
  if (!holder.empty() && holder != need_.without) {
    seen.members.push_back(holder);
    seen.seated.emplace_back();
  }
  if (tier.rule == SourcingRule::kSole) return;
  // Rank and place in the order of ids, so that sorting compares numbers.
  struct Admitted {
    std::uint32_t rank;
    std::size_t place;
    const ProviderId* id;
    Seated seated;
  };
  std::vector<Admitted> admitted;
  const Seat of_all{tier.tier, LotId()};
  const Seat in_lot{tier.tier, need_.lot_id};
  // Seats and memberships are both in the order of ids: one walk through each.
  auto membership = contract_.members().begin();
  const auto add = [&](const ProviderId& id) {
    if (id == holder || id == need_.without) return;
    while (membership->first != id) ++membership;
    const Membership& member = membership->second;
    const Membership::Admission* admission = nullptr;
    if (!need_.lot_id.empty()) admission = member.AdmittedTo(in_lot, need_.on);
    if (admission == nullptr) admission = member.AdmittedTo(of_all, need_.on);
    const std::uint32_t rank = admission != nullptr ? admission->value.rank : 0;
    admitted.push_back({rank == 0 ? UINT32_MAX : rank, admitted.size(), &id, {&member, admission}});
  };
  const std::set<ProviderId>& ids = contract_.AdmittedTo(of_all);
  static const std::set<ProviderId> kNobody;
  const auto& of_lot = need_.lot_id.empty() ? kNobody : contract_.AdmittedTo(in_lot);
  admitted.reserve(ids.size() + of_lot.size());
  auto other = of_lot.begin();
  for (const ProviderId& id : ids) {
    for (; other != of_lot.end() && *other < id; ++other) add(*other);
    if (other != of_lot.end() && *other == id) ++other;
    add(id);
  }
  for (; other != of_lot.end(); ++other) add(*other);
  const auto before = [](const Admitted& a, const Admitted& b) {
    return std::pair(a.rank, a.place) < std::pair(b.rank, b.place);
  };
  if (tier.rule == SourcingRule::kRankedOffer && !std::is_sorted(admitted.begin(), admitted.end(), before))
    std::sort(admitted.begin(), admitted.end(), before);
  seen.members.reserve(admitted.size() + 1);
  seen.seated.reserve(admitted.size() + 1);
  for (const Admitted& one : admitted) {
    seen.members.push_back(*one.id);
    seen.seated.push_back(one.seated);
  }
}

const Caseload* Round::CaseloadOf(const Footing& footing, const ProviderId& provider) const {
  // One that has been found stays where it is.
  if (footing.caseload == nullptr)
    footing.caseload = caseloads_.Find(contract_.terms().contract_id, provider);
  return footing.caseload;
}

std::int64_t Round::Free(const Footing& footing, const ProviderId& provider, bool& enough) const {
  enough = true;
  const CapacityDeclared& capacity = *footing.capacity;
  const Caseload* caseload = CaseloadOf(footing, provider);
  const HourlyMinutes taken = caseload != nullptr ? caseload->Of(capacity.lot_id) : HourlyMinutes{};
  HourlyMinutes outside = needed_;
  std::int64_t free = 0;
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
    if (left < needed) enough = false;
  }
  if (std::any_of(outside.begin(), outside.end(), [](std::int64_t m) { return m != 0; })) enough = false;
  return free;
}

Round::Footing Round::FootingOf(const Tier& tier, const ProviderId& provider) const {
  Footing footing;
  footing.member = contract_.FindMember(provider);
  const bool holds = OwnsFirstLotTier(tier) && contract_.HolderOn(need_.lot_id, need_.on) == provider;
  if (!holds) {
    const Membership::Admission* admission =
        footing.member != nullptr ? footing.member->AdmittedTo(tier.tier, need_.lot_id, need_.on) : nullptr;
    if (admission == nullptr || tier.rule == SourcingRule::kSole || !Serves(tier)) {
      const bool withdrawn =
          footing.member != nullptr && footing.member->withdrawals().On(need_.on) != nullptr;
      footing.why = withdrawn ? WhyNot::kWithdrawn : WhyNot::kNotAdmitted;
      return footing;
    }
    return FootingOf(Seated{footing.member, admission});
  }
  return FootingOf(Seated{footing.member, nullptr});
}

Round::Footing Round::FootingOf(const Seated& seated) const {
  Footing footing;
  footing.member = seated.member;
  if (seated.admission != nullptr) {
    footing.rank = seated.admission->value.rank;
    footing.micro = seated.admission->value.micro;
  }
  if (!lot_started_) return footing.why = WhyNot::kNotStarted, footing;
  if (footing.member == nullptr) return footing;
  if (footing.member->SuspendedOn(need_.on) != nullptr) return footing.why = WhyNot::kSuspended, footing;
  const auto* declared = footing.member->CapacityOn(need_.lot_id, need_.on);
  if (declared != nullptr) footing.capacity = &declared->value;
  return footing;
}

Candidate Round::Judge(const Tier& tier, const ProviderId& provider, const Footing& footing) const {
  Candidate candidate{.provider_id = provider,
                      .rank = footing.rank,
                      .why = footing.why,
                      .offer = nullptr,
                      .free_minutes = {}};
  candidate.offer = sourcing_.OfferTo(contract_.terms().contract_id, tier.tier, provider);
  if (!candidate.may_be_asked()) return candidate;
  if (footing.micro) {
    const Caseload* caseload = CaseloadOf(footing, provider);
    if (caseload != nullptr && caseload->people.size() >= micro_people_ &&
        !caseload->people.contains(need_.person_id)) {
      return candidate.why = WhyNot::kPeopleLimit, candidate;
    }
  }
  if (footing.capacity != nullptr) {
    bool enough = true;
    candidate.free_minutes = Free(footing, provider, enough);
    // Who must accept makes room.
    if (!enough && tier.rule != SourcingRule::kSole) return candidate.why = WhyNot::kNoCapacity, candidate;
  }
  if (candidate.offer != nullptr && !candidate.offer->offer.binding) {
    if (candidate.offer->state == Offer::State::kDeclined)
      return candidate.why = WhyNot::kDeclined, candidate;
    if (candidate.offer->LapsedAt(need_.now)) return candidate.why = WhyNot::kNotAnswered, candidate;
  }
  if (tier.rule == SourcingRule::kMiniCompetition) {
    const Competition* competition = CompetitionOf(tier);
    if (competition != nullptr && competition->declined.contains(provider))
      return candidate.why = WhyNot::kDeclined, candidate;
  }
  return candidate;
}

Candidate Round::Look(const Tier& tier, const ProviderId& provider) const {
  return Judge(tier, provider, FootingOf(tier, provider));
}

std::uint64_t Round::HowManyMayBeAsked() const {
  std::vector<bool> counted;
  std::uint64_t count = 0;
  for (const Tier& tier : tiers()) {
    Seen& seen = SeenIn(tier);
    for (std::size_t i = seen.numbers.size(); i < seen.members.size(); ++i)
      seen.numbers.push_back(numbers_.try_emplace(seen.members[i], numbers_.size()).first->second);
    counted.resize(numbers_.size());
    for (std::size_t i = 0; i < seen.members.size(); ++i) {
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
    for (std::size_t i = 0; i < seen.members.size() && first.size() < most; ++i) {
      const ProviderId& id = seen.members[i];
      if (LookAt(tier, seen, i).may_be_asked() && std::find(first.begin(), first.end(), id) == first.end())
        first.push_back(id);
    }
  }
  return first;
}

const Candidate& Round::MemberAt(const Tier& tier, std::size_t number) const {
  return LookAt(tier, SeenIn(tier), number);
}

std::vector<Candidate> Round::Candidates(const Tier& tier) const {
  Seen& seen = SeenIn(tier);
  std::vector<Candidate> candidates;
  candidates.reserve(seen.members.size());
  for (std::size_t i = 0; i < seen.members.size(); ++i) candidates.push_back(LookAt(tier, seen, i));
  return candidates;
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
  for (std::size_t i = 0; i < seen.members.size(); ++i) {
    const Candidate& candidate = LookAt(tier, seen, i);
    if (candidate.may_be_asked()) return std::nullopt;
    reasons[static_cast<std::size_t>(candidate.why)] = true;
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
  for (std::size_t i = 0; i < seen.members.size(); ++i) {
    // Once somebody may be asked, only who has an offer open comes before.
    const bool offered =
        sourcing_.OfferTo(contract_.terms().contract_id, tier.tier, seen.members[i]) != nullptr;
    if (!offered && first != nullptr) continue;
    if (!LookAt(tier, seen, i).may_be_asked()) continue;
    if (offered) return seen.members[i];
    first = &seen.members[i];
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
  std::vector<ProviderId> out;
  const Tier* tier = Open();
  if (tier == nullptr) return out;
  if (tier->rule == SourcingRule::kMiniCompetition) {
    if (const Bid* winner = Winner(*tier)) return {winner->provider_id};
    if (AwaitsScores(*tier)) return out;
  }
  if (tier->rule == SourcingRule::kRankedOffer) return {NextToOffer(*tier)};
  for (const Candidate& candidate : Candidates(*tier)) {
    if (candidate.may_be_asked()) out.push_back(candidate.provider_id);
  }
  return out;
}

}  // namespace careledger::sourcing
