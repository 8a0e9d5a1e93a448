// Civil dates, instants and the clock of England, without a time-zone database.
//
// Figures must be functions of records alone, so the rule for British Summer Time is written here rather than
// read from the machine: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
// October (The Summer Time Order 2002, SI 2002/262; in force in the same form since 1998). Valid for 1998
// onwards.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careledger::model {

enum class Weekday : std::uint8_t { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };

// A civil date, held as days since 1970-01-01. Values from outside are within 1998-01-01 .. 2199-12-31.
class Date {
 public:
  constexpr Date() = default;
  constexpr explicit Date(std::int32_t days) : days_(days) {}

  // Empty when there is no such day.
  static std::optional<Date> From(int year, int month, int day);
  // "2016-11-07" and nothing else; empty when malformed, impossible, or outside 1998..2199.
  static std::optional<Date> Parse(std::string_view text);

  constexpr std::int32_t days() const { return days_; }
  int year() const;
  int month() const;  // 1..12
  int day() const;    // 1..31
  constexpr Weekday weekday() const {
    return static_cast<Weekday>(((days_ % 7) + 7 + 3) % 7);  // 1970-01-01 was a Thursday.
  }
  Date FirstOfMonth() const;
  Date FirstOfNextMonth() const;
  // The same day so many months later, or the last of a shorter month.
  Date MonthsLater(std::uint32_t months) const;
  std::string ToString() const;       // "2016-11-07"
  std::string ToLongString() const;   // "7 November 2016"
  std::string ToMonthString() const;  // "2016-11"

  friend constexpr auto operator<=>(Date, Date) = default;
  friend constexpr Date operator+(Date d, std::int32_t n) { return Date(d.days_ + n); }
  friend constexpr Date operator-(Date d, std::int32_t n) { return Date(d.days_ - n); }
  friend constexpr std::int32_t operator-(Date a, Date b) { return a.days_ - b.days_; }
  constexpr Date& operator++() { return ++days_, *this; }

 private:
  std::int32_t days_ = 0;
};

// [first, last_excluded): contains `start`, not `end`.
struct Period {
  Date start;
  Date end;
  constexpr bool Contains(Date d) const { return start <= d && d < end; }
  constexpr std::int32_t days() const { return end - start; }
  friend bool operator==(const Period&, const Period&) = default;
};

// A point in time, in seconds since 1970-01-01T00:00:00Z. Visits are measured between instants.
struct Instant {
  std::int64_t seconds = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
};

// When a record was written, in microseconds since 1970-01-01T00:00:00Z.
struct RecordTime {
  std::int64_t micros = 0;
  constexpr Instant instant() const {
    return {micros >= 0 ? micros / 1'000'000 : (micros - 999'999) / 1'000'000};
  }
  std::string ToString() const;  // "2016-11-07T09:30:00.000000Z"
  friend constexpr auto operator<=>(RecordTime, RecordTime) = default;
};

// A local date and time in England.
struct LocalTime {
  Date date;
  std::int32_t minute = 0;  // Since midnight, 0..1439.
  std::int32_t second = 0;  // 0..59
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

// Minutes to add to UTC: 60 in summer time, else 0.
int LondonOffsetMinutes(Instant instant);

LocalTime ToLondon(Instant instant);
inline Date LondonDate(Instant instant) { return ToLondon(instant).date; }

// The instants a local time may mean: `first` and `last` are equal but in the hour that October repeats, and
// both empty in the hour that March skips.
struct LocalMeaning {
  std::optional<Instant> first;
  std::optional<Instant> last;
  bool ambiguous() const { return first != last; }
};
LocalMeaning FromLondon(const LocalTime& local);

// The instant of a *planned* local time, always defined: in a repeated hour the first, in a skipped hour as
// many minutes after the change as it lies after 01:00.
Instant PlannedInstant(Date date, std::int32_t minute_of_day);

// "2016-11-07T08:02", "2016-11-07T08:02:30", or either with "Z" or an offset of the form "+01:00".
// Empty when malformed or when a local time is ambiguous or impossible and carries no offset.
std::optional<Instant> ParseInstant(std::string_view text);

// The last microsecond of `date` in England: what *known at* a bare date means.
RecordTime EndOfDay(Date date);

// "2016-11-07T08:02:30+00:00" in England's time.
std::string ToString(Instant instant);

}  // namespace careledger::model
