#include "replay/sourcing/failure.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>

namespace careledger::sourcing {

using namespace model;

std::string_view ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPlaced:
      return "placed";
    case Outcome::kNotKnown:
      return "not known";
    case Outcome::kNotPlaced:
      return "not placed";
    case Outcome::kLeadNames:
      return "lead must name another";
  }
  return "";
}

namespace {

bool DiedBefore(const projections::Case& one, Date on) { return one.died && *one.died < on; }

// Adds up what packages take. A hundred thousand packages are with some hundred providers: the sum that one
// adds to is found by a hash of the names where they stand.
class Tally {
 public:
  explicit Tally(const std::set<ProviderId>& counted) : counted_(counted) {}

  void Add(const Package& package, const Holding& holding) {
    const auto [placement, plan] = holding;
    if (placement == nullptr) return;
    if (!counted_.empty() && counted_.contains(placement->provider_id)) {
      caseloads_.Add(package.id(), TakenBy(package, holding), true);
      return;
    }
    HourlyMinutes*& sum =
        sums_[{placement->contract_id.str(), placement->provider_id.str(), placement->lot_id.str()}];
    if (sum == nullptr)
      sum = &caseloads_.MinutesOf(placement->contract_id, placement->provider_id, placement->lot_id);
    AddHourly(*sum, *plan);
  }
  Caseloads Take() && { return std::move(caseloads_); }

 private:
  struct Names {
    std::string_view contract, provider, lot;
    bool operator==(const Names&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Names& n) const {
      const std::hash<std::string_view> hash;
      return hash(n.provider) ^ (hash(n.lot) * 3) ^ (hash(n.contract) * 7);
    }
  };

  const std::set<ProviderId>& counted_;
  Caseloads caseloads_;
  std::unordered_map<Names, HourlyMinutes*, Hash> sums_;
};

}  // namespace

Caseloads CaseloadsOf(const projections::View& view, const std::set<ProviderId>& counted) {
  Tally tally(counted);
  view.ForEachCase([&](const projections::Case& one) {
    if (!one.died) tally.Add(*one.package, HoldingOf(*one.package));
  });
  return std::move(tally).Take();
}

Caseloads CaseloadsOn(const projections::View& view, const std::set<ProviderId>& counted) {
  const Date on = view.point().on;
  Tally tally(counted);
  view.ForEachCase([&](const projections::Case& one) {
    if (!DiedBefore(one, on)) tally.Add(*one.package, HoldingOn(*one.package, on));
  });
  return std::move(tally).Take();
}

std::set<ProviderId> MicroEnterprises(const Contract& contract) {
  std::set<ProviderId> micro;
  for (const auto& [id, member] : contract.members()) {
    for (const auto& [seat, versions] : member.admissions()) {
      for (const auto& version : versions.versions()) {
        if (version.value.micro) micro.insert(id);
      }
    }
  }
  return micro;
}

std::set<ProviderId> MicroEnterprises(const projections::View& view) {
  std::set<ProviderId> micro;
  for (const Contract* contract : view.contracts()) micro.merge(MicroEnterprises(*contract));
  return micro;
}

