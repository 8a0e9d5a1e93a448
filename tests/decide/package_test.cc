// Decisions about packages of care, transfers apart.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

PackageAwarded Awarded(const ContractId& contract, const LotId& lot, const ProviderId& provider,
                       const WeeklyPlan& plan = kMornings) {
  return {kPackage, contract, lot, provider, plan};
}

// k-1 of h-1 in lot 1, asked for on 1 December 2016.
Scenario Requested() {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  return town;
}
// With ash from 5 December.
Scenario InPlace() {
  Scenario town = Requested();
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  return town;
}
Scenario Started() {
  Scenario town = InPlace();
  town.After(Start("k-1", "2016-12-06"));
  return town;
}

TEST(RequestPackage, IsRecordedOnceUnderItsId) {
  Scenario town = Town();
  const RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  const PackageRequested requested{kPackage, c.person_id,   c.service, c.client_group, c.funder, c.waiting_in,
                                   c.reason, c.contract_id, c.lot_id,  c.plan,         c.area};
  town.When(c).Then(At("2016-12-01", requested));
  town.After(c).When(c).ThenAlready(town.head());
  town.When(Request("k-1", "h-1", "2016-12-02")).ThenRejected(Reason::kAlreadyExists);
  town.When(Request("k-1", "h-2", "2016-12-01")).ThenRejected(Reason::kAlreadyExists);
}

TEST(RequestPackage, RefusesInOrderOfPrecedence) {
  Scenario town = Requested();
  town.After(Request("k-0", "h-2", "2016-11-01")).After(RecordDeath{PersonId("h-2"), Day("2016-11-30")});
  RequestPackage c = Request("k-1", "h-2", "2031-12-01", LotId("L9"));
  c.contract_id = ContractId("c-x");
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.effective_date = Day("2016-12-01");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c.contract_id = kNew;
  town.When(c).ThenRejected(Reason::kLotUnknown);
  c.contract_id = {};
  // Where a person lives may be a lot of any contract: which one, the transfer will tell.
  town.When(c).ThenRejected(Reason::kAlreadyExists);
  c.lot_id = {};
  town.When(c).ThenRejected(Reason::kAlreadyExists);
  c.package_id = PackageId("k-2");
  town.When(c).ThenRejected(Reason::kPersonDied, "effective_date",
                            "person h-2 died on 2016-11-30, before 2016-12-01");
  c.effective_date = Day("2016-11-30");  // The day of death still counts.
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(c).outcome()));
}

TEST(RequestPackage, IsForAReasonOfTheList) {
  Scenario town = Town();
  RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  c.reason = Code("leaving_reablement");
  town.When(c).ThenRejected(
      Reason::kInvalidField, "reason",
      "\"leaving_reablement\" is none of new, change, leaving-reablement, transfer, existing");
  for (const std::string_view reason : kRequestReasons) {
    c.reason = Code(std::string(reason));
    EXPECT_TRUE(std::holds_alternative<Decision>(town.When(c).outcome())) << reason;
  }
}

TEST(RequestPackage, RefusesPlansThatCannotBe) {
  RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  const PlanSlot good = kMornings[0];
  const auto with = [&](auto change) {
    PlanSlot slot = good;
    change(slot);
    return WeeklyPlan{slot};
  };
  for (const WeeklyPlan& bad :
       {WeeklyPlan(41, good), WeeklyPlan{good, good}, with([](auto& s) { s.weekdays = 0; }),
        with([](auto& s) { s.weekdays = 128; }), with([](auto& s) { s.start_minute = 1440; }),
        with([](auto& s) { s.minutes = 4; }), with([](auto& s) { s.minutes = 1441; }),
        with([](auto& s) { s.carers = 0; }), with([](auto& s) { s.carers = 5; })}) {
    c.plan = bad;
    Town().When(c).ThenRejected(Reason::kInvalidField);
  }
}

