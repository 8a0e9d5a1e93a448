#include "replay/projections/assess.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

Texts On(Home& home, const char* date, const ProviderId& provider = kAsh) {
  return Told(AssessDay(home.View(), provider, Day(date)));
}

TEST(Assess, AVisitOfThePlanIsPayable) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:02", "2016-11-08T08:30"}}));
  const auto day = AssessDay(home.View(), kAsh, Day("2016-11-08"));
  EXPECT_EQ(Told(day), (Texts{"v-1 payable"}));
  ASSERT_NE(day[0].slot, nullptr);
  EXPECT_EQ(day[0].slot->minutes, 30U);
  EXPECT_EQ(day[0].package->id(), kOrder);
  EXPECT_EQ(day[0].placement->provider_id, kAsh);
}

TEST(Assess, WithoutAPackageItIsUnallocated) {
  Home home = Home::Usual();
  VisitRecorded nobody = Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}});
  nobody.person_id = PersonId("h-9");
  VisitRecorded service = Seen("v-2", "2016-11-08T09:00", {{"c-1", "2016-11-08T09:00", "2016-11-08T09:30"}});
  service.service = Code("reablement");
  home.Add(nobody);
  home.Add(service);
  home.Add(Seen("v-3", "2016-11-08T10:00", {{"c-2", "2016-11-08T10:00", "2016-11-08T10:30"}}, kBeech));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 unallocated: no package", "v-2 unallocated: no package"}));
  EXPECT_EQ(On(home, "2016-11-08", kBeech), (Texts{"v-3 unallocated: no package"}));
}

TEST(Assess, ALateAwardAllocatesOlderVisits) {
  Home home;
  home.Bare();
  home.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 unallocated: no package"}));
  home.Request("k-1", "h-1", "2016-11-07", "Mon-Sun 08:00 30");
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 unallocated: no package"}));
  home.Award("k-1", kAsh, "2016-11-07");
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable"}));
}

TEST(Assess, OfTwoPackagesTheOneWithTheSlotIsMeant) {
  Home home = Home::Usual();
  home.Order("k-2", "h-1", kAsh, "2016-11-07", "Mon-Sun 18:00 45");
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  home.Add(Seen("v-2", "2016-11-08T18:00", {{"c-1", "2016-11-08T18:00", "2016-11-08T18:30"}}));
  home.Add(Seen("v-3", "2016-11-08T20:00", {{"c-1", "2016-11-08T20:00", "2016-11-08T20:30"}}));
  const auto day = AssessDay(home.View(), kAsh, Day("2016-11-08"));
  EXPECT_EQ(Told(day), (Texts{"v-1 payable", "v-2 payable", "v-3 unallocated: two packages match"}));
  EXPECT_EQ(day[0].package->id(), kOrder);
  EXPECT_EQ(day[1].package->id(), PackageId("k-2"));
  EXPECT_EQ(day[2].package, nullptr);
  // Three, and none of them has it.
  home.Order("k-3", "h-1", kAsh, "2016-11-07", "Mon-Sun 12:00 45");
  EXPECT_EQ(On(home, "2016-11-08").back(), "v-3 unallocated: two packages match");
}

// However many orders there are, the only one with a slot at that time is meant.
TEST(Assess, OfThreePackagesTheOneWithTheSlotIsMeant) {
  Home home = Home::Usual();
  home.Order("k-2", "h-1", kAsh, "2016-11-07", "Mon-Sun 12:00 45");
  home.Order("k-3", "h-1", kAsh, "2016-11-07", "Mon-Sun 18:00 45");
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  home.Add(Seen("v-2", "2016-11-08T12:00", {{"c-1", "2016-11-08T12:00", "2016-11-08T12:30"}}));
  home.Add(Seen("v-3", "2016-11-08T18:00", {{"c-1", "2016-11-08T18:00", "2016-11-08T18:30"}}));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable", "v-2 payable", "v-3 payable"}));
}

