// Commands on packages of care and visits. See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct RequestPackage {
  PackageId package_id;
  PersonId person_id;
  Code service;
  Code client_group;
  Code funder;
  Code waiting_in;
  Code reason;
  ContractId contract_id;
  LotId lot_id;
  WeeklyPlan plan;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  Code area;
  Priority priority = Priority::kUnspecified;
  std::vector<Code> needs;  // As read. No code comes as far as a record: whoever has the keys seals them.
  PackageId replaces_package_id;  // Care of the same person, in whose place this is to come.
  // Where `needs` were sealed, in their place: the note of the person that will hold them.
  std::optional<NoteSealed> needs_note = std::nullopt;
  // Without a plan:
  PreferredTimes preferred_times;
  std::uint32_t carers = 0;
  static constexpr std::string_view kName = "RequestPackage";
  static constexpr Required<8> kRequired = {"package_id", "person_id",  "service", "client_group",
                                            "funder",     "waiting_in", "reason",  "effective_date"};
  static constexpr auto Fields() {
    return Table(
        F(1, "package_id", &RequestPackage::package_id), F(2, "person_id", &RequestPackage::person_id),
        F(3, "service", &RequestPackage::service), F(4, "client_group", &RequestPackage::client_group),
        F(5, "funder", &RequestPackage::funder), F(6, "waiting_in", &RequestPackage::waiting_in),
        F(7, "reason", &RequestPackage::reason), F(8, "contract_id", &RequestPackage::contract_id),
        F(9, "lot_id", &RequestPackage::lot_id), F(10, "plan", &RequestPackage::plan),
        F(11, "effective_date", &RequestPackage::effective_date),
        F(12, "corrects_position", &RequestPackage::corrects_position), F(13, "area", &RequestPackage::area),
        F(14, "priority", &RequestPackage::priority), F(15, "needs", &RequestPackage::needs),
        F(16, "replaces_package_id", &RequestPackage::replaces_package_id),
        F(17, "preferred_times", &RequestPackage::preferred_times), F(18, "carers", &RequestPackage::carers));
  }
};

struct AwardPackage {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;
  ProviderId provider_id;
  WeeklyPlan plan;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  std::optional<Rate> rate;  // An hour of one carer, agreed for this package.
  ProviderId deliverer_id;   // Whom a lead or consortium names.
  bool chosen = false;       // The person chose this provider before its tier's turn.
  Code tier;                 // Of care that went on before: by which tier it had come. Else the tiers say.
  static constexpr std::string_view kName = "AwardPackage";
  static constexpr Required<4> kRequired = {"package_id", "contract_id", "provider_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &AwardPackage::package_id),
                 F(2, "contract_id", &AwardPackage::contract_id), F(3, "lot_id", &AwardPackage::lot_id),
                 F(4, "provider_id", &AwardPackage::provider_id), F(5, "plan", &AwardPackage::plan),
                 F(6, "effective_date", &AwardPackage::effective_date),
                 F(7, "corrects_position", &AwardPackage::corrects_position),
                 F(8, "rate", &AwardPackage::rate), F(9, "deliverer_id", &AwardPackage::deliverer_id),
                 F(10, "chosen", &AwardPackage::chosen), F(11, "tier", &AwardPackage::tier));
  }
};

struct TakeDirectPayment {
  PackageId package_id;
  Date requested_date;
  Date effective_date;  // First day without care by the council's provider.
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "TakeDirectPayment";
  static constexpr Required<3> kRequired = {"package_id", "requested_date", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TakeDirectPayment::package_id),
                 F(2, "requested_date", &TakeDirectPayment::requested_date),
                 F(3, "effective_date", &TakeDirectPayment::effective_date),
                 F(4, "corrects_position", &TakeDirectPayment::corrects_position));
  }
};

// The person gives a direct payment up, and care is asked of the council again.
struct EndDirectPayment {
  PackageId package_id;
  Date effective_date;  // First day without it.
  Code reason;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "EndDirectPayment";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &EndDirectPayment::package_id),
                 F(2, "effective_date", &EndDirectPayment::effective_date),
                 F(3, "reason", &EndDirectPayment::reason),
                 F(4, "corrects_position", &EndDirectPayment::corrects_position));
  }
};

