#include "server/store/read_models.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <filesystem>

#include "absl/container/flat_hash_map.h"
#include "replay/log/codec.h"
#include "replay/model/wire.h"
#include "server/store/keys.h"
#include "server/store/rows.h"
#include "server/store/visit_block.h"

namespace careledger::store {

using namespace model;
using projections::KpiCell;
using projections::VisitName;
using projections::VisitRow;

namespace {

rocksdb::Options DbOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  // Small, so that a start after a crash has little to fold again.
  options.write_buffer_size = 16u << 20;
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(8));
  options.max_background_jobs = 2;
  // Every file spans all kinds of rows, so that each compaction of new files rewrites what they meet: twice
  // the files at a time is half the work.
  options.level0_file_num_compaction_trigger = 8;
  options.max_open_files = 512;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 16u << 10;
  table.block_cache = rocksdb::NewLRUCache(128u << 20);
  // Filters and indexes in pieces: a whole one of a large file would be read again for every look-up once the
  // cache is smaller than all of them.
  table.partition_filters = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.cache_index_and_filter_blocks = true;
  table.pin_top_level_index_and_filter = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

constexpr char kCheckpointKey[] = "m|checkpoint";
constexpr char kCutKey[] = "m|cut";
constexpr char kLedgerKey[] = "m|ledger";
constexpr char kFormatKey[] = "m|format";
// Of the rows and of what they mean. Read models of another are folded anew.
constexpr std::uint64_t kFormat = 9;

constexpr Position kAnyPosition{~std::uint64_t{0}};

std::string Text(const log::LedgerId& id) { return {id.begin(), id.end()}; }

}  // namespace

// What one pass over the log gathers before it is written as one.
struct ReadModels::Pass {
  rocksdb::WriteBatch batch;
  std::map<std::pair<ProviderId, Date>, VisitBlock> blocks;
  std::pair<const std::pair<ProviderId, Date>, VisitBlock>* last_block = nullptr;
  absl::flat_hash_map<std::string, VisitEntry> entries;   // By the row's key.
  std::string names;                                      // Fingerprints of the keys that it is first to put.
  std::vector<std::pair<std::string, std::string>> rows;  // Of records and whom they are about.
  std::map<std::string, std::uint64_t, std::less<>> lengths;
  std::map<std::pair<std::string, std::string>, RequestEntry> requests;
  // Where the last record's stream and request are: its neighbours mostly share them.
  std::pair<const std::string, std::uint64_t>* last_length = nullptr;
  std::pair<const std::pair<std::string, std::string>, RequestEntry>* last_request = nullptr;
  std::vector<Recorded> events;  // All but visits.
  Learnt learnt;
};

ReadModels::ReadModels(std::unique_ptr<rocksdb::DB> db, const std::string& path, const log::Log& log,
                       std::size_t live_visits)
    : db_(std::move(db)),
      path_(path),
      log_(log),
      live_(
          world_,
          [this](const ProviderId& provider, Date date, std::vector<std::string>* blocks) {
            const absl::Status read = ReadBlocks(provider, date, blocks);
            if (!read.ok() || pass_ == nullptr) return read;
            const auto block = pass_->blocks.find({provider, date});
            if (block != pass_->blocks.end()) blocks->push_back(block->second.bytes());
            return absl::OkStatus();
          },
          live_visits),
      kpi_(live_, days_, clocks_) {}

ReadModels::~ReadModels() {
  if (!retired_) {
    (void)Flush();  // Best effort: what is not flushed is folded again.
    return;
  }
  db_.reset();
  std::error_code left;  // What stays behind goes at the next start.
  std::filesystem::remove_all(path_, left);
}

