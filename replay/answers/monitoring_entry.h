// What the overview and the lists of monitoring share.
#pragma once

#include "careledger/v1/monitoring_service.pb.h"
#include "replay/projections/monitoring.h"

namespace careledger::answers {

void FillRating(const projections::RatingRow& row, v1::RatingEntry* out);

}  // namespace careledger::answers
