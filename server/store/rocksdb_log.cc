#include "server/store/rocksdb_log.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "replay/log/proof.h"
#include "replay/log/rocksdb_layout.h"
#include "replay/log/rocksdb_reader.h"

namespace careledger::log {
namespace {

// The first failure of the disk, kept for ever: after it nobody knows what a write left behind. Thread-safe.
class Poison {
 public:
  absl::Status Get() const {
    std::lock_guard lock(mutex_);
    return first_;
  }
  void Set(const absl::Status& status) {
    std::lock_guard lock(mutex_);
    if (first_.ok()) first_ = status;
  }

 private:
  mutable std::mutex mutex_;
  absl::Status first_;
};

// Flushes and compactions fail on RocksDB's own threads.
class BackgroundErrors final : public rocksdb::EventListener {
 public:
  explicit BackgroundErrors(std::shared_ptr<Poison> poison) : poison_(std::move(poison)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/, rocksdb::Status* status) override {
    poison_->Set(ToAbsl(*status, "the store reports a failure"));
  }

 private:
  std::shared_ptr<Poison> poison_;
};

rocksdb::Options StoreOptions(const RocksDbLogOptions& options, std::shared_ptr<Poison> poison) {
  rocksdb::Options store;
  store.env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  store.create_if_missing = options.create_with.has_value();
  store.create_missing_column_families = options.create_with.has_value();
  store.paranoid_checks = true;
  // The default, kPointInTimeRecovery, silently drops all that follows damage in the middle of the log.
  store.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  store.max_bgerror_resume_count = 0;  // A failed disk is not retried behind our back.
  store.listeners.push_back(std::make_shared<BackgroundErrors>(std::move(poison)));
  // A full write-ahead log flushes both families, so that none lingers for the sake of the small one.
  // (atomic_flush would say so too, but in 7.8 it loses count of a family when the disk fails, and stops the
  // program on closing.)
  store.max_total_wal_size = options.write_buffer_bytes;
  store.write_buffer_size = options.write_buffer_bytes;
  store.max_background_jobs = 2;
  store.keep_log_file_num = 4;
  store.info_log_level = rocksdb::WARN_LEVEL;
  // One compression at every level: a file whose compression already fits is moved down, not rewritten.
  store.compression = rocksdb::kZSTD;

  rocksdb::BlockBasedTableOptions table;
  table.block_size = 64u << 10;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  table.format_version = 5;
  store.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return store;
}

// Whether `path` holds what only a log in use leaves there. RocksDB takes a directory without CURRENT for a
// new one and would clear it.
bool HoldsRemains(rocksdb::Env* env, const std::string& path) {
  std::vector<std::string> names;
  if (!env->GetChildren(path, &names).ok()) return false;
  for (std::string_view name : names) {
    if (name == layout::kWitnessFile || name.ends_with(".sst") || name.ends_with(".log")) return true;
  }
  return false;
}

// Keeps the witness file. Its errors are not the log's: without a witness only a check is lost.
class Witness {
 public:
  void Open(rocksdb::Env* env, const std::string& path) {
    const std::string name = absl::StrCat(path, "/", layout::kWitnessFile);
    if (!env->FileExists(name).ok() &&
        !rocksdb::WriteStringToFile(env, std::string(layout::kWitnessSlots * layout::kWitnessSlotSize, '\0'),
                                    name,
                                    /*should_sync=*/true)
             .ok()) {
      return;
    }
    if (!env->NewRandomRWFile(name, &file_, rocksdb::EnvOptions()).ok()) file_.reset();
  }
  void Note(const Head& head) {
    if (file_ == nullptr) return;
    if (!file_->Write(layout::kWitnessSlotSize * (turn_++ % layout::kWitnessSlots), layout::WitnessSlot(head))
             .ok()) {
      file_.reset();
    }
  }
  ~Witness() {
    if (file_ != nullptr) file_->Sync().PermitUncheckedError();
  }

