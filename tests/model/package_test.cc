#include "replay/model/package.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"
#include "replay/model/wire.h"
#include "tests/support/given.h"

namespace careledger::model {
namespace {

using decide::Day;
using decide::Plan;
using decide::Time;

const PackageId kId("k-1");
const ProviderId kAsh("p-ash"), kBeech("p-beech");

PackageEvent Requested() {
  return PackageRequested{.package_id = kId, .person_id = PersonId("h-1"), .plan = Plan("Mon 08:00 30")};
}
PackageEvent Awarded(const ProviderId& provider, WeeklyPlan plan = {}) {
  return PackageAwarded{.package_id = kId, .provider_id = provider, .plan = std::move(plan)};
}
PackageEvent Transferred(const ProviderId& to, std::uint32_t minute) {
  return PackageTransferred{.package_id = kId, .to_provider_id = to, .minute = minute};
}
PackageEvent Voided(std::uint64_t position) {
  return PackageRecordVoided{.package_id = kId, .position = position};
}

// Records at positions 1, 2, ..., made at the same moment.
class Story {
 public:
  Package package;
  RecordTime time{Time("2016-11-01T09:00").seconds * 1'000'000};
  Story& On(std::string_view date, const PackageEvent& event) {
    package.Evolve(Position{++position_}, time, Day(date), event);
    return *this;
  }

