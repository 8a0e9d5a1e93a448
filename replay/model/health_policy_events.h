// Stream `contract-<id>`: who contracts for care that the NHS pays, and how providers monitor their calls.
#pragma once

#include "replay/model/terms.h"

namespace careledger::model {

// Who goes on buying a package once continuing healthcare begins: the NHS pays either way.
enum class HealthSettlement : std::uint8_t {
  kUnspecified = 0,
  kJointContract = 1,    // The council pays the provider as before, and recharges the NHS.
  kHealthContracts = 2,  // The NHS contracts itself, with the same provider: the council's order ends.
};

// Which of the two holds for packages of the contract.
struct ContinuingHealthcarePolicySet {
  ContractId contract_id;
  HealthSettlement settlement = HealthSettlement::kUnspecified;
  Authority authority;
  static constexpr std::string_view kName = "ContinuingHealthcarePolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContinuingHealthcarePolicySet::contract_id),
                 F(2, "settlement", &ContinuingHealthcarePolicySet::settlement),
                 F(3, "authority", &ContinuingHealthcarePolicySet::authority));
  }
  bool operator==(const ContinuingHealthcarePolicySet&) const = default;
};

// How a provider knows when its carers come and go.
enum class CallMonitoring : std::uint8_t {
  kUnspecified = 0,
  kLandline = 1,    // The carer calls in and out from the person's telephone.
  kApp = 2,         // A device of the carer's, or at the person's.
  kTimesheets = 3,  // Written down by the carer: punctuality cannot be measured.
};

// A provider says so under a contract, from the effective date on.
struct CallMonitoringDeclared {
  ContractId contract_id;
  ProviderId provider_id;
  CallMonitoring method = CallMonitoring::kUnspecified;
  static constexpr std::string_view kName = "CallMonitoringDeclared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CallMonitoringDeclared::contract_id),
                 F(2, "provider_id", &CallMonitoringDeclared::provider_id),
                 F(3, "method", &CallMonitoringDeclared::method));
  }
  bool operator==(const CallMonitoringDeclared&) const = default;
};

}  // namespace careledger::model
