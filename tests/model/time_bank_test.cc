// What stands in a time bank on any day, worked by hand and, for random deposits and draws, minute by minute.
#include "replay/model/time_bank.h"

#include <rapidcheck.h>

#include <algorithm>
#include <numeric>

#include "gtest/gtest.h"

namespace careledger::model {
namespace {

const Date kMonday = *Date::From(2017, 1, 2);

BankedTime Put(int day, std::uint32_t minutes, std::optional<int> gone = {}) {
  BankedTime banked{.on = kMonday + day, .start_minute = 480, .minutes = minutes};
  if (gone) banked.expires = kMonday + *gone;
  return banked;
}
DrawnTime Take(int day, std::uint32_t minutes) { return {.on = kMonday + day, .minutes = minutes}; }

PackageLife Life(std::vector<BankedTime> banked, std::vector<DrawnTime> drawn = {}) {
  PackageLife life;
  life.banked = std::move(banked);
  life.drawn = std::move(drawn);
  return life;
}

TEST(TimeBank, ExpiresByTheDateAlone) {
  const PackageLife life = Life({Put(0, 30, 10), Put(3, 20)});
  EXPECT_EQ(TimeBankOn(life, kMonday - 1).balance, 0U);
  EXPECT_EQ(TimeBankOn(life, kMonday).balance, 30U);
  EXPECT_EQ(TimeBankOn(life, kMonday + 3).balance, 50U);
  EXPECT_EQ(TimeBankOn(life, kMonday + 9).balance, 50U);
  const TimeBank after = TimeBankOn(life, kMonday + 10);
  EXPECT_EQ(after.balance, 20U);
  EXPECT_EQ(after.expired, 30U);
  EXPECT_TRUE(after.deposits[0].expired);
  EXPECT_FALSE(after.deposits[1].expired);
}

TEST(TimeBank, DrawsWhatExpiresFirst) {
  // What never expires is drawn last, though it came first.
  const PackageLife life = Life({Put(0, 30), Put(1, 20, 20), Put(2, 10, 10)}, {Take(3, 25)});
  const TimeBank bank = TimeBankOn(life, kMonday + 3);
  EXPECT_EQ(bank.deposits[2].drawn, 10U);
  EXPECT_EQ(bank.deposits[1].drawn, 15U);
  EXPECT_EQ(bank.deposits[0].drawn, 0U);
  EXPECT_EQ(bank.balance, 35U);
  EXPECT_EQ(bank.uncovered, 0U);
  // On a day before the draw nothing has been drawn yet.
  EXPECT_EQ(TimeBankOn(life, kMonday + 2).balance, 60U);
}

TEST(TimeBank, SaysWhatNothingCovers) {
  const TimeBank bank = TimeBankOn(Life({Put(0, 30, 5)}, {Take(2, 40), Take(6, 5)}), kMonday + 9);
  EXPECT_EQ(bank.drawn, 30U);
  EXPECT_EQ(bank.uncovered, 15U);
  EXPECT_EQ(bank.expired, 0U);
  EXPECT_FALSE(bank.deposits[0].expired);  // Nothing is left to expire.
}

TEST(TimeBank, KnowsWhatIsBankedOfAVisit) {
  const PackageLife life = Life({Put(0, 10), Put(0, 5), Put(1, 7)});
  EXPECT_EQ(BankedAt(life, kMonday, 480), 15U);
  EXPECT_EQ(BankedAt(life, kMonday, 481), 0U);
  EXPECT_EQ(BankedAt(life, kMonday + 2, 480), 0U);
}

// One token a minute, each with its own day of expiry: the plainest way to keep such a bank.
TEST(TimeBank, AgreesWithTokens) {
  rc::check("balance, drawn and expired are those of a bag of minutes", [] {
    const auto day = rc::gen::inRange(0, 20);
    std::vector<BankedTime> banked;
    std::vector<DrawnTime> drawn;
    for (int n = *rc::gen::inRange(0, 6); n > 0; --n) {
      const int on = *day;
      const bool expires = *rc::gen::arbitrary<bool>();
      banked.push_back(Put(on, static_cast<std::uint32_t>(*rc::gen::inRange(1, 6)),
                           expires ? std::optional(on + *rc::gen::inRange(1, 10)) : std::nullopt));
    }
    for (int n = *rc::gen::inRange(0, 6); n > 0; --n)
      drawn.push_back(Take(*day, static_cast<std::uint32_t>(*rc::gen::inRange(1, 8))));
    const auto by_day = [](const auto& a, const auto& b) { return a.on < b.on; };
    std::stable_sort(banked.begin(), banked.end(), by_day);
    std::stable_sort(drawn.begin(), drawn.end(), by_day);
    const Date date = kMonday + *rc::gen::inRange(0, 32);

    const Date never(0x7ffffff);
    std::vector<std::pair<Date, Date>> tokens;  // Expiry, day.
    for (const BankedTime& b : banked) {
      if (b.on <= date) tokens.insert(tokens.end(), b.minutes, {b.expires.value_or(never), b.on});
    }
    std::sort(tokens.begin(), tokens.end());
    std::uint32_t taken = 0, wanted = 0;
    for (const DrawnTime& d : drawn) {
      if (d.on > date) continue;
      wanted += d.minutes;
      for (std::uint32_t i = 0; i < d.minutes; ++i) {
        const auto token = std::find_if(tokens.begin(), tokens.end(),
                                        [&](const auto& t) { return t.second <= d.on && d.on < t.first; });
        if (token == tokens.end()) break;
        tokens.erase(token);
        ++taken;
      }
    }
    const auto gone =
        std::count_if(tokens.begin(), tokens.end(), [&](const auto& t) { return t.first <= date; });
    const TimeBank bank = TimeBankOn(Life(banked, drawn), date);
    RC_ASSERT(bank.drawn == taken);
    RC_ASSERT(bank.uncovered == wanted - taken);
    RC_ASSERT(bank.expired == static_cast<std::uint32_t>(gone));
    RC_ASSERT(bank.balance == tokens.size() - static_cast<std::size_t>(gone));
  });
}

}  // namespace
}  // namespace careledger::model