 private:
  std::uint64_t position_ = 0;
};

// Everything that a life says, without the positions of the records that say it.
std::string TextOf(const PackageLife& life, bool causes) {
  std::string out = life.requested ? life.requested->ToString() : "-";
  out += wire::Encode(life.request);
  const auto cause = [&](Position p) { return causes ? "#" + std::to_string(Number(p)) : std::string(); };
  const auto until = [](const std::optional<Date>& d) { return d ? d->ToString() : "-"; };
  for (const Placement& p : life.placements) {
    out += "\n" + p.provider_id.str() + " " + p.from.date.ToString() + "+" + std::to_string(p.from.minute) +
           " " + (p.until ? p.until->date.ToString() + "+" + std::to_string(p.until->minute) : "-") +
           cause(p.cause);
  }
  for (const PlanVersion& p : life.plans) {
    out += "\n" + p.from.ToString() + " " + until(p.until) + " " + ToString(p.plan) + cause(p.cause);
  }
  for (const Suspension& s : life.suspensions)
    out += "\n" + s.from.ToString() + " " + until(s.until) + cause(s.cause);
  for (const HandBack& back : life.hand_backs) out += "\n" + back.from.ToString() + cause(back.cause);
  for (const DirectPayment& direct : life.direct_payments)
    out += "\n" + direct.from.ToString() + " " + until(direct.until);
  return out + "\n" + until(life.started) + until(life.ended);
}

TEST(Package, LifeDoesNotDependOnTheOrderOfRecords) {
  std::vector<std::pair<const char*, PackageEvent>> records = {
      {"2016-11-07", Requested()},
      {"2016-11-08", Awarded(kAsh)},
      {"2016-11-09", PackageStarted{kId}},
      {"2016-11-12",
       PlanChanged{.package_id = kId, .plan = Plan("Mon 09:00 45"), .until = Day("2016-11-20")}},
      {"2016-11-14", PackageSuspended{.package_id = kId, .reason = Code("hospital")}},
      {"2016-11-16", PackageResumed{kId}},
      {"2016-11-18", Transferred(kBeech, 720)},
      {"2016-11-25", PackageHandedBack{.package_id = kId, .provider_id = kBeech}},
      {"2016-11-28", Awarded(kAsh, Plan("Tue 08:00 30"))},
      {"2016-12-05", PackageEnded{.package_id = kId}},
  };
  Story inorder;
  for (const auto& [date, event] : records) inorder.On(date, event);
  const std::string expected = TextOf(inorder.package.life(), false);
  std::minstd_rand random(1);
  for (int i = 0; i < 300; ++i) {
    std::shuffle(records.begin(), records.end(), random);
    Story story;
    for (const auto& [date, event] : records) story.On(date, event);
    ASSERT_EQ(TextOf(story.package.life(), false), expected);
  }
  const Package& p = inorder.package;
  for (const auto& [date, state] :
       std::initializer_list<std::pair<const char*, PackageState>>{{"2016-11-06", PackageState::kNone},
                                                                   {"2016-11-07", PackageState::kRequested},
                                                                   {"2016-11-08", PackageState::kAwarded},
                                                                   {"2016-11-09", PackageState::kStarted},
                                                                   {"2016-11-14", PackageState::kSuspended},
                                                                   {"2016-11-16", PackageState::kStarted},
                                                                   {"2016-11-25", PackageState::kHandedBack},
                                                                   {"2016-11-28", PackageState::kStarted},
                                                                   {"2016-12-05", PackageState::kEnded}}) {
    EXPECT_EQ(ToString(p.StateOn(Day(date))), ToString(state)) << date;
  }
  EXPECT_EQ(p.PlacementAt({Day("2016-11-18"), 719})->provider_id, kAsh);
  EXPECT_EQ(p.PlacementAt({Day("2016-11-18"), 720})->provider_id, kBeech);
  EXPECT_EQ(p.PlacementAt({Day("2016-11-25"), 0}), nullptr);
  EXPECT_EQ(p.PlanOn(Day("2016-11-19"))->from, Day("2016-11-12"));
  EXPECT_EQ(p.PlanOn(Day("2016-11-20"))->from, Day("2016-11-08"));  // The earlier plan again.
}

TEST(Package, AVoidedRecordDoesNotCount) {
  Story story;
  story.On("2016-11-07", Requested()).On("2016-11-08", Awarded(kBeech)).On("2016-11-08", Awarded(kAsh));
  EXPECT_EQ(story.package.PlacementOn(Day("2016-11-08"))->provider_id, kAsh);
  story.On("2016-12-01", Voided(3));
  EXPECT_EQ(story.package.PlacementOn(Day("2016-11-08"))->provider_id, kBeech);
  EXPECT_EQ(story.package.entries()[2].voided_by, Position{4});
  EXPECT_EQ(story.package.KnownAt(Position{3}).PlacementOn(Day("2016-11-08"))->provider_id, kAsh);
  story.On("2016-12-01", Voided(2)).On("2016-12-01", Voided(1));
  EXPECT_EQ(story.package.StateOn(Day("2016-11-08")), PackageState::kNone);
  EXPECT_EQ(story.package.id(), kId);
}

TEST(Package, ABackdatedTransferPaysWhoDeliveredUntilItWasRecorded) {
  Story story;
  story.On("2016-11-07", Requested()).On("2016-11-07", Awarded(kAsh));
  story.time = {Time("2016-11-20T10:00").seconds * 1'000'000};
  story.On("2016-11-15", Transferred(kBeech, 60));
  const PackageLife& life = story.package.life();
  ASSERT_EQ(life.placements.size(), 2U);
  EXPECT_EQ(life.placements[0].payable_until, Time("2016-11-20T10:00"));
  EXPECT_FALSE(life.placements[1].payable_until);
  story.On("2016-11-25", Transferred(kAsh, 0));  // In time.
  EXPECT_FALSE(story.package.life().placements[1].payable_until);
}

TEST(Package, AVisitIsMeasuredAgainstThePlanOnRecordBeforeIt) {
  Story story;
  story.On("2016-11-07", Requested()).On("2016-11-07", Awarded(kAsh, Plan("Mon-Sun 08:00 60")));
  story.time = {Time("2016-11-10T10:00").seconds * 1'000'000};
  story.On("2016-11-09", PlanChanged{.package_id = kId, .plan = Plan("Mon-Sun 08:00 30")});
  const auto minutes = [&](const char* date) {
    return story.package.PlanBefore(Day(date), Time(std::string(date) + "T08:00"))->plan[0].minutes;
  };
  EXPECT_EQ(minutes("2016-11-09"), 60U);  // Changed afterwards.
  EXPECT_EQ(minutes("2016-11-10"), 60U);
  EXPECT_EQ(minutes("2016-11-11"), 30U);
  EXPECT_EQ(story.package.PlanOn(Day("2016-11-09"))->plan[0].minutes, 30U);
  // Loaded afterwards: the first recorded.
  Story history;
  history.time = {Time("2017-01-01T10:00").seconds * 1'000'000};
  history.On("2016-11-07", Requested()).On("2016-11-07", Awarded(kAsh, Plan("Mon-Sun 08:00 60")));
  history.On("2016-11-07", PlanChanged{.package_id = kId, .plan = Plan("Mon-Sun 08:00 30")});
  EXPECT_EQ(history.package.PlanBefore(Day("2016-11-09"), Time("2016-11-09T08:00"))->cause, Position{2});
}

TEST(Package, AsKnownAtAPositionItIsAFoldOfThePrefix) {
  std::minstd_rand random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::tuple<std::uint64_t, RecordTime, Date, PackageEvent>> records;
    std::uint64_t position = 10;
    for (int i = 0; i < 14; ++i) {
      position += 1 + random() % 3;
      const Date date = Day("2016-11-07") + static_cast<std::int32_t>(random() % 20);
      const RecordTime time{Time("2016-11-07T09:00").seconds * 1'000'000 + i * 86'400'000'000};
      const ProviderId provider = random() % 2 == 0 ? kAsh : kBeech;
      PackageEvent event = Requested();
      switch (random() % 9) {
        case 1:
          event = Awarded(provider);
          break;
        case 2:
          event = Awarded(provider, Plan("Tue 08:00 30"));
          break;
        case 3:
          event = PackageStarted{kId};
          break;
        case 4:
          event = PlanChanged{.package_id = kId, .plan = Plan("Wed 08:00 30")};
          break;
        case 5:
          event = Transferred(provider, static_cast<std::uint32_t>(random() % 1440));
          break;
        case 6:
          event = PackageSuspended{.package_id = kId};
          break;
        case 7:
          event = PackageHandedBack{.package_id = kId, .provider_id = provider};
          break;
        case 8:
          if (!records.empty()) event = Voided(std::get<0>(records[random() % records.size()]));
          break;
        default:
          break;
      }
      records.emplace_back(position, time, date, event);
    }
    Package whole;
    for (const auto& [at, time, date, event] : records) whole.Evolve(Position{at}, time, date, event);
    for (std::uint64_t known = 9; known <= position + 1; ++known) {
      Package prefix;
      for (const auto& [at, time, date, event] : records) {
        if (at <= known) prefix.Evolve(Position{at}, time, date, event);
      }
      const Package then = whole.KnownAt(Position{known});
      ASSERT_EQ(then.id(), prefix.id());
      ASSERT_EQ(then.entries().size(), prefix.entries().size());
      ASSERT_EQ(TextOf(then.life(), true), TextOf(prefix.life(), true)) << "known at " << known;
      ASSERT_EQ(then.last_position(), prefix.last_position());
    }
  }
}

}  // namespace
}  // namespace careledger::model
