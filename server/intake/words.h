// The words that files use for closed lists: "call-monitoring", "bank-holiday".
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "replay/model/terms.h"
#include "server/intake/values.h"

namespace careledger::intake {

template <class E>
struct Word {
  std::string_view text;
  E value;
};

inline constexpr std::array kProviderForms = {
    Word{"sole", model::ProviderForm::kSole},
    Word{"lead", model::ProviderForm::kLead},
    Word{"consortium", model::ProviderForm::kConsortium},
    Word{"in-house", model::ProviderForm::kInHouse},
};
inline constexpr std::array kDayTypes = {
    Word{"any", model::DayType::kAny},           Word{"weekday", model::DayType::kWeekday},
    Word{"saturday", model::DayType::kSaturday}, Word{"sunday", model::DayType::kSunday},
    Word{"weekend", model::DayType::kWeekend},   Word{"bank-holiday", model::DayType::kBankHoliday},
};
inline constexpr std::array kVisitStatuses = {
    Word{"delivered", model::VisitStatus::kDelivered},
    Word{"missed", model::VisitStatus::kMissed},
    Word{"cancelled-in-time", model::VisitStatus::kCancelledInTime},
    Word{"cancelled-late", model::VisitStatus::kCancelledLate},
    Word{"no-access", model::VisitStatus::kNoAccess},
    Word{"refused", model::VisitStatus::kRefused},
    Word{"in-hospital", model::VisitStatus::kInHospital},
};
inline constexpr std::array kNotifiers = {
    Word{"person", model::NoticeBy::kPerson},
    Word{"provider", model::NoticeBy::kProvider},
    Word{"council", model::NoticeBy::kCouncil},
    Word{"hospital", model::NoticeBy::kHospital},
};
inline constexpr std::array kEvidence = {
    Word{"call-monitoring", model::Evidence::kCallMonitoring},
    Word{"app", model::Evidence::kApp},
    Word{"timesheet", model::Evidence::kTimesheet},
    Word{"weekly-total", model::Evidence::kWeeklyTotal},
};
inline constexpr std::array kPriorities = {
    Word{"urgent", model::Priority::kUrgent},
    Word{"soon", model::Priority::kSoon},
    Word{"routine", model::Priority::kRoutine},
};
inline constexpr std::array kYesNo = {Word{"yes", true}, Word{"no", false}};

constexpr const auto& WordsOf(model::ProviderForm) { return kProviderForms; }
constexpr const auto& WordsOf(model::DayType) { return kDayTypes; }
constexpr const auto& WordsOf(model::VisitStatus) { return kVisitStatuses; }
constexpr const auto& WordsOf(model::NoticeBy) { return kNotifiers; }
constexpr const auto& WordsOf(model::Evidence) { return kEvidence; }
constexpr const auto& WordsOf(model::Priority) { return kPriorities; }
constexpr const auto& WordsOf(bool) { return kYesNo; }

// Reads a cell that holds one word of E's list; see Reading::Read.
template <class E>
void ReadWord(std::string_view column, std::string_view text, Need need, E& out, Reading& reading) {
  if (text.empty()) {
    if (need == Need::kRequired) reading.Refuse(column, "is required");
    return;
  }
  const auto& words = WordsOf(E{});
  const auto* word = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.text == text; });
  if (word != words.end()) {
    out = word->value;
    return;
  }
  std::string known;
  for (const auto& w : words) known.append(known.empty() ? "" : ", ").append(w.text);
  reading.Refuse(column, Quoted(text) + " is none of " + known);
}

}  // namespace careledger::intake
