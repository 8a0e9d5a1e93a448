#include "client/generate/scenario.h"

#include <algorithm>
#include <array>
#include <variant>

#include "client/generate/csv.h"

namespace careledger::generate {
namespace {

constexpr std::int64_t kMostPeople = 5'000'000;
constexpr std::int64_t kMostWeeks = 520;

struct DayKey {
  Day Scenario::*member;
};
struct TextKey {
  std::string Scenario::*member;
};
struct CountKey {
  std::int64_t Scenario::*member;
  std::int64_t max;
};
struct Key {
  std::string_view name;
  std::variant<DayKey, TextKey, CountKey> what;
};

constexpr std::int64_t kAll = 10'000;
constexpr std::array<Key, 48> kKeys = {{
    {"name", TextKey{&Scenario::name}},
    {"title", TextKey{&Scenario::title}},
    {"seed", CountKey{&Scenario::seed, 999'999'999'999'999'999}},
    {"go_live", DayKey{&Scenario::go_live}},
    {"weeks_before", CountKey{&Scenario::weeks_before, kMostWeeks}},
    {"weeks_after", CountKey{&Scenario::weeks_after, kMostWeeks}},
    {"setup_date", DayKey{&Scenario::setup_date}},
    {"contract_before", TextKey{&Scenario::contract_before}},
    {"contract_before_from", DayKey{&Scenario::contract_before_from}},
    {"contract_after", TextKey{&Scenario::contract_after}},
    {"contract_after_from", DayKey{&Scenario::contract_after_from}},
    {"people_council", CountKey{&Scenario::people_council, kMostPeople}},
    {"people_chc", CountKey{&Scenario::people_chc, kMostPeople}},
    {"two_packages", CountKey{&Scenario::two_packages, kMostPeople}},
    {"hours_week_tenths", CountKey{&Scenario::hours_week_tenths, 10'000}},
    {"nights", CountKey{&Scenario::nights, 1'000}},
    {"providers", CountKey{&Scenario::providers, 100'000}},
    {"lots", CountKey{&Scenario::lots, 1'000}},
    {"providers_before_file", TextKey{&Scenario::providers_before_file}},
    {"providers_after_file", TextKey{&Scenario::providers_after_file}},
    {"lots_file", TextKey{&Scenario::lots_file}},
    {"awards_file", TextKey{&Scenario::awards_file}},
    {"authority_reference", TextKey{&Scenario::authority_reference}},
    {"decision_maker", TextKey{&Scenario::decision_maker}},
    {"decision_date", DayKey{&Scenario::decision_date}},
    {"leavers_before", CountKey{&Scenario::leavers_before, kMostPeople}},
    {"direct_payments", CountKey{&Scenario::direct_payments, kMostPeople}},
    {"private_arrangements", CountKey{&Scenario::private_arrangements, kMostPeople}},
    {"arrivals", CountKey{&Scenario::arrivals, kAll}},
    {"leave", CountKey{&Scenario::leave, kAll}},
    {"die", CountKey{&Scenario::die, kAll}},
    {"hospital", CountKey{&Scenario::hospital, kAll}},
    {"plan_change", CountKey{&Scenario::plan_change, kAll}},
    {"temporary_plan", CountKey{&Scenario::temporary_plan, kAll}},
    {"hand_back", CountKey{&Scenario::hand_back, kAll}},
    {"waiting", CountKey{&Scenario::waiting, kAll}},
    {"late_minutes_before", CountKey{&Scenario::late_minutes_before, 60}},
    {"late_minutes_after", CountKey{&Scenario::late_minutes_after, 60}},
    {"unreported", CountKey{&Scenario::unreported, kAll}},
    {"missed", CountKey{&Scenario::missed, kAll}},
    {"missed_after", CountKey{&Scenario::missed_after, kAll}},
    {"no_access", CountKey{&Scenario::no_access, kAll}},
    {"refused", CountKey{&Scenario::refused, kAll}},
    {"cancelled_in_time", CountKey{&Scenario::cancelled_in_time, kAll}},
    {"cancelled_late", CountKey{&Scenario::cancelled_late, kAll}},
    {"corrections", CountKey{&Scenario::corrections, kAll}},
    {"faults", CountKey{&Scenario::faults, kAll}},
    {"after_end", CountKey{&Scenario::after_end, 100}},
}};

const Key* Find(std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

struct Setter {
  Scenario& scenario;
  std::string_view value;

  bool operator()(const DayKey& key) const {
    const auto day = ParseDay(value);
    if (day) scenario.*key.member = *day;
    return day.has_value();
  }
  bool operator()(const TextKey& key) const {
    scenario.*key.member = std::string(value);
    return true;
  }
  bool operator()(const CountKey& key) const {
    const auto count = ParseWhole(value, key.max);
    if (count) scenario.*key.member = *count;
    return count.has_value();
  }
};

}  // namespace

bool Set(Scenario& scenario, std::string_view key, std::string_view value) {
  const Key* found = Find(key);
  return found != nullptr && std::visit(Setter{scenario, value}, found->what);
}

std::vector<std::string_view> Keys() {
  std::vector<std::string_view> names;
  for (const Key& key : kKeys) names.push_back(key.name);
  return names;
}

void FillDefaults(Scenario& s) {
  if (s.go_live == 0) s.go_live = DayOf(2016, 11, 7);
  const Day first = s.start();
  if (s.setup_date == 0) s.setup_date = first - 14;
  if (s.contract_before_from == 0) s.contract_before_from = first - 730;
  if (s.contract_after_from == 0) s.contract_after_from = s.HasBefore() ? s.go_live : first - 730;
  if (s.decision_date == 0) s.decision_date = s.setup_date - 30;
  if (s.missed_after < 0) s.missed_after = s.missed;
  if (s.late_minutes_after < 0) s.late_minutes_after = s.late_minutes_before;
}

std::optional<std::string> Contradiction(const Scenario& s) {
  if (Weekday(s.go_live) != 0) return "go_live (--start) must be a Monday: " + DayText(s.go_live);
  if (s.weeks() < 1) return "there must be at least one week";
  if (s.HasBefore() && s.contract_before.empty()) return "weeks_before needs contract_before";
  if (s.HasBefore() && s.providers_before_file.empty()) return "weeks_before needs providers_before_file";
  if (s.people_council + s.people_chc < 1) return "there must be at least one person";
  if (s.private_arrangements > s.direct_payments)
    return "private_arrangements: more than the direct_payments that they are among";
  if (s.two_packages > s.people_council) return "two_packages is more than people_council";
  if (s.providers < 1) return "there must be at least one provider";
  if (s.awards_file.empty() != s.lots_file.empty()) return "lots_file and awards_file go together";
  if (!s.lots_file.empty() && s.providers_after_file.empty()) return "awards_file needs providers_after_file";
  if (s.setup_date > s.start()) return "setup_date is after the first day of the window";
  if (s.HasBefore() && s.contract_before_from > s.start() - 90)
    return "contract_before_from must be 90 days before the window";
  if (!s.HasBefore() && s.contract_after_from > s.start() - 90)
    return "contract_after_from must be 90 days before the window";
  const std::int64_t slots = s.unreported + std::max(s.missed, s.missed_after) + s.no_access + s.refused +
                             s.cancelled_in_time + s.cancelled_late;
  if (slots > kAll) return "the outcomes of a slot are more than 10,000 in 10,000";
  return std::nullopt;
}

std::optional<Scenario> ReadScenario(const std::string& path, std::string& error) {
  const auto text = ReadWhole(path);
  if (!text) {
    error = "cannot read " + path;
    return std::nullopt;
  }
  const auto table = ParseTable(*text);
  if (!table) {
    error = path + " is not a table of key,value,origin";
    return std::nullopt;
  }
  Scenario scenario;
  const std::size_t slash = path.rfind('/');
  scenario.directory = slash == std::string::npos ? "." : path.substr(0, slash);
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    const std::string key(table->Cell(i, "key"));
    if (!Set(scenario, key, table->Cell(i, "value"))) {
      error = path + " line " + std::to_string(i + 2) + ": " + key + " is no key, or its value does not fit";
      return std::nullopt;
    }
  }
  return scenario;
}

}  // namespace careledger::generate
