// Care that moves to the NHS and back, in both settlements; joint visits at a handover.
#include "server/decide/package_guards.h"
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");
const CommissionerId kNhs("nhs");
constexpr const char* kFrom = "2020-03-01";
// Decisions of these tests are taken on 1 June 2020 at 12:00.
constexpr const char* kToday = "2020-06-01";

SetContinuingHealthcarePolicy Settled(HealthSettlement settlement, const char* from = kGoLive) {
  return {kNew, Day(from), settlement, kCabinet};
}
StartContinuingHealthcare Starts(const char* from, const CommissionerId& funder = kNhs) {
  return {kPackage, funder, Day(from), kCabinet};
}
EndContinuingHealthcare Ends(const char* from) { return {kPackage, Day(from), Code("not-eligible")}; }
RecordHealthRate Pays(const char* rate, const char* from) {
  return {kPackage, Rate::Parse(rate).value(), Day(from)};
}

// k-1 of h-1 with ash in lot 1 since 7 December 2016.
Scenario Care(std::optional<HealthSettlement> settlement) {
  Scenario town = Town();
  if (settlement) town.After(Settled(*settlement));
  return town.After(Request("k-1", "h-1", "2016-12-01"))
      .After(Award("k-1", kNew, kLot1, kAsh, "2016-12-07"))
      .After(Start("k-1", "2016-12-07"));
}
const Package& Of(Scenario& town) { return *town.ledger().world.packages.Find(kPackage); }
ContinuingHealthcareStarted Started(HealthSettlement settlement) {
  return {kPackage, kNhs, settlement, kNew, kAsh, kCabinet};
}

TEST(JointContract, GoesOnWithTheProviderAndChangesWhoPays) {
  Scenario town = Care(HealthSettlement::kJointContract);
  town.When(Starts(kFrom)).Then(At(kFrom, Started(HealthSettlement::kJointContract)));
  town.After(Starts(kFrom)).When(Starts(kFrom)).ThenAlready(town.head());
  const Package& package = Of(town);
  EXPECT_EQ(package.FunderOn(Day("2020-02-29")), Code("council"));
  EXPECT_EQ(package.FunderOn(Day(kFrom)), Code("nhs"));
  EXPECT_EQ(package.StateOn(Day(kFrom)), PackageState::kStarted);
  EXPECT_EQ(package.life().placements.size(), 1U);
  EXPECT_EQ(town.ledger().world.caseloads.Find(kNew, kAsh)->people.size(), 1U);
  // and back.
  town.When(Ends("2020-05-01"))
      .Then(At("2020-05-01", ContinuingHealthcareEnded{kPackage, kAsh, Code("not-eligible")}));
  town.After(Ends("2020-05-01")).When(Ends("2020-05-01")).ThenAlready(town.head());
  EXPECT_EQ(Of(town).FunderOn(Day("2020-04-30")), Code("nhs"));
  EXPECT_EQ(Of(town).FunderOn(Day("2020-05-01")), Code("council"));
  EXPECT_EQ(Of(town).life().placements.size(), 1U);
}

TEST(JointContract, IsPaidByAPartner) {
  Scenario town = Care(HealthSettlement::kJointContract);
  town.Given(Now(CommissionerRegistered{CommissionerId("far"), "Far away"}));
  town.When(Starts(kFrom, CommissionerId("far")))
      .ThenRejected(Reason::kCommissionerUnknown, "commissioner_id",
                    "contract c-new, a joint one, has no partner far on 2020-03-01");
  // Who stands in a partner's place is one, and the partner is none any more.
  town.After(SucceedCommissioner{.commissioner_id = kNhs,
                                 .to_commissioner_id = CommissionerId("far"),
                                 .kind = SuccessionKind::kSuccession,
                                 .effective_date = Day("2020-04-01"),
                                 .authority = kCabinet});
  town.When(Starts("2020-03-31", CommissionerId("far"))).ThenRejected(Reason::kCommissionerUnknown);
  town.When(Starts("2020-04-01", kNhs)).ThenRejected(Reason::kCommissionerUnknown);
  EXPECT_TRUE(
      std::holds_alternative<Decision>(town.When(Starts("2020-04-01", CommissionerId("far"))).outcome()));
  // Where the NHS contracts itself, any of it may.
  Scenario apart = Care(HealthSettlement::kHealthContracts);
  apart.Given(Now(CommissionerRegistered{CommissionerId("far"), "Far away"}));
  EXPECT_TRUE(std::holds_alternative<Decision>(apart.When(Starts(kFrom, CommissionerId("far"))).outcome()));
}

