// Stream `change-<id>`: anything that moves money is proposed, previewed in pounds and approved by a second
// person.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "replay/model/contract_events.h"

namespace careledger::model {

// What a change would do to care already delivered, computed from all records up to `position`.
struct Preview {
  std::uint64_t position = 0;
  Pence before;
  Pence after;
  std::uint64_t lines = 0;  // Invoice lines whose amount moves.
  std::string
      digest;  // Hexadecimal SHA-256 over the contract, effective date, rates and every line that moves.
  // Of a change from a date to come: the same for the last four complete weeks before it was proposed, as if
  // it had been in force.
  Pence as_if_before;
  Pence as_if_after;
  std::uint64_t as_if_lines = 0;
  static constexpr std::string_view kName = "Preview";
  static constexpr auto Fields() {
    return Table(F(1, "position", &Preview::position), F(2, "before", &Preview::before),
                 F(3, "after", &Preview::after), F(4, "lines", &Preview::lines),
                 F(5, "digest", &Preview::digest), F(6, "as_if_before", &Preview::as_if_before),
                 F(7, "as_if_after", &Preview::as_if_after), F(8, "as_if_lines", &Preview::as_if_lines));
  }
  bool operator==(const Preview&) const = default;
};

struct RateChangeProposed {
  ChangeId change_id;
  ContractId contract_id;
  std::vector<RateLine> lines;
  Authority authority;
  bool statutory = false;  // A statute brings it about, the one that the authority cites.
  static constexpr std::string_view kName = "RateChangeProposed";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &RateChangeProposed::change_id),
                 F(2, "contract_id", &RateChangeProposed::contract_id),
                 F(3, "lines", &RateChangeProposed::lines), F(4, "authority", &RateChangeProposed::authority),
                 F(5, "statutory", &RateChangeProposed::statutory));
  }
  bool operator==(const RateChangeProposed&) const = default;
};

struct RateReversalProposed {
  ChangeId change_id;
  ContractId contract_id;
  ChangeId reverted_id;
  Authority authority;
  static constexpr std::string_view kName = "RateReversalProposed";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &RateReversalProposed::change_id),
                 F(2, "contract_id", &RateReversalProposed::contract_id),
                 F(3, "reverted_id", &RateReversalProposed::reverted_id),
                 F(4, "authority", &RateReversalProposed::authority));
  }
  bool operator==(const RateReversalProposed&) const = default;
};

// What a contract file says otherwise than the contract: each difference as the record that approval makes of
// it. See PoliciesOf.
struct PolicyChangeProposed {
  ChangeId change_id;
  ContractId contract_id;
  Bytes sha256;  // Of the file.
  Authority authority;
  std::vector<LotDefined> lots;
  std::optional<LotCapSet> lot_cap;
  std::optional<PaymentPolicySet> payment;
  std::optional<KpiPolicySet> kpi;
  std::optional<TiersSet> tiers;
  std::optional<AdmissionPolicySet> admission;
  std::vector<PricePolicySet> prices;
  std::vector<PremiumSet> premiums;
  std::vector<ExistingPackagesSet> existing;
  std::optional<RateNoticeSet> rate_notice;
  std::optional<DirectPaymentPolicySet> direct_payments;
  std::vector<ExtensionOptionSet> options;
  std::optional<PhasesSet> phases;
  std::optional<ContinuingHealthcarePolicySet> healthcare;
  std::optional<ServicesSet> services;
  std::optional<RetainerPolicySet> retainer;
  std::optional<TimeBankPolicySet> time_bank;
  std::optional<ExtraTimePolicySet> extra_time;
  std::vector<LotAreasSet> lot_areas;
  std::optional<CallersSet> callers;
  std::optional<ContractValuesSet> values;
  std::optional<FundersSet> funders;
  std::optional<TerminationNoticeSet> termination_notice;
  std::optional<HandBackNoticeSet> hand_back_notice;
  static constexpr std::string_view kName = "PolicyChangeProposed";
  static constexpr auto Fields() {
    return Table(
        F(1, "change_id", &PolicyChangeProposed::change_id),
        F(2, "contract_id", &PolicyChangeProposed::contract_id),
        F(3, "sha256", &PolicyChangeProposed::sha256), F(4, "authority", &PolicyChangeProposed::authority),
        F(5, "lots", &PolicyChangeProposed::lots), F(6, "lot_cap", &PolicyChangeProposed::lot_cap),
        F(7, "payment", &PolicyChangeProposed::payment), F(8, "kpi", &PolicyChangeProposed::kpi),
        F(9, "tiers", &PolicyChangeProposed::tiers), F(10, "admission", &PolicyChangeProposed::admission),
        F(11, "prices", &PolicyChangeProposed::prices), F(12, "premiums", &PolicyChangeProposed::premiums),
        F(13, "existing", &PolicyChangeProposed::existing),
        F(14, "rate_notice", &PolicyChangeProposed::rate_notice),
        F(15, "direct_payments", &PolicyChangeProposed::direct_payments),
        F(16, "options", &PolicyChangeProposed::options), F(17, "phases", &PolicyChangeProposed::phases),
        F(18, "healthcare", &PolicyChangeProposed::healthcare),
        F(20, "lot_areas", &PolicyChangeProposed::lot_areas),
        F(21, "callers", &PolicyChangeProposed::callers), F(24, "services", &PolicyChangeProposed::services),
        F(25, "retainer", &PolicyChangeProposed::retainer),
        F(26, "time_bank", &PolicyChangeProposed::time_bank),
        F(27, "extra_time", &PolicyChangeProposed::extra_time),
        F(28, "values", &PolicyChangeProposed::values), F(29, "funders", &PolicyChangeProposed::funders),
        F(30, "termination_notice", &PolicyChangeProposed::termination_notice),
        F(31, "hand_back_notice", &PolicyChangeProposed::hand_back_notice));
  }
  bool operator==(const PolicyChangeProposed&) const = default;
};
// The differences, in the order in which they are recorded.
std::vector<ContractEvent> PoliciesOf(const PolicyChangeProposed& proposal);
// REQUIRES: the event is of a type that the proposal has.
void AddPolicy(PolicyChangeProposed& proposal, const ContractEvent& event);

// Binds the approval to the figures the approver saw.
struct ChangeApproved {
  ChangeId change_id;
  Preview preview;
  static constexpr std::string_view kName = "ChangeApproved";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ChangeApproved::change_id), F(2, "preview", &ChangeApproved::preview));
  }
  bool operator==(const ChangeApproved&) const = default;
};

struct ChangeWithdrawn {
  ChangeId change_id;
  Code reason;
  static constexpr std::string_view kName = "ChangeWithdrawn";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ChangeWithdrawn::change_id), F(2, "reason", &ChangeWithdrawn::reason));
  }
  bool operator==(const ChangeWithdrawn&) const = default;
};

using ChangeEvent = std::variant<RateChangeProposed, RateReversalProposed, ChangeApproved, ChangeWithdrawn,
                                 PolicyChangeProposed>;

}  // namespace careledger::model
