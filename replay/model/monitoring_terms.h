// Words of monitoring: closed lists with their numbers in careledger.event.v1, and names. 0 is never stored.
#pragma once

#include "replay/model/ids.h"
#include "replay/model/mobilisation_events.h"
#include "replay/model/words.h"

namespace careledger::model {

using DocumentRef = Id<struct DocumentTag>;  // Where a document is kept: never what it says.
using MeetingId = Id<struct MeetingTag>;     // The next four are unique within their contract.
using ActionId = Id<struct ActionTag>;
using PlanId = Id<struct PlanTag>;  // An improvement plan.
using RiskId = Id<struct RiskTag>;

// How often information comes. Weeks run from Monday, quarters from January, April, July and October.
enum class Frequency : std::uint8_t {
  kUnspecified = 0,
  kWeekly = 1,
  kMonthly = 2,
  kQuarterly = 3,
  kNone = 4  // No longer.
};

enum class Rating : std::uint8_t {
  kUnspecified = 0,
  kOutstanding = 1,
  kGood = 2,
  kRequiresImprovement = 3,
  kInadequate = 4,
  kNotRated = 5  // Looked at, without enough to say.
};

enum class FeedbackKind : std::uint8_t {
  kUnspecified = 0,
  kComplaint = 1,
  kSafeguarding = 2,
  kCompliment = 3
};

enum class Instrument : std::uint8_t { kUnspecified = 0, kSurvey = 1, kPanel = 2, kVolunteersVisit = 3 };

enum class RiskState : std::uint8_t { kUnspecified = 0, kOpen = 1, kAccepted = 2, kClosed = 3 };

constexpr std::string_view Word(Frequency every) {
  constexpr std::string_view kWords[] = {"weekly", "monthly", "quarterly", "none"};
  return WordAt(kWords, every);
}
constexpr std::string_view Word(Rating rating) {
  constexpr std::string_view kWords[] = {"outstanding", "good", "requires-improvement", "inadequate",
                                         "not-rated"};
  return WordAt(kWords, rating);
}
constexpr std::string_view Word(FeedbackKind kind) {
  constexpr std::string_view kWords[] = {"complaint", "safeguarding", "compliment"};
  return WordAt(kWords, kind);
}
constexpr std::string_view Word(Instrument instrument) {
  constexpr std::string_view kWords[] = {"survey", "panel", "volunteers-visit"};
  return WordAt(kWords, instrument);
}
constexpr std::string_view Word(MobilisationMeasure measure) {
  constexpr std::string_view kWords[] = {"packages-ready", "carers-secured", "reviews-done"};
  return WordAt(kWords, measure);
}
constexpr std::string_view Word(RiskState state) {
  constexpr std::string_view kWords[] = {"open", "accepted", "closed"};
  return WordAt(kWords, state);
}

}  // namespace careledger::model
