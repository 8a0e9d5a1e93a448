// What each record changes in the KPI cells of days, and which visits it delivers to packages: found from the
// visits that it touches, so that a figure at any position is a kept sum and the differences since.
// projections::CellOf says the same from the whole day; tests compare.
//
// Not thread-safe: the projector's own.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "replay/projections/kpi.h"
#include "server/store/care_changes.h"
#include "server/store/live_days.h"

namespace careledger::store {

// Whose cells: there are few, so that a change points at one.
struct CellName {
  model::ProviderId provider_id;
  projections::KpiKey key;
  auto operator<=>(const CellName&) const = default;
};
// The names met so far, each where it stays. Not thread-safe.
class CellNames {
 public:
  const CellName* Of(const model::ProviderId& provider, const projections::KpiKey& key) {
    if (last_ == nullptr || last_->provider_id != provider || last_->key != key) {
      last_ = &*names_.insert({provider, key}).first;
    }
    return last_;
  }

 private:
  std::set<CellName> names_;
  const CellName* last_ = nullptr;  // Neighbouring changes share it.
};

// The difference that one record makes to one cell. Counts are taken modulo 2^64: a decrease is a large
// number.
struct CellChange {
  model::Position position{};
  const CellName* name = nullptr;  // Never null.
  model::Date date;
  projections::VisitCounts difference;
};

// What a pass of the projector learns.
struct Learnt {
  std::vector<CellChange> cells;
  std::vector<CareRow> care;
};

class KpiChanges {
 public:
  // `days`, `ranges` and `clocks` are kept by the projector and outlive this.
  KpiChanges(LiveDays& days, const DayRanges& ranges, CareClocks& clocks)
      : days_(days), ranges_(ranges), care_(days, ranges, clocks) {}

  // Takes the visit event into the days: filed under `from`, and under `to` as well when it moves the visit
  // there.
  void OnVisit(model::Position position, const model::ProviderId& provider, bool known, model::Date from,
               model::Date to, model::VisitEvent&& event, Learnt& out);

  // Once its row is filed, so that days may be read again.
  void VisitFiled(model::Position position, Learnt& out);

  // Any other event is told twice: before the world has taken it in, and after.
  void Before(const model::World& world, const model::Recorded& recorded);
  void After(const model::Recorded& recorded, Learnt& out);

  // Of all changes made here.
  CellNames& names() { return names_; }

 private:
  using Sums =
      std::map<std::tuple<model::ProviderId, model::Date, projections::KpiKey>, projections::VisitCounts>;
  // A person's visits with a provider on a date; of everybody when the person is none.
  using Group = std::tuple<model::ProviderId, model::Date, model::PersonId>;

  void AddGroup(const Group& group, bool add, Sums& sums, CareChanges::Days& delivered) const;
  // Adds the groups of other visits that `visit`, which may or may not be among the days, can exclude;
  // whether there is any that can exclude it or that it can.
  bool Meeting(const projections::Visit& visit, std::vector<Group>& groups) const;
  std::vector<Group> GroupsOf(const model::World& world, const model::Recorded& recorded) const;
  void AddGroupsOfPerson(const model::World& world, const model::Person& person, const model::PersonId& id,
                         model::Date from, std::vector<Group>& groups) const;
  // All that `only` reported on the days [from, until); where it is none, what anybody did.
  void AddDays(const model::ProviderId& only, model::Date from, model::Date until,
               std::vector<Group>& groups) const;
  // Of a visit that meets no other.
  struct One {
    projections::Counted counted;
    const model::Package* delivered_to = nullptr;
  };
  One Alone(const model::ProviderId& provider, const projections::Visit& visit) const;
  void Emit(model::Position position, Sums&& sums, std::vector<CellChange>& out);

  LiveDays& days_;
  const DayRanges& ranges_;
  CareChanges care_;
  CellNames names_;
  std::vector<Group> groups_;    // That Before found,
  Sums before_;                  // and what they counted then.
  CareChanges::Days delivered_;  // What the record under way makes of the visits delivered.
};

// Changes in order of position, packed: what one pass of the projector learnt.
std::string EncodeChanges(const std::vector<CellChange>& changes);
// Appends those in (after, until], which point at `names`. False for bytes that are no such list.
bool DecodeChanges(std::string_view in, model::Position after, model::Position until, CellNames& names,
                   std::vector<CellChange>* out);

}  // namespace careledger::store
