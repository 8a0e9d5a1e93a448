// When the clock of each package started, and the first day of care since: see
// replay/projections/wait_clock.h. What a search of the visits would find, kept as the records tell it, so
// that nobody has to search.
#pragma once

#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "replay/model/calendar.h"
#include "replay/model/ids.h"

namespace careledger::store {

inline constexpr model::Date kNever(0x7fffffff);

// The clock's start, and the first service date on or after it with a visit delivered to the package.
struct CareStart {
  model::Date since;
  model::Date first = kNever;
  bool operator==(const CareStart&) const = default;
};
using CareStarts = absl::InlinedVector<CareStart, 2>;  // In order of `since`.

std::string EncodeStarts(const CareStarts& starts);
// False for bytes that are no such list.
bool DecodeStarts(std::string_view in, CareStarts& starts);

// Every version of every package's clock. One thread changes it, any reads it.
class CareClocks {
 public:
  // As of the record folded last; for the thread that changes it alone. Null: the package has had no clock.
  const CareStarts* Now(const model::PackageId& package) const;
  // REQUIRES: no record of the package's clock is later.
  void Set(const model::PackageId& package, model::Position position, CareStarts starts);
  // The package has ended, from that record on; kNever: it has not, as it turns out.
  void SetEnd(const model::PackageId& package, model::Position position, model::Date ended);

  // The first day of care since the clock started on `since`; kNever: none yet. Empty when it did not start
  // then, as known.
  std::optional<model::Date> FirstSince(const model::PackageId& package, model::Position known,
                                        model::Date since) const;
  // Packages whose clock may run on some day of the period, as known.
  std::vector<model::PackageId> Running(model::Position known, const model::Period& period) const;

 private:
  struct Version {
    model::Position position{};
    CareStarts starts;
  };
  struct Entry {
    absl::InlinedVector<Version, 2> versions;  // In order of position.
    model::Position end_position{};
    model::Date ended = kNever;
    // As known; null when nothing was.
    const CareStarts* At(model::Position known) const;
  };

  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<model::PackageId, Entry, std::hash<model::PackageId>> entries_;  // Guarded by mutex_.
};

}  // namespace careledger::store
