#include "replay/model/contract.h"

#include <algorithm>

#include "replay/model/policies.h"

namespace careledger::model {

void RateBook::Set(Date from, Position cause, const ChangeId& change, const std::vector<RateLine>& lines) {
  for (const RateLine& line : lines) {
    by_client_group_ = by_client_group_ || !line.key.client_group.empty();
    std::vector<RateEntry>& entries = entries_[line.key];
    auto at = entries.end();
    while (at != entries.begin() && (at - 1)->from > from) --at;
    entries.insert(at,
                   {.from = from, .cause = cause, .change_id = change, .rate = line.rate, .reverted = false});
  }
}

void RateBook::Revert(const ChangeId& change) {
  for (auto& [key, entries] : entries_) {
    for (RateEntry& entry : entries) {
      if (entry.change_id == change) entry.reverted = true;
    }
  }
}

std::optional<RateFound> RateBook::Exact(const RateKey& key, Date date) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  for (auto e = found->second.rbegin(); e != found->second.rend(); ++e) {
    if (!e->reverted && e->from <= date) return RateFound{e->rate, e->cause, e->from};
  }
  return std::nullopt;
}

// Whose rate is looked for.
struct RateBook::Party {
  ProviderId provider;
  LotId lot;
  Date since = Date(INT32_MIN);  // Only rates set from then on or later.
};

std::optional<RateFound> RateBook::FindOf(const Party& party, const Code& service, const Code& client_group,
                                          const std::vector<DayType>& day_types, Date date) const {
  const auto one = [&](DayType day, const Code& group) {
    auto found = Exact({service, party.provider, party.lot, day, group}, date);
    return found && party.since <= found->from ? found : std::nullopt;
  };
  if (by_client_group_ && !client_group.empty()) {
    for (DayType day : day_types) {
      if (auto found = one(day, client_group)) return found;
    }
  }
  for (DayType day : day_types) {
    if (auto found = one(day, Code())) return found;
  }
  return std::nullopt;
}

std::optional<RateFound> RateBook::Find(const Code& service, const ProviderId& provider, const LotId& lot,
                                        const Code& client_group, const std::vector<DayType>& day_types,
                                        Date date) const {
  return Find(service, provider, {}, lot, client_group, day_types, date);
}

std::optional<RateFound> RateBook::Find(const Code& service, const ProviderId& provider,
                                        const std::vector<EarlierProvider>& followed, const LotId& lot,
                                        const Code& client_group, const std::vector<DayType>& day_types,
                                        Date date) const {
  // Its own first, then those it has followed, the last first.
  for (std::size_t i = followed.size() + 1; i-- > 0;) {
    Party party{.provider = i == followed.size() ? provider : followed[i].provider_id,
                .lot = lot,
                .since = i == 0 ? Date(INT32_MIN) : followed[i - 1].until};
    if (auto found = FindOf(party, service, client_group, day_types, date)) return found;
    if (party.lot.empty() || party.provider.empty()) continue;
    party.lot = LotId();
    if (auto found = FindOf(party, service, client_group, day_types, date)) return found;
  }
  if (auto found = FindOf({ProviderId(), lot}, service, client_group, day_types, date)) return found;
  return lot.empty() ? std::nullopt : FindOf({ProviderId(), LotId()}, service, client_group, day_types, date);
}

