#include "tests/api/api.h"

#include <google/protobuf/text_format.h>
#include <unistd.h>

#include <future>

#include "careledger/v1/common.pb.h"
#include "careledger/v1/errors.pb.h"
#include "server/service/command_methods.h"

namespace careledger::api {
namespace {

namespace fs = std::filesystem;
using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

fs::path NewFolder() {
  std::string name = (fs::temp_directory_path() / "careledger-api.XXXXXX").string();
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  return name;
}

std::string ScalarOf(const Message& message, const FieldDescriptor* field, int index) {
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(message, field, index, &text);
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return text;
  std::string scratch;
  const Reflection& r = *message.GetReflection();
  return index < 0 ? r.GetStringReference(message, field, &scratch)
                   : r.GetRepeatedStringReference(message, field, index, &scratch);
}

// The value that `path` names under `message`; nullopt when it names none.
std::optional<std::string> Walk(const Message& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  std::string part = path.substr(0, dot);
  int index = -1;
  if (const std::size_t bracket = part.find('['); bracket != std::string::npos) {
    index = std::stoi(part.substr(bracket + 1));
    part.resize(bracket);
  }
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(part);
  if (field == nullptr || field->is_repeated() != (index >= 0)) return std::nullopt;
  const Reflection& r = *message.GetReflection();
  if (field->is_repeated() && index >= r.FieldSize(message, field)) return std::nullopt;
  if (dot == std::string::npos) return ScalarOf(message, field, index);
  if (field->message_type() == nullptr) return std::nullopt;
  return Walk(index < 0 ? r.GetMessage(message, field) : r.GetRepeatedMessage(message, field, index),
              path.substr(dot + 1));
}

// Takes every message of a stream.
class Collector final : public service::Writer {
 public:
  explicit Collector(std::function<void(const Message&)> keep) : keep_(std::move(keep)) {}
  bool Write(const Message& message) override {
    keep_(message);
    return true;
  }
  bool gone() const override { return false; }
  bool draining() const override { return false; }

 private:
  std::function<void(const Message&)> keep_;
};

std::unique_ptr<Message> RequestOf(const service::Method& method, const std::string& text) {
  std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                       ->GetPrototype(method.descriptor->input_type())
                                       ->New());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << text;
  return request;
}

}  // namespace

void PrintTo(const Step& step, std::ostream* out) {
  *out << step.as << ": " << step.method << " { " << step.request << " }";
}

std::vector<std::string> Answer::Refusals() const {
  std::vector<std::string> reasons;
  if (rejection)
    reasons.push_back(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(rejection->reason)));
  for (const auto& message : messages) {
    for (const char* list : {"refused", "refusals"}) {
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(list);
      if (field == nullptr || !field->is_repeated()) continue;
      for (int i = 0; i < message->GetReflection()->FieldSize(*message, field); ++i) {
        reasons.push_back(
            Walk(message->GetReflection()->GetRepeatedMessage(*message, field, i), "reason").value());
      }
    }
  }
  return reasons;
}

std::string Answer::Value(const std::string& path) const {
  if (messages.size() == 1) {
    if (auto value = Walk(*messages.front(), path)) return *std::move(value);
  }
  ADD_FAILURE() << "the answer has no " << path << "; " << status;
  return "";
}

service::Identity IdentityOf(const std::string& name) {
  service::Identity identity;
  if (name.empty()) return identity;
  if (name == "development") {
    identity.development = true;
    return identity;
  }
  static const std::map<std::string, std::string> kRoles = {
      {"manager", "contract-manager"}, {"finance", "finance"}, {"auditor", "auditor"},  {"broker", "broker"},
      {"admin", "administrator"},      {"feed", "feed"},       {"provider", "provider"}};
  const std::size_t dash = name.find('-');
  const std::string& role = kRoles.at(name.substr(0, dash));
  const std::string of = role == "feed" || role == "provider" ? name.substr(dash + 1) + "/" : "";
  identity.uri = "careledger://town/" + role + "/" + of + name;
  return identity;
}

std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto* service : service::Services()) {
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  }
  return methods;
}

std::string NameOf(const google::protobuf::MethodDescriptor* method) {
  return method->service()->name() + "." + method->name();
}

Api::Api(ClockKind clock) : folder_(NewFolder()) {
  EngineOptions options;
  options.data = (folder_ / "data").string();
  options.council = "town";
  if (clock == ClockKind::kSimulated) {
    options.master_key = (folder_ / "master.key").string();
    options.simulated_from = model::RecordTime{model::ParseInstant("2016-10-01T09:00")->seconds * 1'000'000};
  }
  auto engine = Engine::Open(options);
  EXPECT_TRUE(engine.ok()) << engine.status();
  engine_ = std::move(engine).value();
  service::Methods methods;
  service::AddLedgerMethods(*engine_, methods);
  service::AddCommandMethods(*engine_, methods);
  service::AddBulkMethods(*engine_, methods);
  service::AddNoteMethods(*engine_, methods);
  service::AddQueryMethods(*engine_, methods);
  pipeline_ = std::make_unique<service::Pipeline>(std::move(methods), "town");
}

Api::~Api() {
  engine_->Stop();
  pipeline_.reset();
  engine_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string Api::Filled(const std::string& request) const {
  std::string text = request;
  // Longer names first, so that none is taken for the beginning of another.
  for (auto value = kept_.rbegin(); value != kept_.rend(); ++value) {
    const std::string name = "$" + value->first;
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value->second.size()) {
      text.replace(at, name.size(), value->second);
    }
  }
  return text;
}

const service::Method* Api::Find(const std::string& method) const {
  for (const auto* descriptor : AllMethods()) {
    if (NameOf(descriptor) == method) return pipeline_->Find(service::PathOf(descriptor));
  }
  ADD_FAILURE() << "no method " << method;
  return nullptr;
}

