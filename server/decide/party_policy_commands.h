// Commands that set the places and parties of a contract: sections of the file that an officer writes, as
// those of policy_commands.h are.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct SetLotAreas {
  ContractId contract_id;
  Date effective_date;
  LotId lot_id;
  std::vector<Code> areas;
  Authority authority;
  static constexpr std::string_view kName = "SetLotAreas";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "lot_id", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetLotAreas::contract_id),
                 F(2, "effective_date", &SetLotAreas::effective_date), F(3, "lot_id", &SetLotAreas::lot_id),
                 F(4, "areas", &SetLotAreas::areas), F(5, "authority", &SetLotAreas::authority));
  }
};

struct SetCallers {
  ContractId contract_id;
  Date effective_date;
  std::vector<CommissionerId> callers;
  Authority authority;
  static constexpr std::string_view kName = "SetCallers";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetCallers::contract_id),
                 F(2, "effective_date", &SetCallers::effective_date), F(3, "callers", &SetCallers::callers),
                 F(4, "authority", &SetCallers::authority));
  }
};

struct SetFunders {
  ContractId contract_id;
  Date effective_date;
  std::vector<Code> funders;
  Authority authority;
  static constexpr std::string_view kName = "SetFunders";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetFunders::contract_id),
                 F(2, "effective_date", &SetFunders::effective_date), F(3, "funders", &SetFunders::funders),
                 F(4, "authority", &SetFunders::authority));
  }
};

}  // namespace careledger::decide
