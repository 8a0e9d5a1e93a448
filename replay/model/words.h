// The words of closed lists, as requests, files and answers write them: "cancelled-in-time". Empty for a
// number that is none of the list, and for the unspecified.
#pragma once

#include <cstddef>
#include <string_view>

#include "replay/model/note_events.h"
#include "replay/model/package_health_events.h"
#include "replay/model/policy_events.h"
#include "replay/model/sourcing_events.h"
#include "replay/model/succession_events.h"
#include "replay/model/terms.h"

namespace careledger::model {

// `words` in the order of their numbers, from 1.
template <class E, std::size_t kCount>
constexpr std::string_view WordAt(const std::string_view (&words)[kCount], E value) {
  const auto number = static_cast<std::size_t>(value);
  return number == 0 || number > kCount ? std::string_view() : words[number - 1];
}

constexpr std::string_view Word(ProviderForm form) {
  constexpr std::string_view kWords[] = {"sole", "lead", "consortium", "in-house"};
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
constexpr std::string_view Word(Priority priority) {
  constexpr std::string_view kWords[] = {"urgent", "soon", "routine"};
  return WordAt(kWords, priority);
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

constexpr std::string_view Word(TierScope scope) {
  constexpr std::string_view kWords[] = {"lot", "contract"};
  return WordAt(kWords, scope);
}
constexpr std::string_view Word(SourcingRule rule) {
  constexpr std::string_view kWords[] = {"sole", "ranked-offer", "mini-competition", "direct-award"};
  return WordAt(kWords, rule);
}
constexpr std::string_view Word(TieRule tie) {
  constexpr std::string_view kWords[] = {"lowest-price", "best-fit", "earliest-bid"};
  return WordAt(kWords, tie);
}
constexpr std::string_view Word(AdmissionMode mode) {
  constexpr std::string_view kWords[] = {"closed", "rounds", "open"};
  return WordAt(kWords, mode);
}
constexpr std::string_view Word(PriceKind kind) {
  constexpr std::string_view kWords[] = {"fixed", "range", "corridor", "negotiated"};
  return WordAt(kWords, kind);
}
constexpr std::string_view Word(MovesOn moves_on) {
  constexpr std::string_view kWords[] = {"go-live", "first-change", "review", "never"};
  return WordAt(kWords, moves_on);
}
constexpr std::string_view Word(SuccessionKind kind) {
  constexpr std::string_view kWords[] = {"succession", "merger", "novation"};
  return WordAt(kWords, kind);
}
constexpr std::string_view Word(PassReason reason) {
  constexpr std::string_view kWords[] = {"declined",    "not-answered", "no-capacity",
                                         "no-provider", "no-bids",      "person-chose"};
  return WordAt(kWords, reason);
}
constexpr std::string_view Word(NoteKind kind) {
  constexpr std::string_view kWords[] = {"needs", "note", "reason"};
  return WordAt(kWords, kind);
}

constexpr std::string_view Word(HealthSettlement settlement) {
  constexpr std::string_view kWords[] = {"joint-contract", "health-contracts"};
  return WordAt(kWords, settlement);
}
constexpr std::string_view Word(CallMonitoring method) {
  constexpr std::string_view kWords[] = {"landline", "app", "timesheets"};
  return WordAt(kWords, method);
}
constexpr std::string_view Word(GoalResult result) {
  constexpr std::string_view kWords[] = {"met", "partly", "not-met", "not-assessed"};
  return WordAt(kWords, result);
}
constexpr std::string_view Word(ReablementOutcome outcome) {
  constexpr std::string_view kWords[] = {"no-more-care", "reduced", "same",     "increased",   "hospital",
                                         "care-home",    "died",    "withdrew", "not-assessed"};
  return WordAt(kWords, outcome);
}

}  // namespace careledger::model
