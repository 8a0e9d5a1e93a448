// What a contract is worth: as decided. What is not known is said to be so.
#include <map>
#include <optional>
#include <set>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"

namespace careledger::answers {

using namespace model;
using projections::View;

namespace {

// An hour costs `pence` over `hours`, half up to £0.0001.
std::optional<Rate> HourlyOf(Pence pence, std::optional<std::uint64_t> hours) {
  if (!hours || *hours == 0) return std::nullopt;
  return Rate(static_cast<std::int64_t>(
      Round(static_cast<Wide>(pence.value()) * 100, static_cast<std::int64_t>(*hours), Rounding::kHalfUp)));
}

std::string Hours(std::optional<std::uint64_t> hours) { return hours ? std::to_string(*hours) : "not known"; }
std::string Hourly(std::optional<Rate> rate) { return rate ? rate->ToString() : "not computable"; }

std::string Against(const Contract& contract, const ContractValue& value, std::optional<Rate> hourly,
                    Date on) {
  const auto* version = contract.PriceOn(value.service, value.client_group, on);
  if (version == nullptr) return "";
  const PricePolicySet& policy = version->value;
  const std::string premiums = policy.premiums_count ? "" : ", premiums apart";
  switch (policy.kind) {
    case PriceKind::kUnspecified:
      return "";
    case PriceKind::kFixed:
      return "fixed by the rate card";
    case PriceKind::kRange:
      return "one of " + std::to_string(policy.choices.size()) + " prices";
    case PriceKind::kNegotiated:
      return "negotiated: any price is allowed";
    case PriceKind::kCorridor:
      if (!hourly) return "not computable";
      if (*hourly < policy.floor) return "below the floor of " + policy.floor.ToString() + premiums;
      if (*hourly > policy.ceiling) return "above the ceiling of " + policy.ceiling.ToString() + premiums;
      return "within " + policy.floor.ToString() + " to " + policy.ceiling.ToString() + premiums;
  }
  return "";
}

struct Total {
  Pence pence;
  std::optional<std::uint64_t> hours = 0;
};

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListContractValuesRequest& request,
                    v1::ListContractValuesResponse* out) {
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Contract& contract = *view.contract(ContractId(request.contract_id()));
  const Date on = view.point().on;
  const auto* set = contract.values().On(on);
  if (set == nullptr) return absl::OkStatus();
  std::map<CommissionerId, Total> totals;
  std::map<Code, std::size_t> readings;
  for (const ContractValue& value : set->value.values) ++readings[value.line];
  std::set<Code> counted;
  for (const ContractValue& value : set->value.values) {
    const std::size_t ways = readings[value.line];
    const std::optional<Rate> hourly = HourlyOf(value.yearly, value.yearly_hours);
    v1::ContractValueEntry* entry = out->add_values();
    entry->set_line(value.line.str());
    entry->set_service(value.service.str());
    entry->set_client_group(value.client_group.str());
    entry->set_funder(value.funder.str());
    entry->set_yearly_pence(static_cast<std::uint64_t>(value.yearly.value()));
    entry->set_yearly_hours(Hours(value.yearly_hours));
    entry->set_hourly(Hourly(hourly));
    entry->set_against_policy(Against(contract, value, hourly, on));
    entry->set_reading(value.reading.str());
    if (ways > 1) entry->set_flag("unclear: one of " + std::to_string(ways) + " readings");
    if (!counted.insert(value.line).second) continue;
    Total& total = totals[value.funder];
    total.pence = total.pence + value.yearly;
    // A sum with a part that is not known is not known.
    total.hours = total.hours && value.yearly_hours && ways == 1
                      ? std::optional(*total.hours + *value.yearly_hours)
                      : std::nullopt;
  }
  for (const auto& [funder, total] : totals) {
    v1::ContractValueTotal* entry = out->add_totals();
    entry->set_funder(funder.str());
    entry->set_yearly_pence(static_cast<std::uint64_t>(total.pence.value()));
    entry->set_yearly_hours(Hours(total.hours));
    entry->set_hourly(Hourly(HourlyOf(total.pence, total.hours)));
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
