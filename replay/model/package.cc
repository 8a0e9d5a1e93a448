#include "replay/model/package.h"

#include <algorithm>

namespace careledger::model {
namespace {

// Folds records in effective order into a life.
class LifeFold {
 public:
  PackageLife life;

  void Apply(const PackageEntry& entry) {
    std::visit([&](const auto& event) { On(event, entry); }, entry.event);
  }

 private:
  void On(const PackageRequested& e, const PackageEntry& entry) {
    life.requested = entry.effective;
    life.request = e;
  }
  void On(const PackageAwarded& e, const PackageEntry& entry) {
    const Moment from{entry.effective, 0};
    if (life.ended && *life.ended <= from.date) return;
    Close(from);
    life.placements.push_back({.from = from,
                               .until = {},
                               .contract_id = e.contract_id,
                               .lot_id = e.lot_id,
                               .provider_id = e.provider_id,
                               .cause = entry.position,
                               .rate = e.rate,
                               .deliverer_id = e.deliverer_id,
                               .payable_until = {},
                               .followed = {}});
    Plan(e.plan.empty() ? life.request.plan : e.plan, {}, entry);
  }
  void On(const PackageStarted&, const PackageEntry& entry) { life.started = entry.effective; }
  void On(const PlanChanged& e, const PackageEntry& entry) { Plan(e.plan, e.until, entry); }
  void On(const PackageTransferred& e, const PackageEntry& entry) {
    const Moment from{entry.effective, e.minute};
    if (life.ended && *life.ended <= from.date) return;
    // Where the provider stays, what it delivers from then on is of the new order, whenever that was
    // recorded.
    Placement* old = Close(from);
    if (old != nullptr && old->provider_id != e.to_provider_id) PayUntilRecorded(*old, entry);
    life.placements.push_back({.from = from,
                               .until = {},
                               .contract_id = e.to_contract_id,
                               .lot_id = e.to_lot_id,
                               .provider_id = e.to_provider_id,
                               .cause = entry.position,
                               .rate = e.rate,
                               .deliverer_id = e.deliverer_id,
                               .payable_until = {},
                               .followed = {}});
  }
  void On(const PackageSucceeded& e, const PackageEntry& entry) {
    if (life.placements.empty()) return;
    Placement& old = life.placements.back();
    if (old.until || old.provider_id != e.from_provider_id) return;
    Placement next = old;
    next.from = {entry.effective, 0};
    next.provider_id = e.to_provider_id;
    next.cause = entry.position;
    next.followed.push_back({.provider_id = e.from_provider_id, .until = entry.effective});
    Close(next.from);
    PayUntilRecorded(old, entry);
    life.placements.push_back(std::move(next));
  }
  void On(const PackageHandedBack& e, const PackageEntry& entry) {
    if (life.placements.empty() || !life.placements.back().IsOf(e.provider_id)) return;
    Close({entry.effective, 0});
    life.hand_backs.push_back({.from = entry.effective,
                               .reason = e.reason,
                               .cause = entry.position,
                               .notice = e.notice_date,
                               .provider_id = life.placements.back().provider_id,
                               .contract_id = life.placements.back().contract_id});
  }
  void On(const PackageSuspended& e, const PackageEntry& entry) {
    life.suspensions.push_back(
        {.from = entry.effective, .until = {}, .reason = e.reason, .cause = entry.position});
  }
  void On(const PackageResumed&, const PackageEntry& entry) {
    if (!life.suspensions.empty() && !life.suspensions.back().until)
      life.suspensions.back().until = entry.effective;
  }
  void On(const PackageEnded&, const PackageEntry& entry) {
    Close({entry.effective, 0});
    life.ended = entry.effective;
  }
  void On(const DirectPaymentTaken&, const PackageEntry& entry) {
    if (Placement* old = Close({entry.effective, 0})) PayUntilRecorded(*old, entry);
    life.direct_payments.push_back({.from = entry.effective, .until = {}});
  }
  void On(const DirectPaymentEnded&, const PackageEntry& entry) {
    if (!life.direct_payments.empty() && !life.direct_payments.back().until)
      life.direct_payments.back().until = entry.effective;
  }
  void On(const ContinuingHealthcareStarted& e, const PackageEntry& entry) {
    HealthFunding funding{.from = entry.effective,
                          .until = {},
                          .funder = e.funder,
                          .settlement = e.settlement,
                          .contract_id = e.contract_id,
                          .provider_id = e.provider_id,
                          .order_until = OrderEnd(entry.effective, entry.time),
                          .cause = entry.position,
                          .recorded = entry.time,
                          .rates = {}};
    if (e.settlement == HealthSettlement::kHealthContracts) {
      if (const Placement* old = Close(funding.order_until)) funding.provider_id = old->provider_id;
    }
    life.health.funding.push_back(std::move(funding));
  }
  void On(const HealthRateRecorded& e, const PackageEntry& entry) {
    if (life.health.funding.empty()) return;
    std::vector<HealthRate>& rates = life.health.funding.back().rates;
    const auto later = std::find_if(rates.begin(), rates.end(),
                                    [&](const HealthRate& rate) { return entry.effective < rate.from; });
    rates.insert(later, {entry.effective, e.rate, entry.position});
  }
  void On(const ContinuingHealthcareEnded&, const PackageEntry& entry) {
    if (life.health.funding.empty() || life.health.funding.back().until) return;
    HealthFunding& funding = life.health.funding.back();
    funding.until = entry.effective;
    if (funding.settlement != HealthSettlement::kHealthContracts || life.placements.empty()) return;
    // The order that the NHS's contract took over from begins again, on the terms it had; one that nobody
    // knew to have ended went on.
    Placement& order = life.placements.back();
    if (order.until != funding.order_until) return;
    const Moment again{entry.effective, 0};
    if (again <= funding.order_until) {
      order.until.reset();
      return;
    }
    Placement next = order;
    next.from = again;
    next.until.reset();
    next.payable_until.reset();
    next.cause = entry.position;
    life.placements.push_back(std::move(next));
  }
  void On(const HandoverVisitApproved& e, const PackageEntry& entry) {
    life.health.handovers.push_back({{entry.effective, e.minute}, e.provider_id, entry.position});
  }
  void On(const GoalSet& e, const PackageEntry& entry) {
    life.health.goals.push_back({e.goal, e.kind, entry.effective, entry.position, {}});
  }
  void On(const GoalsReviewed& e, const PackageEntry& entry) {
    for (const GoalReview& review : e.results) {
      for (Goal& goal : life.health.goals) {
        if (goal.goal == review.goal)
          goal.reviews.push_back({entry.effective, review.result, entry.position});
      }
    }
  }
  void On(const ReablementEnded& e, const PackageEntry& entry) {
    life.health.episode = {entry.effective, e, entry.position};
  }
  void On(const StaffRetained& e, const PackageEntry& entry) {
    life.staff_kept.push_back({.on = entry.effective, .provider_id = e.provider_id, .cause = entry.position});
  }
  void On(const TimeBanked& e, const PackageEntry& entry) {
    life.banked.push_back({.on = entry.effective,
                           .start_minute = e.start_minute,
                           .minutes = e.minutes,
                           .expires = e.expires,
                           .cause = entry.position});
  }
  void On(const TimeDrawn& e, const PackageEntry& entry) {
    life.drawn.push_back({.on = entry.effective,
                          .minutes = e.minutes,
                          .start_minute = e.start_minute,
                          .cause = entry.position});
  }
  void On(const ExtraTimeApproved& e, const PackageEntry& entry) {
    life.extra.push_back({.on = entry.effective,
                          .incident = e.incident,
                          .minutes = e.minutes,
                          .reason = e.reason,
                          .requested = e.requested,
                          .start_minute = e.start_minute,
                          .cause = entry.position});
  }
  void On(const PackageCalledOff& e, const PackageEntry& entry) {
    life.call_offs.push_back({.from = entry.effective,
                              .commissioner_id = e.commissioner_id,
                              .cause = entry.position,
                              .recorded = entry.time});
  }
  void On(const OutcomeEvidenced& e, const PackageEntry& entry) {
    life.outcomes.push_back(
        {.from = entry.effective, .outcome = e.outcome, .document = e.document, .cause = entry.position});
  }
  void On(const PackageRecordVoided&, const PackageEntry&) {}
  void On(const auto& sourcing, const PackageEntry&) { static_assert(AboutSourcing<decltype(sourcing)>); }