TEST(Assess, WithoutAnOrderInForceItIsHeld) {
  Home home = Home::Usual();
  home.Add("2016-11-10",
           PackageHandedBack{.package_id = kOrder, .provider_id = kAsh, .notice_date = Day("2016-11-08")});
  home.Add(Seen("v-1", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}}));
  home.Add(Seen("v-2", "2016-11-10T08:00", {{"c-1", "2016-11-10T08:00", "2016-11-10T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-10"), (Texts{"v-2 held: no order in force"}));
}

TEST(Assess, AfterTheEndItIsHeld) {
  Home home = Home::Usual();
  home.Add("2016-11-10", PackageEnded{.package_id = kOrder, .reason = Code("moved-away")});
  home.Add(Seen("v-1", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}}));
  home.Add(Seen("v-2", "2016-11-10T08:00", {{"c-1", "2016-11-10T08:00", "2016-11-10T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-10"), (Texts{"v-2 held: after end"}));
}

TEST(Assess, WhileSuspendedItIsHeldUnlessNothingWasDelivered) {
  Home home = Home::Usual();
  home.Add("2016-11-08", PackageSuspended{.package_id = kOrder, .reason = Code("hospital")});
  home.Add("2016-11-10", PackageResumed{.package_id = kOrder});
  for (const char* date : {"2016-11-07", "2016-11-08", "2016-11-09", "2016-11-10"}) {
    const std::string at = std::string(date) + "T08:00";
    const std::string out = std::string(date) + "T08:30";
    home.Add(Seen(date, at.c_str(), {{"c-1", at.c_str(), out.c_str()}}));
  }
  VisitRecorded cancelled = Seen("v-2", "2016-11-08T09:00", {});
  cancelled.status = VisitStatus::kInHospital;
  home.Add(cancelled);
  EXPECT_EQ(On(home, "2016-11-07"), (Texts{"2016-11-07 payable"}));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"2016-11-08 held: suspended", "v-2 payable"}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"2016-11-09 held: suspended"}));
  EXPECT_EQ(On(home, "2016-11-10"), (Texts{"2016-11-10 payable"}));
}

TEST(Assess, AfterTheDayOfDeathItIsHeld) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  home.Add(Seen("v-2", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 payable"}));
  home.Add(DeathRecorded{kAnn, Day("2016-11-08")});
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 held: after death"}));
  home.Add(DeathRecorded{kAnn, Day("2016-11-09")});  // Put right.
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 payable"}));
  const Position again = home.Add(DeathRecorded{kAnn, Day("2016-11-08")});
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 held: after death"}));
  home.Add(DeathVoided{kAnn, Number(again), Code("wrong-person")});
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 payable"}));
}

TEST(Assess, WithoutTheTimesOfEveryCarerItIsHeld) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30 x2")});
  home.Add(Seen("nobody", "2016-11-08T08:00", {}));
  VisitRecorded half = Seen(
      "half", "2016-11-09T08:00",
      {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}, {"c-2", "2016-11-09T08:00", "2016-11-09T08:30"}});
  half.attendances[1].check_in.reset();
  home.Add(half);
  VisitRecorded missed = Seen("missed", "2016-11-10T08:00", {});
  missed.status = VisitStatus::kMissed;
  home.Add(missed);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"nobody held: no times"}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"half held: no times"}));
  EXPECT_EQ(On(home, "2016-11-10"), (Texts{"missed payable"}))
      << "nothing was delivered, so no time is missing";
  // It keeps no other report of the same visit from being paid, until the council says what the times were.
  home.Add(Seen("again", "2016-11-09T08:00", {{"c-2", "2016-11-09T08:05", "2016-11-09T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"half held: no times", "again payable"}));
  home.Add(VisitAdjusted{kAsh, half.source, half.external_id, Day("2016-11-09"), CarerId("c-2"),
                         Time("2016-11-09T08:00"), Time("2016-11-09T08:20"), Code("forgot")});
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"half payable", "again held: same visit under another id"}));
}

TEST(Assess, TheSameVisitUnderAnotherIdIsHeld) {
  Home home = Home::Usual();
  home.Add(Seen("v-2", "2016-11-08T08:00", {{"c-2", "2016-11-08T08:05", "2016-11-08T08:20"}}));
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:01", "2016-11-08T08:30"}}));
  // The one that began first stands, whichever came first.
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable", "v-2 held: same visit under another id"}));
}

