#include "server/store/gathering.h"

#include "gtest/gtest.h"

namespace careledger::store {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Gathering, OneAloneWaitsForNobodyHoweverManyThereWere) {
  Gathering gathering;
  EXPECT_LE(gathering.together(), 1U);
  for (int i = 0; i < 20; ++i) gathering.Served(32);
  EXPECT_GE(gathering.together(), 31U);
  for (int i = 0; i < 20; ++i) gathering.Served(1);
  EXPECT_LE(gathering.together(), 1U);
}

TEST(Gathering, WaitsHalfASyncWithinBounds) {
  EXPECT_EQ(Gathering::Wait(microseconds(200), microseconds(100)), microseconds(200));
  EXPECT_EQ(Gathering::Wait(microseconds(200), milliseconds(3)), microseconds(1500));
  EXPECT_EQ(Gathering::Wait(microseconds(200), seconds(10)), milliseconds(2));
}

}  // namespace
}  // namespace careledger::store
