#include "careledger/v1/change_service.pb.h"
#include "replay/answers/known.h"
#include "replay/projections/preview.h"
#include "server/auth/policy.h"
#include "server/service/command_methods.h"
#include "server/service/questions.h"

namespace careledger::service {

namespace {

using answers::Answer;

template <class Request>
const google::protobuf::MethodDescriptor* MethodOf() {
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == Request::descriptor()) return service->method(i);
    }
  }
  return nullptr;
}

// A provider asks about itself, and need not say so.
template <class Request>
absl::Status Scope(const store::Caller& caller, Request& request) {
  if (caller.provider_id.empty()) return absl::OkStatus();
  if constexpr (requires { request.provider_id(); }) {
    if (request.provider_id().empty()) request.set_provider_id(caller.provider_id.str());
    if (auth::MaySee(caller, request.provider_id())) return absl::OkStatus();
  }
  // The same words whether or not there is such a provider.
  return absl::PermissionDeniedError("provider_id: is not " + caller.provider_id.str());
}

// Registers a question. `answer(caller, request, response) -> Status` runs on the pool.
template <class Request, class Response, class Fn>
void Add(Engine& engine, Methods& methods, Fn answer) {
  Method method;
  method.descriptor = MethodOf<Request>();
  method.unary = [&engine, answer](const store::Caller& caller, std::shared_ptr<const Message> message,
                                   Reply reply) {
    Questions(engine).Run(caller.deadline, reply, [answer, caller, message, reply] {
      Request request = static_cast<const Request&>(*message);
      if (const auto status = Scope(caller, request); !status.ok())
        return reply({status, std::nullopt}, nullptr);
      Response response;
      const absl::Status status = answer(caller, request, response);
      reply({status, std::nullopt}, &response);
    });
  };
  methods[PathOf(method.descriptor)] = std::move(method);
}

// A question about one history point.
template <class Request, class Response, class Fn>
void AddAt(Engine& engine, Methods& methods, Fn answer) {
  Add<Request, Response>(
      engine, methods,
      [&engine, answer](const store::Caller& caller, const Request& request, Response& response) {
        auto asked = Ask(engine, request.at(), caller.deadline);
        if (!asked.ok()) return asked.status();
        const absl::Status status = answer(caller, *asked, request, response);
        return asked->view->status().ok() ? status : asked->view->status();
      });
}

template <class Request, class Response>
void AddList(Engine& engine, Methods& methods) {
  AddAt<Request, Response>(
      engine, methods,
      [&engine](const store::Caller&, const Asked& asked, const Request& request, Response& response) {
        return Answer(*asked.view, engine.mark(), request, &response);
      });
}

void FillProviders(const projections::Moved& moved,
                   google::protobuf::RepeatedPtrField<v1::PreviewLine>& out) {
  for (const auto& [id, provider] : moved.providers) {
    v1::PreviewLine* line = out.Add();
    line->set_provider_id(id.str());
    line->set_lines(provider.lines);
    line->set_before_pence(provider.before.value());
    line->set_after_pence(provider.after.value());
    line->set_difference_pence((provider.after - provider.before).value());
  }
}

void FillAsIf(const projections::Effect::AsIf& as_if, v1::PreviewChangeResponse& out) {
  v1::AsIf& said = *out.mutable_as_if();
  const projections::ProviderEffect& total = as_if.moved.total;
  said.set_period("as if in force from " + as_if.period.start.ToLongString() + " to " +
                  (as_if.period.end - 1).ToLongString() +
                  ", the last four complete weeks before it was proposed");
  said.set_from_date(as_if.period.start.ToString());
  said.set_to_date(as_if.period.end.ToString());
  said.set_before_pence(total.before.value());
  said.set_after_pence(total.after.value());
  said.set_difference_pence((total.after - total.before).value());
  said.set_lines(total.lines);
  FillProviders(as_if.moved, *out.mutable_as_if_providers());
}

