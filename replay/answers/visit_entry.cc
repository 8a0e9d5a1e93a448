#include "replay/answers/visit_entry.h"

#include <unordered_map>

#include "replay/answers/answers.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

std::vector<Assessed> Priced(const View& view, const ProviderId& provider, const Period& period,
                             std::vector<Assessed> visits) {
  const Invoice invoice = InvoiceOf(view, provider, period, visits);
  std::unordered_map<const Visit*, const Assessed*> not_priced;
  for (const Assessed& a : invoice.not_priced) not_priced.emplace(a.visit, &a);
  for (Assessed& visit : visits) {
    if (const auto found = not_priced.find(visit.visit); found != not_priced.end()) visit = *found->second;
  }
  return visits;
}

std::string_view ShownState(const Assessed& visit) {
  const bool delivered = visit.visit->record.status == VisitStatus::kDelivered;
  return visit.state == VisitState::kPayable && !delivered ? kPaysNothing : ToString(visit.state);
}

void FillVisit(const Assessed& visit, v1::VisitEntry* out) {
  const VisitRecorded& v = visit.visit->record;
  out->set_provider_id(v.provider_id.str());
  out->set_service_date(v.service_date.ToString());
  out->set_source(v.source.str());
  out->set_external_id(v.external_id.str());
  out->set_person_id(v.person_id.str());
  if (visit.package != nullptr) out->set_package_id(visit.package->id().str());
  out->set_planned_start(ToString(v.planned_start));
  out->set_status(Show(v.status));
  out->set_state(std::string(ShownState(visit)));
  out->set_reason(std::string(ToString(visit.hold)));
  out->set_position(Number(visit.visit->position));
}

}  // namespace careledger::answers
