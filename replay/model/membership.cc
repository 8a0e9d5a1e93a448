#include "replay/model/membership.h"

#include <algorithm>

namespace careledger::model {

void Membership::Admit(Date from, Position cause, const ProviderAdmitted& e) {
  admissions_[{e.tier, e.lot_id}].Set(from, cause, e);
}

const Membership::Admission* Membership::AdmittedTo(const Seat& seat, Date date) const {
  const auto found = admissions_.find(seat);
  const Admission* admission = found != admissions_.end() ? found->second.On(date) : nullptr;
  if (admission == nullptr || WithdrawnSince(admission->from, admission->cause, date) != nullptr)
    return nullptr;
  return admission;
}

const Membership::Admission* Membership::AdmittedTo(const Code& tier, const LotId& lot, Date date) const {
  if (!lot.empty()) {
    if (const Admission* of_lot = AdmittedTo(Seat{tier, lot}, date)) return of_lot;
  }
  return AdmittedTo(Seat{tier, LotId()}, date);
}

bool Membership::AdmittedOn(Date date) const {
  return std::any_of(admissions_.begin(), admissions_.end(),
                     [&](const auto& seat) { return AdmittedTo(seat.first, date) != nullptr; });
}

const Timeline<ProviderWithdrawn>::Version* Membership::WithdrawnSince(Date from, Position cause,
                                                                       Date date) const {
  const auto* withdrawn = withdrawals_.On(date);
  const bool since = withdrawn != nullptr &&
                     (from < withdrawn->from || (from == withdrawn->from && cause < withdrawn->cause));
  return since ? withdrawn : nullptr;
}

const Timeline<std::optional<IntakeSuspended>>::Version* Membership::SuspendedOn(Date date) const {
  const auto* version = suspensions_.On(date);
  return version != nullptr && version->value ? version : nullptr;
}

const Timeline<CapacityDeclared>::Version* Membership::CapacityOn(const LotId& lot, Date date) const {
  const auto of_lot = capacity_.find(lot);
  const auto* declared = of_lot != capacity_.end() ? of_lot->second.On(date) : nullptr;
  if (declared != nullptr || lot.empty()) return declared;
  return CapacityOn(LotId(), date);
}

}  // namespace careledger::model