void Contract::Evolve(Position position, Date effective, const ContractEvent& event) {
  last_position_ = position;
  std::visit(
      Overloaded{
          [&](const ContractCreated& e) {
            terms_ = e;
            created_ = position;
          },
          [&](const LotDefined& e) {
            Lot& lot = lots_[e.lot_id];
            lot.id = e.lot_id;
            lot.number = e.number;
            lot.name = e.name;
            lot.defined = position;
          },
          [&](const LotCapSet& e) { lot_cap_.Set(effective, position, e); },
          [&](const PaymentPolicySet& e) { payment_.Set(effective, position, e); },
          [&](const KpiPolicySet& e) { kpi_.Set(effective, position, e); },
          [&](const LotAwarded& e) { lots_[e.lot_id].holder.Set(effective, position, e); },
          [&](const ProviderAdmitted& e) {
            members_[e.provider_id].Admit(effective, position, e);
            seats_[{e.tier, e.lot_id}].insert(e.provider_id);
          },
          [&](const RatesSet& e) { rates_.Set(effective, position, ChangeId(), e.lines); },
          [&](const RatesChanged& e) { rates_.Set(effective, position, e.change_id, e.lines); },
          [&](const RatesReverted& e) { rates_.Revert(e.reverted_id); },
          [&](const TiersSet& e) { tiers_.Set(effective, position, e); },
          [&](const AdmissionPolicySet& e) { admission_.Set(effective, position, e); },
          [&](const PricePolicySet& e) {
            prices_[{e.service, e.client_group}].Set(effective, position, e);
          },
          [&](const PremiumSet& e) { premiums_[e.premium].Set(effective, position, e); },
          [&](const ExistingPackagesSet& e) { existing_[e.from_contract_id].Set(effective, position, e); },
          [&](const RateNoticeSet& e) { rate_notice_.Set(effective, position, e); },
          [&](const DirectPaymentPolicySet& e) { direct_payments_.Set(effective, position, e); },
          [&](const ExtensionOptionSet& e) { options_[e.option].Set(effective, position, e); },
          [&](const PhasesSet& e) { phases_.Set(effective, position, e); },
          [&](const ContractValuesSet& e) { values_.Set(effective, position, e); },
          [&](const ServicesSet& e) { services_.Set(effective, position, e); },
          [&](const RetainerPolicySet& e) { retainer_.Set(effective, position, e); },
          [&](const TimeBankPolicySet& e) { time_bank_.Set(effective, position, e); },
          [&](const ExtraTimePolicySet& e) { extra_time_.Set(effective, position, e); },
          [&](const ContractFileApplied& e) {
            files_.push_back({e, effective, position});
          },
          [&](const ContractExtended& e) {
            extensions_.push_back({effective, position, e});
            if (e.lots.empty()) extended_to_ = effective;
            for (const LotId& lot : e.lots) lots_extended_to_[lot] = effective;
          },
          [&](const ContractTerminated& e) {
            terminated_ = {effective, position, e};
          },
          [&](const model::PhaseStarted& e) {
            phases_started_.try_emplace(e.phase,
                                        Timeline<model::PhaseStarted>::Version{effective, position, e});
          },
          [&](const PhaseDeclaredStable& e) {
            phases_stable_.try_emplace(e.phase,
                                       Timeline<PhaseDeclaredStable>::Version{effective, position, e});
          },
          [&](const ProviderWithdrawn& e) { members_[e.provider_id].Withdraw(effective, position, e); },
          [&](const IntakeSuspended& e) { members_[e.provider_id].Suspend(effective, position, e); },
          [&](const IntakeResumed& e) { members_[e.provider_id].Resume(effective, position); },
          [&](const CapacityDeclared& e) { members_[e.provider_id].Declare(effective, position, e); },
          [&](const ContinuingHealthcarePolicySet& e) { healthcare_.Set(effective, position, e); },
          [&](const CallMonitoringDeclared& e) { members_[e.provider_id].Monitor(effective, position, e); },
          [&](const LotAreasSet& e) { lot_areas_[e.lot_id].Set(effective, position, e); },
          [&](const CallersSet& e) { callers_.Set(effective, position, e); },
          [&](const FundersSet& e) { funders_.Set(effective, position, e); },
          [&](const TerminationNoticeSet& e) { termination_notice_.Set(effective, position, e); },
          [&](const HandBackNoticeSet& e) { hand_back_notice_.Set(effective, position, e); },
      },
      event);
}

CallMonitoring Contract::CallMonitoringOf(const ProviderId& provider, Date date) const {
  const Membership* member = FindMember(provider);
  const auto* declared = member != nullptr ? member->call_monitoring().On(date) : nullptr;
  return declared != nullptr ? declared->value.method : CallMonitoring::kUnspecified;
}

const Lot* Contract::FindLot(const LotId& id) const {
  const auto found = lots_.find(id);
  return found == lots_.end() ? nullptr : &found->second;
}

std::optional<Date> Contract::EndOf(const LotId& lot) const {
  std::optional<Date> end = extended_to_ ? extended_to_ : terms_.end;
  if (end) {
    for (const auto& [id, until] : lots_extended_to_) {
      if (lot.empty() || id == lot) end = std::max(*end, until);
    }
  }
  if (terminated_ && (!end || terminated_->from < *end)) return terminated_->from;
  return end;
}

bool Contract::InTerm(Date date, const LotId& lot) const {
  const std::optional<Date> end = EndOf(lot);
  return terms_.start <= date && (!end || date < *end);
}

const Phase* Contract::PhaseOf(const LotId& lot, Date date) const {
  const auto* set = phases_.On(date);
  if (set == nullptr) return nullptr;
  for (const Phase& phase : set->value.phases) {
    if (std::find(phase.lots.begin(), phase.lots.end(), lot) != phase.lots.end()) return &phase;
  }
  return nullptr;
}

