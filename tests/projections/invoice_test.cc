#include "replay/projections/invoice.h"

#include <cmath>
#include <regex>

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

Invoice November(Home& home, std::string_view on = "2017-03-31") {
  return InvoiceOf(home.View(on), kAsh, {Day("2016-03-01"), Day("2017-04-01")});
}

// The pence that the text of an explanation comes to, by its own figures alone; half up.
std::int64_t Reckoned(const std::string& text) {
  static const std::regex part(R"((\d+) x (\d+)\.(\d{2,4}))");
  std::int64_t sum = 0;  // £0.0001 times minutes.
  for (auto it = std::sregex_iterator(text.begin(), text.end(), part); it != std::sregex_iterator(); ++it) {
    std::string decimals = (*it)[3];
    decimals.resize(4, '0');
    sum += std::stoll((*it)[1]) * (std::stoll((*it)[2]) * 10'000 + std::stoll(decimals));
  }
  return (sum * 2 + 6'000) / 12'000;
}

// The explanations add up to what the invoice says.
void ExpectExplained(const Invoice& invoice) {
  Pence total;
  std::int64_t minutes = 0;
  for (const InvoiceLine& line : invoice.lines) {
    EXPECT_EQ(Reckoned(Explain(line)), line.amount.value()) << Explain(line);
    std::int64_t parts = 0;
    for (const RatePart& part : line.parts) parts += part.minutes;
    EXPECT_EQ(parts, line.ladder.payable) << Explain(line);
    total += line.amount;
    minutes += line.ladder.payable;
  }
  EXPECT_EQ(total, invoice.total);
  EXPECT_EQ(minutes, invoice.minutes);
  Pence lots;
  for (const auto& [key, lot] : invoice.lots) lots += lot.amount;
  EXPECT_EQ(lots, invoice.total);
}

TEST(Invoice, PaysCarersOnTheirOwnTimes) {
  Home home = Home::Usual();
  home.Add("2016-11-08", PlanChanged{.package_id = kOrder, .plan = Plan("Mon-Sun 08:00 30 x2")});
  home.Add(Seen(
      "v-1", "2016-11-08T08:00",
      {{"c-1", "2016-11-08T08:00", "2016-11-08T08:31"}, {"c-2", "2016-11-08T08:03", "2016-11-08T08:30"}}));
  const Invoice invoice = November(home);
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(Explain(invoice.lines[0]),
            "31 min; tolerance none; bounds none; rounding none: 31 x 16.20 / 60 = 8.3700 -> £8.37");
  EXPECT_EQ(Explain(invoice.lines[1]),
            "27 min; tolerance none; bounds none; rounding none: 27 x 16.20 / 60 = 7.2900 -> £7.29");
  EXPECT_EQ(invoice.visits, 1U);
  EXPECT_EQ(invoice.total, Pence(1566));
  EXPECT_EQ(invoice.lots.at({kNew, kLot1}).visits, 1U);
  ExpectExplained(invoice);
}

TEST(Invoice, AVisitWithoutATimeIsHeldAsAWhole) {
  Home home = Home::Usual();
  VisitRecorded visit = Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}});
  visit.attendances[0].check_out.reset();
  home.Add(visit);
  EXPECT_TRUE(November(home).lines.empty());
  EXPECT_EQ(November(home).visits, 0U);
  EXPECT_EQ(Told(November(home).not_priced), (Texts{"v-1 held: no times"}));
  // Until the council says what it was: and then whatever the feed sends later.
  home.Add(VisitAdjusted{kAsh, visit.source, visit.external_id, Day("2016-11-08"), CarerId("c-1"),
                         Time("2016-11-08T08:00"), Time("2016-11-08T08:20"), Code("forgot")});
  EXPECT_EQ(November(home).total, Pence(540));
  visit.sequence = 2;
  visit.attendances[0].check_out = Time("2016-11-08T09:30");
  home.Add(visit);
  const Invoice invoice = November(home);
  EXPECT_EQ(invoice.total, Pence(540));
  ASSERT_NE(invoice.lines[0].adjustment, nullptr);
  ExpectExplained(invoice);
}

