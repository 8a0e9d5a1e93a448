// How long a carer's visit is meant to be: what the plan says, less what of it is in the time bank, and more
// by what was drawn from the bank or approved as extra time for it. Carers share each, in order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "replay/projections/assess.h"
#include "replay/projections/extra_time.h"

namespace careledger::projections {

struct PlannedMinutes {
  std::int64_t minutes = 0;             // What the payment ladder takes for the plan.
  std::int64_t banked = 0;              // Of the plan, and no part of `minutes`: paid when drawn.
  std::int64_t added = 0;               // Drawn or approved, and part of `minutes`.
  std::optional<std::int64_t> at_most;  // No more is paid, whatever the ladder says; none: as it says.
};

// For the visits of one invoice, each carer of each asked for once, in order. The view outlives it.
class PlannedTime {
 public:
  explicit PlannedTime(const View& view) : view_(view) {}

  // Whether anything says that there was to be a visit then: a plan, a draw or an approval.
  bool Is(const Assessed& visit) { return visit.slot != nullptr || Granted(visit) != nullptr; }
  // Of the next carer, who was there for `actual` minutes.
  PlannedMinutes OfNext(const Assessed& visit, std::int64_t actual);
  // What was paid of it.
  void Paid(const Assessed& visit, const PlannedMinutes& planned, std::int64_t payable);

 private:
  using Key = std::tuple<const model::Package*, model::Date, std::uint32_t>;
  // Of all carers' planned minutes, what is neither banked nor paid; null when none is banked.
  std::int64_t* RestOf(const Assessed& visit);
  // Of what was drawn or approved for the visit, what no carer has had; null when nothing was.
  std::int64_t* Granted(const Assessed& visit);
  std::int64_t GrantedAt(const Assessed& visit, std::uint32_t start_minute);

  const View& view_;
  std::map<Key, std::int64_t> rests_;
  std::map<Key, std::int64_t> granted_;
  std::map<const model::Package*, std::vector<PayableExtra>> extra_;
};

}  // namespace careledger::projections
