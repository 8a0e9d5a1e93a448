#include "replay/model/preferred_times.h"

#include <algorithm>
#include <cstdio>

namespace careledger::model {
namespace {

constexpr std::uint32_t kDayMinutes = 24 * 60;

// "07:00"; "24:00" is the end of the day.
std::optional<std::uint32_t> MinuteOf(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  std::uint32_t digits[4];
  std::size_t next = 0;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digits[next++] = static_cast<std::uint32_t>(text[i] - '0');
  }
  const std::uint32_t minute = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
  if (digits[2] > 5 || minute > kDayMinutes) return std::nullopt;
  return minute;
}

std::string TimeOf(std::uint32_t minute) {
  char time[24];
  std::snprintf(time, sizeof time, "%02u:%02u", minute / 60, minute % 60);
  return time;
}

}  // namespace

std::optional<PreferredTimes> ParsePreferredTimes(std::string_view text) {
  PreferredTimes times;
  while (true) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string_view one = text.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    const std::size_t dash = one.find('-');
    if (dash == std::string_view::npos || times.size() == kPreferredTimesMax) return std::nullopt;
    const auto from = MinuteOf(one.substr(0, dash));
    const auto to = MinuteOf(one.substr(dash + 1));
    if (!from || !to || *to <= *from || (!times.empty() && *from < times.back().to_minute))
      return std::nullopt;
    times.push_back({.from_minute = *from, .to_minute = *to});
    if (end == text.size()) return times;
    text.remove_prefix(end + 1);
  }
}

std::string ToString(const PreferredTimes& times) {
  std::string out;
  for (const PreferredTime& time : times) {
    if (!out.empty()) out += "; ";
    out += TimeOf(time.from_minute) + "-" + TimeOf(time.to_minute);
  }
  return out;
}

}  // namespace careledger::model
