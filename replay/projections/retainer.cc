#include "replay/projections/retainer.h"

#include <algorithm>

#include "replay/projections/invoice.h"

namespace careledger::projections {
namespace {

using namespace model;

std::int64_t PlannedOn(const Package& package, Date date) {
  const PlanVersion* plan = package.PlanOn(date);
  if (plan == nullptr) return 0;
  std::int64_t minutes = 0;
  for (const PlanSlot& slot : plan->plan) {
    if (slot.On(date.weekday())) minutes += static_cast<std::int64_t>(slot.minutes) * slot.carers;
  }
  return minutes;
}

// The price of an hour on that day, as for a visit of it.
std::optional<RateFound> RateOn(const View& view, const Contract& contract, const Retainer& retainer,
                                Date date) {
  const Placement& placement = *retainer.placement;
  const PackageRequested& request = retainer.package->life().request;
  std::optional<RateFound> found;
  if (placement.rate) {
    found = RateFound{*placement.rate, placement.cause, placement.from.date};
  } else {
    found =
        contract.rates().Find(request.service, placement.provider_id, placement.followed, placement.lot_id,
                              request.client_group, DayTypesOf(date, view.IsBankHoliday(date)), date);
  }
  if (!found) return std::nullopt;
  const Rate premium = PremiumOf(view, contract, *retainer.package, placement, date);
  found->rate = Rate(found->rate.ten_thousandths() + premium.ten_thousandths());
  return found;
}

bool Pays(const RetainerPolicySet& policy, const Code& reason) {
  return policy.days != 0 &&
         std::find(policy.reasons.begin(), policy.reasons.end(), reason) != policy.reasons.end();
}

Position ConfirmedBy(const PackageLife& life, const Suspension& suspension, const Placement& placement) {
  for (const StaffKept& kept : life.staff_kept) {
    if (placement.IsOf(kept.provider_id) && suspension.Covers(kept.on)) return kept.cause;
  }
  return Position{};
}

// The placement of the first day of the suspension, and those that follow it while the suspension lasts: the
// same provider under other terms, or one that takes its place. One null when nobody has the package.
std::vector<const Placement*> HeldBy(const Package& package, const Suspension& suspension) {
  std::vector<const Placement*> held = {package.PlacementOn(suspension.from)};
  if (held.back() == nullptr) return held;
  for (const Placement& p : package.life().placements) {
    const Placement& last = *held.back();
    const bool goes_on = p.provider_id == last.provider_id || p.followed.size() > last.followed.size();
    if (goes_on && last.until == p.from && suspension.Covers(p.from.date)) held.push_back(&p);
  }
  return held;
}

// Of which day the terms are that a retainer keeps: of its first under the contract.
Date TermsDate(const Retainer& retainer) {
  const Placement* first = retainer.package->PlacementOn(retainer.suspension->from);
  const bool moved = first != nullptr && first->contract_id != retainer.placement->contract_id;
  return moved ? retainer.placement->from.date : retainer.suspension->from;
}

// What stands fast before any day is counted.
Retainer Begin(const View& view, const Package& package, const Suspension& suspension,
               const Placement* placement) {
  Retainer retainer{.package = &package, .suspension = &suspension};
  retainer.placement = placement;
  if (retainer.placement == nullptr) return retainer;
  // Before care has started it is the wait that is paused: no carer of the person's can be kept.
  const std::optional<Date> started = package.life().started;
  if (!started || suspension.from < *started) return retainer;
  retainer.confirmed = ConfirmedBy(package.life(), suspension, *placement);
  const Contract* contract = view.contract(retainer.placement->contract_id);
  const auto* policy = contract != nullptr ? contract->retainer().On(TermsDate(retainer)) : nullptr;
  if (policy == nullptr) return retainer;
  retainer.policy = &policy->value;
  retainer.policy_cause = policy->cause;
  if (!Pays(policy->value, suspension.reason)) return retainer;
  const bool waits = policy->value.if_staff_kept && Number(retainer.confirmed) == 0;
  retainer.state = waits ? RetainerState::kNotConfirmed : RetainerState::kDue;
  return retainer;
}

// The days that the policy keeps, as far as they have come.
Period KeptDays(const View& view, const Case& subject, const Retainer& retainer, const Period& period) {
  const Suspension& suspension = *retainer.suspension;
  Date end = std::min(suspension.from + static_cast<std::int32_t>(retainer.policy->days), period.end);
  end = std::min(end, view.point().on + 1);
  if (suspension.until) end = std::min(end, *suspension.until);
  if (subject.died) end = std::min(end, *subject.died + 1);
  return {std::max(suspension.from, period.start), end};
}

void Keep(const View& view, const Case& subject, const Period& period, Retainer& retainer) {
  const Contract& contract = *view.contract(retainer.placement->contract_id);
  const auto* payment = contract.payment().On(TermsDate(retainer));
  const Rounding rounding = payment != nullptr ? payment->value.price_rounding : Rounding::kHalfUp;
  const Period days = KeptDays(view, subject, retainer, period);
  for (Date date = days.start; date < days.end; ++date) {
    if (date < retainer.placement->from.date) continue;
    if (retainer.package->PlacementOn(date) != retainer.placement) break;
    RetainedDay day{.date = date, .minutes = PlannedOn(*retainer.package, date)};
    if (day.minutes == 0) continue;
    if (const auto found = RateOn(view, contract, retainer, date)) {
      day.rate = found->rate;
      day.rate_cause = found->cause;
      // A rate is in £0.0001: minutes x rate x share / (60 x 100 x 100) are pence.
      const Wide numerator =
          static_cast<Wide>(day.rate.ten_thousandths()) * day.minutes * retainer.policy->share_percent;
      day.amount = Pence(Round(numerator, 600'000, rounding));
    } else if (retainer.state == RetainerState::kDue) {
      retainer.state = RetainerState::kNoRate;
    }
    retainer.minutes += day.minutes;
    retainer.days.push_back(day);
  }
  if (retainer.state != RetainerState::kDue) {
    for (RetainedDay& day : retainer.days) day.amount = Pence();
    return;
  }
  for (const RetainedDay& day : retainer.days) retainer.amount += day.amount;
}

}  // namespace

std::string_view ToString(RetainerState state) {
  switch (state) {
    case RetainerState::kNone:
      return "none";
    case RetainerState::kNotConfirmed:
      return "not confirmed";
    case RetainerState::kNoRate:
      return "no rate";
    case RetainerState::kDue:
      return "due";
  }
  return "none";
}

std::vector<Retainer> RetainersOf(const View& view, const Case& subject, const Period& period) {
  std::vector<Retainer> retainers;
  for (const Suspension& suspension : subject.package->life().suspensions) {
    if (view.point().on < suspension.from) continue;
    for (const Placement* placement : HeldBy(*subject.package, suspension)) {
      Retainer& retainer = retainers.emplace_back(Begin(view, *subject.package, suspension, placement));
      if (retainer.state != RetainerState::kNone) Keep(view, subject, period, retainer);
    }
  }
  return retainers;
}

std::vector<Retainer> RetainersOf(const View& view, const ProviderId& provider, const Period& period) {
  std::vector<Retainer> retainers;
  const auto contracts = view.contracts();
  // Where no contract has such a policy no package need be looked at.
  const bool any = std::any_of(contracts.begin(), contracts.end(),
                               [](const Contract* c) { return !c->retainer().versions().empty(); });
  if (!any) return retainers;
  view.ForEachCase([&](const Case& subject) {
    if (subject.package->life().suspensions.empty()) return;
    for (Retainer& retainer : RetainersOf(view, subject, period)) {
      if (!retainer.days.empty() && retainer.placement->provider_id == provider)
        retainers.push_back(std::move(retainer));
    }
  });
  return retainers;
}

}  // namespace careledger::projections
