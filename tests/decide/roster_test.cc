// Rosters kept from one decision to the next.
#include "replay/sourcing/roster.h"

#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

using sourcing::Rosters;
using sourcing::Scope;

class KeptRosters : public ::testing::Test {
 protected:
  auto Of(const Date& on, const ContractId& id = kNew) {
    const auto contract = town_.ledger().world.contracts.Share(id);
    return rosters_.Of(contract, contract->tiers().On(on)->value.tiers.at(id == kNew ? 1 : 0),
                       {.lot_id = kLot4, .on = on, .without = {}});
  }
  const Contract* Now() { return town_.ledger().world.contracts.Find(kNew); }

  Scenario town_ = Market();
  Rosters rosters_;
  const Date day_ = Day("2016-12-05");
};

TEST_F(KeptRosters, ServeWhileTheContractStaysAsItIs) {
  const auto first = Of(day_);
  EXPECT_EQ(first->members(), (std::vector<ProviderId>{kCedar, kElm}));
  EXPECT_EQ(Of(day_), first);
  EXPECT_NE(Of(day_ + 1), first);
  EXPECT_EQ(Of(day_), first);
  town_.After(Admission(kBeech, kFramework));
  EXPECT_EQ(Of(day_)->members(), (std::vector<ProviderId>{kCedar, kElm, kBeech}));
  // Who still holds the first has what was so.
  EXPECT_EQ(first->members().size(), 2U);
  EXPECT_EQ(first->Of(kBeech).why, sourcing::WhyNot::kNotAdmitted);
}

TEST_F(KeptRosters, AreOfEachContract) {
  SetTiers old = TiersOf({FrameworkTier()}, "2013-01-01");
  old.contract_id = kOld;
  AdmitProvider ash = Admission(kAsh, kFramework, 0, "2013-01-01");
  ash.contract_id = kOld;
  town_.After(old).After(ash);
  const auto of_old = Of(day_, kOld);
  EXPECT_EQ(of_old->members(), std::vector<ProviderId>{kAsh});
  EXPECT_NE(Of(day_), of_old);
  town_.After(Admission(kBeech, kFramework));
  (void)Of(day_);
  EXPECT_EQ(Of(day_, kOld), of_old) << "another contract changed";
}

TEST_F(KeptRosters, AreForgottenWhenThereAreMany) {
  const auto first = Of(day_);
  for (int i = 1; i < 100; ++i) EXPECT_EQ(Of(day_ + i)->members(), first->members());
  EXPECT_NE(Of(day_), first);
  EXPECT_EQ(first->Of(kElm).rank, 2U) << "and stand while somebody holds them";
}

TEST_F(KeptRosters, AreForgottenBeforeAChangeSoThatNothingIsCopied) {
  const Contract* before = Now();
  (void)Of(day_);
  town_.After(Admission(kBeech, kFramework));
  EXPECT_NE(Now(), before) << "copied, since its roster was kept";
  before = Now();
  (void)Of(day_);
  rosters_.Forget(kNew);
  town_.After(Admission(kAsh, kFramework));
  EXPECT_EQ(Now(), before);
  EXPECT_EQ(Of(day_)->members().size(), 4U);
}

}  // namespace
}  // namespace careledger::decide
