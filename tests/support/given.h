// Given what is on record, when a command comes, then these events, a refusal, or nothing new:
//
//   Given(At("2016-11-07", PackageAwarded{...})).When(StartPackage{...}).Then(At("2016-11-08",
//   PackageStarted{...}));
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/decide/ladders.h"

namespace careledger::decide {

inline Date Day(std::string_view text) {
  const std::optional<Date> date = Date::Parse(text);
  EXPECT_TRUE(date) << text;
  return date.value_or(Date());
}
// England's time, "2016-11-07T08:00".
inline Instant Time(std::string_view text) {
  const std::optional<Instant> instant = ParseInstant(text);
  EXPECT_TRUE(instant) << text;
  return instant.value_or(Instant());
}
inline WeeklyPlan Plan(std::string_view text) {
  const std::optional<WeeklyPlan> plan = ParsePlan(text);
  EXPECT_TRUE(plan) << text;
  return plan.value_or(WeeklyPlan());
}

// The stream each event belongs to, written down a second time.
std::string StreamOf(const Event& event);

// A command or event in the category that it is one of.
template <class Variant, class T, std::size_t I = 0>
Variant Lift(const T& value) {
  using Category = std::variant_alternative_t<I, Variant>;
  if constexpr (std::is_constructible_v<Category, const T&>) {
    return Variant(std::in_place_index<I>, value);
  } else {
    return Lift<Variant, T, I + 1>(value);
  }
}

template <class C, class... Categories>
constexpr bool IsCommand(const std::variant<Categories...>*) {
  return (std::is_constructible_v<Categories, const C&> || ...);
}
// What comes of a command, or of a section of a contract file, which is one in all but that nobody asks for
// it by itself.
template <class C>
Outcome DecideAny(const World& world, const C& command, const Facts& facts) {
  if constexpr (IsCommand<C>(static_cast<const Command*>(nullptr))) {
    return Decide(world, Lift<Command>(command), facts);
  } else {
    return DecideOn(world, command, facts);
  }
}

NewEvent Fact(std::optional<Date> effective, Event event);
template <class E>
NewEvent At(std::string_view date, const E& event) {
  return Fact(Day(date), Lift<Event>(event));
}
// For events that are about recording only.
template <class E>
NewEvent Now(const E& event) {
  return Fact(std::nullopt, Lift<Event>(event));
}

void PrintTo(const NewEvent& event, std::ostream* out);
void PrintTo(Reason reason, std::ostream* out);

// A ledger in memory: records in order, at one moment.
struct Ledger {
  World world;
  Facts facts{.now = {Time("2020-06-01T12:00").seconds * 1'000'000}, .actor = "alice"};
  Position head{};

  Position Append(const NewEvent& event, const std::string& actor);
  Position Append(const NewEvent& event) { return Append(event, facts.actor); }
};

// What came of a command, to be checked.
class Answer {
 public:
  explicit Answer(Outcome outcome) : outcome_(std::move(outcome)) {}

  template <class... Events>
  void Then(const Events&... events) const {
    ThenAll({events...});
  }
  void ThenAll(const std::vector<NewEvent>& events) const;
  // Nothing new: the record at `position`, or the last of `stream`, holds.
  void ThenAlready(std::uint64_t position) const;
  void ThenAlready(std::string_view stream) const;
  void ThenRejected(Reason reason) const;
  void ThenRejected(Reason reason, std::string_view field) const;
  void ThenRejected(Reason reason, std::string_view field, std::string_view detail) const;
  void ThenAccepted() const;  // Whatever it records.
  const Outcome& outcome() const { return outcome_; }

 private:
  const Decision* Accepted() const;  // Null, and a failure, when it was refused.
  Outcome outcome_;
};

class Scenario {
 public:
  Scenario();
  Scenario(const Scenario&);
  Scenario(Scenario&&) noexcept;
  Scenario& operator=(const Scenario&);
  Scenario& operator=(Scenario&&) noexcept;
  ~Scenario();
  template <class... Events>
  Scenario& Given(const Events&... events) {
    (ledger_.Append(events), ...);
    return *this;
  }
  Scenario& GivenAll(const std::vector<NewEvent>& events) {
    for (const NewEvent& event : events) ledger_.Append(event);
    return *this;
  }
  Scenario& By(std::string actor) {
    ledger_.facts.actor = std::move(actor);
    return *this;
  }
  template <class C>
  Answer When(const C& command) const {
    return Answer(DecideAny(ledger_.world, command, ledger_.facts));
  }
  // The command is accepted, and what it says is on record.
  template <class C>
  Scenario& After(const C& command) {
    return Record(C::kName, DecideAny(ledger_.world, command, ledger_.facts));
  }
  Facts& facts() { return ledger_.facts; }
  Ledger& ledger() { return ledger_; }
  std::uint64_t head() const { return Number(ledger_.head); }

 private:
  Scenario& Record(std::string_view name, const Outcome& outcome);

  Ledger ledger_;
};

template <class... Events>
Scenario Given(const Events&... events) {
  Scenario scenario;
  scenario.Given(events...);
  return scenario;
}

}  // namespace careledger::decide
