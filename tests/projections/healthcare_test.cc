// What is payable, recharged and counted when care moves to the NHS and back, and when two providers meet at
// a handover.
#include "gtest/gtest.h"
#include "replay/projections/kpi.h"
#include "replay/projections/recharge.h"
#include "replay/projections/waiting.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

const CommissionerId kNhs("nhs");

ContinuingHealthcareStarted Start(HealthSettlement settlement) {
  return {kOrder, kNhs, settlement, kNew, kAsh, kCabinet};
}
// A visit every morning of [from, until), of half an hour but for the first, of 31 minutes.
void Deliver(Home& home, std::string_view from, std::string_view until) {
  for (Date d = Day(from); d < Day(until); ++d) {
    const std::string day = d.ToString();
    const std::string in = day + "T08:00";
    const std::string out = day + (d == Day(from) ? "T08:31" : "T08:30");
    home.Add(Seen(day.c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}}));
  }
}
void SetTime(Home& home, std::string_view time) { home.now = {Time(time).seconds * 1'000'000}; }

Pence Billed(Home& home, std::string_view from, std::string_view to) {
  return InvoiceOf(home.View(), kAsh, {Day(from), Day(to)}).total;
}
Recharge Recharged(Home& home, std::string_view from, std::string_view to) {
  return RechargeOf(home.View(), {Day(from), Day(to)}, {});
}

TEST(Recharge, IsTheLinesOfTheInvoiceFromTheDayTheNhsPays) {
  Home home = Home::Usual();
  home.Add("2016-11-09", Start(HealthSettlement::kJointContract));
  Deliver(home, "2016-11-07", "2016-11-14");
  home.Add("2016-11-12", ContinuingHealthcareEnded{kOrder, kAsh, Code("x")});
  const Recharge all = Recharged(home, "2016-11-07", "2016-11-14");
  ASSERT_EQ(all.rows.size(), 1U);
  EXPECT_EQ(all.rows[0].funder, kNhs);
  EXPECT_EQ(all.rows[0].provider_id, kAsh);
  EXPECT_EQ(all.rows[0].figures.visits, 3U);
  EXPECT_EQ(all.rows[0].figures.minutes, 90);
  EXPECT_EQ(all.rows[0].figures.amount, Pence(3 * 810));
  // To the penny: what the same days cost.
  EXPECT_EQ(all.rows[0].figures.amount, Billed(home, "2016-11-09", "2016-11-12"));
  EXPECT_EQ(Billed(home, "2016-11-07", "2016-11-14"), Pence(837 + 6 * 810));
  EXPECT_EQ(Recharged(home, "2016-11-12", "2016-11-14").rows.size(), 0U);
  EXPECT_EQ(RechargeOf(home.View(), {Day("2016-11-07"), Day("2016-11-14")}, {.funder = CommissionerId("x")})
                .rows.size(),
            0U);
  EXPECT_EQ(RechargeOf(home.View(), {Day("2016-11-07"), Day("2016-11-14")},
                       {.contract_id = ContractId("c-other"), .funder = {}})
                .rows.size(),
            0U);
}

// Suspended from the 8th to the 13th, for the NHS from the 10th: four of the six days that are kept are its.
TEST(Recharge, HasTheRetainersOfItsDaysBesideTheLines) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PackageStarted{kOrder});
  home.Add("2016-11-07", RetainerPolicySet{kNew, 14, 100, {Code("hospital")}, false, kCabinet});
  home.Add("2016-11-08", PackageSuspended{kOrder, Code("hospital")});
  home.Add("2016-11-10", Start(HealthSettlement::kJointContract));
  home.Add("2016-11-14", PackageResumed{kOrder});
  const Recharge all = Recharged(home, "2016-11-07", "2016-11-21");
  ASSERT_EQ(all.rows.size(), 1U);
  EXPECT_EQ(all.rows[0].funder, kNhs);
  EXPECT_EQ(all.rows[0].figures.retainer, Pence(4 * 810));
  EXPECT_EQ(all.rows[0].figures.amount, Pence());
}

