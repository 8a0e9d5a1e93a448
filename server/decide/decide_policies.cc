// The policies of a contract: what a file of it may say.
#include <algorithm>
#include <map>
#include <set>

#include "replay/model/words.h"
#include "server/decide/ladders.h"
#include "server/decide/policy_guards.h"
#include "server/decide/price_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kTiersMax = 10;
constexpr std::size_t kChoicesMax = 100;
constexpr std::size_t kPhasesMax = 100;
constexpr std::size_t kAreasMax = 1'000;
constexpr std::uint32_t kAnswerHoursMax = 24 * 90;
constexpr std::uint32_t kMonthsMax = 24;
constexpr std::uint32_t kOpenDaysMax = 366;
constexpr std::uint32_t kMicroPeopleMax = 20;

template <class Map, class Key>
auto* FindOrNull(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found != map.end() ? &found->second : nullptr;
}

// "tiers[2].rule": what to blame of an element.
std::string Of(std::string_view list, std::size_t index, std::string_view field = "") {
  std::string name = std::string(list) + "[" + std::to_string(index) + "]";
  return field.empty() ? name : name.append(".").append(field);
}

Refusal MalformedTier(const std::vector<Tier>& tiers, std::size_t i) {
  const Tier& tier = tiers[i];
  if (tier.tier.empty() || tier.scope == TierScope::kUnspecified || tier.rule == SourcingRule::kUnspecified) {
    return Reject(Reason::kInvalidField, Of("tiers", i), "a tier needs a name, a scope and a rule");
  }
  for (std::size_t before = 0; before < i; ++before) {
    if (tiers[before].tier == tier.tier)
      return Reject(Reason::kInvalidField, Of("tiers", i, "tier"), "two tiers are called ", tier.tier);
  }
  if (tier.answer_hours > kAnswerHoursMax) {
    return Reject(Reason::kInvalidField, Of("tiers", i, "answer_hours"), "tier ", tier.tier, " gives ",
                  tier.answer_hours, " hours to answer: at most ", kAnswerHoursMax);
  }
  return std::nullopt;
}

Refusal TierContradicts(const Contract& contract, const std::vector<Tier>& tiers, std::size_t i) {
  const Tier& tier = tiers[i];
  const auto no = [&](std::string_view field, const auto&... parts) {
    return Contradictory(Of("tiers", i, field), parts...);
  };
  if (tier.scope == TierScope::kLot && contract.lots().empty()) {
    return no("scope", "tier ", tier.tier, " is of lots, and contract ", contract.terms().contract_id,
              " has none");
  }
  if (tier.rule == SourcingRule::kSole && tier.scope != TierScope::kLot)
    return no("scope", "tier ", tier.tier, " is sole, so its scope is lot: each lot has one holder");
  const bool competition = tier.rule == SourcingRule::kMiniCompetition;
  // Each alone first: their sum must not wrap.
  const bool whole = tier.price_percent <= 100 && tier.fit_percent == 100 - tier.price_percent;
  if (competition && !whole) {
    return no("price_percent", "the weights of tier ", tier.tier, " are ", tier.price_percent, " and ",
              tier.fit_percent, ": together 100");
  }
  if (!competition &&
      (tier.price_percent != 0 || tier.fit_percent != 0 || tier.tie != TieRule::kUnspecified)) {
    return no("price_percent", "tier ", tier.tier, " is no mini-competition, so it weighs nothing");
  }
  if (tier.rule == SourcingRule::kSole && tier.answer_hours != 0)
    return no("answer_hours", "tier ", tier.tier, " must accept, so its offers do not lapse");
  const auto soles = std::count_if(tiers.begin(), tiers.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                   [](const Tier& t) { return t.rule == SourcingRule::kSole; });
  if (tier.rule == SourcingRule::kSole && soles > 1)
    return no("rule", "two tiers are sole, and a lot has one holder");
  return std::nullopt;
}

}  // namespace

