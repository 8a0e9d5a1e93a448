// Proofs about a log, made from its stored nodes and, below them, from its records.
//
// A proof reads at most the records of the two 256-leaf subtrees it passes through. Thread-safe, as Log is.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "replay/log/merkle.h"

namespace careledger::log {

// Nodes of the tree over `log`. Remembers the leaf hashes it computed, so one source serves one proof; not
// thread-safe. REQUIRES: `log` outlives the source.
NodeSource NodesOf(const Log& log);

// The tree over the first Number(size) records: what a writer continues from. INVALID_ARGUMENT beyond the
// head.
absl::StatusOr<CompactTree> RestoreTree(const Log& log, Position size);

// Proof that the record at `position` is in the tree of the first Number(size) records.
// INVALID_ARGUMENT unless 0 < position <= size <= head.
absl::StatusOr<std::vector<Hash>> ProveInclusion(const Log& log, Position position, Position size);

// Proof that the first Number(old_size) records are a prefix of the first Number(new_size).
// INVALID_ARGUMENT unless 0 < old_size <= new_size <= head.
absl::StatusOr<std::vector<Hash>> ProveConsistency(const Log& log, Position old_size, Position new_size);

}  // namespace careledger::log
