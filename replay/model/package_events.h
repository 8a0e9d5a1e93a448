// Stream `package-<id>`: the life of a package of care. The envelope's effective date is the day each takes
// effect.
#pragma once

#include <optional>
#include <variant>

#include "replay/model/package_health_events.h"
#include "replay/model/package_time_events.h"
#include "replay/model/payer_events.h"
#include "replay/model/preferred_times.h"
#include "replay/model/sourcing_events.h"
#include "replay/model/succession_events.h"
#include "replay/model/terms.h"

namespace careledger::model {

// Why care is asked for, the closed list: "existing" is care that went on when the ledger began.
inline constexpr std::string_view kRequestReasons[] = {"new", "change", "leaving-reablement", "transfer",
                                                       "existing"};

inline constexpr std::string_view kExistingCare = "existing";

// Care is asked for: the clock of the waiting list starts on the effective date.
struct PackageRequested {
  PackageId package_id;
  PersonId person_id;
  Code service;            // home-care, reablement, ...
  Code client_group;       // older-people, physical-disability, ...
  Code funder;             // council, chc
  Code waiting_in;         // community, hospital
  Code reason;             // One of kRequestReasons.
  ContractId contract_id;  // The contract it is to be met under, when known.
  LotId lot_id;  // The lot the person lives in, when known; of any contract when contract_id is empty.
  WeeklyPlan plan;
  Code area;  // Where the person lives, in a code of the council's: a ward, a neighbourhood. Empty: not said.
  Priority priority = Priority::kUnspecified;
  std::vector<Code> needs;        // What the care has to meet: of records from before needs were sealed.
  PackageId replaces_package_id;  // Of the same person, in care: what is asked for comes in its place.
  NoteId needs_note_id;           // The person's note that says, sealed, what the care has to meet.
  // Of who is not assessed yet and has no plan: when care is preferred, and how many carers are to come
  // together; 0: not said.
  PreferredTimes preferred_times;
  std::uint32_t carers = 0;
  static constexpr std::string_view kName = "PackageRequested";
  static constexpr auto Fields() {
    return Table(
        F(1, "package_id", &PackageRequested::package_id), F(2, "person_id", &PackageRequested::person_id),
        F(3, "service", &PackageRequested::service), F(4, "client_group", &PackageRequested::client_group),
        F(5, "funder", &PackageRequested::funder), F(6, "waiting_in", &PackageRequested::waiting_in),
        F(7, "reason", &PackageRequested::reason), F(8, "contract_id", &PackageRequested::contract_id),
        F(9, "lot_id", &PackageRequested::lot_id), F(10, "plan", &PackageRequested::plan),
        F(11, "area", &PackageRequested::area), F(12, "priority", &PackageRequested::priority),
        F(13, "needs", &PackageRequested::needs),
        F(14, "replaces_package_id", &PackageRequested::replaces_package_id),
        F(15, "needs_note_id", &PackageRequested::needs_note_id),
        F(16, "preferred_times", &PackageRequested::preferred_times),
        F(17, "carers", &PackageRequested::carers));
  }
  bool operator==(const PackageRequested&) const = default;
};

// A provider is to deliver it, from the start of the effective date.
struct PackageAwarded {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;  // Empty where the contract has none.
  ProviderId provider_id;
  WeeklyPlan plan;           // As agreed with the provider.
  Code tier;                 // The tier by which it came; empty where the contract has none.
  std::optional<Rate> rate;  // Agreed for this package, an hour of one carer; absent: the contract's rates.
  ProviderId
      deliverer_id;     // Who goes, when a lead or consortium names one of its members or sub-contractors.
  bool chosen = false;  // The person chose this provider before its tier's turn.
  static constexpr std::string_view kName = "PackageAwarded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageAwarded::package_id),
                 F(2, "contract_id", &PackageAwarded::contract_id), F(3, "lot_id", &PackageAwarded::lot_id),
                 F(4, "provider_id", &PackageAwarded::provider_id), F(5, "plan", &PackageAwarded::plan),
                 F(6, "tier", &PackageAwarded::tier), F(7, "rate", &PackageAwarded::rate),
                 F(8, "deliverer_id", &PackageAwarded::deliverer_id),
                 F(9, "chosen", &PackageAwarded::chosen));
  }
  bool operator==(const PackageAwarded&) const = default;
};

// The person takes a direct payment and buys care: the effective date is the first day without care by the
// council's provider.
struct DirectPaymentTaken {
  PackageId package_id;
  Date requested;  // When it was asked for.
  static constexpr std::string_view kName = "DirectPaymentTaken";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &DirectPaymentTaken::package_id),
                 F(2, "requested", &DirectPaymentTaken::requested));
  }
  bool operator==(const DirectPaymentTaken&) const = default;
};

