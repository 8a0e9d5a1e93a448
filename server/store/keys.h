// Rows of the read models: one key space, one letter a kind. All numbers are big-endian, so that rows sort by
// position.
//
//   m|name                                    meta: checkpoint, last cut
//   e|stream|0|position                       the record itself, for every stream but visits
//   t|kind|0|id|0|position                    stream of a record that names the subject, and few of its kind
//   T|kind|0|position                         stream of a record that names many of the kind
//   v|provider|0|date|last position           a block of visit events, in order of position
//   x|source|0|external id                    where a visit is filed, and its sequences with their positions
//   f|last position of a pass                 fingerprints of the x, r and s keys it put first
//   r|actor|0|request id                      digest, first position and number of records of a request
//   s stream                                  number of records
//   k|provider|0|date|cut                     KPI cell of a day, as known at a cut
//   K|provider|0|first of month|cut           sum of the month's cells
//   d|last position of a pass                 what each record of the pass changed in the cells
//   w|package|0|position                      starts of the package's clock, each with the first day of care
//   since
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "replay/model/calendar.h"
#include "replay/model/ids.h"

namespace careledger::store {

inline void PutBig(std::uint64_t value, int bytes, std::string& out) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

inline std::uint64_t GetBig(std::string_view bytes) {
  std::uint64_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

// Builds a key part by part: Key('v').Text(provider).Day(date).At(position).
class Key {
 public:
  explicit Key(char kind) : bytes_(1, kind) {}
  Key& Text(std::string_view text) {
    bytes_.append(text);
    bytes_.push_back('\0');
    return *this;
  }
  Key& Day(model::Date date) {
    PutBig(static_cast<std::uint32_t>(date.days()) ^ 0x80000000U, 4, bytes_);
    return *this;
  }
  Key& At(model::Position position) {
    PutBig(Number(position), 8, bytes_);
    return *this;
  }
  const std::string& str() const { return bytes_; }

 private:
  std::string bytes_;
};

inline std::string RequestKey(std::string_view actor, std::string_view request_id) {
  return Key('r').Text(actor).str() + std::string(request_id);
}
inline std::string StreamKey(std::string_view stream) { return std::string("s").append(stream); }

inline model::Date DayOf(std::string_view four) {
  return model::Date(static_cast<std::int32_t>(static_cast<std::uint32_t>(GetBig(four)) ^ 0x80000000U));
}

}  // namespace careledger::store
