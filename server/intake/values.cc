#include "server/intake/values.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "replay/model/words.h"

namespace careledger::intake {
namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kQuotedBytesMax = 60;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
// Where the first control character other than a line feed begins; the size of `text` when there is none.
std::size_t ControlAt(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool second = text[i] == '\xc2' && i + 1 < text.size() && (text[i + 1] & '\xe0') == '\x80';
    if ((IsControl(text[i]) && text[i] != '\n') || second) return i;
  }
  return text.size();
}
bool IsBlank(std::string_view text) { return text.find_first_not_of(" \n") == std::string_view::npos; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Bytes of the UTF-8 character at the front of `text`; 0 when it is not one. REQUIRES: `text` is not empty.
std::size_t CharacterBytes(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto goes_on = [&](std::size_t i) { return (at(i) & 0xc0U) == 0x80U; };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return goes_on(1) ? 2 : 0;
  if (first < 0xf0) {
    const bool overlong = first == 0xe0 && at(1) < 0xa0;
    const bool surrogate = first == 0xed && at(1) >= 0xa0;
    return goes_on(1) && goes_on(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const bool overlong = first == 0xf0 && at(1) < 0x90;
  const bool beyond = first == 0xf4 && at(1) >= 0x90;
  return goes_on(1) && goes_on(2) && goes_on(3) && !overlong && !beyond ? 4 : 0;
}

template <class T>
bool ParseWhole(std::string_view text, T& out) {
  if (text.empty() || !IsDigit(text.front())) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

// What is wrong with a well-formed local time that names no instant. REQUIRES: in the hour of a clock change.
std::string ClockChange(std::string_view text, const model::LocalTime& local) {
  std::string out = Quoted(text);
  if (model::FromLondon(local).first) {
    return out.append(" comes twice, because the clocks go back that night: write ")
        .append(text)
        .append("+01:00 for the first or ")
        .append(text)
        .append("+00:00 for the second");
  }
  return out.append(" does not exist: the clocks go forward from 01:00 to 02:00 that night");
}

}  // namespace

bool Parse(std::string_view text, model::Date& out) {
  const std::optional<model::Date> date = model::Date::Parse(text);
  if (date) out = *date;
  return date.has_value();
}

bool Parse(std::string_view text, model::Instant& out) {
  const std::optional<model::Instant> instant = model::ParseInstant(text);
  if (instant) out = *instant;
  return instant.has_value();
}

bool Parse(std::string_view text, model::Rate& out) {
  const std::optional<model::Rate> rate = model::Rate::Parse(text);
  if (rate) out = *rate;
  return rate.has_value();
}

bool Parse(std::string_view text, model::Pence& out) {
  constexpr std::uint64_t kMostPounds = 1'000'000'000'000;
  std::string_view pounds = text;
  std::uint64_t pence = 0;
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.size() != 2 || !ParseWhole(fraction, pence)) return false;
    pounds = text.substr(0, point);
  }
  std::uint64_t whole = 0;
  if (!ParseWhole(pounds, whole) || whole > kMostPounds) return false;
  out = model::Pence(static_cast<std::int64_t>(whole * 100 + pence));
  return true;
}

bool Parse(std::string_view text, decide::Percent& out) {
  constexpr std::size_t kWholeDigits = 6;
  constexpr std::size_t kDecimals = 4;
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (whole.empty() || whole.size() > kWholeDigits || decimals.size() > kDecimals) return false;
  if (point < text.size() && decimals.empty()) return false;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < whole.size() + kDecimals; ++i) {
    const std::size_t decimal = i - whole.size();
    const char digit = i < whole.size() ? whole[i] : decimal < decimals.size() ? decimals[decimal] : '0';
    if (!IsDigit(digit)) return false;
    value = value * 10 + (digit - '0');
  }
  out.e4 = negative ? -value : value;
  return true;
}

bool Parse(std::string_view text, decide::TimeOfDay& out) {
  if (text.size() != 5 || text[2] != ':') return false;
  std::uint32_t hour = 0;
  std::uint32_t minute = 0;
  if (!ParseWhole(text.substr(0, 2), hour) || !ParseWhole(text.substr(3), minute) || hour > 23 ||
      minute > 59) {
    return false;
  }
  out.minute = hour * 60 + minute;
  return true;
}

bool Parse(std::string_view text, model::WeeklyPlan& out) {
  std::optional<model::WeeklyPlan> plan = model::ParsePlan(text);
  if (!plan) return false;
  out = *std::move(plan);
  return true;
}

bool Parse(std::string_view text, model::PreferredTimes& out) {
  std::optional<model::PreferredTimes> times = model::ParsePreferredTimes(text);
  if (!times) return false;
  out = *std::move(times);
  return true;
}

bool Parse(std::string_view text, model::Capacity& out) {
  std::optional<model::Capacity> capacity = model::ParseCapacity(text);
  if (!capacity) return false;
  out = *std::move(capacity);
  return true;
}

bool Parse(std::string_view text, model::FitScore& out) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  return Parse(text.substr(0, colon), out.provider_id) && ParseWhole(text.substr(colon + 1), out.fit);
}

bool Parse(std::string_view text, model::GoalReview& out) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !Parse(text.substr(0, colon), out.goal)) return false;
  for (int number = 1; !model::Word(static_cast<model::GoalResult>(number)).empty(); ++number) {
    out.result = static_cast<model::GoalResult>(number);
    if (model::Word(out.result) == text.substr(colon + 1)) return true;
  }
  return false;
}

