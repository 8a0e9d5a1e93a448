#include "replay/log/record.h"

#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

constexpr std::uint8_t kFormat = 1;

// Offsets of the fixed part; FORMAT.md has the same table.
enum Offset : std::size_t {
  kFormatAt = 0,
  kFlagsAt = 1,
  kRoleAt = 2,
  kAuthAt = 3,
  kSchemaVersionAt = 4,
  kEffectiveDateAt = 6,
  kLedgerIdAt = 10,
  kPositionAt = 26,
  kRevisionAt = 34,
  kRecordTimeAt = 42,
  kTextLengthsAt = 50,  // Six of two bytes.
  kPayloadLengthAt = 62,
};
static_assert(kPayloadLengthAt + 4 == kFixedSize);

enum Flag : unsigned { kIgnorable = 1, kHasEffectiveDate = 2, kHasRequestDigest = 4 };

// The texts in the order of their length fields, which is also the order of their bytes (the digest, which
// needs no length, comes between the fourth and the fifth).
template <class Text>
struct TextField {
  const char* name;
  Text BasicRecord<Text>::*member;
};
template <class Text>
constexpr TextField<Text> kTexts[] = {
    {"stream", &BasicRecord<Text>::stream},
    {"type", &BasicRecord<Text>::type},
    {"actor", &BasicRecord<Text>::actor},
    {"request_id", &BasicRecord<Text>::request_id},
    {"correlation_id", &BasicRecord<Text>::correlation_id},
    {"causation_id", &BasicRecord<Text>::causation_id},
};
constexpr std::size_t kTextsBeforeDigest = 4;

template <std::unsigned_integral T>
char* Put(char* to, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    to[i] = static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
  return to + sizeof(T);
}

template <std::unsigned_integral T>
T Get(std::string_view bytes, std::size_t at) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(
        value | static_cast<T>(static_cast<T>(static_cast<std::uint8_t>(bytes[at + i])) << (8 * i)));
  }
  return value;
}

char* PutBytes(char* to, const void* from, std::size_t size) {
  if (size != 0) std::memcpy(to, from, size);
  return to + size;
}

// Writes EncodedSize(r) bytes.
void EncodeTo(const Record& r, char* to) {
  const unsigned flags = (r.ignorable ? kIgnorable : 0u) | (r.effective_date ? kHasEffectiveDate : 0u) |
                         (r.request_digest.empty() ? 0u : kHasRequestDigest);
  const std::int32_t days = r.effective_date ? r.effective_date->days() : 0;
  to = Put(to, kFormat);
  to = Put(to, static_cast<std::uint8_t>(flags));
  to = Put(to, static_cast<std::uint8_t>(r.role));
  to = Put(to, static_cast<std::uint8_t>(r.auth));
  to = Put(to, r.schema_version);
  to = Put(to, static_cast<std::uint32_t>(days));
  to = PutBytes(to, r.ledger_id.data(), r.ledger_id.size());
  to = Put(to, Number(r.position));
  to = Put(to, Number(r.revision));
  to = Put(to, static_cast<std::uint64_t>(r.record_time.micros));
  for (const auto& text : kTexts<std::string>) {
    const std::size_t size = (r.*text.member).size();
    if (size > kMaxText) {
      std::fprintf(stderr, "careledger: record field %s has %zu bytes; it was not checked before\n",
                   text.name, size);
      std::abort();
    }
    to = Put(to, static_cast<std::uint16_t>(size));
  }
  if (r.payload.size() > kMaxPayload ||
      (!r.request_digest.empty() && r.request_digest.size() != kDigestSize)) {
    std::fprintf(stderr,
                 "careledger: record payload or digest of impossible size; it was not checked before\n");
    std::abort();
  }
  to = Put(to, static_cast<std::uint32_t>(r.payload.size()));
  to = PutBytes(to, r.stream.data(), r.stream.size());
  to = PutBytes(to, r.type.data(), r.type.size());
  to = PutBytes(to, r.actor.data(), r.actor.size());
  to = PutBytes(to, r.request_id.data(), r.request_id.size());
  to = PutBytes(to, r.request_digest.data(), r.request_digest.size());
  to = PutBytes(to, r.correlation_id.data(), r.correlation_id.size());
  to = PutBytes(to, r.causation_id.data(), r.causation_id.size());
  PutBytes(to, r.payload.data(), r.payload.size());
}

