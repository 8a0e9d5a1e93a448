// A contract: effective-dated policies, awards and rates. Nothing here knows any council.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "replay/model/change_events.h"
#include "replay/model/contract_events.h"
#include "replay/model/membership.h"
#include "replay/model/succession_events.h"
#include "replay/model/timeline.h"

namespace careledger::model {

struct Lot {
  LotId id;
  std::uint32_t number = 0;
  std::string name;
  Position defined{};  // The record that says so.
  Timeline<LotAwarded> holder;
};

// A rate of one key from a date on.
struct RateEntry {
  Date from;
  Position cause{};
  ChangeId change_id;  // Empty: set with the contract.
  Rate rate;
  bool reverted = false;
};

// A rate found, and the record it rests on.
struct RateFound {
  Rate rate;
  Position cause{};
  Date from;  // From when that record has it.
};

class RateBook {
 public:
  void Set(Date from, Position cause, const ChangeId& change, const std::vector<RateLine>& lines);
  void Revert(const ChangeId& change);

  // The rate of exactly this key on `date`.
  std::optional<RateFound> Exact(const RateKey& key, Date date) const;
  // The rate that prices an hour: the narrowest key that has one, party before day. A provider's rate in the
  // lot, the provider's, the lot's, anyone's; within each that of the client group, then any's; within each
  // the most specific of `day_types`, given in order of preference.
  std::optional<RateFound> Find(const Code& service, const ProviderId& provider, const LotId& lot,
                                const Code& client_group, const std::vector<DayType>& day_types,
                                Date date) const;

  // The same for what the provider has taken over from others, each up to a date, in order: their rates hold
  // for it until a rate of its own is set from that date on or later.
  std::optional<RateFound> Find(const Code& service, const ProviderId& provider,
                                const std::vector<EarlierProvider>& followed, const LotId& lot,
                                const Code& client_group, const std::vector<DayType>& day_types,
                                Date date) const;

  const std::map<RateKey, std::vector<RateEntry>>& entries() const { return entries_; }

 private:
  struct Party;
  std::optional<RateFound> FindOf(const Party& party, const Code& service, const Code& client_group,
                                  const std::vector<DayType>& day_types, Date date) const;

  std::map<RateKey, std::vector<RateEntry>> entries_;  // Each by date, then position.
  bool by_client_group_ = false;                       // Some key names one.
};

// A file that was applied.
struct AppliedFile {
  ContractFileApplied file;
  Date from;
  Position cause{};
};

class Contract {
 public:
  void Evolve(Position position, Date effective, const ContractEvent& event);

  const ContractCreated& terms() const { return terms_; }
  Position created() const { return created_; }
  const std::map<LotId, Lot>& lots() const { return lots_; }
  const RateBook& rates() const { return rates_; }
  const Timeline<LotCapSet>& lot_cap() const { return lot_cap_; }
  const Timeline<PaymentPolicySet>& payment() const { return payment_; }
  const Timeline<KpiPolicySet>& kpi() const { return kpi_; }
  const Timeline<TiersSet>& tiers() const { return tiers_; }
  const Timeline<AdmissionPolicySet>& admission() const { return admission_; }
  const Timeline<DirectPaymentPolicySet>& direct_payments() const { return direct_payments_; }
  const Timeline<ContinuingHealthcarePolicySet>& healthcare() const { return healthcare_; }
  const Timeline<RateNoticeSet>& rate_notice() const { return rate_notice_; }
  const Timeline<ContractValuesSet>& values() const { return values_; }
  const Timeline<PhasesSet>& phases() const { return phases_; }
  const Timeline<ServicesSet>& services() const { return services_; }
  const Timeline<RetainerPolicySet>& retainer() const { return retainer_; }
  const Timeline<TimeBankPolicySet>& time_bank() const { return time_bank_; }
  const Timeline<ExtraTimePolicySet>& extra_time() const { return extra_time_; }
  using PriceKey = std::pair<Code, Code>;  // Service and client group, each empty for any.
  const std::map<PriceKey, Timeline<PricePolicySet>>& prices() const { return prices_; }
  const std::map<Code, Timeline<PremiumSet>>& premiums() const { return premiums_; }
  const std::map<ContractId, Timeline<ExistingPackagesSet>>& existing() const { return existing_; }
  const std::map<Code, Timeline<ExtensionOptionSet>>& options() const { return options_; }
  const std::map<LotId, Timeline<LotAreasSet>>& lot_areas() const { return lot_areas_; }
  const Timeline<CallersSet>& callers() const { return callers_; }
  const Timeline<FundersSet>& funders() const { return funders_; }
  const Timeline<TerminationNoticeSet>& termination_notice() const { return termination_notice_; }
  const Timeline<HandBackNoticeSet>& hand_back_notice() const { return hand_back_notice_; }
  const std::map<ProviderId, Membership>& members() const { return members_; }
  Position last_position() const { return last_position_; }
  // The files applied, in order.
  const std::vector<AppliedFile>& files() const { return files_; }

