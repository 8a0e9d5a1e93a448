// Proofs about a log, made from its stored nodes and, below them, from its records.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "replay/log/merkle.h"

namespace careledger::log {

// Makes proofs, and keeps the inner nodes that it computes on the way: kept for long, it needs for a proof
// only the 256 records around the one in question. Thread-safe. At most some 10 MB at 40 M records.
class Prover {
 public:
  // REQUIRES: `log` outlives the prover.
  explicit Prover(const Log& log) : log_(log) {}

  // Proof that the record at `position` is in the tree of the first Number(size) records, hashes from the
  // leaf upwards. INVALID_ARGUMENT unless 0 < position <= size <= head.
  absl::StatusOr<std::vector<Hash>> Inclusion(Position position, Position size);

  // Proof that the first Number(old_size) records are a prefix of the first Number(new_size).
  // INVALID_ARGUMENT unless 0 < old_size <= new_size <= head.
  absl::StatusOr<std::vector<Hash>> Consistency(Position old_size, Position new_size);

  // The root of the first Number(size) records. INVALID_ARGUMENT beyond the head.
  absl::StatusOr<Hash> Root(Position size);

  // The tree of the first Number(size) records, to continue from. INVALID_ARGUMENT beyond the head.
  absl::StatusOr<CompactTree> Tree(Position size);

 private:
  // The part of the tree between two stored levels: up to 256 nodes of the lower one and what is complete
  // above them.
  struct Tile {
    std::vector<Hash> levels[kStoredLevelStep];
  };
  using TileKey = std::pair<int, std::uint64_t>;  // Lower level and index.

  absl::StatusOr<Hash> Node(int level, std::uint64_t index);
  NodeSource Nodes();
  absl::StatusOr<Tile> Load(const TileKey& key) const;
  absl::Status CheckSize(Position size) const;

  const Log& log_;
  std::mutex mutex_;
  std::map<TileKey, std::shared_ptr<const Tile>> tiles_;  // Guarded by mutex_.
  std::size_t leaf_tiles_ = 0;                            // Of tiles_, those of level 0; guarded by mutex_.
};

// The tree over the first Number(size) records of `log`, as by Prover.
absl::StatusOr<CompactTree> RestoreTree(const Log& log, Position size);

}  // namespace careledger::log
