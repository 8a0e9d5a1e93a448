#include <algorithm>

#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/errors.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "replay/log/merkle.h"
#include "replay/projections/preview.h"
#include "server/auth/policy.h"
#include "server/intake/intake.h"
#include "server/intake/visit.h"
#include "server/service/command_methods.h"
#include "server/service/person_keys.h"
#include "server/service/questions.h"
#include "server/service/read_request.h"

namespace careledger::service {

namespace {

constexpr int kMaxVisits = 5'000;
constexpr std::size_t kMaxRowBytes = 4U << 20;

const google::protobuf::MethodDescriptor* Find(const char* service, const char* method) {
  return google::protobuf::DescriptorPool::generated_pool()
      ->FindServiceByName(std::string("careledger.v1.") + service)
      ->FindMethodByName(method);
}

void Put(Methods& methods, const char* service, const char* name, UnaryHandler handler) {
  Method method;
  method.descriptor = Find(service, name);
  method.unary = std::move(handler);
  methods[PathOf(method.descriptor)] = std::move(method);
}

void Submit(Engine& engine, store::Submission submission, const Reply& reply) {
  if (const auto status = engine.sequencer().Submit(std::move(submission)); !status.ok()) {
    reply({status, std::nullopt}, nullptr);
  }
}

// The digest of a request is over its canonical bytes less its intent: the caller's retry carries the same.
template <class Request>
std::string DigestOfMessage(const Request& request) {
  Request content = request;
  content.clear_intent();
  return [&] {
    const log::Hash hash = log::Sha256(Request::descriptor()->name() + '\0' + content.SerializeAsString());
    return std::string(hash.begin(), hash.end());
  }();
}

// Answers with what `fill(result, &response)` says of what was recorded, or with the refusal.
template <class Response, class Fill>
std::function<void(store::Answer)> Answering(const Reply& reply, Fill fill) {
  return [reply, fill](const store::Answer& answer) {
    if (const auto* refused = std::get_if<store::Refused>(&answer))
      return reply(OutcomeOf(*refused), nullptr);
    Response response;
    fill(std::get<store::Result>(answer), &response);
    reply({}, &response);
  };
}

template <class Response>
void FillRows(const store::Result& result, Response* response) {
  FillReceipt(result, response);
  response->set_created(result.created);
  response->set_updated(result.updated);
  response->set_unchanged(result.unchanged);
  for (const store::RowRefused& refused : result.refused) {
    v1::RefusedRow* row = response->add_refused();
    row->set_row(refused.number);
    row->set_reason(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(refused.rejection.reason)));
    row->set_field(refused.rejection.field);
    row->set_message(refused.rejection.detail);
  }
}

bool MayImport(const store::Caller& caller, const std::string& kind) {
  if (caller.auth == log::AuthClass::kDevelopment) return true;
  if (kind == "visits") return caller.role == log::Role::kFeed;
  if (kind == "packages" || kind == "package-events" || kind == "mobilisation" || intake::IsDelivery(kind)) {
    return caller.role == log::Role::kBroker || caller.role == log::Role::kContractManager;
  }
  return caller.role == log::Role::kContractManager;
}

Outcome Invalid(std::string field, std::string detail) {
  return OutcomeOf(decide::Rejection{decide::Reason::kInvalidField, std::move(field), std::move(detail)});
}

// The same words whether or not there is such a provider.
Outcome NotYours(const store::Caller& caller) {
  return OutcomeOf(
      decide::Rejection{decide::Reason::kNotYours, "provider_id", "is not " + caller.provider_id.str()});
}

void RecordVisits(Engine& engine, const store::Caller& caller, const std::shared_ptr<const Message>& message,
                  const Reply& reply) {
  const auto& request = static_cast<const v1::RecordVisitsRequest&>(*message);
  const auto provider = model::ProviderId::Parse(request.provider_id());
  const auto source = model::SourceId::Parse(request.source());
  if (!provider) return reply(Invalid("provider_id", intake::NotAnId(request.provider_id())), nullptr);
  if (!source) return reply(Invalid("source", intake::NotAnId(request.source())), nullptr);
  if (request.visits_size() == 0 || request.visits_size() > kMaxVisits) {
    return reply(Invalid("visits", "1 to " + std::to_string(kMaxVisits) + " in a page, not " +
                                       std::to_string(request.visits_size())),
                 nullptr);
  }
  if (!auth::MaySee(caller, provider->str())) return reply(NotYours(caller), nullptr);
  auto intent = ReadIntent(request.intent(), DigestOfMessage(request));
  if (!intent.ok()) return reply({intent.status(), std::nullopt}, nullptr);
  store::Page page;
  page.rows.reserve(static_cast<std::size_t>(request.visits_size()));
  std::uint64_t number = 0;
  for (const v1::Visit& visit : request.visits()) {
    store::Row& row = page.rows.emplace_back();
    row.number = ++number;
    auto read = intake::ReadVisit(visit, *provider, *source);
    if (auto* rejection = std::get_if<decide::Rejection>(&read)) {
      row.content = std::move(*rejection);
    } else {
      row.content = std::move(std::get<model::VisitRecorded>(read));
    }
  }
  Submit(engine,
         {.caller = caller,
          .intent = *std::move(intent),
          .body = std::move(page),
          .preview = {},
          .preview_seen = {},
          .done = Answering<v1::RecordVisitsResponse>(reply, FillRows<v1::RecordVisitsResponse>)},
         reply);
}

// The requests of packages among the rows.
std::vector<decide::RequestPackage*> RequestsOf(store::Page& page) {
  std::vector<decide::RequestPackage*> requests;
  for (store::Row& row : page.rows) {
    auto* command = std::get_if<decide::Command>(&row.content);
    auto* of_package = command != nullptr ? std::get_if<decide::PackageCommand>(command) : nullptr;
    auto* import = of_package != nullptr ? std::get_if<decide::ImportPackage>(of_package) : nullptr;
    if (import != nullptr) requests.push_back(&import->request);
  }
  return requests;
}

bool HasNeeds(store::Page& page) {
  const auto requests = RequestsOf(page);
  return std::any_of(requests.begin(), requests.end(), [](const auto* r) { return !r->needs.empty(); });
}

void SubmitRows(Engine& engine, const store::Caller& caller, store::Intent intent, store::Page page,
                const Reply& reply) {
  const auto fill = [count = page.rows.size()](const store::Result& result,
                                               v1::ImportRowsResponse* response) {
    FillRows(result, response);
    response->set_rows(count);
  };
  Submit(engine,
         {.caller = caller,
          .intent = std::move(intent),
          .body = std::move(page),
          .preview = {},
          .preview_seen = {},
          .done = Answering<v1::ImportRowsResponse>(reply, fill)},
         reply);
}

void ImportRows(Engine& engine, const store::Caller& caller, const std::shared_ptr<const Message>& message,
                const Reply& reply) {
  const auto& request = static_cast<const v1::ImportRowsRequest&>(*message);
  const auto fail = [&](const Outcome& outcome) { reply(outcome, nullptr); };
  const auto file = model::FileRef::Parse(request.file_reference());
  if (!file) return fail(Invalid("file_reference", intake::NotAnId(request.file_reference())));
  if (request.file_digest().size() != log::kDigestSize) {
    return fail(Invalid("file_digest", "is the SHA-256 of the file, 32 bytes"));
  }
  if (request.rows().size() > kMaxRowBytes) return fail(Invalid("rows", "a page is at most 4 MiB"));
  if (!MayImport(caller, request.kind())) {
    return fail(
        OutcomeOf(decide::Rejection{decide::Reason::kNotYours, "kind",
                                    caller.actor + " may not import " + intake::Quoted(request.kind())}));
  }
  if (intake::IsDelivery(request.kind()) && request.page() != 0) {
    return fail(Invalid("page", "a delivery is one page, of at most " + std::to_string(intake::kPageRowsMax) +
                                    " rows and 4 MiB"));
  }
  intake::ImportContext context{.kind = request.kind(), .contract_id = {}, .provider_id = {}, .source = {}};
  if (request.kind() == "visits") {
    const auto provider = model::ProviderId::Parse(request.provider_id());
    const auto source = model::SourceId::Parse(request.source());
    if (!provider) return fail(Invalid("provider_id", intake::NotAnId(request.provider_id())));
    if (!source) return fail(Invalid("source", intake::NotAnId(request.source())));
    if (!auth::MaySee(caller, provider->str())) return fail(NotYours(caller));
    context.provider_id = *provider;
    context.source = *source;
  }
  if (!request.contract_id().empty()) {
    const auto contract = model::ContractId::Parse(request.contract_id());
    if (!contract) return fail(Invalid("contract_id", intake::NotAnId(request.contract_id())));
    context.contract_id = *contract;
  }
  auto intent = ReadIntent(request.intent(), DigestOfMessage(request));
  if (!intent.ok()) return fail({intent.status(), std::nullopt});
  if (request.header().empty() && request.rows().empty()) {
    return fail(Invalid("header", "the file " + intake::Quoted(file->str()) + " is empty"));
  }
  auto rows = intake::ReadRows(context, request.header(), request.rows(), request.first_row());
  if (!rows.ok()) return fail({rows.status(), std::nullopt});
  store::Page page;
  page.rows = *std::move(rows);
  page.file = model::ImportPageRecorded{};
  page.file->file_reference = *file;
  page.file->kind = model::Code(request.kind());
  page.file->file_digest = {request.file_digest()};
  page.file->page = request.page();
  page.file->provider_id = context.provider_id;
  if (request.kind() != "packages" || !HasNeeds(page))
    return SubmitRows(engine, caller, *std::move(intent), std::move(page), reply);
  // Needs are few: a digest that could be tried out is none that may stand in the log.
  if (engine.sealer() != nullptr) intent->digest = engine.sealer()->Digest(intent->digest);
  Questions(engine).Run(
      caller.deadline, reply,
      [&engine, caller, intent = *std::move(intent), page = std::move(page), reply]() mutable {
        const auto now = Ask(engine, v1::HistoryPoint(), caller.deadline);
        if (!now.ok()) return reply({now.status(), std::nullopt}, nullptr);
        for (decide::RequestPackage* asked : RequestsOf(page)) {
          if (const auto status = SealNeeds(engine, *now->view, *asked); !status.ok())
            return reply(KeyOutcome(status), nullptr);
        }
        SubmitRows(engine, caller, std::move(intent), std::move(page), reply);
      });
}

void FillTransfer(const store::Result& result, v1::TransferPackagesResponse* response) {
  FillReceipt(result, response);
  if (!result.transfer) return;
  response->set_moved(result.transfer->moved);
  for (const model::MovedNotReady& moved : result.transfer->not_ready) {
    v1::MovedNotReady* row = response->add_not_ready();
    row->set_reason(moved.reason.str());
    row->set_packages(moved.packages);
  }
  response->set_refused(result.transfer->refused.size());
  for (const model::TransferRefusal& refusal : result.transfer->refused) {
    v1::RefusedPackage* row = response->add_refusals();
    row->set_package_id(refusal.package_id.str());
    row->set_reason(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(refusal.reason)));
  }
}

