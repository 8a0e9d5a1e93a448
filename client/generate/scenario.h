// What is to be generated: one set of parameters for any council, read from a file or from the command line.
//
// A scenario is a CSV file of key,value,origin; the keys are the names below, the third column says where a
// value comes from (printed, illustrative, generated) and is not read. Names of people's towns, providers and
// lots stand in further CSV files beside it, never in the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/generate/dates.h"

namespace careledger::generate {

struct Scenario {
  std::string name = "generated";
  std::string title = "Generated home care";
  std::int64_t seed = 1;

  // The window. Care goes over from the contract before to the contract after at the start of `go_live`, a
  // Monday; with no weeks before there is only the contract after.
  Day go_live = 0;
  std::int64_t weeks_before = 0;
  std::int64_t weeks_after = 4;
  Day setup_date = 0;  // The clock when the contracts' tables are loaded.
  std::string contract_before;
  Day contract_before_from = 0;
  std::string contract_after = "homecare";
  Day contract_after_from = 0;

  // People receiving care on `go_live`, and how much: carer hours a person a week, in tenths.
  std::int64_t people_council = 100;
  std::int64_t people_chc = 0;
  std::int64_t two_packages = 0;  // People with a second package, of another service.
  std::int64_t hours_week_tenths = 102;
  std::int64_t nights = 5;  // People in 1,000 with a waking night or a night round.

  // Made up when no files are named.
  std::int64_t providers = 10;
  std::int64_t lots = 5;
  std::string providers_before_file;
  std::string providers_after_file;
  std::string lots_file;
  std::string awards_file;
  std::string authority_reference = "GENERATED";
  std::string decision_maker = "Generated decision-maker";
  Day decision_date = 0;

  // Change: people before go-live who leave by it, and rates a week in 10,000.
  std::int64_t leavers_before = 0;
  std::int64_t direct_payments = 0;
  std::int64_t private_arrangements = 0;  // Of direct_payments, those who pay for themselves instead.
  std::int64_t arrivals = 60;
  std::int64_t leave = 40;
  std::int64_t die = 15;
  std::int64_t hospital = 70;
  std::int64_t plan_change = 40;
  std::int64_t temporary_plan = 20;
  std::int64_t hand_back = 5;
  std::int64_t waiting = 100;  // Requests without a provider, in 10,000 people.

  // Visits: minutes by which a provider is later than on time, and slots in 10,000 with each outcome.
  std::int64_t late_minutes_before = 0;
  std::int64_t late_minutes_after = -1;  // Negative: as before.
  std::int64_t unreported = 60;
  std::int64_t missed = 70;
  std::int64_t missed_after = -1;  // Negative: as before.
  std::int64_t no_access = 50;
  std::int64_t refused = 60;
  std::int64_t cancelled_in_time = 90;
  std::int64_t cancelled_late = 35;
  std::int64_t corrections = 80;
  std::int64_t faults = 3;      // Visits in 10,000 with each kind of planted fault.
  std::int64_t after_end = 25;  // Leavers in 100 with a visit reported after the end.

  std::string directory;  // Where its files stand; not a key.

  bool HasBefore() const { return weeks_before > 0; }
  Day start() const { return go_live - static_cast<Day>(7 * weeks_before); }
  Day end() const { return go_live + static_cast<Day>(7 * weeks_after); }  // First day after the window.
  std::int64_t weeks() const { return weeks_before + weeks_after; }
};

// Sets one value by its key. False when there is no such key or the value does not fit it.
bool Set(Scenario& scenario, std::string_view key, std::string_view value);
std::vector<std::string_view> Keys();

// Values left out follow from the others. Then: what contradicts itself, in words, or nothing.
void FillDefaults(Scenario& scenario);
std::optional<std::string> Contradiction(const Scenario& scenario);

// Reads `path`. Nothing, with the reason in `error`, when the file is missing or a line of it does not fit.
std::optional<Scenario> ReadScenario(const std::string& path, std::string& error);

}  // namespace careledger::generate
