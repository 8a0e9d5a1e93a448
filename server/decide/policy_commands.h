// Commands that set the policies of a contract: each is a section of the file that an officer writes
// (intake/contract_file.h). See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

// How packages find a provider, in order. See model::Tier.
struct SetTiers {
  ContractId contract_id;
  Date effective_date;
  std::vector<Tier> tiers;
  Authority authority;
  static constexpr std::string_view kName = "SetTiers";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "tiers", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetTiers::contract_id),
                 F(2, "effective_date", &SetTiers::effective_date), F(3, "tiers", &SetTiers::tiers),
                 F(4, "authority", &SetTiers::authority));
  }
};

struct SetAdmissionPolicy {
  ContractId contract_id;
  Date effective_date;
  AdmissionMode mode = AdmissionMode::kUnspecified;
  std::uint32_t every_months = 0;
  std::uint32_t open_days = 0;
  std::uint32_t micro_people = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetAdmissionPolicy";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "mode", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetAdmissionPolicy::contract_id),
                 F(2, "effective_date", &SetAdmissionPolicy::effective_date),
                 F(3, "mode", &SetAdmissionPolicy::mode),
                 F(4, "every_months", &SetAdmissionPolicy::every_months),
                 F(5, "open_days", &SetAdmissionPolicy::open_days),
                 F(6, "micro_people", &SetAdmissionPolicy::micro_people),
                 F(7, "authority", &SetAdmissionPolicy::authority));
  }
};

struct SetPricePolicy {
  ContractId contract_id;
  Date effective_date;
  Code service;
  Code client_group;
  PriceKind kind = PriceKind::kUnspecified;
  std::vector<Rate> choices;
  Rate floor;
  Rate ceiling;
  bool premiums_count = false;
  Authority authority;
  static constexpr std::string_view kName = "SetPricePolicy";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "kind", "authority"};
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &SetPricePolicy::contract_id),
        F(2, "effective_date", &SetPricePolicy::effective_date), F(3, "service", &SetPricePolicy::service),
        F(4, "client_group", &SetPricePolicy::client_group), F(5, "kind", &SetPricePolicy::kind),
        F(6, "choices", &SetPricePolicy::choices), F(7, "floor", &SetPricePolicy::floor),
        F(8, "ceiling", &SetPricePolicy::ceiling), F(9, "premiums_count", &SetPricePolicy::premiums_count),
        F(10, "authority", &SetPricePolicy::authority));
  }
};

struct SetPremium {
  ContractId contract_id;
  Date effective_date;
  Code premium;
  LotId lot_id;
  Code area;
  Code service;
  Rate amount;
  Authority authority;
  Code evidence;
  std::vector<Code> areas;  // Instead of `area`, where there are several.
  static constexpr std::string_view kName = "SetPremium";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "premium", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetPremium::contract_id),
                 F(2, "effective_date", &SetPremium::effective_date), F(3, "premium", &SetPremium::premium),
                 F(4, "lot_id", &SetPremium::lot_id), F(5, "area", &SetPremium::area),
                 F(6, "service", &SetPremium::service), F(7, "amount", &SetPremium::amount),
                 F(8, "authority", &SetPremium::authority), F(9, "evidence", &SetPremium::evidence),
                 F(10, "areas", &SetPremium::areas));
  }
};

struct SetExistingPackages {
  ContractId contract_id;
  Date effective_date;
  ContractId from_contract_id;
  MovesOn moves_on = MovesOn::kUnspecified;
  Authority authority;
  static constexpr std::string_view kName = "SetExistingPackages";
  static constexpr Required<5> kRequired = {"contract_id", "effective_date", "from_contract_id", "moves_on",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetExistingPackages::contract_id),
                 F(2, "effective_date", &SetExistingPackages::effective_date),
                 F(3, "from_contract_id", &SetExistingPackages::from_contract_id),
                 F(4, "moves_on", &SetExistingPackages::moves_on),
                 F(5, "authority", &SetExistingPackages::authority));
  }
};

struct SetRateNotice {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t months = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetRateNotice";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "months", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetRateNotice::contract_id),
                 F(2, "effective_date", &SetRateNotice::effective_date),
                 F(3, "months", &SetRateNotice::months), F(4, "authority", &SetRateNotice::authority));
  }
};

struct SetTerminationNotice {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t months = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetTerminationNotice";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "months", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetTerminationNotice::contract_id),
                 F(2, "effective_date", &SetTerminationNotice::effective_date),
                 F(3, "months", &SetTerminationNotice::months),
                 F(4, "authority", &SetTerminationNotice::authority));
  }
};

struct SetDirectPaymentPolicy {
  ContractId contract_id;
  Date effective_date;
  bool refused = false;
  Authority authority;
  static constexpr std::string_view kName = "SetDirectPaymentPolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetDirectPaymentPolicy::contract_id),
                 F(2, "effective_date", &SetDirectPaymentPolicy::effective_date),
                 F(3, "refused", &SetDirectPaymentPolicy::refused),
                 F(4, "authority", &SetDirectPaymentPolicy::authority));
  }
};

// Who contracts for care that the NHS pays.
struct SetContinuingHealthcarePolicy {
  ContractId contract_id;
  Date effective_date;
  HealthSettlement settlement = HealthSettlement::kUnspecified;
  Authority authority;
  static constexpr std::string_view kName = "SetContinuingHealthcarePolicy";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "settlement", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetContinuingHealthcarePolicy::contract_id),
                 F(2, "effective_date", &SetContinuingHealthcarePolicy::effective_date),
                 F(3, "settlement", &SetContinuingHealthcarePolicy::settlement),
                 F(4, "authority", &SetContinuingHealthcarePolicy::authority));
  }
};

struct SetExtensionOption {
  ContractId contract_id;
  Date effective_date;
  Code option;
  Date latest_end;
  bool part_of_lots = false;
  bool part_of_time = false;
  Authority authority;
  static constexpr std::string_view kName = "SetExtensionOption";
  static constexpr Required<5> kRequired = {"contract_id", "effective_date", "option", "latest_end",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetExtensionOption::contract_id),
                 F(2, "effective_date", &SetExtensionOption::effective_date),
                 F(3, "option", &SetExtensionOption::option),
                 F(4, "latest_end", &SetExtensionOption::latest_end),
                 F(5, "part_of_lots", &SetExtensionOption::part_of_lots),
                 F(6, "part_of_time", &SetExtensionOption::part_of_time),
                 F(7, "authority", &SetExtensionOption::authority));
  }
};

struct SetContractValues {
  ContractId contract_id;
  Date effective_date;
  std::vector<ContractValue> values;
  Authority authority;
  static constexpr std::string_view kName = "SetContractValues";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "values", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetContractValues::contract_id),
                 F(2, "effective_date", &SetContractValues::effective_date),
                 F(3, "values", &SetContractValues::values),
                 F(4, "authority", &SetContractValues::authority));
  }
};

struct SetPhases {
  ContractId contract_id;
  Date effective_date;
  std::vector<Phase> phases;
  Authority authority;
  static constexpr std::string_view kName = "SetPhases";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "phases", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetPhases::contract_id),
                 F(2, "effective_date", &SetPhases::effective_date), F(3, "phases", &SetPhases::phases),
                 F(4, "authority", &SetPhases::authority));
  }
};

}  // namespace careledger::decide
