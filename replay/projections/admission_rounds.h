// Rounds in which a contract takes providers, by its policy of a day.
#pragma once

#include <vector>

#include "replay/model/contract.h"

namespace careledger::projections {

struct AdmissionRound {
  std::uint32_t number = 0;  // From 1, which opens with the contract.
  model::Date first;
  model::Date last;
  std::size_t admitted = 0;  // Providers whose admission begins in it by the day; micro-enterprises apart.
};

// Those opened by `on` under the policy in force then, and the next within the term; none where providers
// join otherwise. Who was admitted before the contract begins is of the first.
std::vector<AdmissionRound> AdmissionRoundsOn(const model::Contract& contract, model::Date on);

}  // namespace careledger::projections
