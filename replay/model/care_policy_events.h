// Stream `contract-<id>`, its policies of care: what it buys, and what becomes of time that a package does
// not use or needs beyond its plan. Each holds from its effective date until the next of its kind.
#pragma once

#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// The services that the contract buys, such as home-care, reablement, waking-night, sleeping-night,
// roving-night, live-in, respite. None: any, as without a policy.
struct ServicesSet {
  ContractId contract_id;
  std::vector<Code> services;
  Authority authority;
  static constexpr std::string_view kName = "ServicesSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ServicesSet::contract_id), F(2, "services", &ServicesSet::services),
                 F(3, "authority", &ServicesSet::authority));
  }
  bool operator==(const ServicesSet&) const = default;
};

// What the provider is paid while care is suspended: a share of the planned time, from the first day of the
// suspension on. The version in force on that day holds for all of it.
struct RetainerPolicySet {
  ContractId contract_id;
  std::uint32_t days = 0;           // Of each suspension, 1..366. 0: nothing is paid.
  std::uint32_t share_percent = 0;  // Of the price of the planned time, 1..100.
  std::vector<Code> reasons;        // Of the suspensions that it is paid for: "hospital".
  bool if_staff_kept = false;       // Only where a StaffRetained says that the carers were kept.
  Authority authority;
  static constexpr std::string_view kName = "RetainerPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RetainerPolicySet::contract_id), F(2, "days", &RetainerPolicySet::days),
                 F(3, "share_percent", &RetainerPolicySet::share_percent),
                 F(4, "reasons", &RetainerPolicySet::reasons),
                 F(5, "if_staff_kept", &RetainerPolicySet::if_staff_kept),
                 F(6, "authority", &RetainerPolicySet::authority));
  }
  bool operator==(const RetainerPolicySet&) const = default;
};

// Whether time that a person does not want may be kept, and drawn on another day.
struct TimeBankPolicySet {
  ContractId contract_id;
  std::uint32_t minutes = 0;             // At most so many stand in the bank of a package. 0: none may.
  std::uint32_t expires_after_days = 0;  // They can be drawn up to so many days after. 0: for ever.
  Authority authority;
  static constexpr std::string_view kName = "TimeBankPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &TimeBankPolicySet::contract_id),
                 F(2, "minutes", &TimeBankPolicySet::minutes),
                 F(3, "expires_after_days", &TimeBankPolicySet::expires_after_days),
                 F(4, "authority", &TimeBankPolicySet::authority));
  }
  bool operator==(const TimeBankPolicySet&) const = default;
};

// Time beyond the plan, for an emergency.
struct ExtraTimePolicySet {
  ContractId contract_id;
  std::uint32_t incident_minutes = 0;     // At most so many an incident. 0: none.
  std::uint32_t request_within_days = 0;  // Asked for at most so long after the incident. 0: at any time.
  std::uint32_t yearly_minutes = 0;       // In any 365 days at most so many of a package. 0: no limit.
  bool unused_first = false;              // What the week's plan left unused is used up first.
  Authority authority;
  static constexpr std::string_view kName = "ExtraTimePolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ExtraTimePolicySet::contract_id),
                 F(2, "incident_minutes", &ExtraTimePolicySet::incident_minutes),
                 F(3, "request_within_days", &ExtraTimePolicySet::request_within_days),
                 F(4, "yearly_minutes", &ExtraTimePolicySet::yearly_minutes),
                 F(5, "unused_first", &ExtraTimePolicySet::unused_first),
                 F(6, "authority", &ExtraTimePolicySet::authority));
  }
  bool operator==(const ExtraTimePolicySet&) const = default;
};

// A provider that hands a package back says so so many days before: calendar days from the notice's own to
// the last day of care, both counted. Less is short notice: recorded, shown and counted, never refused, since
// the provider goes all the same. How days are counted is ours.
struct HandBackNoticeSet {
  ContractId contract_id;
  std::uint32_t days = 0;  // 0: none is asked for.
  Authority authority;
  static constexpr std::string_view kName = "HandBackNoticeSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &HandBackNoticeSet::contract_id), F(2, "days", &HandBackNoticeSet::days),
                 F(3, "authority", &HandBackNoticeSet::authority));
  }
  bool operator==(const HandBackNoticeSet&) const = default;
};

}  // namespace careledger::model
