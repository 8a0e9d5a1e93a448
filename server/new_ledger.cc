#include "server/new_ledger.h"

#include <openssl/rand.h>
#include <rocksdb/env.h>

#include <filesystem>
#include <fstream>

#include "replay/log/codec.h"
#include "replay/log/export.h"
#include "replay/log/proof.h"
#include "server/store/rows.h"

namespace careledger {

using namespace model;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kImportBatchBytes = 4U << 20;

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

// An empty log being filled.
class Filling {
 public:
  static absl::StatusOr<Filling> Create(const std::string& path, const EngineOptions& options,
                                        const log::LedgerId& id) {
    log::RocksDbLogOptions log_options{.path = path};
    log_options.create_with = id;
    log_options.env = options.env;
    log_options.sync = options.sync;
    auto opened = log::RocksDbLog::Open(log_options);
    if (!opened.ok()) return opened.status();
    auto tree = log::RestoreTree(**opened, Position{});
    if (!tree.ok()) return tree.status();
    auto epoch = (*opened)->Fence();
    if (!epoch.ok()) return epoch.status();
    return Filling(*std::move(opened), *std::move(tree), *epoch);
  }

  absl::Status Add(const log::Record& record) {
    if (builder_.bytes() > kImportBatchBytes) {
      if (const auto status = Flush(); !status.ok()) return status;
    }
    builder_.Add(record);
    return absl::OkStatus();
  }
  absl::Status Flush() {
    if (builder_.empty()) return absl::OkStatus();
    const log::Batch batch = builder_.Take();
    return log_->Append(batch, Position{Number(batch.first) - 1}, epoch_).status();
  }
  const log::Log& log() const { return *log_; }

 private:
  Filling(std::unique_ptr<log::RocksDbLog> log, log::CompactTree tree, std::uint64_t epoch)
      : log_(std::move(log)), builder_(std::move(tree), log_->head()), epoch_(epoch) {}

  std::unique_ptr<log::RocksDbLog> log_;
  log::BatchBuilder builder_;
  std::uint64_t epoch_;
};

absl::Status FromExport(const std::string& path, const EngineOptions& options) {
  std::ifstream file(options.from_export, std::ios::binary);
  if (!file) return absl::NotFoundError("cannot read " + options.from_export);
  auto reader = log::ExportReader::Open(file);
  if (!reader.ok()) return reader.status();
  auto filling = Filling::Create(path, options, reader->ledger_id());
  if (!filling.ok()) return filling.status();
  while (true) {
    auto next = reader->Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) break;
    auto record = log::Decode(**next);
    if (!record.ok()) return record.status();
    if (const auto status = filling->Add(*record); !status.ok()) return status;
  }
  if (const auto status = filling->Flush(); !status.ok()) return status;
  // Records are framed anew, not copied: what was proven is what was written.
  if (filling->log().head() != *reader->head())
    return absl::InternalError("the ledger differs from its export");
  auto opened = OpeningOf(filling->log());
  return opened.ok() ? CheckOpening(*opened, options) : opened.status();
}

absl::Status Afresh(const std::string& path, const EngineOptions& options) {
  if (!Code::Parse(options.council))
    return absl::InvalidArgumentError("--council: name the council of the new ledger");
  auto id = options.simulated_from ? SimulatedId(options.council, *options.simulated_from) : NewLedgerId();
  if (!id.ok()) return id.status();
  auto filling = Filling::Create(path, options, *id);
  if (!filling.ok()) return filling.status();
  log::Record record;
  record.ledger_id = *id;
  record.position = Position{1};
  record.stream = "ledger";
  record.type = std::string(LedgerOpened::kName);
  record.schema_version = log::kSchemaVersion;
  record.record_time = options.simulated_from ? *options.simulated_from : SystemClock().Now();
  record.actor = "careledger://" + options.council + "/system/server";
  const Event opened = LedgerEvent(LedgerOpened{Code(options.council), options.simulated_from.has_value()});
  log::EncodePayload(opened, record.payload);
  if (const auto status = filling->Add(record); !status.ok()) return status;
  return filling->Flush();
}

}  // namespace

absl::Status BeginLedger(const std::string& path, const EngineOptions& options) {
  rocksdb::Env* env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  const std::string aside = path + ".new";
  std::error_code error;
  fs::remove_all(aside, error);
  if (error) return absl::InternalError("cannot remove " + aside + ": " + error.message());
  absl::Status begun = options.from_export.empty() ? Afresh(aside, options) : FromExport(aside, options);
  if (begun.ok()) begun = store::FromRocks(env->RenameFile(aside, path));
  if (begun.ok()) begun = SyncDirectory(env, fs::path(path).parent_path());
  if (!begun.ok()) fs::remove_all(aside, error);  // Else the next attempt does.
  return begun;
}

absl::StatusOr<LedgerOpened> OpeningOf(const log::Log& log) {
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

absl::Status CheckOpening(const LedgerOpened& opened, const EngineOptions& options) {
  if (!options.council.empty() && options.council != opened.council.str()) {
    return absl::FailedPreconditionError("the ledger is of council '" + opened.council.str() + "'");
  }
  if (options.simulated_from && !opened.simulated_clock) {
    return absl::FailedPreconditionError("the ledger is real: it can never be on a simulated clock");
  }
  return absl::OkStatus();
}

absl::Status SyncDirectory(rocksdb::Env* env, const std::string& directory) {
  std::unique_ptr<rocksdb::Directory> opened;
  rocksdb::Status status = env->NewDirectory(directory, &opened);
  if (status.ok()) status = opened->Fsync();
  return store::FromRocks(status);
}

}  // namespace careledger