const Phase* Contract::PlannedPhase(std::uint32_t number, Date date) const {
  const auto* set = phases_.On(date);
  if (set == nullptr || number == 0 || number > set->value.phases.size()) return nullptr;
  return &set->value.phases[number - 1];
}

namespace {
template <class Map>
std::optional<Date> FindDate(const Map& dates, std::uint32_t key) {
  const auto found = dates.find(key);
  return found != dates.end() ? std::optional(found->second.from) : std::nullopt;
}
}  // namespace

std::optional<Date> Contract::PhaseStarted(std::uint32_t phase) const {
  return FindDate(phases_started_, phase);
}
std::optional<Date> Contract::PhaseStable(std::uint32_t phase) const {
  return FindDate(phases_stable_, phase);
}

const Tier* Contract::FindTier(const Code& tier, Date date) const {
  const auto* set = tiers_.On(date);
  if (set == nullptr) return nullptr;
  for (const Tier& t : set->value.tiers) {
    if (t.tier == tier) return &t;
  }
  return nullptr;
}

const Membership* Contract::FindMember(const ProviderId& provider) const {
  const auto found = members_.find(provider);
  return found != members_.end() ? &found->second : nullptr;
}

const std::set<ProviderId>& Contract::AdmittedTo(const Seat& seat) const {
  static const std::set<ProviderId> nobody;
  const auto found = seats_.find(seat);
  return found != seats_.end() ? found->second : nobody;
}

const Timeline<LotAwarded>::Version* Contract::AwardOn(const LotId& lot, Date date) const {
  const Lot* found = FindLot(lot);
  const auto* award = found != nullptr ? found->holder.On(date) : nullptr;
  if (award == nullptr) return nullptr;
  const Membership* member = FindMember(award->value.provider_id);
  const bool withdrawn =
      member != nullptr && member->WithdrawnSince(award->from, award->cause, date) != nullptr;
  return withdrawn ? nullptr : award;
}

ProviderId Contract::HolderOn(const LotId& lot, Date date) const {
  const auto* award = AwardOn(lot, date);
  return award != nullptr ? award->value.provider_id : ProviderId();
}

bool Contract::AdmittedOn(const ProviderId& provider, Date date) const {
  const Membership* member = FindMember(provider);
  return member != nullptr && member->AdmittedOn(date);
}

const Timeline<PricePolicySet>::Version* Contract::PriceOn(const Code& service, const Code& client_group,
                                                           Date date) const {
  for (const PriceKey& key : {PriceKey(service, client_group), PriceKey(service, Code()),
                              PriceKey(Code(), client_group), PriceKey(Code(), Code())}) {
    const auto found = prices_.find(key);
    const auto* policy = found != prices_.end() ? found->second.On(date) : nullptr;
    if (policy != nullptr) return policy;
  }
  return nullptr;
}

LotId Contract::LotOf(const Code& area, Date date) const {
  if (area.empty()) return {};
  for (const auto& [lot, versions] : lot_areas_) {
    const auto* set = versions.On(date);
    if (set == nullptr) continue;
    const std::vector<Code>& areas = set->value.areas;
    if (std::find(areas.begin(), areas.end(), area) != areas.end()) return lot;
  }
  return {};
}

namespace {
bool IsOfArea(const PremiumSet& p, const Code& area) {
  if (p.area.empty() && p.areas.empty()) return true;
  return !area.empty() &&
         (p.area == area || std::find(p.areas.begin(), p.areas.end(), area) != p.areas.end());
}
}  // namespace

std::vector<const Timeline<PremiumSet>::Version*> Contract::PremiumsOn(const LotId& lot, const Code& area,
                                                                       const Code& service, Date date) const {
  std::vector<const Timeline<PremiumSet>::Version*> out;
  for (const auto& [name, versions] : premiums_) {
    const auto* premium = versions.On(date);
    if (premium == nullptr) continue;
    const PremiumSet& p = premium->value;
    const bool applies = (p.lot_id.empty() || p.lot_id == lot) && IsOfArea(p, area) &&
                         (p.service.empty() || p.service == service);
    if (applies) out.push_back(premium);
  }
  return out;
}

Rate Contract::PremiumOn(const LotId& lot, const Code& area, const Code& service, Date date) const {
  std::int64_t sum = 0;
  for (const auto* premium : PremiumsOn(lot, area, service, date)) {
    if (premium->value.evidence.empty()) sum += premium->value.amount.ten_thousandths();
  }
  return Rate(sum);
}