// Care is wanted, and nobody has assessed how much of it: it waits, and nobody is asked to deliver it.
TEST(RequestPackage, MayWaitForItsAssessment) {
  Scenario town = Town();
  RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  c.plan = {};
  town.After(c).When(c).ThenAlready(town.head());
  AwardPackage award = Award("k-1", kNew, kLot1, kAsh, "2016-12-05");
  town.When(award).ThenRejected(Reason::kInvalidField, "plan",
                                "package k-1 has no plan on 2016-12-05: change its plan once it is assessed");
  award.plan = kTwice;
  town.When(award).Then(At("2016-12-05", Awarded(kNew, kLot1, kAsh, kTwice)));
  // Assessed, it has a plan from that day on.
  town.After(ChangePlan{kPackage, kTwice, Day("2016-12-04"), {}, Code("assessed")});
  award.plan = {};
  town.When(award).Then(At("2016-12-05", Awarded(kNew, kLot1, kAsh, kTwice)));
  award.effective_date = Day("2016-12-03");
  town.When(award).ThenRejected(Reason::kInvalidField, "plan");
}

TEST(AwardPackage, CarriesThePlanItWasAgreedOn) {
  Scenario town = Requested();
  AwardPackage c = Award("k-1", kNew, kLot1, kAsh, "2016-12-05");
  town.When(c).Then(At("2016-12-05", Awarded(kNew, kLot1, kAsh)));
  c.plan = kTwice;
  town.When(c).Then(At("2016-12-05", Awarded(kNew, kLot1, kAsh, kTwice)));
  // A plan changed while waiting is the one to deliver.
  c.plan = {};
  town.After(ChangePlan{kPackage, kTwice, Day("2016-12-02"), {}, Code("review")});
  town.When(c).Then(At("2016-12-05", Awarded(kNew, kLot1, kAsh, kTwice)));
  town.After(c).When(c).ThenAlready(town.head());
}

TEST(AwardPackage, OutsideAnyLotNeedsAnAdmission) {
  Scenario town = Requested();
  town.When(Award("k-1", kOld, {}, kAsh, "2016-12-05")).Then(At("2016-12-05", Awarded(kOld, {}, kAsh)));
  town.When(Award("k-1", kOld, {}, kCedar, "2016-12-05")).ThenRejected(Reason::kProviderNotAwarded);
  town.After(AdmitProvider{kNew, kCedar, Day("2016-12-02"), kCabinet});
  town.When(Award("k-1", kNew, {}, kCedar, "2016-12-05")).Then(At("2016-12-05", Awarded(kNew, {}, kCedar)));
  town.When(Award("k-1", kNew, kLot1, kCedar, "2016-12-05")).ThenRejected(Reason::kProviderNotAwarded);
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(AwardPackage, RefusesInOrderOfPrecedence) {
  Scenario town = Started();  // k-1 is with ash.
  town.After(Request("k-2", "h-2", "2017-01-10")).After(RecordDeath{PersonId("h-2"), Day("2017-01-20")});
  town.After(End("k-2", "2017-01-25"));
  town.After(Request("k-3", "h-2", "2017-01-10")).After(Request("k-4", "h-4", "2017-01-10"));
  const ContractId no_contract("c-x");
  const LotId no_lot("L9");
  const ProviderId nobody("p-x");
  struct Row {
    Reason reason;
    AwardPackage command;
  };
  AwardPackage garbled = Award("k-9", no_contract, no_lot, nobody, "2016-01-01");
  garbled.plan = {PlanSlot{}};
  const std::vector<Row> rows = {
      {Reason::kInvalidField, garbled},
      {Reason::kContractUnknown, Award("k-9", no_contract, no_lot, nobody, "2016-01-01")},
      {Reason::kLotUnknown, Award("k-9", kNew, no_lot, nobody, "2016-01-01")},
      {Reason::kProviderUnknown, Award("k-9", kNew, {}, nobody, "2016-01-01")},
      {Reason::kPackageUnknown, Award("k-9", kNew, {}, kCedar, "2016-01-01")},
      {Reason::kOutsideTerm, Award("k-1", kNew, {}, kCedar, "2016-01-01")},
      {Reason::kLotRequired, Award("k-1", kNew, {}, kCedar, "2017-01-25")},
      {Reason::kProviderNotAwarded, Award("k-1", kNew, kLot1, kCedar, "2017-01-25")},
      {Reason::kPackageAlreadyAwarded, Award("k-1", kNew, kLot2, kBeech, "2017-01-25")},
      {Reason::kPackageEnded, Award("k-2", kNew, kLot1, kAsh, "2017-01-25")},
      {Reason::kPersonDied, Award("k-3", kNew, kLot1, kAsh, "2017-01-25")},
      {Reason::kBeforeStart, Award("k-4", kNew, kLot1, kAsh, "2017-01-09")},
  };
  for (const Row& row : rows) town.When(row.command).ThenRejected(row.reason);
  town.When(Award("k-1", kNew, kLot2, kBeech, "2017-01-25"))
      .ThenRejected(Reason::kPackageAlreadyAwarded, "package_id",
                    "package k-1 is with p-ash from 2016-12-05, so it cannot be awarded from 2017-01-25");
  town.When(Award("k-1", kNew, kLot2, kBeech, "2016-12-02")).ThenRejected(Reason::kPackageAlreadyAwarded);
}

TEST(Services, AreThoseThatTheContractHasARateOf) {
  Scenario town = Town();
  RequestPackage sitting = Request("k-1", "h-1", "2016-12-01");
  sitting.service = Code("sitting");
  town.After(sitting);  // Nothing is priced yet, so nothing can be told.
  town.After(SetRates{kNew, Day(kGoLive), {Line("16")}, kCabinet});
  town.When(sitting).ThenAlready(town.head() - 1);
  town.When(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"))
      .ThenRejected(Reason::kServiceUnknown, "contract_id",
                    "contract c-new has rates, but none of service sitting");
  sitting.package_id = PackageId("k-2");
  town.When(sitting).ThenRejected(Reason::kServiceUnknown, "service",
                                  "contract c-new has rates, but none of service sitting");
  sitting.contract_id = {}, sitting.lot_id = {};
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(sitting).outcome()));
  // One rate is enough, of whatever days and from whatever date.
  RateLine saturdays = Line("12", kBeech);
  saturdays.key.service = Code("sitting");
  saturdays.key.day_type = DayType::kSaturday;
  town.After(SetRates{kNew, Day("2018-01-01"), {saturdays}, kCabinet});
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
}

