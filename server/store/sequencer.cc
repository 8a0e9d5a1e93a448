// One submission: its decisions, and the records that they are.
#include "server/store/sequencer.h"

#include <utility>

#include "replay/log/codec.h"
#include "server/store/keys.h"
#include "server/store/rows.h"

namespace careledger::store {

using namespace model;
using decide::KnownVisit;
using decide::Reason;
using decide::Rejection;
using projections::VisitName;

namespace {

bool MovesMoney(const Event& event) {
  return !std::holds_alternative<ChangeEvent>(event) && !std::holds_alternative<ImportEvent>(event) &&
         !std::holds_alternative<MonitoringEvent>(event) && !std::holds_alternative<NoteEvent>(event);
}

}  // namespace

Answer Sequencer::Process(Submission& submission) {
  if (submission.caller.expired()) {
    return Refused{absl::DeadlineExceededError(
                       "the deadline passed before the command was decided: nothing is recorded"),
                   std::nullopt};
  }
  now_ = std::max(now_, clock_.Now());
  written_ = 0;
  auto repeated = Repeated(submission);
  if (!repeated.ok()) Stop(repeated.status());
  if (repeated->has_value()) return **std::move(repeated);
  Answer answer =
      std::visit(Overloaded{
                     [&](decide::Command& command) { return ProcessCommand(submission, command); },
                     [&](Page& page) { return ProcessPage(submission, page); },
                 },
                 submission.body);
  if (written_ > 0) {
    const std::uint64_t last = Number(builder_.next()) - 1;
    recent_.requests.Keep(RequestKey(submission.caller.actor, submission.intent.request_id),
                          {submission.intent.digest, Position{last + 1 - written_}, written_}, last);
    recent_.records.try_emplace(last, record_);  // A visit: others are there.
  }
  return answer;
}

Answer Sequencer::ProcessCommand(Submission& submission, const decide::Command& command) {
  decide::Facts facts = FactsOf(submission);
  std::optional<KnownVisit> known;
  if (const auto* visit_command = std::get_if<decide::VisitCommand>(&command)) {
    const VisitName name = std::visit(
        [](const auto& c) {
          return VisitName{c.source, c.external_id};
        },
        *visit_command);
    const auto entry = EntryOf(VisitKey(name.source, name.external_id));
    if (!entry.ok()) Stop(entry.status());
    auto found = Known(*entry, 0);
    if (!found.ok()) Stop(found.status());
    known = *std::move(found);
    if (known) {
      CarerId carer;
      if (const auto* adjust = std::get_if<decide::AdjustVisit>(visit_command)) carer = adjust->carer_id;
      if (const auto status = AddCouncilRecords(name, carer, *known); !status.ok()) Stop(status);
      facts.visit = &*known;
    }
  }
  if (facts.preview && Number(facts.preview->position == 0 ? Position{} : Position{facts.preview->position}) <
                           last_money_.load()) {
    // Something was recorded since the figures were computed: the caller computes them again.
    return Refused{absl::UnavailableError("figures moved while they were computed"), std::nullopt};
  }
  decide::Outcome outcome = decide::Decide(world_, command, facts);
  if (auto* rejection = std::get_if<Rejection>(&outcome)) return Refused{StatusOf(*rejection), *rejection};
  decide::Decision& decision = std::get<decide::Decision>(outcome);
  const auto check_revision = [&](const std::string& stream) -> std::optional<Rejection> {
    const Intent& intent = submission.intent;
    if (!intent.expected_revision && !intent.expect_none) return std::nullopt;
    auto length = LengthOf(stream);
    if (!length.ok()) Stop(length.status());
    if (intent.expect_none && *length > 0) {
      return Rejection{Reason::kStaleRevision, "intent.expect_none",
                       "stream " + stream + " exists, at revision " + std::to_string(*length - 1)};
    }
    if (intent.expected_revision && *intent.expected_revision + 1 != *length) {
      return Rejection{
          Reason::kStaleRevision, "intent.expected_revision",
          "stream " + stream + " is " +
              (*length == 0 ? std::string("empty") : "at revision " + std::to_string(*length - 1)) +
              ", expected " + std::to_string(*intent.expected_revision)};
    }
    return std::nullopt;
  };
  if (decision.events.empty()) {
    const auto already = Already(decision);
    if (!already.ok()) Stop(already.status());
    auto receipt = ReceiptAt(*already);
    if (!receipt.ok()) Stop(receipt.status());
    receipt->already = true;
    Result result;
    result.receipt = *std::move(receipt);
    return result;
  }
  if (const auto stale = check_revision(decision.events.front().stream))
    return Refused{StatusOf(*stale), *stale};
  Result result;
  for (const decide::NewEvent& event : decision.events) {
    if (const auto status = Append(submission, event); !status.ok()) Stop(status);
    if (const auto* transfer = std::get_if<TransferEvent>(&event.event)) {
      result.transfer = std::get<BulkTransferRecorded>(*transfer);
    }
  }
  result.receipt = Written();
  return result;
}

Receipt Sequencer::Written() const {
  return {.stream = record_.stream,
          .type = record_.type,
          .revision = record_.revision,
          .position = record_.position,
          .time = record_.record_time,
          .leaf = leaf_,
          .already = false,
          .records = written_};
}

Answer Sequencer::ProcessPage(Submission& submission, Page& page) {
  Result result;
  decide::Facts facts = FactsOf(submission);
  for (Row& row : page.rows) {
    auto refused = DecideRow(submission, row, facts, result);
    if (!refused.ok()) Stop(refused.status());
    if (refused->has_value()) result.refused.push_back({row.number, **std::move(refused)});
  }
  if (page.file) {
    ImportPageRecorded file = *std::move(page.file);
    file.rows = page.rows.size();
    file.created = result.created;
    file.updated = result.updated;
    file.unchanged = result.unchanged;
    for (const RowRefused& refused : result.refused) {
      file.refused.push_back({refused.number, static_cast<std::uint32_t>(refused.rejection.reason),
                              Code(refused.rejection.field)});
    }
    const std::string stream = "import-" + file.file_reference.str();
    if (const auto status = Write(submission, stream, std::nullopt, ImportEvent(std::move(file)));
        !status.ok()) {
      Stop(status);
    }
  }
  if (written_ > 0) {
    result.receipt = Written();
  }
  return result;
}

absl::StatusOr<std::optional<Rejection>> Sequencer::DecideRow(const Submission& submission, Row& row,
                                                              decide::Facts& facts, Result& result) {
  if (auto* rejection = std::get_if<Rejection>(&row.content))
    return std::optional<Rejection>(std::move(*rejection));
  if (auto* command = std::get_if<decide::Command>(&row.content)) {
    decide::Outcome outcome = decide::Decide(world_, *command, facts);
    if (auto* rejection = std::get_if<Rejection>(&outcome))
      return std::optional<Rejection>(std::move(*rejection));
    const decide::Decision& decision = std::get<decide::Decision>(outcome);
    for (const decide::NewEvent& event : decision.events) {
      if (const auto status = Append(submission, event); !status.ok()) return status;
    }
    ++(decision.events.empty() ? result.unchanged : result.created);
    return std::optional<Rejection>();
  }
  VisitRecorded& visit = std::get<VisitRecorded>(row.content);
  std::string key = VisitKey(visit.source, visit.external_id);
  auto entry = EntryOf(key);
  if (!entry.ok()) return entry.status();
  auto known = Known(*entry, visit.sequence);
  if (!known.ok()) return known.status();
  auto owner = OwnerOf(visit.source);
  if (!owner.ok()) return owner.status();
  facts.source_owner = *owner;
  auto verdict = decide::DecideVisit(world_, visit, known->has_value() ? &**known : nullptr, facts);
  if (auto* rejection = std::get_if<Rejection>(&verdict))
    return std::optional<Rejection>(std::move(*rejection));
  switch (std::get<decide::VisitDecision>(verdict).result) {
    case decide::RowResult::kUnchanged:
      ++result.unchanged;
      return std::optional<Rejection>();
    case decide::RowResult::kCreated:
      ++result.created;
      break;
    case decide::RowResult::kUpdated:
      ++result.updated;
      break;
  }
  if (const auto status = AppendVisit(submission, std::move(key), *std::move(entry), std::move(visit));
      !status.ok()) {
    return status;
  }
  return std::optional<Rejection>();
}

absl::Status Sequencer::Append(const Submission& submission, const decide::NewEvent& event) {
  if (const auto* visit = projections::AsVisit(event.event)) {
    // An adjustment or a void: what later rows see of the visit.
    const VisitName name = projections::NameOf(*visit);
    std::string key = VisitKey(name.source, name.external_id);
    auto entry = EntryOf(key);
    if (!entry.ok()) return entry.status();
    if (entry->has_value()) {
      VisitEntry changed = **std::move(entry);
      changed.voided = changed.voided || std::holds_alternative<VisitVoided>(*visit);
      recent_.visits.Keep(std::move(key), std::move(changed), Number(builder_.next()));
    }
  }
  return Write(submission, event.stream, event.effective, event.event);
}

absl::Status Sequencer::AppendVisit(const Submission& submission, std::string key,
                                    std::optional<VisitEntry>&& entry, VisitRecorded&& visit) {
  const Position position = builder_.next();
  VisitEntry changed;
  if (entry) changed = *std::move(entry);
  changed.provider_id = visit.provider_id;
  changed.sequences.emplace_back(visit.sequence, position);
  const bool latest = changed.sequences.size() == 1 || visit.sequence >= changed.filed.sequence;
  if (latest) {
    changed.filed = {visit.service_date, visit.sequence};
    changed.latest = position;
  }
  owners_.try_emplace(visit.source, visit.provider_id);
  std::string stream = decide::VisitStream(visit.provider_id, visit.service_date);
  const Date date = visit.service_date;
  const Event event = VisitEvent(std::move(visit));
  recent_.visits.Keep(std::move(key), std::move(changed), Number(position));
  return Write(submission, std::move(stream), date, event);
}

absl::Status Sequencer::Write(const Submission& submission, std::string stream, std::optional<Date> effective,
                              const Event& event) {
  auto length = LengthOf(stream);
  if (!length.ok()) return length.status();
  record_.position = builder_.next();
  record_.stream = std::move(stream);
  record_.revision = Revision{*length};
  record_.type = std::string(TypeOf(event));
  record_.record_time = now_;
  record_.effective_date = effective;
  record_.actor = submission.caller.actor;
  record_.role = submission.caller.role;
  record_.auth = submission.caller.auth;
  record_.request_id = submission.intent.request_id;
  record_.request_digest = written_ == 0 ? submission.intent.digest : std::string();
  record_.correlation_id = submission.intent.correlation_id;
  record_.causation_id = submission.intent.request_id;
  record_.payload.clear();
  log::EncodePayload(event, record_.payload);
  if (const auto status = log::CheckEncodable(record_); !status.ok()) return status;
  leaf_ = builder_.Add(record_);
  ++written_;
  recent_.lengths.Keep(record_.stream, *length + 1, Number(record_.position));
  if (projections::AsVisit(event) == nullptr) {
    recent_.records[Number(record_.position)] = record_;
    if (const auto* change = std::get_if<ContractEvent>(&event))
      rosters_.Forget(std::visit([](const auto& e) { return e.contract_id; }, *change));
    Evolve(world_, {.position = record_.position,
                    .time = now_,
                    .effective = effective.value_or(LondonDate(now_.instant())),
                    .actor = submission.caller.id,
                    .event = event});
  }
  if (MovesMoney(event)) last_money_ = Number(record_.position);
  return absl::OkStatus();
}

}  // namespace careledger::store
