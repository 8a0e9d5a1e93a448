#include "replay/log/rocksdb_reader.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "replay/log/proof.h"
#include "replay/log/rocksdb_layout.h"

namespace careledger::log {
namespace {

std::string_view ViewOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status Lost(const std::string& what) { return absl::DataLossError(what); }

// A reader of a few records shares what it loads; a scan of the log must not push everything else out of the
// cache.
constexpr std::size_t kScan = 20'000;

// What a write-ahead log holds at most, with room to spare: see RocksDbLogOptions::write_buffer_bytes.
constexpr std::size_t kRecentBytes = 128u << 20;

rocksdb::ReadOptions ReadOptionsFor(std::size_t limit) {
  rocksdb::ReadOptions options;
  options.fill_cache = limit < kScan;
  return options;
}

// RocksDB writes its diary into the directory of the data unless it is given another.
class NoDiary final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

class RocksDbReader final : public Log {
 public:
  static absl::StatusOr<std::unique_ptr<Log>> Open(const std::string& path, rocksdb::Env* env) {
    std::unique_ptr<RocksDbReader> reader(new RocksDbReader);
    rocksdb::Options options;
    options.env = env;
    options.info_log = std::make_shared<NoDiary>();
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
        {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions(options)},
        {layout::kRecordsFamily, rocksdb::ColumnFamilyOptions(options)}};
    rocksdb::DB* db = nullptr;
    rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, path, families, &reader->families_, &db);
    if (!status.ok()) return ToAbsl(status, absl::StrCat("opening the log in ", path));
    reader->db_.reset(db);
    reader->rows_ = RocksDbRows(db, reader->families_[1], reader->families_[0]);
    absl::StatusOr<LedgerId> ledger = reader->rows_.ReadLedgerId();
    if (!ledger.ok()) return ledger.status();
    reader->ledger_ = *ledger;
    absl::StatusOr<Head> head = reader->rows_.ReadHead();
    if (!head.ok()) return head.status();
    reader->head_ = *head;
    absl::Status end = reader->rows_.CheckEnd(*head);
    if (end.ok()) end = CheckHead(*reader, path, env);
    if (!end.ok()) return end;
    return reader;
  }

  ~RocksDbReader() override {
    for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  }

  LedgerId ledger_id() const override { return ledger_; }
  Head head() const override { return head_; }
  absl::Status Read(Position from, std::size_t limit, const Visitor& visitor) const override {
    return rows_.Read(ledger_, head_, from, limit, visitor);
  }
  absl::StatusOr<Position> LastAtOrBefore(RecordTime time) const override {
    return rows_.LastAtOrBefore(head_, time);
  }
  absl::StatusOr<std::vector<Hash>> StoredNodes(int level, std::uint64_t first,
                                                std::size_t count) const override {
    return rows_.StoredNodes(head_, level, first, count);
  }

 private:
  RocksDbReader() = default;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // Owned by db_; given back before it goes.
  RocksDbRows rows_;
  LedgerId ledger_{};
  Head head_;
};

// The greatest position that the witness file names, and its root; the empty head when there is no file.
absl::StatusOr<Head> ReadWitness(const std::string& path, rocksdb::Env* env) {
  const std::string file = absl::StrCat(path, "/", layout::kWitnessFile);
  if (!env->FileExists(file).ok()) return Head{};
  std::string bytes;
  rocksdb::Status status = rocksdb::ReadFileToString(env, file, &bytes);
  if (!status.ok()) return ToAbsl(status, absl::StrCat("reading ", file));
  Head best;
  for (std::size_t at = 0; at < bytes.size(); at += layout::kWitnessSlotSize) {
    std::optional<Head> head =
        layout::WitnessFrom(std::string_view(bytes).substr(at, layout::kWitnessSlotSize));
    if (head && head->position > best.position) best = *head;
  }
  return best;
}

}  // namespace

absl::Status ToAbsl(const rocksdb::Status& status, const std::string& doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsNotFound()) return absl::NotFoundError(message);
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  const bool locked =
      message.find("lock hold by") != std::string::npos || message.find("lock file") != std::string::npos;
  if (status.IsIOError() && locked) return absl::UnavailableError(message);
  return absl::InternalError(message);
}

absl::StatusOr<LedgerId> RocksDbRows::ReadLedgerId() const {
  std::string value;
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), state_, layout::kMetaKey, &value);
  if (!status.ok()) return ToAbsl(status, "reading the ledger id");
  LedgerId id;
  if (value.size() != 1 + id.size()) return Lost("the row of the ledger id is damaged");
  if (value[0] != layout::kVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("log layout ", static_cast<int>(value[0]), " is not known here"));
  }
  std::memcpy(id.data(), value.data() + 1, id.size());
  return id;
}