TEST(Assess, TwoCarersOfADoubleHandedVisitMayReportApart) {
  Home home = Home::Usual();
  home.Add("2016-11-09", PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30 x2")});
  for (const char* date : {"2016-11-08", "2016-11-09"}) {
    const std::string at = std::string(date) + "T08:00";
    const std::string out = std::string(date) + "T08:30";
    home.Add(Seen((std::string("a-") + date).c_str(), at.c_str(), {{"c-1", at.c_str(), out.c_str()}}));
    home.Add(Seen((std::string("b-") + date).c_str(), at.c_str(), {{"c-2", at.c_str(), out.c_str()}}));
  }
  EXPECT_EQ(On(home, "2016-11-08"),
            (Texts{"a-2016-11-08 payable", "b-2016-11-08 held: same visit under another id"}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"a-2016-11-09 payable", "b-2016-11-09 payable"}));
  // A third, or the same carer again, is one too many.
  home.Add(Seen("c", "2016-11-09T08:00", {{"c-3", "2016-11-09T08:00", "2016-11-09T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-09").back(), "c held: same visit under another id");
}

TEST(Assess, ACarerIsInOnePlaceAtATime) {
  Home home = Home::Usual();
  home.Order("k-2", "h-2", kAsh, "2016-11-07", "Mon-Sun 08:00 30");
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:05", "2016-11-08T08:35"}}));
  VisitRecorded other = Seen("v-2", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:34", "2016-11-08T09:00"}});
  other.person_id = PersonId("h-2");
  home.Add(other);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable", "v-2 held: carer elsewhere"}));
  // From one to the next without a minute between is possible.
  other.sequence = 2;
  other.attendances[0].check_in = Time("2016-11-08T08:35");
  home.Add(other);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable", "v-2 payable"}));
}

TEST(Assess, ACarerIsInOnePlaceAcrossMidnight) {
  Home home = Home::Usual();
  home.Order("k-2", "h-2", kAsh, "2016-11-07", "Mon-Sun 00:00 30");
  home.Add(Seen("v-1", "2016-11-08T22:00", {{"c-1", "2016-11-08T22:00", "2016-11-09T00:20"}}));
  VisitRecorded other = Seen("v-2", "2016-11-09T00:00", {{"c-1", "2016-11-09T00:10", "2016-11-09T00:40"}});
  other.person_id = PersonId("h-2");
  home.Add(other);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-2 held: carer elsewhere"}));
}

TEST(Assess, NoMoreCarersThanPlannedAtATime) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:45"}}));
  home.Add(Seen("v-2", "2016-11-08T08:30", {{"c-2", "2016-11-08T08:30", "2016-11-08T09:00"}}));
  home.Add(Seen("v-3", "2016-11-08T09:00", {{"c-3", "2016-11-08T09:00", "2016-11-08T09:30"}}));
  EXPECT_EQ(On(home, "2016-11-08"),
            (Texts{"v-1 payable", "v-2 held: more carers than planned", "v-3 payable"}));
}

TEST(Assess, AnotherProvidersVisitAtTheSameTimeCounts) {
  Home home = Home::Usual();
  home.Order("k-2", "h-1", kBeech, "2016-11-07", "Mon-Sun 08:15 30");
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  home.Add(Seen("v-2", "2016-11-08T08:15", {{"d-1", "2016-11-08T08:15", "2016-11-08T08:45"}}, kBeech));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-08", kBeech), (Texts{"v-2 held: more carers than planned"}));
}

TEST(Assess, OnTheDayOfAHandoverEachIsPaidForItsPart) {
  Home home = Home::Usual();
  home.Add("2016-11-09", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kBeech,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1,
                                            .minute = 12 * 60});
  for (const ProviderId& provider : {kAsh, kBeech}) {
    const std::string& id = provider.str();
    home.Add(Seen((id + "-am").c_str(), "2016-11-09T11:59", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}},
                  provider));
    home.Add(Seen((id + "-pm").c_str(), "2016-11-09T12:00", {{"c-1", "2016-11-09T18:00", "2016-11-09T18:30"}},
                  provider));
  }
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"p-ash-am payable", "p-ash-pm held: no order in force"}));
  EXPECT_EQ(On(home, "2016-11-09", kBeech)[1], "p-beech-pm payable");
}

