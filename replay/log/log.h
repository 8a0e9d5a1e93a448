// A log: records in order, readable from any position, with the root of the Merkle tree over them.
//
// This is the reading half of the engine seam; server/store/log_writer.h is the writing half. All methods are
// safe to call from any thread, also while another thread appends, and show acknowledged records only.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/merkle.h"
#include "replay/log/record.h"

namespace careledger::log {

// The end of a log: the last record, its time, and the root of the tree over all records up to it.
struct Head {
  Position position{};  // 0 when the log is empty; also the size of the tree.
  Hash root = EmptyRoot();
  RecordTime record_time{};  // 0 when the log is empty.
  friend bool operator==(const Head&, const Head&) = default;
};

class Log {
 public:
  // Sees the exact bytes that were hashed, valid during the call. Returns false to stop reading.
  using Visitor = std::function<bool(std::string_view record_bytes)>;

  virtual ~Log() = default;

  virtual LedgerId ledger_id() const = 0;

  // The last acknowledged state. Never goes back.
  virtual Head head() const = 0;

  // Visits records from position `from` (1-based, included) in order: at most `limit`, none after the head at
  // the time of the call. Beyond the head there is nothing, which is OK. INVALID_ARGUMENT when `from` is 0;
  // DATA_LOSS naming the position when a stored row is missing or damaged (records before it have been
  // visited). Checks framing, position and ledger only: hashes are checked by Verify.
  virtual absl::Status Read(Position from, std::size_t limit, const Visitor& visitor) const = 0;

  // The last position whose record time is at or before `time`; 0 if none. O(log n).
  virtual absl::StatusOr<Position> LastAtOrBefore(RecordTime time) const = 0;

  // `count` stored nodes of one level (a positive multiple of 8) from index `first`, in order. NOT_FOUND when
  // one of them lies beyond the head, DATA_LOSS when it should exist and does not.
  virtual absl::StatusOr<std::vector<Hash>> StoredNodes(int level, std::uint64_t first,
                                                        std::size_t count) const = 0;
};

}  // namespace careledger::log
