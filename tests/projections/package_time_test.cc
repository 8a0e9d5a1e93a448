// What suspended, banked and extra time comes to in pounds and minutes, worked by hand.
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "replay/projections/compare.h"
#include "replay/projections/extra_time.h"
#include "replay/projections/invoice.h"
#include "replay/projections/policies.h"
#include "replay/projections/retainer.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

RetainerPolicySet Pays(std::uint32_t days, std::uint32_t share = 100, bool if_staff_kept = false) {
  return {kNew, days, share, {Code("hospital")}, if_staff_kept, kCabinet};
}
// Ann is suspended from 9 January 2017 to 29 January: half an hour every morning at £16.20.
Home Suspended(const RetainerPolicySet& policy, const char* reason = "hospital") {
  Home home = Home::Usual();
  home.Add("2016-11-07", PackageStarted{kOrder});
  home.Add("2016-11-07", policy);
  home.Add("2017-01-09", PackageSuspended{kOrder, Code(reason)});
  home.Add("2017-01-30", PackageResumed{kOrder});
  return home;
}
std::vector<Retainer> Of(Home& home, const char* from, const char* to, std::string_view on = "2017-03-31",
                         const ProviderId& provider = kAsh) {
  return RetainersOf(home.View(on), provider, {Day(from), Day(to)});
}
// "14 days, 420 min, £113.40, due"
std::string Told(const std::vector<Retainer>& retainers) {
  std::string text;
  for (const Retainer& r : retainers) {
    text.append(text.empty() ? "" : "; ").append(std::to_string(r.days.size())).append(" days, ");
    text.append(std::to_string(r.minutes)).append(" min, ").append(r.amount.ToString()).append(", ");
    text.append(ToString(r.state));
  }
  return text;
}

// Two weeks from the first day: 14 x 30 minutes at £16.20 an hour, £8.10 a day.
TEST(Retainer, PaysPlannedTimeForTheDaysOfThePolicy) {
  Home home = Suspended(Pays(14));
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "14 days, 420 min, £113.40, due");
  // A period has its own days of it; together they are all.
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-01-16")), "7 days, 210 min, £56.70, due");
  EXPECT_EQ(Told(Of(home, "2017-01-16", "2017-02-01")), "7 days, 210 min, £56.70, due");
  EXPECT_EQ(Told(Of(home, "2017-01-23", "2017-02-01")), "");
  // So far.
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01", "2017-01-11")), "3 days, 90 min, £24.30, due");
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01", "2017-03-31", kBeech)), "");
}

