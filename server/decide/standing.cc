#include "server/decide/standing.h"

#include <algorithm>
#include <compare>
#include <set>

#include "server/decide/ladders.h"

namespace careledger::decide {

RequestPackage Asking(const PackageRequested& e, Date date) {
  return {.package_id = e.package_id,
          .person_id = e.person_id,
          .service = e.service,
          .client_group = e.client_group,
          .funder = e.funder,
          .waiting_in = e.waiting_in,
          .reason = e.reason,
          .contract_id = e.contract_id,
          .lot_id = e.lot_id,
          .plan = e.plan,
          .effective_date = date,
          .area = e.area,
          .priority = e.priority,
          .needs = {},
          .replaces_package_id = e.replaces_package_id,
          .preferred_times = e.preferred_times,
          .carers = e.carers};
}

namespace {

// When a record has its turn. Of one day, what others of that day may rest on comes first: a hand-back makes
// room for an award, a start needs its provider and the end of a pause, a suspension its start; an end, dated
// from the suspension that it makes final, is the last.
constexpr Date kAfterAll(0x7ffffff);
struct Turn {
  Date date;
  int rank = 0;
  std::uint32_t minute = 0;
  Position position{};
  friend auto operator<=>(const Turn&, const Turn&) = default;
};

using Entries = std::vector<PackageEntry>;

Turn TurnOf(const PackageEntry& entry, const Entries& entries) {
  const auto at = [&](int rank, std::uint32_t minute = 0) {
    return Turn{entry.effective, rank, minute, entry.position};
  };
  // What rests on continuing healthcare comes after its start, which may be recorded late.
  const auto after_start = [&](int rank) {
    const PackageEntry* start = HealthStartOf(entry, entries);
    const Turn begun = start != nullptr ? TurnOf(*start, entries) : Turn{entry.effective};
    return begun.date < entry.effective ? at(rank) : Turn{begun.date, 9, begun.minute, entry.position};
  };
  return std::visit(Overloaded{
                        [&](const PackageRequested&) { return at(0); },
                        [&](const PackageHandedBack&) { return at(1); },
                        [&](const PackageAwarded&) { return at(2); },
                        [&](const PackageTransferred& e) { return at(2, e.minute); },
                        [&](const PackageSucceeded&) { return at(2); },
                        [&](const PackageEnded&) { return at(10); },
                        [&](const DirectPaymentTaken&) { return at(3); },
                        [&](const DirectPaymentEnded&) { return at(1); },
                        [&](const PlanChanged&) { return at(4); },
                        [&](const PackageStarted&) { return at(6); },
                        [&](const PackageResumed&) { return at(5); },
                        [&](const PackageSuspended&) { return at(7); },
                        [&](const ContinuingHealthcareStarted& e) {
                          if (e.settlement != HealthSettlement::kHealthContracts) return at(8);
                          const Moment end = OrderEnd(entry.effective, entry.time);
                          return Turn{end.date, 8, end.minute, entry.position};
                        },
                        [&](const ContinuingHealthcareEnded&) { return after_start(2); },
                        [&](const HealthRateRecorded&) { return after_start(9); },
                        // It rests on a transfer that may take effect later.
                        [&](const HandoverVisitApproved& e) {
                          return Turn{kAfterAll, 0, e.minute, entry.position};
                        },
                        [&](const GoalSet&) { return at(8); },
                        [&](const GoalsReviewed&) { return at(9); },
                        [&](const ReablementEnded&) { return at(9); },
                        [&](const PackageRecordVoided&) { return at(8); },
                        [&](const StaffRetained&) { return at(8); },
                        [&](const TimeBanked&) { return at(8); },
                        [&](const TimeDrawn&) { return at(9); },
                        [&](const ExtraTimeApproved&) { return at(9); },
                        [&](const AboutSourcing auto&) { return at(8); },
                        [&](const AboutPaying auto&) { return at(8); },
                    },
                    entry.event);
}

bool Counts(const PackageEntry& entry) {
  return Number(entry.voided_by) == 0 && !std::holds_alternative<PackageRecordVoided>(entry.event) &&
         !LeavesCareAlone(entry.event);
}

// The records that count, each in its turn.
std::vector<const PackageEntry*> InTurn(const Package& package) {
  std::vector<const PackageEntry*> entries;
  for (const PackageEntry& entry : package.entries()) {
    if (Counts(entry)) entries.push_back(&entry);
  }
  std::sort(entries.begin(), entries.end(), [&](const PackageEntry* a, const PackageEntry* b) {
    return TurnOf(*a, package.entries()) < TurnOf(*b, package.entries());
  });
  return entries;
}

std::optional<TimeOfDay> TimeOf(const std::optional<std::uint32_t>& minute) {
  return minute ? std::optional(TimeOfDay{*minute}) : std::nullopt;
}

// The ladder of the command that would write `entry`, on `package`.
Outcome Again(const World& world, const Package* package, const PackageEntry& entry, const Facts& facts) {
  const Date date = entry.effective;
  const auto decide = [&](const auto& command) { return DecideOn(world, package, command, facts); };
  return std::visit(
      Overloaded{
          [&](const PackageRequested& e) { return decide(Asking(e, date)); },
          [&](const PackageAwarded& e) {
            return decide(AwardPackage{.package_id = e.package_id,
                                       .contract_id = e.contract_id,
                                       .lot_id = e.lot_id,
                                       .provider_id = e.provider_id,
                                       .plan = e.plan,
                                       .effective_date = date});
          },
          [&](const PackageStarted& e) {
            return decide(StartPackage{.package_id = e.package_id, .effective_date = date});
          },
          [&](const PlanChanged& e) {
            return decide(ChangePlan{.package_id = e.package_id,
                                     .plan = e.plan,
                                     .effective_date = date,
                                     .until = e.until,
                                     .reason = e.reason});
          },
          [&](const PackageTransferred& e) {
            return decide(TransferPackage{.package_id = e.package_id,
                                          .to_contract_id = e.to_contract_id,
                                          .to_lot_id = e.to_lot_id,
                                          .to_provider_id = e.to_provider_id,
                                          .effective_date = date,
                                          .time = {e.minute},
                                          .reason = e.reason});
          },
          [&](const PackageHandedBack& e) {
            return decide(HandBackPackage{.package_id = e.package_id,
                                          .effective_date = date,
                                          .notice_date = e.notice_date,
                                          .reason = e.reason});
          },
          [&](const PackageSuspended& e) {
            return decide(
                SuspendPackage{.package_id = e.package_id, .effective_date = date, .reason = e.reason});
          },
          [&](const PackageResumed& e) {
            return decide(ResumePackage{.package_id = e.package_id, .effective_date = date});
          },
          [&](const PackageEnded& e) {
            return decide(EndPackage{.package_id = e.package_id, .effective_date = date, .reason = e.reason});
          },
          [&](const DirectPaymentTaken& e) {
            return decide(TakeDirectPayment{
                .package_id = e.package_id, .requested_date = e.requested, .effective_date = date});
          },
          [&](const DirectPaymentEnded& e) {
            return decide(
                EndDirectPayment{.package_id = e.package_id, .effective_date = date, .reason = e.reason});
          },
          [&](const ContinuingHealthcareStarted& e) {
            // Another may stand in its place by a record that came later.
            return decide(StartContinuingHealthcare{
                .package_id = e.package_id,
                .commissioner_id = world.successions.On(e.funder, e.contract_id, date),
                .effective_date = date,
                .authority = e.authority});
          },
          [&](const HealthRateRecorded& e) {
            return decide(
                RecordHealthRate{.package_id = e.package_id, .rate = e.rate, .effective_date = date});
          },
          [&](const ContinuingHealthcareEnded& e) {
            return decide(EndContinuingHealthcare{
                .package_id = e.package_id, .effective_date = date, .reason = e.reason});
          },
          [&](const HandoverVisitApproved& e) {
            return decide(ApproveHandoverVisit{.package_id = e.package_id,
                                               .provider_id = e.provider_id,
                                               .effective_date = date,
                                               .time = {e.minute},
                                               .reason = e.reason});
          },
          [&](const GoalSet& e) {
            return decide(
                SetGoal{.package_id = e.package_id, .goal = e.goal, .kind = e.kind, .effective_date = date});
          },
          [&](const GoalsReviewed& e) {
            return decide(
                ReviewGoals{.package_id = e.package_id, .effective_date = date, .results = e.results});
          },
          [&](const ReablementEnded& e) {
            return decide(EndReablement{.package_id = e.package_id,
                                        .effective_date = date,
                                        .outcome = e.outcome,
                                        .minutes_at_end = e.minutes_at_end});
          },
          [&](const StaffRetained& e) {
            return decide(ConfirmStaffRetained{
                .package_id = e.package_id, .provider_id = e.provider_id, .effective_date = date});
          },
          [&](const TimeBanked& e) {
            return decide(BankTime{.package_id = e.package_id,
                                   .effective_date = date,
                                   .time = {e.start_minute},
                                   .minutes = e.minutes});
          },
          [&](const TimeDrawn& e) {
            return decide(DrawBankedTime{.package_id = e.package_id,
                                         .effective_date = date,
                                         .minutes = e.minutes,
                                         .time = TimeOf(e.start_minute)});
          },
          [&](const ExtraTimeApproved& e) {
            return decide(ApproveExtraTime{.package_id = e.package_id,
                                           .incident = e.incident,
                                           .effective_date = date,
                                           .requested_date = e.requested,
                                           .minutes = e.minutes,
                                           .reason = e.reason,
                                           .time = TimeOf(e.start_minute),
                                           .authority = e.authority});
          },
          [](const PackageRecordVoided&) { return Outcome(Decision()); },
          [](const AboutSourcing auto&) { return Outcome(Decision()); },
          [](const AboutPaying auto&) { return Outcome(Decision()); },
          // It says nothing where the package has gone elsewhere, so it stands on anything.
          [](const PackageSucceeded&) { return Outcome(Decision()); },
      },
      entry.event);
}

// The provider that an event says has the package until then.
const ProviderId* Leaves(const PackageEvent& event) {
  if (const auto* transfer = std::get_if<PackageTransferred>(&event)) return &transfer->from_provider_id;
  if (const auto* back = std::get_if<PackageHandedBack>(&event)) return &back->provider_id;
  if (const auto* start = std::get_if<ContinuingHealthcareStarted>(&event)) return &start->provider_id;
  return nullptr;
}

// Whether `entry` would be written as it is on `package`, the records before it.
bool Stands(const World& world, const Package& package, const PackageEntry& entry, const Facts& facts) {
  const Outcome outcome = Again(world, package.entries().empty() ? nullptr : &package, entry, facts);
  // That a plan is the one in force anyway takes nothing away from the record.
  if (const auto* no = std::get_if<Rejection>(&outcome)) return no->reason == Reason::kPlanUnchanged;
  const ProviderId* said = Leaves(entry.event);
  if (said == nullptr) return true;
  const std::vector<NewEvent>& events = std::get<Decision>(outcome).events;
  return std::all_of(events.begin(), events.end(), [&](const NewEvent& event) {
    const ProviderId* now = Leaves(std::get<PackageEvent>(event.event));
    return now != nullptr && *now == *said;
  });
}

// The records from the `first` on that do not stand.
std::vector<const PackageEntry*> Fallen(const World& world, const std::vector<const PackageEntry*>& entries,
                                        std::size_t first, const Facts& facts) {
  std::vector<const PackageEntry*> fallen;
  Package so_far;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PackageEntry& entry = *entries[i];
    if (i >= first && !Stands(world, so_far, entry, facts)) fallen.push_back(&entry);
    so_far.Evolve(entry.position, entry.time, entry.effective, entry.event);
  }
  return fallen;
}

}  // namespace

