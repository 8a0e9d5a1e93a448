// Where in history a question is asked, as people write it: a first look, for a helpful message. The server
// is the authority on what a history point means.
#pragma once

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include "careledger/v1/common.pb.h"

namespace careledger::say {

// Digits where the shape has 9, and the shape's own characters elsewhere.
inline bool HasShape(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() &&
         std::equal(text.begin(), text.end(), shape.begin(), [](char c, char s) {
           return s == '9' ? std::isdigit(static_cast<unsigned char>(c)) != 0 : c == s;
         });
}

inline bool LooksLikeDate(std::string_view text) { return HasShape(text, "9999-99-99"); }

// A date, "T" or a space, a time of day to the minute or finer, and perhaps an offset.
inline bool LooksLikeInstant(std::string_view text) {
  return text.size() >= 16 && LooksLikeDate(text.substr(0, 10)) && (text[10] == 'T' || text[10] == ' ') &&
         HasShape(text.substr(11, 5), "99:99") &&
         text.substr(16).find_first_not_of("0123456789:.+-Z") == std::string_view::npos;
}

inline bool LooksLikePosition(std::string_view text) {
  return text.size() > 1 && text.size() <= 21 && text.front() == '#' &&
         text.substr(1).find_first_not_of("0123456789") == std::string_view::npos;
}

// What is wrong with the point's shape, in words; nothing when it looks right.
inline std::optional<std::string> Fault(const v1::HistoryPoint& point) {
  const std::string& known_at = point.known_at();
  if (!known_at.empty() && !LooksLikeDate(known_at) && !LooksLikeInstant(known_at) &&
      !LooksLikePosition(known_at)) {
    return "known-at: \"" + known_at +
           "\" is none of a date (2020-03-31), an instant (2020-03-31T17:00) and a position (#81234)";
  }
  if (!point.on().empty() && !LooksLikeDate(point.on())) {
    return "on: \"" + point.on() + "\" is not a date (2020-03-31)";
  }
  return std::nullopt;
}

}  // namespace careledger::say