absl::StatusOr<std::unique_ptr<ReadModels>> ReadModels::Open(const std::string& path, const log::Log& log,
                                                             rocksdb::Env* env, std::size_t live_visits) {
  rocksdb::DB* raw = nullptr;
  rocksdb::Options options = DbOptions();
  if (env != nullptr) options.env = env;
  if (const auto status = rocksdb::DB::Open(options, path, &raw); !status.ok()) return FromRocks(status);
  std::unique_ptr<ReadModels> models(
      new ReadModels(std::unique_ptr<rocksdb::DB>(raw), path, log, live_visits));
  if (const auto status = models->Load(); !status.ok()) return status;
  return models;
}

absl::Status ReadModels::Load() {
  std::string value;
  const std::string ledger = Text(log_.ledger_id());
  // What cannot be read is not absent: folding again over rows that are there would count them twice.
  const auto read = [&](const char* key) -> absl::StatusOr<bool> {
    const rocksdb::Status status = db_->Get({}, key, &value);
    if (!status.ok() && !status.IsNotFound()) return FromRocks(status);
    return status.ok();
  };
  auto found = read(kLedgerKey);
  if (!found.ok()) return found.status();
  if (*found && value != ledger) return absl::DataLossError("read models belong to another ledger");
  found = read(kCheckpointKey);
  if (!found.ok()) return found.status();
  if (*found) {
    checkpoint_ = GetBig(value);
    found = read(kFormatKey);
    if (!found.ok()) return found.status();
    if (!*found || value != Big(kFormat)) return absl::DataLossError("read models of another version");
  }
  found = read(kCutKey);
  if (!found.ok()) return found.status();
  if (*found) cut_ = GetBig(value);
  if (checkpoint_ > Number(log_.head().position)) {
    return absl::DataLossError("read models are ahead of the log: position " + std::to_string(checkpoint_) +
                               " beyond its head " + std::to_string(Number(log_.head().position)));
  }
  // Everything but visits is folded again into memory, in order of position.
  std::vector<Recorded> events;
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  for (it->Seek("e"); it->Valid() && it->key().starts_with("e"); it->Next()) {
    const auto record = log::View(View(it->value()));
    if (!record.ok()) return record.status();
    auto recorded = log::ToRecorded(*record);
    if (!recorded.ok()) return recorded.status();
    if (recorded->has_value()) events.push_back(**std::move(recorded));
  }
  if (!it->status().ok()) return FromRocks(it->status());
  std::sort(events.begin(), events.end(),
            [](const Recorded& a, const Recorded& b) { return a.position < b.position; });
  for (Recorded& event : events) {
    Evolve(world_, event);
    if (IsBase(event.event)) base_events_.push_back(std::move(event));
  }
  // The outermost days of each provider.
  for (const auto& [id, provider] : world_.providers.items()) {
    const std::string prefix = Key('v').Text(id.str()).str();
    it->Seek(prefix);
    if (!it->status().ok()) return FromRocks(it->status());
    if (!it->Valid() || !it->key().starts_with(prefix)) continue;
    DayRange range;
    range.first = DayOf(View(it->key()).substr(prefix.size(), 4));
    std::string end = prefix;
    end.back() = '\1';
    it->SeekForPrev(end);
    if (!it->status().ok()) return FromRocks(it->status());
    range.last = DayOf(View(it->key()).substr(prefix.size(), 4));
    days_[id] = range;
  }
  auto changes = ReadChanges(Position{cut_.load()}, checkpoint(), kpi_.names());
  if (!changes.ok()) return changes.status();
  changes_ = *std::move(changes);
  for (it->Seek("f"); it->Valid() && it->key().starts_with("f"); it->Next()) {
    if (!names_.AddAll(View(it->value()))) return absl::DataLossError("fingerprints of names");
  }
  if (!it->status().ok()) return FromRocks(it->status());
  if (const auto status = LoadClocks(*it); !status.ok()) return status;
  auto base = std::make_shared<World>();
  for (const Recorded& event : base_events_) Evolve(*base, event);
  base_ = std::move(base);
  return absl::OkStatus();
}