TEST(Retainer, PaysAShareRoundedOnceALine) {
  // A third of £8.10 is £2.70; of 33 %, 2.673: £2.67 a day.
  Home home = Suspended(Pays(3, 33));
  const auto retainers = Of(home, "2017-01-01", "2017-02-01");
  EXPECT_EQ(Told(retainers), "3 days, 90 min, £8.01, due");
  EXPECT_EQ(retainers[0].days[0].amount, Pence(267));
  EXPECT_EQ(retainers[0].days[0].rate, Rate(162'000));
}

// An hour costs what it costs in a visit of that day, premiums included.
TEST(Retainer, PaysThePremiumsOfTheDay) {
  Home home = Suspended(Pays(2));
  home.Add(
      "2017-01-10",
      PremiumSet{.contract_id = kNew, .premium = Code("rural"), .lot_id = kLot1, .amount = Rate(10'000)});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "2 days, 60 min, £16.70, due");
}

TEST(Retainer, EndsWithTheSuspension) {
  Home home = Suspended(Pays(28));
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01")), "21 days, 630 min, £170.10, due");
}

TEST(Retainer, EndsWithTheDayOfDeath) {
  Home home = Suspended(Pays(28));
  home.Add("2017-01-20", DeathRecorded{.person_id = kAnn, .date = Day("2017-01-12")});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01")), "4 days, 120 min, £32.40, due");
}

TEST(Retainer, EndsWhenAnotherProviderHasThePackage) {
  Home home = Suspended(Pays(28));
  home.Add("2017-01-12", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kBeech,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01")), "3 days, 90 min, £24.30, due");
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01", "2017-03-31", kBeech)), "");
}

// The provider keeps the carers all the while; from the go-live of another contract the price is that one's.
TEST(Retainer, GoesOnUnderOtherTermsWithTheSameProvider) {
  Home home = Suspended(Pays(14));
  const ContractId next("c-next");
  home.Add(ContractCreated{.contract_id = next,
                           .commissioner_id = CommissionerId("town"),
                           .title = "Care",
                           .start = Day("2017-01-13")});
  home.Add("2017-01-13", RatesSet{.contract_id = next, .lines = {Line("18.00")}, .authority = kCabinet});
  home.Add("2017-01-13", PackageTransferred{.package_id = kOrder,
                                            .from_provider_id = kAsh,
                                            .to_provider_id = kAsh,
                                            .to_contract_id = next,
                                            .to_lot_id = kLot1});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01")), "4 days, 120 min, £32.40, due");
  home.Add("2017-01-13", RetainerPolicySet{next, 14, 100, {Code("hospital")}, false, kCabinet});
  // From the 13th to the 22nd: fourteen days in all.
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-03-01")),
            "4 days, 120 min, £32.40, due; 10 days, 300 min, £90.00, due");
}

TEST(Retainer, IsOfTheReasonsThatThePolicyNames) {
  Home home = Suspended(Pays(14), "holiday");
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "");
  const FoldedView& view = home.View();
  const Package* package = view.package(kOrder);
  const auto all = RetainersOf(view, {.package = package}, {Day("2016-11-07"), Day("2017-04-01")});
  EXPECT_EQ(Told(all), "0 days, 0 min, £0.00, none");
}

TEST(Retainer, MayWaitForTheStaffToHaveBeenKept) {
  Home home = Suspended(Pays(14, 100, true));
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "14 days, 420 min, £0.00, not confirmed");
  // Of another provider it says nothing, nor of a day outside.
  home.Add("2017-01-09", StaffRetained{kOrder, kBeech});
  home.Add("2017-01-30", StaffRetained{kOrder, kAsh});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "14 days, 420 min, £0.00, not confirmed");
  const Position kept = home.Add("2017-01-29", StaffRetained{kOrder, kAsh});
  const auto retainers = Of(home, "2017-01-01", "2017-02-01");
  EXPECT_EQ(Told(retainers), "14 days, 420 min, £113.40, due");
  EXPECT_EQ(retainers[0].confirmed, kept);
}

TEST(Retainer, KeepsTheTermsOfItsFirstDay) {
  Home home = Suspended(Pays(14));
  home.Add("2017-01-10", Pays(0, 0));
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "14 days, 420 min, £113.40, due");
  home.Add("2017-01-09", RetainerPolicySet{kNew, 0, 0, {}, false, kCabinet});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "");
}

// Whoever has it has no carers of the person's to keep yet: the wait is paused.
TEST(Retainer, IsNotDueBeforeCareHasStarted) {
  Home home = Home::Usual();
  home.Add("2016-11-07", Pays(14));
  home.Add("2017-01-09", PackageSuspended{kOrder, Code("hospital")});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "");
  home.Add("2017-01-10", PackageStarted{kOrder});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "");
}

TEST(Retainer, WithoutARateSaysSo) {
  Home home;
  home.Bare();
  home.Add("2016-11-07", Pays(14));
  home.Request("k-1", "h-1", "2016-11-07", "Mon 08:00 30", "respite");
  home.Award("k-1", kAsh, "2016-11-07");
  home.Add("2016-11-07", PackageStarted{kOrder});
  home.Add("2017-01-09", PackageSuspended{kOrder, Code("hospital")});
  EXPECT_EQ(Told(Of(home, "2017-01-01", "2017-02-01")), "2 days, 60 min, £0.00, no rate");
}

// The invoice of visits does not have it, and is what it was.
TEST(Retainer, StandsBesideTheInvoiceOfVisits) {
  Home home = Suspended(Pays(14));
  home.Add(Seen("v-1", "2017-01-08T08:00", {{"c-1", "2017-01-08T08:00", "2017-01-08T08:30"}}));
  const Invoice invoice = InvoiceOf(home.View(), kAsh, {Day("2017-01-01"), Day("2017-02-01")});
  EXPECT_EQ(invoice.total, Pence(810));
}

