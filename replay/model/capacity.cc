#include <charconv>

#include "replay/model/contract_life_events.h"

namespace careledger::model {
namespace {

constexpr std::uint64_t kMinutesMax = 10'000'000;

// Takes a number of digits from the front of `text`; false when there is none or it is above `max`.
template <class T>
bool TakeNumber(std::string_view& text, T max, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || out > max) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}
bool TakeChar(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<CapacityLine> TakeLine(std::string_view& text) {
  CapacityLine line;
  const bool ok = TakeNumber(text, 23U, line.from_hour) && TakeChar(text, '-') &&
                  TakeNumber(text, 24U, line.to_hour) && TakeChar(text, ' ') &&
                  TakeNumber(text, kMinutesMax, line.weekly_minutes);
  if (!ok || line.to_hour <= line.from_hour) return std::nullopt;
  return line;
}

}  // namespace

std::optional<Capacity> ParseCapacity(std::string_view text) {
  Capacity lines;
  if (text == "none") return lines;
  while (true) {
    const auto line = TakeLine(text);
    if (!line) return std::nullopt;
    for (const CapacityLine& other : lines) {
      if (line->from_hour < other.to_hour && other.from_hour < line->to_hour) return std::nullopt;
    }
    lines.push_back(*line);
    if (text.empty()) return lines;
    if (!TakeChar(text, ';') || !TakeChar(text, ' ')) return std::nullopt;
  }
}

std::string ToString(const Capacity& capacity) {
  std::string out;
  const auto hour = [](std::uint32_t h) { return (h < 10 ? "0" : "") + std::to_string(h); };
  for (const CapacityLine& line : capacity) {
    if (!out.empty()) out += "; ";
    out += hour(line.from_hour) + "-" + hour(line.to_hour) + " " + std::to_string(line.weekly_minutes);
  }
  return out.empty() ? "none" : out;
}

}  // namespace careledger::model
