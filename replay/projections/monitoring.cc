#include "replay/projections/monitoring.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace careledger::projections {
namespace {

using namespace model;

// Versions of one item, by date.
using Versions = std::vector<Noted<InformationScheduled>>;

const Noted<InformationScheduled>* InForce(const Versions& versions, Date date) {
  const Noted<InformationScheduled>* last = nullptr;
  for (const auto& version : versions) {
    if (version.date <= date) last = &version;
  }
  return last;
}

// What came for one provider, item and period.
struct Receipt {
  Date first;
  Position position{};
  DocumentRef document;
};
using ReceiptKey = std::tuple<Code, Date, ProviderId>;

std::map<ReceiptKey, Receipt> ReceiptsOf(const View& view, const ContractId& contract) {
  std::map<ReceiptKey, Receipt> receipts;
  for (const auto& told : NotedOf<InformationReceived>(view, contract)) {
    const ReceiptKey key{told.event->item, told.event->period_start, told.event->provider_id};
    Receipt& receipt = receipts.try_emplace(key, Receipt{told.date, told.position, {}}).first->second;
    receipt.document = told.event->document;
  }
  return receipts;
}

InformationRow RowOf(const InformationScheduled& version, const ProviderId& provider, const Period& period,
                     const Receipt* receipt, Date on) {
  InformationRow row{.provider_id = provider,
                     .item = version.item,
                     .every = version.every,
                     .period = period,
                     .due = period.end - 1 + static_cast<std::int32_t>(version.due_days),
                     .received = {},
                     .document = {},
                     .state = {},
                     .position = {}};
  if (receipt == nullptr) {
    row.state = row.due < on ? InformationState::kLate : InformationState::kDue;
    return row;
  }
  row.received = receipt->first;
  row.document = receipt->document;
  row.position = receipt->position;
  row.state = row.due < receipt->first ? InformationState::kCameLate : InformationState::kReceived;
  return row;
}

// The same day so many months on; the first of the month after, where there is no such day.
Date MonthsOn(Date date, std::uint32_t months) {
  const int index = date.year() * 12 + date.month() - 1 + static_cast<int>(months);
  if (const auto same = Date::From(index / 12, index % 12 + 1, date.day())) return *same;
  const auto next = Date::From((index + 1) / 12, (index + 1) % 12 + 1, 1);
  return next.value_or(date + 31 * static_cast<std::int32_t>(months));
}

template <class E, class Value>
void AddRatings(const View& view, const ContractId& contract, bool published, Value value_of,
                std::vector<RatingRow>& out) {
  std::map<std::pair<ProviderId, Code>, std::size_t> last;
  for (const auto& told : NotedOf<E>(view, contract)) {
    const auto& [subject, value] = value_of(*told.event);
    const auto [at, first] = last.try_emplace({told.event->provider_id, subject}, out.size());
    if (!first) {
      out[at->second].until = told.date;
      at->second = out.size();
    }
    out.push_back({.provider_id = told.event->provider_id,
                   .published = published,
                   .subject = subject,
                   .value = value,
                   .from = told.date,
                   .until = {},
                   .document = told.event->document,
                   .position = told.position});
  }
}

void Judge(const StandardRequired& required, const Noted<StandardAttested>& evidence, Date on,
           StandardRow& row) {
  row.evidence = evidence;
  if (evidence.event->not_met) {
    row.state = StandardState::kNotMet;
    return;
  }
  if (required.valid_months) row.expires = MonthsOn(evidence.date, *required.valid_months);
  row.state = row.expires && *row.expires <= on ? StandardState::kExpired : StandardState::kInForce;
}

}  // namespace

std::string_view ToString(InformationState state) {
  constexpr std::string_view kWords[] = {"due", "late", "received", "came-late"};
  return kWords[static_cast<std::size_t>(state)];
}

std::string_view ToString(ActionState state) {
  constexpr std::string_view kWords[] = {"open", "overdue", "closed"};
  return kWords[static_cast<std::size_t>(state)];
}

