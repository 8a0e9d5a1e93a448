#include "replay/replayed.h"

#include <charconv>
#include <cstdio>

#include "replay/log/codec.h"

namespace careledger::replay {

using model::Date;
using model::Position;
using model::RecordTime;

absl::StatusOr<Limit> ReadLimit(const std::string& text) {
  Limit limit{.text = text, .position = ~std::uint64_t{0}, .time = {}};
  if (text.empty()) return limit;
  if (text[0] == '#') {
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data() + 1, end, limit.position).ptr == end && limit.position > 0) return limit;
  } else if (const auto date = Date::Parse(text)) {
    limit.time = model::EndOfDay(*date);
    return limit;
  } else if (const auto instant = model::ParseInstant(text)) {
    limit.time = RecordTime{instant->seconds * 1'000'000};
    return limit;
  }
  return absl::InvalidArgumentError(
      "--known-at: '" + text + "' is not a date (2016-11-30), an instant (2016-11-30T12:00Z) or #position");
}

absl::Status CheckLimit(const Limit& limit, std::uint64_t known, Position last, RecordTime last_time) {
  if (limit.position != ~std::uint64_t{0} && limit.position > Number(last)) {
    return absl::OutOfRangeError("--known-at: position " + std::to_string(limit.position) +
                                 " is beyond the head, " + std::to_string(Number(last)));
  }
  if (known == 0) {
    return absl::NotFoundError("--known-at: nothing was known to this system at " +
                               (limit.text.empty() ? "any time" : limit.text));
  }
  if (limit.time && last_time < *limit.time) {
    std::fprintf(stderr, "careledger-replay: the log ends at %s: what was recorded after that is not in it\n",
                 last_time.ToString().c_str());
  }
  return absl::OkStatus();
}

absl::StatusOr<Replayed> Replay(Source& source, const std::string& known_at, const std::string& on,
                                const projections::Subject& subject) {
  const auto limit = ReadLimit(known_at);
  if (!limit.ok()) return limit.status();
  Replayed replayed;
  // Overlaps reach across providers, so visits of all of them are kept.
  replayed.view = std::make_unique<projections::FoldedView>();
  replayed.mark.ledger_id = source.ledger_id();
  projections::Point point;
  absl::Status failure;
  bool beyond = false;
  Position last{};
  RecordTime last_time;
  const log::Report report = source.Scan([&](std::string_view bytes) {
    const auto record = log::View(bytes);  // The scan has checked that it decodes.
    last = record->position;
    last_time = record->record_time;
    beyond = beyond || !limit->Holds(last, last_time);
    if (beyond || !failure.ok()) return;
    auto recorded = log::ToRecorded(*record);
    if (!recorded.ok()) {
      failure = recorded.status();
      return;
    }
    point.known = record->position;
    point.known_at = record->record_time;
    if (!recorded->has_value()) return;
    if (!subject.kind.empty() && projections::Names((*recorded)->event, subject))
      replayed.trail.emplace_back(bytes);
    replayed.view->Apply(**std::move(recorded));
  });
  if (!report.ok()) return report.error;
  if (!failure.ok()) return failure;
  if (const auto within = CheckLimit(*limit, Number(point.known), last, last_time); !within.ok())
    return within;
  if (limit->time) point.known_at = *limit->time;
  point.on = model::LondonDate(point.known_at.instant());
  if (!on.empty()) {
    const auto date = Date::Parse(on);
    if (!date) return absl::InvalidArgumentError("--on: '" + on + "' is not a date (2016-11-30)");
    point.on = *date;
  }
  replayed.mark.simulated_clock = replayed.view->base().ledger.simulated_clock;
  replayed.view->SetPoint(point);
  return replayed;
}

}  // namespace careledger::replay
