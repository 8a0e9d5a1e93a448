#include "replay/sourcing/roster.h"

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

Roster::Roster(const Contract& contract, const Tier& tier, const Scope& scope,
               std::shared_ptr<const Contract> held)
    : held_(std::move(held)), contract_(contract), tier_(tier), scope_(scope) {
  if (const Phase* phase = contract.PhaseOf(scope.lot_id, scope.on)) {
    const std::optional<Date> started = contract.PhaseStarted(phase->number);
    lot_started_ = started && *started <= scope.on;
  }
}

// Whether packages of the lot find providers in the tier.
bool Roster::Serves(const Tier& tier) const {
  return tier.lots.empty() || std::find(tier.lots.begin(), tier.lots.end(), scope_.lot_id) != tier.lots.end();
}

// The holder of a lot belongs to the first tier whose providers are those of lots.
bool Roster::OwnsFirstLotTier() const {
  for (const Tier& t : contract_.tiers().On(scope_.on)->value.tiers) {
    if (t.scope == TierScope::kLot && Serves(t)) return t.tier == tier_.tier;
  }
  return false;
}

void Roster::FindMembers() const {
  if (!Serves(tier_)) return;
  ProviderId holder;
  if (OwnsFirstLotTier()) holder = contract_.HolderOn(scope_.lot_id, scope_.on);
  if (!holder.empty() && holder != scope_.without) {
    members_.push_back(holder);
    seated_.emplace_back();
  }
  if (tier_.rule == SourcingRule::kSole) return;
  // Rank and place in the order of ids, so that sorting compares numbers.
  struct Admitted {
    std::uint32_t rank;
    std::size_t place;
    const ProviderId* id;
    Seated seated;
  };
  std::vector<Admitted> admitted;
  const Seat of_all{tier_.tier, LotId()};
  const Seat in_lot{tier_.tier, scope_.lot_id};
  // Seats and memberships are both in the order of ids: one walk through each.
  auto membership = contract_.members().begin();
  const auto add = [&](const ProviderId& id) {
    if (id == holder || id == scope_.without) return;
    while (membership->first != id) ++membership;
    const Membership& member = membership->second;
    const Membership::Admission* admission = nullptr;
    if (!scope_.lot_id.empty()) admission = member.AdmittedTo(in_lot, scope_.on);
    if (admission == nullptr) admission = member.AdmittedTo(of_all, scope_.on);
    const std::uint32_t rank = admission != nullptr ? admission->value.rank : 0;
    admitted.push_back({rank == 0 ? UINT32_MAX : rank, admitted.size(), &id, {&member, admission}});
  };
  const std::set<ProviderId>& ids = contract_.AdmittedTo(of_all);
  static const std::set<ProviderId> kNobody;
  const auto& of_lot = scope_.lot_id.empty() ? kNobody : contract_.AdmittedTo(in_lot);
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
  if (tier_.rule == SourcingRule::kRankedOffer && !std::is_sorted(admitted.begin(), admitted.end(), before))
    std::sort(admitted.begin(), admitted.end(), before);
  members_.reserve(admitted.size() + 1);
  seated_.reserve(admitted.size() + 1);
  for (const Admitted& one : admitted) {
    members_.push_back(*one.id);
    seated_.push_back(one.seated);
  }
}

const std::vector<ProviderId>& Roster::members() const {
  if (!found_) {
    FindMembers();
    footings_.resize(members_.size());
    found_ = true;
  }
  return members_;
}

const Footing& Roster::At(std::size_t number) const {
  (void)members();
  std::optional<Footing>& footing = footings_[number];
  if (!footing) {
    const Seated& seated = seated_[number];
    footing = seated.admission != nullptr ? FootingOf(seated) : Of(members_[number]);
  }
  return *footing;
}

Footing Roster::Of(const ProviderId& provider) const {
  const Membership* member = contract_.FindMember(provider);
  if (OwnsFirstLotTier() && contract_.HolderOn(scope_.lot_id, scope_.on) == provider)
    return FootingOf(Seated{member, nullptr});
  const Membership::Admission* admission =
      member != nullptr ? member->AdmittedTo(tier_.tier, scope_.lot_id, scope_.on) : nullptr;
  if (admission == nullptr || tier_.rule == SourcingRule::kSole || !Serves(tier_)) {
    const bool withdrawn = member != nullptr && member->withdrawals().On(scope_.on) != nullptr;
    Footing none;
    none.why = withdrawn ? WhyNot::kWithdrawn : WhyNot::kNotAdmitted;
    return none;
  }
  return FootingOf(Seated{member, admission});
}

Footing Roster::FootingOf(const Seated& seated) const {
  Footing footing;
  if (seated.admission != nullptr) {
    footing.rank = seated.admission->value.rank;
    footing.micro = seated.admission->value.micro;
  }
  if (!lot_started_) return footing.why = WhyNot::kNotStarted, footing;
  if (seated.member == nullptr) return footing;
  if (seated.member->SuspendedOn(scope_.on) != nullptr) return footing.why = WhyNot::kSuspended, footing;
  const auto* declared = seated.member->CapacityOn(scope_.lot_id, scope_.on);
  if (declared != nullptr) footing.capacity = &declared->value;
  return footing;
}

std::shared_ptr<const Roster> Rosters::Of(const std::shared_ptr<const Contract>& contract, const Tier& tier,
                                          const Scope& scope) {
  Kept& kept = kept_[contract->terms().contract_id];
  if (kept.contract != contract) {
    // A contract that somebody holds is copied before it is changed: the same one has not changed.
    count_ -= kept.rosters.size();
    kept = {contract, {}};
  }
  if (const auto found = kept.rosters.find({tier.tier, scope}); found != kept.rosters.end())
    return found->second;
  if (count_ == kMost) {
    kept_.clear();
    count_ = 0;
    return Of(contract, tier, scope);
  }
  ++count_;
  return kept.rosters[{tier.tier, scope}] = std::make_shared<const Roster>(*contract, tier, scope, contract);
}

void Rosters::Forget(const ContractId& contract) {
  const auto kept = kept_.find(contract);
  if (kept == kept_.end()) return;
  count_ -= kept->second.rosters.size();
  kept_.erase(kept);
}

}  // namespace careledger::sourcing
