#include "client/generate/roster.h"

#include <algorithm>
#include <utility>

namespace careledger::generate {
namespace {

constexpr std::uint64_t kRosterStream = 4;
constexpr std::size_t kPeopleATeam = 15;
constexpr Instant kRest = 300;  // Between two visits of one person.
constexpr Instant kShortest = 300;

// Seconds from the planned start to the check-in.
Instant Lateness(Random& random, std::int64_t shift) {
  static constexpr std::array<std::int64_t, 9> kShares = {640, 200, 60, 60, 25, 8, 4, 2, 1};
  switch (random.Pick(kShares)) {
    case 0:
      return shift + random.Between(-600, 600);
    case 1:
      return shift + random.Between(601, 1'500);
    case 2:
      return shift + random.Between(-1'500, -601);
    case 3:
      return shift + random.Between(1'501, 2'400);
    case 4:
      return random.Between(2'401, 4'500);
    case 5:
      return random.Between(4'501, 6'600);
    case 6:
      return 1'800;  // To the second: what equals a limit is within it.
    case 7:
      return 1'801;
    default:
      return -1'800;
  }
}

Instant Length(Random& random, std::int64_t planned) {
  static constexpr std::array<std::int64_t, 5> kShares = {560, 250, 110, 60, 20};
  switch (random.Pick(kShares)) {
    case 0:
      return std::max(kShortest, planned + random.Between(-240, 240));
    case 1:
      return std::max(kShortest, planned * random.Between(75, 95) / 100);
    case 2:
      return std::max(kShortest, planned * random.Between(40, 75) / 100);
    case 3:
      return planned + random.Between(240, 900);
    default:
      return random.Between(kShortest, 600);
  }
}

constexpr Instant UpTo(Instant value, Instant step) { return (value + step - 1) / step * step; }

}  // namespace

Roster::Roster(const World& world, const Clock& clock, Phase phase, std::int32_t provider,
               std::vector<std::int32_t> people)
    : world_(world),
      clock_(clock),
      phase_(phase),
      provider_(provider),
      people_(std::move(people)),
      person_free_from_(people_.size(), 0),
      teams_(people_.size() / kPeopleATeam + 1),
      random_(Random::For(static_cast<std::uint64_t>(world.scenario.seed), kRosterStream,
                          static_cast<std::uint64_t>(phase), static_cast<std::uint64_t>(provider))) {
  const Scenario& s = world.scenario;
  late_seconds_ = 60 * (random_.Between(-2, 5) +
                        (phase == Phase::kBefore ? s.late_minutes_before : s.late_minutes_after));
  static constexpr std::array<std::int64_t, 3> kEvidence = {80, 12, 8};
  evidence_ = static_cast<Evidence>(random_.Pick(kEvidence));
}

WeekOfVisits Roster::Draw(std::int32_t week) {
  WeekOfVisits out;
  const Day monday = world_.scenario.start() + 7 * week;
  for (Day day = monday; day < monday + 7; ++day) DrawDay(week, day, out);
  return out;
}

void Roster::DrawDay(std::int32_t week, Day day, WeekOfVisits& out) {
  day_.clear();
  for (std::size_t i = 0; i < people_.size(); ++i) DrawPerson(week, day, i, out.planned);
  std::sort(day_.begin(), day_.end(), [](const Visit& a, const Visit& b) {
    if (a.planned != b.planned) return a.planned < b.planned;
    if (a.person != b.person) return a.person < b.person;
    return a.service < b.service;
  });
  for (Visit& visit : day_) visit.number = ++visits_;
  SendCarers();
  PlantTwoPlaces();
  PlantRows(out.visits);
}

void Roster::DrawPerson(std::int32_t week, Day day, std::size_t index, Planned& planned) {
  const Person& person = world_.people[static_cast<std::size_t>(people_[index])];
  const auto first = static_cast<std::size_t>(person.first_package);
  if (day < world_.packages[first].start) return;
  if (day >= world_.packages[first].end) return AddAfterEnd(day, index);

  std::array<Call, 24> calls;
  std::size_t count = 0;
  for (std::size_t k = first; k < first + static_cast<std::size_t>(person.packages); ++k) {
    const Package& package = world_.packages[k];
    auto version = package.plans.end() - 1;
    while (version->from > day) --version;
    for (const Slot& slot : version->plan) {
      if (slot.On(Weekday(day)) && count < calls.size()) calls[count++] = {&slot, package.service};
    }
  }
  if (person.packages > 1) {
    std::sort(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(count),
              [](const Call& a, const Call& b) { return a.slot->start < b.slot->start; });
  }
  for (std::size_t i = 0; i < count; ++i) DrawCall(week, day, calls[i], index, planned);
}

Visit Roster::NewVisit(Day day, const Call& call, std::size_t index) {
  Visit visit;
  visit.planned = clock_.At(day, call.slot->start);
  visit.date = day;
  visit.person = people_[index];
  visit.minutes = call.slot->minutes;
  visit.carers = call.slot->carers;
  visit.service = call.service;
  return visit;
}

void Roster::DrawCall(std::int32_t week, Day day, const Call& call, std::size_t index, Planned& planned) {
  const Scenario& s = world_.scenario;
  Visit visit = NewVisit(day, call, index);
  for (const Stay& stay : world_.people[static_cast<std::size_t>(visit.person)].stays) {
    const bool away = stay.from <= day && day < stay.to;
    const bool eve = day + 1 == stay.from && call.slot->start >= 900 && random_.Chance(1, 2);
    if (!away && !eve) continue;
    visit.status = Status::kInHospital;
    visit.notice_by = NoticeBy::kHospital;
    if (eve) {
      ++planned.slots;
      planned.minutes += visit.minutes;
      planned.carer_minutes += std::int64_t{visit.minutes} * visit.carers;
    }
    if (eve || random_.Chance(1, 3)) day_.push_back(visit);
    return;
  }
  ++planned.slots;
  planned.minutes += visit.minutes;
  planned.carer_minutes += std::int64_t{visit.minutes} * visit.carers;

  std::int64_t roll = random_.Below(10'000);
  const auto happens = [&](std::int64_t rate) {
    const bool hit = roll >= 0 && roll < rate;
    roll -= rate;
    return hit;
  };
  if (happens(s.unreported)) {
    ++planned.unreported;
    return;
  }
  if (happens(phase_ == Phase::kBefore ? s.missed : s.missed_after)) {
    visit.status = Status::kMissed;
    if (random_.Chance(1, 4)) {
      visit.notice_by = NoticeBy::kProvider;
      visit.notice = visit.planned - 60 * random_.Between(-30, 90);
    }
  } else if (happens(s.no_access)) {
    visit.status = Status::kNoAccess;
  } else if (happens(s.refused)) {
    visit.status = Status::kRefused;
    visit.notice_by = NoticeBy::kPerson;
  } else if (happens(s.cancelled_in_time)) {
    visit.status = Status::kCancelledInTime;
    visit.notice_by = random_.Chance(9, 10) ? NoticeBy::kPerson : NoticeBy::kCouncil;
    visit.notice = visit.planned - 60 * random_.Between(1'500, 8'000);
  } else if (happens(s.cancelled_late)) {
    visit.status = Status::kCancelledLate;
    visit.notice_by = random_.Chance(4, 5) ? NoticeBy::kPerson : NoticeBy::kHospital;
    visit.notice = visit.planned - 60 * random_.Between(20, 1'200);
  } else {
    Deliver(visit, index, clock_.At(day, call.slot->start + call.slot->minutes));
    Correct(visit, week);
  }
  if (visit.came > 0) person_free_from_[index] = visit.Finish() + kRest;
  day_.push_back(visit);
}

void Roster::Deliver(Visit& visit, std::size_t index, Instant wall_end) {
  const bool night = visit.minutes >= kNightMinutes;
  visit.evidence = evidence_;
  if (evidence_ != Evidence::kTimesheet && random_.Chance(3, 100)) visit.evidence = Evidence::kTimesheet;
  Attendance& first = visit.attendances[0];
  first.in = visit.planned + (night ? random_.Between(-900, 900) : Lateness(random_, late_seconds_));
  first.in = std::max(first.in, person_free_from_[index]);
  first.out =
      night ? wall_end + random_.Between(-600, 600) : first.in + Length(random_, Instant{visit.minutes} * 60);
  visit.came = visit.carers > 1 && !random_.Chance(1, 100) ? 2 : 1;
  visit.attendances[1] = first;
  visit.attendances[1].in += random_.Between(0, 300);
  visit.attendances[1].out =
      std::max(visit.attendances[1].in + kShortest, first.out + random_.Between(-120, 180));
  if (visit.evidence == Evidence::kTimesheet) {
    for (Attendance& a : visit.attendances) {
      a.in = UpTo(a.in, 300);
      a.out = std::max(UpTo(a.out, 300), a.in + kShortest);
    }
  }
}

}  // namespace careledger::generate