// A retrospective change of funding moves the recharge, never the provider's pay.
TEST(Recharge, OfCareDeliveredBeforeItWasKnownIsWhatMoved) {
  for (const HealthSettlement settlement :
       {HealthSettlement::kJointContract, HealthSettlement::kHealthContracts}) {
    Home home = Home::Usual();
    Deliver(home, "2016-11-07", "2016-11-12");
    const Pence before = Billed(home, "2016-11-07", "2016-11-14");
    EXPECT_EQ(Recharged(home, "2016-11-07", "2016-11-14").rows.size(), 0U);
    SetTime(home, "2016-11-11T12:00");
    home.Add("2016-11-09", Start(settlement));
    EXPECT_EQ(Billed(home, "2016-11-07", "2016-11-14"), before) << "what was delivered was properly paid";
    const Recharge moved = Recharged(home, "2016-11-07", "2016-11-14");
    ASSERT_EQ(moved.rows.size(), 1U);
    EXPECT_EQ(moved.rows[0].figures.visits, 3U);
    EXPECT_EQ(moved.rows[0].figures.moved_visits, 3U);
    EXPECT_EQ(moved.rows[0].figures.amount, Pence(3 * 810));
    EXPECT_EQ(moved.rows[0].figures.moved, Pence(3 * 810));
    // What follows is paid by the council, and recharged, under a joint contract alone.
    Deliver(home, "2016-11-12", "2016-11-14");
    const bool joint = settlement == HealthSettlement::kJointContract;
    EXPECT_EQ(Billed(home, "2016-11-12", "2016-11-14"), joint ? Pence(837 + 810) : Pence(0));
    const Recharge later = Recharged(home, "2016-11-12", "2016-11-14");
    ASSERT_EQ(later.rows.size(), joint ? 1U : 0U);
    if (joint) {
      EXPECT_EQ(later.rows[0].figures.moved, Pence(0));
    }
  }
}

TEST(HealthContracts, LeaveNothingPayableByTheCouncil) {
  Home home = Home::Usual();
  home.Add("2016-11-09", Start(HealthSettlement::kHealthContracts));
  Deliver(home, "2016-11-08", "2016-11-11");
  home.Add("2016-11-11", ContinuingHealthcareEnded{kOrder, kAsh, Code("x")});
  Deliver(home, "2016-11-11", "2016-11-12");
  const auto told = [&](std::string_view day) { return Told(AssessDay(home.View(), kAsh, Day(day))); };
  EXPECT_EQ(told("2016-11-08"), (Texts{"2016-11-08 payable"}));
  EXPECT_EQ(told("2016-11-09"), (Texts{"2016-11-09 held: the NHS contracts the care"}));
  EXPECT_EQ(told("2016-11-10"), (Texts{"2016-11-10 held: the NHS contracts the care"}));
  EXPECT_EQ(told("2016-11-11"), (Texts{"2016-11-11 payable"}));
  // Nor planned, nor waited for, by the council.
  const FoldedView& view = home.View("2016-11-10");
  const Kpi kpi = KpiOf(view, ComputedCells(view), {Day("2016-11-07"), Day("2016-11-11")}, {});
  EXPECT_EQ(kpi.total.plan.visits, 2U);
  EXPECT_EQ(kpi.total.packages, 0U);
  EXPECT_EQ(kpi.total.visits.held, 2U);
  EXPECT_EQ(kpi.waiting.people, 0U);
  EXPECT_EQ(view.package(kOrder)->StateOn(Day("2016-11-10")), PackageState::kContinuingHealthcare);
}

// Recorded late, the order lasted until then: shares of what was planned stay shares.
TEST(HealthContracts, RecordedLateKeepThePlanUntilThen) {
  Home home = Home::Usual();
  Deliver(home, "2016-11-07", "2016-11-12");
  SetTime(home, "2016-11-11T12:00");
  home.Add("2016-11-09", Start(HealthSettlement::kHealthContracts));
  const FoldedView& view = home.View();
  const Kpi kpi = KpiOf(view, ComputedCells(view), {Day("2016-11-07"), Day("2016-11-14")}, {});
  EXPECT_EQ(kpi.total.plan.visits, 5U);
  EXPECT_EQ(kpi.total.visits.delivered, 5U);
  EXPECT_EQ(kpi.total.visits.unplanned, 0U);
  EXPECT_EQ(kpi.total.visits.held, 0U);
}

PackageTransferred ToBeech(std::uint32_t minute) {
  return {.package_id = kOrder,
          .from_provider_id = kAsh,
          .to_provider_id = kBeech,
          .to_contract_id = kNew,
          .to_lot_id = kLot1,
          .minute = minute};
}
// Ann's order for mornings and evenings; on 9 November beech takes over at noon.
Home TransferDay() {
  Home home;
  home.Bare();
  home.Order("k-1", "h-1", kAsh, "2016-11-07", "Mon-Sun 08:00 30; Mon-Sun 18:00 30");
  home.Add("2016-11-09", ToBeech(12 * 60));
  return home;
}
Texts On(Home& home, std::string_view date, const ProviderId& provider) {
  return Told(AssessDay(home.View(), provider, Day(date)));
}