absl::Status Preview(Engine& engine, const Asked& asked, const v1::PreviewChangeRequest& request,
                     v1::PreviewChangeResponse& out) {
  const auto& changes = asked.view->base().changes;
  const auto found = changes.find(model::ChangeId(request.change_id()));
  if (found == changes.end())
    return answers::NotKnown(*asked.view, "change_id", "change", request.change_id());
  const model::Change& change = found->second;
  answers::FillPoint(asked.view->point(), engine.mark(), out.mutable_as_of());
  out.set_change_id(change.id.str());
  out.set_effective_date(change.effective.ToString());
  out.set_state(std::string(model::ToString(change.state)));
  const projections::Effect effect = projections::EffectOf(*asked.view, change);
  const projections::ProviderEffect& total = effect.delivered.total;
  out.set_before_pence(static_cast<std::uint64_t>(total.before.value()));
  out.set_after_pence(static_cast<std::uint64_t>(total.after.value()));
  out.set_difference_pence((total.after - total.before).value());
  out.set_lines(total.lines);
  out.set_digest(log::Hex(log::Sha256(effect.canonical)));
  FillProviders(effect.delivered, *out.mutable_providers());
  for (const projections::PolicyMove& move : effect.policies) answers::Fill(move, out.add_policies());
  if (effect.as_if) FillAsIf(*effect.as_if, out);
  for (const projections::RateMove& move : effect.rates) {
    v1::RateMove* rate = out.add_rates();
    rate->set_service(move.key.service.str());
    rate->set_provider_id(move.key.provider_id.str());
    rate->set_lot_id(move.key.lot_id.str());
    rate->set_day_type(answers::Show(move.key.day_type));
    rate->set_before(move.before.ToString());
    rate->set_after(move.after.ToString());
    rate->set_client_group(move.key.client_group.str());
  }
  return absl::OkStatus();
}

absl::StatusOr<log::Record> RecordAt(const Engine& engine, model::Position position) {
  absl::StatusOr<log::Record> record =
      absl::DataLossError("no record at " + std::to_string(Number(position)));
  const auto read = engine.log().Read(position, 1, [&](std::string_view bytes) {
    record = log::Decode(bytes);
    return false;
  });
  if (!read.ok()) return read;
  return record;
}

}  // namespace

