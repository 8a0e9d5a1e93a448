// What the generated files must add up to, counted by the generator's own integer arithmetic.
//
// It shares no code with what it checks: neither dates, nor minutes, nor prices come from the product.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "client/generate/roster.h"
#include "client/generate/visit.h"
#include "client/generate/world.h"

namespace careledger::generate {

// Sums over visits. Minutes and money count delivered visits only, one line for each carer who came.
struct Counters {
  std::int64_t visits = 0;  // Rows that stand, one a visit.
  std::array<std::int64_t, kStatusNames.size()> by_status = {};
  std::int64_t planned_minutes = 0;
  std::int64_t planned_carer_minutes = 0;
  std::int64_t delivered_carer_minutes = 0;
  std::int64_t lines = 0;
  std::int64_t pence = 0;
  std::int64_t punctual = 0;  // Check-in of the first carer within 30 minutes of plan, the limits included.
  std::int64_t short_visits = 0;  // Carer minutes below 80 % of planned minutes for those who came.

  void Add(const Visit& visit, std::int64_t rate);
  void Add(const Counters& other);
};

// £0.0001 an hour for whole minutes, to the penny, half up.
constexpr std::int64_t Pence(std::int64_t minutes, std::int64_t rate) {
  return (2 * minutes * rate + 6'000) / 12'000;
}

// One provider and week, or any sum of them.
struct Cell {
  Planned planned;
  Counters final;  // As all files say; planted visits apart.
  Counters first;  // As the week's own file says, before later corrections; planted visits apart.
  std::array<Counters, kFaults> planted = {};
  Counters partners;  // The visits that planted ones are about; counted in `final` as well.
  std::int64_t corrected = 0;

  void Add(const Cell& other);
};

// A planted visit, so that a report of held visits can be compared line by line.
struct Planted {
  Fault fault;
  std::string provider;
  std::string external_id;
  std::string partner;  // Empty: none.
  Day date;
  std::int64_t pence;
};

class Totals {
 public:
  explicit Totals(const World& world) : world_(world), lots_(world.lots.size()) {}

  void Add(Phase phase, std::int32_t provider, std::int32_t week, const WeekOfVisits& visits);
  std::int64_t rows() const { return rows_; }
  std::string Json() const;

 private:
  struct Week {
    Phase phase;
    std::int32_t provider;
    std::int32_t week;
    Cell cell;
  };
  const Provider& ProviderOf(const Week& week) const;

  const World& world_;
  std::vector<Week> weeks_;  // By phase, provider, week.
  std::vector<Cell> lots_;   // Under the contract after.
  std::array<Cell, 2> funders_;
  std::vector<Planted> planted_;
  std::int64_t rows_ = 0;
};

std::string ExternalId(const Visit& visit);

}  // namespace careledger::generate
