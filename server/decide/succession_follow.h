// What follows from a succession of providers for packages: those that the followed still has.
#pragma once

#include "server/decide/package_guards.h"

namespace careledger::decide {

// The first placement of the package that is the followed provider's on or after the succession goes on with
// the one that follows; empty when there is none. `begun_before`: only a placement that began before it.
std::optional<NewEvent> Followed(const Package& package, const ProviderSuccession& succession,
                                 bool begun_before);
// `outcome`, and with it what follows where its events leave a package with a provider that is followed
// later.
Outcome WithFollowers(const World& world, Outcome outcome, const Facts& facts);
// Whether somebody stands in the provider's place in the contract on `date`; by which record. Null when it
// stands there itself, if only again.
const ProviderSuccession* FollowedOn(const Successions& all, const ProviderId& provider,
                                     const ContractId& contract, Date date);

}  // namespace careledger::decide
