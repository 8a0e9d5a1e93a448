// How long a visit was meant to be: what is banked of it, and what was drawn or approved for it.
#include "replay/projections/planned_time.h"

#include "gtest/gtest.h"
#include "replay/projections/invoice.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

// What was banked is paid when it is drawn, not where it was planned.
TEST(BankedTime, IsPaidOnce) {
  Home home = Home::Usual();
  home.Add("2017-01-09", TimeBanked{kOrder, 480, 20, std::nullopt});
  home.Add("2016-11-07", PaymentPolicySet{.contract_id = kNew, .hold_unplanned = true});
  home.Add("2017-01-10", TimeDrawn{kOrder, 20, 15 * 60});
  // Ten minutes of the planned visit were left, but the carer stayed for twelve; twenty the day after, and
  // twenty again on the day after that.
  home.Add(Seen("v-1", "2017-01-09T08:00", {{"c-1", "2017-01-09T08:00", "2017-01-09T08:12"}}));
  home.Add(Seen("v-2", "2017-01-10T15:00", {{"c-1", "2017-01-10T15:00", "2017-01-10T15:20"}}));
  home.Add(Seen("v-3", "2017-01-11T15:00", {{"c-1", "2017-01-11T15:00", "2017-01-11T15:20"}}));
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-12")});
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].planned.banked, 20);
  EXPECT_EQ(Explain(invoice.lines[0]),
            "12 min; tolerance none; bounds none; rounding none; 20 min of the plan are banked: "
            "10 x 16.20 / 60 = 2.7000 -> £2.70");
  EXPECT_EQ(Explain(invoice.lines[1]),
            "20 min; tolerance none; bounds none; rounding none; plan and 20 min drawn or approved: "
            "20 x 16.20 / 60 = 5.4000 -> £5.40");
  EXPECT_EQ(invoice.minutes, 30);
  ASSERT_EQ(invoice.not_priced.size(), 1U);
  EXPECT_EQ(invoice.not_priced[0].hold, Hold::kNotPlanned);
}

TEST(BankedTime, OfTheWholeVisitLeavesNothingToPay) {
  Home home = Home::Usual();
  home.Add("2017-01-09", TimeBanked{kOrder, 480, 30, std::nullopt});
  home.Add("2016-11-07",
           PaymentPolicySet{.contract_id = kNew, .tolerance_minutes = 15, .floor_under_minutes = 5});
  home.Add(Seen("v-1", "2017-01-09T08:00", {{"c-1", "2017-01-09T08:00", "2017-01-09T08:30"}}));
  EXPECT_EQ(InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-10")}).total, Pence(0));
}

// Two carers are planned and one visit's worth is banked: whoever came is paid for the rest, once.
TEST(BankedTime, IsSharedByTheCarersOfAVisit) {
  Home home = Home::Usual();
  home.Add("2016-12-01", PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30 x2")});
  home.Add("2017-01-09", TimeBanked{kOrder, 480, 30, std::nullopt});
  home.Add("2017-01-10", TimeBanked{kOrder, 480, 30, std::nullopt});
  home.Add(Seen("v-1", "2017-01-09T08:00", {{"c-1", "2017-01-09T08:00", "2017-01-09T08:30"}}));
  home.Add(Seen(
      "v-2", "2017-01-10T08:00",
      {{"c-1", "2017-01-10T08:00", "2017-01-10T08:20"}, {"c-2", "2017-01-10T08:00", "2017-01-10T08:20"}}));
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-11")});
  ASSERT_EQ(invoice.lines.size(), 3U);
  EXPECT_EQ(invoice.lines[0].ladder.payable, 30);
  EXPECT_EQ(invoice.lines[1].ladder.payable, 20);
  EXPECT_EQ(invoice.lines[2].ladder.payable, 10);
}

// Half an hour is planned and thirty minutes were drawn for that visit: the cap counts from the hour.
TEST(DrawnTime, MakesItsVisitLonger) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PaymentPolicySet{.contract_id = kNew, .cap_over_minutes = 15});
  home.Add("2017-01-02", TimeBanked{kOrder, 480, 30, std::nullopt});
  home.Add("2017-01-09", TimeDrawn{kOrder, 30, 480});
  home.Add("2017-01-10", TimeDrawn{kOrder, 30, std::nullopt});  // Nobody said of which.
  for (const char* day : {"09", "10"}) {
    const std::string date = std::string("2017-01-") + day, at = date + "T08:00", out = date + "T09:20";
    home.Add(Seen(("v-" + date).c_str(), at.c_str(), {{"c-1", at.c_str(), out.c_str()}}));
  }
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-11")});
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].planned.added, 30);
  EXPECT_EQ(invoice.lines[0].ladder.payable, 75);
  EXPECT_EQ(invoice.lines[1].ladder.payable, 45);
}

