// Stream `monitoring-<contract>`: what was asked of providers and came, what was agreed with them, what was
// found (quality_events.h), and how packages come to the contract (mobilisation_events.h). Every record may
// be voided by a later one; a correction is a void and another record.
#pragma once

#include <variant>

#include "replay/model/mobilisation_events.h"
#include "replay/model/plausibility_events.h"
#include "replay/model/quality_events.h"

namespace careledger::model {

// What providers of the contract send, from the effective date on: for every whole period that begins then or
// later, until a later version of the item.
struct InformationScheduled {
  ContractId contract_id;
  Code item;
  Frequency every = Frequency::kUnspecified;
  std::uint32_t due_days = 0;  // After the period's last day: due on it, when 0.
  Authority authority;
  static constexpr std::string_view kName = "InformationScheduled";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &InformationScheduled::contract_id),
                 F(2, "item", &InformationScheduled::item), F(3, "every", &InformationScheduled::every),
                 F(4, "due_days", &InformationScheduled::due_days),
                 F(5, "authority", &InformationScheduled::authority));
  }
  bool operator==(const InformationScheduled&) const = default;
};

// A return of one period came. The effective date is the day it came.
struct InformationReceived {
  ContractId contract_id;
  ProviderId provider_id;
  Code item;
  Date period_start;  // First day of the week, month or quarter.
  DocumentRef document;
  static constexpr std::string_view kName = "InformationReceived";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &InformationReceived::contract_id),
                 F(2, "provider_id", &InformationReceived::provider_id),
                 F(3, "item", &InformationReceived::item),
                 F(4, "period_start", &InformationReceived::period_start),
                 F(5, "document", &InformationReceived::document));
  }
  bool operator==(const InformationReceived&) const = default;
};

// The effective date is that of the meeting.
struct MeetingHeld {
  ContractId contract_id;
  MeetingId meeting_id;
  Code kind;
  ProviderId provider_id;  // Empty: all of the contract.
  DocumentRef document;
  static constexpr std::string_view kName = "MeetingHeld";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &MeetingHeld::contract_id), F(2, "meeting_id", &MeetingHeld::meeting_id),
                 F(3, "kind", &MeetingHeld::kind), F(4, "provider_id", &MeetingHeld::provider_id),
                 F(5, "document", &MeetingHeld::document));
  }
  bool operator==(const MeetingHeld&) const = default;
};

// Something to be done by the end of a day, agreed on the effective date.
struct ActionAgreed {
  ContractId contract_id;
  ActionId action_id;
  ProviderId provider_id;  // Empty: all of the contract.
  MeetingId meeting_id;    // Where it was agreed, if at a meeting.
  PlanId plan_id;          // The improvement plan that it belongs to, if any.
  Code owner;              // An office, never a person.
  Date due;
  static constexpr std::string_view kName = "ActionAgreed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ActionAgreed::contract_id), F(2, "action_id", &ActionAgreed::action_id),
                 F(3, "provider_id", &ActionAgreed::provider_id),
                 F(4, "meeting_id", &ActionAgreed::meeting_id), F(5, "plan_id", &ActionAgreed::plan_id),
                 F(6, "owner", &ActionAgreed::owner), F(7, "due", &ActionAgreed::due));
  }
  bool operator==(const ActionAgreed&) const = default;
};

struct ActionClosed {
  ContractId contract_id;
  ActionId action_id;
  DocumentRef document;
  static constexpr std::string_view kName = "ActionClosed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ActionClosed::contract_id), F(2, "action_id", &ActionClosed::action_id),
                 F(3, "document", &ActionClosed::document));
  }
  bool operator==(const ActionClosed&) const = default;
};

struct ImprovementPlanOpened {
  ContractId contract_id;
  PlanId plan_id;
  ProviderId provider_id;
  Code reason;
  std::vector<Code> shared_with;  // Bodies that were given it at once.
  DocumentRef document;
  static constexpr std::string_view kName = "ImprovementPlanOpened";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ImprovementPlanOpened::contract_id),
                 F(2, "plan_id", &ImprovementPlanOpened::plan_id),
                 F(3, "provider_id", &ImprovementPlanOpened::provider_id),
                 F(4, "reason", &ImprovementPlanOpened::reason),
                 F(5, "shared_with", &ImprovementPlanOpened::shared_with),
                 F(6, "document", &ImprovementPlanOpened::document));
  }
  bool operator==(const ImprovementPlanOpened&) const = default;
};

