// The visits of one provider, week by week: what was planned, what happened, and which carer came.
//
// No visit overlaps another of the same person or of the same carer, in any version of it, except where a
// fault is planted.
#pragma once

#include <cstdint>
#include <vector>

#include "client/generate/random.h"
#include "client/generate/visit.h"
#include "client/generate/world.h"

namespace careledger::generate {

// Which contract the visits are under.
enum class Phase : std::uint8_t { kBefore, kAfter };

// Slots of the plan, days in hospital left out.
struct Planned {
  std::int64_t slots = 0;
  std::int64_t minutes = 0;
  std::int64_t carer_minutes = 0;
  std::int64_t unreported = 0;  // Slots without a row.
};

struct WeekOfVisits {
  std::vector<Visit>
      visits;  // As the last file says, by planned start; planted rows follow what they are about.
  Planned planned;
};

class Roster {
 public:
  // `people` are those of the provider in that phase. All references must outlive the roster.
  Roster(const World& world, const Clock& clock, Phase phase, std::int32_t provider,
         std::vector<std::int32_t> people);

  // The visits of week `week` of the window, 0 being its first. REQUIRES: ascending calls, each within the
  // phase.
  WeekOfVisits Draw(std::int32_t week);

 private:
  struct Carer {
    std::int32_t number;
    Instant free_from;
  };
  struct Call {
    const Slot* slot;
    Service service;
  };

  void DrawDay(std::int32_t week, Day day, WeekOfVisits& out);
  void DrawPerson(std::int32_t week, Day day, std::size_t index, Planned& planned);
  void DrawCall(std::int32_t week, Day day, const Call& call, std::size_t index, Planned& planned);
  void Deliver(Visit& visit, std::size_t index, Instant wall_end);  // A night ends by the clock on the wall.
  void Correct(Visit& visit, std::int32_t week);
  void AddAfterEnd(Day day, std::size_t index);
  Visit NewVisit(Day day, const Call& call, std::size_t index);
  void SendCarers();
  std::int32_t TakeCarer(std::vector<Carer>& team, std::size_t prefer, const Visit& visit);
  void PlantTwoPlaces();
  void PlantRows(std::vector<Visit>& out);

  const World& world_;
  const Clock& clock_;
  Phase phase_;
  std::int32_t provider_;
  std::vector<std::int32_t> people_;
  std::vector<Instant> person_free_from_;
  std::vector<std::vector<Carer>> teams_;
  Random random_;
  std::int32_t carers_ = 0;
  std::int64_t visits_ = 0;
  std::int32_t unknown_people_ = 0;
  std::int64_t late_seconds_ = 0;
  Evidence evidence_ = Evidence::kCallMonitoring;
  std::vector<Visit> day_;  // Of the day being drawn.
  std::vector<std::size_t> order_;
};

// The people whose visits `Roster` draws, for each provider of a phase.
std::vector<std::vector<std::int32_t>> PeopleByProvider(const World& world, Phase phase);

}  // namespace careledger::generate
