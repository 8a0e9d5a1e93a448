// The council that is generated: its providers, lots, people and packages, and what happens to them in the
// window.
//
// Built from a scenario alone, before any visit: the same scenario gives the same world. Indices are
// positions in the vectors here; kNone stands for "none".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/generate/plan.h"
#include "client/generate/scenario.h"

namespace careledger::generate {

constexpr std::int32_t kNone = -1;
constexpr Day kNever = 0x3FFFFFFF;

enum Service : std::uint8_t { kHomeCare, kSitting };
constexpr std::array<std::string_view, 2> kServiceNames = {"home-care", "sitting"};

struct Provider {
  std::string id;
  std::string name;
  std::string form;            // sole, lead, consortium
  std::string members;         // Ids with spaces between them.
  std::string subcontractors;  // As well.
  std::string consortium_lead;
  std::string stands_for;  // The name that a report prints.
  bool illustrative = true;
  std::int64_t weight = 1;                 // Share of the people.
  std::array<std::int64_t, 2> rates = {};  // By service, £0.0001 an hour; 0: it is only a member of another.
  std::vector<std::string> deliverers;     // Who may come; empty: itself.
  std::vector<std::int32_t> lots;
  bool Party() const { return rates[kHomeCare] > 0; }
};

struct Lot {
  std::string id;
  std::string number;
  std::string name;
  std::int64_t weight = 1;
  std::int32_t provider = kNone;  // Into `after`.
};

struct Package {
  std::int32_t person = 0;
  Service service = kHomeCare;
  bool chc = false;
  bool under_before = false;  // Awarded under the contract before.
  std::uint8_t client_group = 0;
  std::uint8_t reason = 0;
  bool in_hospital = false;  // Where the person waited.
  Day requested = 0;
  Day start = kNever;  // kNever: requested only.
  Day end = kNever;    // First day without care.
  Day recorded = 0;    // The Monday on which its row is imported; before the window: with the setup.
  // Which plan holds from which day; ascending, the first from `start`.
  struct Version {
    Day from;
    Plan plan;
  };
  std::vector<Version> plans;
};
constexpr std::array<std::string_view, 4> kClientGroups = {"older-people", "physical-disability",
                                                           "learning-disability", "mental-health"};
constexpr std::array<std::string_view, 3> kRequestReasons = {"new", "leaving-reablement", "change"};

// [from, to) without care.
struct Stay {
  Day from = 0;
  Day to = 0;
};

struct Person {
  std::int32_t lot = kNone;
  std::int32_t before = kNone;  // Provider under each contract.
  std::int32_t after = kNone;
  std::int32_t deliverer = kNone;  // Into the deliverers of `after`.
  std::int32_t first_package = 0;
  std::int32_t packages = 1;
  std::vector<Stay> stays;  // In hospital; ascending.
  bool left_by_go_live = false;
};

struct PackageEvent {
  Day recorded = 0;  // The Monday on which it is imported.
  std::int32_t package = 0;
  std::string_view event;  // suspended, resumed, ended, plan-changed, died, handed-back
  Day effective = 0;
  std::optional<Plan> plan;
  Day until = kNever;
  std::string_view reason;
};

struct World {
  Scenario scenario;
  std::vector<Provider> before;
  std::vector<Provider> after;
  std::vector<Lot> lots;
  std::vector<Person> people;
  std::vector<Package> packages;
  std::vector<PackageEvent> events;  // Ascending by recorded, then effective date.
};

std::string PersonId(std::int32_t person);    // "P00001"
std::string PackageId(std::int32_t package);  // "K00001"

// Reads or makes up providers and lots. False, with the reason in `error`, when a file does not fit.
bool AddParties(World& world, std::string& error);
// Then people, their packages and the events of the window.
void AddPeople(World& world);

}  // namespace careledger::generate
