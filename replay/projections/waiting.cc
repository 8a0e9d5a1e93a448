#include "replay/projections/waiting.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_set>

namespace careledger::projections {

using namespace model;

namespace {

constexpr std::array kStages = {PackageState::kRequested, PackageState::kAwarded, PackageState::kStarted,
                                PackageState::kHandedBack};

const WeeklyPlan& PlanOf(const Package& package, Date on) {
  const PlanVersion* plan = package.PlanOn(on);
  return plan != nullptr ? plan->plan : package.life().request.plan;
}

WaitingPackage Describe(const WaitClock& clock, Date on) {
  const Package& package = clock.package();
  const WaitClock::Start start = *clock.StartOn(on);
  return {.package = &package,
          .state = package.StateOn(on),
          .since = start.since,
          .hand_back = start.hand_back,
          .last = LastPlacementOn(package, on),
          .plan = &PlanOf(package, on),
          .area = nullptr,
          .replaces = nullptr,
          .paused_days = PausedDays(package, start.since, on)};
}

template <class T>
bool Is(const T& wanted, const T& value) {
  return wanted.empty() || wanted == value;
}

bool Wanted(const WaitingFilter& filter, const WaitingPackage& waits) {
  return Is(filter.contract_id, waits.contract_id()) && Is(filter.lot_id, waits.lot_id());
}

bool Wanted(const WaitingFilter& filter, const WaitingPerson& person) {
  const PackageRequested& request = person.longest().request();
  if (!Is(filter.area, *person.longest().area) || !Is(filter.client_group, request.client_group) ||
      !Is(filter.waiting_in, request.waiting_in)) {
    return false;
  }
  const auto named = [&](Receives r) {
    return filter.receives == kReceivesWords[static_cast<std::size_t>(r)];
  };
  return filter.receives.empty() || named(person.receives) ||
         (named(Receives::kAwaits) && person.receives == Receives::kReablement);
}

// One person's packages, and whether they wait on a day.
class Household {
 public:
  Household(const View& view, const PersonId& id, const Person& person, Date until)
      : id_(id), person_(person), known_(view.point().known) {
    for (const PackageId& package_id : person.packages) {
      const Package* package = view.package(package_id);
      if (package != nullptr && package->person() == id) clocks_.emplace_back(view, *package, until);
    }
    died_ = person.DiedKnownAt(view.point().known);
  }

  std::optional<WaitingPerson> On(Date on, const WaitingFilter& filter) {
    if (died_ && *died_ <= on) return std::nullopt;
    WaitingPerson person;
    std::vector<WaitingPackage> paused;
    bool in_care = false;
    for (WaitClock& clock : clocks_) {
      const Standing standing = clock.On(on);
      in_care = in_care || standing == Standing::kHasCare || standing == Standing::kElsewhere;
      if (standing != Standing::kWaits && standing != Standing::kPaused) continue;
      WaitingPackage waits = Describe(clock, on);
      waits.area = &AreaOf(&person_, waits.request(), on, known_);
      waits.replaces = InCare(waits.request().replaces_package_id, on);
      if (standing == Standing::kPaused) waits.pause = clock.package().SuspensionOn(on);
      if (Wanted(filter, waits)) (waits.pause != nullptr ? paused : person.packages).push_back(waits);
    }
    person.packages_paused = paused.size();
    person.paused = person.packages.empty() && filter.with_paused;
    if (person.paused) person.packages = std::move(paused);
    if (person.packages.empty()) return std::nullopt;
    std::sort(person.packages.begin(), person.packages.end(),
              [](const WaitingPackage& a, const WaitingPackage& b) {
                if (a.counted_from() != b.counted_from()) return a.counted_from() < b.counted_from();
                return a.package->id() < b.package->id();
              });
    bool leaves = false;
    for (const WaitingPackage& waits : person.packages) {
      person.hours.Add(waits);
      leaves = leaves || waits.reason().str() == kLeavingReablement;
    }
    if (in_care) person.receives = leaves ? Receives::kReablement : Receives::kAwaits;
    if (!Wanted(filter, person)) return std::nullopt;
    person.id = id_;
    return person;
  }

 private:
  // The plan of that package of theirs, if it is in care on the day; else null.
  const WeeklyPlan* InCare(const PackageId& id, Date on) {
    if (id.empty()) return nullptr;
    for (WaitClock& clock : clocks_) {
      if (clock.package().id() == id && clock.On(on) == Standing::kHasCare)
        return &PlanOf(clock.package(), on);
    }
    return nullptr;
  }

