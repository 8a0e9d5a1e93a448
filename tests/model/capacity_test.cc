// Declared capacity as text: hours of the day, and carers' minutes a week.
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "replay/model/contract_life_events.h"

namespace careledger::model {
namespace {

TEST(Capacity, IsReadAsItIsWritten) {
  const Capacity twice = {{7, 11, 2100}, {16, 22, 1200}};
  EXPECT_EQ(ParseCapacity("07-11 2100; 16-22 1200"), twice);
  EXPECT_EQ(ToString(twice), "07-11 2100; 16-22 1200");
  EXPECT_EQ(ParseCapacity("7-11 2100; 16-22 1200"), twice);
  EXPECT_EQ(ParseCapacity("none"), Capacity());
  EXPECT_EQ(ToString(Capacity()), "none");
  EXPECT_EQ(ParseCapacity("00-24 10000000"), (Capacity{{0, 24, 10'000'000}}));
  EXPECT_EQ(ParseCapacity("16-22 0; 07-16 5"), (Capacity{{16, 22, 0}, {7, 16, 5}}));  // They may touch.
}

TEST(Capacity, RefusesWhatItCannotMean) {
  for (const std::string_view text : {
           "",
           " ",
           "None",
           "none;",
           "07-11",
           "07-11 ",
           "07-11  5",
           "07 11 5",
           "07-11 5;",
           "07-11 5; ",
           "07-11 5;16-22 5",
           "07-11 5, 16-22 5",
           "07-11 5 ",
           "07-11 -5",
           "-7-11 5",
           "07-11 5.5",
           "7:00-11 5",
           "24-24 5",
           "07-25 5",  // No such hours.
           "11-07 5",
           "07-07 5",                     // No time between.
           "07-11 10000001",              // More than anybody has.
           "07-11 99999999999999999999",  //
           "07-11 5; 10-12 5",
           "07-11 5; 07-11 5",  // Twice the same hour.
           "08-09 5; 07-11 5",  //
       }) {
    EXPECT_FALSE(ParseCapacity(text)) << text;
  }
}

RC_GTEST_PROP(Capacity, ComesBackFromItsText, ()) {
  Capacity lines;
  for (std::uint32_t hour = 0; hour < 24;) {
    const auto from = *rc::gen::inRange<std::uint32_t>(hour, 24);
    const auto to = *rc::gen::inRange<std::uint32_t>(from + 1, 25);
    lines.push_back({from, to, *rc::gen::inRange<std::uint64_t>(0, 10'000'001)});
    hour = to;
  }
  RC_ASSERT(ParseCapacity(ToString(lines)) == std::optional(lines));
}

}  // namespace
}  // namespace careledger::model
