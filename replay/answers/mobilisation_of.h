// The mobilisation that a question names.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "replay/projections/mobilisation.h"

namespace careledger::answers {

// NOT_FOUND when there is no such contract, or it has no plan by the view's date.
absl::StatusOr<projections::Mobilisation> MobilisationNamed(const projections::View& view,
                                                            const std::string& contract_id);

}  // namespace careledger::answers
