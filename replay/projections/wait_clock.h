// The clock of a package of care: when it starts, and that it stops at the first delivered visit.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/projections/assess.h"

namespace careledger::projections {

// Days on which the clock of `package` starts, in order: that of its request, of each hand-back the first day
// without the provider, and of each direct payment given up the first without it. Existing care that has been
// placed starts none by its request.
std::vector<model::Date> ClockStarts(const model::Package& package);

// The package whose clock the visit stops: that which it belongs to, if it was delivered and is payable, or
// would be but for its times: how long it was is a matter of money, that somebody came is not. Null: none.
const model::Package* DeliveredTo(const Assessed& visit);

// Days of [since, on) on which the package is suspended: a wait that began on `since` is not aged by them.
std::int32_t PausedDays(const model::Package& package, model::Date since, model::Date on);

// Where a package stands on a day.
enum class Standing : std::uint8_t {
  kNone,       // Not asked for yet, or ended.
  kWaits,      // Its clock runs.
  kPaused,     // Its clock stands still: care, or the wait for it, is suspended.
  kHasCare,    // A visit has been delivered since its clock started last; suspended or not.
  kElsewhere,  // The person buys the care, or the NHS contracts it: it is received, and not from the council.
};

// Reads where one package stands on days before `until`.
class WaitClock {
 public:
  // The view and the package outlive this.
  WaitClock(const View& view, const model::Package& package, model::Date until)
      : view_(&view), package_(&package), until_(until) {}

  const model::Package& package() const { return *package_; }
  // REQUIRES: on < until. Deaths are the person's, and not looked at.
  Standing On(model::Date on);
  // The last start on or before `on`; null hand-back: by the request, or by the end of a direct
  // payment. Empty: it has not started.
  struct Start {
    model::Date since;
    const model::HandBack* hand_back = nullptr;  // Points into the package.
  };
  std::optional<Start> StartOn(model::Date on) const;

 private:
  const View* view_;
  const model::Package* package_;
  model::Date until_;
  std::vector<std::pair<model::Date, std::optional<model::Date>>> stops_;  // By start; found when asked for.
};

}  // namespace careledger::projections
