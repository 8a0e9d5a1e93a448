// Whose hours lie outside what is plausible.
#include "replay/projections/plausibility.h"
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/answers/share.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

std::string Said(const PlausibleHoursSet& policy) {
  const std::string most = HoursAWeek(policy.most_weekly_minutes);
  if (policy.least_weekly_minutes == 0) return "at most " + most;
  return HoursAWeek(policy.least_weekly_minutes) + " to " + most;
}

void Fill(const ServiceHours& row, v1::PlausibleService* out) {
  out->set_service(row.service.str());
  out->set_people(row.people);
  out->set_packages(row.packages);
  out->set_weekly_hours(HoursAWeek(row.weekly_minutes));
  out->set_weekly_minutes(row.weekly_minutes);
  out->set_hours_a_person(
      Quotient(static_cast<Wide>(row.weekly_minutes), 60 * row.people, 2, "not computable"));
  out->set_plausible(row.policy ? Said(*row.policy->event) : "not said");
  out->set_people_outside(row.outside.size());
  out->set_flag(std::string(ToString(row.Flag())));
}

// A service that nobody has and no policy is about means nothing here.
absl::Status CheckService(const View& view, const std::string& service,
                          const std::vector<ServiceHours>& rows) {
  if (service.empty() || !rows.empty()) return absl::OkStatus();
  return NotKnown(view, "service", "care or policy of service", service);
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListImplausibleRequest& request,
                    v1::ListImplausibleResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckClientGroup(view, request.client_group()); !known.ok()) return known;
  const auto services = HoursByService(view, ContractId(request.contract_id()), Code(request.service()),
                                       Code(request.client_group()));
  if (const auto known = CheckService(view, request.service(), services); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  for (const ServiceHours& row : services) Fill(row, out->add_services());
  std::size_t index = 0;
  for (const ServiceHours& row : services) {
    for (const PersonHours& hours : row.outside) {
      if (!pager->Take(KeyAt(index++))) continue;
      const PlausibleHoursSet& policy = *row.policy->event;
      const bool above = hours.weekly_minutes > policy.most_weekly_minutes;
      v1::ImplausibleEntry* entry = out->add_entries();
      entry->set_person_id(hours.person_id.str());
      entry->set_service(hours.service.str());
      entry->set_packages(hours.packages);
      entry->set_weekly_hours(HoursAWeek(hours.weekly_minutes));
      entry->set_outside(above ? "above " + HoursAWeek(policy.most_weekly_minutes)
                               : "below " + HoursAWeek(policy.least_weekly_minutes));
      entry->set_lot_id(hours.placement->lot_id.str());
      entry->set_provider_id(hours.placement->provider_id.str());
    }
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
