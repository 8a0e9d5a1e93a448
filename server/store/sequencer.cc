#include "server/store/sequencer.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "replay/log/codec.h"
#include "server/store/rows.h"

namespace careledger::store {

using namespace model;
using decide::KnownVisit;
using decide::Reason;
using decide::Rejection;
using projections::VisitName;

namespace {

// Memory is ahead of a disk that failed: nothing that follows could be believed.
[[noreturn]] void Stop(const absl::Status& status) {
  std::fprintf(stderr, "careledger-server: stopping, the log could not be written or read: %s\n",
               std::string(status.message()).c_str());
  std::_Exit(70);
}

// With so many at hand nothing is gained by waiting for more.
constexpr std::size_t kRowsWorthASync = 256;

std::string RequestKey(const std::string& actor, const std::string& id) { return actor + '\0' + id; }

std::size_t RowsOf(const Submission& submission) {
  const auto* page = std::get_if<Page>(&submission.body);
  return page != nullptr ? page->rows.size() + 1 : 1;
}

bool MovesMoney(const Event& event) {
  return !std::holds_alternative<ChangeEvent>(event) && !std::holds_alternative<ImportEvent>(event);
}

}  // namespace

Sequencer::Sequencer(log::Log& log, log::LogWriter& writer, std::uint64_t epoch, log::CompactTree tree,
                     const ModelsSlot& slot, Clock& clock, const SequencerOptions& options)
    : log_(log),
      writer_(writer),
      epoch_(epoch),
      slot_(slot),
      clock_(clock),
      options_(options),
      models_(slot.Get()),
      world_(models_->CopyWorld()),
      builder_(std::move(tree), log.head()),
      now_(log.head().record_time) {
  record_.ledger_id = log_.ledger_id();
  record_.schema_version = log::kSchemaVersion;
  last_money_ = Number(log.head().position);
  models_.reset();
  committer_ = std::thread([this] { CommitLoop(); });
  decider_ = std::thread([this] { DecideLoop(); });
}

Sequencer::~Sequencer() { Drain(); }

absl::Status Sequencer::Submit(Submission submission) {
  const std::size_t rows = RowsOf(submission);
  std::lock_guard lock(mutex_);
  if (draining_) return absl::UnavailableError("the server is stopping");
  if (queue_.size() >= options_.max_queue || queue_rows_ + rows > options_.max_queue_rows) {
    return absl::ResourceExhaustedError("the queue is full; try again in a moment");
  }
  queue_rows_ += rows;
  queue_.push_back(std::move(submission));
  if (idle_ && (queue_.size() >= wanted_ || queue_rows_ >= kRowsWorthASync)) queued_.notify_one();
  return absl::OkStatus();
}

void Sequencer::Drain() {
  {
    std::lock_guard lock(mutex_);
    draining_ = true;
    queued_.notify_all();
  }
  if (decider_.joinable()) decider_.join();
  {
    std::lock_guard lock(mutex_);
    decided_ = true;
    handed_.notify_all();
  }
  if (committer_.joinable()) committer_.join();
}

std::optional<std::vector<Submission>> Sequencer::Take(std::size_t answers, std::size_t& rows,
                                                       std::size_t together) {
  std::unique_lock lock(mutex_);
  const auto many = [&] { return queue_rows_ >= kRowsWorthASync; };
  const auto free = [&] { return work_.empty() && !committing_; };
  idle_ = true;
  wanted_ = free() ? 1 : ~std::size_t{0};  // What comes singly while a batch syncs is decided when it has.
  queued_.wait(lock, [&] {
    if (draining_) return true;
    if (free()) return !queue_.empty() || answers > 0;
    return many() && rows < options_.max_batch_rows;
  });
  if (free() && answers + queue_.size() < together && !many() && !draining_) {
    wanted_ = together - answers;
    queued_.wait_for(lock, std::max<std::chrono::nanoseconds>(options_.gather, last_sync_ / 4),
                     [&] { return queue_.size() >= wanted_ || many() || draining_; });
  }
  idle_ = false;
  if (queue_.empty() && answers == 0) return std::nullopt;
  std::vector<Submission> taken;
  while (!queue_.empty() && (rows == 0 || rows + RowsOf(queue_.front()) <= options_.max_batch_rows)) {
    const std::size_t more = RowsOf(queue_.front());
    rows += more;
    queue_rows_ -= more;
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Sequencer::DecideLoop() {
  std::size_t together = 1;
  std::vector<Pending> answers;  // Of the batch under way,
  std::size_t rows = 0;          // and the rows they answer.
  while (true) {
    auto taken = Take(answers.size(), rows, together);
    if (!taken) return;
    models_ = slot_.Get();
    while (Number(builder_.next()) > Number(models_->checkpoint()) + options_.max_lag) {
      (void)models_->WaitFor(Position{Number(builder_.next()) - options_.max_lag}, 100);
      models_ = slot_.Get();
    }
    const std::uint64_t seen = Number(models_->checkpoint());
    recent_.lengths.Forget(seen);
    recent_.requests.Forget(seen);
    recent_.visits.Forget(seen);
    recent_.records.erase(recent_.records.begin(), recent_.records.upper_bound(seen));
    for (Submission& submission : *taken) {
      Answer answer = Process(submission);
      answers.push_back({std::move(submission.done), std::move(answer)});
    }
    models_.reset();  // Not to keep those that a rebuild has replaced.
    {
      // While a batch syncs, what is decided joins the next, as long as there is room.
      std::lock_guard lock(mutex_);
      if (committing_ && !taken->empty() && !draining_) continue;
    }
    together = (together + answers.size() + 1) / 2;
    HandOver(std::exchange(answers, {}));
    rows = 0;
  }
}

void Sequencer::HandOver(std::vector<Pending> answers) {
  Work work;
  work.batch = builder_.Take();
  work.expected_head = Position{Number(work.batch.first) - (work.batch.count > 0 ? 1 : 0)};
  work.answers = std::move(answers);
  std::unique_lock lock(mutex_);
  committed_.wait(lock, [&] { return work_.size() < 2; });
  work_.push_back(std::move(work));
  handed_.notify_one();
}

void Sequencer::CommitLoop() {
  while (true) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      handed_.wait(lock, [&] { return !work_.empty() || decided_; });
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
      committing_ = true;
      committed_.notify_all();
    }
    const auto begun = std::chrono::steady_clock::now();
    if (work.batch.count > 0) {
      const auto head = writer_.Append(work.batch, work.expected_head, epoch_);
      if (!head.ok()) Stop(head.status());
      options_.committed();
    }
    const auto synced = std::chrono::steady_clock::now();
    for (Pending& pending : work.answers) pending.done(std::move(pending.answer));
    std::lock_guard lock(mutex_);
    committing_ = false;
    if (work.batch.count > 0) last_sync_ = synced - begun;
    wanted_ = 1;
    if (idle_) queued_.notify_one();
  }
}

decide::Facts Sequencer::FactsOf(const Submission& submission) const {
  return {.now = now_,
          .actor = submission.caller.id,
          .development = submission.caller.auth == log::AuthClass::kDevelopment,
          .visit = nullptr,
          .preview = submission.preview,
          .preview_seen = submission.preview_seen};
}

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
    const std::string key = RequestKey(submission.caller.actor, submission.intent.request_id);
    const std::uint64_t last = Number(builder_.next()) - 1;
    recent_.requests.Keep(key, {submission.intent.digest, Position{last + 1 - written_}, written_}, last);
    recent_.records[last] = record_;
  }
  return answer;
}

absl::StatusOr<std::optional<Answer>> Sequencer::Repeated(const Submission& submission) {
  const std::string& id = submission.intent.request_id;
  std::optional<RequestEntry> entry;
  if (const RequestEntry* recent = recent_.requests.Find(RequestKey(submission.caller.actor, id))) {
    entry = *recent;
  } else {
    auto stored = models_->FindRequest(submission.caller.actor, id);
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
    Evolve(world_, {.position = record_.position,
                    .time = now_,
                    .effective = effective.value_or(LondonDate(now_.instant())),
                    .actor = submission.caller.id,
                    .event = event});
  }
  if (MovesMoney(event)) last_money_ = Number(record_.position);
  return absl::OkStatus();
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

void Sequencer::Settle() {
  if (!builder_.empty()) HandOver({});
  const Position last{Number(builder_.next()) - 1};
  while (models_->checkpoint() < last) {
    (void)models_->WaitFor(last, 100);
    models_ = slot_.Get();
  }
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
