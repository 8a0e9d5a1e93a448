// Where one provider stands in one contract: admissions, withdrawal, new packages suspended, declared
// capacity, how it monitors its calls.
#pragma once

#include <map>
#include <optional>

#include "replay/model/contract_events.h"
#include "replay/model/timeline.h"

namespace careledger::model {

// A tier, of one lot or, when that is empty, of all; without a tier, outside any.
struct Seat {
  Code tier;
  LotId lot_id;
  friend auto operator<=>(const Seat&, const Seat&) = default;
  friend bool operator==(const Seat&, const Seat&) = default;
};

class Membership {
 public:
  using Admission = Timeline<ProviderAdmitted>::Version;

  void Admit(Date from, Position cause, const ProviderAdmitted& e);
  void Withdraw(Date from, Position cause, const ProviderWithdrawn& e) { withdrawals_.Set(from, cause, e); }
  void Suspend(Date from, Position cause, const IntakeSuspended& e) { suspensions_.Set(from, cause, e); }
  void Resume(Date from, Position cause) { suspensions_.Set(from, cause, std::nullopt); }
  void Declare(Date from, Position cause, const CapacityDeclared& e) {
    capacity_[e.lot_id].Set(from, cause, e);
  }
  void Monitor(Date from, Position cause, const CallMonitoringDeclared& e) {
    call_monitoring_.Set(from, cause, e);
  }

  const std::map<Seat, Timeline<ProviderAdmitted>>& admissions() const { return admissions_; }
  const Timeline<ProviderWithdrawn>& withdrawals() const { return withdrawals_; }
  // Without a value: resumed.
  const Timeline<std::optional<IntakeSuspended>>& suspensions() const { return suspensions_; }
  const std::map<LotId, Timeline<CapacityDeclared>>& capacity() const { return capacity_; }
  const Timeline<CallMonitoringDeclared>& call_monitoring() const { return call_monitoring_; }

  // The admission to exactly `seat` that holds on `date`; null when there is none or the provider has
  // withdrawn since.
  const Admission* AdmittedTo(const Seat& seat, Date date) const;
  // To a tier, of `lot` or of all lots: the former first.
  const Admission* AdmittedTo(const Code& tier, const LotId& lot, Date date) const;
  bool AdmittedOn(Date date) const;  // Anywhere.
  // The withdrawal, in force on `date`, that came after something from `from` on, recorded at `cause`.
  const Timeline<ProviderWithdrawn>::Version* WithdrawnSince(Date from, Position cause, Date date) const;
  // Why, and since when, it is given no new packages on `date`; null when it is.
  const Timeline<std::optional<IntakeSuspended>>::Version* SuspendedOn(Date date) const;
  // What it declared for `lot` on `date`, or for all lots when it said nothing of this one; null: nothing.
  const Timeline<CapacityDeclared>::Version* CapacityOn(const LotId& lot, Date date) const;

 private:
  std::map<Seat, Timeline<ProviderAdmitted>> admissions_;
  Timeline<ProviderWithdrawn> withdrawals_;
  Timeline<std::optional<IntakeSuspended>> suspensions_;
  std::map<LotId, Timeline<CapacityDeclared>> capacity_;
  Timeline<CallMonitoringDeclared> call_monitoring_;
};

}  // namespace careledger::model
