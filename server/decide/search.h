// A package's search for a provider, as a decision sees it: the round, what it stands on, and how to say that
// the rules of the contract do not let a provider have it.
#pragma once

#include <memory>
#include <vector>

#include "replay/sourcing/round.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {

// Holds what a Round is made from.
struct Search {
  const Contract* contract = nullptr;
  LotId lot_id;
  Sourcing sourcing;
  WeeklyPlan plan;
  std::unique_ptr<sourcing::Round> round;  // Null when the contract has no tiers on the date.
};

// REQUIRES: the package is known. `lot` empty: the one it was requested in, where the contract has it. `plan`
// is what is to be delivered; null: as it stands on that date.
std::unique_ptr<Search> SearchOf(const World& world, const Package& package, const Contract& contract,
                                 const LotId& lot, Date on, const Facts& facts,
                                 const WeeklyPlan* plan = nullptr);

// The tiers before `tier`, each with why it was passed, but for those that the search has passed already.
// With `chosen` the person chose; otherwise each is exhausted.
std::vector<NewEvent> PassedBefore(const Search& search, const Package& package, const Tier& tier,
                                   bool chosen, const Facts& facts);

// The tier by which the provider may be asked or awarded now: the open one, or with `chosen` any that lets
// people choose. Null when it has no place in it.
const Tier* TierFor(const Search& search, const ProviderId& provider, bool chosen);

// kAwardOutsideRules: why not, and who may instead.
Rejection OutsideRules(const Search& search, const PackageId& package, const ProviderId& provider,
                       bool chosen);

// kMemberUnknown, when `deliverer` is neither the provider itself nor one of its members or sub-contractors;
// or is none though the tier goes by its lead.
Refusal NotItsOwn(const World& world, const Tier* tier, const ProviderId& provider,
                  const ProviderId& deliverer);

}  // namespace careledger::decide
