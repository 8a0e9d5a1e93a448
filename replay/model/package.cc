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
                               .payable_until = {}});
    Plan(e.plan.empty() ? life.request.plan : e.plan, {}, entry);
  }
  void On(const PackageStarted&, const PackageEntry& entry) { life.started = entry.effective; }
  void On(const PlanChanged& e, const PackageEntry& entry) { Plan(e.plan, e.until, entry); }
  void On(const PackageTransferred& e, const PackageEntry& entry) {
    const Moment from{entry.effective, e.minute};
    if (life.ended && *life.ended <= from.date) return;
    if (Placement* old = Close(from)) {
      const Instant recorded = entry.time.instant();
      if (PlannedInstant(from.date, static_cast<std::int32_t>(from.minute)) < recorded)
        old->payable_until = recorded;
    }
    life.placements.push_back({.from = from,
                               .until = {},
                               .contract_id = e.to_contract_id,
                               .lot_id = e.to_lot_id,
                               .provider_id = e.to_provider_id,
                               .cause = entry.position,
                               .rate = {},
                               .deliverer_id = {},
                               .payable_until = {}});
  }
  void On(const PackageHandedBack& e, const PackageEntry& entry) {
    if (life.placements.empty() || life.placements.back().provider_id != e.provider_id) return;
    Close({entry.effective, 0});
    life.hand_backs.push_back({.from = entry.effective, .reason = e.reason, .cause = entry.position});
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
    Close({entry.effective, 0});
    life.direct_payment = entry.effective;
  }
  void On(const PackageRecordVoided&, const PackageEntry&) {}
  void On(const auto& sourcing, const PackageEntry&) { static_assert(AboutSourcing<decltype(sourcing)>); }

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

}  // namespace

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
  }
  return "none";
}

PackageLife LifeOf(const std::vector<PackageEntry>& entries) {
  std::vector<const PackageEntry*> order;
  order.reserve(entries.size());
  for (const PackageEntry& entry : entries) {
    if (Number(entry.voided_by) == 0) order.push_back(&entry);
  }
  const auto moment = [](const PackageEntry* e) {
    const auto* transfer = std::get_if<PackageTransferred>(&e->event);
    return Moment{e->effective, transfer != nullptr ? transfer->minute : 0};
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const PackageEntry* a, const PackageEntry* b) { return moment(a) < moment(b); });
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
  const auto back = std::find_if(life_.hand_backs.rbegin(), life_.hand_backs.rend(),
                                 [&](const auto& b) { return b.from <= date; });
  const bool handed_back = back != life_.hand_backs.rend();
  if (life_.direct_payment && *life_.direct_payment <= date &&
      (!handed_back || back->from <= *life_.direct_payment)) {
    return PackageState::kDirectPayment;
  }
  if (handed_back) return PackageState::kHandedBack;
  return PackageState::kRequested;
}

const Placement* Package::PlacementAt(const Moment& moment) const {
  for (auto p = life_.placements.rbegin(); p != life_.placements.rend(); ++p) {
    if (p->Covers(moment)) return &*p;
  }
  return nullptr;
}

const Suspension* Package::SuspensionOn(Date date) const {
  for (const Suspension& s : life_.suspensions) {
    if (s.Covers(date)) return &s;
  }
  return nullptr;
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
