// Small guards that several ladders share, and the one way to say no or "already".
#pragma once

#include <concepts>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "server/decide/decide.h"

namespace careledger::decide {

// Set when a rule says no.
using Refusal = std::optional<Rejection>;

inline void AppendTo(std::string& out, std::string_view text) { out += text; }
inline void AppendTo(std::string& out, Date date) { out += date.ToString(); }
inline void AppendTo(std::string& out, Rate rate) { out += rate.ToString(); }
inline void AppendTo(std::string& out, Pence pence) { out += pence.ToString(); }
inline void AppendTo(std::string& out, Position position) { out += "#" + std::to_string(Number(position)); }
inline void AppendTo(std::string& out, Instant instant) { out += ToString(instant); }
template <std::integral T>
void AppendTo(std::string& out, T number) {
  out += std::to_string(number);
}
template <class Tag>
void AppendTo(std::string& out, const Id<Tag>& id) {
  out += id.empty() ? std::string_view("(none)") : std::string_view(id.str());
}

// "contract c-1 has no lot L04" from its parts.
template <class... Parts>
Rejection Reject(Reason reason, std::string_view field, const Parts&... parts) {
  Rejection rejection{.reason = reason, .field = std::string(field), .detail = {}};
  (AppendTo(rejection.detail, parts), ...);
  return rejection;
}

// Nothing to append: the record at `position` already says so.
inline Decision Already(Position position) {
  return {.events = {}, .already = position, .already_stream = {}};
}
// The same where the model keeps no position: the last record of `stream`.
inline Decision AlreadyIn(std::string stream) {
  return {.events = {}, .already = {}, .already_stream = std::move(stream)};
}

template <class... NewEvents>
Decision Append(NewEvents&&... events) {
  Decision decision;
  decision.events.reserve(sizeof...(events));
  (decision.events.push_back(std::forward<NewEvents>(events)), ...);
  return decision;
}

template <class Tag>
std::string Stream(std::string_view category, const Id<Tag>& id) {
  return std::string(category) + "-" + id.str();
}

// Field formats. All refuse with kInvalidField.

// Not more than ten years after today.
Refusal TooFarAhead(Date date, const Facts& facts, std::string_view field = "effective_date");
// The end of a term, or of an option to extend it: not more than thirty years after today.
Refusal EndTooFarAhead(Date date, const Facts& facts, std::string_view field);
Date TenYearsAfter(Date date);
Date TenYearsBefore(Date date);
// 1 to 200 bytes without control characters.
Refusal BadName(std::string_view text, std::string_view field);
// At most 200 bytes each, without control characters; whether it may be empty is the reader's to say.
Refusal BadAuthority(const Authority& authority);
Refusal BadPlan(const WeeklyPlan& plan);
Refusal BadTime(TimeOfDay time);
// Check-out after check-in, by at most 24 hours.
Refusal BadAttendance(Instant check_in, Instant check_out, const CarerId& carer);

// The day types of `lines` made explicit; then: 1 to 1,000 lines, each key once, each rate above 0.
std::vector<RateLine> Normalised(std::vector<RateLine> lines);
Refusal BadRateLines(const std::vector<RateLine>& lines);

// A number of a command or a policy that is above what it may be.
Refusal Above(std::uint32_t value, std::uint32_t max, std::string_view field);
// A list of more than `max`, or with something in it twice.
template <class T>
Refusal NotEachOnce(const std::vector<T>& values, std::size_t max, std::string_view field) {
  if (values.size() > max)
    return Reject(Reason::kInvalidField, field, values.size(), " ", field, ": at most ", max);
  std::set<T> seen;
  for (const T& value : values) {
    if (!seen.insert(value).second) return Reject(Reason::kInvalidField, field, value, " stands there twice");
  }
  return std::nullopt;
}

// Known things.
Rejection NoCommissioner(const CommissionerId& id, std::string_view field);
Rejection NoContract(const ContractId& id, std::string_view field);
Rejection NoLot(const ContractId& contract, const LotId& lot, std::string_view field);
Rejection NoProvider(const ProviderId& id, std::string_view field);
// Lots, then providers, that `lines` name and the ledger does not know.
Refusal UnknownParties(const World& world, const Contract& contract, const std::vector<RateLine>& lines);

// A contract buys the services that its policy names on `date`; and of those that it has a rate of, on
// whatever date: one without any rate is not priced yet. Refuses with kServiceUnknown.
Refusal UnknownService(const Contract& contract, const Code& service, Date date, std::string_view field);

// kFunderUnknown, when the contract says on `date` who pays under it, and not this one. `contract` may be
// empty or unknown: then nobody says.
Refusal UnknownFunder(const World& world, const ContractId& contract, const Code& funder, Date date);

Refusal OutsideTerm(const Contract& contract, Date date);
// The same for one lot, which may end before the contract does; for the contract when it is empty.
Refusal OutsideTerm(const Contract& contract, const LotId& lot, Date date);
// kIntakeSuspended, while the provider is given no new packages of the contract.
Refusal IntakeShut(const Contract& contract, const ProviderId& provider, Date date);
// kPhaseNotReady, while the lot waits for its phase to start.
Refusal LotNotStarted(const Contract& contract, const LotId& lot, Date date);

// Whether `provider` may be given packages of `contract` on `date`, in `lot` or, when that is empty, outside
// any: the term, then the lot, then the award or admission. `prefix` of the fields to blame: "" or "to_".
Refusal NotPlaceable(const Contract& contract, const LotId& lot, const ProviderId& provider, Date date,
                     std::string_view prefix);

}  // namespace careledger::decide
