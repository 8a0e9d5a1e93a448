// Every method, event type and value of a closed list that the descriptors declare, in one story of a town:
// what the story leaves out fails here.
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

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
#include "careledger/event/v1/terms.pb.h"
#include "careledger/event/v1/visit_events.pb.h"
#include "careledger/v1/contract_life_service.pb.h"
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/options.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "careledger/v1/types.pb.h"
#include "proto/say/say.h"
#include "replay/answers/visit_entry.h"
#include "replay/log/codec.h"
#include "replay/log/record.h"
#include "replay/model/contract.h"
#include "replay/model/monitoring_terms.h"
#include "replay/model/package.h"
#include "replay/model/words.h"
#include "replay/projections/monitoring.h"
#include "tests/api/town_story.h"

namespace careledger::api {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

const google::protobuf::MethodDescriptor* MethodOf(const std::string& name) {
  for (const auto* method : AllMethods()) {
    if (NameOf(method) == name) return method;
  }
  ADD_FAILURE() << "no method " << name;
  return nullptr;
}

std::unique_ptr<Message> New(const google::protobuf::Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

class TheStory : public testing::Test {
 protected:
  TheStory() { api_.Do(Story()); }
  // The records of the ledger, as ReadEvents gives them.
  std::vector<v1::RecordedEvent> Events() {
    std::vector<v1::RecordedEvent> events;
    for (const auto& message : api_.Ask({"auditor-1", "LedgerService.ReadEvents", ""}).messages) {
      for (const auto& event : static_cast<const v1::ReadEventsResponse&>(*message).events())
        events.push_back(event);
    }
    return events;
  }
  Api api_;
};

// Files of careledger.event.v1 that hold events, and the one that they share.
std::vector<const FileDescriptor*> EventFiles() {
  return {event::v1::LedgerOpened::descriptor()->file(),
          event::v1::ContractCreated::descriptor()->file(),
          event::v1::ChangeApproved::descriptor()->file(),
          event::v1::PackageEnded::descriptor()->file(),
          event::v1::VisitRecorded::descriptor()->file(),
          event::v1::TiersSet::descriptor()->file(),
          event::v1::ContractExtended::descriptor()->file(),
          event::v1::PackageOffered::descriptor()->file(),
          event::v1::MeetingHeld::descriptor()->file(),
          event::v1::PlanSlot::descriptor()->file(),
          event::v1::CallMonitoringDeclared::descriptor()->file(),
          event::v1::GoalSet::descriptor()->file(),
          event::v1::ServicesSet::descriptor()->file(),
          event::v1::TimeBanked::descriptor()->file(),
          event::v1::MobilisationPlanned::descriptor()->file(),
          event::v1::PackageSucceeded::descriptor()->file(),
          event::v1::PackageCalledOff::descriptor()->file(),
          event::v1::LotAreasSet::descriptor()->file(),
          event::v1::NoteSealed::descriptor()->file()};
}

// Every value of a closed list in `message`, at any depth: "careledger.event.v1.DAY_TYPE_ANY".
void CollectValues(const Message& message, std::set<std::string>& values) {
  std::vector<const FieldDescriptor*> set;
  const auto& r = *message.GetReflection();
  r.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const int size = field->is_repeated() ? r.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        values.insert(
            (field->is_repeated() ? r.GetRepeatedEnum(message, field, i) : r.GetEnum(message, field))
                ->full_name());
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CollectValues(
            field->is_repeated() ? r.GetRepeatedMessage(message, field, i) : r.GetMessage(message, field),
            values);
      }
    }
  }
}

TEST_F(TheStory, CallsEveryMethod) {
  std::set<std::string> declared, registered;
  for (const auto* method : AllMethods()) {
    declared.insert(NameOf(method));
    const service::Method* found = api_.pipeline().Find(service::PathOf(method));
    ASSERT_NE(found, nullptr) << NameOf(method) << " has no handler";
    EXPECT_EQ(method->server_streaming(), found->stream != nullptr) << NameOf(method);
    EXPECT_NE(found->stream != nullptr, found->unary != nullptr) << NameOf(method);
  }
  for (const auto& [path, method] : api_.pipeline().methods()) registered.insert(method.name());
  EXPECT_EQ(registered, declared);
  EXPECT_EQ((std::set<std::string>(api_.succeeded().begin(), api_.succeeded().end())), declared);
}

