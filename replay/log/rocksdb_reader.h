// Reading a log that RocksDB holds: for `careledger-replay` on the data of a stopped server, and inside the
// server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/log.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
}  // namespace rocksdb

namespace careledger::log {

// The rows of an open database, which it does not own and which must outlive it. Every call is bounded by the
// head that the caller gives, since only the caller knows what has been acknowledged. Thread-safe.
class RocksDbRows {
 public:
  RocksDbRows() = default;
  RocksDbRows(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* records, rocksdb::ColumnFamilyHandle* state)
      : db_(db), records_(records), state_(state) {}

  // NOT_FOUND when this is not a log yet; FAILED_PRECONDITION when its format is not known here.
  absl::StatusOr<LedgerId> ReadLedgerId() const;
  absl::StatusOr<Head> ReadHead() const;  // The head row; the empty head when there is none.
  absl::StatusOr<std::uint64_t> ReadEpoch() const;

  // DATA_LOSS unless the records stored end at `head`, and the rows that a write-ahead log may have brought
  // back after a crash (the last 128 MiB) follow on one another. Verify looks at the rest.
  absl::Status CheckEnd(const Head& head) const;

  // As in Log.
  absl::Status Read(const LedgerId& ledger, const Head& head, Position from, std::size_t limit,
                    const Log::Visitor& visitor) const;
  absl::StatusOr<Position> LastAtOrBefore(const Head& head, RecordTime time) const;
  absl::StatusOr<std::vector<Hash>> StoredNodes(const Head& head, int level, std::uint64_t first,
                                                std::size_t count) const;

 private:
  rocksdb::DB* db_ = nullptr;
  rocksdb::ColumnFamilyHandle* records_ = nullptr;
  rocksdb::ColumnFamilyHandle* state_ = nullptr;
};

// DATA_LOSS, naming positions, unless the tree restored from `log` has the root that its head names, the last
// record has the head's time, and the log holds all that the witness file in `path` says was acknowledged.
absl::Status CheckHead(const Log& log, const std::string& path, rocksdb::Env* env);

// The code that fits: DATA_LOSS for corruption, RESOURCE_EXHAUSTED for a full disk, UNAVAILABLE for a lock
// held elsewhere.
absl::Status ToAbsl(const rocksdb::Status& status, const std::string& doing);

// Opens the log in `path` for reading; nothing is written there. NOT_FOUND when there is none; otherwise as
// RocksDbLog::Open. REQUIRES: no process writes to it meanwhile. `env` may be null.
absl::StatusOr<std::unique_ptr<Log>> OpenRocksDbForReading(const std::string& path,
                                                           rocksdb::Env* env = nullptr);

}  // namespace careledger::log
