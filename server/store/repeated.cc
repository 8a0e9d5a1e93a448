// Answers given a second time: of a command or a page, and the receipt of any record.
#include <set>

#include "replay/log/codec.h"
#include "server/store/keys.h"
#include "server/store/rows.h"
#include "server/store/sequencer.h"

namespace careledger::store {

using namespace model;
using decide::Reason;
using decide::Rejection;

absl::StatusOr<std::optional<Answer>> Sequencer::Repeated(const Submission& submission) {
  const std::string& id = submission.intent.request_id;
  std::optional<RequestEntry> entry;
  const std::string key = RequestKey(submission.caller.actor, id);
  if (const RequestEntry* recent = recent_.requests.Find(key)) {
    entry = *recent;
  } else {
    auto stored = models_->FindRequest(key);
    if (!stored.ok()) return stored.status();
    entry = *std::move(stored);
  }
  if (!entry) return std::optional<Answer>();
  if (entry->digest != submission.intent.digest) {
    const Rejection rejection{Reason::kRequestIdReused, "intent.request_id",
                              "'" + id + "' was used for other contents, at position " +
                                  std::to_string(Number(entry->first)) +
                                  "; choose a new id for a new intent"};
    return std::optional<Answer>(Refused{StatusOf(rejection), rejection});
  }
  auto receipt = ReceiptAt(Position{Number(entry->first) + entry->records - 1});
  if (!receipt.ok()) return receipt.status();
  Result result;
  receipt->already = true;
  receipt->records = static_cast<std::uint32_t>(entry->records);
  // What a page or a bulk transfer did is said by its last record.
  log::Record last;
  absl::Status failure;
  if (const auto kept = recent_.records.find(Number(receipt->position)); kept != recent_.records.end()) {
    last = kept->second;
  } else {
    const auto read = log_.Read(receipt->position, 1, [&](std::string_view bytes) {
      auto record = log::Decode(bytes);
      if (record.ok()) last = *std::move(record);
      failure = record.status();
      return false;
    });
    if (!read.ok()) return read;
    if (!failure.ok()) return failure;
  }
  auto event = log::DecodePayload(last.type, last.schema_version, last.payload);
  if (!event.ok()) return event.status();
  if (const auto* import = std::get_if<ImportEvent>(&*event)) {
    const ImportPageRecorded& page = std::get<ImportPageRecorded>(*import);
    result.created = page.created;
    result.updated = page.updated;
    result.unchanged = page.unchanged;
    for (const RowRefusal& refusal : page.refused) {
      result.refused.push_back({refusal.row,
                                {static_cast<Reason>(refusal.reason), refusal.field.str(),
                                 "refused when this page was first imported"}});
    }
  } else if (const auto* transfer = std::get_if<TransferEvent>(&*event)) {
    result.transfer = std::get<BulkTransferRecorded>(*transfer);
  } else if (const auto* page_again = std::get_if<Page>(&submission.body)) {
    if (const auto status = AnswerAgain(submission, *page_again, *entry, result); !status.ok()) return status;
  }
  result.receipt = *std::move(receipt);
  return std::optional<Answer>(std::move(result));
}

absl::Status Sequencer::AnswerAgain(const Submission& submission, const Page& page,
                                    const RequestEntry& request, Result& result) {
  const std::uint64_t first = Number(request.first);
  std::set<std::uint64_t> told;  // Records of the page that a row has been answered with.
  for (const Row& row : page.rows) {
    if (const auto* rejection = std::get_if<Rejection>(&row.content)) {
      result.refused.push_back({row.number, *rejection});
      continue;
    }
    const auto* visit = std::get_if<VisitRecorded>(&row.content);
    if (visit == nullptr) return absl::InternalError("a page of commands comes in a file");
    auto entry = EntryOf(VisitKey(visit->source, visit->external_id));
    if (!entry.ok()) return entry.status();
    bool recorded = false;
    if (entry->has_value() && (*entry)->provider_id == visit->provider_id) {
      for (const auto& [sequence, position] : (*entry)->sequences) {
        const bool of_page = Number(position) >= first && Number(position) < first + request.records;
        if (sequence != visit->sequence || !of_page || told.contains(Number(position))) continue;
        auto stored = VisitAt(position);
        if (!stored.ok()) return stored.status();
        if (*stored != *visit) continue;
        recorded = told.insert(Number(position)).second;
        ++((*entry)->sequences.front().second == position ? result.created : result.updated);
        break;
      }
    }
    if (recorded) continue;
    // Not recorded then: it changed nothing, or was refused. A refusal is not remembered, so its words are
    // today's.
    auto known = Known(*entry, visit->sequence);
    if (!known.ok()) return known.status();
    auto owner = OwnerOf(visit->source);
    if (!owner.ok()) return owner.status();
    decide::Facts facts = FactsOf(submission);
    facts.source_owner = *owner;
    auto verdict = decide::DecideVisit(world_, *visit, known->has_value() ? &**known : nullptr, facts);
    if (auto* rejection = std::get_if<Rejection>(&verdict)) {
      result.refused.push_back({row.number, std::move(*rejection)});
    } else if (std::get<decide::VisitDecision>(verdict).result == decide::RowResult::kUnchanged) {
      ++result.unchanged;
    } else {
      result.refused.push_back(
          {row.number,
           {Reason::kRequestIdReused, "intent.request_id",
            "the row was refused when the page was first sent; it would be taken now, under a "
            "request id of its own"}});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Receipt> Sequencer::ReceiptAt(Position position) {
  Receipt receipt;
  receipt.position = position;
  if (const auto kept = recent_.records.find(Number(position)); kept != recent_.records.end()) {
    std::string bytes;
    log::AppendEncoded(kept->second, &bytes);
    receipt.stream = kept->second.stream;
    receipt.type = kept->second.type;
    receipt.revision = kept->second.revision;
    receipt.time = kept->second.record_time;
    receipt.leaf = log::LeafHash(bytes);
    return receipt;
  }
  absl::Status failure;
  const auto read = log_.Read(position, 1, [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    failure = record.status();
    if (record.ok()) {
      receipt.stream = std::string(record->stream);
      receipt.type = std::string(record->type);
      receipt.revision = record->revision;
      receipt.time = record->record_time;
      receipt.leaf = log::LeafHash(bytes);
    }
    return false;
  });
  if (!read.ok()) return read;
  if (!failure.ok()) return failure;
  return receipt;
}

}  // namespace careledger::store