bool Parse(std::string_view text, std::uint64_t& out) { return ParseWhole(text, out); }
bool Parse(std::string_view text, std::uint32_t& out) { return ParseWhole(text, out); }

bool Parse(std::string_view text, decide::FreeText& out) {
  if (text.size() > decide::kFreeTextBytesMax || IsBlank(text) || ControlAt(text) < text.size()) return false;
  out.text.assign(text);
  return true;
}

bool Parse(std::string_view text, std::string& out) {
  if (text.size() > kNameBytesMax || std::any_of(text.begin(), text.end(), IsControl)) return false;
  out.assign(text);
  return true;
}

std::string NotAnId(std::string_view text) {
  return Quoted(text) + " is not an id: 1 to 64 characters of a-z A-Z 0-9 . _ -, the first a letter or digit";
}

std::string Explain(std::string_view text, model::Date) {
  return Quoted(text) + " is not a date from 1998-01-01 to 2199-12-31, written like 2016-11-07";
}

std::string Explain(std::string_view text, model::Instant) {
  // Well-formed but for the offset it would need: then it is the clock that is to blame.
  if (const auto naive = model::ParseInstant(std::string(text) + "Z")) {
    const std::int64_t days = naive->seconds / 86'400;
    const auto second = static_cast<std::int32_t>(naive->seconds % 86'400);
    return ClockChange(text, {model::Date(static_cast<std::int32_t>(days)), second / 60, second % 60});
  }
  return Quoted(text) +
         " is not a time, written like 2016-11-07T08:02, 2016-11-07T08:02:30 or with an offset, "
         "2016-11-07T08:02+00:00";
}

std::string Explain(std::string_view text, const decide::FreeText&) {
  if (text.size() > decide::kFreeTextBytesMax)
    return std::to_string(text.size()) + " bytes: at most " + std::to_string(decide::kFreeTextBytesMax);
  if (IsBlank(text)) return "there is nothing to see in it";
  return "byte " + std::to_string(ControlAt(text) + 1) + " begins a control character other than a line feed";
}

std::string Explain(std::string_view text, model::Rate) {
  return Quoted(text) + " is not a rate in pounds from 0 to " + model::Rate(model::Rate::kMax).ToString() +
         " with at most four decimals, written like 16.22";
}

std::string Explain(std::string_view text, model::Pence) {
  return Quoted(text) + " is not an amount: pounds, with two decimals or none, \"20600000\" or \"1.50\"";
}
std::string Explain(std::string_view text, decide::Percent) {
  return Quoted(text) +
         " is not a percentage below 1000000 with at most four decimals, written like 2.5 or -1.25";
}

std::string Explain(std::string_view text, decide::TimeOfDay) {
  return Quoted(text) + " is not a time of day from 00:00 to 23:59, written like 08:30";
}

std::string Explain(std::string_view text, const model::WeeklyPlan&) {
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view slot = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!model::ParsePlan(slot)) {
      return Quoted(slot) +
             " is not a slot of a plan: days, start, 5 to 1440 minutes and, if several, 1 to 4 carers, "
             "written like Sat,Sun 09:00 45 x2";
    }
  }
  return Quoted(text) + " is not a plan: it has more than 40 slots, or two on the same day at the same time";
}

std::string Explain(std::string_view text, const model::PreferredTimes&) {
  return Quoted(text) + " is not times of day in order, at most " +
         std::to_string(model::kPreferredTimesMax) +
         " and none overlapping, written like 07:00-10:00; 17:30-19:00";
}

std::string Explain(std::string_view text, const model::Capacity&) {
  return Quoted(text) +
         " is not a capacity: whole hours of the day and carers' minutes a week, \"07-11 2100; 16-22 1200\", "
         "none of "
         "which overlap, or \"none\"";
}
std::string Explain(std::string_view text, const model::FitScore&) {
  return Quoted(text) + " is not a score: a provider and its fit from 0 to 100, \"P1:80\"";
}
std::string Explain(std::string_view text, const model::GoalReview&) {
  return Quoted(text) +
         " is not a result: a goal and what was found, met, partly, not-met or not-assessed, \"stairs:met\"";
}
std::string Explain(std::string_view text, std::uint64_t) {
  return Quoted(text) + " is not a whole number from 0 to 18446744073709551615";
}
std::string Explain(std::string_view text, std::uint32_t) {
  return Quoted(text) + " is not a whole number from 0 to 4294967295";
}

std::string Explain(std::string_view text, const std::string&) {
  if (text.size() > kNameBytesMax) {
    return Quoted(text) + " has " + std::to_string(text.size()) + " bytes: at most " +
           std::to_string(kNameBytesMax);
  }
  return Quoted(text) + " holds a control character";
}

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = CharacterBytes(text.substr(i));
    if (i + std::max<std::size_t>(bytes, 1) > kQuotedBytesMax) return out + "...'";
    if (bytes == 0 || IsControl(text[i])) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(text[i])));
      out += hex;
      ++i;
    } else {
      out.append(text.substr(i, bytes));
      i += bytes;
    }
  }
  return out + "'";
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t word = 0;
    while (text.size() >= sizeof word) {
      std::memcpy(&word, text.data(), sizeof word);
      if ((word & 0x8080808080808080U) != 0) break;
      text.remove_prefix(sizeof word);
    }
    if (text.empty()) break;
    const std::size_t bytes = CharacterBytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace careledger::intake
