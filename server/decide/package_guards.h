// What ladders ask of a package of care.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

// A package whose request counts.
inline bool Known(const Package* package) {
  return package != nullptr && package->life().requested.has_value();
}
Rejection NoPackage(const PackageId& id);

// The last placement that does not merely go on with whoever has taken the provider's place; null when the
// package was never placed.
const Placement* LastPlaced(const Package& package);

// Where the person lives on `date`, by all that is known.
const Code& AreaOf(const World& world, const PackageRequested& request, Date date);
// The lot of the contract in which the person lives on `date`: by its boundaries where they say, else the one
// that was named with the request; empty when neither is of the contract.
LotId LivesIn(const World& world, const Contract& contract, const PackageRequested& request, Date date);
// kOutsideLot, when the boundaries of the contract say otherwise than `lot`.
Refusal OutsideLot(const Contract& contract, const LotId& lot, const Code& area, Date date);

NewEvent OnPackage(const PackageId& package, std::optional<Date> effective, PackageEvent event);

// `package` as it would be after one more record.
void Suppose(Package& package, const NewEvent& event, const Facts& facts);

// The entry at `position`; null when the package has none.
const PackageEntry* EntryAt(const Package& package, std::uint64_t position);
// The latest entry of type `E` that counts, takes effect on `date` and for which `same` holds; null when
// none.
template <class E, class Same>
const PackageEntry* FindRecord(const Package& package, Date date, const Same& same) {
  for (auto entry = package.entries().rbegin(); entry != package.entries().rend(); ++entry) {
    const E* event = std::get_if<E>(&entry->event);
    if (event != nullptr && Number(entry->voided_by) == 0 && entry->effective == date && same(*event))
      return &*entry;
  }
  return nullptr;
}

// The placement in force at `at` or else just before it; null when neither.
const Placement* PlacementUpTo(const Package& package, const Moment& at);

// Whether something can follow on the date of `at` from `placement`, the one found for it: it must exist
// (kPackageNotAwarded; kBeforeStart when one begins later), and the package not have ended (kPackageEnded) or
// the person have died (kPersonDied). A package that has ended is not said to be not awarded. ENSURES:
// `placement` is not null when nothing is refused.
Refusal NoCare(const World& world, const Package& package, const Placement* placement, const Moment& at);
Refusal Ended(const Package& package, Date date);
Refusal Died(const World& world, const PersonId& person, Date date);
Refusal BeforeRequest(const Package& package, Date date);
// kInvalidField of `plan`: there is none, so that nobody can be asked to deliver it.
Refusal NotAssessed(const Package& package, const WeeklyPlan& plan, Date date);
// kPackageAlreadyAwarded, while the NHS contracts for the care itself.
Refusal WithTheNhs(const Package& package, Date date);

// Whether the records that count follow from one another: a request first, placements and suspensions that do
// not overlap, a start within a placement, nothing placed from the end on.
bool Coherent(const PackageLife& life);

}  // namespace careledger::decide
