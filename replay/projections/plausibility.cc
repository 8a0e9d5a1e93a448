#include "replay/projections/plausibility.h"

#include <map>

namespace careledger::projections {

using namespace model;

std::string_view ToString(Plausibility plausibility) {
  constexpr std::string_view kWords[] = {"not said", "plausible", "implausible"};
  return kWords[static_cast<std::size_t>(plausibility)];
}

std::uint64_t Outside(const PlausibleHoursSet& policy, std::uint64_t weekly_minutes) {
  if (weekly_minutes < policy.least_weekly_minutes) return policy.least_weekly_minutes - weekly_minutes;
  return weekly_minutes > policy.most_weekly_minutes ? weekly_minutes - policy.most_weekly_minutes : 0;
}

Plausibility ServiceHours::Flag() const {
  if (!policy || people == 0) return Plausibility::kNotSaid;
  const PlausibleHoursSet& set = *policy->event;
  const bool within = set.least_weekly_minutes * people <= weekly_minutes &&
                      weekly_minutes <= set.most_weekly_minutes * people;
  return within ? Plausibility::kPlausible : Plausibility::kImplausible;
}

std::vector<ServiceHours> HoursByService(const View& view, const ContractId& contract, const Code& service,
                                         const Code& group) {
  const Date on = view.point().on;
  std::map<Code, std::map<PersonId, PersonHours>> people;
  view.ForEachCase([&](const Case& one) {
    const PackageRequested& request = one.package->life().request;
    if (!service.empty() && request.service != service) return;
    if (!group.empty() && request.client_group != group) return;
    const Placement* placement = one.package->PlacementOn(on);
    if (placement == nullptr || placement->contract_id != contract || (one.died && *one.died <= on)) return;
    PersonHours& hours = people[request.service][request.person_id];
    if (hours.packages++ == 0) {
      hours.person_id = request.person_id;
      hours.service = request.service;
      hours.placement = placement;
    }
    const PlanVersion* plan = one.package->PlanOn(on);
    hours.weekly_minutes +=
        static_cast<std::uint64_t>(WeeklyMinutes(plan != nullptr ? plan->plan : request.plan));
  });
  std::map<Code, ServiceHours> services;
  for (const auto& noted : NotedOf<PlausibleHoursSet>(view, contract)) {
    const PlausibleHoursSet& set = *noted.event;
    if (!service.empty() && set.service != service) continue;
    services[set.service].policy = set.no_longer ? std::nullopt : std::optional(noted);
  }
  for (const auto& [code, persons] : people) {
    ServiceHours& row = services[code];
    for (const auto& [id, hours] : persons) {
      ++row.people;
      row.packages += hours.packages;
      row.weekly_minutes += hours.weekly_minutes;
      if (row.policy && Outside(*row.policy->event, hours.weekly_minutes) > 0) row.outside.push_back(hours);
    }
  }
  std::vector<ServiceHours> rows;
  for (auto& [code, row] : services) {
    row.service = code;
    std::stable_sort(row.outside.begin(), row.outside.end(), [&](const PersonHours& a, const PersonHours& b) {
      return Outside(*row.policy->event, a.weekly_minutes) > Outside(*row.policy->event, b.weekly_minutes);
    });
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace careledger::projections
