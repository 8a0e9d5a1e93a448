// What is paid for care under way changes by two persons, whichever command asks for it: one proposes,
// another approves what it comes to in pounds.
#pragma once

#include <algorithm>

#include "server/decide/guards.h"

namespace careledger::decide {

// Whether such a record changes what is paid for care under a contract: its payment, prices, premiums and
// retainer, banked and extra time, who contracts for what the NHS pays, and whose packages come under its
// terms. What rates do is said by the ladder of rates.
bool MovesMoney(const ContractEvent& event);

// Whether packages have been awarded under the contract. `packages` are pointers to them.
template <class Packages>
bool IsInUse(const Packages& packages, const ContractId& contract) {
  return std::any_of(packages.begin(), packages.end(), [&](const auto& package) {
    const auto& placements = package->life().placements;
    return std::any_of(placements.begin(), placements.end(),
                       [&](const Placement& p) { return p.contract_id == contract; });
  });
}
bool IsInUse(const World& world, const ContractId& contract);

// kPolicyMovesMoney: `instead` says what to do.
template <class... Parts>
Rejection NeedsASecondPerson(const ContractId& contract, std::string_view field, const Parts&... instead) {
  return Reject(Reason::kPolicyMovesMoney, field, "packages have been awarded under contract ", contract,
                ", and this changes what is paid for them: ", instead...);
}

// "home-care by p-ash in lot L1 on weekdays"
std::string KeyText(const RateKey& key);

// A rate in force, or in force by `until`, that pays for hours which a rate of `key` would pay for in its
// place: that of a wider key. Null when there is none. See RateBook::Find for which key wins.
struct PricedBy {
  const RateKey* key = nullptr;
  const RateEntry* entry = nullptr;
};
std::optional<PricedBy> PricedAlready(const RateBook& rates, const RateKey& key, Date until);
// The same of a rate that pays in the place of one of `key` because its provider has followed another and has
// none of its own: see RateBook and Successions.
std::optional<PricedBy> PricedByPredecessor(const World& world, const Contract& contract, const RateKey& key,
                                            Date until);

}  // namespace careledger::decide
