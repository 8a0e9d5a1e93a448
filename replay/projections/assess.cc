#include "replay/projections/assess.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace careledger::projections {
namespace {

using namespace model;

// The placement of `provider` that pays for a visit planned at that time: the one in force, or one that a
// transfer closed only after the fact.
const Placement* PlacementFor(const Package& package, const ProviderId& provider, Instant planned) {
  const Moment moment = MomentOf(planned);
  for (const Placement& p : package.life().placements) {
    if (p.provider_id != provider || moment < p.from) continue;
    if (p.Covers(moment) || (p.payable_until && planned < *p.payable_until)) return &p;
  }
  return nullptr;
}

// Whether `provider` had the package by `date`: what is placed later says nothing of an earlier day.
bool PlacedWithBy(const Package& package, const ProviderId& provider, Date date) {
  const auto& placements = package.life().placements;
  return std::any_of(placements.begin(), placements.end(),
                     [&](const Placement& p) { return p.provider_id == provider && p.from.date <= date; });
}

// The placement under which `provider` comes to a joint visit at that moment: of those it has, the last to
// begin by then, else the first to come. Null: it has none.
const Placement* PlacementBeside(const Package& package, const ProviderId& provider, const Moment& at) {
  const Placement* found = nullptr;
  for (const Placement& p : package.life().placements) {
    if (p.provider_id == provider && (found == nullptr || p.from <= at)) found = &p;
  }
  return found;
}

Hold WhyNotInForce(const Package& package, Date date) {
  if (package.life().ended && *package.life().ended <= date) return Hold::kAfterEnd;
  const HealthFunding* funding = package.HealthFundingOn(date);
  if (funding != nullptr && funding->settlement == HealthSettlement::kHealthContracts)
    return Hold::kHealthContracts;
  return Hold::kNoOrder;
}

void Refuse(Assessed& a, VisitState state, Hold hold) {
  a.state = state;
  a.hold = hold;
}

void FindSlot(Assessed& a) {
  const VisitRecorded& v = a.visit->record;
  a.plan = a.package->PlanBefore(v.service_date, v.planned_start);
  if (a.plan == nullptr) return;
  for (const PlanSlot& slot : a.plan->plan) {
    if (slot.On(v.service_date.weekday()) &&
        PlannedInstant(v.service_date, static_cast<std::int32_t>(slot.start_minute)) == v.planned_start) {
      a.slot = &slot;
      return;
    }
  }
}

// Whether minutes can be counted for every carer: between the council's times, else those captured.
bool HasTimes(const Visit& visit) {
  const auto& attendances = visit.record.attendances;
  const auto has = [&](const Attendance& attendance) {
    if (attendance.check_in && attendance.check_out) return true;
    return std::any_of(visit.adjustments.begin(), visit.adjustments.end(),
                       [&](const Adjustment& a) { return a.carer_id == attendance.carer_id; });
  };
  return !attendances.empty() && std::all_of(attendances.begin(), attendances.end(), has);
}

Assessed Allocate(const View& view, const Visit& visit) {
  Assessed a{.visit = &visit};
  const VisitRecorded& v = visit.record;
  a.person = view.person(v.person_id);
  const Package* out_of_force = nullptr;
  // Several orders may be in force: the one with a slot at that time, if only one has it, is meant.
  std::size_t matches = 0;
  std::size_t with_slot = 0;
  Assessed slotted;
  Assessed last;
  if (a.person != nullptr) {
    for (const PackageId& id : a.person->packages) {
      const Package* package = view.package(id);
      if (package == nullptr || package->life().request.service != v.service) continue;
      const Handover* handover = nullptr;
      if (!package->life().health.handovers.empty())
        handover = package->life().health.HandoverOf(v.provider_id, MomentOf(v.planned_start));
      if (handover == nullptr && !PlacedWithBy(*package, v.provider_id, v.service_date)) continue;
      const Placement* placement = PlacementFor(*package, v.provider_id, v.planned_start);
      if (placement != nullptr) {
        handover = nullptr;  // It has the package: the visit is its own.
      } else if (handover != nullptr) {
        placement = PlacementBeside(*package, v.provider_id, handover->at);
      }
      if (placement == nullptr) {
        out_of_force = package;
        continue;
      }
      last = a;
      last.package = package;
      last.placement = placement;
      last.handover = handover;
      FindSlot(last);
      ++matches;
      if (last.slot != nullptr) {
        slotted = last;
        ++with_slot;
      }
    }
  }
  if (matches > 1 && with_slot != 1) {
    Refuse(a, VisitState::kUnallocated, Hold::kAmbiguous);
    return a;
  }
  if (matches == 0) {
    if (out_of_force == nullptr) {
      Refuse(a, VisitState::kUnallocated, Hold::kNoPackage);
      return a;
    }
    a.package = out_of_force;
    Refuse(a, VisitState::kHeld, WhyNotInForce(*out_of_force, v.service_date));
    FindSlot(a);
    return a;
  }
  a = matches == 1 ? last : slotted;
  if (v.status == VisitStatus::kDelivered) {
    const std::optional<Date> died = a.person->DiedKnownAt(view.point().known);
    if (died && *died < v.service_date) {
      Refuse(a, VisitState::kHeld, Hold::kAfterDeath);
    } else if (a.package->SuspensionOn(v.service_date) != nullptr) {
      Refuse(a, VisitState::kHeld, Hold::kSuspended);
    } else if (!HasTimes(visit)) {
      Refuse(a, VisitState::kHeld, Hold::kNoTimes);
    }
  }
  return a;
}

// [in, out) of one carer at one visit.
struct Stay {
  const Visit* visit;
  const std::string* carer;
  std::size_t carer_hash;
  Instant in;
  Instant out;
};

void AddStays(const Visit& visit, std::vector<Stay>& out) {
  if (!visit.counts() || visit.record.status != VisitStatus::kDelivered) return;
  for (const Attendance& attendance : visit.record.attendances) {
    if (!attendance.check_in || !attendance.check_out || !(*attendance.check_in < *attendance.check_out))
      continue;
    out.push_back({&visit, &attendance.carer_id.str(),
                   std::hash<std::string_view>{}(attendance.carer_id.str()), *attendance.check_in,
                   *attendance.check_out});
  }
}

bool Overlap(const Stay& a, const Stay& b) { return a.in < b.out && b.in < a.out; }
bool SameCarer(const Stay& a, const Stay& b) { return a.carer_hash == b.carer_hash && *a.carer == *b.carer; }

// Marks visits of `day` whose carer was at an earlier-ordered visit at the same time. `own` are the stays of
// these visits, `others` those of visits that may exclude them.
void HoldCarersElsewhere(std::vector<Assessed>& day, std::vector<Stay> own, const std::vector<Stay>& others) {
  // By carer, as good as: those of another carer with the same hash are passed over.
  std::sort(own.begin(), own.end(), [](const Stay& a, const Stay& b) {
    return a.carer_hash != b.carer_hash ? a.carer_hash < b.carer_hash : a.in < b.in;
  });
  std::vector<const Visit*> held;
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t j = i + 1;
         j < own.size() && own[j].carer_hash == own[i].carer_hash && own[j].in < own[i].out; ++j) {
      if (own[j].visit == own[i].visit || !SameCarer(own[i], own[j])) continue;
      held.push_back(Before(*own[i].visit, *own[j].visit) ? own[j].visit : own[i].visit);
    }
  }
  for (const Stay& other : others) {
    auto at = std::lower_bound(own.begin(), own.end(), other.carer_hash,
                               [](const Stay& a, std::size_t hash) { return a.carer_hash < hash; });
    for (; at != own.end() && at->carer_hash == other.carer_hash && at->in < other.out; ++at) {
      if (!Overlap(*at, other) || !SameCarer(*at, other)) continue;
      if (Before(*other.visit, *at->visit)) held.push_back(at->visit);
    }
  }
  if (held.empty()) return;
  std::sort(held.begin(), held.end());
  for (Assessed& a : day) {
    if (a.state == VisitState::kPayable && std::binary_search(held.begin(), held.end(), a.visit)) {
      Refuse(a, VisitState::kHeld, Hold::kCarerElsewhere);
    }
  }
}

