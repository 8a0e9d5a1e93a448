#include "replay/model/terms.h"

#include <random>
#include <set>

#include "gtest/gtest.h"

namespace careledger::model {
namespace {

TEST(Plan, ReadsAndSays) {
  for (const auto& [text, canonical] : std::initializer_list<std::pair<const char*, const char*>>{
           {"Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2", "Mon-Fri 08:00 30; Sat-Sun 09:00 45 x2"},
           {"Mon 00:00 1440 x4", "Mon 00:00 1440 x4"},
           {"Sun,Mon,Wed 23:59 5", "Mon,Wed,Sun 23:59 5"},
           {"Mon-Sun 08:00 30;Mon-Sun 18:00 45", "Mon-Sun 08:00 30; Mon-Sun 18:00 45"},
           {"  Mon 8:05 30  ", "Mon 08:05 30"},
           {"Mon-Mon 08:00 30 x1", "Mon 08:00 30"}}) {
    const auto plan = ParsePlan(text);
    ASSERT_TRUE(plan) << text;
    EXPECT_EQ(ToString(*plan), canonical);
    EXPECT_EQ(ParsePlan(canonical), plan);
  }
  EXPECT_EQ(WeeklyMinutes(*ParsePlan("Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2")), 150 + 180);
  const PlanSlot slot = ParsePlan("Tue,Sun 08:00 30")->front();
  EXPECT_TRUE(slot.On(Weekday::kTuesday) && slot.On(Weekday::kSunday));
  EXPECT_FALSE(slot.On(Weekday::kMonday) || slot.On(Weekday::kSaturday));
}

TEST(Plan, Refuses) {
  for (const char* text : {"",
                           ";",
                           "Mon",
                           "Mon 08:00",
                           "Mon 08:00 4",
                           "Mon 08:00 1441",
                           "Mon 24:00 30",
                           "Mon 08:60 30",
                           "Mon 08:0 30",
                           "Mon 0800 30",
                           "Fri-Mon 08:00 30",
                           "Mon- 08:00 x",
                           "mon 08:00 30",
                           "Monday 08:00 30",
                           "Mon 08:00 30 x0",
                           "Mon 08:00 30 x5",
                           "Mon 08:00 30 2",
                           "Mon 08:00 30 x2 x2",
                           "Mon 08:00 -30",
                           "Mon 08:00 30; ; Tue 08:00 30",
                           "Mon-Fri 08:00 30; Fri 08:00 45",
                           "Mon, 08:00 30 y"}) {
    EXPECT_FALSE(ParsePlan(text)) << text;
  }
}

TEST(Plan, AnyPlanIsReadBackAsItWas) {
  std::minstd_rand random(1);
  for (int i = 0; i < 2'000; ++i) {
    WeeklyPlan plan;
    std::set<std::uint32_t> starts;
    const int slots = 1 + static_cast<int>(random() % 8);
    for (int s = 0; s < slots; ++s) {
      const PlanSlot slot{.weekdays = 1 + static_cast<std::uint32_t>(random() % 127),
                          .start_minute = static_cast<std::uint32_t>(random() % 1440),
                          .minutes = 5 + static_cast<std::uint32_t>(random() % 1436),
                          .carers = 1 + static_cast<std::uint32_t>(random() % 4)};
      if (starts.insert(slot.start_minute).second) plan.push_back(slot);
    }
    const auto read = ParsePlan(ToString(plan));
    ASSERT_TRUE(read) << ToString(plan);
    ASSERT_EQ(*read, plan);
  }
}

}  // namespace
}  // namespace careledger::model
