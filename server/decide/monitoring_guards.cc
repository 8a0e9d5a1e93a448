#include "server/decide/monitoring_guards.h"

#include <algorithm>

namespace careledger::decide {
namespace {

// What rests on the plan of a mobilisation. What is plausible, and who is new, do not.
template <class E>
concept OneOfMobilisation = std::is_same_v<E, GoLiveSet> || std::is_same_v<E, StaffTransferDeclared> ||
    std::is_same_v<E, ReadinessAssessed> || std::is_same_v<E, ReviewScheduled> ||
    std::is_same_v<E, ReviewCompleted>;

// One counting record of a kind, and the day from which it holds.
template <class E>
struct Found {
  const E* event = nullptr;
  const MonitoringEntry* entry = nullptr;
  explicit operator bool() const { return event != nullptr; }
};

// Records of one kind and subject that count, by day, then position.
template <class E>
std::vector<Found<E>> All(const Monitoring& monitoring, const E& like) {
  std::vector<Found<E>> out;
  for (const MonitoringEntry* entry : monitoring.Of(SubjectOf(MonitoringEvent(like)))) {
    const E* event = std::get_if<E>(&entry->event);
    if (event != nullptr && monitoring.Counts(*entry)) out.push_back({event, entry});
  }
  std::stable_sort(out.begin(), out.end(), [](const Found<E>& a, const Found<E>& b) {
    return a.entry->effective < b.entry->effective;
  });
  return out;
}

// The last of them on or before `date`; none when there is none.
template <class E>
Found<E> InForce(const Monitoring& monitoring, const E& like, Date date) {
  Found<E> last;
  for (const Found<E>& found : All(monitoring, like)) {
    if (found.entry->effective <= date) last = found;
  }
  return last;
}

Refusal Unfounded(const Monitoring& monitoring, const InformationReceived& e) {
  const auto version =
      InForce(monitoring, InformationScheduled{.contract_id = {}, .item = e.item}, e.period_start);
  if (!version || version.event->every == Frequency::kNone) {
    return Reject(Reason::kInformationNotAskedFor, "item", "contract ", e.contract_id, " does not ask for ",
                  e.item, " on ", e.period_start);
  }
  const auto period = PeriodOf(version.event->every, e.period_start);
  if (!period) {
    return Reject(Reason::kNotAPeriod, "period_start", e.item, " is ", Word(version.event->every),
                  ", and on ", e.period_start, " no such period begins: the next does on ",
                  NextPeriodStart(version.event->every, e.period_start));
  }
  return std::nullopt;
}

template <class Opening>
Refusal NotOpened(const Monitoring& monitoring, const Opening& like, Reason unknown, std::string_view field,
                  std::string_view what, std::string_view id, std::optional<Date> by) {
  const auto found = All(monitoring, like);
  if (found.empty()) return Reject(unknown, field, "there is no ", what, " ", id);
  const Date opened = found.front().entry->effective;
  if (!by || opened <= *by) return std::nullopt;
  return Reject(Reason::kBeforeOpened, "date", *by, " is before ", what, " ", id, " began, on ", opened);
}

Refusal NoMeeting(const Monitoring& monitoring, const MeetingId& id, Date by) {
  return NotOpened(monitoring, MeetingHeld{.contract_id = {}, .meeting_id = id}, Reason::kMeetingUnknown,
                   "meeting_id", "meeting", id.str(), by);
}
Refusal NoPlan(const Monitoring& monitoring, const PlanId& id, std::optional<Date> by) {
  return NotOpened(monitoring, ImprovementPlanOpened{.contract_id = {}, .plan_id = id},
                   Reason::kImprovementPlanUnknown, "plan_id", "improvement plan", id.str(), by);
}
Refusal NoAction(const Monitoring& monitoring, const ActionId& id, Date by) {
  return NotOpened(monitoring, ActionAgreed{.contract_id = {}, .action_id = id}, Reason::kActionUnknown,
                   "action_id", "action", id.str(), by);
}

template <class E>
Refusal ClosedAlready(const Monitoring& monitoring, const E& e, std::string_view field, std::string_view id) {
  const auto closed = All(monitoring, e);
  if (closed.empty()) return std::nullopt;
  return Reject(Reason::kAlreadyClosed, field, id, " was closed on ", closed.front().entry->effective,
                " by the record at ", closed.front().entry->position, ": correct that one");
}

// A record of the mobilisation of a contract that has no plan of one, or none yet.
Refusal NoMobilisation(const Monitoring& monitoring, const ContractId& contract, Date by,
                       std::string_view field) {
  const auto plan = MobilisationPlan::Of(monitoring);
  if (!plan) {
    return Reject(Reason::kMobilisationNotPlanned, "contract_id", "contract ", contract,
                  " takes over no packages: there is no plan of its mobilisation");
  }
  if (plan->since() <= by) return std::nullopt;
  return Reject(Reason::kBeforeOpened, field, by, " is before the mobilisation was planned, on ",
                plan->since());
}

Rejection Unchanged(std::string_view field, const MonitoringEntry& entry) {
  return Reject(Reason::kMonitoringUnchanged, field, "the record at ", entry.position,
                " says so already, from ", entry.effective);
}
Rejection NoChangeOf(const ProviderId& provider, bool no_longer) {
  return Reject(Reason::kMonitoringUnchanged, "no_longer", "provider ", provider,
                no_longer ? " is no newcomer on that day" : " is a newcomer on that day already");
}
Rejection NothingToEnd(std::string_view field, const Code& code) {
  return Reject(Reason::kMonitoringUnchanged, field, code, " is not asked for: there is nothing to end");
}

}  // namespace

const MonitoringEntry* Saying(const Monitoring& monitoring, const MonitoringRecord& record) {
  for (const MonitoringEntry* entry : monitoring.Of(SubjectOf(record.event))) {
    if (monitoring.Counts(*entry) && entry->effective == record.effective && entry->event == record.event)
      return entry;
  }
  return nullptr;
}

Refusal Taken(const Monitoring& monitoring, const MonitoringRecord& record) {
  const auto first_of = [&](const auto& e, bool any_day) -> const MonitoringEntry* {
    for (const auto& found : All(monitoring, e)) {
      if (any_day || found.entry->effective == record.effective) return found.entry;
    }
    return nullptr;
  };
  const auto named = [&](const auto& e, std::string_view field, std::string_view id) -> Refusal {
    const MonitoringEntry* entry = first_of(e, true);
    if (entry == nullptr) return std::nullopt;
    return Reject(Reason::kAlreadyExists, field, id, " is taken by the record at ", entry->position, ", of ",
                  entry->effective);
  };
  return std::visit(Overloaded{
                        [&](const MeetingHeld& e) { return named(e, "meeting_id", e.meeting_id.str()); },
                        [&](const ActionAgreed& e) { return named(e, "action_id", e.action_id.str()); },
                        [&](const ImprovementPlanOpened& e) { return named(e, "plan_id", e.plan_id.str()); },
                        [&](const MobilisationPlanned& e) {
                          return named(e, "corrects_position", "the mobilisation of the contract");
                        },
                        // Several may share a day.
                        [](const ActionClosed&) { return Refusal(); },
                        [](const ImprovementPlanShared&) { return Refusal(); },
                        [](const ImprovementPlanClosed&) { return Refusal(); },
                        [](const MonitoringRecordVoided&) { return Refusal(); },
                        [&](const auto& e) -> Refusal {
                          const MonitoringEntry* entry = first_of(e, false);
                          if (entry == nullptr) return std::nullopt;
                          return Reject(Reason::kAlreadyExists, "corrects_position", "the record at ",
                                        entry->position, " says otherwise of the same on ", entry->effective,
                                        ": correct that one");
                        },
                    },
                    record.event);
}

Refusal Unfounded(const Monitoring& monitoring, const MonitoringEvent& event, Date effective) {
  return std::visit(
      Overloaded{
          [&](const InformationReceived& e) { return Unfounded(monitoring, e); },
          [&](const ActionAgreed& e) -> Refusal {
            if (!e.meeting_id.empty()) {
              if (Refusal no = NoMeeting(monitoring, e.meeting_id, effective)) return no;
            }
            return e.plan_id.empty() ? std::nullopt : NoPlan(monitoring, e.plan_id, effective);
          },
          [&](const ActionClosed& e) { return NoAction(monitoring, e.action_id, effective); },
          [&](const ImprovementPlanShared& e) { return NoPlan(monitoring, e.plan_id, effective); },
          [&](const ImprovementPlanClosed& e) { return NoPlan(monitoring, e.plan_id, effective); },
          [&](const StandardAttested& e) -> Refusal {
            // Evidence may be older than the requirement.
            if (!All(monitoring, StandardRequired{.contract_id = {}, .standard = e.standard}).empty())
              return std::nullopt;
            return Reject(Reason::kStandardNotRequired, "standard", "contract ", e.contract_id,
                          " requires no standard ", e.standard);
          },
          [&](const OneOfMobilisation auto& e) {
            const bool decided = std::is_same_v<std::remove_cvref_t<decltype(e)>, GoLiveSet>;
            return NoMobilisation(monitoring, e.contract_id, effective, decided ? "effective_date" : "date");
          },
          // The rest are facts by themselves.
          [](const auto&) { return Refusal(); },
      },
      event);
}

Refusal Pointless(const Monitoring& monitoring, const MonitoringRecord& record) {
  return std::visit(
      Overloaded{
          [&](const InformationScheduled& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            const bool asked = now && now.event->every != Frequency::kNone;
            if (e.every == Frequency::kNone) {
              return asked ? std::nullopt : Refusal(NothingToEnd("every", e.item));
            }
            if (!asked || now.event->every != e.every || now.event->due_days != e.due_days)
              return std::nullopt;
            return Unchanged("every", *now.entry);
          },
          [&](const StandardRequired& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            const bool required = now && !now.event->no_longer;
            if (e.no_longer) return required ? std::nullopt : Refusal(NothingToEnd("no_longer", e.standard));
            if (!required || now.event->valid_months != e.valid_months) return std::nullopt;
            return Unchanged("valid_months", *now.entry);
          },
          [&](const VolumeDeclared& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            if (!now || now.event->minimum_weekly_minutes != e.minimum_weekly_minutes) return std::nullopt;
            return Unchanged("minimum_weekly_minutes", *now.entry);
          },
          [&](const GoLiveSet& e) -> Refusal {
            const auto plan = MobilisationPlan::Of(monitoring);
            if (!plan || plan->GoLiveOf(e.lot_id) != e.go_live) return std::nullopt;
            return Reject(Reason::kMonitoringUnchanged, "go_live_date", "lot ", e.lot_id,
                          " goes live on that day already");
          },
          [&](const NewcomerDeclared& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            if ((now && !now.event->no_longer) == !e.no_longer) return NoChangeOf(e.provider_id, e.no_longer);
            return std::nullopt;
          },
          [&](const MobilisationThresholdSet& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            if (!now || now.event->green_percent != e.green_percent ||
                now.event->amber_percent != e.amber_percent)
              return std::nullopt;
            return Unchanged("green_percent", *now.entry);
          },
          [&](const PlausibleHoursSet& e) -> Refusal {
            const auto now = InForce(monitoring, e, record.effective);
            const bool set = now && !now.event->no_longer;
            if (e.no_longer) return set ? std::nullopt : Refusal(NothingToEnd("no_longer", e.service));
            if (!set || now.event->least_weekly_minutes != e.least_weekly_minutes ||
                now.event->most_weekly_minutes != e.most_weekly_minutes)
              return std::nullopt;
            return Unchanged("most_weekly_minutes", *now.entry);
          },
          [&](const ActionClosed& e) { return ClosedAlready(monitoring, e, "action_id", e.action_id.str()); },
          [&](const ImprovementPlanClosed& e) {
            return ClosedAlready(monitoring, e, "plan_id", e.plan_id.str());
          },
          [](const auto&) { return Refusal(); },
      },
      record.event);
}

const MonitoringEntry* FallenBetween(const Monitoring& before, const Monitoring& after) {
  for (const auto& entry : before.entries()) {
    if (!before.Counts(*entry) || !after.Counts(*entry)) continue;
    if (Unfounded(after, entry->event, entry->effective) &&
        !Unfounded(before, entry->event, entry->effective))
      return entry.get();
  }
  return nullptr;
}

}  // namespace careledger::decide
