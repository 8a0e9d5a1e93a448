// A visit of the API, read into the event it would become. What is read here is well-formed; whether it is
// plausible (minutes, future, carers) is for decide::DecideVisit to say.
#pragma once

#include <variant>

#include "careledger/v1/visit_service.pb.h"
#include "replay/model/visit_events.h"
#include "server/decide/rejection.h"
#include "server/intake/values.h"

namespace careledger::intake {

// `provider` and `source` are the page's, already checked against the caller. Fields to blame are named as in
// the message: "planned_start", "attendances[1].check_in". Thread-safe.
std::variant<model::VisitRecorded, decide::Rejection> ReadVisit(const v1::Visit& visit,
                                                                const model::ProviderId& provider,
                                                                const model::SourceId& source);

// What follows from the fields themselves, for a visit from either way in: the service date.
void Derive(model::VisitRecorded& visit);

}  // namespace careledger::intake
