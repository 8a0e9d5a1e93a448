// Time that a package does not use, and time that it needs beyond its plan.
#include <algorithm>

#include "replay/model/time_bank.h"
#include "server/decide/ladders.h"
#include "server/decide/package_guards.h"
#include "server/decide/standing.h"

namespace careledger::decide {
namespace {

constexpr std::uint32_t kDrawMax = 60'000;
constexpr std::uint32_t kVisitMax = 4 * 24 * 60;  // Four carers, a day.
constexpr std::int32_t kYear = 365;

Refusal BadMinutes(std::uint32_t minutes, std::uint32_t max) {
  if (minutes >= 1 && minutes <= max) return std::nullopt;
  return Reject(Reason::kInvalidField, "minutes", minutes, " minutes: 1 to ", max);
}

std::optional<std::uint32_t> StartOf(const std::optional<TimeOfDay>& time) {
  return time ? std::optional(time->minute) : std::nullopt;
}

std::string TimeOf(std::uint32_t minute) {
  const auto two = [](std::uint32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ":" + two(minute % 60);
}

// Time is not banked, drawn or added to while care is suspended.
Refusal WhileSuspended(const Package& package, Date date) {
  const Suspension* suspension = package.SuspensionOn(date);
  if (suspension == nullptr) return std::nullopt;
  return Reject(Reason::kAlreadySuspended, "effective_date", "package ", package.id(), " is suspended from ",
                suspension->from, ", so no time is planned on ", date);
}

// The planned visit that starts then, with the minutes of it that are not banked yet; 0 when there is none.
std::uint32_t PlannedAt(const Package& package, Date date, std::uint32_t start_minute) {
  const PlanVersion* plan = package.PlanOn(date);
  if (plan == nullptr) return 0;
  for (const PlanSlot& slot : plan->plan) {
    if (slot.On(date.weekday()) && slot.start_minute == start_minute) return slot.minutes * slot.carers;
  }
  return 0;
}

// The most that the bank holds on `date` or later, once `banked` is in it.
std::uint32_t MostFrom(PackageLife life, const BankedTime& banked) {
  life.banked.push_back(banked);
  std::uint32_t most = 0;
  for (const BankedTime& each : life.banked) {
    if (each.on >= banked.on) most = std::max(most, TimeBankOn(life, each.on).balance);
  }
  return most;
}

// Minutes that draws ask for and the bank does not have.
std::uint32_t Uncovered(const PackageLife& life) {
  std::uint32_t uncovered = 0;
  if (!life.drawn.empty()) uncovered = TimeBankOn(life, life.drawn.back().on).uncovered;
  return uncovered;
}

void InsertInOrder(std::vector<DrawnTime>& drawn, const DrawnTime& draw) {
  drawn.insert(std::upper_bound(drawn.begin(), drawn.end(), draw,
                                [](const DrawnTime& a, const DrawnTime& b) { return a.on < b.on; }),
               draw);
}

// The policy of the placement's contract on that day; null when there is none.
template <class T>
const typename Timeline<T>::Version* PolicyOf(const World& world, const Placement& placement,
                                              const Timeline<T>& (Contract::*policy)() const, Date date) {
  const Contract* contract = world.contracts.Find(placement.contract_id);
  return contract != nullptr ? (contract->*policy)().On(date) : nullptr;
}

// Minutes approved of incidents in the 365 days that end on `last`.
std::uint32_t ApprovedInYearTo(const PackageLife& life, Date last) {
  std::uint32_t minutes = 0;
  for (const ExtraTime& extra : life.extra) {
    if (last - kYear < extra.on && extra.on <= last) minutes += extra.minutes;
  }
  return minutes;
}

// The rolling maximum, in every 365 days that the incident lies in.
Refusal BeyondYear(const PackageLife& life, const ExtraTimePolicySet& policy, const ApproveExtraTime& c) {
  if (policy.yearly_minutes == 0) return std::nullopt;
  std::vector<Date> ends = {c.effective_date};
  for (const ExtraTime& extra : life.extra) {
    if (c.effective_date < extra.on && extra.on < c.effective_date + kYear) ends.push_back(extra.on);
  }
  for (const Date end : ends) {
    const std::uint32_t before = ApprovedInYearTo(life, end);
    if (before + c.minutes <= policy.yearly_minutes) continue;
    return Reject(Reason::kBeyondExtraTime, "minutes", "package ", c.package_id, " has had ", before,
                  " minutes in the ", kYear, " days to ", end, ", so not ", c.minutes, " more: at most ",
                  policy.yearly_minutes);
  }
  return std::nullopt;
}

std::uint32_t ApprovedOf(const PackageLife& life, const Code& incident) {
  std::uint32_t minutes = 0;
  for (const ExtraTime& extra : life.extra) {
    if (extra.incident == incident) minutes += extra.minutes;
  }
  return minutes;
}

}  // namespace

Outcome DecideOn(const World& world, const Package* package, const ConfirmStaffRetained& c,
                 const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const StaffRetained& e) { return e.provider_id == c.provider_id; };
  if (const PackageEntry* known = FindRecord<StaffRetained>(*package, c.effective_date, same))
    return Already(known->position);
  const Placement* placement = package->PlacementOn(c.effective_date);
  if (Refusal no = NoCare(world, *package, placement, {c.effective_date, 24 * 60 - 1})) return *no;
  if (placement->provider_id != c.provider_id) {
    return Reject(Reason::kPackageNotAwarded, "provider_id", "package ", c.package_id, " is with ",
                  placement->provider_id, " on ", c.effective_date, ", not with ", c.provider_id);
  }
  const Suspension* suspension = package->SuspensionOn(c.effective_date);
  if (suspension == nullptr) {
    return Reject(Reason::kNotSuspended, "effective_date", "package ", c.package_id, " is not suspended on ",
                  c.effective_date);
  }
  const auto* policy = PolicyOf(world, *placement, &Contract::retainer, suspension->from);
  const bool asked = policy != nullptr && policy->value.if_staff_kept &&
                     std::find(policy->value.reasons.begin(), policy->value.reasons.end(),
                               suspension->reason) != policy->value.reasons.end();
  if (!asked) {
    return Reject(Reason::kNoRetainer, "package_id", "contract ", placement->contract_id,
                  " pays no retainer for carers kept while care is suspended for ", suspension->reason,
                  " from ", suspension->from);
  }

