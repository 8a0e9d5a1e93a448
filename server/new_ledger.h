// How a ledger begins: built aside, and named once its first records are durable. A data directory so holds a
// whole log or none, whatever happens on the way.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "replay/model/ledger_events.h"
#include "server/engine.h"

namespace careledger {

// Builds the log `path`, which must not exist, as `options` say: with LedgerOpened, or with the records of an
// export, which are believed once its trailer has been read. What an interrupted attempt left is removed
// first. On any error there is no log: INVALID_ARGUMENT without a council, NOT_FOUND without the export,
// DATA_LOSS for a damaged one, FAILED_PRECONDITION for one of another council or clock.
absl::Status BeginLedger(const std::string& path, const EngineOptions& options);

// The first record of a log. DATA_LOSS when it is anything else.
absl::StatusOr<model::LedgerOpened> OpeningOf(const log::Log& log);

// Whether an existing ledger is what was asked for.
absl::Status CheckOpening(const model::LedgerOpened& opened, const EngineOptions& options);

// Makes the names in `directory` durable.
absl::Status SyncDirectory(rocksdb::Env* env, const std::string& directory);

}  // namespace careledger