TEST(Invoice, OnlyDeliveredVisitsPay) {
  Home home = Home::Usual();
  for (int status = 2; status <= 7; ++status) {
    VisitRecorded visit = Seen(("v-" + std::to_string(status)).c_str(), "2016-11-08T08:00",
                               {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}});
    visit.status = static_cast<VisitStatus>(status);
    home.Add(visit);
  }
  const Invoice invoice = November(home);
  EXPECT_EQ(invoice.total, Pence());
  EXPECT_EQ(invoice.visits, 0U);
}

TEST(Invoice, EachLocalDayHasItsOwnRate) {
  Home home = Home::Usual();
  home.Add(CalendarAdopted{Code("england"), {Day("2016-12-26")}});
  RateLine holiday = Line("30.33");
  holiday.key.day_type = DayType::kBankHoliday;
  RateLine sunday = Line("20.01");
  sunday.key.day_type = DayType::kSunday;
  home.Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {sunday, holiday}, .authority = kCabinet});
  // Christmas Day 2016 was a Sunday, the Monday after it a bank holiday.
  home.Add(Seen("v-1", "2016-12-25T23:30", {{"c-1", "2016-12-25T23:29", "2016-12-26T00:16"}}));
  home.Add(Seen("v-2", "2016-12-26T23:30", {{"c-1", "2016-12-26T23:30", "2016-12-27T00:30"}}));
  const Invoice invoice = November(home);
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(Explain(invoice.lines[0]),
            "47 min; tolerance none; bounds none; rounding none: (31 x 20.01 + 16 x 30.33) / 60 = 18.4265 -> "
            "£18.43");
  EXPECT_EQ(Explain(invoice.lines[1]),
            "60 min; tolerance none; bounds none; rounding none: (30 x 30.33 + 30 x 16.20) / 60 = 23.2650 -> "
            "£23.27");
  ExpectExplained(invoice);
}

TEST(Invoice, ANightIsAsLongAsItIs) {
  Home home = Home::Usual();
  home.Add(Seen("oct", "2017-10-28T22:00", {{"c-1", "2017-10-28T22:00", "2017-10-29T10:00"}}));
  home.Add(Seen("mar", "2017-03-25T22:00", {{"c-1", "2017-03-25T22:00", "2017-03-26T10:00"}}));
  const Invoice invoice = InvoiceOf(home.View("2017-12-31"), kAsh, {Day("2017-01-01"), Day("2018-01-01")});
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].ladder.payable, 660);
  EXPECT_EQ(invoice.lines[0].parts[0].minutes, 120);
  EXPECT_EQ(invoice.lines[1].ladder.payable, 780);
  EXPECT_EQ(invoice.lines[1].parts[1].minutes, 660);
  EXPECT_EQ(invoice.total, Pence(178'20 + 210'60));
  ExpectExplained(invoice);
}

TEST(Invoice, PolicyAndRateAreThoseOfTheServiceDate) {
  Home home = Home::Usual();
  const Position policy = home.Add("2016-11-09", PaymentPolicySet{.contract_id = kNew,
                                                                  .price_rounding = Rounding::kDown,
                                                                  .tolerance_minutes = 5,
                                                                  .cap_over_minutes = 10,
                                                                  .authority = kCabinet});
  const Position changed =
      home.Add("2016-11-10",
               RatesChanged{.contract_id = kNew, .change_id = ChangeId("x"), .lines = {Line("16.6050")}});
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:34"}}));
  home.Add(Seen("v-2", "2016-11-09T08:00", {{"c-1", "2016-11-09T08:00", "2016-11-09T08:34"}}));
  home.Add(Seen("v-3", "2016-11-10T08:00", {{"c-1", "2016-11-10T08:00", "2016-11-10T09:01"}}));
  const Invoice invoice = November(home);
  ASSERT_EQ(invoice.lines.size(), 3U);
  EXPECT_EQ(Explain(invoice.lines[0]),
            "34 min; tolerance none; bounds none; rounding none: 34 x 16.20 / 60 = 9.1800 -> £9.18");
  EXPECT_EQ(Explain(invoice.lines[1]),
            "34 min; within tolerance of 5, plan 30 paid: 30 x 16.20 / 60 = 8.1000 -> £8.10");
  EXPECT_EQ(
      Explain(invoice.lines[2]),
      "61 min; outside tolerance of 5; bounded to 40; rounding none: 40 x 16.6050 / 60 = 11.0700 -> £11.07");
  EXPECT_EQ(invoice.lines[0].policy_cause, Position{});
  EXPECT_EQ(invoice.lines[1].policy_cause, policy);
  EXPECT_EQ(invoice.lines[2].parts[0].cause, changed);
}

