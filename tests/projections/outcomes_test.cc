// Goals and episodes counted where they were, as numerators and denominators; what cannot be computed.
#include "replay/projections/outcomes.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using Result = ReablementOutcome;

void Finished(Home& home, const char* package, const ProviderId& provider, const char* ended, Result outcome,
              std::uint32_t start = 0, std::optional<std::uint32_t> end = {}) {
  home.Request(package, (std::string("h-") + package).c_str(), "2016-11-07", "Mon-Sun 08:00 30",
               "reablement");
  home.Award(package, provider, "2016-11-07");
  home.Add(ended, ReablementEnded{PackageId(package), outcome, start, end});
}
Outcomes November(Home& home, const OutcomeFilter& filter = {}, std::string_view on = "2017-03-31") {
  return OutcomesOf(home.View(on), {Day("2016-11-07"), Day("2016-12-05")}, filter);
}

TEST(Outcomes, CountEpisodesWhereTheyEnded) {
  Home home = Home::Usual();
  Finished(home, "r-1", kAsh, "2016-11-20", Result::kNoMoreCare, 420, 0);
  Finished(home, "r-2", kAsh, "2016-11-21", Result::kReduced, 420, 210);
  Finished(home, "r-3", kAsh, "2016-12-04", Result::kNotAssessed, 420);
  Finished(home, "r-4", kBeech, "2016-12-04", Result::kDied, 420);
  Finished(home, "r-5", kBeech, "2016-12-05", Result::kNoMoreCare, 420, 0);  // After the period.
  // One that ended without anybody saying how; home care ends without an outcome as a matter of course.
  home.Request("r-6", "h-r-6", "2016-11-07", "Mon-Sun 08:00 30", "reablement");
  home.Award("r-6", kAsh, "2016-11-07");
  home.Add("2016-12-01", PackageEnded{PackageId("r-6"), Code("x")});
  home.Add("2016-12-01", PackageEnded{kOrder, Code("x")});
  const Outcomes all = November(home);
  ASSERT_EQ(all.rows.size(), 2U);
  const OutcomeCounts& ash = all.rows.at({kNew, kAsh});
  EXPECT_EQ(ash.episodes, 3U);
  EXPECT_EQ(ash.Of(Result::kNoMoreCare), 1U);
  EXPECT_EQ(ash.Of(Result::kReduced), 1U);
  EXPECT_EQ(ash.Of(Result::kNotAssessed), 1U);
  EXPECT_EQ(ash.Assessed(), 2U);
  EXPECT_EQ(ash.without_outcome, 1U);
  EXPECT_EQ(ash.compared, 2U);
  EXPECT_EQ(ash.minutes_at_start, 840U);
  EXPECT_EQ(ash.minutes_at_end, 210U);
  EXPECT_EQ(all.rows.at({kNew, kBeech}).episodes, 1U);
  EXPECT_EQ(all.rows.at({kNew, kBeech}).compared, 0U);
  EXPECT_EQ(all.total.episodes, 4U);
  EXPECT_EQ(all.total.Assessed(), 3U);
  EXPECT_EQ(November(home, {.contract_id = {}, .provider_id = kBeech}).total.episodes, 1U);
  EXPECT_EQ(November(home, {.contract_id = ContractId("c-x"), .provider_id = {}}).total.episodes, 0U);
  EXPECT_EQ(November(home, {}, "2016-11-20").total.episodes, 1U);
}

TEST(Outcomes, CountTheLastReviewOfEachGoal) {
  Home home = Home::Usual();
  for (const char* goal : {"a", "b", "c", "d", "e"})
    home.Add("2016-11-08", GoalSet{kOrder, Code(goal), Code("meals")});
  const auto review = [&](const char* date, const char* goal, GoalResult result) {
    home.Add(date, GoalsReviewed{kOrder, {{Code(goal), result}}});
  };
  review("2016-11-14", "a", GoalResult::kNotMet);
  review("2016-11-28", "a", GoalResult::kMet);
  review("2016-11-28", "b", GoalResult::kPartly);
  review("2016-11-28", "c", GoalResult::kNotAssessed);
  review("2016-12-12", "d", GoalResult::kMet);  // After the period; e is never reviewed.
  const OutcomeCounts total = November(home).total;
  EXPECT_EQ(total.goals_reviewed, 3U);
  EXPECT_EQ(total.Of(GoalResult::kMet), 1U);
  EXPECT_EQ(total.Of(GoalResult::kPartly), 1U);
  EXPECT_EQ(total.Of(GoalResult::kNotMet), 0U);
  EXPECT_EQ(total.Of(GoalResult::kNotAssessed), 1U);
  EXPECT_EQ(total.GoalsAssessed(), 2U);
}

TEST(Outcomes, AreOfOneClientGroupWhereThatIsAsked) {
  Home home = Home::Usual();
  Finished(home, "r-1", kAsh, "2016-11-20", Result::kNoMoreCare);  // Of no group.
  home.Add("2016-11-07", PackageRequested{.package_id = PackageId("r-2"),
                                          .person_id = PersonId("h-r-2"),
                                          .service = Code("reablement"),
                                          .client_group = Code("older-people"),
                                          .plan = Plan("Mon-Sun 08:00 30")});
  home.Award("r-2", kAsh, "2016-11-07");
  home.Add("2016-11-21", ReablementEnded{PackageId("r-2"), Result::kReduced, 0, {}});
  EXPECT_EQ(November(home).total.episodes, 2U);
  const Outcomes one = November(home, {.client_group = Code("older-people")});
  EXPECT_EQ(one.total.episodes, 1U);
  EXPECT_EQ(one.total.Of(Result::kReduced), 1U);
}

}  // namespace
}  // namespace careledger::projections
