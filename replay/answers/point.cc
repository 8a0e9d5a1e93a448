#include <charconv>

#include "absl/strings/escaping.h"
#include "replay/answers/answers.h"

namespace careledger::answers {

using namespace model;
using projections::Point;

namespace {

absl::StatusOr<RecordTime> TimeOf(const log::Log& log, Position position) {
  RecordTime time;
  const absl::Status read = log.Read(position, 1, [&](std::string_view bytes) {
    if (const auto place = log::PeekPlace(bytes)) time = place->record_time;
    return false;
  });
  if (!read.ok()) return read;
  return time;
}

}  // namespace

absl::StatusOr<Point> ResolvePoint(const log::Log& log, const v1::HistoryPoint& at, RecordTime now) {
  const log::Head head = log.head();
  Point point{.known = head.position, .known_at = std::max(now, head.record_time), .on = Date()};
  const std::string& text = at.known_at();
  if (!text.empty() && text[0] == '#') {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0) {
      return absl::InvalidArgumentError("at.known_at: '" + text + "' is not a position (#1, #2, ...)");
    }
    if (number > Number(head.position)) {
      return absl::OutOfRangeError("at.known_at: position " + std::to_string(number) +
                                   " is beyond the head, " + std::to_string(Number(head.position)));
    }
    point.known = Position{number};
    auto time = TimeOf(log, point.known);
    if (!time.ok()) return time.status();
    point.known_at = *time;
  } else if (!text.empty()) {
    if (const auto date = Date::Parse(text)) {
      point.known_at = EndOfDay(*date);
    } else if (const auto instant = ParseInstant(text)) {
      point.known_at = RecordTime{instant->seconds * 1'000'000};
    } else {
      return absl::InvalidArgumentError(
          "at.known_at: '" + text +
          "' is not a date (2016-11-30), an instant (2016-11-30T12:00Z) or #position");
    }
    if (point.known_at < head.record_time) {
      auto last = log.LastAtOrBefore(point.known_at);
      if (!last.ok()) return last.status();
      point.known = *last;
    }
  }
  if (Number(point.known) == 0) {
    return absl::NotFoundError("at.known_at: nothing was known to this system at " +
                               (text.empty() ? "any time" : text));
  }
  point.on = LondonDate(point.known_at.instant());
  if (!at.on().empty()) {
    const auto on = Date::Parse(at.on());
    if (!on) return absl::InvalidArgumentError("at.on: '" + at.on() + "' is not a date (2016-11-30)");
    point.on = *on;
  }
  return point;
}

void FillPoint(const Point& point, const Mark& mark, v1::AnswerPoint* out) {
  const LocalTime known = ToLondon(point.known_at.instant());
  out->set_statement("position on " + point.on.ToLongString() + ", as known on " + known.date.ToLongString());
  out->set_known_at(point.known_at.ToString());
  out->set_known_position(Number(point.known));
  out->set_on(point.on.ToString());
  out->set_ledger_id(log::Hex(mark.ledger_id));
  if (mark.simulated_clock) out->set_mark("simulated clock");
}

absl::StatusOr<Period> ReadPeriod(const std::string& from, const std::string& to) {
  const auto start = Date::Parse(from);
  const auto end = Date::Parse(to);
  if (!start) return absl::InvalidArgumentError("from_date: '" + from + "' is not a date (2016-11-07)");
  if (!end) return absl::InvalidArgumentError("to_date: '" + to + "' is not a date (2016-11-07)");
  if (*end <= *start)
    return absl::InvalidArgumentError(
        "to_date: must be after from_date; it is the first day after the period");
  if (*end - *start > 3 * 366) return absl::InvalidArgumentError("to_date: a period is at most three years");
  return Period{*start, *end};
}

}  // namespace careledger::answers