std::size_t PlannedCarers(const Assessed& a) { return a.slot != nullptr ? a.slot->carers : 1; }

bool SharesCarer(const Visit& a, const Visit& b) {
  for (const Attendance& x : a.record.attendances) {
    for (const Attendance& y : b.record.attendances) {
      if (x.carer_id == y.carer_id) return true;
    }
  }
  return false;
}

// The same person, order and planned start again: only as many carers as are planned.
void HoldSameVisits(std::vector<Assessed>& day) {
  std::vector<Assessed*> order;
  for (Assessed& a : day) {
    if (a.package != nullptr && a.state == VisitState::kPayable) order.push_back(&a);
  }
  std::stable_sort(order.begin(), order.end(), [](const Assessed* a, const Assessed* b) {
    if (a->package != b->package) return std::less<>{}(a->package, b->package);
    return a->visit->record.planned_start < b->visit->record.planned_start;
  });
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    std::size_t carers = order[i]->visit->record.attendances.size();
    for (; end < order.size() && order[end]->package == order[i]->package &&
           order[end]->visit->record.planned_start == order[i]->visit->record.planned_start;
         ++end) {
      Assessed& later = *order[end];
      carers += later.visit->record.attendances.size();
      bool again = carers > PlannedCarers(later) || later.visit->record.attendances.empty() ||
                   order[i]->visit->record.attendances.empty();
      for (std::size_t k = i; k < end; ++k) again = again || SharesCarer(*order[k]->visit, *later.visit);
      if (again) {
        Refuse(later, VisitState::kHeld, Hold::kSameVisit);
        carers -= later.visit->record.attendances.size();
      }
    }
    i = end;
  }
}

