// What a proposed change of policies or rates would do, in pounds: to care delivered, and as if it had been
// in force.
#include "replay/projections/preview.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

const ChangeId kChange("minutes");

PaymentPolicySet Tolerance(std::uint32_t minutes) {
  return {.contract_id = kNew, .tolerance_minutes = minutes, .authority = kCabinet};
}
PolicyChangeProposed Proposal(std::uint32_t minutes) {
  PolicyChangeProposed proposal{.change_id = kChange, .contract_id = kNew, .authority = kCabinet};
  proposal.payment = Tolerance(minutes);
  return proposal;
}
// Half an hour each morning at 16.20 is 8.10; a visit of 34 minutes is 9.18.
void AddLongVisit(Home& home, const std::string& date) {
  const std::string id = "v-" + date, planned = date + "T08:00", out = date + "T08:34";
  home.Add(Seen(id.c_str(), planned.c_str(), {{"c-1", planned.c_str(), out.c_str()}}));
}
Effect EffectOn(Home& home, std::string_view on) {
  const FoldedView& view = home.View(on);
  return EffectOf(view, view.base().changes.at(kChange));
}

TEST(PolicyPreview, PricesTheCareDeliveredSince) {
  Home home = Home::Usual();
  for (const char* date : {"2016-11-08", "2016-11-09", "2016-11-10"}) AddLongVisit(home, date);
  home.now = {Time("2016-12-01T09:00").seconds * 1'000'000};
  home.Add("2016-11-09", Proposal(5));
  // A tolerance of five minutes pays plan: two visits, 1.08 each; that of the 8th was before.
  const Effect effect = EffectOn(home, "2016-12-01");
  EXPECT_EQ(effect.delivered.total.lines, 2U);
  EXPECT_EQ(effect.delivered.total.before, Pence(2 * 918));
  EXPECT_EQ(effect.delivered.total.after, Pence(2 * 810));
  EXPECT_EQ(effect.delivered.providers.at(kAsh).lines, 2U);
  EXPECT_FALSE(effect.as_if) << "the date is past";
  ASSERT_EQ(effect.policies.size(), 1U);
  EXPECT_EQ(effect.policies[0].policy, "payment");
  EXPECT_EQ(effect.policies[0].before, "");
  EXPECT_EQ(effect.policies[0].after, "pence half-up, rates in steps of 0.01, plan is paid within 5 minutes");
}

TEST(PolicyPreview, OfADateToComeIsOfTheFourWeeksBeforeItWasProposed) {
  Home home = Home::Usual();
  home.Order("k-2", "h-2", kAsh, "2016-11-07", "Mon-Sun 10:00 30");
  // Thursday 8 December: from Monday 7 November to Sunday 4 December.
  for (const char* date : {"2016-11-07", "2016-12-04", "2016-12-05"}) AddLongVisit(home, date);
  home.now = {Time("2016-12-08T09:00").seconds * 1'000'000};
  home.Add("2017-01-01", Proposal(5));
  Effect effect = EffectOn(home, "2016-12-08");
  EXPECT_EQ(effect.delivered.total.lines, 0U);
  ASSERT_TRUE(effect.as_if);
  EXPECT_EQ(effect.as_if->period, (Period{Day("2016-11-07"), Day("2016-12-05")}));
  EXPECT_EQ(effect.as_if->moved.total.lines, 2U);
  EXPECT_EQ(effect.as_if->moved.total.before, Pence(2 * 918));
  EXPECT_EQ(effect.as_if->moved.total.after, Pence(2 * 810));
  const Preview preview = PreviewOf(effect, Position{9});
  EXPECT_EQ(preview.position, 9U);
  EXPECT_EQ(preview.as_if_lines, 2U);
  EXPECT_EQ(preview.as_if_before - preview.as_if_after, Pence(216));
  // Later the weeks are the same, and what was delivered since the date stands beside them.
  AddLongVisit(home, "2017-01-02");
  const std::string before = effect.canonical;
  effect = EffectOn(home, "2017-01-20");
  EXPECT_EQ(effect.as_if->period, (Period{Day("2016-11-07"), Day("2016-12-05")}));
  EXPECT_EQ(effect.as_if->moved.total.lines, 2U);
  EXPECT_EQ(effect.delivered.total.lines, 1U);
  EXPECT_NE(effect.canonical, before);
}

TEST(PolicyPreview, HoldsOnEveryDayOfTheWeeksWhateverWasSetInThem) {
  Home home = Home::Usual();
  home.Add("2016-11-20", Tolerance(1));
  for (const char* date : {"2016-11-15", "2016-11-25"}) AddLongVisit(home, date);
  home.now = {Time("2016-12-08T09:00").seconds * 1'000'000};
  home.Add("2017-01-01", Proposal(5));
  const Effect effect = EffectOn(home, "2016-12-08");
  EXPECT_EQ(effect.as_if->moved.total.lines, 2U);
  EXPECT_EQ(effect.policies[0].before, "pence half-up, rates in steps of 0.01, plan is paid within 1 minute");
}

// Rates of a date to come are shown on the same weeks.
TEST(RatePreview, OfADateToComeIsOfTheFourWeeksBeforeItWasProposed) {
  Home home = Home::Usual();
  for (const std::string date : {"2016-11-08", "2016-12-04", "2016-12-05"}) {
    const std::string in = date + "T08:00", out = date + "T08:30";
    home.Add(Seen(("v-" + date).c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}}));
  }
  // A rate set in those weeks does not end the one proposed.
  home.Add("2016-11-21", RatesChanged{kNew, ChangeId("before"), {Line("16.60")}});
  home.now = {Time("2016-12-08T09:00").seconds * 1'000'000};
  home.Add("2017-01-01",
           RateChangeProposed{
               .change_id = kChange, .contract_id = kNew, .lines = {Line("17.20")}, .authority = kCabinet});
  const Effect effect = EffectOn(home, "2016-12-08");
  EXPECT_EQ(effect.delivered.total.lines, 0U);
  ASSERT_TRUE(effect.as_if);
  EXPECT_EQ(effect.as_if->period, (Period{Day("2016-11-07"), Day("2016-12-05")}));
  EXPECT_EQ(effect.as_if->moved.total.lines, 2U);
  EXPECT_EQ(effect.as_if->moved.total.before, Pence(810 + 830));
  EXPECT_EQ(effect.as_if->moved.total.after, Pence(2 * 860));
  EXPECT_EQ(PreviewOf(effect, Position{9}).as_if_lines, 2U);
  // A reversal has nothing that could have been in force.
  home.Add("2017-01-01", RateReversalProposed{ChangeId("undo"), kNew, kChange, kCabinet});
  const FoldedView& view = home.View("2016-12-08");
  EXPECT_FALSE(EffectOf(view, view.base().changes.at(ChangeId("undo"))).as_if);
}

// The approval is bound to what the policy was, too: figures may be equal by chance.
TEST(PolicyPreview, IsAnotherOnceThePolicyHasMoved) {
  Home home = Home::Usual();
  home.Add("2017-01-01", Proposal(5));
  const std::string before = EffectOn(home, "2016-12-08").canonical;
  home.Add("2016-11-20", Tolerance(1));
  EXPECT_NE(EffectOn(home, "2016-12-08").canonical, before);
}

}  // namespace
}  // namespace careledger::projections
