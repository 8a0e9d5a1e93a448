#include "replay/model/world.h"

#include <algorithm>

namespace careledger::model {
namespace {

void On(World& world, const Recorded& recorded, const LedgerEvent& event) {
  std::visit(Overloaded{
                 [&](const LedgerOpened& e) { world.ledger = e; },
                 [&](const CalendarAdopted& e) {
                   world.calendars[e.calendar] = {{e.bank_holidays.begin(), e.bank_holidays.end()},
                                                  recorded.position};
                 },
             },
             event);
}

void On(World& world, const Recorded& recorded, const PartyEvent& event) {
  std::visit(Overloaded{
                 [&](const CommissionerRegistered& e) { world.commissioners[e.commissioner_id] = e; },
                 [&](const ProviderRegistered& e) { world.providers.Edit(e.provider_id) = e; },
                 [&](const ProviderSucceeded& e) {
                   world.successions.Add(recorded.effective, recorded.position, e);
                 },
                 [&](const CommissionerSucceeded& e) {
                   world.successions.Add(recorded.effective, recorded.position, e);
                 },
             },
             event);
}

// What a package takes of its provider: nothing once its person has died.
std::optional<Taken> TakenOf(const World& world, const Package& package) {
  const Person* person = world.persons.Find(package.person());
  return person != nullptr && person->died ? std::nullopt : TakenBy(package);
}

void On(World& world, const Recorded& recorded, const PersonEvent& event) {
  const PersonId id = std::visit([](const auto& e) { return e.person_id; }, event);
  const Person* known = world.persons.Find(id);
  const bool died = known != nullptr && known->died;
  std::visit(Overloaded{
                 [&](const DeathRecorded& e) {
                   Person& person = world.persons.Edit(e.person_id);
                   person.died = e.date;
                   person.deaths.push_back({.date = e.date, .cause = recorded.position});
                 },
                 [&](const DeathVoided& e) {
                   Person& person = world.persons.Edit(e.person_id);
                   if (person.deaths.empty() || Number(person.deaths.back().cause) != e.position) return;
                   person.died.reset();
                   person.deaths.back().voided_by = recorded.position;
                   person.deaths.back().voided_reason = e.reason;
                 },
                 [&](const PersonMoved& e) {
                   std::vector<Person::Move>& moves = world.persons.Edit(e.person_id).moves;
                   const auto after = std::find_if(moves.begin(), moves.end(), [&](const Person::Move& move) {
                     return recorded.effective < move.from;
                   });
                   moves.insert(after, {recorded.effective, e.area, recorded.position});
                 },
             },
             event);
  const Person* person = world.persons.Find(id);
  if (person == nullptr || person->died.has_value() == died) return;
  for (const PackageId& of_person : person->packages) {
    const Package* package = world.packages.Find(of_person);
    if (package == nullptr) continue;
    const std::optional<Taken> taken = TakenBy(*package);
    died ? world.caseloads.Move(of_person, std::nullopt, taken)
         : world.caseloads.Move(of_person, taken, std::nullopt);
  }
}

void On(World& world, const Recorded& recorded, const ContractEvent& event) {
  const ContractId id = std::visit([](const auto& e) { return e.contract_id; }, event);
  world.contracts.Edit(id).Evolve(recorded.position, recorded.effective, event);
}

void On(World& world, const Recorded& recorded, const ChangeEvent& event) {
  const ChangeId id = std::visit([](const auto& e) { return e.change_id; }, event);
  Change& change = world.changes[id];
  const auto propose = [&](const auto& e) {
    change.id = id;
    change.contract_id = e.contract_id;
    change.proposal = e;
    change.effective = recorded.effective;
    change.proposed_on = LondonDate(recorded.time.instant());
    change.proposer = recorded.actor;
    change.proposed_at = recorded.position;
  };
  std::visit(Overloaded{
                 [&](const RateChangeProposed& e) { propose(e); },
                 [&](const RateReversalProposed& e) { propose(e); },
                 [&](const PolicyChangeProposed& e) { propose(e); },
                 [&](const ChangeApproved& e) {
                   change.state = Change::State::kApproved;
                   change.approver = recorded.actor;
                   change.approved_preview = e.preview;
                   if (const auto* reversal = std::get_if<RateReversalProposed>(&change.proposal)) {
                     world.changes[reversal->reverted_id].state = Change::State::kReverted;
                   }
                 },
                 [&](const ChangeWithdrawn&) { change.state = Change::State::kWithdrawn; },
             },
             event);
}

// Competitions of a lot mostly invite the same providers: those that do share one list.
PackageEvent WithSharedList(World& world, CompetitionOpened opened) {
  SharedList<ProviderId>& last = world.invited[{opened.contract_id, opened.lot_id}];
  if (last == opened.invited) {
    opened.invited = last;
  } else {
    last = opened.invited;
  }
  return opened;
}

void On(World& world, const Recorded& recorded, const PackageEvent& event) {
  const PackageId id = std::visit([](const auto& e) { return e.package_id; }, event);
  Package& package = world.packages.Edit(id);
  const std::optional<Taken> before = IsAboutSourcing(event) ? std::nullopt : TakenOf(world, package);
  if (const auto* opened = std::get_if<CompetitionOpened>(&event)) {
    package.Evolve(recorded.position, recorded.time, recorded.effective, WithSharedList(world, *opened));
  } else {
    package.Evolve(recorded.position, recorded.time, recorded.effective, event);
  }
  if (!IsAboutSourcing(event)) world.caseloads.Move(id, before, TakenOf(world, package));
  if (const auto* request = std::get_if<PackageRequested>(&event)) {
    std::vector<PackageId>& packages = world.persons.Edit(request->person_id).packages;
    if (std::find(packages.begin(), packages.end(), id) == packages.end()) packages.push_back(id);
  }
}

void On(World& world, const Recorded&, const TransferEvent& event) {
  std::visit([&](const BulkTransferRecorded& e) { world.transfers[e.transfer_id] = e; }, event);
}

void On(World&, const Recorded&, const VisitEvent&) {}

void On(World& world, const Recorded& recorded, const MonitoringEvent& event) {
  const ContractId id = std::visit([](const auto& e) { return e.contract_id; }, event);
  world.monitoring.Edit(id).Evolve(recorded.position, recorded.effective, event);
}

void On(World& world, const Recorded& recorded, const NoteEvent& event) {
  const PersonId id = std::visit([](const auto& e) { return e.person_id; }, event);
  world.notes.Edit(id).Evolve(recorded.position, recorded.time, recorded.effective, recorded.actor, event);
}

void On(World& world, const Recorded& recorded, const ImportEvent& event) {
  std::visit(
      [&](const ImportPageRecorded& e) {
        Import& import = world.imports[e.file_reference];
        import.reference = e.file_reference;
        import.pages[e.page] = {e, recorded.position, recorded.time};
      },
      event);
}

}  // namespace

std::optional<Date> Person::DiedKnownAt(Position position) const {
  for (auto death = deaths.rbegin(); death != deaths.rend(); ++death) {
    if (position < death->cause) continue;
    const bool voided = Number(death->voided_by) != 0 && death->voided_by <= position;
    return voided ? std::nullopt : std::optional(death->date);
  }
  return std::nullopt;
}

const Person::Move* Person::MoveOn(Date date, Position position) const {
  const auto found = std::find_if(moves.rbegin(), moves.rend(), [&](const Move& move) {
    return move.from <= date && move.cause <= position;
  });
  return found != moves.rend() ? &*found : nullptr;
}

const Code& AreaOf(const Person* person, const PackageRequested& request, Date date, Position position) {
  const Person::Move* move = person != nullptr ? person->MoveOn(date, position) : nullptr;
  return move != nullptr ? move->area : request.area;
}

Position Person::DeathCauseAt(Position position) const {
  Position cause{};
  for (const Death& death : deaths) {
    for (const Position record : {death.cause, death.voided_by}) {
      if (record <= position) cause = std::max(cause, record);
    }
  }
  return cause;
}

Import Import::KnownAt(Position position) const {
  Import then = *this;
  std::erase_if(then.pages, [&](const auto& page) { return position < page.second.cause; });
  return then;
}

bool World::IsBankHoliday(Date date) const {
  return std::any_of(calendars.begin(), calendars.end(),
                     [&](const auto& c) { return c.second.bank_holidays.contains(date); });
}

void Evolve(World& world, const Recorded& recorded) {
  std::visit([&](const auto& event) { On(world, recorded, event); }, recorded.event);
}

std::string_view TypeOf(const Event& event) {
  return std::visit(
      [](const auto& category) {
        return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::kName; }, category);
      },
      event);
}

}  // namespace careledger::model