const PackageEntry* Undermined(const World& world, const Package& before, const Package& after,
                               const Facts& facts) {
  const std::vector<const PackageEntry*> old_entries = InTurn(before);
  const std::vector<const PackageEntry*> new_entries = InTurn(after);
  // As long as the two agree, so do their verdicts.
  std::size_t same = 0;
  while (same < old_entries.size() && same < new_entries.size() &&
         old_entries[same]->position == new_entries[same]->position) {
    ++same;
  }
  std::set<Position> stood;
  for (std::size_t i = same; i < old_entries.size(); ++i) stood.insert(old_entries[i]->position);
  if (stood.empty()) return nullptr;
  const std::vector<const PackageEntry*> fallen = Fallen(world, new_entries, same, facts);
  if (fallen.empty()) return nullptr;
  for (const PackageEntry* entry : Fallen(world, old_entries, same, facts)) stood.erase(entry->position);
  const auto found = std::find_if(fallen.begin(), fallen.end(),
                                  [&](const PackageEntry* entry) { return stood.contains(entry->position); });
  return found == fallen.end() ? nullptr : *found;
}

Outcome UnlessUndermining(const World& world, const Package* package, Outcome outcome, const Facts& facts) {
  const auto* decision = std::get_if<Decision>(&outcome);
  if (package == nullptr || decision == nullptr || decision->events.empty()) return outcome;
  const auto& entries = package->entries();
  // The usual case: each comes last, and nothing can rest on it.
  const bool last = std::all_of(decision->events.begin(), decision->events.end(), [&](const NewEvent& event) {
    const auto* of_package = std::get_if<PackageEvent>(&event.event);
    if (of_package == nullptr) return true;
    const PackageEntry written{.position = Position{Number(package->last_position()) + 1},
                               .time = facts.now,
                               .effective = *event.effective,
                               .event = *of_package};
    const Turn turn = TurnOf(written, entries);
    return std::none_of(entries.begin(), entries.end(), [&](const PackageEntry& entry) {
      return Counts(entry) && turn < TurnOf(entry, entries);
    });
  });
  if (last) return outcome;
  Package after = *package;
  for (const NewEvent& event : decision->events) Suppose(after, event, facts);
  const PackageEntry* fallen = Undermined(world, *package, after, facts);
  if (fallen == nullptr) return outcome;
  return Reject(Reason::kRecordReliedOn, "effective_date", "the record at ", fallen->position, " of package ",
                package->id(), ", of ", fallen->effective,
                ", would rest on nothing: void or correct it first");
}

}  // namespace careledger::decide
