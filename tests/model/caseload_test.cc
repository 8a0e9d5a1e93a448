// What each provider has on its hands: kept as packages change, and always what counting them again gives.
#include "replay/model/caseload.h"

#include <random>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "replay/model/world.h"
#include "tests/support/given.h"

namespace careledger::model {
namespace {

using decide::Day;
using decide::Plan;

const ContractId kContract("c-1");
const ProviderId kAsh("p-ash"), kBeech("p-beech");

HourlyMinutes Hours(std::initializer_list<std::pair<std::size_t, std::int64_t>> hours) {
  HourlyMinutes minutes{};
  for (const auto& [hour, value] : hours) minutes[hour] = value;
  return minutes;
}

TEST(Caseload, CountsCarersMinutesByTheHourInWhichAVisitBegins) {
  // Five mornings of 30 minutes, two of 45 with two carers; seven nights that begin at 22:30 and last 9
  // hours.
  const WeeklyPlan plan = Plan("Mon-Fri 08:00 30; Sat-Sun 08:45 45 x2; Mon-Sun 22:30 540");
  EXPECT_EQ(HourlyOf(plan), Hours({{8, 5 * 30 + 2 * 45 * 2}, {22, 7 * 540}}));
}

// A package's records at positions 1, 2, ...
class Story {
 public:
  Package package;
  Story& On(const char* date, const PackageEvent& event) {
    package.Evolve(Position{++position_}, {}, Day(date), event);
    return *this;
  }
  std::string Taken() const {
    const auto taken = TakenBy(package);
    if (!taken) return "nothing";
    return taken->provider_id.str() + " " + taken->lot_id.str() + " " + std::to_string(taken->minutes[8]);
  }

