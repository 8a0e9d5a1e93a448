// Goals and their reviews; how episodes of reablement end.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");
using Result = ReablementOutcome;

SetGoal Sets(const char* goal, const char* date = "2017-01-10") {
  return {kPackage, Code(goal), Code("mobility"), Day(date)};
}
ReviewGoals Review(std::vector<GoalReview> results, const char* date = "2017-02-01") {
  return {kPackage, Day(date), std::move(results)};
}
EndReablement Finishes(Result outcome, std::optional<std::uint32_t> minutes = {},
                       const char* date = "2017-02-01") {
  return {kPackage, Day(date), outcome, minutes};
}

// k-1: three and a half hours a week of `service` with ash since 9 January 2017.
Scenario Care(const char* service = "reablement") {
  Scenario town = Town();
  RequestPackage request = Request("k-1", "h-1", "2017-01-02");
  request.service = Code(service);
  return town.After(request)
      .After(Award("k-1", kNew, kLot1, kAsh, "2017-01-09"))
      .After(Start("k-1", "2017-01-09"));
}

TEST(Goals, AreSetOnceAndReviewedAsOftenAsWanted) {
  Scenario town = Care("home-care");
  town.When(Sets("stairs")).Then(At("2017-01-10", GoalSet{kPackage, Code("stairs"), Code("mobility")}));
  town.After(Sets("stairs")).When(Sets("stairs")).ThenAlready(town.head());
  town.When(Sets("stairs", "2017-01-11"))
      .ThenRejected(Reason::kAlreadyExists, "goal",
                    "goal stairs of package k-1 was set on 2017-01-10, by the record at #" +
                        std::to_string(town.head()));
  town.After(Sets("wash"));
  const ReviewGoals first =
      Review({{Code("stairs"), GoalResult::kPartly}, {Code("wash"), GoalResult::kNotAssessed}});
  town.After(first).When(first).ThenAlready(town.head());
  town.After(Review({{Code("stairs"), GoalResult::kMet}}, "2017-03-01"));
  const PackageHealth& health = town.ledger().world.packages.Find(kPackage)->life().health;
  const Goal* stairs = health.FindGoal(Code("stairs"));
  ASSERT_NE(stairs, nullptr);
  EXPECT_EQ(stairs->ReviewedBy(Day("2017-01-31")), nullptr);
  EXPECT_EQ(stairs->ReviewedBy(Day("2017-02-28"))->result, GoalResult::kPartly);
  EXPECT_EQ(stairs->ReviewedBy(Day("2017-03-01"))->result, GoalResult::kMet);
}

TEST(Goals, RefuseInOrderOfPrecedence) {
  Scenario town = Care("home-care");
  town.After(Sets("stairs"));
  const std::uint64_t goal = town.head();
  town.When(Review({{Code("stairs"), GoalResult::kMet}, {Code("stairs"), GoalResult::kPartly}}))
      .ThenRejected(Reason::kInvalidField, "results", "goal stairs has two results");
  town.When(Review({{Code("stairs"), GoalResult::kMet}}, "2017-01-09")).ThenRejected(Reason::kBeforeStart);
  town.When(Review({{Code("cook"), GoalResult::kMet}}))
      .ThenRejected(Reason::kGoalUnknown, "results", "package k-1 has no goal cook");
  town.After(Review({{Code("stairs"), GoalResult::kMet}}));
  town.When(VoidPackageRecord{kPackage, goal, Code("x")}).ThenRejected(Reason::kRecordReliedOn);
  // Goals do not rest on who delivers.
  town.When(Sets("cook", "2017-01-01")).ThenRejected(Reason::kBeforeStart);
  town.After(End("k-1", "2017-04-01"));
  town.When(Sets("cook", "2017-04-01")).ThenRejected(Reason::kPackageEnded);
  // A last review may follow the end.
  EXPECT_TRUE(std::holds_alternative<Decision>(
      town.When(Review({{Code("stairs"), GoalResult::kMet}}, "2017-04-05")).outcome()));
}

TEST(Reablement, EndsWithAnOutcomeAgainstThePlanItBeganWith) {
  Scenario town = Care();
  town.After(ChangePlan{kPackage, kTwice, Day("2017-01-20"), {}, Code("review")});
  town.When(Finishes(Result::kReduced, 105))
      .Then(At("2017-02-01", ReablementEnded{kPackage, Result::kReduced, 210, 105}));
  town.When(Finishes(Result::kNoMoreCare))
      .Then(At("2017-02-01", ReablementEnded{kPackage, Result::kNoMoreCare, 210, 0}));
  town.When(Finishes(Result::kSame, 210))
      .Then(At("2017-02-01", ReablementEnded{kPackage, Result::kSame, 210, 210}));
  town.When(Finishes(Result::kIncreased, 420))
      .Then(At("2017-02-01", ReablementEnded{kPackage, Result::kIncreased, 210, 420}));
  for (const Result outcome :
       {Result::kHospital, Result::kCareHome, Result::kDied, Result::kWithdrew, Result::kNotAssessed}) {
    town.When(Finishes(outcome)).Then(At("2017-02-01", ReablementEnded{kPackage, outcome, 210, {}}));
    town.When(Finishes(outcome, 60)).ThenRejected(Reason::kInvalidField);
  }
  // The package goes on until it is ended itself; its outcome is corrected, not given twice.
  town.After(Finishes(Result::kReduced, 105)).When(Finishes(Result::kReduced, 105)).ThenAlready(town.head());
  EXPECT_EQ(town.ledger().world.packages.Find(kPackage)->StateOn(Day("2017-02-02")), PackageState::kStarted);
  town.When(Finishes(Result::kSame, 210)).ThenRejected(Reason::kAlreadyClosed);
  EndReablement right = Finishes(Result::kSame, 210);
  right.corrects_position = town.head();
  town.After(right);
  EXPECT_EQ(town.ledger().world.packages.Find(kPackage)->life().health.episode->record.outcome,
            Result::kSame);
}

TEST(Reablement, RefusesInOrderOfPrecedence) {
  Scenario town = Care();
  town.When(Finishes(Result::kReduced)).ThenRejected(Reason::kInvalidField);
  town.When(Finishes(Result::kNoMoreCare, 30)).ThenRejected(Reason::kInvalidField);
  town.When(Finishes(Result::kIncreased, 50'000)).ThenRejected(Reason::kInvalidField);
  town.When(Finishes(Result::kNoMoreCare, {}, "2017-01-09")).ThenRejected(Reason::kBeforeStart);
  town.When(Finishes(Result::kReduced, 210))
      .ThenRejected(Reason::kOutcomeContradicts, "minutes_at_end",
                    "210 minutes a week after 210 are not reduced");
  town.When(Finishes(Result::kReduced, 0)).ThenRejected(Reason::kOutcomeContradicts);
  town.When(Finishes(Result::kSame, 200)).ThenRejected(Reason::kOutcomeContradicts);
  town.When(Finishes(Result::kIncreased, 210)).ThenRejected(Reason::kOutcomeContradicts);
  Care("home-care")
      .When(Finishes(Result::kNoMoreCare))
      .ThenRejected(Reason::kNotReablement, "package_id", "package k-1 is for home-care, not for reablement");
}

}  // namespace
}  // namespace careledger::decide
