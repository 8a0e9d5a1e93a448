// Rates: set once with the contract, then moved only by a proposed change.
#include <algorithm>

#include "server/decide/change_guards.h"
#include "server/decide/ladders.h"
#include "server/decide/money_guards.h"
#include "server/decide/price_guards.h"

namespace careledger::decide {
namespace {

constexpr Percent kUpliftMin{-500'000};
constexpr Percent kUpliftMax{1'000'000};
constexpr std::int64_t kPenny = 100;  // In £0.0001.

std::string PercentText(Percent percent) {
  const std::int64_t magnitude = percent.e4 < 0 ? -percent.e4 : percent.e4;
  std::string decimals = std::to_string(10'000 + magnitude % 10'000).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  return (percent.e4 < 0 ? "-" : "") + std::to_string(magnitude / 10'000) +
         (decimals.empty() ? "" : "." + decimals) + " %";
}

// What is on record for a key: the entries that still hold.
struct KeyEntries {
  const RateEntry* identical = nullptr;  // Set with the contract, from the date and at the rate asked for.
  const RateEntry* other = nullptr;      // Any other.
};
KeyEntries EntriesFor(const RateBook& rates, const RateLine& line, Date from) {
  KeyEntries found;
  const auto entries = rates.entries().find(line.key);
  if (entries == rates.entries().end()) return found;
  for (const RateEntry& entry : entries->second) {
    if (entry.reverted) continue;
    const bool same = entry.from == from && entry.rate == line.rate && entry.change_id.empty();
    (same ? found.identical : found.other) = &entry;
  }
  return found;
}

// The lines of a change: those whose rate would move, and first rates of keys that a wider one prices.
struct ComputedLines {
  std::vector<RateLine> lines;
  std::size_t selected = 0;         // Lines, or keys with a rate in force, that were looked at.
  const RateLine* unset = nullptr;  // The first line whose key has no rate on the date.
  std::optional<RateLine> out_of_range;
};

// What pays until now for hours that a first rate of the key would pay for.
std::optional<PricedBy> PricedUntilNow(const World& world, const Contract& contract, const RateKey& key,
                                       Date until) {
  if (const auto wider = PricedAlready(contract.rates(), key, until)) return wider;
  return PricedByPredecessor(world, contract, key, until);
}

ComputedLines Compute(const World& world, const Contract& contract, const ProposeRateChange& c,
                      const std::vector<RateLine>& explicit_lines, Date today) {
  ComputedLines computed;
  const auto consider = [&](const RateKey& key, Rate before, Rate after) {
    ++computed.selected;
    if (after <= Rate(0) || after > Rate(Rate::kMax)) computed.out_of_range = RateLine{key, after};
    if (after != before) computed.lines.push_back({key, after});
  };
  if (!c.uplift_percent) {
    for (const RateLine& line : explicit_lines) {
      const auto in_force = contract.rates().Exact(line.key, c.effective_date);
      if (in_force) {
        consider(line.key, in_force->rate, line.rate);
      } else if (PricedUntilNow(world, contract, line.key, std::max(c.effective_date, today))) {
        consider(line.key, Rate(0), line.rate);
      } else if (computed.unset == nullptr) {
        computed.unset = &line;
      }
    }
    return computed;
  }
  const auto* policy = contract.payment().On(c.effective_date);
  const std::int64_t step =
      policy != nullptr && policy->value.rate_step > 0 ? policy->value.rate_step : kPenny;
  for (const auto& [key, entries] : contract.rates().entries()) {
    if (!c.service.empty() && key.service != c.service) continue;
    if (!c.provider_id.empty() && key.provider_id != c.provider_id) continue;
    const auto in_force = contract.rates().Exact(key, c.effective_date);
    if (in_force)
      consider(key, in_force->rate, Uplift(in_force->rate, c.uplift_percent->e4, step, Rounding::kHalfUp));
  }
  return computed;
}

Refusal BadProposal(const ProposeRateChange& c, const std::vector<RateLine>& lines) {
  if (!c.lines.empty() && c.uplift_percent) {
    return Reject(Reason::kInvalidField, "uplift_percent",
                  "a change names either lines or an uplift, not both");
  }
  if (!c.uplift_percent) {
    if (!c.service.empty())
      return Reject(Reason::kInvalidField, "service", "only an uplift selects by service");
    if (!c.provider_id.empty()) {
      return Reject(Reason::kInvalidField, "provider_id", "only an uplift selects by provider");
    }
    return BadRateLines(lines);
  }
  if (c.uplift_percent->e4 < kUpliftMin.e4 || c.uplift_percent->e4 > kUpliftMax.e4) {
    return Reject(Reason::kInvalidField, "uplift_percent", "an uplift of ", PercentText(*c.uplift_percent),
                  ": from ", PercentText(kUpliftMin), " to ", PercentText(kUpliftMax));
  }
  return std::nullopt;
}

// A first rate takes the place of that of a wider key, or of whom its provider has followed: for care under
// way that is a change.
Refusal TakesThePlaceOfARate(const World& world, const Contract& contract, const std::vector<RateLine>& fresh,
                             Date from, const Facts& facts) {
  const ContractId& id = contract.terms().contract_id;
  for (const RateLine& line : fresh) {
    const auto wider = PricedUntilNow(world, contract, line.key, std::max(from, facts.today()));
    if (!wider) continue;
    if (!IsInUse(world, id)) return std::nullopt;
    return NeedsASecondPerson(id, "lines", "a rate of ", KeyText(line.key), " takes the place of that of ",
                              KeyText(*wider->key), ", which is ", wider->entry->rate, " from ",
                              wider->entry->from, "; propose it as a change of rates");
  }
  return std::nullopt;
}

// A statute overrides the notice that a contract promises.
Refusal ShortNotice(const Contract& contract, const ProposeRateChange& c, const Facts& facts) {
  const auto* notice = contract.rate_notice().On(facts.today());
  if (notice == nullptr || c.statutory) return std::nullopt;
  const Date earliest = facts.today().MonthsLater(notice->value.months);
  if (c.effective_date >= earliest) return std::nullopt;
  return Reject(Reason::kShortNotice, "effective_date", "providers of contract ", c.contract_id, " are told ",
                notice->value.months, " months before: from ", earliest, " on, not ", c.effective_date);
}

}  // namespace

Outcome DecideOn(const World& world, const SetRates& c, const Facts& facts) {
  const std::vector<RateLine> lines = Normalised(c.lines);
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadRateLines(lines)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (Refusal no = UnknownParties(world, *contract, lines)) return *no;
  std::vector<RateLine> fresh;
  Refusal taken;
  Position already{};
  for (const RateLine& line : lines) {
    const KeyEntries found = EntriesFor(contract->rates(), line, c.effective_date);
    if (found.identical != nullptr) {
      already = std::max(already, found.identical->cause);
    } else if (found.other == nullptr) {
      fresh.push_back(line);
    } else if (!taken) {
      taken = Reject(Reason::kRateAlreadySet, "lines", "the rate of ", KeyText(line.key), " is ",
                     found.other->rate, " from ", found.other->from, ": propose a change to make it ",
                     line.rate, " from ", c.effective_date);
    }
  }
  if (fresh.empty() && !taken) return Already(already);
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  if (taken) return *taken;
  for (const RateLine& line : fresh) {
    if (Refusal no = PriceOutside(*contract, line, c.effective_date)) return *no;
  }
  if (Refusal no = TakesThePlaceOfARate(world, *contract, fresh, c.effective_date, facts)) return *no;

  // From here on the rates are set.
  return Append(
      NewEvent{Stream("contract", c.contract_id), c.effective_date,
               ContractEvent(RatesSet{
                   .contract_id = c.contract_id, .lines = std::move(fresh), .authority = c.authority})});
}

Outcome DecideOn(const World& world, const ProposeRateChange& c, const Facts& facts) {
  const std::vector<RateLine> lines = Normalised(c.lines);
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadProposal(c, lines)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (Refusal no = UnknownParties(world, *contract, lines)) return *no;
  if (!c.provider_id.empty() && world.providers.Find(c.provider_id) == nullptr) {
    return NoProvider(c.provider_id, "provider_id");
  }
  const ComputedLines computed = Compute(world, *contract, c, lines, facts.today());
  if (const Change* known = FindChange(world, c.change_id)) {
    const auto* proposed = std::get_if<RateChangeProposed>(&known->proposal);
    const bool same = proposed != nullptr && known->effective == c.effective_date &&
                      proposed->contract_id == c.contract_id && proposed->authority == c.authority &&
                      proposed->statutory == c.statutory &&
                      (proposed->lines == computed.lines || proposed->lines == lines);
    if (same) return Already(known->proposed_at);
    return ChangeTaken(*known);
  }
  if (computed.out_of_range) {
    return Reject(Reason::kInvalidField, "uplift_percent", "the rate of ",
                  KeyText(computed.out_of_range->key), " would be ", computed.out_of_range->rate,
                  ": above 0, at most ", Rate(Rate::kMax));
  }
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  if (computed.unset != nullptr) {
    return Reject(Reason::kRateNotSet, "lines", "there is no rate of ", KeyText(computed.unset->key), " on ",
                  c.effective_date);
  }
  if (computed.selected == 0) {
    return Reject(Reason::kRateNotSet, "uplift_percent", "contract ", c.contract_id,
                  " has no rate that this selects on ", c.effective_date);
  }
  if (computed.lines.empty()) {
    return Reject(Reason::kRateUnchanged, c.uplift_percent ? "uplift_percent" : "lines", "each of the ",
                  computed.selected, " rates on ", c.effective_date, " would stay as it is");
  }

  for (const RateLine& line : computed.lines) {
    if (Refusal no = PriceOutside(*contract, line, c.effective_date)) return *no;
  }
  if (Refusal no = ShortNotice(*contract, c, facts)) return *no;

  // From here on the proposal succeeds.
  return Append(OnChange(c.change_id, c.effective_date,
                         RateChangeProposed{.change_id = c.change_id,
                                            .contract_id = c.contract_id,
                                            .lines = computed.lines,
                                            .authority = c.authority,
                                            .statutory = c.statutory}));
}

}  // namespace careledger::decide
