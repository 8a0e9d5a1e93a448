// A batch: records ready to be made durable as one, already encoded, framed, hashed and placed in the tree.
//
//   log::BatchBuilder builder(tree, head);          // From RestoreTree(log, head.position) and log.head().
//   builder.Add(record);                            // Once a record; may run ahead of the disk.
//   writer.Append(builder.Take(), expected_head, epoch);
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "replay/log/log.h"
#include "replay/log/merkle.h"
#include "replay/log/record.h"

namespace careledger::log {

// Rows are cut at this many bytes, so that reading one record never costs more than one small row.
inline constexpr std::size_t kMaxRowBytes = 64u << 10;

struct Batch {
  // Consecutive frames that are stored under one key: those from `offset` to the next row's offset, or to the
  // end.
  struct Row {
    Position first{};
    std::size_t offset = 0;
  };

  Position first{};               // Position of the first record; 0 when the batch is empty.
  std::size_t count = 0;          // Records.
  std::string frames;             // All records, framed.
  std::vector<Row> rows;          // Each at most kMaxRowBytes, or a single larger record.
  std::vector<StoredNode> nodes;  // What these records complete.
  Head head;                      // The log's head once this batch is in it.
};

// Collects records into batches and carries the tree from one to the next. Not thread-safe.
class BatchBuilder {
 public:
  // REQUIRES: tree.size() == Number(head.position).
  BatchBuilder(CompactTree tree, const Head& head);

  // Returns the leaf hash. REQUIRES: CheckEncodable(record).ok(), record.position == next(), and a record
  // time not before the last; anything else stops the program, for it would be written for ever.
  Hash Add(const Record& record);

  // Position that the next record must carry.
  Position next() const { return Position{tree_.size() + 1}; }
  bool empty() const { return batch_.count == 0; }
  std::size_t bytes() const { return batch_.frames.size(); }

  // The bytes of a record added since the last Take, valid until the next Add or Take; empty when it is not
  // among them. Costs a walk over part of a row.
  std::string_view Find(Position position) const;

  // The records added since the last Take.
  Batch Take();

 private:
  CompactTree tree_;
  Batch batch_;
};

}  // namespace careledger::log