std::string_view ToString(StandardState state) {
  constexpr std::string_view kWords[] = {"in-force", "expired", "not-met", "missing"};
  return kWords[static_cast<std::size_t>(state)];
}

std::set<ProviderId> PartiesOn(const Contract& contract, Date date) {
  std::set<ProviderId> out;
  for (const auto& [id, lot] : contract.lots()) {
    if (const ProviderId holder = contract.HolderOn(id, date); !holder.empty()) out.insert(holder);
  }
  for (const auto& [id, member] : contract.members()) {
    if (member.AdmittedOn(date)) out.insert(id);
  }
  return out;
}

std::set<ProviderId> PartiesIn(const Contract& contract, const Period& period) {
  std::set<ProviderId> out;
  if (period.end <= period.start) return out;
  std::set<Date> dates = {period.start};
  const auto add = [&](const auto& timeline) {
    for (const auto& version : timeline.versions()) {
      if (period.Contains(version.from)) dates.insert(version.from);
    }
  };
  for (const auto& [id, lot] : contract.lots()) add(lot.holder);
  for (const auto& [id, member] : contract.members()) {
    for (const auto& [seat, admissions] : member.admissions()) add(admissions);
    add(member.withdrawals());
  }
  for (const Date date : dates) out.merge(PartiesOn(contract, date));
  return out;
}

std::vector<InformationRow> InformationOf(const View& view, const Contract& contract) {
  const ContractId& id = contract.terms().contract_id;
  const Date on = view.point().on;
  std::map<Code, Versions> items;
  for (const auto& told : NotedOf<InformationScheduled>(view, id)) items[told.event->item].push_back(told);
  std::map<ReceiptKey, Receipt> receipts = ReceiptsOf(view, id);
  std::map<Date, std::set<ProviderId>> parties;
  std::vector<InformationRow> rows;
  for (const auto& [item, versions] : items) {
    for (std::size_t i = 0; i < versions.size(); ++i) {
      const InformationScheduled& version = *versions[i].event;
      if (version.every == Frequency::kNone) continue;
      const Date until = i + 1 < versions.size() ? versions[i + 1].date : on;
      for (Date start = NextPeriodStart(version.every, versions[i].date);
           start < until && contract.InTerm(start);) {
        const std::optional<Period> period = PeriodOf(version.every, start);
        if (!period || on < period->end - 1) break;
        const auto [at, added] = parties.try_emplace(period->end - 1);
        if (added) at->second = PartiesOn(contract, period->end - 1);
        for (const ProviderId& provider : at->second) {
          const auto receipt = receipts.find({item, start, provider});
          rows.push_back(
              RowOf(version, provider, *period, receipt != receipts.end() ? &receipt->second : nullptr, on));
          if (receipt != receipts.end()) receipts.erase(receipt);
        }
        start = period->end;
      }
    }
  }
  // What came though it was not expected, or before its period was over.
  for (const auto& [key, receipt] : receipts) {
    const auto& [item, start, provider] = key;
    const auto versions = items.find(item);
    const auto* version = versions != items.end() ? InForce(versions->second, start) : nullptr;
    const auto period = version != nullptr ? PeriodOf(version->event->every, start) : std::nullopt;
    if (period) rows.push_back(RowOf(*version->event, provider, *period, &receipt, on));
  }
  std::sort(rows.begin(), rows.end(), [](const InformationRow& a, const InformationRow& b) {
    return std::tie(a.due, a.provider_id, a.item, a.period.start) <
           std::tie(b.due, b.provider_id, b.item, b.period.start);
  });
  return rows;
}

std::vector<ActionRow> ActionsOf(const View& view, const ContractId& contract) {
  std::map<ActionId, Noted<ActionClosed>> closed;
  for (const auto& told : NotedOf<ActionClosed>(view, contract))
    closed.try_emplace(told.event->action_id, told);
  std::vector<ActionRow> rows;
  for (const auto& told : NotedOf<ActionAgreed>(view, contract)) {
    ActionRow row{.agreed = told, .closed = {}, .document = {}, .state = ActionState::kOpen};
    if (const auto found = closed.find(told.event->action_id); found != closed.end()) {
      row.closed = found->second.date;
      row.document = found->second.event->document;
      row.state = ActionState::kClosed;
    } else if (told.event->due < view.point().on) {
      row.state = ActionState::kOverdue;
    }
    rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end(), [](const ActionRow& a, const ActionRow& b) {
    return std::tie(a.agreed.event->due, a.agreed.event->action_id) <
           std::tie(b.agreed.event->due, b.agreed.event->action_id);
  });
  return rows;
}