absl::Status ReadModels::LoadClocks(rocksdb::Iterator& it) {
  for (it.Seek("w"); it.Valid() && it.key().starts_with("w"); it.Next()) {
    const std::string_view key = View(it.key());
    CareStarts starts;
    if (key.size() < 10 || !DecodeStarts(View(it.value()), starts))
      return absl::DataLossError("clock of a package");
    const PackageId package(std::string(key.substr(1, key.size() - 10)));
    clocks_.Set(package, Position{GetBig(key.substr(key.size() - 8))}, std::move(starts));
  }
  for (const auto& [id, package] : world_.packages.items()) {
    clocks_.SetEnd(id, package->last_position(), package->life().ended.value_or(kNever));
  }
  return FromRocks(it.status());
}

bool ReadModels::IsBase(const Event& event) const {
  return !std::holds_alternative<PackageEvent>(event) && !std::holds_alternative<PersonEvent>(event) &&
         !std::holds_alternative<VisitEvent>(event) && !std::holds_alternative<ImportEvent>(event) &&
         !std::holds_alternative<MonitoringEvent>(event) && !std::holds_alternative<NoteEvent>(event);
}

absl::Status ReadModels::Fold(Pass& pass, const log::RecordView& record, std::string_view bytes) {
  if (pass.last_length == nullptr || pass.last_length->first != record.stream) {
    auto at = pass.lengths.find(record.stream);
    if (at == pass.lengths.end()) at = pass.lengths.emplace(std::string(record.stream), 0).first;
    pass.last_length = &*at;
  }
  pass.last_length->second = Number(record.revision) + 1;
  if (Number(record.revision) == 0) PutName(pass, StreamKey(record.stream));
  if (!record.request_id.empty()) {
    if (const auto status = FoldRequest(pass, record); !status.ok()) return status;
  }
  auto event = log::DecodePayload(record.type, record.schema_version, record.payload);
  if (absl::IsUnimplemented(event.status()) && record.ignorable) return absl::OkStatus();
  if (!event.ok()) {
    return absl::Status(event.status().code(), "position " + std::to_string(Number(record.position)) + ": " +
                                                   std::string(event.status().message()));
  }
  if (auto* visit = std::get_if<VisitEvent>(&*event)) return FoldVisit(pass, record, std::move(*visit));
  Recorded recorded = log::RecordedOf(record, *std::move(event));
  pass.rows.emplace_back(Key('e').Text(record.stream).At(record.position).str(), bytes);
  FoldSubjects(pass, record, recorded.event);
  FoldIntoWorld(pass, recorded);
  pass.events.push_back(std::move(recorded));
  return live_.status();
}

void ReadModels::FoldSubjects(Pass& pass, const log::RecordView& record, const Event& event) {
  // A competition names all whom it invites, a bulk transfer all whom it left: hundreds of rows would cost
  // more than the record, which a trail opens to see whether it is its own.
  constexpr std::size_t kFew = 24;
  const projections::Subjects subjects = projections::SubjectsOf(event);
  for (const auto& [kind, ids] : subjects.kinds) {
    if (ids.size() > kFew) {
      pass.rows.emplace_back(Key('T').Text(kind).At(record.position).str(), record.stream);
      continue;
    }
    for (const std::string_view id : ids)
      pass.rows.emplace_back(Key('t').Text(kind).Text(id).At(record.position).str(), record.stream);
  }
}

void ReadModels::PutName(Pass& pass, std::string_view key) {
  PutBig(NameFilter::FingerprintOf(key), 4, pass.names);
}

