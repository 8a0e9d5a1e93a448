#include "replay/log/merkle.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

constexpr unsigned char kLeafPrefix = 0x00;
constexpr unsigned char kNodePrefix = 0x01;

[[noreturn]] void Stop(const char* what) {
  std::fprintf(stderr, "careledger: %s\n", what);
  std::abort();
}

struct FreeMd {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// A fetched algorithm and a reused context: three times as fast as SHA256() for 200 bytes, since OpenSSL 3
// looks the algorithm up at each call otherwise.
class Hasher {
 public:
  Hasher() {
    static const std::unique_ptr<EVP_MD, FreeMd> kSha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    md_ = kSha256.get();
    if (md_ == nullptr || context_ == nullptr) Stop("OpenSSL has no SHA-256");
  }
  void Begin() { Require(EVP_DigestInit_ex2(context_.get(), md_, nullptr)); }
  void Add(const void* bytes, std::size_t size) { Require(EVP_DigestUpdate(context_.get(), bytes, size)); }
  Hash End() {
    Hash hash;
    Require(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr));
    return hash;
  }

 private:
  static void Require(int ok) {
    if (ok != 1) Stop("OpenSSL failed to hash");
  }
  const EVP_MD* md_ = nullptr;
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_{EVP_MD_CTX_new()};
};

Hasher& ThisThreadsHasher() {
  thread_local Hasher hasher;
  hasher.Begin();
  return hasher;
}

// The largest power of two smaller than `n`. REQUIRES: n > 1.
std::uint64_t SplitOf(std::uint64_t n) { return std::bit_floor(n - 1); }

// Root of the leaves [begin, end). REQUIRES: begin < end, and begin is a multiple of the largest power of two
// that is not greater than end - begin, which holds for every part that the RFC's recursion makes.
absl::StatusOr<Hash> RangeRoot(std::uint64_t begin, std::uint64_t end, const NodeSource& nodes) {
  const std::uint64_t size = end - begin;
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return nodes(level, begin >> level);
  }
  const std::uint64_t middle = begin + SplitOf(size);
  absl::StatusOr<Hash> left = RangeRoot(begin, middle, nodes);
  if (!left.ok()) return left;
  absl::StatusOr<Hash> right = RangeRoot(middle, end, nodes);
  if (!right.ok()) return right;
  return NodeHash(*left, *right);
}

// RFC 9162 2.1.3.1: PATH(index, D[begin:end]), from the leaf upwards.
absl::Status AddPath(std::uint64_t index, std::uint64_t begin, std::uint64_t end, const NodeSource& nodes,
                     std::vector<Hash>* proof) {
  if (end - begin == 1) return absl::OkStatus();
  const std::uint64_t middle = begin + SplitOf(end - begin);
  const bool left = index < middle;
  absl::Status status =
      left ? AddPath(index, begin, middle, nodes, proof) : AddPath(index, middle, end, nodes, proof);
  if (!status.ok()) return status;
  absl::StatusOr<Hash> sibling = left ? RangeRoot(middle, end, nodes) : RangeRoot(begin, middle, nodes);
  if (sibling.ok()) proof->push_back(*sibling);
  return sibling.status();
}

// RFC 9162 2.1.4.1: SUBPROOF(old_end, D[begin:end], whole). `whole` means that D[begin:old_end] is the old
// tree itself, whose root the verifier has.
absl::Status AddSubproof(std::uint64_t old_end, std::uint64_t begin, std::uint64_t end, bool whole,
                         const NodeSource& nodes, std::vector<Hash>* proof) {
  if (old_end == end) {
    if (whole) return absl::OkStatus();
    absl::StatusOr<Hash> root = RangeRoot(begin, end, nodes);
    if (root.ok()) proof->push_back(*root);
    return root.status();
  }
  const std::uint64_t middle = begin + SplitOf(end - begin);
  const bool left = old_end <= middle;
  absl::Status status = left ? AddSubproof(old_end, begin, middle, whole, nodes, proof)
                             : AddSubproof(old_end, middle, end, false, nodes, proof);
  if (!status.ok()) return status;
  absl::StatusOr<Hash> sibling = left ? RangeRoot(middle, end, nodes) : RangeRoot(begin, middle, nodes);
  if (sibling.ok()) proof->push_back(*sibling);
  return sibling.status();
}

}  // namespace

Hash Sha256(std::string_view bytes) {
  Hasher& hasher = ThisThreadsHasher();
  hasher.Add(bytes.data(), bytes.size());
  return hasher.End();
}

Hash LeafHash(std::string_view bytes) {
  Hasher& hasher = ThisThreadsHasher();
  hasher.Add(&kLeafPrefix, 1);
  hasher.Add(bytes.data(), bytes.size());
  return hasher.End();
}

