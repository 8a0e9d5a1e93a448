// A stream of reproducible random integers: the same seed gives the same numbers on every machine.
//
// SplitMix64 (Steele, Lea and Flood 2014). Every distribution here is integer arithmetic; the standard
// library's distributions are not used, since they differ from one library to the next.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace careledger::generate {

class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  // An independent stream for (seed, what, which): streams do not depend on the order in which they are used.
  static constexpr Random For(std::uint64_t seed, std::uint64_t what, std::uint64_t a = 0,
                              std::uint64_t b = 0) {
    Random r(seed ^ (what * 0x9E3779B97F4A7C15U));
    r.state_ = r.Next() ^ (a * 0xC2B2AE3D27D4EB4FU);
    r.state_ = r.Next() ^ (b * 0x165667B19E3779F9U);
    r.Next();
    return r;
  }

  constexpr std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  // 0 <= result < n, or 0 when n is 0. REQUIRES: n < 2^32.
  constexpr std::int64_t Below(std::int64_t n) {
    if (n <= 0) return 0;
    return static_cast<std::int64_t>(((Next() >> 32U) * static_cast<std::uint64_t>(n)) >> 32U);
  }

  // first <= result <= last.
  constexpr std::int64_t Between(std::int64_t first, std::int64_t last) {
    return first + Below(last - first + 1);
  }

  constexpr bool Chance(std::int64_t count, std::int64_t out_of) { return Below(out_of) < count; }

  // An index with probability weight / total. REQUIRES: no weight is negative and one is positive.
  constexpr std::size_t Pick(std::span<const std::int64_t> weights) {
    std::int64_t total = 0;
    for (std::int64_t w : weights) total += w;
    std::int64_t left = Below(total);
    std::size_t i = 0;
    while (i + 1 < weights.size() && left >= weights[i]) left -= weights[i++];
    return i;
  }

 private:
  std::uint64_t state_;
};

}  // namespace careledger::generate
