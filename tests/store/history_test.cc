// A long random history: what the read models answer is what a plain fold of the log's prefix answers, at any
// position.
#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "gtest/gtest.h"
#include "replay/answers/answers.h"
#include "replay/log/codec.h"
#include "replay/projections/fold.h"
#include "replay/projections/invoice.h"
#include "replay/projections/kpi.h"
#include "server/store/read_view.h"
#include "tests/store/answers_as_text.h"
#include "tests/store/historian.h"
#include "tests/store/up_to.h"

namespace careledger::store {
namespace {

using namespace projections;  // NOLINT: as in the code under test.

const Code kGroup("older-people");  // Of the requests of decide::Request.

// What the server and the auditor's program say, word for word.
template <class Response, class Request>
Response Answered(const View& view, const Request& request, std::string* words) {
  Response response;
  const absl::Status status = answers::Answer(view, answers::Mark{}, request, &response);
  *words = status.ToString() + "\n" + response.DebugString();
  return response;
}

struct Told {
  TempDir directory;
  std::unique_ptr<Running> town;
  std::vector<Recorded> records;
};

// Told once, asked by every test.
class HistoryTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    told_ = new Told;
    told_->town = std::make_unique<Running>(Running::In(told_->directory / "town"));
    Historian historian(*told_->town, 20161001);
    historian.Found();
    for (int day = 0; day < kDays; ++day) historian.Live(kFirst + day);
    told_->town->Settled();
    const auto read = town()->log().Read(Position{1}, ~std::size_t{0}, [](std::string_view bytes) {
      const auto record = log::View(bytes);
      auto recorded = log::ToRecorded(*record);
      told_->records.push_back(**std::move(recorded));
      return true;
    });
    ASSERT_TRUE(read.ok()) << read;
    EXPECT_GT(historian.accepted(), 500);
    EXPECT_GT(told_->records.size(), 2 * kCut + 100);
  }
  static void TearDownTestSuite() {
    delete told_;
    told_ = nullptr;
  }
  static Running& town() { return *told_->town; }
  static const std::vector<Recorded>& records() { return told_->records; }