  // From here on the carers are known to have been kept.
  return Append(OnPackage(c.package_id, c.effective_date,
                          StaffRetained{.package_id = c.package_id, .provider_id = c.provider_id}));
}

Outcome DecideOn(const World& world, const Package* package, const BankTime& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadTime(c.time)) return *no;
  if (Refusal no = BadMinutes(c.minutes, kVisitMax)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const TimeBanked& e) {
    return e.start_minute == c.time.minute && e.minutes == c.minutes;
  };
  if (const PackageEntry* known = FindRecord<TimeBanked>(*package, c.effective_date, same))
    return Already(known->position);
  const Moment at{c.effective_date, c.time.minute};
  const Placement* placement = package->PlacementAt(at);
  if (Refusal no = NoCare(world, *package, placement, at)) return *no;
  if (Refusal no = WhileSuspended(*package, c.effective_date)) return *no;
  const std::uint32_t planned = PlannedAt(*package, c.effective_date, c.time.minute);
  const std::uint32_t banked = BankedAt(package->life(), c.effective_date, c.time.minute);
  if (planned < banked + c.minutes) {
    return Reject(Reason::kNotPlanned, planned == 0 ? "time" : "minutes", "package ", c.package_id, " has ",
                  planned, " minutes planned at ", TimeOf(c.time.minute), " on ", c.effective_date, ", ",
                  banked, " of them banked already: not ", c.minutes, " more to bank");
  }
  const auto* policy = PolicyOf(world, *placement, &Contract::time_bank, c.effective_date);
  if (policy == nullptr || policy->value.minutes == 0) {
    return Reject(Reason::kTimeBankShut, "effective_date", "contract ", placement->contract_id,
                  " banks no time on ", c.effective_date);
  }
  TimeBanked event{.package_id = c.package_id,
                   .start_minute = c.time.minute,
                   .minutes = c.minutes,
                   .expires = std::nullopt};
  if (policy->value.expires_after_days != 0)
    event.expires = c.effective_date + static_cast<std::int32_t>(policy->value.expires_after_days) + 1;
  const std::uint32_t most = MostFrom(package->life(), {.on = c.effective_date,
                                                        .start_minute = event.start_minute,
                                                        .minutes = event.minutes,
                                                        .expires = event.expires});
  if (most > policy->value.minutes) {
    return Reject(Reason::kTimeBankShut, "minutes", "the bank of package ", c.package_id, " would hold ",
                  most, " minutes: at most ", policy->value.minutes, ", by the record at ", policy->cause);
  }

