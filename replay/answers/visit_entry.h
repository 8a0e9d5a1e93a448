// A visit in a list: what its record says and what becomes of it on an invoice.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "careledger/v1/directory_service.pb.h"
#include "replay/projections/invoice.h"

namespace careledger::answers {

inline constexpr std::string_view kPaysNothing = "pays-nothing";
inline const std::array kVisitStates = {projections::ToString(projections::VisitState::kPayable),
                                        kPaysNothing, projections::ToString(projections::VisitState::kHeld),
                                        projections::ToString(projections::VisitState::kUnallocated)};

// Visits of a provider and period, assessed, as their invoice has them: what it cannot price is held.
std::vector<projections::Assessed> Priced(const projections::View& view, const model::ProviderId& provider,
                                          const model::Period& period,
                                          std::vector<projections::Assessed> visits);

// One of kVisitStates: payable is what has lines on the invoice, so a visit that was not delivered is not.
std::string_view ShownState(const projections::Assessed& visit);

void FillVisit(const projections::Assessed& visit, v1::VisitEntry* out);

}  // namespace careledger::answers
