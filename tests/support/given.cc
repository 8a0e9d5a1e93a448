#include "tests/support/given.h"

namespace careledger::decide {

std::string StreamOf(const Event& event) {
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

NewEvent Fact(std::optional<Date> effective, Event event) {
  std::string stream = StreamOf(event);
  return {std::move(stream), effective, std::move(event)};
}

void PrintTo(const NewEvent& event, std::ostream* out) {
  *out << TypeOf(event.event) << " on " << event.stream
       << (event.effective ? " from " + event.effective->ToString() : "");
}
void PrintTo(Reason reason, std::ostream* out) { *out << "Reason " << static_cast<std::uint32_t>(reason); }

Position Ledger::Append(const NewEvent& event, const std::string& actor) {
  head = Position{Number(head) + 1};
  Evolve(world, {.position = head,
                 .time = facts.now,
                 .effective = event.effective.value_or(facts.today()),
                 .actor = actor,
                 .event = event.event});
  return head;
}

const Decision* Answer::Accepted() const {
  if (const auto* no = std::get_if<Rejection>(&outcome_)) {
    ADD_FAILURE() << "refused: " << static_cast<std::uint32_t>(no->reason) << " " << no->field << ": "
                  << no->detail;
    return nullptr;
  }
  return &std::get<Decision>(outcome_);
}

void Answer::ThenAll(const std::vector<NewEvent>& events) const {
  const auto* decision = Accepted();
  if (decision == nullptr) return;
  EXPECT_EQ(decision->events, events);
}

void Answer::ThenAlready(std::uint64_t position) const {
  const auto* decision = Accepted();
  if (decision == nullptr) return;
  EXPECT_EQ(decision->events, std::vector<NewEvent>());
  EXPECT_EQ(Number(decision->already), position);
}

void Answer::ThenAlready(std::string_view stream) const {
  const auto* decision = Accepted();
  if (decision == nullptr) return;
  EXPECT_EQ(decision->events, std::vector<NewEvent>());
  EXPECT_EQ(decision->already_stream, stream);
}

void Answer::ThenRejected(Reason reason) const {
  const auto* no = std::get_if<Rejection>(&outcome_);
  ASSERT_NE(no, nullptr) << "accepted with " << std::get<Decision>(outcome_).events.size() << " events";
  EXPECT_EQ(no->reason, reason) << no->field << ": " << no->detail;
  EXPECT_NE(no->detail, "");
}

void Answer::ThenRejected(Reason reason, std::string_view field) const {
  ThenRejected(reason);
  const auto* no = std::get_if<Rejection>(&outcome_);
  if (no == nullptr) return;
  EXPECT_EQ(no->field, field);
}

void Answer::ThenRejected(Reason reason, std::string_view field, std::string_view detail) const {
  ThenRejected(reason);
  const auto* no = std::get_if<Rejection>(&outcome_);
  if (no == nullptr) return;
  EXPECT_EQ(no->field, field);
  EXPECT_EQ(no->detail, detail);
}

void Answer::ThenAccepted() const {
  const auto* decision = Accepted();
  if (decision == nullptr) return;
  EXPECT_FALSE(decision->events.empty());
}

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario&) = default;
Scenario::Scenario(Scenario&&) noexcept = default;
Scenario& Scenario::operator=(const Scenario&) = default;
Scenario& Scenario::operator=(Scenario&&) noexcept = default;
Scenario::~Scenario() = default;

Scenario& Scenario::Record(std::string_view name, const Outcome& outcome) {
  const auto* decision = std::get_if<Decision>(&outcome);
  if (decision == nullptr) {
    ADD_FAILURE() << name << " refused: " << std::get<Rejection>(outcome).detail;
    return *this;
  }
  for (const NewEvent& event : decision->events) ledger_.Append(event);
  return *this;
}

}  // namespace careledger::decide