// Whether another provider's placement may have visits that meet one of `date`.
bool Near(const Placement& p, Date date) {
  return p.from.date <= date + 1 && (!p.until || date <= p.until->date + 1 || p.payable_until);
}

// A planned visit that carers of another provider have been to before: of both no more than are planned, so
// that a transfer recorded after its day does not pay it twice. A joint visit is meant to have both.
void HoldGivenBefore(const View& view, Date date, std::vector<Assessed>& day) {
  for (Assessed& a : day) {
    const VisitRecorded& ours = a.visit->record;
    if (a.state != VisitState::kPayable || ours.status != VisitStatus::kDelivered || a.handover != nullptr)
      continue;
    if (a.package->life().placements.size() < 2) continue;  // As mostly: nobody else ever had it.
    std::size_t before = 0;
    std::vector<const ProviderId*> seen = {&ours.provider_id};
    for (const Placement& p : a.package->life().placements) {
      if (!Near(p, date)) continue;
      if (std::any_of(seen.begin(), seen.end(), [&](const ProviderId* s) { return *s == p.provider_id; }))
        continue;
      seen.push_back(&p.provider_id);
      view.VisitsOf(p.provider_id, date, ours.person_id, [&](const Visit& visit) {
        const VisitRecorded& theirs = visit.record;
        if (!visit.counts() || theirs.status != VisitStatus::kDelivered ||
            theirs.planned_start != ours.planned_start || !Before(visit, *a.visit)) {
          return;
        }
        const Assessed other = Allocate(view, visit);
        if (other.state == VisitState::kPayable && other.package->id() == a.package->id() &&
            other.handover == nullptr)
          before += theirs.attendances.size();
      });
    }
    if (before != 0 && before + ours.attendances.size() > PlannedCarers(a))
      Refuse(a, VisitState::kHeld, Hold::kSameVisit);
  }
}

struct PersonStay {
  Stay stay;
  std::size_t planned;
  Assessed* ours;       // Null for a visit of another day or provider.
  bool beside = false;  // At a joint visit, of the provider that comes beside the other.
};

// Whether carers of two visits were with the person at once.
bool AnyOverlap(const std::vector<PersonStay>& stays) {
  for (std::size_t i = 0; i < stays.size(); ++i) {
    for (std::size_t j = i + 1; j < stays.size(); ++j) {
      if (stays[i].stay.visit != stays[j].stay.visit && Overlap(stays[i].stay, stays[j].stay)) return true;
    }
  }
  return false;
}

// Stays of the person at visits of other providers with an order in force around the date.
void AddOtherProviders(const View& view, const Assessed& a, Date date, std::vector<PersonStay>& out) {
  std::vector<const ProviderId*> seen = {&a.visit->record.provider_id};
  std::vector<Stay> stays;
  for (const PackageId& id : a.person->packages) {
    const Package* package = view.package(id);
    if (package == nullptr) continue;
    for (const Placement& p : package->life().placements) {
      if (!Near(p, date)) continue;
      if (std::any_of(seen.begin(), seen.end(), [&](const ProviderId* s) { return *s == p.provider_id; }))
        continue;
      seen.push_back(&p.provider_id);
      for (Date d = date - 1; d <= date + 1; ++d) {
        view.VisitsOf(p.provider_id, d, a.visit->record.person_id, [&](const Visit& visit) {
          if (!visit.counts()) return;
          const Assessed other = Allocate(view, visit);
          if (other.state != VisitState::kPayable) return;
          stays.clear();
          AddStays(visit, stays);
          for (const Stay& s : stays)
            out.push_back({s, PlannedCarers(other), nullptr, other.handover != nullptr});
        });
      }
    }
  }
}

