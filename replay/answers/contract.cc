// One contract: its terms and the policies in force.
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/projections/admission_rounds.h"

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

namespace {

// What has come of the term, the phases and the rounds by the date.
void FillLife(const Contract& contract, Date on, v1::GetContractResponse* out) {
  for (const auto& extension : contract.extensions()) {
    if (on < extension.value.authority.date) continue;
    v1::ExtensionEntry* entry = out->add_extensions();
    entry->set_option(extension.value.option.str());
    for (const LotId& lot : extension.value.lots) entry->add_lots(lot.str());
    entry->set_end_date(extension.from.ToString());
    entry->set_last_day((extension.from - 1).ToString());
    entry->set_position(Number(extension.cause));
    entry->set_authority(Show(extension.value.authority));
  }
  if (const auto& terminated = contract.terminated(); terminated && terminated->value.notice_date <= on) {
    v1::TerminationEntry* entry = out->mutable_termination();
    entry->set_notice_date(terminated->value.notice_date.ToString());
    entry->set_end_date(terminated->from.ToString());
    entry->set_last_day((terminated->from - 1).ToString());
    entry->set_reason(terminated->value.reason.str());
    entry->set_by_agreement(terminated->value.by_agreement);
    entry->set_position(Number(terminated->cause));
    entry->set_authority(Show(terminated->value.authority));
  }
  const auto* planned = contract.phases().On(on);
  for (const Phase& phase : planned != nullptr ? planned->value.phases : std::vector<Phase>()) {
    v1::PhaseEntry* entry = out->add_phases();
    entry->set_phase(phase.number);
    for (const LotId& lot : phase.lots) entry->add_lots(lot.str());
    entry->set_planned(phase.planned.ToString());
    const auto started = contract.phases_started().find(phase.number);
    if (started != contract.phases_started().end() && started->second.from <= on) {
      entry->set_started(started->second.from.ToString());
      entry->set_started_position(Number(started->second.cause));
      entry->set_started_authority(Show(started->second.value.authority));
    }
    const auto stable = contract.phases_stable().find(phase.number);
    if (stable != contract.phases_stable().end() && stable->second.from <= on) {
      entry->set_stable(stable->second.from.ToString());
      entry->set_stable_position(Number(stable->second.cause));
      entry->set_stable_authority(Show(stable->second.value.authority));
    }
  }
  const auto* admission = contract.admission().On(on);
  for (const projections::AdmissionRound& round : projections::AdmissionRoundsOn(contract, on)) {
    v1::AdmissionRoundEntry* entry = out->add_admission_rounds();
    entry->set_round(round.number);
    entry->set_first_day(round.first.ToString());
    entry->set_last_day(round.last.ToString());
    entry->set_admitted(round.admitted);
    entry->set_position(Number(admission->cause));
    entry->set_authority(Show(admission->value.authority));
  }
}

}  // namespace

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
  if (const auto end = contract.EndOf({})) {
    out->set_end_date(end->ToString());
    out->set_last_day((*end - 1).ToString());
  }
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
    if (applied.file.authority) entry->set_authority(Show(*applied.file.authority));
  }
  FillLife(contract, view.point().on, out);
  return absl::OkStatus();
}

}  // namespace careledger::answers
