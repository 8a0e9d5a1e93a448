// Commands of monitoring, well-formed or not, and the records that they would write.
#include <set>

#include "server/decide/field_guards.h"
#include "server/decide/monitoring_guards.h"

namespace careledger::decide {
namespace {

constexpr std::uint32_t kDueDaysMax = 366;
constexpr std::uint32_t kMinutesMax = 10'000'000;
constexpr std::uint32_t kOutOfMax = 10'000;
constexpr std::uint32_t kCountMax = 10'000;
constexpr std::uint32_t kResponsesMax = 1'000'000;
constexpr std::uint32_t kMonthsMax = 120;
constexpr std::size_t kBodiesMax = 20;

}  // namespace

Refusal BadFields(const ScheduleInformation& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  return OutOfRange(c.due_days, 0, kDueDaysMax, "due_days");
}

Refusal BadFields(const ReceiveInformation& c, const Facts& facts) {
  if (Refusal no = InFuture(c.received_date, facts, "received_date")) return no;
  return Before(c.received_date, c.period_start, "received_date", "the period that it is about");
}

Refusal BadFields(const RecordMeeting& c, const Facts& facts) { return InFuture(c.date, facts, "date"); }

Refusal BadFields(const AgreeAction& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (Refusal no = TooFarAhead(c.due_date, facts, "due_date")) return no;
  return Before(c.due_date, c.date, "due_date", "the day on which it was agreed");
}

Refusal BadFields(const CloseAction& c, const Facts& facts) { return InFuture(c.date, facts, "date"); }

Refusal BadFields(const OpenImprovementPlan& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (c.shared_with.size() > kBodiesMax) {
    return Reject(Reason::kInvalidField, "shared_with", c.shared_with.size(), " bodies: at most ",
                  kBodiesMax);
  }
  if (std::set<Code>(c.shared_with.begin(), c.shared_with.end()).size() != c.shared_with.size()) {
    return Reject(Reason::kInvalidField, "shared_with", "a body is named twice");
  }
  return std::nullopt;
}

Refusal BadFields(const ShareImprovementPlan& c, const Facts& facts) {
  return InFuture(c.date, facts, "date");
}

Refusal BadFields(const CloseImprovementPlan& c, const Facts& facts) {
  return InFuture(c.date, facts, "date");
}

Refusal BadFields(const DeclareVolume& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return no;
  return OutOfRange(c.minimum_weekly_minutes, 1, kMinutesMax, "minimum_weekly_minutes");
}

Refusal BadFields(const AssessRisk& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (Refusal no = OutOfRange(c.likelihood, 1, 5, "likelihood")) return no;
  return OutOfRange(c.impact, 1, 5, "impact");
}

Refusal BadFields(const ScoreQuality& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (Refusal no = OutOfRange(c.out_of, 1, kOutOfMax, "out_of")) return no;
  return OutOfRange(c.score.value_or(0), 0, c.out_of, "score");
}

Refusal BadFields(const RateProvider& c, const Facts& facts) {
  return InFuture(c.published_date, facts, "published_date");
}

Refusal BadFields(const ReportFeedback& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  return OutOfRange(c.count, 0, kCountMax, "count");
}

Refusal BadFields(const ReportSurvey& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (Refusal no = OutOfRange(c.responses, 1, kResponsesMax, "responses")) return no;
  return OutOfRange(c.satisfied, 0, c.responses, "satisfied");
}

Refusal BadFields(const RequireStandard& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  if (!c.valid_months) return std::nullopt;
  if (c.no_longer) {
    return Reject(Reason::kInvalidField, "valid_months",
                  "a standard that is required no longer has no months");
  }
  return OutOfRange(*c.valid_months, 1, kMonthsMax, "valid_months");
}

Refusal BadFields(const AttestStandard& c, const Facts& facts) {
  return InFuture(c.evidence_date, facts, "evidence_date");
}

MonitoringRecord RecordOf(const ScheduleInformation& c) {
  return {c.effective_date, InformationScheduled{.contract_id = c.contract_id,
                                                 .item = c.item,
                                                 .every = c.every,
                                                 .due_days = c.due_days,
                                                 .authority = c.authority}};
}

MonitoringRecord RecordOf(const ReceiveInformation& c) {
  return {c.received_date, InformationReceived{.contract_id = c.contract_id,
                                               .provider_id = c.provider_id,
                                               .item = c.item,
                                               .period_start = c.period_start,
                                               .document = c.document}};
}

MonitoringRecord RecordOf(const RecordMeeting& c) {
  return {c.date, MeetingHeld{.contract_id = c.contract_id,
                              .meeting_id = c.meeting_id,
                              .kind = c.kind,
                              .provider_id = c.provider_id,
                              .document = c.document}};
}

MonitoringRecord RecordOf(const AgreeAction& c) {
  return {c.date, ActionAgreed{.contract_id = c.contract_id,
                               .action_id = c.action_id,
                               .provider_id = c.provider_id,
                               .meeting_id = c.meeting_id,
                               .plan_id = c.plan_id,
                               .owner = c.owner,
                               .due = c.due_date}};
}

MonitoringRecord RecordOf(const CloseAction& c) {
  return {c.date,
          ActionClosed{.contract_id = c.contract_id, .action_id = c.action_id, .document = c.document}};
}

MonitoringRecord RecordOf(const OpenImprovementPlan& c) {
  return {c.date, ImprovementPlanOpened{.contract_id = c.contract_id,
                                        .plan_id = c.plan_id,
                                        .provider_id = c.provider_id,
                                        .reason = c.reason,
                                        .shared_with = c.shared_with,
                                        .document = c.document}};
}

MonitoringRecord RecordOf(const ShareImprovementPlan& c) {
  return {c.date, ImprovementPlanShared{
                      .contract_id = c.contract_id, .plan_id = c.plan_id, .shared_with = c.shared_with}};
}

MonitoringRecord RecordOf(const CloseImprovementPlan& c) {
  return {c.date,
          ImprovementPlanClosed{.contract_id = c.contract_id, .plan_id = c.plan_id, .outcome = c.outcome}};
}

MonitoringRecord RecordOf(const DeclareVolume& c) {
  return {c.effective_date, VolumeDeclared{.contract_id = c.contract_id,
                                           .provider_id = c.provider_id,
                                           .minimum_weekly_minutes = c.minimum_weekly_minutes}};
}

MonitoringRecord RecordOf(const AssessRisk& c) {
  return {c.date, RiskAssessed{.contract_id = c.contract_id,
                               .risk_id = c.risk_id,
                               .provider_id = c.provider_id,
                               .owner = c.owner,
                               .likelihood = c.likelihood,
                               .impact = c.impact,
                               .state = c.state,
                               .document = c.document}};
}

MonitoringRecord RecordOf(const ScoreQuality& c) {
  return {c.date, QualityScored{.contract_id = c.contract_id,
                                .provider_id = c.provider_id,
                                .measure = c.measure,
                                .score = c.score.value_or(0),
                                .out_of = c.out_of,
                                .document = c.document}};
}

MonitoringRecord RecordOf(const RateProvider& c) {
  return {c.published_date, ProviderRated{.contract_id = c.contract_id,
                                          .provider_id = c.provider_id,
                                          .body = c.body,
                                          .rating = c.rating,
                                          .document = c.document}};
}

MonitoringRecord RecordOf(const ReportFeedback& c) {
  return {c.date, FeedbackReported{.contract_id = c.contract_id,
                                   .provider_id = c.provider_id,
                                   .kind = c.kind,
                                   .count = c.count == 0 ? 1 : c.count,
                                   .document = c.document}};
}

MonitoringRecord RecordOf(const ReportSurvey& c) {
  return {c.date, SurveyReported{.contract_id = c.contract_id,
                                 .provider_id = c.provider_id,
                                 .instrument = c.instrument,
                                 .responses = c.responses,
                                 .satisfied = c.satisfied,
                                 .document = c.document}};
}

MonitoringRecord RecordOf(const RequireStandard& c) {
  return {c.effective_date, StandardRequired{.contract_id = c.contract_id,
                                             .standard = c.standard,
                                             .valid_months = c.valid_months,
                                             .no_longer = c.no_longer,
                                             .authority = c.authority}};
}

MonitoringRecord RecordOf(const AttestStandard& c) {
  return {c.evidence_date, StandardAttested{.contract_id = c.contract_id,
                                            .provider_id = c.provider_id,
                                            .standard = c.standard,
                                            .not_met = c.not_met,
                                            .document = c.document}};
}

}  // namespace careledger::decide
