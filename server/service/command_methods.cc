#include "server/service/command_methods.h"

#include <unordered_map>

#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/contract_life_service.pb.h"
#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/healthcare_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/mobilisation_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/options.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "careledger/v1/succession_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "replay/log/merkle.h"
#include "server/service/person_keys.h"
#include "server/service/questions.h"
#include "server/service/read_request.h"

namespace careledger::service {

namespace {

// The method whose request is `Request`: the services' names follow the commands'.
template <class Request>
const google::protobuf::MethodDescriptor* MethodOf() {
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      if (service->method(i)->input_type() == Request::descriptor()) return service->method(i);
    }
  }
  return nullptr;
}

// A provider speaks for itself alone. The same words whether or not there is such a provider, and before
// anything else that the request says.
absl::Status SpeaksForItself(const store::Caller& caller, const Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("provider_id");
  if (caller.provider_id.empty() || field == nullptr) return absl::OkStatus();
  if (request.GetReflection()->GetString(request, field) == caller.provider_id.str()) return absl::OkStatus();
  return absl::PermissionDeniedError("provider_id: is not " + caller.provider_id.str());
}

template <class Category, class Response, class Command>
void Submit(Engine& engine, const store::Caller& caller, store::Intent intent, Command command,
            const Reply& reply) {
  store::Submission submission{.caller = caller,
                               .intent = std::move(intent),
                               .body = decide::Command(Category(std::move(command))),
                               .preview = {},
                               .preview_seen = {},
                               .done = [reply](store::Answer answer) {
                                 if (auto* refused = std::get_if<store::Refused>(&answer)) {
                                   return reply(OutcomeOf(*refused), nullptr);
                                 }
                                 Response response;
                                 FillReceipt(std::get<store::Result>(answer), &response);
                                 reply({}, &response);
                               }};
  if (const auto status = engine.sequencer().Submit(std::move(submission)); !status.ok()) {
    reply({status, std::nullopt}, nullptr);
  }
}

// Needs are sealed before they are a command, apart from the transport's threads; the digest is over what was
// sealed, and tells no more than the record does.
template <class Category, class Response>
void SealAndSubmit(Engine& engine, const store::Caller& caller, store::Intent intent,
                   decide::RequestPackage command, const Reply& reply) {
  Questions(engine).Run(caller.deadline, reply, [&engine, caller, intent, command, reply]() mutable {
    const auto now = Ask(engine, v1::HistoryPoint(), caller.deadline);
    if (!now.ok()) return reply({now.status(), std::nullopt}, nullptr);
    if (const auto status = SealNeeds(engine, *now->view, command); !status.ok())
      return reply(KeyOutcome(status), nullptr);
    intent.digest = DigestOf(command);
    if (command.needs_note) {
      const log::Hash both = log::Sha256(intent.digest + DigestOf(decide::SealNote{*command.needs_note, {}}));
      intent.digest.assign(both.begin(), both.end());
    }
    Submit<Category, Response>(engine, caller, std::move(intent), std::move(command), reply);
  });
}

template <class Command, class Category, class Request, class Response>
void Add(Engine& engine, Methods& methods) {
  Method method;
  method.descriptor = MethodOf<Request>();
  method.unary = [&engine](const store::Caller& caller, std::shared_ptr<const Message> request, Reply reply) {
    if (const auto status = SpeaksForItself(caller, *request); !status.ok())
      return reply({status, std::nullopt}, nullptr);
    auto read = ReadRequest<Command>(*request);
    if (auto* rejection = std::get_if<decide::Rejection>(&read)) return reply(OutcomeOf(*rejection), nullptr);
    Command& command = std::get<Command>(read);
    auto intent =
        ReadIntent(static_cast<const Request&>(*request).intent(), DigestOf(command, engine.sealer()));
    if (!intent.ok()) return reply({intent.status(), std::nullopt}, nullptr);
    if constexpr (std::is_same_v<Command, decide::RequestPackage>) {
      if (!command.needs.empty())
        return SealAndSubmit<Category, Response>(engine, caller, *std::move(intent), std::move(command),
                                                 reply);
    }
    Submit<Category, Response>(engine, caller, *std::move(intent), std::move(command), reply);
  };
  methods[PathOf(method.descriptor)] = std::move(method);
}

}  // namespace

Outcome OutcomeOf(const store::Refused& refused) { return {refused.status, refused.rejection}; }
Outcome OutcomeOf(const decide::Rejection& rejection) { return {store::StatusOf(rejection), rejection}; }

