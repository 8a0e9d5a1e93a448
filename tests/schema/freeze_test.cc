// The words of the ledger are for ever: events, their field tables and the API's closed lists agree with the
// protos, and what was once stored is never changed.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <fstream>
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
#include "careledger/event/v1/visit_events.pb.h"
#include "careledger/v1/errors.pb.h"
#include "replay/log/codec.h"
#include "replay/model/wire.h"
#include "server/decide/rejection.h"

namespace careledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using namespace model;

// How the wire format carries a member, in the proto's words.
template <class T>
std::string ProtoType() {
  if constexpr (IsOptional<T>::value) {
    return "optional " + ProtoType<typename T::value_type>();
  } else if constexpr (IsVector<T>::value) {
    return "repeated " + ProtoType<typename T::value_type>();
  } else if constexpr (wire::TextLike<T>::value) {
    return "string";
  } else if constexpr (Described<T>) {
    return std::string(T::kName);
  } else if constexpr (std::is_same_v<T, bool>) {
    return "bool";
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, std::int32_t>) {
    return "sint32";
  } else if constexpr (std::is_same_v<T, std::uint32_t>) {
    return "uint32";
  } else if constexpr (std::is_same_v<T, std::uint64_t>) {
    return "uint64";
  } else if constexpr (std::is_enum_v<T>) {
    return "enum";
  } else {
    return "sint64";
  }
}

std::string ProtoType(const FieldDescriptor& field) {
  std::string type = field.type() == FieldDescriptor::TYPE_MESSAGE ? field.message_type()->name()
                     : field.type() == FieldDescriptor::TYPE_BYTES ? "string"
                                                                   : field.type_name();
  if (field.is_repeated()) return "repeated " + type;
  return field.has_optional_keyword() ? "optional " + type : type;
}

template <Described T>
void ExpectTable() {
  SCOPED_TRACE(T::kName);
  const Descriptor* descriptor =
      DescriptorPool::generated_pool()->FindMessageTypeByName("careledger.event.v1." + std::string(T::kName));
  ASSERT_NE(descriptor, nullptr);
  int fields = 0;
  std::uint32_t last = 0;
  ForEachField<T>([&](const auto& field) {
    ++fields;
    EXPECT_GT(field.number, last) << "fields are in ascending order";
    last = field.number;
    const FieldDescriptor* other = descriptor->FindFieldByNumber(static_cast<int>(field.number));
    ASSERT_NE(other, nullptr) << field.name;
    EXPECT_EQ(other->name(), field.name);
    using Member = std::remove_cvref_t<decltype(std::declval<T>().*field.member)>;
    EXPECT_EQ(ProtoType(*other), ProtoType<Member>()) << field.name;
    EXPECT_EQ(other->type() == FieldDescriptor::TYPE_BYTES, (std::is_same_v<Member, Bytes>))
        << field.name << ": bytes are not text";
    EXPECT_FALSE(other->is_packed()) << field.name << ": the codec writes element by element";
    using Element = typename std::conditional_t<IsVector<Member>::value || IsOptional<Member>::value, Member,
                                                std::optional<Member>>::value_type;
    if constexpr (Described<Element>) ExpectTable<Element>();
  });
  EXPECT_EQ(descriptor->field_count(), fields);
}

template <class... Es>
void ExpectAll(const std::variant<Es...>*) {
  (ExpectTable<Es>(), ...);
}
template <class... Categories>
void ExpectCategories(const std::variant<Categories...>*) {
  (ExpectAll(static_cast<const Categories*>(nullptr)), ...);
}

TEST(Schema, FieldTablesAreTheProtos) { ExpectCategories(static_cast<const Event*>(nullptr)); }

