// The life of a package of care, but for its transfers.
#include <algorithm>
#include <array>

#include "server/decide/ladders.h"
#include "server/decide/note_guards.h"
#include "server/decide/package_guards.h"
#include "server/decide/price_guards.h"
#include "server/decide/search.h"

namespace careledger::decide {
namespace {

// The first request ever recorded of the package, counting or not.
const PackageRequested* FirstRequest(const Package* package) {
  if (package == nullptr) return nullptr;
  for (const PackageEntry& entry : package->entries()) {
    if (const auto* request = std::get_if<PackageRequested>(&entry.event)) return request;
  }
  return nullptr;
}

// A plan says at what times care is to be, and by how many carers: beside it nothing else does.
Refusal BesideAPlan(const RequestPackage& c) {
  if (c.carers > kCarersMax)
    return Reject(Reason::kInvalidField, "carers", c.carers, " carers together: at most ", kCarersMax);
  if (c.plan.empty() || (c.preferred_times.empty() && c.carers == 0)) return std::nullopt;
  return Reject(Reason::kInvalidField, c.carers != 0 ? "carers" : "preferred_times",
                "the plan says at what times, and how many carers");
}

// What a provider is asked to deliver when an award names no plan: the permanent one in force, else the one
// requested.
const WeeklyPlan& PlanToAward(const Package& package, Date date) {
  const auto& plans = package.life().plans;
  const auto in_force = std::find_if(plans.rbegin(), plans.rend(),
                                     [&](const PlanVersion& p) { return p.from <= date && !p.until; });
  return in_force == plans.rend() ? package.life().request.plan : in_force->plan;
}

bool BegunByAward(const Package& package, const Placement& placement) {
  const PackageEntry* entry = EntryAt(package, Number(placement.cause));
  return entry != nullptr && std::holds_alternative<PackageAwarded>(entry->event);
}

// A placement in force on the day of an award, or begun by a later one. A later transfer alone takes over
// from it.
Refusal AlreadyAwarded(const Package& package, Date date) {
  const auto taken = [&](const Placement& placement) {
    return Reject(Reason::kPackageAlreadyAwarded, "package_id", "package ", package.id(), " is with ",
                  placement.provider_id, " from ", placement.from.date, ", so it cannot be awarded from ",
                  date);
  };
  if (const Placement* placement = package.PlacementOn(date)) return taken(*placement);
  if (Refusal no = WithTheNhs(package, date)) return no;
  for (const Placement& placement : package.life().placements) {
    if (placement.from.date >= date && BegunByAward(package, placement)) return taken(placement);
  }
  return std::nullopt;
}

// Whether there is something to suspend from `date` on: care, or the wait for it. Who buys the care, or has
// it from the NHS, has neither of the council.
Refusal NothingToSuspend(const World& world, const Package& package, Date date) {
  const PackageState state = package.StateOn(date);
  if (state == PackageState::kDirectPayment || state == PackageState::kContinuingHealthcare)
    return NoCare(world, package, nullptr, {date, 24 * 60 - 1});
  if (Refusal no = Ended(package, date)) return no;
  if (Refusal no = Died(world, package.person(), date)) return no;
  return BeforeRequest(package, date);
}

// A wait that is paused goes on before care starts: by the end that `c` names, or by one on record that a
// corrected suspension has left behind.
Refusal PausedOverStart(const Package& package, const SuspendPackage& c, const Facts& facts) {
  const std::optional<Date> started = package.life().started;
  if (!started || c.effective_date >= *started) return std::nullopt;
  Package supposed = package;
  const auto suppose = [&](Date date, PackageEvent event) {
    Suppose(supposed, OnPackage(c.package_id, date, std::move(event)), facts);
  };
  suppose(c.effective_date, PackageSuspended{.package_id = c.package_id, .reason = c.reason});
  if (c.until) suppose(*c.until, PackageResumed{.package_id = c.package_id});
  const Suspension* at_start = supposed.SuspensionOn(*started);
  if (at_start == nullptr || at_start->from >= *started) return std::nullopt;
  return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is before package ", package.id(),
                " started, on ", *started);
}

// What a package is asked for in the place of must be another of the same person's.
Refusal NotToBeReplaced(const World& world, const RequestPackage& c) {
  if (c.replaces_package_id == c.package_id)
    return Reject(Reason::kInvalidField, "replaces_package_id", "package ", c.package_id, " is itself");
  const Package* other = world.packages.Find(c.replaces_package_id);
  if (!Known(other) || other->person() != c.person_id) {
    return Reject(Reason::kPackageUnknown, "replaces_package_id", "person ", c.person_id, " has no package ",
                  c.replaces_package_id);
  }
  return std::nullopt;
}

// The record of a hand-back that closed `placement`, if one did.
const PackageEntry* ClosedByHandBack(const Package& package, const Placement& placement) {
  if (!placement.until || placement.until->minute != 0) return nullptr;
  return FindRecord<PackageHandedBack>(package, placement.until->date,
                                       [](const PackageHandedBack&) { return true; });
}

}  // namespace

