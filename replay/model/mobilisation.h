// How packages of exiting contracts come to a contract: what its plan says, and of which packages.
#pragma once

#include <algorithm>
#include <optional>

#include "replay/model/contract.h"
#include "replay/model/monitoring.h"
#include "replay/model/package.h"

namespace careledger::model {

// The plan of one contract as known at a position, with what was decided by a date. Reads the monitoring that
// it was made of, which must outlive it.
class MobilisationPlan {
 public:
  // None where the contract has none then.
  static std::optional<MobilisationPlan> Of(const Monitoring& monitoring,
                                            Position known = Position{~std::uint64_t{0}},
                                            std::optional<Date> on = {});

  const MobilisationPlanned& planned() const { return *planned_; }
  Date since() const { return since_; }
  Position cause() const { return cause_; }

  // The first day under the contract that comes in, for those who live in the lot; of all lots without a day
  // of their own when it is empty.
  Date GoLiveOf(const LotId& lot) const;
  bool Exits(const ContractId& contract) const;
  // The placement that makes the package one of those to move: the last under an exiting contract that was in
  // force on the day of the award or begun later, and before the lot goes live. Null: it is none.
  const Placement* MovedFrom(const Package& package) const;
  // The first under an exiting contract that was in force on the day of the award or begun later, whenever
  // the lot goes live. Null: none.
  const Placement* FirstFrom(const Package& package) const;

 private:
  const Monitoring* monitoring_ = nullptr;
  Position known_{};
  std::optional<Date> on_;
  const MobilisationPlanned* planned_ = nullptr;
  Date since_;
  Position cause_{};

  bool IsFrom(const Placement& placement) const;
};

}  // namespace careledger::model
