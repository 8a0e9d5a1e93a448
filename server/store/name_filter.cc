#include "server/store/name_filter.h"

#include "server/store/keys.h"

namespace careledger::store {
namespace {

constexpr std::uint64_t kBitsOfABlock = 512;
// Odd numbers, one a word.
constexpr std::array<std::uint32_t, 8> kSalts = {0x47b6137bU, 0x44974d91U, 0x8824ad5bU, 0xa2b7289dU,
                                                 0x705495c7U, 0x2df1424bU, 0x9efc4947U, 0x5c6bfb31U};

std::uint64_t Mix(std::uint64_t x) {
  x = (x + 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U;
  return (x ^ (x >> 29)) * 0x94d049bb133111ebU;
}

std::uint64_t BitOf(std::uint64_t mixed, std::size_t word) {
  return std::uint64_t{1} << (static_cast<std::uint32_t>(mixed) * kSalts[word] >> 26);
}

}  // namespace

NameFilter::Fingerprint NameFilter::FingerprintOf(std::string_view name) {
  // FNV-1a, folded.
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
  return static_cast<Fingerprint>(hash ^ hash >> 32);
}

NameFilter::Segment::Segment(std::uint64_t names)
    : capacity(names),
      blocks((names * 25 / 2 + kBitsOfABlock - 1) / kBitsOfABlock),
      block(std::make_unique<Block[]>(blocks)) {}

NameFilter::Block& NameFilter::Segment::BlockOf(std::uint64_t mixed) const {
  return block[(mixed >> 32) * blocks >> 32];
}

// The segment to add to.
NameFilter::Segment& NameFilter::Room() {
  std::size_t used = used_.load(std::memory_order_relaxed);
  if (used == 0 || (added_ >= segments_[used - 1]->capacity && used < kMaxSegments)) {
    segments_[used] = std::make_unique<Segment>(kFirstCapacity << used);
    used_.store(++used, std::memory_order_release);
    added_ = 0;
  }
  return *segments_[used - 1];
}

bool NameFilter::AddAll(std::string_view row) {
  if (row.size() % 4 != 0) return false;
  // The memory for one is fetched while others are added: a start adds millions.
  constexpr std::size_t kAhead = 16 * 4;
  for (std::size_t at = 0; at < row.size(); at += 4) {
    if (at + kAhead < row.size()) {
      const auto ahead = static_cast<Fingerprint>(GetBig(row.substr(at + kAhead, 4)));
      __builtin_prefetch(&Room().BlockOf(Mix(ahead)), 1);
    }
    Add(static_cast<Fingerprint>(GetBig(row.substr(at, 4))));
  }
  return true;
}

void NameFilter::Add(Fingerprint fingerprint) {
  const std::uint64_t mixed = Mix(fingerprint);
  Block& block = Room().BlockOf(mixed);
  for (std::size_t word = 0; word < block.words.size(); ++word) {
    // No other thread writes.
    const std::uint64_t bits = block.words[word].load(std::memory_order_relaxed);
    block.words[word].store(bits | BitOf(mixed, word), std::memory_order_relaxed);
  }
  ++added_;
}

bool NameFilter::MayContain(Fingerprint fingerprint) const {
  const std::uint64_t mixed = Mix(fingerprint);
  for (std::size_t i = used_.load(std::memory_order_acquire); i-- > 0;) {
    const Block& block = segments_[i]->BlockOf(mixed);
    bool all = true;
    for (std::size_t word = 0; all && word < block.words.size(); ++word) {
      all = (block.words[word].load(std::memory_order_relaxed) & BitOf(mixed, word)) != 0;
    }
    if (all) return true;
  }
  return false;
}

}  // namespace careledger::store