// The person gives the direct payment up: the effective date is the first day without it. Care is asked of
// the council again, and the clock of the waiting list starts.
struct DirectPaymentEnded {
  PackageId package_id;
  Code reason;
  static constexpr std::string_view kName = "DirectPaymentEnded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &DirectPaymentEnded::package_id),
                 F(2, "reason", &DirectPaymentEnded::reason));
  }
  bool operator==(const DirectPaymentEnded&) const = default;
};

// Care began, on the effective date.
struct PackageStarted {
  PackageId package_id;
  static constexpr std::string_view kName = "PackageStarted";
  static constexpr auto Fields() { return Table(F(1, "package_id", &PackageStarted::package_id)); }
  bool operator==(const PackageStarted&) const = default;
};

struct PlanChanged {
  PackageId package_id;
  WeeklyPlan plan;
  std::optional<Date> until;  // First day on which the earlier plan holds again; absent: permanent.
  Code reason;
  static constexpr std::string_view kName = "PlanChanged";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PlanChanged::package_id), F(2, "plan", &PlanChanged::plan),
                 F(3, "until", &PlanChanged::until), F(4, "reason", &PlanChanged::reason));
  }
  bool operator==(const PlanChanged&) const = default;
};

// From `minute` of the effective date on, another provider delivers. One event names both: no gap, no double
// pay.
struct PackageTransferred {
  PackageId package_id;
  ProviderId from_provider_id;
  ProviderId to_provider_id;
  ContractId to_contract_id;
  LotId to_lot_id;
  std::uint32_t minute = 0;  // Local, since midnight.
  Code reason;
  TransferId transfer_id;    // The bulk transfer it belongs to, if any.
  std::optional<Rate> rate;  // Agreed for this package, an hour of one carer; absent: the contract's rates.
  ProviderId deliverer_id;   // Who goes, when a lead or consortium names one of its own.
  Code tier;                 // The tier that it came by; empty: none was asked.
  bool chosen = false;       // The person chose this provider before its tier's turn.
  std::optional<Authority> authority;  // By which the council placed it, whoever's turn it was.
  static constexpr std::string_view kName = "PackageTransferred";
  static constexpr auto Fields() {
    return Table(
        F(1, "package_id", &PackageTransferred::package_id),
        F(2, "from_provider_id", &PackageTransferred::from_provider_id),
        F(3, "to_provider_id", &PackageTransferred::to_provider_id),
        F(4, "to_contract_id", &PackageTransferred::to_contract_id),
        F(5, "to_lot_id", &PackageTransferred::to_lot_id), F(6, "minute", &PackageTransferred::minute),
        F(7, "reason", &PackageTransferred::reason), F(8, "transfer_id", &PackageTransferred::transfer_id),
        F(9, "rate", &PackageTransferred::rate), F(10, "deliverer_id", &PackageTransferred::deliverer_id),
        F(11, "tier", &PackageTransferred::tier), F(12, "chosen", &PackageTransferred::chosen),
        F(13, "authority", &PackageTransferred::authority));
  }
  bool operator==(const PackageTransferred&) const = default;
};

// The provider gives it up: the effective date is the first day without care by it. The person waits again.
struct PackageHandedBack {
  PackageId package_id;
  ProviderId provider_id;
  Date notice_date;
  Code reason;
  static constexpr std::string_view kName = "PackageHandedBack";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageHandedBack::package_id),
                 F(2, "provider_id", &PackageHandedBack::provider_id),
                 F(3, "notice_date", &PackageHandedBack::notice_date),
                 F(4, "reason", &PackageHandedBack::reason));
  }
  bool operator==(const PackageHandedBack&) const = default;
};

struct PackageSuspended {
  PackageId package_id;
  Code reason;
  static constexpr std::string_view kName = "PackageSuspended";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageSuspended::package_id),
                 F(2, "reason", &PackageSuspended::reason));
  }
  bool operator==(const PackageSuspended&) const = default;
};

struct PackageResumed {
  PackageId package_id;
  static constexpr std::string_view kName = "PackageResumed";
  static constexpr auto Fields() { return Table(F(1, "package_id", &PackageResumed::package_id)); }
  bool operator==(const PackageResumed&) const = default;
};

// The effective date is the first day without care.
struct PackageEnded {
  PackageId package_id;
  Code reason;
  static constexpr std::string_view kName = "PackageEnded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageEnded::package_id), F(2, "reason", &PackageEnded::reason));
  }
  bool operator==(const PackageEnded&) const = default;
};