struct ImprovementPlanShared {
  ContractId contract_id;
  PlanId plan_id;
  Code shared_with;  // A body.
  static constexpr std::string_view kName = "ImprovementPlanShared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ImprovementPlanShared::contract_id),
                 F(2, "plan_id", &ImprovementPlanShared::plan_id),
                 F(3, "shared_with", &ImprovementPlanShared::shared_with));
  }
  bool operator==(const ImprovementPlanShared&) const = default;
};

struct ImprovementPlanClosed {
  ContractId contract_id;
  PlanId plan_id;
  Code outcome;
  static constexpr std::string_view kName = "ImprovementPlanClosed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ImprovementPlanClosed::contract_id),
                 F(2, "plan_id", &ImprovementPlanClosed::plan_id),
                 F(3, "outcome", &ImprovementPlanClosed::outcome));
  }
  bool operator==(const ImprovementPlanClosed&) const = default;
};

// The least weekly care with us that the provider says it needs, from the effective date on.
struct VolumeDeclared {
  ContractId contract_id;
  ProviderId provider_id;
  std::uint32_t minimum_weekly_minutes = 0;
  static constexpr std::string_view kName = "VolumeDeclared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &VolumeDeclared::contract_id),
                 F(2, "provider_id", &VolumeDeclared::provider_id),
                 F(3, "minimum_weekly_minutes", &VolumeDeclared::minimum_weekly_minutes));
  }
  bool operator==(const VolumeDeclared&) const = default;
};

// A risk as it is judged from the effective date on.
struct RiskAssessed {
  ContractId contract_id;
  RiskId risk_id;
  ProviderId provider_id;        // Empty: all of the contract.
  Code owner;                    // An office, never a person.
  std::uint32_t likelihood = 0;  // 1 to 5.
  std::uint32_t impact = 0;      // 1 to 5.
  RiskState state = RiskState::kUnspecified;
  DocumentRef document;
  static constexpr std::string_view kName = "RiskAssessed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RiskAssessed::contract_id), F(2, "risk_id", &RiskAssessed::risk_id),
                 F(3, "provider_id", &RiskAssessed::provider_id), F(4, "owner", &RiskAssessed::owner),
                 F(5, "likelihood", &RiskAssessed::likelihood), F(6, "impact", &RiskAssessed::impact),
                 F(7, "state", &RiskAssessed::state), F(8, "document", &RiskAssessed::document));
  }
  bool operator==(const RiskAssessed&) const = default;
};

// The record at `position` of this stream was made in error and counts no more.
struct MonitoringRecordVoided {
  ContractId contract_id;
  std::uint64_t position = 0;
  Code reason;
  static constexpr std::string_view kName = "MonitoringRecordVoided";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &MonitoringRecordVoided::contract_id),
                 F(2, "position", &MonitoringRecordVoided::position),
                 F(3, "reason", &MonitoringRecordVoided::reason));
  }
  bool operator==(const MonitoringRecordVoided&) const = default;
};

// One of so many that its copies and comparison, compiled in every source that has one, took a third of the
// build: they stand in events.cc.
class MonitoringEvent
    : public std::variant<InformationScheduled, InformationReceived, MeetingHeld, ActionAgreed, ActionClosed,
                          ImprovementPlanOpened, ImprovementPlanShared, ImprovementPlanClosed, VolumeDeclared,
                          RiskAssessed, MonitoringRecordVoided, QualityScored, ProviderRated,
                          FeedbackReported, SurveyReported, StandardRequired, StandardAttested,
                          MobilisationPlanned, GoLiveSet, NewcomerDeclared, StaffTransferDeclared,
                          MobilisationThresholdSet, ReadinessAssessed, ReviewScheduled, ReviewCompleted,
                          PlausibleHoursSet> {
 public:
  using variant::variant;
  MonitoringEvent(const MonitoringEvent&);
  MonitoringEvent(MonitoringEvent&&) noexcept;
  MonitoringEvent& operator=(const MonitoringEvent&);
  MonitoringEvent& operator=(MonitoringEvent&&) noexcept;
  ~MonitoringEvent();
  friend bool operator==(const MonitoringEvent& a, const MonitoringEvent& b);
};

}  // namespace careledger::model