absl::StatusOr<store::Intent> ReadIntent(const v1::Intent& message, std::string digest) {
  if (message.request_id().empty()) {
    return absl::InvalidArgumentError(
        "intent.request_id: is required: choose one per intent and keep it across retries");
  }
  if (!model::Code::Parse(message.request_id()) ||
      (!message.correlation_id().empty() && !model::Code::Parse(message.correlation_id()))) {
    return absl::InvalidArgumentError(
        "intent.request_id: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit; "
        "likewise "
        "correlation_id");
  }
  if (message.expect_none() && message.has_expected_revision()) {
    return absl::InvalidArgumentError("intent.expect_none: contradicts expected_revision");
  }
  return store::Intent{.request_id = message.request_id(),
                       .digest = std::move(digest),
                       .expected_revision = message.has_expected_revision()
                                                ? std::optional<std::uint64_t>(message.expected_revision())
                                                : std::nullopt,
                       .expect_none = message.expect_none(),
                       .correlation_id = message.correlation_id()};
}

namespace {

// "PackageAwarded": what the method that answers so records.
const std::string& RecordsOf(const google::protobuf::Descriptor* response) {
  static const auto records = [] {
    std::unordered_map<const google::protobuf::Descriptor*, std::string> all;
    for (const auto* service : Services()) {
      for (int i = 0; i < service->method_count(); ++i) {
        const auto* method = service->method(i);
        all.try_emplace(method->output_type(), method->options().GetExtension(v1::records));
      }
    }
    return all;
  }();
  return records.at(response);
}

std::string Statement(const store::Receipt& receipt, const std::string& types) {
  const std::string position = std::to_string(Number(receipt.position));
  // Where a method decides between two, the record says which.
  const std::string& type = types.find('|') != std::string::npos ? receipt.type : types;
  if (receipt.already) return "already recorded at position " + position + ": nothing new";
  if (receipt.records == 1) return "recorded " + type + " at position " + position;
  return "recorded " + type + ": " + std::to_string(receipt.records) + " records, the last at position " +
         position;
}

}  // namespace

void FillReceipt(const store::Receipt& receipt, const google::protobuf::Descriptor* response,
                 v1::Receipt* out) {
  out->set_stream_id(receipt.stream);
  out->set_stream_revision(Number(receipt.revision));
  out->set_position(Number(receipt.position));
  out->set_record_time(receipt.time.ToString());
  out->set_leaf_hash(log::Hex(receipt.leaf));
  out->set_already_recorded(receipt.already);
  out->set_records(receipt.records);
  out->set_statement(Statement(receipt, RecordsOf(response)));
}

#define CARELEDGER_ADD(Category, Command) \
  Add<decide::Command, decide::Category, v1::Command##Request, v1::Command##Response>(engine, methods)

