#include "replay/projections/recharge.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "replay/projections/retainer.h"

namespace careledger::projections {

using namespace model;

namespace {

// Who pays for a day of care under the contract instead of its lead commissioner: the NHS, else the council
// that called the package off, or who stands in its place by then.
struct Payer {
  CommissionerId id;
  RechargeBasis basis;
  RecordTime recorded;
};
std::optional<Payer> PayerOn(const View& view, const Package& package, const ContractId& contract_id,
                             Date date) {
  const auto now = [&](const CommissionerId& id) {
    return view.base().successions.On(id, contract_id, date);
  };
  if (const HealthFunding* funding = package.HealthFundingOn(date))
    return Payer{now(funding->funder), RechargeBasis::kHealthcare, funding->recorded};
  const CallOff* call_off = package.CallOffOn(date);
  const Contract* contract = view.contract(contract_id);
  if (call_off == nullptr || contract == nullptr) return std::nullopt;
  const CommissionerId caller = now(call_off->commissioner_id);
  if (caller == now(contract->terms().commissioner_id)) return std::nullopt;
  return Payer{caller, RechargeBasis::kCalledOff, call_off->recorded};
}

// Days of `period` on which somebody else may pay.
Period DaysOf(const PackageLife& life, const Period& period) {
  std::optional<Date> first;
  for (const HealthFunding& funding : life.health.funding)
    first = std::min(first.value_or(funding.from), funding.from);
  for (const CallOff& call_off : life.call_offs)
    first = std::min(first.value_or(call_off.from), call_off.from);
  if (!first) return {period.start, period.start};
  return {std::max(period.start, *first), life.ended ? std::min(period.end, *life.ended) : period.end};
}

// The visits of the package in those days, of every provider that has or had it.
std::map<ProviderId, std::vector<Assessed>> VisitsOf(const View& view, const Package& package,
                                                     const Period& days) {
  std::map<ProviderId, std::vector<Assessed>> visits;
  std::set<ProviderId> providers;
  for (const Placement& p : package.life().placements) providers.insert(p.provider_id);
  for (const ProviderId& provider : providers) {
    for (Date d = days.start; d < days.end; ++d) {
      for (const Assessed& a : AssessPerson(view, provider, d, package.person())) {
        if (a.package != nullptr && a.package->id() == package.id()) visits[provider].push_back(a);
      }
    }
  }
  return visits;
}

}  // namespace

std::string_view ToString(RechargeBasis basis) {
  return basis == RechargeBasis::kHealthcare ? "healthcare" : "called-off";
}

RechargeFigures& RechargeFigures::operator+=(const RechargeFigures& other) {
  visits += other.visits;
  minutes += other.minutes;
  amount += other.amount;
  moved_visits += other.moved_visits;
  moved += other.moved;
  retainer += other.retainer;
  return *this;
}

Recharge RechargeOf(const View& view, const Period& period, const RechargeFilter& filter) {
  Recharge recharge;
  recharge.period = {period.start, std::max(period.start, std::min(period.end, view.point().on + 1))};
  using Key = std::tuple<CommissionerId, PackageId, ContractId, ProviderId, RechargeBasis>;
  std::map<Key, RechargeRow> rows;
  view.ForEachCase([&](const Case& one) {
    const Package& package = *one.package;
    if (!filter.client_group.empty() && filter.client_group != package.life().request.client_group) return;
    const Period days = DaysOf(package.life(), recharge.period);
    if (days.end <= days.start) return;
    // The row of a day's care; null when nobody else pays for it, or it is not asked for.
    const auto row_of = [&](const ContractId& contract, const ProviderId& provider, Date date,
                            std::optional<Payer>& payer) -> RechargeRow* {
      if (!filter.contract_id.empty() && filter.contract_id != contract) return nullptr;
      payer = PayerOn(view, package, contract, date);
      if (!payer || (!filter.funder.empty() && filter.funder != payer->id)) return nullptr;
      RechargeRow& row = rows[{payer->id, package.id(), contract, provider, payer->basis}];
      row.package = &package;
      row.funder = payer->id;
      row.basis = payer->basis;
      row.contract_id = contract;
      row.provider_id = provider;
      return &row;
    };
    std::optional<Payer> payer;
    for (const auto& [provider, visits] : VisitsOf(view, package, days)) {
      const Invoice invoice = InvoiceOf(view, provider, days, visits);
      const Visit* last = nullptr;
      for (const InvoiceLine& line : invoice.lines) {
        const VisitRecorded& visit = line.visit.visit->record;
        RechargeRow* found = row_of(line.visit.placement->contract_id, provider, visit.service_date, payer);
        if (found == nullptr) continue;
        RechargeRow& row = *found;
        const bool first = line.visit.visit != last;  // A visit has a line a carer, one after the other.
        last = line.visit.visit;
        const bool moved = visit.planned_start < payer->recorded.instant();
        row.figures.visits += first ? 1 : 0;
        row.figures.minutes += line.ladder.payable;
        row.figures.amount += line.amount;
        row.figures.moved_visits += first && moved ? 1 : 0;
        if (moved) row.figures.moved += line.amount;
      }
    }
    if (package.life().suspensions.empty()) return;
    for (const Retainer& retainer : RetainersOf(view, one, days)) {
      if (retainer.state != RetainerState::kDue) continue;
      const Placement& placement = *retainer.placement;
      for (const RetainedDay& day : retainer.days) {
        if (RechargeRow* row = row_of(placement.contract_id, placement.provider_id, day.date, payer))
          row->figures.retainer += day.amount;
      }
    }
  });
  for (auto& [key, row] : rows) recharge.rows.push_back(std::move(row));
  return recharge;
}

}  // namespace careledger::projections
