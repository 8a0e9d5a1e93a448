#include <algorithm>
#include <cstdio>

#include "client/generate/random.h"
#include "client/generate/world.h"

namespace careledger::generate {
namespace {

constexpr std::uint64_t kPeopleStream = 2;
constexpr std::uint64_t kStoryStream = 3;

std::string Numbered(char letter, std::int32_t index) {
  char out[16];
  std::snprintf(out, sizeof out, "%c%05d", letter, index + 1);
  return out;
}

// Places people with providers and gives them packages.
class Settlement {
 public:
  explicit Settlement(World& world)
      : world_(world),
        s_(world.scenario),
        random_(Random::For(static_cast<std::uint64_t>(s_.seed), kPeopleStream)),
        plans_(s_.hours_week_tenths, s_.nights) {
    for (const Lot& lot : world.lots) lot_weights_.push_back(lot.weight);
    for (std::size_t i = 0; i < world.after.size(); ++i) {
      if (!world.after[i].Party()) continue;
      parties_.push_back(static_cast<std::int32_t>(i));
      every_party_has_a_lot_ = every_party_has_a_lot_ && !world.after[i].lots.empty();
    }
    for (const Provider& p : world.before) before_weights_.push_back(p.Party() ? p.weight : 0);
  }

  // A person with care from `start` to `end`; kNever as start: one who waits for it.
  void Add(bool chc, bool two, Day start, Day end) {
    Person person;
    Place(person);
    const bool waits = start == kNever;
    const bool under_before = !waits && start < s_.go_live && s_.HasBefore();
    person.left_by_go_live = end <= s_.go_live;
    person.first_package = static_cast<std::int32_t>(world_.packages.size());
    person.packages = two ? 2 : 1;
    const auto index = static_cast<std::int32_t>(world_.people.size());
    const auto group = static_cast<std::uint8_t>(random_.Pick(kGroupWeights));
    for (int i = 0; i < person.packages; ++i) {
      Package k;
      k.person = index;
      k.service = i == 0 ? kHomeCare : kSitting;
      k.chc = chc;
      k.under_before = under_before;
      k.client_group = group;
      k.reason = static_cast<std::uint8_t>(random_.Pick(kReasonWeights));
      k.in_hospital = random_.Chance(1, 4);
      const Day contract_from = under_before ? s_.contract_before_from : s_.contract_after_from;
      const auto lag = static_cast<Day>(random_.Between(2, 30));
      k.requested = std::max((waits ? s_.start() : start) - lag, contract_from);
      k.start = start;
      k.end = end;
      k.recorded = waits || start <= s_.start() ? s_.setup_date : MondayOf(start);
      Plan plan = i == 0 ? plans_.Main(random_, chc) : PlanMaker::Sitting(random_);
      k.plans.push_back({start, std::move(plan)});
      world_.packages.push_back(std::move(k));
    }
    world_.people.push_back(std::move(person));
  }

  // The first day of care of someone who receives it already when the window begins.
  Day LongStart() {
    const Day contract = s_.HasBefore() ? s_.contract_before_from : s_.contract_after_from;
    const Day earliest = std::max(contract + 40, s_.start() - 640);
    return static_cast<Day>(earliest + random_.Below(s_.start() - earliest));
  }
  // A Tuesday to Sunday of the week, which is recorded on its Monday.
  Day StartIn(Day monday) { return monday + 1 + static_cast<Day>(random_.Below(6)); }
  Random& random() { return random_; }

 private:
  static constexpr std::array<std::int64_t, 4> kGroupWeights = {72, 14, 8, 6};
  static constexpr std::array<std::int64_t, 3> kReasonWeights = {70, 20, 10};

