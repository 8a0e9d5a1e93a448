// What if a provider fails: which of its packages must move, who may take each, and what cannot be placed.
#include "replay/sourcing/failure.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using decide::kCedar;
using decide::kElm;
using sourcing::IfItFails;
using sourcing::Move;

const Code kLead("lead"), kFramework("framework");

// Lot 1 is ash's, who must accept; then beech and cedar are asked, in that order.
class Tiers : public Home {
 public:
  Tiers() {
    Bare();
    Add(LotDefined{.contract_id = kNew, .lot_id = kLot1});
    Add("2016-11-07", LotAwarded{.contract_id = kNew, .lot_id = kLot1, .provider_id = kAsh});
    Tier lead{.tier = kLead, .scope = TierScope::kLot, .rule = SourcingRule::kSole};
    Tier framework{.tier = kFramework, .scope = TierScope::kContract, .rule = SourcingRule::kRankedOffer};
    Add("2016-11-07", TiersSet{.contract_id = kNew, .tiers = {lead, framework}});
  }
  Tiers& Admit(const ProviderId& provider, std::uint32_t rank, const char* capacity = nullptr,
               bool micro = false) {
    Add("2016-11-07",
        ProviderAdmitted{
            .contract_id = kNew, .provider_id = provider, .tier = kFramework, .rank = rank, .micro = micro});
    if (capacity == nullptr) return *this;
    Add("2016-11-07",
        CapacityDeclared{.contract_id = kNew, .provider_id = provider, .lines = *ParseCapacity(capacity)});
    return *this;
  }
  Tiers& With(const char* package, const ProviderId& provider, const char* plan,
              const char* date = "2016-11-07") {
    Order(package, (std::string("h-") + package).c_str(), provider, date, plan);
    return *this;
  }
  // "k-1 210 placed p-beech framework", "k-2 105 not placed: no-capacity"
  Texts Moves(const ProviderId& provider, const char* on = "2017-03-31") {
    Texts out;
    for (const Move& move : IfItFails(View(on), provider)) {
      std::string text = move.package->id().str() + " " + std::to_string(move.weekly_minutes) + " " +
                         std::string(ToString(move.outcome));
      if (!move.to.empty()) text.append(" ").append(move.to.str()).append(" ").append(move.tier.str());
      if (!move.reason.empty()) text.append(": ").append(move.reason);
      EXPECT_EQ(move.placement->provider_id, provider);
      out.push_back(std::move(text));
    }
    return out;
  }
};

TEST(Failure, PlacesWithinWhatIsDeclaredTheMostHoursFirst) {
  Tiers town;
  town.Admit(kBeech, 1, "07-11 420").Admit(kCedar, 2);
  town.With("k-1", kAsh, "Mon-Sun 08:00 30").With("k-2", kAsh, "Mon-Sun 08:00 45");
  town.With("k-3", kAsh, "Mon-Sun 09:00 15").With("k-4", kAsh, "Mon-Sun 18:00 30");
  // Of beech's 420 k-2 takes 315. The 105 left are too few for k-1, enough for k-3; in the evening it has
  // none. Cedar has declared nothing.
  EXPECT_EQ(town.Moves(kAsh),
            (Texts{"k-2 315 placed p-beech framework", "k-1 210 not known p-cedar framework",
                   "k-4 210 not known p-cedar framework", "k-3 105 placed p-beech framework"}));
}

TEST(Failure, SaysWhyAPackageCannotBePlaced) {
  Tiers town;
  town.With("k-1", kAsh, "Mon-Sun 08:00 30").With("k-2", kAsh, "Mon-Sun 08:00 30");
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-1 210 not placed: no-provider", "k-2 210 not placed: no-provider"}));
  town.Admit(kBeech, 1, "07-11 210");
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-1 210 placed p-beech framework", "k-2 210 not placed: no-capacity"}));
  town.Add("2017-01-01", IntakeSuspended{.contract_id = kNew, .provider_id = kBeech});
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-1 210 not placed: suspended", "k-2 210 not placed: suspended"}));
  EXPECT_EQ(town.Moves(kAsh, "2016-12-31")[0], "k-1 210 placed p-beech framework");
  Home without = Home::Usual();
  const auto moves = IfItFails(without.View(), kAsh);
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0].reason, "no-tiers");
  EXPECT_EQ(moves[0].outcome, sourcing::Outcome::kNotPlaced);
}

