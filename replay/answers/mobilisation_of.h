// The mobilisation that a question names, and what its answers say alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "replay/answers/share.h"
#include "replay/projections/mobilisation.h"

namespace careledger::answers {

// Of one client group, unless that is empty. NOT_FOUND when there is no such contract or no request of such a
// group, or the contract has no plan by the view's date.
absl::StatusOr<projections::Mobilisation> MobilisationNamed(const projections::View& view,
                                                            const std::string& contract_id,
                                                            const std::string& client_group = {});

// Carers and their hours are stated of whole lots.
inline constexpr std::string_view kNotByGroup = "not by client group";

// Packages that are not ready, by reason: their sum, and "no-carers 12, plan-missing 3".
struct NotReady {
  std::uint64_t packages = 0;
  std::string why;

  explicit NotReady(const std::map<model::Code, std::uint64_t>& reasons) {
    for (const auto& [reason, count] : reasons) {
      packages += count;
      why.append(why.empty() ? "" : ", ").append(reason.str()).append(" ").append(std::to_string(count));
    }
  }
};

// Counts of staff, of the lots whose provider declared them.
struct Staff {
  std::uint64_t eligible = 0, transferring = 0, opted_out = 0;
  std::uint64_t lots = 0, declared = 0;  // All lots, and these.

  void Add(const model::StaffTransferDeclared& stated) {
    if (!stated.staff_eligible) return;
    ++declared;
    eligible += *stated.staff_eligible;
    transferring += stated.staff_transferring.value_or(0);
    opted_out += stated.staff_opted_out.value_or(0);
  }
};

template <class Row>
void FillStaff(const Staff& staff, Row* out) {
  const auto said = [&](std::uint64_t people) -> std::string {
    if (staff.declared == 0) return "not declared";
    std::string text = std::to_string(people);
    if (staff.declared < staff.lots)
      text += " in " + std::to_string(staff.declared) + " of " + std::to_string(staff.lots) + " lots";
    return text;
  };
  out->set_staff_eligible(said(staff.eligible));
  out->set_staff_transferring(said(staff.transferring));
  out->set_staff_opted_out(said(staff.opted_out));
}

}  // namespace careledger::answers
