// What the ladders of monitoring ask: whether a command is well-formed, what it would write, and whether a
// record stands on those it rests on.
#pragma once

#include "replay/model/mobilisation.h"
#include "server/decide/guards.h"
#include "server/decide/monitoring_commands.h"

namespace careledger::decide {

// A record that a command would write.
struct MonitoringRecord {
  Date effective;
  MonitoringEvent event;
};

// Formats and ranges: refuses with kInvalidField. What has happened did so by today; what is agreed or asked
// for lies at most ten years ahead.
Refusal BadFields(const ScheduleInformation& c, const Facts& facts);
Refusal BadFields(const ReceiveInformation& c, const Facts& facts);
Refusal BadFields(const RecordMeeting& c, const Facts& facts);
Refusal BadFields(const AgreeAction& c, const Facts& facts);
Refusal BadFields(const CloseAction& c, const Facts& facts);
Refusal BadFields(const OpenImprovementPlan& c, const Facts& facts);
Refusal BadFields(const ShareImprovementPlan& c, const Facts& facts);
Refusal BadFields(const CloseImprovementPlan& c, const Facts& facts);
Refusal BadFields(const DeclareVolume& c, const Facts& facts);
Refusal BadFields(const AssessRisk& c, const Facts& facts);
Refusal BadFields(const ScoreQuality& c, const Facts& facts);
Refusal BadFields(const RateProvider& c, const Facts& facts);
Refusal BadFields(const ReportFeedback& c, const Facts& facts);
Refusal BadFields(const ReportSurvey& c, const Facts& facts);
Refusal BadFields(const RequireStandard& c, const Facts& facts);
Refusal BadFields(const AttestStandard& c, const Facts& facts);
Refusal BadFields(const PlanMobilisation& c, const Facts& facts);
Refusal BadFields(const SetGoLive& c, const Facts& facts);
Refusal BadFields(const DeclareNewcomer& c, const Facts& facts);
Refusal BadFields(const DeclareStaffTransfer& c, const Facts& facts);
Refusal BadFields(const SetMobilisationThreshold& c, const Facts& facts);
Refusal BadFields(const AssessReadiness& c, const Facts& facts);
Refusal BadFields(const ScheduleReview& c, const Facts& facts);
Refusal BadFields(const CompleteReview& c, const Facts& facts);
Refusal BadFields(const SetPlausibleHours& c, const Facts& facts);

// REQUIRES: BadFields finds nothing.
MonitoringRecord RecordOf(const ScheduleInformation& c);
MonitoringRecord RecordOf(const ReceiveInformation& c);
MonitoringRecord RecordOf(const RecordMeeting& c);
MonitoringRecord RecordOf(const AgreeAction& c);
MonitoringRecord RecordOf(const CloseAction& c);
MonitoringRecord RecordOf(const OpenImprovementPlan& c);
MonitoringRecord RecordOf(const ShareImprovementPlan& c);
MonitoringRecord RecordOf(const CloseImprovementPlan& c);
MonitoringRecord RecordOf(const DeclareVolume& c);
MonitoringRecord RecordOf(const AssessRisk& c);
MonitoringRecord RecordOf(const ScoreQuality& c);
MonitoringRecord RecordOf(const RateProvider& c);
MonitoringRecord RecordOf(const ReportFeedback& c);
MonitoringRecord RecordOf(const ReportSurvey& c);
MonitoringRecord RecordOf(const RequireStandard& c);
MonitoringRecord RecordOf(const AttestStandard& c);
MonitoringRecord RecordOf(const PlanMobilisation& c);
MonitoringRecord RecordOf(const SetGoLive& c);
MonitoringRecord RecordOf(const DeclareNewcomer& c);
MonitoringRecord RecordOf(const DeclareStaffTransfer& c);
MonitoringRecord RecordOf(const SetMobilisationThreshold& c);
MonitoringRecord RecordOf(const AssessReadiness& c);
MonitoringRecord RecordOf(const ScheduleReview& c);
MonitoringRecord RecordOf(const CompleteReview& c);
MonitoringRecord RecordOf(const SetPlausibleHours& c);

// What the command needs of the ledger beside records of monitoring: kOutsideTerm, kServiceUnknown,
// kProviderNotAwarded, kPolicyContradictory, kLotNotAwarded, kNotInMobilisation. `plan` is null for those
// that rest on none.
Refusal Unfit(const World& world, const Contract& contract, const MobilisationPlan* plan,
              const PlanMobilisation& c);
Refusal Unfit(const World& world, const Contract& contract, const MobilisationPlan* plan, const SetGoLive& c);
Refusal Unfit(const World& world, const Contract& contract, const MobilisationPlan* plan,
              const DeclareStaffTransfer& c);
Refusal Unfit(const World& world, const Contract& contract, const MobilisationPlan* plan,
              const AssessReadiness& c);
Refusal Unfit(const World& world, const Contract& contract, const MobilisationPlan* plan,
              const SetPlausibleHours& c);
Refusal Unfit(const World&, const Contract&, const MobilisationPlan*, const auto&) { return std::nullopt; }

// A record that counts and says exactly this; null when none does.
const MonitoringEntry* Saying(const Monitoring& monitoring, const MonitoringRecord& record);
// The name is taken, or the day has another record of the same subject: kAlreadyExists.
Refusal Taken(const Monitoring& monitoring, const MonitoringRecord& record);
// What the record rests on is not there, or comes later: kInformationNotAskedFor to kBeforeOpened,
// kMobilisationNotPlanned.
Refusal Unfounded(const Monitoring& monitoring, const MonitoringEvent& event, Date effective);
// It would say again what holds, or close what is closed: kAlreadyClosed, kMonitoringUnchanged.
Refusal Pointless(const Monitoring& monitoring, const MonitoringRecord& record);
// A record that counts both before and after and rested on something before, not after; null when none does.
const MonitoringEntry* FallenBetween(const Monitoring& before, const Monitoring& after);

}  // namespace careledger::decide