absl::Status ReadModels::FoldRequest(Pass& pass, const log::RecordView& record) {
  if (pass.last_request == nullptr || pass.last_request->first.second != record.request_id ||
      pass.last_request->first.first != record.actor) {
    pass.last_request =
        &*pass.requests.try_emplace({std::string(record.actor), std::string(record.request_id)}).first;
  }
  RequestEntry& request = pass.last_request->second;
  if (!record.request_digest.empty()) {
    request = {std::string(record.request_digest), record.position, 1};
    PutName(pass, RequestKey(record.actor, record.request_id));
    return absl::OkStatus();
  }
  if (Number(request.first) == 0) {
    // The request began in an earlier pass.
    auto known = FindRequest(RequestKey(record.actor, record.request_id));
    if (!known.ok()) return known.status();
    if (!known->has_value())
      return absl::DataLossError("position " + std::to_string(Number(record.position)) + ": request " +
                                 std::string(record.request_id) + " has no first record");
    request = **known;
  }
  ++request.records;
  return absl::OkStatus();
}

void ReadModels::FoldIntoWorld(Pass& pass, const Recorded& recorded) {
  kpi_.Before(world_, recorded);
  {
    std::unique_lock lock(mutex_);
    Evolve(world_, recorded);
    if (std::holds_alternative<PackageEvent>(recorded.event) ||
        std::holds_alternative<PersonEvent>(recorded.event))
      ++cases_version_;
  }
  kpi_.After(recorded, pass.learnt);
}

absl::Status ReadModels::FoldVisit(Pass& pass, const log::RecordView& record, VisitEvent&& event) {
  const projections::VisitFile file = projections::FileOf(event);
  const auto [at, first] = pass.entries.try_emplace(
      std::visit([](const auto& e) { return VisitKey(e.source, e.external_id); }, event));
  VisitEntry& entry = at->second;
  bool known = !first;
  if (first) {
    auto found = FindEntry(at->first);
    if (!found.ok()) return found.status();
    known = found->has_value();
    if (known) {
      entry = **std::move(found);
    } else {
      PutName(pass, at->first);
    }
  }
  const std::uint64_t sequence = projections::SequenceOf(event);
  if (!known) {
    entry.provider_id = file.provider_id;
    entry.filed = {file.date, sequence};
  }
  const bool moves = known && projections::Moves(entry.filed, event);
  const bool is_recorded = std::holds_alternative<VisitRecorded>(event);
  const bool is_void = std::holds_alternative<VisitVoided>(event);
  const VisitName name = moves ? projections::NameOf(event) : VisitName{};
  // Before its row is filed, since it may read the days as they were.
  kpi_.OnVisit(record.position, entry.provider_id, known, entry.filed.date,
               moves ? file.date : entry.filed.date, std::move(event), pass.learnt);
  if (!live_.status().ok()) return live_.status();
  const auto put = [&](Date date, Position position, std::string_view type, std::string_view payload) {
    auto* block = pass.last_block;
    if (block != nullptr && block->first.second == date && block->first.first == entry.provider_id) {
      block->second.Add(position, type, payload);
      return;
    }
    block = &*pass.blocks.try_emplace({entry.provider_id, date}).first;
    pass.last_block = block;
    block->second.Add(position, type, payload);
    const auto range = days_.find(entry.provider_id);
    if (range != days_.end() && range->second.first <= date && date <= range->second.last) return;
    std::unique_lock lock(mutex_);
    DayRange& wider = days_.try_emplace(entry.provider_id, DayRange{date, date}).first->second;
    wider.first = std::min(wider.first, date);
    wider.last = std::max(wider.last, date);
  };
  put(entry.filed.date, record.position, record.type, record.payload);
  if (moves) {
    // All that the old day knows of the visit is filed under the new day too, but what that has from an
    // earlier stay: what a day knows of a visit is always how its history begins.
    std::vector<VisitRow> rows;
    std::vector<VisitRow> there;
    if (const auto status = ReadDay(pass, entry.provider_id, entry.filed.date, &rows); !status.ok())
      return status;
    if (const auto status = ReadDay(pass, entry.provider_id, file.date, &there); !status.ok()) return status;
    Position last{};
    for (const VisitRow& row : there) {
      if (projections::NameOf(row.event) == name) last = std::max(last, row.position);
    }
    for (const VisitRow& row : rows) {
      if (projections::NameOf(row.event) != name || row.position <= last) continue;
      std::string payload;
      const Event whole = row.event;
      log::EncodePayload(whole, payload);
      put(file.date, row.position, TypeOf(whole), payload);
    }
    entry.filed.date = file.date;
  }
  if (is_recorded) {
    if (sequence >= entry.filed.sequence) entry.latest = record.position;
    entry.filed.sequence = std::max(entry.filed.sequence, sequence);
    entry.sequences.emplace_back(sequence, record.position);
  } else if (is_void) {
    entry.voided = true;
  }
  kpi_.VisitFiled(record.position, pass.learnt);
  return live_.status();
}

