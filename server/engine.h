// The running ledger: log, read models, projector, sequencer and clock, started and stopped in the right
// order.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "replay/answers/mark.h"
#include "server/clock.h"
#include "server/seal/key_store.h"
#include "server/store/read_models.h"
#include "server/store/rocksdb_log.h"
#include "server/store/sequencer.h"

namespace careledger {

struct EngineOptions {
  std::string data;     // Directory: made when absent, unless its parent is.
  std::string council;  // Of a new ledger; must match an existing one.
  // A new ledger on a simulated clock that starts here; absent: the machine's clock. Refused for an existing
  // real ledger.
  std::optional<model::RecordTime> simulated_from;
  std::string
      from_export;  // A new ledger with the records of this export. Refused where there is a ledger already.
  store::SequencerOptions sequencer;
  rocksdb::Env* env = nullptr;  // For fault tests; must outlive the engine. Null: the machine's.
  std::string
      master_key;    // File of it: made with a new ledger, where it is absent. Empty: nothing can be sealed.
  bool sync = true;  // False only to show that the crash test notices.
};

class Engine {
 public:
  // Returns once every read model has caught up: then it can serve. On any error a new ledger has not been
  // begun.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const EngineOptions& options);
  ~Engine();

  const log::Log& log() const { return *log_; }
  store::Sequencer& sequencer() { return *sequencer_; }
  std::shared_ptr<store::ReadModels> models() const { return slot_.Get(); }
  const answers::Mark& mark() const { return mark_; }
  const std::string& council() const { return council_; }
  model::RecordTime Now() { return clock_->Now(); }
  SimulatedClock* simulated_clock() { return simulated_; }
  // Null without a master key.
  const decide::Sealer* sealer() const { return master_key_.get(); }
  seal::KeyStore* keys() const { return keys_.get(); }

  // Folds the log from its first record into new read models beside the old, and swaps them in when their
  // digests are equal to those of the old at the same position (else DATA_LOSS, and the old stay). `progress`
  // returns false to cancel.
  using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;
  absl::StatusOr<std::vector<store::Digest>> Rebuild(const Progress& progress);

  // Answers what is queued, then flushes the read models. Idempotent.
  void Stop();

 private:
  Engine() = default;
  absl::Status Start(const EngineOptions& options);
  void ProjectLoop();
  // Says on stderr whose notes cannot be read, when some cannot.
  void TellOfKeys() const;
  std::string ModelsPath(int generation) const;

  rocksdb::Env* env_ = nullptr;
  std::string data_;
  std::string council_;
  int generation_ = 0;
  answers::Mark mark_;
  std::unique_ptr<log::RocksDbLog> log_;
  std::unique_ptr<Clock> clock_;
  SimulatedClock* simulated_ = nullptr;
  std::unique_ptr<const seal::RootKey> master_key_;
  std::unique_ptr<seal::KeyStore> keys_;
  store::ModelsSlot slot_;
  std::unique_ptr<store::Sequencer> sequencer_;

  std::mutex rebuild_;                      // One at a time.
  std::mutex fold_;                         // Held while the projector folds.
  std::atomic<bool> rebuild_waits_{false};  // For fold_.
  std::mutex mutex_;
  std::condition_variable committed_;
  bool news_ = false;
  bool idle_ = false;  // The projector waits for news.
  bool stopping_ = false;
  std::thread projector_;
};

}  // namespace careledger
