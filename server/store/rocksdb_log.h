// The log in an embedded RocksDB: the default engine. One process owns it; replay/log/rocksdb_layout.h gives
// the rows.
//
// Reads may run on any thread beside one appending thread. A failed sync, or any background error of the
// store, poisons the log for writing: every later Append returns the first error, reads go on at the last
// acknowledged head.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "server/store/log_writer.h"

namespace rocksdb {
class Env;
}

namespace careledger::log {

struct RocksDbLogOptions {
  std::string path;  // A directory; its parent must exist.
  // A log that does not exist yet is created with this id. Empty: never create; opening what is not there is
  // NOT_FOUND.
  std::optional<LedgerId> create_with{};
  std::size_t block_cache_bytes = 64u << 20;
  std::size_t write_buffer_bytes = 64u << 20;
  rocksdb::Env* env = nullptr;  // For fault tests; must outlive the log. Null: the machine's.
  bool sync = true;             // False only to show that the crash test notices.
};

class RocksDbLog final : public Log, public LogWriter {
 public:
  // Restores the tree from the stored nodes and the records after the last multiple of 256, and compares its
  // root with the head row: DATA_LOSS, naming positions, when they differ or when the store reports damage.
  // FAILED_PRECONDITION for a format that this build does not know, UNAVAILABLE when another process holds
  // the log.
  static absl::StatusOr<std::unique_ptr<RocksDbLog>> Open(const RocksDbLogOptions& options);
  ~RocksDbLog() override;

  LedgerId ledger_id() const override;
  Head head() const override;
  absl::Status Read(Position from, std::size_t limit, const Visitor& visitor) const override;
  absl::StatusOr<Position> LastAtOrBefore(RecordTime time) const override;
  absl::StatusOr<std::vector<Hash>> StoredNodes(int level, std::uint64_t first,
                                                std::size_t count) const override;

  absl::StatusOr<Head> Append(const Batch& batch, Position expected_head, std::uint64_t epoch) override;
  absl::StatusOr<std::uint64_t> Fence() override;

  // A consistent copy in `directory`, which must not exist, as hard links where the file system allows: for
  // backups while serving.
  absl::Status Checkpoint(const std::string& directory);

  // Moves everything to its final level, for measurements.
  absl::Status Compact();

 private:
  struct Impl;
  explicit RocksDbLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace careledger::log
