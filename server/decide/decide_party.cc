// Calendars, organisations and people.
#include <algorithm>
#include <set>

#include "server/decide/guards.h"
#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

bool Contains(const std::vector<ProviderId>& ids, const ProviderId& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool Repeats(const std::vector<ProviderId>& ids) {
  return std::set<ProviderId>(ids.begin(), ids.end()).size() != ids.size();
}

Refusal BadForm(const RegisterProvider& c) {
  const auto bad = [](std::string_view field, const auto&... parts) {
    return Reject(Reason::kInvalidField, field, parts...);
  };
  if (c.form == ProviderForm::kUnspecified) return bad("form", "provider ", c.provider_id, " has no form");
  if (c.form != ProviderForm::kConsortium && !c.members.empty()) {
    return bad("members", "only a consortium has members");
  }
  if (Repeats(c.members)) return bad("members", "a member is named twice");
  if (c.form != ProviderForm::kLead && !c.subcontractors.empty()) {
    return bad("subcontractors", "only a lead has sub-contractors");
  }
  if (Repeats(c.subcontractors)) return bad("subcontractors", "a sub-contractor is named twice");
  if (Contains(c.subcontractors, c.provider_id)) {
    return bad("subcontractors", "provider ", c.provider_id, " is named as its own sub-contractor");
  }
  if (c.form != ProviderForm::kConsortium && !c.consortium_lead.empty()) {
    return bad("consortium_lead", "only a consortium has a lead");
  }
  if (c.form == ProviderForm::kConsortium && !Contains(c.members, c.consortium_lead)) {
    return bad("consortium_lead", "the lead ", c.consortium_lead, " is not one of the ", c.members.size(),
               " members of consortium ", c.provider_id);
  }
  return std::nullopt;
}

// What has become of a record of a death that stands no more: it was voided, or the one after it corrects it.
Refusal NoLongerStands(const Person& person, const Person::Death& death, std::string_view field) {
  if (Number(death.voided_by) != 0) {
    return Reject(Reason::kRecordAlreadyVoided, field, "the record at ", death.cause, " was voided at ",
                  death.voided_by);
  }
  if (&death == &person.deaths.back()) return std::nullopt;
  return Reject(Reason::kRecordAlreadyVoided, field, "the record at ", death.cause,
                " was corrected, lastly at ", person.deaths.back().cause);
}

Rejection NoDeath(const PersonId& person, std::uint64_t position, std::string_view field) {
  return Reject(Reason::kRecordUnknown, field, Position{position}, " is no record of the death of person ",
                person);
}

// Null when the record at `position` is none of the person's death.
const Person::Death* DeathAt(const Person& person, std::uint64_t position) {
  const auto found = std::find_if(person.deaths.begin(), person.deaths.end(),
                                  [&](const Person::Death& d) { return Number(d.cause) == position; });
  return found == person.deaths.end() ? nullptr : &*found;
}

}  // namespace

Outcome DecideOn(const World& world, const AdoptCalendar& c, const Facts& facts) {
  const std::set<Date> days(c.bank_holidays.begin(), c.bank_holidays.end());
  if (days.size() != c.bank_holidays.size()) {
    return Reject(Reason::kInvalidField, "bank_holidays", "a bank holiday is named twice");
  }
  if (!days.empty()) {
    if (Refusal no = TooFarAhead(*days.rbegin(), facts, "bank_holidays")) return *no;
  }
  const auto known = world.calendars.find(c.calendar);
  if (known != world.calendars.end() && known->second.bank_holidays == days)
    return Already(known->second.cause);

  // From here on the adoption succeeds.
  return Append(
      NewEvent{"ledger", std::nullopt, LedgerEvent(CalendarAdopted{c.calendar, {days.begin(), days.end()}})});
}

Outcome DecideOn(const World& world, const RegisterCommissioner& c, const Facts&) {
  if (Refusal no = BadName(c.name, "name")) return *no;
  const CommissionerRegistered event{.commissioner_id = c.commissioner_id, .name = c.name};
  const std::string stream = Stream("commissioner", c.commissioner_id);
  if (const auto known = world.commissioners.find(c.commissioner_id); known != world.commissioners.end()) {
    if (known->second == event) return AlreadyIn(stream);
    return Reject(Reason::kAlreadyExists, "commissioner_id", "commissioner ", c.commissioner_id, " is \"",
                  known->second.name, "\"");
  }

  // From here on the registration succeeds.
  return Append(NewEvent{stream, std::nullopt, PartyEvent(event)});
}

