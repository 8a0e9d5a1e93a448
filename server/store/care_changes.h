// Keeps the clocks of packages as records come: from the visits that KpiChanges finds a record to have
// delivered or taken away, and from the records of the package itself.
//
// Not thread-safe: the projector's own.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "replay/projections/wait_clock.h"
#include "server/store/care_clocks.h"
#include "server/store/live_days.h"

namespace careledger::store {

// A provider's days of visits: the outermost service dates seen.
struct DayRange {
  model::Date first;
  model::Date last;
};
using DayRanges = std::map<model::ProviderId, DayRange>;

// A row to be kept: the package's clock as known from that record on.
struct CareRow {
  model::PackageId package_id;
  model::Position position{};
  CareStarts starts;
};

class CareChanges {
 public:
  // How many visits a record adds to those delivered to a package on a day; less than 0, takes away.
  using Days = std::map<std::pair<model::PackageId, model::Date>, int>;

  // All outlive this.
  CareChanges(LiveDays& days, const DayRanges& ranges, CareClocks& clocks)
      : days_(days), ranges_(ranges), clocks_(clocks) {}

  // A visit of that day is delivered to the package: what nearly every record says.
  void Delivered(model::Position position, const model::PackageId& package, model::Date date,
                 std::vector<CareRow>& out);
  // The record made these differences; the days hold what it left. `reset`: the package that the record was
  // of, if it was of one, whose clock it may have set to other days.
  void Changed(model::Position position, const Days& differences, const model::Package* reset,
               std::vector<CareRow>& out);

 private:
  using Difference = Days::const_iterator;
  // The first day of care on or after `from`, now.
  model::Date Search(const model::PackageId& package, model::Date from) const;
  // What the differences of the package in [begin, end) make of a start's first day.
  model::Date Moved(const model::PackageId& package, const CareStart& start, Difference begin,
                    Difference end) const;
  void Reset(model::Position position, const model::Package& package, const Days& differences,
             std::vector<CareRow>& out);
  void Keep(model::Position position, const model::PackageId& package, CareStarts starts,
            std::vector<CareRow>& out);

  LiveDays& days_;
  const DayRanges& ranges_;
  CareClocks& clocks_;
};

}  // namespace careledger::store
