// Records as they are, in order, filtered: once, or followed as they come.
#pragma once

#include "server/engine.h"
#include "server/service/methods.h"

namespace careledger::service {

// Answers LedgerService.ReadEvents, a ReadEventsRequest. A filter that can match nothing is refused: a type,
// category or identity that cannot be is INVALID_ARGUMENT, a stream or provider that is not there NOT_FOUND,
// a start after the head or the ledger's own time OUT_OF_RANGE; but who follows may wait for what is to come.
Outcome ReadEvents(Engine& engine, const store::Caller& caller, const Message& request, Writer& writer);

}  // namespace careledger::service
