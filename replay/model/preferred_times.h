// When a person would have care begin, as long as nobody has assessed how much it is to be: afterwards the
// weekly plan says it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/model/fields.h"

namespace careledger::model {

// Visits that begin in [from, to) of any day; local time, in minutes since midnight.
struct PreferredTime {
  std::uint32_t from_minute = 0;  // 0..1439
  std::uint32_t to_minute = 0;    // After it, at most 1440.
  static constexpr std::string_view kName = "PreferredTime";
  static constexpr auto Fields() {
    return Table(F(1, "from_minute", &PreferredTime::from_minute),
                 F(2, "to_minute", &PreferredTime::to_minute));
  }
  bool operator==(const PreferredTime&) const = default;
};
// In order, none overlapping another; at most kPreferredTimesMax.
using PreferredTimes = std::vector<PreferredTime>;
inline constexpr std::size_t kPreferredTimesMax = 8;

// "07:00-10:00; 17:30-19:00" <-> times. Parse is empty when malformed or out of range, when there are too
// many, or when one begins before the one written before it ends. "" is written when there is none.
std::optional<PreferredTimes> ParsePreferredTimes(std::string_view text);
std::string ToString(const PreferredTimes& times);

}  // namespace careledger::model