TEST(StartPackage, FollowsAnAwardOnce) {
  Scenario town = Requested();
  town.When(Start("k-9", "2016-12-06")).ThenRejected(Reason::kPackageUnknown);
  town.When(Start("k-1", "2031-12-06")).ThenRejected(Reason::kInvalidField);
  town.When(Start("k-1", "2016-12-06")).ThenRejected(Reason::kPackageNotAwarded);
  town = InPlace();
  town.When(Start("k-1", "2016-12-04"))
      .ThenRejected(Reason::kBeforeStart, "effective_date",
                    "2016-12-04 is before package k-1 goes to p-ash, on 2016-12-05");
  town.When(Start("k-1", "2016-12-06")).Then(At("2016-12-06", PackageStarted{kPackage}));
  town.After(Start("k-1", "2016-12-06")).When(Start("k-1", "2016-12-06")).ThenAlready(town.head());
  town.When(Start("k-1", "2016-12-07")).ThenRejected(Reason::kAlreadyStarted);
  town.After(RecordDeath{PersonId("h-1"), Day("2016-12-06")});
  town.When(Start("k-1", "2016-12-07")).ThenRejected(Reason::kPersonDied);
  town.After(End("k-1", "2016-12-07")).When(Start("k-1", "2016-12-07")).ThenRejected(Reason::kPackageEnded);
}

TEST(ChangePlan, IsForGoodOrUntilADate) {
  Scenario town = Started();
  const auto change = [](const char* from, std::optional<Date> until) {
    return ChangePlan{kPackage, kTwice, Day(from), until, Code("review")};
  };
  town.When(change("2017-01-01", Day("2017-01-01"))).ThenRejected(Reason::kInvalidField);
  town.When(ChangePlan{kPackage, {}, Day("2017-01-01"), {}, Code("review")})
      .ThenRejected(Reason::kInvalidField);
  town.When(ChangePlan{PackageId("k-9"), kTwice, Day("2017-01-01"), {}, Code("review")})
      .ThenRejected(Reason::kPackageUnknown);
  town.When(change("2016-11-30", {})).ThenRejected(Reason::kBeforeStart);
  town.When(change("2017-01-01", {}))
      .Then(At("2017-01-01", PlanChanged{kPackage, kTwice, {}, Code("review")}));
  town.After(change("2017-01-01", {})).When(change("2017-01-01", {})).ThenAlready(town.head());
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(change("2017-01-01", Day("2017-02-01"))).outcome()));
  town.When(ChangePlan{kPackage, kTwice, Day("2017-01-01"), {}, Code("choice")})
      .ThenRejected(
          Reason::kPlanUnchanged, "plan",
          "package k-1 has this plan from 2017-01-01, by the record at #" + std::to_string(town.head()));
  town.When(change("2017-02-01", {})).ThenRejected(Reason::kPlanUnchanged);
  town.When(ChangePlan{kPackage, kMornings, Day("2016-12-20"), {}, Code("review")})
      .ThenRejected(Reason::kPlanUnchanged);  // As awarded.
  town.After(RecordDeath{PersonId("h-1"), Day("2017-03-01")});
  town.When(change("2017-03-02", {})).ThenRejected(Reason::kPersonDied);
  town.After(End("k-1", "2017-03-02")).When(change("2017-03-02", {})).ThenRejected(Reason::kPackageEnded);
}

