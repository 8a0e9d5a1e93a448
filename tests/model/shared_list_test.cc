// Lists whose copies share what they hold.
#include "replay/model/shared_list.h"

#include "gtest/gtest.h"
#include "replay/model/ids.h"

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

}  // namespace
}  // namespace careledger::model
