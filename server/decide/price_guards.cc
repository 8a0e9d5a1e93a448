#include "server/decide/price_guards.h"

#include <algorithm>

#include "server/decide/money_guards.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {

namespace {

Refusal Outside(const PricePolicySet& policy, Rate rate, Rate premium, std::string_view field) {
  const auto no = [&](const auto&... parts) { return Reject(Reason::kPriceOutside, field, parts...); };
  switch (policy.kind) {
    case PriceKind::kUnspecified:
    case PriceKind::kNegotiated:
    case PriceKind::kFixed:
      return std::nullopt;
    case PriceKind::kRange: {
      if (std::find(policy.choices.begin(), policy.choices.end(), rate) != policy.choices.end())
        return std::nullopt;
      std::string choices;
      for (const Rate& choice : policy.choices) choices += (choices.empty() ? "" : ", ") + choice.ToString();
      return no(rate, " is none of the prices of the range: ", choices);
    }
    case PriceKind::kCorridor: {
      const Rate counted(rate.ten_thousandths() + (policy.premiums_count ? premium.ten_thousandths() : 0));
      const std::string with = policy.premiums_count && premium != Rate(0)
                                   ? ", with its premium of " + premium.ToString() + ","
                                   : "";
      if (counted < policy.floor) return no(counted, with, " is below the floor of ", policy.floor);
      if (counted > policy.ceiling) return no(counted, with, " is above the ceiling of ", policy.ceiling);
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Refusal BadPrice(const std::optional<Rate>& rate) {
  if (!rate || (Rate(0) < *rate && *rate <= Rate(Rate::kMax))) return std::nullopt;
  return Reject(Reason::kInvalidField, "rate", "a price of ", *rate, ": above 0, at most ", Rate(Rate::kMax));
}

Refusal PriceOutside(const World& world, const Contract& contract, const LotId& lot,
                     const PackageRequested& request, Rate rate, Date date, std::string_view field) {
  const auto* policy = contract.PriceOn(request.service, request.client_group, date);
  if (policy == nullptr) return std::nullopt;
  if (policy->value.kind == PriceKind::kFixed) {
    return Reject(Reason::kPriceOutside, field, "the price of ", request.service,
                  " is fixed by the rate card: nobody names another");
  }
  return Outside(policy->value, rate,
                 contract.PremiumOn(lot, AreaOf(world, request, date), request.service, date), field);
}

namespace {

// Whether the group has a rate of its own wherever `key`, which is of any, has one.
bool HasItsOwnRate(const RateBook& rates, RateKey key, const Code& group, Date date) {
  key.client_group = group;
  if (rates.Exact(key, date)) return true;
  key.day_type = DayType::kAny;
  return rates.Exact(key, date).has_value();
}

// As the policy of that group has it.
Refusal OutsideFor(const Contract& contract, const RateLine& line, const Code& group, Date date) {
  const auto* policy = contract.PriceOn(line.key.service, group, date);
  if (policy == nullptr) return std::nullopt;
  return Outside(policy->value, line.rate,
                 contract.PremiumOn(line.key.lot_id, Code(), line.key.service, date), "lines");
}

}  // namespace

Refusal PriceOutside(const Contract& contract, const RateLine& line, Date date) {
  if (Refusal no = OutsideFor(contract, line, line.key.client_group, date)) return no;
  if (!line.key.client_group.empty()) return std::nullopt;
  for (const auto& [key, versions] : contract.prices()) {
    const auto& [service, group] = key;
    if (group.empty() || (!service.empty() && service != line.key.service)) continue;
    if (HasItsOwnRate(contract.rates(), line.key, group, date)) continue;
    Refusal no = OutsideFor(contract, line, group, date);
    if (!no) continue;
    no->detail += " for " + group.str() + ", which has no rate of its own";
    return no;
  }
  return std::nullopt;
}

Refusal RateOutside(const Contract& contract, const PricePolicySet& policy, Date date) {
  Contract after = contract;
  after.Evolve(contract.last_position(), date, policy);
  // What lay outside as it was, for the same reason, is not the policy's doing. That a group has no rate of
  // its own yet is not asked: its policy comes before its rate.
  const auto broken = [&](const RateKey& key, Rate rate, Date from, Date on) -> Refusal {
    const Refusal no = OutsideFor(after, {key, rate}, key.client_group, on);
    const Refusal before = OutsideFor(contract, {key, rate}, key.client_group, on);
    if (!no || (before && before->detail == no->detail)) return std::nullopt;
    return Reject(Reason::kPolicyContradictory, "kind", "the rate of ", KeyText(key), " is ", rate, " from ",
                  from, ": ", no->detail);
  };
  for (const auto& [key, entries] : contract.rates().entries()) {
    if (const auto rate = contract.rates().Exact(key, date)) {
      if (Refusal no = broken(key, rate->rate, rate->from, date)) return no;
    }
    for (const RateEntry& entry : entries) {
      if (entry.reverted || entry.from <= date) continue;
      if (Refusal no = broken(key, entry.rate, entry.from, entry.from)) return no;
    }
  }
  return std::nullopt;
}

Refusal AgreedOutside(const World& world, const Contract& contract, const PricePolicySet& policy, Date date) {
  Contract after = contract;
  after.Evolve(contract.last_position(), date, policy);
  for (const auto& [id, package] : world.packages.items()) {
    const PackageRequested& request = package->life().request;
    for (const Placement& p : package->life().placements) {
      if (!p.rate || p.contract_id != contract.terms().contract_id) continue;
      if (p.until && p.until->date <= date) continue;
      const Date on = std::max(date, p.from.date);
      const Refusal no = PriceOutside(world, after, p.lot_id, request, *p.rate, on, "kind");
      const Refusal before = PriceOutside(world, contract, p.lot_id, request, *p.rate, on, "kind");
      if (!no || (before && before->detail == no->detail)) continue;
      return Reject(Reason::kPolicyContradictory, "kind", "the price agreed for package ", id, " with ",
                    p.provider_id, " is ", *p.rate, " from ", p.from.date, ": ", no->detail);
    }
  }
  return std::nullopt;
}

Refusal NoPriceAgreed(const Contract& contract, const LotId& lot, const ProviderId& provider,
                      const PackageRequested& request, Date date) {
  const auto* policy = contract.PriceOn(request.service, request.client_group, date);
  if (policy == nullptr || policy->value.kind != PriceKind::kNegotiated) return std::nullopt;
  const auto card = contract.rates().Find(request.service, provider, lot, request.client_group,
                                          DayTypesOf(date, false), date);
  if (card) return std::nullopt;
  return Reject(Reason::kPriceOutside, "rate", "the price of ", request.service,
                " is negotiated under contract ", contract.terms().contract_id,
                ", and no rate of its card stands in for it: name the one agreed");
}

}  // namespace careledger::decide
