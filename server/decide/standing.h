// Whether the records of a package stand on one another: read in the order in which they take effect, each
// would be accepted on those before it. No new record may leave an older one standing on nothing, whether it
// corrects, voids or is only dated back.
#pragma once

#include "server/decide/package_guards.h"

namespace careledger::decide {

// The first record that stands in `before` and, though it still counts, no longer in `after`; null when none
// does. What `before` did not carry either (the person died meanwhile, say) is nobody's fault now. `after` is
// `before` with records added or voided; the added are not looked at. The answer points into `after`.
const PackageEntry* Undermined(const World& world, const Package& before, const Package& after,
                               const Facts& facts);

// `outcome` of a ladder on `package` (null: there is none yet), unless a record on file would be undermined
// by its events: then kRecordReliedOn, which names that record.
Outcome UnlessUndermining(const World& world, const Package* package, Outcome outcome, const Facts& facts);

// The command that would record the request again, for that date.
RequestPackage Asking(const PackageRequested& request, Date date);

}  // namespace careledger::decide
