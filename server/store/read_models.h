// The read models: the log filed again under the keys it is asked by, in a RocksDB of their own.
//
// Rows are the events themselves, so an answer at a history point is a bounded fold of the rows up to it;
// only KPI cells are sums, kept at fixed cuts of the log. Written by one projector without a write-ahead log:
// after a crash the rows are those of the last flush, and the projector goes on from the checkpoint among
// them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "replay/log/record.h"
#include "replay/model/world.h"
#include "replay/projections/kpi.h"
#include "replay/projections/subjects.h"
#include "server/store/care_clocks.h"
#include "server/store/kpi_changes.h"
#include "server/store/live_days.h"
#include "server/store/name_filter.h"

namespace rocksdb {
class DB;
class Iterator;
class Env;
class WriteBatch;
}  // namespace rocksdb

namespace careledger::store {

// KPI cells are kept as known at multiples of this many records.
inline constexpr std::uint64_t kCut = 4096;

// A visit's entry in the index.
struct VisitEntry {
  model::ProviderId provider_id;
  projections::Filed filed;
  bool voided = false;
  model::Position latest{};  // Record of the highest sequence.
  // Each sequence recorded, and where.
  absl::InlinedVector<std::pair<std::uint64_t, model::Position>, 1> sequences;
};

// What a request wrote.
struct RequestEntry {
  std::string digest;
  model::Position first{};
  std::uint64_t records = 0;
};

struct Digest {
  std::string name;
  std::string sha256;
  std::uint64_t rows = 0;
};

// A package, whose it is, and what its record plans, as of one moment.
struct KeptCase {
  std::shared_ptr<const model::Package> package;
  std::shared_ptr<const model::Person> person;  // Null: never named.
  std::optional<model::Date> died;
  std::shared_ptr<const std::vector<projections::PlannedSpan>> spans;
};
// Made once for the questions between two changes: what looks at all packages need not find them one by one.
using Roll = std::vector<KeptCase>;

class ReadModels {
 public:
  static constexpr std::size_t kLiveVisits = 100'000;  // About 60 MB.

  // Opens or creates the read models in `path`. They may be behind the log: call CatchUp. UNAVAILABLE when
  // locked; DATA_LOSS when damaged or of another ledger (then they may be deleted: they are rebuilt from the
  // log). `env` is for fault tests; null is the machine's. The projector keeps about `live_visits` at hand.
  static absl::StatusOr<std::unique_ptr<ReadModels>> Open(const std::string& path, const log::Log& log,
                                                          rocksdb::Env* env = nullptr,
                                                          std::size_t live_visits = kLiveVisits);
  ~ReadModels();

  // Folds records up to the log's head, at most `limit` of them; how many were folded. One thread only. After
  // a failure every later call fails alike: open the read models again.
  absl::StatusOr<std::uint64_t> CatchUp(std::uint64_t limit);
  // Writes everything to disk, so that the next start has nothing to fold.
  absl::Status Flush();
  // Others have taken their place: they leave the disk when the last question put to them has its answer.
  void Retire() { retired_ = true; }

  // The last record that every read model has seen. Thread-safe, as is all that follows.
  model::Position checkpoint() const { return model::Position{checkpoint_.load(std::memory_order_acquire)}; }
  // Waits until the checkpoint reaches `position`; false when `timeout_ms` pass first.
  bool WaitFor(model::Position position, int timeout_ms) const;

  absl::StatusOr<std::optional<VisitEntry>> FindVisit(const projections::VisitName& name) const;
  // The same by the row's key.
  absl::StatusOr<std::optional<VisitEntry>> FindEntry(const std::string& key) const;
  // The provider of any visit of a source: they are all one provider's.
  absl::StatusOr<std::optional<model::ProviderId>> OwnerOf(const model::SourceId& source) const;
  // By its RequestKey.
  absl::StatusOr<std::optional<RequestEntry>> FindRequest(const std::string& key) const;
  // Number of records in a stream.
  absl::StatusOr<std::uint64_t> StreamLength(const std::string& stream) const;

  // Position of the last record of a stream other than of visits. NOT_FOUND when it has none.
  absl::StatusOr<model::Position> LastOfStream(const std::string& stream) const;

  // A cursor over the rows as they are now, for one question: making one costs as much as many look-ups with
  // it. Not thread-safe.
  using Cursor = std::shared_ptr<rocksdb::Iterator>;
  Cursor NewCursor() const;
  // The blocks of visit rows of a day, as of any position.
  absl::Status ReadBlocks(const model::ProviderId& provider, model::Date date,
                          std::vector<std::string>* out) const;
  // Visit rows of a day up to `known`, in order of position.
  absl::Status ReadVisits(const model::ProviderId& provider, model::Date date, model::Position known,
                          std::vector<projections::VisitRow>* out, Cursor it = nullptr) const;
  // Records that name a subject, up to `known`.
  absl::Status ReadTrail(const std::string& kind, const std::string& id, model::Position known,
                         const std::function<bool(const log::RecordView&)>& visitor) const;
  // The last cut at or before `known`.
  model::Position CutBefore(model::Position known) const;
  // The sum of the cells of a provider over a period, as kept at a cut.
  absl::StatusOr<projections::KpiCell> ReadCells(const model::ProviderId& provider,
                                                 const model::Period& period, model::Position cut,
                                                 const Cursor& it) const;
  // What the records in (cut, known] changed in the cells. REQUIRES: cut == CutBefore(known).
  // They point at `names`.
  absl::StatusOr<std::vector<CellChange>> ReadChanges(model::Position cut, model::Position known,
                                                      CellNames& names) const;