  // From here on the time is banked, on the terms of its day.
  return Append(OnPackage(c.package_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const Package* package, const DrawBankedTime& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadMinutes(c.minutes, kDrawMax)) return *no;
  if (Refusal no = BadTime(c.time.value_or(TimeOfDay{}))) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const TimeDrawn event{.package_id = c.package_id, .minutes = c.minutes, .start_minute = StartOf(c.time)};
  const auto same = [&](const TimeDrawn& e) { return e == event; };
  if (const PackageEntry* known = FindRecord<TimeDrawn>(*package, c.effective_date, same))
    return Already(known->position);
  const Moment at{c.effective_date, 24 * 60 - 1};
  if (Refusal no = NoCare(world, *package, package->PlacementAt(at), at)) return *no;
  if (Refusal no = WhileSuspended(*package, c.effective_date)) return *no;
  PackageLife with = package->life();
  InsertInOrder(with.drawn, {.on = c.effective_date, .minutes = c.minutes, .start_minute = {}, .cause = {}});
  if (Uncovered(with) > Uncovered(package->life())) {
    const TimeBank bank = TimeBankOn(package->life(), c.effective_date);
    return Reject(Reason::kTimeBankShort, "minutes", "the bank of package ", c.package_id, " has ",
                  bank.balance, " minutes on ", c.effective_date, " (", bank.expired,
                  " have expired), and later draws may rest on them: not ", c.minutes);
  }

  // From here on the time is drawn.
  return Append(OnPackage(c.package_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const Package* package, const ApproveExtraTime& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = TooFarAhead(c.requested_date, facts, "requested_date")) return *no;
  if (c.requested_date < c.effective_date) {
    return Reject(Reason::kInvalidField, "requested_date", "asked for on ", c.requested_date,
                  ", before the incident, on ", c.effective_date);
  }
  if (Refusal no = BadMinutes(c.minutes, kVisitMax)) return *no;
  if (Refusal no = BadTime(c.time.value_or(TimeOfDay{}))) return *no;
  if (c.authority) {
    if (Refusal no = BadAuthority(*c.authority)) return *no;
  }
  if (!Known(package)) return NoPackage(c.package_id);
  const ExtraTimeApproved event{.package_id = c.package_id,
                                .incident = c.incident,
                                .minutes = c.minutes,
                                .reason = c.reason,
                                .requested = c.requested_date,
                                .start_minute = StartOf(c.time),
                                .authority = c.authority};
  const auto same = [&](const ExtraTimeApproved& e) { return e == event; };
  if (const PackageEntry* known = FindRecord<ExtraTimeApproved>(*package, c.effective_date, same))
    return Already(known->position);
  const Placement* placement = package->PlacementOn(c.effective_date);
  if (Refusal no = NoCare(world, *package, placement, {c.effective_date, 24 * 60 - 1})) return *no;
  if (Refusal no = WhileSuspended(*package, c.effective_date)) return *no;
  // A special case is decided by name, and asks no limit.
  if (c.authority) return Append(OnPackage(c.package_id, c.effective_date, event));
  const auto* set = PolicyOf(world, *placement, &Contract::extra_time, c.effective_date);
  if (set == nullptr || set->value.incident_minutes == 0) {
    return Reject(Reason::kBeyondExtraTime, "effective_date", "contract ", placement->contract_id,
                  " has no extra time on ", c.effective_date);
  }
  const ExtraTimePolicySet& policy = set->value;
  const std::uint32_t approved = ApprovedOf(package->life(), c.incident);
  if (approved + c.minutes > policy.incident_minutes) {
    return Reject(Reason::kBeyondExtraTime, "minutes", "incident ", c.incident, " has ", approved,
                  " minutes, so not ", c.minutes, " more: at most ", policy.incident_minutes,
                  ", by the record at ", set->cause);
  }
  if (Refusal no = BeyondYear(package->life(), policy, c)) return *no;
  const Date last = c.effective_date + static_cast<std::int32_t>(policy.request_within_days);
  if (policy.request_within_days != 0 && c.requested_date > last) {
    return Reject(Reason::kAskedTooLate, "requested_date", "asked for on ", c.requested_date, ", more than ",
                  policy.request_within_days, " days after the incident: by ", last, " at the latest");
  }

  // From here on the time is approved; what of it is payable follows from the week's visits.
  return Append(OnPackage(c.package_id, c.effective_date, event));
}

template <class C>
Outcome DecidePackageTime(const World& world, const C& c, const Facts& facts) {
  const Package* package = world.packages.Find(c.package_id);
  return UnlessUndermining(world, package, DecideOn(world, package, c, facts), facts);
}

template Outcome DecidePackageTime(const World&, const ConfirmStaffRetained&, const Facts&);
template Outcome DecidePackageTime(const World&, const BankTime&, const Facts&);
template Outcome DecidePackageTime(const World&, const DrawBankedTime&, const Facts&);
template Outcome DecidePackageTime(const World&, const ApproveExtraTime&, const Facts&);

}  // namespace careledger::decide
