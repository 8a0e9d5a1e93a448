#include <google/protobuf/util/json_util.h>

#include <chrono>
#include <thread>

#include "careledger/event/v1/change_events.pb.h"
#include "careledger/event/v1/contract_events.pb.h"
#include "careledger/event/v1/ledger_events.pb.h"
#include "careledger/event/v1/package_events.pb.h"
#include "careledger/event/v1/visit_events.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "replay/log/codec.h"
#include "replay/log/export.h"
#include "replay/projections/subjects.h"
#include "server/intake/values.h"
#include "server/service/command_methods.h"
#include "server/service/questions.h"

namespace careledger::service {

namespace {

constexpr int kEventsAMessage = 256;
constexpr std::size_t kChunk = 1U << 20;

const google::protobuf::MethodDescriptor* Find(const char* method) {
  return v1::MoveClockRequest::descriptor()
      ->file()
      ->FindServiceByName("LedgerService")
      ->FindMethodByName(method);
}

// The message of careledger.event.v1 that `type` names; null when there is none. A message of each file is
// named here, so that its file is linked into every program that has these methods.
const google::protobuf::Descriptor* EventDescriptor(std::string_view type) {
  for (const auto* file :
       {event::v1::LedgerOpened::descriptor()->file(), event::v1::ContractCreated::descriptor()->file(),
        event::v1::ChangeApproved::descriptor()->file(), event::v1::PackageEnded::descriptor()->file(),
        event::v1::VisitRecorded::descriptor()->file()}) {
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
  if (!recorded.ok() || !recorded->has_value()) return false;
  for (const projections::Subject& subject : projections::SubjectsOf((*recorded)->event)) {
    if (subject.kind == "provider" && subject.id == request.provider_id()) return true;
  }
  return false;
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

absl::StatusOr<model::Position> FirstPosition(const Engine& engine, const v1::ReadEventsRequest& request) {
  if (request.from_time().empty())
    return model::Position{std::max<std::uint64_t>(1, request.from_position())};
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
  auto last = engine.log().LastAtOrBefore(from);
  if (!last.ok()) return last.status();
  return model::Position{Number(*last) + 1};
}

Outcome ReadEvents(const Engine& engine, const Message& message, Writer& writer) {
  const auto& request = static_cast<const v1::ReadEventsRequest&>(message);
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

Outcome ExportLog(const Engine& engine, const Message&, Writer& writer) {
  v1::ExportLogResponse chunk;
  bool gone = false;
  const auto flush = [&] {
    if (!chunk.data().empty() && !gone) gone = !writer.Write(chunk);
    chunk.clear_data();
  };
  const auto head = log::WriteExport(engine.log(), std::nullopt, [&](std::string_view bytes) {
    chunk.mutable_data()->append(bytes);
    if (chunk.data().size() >= kChunk) flush();
    return gone ? absl::CancelledError("the caller has gone") : absl::OkStatus();
  });
  if (!head.ok()) return {head.status(), std::nullopt};
  flush();
  return {};
}

Outcome Rebuild(Engine& engine, const Message&, Writer& writer) {
  const auto digests = engine.Rebuild([&](std::uint64_t done, std::uint64_t total) {
    v1::RebuildReadModelsResponse progress;
    progress.set_done(done);
    progress.set_total(total);
    return writer.Write(progress);
  });
  if (!digests.ok()) return {digests.status(), std::nullopt};
  v1::RebuildReadModelsResponse last;
  last.set_done(Number(engine.log().head().position));
  last.set_total(last.done());
  std::string all;
  for (const store::Digest& digest : *digests) all += digest.name + " " + digest.sha256 + "\n";
  last.set_digest(log::Hex(log::Sha256(all)));
  writer.Write(last);
  return {};
}

Outcome MoveClock(Engine& engine, const v1::MoveClockRequest& request, v1::MoveClockResponse& response) {
  const auto refuse = [](decide::Reason reason, std::string detail) {
    return OutcomeOf(decide::Rejection{reason, "to", std::move(detail)});
  };
  SimulatedClock* clock = engine.simulated_clock();
  if (clock == nullptr) {
    return refuse(decide::Reason::kClockNotSimulated, "this ledger is on the machine's clock, for ever");
  }
  std::optional<model::Instant> to = model::ParseInstant(request.to());
  if (const auto date = model::Date::Parse(request.to())) to = model::PlannedInstant(*date, 0);
  if (!to)
    return refuse(decide::Reason::kInvalidField,
                  intake::Quoted(request.to()) + " is neither a date nor an instant");
  if (!clock->MoveTo({to->seconds * 1'000'000})) {
    return refuse(decide::Reason::kClockBackwards,
                  request.to() + " lies before the clock, " + engine.Now().ToString());
  }
  response.set_now(engine.Now().ToString());
  return {};
}

}  // namespace

void AddLedgerMethods(Engine& engine, Methods& methods) {
  const auto stream = [&](const char* name, StreamHandler handler) {
    Method method;
    method.descriptor = Find(name);
    method.stream = std::move(handler);
    methods[PathOf(method.descriptor)] = std::move(method);
  };
  const auto unary = [&](const char* name, UnaryHandler handler) {
    Method method;
    method.descriptor = Find(name);
    method.unary = std::move(handler);
    methods[PathOf(method.descriptor)] = std::move(method);
  };
  stream("ReadEvents", [&engine](const store::Caller&, const Message& request, Writer& writer) {
    return ReadEvents(engine, request, writer);
  });
  stream("ExportLog", [&engine](const store::Caller&, const Message& request, Writer& writer) {
    return ExportLog(engine, request, writer);
  });
  stream("RebuildReadModels", [&engine](const store::Caller&, const Message& request, Writer& writer) {
    return Rebuild(engine, request, writer);
  });
  unary("GetHead", [&engine](const store::Caller&, std::shared_ptr<const Message>, Reply reply) {
    const log::Head head = engine.log().head();
    v1::GetHeadResponse response;
    response.set_ledger_id(log::Hex(engine.log().ledger_id()));
    response.set_position(Number(head.position));
    response.set_record_time(head.record_time.ToString());
    response.set_tree_head(log::Hex(head.root));
    response.set_projected(Number(engine.models()->checkpoint()));
    response.set_now(engine.Now().ToString());
    if (engine.mark().simulated_clock) response.set_mark("simulated clock");
    response.set_council(engine.council());
    reply({}, &response);
  });
  unary("MoveClock", [&engine](const store::Caller&, std::shared_ptr<const Message> message, Reply reply) {
    v1::MoveClockResponse response;
    const Outcome outcome = MoveClock(engine, static_cast<const v1::MoveClockRequest&>(*message), response);
    reply(outcome, &response);
  });
  unary("GetDigests", [&engine](const store::Caller& caller, std::shared_ptr<const Message> message,
                                Reply reply) {
    Questions(engine).Run(caller.deadline, reply, [&engine, message, reply, deadline = caller.deadline] {
      const auto& request = static_cast<const v1::GetDigestsRequest&>(*message);
      v1::HistoryPoint at;
      at.set_min_position(request.min_position());
      const auto asked = Ask(engine, at, deadline);
      if (!asked.ok()) return reply({asked.status(), std::nullopt}, nullptr);
      const auto digests = asked->models->Digests();
      if (!digests.ok()) return reply({digests.status(), std::nullopt}, nullptr);
      v1::GetDigestsResponse response;
      response.set_position(Number(asked->models->checkpoint()));
      for (const store::Digest& digest : *digests) {
        v1::ReadModelDigest* row = response.add_digests();
        row->set_read_model(digest.name);
        row->set_digest(digest.sha256);
        row->set_rows(digest.rows);
      }
      reply({}, &response);
    });
  });
}

}  // namespace careledger::service
