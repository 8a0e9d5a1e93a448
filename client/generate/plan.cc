#include "client/generate/plan.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace careledger::generate {
namespace {

constexpr std::uint32_t kEveryDay = 0x7F;
constexpr std::uint32_t kMonToFri = 0x1F;
constexpr std::uint32_t kSatSun = 0x60;
constexpr std::array<std::string_view, 7> kDayNames = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

constexpr std::int64_t kTwentyHours = 1'200;

// When the calls of a day fall. The gaps keep a late call clear of the next.
enum Call { kMorning, kLunch, kTea, kBed };
struct Hours {
  std::int32_t first;
  std::int32_t last;
};
constexpr std::array<Hours, 4> kHours = {{{420, 570}, {705, 795}, {990, 1'065}, {1'170, 1'305}}};

std::int32_t Start(Random& random, Call call) {
  const Hours h = kHours[call];
  return static_cast<std::int32_t>(h.first + 15 * random.Below((h.last - h.first) / 15 + 1));
}

// A call on every day; for some people half an hour later at the weekend.
void AddDaily(Plan& plan, Random& random, Call call, std::int32_t minutes, std::int32_t carers) {
  const std::int32_t start = Start(random, call);
  const bool weekend_later = call == kMorning && start <= 540 && random.Chance(1, 3);
  if (!weekend_later) {
    plan.push_back({kEveryDay, start, minutes, carers});
    return;
  }
  plan.push_back({kMonToFri, start, minutes, carers});
  plan.push_back({kSatSun, start + 30, random.Chance(1, 2) ? minutes : std::min(minutes + 15, 60), carers});
}

Plan Draw(Random& random, bool heavy) {
  static constexpr std::array<std::int64_t, 7> kUsual = {10, 12, 20, 22, 18, 12, 6};
  static constexpr std::array<std::int64_t, 7> kHeavy = {0, 0, 0, 5, 20, 35, 40};
  const auto minutes = [&](std::int32_t least) {
    return least + 15 * static_cast<std::int32_t>(random.Below(2));
  };
  Plan plan;
  switch (random.Pick(heavy ? kHeavy : kUsual)) {
    case 0:
      plan.push_back({0b0010101, Start(random, kMorning), 60, 1});
      break;  // Mon, Wed, Fri
    case 1:
      plan.push_back({kMonToFri, Start(random, kMorning), minutes(45), 1});
      break;
    case 2:
      AddDaily(plan, random, kMorning, minutes(30), 1);
      break;
    case 3:
      AddDaily(plan, random, kMorning, minutes(30), 1);
      AddDaily(plan, random, kBed, 30, 1);
      break;
    case 4:
      AddDaily(plan, random, kMorning, minutes(30), 1);
      AddDaily(plan, random, kLunch, random.Chance(1, 5) ? 15 : 30, 1);
      AddDaily(plan, random, kTea, 30, 1);
      break;
    case 5:
      AddDaily(plan, random, kMorning, minutes(30), 1);
      AddDaily(plan, random, kLunch, 30, 1);
      AddDaily(plan, random, kTea, 30, 1);
      AddDaily(plan, random, kBed, 30, 1);
      break;
    default: {
      const std::int32_t lunch_carers = random.Chance(1, 4) ? 1 : 2;
      AddDaily(plan, random, kMorning, minutes(30), 2);
      AddDaily(plan, random, kLunch, 30, lunch_carers);
      AddDaily(plan, random, kTea, 30, 2);
      AddDaily(plan, random, kBed, 30, 2);
    }
  }
  return plan;
}

Plan DrawNight(Random& random) {
  if (random.Chance(1, 2)) {
    Plan plan;
    plan.push_back({kEveryDay, 30, 40, 1});  // A night round at half past midnight.
    AddDaily(plan, random, kMorning, 30, 1);
    return plan;
  }
  // A waking night, 22:00 to 07:00; never Sunday's, which ends after Monday's file is sent.
  const std::uint32_t days = random.Chance(1, 2) ? 0b0111111U : 0b0111000U;
  return {{days, 1'320, 540, 1}};
}

void AppendDays(std::string& out, std::uint32_t days) {
  bool first = true;
  for (unsigned d = 0; d < 7; ++d) {
    if ((days >> d & 1U) == 0) continue;
    unsigned last = d;
    while (last < 6 && (days >> (last + 1) & 1U) != 0) ++last;
    if (!std::exchange(first, false)) out += ',';
    out += kDayNames[d];
    if (last >= d + 2) {
      out += '-';
      out += kDayNames[last];
      d = last;
    }
  }
}

}  // namespace

std::int64_t WeeklyMinutes(const Plan& plan) {
  std::int64_t minutes = 0;
  for (const Slot& slot : plan) {
    for (int day = 0; day < 7; ++day) minutes += slot.On(day) ? std::int64_t{slot.minutes} * slot.carers : 0;
  }
  return minutes;
}

std::string PlanText(const Plan& plan) {
  std::string out;
  for (const Slot& slot : plan) {
    if (!out.empty()) out += "; ";
    AppendDays(out, slot.days);
    char rest[48];
    std::snprintf(rest, sizeof rest, " %02d:%02d %d", slot.start / 60, slot.start % 60, slot.minutes);
    out += rest;
    if (slot.carers > 1) out += " x" + std::to_string(slot.carers);
  }
  return out;
}

Plan PlanMaker::Main(Random& random, bool heavy) {
  Plan plan = random.Chance(nights_in_1000_, 1'000) ? DrawNight(random) : Draw(random, heavy);
  // Of a few draws the lowest or the highest, whichever brings the average back; more draws the further it
  // has strayed.
  if (!heavy && plan.front().minutes < kNightMinutes) {
    const std::int64_t wanted = target_ * (people_ + 1) - minutes_;
    const std::int64_t strayed = (wanted > target_ ? wanted - target_ : target_ - wanted) / kTwentyHours;
    for (std::int64_t draws = random.Between(1, 2) + std::min<std::int64_t>(strayed, 10); draws > 0;
         --draws) {
      Plan other = Draw(random, heavy);
      const bool lower = WeeklyMinutes(other) < WeeklyMinutes(plan);
      if (lower == (WeeklyMinutes(plan) > wanted)) plan = std::move(other);
    }
  }
  std::stable_sort(plan.begin(), plan.end(), [](const Slot& a, const Slot& b) { return a.start < b.start; });
  ++people_;
  minutes_ += WeeklyMinutes(plan);
  return plan;
}

Plan PlanMaker::Sitting(Random& random) {
  static constexpr std::array<std::uint32_t, 4> kDays = {0b0001010, 0b0010101, 0b0000010, kSatSun};
  const std::uint32_t days = kDays[static_cast<std::size_t>(random.Below(4))];
  return {{days, 855, random.Chance(1, 2) ? 60 : 90, 1}};  // From 14:15.
}

Plan PlanMaker::Changed(const Plan& plan, bool longer) {
  Plan changed = plan;
  for (Slot& slot : changed) {
    if (longer && slot.minutes <= 45) slot.minutes += 15;
    if (!longer && slot.minutes > 15 && slot.minutes < kNightMinutes) slot.minutes -= 15;
  }
  return changed;
}

}  // namespace careledger::generate
