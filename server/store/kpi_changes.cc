#include "server/store/kpi_changes.h"

#include <algorithm>

#include "replay/model/wire.h"
#include "server/store/rows.h"

namespace careledger::store {

using namespace model;
using projections::KpiCell;
using projections::KpiKey;
using projections::Visit;
using projections::VisitCounts;
using projections::VisitName;

void KpiChanges::AddGroup(const Group& group, bool add, Sums& sums, CareChanges::Days& delivered) const {
  const auto& [provider, date, person] = group;
  KpiCell cell;
  if (person.empty()) {
    cell = projections::CellOf(days_, provider, date);  // What it counts by changes, not what was delivered.
  } else {
    const auto visits = projections::AssessPerson(days_, provider, date, person);
    projections::Count(days_, provider, date, visits, cell);
    for (const projections::Assessed& visit : visits) {
      const Package* package = projections::DeliveredTo(visit);
      if (package != nullptr) delivered[{package->id(), date}] += add ? 1 : -1;
    }
  }
  for (const auto& [key, counts] : cell) {
    VisitCounts& sum = sums[{provider, date, key}];
    add ? sum += counts : sum -= counts;
  }
}

KpiChanges::One KpiChanges::Alone(const ProviderId& provider, const Visit& visit) const {
  const projections::Assessed assessed = projections::AssessAlone(days_, visit);
  return {projections::CountOne(days_, provider, visit.record.service_date, assessed),
          projections::DeliveredTo(assessed)};
}

bool KpiChanges::Meeting(const Visit& visit, std::vector<Group>& groups) const {
  const VisitRecorded& v = visit.record;
  bool meets = false;
  const auto look = [&](const Visit& other) {
    const VisitRecorded& o = other.record;
    if (!other.counts() || !projections::Meet(visit, other)) return;
    if (o.external_id == v.external_id && o.source == v.source) return;
    meets = true;
    // Through a carer it can exclude only visits that come after it.
    if (o.person_id != v.person_id && projections::Before(other, visit)) return;
    groups.push_back({o.provider_id, o.service_date, o.person_id});
  };
  // On another day, only what was under way at the same time.
  Instant from, to;
  for (const Attendance& a : v.attendances) {
    if (!a.check_in || !a.check_out || !(*a.check_in < *a.check_out)) continue;
    from = from < to ? std::min(from, *a.check_in) : *a.check_in;
    to = std::max(to, *a.check_out);
  }
  const auto reached = [&](const ProviderId& provider, Date d) {
    return from < to && days_.Reaches(provider, d, from, to);
  };
  for (Date d = v.service_date - 1; d <= v.service_date + 1; ++d) {
    if (d != v.service_date && !reached(v.provider_id, d)) continue;
    days_.VisitsOf(v.provider_id, d, v.person_id, look);
    for (const Attendance& a : v.attendances) {
      if (a.check_in && a.check_out)
        days_.VisitsBy(v.provider_id, d, a.carer_id, *a.check_in, *a.check_out, look);
    }
  }
  const Person* person = days_.person(v.person_id);
  if (person == nullptr) return meets;
  projections::ForProvidersNear(days_, *person, v.service_date, [&](const ProviderId& provider) {
    if (provider == v.provider_id) return;
    // On its own day the same planned visit may be another's, at whatever time.
    for (Date d = v.service_date - 1; d <= v.service_date + 1; ++d) {
      if (d == v.service_date || reached(provider, d)) days_.VisitsOf(provider, d, v.person_id, look);
    }
  });
  return meets;
}

void KpiChanges::OnVisit(Position position, const ProviderId& provider, bool known, Date from, Date to,
                         VisitEvent&& event, Learnt& out) {
  days_.Trim();
  Visit old;
  if (known) {
    const VisitName name = projections::NameOf(event);
    const Visit* found = days_.Find(provider, from, name);
    if (found == nullptr) {
      if (days_.status().ok())
        days_.Fail(absl::DataLossError("visit " + name.external_id.str() + " is not where its index says"));
      return;
    }
    old = *found;
  }
  const bool old_counts = Number(old.position) != 0 && old.counts();
  Visit next;
  if (known) next = old;
  projections::Apply(position, std::move(event), next);
  next.moved = false;

  std::vector<Group> groups;
  const bool next_counts = Number(next.position) != 0 && next.counts();
  const bool old_meets = old_counts && Meeting(old, groups);
  const bool next_meets = next_counts && Meeting(next, groups);
  const auto put = [&]() -> const Visit& {
    if (!known) return days_.Add(provider, to, std::move(next));
    if (to != from) days_.Put(provider, from, next);
    return days_.Put(provider, to, std::move(next));
  };
  if (!old_meets && !next_meets) {
    One was, is;
    if (old_counts) {
      was = Alone(provider, old);
      const CellName* name = names_.Of(provider, was.counted.key);
      out.cells.push_back({position, name, from, VisitCounts{} -= was.counted.counts});
    }
    const Visit& now = put();
    if (next_counts) {
      is = Alone(provider, now);
      const CellName* name = names_.Of(provider, is.counted.key);
      CellChange* last = old_counts ? &out.cells.back() : nullptr;
      if (last != nullptr && last->date == to && last->name == name) {
        last->difference += is.counted.counts;
        if (last->difference == VisitCounts{}) out.cells.pop_back();
      } else {
        out.cells.push_back({position, name, to, is.counted.counts});
      }
    }
    if (was.delivered_to == nullptr) {
      if (is.delivered_to != nullptr) care_.Delivered(position, is.delivered_to->id(), to, out.care);
    } else if (was.delivered_to != is.delivered_to || from != to) {
      delivered_[{was.delivered_to->id(), from}] = -1;
      if (is.delivered_to != nullptr) ++delivered_[{is.delivered_to->id(), to}];
    }
    return;
  }
  if (old_counts) groups.push_back({provider, from, old.record.person_id});
  if (next_counts) groups.push_back({provider, to, next.record.person_id});
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  Sums sums;
  for (const Group& group : groups) AddGroup(group, false, sums, delivered_);
  put();
  for (const Group& group : groups) AddGroup(group, true, sums, delivered_);
  Emit(position, std::move(sums), out.cells);
}

void KpiChanges::VisitFiled(Position position, Learnt& out) {
  if (delivered_.empty()) return;
  care_.Changed(position, delivered_, nullptr, out.care);
  delivered_.clear();
}

void KpiChanges::AddGroupsOfPerson(const World& world, const Person& person, const PersonId& id, Date from,
                                   std::vector<Group>& groups) const {
  std::vector<ProviderId> providers;
  for (const PackageId& package_id : person.packages) {
    const Package* package = world.packages.Find(package_id);
    if (package == nullptr) continue;
    for (const PackageEntry& entry : package->entries()) {
      if (const auto* awarded = std::get_if<PackageAwarded>(&entry.event))
        providers.push_back(awarded->provider_id);
      if (const auto* moved = std::get_if<PackageTransferred>(&entry.event))
        providers.push_back(moved->to_provider_id);
      if (const auto* succeeded = std::get_if<PackageSucceeded>(&entry.event))
        providers.push_back(succeeded->to_provider_id);
    }
  }
  std::sort(providers.begin(), providers.end());
  providers.erase(std::unique(providers.begin(), providers.end()), providers.end());
  for (const ProviderId& provider : providers) {
    const auto range = ranges_.find(provider);
    if (range == ranges_.end()) continue;
    for (Date d = std::max(from - 1, range->second.first); d <= range->second.last; ++d) {
      days_.Trim();
      days_.VisitsOf(provider, d, id, [&](const Visit&) { groups.push_back({provider, d, id}); });
    }
  }
}

void KpiChanges::AddDays(const ProviderId& only, Date from, Date until, std::vector<Group>& groups) const {
  for (const auto& [provider, range] : ranges_) {
    if (!only.empty() && provider != only) continue;
    for (Date d = std::max(from, range.first); d <= range.last && d < until; ++d) {
      groups.push_back({provider, d, PersonId()});
    }
  }
}

namespace {
// What the record sets is in force until the next version's date.
template <class T>
Date UntilNext(const Timeline<T>* timeline, const Recorded& recorded) {
  Date until(0x7ffffff);
  if (timeline == nullptr) return until;
  for (const auto& version : timeline->versions()) {
    if (recorded.effective < version.from) until = std::min(until, version.from);
  }
  return until;
}
}  // namespace

// Whose visits may read otherwise once the event counts. Asked before it does, so a provider that it names is
// added.
std::vector<KpiChanges::Group> KpiChanges::GroupsOf(const World& world, const Recorded& recorded) const {
  std::vector<Group> groups;
  if (const auto* event = std::get_if<PackageEvent>(&recorded.event)) {
    const PackageId id = std::visit([](const auto& e) { return e.package_id; }, *event);
    const Package* package = world.packages.Find(id);
    if (package == nullptr || LeavesCareAlone(*event)) return groups;  // Nothing is placed by it.
    // While a request is being corrected the package is nobody's: the new request says whose it is.
    const auto* request = std::get_if<PackageRequested>(event);
    const PersonId& person_id = request != nullptr ? request->person_id : package->person();
    const Person* person = world.persons.Find(person_id);
    if (person == nullptr) return groups;
    Date from = recorded.effective;
    if (const auto* voided = std::get_if<PackageRecordVoided>(event)) {
      for (const PackageEntry& entry : package->entries()) {
        if (Number(entry.position) == voided->position) from = entry.effective;
      }
    }
    AddGroupsOfPerson(world, *person, person_id, from, groups);
    if (const auto* handover = std::get_if<HandoverVisitApproved>(event)) {
      // The visit of either may lie before the order of the one that comes.
      for (Date d = from - 1; d <= from + 1; ++d) groups.push_back({handover->provider_id, d, person_id});
    }
    ProviderId joins;
    if (const auto* awarded = std::get_if<PackageAwarded>(event)) joins = awarded->provider_id;
    if (const auto* moved = std::get_if<PackageTransferred>(event)) joins = moved->to_provider_id;
    if (const auto* succeeded = std::get_if<PackageSucceeded>(event)) joins = succeeded->to_provider_id;
    if (const auto range = ranges_.find(joins); range != ranges_.end()) {
      for (Date d = std::max(from - 1, range->second.first); d <= range->second.last; ++d) {
        days_.Trim();
        days_.VisitsOf(joins, d, person_id, [&](const Visit&) { groups.push_back({joins, d, person_id}); });
      }
    }
  } else if (const auto* person_event = std::get_if<PersonEvent>(&recorded.event)) {
    if (std::holds_alternative<PersonMoved>(*person_event)) return groups;  // Their visits are as they were.
    const PersonId id = std::visit([](const auto& e) { return e.person_id; }, *person_event);
    const Person* person = world.persons.Find(id);
    if (person == nullptr) return groups;
    const auto* died = std::get_if<DeathRecorded>(person_event);
    Date from = died != nullptr ? died->date : recorded.effective;
    for (const Person::Death& death : person->deaths) from = std::min(from, death.date);
    AddGroupsOfPerson(world, *person, id, from, groups);
  } else if (const auto* contract = std::get_if<ContractEvent>(&recorded.event)) {
    if (const auto* policy = std::get_if<KpiPolicySet>(contract)) {
      const Contract* changed = world.contracts.Find(policy->contract_id);
      AddDays(ProviderId(), recorded.effective, UntilNext(changed ? &changed->kpi() : nullptr, recorded),
              groups);
    } else if (const auto* method = std::get_if<CallMonitoringDeclared>(contract)) {
      const Contract* changed = world.contracts.Find(method->contract_id);
      const Membership* member = changed != nullptr ? changed->FindMember(method->provider_id) : nullptr;
      AddDays(method->provider_id, recorded.effective,
              UntilNext(member ? &member->call_monitoring() : nullptr, recorded), groups);
    }
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

void KpiChanges::Before(const World& world, const Recorded& recorded) {
  days_.Trim();
  before_.clear();
  groups_ = GroupsOf(world, recorded);
  for (const Group& group : groups_) {
    days_.Trim();
    AddGroup(group, false, before_, delivered_);
  }
}

void KpiChanges::After(const Recorded& recorded, Learnt& out) {
  days_.WorldChanged();
  for (const Group& group : groups_) {
    days_.Trim();
    AddGroup(group, true, before_, delivered_);
  }
  Emit(recorded.position, std::move(before_), out.cells);
  const auto* event = std::get_if<PackageEvent>(&recorded.event);
  const Package* package =
      event == nullptr ? nullptr
                       : days_.package(std::visit([](const auto& e) { return e.package_id; }, *event));
  care_.Changed(recorded.position, delivered_, package, out.care);
  delivered_.clear();
}

void KpiChanges::Emit(Position position, Sums&& sums, std::vector<CellChange>& out) {
  for (auto& [place, difference] : sums) {
    if (difference == VisitCounts{}) continue;
    const auto& [provider, date, key] = place;
    out.push_back({position, names_.Of(provider, key), date, difference});
  }
  sums.clear();
}

// list := change*
// change := varint (position - last), varint name, [text provider, text contract, text lot, text client
// group], varint zigzag(date - last),
//           varint mask, zigzag varint for each count whose bit is set, in the order of their table
// A name is the index of a (provider, contract, lot, client group) of this list; the next unused index
// introduces one.
std::string EncodeChanges(const std::vector<CellChange>& changes) {
  std::string out;
  std::vector<const CellName*> names;
  Position position{};
  Date date;
  const auto put_text = [&](const std::string& text) {
    wire::PutVarint(text.size(), out);
    out += text;
  };
  for (const CellChange& change : changes) {
    wire::PutVarint(Number(change.position) - Number(position), out);
    position = change.position;
    std::size_t name = names.size();  // Few, and mostly that of the change before.
    while (name > 0 && names[name - 1] != change.name) --name;
    if (name > 0) {
      wire::PutVarint(name - 1, out);
    } else {
      wire::PutVarint(names.size(), out);
      names.push_back(change.name);
      put_text(change.name->provider_id.str());
      put_text(change.name->key.contract_id.str());
      put_text(change.name->key.lot_id.str());
      put_text(change.name->key.client_group.str());
    }
    wire::PutVarint(wire::ZigZag(change.date - date), out);
    date = change.date;
    std::uint64_t mask = 0;
    std::uint64_t bit = 1;
    ForEachField<VisitCounts>([&](const auto& f) {
      if (change.difference.*f.member != 0) mask |= bit;
      bit <<= 1;
    });
    wire::PutVarint(mask, out);
    ForEachField<VisitCounts>([&](const auto& f) {
      const std::uint64_t count = change.difference.*f.member;
      if (count != 0) wire::PutVarint(wire::ZigZag(static_cast<std::int64_t>(count)), out);
    });
  }
  return out;
}

bool DecodeChanges(std::string_view in, Position after, Position until, CellNames& kept,
                   std::vector<CellChange>* out) {
  std::vector<const CellName*> names;
  std::uint64_t position = 0;
  Date date;
  while (!in.empty()) {
    std::uint64_t step = 0, name = 0, days = 0, mask = 0;
    if (!wire::TakeVarint(in, step) || !wire::TakeVarint(in, name) || name > names.size()) return false;
    if (name == names.size()) {
      std::string_view provider, contract, lot, group;
      if (!TakeText(in, provider) || !TakeText(in, contract) || !TakeText(in, lot) || !TakeText(in, group))
        return false;
      names.push_back(
          kept.Of(ProviderId(std::string(provider)),
                  {ContractId(std::string(contract)), LotId(std::string(lot)), Code(std::string(group))}));
    }
    if (!wire::TakeVarint(in, days) || !wire::TakeVarint(in, mask)) return false;
    position += step;
    date = date + static_cast<std::int32_t>(wire::UnZigZag(days));
    VisitCounts difference;
    bool ok = true;
    ForEachField<VisitCounts>([&](const auto& f) {
      if ((mask & 1) != 0) {
        std::uint64_t count = 0;
        ok = ok && wire::TakeVarint(in, count);
        difference.*f.member = static_cast<std::uint64_t>(wire::UnZigZag(count));
      }
      mask >>= 1;
    });
    if (!ok || mask != 0) return false;
    if (position > Number(until)) return true;
    if (position <= Number(after)) continue;
    out->push_back({Position{position}, names[name], date, difference});
  }
  return true;
}

}  // namespace careledger::store