  void Place(Person& person) {
    if (every_party_has_a_lot_ && !world_.lots.empty()) {
      person.lot = static_cast<std::int32_t>(random_.Pick(lot_weights_));
      person.after = world_.lots[static_cast<std::size_t>(person.lot)].provider;
    } else {
      // Every party gets someone before chance decides.
      const auto n = static_cast<std::int64_t>(parties_.size());
      const auto placed = static_cast<std::int64_t>(world_.people.size());
      person.after = parties_[static_cast<std::size_t>(placed < n ? placed : random_.Below(n))];
      const auto& own = world_.after[static_cast<std::size_t>(person.after)].lots;
      const auto lots = static_cast<std::int64_t>(own.empty() ? world_.lots.size() : own.size());
      const auto pick = static_cast<std::size_t>(random_.Below(lots));
      if (lots > 0) person.lot = own.empty() ? static_cast<std::int32_t>(pick) : own[pick];
    }
    if (s_.HasBefore()) {
      const std::size_t placed = world_.people.size();
      const bool turn = placed < before_weights_.size() && before_weights_[placed] > 0;
      person.before = static_cast<std::int32_t>(turn ? placed : random_.Pick(before_weights_));
    }
    const auto& deliverers = world_.after[static_cast<std::size_t>(person.after)].deliverers;
    if (!deliverers.empty()) {
      person.deliverer =
          static_cast<std::int32_t>(random_.Below(static_cast<std::int64_t>(deliverers.size())));
    }
  }