struct StartPackage {
  PackageId package_id;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "StartPackage";
  static constexpr Required<2> kRequired = {"package_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &StartPackage::package_id),
                 F(2, "effective_date", &StartPackage::effective_date),
                 F(3, "corrects_position", &StartPackage::corrects_position));
  }
};

struct ChangePlan {
  PackageId package_id;
  WeeklyPlan plan;
  Date effective_date;
  std::optional<Date> until;
  Code reason;
  std::uint64_t corrects_position = 0;
  std::optional<Rate> rate;  // Agreed under the terms that the package comes under with this change.
  static constexpr std::string_view kName = "ChangePlan";
  static constexpr Required<4> kRequired = {"package_id", "plan", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ChangePlan::package_id), F(2, "plan", &ChangePlan::plan),
                 F(3, "effective_date", &ChangePlan::effective_date), F(4, "until", &ChangePlan::until),
                 F(5, "reason", &ChangePlan::reason),
                 F(6, "corrects_position", &ChangePlan::corrects_position), F(7, "rate", &ChangePlan::rate));
  }
};

struct TransferPackage {
  PackageId package_id;
  ContractId to_contract_id;
  LotId to_lot_id;
  ProviderId to_provider_id;
  Date effective_date;
  TimeOfDay time;
  Code reason;
  std::uint64_t corrects_position = 0;
  std::optional<Rate> rate;  // An hour of one carer, agreed for this package.
  ProviderId deliverer_id;   // Whom a lead or consortium names.
  bool chosen = false;       // The person chose this provider before its tier's turn.
  // Who decided where it goes, whoever's turn it is: with it the tiers are not asked.
  std::optional<Authority> authority;
  static constexpr std::string_view kName = "TransferPackage";
  static constexpr Required<5> kRequired = {"package_id", "to_contract_id", "to_provider_id",
                                            "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TransferPackage::package_id),
                 F(2, "to_contract_id", &TransferPackage::to_contract_id),
                 F(3, "to_lot_id", &TransferPackage::to_lot_id),
                 F(4, "to_provider_id", &TransferPackage::to_provider_id),
                 F(5, "effective_date", &TransferPackage::effective_date),
                 F(6, "time", &TransferPackage::time), F(7, "reason", &TransferPackage::reason),
                 F(8, "corrects_position", &TransferPackage::corrects_position),
                 F(9, "rate", &TransferPackage::rate), F(10, "deliverer_id", &TransferPackage::deliverer_id),
                 F(11, "chosen", &TransferPackage::chosen), F(12, "authority", &TransferPackage::authority));
  }
};

// Decided at once: an event per package that is ready, and a summary.
struct TransferPackages {
  TransferId transfer_id;
  ContractId from_contract_id;
  ContractId to_contract_id;
  Date effective_date;
  TimeOfDay time;
  Code reason;
  Authority authority;
  static constexpr std::string_view kName = "TransferPackages";
  static constexpr Required<6> kRequired = {"transfer_id",    "from_contract_id", "to_contract_id",
                                            "effective_date", "reason",           "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "transfer_id", &TransferPackages::transfer_id),
                 F(2, "from_contract_id", &TransferPackages::from_contract_id),
                 F(3, "to_contract_id", &TransferPackages::to_contract_id),
                 F(4, "effective_date", &TransferPackages::effective_date),
                 F(5, "time", &TransferPackages::time), F(6, "reason", &TransferPackages::reason),
                 F(7, "authority", &TransferPackages::authority));
  }
};

struct HandBackPackage {
  PackageId package_id;
  Date effective_date;
  Date notice_date;
  Code reason;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "HandBackPackage";
  static constexpr Required<4> kRequired = {"package_id", "effective_date", "notice_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &HandBackPackage::package_id),
                 F(2, "effective_date", &HandBackPackage::effective_date),
                 F(3, "notice_date", &HandBackPackage::notice_date), F(4, "reason", &HandBackPackage::reason),
                 F(5, "corrects_position", &HandBackPackage::corrects_position));
  }
};