void AddQueryMethods(Engine& engine, Methods& methods) {
  AddList<v1::GetInvoiceRequest, v1::GetInvoiceResponse>(engine, methods);
  AddList<v1::GetContractRequest, v1::GetContractResponse>(engine, methods);
  AddList<v1::ListContractsRequest, v1::ListContractsResponse>(engine, methods);
  AddList<v1::ListContractValuesRequest, v1::ListContractValuesResponse>(engine, methods);
  AddList<v1::ListLotsRequest, v1::ListLotsResponse>(engine, methods);
  AddList<v1::ListProvidersRequest, v1::ListProvidersResponse>(engine, methods);
  AddList<v1::ListDeliverersRequest, v1::ListDeliverersResponse>(engine, methods);
  AddList<v1::ListPackagesRequest, v1::ListPackagesResponse>(engine, methods);
  AddList<v1::GetPackageRequest, v1::GetPackageResponse>(engine, methods);
  AddList<v1::ListWaitingRequest, v1::ListWaitingResponse>(engine, methods);
  AddList<v1::GetWaitingRequest, v1::GetWaitingResponse>(engine, methods);
  AddList<v1::GetWaitingAverageRequest, v1::GetWaitingAverageResponse>(engine, methods);
  AddList<v1::ListRatesRequest, v1::ListRatesResponse>(engine, methods);
  AddList<v1::ListVisitsRequest, v1::ListVisitsResponse>(engine, methods);
  AddList<v1::ListImportsRequest, v1::ListImportsResponse>(engine, methods);
  AddList<v1::ListChangesRequest, v1::ListChangesResponse>(engine, methods);
  AddList<v1::GetCandidatesRequest, v1::GetCandidatesResponse>(engine, methods);
  AddList<v1::GetFailurePlanRequest, v1::GetFailurePlanResponse>(engine, methods);
  AddList<v1::ListInformationRequest, v1::ListInformationResponse>(engine, methods);
  AddList<v1::ListActionsRequest, v1::ListActionsResponse>(engine, methods);
  AddList<v1::ListRatingsRequest, v1::ListRatingsResponse>(engine, methods);
  AddList<v1::ListStandardsRequest, v1::ListStandardsResponse>(engine, methods);
  AddList<v1::ListRisksRequest, v1::ListRisksResponse>(engine, methods);
  AddList<v1::ListMonitoringRequest, v1::ListMonitoringResponse>(engine, methods);
  AddList<v1::ListContinuingHealthcareRequest, v1::ListContinuingHealthcareResponse>(engine, methods);
  AddList<v1::GetRechargeRequest, v1::GetRechargeResponse>(engine, methods);
  AddList<v1::ListGoalsRequest, v1::ListGoalsResponse>(engine, methods);
  AddList<v1::GetOutcomesRequest, v1::GetOutcomesResponse>(engine, methods);
  AddList<v1::ListImplausibleRequest, v1::ListImplausibleResponse>(engine, methods);
  AddList<v1::GetMobilisationRequest, v1::GetMobilisationResponse>(engine, methods);
  AddList<v1::GetMobilisationAccountRequest, v1::GetMobilisationAccountResponse>(engine, methods);
  AddList<v1::GetMobilisationProgressRequest, v1::GetMobilisationProgressResponse>(engine, methods);
  AddList<v1::ListMobilisationReviewsRequest, v1::ListMobilisationReviewsResponse>(engine, methods);
  AddList<v1::ListReadinessRequest, v1::ListReadinessResponse>(engine, methods);
  AddList<v1::ListHandoversRequest, v1::ListHandoversResponse>(engine, methods);
  AddList<v1::ListSuccessionsRequest, v1::ListSuccessionsResponse>(engine, methods);
  AddList<v1::ListNotesRequest, v1::ListNotesResponse>(engine, methods);

  AddAt<v1::GetKpiRequest, v1::GetKpiResponse>(
      engine, methods,
      [&engine](const store::Caller& caller, const Asked& asked, const v1::GetKpiRequest& request,
                v1::GetKpiResponse& out) {
        const auto status = Answer(*asked.view, asked.view->cells(), engine.mark(), request, &out);
        if (!caller.provider_id.empty()) {
          // Who waits is the council's to know.
          out.clear_waiting_people();
          out.clear_waiting_packages();
          out.clear_waiting_weekly_minutes();
        }
        return status;
      });
  AddAt<v1::GetMonitoringRequest, v1::GetMonitoringResponse>(
      engine, methods,
      [&engine](const store::Caller&, const Asked& asked, const v1::GetMonitoringRequest& request,
                v1::GetMonitoringResponse& out) {
        return Answer(*asked.view, asked.view->cells(), engine.mark(), request, &out);
      });
  AddAt<v1::GetTrailRequest, v1::GetTrailResponse>(
      engine, methods,
      [&engine](const store::Caller&, const Asked& asked, const v1::GetTrailRequest& request,
                v1::GetTrailResponse& out) {
        const answers::TrailSource trail = [&](const std::string& kind, const std::string& id,
                                               const auto& visitor) {
          return asked.models->ReadTrail(kind, id, asked.view->point().known, visitor);
        };
        return Answer(*asked.view, trail, engine.mark(), request, &out);
      });
  AddAt<v1::PreviewChangeRequest, v1::PreviewChangeResponse>(
      engine, methods,
      [&engine](const store::Caller&, const Asked& asked, const v1::PreviewChangeRequest& request,
                v1::PreviewChangeResponse& out) { return Preview(engine, asked, request, out); });

  Add<v1::CompareInvoicesRequest, v1::CompareInvoicesResponse>(
      engine, methods,
      [&engine](const store::Caller& caller, const v1::CompareInvoicesRequest& request,
                v1::CompareInvoicesResponse& out) {
        if (const auto said = answers::CheckEarlier(request.earlier()); !said.ok()) return said;
        auto earlier = Ask(engine, request.earlier(), caller.deadline, "earlier");
        if (!earlier.ok()) return earlier.status();
        auto later = Ask(engine, request.later(), caller.deadline, "later");
        if (!later.ok()) return later.status();
        const auto record_at = [&](model::Position position) { return RecordAt(engine, position); };
        const auto status = Answer(*earlier->view, *later->view, record_at, engine.mark(), request, &out);
        if (!earlier->view->status().ok()) return earlier->view->status();
        return later->view->status().ok() ? status : later->view->status();
      });
  Add<v1::CompareKpiRequest, v1::CompareKpiResponse>(
      engine, methods,
      [&engine](const store::Caller& caller, const v1::CompareKpiRequest& request,
                v1::CompareKpiResponse& out) {
        if (const auto said = answers::CheckEarlier(request.earlier()); !said.ok()) return said;
        auto earlier = Ask(engine, request.earlier(), caller.deadline, "earlier");
        if (!earlier.ok()) return earlier.status();
        auto later = Ask(engine, request.later(), caller.deadline, "later");
        if (!later.ok()) return later.status();
        const auto status = Answer(*earlier->view, earlier->view->cells(), *later->view, later->view->cells(),
                                   engine.log(), engine.mark(), request, &out);
        if (!earlier->view->status().ok()) return earlier->view->status();
        return later->view->status().ok() ? status : later->view->status();
      });
}

QuestionPool& Questions(Engine&) {
  static QuestionPool pool(2);
  return pool;
}

const std::vector<const google::protobuf::ServiceDescriptor*>& Services() {
  static const auto services = [] {
    std::vector<const google::protobuf::ServiceDescriptor*> out;
    for (const char* name :
         {"LedgerService",      "PartyService",      "ContractService",     "ContractLifeService",
          "ChangeService",      "PackageService",    "HealthcareService",   "OutcomeService",
          "PackageTimeService", "SourcingService",   "VisitService",        "InvoiceService",
          "KpiService",         "MonitoringService", "MobilisationService", "NoteService",
          "TrailService",       "SuccessionService", "WaitingService",      "DeliveryService",
          "DirectoryService"}) {
      out.push_back(google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          std::string("careledger.v1.") + name));
    }
    return out;
  }();
  return services;
}

}  // namespace careledger::service
