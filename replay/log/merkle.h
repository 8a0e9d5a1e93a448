// The Merkle tree of RFC 6962 / RFC 9162 over a sequence of leaves, with SHA-256.
//
//   leaf = SHA-256(0x00 || bytes)     node = SHA-256(0x01 || left || right)     empty tree = SHA-256("")
//
// A subtree (level, index) is complete: it covers the leaves [index << level, (index + 1) << level), so (0,
// i) is leaf i. We store the roots of complete subtrees of level 8, 16, 24, ... only; all else is recomputed
// (see FORMAT.md). Free functions are safe to call from any thread; a CompactTree is a value and takes no
// lock.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace careledger::log {

using Hash = std::array<std::uint8_t, 32>;

// Each stored level is this many above the one below it: a stored node stands for 256 of them.
inline constexpr int kStoredLevelStep = 8;
inline constexpr std::uint64_t kLeavesPerStoredNode = std::uint64_t{1} << kStoredLevelStep;

Hash Sha256(std::string_view bytes);
Hash LeafHash(std::string_view bytes);
Hash NodeHash(const Hash& left, const Hash& right);
Hash EmptyRoot();

// Lower-case hexadecimal.
std::string Hex(std::span<const std::uint8_t> bytes);

// The root of a complete subtree that is kept on disk. `level` is a positive multiple of kStoredLevelStep.
struct StoredNode {
  int level = 0;
  std::uint64_t index = 0;
  Hash hash{};
  friend bool operator==(const StoredNode&, const StoredNode&) = default;
};

// Gives the root of the complete subtree (level, index). Called only for subtrees that the tree in question
// contains.
using NodeSource = std::function<absl::StatusOr<Hash>(int level, std::uint64_t index)>;

// A tree that can only grow and keeps no leaves: one hash for each set bit of its size. Copying it is cheap.
class CompactTree {
 public:
  // The tree of the first `size` leaves. Asks `nodes` for stored levels, and for level 0 only of the leaves
  // after the last multiple of 256.
  static absl::StatusOr<CompactTree> Restore(std::uint64_t size, const NodeSource& nodes);

  std::uint64_t size() const { return size_; }
  Hash Root() const;  // EmptyRoot() when size() is 0.

  // Adds one leaf. The nodes to store that this completes, if any, are added to `completed` (lowest level
  // first).
  void Append(const Hash& leaf, std::vector<StoredNode>* completed = nullptr);

  // Adds a complete subtree of 2^level leaves. REQUIRES: size() is a multiple of 2^level.
  void AppendSubtree(int level, const Hash& root, std::vector<StoredNode>* completed = nullptr);

  friend bool operator==(const CompactTree&, const CompactTree&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash>
      peaks_;  // Roots of the complete subtrees that make up the tree, largest (leftmost) first.
};

// The root of the first `size` leaves.
absl::StatusOr<Hash> RootAt(std::uint64_t size, const NodeSource& nodes);

// Hashes from the leaf upwards that lead from leaf `index` (0-based) to the root of the first `size` leaves.
// INVALID_ARGUMENT unless index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(std::uint64_t index, std::uint64_t size,
                                                 const NodeSource& nodes);

// Proof that the tree of `old_size` leaves is a prefix of the tree of `new_size` leaves.
// INVALID_ARGUMENT unless 0 < old_size <= new_size. Empty when the sizes are equal.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(std::uint64_t old_size, std::uint64_t new_size,
                                                   const NodeSource& nodes);

// True when `proof` shows that `leaf` is leaf `index` of the tree with this size and root. Pure.
bool VerifyInclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                     const Hash& root);

// True when `proof` shows that the old tree is a prefix of the new one. Pure. False when old_size is 0: every
// tree is an extension of the empty one, so such a proof would say nothing.
bool VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root,
                       const Hash& new_root, std::span<const Hash> proof);

}  // namespace careledger::log
