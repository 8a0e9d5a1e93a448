// Money: integer pence, exact decimal rates, and the one place where a fraction of a penny is decided.
#pragma once

#include <compare>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace careledger::model {

// Pounds sterling in whole pence. May be negative (a difference). Sums are checked: overflow stops the
// program, since a wrapped amount must never be recorded; the range is +-£92,233,720,368,547,758.07.
class Pence {
 public:
  constexpr Pence() = default;
  constexpr explicit Pence(std::int64_t value) : value_(value) {}
  constexpr std::int64_t value() const { return value_; }
  std::string ToString() const;  // "£1,234.56", "-£0.05"

  friend constexpr auto operator<=>(Pence, Pence) = default;
  friend Pence operator+(Pence a, Pence b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.value_, b.value_, &sum)) std::abort();
    return Pence(sum);
  }
  friend Pence operator-(Pence a, Pence b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.value_, b.value_, &difference)) std::abort();
    return Pence(difference);
  }
  Pence& operator+=(Pence other) { return *this = *this + other; }

 private:
  std::int64_t value_ = 0;
};

// A price for a unit (an hour, a visit, a night), in units of £0.0001. From outside: 0 .. £9,999.9999.
class Rate {
 public:
  static constexpr std::int64_t kMax = 99'999'999;

  constexpr Rate() = default;
  constexpr explicit Rate(std::int64_t ten_thousandths) : value_(ten_thousandths) {}
  // "16", "16.2", "16.22", "16.2250": at most four decimals, no sign. Empty when malformed or above kMax.
  static std::optional<Rate> Parse(std::string_view text);

  constexpr std::int64_t ten_thousandths() const { return value_; }
  std::string ToString() const;  // "16.22", "16.2250": two decimals, or four when needed.
  friend constexpr auto operator<=>(Rate, Rate) = default;

 private:
  std::int64_t value_ = 0;
};

// How a fraction becomes a whole number. Half goes away from zero, so that a difference and its reversal
// match.
enum class Rounding : std::uint8_t { kUnspecified = 0, kHalfUp = 1, kDown = 2, kUp = 3 };

// Wide enough for any product of a rate and minutes.
__extension__ using Wide = __int128;

// The one rounding rule: `numerator / denominator` as a whole number. REQUIRES: denominator > 0.
std::int64_t Round(Wide numerator, std::int64_t denominator, Rounding rounding);

// Pence for `minutes` at `hourly`, rounded once. REQUIRES: minutes >= 0.
Pence PriceOf(Rate hourly, std::int64_t minutes, Rounding rounding);

// `rate` raised by `percent_e4` (hundredths of a percent of a percent: 25000 is 2.5 %; may be negative),
// rounded half up to the next multiple of `step` (in £0.0001; 100 is a penny). REQUIRES: step > 0.
Rate Uplift(Rate rate, std::int64_t percent_e4, std::int64_t step, Rounding rounding);

}  // namespace careledger::model
