// Which order a visit belongs to, and whether it may be priced. Derived from the record each time it is
// asked, so that a late award allocates older visits and a reported death holds them, with no extra event.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "replay/projections/view.h"

namespace careledger::projections {

enum class VisitState : std::uint8_t { kPayable, kHeld, kUnallocated };

// Why a visit is not priced.
enum class Hold : std::uint8_t {
  kNone,
  kNoPackage,        // Unallocated: no package of this person, provider and service.
  kAmbiguous,        // Unallocated: two packages match.
  kNoOrder,          // The provider has no order in force at that time.
  kAfterEnd,         // The package had ended.
  kSuspended,        // Care was suspended on that date.
  kAfterDeath,       // The person had died.
  kNoTimes,          // Delivered, but no time of a carer was captured or given by the council.
  kSameVisit,        // The same visit under another id or source.
  kCarerElsewhere,   // The carer was at another visit at the time.
  kOverlap,          // More carers with the person than planned.
  kNoRate,           // No rate is in force for the hours worked.
  kNotPlanned,       // No plan, draw or approval has time for it, and the contract asks for that.
  kHealthContracts,  // The NHS contracts the care itself, and pays for it.
};
std::string_view ToString(VisitState state);  // "payable", ...
std::string_view ToString(Hold hold);         // "carer elsewhere", ...; "" for kNone

struct Assessed {
  const Visit* visit = nullptr;
  VisitState state = VisitState::kPayable;
  Hold hold = Hold::kNone;
  const model::Person* person = nullptr;        // Null: never named.
  const model::Package* package = nullptr;      // Null only when unallocated.
  const model::Placement* placement = nullptr;  // Of that provider; null when it has none in force then.
  const model::PlanVersion* plan = nullptr;     // The plan the visit is measured against, if any.
  const model::PlanSlot* slot = nullptr;        // The slot it answers; null: unplanned.
  // Set when the provider came beside the one that has the package, as approved; payable for all that.
  const model::Handover* handover = nullptr;
};

// The visits of one provider and service date, in canonical order. Where two visits exclude each other, the
// one earlier in that order stands and the other is held.
std::vector<Assessed> AssessDay(const View& view, const model::ProviderId& provider, model::Date date);

// Of these, the visits of one person: what AssessDay says of them, at the cost of those they may exclude.
std::vector<Assessed> AssessPerson(const View& view, const model::ProviderId& provider, model::Date date,
                                   const model::PersonId& person);
// What it says of a visit that meets no other: see Meet.
Assessed AssessAlone(const View& view, const Visit& visit);
// Whether the two may exclude each other, given that they share the person or a carer.
bool Meet(const Visit& a, const Visit& b);
// Calls `each` for the providers whose visits to the person, within a day of `date`, may meet one of that
// date; for one of them perhaps more than once.
void ForProvidersNear(const View& view, const model::Person& person, model::Date date,
                      const std::function<void(const model::ProviderId&)>& each);

}  // namespace careledger::projections
