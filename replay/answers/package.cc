// One package of care.
#include <algorithm>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/model/policies.h"
#include "replay/model/time_bank.h"
#include "replay/model/words.h"
#include "replay/projections/extra_time.h"
#include "replay/projections/retainer.h"
#include "replay/projections/wait_clock.h"
#include "replay/projections/waiting.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

std::string TimeOf(std::uint32_t minute) {
  const auto two = [](std::uint32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ":" + two(minute % 60);
}

void FillRequest(const Package& package, Date on, v1::GetPackageResponse* out) {
  const PackageRequested& ask = package.life().request;
  out->set_package_id(package.id().str());
  out->set_person_id(ask.person_id.str());
  out->set_service(ask.service.str());
  out->set_client_group(ask.client_group.str());
  out->set_funder(package.FunderOn(on).str());
  out->set_requested_date(package.life().requested->ToString());
  out->set_reason(ask.reason.str());
  out->set_priority(std::string(Word(ask.priority)));
  out->set_needs(NeedsOf(ask));
  out->set_waiting_in(ask.waiting_in.str());
  out->set_area(ask.area.str());
}

void FillState(const Case& one, Date on, v1::GetPackageResponse* out) {
  const Package& package = *one.package;
  const PackageRequested& ask = package.life().request;
  const PackageState state = one.StateOn(on);
  // The NHS's contract goes on with the council's last provider, as lists have it.
  const HealthFunding* nhs =
      state == PackageState::kContinuingHealthcare ? package.HealthFundingOn(on) : nullptr;
  const Placement* p = nhs != nullptr ? LastPlacementOn(package, on) : package.PlacementOn(on);
  out->set_state(std::string(ToString(state)));
  out->set_contract_id(p != nullptr ? p->contract_id.str() : ask.contract_id.str());
  out->set_lot_id(p != nullptr ? p->lot_id.str() : ask.lot_id.str());
  if (nhs != nullptr) {
    out->set_provider_id(nhs->provider_id.str());
  } else if (p != nullptr) {
    out->set_provider_id(p->provider_id.str());
  }
  const PlanVersion* version = package.PlanOn(on);
  const WeeklyPlan& plan = version != nullptr ? version->plan : ask.plan;
  out->set_plan(ToString(plan));
  out->set_weekly_minutes(static_cast<std::uint64_t>(WeeklyMinutes(plan)));
  std::uint32_t carers = 0;
  for (const PlanSlot& slot : plan) carers = std::max(carers, slot.carers);
  if (plan.empty()) {
    out->set_weekly_hours(kNotComputable);
    out->set_preferred_times(ToString(ask.preferred_times));
    carers = ask.carers;
  }
  out->set_carers(carers);
}

void FillPause(const View& view, const Package& package, Date on, v1::GetPackageResponse* out) {
  const Suspension* suspension = package.SuspensionOn(on);
  if (suspension == nullptr || WaitClock(view, package, on + 1).On(on) != Standing::kPaused) return;
  out->set_paused_since(suspension->from.ToString());
  out->set_pause_reason(suspension->reason.str());
}

// A package is awarded by a broker, under what a council has decided of its provider.
std::string AuthorityOf(const View& view, const Package& package, const Placement& p) {
  Code tier;
  for (const PackageEntry& entry : package.entries()) {
    if (entry.position != p.cause) continue;
    const auto* moved = std::get_if<PackageTransferred>(&entry.event);
    if (moved != nullptr && moved->authority) return Show(*moved->authority);
    const auto* awarded = std::get_if<PackageAwarded>(&entry.event);
    tier = moved != nullptr ? moved->tier : awarded != nullptr ? awarded->tier : Code();
  }
  const Contract* contract = view.contract(p.contract_id);
  if (contract == nullptr) return {};
  const auto* award = contract->AwardOn(p.lot_id, p.from.date);
  if (award != nullptr && award->value.provider_id == p.provider_id) return Show(award->value.authority);
  const Membership* member = contract->FindMember(p.provider_id);
  const auto* admission = member != nullptr ? member->AdmittedTo(tier, p.lot_id, p.from.date) : nullptr;
  return admission != nullptr ? Show(admission->value.authority) : std::string();
}

void FillPlacements(const View& view, const Package& package, v1::GetPackageResponse* out) {
  for (const Placement& p : package.life().placements) {
    v1::PlacementEntry* entry = out->add_placements();
    entry->set_from_date(p.from.date.ToString());
    if (p.from.minute != 0) entry->set_from_time(TimeOf(p.from.minute));
    if (p.until) entry->set_until(p.until->date.ToString());
    if (p.until && p.until->minute != 0) entry->set_until_time(TimeOf(p.until->minute));
    entry->set_contract_id(p.contract_id.str());
    entry->set_lot_id(p.lot_id.str());
    entry->set_provider_id(p.provider_id.str());
    entry->set_deliverer_id(p.deliverer_id.str());
    if (p.rate) entry->set_rate(p.rate->ToString());
    entry->set_position(Number(p.cause));
    entry->set_authority(AuthorityOf(view, package, p));
  }
}

void FillHandBacks(const View& view, const Package& package, v1::GetPackageResponse* out) {
  for (const HandBack& back : package.life().hand_backs) {
    const Contract* contract = view.contract(back.contract_id);
    v1::HandBackEntry* entry = out->add_hand_backs();
    entry->set_from_date(back.from.ToString());
    entry->set_provider_id(back.provider_id.str());
    entry->set_notice_date(back.notice.ToString());
    entry->set_notice_days(back.notice_days());
    if (const auto* due = NoticeDue(contract, back)) {
      entry->set_days_due(due->value.days);
      entry->set_policy_position(Number(due->cause));
    }
    entry->set_short_notice(IsShortNotice(contract, back));
    entry->set_reason(back.reason.str());
    entry->set_position(Number(back.cause));
  }
}

void FillSuspensions(const View& view, const Case& subject, v1::GetPackageResponse* out) {
  // Of all time up to the point's date.
  const Period ever{*subject.package->life().requested, view.point().on + 1};
  for (const Retainer& retainer : RetainersOf(view, subject, ever)) {
    v1::SuspensionEntry* entry = out->add_suspensions();
    entry->set_from_date(retainer.suspension->from.ToString());
    if (retainer.suspension->until) entry->set_until(retainer.suspension->until->ToString());
    entry->set_reason(retainer.suspension->reason.str());
    if (retainer.placement != nullptr) entry->set_provider_id(retainer.placement->provider_id.str());
    entry->set_retainer(std::string(ToString(retainer.state)));
    entry->set_retained_days(retainer.days.size());
    entry->set_retained_minutes(static_cast<std::uint64_t>(retainer.minutes));
    entry->set_retained_pence(retainer.amount.value());
    entry->set_position(Number(retainer.suspension->cause));
    entry->set_confirmed_position(Number(retainer.confirmed));
    entry->set_policy_position(Number(retainer.policy_cause));
  }
}

void FillBank(const Package& package, Date on, v1::GetPackageResponse* out) {
  const TimeBank bank = TimeBankOn(package.life(), on);
  out->set_balance_minutes(bank.balance);
  out->set_expired_minutes(bank.expired);
  out->set_drawn_minutes(bank.drawn);
  for (const Deposit& deposit : bank.deposits) {
    v1::BankedEntry* entry = out->add_banked();
    entry->set_date(deposit.banked.on.ToString());
    entry->set_time(TimeOf(deposit.banked.start_minute));
    entry->set_minutes(deposit.banked.minutes);
    entry->set_drawn_minutes(deposit.drawn);
    entry->set_left_minutes(deposit.left());
    if (deposit.banked.expires) entry->set_last_day((*deposit.banked.expires - 1).ToString());
    entry->set_expired(deposit.expired);
    entry->set_position(Number(deposit.banked.cause));
  }
}

void FillExtraTime(const View& view, const Case& subject, v1::GetPackageResponse* out) {
  for (const PayableExtra& line : ExtraTimeOf(view, subject)) {
    v1::ExtraTimeEntry* entry = out->add_extra_time();
    entry->set_date(line.extra->on.ToString());
    entry->set_incident(line.extra->incident.str());
    entry->set_reason(line.extra->reason.str());
    entry->set_requested_date(line.extra->requested.ToString());
    entry->set_approved_minutes(line.extra->minutes);
    entry->set_unused_minutes(line.unused);
    entry->set_payable_minutes(line.payable);
    entry->set_position(Number(line.extra->cause));
  }
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetPackageRequest& request,
                    v1::GetPackageResponse* out) {
  if (const auto given = CheckGiven("package_id", request.package_id()); !given.ok()) return given;
  const Package* package = view.package(PackageId(request.package_id()));
  if (package == nullptr || !package->life().requested)
    return NotKnown(view, "package_id", "package", request.package_id());
  Case subject{.package = package, .person = view.person(package->person())};
  if (subject.person != nullptr) subject.died = subject.person->DiedKnownAt(view.point().known);
  const Date on = view.point().on;
  FillPoint(view.point(), mark, out->mutable_as_of());
  FillRequest(*package, view.point().on, out);
  FillState(subject, on, out);
  if (!subject.died || on < *subject.died) FillPause(view, *package, on, out);
  FillPlacements(view, *package, out);
  FillSuspensions(view, subject, out);
  FillBank(*package, on, out);
  FillExtraTime(view, subject, out);
  FillHandBacks(view, *package, out);
  return absl::OkStatus();
}

}  // namespace careledger::answers