std::vector<RatingRow> RatingsOf(const View& view, const ContractId& contract) {
  using Value = std::pair<Code, std::string>;
  std::vector<RatingRow> rows;
  AddRatings<QualityScored>(
      view, contract, false,
      [](const QualityScored& e) {
        return Value{e.measure, std::to_string(e.score) + " of " + std::to_string(e.out_of)};
      },
      rows);
  AddRatings<ProviderRated>(
      view, contract, true,
      [](const ProviderRated& e) {
        return Value{e.body, std::string(Word(e.rating))};
      },
      rows);
  std::sort(rows.begin(), rows.end(), [](const RatingRow& a, const RatingRow& b) {
    return std::tie(a.provider_id, a.published, a.subject, a.from, a.position) <
           std::tie(b.provider_id, b.published, b.subject, b.from, b.position);
  });
  return rows;
}

std::vector<StandardRow> StandardsOf(const View& view, const Contract& contract) {
  const ContractId& id = contract.terms().contract_id;
  std::map<Code, Noted<StandardRequired>> required;
  for (const auto& told : NotedOf<StandardRequired>(view, id)) required[told.event->standard] = told;
  std::map<std::pair<ProviderId, Code>, Noted<StandardAttested>> evidence;
  for (const auto& told : NotedOf<StandardAttested>(view, id)) {
    evidence[{told.event->provider_id, told.event->standard}] = told;
  }
  std::vector<StandardRow> rows;
  for (const ProviderId& provider : PartiesOn(contract, view.point().on)) {
    for (const auto& [standard, told] : required) {
      if (told.event->no_longer) continue;
      StandardRow row{.provider_id = provider,
                      .standard = standard,
                      .required_from = told.date,
                      .state = StandardState::kMissing,
                      .evidence = {},
                      .expires = {}};
      if (const auto found = evidence.find({provider, standard}); found != evidence.end()) {
        Judge(*told.event, found->second, view.point().on, row);
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<RiskRow> RisksOf(const View& view, const ContractId& contract) {
  std::map<RiskId, RiskRow> latest;
  for (const auto& told : NotedOf<RiskAssessed>(view, contract)) {
    const auto at =
        latest.try_emplace(told.event->risk_id, RiskRow{.assessed = told, .first = told.date}).first;
    at->second.assessed = told;
  }
  std::vector<RiskRow> rows;
  for (const auto& [id, row] : latest) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const RiskRow& a, const RiskRow& b) { return a.score() > b.score(); });
  return rows;
}

std::vector<PlanRow> PlansOf(const View& view, const ContractId& contract) {
  std::map<PlanId, std::vector<Code>> shared;
  for (const auto& told : NotedOf<ImprovementPlanShared>(view, contract)) {
    shared[told.event->plan_id].push_back(told.event->shared_with);
  }
  std::map<PlanId, Noted<ImprovementPlanClosed>> closed;
  for (const auto& told : NotedOf<ImprovementPlanClosed>(view, contract)) {
    closed.try_emplace(told.event->plan_id, told);
  }
  std::vector<PlanRow> rows;
  for (const auto& told : NotedOf<ImprovementPlanOpened>(view, contract)) {
    PlanRow row{.opened = told, .shared_with = told.event->shared_with, .closed = {}};
    for (const Code& body : shared[told.event->plan_id]) {
      if (std::find(row.shared_with.begin(), row.shared_with.end(), body) == row.shared_with.end())
        row.shared_with.push_back(body);
    }
    if (const auto found = closed.find(told.event->plan_id); found != closed.end())
      row.closed = found->second;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace careledger::projections
