#include "replay/projections/delivery.h"

#include <algorithm>

namespace careledger::projections {

using namespace model;

namespace {

std::string Text(const std::optional<Date>& date) { return date ? date->ToString() : std::string(); }

const PackageEntry* EntryAt(const Package& package, Position position) {
  const auto& entries = package.entries();
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const PackageEntry& entry) { return entry.position == position; });
  return found == entries.end() ? nullptr : &*found;
}

// The last record of its kind that counts.
template <class E>
const PackageEntry* LastThatCounts(const Package& package) {
  const auto& entries = package.entries();
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [](const PackageEntry& entry) {
    return Number(entry.voided_by) == 0 && std::holds_alternative<E>(entry.event);
  });
  return found == entries.rend() ? nullptr : &*found;
}

// `day`, or when the order ends before, by either, the day before that.
Date BeforeItsEnd(Date day, const PackageLife& life, const DeliveredOrder& order) {
  if (life.ended) day = std::min(day, *life.ended - 1);
  if (order.ended_on) day = std::min(day, *order.ended_on - 1);
  return day;
}

std::optional<Date> FirstPlaced(const PackageLife& life) {
  if (life.placements.empty()) return std::nullopt;
  return life.placements.front().from.date;
}

void LookAtPlacement(const Package& package, const DeliveredOrder& order, Date on, OrderInLedger& out) {
  const PackageLife& life = package.life();
  out.placement =
      package.PlacementOn(BeforeItsEnd(std::max(on, order.provider_from.value_or(on)), life, order));
  if (out.placement == nullptr) return;
  const auto& all = life.placements;
  std::size_t at = static_cast<std::size_t>(out.placement - all.data());
  for (;; --at) {
    const bool said = out.since != nullptr && out.since->from.date == order.provider_from;
    if (!said) out.since = &all[at];
    const bool there = order.lot_id.empty() || all[at].lot_id == order.lot_id;
    if (there && all[at].contract_id == order.contract_id) out.under = &all[at];
    const bool goes_on =
        at > 0 && out.placement->IsOf(all[at - 1].provider_id) && all[at - 1].until == all[at].from;
    if (!goes_on) return;
  }
}

void LookAtPlan(const Package& package, const DeliveredOrder& order, Date on, OrderInLedger& out) {
  const PackageLife& life = package.life();
  const std::optional<Date> placed = FirstPlaced(life);
  if (order.plan_from) out.plan_from = std::max(*order.plan_from, placed.value_or(*order.plan_from));
  const Date day = BeforeItsEnd(
      std::max({on, out.plan_from.value_or(on), placed.value_or(on), life.requested.value_or(on)}), life,
      order);
  const auto permanent = std::find_if(life.plans.rbegin(), life.plans.rend(),
                                      [&](const PlanVersion& p) { return p.from <= day && !p.until; });
  if (permanent != life.plans.rend()) out.plan = &*permanent;
  const PlanVersion* in_force = package.PlanOn(day);
  const bool for_a_time = in_force != nullptr && in_force->plan == order.plan &&
                          (out.plan == nullptr || out.plan->plan != order.plan);
  if (for_a_time) out.plan = in_force;
  const PackageEntry* cause = out.plan != nullptr ? EntryAt(package, out.plan->cause) : nullptr;
  out.plan_by_change = cause != nullptr && std::holds_alternative<PlanChanged>(cause->event);
}

// Collects what differs.
class Differing {
 public:
  template <class T>
  void Compare(std::string_view field, const Id<T>& ledger, const Id<T>& delivery, Position record) {
    if (ledger != delivery) Add(field, ledger.str(), delivery.str(), record);
  }
  void Add(std::string_view field, std::string ledger, std::string delivery, Position record) {
    out_.push_back(
        {.field = field, .ledger = std::move(ledger), .delivery = std::move(delivery), .record = record});
  }
  std::vector<Difference> Take() { return std::move(out_); }

 private:
  std::vector<Difference> out_;
};

