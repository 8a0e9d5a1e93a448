#include "replay/model/wire.h"

#include <set>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "replay/log/codec.h"

namespace careledger::model {
namespace {

// Any value of any field, from its type: hostile numbers and texts among them, for the wire carries what it
// is given.
template <class T>
T Any() {
  if constexpr (IsOptional<T>::value) {
    if (*rc::gen::arbitrary<bool>()) return std::nullopt;
    return Any<typename T::value_type>();
  } else if constexpr (IsVector<T>::value) {
    T out;
    for (int n = *rc::gen::inRange(0, 4); n > 0; --n) out.push_back(Any<typename T::value_type>());
    return out;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return *rc::gen::arbitrary<std::string>();
  } else if constexpr (wire::TextLike<T>::value) {
    return T(*rc::gen::container<std::string>(rc::gen::elementOf(std::string("abcXYZ019._-"))));
  } else if constexpr (Described<T>) {
    T out;
    ForEachField<T>([&](const auto& field) {
      using Member = std::remove_cvref_t<decltype(out.*field.member)>;
      out.*field.member = Any<Member>();
    });
    return out;
  } else if constexpr (std::is_same_v<T, Date>) {
    return Date(*rc::gen::arbitrary<std::int32_t>());
  } else if constexpr (std::is_same_v<T, Instant> || std::is_same_v<T, RecordTime>) {
    return T{*rc::gen::arbitrary<std::int64_t>()};
  } else if constexpr (std::is_same_v<T, Pence> || std::is_same_v<T, Rate>) {
    return T(*rc::gen::arbitrary<std::int64_t>());
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<T>(*rc::gen::arbitrary<std::underlying_type_t<T>>());
  } else {
    return *rc::gen::arbitrary<T>();
  }
}

template <class... Alternatives, class Fn>
void ForEachIn(const std::variant<Alternatives...>*, const Fn& fn) {
  (fn(std::type_identity<Alternatives>()), ...);
}
template <class Category, class Fn>
void ForEachOf(const Fn& fn) {
  ForEachIn(static_cast<const Category*>(nullptr), fn);
}

RC_GTEST_PROP(Wire, EveryEventIsReadBackAsItWas, ()) {
  std::set<std::string_view> seen;
  ForEachOf<Event>([&](auto category) {
    using Category = typename decltype(category)::type;
    ForEachOf<Category>([&](auto type) {
      using E = typename decltype(type)::type;
      const Event event = Category(Any<E>());
      seen.insert(E::kName);
      std::string bytes;
      log::EncodePayload(event, bytes);
      const auto read = log::DecodePayload(E::kName, log::kSchemaVersion, bytes);
      if (!read.ok()) RC_FAIL(std::string(E::kName) + ": " + read.status().ToString());
      RC_ASSERT(*read == event);
      std::string again;
      log::EncodePayload(*read, again);
      RC_ASSERT(again == bytes);
    });
  });
  RC_ASSERT(seen.size() == log::EventTypes().size());
}

// A flipped byte or a cut gives another value or none.
RC_GTEST_PROP(Wire, ADamagedVisitIsNotTheSame, ()) {
  const auto visit = Any<VisitRecorded>();
  std::string bytes = wire::Encode(visit);
  RC_PRE(!bytes.empty());
  bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] ^= static_cast<char>(*rc::gen::inRange(1, 256));
  VisitRecorded read;
  RC_ASSERT(!wire::Decode(bytes, read) || !(read == visit));
  bytes = wire::Encode(visit);
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
  RC_ASSERT(!wire::Decode(bytes, read) || !(read == visit));
}

// One value, one encoding: whatever bytes are read as a visit, the visit is written as those bytes.
RC_GTEST_PROP(Wire, WhatIsReadIsWrittenTheSame, ()) {
  std::string bytes = wire::Encode(Any<VisitRecorded>());
  for (int i = *rc::gen::inRange(0, 4); i > 0 && !bytes.empty(); --i) {
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    const char byte = static_cast<char>(*rc::gen::inRange(0, 256));
    if (*rc::gen::arbitrary<bool>()) {
      bytes[at] = byte;
    } else {
      bytes.insert(at, 1, byte);
    }
  }
  VisitRecorded read;
  const bool ok = wire::Decode(bytes, read);
  RC_TAG(ok ? "read" : "refused");
  if (ok) RC_ASSERT(wire::Encode(read) == bytes);
}

using std::literals::string_view_literals::operator""sv;

TEST(Wire, IsStrict) {
  PackageRecordVoided voided;
  EXPECT_TRUE(wire::Decode("\x0a\x03k-1\x10\x07"sv, voided));
  EXPECT_EQ(voided.package_id, PackageId("k-1"));
  EXPECT_EQ(voided.position, 7U);
  EXPECT_TRUE(wire::Decode(""sv, voided));
  EXPECT_EQ(voided.position, 0U);
  for (const std::string_view bytes : {
           "\x22\x01x"sv,                                         // Field 4 is not known.
           "\x08\x03"sv,                                          // The wrong wire type, either way.
           "\x12\x01x"sv,                                         //
           "\x10\x07\x0a\x03k-1"sv,                               // Not in order.
           "\x10\x07\x10\x07"sv,                                  // Twice.
           "\x0a\x04k-1"sv,                                       // Cut.
           "\x0a"sv, "\x10"sv, "\x10\x87"sv,                      //
           "\x10\x87\x00"sv,                                      // Not the shortest form.
           "\x10\x00"sv, "\x0a\x00"sv,                            // A default, written out.
           "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv,      // More than 64 bits.
           "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv,  //
           "\x00\x01"sv,                                          // Field 0.
           "\x11\x01\x02\x03\x04\x05\x06\x07\x08"sv, "\x15\x01\x02\x03\x04"sv,  // Fixed-size types.
           "\x13\x14"sv,                                                        // Groups.
       }) {
    EXPECT_FALSE(wire::Decode(bytes, voided));
  }
  LedgerOpened opened;
  EXPECT_TRUE(wire::Decode("\x10\x01"sv, opened));
  EXPECT_FALSE(wire::Decode("\x10\x02"sv, opened));  // No bool.
  PlanSlot slot;
  EXPECT_TRUE(wire::Decode("\x10\xff\xff\xff\xff\x0f"sv, slot));
  EXPECT_FALSE(wire::Decode("\x10\x80\x80\x80\x80\x10"sv, slot));  // More than 32 bits.
}

TEST(Wire, AFieldThatIsAStructIsAlwaysThere) {
  const std::string bytes = wire::Encode(LotAwarded{});
  LotAwarded read;
  ASSERT_FALSE(bytes.empty());
  EXPECT_TRUE(wire::Decode(bytes, read));
  EXPECT_FALSE(wire::Decode(""sv, read));
}

TEST(Wire, KeepsAnOptionalThatHoldsItsDefault) {
  LotCapSet cap{.lots = 0};
  LotCapSet read;
  ASSERT_TRUE(wire::Decode(wire::Encode(cap), read));
  EXPECT_EQ(read.lots, 0U);
  cap.lots.reset();
  ASSERT_TRUE(wire::Decode(wire::Encode(cap), read));
  EXPECT_FALSE(read.lots);
}

TEST(Wire, RefusesTypesAndVersionsItDoesNotKnow) {
  EXPECT_EQ(log::DecodePayload("PackageDreamt", 1, "").status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(log::DecodePayload("PackageEnded", 2, "").status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(log::DecodePayload("PackageEnded", 1, "\x22\x01x").status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace careledger::model
