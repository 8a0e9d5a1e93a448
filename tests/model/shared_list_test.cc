// Lists whose copies share what they hold.
#include "replay/model/shared_list.h"

#include "gtest/gtest.h"
#include "replay/model/world.h"

namespace careledger::model {
namespace {

TEST(SharedList, IsAValue) {
  SharedList<ProviderId> one{ProviderId("ash"), ProviderId("elm")};
  const SharedList<ProviderId> other = one;
  EXPECT_EQ(&one[0], &other[0]);  // Shared, until one is added to.
  EXPECT_EQ(one, other);
  one.push_back(ProviderId("fir"));
  EXPECT_EQ(one.size(), 3U);
  EXPECT_EQ(other.size(), 2U);
  EXPECT_NE(one, other);
  EXPECT_EQ(other, (SharedList<ProviderId>{ProviderId("ash"), ProviderId("elm")}));
}

TEST(SharedList, IsEmptyUntilSomethingIsInIt) {
  SharedList<ProviderId> list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.begin(), list.end());
  EXPECT_EQ(list, SharedList<ProviderId>(std::vector<ProviderId>()));
  list.emplace_back() = ProviderId("ash");
  EXPECT_FALSE(list.empty());
  EXPECT_EQ(list[0], ProviderId("ash"));
}

TEST(SharedList, IsOneForCompetitionsThatInviteTheSame) {
  // Given three competitions under one contract, each event with a list of its own; the second invites
  // others,
  World world;
  std::uint64_t position = 0;
  const auto open = [&](const std::string& package, const SharedList<ProviderId>& invited) {
    Evolve(world,
           {.position = Position{++position},
            .event = PackageEvent(CompetitionOpened{
                .package_id = PackageId(package), .contract_id = ContractId("c-1"), .invited = invited})});
  };
  open("k-1", {ProviderId("ash"), ProviderId("elm")});
  open("k-2", {ProviderId("ash"), ProviderId("fir")});
  open("k-3", {ProviderId("ash"), ProviderId("fir")});

  // then those that invite the same hold one list, and each has invited whom its event says.
  const auto invited = [&](const std::string& package) {
    const auto& entries = world.packages.Find(PackageId(package))->entries();
    return std::get<CompetitionOpened>(entries.at(0).event).invited;
  };
  EXPECT_EQ(invited("k-1"), (SharedList<ProviderId>{ProviderId("ash"), ProviderId("elm")}));
  EXPECT_EQ(invited("k-2"), (SharedList<ProviderId>{ProviderId("ash"), ProviderId("fir")}));
  EXPECT_NE(&invited("k-1")[0], &invited("k-2")[0]);
  EXPECT_EQ(&invited("k-2")[0], &invited("k-3")[0]);
}

}  // namespace
}  // namespace careledger::model
