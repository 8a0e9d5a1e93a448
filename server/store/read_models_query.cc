#include <rocksdb/db.h>

#include <algorithm>
#include <chrono>

#include "replay/log/codec.h"
#include "replay/model/wire.h"
#include "server/store/keys.h"
#include "server/store/read_models.h"
#include "server/store/rows.h"
#include "server/store/visit_block.h"

namespace careledger::store {

using namespace model;
using projections::KpiCell;
using projections::VisitName;
using projections::VisitRow;

bool ReadModels::WaitFor(Position position, int timeout_ms) const {
  std::unique_lock lock(wait_mutex_);
  return advanced_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                            [&] { return checkpoint() >= position; });
}

absl::StatusOr<std::optional<VisitEntry>> ReadModels::FindVisit(const VisitName& name) const {
  return FindEntry(VisitKey(name.source, name.external_id));
}

absl::StatusOr<std::optional<VisitEntry>> ReadModels::FindEntry(const std::string& key) const {
  if (!names_.MayContain(NameFilter::FingerprintOf(key))) return std::nullopt;
  rocksdb::PinnableSlice value;
  const auto status = db_->Get({}, db_->DefaultColumnFamily(), key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocks(status);
  VisitEntry entry;
  if (!DecodeEntry(View(value), entry))
    return absl::DataLossError("index of visit " + key.substr(key.find('\0') + 1));
  return entry;
}

absl::StatusOr<std::optional<ProviderId>> ReadModels::OwnerOf(const SourceId& source) const {
  const std::string prefix = Key('x').Text(source.str()).str();
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  it->Seek(prefix);
  if (!it->status().ok()) return FromRocks(it->status());
  if (!it->Valid() || !it->key().starts_with(prefix)) return std::nullopt;
  VisitEntry entry;
  if (!DecodeEntry(View(it->value()), entry))
    return absl::DataLossError("index of visits of source " + source.str());
  return entry.provider_id;
}

absl::StatusOr<std::optional<RequestEntry>> ReadModels::FindRequest(const std::string& key) const {
  if (!names_.MayContain(NameFilter::FingerprintOf(key))) return std::nullopt;
  std::string value;
  const auto status = db_->Get({}, key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return FromRocks(status);
  std::string_view in = value;
  RequestEntry entry;
  std::uint64_t first = 0;
  if (in.size() < log::kDigestSize)
    return absl::DataLossError("index of request " + key.substr(key.find('\0') + 1));
  entry.digest = std::string(in.substr(0, log::kDigestSize));
  in.remove_prefix(log::kDigestSize);
  if (!wire::TakeVarint(in, first) || !wire::TakeVarint(in, entry.records)) {
    return absl::DataLossError("index of request " + key.substr(key.find('\0') + 1));
  }
  entry.first = Position{first};
  return entry;
}

absl::StatusOr<std::uint64_t> ReadModels::StreamLength(const std::string& stream) const {
  const std::string key = StreamKey(stream);
  if (!names_.MayContain(NameFilter::FingerprintOf(key))) return std::uint64_t{0};
  std::string value;
  const auto status = db_->Get({}, key, &value);
  if (status.IsNotFound()) return std::uint64_t{0};
  if (!status.ok()) return FromRocks(status);
  std::string_view in = value;
  std::uint64_t length = 0;
  if (!wire::TakeVarint(in, length)) return absl::DataLossError("length of stream " + stream);
  return length;
}

absl::StatusOr<Position> ReadModels::LastOfStream(const std::string& stream) const {
  const std::string prefix = Key('e').Text(stream).str();
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  it->SeekForPrev(Key('e').Text(stream).At(Position{~std::uint64_t{0}}).str());
  if (!it->status().ok()) return FromRocks(it->status());
  if (!it->Valid() || !it->key().starts_with(prefix))
    return absl::NotFoundError("stream " + stream + " is empty");
  return Position{GetBig(View(it->key()).substr(prefix.size()))};
}

ReadModels::Cursor ReadModels::NewCursor() const { return Cursor(db_->NewIterator({})); }

absl::Status ReadModels::ReadBlocks(const ProviderId& provider, Date date,
                                    std::vector<std::string>* out) const {
  const Cursor it = NewCursor();
  const std::string prefix = Key('v').Text(provider.str()).Day(date).str();
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    out->emplace_back(View(it->value()));
  }
  return FromRocks(it->status());
}

absl::Status ReadModels::ReadVisits(const ProviderId& provider, Date date, Position known,
                                    std::vector<VisitRow>* out, Cursor it) const {
  if (it == nullptr) it = NewCursor();
  const std::string prefix = Key('v').Text(provider.str()).Day(date).str();
  for (it->Seek(prefix); it->Valid() && it->key().starts_with(prefix); it->Next()) {
    if (!DecodeBlock(View(it->value()), known, out))
      return absl::DataLossError("visit block of " + provider.str());
  }
  if (!it->status().ok()) return FromRocks(it->status());
  const auto by_position = [](const VisitRow& a, const VisitRow& b) { return a.position < b.position; };
  if (!std::is_sorted(out->begin(), out->end(), by_position))
    std::stable_sort(out->begin(), out->end(), by_position);
  return absl::OkStatus();
}

namespace {
// Whether the record is about the subject.
absl::StatusOr<bool> Names(const log::RecordView& record, std::string_view kind, const std::string& id) {
  // Its id stands in the record as it is; no record names many lots, of whose ids only a part does.
  if (record.payload.find(id) == std::string_view::npos) return false;
  const auto recorded = log::ToRecorded(record);
  if (!recorded.ok()) return recorded.status();
  if (!recorded->has_value()) return false;
  return projections::Names((*recorded)->event, {kind, id});
}
}  // namespace

absl::Status ReadModels::ReadTrail(const std::string& kind, const std::string& id, Position known,
                                   const std::function<bool(const log::RecordView&)>& visitor) const {
  // Records that name the subject among few, and those that name it among many: by position.
  const std::string few = Key('t').Text(kind).Text(id).str();
  const std::string many = Key('T').Text(kind).str();
  const Cursor narrow(db_->NewIterator({}));
  const Cursor wide(db_->NewIterator({}));
  constexpr Position kNone{~std::uint64_t{0}};
  const auto at = [](const Cursor& it, const std::string& prefix) {
    return it->Valid() && it->key().starts_with(prefix)
               ? Position{GetBig(View(it->key()).substr(prefix.size()))}
               : kNone;
  };
  narrow->Seek(few);
  wide->Seek(many);
  while (true) {
    const bool among_few = at(narrow, few) < at(wide, many);
    const Cursor& it = among_few ? narrow : wide;
    const Position position = among_few ? at(narrow, few) : at(wide, many);
    if (position == kNone || known < position) break;
    std::string bytes;
    const auto status = db_->Get({}, Key('e').Text(View(it->value())).At(position).str(), &bytes);
    if (!status.ok()) return FromRocks(status);
    const auto record = log::View(bytes);
    if (!record.ok()) return record.status();
    const absl::StatusOr<bool> named = among_few ? true : Names(*record, kind, id);
    if (!named.ok()) return named.status();
    if (*named && !visitor(*record)) return absl::OkStatus();
    it->Next();
  }
  if (!narrow->status().ok()) return FromRocks(narrow->status());
  return FromRocks(wide->status());
}

absl::StatusOr<KpiCell> ReadModels::ReadCell(char kind, const ProviderId& provider, Date date, Position cut,
                                             const Cursor& it) const {
  KpiCell cell;
  const std::string prefix = Key(kind).Text(provider.str()).Day(date).str();
  it->SeekForPrev(Key(kind).Text(provider.str()).Day(date).At(cut).str());
  if (!it->status().ok()) return FromRocks(it->status());
  if (!it->Valid() || !it->key().starts_with(prefix)) return cell;
  if (!DecodeCell(View(it->value()), cell)) return absl::DataLossError("KPI cell of " + provider.str());
  return cell;
}

Position ReadModels::CutBefore(Position known) const {
  return Position{std::min(cut_.load(), Number(known) / kCut * kCut)};
}

absl::StatusOr<std::vector<CellChange>> ReadModels::ReadChanges(Position cut, Position known,
                                                                CellNames& names) const {
  std::vector<CellChange> changes;
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  for (it->Seek(Key('d').At(Position{Number(cut) + 1}).str()); it->Valid() && it->key().starts_with("d");
       it->Next()) {
    if (!DecodeChanges(View(it->value()), cut, known, names, &changes))
      return absl::DataLossError("changes of KPI cells");
    if (GetBig(View(it->key()).substr(1)) >= Number(known)) break;
  }
  if (!it->status().ok()) return FromRocks(it->status());
  return changes;
}

absl::StatusOr<KpiCell> ReadModels::ReadCells(const ProviderId& provider, const Period& period, Position cut,
                                              const Cursor& it) const {
  KpiCell sum;
  DayRange days;
  {
    std::shared_lock lock(mutex_);
    const auto range = days_.find(provider);
    if (range == days_.end()) return sum;
    days = range->second;
  }
  const Date start = std::max(period.start, days.first);
  const Date end = std::min(period.end, days.last + 1);
  for (Date d = start; d < end;) {
    // A month counts as whole when nothing lies outside the period.
    const Date first = d.FirstOfMonth();
    const Date next = d.FirstOfNextMonth();
    const bool whole_month =
        (d == first || d == days.first) && (next <= period.end || days.last < period.end);
    auto cell = ReadCell(whole_month ? 'K' : 'k', provider, whole_month ? first : d, cut, it);
    if (!cell.ok()) return cell.status();
    Add(sum, *cell);
    d = whole_month ? next : d + 1;
  }
  return sum;
}

absl::StatusOr<std::vector<Digest>> ReadModels::Digests() const {
  // Rows in key order; the blocks of a day are merged first, and what only says how passes were cut is left
  // out.
  struct Model {
    char prefix;
    const char* name;
  };
  std::vector<Digest> digests;
  std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  for (const Model& model :
       {Model{'e', "records"}, Model{'t', "trails"}, Model{'T', "trails of many"}, Model{'v', "visits"},
        Model{'x', "visit index"}, Model{'r', "requests"}, Model{'s', "streams"},
        Model{'k', "KPI cells of days"}, Model{'K', "KPI cells of months"}, Model{'w', "clocks of care"}}) {
    log::Hash running = log::Sha256(model.name);
    Digest digest{.name = model.name, .sha256 = {}, .rows = 0};
    const auto add = [&](std::string_view key, std::string_view value) {
      std::string row(reinterpret_cast<const char*>(running.data()), running.size());
      wire::PutVarint(key.size(), row);
      row.append(key).append(value);
      running = log::Sha256(row);
      ++digest.rows;
    };
    std::string day;
    std::vector<VisitRow> rows;
    const auto add_day = [&] {
      std::stable_sort(rows.begin(), rows.end(),
                       [](const VisitRow& a, const VisitRow& b) { return a.position < b.position; });
      for (const VisitRow& row : rows) {
        std::string value(TypeOf(Event(row.event)));
        log::EncodePayload(Event(row.event), value);
        add(day + Big(Number(row.position)), value);
      }
      rows.clear();
    };
    for (it->Seek(std::string(1, model.prefix)); it->Valid() && it->key()[0] == model.prefix; it->Next()) {
      if (model.prefix != 'v') {
        add(View(it->key()), View(it->value()));
        continue;
      }
      const std::string_view prefix = View(it->key()).substr(0, it->key().size() - 8);
      if (prefix != day) {
        add_day();
        day = std::string(prefix);
      }
      if (!DecodeBlock(View(it->value()), Position{~std::uint64_t{0}}, &rows))
        return absl::DataLossError("visit block");
    }
    if (!it->status().ok()) return FromRocks(it->status());
    add_day();
    digest.sha256 = log::Hex(running);
    digests.push_back(std::move(digest));
  }
  return digests;
}

std::shared_ptr<const World> ReadModels::Base(Position known) const {
  std::shared_lock lock(mutex_);
  if (base_events_.empty() || !(known < base_events_.back().position)) return base_;
  auto then = std::make_shared<World>();
  for (const Recorded& event : base_events_) {
    if (known < event.position) break;
    Evolve(*then, event);
  }
  return then;
}

std::shared_ptr<const Package> ReadModels::FindPackage(const PackageId& id) const {
  std::shared_lock lock(mutex_);
  return world_.packages.Share(id);
}

std::shared_ptr<const Person> ReadModels::FindPerson(const PersonId& id) const {
  std::shared_lock lock(mutex_);
  return world_.persons.Share(id);
}

std::vector<std::shared_ptr<const Package>> ReadModels::AllPackages() const {
  std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<const Package>> out;
  out.reserve(world_.packages.items().size());
  for (const auto& [id, package] : world_.packages.items()) out.push_back(package);
  return out;
}

std::shared_ptr<const Roll> ReadModels::Cases() const {
  std::lock_guard one_makes_it(roll_mutex_);
  auto roll = std::make_shared<Roll>();
  {
    std::shared_lock lock(mutex_);
    if (roll_ != nullptr && roll_version_ == cases_version_) return roll_;
    roll->reserve(world_.packages.items().size());
    for (const auto& [id, package] : world_.packages.items()) {
      KeptCase& one = roll->emplace_back();
      one.package = package;
      one.person = world_.persons.Share(package->person());
      if (one.person != nullptr) one.died = one.person->died;
    }
    roll_version_ = cases_version_;
  }
  // What has not changed since keeps its spans: both rolls are by id.
  auto before = roll_ != nullptr ? roll_->begin() : Roll::const_iterator();
  for (KeptCase& one : *roll) {
    while (roll_ != nullptr && before != roll_->end() && before->package->id() < one.package->id()) ++before;
    const bool same = roll_ != nullptr && before != roll_->end() && before->package == one.package &&
                      before->died == one.died;
    one.spans = same ? before->spans
                     : std::make_shared<const std::vector<projections::PlannedSpan>>(
                           projections::PlannedSpansOf(*one.package, one.died));
  }
  return roll_ = std::move(roll);
}

std::shared_ptr<const Monitoring> ReadModels::FindMonitoring(const ContractId& id) const {
  std::shared_lock lock(mutex_);
  return world_.monitoring.Share(id);
}

std::shared_ptr<const Notes> ReadModels::FindNotes(const PersonId& id) const {
  std::shared_lock lock(mutex_);
  return world_.notes.Share(id);
}

std::vector<PersonId> ReadModels::PeopleWithNotes() const {
  std::shared_lock lock(mutex_);
  std::vector<PersonId> people;
  for (const auto& [id, notes] : world_.notes.items()) people.push_back(id);
  return people;
}

std::vector<Import> ReadModels::AllImports(Position known) const {
  std::shared_lock lock(mutex_);
  std::vector<Import> out;
  for (const auto& [id, import] : world_.imports) {
    Import then = import.KnownAt(known);
    if (!then.pages.empty()) out.push_back(std::move(then));
  }
  return out;
}

}  // namespace careledger::store