bool KnownRole(std::uint8_t role) {
  return role >= static_cast<std::uint8_t>(Role::kSystem) &&
         role <= static_cast<std::uint8_t>(Role::kAdministrator);
}
bool KnownAuth(std::uint8_t auth) {
  return auth >= static_cast<std::uint8_t>(AuthClass::kMtls) &&
         auth <= static_cast<std::uint8_t>(AuthClass::kSystem);
}

// What makes a record impossible, whether it is to be written or has been read; empty when nothing does.
template <class Text>
std::string Fault(const BasicRecord<Text>& r) {
  if (!KnownRole(static_cast<std::uint8_t>(r.role)))
    return absl::StrCat("role: unknown value ", static_cast<int>(r.role));
  if (!KnownAuth(static_cast<std::uint8_t>(r.auth)))
    return absl::StrCat("auth: unknown value ", static_cast<int>(r.auth));
  if (r.schema_version == 0) return "schema_version: 0";
  if (Number(r.position) == 0) return "position: 0";
  if (r.stream.empty()) return "stream: empty";
  if (r.type.empty()) return "type: empty";
  for (const auto& text : kTexts<Text>) {
    const std::size_t size = (r.*text.member).size();
    if (size > kMaxText) return absl::StrCat(text.name, ": ", size, " bytes, more than ", kMaxText);
  }
  if (!r.request_digest.empty() && r.request_digest.size() != kDigestSize) {
    return absl::StrCat("request_digest: ", r.request_digest.size(), " bytes, not ", kDigestSize);
  }
  if (r.payload.size() > kMaxPayload) {
    return absl::StrCat("payload: ", r.payload.size(), " bytes, more than ", kMaxPayload);
  }
  return {};
}

absl::Status BadRecord(const std::string& fault) {
  return absl::DataLossError(absl::StrCat("record: ", fault));
}

}  // namespace

Record ToRecord(const RecordView& v) {
  return Record{.ledger_id = v.ledger_id,
                .position = v.position,
                .stream = std::string(v.stream),
                .revision = v.revision,
                .type = std::string(v.type),
                .schema_version = v.schema_version,
                .ignorable = v.ignorable,
                .record_time = v.record_time,
                .effective_date = v.effective_date,
                .actor = std::string(v.actor),
                .role = v.role,
                .auth = v.auth,
                .request_id = std::string(v.request_id),
                .request_digest = std::string(v.request_digest),
                .correlation_id = std::string(v.correlation_id),
                .causation_id = std::string(v.causation_id),
                .payload = std::string(v.payload)};
}

absl::Status CheckEncodable(const Record& record) {
  std::string fault = Fault(record);
  if (fault.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("record: ", fault));
}

std::size_t EncodedSize(const Record& r) {
  return kFixedSize + r.stream.size() + r.type.size() + r.actor.size() + r.request_id.size() +
         r.request_digest.size() + r.correlation_id.size() + r.causation_id.size() + r.payload.size();
}

void AppendEncoded(const Record& record, std::string* out) {
  const std::size_t at = out->size();
  out->resize(at + EncodedSize(record));
  EncodeTo(record, out->data() + at);
}

void AppendFramed(const Record& record, std::string* out) {
  const std::size_t at = out->size();
  const std::size_t size = EncodedSize(record);
  out->resize(at + kFramePrefix + size);
  EncodeTo(record, Put(out->data() + at, static_cast<std::uint32_t>(size)));
}

void AppendFrame(std::string_view record_bytes, std::string* out) {
  char prefix[kFramePrefix];
  Put(prefix, static_cast<std::uint32_t>(record_bytes.size()));
  out->append(prefix, sizeof(prefix));
  out->append(record_bytes);
}