 private:
  std::unique_ptr<rocksdb::RandomRWFile> file_;
  std::size_t turn_ = 0;
};

}  // namespace

struct RocksDbLog::Impl {
  ~Impl() {
    for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
  }
  rocksdb::ColumnFamilyHandle* state() { return families[0]; }
  rocksdb::ColumnFamilyHandle* records() { return families[1]; }
  rocksdb::WriteOptions Durably() const {
    rocksdb::WriteOptions options;
    options.sync = sync;
    return options;
  }

  std::shared_ptr<Poison> poison = std::make_shared<Poison>();
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;  // Owned by db; given back before it goes.
  RocksDbRows rows;
  LedgerId ledger{};
  bool sync = true;
  Witness witness;

  std::mutex writing;       // Held by Append and Fence throughout.
  std::uint64_t epoch = 0;  // Guarded by `writing`.

  mutable std::mutex head_mutex;
  Head head;  // Guarded by head_mutex; changed under `writing` only, after the sync.
};

RocksDbLog::RocksDbLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksDbLog::~RocksDbLog() = default;

absl::StatusOr<std::unique_ptr<RocksDbLog>> RocksDbLog::Open(const RocksDbLogOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->sync = options.sync;
  rocksdb::Options store = StoreOptions(options, impl->poison);
  if (!store.env->FileExists(options.path + "/CURRENT").ok()) {
    if (HoldsRemains(store.env, options.path)) {
      return absl::DataLossError(
          absl::StrCat(options.path, " holds parts of a log, but not the file CURRENT"));
    }
    if (!options.create_with) return absl::NotFoundError(absl::StrCat("no log in ", options.path));
  }
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions(store)},
      {layout::kRecordsFamily, rocksdb::ColumnFamilyOptions(store)}};
  rocksdb::DB* db = nullptr;
  rocksdb::Status opened = rocksdb::DB::Open(store, options.path, families, &impl->families, &db);
  if (!opened.ok()) return ToAbsl(opened, absl::StrCat("opening the log in ", options.path));
  impl->db.reset(db);
  impl->rows = RocksDbRows(db, impl->records(), impl->state());

  absl::StatusOr<Head> head = impl->rows.ReadHead();
  if (!head.ok()) return head.status();
  impl->head = *head;
  absl::StatusOr<LedgerId> ledger = impl->rows.ReadLedgerId();
  if (absl::IsNotFound(ledger.status()) && options.create_with && Number(head->position) == 0) {
    rocksdb::WriteBatch first;
    std::string meta(1, layout::kVersion);
    meta.append(options.create_with->begin(), options.create_with->end());
    rocksdb::Status written = first.Put(impl->state(), layout::kMetaKey, meta);
    if (written.ok()) written = first.Put(impl->state(), layout::kEpochKey, layout::LittleEndian(0));
    rocksdb::WriteOptions durably;
    durably.sync = true;
    if (written.ok()) written = db->Write(durably, &first);
    if (!written.ok()) return ToAbsl(written, "creating the log");
    ledger = *options.create_with;
  }
  if (!ledger.ok()) return ledger.status();
  impl->ledger = *ledger;
  absl::StatusOr<std::uint64_t> epoch = impl->rows.ReadEpoch();
  if (!epoch.ok()) return epoch.status();
  impl->epoch = *epoch;

  std::unique_ptr<RocksDbLog> log(new RocksDbLog(std::move(impl)));
  absl::Status checked = log->impl_->rows.CheckEnd(*head);
  if (checked.ok()) checked = CheckHead(*log, options.path, store.env);
  if (!checked.ok()) return checked;
  log->impl_->witness.Open(store.env, options.path);
  return log;
}

LedgerId RocksDbLog::ledger_id() const { return impl_->ledger; }

Head RocksDbLog::head() const {
  std::lock_guard lock(impl_->head_mutex);
  return impl_->head;
}

absl::Status RocksDbLog::Read(Position from, std::size_t limit, const Visitor& visitor) const {
  return impl_->rows.Read(impl_->ledger, head(), from, limit, visitor);
}

absl::StatusOr<Position> RocksDbLog::LastAtOrBefore(RecordTime time) const {
  return impl_->rows.LastAtOrBefore(head(), time);
}

