#include "server/store/name_filter.h"

#include <string>

#include "gtest/gtest.h"

namespace careledger::store {
namespace {

NameFilter::Fingerprint Named(int i) { return NameFilter::FingerprintOf("x" + std::to_string(i)); }

// Rows hold fingerprints: another function would lose every visit, request and stream of an older ledger.
TEST(NameFilter, FingerprintsAreTheSameForEver) {
  EXPECT_EQ(NameFilter::FingerprintOf(""), 0x4fd0bfc1U);
  EXPECT_EQ(NameFilter::FingerprintOf("visit-1"), 0x0321b3ddU);
}

TEST(NameFilter, NothingIsInAnEmptyOne) { EXPECT_FALSE(NameFilter().MayContain(Named(1))); }

// More than one segment holds.
TEST(NameFilter, WhatWasAddedIsFoundAndLittleElse) {
  constexpr int kNames = 1'200'000;
  NameFilter filter;
  for (int i = 0; i < kNames; ++i) filter.Add(Named(i));
  int lost = 0;
  for (int i = 0; i < kNames; ++i) lost += filter.MayContain(Named(i)) ? 0 : 1;
  EXPECT_EQ(lost, 0);
  int in_vain = 0;
  constexpr int kOthers = 100'000;
  for (int i = 0; i < kOthers; ++i) in_vain += filter.MayContain(Named(kNames + i)) ? 1 : 0;
  EXPECT_LT(in_vain, kOthers / 50);
}

}  // namespace
}  // namespace careledger::store