void TransferPackages(Engine& engine, const store::Caller& caller,
                      const std::shared_ptr<const Message>& message, const Reply& reply) {
  auto read = ReadRequest<decide::TransferPackages>(*message);
  if (auto* rejection = std::get_if<decide::Rejection>(&read)) return reply(OutcomeOf(*rejection), nullptr);
  auto& command = std::get<decide::TransferPackages>(read);
  auto intent =
      ReadIntent(static_cast<const v1::TransferPackagesRequest&>(*message).intent(), DigestOf(command));
  if (!intent.ok()) return reply({intent.status(), std::nullopt}, nullptr);
  Submit(engine,
         {.caller = caller,
          .intent = *std::move(intent),
          .body = decide::Command(decide::PackageCommand(std::move(command))),
          .preview = {},
          .preview_seen = {},
          .done = Answering<v1::TransferPackagesResponse>(reply, FillTransfer)},
         reply);
}

// Approval recomputes the figures at the head of the log and tries again when something was recorded
// meanwhile.
void Approve(Engine& engine, const store::Caller& caller, const decide::ApproveChange& command,
             const store::Intent& intent, const Reply& reply, int tries) {
  std::optional<model::Preview> seen;
  const model::Position named{command.preview_position};
  if (named <= engine.log().head().position) {
    auto preview = PreviewAt(engine, command.change_id, named, caller.deadline);
    // A change that did not exist then is the decision's to refuse.
    if (!preview.ok() && !absl::IsNotFound(preview.status()))
      return reply({preview.status(), std::nullopt}, nullptr);
    if (preview.ok()) seen = *std::move(preview);
  }
  const model::Position at = std::max(engine.log().head().position, engine.sequencer().last_money_position());
  auto preview = PreviewAt(engine, command.change_id, at, caller.deadline);
  // A change that does not exist is the decision's to refuse.
  if (!preview.ok() && !absl::IsNotFound(preview.status()))
    return reply({preview.status(), std::nullopt}, nullptr);
  Submit(engine,
         {.caller = caller,
          .intent = intent,
          .body = decide::Command(decide::ChangeCommand(command)),
          .preview = preview.ok() ? std::optional<model::Preview>(*preview) : std::nullopt,
          .preview_seen = std::move(seen),
          .done =
              [&engine, caller, command, intent, reply, tries](store::Answer answer) {
                if (auto* refused = std::get_if<store::Refused>(&answer)) {
                  if (absl::IsUnavailable(refused->status) && tries > 0) {
                    return Questions(engine).Run(caller.deadline, reply,
                                                 [&engine, caller, command, intent, reply, tries] {
                                                   Approve(engine, caller, command, intent, reply, tries - 1);
                                                 });
                  }
                  return reply(OutcomeOf(*refused), nullptr);
                }
                v1::ApproveChangeResponse response;
                FillReceipt(std::get<store::Result>(answer), &response);
                reply({}, &response);
              }},
         reply);
}

}  // namespace

