#include "server/engine.h"

#include <pthread.h>
#include <rocksdb/env.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "replay/log/proof.h"
#include "server/new_ledger.h"
#include "server/store/rows.h"

namespace careledger {

using namespace model;
namespace fs = std::filesystem;

namespace {
constexpr std::uint64_t kRecordsWorthAPass = 512;
}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  std::unique_ptr<Engine> engine(new Engine());
  if (const auto status = engine->Start(options); !status.ok()) return status;
  return engine;
}

std::string Engine::ModelsPath(int generation) const {
  return data_ + "/views-" + std::to_string(generation);
}

absl::Status Engine::Start(const EngineOptions& options) {
  data_ = options.data;
  std::error_code error;
  fs::create_directory(data_, error);
  if (!fs::is_directory(data_)) return absl::NotFoundError("cannot make the data directory " + data_);
  env_ = options.env != nullptr ? options.env : rocksdb::Env::Default();
  log::RocksDbLogOptions log_options{.path = data_ + "/log"};
  log_options.env = options.env;
  log_options.sync = options.sync;
  const bool fresh = !fs::exists(log_options.path);
  if (!options.master_key.empty()) {
    auto key = seal::ReadMasterKey(options.master_key, fresh);
    if (!key.ok()) return key.status();
    master_key_ = *std::move(key);
  }
  if (fresh) {
    if (const auto status = BeginLedger(log_options.path, options); !status.ok()) return status;
  } else if (!options.from_export.empty()) {
    return absl::FailedPreconditionError("--from-export: there is a ledger in " + data_ + " already");
  }
  auto log = log::RocksDbLog::Open(log_options);
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  auto opened = OpeningOf(*log_);
  if (!opened.ok()) return opened.status();
  if (const auto status = CheckOpening(*opened, options); !status.ok()) return status;
  council_ = opened->council.str();
  if (opened->simulated_clock) {
    auto clock = std::make_unique<SimulatedClock>(log_->head().record_time);
    simulated_ = clock.get();
    clock_ = std::move(clock);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
  mark_ = {.ledger_id = log_->ledger_id(), .simulated_clock = opened->simulated_clock};
  if (master_key_ != nullptr) {
    keys_ = std::make_unique<seal::KeyStore>(data_ + "/keys", log::Hex(mark_.ledger_id), *master_key_, env_);
  }

  // The generation of read models in use is named in a file; anything else is left over from a rebuild cut
  // short.
  std::string current;
  if (rocksdb::ReadFileToString(env_, data_ + "/views-current", &current).ok())
    generation_ = std::atoi(current.c_str());
  for (const auto& entry : fs::directory_iterator(data_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("views-") && name != "views-current" &&
        entry.path().string() != ModelsPath(generation_)) {
      fs::remove_all(entry.path(), error);
    }
  }
  auto models = store::ReadModels::Open(ModelsPath(generation_), *log_, options.env);
  if (absl::IsDataLoss(models.status())) {
    // They are disposable: fold them again.
    std::fprintf(stderr, "careledger-server: read models are rebuilt: %s\n",
                 std::string(models.status().message()).c_str());
    fs::remove_all(ModelsPath(generation_), error);
    models = store::ReadModels::Open(ModelsPath(generation_), *log_, options.env);
  }
  if (!models.ok()) return models.status();
  if (const auto folded = (*models)->CatchUp(~std::uint64_t{0}); !folded.ok()) return folded.status();
  slot_.Set(*std::move(models));
  TellOfKeys();

  auto tree = log::RestoreTree(*log_, log_->head().position);
  if (!tree.ok()) return tree.status();
  auto epoch = log_->Fence();
  if (!epoch.ok()) return epoch.status();
  store::SequencerOptions sequencer = options.sequencer;
  sequencer.sealer = master_key_.get();
  sequencer.committed = [this] {
    std::unique_lock lock(mutex_);
    news_ = true;
    const bool waited_for = idle_;
    lock.unlock();
    if (waited_for) committed_.notify_one();
  };
  sequencer_ =
      std::make_unique<store::Sequencer>(*log_, *log_, *epoch, *std::move(tree), slot_, *clock_, sequencer);
  projector_ = std::thread([this] { ProjectLoop(); });
  (void)pthread_setname_np(projector_.native_handle(), "fold");
  return absl::OkStatus();
}

void Engine::TellOfKeys() const {
  const std::vector<PersonId> people = slot_.Get()->PeopleWithNotes();
  if (people.empty()) return;
  const auto tell = [&](std::size_t count, const std::string& why) {
    std::fprintf(stderr, "careledger-server: the notes of %zu of %zu people stay sealed: %s\n", count,
                 people.size(), why.c_str());
  };
  if (keys_ == nullptr) return tell(people.size(), "there is no --master-key");
  if (const auto status = keys_->Check(); !status.ok())
    return tell(people.size(), std::string(status.message()));
  const auto missing = std::count_if(people.begin(), people.end(),
                                     [&](const PersonId& person) { return !keys_->Has(person); });
  if (missing > 0) tell(static_cast<std::size_t>(missing), "their keys are missing from " + data_ + "/keys");
}

void Engine::ProjectLoop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      idle_ = true;
      committed_.wait(lock, [&] { return news_ || stopping_; });
      idle_ = false;
      if (!news_) return;
      news_ = false;
    }
    std::uint64_t passed = 0;
    while (true) {
      // A mutex is not fair: a rebuild that waits for its turn is let in.
      while (rebuild_waits_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::lock_guard fold(fold_);
      const auto folded = slot_.Get()->CatchUp(2 * store::kCut);
      if (!folded.ok()) {
        // Reads of what follows would be wrong: stop rather than answer.
        std::fprintf(stderr, "careledger-server: stopping, a record could not be folded: %s\n",
                     std::string(folded.status().message()).c_str());
        std::_Exit(71);
      }
      if (*folded == 0) break;
      passed += *folded;
    }
    // A pass costs as much for one record as for a hundred: when they come singly, let some come together.
    if (passed < kRecordsWorthAPass) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

absl::StatusOr<std::vector<store::Digest>> Engine::Rebuild(const Progress& progress) {
  std::unique_lock one(rebuild_, std::try_to_lock);
  if (!one.owns_lock()) return absl::FailedPreconditionError("a rebuild is under way");
  const int next = generation_ + 1;
  std::error_code error;
  fs::remove_all(ModelsPath(next), error);
  auto models = store::ReadModels::Open(ModelsPath(next), *log_, env_);
  if (!models.ok()) return models.status();
  const auto drop = [&] {
    models->reset();
    fs::remove_all(ModelsPath(next), error);
  };
  while (true) {
    const std::uint64_t total = Number(log_->head().position);
    if (!progress(Number((*models)->checkpoint()), total)) {
      drop();
      return absl::CancelledError("rebuild cancelled; the read models in use are as they were");
    }
    if (total - Number((*models)->checkpoint()) < 4 * store::kCut) break;
    const auto folded = (*models)->CatchUp(16 * store::kCut);
    if (!folded.ok()) {
      drop();
      return folded.status();
    }
  }
  // The last stretch with the projector held, so that both stand at one position.
  rebuild_waits_ = true;
  std::lock_guard fold(fold_);
  rebuild_waits_ = false;
  std::shared_ptr<store::ReadModels> old = slot_.Get();
  for (store::ReadModels* each : {old.get(), models->get()}) {
    while (each->checkpoint() != log_->head().position || old->checkpoint() != (*models)->checkpoint()) {
      const auto folded = each->CatchUp(~std::uint64_t{0});
      if (!folded.ok()) return folded.status();
      if (each->checkpoint() == log_->head().position) break;
    }
  }
  while (old->checkpoint() != (*models)->checkpoint()) {
    store::ReadModels* behind = old->checkpoint() < (*models)->checkpoint() ? old.get() : models->get();
    const auto folded = behind->CatchUp(~std::uint64_t{0});
    if (!folded.ok()) return folded.status();
  }
  const auto before = old->Digests();
  if (!before.ok()) return before.status();
  const auto after = (*models)->Digests();
  if (!after.ok()) return after.status();
  for (std::size_t i = 0; i < after->size(); ++i) {
    if ((*before)[i].sha256 == (*after)[i].sha256) continue;
    const std::string name = (*after)[i].name;
    drop();
    return absl::DataLossError("read model " + name + " rebuilt from the log differs from the one in use");
  }
  if (const auto status = (*models)->Flush(); !status.ok()) return status;
  const std::string current = data_ + "/views-current";
  rocksdb::Status named =
      rocksdb::WriteStringToFile(env_, std::to_string(next) + "\n", current + ".new", /*should_sync=*/true);
  if (named.ok()) named = env_->RenameFile(current + ".new", current);
  if (!named.ok()) {
    drop();
    return store::FromRocks(named);
  }
  if (const auto status = SyncDirectory(env_, data_); !status.ok()) return status;
  generation_ = next;
  slot_.Set(*std::move(models))->Retire();
  old.reset();
  (void)progress(Number(log_->head().position), Number(log_->head().position));
  return *after;
}

void Engine::Stop() {
  if (sequencer_ != nullptr) sequencer_->Drain();
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    committed_.notify_all();
  }
  if (projector_.joinable()) projector_.join();
  if (const auto models = slot_.Get())
    (void)models->Flush();  // Best effort: what is not flushed is folded again.
}

Engine::~Engine() { Stop(); }

}  // namespace careledger
