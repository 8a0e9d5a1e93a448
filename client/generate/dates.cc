#include "client/generate/dates.h"

#include <algorithm>
#include <cstring>

namespace careledger::generate {
namespace {

struct Civil {
  int year;
  int month;
  int day;
};

// Days and civil dates after Howard Hinnant's "chrono-compatible low-level date algorithms".
Civil CivilOf(Day day) {
  const std::int32_t z = day + 719'468;
  const std::int32_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int32_t doe = z - era * 146'097;
  const std::int32_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int32_t mp = (5 * doy + 2) / 153;
  const int month = mp < 10 ? mp + 3 : mp - 9;
  return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1};
}

// The last Sunday of a month of 31 days (March and October both are).
Day LastSunday(int year, int month) {
  const Day last = DayOf(year, month, 31);
  return last - (Weekday(last) + 1) % 7;
}

bool InSummer(Day day_before_one, int year) {
  return LastSunday(year, 3) < day_before_one && day_before_one <= LastSunday(year, 10);
}

char* Two(char* out, std::int64_t value) {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

constexpr Day DayFloor(Instant seconds) {
  return static_cast<Day>(seconds >= 0 ? seconds / kDaySeconds : (seconds - kDaySeconds + 1) / kDaySeconds);
}

}  // namespace

Day DayOf(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719'468;
}

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text.substr(0, 4));
  const auto month = Digits(text.substr(5, 2));
  const auto day = Digits(text.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  const Day result = DayOf(*year, *month, *day);
  return DayText(result) == text ? std::optional(result) : std::nullopt;
}

std::string DayText(Day day) {
  const Civil c = CivilOf(day);
  char out[10];
  char* p = Two(Two(out, c.year / 100), c.year % 100);
  *p++ = '-';
  p = Two(p, c.month);
  *p++ = '-';
  p = Two(p, c.day);
  return std::string(out, p);
}

Clock::Clock(Day first, Day last) : first_(first), last_(last) {
  entries_.reserve(static_cast<std::size_t>(last - first + 1));
  for (Day day = first; day <= last; ++day) {
    Entry entry;
    const int year = CivilOf(day).year;
    const bool summer = InSummer(day, year);  // At 00:00 UTC.
    entry.before = summer ? 3'600 : 0;
    entry.after = entry.before;
    entry.change = Instant{day + 1} * kDaySeconds;
    if (day == LastSunday(year, 3) || day == LastSunday(year, 10)) {
      entry.change = Instant{day} * kDaySeconds + 3'600;
      entry.after = 3'600 - entry.before;
    }
    const std::string text = DayText(day) + "T";
    std::copy(text.begin(), text.end(), entry.text);
    entries_.push_back(entry);
  }
}

const Clock::Entry& Clock::EntryOf(Day day) const {
  return entries_[static_cast<std::size_t>(std::clamp(day, first_, last_) - first_)];
}

std::int32_t Clock::OffsetAt(Instant instant) const {
  const Entry& entry = EntryOf(DayFloor(instant));
  return instant < entry.change ? entry.before : entry.after;
}

Instant Clock::At(Day day, std::int32_t minutes) const {
  const Instant local = Instant{day} * kDaySeconds + Instant{minutes} * 60;
  // Trying summer time first gives the first of two meanings; a skipped time is in neither and counts from
  // the change.
  if (OffsetAt(local - 3'600) == 3'600) return local - 3'600;
  return local;
}

char* Clock::Write(char* out, Instant instant) const {
  const std::int32_t offset = OffsetAt(instant);
  const Instant local = instant + offset;
  const Day day = DayFloor(local);
  const Entry& entry = EntryOf(day);
  std::memcpy(out, entry.text, sizeof entry.text);
  out += sizeof entry.text;
  const std::int64_t second = local - Instant{day} * kDaySeconds;
  out = Two(out, second / 3'600);
  *out++ = ':';
  out = Two(out, second / 60 % 60);
  if (second % 60 != 0) {
    *out++ = ':';
    out = Two(out, second % 60);
  }
  const bool repeated = entry.before > entry.after && second >= 3'600 && second < 7'200;
  if (repeated) {
    std::memcpy(out, offset == 0 ? "+00:00" : "+01:00", 6);
    out += 6;
  }
  return out;
}

std::string Clock::Text(Instant instant) const {
  char out[32];
  return std::string(out, Write(out, instant));
}

std::string Clock::TextWithOffset(Instant instant) const {
  std::string text = Text(instant).substr(0, 19);
  if (text.size() < 19 || text[16] != ':') text = text.substr(0, 16) + ":00";
  return text + (OffsetAt(instant) == 0 ? "+00:00" : "+01:00");
}

}  // namespace careledger::generate