// A start stands when another is recorded later to have followed who pays, from before it: what it rests on
// is not taken away.
TEST(JointContract, StandsWhenItsPartnerIsFollowedByALaterRecord) {
  Scenario town = Care(HealthSettlement::kJointContract);
  town.Given(Now(CommissionerRegistered{CommissionerId("far"), "Far away"})).After(Starts(kFrom));
  town.When(End("k-1", "2020-02-01")).ThenRejected(Reason::kRecordReliedOn);
  town.After(SucceedCommissioner{.commissioner_id = kNhs,
                                 .to_commissioner_id = CommissionerId("far"),
                                 .kind = SuccessionKind::kSuccession,
                                 .effective_date = Day("2020-02-15"),
                                 .authority = kCabinet});
  town.When(End("k-1", "2020-02-01")).ThenRejected(Reason::kRecordReliedOn);
}

TEST(HealthContracts, EndsTheCouncilsOrderAndKeepsWhoDelivers) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Starts("2020-07-01"));  // In time.
  const Package& package = Of(town);
  EXPECT_EQ(package.StateOn(Day("2020-06-30")), PackageState::kStarted);
  EXPECT_EQ(package.StateOn(Day("2020-07-01")), PackageState::kContinuingHealthcare);
  EXPECT_EQ(package.FunderOn(Day("2020-07-01")), Code("nhs"));
  ASSERT_TRUE(package.life().placements.back().until);
  EXPECT_EQ(*package.life().placements.back().until, (Moment{Day("2020-07-01"), 0}));
  EXPECT_EQ(package.HealthFundingOn(Day("2020-07-01"))->provider_id, kAsh);
  EXPECT_EQ(town.ledger().world.caseloads.Find(kNew, kAsh)->people.size(), 0U) << "it has room again";
  // The council gives it to nobody meanwhile.
  town.When(Award("k-1", kNew, kLot1, kAsh, "2020-08-01"))
      .ThenRejected(Reason::kPackageAlreadyAwarded, "package_id",
                    "package k-1 is with p-ash under a contract of nhs from 2020-07-01: end its continuing "
                    "healthcare first");
  town.When(Transfer("k-1", kLot2, kBeech, "2020-08-01")).ThenRejected(Reason::kPackageNotAwarded);
}

TEST(HealthContracts, GiveItBackToTheSameProviderOnTheSameTerms) {
  Scenario town = Town();
  town.After(Settled(HealthSettlement::kHealthContracts)).After(Request("k-1", "h-1", "2016-12-01"));
  AwardPackage award = Award("k-1", kNew, kLot1, kAsh, "2016-12-07");
  award.rate = Rate(171'000);
  town.After(award).After(Start("k-1", "2016-12-07")).After(Starts("2020-07-01")).After(Ends("2020-09-01"));
  const Package& package = Of(town);
  EXPECT_EQ(package.StateOn(Day("2020-08-31")), PackageState::kContinuingHealthcare);
  EXPECT_EQ(package.StateOn(Day("2020-09-01")), PackageState::kStarted);
  EXPECT_EQ(package.FunderOn(Day("2020-09-01")), Code("council"));
  const Placement* again = package.PlacementOn(Day("2020-09-01"));
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->provider_id, kAsh);
  EXPECT_EQ(again->lot_id, kLot1);
  EXPECT_EQ(again->rate, Rate(171'000));
  EXPECT_EQ(again->from, (Moment{Day("2020-09-01"), 0}));
  EXPECT_EQ(Number(again->cause), town.head());
  EXPECT_EQ(town.ledger().world.caseloads.Find(kNew, kAsh)->people.size(), 1U);
  // It may move to the NHS again, not twice at once.
  town.When(Starts("2020-08-15"))
      .ThenRejected(
          Reason::kHealthFunded, "effective_date",
          "nhs pays for package k-1 from 2020-07-01, by the record at #" + std::to_string(town.head() - 1));
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(Starts("2020-10-01")).outcome()));
}