  // Every answer at `positions`, of the server and of the fold.
  static void Compare(std::vector<std::uint64_t> positions, const ReadModels& models, bool invoices) {
    std::sort(positions.begin(), positions.end());
    std::minstd_rand random(7);
    FoldedView fold;
    std::size_t at = 0;
    for (const std::uint64_t known : positions) {
      for (; at < known; ++at) fold.Apply(Recorded(records()[at]));
      const Recorded& last = records()[known - 1];
      const Point point{.known = Position{known},
                        .known_at = last.time,
                        .on = LondonDate(last.time.instant()) - static_cast<std::int32_t>(random() % 10)};
      FoldedView expected = fold;
      expected.SetPoint(point);
      const ReadView view(models, point);
      ASSERT_EQ(view.packages().size(), expected.packages().size());
      for (const Package* package : expected.packages()) {
        const Package* kept = view.package(package->id());
        ASSERT_NE(kept, nullptr) << package->id().str() << " at " << known;
        ASSERT_EQ(TextOf(*kept), TextOf(*package)) << " at " << known;
      }
      if (invoices) {
        const Date start = kFirst + static_cast<std::int32_t>(random() % kDays) - 8;
        for (const ProviderRegistered* provider : expected.providers()) {
          const Period period{start, start + 10};
          const Invoice ours = InvoiceOf(view, provider->provider_id, period);
          const Invoice theirs = InvoiceOf(expected, provider->provider_id, period);
          ASSERT_EQ(ours.total, theirs.total) << provider->provider_id.str() << " at " << known;
          ASSERT_EQ(TextOf(ours), TextOf(theirs)) << provider->provider_id.str() << " at " << known;
          lines_ += ours.lines.size();
          for (const Assessed& a : ours.not_priced) holds_.insert(a.hold);
        }
        for (const ContractId& contract : {kOpen, kLots}) {
          const Period period{start, start + 10};
          const Deliverers ours = DeliverersOf(view, period, {.contract_id = contract});
          ASSERT_EQ(TextOf(ours), TextOf(DeliverersOf(expected, period, {.contract_id = contract})))
              << contract.str() << " at " << known;
          named_ += ours.total.by_named;
        }
      }
      const Date start = kFirst - static_cast<std::int32_t>(random() % 20);
      const Period period{start, start + 30 + static_cast<std::int32_t>(random() % 60)};
      // All, by client group, and one group, in turns.
      const KpiFilter filter{.client_group = known % 3 == 1 ? kGroup : Code(),
                             .by_client_group = known % 3 == 2};
      ASSERT_EQ(TextOf(KpiOf(view, view.cells(), period, filter)),
                TextOf(KpiOf(expected, ComputedCells(expected), period, filter)))
          << " at " << known << " on " << point.on.ToString();
      const std::string recharged = TextOf(RechargeOf(view, period, {}));
      ASSERT_EQ(recharged, TextOf(RechargeOf(expected, period, {}))) << " at " << known;
      recharged_ = std::max(recharged_, std::count(recharged.begin(), recharged.end(), '\n'));
      const std::string outcomes = TextOf(OutcomesOf(view, period, {}));
      ASSERT_EQ(outcomes, TextOf(OutcomesOf(expected, period, {}))) << " at " << known;
      outcomes_ = std::max(outcomes_, std::count(outcomes.begin(), outcomes.end(), '\n'));
      // Who waits, on the day and week by week.
      const WaitingFilter all{.with_paused = true};
      const auto waiting = WaitingOn(view, point.on, all);
      ASSERT_EQ(TextOf(waiting), TextOf(WaitingOn(expected, point.on, all)))
          << " at " << known << " on " << point.on.ToString();
      for (const WaitingPerson& person : waiting) {
        for (const WaitingPackage& waits : person.packages) stages_.insert(waits.state);
        paused_ = paused_ || person.paused;
        unknown_ = unknown_ || person.hours.unknown > 0;
      }
      const auto weekday = static_cast<Weekday>(random() % 7);
      ASSERT_EQ(TextOf(AverageWaiting(view, period, weekday, all)),
                TextOf(AverageWaiting(expected, period, weekday, all)))
          << " at " << known;
      for (const Contract* contract : expected.contracts()) {
        const Period weeks{period.start + 10, period.start + 24};
        const std::string watched = TextOf(expected, ComputedCells(expected), *contract, weeks);
        ASSERT_EQ(TextOf(view, view.cells(), *contract, weeks), watched)
            << " at " << known << " on " << point.on.ToString();
        watched_ = std::max(watched_, std::count(watched.begin(), watched.end(), '\n'));
      }
      ASSERT_EQ(TextOfCaseloads(view), TextOfCaseloads(expected))
          << " at " << known << " on " << point.on.ToString();
      CompareSourcing(view, expected, known);
      for (int n = 0; n < 20; ++n) {
        const PersonId person("h-" + std::to_string(n));
        const std::string written = TextOfNotes(expected, person);
        ASSERT_EQ(TextOfNotes(view, person), written) << " at " << known;
        written_ = std::max(written_, std::count(written.begin(), written.end(), '\n'));
      }
      ASSERT_TRUE(view.status().ok()) << view.status();
    }
  }