void AddCommandMethods(Engine& engine, Methods& methods) {
  CARELEDGER_ADD(LedgerCommand, AdoptCalendar);
  CARELEDGER_ADD(LedgerCommand, RegisterCommissioner);
  CARELEDGER_ADD(LedgerCommand, RegisterProvider);
  CARELEDGER_ADD(LedgerCommand, RecordDeath);
  CARELEDGER_ADD(LedgerCommand, MovePerson);
  CARELEDGER_ADD(LedgerCommand, VoidDeath);
  CARELEDGER_ADD(ContractCommand, CreateContract);
  CARELEDGER_ADD(ContractCommand, DefineLot);
  CARELEDGER_ADD(ContractCommand, SetLotCap);
  CARELEDGER_ADD(ContractCommand, SetPaymentPolicy);
  CARELEDGER_ADD(ContractCommand, SetKpiPolicy);
  CARELEDGER_ADD(ContractCommand, AwardLot);
  CARELEDGER_ADD(ContractCommand, AdmitProvider);
  CARELEDGER_ADD(ContractCommand, SetRates);
  CARELEDGER_ADD(ContractLifeCommand, ExtendContract);
  CARELEDGER_ADD(ContractLifeCommand, TerminateContract);
  CARELEDGER_ADD(ContractLifeCommand, StartPhase);
  CARELEDGER_ADD(ContractLifeCommand, DeclarePhaseStable);
  CARELEDGER_ADD(ContractLifeCommand, WithdrawProvider);
  CARELEDGER_ADD(ContractLifeCommand, SuspendIntake);
  CARELEDGER_ADD(ContractLifeCommand, ResumeIntake);
  CARELEDGER_ADD(ContractLifeCommand, DeclareCapacity);
  CARELEDGER_ADD(ChangeCommand, ProposeRateChange);
  CARELEDGER_ADD(ChangeCommand, ProposeRateReversal);
  CARELEDGER_ADD(ChangeCommand, WithdrawChange);
  CARELEDGER_ADD(PackageCommand, RequestPackage);
  CARELEDGER_ADD(PackageCommand, AwardPackage);
  CARELEDGER_ADD(PackageCommand, TakeDirectPayment);
  CARELEDGER_ADD(PackageCommand, EndDirectPayment);
  CARELEDGER_ADD(PackageCommand, StartPackage);
  CARELEDGER_ADD(PackageCommand, ChangePlan);
  CARELEDGER_ADD(PackageCommand, TransferPackage);
  CARELEDGER_ADD(PackageCommand, HandBackPackage);
  CARELEDGER_ADD(PackageCommand, SuspendPackage);
  CARELEDGER_ADD(PackageCommand, ResumePackage);
  CARELEDGER_ADD(PackageCommand, EndPackage);
  CARELEDGER_ADD(PackageCommand, VoidPackageRecord);
  CARELEDGER_ADD(PackageTimeCommand, ConfirmStaffRetained);
  CARELEDGER_ADD(PackageTimeCommand, BankTime);
  CARELEDGER_ADD(PackageTimeCommand, DrawBankedTime);
  CARELEDGER_ADD(PackageTimeCommand, ApproveExtraTime);
  CARELEDGER_ADD(PayerCommand, CallOffPackage);
  CARELEDGER_ADD(PayerCommand, EvidenceOutcome);
  CARELEDGER_ADD(SuccessionCommand, SucceedProvider);
  CARELEDGER_ADD(SuccessionCommand, SucceedCommissioner);
  CARELEDGER_ADD(SourcingCommand, OfferPackage);
  CARELEDGER_ADD(SourcingCommand, AcceptOffer);
  CARELEDGER_ADD(SourcingCommand, DeclineOffer);
  CARELEDGER_ADD(SourcingCommand, BeginSearchAgain);
  CARELEDGER_ADD(SourcingCommand, OpenCompetition);
  CARELEDGER_ADD(SourcingCommand, PlaceBid);
  CARELEDGER_ADD(SourcingCommand, CloseCompetition);
  CARELEDGER_ADD(SourcingCommand, ScoreFit);
  CARELEDGER_ADD(HealthCommand, StartContinuingHealthcare);
  CARELEDGER_ADD(HealthCommand, RecordHealthRate);
  CARELEDGER_ADD(HealthCommand, EndContinuingHealthcare);
  CARELEDGER_ADD(HealthCommand, ApproveHandoverVisit);
  CARELEDGER_ADD(HealthCommand, SetGoal);
  CARELEDGER_ADD(HealthCommand, ReviewGoals);
  CARELEDGER_ADD(HealthCommand, EndReablement);
  CARELEDGER_ADD(HealthCommand, DeclareCallMonitoring);
  CARELEDGER_ADD(VisitCommand, AdjustVisit);
  CARELEDGER_ADD(VisitCommand, VoidVisit);
  CARELEDGER_ADD(MonitoringCommand, ScheduleInformation);
  CARELEDGER_ADD(MonitoringCommand, ReceiveInformation);
  CARELEDGER_ADD(MonitoringCommand, RecordMeeting);
  CARELEDGER_ADD(MonitoringCommand, AgreeAction);
  CARELEDGER_ADD(MonitoringCommand, CloseAction);
  CARELEDGER_ADD(MonitoringCommand, OpenImprovementPlan);
  CARELEDGER_ADD(MonitoringCommand, ShareImprovementPlan);
  CARELEDGER_ADD(MonitoringCommand, CloseImprovementPlan);
  CARELEDGER_ADD(MonitoringCommand, DeclareVolume);
  CARELEDGER_ADD(MonitoringCommand, AssessRisk);
  CARELEDGER_ADD(MonitoringCommand, VoidMonitoringRecord);
  CARELEDGER_ADD(MonitoringCommand, ScoreQuality);
  CARELEDGER_ADD(MonitoringCommand, RateProvider);
  CARELEDGER_ADD(MonitoringCommand, ReportFeedback);
  CARELEDGER_ADD(MonitoringCommand, ReportSurvey);
  CARELEDGER_ADD(MonitoringCommand, RequireStandard);
  CARELEDGER_ADD(MonitoringCommand, AttestStandard);
  CARELEDGER_ADD(MonitoringCommand, PlanMobilisation);
  CARELEDGER_ADD(MonitoringCommand, SetGoLive);
  CARELEDGER_ADD(MonitoringCommand, DeclareNewcomer);
  CARELEDGER_ADD(MonitoringCommand, DeclareStaffTransfer);
  CARELEDGER_ADD(MonitoringCommand, SetMobilisationThreshold);
  CARELEDGER_ADD(MonitoringCommand, AssessReadiness);
  CARELEDGER_ADD(MonitoringCommand, ScheduleReview);
  CARELEDGER_ADD(MonitoringCommand, CompleteReview);
  CARELEDGER_ADD(MonitoringCommand, SetPlausibleHours);
}

#undef CARELEDGER_ADD

}  // namespace careledger::service