absl::StatusOr<Head> RocksDbRows::ReadHead() const {
  std::string value;
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), state_, layout::kHeadKey, &value);
  if (status.IsNotFound()) return Head{};
  if (!status.ok()) return ToAbsl(status, "reading the head");
  std::optional<Head> head = layout::HeadFrom(value);
  if (!head) return Lost("the row of the head is damaged");
  return *head;
}

absl::StatusOr<std::uint64_t> RocksDbRows::ReadEpoch() const {
  std::string value;
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), state_, layout::kEpochKey, &value);
  if (!status.ok()) return ToAbsl(status, "reading the epoch");
  if (value.size() != 8) return Lost("the row of the epoch is damaged");
  return layout::FromLittleEndian(value);
}

absl::Status RocksDbRows::CheckEnd(const Head& head) const {
  std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(ReadOptionsFor(kScan), records_));
  std::uint64_t next = Number(head.position) + 1;  // The position that must follow the row.
  std::size_t seen = 0;
  for (row->SeekToLast(); row->Valid() && seen < kRecentBytes; row->Prev()) {
    if (row->key().size() != 8)
      return Lost(absl::StrCat("a row of records before position ", next, " has a damaged key"));
    const std::uint64_t first = layout::FromBigEndian(ViewOf(row->key()));
    std::uint64_t end = first;
    FrameReader frames(ViewOf(row->value()));
    while (frames.Next()) ++end;
    if (!frames.status().ok()) return frames.status();
    if (end != next && seen == 0) {
      return Lost(
          absl::StrCat("the last record stored is at position ", end - 1, ", the head at ", next - 1));
    }
    if (end != next)
      return Lost(absl::StrCat("records from position ", end, " to ", next - 1, " are missing"));
    seen += row->value().size();
    next = first;
  }
  if (!row->status().ok()) return ToAbsl(row->status(), "reading the last records");
  if (row->Valid() || next == 1) return absl::OkStatus();
  return Lost(absl::StrCat("records from position 1 to ", next - 1, " are missing"));
}

absl::Status RocksDbRows::Read(const LedgerId& ledger, const Head& head, Position from, std::size_t limit,
                               const Log::Visitor& visitor) const {
  if (Number(from) == 0) return absl::InvalidArgumentError("positions begin at 1");
  if (from > head.position || limit == 0) return absl::OkStatus();
  const std::uint64_t last =
      Number(head.position) - Number(from) < limit ? Number(head.position) : Number(from) + limit - 1;
  std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(ReadOptionsFor(limit), records_));
  row->SeekForPrev(layout::RecordKey(from));
  std::uint64_t position = 0;  // Of the next record; known from the first row on.
  for (; row->Valid(); row->Next()) {
    const std::uint64_t first = row->key().size() == 8 ? layout::FromBigEndian(ViewOf(row->key())) : 0;
    if (first == 0 || (position != 0 && first != position)) {
      return Lost(
          absl::StrCat("records from position ", std::max(position, Number(from)), " on are missing"));
    }
    FrameReader frames(ViewOf(row->value()));
    for (position = first; std::optional<std::string_view> bytes = frames.Next(); ++position) {
      if (position < Number(from)) continue;
      std::optional<RecordPlace> place = PeekPlace(*bytes);
      if (!place || Number(place->position) != position || place->ledger_id != ledger) {
        return Lost(absl::StrCat("the record at position ", position, " is damaged or of another ledger"));
      }
      if (!visitor(*bytes) || position == last) return absl::OkStatus();
    }
    if (!frames.status().ok()) {
      return Lost(absl::StrCat("position ", position, ": ", std::string(frames.status().message())));
    }
    if (position <= Number(from) &&
        first < Number(from)) {  // The row that should hold `from` ends before it.
      return Lost(absl::StrCat("records from position ", position, " on are missing"));
    }
  }
  if (!row->status().ok()) {
    return ToAbsl(row->status(), absl::StrCat("reading position ", std::max(position, Number(from))));
  }
  return Lost(absl::StrCat("records from position ", std::max(position, Number(from)), " on are missing"));
}

