// Stream `contract-<id>`: what was agreed, as a set of effective-dated policies, and who was awarded what.
#pragma once

#include <optional>
#include <variant>

#include "replay/model/care_policy_events.h"
#include "replay/model/contract_life_events.h"
#include "replay/model/health_policy_events.h"
#include "replay/model/party_policy_events.h"
#include "replay/model/policy_events.h"
#include "replay/model/terms.h"

namespace careledger::model {

struct ContractCreated {
  ContractId contract_id;
  CommissionerId commissioner_id;
  std::vector<CommissionerId> partners;
  std::string title;
  Date start;
  std::optional<Date> end;  // First day after the term; absent while unknown.
  static constexpr std::string_view kName = "ContractCreated";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContractCreated::contract_id),
                 F(2, "commissioner_id", &ContractCreated::commissioner_id),
                 F(3, "partners", &ContractCreated::partners), F(4, "title", &ContractCreated::title),
                 F(5, "start", &ContractCreated::start), F(6, "end", &ContractCreated::end));
  }
  bool operator==(const ContractCreated&) const = default;
};

struct LotDefined {
  ContractId contract_id;
  LotId lot_id;
  std::uint32_t number = 0;
  std::string name;
  static constexpr std::string_view kName = "LotDefined";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &LotDefined::contract_id), F(2, "lot_id", &LotDefined::lot_id),
                 F(3, "number", &LotDefined::number), F(4, "name", &LotDefined::name));
  }
  bool operator==(const LotDefined&) const = default;
};

// The most lots one provider may hold from the effective date on. Absent: no cap.
struct LotCapSet {
  ContractId contract_id;
  std::optional<std::uint32_t> lots;
  Authority authority;
  static constexpr std::string_view kName = "LotCapSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &LotCapSet::contract_id), F(2, "lots", &LotCapSet::lots),
                 F(3, "authority", &LotCapSet::authority));
  }
  bool operator==(const LotCapSet&) const = default;
};

// How minutes become payable minutes (design: the payment ladder). Each absent step is "none".
struct PaymentPolicySet {
  ContractId contract_id;
  Rounding price_rounding = Rounding::kHalfUp;       // Of a line, to the penny.
  std::int64_t rate_step = 100;                      // An uplifted rate is a multiple of this many £0.0001.
  std::optional<std::uint32_t> tolerance_minutes;    // Within it, plan is paid.
  std::optional<std::uint32_t> cap_over_minutes;     // Outside: at most plan + this.
  std::optional<std::uint32_t> floor_under_minutes;  // Outside: at least plan - this.
  std::optional<std::uint32_t> round_to_minutes;     // Increment of payable minutes, a visit at a time.
  Rounding minute_rounding = Rounding::kUnspecified;
  Authority authority;
  bool hold_unplanned = false;  // A visit that no plan, draw or approval has time for is held; else it pays.
  static constexpr std::string_view kName = "PaymentPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PaymentPolicySet::contract_id),
                 F(2, "price_rounding", &PaymentPolicySet::price_rounding),
                 F(3, "rate_step", &PaymentPolicySet::rate_step),
                 F(4, "tolerance_minutes", &PaymentPolicySet::tolerance_minutes),
                 F(5, "cap_over_minutes", &PaymentPolicySet::cap_over_minutes),
                 F(6, "floor_under_minutes", &PaymentPolicySet::floor_under_minutes),
                 F(7, "round_to_minutes", &PaymentPolicySet::round_to_minutes),
                 F(8, "minute_rounding", &PaymentPolicySet::minute_rounding),
                 F(9, "authority", &PaymentPolicySet::authority),
                 F(10, "hold_unplanned", &PaymentPolicySet::hold_unplanned));
  }
  bool operator==(const PaymentPolicySet&) const = default;
};

struct KpiPolicySet {
  ContractId contract_id;
  std::uint32_t punctuality_minutes = 30;  // Either side of the planned start, both ends within.
  std::uint32_t report_within_days = 2;    // A slot no record names by the end of that day is unreported.
  std::uint32_t short_below_percent = 80;  // A delivered visit below this share of plan is short.
  Authority authority;
  static constexpr std::string_view kName = "KpiPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &KpiPolicySet::contract_id),
                 F(2, "punctuality_minutes", &KpiPolicySet::punctuality_minutes),
                 F(3, "report_within_days", &KpiPolicySet::report_within_days),
                 F(4, "short_below_percent", &KpiPolicySet::short_below_percent),
                 F(5, "authority", &KpiPolicySet::authority));
  }
  bool operator==(const KpiPolicySet&) const = default;
};

