// Who pays when care moves to the NHS and back; joint visits at a handover.
#include <algorithm>

#include "server/decide/ladders.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {
namespace {

constexpr std::uint32_t kEndOfDay = 24 * 60 - 1;

// The funding without an end that one on `date` would be the end of: the last to begin before it, else any.
// Null: none.
const HealthFunding* OpenFunding(const Package& package, Date date) {
  const HealthFunding* open = nullptr;
  for (const HealthFunding& funding : package.life().health.funding) {
    if (!funding.until && (open == nullptr || funding.from < date)) open = &funding;
  }
  return open;
}

// The council's order that ended when the NHS began to contract itself; null: it had ended otherwise.
const Placement* OrderBefore(const Package& package, const HealthFunding& funding) {
  const auto& placements = package.life().placements;
  if (funding.settlement != HealthSettlement::kHealthContracts || placements.empty() ||
      placements.back().until != funding.order_until) {
    return nullptr;
  }
  return &placements.back();
}

// Who has taken the place of the order's provider while the NHS contracted, one after another: an order that
// begins again does so with the last of them. One that had not ended when care returns goes on, and what
// follows from it is for WithFollowers.
std::vector<NewEvent> FollowedMeanwhile(const World& world, const EndContinuingHealthcare& c,
                                        const Placement& order) {
  std::vector<NewEvent> events;
  const Moment again{c.effective_date, 0};
  if (again <= *order.until) return events;
  ProviderId provider = order.provider_id;
  Date since = order.until->minute == 0 ? order.until->date - 1 : order.until->date;
  while (const auto* s = world.successions.After(provider, order.contract_id, since, c.effective_date)) {
    events.push_back(OnPackage(c.package_id, c.effective_date,
                               PackageSucceeded{.package_id = c.package_id,
                                                .from_provider_id = provider,
                                                .to_provider_id = s->event.to_provider_id}));
    provider = s->event.to_provider_id;
    since = s->from;
  }
  return events;
}

const ProviderId& SuccessorIn(const NewEvent& event) {
  return std::get<PackageSucceeded>(std::get<PackageEvent>(event.event)).to_provider_id;
}

// Under a joint contract the NHS body that pays is a party to it, or stands in the place of one that day.
Refusal NotAPartner(const World& world, const Contract& contract, const CommissionerId& id, Date date) {
  const ContractId& of = contract.terms().contract_id;
  const std::vector<CommissionerId>& partners = contract.terms().partners;
  const bool is = std::any_of(partners.begin(), partners.end(), [&](const CommissionerId& partner) {
    return world.successions.On(partner, of, date) == id;
  });
  if (is) return std::nullopt;
  return Reject(Reason::kCommissionerUnknown, "commissioner_id", "contract ", of,
                ", a joint one, has no partner ", id, " on ", date);
}

// Continuing healthcare on `date`, or from a later one: until it ends it has no end, so none may be put
// before another.
Refusal FundedAlready(const Package& package, Date date) {
  for (const HealthFunding& funding : package.life().health.funding) {
    if (!funding.Covers(date) && funding.from < date) continue;
    return Reject(Reason::kHealthFunded, "effective_date", funding.funder, " pays for package ", package.id(),
                  " from ", funding.from, ", by the record at ", funding.cause);
  }
  return std::nullopt;
}

Rejection NotFunded(const Package& package, Date date, std::string_view what) {
  return Reject(Reason::kNotHealthFunded, "effective_date", "the NHS does not ", what, " package ",
                package.id(), " on ", date);
}

}  // namespace

Outcome DecideOn(const World& world, const Package* package, const StartContinuingHealthcare& c,
                 const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  if (!world.commissioners.contains(c.commissioner_id))
    return NoCommissioner(c.commissioner_id, "commissioner_id");
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const ContinuingHealthcareStarted& e) {
    return e.funder == c.commissioner_id && e.authority == c.authority;
  };
  if (const PackageEntry* known = FindRecord<ContinuingHealthcareStarted>(*package, c.effective_date, same))
    return Already(known->position);
  const Placement* placement = package->PlacementOn(c.effective_date);
  const Contract* contract = placement != nullptr ? world.contracts.Find(placement->contract_id) : nullptr;
  const auto* policy = contract != nullptr ? contract->healthcare().On(c.effective_date) : nullptr;
  const HealthSettlement settlement =
      policy != nullptr ? policy->value.settlement : HealthSettlement::kUnspecified;
  if (settlement == HealthSettlement::kJointContract) {
    if (Refusal no = NotAPartner(world, *contract, c.commissioner_id, c.effective_date)) return *no;
  }
  if (Refusal no = FundedAlready(*package, c.effective_date)) return *no;
  if (Refusal no = NoCare(world, *package, placement, {c.effective_date, kEndOfDay})) return *no;
  const bool contracts = settlement == HealthSettlement::kHealthContracts;
  const Moment order_end = OrderEnd(c.effective_date, facts.now);
  const std::optional<Date> started = package->life().started;
  if (contracts && started && order_end.date <= *started) {
    return Reject(Reason::kBeforeStart, "effective_date", "the order would end on ", order_end.date,
                  ", not after package ", c.package_id, " started, on ", *started);
  }
  if (settlement == HealthSettlement::kUnspecified) {
    return Reject(Reason::kSettlementNotSet, "package_id", "contract ", placement->contract_id,
                  " does not say on ", c.effective_date, " who contracts for care that the NHS pays");
  }

  // From here on the NHS pays. Where it contracts itself it is with whoever has the package when the order
  // ends.
  const Placement* last = contracts ? PlacementUpTo(*package, order_end) : nullptr;
  return Append(OnPackage(
      c.package_id, c.effective_date,
      ContinuingHealthcareStarted{.package_id = c.package_id,
                                  .funder = c.commissioner_id,
                                  .settlement = settlement,
                                  .contract_id = placement->contract_id,
                                  .provider_id = last != nullptr ? last->provider_id : placement->provider_id,
                                  .authority = c.authority}));
}