// Holds a visit when, at some time in it, more carers are with the person than any of the visits then under
// way plans. `beside`: the provider's visits of other days.
void HoldOverlaps(const View& view, Date date, std::span<const Visit* const> beside,
                  std::vector<Assessed>& day) {
  std::vector<Assessed*> order;
  for (Assessed& a : day) {
    if (a.state == VisitState::kPayable && a.visit->record.status == VisitStatus::kDelivered)
      order.push_back(&a);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Assessed* a, const Assessed* b) { return std::less<>{}(a->person, b->person); });
  // Visits of the days beside, that reach into this one.
  const Instant from = PlannedInstant(date, 0);
  const Instant to = PlannedInstant(date + 1, 0);
  std::vector<Stay> reaching;
  for (const Visit* visit : beside) {
    if (visit->record.service_date != date && BeginOf(*visit) < to) AddStays(*visit, reaching);
  }
  std::erase_if(reaching, [&](const Stay& s) { return !(from < s.out); });

  std::vector<PersonStay> stays;
  std::vector<Stay> own;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    stays.clear();
    for (; end < order.size() && order[end]->person == order[i]->person; ++end) {
      own.clear();
      AddStays(*order[end]->visit, own);
      for (const Stay& s : own)
        stays.push_back({s, PlannedCarers(*order[end]), order[end], order[end]->handover != nullptr});
    }
    for (const Stay& s : reaching) {
      if (s.visit->record.person_id == order[i]->visit->record.person_id) stays.push_back({s, 1, nullptr});
    }
    AddOtherProviders(view, *order[i], date, stays);
    i = end;
    if (stays.size() < 2) continue;
    if (!AnyOverlap(stays)) continue;
    std::sort(stays.begin(), stays.end(), [](const PersonStay& a, const PersonStay& b) {
      if (a.stay.visit == b.stay.visit) return *a.stay.carer < *b.stay.carer;
      return Before(*a.stay.visit, *b.stay.visit);
    });
    for (std::size_t later = 1; later < stays.size(); ++later) {
      std::size_t together = 1;
      std::size_t allowed = stays[later].planned;
      bool other_visit = false;
      for (std::size_t earlier = 0; earlier < stays.size(); ++earlier) {
        if (earlier == later || !Overlap(stays[earlier].stay, stays[later].stay)) continue;
        if (stays[earlier].beside != stays[later].beside) continue;  // Both are meant to be there.
        const bool same = stays[earlier].stay.visit == stays[later].stay.visit;
        if (!same && earlier > later) continue;
        if (!same && stays[earlier].ours != nullptr && stays[earlier].ours->state == VisitState::kHeld)
          continue;
        ++together;
        other_visit = other_visit || !same;
        allowed = std::max(allowed, stays[earlier].planned);
      }
      Assessed* ours = stays[later].ours;
      if (other_visit && together > allowed && ours != nullptr && ours->state == VisitState::kPayable) {
        Refuse(*ours, VisitState::kHeld, Hold::kOverlap);
      }
    }
  }
}

}  // namespace

std::string_view ToString(VisitState state) {
  switch (state) {
    case VisitState::kPayable:
      return "payable";
    case VisitState::kHeld:
      return "held";
    case VisitState::kUnallocated:
      return "unallocated";
  }
  return "";
}

std::string_view ToString(Hold hold) {
  switch (hold) {
    case Hold::kNone:
      return "";
    case Hold::kNoPackage:
      return "no package";
    case Hold::kAmbiguous:
      return "two packages match";
    case Hold::kNoOrder:
      return "no order in force";
    case Hold::kAfterEnd:
      return "after end";
    case Hold::kSuspended:
      return "suspended";
    case Hold::kAfterDeath:
      return "after death";
    case Hold::kNoTimes:
      return "no times";
    case Hold::kSameVisit:
      return "same visit under another id";
    case Hold::kCarerElsewhere:
      return "carer elsewhere";
    case Hold::kOverlap:
      return "more carers than planned";
    case Hold::kNoRate:
      return "no rate in force";
    case Hold::kNotPlanned:
      return "not planned";
    case Hold::kHealthContracts:
      return "the NHS contracts the care";
  }
  return "";
}

