// The words of closed lists, as requests, files and answers write them: "cancelled-in-time". Empty for a
// number that is none of the list, and for the unspecified.
#pragma once

#include <cstddef>
#include <string_view>

#include "replay/model/terms.h"

namespace careledger::model {

// `words` in the order of their numbers, from 1.
template <class E, std::size_t kCount>
constexpr std::string_view WordAt(const std::string_view (&words)[kCount], E value) {
  const auto number = static_cast<std::size_t>(value);
  return number == 0 || number > kCount ? std::string_view() : words[number - 1];
}

constexpr std::string_view Word(ProviderForm form) {
  constexpr std::string_view kWords[] = {"sole", "lead", "consortium"};
  return WordAt(kWords, form);
}
constexpr std::string_view Word(DayType day_type) {
  constexpr std::string_view kWords[] = {"any", "weekday", "saturday", "sunday", "bank-holiday", "weekend"};
  return WordAt(kWords, day_type);
}
constexpr std::string_view Word(VisitStatus status) {
  constexpr std::string_view kWords[] = {"delivered", "missed",  "cancelled-in-time", "cancelled-late",
                                         "no-access", "refused", "in-hospital"};
  return WordAt(kWords, status);
}
constexpr std::string_view Word(NoticeBy notice_by) {
  constexpr std::string_view kWords[] = {"person", "provider", "council", "hospital"};
  return WordAt(kWords, notice_by);
}
constexpr std::string_view Word(Evidence evidence) {
  constexpr std::string_view kWords[] = {"call-monitoring", "app", "timesheet", "weekly-total"};
  return WordAt(kWords, evidence);
}
constexpr std::string_view Word(Rounding rounding) {
  constexpr std::string_view kWords[] = {"half-up", "down", "up"};
  return WordAt(kWords, rounding);
}

}  // namespace careledger::model
