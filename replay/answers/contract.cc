// One contract: its terms and the policies in force.
#include "replay/answers/answers.h"
#include "replay/answers/known.h"

namespace careledger::answers {

using namespace model;

std::string Show(const Authority& authority) {
  if (authority.reference.empty()) return "";
  return authority.reference + " (" + authority.decision_maker + ", " + authority.date.ToString() + ")";
}

void Fill(const projections::PolicyMove& move, v1::PolicyMove* out) {
  out->set_policy(move.policy);
  out->set_before(move.before);
  out->set_after(move.after);
}

absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetContractRequest& request,
                    v1::GetContractResponse* out) {
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  const Contract& contract = *view.contract(ContractId(request.contract_id()));
  const ContractCreated& terms = contract.terms();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(terms.contract_id.str());
  out->set_title(terms.title);
  // Who they are by the date: another may stand in their place.
  const auto now = [&](const CommissionerId& id) {
    return view.base().successions.On(id, terms.contract_id, view.point().on).str();
  };
  out->set_commissioner(now(terms.commissioner_id));
  for (const CommissionerId& partner : terms.partners) out->add_partners(now(partner));
  out->set_start_date(terms.start.ToString());
  if (const auto end = contract.EndOf({})) out->set_end_date(end->ToString());
  out->set_lots(contract.lots().size());
  for (const projections::PolicyOn& policy : projections::PoliciesOn(contract, view.point().on)) {
    v1::PolicyEntry* entry = out->add_policies();
    entry->set_policy(policy.policy);
    entry->set_terms(policy.terms);
    entry->set_from_date(policy.from.ToString());
    entry->set_position(Number(policy.cause));
    entry->set_authority(Show(policy.authority));
  }
  for (const AppliedFile& applied : contract.files()) {
    v1::AppliedFileEntry* entry = out->add_files();
    entry->set_from_date(applied.from.ToString());
    entry->set_position(Number(applied.cause));
    entry->set_differences(applied.file.differences);
    entry->set_sha256(applied.file.sha256.ToString());
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
