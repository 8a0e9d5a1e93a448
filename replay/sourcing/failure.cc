#include "replay/sourcing/failure.h"

#include <algorithm>
#include <map>
#include <memory>

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
  }
  return "";
}

Caseloads CaseloadsOf(const projections::View& view, const std::set<ProviderId>& counted) {
  Caseloads caseloads;
  view.ForEachCase([&](const projections::Case& one) {
    if (auto taken = TakenBy(*one.package))
      caseloads.Add(one.package->id(), *taken, counted.contains(taken->provider_id));
  });
  return caseloads;
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

namespace {

// Looks through the tiers for the first who can take the package: one who has declared room, or must accept;
// else the first who may be asked.
void Place(const Round& round, Move& move) {
  for (const Tier& tier : round.tiers()) {
    for (const ProviderId& member : round.Members(tier)) {
      const Candidate candidate = round.Look(tier, member);
      if (!candidate.may_be_asked()) {
        if (move.outcome == Outcome::kNotPlaced) move.reason = ToString(candidate.why);
        continue;
      }
      const bool sure = candidate.free_minutes || tier.rule == SourcingRule::kSole;
      if (!sure && move.outcome == Outcome::kNotKnown) continue;  // An earlier one may be asked first.
      move.outcome = sure ? Outcome::kPlaced : Outcome::kNotKnown;
      move.to = member;
      move.tier = tier.tier;
      move.reason = {};
      if (sure) return;
    }
  }
  if (move.outcome == Outcome::kNotPlaced && move.reason.empty()) move.reason = "no-provider";
}

}  // namespace

std::vector<Move> IfItFails(const projections::View& view, const ProviderId& provider) {
  const Date on = view.point().on;
  std::vector<Move> moves;
  std::set<ProviderId> counted;
  std::set<ContractId> contracts;
  view.ForEachCase([&](const projections::Case& one) {
    const Placement* placement = one.package->PlacementOn(on);
    if (placement == nullptr || placement->provider_id != provider) return;
    const PlanVersion* plan = one.package->PlanOn(on);
    moves.push_back(
        {.package = one.package,
         .placement = placement,
         .weekly_minutes = WeeklyMinutes(plan != nullptr ? plan->plan : one.package->life().request.plan)});
    contracts.insert(placement->contract_id);
  });
  for (const ContractId& id : contracts) {
    if (const Contract* contract = view.contract(id)) counted.merge(MicroEnterprises(*contract));
  }
  std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) {
    if (a.weekly_minutes != b.weekly_minutes) return a.weekly_minutes > b.weekly_minutes;
    return a.package->id() < b.package->id();
  });
  Caseloads caseloads = CaseloadsOf(view, counted);
  const Sourcing none;
  for (Move& move : moves) {
    const Contract* contract = view.contract(move.placement->contract_id);
    if (contract == nullptr || contract->tiers().On(on) == nullptr) {
      move.reason = "no-tiers";
      continue;
    }
    const PlanVersion* plan = move.package->PlanOn(on);
    const Round round(*contract, caseloads, none,
                      {.lot_id = move.placement->lot_id,
                       .person_id = move.package->person(),
                       .plan = plan != nullptr ? &plan->plan : &move.package->life().request.plan,
                       .on = on,
                       .now = view.point().known_at.instant(),
                       .without = provider});
    Place(round, move);
    if (move.outcome != Outcome::kPlaced) continue;
    Taken taken{.contract_id = move.placement->contract_id,
                .lot_id = move.placement->lot_id,
                .provider_id = move.to,
                .person_id = move.package->person(),
                .minutes = HourlyOf(plan != nullptr ? plan->plan : move.package->life().request.plan)};
    caseloads.Add(move.package->id(), taken, counted.contains(move.to));
  }
  return moves;
}

}  // namespace careledger::sourcing
