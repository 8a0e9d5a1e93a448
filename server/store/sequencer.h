// The sequencer: one thread that owns the decision state, orders what is asked, decides, and hands batches to
// one committing thread, which makes them durable and answers. While one batch syncs, the next is decided.
//
// If a sync fails the process stops: memory must not run ahead of disk. Nothing is answered before it is
// durable. Both queues are bounded: Submit refuses with RESOURCE_EXHAUSTED rather than remember more.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "absl/container/node_hash_map.h"
#include "replay/model/world.h"
#include "replay/sourcing/roster.h"
#include "server/clock.h"
#include "server/store/batch.h"
#include "server/store/gathering.h"
#include "server/store/log_writer.h"
#include "server/store/read_models.h"
#include "server/store/submission.h"

namespace careledger::store {

struct SequencerOptions {
  std::size_t max_queue = 4096;          // Submissions waiting.
  std::size_t max_queue_rows = 200'000;  // Rows waiting.
  std::size_t max_batch_rows = 8192;     // Rows decided before a batch is handed over.
  std::uint64_t max_lag = 25'000;        // Records the read models may be behind before deciding pauses.
  // Streams whose lengths are at hand, about the last written to: some 10 MB.
  std::size_t max_lengths = 65'536;
  // How long to wait for more when callers come together, at least: see Gathering.
  std::chrono::microseconds gather{200};
  const decide::Sealer* sealer = nullptr;   // Outlives the sequencer. Null: what must be sealed is refused.
  std::function<void()> committed = [] {};  // Called after each batch is durable, from the committing thread.
};

class Sequencer {
 public:
  // REQUIRES: the read models have caught up with the log, and are not caught up by anyone before the
  // constructor returns. The log, the slot and the clock outlive the sequencer.
  Sequencer(log::Log& log, log::LogWriter& writer, std::uint64_t epoch, log::CompactTree tree,
            const ModelsSlot& slot, Clock& clock, const SequencerOptions& options);
  ~Sequencer();

  // RESOURCE_EXHAUSTED when full, UNAVAILABLE when draining: then `done` is not called. DEADLINE_EXCEEDED to
  // `done`, and nothing decided, when the caller's deadline passes in the queue.
  absl::Status Submit(Submission submission);
  // Decides and answers what is queued, then stops. Later submissions are UNAVAILABLE.
  void Drain();
  // The last position at which something that moves money was recorded (and may not be durable yet).
  model::Position last_money_position() const { return model::Position{last_money_.load()}; }

 private:
  struct Pending {
    std::function<void(Answer)> done;
    Answer answer;
  };
  struct Work {
    log::Batch batch;
    std::vector<Pending> answers;
    model::Position expected_head{};
  };
  // What has been decided but may not be in the read models yet; and the lengths of streams, which nobody
  // else makes longer, so that those in use need not be searched for.
  struct Recent {
    // Values with the position that gave them: forgotten once the read models have seen it.
    template <class V>
    struct Memory {
      struct Value {
        V value;
        std::uint64_t position;
      };
      absl::node_hash_map<std::string, Value> values;
      // Each value once, no later than where it was given first: the keys stay where they are.
      std::deque<std::pair<std::uint64_t, const std::string*>> order;
      const V* Find(const std::string& key) const {
        const auto found = values.find(key);
        return found == values.end() ? nullptr : &found->second.value;
      }
      // Where the value was given; 0 when none is remembered.
      model::Position PositionOf(const std::string& key) const {
        const auto found = values.find(key);
        return model::Position{found == values.end() ? 0 : found->second.position};
      }
      void Keep(std::string key, V value, std::uint64_t position) {
        const auto [at, added] = values.try_emplace(std::move(key));
        at->second = {std::move(value), position};
        if (added) order.emplace_back(position, &at->first);
      }
      // What was seen: all but `most`, of those given last and some given again since.
      void Forget(std::uint64_t seen, std::size_t most = 0) {
        while (order.size() > most && order.front().first <= seen) {
          const auto [given, key] = order.front();
          order.pop_front();
          const auto found = values.find(*key);
          if (found->second.position == given) {
            values.erase(found);
          } else {
            order.emplace_back(found->second.position, key);  // Given again since.
          }
        }
      }
    };
    Memory<std::uint64_t> lengths;                 // By stream.
    Memory<RequestEntry> requests;                 // By RequestKey.
    Memory<VisitEntry> visits;                     // By VisitKey.
    std::map<std::uint64_t, log::Record> records;  // All but visits, by position.
  };