// With `until`, of a suspension that is over: it is recorded with its resumption, before others on record
// too.
struct SuspendPackage {
  PackageId package_id;
  Date effective_date;
  Code reason;
  std::uint64_t corrects_position = 0;
  std::optional<Date> until;  // First day with care again.
  static constexpr std::string_view kName = "SuspendPackage";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(
        F(1, "package_id", &SuspendPackage::package_id),
        F(2, "effective_date", &SuspendPackage::effective_date), F(3, "reason", &SuspendPackage::reason),
        F(4, "corrects_position", &SuspendPackage::corrects_position), F(5, "until", &SuspendPackage::until));
  }
};

struct ResumePackage {
  PackageId package_id;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ResumePackage";
  static constexpr Required<2> kRequired = {"package_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ResumePackage::package_id),
                 F(2, "effective_date", &ResumePackage::effective_date),
                 F(3, "corrects_position", &ResumePackage::corrects_position));
  }
};

struct EndPackage {
  PackageId package_id;
  Date effective_date;
  Code reason;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "EndPackage";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &EndPackage::package_id),
                 F(2, "effective_date", &EndPackage::effective_date), F(3, "reason", &EndPackage::reason),
                 F(4, "corrects_position", &EndPackage::corrects_position));
  }
};

struct VoidPackageRecord {
  PackageId package_id;
  std::uint64_t position = 0;
  Code reason;
  static constexpr std::string_view kName = "VoidPackageRecord";
  static constexpr Required<3> kRequired = {"package_id", "position", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &VoidPackageRecord::package_id),
                 F(2, "position", &VoidPackageRecord::position), F(3, "reason", &VoidPackageRecord::reason));
  }
};

// One row of a packages file: requested, and when a provider is named awarded and started, as one.
struct ImportPackage {
  RequestPackage request;
  std::optional<AwardPackage> award;
  static constexpr std::string_view kName = "ImportPackage";
  static constexpr Required<0> kRequired = {};
  static constexpr auto Fields() {
    return Table(F(1, "request", &ImportPackage::request), F(2, "award", &ImportPackage::award));
  }
};

struct AdjustVisit {
  SourceId source;
  ExternalId external_id;
  CarerId carer_id;
  Instant check_in;
  Instant check_out;
  Code reason;
  static constexpr std::string_view kName = "AdjustVisit";
  static constexpr Required<6> kRequired = {"source",   "external_id", "carer_id",
                                            "check_in", "check_out",   "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "source", &AdjustVisit::source), F(2, "external_id", &AdjustVisit::external_id),
                 F(3, "carer_id", &AdjustVisit::carer_id), F(4, "check_in", &AdjustVisit::check_in),
                 F(5, "check_out", &AdjustVisit::check_out), F(6, "reason", &AdjustVisit::reason));
  }
};

struct VoidVisit {
  SourceId source;
  ExternalId external_id;
  Code reason;
  static constexpr std::string_view kName = "VoidVisit";
  static constexpr Required<3> kRequired = {"source", "external_id", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "source", &VoidVisit::source), F(2, "external_id", &VoidVisit::external_id),
                 F(3, "reason", &VoidVisit::reason));
  }
};

// See PackageEvent: its special members stand in commands.cc.
class PackageCommand
    : public std::variant<RequestPackage, AwardPackage, StartPackage, ChangePlan, TransferPackage,
                          TransferPackages, HandBackPackage, SuspendPackage, ResumePackage, EndPackage,
                          TakeDirectPayment, EndDirectPayment, VoidPackageRecord, ImportPackage> {
 public:
  using variant::variant;
  PackageCommand(const PackageCommand&);
  PackageCommand(PackageCommand&&) noexcept;
  PackageCommand& operator=(const PackageCommand&);
  PackageCommand& operator=(PackageCommand&&) noexcept;
  ~PackageCommand();
};
using VisitCommand = std::variant<AdjustVisit, VoidVisit>;

}  // namespace careledger::decide
