#include "server/decide/money_guards.h"

#include <array>
#include <initializer_list>
#include <tuple>

namespace careledger::decide {
namespace {

bool IsOneOf(DayType day, std::initializer_list<DayType> days) {
  return std::find(days.begin(), days.end(), day) != days.end();
}

// Whether some day is of both types. A bank holiday may fall on any day of the week.
bool Meet(DayType a, DayType b) {
  const auto any = {DayType::kUnspecified, DayType::kAny, DayType::kBankHoliday};
  if (a == b || IsOneOf(a, any) || IsOneOf(b, any)) return true;
  const auto weekend = {DayType::kSaturday, DayType::kSunday};
  return (a == DayType::kWeekend && IsOneOf(b, weekend)) || (b == DayType::kWeekend && IsOneOf(a, weekend));
}

template <class Tag>
bool Meet(const Id<Tag>& a, const Id<Tag>& b) {
  return a.empty() || b.empty() || a == b;
}

int Rank(DayType day) {
  switch (day) {
    case DayType::kBankHoliday:
      return 0;
    case DayType::kSaturday:
    case DayType::kSunday:
      return 1;
    case DayType::kWeekend:
      return 2;
    case DayType::kWeekday:
      return 3;
    case DayType::kUnspecified:
    case DayType::kAny:
      return 4;
  }
  return 4;
}

// The order in which RateBook::Find asks keys: party, then client group, then day.
std::tuple<bool, bool, bool, int> Rank(const RateKey& key) {
  return {key.provider_id.empty(), key.lot_id.empty(), key.client_group.empty(), Rank(key.day_type)};
}

std::string_view DayText(DayType day) {
  switch (day) {
    case DayType::kWeekday:
      return " on weekdays";
    case DayType::kSaturday:
      return " on Saturdays";
    case DayType::kSunday:
      return " on Sundays";
    case DayType::kBankHoliday:
      return " on bank holidays";
    case DayType::kWeekend:
      return " at weekends";
    case DayType::kUnspecified:
    case DayType::kAny:
      return " on any day";
  }
  return "";
}

}  // namespace

std::string KeyText(const RateKey& key) {
  std::string text = key.service.str();
  if (!key.client_group.empty()) text += " for " + key.client_group.str();
  if (!key.provider_id.empty()) text += " by " + key.provider_id.str();
  if (!key.lot_id.empty()) text += " in lot " + key.lot_id.str();
  return text.append(DayText(key.day_type));
}

bool MovesMoney(const ContractEvent& event) {
  return std::holds_alternative<PaymentPolicySet>(event) || std::holds_alternative<PricePolicySet>(event) ||
         std::holds_alternative<PremiumSet>(event) || std::holds_alternative<ExistingPackagesSet>(event) ||
         std::holds_alternative<RetainerPolicySet>(event) ||
         std::holds_alternative<TimeBankPolicySet>(event) ||
         std::holds_alternative<ExtraTimePolicySet>(event) ||
         std::holds_alternative<ContinuingHealthcarePolicySet>(event);
}

bool IsInUse(const World& world, const ContractId& contract) {
  for (const auto& [id, package] : world.packages.items()) {
    if (IsInUse(std::array{package.get()}, contract)) return true;
  }
  return false;
}

std::optional<PricedBy> PricedAlready(const RateBook& rates, const RateKey& key, Date until) {
  for (const auto& [other, entries] : rates.entries()) {
    const bool meets = other.service == key.service && Meet(other.provider_id, key.provider_id) &&
                       Meet(other.lot_id, key.lot_id) && Meet(other.client_group, key.client_group) &&
                       Meet(other.day_type, key.day_type);
    if (!meets || Rank(other) <= Rank(key)) continue;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (!entry->reverted && entry->from <= until) return PricedBy{&other, &*entry};
    }
  }
  return std::nullopt;
}

std::optional<PricedBy> PricedByPredecessor(const World& world, const Contract& contract, const RateKey& key,
                                            Date until) {
  if (key.provider_id.empty()) return std::nullopt;
  const auto before = world.successions.Before(key.provider_id, contract.terms().contract_id, until);
  for (const auto& [other, entries] : contract.rates().entries()) {
    const bool meets = other.provider_id != key.provider_id && before.contains(other.provider_id) &&
                       other.service == key.service && Meet(other.lot_id, key.lot_id) &&
                       Meet(other.client_group, key.client_group) && Meet(other.day_type, key.day_type);
    if (!meets) continue;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (!entry->reverted && entry->from <= until) return PricedBy{&other, &*entry};
    }
  }
  return std::nullopt;
}

}  // namespace careledger::decide