  // Memory is ahead of a disk that failed: nothing that follows could be believed.
  [[noreturn]] static void Stop(const absl::Status& status);

  void DecideLoop();
  // Waits until there is something to decide or to hand over, and takes what there is to decide. Null when
  // draining and nothing is left. `answers` and `rows` are those of the batch under way.
  std::optional<std::vector<Submission>> Take(std::size_t answers, std::size_t& rows);
  // Whether a batch that is handed over now is written at once. REQUIRES: mutex_ is held.
  bool CommitterIsFree() const { return work_.empty() && !committing_; }
  void CommitLoop();
  Answer Process(Submission& submission);
  Answer ProcessCommand(Submission& submission, const decide::Command& command);
  Answer ProcessPage(Submission& submission, Page& page);
  absl::StatusOr<std::optional<decide::Rejection>> DecideRow(const Submission& submission, Row& row,
                                                             decide::Facts& facts, Result& result);
  decide::Facts FactsOf(const Submission& submission);
  absl::StatusOr<std::optional<Answer>> Repeated(const Submission& submission);
  // What a page that came in no file was answered: its report is on no record, but its visits are.
  absl::Status AnswerAgain(const Submission& submission, const Page& page, const RequestEntry& request,
                           Result& result);
  absl::StatusOr<std::optional<decide::KnownVisit>> Known(const std::optional<VisitEntry>& entry,
                                                          std::uint64_t sequence);
  absl::StatusOr<std::uint64_t> LengthOf(const std::string& stream);
  absl::StatusOr<std::optional<VisitEntry>> EntryOf(const std::string& visit_key);
  // The provider that a source reports for: that of its first visit. Null when it has reported nothing.
  absl::StatusOr<const model::ProviderId*> OwnerOf(const model::SourceId& source);
  absl::StatusOr<model::VisitRecorded> VisitAt(model::Position position);
  absl::StatusOr<Receipt> ReceiptAt(model::Position position);
  // Where a decision that records nothing says the ledger already has it.
  absl::StatusOr<model::Position> Already(const decide::Decision& decision);
  // What the council has said of a visit beside its feed: its times for `carer`, and whether it is void.
  absl::Status AddCouncilRecords(const projections::VisitName& name, const model::CarerId& carer,
                                 decide::KnownVisit& known);
  // Waits until the read models have seen everything decided so far.
  void Settle();
  // Appends one event to the batch under way and folds it into the state.
  absl::Status Append(const Submission& submission, const decide::NewEvent& event);
  // `entry`: what the index says of it under its key.
  absl::Status AppendVisit(const Submission& submission, std::string key, std::optional<VisitEntry>&& entry,
                           model::VisitRecorded&& visit);
  absl::Status Write(const Submission& submission, std::string stream, std::optional<model::Date> effective,
                     const model::Event& event);
  // Hands the batch under way to the committing thread, with the answers that wait for it.
  void HandOver(std::vector<Pending> answers);
  Receipt Written() const;

  log::Log& log_;
  log::LogWriter& writer_;
  const std::uint64_t epoch_;
  const ModelsSlot& slot_;
  Clock& clock_;
  const SequencerOptions options_;

  // Owned by the deciding thread.
  std::shared_ptr<ReadModels> models_;  // As of the batch under way; none between batches.
  model::World world_;
  log::BatchBuilder builder_;
  log::Record record_;  // Reused: only what differs is set again.
  log::Hash leaf_{};    // Of the last record written.
  model::RecordTime now_;
  std::uint32_t written_ = 0;  // Records of the submission under way.
  Recent recent_;
  sourcing::Rosters rosters_;
  Gathering gathering_;
  std::unordered_map<model::SourceId, model::ProviderId>
      owners_;  // Of the sources seen since the start: few.
  std::atomic<std::uint64_t> last_money_{0};

  std::mutex mutex_;
  std::condition_variable queued_;  // Each condition wakes one kind of waiter: the deciding thread,
  std::condition_variable handed_;  // the committing thread, and the deciding thread waiting for room.
  std::condition_variable committed_;
  std::deque<Submission> queue_;
  std::size_t queue_rows_ = 0;
  std::deque<Work> work_;
  bool committing_ = false;  // A batch is being made durable and answered.
  std::chrono::nanoseconds last_sync_{0};
  // The deciding thread waits, and is to be woken when so many submissions are queued; or many rows.
  bool idle_ = false;
  std::size_t wanted_ = 1;
  bool draining_ = false;
  bool decided_ = false;

  std::thread committer_;
  std::thread decider_;
};

}  // namespace careledger::store