Outcome DecideOn(const World& world, const Package* package, const RequestPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  // Without a plan nobody has assessed yet how much care it is to be.
  if (!c.plan.empty()) {
    if (Refusal no = BadPlan(c.plan)) return *no;
  }
  if (Refusal no = BesideAPlan(c)) return *no;
  if (std::find(std::begin(kRequestReasons), std::end(kRequestReasons), c.reason.str()) ==
      std::end(kRequestReasons)) {
    return Reject(Reason::kInvalidField, "reason", "\"", c.reason,
                  "\" is none of new, change, leaving-reablement, transfer, existing");
  }
  if (Refusal no = BadNeeds(c.needs)) return *no;
  if (!c.needs.empty()) {
    return Reject(Reason::kNoMasterKey, "needs",
                  "needs are sealed, and the server was started without a master key");
  }
  const Notes* notes = world.notes.Find(c.person_id);
  const PackageRequested* first = FirstRequest(package);
  const bool of_another = first != nullptr && first->person_id != c.person_id;
  if (of_another && c.corrects_position != 0) {
    return Reject(Reason::kInvalidField, "person_id", "package ", c.package_id, " is ", first->person_id,
                  "'s: a ", "correction cannot make it ", c.person_id, "'s");
  }
  if (!c.contract_id.empty()) {
    const Contract* contract = world.contracts.Find(c.contract_id);
    if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
    if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
      return NoLot(c.contract_id, c.lot_id, "lot_id");
  }
  PackageRequested event{.package_id = c.package_id,
                         .person_id = c.person_id,
                         .service = c.service,
                         .client_group = c.client_group,
                         .funder = c.funder,
                         .waiting_in = c.waiting_in,
                         .reason = c.reason,
                         .contract_id = c.contract_id,
                         .lot_id = c.lot_id,
                         .plan = c.plan,
                         .area = c.area,
                         .priority = c.priority,
                         .needs = {},
                         .replaces_package_id = c.replaces_package_id,
                         .needs_note_id = c.needs_note ? c.needs_note->note_id : NoteId(),
                         .preferred_times = c.preferred_times,
                         .carers = c.carers};
  // Who lives where is said by the boundaries of the day.
  if (event.lot_id.empty() && !c.contract_id.empty())
    event.lot_id = world.contracts.Find(c.contract_id)->LotOf(c.area, c.effective_date);
  if (Refusal no = OtherNeeds(notes, c)) return *no;
  if (Known(package)) {
    const auto same = [&](const PackageRequested& e) {
      PackageRequested said = event;
      if (c.lot_id.empty() && !c.area.empty()) said.lot_id = e.lot_id;
      return e == said;
    };
    const PackageEntry* known = FindRecord<PackageRequested>(*package, c.effective_date, same);
    if (known != nullptr) return Already(known->position);
  }
  if (!c.contract_id.empty()) {
    if (Refusal no =
            UnknownService(*world.contracts.Find(c.contract_id), c.service, c.effective_date, "service"))
      return *no;
  }
  if (!c.replaces_package_id.empty()) {
    if (Refusal no = NotToBeReplaced(world, c)) return *no;
  }
  if (Known(package) || of_another) {
    return Reject(Reason::kAlreadyExists, "package_id", "package ", c.package_id, " of person ",
                  first->person_id, " was requested with other particulars");
  }
  if (Refusal no = UnknownFunder(world, c.contract_id, c.funder, c.effective_date)) return *no;
  if (Refusal no = Died(world, c.person_id, c.effective_date)) return *no;
  if (!c.contract_id.empty()) {
    if (Refusal no = OutsideLot(*world.contracts.Find(c.contract_id), c.lot_id, c.area, c.effective_date))
      return *no;
  }

  // From here on the request succeeds.
  if (std::optional<NewEvent> note = NoteOfNeeds(notes, c, facts.today()))
    return Append(*std::move(note), OnPackage(c.package_id, c.effective_date, event));
  return Append(OnPackage(c.package_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const Package* package, const AwardPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!c.plan.empty()) {
    if (Refusal no = BadPlan(c.plan)) return *no;
  }
  if (Refusal no = BadPrice(c.rate)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  if (Refusal no = NotItsOwn(world, nullptr, c.provider_id, c.deliverer_id)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const PackageAwarded& e) {
    return e.contract_id == c.contract_id && e.lot_id == c.lot_id && e.provider_id == c.provider_id &&
           (c.plan.empty() || e.plan == c.plan) && (!c.rate || e.rate == c.rate) &&
           (c.deliverer_id.empty() || e.deliverer_id == c.deliverer_id);
  };
  if (const PackageEntry* known = FindRecord<PackageAwarded>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  const WeeklyPlan& plan = c.plan.empty() ? PlanToAward(*package, c.effective_date) : c.plan;
  if (Refusal no = NotAssessed(*package, plan, c.effective_date)) return *no;
  if (Refusal no =
          UnknownService(*contract, package->life().request.service, c.effective_date, "contract_id"))
    return *no;
  if (Refusal no = NotPlaceable(*contract, c.lot_id, c.provider_id, c.effective_date, "")) return *no;
  const bool tiers = contract->tiers().On(c.effective_date) != nullptr;  // They say who may, and why not.
  if (!tiers) {
    if (Refusal no = IntakeShut(*contract, c.provider_id, c.effective_date)) return *no;
  }
  if (Refusal no = AlreadyAwarded(*package, c.effective_date)) return *no;
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  if (c.rate) {
    if (Refusal no = PriceOutside(world, *contract, c.lot_id, package->life().request, *c.rate,
                                  c.effective_date, "rate"))
      return *no;
  }
  if (!tiers) {
    if (Refusal no = LotNotStarted(*contract, c.lot_id, c.effective_date)) return *no;
  }
  if (Refusal no = OutsideLot(*contract, c.lot_id, AreaOf(world, package->life().request, c.effective_date),
                              c.effective_date))
    return *no;

  // From here on the award succeeds. It carries the plan it was agreed on, named or not.
  return Append(OnPackage(c.package_id, c.effective_date,
                          PackageAwarded{.package_id = c.package_id,
                                         .contract_id = c.contract_id,
                                         .lot_id = c.lot_id,
                                         .provider_id = c.provider_id,
                                         .plan = plan,
                                         .tier = c.tier,
                                         .rate = c.rate,
                                         .deliverer_id = c.deliverer_id,
                                         .chosen = c.chosen}));
}

Outcome DecideOn(const World& world, const Package* package, const StartPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [](const PackageStarted&) { return true; };
  if (const PackageEntry* known = FindRecord<PackageStarted>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  const Moment end_of_day{c.effective_date, 24 * 60 - 1};
  if (Refusal no = NoCare(world, *package, package->PlacementAt(end_of_day), end_of_day)) return *no;
  // Care may be suspended from its first day, but does not begin in a pause of the wait for it.
  const Suspension* pause = package->SuspensionOn(c.effective_date);
  if (pause != nullptr && pause->from < c.effective_date) {
    return Reject(Reason::kAlreadySuspended, "effective_date", "package ", c.package_id,
                  " is suspended from ", pause->from, ": resume it first");
  }
  if (package->life().started) {
    return Reject(Reason::kAlreadyStarted, "effective_date", "package ", c.package_id, " started on ",
                  *package->life().started, ", not on ", c.effective_date);
  }

  // From here on the start succeeds.
  return Append(OnPackage(c.package_id, c.effective_date, PackageStarted{.package_id = c.package_id}));
}

Outcome DecideOn(const World& world, const Package* package, const ChangePlan& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadPlan(c.plan)) return *no;
  if (Refusal no = BadPrice(c.rate)) return *no;
  if (c.until && *c.until <= c.effective_date) {
    return Reject(Reason::kInvalidField, "until", "the plan holds until ", *c.until, ", not after ",
                  c.effective_date);
  }
  if (!Known(package)) return NoPackage(c.package_id);
  const PlanVersion* in_force = package->PlanOn(c.effective_date);
  const PlanChanged event{.package_id = c.package_id, .plan = c.plan, .until = c.until, .reason = c.reason};
  if (in_force != nullptr && in_force->from == c.effective_date) {
    const PackageEntry* by = EntryAt(*package, Number(in_force->cause));
    if (by != nullptr && by->event == PackageEvent(event)) return Already(by->position);
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  if (in_force != nullptr && in_force->until == c.until && in_force->plan == c.plan) {
    return Reject(Reason::kPlanUnchanged, "plan", "package ", c.package_id, " has this plan from ",
                  in_force->from, ", by the record at ", in_force->cause);
  }

  // From here on the change of plan succeeds.
  return Append(OnPackage(c.package_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const Package* package, const HandBackPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.notice_date > c.effective_date) {
    return Reject(Reason::kInvalidField, "notice_date", "notice on ", c.notice_date,
                  " of a hand-back before it, on ", c.effective_date);
  }
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const PackageHandedBack& e) {
    return e.notice_date == c.notice_date && e.reason == c.reason;
  };
  if (const PackageEntry* known = FindRecord<PackageHandedBack>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  const Moment from{c.effective_date, 0};
  const Placement* placement = package->PlacementOn(c.effective_date - 1);
  if (placement != nullptr && !Ended(*package, c.effective_date)) {
    const PackageEntry* earlier = ClosedByHandBack(*package, *placement);
    // It goes on to another provider that day, or is handed back by another record.
    if ((placement->until && placement->until->date <= c.effective_date) || earlier != nullptr) {
      return Reject(
          Reason::kPackageNotAwarded, "package_id", "package ", c.package_id, " leaves ",
          placement->provider_id, " on ", placement->until->date, " already",
          earlier != nullptr ? ": correct the record at #" + std::to_string(Number(earlier->position)) : "");
    }
  }
  if (Refusal no = NoCare(world, *package, placement, from)) return *no;
  const std::optional<Date> started = package->life().started;
  if (started && *started >= c.effective_date && package->PlacementOn(*started) == placement) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is not after package ",
                  c.package_id, " started, on ", *started);
  }

  // From here on the hand-back succeeds.
  return Append(OnPackage(c.package_id, c.effective_date,
                          PackageHandedBack{.package_id = c.package_id,
                                            .provider_id = placement->provider_id,
                                            .notice_date = c.notice_date,
                                            .reason = c.reason}));
}

Outcome DecideOn(const World& world, const Package* package, const SuspendPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  if (c.until && *c.until <= c.effective_date)
    return Reject(Reason::kInvalidField, "until", *c.until, " is not after ", c.effective_date);
  if (c.until) {
    if (Refusal no = TooFarAhead(*c.until, facts, "until")) return *no;
  }
  const auto same = [&](const PackageSuspended& e) {
    const Suspension* on_record = package->SuspensionOn(c.effective_date);
    return e.reason == c.reason && (!c.until || (on_record != nullptr && on_record->until == c.until));
  };
  if (const PackageEntry* known = FindRecord<PackageSuspended>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  if (Refusal no = NothingToSuspend(world, *package, c.effective_date)) return *no;
  if (Refusal no = PausedOverStart(*package, c, facts)) return *no;
  if (c.until) {
    if (Refusal no = Ended(*package, *c.until)) return *no;
    if (Refusal no = Died(world, package->person(), *c.until)) return *no;
  }
  for (const Suspension& suspension : package->life().suspensions) {
    // Until it resumes a suspension has no end, so none that is not over may be put before another.
    const bool before = suspension.until && *suspension.until <= c.effective_date;
    const bool after = c.until && *c.until <= suspension.from;
    if (before || after) continue;
    return Reject(Reason::kAlreadySuspended, "effective_date", "package ", c.package_id,
                  " is suspended from ", suspension.from);
  }

  // From here on the suspension succeeds.
  Decision decision;
  decision.events.push_back(OnPackage(c.package_id, c.effective_date,
                                      PackageSuspended{.package_id = c.package_id, .reason = c.reason}));
  if (c.until) {
    decision.events.push_back(OnPackage(c.package_id, *c.until, PackageResumed{.package_id = c.package_id}));
  }
  return decision;
}

Outcome DecideOn(const World& world, const Package* package, const ResumePackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [](const PackageResumed&) { return true; };
  if (const PackageEntry* known = FindRecord<PackageResumed>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  // Who comes home need not have a provider to come home to.
  const auto& suspensions = package->life().suspensions;
  const Suspension* open = !suspensions.empty() && !suspensions.back().until ? &suspensions.back() : nullptr;
  if (open != nullptr && c.effective_date <= open->from) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date,
                  " is not after the suspension of package ", c.package_id, ", on ", open->from);
  }
  if (open == nullptr) {
    return Reject(Reason::kNotSuspended, "effective_date", "package ", c.package_id,
                  " has no suspension to resume from on ", c.effective_date);
  }

  // From here on the resumption succeeds.
  return Append(OnPackage(c.package_id, c.effective_date, PackageResumed{.package_id = c.package_id}));
}

Outcome DecideOn(const World& world, const Package* package, const TakeDirectPayment& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.requested_date > c.effective_date) {
    return Reject(Reason::kInvalidField, "requested_date", "asked for on ", c.requested_date,
                  ", after it begins, on ", c.effective_date);
  }
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const DirectPaymentTaken& e) { return e.requested == c.requested_date; };
  if (const PackageEntry* known = FindRecord<DirectPaymentTaken>(*package, c.effective_date, same))
    return Already(known->position);
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.requested_date)) return *no;
  const std::optional<Date> started = package->life().started;
  if (started && *started >= c.effective_date) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is not after package ",
                  c.package_id, " started, on ", *started);
  }
  if (Refusal no = WithTheNhs(*package, c.effective_date)) return *no;
  if (package->StateOn(c.effective_date) == PackageState::kDirectPayment) {
    return Reject(Reason::kAlreadyStarted, "effective_date", "a direct payment of package ", c.package_id,
                  " runs from ", package->DirectPaymentOn(c.effective_date)->from);
  }
  const auto contract_on = [&](Date date) {
    const Placement* placement = package->PlacementOn(date);
    return placement != nullptr ? placement->contract_id : package->life().request.contract_id;
  };
  // Under which a window may be shut: the contract it was with when this was asked for, the one it is with
  // when this is to begin, and any that is to follow one of them.
  const std::array with = {contract_on(c.requested_date), contract_on(c.effective_date - 1)};
  for (const auto& [contract_id, contract] : world.contracts.items()) {
    const bool concerned = std::any_of(with.begin(), with.end(), [&](const ContractId& id) {
      return contract_id == id || contract->existing().contains(id);
    });
    if (!concerned) continue;
    const auto* policy = contract->direct_payments().On(c.requested_date);
    if (policy == nullptr || !policy->value.refused) continue;
    return Reject(Reason::kDirectPaymentsRefused, "requested_date",
                  "direct payments are refused under contract ", contract_id, " from ", policy->from,
                  ", by the record at ", policy->cause);
  }

  // From here on the person buys the care.
  return Append(OnPackage(c.package_id, c.effective_date,
                          DirectPaymentTaken{.package_id = c.package_id, .requested = c.requested_date}));
}