// Who has it, where and since when.
void ComparePlacement(const DeliveredOrder& order, const PackageLife& life, const OrderInLedger& ledger,
                      Differing& out) {
  const Placement* placement = ledger.placement;
  const Position request = ledger.request->position;
  if (placement == nullptr || order.provider_id.empty()) {
    const ProviderId nobody;
    if (placement == nullptr && order.provider_id.empty()) {
      if (!life.request.contract_id.empty())
        out.Compare("contract_id", life.request.contract_id, order.contract_id, request);
      const LotId& waits_in = order.lives_in_lot.empty() ? order.lot_id : order.lives_in_lot;
      if (life.placements.empty() && !waits_in.empty())
        out.Compare("lot_id", life.request.lot_id, waits_in, request);
      return;
    }
    out.Compare("provider_id", placement != nullptr ? placement->provider_id : nobody, order.provider_id,
                placement != nullptr ? placement->cause : Position{});
    return;
  }
  const bool its_own = placement->IsOf(order.provider_id);
  if (!its_own) out.Compare("provider_id", placement->provider_id, order.provider_id, placement->cause);
  if (ledger.under == nullptr) {
    out.Compare("contract_id", placement->contract_id, order.contract_id, placement->cause);
    if (!order.lot_id.empty()) out.Compare("lot_id", placement->lot_id, order.lot_id, placement->cause);
  }
  if (!its_own || ledger.under == nullptr) return;
  if (order.provider_from != ledger.under->from.date && order.provider_from != ledger.since->from.date) {
    out.Add("provider_from", ledger.under->from.date.ToString(), Text(order.provider_from),
            ledger.under->cause);
  }
}

void ComparePlan(const DeliveredOrder& order, const PackageLife& life, const OrderInLedger& ledger,
                 Differing& out) {
  const WeeklyPlan& plan = ledger.plan != nullptr ? ledger.plan->plan : life.request.plan;
  const Position record = ledger.plan != nullptr ? ledger.plan->cause : ledger.request->position;
  if (plan != order.plan) {
    out.Add("plan", ToString(plan), ToString(order.plan), record);
  } else if (ledger.plan_by_change && ledger.plan_from && ledger.plan->from != *ledger.plan_from) {
    out.Add("plan_from", ledger.plan->from.ToString(), Text(order.plan_from), record);
  }
}

void CompareEnd(const DeliveredOrder& order, const PackageLife& life, const OrderInLedger& ledger, Date on,
                Differing& out) {
  const Position record = ledger.end != nullptr ? ledger.end->position : Position{};
  if (!order.ended_on) {
    if (life.ended && *life.ended <= on) out.Add("ended_on", Text(life.ended), "", record);
    return;
  }
  if (ledger.end == nullptr) {
    // A direct payment ends the order too, and so does a contract of the NHS's own.
    const auto& funding = life.health.funding;
    const bool with_the_nhs = std::any_of(funding.begin(), funding.end(), [&](const HealthFunding& f) {
      return f.settlement == HealthSettlement::kHealthContracts &&
             (f.from == *order.ended_on || f.order_until.date == *order.ended_on);
    });
    const bool bought = std::any_of(life.direct_payments.begin(), life.direct_payments.end(),
                                    [&](const DirectPayment& d) { return d.from == *order.ended_on; });
    if (!with_the_nhs && !bought) out.Add("ended_on", "", Text(order.ended_on), record);
    return;
  }
  if (life.ended != order.ended_on) out.Add("ended_on", Text(life.ended), Text(order.ended_on), record);
  out.Compare("end_reason", std::get<PackageEnded>(ledger.end->event).reason, order.end_reason, record);
}

}  // namespace

const Code& Hospital() {
  static const Code code("hospital");
  return code;
}

OrderInLedger Look(const Package& package, const DeliveredOrder& order, Date on) {
  OrderInLedger out;
  LookAtPlacement(package, order, on, out);
  LookAtPlan(package, order, on, out);
  const std::optional<Date> placed = FirstPlaced(package.life());
  if (order.start) out.start = std::max(*order.start, placed.value_or(*order.start));
  if (package.life().ended) out.end = LastThatCounts<PackageEnded>(package);
  out.request = LastThatCounts<PackageRequested>(package);
  return out;
}

std::vector<Difference> Differences(const Package& package, const DeliveredOrder& order, Date on) {
  const PackageLife& life = package.life();
  const OrderInLedger ledger = Look(package, order, on);
  const PackageRequested& request = life.request;
  const Position asked = ledger.request->position;
  Differing out;
  out.Compare("person_id", request.person_id, order.person_id, asked);
  out.Compare("service", request.service, order.service, asked);
  out.Compare("client_group", request.client_group, order.client_group, asked);
  // Who pays is the NHS while it does.
  const Date day = BeforeItsEnd(on, life, order);
  const HealthFunding* funding = package.HealthFundingOn(day);
  out.Compare("funder", package.FunderOn(day), order.funder, funding != nullptr ? funding->cause : asked);
  if (!order.area.empty()) out.Compare("area", request.area, order.area, asked);
  if (!order.lives_in_lot.empty()) out.Compare("lives_in_lot", request.lot_id, order.lives_in_lot, asked);
  if (life.requested != order.requested_on)
    out.Add("requested_on", Text(life.requested), order.requested_on.ToString(), asked);
  ComparePlacement(order, life, ledger, out);
  if (ledger.start && life.started != ledger.start) {
    const PackageEntry* start = LastThatCounts<PackageStarted>(package);
    out.Add("start", Text(life.started), Text(order.start), start != nullptr ? start->position : Position{});
  }
  ComparePlan(order, life, ledger, out);
  CompareEnd(order, life, ledger, on, out);
  return out.Take();
}

