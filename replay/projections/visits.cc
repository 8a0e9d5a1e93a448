#include "replay/projections/visits.h"

#include <algorithm>
#include <tuple>

namespace careledger::projections {

using namespace model;

Visit& VisitDay::At(const SourceId& source, const ExternalId& id) {
  const auto [at, added] = index_.try_emplace({source.str(), id.str()}, visits_.size());
  if (added) visits_.emplace_back();
  return visits_[at->second];
}

void VisitDay::Apply(Position position, VisitEvent&& event) {
  std::visit(Overloaded{
                 [&](VisitRecorded&& e) {
                   Visit& visit = At(e.source, e.external_id);
                   visit.last_position = position;
                   // An older sequence that arrives late is history and changes nothing.
                   if (Number(visit.position) != 0 && e.sequence < visit.record.sequence) return;
                   visit.record = std::move(e);
                   visit.position = position;
                 },
                 [&](VisitAdjusted&& e) {
                   Visit& visit = At(e.source, e.external_id);
                   visit.last_position = position;
                   std::erase_if(visit.adjustments, [&](const Adjustment& a) { return a.carer_id == e.carer_id; });
                   visit.adjustments.push_back({e.carer_id, e.check_in, e.check_out, position});
                 },
                 [&](VisitVoided&& e) {
                   Visit& visit = At(e.source, e.external_id);
                   visit.last_position = position;
                   visit.voided = true;
                 },
             },
             std::move(event));
}

Instant BeginOf(const Visit& visit) {
  Instant begin = visit.record.planned_start;
  bool found = false;
  for (const Attendance& a : visit.record.attendances) {
    if (a.check_in && (!found || *a.check_in < begin)) {
      begin = *a.check_in;
      found = true;
    }
  }
  return begin;
}

std::vector<Visit> VisitDay::Take() && {
  std::erase_if(visits_, [](const Visit& v) { return Number(v.position) == 0; });
  for (Visit& visit : visits_) visit.moved = visit.record.service_date != date_;
  std::vector<std::pair<Instant, std::size_t>> order;
  order.reserve(visits_.size());
  for (std::size_t i = 0; i < visits_.size(); ++i) order.emplace_back(BeginOf(visits_[i]), i);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const VisitRecorded& x = visits_[a.second].record;
    const VisitRecorded& y = visits_[b.second].record;
    return std::tie(x.source, x.external_id) < std::tie(y.source, y.external_id);
  });
  std::vector<Visit> sorted;
  sorted.reserve(visits_.size());
  for (const auto& [begin, i] : order) sorted.push_back(std::move(visits_[i]));
  return sorted;
}

}  // namespace careledger::projections
