#include "replay/model/contract.h"

namespace careledger::model {

void RateBook::Set(Date from, Position cause, const ChangeId& change, const std::vector<RateLine>& lines) {
  for (const RateLine& line : lines) {
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
    if (!e->reverted && e->from <= date) return RateFound{e->rate, e->cause};
  }
  return std::nullopt;
}

std::optional<RateFound> RateBook::Find(const Code& service, const ProviderId& provider, const LotId& lot,
                                        const std::vector<DayType>& day_types, Date date) const {
  struct Party {
    ProviderId provider;
    LotId lot;
  };
  const Party parties[] = {
      {provider, lot}, {provider, LotId()}, {ProviderId(), lot}, {ProviderId(), LotId()}};
  for (const Party& party : parties) {
    if (&party != parties && lot.empty() && !party.provider.empty()) continue;  // Same as the first.
    for (DayType day : day_types) {
      if (auto found = Exact({service, party.provider, party.lot, day}, date)) return found;
    }
  }
  return std::nullopt;
}

void Contract::Evolve(Position position, Date effective, const ContractEvent& event) {
  last_position_ = position;
  std::visit(Overloaded{
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
                 [&](const ProviderAdmitted& e) { admissions_[e.provider_id].Set(effective, position, e); },
                 [&](const RatesSet& e) { rates_.Set(effective, position, ChangeId(), e.lines); },
                 [&](const RatesChanged& e) { rates_.Set(effective, position, e.change_id, e.lines); },
                 [&](const RatesReverted& e) { rates_.Revert(e.reverted_id); },
             },
             event);
}

const Lot* Contract::FindLot(const LotId& id) const {
  const auto found = lots_.find(id);
  return found == lots_.end() ? nullptr : &found->second;
}

ProviderId Contract::HolderOn(const LotId& lot, Date date) const {
  const Lot* found = FindLot(lot);
  const auto* award = found != nullptr ? found->holder.On(date) : nullptr;
  return award != nullptr ? award->value.provider_id : ProviderId();
}

bool Contract::AdmittedOn(const ProviderId& provider, Date date) const {
  const auto found = admissions_.find(provider);
  return found != admissions_.end() && found->second.On(date) != nullptr;
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
