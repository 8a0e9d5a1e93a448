#include "replay/model/monitoring.h"

#include <algorithm>

#include "replay/model/fields.h"

namespace careledger::model {
namespace {

std::string Join(std::string_view kind, std::initializer_list<std::string_view> parts) {
  std::string out(kind);
  for (const std::string_view part : parts) out.append("/").append(part);
  return out;
}

}  // namespace

std::string SubjectOf(const MonitoringEvent& event) {
  const auto action = [](const auto& e) { return Join("action", {e.action_id.str()}); };
  const auto plan = [](const auto& e) { return Join("plan", {e.plan_id.str()}); };
  return std::visit(
      Overloaded{
          [](const InformationScheduled& e) { return Join("information", {e.item.str()}); },
          [](const InformationReceived& e) {
            return Join("received", {e.provider_id.str(), e.item.str(), e.period_start.ToString()});
          },
          [](const MeetingHeld& e) { return Join("meeting", {e.meeting_id.str()}); },
          [&](const ActionAgreed& e) { return action(e); },
          [&](const ActionClosed& e) { return action(e); },
          [&](const ImprovementPlanOpened& e) { return plan(e); },
          [&](const ImprovementPlanShared& e) { return plan(e); },
          [&](const ImprovementPlanClosed& e) { return plan(e); },
          [](const VolumeDeclared& e) { return Join("volume", {e.provider_id.str()}); },
          [](const RiskAssessed& e) { return Join("risk", {e.risk_id.str()}); },
          [](const MonitoringRecordVoided&) { return std::string(); },
          [](const QualityScored& e) {
            return Join("score", {e.provider_id.str(), e.measure.str()});
          },
          [](const ProviderRated& e) {
            return Join("rating", {e.provider_id.str(), e.body.str()});
          },
          [](const FeedbackReported& e) {
            return Join("feedback", {e.provider_id.str(), Word(e.kind), e.document.str()});
          },
          [](const SurveyReported& e) {
            return Join("survey", {e.provider_id.str(), Word(e.instrument), e.document.str()});
          },
          [](const StandardRequired& e) { return Join("standard", {e.standard.str()}); },
          [](const StandardAttested& e) {
            return Join("attested", {e.provider_id.str(), e.standard.str()});
          },
          [](const MobilisationPlanned&) { return std::string("mobilisation"); },
          [](const GoLiveSet& e) { return Join("go-live", {e.lot_id.str()}); },
          [](const NewcomerDeclared& e) { return Join("newcomer", {e.provider_id.str()}); },
          [](const StaffTransferDeclared& e) {
            return Join("staff", {e.provider_id.str(), e.lot_id.str()});
          },
          [](const MobilisationThresholdSet& e) { return Join("threshold", {Word(e.measure)}); },
          [](const ReadinessAssessed& e) { return Join("ready", {e.package_id.str()}); },
          [](const ReviewScheduled& e) { return Join("review-due", {e.person_id.str()}); },
          [](const ReviewCompleted& e) { return Join("reviewed", {e.person_id.str()}); },
          [](const PlausibleHoursSet& e) { return Join("plausible", {e.service.str()}); },
      },
      event);
}

std::optional<Period> PeriodOf(Frequency every, Date start) {
  switch (every) {
    case Frequency::kWeekly:
      if (start.weekday() == Weekday::kMonday) return Period{start, start + 7};
      break;
    case Frequency::kMonthly:
      if (start.day() == 1) return Period{start, start.FirstOfNextMonth()};
      break;
    case Frequency::kQuarterly:
      if (start.day() == 1 && start.month() % 3 == 1) {
        return Period{start, start.FirstOfNextMonth().FirstOfNextMonth().FirstOfNextMonth()};
      }
      break;
    case Frequency::kUnspecified:
    case Frequency::kNone:
      break;
  }
  return std::nullopt;
}

Date NextPeriodStart(Frequency every, Date date) {
  if (every == Frequency::kWeekly) {
    while (date.weekday() != Weekday::kMonday) ++date;
    return date;
  }
  if (date.day() != 1) date = date.FirstOfNextMonth();
  while (every == Frequency::kQuarterly && date.month() % 3 != 1) date = date.FirstOfNextMonth();
  return date;
}

void Monitoring::Evolve(Position position, Date effective, const MonitoringEvent& event) {
  if (const auto* voided = std::get_if<MonitoringRecordVoided>(&event)) {
    voided_.try_emplace(Position{voided->position}, position);
  } else {
    subjects_[SubjectOf(event)].push_back(entries_.size());
  }
  entries_.push_back(std::make_shared<const MonitoringEntry>(MonitoringEntry{position, effective, event}));
}

const MonitoringEntry* Monitoring::At(Position position) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), position,
                                      [](const auto& entry, Position p) { return entry->position < p; });
  return found == entries_.end() || (*found)->position != position ? nullptr : found->get();
}

Position Monitoring::VoidedBy(Position position) const {
  const auto found = voided_.find(position);
  return found == voided_.end() ? Position{} : found->second;
}

bool Monitoring::Counts(const MonitoringEntry& entry, Position known) const {
  if (known < entry.position || std::holds_alternative<MonitoringRecordVoided>(entry.event)) return false;
  const Position by = VoidedBy(entry.position);
  return Number(by) == 0 || known < by;
}

std::vector<const MonitoringEntry*> Monitoring::Of(const std::string& subject) const {
  std::vector<const MonitoringEntry*> out;
  const auto found = subjects_.find(subject);
  if (found == subjects_.end()) return out;
  for (const std::size_t index : found->second) out.push_back(entries_[index].get());
  return out;
}

}  // namespace careledger::model