absl::StatusOr<RecordView> View(std::string_view bytes) {
  if (bytes.empty()) return BadRecord("format: no bytes");
  const std::uint8_t format = Get<std::uint8_t>(bytes, kFormatAt);
  if (format != kFormat)
    return BadRecord(absl::StrCat("format: ", static_cast<int>(format), " is not known here"));
  if (bytes.size() < kFixedSize) {
    return BadRecord(absl::StrCat("fixed part: ", bytes.size(), " bytes, fewer than ", kFixedSize));
  }
  const std::uint8_t flags = Get<std::uint8_t>(bytes, kFlagsAt);
  if ((flags & ~(kIgnorable | kHasEffectiveDate | kHasRequestDigest)) != 0) {
    return BadRecord(absl::StrCat("flags: unknown bits in ", static_cast<int>(flags)));
  }
  const auto days = static_cast<std::int32_t>(Get<std::uint32_t>(bytes, kEffectiveDateAt));
  if ((flags & kHasEffectiveDate) == 0 && days != 0) return BadRecord("effective_date: not 0 though absent");

  RecordView view;
  std::memcpy(view.ledger_id.data(), bytes.data() + kLedgerIdAt, view.ledger_id.size());
  view.position = Position{Get<std::uint64_t>(bytes, kPositionAt)};
  view.revision = Revision{Get<std::uint64_t>(bytes, kRevisionAt)};
  view.schema_version = Get<std::uint16_t>(bytes, kSchemaVersionAt);
  view.ignorable = (flags & kIgnorable) != 0;
  view.record_time = {static_cast<std::int64_t>(Get<std::uint64_t>(bytes, kRecordTimeAt))};
  if ((flags & kHasEffectiveDate) != 0) view.effective_date = model::Date(days);
  view.role = static_cast<Role>(Get<std::uint8_t>(bytes, kRoleAt));
  view.auth = static_cast<AuthClass>(Get<std::uint8_t>(bytes, kAuthAt));

  std::size_t at = kFixedSize;
  // Empty text for a length that does not fit; `at` then lies beyond the end.
  const auto take = [&](std::size_t size) {
    std::string_view text =
        at <= bytes.size() && size <= bytes.size() - at ? bytes.substr(at, size) : std::string_view();
    at += size;
    return text;
  };
  for (std::size_t i = 0; i < std::size(kTexts<std::string_view>); ++i) {
    if (i == kTextsBeforeDigest && (flags & kHasRequestDigest) != 0) {
      view.request_digest = take(kDigestSize);
      if (at > bytes.size()) return BadRecord("request_digest: beyond the end");
    }
    const auto& text = kTexts<std::string_view>[i];
    view.*text.member = take(Get<std::uint16_t>(bytes, kTextLengthsAt + 2 * i));
    if (at > bytes.size()) return BadRecord(absl::StrCat(text.name, ": beyond the end"));
  }
  view.payload = take(Get<std::uint32_t>(bytes, kPayloadLengthAt));
  if (at > bytes.size()) return BadRecord("payload: beyond the end");
  if (at < bytes.size())
    return BadRecord(absl::StrCat("payload: followed by ", bytes.size() - at, " more bytes"));
  std::string fault = Fault(view);
  if (!fault.empty()) return BadRecord(fault);
  return view;
}

absl::StatusOr<Record> Decode(std::string_view bytes) {
  absl::StatusOr<RecordView> view = View(bytes);
  if (!view.ok()) return view.status();
  return ToRecord(*view);
}

std::optional<RecordPlace> PeekPlace(std::string_view bytes) {
  if (bytes.size() < kFixedSize || Get<std::uint8_t>(bytes, kFormatAt) != kFormat) return std::nullopt;
  RecordPlace place;
  std::memcpy(place.ledger_id.data(), bytes.data() + kLedgerIdAt, place.ledger_id.size());
  place.position = Position{Get<std::uint64_t>(bytes, kPositionAt)};
  place.record_time = {static_cast<std::int64_t>(Get<std::uint64_t>(bytes, kRecordTimeAt))};
  return place;
}

std::optional<std::string_view> FrameReader::Next() {
  if (!status_.ok() || offset_ == bytes_.size()) return std::nullopt;
  const std::size_t left = bytes_.size() - offset_;
  if (left < kFramePrefix) {
    status_ =
        absl::DataLossError(absl::StrCat("frame at byte ", offset_, ": only ", left, " bytes of its length"));
    return std::nullopt;
  }
  const std::uint32_t size = Get<std::uint32_t>(bytes_, offset_);
  if (size > kMaxRecord || size > left - kFramePrefix) {
    status_ = absl::DataLossError(absl::StrCat("frame at byte ", offset_, ": length ", size, ", but ",
                                               left - kFramePrefix, " bytes are left"));
    return std::nullopt;
  }
  std::string_view record = bytes_.substr(offset_ + kFramePrefix, size);
  offset_ += kFramePrefix + size;
  return record;
}

}  // namespace careledger::log