namespace {

// Assesses `ours`, every counting visit of some people on `date`, in canonical order. `beside`: the
// provider's other counting visits that may exclude them: of the same people or carers, on this day and the
// days beside.
std::vector<Assessed> Assess(const View& view, Date date, std::span<const Visit* const> ours,
                             std::span<const Visit* const> beside) {
  std::vector<Assessed> day;
  day.reserve(ours.size());
  std::vector<Stay> own;
  own.reserve(ours.size());
  for (const Visit* visit : ours) {
    day.push_back(Allocate(view, *visit));
    AddStays(*visit, own);
  }
  if (day.empty()) return day;
  HoldSameVisits(day);
  HoldGivenBefore(view, date, day);
  // Of the others, only what reaches into our time.
  Instant from = own.empty() ? Instant() : own[0].in;
  Instant to = own.empty() ? Instant() : own[0].out;
  for (const Stay& stay : own) {
    from = std::min(from, stay.in);
    to = std::max(to, stay.out);
  }
  std::vector<Stay> others;
  for (const Visit* visit : beside) AddStays(*visit, others);
  std::erase_if(others, [&](const Stay& s) { return !(s.in < to && from < s.out); });
  HoldCarersElsewhere(day, std::move(own), others);
  HoldOverlaps(view, date, beside, day);
  return day;
}

void AddCounting(const std::vector<Visit>& visits, std::vector<const Visit*>& out) {
  for (const Visit& visit : visits) {
    if (visit.counts()) out.push_back(&visit);
  }
}

}  // namespace

std::vector<Assessed> AssessDay(const View& view, const ProviderId& provider, Date date) {
  std::vector<const Visit*> ours;
  std::vector<const Visit*> beside;
  AddCounting(view.visits(provider, date), ours);
  if (ours.empty()) return {};
  AddCounting(view.visits(provider, date - 1), beside);
  AddCounting(view.visits(provider, date + 1), beside);
  return Assess(view, date, ours, beside);
}

std::vector<Assessed> AssessPerson(const View& view, const ProviderId& provider, Date date,
                                   const PersonId& person) {
  std::vector<const Visit*> ours;
  view.VisitsOf(provider, date, person, [&](const Visit& visit) {
    if (visit.counts()) ours.push_back(&visit);
  });
  if (ours.empty()) return {};
  std::sort(ours.begin(), ours.end(), [](const Visit* a, const Visit* b) { return Before(*a, *b); });
  std::vector<const Visit*> beside;
  for (Date d = date - 1; d <= date + 1; ++d) {
    const auto add = [&](const Visit& other) {
      if (other.counts() && (d != date || other.record.person_id != person)) beside.push_back(&other);
    };
    view.VisitsOf(provider, d, person, add);
    for (const Visit* visit : ours) {
      for (const Attendance& a : visit->record.attendances) {
        if (a.check_in && a.check_out) view.VisitsBy(provider, d, a.carer_id, *a.check_in, *a.check_out, add);
      }
    }
  }
  std::sort(beside.begin(), beside.end());
  beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
  return Assess(view, date, ours, beside);
}

Assessed AssessAlone(const View& view, const Visit& visit) { return Allocate(view, visit); }

bool Meet(const Visit& a, const Visit& b) {
  const VisitRecorded& x = a.record;
  const VisitRecorded& y = b.record;
  if (x.service_date == y.service_date && x.planned_start == y.planned_start && x.person_id == y.person_id)
    return true;
  if (x.status != VisitStatus::kDelivered || y.status != VisitStatus::kDelivered) return false;
  for (const Attendance& i : x.attendances) {
    if (!i.check_in || !i.check_out || !(*i.check_in < *i.check_out)) continue;
    for (const Attendance& j : y.attendances) {
      if (!j.check_in || !j.check_out || !(*j.check_in < *j.check_out)) continue;
      if (*i.check_in < *j.check_out && *j.check_in < *i.check_out) return true;
    }
  }
  return false;
}

void ForProvidersNear(const View& view, const Person& person, Date date,
                      const std::function<void(const ProviderId&)>& each) {
  for (const PackageId& id : person.packages) {
    const Package* package = view.package(id);
    if (package == nullptr) continue;
    for (const Placement& p : package->life().placements) {
      if (Near(p, date - 1) || Near(p, date) || Near(p, date + 1)) each(p.provider_id);
    }
  }
}

}  // namespace careledger::projections