absl::Status ReadModels::ReadDay(const Pass& pass, const ProviderId& provider, Date date,
                                 std::vector<VisitRow>* rows) const {
  if (const auto status = ReadVisits(provider, date, checkpoint(), rows); !status.ok()) return status;
  const auto block = pass.blocks.find({provider, date});
  if (block == pass.blocks.end()) return absl::OkStatus();
  return DecodeBlock(block->second.bytes(), kAnyPosition, rows) ? absl::OkStatus()
                                                                : absl::DataLossError("visit block");
}

absl::Status ReadModels::Commit(Pass& pass, Position last) {
  for (auto& [key, block] : pass.blocks) {
    pass.batch.Put(Key('v').Text(key.first.str()).Day(key.second).At(last).str(), block.bytes());
  }
  // In order, so that each finds its place beside the one before.
  std::sort(pass.rows.begin(), pass.rows.end());
  for (const auto& [key, value] : pass.rows) pass.batch.Put(key, value);
  std::vector<std::pair<std::string_view, const VisitEntry*>> entries;
  entries.reserve(pass.entries.size());
  for (const auto& [key, entry] : pass.entries) entries.emplace_back(key, &entry);
  std::sort(entries.begin(), entries.end());
  std::string value;
  for (const auto& [key, entry] : entries) {
    EncodeEntry(*entry, value);
    pass.batch.Put(rocksdb::Slice(key.data(), key.size()), value);
  }
  // Before the rows can be read: a name that is in the index is never said not to be.
  (void)names_.AddAll(pass.names);  // Whole: it was made here.
  if (!pass.names.empty()) pass.batch.Put(Key('f').At(last).str(), pass.names);
  for (const auto& [stream, length] : pass.lengths) {
    value.clear();
    wire::PutVarint(length, value);
    pass.batch.Put(StreamKey(stream), value);
  }
  for (const auto& [key, request] : pass.requests) {
    value = request.digest;
    wire::PutVarint(Number(request.first), value);
    wire::PutVarint(request.records, value);
    pass.batch.Put(RequestKey(key.first, key.second), value);
  }
  pass.batch.Put(kCheckpointKey, Big(Number(last)));
  pass.batch.Put(kLedgerKey, Text(log_.ledger_id()));
  pass.batch.Put(kFormatKey, Big(kFormat));
  if (!pass.learnt.cells.empty()) pass.batch.Put(Key('d').At(last).str(), EncodeChanges(pass.learnt.cells));
  for (const CareRow& row : pass.learnt.care) {
    pass.batch.Put(Key('w').Text(row.package_id.str()).At(row.position).str(), EncodeStarts(row.starts));
  }
  const bool cut = Number(last) % kCut == 0;
  {
    std::unique_lock lock(mutex_);
    std::shared_ptr<World> base;
    for (const Recorded& event : pass.events) {
      if (!IsBase(event.event)) continue;
      if (base == nullptr) base = std::make_shared<World>(*base_);
      Evolve(*base, event);
      base_events_.push_back(event);
    }
    if (base != nullptr) base_ = std::move(base);
    changes_.insert(changes_.end(), std::make_move_iterator(pass.learnt.cells.begin()),
                    std::make_move_iterator(pass.learnt.cells.end()));
  }
  if (cut) {
    if (const auto status = CutCells(last, pass.batch); !status.ok()) return status;
  }
  {
    std::unique_lock lock(mutex_);
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    if (const auto status = db_->Write(options, &pass.batch); !status.ok()) return FromRocks(status);
    checkpoint_.store(Number(last), std::memory_order_release);
    if (cut) {
      cut_ = Number(last);
      changes_.clear();
    }
  }
  {
    std::lock_guard lock(wait_mutex_);
    advanced_.notify_all();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> ReadModels::CatchUp(std::uint64_t limit) {
  // What failed in the middle of a pass has left memory ahead of the rows: nothing may be folded on it.
  if (!broken_.ok()) return broken_;
  absl::StatusOr<std::uint64_t> done = FoldUpTo(limit);
  if (!done.ok()) broken_ = done.status();
  return done;
}

absl::StatusOr<std::uint64_t> ReadModels::FoldUpTo(std::uint64_t limit) {
  std::uint64_t done = 0;
  while (done < limit) {
    // A pass ends at a cut at the latest.
    const std::uint64_t from = checkpoint_ + 1;
    const std::uint64_t boundary = (from + kCut - 1) / kCut * kCut;
    std::uint64_t last = std::min(Number(log_.head().position), boundary);
    if (last < from) break;
    if (last - from >= limit - done) last = from + (limit - done) - 1;
    Pass pass;
    pass.entries.reserve(last - from + 1);
    pass_ = &pass;
    absl::Status failure;
    const absl::Status read = log_.Read(Position{from}, last - from + 1, [&](std::string_view bytes) {
      const auto record = log::View(bytes);
      failure = record.ok() ? Fold(pass, *record, bytes) : record.status();
      return failure.ok();
    });
    pass_ = nullptr;
    if (!failure.ok()) return failure;
    if (!read.ok()) return read;
    if (const auto status = Commit(pass, Position{last}); !status.ok()) return status;
    done += last - from + 1;
  }
  return done;
}

absl::Status ReadModels::CutCells(Position cut, rocksdb::WriteBatch& batch) const {
  absl::flat_hash_map<std::pair<const CellName*, std::int32_t>, projections::VisitCounts> sums;
  for (const CellChange& change : changes_) sums[{change.name, change.date.days()}] += change.difference;
  std::map<std::pair<ProviderId, Date>, KpiCell> days;
  for (const auto& [place, sum] : sums)
    days[{place.first->provider_id, Date(place.second)}][place.first->key] = sum;
  const Position before{cut_.load()};
  const Cursor cursor = NewCursor();
  std::map<std::pair<ProviderId, Date>, KpiCell> months;
  const auto keep = [&](char kind, const ProviderId& provider, Date date,
                        const KpiCell& difference) -> absl::Status {
    auto cell = ReadCell(kind, provider, date, before, cursor);
    if (!cell.ok()) return cell.status();
    Add(*cell, difference);
    std::erase_if(*cell, [](const auto& item) { return item.second == projections::VisitCounts{}; });
    batch.Put(Key(kind).Text(provider.str()).Day(date).At(cut).str(), EncodeCell(*cell));
    return absl::OkStatus();
  };
  for (auto& [key, difference] : days) {
    std::erase_if(difference, [](const auto& item) { return item.second == projections::VisitCounts{}; });
    if (difference.empty()) continue;
    if (const auto status = keep('k', key.first, key.second, difference); !status.ok()) return status;
    Add(months[{key.first, key.second.FirstOfMonth()}], difference);
  }
  for (const auto& [key, difference] : months) {
    if (const auto status = keep('K', key.first, key.second, difference); !status.ok()) return status;
  }
  batch.Put(kCutKey, Big(Number(cut)));
  return absl::OkStatus();
}

absl::Status ReadModels::Flush() { return FromRocks(db_->Flush({})); }

}  // namespace careledger::store
