// What happens next: the one place where rules say yes or no. Pure: no clock, no storage, no randomness; what
// a rule needs from outside comes in as `Facts`.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "replay/model/world.h"
#include "replay/sourcing/roster.h"
#include "server/decide/commands.h"
#include "server/decide/contract_life_commands.h"
#include "server/decide/delivery_commands.h"
#include "server/decide/file_commands.h"
#include "server/decide/health_commands.h"
#include "server/decide/monitoring_commands.h"
#include "server/decide/note_commands.h"
#include "server/decide/package_commands.h"
#include "server/decide/package_time_commands.h"
#include "server/decide/payer_commands.h"
#include "server/decide/rejection.h"
#include "server/decide/sealer.h"
#include "server/decide/sourcing_commands.h"
#include "server/decide/succession_commands.h"

namespace careledger::decide {

// An event to append.
struct NewEvent {
  std::string stream;
  std::optional<Date> effective;  // Absent for events that are about recording only.
  Event event;
  bool operator==(const NewEvent&) const = default;
};

// What to append; nothing when the ledger already says so, and then the record that does.
struct Decision {
  std::vector<NewEvent> events;
  Position already{};
  std::string
      already_stream;  // Where the model keeps no position of it: its stream, the last record of which holds.
};

using Outcome = std::variant<Decision, Rejection>;

// A visit as recorded so far, for the commands and rows that name one.
struct KnownVisit {
  VisitRecorded latest;  // Of the highest sequence.
  Position position{};   // Of that record.
  bool voided = false;
  std::optional<VisitRecorded> same_sequence;  // The record with the sequence asked about, if any, and where.
  Position same_position{};
  std::optional<VisitAdjusted>
      adjusted;  // The adjustment that stands for the carer asked about, if any, and where.
  Position adjusted_position{};
  Position voided_position{};
  std::optional<Code> voided_reason;  // Of the voiding, where it was looked up.
  std::size_t sequences = 0;          // How many were recorded.
};

// A visit keeps every sequence it was recorded with: at most so many.
inline constexpr std::size_t kSequencesMax = 1'000;

struct Facts {
  RecordTime now;                     // The record time the events will carry.
  std::string actor;                  // Identity of the person or system: two-person rules compare these.
  bool development = false;           // No identity was proved: two-person commands are refused.
  const KnownVisit* visit = nullptr;  // For visit commands: null when never recorded.
  const ProviderId* source_owner =
      nullptr;                     // For rows of visits: whose first visit their source reported, if any.
  ProviderId provider_id;          // Of a caller who is a provider: the only one it may speak for.
  const Sealer* sealer = nullptr;  // Null: the server has no master key.
  // Of the world decided on, for one thread: deciding adds what it found, and comes out the same without.
  // Null: none are kept.
  sourcing::Rosters* rosters = nullptr;
  std::optional<Preview> preview;       // For ApproveChange: recomputed at the head of the log.
  std::optional<Preview> preview_seen;  // The one at its `preview_position`; absent when there was none.
  Date today() const { return LondonDate(now.instant()); }
};

using Command =
    std::variant<LedgerCommand, ContractCommand, ContractLifeCommand, ChangeCommand, PackageCommand,
                 SourcingCommand, VisitCommand, FileCommand, MonitoringCommand, HealthCommand,
                 PackageTimeCommand, SuccessionCommand, PayerCommand, NoteCommand, DeliveryCommand>;

Outcome Decide(const World& world, const Command& command, const Facts& facts);

// One visit of a page. `kUnchanged` when the same sequence with the same content was recorded before.
enum class RowResult : std::uint8_t { kCreated, kUpdated, kUnchanged };
struct VisitDecision {
  RowResult result = RowResult::kCreated;
};
// REQUIRES: `visit` is well-formed (intake has read it). `known` is null for a (source, external id) never
// seen.
std::variant<VisitDecision, Rejection> DecideVisit(const World& world, const VisitRecorded& visit,
                                                   const KnownVisit* known, const Facts& facts);

// The stream a visit's records belong to: "visits-<provider>.<service month>".
std::string VisitStream(const ProviderId& provider, Date service_date);

}  // namespace careledger::decide
