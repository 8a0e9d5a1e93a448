// How a package looks for a provider, read from its records; and bids ranked, with the arithmetic by hand.
#include "replay/model/sourcing.h"

#include "gtest/gtest.h"
#include "tests/support/given.h"

namespace careledger::model {
namespace {

using decide::Day;
using decide::Time;

const PackageId kId("k-1");
const ContractId kContract("c-1");
const Code kFramework("framework"), kSpot("spot");
const ProviderId kAsh("p-ash"), kBeech("p-beech"), kCedar("p-cedar");

// Records at positions 1, 2, ..., each an hour after the one before, from 09:00 on.
class Search {
 public:
  Package package;
  Search() { Add(PackageRequested{.package_id = kId, .person_id = PersonId("h-1")}); }
  Search& Add(const PackageEvent& event) {
    ++position_;
    package.Evolve(Position{position_}, At(position_ - 1), Day("2017-01-01"), event);
    return *this;
  }
  Search& Offer(const ProviderId& provider, std::optional<Instant> answer_by = {},
                const Code& tier = kFramework) {
    return Add(PackageOffered{.package_id = kId,
                              .contract_id = kContract,
                              .tier = tier,
                              .provider_id = provider,
                              .answer_by = answer_by});
  }
  Search& Decline(const ProviderId& provider) {
    return Add(OfferDeclined{.package_id = kId, .provider_id = provider, .reason = Code("no-staff")});
  }
  Sourcing Now() const { return SourcingOf(package); }
  static RecordTime At(std::uint64_t hours) {
    return {(Time("2017-01-01T09:00").seconds + static_cast<std::int64_t>(hours) * 3600) * 1'000'000};
  }

