// The policies of a contract in words: those in force, and what a record would make of one.
#pragma once

#include <string>
#include <vector>

#include "replay/model/contract.h"

namespace careledger::projections {

// A policy in force.
struct PolicyOn {
  std::string policy;  // "payment", "premium rural", "tier 2"
  std::string terms;   // "from 14.17 to 16.22"
  model::Date from;
  model::Position cause{};
  model::Authority authority;
};
// In the order of the sections of a contract file; a row for each tier and each phase.
std::vector<PolicyOn> PoliciesOn(const model::Contract& contract, model::Date on);

// One difference between a contract and what is asked for.
struct PolicyMove {
  std::string policy;
  std::string before;  // Empty: there was none.
  std::string after;
};
// What the event makes of the policy in force on the date. `contract` is null when there is none yet.
PolicyMove MoveOf(const model::Contract* contract, model::Date on, const model::ContractEvent& event);

}  // namespace careledger::projections
