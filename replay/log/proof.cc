#include "replay/log/proof.h"

#include <memory>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

// Pairwise up to one root. REQUIRES: a power of two of hashes.
Hash Fold(std::span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes.front();
  const std::size_t half = hashes.size() / 2;
  return NodeHash(Fold(hashes.first(half)), Fold(hashes.subspan(half)));
}

class Nodes {
 public:
  explicit Nodes(const Log& log) : log_(log) {}

  absl::StatusOr<Hash> Get(int level, std::uint64_t index) {
    if (level < kStoredLevelStep) {
      const std::uint64_t begin = index << level;
      absl::StatusOr<std::span<const Hash>> leaves = LeavesOf(begin / kLeavesPerStoredNode);
      if (!leaves.ok()) return leaves.status();
      const std::uint64_t at = begin % kLeavesPerStoredNode;
      const std::uint64_t count = std::uint64_t{1} << level;
      if (at + count > leaves->size()) {
        return absl::InvalidArgumentError(
            absl::StrCat("no complete subtree of level ", level, " at leaf ", begin));
      }
      return Fold(leaves->subspan(at, count));
    }
    const int above = level % kStoredLevelStep;
    absl::StatusOr<std::vector<Hash>> stored =
        log_.StoredNodes(level - above, index << above, std::size_t{1} << above);
    if (!stored.ok()) return stored.status();
    return Fold(*stored);
  }

 private:
  // The leaf hashes of records 256 * block + 1 onwards: 256 of them, or up to the head.
  absl::StatusOr<std::span<const Hash>> LeavesOf(std::uint64_t block) {
    auto [it, is_new] = leaves_.try_emplace(block);
    if (is_new) {
      absl::Status status = log_.Read(Position{block * kLeavesPerStoredNode + 1}, kLeavesPerStoredNode,
                                      [&leaves = it->second](std::string_view bytes) {
                                        leaves.push_back(LeafHash(bytes));
                                        return true;
                                      });
      if (!status.ok()) {
        leaves_.erase(it);
        return status;
      }
    }
    return std::span<const Hash>(it->second);
  }

  const Log& log_;
  std::unordered_map<std::uint64_t, std::vector<Hash>> leaves_;
};

absl::Status CheckSize(const Log& log, Position size) {
  const Position head = log.head().position;
  if (size <= head) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("position ", Number(size), " is beyond the head of the log at ", Number(head)));
}

}  // namespace

NodeSource NodesOf(const Log& log) {
  return [nodes = std::make_shared<Nodes>(log)](int level, std::uint64_t index) {
    return nodes->Get(level, index);
  };
}

absl::StatusOr<CompactTree> RestoreTree(const Log& log, Position size) {
  absl::Status status = CheckSize(log, size);
  if (!status.ok()) return status;
  return CompactTree::Restore(Number(size), NodesOf(log));
}

absl::StatusOr<std::vector<Hash>> ProveInclusion(const Log& log, Position position, Position size) {
  absl::Status status = CheckSize(log, size);
  if (!status.ok()) return status;
  if (Number(position) == 0) return absl::InvalidArgumentError("positions begin at 1");
  return InclusionProof(Number(position) - 1, Number(size), NodesOf(log));
}

absl::StatusOr<std::vector<Hash>> ProveConsistency(const Log& log, Position old_size, Position new_size) {
  absl::Status status = CheckSize(log, new_size);
  if (!status.ok()) return status;
  return ConsistencyProof(Number(old_size), Number(new_size), NodesOf(log));
}

}  // namespace careledger::log