absl::StatusOr<std::vector<Hash>> RocksDbLog::StoredNodes(int level, std::uint64_t first,
                                                          std::size_t count) const {
  return impl_->rows.StoredNodes(head(), level, first, count);
}

absl::StatusOr<Head> RocksDbLog::Append(const Batch& batch, Position expected_head, std::uint64_t epoch) {
  std::lock_guard writing(impl_->writing);
  absl::Status poison = impl_->poison->Get();
  if (!poison.ok()) return poison;
  if (epoch != impl_->epoch) {
    return absl::FailedPreconditionError(
        absl::StrCat("a writer of epoch ", epoch, " was fenced off; the epoch is ", impl_->epoch));
  }
  const Head before = head();
  if (before.position != expected_head) {
    return absl::AbortedError(
        absl::StrCat("the head is at position ", Number(before.position), ", not ", Number(expected_head)));
  }
  if (batch.count == 0) return before;
  const bool follows = Number(batch.first) == Number(expected_head) + 1 &&
                       Number(batch.head.position) == Number(expected_head) + batch.count &&
                       (Number(expected_head) == 0 || batch.head.record_time >= before.record_time);
  if (!follows || batch.rows.empty() || batch.rows[0].offset != 0 || batch.rows[0].first != batch.first) {
    return absl::InvalidArgumentError(absl::StrCat("a batch of positions ", Number(batch.first), " to ",
                                                   Number(batch.head.position), " does not follow position ",
                                                   Number(expected_head)));
  }

  rocksdb::WriteBatch write(batch.frames.size() + 64 * (batch.nodes.size() + batch.rows.size() + 2));
  rocksdb::Status status = write.Put(impl_->state(), layout::kHeadKey, layout::HeadValue(batch.head));
  for (std::size_t i = 0; i < batch.rows.size() && status.ok(); ++i) {
    const std::size_t begin = batch.rows[i].offset;
    const std::size_t end = i + 1 < batch.rows.size() ? batch.rows[i + 1].offset : batch.frames.size();
    status = write.Put(impl_->records(), layout::RecordKey(batch.rows[i].first),
                       rocksdb::Slice(batch.frames.data() + begin, end - begin));
  }
  for (std::size_t i = 0; i < batch.nodes.size() && status.ok(); ++i) {
    const StoredNode& node = batch.nodes[i];
    status = write.Put(impl_->state(), layout::NodeKey(node.level, node.index), layout::HashText(node.hash));
  }
  if (status.ok()) status = impl_->db->Write(impl_->Durably(), &write);
  if (!status.ok()) {
    impl_->poison->Set(ToAbsl(status, absl::StrCat("appending positions ", Number(batch.first), " to ",
                                                   Number(batch.head.position))));
    return impl_->poison->Get();
  }
  {
    std::lock_guard lock(impl_->head_mutex);
    impl_->head = batch.head;
  }
  impl_->witness.Note(batch.head);
  return batch.head;
}

absl::StatusOr<std::uint64_t> RocksDbLog::Fence() {
  std::lock_guard writing(impl_->writing);
  absl::Status poison = impl_->poison->Get();
  if (!poison.ok()) return poison;
  const std::uint64_t next = impl_->epoch + 1;
  rocksdb::Status status =
      impl_->db->Put(impl_->Durably(), impl_->state(), layout::kEpochKey, layout::LittleEndian(next));
  if (!status.ok()) {
    impl_->poison->Set(ToAbsl(status, "raising the epoch"));
    return impl_->poison->Get();
  }
  impl_->epoch = next;
  return next;
}

absl::Status RocksDbLog::Checkpoint(const std::string& directory) {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(impl_->db.get(), &made);
  std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory);
  return ToAbsl(status, absl::StrCat("copying the log to ", directory));
}

absl::Status RocksDbLog::Compact() {
  rocksdb::CompactRangeOptions options;
  for (rocksdb::ColumnFamilyHandle* family : impl_->families) {
    rocksdb::Status status = impl_->db->CompactRange(options, family, nullptr, nullptr);
    if (!status.ok()) return ToAbsl(status, "compacting");
  }
  return absl::OkStatus();
}

}  // namespace careledger::log
