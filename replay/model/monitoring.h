// What is on record of the monitoring of one contract: every record, and which of them count.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "replay/model/monitoring_events.h"

namespace careledger::model {

struct MonitoringEntry {
  Position position{};
  Date effective;
  MonitoringEvent event;
};

// What a record is about, within its contract: "action/a-1", "received/ash/staffing/2016-11-07". Records of
// one subject follow or repeat one another. Empty for a voiding.
std::string SubjectOf(const MonitoringEvent& event);

// The whole period of `every` that begins on `start`; empty when none does, or when it is none.
std::optional<Period> PeriodOf(Frequency every, Date start);
// The first day on or after `date` on which a period begins. REQUIRES: `every` is weekly, monthly or
// quarterly.
Date NextPeriodStart(Frequency every, Date date);

// A reader of history takes the records up to its position: the list is in order of position.
class Monitoring {
 public:
  void Evolve(Position position, Date effective, const MonitoringEvent& event);

  const std::vector<std::shared_ptr<const MonitoringEntry>>& entries() const { return entries_; }
  // The record at `position`, a voiding too; null when it is none of this contract's.
  const MonitoringEntry* At(Position position) const;
  // The record that voids it, 0 when none does.
  Position VoidedBy(Position position) const;
  // Whether the entry was recorded by `known`, is no voiding, and was not voided by then.
  bool Counts(const MonitoringEntry& entry, Position known = Position{~std::uint64_t{0}}) const;
  // Records of a subject, by position, whether they count or not.
  std::vector<const MonitoringEntry*> Of(const std::string& subject) const;

 private:
  std::vector<std::shared_ptr<const MonitoringEntry>> entries_;
  std::map<Position, Position> voided_;
  std::map<std::string, std::vector<std::size_t>> subjects_;  // Indexes of entries_.
};

}  // namespace careledger::model
