// Generated records with corrections, a million where nothing slows the build down: read models folded as
// they came, folded again in other pieces, and folded again after a rebuild that was cancelled, are the same
// to the last row.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "gtest/gtest.h"
#include "tests/store/running.h"
#include "tests/store/up_to.h"

namespace careledger::store {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kRecords = 40'000;
#else
constexpr std::uint64_t kRecords = 1'000'000;
#endif
constexpr int kProviders = 20;
constexpr int kPackages = 2'000;
constexpr int kVisitsOfAPage = 900;  // A provider's day.

const Date kFirst = Day("2016-10-01");
const ContractId kContract("c-open");

std::string Named(const char* prefix, int number) { return prefix + std::to_string(number); }
ProviderId Provider(int number) { return ProviderId(Named("p-", number)); }
PackageId PackageNamed(int number) { return PackageId(Named("k-", number)); }

// Each day a page from every provider: its visits of yesterday, and corrections of earlier ones. Beside them
// orders start, are suspended and end late, rates change backdated, and the council adjusts and voids a few
// visits.
class Years {
 public:
  explicit Years(Running& town) : town_(town) {}

  void Found() {
    town_.Do(decide::RegisterCommissioner{CommissionerId("town"), "Town"});
    town_.Do(decide::CreateContract{.contract_id = kContract,
                                    .commissioner_id = CommissionerId("town"),
                                    .title = "Home care",
                                    .start_date = kFirst - 30});
    town_.Do(decide::SetRates{kContract, kFirst - 30, {decide::Line("16.22")}, decide::kCabinet});
    for (int i = 0; i < kProviders; ++i) {
      town_.Do(decide::RegisterProvider{
          .provider_id = Provider(i), .name = Named("P", i), .form = ProviderForm::kSole});
      town_.Do(decide::AdmitProvider{kContract, Provider(i), kFirst - 30, decide::kCabinet});
    }
    for (int i = 0; i < kPackages; ++i) {
      Send(decide::Request(PackageNamed(i).str().c_str(), Named("h-", i).c_str(), "2016-09-20", LotId()));
      if (i % 10 != 0) Award(i, kFirst - 5);
    }
    Wait();
  }
  void Live(int day) {
    const Date date = kFirst + day;
    town_.MoveTo(RecordTime{PlannedInstant(date + 1, 8 * 60).seconds * 1'000'000});
    for (int provider = 0; provider < kProviders; ++provider) {
      answers_.push_back(town_.Send(PageOf(Named("page-", ++requests_), PageRows(provider, date))));
    }
    const int order = (day * 37) % kPackages;
    if (order % 10 == 0) Award(order, date - 20);  // Its visits are on record already.
    Send(decide::SuspendPackage{PackageNamed((day * 53 + 1) % kPackages), date - 7, Code("hospital")});
    Send(decide::ResumePackage{PackageNamed((day * 53 + 1) % kPackages), date - 3});
    Send(decide::EndPackage{PackageNamed((day * 91 + 5) % kPackages), date - 2, Code("moved-away")});
    Send(decide::SetRates{
        kContract, date - 10, {decide::Line(day % 2 == 0 ? "16.50" : "16.90")}, decide::kCabinet});
    for (int i = 0; i < 3; ++i) {
      const VisitRecorded& visit = recent_[random_() % recent_.size()];
      if (i == 0) {
        Send(decide::VoidVisit{visit.source, visit.external_id, Code("wrong-person")});
      } else {
        Send(decide::AdjustVisit{visit.source,
                                 visit.external_id,
                                 visit.attendances.front().carer_id,
                                 visit.planned_start,
                                 {visit.planned_start.seconds + 1500},
                                 Code("forgot")});
      }
    }
    Wait();
  }

