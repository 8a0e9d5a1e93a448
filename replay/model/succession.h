// Who stands in whose place, in which contracts, from when.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "replay/model/succession_events.h"

namespace careledger::model {

// One record that says so.
template <class E>
struct Succession {
  E event;
  Date from;
  Position cause{};
};
using ProviderSuccession = Succession<ProviderSucceeded>;
using CommissionerSuccession = Succession<CommissionerSucceeded>;

class Successions {
 public:
  void Add(Date from, Position cause, const ProviderSucceeded& e);
  void Add(Date from, Position cause, const CommissionerSucceeded& e);

  // All of a provider or commissioner that is followed, in order of date, then position.
  const std::vector<ProviderSuccession>& Of(const ProviderId& id) const;
  const std::vector<CommissionerSuccession>& Of(const CommissionerId& id) const;
  const std::map<ProviderId, std::vector<ProviderSuccession>>& providers() const { return providers_; }
  const std::map<CommissionerId, std::vector<CommissionerSuccession>>& commissioners() const {
    return commissioners_;
  }

  // Who stands in the place of `id` in the contract on `date`, at any remove; itself when nobody does.
  CommissionerId On(const CommissionerId& id, const ContractId& contract, Date date) const;
  // The first record, effective after `since` and on or before `date`, by which another is in the provider's
  // place in the contract; null when there is none.
  const ProviderSuccession* After(const ProviderId& id, const ContractId& contract, Date since,
                                  Date date) const;
  // Whose place in the contract, or in any when it is empty, the provider has taken by `date`, at any remove.
  std::set<ProviderId> Before(const ProviderId& id, const ContractId& contract, Date date) const;

 private:
  std::map<ProviderId, std::vector<ProviderSuccession>> providers_;
  std::map<CommissionerId, std::vector<CommissionerSuccession>> commissioners_;
};

// Whether the record speaks of the contract.
template <class E>
bool Covers(const E& event, const ContractId& contract) {
  if (event.contracts.empty()) return true;
  for (const ContractId& id : event.contracts) {
    if (id == contract) return true;
  }
  return false;
}

}  // namespace careledger::model
