// A described struct in words: "from_provider_id exit-012, to_provider_id aspen, minute 0". For trails,
// rejections and golden files; never parsed.
#pragma once

#include <charconv>
#include <string>

#include "replay/model/event.h"
#include "replay/model/wire.h"
#include "replay/model/words.h"

namespace careledger::model {

template <class T>
std::string ToText(const T& value) {
  if constexpr (std::is_same_v<T, WeeklyPlan> || std::is_same_v<T, PreferredTimes>) {
    return ToString(value);
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Pence> || std::is_same_v<T, Rate> ||
                       std::is_same_v<T, RecordTime>) {
    return value.ToString();
  } else if constexpr (std::is_same_v<T, Instant>) {
    return ToString(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return value ? "yes" : "no";
  } else if constexpr (IsOptional<T>::value) {
    return value ? ToText(*value) : "";
  } else if constexpr (IsVector<T>::value) {
    std::string out;
    for (const auto& element : value) out.append(out.empty() ? "" : "; ").append(ToText(element));
    return out;
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return value.ToString();
  } else if constexpr (wire::TextLike<T>::value) {
    return std::string(wire::TextLike<T>::View(value));
  } else if constexpr (Described<T>) {
    std::string out;
    ForEachField<T>([&](const auto& field) {
      std::string text = ToText(value.*field.member);
      if (text.empty() || text == "0") return;
      out.append(out.empty() ? "" : ", ").append(field.name).append(" ").append(text);
    });
    return out;
  } else if constexpr (std::is_enum_v<T>) {
    const std::string_view word = Word(value);
    return word.empty() ? std::to_string(static_cast<int>(value)) : std::string(word);
  } else {
    return std::to_string(value);
  }
}

// The event's fields, without its type.
inline std::string ToText(const Event& event) {
  return std::visit(
      [](const auto& category) { return std::visit([](const auto& e) { return ToText(e); }, category); },
      event);
}

}  // namespace careledger::model