  World& world_;
  const Scenario& s_;
  Random random_;
  PlanMaker plans_;
  std::vector<std::int64_t> lot_weights_;
  std::vector<std::int64_t> before_weights_;
  std::vector<std::int32_t> parties_;
  bool every_party_has_a_lot_ = true;
};

void Settle(World& world) {
  const Scenario& s = world.scenario;
  Settlement settlement(world);
  Random& random = settlement.random();
  const std::int64_t people = s.people_council + s.people_chc;
  const auto arriving = [&](std::int64_t weeks) { return people * s.arrivals * weeks / 10'000; };
  const auto week_of = [&](Day first, std::int64_t weeks) {
    return first + 7 * static_cast<Day>(random.Below(weeks));
  };

  const std::int64_t newcomers = s.HasBefore() ? std::min(arriving(s.weeks_before), s.people_council / 2) : 0;
  for (std::int64_t i = 0; i < s.people_council; ++i) {
    const bool newcomer = i >= s.people_council - newcomers;
    const Day start =
        newcomer ? settlement.StartIn(week_of(s.start(), s.weeks_before)) : settlement.LongStart();
    settlement.Add(false, i < s.two_packages, start, kNever);
  }
  for (std::int64_t i = 0; i < s.people_chc; ++i) settlement.Add(true, false, settlement.LongStart(), kNever);
  if (s.HasBefore()) {
    for (std::int64_t i = 0; i < s.leavers_before; ++i) {
      const Day end = s.start() + 1 + static_cast<Day>(random.Below(7 * s.weeks_before - 1));
      settlement.Add(false, false, settlement.LongStart(), end);
    }
    for (std::int64_t i = 0; i < s.direct_payments; ++i) {
      settlement.Add(false, false, settlement.LongStart(), s.go_live);
    }
  }
  for (std::int64_t i = arriving(s.weeks_after); i > 0; --i) {
    settlement.Add(false, false, settlement.StartIn(week_of(s.go_live, s.weeks_after)), kNever);
  }
  for (std::int64_t i = people * s.waiting / 10'000; i > 0; --i) settlement.Add(false, false, kNever, kNever);
}

// What happens to one person, week by week. An event of a week is recorded on the Monday after it, some a few
// weeks late; a changed plan on the Monday before it takes effect. Events of a person never overlap and never
// overtake.
class Story {
 public:
  Story(World& world, std::int32_t index)
      : world_(world),
        s_(world.scenario),
        person_(world.people[static_cast<std::size_t>(index)]),
        random_(Random::For(static_cast<std::uint64_t>(s_.seed), kStoryStream,
                            static_cast<std::uint64_t>(index))),
        arranges_privately_(index >= FirstPrivate() && index < FirstPrivate() + s_.private_arrangements) {}

  void Tell() {
    Package& first = At(0);
    if (first.start == kNever) return;
    if (first.end != kNever) {
      const std::string_view chosen = arranges_privately_ ? "private" : "direct-payment";
      const std::string_view reason = first.end == s_.go_live ? chosen : LeavingReason();
      ForEach("ended", first.end, Recorded(first.end), reason);
      return;  // Their weeks before are quiet.
    }
    for (Day monday = s_.start(); monday < s_.end() && first.end == kNever; monday += 7) {
      if (monday <= first.start || monday < free_from_) continue;
      const Day day = monday + 1 + static_cast<Day>(random_.Below(6));
      std::int64_t roll = random_.Below(10'000);
      const auto happens = [&](std::int64_t rate) {
        const bool hit = roll >= 0 && roll < rate;
        roll -= rate;
        return hit;
      };
      if (happens(s_.hospital)) {
        Hospital(day);
      } else if (happens(s_.plan_change)) {
        ChangePlan(monday, day, kNever);
      } else if (happens(s_.temporary_plan)) {
        ChangePlan(monday, day, day + 7 + static_cast<Day>(random_.Below(14)));
      } else if (happens(s_.leave)) {
        Leave("ended", day, day, LeavingReason());
      } else if (happens(s_.die)) {
        Leave("died", day, day + 1, "");
      } else if (happens(s_.hand_back)) {
        Leave("handed-back", day, day, "capacity");
      }
    }
  }

 private:
  // Those who leave on the day itself stand together; the last of them arrange care privately.
  std::int64_t FirstPrivate() const {
    return s_.people_council + s_.people_chc + s_.leavers_before + s_.direct_payments -
           s_.private_arrangements;
  }
  Package& At(int i) { return world_.packages[static_cast<std::size_t>(person_.first_package + i)]; }
  static Day Recorded(Day effective) { return MondayOf(effective - 1) + 7; }

  std::string_view LeavingReason() {
    static constexpr std::array<std::string_view, 4> kReasons = {"no-longer-needed", "care-home",
                                                                 "moved-away", "family-care"};
    return kReasons[static_cast<std::size_t>(random_.Below(4))];
  }

  void ForEach(std::string_view event, Day effective, Day recorded, std::string_view reason) {
    const int count = event == "died" ? 1 : person_.packages;
    for (int i = 0; i < count; ++i) {
      world_.events.push_back({recorded, person_.first_package + i, event, effective, {}, kNever, reason});
    }
  }

  // Everyone who receives care on go-live was counted: nobody among them leaves by then.
  void Leave(std::string_view event, Day effective, Day end, std::string_view reason) {
    if (s_.HasBefore() && effective <= s_.go_live) return;
    for (int i = 0; i < person_.packages; ++i) At(i).end = end;
    ForEach(event, effective, Recorded(effective), reason);
  }

  void Hospital(Day from) {
    const Day to = from + 3 + static_cast<Day>(random_.Below(8) + random_.Below(11));
    Day recorded = Recorded(from);
    if (random_.Chance(1, 8)) {
      const Day late = recorded + 7 * static_cast<Day>(random_.Between(1, 3));
      if (late <= s_.end()) recorded = late;
    }
    person_.stays.push_back({from, to});
    ForEach("suspended", from, recorded, "hospital");
    const Day back = std::max(Recorded(to), recorded);
    if (back <= s_.end()) ForEach("resumed", to, back, "hospital");
    free_from_ = std::max(to + 1, back);
  }

  void ChangePlan(Day recorded, Day from, Day until) {
    Package& k = At(0);
    const Plan usual = k.plans.back().plan;
    Plan changed =
        PlanMaker::Changed(usual, random_.Chance(until == kNever ? 1 : 4, until == kNever ? 2 : 5));
    if (WeeklyMinutes(changed) == WeeklyMinutes(usual)) return;
    k.plans.push_back({from, changed});
    if (until != kNever) k.plans.push_back({until, usual});
    world_.events.push_back({recorded, person_.first_package, "plan-changed", from, std::move(changed), until,
                             until == kNever ? "review" : "temporary"});
    free_from_ = until == kNever ? from + 1 : until + 1;
  }

  World& world_;
  const Scenario& s_;
  Person& person_;
  Random random_;
  bool arranges_privately_;
  Day free_from_ = 0;
};

}  // namespace

std::string PersonId(std::int32_t person) { return Numbered('P', person); }
std::string PackageId(std::int32_t package) { return Numbered('K', package); }

void AddPeople(World& world) {
  Settle(world);
  for (std::size_t i = 0; i < world.people.size(); ++i) Story(world, static_cast<std::int32_t>(i)).Tell();
  std::stable_sort(world.events.begin(), world.events.end(),
                   [](const PackageEvent& a, const PackageEvent& b) {
                     if (a.recorded != b.recorded) return a.recorded < b.recorded;
                     return a.effective < b.effective;
                   });
}

}  // namespace careledger::generate
