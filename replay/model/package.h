// A package of care: what its records say, read in effective order.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/package_events.h"
#include "replay/model/package_health.h"

namespace careledger::model {

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
  std::vector<EarlierProvider> followed;  // Whose place its provider has taken, in order.
  bool Covers(const Moment& m) const { return from <= m && (!until || m < *until); }
  // Whether it is the provider's, or one's that its provider has followed.
  bool IsOf(const ProviderId& provider) const;
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

// By which commissioner a package is called off, from a date on.
struct CallOff {
  Date from;
  CommissionerId commissioner_id;
  Position cause{};
  RecordTime recorded;
};

// There is evidence of an outcome, from a date on.
struct OutcomeEvidence {
  Date from;
  Code outcome;
  DocumentRef document;
  Position cause{};
};

// A provider gave the package up: the first day without it.
struct HandBack {
  Date from;
  Code reason;
  Position cause{};
  Date notice;             // The day on which it said so.
  ProviderId provider_id;  // Under this contract.
  ContractId contract_id;
  // Calendar days from that of the notice to the last of care, both counted. What was taken from another
  // system without a notice has the same day for both: 0.
  std::int64_t notice_days() const { return from - notice; }
};

// The provider kept its carers in a suspension, by a record of one of its days.
struct StaffKept {
  Date on;
  ProviderId provider_id;
  Position cause{};
};

// Minutes put into the time bank, for a visit of that day that was planned to start then.
struct BankedTime {
  Date on;
  std::uint32_t start_minute = 0;
  std::uint32_t minutes = 0;
  std::optional<Date> expires;  // First day on which they are gone; none: never.
  Position cause{};
};
struct DrawnTime {
  Date on;
  std::uint32_t minutes = 0;
  std::optional<std::uint32_t> start_minute;  // Of the visit it makes longer; none: of none.
  Position cause{};
};

struct ExtraTime {
  Date on;  // Of the incident.
  Code incident;
  std::uint32_t minutes = 0;
  Code reason;
  Date requested;
  std::optional<std::uint32_t> start_minute;  // As of time drawn.
  Position cause{};
};

// The person buys the care, over [from, until).
struct DirectPayment {
  Date from;
  std::optional<Date> until;  // None: it was not given up.
  bool Covers(Date d) const { return from <= d && (!until || d < *until); }
};

enum class PackageState : std::uint8_t {
  kNone,
  kRequested,
  kAwarded,
  kStarted,
  kSuspended,
  kHandedBack,
  kDirectPayment,  // The person buys the care.
  kEnded,
  kContinuingHealthcare,  // The NHS contracts the care itself.
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
  std::vector<DirectPayment> direct_payments;  // In order of `from`.
  PackageHealth health;
  std::vector<StaffKept> staff_kept;  // These in order of date, then record.
  std::vector<BankedTime> banked;
  std::vector<DrawnTime> drawn;
  std::vector<ExtraTime> extra;
  std::vector<CallOff> call_offs;  // In order of `from`, then position; likewise outcomes.
  std::vector<OutcomeEvidence> outcomes;
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
  // By whom it is called off on `date`; null when no record says: by its contract's lead commissioner.
  const CallOff* CallOffOn(Date date) const;
  // The first evidence of the outcome, if it holds on `date`; null when there is none.
  const OutcomeEvidence* EvidenceOf(const Code& outcome, Date date) const;
  const Suspension* SuspensionOn(Date date) const;
  // The last that covers `date`; null: none. An award ends it without saying so.
  const DirectPayment* DirectPaymentOn(Date date) const;
  // Continuing healthcare in force; null: none. Not once the package has ended.
  const HealthFunding* HealthFundingOn(Date date) const;
  // Who pays: that of the NHS while it does, else as requested.
  Code FunderOn(Date date) const;
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

// The start of continuing healthcare that its end or rate belongs to: the last that counts and takes effect
// before the end, or by the day of the rate. Null: none.
const PackageEntry* HealthStartOf(const PackageEntry& later, const std::vector<PackageEntry>& entries);

// The life that `entries` give, voided ones left out, in order of effective date and time, then position.
PackageLife LifeOf(const std::vector<PackageEntry>& entries);

}  // namespace careledger::model
