#include "replay/model/package_health.h"

#include <algorithm>

namespace careledger::model {

const HealthRate* HealthFunding::RateOn(Date date) const {
  const auto found =
      std::find_if(rates.rbegin(), rates.rend(), [&](const auto& r) { return r.from <= date; });
  return found != rates.rend() ? &*found : nullptr;
}

const Goal::Review* Goal::ReviewedBy(Date date) const {
  const auto found =
      std::find_if(reviews.rbegin(), reviews.rend(), [&](const auto& r) { return r.date <= date; });
  return found != reviews.rend() ? &*found : nullptr;
}

const HealthFunding* PackageHealth::FundingOn(Date date) const {
  for (const HealthFunding& f : funding) {
    if (f.Covers(date)) return &f;
  }
  return nullptr;
}

const Handover* PackageHealth::HandoverOf(const ProviderId& provider, const Moment& at) const {
  for (const Handover& handover : handovers) {
    if (handover.at == at && handover.provider_id == provider) return &handover;
  }
  return nullptr;
}

const Goal* PackageHealth::FindGoal(const Code& goal) const {
  const auto found = std::find_if(goals.begin(), goals.end(), [&](const Goal& g) { return g.goal == goal; });
  return found != goals.end() ? &*found : nullptr;
}

Moment OrderEnd(Date effective, RecordTime recorded) {
  return std::max(Moment{effective, 0}, MomentOf(recorded.instant()));
}

}  // namespace careledger::model