// What was delivered before anybody knew had been ordered, and was properly paid.
TEST(HealthContracts, RecordedLateEndTheOrderWhenRecorded) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Suspend("k-1", "2020-04-01")).After(Resume("k-1", "2020-04-10"));
  town.After(Starts(kFrom));
  const Package& package = Of(town);
  EXPECT_EQ(*package.life().placements.back().until, (Moment{Day(kToday), 12 * 60}));
  EXPECT_EQ(package.FunderOn(Day(kFrom)), Code("nhs"));
  EXPECT_EQ(package.StateOn(Day("2020-05-31")), PackageState::kStarted);
  EXPECT_EQ(package.StateOn(Day(kToday)), PackageState::kContinuingHealthcare);
  // Ended as late, it leaves no gap in the order.
  town.After(Ends("2020-04-15"));
  ASSERT_EQ(Of(town).life().placements.size(), 1U);
  EXPECT_FALSE(Of(town).life().placements[0].until);
  EXPECT_EQ(Of(town).FunderOn(Day("2020-04-14")), Code("nhs"));
  EXPECT_EQ(Of(town).FunderOn(Day("2020-04-15")), Code("council"));
  EXPECT_TRUE(Coherent(Of(town).life()));
  // Voided from the latest back, all is as it was.
  const std::uint64_t end = town.head();
  town.When(VoidPackageRecord{kPackage, end - 1, Code("wrong")}).ThenRejected(Reason::kRecordReliedOn);
  town.After(VoidPackageRecord{kPackage, end, Code("wrong")});
  town.After(VoidPackageRecord{kPackage, end - 1, Code("wrong")});
  EXPECT_EQ(Of(town).life().placements.size(), 1U);
  EXPECT_FALSE(Of(town).life().placements[0].until);
  EXPECT_EQ(Of(town).FunderOn(Day(kFrom)), Code("council"));
}

TEST(HealthContracts, CorrectedKeepWhatRestsOnThem) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Starts("2020-07-01"));
  const std::uint64_t start = town.head();
  town.After(Ends("2020-09-01"));
  StartContinuingHealthcare later = Starts("2020-07-15");
  later.corrects_position = start;
  town.After(later);
  EXPECT_EQ(Of(town).StateOn(Day("2020-07-14")), PackageState::kStarted);
  EXPECT_EQ(Of(town).StateOn(Day("2020-07-15")), PackageState::kContinuingHealthcare);
  EXPECT_EQ(Of(town).StateOn(Day("2020-09-01")), PackageState::kStarted);
  StartContinuingHealthcare after = Starts("2020-10-01");
  after.corrects_position = town.head();
  town.When(after).ThenRejected(Reason::kRecordReliedOn);
}

// One ends on the day on which another begins, whichever was recorded last.
TEST(HealthContracts, FollowOneAnother) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Starts("2020-07-01")).After(Ends("2020-08-01"));
  const std::uint64_t end = town.head();
  town.After(Starts("2020-08-15"));
  EndContinuingHealthcare right = Ends("2020-08-15");
  right.corrects_position = end;
  town.After(right);
  const auto& funding = Of(town).life().health.funding;
  ASSERT_EQ(funding.size(), 2U);
  EXPECT_EQ(funding[0].until, funding[1].from);
  EXPECT_FALSE(funding[1].until);
  EXPECT_EQ(Of(town).StateOn(Day("2020-08-15")), PackageState::kContinuingHealthcare);
  town.After(Ends("2020-09-01"));
  EXPECT_EQ(Of(town).StateOn(Day("2020-09-01")), PackageState::kStarted);
}

// In time it would leave nothing of the order that began.
TEST(HealthContracts, TakeOverAfterTheFirstDayOfCare) {
  Scenario town = Town();
  town.After(Settled(HealthSettlement::kHealthContracts))
      .After(Request("k-1", "h-1", "2016-12-01"))
      .After(Award("k-1", kNew, kLot1, kAsh, "2020-07-01"))
      .After(Start("k-1", "2020-07-01"));
  town.When(Starts("2020-07-01"))
      .ThenRejected(Reason::kBeforeStart, "effective_date",
                    "the order would end on 2020-07-01, not after package k-1 started, on 2020-07-01");
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(Starts("2020-07-02")).outcome()));
}

