// Every event type as it was first written: decoded, printed and encoded to the same bytes by every later
// build.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "careledger/event/v1/visit_events.pb.h"
#include "replay/log/codec.h"
#include "replay/log/merkle.h"
#include "replay/model/print.h"

namespace careledger {
namespace {

using namespace model;

// A value in which every field is set, and no two alike.
class Filler {
 public:
  template <class T>
  void Fill(T& value) {
    if constexpr (IsOptional<T>::value) {
      Fill(value.emplace());
    } else if constexpr (IsVector<T>::value) {
      Fill(value.emplace_back());
      Fill(value.emplace_back());
    } else if constexpr (std::is_same_v<T, Bytes>) {
      value = {"text " + std::to_string(++count_)};
    } else if constexpr (std::is_same_v<T, std::string>) {
      value = "text " + std::to_string(++count_);
    } else if constexpr (wire::TextLike<T>::value) {
      value = T("id-" + std::to_string(++count_));
    } else if constexpr (Described<T>) {
      ForEachField<T>([&](const auto& field) { Fill(value.*field.member); });
    } else if constexpr (std::is_same_v<T, bool>) {
      value = true;
    } else if constexpr (std::is_same_v<T, Date>) {
      value = *Date::From(2016, 11, 7) + ++count_;
    } else if constexpr (std::is_same_v<T, Instant>) {
      value = Instant{1'478'505'600 + 60 * ++count_};
    } else if constexpr (std::is_same_v<T, Pence>) {
      value = Pence(++count_ % 2 == 0 ? 100 * count_ : -100 * count_);
    } else if constexpr (std::is_same_v<T, Rate>) {
      value = Rate(160'000 + ++count_);
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(1 + ++count_ % 2);
    } else {
      value = static_cast<T>(++count_);
    }
  }

 private:
  int count_ = 0;
};

template <class Fn>
void ForEachEvent(Fn fn) {
  const auto category = [&]<class C>(const C*) {
    const auto all = [&]<class... Es>(const std::variant<Es...>*) {
      const auto one = [&]<class E>(const E*) {
        E event;
        Filler().Fill(event);
        fn(Event(C(event)));
      };
      (one(static_cast<const Es*>(nullptr)), ...);
    };
    all(static_cast<const C*>(nullptr));
  };
  const auto categories = [&]<class... Cs>(const std::variant<Cs...>*) {
    (category(static_cast<const Cs*>(nullptr)), ...);
  };
  categories(static_cast<const Event*>(nullptr));
}

std::string Encoded(const Event& event) {
  std::string bytes;
  log::EncodePayload(event, bytes);
  return bytes;
}

std::string HexOf(const std::string& bytes) {
  return log::Hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

TEST(Golden, EveryEventTypeKeepsItsBytes) {
  std::ostringstream now;
  ForEachEvent([&](const Event& event) {
    now << TypeOf(event) << " " << log::kSchemaVersion << "\n  " << HexOf(Encoded(event)) << "\n  "
        << ToText(event) << "\n";
  });
  const std::string path = std::string(CARELEDGER_SOURCE_DIR) + "/tests/schema/events.golden";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << now.str();
  std::ifstream file(path);
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(golden.str(), now.str());
}

TEST(Golden, EveryEventTypeIsReadByProtobufAsWritten) {
  int types = 0;
  ForEachEvent([&](const Event& event) {
    SCOPED_TRACE(TypeOf(event));
    ++types;
    const std::string bytes = Encoded(event);
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
        "careledger.event.v1." + std::string(TypeOf(event)));
    ASSERT_NE(descriptor, nullptr);
    std::unique_ptr<google::protobuf::Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
    ASSERT_TRUE(message->ParseFromString(bytes));
    EXPECT_EQ(message->GetReflection()->GetUnknownFields(*message).field_count(), 0);
    EXPECT_EQ(message->SerializeAsString(), bytes) << "one value, one encoding, in either library";
  });
  EXPECT_EQ(static_cast<std::size_t>(types), log::EventTypes().size());
}

TEST(Golden, EveryEventTypeComesBackEqual) {
  ForEachEvent([&](const Event& event) {
    const auto back = log::DecodePayload(TypeOf(event), log::kSchemaVersion, Encoded(event));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, event);
  });
}

TEST(Golden, DamagedPayloadsAreRefusedOrMeanSomethingElse) {
  ForEachEvent([&](const Event& event) {
    const std::string bytes = Encoded(event);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto cut = log::DecodePayload(TypeOf(event), log::kSchemaVersion, bytes.substr(0, size));
      EXPECT_FALSE(cut.ok() && *cut == event) << TypeOf(event) << " cut at " << size;
    }
    EXPECT_FALSE(log::DecodePayload(TypeOf(event), log::kSchemaVersion, bytes + '\x7f').ok());
    EXPECT_FALSE(log::DecodePayload(TypeOf(event), std::uint16_t{log::kSchemaVersion + 1}, bytes).ok());
  });
}

}  // namespace
}  // namespace careledger