// What a comparison of January says of retainers between the two: "14 x suspended #6 £113.40".
std::string Changed(const FoldedView& earlier, const FoldedView& later) {
  const Period january{Day("2017-01-01"), Day("2017-02-01")};
  std::map<std::string, std::pair<int, Pence>> told;
  for (const RetainerChange& c : CompareRetainers(RetainersOf(earlier, kAsh, january), earlier,
                                                  RetainersOf(later, kAsh, january), later)) {
    auto& [days, sum] = told[c.what + " #" + std::to_string(Number(c.cause))];
    ++days;
    sum += c.later - c.earlier;
  }
  std::string text;
  for (const auto& [what, total] : told) {
    text += (text.empty() ? "" : "; ") + std::to_string(total.first) + " x " + what + " " +
            total.second.ToString();
  }
  return text;
}

TEST(RetainerComparison, NamesTheRecordThatMadeEachDayDifferent) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PackageStarted{kOrder});
  home.Add("2016-11-07", Pays(14));
  const auto& at_first = home.View();
  const auto expect = [&](const FoldedView& before, Position cause, const std::string& told) {
    const std::string number = std::to_string(Number(cause));
    EXPECT_EQ(Changed(before, home.View()), std::string(told).replace(told.find('#'), 1, "#" + number));
  };
  // A hospital stay that is told late: two weeks are kept of it.
  const Position stay = home.Add("2017-01-09", PackageSuspended{kOrder, Code("hospital")});
  expect(at_first, stay, "14 x suspended # £113.40");
  const auto& away = home.View();
  EXPECT_EQ(Changed(away, home.View()), "");
  // Another price of an hour: 3 pence a day more, from the 16th.
  const Position rates =
      home.Add("2017-01-16", RatesSet{.contract_id = kNew, .lines = {Line("16.26")}, .authority = kCabinet});
  expect(away, rates, "7 x rate 16.20 -> 16.26 # £0.21");
  const auto& dearer = home.View();
  // Home again after ten days.
  const Position back = home.Add("2017-01-19", PackageResumed{kOrder});
  expect(dearer, back, "4 x not suspended # -£32.52");
  const auto& home_again = home.View();
  // Ann died in hospital, on the 12th.
  const Position death = home.Add("2017-01-12", DeathRecorded{.person_id = kAnn, .date = Day("2017-01-12")});
  expect(home_again, death, "6 x after death # -£48.69");
}

TEST(RetainerComparison, NamesThePolicyAndWhoKeptTheirStaff) {
  Home home = Suspended(Pays(14, 100, true));
  const auto& waits = home.View();
  const Position kept = home.Add("2017-01-29", StaffRetained{kOrder, kAsh});
  EXPECT_EQ(Changed(waits, home.View()), "14 x confirmed #" + std::to_string(Number(kept)) + " £113.40");
  const auto& paid = home.View();
  const Position none = home.Add("2017-01-09", Pays(0, 0));
  EXPECT_EQ(Changed(paid, home.View()),
            "14 x retainer policy #" + std::to_string(Number(none)) + " -£113.40");
}

class ExtraTimeWeek : public testing::Test {
 protected:
  ExtraTimeWeek() { home_.Add("2016-11-07", ExtraTimePolicySet{kNew, 120, 28, 0, true, kCabinet}); }
  void Approve(const char* date, std::uint32_t minutes, const char* incident = "i-1") {
    home_.Add(date, ExtraTimeApproved{kOrder, Code(incident), minutes, Code("fall"), Day(date)});
  }
  // The mornings of the week of 9 January, but for the last `missing`.
  void Deliver(int missing) {
    for (int day = 9; day < 16 - missing; ++day) {
      const std::string date = std::string("2017-01-") + (day < 10 ? "0" : "") + std::to_string(day);
      const std::string in = date + "T08:00", out = date + "T08:30";
      home_.Add(Seen(("v-" + date).c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}}));
    }
  }
  // "60 approved, 30 unused, 30 payable"
  std::string Told(std::string_view on = "2017-03-31") {
    const FoldedView& view = home_.View(on);
    std::string text;
    for (const PayableExtra& line : ExtraTimeOf(view, {.package = view.package(kOrder)})) {
      text += (text.empty() ? "" : "; ") + std::to_string(line.extra->minutes) + " approved, " +
              std::to_string(line.unused) + " unused, " + std::to_string(line.payable) + " payable";
    }
    return text;
  }
  Home home_ = Home::Usual();
};