// What was drawn and not needed adds nothing.
TEST(DrawnTime, IsPaidAsFarAsItWasUsed) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PaymentPolicySet{.contract_id = kNew, .tolerance_minutes = 5});
  home.Add("2017-01-09", TimeDrawn{kOrder, 30, 480});
  home.Add(Seen("v-1", "2017-01-09T08:00", {{"c-1", "2017-01-09T08:00", "2017-01-09T08:40"}}));
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-10")});
  EXPECT_EQ(invoice.lines.at(0).planned.added, 10);
  EXPECT_EQ(invoice.minutes, 40);
}

// An emergency in the evening, of which an hour was approved: two carers came for forty minutes each.
TEST(ExtraTime, IsSharedByWhoCame) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PaymentPolicySet{.contract_id = kNew, .hold_unplanned = true});
  home.Add("2017-01-09",
           ExtraTimeApproved{kOrder, Code("i-1"), 60, Code("fall"), Day("2017-01-09"), 21 * 60});
  home.Add(Seen(
      "v-1", "2017-01-09T21:00",
      {{"c-1", "2017-01-09T21:00", "2017-01-09T21:40"}, {"c-2", "2017-01-09T21:00", "2017-01-09T21:40"}}));
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-10")});
  // Planned for one carer, and unplanned at that: both are at the same visit, as many as it records.
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].ladder.payable, 40);
  EXPECT_EQ(invoice.lines[1].ladder.payable, 20);
}

// What the week left unused is used up first, and only the rest makes the visit longer.
TEST(ExtraTime, IsPaidAsFarAsItIsPayable) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PaymentPolicySet{.contract_id = kNew, .hold_unplanned = true});
  home.Add("2016-11-07", ExtraTimePolicySet{kNew, 120, 28, 0, true, kCabinet});
  home.Add("2017-01-09",
           ExtraTimeApproved{kOrder, Code("i-1"), 60, Code("fall"), Day("2017-01-09"), 21 * 60});
  home.Add(Seen("v-1", "2017-01-09T21:00", {{"c-1", "2017-01-09T21:00", "2017-01-09T22:00"}}));
  for (int day = 9; day < 15; ++day) {  // The mornings of the week but Sunday's.
    const std::string date = std::string("2017-01-") + (day < 10 ? "0" : "") + std::to_string(day);
    const std::string in = date + "T08:00", out = date + "T08:30";
    home.Add(Seen(("m-" + date).c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}}));
  }
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-09"), Day("2017-01-10")});
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].ladder.payable, 30) << "the morning";
  EXPECT_EQ(invoice.lines[1].planned.added, 30);
  EXPECT_EQ(invoice.lines[1].ladder.payable, 30);
}

// Where the contract does not ask for it, a visit without a plan is paid by what its provider planned.
TEST(UnplannedVisit, PaysUnlessTheContractHoldsIt) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2017-01-09T15:00", {{"c-1", "2017-01-09T15:00", "2017-01-09T15:20"}}));
  const Period day{Day("2017-01-09"), Day("2017-01-10")};
  EXPECT_EQ(InvoiceOf(home.View(), kAsh, day).minutes, 20);
  home.Add("2017-01-10", PaymentPolicySet{.contract_id = kNew, .hold_unplanned = true});
  EXPECT_EQ(InvoiceOf(home.View(), kAsh, day).minutes, 20) << "from the day after on";
  home.Add("2017-01-09", PaymentPolicySet{.contract_id = kNew, .hold_unplanned = true});
  const Invoice held = InvoiceOf(home.View(), kAsh, day);
  EXPECT_EQ(held.minutes, 0);
  EXPECT_EQ(ToString(held.not_priced.at(0).hold), "not planned");
}

}  // namespace
}  // namespace careledger::projections
