// Mini-competitions: opened to all of a tier, bid in under seal, opened once closed, and won. It is noon of
// 1 June 2020, and bids may be placed until the same time next day.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");
constexpr std::string_view kClosing = "2020-06-02T12:00", kAfter = "2020-06-02T12:01";

Tier BiddersTier(TieRule tie = TieRule::kLowestPrice) {
  return {.tier = kBidders,
          .scope = TierScope::kContract,
          .rule = SourcingRule::kMiniCompetition,
          .price_percent = 60,
          .fit_percent = 40,
          .tie = tie};
}
// Cedar and elm bid for k-1 of h-1 in lot 4, and what they leave goes to fir.
Scenario Bidding() {
  Scenario town = Town();
  town.facts().sealer = &kGlass;
  town.After(TiersOf({BiddersTier(), SpotTier()}));
  town.After(Admission(kCedar, kBidders)).After(Admission(kElm, kBidders)).After(Admission(kFir, kSpot));
  return town.After(Request("k-1", "h-1", "2016-12-01", kLot4));
}
OpenCompetition Opening(std::string_view closes = kClosing) {
  return {.package_id = kPackage,
          .contract_id = kNew,
          .lot_id = {},
          .effective_date = Day("2016-12-05"),
          .closes = Time(closes)};
}
PlaceBid Bids(const ProviderId& provider, const char* price) {
  return {kPackage, provider, Rate::Parse(price).value()};
}
const CloseCompetition kClose{kPackage};
CompetitionOpened Opened(std::vector<ProviderId> invited, std::string_view closes = kClosing) {
  return {.package_id = kPackage,
          .contract_id = kNew,
          .lot_id = kLot4,
          .tier = kBidders,
          .closes = Time(closes),
          .invited = std::move(invited),
          .from = Day("2016-12-05")};
}
Bid Placed(const ProviderId& provider, const char* price, std::uint64_t position) {
  return {provider, Rate::Parse(price).value(), position};
}
ScoreFit Fit(std::vector<FitScore> scores) { return {kPackage, std::move(scores)}; }

// Both have bid, elm lower; the bids are open.
Scenario Closed() {
  Scenario town = Bidding();
  town.After(Opening()).After(Bids(kCedar, "15.00")).After(Bids(kElm, "14.25"));
  return AtTime(town, kAfter).After(kClose);
}