// An earlier record of this package was made in error and no longer counts. A correction is this and the
// right record, in one batch.
struct PackageRecordVoided {
  PackageId package_id;
  std::uint64_t position = 0;  // Of the record in error.
  Code reason;
  static constexpr std::string_view kName = "PackageRecordVoided";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageRecordVoided::package_id),
                 F(2, "position", &PackageRecordVoided::position),
                 F(3, "reason", &PackageRecordVoided::reason));
  }
  bool operator==(const PackageRecordVoided&) const = default;
};

// One of so many that its copies and comparison, compiled in every source that has one, took a third of the
// build: they stand in events.cc.
class PackageEvent
    : public std::variant<
          PackageRequested, PackageAwarded, PackageStarted, PlanChanged, PackageTransferred,
          PackageHandedBack, PackageSuspended, PackageResumed, PackageEnded, PackageRecordVoided,
          DirectPaymentTaken, TierPassed, PackageOffered, OfferAccepted, OfferDeclined, ObligationDeclined,
          CompetitionOpened, BidPlaced, CompetitionClosed, FitScored, ContinuingHealthcareStarted,
          HealthRateRecorded, ContinuingHealthcareEnded, HandoverVisitApproved, GoalSet, GoalsReviewed,
          ReablementEnded, StaffRetained, TimeBanked, TimeDrawn, ExtraTimeApproved, SearchBegunAgain,
          PackageSucceeded, PackageCalledOff, OutcomeEvidenced, DirectPaymentEnded> {
 public:
  using variant::variant;
  PackageEvent(const PackageEvent&);
  PackageEvent(PackageEvent&&) noexcept;
  PackageEvent& operator=(const PackageEvent&);
  PackageEvent& operator=(PackageEvent&&) noexcept;
  ~PackageEvent();
  friend bool operator==(const PackageEvent& a, const PackageEvent& b);
};

// Events that say how a package looks for a provider; its life follows from the others (sourcing.h).
template <class T, class... Sourcing>
constexpr bool kIsOneOf = (std::is_same_v<std::remove_cvref_t<T>, Sourcing> || ...);
template <class T>
concept AboutSourcing =
    kIsOneOf<T, TierPassed, PackageOffered, OfferAccepted, OfferDeclined, ObligationDeclined,
             CompetitionOpened, BidPlaced, CompetitionClosed, FitScored, SearchBegunAgain>;
inline bool IsAboutSourcing(const PackageEvent& event) {
  return std::visit([](const auto& e) { return AboutSourcing<decltype(e)>; }, event);
}

// Events that say what is paid for a package, and by whom: care goes on as it was (payer_events.h).
template <class T>
concept AboutPaying = kIsOneOf<T, PackageCalledOff, OutcomeEvidenced>;
// Whether it changes who gives which care, and when.
inline bool LeavesCareAlone(const PackageEvent& event) {
  return std::visit([](const auto& e) { return AboutSourcing<decltype(e)> || AboutPaying<decltype(e)>; },
                    event);
}

// Stream `transfer-<id>`: what a bulk transfer did, and what it left alone and why.
struct TransferRefusal {
  PackageId package_id;
  std::uint32_t reason = 0;  // A RejectionReason.
  static constexpr std::string_view kName = "TransferRefusal";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TransferRefusal::package_id), F(2, "reason", &TransferRefusal::reason));
  }
  bool operator==(const TransferRefusal&) const = default;
};

// Packages that moved although they were last assessed, for the mobilisation of the contract that they moved
// to, not to be ready.
struct MovedNotReady {
  Code reason;
  std::uint64_t packages = 0;
  static constexpr std::string_view kName = "MovedNotReady";
  static constexpr auto Fields() {
    return Table(F(1, "reason", &MovedNotReady::reason), F(2, "packages", &MovedNotReady::packages));
  }
  bool operator==(const MovedNotReady&) const = default;
};

struct BulkTransferRecorded {
  TransferId transfer_id;
  ContractId from_contract_id;
  ContractId to_contract_id;
  std::uint64_t moved = 0;
  std::vector<TransferRefusal> refused;
  Authority authority;
  std::vector<MovedNotReady>
      not_ready;  // Among those moved, by reason; absent in records from before it was kept.
  static constexpr std::string_view kName = "BulkTransferRecorded";
  static constexpr auto Fields() {
    return Table(F(1, "transfer_id", &BulkTransferRecorded::transfer_id),
                 F(2, "from_contract_id", &BulkTransferRecorded::from_contract_id),
                 F(3, "to_contract_id", &BulkTransferRecorded::to_contract_id),
                 F(4, "moved", &BulkTransferRecorded::moved), F(5, "refused", &BulkTransferRecorded::refused),
                 F(6, "authority", &BulkTransferRecorded::authority),
                 F(7, "not_ready", &BulkTransferRecorded::not_ready));
  }
  bool operator==(const BulkTransferRecorded&) const = default;
};
using TransferEvent = std::variant<BulkTransferRecorded>;

}  // namespace careledger::model
