#include "replay/log/merkle.h"

#include <map>
#include <random>
#include <utility>

#include "gtest/gtest.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// The tree by its definition in RFC 6962 2.1, with no cleverness.
Hash NaiveRoot(std::span<const Hash> leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t split = 1;
  while (2 * split < leaves.size()) split *= 2;
  return NodeHash(NaiveRoot(leaves.first(split)), NaiveRoot(leaves.subspan(split)));
}

std::vector<Hash> SampleLeaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(LeafHash("leaf " + std::to_string(i)));
  return leaves;
}

NodeSource NodesOver(const std::vector<Hash>& leaves) {
  return [&leaves](int level, std::uint64_t index) -> absl::StatusOr<Hash> {
    const std::uint64_t size = std::uint64_t{1} << level;
    if ((index + 1) * size > leaves.size()) return absl::InternalError("asked for an incomplete subtree");
    return NaiveRoot(std::span(leaves).subspan(index * size, size));
  };
}

CompactTree TreeOf(std::span<const Hash> leaves) {
  CompactTree tree;
  for (const Hash& leaf : leaves) tree.Append(leaf);
  return tree;
}

// The inputs and roots that Certificate Transparency implementations share.
TEST(Merkle, HasTheRootsOfCertificateTransparency) {
  const std::string inputs[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::string roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  EXPECT_EQ(Hex(EmptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(CompactTree().Root(), EmptyRoot());
  CompactTree tree;
  for (std::size_t i = 0; i < std::size(inputs); ++i) {
    tree.Append(LeafHash(Bytes(inputs[i])));
    EXPECT_EQ(Hex(tree.Root()), roots[i]) << i + 1;
  }
}

TEST(Merkle, CompactTreeAgreesWithTheDefinition) {
  const std::vector<Hash> leaves = SampleLeaves(600);
  CompactTree tree;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.Append(leaves[size - 1]);
    if (size < 70 || size % 37 == 0) {
      EXPECT_EQ(tree.Root(), NaiveRoot(std::span(leaves).first(size))) << size;
      EXPECT_EQ(*RootAt(size, NodesOver(leaves)), tree.Root()) << size;
    }
  }
  EXPECT_EQ(*RootAt(0, NodesOver(leaves)), EmptyRoot());
}

TEST(Merkle, EveryInclusionProofHolds) {
  const std::vector<Hash> leaves = SampleLeaves(70);
  for (std::uint64_t size = 1; size <= 70; ++size) {
    const Hash root = NaiveRoot(std::span(leaves).first(size));
    for (std::uint64_t index = 0; index < size; ++index) {
      absl::StatusOr<std::vector<Hash>> proof = InclusionProof(index, size, NodesOver(leaves));
      ASSERT_OK(proof);
      EXPECT_TRUE(VerifyInclusion(leaves[index], index, size, *proof, root)) << index << " of " << size;
      // No other place, leaf, root, or proof will do.
      for (std::uint64_t other = 0; other <= size; ++other) {
        if (other != index) {
          EXPECT_FALSE(VerifyInclusion(leaves[index], other, size, *proof, root));
        }
      }
      EXPECT_FALSE(VerifyInclusion(LeafHash("x"), index, size, *proof, root));
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, *proof, LeafHash("x")));
      std::vector<Hash> longer = *proof;
      longer.push_back(root);
      EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, longer, root));
      if (!proof->empty()) {
        EXPECT_FALSE(
            VerifyInclusion(leaves[index], index, size, std::span(*proof).first(proof->size() - 1), root));
        for (std::size_t i = 0; i < proof->size(); ++i) {
          std::vector<Hash> damaged = *proof;
          damaged[i][i % 32] ^= 1;
          EXPECT_FALSE(VerifyInclusion(leaves[index], index, size, damaged, root));
        }
      }
    }
  }
}

TEST(Merkle, EveryConsistencyProofHolds) {
  const std::vector<Hash> leaves = SampleLeaves(70);
  std::vector<Hash> roots;
  for (std::size_t size = 0; size <= 70; ++size) roots.push_back(NaiveRoot(std::span(leaves).first(size)));
  for (std::uint64_t to = 1; to <= 70; ++to) {
    for (std::uint64_t from = 1; from <= to; ++from) {
      absl::StatusOr<std::vector<Hash>> proof = ConsistencyProof(from, to, NodesOver(leaves));
      ASSERT_OK(proof);
      EXPECT_TRUE(VerifyConsistency(from, to, roots[from], roots[to], *proof)) << from << " to " << to;
      EXPECT_FALSE(VerifyConsistency(from, to, LeafHash("x"), roots[to], *proof)) << from << " to " << to;
      EXPECT_FALSE(VerifyConsistency(from, to, roots[from], LeafHash("x"), *proof)) << from << " to " << to;
      std::vector<Hash> longer = *proof;
      longer.push_back(roots[to]);
      EXPECT_FALSE(VerifyConsistency(from, to, roots[from], roots[to], longer));
      if (!proof->empty()) {
        EXPECT_FALSE(
            VerifyConsistency(from, to, roots[from], roots[to], std::span(*proof).first(proof->size() - 1)));
        for (std::size_t i = 0; i < proof->size(); ++i) {
          std::vector<Hash> damaged = *proof;
          damaged[i][i % 32] ^= 1;
          EXPECT_FALSE(VerifyConsistency(from, to, roots[from], roots[to], damaged));
        }
      }
    }
  }
}

