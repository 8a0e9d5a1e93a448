// How far long work has come, told on stderr: a line that rewrites itself on a terminal, a plain line every
// half minute elsewhere, and nothing for work that is over at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <string>

namespace careledger::cli {

class Progress {
 public:
  Progress(std::ostream& err, bool terminal, std::string what, std::string unit);
  ~Progress() { End(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // May be called from several threads, as often as one likes.
  void Show(std::uint64_t done, std::uint64_t total);

  // Leaves the terminal's line empty for what follows.
  void End();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  const bool terminal_;
  const std::string what_;
  const std::string unit_;
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  Clock::time_point shown_ = start_;
  bool dirty_ = false;  // The terminal's line holds text.
};

// "imported 12000 of 48000 rows, 4000 a second, 9 s left"
std::string ProgressText(const std::string& what, const std::string& unit, std::uint64_t done,
                         std::uint64_t total, std::chrono::milliseconds elapsed);

}  // namespace careledger::cli
