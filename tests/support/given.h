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
inline std::string StreamOf(const Event& event) {
  const auto visits = [](const auto& e) {
    return "visits-" + e.provider_id.str() + "." + e.service_date.ToMonthString();
  };
  return std::visit(
      Overloaded{
          [](const LedgerEvent&) { return std::string("ledger"); },
          [](const PartyEvent& category) {
            return std::visit(
                Overloaded{
                    [](const CommissionerRegistered& e) { return "commissioner-" + e.commissioner_id.str(); },
                    [](const ProviderRegistered& e) { return "provider-" + e.provider_id.str(); },
                    [](const ProviderSucceeded& e) { return "provider-" + e.provider_id.str(); },
                    [](const CommissionerSucceeded& e) { return "commissioner-" + e.commissioner_id.str(); }},
                category);
          },
          [](const PersonEvent& category) {
            return std::visit([](const auto& e) { return "person-" + e.person_id.str(); }, category);
          },
          [](const ContractEvent& category) {
            return std::visit([](const auto& e) { return "contract-" + e.contract_id.str(); }, category);
          },
          [](const ChangeEvent& category) {
            return std::visit([](const auto& e) { return "change-" + e.change_id.str(); }, category);
          },
          [](const PackageEvent& category) {
            return std::visit([](const auto& e) { return "package-" + e.package_id.str(); }, category);
          },
          [](const TransferEvent& category) {
            return std::visit([](const auto& e) { return "transfer-" + e.transfer_id.str(); }, category);
          },
          [&](const VisitEvent& category) { return std::visit(visits, category); },
          [](const ImportEvent& category) {
            return std::visit([](const auto& e) { return "import-" + e.file_reference.str(); }, category);
          },
          [](const MonitoringEvent& category) {
            return std::visit([](const auto& e) { return "monitoring-" + e.contract_id.str(); }, category);
          },
          [](const NoteEvent& category) {
            return std::visit([](const auto& e) { return "notes-" + e.person_id.str(); }, category);
          },
      },
      event);
}

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

inline NewEvent Fact(std::optional<Date> effective, Event event) {
  std::string stream = StreamOf(event);
  return {std::move(stream), effective, std::move(event)};
}
template <class E>
NewEvent At(std::string_view date, const E& event) {
  return Fact(Day(date), Lift<Event>(event));
}
// For events that are about recording only.
template <class E>
NewEvent Now(const E& event) {
  return Fact(std::nullopt, Lift<Event>(event));
}

inline void PrintTo(const NewEvent& event, std::ostream* out) {
  *out << TypeOf(event.event) << " on " << event.stream
       << (event.effective ? " from " + event.effective->ToString() : "");
}
inline void PrintTo(Reason reason, std::ostream* out) {
  *out << "Reason " << static_cast<std::uint32_t>(reason);
}

// A ledger in memory: records in order, at one moment.
struct Ledger {
  World world;
  Facts facts{.now = {Time("2020-06-01T12:00").seconds * 1'000'000}, .actor = "alice"};
  Position head{};

  Position Append(const NewEvent& event, const std::string& actor) {
    head = Position{Number(head) + 1};
    Evolve(world, {.position = head,
                   .time = facts.now,
                   .effective = event.effective.value_or(facts.today()),
                   .actor = actor,
                   .event = event.event});
    return head;
  }
  Position Append(const NewEvent& event) { return Append(event, facts.actor); }
};

// What came of a command, to be checked.
class Answer {
 public:
  explicit Answer(Outcome outcome) : outcome_(std::move(outcome)) {}

  template <class... Events>
  void Then(const Events&... events) const {
    const auto* decision = Accepted();
    if (decision == nullptr) return;
    EXPECT_EQ(decision->events, (std::vector<NewEvent>{events...}));
  }
  // Nothing new: the record at `position`, or the last of `stream`, holds.
  void ThenAlready(std::uint64_t position) const {
    const auto* decision = Accepted();
    if (decision == nullptr) return;
    EXPECT_EQ(decision->events, std::vector<NewEvent>());
    EXPECT_EQ(Number(decision->already), position);
  }
  void ThenAlready(std::string_view stream) const {
    const auto* decision = Accepted();
    if (decision == nullptr) return;
    EXPECT_EQ(decision->events, std::vector<NewEvent>());
    EXPECT_EQ(decision->already_stream, stream);
  }
  void ThenRejected(Reason reason) const {
    const auto* no = std::get_if<Rejection>(&outcome_);
    ASSERT_NE(no, nullptr) << "accepted with " << std::get<Decision>(outcome_).events.size() << " events";
    EXPECT_EQ(no->reason, reason) << no->field << ": " << no->detail;
    EXPECT_NE(no->detail, "");
  }
  void ThenRejected(Reason reason, std::string_view field) const {
    ThenRejected(reason);
    const auto* no = std::get_if<Rejection>(&outcome_);
    if (no == nullptr) return;
    EXPECT_EQ(no->field, field);
  }
  void ThenRejected(Reason reason, std::string_view field, std::string_view detail) const {
    ThenRejected(reason);
    const auto* no = std::get_if<Rejection>(&outcome_);
    if (no == nullptr) return;
    EXPECT_EQ(no->field, field);
    EXPECT_EQ(no->detail, detail);
  }
  // Whatever it records.
  void ThenAccepted() const {
    const auto* decision = Accepted();
    if (decision == nullptr) return;
    EXPECT_FALSE(decision->events.empty());
  }
  const Outcome& outcome() const { return outcome_; }

 private:
  const Decision* Accepted() const {
    if (const auto* no = std::get_if<Rejection>(&outcome_)) {
      ADD_FAILURE() << "refused: " << static_cast<std::uint32_t>(no->reason) << " " << no->field << ": "
                    << no->detail;
      return nullptr;
    }
    return &std::get<Decision>(outcome_);
  }
  Outcome outcome_;
};

class Scenario {
 public:
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
    const Outcome outcome = DecideAny(ledger_.world, command, ledger_.facts);
    const auto* decision = std::get_if<Decision>(&outcome);
    if (decision == nullptr) {
      ADD_FAILURE() << C::kName << " refused: " << std::get<Rejection>(outcome).detail;
      return *this;
    }
    for (const NewEvent& event : decision->events) ledger_.Append(event);
    return *this;
  }
  Facts& facts() { return ledger_.facts; }
  Ledger& ledger() { return ledger_; }
  std::uint64_t head() const { return Number(ledger_.head); }

 private:
  Ledger ledger_;
};

template <class... Events>
Scenario Given(const Events&... events) {
  Scenario scenario;
  scenario.Given(events...);
  return scenario;
}

}  // namespace careledger::decide
