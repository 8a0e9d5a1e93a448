// Money and KPIs against DuckDB: care.sql computes them from captured times, plans, rates and policies, in a
// language of its own, and shares no code with us. The server's answers must be the same to the penny and to
// the visit, at several points in history.
#include <set>

#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

constexpr const char* kPeriod = " --from-date 2016-11-07 --to-date 2016-12-05";

using Figures =
    std::map<std::string, std::map<std::string, std::string>>;  // Of a row, by the names of its fields.

const std::vector<std::string> kInvoiceFields = {"visits",      "lines",       "payable_minutes",
                                                 "total_pence", "held_visits", "unallocated_visits"};
const std::vector<std::string> kKpiFields = {
    "planned_visits",  "planned_minutes",  "unreported_visits", "awaited_visits",
    "recorded_visits", "delivered_visits", "delivered_minutes", "timed_visits",
    "punctual_visits", "missed_visits",    "cancelled_in_time", "cancelled_late",
    "no_access",       "refused",          "in_hospital",       "unplanned_visits"};

// A point in history, for both sides.
struct Point {
  std::string known_at;  // "2016-11-22T10:00:00Z"
  std::string on;
  std::string known_position;  // Instead of the time, for the server.
  std::string uplift;          // For DuckDB: provider, date and percent x 10,000.
};

class Independent : public System {
 protected:
  // A month with everything in it: hospital, deaths, ends, hand-backs, plans for a time, corrections, planted
  // faults.
  void LoadCare() {
    CreateContract();
    (void)Ask(
        std::string("careledger contract set-kpi-policy --contract-id homecare --effective-date 2014-01-01 "
                    "--punctuality-minutes 30 --report-within-days 7 --short-below-percent 80") +
        kAuthority);
    const Ended made =
        Run("careledger generate --start 2016-11-07 --faults 60 --out care --people 60 --providers 4 --lots "
            "3 --weeks 4 "
            "--seed 11 --set hospital=900 --set leave=300 --set die=150 --set plan_change=400 --set "
            "temporary_plan=300 "
            "--set hand_back=100 --set arrivals=500");
    ASSERT_EQ(made.code, 0) << made;
    const Ended loaded = Load();
    ASSERT_EQ(loaded.code, 0) << loaded;
    (void)Ask("careledger ledger move-clock --to 2016-12-05T12:00", "admin");
  }

  static Figures Named(const std::vector<Json>& rows, const std::vector<std::string>& keys,
                       const std::vector<std::string>& fields) {
    Figures figures;
    for (const Json& row : rows) {
      std::string key;
      for (const std::string& name : keys) key += row[name].text() + " ";
      for (const std::string& name : fields) figures[key][name] = row[name].text();
    }
    return figures;
  }

  struct Both {
    Figures invoices, kpis;
  };

  Both OfDuckDb(const Point& point, const std::string& folder = "care") {
    const Ended asked = Run("node " CARELEDGER_SOURCE_DIR "/tests/independent/ask.mjs " + folder + " " +
                            point.known_at + " " + point.on + " 2016-11-07 2016-12-05 " + point.uplift);
    if (asked.code != 0)
      throw std::runtime_error("ask.mjs: " + asked.err + " (ops/install test puts DuckDB there)");
    const Json answer = Json::Parse(asked.out);
    return {Named(answer["invoices"].items(), {"provider_id"}, kInvoiceFields),
            Named(answer["kpis"].items(), {"lot_id", "provider_id"}, kKpiFields)};
  }

  Both OfTheServer(const Point& point) {
    const std::string at =
        " --on " + point.on + " --known-at " +
        (point.known_position.empty() ? point.known_at : "'#" + point.known_position + "'") + kPeriod;
    Both answers;
    for (const char* provider : {"R001", "R002", "R003", "R004"}) {
      const Json invoice = Ask(
          std::string("careledger invoice show --totals-only --provider-id ") + provider + at, "finance-1");
      answers.invoices.merge(Named({invoice}, {"provider_id"}, kInvoiceFields));
    }
    const Json kpis = Ask("careledger kpi show --contract-id homecare" + at, "finance-1");
    // Visits that nobody ordered are of no contract: they are in the invoices' counts.
    answers.kpis = Named(kpis["rows"].items(), {"lot_id", "provider_id"}, kKpiFields);
    return answers;
  }