TEST_F(ExtraTimeWeek, UsesUpWhatTheWeekLeftUnused) {
  Approve("2017-01-11", 60);
  Deliver(1);
  EXPECT_EQ(Told(), "60 approved, 30 unused, 30 payable");
}
TEST_F(ExtraTimeWeek, UsesItUpOnce) {
  Approve("2017-01-11", 20);
  Approve("2017-01-12", 60, "i-2");
  Deliver(1);
  EXPECT_EQ(Told(), "20 approved, 20 unused, 0 payable; 60 approved, 10 unused, 50 payable");
}
TEST_F(ExtraTimeWeek, OfAFullWeekIsPayableWhole) {
  Approve("2017-01-11", 60);
  Deliver(0);
  EXPECT_EQ(Told(), "60 approved, 0 unused, 60 payable");
}
TEST_F(ExtraTimeWeek, CountsTheDaysThatHaveCome) {
  Approve("2017-01-11", 60);
  Deliver(1);
  EXPECT_EQ(Told("2017-01-10"), "");
  EXPECT_EQ(Told("2017-01-14"), "60 approved, 0 unused, 60 payable");
}
TEST_F(ExtraTimeWeek, LeavesBankedTimeAlone) {
  Approve("2017-01-11", 60);
  Deliver(1);
  home_.Add("2017-01-15", TimeBanked{kOrder, 480, 25, std::nullopt});
  EXPECT_EQ(Told(), "60 approved, 5 unused, 55 payable");
}
// The hour itself, when it comes, is none of the planned visits: what was unused stays so.
TEST_F(ExtraTimeWeek, UsesUpNoPlannedTimeItself) {
  Approve("2017-01-11", 60);
  Deliver(1);
  home_.Add(Seen("x-1", "2017-01-11T20:00", {{"c-1", "2017-01-11T20:00", "2017-01-11T21:00"}}));
  EXPECT_EQ(Told(), "60 approved, 30 unused, 30 payable");
}
// Nor does a planned visit that took longer make up for one that was missed.
TEST_F(ExtraTimeWeek, CountsEachPlannedVisitForItself) {
  Approve("2017-01-11", 60);
  Deliver(2);
  home_.Add(Seen("x-1", "2017-01-14T08:00", {{"c-1", "2017-01-14T08:00", "2017-01-14T09:00"}}));
  EXPECT_EQ(Told(), "60 approved, 30 unused, 30 payable");
}
TEST_F(ExtraTimeWeek, OfAContractThatDoesNotAskForThatIsPayableWhole) {
  home_.Add("2016-11-08", ExtraTimePolicySet{kNew, 120, 28, 0, false, kCabinet});
  Approve("2017-01-11", 60);
  EXPECT_EQ(Told(), "60 approved, 0 unused, 60 payable");
}

// The policies in words.
TEST(CarePolicies, AreToldInWords) {
  Home home = Home::Usual();
  home.Add("2016-11-07", ServicesSet{kNew, {kHomeCare, Code("respite")}, kCabinet});
  home.Add("2016-11-07", Pays(14, 100, true));
  home.Add("2016-11-07", TimeBankPolicySet{kNew, 600, 90, kCabinet});
  home.Add("2016-11-07", ExtraTimePolicySet{kNew, 120, 28, 600, true, kCabinet});
  home.Add("2017-11-07", ServicesSet{kNew, {}, kCabinet});
  home.Add("2017-11-07", Pays(0, 0));
  home.Add("2017-11-07", TimeBankPolicySet{kNew, 0, 0, kCabinet});
  home.Add("2017-11-07", ExtraTimePolicySet{kNew, 0, 0, 0, false, kCabinet});
  const auto told = [&](const char* date) {
    Texts out;
    for (const PolicyOn& policy : PoliciesOn(*home.View().contract(kNew), Day(date)))
      out.push_back(policy.policy + ": " + policy.terms);
    return out;
  };
  EXPECT_EQ(
      told("2017-01-01"),
      (Texts{"services: home-care respite",
             "retainer: 100 % of planned time for at most 14 days, suspended for hospital, if the carers are "
             "kept",
             "time bank: at most 600 minutes, gone after 90 days",
             "extra time: at most 120 minutes an incident, asked for within 28 days, at most 600 minutes in "
             "365 days, the week's unused time first"}));
  EXPECT_EQ(told("2018-01-01"),
            (Texts{"services: any", "retainer: none", "time bank: none", "extra time: none"}));
}

}  // namespace
}  // namespace careledger::projections