TEST(HealthContracts, HaveARateOfTheirOwnOnceItIsKnown) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.When(Pays("18.20", kFrom))
      .ThenRejected(Reason::kNotHealthFunded, "effective_date",
                    "the NHS does not contract for package k-1 on 2020-03-01");
  town.After(Starts(kFrom));
  EXPECT_EQ(Of(town).HealthFundingOn(Day("2020-05-01"))->RateOn(Day("2020-05-01")), nullptr);
  town.After(Pays("19", "2020-05-01")).After(Pays("18.20", kFrom));
  town.When(Pays("19", "2020-05-01")).ThenAlready(town.head() - 1);
  const HealthFunding& funding = *Of(town).HealthFundingOn(Day("2020-05-01"));
  EXPECT_EQ(funding.RateOn(Day("2020-04-30"))->rate, Rate(182'000));
  EXPECT_EQ(funding.RateOn(Day("2020-05-01"))->rate, Rate(190'000));
  town.When(Pays("0", kFrom)).ThenRejected(Reason::kInvalidField);
  Scenario joint = Care(HealthSettlement::kJointContract);
  joint.After(Starts(kFrom)).When(Pays("18.20", kFrom)).ThenRejected(Reason::kNotHealthFunded);
}

TEST(HealthContracts, DoNotGiveItBackToWhoHasLeft) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Starts(kFrom))
      .After(WithdrawProvider{kNew, kAsh, Day("2020-05-01"), Day("2020-02-01"), Code("x")});
  const Answer answer = town.When(Ends("2020-07-01"));
  answer.ThenRejected(Reason::kProviderNotAwarded);
  EXPECT_TRUE(std::get<Rejection>(answer.outcome()).detail.ends_with("so end it and ask for care anew"));
  town.After(End("k-1", "2020-07-01"));
  EXPECT_EQ(Of(town).StateOn(Day("2020-07-01")), PackageState::kEnded);
  EXPECT_EQ(Of(town).HealthFundingOn(Day("2020-07-01")), nullptr);
}

// The carers are now cedar's: care returns to it, and the history says from whom.
TEST(HealthContracts, GiveItBackToWhoHasFollowed) {
  Scenario town = Care(HealthSettlement::kHealthContracts);
  town.After(Starts(kFrom))
      .After(SucceedProvider{kAsh, kCedar, SuccessionKind::kSuccession, {}, Day("2020-06-15"), kCabinet});
  town.When(Ends("2020-07-01"))
      .Then(At("2020-07-01", ContinuingHealthcareEnded{kPackage, kAsh, Code("not-eligible")}),
            At("2020-07-01", PackageSucceeded{kPackage, kAsh, kCedar}));
  town.After(Ends("2020-07-01"));
  const Placement* order = Of(town).PlacementOn(Day("2020-07-01"));
  ASSERT_NE(order, nullptr);
  EXPECT_EQ(order->provider_id, kCedar);
  EXPECT_TRUE(order->IsOf(kAsh));
  EXPECT_EQ(Of(town).StateOn(Day("2020-06-30")), PackageState::kContinuingHealthcare);
}

TEST(ContinuingHealthcare, RefusesInOrderOfPrecedence) {
  Scenario town = Care({});
  town.When(Starts("2040-01-01")).ThenRejected(Reason::kInvalidField);
  town.When(Starts(kFrom, CommissionerId("nobody"))).ThenRejected(Reason::kCommissionerUnknown);
  StartContinuingHealthcare other = Starts(kFrom);
  other.package_id = PackageId("k-9");
  town.When(other).ThenRejected(Reason::kPackageUnknown);
  town.When(Starts("2016-12-01")).ThenRejected(Reason::kBeforeStart);
  town.When(Starts(kFrom))
      .ThenRejected(Reason::kSettlementNotSet, "package_id",
                    "contract c-new does not say on 2020-03-01 who contracts for care that the NHS pays");
  town.After(Settled(HealthSettlement::kJointContract, "2020-02-01"));
  town.When(Ends("2020-04-01"))
      .ThenRejected(Reason::kNotHealthFunded, "effective_date",
                    "the NHS does not pay for package k-1 on 2020-04-01");
  town.After(Starts(kFrom));
  town.When(Ends(kFrom)).ThenRejected(Reason::kBeforeStart);
  town.After(RecordDeath{PersonId("h-1"), Day("2020-05-01")});
  town.When(Ends("2020-05-02")).ThenRejected(Reason::kPersonDied);
}

// The old contract says nothing: what moves to the new one with its transfer falls under what that one says.
TEST(ContinuingHealthcare, IsSettledAsTheContractOfThatDaySays) {
  Scenario town = Town();
  town.After(Settled(HealthSettlement::kJointContract));
  town.After(Settled(HealthSettlement::kHealthContracts, "2020-01-01"));
  town.After(Request("k-1", "h-1", "2015-01-01"))
      .After(Award("k-1", kOld, {}, kAsh, "2015-01-05"))
      .After(Transfer("k-1", kLot1, kAsh, kGoLive));
  town.When(Starts("2016-11-06")).ThenRejected(Reason::kSettlementNotSet);
  town.When(Starts(kGoLive)).Then(At(kGoLive, Started(HealthSettlement::kJointContract)));
  town.When(Starts(kFrom)).Then(At(kFrom, Started(HealthSettlement::kHealthContracts)));
}

// k-1 goes from ash to beech on 1 June 2017 at 14:00.
Scenario HandedOver() {
  Scenario town = Care({});
  return town.After(Transfer("k-1", kLot2, kBeech, "2017-06-01", 14 * 60));
}
ApproveHandoverVisit Joint(const ProviderId& provider, const char* date, std::uint32_t minute) {
  return {kPackage, provider, Day(date), {minute}, Code("introduction")};
}

TEST(HandoverVisit, IsOfTheProviderBeforeOrAfter) {
  Scenario town = HandedOver();
  const ApproveHandoverVisit before = Joint(kBeech, "2017-05-31", 8 * 60);
  town.When(before).Then(
      At("2017-05-31", HandoverVisitApproved{kPackage, kBeech, 8 * 60, Code("introduction")}));
  town.After(before).When(before).ThenAlready(town.head());
  town.When(Joint(kAsh, "2017-06-01", 18 * 60))
      .Then(At("2017-06-01", HandoverVisitApproved{kPackage, kAsh, 18 * 60, Code("introduction")}));
  town.When(Joint(kAsh, "2017-05-31", 8 * 60)).ThenRejected(Reason::kSameProvider);
  town.When(Joint(kBeech, "2017-06-01", 14 * 60)).ThenRejected(Reason::kSameProvider);
  town.When(Joint(kCedar, "2017-05-31", 8 * 60))
      .ThenRejected(Reason::kNotAHandover, "provider_id",
                    "package k-1, with p-ash on 2017-05-31, is not handed over from or to p-cedar");
  town.When(Joint(ProviderId("p-x"), "2017-05-31", 8 * 60)).ThenRejected(Reason::kProviderUnknown);
  town.When(Joint(kBeech, "2017-05-31", 1440)).ThenRejected(Reason::kInvalidField);
  // It rests on the transfer.
  town.When(VoidPackageRecord{kPackage, town.head() - 1, Code("x")}).ThenRejected(Reason::kRecordReliedOn);
}

TEST(CallMonitoring, IsDeclaredByMembers) {
  Scenario town = Town();
  const DeclareCallMonitoring c{kNew, kAsh, CallMonitoring::kTimesheets, Day(kGoLive)};
  town.When(c).Then(At(kGoLive, CallMonitoringDeclared{kNew, kAsh, CallMonitoring::kTimesheets}));
  town.After(c).When(c).ThenAlready(town.head());
  town.After(DeclareCallMonitoring{kNew, kAsh, CallMonitoring::kLandline, Day("2017-03-01")});
  const Contract& contract = *town.ledger().world.contracts.Find(kNew);
  EXPECT_EQ(contract.CallMonitoringOf(kAsh, Day("2017-02-28")), CallMonitoring::kTimesheets);
  EXPECT_EQ(contract.CallMonitoringOf(kAsh, Day("2017-03-01")), CallMonitoring::kLandline);
  EXPECT_EQ(contract.CallMonitoringOf(kBeech, Day("2017-03-01")), CallMonitoring::kUnspecified);
  town.When(DeclareCallMonitoring{kNew, kCedar, CallMonitoring::kApp, Day(kGoLive)})
      .ThenRejected(Reason::kProviderNotAwarded);
  town.When(DeclareCallMonitoring{kNew, kAsh, CallMonitoring::kApp, Day("2016-11-06")})
      .ThenRejected(Reason::kOutsideTerm);
}

}  // namespace
}  // namespace careledger::decide
