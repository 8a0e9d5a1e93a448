// Lists of packages: by what state they are in, and those that wait.
#include <algorithm>
#include <array>
#include <set>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/model/words.h"
#include "replay/projections/waiting.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

const std::array kStates = {
    ToString(PackageState::kRequested),  ToString(PackageState::kAwarded),
    ToString(PackageState::kStarted),    ToString(PackageState::kSuspended),
    ToString(PackageState::kHandedBack), ToString(PackageState::kDirectPayment),
    ToString(PackageState::kEnded),      ToString(PackageState::kContinuingHealthcare)};
const std::array kWaitingStates = {ToString(PackageState::kRequested), ToString(PackageState::kAwarded),
                                   ToString(PackageState::kStarted), ToString(PackageState::kHandedBack)};

bool Is(const std::string& filter, const std::string& value) { return filter.empty() || filter == value; }

std::uint64_t WeeklyOf(const WeeklyPlan& plan) { return static_cast<std::uint64_t>(WeeklyMinutes(plan)); }

}  // namespace

std::string NeedsOf(const PackageRequested& request) {
  return request.needs_note_id.empty() ? Joined(request.needs) : request.needs_note_id.str();
}

std::string Joined(const std::vector<Code>& codes) {
  std::string text;
  for (const Code& code : codes) text.append(text.empty() ? "" : " ").append(code.str());
  return text;
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListPackagesRequest& request,
                    v1::ListPackagesResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  for (const absl::Status& known :
       {CheckFilter("state", request.state(), kStates), CheckProvider(view, request.provider_id()),
        CheckPerson(view, request.person_id()), CheckContract(view, request.contract_id()),
        CheckLot(view, request.contract_id(), request.lot_id()),
        CheckClientGroup(view, request.client_group())}) {
    if (!known.ok()) return known;
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Date on = view.point().on;
  std::set<PersonId> people;
  const ProviderId none;
  view.ForEachCase([&](const Case& one) {
    const Package* package = one.package;
    const PackageState state = one.StateOn(on);
    if (state == PackageState::kNone) return;
    const Placement* p = state == PackageState::kEnded ? nullptr : package->PlacementOn(on);
    // Who has it from the NHS's contract goes on with the council's last provider.
    const bool with_nhs = state == PackageState::kContinuingHealthcare;
    const Placement* last =
        state == PackageState::kHandedBack || with_nhs ? LastPlacementOn(*package, on) : p;
    const HealthFunding* nhs = with_nhs ? package->HealthFundingOn(on) : nullptr;
    const ProviderId& provider_id = nhs != nullptr ? nhs->provider_id : p != nullptr ? p->provider_id : none;
    const PackageRequested& ask = package->life().request;
    const ContractId& contract_id = last != nullptr ? last->contract_id : ask.contract_id;
    const LotId& lot_id = last != nullptr ? last->lot_id : ask.lot_id;
    if (!Is(request.state(), std::string(ToString(state))) || !Is(request.person_id(), ask.person_id.str()) ||
        !Is(request.provider_id(), provider_id.str()) || !Is(request.contract_id(), contract_id.str()) ||
        !Is(request.lot_id(), lot_id.str()) || !Is(request.client_group(), ask.client_group.str())) {
      return;
    }
    out->set_packages(out->packages() + 1);
    people.insert(ask.person_id);
    if (!pager->Take(package->id().str())) return;
    v1::PackageEntry* entry = out->add_entries();
    entry->set_package_id(package->id().str());
    entry->set_person_id(ask.person_id.str());
    entry->set_state(std::string(ToString(state)));
    entry->set_service(ask.service.str());
    entry->set_client_group(ask.client_group.str());
    entry->set_funder(package->FunderOn(on).str());
    entry->set_contract_id(contract_id.str());
    entry->set_lot_id(lot_id.str());
    entry->set_provider_id(provider_id.str());
    if (p != nullptr) entry->set_from_date(p->from.date.ToString());
    if (nhs != nullptr) entry->set_from_date(nhs->from.ToString());
    const PlanVersion* plan = package->PlanOn(on);
    const WeeklyPlan& weekly = plan != nullptr ? plan->plan : ask.plan;
    entry->set_plan(ToString(weekly));
    entry->set_weekly_minutes(WeeklyOf(weekly));
    if (weekly.empty()) entry->set_weekly_hours(kNotComputable);
    entry->set_priority(std::string(Word(ask.priority)));
    entry->set_needs(NeedsOf(ask));
  });
  out->set_people(people.size());
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListWaitingRequest& request,
                    v1::ListWaitingResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  for (const std::string& state : request.states()) {
    if (const auto known = CheckWord("states", state, kWaitingStates); !known.ok()) return known;
  }
  for (const absl::Status& known : {CheckContract(view, request.contract_id()),
                                    CheckLot(view, request.contract_id(), request.lot_id())}) {
    if (!known.ok()) return known;
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Date on = view.point().on;
  const auto& states = request.states();
  // The longest first; of those that have waited as long, by id.
  std::map<std::string, WaitingPackage> list;
  WeeklyHours hours;
  const WaitingFilter filter{.contract_id = ContractId(request.contract_id()),
                             .lot_id = LotId(request.lot_id())};
  ForEachWaiting(view, {on}, filter, [&](std::size_t, WaitingPerson&& person) {
    std::size_t listed = 0;
    for (const WaitingPackage& waits : person.packages) {
      const std::string state(ToString(waits.state));
      if (!states.empty() && std::find(states.begin(), states.end(), state) == states.end()) continue;
      ++listed;
      hours.Add(waits);
      list.emplace(waits.counted_from().ToString() + "/" + waits.package->id().str(), waits);
    }
    if (listed > 0) out->set_people(out->people() + 1);
  });
  out->set_packages(list.size());
  out->set_weekly_minutes(hours.minutes);
  if (hours.unknown > 0) out->set_packages_without_hours(hours.unknown);
  for (const auto& [key, waits] : list) {
    if (!pager->Take(key)) continue;
    const PackageRequested& ask = waits.request();
    v1::WaitingEntry* entry = out->add_entries();
    entry->set_package_id(waits.package->id().str());
    entry->set_person_id(ask.person_id.str());
    entry->set_state(std::string(ToString(waits.state)));
    entry->set_waiting_since(waits.since.ToString());
    entry->set_days_waiting(static_cast<std::uint64_t>(on - waits.counted_from()));
    entry->set_reason(waits.reason().str());
    entry->set_requested_date(waits.requested().ToString());
    entry->set_waiting_in(ask.waiting_in.str());
    entry->set_service(ask.service.str());
    entry->set_client_group(ask.client_group.str());
    entry->set_funder(waits.package->FunderOn(on).str());
    entry->set_contract_id(waits.contract_id().str());
    entry->set_lot_id(waits.lot_id().str());
    if (waits.last != nullptr) entry->set_last_provider_id(waits.last->provider_id.str());
    entry->set_plan(ToString(*waits.plan));
    entry->set_weekly_minutes(WeeklyOf(*waits.plan));
    if (waits.plan->empty()) entry->set_weekly_hours(kNotComputable);
    entry->set_area(waits.area->str());
    entry->set_priority(std::string(Word(ask.priority)));
    entry->set_needs(NeedsOf(ask));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
