#include "server/store/read_view.h"

namespace careledger::store {

using namespace model;
using namespace projections;

ReadView::ReadView(const ReadModels& models, const Point& point)
    : models_(models), point_(point), base_(models.Base(point.known)), cursor_(models.NewCursor()) {}

const Person* ReadView::person(const PersonId& id) const {
  const auto [at, added] = persons_.try_emplace(id);
  if (added) at->second = models_.FindPerson(id);
  return at->second.get();
}

std::shared_ptr<const Package> ReadView::AsKnown(std::shared_ptr<const Package> package) const {
  if (package == nullptr || point_.known < package->entries().front().position) return nullptr;
  if (point_.known < package->last_position())
    return std::make_shared<const Package>(package->KnownAt(point_.known));
  return package;
}

const Package* ReadView::package(const PackageId& id) const {
  const auto [at, added] = packages_.try_emplace(id);
  if (added) at->second = AsKnown(models_.FindPackage(id));
  return at->second.get();
}

std::vector<const Package*> ReadView::packages() const {
  std::vector<const Package*> out;
  auto all = models_.AllPackages();
  out.reserve(all.size());
  packages_.reserve(all.size());
  persons_.reserve(all.size());
  for (auto& package : all) {
    const auto [at, added] = packages_.try_emplace(package->id());
    if (added) at->second = AsKnown(std::move(package));
    if (at->second != nullptr) out.push_back(at->second.get());
  }
  return out;
}

void ReadView::ForEachCase(const EachCase& each) const {
  if (roll_ == nullptr) roll_ = models_.Cases();
  for (const KeptCase& kept : *roll_) {
    Case one{
        .package = kept.package.get(), .person = kept.person.get(), .died = {}, .spans = kept.spans.get()};
    if (point_.known < one.package->entries().front().position) continue;
    if (one.person != nullptr) one.died = one.person->DiedKnownAt(point_.known);
    const bool later = point_.known < one.package->last_position();
    if (later) one.package = package(one.package->id());
    if (one.package == nullptr) continue;
    if (later || one.died != kept.died) one.spans = nullptr;
    each(one);
  }
}

std::vector<const Import*> ReadView::imports() const {
  imports_ = models_.AllImports(point_.known);
  std::vector<const Import*> out;
  for (const Import& import : imports_) out.push_back(&import);
  return out;
}

const std::vector<Visit>& ReadView::visits(const ProviderId& provider, Date date) const {
  const auto key = std::make_pair(provider, date);
  const auto found = days_.find(key);
  if (found != days_.end()) return found->second;
  std::vector<VisitRow> rows;
  if (const auto status = models_.ReadVisits(provider, date, point_.known, &rows, cursor_); !status.ok())
    status_ = status;
  VisitDay day(date, rows.size());
  for (VisitRow& row : rows) day.Apply(row.position, std::move(row.event));
  return days_.emplace(key, std::move(day).Take()).first->second;
}

std::optional<Date> ReadView::FirstDelivered(const Package& package, Date since, Date until) const {
  const auto first = models_.clocks().FirstSince(package.id(), point_.known, since);
  // Of other days than those on which its clock started, the visits tell.
  if (!first) return View::FirstDelivered(package, since, until);
  return *first < until ? first : std::nullopt;
}

std::vector<const Package*> ReadView::MayWait(const Period& period) const {
  const std::vector<PackageId> running = models_.clocks().Running(point_.known, period);
  std::vector<const Package*> out;
  out.reserve(running.size());
  for (const PackageId& id : running) {
    const Package* found = package(id);
    if (found != nullptr) out.push_back(found);
  }
  return out;
}

const Monitoring* ReadView::monitoring(const ContractId& id) const {
  auto [at, added] = monitoring_.try_emplace(id);
  if (added) at->second = models_.FindMonitoring(id);
  return at->second.get();
}

const Notes* ReadView::notes(const PersonId& id) const {
  auto [at, added] = notes_.try_emplace(id);
  if (added) at->second = models_.FindNotes(id);
  return at->second.get();
}

CellSource ReadView::cells() const {
  // What the records since the last cut changed is read once, and shared by all that is asked of the view.
  struct Changes {
    Position cut{};
    CellNames names;
    std::map<ProviderId, std::vector<CellChange>> by_provider;
  };
  auto shared = std::make_shared<Changes>();
  shared->cut = models_.CutBefore(point_.known);
  auto changes = models_.ReadChanges(shared->cut, point_.known, shared->names);
  if (changes.ok()) {
    for (const CellChange& change : *changes) shared->by_provider[change.name->provider_id].push_back(change);
  } else {
    status_ = changes.status();
  }
  return [this, shared](const ProviderId& provider, const Period& period) {
    KpiCell sum;
    if (period.end <= period.start) return sum;
    auto kept = models_.ReadCells(provider, period, shared->cut, cursor_);
    if (!kept.ok()) {
      status_ = kept.status();
      return sum;
    }
    sum = *std::move(kept);
    if (const auto found = shared->by_provider.find(provider); found != shared->by_provider.end()) {
      for (const CellChange& change : found->second) {
        if (period.Contains(change.date)) sum[change.name->key] += change.difference;
      }
    }
    std::erase_if(sum, [](const auto& item) { return item.second == VisitCounts{}; });
    return sum;
  };
}

}  // namespace careledger::store
