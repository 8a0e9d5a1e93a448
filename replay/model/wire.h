// The bytes of a described struct: protobuf's wire format, written from the field table in ascending field
// order with default values left out, so that equal values have equal bytes and any protobuf reader can read
// them.
//
// How types map: unsigned and enums and bool: varint. Signed numbers, dates (days since 1970-01-01), instants
// (seconds), pence and rates (£0.0001): zigzag varint (sint64 / sint32). Strings and ids: length-delimited.
// Structs: nested message. A std::optional that is set is always written; a vector is written element by
// element.
//
// A struct that is a field is always written, even when it is empty.
//
// Decode is strict: an unknown field, a wrong wire type, a value out of range or a cut is an error, because a
// payload is either of a version we know or must not be folded. It is canonical too: what it reads, Encode
// writes with the same bytes. A default value that is written out, or a field out of order, is an error, so
// that a value on record has one hash whoever wrote it. Both directions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "replay/model/calendar.h"
#include "replay/model/fields.h"
#include "replay/model/ids.h"
#include "replay/model/money.h"

namespace careledger::model::wire {

enum class Type : std::uint8_t { kVarint = 0, kBytes = 2 };

inline void PutVarint(std::uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

constexpr std::uint64_t ZigZag(std::int64_t v) {
  return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t UnZigZag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

// Reads a varint at the front of `in` and drops it; false when cut or longer than 64 bits.
inline bool TakeVarint(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0, i = 0; i < in.size() && shift < 64; shift += 7, ++i) {
    const auto byte = static_cast<std::uint8_t>(in[i]);
    if (shift == 63 && byte > 1) return false;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      if (byte == 0 && i > 0) return false;  // Not the shortest form.
      in.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

// How a scalar type is carried: To gives the varint, From takes it back (false when out of range).
template <class T, class Enable = void>
struct Scalar;

template <>
struct Scalar<bool> {
  static std::uint64_t To(bool v) { return v ? 1 : 0; }
  static bool From(std::uint64_t raw, bool& v) { return v = raw != 0, raw <= 1; }
};
template <class T>
struct Scalar<T, std::enable_if_t<std::is_unsigned_v<T> && !std::is_same_v<T, bool>>> {
  static std::uint64_t To(T v) { return v; }
  static bool From(std::uint64_t raw, T& v) {
    return v = static_cast<T>(raw), raw <= std::numeric_limits<T>::max();
  }
};
template <class T>
struct Scalar<T, std::enable_if_t<std::is_signed_v<T> && std::is_integral_v<T>>> {
  static std::uint64_t To(T v) { return ZigZag(v); }
  static bool From(std::uint64_t raw, T& v) {
    const std::int64_t value = UnZigZag(raw);
    v = static_cast<T>(value);
    return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
  }
};
template <class T>
struct Scalar<T, std::enable_if_t<std::is_enum_v<T>>> {
  using U = std::underlying_type_t<T>;
  static std::uint64_t To(T v) { return Scalar<U>::To(static_cast<U>(v)); }
  static bool From(std::uint64_t raw, T& v) {
    U u{};
    const bool ok = Scalar<U>::From(raw, u);
    v = static_cast<T>(u);
    return ok;
  }
};
template <>
struct Scalar<Date> {
  static std::uint64_t To(Date v) { return ZigZag(v.days()); }
  static bool From(std::uint64_t raw, Date& v) {
    std::int32_t days = 0;
    const bool ok = Scalar<std::int32_t>::From(raw, days);
    v = Date(days);
    return ok;
  }
};
template <>
struct Scalar<Instant> {
  static std::uint64_t To(Instant v) { return ZigZag(v.seconds); }
  static bool From(std::uint64_t raw, Instant& v) { return v = Instant{UnZigZag(raw)}, true; }
};
template <>
struct Scalar<RecordTime> {
  static std::uint64_t To(RecordTime v) { return ZigZag(v.micros); }
  static bool From(std::uint64_t raw, RecordTime& v) { return v = RecordTime{UnZigZag(raw)}, true; }
};
template <>
struct Scalar<Pence> {
  static std::uint64_t To(Pence v) { return ZigZag(v.value()); }
  static bool From(std::uint64_t raw, Pence& v) { return v = Pence(UnZigZag(raw)), true; }
};
template <>
struct Scalar<Rate> {
  static std::uint64_t To(Rate v) { return ZigZag(v.ten_thousandths()); }
  static bool From(std::uint64_t raw, Rate& v) { return v = Rate(UnZigZag(raw)), true; }
};

// A type carried as text.
template <class T>
struct TextLike : std::false_type {};
template <>
struct TextLike<std::string> : std::true_type {
  static std::string_view View(const std::string& v) { return v; }
  static std::string Make(std::string_view v) { return std::string(v); }
};
template <>
struct TextLike<Bytes> : std::true_type {
  static std::string_view View(const Bytes& v) { return v.value; }
  static Bytes Make(std::string_view v) { return {std::string(v)}; }
};
template <class Tag>
struct TextLike<Id<Tag>> : std::true_type {
  static std::string_view View(const Id<Tag>& v) { return v.str(); }
  static Id<Tag> Make(std::string_view v) { return Id<Tag>(std::string(v)); }
};

template <Described T>
void Encode(const T& value, std::string& out);
template <Described T>
bool Decode(std::string_view in, T& value);

template <class T>
void EncodeField(std::uint32_t number, const T& value, bool even_if_default, std::string& out) {
  if constexpr (IsOptional<T>::value) {
    if (value) EncodeField(number, *value, true, out);
  } else if constexpr (IsVector<T>::value) {
    for (const auto& element : value) EncodeField(number, element, true, out);
  } else if constexpr (TextLike<T>::value) {
    const std::string_view text = TextLike<T>::View(value);
    if (text.empty() && !even_if_default) return;
    PutVarint(number << 3 | static_cast<unsigned>(Type::kBytes), out);
    PutVarint(text.size(), out);
    out.append(text);
  } else if constexpr (Described<T>) {
    PutVarint(number << 3 | static_cast<unsigned>(Type::kBytes), out);
    // Nested messages are short: leave one byte for the length, and make room when it needs more.
    const std::size_t length_at = out.size();
    out.push_back('\0');
    Encode(value, out);
    const std::size_t length = out.size() - length_at - 1;
    if (length < 0x80) {
      out[length_at] = static_cast<char>(length);
    } else {
      std::string prefix;
      PutVarint(length, prefix);
      out.replace(length_at, 1, prefix);
    }
  } else {
    const std::uint64_t raw = Scalar<T>::To(value);
    if (raw == 0 && !even_if_default) return;
    PutVarint(number << 3 | static_cast<unsigned>(Type::kVarint), out);
    PutVarint(raw, out);
  }
}

template <Described T>
void Encode(const T& value, std::string& out) {
  ForEachField<T>([&](const auto& field) { EncodeField(field.number, value.*field.member, false, out); });
}

template <Described T>
std::string Encode(const T& value) {
  std::string out;
  Encode(value, out);
  return out;
}

template <class T>
bool DecodeField(Type type, std::uint64_t raw, std::string_view bytes, bool may_be_default, T& value) {
  if constexpr (IsOptional<T>::value) {
    return DecodeField(type, raw, bytes, true, value.emplace());
  } else if constexpr (IsVector<T>::value) {
    return DecodeField(type, raw, bytes, true, value.emplace_back());
  } else if constexpr (TextLike<T>::value) {
    if (type != Type::kBytes || (bytes.empty() && !may_be_default)) return false;
    value = TextLike<T>::Make(bytes);
    return true;
  } else if constexpr (Described<T>) {
    return type == Type::kBytes && Decode(bytes, value);
  } else {
    return type == Type::kVarint && (raw != 0 || may_be_default) && Scalar<T>::From(raw, value);
  }
}

// One field of a message, as it stands on the wire.
struct Taken {
  std::uint32_t number = 0;  // 0: nothing is left.
  Type type = Type::kVarint;
  std::uint64_t raw = 0;
  std::string_view bytes;
};

// Takes the next field from the front of `in`; false when it is cut short or of a type that is not ours.
inline bool TakeField(std::string_view& in, Taken& taken) {
  if (in.empty()) return taken.number = 0, true;
  std::uint64_t tag = 0;
  if (!TakeVarint(in, tag) || tag >> 3 == 0 || tag >> 3 > 0x1fffffff) return false;
  taken.number = static_cast<std::uint32_t>(tag >> 3);
  taken.type = static_cast<Type>(tag & 7);
  if (taken.type != Type::kVarint && taken.type != Type::kBytes) return false;
  if (!TakeVarint(in, taken.raw)) return false;
  if (taken.type == Type::kBytes) {
    if (taken.raw > in.size()) return false;
    taken.bytes = in.substr(0, taken.raw);
    in.remove_prefix(taken.raw);
  }
  return true;
}

// Overwrites `value`. False (and `value` unspecified) when `in` is not an encoding of a T; fields must be in
// order, so one walk along the table meets them all.
template <Described T>
bool Decode(std::string_view in, T& value) {
  Taken next;
  bool ok = TakeField(in, next);
  ForEachField<T>([&](const auto& field) {
    auto& member = value.*field.member;
    using Member = std::remove_cvref_t<decltype(member)>;
    // What is left out is zero on the wire, whatever the struct begins with.
    member = Member{};
    bool again = true;
    bool met = false;
    while (ok && again && next.number == field.number) {
      ok = DecodeField(next.type, next.raw, next.bytes, false, member) && TakeField(in, next);
      again = IsVector<Member>::value;
      met = true;
    }
    if constexpr (Described<Member>) ok = ok && met;
  });
  return ok && next.number == 0;
}

}  // namespace careledger::model::wire