Outcome DecideOn(const World& world, const Package* package, const EndDirectPayment& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const DirectPaymentEnded& e) { return e.reason == c.reason; };
  if (const PackageEntry* known = FindRecord<DirectPaymentEnded>(*package, c.effective_date, same))
    return Already(known->position);
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  const auto& payments = package->life().direct_payments;
  const DirectPayment* open = !payments.empty() && !payments.back().until ? &payments.back() : nullptr;
  if (open != nullptr && c.effective_date <= open->from) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date,
                  " is not after the direct payment of package ", c.package_id, " began, on ", open->from);
  }
  if (open == nullptr || package->StateOn(c.effective_date) != PackageState::kDirectPayment) {
    return Reject(Reason::kNoDirectPayment, "package_id", "no direct payment of package ", c.package_id,
                  " runs on ", c.effective_date);
  }

  // From here on the person asks for care again.
  return Append(OnPackage(c.package_id, c.effective_date,
                          DirectPaymentEnded{.package_id = c.package_id, .reason = c.reason}));
}

Outcome DecideOn(const World&, const Package* package, const EndPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const PackageEnded& e) { return e.reason == c.reason; };
  if (const PackageEntry* known = FindRecord<PackageEnded>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  const PackageLife& life = package->life();
  if (life.ended) {
    const PackageEntry* by =
        FindRecord<PackageEnded>(*package, *life.ended, [](const PackageEnded&) { return true; });
    return Reject(Reason::kPackageEnded, "effective_date", "package ", c.package_id, " ended on ",
                  *life.ended, ", by the record at ", by->position, ": correct that one");
  }
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  if (life.started && *life.started >= c.effective_date) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is not after package ",
                  c.package_id, " started, on ", *life.started);
  }
  const Placement* last = LastPlaced(*package);
  if (last != nullptr && last->from > Moment{c.effective_date, 0}) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date, " is before package ",
                  c.package_id, " goes to ", last->provider_id, ", on ", last->from.date);
  }

  // From here on the end succeeds.
  return Append(OnPackage(c.package_id, c.effective_date,
                          PackageEnded{.package_id = c.package_id, .reason = c.reason}));
}

}  // namespace careledger::decide
