#include "replay/log/export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

// header  := magic version ledger-id                  32 bytes
// trailer := end-mark count root time seal            84 bytes
// seal    := SHA-256(header, trailer up to the seal)
constexpr std::string_view kMagic("CLEXPORT", 8);
constexpr std::string_view kVersion("\x01\0\0\0\0\0\0\0", 8);
constexpr std::size_t kHeaderSize = 32;
constexpr std::string_view kEndMark("\xff\xff\xff\xff", 4);  // A length that no record has.
constexpr std::size_t kTrailerSize = 4 + 8 + 32 + 8 + 32;
constexpr std::size_t kSealAt = kTrailerSize - 32;
constexpr std::size_t kBuffer = 1u << 20;

std::string Little(std::uint64_t value, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
  return bytes;
}

std::uint64_t Number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

std::string Text(const Hash& hash) { return std::string(hash.begin(), hash.end()); }

std::string HeaderFor(const LedgerId& ledger) {
  std::string header(kMagic);
  header += kVersion;
  return header.append(ledger.begin(), ledger.end());
}

std::string TrailerFor(const std::string& header, const Head& head) {
  std::string trailer(kEndMark);
  trailer += Little(model::Number(head.position), 8);
  trailer += Text(head.root);
  trailer += Little(static_cast<std::uint64_t>(head.record_time.micros), 8);
  return trailer + Text(Sha256(header + trailer));
}

}  // namespace

ExportWriter::ExportWriter(const LedgerId& ledger, Sink sink)
    : ledger_(ledger), sink_(std::move(sink)), buffer_(HeaderFor(ledger)) {}

absl::Status ExportWriter::Flush() {
  if (status_.ok()) status_ = sink_(buffer_);
  buffer_.clear();
  return status_;
}

absl::Status ExportWriter::Add(std::string_view record_bytes) {
  if (!status_.ok()) return status_;
  absl::StatusOr<RecordView> record = View(record_bytes);
  const std::uint64_t next = tree_.size() + 1;
  if (!record.ok()) {
    status_ = absl::InvalidArgumentError(absl::StrCat("position ", next, ": ", record.status().message()));
  } else if (model::Number(record->position) != next || record->ledger_id != ledger_) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("position ", next, ": a record of position ", model::Number(record->position),
                     record->ledger_id == ledger_ ? "" : " of another ledger"));
  } else if (record->record_time < last_time_ && next > 1) {
    status_ = absl::InvalidArgumentError(absl::StrCat("position ", next, ": the record time goes back"));
  }
  if (!status_.ok()) return status_;
  AppendFrame(record_bytes, &buffer_);
  tree_.Append(LeafHash(record_bytes));
  last_time_ = record->record_time;
  return buffer_.size() < kBuffer ? absl::OkStatus() : Flush();
}

absl::StatusOr<Head> ExportWriter::Finish() {
  if (!status_.ok()) return status_;
  const Head head{.position = Position{tree_.size()}, .root = tree_.Root(), .record_time = last_time_};
  buffer_ += TrailerFor(HeaderFor(ledger_), head);
  absl::Status status = Flush();
  if (status_.ok()) status_ = absl::FailedPreconditionError("the export is finished");
  if (!status.ok()) return status;
  return head;
}

absl::StatusOr<Head> WriteExport(const Log& log, std::optional<Position> upto, ExportWriter::Sink sink) {
  const Head head = log.head();
  const Position last = upto.value_or(head.position);
  if (last > head.position) {
    return absl::InvalidArgumentError(absl::StrCat("position ", model::Number(last),
                                                   " is beyond the head at ", model::Number(head.position)));
  }
  ExportWriter writer(log.ledger_id(), std::move(sink));
  absl::Status added;
  absl::Status read = log.Read(Position{1}, model::Number(last), [&](std::string_view bytes) {
    added = writer.Add(bytes);
    return added.ok();
  });
  if (!read.ok()) return read;
  if (absl::IsInvalidArgument(added))
    return absl::DataLossError(added.message());  // The log itself is not sound.
  if (!added.ok()) return added;
  if (last == head.position && writer.root() != head.root) {
    return absl::DataLossError(absl::StrCat("positions 1 to ", model::Number(last), " have root ",
                                            Hex(writer.root()), ", but the head names ", Hex(head.root)));
  }
  return writer.Finish();
}

absl::StatusOr<ExportReader> ExportReader::Open(std::istream& in) {
  ExportReader reader(in);
  if (!reader.Fill(kHeaderSize)) return reader.Damage("the file ends in its header");
  reader.header_ = std::string(reader.Take(kHeaderSize));
  const std::string_view header = reader.header_;
  reader.offset_ = 0;
  if (!header.starts_with(kMagic)) return reader.Damage("not an export of a careledger log");
  if (header.substr(8, 8) != kVersion) return reader.Damage("an export of a version not known here");
  std::copy(header.begin() + 16, header.end(), reader.ledger_.begin());
  reader.offset_ = kHeaderSize;
  return reader;
}

