#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/monitoring_entry.h"
#include "replay/answers/share.h"
#include "replay/projections/monitoring_overview.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

constexpr std::string_view kNone = "not computable";

std::string Hours(Wide minutes, std::uint64_t parts = 1) { return Quotient(minutes, 60 * parts, 2, kNone); }

// For each thousand hours delivered.
std::string Per1000(std::uint64_t count, std::uint64_t minutes) {
  return Quotient(static_cast<Wide>(count) * 1000 * 60, minutes, 1, kNone);
}

void FillFeedback(const std::string& provider, const FeedbackCounts& counts, v1::FeedbackRow* out) {
  out->set_provider_id(provider);
  out->set_delivered_hours(Hours(counts.delivered_minutes));
  out->set_delivered_minutes(counts.delivered_minutes);
  out->set_complaints(counts.complaints);
  out->set_complaints_per_1000_hours(Per1000(counts.complaints, counts.delivered_minutes));
  out->set_safeguarding(counts.safeguarding);
  out->set_safeguarding_per_1000_hours(Per1000(counts.safeguarding, counts.delivered_minutes));
  out->set_compliments(counts.compliments);
  out->set_compliments_per_1000_hours(Per1000(counts.compliments, counts.delivered_minutes));
  out->set_responses(counts.responses);
  out->set_satisfied(counts.satisfied);
  out->set_satisfied_share(Share(counts.satisfied, counts.responses, kNone));
}

void FillVolume(const ProviderOverview& row, std::uint64_t days, v1::VolumeRow* out) {
  const std::uint64_t delivered = row.feedback.delivered_minutes;
  out->set_provider_id(row.provider_id.str());
  out->set_delivered_minutes(delivered);
  out->set_commissioned_minutes(row.commissioned_minutes);
  out->set_days(static_cast<std::uint32_t>(days));
  out->set_delivered_weekly_hours(Hours(static_cast<Wide>(delivered) * 7, days));
  out->set_commissioned_weekly_hours(Hours(static_cast<Wide>(row.commissioned_minutes) * 7, days));
  const std::uint64_t minimum = row.minimum_weekly_minutes.value_or(0);
  if (minimum != 0) {
    out->set_minimum_weekly_minutes(*row.minimum_weekly_minutes);
    out->set_minimum_weekly_hours(Hours(minimum));
  }
  out->set_delivered_share(Share(delivered * 7, minimum * days, kNone));
  out->set_commissioned_share(Share(row.commissioned_minutes * 7, minimum * days, kNone));
}

void FillProvider(const ProviderOverview& row, v1::MonitoringRow* out) {
  out->set_provider_id(row.provider_id.str());
  out->set_information_due(row.information_due);
  out->set_information_late(row.information_late);
  out->set_information_came_late(row.information_came_late);
  out->set_meetings(row.meetings);
  out->set_open_actions(row.open_actions);
  out->set_overdue_actions(row.overdue_actions);
  out->set_open_plans(row.open_plans);
  out->set_standards_missing(row.standards_missing);
  out->set_open_risks(row.open_risks);
  out->set_highest_risk(row.highest_risk);
  out->set_hand_backs(row.hand_backs);
  out->set_short_notice(row.short_notice);
}

}  // namespace

void FillRating(const RatingRow& row, v1::RatingEntry* out) {
  out->set_provider_id(row.provider_id.str());
  out->set_kind(row.published ? "rating" : "quality");
  out->set_subject(row.subject.str());
  out->set_value(row.value);
  out->set_from_date(row.from.ToString());
  if (row.until) out->set_until(row.until->ToString());
  out->set_document(row.document.str());
  out->set_position(Number(row.position));
}

absl::Status Answer(const View& view, const CellSource& cells, const Mark& mark,
                    const v1::GetMonitoringRequest& request, v1::GetMonitoringResponse* out) {
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  const MonitoringOverview overview =
      OverviewOf(view, cells, *view.contract(ContractId(request.contract_id())), *period,
                 ProviderId(request.provider_id()));
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  out->set_period(overview.period.days() <= 0
                      ? "nothing before the date asked for"
                      : overview.period.start.ToString() + " to " + (overview.period.end - 1).ToString());
  const auto days = static_cast<std::uint64_t>(std::max(0, overview.period.days()));
  for (const ProviderOverview& row : overview.providers) {
    FillProvider(row, out->add_providers());
    FillFeedback(row.provider_id.str(), row.feedback, out->add_feedback());
    FillVolume(row, days, out->add_volumes());
  }
  FillFeedback("", overview.total, out->mutable_feedback_total());
  for (const RatingRow& rating : overview.ratings) FillRating(rating, out->add_ratings());
  return absl::OkStatus();
}

}  // namespace careledger::answers
