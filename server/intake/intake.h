// A page of a file, read into rows for the sequencer: each a command, a visit, or what is wrong with the row.
// The kinds of files and their columns are listed in README.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/store/submission.h"

namespace careledger::intake {

inline constexpr std::size_t kPageRowsMax = 10'000;

// What an import says once for all its rows.
struct ImportContext {
  // providers, lots, awards, admissions, rates, packages, package-events, people, orders, stays, visits
  std::string kind;
  model::ContractId contract_id;  // Of lots, awards, admissions, rates, packages and orders.
  model::ProviderId provider_id;  // Of visits: whose.
  model::SourceId source;         // Of visits: the reporting system, already checked against the caller.
};

// Reads `rows`, whole lines of a file whose first line is `header`; `first_row` is the line of the file that
// they begin on, the header being line 1. A row is numbered by the line it begins on; there is one for every
// line that is not empty, but that a line break inside quotes joins two lines in one (see csv.h). Nothing
// wrong with one row affects another. INVALID_ARGUMENT, and no row read, when the kind is unknown, the
// context lacks what the kind needs, the header has an unknown column or lacks one, or there are more than
// kPageRowsMax rows. Thread-safe.
absl::StatusOr<std::vector<store::Row>> ReadRows(const ImportContext& context, std::string_view header,
                                                 std::string_view rows, std::uint64_t first_row);

// Whether the kind says how things stand in another system, and not what happened. Such a file is a page of
// its own: what it says of one thing it says once.
bool IsDelivery(std::string_view kind);

}  // namespace careledger::intake
