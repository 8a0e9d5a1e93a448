// Text to values: how a field of a request or a cell of a file becomes one of the model's words, and what is
// said when it does not. Strict: no spaces around a value, no other spelling. Pure and thread-safe; the good
// path allocates nothing beyond the value.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "replay/model/contract_life_events.h"
#include "replay/model/package_health_events.h"
#include "replay/model/sourcing_events.h"
#include "replay/model/terms.h"
#include "server/decide/note_commands.h"
#include "server/decide/rejection.h"

namespace careledger::intake {

// Parse: true and `out` set when `text` is well-formed. Explain: the sentence about a `text` that is not,
// with the text in it ("'x y' is not an id: ..."); the last argument only names the type.
template <class Tag>
bool Parse(std::string_view text, model::Id<Tag>& out) {
  std::optional<model::Id<Tag>> id = model::Id<Tag>::Parse(text);
  if (!id) return false;
  out = *std::move(id);
  return true;
}
bool Parse(std::string_view text, model::Date& out);  // "2016-11-07"
bool Parse(std::string_view text,
           model::Instant& out);  // "2016-11-07T08:02", with seconds or offset or without.
bool Parse(std::string_view text, model::Rate& out);  // "16.22"
bool Parse(std::string_view text,
           model::Pence& out);  // Pounds, "20600000" or "1.50": up to a million million.
bool Parse(std::string_view text,
           decide::Percent& out);  // "2.5", "-1.25": at most four decimals, below 1,000,000.
bool Parse(std::string_view text, decide::TimeOfDay& out);      // "14:00"
bool Parse(std::string_view text, model::WeeklyPlan& out);      // "Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2"
bool Parse(std::string_view text, model::PreferredTimes& out);  // "07:00-10:00; 17:30-19:00"
bool Parse(std::string_view text, model::Capacity& out);        // "07-11 2100; 16-22 1200", "none"
bool Parse(std::string_view text, model::FitScore& out);        // "P1:80"
bool Parse(std::string_view text, model::GoalReview& out);      // "stairs:met"
bool Parse(std::string_view text, std::uint64_t& out);          // Decimal digits.
bool Parse(std::string_view text, std::uint32_t& out);
bool Parse(std::string_view text, decide::FreeText& out);
bool Parse(std::string_view text, std::string& out);  // A name: at most 200 bytes, no control characters.
template <class T>
bool Parse(std::string_view text, std::optional<T>& out) {
  return Parse(text, out.emplace());
}

std::string NotAnId(std::string_view text);
template <class Tag>
std::string Explain(std::string_view text, const model::Id<Tag>&) {
  return NotAnId(text);
}
std::string Explain(std::string_view text, model::Date);
std::string Explain(std::string_view text, model::Instant);  // Says so when a clock change is the reason.
std::string Explain(std::string_view text, model::Rate);
std::string Explain(std::string_view text, model::Pence);
std::string Explain(std::string_view text, decide::Percent);
std::string Explain(std::string_view text, decide::TimeOfDay);
std::string Explain(std::string_view text, const model::WeeklyPlan&);  // Names the slot to blame.
std::string Explain(std::string_view text, const model::PreferredTimes&);
std::string Explain(std::string_view text, const model::Capacity&);
std::string Explain(std::string_view text, const model::FitScore&);
std::string Explain(std::string_view text, const model::GoalReview&);
std::string Explain(std::string_view text, std::uint64_t);
std::string Explain(std::string_view text, std::uint32_t);
std::string Explain(std::string_view text, const decide::FreeText&);  // Without the text.
std::string Explain(std::string_view text, const std::string&);
template <class T>
std::string Explain(std::string_view text, const std::optional<T>&) {
  return Explain(text, T{});
}

// `text` in single quotes, cut after 60 bytes, with control characters and bytes that are not UTF-8 written
// "\x0a".
std::string Quoted(std::string_view text);

// Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates.
bool IsUtf8(std::string_view text);

enum class Need : bool { kOptional, kRequired };

// One request or row being read field by field: the first thing wrong is kept, and nothing is read after it.
class Reading {
 public:
  bool ok() const { return !fault_.has_value(); }
  // REQUIRES: !ok().
  decide::Rejection TakeFault() { return *std::move(fault_); }

  void Refuse(std::string_view field, std::string detail) {
    if (ok()) fault_ = {decide::Reason::kInvalidField, std::string(field), std::move(detail)};
  }
  // Empty text leaves `out` as it is, or is refused when something is needed.
  template <class T>
  void Read(std::string_view field, std::string_view text, Need need, T& out) {
    if (!ok()) return;
    if (text.empty()) {
      if (need == Need::kRequired) Refuse(field, "is required");
    } else if (!Parse(text, out)) {
      Refuse(field, Explain(text, T{}));
    }
  }
  // Takes over what `part` found wrong, its field named within `outer`: "lines[3]" and "rate" are
  // "lines[3].rate".
  void Adopt(std::string_view outer, Reading&& part) {
    if (!ok() || part.ok()) return;
    fault_ = part.TakeFault();
    fault_->field = std::string(outer) + "." + fault_->field;
  }

 private:
  std::optional<decide::Rejection> fault_;
};

}  // namespace careledger::intake