  // Who can take some of the packages, and what if one of the providers fails.
  static void CompareSourcing(const View& view, const View& expected, std::uint64_t known) {
    const auto packages = expected.packages();
    std::string ours, theirs;
    for (std::uint64_t n = known; n < known + 3 && !packages.empty(); ++n) {
      v1::GetCandidatesRequest request;
      request.set_package_id(packages[n % packages.size()]->id().str());
      request.set_contract_id(kMarket.str());
      const auto candidates = Answered<v1::GetCandidatesResponse>(view, request, &ours);
      (void)Answered<v1::GetCandidatesResponse>(expected, request, &theirs);
      ASSERT_EQ(ours, theirs) << " at " << known;
      if (candidates.may_take_now_size() > 0) ++sought_;
    }
    v1::GetFailurePlanRequest request;
    request.set_provider_id("p-" + std::to_string(known % 4));
    request.mutable_page()->set_page_size(1000);
    const auto plan = Answered<v1::GetFailurePlanResponse>(view, request, &ours);
    (void)Answered<v1::GetFailurePlanResponse>(expected, request, &theirs);
    ASSERT_EQ(ours, theirs) << " at " << known;
    moved_ = std::max(moved_, plan.packages());
  }

  static Told* told_;
  static inline std::uint64_t sought_ = 0;  // Times that somebody could take a package.
  static inline std::uint64_t moved_ = 0;   // Packages that had to move, at most.
  static inline std::size_t lines_ = 0;
  static inline std::uint64_t named_ = 0;  // Visits made by whom was named.
  static inline std::set<Hold> holds_;
  static inline std::set<PackageState> stages_;  // Of those who waited.
  static inline bool paused_ = false, unknown_ = false;
  static inline std::ptrdiff_t watched_ = 0;    // Lines that monitoring came to, at most.
  static inline std::ptrdiff_t recharged_ = 0;  // Likewise.
  static inline std::ptrdiff_t outcomes_ = 0;
  static inline std::ptrdiff_t written_ = 0;  // Of a person's notes.
};
Told* HistoryTest::told_ = nullptr;

TEST_F(HistoryTest, ReadModelsAnswerWhatTheFoldAnswers) {
  std::vector<std::uint64_t> positions;
  std::minstd_rand random(3);
  const std::uint64_t head = town().head();
  for (int i = 0; i < 50; ++i) positions.push_back(40 + random() % (head - 40));
  for (std::uint64_t cut = kCut; cut < head; cut += kCut) {
    for (const std::uint64_t n : {cut - 1, cut, cut + 1, cut + 2, cut + 40}) positions.push_back(n);
  }
  positions.push_back(head);
  Compare(positions, *town().Settled(), true);
  EXPECT_GT(lines_, 1000U);
  EXPECT_GT(named_, 10U);
  EXPECT_GE(holds_.size(), 8U);  // The history is worth the name.
  EXPECT_GE(stages_.size(), 3U);
  EXPECT_TRUE(paused_);
  EXPECT_TRUE(unknown_);
  EXPECT_GT(watched_, 50);
  EXPECT_GT(recharged_, 3);
  EXPECT_GT(outcomes_, 1);
  EXPECT_GT(written_, 8);
  EXPECT_GT(sought_, 5U);
  EXPECT_GT(moved_, 2U);
}

// A fold that goes on from a copy of half of it comes to what one fold of the whole comes to, and leaves the
// half as it was.
TEST_F(HistoryTest, AFoldInTwoHalvesIsAFoldOfTheWhole) {
  const auto told = [](FoldedView view, std::size_t known) {
    view.SetPoint(
        {.known = Position{known}, .known_at = records()[known - 1].time, .on = kFirst + kDays - 3});
    std::string all;
    for (const Package* package : view.packages()) all += TextOf(*package) + "\n";
    for (const ProviderRegistered* provider : view.providers()) {
      all += TextOf(InvoiceOf(view, provider->provider_id, {kFirst + 14, kFirst + 35})) + "\n";
    }
    return all + TextOf(KpiOf(view, ComputedCells(view), {kFirst - 10, kFirst + kDays}, {}));
  };
  FoldedView whole;
  for (const Recorded& recorded : records()) whole.Apply(Recorded(recorded));
  const std::string end = told(whole, records().size());
  std::minstd_rand random(11);
  for (int i = 0; i < 5; ++i) {
    const std::size_t half = 1000 + random() % (records().size() - 1000);
    FoldedView first;
    for (std::size_t at = 0; at < half; ++at) first.Apply(Recorded(records()[at]));
    const std::string before = told(first, half);
    FoldedView second = first;
    for (std::size_t at = half; at < records().size(); ++at) second.Apply(Recorded(records()[at]));
    EXPECT_EQ(told(second, records().size()), end) << "from " << half;
    EXPECT_EQ(told(first, half), before) << "from " << half;
    EXPECT_NE(before, end);
  }
}

