// Stream `monitoring-<contract>`, fourth part: what care of a service one person can plausibly have.
#pragma once

#include "replay/model/terms.h"

namespace careledger::model {

// From the effective date on, one person's packages of the service under the contract come to so many minutes
// a week; what lies outside is looked at, not refused. The least and the most are plausible themselves.
struct PlausibleHoursSet {
  ContractId contract_id;
  Code service;
  std::uint32_t least_weekly_minutes = 0;
  std::uint32_t most_weekly_minutes = 0;
  bool no_longer = false;  // Any number is plausible again.
  Authority authority;
  static constexpr std::string_view kName = "PlausibleHoursSet";
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &PlausibleHoursSet::contract_id), F(2, "service", &PlausibleHoursSet::service),
        F(3, "least_weekly_minutes", &PlausibleHoursSet::least_weekly_minutes),
        F(4, "most_weekly_minutes", &PlausibleHoursSet::most_weekly_minutes),
        F(5, "no_longer", &PlausibleHoursSet::no_longer), F(6, "authority", &PlausibleHoursSet::authority));
  }
  bool operator==(const PlausibleHoursSet&) const = default;
};

}  // namespace careledger::model
