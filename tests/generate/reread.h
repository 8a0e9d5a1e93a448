// Reads a generated folder again with code of its own and adds it up: what totals.json must equal.
//
// Written to be plain rather than fast, and shares nothing with the generator: its own CSV and JSON readers,
// its own clock of England, its own search for planted faults.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace careledger::generate_test {

// A value of totals.json.
struct Json {
  std::map<std::string, Json> members;
  std::vector<Json> items;
  std::string text;
  std::int64_t number = 0;
  const Json& operator[](const std::string& name) const { return members.at(name); }
};
Json ReadJson(const std::string& path);

// A line of a table, by the names of its header.
struct Row {
  std::shared_ptr<const std::vector<std::string>> header;
  std::vector<std::string> cells;
  const std::string& at(const std::string& column) const {
    for (std::size_t i = 0; i < header->size(); ++i) {
      if ((*header)[i] == column) return cells.at(i);
    }
    static const std::string kAbsent = "no such column";
    return kAbsent;
  }
};
std::vector<Row> ReadCsv(const std::string& path);

// Seconds since 1970 of "2016-11-07T08:00", with seconds or an offset or not; and the days since 1970 of its
// date.
std::int64_t InstantOf(const std::string& text);
int DayOf(const std::string& text);
// The instant of a minute of a local day.
std::int64_t InstantAt(int day, int minute);

struct Slot {
  std::array<bool, 7> days = {};  // From Monday.
  int start = 0;
  int minutes = 0;
  int carers = 1;
};
// Fails the running test when `text` is not a well-formed plan.
std::vector<Slot> ParsePlan(const std::string& text);

// Sums by the names that totals.json uses: "slots", "unreported", "final.pence", "first.punctual", ...
using Sums = std::map<std::string, std::int64_t>;

struct Reread {
  std::map<std::pair<std::string, int>, Sums> weeks;  // By provider and the Monday of the week.
  std::map<std::string, Sums> lots;                   // "final.*" under the contract after.
  std::set<std::tuple<std::string, std::string, std::string>> faults;  // Fault, provider, external id.
  std::vector<std::string> mistakes;  // Rows that fit no plan, overlaps, files in the wrong order, ...
  std::int64_t rows = 0;
  std::int64_t offsets = 0;  // Times that needed one.
};

// `manifests` in order of loading. `go_live` is the day of a transfer, or 0 for none.
Reread Add(const std::string& directory, const std::vector<std::string>& manifests, int go_live);

// The figures of `cell` (an entry of "weeks") in the same names, those that Reread counts.
Sums Flatten(const Json& cell);

}  // namespace careledger::generate_test