// Which call writes which event, as a table for people; a type that no call writes is missing from it.
TEST_F(TheStory, WritesEveryEventType) {
  std::map<std::string, std::set<std::string>> writers;
  for (const auto& event : Events()) {
    const auto asked = api_.asked().find(event.request_id());
    writers[event.event_type()].insert(asked == api_.asked().end() ? "the ledger itself" : asked->second);
  }
  std::string table;
  for (const std::string_view type : log::EventTypes()) {
    std::string line(type);
    line.resize(32, ' ');
    std::string by;
    for (const std::string& method : writers[std::string(type)]) by += (by.empty() ? "" : ", ") + method;
    EXPECT_NE(by, "") << type << " is written by nothing";
    table += line + by + "\n";
  }
  EXPECT_EQ(writers.size(), log::EventTypes().size());
  const std::string path = std::string(CARELEDGER_SOURCE_DIR) + "/tests/api/events.golden";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << table;
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(golden.str(), table);
}

// The option `records` of a method, and what its receipts say of it.
TEST_F(TheStory, ReceiptsNameTheRecordAndItsPlace) {
  std::map<std::string, std::set<std::string>> types;  // By request id.
  for (const auto& event : Events()) types[event.request_id()].insert(event.event_type());
  std::set<std::string> seen;
  for (const auto& [id, name] : api_.asked()) {
    const auto* method = MethodOf(name);
    if (!method->options().HasExtension(v1::records) || !types.contains(id)) continue;
    seen.insert(name);
    // "A|B": one of them.
    std::istringstream records(method->options().GetExtension(v1::records));
    bool recorded = false;
    for (std::string type; std::getline(records, type, '|');) recorded = recorded || types[id].contains(type);
    EXPECT_TRUE(recorded) << name;
  }
  for (const auto* method : AllMethods()) {
    const bool commands = method->input_type()->FindFieldByName("intent") != nullptr;
    EXPECT_EQ(commands, seen.contains(NameOf(method))) << NameOf(method) << " needs the option `records`";
  }

  const Step one = {"manager-1", "PartyService.RegisterCommissioner",
                    "commissioner_id: 'c-8' name: 'Eight' intent { request_id: 'd' }"};
  const std::string position = api_.Ask(one).Value("receipt.position");
  EXPECT_EQ(api_.Ask(one).Value("receipt.statement"),
            "already recorded at position " + position + ": nothing new");
  EXPECT_EQ(
      api_.Ask({"manager-1", "PartyService.RegisterCommissioner", "commissioner_id: 'c-7' name: 'Seven'"})
          .Value("receipt.statement"),
      "recorded CommissionerRegistered at position " + std::to_string(std::stoi(position) + 1));
  const auto missed = [](const std::string& day) {
    return "visits { external_id: 'v-" + day +
           "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '2017-01-" + day +
           "T08:00' planned_minutes: 30 status: VISIT_STATUS_MISSED } ";
  };
  EXPECT_EQ(
      api_.Ask({"feed-ash", "VisitService.RecordVisits",
                "provider_id: 'ash' source: 'ecm' " + missed("20") + missed("21")})
          .Value("receipt.statement"),
      "recorded VisitRecorded: 2 records, the last at position " + std::to_string(std::stoi(position) + 3));
}

// The option `required` of a field: without it a request is refused, and without any other field it is not
// for want of it.
TEST_F(TheStory, RequiresWhatTheDescriptorsSay) {
  std::set<std::string> tried;
  int required = 0, optional = 0;
  for (const Step& step : Story()) {
    const auto* method = MethodOf(step.method);
    if (method->options().GetExtension(v1::command).empty()) continue;
    const std::unique_ptr<Message> whole = New(*method->input_type());
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(api_.Filled(step.request), whole.get()));
    const bool commands = method->input_type()->FindFieldByName("intent") != nullptr;
    const std::string as = commands || step.as == "admin" ? step.as : "auditor-1";
    const auto try_without = [&](const FieldDescriptor* outer, const FieldDescriptor* inner) {
      const std::string name = (outer == nullptr ? "" : outer->name() + ".") + inner->name();
      const std::unique_ptr<Message> less(whole->New());
      less->CopyFrom(*whole);
      const auto* r = less->GetReflection();
      Message* part = outer == nullptr ? less.get() : r->MutableMessage(less.get(), outer);
      part->GetReflection()->ClearField(part, inner);
      std::string text;
      google::protobuf::TextFormat::PrintToString(*less, &text);
      const Answer answer = api_.Ask({as, step.method, text});
      const std::string said(answer.status.message());
      const std::string detail =
          answer.rejection ? answer.rejection->field + ": " + answer.rejection->detail : said;
      const bool must = inner->options().GetExtension(v1::required);
      ++(must ? required : optional);
      if (must) {
        EXPECT_FALSE(answer.status.ok()) << step.method << " without " << name;
        if (commands) {
          EXPECT_EQ(detail, name + ": is required") << step.method;
        }
      } else {
        EXPECT_NE(detail, name + ": is required") << step.method;
      }
    };
    if (!tried.insert(step.method).second) continue;
    for (int i = 0; i < method->input_type()->field_count(); ++i) {
      const FieldDescriptor* field = method->input_type()->field(i);
      if (field->name() == "intent") continue;
      try_without(nullptr, field);
      if (field->message_type() != v1::Authority::descriptor()) continue;
      for (int j = 0; j < field->message_type()->field_count(); ++j) {
        try_without(field, field->message_type()->field(j));
      }
    }
  }
  EXPECT_GT(required, 100);
  EXPECT_GT(optional, 50);
}