Hash NodeHash(const Hash& left, const Hash& right) {
  Hasher& hasher = ThisThreadsHasher();
  std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<Hash>> bytes;
  bytes[0] = kNodePrefix;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 1 + left.size());
  hasher.Add(bytes.data(), bytes.size());
  return hasher.End();
}

Hash EmptyRoot() {
  static const Hash kEmpty = Sha256("");
  return kEmpty;
}

std::string Hex(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

absl::StatusOr<CompactTree> CompactTree::Restore(std::uint64_t size, const NodeSource& nodes) {
  CompactTree tree;
  // The highest stored level that has a node in a tree of this size, then down to the leaves.
  int level = 0;
  while (level + kStoredLevelStep < 64 && (size >> (level + kStoredLevelStep)) != 0)
    level += kStoredLevelStep;
  for (; level >= 0; level -= kStoredLevelStep) {
    for (std::uint64_t index = tree.size_ >> level; index < (size >> level); ++index) {
      absl::StatusOr<Hash> hash = nodes(level, index);
      if (!hash.ok()) return hash.status();
      tree.AppendSubtree(level, *hash);
    }
  }
  return tree;
}

Hash CompactTree::Root() const {
  if (peaks_.empty()) return EmptyRoot();
  Hash root = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = NodeHash(peaks_[i], root);
  return root;
}

void CompactTree::Append(const Hash& leaf, std::vector<StoredNode>* completed) {
  AppendSubtree(0, leaf, completed);
}

void CompactTree::AppendSubtree(int level, const Hash& root, std::vector<StoredNode>* completed) {
  if (level < 0 || level > 62 || (size_ & ((std::uint64_t{1} << level) - 1)) != 0) {
    Stop("a subtree was added where it cannot stand");
  }
  Hash hash = root;
  std::uint64_t index = size_ >> level;
  size_ += std::uint64_t{1} << level;
  for (; (index & 1) != 0; index >>= 1) {  // The left sibling is complete: the two become their parent.
    hash = NodeHash(peaks_.back(), hash);
    peaks_.pop_back();
    ++level;
    if (completed != nullptr && level % kStoredLevelStep == 0)
      completed->push_back({level, index >> 1, hash});
  }
  peaks_.push_back(hash);
}

absl::StatusOr<Hash> RootAt(std::uint64_t size, const NodeSource& nodes) {
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, nodes);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(std::uint64_t index, std::uint64_t size,
                                                 const NodeSource& nodes) {
  if (index >= size) {
    return absl::InvalidArgumentError(absl::StrCat("no leaf ", index, " in a tree of ", size, " leaves"));
  }
  std::vector<Hash> proof;
  absl::Status status = AddPath(index, 0, size, nodes, &proof);
  if (!status.ok()) return status;
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(std::uint64_t old_size, std::uint64_t new_size,
                                                   const NodeSource& nodes) {
  if (old_size == 0) return absl::InvalidArgumentError("a consistency proof from size 0 would say nothing");
  if (old_size > new_size) {
    return absl::InvalidArgumentError(absl::StrCat("size ", old_size, " is greater than size ", new_size));
  }
  std::vector<Hash> proof;
  absl::Status status = AddSubproof(old_size, 0, new_size, true, nodes, &proof);
  if (!status.ok()) return status;
  return proof;
}

bool VerifyInclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                     const Hash& root) {
  // RFC 9162 2.1.3.2.
  if (index >= size) return false;
  std::uint64_t first = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return false;
    if ((first & 1) != 0 || first == last) {
      hash = NodeHash(sibling, hash);
      while ((first & 1) == 0 && first != 0) {
        first >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    first >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool VerifyConsistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root,
                       const Hash& new_root, std::span<const Hash> proof) {
  // RFC 9162 2.1.4.2.
  if (old_size == 0 || old_size > new_size) return false;
  if (old_size == new_size) return proof.empty() && old_root == new_root;
  std::vector<Hash> path;
  if (std::has_single_bit(old_size)) path.push_back(old_root);  // The old tree is a node of the new one.
  path.insert(path.end(), proof.begin(), proof.end());
  if (path.empty()) return false;

  std::uint64_t first = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((first & 1) != 0) {
    first >>= 1;
    last >>= 1;
  }
  Hash old_hash = path.front();
  Hash new_hash = path.front();
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if ((first & 1) != 0 || first == last) {
      old_hash = NodeHash(path[i], old_hash);
      new_hash = NodeHash(path[i], new_hash);
      while ((first & 1) == 0 && first != 0) {
        first >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, path[i]);
    }
    first >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace careledger::log
