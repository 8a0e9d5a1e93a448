// Says of most names never seen that they were not, in one look at memory: most visits and requests are new,
// and to search the index for each cost more than all else that is done with it.
//
// A split block Bloom filter (Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom filters",
// 2009): a name sets one bit in each of the eight words of one cache line. Twelve and a half bits a name: of
// names never seen about one in two hundred is searched for in vain. It grows by adding a larger segment.
//
// One thread adds; any may ask, and sees what was added before the checkpoint that it has read.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace careledger::store {

class NameFilter {
 public:
  // What is kept of a name: the same for ever, since rows hold it.
  using Fingerprint = std::uint32_t;
  static Fingerprint FingerprintOf(std::string_view name);

  NameFilter() = default;
  NameFilter(const NameFilter&) = delete;
  NameFilter& operator=(const NameFilter&) = delete;

  void Add(Fingerprint fingerprint);
  // As kept in a row: four bytes each, big-endian. False when they are cut.
  bool AddAll(std::string_view row);
  // False only when it was never added.
  bool MayContain(Fingerprint fingerprint) const;

 private:
  struct alignas(64) Block {
    std::array<std::atomic<std::uint64_t>, 8> words{};
  };
  struct Segment {
    explicit Segment(std::uint64_t names);
    std::uint64_t capacity;
    std::uint64_t blocks;
    std::unique_ptr<Block[]> block;
    Block& BlockOf(std::uint64_t mixed) const;
  };
  Segment& Room();
  static constexpr std::uint64_t kFirstCapacity = 1 << 20;
  static constexpr std::size_t kMaxSegments = 12;  // Each twice the one before: four thousand million names.

  std::array<std::unique_ptr<Segment>, kMaxSegments> segments_;
  std::atomic<std::size_t> used_{0};  // Segments in use.
  std::uint64_t added_ = 0;           // To the last of them.
};

}  // namespace careledger::store