// The option `words` of a text field is the list that the model has.
TEST(ClosedLists, OfTextFieldsAreThoseOfTheModel) {
  const auto words = [](const google::protobuf::Descriptor& type, const char* field) {
    return "|" + type.FindFieldByName(field)->options().GetExtension(v1::words) + "|";
  };
  const auto joined = [](auto first, auto last) {
    std::string text = "|";
    for (int i = static_cast<int>(first); i <= static_cast<int>(last); ++i) {
      text += std::string(ToString(static_cast<decltype(first)>(i))) + "|";
    }
    return text;
  };
  EXPECT_EQ(words(*v1::ListPackagesRequest::descriptor(), "state"),
            joined(model::PackageState::kRequested, model::PackageState::kContinuingHealthcare));
  EXPECT_EQ(words(*v1::ListVisitsRequest::descriptor(), "state"), [] {
    std::string text = "|";
    for (const std::string_view word : answers::kVisitStates) text.append(word).append("|");
    return text;
  }());
  EXPECT_EQ(words(*v1::ListChangesRequest::descriptor(), "state"),
            joined(model::Change::State::kProposed, model::Change::State::kReverted));
  using namespace projections;
  EXPECT_EQ(words(*v1::ListInformationRequest::descriptor(), "state"),
            joined(InformationState::kDue, InformationState::kCameLate));
  EXPECT_EQ(words(*v1::ListActionsRequest::descriptor(), "state"),
            joined(ActionState::kOpen, ActionState::kClosed));
  EXPECT_EQ(words(*v1::ListStandardsRequest::descriptor(), "state"),
            joined(StandardState::kInForce, StandardState::kMissing));
}

// Trails and lists write closed lists in the words that flags take.
TEST(ClosedLists, HaveOneSetOfWords) {
  const auto expect_alike = [](const EnumDescriptor& list, auto word_of) {
    for (int i = 0; i < list.value_count(); ++i) {
      EXPECT_EQ(say::EnumWord(*list.value(i)), word_of(list.value(i)->number()))
          << list.value(i)->full_name();
    }
  };
  expect_alike(*v1::ProviderForm_descriptor(),
               [](int n) { return model::Word(static_cast<model::ProviderForm>(n)); });
  expect_alike(*v1::Priority_descriptor(),
               [](int n) { return model::Word(static_cast<model::Priority>(n)); });
  expect_alike(*v1::DayType_descriptor(), [](int n) { return model::Word(static_cast<model::DayType>(n)); });
  expect_alike(*v1::VisitStatus_descriptor(),
               [](int n) { return model::Word(static_cast<model::VisitStatus>(n)); });
  expect_alike(*v1::NoticeBy_descriptor(),
               [](int n) { return model::Word(static_cast<model::NoticeBy>(n)); });
  expect_alike(*v1::Evidence_descriptor(),
               [](int n) { return model::Word(static_cast<model::Evidence>(n)); });
  expect_alike(*v1::Rounding_descriptor(),
               [](int n) { return model::Word(static_cast<model::Rounding>(n)); });
  expect_alike(*v1::Frequency_descriptor(),
               [](int n) { return model::Word(static_cast<model::Frequency>(n)); });
  expect_alike(*v1::Rating_descriptor(), [](int n) { return model::Word(static_cast<model::Rating>(n)); });
  expect_alike(*v1::FeedbackKind_descriptor(),
               [](int n) { return model::Word(static_cast<model::FeedbackKind>(n)); });
  expect_alike(*v1::Instrument_descriptor(),
               [](int n) { return model::Word(static_cast<model::Instrument>(n)); });
  expect_alike(*v1::RiskState_descriptor(),
               [](int n) { return model::Word(static_cast<model::RiskState>(n)); });
  expect_alike(*v1::CallMonitoring_descriptor(),
               [](int n) { return model::Word(static_cast<model::CallMonitoring>(n)); });
  expect_alike(*v1::ReablementOutcome_descriptor(),
               [](int n) { return model::Word(static_cast<model::ReablementOutcome>(n)); });
}

