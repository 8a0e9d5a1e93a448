// Who comes, what is corrected later, and what is planted: the part of a roster that follows once a day is
// drawn.
#include <algorithm>

#include "client/generate/roster.h"

namespace careledger::generate {
namespace {

constexpr std::uint64_t kAfterEndStream = 5;
constexpr Instant kTravel = 180;
constexpr std::int64_t kUsualCarers = 3;  // A person mostly sees these.

// Only a plain delivered visit is used for planting, so that each fault is about one thing.
bool Plain(const Visit& v) {
  return v.Attended() > 0 && v.correction == Correction::kNone && v.fault == Fault::kNone && !v.is_partner;
}

}  // namespace

void Roster::Correct(Visit& visit, std::int32_t week) {
  if (!random_.Chance(world_.scenario.corrections, 10'000)) return;
  const auto weeks_late = static_cast<std::int32_t>(random_.Between(1, 3));
  if (week + weeks_late >= world_.scenario.weeks()) return;
  visit.corrected_after = weeks_late;
  visit.sequence = 2;
  visit.by = static_cast<std::int32_t>(60 * random_.Between(1, 12));
  switch (random_.Below(4)) {
    case 0:
      visit.correction = Correction::kWasLonger;
      break;
    case 1:
      visit.correction = Correction::kWasShorter;
      visit.by = std::min(
          visit.by, static_cast<std::int32_t>(visit.attendances[0].out - visit.attendances[0].in - 120));
      break;
    case 2:
      visit.correction = Correction::kWasMissed;
      break;
    default:
      visit.correction = Correction::kWasDelivered;
      visit.status = Status::kNoAccess;
  }
}

void Roster::AddAfterEnd(Day day, std::size_t index) {
  const Person& person = world_.people[static_cast<std::size_t>(people_[index])];
  const Package& package = world_.packages[static_cast<std::size_t>(person.first_package)];
  if (day >= package.end + 3 || (phase_ == Phase::kBefore) != (package.end < world_.scenario.go_live)) return;
  Random random = Random::For(static_cast<std::uint64_t>(world_.scenario.seed), kAfterEndStream,
                              static_cast<std::uint64_t>(people_[index]));
  if (!random.Chance(world_.scenario.after_end, 100) || day != package.end + random.Below(3)) return;
  for (const Slot& slot : package.plans.back().plan) {
    if (!slot.On(Weekday(day)) || slot.minutes >= kNightMinutes) continue;
    const Call call{&slot, kHomeCare};
    Visit visit = NewVisit(day, call, index);
    Deliver(visit, index, 0);
    visit.fault = Fault::kAfterEnd;
    person_free_from_[index] = visit.Finish();
    day_.push_back(visit);
    return;
  }
}

void Roster::SendCarers() {
  order_.clear();
  for (std::size_t i = 0; i < day_.size(); ++i) {
    if (day_[i].came > 0) order_.push_back(i);
  }
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return day_[a].Begin() < day_[b].Begin(); });
  for (std::size_t i : order_) {
    Visit& visit = day_[i];
    const auto person = static_cast<std::size_t>(visit.person);
    std::vector<Carer>& team = teams_[person % teams_.size()];
    const std::size_t turn = static_cast<std::size_t>(random_.Below(kUsualCarers)) + person;
    for (std::int32_t k = 0; k < visit.came; ++k) {
      visit.attendances[static_cast<std::size_t>(k)].carer =
          TakeCarer(team, turn + static_cast<std::size_t>(k), visit);
    }
  }
}

std::int32_t Roster::TakeCarer(std::vector<Carer>& team, std::size_t prefer, const Visit& visit) {
  const Instant busy_until = visit.Finish() + kTravel;
  for (std::size_t i = 0; i < team.size(); ++i) {
    Carer& carer = team[(prefer + i) % team.size()];
    if (carer.free_from > visit.Begin()) continue;
    carer.free_from = busy_until;
    return carer.number;
  }
  team.push_back({++carers_, busy_until});
  return carers_;
}

void Roster::PlantTwoPlaces() {
  if (world_.scenario.faults == 0) return;
  for (std::size_t late = 1; late < day_.size(); ++late) {
    Visit& b = day_[late];
    if (!Plain(b) || b.came != 1 || !random_.Chance(world_.scenario.faults, 10'000)) continue;
    // An earlier visit that lasts throughout: the carer's later visits then stay clear of both.
    for (std::size_t early = late; early-- > 0;) {
      Visit& a = day_[early];
      if (b.planned - a.planned > 7'200) break;
      if (!Plain(a) || a.came != 1 || a.planned == b.planned || a.person == b.person) continue;
      if (a.Begin() >= b.Begin() || b.Finish() > a.Finish()) continue;
      b.fault = Fault::kTwoPlaces;
      b.partner = a.number;
      b.attendances[0].carer = a.attendances[0].carer;
      a.is_partner = true;
      break;
    }
  }
}

void Roster::PlantRows(std::vector<Visit>& out) {
  const std::int64_t faults = world_.scenario.faults;
  for (Visit& visit : day_) {
    const bool plain = faults > 0 && Plain(visit);
    const bool again = plain && random_.Chance(faults, 10'000);
    const bool unknown = plain && random_.Chance(faults, 10'000);
    visit.is_partner = visit.is_partner || again;
    out.push_back(visit);
    if (again) {
      Visit copy = visit;
      copy.fault = Fault::kSameVisit;
      copy.partner = visit.number;
      copy.is_partner = false;
      out.push_back(copy);
    }
    if (unknown) {
      Visit stray = visit;
      stray.fault = Fault::kUnknownPackage;
      stray.person = unknown_people_++;
      stray.is_partner = false;
      stray.number = ++visits_;
      stray.partner = 0;
      stray.came = 1;
      stray.attendances[0].carer = ++carers_;  // Nobody's colleague: the stray is about one thing.
      out.push_back(stray);
    }
  }
}

std::vector<std::vector<std::int32_t>> PeopleByProvider(const World& world, Phase phase) {
  std::vector<std::vector<std::int32_t>> result(phase == Phase::kBefore ? world.before.size()
                                                                        : world.after.size());
  const Day go_live = world.scenario.go_live;
  for (std::size_t i = 0; i < world.people.size(); ++i) {
    const Person& person = world.people[i];
    const Package& package = world.packages[static_cast<std::size_t>(person.first_package)];
    if (package.start == kNever) continue;
    const bool before = world.scenario.HasBefore();
    const bool here =
        phase == Phase::kBefore ? before && package.start < go_live : package.end > go_live || !before;
    if (!here) continue;
    const std::int32_t provider = phase == Phase::kBefore ? person.before : person.after;
    result[static_cast<std::size_t>(provider)].push_back(static_cast<std::int32_t>(i));
  }
  return result;
}

}  // namespace careledger::generate
