#include "server/service/read_events.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "careledger/event/v1/care_policy_events.pb.h"
#include "careledger/event/v1/change_events.pb.h"
#include "careledger/event/v1/contract_events.pb.h"
#include "careledger/event/v1/contract_life_events.pb.h"
#include "careledger/event/v1/health_policy_events.pb.h"
#include "careledger/event/v1/ledger_events.pb.h"
#include "careledger/event/v1/mobilisation_events.pb.h"
#include "careledger/event/v1/monitoring_events.pb.h"
#include "careledger/event/v1/note_events.pb.h"
#include "careledger/event/v1/package_events.pb.h"
#include "careledger/event/v1/package_health_events.pb.h"
#include "careledger/event/v1/package_time_events.pb.h"
#include "careledger/event/v1/party_policy_events.pb.h"
#include "careledger/event/v1/payer_events.pb.h"
#include "careledger/event/v1/policy_events.pb.h"
#include "careledger/event/v1/sourcing_events.pb.h"
#include "careledger/event/v1/succession_events.pb.h"
#include "careledger/event/v1/visit_events.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "replay/answers/known.h"
#include "replay/log/codec.h"
#include "replay/projections/subjects.h"
#include "server/auth/identity.h"
#include "server/service/questions.h"

namespace careledger::service {

namespace {

constexpr int kEventsAMessage = 256;

// The message of careledger.event.v1 that `type` names; null when there is none. A message of each file is
// named here, so that its file is linked into every program that has these methods.
const google::protobuf::Descriptor* EventDescriptor(std::string_view type) {
  for (const auto* file :
       {event::v1::LedgerOpened::descriptor()->file(), event::v1::ContractCreated::descriptor()->file(),
        event::v1::ChangeApproved::descriptor()->file(), event::v1::PackageEnded::descriptor()->file(),
        event::v1::VisitRecorded::descriptor()->file(), event::v1::TiersSet::descriptor()->file(),
        event::v1::ContractExtended::descriptor()->file(), event::v1::PackageOffered::descriptor()->file(),
        event::v1::MeetingHeld::descriptor()->file(), event::v1::CallMonitoringDeclared::descriptor()->file(),
        event::v1::GoalSet::descriptor()->file(), event::v1::ServicesSet::descriptor()->file(),
        event::v1::TimeBanked::descriptor()->file(), event::v1::MobilisationPlanned::descriptor()->file(),
        event::v1::PackageSucceeded::descriptor()->file(), event::v1::PackageCalledOff::descriptor()->file(),
        event::v1::LotAreasSet::descriptor()->file(), event::v1::NoteSealed::descriptor()->file()}) {
    if (const auto* found = file->FindMessageTypeByName(std::string(type))) return found;
  }
  return nullptr;
}

// The payload as JSON, by the descriptors of careledger.event.v1.
std::string EventJson(const log::RecordView& record) {
  const auto* descriptor = EventDescriptor(record.type);
  if (descriptor == nullptr) return "";
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!message->ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) return "";
  (void)google::protobuf::util::MessageToJsonString(*message, &json, options);
  return json;
}

bool Matches(const v1::ReadEventsRequest& request, const log::RecordView& record) {
  if (!request.stream().empty() && request.stream() != record.stream &&
      !record.stream.starts_with(request.stream() + "-")) {
    return false;
  }
  if (!request.actor().empty() && request.actor() != record.actor) return false;
  if (request.types_size() > 0 && std::find(request.types().begin(), request.types().end(),
                                            std::string(record.type)) == request.types().end()) {
    return false;
  }
  if (request.provider_id().empty()) return true;
  if (record.stream.starts_with("visits-")) {
    return record.stream.substr(7, record.stream.rfind('.') - 7) == request.provider_id();
  }
  const auto recorded = log::ToRecorded(record);
  return recorded.ok() && recorded->has_value() &&
         projections::Names((*recorded)->event, {"provider", request.provider_id()});
}

void Fill(const log::RecordView& record, std::string_view bytes, v1::RecordedEvent* out) {
  out->set_position(Number(record.position));
  out->set_record_time(record.record_time.ToString());
  out->set_stream_id(std::string(record.stream));
  out->set_stream_revision(Number(record.revision));
  out->set_event_type(std::string(record.type));
  if (record.effective_date) out->set_effective_date(record.effective_date->ToString());
  out->set_actor(std::string(record.actor));
  out->set_role(answers::Show(record.role));
  out->set_authentication(answers::Show(record.auth));
  out->set_request_id(std::string(record.request_id));
  out->set_event(EventJson(record));
  out->set_record(std::string(bytes));
}

absl::StatusOr<model::Position> FirstPosition(Engine& engine, const v1::ReadEventsRequest& request) {
  if (request.from_time().empty()) {
    const std::uint64_t head = Number(engine.log().head().position);
    if (request.from_position() > head + 1 && !request.follow()) {
      return absl::OutOfRangeError("from_position: " + std::to_string(request.from_position()) +
                                   " is beyond the head, " + std::to_string(head));
    }
    return model::Position{std::max<std::uint64_t>(1, request.from_position())};
  }
  if (request.from_position() != 0) return absl::InvalidArgumentError("from_time: contradicts from_position");
  model::RecordTime from;
  if (const auto date = model::Date::Parse(request.from_time())) {
    from = model::EndOfDay(*date - 1);
  } else if (const auto instant = model::ParseInstant(request.from_time())) {
    from = {instant->seconds * 1'000'000 - 1};
  } else {
    return absl::InvalidArgumentError("from_time: '" + request.from_time() +
                                      "' is neither a date nor an instant");
  }
  if (engine.Now() < from && !request.follow()) {
    return absl::OutOfRangeError("from_time: " + request.from_time() +
                                 " is in the future; the ledger's own time is " + engine.Now().ToString());
  }
  auto last = engine.log().LastAtOrBefore(from);
  if (!last.ok()) return last.status();
  return model::Position{Number(*last) + 1};
}

// What streams are called after: "package-k1" is of the category package.
constexpr std::array<std::string_view, 12> kCategories = {
    "ledger",  "commissioner", "provider", "person", "contract",   "change",
    "package", "transfer",     "visits",   "import", "monitoring", "notes"};

// That each filter can match something. Who follows the log may wait for a stream or a provider to come.
absl::Status CheckFilters(Engine& engine, const v1::ReadEventsRequest& request, store::Deadline deadline) {
  for (const std::string& type : request.types()) {
    if (const auto known = answers::CheckWord("types", type, log::EventTypes()); !known.ok()) return known;
  }
  const std::string category = request.stream().substr(0, request.stream().find('-'));
  if (const auto known = answers::CheckFilter("stream", category, kCategories); !known.ok()) return known;
  const std::string council = "careledger://" + engine.council();
  if (!request.actor().empty() && request.actor() != council + "/system/server" &&
      !auth::ReadIdentity(request.actor(), engine.council())) {
    return absl::InvalidArgumentError("actor: '" + request.actor() + "' is no identity of this council: " +
                                      council + "/ROLE/ID, or " + council + "/ROLE/PROVIDER/ID");
  }
  if (request.follow() || (category == request.stream() && request.provider_id().empty())) {
    return absl::OkStatus();
  }
  auto asked = Ask(engine, v1::HistoryPoint(), deadline);
  if (!asked.ok()) return asked.status();
  if (category != request.stream()) {
    const auto length = asked->models->StreamLength(request.stream());
    if (!length.ok()) return length.status();
    if (*length == 0) return answers::NotKnown(*asked->view, "stream", "stream", request.stream());
  }
  return answers::CheckProvider(*asked->view, request.provider_id());
}

}  // namespace