Outcome DecideOn(const World&, const Package* package, const RecordHealthRate& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.rate <= Rate(0) || c.rate > Rate(Rate::kMax))
    return Reject(Reason::kInvalidField, "rate", "a price of ", c.rate, ": above 0, at most ",
                  Rate(Rate::kMax));
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const HealthRateRecorded& e) { return e.rate == c.rate; };
  if (const PackageEntry* known = FindRecord<HealthRateRecorded>(*package, c.effective_date, same))
    return Already(known->position);
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  const HealthFunding* funding = package->HealthFundingOn(c.effective_date);
  if (funding == nullptr || funding->settlement != HealthSettlement::kHealthContracts)
    return NotFunded(*package, c.effective_date, "contract for");

  // From here on the rate is known.
  return Append(OnPackage(c.package_id, c.effective_date,
                          HealthRateRecorded{.package_id = c.package_id, .rate = c.rate}));
}

Outcome DecideOn(const World& world, const Package* package, const EndContinuingHealthcare& c,
                 const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const ContinuingHealthcareEnded& e) { return e.reason == c.reason; };
  if (const PackageEntry* known = FindRecord<ContinuingHealthcareEnded>(*package, c.effective_date, same))
    return Already(known->position);
  const HealthFunding* funding = OpenFunding(*package, c.effective_date);
  const Placement* order = funding != nullptr ? OrderBefore(*package, *funding) : nullptr;
  const Contract* contract = order != nullptr ? world.contracts.Find(order->contract_id) : nullptr;
  std::vector<NewEvent> followers;
  if (contract != nullptr) {
    followers = FollowedMeanwhile(world, c, *order);
    const ProviderId& now = followers.empty() ? order->provider_id : SuccessorIn(followers.back());
    if (Refusal no = NotPlaceable(*contract, order->lot_id, now, c.effective_date, "")) {
      no->field = "effective_date";
      no->detail +=
          ": package " + c.package_id.str() + " cannot return to it, so end it and ask for care anew";
      return *no;
    }
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = Died(world, package->person(), c.effective_date)) return *no;
  if (funding != nullptr && c.effective_date <= funding->from) {
    return Reject(Reason::kBeforeStart, "effective_date", c.effective_date,
                  " is not after the NHS began to pay for package ", c.package_id, ", on ", funding->from);
  }
  if (funding == nullptr) return NotFunded(*package, c.effective_date, "pay for");

  // From here on the council pays again; who has followed the provider meanwhile has the order.
  Decision decision;
  decision.events.push_back(
      OnPackage(c.package_id, c.effective_date,
                ContinuingHealthcareEnded{
                    .package_id = c.package_id, .provider_id = funding->provider_id, .reason = c.reason}));
  for (NewEvent& event : followers) decision.events.push_back(std::move(event));
  return decision;
}

Outcome DecideOn(const World& world, const Package* package, const ApproveHandoverVisit& c,
                 const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadTime(c.time)) return *no;
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const HandoverVisitApproved& e) {
    return e.provider_id == c.provider_id && e.minute == c.time.minute && e.reason == c.reason;
  };
  if (const PackageEntry* known = FindRecord<HandoverVisitApproved>(*package, c.effective_date, same))
    return Already(known->position);
  const Moment at{c.effective_date, c.time.minute};
  const Placement* holder = package->PlacementAt(at);
  if (Refusal no = NoCare(world, *package, holder, at)) return *no;
  if (holder->provider_id == c.provider_id) {
    return Reject(Reason::kSameProvider, "provider_id", "package ", c.package_id, " is with ", c.provider_id,
                  " at that time: its visit needs no approval");
  }
  // The one that had the package just before, or has it next.
  const auto& placements = package->life().placements;
  const auto meets = [&](const Placement& p) {
    return p.provider_id == c.provider_id && (p.until == holder->from || holder->until == p.from);
  };
  if (std::none_of(placements.begin(), placements.end(), meets)) {
    return Reject(Reason::kNotAHandover, "provider_id", "package ", c.package_id, ", with ",
                  holder->provider_id, " on ", c.effective_date, ", is not handed over from or to ",
                  c.provider_id);
  }

  // From here on both may come.
  return Append(OnPackage(c.package_id, c.effective_date,
                          HandoverVisitApproved{.package_id = c.package_id,
                                                .provider_id = c.provider_id,
                                                .minute = c.time.minute,
                                                .reason = c.reason}));
}

}  // namespace careledger::decide