TEST(TransferDay, EachSlotIsOneProvidersAndPaidOnce) {
  Home home = TransferDay();
  for (const ProviderId& provider : {kAsh, kBeech}) {
    for (const char* hour : {"08", "18"}) {
      const std::string in = "2016-11-09T" + std::string(hour) + ":00";
      const std::string out = "2016-11-09T" + std::string(hour) + ":30";
      home.Add(Seen((provider.str() + "-" + hour).c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}},
                    provider));
    }
  }
  const FoldedView& view = home.View("2016-11-09");
  const Period day{Day("2016-11-09"), Day("2016-11-10")};
  const Kpi kpi = KpiOf(view, ComputedCells(view), day, {});
  EXPECT_EQ(kpi.total.plan.visits, 2U) << "no gap, and no slot twice";
  EXPECT_EQ(kpi.total.visits.delivered, 2U);
  EXPECT_EQ(InvoiceOf(view, kAsh, day).total, Pence(810));
  EXPECT_EQ(InvoiceOf(view, kBeech, day).total, Pence(810));
  EXPECT_EQ(On(home, "2016-11-09", kAsh), (Texts{"p-ash-08 payable", "p-ash-18 held: no order in force"}));
}

TEST(HandoverVisit, ApprovedIsPayableForBoth) {
  Home home = TransferDay();
  const auto both = [&](std::string_view day, const char* hour) {
    const std::string in = std::string(day) + "T" + hour + ":00";
    const std::string out = std::string(day) + "T" + hour + ":30";
    for (const ProviderId& provider : {kAsh, kBeech}) {
      home.Add(Seen((provider.str() + std::string(day) + hour).c_str(), in.c_str(),
                    {{"c-1", in.c_str(), out.c_str()}}, provider));
    }
  };
  // Beech comes along on the evening before, and ash on the evening of the day; neither on the next.
  both("2016-11-08", "18");
  both("2016-11-09", "18");
  both("2016-11-10", "18");
  EXPECT_EQ(On(home, "2016-11-08", kBeech), (Texts{"p-beech2016-11-0818 unallocated: no package"}));
  EXPECT_EQ(On(home, "2016-11-09", kAsh), (Texts{"p-ash2016-11-0918 held: no order in force"}));
  home.Add("2016-11-08", HandoverVisitApproved{kOrder, kBeech, 18 * 60, Code("introduction")});
  home.Add("2016-11-09", HandoverVisitApproved{kOrder, kAsh, 18 * 60, Code("introduction")});
  EXPECT_EQ(On(home, "2016-11-08", kAsh), (Texts{"p-ash2016-11-0818 payable"}));
  EXPECT_EQ(On(home, "2016-11-08", kBeech), (Texts{"p-beech2016-11-0818 payable"}));
  EXPECT_EQ(On(home, "2016-11-09", kAsh), (Texts{"p-ash2016-11-0918 payable"}));
  EXPECT_EQ(On(home, "2016-11-09", kBeech), (Texts{"p-beech2016-11-0918 payable"}));
  EXPECT_EQ(On(home, "2016-11-10", kAsh), (Texts{"p-ash2016-11-1018 held: no order in force"}));
  // Both are paid; the plan is answered by the one that has the package.
  const FoldedView& view = home.View("2016-11-10");
  const Period days{Day("2016-11-08"), Day("2016-11-10")};
  EXPECT_EQ(InvoiceOf(view, kAsh, days).total, Pence(2 * 810));
  EXPECT_EQ(InvoiceOf(view, kBeech, days).total, Pence(2 * 810));
  const Kpi kpi = KpiOf(view, ComputedCells(view), days, {});
  EXPECT_EQ(kpi.total.visits.answered, 2U);
  EXPECT_EQ(kpi.total.visits.unplanned, 2U);
}

// An approved visit is one visit: a third carer is one too many, whoever sends them.
TEST(HandoverVisit, ApprovesOneVisitOfTheOther) {
  Home home = TransferDay();
  home.Add("2016-11-08", HandoverVisitApproved{kOrder, kBeech, 18 * 60, Code("introduction")});
  home.Add(Seen("v-1", "2016-11-08T18:00", {{"c-1", "2016-11-08T18:00", "2016-11-08T18:30"}}));
  home.Add(Seen("v-2", "2016-11-08T18:00", {{"d-1", "2016-11-08T18:00", "2016-11-08T18:30"}}, kBeech));
  home.Add(Seen("v-3", "2016-11-08T18:00", {{"d-2", "2016-11-08T18:05", "2016-11-08T18:30"}}, kBeech));
  home.Add(Seen("v-4", "2016-11-08T18:15", {{"d-3", "2016-11-08T18:15", "2016-11-08T18:30"}}, kBeech));
  EXPECT_EQ(On(home, "2016-11-08", kAsh), (Texts{"v-1 payable"}));
  EXPECT_EQ(On(home, "2016-11-08", kBeech),
            (Texts{"v-2 payable", "v-3 held: same visit under another id", "v-4 unallocated: no package"}));
}

}  // namespace
}  // namespace careledger::projections