TEST(Failure, GivesAHolderWhatOthersOfItsLotHad) {
  Tiers town;
  town.Admit(kBeech, 1, "07-11 600");
  town.With("k-1", kBeech, "Mon-Sun 08:00 30");
  EXPECT_EQ(town.Moves(kBeech), (Texts{"k-1 210 placed p-ash lead"}));  // Who must accept.
}

TEST(Failure, CountsWhatOthersHaveOnTheirHands) {
  Tiers town;
  town.Admit(kBeech, 1, "07-11 420").With("k-0", kBeech, "Mon-Sun 10:00 45");
  town.With("k-1", kAsh, "Mon-Sun 08:00 15").With("k-2", kAsh, "Mon-Sun 08:00 30");
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-2 210 not placed: no-capacity", "k-1 105 placed p-beech framework"}));
}

// Room is that of the day: an end to come frees none yet. Nobody moves the dead, nor looks after them.
TEST(Failure, CountsTheRoomOfTheDay) {
  Tiers town;
  town.Admit(kBeech, 1, "07-11 210").With("k-0", kBeech, "Mon-Sun 08:00 30");
  town.Add("2017-06-01", PackageEnded{.package_id = PackageId("k-0")});
  town.With("k-1", kAsh, "Mon-Sun 08:00 30");
  EXPECT_EQ(town.Moves(kAsh, "2017-03-31"), (Texts{"k-1 210 not placed: no-capacity"}));
  EXPECT_EQ(town.Moves(kAsh, "2017-06-01"), (Texts{"k-1 210 placed p-beech framework"}));
  town.Add("2017-03-02", DeathRecorded{.person_id = PersonId("h-k-0"), .date = Day("2017-03-01")});
  EXPECT_EQ(town.Moves(kAsh, "2017-03-01"), (Texts{"k-1 210 not placed: no-capacity"}));
  EXPECT_EQ(town.Moves(kAsh, "2017-03-31"), (Texts{"k-1 210 placed p-beech framework"}));
  town.Add("2017-03-20", DeathRecorded{.person_id = PersonId("h-k-1"), .date = Day("2017-03-19")});
  EXPECT_EQ(town.Moves(kAsh, "2017-03-31"), Texts());
}

TEST(Failure, KeepsToTheNumberOfPeopleOfAMicroEnterprise) {
  Tiers town;
  town.Add("2016-11-07",
           AdmissionPolicySet{.contract_id = kNew, .mode = AdmissionMode::kOpen, .micro_people = 2});
  town.Admit(kElm, 1, "00-24 10000", true).With("k-0", kElm, "Mon-Sun 10:00 45");
  town.With("k-1", kAsh, "Mon-Sun 08:00 45").With("k-2", kAsh, "Mon-Sun 08:00 30");
  town.Order("k-3", "h-k-1", kAsh, "2016-11-07", "Mon-Sun 08:00 15");  // Of the person of k-1.
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-1 315 placed p-elm framework", "k-2 210 not placed: people-limit",
                                     "k-3 105 placed p-elm framework"}));
}

TEST(Failure, IsOfThePackagesThatTheProviderHasOnThatDay) {
  Tiers town;
  town.With("k-1", kAsh, "Mon-Sun 08:00 30").With("k-2", kAsh, "Mon-Sun 08:00 30", "2017-04-01");
  town.With("k-3", kAsh, "Mon-Sun 08:00 30").With("k-4", kAsh, "Mon-Sun 08:00 30");
  town.Add("2017-02-01", PackageHandedBack{.package_id = PackageId("k-3"), .provider_id = kAsh});
  town.Add("2017-01-01", PackageSuspended{.package_id = PackageId("k-4")});
  town.Add("2017-03-01", PlanChanged{.package_id = PackageId("k-1"), .plan = Plan("Mon-Sun 08:00 60")});
  EXPECT_EQ(town.Moves(kAsh), (Texts{"k-1 420 not placed: no-provider", "k-4 210 not placed: no-provider"}));
  EXPECT_EQ(town.Moves(kAsh, "2016-12-31"),
            (Texts{"k-1 210 not placed: no-provider", "k-3 210 not placed: no-provider",
                   "k-4 210 not placed: no-provider"}));
  EXPECT_EQ(town.Moves(kBeech), Texts());
}

}  // namespace
}  // namespace careledger::projections
