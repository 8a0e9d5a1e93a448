#include "server/store/live_days.h"

#include <algorithm>

namespace careledger::store {

using namespace model;
using projections::Visit;
using projections::VisitName;

namespace {

// The hours of the clock that [from, to) reaches into.
template <class Each>
void ForHours(Instant from, Instant to, const Each& each) {
  if (!(from < to)) return;
  const std::int64_t last = (to.seconds - 1) / 3600;
  for (std::int64_t hour = from.seconds / 3600; hour <= last; ++hour) each(static_cast<std::uint32_t>(hour));
}

std::uint64_t CarerHour(std::uint32_t carer, std::uint32_t hour) { return std::uint64_t{carer} << 32 | hour; }

}  // namespace

LiveDays::LiveDays(const World& world, Loader loader, std::size_t capacity)
    : world_(world),
      loader_(std::move(loader)),
      capacity_(capacity),
      point_{.known = Position{~std::uint64_t{0}}, .known_at = {}, .on = Date(0x7ffffff)} {}

LiveDays::Number LiveDays::Numbers::Of(const std::string& text) const {
  if (text == last_ && !numbers_.empty()) return last_number_;
  last_number_ = numbers_.try_emplace(text, static_cast<Number>(numbers_.size())).first->second;
  last_ = text;
  return last_number_;
}

void LiveDays::Index(Day& day, const Visit& visit) const {
  day.by_person[persons_.Of(visit.record.person_id.str())].push_back(&visit);
  for (const Attendance& attendance : visit.record.attendances) {
    if (!attendance.check_in || !attendance.check_out) continue;
    const bool first = !(day.from < day.to);
    day.from = first ? *attendance.check_in : std::min(day.from, *attendance.check_in);
    day.to = first ? *attendance.check_out : std::max(day.to, *attendance.check_out);
    const Number carer = carers_.Of(attendance.carer_id.str());
    ForHours(*attendance.check_in, *attendance.check_out,
             [&](std::uint32_t hour) { day.by_carer[CarerHour(carer, hour)].push_back(&visit); });
  }
}

bool LiveDays::Reaches(const ProviderId& provider, Date date, Instant from, Instant to) {
  const Day& day = At(provider, date);
  return day.from < to && from < day.to;
}

void LiveDays::Unindex(Day& day, const Visit& visit) const {
  const auto erase = [&](auto& list) {
    list.erase(std::remove(list.begin(), list.end(), &visit), list.end());
  };
  erase(day.by_person[persons_.Of(visit.record.person_id.str())]);
  for (const Attendance& attendance : visit.record.attendances) {
    if (!attendance.check_in || !attendance.check_out) continue;
    const Number carer = carers_.Of(attendance.carer_id.str());
    ForHours(*attendance.check_in, *attendance.check_out,
             [&](std::uint32_t hour) { erase(day.by_carer[CarerHour(carer, hour)]); });
  }
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
  day.date = date;
  std::vector<std::string> blocks;
  if (const auto status = loader_(provider, date, &blocks); !status.ok()) status_ = status;
  Check(day.packed.Load(std::move(blocks)));
  day.from = day.packed.from();
  day.to = day.packed.to();
  day.held = day.packed.size() / 3 + 1;
  held_ += day.held;
  return day;
}

const Visit& LiveDays::File(Day& day, Visit&& visit) const {
  ++day.held;
  ++held_;
  visit.moved = visit.record.service_date != day.date;
  Visit& filed = day.visits.emplace_back(std::move(visit));
  if (!day.by_name.empty()) day.by_name.insert(&filed);
  Index(day, filed);
  day.sorted.clear();
  return filed;
}

PackedDay::Each LiveDays::Unpacking(Day& day) const {
  return [this, &day](Visit&& visit) { File(day, std::move(visit)); };
}

void LiveDays::Check(bool whole) const {
  if (!whole && status_.ok()) status_ = absl::DataLossError("visit block");
}

Visit* LiveDays::FindIn(Day& day, const VisitName& name) const {
  if (!day.packed.empty()) Check(day.packed.TakeNamed(name, Unpacking(day)));
  if (day.by_name.empty()) {
    for (Visit& visit : day.visits) day.by_name.insert(&visit);
  }
  const auto found = day.by_name.find(name);
  return found == day.by_name.end() ? nullptr : *found;
}

const Visit* LiveDays::Find(const ProviderId& provider, Date date, const VisitName& name) {
  return FindIn(At(provider, date), name);
}

const Visit& LiveDays::Add(const ProviderId& provider, Date date, Visit visit) {
  return File(At(provider, date), std::move(visit));
}

const Visit& LiveDays::Put(const ProviderId& provider, Date date, Visit visit) {
  Day& day = At(provider, date);
  Visit* there = FindIn(day, {visit.record.source, visit.record.external_id});
  if (there == nullptr) return File(day, std::move(visit));
  Unindex(day, *there);
  visit.moved = visit.record.service_date != date;
  *there = std::move(visit);
  Index(day, *there);
  day.sorted.clear();
  return *there;
}

void LiveDays::Trim() {
  if (held_ <= capacity_) return;
  at_hand_.fill({});
  // More than needed, so that it is not done for every record.
  while (held_ > capacity_ - capacity_ / 8 && order_.size() > 1) {
    const auto oldest = days_.find(order_.back());
    held_ -= oldest->second.held;
    days_.erase(oldest);
    order_.pop_back();
  }
}

const Person* LiveDays::person(const PersonId& id) const {
  if (id.empty() || person_at_hand_.id != id) person_at_hand_ = {id, world_.persons.Find(id)};
  return person_at_hand_.found;
}

const Package* LiveDays::package(const PackageId& id) const {
  if (id.empty() || package_at_hand_.id != id) package_at_hand_ = {id, world_.packages.Find(id)};
  return package_at_hand_.found;
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
  if (!day.packed.empty()) Check(day.packed.TakeAll(Unpacking(day)));
  if (day.sorted.size() == day.visits.size()) return day.sorted;
  day.sorted.assign(day.visits.begin(), day.visits.end());
  std::sort(day.sorted.begin(), day.sorted.end(), projections::Before);
  return day.sorted;
}

void LiveDays::VisitsOf(const ProviderId& provider, Date date, const PersonId& person,
                        const Each& each) const {
  Day& day = At(provider, date);
  if (!day.packed.empty()) Check(day.packed.TakeOf(person, Unpacking(day)));
  const auto found = day.by_person.find(persons_.Of(person.str()));
  if (found == day.by_person.end()) return;
  for (const Visit* visit : found->second) each(*visit);
}

void LiveDays::VisitsBy(const ProviderId& provider, Date date, const CarerId& carer, Instant from, Instant to,
                        const Each& each) const {
  Day& day = At(provider, date);
  if (!day.packed.empty()) Check(day.packed.TakeBy(carer, Unpacking(day)));
  const Number number = carers_.Of(carer.str());
  ForHours(from, to, [&](std::uint32_t hour) {
    const auto found = day.by_carer.find(CarerHour(number, hour));
    if (found == day.by_carer.end()) return;
    for (const Visit* visit : found->second) each(*visit);
  });
}

}  // namespace careledger::store