 private:
  template <class C>
  void Send(const C& command) {
    answers_.push_back(town_.Send(CommandOf("alice", Named("r-", ++requests_), command)));
  }
  void Award(int package, Date from) {
    Send(decide::AwardPackage{.package_id = PackageNamed(package),
                              .contract_id = kContract,
                              .lot_id = {},
                              .provider_id = Provider(package % kProviders),
                              .plan = {},
                              .effective_date = from});
    Send(decide::StartPackage{PackageNamed(package), from});
  }
  void Wait() {
    for (std::future<Answer>& answer : answers_) {
      const Answer given = answer.get();
      if (const auto* no = std::get_if<Refused>(&given)) {
        EXPECT_TRUE(no->rejection) << no->status;
      }
    }
    answers_.clear();
  }
  std::vector<VisitRecorded> PageRows(int provider, Date date) {
    std::vector<VisitRecorded> rows;
    for (int i = 0; i < kVisitsOfAPage; ++i) {
      const int package = (i * kProviders + provider) % kPackages;
      VisitRecorded visit = Morning(Provider(provider), Named("v-", ++visits_), Named("h-", package), date,
                                    Named("a-", provider * 1000 + i));
      visit.planned_start.seconds += 1800 * (i * kProviders / kPackages);
      for (Attendance& a : visit.attendances) {
        a.check_in = Instant{visit.planned_start.seconds + static_cast<std::int64_t>(random_() % 1200) - 300};
        a.check_out = Instant{a.check_in->seconds + 1200 + static_cast<std::int64_t>(random_() % 900)};
      }
      if (random_() % 40 == 0) {
        visit.status = VisitStatus::kMissed;
        visit.attendances.clear();
      }
      rows.push_back(std::move(visit));
    }
    // Forty of earlier days again: captured anew, or moved to the day before.
    for (std::size_t i = 0; i < 40 && recent_.size() > 1000; ++i) {
      VisitRecorded again = recent_[random_() % recent_.size()];
      if (again.provider_id != Provider(provider)) continue;
      again.sequence = 2 + random_() % 5;
      if (random_() % 4 == 0) {
        again.planned_start.seconds -= 86'400;
        again.service_date = again.service_date - 1;
      }
      for (Attendance& a : again.attendances) a.check_out->seconds += 60;
      rows.push_back(std::move(again));
    }
    for (int i = 0; i < kVisitsOfAPage; i += 9) {
      const VisitRecorded& visit = rows[static_cast<std::size_t>(i)];
      if (visit.attendances.empty()) continue;
      if (recent_.size() < 20'000) {
        recent_.push_back(visit);
      } else {
        recent_[random_() % recent_.size()] = visit;
      }
    }
    return rows;
  }

  Running& town_;
  std::minstd_rand random_{2016};
  int requests_ = 0;
  int visits_ = 0;
  std::vector<VisitRecorded> recent_;
  std::vector<std::future<Answer>> answers_;
};

TEST(Rebuild, IsEqualHoweverTheLogIsCut) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  Years years(town);
  years.Found();
  for (int day = 0; town.head() < kRecords; ++day) years.Live(day);
  const auto live = town.Digests();
  RecordProperty("records", std::to_string(town.head()));

  // Given a log that grows by other steps, and read models closed and opened half way.
  UpTo log(town->log());
  std::minstd_rand random(5);
  const std::string path = directory / "steps";
  auto models = ReadModels::Open(path, log);
  ASSERT_TRUE(models.ok()) << models.status();
  for (bool reopened = false; !log.whole();) {
    log.Grow(1 + random() % 9'000);
    const auto folded = (*models)->CatchUp(1 + random() % 5'000);
    ASSERT_TRUE(folded.ok()) << folded.status();
    if (!reopened && Number(log.head().position) > kRecords / 2) {
      reopened = true;
      models->reset();
      models = ReadModels::Open(path, log);
      ASSERT_TRUE(models.ok()) << models.status();
    }
  }
  ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
  EXPECT_EQ(Running::DigestsOf(**models), live);
  models->reset();

  // A rebuild cancelled a third of the way, and one that is not.
  const auto cancelled =
      town->Rebuild([](std::uint64_t done, std::uint64_t total) { return done < total / 3; });
  EXPECT_EQ(cancelled.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(town.Digests(), live);
  const auto in_use = town->models();
  const auto rebuilt = town->Rebuild([](std::uint64_t, std::uint64_t) { return true; });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_NE(town->models(), in_use);
  EXPECT_EQ(town.Digests(), live);
}

}  // namespace
}  // namespace careledger::store
