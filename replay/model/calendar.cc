#include "replay/model/calendar.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace careledger::model {
namespace {

constexpr std::int64_t kDay = 86'400;

// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms").
constexpr std::int32_t DaysFromCivil(int y, int m, int d) {
  y -= m <= 2;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

struct Civil {
  int year;
  int month;
  int day;
};

constexpr Civil CivilFromDays(std::int32_t z) {
  z += 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int d = doy - (153 * mp + 2) / 5 + 1;
  const int m = mp < 10 ? mp + 3 : mp - 9;
  return {yoe + era * 400 + (m <= 2), m, d};
}

constexpr bool IsLeap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

constexpr int DaysIn(int y, int m) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return m == 2 && IsLeap(y) ? 29 : kDays[static_cast<std::size_t>(m - 1)];
}

// 01:00 UTC on the last Sunday of `month`.
constexpr std::int64_t ClockChange(int year, int month) {
  const std::int32_t last = DaysFromCivil(year, month, 31);  // March and October both have 31 days.
  const int since_sunday = (static_cast<int>(Date(last).weekday()) + 1) % 7;
  return (last - since_sunday) * kDay + 3600;
}

// Both changes of a year, [start, end) of its summer time; computed once, since every visit asks.
struct Summer {
  std::int64_t start;
  std::int64_t end;
};
constexpr int kFirstYear = 1970;
constexpr int kYears = 300;
constexpr std::array<Summer, kYears> kSummers = [] {
  std::array<Summer, kYears> summers{};
  for (int i = 0; i < kYears; ++i) {
    summers[static_cast<std::size_t>(i)] = {ClockChange(kFirstYear + i, 3), ClockChange(kFirstYear + i, 10)};
  }
  return summers;
}();

std::int32_t DayOf(std::int64_t seconds) {
  return static_cast<std::int32_t>(seconds >= 0 ? seconds / kDay : (seconds - kDay + 1) / kDay);
}

// Reads exactly `digits` digits at the front of `text` and drops them.
std::optional<int> Take(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

}  // namespace

std::optional<Date> Date::From(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > DaysIn(year, month)) return std::nullopt;
  return Date(DaysFromCivil(year, month, day));
}

std::optional<Date> Date::Parse(std::string_view text) {
  const auto y = Take(text, 4);
  if (!y || !TakeChar(text, '-')) return std::nullopt;
  const auto m = Take(text, 2);
  if (!m || !TakeChar(text, '-')) return std::nullopt;
  const auto d = Take(text, 2);
  if (!d || !text.empty() || *y < 1998 || *y > 2199) return std::nullopt;
  return From(*y, *m, *d);
}

int Date::year() const { return CivilFromDays(days_).year; }
int Date::month() const { return CivilFromDays(days_).month; }
int Date::day() const { return CivilFromDays(days_).day; }

Date Date::FirstOfMonth() const {
  const Civil c = CivilFromDays(days_);
  return Date(DaysFromCivil(c.year, c.month, 1));
}

Date Date::MonthsLater(std::uint32_t months) const {
  const std::uint32_t month0 = static_cast<std::uint32_t>(month()) - 1 + months;
  const int to_year = year() + static_cast<int>(month0 / 12);
  const int to_month = static_cast<int>(month0 % 12) + 1;
  for (int to_day = day(); to_day > 0; --to_day) {
    if (const auto date = From(to_year, to_month, to_day)) return *date;
  }
  return *this;  // Beyond the calendar.
}

Date Date::FirstOfNextMonth() const {
  const Civil c = CivilFromDays(days_);
  return Date(DaysFromCivil(c.month == 12 ? c.year + 1 : c.year, c.month == 12 ? 1 : c.month + 1, 1));
}

std::string Date::ToString() const {
  const Civil c = CivilFromDays(days_);
  if (c.year < 0 || c.year > 9999) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
    return text;
  }
  std::string text = "0000-00-00";
  const auto put = [&](std::size_t at, int number) {
    for (; number > 0; number /= 10) text[at--] = static_cast<char>('0' + number % 10);
  };
  put(3, c.year);
  put(6, c.month);
  put(9, c.day);
  return text;
}

std::string Date::ToMonthString() const { return ToString().substr(0, 7); }

