// The queue and the two threads: what is asked is gathered, decided, handed over, made durable and answered.
#include <pthread.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "replay/log/codec.h"
#include "server/store/sequencer.h"

namespace careledger::store {

using namespace model;

namespace {

// With so many at hand nothing is gained by waiting for more.
constexpr std::size_t kRowsWorthASync = 256;

std::size_t RowsOf(const Submission& submission) {
  const auto* page = std::get_if<Page>(&submission.body);
  return page != nullptr ? page->rows.size() + 1 : 1;
}

}  // namespace

void Sequencer::Stop(const absl::Status& status) {
  std::fprintf(stderr, "careledger-server: stopping, the log could not be written or read: %s\n",
               std::string(status.message()).c_str());
  std::_Exit(70);
}

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
  // As `top -H` tells them apart.
  (void)pthread_setname_np(committer_.native_handle(), "commit");
  (void)pthread_setname_np(decider_.native_handle(), "decide");
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

std::optional<std::vector<Submission>> Sequencer::Take(std::size_t answers, std::size_t& rows) {
  std::unique_lock lock(mutex_);
  const auto many = [&] { return queue_rows_ >= kRowsWorthASync; };
  idle_ = true;
  // What comes singly while a batch syncs is decided when it has.
  wanted_ = CommitterIsFree() ? 1 : ~std::size_t{0};
  queued_.wait(lock, [&] {
    if (draining_) return true;
    if (CommitterIsFree()) return !queue_.empty() || answers > 0;
    return many() && rows < options_.max_batch_rows;
  });
  const std::size_t together = gathering_.together();
  if (CommitterIsFree() && answers + queue_.size() < together && !many() && !draining_) {
    wanted_ = together - answers;
    queued_.wait_for(lock, Gathering::Wait(options_.gather, last_sync_),
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
  std::vector<Pending> answers;  // Of the batch under way,
  std::size_t rows = 0;          // and the rows they answer.
  while (true) {
    auto taken = Take(answers.size(), rows);
    if (!taken) return;
    models_ = slot_.Get();
    while (Number(builder_.next()) > Number(models_->checkpoint()) + options_.max_lag) {
      (void)models_->WaitFor(Position{Number(builder_.next()) - options_.max_lag}, 100);
      models_ = slot_.Get();
    }
    const std::uint64_t seen = Number(models_->checkpoint());
    recent_.lengths.Forget(seen, options_.max_lengths);
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
      if (!CommitterIsFree() && !taken->empty() && !draining_) continue;
    }
    gathering_.Served(answers.size());
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
  lock.unlock();
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
    std::unique_lock lock(mutex_);
    committing_ = false;
    if (work.batch.count > 0) last_sync_ = synced - begun;
    wanted_ = 1;
    const bool waited_for = idle_;
    lock.unlock();
    if (waited_for) queued_.notify_one();
  }
}

void Sequencer::Settle() {
  if (!builder_.empty()) HandOver({});
  const Position last{Number(builder_.next()) - 1};
  while (models_->checkpoint() < last) {
    (void)models_->WaitFor(last, 100);
    models_ = slot_.Get();
  }
}

}  // namespace careledger::store
