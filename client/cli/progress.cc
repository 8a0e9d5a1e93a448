#include "client/cli/progress.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace careledger::cli {

using std::chrono::milliseconds;

Progress::Progress(std::ostream& err, bool terminal, std::string what, std::string unit)
    : err_(err), terminal_(terminal), what_(std::move(what)), unit_(std::move(unit)) {}

void Progress::Show(std::uint64_t done, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  const Clock::time_point now = Clock::now();
  if (now - shown_ < (terminal_ ? milliseconds(100) : milliseconds(30'000))) return;
  shown_ = now;
  const std::string text =
      ProgressText(what_, unit_, done, total, std::chrono::duration_cast<milliseconds>(now - start_));
  if (terminal_) {
    err_ << "\r\x1b[K" << text << std::flush;
    dirty_ = true;
  } else {
    err_ << text << std::endl;
  }
}

void Progress::End() {
  const std::lock_guard lock(mutex_);
  if (dirty_) err_ << "\r\x1b[K" << std::flush;
  dirty_ = false;
}

std::string ProgressText(const std::string& what, const std::string& unit, std::uint64_t done,
                         std::uint64_t total, milliseconds elapsed) {
  std::string text = absl::StrCat(what, ": ", done);
  if (total > 0) absl::StrAppend(&text, " of ", total);
  absl::StrAppend(&text, " ", unit);
  const auto passed = static_cast<std::uint64_t>(elapsed.count());
  if (passed == 0 || done == 0) return text;
  absl::StrAppend(&text, ", ", done * 1000 / passed, " a second");
  if (total > done) absl::StrAppend(&text, ", ", ((total - done) * passed / done + 999) / 1000, " s left");
  return text;
}

}  // namespace careledger::cli
