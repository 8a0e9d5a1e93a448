// Versions of one thing by effective date.
#pragma once

#include <vector>

#include "replay/model/calendar.h"
#include "replay/model/ids.h"

namespace careledger::model {

// A later date overrides; on the same date, a later record.
template <class T>
class Timeline {
 public:
  struct Version {
    Date from;
    Position cause{};
    T value;
  };

  void Set(Date from, Position cause, T value) {
    auto at = versions_.end();
    while (at != versions_.begin() && (at - 1)->from > from) --at;
    versions_.insert(at, Version{from, cause, std::move(value)});
  }
  // Null before the first version.
  const Version* On(Date date) const {
    for (auto v = versions_.rbegin(); v != versions_.rend(); ++v) {
      if (v->from <= date) return &*v;
    }
    return nullptr;
  }
  const std::vector<Version>& versions() const { return versions_; }

 private:
  std::vector<Version> versions_;  // By date, then position.
};

}  // namespace careledger::model
