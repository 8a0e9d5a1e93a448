#include "server/store/read_models.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>

#include "replay/log/codec.h"
#include "replay/model/wire.h"
#include "server/store/keys.h"
#include "server/store/read_view.h"
#include "server/store/rows.h"
#include "server/store/visit_block.h"

namespace careledger::store {

using namespace model;
using projections::Filed;
using projections::KpiCell;
using projections::VisitName;
using projections::VisitRow;

namespace {

rocksdb::Options DbOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.write_buffer_size = 64u << 20;
  options.max_background_jobs = 2;
  options.max_open_files = 512;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 16u << 10;
  table.block_cache = rocksdb::NewLRUCache(128u << 20);
  table.cache_index_and_filter_blocks = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

constexpr char kCheckpointKey[] = "m|checkpoint";
constexpr char kCutKey[] = "m|cut";
constexpr char kLedgerKey[] = "m|ledger";

std::string Text(const log::LedgerId& id) { return {id.begin(), id.end()}; }


}  // namespace

// What one pass over the log gathers before it is written as one.
struct ReadModels::Pass {
  rocksdb::WriteBatch batch;
  std::map<std::pair<ProviderId, Date>, VisitBlock> blocks;
  std::map<VisitName, VisitEntry> entries;
  std::map<std::string, std::uint64_t> lengths;
  std::map<std::pair<std::string, std::string>, RequestEntry> requests;
  std::vector<Recorded> events;  // All but visits.
  std::map<ProviderId, DayRange> days;
  std::vector<Touch> touches;
};

ReadModels::ReadModels(std::unique_ptr<rocksdb::DB> db, const log::Log& log) : db_(std::move(db)), log_(log) {}

ReadModels::~ReadModels() {
  if (db_ != nullptr) (void)Flush();  // Best effort: what is not flushed is folded again.
}

absl::StatusOr<std::unique_ptr<ReadModels>> ReadModels::Open(const std::string& path, const log::Log& log) {
  rocksdb::DB* raw = nullptr;
  if (const auto status = rocksdb::DB::Open(DbOptions(), path, &raw); !status.ok()) return FromRocks(status);
  std::unique_ptr<ReadModels> models(new ReadModels(std::unique_ptr<rocksdb::DB>(raw), log));
  if (const auto status = models->Load(); !status.ok()) return status;
  return models;
}

absl::Status ReadModels::Load() {
  std::string value;
  const std::string ledger = Text(log_.ledger_id());
  if (db_->Get({}, kLedgerKey, &value).ok() && value != ledger) {
    return absl::DataLossError("read models belong to another ledger");
  }
  if (db_->Get({}, kCheckpointKey, &value).ok()) checkpoint_ = GetBig(value);
  if (db_->Get({}, kCutKey, &value).ok()) cut_ = GetBig(value);
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
  std::sort(events.begin(), events.end(), [](const Recorded& a, const Recorded& b) { return a.position < b.position; });
  for (Recorded& event : events) {
    Evolve(world_, event);
    if (IsBase(event.event)) base_events_.push_back(std::move(event));
  }
  // The outermost days of each provider.
  for (const auto& [id, provider] : world_.providers.items()) {
    const std::string prefix = Key('v').Text(id.str()).str();
    it->Seek(prefix);
    if (!it->Valid() || !it->key().starts_with(prefix)) continue;
    DayRange range;
    range.first = DayOf(View(it->key()).substr(prefix.size(), 4));
    std::string end = prefix;
    end.back() = '\1';
    it->SeekForPrev(end);
    range.last = DayOf(View(it->key()).substr(prefix.size(), 4));
    days_[id] = range;
  }
  auto touches = ReadTouches(Position{cut_.load()}, checkpoint());
  if (!touches.ok()) return touches.status();
  touches_ = *std::move(touches);
  auto base = std::make_shared<World>();
  for (const Recorded& event : base_events_) Evolve(*base, event);
  base_ = std::move(base);
  return absl::OkStatus();
}

bool ReadModels::IsBase(const Event& event) const {
  return !std::holds_alternative<PackageEvent>(event) && !std::holds_alternative<PersonEvent>(event) &&
         !std::holds_alternative<VisitEvent>(event) && !std::holds_alternative<ImportEvent>(event);
}

absl::Status ReadModels::Fold(Pass& pass, const log::RecordView& record) {
  auto recorded = log::ToRecorded(record);
  if (!recorded.ok()) return recorded.status();
  const std::string stream(record.stream);
  auto [length, added] = pass.lengths.try_emplace(stream, 0);
  length->second = Number(record.revision) + 1;
  if (!record.request_id.empty()) {
    RequestEntry& request = pass.requests[{std::string(record.actor), std::string(record.request_id)}];
    if (!record.request_digest.empty()) {
      request = {std::string(record.request_digest), record.position, 1};
    } else if (Number(request.first) == 0) {
      // The request began in an earlier pass.
      auto known = FindRequest(std::string(record.actor), std::string(record.request_id));
      if (!known.ok()) return known.status();
      if (known->has_value()) request = **known;
      ++request.records;
    } else {
      ++request.records;
    }
  }
  if (!recorded->has_value()) return absl::OkStatus();
  if (const VisitEvent* visit = projections::AsVisit((*recorded)->event)) return FoldVisit(pass, record, *visit);
  std::string bytes;
  log::AppendEncoded(log::ToRecord(record), &bytes);
  pass.batch.Put(Key('e').Text(stream).At(record.position).str(), bytes);
  for (const projections::Subject& subject : projections::SubjectsOf((*recorded)->event)) {
    pass.batch.Put(Key('t').Text(subject.kind).Text(subject.id).At(record.position).str(), stream);
  }
  pass.events.push_back(**std::move(recorded));
  return absl::OkStatus();
}

absl::Status ReadModels::FoldVisit(Pass& pass, const log::RecordView& record, const VisitEvent& event) {
  const VisitName name = projections::NameOf(event);
  const projections::VisitFile file = projections::FileOf(event);
  auto at = pass.entries.find(name);
  bool known = at != pass.entries.end();
  if (!known) {
    auto found = FindVisit(name);
    if (!found.ok()) return found.status();
    known = found->has_value();
    at = pass.entries.emplace(name, known ? **std::move(found) : VisitEntry{}).first;
  }
  VisitEntry& entry = at->second;
  const std::uint64_t sequence = projections::SequenceOf(event);
  if (!known) {
    entry.provider_id = file.provider_id;
    entry.filed = {file.date, sequence};
  }
  const auto put = [&](Date date, Position position, std::string_view type, std::string_view payload) {
    pass.blocks[{entry.provider_id, date}].Add(position, type, payload);
    auto [range, first] = pass.days.try_emplace(entry.provider_id, DayRange{date, date});
    range->second.first = std::min(range->second.first, date);
    range->second.last = std::max(range->second.last, date);
    pass.touches.push_back({entry.provider_id, date - 1, date + 1, record.position});
  };
  put(entry.filed.date, record.position, record.type, record.payload);
  if (known && projections::Moves(entry.filed, event)) {
    // All that the old day knows of the visit is filed under the new day too.
    std::vector<VisitRow> rows;
    if (const auto status = ReadVisits(entry.provider_id, entry.filed.date, checkpoint(), &rows); !status.ok()) {
      return status;
    }
    if (const auto block = pass.blocks.find({entry.provider_id, entry.filed.date}); block != pass.blocks.end()) {
      if (!DecodeBlock(block->second.bytes(), record.position, &rows)) return absl::DataLossError("visit block");
    }
    for (const VisitRow& row : rows) {
      if (projections::NameOf(row.event) != name) continue;
      std::string payload;
      const Event whole = row.event;
      log::EncodePayload(whole, payload);
      put(file.date, row.position, TypeOf(whole), payload);
    }
    entry.filed.date = file.date;
  }
  if (std::holds_alternative<VisitRecorded>(event)) {
    if (sequence >= entry.filed.sequence) entry.latest = record.position;
    entry.filed.sequence = std::max(entry.filed.sequence, sequence);
    entry.sequences.emplace_back(sequence, record.position);
  } else if (std::holds_alternative<VisitVoided>(event)) {
    entry.voided = true;
  }
  // Orders of the same person with other providers may overlap with this visit.
  if (const auto* recorded = std::get_if<VisitRecorded>(&event)) {
    if (const Person* person = world_.persons.Find(recorded->person_id)) {
      for (const PackageId& id : person->packages) {
        const Package* package = world_.packages.Find(id);
        if (package == nullptr) continue;
        for (const Placement& p : package->life().placements) {
          if (p.provider_id == entry.provider_id) continue;
          pass.touches.push_back({p.provider_id, file.date - 1, file.date + 1, record.position});
        }
      }
    }
  }
  return absl::OkStatus();
}

void ReadModels::TouchPackages(Pass& pass, const Recorded& recorded) {
  constexpr Date kForever(0x7ffffff);
  const auto touch = [&](const Package& package, Date from) {
    for (const PackageEntry& entry : package.entries()) {
      const auto add = [&](const ProviderId& id) {
        if (!id.empty()) pass.touches.push_back({id, from - 1, kForever, recorded.position});
      };
      if (const auto* awarded = std::get_if<PackageAwarded>(&entry.event)) add(awarded->provider_id);
      if (const auto* transferred = std::get_if<PackageTransferred>(&entry.event)) add(transferred->to_provider_id);
    }
  };
  if (const auto* event = std::get_if<PackageEvent>(&recorded.event)) {
    const PackageId id = std::visit([](const auto& e) { return e.package_id; }, *event);
    const Package* package = world_.packages.Find(id);
    Date from = recorded.effective;
    if (const auto* voided = std::get_if<PackageRecordVoided>(event)) {
      for (const PackageEntry& entry : package->entries()) {
        if (Number(entry.position) == voided->position) from = entry.effective;
      }
    }
    touch(*package, from);
    // Visits of the person's other orders may overlap with those that this one makes payable or not.
    for (const PackageEntry& entry : package->entries()) {
      const auto* request = std::get_if<PackageRequested>(&entry.event);
      if (request == nullptr) continue;
      for (const PackageId& other : world_.persons.Find(request->person_id)->packages) {
        if (other != id) touch(*world_.packages.Find(other), from);
      }
      break;  // A package never changes hands.
    }
  } else if (const auto* person_event = std::get_if<PersonEvent>(&recorded.event)) {
    const auto& died = std::get<DeathRecorded>(*person_event);
    const Person* person = world_.persons.Find(died.person_id);
    Date from = died.date;
    for (const Person::Death& death : person->deaths) from = std::min(from, death.date);
    for (const PackageId& id : person->packages) touch(*world_.packages.Find(id), from);
  } else if (const auto* contract = std::get_if<ContractEvent>(&recorded.event)) {
    if (std::holds_alternative<KpiPolicySet>(*contract)) {
      for (const auto& [id, provider] : world_.providers.items()) {
        pass.touches.push_back({id, recorded.effective, kForever, recorded.position});
      }
    }
  }
}

absl::Status ReadModels::Commit(Pass& pass, Position last) {
  for (auto& [key, block] : pass.blocks) {
    pass.batch.Put(Key('v').Text(key.first.str()).Day(key.second).At(last).str(), block.bytes());
  }
  for (const auto& [name, entry] : pass.entries) pass.batch.Put(VisitKey(name), EncodeEntry(entry));
  for (const auto& [stream, length] : pass.lengths) {
    std::string value;
    wire::PutVarint(length, value);
    pass.batch.Put("s" + stream, value);
  }
  for (const auto& [key, request] : pass.requests) {
    std::string value = request.digest;
    wire::PutVarint(Number(request.first), value);
    wire::PutVarint(request.records, value);
    pass.batch.Put(Key('r').Text(key.first).str() + key.second, value);
  }
  pass.batch.Put(kCheckpointKey, Big(Number(last)));
  pass.batch.Put(kLedgerKey, Text(log_.ledger_id()));
  {
    std::unique_lock lock(mutex_);
    std::shared_ptr<World> base;
    for (const Recorded& event : pass.events) {
      Evolve(world_, event);
      TouchPackages(pass, event);
      if (!IsBase(event.event)) continue;
      if (base == nullptr) base = std::make_shared<World>(*base_);
      Evolve(*base, event);
      base_events_.push_back(event);
    }
    if (base != nullptr) base_ = std::move(base);
    for (const auto& [id, range] : pass.days) {
      auto [at, added] = days_.try_emplace(id, range);
      at->second.first = std::min(at->second.first, range.first);
      at->second.last = std::max(at->second.last, range.last);
    }
    // One touch a provider and span: the first position is enough.
    std::map<std::tuple<ProviderId, Date, Date>, Position> firsts;
    for (const Touch& touch : pass.touches) firsts.try_emplace({touch.provider_id, touch.from, touch.to}, touch.position);
    std::string row;
    for (const auto& [key, position] : firsts) {
      const auto& [provider, from, to] = key;
      wire::PutVarint(provider.str().size(), row);
      row += provider.str();
      wire::PutVarint(wire::ZigZag(from.days()), row);
      wire::PutVarint(wire::ZigZag(to.days()), row);
      wire::PutVarint(Number(position), row);
      touches_.push_back({provider, from, to, position});
    }
    if (!row.empty()) pass.batch.Put(Key('d').At(last).str(), row);
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    if (const auto status = db_->Write(options, &pass.batch); !status.ok()) return FromRocks(status);
    checkpoint_.store(Number(last), std::memory_order_release);
  }
  {
    std::lock_guard lock(wait_mutex_);
    advanced_.notify_all();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> ReadModels::CatchUp(std::uint64_t limit) {
  std::uint64_t done = 0;
  // A crash may have kept the last records before a cut without its cells.
  if (checkpoint_ % kCut == 0 && cut_ < checkpoint_) {
    if (const auto status = CutCells(checkpoint()); !status.ok()) return status;
  }
  while (done < limit) {
    const std::uint64_t from = checkpoint_ + 1;
    const std::uint64_t boundary = (from + kCut - 1) / kCut * kCut;
    const std::uint64_t last = std::min(Number(log_.head().position), boundary);
    if (last < from) break;
    Pass pass;
    absl::Status failure;
    const absl::Status read = log_.Read(Position{from}, last - from + 1, [&](std::string_view bytes) {
      const auto record = log::View(bytes);
      failure = record.ok() ? Fold(pass, *record) : record.status();
      return failure.ok();
    });
    if (!failure.ok()) return failure;
    if (!read.ok()) return read;
    if (const auto status = Commit(pass, Position{last}); !status.ok()) return status;
    if (last == boundary) {
      if (const auto status = CutCells(Position{last}); !status.ok()) return status;
    }
    done += last - from + 1;
  }
  return done;
}

absl::Status ReadModels::CutCells(Position cut) {
  std::set<std::pair<ProviderId, Date>> cells;
  std::map<ProviderId, DayRange> days;
  std::vector<Touch> touches;
  {
    std::shared_lock lock(mutex_);
    touches = touches_;
    days = days_;
  }
  for (const Touch& touch : touches) {
    const auto range = days.find(touch.provider_id);
    if (range == days.end()) continue;
    const Date end = std::min(touch.to, range->second.last);
    for (Date d = std::max(touch.from, range->second.first); d <= end; ++d) cells.emplace(touch.provider_id, d);
  }
  const ReadView view(*this, projections::Point{.known = cut, .known_at = {}, .on = Date(0x7ffffff)});
  rocksdb::WriteBatch batch;
  const Position before{cut_.load()};
  std::map<std::pair<ProviderId, Date>, KpiCell> months;
  for (const auto& [provider, date] : cells) {
    const KpiCell cell = projections::CellOf(view, provider, date);
    if (!view.status().ok()) return view.status();
    auto old = ReadCell('k', provider, date, before);
    if (!old.ok()) return old.status();
    if (*old == cell) continue;
    batch.Put(Key('k').Text(provider.str()).Day(date).At(cut).str(), EncodeCell(cell));
    const Date month = date.FirstOfMonth();
    auto at = months.find({provider, month});
    if (at == months.end()) {
      auto sum = ReadCell('K', provider, month, before);
      if (!sum.ok()) return sum.status();
      at = months.emplace(std::pair{provider, month}, *std::move(sum)).first;
    }
    Subtract(at->second, *old);
    Add(at->second, cell);
  }
  for (auto& [key, sum] : months) {
    std::erase_if(sum, [](const auto& item) { return item.second == projections::VisitCounts{}; });
    batch.Put(Key('K').Text(key.first.str()).Day(key.second).At(cut).str(), EncodeCell(sum));
  }
  batch.Put(kCutKey, Big(Number(cut)));
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  std::unique_lock lock(mutex_);
  if (const auto status = db_->Write(options, &batch); !status.ok()) return FromRocks(status);
  cut_ = Number(cut);
  touches_.clear();
  return absl::OkStatus();
}

absl::Status ReadModels::Flush() { return FromRocks(db_->Flush({})); }

}  // namespace careledger::store
