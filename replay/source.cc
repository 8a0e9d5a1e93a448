#include "replay/source.h"

#include <filesystem>

#include "replay/log/rocksdb_reader.h"

namespace careledger::replay {

absl::StatusOr<Source> Source::Open(const std::string& path) {
  Source source;
  namespace fs = std::filesystem;
  if (fs::is_directory(path)) {
    auto log = log::OpenRocksDbForReading(fs::is_directory(path + "/log") ? path + "/log" : path);
    if (!log.ok()) return log.status();
    source.log_ = *std::move(log);
    return source;
  }
  source.file_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*source.file_) return absl::NotFoundError("cannot read " + path);
  auto reader = log::ExportReader::Open(*source.file_);
  if (!reader.ok()) return reader.status();
  source.reader_.emplace(*std::move(reader));
  return source;
}

log::LedgerId Source::ledger_id() const { return log_ != nullptr ? log_->ledger_id() : reader_->ledger_id(); }

log::Report Source::Scan(const std::function<void(std::string_view)>& visitor) {
  log::Verifier verifier(ledger_id());
  const auto see = [&](std::string_view bytes) {
    if (!verifier.Add(bytes)) return false;
    visitor(bytes);
    return true;
  };
  if (log_ != nullptr) {
    // Reads are cut into stretches, so that a long log is never held as a whole.
    const log::Head head = log_->head();
    for (std::uint64_t next = 1; next <= Number(head.position) && verifier.report().ok(); next += 65'536) {
      const auto read = log_->Read(model::Position{next}, 65'536, see);
      if (!read.ok()) return verifier.Fail(read);
    }
    return verifier.Finish(head);
  }
  const auto read = reader_->ReadAll(see);
  if (!verifier.report().ok()) return verifier.report();
  if (!read.ok()) return verifier.Fail(read);
  return verifier.Finish(*reader_->head());
}

}  // namespace careledger::replay
