#include "careledger/v1/ledger_service.pb.h"
#include "replay/log/export.h"
#include "replay/log/proof.h"
#include "server/intake/values.h"
#include "server/service/command_methods.h"
#include "server/service/questions.h"
#include "server/service/read_events.h"

namespace careledger::service {

namespace {

constexpr std::size_t kChunk = 1U << 20;

const google::protobuf::MethodDescriptor* Find(const char* method) {
  return v1::MoveClockRequest::descriptor()
      ->file()
      ->FindServiceByName("LedgerService")
      ->FindMethodByName(method);
}

absl::Status ProveInclusion(const log::Log& log, log::Prover& prover,
                            const v1::ProveInclusionRequest& request, v1::ProveInclusionResponse& out) {
  const std::uint64_t head = Number(log.head().position);
  const std::uint64_t size = request.tree_size() == 0 ? head : request.tree_size();
  if (size > head) {
    return absl::OutOfRangeError("tree_size: " + std::to_string(size) + " is beyond the head, " +
                                 std::to_string(head));
  }
  if (request.position() == 0)
    return absl::InvalidArgumentError("position: is required; positions begin at 1");
  if (request.position() > size) {
    return absl::OutOfRangeError("position: " + std::to_string(request.position()) +
                                 " is not among the first " + std::to_string(size) + " records");
  }
  const model::Position position{request.position()};
  log::Hash leaf{};
  const auto read = log.Read(position, 1, [&](std::string_view bytes) {
    leaf = log::LeafHash(bytes);
    return false;
  });
  if (!read.ok()) return read;
  const auto root = prover.Root(model::Position{size});
  if (!root.ok()) return root.status();
  const auto path = prover.Inclusion(position, model::Position{size});
  if (!path.ok()) return path.status();
  out.set_ledger_id(log::Hex(log.ledger_id()));
  out.set_position(request.position());
  out.set_leaf_hash(log::Hex(leaf));
  out.set_tree_size(size);
  out.set_root(log::Hex(*root));
  for (const log::Hash& hash : *path) out.add_hashes(log::Hex(hash));
  return absl::OkStatus();
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
  stream("ReadEvents", [&engine](const store::Caller& caller, const Message& request, Writer& writer) {
    return ReadEvents(engine, caller, request, writer);
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
  // Kept, with the inner nodes that it has computed.
  const auto prover = std::make_shared<log::Prover>(engine.log());
  unary("ProveInclusion",
        [&engine, prover](const store::Caller& caller, std::shared_ptr<const Message> message, Reply reply) {
          Questions(engine).Run(caller.deadline, reply, [&engine, prover, message, reply] {
            v1::ProveInclusionResponse response;
            const auto status = ProveInclusion(
                engine.log(), *prover, static_cast<const v1::ProveInclusionRequest&>(*message), response);
            reply({status, std::nullopt}, &response);
          });
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
