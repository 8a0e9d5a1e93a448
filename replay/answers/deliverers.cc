// Whom leads and consortia named to go, and who went.
#include "replay/projections/deliverers.h"
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/share.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

void Fill(const DelivererFigures& figures, v1::DelivererEntry* out) {
  out->set_packages(figures.packages);
  out->set_people(figures.people);
  out->set_weekly_minutes(figures.weekly_minutes);
  out->set_without_plan(figures.without_plan);
  out->set_delivered_visits(figures.delivered);
  out->set_by_named(figures.by_named);
  out->set_by_lead(figures.by_lead);
  out->set_by_other(figures.by_other);
  out->set_named_nobody(figures.named_nobody);
  out->set_named_share(Share(figures.by_named, figures.delivered - figures.named_nobody, "not measurable"));
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListDeliverersRequest& request,
                    v1::ListDeliverersResponse* out) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  for (const absl::Status& known :
       {CheckGiven("contract_id", request.contract_id()), CheckContract(view, request.contract_id()),
        CheckProvider(view, request.provider_id()), CheckClientGroup(view, request.client_group())}) {
    if (!known.ok()) return known;
  }
  const Deliverers found = DeliverersOf(view, *period,
                                        {.contract_id = ContractId(request.contract_id()),
                                         .lead = ProviderId(request.provider_id()),
                                         .client_group = Code(request.client_group())});
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  out->set_period(ShowPeriod(found.period));
  for (const auto& [key, figures] : found.rows) {
    v1::DelivererEntry* entry = out->add_entries();
    entry->set_provider_id(key.lead.str());
    entry->set_deliverer(key.deliverer.empty() ? "not named" : key.deliverer.str());
    Fill(figures, entry);
  }
  Fill(found.total, out->mutable_total());
  return absl::OkStatus();
}

}  // namespace careledger::answers
