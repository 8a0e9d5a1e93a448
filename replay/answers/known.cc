#include "replay/answers/known.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace careledger::answers {

using namespace model;
using projections::View;

namespace {

// A view may know of packages recorded after its point.
bool Knows(const View& view, const PersonId& id) {
  const Person* person = view.person(id);
  return person != nullptr &&
         std::any_of(person->packages.begin(), person->packages.end(),
                     [&](const PackageId& package) { return view.package(package) != nullptr; });
}

}  // namespace

absl::Status NotKnown(const View& view, std::string_view field, std::string_view what,
                      const std::string& id) {
  return absl::NotFoundError(absl::StrCat(std::string(field), ": no ", std::string(what), " '", id,
                                          "' as known at ", view.point().known_at.ToString()));
}

absl::Status CheckContract(const View& view, const std::string& id) {
  if (id.empty() || view.contract(ContractId(id)) != nullptr) return absl::OkStatus();
  return NotKnown(view, "contract_id", "contract", id);
}

absl::Status CheckProvider(const View& view, const std::string& id) {
  if (id.empty() || view.provider(ProviderId(id)) != nullptr) return absl::OkStatus();
  return NotKnown(view, "provider_id", "provider", id);
}

absl::Status CheckPerson(const View& view, const std::string& id) {
  if (id.empty() || Knows(view, PersonId(id))) return absl::OkStatus();
  return NotKnown(view, "person_id", "person", id);
}

absl::Status CheckLot(const View& view, const std::string& contract_id, const std::string& lot_id) {
  if (lot_id.empty()) return absl::OkStatus();
  for (const Contract* contract : view.contracts()) {
    if (!contract_id.empty() && contract->terms().contract_id.str() != contract_id) continue;
    if (contract->FindLot(LotId(lot_id)) != nullptr) return absl::OkStatus();
  }
  return NotKnown(view, "lot_id", contract_id.empty() ? "lot" : "lot of contract " + contract_id, lot_id);
}

absl::Status CheckClientGroup(const View& view, const std::string& code) {
  if (code.empty()) return absl::OkStatus();
  bool found = false;
  view.ForEachCase([&](const projections::Case& one) {
    found = found || one.package->life().request.client_group.str() == code;
  });
  return found ? absl::OkStatus() : NotKnown(view, "client_group", "request with client_group", code);
}

absl::Status CheckWord(std::string_view field, const std::string& word,
                       std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return absl::OkStatus();
  std::string list;
  for (const std::string_view each : words) list.append(list.empty() ? "" : ", ").append(each);
  return absl::InvalidArgumentError(absl::StrCat(std::string(field), ": '", word, "' is none of ", list));
}

absl::Status CheckFilter(std::string_view field, const std::string& word,
                         std::span<const std::string_view> words) {
  return word.empty() ? absl::OkStatus() : CheckWord(field, word, words);
}

absl::Status CheckGiven(std::string_view field, const std::string& value) {
  if (!value.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(std::string(field), ": is required"));
}

std::string ShowPeriod(const model::Period& period) {
  if (period.end <= period.start) return "nothing before the date asked for";
  return period.start.ToString() + " to " + (period.end - 1).ToString();
}

}  // namespace careledger::answers
