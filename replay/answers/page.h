// A page of a list. The token says after which key to go on, and at which history point the list began.
#pragma once

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "careledger/v1/common.pb.h"
#include "replay/projections/view.h"

namespace careledger::answers {

inline constexpr std::uint32_t kDefaultPage = 100;
inline constexpr std::uint32_t kMaxPage = 1000;

// Collects the rows of one page. Feed rows in ascending order of a key without '|'.
class Pager {
 public:
  // INVALID_ARGUMENT for a token that is not of this list's point.
  static absl::StatusOr<Pager> Start(const v1::Page& page, const projections::Point& point) {
    Pager pager;
    pager.limit_ = page.page_size() == 0 ? kDefaultPage : std::min(page.page_size(), kMaxPage);
    pager.prefix_ = std::to_string(Number(point.known)) + "|" + point.on.ToString() + "|";
    if (!page.page_token().empty()) {
      if (page.page_token().compare(0, pager.prefix_.size(), pager.prefix_) != 0) {
        return absl::InvalidArgumentError(
            "page.page_token: belongs to another history point; ask with the known_at and on of the first "
            "page");
      }
      pager.after_ = page.page_token().substr(pager.prefix_.size());
    }
    return pager;
  }

  // Whether the row with this key belongs on the page. After the first that does not fit, `next_token` is
  // set.
  bool Take(const std::string& key) {
    if (!after_.empty() && key <= after_) return false;
    if (taken_ == limit_) {
      next_ = prefix_ + last_;
      return false;
    }
    ++taken_;
    last_ = key;
    return true;
  }
  const std::string& next_token() const { return next_; }

 private:
  std::uint32_t limit_ = kDefaultPage;
  std::uint32_t taken_ = 0;
  std::string prefix_;
  std::string after_;
  std::string last_;
  std::string next_;
};

// The key of a row of a list that is in its order already: its number.
inline std::string KeyAt(std::size_t index) {
  std::string digits = std::to_string(index);
  return std::string(20 - digits.size(), '0') + digits;
}

}  // namespace careledger::answers
