// The generator's promises: the same bytes again, totals that the files add up to, faults only where planted.
#include "client/generate/generate.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "client/generate/dates.h"
#include "tests/generate/reread.h"

namespace careledger::generate_test {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(fs::path(::testing::TempDir()) / ("careledger-generate-" + name)) {
    fs::remove_all(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string path() const { return path_.string(); }
  std::map<std::string, std::string> Bytes() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(path_)) {
      std::ifstream in(entry.path(), std::ios::binary);
      files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(in), {}};
    }
    return files;
  }

 private:
  fs::path path_;
};

int RunWith(std::vector<std::string> arguments) {
  std::vector<const char*> argv;
  for (const std::string& a : arguments) argv.push_back(a.c_str());
  return generate::Run(static_cast<int>(argv.size()), argv.data());
}

// Small, over the clock change of October 2016, with much of everything that goes wrong.
std::vector<std::string> Eventful(const std::string& out, const std::string& start = "2016-10-10") {
  return {"--seed",      "7",
          "--people",    "240",
          "--chc",       "12",
          "--providers", "7",
          "--lots",      "5",
          "--weeks",     "8",
          "--start",     start,
          "--faults",    "60",
          "--set",       "corrections=600",
          "--set",       "nights=150",
          "--set",       "hospital=500",
          "--set",       "two_packages=30",
          "--set",       "leave=200",
          "--set",       "die=100",
          "--set",       "hand_back=60",
          "--set",       "plan_change=400",
          "--set",       "temporary_plan=300",
          "--set",       "after_end=60",
          "--set",       "arrivals=300",
          "--set",       "unreported=200",
          "--out",       out};
}

const std::string kScenario =
    std::string(CARELEDGER_SOURCE_DIR) + "/client/councils/leicestershire-2016/scenario.csv";

void ExpectTotalsHold(const std::string& directory, const std::vector<std::string>& manifests, int go_live) {
  const Reread r = Add(directory, manifests, go_live);
  const Json totals = ReadJson(directory + "/totals.json");
  for (std::size_t i = 0; i < r.mistakes.size() && i < 10; ++i) ADD_FAILURE() << r.mistakes[i];
  EXPECT_EQ(r.rows, totals["visit_rows"].number);

  std::set<std::tuple<std::string, std::string, std::string>> planted;
  for (const Json& p : totals["planted_visits"].items) {
    planted.insert({p["fault"].text, p["provider_id"].text, p["external_id"].text});
  }
  EXPECT_EQ(r.faults, planted);

  std::map<std::pair<std::string, int>, Sums> said;
  Sums all;
  for (const Json& week : totals["weeks"].items) {
    Sums sums = Flatten(week);
    if (!sums.empty()) said[{week["provider_id"].text, DayOf(week["from"].text)}] = sums;
    for (const auto& [name, value] : sums) all[name] += value;
  }
  std::map<std::pair<std::string, int>, Sums> found = r.weeks;
  for (auto& [key, sums] : found) std::erase_if(sums, [](const auto& s) { return s.second == 0; });
  EXPECT_EQ(said.size(), found.size());
  for (const auto& [key, sums] : found) EXPECT_EQ(sums, said[key]) << key.first << " " << key.second;

  // The larger groups are sums of the weeks.
  EXPECT_EQ(all, Flatten(totals["all"]));
  for (const char* group : {"periods", "providers"}) {
    Sums again;
    for (const Json& cell : totals[group].items) {
      for (const auto& [name, value] : Flatten(cell)) again[name] += value;
    }
    EXPECT_EQ(again, all) << group;
  }
  Sums funders;
  for (const Json& cell : totals["funders"].items) {
    for (const auto& [name, value] : Flatten(cell)) funders[name] += value;
  }
  EXPECT_EQ(funders["final.pence"], all["final.pence"]);
  for (const Json& lot : totals["lots"].items) {
    Sums sums = r.lots.count(lot["lot_id"].text) > 0 ? r.lots.at(lot["lot_id"].text) : Sums();
    std::erase_if(sums, [](const auto& s) { return s.second == 0; });
    EXPECT_EQ(sums, Flatten(lot)) << lot["lot_id"].text;
  }

  // Nothing that a test of the product counts on is absent.
  for (const char* name :
       {"unreported", "corrected", "final.missed", "final.cancelled-in-time", "final.cancelled-late",
        "final.no-access", "final.refused", "final.in-hospital", "final.punctual", "final.short"}) {
    EXPECT_GT(all[name], 0) << name;
  }
  for (const char* fault : {"two-places", "same-visit", "unknown-package", "after-end"}) {
    EXPECT_GT(totals["all"]["planted"][fault]["visits"].number, 0) << fault;
  }
  EXPECT_NE(all["final.pence"], all["first.pence"]);
}

TEST(Generate, WritesTheSameBytesForTheSameSeed) {
  const Folder a("a"), b("b"), c("c");
  ASSERT_EQ(RunWith(Eventful(a.path())), 0);
  ASSERT_EQ(RunWith(Eventful(b.path())), 0);
  EXPECT_EQ(a.Bytes(), b.Bytes());
  auto other = Eventful(c.path());
  other[1] = "8";
  ASSERT_EQ(RunWith(other), 0);
  EXPECT_NE(a.Bytes()["totals.json"], c.Bytes()["totals.json"]);
}

