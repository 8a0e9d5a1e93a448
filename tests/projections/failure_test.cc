// What if a provider fails: which of its packages must move, who may take each, and what cannot be placed.
#include "replay/sourcing/failure.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using decide::kCedar;
using decide::kElm;
using decide::kFir;
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

// A provider that only goes for a lead loses the lead no package: it must name another. Counted apart, after
// what the provider has itself, however many hours.
TEST(Failure, AsksALeadToNameAnotherWhereItsDelivererFails) {
  Tiers town;
  town.Add(ProviderRegistered{
      .provider_id = kFir, .name = "Fir", .form = ProviderForm::kLead, .subcontractors = {kElm, kCedar}});
  town.Request("k-1", "h-1", "2016-11-07", "Mon-Sun 08:00 30");
  town.Add("2016-11-07", PackageAwarded{.package_id = PackageId("k-1"),
                                        .contract_id = kNew,
                                        .lot_id = kLot1,
                                        .provider_id = kFir,
                                        .deliverer_id = kElm});
  town.With("k-2", kElm, "Mon-Sun 08:00 15");
  const auto moves = IfItFails(town.View(), kElm);
  ASSERT_EQ(moves.size(), 2U);
  EXPECT_EQ(moves[0].package->id(), PackageId("k-2"));
  EXPECT_EQ(moves[0].outcome, sourcing::Outcome::kPlaced);
  EXPECT_EQ(moves[0].to, kAsh);
  EXPECT_EQ(moves[0].may_take, 1U);
  EXPECT_TRUE(moves[0].via.empty());
  EXPECT_EQ(moves[1].package->id(), PackageId("k-1"));
  EXPECT_EQ(moves[1].weekly_minutes, 210);
  EXPECT_EQ(ToString(moves[1].outcome), "lead must name another");
  EXPECT_EQ(moves[1].via, kFir);
  EXPECT_TRUE(moves[1].to.empty());
  EXPECT_EQ(moves[1].others, (std::vector<ProviderId>{kCedar, kFir}));
  EXPECT_EQ(moves[1].may_take, 2U);
  // Where the lead itself fails its package moves.
  EXPECT_EQ(town.Moves(kFir), (Texts{"k-1 210 placed p-ash lead"}));
  EXPECT_EQ(IfItFails(town.View(), kCedar).size(), 0U);
}

// Nobody's rank says who wins a competition, or whom the council chooses: none is named while several may
// have it, and their room is used once.
TEST(Failure, NamesNobodyWhereSeveralCompete) {
  for (const SourcingRule rule : {SourcingRule::kMiniCompetition, SourcingRule::kDirectAward}) {
    Tiers town;
    const Tier open{.tier = kFramework, .scope = TierScope::kContract, .rule = rule, .price_percent = 100};
    town.Add("2016-11-08", TiersSet{.contract_id = kNew, .tiers = {open}});
    town.Admit(kBeech, 0, "07-11 600").Admit(kCedar, 0, "07-11 600");
    town.With("k-1", kAsh, "Mon-Sun 08:00 45").With("k-2", kAsh, "Mon-Sun 08:00 30");
    town.With("k-3", kAsh, "Mon-Sun 08:00 30").With("k-4", kAsh, "Mon-Sun 08:00 15");
    std::vector<std::string> told;
    for (const Move& move : IfItFails(town.View(), kAsh)) {
      EXPECT_EQ(move.to.empty(), move.compete);
      told.push_back(move.package->id().str() + " " + std::string(ToString(move.outcome)) + " " +
                     (move.compete ? "compete" : move.to.str()) + " " + std::to_string(move.may_take));
    }
    // Of 600 each 315, then 210 are supposed to go to the first: 75 are left, too few for the last two.
    EXPECT_EQ(told, (Texts{"k-1 placed compete 2", "k-2 placed compete 2", "k-3 placed p-cedar 1",
                           "k-4 placed p-cedar 1"}));
  }
}

TEST(Failure, CompetesWhereNobodyHasDeclaredAnything) {
  Tiers town;
  const Tier open{.tier = kFramework,
                  .scope = TierScope::kContract,
                  .rule = SourcingRule::kMiniCompetition,
                  .price_percent = 100};
  town.Add("2016-11-08", TiersSet{.contract_id = kNew, .tiers = {open}});
  town.Admit(kBeech, 0).Admit(kCedar, 0).With("k-1", kAsh, "Mon-Sun 08:00 30");
  const auto moves = IfItFails(town.View(), kAsh);
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0].outcome, sourcing::Outcome::kNotKnown);
  EXPECT_TRUE(moves[0].compete);
  EXPECT_TRUE(moves[0].to.empty());
  EXPECT_EQ(moves[0].may_take, 2U);
  EXPECT_EQ(moves[0].first, (std::vector{kBeech, kCedar})) << "named, though none of them is said to have it";
}

// One who is of several tiers is counted once.
TEST(Failure, CountsHowManyMayTakeEachPackage) {
  Tiers town;
  town.Admit(kBeech, 1, "07-11 600").Admit(kCedar, 2).Admit(kAsh, 3);
  town.With("k-1", kBeech, "Mon-Sun 08:00 30").With("k-2", kCedar, "Mon-Sun 08:00 30");
  const auto of_beech = IfItFails(town.View(), kBeech);
  ASSERT_EQ(of_beech.size(), 1U);
  EXPECT_EQ(of_beech[0].may_take, 2U) << "ash, of both tiers, and cedar";
  EXPECT_EQ(of_beech[0].first, (std::vector{kAsh, kCedar})) << "by tier and rank, each once";
  const auto of_cedar = IfItFails(town.View(), kCedar);
  ASSERT_EQ(of_cedar.size(), 1U);
  EXPECT_EQ(of_cedar[0].may_take, 2U) << "ash and beech";
  EXPECT_EQ(of_cedar[0].first, (std::vector{kAsh, kBeech}));
}

}  // namespace
}  // namespace careledger::projections
