#include "server/store/care_changes.h"

#include <algorithm>

namespace careledger::store {

using namespace model;

void CareChanges::Keep(Position position, const PackageId& package, CareStarts starts,
                       std::vector<CareRow>& out) {
  out.push_back({package, position, starts});
  clocks_.Set(package, position, std::move(starts));
}

void CareChanges::Delivered(Position position, const PackageId& package, Date date,
                            std::vector<CareRow>& out) {
  const CareStarts* now = clocks_.Now(package);
  if (now == nullptr) return;
  const auto earlier = [&](const CareStart& start) { return start.since <= date && date < start.first; };
  if (std::none_of(now->begin(), now->end(), earlier)) return;
  CareStarts starts = *now;
  for (CareStart& start : starts) {
    if (earlier(start)) start.first = date;
  }
  Keep(position, package, std::move(starts), out);
}

Date CareChanges::Search(const PackageId& id, Date from) const {
  const Package* package = days_.package(id);
  Date end = from;
  for (const auto& [provider, range] : ranges_) end = std::max(end, range.last + 1);
  for (Date d = from; package != nullptr && d < end; ++d) {
    days_.Trim();
    if (days_.FirstDelivered(*package, d, d + 1)) return d;
  }
  return kNever;
}

Date CareChanges::Moved(const PackageId& package, const CareStart& start, Difference begin,
                        Difference end) const {
  Date gained = kNever;
  bool lost = false;
  for (Difference difference = begin; difference != end; ++difference) {
    const Date date = difference->first.second;
    if (date < start.since) continue;
    if (difference->second > 0) gained = std::min(gained, date);
    if (difference->second < 0) lost = lost || date == start.first;
  }
  return std::min(gained, lost ? Search(package, start.first) : start.first);
}

void CareChanges::Changed(Position position, const Days& differences, const Package* reset,
                          std::vector<CareRow>& out) {
  for (Difference begin = differences.begin(); begin != differences.end();) {
    const PackageId& package = begin->first.first;
    Difference end = begin;
    while (end != differences.end() && end->first.first == package) ++end;
    const CareStarts* now = clocks_.Now(package);
    if (now != nullptr && (reset == nullptr || reset->id() != package)) {
      CareStarts starts = *now;
      for (CareStart& start : starts) start.first = Moved(package, start, begin, end);
      if (starts != *now) Keep(position, package, std::move(starts), out);
    }
    begin = end;
  }
  if (reset != nullptr) Reset(position, *reset, differences, out);
}

void CareChanges::Reset(Position position, const Package& package, const Days& differences,
                        std::vector<CareRow>& out) {
  static const CareStarts none;
  const PackageId& id = package.id();
  const Difference begin = differences.lower_bound({id, Date(-0x7fffffff)});
  Difference end = begin;
  while (end != differences.end() && end->first.first == id) ++end;
  const CareStarts* now = clocks_.Now(id);
  if (now == nullptr) now = &none;
  CareStarts starts;
  for (const Date since : projections::ClockStarts(package)) {
    const auto same =
        std::find_if(now->begin(), now->end(), [&](const CareStart& start) { return start.since == since; });
    starts.push_back({since, same != now->end() ? Moved(id, *same, begin, end) : Search(id, since)});
  }
  if (starts != *now) Keep(position, id, std::move(starts), out);
  clocks_.SetEnd(id, position, package.life().ended.value_or(kNever));
}

}  // namespace careledger::store
