// Days and instants of England, for the generator alone: its totals must not share code with what they check.
//
// A day is a count of days since 1970-01-01, an instant a count of seconds since 1970-01-01T00:00:00Z. Summer
// time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::generate {

using Day = std::int32_t;
using Instant = std::int64_t;

constexpr Instant kDaySeconds = 86'400;

Day DayOf(int year, int month, int day);
std::optional<Day> ParseDay(std::string_view text);  // "2016-11-07"; empty when there is no such day.
std::string DayText(Day day);
constexpr int Weekday(Day day) { return ((day % 7) + 10) % 7; }  // 0 is Monday.
constexpr Day MondayOf(Day day) { return day - Weekday(day); }

// The clock of England over a span of days, tabulated once so that writing millions of times is cheap.
class Clock {
 public:
  // Knows the days first..last, both included. REQUIRES: first <= last, and every time asked for lies well
  // inside.
  Clock(Day first, Day last);

  Day first() const { return first_; }
  Day last() const { return last_; }

  // The instant of a local wall time; minutes may be 1440 or more, meaning the days after. In the hour that
  // October repeats it is the first, in the hour that March skips as many minutes after the change as it lies
  // after 01:00.
  Instant At(Day day, std::int32_t minutes) const;

  // Appends "2016-11-07T08:00" or, when the instant has seconds, "2016-11-07T08:00:30"; in the hour that
  // October repeats with its offset, "+01:00" or "+00:00". Returns the end. REQUIRES: room for 25 characters.
  char* Write(char* out, Instant instant) const;
  std::string Text(Instant instant) const;
  // The same with an offset always: "2016-11-07T06:00:00+00:00".
  std::string TextWithOffset(Instant instant) const;

 private:
  struct Entry {
    Instant change = 0;       // The change of clocks on this UTC day; beyond the day when there is none.
    std::int32_t before = 0;  // Seconds to add to UTC before it,
    std::int32_t after = 0;   // and from it on.
    char text[11] = {};       // "2016-11-07T"
  };
  const Entry& EntryOf(Day day) const;
  std::int32_t OffsetAt(Instant instant) const;

  Day first_;
  Day last_;
  std::vector<Entry> entries_;
};

}  // namespace careledger::generate