TEST_F(HistoryTest, EveryKpiCellIsWhatTheFoldCountsThatDay) {
  // Day by day, so that two wrongs of one period cannot make a right.
  FoldedView fold;
  for (const Recorded& recorded : records()) fold.Apply(Recorded(recorded));
  const Point point{
      .known = Position{records().size()}, .known_at = records().back().time, .on = kFirst + kDays};
  fold.SetPoint(point);
  const ReadView view(*town().Settled(), point);
  const CellSource cells = view.cells();
  for (const ProviderRegistered* provider : fold.providers()) {
    for (Date d = kFirst - 20; d < kFirst + kDays; ++d) {
      KpiCell ours = cells(provider->provider_id, {d, d + 1});
      KpiCell theirs = CellOf(fold, provider->provider_id, d);
      std::erase_if(theirs, [](const auto& item) { return item.second == VisitCounts{}; });
      const auto text_of = [](const KpiCell& cell) {
        std::string text;
        for (const auto& [key, counts] : cell) {
          text += key.contract_id.str() + "/" + key.lot_id.str() + "/" + key.client_group.str() + " " +
                  TextOf(counts) + "\n";
        }
        return text;
      };
      const std::string a = text_of(ours), b = text_of(theirs);
      EXPECT_EQ(a, b) << provider->provider_id.str() << " on " << d.ToString();
    }
  }
}

// Every clock, whether or not anybody asks for its days: what is kept is what a search of the visits finds.
TEST_F(HistoryTest, EveryClockStopsWhereASearchFindsTheFirstVisit) {
  std::minstd_rand random(13);
  const auto models = town().Settled();
  std::size_t stopped = 0;
  for (int i = 0; i < 12; ++i) {
    const std::uint64_t known = i == 0 ? town().head() : 500 + random() % (town().head() - 500);
    FoldedView fold;
    for (std::uint64_t at = 0; at < known; ++at) fold.Apply(Recorded(records()[at]));
    const Point point{
        .known = Position{known}, .known_at = records()[known - 1].time, .on = kFirst + kDays + 10};
    fold.SetPoint(point);
    for (const Package* package : fold.packages()) {
      for (const Date since : ClockStarts(*package)) {
        const auto kept = models->clocks().FirstSince(package->id(), Position{known}, since);
        ASSERT_TRUE(kept) << package->id().str() << " from " << since.ToString() << " at " << known;
        const auto found = fold.FirstDelivered(*package, since, point.on);
        EXPECT_EQ(*kept, found.value_or(kNever))
            << package->id().str() << " from " << since.ToString() << " at " << known;
        if (found) ++stopped;
      }
    }
  }
  EXPECT_GT(stopped, 100U);
}

TEST_F(HistoryTest, DigestsDoNotDependOnHowTheLogWasCutIntoPasses) {
  const auto live = town().Digests();
  for (const int style : {0, 1, 2, 3}) {
    UpTo log(town()->log());
    std::minstd_rand random(5);
    // In the last one hardly a day is at hand: what is asked of one is read and unpacked again.
    const std::size_t live_visits = style == 3 ? 30 : ReadModels::kLiveVisits;
    const auto models =
        ReadModels::Open(told_->directory / ("passes-" + std::to_string(style)), log, nullptr, live_visits);
    ASSERT_TRUE(models.ok()) << models.status();
    while (!log.whole()) {
      log.Grow(style == 0 ? ~std::uint32_t{0} : style == 1 ? 1 + random() % 300 : 1000 + random() % 4000);
      const auto folded = (*models)->CatchUp(~std::uint64_t{0});
      ASSERT_TRUE(folded.ok()) << folded.status();
      ASSERT_EQ((*models)->checkpoint(), log.head().position);
    }
    EXPECT_EQ(Running::DigestsOf(**models), live) << "style " << style;
    if (style == 2) Compare({kCut - 1, kCut, kCut + 1, kCut + 700, 2 * kCut, town().head()}, **models, false);
  }
}

