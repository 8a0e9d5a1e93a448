// Whose hours lie outside what is plausible for one person: data quality, by a policy of the contract.
#pragma once

#include <optional>
#include <vector>

#include "replay/projections/monitoring.h"

namespace careledger::projections {

// What one person has of a service under the contract on the date.
struct PersonHours {
  model::PersonId person_id;
  model::Code service;
  std::uint64_t packages = 0;
  std::uint64_t weekly_minutes = 0;
  const model::Placement* placement = nullptr;  // Of the first package.
};

enum class Plausibility : std::uint8_t { kNotSaid, kPlausible, kImplausible };
std::string_view ToString(Plausibility plausibility);  // "not said", "plausible", "implausible"

struct ServiceHours {
  model::Code service;
  std::uint64_t people = 0;
  std::uint64_t packages = 0;
  std::uint64_t weekly_minutes = 0;
  std::optional<Noted<model::PlausibleHoursSet>> policy;  // In force, if any.
  std::vector<PersonHours> outside;                       // The furthest first, then by id.
  // Of the hours a person, over all of them.
  Plausibility Flag() const;
};
// Services that somebody has or that have a policy, by code. Empty `service`: all; empty `group`: packages of
// every client group.
std::vector<ServiceHours> HoursByService(const View& view, const model::ContractId& contract,
                                         const model::Code& service, const model::Code& group = {});

// Minutes by which it lies outside; 0 within.
std::uint64_t Outside(const model::PlausibleHoursSet& policy, std::uint64_t weekly_minutes);

}  // namespace careledger::projections