absl::StatusOr<Position> RocksDbRows::LastAtOrBefore(const Head& head, RecordTime time) const {
  if (Number(head.position) == 0 || head.record_time <= time) return head.position;
  std::uint64_t low = 0;                       // At or before `time`.
  std::uint64_t high = Number(head.position);  // After it.
  std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(ReadOptionsFor(1), records_));
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    row->SeekForPrev(layout::RecordKey(Position{middle}));
    if (!row->status().ok()) return ToAbsl(row->status(), absl::StrCat("reading position ", middle));
    const std::uint64_t first =
        row->Valid() && row->key().size() == 8 ? layout::FromBigEndian(ViewOf(row->key())) : 0;
    // `low` is the end of a row, so a row that holds `middle` begins after it.
    if (first <= low) return Lost(absl::StrCat("the record at position ", middle, " is missing"));
    FrameReader frames(ViewOf(row->value()));
    std::uint64_t position = first;
    bool later = false;
    for (; std::optional<std::string_view> bytes = frames.Next(); ++position) {
      std::optional<RecordPlace> place = PeekPlace(*bytes);
      if (!place) return Lost(absl::StrCat("the record at position ", position, " is damaged"));
      later = place->record_time > time;
      if (later) break;
    }
    if (!frames.status().ok() || position == first) {
      if (!later) return Lost(absl::StrCat("the record at position ", position, " is damaged"));
      high = first;
      continue;
    }
    if (later) return Position{position - 1};
    if (position <= middle) return Lost(absl::StrCat("the record at position ", position, " is missing"));
    low = position - 1;
  }
  return Position{low};
}

absl::StatusOr<std::vector<Hash>> RocksDbRows::StoredNodes(const Head& head, int level, std::uint64_t first,
                                                           std::size_t count) const {
  if (level <= 0 || level >= 64 || level % kStoredLevelStep != 0) {
    return absl::InvalidArgumentError(absl::StrCat("nodes of level ", level, " are not stored"));
  }
  const std::uint64_t complete = Number(head.position) >> level;
  if (first > complete || count > complete - first) {
    return absl::NotFoundError(absl::StrCat("level ", level, " has ", complete, " stored nodes, not ", count,
                                            " from ", first, " on"));
  }
  std::vector<Hash> hashes;
  hashes.reserve(count);
  std::unique_ptr<rocksdb::Iterator> row(db_->NewIterator(rocksdb::ReadOptions(), state_));
  for (row->Seek(layout::NodeKey(level, first)); hashes.size() < count; row->Next()) {
    if (!row->status().ok()) return ToAbsl(row->status(), "reading the tree");
    const std::uint64_t index = first + hashes.size();
    if (!row->Valid() || ViewOf(row->key()) != layout::NodeKey(level, index) ||
        row->value().size() != sizeof(Hash)) {
      return Lost(absl::StrCat("the tree node of level ", level, ", index ", index, " (positions ",
                               (index << level) + 1, " to ", (index + 1) << level, ") is missing"));
    }
    hashes.push_back(layout::HashFrom(ViewOf(row->value())));
  }
  return hashes;
}

absl::Status CheckHead(const Log& log, const std::string& path, rocksdb::Env* env) {
  const Head head = log.head();
  Prover prover(log);
  absl::StatusOr<CompactTree> tree = prover.Tree(head.position);
  if (!tree.ok()) return tree.status();
  if (tree->Root() != head.root) {
    const std::uint64_t recomputed = Number(head.position) / kLeavesPerStoredNode * kLeavesPerStoredNode;
    return Lost(absl::StrCat("the head names root ", Hex(head.root), " for positions 1 to ",
                             Number(head.position), ", but the stored nodes up to position ", recomputed,
                             " and the records after it give ", Hex(tree->Root())));
  }
  if (Number(head.position) != 0) {
    RecordTime time{};
    absl::Status status = log.Read(head.position, 1, [&](std::string_view bytes) {
      time = PeekPlace(bytes)->record_time;  // Read has looked at the same bytes.
      return true;
    });
    if (!status.ok()) return status;
    if (time != head.record_time) {
      return Lost(
          absl::StrCat("the head names another record time than the record at ", Number(head.position)));
    }
  }
  absl::StatusOr<Head> witness = ReadWitness(path, env);
  if (!witness.ok()) return witness.status();
  if (witness->position > head.position) {
    return Lost(absl::StrCat("positions ", Number(head.position) + 1, " to ", Number(witness->position),
                             " were acknowledged and are gone"));
  }
  absl::StatusOr<Hash> root = prover.Root(witness->position);
  if (!root.ok()) return root.status();
  if (*root == witness->root) return absl::OkStatus();
  return Lost(absl::StrCat("positions 1 to ", Number(witness->position), " were acknowledged with root ",
                           Hex(witness->root), ", but now have root ", Hex(*root)));
}

absl::StatusOr<std::unique_ptr<Log>> OpenRocksDbForReading(const std::string& path, rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  if (!env->FileExists(path + "/CURRENT").ok()) return absl::NotFoundError(absl::StrCat("no log in ", path));
  return RocksDbReader::Open(path, env);
}

}  // namespace careledger::log
