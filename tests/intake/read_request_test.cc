// Every command is read from the request of its name: each field filled, left out and spoilt in turn.
#include "server/service/read_request.h"

#include <set>

#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/contract_life_service.pb.h"
#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/healthcare_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/mobilisation_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/note_service.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "careledger/v1/succession_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "gtest/gtest.h"
#include "server/decide/decide.h"

namespace careledger::service {
namespace {

using decide::Reason;
using decide::Rejection;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The pool knows a file once something of it is linked.
const std::set<const google::protobuf::FileDescriptor*> kFiles = {
    v1::ProposeRateChangeRequest::descriptor()->file(),
    v1::CreateContractRequest::descriptor()->file(),
    v1::AdoptCalendarRequest::descriptor()->file(),
    v1::AwardPackageRequest::descriptor()->file(),
    v1::RegisterProviderRequest::descriptor()->file(),
    v1::AdjustVisitRequest::descriptor()->file(),
    v1::OfferPackageRequest::descriptor()->file(),
    v1::ExtendContractRequest::descriptor()->file(),
    v1::AgreeActionRequest::descriptor()->file(),
    v1::ReadNotesRequest::descriptor()->file(),
    v1::BankTimeRequest::descriptor()->file(),
    v1::StartContinuingHealthcareRequest::descriptor()->file(),
    v1::SucceedProviderRequest::descriptor()->file(),
    v1::SetGoalRequest::descriptor()->file(),
    v1::PlanMobilisationRequest::descriptor()->file()};

// A value of each type that is not empty, and as the API writes it.
template <class Tag>
std::string Fill(model::Id<Tag>& value) {
  value = model::Id<Tag>("id-1");
  return "id-1";
}
std::string Fill(model::Date& value) { return value = *model::Date::Parse("2016-11-07"), "2016-11-07"; }
std::string Fill(model::Instant& value) {
  return value = *model::ParseInstant("2016-11-07T08:02"), "2016-11-07T08:02";
}
std::string Fill(model::Rate& value) { return value = model::Rate(162'250), "16.225"; }
std::string Fill(decide::Percent& value) { return value = {-12'500}, "-1.25"; }
std::string Fill(decide::TimeOfDay& value) { return value = {14 * 60 + 5}, "14:05"; }
std::string Fill(std::string& value) { return value = "A name, \xC3\xA9t\xC3\xA9"; }
std::string Fill(model::WeeklyPlan& value) {
  value = {{.weekdays = 0x1f, .start_minute = 480, .minutes = 30, .carers = 2}};
  return "Mon-Fri 08:00 30 x2";
}
std::string Fill(model::PreferredTimes& value) {
  value = {{.from_minute = 420, .to_minute = 600}};
  return "07:00-10:00";
}
std::string Fill(model::Capacity& value) {
  value = {{.from_hour = 7, .to_hour = 11, .weekly_minutes = 2100}};
  return "07-11 2100";
}
std::string Fill(decide::FreeText& value) {
  return value.text = "Two carers\non the stairs: \xC3\xA9t\xC3\xA9";
}
std::string Fill(model::FitScore& value) {
  value = {model::ProviderId("id-1"), 80};
  return "id-1:80";
}
std::string Fill(model::GoalReview& value) {
  value = {model::Code("id-1"), model::GoalResult::kMet};
  return "id-1:met";
}
template <class T>
requires requires(T& value) { Fill(value); }
std::string Fill(std::optional<T>& value) { return Fill(value.emplace()); }

// A text that is none of its type's.
template <class T>
std::string Spoilt(const T&) {
  return "x y!";
}
std::string Spoilt(const std::string&) { return "x\ty"; }
std::string Spoilt(const decide::FreeText&) { return "x\ty"; }

template <class T>
constexpr bool kIsText = requires(T& value) {
  Fill(value);
};

// REQUIRES: the request has the field.
const FieldDescriptor& FieldOf(const Message& request, std::string_view name) {
  return *request.GetDescriptor()->FindFieldByName(std::string(name));
}

// Fills a field of the request, and gives the value that is to be read from it.
template <class T>
T Put(Message& request, std::string_view name) {
  const FieldDescriptor& field = FieldOf(request, name);
  const auto& r = *request.GetReflection();
  T value{};
  if constexpr (kIsText<T>) {
    r.SetString(&request, &field, Fill(value));
  } else if constexpr (std::is_same_v<T, bool>) {
    r.SetBool(&request, &field, value = true);
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    r.SetUInt64(&request, &field, value = ~std::uint64_t{0});
  } else if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::optional<std::uint32_t>>) {
    value = ~std::uint32_t{0};
    r.SetUInt32(&request, &field, ~std::uint32_t{0});
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(2);
    r.SetEnumValue(&request, &field, 2);
  } else if constexpr (std::is_same_v<T, model::Authority>) {
    Message& authority = *r.MutableMessage(&request, &field);
    value.reference = Put<std::string>(authority, "reference");
    value.decision_maker = Put<std::string>(authority, "decision_maker");
    value.date = Put<model::Date>(authority, "date");
  } else if constexpr (std::is_same_v<T, std::optional<model::Authority>>) {
    value = Put<model::Authority>(request, name);
  } else if constexpr (std::is_same_v<T, std::vector<model::RateLine>>) {
    for (int i = 0; i < 2; ++i) {
      Message& line = *r.AddMessage(&request, &field);
      value.push_back({{Put<model::Code>(line, "service"), Put<model::ProviderId>(line, "provider_id"),
                        Put<model::LotId>(line, "lot_id"), Put<model::DayType>(line, "day_type"),
                        Put<model::Code>(line, "client_group")},
                       Put<model::Rate>(line, "rate")});
    }
  } else {
    value.resize(2);
    for (auto& element : value) r.AddString(&request, &field, Fill(element));
  }
  return value;
}

template <class Command>
Rejection Refusal(const Message& request) {
  const auto read = ReadRequest<Command>(request);
  const auto* no = std::get_if<Rejection>(&read);
  EXPECT_NE(no, nullptr) << request.ShortDebugString();
  return no != nullptr ? *no : Rejection();
}

template <class Command>
void ExpectRefused(const Message& request, std::string_view field, std::string_view words) {
  const Rejection no = Refusal<Command>(request);
  EXPECT_EQ(no.reason, Reason::kInvalidField);
  EXPECT_EQ(no.field, field);
  EXPECT_NE(no.detail.find(words), std::string::npos) << no.field << ": " << no.detail;
}

template <class Command, class T>
void Spoil(const Message& whole, std::string_view name) {
  std::unique_ptr<Message> request(whole.New());
  request->CopyFrom(whole);
  const FieldDescriptor& field = FieldOf(whole, name);
  const auto& r = *whole.GetReflection();
  if constexpr (std::is_same_v<T, decide::FreeText>) {
    // What is wrong is told without the words themselves.
    r.SetString(request.get(), &field, Spoilt(T{}));
    ExpectRefused<Command>(*request, name, "byte 2 begins a control character");
  } else if constexpr (kIsText<T>) {
    r.SetString(request.get(), &field, Spoilt(T{}));
    ExpectRefused<Command>(*request, name, intake::Quoted(Spoilt(T{})));
  } else if constexpr (std::is_enum_v<T>) {
    r.SetEnumValue(request.get(), &field, 77);
    ExpectRefused<Command>(*request, name, "'77'");
  } else if constexpr (std::is_same_v<T, model::Authority> ||
                       std::is_same_v<T, std::optional<model::Authority>>) {
    for (const char* part : {"reference", "decision_maker", "date"}) {
      Message& authority = *r.MutableMessage(request.get(), &field);
      authority.CopyFrom(r.GetMessage(whole, &field));
      authority.GetReflection()->ClearField(&authority, &FieldOf(authority, part));
      ExpectRefused<Command>(*request, std::string(name) + "." + part, "is required");
      authority.GetReflection()->SetString(&authority, &FieldOf(authority, part), "\x01");
      ExpectRefused<Command>(*request, std::string(name) + "." + part, "'\\x01'");
    }
  } else if constexpr (std::is_same_v<T, std::vector<model::RateLine>>) {
    for (const char* part : {"service", "provider_id", "lot_id", "rate", "client_group"}) {
      Message& line = *r.MutableRepeatedMessage(request.get(), &field, 1);
      line.CopyFrom(r.GetRepeatedMessage(whole, &field, 1));
      line.GetReflection()->SetString(&line, &FieldOf(line, part), "1 x");
      ExpectRefused<Command>(*request, std::string(name) + "[1]." + part, "'1 x'");
    }
  } else if constexpr (model::IsVector<T>::value) {
    for (const char* text : {"1 x", ""}) {
      r.SetRepeatedString(request.get(), &field, 1, text);
      ExpectRefused<Command>(*request, std::string(name) + "[1]", *text == '\0' ? "is required" : "'1 x'");
    }
  }
}

template <class Command>
void CheckCommand() {
  SCOPED_TRACE(Command::kName);
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      "careledger.v1." + std::string(Command::kName) + "Request");
  ASSERT_NE(type, nullptr);
  const std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());

  // The same fields on both sides, but for the intent.
  std::set<std::string> left = {"intent"};
  model::ForEachField<Command>([&](const auto& field) { left.insert(std::string(field.name)); });
  for (int i = 0; i < type->field_count(); ++i) {
    EXPECT_EQ(left.erase(type->field(i)->name()), 1U) << type->field(i)->name();
  }
  EXPECT_TRUE(left.empty()) << *left.begin();
  for (std::string_view name : Command::kRequired) {
    bool known = false;
    model::ForEachField<Command>([&](const auto& field) { known = known || field.name == name; });
    EXPECT_TRUE(known) << name;
  }
  if (testing::Test::HasFailure()) return;

  // Filled in full: every field arrives.
  Command expected;
  model::ForEachField<Command>([&](const auto& field) {
    using T = std::remove_cvref_t<decltype(expected.*field.member)>;
    expected.*field.member = Put<T>(*request, field.name);
  });
  const auto read = ReadRequest<Command>(*request);
  if (const auto* no = std::get_if<Rejection>(&read)) FAIL() << no->field << ": " << no->detail;
  model::ForEachField<Command>([&](const auto& field) {
    EXPECT_TRUE(std::get<Command>(read).*field.member == expected.*field.member) << field.name;
    EXPECT_FALSE(expected.*field.member == std::remove_cvref_t<decltype(expected.*field.member)>{})
        << field.name;
  });
  EXPECT_EQ(DigestOf(std::get<Command>(read)), DigestOf(expected));

  // Each left out, each spoilt; and each counts in the digest.
  model::ForEachField<Command>([&](const auto& field) {
    SCOPED_TRACE(field.name);
    using T = std::remove_cvref_t<decltype(expected.*field.member)>;
    std::unique_ptr<Message> without(request->New());
    without->CopyFrom(*request);
    without->GetReflection()->ClearField(without.get(), &FieldOf(*request, field.name));
    if (NeedOf<Command>(field.name) == intake::Need::kRequired) {
      ExpectRefused<Command>(*without, field.name, "is required");
    } else {
      const auto lean = ReadRequest<Command>(*without);
      ASSERT_TRUE(std::holds_alternative<Command>(lean));
      EXPECT_TRUE(std::get<Command>(lean).*field.member == T{});
      EXPECT_NE(DigestOf(std::get<Command>(lean)), DigestOf(expected));
    }
    Spoil<Command, T>(*request, field.name);
  });
}

template <class... Commands>
void CheckCategory(const std::variant<Commands...>*) {
  (CheckCommand<Commands>(), ...);
}
template <>
void CheckCommand<decide::SealNote>() {
  CheckCommand<decide::WriteNote>();  // What it is made of.
}
template <>
void CheckCommand<decide::ImportPackage>() {}  // A row of a file only: it has no request.

TEST(ReadRequest, ReadsEveryCommandFromItsRequest) {
  CheckCategory(static_cast<const decide::LedgerCommand*>(nullptr));
  CheckCategory(static_cast<const decide::ContractCommand*>(nullptr));
  CheckCategory(static_cast<const decide::ContractLifeCommand*>(nullptr));
  CheckCategory(static_cast<const decide::ChangeCommand*>(nullptr));
  CheckCategory(static_cast<const decide::PackageCommand*>(nullptr));
  CheckCategory(static_cast<const decide::SourcingCommand*>(nullptr));
  CheckCategory(static_cast<const decide::VisitCommand*>(nullptr));
  CheckCategory(static_cast<const decide::MonitoringCommand*>(nullptr));
  CheckCategory(static_cast<const decide::NoteCommand*>(nullptr));
  CheckCategory(static_cast<const decide::HealthCommand*>(nullptr));
  CheckCategory(static_cast<const decide::PackageTimeCommand*>(nullptr));
  CheckCategory(static_cast<const decide::SuccessionCommand*>(nullptr));
  CheckCategory(static_cast<const decide::PayerCommand*>(nullptr));
  // Files of a contract and of a delivery have no request of their own fields:
  // tests/api/contract_file_test.cc, delivery_test.cc.
  static_assert(std::variant_size_v<decide::Command> == 15, "a new category of commands needs a line here");
}

v1::SetRatesRequest Rates() {
  v1::SetRatesRequest request;
  request.set_contract_id("c-1");
  request.set_effective_date("2016-11-07");
  request.mutable_authority()->set_reference("Cabinet 412");
  request.mutable_authority()->set_decision_maker("Cabinet");
  request.mutable_authority()->set_date("2016-06-17");
  v1::RateLine& line = *request.add_lines();
  line.set_service("home-care");
  line.set_rate("16.22");
  return request;
}

TEST(ReadRequest, TakesARateWithoutDayTypeForAnyDay) {
  const auto read = ReadRequest<decide::SetRates>(Rates());
  ASSERT_TRUE(std::holds_alternative<decide::SetRates>(read));
  const model::RateLine& line = std::get<decide::SetRates>(read).lines.at(0);
  EXPECT_EQ(line.key.day_type, model::DayType::kAny);
  EXPECT_TRUE(line.key.provider_id.empty());
  EXPECT_EQ(line.rate, model::Rate(162'200));
}

TEST(ReadRequest, NamesWhereInAListAValueIsWrong) {
  v1::SetRatesRequest request = Rates();
  *request.add_lines() = request.lines(0);
  request.mutable_lines(1)->clear_rate();
  ExpectRefused<decide::SetRates>(request, "lines[1].rate", "is required");
  request.mutable_lines(1)->set_rate("a lot");
  ExpectRefused<decide::SetRates>(request, "lines[1].rate", "'a lot' is not a rate");
  request.mutable_lines(1)->set_rate("1");
  request.mutable_lines(1)->set_day_type(static_cast<v1::DayType>(42));
  ExpectRefused<decide::SetRates>(request, "lines[1].day_type", "'42'");
}

TEST(ReadRequest, LimitsTheTextOfAnAuthority) {
  v1::SetRatesRequest request = Rates();
  request.mutable_authority()->set_reference(std::string(200, 'r'));
  EXPECT_TRUE(std::holds_alternative<decide::SetRates>(ReadRequest<decide::SetRates>(request)));
  request.mutable_authority()->set_reference(std::string(201, 'r'));
  ExpectRefused<decide::SetRates>(request, "authority.reference", "201 bytes");
}

TEST(ReadRequest, TellsAbsentFromZero) {
  v1::SetLotCapRequest request;
  request.set_contract_id("c-1");
  request.set_effective_date("2016-11-07");
  *request.mutable_authority() = Rates().authority();
  EXPECT_FALSE(std::get<decide::SetLotCap>(ReadRequest<decide::SetLotCap>(request)).lots);
  request.set_lots(0);
  EXPECT_EQ(std::get<decide::SetLotCap>(ReadRequest<decide::SetLotCap>(request)).lots, 0U);
}

TEST(ReadRequest, ExplainsLocalTimes) {
  v1::AdjustVisitRequest request;
  request.set_source("ecm");
  request.set_external_id("v-1");
  request.set_carer_id("c-1");
  request.set_check_in("2016-10-30T01:20");
  request.set_check_out("2016-10-30T02:20");
  request.set_reason("app-failed");
  ExpectRefused<decide::AdjustVisit>(request, "check_in", "'2016-10-30T01:20' comes twice");
  request.set_check_in("2016-10-30T01:20+00:00");
  EXPECT_TRUE(std::holds_alternative<decide::AdjustVisit>(ReadRequest<decide::AdjustVisit>(request)));
}

TEST(ReadRequestDeathTest, StopsWhenARequestLacksAField) {
  EXPECT_DEATH((void)ReadRequest<decide::StartPackage>(v1::RecordDeathRequest()),
               "has no field 'package_id'");
}

// Pinned: a digest is kept in the log for ever. By hand: "StartPackage" NUL, 0a 03 "k-1", 10 and zigzag of
// day 17112.
TEST(DigestOf, IsThatOfNameAndFields) {
  decide::StartPackage start;
  start.package_id = model::PackageId("k-1");
  start.effective_date = *model::Date::Parse("2016-11-07");
  using namespace std::string_literals;
  const log::Hash hash = log::Sha256("StartPackage\0\x0a\x03k-1\x10\xb0\x8b\x02"s);
  EXPECT_EQ(DigestOf(start), std::string(hash.begin(), hash.end()));
  decide::ResumePackage resume;
  resume.package_id = start.package_id;
  resume.effective_date = start.effective_date;
  EXPECT_NE(DigestOf(start), DigestOf(resume));
}

}  // namespace
}  // namespace careledger::service
