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

std::int64_t PlannedIn(const Case& subject, const Period& days) {
  std::vector<PlannedSpan> scratch;
  std::int64_t minutes = 0;
  for (const PlannedSpan& span : subject.Planned(scratch)) {
    const Date end = std::min(days.end, span.days.end);
    for (Date date = std::max(days.start, span.days.start); date < end; ++date) {
      if (span.slot->On(date.weekday()))
        minutes += static_cast<std::int64_t>(span.slot->minutes) * span.slot->carers;
    }
  }
  return minutes;
}

std::int64_t BankedIn(const PackageLife& life, const Period& days) {
  std::int64_t minutes = 0;
  for (const BankedTime& banked : life.banked) {
    if (days.start <= banked.on && banked.on < days.end) minutes += banked.minutes;
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

std::int64_t DeliveredIn(const View& view, const Package& package, const Period& days) {
  std::vector<const ProviderId*> providers;
  for (const Placement& p : package.life().placements) {
    const bool known = std::any_of(providers.begin(), providers.end(),
                                   [&](const ProviderId* id) { return *id == p.provider_id; });
    if (Overlaps(p, days) && !known) providers.push_back(&p.provider_id);
  }
  std::int64_t minutes = 0;
  for (const ProviderId* provider : providers) {
    for (Date date = days.start; date < days.end; ++date) {
      for (const Assessed& a : AssessPerson(view, *provider, date, package.person())) {
        const bool counts = a.package != nullptr && a.package->id() == package.id() &&
                            a.state == VisitState::kPayable &&
                            a.visit->record.status == VisitStatus::kDelivered;
        if (counts) minutes += MinutesAt(*a.visit);
      }
    }
  }
  return minutes;
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
      if (fresh) {
        found->second = std::max<std::int64_t>(
            0, PlannedIn(subject, week) - BankedIn(package.life(), week) - DeliveredIn(view, package, week));
      }
      line.unused = static_cast<std::uint32_t>(std::min<std::int64_t>(found->second, extra.minutes));
      line.payable -= line.unused;
      found->second -= line.unused;
    }
    list.push_back(line);
  }
  return list;
}

}  // namespace careledger::projections