  // The world without packages, people, their notes, imports and monitoring, as of `known`; it never changes.
  std::shared_ptr<const model::World> Base(model::Position known) const;
  std::shared_ptr<const model::Package> FindPackage(const model::PackageId& id) const;
  std::shared_ptr<const model::Person> FindPerson(const model::PersonId& id) const;
  std::vector<std::shared_ptr<const model::Package>> AllPackages() const;
  // All packages by id, as of the record folded last.
  std::shared_ptr<const Roll> Cases() const;
  // As known at any position up to the checkpoint.
  const CareClocks& clocks() const { return clocks_; }
  // Null: nothing was recorded of it.
  std::shared_ptr<const model::Monitoring> FindMonitoring(const model::ContractId& id) const;
  std::shared_ptr<const model::Notes> FindNotes(const model::PersonId& id) const;
  // In order.
  std::vector<model::PersonId> PeopleWithNotes() const;
  std::vector<model::Import> AllImports(model::Position known) const;
  // A copy for the sequencer to go on from. REQUIRES: no CatchUp under way.
  model::World CopyWorld() const { return world_; }

  // The canonical digest of each read model: over its merged rows, however their blocks were cut.
  absl::StatusOr<std::vector<Digest>> Digests() const;

 private:
  struct Pass;

  ReadModels(std::unique_ptr<rocksdb::DB> db, const std::string& path, const log::Log& log,
             std::size_t live_visits);
  absl::Status Load();
  absl::Status LoadClocks(rocksdb::Iterator& it);
  absl::StatusOr<std::uint64_t> FoldUpTo(std::uint64_t limit);
  // `bytes`: those of the record, as they were hashed.
  absl::Status Fold(Pass& pass, const log::RecordView& record, std::string_view bytes);
  // A key is put for the first time.
  static void PutName(Pass& pass, std::string_view key);
  absl::Status FoldRequest(Pass& pass, const log::RecordView& record);
  // By which trails the record is found.
  void FoldSubjects(Pass& pass, const log::RecordView& record, const model::Event& event);
  absl::Status FoldVisit(Pass& pass, const log::RecordView& record, model::VisitEvent&& event);
  // Every row of a day, those of the pass too.
  absl::Status ReadDay(const Pass& pass, const model::ProviderId& provider, model::Date date,
                       std::vector<projections::VisitRow>* rows) const;
  void FoldIntoWorld(Pass& pass, const model::Recorded& recorded);
  absl::Status Commit(Pass& pass, model::Position last);
  absl::Status CutCells(model::Position cut, rocksdb::WriteBatch& batch) const;
  absl::StatusOr<projections::KpiCell> ReadCell(char kind, const model::ProviderId& provider,
                                                model::Date date, model::Position cut,
                                                const Cursor& it) const;
  bool IsBase(const model::Event& event) const;

  std::unique_ptr<rocksdb::DB> db_;
  const std::string path_;
  const log::Log& log_;
  std::atomic<bool> retired_{false};
  std::atomic<std::uint64_t> checkpoint_{0};
  std::atomic<std::uint64_t> cut_{0};  // Cells are kept as known here.
  NameFilter names_;                   // Of every visit, request and stream in the index.
  mutable std::mutex wait_mutex_;
  mutable std::condition_variable advanced_;

  mutable std::shared_mutex mutex_;  // Guards what follows.
  model::World world_;               // All of it, as of the record folded last.
  std::vector<model::Recorded> base_events_;
  std::shared_ptr<const model::World>
      base_;  // World without packages, people, their notes, imports and monitoring.
  DayRanges days_;
  std::vector<CellChange> changes_;  // Since the last cut.

  std::uint64_t cases_version_ = 0;  // Counts what packages and people went through.

  mutable std::mutex roll_mutex_;  // Taken before mutex_.
  mutable std::shared_ptr<const Roll> roll_;
  mutable std::uint64_t roll_version_ = 0;

  // The projector's own.
  Pass* pass_ = nullptr;  // Under way, if one is.
  absl::Status broken_;   // Why nothing is folded any more.
  CareClocks clocks_;
  LiveDays live_;
  KpiChanges kpi_;
};

// The read models in use: swapped as a whole by a rebuild. Thread-safe.
class ModelsSlot {
 public:
  std::shared_ptr<ReadModels> Get() const {
    std::lock_guard lock(mutex_);
    return models_;
  }
  // Returns what was there.
  std::shared_ptr<ReadModels> Set(std::shared_ptr<ReadModels> models) {
    std::lock_guard lock(mutex_);
    models_.swap(models);
    return models;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<ReadModels> models_;
};

}  // namespace careledger::store