 private:
  std::uint64_t position_ = 0;
};

PackageEvent Voided(std::uint64_t position) {
  return PackageRecordVoided{.package_id = kId, .position = position};
}

TEST(Sourcing, KeepsOffersAndTheirAnswers) {
  Search search;
  search.Offer(kAsh).Decline(kAsh).Offer(kBeech);
  search.Add(OfferAccepted{.package_id = kId, .provider_id = kBeech, .deliverer_id = kCedar});
  search.Decline(kCedar);  // Who was never asked.
  const Sourcing now = search.Now();
  ASSERT_EQ(now.offers.size(), 2U);
  EXPECT_EQ(now.offers[0].state, Offer::State::kDeclined);
  EXPECT_EQ(now.offers[0].reason, Code("no-staff"));
  EXPECT_EQ(now.offers[0].answered, Position{3});
  EXPECT_EQ(now.offers[0].answered_at, Search::At(2));
  EXPECT_EQ(now.offers[1].state, Offer::State::kAccepted);
  EXPECT_EQ(now.offers[1].deliverer_id, kCedar);
  EXPECT_EQ(now.OfferTo(kContract, kFramework, kBeech)->position, Position{4});
  EXPECT_EQ(now.OfferTo(kContract, kSpot, kBeech), nullptr);
  EXPECT_EQ(now.OfferTo(ContractId("c-2"), kFramework, kBeech), nullptr);
}

TEST(Sourcing, AnAnswerIsToTheLastOfferOfItsProvider) {
  Search search;
  search.Offer(kAsh).Decline(kAsh).Offer(kAsh, {}, kSpot);
  const Sourcing now = search.Now();
  EXPECT_EQ(now.OfferTo(kContract, kFramework, kAsh)->state, Offer::State::kDeclined);
  EXPECT_EQ(now.OfferTo(kContract, kSpot, kAsh)->state, Offer::State::kOpen);
}

TEST(Sourcing, AnOfferLapsesUnlessItIsAnsweredOrHasNoEnd) {
  const Instant noon = Time("2017-01-01T12:00"), later{noon.seconds + 1};
  Search search;
  search.Offer(kAsh, noon).Offer(kBeech).Offer(kCedar, noon).Decline(kCedar);
  const Sourcing now = search.Now();
  const auto offer = [&](const ProviderId& p) { return now.OfferTo(kContract, kFramework, p); };
  EXPECT_TRUE(offer(kAsh)->OpenAt(noon));
  EXPECT_FALSE(offer(kAsh)->LapsedAt(noon));
  EXPECT_TRUE(offer(kAsh)->LapsedAt(later));
  EXPECT_TRUE(offer(kBeech)->OpenAt(later));
  EXPECT_FALSE(offer(kCedar)->OpenAt(noon));
  EXPECT_FALSE(offer(kCedar)->LapsedAt(later));
}

TEST(Sourcing, ABreachLeavesTheOfferOpen) {
  Search search;
  search.Offer(kAsh).Add(
      ObligationDeclined{.package_id = kId, .contract_id = kContract, .provider_id = kAsh});
  const Offer offer = search.Now().offers[0];
  EXPECT_EQ(offer.state, Offer::State::kOpen);
  EXPECT_EQ(offer.breaches, std::vector<Position>{Position{3}});
}

TEST(Sourcing, BeginsAnewWithWhateverEndsASearchOrStartsOne) {
  for (const PackageEvent& event : std::initializer_list<PackageEvent>{
           PackageRequested{.package_id = kId}, PackageAwarded{.package_id = kId, .provider_id = kAsh},
           PackageTransferred{.package_id = kId}, PackageHandedBack{.package_id = kId},
           DirectPaymentTaken{.package_id = kId}}) {
    Search search;
    search.Offer(kAsh).Add(TierPassed{.package_id = kId, .tier = kFramework});
    search.Add(CompetitionOpened{.package_id = kId, .tier = kSpot}).Add(event);
    const Sourcing now = search.Now();
    EXPECT_TRUE(now.offers.empty() && now.passed.empty() && now.competitions.empty());
    EXPECT_EQ(search.Offer(kBeech).Now().offers.size(), 1U);
    // Voided, it never interrupted the search.
    search.Add(Voided(5));
    EXPECT_EQ(search.Now().offers.size(), 2U);
    EXPECT_EQ(search.Now().passed.size(), 1U);
  }
  Search search;
  search.Offer(kAsh).Add(PackageSuspended{.package_id = kId}).Add(PlanChanged{.package_id = kId});
  EXPECT_EQ(search.Now().offers.size(), 1U);
}

TEST(Sourcing, AVoidedOfferDoesNotCountNorDoesItsAnswer) {
  Search search;
  search.Offer(kAsh).Decline(kAsh).Add(Voided(2));
  EXPECT_TRUE(search.Now().offers.empty());
  Search answered;
  answered.Offer(kAsh).Decline(kAsh).Add(Voided(3));
  EXPECT_EQ(answered.Now().offers[0].state, Offer::State::kOpen);
}

TEST(Sourcing, KeepsTheBidOfEachThatHolds) {
  Search search;
  const auto bid = [&](const ProviderId& provider) {
    search.Add(BidPlaced{.package_id = kId, .provider_id = provider, .sealed = {"x"}});
  };
  bid(kAsh);  // Before any competition: nothing.
  search.Add(CompetitionOpened{.package_id = kId, .contract_id = kContract, .tier = kFramework});
  bid(kAsh), bid(kBeech), bid(kAsh);
  search.Add(CompetitionClosed{.package_id = kId});
  search.Add(FitScored{.package_id = kId, .scores = {{kAsh, 70}, {kBeech, 80}}});
  search.Add(FitScored{.package_id = kId, .scores = {{kBeech, 60}}});
  const Sourcing now = search.Now();
  const Competition& competition = *now.CompetitionOf(kContract, kFramework);
  EXPECT_EQ(competition.placed, (std::map<ProviderId, Position>{{kAsh, Position{6}}, {kBeech, Position{5}}}));
  EXPECT_EQ(competition.closed_at, Position{7});
  EXPECT_EQ(competition.fit, (std::map<ProviderId, std::uint32_t>{{kAsh, 70}, {kBeech, 60}}));
  EXPECT_EQ(now.CompetitionOf(kContract, kSpot), nullptr);
  search.Add(CompetitionOpened{.package_id = kId, .contract_id = kContract, .tier = kFramework});
  EXPECT_TRUE(search.Now().CompetitionOf(kContract, kFramework)->placed.empty());
}

Bid Of(const ProviderId& provider, const char* price, std::uint64_t position) {
  return {provider, Rate::Parse(price).value(), position};
}
Tier Weighing(std::uint32_t price, std::uint32_t fit, TieRule tie = TieRule::kUnspecified) {
  return {.tier = kFramework, .price_percent = price, .fit_percent = fit, .tie = tie};
}
// "p-ash 60000+32000": in order, points for price and for fit in thousandths.
std::vector<std::string> Told(const std::vector<Ranked>& ranked) {
  std::vector<std::string> out;
  for (const Ranked& r : ranked) {
    EXPECT_EQ(r.Points(), r.price_points + r.fit_points);
    out.push_back(r.bid.provider_id.str() + " " + std::to_string(r.price_points) + "+" +
                  std::to_string(r.fit_points));
  }
  return out;
}
using Texts = std::vector<std::string>;

TEST(Rank, WeighsPriceAgainstFit) {
  const std::vector<Bid> bids = {Of(kAsh, "15.00", 1), Of(kBeech, "14.25", 2), Of(kCedar, "16.22", 3)};
  // Beech has the lowest price: 60. Ash: 60 x 14.25 / 15.00 = 57. Cedar: 60 x 14.25 / 16.22 = 52.71270... Fit
  // is 40 x 85 / 100 = 34, 40 x 70 / 100 = 28; cedar's was not scored.
  EXPECT_EQ(Told(Rank(Weighing(60, 40), bids, {{kAsh, 85}, {kBeech, 70}})),
            (Texts{"p-ash 57000+34000", "p-beech 60000+28000", "p-cedar 52713+0"}));
  // All for the price, or all for the fit.
  EXPECT_EQ(Told(Rank(Weighing(100, 0), bids, {{kCedar, 100}})),
            (Texts{"p-beech 100000+0", "p-ash 95000+0", "p-cedar 87855+0"}));
  EXPECT_EQ(Told(Rank(Weighing(0, 100), bids, {{kCedar, 100}, {kAsh, 1}})),
            (Texts{"p-cedar 0+100000", "p-ash 0+1000", "p-beech 0+0"}));
  EXPECT_EQ(Told(Rank(Weighing(60, 40), {}, {})), Texts());
}

TEST(Rank, RoundsHalfAThousandthUp) {
  // 1 x 1000 x 1.0005 / 2.0000 = 500.25; x 1.0010 = 500.5; 1 x 1000 x 1.0013 / 2 = 500.65.
  const auto second = [](const char* lowest) {
    return Rank(Weighing(1, 99), {Of(kAsh, lowest, 1), Of(kBeech, "2", 2)}, {}).back().price_points;
  };
  EXPECT_EQ(second("1.0005"), 500U);
  EXPECT_EQ(second("1.0010"), 501U);
  EXPECT_EQ(second("1.0013"), 501U);
}

TEST(Rank, BreaksTiesByTheRuleOfTheTier) {
  // Ash: 60 + 40 x 60 / 100 = 84; beech: 60 x 12 / 15 + 40 x 90 / 100 = 48 + 36 = 84.
  const std::map<ProviderId, std::uint32_t> fit = {{kAsh, 60}, {kBeech, 90}};
  const auto winner = [&](TieRule tie, std::uint64_t ash_at, std::uint64_t beech_at) {
    const auto ranked =
        Rank(Weighing(60, 40, tie), {Of(kAsh, "12.00", ash_at), Of(kBeech, "15.00", beech_at)}, fit);
    EXPECT_EQ(ranked[0].Points(), ranked[1].Points());
    return ranked[0].bid.provider_id;
  };
  EXPECT_EQ(winner(TieRule::kLowestPrice, 2, 1), kAsh);
  EXPECT_EQ(winner(TieRule::kBestFit, 1, 2), kBeech);
  EXPECT_EQ(winner(TieRule::kEarliestBid, 1, 2), kAsh);
  EXPECT_EQ(winner(TieRule::kEarliestBid, 2, 1), kBeech);
  EXPECT_EQ(winner(TieRule::kUnspecified, 2, 1), kBeech);  // The earlier bid.
}

TEST(Rank, BreaksATieThatTheRuleLeavesByTheEarlierBid) {
  const std::map<ProviderId, std::uint32_t> fit = {{kAsh, 60}, {kBeech, 60}};
  for (const TieRule tie : {TieRule::kLowestPrice, TieRule::kBestFit, TieRule::kEarliestBid}) {
    const auto ranked = Rank(Weighing(60, 40, tie), {Of(kAsh, "12", 9), Of(kBeech, "12", 8)}, fit);
    EXPECT_EQ(ranked[0].bid.provider_id, kBeech);
  }
}

}  // namespace
}  // namespace careledger::model
