// Commands of monitoring: what is asked of providers, agreed with them, found and voided. See commands.h for
// what holds of all commands. `corrects_position`, where it is not 0, is the record of the same kind that
// this one stands in for.
#pragma once

#include "server/decide/mobilisation_commands.h"
#include "server/decide/quality_commands.h"

namespace careledger::decide {

struct ScheduleInformation {
  ContractId contract_id;
  Code item;
  Frequency every = Frequency::kUnspecified;
  std::uint32_t due_days = 0;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ScheduleInformation";
  static constexpr Required<5> kRequired = {"contract_id", "item", "every", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ScheduleInformation::contract_id),
                 F(2, "item", &ScheduleInformation::item), F(3, "every", &ScheduleInformation::every),
                 F(4, "due_days", &ScheduleInformation::due_days),
                 F(5, "effective_date", &ScheduleInformation::effective_date),
                 F(6, "authority", &ScheduleInformation::authority),
                 F(7, "corrects_position", &ScheduleInformation::corrects_position));
  }
};

struct ReceiveInformation {
  ContractId contract_id;
  ProviderId provider_id;
  Code item;
  Date period_start;
  Date received_date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ReceiveInformation";
  static constexpr Required<6> kRequired = {"contract_id",  "provider_id",   "item",
                                            "period_start", "received_date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReceiveInformation::contract_id),
                 F(2, "provider_id", &ReceiveInformation::provider_id),
                 F(3, "item", &ReceiveInformation::item),
                 F(4, "period_start", &ReceiveInformation::period_start),
                 F(5, "received_date", &ReceiveInformation::received_date),
                 F(6, "document", &ReceiveInformation::document),
                 F(7, "corrects_position", &ReceiveInformation::corrects_position));
  }
};

struct RecordMeeting {
  ContractId contract_id;
  MeetingId meeting_id;
  Code kind;
  ProviderId provider_id;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "RecordMeeting";
  static constexpr Required<5> kRequired = {"contract_id", "meeting_id", "kind", "date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RecordMeeting::contract_id),
                 F(2, "meeting_id", &RecordMeeting::meeting_id), F(3, "kind", &RecordMeeting::kind),
                 F(4, "provider_id", &RecordMeeting::provider_id), F(5, "date", &RecordMeeting::date),
                 F(6, "document", &RecordMeeting::document),
                 F(7, "corrects_position", &RecordMeeting::corrects_position));
  }
};

struct AgreeAction {
  ContractId contract_id;
  ActionId action_id;
  ProviderId provider_id;
  MeetingId meeting_id;
  PlanId plan_id;
  Code owner;
  Date date;
  Date due_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "AgreeAction";
  static constexpr Required<5> kRequired = {"contract_id", "action_id", "owner", "date", "due_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &AgreeAction::contract_id), F(2, "action_id", &AgreeAction::action_id),
                 F(3, "provider_id", &AgreeAction::provider_id), F(4, "meeting_id", &AgreeAction::meeting_id),
                 F(5, "plan_id", &AgreeAction::plan_id), F(6, "owner", &AgreeAction::owner),
                 F(7, "date", &AgreeAction::date), F(8, "due_date", &AgreeAction::due_date),
                 F(9, "corrects_position", &AgreeAction::corrects_position));
  }
};

struct CloseAction {
  ContractId contract_id;
  ActionId action_id;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "CloseAction";
  static constexpr Required<3> kRequired = {"contract_id", "action_id", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CloseAction::contract_id), F(2, "action_id", &CloseAction::action_id),
                 F(3, "date", &CloseAction::date), F(4, "document", &CloseAction::document),
                 F(5, "corrects_position", &CloseAction::corrects_position));
  }
};

struct OpenImprovementPlan {
  ContractId contract_id;
  PlanId plan_id;
  ProviderId provider_id;
  Code reason;
  std::vector<Code> shared_with;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "OpenImprovementPlan";
  static constexpr Required<6> kRequired = {"contract_id", "plan_id", "provider_id",
                                            "reason",      "date",    "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &OpenImprovementPlan::contract_id),
                 F(2, "plan_id", &OpenImprovementPlan::plan_id),
                 F(3, "provider_id", &OpenImprovementPlan::provider_id),
                 F(4, "reason", &OpenImprovementPlan::reason),
                 F(5, "shared_with", &OpenImprovementPlan::shared_with),
                 F(6, "date", &OpenImprovementPlan::date), F(7, "document", &OpenImprovementPlan::document),
                 F(8, "corrects_position", &OpenImprovementPlan::corrects_position));
  }
};

