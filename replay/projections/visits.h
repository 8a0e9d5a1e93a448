// Visits as the record stands: versions folded into one visit each.
#pragma once

#include <unordered_map>
#include <vector>

#include "replay/projections/subjects.h"

namespace careledger::projections {

// The council's times for one carer, and the record that gave them.
struct Adjustment {
  model::CarerId carer_id;
  model::Instant check_in;
  model::Instant check_out;
  model::Position cause{};
};

struct Visit {
  model::VisitRecorded record;          // Of the highest sequence.
  model::Position position{};           // Of that record.
  model::Position last_position{};      // Of the last record that touched it.
  std::vector<Adjustment> adjustments;  // The last of each carer.
  bool voided = false;
  bool moved = false;  // A later sequence belongs to another service date.
  bool counts() const { return !voided && !moved; }
};

// Folds one event of the visit into it, or of a visit not seen yet into an empty one. In order of position.
void Apply(model::Position position, model::VisitEvent&& event, Visit& visit);

// A visit event of one (provider, service date), with its position.
struct VisitRow {
  model::Position position{};
  model::VisitEvent event;
};

// Folds the visit records of one provider that were filed under `date`. Apply in order of position.
class VisitDay {
 public:
  // About `rows` events are to come.
  explicit VisitDay(model::Date date, std::size_t rows = 0) : date_(date) {
    visits_.reserve(rows);
    index_.reserve(rows);
  }
  void Apply(model::Position position, model::VisitEvent&& event);
  // Every visit filed under the date, those that no longer count among them, in canonical order: by first
  // check-in (else planned start), then source and external id. The order does not depend on the order of
  // arrival.
  std::vector<Visit> Take() &&;

 private:
  model::Date date_;
  std::vector<Visit> visits_;
  std::unordered_map<VisitName, std::size_t, VisitNameHash> index_;
};

// When the visit is taken to begin, for ordering and overlap.
model::Instant BeginOf(const Visit& visit);
// Canonical order, across providers too.
bool Before(const Visit& a, const Visit& b);

}  // namespace careledger::projections
