// The weekly pattern of a person's visits: which days, when, how long, how many carers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/generate/random.h"

namespace careledger::generate {

// One regular visit of a week.
struct Slot {
  std::uint32_t days = 0;  // Bit 0 is Monday.
  std::int32_t start = 0;  // Local minute since midnight.
  std::int32_t minutes = 0;
  std::int32_t carers = 1;
  bool On(int weekday) const { return (days >> static_cast<unsigned>(weekday) & 1U) != 0; }
};
using Plan =
    std::vector<Slot>;  // Ascending by start. The visits of one day leave at least an hour between them.

constexpr std::int32_t kNightMinutes = 360;  // A visit this long or longer ends by the clock on the wall.

// Carer minutes of one week.
std::int64_t WeeklyMinutes(const Plan& plan);

// "Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2"
std::string PlanText(const Plan& plan);

// Draws plans whose weekly carer time averages a target, as far as the patterns reach: about 3.5 to 22 hours.
class PlanMaker {
 public:
  PlanMaker(std::int64_t tenths_of_hours, std::int64_t nights_in_1000)
      : target_(tenths_of_hours * 6), nights_in_1000_(nights_in_1000) {}

  // Of a person; `heavy` for one with complex needs.
  Plan Main(Random& random, bool heavy);
  // Of a second package: a few afternoons of company, clear of the calls of every main plan.
  static Plan Sitting(Random& random);
  // A changed plan: the same calls, longer or shorter by 15 minutes.
  static Plan Changed(const Plan& plan, bool longer);

 private:
  std::int64_t target_;  // Minutes a person a week.
  std::int64_t nights_in_1000_;
  std::int64_t people_ = 0;
  std::int64_t minutes_ = 0;
};

}  // namespace careledger::generate
