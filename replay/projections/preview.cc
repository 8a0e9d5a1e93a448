#include "replay/projections/preview.h"

#include <algorithm>
#include <set>

namespace careledger::projections {
namespace {

using namespace model;

// A view in which one contract reads otherwise.
class WhatIf final : public View {
 public:
  WhatIf(const View& view, World base) : view_(view), base_(std::move(base)) {}
  const Point& point() const override { return view_.point(); }
  const World& base() const override { return base_; }
  const Person* person(const PersonId& id) const override { return view_.person(id); }
  const Package* package(const PackageId& id) const override { return view_.package(id); }
  std::vector<const Package*> packages() const override { return view_.packages(); }
  std::vector<const Import*> imports() const override { return view_.imports(); }
  const std::vector<Visit>& visits(const ProviderId& provider, Date date) const override {
    return view_.visits(provider, date);
  }

 private:
  const View& view_;
  World base_;
};

// The contract's event that approval would record.
ContractEvent Applied(const Change& change) {
  if (const auto* proposed = std::get_if<RateChangeProposed>(&change.proposal)) {
    return RatesChanged{change.contract_id, change.id, proposed->lines};
  }
  return RatesReverted{change.contract_id, change.id,
                       std::get<RateReversalProposed>(change.proposal).reverted_id};
}

std::set<RateKey> KeysOf(const View& view, const Change& change) {
  std::set<RateKey> keys;
  const Change* source = &change;
  if (const auto* reversal = std::get_if<RateReversalProposed>(&change.proposal)) {
    const auto found = view.base().changes.find(reversal->reverted_id);
    if (found == view.base().changes.end()) return keys;
    source = &found->second;
  }
  if (const auto* proposed = std::get_if<RateChangeProposed>(&source->proposal)) {
    for (const RateLine& line : proposed->lines) keys.insert(line.key);
  }
  return keys;
}

}  // namespace

Effect EffectOf(const View& view, const Change& change) {
  Effect effect;
  const Contract* contract = view.contract(change.contract_id);
  if (contract == nullptr) return effect;
  World changed = view.base();
  // The position stands for a record that does not exist yet.
  changed.contracts.Edit(change.contract_id)
      .Evolve(Position{Number(view.point().known) + 1}, change.effective, Applied(change));
  const WhatIf after_view(view, std::move(changed));

  effect.canonical = change.contract_id.str() + "\n" + change.effective.ToString() + "\n";
  for (const RateKey& key : KeysOf(view, change)) {
    const auto before = contract->rates().Exact(key, change.effective);
    const auto after = after_view.contract(change.contract_id)->rates().Exact(key, change.effective);
    effect.rates.push_back({key, before ? before->rate : Rate(), after ? after->rate : Rate()});
    effect.canonical += key.service.str() + "," + key.provider_id.str() + "," + key.lot_id.str() + "," +
                        std::to_string(static_cast<int>(key.day_type)) + "," +
                        effect.rates.back().before.ToString() + "," + effect.rates.back().after.ToString() +
                        "\n";
  }
  const Period period{change.effective, view.point().on + 1};
  if (period.end <= period.start) return effect;
  std::set<ProviderId> providers;
  for (const Package* package : view.packages()) {
    for (const Placement& p : package->life().placements) {
      if (p.contract_id == change.contract_id) providers.insert(p.provider_id);
    }
  }
  for (const ProviderId& provider : providers) {
    const Invoice before = InvoiceOf(view, provider, period);
    const Invoice after = InvoiceOf(after_view, provider, period);
    ProviderEffect total;
    // Both price the same attendances in the same order, but for those that had no rate.
    using LineKey = std::tuple<Date, SourceId, ExternalId, CarerId>;
    const auto key_of = [](const InvoiceLine& line) {
      const VisitRecorded& v = line.visit.visit->record;
      return LineKey{v.service_date, v.source, v.external_id, line.attendance->carer_id};
    };
    std::map<LineKey, std::pair<Pence, Pence>> amounts;
    for (const InvoiceLine& line : before.lines) amounts[key_of(line)].first = line.amount;
    for (const InvoiceLine& line : after.lines) amounts[key_of(line)].second = line.amount;
    for (const auto& [key, pair] : amounts) {
      if (pair.first == pair.second) continue;
      ++total.lines;
      total.before += pair.first;
      total.after += pair.second;
      effect.canonical += std::get<0>(key).ToString() + "," + std::get<1>(key).str() + "," +
                          std::get<2>(key).str() + "," + std::get<3>(key).str() + "," +
                          std::to_string(pair.first.value()) + "," + std::to_string(pair.second.value()) +
                          "\n";
    }
    if (total.lines == 0) continue;
    effect.lines += total.lines;
    effect.before += total.before;
    effect.after += total.after;
    effect.providers[provider] = total;
  }
  return effect;
}

}  // namespace careledger::projections