  // Where the change was recorded after the fact, what came before the record is the old provider's.
  static void PayUntilRecorded(Placement& old, const PackageEntry& entry) {
    const Moment at = *old.until;
    const Instant recorded = entry.time.instant();
    if (PlannedInstant(at.date, static_cast<std::int32_t>(at.minute)) < recorded)
      old.payable_until = recorded;
  }
  Placement* Close(const Moment& at) {
    if (life.placements.empty() || life.placements.back().until) return nullptr;
    life.placements.back().until = at;
    return &life.placements.back();
  }
  void Plan(const WeeklyPlan& plan, std::optional<Date> until, const PackageEntry& entry) {
    life.plans.push_back(
        {.from = entry.effective, .until = until, .plan = plan, .cause = entry.position, .time = entry.time});
  }
};

// When a record takes effect on the orders of its package, and after which others of that moment: a
// suspension begins once another has ended.
struct Place {
  Moment at;
  int rank = 0;
  Position after{};
  friend auto operator<=>(const Place&, const Place&) = default;
};

// The NHS's contract takes over when the council's order ends, which may be after the NHS began to pay; then
// only is there a contract to have a rate or to give the care back. One continuing healthcare ends before
// another begins.
Place PlaceOf(const PackageEntry& entry, const std::vector<PackageEntry>& entries) {
  const Moment at{entry.effective, 0};
  if (const auto* transfer = std::get_if<PackageTransferred>(&entry.event))
    return {{entry.effective, transfer->minute}};
  if (std::holds_alternative<PackageSuspended>(entry.event)) return {at, 2};
  if (const auto* started = std::get_if<ContinuingHealthcareStarted>(&entry.event)) {
    const bool contracts = started->settlement == HealthSettlement::kHealthContracts;
    return {contracts ? OrderEnd(entry.effective, entry.time) : at, 1};
  }
  if (!std::holds_alternative<ContinuingHealthcareEnded>(entry.event) &&
      !std::holds_alternative<HealthRateRecorded>(entry.event)) {
    return {at};
  }
  const PackageEntry* start = HealthStartOf(entry, entries);
  if (start == nullptr) return {at};
  const Place begun = PlaceOf(*start, entries);
  return begun.at < at ? Place{at} : Place{begun.at, 1, start->position};
}

}  // namespace

const PackageEntry* HealthStartOf(const PackageEntry& later, const std::vector<PackageEntry>& entries) {
  const bool ends = std::holds_alternative<ContinuingHealthcareEnded>(later.event);
  const PackageEntry* start = nullptr;
  for (const PackageEntry& entry : entries) {
    if (Number(entry.voided_by) != 0 || !std::holds_alternative<ContinuingHealthcareStarted>(entry.event) ||
        entry.effective > later.effective || (ends && entry.effective == later.effective)) {
      continue;
    }
    if (start == nullptr || start->effective <= entry.effective) start = &entry;
  }
  return start;
}

std::string_view ToString(PackageState state) {
  switch (state) {
    case PackageState::kNone:
      return "none";
    case PackageState::kRequested:
      return "requested";
    case PackageState::kAwarded:
      return "awarded";
    case PackageState::kStarted:
      return "started";
    case PackageState::kSuspended:
      return "suspended";
    case PackageState::kHandedBack:
      return "handed-back";
    case PackageState::kEnded:
      return "ended";
    case PackageState::kDirectPayment:
      return "direct-payment";
    case PackageState::kContinuingHealthcare:
      return "continuing-healthcare";
  }
  return "none";
}

PackageLife LifeOf(const std::vector<PackageEntry>& entries) {
  std::vector<const PackageEntry*> order;
  order.reserve(entries.size());
  for (const PackageEntry& entry : entries) {
    if (Number(entry.voided_by) == 0) order.push_back(&entry);
  }
  // Most lives know of no continuing healthcare, and are in order by moment alone.
  std::stable_sort(order.begin(), order.end(), [&](const PackageEntry* a, const PackageEntry* b) {
    return PlaceOf(*a, entries) < PlaceOf(*b, entries);
  });
  LifeFold fold;
  for (const PackageEntry* entry : order) fold.Apply(*entry);
  return std::move(fold.life);
}

void Package::Evolve(Position position, RecordTime time, Date effective, const PackageEvent& event) {
  if (const auto* voided = std::get_if<PackageRecordVoided>(&event)) {
    for (PackageEntry& entry : entries_) {
      if (Number(entry.position) == voided->position && Number(entry.voided_by) == 0)
        entry.voided_by = position;
    }
  }
  if (id_.empty()) std::visit([&](const auto& e) { id_ = e.package_id; }, event);
  entries_.push_back(
      {.position = position, .time = time, .effective = effective, .event = event, .voided_by = Position{}});
  life_ = LifeOf(entries_);
}

Package Package::KnownAt(Position position) const {
  Package then;
  for (const PackageEntry& entry : entries_) {
    if (position < entry.position) break;
    then.entries_.push_back(entry);
    if (position < entry.voided_by) then.entries_.back().voided_by = Position{};
  }
  if (then.entries_.empty()) return then;
  then.id_ = id_;
  then.life_ = LifeOf(then.entries_);
  return then;
}

PackageState Package::StateOn(Date date) const {
  if (!life_.requested || date < *life_.requested) return PackageState::kNone;
  if (life_.ended && *life_.ended <= date) return PackageState::kEnded;
  if (PlacementOn(date) != nullptr) {
    if (SuspensionOn(date) != nullptr) return PackageState::kSuspended;
    return life_.started && *life_.started <= date ? PackageState::kStarted : PackageState::kAwarded;
  }
  const HealthFunding* funding = HealthFundingOn(date);
  if (funding != nullptr && funding->settlement == HealthSettlement::kHealthContracts)
    return PackageState::kContinuingHealthcare;
  const auto back = std::find_if(life_.hand_backs.rbegin(), life_.hand_backs.rend(),
                                 [&](const auto& b) { return b.from <= date; });
  const bool handed_back = back != life_.hand_backs.rend();
  if (const DirectPayment* direct = DirectPaymentOn(date);
      direct != nullptr && (!handed_back || back->from <= direct->from)) {
    return PackageState::kDirectPayment;
  }
  const bool given_up =
      handed_back &&
      std::any_of(life_.direct_payments.begin(), life_.direct_payments.end(), [&](const DirectPayment& d) {
        return d.until && *d.until <= date && back->from <= *d.until;
      });
  if (handed_back && !given_up) return PackageState::kHandedBack;
  return PackageState::kRequested;
}

const Placement* Package::PlacementAt(const Moment& moment) const {
  for (auto p = life_.placements.rbegin(); p != life_.placements.rend(); ++p) {
    if (p->Covers(moment)) return &*p;
  }
  return nullptr;
}

bool Placement::IsOf(const ProviderId& provider) const {
  return provider_id == provider ||
         std::any_of(followed.begin(), followed.end(),
                     [&](const EarlierProvider& earlier) { return earlier.provider_id == provider; });
}

const CallOff* Package::CallOffOn(Date date) const {
  const CallOff* last = nullptr;
  for (const CallOff& call_off : life_.call_offs) {
    if (call_off.from <= date) last = &call_off;
  }
  return last;
}

const OutcomeEvidence* Package::EvidenceOf(const Code& outcome, Date date) const {
  const auto found = std::find_if(life_.outcomes.begin(), life_.outcomes.end(),
                                  [&](const OutcomeEvidence& o) { return o.outcome == outcome; });
  return found != life_.outcomes.end() && found->from <= date ? &*found : nullptr;
}

const DirectPayment* Package::DirectPaymentOn(Date date) const {
  const auto found = std::find_if(life_.direct_payments.rbegin(), life_.direct_payments.rend(),
                                  [&](const DirectPayment& d) { return d.Covers(date); });
  return found != life_.direct_payments.rend() ? &*found : nullptr;
}

const Suspension* Package::SuspensionOn(Date date) const {
  for (const Suspension& s : life_.suspensions) {
    if (s.Covers(date)) return &s;
  }
  return nullptr;
}

const HealthFunding* Package::HealthFundingOn(Date date) const {
  if (life_.ended && *life_.ended <= date) return nullptr;
  return life_.health.FundingOn(date);
}

Code Package::FunderOn(Date date) const {
  const HealthFunding* funding = HealthFundingOn(date);
  return funding != nullptr ? Code(funding->funder.str()) : life_.request.funder;
}

const PlanVersion* Package::PlanOn(Date date) const {
  for (auto p = life_.plans.rbegin(); p != life_.plans.rend(); ++p) {
    if (p->Covers(date)) return &*p;
  }
  return nullptr;
}

const PlanVersion* Package::PlanBefore(Date date, Instant visit_start) const {
  const PlanVersion* first_recorded = nullptr;
  for (auto p = life_.plans.rbegin(); p != life_.plans.rend(); ++p) {
    if (!p->Covers(date)) continue;
    if (p->time.instant() <= visit_start) return &*p;
    if (first_recorded == nullptr || p->cause < first_recorded->cause) first_recorded = &*p;
  }
  return first_recorded;
}

}  // namespace careledger::model
