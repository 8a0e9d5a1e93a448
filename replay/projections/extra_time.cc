#include "replay/projections/extra_time.h"

#include <algorithm>
#include <map>

#include "replay/projections/assess.h"

namespace careledger::projections {
namespace {

using namespace model;

bool Overlaps(const Placement& p, const Period& days) {
  return p.from.date < days.end && (!p.until || days.start <= p.until->date);
}

// Minutes of all carers by planned visit: the day, and the minute of it.
using BySlot = std::map<std::pair<Date, std::uint32_t>, std::int64_t>;

BySlot PlannedIn(const Case& subject, const Period& days) {
  std::vector<PlannedSpan> scratch;
  BySlot minutes;
  for (const PlannedSpan& span : subject.Planned(scratch)) {
    const Date end = std::min(days.end, span.days.end);
    for (Date date = std::max(days.start, span.days.start); date < end; ++date) {
      if (span.slot->On(date.weekday())) {
        minutes[{date, span.slot->start_minute}] +=
            static_cast<std::int64_t>(span.slot->minutes) * span.slot->carers;
      }
    }
  }
  return minutes;
}

// Between the times that count: the council's, else those captured.
std::int64_t MinutesAt(const Visit& visit) {
  std::int64_t minutes = 0;
  for (const Attendance& attendance : visit.record.attendances) {
    auto in = attendance.check_in;
    auto out = attendance.check_out;
    for (const Adjustment& a : visit.adjustments) {
      if (a.carer_id != attendance.carer_id) continue;
      in = a.check_in;
      out = a.check_out;
    }
    if (in && out && *in < *out) minutes += (out->seconds - in->seconds) / 60;
  }
  return minutes;
}

// At planned visits only: what comes beside them, such as the extra time itself, uses up no planned time.
BySlot DeliveredIn(const View& view, const Package& package, const Period& days) {
  std::vector<const ProviderId*> providers;
  for (const Placement& p : package.life().placements) {
    const bool known = std::any_of(providers.begin(), providers.end(),
                                   [&](const ProviderId* id) { return *id == p.provider_id; });
    if (Overlaps(p, days) && !known) providers.push_back(&p.provider_id);
  }
  BySlot minutes;
  for (const ProviderId* provider : providers) {
    for (Date date = days.start; date < days.end; ++date) {
      for (const Assessed& a : AssessPerson(view, *provider, date, package.person())) {
        const bool counts = a.package != nullptr && a.package->id() == package.id() &&
                            a.state == VisitState::kPayable &&
                            a.visit->record.status == VisitStatus::kDelivered;
        if (counts && a.slot != nullptr) minutes[{date, a.slot->start_minute}] += MinutesAt(*a.visit);
      }
    }
  }
  return minutes;
}

// What was planned in the days and neither banked nor delivered, visit by visit.
std::int64_t UnusedIn(const View& view, const Case& subject, const Period& days) {
  BySlot left = PlannedIn(subject, days);
  for (const BankedTime& banked : subject.package->life().banked) {
    if (const auto slot = left.find({banked.on, banked.start_minute}); slot != left.end())
      slot->second -= banked.minutes;
  }
  for (const auto& [when, minutes] : DeliveredIn(view, *subject.package, days)) {
    if (const auto slot = left.find(when); slot != left.end()) slot->second -= minutes;
  }
  std::int64_t unused = 0;
  for (const auto& [when, minutes] : left) unused += std::max<std::int64_t>(0, minutes);
  return unused;
}

bool UnusedFirst(const View& view, const Package& package, Date date) {
  const Placement* placement = package.PlacementOn(date);
  const Contract* contract = placement != nullptr ? view.contract(placement->contract_id) : nullptr;
  const auto* policy = contract != nullptr ? contract->extra_time().On(date) : nullptr;
  return policy != nullptr && policy->value.unused_first;
}

}  // namespace

std::vector<PayableExtra> ExtraTimeOf(const View& view, const Case& subject) {
  const Package& package = *subject.package;
  std::map<Date, std::int64_t> unused;  // By Monday: what of the week is not used up yet.
  std::vector<PayableExtra> list;
  for (const ExtraTime& extra : package.life().extra) {
    if (view.point().on < extra.on) continue;
    PayableExtra line{.extra = &extra, .unused = 0, .payable = extra.minutes};
    if (UnusedFirst(view, package, extra.on)) {
      const Date monday = extra.on - static_cast<std::int32_t>(extra.on.weekday());
      const Period week{monday, std::min(monday + 7, view.point().on + 1)};
      const auto [found, fresh] = unused.try_emplace(monday);
      if (fresh) found->second = UnusedIn(view, subject, week);
      line.unused = static_cast<std::uint32_t>(std::min<std::int64_t>(found->second, extra.minutes));
      line.payable -= line.unused;
      found->second -= line.unused;
    }
    list.push_back(line);
  }
  return list;
}

}  // namespace careledger::projections