Outcome ReadEvents(Engine& engine, const store::Caller& caller, const Message& message, Writer& writer) {
  const auto& request = static_cast<const v1::ReadEventsRequest&>(message);
  if (const auto known = CheckFilters(engine, request, caller.deadline); !known.ok())
    return {known, std::nullopt};
  const auto first = FirstPosition(engine, request);
  if (!first.ok()) return {first.status(), std::nullopt};
  std::uint64_t next = Number(*first);
  std::uint64_t left = request.limit() == 0 ? ~std::uint64_t{0} : request.limit();
  while (left > 0) {
    v1::ReadEventsResponse response;
    absl::Status damaged;
    const auto read = engine.log().Read(model::Position{next}, 4096, [&](std::string_view bytes) {
      const auto record = log::View(bytes);
      if (!record.ok()) {
        damaged = record.status();
        return false;
      }
      next = Number(record->position) + 1;
      if (!Matches(request, *record)) return true;
      Fill(*record, bytes, response.add_events());
      return --left > 0 && response.events_size() < kEventsAMessage;
    });
    if (!damaged.ok()) return {damaged, std::nullopt};
    if (!read.ok()) return {read, std::nullopt};
    if (response.events_size() > 0 && !writer.Write(response)) break;
    if (writer.gone()) return {absl::CancelledError("the caller has gone"), {}};
    if (next <= Number(engine.log().head().position)) continue;
    if (!request.follow()) break;
    if (writer.draining())
      return {absl::UnavailableError("the server is stopping; go on from position " + std::to_string(next)),
              {}};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return {};
}

}  // namespace careledger::service
