#include "replay/projections/visits.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace careledger::projections {

using namespace model;

void Apply(Position position, VisitEvent&& event, Visit& visit) {
  visit.last_position = position;
  std::visit(Overloaded{
                 [&](VisitRecorded&& e) {
                   // An older sequence that arrives late is history and changes nothing.
                   if (Number(visit.position) != 0 && e.sequence < visit.record.sequence) return;
                   visit.record = std::move(e);
                   visit.position = position;
                 },
                 [&](VisitAdjusted&& e) {
                   std::erase_if(visit.adjustments,
                                 [&](const Adjustment& a) { return a.carer_id == e.carer_id; });
                   visit.adjustments.push_back({e.carer_id, e.check_in, e.check_out, position});
                 },
                 [&](VisitVoided&&) { visit.voided = true; },
             },
             std::move(event));
}

void VisitDay::Apply(Position position, VisitEvent&& event) {
  const auto [at, added] = index_.try_emplace(NameOf(event), visits_.size());
  if (added) visits_.emplace_back();
  projections::Apply(position, std::move(event), visits_[at->second]);
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

bool Before(const Visit& a, const Visit& b) {
  const Instant x = BeginOf(a);
  const Instant y = BeginOf(b);
  if (x != y) return x < y;
  return std::tie(a.record.source, a.record.external_id, a.record.provider_id) <
         std::tie(b.record.source, b.record.external_id, b.record.provider_id);
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