TEST_F(TheStory, TrailsWriteClosedListsInWords) {
  const auto what = [&](const std::string& kind, const std::string& id, const std::string& type) {
    const Answer answer =
        api_.Ask({"auditor-1", "TrailService.GetTrail", "kind: '" + kind + "' id: '" + id + "'"});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    for (const auto& entry : static_cast<const v1::GetTrailResponse&>(*answer.messages.at(0)).entries()) {
      if (entry.event_type() == type) return entry.what();
    }
    return std::string();
  };
  EXPECT_EQ(what("provider", "fir", "ProviderRegistered"),
            "provider_id fir, name Provider fir, form lead, subcontractors elm, illustrative no");
  const Answer imported = api_.Ask({"manager-1", "VisitService.ImportRows",
                                    "kind: 'providers' file_reference: 'bad' first_row: 2 "
                                    "file_digest: '12345678901234567890123456789012' "
                                    "header: 'provider_id,name,form' rows: 'yew,Yew,large\\n'"});
  EXPECT_TRUE(imported.status.ok()) << imported.status;
  EXPECT_TRUE(
      what("import", "bad", "ImportPageRecorded").ends_with(", rows 1, refused row 2 form invalid-field"))
      << what("import", "bad", "ImportPageRecorded");
}

TEST_F(TheStory, StoresAndTellsEveryValueOfAClosedList) {
  std::set<std::string> declared, told;
  for (const FileDescriptor* file : EventFiles()) {
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const EnumDescriptor* list = file->enum_type(i);
      for (int v = 0; v < list->value_count(); ++v) {
        if (list->value(v)->number() != 0) declared.insert(list->value(v)->full_name());
      }
    }
  }
  google::protobuf::DynamicMessageFactory factory;
  for (const auto& event : Events()) {
    const auto record = log::View(event.record());
    ASSERT_TRUE(record.ok()) << record.status();
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
        "careledger.event.v1." + event.event_type());
    ASSERT_NE(type, nullptr) << event.event_type();
    const std::unique_ptr<Message> message(factory.GetPrototype(type)->New());
    ASSERT_TRUE(message->ParseFromString(std::string(record->payload)));
    CollectValues(*message, told);
    // What ReadEvents says of it in JSON has the same values.
    std::set<std::string> values;
    CollectValues(*message, values);
    for (const std::string& value : values) {
      const std::string name = "\"" + value.substr(value.rfind('.') + 1) + "\"";
      EXPECT_NE(event.event().find(name), std::string::npos) << event.event();
    }
  }
  EXPECT_EQ(told, declared);
}

// Lists name the values of closed lists too, in their own words.
TEST_F(TheStory, ListsTellWhatWasSet) {
  const auto column = [&](const std::string& method, const std::string& request, const std::string& list,
                          const std::string& name) {
    const Answer answer = api_.Ask({"auditor-1", method, request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    const Message& message = *answer.messages.at(0);
    const auto* rows = message.GetDescriptor()->FindFieldByName(list);
    std::set<std::string> values;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, rows); ++i) {
      values.insert(answer.Value(list + "[" + std::to_string(i) + "]." + name));
    }
    return values;
  };
  using Words = std::set<std::string>;
  EXPECT_EQ(column("DirectoryService.ListProviders", "", "providers", "form"),
            (Words{"sole", "lead", "consortium", "in-house"}));
  EXPECT_EQ(column("DirectoryService.ListRates", "contract_id: 'new'", "rates", "day_type"),
            (Words{"any", "weekday", "saturday", "sunday", "weekend", "bank-holiday"}));
  EXPECT_EQ(column("DirectoryService.ListVisits", "provider_id: 'ash'" + kPeriod, "visits", "status"),
            (Words{"delivered", "missed", "cancelled-in-time", "cancelled-late", "no-access", "refused",
                   "in-hospital"}));
  EXPECT_EQ(column("DirectoryService.ListChanges", "", "changes", "state"),
            (Words{"approved", "reverted", "withdrawn"}));
}

}  // namespace
}  // namespace careledger::api
