// The writing half of the engine seam: what every storage engine of the log must promise.
//
// Append is called by one thread, the sequencer; Fence by whoever takes the log over.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "replay/log/log.h"
#include "server/store/batch.h"

namespace careledger::log {

class LogWriter {
 public:
  virtual ~LogWriter() = default;

  // Makes the whole batch durable, or none of it, and returns the acknowledged head, which is batch.head. On
  // return it is on disk. An empty batch changes nothing.
  //   ABORTED              the log's head is not at `expected_head`
  //   FAILED_PRECONDITION  `epoch` is not the current one: another writer has fenced this one off
  //   INVALID_ARGUMENT     the batch does not follow `expected_head`
  //   any other            the disk failed: the batch may or may not be there after a restart, and every
  //   later Append
  //                        returns this first error. The process must stop.
  virtual absl::StatusOr<Head> Append(const Batch& batch, Position expected_head, std::uint64_t epoch) = 0;

  // Raises the epoch, durably, so that appends with an older one are refused from now on. Returns the new
  // epoch, which the caller gives to Append.
  virtual absl::StatusOr<std::uint64_t> Fence() = 0;
};

}  // namespace careledger::log