TEST(Generate, TotalsEqualWhatTheFilesAddUpToOverTheOctoberChange) {
  const Folder out("october");
  ASSERT_EQ(RunWith(Eventful(out.path())), 0);
  ExpectTotalsHold(out.path(), {"manifest.csv"}, 0);
  EXPECT_GT(Add(out.path(), {"manifest.csv"}, 0).offsets, 0) << "no time fell in the repeated hour";
}

TEST(Generate, TotalsEqualWhatTheFilesAddUpToOverTheMarchChange) {
  const Folder out("march");
  ASSERT_EQ(RunWith(Eventful(out.path(), "2017-03-13")), 0);
  ExpectTotalsHold(out.path(), {"manifest.csv"}, 0);
}

TEST(Generate, TotalsEqualWhatTheFilesAddUpToForLeicestershire) {
  const Folder out("leicestershire");
  ASSERT_EQ(RunWith({"--scenario", kScenario, "--out", out.path()}), 0);
  ExpectTotalsHold(out.path(), {"manifest-before.csv", "manifest-after.csv"}, DayOf("2016-11-07"));
}

TEST(Generate, LeicestershireIsAsPrinted) {
  const Folder out("printed");
  ASSERT_EQ(RunWith({"--scenario", kScenario, "--out", out.path()}), 0);
  const Json totals = ReadJson(out.path() + "/totals.json");
  EXPECT_EQ(totals["people_on_go_live_council"].number, 2'750);
  EXPECT_EQ(totals["people_on_go_live_chc"].number, 85);
  EXPECT_EQ(totals["packages_on_go_live"].number, 2'750 + 85 + 60);
  EXPECT_EQ(ReadCsv(out.path() + "/lots.csv").size(), 18U);

  std::map<std::string, Row> providers;
  for (const Row& row : ReadCsv(out.path() + "/providers.csv")) {
    EXPECT_EQ(row.at("illustrative"), "yes");
    EXPECT_NE(row.at("name"), row.at("stands_for"));
    providers[row.at("provider_id")] = row;
  }
  std::map<std::string, int> held;  // Lots by the name that the report prints.
  for (const Row& row : ReadCsv(out.path() + "/awards.csv")) {
    EXPECT_EQ(row.at("from"), "2016-11-07");
    ++held[providers.at(row.at("provider_id")).at("stands_for")];
  }
  std::map<int, int> providers_by_lots;
  for (const auto& [name, lots] : held) ++providers_by_lots[lots];
  EXPECT_EQ(providers_by_lots, (std::map<int, int>{{1, 4}, {2, 1}, {3, 4}}));
  std::map<std::string, int> forms;
  for (const auto& [id, row] : providers) forms[row.at("form")] += row.at("stands_for").empty() ? 0 : 1;
  EXPECT_EQ(forms, (std::map<std::string, int>{{"sole", 6}, {"lead", 1}, {"consortium", 2}}));
  EXPECT_EQ(ReadCsv(out.path() + "/admissions.csv").size(), 150U);
}

TEST(Generate, RefusesWhatContradictsItself) {
  const Folder out("refused");
  EXPECT_EQ(RunWith({"--people", "10"}), 2);
  EXPECT_EQ(RunWith({"--people", "ten", "--out", out.path()}), 2);
  EXPECT_EQ(RunWith({"--colour", "blue", "--out", out.path()}), 2);
  EXPECT_EQ(RunWith({"--start", "2016-10-11", "--out", out.path()}), 1);
  EXPECT_EQ(RunWith({"--weeks", "0", "--out", out.path()}), 1);
  EXPECT_EQ(RunWith({"--scenario", "/nowhere/scenario.csv", "--out", out.path()}), 1);
  EXPECT_FALSE(fs::exists(out.path()));
}

TEST(Clock, CountsMinutesBetweenInstantsAcrossBothChanges) {
  const generate::Day october = generate::DayOf(2016, 10, 29);
  const generate::Clock autumn(october - 40, october + 40);
  EXPECT_EQ((autumn.At(october, 34 * 60) - autumn.At(october, 22 * 60)) / 60, 780);  // 22:00 to 10:00
  const generate::Day march = generate::DayOf(2017, 3, 25);
  const generate::Clock spring(march - 40, march + 40);
  EXPECT_EQ((spring.At(march, 34 * 60) - spring.At(march, 22 * 60)) / 60, 660);
}

TEST(Clock, WritesAnOffsetOnlyInTheRepeatedHour) {
  const generate::Day sunday = generate::DayOf(2016, 10, 30);
  const generate::Clock clock(sunday - 5, sunday + 5);
  EXPECT_EQ(clock.Text(clock.At(sunday, 59)), "2016-10-30T00:59");
  EXPECT_EQ(clock.Text(clock.At(sunday, 90)), "2016-10-30T01:30+01:00");
  EXPECT_EQ(clock.Text(clock.At(sunday, 90) + 3'605), "2016-10-30T01:30:05+00:00");
  EXPECT_EQ(clock.Text(clock.At(sunday, 120)), "2016-10-30T02:00");
}

}  // namespace
}  // namespace careledger::generate_test
