// What the monitoring of a contract comes to on a date: information late or come, actions, ratings,
// standards, risks and improvement plans, each read from the records that count at the view's point and are
// of its date or before.
#pragma once

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "replay/projections/view.h"

namespace careledger::projections {

// One record that counts. `event` lives as long as the view.
template <class E>
struct Noted {
  const E* event = nullptr;
  model::Date date;
  model::Position position{};
};

// Records of one kind, in order of date, then position.
template <class E>
std::vector<Noted<E>> NotedOf(const View& view, const model::ContractId& contract) {
  std::vector<Noted<E>> out;
  const model::Monitoring* monitoring = view.monitoring(contract);
  if (monitoring == nullptr) return out;
  for (const auto& entry : monitoring->entries()) {
    const E* event = std::get_if<E>(&entry->event);
    if (event == nullptr || view.point().on < entry->effective) continue;
    if (monitoring->Counts(*entry, view.point().known))
      out.push_back({event, entry->effective, entry->position});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Noted<E>& a, const Noted<E>& b) { return a.date < b.date; });
  return out;
}

// Who holds a lot or is admitted on the date, or on some day of the period.
std::set<model::ProviderId> PartiesOn(const model::Contract& contract, model::Date date);
std::set<model::ProviderId> PartiesIn(const model::Contract& contract, const model::Period& period);

// Due: not come, and its date not passed. Late: not come by the end of the date on which it was due.
enum class InformationState : std::uint8_t { kDue, kLate, kReceived, kCameLate };
std::string_view ToString(InformationState state);

// One item of one provider for a period that has ended. A period is expected of who is party to the contract
// on its last day, by the version of the item in force on its first; what else came stands beside it.
struct InformationRow {
  model::ProviderId provider_id;
  model::Code item;
  model::Frequency every = model::Frequency::kUnspecified;
  model::Period period;
  model::Date due;
  std::optional<model::Date> received;  // The first time.
  model::DocumentRef document;          // The last that came.
  InformationState state = InformationState::kDue;
  model::Position position{};  // Of the record that says it came first.
};
// By due date, provider, item, period.
std::vector<InformationRow> InformationOf(const View& view, const model::Contract& contract);

enum class ActionState : std::uint8_t { kOpen, kOverdue, kClosed };
std::string_view ToString(ActionState state);

struct ActionRow {
  Noted<model::ActionAgreed> agreed;
  std::optional<model::Date> closed;
  model::DocumentRef document;
  ActionState state = ActionState::kOpen;
};
// By due date, then id.
std::vector<ActionRow> ActionsOf(const View& view, const model::ContractId& contract);

// A quality score or a published rating, in force until another of the same measure or body.
struct RatingRow {
  model::ProviderId provider_id;
  bool published = false;
  model::Code subject;
  std::string value;  // "4 of 5", "good"
  model::Date from;
  std::optional<model::Date> until;
  model::DocumentRef document;
  model::Position position{};
};
// By provider, kind, subject, date.
std::vector<RatingRow> RatingsOf(const View& view, const model::ContractId& contract);

enum class StandardState : std::uint8_t { kInForce, kExpired, kNotMet, kMissing };
std::string_view ToString(StandardState state);

// One standard required on the date, of one who is party to the contract then.
struct StandardRow {
  model::ProviderId provider_id;
  model::Code standard;
  model::Date required_from;
  StandardState state = StandardState::kMissing;
  std::optional<Noted<model::StandardAttested>> evidence;  // The latest.
  std::optional<model::Date> expires;                      // First day without it.
};
// By provider, standard.
std::vector<StandardRow> StandardsOf(const View& view, const model::Contract& contract);

struct RiskRow {
  Noted<model::RiskAssessed> assessed;  // The latest.
  model::Date first;
  std::uint32_t score() const { return assessed.event->likelihood * assessed.event->impact; }
};
// The gravest first, then by id.
std::vector<RiskRow> RisksOf(const View& view, const model::ContractId& contract);

struct PlanRow {
  Noted<model::ImprovementPlanOpened> opened;
  std::vector<model::Code> shared_with;  // In order of date.
  std::optional<Noted<model::ImprovementPlanClosed>> closed;
};
// By date, then position.
std::vector<PlanRow> PlansOf(const View& view, const model::ContractId& contract);

}  // namespace careledger::projections