std::string Date::ToLongString() const {
  const Civil c = CivilFromDays(days_);
  return std::to_string(c.day) + " " + kMonths[static_cast<std::size_t>(c.month - 1)] + " " +
         std::to_string(c.year);
}

int LondonOffsetMinutes(Instant instant) {
  // Neither change is near the end of a year, so the mean length of one finds it well enough.
  constexpr std::int64_t kMeanYear = 31'556'952;
  const std::int64_t year = instant.seconds / kMeanYear;
  if (instant.seconds < 0 || year >= kYears) return 0;
  const Summer& summer = kSummers[static_cast<std::size_t>(year)];
  return instant.seconds >= summer.start && instant.seconds < summer.end ? 60 : 0;
}

LocalTime ToLondon(Instant instant) {
  const std::int64_t local = instant.seconds + LondonOffsetMinutes(instant) * 60;
  const std::int32_t day = DayOf(local);
  const auto second_of_day = static_cast<std::int32_t>(local - day * kDay);
  return {Date(day), second_of_day / 60, second_of_day % 60};
}

LocalMeaning FromLondon(const LocalTime& local) {
  const std::int64_t naive = local.date.days() * kDay + local.minute * 60 + local.second;
  const Instant summer{naive - 3600};
  const Instant winter{naive};
  const bool in_summer = LondonOffsetMinutes(summer) == 60;
  const bool in_winter = LondonOffsetMinutes(winter) == 0;
  if (in_summer && in_winter) return {summer, winter};
  if (in_summer) return {summer, summer};
  if (in_winter) return {winter, winter};
  return {};
}

Instant PlannedInstant(Date date, std::int32_t minute_of_day) {
  const LocalMeaning meaning = FromLondon({date, minute_of_day, 0});
  if (meaning.first) return *meaning.first;
  return {date.days() * kDay + minute_of_day * 60};  // Skipped hour: 01:30 becomes 02:30 summer time.
}

std::optional<Instant> ParseInstant(std::string_view text) {
  if (text.size() < 16) return std::nullopt;
  const auto date = Date::Parse(text.substr(0, 10));
  text.remove_prefix(10);
  if (!date || !TakeChar(text, 'T')) return std::nullopt;
  const auto hour = Take(text, 2);
  if (!hour || !TakeChar(text, ':')) return std::nullopt;
  const auto minute = Take(text, 2);
  int second = 0;
  if (TakeChar(text, ':')) {
    const auto s = Take(text, 2);
    if (!s) return std::nullopt;
    second = *s;
  }
  if (!minute || *hour > 23 || *minute > 59 || second > 59) return std::nullopt;
  const std::int64_t naive = date->days() * kDay + *hour * 3600 + *minute * 60 + second;
  if (text == "Z") return Instant{naive};
  if (!text.empty()) {
    const int sign = text.front() == '+' ? 1 : text.front() == '-' ? -1 : 0;
    text.remove_prefix(1);
    const auto oh = Take(text, 2);
    if (sign == 0 || !oh || !TakeChar(text, ':')) return std::nullopt;
    const auto om = Take(text, 2);
    if (!om || !text.empty() || *oh > 14 || *om > 59) return std::nullopt;
    return Instant{naive - sign * (*oh * 3600 + *om * 60)};
  }
  const LocalMeaning meaning = FromLondon({*date, *hour * 60 + *minute, second});
  if (meaning.ambiguous() || !meaning.first) return std::nullopt;
  return meaning.first;
}

RecordTime EndOfDay(Date date) { return {PlannedInstant(date + 1, 0).seconds * 1'000'000 - 1}; }

std::string ToString(Instant instant) {
  const LocalTime t = ToLondon(instant);
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d+%02d:00", t.minute / 60, t.minute % 60, t.second,
                LondonOffsetMinutes(instant) / 60);
  return t.date.ToString() + text;
}

std::string RecordTime::ToString() const {
  const std::int64_t seconds = instant().seconds;
  const std::int32_t day = DayOf(seconds);
  const std::int64_t s = seconds - day * kDay;
  char text[40];
  std::snprintf(text, sizeof text, "T%02lld:%02lld:%02lld.%06lldZ", static_cast<long long>(s / 3600),
                static_cast<long long>(s / 60 % 60), static_cast<long long>(s % 60),
                static_cast<long long>(micros - seconds * 1'000'000));
  return Date(day).ToString() + text;
}

}  // namespace careledger::model