bool ExportReader::Fill(std::size_t bytes) {
  if (buffer_.size() - start_ >= bytes) return true;
  buffer_.erase(0, start_);
  start_ = 0;
  // In steps, so that a damaged length costs no more memory than the file has bytes.
  while (buffer_.size() < bytes && in_->good()) {
    const std::size_t old_size = buffer_.size();
    buffer_.resize(old_size + kBuffer);
    in_->read(buffer_.data() + old_size, static_cast<std::streamsize>(kBuffer));
    buffer_.resize(old_size + static_cast<std::size_t>(in_->gcount()));
  }
  return buffer_.size() >= bytes;
}

std::string_view ExportReader::Take(std::size_t bytes) {
  std::string_view taken = std::string_view(buffer_).substr(start_, bytes);
  start_ += bytes;
  offset_ += bytes;
  return taken;
}

absl::Status ExportReader::Damage(const std::string& what) const {
  if (in_->bad()) return absl::UnavailableError(absl::StrCat("the export cannot be read at byte ", offset_));
  return absl::DataLossError(
      absl::StrCat("export, byte ", offset_, ", position ", tree_.size() + 1, ": ", what));
}

absl::StatusOr<std::optional<std::string_view>> ExportReader::Next() {
  if (!status_.ok()) return status_;
  if (head_) return std::optional<std::string_view>();
  absl::StatusOr<std::optional<std::string_view>> next = ReadNext();
  status_ = next.status();
  return next;
}

absl::StatusOr<std::optional<std::string_view>> ExportReader::ReadNext() {
  if (!Fill(kFramePrefix)) return Damage("the file ends without a trailer");
  const std::string_view prefix = std::string_view(buffer_).substr(start_, kFramePrefix);
  if (prefix == kEndMark) {
    absl::Status trailer = ReadTrailer();
    if (!trailer.ok()) return trailer;
    return std::optional<std::string_view>();
  }
  const std::uint64_t size = Number(prefix);
  if (size > kMaxRecord) return Damage(absl::StrCat("a record of ", size, " bytes is too long"));
  if (!Fill(kFramePrefix + size)) return Damage("the file ends in a record");
  const std::string_view bytes = std::string_view(buffer_).substr(start_ + kFramePrefix, size);
  absl::StatusOr<RecordView> record = View(bytes);
  if (!record.ok()) return Damage(std::string(record.status().message()));
  if (model::Number(record->position) != tree_.size() + 1) {
    return Damage(absl::StrCat("the record says position ", model::Number(record->position)));
  }
  if (record->ledger_id != ledger_) return Damage("the record is of another ledger than the header");
  if (tree_.size() != 0 && record->record_time < last_time_) return Damage("the record time goes back");
  tree_.Append(LeafHash(bytes));
  last_time_ = record->record_time;
  return std::optional<std::string_view>(Take(kFramePrefix + size).substr(kFramePrefix));
}

absl::Status ExportReader::ReadTrailer() {
  if (!Fill(kTrailerSize)) return Damage("the file ends in its trailer");
  const std::string_view trailer = std::string_view(buffer_).substr(start_, kTrailerSize);
  if (trailer.substr(kSealAt) != Text(Sha256(header_ + std::string(trailer.substr(0, kSealAt))))) {
    return Damage("header or trailer are damaged: the seal does not fit");
  }
  Head said{.position = Position{Number(trailer.substr(4, 8))},
            .record_time = {static_cast<std::int64_t>(Number(trailer.substr(44, 8)))}};
  std::copy_n(trailer.begin() + 12, said.root.size(), said.root.begin());
  if (model::Number(said.position) != tree_.size()) {
    return Damage(absl::StrCat("the trailer counts ", model::Number(said.position),
                               " records, the file holds ", tree_.size()));
  }
  const Hash root = tree_.Root();
  if (said.root != root) {
    return Damage(absl::StrCat("the trailer names root ", Hex(said.root), ", the records have ", Hex(root)));
  }
  if (said.record_time != last_time_) return Damage("the trailer names another time than the last record");
  Take(kTrailerSize);
  if (Fill(1)) return Damage("bytes follow the trailer");
  if (in_->bad()) return Damage("unreadable");
  head_ = said;
  return absl::OkStatus();
}

absl::Status ExportReader::ReadAll(const Log::Visitor& visitor) {
  while (true) {
    absl::StatusOr<std::optional<std::string_view>> next = Next();
    if (!next.ok()) return next.status();
    if (!next->has_value() || !visitor(**next)) return absl::OkStatus();
  }
}

}  // namespace careledger::log