Answer Api::Call(const service::Identity& identity, const service::Method& method,
                 const Message& request) const {
  Answer answer;
  const auto keep = [&answer](const Message& message) {
    answer.messages.emplace_back(message.New());
    answer.messages.back()->CopyFrom(message);
  };
  if (method.stream) {
    Collector writer(keep);
    const service::Outcome outcome = pipeline_->Stream(identity, method, request.SerializeAsString(), writer);
    answer.status = outcome.status;
    answer.rejection = outcome.rejection;
    return answer;
  }
  std::promise<void> answered;
  pipeline_->Unary(identity, method, request.SerializeAsString(),
                   [&](const service::Outcome& outcome, const Message* response) {
                     answer.status = outcome.status;
                     answer.rejection = outcome.rejection;
                     if (outcome.status.ok() && response != nullptr) keep(*response);
                     answered.set_value();
                   });
  answered.get_future().wait();
  return answer;
}

Answer Api::Quietly(const Step& step) const {
  const service::Method* method = Find(step.method);
  if (method == nullptr) return {absl::UnimplementedError(step.method), std::nullopt, {}};
  const std::unique_ptr<Message> request = RequestOf(*method, step.request);
  return Call(IdentityOf(step.as), *method, *request);
}

Answer Api::Ask(const Step& step) {
  const service::Method* method = Find(step.method);
  if (method == nullptr) return {absl::UnimplementedError(step.method), std::nullopt, {}};
  const std::unique_ptr<Message> request = RequestOf(*method, Filled(step.request));
  if (const auto* field = request->GetDescriptor()->FindFieldByName("intent")) {
    auto& intent = static_cast<v1::Intent&>(*request->GetReflection()->MutableMessage(request.get(), field));
    if (intent.request_id().empty()) intent.set_request_id("request-" + std::to_string(++requests_));
    asked_[intent.request_id()] = step.method;
  }
  Answer answer = Call(IdentityOf(step.as), *method, *request);
  if (answer.status.ok()) {
    succeeded_.push_back(step.method);
    for (const auto& [name, path] : step.keep) kept_[name] = answer.Value(path);
  }
  return answer;
}

void Api::Do(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    SCOPED_TRACE(testing::PrintToString(step));
    const Answer answer = Ask(step);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    EXPECT_EQ(answer.Refusals(), step.refused);
  }
}

const std::vector<Step>& Town() {
  const auto authority = [](const std::string& request) {
    return request +
           R"( authority { reference: "Cabinet 412" decision_maker: "Cabinet" date: "2016-06-17" })";
  };
  const auto provider = [](const std::string& id, const std::string& rest) {
    return Step{"manager-1", "PartyService.RegisterProvider",
                "provider_id: '" + id + "' name: 'Provider " + id + "' " + rest};
  };
  const auto lot = [](int number) {
    const std::string n = std::to_string(number);
    return Step{"manager-1", "ContractService.DefineLot",
                "contract_id: 'new' lot_id: 'L" + n + "' number: " + n + " name: 'Lot " + n + "'"};
  };
  const auto award = [&](const char* lot_id, const char* provider_id) {
    return Step{"manager-1", "ContractService.AwardLot",
                authority(std::string("contract_id: 'new' effective_date: '2016-11-07' lot_id: '") + lot_id +
                          "' provider_id: '" + provider_id + "'")};
  };
  static const std::vector<Step> town = {
      {"manager-1", "PartyService.RegisterCommissioner", "commissioner_id: 'town' name: 'Town'"},
      {"manager-1", "PartyService.RegisterCommissioner", "commissioner_id: 'nhs' name: 'NHS'"},
      provider("ash", "form: PROVIDER_FORM_SOLE"),
      provider("beech", "form: PROVIDER_FORM_SOLE"),
      provider("cedar", "form: PROVIDER_FORM_SOLE"),
      provider("elm", "form: PROVIDER_FORM_SOLE"),
      provider("fir", "form: PROVIDER_FORM_LEAD subcontractors: 'elm'"),
      provider("oak",
               "form: PROVIDER_FORM_CONSORTIUM members: 'ash' members: 'beech' consortium_lead: 'ash'"),
      {"manager-1", "ContractService.CreateContract",
       "contract_id: 'old' commissioner_id: 'town' title: 'Home care 2012' start_date: '2012-04-01'"},
      {"manager-1", "ContractService.CreateContract",
       "contract_id: 'new' commissioner_id: 'town' partners: 'nhs' title: 'Help at home' start_date: "
       "'2016-11-07' "
       "end_date: '2023-11-07'"},
      {"manager-1", "ContractService.AdmitProvider",
       authority("contract_id: 'old' provider_id: 'ash' effective_date: '2012-04-01'")},
      {"manager-1", "ContractService.AdmitProvider",
       authority("contract_id: 'old' provider_id: 'beech' effective_date: '2012-04-01'")},
      lot(1),
      lot(2),
      lot(3),
      lot(4),
      {"manager-1", "ContractService.SetLotCap",
       authority("contract_id: 'new' lots: 2 effective_date: '2016-11-07'")},
      award("L1", "ash"),
      award("L2", "beech"),
      award("L3", "beech"),
      {"manager-1", "ContractService.SetRates",
       authority(
           "contract_id: 'old' effective_date: '2012-04-01' lines { service: 'home-care' rate: '15.00' }")},
      {"manager-1", "ContractService.SetRates",
       authority(
           "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'home-care' rate: '16.22' }")},
      {"admin", "LedgerService.MoveClock", "to: '2017-06-01T12:00'"},
  };
  return town;
}

}  // namespace careledger::api
