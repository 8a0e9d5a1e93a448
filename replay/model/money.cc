#include "replay/model/money.h"

#include <cstdio>

namespace careledger::model {

std::string Pence::ToString() const {
  const auto magnitude =
      value_ < 0 ? 0 - static_cast<std::uint64_t>(value_) : static_cast<std::uint64_t>(value_);
  std::string pounds = std::to_string(magnitude / 100);
  for (std::size_t i = pounds.size(); i > 3; i -= 3) pounds.insert(i - 3, ",");
  char pence[8];
  std::snprintf(pence, sizeof pence, ".%02d", static_cast<int>(magnitude % 100));
  return (value_ < 0 ? "-£" : "£") + pounds + pence;
}

std::optional<Rate> Rate::Parse(std::string_view text) {
  std::int64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && i < 5; ++i)
    value = value * 10 + (text[i] - '0');
  if (i == 0) return std::nullopt;
  int decimals = 0;
  if (i < text.size()) {
    if (text[i++] != '.') return std::nullopt;
    for (; i < text.size() && decimals < 4; ++i, ++decimals) {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      value = value * 10 + (text[i] - '0');
    }
    if (decimals == 0 || i != text.size()) return std::nullopt;
  }
  for (; decimals < 4; ++decimals) value *= 10;
  if (value > kMax) return std::nullopt;
  return Rate(value);
}

std::string Rate::ToString() const {
  char text[32];
  if (value_ % 100 == 0) {
    std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(value_ / 10'000),
                  static_cast<long long>(value_ % 10'000 / 100));
  } else {
    std::snprintf(text, sizeof text, "%lld.%04lld", static_cast<long long>(value_ / 10'000),
                  static_cast<long long>(value_ % 10'000));
  }
  return text;
}

std::int64_t Round(Wide numerator, std::int64_t denominator, Rounding rounding) {
  const bool negative = numerator < 0;
  const Wide magnitude = negative ? -numerator : numerator;
  Wide quotient = magnitude / denominator;
  const Wide remainder = magnitude % denominator;
  switch (rounding) {
    case Rounding::kUnspecified:
    case Rounding::kHalfUp:
      if (remainder * 2 >= denominator) ++quotient;
      break;
    case Rounding::kUp:
      if (remainder != 0) ++quotient;
      break;
    case Rounding::kDown:
      break;
  }
  return static_cast<std::int64_t>(negative ? -quotient : quotient);
}

Pence PriceOf(Rate hourly, std::int64_t minutes, Rounding rounding) {
  // £0.0001 an hour * minutes / 60 min / 100 (£0.0001 in a penny).
  return Pence(Round(static_cast<Wide>(hourly.ten_thousandths()) * minutes, 6'000, rounding));
}

Rate Uplift(Rate rate, std::int64_t percent_e4, std::int64_t step, Rounding rounding) {
  const Wide raised = static_cast<Wide>(rate.ten_thousandths()) * (1'000'000 + percent_e4);
  return Rate(Round(raised, 1'000'000 * step, rounding) * step);
}

}  // namespace careledger::model