TEST(Schema, EveryStoredMessageIsKnownToTheCodec) {
  std::set<std::string> known(log::EventTypes().begin(), log::EventTypes().end());
  const std::set<std::string> parts = {
      "Attendance", "Authority",     "Bid",        "CapacityLine", "ContractValue",  "FitScore",
      "GoalReview", "MovedNotReady", "Phase",      "PlanSlot",     "PreferredTime",  "Preview",
      "RateKey",    "RateLine",      "RowRefusal", "Tier",         "TransferRefusal"};
  known.insert(parts.begin(), parts.end());
  std::set<std::string> declared;
  for (const auto* file :
       {event::v1::LedgerOpened::descriptor()->file(), event::v1::ContractCreated::descriptor()->file(),
        event::v1::ChangeApproved::descriptor()->file(), event::v1::PackageEnded::descriptor()->file(),
        event::v1::VisitRecorded::descriptor()->file(), event::v1::TiersSet::descriptor()->file(),
        event::v1::ContractExtended::descriptor()->file(), event::v1::PackageOffered::descriptor()->file(),
        event::v1::MeetingHeld::descriptor()->file(), event::v1::PlanSlot::descriptor()->file(),
        event::v1::CallMonitoringDeclared::descriptor()->file(), event::v1::GoalSet::descriptor()->file(),
        event::v1::ServicesSet::descriptor()->file(), event::v1::TimeBanked::descriptor()->file(),
        event::v1::MobilisationPlanned::descriptor()->file(),
        event::v1::PackageSucceeded::descriptor()->file(), event::v1::PackageCalledOff::descriptor()->file(),
        event::v1::LotAreasSet::descriptor()->file(), event::v1::NoteSealed::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) declared.insert(file->message_type(i)->name());
  }
  EXPECT_EQ(declared, known);
}

// One line a field of every stored message. Adding a line is a reviewed change; changing one is not allowed.
TEST(Schema, StoredEventsAreFrozen) {
  std::ostringstream now;
  for (const auto* file :
       {event::v1::PlanSlot::descriptor()->file(), event::v1::LedgerOpened::descriptor()->file(),
        event::v1::ContractCreated::descriptor()->file(), event::v1::ChangeApproved::descriptor()->file(),
        event::v1::PackageEnded::descriptor()->file(), event::v1::VisitRecorded::descriptor()->file(),
        event::v1::MeetingHeld::descriptor()->file(), event::v1::TiersSet::descriptor()->file(),
        event::v1::ContractExtended::descriptor()->file(), event::v1::PackageOffered::descriptor()->file(),
        event::v1::CallMonitoringDeclared::descriptor()->file(), event::v1::GoalSet::descriptor()->file(),
        event::v1::ServicesSet::descriptor()->file(), event::v1::TimeBanked::descriptor()->file(),
        event::v1::MobilisationPlanned::descriptor()->file(),
        event::v1::PackageSucceeded::descriptor()->file(), event::v1::PackageCalledOff::descriptor()->file(),
        event::v1::LotAreasSet::descriptor()->file(), event::v1::NoteSealed::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* message = file->message_type(i);
      for (int f = 0; f < message->field_count(); ++f) {
        const FieldDescriptor* field = message->field(f);
        now << message->name() << " " << field->number() << " " << field->name() << " " << ProtoType(*field)
            << "\n";
      }
    }
    for (int i = 0; i < file->enum_type_count(); ++i) {
      const auto* type = file->enum_type(i);
      for (int v = 0; v < type->value_count(); ++v) {
        now << type->name() << " " << type->value(v)->number() << " " << type->value(v)->name() << "\n";
      }
    }
  }
  const std::string path = std::string(CARELEDGER_SOURCE_DIR) + "/tests/schema/events.frozen";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << now.str();
  std::ifstream file(path);
  std::ostringstream frozen;
  frozen << file.rdbuf();
  EXPECT_EQ(frozen.str(), now.str())
      << "UPDATE_GOLDEN=1 adds new lines; a changed or missing line breaks old ledgers";
}

TEST(Schema, ReasonsOfDecisionsAreThoseOfTheApi) {
  const auto* reasons = google::protobuf::GetEnumDescriptor<v1::RejectionReason>();
  // kPackageUnknown <-> REJECTION_REASON_PACKAGE_UNKNOWN: the header's lines, read as text.
  std::ifstream header(std::string(CARELEDGER_SOURCE_DIR) + "/server/decide/rejection.h");
  std::map<int, std::string> declared;
  for (std::string line; std::getline(header, line);) {
    const auto k = line.find("  k");
    const auto equals = line.find(" = ");
    if (k != 0 || equals == std::string::npos) continue;
    std::string name;
    for (char c : line.substr(3, equals - 3)) {
      if (std::isupper(static_cast<unsigned char>(c)) != 0 && !name.empty()) name += '_';
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    declared[std::stoi(line.substr(equals + 3))] = "REJECTION_REASON_" + name;
  }
  std::map<int, std::string> documented;
  for (int i = 1; i < reasons->value_count(); ++i) {
    documented[reasons->value(i)->number()] = reasons->value(i)->name();
  }
  documented[3] = "REJECTION_REASON_NOT_UTF8";
  declared[3] = "REJECTION_REASON_NOT_UTF8";
  EXPECT_EQ(declared, documented);
}

}  // namespace
}  // namespace careledger