std::vector<Difference> Differences(const Person* person, const DeliveredPerson& delivered) {
  std::vector<Difference> differs;
  const std::optional<Date> died = person != nullptr ? person->died : std::nullopt;
  if (died != delivered.died_on) {
    differs.push_back({.field = "died_on",
                       .ledger = Text(died),
                       .delivery = Text(delivered.died_on),
                       .record = died ? person->deaths.back().cause : Position{}});
  }
  if (!delivered.area.empty()) {
    const Person::Move* there =
        person != nullptr ? person->MoveOn(*delivered.area_from, Position{~std::uint64_t{0}}) : nullptr;
    if (there == nullptr || there->area != delivered.area) {
      differs.push_back({.field = "area",
                         .ledger = there != nullptr ? there->area.str() : std::string(),
                         .delivery = delivered.area.str(),
                         .record = there != nullptr ? there->cause : Position{}});
    }
  }
  return differs;
}

namespace {

// Whether a suspension from that day on is one of care; else it pauses the wait for it.
bool InCareOn(const Package& package, Date date) {
  const std::optional<Date> started = package.life().started;
  const PackageState state = package.StateOn(date);
  return started && *started <= date &&
         (state == PackageState::kStarted || state == PackageState::kSuspended);
}

}  // namespace

std::vector<StayInLedger> Match(const Package& package, std::optional<Date> died,
                                const DeliveredStays& delivered, Date on) {
  const PackageLife& life = package.life();
  std::vector<const Suspension*> free;
  for (const Suspension& suspension : life.suspensions) {
    if (suspension.reason == Hospital()) free.push_back(&suspension);
  }
  std::vector<StayInLedger> out;
  for (const DeliveredStay& stay : delivered.stays) {
    StayInLedger& match = out.emplace_back();
    match.stay = &stay;
    const auto take = [&](const auto& which) {
      const auto found = std::find_if(free.begin(), free.end(), which);
      if (match.suspension != nullptr || found == free.end()) return;
      match.suspension = *found;
      free.erase(found);
    };
    if (life.started) {
      // Care that began while the person was there is suspended from its first day.
      const Date from = std::max(stay.admitted_on, *life.started);
      const bool in_care = InCareOn(package, from);
      const bool begun = from == stay.admitted_on || from <= on;
      const bool alive = !died || from <= *died;
      if (in_care && begun && alive && (!stay.discharged_on || from < *stay.discharged_on)) match.from = from;
    }
    const Date begins = match.from.value_or(stay.admitted_on);
    take([&](const Suspension* s) { return s->from == begins; });
    take([&](const Suspension* s) {
      return (!stay.discharged_on || s->from < *stay.discharged_on) && (!s->until || begins < *s->until);
    });
    // A pause of the wait is somebody's decision: it stands as it begins.
    if (!match.from && match.suspension != nullptr && !InCareOn(package, match.suspension->from))
      match.from = match.suspension->from;
    const bool goes_on = stay.discharged_on && (!life.ended || *stay.discharged_on < *life.ended) &&
                         (!died || *stay.discharged_on <= *died);
    if (goes_on && (match.from || match.suspension != nullptr)) match.resumes = stay.discharged_on;
  }
  return out;
}

std::vector<std::vector<Difference>> Differences(const Package& package, std::optional<Date> died,
                                                 const DeliveredStays& delivered, Date on) {
  std::vector<std::vector<Difference>> all;
  for (const StayInLedger& match : Match(package, died, delivered, on)) {
    Differing out;
    const Suspension* suspension = match.suspension;
    const std::optional<Date> from = suspension != nullptr ? std::optional(suspension->from) : std::nullopt;
    const std::optional<Date> until = suspension != nullptr ? suspension->until : std::nullopt;
    const Position record = suspension != nullptr ? suspension->cause : Position{};
    if (from != match.from) out.Add("admitted_on", Text(from), match.stay->admitted_on.ToString(), record);
    const bool back = match.resumes ? until != match.resumes : !match.stay->discharged_on && until;
    if (back) out.Add("discharged_on", Text(until), Text(match.stay->discharged_on), record);
    all.push_back(out.Take());
  }
  return all;
}

}  // namespace careledger::projections