std::uint32_t Contract::LotsHeldFrom(const ProviderId& provider, Date date) const {
  std::uint32_t held = 0;
  for (const auto& [id, lot] : lots_) {
    bool holds = HolderOn(id, date) == provider;
    for (const auto& version : lot.holder.versions()) {
      holds = holds || (version.from > date && version.value.provider_id == provider);
    }
    if (holds) ++held;
  }
  return held;
}

std::string_view ToString(Change::State state) {
  switch (state) {
    case Change::State::kProposed:
      return "proposed";
    case Change::State::kApproved:
      return "approved";
    case Change::State::kWithdrawn:
      return "withdrawn";
    case Change::State::kReverted:
      return "reverted";
  }
  return "proposed";
}

std::vector<ContractEvent> AppliedBy(const Change& change) {
  return std::visit(
      Overloaded{
          [&](const RateChangeProposed& e) {
            return std::vector<ContractEvent>{RatesChanged{change.contract_id, change.id, e.lines}};
          },
          [&](const RateReversalProposed& e) {
            return std::vector<ContractEvent>{RatesReverted{change.contract_id, change.id, e.reverted_id}};
          },
          [&](const PolicyChangeProposed& e) {
            std::vector<ContractEvent> events = PoliciesOf(e);
            const std::uint64_t differences = events.size();
            events.emplace_back(ContractFileApplied{.contract_id = e.contract_id,
                                                    .sha256 = e.sha256,
                                                    .differences = differences,
                                                    .authority = e.authority});
            return events;
          },
      },
      change.proposal);
}

namespace {
// A field of a proposal that holds policies: one, or several.
template <class M>
constexpr bool kHoldsPolicies = false;
template <class E>
constexpr bool kHoldsPolicies<std::optional<E>> = std::is_constructible_v<ContractEvent, E>;
template <class E>
constexpr bool kHoldsPolicies<std::vector<E>> = std::is_constructible_v<ContractEvent, E>;
// Whether some field of a proposal holds such records.
template <class E>
constexpr bool kProposable = std::apply(
    [](const auto&... field) {
      return (std::is_same_v<
                  std::remove_cvref_t<decltype(std::declval<PolicyChangeProposed&>().*field.member)>,
                  std::optional<E>> ||
              ...) ||
             (std::is_same_v<
                  std::remove_cvref_t<decltype(std::declval<PolicyChangeProposed&>().*field.member)>,
                  std::vector<E>> ||
              ...);
    },
    PolicyChangeProposed::Fields());
}  // namespace

std::vector<ContractEvent> PoliciesOf(const PolicyChangeProposed& proposal) {
  std::vector<ContractEvent> events;
  ForEachField<PolicyChangeProposed>([&](const auto& field) {
    const auto& member = proposal.*field.member;
    using Member = std::remove_cvref_t<decltype(member)>;
    if constexpr (kHoldsPolicies<Member> && IsVector<Member>::value) {
      events.insert(events.end(), member.begin(), member.end());
    } else if constexpr (kHoldsPolicies<Member>) {
      if (member) events.emplace_back(*member);
    }
  });
  return events;
}

void AddPolicy(PolicyChangeProposed& proposal, const ContractEvent& event) {
  std::visit(
      [&](const auto& e) {
        using E = std::remove_cvref_t<decltype(e)>;
        static_assert(kProposable<E> || !Policy<E>, "a proposal would lose this policy: give it a field");
        ForEachField<PolicyChangeProposed>([&](const auto& field) {
          auto& member = proposal.*field.member;
          using Member = std::remove_cvref_t<decltype(member)>;
          if constexpr (std::is_same_v<Member, std::vector<E>>) member.push_back(e);
          if constexpr (std::is_same_v<Member, std::optional<E>>) member = e;
        });
      },
      event);
}

std::vector<DayType> DayTypesOf(Date date, bool bank_holiday) {
  std::vector<DayType> types;
  if (bank_holiday) types.push_back(DayType::kBankHoliday);
  switch (date.weekday()) {
    case Weekday::kSaturday:
      types.insert(types.end(), {DayType::kSaturday, DayType::kWeekend});
      break;
    case Weekday::kSunday:
      types.insert(types.end(), {DayType::kSunday, DayType::kWeekend});
      break;
    default:
      types.push_back(DayType::kWeekday);
  }
  types.push_back(DayType::kAny);
  return types;
}

}  // namespace careledger::model
