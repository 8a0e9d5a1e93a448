// Quotients as text, half up in their last place. Never a quotient where there is nothing to divide by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "replay/model/money.h"

namespace careledger::answers {

// `part` / `whole` with so many decimals: "1.3"; `otherwise` when `whole` is 0. REQUIRES: 1 or 2 decimals.
inline std::string Quotient(model::Wide part, std::uint64_t whole, int decimals, std::string_view otherwise) {
  if (whole == 0) return std::string(otherwise);
  const std::uint64_t unit = decimals == 1 ? 10 : 100;
  const auto scaled = static_cast<std::uint64_t>(model::Round(
      part * static_cast<model::Wide>(unit), static_cast<std::int64_t>(whole), model::Rounding::kHalfUp));
  std::string places = std::to_string(scaled % unit);
  places.insert(0, static_cast<std::size_t>(decimals) - places.size(), '0');
  return std::to_string(scaled / unit) + "." + places;
}

// "93.1 %"
inline std::string Share(std::uint64_t part, std::uint64_t whole, std::string_view otherwise) {
  if (whole == 0) return std::string(otherwise);
  return Quotient(static_cast<model::Wide>(part) * 100, whole, 1, otherwise) + " %";
}

// Hours of so many minutes: "12.50".
inline std::string HoursAWeek(std::uint64_t minutes) {
  return Quotient(static_cast<model::Wide>(minutes), 60, 2, "");
}

}  // namespace careledger::answers