 private:
  std::uint64_t position_ = 0;
};

TEST(Taken, IsOfTheLastProviderWithTheLastPermanentPlan) {
  const WeeklyPlan half_hours = Plan("Mon-Sun 08:00 30"), hours = Plan("Mon-Sun 08:00 60");
  Story story;
  story.On("2017-01-01", PackageRequested{.plan = half_hours});
  EXPECT_EQ(story.Taken(), "nothing");
  story.On("2017-01-02", PackageAwarded{.lot_id = LotId("L1"), .provider_id = kAsh});
  EXPECT_EQ(story.Taken(), "p-ash L1 210");
  story.On("2017-01-10", PlanChanged{.plan = hours, .until = Day("2017-02-01")});
  EXPECT_EQ(story.Taken(), "p-ash L1 210");
  story.On("2017-01-12", PackageSuspended{});
  EXPECT_EQ(story.Taken(), "p-ash L1 210");  // It keeps its place.
  story.On("2017-02-01", PlanChanged{.plan = hours});
  EXPECT_EQ(story.Taken(), "p-ash L1 420");
  story.On("2017-03-01", PackageTransferred{.to_provider_id = kBeech, .to_lot_id = LotId("L2")});
  EXPECT_EQ(story.Taken(), "p-beech L2 420");
  story.On("2017-04-01", PackageHandedBack{.provider_id = kBeech});
  EXPECT_EQ(story.Taken(), "nothing");
}

TEST(Caseloads, CountPackagesAndPeopleOnce) {
  const auto taken = [](const char* person, const char* lot) {
    return Taken{.contract_id = kContract,
                 .lot_id = LotId(lot),
                 .provider_id = kAsh,
                 .person_id = PersonId(person),
                 .minutes = Hours({{8, 210}})};
  };
  Caseloads caseloads;
  EXPECT_EQ(caseloads.Find(kContract, kAsh), nullptr);
  caseloads.Move(PackageId("k-1"), std::nullopt, taken("h-1", "L1"));
  caseloads.Move(PackageId("k-2"), std::nullopt, taken("h-1", "L2"));
  caseloads.Move(PackageId("k-3"), std::nullopt, taken("h-2", ""));
  const Caseload& ash = *caseloads.Find(kContract, kAsh);
  EXPECT_EQ(ash.people, (std::map<PersonId, std::uint32_t>{{PersonId("h-1"), 2}, {PersonId("h-2"), 1}}));
  EXPECT_EQ(ash.Of(LotId("L1")), Hours({{8, 210}}));
  EXPECT_EQ(ash.Of(LotId("L9")), HourlyMinutes{});
  EXPECT_EQ(ash.Of({}), Hours({{8, 630}}));  // Of all, those outside any lot among them.
  caseloads.Move(PackageId("k-1"), taken("h-1", "L1"), std::nullopt);
  caseloads.Move(PackageId("k-2"), taken("h-1", "L2"), std::nullopt);
  EXPECT_EQ(ash.people, (std::map<PersonId, std::uint32_t>{{PersonId("h-2"), 1}}));
  EXPECT_EQ(ash.packages, (std::map<PackageId, std::uint32_t>{{PackageId("k-3"), 1}}));
  EXPECT_EQ(ash.Total(), Hours({{8, 210}}));
}

// Any event of three packages, from one number.
PackageEvent AnyEvent(std::minstd_rand& random, std::uint64_t head) {
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  const PackageId id("k-" + std::to_string(below(3)));
  const ProviderId provider = below(2) == 0 ? kAsh : kBeech;
  const ContractId contract("c-" + std::to_string(below(2)));
  const LotId lot(below(3) == 0 ? std::string() : "L" + std::to_string(below(2)));
  const WeeklyPlan plans[] = {Plan("Mon-Sun 08:00 30"), Plan("Mon 08:00 60 x2; Tue 23:30 90"), {}};
  switch (below(11)) {
    case 0:
      return PackageRequested{
          .package_id = id, .person_id = PersonId("h-" + std::to_string(below(2))), .plan = plans[below(2)]};
    case 1:
    case 2:
      return PackageAwarded{.package_id = id,
                            .contract_id = contract,
                            .lot_id = lot,
                            .provider_id = provider,
                            .plan = plans[below(3)]};
    case 3:
      return PackageTransferred{.package_id = id,
                                .to_provider_id = provider,
                                .to_contract_id = contract,
                                .to_lot_id = lot,
                                .minute = below(1440)};
    case 4:
      return PlanChanged{.package_id = id,
                         .plan = plans[below(2)],
                         .until = below(2) == 0 ? std::optional(Day("2017-01-30")) : std::nullopt};
    case 5:
      return PackageHandedBack{.package_id = id, .provider_id = provider};
    case 6:
      return PackageEnded{.package_id = id};
    case 7:
      return DirectPaymentTaken{.package_id = id};
    case 8:
      return PackageSuspended{.package_id = id};
    case 9:
      return PackageOffered{.package_id = id, .contract_id = contract, .provider_id = provider};
    default:
      return PackageRecordVoided{.package_id = id,
                                 .position = 1 + below(static_cast<std::uint32_t>(head + 1))};
  }
}

// What the packages take, long after everything that is on record: "c-0 p-ash L1 @8 210", and who they are
// of.
std::map<std::string, std::int64_t> Counted(const World& world) {
  std::map<std::string, std::int64_t> counted;
  const Date later = Day("2100-01-01");
  for (const auto& [id, package] : world.packages.items()) {
    const Placement* placement = package->PlacementOn(later);
    if (placement == nullptr) continue;
    const std::string head = placement->contract_id.str() + " " + placement->provider_id.str() + " ";
    ++counted[head + id.str()];
    ++counted[head + package->person().str()];
    const PlanVersion* version = package->PlanOn(later);
    for (const PlanSlot& slot : version != nullptr ? version->plan : package->life().request.plan) {
      for (int day = 0; day < 7; ++day) {
        if (!slot.On(static_cast<Weekday>(day))) continue;
        counted[head + placement->lot_id.str() + " @" + std::to_string(slot.start_minute / 60)] +=
            slot.minutes * slot.carers;
      }
    }
  }
  return counted;
}

std::map<std::string, std::int64_t> Kept(const Caseloads& caseloads) {
  std::map<std::string, std::int64_t> kept;
  for (const char* contract : {"c-0", "c-1"}) {
    for (const ProviderId& provider : {kAsh, kBeech}) {
      const Caseload* caseload = caseloads.Find(ContractId(contract), provider);
      if (caseload == nullptr) continue;
      const std::string head = std::string(contract) + " " + provider.str() + " ";
      for (const auto& [id, count] : caseload->packages) kept[head + id.str()] = count;
      for (const auto& [id, count] : caseload->people) kept[head + id.str()] = count;
      for (const auto& [lot, minutes] : caseload->lots) {
        for (std::size_t hour = 0; hour < minutes.size(); ++hour) {
          if (minutes[hour] != 0) kept[head + lot.str() + " @" + std::to_string(hour)] = minutes[hour];
        }
      }
    }
  }
  return kept;
}

RC_GTEST_PROP(Caseloads, AreWhatCountingThePackagesAgainGives, (const std::vector<std::uint32_t>& numbers)) {
  World world;
  std::uint64_t head = 0;
  for (const std::uint32_t number : numbers) {
    std::minstd_rand random(number % 2'000'000'000 + 1);
    PackageEvent event = AnyEvent(random, head);
    const Date date = Day("2017-01-01") + static_cast<std::int32_t>(random() % 20);
    Evolve(world, {.position = Position{++head}, .time = {}, .effective = date, .actor = {}, .event = event});
    RC_ASSERT(Kept(world.caseloads) == Counted(world));
  }
  RC_CLASSIFY(Kept(world.caseloads).size() > 4, "several packages placed");
}

}  // namespace
}  // namespace careledger::model