Outcome DecideOn(const World& world, const RegisterProvider& c, const Facts&) {
  if (Refusal no = BadName(c.name, "name")) return *no;
  if (!c.stands_for.empty()) {
    if (Refusal no = BadName(c.stands_for, "stands_for")) return *no;
  }
  if (Refusal no = BadForm(c)) return *no;
  const ProviderRegistered event{.provider_id = c.provider_id,
                                 .name = c.name,
                                 .form = c.form,
                                 .members = c.members,
                                 .subcontractors = c.subcontractors,
                                 .consortium_lead = c.consortium_lead,
                                 .stands_for = c.stands_for,
                                 .illustrative = c.illustrative};
  const std::string stream = Stream("provider", c.provider_id);
  if (const ProviderRegistered* known = world.providers.Find(c.provider_id)) {
    if (*known == event) return AlreadyIn(stream);
    return Reject(Reason::kAlreadyExists, "provider_id", "provider ", c.provider_id, " is \"", known->name,
                  "\", registered with other particulars");
  }

  // From here on the registration succeeds.
  return Append(NewEvent{stream, std::nullopt, PartyEvent(event)});
}

Outcome DecideOn(const World& world, const RecordDeath& c, const Facts& facts) {
  if (c.date > facts.today()) {
    return Reject(Reason::kInvalidField, "date", "the death on ", c.date, " lies after today, ",
                  facts.today());
  }
  const Person* person = world.persons.Find(c.person_id);
  const Person::Death* corrected = person != nullptr ? DeathAt(*person, c.corrects_position) : nullptr;
  if (c.corrects_position != 0 && corrected == nullptr) {
    return NoDeath(c.person_id, c.corrects_position, "corrects_position");
  }
  if (person == nullptr || person->packages.empty()) {
    return Reject(Reason::kPersonUnknown, "person_id", "no care was ever asked for person ", c.person_id);
  }
  if (person->died) {
    const Person::Death& stands = person->deaths.back();
    if (stands.date == c.date) return Already(stands.cause);
    if (corrected == nullptr) {
      return Reject(Reason::kPersonDied, "date", "person ", c.person_id, " died on ", stands.date,
                    " by the record at ", stands.cause, ": correct that one to make it ", c.date);
    }
  }
  if (corrected != nullptr) {
    if (Refusal no = NoLongerStands(*person, *corrected, "corrects_position")) return *no;
  }

  // From here on the record succeeds; the last one holds.
  return Append(NewEvent{Stream("person", c.person_id), c.date,
                         PersonEvent(DeathRecorded{.person_id = c.person_id, .date = c.date})});
}

Outcome DecideOn(const World& world, const VoidDeath& c, const Facts&) {
  const Person* person = world.persons.Find(c.person_id);
  const Person::Death* death = person != nullptr ? DeathAt(*person, c.position) : nullptr;
  if (death == nullptr) return NoDeath(c.person_id, c.position, "position");
  if (Number(death->voided_by) != 0 && death->voided_reason == c.reason) return Already(death->voided_by);
  if (Refusal no = NoLongerStands(*person, *death, "position")) return *no;

  // From here on nobody knows of a death of the person.
  return Append(NewEvent{
      Stream("person", c.person_id), std::nullopt,
      PersonEvent(DeathVoided{.person_id = c.person_id, .position = c.position, .reason = c.reason})});
}

Outcome DecideOn(const World& world, const MovePerson& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const Person* person = world.persons.Find(c.person_id);
  if (person == nullptr || person->packages.empty()) {
    return Reject(Reason::kPersonUnknown, "person_id", "no care was ever asked for person ", c.person_id);
  }
  const Person::Move* there = person->MoveOn(c.effective_date, Position{~std::uint64_t{0}});
  if (there != nullptr && there->area == c.area) return Already(there->cause);
  if (person->died && *person->died < c.effective_date) {
    return Reject(Reason::kPersonDied, "effective_date", "person ", c.person_id, " died on ", *person->died);
  }

  // From here on the person lives there.
  return Append(NewEvent{Stream("person", c.person_id), c.effective_date,
                         PersonEvent(PersonMoved{.person_id = c.person_id, .area = c.area})});
}

}  // namespace careledger::decide