void AddBulkMethods(Engine& engine, Methods& methods) {
  AddFileMethods(engine, methods);
  AddDeliveryMethods(engine, methods);
  const auto bind = [&engine](auto handler) {
    return [&engine, handler](const store::Caller& caller, std::shared_ptr<const Message> request,
                              Reply reply) { handler(engine, caller, request, reply); };
  };
  Put(methods, "VisitService", "RecordVisits", bind(RecordVisits));
  Put(methods, "VisitService", "ImportRows", bind(ImportRows));
  Put(methods, "PackageService", "TransferPackages", bind(TransferPackages));
  Put(methods, "ChangeService", "ApproveChange",
      [&engine](const store::Caller& caller, std::shared_ptr<const Message> request, Reply reply) {
        auto read = ReadRequest<decide::ApproveChange>(*request);
        if (auto* rejection = std::get_if<decide::Rejection>(&read))
          return reply(OutcomeOf(*rejection), nullptr);
        const auto& command = std::get<decide::ApproveChange>(read);
        const auto intent =
            ReadIntent(static_cast<const v1::ApproveChangeRequest&>(*request).intent(), DigestOf(command));
        if (!intent.ok()) return reply({intent.status(), std::nullopt}, nullptr);
        Questions(engine).Run(caller.deadline, reply, [&engine, caller, command, intent, reply] {
          Approve(engine, caller, command, *intent, reply, 5);
        });
      });
}

}  // namespace careledger::service
