// Answers as text, so that what differs between two of them can be read.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "replay/model/wire.h"
#include "replay/projections/deliverers.h"
#include "replay/projections/invoice.h"
#include "replay/projections/mobilisation.h"
#include "replay/projections/monitoring_overview.h"
#include "replay/projections/outcomes.h"
#include "replay/projections/recharge.h"
#include "replay/sourcing/failure.h"

namespace careledger::store {

using namespace model;        // NOLINT: as in the code under test.
using namespace projections;  // NOLINT: as in the code under test.

inline void Say(std::string& out, std::string_view text) { out.append(text).append("|"); }
inline void Say(std::string& out, std::uint64_t number) { Say(out, std::to_string(number)); }
inline void Say(std::string& out, const std::optional<Date>& date) {
  Say(out, date ? date->ToString() : "-");
}
template <class Tag>
void Say(std::string& out, const Id<Tag>& id) {
  Say(out, std::string_view(id.str()));
}
inline void Say(std::string& out, const Moment& m) {
  Say(out, m.date.ToString() + "+" + std::to_string(m.minute));
}

inline std::string TextOf(const Package& package) {
  std::string out;
  const PackageLife& life = package.life();
  Say(out, package.id());
  Say(out, life.requested);
  Say(out, wire::Encode(life.request));
  for (const Placement& p : life.placements) {
    out += "\n placement ";
    Say(out, p.from);
    if (p.until) Say(out, *p.until);
    Say(out, p.contract_id), Say(out, p.lot_id), Say(out, p.provider_id), Say(out, Number(p.cause));
    if (!p.deliverer_id.empty()) Say(out, p.deliverer_id);
    if (p.payable_until) Say(out, ToString(*p.payable_until));
    for (const EarlierProvider& earlier : p.followed)
      Say(out, earlier.provider_id), Say(out, std::optional(earlier.until));
  }
  for (const PlanVersion& p : life.plans) {
    out += "\n plan ";
    Say(out, std::optional(p.from)), Say(out, p.until), Say(out, ToString(p.plan)), Say(out, Number(p.cause));
    Say(out, p.time.ToString());
  }
  for (const Suspension& s : life.suspensions) {
    out += "\n suspension ";
    Say(out, std::optional(s.from)), Say(out, s.until), Say(out, s.reason), Say(out, Number(s.cause));
  }
  out += "\n ";
  Say(out, life.started), Say(out, life.ended);
  for (const HealthFunding& f : life.health.funding) {
    Say(out, f.funder), Say(out, std::optional(f.from)), Say(out, f.until), Say(out, f.order_until);
    Say(out, f.provider_id), Say(out, std::uint64_t{f.rates.size()});
  }
  for (const Goal& goal : life.health.goals)
    Say(out, goal.goal), Say(out, std::uint64_t{goal.reviews.size()});
  for (const HandBack& back : life.hand_backs) Say(out, std::optional(back.from)), Say(out, back.reason);
  for (const PackageEntry& e : package.entries()) {
    Say(out, Number(e.position)), Say(out, Number(e.voided_by));
  }
  return out;
}

inline std::string TextOf(const Assessed& a) {
  std::string out;
  const VisitRecorded& v = a.visit->record;
  Say(out, v.external_id), Say(out, v.sequence), Say(out, Number(a.visit->position));
  Say(out, Number(a.visit->last_position)), Say(out, ToString(a.state)), Say(out, ToString(a.hold));
  if (a.package != nullptr) Say(out, a.package->id());
  if (a.placement != nullptr) Say(out, Number(a.placement->cause));
  if (a.plan != nullptr) Say(out, Number(a.plan->cause));
  return out;
}

inline std::string TextOf(const Invoice& invoice) {
  std::string out = invoice.total.ToString() + " ";
  Say(out, invoice.visits), Say(out, static_cast<std::uint64_t>(invoice.minutes));
  for (const auto& [key, lot] : invoice.lots) {
    out += "\nlot ";
    Say(out, key.first), Say(out, key.second), Say(out, lot.visits), Say(out, lot.amount.ToString());
  }
  for (const InvoiceLine& line : invoice.lines) {
    out += "\n" + TextOf(line.visit);
    Say(out, line.attendance->carer_id), Say(out, line.amount.ToString()), Say(out, Explain(line));
    Say(out, Number(line.policy_cause));
    for (const RatePart& part : line.parts) Say(out, Number(part.cause));
  }
  for (const Assessed& a : invoice.not_priced) out += "\nnot priced " + TextOf(a);
  return out;
}

inline std::string TextOf(const VisitCounts& counts) {
  std::string out;
  ForEachField<VisitCounts>([&](const auto& field) {
    const std::uint64_t value = counts.*field.member;
    if (value != 0) out.append(field.name).append(" ").append(std::to_string(value)).append(" ");
  });
  return out;
}

inline std::string TextOf(const Kpi& kpi) {
  std::string out;
  const auto row = [&](const KpiRow& r) {
    out += "\n";
    Say(out, r.key.contract_id), Say(out, r.key.lot_id), Say(out, r.key.client_group);
    Say(out, r.provider_id), Say(out, TextOf(r.visits));
    for (const std::uint64_t n : {r.plan.visits, r.plan.minutes, r.plan.due, r.unreported, r.awaited,
                                  r.packages, r.people, r.weekly_minutes}) {
      Say(out, n);
    }
  };
  for (const KpiRow& r : kpi.rows) {
    // A cell that has come to hold nothing may be there or not: it says nothing.
    if (r.visits == VisitCounts{} && r.plan.visits == 0 && r.packages == 0) continue;
    row(r);
  }
  row(kpi.total);
  Say(out, kpi.waiting.people), Say(out, kpi.waiting.packages), Say(out, kpi.waiting.hours.minutes);
  return out;
}

inline std::string TextOf(const Deliverers& deliverers) {
  std::string out;
  const auto row = [&](const DelivererFigures& f) {
    for (const std::uint64_t n : {f.packages, f.people, f.weekly_minutes, f.without_plan, f.delivered,
                                  f.by_named, f.by_lead, f.by_other, f.named_nobody}) {
      Say(out, n);
    }
  };
  for (const auto& [key, figures] : deliverers.rows) {
    out += "\n";
    Say(out, key.lead), Say(out, key.deliverer);
    row(figures);
  }
  out += "\n";
  row(deliverers.total);
  return out;
}

inline std::string TextOf(const Recharge& recharge) {
  std::string out;
  for (const RechargeRow& row : recharge.rows) {
    out += "\n";
    Say(out, row.funder), Say(out, row.package->id()), Say(out, row.contract_id), Say(out, row.provider_id);
    Say(out, row.figures.visits), Say(out, row.figures.amount.ToString()), Say(out, row.figures.moved_visits);
    Say(out, row.figures.moved.ToString());
  }
  return out;
}

inline std::string TextOf(const Outcomes& outcomes) {
  std::string out;
  for (const auto& [key, counts] : outcomes.rows) {
    out += "\n";
    Say(out, key.contract_id), Say(out, key.provider_id), Say(out, counts.episodes);
    for (const std::uint64_t n : counts.outcomes) Say(out, n);
    for (const std::uint64_t n : counts.results) Say(out, n);
  }
  return out;
}

inline std::string TextOf(const WaitingFigures& f) {
  return std::to_string(f.people) + "/" + std::to_string(f.packages) + "/" + std::to_string(f.hours.minutes) +
         "/" + std::to_string(f.hours.unknown) + " ";
}

inline std::string TextOf(const std::vector<WaitingPerson>& people) {
  std::string out;
  for (const WaitingPerson& person : people) {
    Say(out, person.id), Say(out, kReceivesWords[static_cast<std::size_t>(person.receives)]);
    Say(out, person.hours.minutes), Say(out, person.hours.unknown);
    Say(out, static_cast<std::uint64_t>(person.packages_paused));
    for (const WaitingPackage& waits : person.packages) {
      Say(out, waits.package->id()), Say(out, ToString(waits.state)), Say(out, waits.since.ToString());
      Say(out, waits.reason()), Say(out, waits.contract_id()), Say(out, waits.lot_id());
      Say(out, waits.counted_from().ToString());
      if (waits.pause != nullptr) Say(out, waits.pause->reason);
    }
    out += "\n";
  }
  return out;
}

inline std::string TextOf(const WaitingAverage& average) {
  std::string out;
  for (const WaitingAverage::Day& day : average.days) {
    out += day.date.ToString() + " " + TextOf(day.all) + TextOf(day.paused);
    for (const WaitingFigures& figures : day.receives) out += TextOf(figures);
    out += "\n";
  }
  for (const WaitingLine& line : average.lines) {
    Say(out, ToString(line.by)), Say(out, line.group);
    out += TextOf(line.figures) + "\n";
  }
  return out;
}

// All that is said of a mobilisation.
inline std::string TextOf(const Mobilisation& mobilisation, const View& view) {
  std::string out;
  for (const MovingPackage& moving : mobilisation.packages()) {
    out += "\n";
    Say(out, moving.package->id()), Say(out, ToString(moving.outcome)), Say(out, moving.lot_id);
    Say(out, moving.to_provider);
  }
  for (const ReviewRow& row : mobilisation.ReviewsOn(view.point().on, Mobilisation::Costs::kWith)) {
    out += "\n";
    Say(out, row.person_id), Say(out, row.packages), Say(out, std::optional(row.due)), Say(out, row.done);
    Say(out, static_cast<std::uint64_t>(row.weekly_cost.value_or(Pence(0)).value()));
  }
  for (const MobilisationWeek& week : mobilisation.Weeks()) {
    out += "\n";
    for (const std::uint64_t n :
         {week.reviews.due, week.reviews.done, week.to_move, week.ready, week.people,
          week.chose_direct_payment, week.chose_private, week.accounted_for, week.secured_minutes})
      Say(out, n);
  }
  for (const MobilisationLot& lot : mobilisation.Lots()) {
    out += "\n";
    Say(out, lot.lot_id), Say(out, lot.minutes.at_award), Say(out, lot.minutes.now), Say(out, lot.pence.now);
    Say(out, std::uint64_t{lot.newcomer}), Say(out, lot.without_rate);
    Say(out, lot.carers ? Number(lot.carers->position) : 0);
  }
  return out;
}

// All that is said of a contract's monitoring.
inline std::string TextOf(const View& view, const CellSource& cells, const Contract& contract,
                          const Period& period) {
  const ContractId& id = contract.terms().contract_id;
  std::string out;
  const MonitoringOverview overview = OverviewOf(view, cells, contract, period, {});
  for (const ProviderOverview& p : overview.providers) {
    out += "\n";
    Say(out, p.provider_id);
    for (const std::uint64_t n :
         {p.information_due, p.information_late, p.information_came_late, p.open_actions, p.overdue_actions,
          p.open_risks, std::uint64_t{p.highest_risk}, p.hand_backs, p.short_notice,
          p.feedback.delivered_minutes, p.feedback.complaints, p.feedback.safeguarding,
          p.feedback.compliments, p.commissioned_minutes,
          std::uint64_t{p.minimum_weekly_minutes.value_or(0)}}) {
      Say(out, n);
    }
  }
  for (const InformationRow& row : InformationOf(view, contract)) {
    out += "\n";
    Say(out, row.provider_id), Say(out, row.item), Say(out, std::optional(row.due));
    Say(out, ToString(row.state)), Say(out, Number(row.position));
  }
  for (const ActionRow& row : ActionsOf(view, id)) {
    out += "\n";
    Say(out, row.agreed.event->action_id), Say(out, ToString(row.state)),
        Say(out, Number(row.agreed.position));
  }
  for (const RatingRow& row : RatingsOf(view, id)) {
    out += "\n";
    Say(out, row.provider_id), Say(out, row.value), Say(out, row.until), Say(out, Number(row.position));
  }
  for (const RiskRow& row : RisksOf(view, id)) {
    out += "\n";
    Say(out, row.assessed.event->risk_id), Say(out, row.score()), Say(out, Number(row.assessed.position));
  }
  if (const auto mobilisation = Mobilisation::Of(view, contract)) out += TextOf(*mobilisation, view);
  return out;
}

// What everybody has on their hands on the view's date, by the hour; people are counted of all.
inline std::string TextOfCaseloads(const View& view) {
  std::set<ProviderId> all;
  for (const ProviderRegistered* provider : view.providers()) all.insert(provider->provider_id);
  const Caseloads caseloads = sourcing::CaseloadsOn(view, all);
  std::string out;
  for (const Contract* contract : view.contracts()) {
    for (const ProviderId& provider : all) {
      const Caseload* caseload = caseloads.Find(contract->terms().contract_id, provider);
      if (caseload == nullptr) continue;
      out += "\n";
      Say(out, contract->terms().contract_id), Say(out, provider);
      for (const auto& [lot, minutes] : caseload->lots) {
        Say(out, lot);
        for (const std::int64_t of_hour : minutes) Say(out, static_cast<std::uint64_t>(of_hour));
      }
      for (const auto& [person, packages] : caseload->people) Say(out, person), Say(out, packages);
    }
  }
  return out;
}

// All that is known of a person's notes.
inline std::string TextOfNotes(const View& view, const PersonId& person) {
  std::string out;
  const Notes* notes = view.notes(person);
  if (notes == nullptr) return out;
  for (const auto& note : notes->notes()) {
    if (view.point().known < note->position) break;
    out += "\n";
    Say(out, note->note_id), Say(out, Number(note->position)), Say(out, note->effective.ToString());
    Say(out, note->author), Say(out, Word(note->kind)), Say(out, note->tag.ToString());
  }
  for (const auto& reading : notes->readings()) {
    if (view.point().known < reading->position) break;
    out += "\n";
    Say(out, reading->reader), Say(out, Number(reading->position)), Say(out, reading->reason);
  }
  return out;
}

}  // namespace careledger::store
