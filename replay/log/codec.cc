#include "replay/log/codec.h"

#include "absl/container/flat_hash_map.h"
#include "replay/model/wire.h"

namespace careledger::log {
namespace {

using model::Event;

using Decoder = bool (*)(std::string_view payload, Event& event);

template <class Category, class E>
bool DecodeAs(std::string_view payload, Event& event) {
  // Built in place: a visit is the hot path, and is not copied.
  return model::wire::Decode(payload, event.emplace<Category>().template emplace<E>());
}

struct Registry {
  absl::flat_hash_map<std::string_view, Decoder> decoders;
  std::vector<std::string_view> names;

  template <class Category, class... Es>
  void AddAll(const std::variant<Es...>*) {
    ((decoders[Es::kName] = &DecodeAs<Category, Es>, names.push_back(Es::kName)), ...);
  }
  template <class... Categories>
  void AddCategories(const std::variant<Categories...>*) {
    (AddAll<Categories>(static_cast<const Categories*>(nullptr)), ...);
  }
  Registry() { AddCategories(static_cast<const Event*>(nullptr)); }
};

const Registry& TheRegistry() {
  static const Registry registry;
  return registry;
}

}  // namespace

const std::vector<std::string_view>& EventTypes() { return TheRegistry().names; }

void EncodePayload(const Event& event, std::string& out) {
  std::visit(
      [&](const auto& category) {
        std::visit([&](const auto& e) { model::wire::Encode(e, out); }, category);
      },
      event);
}

absl::StatusOr<Event> DecodePayload(std::string_view type, std::uint16_t schema_version,
                                    std::string_view payload) {
  Event event;
  const auto& decoders = TheRegistry().decoders;
  const auto found = decoders.find(type);
  if (found == decoders.end()) {
    return absl::UnimplementedError("event type " + std::string(type) + " is not known to this build");
  }
  if (schema_version != kSchemaVersion) {
    return absl::UnimplementedError("schema version " + std::to_string(schema_version) + " of " +
                                    std::string(type) + " is not known to this build");
  }
  if (!found->second(payload, event)) {
    return absl::DataLossError("payload is not an encoding of " + std::string(type));
  }
  return event;
}

absl::StatusOr<std::optional<model::Recorded>> ToRecorded(const RecordView& record) {
  absl::StatusOr<Event> event = DecodePayload(record.type, record.schema_version, record.payload);
  if (!event.ok()) {
    if (absl::IsUnimplemented(event.status()) && record.ignorable) return std::nullopt;
    return absl::Status(event.status().code(), "position " + std::to_string(Number(record.position)) + ": " +
                                                   std::string(event.status().message()));
  }
  return RecordedOf(record, *std::move(event));
}

model::Recorded RecordedOf(const RecordView& record, Event&& event) {
  return {.position = record.position,
          .time = record.record_time,
          .effective = record.effective_date.value_or(model::LondonDate(record.record_time.instant())),
          .actor = std::string(record.actor),
          .event = std::move(event)};
}

}  // namespace careledger::log