// A provider may be given packages in a lot from the effective date on.
struct LotAwarded {
  ContractId contract_id;
  LotId lot_id;
  ProviderId provider_id;
  Authority authority;
  std::uint32_t quality_percent = 0;  // What quality counted for in the evaluation, 1..100. 0: not said.
  std::uint32_t score = 0;            // For quality, of `out_of`. 0 of 0: not said.
  std::uint32_t out_of = 0;
  static constexpr std::string_view kName = "LotAwarded";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &LotAwarded::contract_id), F(2, "lot_id", &LotAwarded::lot_id),
                 F(3, "provider_id", &LotAwarded::provider_id), F(4, "authority", &LotAwarded::authority),
                 F(5, "quality_percent", &LotAwarded::quality_percent), F(6, "score", &LotAwarded::score),
                 F(7, "out_of", &LotAwarded::out_of));
  }
  bool operator==(const LotAwarded&) const = default;
};

// A provider may be given packages of a tier, of one lot of it or of all; without a tier, packages outside
// any lot.
struct ProviderAdmitted {
  ContractId contract_id;
  ProviderId provider_id;
  Authority authority;
  Code tier;
  LotId lot_id;
  std::uint32_t rank = 0;  // Of ranked offers, from 1.
  bool micro = false;      // A micro-enterprise: serves few people, as the contract's policy says.
  static constexpr std::string_view kName = "ProviderAdmitted";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ProviderAdmitted::contract_id),
                 F(2, "provider_id", &ProviderAdmitted::provider_id),
                 F(3, "authority", &ProviderAdmitted::authority), F(4, "tier", &ProviderAdmitted::tier),
                 F(5, "lot_id", &ProviderAdmitted::lot_id), F(6, "rank", &ProviderAdmitted::rank),
                 F(7, "micro", &ProviderAdmitted::micro));
  }
  bool operator==(const ProviderAdmitted&) const = default;
};

// The first rates of their keys, from the effective date on. A rate that is already in force changes by a
// RatesChanged.
struct RatesSet {
  ContractId contract_id;
  std::vector<RateLine> lines;
  Authority authority;
  static constexpr std::string_view kName = "RatesSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RatesSet::contract_id), F(2, "lines", &RatesSet::lines),
                 F(3, "authority", &RatesSet::authority));
  }
  bool operator==(const RatesSet&) const = default;
};

// An approved change of rates takes effect on its effective date, past or future.
struct RatesChanged {
  ContractId contract_id;
  ChangeId change_id;
  std::vector<RateLine> lines;
  static constexpr std::string_view kName = "RatesChanged";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RatesChanged::contract_id), F(2, "change_id", &RatesChanged::change_id),
                 F(3, "lines", &RatesChanged::lines));
  }
  bool operator==(const RatesChanged&) const = default;
};

// An earlier change no longer holds, from its own effective date on: rates are as if it had never been made.
struct RatesReverted {
  ContractId contract_id;
  ChangeId change_id;    // The approved reversal.
  ChangeId reverted_id;  // The change it undoes.
  static constexpr std::string_view kName = "RatesReverted";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RatesReverted::contract_id),
                 F(2, "change_id", &RatesReverted::change_id),
                 F(3, "reverted_id", &RatesReverted::reverted_id));
  }
  bool operator==(const RatesReverted&) const = default;
};

// One of so many that its copies and comparison, compiled in every source that has one, took a third of the
// build: they stand in events.cc.
class ContractEvent
    : public std::variant<ContractCreated, LotDefined, LotCapSet, PaymentPolicySet, KpiPolicySet, LotAwarded,
                          ProviderAdmitted, RatesSet, RatesChanged, RatesReverted, TiersSet,
                          AdmissionPolicySet, PricePolicySet, PremiumSet, ExistingPackagesSet, RateNoticeSet,
                          DirectPaymentPolicySet, ExtensionOptionSet, PhasesSet, ContractValuesSet,
                          ContractFileApplied, ContractExtended, ContractTerminated, PhaseStarted,
                          PhaseDeclaredStable, ProviderWithdrawn, IntakeSuspended, IntakeResumed,
                          CapacityDeclared, ContinuingHealthcarePolicySet, CallMonitoringDeclared,
                          ServicesSet, RetainerPolicySet, TimeBankPolicySet, ExtraTimePolicySet, LotAreasSet,
                          CallersSet, FundersSet, TerminationNoticeSet, HandBackNoticeSet> {
 public:
  using variant::variant;
  ContractEvent(const ContractEvent&);
  ContractEvent(ContractEvent&&) noexcept;
  ContractEvent& operator=(const ContractEvent&);
  ContractEvent& operator=(ContractEvent&&) noexcept;
  ~ContractEvent();
  friend bool operator==(const ContractEvent& a, const ContractEvent& b);
};

}  // namespace careledger::model