TEST(Merkle, RefusesProofsThatSayNothing) {
  const std::vector<Hash> leaves = SampleLeaves(8);
  const Hash root = NaiveRoot(leaves);
  EXPECT_FALSE(VerifyConsistency(0, 8, EmptyRoot(), root, {}));
  EXPECT_FALSE(VerifyConsistency(0, 0, EmptyRoot(), EmptyRoot(), {}));
  EXPECT_FALSE(VerifyConsistency(9, 8, root, root, {}));
  EXPECT_FALSE(VerifyConsistency(4, 8, root, root, {}));
  EXPECT_FALSE(VerifyInclusion(leaves[0], 0, 0, {}, EmptyRoot()));
  EXPECT_FALSE(ConsistencyProof(0, 8, NodesOver(leaves)).ok());
  EXPECT_FALSE(ConsistencyProof(9, 8, NodesOver(leaves)).ok());
  EXPECT_FALSE(InclusionProof(8, 8, NodesOver(leaves)).ok());
  EXPECT_FALSE(InclusionProof(0, 0, NodesOver(leaves)).ok());
}

TEST(Merkle, ProofsPassOnTheErrorOfTheirSource) {
  const NodeSource broken = [](int, std::uint64_t) -> absl::StatusOr<Hash> {
    return absl::DataLossError("gone");
  };
  EXPECT_EQ(InclusionProof(3, 9, broken).status().message(), "gone");
  EXPECT_EQ(ConsistencyProof(3, 9, broken).status().message(), "gone");
  EXPECT_EQ(RootAt(9, broken).status().message(), "gone");
  EXPECT_EQ(CompactTree::Restore(9, broken).status().message(), "gone");
}

TEST(Merkle, ReportsTheNodesToStore) {
  const std::vector<Hash> leaves = SampleLeaves(1'000);
  CompactTree tree;
  std::vector<StoredNode> stored;
  for (const Hash& leaf : leaves) tree.Append(leaf, &stored);
  ASSERT_EQ(stored.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(stored[i], (StoredNode{8, i, NaiveRoot(std::span(leaves).subspan(i * 256, 256))}));
  }
}

// Two stored levels and a tail: 65,536 leaves make a node of level 16.
TEST(Merkle, IsRestoredFromStoredNodesAndTheLastLeaves) {
  const std::vector<Hash> leaves = SampleLeaves(2 * 65'536 + 3 * 256 + 17);
  std::map<std::pair<int, std::uint64_t>, Hash> stored;
  CompactTree tree;
  std::size_t checked = 0;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    std::vector<StoredNode> completed;
    tree.Append(leaves[size - 1], &completed);
    for (const StoredNode& node : completed)
      EXPECT_TRUE(stored.emplace(std::pair(node.level, node.index), node.hash).second);
    if (size % 9'973 != 0 && size % 65'536 > 1 && size % 65'536 < 65'535 && size + 2 < leaves.size())
      continue;
    std::size_t asked = 0;
    absl::StatusOr<CompactTree> restored =
        CompactTree::Restore(size, [&](int level, std::uint64_t index) -> absl::StatusOr<Hash> {
          ++asked;
          if (level == 0) {
            EXPECT_GE(index, size / 256 * 256);
            return leaves[index];
          }
          auto it = stored.find({level, index});
          if (it == stored.end()) return absl::NotFoundError("not stored");
          return it->second;
        });
    ASSERT_OK(restored);
    EXPECT_EQ(*restored, tree) << size;
    EXPECT_LE(asked, 3 * 255u);
    ++checked;
  }
  EXPECT_GT(checked, 15u);
  EXPECT_EQ(stored.size(), 2 * 256 + 3 + 2u);
  EXPECT_EQ(tree.Root(), *RootAt(leaves.size(), [&](int level, std::uint64_t index) -> absl::StatusOr<Hash> {
              return TreeOf(std::span(leaves).subspan(index << level, std::size_t{1} << level)).Root();
            }));
}

TEST(MerkleDeathTest, ASubtreeMustBeAligned) {
  CompactTree tree;
  tree.Append(LeafHash("a"));
  EXPECT_DEATH(tree.AppendSubtree(1, LeafHash("b")), "where it cannot stand");
}

}  // namespace
}  // namespace careledger::log
