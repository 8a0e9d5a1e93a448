// Between payload bytes and events. The only place that knows every event type by its stored name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "replay/log/record.h"
#include "replay/model/event.h"

namespace careledger::log {

// Payload schema version that this build writes. An event whose meaning changes gets a new type and an
// upcaster.
inline constexpr std::uint16_t kSchemaVersion = 1;

// Appends the payload bytes of `event`.
void EncodePayload(const model::Event& event, std::string& out);

// Reads a payload. UNIMPLEMENTED for a type or schema version this build does not know; DATA_LOSS for bytes
// that are not an encoding of it.
absl::StatusOr<model::Event> DecodePayload(std::string_view type, std::uint16_t schema_version,
                                           std::string_view payload);

// What a fold is fed. Empty for a record of an unknown type that says it may be passed over.
absl::StatusOr<std::optional<model::Recorded>> ToRecorded(const RecordView& record);
// The same when its event is decoded already.
model::Recorded RecordedOf(const RecordView& record, model::Event&& event);

// Names of every event type, in the order of the variants.
const std::vector<std::string_view>& EventTypes();

}  // namespace careledger::log
