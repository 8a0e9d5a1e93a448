// The ledger itself, and the organisations and people named in it.
#pragma once

#include <variant>

#include "replay/model/succession_events.h"
#include "replay/model/terms.h"

namespace careledger::model {

// Stream `ledger`. The first record of every ledger.
struct LedgerOpened {
  Code council;
  bool simulated_clock = false;  // Record times come from a clock that its loader moves. Can never change.
  static constexpr std::string_view kName = "LedgerOpened";
  static constexpr auto Fields() {
    return Table(F(1, "council", &LedgerOpened::council),
                 F(2, "simulated_clock", &LedgerOpened::simulated_clock));
  }
  bool operator==(const LedgerOpened&) const = default;
};

// The bank holidays that prices and plans know of from here on; replaces the calendar of the same name.
struct CalendarAdopted {
  Code calendar;
  std::vector<Date> bank_holidays;
  static constexpr std::string_view kName = "CalendarAdopted";
  static constexpr auto Fields() {
    return Table(F(1, "calendar", &CalendarAdopted::calendar),
                 F(2, "bank_holidays", &CalendarAdopted::bank_holidays));
  }
  bool operator==(const CalendarAdopted&) const = default;
};

// Stream `commissioner-<id>`.
struct CommissionerRegistered {
  CommissionerId commissioner_id;
  std::string name;
  static constexpr std::string_view kName = "CommissionerRegistered";
  static constexpr auto Fields() {
    return Table(F(1, "commissioner_id", &CommissionerRegistered::commissioner_id),
                 F(2, "name", &CommissionerRegistered::name));
  }
  bool operator==(const CommissionerRegistered&) const = default;
};

// Stream `provider-<id>`.
struct ProviderRegistered {
  ProviderId provider_id;
  std::string name;
  ProviderForm form = ProviderForm::kUnspecified;
  std::vector<ProviderId> members;         // Of a consortium, its lead included.
  std::vector<ProviderId> subcontractors;  // Of a lead.
  ProviderId consortium_lead;              // Holds the awards of a consortium.
  // The organisation a source document names, when this one delivers generated care in its stead under
  // another name.
  std::string stands_for;
  bool illustrative = false;  // Ours, because the source does not say.
  static constexpr std::string_view kName = "ProviderRegistered";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &ProviderRegistered::provider_id),
                 F(2, "name", &ProviderRegistered::name), F(3, "form", &ProviderRegistered::form),
                 F(4, "members", &ProviderRegistered::members),
                 F(5, "subcontractors", &ProviderRegistered::subcontractors),
                 F(6, "consortium_lead", &ProviderRegistered::consortium_lead),
                 F(7, "stands_for", &ProviderRegistered::stands_for),
                 F(8, "illustrative", &ProviderRegistered::illustrative));
  }
  bool operator==(const ProviderRegistered&) const = default;
};

// Stream `person-<id>`. The first day on which no care is due.
struct DeathRecorded {
  PersonId person_id;
  Date date;  // Of death: care on this day still counts.
  static constexpr std::string_view kName = "DeathRecorded";
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &DeathRecorded::person_id), F(2, "date", &DeathRecorded::date));
  }
  bool operator==(const DeathRecorded&) const = default;
};

// Stream `person-<id>`. The record of the death that stands was made in error, of a person who lives or of
// the wrong one: none is known any more. Another date is a DeathRecorded.
struct DeathVoided {
  PersonId person_id;
  std::uint64_t position = 0;  // Of the record in error.
  Code reason;
  static constexpr std::string_view kName = "DeathVoided";
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &DeathVoided::person_id), F(2, "position", &DeathVoided::position),
                 F(3, "reason", &DeathVoided::reason));
  }
  bool operator==(const DeathVoided&) const = default;
};

// Stream `person-<id>`. Where the person lives from the effective date on; the last record of a day holds.
// Until the first, it is where each package was asked for.
struct PersonMoved {
  PersonId person_id;
  Code area;  // In a code of the council's: a ward, a neighbourhood.
  static constexpr std::string_view kName = "PersonMoved";
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &PersonMoved::person_id), F(2, "area", &PersonMoved::area));
  }
  bool operator==(const PersonMoved&) const = default;
};

using LedgerEvent = std::variant<LedgerOpened, CalendarAdopted>;
using PartyEvent =
    std::variant<CommissionerRegistered, ProviderRegistered, ProviderSucceeded, CommissionerSucceeded>;
using PersonEvent = std::variant<DeathRecorded, DeathVoided, PersonMoved>;

}  // namespace careledger::model