  // The first day after the term of `lot`, or of the contract's last lot when it is empty, as extended or
  // terminated; none while unknown.
  std::optional<Date> EndOf(const LotId& lot) const;
  bool InTerm(Date date, const LotId& lot = {}) const;
  // The phase that starts `lot`; null when lots do not start in phases on `date`.
  const Phase* PhaseOf(const LotId& lot, Date date) const;
  // The phase of that number as planned on `date`; null when there is none.
  const Phase* PlannedPhase(std::uint32_t number, Date date) const;
  // When the phase started, or was declared stable; none when it has not been.
  std::optional<Date> PhaseStarted(std::uint32_t phase) const;
  std::optional<Date> PhaseStable(std::uint32_t phase) const;
  // The records that say so, each from the day that it names: of an extension or a termination the first day
  // after.
  const std::vector<Timeline<ContractExtended>::Version>& extensions() const { return extensions_; }
  const std::optional<Timeline<ContractTerminated>::Version>& terminated() const { return terminated_; }
  const std::map<std::uint32_t, Timeline<model::PhaseStarted>::Version>& phases_started() const {
    return phases_started_;
  }
  const std::map<std::uint32_t, Timeline<PhaseDeclaredStable>::Version>& phases_stable() const {
    return phases_stable_;
  }

  const Lot* FindLot(const LotId& id) const;
  // The lot in which people of the area live on `date`; empty when no boundary says.
  LotId LotOf(const Code& area, Date date) const;
  const Tier* FindTier(const Code& tier, Date date) const;
  const Membership* FindMember(const ProviderId& provider) const;
  // Who was ever admitted to exactly this seat, in order of id.
  const std::set<ProviderId>& AdmittedTo(const Seat& seat) const;
  // The award by which somebody holds `lot` on `date`; null when nobody does.
  const Timeline<LotAwarded>::Version* AwardOn(const LotId& lot, Date date) const;
  // Who holds it; empty when nobody.
  ProviderId HolderOn(const LotId& lot, Date date) const;
  // Whether the provider is admitted to any tier or lot on `date`.
  bool AdmittedOn(const ProviderId& provider, Date date) const;
  // What an hour of the service may cost for the client group on `date`; the policy of both first, then of
  // the service, then of the client group, then of all. Null when there is none: anything.
  const Timeline<PricePolicySet>::Version* PriceOn(const Code& service, const Code& client_group,
                                                   Date date) const;
  // The premiums of the lot, area and service in force on `date`, in order of name.
  std::vector<const Timeline<PremiumSet>::Version*> PremiumsOn(const LotId& lot, const Code& area,
                                                               const Code& service, Date date) const;
  // What is paid on top of the rate of an hour, without premiums that wait for evidence.
  Rate PremiumOn(const LotId& lot, const Code& area, const Code& service, Date date) const;
  // How the provider monitors its calls; kUnspecified: it has not said.
  CallMonitoring CallMonitoringOf(const ProviderId& provider, Date date) const;
  // Lots that `provider` holds on `date` or will from a later award.
  std::uint32_t LotsHeldFrom(const ProviderId& provider, Date date) const;

 private:
  ContractCreated terms_;
  Position created_{};
  Position last_position_{};
  std::map<LotId, Lot> lots_;
  RateBook rates_;
  Timeline<LotCapSet> lot_cap_;
  Timeline<PaymentPolicySet> payment_;
  Timeline<KpiPolicySet> kpi_;
  Timeline<TiersSet> tiers_;
  Timeline<AdmissionPolicySet> admission_;
  Timeline<DirectPaymentPolicySet> direct_payments_;
  Timeline<ContinuingHealthcarePolicySet> healthcare_;
  Timeline<RateNoticeSet> rate_notice_;
  Timeline<ContractValuesSet> values_;
  Timeline<PhasesSet> phases_;
  Timeline<ServicesSet> services_;
  Timeline<RetainerPolicySet> retainer_;
  Timeline<TimeBankPolicySet> time_bank_;
  Timeline<ExtraTimePolicySet> extra_time_;
  std::map<PriceKey, Timeline<PricePolicySet>> prices_;
  std::map<Code, Timeline<PremiumSet>> premiums_;
  std::map<ContractId, Timeline<ExistingPackagesSet>> existing_;
  std::map<Code, Timeline<ExtensionOptionSet>> options_;
  std::map<LotId, Timeline<LotAreasSet>> lot_areas_;
  Timeline<CallersSet> callers_;
  Timeline<FundersSet> funders_;
  Timeline<TerminationNoticeSet> termination_notice_;
  Timeline<HandBackNoticeSet> hand_back_notice_;
  std::map<ProviderId, Membership> members_;
  std::map<Seat, std::set<ProviderId>> seats_;
  std::vector<AppliedFile> files_;
  std::vector<Timeline<ContractExtended>::Version> extensions_;
  std::optional<Date> extended_to_;
  std::map<LotId, Date> lots_extended_to_;
  std::optional<Timeline<ContractTerminated>::Version> terminated_;
  std::map<std::uint32_t, Timeline<model::PhaseStarted>::Version> phases_started_;
  std::map<std::uint32_t, Timeline<PhaseDeclaredStable>::Version> phases_stable_;
};

// A proposed change that moves money.
struct Change {
  enum class State : std::uint8_t { kProposed, kApproved, kWithdrawn, kReverted };
  ChangeId id;
  ContractId contract_id;
  std::variant<RateChangeProposed, RateReversalProposed, PolicyChangeProposed> proposal;
  Date effective;    // Of what it sets; for a reversal, of the change it undoes.
  Date proposed_on;  // When that was recorded.
  std::string proposer;
  std::string approver;
  State state = State::kProposed;
  Preview approved_preview;
  Position proposed_at{};
};
std::string_view ToString(Change::State state);
// What its approval records of the contract, in order; each holds from the change's effective date.
std::vector<ContractEvent> AppliedBy(const Change& change);

// The day types that a date matches, most specific first.
std::vector<DayType> DayTypesOf(Date date, bool bank_holiday);

}  // namespace careledger::model
