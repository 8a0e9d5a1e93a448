// Who waits for care: one definition for the waiting list, the list of packages that wait and the KPI.
//
// Everybody is in it once, with all that they wait for; what is said of a person (place, area, client group,
// age and stage of the wait) is that of the package that has waited longest. Who has died does not wait.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "replay/projections/tried.h"
#include "replay/projections/wait_clock.h"

namespace careledger::projections {

// The reason of a request for the care that follows reablement.
inline constexpr std::string_view kLeavingReablement = "leaving-reablement";

// The placement that a package has on `date`, or had last before it; null before any began.
const model::Placement* LastPlacementOn(const model::Package& package, model::Date date);

// A package that waits: its clock runs, or is paused. Points into it.
struct WaitingPackage {
  const model::Package* package = nullptr;
  model::PackageState state = model::PackageState::kNone;  // Requested, awarded, started or handed back.
  model::Date since;
  const model::HandBack* hand_back = nullptr;  // Which started the clock; null: the request did.
  const model::Placement* last = nullptr;      // That it has, or had last; null: never placed.
  const model::WeeklyPlan* plan = nullptr;     // Agreed for the date, else as asked for.
  const model::Code* area = nullptr;           // Where the person lives on the date; never null.
  // Of the package in whose place it is to come, while that is in care; null: of none.
  const model::WeeklyPlan* replaces = nullptr;
  std::int32_t paused_days = 0;              // Since the clock started, up to the date.
  const model::Suspension* pause = nullptr;  // In force on the date; null: the clock runs.

  // The day on which it would have begun to wait, had it never been paused: its age and its place among
  // others.
  model::Date counted_from() const { return since + paused_days; }
  model::Date requested() const { return *package->life().requested; }
  const model::PackageRequested& request() const { return package->life().request; }
  const model::Code& reason() const { return hand_back != nullptr ? hand_back->reason : request().reason; }
  const model::ContractId& contract_id() const {
    return last != nullptr ? last->contract_id : request().contract_id;
  }
  const model::LotId& lot_id() const { return last != nullptr ? last->lot_id : request().lot_id; }
};

// Hours of a week that are asked for and not yet supplied: of what comes in the place of other care, those
// beyond it. Of a package without a plan nobody said how many, and so of all that it is among.
struct WeeklyHours {
  std::uint64_t minutes = 0;  // Of those that have a plan.
  std::uint64_t unknown = 0;  // Packages that have none.
  void Add(const WaitingPackage& waits);
  WeeklyHours& operator+=(const WeeklyHours& other);
  bool operator==(const WeeklyHours&) const = default;
};

// What somebody who waits receives meanwhile.
enum class Receives : std::uint8_t {
  kNothing,    // No package of theirs is in care.
  kAwaits,     // One is, from whoever pays for it, and more or other care is awaited.
  kReablement  // Of these, what follows reablement.
};
inline constexpr std::string_view kReceivesWords[] = {"no-service", "awaiting-change", "leaving-reablement"};

struct WaitingPerson {
  model::PersonId id;
  std::vector<WaitingPackage> packages;  // The longest first, then by id; never empty.
  bool paused = false;                   // All that they wait for is paused, and stands in `packages`.
  std::size_t packages_paused = 0;       // Whether they wait for others or not.
  Receives receives = Receives::kNothing;
  WeeklyHours hours;
  const WaitingPackage& longest() const { return packages.front(); }
};

// Empty: any.
struct WaitingFilter {
  // Of packages: what waits elsewhere is not counted.
  model::ContractId contract_id;
  model::LotId lot_id;
  // Of people.
  model::Code area, client_group, waiting_in;
  std::string receives;  // One of kReceivesWords; awaiting-change has those who leave reablement among them.
  bool with_paused = false;  // Those too whose every wait is paused: they are told apart, and counted apart.
};

// Everybody who waits on each of `days`, which ascend: `each(day, person)` with the number of the day, people
// in no order.
using EachWaiting = std::function<void(std::size_t day, WaitingPerson&& person)>;
void ForEachWaiting(const View& view, const std::vector<model::Date>& days, const WaitingFilter& filter,
                    const EachWaiting& each);
// Those of one day, the longest first, then by id; the paused after the others.
std::vector<WaitingPerson> WaitingOn(const View& view, model::Date on, const WaitingFilter& filter);

struct WaitingFigures {
  std::uint64_t people = 0;
  std::uint64_t packages = 0;
  WeeklyHours hours;
  bool operator==(const WaitingFigures&) const = default;
};

// How people are grouped.
enum class By : std::uint8_t { kAll, kReceives, kPlace, kClientGroup, kArea, kAge, kStage, kTried, kPaused };
// "all", "receives", "place", "client-group", "area", "age", "stage", "tried", "paused"
std::string_view ToString(By by);

// Days since the clock started, but for paused ones, in bands: the first whose limit they are below.
struct AgeBand {
  std::string_view name;
  std::int32_t below;
};
inline constexpr AgeBand kAgeBands[] = {{"under-1-week", 7},
                                        {"1-to-4-weeks", 28},
                                        {"4-to-12-weeks", 84},
                                        {"12-to-26-weeks", 182},
                                        {"26-weeks-or-more", 0x7fffffff}};

// One group. Those who leave reablement are also among those awaiting a change; every other grouping adds up
// to all, but for the paused: these are in no other, by the reason of the pause.
struct WaitingLine {
  By by = By::kAll;
  std::string group;  // Empty for all; "not-said" where the request says nothing.
  WaitingFigures figures;
};

// Adds people up. Points into the packages of those added.
class WaitingSums {
 public:
  void Add(const WaitingPerson& person, model::Date on);
  // What was tried for the package that has waited longest: a grouping of its own, of those it is told of.
  void AddTried(const WaitingPerson& person, Trying tried);
  const WaitingFigures& all() const { return all_; }
  const WaitingFigures& of(Receives receives) const { return receives_[static_cast<std::size_t>(receives)]; }
  // In order of By; of closed lists every group, of codes those that somebody is in, by name.
  std::vector<WaitingLine> Lines() const;

 private:
  using Codes = std::unordered_map<std::string_view, WaitingFigures>;

  WaitingFigures all_;
  WaitingFigures receives_[std::size(kReceivesWords)];
  WaitingFigures ages_[std::size(kAgeBands)];
  WaitingFigures stages_[4];
  WaitingFigures tried_[std::size(kTryingWords)];
  bool told_tried_ = false;
  Codes places_, client_groups_, areas_, paused_;
};

// A mean over the days of a period that are the same day of the week: sums, and over how many days.
struct WaitingAverage {
  struct Day {
    model::Date date;
    WaitingFigures all;
    WaitingFigures receives[std::size(kReceivesWords)];
    WaitingFigures paused;  // Not in `all`.
  };
  std::vector<Day> days;           // None: nothing to divide by.
  std::vector<WaitingLine> lines;  // Sums over the days.
};
// Of the days in `period` up to the point's date.
WaitingAverage AverageWaiting(const View& view, const model::Period& period, model::Weekday weekday,
                              const WaitingFilter& filter);

}  // namespace careledger::projections