  // "L01 R001 missed_visits: 6, not 5" for each figure in which the two differ.
  static std::vector<std::string> Differences(const Both& ours, const Both& theirs) {
    std::vector<std::string> differences;
    const auto compare = [&](const Figures& a, const Figures& b) {
      for (const auto& [key, figures] : b) {
        const auto row = a.find(key);
        for (const auto& [name, value] : figures) {
          const std::string our = row == a.end() ? "none" : row->second.at(name);
          if (our != value) differences.push_back(key + name + ": " + our + ", not " + value);
        }
      }
      EXPECT_EQ(a.size(), b.size());
    };
    compare(ours.invoices, theirs.invoices);
    compare(ours.kpis, theirs.kpis);
    return differences;
  }

  void ExpectEqual(const Point& point) {
    SCOPED_TRACE("known at " + point.known_at + ", on " + point.on + " " + point.uplift);
    const Both theirs = OfDuckDb(point);
    EXPECT_EQ(theirs.invoices.size(), 4U);
    EXPECT_EQ(theirs.kpis.size(), 4U);
    EXPECT_EQ(Differences(OfTheServer(point), theirs), std::vector<std::string>());
  }
};

TEST_F(Independent, SqlAgreesAtEveryPointInHistory) {
  Server server = StartServer();
  LoadCare();
  const Point now = {"2016-12-05T12:00:00Z", "2016-12-05", "", ""};
  ExpectEqual(now);
  // Two weeks reported, their late corrections not yet; and on a date before what was known.
  ExpectEqual({"2016-11-22T10:00:00Z", "2016-11-22", "", ""});
  ExpectEqual({"2016-12-05T12:00:00Z", "2016-11-20", "", ""});

  // An uplift of one provider, backdated: unknown before its approval, and from then on known.
  const std::string before = Ask("careledger ledger head", "auditor-1")["position"].text();
  const Json preview = Uplift();
  Point raised = now;
  raised.uplift = "R002 2016-11-14 25000";
  ExpectEqual(raised);
  Point unraised = now;
  unraised.known_position = before;
  ExpectEqual(unraised);

  // The preview's pounds are the difference that SQL finds.
  const auto pence = [&](const Point& point) {
    return std::stoll(OfDuckDb(point).invoices.at("R002 ").at("total_pence"));
  };
  EXPECT_EQ(preview["difference_pence"].number(), pence(raised) - pence(unraised));
  EXPECT_GT(preview["difference_pence"].number(), 0);
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(Independent, OneVisitChangedIsNoticed) {
  Server server = StartServer();
  LoadCare();
  const Point now = {"2016-12-05T12:00:00Z", "2016-12-05", "", ""};
  ExpectEqual(now);
  const Both ours = OfTheServer(now);

  // Given the same files, but one delivered visit of R001 a minute longer or shorter,
  ASSERT_EQ(Run("cp -r care other").code, 0);
  const std::string file = "other/visits-R001-2016-11-21.csv";
  const std::string text = Read(file);
  const std::size_t delivered = text.find(",delivered,");
  ASSERT_NE(delivered, std::string::npos);
  const std::size_t row = text.rfind('\n', delivered) + 1;
  const std::string line = text.substr(row, text.find('\n', row) - row);
  // (its check-out is the third time of its row)
  std::size_t time = 0;
  for (int nth = 0; nth < 3; ++nth) time = line.find("2016-11-21T", time + 1);
  ASSERT_NE(time, std::string::npos) << line;
  const std::size_t minutes = time + std::string("2016-11-21T07:").size();
  const int minute = std::stoi(line.substr(minutes, 2));
  ASSERT_GT(minute, 9) << line;
  const std::string changed =
      line.substr(0, minutes) + std::to_string(minute + (minute < 59 ? 1 : -1)) + line.substr(minutes + 2);
  Write(file, text.substr(0, row) + changed + text.substr(row + line.size()));

  // when SQL is asked about them, then R001's minutes and pence are others, and nothing else is.
  std::set<std::string> different;
  for (const std::string& difference : Differences(ours, OfDuckDb(now, "other"))) {
    different.insert(difference.substr(0, difference.find(':')));
  }
  EXPECT_EQ(different, (std::set<std::string>{"R001 payable_minutes", "R001 total_pence",
                                              "L01 R001 delivered_minutes"}));
  EXPECT_EQ(server.Stop().code, 0);
}

}  // namespace
}  // namespace careledger::system_test
