#include "replay/projections/monitoring_overview.h"

#include <algorithm>
#include <map>

#include "replay/model/policies.h"
#include "replay/projections/lineage.h"
#include "replay/projections/view_on.h"

namespace careledger::projections {
namespace {

using namespace model;

// Rows by provider, for those that are asked about.
class Rows {
 public:
  explicit Rows(Lineage asked) : asked_(std::move(asked)) {}

  // Null: not asked about, or none in particular.
  ProviderOverview* Of(const ProviderId& provider) {
    if (provider.empty() || !asked_.Has(provider)) return nullptr;
    ProviderOverview& row = rows_[provider];
    row.provider_id = provider;
    return &row;
  }
  std::map<ProviderId, ProviderOverview>& all() { return rows_; }

 private:
  const Lineage asked_;
  std::map<ProviderId, ProviderOverview> rows_;
};

void CountFeedback(const View& view, const ContractId& contract, const Period& period, Rows& rows) {
  for (const auto& told : NotedOf<FeedbackReported>(view, contract)) {
    if (!period.Contains(told.date)) continue;
    ProviderOverview* row = rows.Of(told.event->provider_id);
    if (row == nullptr) continue;
    switch (told.event->kind) {
      case FeedbackKind::kComplaint:
        row->feedback.complaints += told.event->count;
        break;
      case FeedbackKind::kSafeguarding:
        row->feedback.safeguarding += told.event->count;
        break;
      case FeedbackKind::kCompliment:
        row->feedback.compliments += told.event->count;
        break;
      case FeedbackKind::kUnspecified:
        break;
    }
  }
  for (const auto& told : NotedOf<SurveyReported>(view, contract)) {
    if (!period.Contains(told.date)) continue;
    if (ProviderOverview* row = rows.Of(told.event->provider_id)) {
      row->feedback.responses += told.event->responses;
      row->feedback.satisfied += told.event->satisfied;
    }
  }
}

// What lies open on the view's date, whenever it began.
void CountOpen(const View& view, const Contract& contract, Rows& rows) {
  const ContractId& id = contract.terms().contract_id;
  for (const ActionRow& action : ActionsOf(view, id)) {
    if (action.state == ActionState::kClosed) continue;
    if (ProviderOverview* row = rows.Of(action.agreed.event->provider_id)) {
      ++row->open_actions;
      if (action.state == ActionState::kOverdue) ++row->overdue_actions;
    }
  }
  for (const PlanRow& plan : PlansOf(view, id)) {
    if (plan.closed) continue;
    if (ProviderOverview* row = rows.Of(plan.opened.event->provider_id)) ++row->open_plans;
  }
  for (const RiskRow& risk : RisksOf(view, id)) {
    if (risk.assessed.event->state == RiskState::kClosed) continue;
    if (ProviderOverview* row = rows.Of(risk.assessed.event->provider_id)) {
      ++row->open_risks;
      row->highest_risk = std::max(row->highest_risk, risk.score());
    }
  }
  for (const StandardRow& standard : StandardsOf(view, contract)) {
    if (standard.state == StandardState::kInForce) continue;
    if (ProviderOverview* row = rows.Of(standard.provider_id)) ++row->standards_missing;
  }
}

// By the first day without the provider.
void CountHandBacks(const View& view, const Contract& contract, const Period& period, Rows& rows) {
  view.ForEachCase([&](const Case& one) {
    for (const HandBack& back : one.package->life().hand_backs) {
      if (back.contract_id != contract.terms().contract_id || !period.Contains(back.from)) continue;
      if (ProviderOverview* row = rows.Of(back.provider_id)) {
        ++row->hand_backs;
        if (IsShortNotice(&contract, back)) ++row->short_notice;
      }
    }
  });
}

}  // namespace

FeedbackCounts& FeedbackCounts::operator+=(const FeedbackCounts& other) {
  delivered_minutes += other.delivered_minutes;
  complaints += other.complaints;
  safeguarding += other.safeguarding;
  compliments += other.compliments;
  responses += other.responses;
  satisfied += other.satisfied;
  return *this;
}

MonitoringOverview OverviewOf(const View& view, const CellSource& cells, const Contract& contract,
                              const Period& period, const ProviderId& provider) {
  const ContractId& id = contract.terms().contract_id;
  const Kpi kpi = KpiOf(view, cells, period, {.contract_id = id, .provider_id = provider});
  MonitoringOverview out;
  out.period = kpi.period;
  Rows rows(Lineage(view, id, provider));
  const ViewOn last_day(view, out.period.end - 1);
  for (const ProviderId& party : PartiesIn(contract, out.period)) rows.Of(party);
  for (const KpiRow& counted : kpi.rows) {
    if (counted.visits.delivered_minutes == 0 && counted.plan.minutes == 0) continue;
    if (ProviderOverview* row = rows.Of(counted.provider_id)) {
      row->feedback.delivered_minutes += counted.visits.delivered_minutes;
      row->commissioned_minutes += counted.plan.minutes;
    }
  }
  for (const InformationRow& information : InformationOf(last_day, contract)) {
    if (!period.Contains(information.due)) continue;
    if (ProviderOverview* row = rows.Of(information.provider_id)) {
      ++row->information_due;
      if (information.state == InformationState::kLate) ++row->information_late;
      if (information.state == InformationState::kCameLate) ++row->information_came_late;
    }
  }
  for (const auto& told : NotedOf<MeetingHeld>(last_day, id)) {
    if (!out.period.Contains(told.date)) continue;
    if (ProviderOverview* row = rows.Of(told.event->provider_id)) ++row->meetings;
  }
  CountFeedback(last_day, id, out.period, rows);
  CountHandBacks(view, contract, out.period, rows);
  CountOpen(last_day, contract, rows);
  for (const auto& told : NotedOf<VolumeDeclared>(last_day, id)) {
    const auto found = rows.all().find(told.event->provider_id);
    if (found != rows.all().end()) found->second.minimum_weekly_minutes = told.event->minimum_weekly_minutes;
  }
  // Those of whom a provider has followed are read beside its own.
  std::set<ProviderId> rated;
  for (const auto& [party, row] : rows.all()) {
    rated.insert(party);
    rated.merge(view.base().successions.Before(party, id, last_day.point().on));
  }
  for (RatingRow& rating : RatingsOf(last_day, id)) {
    if (!rating.until && rated.contains(rating.provider_id)) out.ratings.push_back(std::move(rating));
  }
  for (auto& [party, row] : rows.all()) {
    out.total += row.feedback;
    out.providers.push_back(row);
  }
  return out;
}

}  // namespace careledger::projections
