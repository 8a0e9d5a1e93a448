// Every event there is, and a recorded event: what a fold is fed.
#pragma once

#include <optional>
#include <variant>

#include "replay/model/change_events.h"
#include "replay/model/contract_events.h"
#include "replay/model/ledger_events.h"
#include "replay/model/monitoring_events.h"
#include "replay/model/note_events.h"
#include "replay/model/package_events.h"
#include "replay/model/visit_events.h"

namespace careledger::model {

using Event = std::variant<LedgerEvent, PartyEvent, PersonEvent, ContractEvent, ChangeEvent, PackageEvent,
                           TransferEvent, VisitEvent, ImportEvent, MonitoringEvent, NoteEvent>;

// An event and the part of its envelope that meaning depends on.
struct Recorded {
  Position position{};
  RecordTime time;
  Date effective;  // The envelope's effective date; the local date of `time` when it has none.
  std::string actor;
  Event event;
};

// The event's type as stored: the name of its message.
std::string_view TypeOf(const Event& event);

}  // namespace careledger::model
