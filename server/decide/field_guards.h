// Ranges of dates and numbers that commands of monitoring share. All refuse with kInvalidField.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

inline Refusal InFuture(Date date, const Facts& facts, std::string_view field) {
  if (date <= facts.today()) return std::nullopt;
  return Reject(Reason::kInvalidField, field, date, " lies after today, ", facts.today());
}

inline Refusal OutOfRange(std::uint32_t value, std::uint32_t least, std::uint32_t most,
                          std::string_view field) {
  if (least <= value && value <= most) return std::nullopt;
  return Reject(Reason::kInvalidField, field, field, " is ", value, ": ", least, " to ", most);
}

inline Refusal Before(Date date, Date first, std::string_view field, std::string_view what) {
  if (first <= date) return std::nullopt;
  return Reject(Reason::kInvalidField, field, date, " is before ", what, ", ", first);
}

inline Refusal BadPolicy(const Authority& authority, Date effective, const Facts& facts) {
  if (Refusal no = BadAuthority(authority)) return no;
  return TooFarAhead(effective, facts);
}

}  // namespace careledger::decide
