// Commands on what happens under a contract: extended, started in phases, ended, and who may be given
// packages. See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct ExtendContract {
  ContractId contract_id;
  Code option;
  Date end_date;            // First day after the extension.
  std::vector<LotId> lots;  // Empty: all.
  Authority authority;
  static constexpr std::string_view kName = "ExtendContract";
  static constexpr Required<4> kRequired = {"contract_id", "option", "end_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ExtendContract::contract_id), F(2, "option", &ExtendContract::option),
                 F(3, "end_date", &ExtendContract::end_date), F(4, "lots", &ExtendContract::lots),
                 F(5, "authority", &ExtendContract::authority));
  }
};

struct TerminateContract {
  ContractId contract_id;
  Date effective_date;  // First day after the term.
  Date notice_date;
  Code reason;
  Authority authority;
  bool by_agreement = false;  // Both sides agreed: no notice is owed.
  static constexpr std::string_view kName = "TerminateContract";
  static constexpr Required<5> kRequired = {"contract_id", "effective_date", "notice_date", "reason",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &TerminateContract::contract_id),
                 F(2, "effective_date", &TerminateContract::effective_date),
                 F(3, "notice_date", &TerminateContract::notice_date),
                 F(4, "reason", &TerminateContract::reason), F(5, "authority", &TerminateContract::authority),
                 F(6, "by_agreement", &TerminateContract::by_agreement));
  }
};

struct StartPhase {
  ContractId contract_id;
  std::uint32_t phase = 0;
  Date effective_date;
  Authority authority;
  static constexpr std::string_view kName = "StartPhase";
  static constexpr Required<4> kRequired = {"contract_id", "phase", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &StartPhase::contract_id), F(2, "phase", &StartPhase::phase),
                 F(3, "effective_date", &StartPhase::effective_date),
                 F(4, "authority", &StartPhase::authority));
  }
};

struct DeclarePhaseStable {
  ContractId contract_id;
  std::uint32_t phase = 0;
  Date effective_date;
  Authority authority;
  static constexpr std::string_view kName = "DeclarePhaseStable";
  static constexpr Required<4> kRequired = {"contract_id", "phase", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclarePhaseStable::contract_id),
                 F(2, "phase", &DeclarePhaseStable::phase),
                 F(3, "effective_date", &DeclarePhaseStable::effective_date),
                 F(4, "authority", &DeclarePhaseStable::authority));
  }
};

struct WithdrawProvider {
  ContractId contract_id;
  ProviderId provider_id;
  Date effective_date;
  Date notice_date;
  Code reason;
  static constexpr std::string_view kName = "WithdrawProvider";
  static constexpr Required<5> kRequired = {"contract_id", "provider_id", "effective_date", "notice_date",
                                            "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &WithdrawProvider::contract_id),
                 F(2, "provider_id", &WithdrawProvider::provider_id),
                 F(3, "effective_date", &WithdrawProvider::effective_date),
                 F(4, "notice_date", &WithdrawProvider::notice_date),
                 F(5, "reason", &WithdrawProvider::reason));
  }
};

struct SuspendIntake {
  ContractId contract_id;
  ProviderId provider_id;
  Date effective_date;
  Code reason;
  static constexpr std::string_view kName = "SuspendIntake";
  static constexpr Required<4> kRequired = {"contract_id", "provider_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &SuspendIntake::contract_id), F(2, "provider_id", &SuspendIntake::provider_id),
        F(3, "effective_date", &SuspendIntake::effective_date), F(4, "reason", &SuspendIntake::reason));
  }
};

struct ResumeIntake {
  ContractId contract_id;
  ProviderId provider_id;
  Date effective_date;
  static constexpr std::string_view kName = "ResumeIntake";
  static constexpr Required<3> kRequired = {"contract_id", "provider_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ResumeIntake::contract_id),
                 F(2, "provider_id", &ResumeIntake::provider_id),
                 F(3, "effective_date", &ResumeIntake::effective_date));
  }
};

struct DeclareCapacity {
  ContractId contract_id;
  ProviderId provider_id;
  LotId lot_id;
  Capacity capacity;
  Date effective_date;
  static constexpr std::string_view kName = "DeclareCapacity";
  static constexpr Required<4> kRequired = {"contract_id", "provider_id", "capacity", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclareCapacity::contract_id),
                 F(2, "provider_id", &DeclareCapacity::provider_id), F(3, "lot_id", &DeclareCapacity::lot_id),
                 F(4, "capacity", &DeclareCapacity::capacity),
                 F(5, "effective_date", &DeclareCapacity::effective_date));
  }
};

using ContractLifeCommand = std::variant<ExtendContract, TerminateContract, StartPhase, DeclarePhaseStable,
                                         WithdrawProvider, SuspendIntake, ResumeIntake, DeclareCapacity>;

}  // namespace careledger::decide