TEST(OpenCompetition, InvitesAllOfTheTierWhoMayBeAsked) {
  Scenario town = Bidding();
  town.When(Opening()).Then(Now(Opened({kCedar, kElm})));
  town.After(Declares(kCedar, "none"));
  town.When(Opening()).Then(Now(Opened({kElm})));
  town.After(Opening()).When(Opening()).ThenAlready(town.head());
  town.When(Opening("2020-06-03T12:00"))
      .ThenRejected(Reason::kCompetitionOpen, "package_id",
                    "package k-1 has a competition open until 2020-06-02T12:00:00+01:00, by the record at #" +
                        std::to_string(town.head()));
  // Nobody is offered or awarded what others bid for.
  town.When(OfferTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(AwardTo(kFir)).ThenRejected(Reason::kAwardOutsideRules);
}

TEST(OpenCompetition, IsForAPlan) {
  Scenario town = Bidding();
  RequestPackage c = Request("k-2", "h-2", "2016-12-01", kLot4);
  c.plan = {};
  town.After(c);
  OpenCompetition opening = Opening();
  opening.package_id = c.package_id;
  town.When(opening).ThenRejected(Reason::kInvalidField, "plan");
}

TEST(OpenCompetition, RefusesInOrderOfPrecedence) {
  Scenario town = Bidding();
  town.After(Request("k-3", "h-3", "2017-01-10", kLot4)).After(Request("k-4", "h-3", "2017-01-10", kLot4));
  town.After(Request("k-5", "h-5", "2017-01-10", kLot4)).After(End("k-3", "2017-01-25"));
  town.After(RecordDeath{PersonId("h-3"), Day("2017-01-20")});
  OpenCompetition c = Opening("2020-06-01T12:00");  // Now is too early to close.
  c.package_id = PackageId("k-9"), c.contract_id = ContractId("c-x"), c.lot_id = LotId("L9");
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.closes = Time("2020-08-30T12:01");  // More than 90 days.
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.closes = Time(kClosing), c.effective_date = Day("2031-01-01");
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.effective_date = Day("2016-01-01");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c.contract_id = kOld;
  town.When(c).ThenRejected(Reason::kLotUnknown);
  c.lot_id = {};
  town.When(c).ThenRejected(Reason::kPackageUnknown);
  c.package_id = kPackage;
  town.When(c).ThenRejected(Reason::kTierUnknown);
  c.contract_id = kNew, c.effective_date = Day("2023-11-07");
  town.When(c).ThenRejected(Reason::kOutsideTerm);
  c.package_id = PackageId("k-3"), c.effective_date = Day("2017-01-25");
  town.When(c).ThenRejected(Reason::kPackageEnded);
  c.package_id = PackageId("k-4");
  town.When(c).ThenRejected(Reason::kPersonDied);
  c.package_id = PackageId("k-5"), c.effective_date = Day("2017-01-09");
  town.When(c).ThenRejected(Reason::kBeforeStart);
  Scenario awarded = Closed();
  awarded.After(Fit({{kElm, 70}, {kCedar, 60}}))
      .After(AwardTo(kElm))
      .When(Opening("2020-06-03T12:00"))
      .ThenRejected(Reason::kPackageAlreadyAwarded);
  Seeking(kLot1).When(Opening()).ThenRejected(
      Reason::kAwardOutsideRules, "provider_id",
      "package k-1 is not for (none) now, which has no place in its tiers; tier lead is open (sole): p-ash "
      "may take it");
}

TEST(PlaceBid, IsSealedUntilTheCompetitionIsClosed) {
  Scenario town = Bidding();
  town.When(Bids(kElm, "14.25")).ThenRejected(Reason::kNoCompetition);
  town.After(Opening());
  const std::string purpose = "bid/k-1/" + std::to_string(town.head());
  town.When(Bids(kElm, "14.25")).Then(Now(BidPlaced{kPackage, kElm, {purpose + ": p-elm 000000142500"}}));
  town.After(Bids(kElm, "14.25")).When(Bids(kElm, "14.25")).ThenAlready(town.head());
  // Another takes its place; only those invited bid, and only until it closes.
  town.When(Bids(kElm, "14.2")).Then(Now(BidPlaced{kPackage, kElm, {purpose + ": p-elm 000000142000"}}));
  town.When(Bids(kFir, "14.25"))
      .ThenRejected(Reason::kNoCompetition, "package_id", "package k-1 has no competition open to p-fir");
  AtTime(town, kClosing).After(Bids(kCedar, "15"));
  AtTime(town, kAfter).When(Bids(kCedar, "14")).ThenRejected(Reason::kNoCompetition);
  town.After(kClose).When(Bids(kCedar, "14")).ThenRejected(Reason::kNoCompetition);
}

// The price is that of care from 5 December 2016 on, whatever holds on the day of the bid.
TEST(PlaceBid, IsJudgedByThePricesOfTheDayOfDelivery) {
  Scenario town = Bidding();
  town.After(Opening());
  SetPricePolicy policy{.contract_id = kNew,
                        .effective_date = Day("2016-12-06"),
                        .service = kHomeCare,
                        .client_group = {},
                        .kind = PriceKind::kCorridor,
                        .choices = {},
                        .floor = *Rate::Parse("14.17"),
                        .ceiling = *Rate::Parse("16.22"),
                        .authority = kCabinet};
  town.After(policy).When(Bids(kElm, "18")).ThenAccepted();
  policy.effective_date = Day("2016-12-05");
  town.After(policy).When(Bids(kElm, "18")).ThenRejected(Reason::kPriceOutside);
  OpenCompetition later = Opening();
  later.effective_date = Day("2017-01-05");
  town.When(later).ThenRejected(Reason::kCompetitionOpen);
}

TEST(PlaceBid, IsOfWhoSpeaksAndInsideTheCorridor) {
  Scenario town = Bidding();
  town.After(Opening());
  town.After(SetPricePolicy{.contract_id = kNew,
                            .effective_date = Day(kGoLive),
                            .service = kHomeCare,
                            .client_group = {},
                            .kind = PriceKind::kCorridor,
                            .choices = {},
                            .floor = *Rate::Parse("14.17"),
                            .ceiling = *Rate::Parse("16.22"),
                            .premiums_count = false,
                            .authority = kCabinet});
  town.When(Bids(kElm, "0")).ThenRejected(Reason::kInvalidField, "rate", "a price of 0.00");
  town.When(Bids(kElm, "14.16")).ThenRejected(Reason::kPriceOutside);
  town.When(Bids(kElm, "16.23")).ThenRejected(Reason::kPriceOutside);
  for (const char* inside : {"14.17", "16.22"}) Scenario(town).After(Bids(kElm, inside));
  town.facts().provider_id = kCedar;
  town.When(Bids(kElm, "15")).ThenRejected(Reason::kNotYours);
  town.facts().sealer = nullptr;
  town.When(Bids(kCedar, "15"))
      .ThenRejected(Reason::kNoMasterKey, "",
                    "bids are sealed, and the server was started without a master key");
}

TEST(CloseCompetition, OpensTheBidsThatHold) {
  Scenario town = Bidding();
  town.When(CloseCompetition{PackageId("k-9")}).ThenRejected(Reason::kPackageUnknown);
  town.When(kClose).ThenRejected(Reason::kNoCompetition);
  town.After(Opening());
  const std::uint64_t opened = town.head();
  town.After(Bids(kElm, "15.00")).After(Bids(kCedar, "15.00")).After(Bids(kElm, "14.25"));
  AtTime(town, kClosing)
      .When(kClose)
      .ThenRejected(Reason::kCompetitionOpen, "package_id",
                    "the competition for package k-1 is open until 2020-06-02T12:00:00+01:00");
  // In the order in which they were placed: elm's second is the last.
  AtTime(town, kAfter)
      .When(kClose)
      .Then(Now(CompetitionClosed{kPackage,
                                  {"key of bid/k-1/" + std::to_string(opened)},
                                  {Placed(kCedar, "15.00", opened + 2), Placed(kElm, "14.25", opened + 3)}}));
  town.facts().sealer = nullptr;
  town.When(kClose).ThenRejected(Reason::kNoMasterKey);
  town.facts().sealer = &kGlass;
  town.After(kClose).When(kClose).ThenAlready(town.head());
}

TEST(CloseCompetition, RefusesBidsUnderAnotherKey) {
  Scenario town = Bidding();
  town.After(Opening()).Given(Now(BidPlaced{kPackage, kElm, {"sealed elsewhere"}}));
  AtTime(town, kAfter)
      .When(kClose)
      .ThenRejected(Reason::kNoMasterKey, "package_id",
                    "the bid at #" + std::to_string(town.head()) +
                        " was sealed under another master key than the server's");
}

TEST(ScoreFit, IsOfThoseWhoBid) {
  Scenario town = Bidding();
  town.When(Fit({{kElm, 101}})).ThenRejected(Reason::kInvalidField, "scores", "a fit of 101: at most 100");
  town.When(Fit({{kElm, 1}, {kElm, 2}})).ThenRejected(Reason::kInvalidField);
  town.When(Fit({})).ThenRejected(Reason::kInvalidField);
  town.When(ScoreFit{PackageId("k-9"), {{kElm, 1}}}).ThenRejected(Reason::kPackageUnknown);
  town.When(Fit({{kElm, 1}})).ThenRejected(Reason::kNoCompetition);
  town.After(Opening()).After(Bids(kElm, "14.25"));
  town.When(Fit({{kElm, 1}})).ThenRejected(Reason::kNoCompetition);  // Not open yet.
  AtTime(town, kAfter).After(kClose);
  town.When(Fit({{kElm, 100}})).Then(Now(FitScored{kPackage, {{kElm, 100}}}));
  town.When(Fit({{kElm, 1}, {kCedar, 1}}))
      .ThenRejected(Reason::kNoCompetition, "scores", "p-cedar did not bid");
  town.After(Fit({{kElm, 100}})).When(Fit({{kElm, 100}})).ThenAlready(town.head());
  town.When(Fit({{kElm, 90}})).Then(Now(FitScored{kPackage, {{kElm, 90}}}));
}

TEST(Competition, IsWonByPriceAndFit) {
  Scenario town = Closed();
  const auto won = [](const ProviderId& provider, const char* price) {
    PackageAwarded award = AwardedBy(kBidders, provider, kLot4);
    award.rate = Rate::Parse(price);
    return award;
  };
  // Price: elm 60, cedar 60 x 14.25 / 15 = 57. Fit: 40 x 80 / 100 = 32 and 40 x 90 / 100 = 36. 92 against 93.
  town.After(Fit({{kElm, 80}, {kCedar, 90}}));
  town.When(AwardTo(kCedar)).Then(At("2016-12-05", won(kCedar, "15.00")));
  town.When(AwardTo(kElm))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-elm now, which is of tier bidders; tier bidders is open "
                    "(mini-competition): "
                    "won by p-cedar");
  AwardPackage dearer = AwardTo(kCedar);
  dearer.rate = Rate::Parse("15.01");
  town.When(dearer).ThenRejected(Reason::kPriceOutside, "rate", "p-cedar won with 15.00, not 15.01");
  // Elm 60 + 33.2, cedar 57 + 36: the scores that were given last count.
  town.After(Fit({{kElm, 83}}));
  town.When(AwardTo(kElm)).Then(At("2016-12-05", won(kElm, "14.25")));
}