TEST(Assess, ATransferRecordedLateLeavesThePayWithWhoDelivered) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-12T10:00").seconds * 1'000'000};
  home.Add("2016-11-09", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kBeech,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1});
  home.Add(Seen("v-1", "2016-11-12T08:00", {{"c-1", "2016-11-12T08:00", "2016-11-12T08:30"}}));
  home.Add(Seen("v-2", "2016-11-13T08:00", {{"c-1", "2016-11-13T08:00", "2016-11-13T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-12"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-13"), (Texts{"v-2 held: no order in force"}));
}

// Both are payable up to the record, but one planned visit is paid once: to whose carers came first.
TEST(Assess, ATransferRecordedLatePaysNoPlannedVisitTwice) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-12T10:00").seconds * 1'000'000};
  home.Add("2016-11-09", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kBeech,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1});
  const auto came = [&](const char* id, const char* date, const char* in, const char* out,
                        const ProviderId& provider, const char* carer) {
    const std::string at = std::string(date) + "T08:00", from = std::string(date) + "T" + in,
                      to = std::string(date) + "T" + out;
    home.Add(Seen(id, at.c_str(), {{carer, from.c_str(), to.c_str()}}, provider));
  };
  came("a-10", "2016-11-10", "08:00", "08:30", kAsh, "c-1");
  came("b-10", "2016-11-10", "08:40", "09:10", kBeech, "c-2");
  came("a-11", "2016-11-11", "08:40", "09:10", kAsh, "c-1");
  came("b-11", "2016-11-11", "08:00", "08:30", kBeech, "c-2");
  const std::string held = " held: same visit under another id";
  EXPECT_EQ(On(home, "2016-11-10"), Texts{"a-10 payable"});
  EXPECT_EQ(On(home, "2016-11-10", kBeech), Texts{"b-10" + held});
  EXPECT_EQ(On(home, "2016-11-11"), Texts{"a-11" + held});
  EXPECT_EQ(On(home, "2016-11-11", kBeech), Texts{"b-11 payable"});
  // Two carers are planned: each provider may have sent one.
  home.Add("2016-11-09", PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30 x2")});
  EXPECT_EQ(On(home, "2016-11-10", kBeech), Texts{"b-10" + held}) << "by the plan on record before it began";
}

// The provider stays and the terms change: what it delivers is of the new order, recorded late or not.
TEST(Assess, ATransferToOtherTermsIsOfItsDate) {
  Home home = Home::Usual();
  const ContractId next("c-next");
  home.Add(ContractCreated{.contract_id = next,
                           .commissioner_id = CommissionerId("town"),
                           .title = "Care",
                           .start = Day("2016-11-07")});
  home.now = {Time("2016-11-12T10:00").seconds * 1'000'000};
  home.Add("2016-11-09", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kAsh,
                                            .to_contract_id = next,
                                            .to_lot_id = kLot1});
  for (const char* day : {"2016-11-08", "2016-11-10"}) {
    const std::string date(day);
    home.Add(Seen(("v-" + date).c_str(), (date + "T08:00").c_str(),
                  {{"c-1", (date + "T08:00").c_str(), (date + "T08:30").c_str()}}));
  }
  const FoldedView& view = home.View();
  EXPECT_EQ(AssessDay(view, kAsh, Day("2016-11-08"))[0].placement->contract_id, kNew);
  EXPECT_EQ(AssessDay(view, kAsh, Day("2016-11-10"))[0].placement->contract_id, next);
}

// What was delivered before anybody knew that the person buys the care is paid for.
TEST(Assess, ADirectPaymentRecordedLateLeavesThePayWithWhoDelivered) {
  Home home = Home::Usual();
  home.now = {Time("2016-11-12T10:00").seconds * 1'000'000};
  home.Add("2016-11-09", DirectPaymentTaken{kOrder, Day("2016-11-08")});
  home.Add(Seen("v-1", "2016-11-12T08:00", {{"c-1", "2016-11-12T08:00", "2016-11-12T08:30"}}));
  home.Add(Seen("v-2", "2016-11-13T08:00", {{"c-1", "2016-11-13T08:00", "2016-11-13T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-12"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-13"), (Texts{"v-2 held: no order in force"}));
}

TEST(Assess, AVoidedVisitCountsNoMoreWhateverComesLater) {
  Home home = Home::Usual();
  VisitRecorded visit = Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}});
  home.Add(visit);
  home.Add(Seen("v-2", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:10", "2016-11-08T08:30"}}));
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable", "v-2 held: same visit under another id"}));
  home.Add(VisitVoided{kAsh, visit.source, visit.external_id, Day("2016-11-08"), Code("wrong-person")});
  visit.sequence = 2;
  home.Add(visit);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-2 payable"}));
}

TEST(Assess, AVisitMovedToAnotherDateIsThereAlone) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  VisitRecorded moved = Seen("v-1", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:30"}});
  moved.sequence = 3;
  home.Add(moved);
  EXPECT_EQ(On(home, "2016-11-08"), Texts());
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-1 payable"}));
  // An older sequence that arrives late does not bring it back.
  VisitRecorded late = Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}});
  late.sequence = 2;
  home.Add(late);
  EXPECT_EQ(On(home, "2016-11-08"), Texts());
  EXPECT_EQ(On(home, "2016-11-09"), (Texts{"v-1 payable"}));
  // And back it goes, with a void that stays.
  moved = late;
  moved.sequence = 4;
  home.Add(moved);
  EXPECT_EQ(On(home, "2016-11-08"), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-09"), Texts());
  home.Add(VisitVoided{kAsh, moved.source, moved.external_id, Day("2016-11-08"), Code("wrong-person")});
  EXPECT_EQ(On(home, "2016-11-08"), Texts());
}

}  // namespace
}  // namespace careledger::projections
