#include "replay/model/money.h"

#include <limits>
#include <random>

#include "gtest/gtest.h"

namespace careledger::model {
namespace {

TEST(Money, RoundsHalvesAwayFromZero) {
  struct Case {
    std::int64_t numerator, denominator, half_up, down, up;
  };
  for (const Case& c : {Case{0, 2, 0, 0, 0},
                        {1, 2, 1, 0, 1},
                        {-1, 2, -1, 0, -1},
                        {3, 2, 2, 1, 2},
                        {-3, 2, -2, -1, -2},
                        {1, 3, 0, 0, 1},
                        {-1, 3, 0, 0, -1},
                        {2, 3, 1, 0, 1},
                        {-2, 3, -1, 0, -1},
                        {4, 2, 2, 2, 2},
                        {-4, 2, -2, -2, -2},
                        {5, 10, 1, 0, 1},
                        {-5, 10, -1, 0, -1},
                        {49, 100, 0, 0, 1},
                        {-49, 100, 0, 0, -1},
                        {7, 1, 7, 7, 7}}) {
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kHalfUp), c.half_up)
        << c.numerator << "/" << c.denominator;
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kUnspecified), c.half_up);
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kDown), c.down)
        << c.numerator << "/" << c.denominator;
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kUp), c.up) << c.numerator << "/" << c.denominator;
  }
}

TEST(Money, PricesMinutes) {
  EXPECT_EQ(PriceOf(*Rate::Parse("16.22"), 31, Rounding::kHalfUp), Pence(838));  // 838.03
  EXPECT_EQ(PriceOf(*Rate::Parse("16.22"), 31, Rounding::kUp), Pence(839));
  EXPECT_EQ(PriceOf(*Rate::Parse("16.2250"), 60, Rounding::kHalfUp), Pence(1623));  // The half.
  EXPECT_EQ(PriceOf(*Rate::Parse("16.2249"), 60, Rounding::kHalfUp), Pence(1622));
  EXPECT_EQ(PriceOf(*Rate::Parse("16.2250"), 60, Rounding::kDown), Pence(1622));
  EXPECT_EQ(PriceOf(Rate(), 60, Rounding::kUp), Pence());
  EXPECT_EQ(PriceOf(Rate(Rate::kMax), 0, Rounding::kUp), Pence());
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const Rate rate(static_cast<std::int64_t>(random() % (Rate::kMax + 1)));
    const auto minutes = static_cast<std::int64_t>(random() % (i % 2 == 0 ? 1'441 : 1'000'000'000'000));
    const Wide exact = static_cast<Wide>(rate.ten_thousandths()) * minutes;
    const Wide down = PriceOf(rate, minutes, Rounding::kDown).value();
    const Wide up = PriceOf(rate, minutes, Rounding::kUp).value();
    const Wide half = PriceOf(rate, minutes, Rounding::kHalfUp).value();
    ASSERT_TRUE(down * 6'000 <= exact && exact < (down + 1) * 6'000);
    ASSERT_TRUE((up - 1) * 6'000 < exact && exact <= up * 6'000);
    ASSERT_TRUE(half * 12'000 <= exact * 2 + 6'000 && exact * 2 + 6'000 < (half + 1) * 12'000);
  }
}

TEST(Money, UpliftsToAMultipleOfTheStep) {
  const auto uplift = [](const char* rate, std::int64_t percent_e4, std::int64_t step) {
    return Uplift(*Rate::Parse(rate), percent_e4, step, Rounding::kHalfUp).ToString();
  };
  EXPECT_EQ(uplift("16.22", 25'000, 100), "16.63");  // 16.6255
  EXPECT_EQ(uplift("16.22", 25'000, 1), "16.6255");
  EXPECT_EQ(uplift("16.22", 25'000, 400), "16.64");
  EXPECT_EQ(uplift("16.20", 25'000, 100), "16.61");  // 16.605: the half.
  EXPECT_EQ(uplift("16.22", 0, 100), "16.22");
  EXPECT_EQ(uplift("16.2250", 0, 100), "16.23");
  EXPECT_EQ(uplift("16.22", -25'000, 100), "15.81");  // 15.8145
  EXPECT_EQ(uplift("16.22", -1'000'000, 100), "0.00");
  EXPECT_EQ(uplift("16.22", 1'000'000, 100), "32.44");
}

TEST(Money, ReadsRates) {
  for (const auto& [text, value] :
       std::initializer_list<std::pair<const char*, std::int64_t>>{{"16", 160'000},
                                                                   {"16.2", 162'000},
                                                                   {"16.22", 162'200},
                                                                   {"16.2250", 162'250},
                                                                   {"0", 0},
                                                                   {"0.0001", 1},
                                                                   {"9999.9999", Rate::kMax},
                                                                   {"00016", 160'000}}) {
    const auto rate = Rate::Parse(text);
    ASSERT_TRUE(rate) << text;
    EXPECT_EQ(rate->ten_thousandths(), value) << text;
    EXPECT_EQ(Rate::Parse(rate->ToString()), rate);
  }
  for (const char* text : {"", ".", "16.", ".5", "16.22501", "-1", "+1", "1,5", "16 ", " 16", "1e2", "10000",
                           "99999", "100000", "£16", "16.2x", "0x10", "1.2.3"}) {
    EXPECT_FALSE(Rate::Parse(text)) << text;
  }
}

TEST(Money, SaysAmounts) {
  EXPECT_EQ(Pence(0).ToString(), "£0.00");
  EXPECT_EQ(Pence(-5).ToString(), "-£0.05");
  EXPECT_EQ(Pence(99'999).ToString(), "£999.99");
  EXPECT_EQ(Pence(123'456).ToString(), "£1,234.56");
  EXPECT_EQ(Pence(-123'456'789).ToString(), "-£1,234,567.89");
  EXPECT_EQ(Pence(std::numeric_limits<std::int64_t>::min()).ToString(), "-£92,233,720,368,547,758.08");
  EXPECT_EQ(Pence(std::numeric_limits<std::int64_t>::max()).ToString(), "£92,233,720,368,547,758.07");
}

TEST(MoneyDeathTest, AWrappedAmountIsNeverSeen) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH((void)(Pence(std::numeric_limits<std::int64_t>::max()) + Pence(1)), "");
  EXPECT_DEATH((void)(Pence(std::numeric_limits<std::int64_t>::min()) - Pence(1)), "");
}

}  // namespace
}  // namespace careledger::model
