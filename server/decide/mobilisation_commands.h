// Commands of a mobilisation: the contract that they name is the one that comes in. See commands.h for what
// holds of all commands, and monitoring_commands.h for `corrects_position`.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct PlanMobilisation {
  ContractId contract_id;
  std::vector<ContractId> from_contract_ids;
  Date award_date;
  Date go_live_date;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "PlanMobilisation";
  static constexpr Required<6> kRequired = {"contract_id",  "from_contract_ids", "award_date",
                                            "go_live_date", "effective_date",    "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PlanMobilisation::contract_id),
                 F(2, "from_contract_ids", &PlanMobilisation::from_contract_ids),
                 F(3, "award_date", &PlanMobilisation::award_date),
                 F(4, "go_live_date", &PlanMobilisation::go_live_date),
                 F(5, "effective_date", &PlanMobilisation::effective_date),
                 F(6, "authority", &PlanMobilisation::authority),
                 F(7, "corrects_position", &PlanMobilisation::corrects_position));
  }
};

struct SetGoLive {
  ContractId contract_id;
  LotId lot_id;
  Date go_live_date;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "SetGoLive";
  static constexpr Required<5> kRequired = {"contract_id", "lot_id", "go_live_date", "effective_date",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetGoLive::contract_id), F(2, "lot_id", &SetGoLive::lot_id),
                 F(3, "go_live_date", &SetGoLive::go_live_date),
                 F(4, "effective_date", &SetGoLive::effective_date), F(5, "authority", &SetGoLive::authority),
                 F(6, "corrects_position", &SetGoLive::corrects_position));
  }
};

struct DeclareNewcomer {
  ContractId contract_id;
  ProviderId provider_id;
  bool no_longer = false;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "DeclareNewcomer";
  static constexpr Required<3> kRequired = {"contract_id", "provider_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclareNewcomer::contract_id),
                 F(2, "provider_id", &DeclareNewcomer::provider_id),
                 F(3, "no_longer", &DeclareNewcomer::no_longer),
                 F(4, "effective_date", &DeclareNewcomer::effective_date),
                 F(5, "corrects_position", &DeclareNewcomer::corrects_position));
  }
};

struct DeclareStaffTransfer {
  ContractId contract_id;
  ProviderId provider_id;
  LotId lot_id;
  std::uint32_t required_weekly_minutes = 0;
  std::uint32_t secured_weekly_minutes = 0;
  std::uint32_t opted_out_weekly_minutes = 0;
  Date date;
  std::uint64_t corrects_position = 0;
  std::optional<std::uint32_t> staff_eligible;  // These three, or none.
  std::optional<std::uint32_t> staff_transferring;
  std::optional<std::uint32_t> staff_opted_out;
  static constexpr std::string_view kName = "DeclareStaffTransfer";
  static constexpr Required<5> kRequired = {"contract_id", "provider_id", "lot_id", "required_weekly_minutes",
                                            "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclareStaffTransfer::contract_id),
                 F(2, "provider_id", &DeclareStaffTransfer::provider_id),
                 F(3, "lot_id", &DeclareStaffTransfer::lot_id),
                 F(4, "required_weekly_minutes", &DeclareStaffTransfer::required_weekly_minutes),
                 F(5, "secured_weekly_minutes", &DeclareStaffTransfer::secured_weekly_minutes),
                 F(6, "opted_out_weekly_minutes", &DeclareStaffTransfer::opted_out_weekly_minutes),
                 F(7, "date", &DeclareStaffTransfer::date),
                 F(8, "corrects_position", &DeclareStaffTransfer::corrects_position),
                 F(9, "staff_eligible", &DeclareStaffTransfer::staff_eligible),
                 F(10, "staff_transferring", &DeclareStaffTransfer::staff_transferring),
                 F(11, "staff_opted_out", &DeclareStaffTransfer::staff_opted_out));
  }
};

struct SetMobilisationThreshold {
  ContractId contract_id;
  model::MobilisationMeasure measure = model::MobilisationMeasure::kUnspecified;
  std::uint32_t green_percent = 0;
  std::uint32_t amber_percent = 0;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "SetMobilisationThreshold";
  static constexpr Required<6> kRequired = {"contract_id",   "measure",        "green_percent",
                                            "amber_percent", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetMobilisationThreshold::contract_id),
                 F(2, "measure", &SetMobilisationThreshold::measure),
                 F(3, "green_percent", &SetMobilisationThreshold::green_percent),
                 F(4, "amber_percent", &SetMobilisationThreshold::amber_percent),
                 F(5, "effective_date", &SetMobilisationThreshold::effective_date),
                 F(6, "authority", &SetMobilisationThreshold::authority),
                 F(7, "corrects_position", &SetMobilisationThreshold::corrects_position));
  }
};

struct AssessReadiness {
  ContractId contract_id;
  PackageId package_id;
  bool ready = false;
  Code reason;
  Date date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "AssessReadiness";
  static constexpr Required<3> kRequired = {"contract_id", "package_id", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &AssessReadiness::contract_id),
                 F(2, "package_id", &AssessReadiness::package_id), F(3, "ready", &AssessReadiness::ready),
                 F(4, "reason", &AssessReadiness::reason), F(5, "date", &AssessReadiness::date),
                 F(6, "corrects_position", &AssessReadiness::corrects_position));
  }
};

struct ScheduleReview {
  ContractId contract_id;
  PersonId person_id;
  Date due_date;
  Date date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ScheduleReview";
  static constexpr Required<4> kRequired = {"contract_id", "person_id", "due_date", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ScheduleReview::contract_id),
                 F(2, "person_id", &ScheduleReview::person_id), F(3, "due_date", &ScheduleReview::due_date),
                 F(4, "date", &ScheduleReview::date),
                 F(5, "corrects_position", &ScheduleReview::corrects_position));
  }
};

struct CompleteReview {
  ContractId contract_id;
  PersonId person_id;
  Date date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "CompleteReview";
  static constexpr Required<3> kRequired = {"contract_id", "person_id", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CompleteReview::contract_id),
                 F(2, "person_id", &CompleteReview::person_id), F(3, "date", &CompleteReview::date),
                 F(4, "corrects_position", &CompleteReview::corrects_position));
  }
};

// What care of a service one person can plausibly have (plausibility_events.h).
struct SetPlausibleHours {
  ContractId contract_id;
  Code service;
  std::uint32_t least_weekly_minutes = 0;
  std::uint32_t most_weekly_minutes = 0;
  bool no_longer = false;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "SetPlausibleHours";
  static constexpr Required<4> kRequired = {"contract_id", "service", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetPlausibleHours::contract_id),
                 F(2, "service", &SetPlausibleHours::service),
                 F(3, "least_weekly_minutes", &SetPlausibleHours::least_weekly_minutes),
                 F(4, "most_weekly_minutes", &SetPlausibleHours::most_weekly_minutes),
                 F(5, "no_longer", &SetPlausibleHours::no_longer),
                 F(6, "effective_date", &SetPlausibleHours::effective_date),
                 F(7, "authority", &SetPlausibleHours::authority),
                 F(8, "corrects_position", &SetPlausibleHours::corrects_position));
  }
};

}  // namespace careledger::decide