TEST_F(HistoryTest, ReadModelsOpenedHalfWayGoOn) {
  UpTo log(town()->log());
  const std::string path = told_->directory / "half";
  for (const std::uint64_t by : {std::uint64_t{1500}, kCut, ~std::uint64_t{0} >> 1}) {
    log.Grow(by);
    auto models = ReadModels::Open(path, log);
    ASSERT_TRUE(models.ok()) << models.status();
    ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
    if (log.whole()) {
      EXPECT_EQ(Running::DigestsOf(**models), town().Digests());
      Compare({1499, 1500, 1501, kCut + 1, town().head() - 3}, **models, false);
    }
  }
}

// What is on disk after a crash is what the last flush wrote, wherever that fell.
TEST_F(HistoryTest, ReadModelsOfACrashBetweenTwoFlushesGoOn) {
  int caught = 0;
  for (int attempt = 0; attempt < 5 && caught == 0; ++attempt) {
    UpTo log(town()->log());
    const std::string path = told_->directory / ("crash-" + std::to_string(attempt));
    const std::string left = path + "-left";
    {
      auto models = ReadModels::Open(path, log);
      ASSERT_TRUE(models.ok()) << models.status();
      // As when the memory of the store is full the moment the last record before a cut has been folded.
      std::thread flusher([&] {
        EXPECT_TRUE((*models)->WaitFor(Position{kCut}, 20'000));
        EXPECT_TRUE((*models)->Flush().ok());
        std::filesystem::copy(path, left, std::filesystem::copy_options::recursive);
      });
      log.Grow(kCut);
      ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
      flusher.join();
    }
    std::filesystem::remove(left + "/LOCK");
    auto models = ReadModels::Open(left, log);
    ASSERT_TRUE(models.ok()) << models.status();
    if (Number((*models)->checkpoint()) == kCut) ++caught;
    log.Grow(~std::uint32_t{0});
    ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
    EXPECT_EQ(Running::DigestsOf(**models), town().Digests());
    Compare({kCut, kCut + 5, 2 * kCut - 1, town().head()}, **models, false);
  }
}

TEST_F(HistoryTest, ARebuildGivesEqualDigestsAndACancelledOneChangesNothing) {
  const auto before = town().Digests();
  auto in_use = town()->models();
  const auto cancelled = town()->Rebuild([](std::uint64_t, std::uint64_t) { return false; });
  EXPECT_EQ(cancelled.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(town()->models(), in_use);
  EXPECT_EQ(town().Digests(), before);
  EXPECT_FALSE(std::filesystem::exists(told_->directory / "town/views-1"));

  std::uint64_t last = 0;
  const auto rebuilt = town()->Rebuild([&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    return true;
  });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(last, town().head());
  EXPECT_NE(town()->models(), in_use);
  EXPECT_EQ(town().Digests(), before);
  // Those it replaced answer whoever still asks them, and then are gone.
  EXPECT_EQ(Running::DigestsOf(*in_use), before);
  EXPECT_TRUE(std::filesystem::exists(told_->directory / "town/views-0"));
  in_use.reset();
  EXPECT_FALSE(std::filesystem::exists(told_->directory / "town/views-0"));
  Compare({kCut + 1, town().head()}, *town().Settled(), false);
}

TEST_F(HistoryTest, ReopenedItAnswersTheSame) {
  const auto before = town().Digests();
  const log::Head head = town()->log().head();
  town().Reopen();
  EXPECT_EQ(town()->log().head(), head);
  EXPECT_EQ(town().Digests(), before);
  Compare({1234, kCut, kCut + 1, 2 * kCut + 1, town().head()}, *town().Settled(), true);
  const auto rebuilt = town()->Rebuild([](std::uint64_t, std::uint64_t) { return true; });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  town().Reopen();
  EXPECT_EQ(town().Digests(), before);
}

// An award makes visits payable that stood before, and so may hold those of the person's other provider.
TEST(KpiCells, ALateAwardReachesThePersonsOtherProviders) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const Date date = Day("2016-10-01");
  town.MoveTo("2016-10-08T09:00");
  for (const char* package : {"k-1", "k-2"}) town.Do(decide::Request(package, "h-1", "2016-10-01", LotId()));
  town.Do(decide::Award("k-2", decide::kNew, decide::kLot2, decide::kBeech, "2016-10-01"));
  VisitRecorded second = Morning(decide::kBeech, "v-2", "h-1", date, "ben");
  second.attendances[0].check_in->seconds += 60;
  town.Record({Morning(decide::kAsh, "v-1", "h-1", date, "ann"), second});
  std::vector<VisitRecorded> others;
  for (std::uint64_t i = 0; i < kCut; ++i) {
    const std::string n = std::to_string(i);
    others.push_back(Morning(decide::kCedar, "o-" + n, "h-other-" + n, date, "c-" + n));
  }
  town.Record(others);
  const auto beech = [&]() -> VisitCounts {
    const auto models = town.Settled();
    const ReadView view(*models,
                        {.known = models->checkpoint(), .known_at = At("2016-10-08T09:00"), .on = date + 7});
    return view.cells()(decide::kBeech, {date, date + 1})[{decide::kNew, decide::kLot2, kGroup}];
  };
  EXPECT_EQ(beech().delivered, 1U);
  town.Do(decide::Award("k-1", decide::kNew, decide::kLot1, decide::kAsh, "2016-10-01"));
  EXPECT_EQ(beech().held, 1U);
  for (VisitRecorded& visit : others) visit.sequence = 2;
  town.Record(others);
  EXPECT_EQ(beech().held, 1U);  // As kept at the next cut.
}

// A feed that gives one carer for all: who is elsewhere follows from the times alone, in whatever order the
// visits arrive and are put right.
TEST(KpiCells, OneCarerForEverybody) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const Date date = Day("2016-10-01");
  town.MoveTo("2016-10-08T09:00");
  constexpr int kPeople = 24;
  std::vector<VisitRecorded> visits;
  for (int i = 0; i < kPeople; ++i) {
    const std::string n = std::to_string(i);
    town.Do(decide::Request(("k-" + n).c_str(), ("h-" + n).c_str(), "2016-10-01", LotId()));
    town.Do(decide::Award(("k-" + n).c_str(), decide::kNew, decide::kLot1, decide::kAsh, "2016-10-01"));
    VisitRecorded visit = Morning(decide::kAsh, "v-" + n, "h-" + n, date, "system");
    // Each reaches into the next, over several hours and the end of the day.
    visit.attendances[0].check_in->seconds += i * 40 * 60 - 3600;
    visit.attendances[0].check_out = Instant{visit.attendances[0].check_in->seconds + 50 * 60};
    visits.push_back(visit);
  }
  std::minstd_rand random(9);
  std::shuffle(visits.begin(), visits.end(), random);
  const auto counted = [&] {
    const auto models = town.Settled();
    const ReadView view(*models,
                        {.known = models->checkpoint(), .known_at = At("2016-10-08T09:00"), .on = date + 7});
    const KpiCell kept = view.cells()(decide::kAsh, {date, date + 1});
    EXPECT_EQ(kept, CellOf(view, decide::kAsh, date));
    return kept.at({decide::kNew, decide::kLot1, kGroup});
  };
  for (const VisitRecorded& visit : visits) {
    town.Record({visit});
    (void)counted();
  }
  // Every one but the first meets the one before it.
  EXPECT_EQ(counted().delivered, 1U);
  EXPECT_EQ(counted().held, kPeople - 1U);
  // Half of them were elsewhere after all.
  for (VisitRecorded& visit : visits) {
    const int i = std::stoi(visit.external_id.str().substr(2));
    if (i % 2 == 0) continue;
    visit.sequence = 2;
    visit.attendances[0].carer_id = CarerId("c-" + std::to_string(i));
    town.Record({visit});
    (void)counted();
  }
  EXPECT_EQ(counted().delivered, static_cast<std::uint64_t>(kPeople));
  EXPECT_EQ(counted().held, 0U);
}

// While the request is being corrected its visits have no order; with the new one they have it again, and
// count under its client group.
TEST(KpiCells, ACorrectedRequestKeepsItsVisits) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const Date date = Day("2016-10-01");
  town.MoveTo("2016-10-08T09:00");
  const Result requested = town.Do(decide::Request("k-1", "h-1", "2016-10-01", LotId()));
  town.Do(decide::Award("k-1", decide::kNew, decide::kLot1, decide::kAsh, "2016-10-01"));
  town.Record({Morning(decide::kAsh, "v-1", "h-1", date, "ann")});
  decide::RequestPackage corrected = decide::Request("k-1", "h-1", "2016-10-01", LotId());
  corrected.funder = Code("health");
  const Code group("learning-disability");
  corrected.client_group = group;
  corrected.corrects_position = Number(requested.receipt->position);
  town.Do(corrected);
  const auto models = town.Settled();
  const ReadView view(*models,
                      {.known = models->checkpoint(), .known_at = At("2016-10-08T09:00"), .on = date + 7});
  EXPECT_EQ(view.cells()(decide::kAsh, {date, date + 1}), CellOf(view, decide::kAsh, date));
  EXPECT_EQ(CellOf(view, decide::kAsh, date).at({decide::kNew, decide::kLot1, group}).recorded, 1U);
}

