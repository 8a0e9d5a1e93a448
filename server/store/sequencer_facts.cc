// What a decision rests on beside the world: the visit as it is known, whose source it is, how long a stream
// is. From what was decided lately, or from the read models.
#include <chrono>

#include "replay/log/codec.h"
#include "server/store/rows.h"
#include "server/store/sequencer.h"

namespace careledger::store {

using namespace model;
using decide::KnownVisit;
using projections::VisitName;

decide::Facts Sequencer::FactsOf(const Submission& submission) {
  return {.now = now_,
          .actor = submission.caller.id,
          .development = submission.caller.auth == log::AuthClass::kDevelopment,
          .visit = nullptr,
          .provider_id = submission.caller.provider_id,
          .sealer = options_.sealer,
          .rosters = &rosters_,
          .preview = submission.preview,
          .preview_seen = submission.preview_seen};
}

absl::StatusOr<std::uint64_t> Sequencer::LengthOf(const std::string& stream) {
  if (const std::uint64_t* length = recent_.lengths.Find(stream)) return *length;
  return models_->StreamLength(stream);
}

absl::StatusOr<std::optional<VisitEntry>> Sequencer::EntryOf(const std::string& visit_key) {
  if (const VisitEntry* entry = recent_.visits.Find(visit_key)) return std::optional(*entry);
  return models_->FindEntry(visit_key);
}

absl::StatusOr<const ProviderId*> Sequencer::OwnerOf(const SourceId& source) {
  if (const auto known = owners_.find(source); known != owners_.end()) return &known->second;
  // What was decided since the start is in `owners_`; what came before, in the read models.
  auto stored = models_->OwnerOf(source);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return nullptr;
  return &owners_.emplace(source, **std::move(stored)).first->second;
}

absl::StatusOr<VisitRecorded> Sequencer::VisitAt(Position position) {
  absl::StatusOr<VisitRecorded> visit =
      absl::DataLossError("no record at " + std::to_string(Number(position)));
  const auto visitor = [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    if (!record.ok()) {
      visit = record.status();
      return false;
    }
    auto event = log::DecodePayload(record->type, record->schema_version, record->payload);
    if (!event.ok()) {
      visit = event.status();
      return false;
    }
    visit = std::get<VisitRecorded>(std::get<VisitEvent>(*std::move(event)));
    return false;
  };
  // Of the batch under way, which must not be handed over in the middle of a page: a page is durable as one.
  if (const std::string_view bytes = builder_.Find(position); !bytes.empty()) {
    visitor(bytes);
    return visit;
  }
  // Handed over, so it will be durable in a moment.
  while (log_.head().position < position) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto read = log_.Read(position, 1, visitor);
  if (!read.ok()) return read;
  return visit;
}

absl::StatusOr<std::optional<KnownVisit>> Sequencer::Known(const std::optional<VisitEntry>& entry,
                                                           std::uint64_t sequence) {
  if (!entry) return std::optional<KnownVisit>();
  KnownVisit known;
  known.position = entry->latest;
  known.voided = entry->voided;
  known.sequences = entry->sequences.size();
  auto latest = VisitAt(entry->latest);
  if (!latest.ok()) return latest.status();
  known.latest = *std::move(latest);
  for (const auto& [seen, position] : entry->sequences) {
    if (seen != sequence) continue;
    auto same = VisitAt(position);
    if (!same.ok()) return same.status();
    known.same_sequence = *std::move(same);
    known.same_position = position;
  }
  return std::optional<KnownVisit>(std::move(known));
}

absl::StatusOr<Position> Sequencer::Already(const decide::Decision& decision) {
  if (Number(decision.already) != 0) return decision.already;
  if (const Position recent = recent_.lengths.PositionOf(decision.already_stream); Number(recent) != 0)
    return recent;
  return models_->LastOfStream(decision.already_stream);
}

absl::Status Sequencer::AddCouncilRecords(const VisitName& name, const CarerId& carer, KnownVisit& known) {
  // Rare, so it may wait for the rows of the day.
  Settle();
  auto entry = models_->FindVisit(name);
  if (!entry.ok()) return entry.status();
  if (!entry->has_value()) return absl::DataLossError("no index entry of visit " + name.external_id.str());
  std::vector<projections::VisitRow> rows;
  const auto read =
      models_->ReadVisits((*entry)->provider_id, (*entry)->filed.date, models_->checkpoint(), &rows);
  if (!read.ok()) return read;
  for (const projections::VisitRow& row : rows) {
    if (projections::NameOf(row.event) != name) continue;
    if (const auto* adjusted = std::get_if<VisitAdjusted>(&row.event)) {
      if (adjusted->carer_id != carer) continue;
      known.adjusted = *adjusted;
      known.adjusted_position = row.position;
    } else if (const auto* voided = std::get_if<VisitVoided>(&row.event)) {
      known.voided_position = row.position;
      known.voided_reason = voided->reason;
    }
  }
  return absl::OkStatus();
}

}  // namespace careledger::store
