// A record: one event and its envelope, exactly as hashed and stored. FORMAT.md describes the bytes.
//
// The bytes are ours, fixed and canonical: one record has one encoding, and what does not follow the layout
// to the last byte is refused. Nothing is ever encoded again in order to be hashed. All functions are safe to
// call from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/model/calendar.h"
#include "replay/model/ids.h"

namespace careledger::log {

using model::Position;
using model::RecordTime;
using model::Revision;

using LedgerId = std::array<std::uint8_t, 16>;

// Who acted, as the server authorised them.
enum class Role : std::uint8_t {
  kSystem = 1,
  kContractManager = 2,
  kFinance = 3,
  kAuditor = 4,
  kBroker = 5,
  kProvider = 6,
  kFeed = 7,
  kAdministrator = 8,
};

// How the actor proved who they are.
enum class AuthClass : std::uint8_t { kMtls = 1, kOidc = 2, kDevelopment = 3, kSystem = 4 };

inline constexpr std::size_t kMaxText = 1024;          // Bytes of each text field.
inline constexpr std::size_t kMaxPayload = 16u << 20;  // Bytes.
inline constexpr std::size_t kDigestSize = 32;         // Bytes of a request digest, when there is one.
inline constexpr std::size_t kFixedSize = 66;          // Bytes of a record with all texts empty.
inline constexpr std::size_t kMaxRecord = kFixedSize + 6 * kMaxText + kDigestSize + kMaxPayload;
inline constexpr std::size_t kFramePrefix = 4;  // Bytes of the length before each record.

// `Text` is std::string in a Record, which owns, and std::string_view in a RecordView, which does not.
template <class Text>
struct BasicRecord {
  LedgerId ledger_id{};
  Position position{};  // 1 or more.
  Text stream{};        // Not empty.
  Revision revision{};  // In its stream, from 0.
  Text type{};          // Event type, such as "PackageTransferred". Not empty.
  std::uint16_t schema_version = 1;
  bool ignorable = false;  // A fold that does not know this type may pass over it.
  RecordTime record_time{};
  std::optional<model::Date> effective_date{};
  Text actor{};
  Role role = Role::kSystem;
  AuthClass auth = AuthClass::kSystem;
  Text request_id{};
  Text request_digest{};  // 32 bytes in the first record that a request wrote, else empty.
  Text correlation_id{};
  Text causation_id{};
  Text payload{};

  friend bool operator==(const BasicRecord&, const BasicRecord&) = default;
};

using Record = BasicRecord<std::string>;

// Points into the bytes it was made from, which must outlive it.
using RecordView = BasicRecord<std::string_view>;

Record ToRecord(const RecordView& view);

// INVALID_ARGUMENT naming the field that cannot be encoded (too long, empty stream or type, digest of another
// length, position 0, unknown role). What is written goes through this once, where it is decided; decoding
// checks the same.
absl::Status CheckEncodable(const Record& record);

// Bytes of the encoding, without the frame prefix.
std::size_t EncodedSize(const Record& record);

// Appends the exact bytes that are hashed. REQUIRES: CheckEncodable(record).ok(); a text too long for its
// length field stops the program.
void AppendEncoded(const Record& record, std::string* out);

// Appends the length of the record (4 bytes, little-endian) and the record.
void AppendFramed(const Record& record, std::string* out);
void AppendFrame(std::string_view record_bytes, std::string* out);

// Reads one record that takes up all of `bytes`. DATA_LOSS naming the field otherwise. View(b).ok() implies
// that encoding the result gives b again.
absl::StatusOr<RecordView> View(std::string_view bytes);
absl::StatusOr<Record> Decode(std::string_view bytes);

// Where a record belongs, read from fixed offsets without looking at the rest.
struct RecordPlace {
  LedgerId ledger_id{};
  Position position{};
  RecordTime record_time{};
};
// Empty when `bytes` is too short or of an unknown format.
std::optional<RecordPlace> PeekPlace(std::string_view bytes);

// Walks forward over framed records. Value type; not thread-safe.
//
//   FrameReader frames(bytes);
//   while (std::optional<std::string_view> record = frames.Next()) { ... }
//   if (!frames.status().ok()) ...
class FrameReader {
 public:
  explicit FrameReader(std::string_view bytes) : bytes_(bytes) {}

  // The bytes of the next record, pointing into the input; empty at the end or at damage (see status()).
  std::optional<std::string_view> Next();

  // OK, or DATA_LOSS naming the byte offset of a frame that does not fit.
  const absl::Status& status() const { return status_; }

  // Offset of the next frame in the input.
  std::size_t offset() const { return offset_; }

 private:
  std::string_view bytes_;
  std::size_t offset_ = 0;
  absl::Status status_;
};

}  // namespace careledger::log
