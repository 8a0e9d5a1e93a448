// Records of a package that contradict each other, in whatever order they come in.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");
const ChangePlan kReview{kPackage, kTwice, Day("2017-02-01"), {}, Code("review")};

// k-1 of h-1: with ash in lot 1 from 5 December 2016, started the day after.
Scenario Started() {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  return town.After(Start("k-1", "2016-12-06"));
}
template <class... Commands>
Scenario With(const Commands&... commands) {
  Scenario town = Started();
  (town.After(commands), ...);
  return town;
}
const HandBackPackage kBack = HandBack("k-1", "2017-02-01", "2017-01-01");
const HandBackPackage kEarlyBack = HandBack("k-1", "2017-01-15", "2017-01-01");

TEST(Standing, NothingFollowsAnEnd) {
  const Scenario ended = With(End("k-1", "2017-02-01"));
  ended.When(Suspend("k-1", "2017-02-01")).ThenRejected(Reason::kPackageEnded);
  ended.When(Resume("k-1", "2017-02-01")).ThenRejected(Reason::kPackageEnded);
  ended.When(kBack).ThenRejected(Reason::kPackageEnded);
  ended.When(kReview).ThenRejected(Reason::kPackageEnded);
  ended.When(Transfer("k-1", kLot2, kBeech, "2017-02-01")).ThenRejected(Reason::kPackageEnded);
  ended.When(Award("k-1", kNew, kLot1, kAsh, "2017-02-01")).ThenRejected(Reason::kPackageEnded);
  ended.When(End("k-1", "2017-03-01")).ThenRejected(Reason::kPackageEnded);
  ended.When(End("k-1", "2017-01-15")).ThenRejected(Reason::kPackageEnded);
}

TEST(Standing, NoEndIsPutBeforeWhatIsOnFile) {
  const EndPackage end = End("k-1", "2017-01-15");
  With(Suspend("k-1", "2017-02-01")).When(end).ThenRejected(Reason::kRecordReliedOn);
  With(Suspend("k-1", "2017-01-10"), Resume("k-1", "2017-02-01"))
      .When(end)
      .ThenRejected(Reason::kRecordReliedOn);
  With(kBack).When(end).ThenRejected(Reason::kRecordReliedOn);
  With(kReview).When(end).ThenRejected(Reason::kRecordReliedOn);
  With(Transfer("k-1", kLot2, kBeech, "2017-02-01")).When(end).ThenRejected(Reason::kBeforeStart);
  With(HandBack("k-1", "2017-01-10", "2017-01-01"), Award("k-1", kNew, kLot2, kBeech, "2017-02-01"))
      .When(end)
      .ThenRejected(Reason::kBeforeStart);
}

TEST(Standing, AnEndMayFollowWhatIsOnFile) {
  const EndPackage end = End("k-1", "2017-02-01");
  With(kBack, end);
  With(kEarlyBack, end);  // What ends is the waiting.
  With(Suspend("k-1", "2017-01-15"), end);
  // Care that does not go on ends with the day from which it was suspended.
  With(Suspend("k-1", "2017-02-01"))
      .When(end)
      .Then(At("2017-02-01", PackageEnded{kPackage, Code("moved-away")}));
  With(Transfer("k-1", kLot2, kBeech, "2017-01-15"), end);
}

TEST(Standing, NothingButWaitingFollowsAHandBack) {
  const Scenario back = With(Suspend("k-1", "2017-01-10"), kEarlyBack);
  back.When(Transfer("k-1", kLot2, kBeech, "2017-02-01")).ThenRejected(Reason::kPackageNotAwarded);
  back.When(kBack).ThenRejected(Reason::kPackageNotAwarded);
  With(kEarlyBack, Suspend("k-1", "2017-01-15"));  // The wait is paused.
  With(kEarlyBack, kReview);                       // Of what is asked for.
  With(Suspend("k-1", "2017-01-10"), kEarlyBack, Award("k-1", kNew, kLot2, kBeech, "2017-02-01"),
       Resume("k-1", "2017-02-01"));
}

// Who comes home from hospital waits, if the provider has given the package up meanwhile.
TEST(Standing, ASuspensionEndsWithOrWithoutAProvider) {
  Scenario back = With(Suspend("k-1", "2017-01-10"), kEarlyBack);
  back.When(Resume("k-1", "2017-02-01")).Then(At("2017-02-01", PackageResumed{kPackage}));
  back.After(Resume("k-1", "2017-02-01")).After(Award("k-1", kNew, kLot2, kBeech, "2017-02-03"));
  const Package& package = *back.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package.SuspensionOn(Day("2017-02-03")), nullptr);
  EXPECT_EQ(package.StateOn(Day("2017-02-03")), PackageState::kStarted);
  Scenario pays =
      With(Suspend("k-1", "2017-01-10"), TakeDirectPayment{kPackage, Day("2017-01-12"), Day("2017-01-15")});
  pays.When(Resume("k-1", "2017-02-01")).Then(At("2017-02-01", PackageResumed{kPackage}));
  With(Suspend("k-1", "2017-01-10"), End("k-1", "2017-01-15"))
      .When(Resume("k-1", "2017-02-01"))
      .ThenRejected(Reason::kPackageEnded);
}

TEST(Standing, NoHandBackIsPutBeforeWhatIsOnFile) {
  With(Suspend("k-1", "2017-02-01"), kEarlyBack);  // What was suspended is the wait.
  With(Suspend("k-1", "2017-01-10"), Resume("k-1", "2017-02-01"), kEarlyBack);
  With(Transfer("k-1", kLot2, kBeech, "2017-02-01")).When(kEarlyBack).ThenRejected(Reason::kRecordReliedOn);
  With(kBack).When(kEarlyBack).ThenRejected(Reason::kPackageNotAwarded);
  With(kReview, kEarlyBack);
  With(Suspend("k-1", "2017-01-10"), kEarlyBack);
}

TEST(Standing, NoTransferIsPutBeforeOneFromAnotherProvider) {
  const TransferPackage early = Transfer("k-1", kLot2, kBeech, "2017-01-15");
  const Scenario moved = With(Transfer("k-1", kLot3, kBeech, "2017-02-01"));
  moved.When(early).ThenRejected(
      Reason::kRecordReliedOn, "effective_date",
      "the record at #" + std::to_string(moved.head()) +
          " of package k-1, of 2017-02-01, would rest on nothing: void or correct it first");
  With(kBack).When(early).ThenRejected(Reason::kRecordReliedOn);
  With(Suspend("k-1", "2017-01-10"), Resume("k-1", "2017-02-01"), early);
  With(kReview, early);
}

}  // namespace
}  // namespace careledger::decide
