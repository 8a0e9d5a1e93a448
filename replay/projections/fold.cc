#include "replay/projections/fold.h"

#include <algorithm>

namespace careledger::projections {

using namespace model;

void FoldedView::Apply(Recorded&& recorded) {
  const VisitEvent* visit = AsVisit(recorded.event);
  if (visit == nullptr) {
    Evolve(world_, recorded);
    return;
  }
  const VisitFile file = FileOf(*visit);
  if (!kept_.empty() && !kept_.contains(file.provider_id)) return;
  const VisitName name = NameOf(*visit);
  const auto [at, added] = filed_.try_emplace(name, Filed{file.date, SequenceOf(*visit)});
  const Key key{file.provider_id, at->second.date};
  rows_[key].push_back({recorded.position, *visit});
  if (!added && Moves(at->second, *visit)) {
    // Both days see the move: one loses the visit, the other gains it with all its past, of which it may have
    // the beginning from an earlier stay.
    std::vector<VisitRow>& there = rows_[{file.provider_id, file.date}];
    Position last{};
    for (const VisitRow& row : there) {
      if (NameOf(row.event) == name) last = std::max(last, row.position);
    }
    for (const VisitRow& row : rows_[key]) {
      if (NameOf(row.event) == name && last < row.position) there.push_back(row);
    }
    at->second.date = file.date;
  }
  at->second.sequence = std::max(at->second.sequence, SequenceOf(*visit));
}

void View::VisitsOf(const ProviderId& provider, Date date, const PersonId& person, const Each& each) const {
  for (const Visit& visit : visits(provider, date)) {
    if (visit.record.person_id == person) each(visit);
  }
}

void View::VisitsBy(const ProviderId& provider, Date date, const CarerId& carer, Instant from, Instant to,
                    const Each& each) const {
  for (const Visit& visit : visits(provider, date)) {
    const auto& attendances = visit.record.attendances;
    if (std::any_of(attendances.begin(), attendances.end(), [&](const Attendance& a) {
          return a.carer_id == carer && a.check_in && a.check_out && *a.check_in < to && from < *a.check_out;
        })) {
      each(visit);
    }
  }
}

void FoldedView::VisitsOf(const ProviderId& provider, Date date, const PersonId& person,
                          const Each& each) const {
  if (rows_.contains({provider, date})) View::VisitsOf(provider, date, person, each);
}

void View::ForEachCase(const EachCase& each) const {
  for (const Package* p : packages()) {
    const Person* whose = person(p->person());
    each({.package = p,
          .person = whose,
          .died = whose != nullptr ? whose->DiedKnownAt(point().known) : std::nullopt,
          .spans = nullptr});
  }
}

std::vector<const Contract*> View::contracts() const {
  std::vector<const Contract*> out;
  for (const auto& [id, item] : base().contracts.items()) out.push_back(item.get());
  return out;
}

std::vector<const ProviderRegistered*> View::providers() const {
  std::vector<const ProviderRegistered*> out;
  for (const auto& [id, item] : base().providers.items()) out.push_back(item.get());
  return out;
}

std::vector<const Import*> FoldedView::imports() const {
  std::vector<const Import*> out;
  for (const auto& [id, item] : world_.imports) out.push_back(&item);
  return out;
}

std::vector<const Package*> FoldedView::packages() const {
  std::vector<const Package*> out;
  for (const auto& [id, item] : world_.packages.items()) out.push_back(item.get());
  return out;
}

const std::vector<Visit>& FoldedView::visits(const ProviderId& provider, Date date) const {
  const Key key{provider, date};
  const auto found = days_.find(key);
  if (found != days_.end()) return found->second;
  VisitDay day(date);
  if (const auto rows = rows_.find(key); rows != rows_.end()) {
    std::stable_sort(rows->second.begin(), rows->second.end(),
                     [](const VisitRow& a, const VisitRow& b) { return a.position < b.position; });
    for (const VisitRow& row : rows->second) {
      VisitEvent event = row.event;
      day.Apply(row.position, std::move(event));
    }
  }
  return days_.emplace(key, std::move(day).Take()).first->second;
}

}  // namespace careledger::projections
