// Commands by which one organisation follows another. See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

// Decided at once: an event per package that goes on, and those of each contract.
struct SucceedProvider {
  ProviderId provider_id;
  ProviderId to_provider_id;
  SuccessionKind kind = SuccessionKind::kUnspecified;
  std::vector<ContractId> contracts;  // Empty: all.
  Date effective_date;                // First day of the one that follows.
  Authority authority;
  static constexpr std::string_view kName = "SucceedProvider";
  static constexpr Required<5> kRequired = {"provider_id", "to_provider_id", "kind", "effective_date",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &SucceedProvider::provider_id),
                 F(2, "to_provider_id", &SucceedProvider::to_provider_id),
                 F(3, "kind", &SucceedProvider::kind), F(4, "contracts", &SucceedProvider::contracts),
                 F(5, "effective_date", &SucceedProvider::effective_date),
                 F(6, "authority", &SucceedProvider::authority));
  }
};

struct SucceedCommissioner {
  CommissionerId commissioner_id;
  CommissionerId to_commissioner_id;
  SuccessionKind kind = SuccessionKind::kUnspecified;
  std::vector<ContractId> contracts;  // Empty: all.
  Date effective_date;                // First day of the one that follows.
  Authority authority;
  static constexpr std::string_view kName = "SucceedCommissioner";
  static constexpr Required<5> kRequired = {"commissioner_id", "to_commissioner_id", "kind", "effective_date",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "commissioner_id", &SucceedCommissioner::commissioner_id),
                 F(2, "to_commissioner_id", &SucceedCommissioner::to_commissioner_id),
                 F(3, "kind", &SucceedCommissioner::kind), F(4, "contracts", &SucceedCommissioner::contracts),
                 F(5, "effective_date", &SucceedCommissioner::effective_date),
                 F(6, "authority", &SucceedCommissioner::authority));
  }
};

using SuccessionCommand = std::variant<SucceedProvider, SucceedCommissioner>;

}  // namespace careledger::decide
