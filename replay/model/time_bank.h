// The time bank of a package: what stands in it follows from its records alone, and what has expired from the
// date, so that no timer writes history.
#pragma once

#include <vector>

#include "replay/model/package.h"

namespace careledger::model {

struct Deposit {
  BankedTime banked;
  std::uint32_t drawn = 0;
  bool expired = false;  // What is left of it can be drawn no more.
  std::uint32_t left() const { return banked.minutes - drawn; }
};

struct TimeBank {
  std::vector<Deposit> deposits;  // By day, then record.
  std::uint32_t banked = 0;       // Carers' minutes, each.
  std::uint32_t drawn = 0;        // Covered by deposits.
  std::uint32_t expired = 0;
  std::uint32_t balance = 0;    // Can be drawn on the date.
  std::uint32_t uncovered = 0;  // Drawn though the bank did not have it: of a foreign log.
};

// The bank at the end of `date`. A draw takes what expires first of what was banked by its own day and has
// not expired on it.
TimeBank TimeBankOn(const PackageLife& life, Date date);

// Minutes banked of the visit planned to start then.
std::uint32_t BankedAt(const PackageLife& life, Date date, std::uint32_t start_minute);

}  // namespace careledger::model
