// What a question may name: ids that the ledger knows at its point, and words of closed lists. A name that
// means nothing is refused, never answered with an empty list.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "replay/projections/view.h"

namespace careledger::answers {

// NOT_FOUND "contract_id: no contract 'x' as known at 2017-06-01T11:00:00.000000Z".
absl::Status NotKnown(const projections::View& view, std::string_view field, std::string_view what,
                      const std::string& id);

// OK when the filter is empty or names something known at the point, else NotKnown.
absl::Status CheckContract(const projections::View& view, const std::string& id);
absl::Status CheckProvider(const projections::View& view, const std::string& id);
// A person for whom care was asked.
absl::Status CheckPerson(const projections::View& view, const std::string& id);
// A lot of that contract, or of any when it is empty.
absl::Status CheckLot(const projections::View& view, const std::string& contract_id,
                      const std::string& lot_id);

// A client group that some request gives: no list of them is closed.
absl::Status CheckClientGroup(const projections::View& view, const std::string& code);

// OK when `word` is one of them; else INVALID_ARGUMENT that lists them.
absl::Status CheckWord(std::string_view field, const std::string& word,
                       std::span<const std::string_view> words);
// Likewise, but an empty filter is OK.
absl::Status CheckFilter(std::string_view field, const std::string& word,
                         std::span<const std::string_view> words);
// "2016-11-07 to 2016-12-04", of a period cut at the point's date.
std::string ShowPeriod(const model::Period& period);
// INVALID_ARGUMENT when it is empty.
absl::Status CheckGiven(std::string_view field, const std::string& value);

}  // namespace careledger::answers
