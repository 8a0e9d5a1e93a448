// A package of care: what its records say, read in effective order.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/package_events.h"

namespace careledger::model {

// A local moment: transfers name a time of day.
struct Moment {
  Date date;
  std::uint32_t minute = 0;
  friend auto operator<=>(const Moment&, const Moment&) = default;
  friend bool operator==(const Moment&, const Moment&) = default;
};

// Who delivers, under which contract, over [from, until).
struct Placement {
  Moment from;
  std::optional<Moment> until;
  ContractId contract_id;
  LotId lot_id;
  ProviderId provider_id;
  Position cause{};
  std::optional<Rate> rate;  // Agreed for this package, an hour of one carer; none: the contract's rates.
  ProviderId deliverer_id;   // Whom a lead or consortium named to go.
  // A transfer recorded after it took effect: what this provider still delivered up to then is payable to it.
  std::optional<Instant> payable_until;
  bool Covers(const Moment& m) const { return from <= m && (!until || m < *until); }
};

struct PlanVersion {
  Date from;
  std::optional<Date> until;
  WeeklyPlan plan;
  Position cause{};
  RecordTime time;
  bool Covers(Date d) const { return from <= d && (!until || d < *until); }
};

// [from, until) without care.
struct Suspension {
  Date from;
  std::optional<Date> until;
  Code reason;
  Position cause{};
  bool Covers(Date d) const { return from <= d && (!until || d < *until); }
};

// A provider gave the package up: the first day without it.
struct HandBack {
  Date from;
  Code reason;
  Position cause{};
};

enum class PackageState : std::uint8_t {
  kNone,
  kRequested,
  kAwarded,
  kStarted,
  kSuspended,
  kHandedBack,
  kDirectPayment,  // The person buys the care.
  kEnded
};
std::string_view ToString(PackageState state);  // "requested", ...

// The effective-dated life that follows from the records that count.
struct PackageLife {
  std::optional<Date> requested;
  PackageRequested request;
  std::vector<Placement> placements;    // In order, never overlapping.
  std::vector<PlanVersion> plans;       // In order of `from`, then position.
  std::vector<Suspension> suspensions;  // In order, never overlapping.
  std::optional<Date> started;
  std::vector<HandBack> hand_backs;  // In order; those that took it from the provider that had it.
  std::optional<Date> ended;
  std::optional<Date> direct_payment;  // Latest.
};

// One record of the package, as it came.
struct PackageEntry {
  Position position{};
  RecordTime time;
  Date effective;
  PackageEvent event;
  Position voided_by{};  // 0: counts.
};

// Immutable but for Evolve. Copying is cheap enough (a dozen entries).
class Package {
 public:
  // Total: accepts any event in any state. History is not ours to refuse.
  void Evolve(Position position, RecordTime time, Date effective, const PackageEvent& event);

  const PackageId& id() const { return id_; }
  const PersonId& person() const { return life_.request.person_id; }
  const std::vector<PackageEntry>& entries() const { return entries_; }
  const PackageLife& life() const { return life_; }
  Position last_position() const { return entries_.empty() ? Position{} : entries_.back().position; }

  // The package as it was known at `position`; without an id when it was not known at all.
  Package KnownAt(Position position) const;

  PackageState StateOn(Date date) const;
  // The placement in force at `moment`, or null.
  const Placement* PlacementAt(const Moment& moment) const;
  // The last placement begun on or before `date` and still in force at its end, or null.
  const Placement* PlacementOn(Date date) const { return PlacementAt({date, 24 * 60 - 1}); }
  const Suspension* SuspensionOn(Date date) const;
  // The plan agreed for `date` as the record stands, or null.
  const PlanVersion* PlanOn(Date date) const;
  // The plan a visit starting then is measured against: the one on record before it began, so that no later
  // change of plan can make a visit look better; where none was on record (history loaded afterwards), the
  // first recorded.
  const PlanVersion* PlanBefore(Date date, Instant visit_start) const;

 private:
  PackageId id_;
  std::vector<PackageEntry> entries_;
  PackageLife life_;
};

// The life that `entries` give, voided ones left out, in order of effective date and time, then position.
PackageLife LifeOf(const std::vector<PackageEntry>& entries);

}  // namespace careledger::model
