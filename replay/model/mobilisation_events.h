// Stream `monitoring-<contract>`, third part: how packages of exiting contracts come to the contract. Counts,
// codes, dates and references: nothing about a person but the reference, and no free text.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// What a colour is judged by: closed, with the numbers of careledger.event.v1.
enum class MobilisationMeasure : std::uint8_t {
  kUnspecified = 0,
  kPackagesReady = 1,  // Packages judged ready, of those that are to move.
  kCarersSecured = 2,  // Carers' hours secured, of those required.
  kReviewsDone = 3     // People whose review is done, of those of whom one was due by the date.
};

// The contract takes over the packages of others, all on one day unless a lot has one of its own.
struct MobilisationPlanned {
  ContractId contract_id;  // The one that comes in.
  std::vector<ContractId> from_contract_ids;
  Date award_date;  // Hours and value "at award" are those of this day.
  Date go_live;
  Authority authority;
  static constexpr std::string_view kName = "MobilisationPlanned";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &MobilisationPlanned::contract_id),
                 F(2, "from_contract_ids", &MobilisationPlanned::from_contract_ids),
                 F(3, "award_date", &MobilisationPlanned::award_date),
                 F(4, "go_live", &MobilisationPlanned::go_live),
                 F(5, "authority", &MobilisationPlanned::authority));
  }
  bool operator==(const MobilisationPlanned&) const = default;
};

// One lot goes live on another day: decided on the effective date.
struct GoLiveSet {
  ContractId contract_id;
  LotId lot_id;
  Date go_live;
  Authority authority;
  static constexpr std::string_view kName = "GoLiveSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &GoLiveSet::contract_id), F(2, "lot_id", &GoLiveSet::lot_id),
                 F(3, "go_live", &GoLiveSet::go_live), F(4, "authority", &GoLiveSet::authority));
  }
  bool operator==(const GoLiveSet&) const = default;
};

// The provider has not worked in the area before: from the effective date on, until another record says that
// it is new no longer.
struct NewcomerDeclared {
  ContractId contract_id;
  ProviderId provider_id;
  bool no_longer = false;
  static constexpr std::string_view kName = "NewcomerDeclared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &NewcomerDeclared::contract_id),
                 F(2, "provider_id", &NewcomerDeclared::provider_id),
                 F(3, "no_longer", &NewcomerDeclared::no_longer));
  }
  bool operator==(const NewcomerDeclared&) const = default;
};

// Weekly minutes of carers in a lot as the incoming provider states them: what it needs, what it has, whether
// by transfer of staff or hired, and what carers who refused to transfer would have brought.
// And how many people those are: who may transfer from the providers that leave, who does, who has refused;
// all three or none.
struct StaffTransferDeclared {
  ContractId contract_id;
  ProviderId provider_id;
  LotId lot_id;
  std::uint32_t required_weekly_minutes = 0;
  std::uint32_t secured_weekly_minutes = 0;
  std::uint32_t opted_out_weekly_minutes = 0;
  std::optional<std::uint32_t> staff_eligible;
  std::optional<std::uint32_t> staff_transferring;
  std::optional<std::uint32_t> staff_opted_out;
  static constexpr std::string_view kName = "StaffTransferDeclared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &StaffTransferDeclared::contract_id),
                 F(2, "provider_id", &StaffTransferDeclared::provider_id),
                 F(3, "lot_id", &StaffTransferDeclared::lot_id),
                 F(4, "required_weekly_minutes", &StaffTransferDeclared::required_weekly_minutes),
                 F(5, "secured_weekly_minutes", &StaffTransferDeclared::secured_weekly_minutes),
                 F(6, "opted_out_weekly_minutes", &StaffTransferDeclared::opted_out_weekly_minutes),
                 F(7, "staff_eligible", &StaffTransferDeclared::staff_eligible),
                 F(8, "staff_transferring", &StaffTransferDeclared::staff_transferring),
                 F(9, "staff_opted_out", &StaffTransferDeclared::staff_opted_out));
  }
  bool operator==(const StaffTransferDeclared&) const = default;
};

// From the effective date on a lot is green by this measure from `green_percent`, amber from `amber_percent`,
// and red below it. A lot has the worst colour of its measures.
struct MobilisationThresholdSet {
  ContractId contract_id;
  MobilisationMeasure measure = MobilisationMeasure::kUnspecified;
  std::uint32_t green_percent = 0;
  std::uint32_t amber_percent = 0;
  Authority authority;
  static constexpr std::string_view kName = "MobilisationThresholdSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &MobilisationThresholdSet::contract_id),
                 F(2, "measure", &MobilisationThresholdSet::measure),
                 F(3, "green_percent", &MobilisationThresholdSet::green_percent),
                 F(4, "amber_percent", &MobilisationThresholdSet::amber_percent),
                 F(5, "authority", &MobilisationThresholdSet::authority));
  }
  bool operator==(const MobilisationThresholdSet&) const = default;
};

// Whether the package can move on its day, as judged on the effective date; until judged again.
struct ReadinessAssessed {
  ContractId contract_id;
  PackageId package_id;
  bool ready = false;
  Code reason;  // Why not; empty when it is ready.
  static constexpr std::string_view kName = "ReadinessAssessed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReadinessAssessed::contract_id),
                 F(2, "package_id", &ReadinessAssessed::package_id), F(3, "ready", &ReadinessAssessed::ready),
                 F(4, "reason", &ReadinessAssessed::reason));
  }
  bool operator==(const ReadinessAssessed&) const = default;
};

// The person's care is to be reviewed by the end of a day: since the effective date.
struct ReviewScheduled {
  ContractId contract_id;
  PersonId person_id;
  Date due;
  static constexpr std::string_view kName = "ReviewScheduled";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReviewScheduled::contract_id),
                 F(2, "person_id", &ReviewScheduled::person_id), F(3, "due", &ReviewScheduled::due));
  }
  bool operator==(const ReviewScheduled&) const = default;
};

// The person's care was reviewed on the effective date. Who recorded it, and in which role, is in the
// envelope.
struct ReviewCompleted {
  ContractId contract_id;
  PersonId person_id;
  static constexpr std::string_view kName = "ReviewCompleted";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReviewCompleted::contract_id),
                 F(2, "person_id", &ReviewCompleted::person_id));
  }
  bool operator==(const ReviewCompleted&) const = default;
};

}  // namespace careledger::model