  const PersonId& id_;
  const Person& person_;
  Position known_{};
  std::vector<WaitClock> clocks_;
  std::optional<Date> died_;
};

void Count(WaitingFigures& figures, const WaitingPerson& person) {
  ++figures.people;
  figures.packages += person.packages.size();
  figures.hours += person.hours;
}

}  // namespace

const Placement* LastPlacementOn(const Package& package, Date date) {
  const Placement* last = nullptr;
  for (const Placement& p : package.life().placements) {
    if (p.from.date <= date) last = &p;
  }
  return last;
}

void WeeklyHours::Add(const WaitingPackage& waits) {
  if (waits.plan->empty()) {
    ++unknown;
  } else {
    const std::int64_t there = waits.replaces != nullptr ? WeeklyMinutes(*waits.replaces) : 0;
    minutes += static_cast<std::uint64_t>(std::max<std::int64_t>(0, WeeklyMinutes(*waits.plan) - there));
  }
}

WeeklyHours& WeeklyHours::operator+=(const WeeklyHours& other) {
  minutes += other.minutes;
  unknown += other.unknown;
  return *this;
}

std::string_view ToString(By by) {
  switch (by) {
    case By::kAll:
      return "all";
    case By::kReceives:
      return "receives";
    case By::kPlace:
      return "place";
    case By::kClientGroup:
      return "client-group";
    case By::kArea:
      return "area";
    case By::kAge:
      return "age";
    case By::kStage:
      return "stage";
    case By::kTried:
      return "tried";
    case By::kPaused:
      return "paused";
  }
  return "";
}

void ForEachWaiting(const View& view, const std::vector<Date>& days, const WaitingFilter& filter,
                    const EachWaiting& each) {
  if (days.empty()) return;
  const Period all{days.front(), days.back() + 1};
  // A view knows a person by one address.
  std::unordered_set<const Person*> seen;
  for (const Package* package : view.MayWait(all)) {
    const Person* person = view.person(package->person());
    if (person == nullptr || !seen.insert(person).second) continue;
    Household household(view, package->person(), *person, all.end);
    for (std::size_t day = 0; day < days.size(); ++day) {
      if (auto waits = household.On(days[day], filter)) each(day, *std::move(waits));
    }
  }
}

std::vector<WaitingPerson> WaitingOn(const View& view, Date on, const WaitingFilter& filter) {
  std::vector<WaitingPerson> people;
  ForEachWaiting(view, {on}, filter,
                 [&](std::size_t, WaitingPerson&& person) { people.push_back(std::move(person)); });
  std::sort(people.begin(), people.end(), [](const WaitingPerson& a, const WaitingPerson& b) {
    const auto place = [](const WaitingPerson& p) { return std::pair(p.paused, p.longest().counted_from()); };
    return place(a) != place(b) ? place(a) < place(b) : a.id < b.id;
  });
  return people;
}

void WaitingSums::Add(const WaitingPerson& person, Date on) {
  const WaitingPackage& longest = person.longest();
  if (person.paused) {
    Count(paused_[longest.pause->reason.str()], person);
    return;
  }
  const PackageRequested& request = longest.request();
  Count(all_, person);
  Count(receives_[static_cast<std::size_t>(person.receives)], person);
  if (person.receives == Receives::kReablement) {
    Count(receives_[static_cast<std::size_t>(Receives::kAwaits)], person);
  }
  const std::int32_t age = on - longest.counted_from();
  std::size_t band = 0;
  while (kAgeBands[band].below <= age) ++band;
  Count(ages_[band], person);
  const auto stage = std::find(kStages.begin(), kStages.end(), longest.state);
  if (stage != kStages.end()) Count(stages_[stage - kStages.begin()], person);
  Count(places_[request.waiting_in.str()], person);
  Count(client_groups_[request.client_group.str()], person);
  Count(areas_[person.longest().area->str()], person);
}

void WaitingSums::AddTried(const WaitingPerson& person, Trying tried) {
  told_tried_ = true;
  Count(tried_[static_cast<std::size_t>(tried)], person);
}

std::vector<WaitingLine> WaitingSums::Lines() const {
  std::vector<WaitingLine> lines;
  lines.push_back({By::kAll, "", all_});
  for (std::size_t i = 0; i < std::size(kReceivesWords); ++i)
    lines.push_back({By::kReceives, std::string(kReceivesWords[i]), receives_[i]});
  const auto add_codes = [&](By by, const Codes& codes) {
    const std::size_t first = lines.size();
    for (const auto& [code, figures] : codes)
      lines.push_back({by, code.empty() ? "not-said" : std::string(code), figures});
    std::sort(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(),
              [](const WaitingLine& a, const WaitingLine& b) { return a.group < b.group; });
  };
  add_codes(By::kPlace, places_);
  add_codes(By::kClientGroup, client_groups_);
  add_codes(By::kArea, areas_);
  for (std::size_t i = 0; i < std::size(kAgeBands); ++i)
    lines.push_back({By::kAge, std::string(kAgeBands[i].name), ages_[i]});
  for (std::size_t i = 0; i < kStages.size(); ++i)
    lines.push_back({By::kStage, std::string(ToString(kStages[i])), stages_[i]});
  for (std::size_t i = 0; told_tried_ && i < std::size(kTryingWords); ++i)
    lines.push_back({By::kTried, std::string(kTryingWords[i]), tried_[i]});
  add_codes(By::kPaused, paused_);
  return lines;
}

WaitingAverage AverageWaiting(const View& view, const Period& period, Weekday weekday,
                              const WaitingFilter& filter) {
  WaitingAverage average;
  std::vector<Date> days;
  const Date end = std::min(period.end, view.point().on + 1);
  for (Date d = period.start; d < end; ++d) {
    if (d.weekday() == weekday) days.push_back(d);
  }
  std::vector<WaitingAverage::Day> each(days.size());
  WaitingSums sums;
  ForEachWaiting(view, days, filter, [&](std::size_t day, WaitingPerson&& person) {
    sums.Add(person, days[day]);
    WaitingAverage::Day& counted = each[day];
    if (person.paused) {
      Count(counted.paused, person);
      return;
    }
    Count(counted.all, person);
    Count(counted.receives[static_cast<std::size_t>(person.receives)], person);
    if (person.receives == Receives::kReablement) {
      Count(counted.receives[static_cast<std::size_t>(Receives::kAwaits)], person);
    }
  });
  for (std::size_t i = 0; i < days.size(); ++i) each[i].date = days[i];
  average.days = std::move(each);
  average.lines = sums.Lines();
  return average;
}

}  // namespace careledger::projections
