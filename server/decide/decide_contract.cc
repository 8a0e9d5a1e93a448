// Contracts, their lots and policies, and who is awarded what.
#include <algorithm>
#include <set>

#include "replay/model/policies.h"
#include "server/decide/guards.h"
#include "server/decide/ladders.h"
#include "server/decide/money_guards.h"

namespace careledger::decide {
namespace {

constexpr std::uint32_t kMinutesMax = 240;
constexpr std::uint32_t kIncrementMax = 60;
constexpr std::uint32_t kReportDaysMax = 60;

Refusal Above(std::optional<std::uint32_t> value, std::uint32_t max, std::string_view field) {
  return decide::Above(value.value_or(0), max, field);
}

NewEvent On(const ContractId& contract, std::optional<Date> effective, ContractEvent event) {
  return {Stream("contract", contract), effective, std::move(event)};
}

// The record that set `policy` from exactly `date`, if that is the one in force; null otherwise.
template <class T>
const typename Timeline<T>::Version* SameFrom(const Timeline<T>& timeline, Date date, const T& policy) {
  const auto* in_force = timeline.On(date);
  return in_force != nullptr && in_force->from == date && in_force->value == policy ? in_force : nullptr;
}

// Whether `provider` holds `lot` on `date` or from a later award.
bool HoldsFrom(const Contract& contract, const LotId& lot, const ProviderId& provider, Date date) {
  if (contract.HolderOn(lot, date) == provider) return true;
  const auto& awards = contract.FindLot(lot)->holder.versions();
  return std::any_of(awards.begin(), awards.end(), [&](const auto& version) {
    return version.from > date && version.value.provider_id == provider;
  });
}

// Whether the provider withdrew the same day, after the record of `place`.
bool WithdrawnSince(const Contract& contract, const ProviderId& provider, const auto& place) {
  const Membership* member = contract.FindMember(provider);
  return member != nullptr && member->WithdrawnSince(place.from, place.cause, place.from) != nullptr;
}

// Another provider's award of the lot that is in force on `date` or comes later.
Refusal LotTaken(const Contract& contract, const AwardLot& c) {
  const auto taken = [&](const auto& award) {
    return Reject(Reason::kLotAlreadyAwarded, "lot_id", "lot ", c.lot_id, " of contract ", c.contract_id,
                  " is held by ", award.value.provider_id, " from ", award.from, ", so not by ",
                  c.provider_id, " from ", c.effective_date);
  };
  const Timeline<LotAwarded>& holder = contract.FindLot(c.lot_id)->holder;
  const auto* in_force = contract.AwardOn(c.lot_id, c.effective_date);
  if (in_force != nullptr && in_force->value.provider_id != c.provider_id) return taken(*in_force);
  for (const auto& award : holder.versions()) {
    if (award.from > c.effective_date && award.value.provider_id != c.provider_id) return taken(award);
  }
  return std::nullopt;
}

// The cap in force on the date of the award, and every later one. Membership of a consortium uses no cap.
Refusal CapReached(const Contract& contract, const AwardLot& c) {
  const auto* in_force = contract.lot_cap().On(c.effective_date);
  for (const auto& cap : contract.lot_cap().versions()) {
    if (!cap.value.lots || (&cap != in_force && cap.from <= c.effective_date)) continue;
    const Date from = std::max(cap.from, c.effective_date);
    const bool counted = HoldsFrom(contract, c.lot_id, c.provider_id, from);
    const std::uint32_t held = contract.LotsHeldFrom(c.provider_id, from) - (counted ? 1 : 0);
    if (held + 1 > *cap.value.lots) {
      return Reject(Reason::kLotCapReached, "provider_id", "provider ", c.provider_id, " holds ", held,
                    " lots of contract ", c.contract_id, " from ", from, ": the cap is ", *cap.value.lots);
    }
  }
  return std::nullopt;
}

Refusal NotOfTier(const Tier& tier, const AdmitProvider& c) {
  const auto no = [&](const auto&... parts) {
    return Reject(Reason::kPolicyContradictory, "tier", parts...);
  };
  if (tier.rule == SourcingRule::kSole) return no("tier ", tier.tier, " is sole: award the lot instead");
  if (tier.scope == TierScope::kContract && !c.lot_id.empty())
    return no("tier ", tier.tier, " is of the whole contract, not of lot ", c.lot_id);
  if (tier.rule != SourcingRule::kRankedOffer && c.rank != 0)
    return no("tier ", tier.tier, " makes no ranked offers, so nobody has a rank in it");
  return std::nullopt;
}

// The first day of the last round that opened on or before `date`, the contract's first day or later.
// REQUIRES: `every_months` is above 0 and `date` not before `start`.
Date RoundBefore(Date start, std::uint32_t every_months, Date date) {
  std::uint32_t months = 0;
  while (start.MonthsLater(months + every_months) <= date) months += every_months;
  return start.MonthsLater(months);
}

// Whether the contract's policy takes a provider on that day.
Refusal AdmissionShut(const Contract& contract, const AdmitProvider& c) {
  const auto* version = contract.admission().On(c.effective_date);
  if (version == nullptr) return std::nullopt;
  const AdmissionPolicySet& policy = version->value;
  const auto shut = [&](const auto&... parts) {
    return Reject(Reason::kAdmissionClosed, "effective_date", parts...);
  };
  if (c.micro) {
    if (policy.micro_people != 0) return std::nullopt;
    return Reject(Reason::kAdmissionClosed, "micro", "contract ", c.contract_id,
                  " takes no micro-enterprises");
  }
  const Date start = contract.terms().start;
  if (policy.mode == AdmissionMode::kOpen || c.effective_date <= start) return std::nullopt;
  if (policy.mode == AdmissionMode::kClosed)
    return shut("contract ", c.contract_id, " took providers up to its first day, ", start);
  const Date round = RoundBefore(start, policy.every_months, c.effective_date);
  const Date last = round + static_cast<std::int32_t>(policy.open_days) - 1;
  if (c.effective_date <= last) return std::nullopt;
  return shut(c.effective_date, " is between rounds: the last of contract ", c.contract_id, " was open from ",
              round, " to ", last);
}

}  // namespace

Outcome DecideOn(const World& world, const CreateContract& c, const Facts& facts) {
  if (Refusal no = BadName(c.title, "title")) return *no;
  if (Refusal no = TooFarAhead(c.start_date, facts, "start_date")) return *no;
  if (c.end_date && *c.end_date <= c.start_date) {
    return Reject(Reason::kInvalidField, "end_date", "the end ", *c.end_date, " is not after the start ",
                  c.start_date);
  }
  if (std::set<CommissionerId>(c.partners.begin(), c.partners.end()).size() != c.partners.size()) {
    return Reject(Reason::kInvalidField, "partners", "a partner is named twice");
  }
  if (std::find(c.partners.begin(), c.partners.end(), c.commissioner_id) != c.partners.end()) {
    return Reject(Reason::kInvalidField, "partners", "commissioner ", c.commissioner_id,
                  " is its own partner");
  }
  if (!world.commissioners.contains(c.commissioner_id))
    return NoCommissioner(c.commissioner_id, "commissioner_id");
  for (const CommissionerId& partner : c.partners) {
    if (!world.commissioners.contains(partner)) return NoCommissioner(partner, "partners");
  }
  const ContractCreated event{.contract_id = c.contract_id,
                              .commissioner_id = c.commissioner_id,
                              .partners = c.partners,
                              .title = c.title,
                              .start = c.start_date,
                              .end = c.end_date};
  if (const Contract* known = world.contracts.Find(c.contract_id)) {
    if (known->terms() == event) return Already(known->created());
    return Reject(Reason::kAlreadyExists, "contract_id", "contract ", c.contract_id, " is \"",
                  known->terms().title, "\" from ", known->terms().start, ", created with other terms");
  }

  // From here on the creation succeeds.
  return Append(On(c.contract_id, c.start_date, event));
}

Outcome DecideOn(const World& world, const DefineLot& c, const Facts&) {
  if (Refusal no = BadName(c.name, "name")) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (const Lot* known = contract->FindLot(c.lot_id)) {
    if (known->number == c.number && known->name == c.name) return Already(known->defined);
    return Reject(Reason::kAlreadyExists, "lot_id", "lot ", c.lot_id, " of contract ", c.contract_id,
                  " is number ", known->number, ", \"", known->name, "\"");
  }

  // From here on the definition succeeds.
  return Append(
      On(c.contract_id, std::nullopt,
         LotDefined{.contract_id = c.contract_id, .lot_id = c.lot_id, .number = c.number, .name = c.name}));
}

Outcome DecideOn(const World& world, const SetLotCap& c, const Facts& facts) {
  if (c.lots == 0U)
    return Reject(Reason::kInvalidField, "lots", "a cap of 0 lots: at least 1, or absent for none");
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const LotCapSet event{.contract_id = c.contract_id, .lots = c.lots, .authority = c.authority};
  if (const auto* same = SameFrom(contract->lot_cap(), c.effective_date, event)) return Already(same->cause);
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  if (c.lots) {
    for (const auto& [id, lot] : contract->lots()) {
      for (const auto& award : lot.holder.versions()) {
        const ProviderId& provider = award.value.provider_id;
        const std::uint32_t held = contract->LotsHeldFrom(provider, c.effective_date);
        if (held > *c.lots) {
          return Reject(Reason::kPolicyContradictory, "lots", "provider ", provider, " holds ", held,
                        " lots from ", c.effective_date, ", above a cap of ", *c.lots);
        }
      }
    }
  }

  // From here on the cap is set.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const SetPaymentPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.rate_step < Rate(0) || c.rate_step > Rate(Rate::kMax)) {
    return Reject(Reason::kInvalidField, "rate_step", "the step is ", c.rate_step);
  }
  if (Refusal no = Above(c.tolerance_minutes, kMinutesMax, "tolerance_minutes")) return *no;
  if (Refusal no = Above(c.cap_over_minutes, kMinutesMax, "cap_over_minutes")) return *no;
  if (Refusal no = Above(c.floor_under_minutes, kMinutesMax, "floor_under_minutes")) return *no;
  if (Refusal no = Above(c.round_to_minutes, kIncrementMax, "round_to_minutes")) return *no;
  if (c.round_to_minutes == 0U) {
    return Reject(Reason::kInvalidField, "round_to_minutes",
                  "an increment of 0 minutes: 1 to 60, or absent for none");
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const PaymentPolicySet event{
      .contract_id = c.contract_id,
      .price_rounding = c.price_rounding == Rounding::kUnspecified ? Rounding::kHalfUp : c.price_rounding,
      .rate_step = c.rate_step == Rate(0) ? 100 : c.rate_step.ten_thousandths(),
      .tolerance_minutes = c.tolerance_minutes,
      .cap_over_minutes = c.cap_over_minutes,
      .floor_under_minutes = c.floor_under_minutes,
      .round_to_minutes = c.round_to_minutes,
      .minute_rounding = c.minute_rounding,
      .authority = c.authority,
      .hold_unplanned = c.hold_unplanned};
  if (const auto* same = SameFrom(contract->payment(), c.effective_date, event)) return Already(same->cause);
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  if (c.round_to_minutes && c.minute_rounding == Rounding::kUnspecified) {
    return Reject(Reason::kPolicyContradictory, "minute_rounding", "minutes are rounded to ",
                  *c.round_to_minutes, " but no way of rounding is named");
  }
  if (!c.round_to_minutes && c.minute_rounding != Rounding::kUnspecified) {
    return Reject(Reason::kPolicyContradictory, "round_to_minutes",
                  "a way of rounding minutes is named but no increment to round to");
  }
  const auto* in_force = contract->payment().On(c.effective_date);
  const bool changes = in_force == nullptr || !SameTerms(in_force->value, event);
  if (changes && IsInUse(world, c.contract_id)) {
    return NeedsASecondPerson(c.contract_id, "contract_id",
                              "propose it in a contract file, for a second person to approve");
  }

  // From here on the policy is set.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const SetKpiPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.punctuality_minutes, kMinutesMax, "punctuality_minutes")) return *no;
  if (Refusal no = Above(c.report_within_days, kReportDaysMax, "report_within_days")) return *no;
  if (Refusal no = Above(c.short_below_percent, 100, "short_below_percent")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const KpiPolicySet event{.contract_id = c.contract_id,
                           .punctuality_minutes = c.punctuality_minutes,
                           .report_within_days = c.report_within_days,
                           .short_below_percent = c.short_below_percent,
                           .authority = c.authority};
  if (const auto* same = SameFrom(contract->kpi(), c.effective_date, event)) return Already(same->cause);
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;

  // From here on the policy is set.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const AwardLot& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.quality_percent, 100, "quality_percent")) return *no;
  if (c.score > c.out_of) {
    return Reject(Reason::kInvalidField, "score", "a score of ", c.score, " of ", c.out_of);
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const Lot* lot = contract->FindLot(c.lot_id);
  if (lot == nullptr) return NoLot(c.contract_id, c.lot_id, "lot_id");
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  const LotAwarded event{.contract_id = c.contract_id,
                         .lot_id = c.lot_id,
                         .provider_id = c.provider_id,
                         .authority = c.authority,
                         .quality_percent = c.quality_percent,
                         .score = c.score,
                         .out_of = c.out_of};
  for (const auto& award : lot->holder.versions()) {
    const bool same = award.from == c.effective_date && award.value == event;
    if (same && !WithdrawnSince(*contract, c.provider_id, award)) return Already(award.cause);
  }
  if (Refusal no = OutsideTerm(*contract, c.lot_id, c.effective_date)) return *no;
  if (Refusal no = LotTaken(*contract, c)) return *no;
  if (Refusal no = CapReached(*contract, c)) return *no;
  const auto* held = contract->AwardOn(c.lot_id, c.effective_date);
  if (held != nullptr && held->value.provider_id == c.provider_id) {
    return Reject(Reason::kSameProvider, "provider_id", "provider ", c.provider_id, " holds lot ", c.lot_id,
                  " of contract ", c.contract_id, " from ", held->from, ", by the award at ", held->cause);
  }

  // From here on the award succeeds.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const AdmitProvider& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.tier.empty() && (!c.lot_id.empty() || c.rank != 0)) {
    return Reject(Reason::kInvalidField, c.lot_id.empty() ? "rank" : "lot_id",
                  "a provider has a lot or a rank in a tier: name it");
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  const Tier* tier = contract->FindTier(c.tier, c.effective_date);
  if (!c.tier.empty() && tier == nullptr) {
    return Reject(Reason::kTierUnknown, "tier", "contract ", c.contract_id, " has no tier ", c.tier, " on ",
                  c.effective_date);
  }
  const ProviderAdmitted event{.contract_id = c.contract_id,
                               .provider_id = c.provider_id,
                               .authority = c.authority,
                               .tier = c.tier,
                               .lot_id = c.lot_id,
                               .rank = c.rank,
                               .micro = c.micro};
  const Membership* member = contract->FindMember(c.provider_id);
  const Seat seat{c.tier, c.lot_id};
  if (member != nullptr) {
    const auto found = member->admissions().find(seat);
    if (found != member->admissions().end()) {
      for (const auto& admission : found->second.versions()) {
        const bool same = admission.from == c.effective_date && admission.value == event;
        if (same && !WithdrawnSince(*contract, c.provider_id, admission)) return Already(admission.cause);
      }
    }
  }
  if (Refusal no = OutsideTerm(*contract, c.lot_id, c.effective_date)) return *no;
  if (tier != nullptr) {
    if (Refusal no = NotOfTier(*tier, c)) return *no;
  }
  const auto* held = member != nullptr ? member->AdmittedTo(seat, c.effective_date) : nullptr;
  // Another rank is another admission.
  if (held != nullptr && held->value.rank == c.rank && held->value.micro == c.micro) {
    return Reject(Reason::kSameProvider, "provider_id", "provider ", c.provider_id,
                  " is admitted to contract ", c.contract_id, " from ", held->from, ", by the record at ",
                  held->cause);
  }
  if (held == nullptr) {
    if (Refusal no = AdmissionShut(*contract, c)) return *no;
  }

  // From here on the admission succeeds.
  return Append(On(c.contract_id, c.effective_date, event));
}

}  // namespace careledger::decide
