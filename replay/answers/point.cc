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

absl::StatusOr<Point> ResolvePoint(const log::Log& log, const v1::HistoryPoint& at, RecordTime now,
                                   std::string_view name) {
  const log::Head head = log.head();
  const std::string field = std::string(name) + ".known_at";
  now = std::max(now, head.record_time);
  Point point{.known = head.position, .known_at = now, .on = Date()};
  const std::string& text = at.known_at();
  if (!text.empty() && text[0] == '#') {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == 0) {
      return absl::InvalidArgumentError(field + ": '" + text + "' is not a position (#1, #2, ...)");
    }
    if (number > Number(head.position)) {
      return absl::OutOfRangeError(field + ": position " + std::to_string(number) + " is beyond the head, " +
                                   std::to_string(Number(head.position)));
    }
    point.known = Position{number};
    auto time = TimeOf(log, point.known);
    if (!time.ok()) return time.status();
    point.known_at = *time;
  } else if (!text.empty()) {
    if (const auto date = Date::Parse(text)) {
      point.known_at = EndOfDay(*date);
      // Today is not over: what it will know is not known.
      if (*date == LondonDate(now.instant())) point.known_at = now;
    } else if (const auto instant = ParseInstant(text)) {
      point.known_at = RecordTime{instant->seconds * 1'000'000};
    } else {
      return absl::InvalidArgumentError(
          field + ": '" + text + "' is not a date (2016-11-30), an instant (2016-11-30T12:00Z) or #position");
    }
    if (now < point.known_at) {
      return absl::OutOfRangeError(field + ": " + text + " is in the future; the ledger's own time is " +
                                   now.ToString());
    }
    if (point.known_at < head.record_time) {
      auto last = log.LastAtOrBefore(point.known_at);
      if (!last.ok()) return last.status();
      point.known = *last;
    }
  }
  if (Number(point.known) == 0) {
    return absl::NotFoundError(field + ": nothing was known to this system at " +
                               (text.empty() ? "any time" : text));
  }
  point.on = LondonDate(point.known_at.instant());
  if (!at.on().empty()) {
    const auto on = Date::Parse(at.on());
    if (!on) {
      return absl::InvalidArgumentError(std::string(name) + ".on: '" + at.on() +
                                        "' is not a date (2016-11-30)");
    }
    point.on = *on;
  }
  return point;
}

absl::Status CheckEarlier(const v1::HistoryPoint& earlier) {
  if (!earlier.known_at().empty() || !earlier.on().empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("earlier: is required: name known_at or on, what is compared with later");
}

absl::Status CheckOrder(const Point& earlier, const Point& later) {
  if (earlier.known <= later.known) return absl::OkStatus();
  return absl::InvalidArgumentError("earlier.known_at: position " + std::to_string(Number(earlier.known)) +
                                    " comes after later.known_at, position " +
                                    std::to_string(Number(later.known)));
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