// What a day knows of a visit is copied once, however often the visit comes and goes.
TEST(KpiCells, AVisitThatIsMovedToAndFroCostsOneRowAMove) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const Date date = Day("2016-10-01");
  town.MoveTo("2016-10-08T09:00");
  town.Do(decide::Request("k-1", "h-1", "2016-10-01", LotId()));
  town.Do(decide::Award("k-1", decide::kNew, decide::kLot1, decide::kAsh, "2016-10-01"));
  constexpr std::uint64_t kMoves = 60;
  for (std::uint64_t i = 1; i <= kMoves; ++i) {
    town.Record({Morning(decide::kAsh, "v-1", "h-1", date + static_cast<std::int32_t>(i % 2), "ann", i)});
  }
  const auto models = town.Settled();
  for (Date d : {date, date + 1}) {
    std::vector<VisitRow> rows;
    ASSERT_TRUE(models->ReadVisits(decide::kAsh, d, models->checkpoint(), &rows).ok());
    EXPECT_LE(rows.size(), kMoves) << d.ToString();
  }
  const ReadView view(*models,
                      {.known = models->checkpoint(), .known_at = At("2016-10-08T09:00"), .on = date + 7});
  EXPECT_EQ(view.cells()(decide::kAsh, {date, date + 2}).at({decide::kNew, decide::kLot1, kGroup}).recorded,
            1U);
  EXPECT_EQ(CellOf(view, decide::kAsh, date).at({decide::kNew, decide::kLot1, kGroup}).recorded, 1U);
  EXPECT_TRUE(CellOf(view, decide::kAsh, date + 1).empty());
}

}  // namespace
}  // namespace careledger::store