Outcome DecideOn(const World& world, const SetTiers& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.tiers.size() > kTiersMax) {
    return Reject(Reason::kInvalidField, "tiers", c.tiers.size(), " tiers: at most ", kTiersMax);
  }
  for (std::size_t i = 0; i < c.tiers.size(); ++i) {
    if (Refusal no = MalformedTier(c.tiers, i)) return *no;
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  for (std::size_t i = 0; i < c.tiers.size(); ++i) {
    for (const LotId& lot : c.tiers[i].lots) {
      if (contract->FindLot(lot) == nullptr) return NoLot(c.contract_id, lot, Of("tiers", i, "lots"));
    }
  }
  for (std::size_t i = 0; i < c.tiers.size(); ++i) {
    if (Refusal no = TierContradicts(*contract, c.tiers, i)) return *no;
  }
  return SetFrom(*contract, &contract->tiers(), c.effective_date,
                 TiersSet{.contract_id = c.contract_id, .tiers = c.tiers, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetAdmissionPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.every_months, kMonthsMax, "every_months")) return *no;
  if (Refusal no = Above(c.open_days, kOpenDaysMax, "open_days")) return *no;
  if (Refusal no = Above(c.micro_people, kMicroPeopleMax, "micro_people")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const bool rounds = c.mode == AdmissionMode::kRounds;
  if (rounds != (c.every_months != 0) || rounds != (c.open_days != 0)) {
    return *Contradictory("every_months", rounds ? "rounds need every_months and open_days"
                                                 : "every_months and open_days are of rounds");
  }
  return SetFrom(*contract, &contract->admission(), c.effective_date,
                 AdmissionPolicySet{.contract_id = c.contract_id,
                                    .mode = c.mode,
                                    .every_months = c.every_months,
                                    .open_days = c.open_days,
                                    .micro_people = c.micro_people,
                                    .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetPricePolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.choices.size() > kChoicesMax) {
    return Reject(Reason::kInvalidField, "choices", c.choices.size(), " prices: at most ", kChoicesMax);
  }
  for (const Rate& choice : c.choices) {
    if (choice <= Rate(0) || choice > Rate(Rate::kMax))
      return Reject(Reason::kInvalidField, "choices", "a price of ", choice);
  }
  if (c.floor < Rate(0) || c.ceiling > Rate(Rate::kMax))
    return Reject(Reason::kInvalidField, "floor", "from ", c.floor, " to ", c.ceiling);
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const bool corridor = c.kind == PriceKind::kCorridor;
  const bool range = c.kind == PriceKind::kRange;
  if (range != !c.choices.empty()) {
    return *Contradictory("choices", range ? "a range names its prices" : "only a range has choices");
  }
  if (corridor && c.ceiling < c.floor)
    return *Contradictory("floor", "the floor ", c.floor, " is above the ceiling ", c.ceiling);
  if (corridor && c.ceiling == Rate(0)) return *Contradictory("ceiling", "a corridor has a ceiling");
  if (!corridor && (c.floor != Rate(0) || c.ceiling != Rate(0) || c.premiums_count))
    return *Contradictory("floor", "only a corridor has a floor and a ceiling");
  const PricePolicySet policy{.contract_id = c.contract_id,
                              .service = c.service,
                              .client_group = c.client_group,
                              .kind = c.kind,
                              .choices = c.choices,
                              .floor = c.floor,
                              .ceiling = c.ceiling,
                              .premiums_count = c.premiums_count,
                              .authority = c.authority};
  if (Refusal no = RateOutside(*contract, policy, c.effective_date)) return *no;
  if (Refusal no = AgreedOutside(world, *contract, policy, c.effective_date)) return *no;
  return SetFrom(*contract, FindOrNull(contract->prices(), Contract::PriceKey(c.service, c.client_group)),
                 c.effective_date, policy);
}

Outcome DecideOn(const World& world, const SetPremium& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.amount < Rate(0) || c.amount > Rate(Rate::kMax))
    return Reject(Reason::kInvalidField, "amount", "a premium of ", c.amount);
  if (Refusal no = NotEachOnce(c.areas, kAreasMax, "areas")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (!c.lot_id.empty() && contract->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  if (!c.area.empty() && !c.areas.empty())
    return *Contradictory("areas", "premium ", c.premium, " names its areas in area and in areas");
  if (c.lot_id.empty() && c.area.empty() && c.areas.empty() && c.evidence.empty()) {
    return *Contradictory("lot_id", "premium ", c.premium,
                          " is of a lot or an area, or waits for evidence of an outcome");
  }
  const bool one = c.areas.size() == 1;  // Said either way it is the same.
  return SetFrom(*contract, FindOrNull(contract->premiums(), c.premium), c.effective_date,
                 PremiumSet{.contract_id = c.contract_id,
                            .premium = c.premium,
                            .lot_id = c.lot_id,
                            .area = one ? c.areas.front() : c.area,
                            .service = c.service,
                            .amount = c.amount,
                            .authority = c.authority,
                            .evidence = c.evidence,
                            .areas = one ? std::vector<Code>() : c.areas});
}

namespace {
// Packages come to one contract: another that takes them over on the date or later contradicts it.
Refusal TakenOver(const World& world, const SetExistingPackages& c) {
  if (c.moves_on == MovesOn::kNever) return std::nullopt;
  for (const auto& [id, other] : world.contracts.items()) {
    const auto* versions = FindOrNull(other->existing(), c.from_contract_id);
    if (id == c.contract_id || versions == nullptr) continue;
    const auto* in_force = versions->On(c.effective_date);
    for (const auto& version : versions->versions()) {
      const bool holds =
          &version == in_force ? other->InTerm(c.effective_date) : version.from > c.effective_date;
      if (!holds || version.value.moves_on == MovesOn::kNever) continue;
      return Contradictory("from_contract_id", "packages of contract ", c.from_contract_id,
                           " come to contract ", id, " from ", version.from, ", by the record at ",
                           version.cause);
    }
  }
  return std::nullopt;
}
}  // namespace

Outcome DecideOn(const World& world, const SetExistingPackages& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (world.contracts.Find(c.from_contract_id) == nullptr)
    return NoContract(c.from_contract_id, "from_contract_id");
  if (c.from_contract_id == c.contract_id)
    return *Contradictory("from_contract_id", "contract ", c.contract_id, " does not follow itself");
  if (Refusal no = TakenOver(world, c)) return *no;
  return SetFrom(*contract, FindOrNull(contract->existing(), c.from_contract_id), c.effective_date,
                 ExistingPackagesSet{.contract_id = c.contract_id,
                                     .from_contract_id = c.from_contract_id,
                                     .moves_on = c.moves_on,
                                     .authority = c.authority});
}

namespace {

// What a promise of so many months' notice must be in itself.
Refusal BadNotice(const auto& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return no;
  if (c.months > kMonthsMax)
    return Reject(Reason::kInvalidField, "months", c.months, " months of notice: at most ", kMonthsMax);
  return BadAuthority(c.authority);
}

}  // namespace

Outcome DecideOn(const World& world, const SetRateNotice& c, const Facts& facts) {
  if (Refusal no = BadNotice(c, facts)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->rate_notice(), c.effective_date,
                 RateNoticeSet{.contract_id = c.contract_id, .months = c.months, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetTerminationNotice& c, const Facts& facts) {
  if (Refusal no = BadNotice(c, facts)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(
      *contract, &contract->termination_notice(), c.effective_date,
      TerminationNoticeSet{.contract_id = c.contract_id, .months = c.months, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetDirectPaymentPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(
      *contract, &contract->direct_payments(), c.effective_date,
      DirectPaymentPolicySet{.contract_id = c.contract_id, .refused = c.refused, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetContinuingHealthcarePolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->healthcare(), c.effective_date,
                 ContinuingHealthcarePolicySet{
                     .contract_id = c.contract_id, .settlement = c.settlement, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetExtensionOption& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = EndTooFarAhead(c.latest_end, facts, "latest_end")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const std::optional<Date> end = contract->terms().end;
  if (!end) return *Contradictory("option", "the term of contract ", c.contract_id, " has no end to extend");
  if (c.latest_end <= *end)
    return *Contradictory("latest_end", c.latest_end, " is not after the end of the term, ", *end);
  return SetFrom(*contract, FindOrNull(contract->options(), c.option), c.effective_date,
                 ExtensionOptionSet{.contract_id = c.contract_id,
                                    .option = c.option,
                                    .latest_end = c.latest_end,
                                    .part_of_lots = c.part_of_lots,
                                    .part_of_time = c.part_of_time,
                                    .authority = c.authority});
}

namespace {
// A phase that has started keeps its number and its lots; where none are planned any more there is none to
// keep.
Refusal MovesWhatStarted(const Contract& contract, const std::vector<Phase>& phases) {
  if (phases.empty()) return std::nullopt;
  for (const auto& [number, started] : contract.phases_started()) {
    const Phase* then = contract.PlannedPhase(number, started.from);
    if (then == nullptr) continue;
    const std::set<LotId> kept(then->lots.begin(), then->lots.end());
    const auto says = [&](std::string_view field, auto... parts) {
      return Contradictory(field, "phase ", number, " started on ", started.from, ", by the record at ",
                           started.cause, parts...);
    };
    if (number > phases.size()) return says("phases", ": it cannot be left out");
    const std::vector<LotId>& lots = phases[number - 1].lots;
    if (std::set<LotId>(lots.begin(), lots.end()) != kept)
      return says(Of("phases", number - 1, "lots"), ": its lots stay as they are");
  }
  return std::nullopt;
}
}  // namespace

Outcome DecideOn(const World& world, const SetPhases& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.phases.size() > kPhasesMax)
    return Reject(Reason::kInvalidField, "phases", c.phases.size(), " phases: at most ", kPhasesMax);
  for (std::size_t i = 0; i < c.phases.size(); ++i) {
    if (c.phases[i].lots.empty()) {
      return Reject(Reason::kInvalidField, Of("phases", i, "lots"), "phase ", c.phases[i].number,
                    " has no lots");
    }
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  for (std::size_t i = 0; i < c.phases.size(); ++i) {
    for (const LotId& lot : c.phases[i].lots) {
      if (contract->FindLot(lot) == nullptr) return NoLot(c.contract_id, lot, Of("phases", i, "lots"));
    }
  }
  std::set<LotId> lots;
  for (std::size_t i = 0; i < c.phases.size(); ++i) {
    const Phase& phase = c.phases[i];
    if (phase.number != i + 1) {
      return *Contradictory(Of("phases", i), "phase ", phase.number, " stands where phase ", i + 1,
                            " belongs");
    }
    for (const LotId& lot : phase.lots) {
      if (!lots.insert(lot).second)
        return *Contradictory(Of("phases", i, "lots"), "lot ", lot, " starts twice");
    }
  }
  if (Refusal no = MovesWhatStarted(*contract, c.phases)) return *no;
  return SetFrom(*contract, &contract->phases(), c.effective_date,
                 PhasesSet{.contract_id = c.contract_id, .phases = c.phases, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetContractValues& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  std::map<Code, const ContractValue*> lines;
  std::set<std::pair<Code, Code>> readings;
  for (const ContractValue& value : c.values) {
    if (value.line.empty()) return Reject(Reason::kInvalidField, "values", "a value has no name");
    const ContractValue& first = *lines.try_emplace(value.line, &value).first->second;
    if (!readings.emplace(value.line, value.reading).second || first.reading.empty() != value.reading.empty())
      return Reject(Reason::kInvalidField, "values", "two values are called ", value.line);
    if (first.yearly != value.yearly || first.funder != value.funder) {
      return Reject(Reason::kInvalidField, "values", "readings of ", value.line,
                    " are of the same pounds and funder, not of ", first.yearly, " and ", value.yearly);
    }
    if (value.yearly < Pence(0))
      return Reject(Reason::kInvalidField, "values", "the value of ", value.line, " is ", value.yearly);
    if (value.yearly_hours == 0U) {
      return Reject(Reason::kInvalidField, "values", value.line,
                    " has 0 hours a year: leave them out where they are not known");
    }
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  for (const ContractValue& value : c.values) {
    if (!value.funder.empty() && !world.commissioners.contains(value.funder))
      return NoCommissioner(value.funder, "values");
  }
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(
      *contract, &contract->values(), c.effective_date,
      ContractValuesSet{.contract_id = c.contract_id, .values = c.values, .authority = c.authority});
}

}  // namespace careledger::decide
