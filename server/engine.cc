#include "server/engine.h"

#include <openssl/rand.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "replay/log/codec.h"
#include "replay/log/export.h"
#include "replay/log/proof.h"

namespace careledger {

using namespace model;
namespace fs = std::filesystem;

namespace {

absl::StatusOr<log::LedgerId> NewLedgerId() {
  log::LedgerId id{};
  if (RAND_bytes(id.data(), static_cast<int>(id.size())) != 1) return absl::InternalError("no random bytes");
  return id;
}

// A simulated ledger's id follows from its council and start, so that stories reproduce to the last hash.
log::LedgerId SimulatedId(const std::string& council, RecordTime start) {
  const log::Hash hash = log::Sha256("simulated ledger " + council + " " + start.ToString());
  log::LedgerId id{};
  std::copy(hash.begin(), hash.begin() + static_cast<std::ptrdiff_t>(id.size()), id.begin());
  return id;
}

absl::StatusOr<LedgerOpened> Opening(const log::Log& log) {
  absl::StatusOr<LedgerOpened> opened = absl::DataLossError("the log does not begin with LedgerOpened");
  const auto read = log.Read(Position{1}, 1, [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    if (!record.ok()) return false;
    auto event = log::DecodePayload(record->type, record->schema_version, record->payload);
    if (!event.ok()) return false;
    if (const auto* ledger = std::get_if<LedgerEvent>(&*event)) {
      if (const auto* first = std::get_if<LedgerOpened>(ledger)) opened = *first;
    }
    return false;
  });
  if (!read.ok()) return read;
  return opened;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options) {
  std::unique_ptr<Engine> engine(new Engine());
  if (const auto status = engine->Start(options); !status.ok()) return status;
  return engine;
}

std::string Engine::ModelsPath(int generation) const { return data_ + "/views-" + std::to_string(generation); }

// Writes the first records of a new ledger.
absl::Status Engine::Begin(const EngineOptions& options) {
  auto tree = log::RestoreTree(*log_, Position{});
  if (!tree.ok()) return tree.status();
  log::BatchBuilder builder(*std::move(tree), log_->head());
  auto epoch = log_->Fence();
  if (!epoch.ok()) return epoch.status();
  const auto flush = [&]() -> absl::Status {
    const log::Batch batch = builder.Take();
    return log_->Append(batch, Position{Number(batch.first) - 1}, *epoch).status();
  };
  if (!options.from_export.empty()) {
    std::ifstream file(options.from_export, std::ios::binary);
    if (!file) return absl::NotFoundError("cannot read " + options.from_export);
    auto reader = log::ExportReader::Open(file);
    if (!reader.ok()) return reader.status();
    while (true) {
      auto next = reader->Next();
      if (!next.ok()) return next.status();
      if (!next->has_value()) break;
      auto record = log::Decode(**next);
      if (!record.ok()) return record.status();
      builder.Add(*record);
      if (builder.bytes() > (4U << 20)) {
        if (const auto status = flush(); !status.ok()) return status;
      }
    }
    return builder.empty() ? absl::OkStatus() : flush();
  }
  log::Record record;
  record.ledger_id = log_->ledger_id();
  record.position = Position{1};
  record.stream = "ledger";
  record.type = std::string(LedgerOpened::kName);
  record.schema_version = log::kSchemaVersion;
  record.record_time = options.simulated_from ? *options.simulated_from : SystemClock().Now();
  record.actor = "careledger://" + options.council + "/system/server";
  const Event opened = LedgerEvent(LedgerOpened{Code(options.council), options.simulated_from.has_value()});
  log::EncodePayload(opened, record.payload);
  builder.Add(record);
  return flush();
}

absl::Status Engine::Start(const EngineOptions& options) {
  data_ = options.data;
  std::error_code error;
  fs::create_directory(data_, error);
  if (!fs::is_directory(data_)) return absl::NotFoundError("cannot make the data directory " + data_);
  log::RocksDbLogOptions log_options{.path = data_ + "/log"};
  log_options.sync = options.sync;
  const bool is_new = !fs::exists(log_options.path);
  if (is_new) {
    if (!Code::Parse(options.council)) return absl::InvalidArgumentError("--council: name the council of the new ledger");
    if (!options.from_export.empty()) {
      std::ifstream file(options.from_export, std::ios::binary);
      if (!file) return absl::NotFoundError("cannot read " + options.from_export);
      auto reader = log::ExportReader::Open(file);
      if (!reader.ok()) return reader.status();
      log_options.create_with = reader->ledger_id();
    } else if (options.simulated_from) {
      log_options.create_with = SimulatedId(options.council, *options.simulated_from);
    } else {
      auto id = NewLedgerId();
      if (!id.ok()) return id.status();
      log_options.create_with = *id;
    }
  }
  auto log = log::RocksDbLog::Open(log_options);
  if (!log.ok()) return log.status();
  log_ = *std::move(log);
  if (Number(log_->head().position) == 0) {
    if (const auto status = Begin(options); !status.ok()) return status;
  }
  auto opened = Opening(*log_);
  if (!opened.ok()) return opened.status();
  council_ = opened->council.str();
  if (!options.council.empty() && options.council != council_) {
    return absl::FailedPreconditionError("the ledger in " + data_ + " is of council '" + council_ + "'");
  }
  if (options.simulated_from && !opened->simulated_clock) {
    return absl::FailedPreconditionError("the ledger in " + data_ + " is real: it can never be on a simulated clock");
  }
  if (opened->simulated_clock) {
    auto clock = std::make_unique<SimulatedClock>(log_->head().record_time);
    simulated_ = clock.get();
    clock_ = std::move(clock);
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
  mark_ = {.ledger_id = log_->ledger_id(), .simulated_clock = opened->simulated_clock};

  // The generation of read models in use is named in a file; anything else is left over from a rebuild cut short.
  std::ifstream(data_ + "/views-current") >> generation_;
  for (const auto& entry : fs::directory_iterator(data_)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("views-") && name != "views-current" && entry.path().string() != ModelsPath(generation_)) {
      fs::remove_all(entry.path(), error);
    }
  }
  auto models = store::ReadModels::Open(ModelsPath(generation_), *log_);
  if (absl::IsDataLoss(models.status())) {
    // They are disposable: fold them again.
    std::fprintf(stderr, "careledger-server: read models are rebuilt: %s\n",
                 std::string(models.status().message()).c_str());
    fs::remove_all(ModelsPath(generation_), error);
    models = store::ReadModels::Open(ModelsPath(generation_), *log_);
  }
  if (!models.ok()) return models.status();
  if (const auto folded = (*models)->CatchUp(~std::uint64_t{0}); !folded.ok()) return folded.status();
  slot_.Set(*std::move(models));

  auto tree = log::RestoreTree(*log_, log_->head().position);
  if (!tree.ok()) return tree.status();
  auto epoch = log_->Fence();
  if (!epoch.ok()) return epoch.status();
  store::SequencerOptions sequencer = options.sequencer;
  sequencer.committed = [this] {
    std::lock_guard lock(mutex_);
    news_ = true;
    committed_.notify_one();
  };
  sequencer_ = std::make_unique<store::Sequencer>(*log_, *log_, *epoch, *std::move(tree), slot_, *clock_, sequencer);
  projector_ = std::thread([this] { ProjectLoop(); });
  return absl::OkStatus();
}

void Engine::ProjectLoop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      committed_.wait(lock, [&] { return news_ || stopping_; });
      if (!news_) return;
      news_ = false;
    }
    while (true) {
      std::lock_guard fold(fold_);
      const auto folded = slot_.Get()->CatchUp(2 * store::kCut);
      if (!folded.ok()) {
        // Reads of what follows would be wrong: stop rather than answer.
        std::fprintf(stderr, "careledger-server: stopping, a record could not be folded: %s\n",
                     std::string(folded.status().message()).c_str());
        std::_Exit(71);
      }
      if (*folded == 0) break;
    }
  }
}

absl::StatusOr<std::vector<store::Digest>> Engine::Rebuild(const Progress& progress) {
  std::unique_lock one(rebuild_, std::try_to_lock);
  if (!one.owns_lock()) return absl::FailedPreconditionError("a rebuild is under way");
  const int next = generation_ + 1;
  std::error_code error;
  fs::remove_all(ModelsPath(next), error);
  auto models = store::ReadModels::Open(ModelsPath(next), *log_);
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
  std::lock_guard fold(fold_);
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
  {
    std::ofstream current(data_ + "/views-current.new");
    current << next << "\n";
  }
  fs::rename(data_ + "/views-current.new", data_ + "/views-current", error);
  if (error) return absl::InternalError("cannot name the new read models: " + error.message());
  generation_ = next;
  slot_.Set(*std::move(models));
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
  if (const auto models = slot_.Get()) (void)models->Flush();  // Best effort: what is not flushed is folded again.
}

Engine::~Engine() { Stop(); }

}  // namespace careledger
