// Which days and points in history the benchmark speaks of: functions of how many weeks were loaded.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>

#include "replay/model/calendar.h"
#include "tests/bench/pages.h"

namespace careledger::bench {

// Weeks are counted from 0; the visits of week w are recorded on the Monday after it.
class Schedule {
 public:
  explicit Schedule(const Extent& extent) : weeks_(extent.weeks) {
    const auto first = model::Date::Parse(extent.first_monday);
    if (!first) throw std::runtime_error("no date: " + extent.first_monday);
    first_ = *first;
  }

  // The week whose visits are the first to be recorded after the change of rates, and the day from which it
  // holds.
  int uplift_week() const { return weeks_ * 3 / 5; }
  std::string uplift_from() const { return Day(7 * backdated_week()); }

  // An invoice period that the change divides: a week before its first day and on.
  std::string invoice_from() const { return Day(7 * invoice_week()); }
  std::string invoice_to(int days) const { return Day(7 * invoice_week() + days); }
  // The last weeks.
  std::string latest_from(int days) const { return Day(7 * weeks_ - days); }
  std::string end() const { return Day(7 * weeks_); }
  // A year that ends with the last visit, or less when there is less.
  std::string year_from() const { return Day(std::max(0, 7 * weeks_ - 365)); }

  // Point `i` of `n` in the past, as --known-at takes it: since the change was made, alternately a date and a
  // position in the middle of something.
  std::string Past(int i, int n, std::uint64_t head) const {
    const double since = static_cast<double>(uplift_week() + 1) / weeks_;
    const double share = since + (1 - since) * (i + 0.5) / n;
    if (i % 2 == 0) return Day(static_cast<int>(7 * weeks_ * share) + 1);
    return "#" + std::to_string(static_cast<std::uint64_t>(static_cast<double>(head) * share));
  }

 private:
  int backdated_week() const { return std::max(1, uplift_week() - 5); }
  int invoice_week() const { return backdated_week() - 1; }
  std::string Day(int days) const { return (first_ + days).ToString(); }

  int weeks_;
  model::Date first_;
};

}  // namespace careledger::bench