TEST(Invoice, AChangeUndoneIsAsIfItHadNeverBeenMade) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T08:30"}}));
  EXPECT_EQ(November(home).total, Pence(810));
  home.Add("2016-11-07",
           RatesChanged{.contract_id = kNew, .change_id = ChangeId("x"), .lines = {Line("17")}});
  EXPECT_EQ(November(home).total, Pence(850));
  home.Add("2016-11-07",
           RatesReverted{.contract_id = kNew, .change_id = ChangeId("y"), .reverted_id = ChangeId("x")});
  EXPECT_EQ(November(home).total, Pence(810));
}

TEST(Invoice, WithoutARateAVisitIsHeldAsAWhole) {
  Home home;
  home.Add(decide::Sole(kAsh));
  home.Add(ContractCreated{.contract_id = kNew, .start = Day("2016-11-07")});
  RateLine weekday = Line("16.20");
  weekday.key.day_type = DayType::kWeekday;
  home.Add("2016-11-08", RatesSet{.contract_id = kNew, .lines = {weekday}, .authority = kCabinet});
  home.Order("k-1", "h-1", kAsh, "2016-11-07", "Mon-Sun 23:30 60");
  home.Add(Seen("early", "2016-11-07T08:00", {{"c-1", "2016-11-07T08:00", "2016-11-07T08:30"}}));
  home.Add(Seen("fine", "2016-11-10T23:30", {{"c-1", "2016-11-10T23:30", "2016-11-11T00:30"}}));
  home.Add(Seen("friday", "2016-11-11T23:30", {{"c-1", "2016-11-11T23:30", "2016-11-12T00:30"}}));
  const Invoice invoice = November(home);
  EXPECT_EQ(invoice.total, Pence(1620));
  EXPECT_EQ(invoice.visits, 1U);
  EXPECT_EQ(Told(invoice.not_priced),
            (Texts{"early held: no rate in force", "friday held: no rate in force"}));
}

TEST(Invoice, TheNarrowestRateWins) {
  Home home = Home::Usual();
  home.Add(Seen("v-1", "2016-11-08T08:00", {{"c-1", "2016-11-08T08:00", "2016-11-08T09:00"}}));
  RateLine day = Line("90");
  day.key.day_type = DayType::kWeekday;
  for (const RateLine& line : {Line("50", {}, kLot1), Line("60", kAsh), Line("70", kAsh, kLot1)}) {
    home.Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {line}, .authority = kCabinet});
    EXPECT_EQ(November(home).total, Pence(line.rate.ten_thousandths() / 100));
  }
  // Party before day.
  home.Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {day}, .authority = kCabinet});
  EXPECT_EQ(November(home).total, Pence(7000));
}

TEST(Invoice, StopsAtTheDateOfThePoint) {
  Home home = Home::Usual();
  for (const char* date : {"2016-11-08", "2016-11-09", "2016-11-10"}) {
    const std::string at = std::string(date) + "T08:00", out = std::string(date) + "T08:30";
    home.Add(Seen(date, at.c_str(), {{"c-1", at.c_str(), out.c_str()}}));
  }
  EXPECT_EQ(November(home, "2016-11-09").visits, 2U);
  EXPECT_EQ(InvoiceOf(home.View(), kAsh, {Day("2016-11-09"), Day("2016-11-10")}).visits, 1U);
}

}  // namespace
}  // namespace careledger::projections
