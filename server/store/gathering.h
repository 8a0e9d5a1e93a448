// How long one of many callers waits for the others, so that one sync serves them all. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace careledger::store {

class Gathering {
 public:
  // A sync served so many submissions.
  void Served(std::size_t submissions) { together_ = (together_ + submissions) / 2; }
  // How many come together, lately. At most one: whoever is there is alone, and waits for nobody.
  std::size_t together() const { return together_; }

  // `shortest`, or half of what a sync takes if that is longer, since who misses one waits for another; but
  // then at most 2 ms: a disk that stalled once says nothing of when the others come.
  static std::chrono::nanoseconds Wait(std::chrono::nanoseconds shortest, std::chrono::nanoseconds sync) {
    constexpr std::chrono::nanoseconds kLongest = std::chrono::milliseconds(2);
    return std::max(shortest, std::min(sync / 2, kLongest));
  }

 private:
  std::size_t together_ = 1;
};

}  // namespace careledger::store
