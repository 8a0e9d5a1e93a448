// Stream `contract-<id>`, policies on places and parties: which areas a lot has, which councils may call off,
// and who pays. Each holds from its effective date until the next of its kind.
#pragma once

#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// The boundary of a lot: whoever lives in these areas lives in the lot.
struct LotAreasSet {
  ContractId contract_id;
  LotId lot_id;
  std::vector<Code> areas;  // Each of one lot at most. Empty: no longer said.
  Authority authority;
  static constexpr std::string_view kName = "LotAreasSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &LotAreasSet::contract_id), F(2, "lot_id", &LotAreasSet::lot_id),
                 F(3, "areas", &LotAreasSet::areas), F(4, "authority", &LotAreasSet::authority));
  }
  bool operator==(const LotAreasSet&) const = default;
};

// Other councils that may have packages delivered under the contract, and are recharged for them.
struct CallersSet {
  ContractId contract_id;
  std::vector<CommissionerId> callers;
  Authority authority;
  static constexpr std::string_view kName = "CallersSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CallersSet::contract_id), F(2, "callers", &CallersSet::callers),
                 F(3, "authority", &CallersSet::authority));
  }
  bool operator==(const CallersSet&) const = default;
};

// Who pays for care under the contract, in the codes of its packages.
struct FundersSet {
  ContractId contract_id;
  std::vector<Code> funders;  // Empty: no longer said, so any.
  Authority authority;
  static constexpr std::string_view kName = "FundersSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &FundersSet::contract_id), F(2, "funders", &FundersSet::funders),
                 F(3, "authority", &FundersSet::authority));
  }
  bool operator==(const FundersSet&) const = default;
};

}  // namespace careledger::model
