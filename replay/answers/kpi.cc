#include "replay/projections/kpi.h"

#include <map>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/share.h"
#include "replay/model/words.h"
#include "replay/projections/compare.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

constexpr std::string_view kNone = "not measurable";

// On the last day of the period; empty when the provider has not said.
std::string_view CallMonitoringOf(const View& view, const KpiRow& row, const Period& period) {
  const Contract* contract = view.contract(row.key.contract_id);
  if (contract == nullptr || period.end <= period.start) return "";
  return Word(contract->CallMonitoringOf(row.provider_id, period.end - 1));
}

void FillRow(const KpiRow& row, v1::KpiRow* out) {
  out->set_contract_id(row.key.contract_id.str());
  out->set_lot_id(row.key.lot_id.str());
  out->set_provider_id(row.provider_id.str());
  out->set_client_group(row.key.client_group.str());
  const auto* descriptor = v1::KpiRow::descriptor();
  for (const auto& [name, value] : MeasuresOf(row)) {
    out->GetReflection()->SetUInt64(out, descriptor->FindFieldByName(std::string(name)), value);
  }
  out->set_punctuality(Share(row.visits.punctual, row.visits.timed, kNone));
  out->set_missed_share(
      Share(row.visits.missed, row.visits.delivered + row.visits.missed + row.unreported, kNone));
  out->set_delivered_share(Share(row.visits.delivered_minutes, row.plan.minutes, kNone));
}

template <class Request>
absl::StatusOr<Kpi> Compute(const View& view, const CellSource& cells, const Request& request) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  if (const auto known = CheckClientGroup(view, request.client_group()); !known.ok()) return known;
  KpiFilter filter{.contract_id = ContractId(request.contract_id()),
                   .provider_id = ProviderId(request.provider_id()),
                   .client_group = Code(request.client_group())};
  if constexpr (requires { request.by_client_group(); }) filter.by_client_group = request.by_client_group();
  return KpiOf(view, cells, *period, filter);
}

}  // namespace

absl::Status Answer(const View& view, const CellSource& cells, const Mark& mark,
                    const v1::GetKpiRequest& request, v1::GetKpiResponse* out) {
  const auto kpi = Compute(view, cells, request);
  if (!kpi.ok()) return kpi.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_period(ShowPeriod(kpi->period));
  for (const KpiRow& row : kpi->rows) {
    v1::KpiRow* filled = out->add_rows();
    FillRow(row, filled);
    filled->set_call_monitoring(std::string(CallMonitoringOf(view, row, kpi->period)));
  }
  FillRow(kpi->total, out->mutable_total());
  out->set_waiting_people(kpi->waiting.people);
  out->set_waiting_packages(kpi->waiting.packages);
  out->set_waiting_weekly_minutes(kpi->waiting.hours.minutes);
  if (const std::uint64_t unknown = kpi->waiting.hours.unknown; unknown > 0)
    out->set_waiting_packages_without_hours(unknown);
  return absl::OkStatus();
}

absl::Status Answer(const View& earlier, const CellSource& earlier_cells, const View& later,
                    const CellSource& later_cells, const log::Log& log, const Mark& mark,
                    const v1::CompareKpiRequest& request, v1::CompareKpiResponse* out) {
  if (const auto order = CheckOrder(earlier.point(), later.point()); !order.ok()) return order;
  const auto before = Compute(earlier, earlier_cells, request);
  if (!before.ok()) return before.status();
  const auto after = Compute(later, later_cells, request);
  if (!after.ok()) return after.status();
  FillPoint(earlier.point(), mark, out->mutable_earlier());
  FillPoint(later.point(), mark, out->mutable_later());
  out->set_period(ShowPeriod(after->period));
  for (const KpiChange& change : CompareKpi(*before, *after)) {
    v1::KpiChange* row = out->add_changes();
    row->set_contract_id(change.key.contract_id.str());
    row->set_lot_id(change.key.lot_id.str());
    row->set_provider_id(change.provider_id.str());
    row->set_measure(std::string(change.measure));
    row->set_earlier(change.earlier);
    row->set_later(change.later);
    row->set_difference(static_cast<std::int64_t>(change.later) - static_cast<std::int64_t>(change.earlier));
  }
  // Every record between the two points, by type and stream of visits.
  std::map<std::pair<std::string, std::string>, v1::KpiCause> causes;
  const Position from{Number(earlier.point().known) + 1};
  const std::uint64_t count =
      Number(later.point().known) - std::min(Number(later.point().known), Number(from) - 1);
  absl::Status damaged;
  const absl::Status read = log.Read(from, count, [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    if (!record.ok()) {
      damaged = record.status();
      return false;
    }
    std::string provider;
    if (record->stream.starts_with("visits-")) {
      provider = std::string(record->stream.substr(7, record->stream.rfind('.') - 7));
      if (!request.provider_id().empty() && provider != request.provider_id()) return true;
    }
    v1::KpiCause& cause = causes[{std::string(record->type), provider}];
    if (cause.records() == 0) cause.set_first_position(Number(record->position));
    cause.set_records(cause.records() + 1);
    cause.set_last_position(Number(record->position));
    return true;
  });
  if (!damaged.ok()) return damaged;
  if (!read.ok()) return read;
  for (auto& [key, cause] : causes) {
    cause.set_event_type(key.first);
    cause.set_provider_id(key.second);
    *out->add_causes() = cause;
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
