#include "replay/projections/preview.h"

#include <algorithm>
#include <set>

#include "replay/projections/retainer.h"

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

// A view in which the change holds on each of these days.
WhatIf With(const View& view, const Change& change, const Period& days) {
  World changed = view.base();
  Contract& contract = changed.contracts.Edit(change.contract_id);
  for (Date day = days.start; day < days.end; ++day) {
    for (const ContractEvent& event : AppliedBy(change)) {
      // The position stands for a record that does not exist yet.
      contract.Evolve(Position{Number(view.point().known) + 1}, day, event);
    }
  }
  return {view, std::move(changed)};
}

// What differs between the two views in the period, each line written to `canonical`.
Moved Difference(const View& before_view, const View& after_view, const Change& change, const Period& period,
                 std::string& canonical) {
  Moved moved;
  if (period.end <= period.start) return moved;
  std::set<ProviderId> providers;
  for (const Package* package : before_view.packages()) {
    for (const Placement& p : package->life().placements) {
      if (p.contract_id == change.contract_id) providers.insert(p.provider_id);
    }
  }
  for (const ProviderId& provider : providers) {
    const Invoice before = InvoiceOf(before_view, provider, period);
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
    // Retained days have no visit: they are named by their package, after the others of the date.
    const auto add_retained = [&](const View& view, Pence std::pair<Pence, Pence>::*side) {
      for (const Retainer& retainer : RetainersOf(view, provider, period)) {
        const LineKey named{Date(), SourceId(), ExternalId(retainer.package->id().str()),
                            CarerId("retainer")};
        for (const RetainedDay& day : retainer.days) {
          LineKey key = named;
          std::get<0>(key) = day.date;
          amounts[key].*side = day.amount;
        }
      }
    };
    add_retained(before_view, &std::pair<Pence, Pence>::first);
    add_retained(after_view, &std::pair<Pence, Pence>::second);
    for (const auto& [key, pair] : amounts) {
      if (pair.first == pair.second) continue;
      ++total.lines;
      total.before += pair.first;
      total.after += pair.second;
      canonical += std::get<0>(key).ToString() + "," + std::get<1>(key).str() + "," + std::get<2>(key).str() +
                   "," + std::get<3>(key).str() + "," + std::to_string(pair.first.value()) + "," +
                   std::to_string(pair.second.value()) + "\n";
    }
    if (total.lines == 0) continue;
    moved.total.lines += total.lines;
    moved.total.before += total.before;
    moved.total.after += total.after;
    moved.providers[provider] = total;
  }
  return moved;
}

// The last four complete weeks before `date`.
Period WeeksBefore(Date date) {
  const Date monday = date - static_cast<std::int32_t>(date.weekday());
  return {monday - 28, monday};
}

}  // namespace

Effect EffectOf(const View& view, const Change& change) {
  Effect effect;
  const Contract* contract = view.contract(change.contract_id);
  if (contract == nullptr) return effect;
  const WhatIf after_view = With(view, change, {change.effective, change.effective + 1});

  effect.canonical = change.contract_id.str() + "\n" + change.effective.ToString() + "\n";
  for (const RateKey& key : KeysOf(view, change)) {
    const auto before = contract->rates().Exact(key, change.effective);
    const auto after = after_view.contract(change.contract_id)->rates().Exact(key, change.effective);
    effect.rates.push_back({key, before ? before->rate : Rate(), after ? after->rate : Rate()});
    effect.canonical += key.service.str() + "," + key.provider_id.str() + "," + key.lot_id.str() + "," +
                        std::to_string(static_cast<int>(key.day_type)) + "," +
                        (key.client_group.empty() ? "" : key.client_group.str() + ",") +
                        effect.rates.back().before.ToString() + "," + effect.rates.back().after.ToString() +
                        "\n";
  }
  const auto* policies = std::get_if<PolicyChangeProposed>(&change.proposal);
  if (policies != nullptr) {
    for (const ContractEvent& event : PoliciesOf(*policies)) {
      const PolicyMove& move = effect.policies.emplace_back(MoveOf(contract, change.effective, event));
      effect.canonical += move.policy + "\t" + move.before + "\t" + move.after + "\n";
    }
  }
  effect.delivered =
      Difference(view, after_view, change, {change.effective, view.point().on + 1}, effect.canonical);
  // What undoes a change holds nothing of its own that could have been in force before.
  const bool undoes = std::holds_alternative<RateReversalProposed>(change.proposal);
  if (!undoes && change.proposed_on <= change.effective) {
    Effect::AsIf& as_if = effect.as_if.emplace();
    as_if.period = WeeksBefore(change.proposed_on);
    effect.canonical += "as if from " + as_if.period.start.ToString() + "\n";
    // On every day anew, so that no later version ends it; and on the day after, on which a night ends.
    const WhatIf as_if_view = With(view, change, {as_if.period.start, as_if.period.end + 1});
    as_if.moved = Difference(view, as_if_view, change, as_if.period, effect.canonical);
  }
  return effect;
}

Preview PreviewOf(const Effect& effect, Position known) {
  Preview preview{.position = Number(known),
                  .before = effect.delivered.total.before,
                  .after = effect.delivered.total.after,
                  .lines = effect.delivered.total.lines,
                  .digest = {}};
  if (effect.as_if) {
    const ProviderEffect& total = effect.as_if->moved.total;
    preview.as_if_before = total.before;
    preview.as_if_after = total.after;
    preview.as_if_lines = total.lines;
  }
  return preview;
}

}  // namespace careledger::projections
