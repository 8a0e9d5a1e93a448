#include "server/decide/standing.h"

#include <algorithm>
#include <compare>
#include <set>

#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

// When a record has its turn. Of one day, what others of that day may rest on comes first: a hand-back makes
// room for an award, an end follows the award it cancels, a start needs its provider, a suspension its start.
struct Turn {
  Date date;
  int rank = 0;
  std::uint32_t minute = 0;
  Position position{};
  friend auto operator<=>(const Turn&, const Turn&) = default;
};

Turn TurnOf(Date date, const PackageEvent& event, Position position) {
  const auto at = [&](int rank, std::uint32_t minute = 0) { return Turn{date, rank, minute, position}; };
  return std::visit(Overloaded{
                        [&](const PackageRequested&) { return at(0); },
                        [&](const PackageHandedBack&) { return at(1); },
                        [&](const PackageAwarded&) { return at(2); },
                        [&](const PackageTransferred& e) { return at(2, e.minute); },
                        [&](const PackageEnded&) { return at(3); },
                        [&](const DirectPaymentTaken&) { return at(3); },
                        [&](const PlanChanged&) { return at(4); },
                        [&](const PackageStarted&) { return at(5); },
                        [&](const PackageResumed&) { return at(6); },
                        [&](const PackageSuspended&) { return at(7); },
                        [&](const PackageRecordVoided&) { return at(8); },
                        [&](const AboutSourcing auto&) { return at(8); },
                    },
                    event);
}
Turn TurnOf(const PackageEntry& entry) { return TurnOf(entry.effective, entry.event, entry.position); }

bool Counts(const PackageEntry& entry) {
  return Number(entry.voided_by) == 0 && !std::holds_alternative<PackageRecordVoided>(entry.event) &&
         !IsAboutSourcing(entry.event);
}

// The records that count, each in its turn.
std::vector<const PackageEntry*> InTurn(const Package& package) {
  std::vector<const PackageEntry*> entries;
  for (const PackageEntry& entry : package.entries()) {
    if (Counts(entry)) entries.push_back(&entry);
  }
  std::sort(entries.begin(), entries.end(),
            [](const PackageEntry* a, const PackageEntry* b) { return TurnOf(*a) < TurnOf(*b); });
  return entries;
}

// The ladder of the command that would write `entry`, on `package`.
Outcome Again(const World& world, const Package* package, const PackageEntry& entry, const Facts& facts) {
  const Date date = entry.effective;
  const auto decide = [&](const auto& command) { return DecideOn(world, package, command, facts); };
  return std::visit(
      Overloaded{
          [&](const PackageRequested& e) {
            return decide(RequestPackage{.package_id = e.package_id,
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
                                         .area = e.area});
          },
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
          [](const PackageRecordVoided&) { return Outcome(Decision()); },
          [](const AboutSourcing auto&) { return Outcome(Decision()); },
      },
      entry.event);
}

// The provider that an event says has the package until then.
const ProviderId* Leaves(const PackageEvent& event) {
  if (const auto* transfer = std::get_if<PackageTransferred>(&event)) return &transfer->from_provider_id;
  if (const auto* back = std::get_if<PackageHandedBack>(&event)) return &back->provider_id;
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
    const Turn turn = TurnOf(*event.effective, std::get<PackageEvent>(event.event),
                             Position{Number(package->last_position()) + 1});
    return std::none_of(entries.begin(), entries.end(),
                        [&](const PackageEntry& entry) { return Counts(entry) && turn < TurnOf(entry); });
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
