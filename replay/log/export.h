// An export: a whole log, up to some position, as one file that can be checked without the server that wrote
// it.
//
// header, framed records, trailer (count, tree head, seal): FORMAT.md gives the bytes. A file cut anywhere,
// even between two records, has no trailer and is refused. Neither class is thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/log.h"

namespace careledger::log {

class ExportWriter {
 public:
  // Takes the next bytes of the file. Its first error ends the export.
  using Sink = std::function<absl::Status(std::string_view bytes)>;

  ExportWriter(const LedgerId& ledger, Sink sink);

  // The next record, from position 1 on. INVALID_ARGUMENT unless it decodes and is of this ledger and the
  // next position.
  absl::Status Add(std::string_view record_bytes);

  // Writes the trailer; the file is complete when the sink has taken it. Returns the head that it names.
  absl::StatusOr<Head> Finish();

  Hash root() const { return tree_.Root(); }  // Of what has been added.

 private:
  absl::Status Flush();

  LedgerId ledger_;
  Sink sink_;
  std::string buffer_;
  CompactTree tree_;
  RecordTime last_time_{};
  absl::Status status_;
};

// Exports the first Number(upto) records of `log`; all of them when `upto` is empty. DATA_LOSS, after the
// trailer has been withheld, when the whole log was asked for and the records do not have the root of its
// head.
absl::StatusOr<Head> WriteExport(const Log& log, std::optional<Position> upto, ExportWriter::Sink sink);

// Reads forward in bounded memory: one record, and a buffer of 1 MiB.
class ExportReader {
 public:
  // Reads the header. REQUIRES: `in` is binary and outlives the reader.
  static absl::StatusOr<ExportReader> Open(std::istream& in);

  const LedgerId& ledger_id() const { return ledger_; }

  // The bytes of the next record, valid until the next call; empty once the trailer has been read and agrees
  // with all that was read. Until then nothing read is proven. DATA_LOSS naming position and byte offset at
  // the first damage, and ever after.
  absl::StatusOr<std::optional<std::string_view>> Next();

  // All remaining records, as Log::Read does; also checks the trailer unless the visitor stops.
  absl::Status ReadAll(const Log::Visitor& visitor);

  // What the trailer says; empty until Next has returned the end.
  const std::optional<Head>& head() const { return head_; }

 private:
  ExportReader(std::istream& in) : in_(&in) {}
  bool Fill(std::size_t bytes);  // True when `bytes` bytes are in the buffer from start_ on.
  std::string_view Take(std::size_t bytes);
  absl::Status Damage(const std::string& what) const;
  absl::StatusOr<std::optional<std::string_view>> ReadNext();
  absl::Status ReadTrailer();

  std::istream* in_;
  std::string buffer_;
  std::size_t start_ = 0;     // Of what is not yet taken, in buffer_.
  std::uint64_t offset_ = 0;  // The same, in the file.
  std::string header_;
  LedgerId ledger_{};
  CompactTree tree_;
  RecordTime last_time_{};
  std::optional<Head> head_;
  absl::Status status_;
};

}  // namespace careledger::log