struct ShareImprovementPlan {
  ContractId contract_id;
  PlanId plan_id;
  Code shared_with;
  Date date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ShareImprovementPlan";
  static constexpr Required<4> kRequired = {"contract_id", "plan_id", "shared_with", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ShareImprovementPlan::contract_id),
                 F(2, "plan_id", &ShareImprovementPlan::plan_id),
                 F(3, "shared_with", &ShareImprovementPlan::shared_with),
                 F(4, "date", &ShareImprovementPlan::date),
                 F(5, "corrects_position", &ShareImprovementPlan::corrects_position));
  }
};

struct CloseImprovementPlan {
  ContractId contract_id;
  PlanId plan_id;
  Code outcome;
  Date date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "CloseImprovementPlan";
  static constexpr Required<4> kRequired = {"contract_id", "plan_id", "outcome", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CloseImprovementPlan::contract_id),
                 F(2, "plan_id", &CloseImprovementPlan::plan_id),
                 F(3, "outcome", &CloseImprovementPlan::outcome), F(4, "date", &CloseImprovementPlan::date),
                 F(5, "corrects_position", &CloseImprovementPlan::corrects_position));
  }
};

struct DeclareVolume {
  ContractId contract_id;
  ProviderId provider_id;
  std::uint32_t minimum_weekly_minutes = 0;
  Date effective_date;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "DeclareVolume";
  static constexpr Required<4> kRequired = {"contract_id", "provider_id", "minimum_weekly_minutes",
                                            "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DeclareVolume::contract_id),
                 F(2, "provider_id", &DeclareVolume::provider_id),
                 F(3, "minimum_weekly_minutes", &DeclareVolume::minimum_weekly_minutes),
                 F(4, "effective_date", &DeclareVolume::effective_date),
                 F(5, "corrects_position", &DeclareVolume::corrects_position));
  }
};

struct AssessRisk {
  ContractId contract_id;
  RiskId risk_id;
  ProviderId provider_id;
  Code owner;
  std::uint32_t likelihood = 0;
  std::uint32_t impact = 0;
  RiskState state = RiskState::kUnspecified;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "AssessRisk";
  static constexpr Required<7> kRequired = {"contract_id", "risk_id", "owner", "likelihood",
                                            "impact",      "state",   "date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &AssessRisk::contract_id), F(2, "risk_id", &AssessRisk::risk_id),
                 F(3, "provider_id", &AssessRisk::provider_id), F(4, "owner", &AssessRisk::owner),
                 F(5, "likelihood", &AssessRisk::likelihood), F(6, "impact", &AssessRisk::impact),
                 F(7, "state", &AssessRisk::state), F(8, "date", &AssessRisk::date),
                 F(9, "document", &AssessRisk::document),
                 F(10, "corrects_position", &AssessRisk::corrects_position));
  }
};

struct VoidMonitoringRecord {
  ContractId contract_id;
  std::uint64_t position = 0;
  Code reason;
  static constexpr std::string_view kName = "VoidMonitoringRecord";
  static constexpr Required<3> kRequired = {"contract_id", "position", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &VoidMonitoringRecord::contract_id),
                 F(2, "position", &VoidMonitoringRecord::position),
                 F(3, "reason", &VoidMonitoringRecord::reason));
  }
};

// See PackageEvent: its special members stand in commands.cc.
class MonitoringCommand
    : public std::variant<ScheduleInformation, ReceiveInformation, RecordMeeting, AgreeAction, CloseAction,
                          OpenImprovementPlan, ShareImprovementPlan, CloseImprovementPlan, DeclareVolume,
                          AssessRisk, VoidMonitoringRecord, ScoreQuality, RateProvider, ReportFeedback,
                          ReportSurvey, RequireStandard, AttestStandard, PlanMobilisation, SetGoLive,
                          DeclareNewcomer, DeclareStaffTransfer, SetMobilisationThreshold, AssessReadiness,
                          ScheduleReview, CompleteReview, SetPlausibleHours> {
 public:
  using variant::variant;
  MonitoringCommand(const MonitoringCommand&);
  MonitoringCommand(MonitoringCommand&&) noexcept;
  MonitoringCommand& operator=(const MonitoringCommand&);
  MonitoringCommand& operator=(MonitoringCommand&&) noexcept;
  ~MonitoringCommand();
};

}  // namespace careledger::decide
