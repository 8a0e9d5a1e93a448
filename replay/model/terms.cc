#include "replay/model/terms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace careledger::model {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::size_t kMaxSlots = 40;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The part of `text` before `separator`, dropped from `text` together with it.
std::string_view TakeUntil(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

std::optional<std::uint32_t> Number(std::string_view text, std::uint32_t max) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  std::uint32_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (value > max) return std::nullopt;
  return value;
}

std::optional<unsigned> DayIndex(std::string_view name) {
  const auto found = std::find(kDays.begin(), kDays.end(), name);
  if (found == kDays.end()) return std::nullopt;
  return static_cast<unsigned>(found - kDays.begin());
}

// "Mon-Fri,Sun" as a mask; 0 when malformed.
std::uint32_t ParseDays(std::string_view text) {
  std::uint32_t mask = 0;
  while (!text.empty()) {
    std::string_view part = TakeUntil(text, ',');
    const auto first = DayIndex(TakeUntil(part, '-'));
    const auto last = part.empty() ? first : DayIndex(part);
    if (!first || !last || *last < *first) return 0;
    for (unsigned d = *first; d <= *last; ++d) mask |= 1U << d;
  }
  return mask;
}

std::string DaysToString(std::uint32_t mask) {
  std::string out;
  for (unsigned d = 0; d < 7; ++d) {
    if ((mask >> d & 1U) == 0) continue;
    unsigned last = d;
    while (last < 6 && (mask >> (last + 1) & 1U) != 0) ++last;
    if (!out.empty()) out += ',';
    out += kDays[d];
    if (last > d) out.append("-").append(kDays[last]);
    d = last;
  }
  return out;
}

std::optional<PlanSlot> ParseSlot(std::string_view text) {
  PlanSlot slot;
  slot.weekdays = ParseDays(TakeUntil(text, ' '));
  std::string_view time = TakeUntil(text, ' ');
  const auto hour = Number(TakeUntil(time, ':'), 23);
  const auto minute = time.size() == 2 ? Number(time, 59) : std::nullopt;
  const auto minutes = Number(TakeUntil(text, ' '), 1440);
  if (!text.empty()) {
    if (text.front() != 'x') return std::nullopt;
    const auto carers = Number(text.substr(1), kCarersMax);
    if (!carers || *carers == 0) return std::nullopt;
    slot.carers = *carers;
  }
  if (slot.weekdays == 0 || !hour || !minute || !minutes || *minutes < 5) return std::nullopt;
  slot.start_minute = *hour * 60 + *minute;
  slot.minutes = *minutes;
  return slot;
}

}  // namespace

std::int64_t WeeklyMinutes(const WeeklyPlan& plan) {
  std::int64_t sum = 0;
  for (const PlanSlot& slot : plan) {
    sum += static_cast<std::int64_t>(std::popcount(slot.weekdays)) * slot.minutes * slot.carers;
  }
  return sum;
}

std::optional<WeeklyPlan> ParsePlan(std::string_view text) {
  WeeklyPlan plan;
  while (!text.empty()) {
    const auto slot = ParseSlot(Trim(TakeUntil(text, ';')));
    if (!slot || plan.size() == kMaxSlots) return std::nullopt;
    for (const PlanSlot& other : plan) {
      if (other.start_minute == slot->start_minute && (other.weekdays & slot->weekdays) != 0)
        return std::nullopt;
    }
    plan.push_back(*slot);
  }
  if (plan.empty()) return std::nullopt;
  return plan;
}

std::string ToString(const WeeklyPlan& plan) {
  std::string out;
  for (const PlanSlot& slot : plan) {
    char time[48];
    std::snprintf(time, sizeof time, " %02u:%02u %u", slot.start_minute / 60, slot.start_minute % 60,
                  slot.minutes);
    if (!out.empty()) out += "; ";
    out += DaysToString(slot.weekdays) + time;
    if (slot.carers != 1) out += " x" + std::to_string(slot.carers);
  }
  return out;
}

}  // namespace careledger::model
