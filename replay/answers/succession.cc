// Who stands in whose place.
#include <algorithm>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/model/words.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

template <class E>
void Fill(const Succession<E>& succession, const Date on, v1::SuccessionEntry* entry) {
  entry->set_kind(std::string(Word(succession.event.kind)));
  entry->set_effective_date(succession.from.ToString());
  entry->set_in_effect(succession.from <= on);
  for (const ContractId& contract : succession.event.contracts) entry->add_contracts(contract.str());
  entry->set_debts(succession.event.kind == SuccessionKind::kNovation ? "from" : "to");
  entry->set_authority(Show(succession.event.authority));
  entry->set_position(Number(succession.cause));
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListSuccessionsRequest& request,
                    v1::ListSuccessionsResponse* out) {
  const Successions& all = view.base().successions;
  const std::string& only = request.organisation_id();
  if (!only.empty() && view.provider(ProviderId(only)) == nullptr &&
      !view.base().commissioners.contains(CommissionerId(only))) {
    return NotKnown(view, "organisation_id", "organisation", only);
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  const auto wanted = [&](const std::string& from, const std::string& to) {
    return only.empty() || only == from || only == to;
  };
  for (const auto& [id, successions] : all.providers()) {
    for (const ProviderSuccession& s : successions) {
      if (!wanted(id.str(), s.event.to_provider_id.str())) continue;
      v1::SuccessionEntry* entry = out->add_successions();
      entry->set_of("provider");
      entry->set_from_id(id.str());
      entry->set_to_id(s.event.to_provider_id.str());
      entry->set_packages(s.event.packages);
      Fill(s, view.point().on, entry);
    }
  }
  for (const auto& [id, successions] : all.commissioners()) {
    for (const CommissionerSuccession& s : successions) {
      if (!wanted(id.str(), s.event.to_commissioner_id.str())) continue;
      v1::SuccessionEntry* entry = out->add_successions();
      entry->set_of("commissioner");
      entry->set_from_id(id.str());
      entry->set_to_id(s.event.to_commissioner_id.str());
      Fill(s, view.point().on, entry);
    }
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