TEST(HandBackPackage, LeavesTheProviderInForceTheDayBefore) {
  Scenario town = Started();
  const HandBackPackage c = HandBack("k-1", "2017-01-01", "2016-12-20");
  town.When(HandBack("k-1", "2017-01-01", "2017-01-02")).ThenRejected(Reason::kInvalidField);
  town.When(HandBack("k-9", "2017-01-01", "2016-12-20")).ThenRejected(Reason::kPackageUnknown);
  town.When(HandBack("k-1", "2016-12-06", "2016-12-05"))
      .ThenRejected(Reason::kBeforeStart, "effective_date",
                    "2016-12-06 is not after package k-1 started, on 2016-12-06");
  Requested().When(c).ThenRejected(Reason::kPackageNotAwarded, "package_id",
                                   "package k-1 is with no provider on 2017-01-01");
  town.When(c).Then(At("2017-01-01", PackageHandedBack{kPackage, kAsh, Day("2016-12-20"), Code("capacity")}));
  town.After(c).When(c).ThenAlready(town.head());
  town.When(HandBack("k-1", "2016-12-28", "2016-12-20"))
      .ThenRejected(Reason::kPackageNotAwarded, "package_id",
                    "package k-1 leaves p-ash on 2017-01-01 already: correct the record at #" +
                        std::to_string(town.head()));
  // The person waits again, and may be placed from that day.
  town.When(Award("k-1", kNew, kLot2, kBeech, "2017-01-01"))
      .Then(At("2017-01-01", Awarded(kNew, kLot2, kBeech)));
}

TEST(SuspendAndResume, Alternate) {
  Scenario town = Started();
  town.When(Suspend("k-9", "2017-01-01")).ThenRejected(Reason::kPackageUnknown);
  town.When(Resume("k-9", "2017-01-01")).ThenRejected(Reason::kPackageUnknown);
  town.When(Suspend("k-1", "2016-12-05"))
      .ThenRejected(Reason::kBeforeStart, "effective_date",
                    "2016-12-05 is before package k-1 started, on 2016-12-06");
  Requested().When(Resume("k-1", "2017-01-01")).ThenRejected(Reason::kNotSuspended);
  town.When(Resume("k-1", "2017-01-01")).ThenRejected(Reason::kNotSuspended);
  town.When(Suspend("k-1", "2017-01-01"))
      .Then(At("2017-01-01", PackageSuspended{kPackage, Code("hospital")}));
  town.After(Suspend("k-1", "2017-01-01")).When(Suspend("k-1", "2017-01-01")).ThenAlready(town.head());
  town.When(Suspend("k-1", "2017-01-02")).ThenRejected(Reason::kAlreadySuspended);
  town.When(Suspend("k-1", "2016-12-20"))
      .ThenRejected(Reason::kAlreadySuspended, "effective_date", "package k-1 is suspended from 2017-01-01");
  town.When(Resume("k-1", "2017-01-01")).ThenRejected(Reason::kBeforeStart);
  town.When(Resume("k-1", "2017-01-10")).Then(At("2017-01-10", PackageResumed{kPackage}));
  town.After(Resume("k-1", "2017-01-10")).When(Resume("k-1", "2017-01-10")).ThenAlready(town.head());
  town.When(Resume("k-1", "2017-01-08")).ThenRejected(Reason::kNotSuspended);
  town.After(Suspend("k-1", "2017-01-10"));
  town.After(RecordDeath{PersonId("h-1"), Day("2017-01-11")});
  town.When(Resume("k-1", "2017-01-12")).ThenRejected(Reason::kPersonDied);
  town.After(End("k-1", "2017-01-12"));
  town.When(Resume("k-1", "2017-01-12")).ThenRejected(Reason::kPackageEnded);
  town.When(Suspend("k-1", "2017-01-12")).ThenRejected(Reason::kPackageEnded);
}

