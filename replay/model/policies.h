// The policies of a contract as kinds: the one list of them, for what compares, shows or applies them all.
#pragma once

#include "replay/model/contract.h"
#include "replay/model/package.h"

namespace careledger::model {

namespace internal {
template <class Map, class Key>
auto* FindVersions(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found != map.end() ? &found->second : nullptr;
}
}  // namespace internal

// The versions of the policy that such an event sets: that of the same service and client group, of the same
// premium, contract or option, where there are several. Null when there is none yet.
inline const Timeline<LotCapSet>* VersionsOf(const Contract& c, const LotCapSet&) { return &c.lot_cap(); }
inline const Timeline<PaymentPolicySet>* VersionsOf(const Contract& c, const PaymentPolicySet&) {
  return &c.payment();
}
inline const Timeline<KpiPolicySet>* VersionsOf(const Contract& c, const KpiPolicySet&) { return &c.kpi(); }
inline const Timeline<TiersSet>* VersionsOf(const Contract& c, const TiersSet&) { return &c.tiers(); }
inline const Timeline<AdmissionPolicySet>* VersionsOf(const Contract& c, const AdmissionPolicySet&) {
  return &c.admission();
}
inline const Timeline<PricePolicySet>* VersionsOf(const Contract& c, const PricePolicySet& e) {
  return internal::FindVersions(c.prices(), Contract::PriceKey(e.service, e.client_group));
}
inline const Timeline<PremiumSet>* VersionsOf(const Contract& c, const PremiumSet& e) {
  return internal::FindVersions(c.premiums(), e.premium);
}
inline const Timeline<ExistingPackagesSet>* VersionsOf(const Contract& c, const ExistingPackagesSet& e) {
  return internal::FindVersions(c.existing(), e.from_contract_id);
}
inline const Timeline<RateNoticeSet>* VersionsOf(const Contract& c, const RateNoticeSet&) {
  return &c.rate_notice();
}
inline const Timeline<DirectPaymentPolicySet>* VersionsOf(const Contract& c, const DirectPaymentPolicySet&) {
  return &c.direct_payments();
}
inline const Timeline<ContinuingHealthcarePolicySet>* VersionsOf(const Contract& c,
                                                                 const ContinuingHealthcarePolicySet&) {
  return &c.healthcare();
}
inline const Timeline<ExtensionOptionSet>* VersionsOf(const Contract& c, const ExtensionOptionSet& e) {
  return internal::FindVersions(c.options(), e.option);
}
inline const Timeline<ContractValuesSet>* VersionsOf(const Contract& c, const ContractValuesSet&) {
  return &c.values();
}
inline const Timeline<PhasesSet>* VersionsOf(const Contract& c, const PhasesSet&) { return &c.phases(); }
inline const Timeline<ServicesSet>* VersionsOf(const Contract& c, const ServicesSet&) {
  return &c.services();
}
inline const Timeline<RetainerPolicySet>* VersionsOf(const Contract& c, const RetainerPolicySet&) {
  return &c.retainer();
}
inline const Timeline<TimeBankPolicySet>* VersionsOf(const Contract& c, const TimeBankPolicySet&) {
  return &c.time_bank();
}
inline const Timeline<ExtraTimePolicySet>* VersionsOf(const Contract& c, const ExtraTimePolicySet&) {
  return &c.extra_time();
}

inline const Timeline<LotAreasSet>* VersionsOf(const Contract& c, const LotAreasSet& e) {
  return internal::FindVersions(c.lot_areas(), e.lot_id);
}
inline const Timeline<CallersSet>* VersionsOf(const Contract& c, const CallersSet&) { return &c.callers(); }
inline const Timeline<FundersSet>* VersionsOf(const Contract& c, const FundersSet&) { return &c.funders(); }
inline const Timeline<TerminationNoticeSet>* VersionsOf(const Contract& c, const TerminationNoticeSet&) {
  return &c.termination_notice();
}
inline const Timeline<HandBackNoticeSet>* VersionsOf(const Contract& c, const HandBackNoticeSet&) {
  return &c.hand_back_notice();
}

// An event that sets a policy.
template <class E>
concept Policy = requires(const Contract& contract, const E& event) {
  VersionsOf(contract, event);
};

// The version of the policy that such an event sets; null when none is in force on `date`.
template <Policy E>
const typename Timeline<E>::Version* InForce(const Contract& contract, Date date, const E& like) {
  const Timeline<E>* versions = VersionsOf(contract, like);
  return versions != nullptr ? versions->On(date) : nullptr;
}

// Whether the two say the same, whoever decided it.
template <Policy E>
bool SameTerms(E a, const E& b) {
  a.authority = b.authority;
  return a == b;
}

// Calls `fn(version)` for each policy in force on `date`.
template <class Fn>
void ForEachPolicy(const Contract& contract, Date date, Fn fn) {
  const auto one = [&](const auto& timeline) {
    if (const auto* version = timeline.On(date)) fn(*version);
  };
  const auto each = [&](const auto& map) {
    for (const auto& [key, timeline] : map) one(timeline);
  };
  one(contract.lot_cap());
  one(contract.payment());
  one(contract.kpi());
  one(contract.tiers());
  one(contract.admission());
  each(contract.prices());
  each(contract.premiums());
  each(contract.existing());
  one(contract.rate_notice());
  one(contract.direct_payments());
  one(contract.healthcare());
  each(contract.options());
  one(contract.phases());
  one(contract.values());
  one(contract.services());
  one(contract.retainer());
  one(contract.time_bank());
  one(contract.extra_time());
  each(contract.lot_areas());
  one(contract.callers());
  one(contract.funders());
  one(contract.termination_notice());
  one(contract.hand_back_notice());
}

// What says how much notice was due of a hand-back: the policy in force on the day of the notice. Null: none
// was asked for. `contract` may be null.
inline const Timeline<HandBackNoticeSet>::Version* NoticeDue(const Contract* contract, const HandBack& back) {
  const auto* policy = contract != nullptr ? contract->hand_back_notice().On(back.notice) : nullptr;
  return policy != nullptr && policy->value.days != 0 ? policy : nullptr;
}
inline bool IsShortNotice(const Contract* contract, const HandBack& back) {
  const auto* due = NoticeDue(contract, back);
  return due != nullptr && back.notice_days() < std::int64_t{due->value.days};
}

}  // namespace careledger::model
