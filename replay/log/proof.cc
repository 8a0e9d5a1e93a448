#include "replay/log/proof.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

constexpr std::size_t kMaxLeafTiles =
    128;  // 2 MB. Tiles above them are one for 65,536 records: all are kept.

}  // namespace

absl::StatusOr<Prover::Tile> Prover::Load(const TileKey& key) const {
  const auto [level, index] = key;
  const std::uint64_t first = index * kLeavesPerStoredNode;
  const std::uint64_t complete = Number(log_.head().position) >> level;
  const std::uint64_t count = std::min(kLeavesPerStoredNode, complete > first ? complete - first : 0);
  Tile tile;
  std::vector<Hash>& lowest = tile.levels[0];
  if (level == 0) {
    absl::Status status = log_.Read(Position{first + 1}, count, [&lowest](std::string_view bytes) {
      lowest.push_back(LeafHash(bytes));
      return true;
    });
    if (!status.ok()) return status;
  } else {
    absl::StatusOr<std::vector<Hash>> stored = log_.StoredNodes(level, first, count);
    if (!stored.ok()) return stored.status();
    lowest = std::move(*stored);
  }
  for (std::size_t above = 1; above < std::size(tile.levels); ++above) {
    const std::vector<Hash>& below = tile.levels[above - 1];
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) {
      tile.levels[above].push_back(NodeHash(below[i], below[i + 1]));
    }
  }
  return tile;
}

absl::StatusOr<Hash> Prover::Node(int level, std::uint64_t index) {
  const int above = level % kStoredLevelStep;
  const int width = kStoredLevelStep - above;  // 2^width nodes of this level in a tile.
  const TileKey key{level - above, index >> width};
  const std::uint64_t at = index & ((std::uint64_t{1} << width) - 1);
  std::shared_ptr<const Tile> tile;
  {
    std::lock_guard lock(mutex_);
    auto it = tiles_.find(key);
    if (it != tiles_.end()) tile = it->second;
  }
  if (tile == nullptr || tile->levels[above].size() <= at) {  // Not known yet, or the log has grown since.
    absl::StatusOr<Tile> loaded = Load(key);
    if (!loaded.ok()) return loaded.status();
    tile = std::make_shared<const Tile>(std::move(*loaded));
    std::lock_guard lock(mutex_);
    if (key.first == 0 && leaf_tiles_ >= kMaxLeafTiles) {
      std::erase_if(tiles_, [](const auto& entry) { return entry.first.first == 0; });
      leaf_tiles_ = 0;
    }
    const bool is_new = tiles_.insert_or_assign(key, tile).second;
    if (is_new && key.first == 0) ++leaf_tiles_;
  }
  if (tile->levels[above].size() > at) return tile->levels[above][at];
  return absl::InvalidArgumentError(
      absl::StrCat("the tree has no node of level ", level, ", index ", index, " yet"));
}

NodeSource Prover::Nodes() {
  return [this](int level, std::uint64_t index) { return Node(level, index); };
}

absl::Status Prover::CheckSize(Position size) const {
  const Position head = log_.head().position;
  if (size <= head) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("position ", Number(size), " is beyond the head of the log at ", Number(head)));
}

absl::StatusOr<std::vector<Hash>> Prover::Inclusion(Position position, Position size) {
  absl::Status status = CheckSize(size);
  if (!status.ok()) return status;
  if (Number(position) == 0) return absl::InvalidArgumentError("positions begin at 1");
  return InclusionProof(Number(position) - 1, Number(size), Nodes());
}

absl::StatusOr<std::vector<Hash>> Prover::Consistency(Position old_size, Position new_size) {
  absl::Status status = CheckSize(new_size);
  if (!status.ok()) return status;
  return ConsistencyProof(Number(old_size), Number(new_size), Nodes());
}

absl::StatusOr<Hash> Prover::Root(Position size) {
  absl::Status status = CheckSize(size);
  if (!status.ok()) return status;
  return RootAt(Number(size), Nodes());
}

absl::StatusOr<CompactTree> Prover::Tree(Position size) {
  absl::Status status = CheckSize(size);
  if (!status.ok()) return status;
  return CompactTree::Restore(Number(size), Nodes());
}

absl::StatusOr<CompactTree> RestoreTree(const Log& log, Position size) { return Prover(log).Tree(size); }

}  // namespace careledger::log
