// Answers as text, so that what differs between two of them can be read.
#pragma once

#include <string>
#include <string_view>

#include "replay/model/wire.h"
#include "replay/projections/invoice.h"
#include "replay/projections/kpi.h"

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
    if (p.payable_until) Say(out, ToString(*p.payable_until));
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
  Say(out, life.started), Say(out, life.handed_back), Say(out, life.ended);
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
    Say(out, r.key.contract_id), Say(out, r.key.lot_id), Say(out, r.provider_id), Say(out, TextOf(r.visits));
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
  Say(out, kpi.waiting.people), Say(out, kpi.waiting.packages), Say(out, kpi.waiting.weekly_minutes);
  return out;
}

}  // namespace careledger::store
