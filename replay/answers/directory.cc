#include <algorithm>
#include <array>
#include <set>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/answers/share.h"
#include "replay/answers/visit_entry.h"
#include "replay/model/words.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

const std::array kChangeStates = {ToString(Change::State::kProposed), ToString(Change::State::kApproved),
                                  ToString(Change::State::kWithdrawn), ToString(Change::State::kReverted)};

std::string Padded(std::uint64_t number) {
  std::string digits = std::to_string(number);
  return std::string(20 - digits.size(), '0') + digits;
}

bool InForce(PackageState state) {
  return state == PackageState::kAwarded || state == PackageState::kStarted ||
         state == PackageState::kSuspended;
}

// Packages in force on the point's date, by what `key_of` makes of their placement.
template <class Key, class KeyOf>
std::map<Key, std::uint64_t> CountInForce(const View& view, KeyOf key_of) {
  std::map<Key, std::uint64_t> counts;
  const Date on = view.point().on;
  view.ForEachCase([&](const projections::Case& one) {
    if (!InForce(one.StateOn(on))) return;
    if (const Placement* p = one.package->PlacementOn(on)) ++counts[key_of(*p)];
  });
  return counts;
}

std::set<ProviderId> ProvidersOf(const Contract& contract, Date on) {
  std::set<ProviderId> out;
  for (const auto& [id, lot] : contract.lots()) {
    if (const ProviderId holder = contract.HolderOn(id, on); !holder.empty()) out.insert(holder);
  }
  for (const auto& [id, member] : contract.members()) {
    if (member.AdmittedOn(on)) out.insert(id);
  }
  return out;
}

std::string Joined(const std::vector<ProviderId>& ids) {
  std::string out;
  for (const ProviderId& id : ids) out.append(out.empty() ? "" : " ").append(id.str());
  return out;
}

}  // namespace

namespace {

// "85 of 100 for quality, which counted 100 %"
std::string EvaluationOf(const LotAwarded& award) {
  std::string text;
  if (award.out_of != 0)
    text = std::to_string(award.score) + " of " + std::to_string(award.out_of) + " for quality";
  if (award.quality_percent == 0) return text;
  text += text.empty() ? "quality" : ", which";
  return text + " counted " + std::to_string(award.quality_percent) + " %";
}

}  // namespace

std::string Show(VisitStatus status) { return std::string(Word(status)); }
std::string Show(DayType day_type) { return std::string(Word(day_type)); }
std::string Show(ProviderForm form) { return std::string(Word(form)); }

