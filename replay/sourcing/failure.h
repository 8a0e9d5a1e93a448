// What if a provider fails: which of its packages must move, and who may take each under the tiers of its
// contract, within what they have declared; and for which packages of others, who named it to go, they must
// name another.
#pragma once

#include <vector>

#include "replay/projections/view.h"
#include "replay/sourcing/round.h"

namespace careledger::sourcing {

enum class Outcome : std::uint8_t {
  kPlaced,     // With a provider that has declared to have so much left, or that must accept.
  kNotKnown,   // Somebody may be asked who has declared nothing.
  kNotPlaced,  // Nobody of any tier can.
  kLeadNames,  // Nothing moves: the lead must name another to go.
};
// "placed", "not known", "not placed", "lead must name another"
std::string_view ToString(Outcome outcome);

inline constexpr std::size_t kNamed = 5;

struct Move {
  const model::Package* package = nullptr;
  const model::Placement* placement = nullptr;  // The one that falls away, or whose deliverer does.
  std::int64_t weekly_minutes = 0;
  Outcome outcome = Outcome::kNotPlaced;
  // Placed, or the first who may be asked. Empty where several of a tier `compete`: no rank says who has it.
  // Of those who have declared room one is then supposed to, so that no room is used twice.
  model::ProviderId to;
  bool compete = false;
  model::Code tier;
  std::string_view reason;  // Not placed: of the last tier looked at, why.
  // How many providers of all tiers may be asked; of the lead's, how many it may name.
  std::uint64_t may_take = 0;
  std::vector<model::ProviderId> first;   // The first kNamed of those who may be asked, by tier and place.
  model::ProviderId via;                  // The lead that has it and named the provider; empty: none.
  std::vector<model::ProviderId> others;  // Whom the lead may name: members, sub-contractors, itself.
};

// The packages with the provider on the view's date, the most minutes a week first (then by id): each takes
// what the ones before have left. Then, in the same order, those of leads and consortia that named it to go.
// Points into the view.
std::vector<Move> IfItFails(const projections::View& view, const model::ProviderId& provider);

// What everybody has on their hands for good, as decisions count it: see model::HoldingOf. People and
// packages are counted for those of `counted` only (empty: for none), since most questions ask for minutes.
model::Caseloads CaseloadsOf(const projections::View& view, const std::set<model::ProviderId>& counted);
// The same on the view's date: see model::HoldingOn. Nobody has those who have died on their hands.
model::Caseloads CaseloadsOn(const projections::View& view, const std::set<model::ProviderId>& counted);
// The micro-enterprises of a contract, or of all: their people are counted.
std::set<model::ProviderId> MicroEnterprises(const model::Contract& contract);
std::set<model::ProviderId> MicroEnterprises(const projections::View& view);

}  // namespace careledger::sourcing