// In hospital, or not yet willing: who waits is suspended as who has care is, and care starts after that.
TEST(SuspendAndResume, PauseAWaitBeforeCareStarts) {
  const PackageSuspended paused{kPackage, Code("hospital")};
  Requested().When(Suspend("k-1", "2016-11-30")).ThenRejected(Reason::kBeforeStart);
  Requested().When(Suspend("k-1", "2016-12-02")).Then(At("2016-12-02", paused));
  InPlace().When(Suspend("k-1", "2017-01-01")).Then(At("2017-01-01", paused));
  // Handed back, it waits again, and may be paused.
  Scenario back = Started();
  back.After(HandBack("k-1", "2017-01-01", "2016-12-20"));
  back.When(Suspend("k-1", "2017-01-05")).Then(At("2017-01-05", paused));
  // Who buys the care does not wait.
  Scenario buys = Requested();
  buys.After(TakeDirectPayment{kPackage, Day("2016-12-01"), Day("2016-12-03")});
  buys.When(Suspend("k-1", "2016-12-10")).ThenRejected(Reason::kPackageNotAwarded);
  // It may be placed meanwhile, and starts once it is resumed: on that day, or later.
  Scenario town = Requested();
  town.After(Suspend("k-1", "2016-12-02"))
      .When(Suspend("k-1", "2016-12-03"))
      .ThenRejected(Reason::kAlreadySuspended);
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  town.When(Start("k-1", "2016-12-08"))
      .ThenRejected(Reason::kAlreadySuspended, "effective_date",
                    "package k-1 is suspended from 2016-12-02: resume it first");
  town.After(Resume("k-1", "2016-12-08"));
  town.When(Start("k-1", "2016-12-07")).ThenRejected(Reason::kAlreadySuspended);
  town.After(Start("k-1", "2016-12-08"));
  // A pause learnt late must have been over when care started, and cannot be made to last longer.
  Scenario late = Started();
  SuspendPackage known = Suspend("k-1", "2016-12-02");
  known.until = Day("2016-12-07");
  late.When(known).ThenRejected(Reason::kBeforeStart, "effective_date",
                                "2016-12-02 is before package k-1 started, on 2016-12-06");
  known.until = Day("2016-12-06");
  late.When(known).Then(At("2016-12-02", paused), At("2016-12-06", PackageResumed{kPackage}));
  late.After(known);
  SuspendPackage later = Suspend("k-1", "2016-12-03");
  later.corrects_position = late.head() - 1;
  EXPECT_TRUE(std::holds_alternative<Decision>(late.When(later).outcome()));
  ResumePackage longer = Resume("k-1", "2016-12-07");
  longer.corrects_position = late.head();
  late.When(longer).ThenRejected(Reason::kRecordReliedOn);
}

TEST(EndPackage, ComesOnceAndAfterEverythingElse) {
  Scenario town = Started();
  town.When(End("k-9", "2017-01-01")).ThenRejected(Reason::kPackageUnknown);
  town.When(End("k-1", "2016-11-30")).ThenRejected(Reason::kBeforeStart);
  town.When(End("k-1", "2016-12-06")).ThenRejected(Reason::kBeforeStart);  // The day it started.
  town.When(End("k-1", "2017-01-01")).Then(At("2017-01-01", PackageEnded{kPackage, Code("moved-away")}));
  town.After(End("k-1", "2017-01-01")).When(End("k-1", "2017-01-01")).ThenAlready(town.head());
  town.When(End("k-1", "2017-01-02"))
      .ThenRejected(Reason::kPackageEnded, "effective_date",
                    "package k-1 ended on 2017-01-01, by the record at #" + std::to_string(town.head()) +
                        ": correct that one");
  town.When(EndPackage{kPackage, Day("2017-01-01"), Code("care-home")}).ThenRejected(Reason::kPackageEnded);
  Requested()
      .When(End("k-1", "2016-12-01"))
      .Then(At("2016-12-01", PackageEnded{kPackage, Code("moved-away")}));
  InPlace()
      .When(End("k-1", "2016-12-04"))
      .ThenRejected(Reason::kBeforeStart, "effective_date",
                    "2016-12-04 is before package k-1 goes to p-ash, on 2016-12-05");
}

}  // namespace
}  // namespace careledger::decide