absl::Status Answer(const View& view, const Mark& mark, const v1::ListContractsRequest& request,
                    v1::ListContractsResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  struct Load {
    std::uint64_t packages = 0;
    std::uint64_t weekly_minutes = 0;
  };
  std::map<ContractId, Load> loads;
  const Date on = view.point().on;
  view.ForEachCase([&](const projections::Case& one) {
    const Package* package = one.package;
    const Placement* placement = InForce(one.StateOn(on)) ? package->PlacementOn(on) : nullptr;
    if (placement == nullptr) return;
    Load& load = loads[placement->contract_id];
    ++load.packages;
    const PlanVersion* plan = package->PlanOn(on);
    load.weekly_minutes += static_cast<std::uint64_t>(
        WeeklyMinutes(plan != nullptr ? plan->plan : package->life().request.plan));
  });
  for (const Contract* contract : view.contracts()) {
    const ContractCreated& terms = contract->terms();
    if (!pager->Take(terms.contract_id.str())) continue;
    v1::ContractEntry* entry = out->add_contracts();
    entry->set_contract_id(terms.contract_id.str());
    entry->set_title(terms.title);
    entry->set_commissioner(view.base().successions.On(terms.commissioner_id, terms.contract_id, on).str());
    entry->set_start_date(terms.start.ToString());
    if (const auto end = contract->EndOf({})) {
      entry->set_end_date(end->ToString());
      entry->set_last_day((*end - 1).ToString());
    }
    entry->set_lots(contract->lots().size());
    entry->set_providers(ProvidersOf(*contract, on).size());
    const Load& load = loads[terms.contract_id];
    entry->set_packages(load.packages);
    entry->set_weekly_minutes(load.weekly_minutes);
    entry->set_weekly_hours(HoursAWeek(load.weekly_minutes));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListLotsRequest& request,
                    v1::ListLotsResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  const Contract* contract = view.contract(ContractId(request.contract_id()));
  FillPoint(view.point(), mark, out->mutable_as_of());
  using Key = std::pair<ContractId, LotId>;
  const auto counts = CountInForce<Key>(view, [](const Placement& p) {
    return Key{p.contract_id, p.lot_id};
  });
  std::vector<const Lot*> lots;
  for (const auto& [id, lot] : contract->lots()) lots.push_back(&lot);
  std::sort(lots.begin(), lots.end(), [](const Lot* a, const Lot* b) {
    return std::tie(a->number, a->id) < std::tie(b->number, b->id);
  });
  for (const Lot* lot : lots) {
    if (!pager->Take(Padded(lot->number) + lot->id.str())) continue;
    v1::LotEntry* entry = out->add_lots();
    entry->set_number(lot->number);
    entry->set_lot_id(lot->id.str());
    entry->set_name(lot->name);
    const auto found = counts.find(Key{contract->terms().contract_id, lot->id});
    entry->set_packages(found == counts.end() ? 0 : found->second);
    // Who has withdrawn holds it no more.
    const auto* award = contract->AwardOn(lot->id, view.point().on);
    if (award == nullptr) continue;
    entry->set_provider_id(award->value.provider_id.str());
    entry->set_from_date(award->from.ToString());
    entry->set_authority(Show(award->value.authority));
    entry->set_evaluation(EvaluationOf(award->value));
    if (const ProviderRegistered* provider = view.provider(award->value.provider_id)) {
      entry->set_provider_name(provider->name);
      entry->set_stands_for(provider->stands_for);
    }
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListProvidersRequest& request,
                    v1::ListProvidersResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  const Date on = view.point().on;
  const Contract* contract = nullptr;
  std::set<ProviderId> members;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (!request.contract_id().empty()) {
    contract = view.contract(ContractId(request.contract_id()));
    members = ProvidersOf(*contract, on);
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  const auto counts = CountInForce<ProviderId>(view, [](const Placement& p) { return p.provider_id; });
  for (const ProviderRegistered* provider : view.providers()) {
    if (contract != nullptr && !members.contains(provider->provider_id)) continue;
    if (!pager->Take(provider->provider_id.str())) continue;
    v1::ProviderEntry* entry = out->add_providers();
    entry->set_provider_id(provider->provider_id.str());
    entry->set_name(provider->name);
    entry->set_form(Show(provider->form));
    entry->set_stands_for(provider->stands_for);
    std::vector<std::uint32_t> numbers;
    for (const Contract* c : view.contracts()) {
      for (const auto& [id, lot] : c->lots()) {
        if (c->HolderOn(id, on) == provider->provider_id) numbers.push_back(lot.number);
      }
    }
    std::sort(numbers.begin(), numbers.end());
    std::string lots;
    for (std::uint32_t n : numbers) lots.append(lots.empty() ? "" : " ").append(std::to_string(n));
    entry->set_lots(lots);
    const auto found = counts.find(provider->provider_id);
    entry->set_packages(found == counts.end() ? 0 : found->second);
    entry->set_partners(
        Joined(provider->form == ProviderForm::kLead ? provider->subcontractors : provider->members));
    if (provider->illustrative) entry->set_mark("illustrative");
    std::vector<ProviderId> by;
    for (const ProviderSuccession& s : view.base().successions.Of(provider->provider_id)) {
      if (s.from <= on && (contract == nullptr || Covers(s.event, contract->terms().contract_id)))
        by.push_back(s.event.to_provider_id);
    }
    entry->set_succeeded_by(Joined(by));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListRatesRequest& request,
                    v1::ListRatesResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  const Contract* contract = view.contract(ContractId(request.contract_id()));
  FillPoint(view.point(), mark, out->mutable_as_of());
  for (const auto& [key, entries] : contract->rates().entries()) {
    if (!request.provider_id().empty() && key.provider_id.str() != request.provider_id()) continue;
    const RateEntry* in_force = nullptr;
    for (const RateEntry& entry : entries) {
      if (!entry.reverted && entry.from <= view.point().on) in_force = &entry;
    }
    if (in_force == nullptr) continue;
    if (!pager->Take(key.service.str() + "/" + key.provider_id.str() + "/" + key.lot_id.str() + "/" +
                     std::to_string(static_cast<int>(key.day_type)) + "/" + key.client_group.str())) {
      continue;
    }
    v1::RateEntry* entry = out->add_rates();
    entry->set_service(key.service.str());
    entry->set_provider_id(key.provider_id.str());
    entry->set_lot_id(key.lot_id.str());
    entry->set_day_type(Show(key.day_type));
    entry->set_client_group(key.client_group.str());
    entry->set_rate(in_force->rate.ToString());
    entry->set_from_date(in_force->from.ToString());
    entry->set_change_id(in_force->change_id.str());
    entry->set_position(Number(in_force->cause));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListVisitsRequest& request,
                    v1::ListVisitsResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckFilter("state", request.state(), kVisitStates); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  for (const ProviderRegistered* p : view.providers()) {
    if (!request.provider_id().empty() && p->provider_id.str() != request.provider_id()) continue;
    std::uint64_t row = 0;
    std::vector<Assessed> visits = AssessPeriod(view, p->provider_id, *period);
    for (const Assessed& a : Priced(view, p->provider_id, *period, std::move(visits))) {
      ++row;
      if (!request.state().empty() && request.state() != ShownState(a)) continue;
      if (pager->Take(p->provider_id.str() + "/" + Padded(row))) FillVisit(a, out->add_visits());
    }
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListImportsRequest& request,
                    v1::ListImportsResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  const std::vector<const Import*> imports = view.imports();
  const auto is_asked_for = [&](const Import* i) { return i->reference.str() == request.file_reference(); };
  if (!request.file_reference().empty() && std::none_of(imports.begin(), imports.end(), is_asked_for)) {
    return NotKnown(view, "file_reference", "import of a file", request.file_reference());
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  for (const Import* import : imports) {
    if (!request.file_reference().empty() && request.file_reference() != import->reference.str()) continue;
    if (!pager->Take(import->reference.str())) continue;
    v1::ImportEntry* entry = out->add_imports();
    entry->set_file_reference(import->reference.str());
    RecordTime last;
    entry->set_pages(import->pages.size());
    for (const auto& [number, recorded] : import->pages) {
      const ImportPageRecorded& page = recorded.content;
      last = std::max(last, recorded.time);
      entry->set_kind(page.kind.str());
      entry->set_record_time(last.ToString());
      entry->set_rows(entry->rows() + page.rows);
      entry->set_created(entry->created() + page.created);
      entry->set_updated(entry->updated() + page.updated);
      entry->set_unchanged(entry->unchanged() + page.unchanged);
      entry->set_refused(entry->refused() + page.refused.size());
      if (request.file_reference().empty()) continue;
      for (const RowRefusal& refusal : page.refused) {
        v1::RefusedRow* row = entry->add_refusals();
        row->set_row(refusal.row);
        row->set_reason(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(refusal.reason)));
        row->set_field(refusal.field.str());
      }
    }
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListChangesRequest& request,
                    v1::ListChangesResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kChangeStates); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  for (const auto& [id, change] : view.base().changes) {
    if (!request.state().empty() && request.state() != ToString(change.state)) continue;
    if (!pager->Take(id.str())) continue;
    v1::ChangeEntry* entry = out->add_changes();
    entry->set_change_id(id.str());
    entry->set_contract_id(change.contract_id.str());
    entry->set_effective_date(change.effective.ToString());
    entry->set_state(std::string(ToString(change.state)));
    entry->set_proposed_by(change.proposer);
    entry->set_approved_by(change.approver);
    // A change that nobody has approved has no figures on record.
    if (const Preview& preview = change.approved_preview; preview.position != 0) {
      entry->set_before_pence(preview.before.value());
      entry->set_after_pence(preview.after.value());
      entry->set_difference_pence((preview.after - preview.before).value());
      entry->set_invoice_lines(preview.lines);
      entry->set_preview_position(preview.position);
    }
    entry->set_authority(std::visit([](const auto& p) { return Show(p.authority); }, change.proposal));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