// A winner that may take nothing any more makes room for the next; when there is none the next tier opens.
TEST(Competition, IsWonByTheBestWhoMayTakeIt) {
  Scenario town = Closed();
  town.After(Fit({{kElm, 80}, {kCedar, 90}}));
  town.After(SuspendIntake{kNew, kCedar, Day("2016-12-01"), Code("quality")});
  town.When(AwardTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  PackageAwarded award = AwardedBy(kBidders, kElm, kLot4);
  award.rate = Rate::Parse("14.25");
  town.When(AwardTo(kElm)).Then(At("2016-12-05", award));
  town.After(SuspendIntake{kNew, kElm, Day("2016-12-01"), Code("quality")});
  town.When(AwardTo(kFir))
      .Then(Now(Passed(kBidders, PassReason::kNoCapacity)), At("2016-12-05", AwardedBy(kSpot, kFir, kLot4)));
}

// Who wins may decline, with a reason: the next best bid wins, and once all have declined the next tier
// opens.
TEST(Competition, IsWonByTheNextWhenItsWinnerDeclines) {
  Scenario town = Closed();
  const auto declines = [](const ProviderId& provider) {
    return DeclineOffer{.package_id = kPackage, .provider_id = provider, .reason = Code("no-carers")};
  };
  const auto declined = [](const ProviderId& provider) {
    return OfferDeclined{.package_id = kPackage, .provider_id = provider, .reason = Code("no-carers")};
  };
  // Nobody has won yet.
  town.When(declines(kCedar)).ThenRejected(Reason::kNoOffer);
  town.After(Fit({{kElm, 80}, {kCedar, 90}}));
  town.When(declines(kElm)).ThenRejected(Reason::kNoOffer);
  town.When(declines(kCedar)).Then(Now(declined(kCedar)));
  town.After(declines(kCedar)).When(declines(kCedar)).ThenAlready(town.head());
  town.When(AwardTo(kCedar))
      .ThenRejected(
          Reason::kAwardOutsideRules, "provider_id",
          "package k-1 is not for p-cedar now, which is of tier bidders (declined); tier bidders is "
          "open (mini-competition): won by p-elm");
  PackageAwarded award = AwardedBy(kBidders, kElm, kLot4);
  award.rate = Rate::Parse("14.25");
  town.When(AwardTo(kElm)).Then(At("2016-12-05", award));
  town.After(declines(kElm));
  town.When(AwardTo(kFir))
      .Then(Now(Passed(kBidders, PassReason::kDeclined)), At("2016-12-05", AwardedBy(kSpot, kFir, kLot4)));
}

TEST(Competition, IsWonByNobodyBeforeEveryBidIsScored) {
  Scenario town = Closed();
  const std::string waits =
      "tier bidders is open (mini-competition): its bids are open, and not all are scored for fit";
  for (const ProviderId& provider : {kElm, kCedar}) {
    town.When(AwardTo(provider))
        .ThenRejected(
            Reason::kAwardOutsideRules, "provider_id",
            "package k-1 is not for " + provider.str() + " now, which is of tier bidders; " + waits);
  }
  town.After(Fit({{kElm, 0}})).When(AwardTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.After(Fit({{kCedar, 0}})).After(AwardTo(kElm));  // By price: nothing else tells them apart.
}

TEST(Competition, IsWonAtOnceWherePriceAloneWeighs) {
  Scenario town = Bidding();
  Tier by_price = BiddersTier();
  by_price.price_percent = 100, by_price.fit_percent = 0;
  town.After(TiersOf({by_price, SpotTier()})).After(Opening());
  town.After(Bids(kCedar, "15.00")).After(Bids(kElm, "14.25"));
  AtTime(town, kAfter).After(kClose).After(AwardTo(kElm));
}

TEST(Competition, IsDecidedByTheTieRule) {
  // Elm: 60 + 40 x 60 / 100 = 84. Cedar: 60 x 12 / 15 + 40 x 90 / 100 = 48 + 36 = 84.
  const PlaceBid of_elm = Bids(kElm, "12.00"), of_cedar = Bids(kCedar, "15.00");
  struct Row {
    TieRule rule;
    PlaceBid first, second;
    ProviderId winner;
  };
  const std::vector<Row> rows = {
      {TieRule::kLowestPrice, of_cedar, of_elm, kElm},   {TieRule::kLowestPrice, of_elm, of_cedar, kElm},
      {TieRule::kBestFit, of_cedar, of_elm, kCedar},     {TieRule::kBestFit, of_elm, of_cedar, kCedar},
      {TieRule::kEarliestBid, of_cedar, of_elm, kCedar}, {TieRule::kEarliestBid, of_elm, of_cedar, kElm},
  };
  for (const Row& row : rows) {
    Scenario town = Bidding();
    town.After(TiersOf({BiddersTier(row.rule), SpotTier()})).After(Opening());
    town.After(row.first).After(row.second);
    AtTime(town, kAfter).After(kClose).After(Fit({{kElm, 60}, {kCedar, 90}}));
    town.After(AwardTo(row.winner));
  }
}

TEST(Competition, WithoutBidsOpensTheNextTier) {
  Scenario town = Bidding();
  town.After(Opening());
  AtTime(town, kAfter).After(kClose);
  town.When(AwardTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(AwardTo(kFir))
      .Then(Now(Passed(kBidders, PassReason::kNoBids)), At("2016-12-05", AwardedBy(kSpot, kFir, kLot4)));
}

TEST(Competition, IsHeldAgainWhenNobodyElseIsLeft) {
  Scenario town = Bidding();
  town.After(Opening());
  AtTime(town, kAfter).After(kClose);
  town.When(Opening("2020-06-03T12:00")).ThenRejected(Reason::kAwardOutsideRules);  // Fir may take it.
  town.After(SuspendIntake{kNew, kFir, Day("2016-12-01"), Code("quality")});
  town.When(Opening("2020-06-03T12:00")).Then(Now(Opened({kCedar, kElm}, "2020-06-03T12:00")));
}

TEST(Competition, MayBeFollowedByAnother) {
  Scenario town = Closed();
  town.After(Opening("2020-06-03T12:00")).After(Bids(kCedar, "14.00"));
  town.When(AwardTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);  // Of the last one there is no winner.
  AtTime(town, "2020-06-03T12:01").After(kClose).After(Fit({{kCedar, 70}}));
  town.After(AwardTo(kCedar));
}

}  // namespace
}  // namespace careledger::decide
