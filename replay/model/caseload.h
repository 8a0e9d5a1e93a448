// What each provider has on its hands under each contract: its packages, and how much of its week they take.
// Kept as packages change, so that to ask costs nothing however many there are.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "replay/model/package.h"

namespace careledger::model {

// Carers' minutes a week, by the hour of the day in which a visit begins.
using HourlyMinutes = std::array<std::int64_t, 24>;
HourlyMinutes HourlyOf(const WeeklyPlan& plan);
void AddHourly(HourlyMinutes& sum, const WeeklyPlan& plan);
void AddTo(HourlyMinutes& sum, const HourlyMinutes& minutes, std::int64_t sign);

// What a package takes of a provider, for good: its last placement while it has no end, with the last
// permanent plan. A suspended package keeps its place. Points into the package; null when it is with nobody.
struct Holding {
  const Placement* placement = nullptr;
  const WeeklyPlan* plan = nullptr;
};
Holding HoldingOf(const Package& package);
// The same as it stands on a date: its placement in force, else the one to come.
Holding HoldingOn(const Package& package, Date on);

// The same, copied. None when the package is with nobody.
struct Taken {
  ContractId contract_id;
  LotId lot_id;
  ProviderId provider_id;
  PersonId person_id;
  HourlyMinutes minutes{};
  friend bool operator==(const Taken&, const Taken&) = default;
};
std::optional<Taken> TakenBy(const Package& package);
Taken TakenBy(const Package& package, const Holding& holding);

struct Caseload {
  std::map<LotId, HourlyMinutes> lots;       // The empty id: outside any.
  std::map<PersonId, std::uint32_t> people;  // And how many packages of each.
  std::map<PackageId, std::uint32_t> packages;

  HourlyMinutes Total() const;
  // Of one lot, or of all when it is empty.
  HourlyMinutes Of(const LotId& lot) const;
};

class Caseloads {
 public:
  // The package was as `before` and is as `after`; null: not there.
  void Move(const PackageId& id, const std::optional<Taken>& before, const std::optional<Taken>& after);
  // One more; its person and itself are counted only when asked for.
  void Add(const PackageId& id, const Taken& taken, bool counted);
  // What is taken of the provider in the lot, to be added to. Stays where it is.
  HourlyMinutes& MinutesOf(const ContractId& contract, const ProviderId& provider, const LotId& lot) {
    return items_[{contract, provider}].lots[lot];
  }
  // Null: nothing.
  const Caseload* Find(const ContractId& contract, const ProviderId& provider) const;

 private:
  void Count(const PackageId& id, const Taken& taken, int sign);
  std::map<std::pair<ContractId, ProviderId>, Caseload> items_;
};

}  // namespace careledger::model