namespace {

bool ByRank(const Tier& tier) {
  return tier.rule == SourcingRule::kSole || tier.rule == SourcingRule::kRankedOffer;
}

// Looks through the tiers for the first who can take the package: one who has declared room, or must accept;
// else the first who may be asked. Where no rank says which of several has it, none is named. Returns one who
// has room, whoever it will be; empty when nobody is known to.
ProviderId Place(const Round& round, Move& move) {
  move.may_take = round.HowManyMayBeAsked();
  move.first = round.FirstWhoMayBeAsked(kNamed);
  for (const Tier& tier : round.tiers()) {
    const std::size_t members = round.Members(tier).size();
    std::size_t may_be_asked = 0;
    if (!ByRank(tier)) {
      for (std::size_t i = 0; i < members; ++i) may_be_asked += round.MayBeAsked(tier, i) ? 1U : 0U;
    }
    const bool compete = may_be_asked > 1;
    for (std::size_t i = 0; i < members; ++i) {
      const Candidate candidate = round.MemberAt(tier, i);
      if (!candidate.may_be_asked()) {
        if (move.outcome == Outcome::kNotPlaced) move.reason = ToString(candidate.why);
        continue;
      }
      const bool sure = candidate.free_minutes || tier.rule == SourcingRule::kSole;
      if (!sure && move.outcome == Outcome::kNotKnown) continue;  // An earlier one may be asked first.
      move.outcome = sure ? Outcome::kPlaced : Outcome::kNotKnown;
      move.compete = compete;
      move.to = compete ? ProviderId() : candidate.provider_id;
      move.tier = tier.tier;
      move.reason = {};
      if (sure) return candidate.provider_id;
    }
  }
  if (move.outcome == Outcome::kNotPlaced && move.reason.empty()) move.reason = "no-provider";
  return {};
}

// Whom the lead may name instead of `failed`, as awards let it: see decide::NotItsOwn.
std::vector<ProviderId> MayBeNamed(const projections::View& view, const ProviderId& lead,
                                   const ProviderId& failed) {
  std::vector<ProviderId> others;
  const auto add = [&](const ProviderId& id) {
    if (id != failed && std::find(others.begin(), others.end(), id) == others.end()) others.push_back(id);
  };
  if (const ProviderRegistered* registered = view.provider(lead)) {
    for (const ProviderId& id : registered->members) add(id);
    for (const ProviderId& id : registered->subcontractors) add(id);
  }
  add(lead);
  return others;
}

void MostHoursFirst(std::vector<Move>& moves) {
  std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) {
    if (a.weekly_minutes != b.weekly_minutes) return a.weekly_minutes > b.weekly_minutes;
    return a.package->id() < b.package->id();
  });
}

const WeeklyPlan& PlannedOn(const Package& package, Date on) {
  const PlanVersion* plan = package.PlanOn(on);
  return plan != nullptr ? plan->plan : package.life().request.plan;
}

}  // namespace

std::vector<Move> IfItFails(const projections::View& view, const ProviderId& provider) {
  const Date on = view.point().on;
  const std::set<ProviderId> counted = MicroEnterprises(view);
  std::vector<Move> moves;
  std::vector<Move> via_leads;
  Tally tally(counted);
  view.ForEachCase([&](const projections::Case& one) {
    if (DiedBefore(one, on)) return;
    tally.Add(*one.package, HoldingOn(*one.package, on));
    const Placement* placement = one.package->PlacementOn(on);
    if (placement == nullptr) return;
    const bool its_own = placement->provider_id == provider;
    if (!its_own && placement->deliverer_id != provider) return;
    Move& move = (its_own ? moves : via_leads).emplace_back();
    move.package = one.package;
    move.placement = placement;
    move.weekly_minutes = WeeklyMinutes(PlannedOn(*one.package, on));
    if (its_own) return;
    move.outcome = Outcome::kLeadNames;
    move.via = placement->provider_id;
    move.others = MayBeNamed(view, move.via, provider);
    move.may_take = move.others.size();
  });
  MostHoursFirst(moves);
  MostHoursFirst(via_leads);
  Caseloads caseloads = std::move(tally).Take();
  const Sourcing none;
  std::map<std::pair<ContractId, LotId>, Round> rounds;  // Alike for all packages of a lot but who and when.
  for (Move& move : moves) {
    const Placement& placement = *move.placement;
    const Contract* contract = view.contract(placement.contract_id);
    if (contract == nullptr || contract->tiers().On(on) == nullptr) {
      move.reason = "no-tiers";
      continue;
    }
    const WeeklyPlan& plan = PlannedOn(*move.package, on);
    const Need need{.lot_id = placement.lot_id,
                    .person_id = move.package->person(),
                    .plan = &plan,
                    .on = on,
                    .now = view.point().known_at.instant(),
                    .without = provider};
    const auto [round, first] =
        rounds.try_emplace({placement.contract_id, placement.lot_id}, *contract, caseloads, none, need);
    if (!first) round->second.Next(need.person_id, plan);
    const ProviderId supposed = Place(round->second, move);
    if (move.outcome != Outcome::kPlaced) continue;
    Taken taken{.contract_id = placement.contract_id,
                .lot_id = placement.lot_id,
                .provider_id = supposed,
                .person_id = move.package->person(),
                .minutes = HourlyOf(plan)};
    caseloads.Add(move.package->id(), taken, counted.contains(supposed));
  }
  std::move(via_leads.begin(), via_leads.end(), std::back_inserter(moves));
  return moves;
}

}  // namespace careledger::sourcing
