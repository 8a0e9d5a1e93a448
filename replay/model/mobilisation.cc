#include "replay/model/mobilisation.h"

namespace careledger::model {

std::optional<MobilisationPlan> MobilisationPlan::Of(const Monitoring& monitoring, Position known,
                                                     std::optional<Date> on) {
  MobilisationPlan plan;
  plan.monitoring_ = &monitoring;
  plan.known_ = known;
  plan.on_ = on;
  static const std::string kSubject = SubjectOf(MobilisationPlanned{});
  for (const MonitoringEntry* entry : monitoring.Of(kSubject)) {
    if (!monitoring.Counts(*entry, known) || (on && *on < entry->effective)) continue;
    plan.planned_ = &std::get<MobilisationPlanned>(entry->event);
    plan.since_ = entry->effective;
    plan.cause_ = entry->position;
  }
  if (plan.planned_ == nullptr) return std::nullopt;
  return plan;
}

Date MobilisationPlan::GoLiveOf(const LotId& lot) const {
  const MonitoringEntry* last = nullptr;
  for (const MonitoringEntry* entry :
       monitoring_->Of(SubjectOf(GoLiveSet{.contract_id = {}, .lot_id = lot}))) {
    if (!monitoring_->Counts(*entry, known_) || (on_ && *on_ < entry->effective)) continue;
    if (last == nullptr || last->effective <= entry->effective) last = entry;
  }
  return last != nullptr ? std::get<GoLiveSet>(last->event).go_live : planned_->go_live;
}

bool MobilisationPlan::Exits(const ContractId& contract) const {
  const auto& ids = planned_->from_contract_ids;
  return std::find(ids.begin(), ids.end(), contract) != ids.end();
}

bool MobilisationPlan::IsFrom(const Placement& placement) const {
  return Exits(placement.contract_id) && (!placement.until || planned_->award_date < placement.until->date);
}

const Placement* MobilisationPlan::FirstFrom(const Package& package) const {
  for (const Placement& p : package.life().placements) {
    if (IsFrom(p)) return &p;
  }
  return nullptr;
}

const Placement* MobilisationPlan::MovedFrom(const Package& package) const {
  const Placement* last = nullptr;
  std::optional<Date> go_live;
  for (const Placement& p : package.life().placements) {
    if (!IsFrom(p)) continue;
    if (!go_live) go_live = GoLiveOf(package.life().request.lot_id);
    if (p.from.date < *go_live) last = &p;
  }
  return last;
}

}  // namespace careledger::model
