// What changes the pay for care under way takes two persons, by whatever command it is asked for.
#include "server/decide/money_guards.h"
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

SetPaymentPolicy Tolerance(std::uint32_t minutes, const char* from = "2017-04-01") {
  return {
      .contract_id = kNew, .effective_date = Day(from), .tolerance_minutes = minutes, .authority = kCabinet};
}
SetRates Rates(std::vector<RateLine> lines, const char* from = "2017-04-01") {
  return {.contract_id = kNew, .effective_date = Day(from), .lines = std::move(lines), .authority = kCabinet};
}
// k-1 of h-1 with ash in lot 1 from 5 December 2016, at 16.00.
Scenario InUse() {
  Scenario town = Town();
  town.After(Rates({Line("16.00")}, kGoLive)).After(Tolerance(5, kGoLive));
  return town.After(Request("k-1", "h-1", "2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
}

TEST(TwoPersons, ChangeThePaymentOfCareUnderWay) {
  // One sets it up,
  Scenario founded = Town();
  founded.After(Tolerance(5)).When(Tolerance(7)).ThenAccepted();
  // asking for care is not yet care,
  founded.After(Request("k-1", "h-1", "2016-12-01")).When(Tolerance(7)).ThenAccepted();
  // and then it takes two, whether the date is past or to come.
  Scenario town = InUse();
  town.When(Tolerance(7))
      .ThenRejected(Reason::kPolicyMovesMoney, "contract_id",
                    "packages have been awarded under contract c-new, and this changes what is paid for "
                    "them: propose it in a "
                    "contract file, for a second person to approve");
  town.When(Tolerance(7, "2021-04-01")).ThenRejected(Reason::kPolicyMovesMoney);
  // What is so already changes nothing; nor is care of another contract concerned.
  town.When(Tolerance(5, kGoLive)).ThenAlready(town.head() - 2);
  town.When(Tolerance(5)).ThenAccepted();
  SetPaymentPolicy other = Tolerance(7);
  other.contract_id = kOld;
  town.When(other).ThenAccepted();
}

TEST(TwoPersons, LetANarrowerRateTakeThePlaceOfAWiderOne) {
  Scenario town = InUse();
  town.When(Rates({Line("18.00", kAsh)}))
      .ThenRejected(
          Reason::kPolicyMovesMoney, "lines",
          "packages have been awarded under contract c-new, and this changes what is paid for them: a "
          "rate of home-care by p-ash on any day takes the place of that of home-care on any day, which "
          "is 16.00 from 2016-11-07; propose it as a change of rates");
  RateLine saturdays = Line("20.00");
  saturdays.key.day_type = DayType::kSaturday;
  RateLine group = Line("20.00");
  group.key.client_group = Code("learning-disability");
  for (const RateLine& line : {Line("18.00", {}, kLot1), saturdays, group}) {
    town.When(Rates({line})).ThenRejected(Reason::kPolicyMovesMoney);
    town.When(Rates({line}, "2021-04-01")).ThenRejected(Reason::kPolicyMovesMoney);
  }
  // Of a service without a rate it is the first.
  RateLine sitting = Line("12.00", kAsh);
  sitting.key.service = Code("sitting");
  town.When(Rates({sitting})).Then(At("2017-04-01", RatesSet{kNew, {sitting}, kCabinet}));
  // It is proposed instead.
  const ProposeRateChange c{.change_id = ChangeId("x-1"),
                            .contract_id = kNew,
                            .effective_date = Day("2017-04-01"),
                            .lines = {Line("18.00", kAsh)},
                            .authority = kCabinet};
  town.When(c).Then(
      At("2017-04-01", RateChangeProposed{ChangeId("x-1"), kNew, {Line("18.00", kAsh)}, kCabinet}));
  // Before care is under way one person may.
  Scenario founded = Town();
  founded.After(Rates({Line("16.00")}, kGoLive)).When(Rates({Line("18.00", kAsh)})).ThenAccepted();
}

TEST(TwoPersons, AreNotAskedForAWiderRateBehindANarrowerOne) {
  Scenario town = Town();
  town.After(Rates({Line("16.00", kAsh)}, kGoLive)).After(Request("k-1", "h-1", "2016-12-01"));
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  town.When(Rates({Line("18.00")})).Then(At("2017-04-01", RatesSet{kNew, {Line("18.00")}, kCabinet}));
}

// Which of two keys prices an hour that both could: as RateBook::Find has it.
TEST(PricedAlready, KnowsWhichKeyWins) {
  const auto key = [](const char* provider, const char* lot, DayType day, const char* group = "") {
    return RateKey{kHomeCare, ProviderId(provider), LotId(lot), day, Code(group)};
  };
  const auto priced = [](const RateKey& there, const RateKey& asked, const char* from = "2017-01-01") {
    RateBook rates;
    rates.Set(Day(from), Position{1}, ChangeId(), {{there, Rate(160'000)}});
    return PricedAlready(rates, asked, Day("2020-01-01")).has_value();
  };
  const RateKey any = key("", "", DayType::kAny);
  EXPECT_TRUE(priced(any, key("p-ash", "", DayType::kAny)));
  EXPECT_FALSE(priced(any, key("p-ash", "", DayType::kAny), "2020-01-02"));
  EXPECT_FALSE(priced(key("p-ash", "", DayType::kAny), any));
  EXPECT_FALSE(priced(any, any));
  EXPECT_FALSE(priced(key("p-elm", "", DayType::kAny), key("p-ash", "L1", DayType::kAny)));
  EXPECT_TRUE(priced(key("", "L1", DayType::kAny), key("p-ash", "", DayType::kAny)));
  EXPECT_TRUE(priced(any, key("", "", DayType::kAny, "dementia")));
  EXPECT_TRUE(priced(key("", "", DayType::kWeekend), key("", "", DayType::kSunday)));
  EXPECT_FALSE(priced(key("", "", DayType::kWeekday), key("", "", DayType::kSunday)));
  EXPECT_TRUE(priced(key("", "", DayType::kWeekday), key("", "", DayType::kBankHoliday)));
}

}  // namespace
}  // namespace careledger::decide
