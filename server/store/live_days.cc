#include "server/store/live_days.h"

#include <algorithm>

namespace careledger::store {

using namespace model;
using projections::Visit;
using projections::VisitName;
using projections::VisitRow;

LiveDays::LiveDays(const World& world, Loader loader, std::size_t capacity)
    : world_(world),
      loader_(std::move(loader)),
      capacity_(capacity),
      point_{.known = Position{~std::uint64_t{0}}, .known_at = {}, .on = Date(0x7ffffff)} {}

void LiveDays::Day::Index(const Visit& visit) {
  by_person[visit.record.person_id].push_back(&visit);
  for (const Attendance& attendance : visit.record.attendances) {
    std::vector<const Visit*>& there = by_carer[attendance.carer_id];
    if (std::find(there.begin(), there.end(), &visit) == there.end()) there.push_back(&visit);
  }
}

void LiveDays::Day::Unindex(const Visit& visit) {
  std::erase(by_person[visit.record.person_id], &visit);
  for (const Attendance& attendance : visit.record.attendances)
    std::erase(by_carer[attendance.carer_id], &visit);
}

LiveDays::Day& LiveDays::At(const ProviderId& provider, Date date) const {
  AtHand& hand = at_hand_[static_cast<std::uint32_t>(date.days()) % at_hand_.size()];
  if (hand.key != nullptr && hand.key->second == date && hand.key->first == provider) return *hand.day;
  const auto [at, added] = days_.try_emplace({provider, date});
  Day& day = at->second;
  hand = {&at->first, &day};
  if (!added) {
    order_.splice(order_.begin(), order_, day.used);
    return day;
  }
  order_.push_front(at->first);
  day.used = order_.begin();
  std::vector<VisitRow> rows;
  if (const auto status = loader_(provider, date, &rows); !status.ok()) status_ = status;
  for (VisitRow& row : rows) {
    const VisitName name = projections::NameOf(row.event);
    projections::Apply(row.position, std::move(row.event), day.visits[name]);
  }
  for (auto& [name, visit] : day.visits) {
    visit.moved = visit.record.service_date != date;
    day.Index(visit);
  }
  held_ += day.visits.size() + 1;
  return day;
}

const Visit* LiveDays::Find(const ProviderId& provider, Date date, const VisitName& name) {
  const Day& day = At(provider, date);
  const auto found = day.visits.find(name);
  return found == day.visits.end() ? nullptr : &found->second;
}

const Visit& LiveDays::Put(const ProviderId& provider, Date date, const VisitName& name, Visit visit) {
  Day& day = At(provider, date);
  visit.moved = visit.record.service_date != date;
  const auto [at, added] = day.visits.try_emplace(name);
  if (added) {
    ++held_;
  } else {
    day.Unindex(at->second);
  }
  at->second = std::move(visit);
  day.Index(at->second);
  day.sorted.clear();
  return at->second;
}

void LiveDays::Trim() {
  if (held_ <= capacity_) return;
  at_hand_.fill({});
  // More than needed, so that it is not done for every record.
  while (held_ > capacity_ - capacity_ / 8 && order_.size() > 1) {
    const auto oldest = days_.find(order_.back());
    held_ -= oldest->second.visits.size() + 1;
    days_.erase(oldest);
    order_.pop_back();
  }
}

std::vector<const Package*> LiveDays::packages() const {
  std::vector<const Package*> out;
  for (const auto& [id, package] : world_.packages.items()) out.push_back(package.get());
  return out;
}

std::vector<const Import*> LiveDays::imports() const {
  std::vector<const Import*> out;
  for (const auto& [id, import] : world_.imports) out.push_back(&import);
  return out;
}

const std::vector<Visit>& LiveDays::visits(const ProviderId& provider, Date date) const {
  Day& day = At(provider, date);
  if (day.sorted.size() == day.visits.size()) return day.sorted;
  for (const auto& [name, visit] : day.visits) day.sorted.push_back(visit);
  std::sort(day.sorted.begin(), day.sorted.end(), projections::Before);
  return day.sorted;
}

void LiveDays::VisitsOf(const ProviderId& provider, Date date, const PersonId& person,
                        const Each& each) const {
  const Day& day = At(provider, date);
  const auto found = day.by_person.find(person);
  if (found == day.by_person.end()) return;
  for (const Visit* visit : found->second) each(*visit);
}

void LiveDays::VisitsBy(const ProviderId& provider, Date date, const CarerId& carer, const Each& each) const {
  const Day& day = At(provider, date);
  const auto found = day.by_carer.find(carer);
  if (found == day.by_carer.end()) return;
  for (const Visit* visit : found->second) each(*visit);
}

}  // namespace careledger::store
