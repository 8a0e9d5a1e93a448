// Checking a log from its bytes alone, without the server that wrote it.
//
// Checked: every record decodes; one ledger id; positions dense from 1; record times never decreasing;
// revisions dense from 0 in each stream; the tree has the root, and the last record the time, that the head
// names; and for a store, each stored node. Not checked here: what the payloads mean. Memory grows with the
// number of streams only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "replay/log/export.h"
#include "replay/log/log.h"

namespace careledger::log {

struct Report {
  std::uint64_t records = 0;  // That passed.
  std::uint64_t streams = 0;
  std::uint64_t bytes = 0;  // Of records, without framing.
  Head head;                // Recomputed from the records that passed.

  absl::Status error;         // OK, or the first thing found wrong (DATA_LOSS; or the reader's own error).
  Position error_position{};  // Where, 0 when nowhere in particular.
  bool ok() const { return error.ok(); }
};

// Called now and then with the number of records checked so far.
using Progress = std::function<void(std::uint64_t records)>;

// Stops at the first error.
Report Verify(const Log& log, const Progress& progress = nullptr);
Report Verify(ExportReader& reader, const Progress& progress = nullptr);

// The same checks, a record at a time. A value; not thread-safe.
class Verifier {
 public:
  // Each node that the records complete, to be compared with what is stored.
  using NodeCheck = std::function<absl::Status(const StoredNode&)>;

  explicit Verifier(const LedgerId& ledger, NodeCheck check_node = nullptr);

  // False at the first error, and ever after.
  bool Add(std::string_view record_bytes);

  // Compares with the head that the store or the trailer names.
  Report Finish(const Head& head);
  Report Fail(const absl::Status& error);  // The records could not be read further.

  const Report& report() const { return report_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  absl::Status Check(std::string_view record_bytes);
  Report Summary() const;

  LedgerId ledger_;
  NodeCheck check_node_;
  CompactTree tree_;
  std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> next_revision_;
  Report report_;
};

}  // namespace careledger::log
