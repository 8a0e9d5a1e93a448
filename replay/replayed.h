// A ledger as known at one point, folded from its log.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "replay/answers/mark.h"
#include "replay/projections/fold.h"
#include "replay/source.h"

namespace careledger::replay {

// How far a log is read: all of it, up to a position, or up to a time.
struct Limit {
  std::string text;  // As asked for.
  std::uint64_t position = ~std::uint64_t{0};
  std::optional<model::RecordTime> time;

  bool Holds(model::Position at, model::RecordTime recorded) const {
    return Number(at) <= position && (!time || recorded <= *time);
  }
};

// Of a date (its end), an instant or a #position; empty: all. INVALID_ARGUMENT for anything else.
absl::StatusOr<Limit> ReadLimit(const std::string& text);

// Whether the limit means something in a log that ends so, of which `known` records lie within it. The log
// alone cannot say what was recorded after its last record: a time after it is answered, and that is said.
absl::Status CheckLimit(const Limit& limit, std::uint64_t known, model::Position last,
                        model::RecordTime last_time);

// A fold up to the point asked for, out of a log that has been checked to its end.
struct Replayed {
  std::unique_ptr<projections::FoldedView> view;
  answers::Mark mark;
  std::vector<std::string> trail;  // Records that name the subject asked for.
};

// `on` is a date; empty: that of `known_at`, which ReadLimit reads. Keeps the records that name `subject`, if
// its kind is not empty.
absl::StatusOr<Replayed> Replay(Source& source, const std::string& known_at, const std::string& on,
                                const projections::Subject& subject);

}  // namespace careledger::replay
