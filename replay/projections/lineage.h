// Whom a question about a provider means: itself, and those whose place it has taken, whose records it reads
// under their own names.
#pragma once

#include <set>
#include <string_view>

#include "replay/projections/view.h"

namespace careledger::projections {

class Lineage {
 public:
  // `provider` empty: anybody. In the contract, or in any when that is empty, by the view's date.
  Lineage(const View& view, const model::ContractId& contract, const model::ProviderId& provider);

  bool Has(const model::ProviderId& provider) const { return ids_.empty() || ids_.contains(provider); }

 private:
  std::set<model::ProviderId> ids_;
};

// Who is paid what was owed to the provider under the contract: who has taken over its debts by the view's
// date; itself when nobody has, as after a novation. An empty contract: by what covers all contracts.
model::ProviderId PayeeOf(const View& view, const model::ProviderId& provider,
                          const model::ContractId& contract);

}  // namespace careledger::projections
