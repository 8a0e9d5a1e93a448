// Terms survive: what a package keeps when another contract follows, and what a rate may become, and when.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

ChangePlan Changes(const char* from, const char* reason = "choice", std::optional<Date> until = {}) {
  return {kPackage, kTwice, Day(from), until, Code(reason)};
}
PlanChanged Changed(const char* reason = "choice", std::optional<Date> until = {}) {
  return {kPackage, kTwice, until, Code(reason)};
}
PackageTransferred NewTerms() {
  return {.package_id = kPackage,
          .from_provider_id = kAsh,
          .to_provider_id = kAsh,
          .to_contract_id = kNew,
          .to_lot_id = kLot1,
          .minute = 0,
          .reason = Code("new-terms"),
          .transfer_id = {}};
}
// k-1 of h-1 in `lot`, with ash under the old contract since 2015, which the new one follows so.
Scenario Followed(MovesOn moves_on, const LotId& lot = kLot1) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2015-01-01", lot)).After(Award("k-1", kOld, {}, kAsh, "2015-01-05"));
  return town.After(SetExistingPackages{kNew, Day(kGoLive), kOld, moves_on, kCabinet});
}

TEST(Terms, AreKeptUntilTheFirstChangeOfCircumstances) {
  Scenario town = Followed(MovesOn::kFirstChange);
  // Neither a change of before, nor one for a while.
  town.When(Changes("2016-11-06")).Then(At("2016-11-06", Changed()));
  town.When(Changes("2016-12-01", "choice", Day("2016-12-15")))
      .Then(At("2016-12-01", Changed("choice", Day("2016-12-15"))));
  town.When(Changes("2016-12-01")).Then(At("2016-12-01", Changed()), At("2016-12-01", NewTerms()));
  town.After(Changes("2016-12-01")).When(Changes("2016-12-01")).ThenAlready(town.head() - 1);
  const Package& package = *town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package.PlacementOn(Day("2016-11-30"))->contract_id, kOld);
  EXPECT_EQ(package.PlacementOn(Day("2016-12-01"))->contract_id, kNew);
  EXPECT_EQ(package.PlacementOn(Day("2016-12-01"))->provider_id, kAsh);
  // It moves once.
  ChangePlan next = Changes("2017-01-10");
  next.plan = kMornings;
  PlanChanged event = Changed();
  event.plan = kMornings;
  town.When(next).Then(At("2017-01-10", event));
}

TEST(Terms, MayBeKeptUntilAReviewOrForGood) {
  Scenario reviewed = Followed(MovesOn::kReview);
  reviewed.When(Changes("2016-12-01")).Then(At("2016-12-01", Changed()));
  reviewed.When(Changes("2016-12-01", "review"))
      .Then(At("2016-12-01", Changed("review")), At("2016-12-01", NewTerms()));
  for (const MovesOn moves_on : {MovesOn::kNever, MovesOn::kGoLive}) {
    Followed(moves_on).When(Changes("2016-12-01", "review")).Then(At("2016-12-01", Changed("review")));
  }
}

TEST(Terms, OfAContractThatTheProviderIsNoPartOfNeedAnother) {
  Followed(MovesOn::kFirstChange, kLot2)
      .When(Changes("2016-12-01"))
      .ThenRejected(Reason::kProviderNotAwarded, "package_id",
                    "lot L2 of contract c-new is held by p-beech on 2016-12-01, not by p-ash: with this "
                    "change package k-1 comes under contract c-new, so transfer it to a provider of that one "
                    "first");
}

TEST(Terms, DoNotMoveUnderARecordThatMovesThem) {
  Scenario town = Followed(MovesOn::kReview);
  TransferPackage reviewed = Transfer("k-1", kLot1, kAsh, "2017-03-01");
  reviewed.reason = Code("review");
  town.After(reviewed);
  town.When(Changes("2016-12-01", "review")).ThenRejected(Reason::kRecordReliedOn);
}

// Each word of the policy, asked of one package and of all: with the provider it has, and with another.
TEST(Terms, AreKeptFromTransfersToo) {
  const auto kept = [](MovesOn moves_on, const char* until) {
    Scenario town = Followed(moves_on);
    town.When(Transfer("k-1", kLot1, kAsh, "2016-12-01"))
        .ThenRejected(Reason::kTermsKept, "to_contract_id",
                      "packages of contract c-old keep its terms " + std::string(until) +
                          ", by the record at #" + std::to_string(town.head()));
    const auto outcome = town.When(TransferAll("t-1")).outcome();
    const auto& summary = std::get<BulkTransferRecorded>(
        std::get<TransferEvent>(std::get<Decision>(outcome).events.back().event));
    EXPECT_EQ(summary.moved, 0U);
    EXPECT_EQ(summary.refused,
              (std::vector<TransferRefusal>{{kPackage, static_cast<std::uint32_t>(Reason::kTermsKept)}}));
  };
  kept(MovesOn::kNever, "for good");
  kept(MovesOn::kFirstChange, "until their first change");
  kept(MovesOn::kReview, "until their review");
  Followed(MovesOn::kGoLive).When(Transfer("k-1", kLot1, kAsh, "2016-12-01")).ThenAccepted();
  // Another provider is a change of circumstances, but not for those that keep their terms for good.
  for (const MovesOn moves_on : {MovesOn::kFirstChange, MovesOn::kReview, MovesOn::kGoLive})
    Followed(moves_on).When(Transfer("k-1", kLot2, kBeech, "2016-12-01")).ThenAccepted();
  Followed(MovesOn::kNever)
      .When(Transfer("k-1", kLot2, kBeech, "2016-12-01"))
      .ThenRejected(Reason::kTermsKept, "to_contract_id");
}

// The price that was agreed under the old terms is not that of the new ones.
TEST(Terms, ThatNegotiateThePriceNeedOne) {
  Scenario town = Followed(MovesOn::kFirstChange);
  town.After(SetPricePolicy{kNew, Day(kGoLive), {}, {}, PriceKind::kNegotiated, {}, {}, {}, false, kCabinet});
  town.When(Changes("2016-12-01")).ThenRejected(Reason::kPriceOutside, "rate");
  ChangePlan c = Changes("2016-12-01");
  c.rate = Rate::Parse("17.25");
  PackageTransferred moved = NewTerms();
  moved.rate = c.rate;
  town.When(c).Then(At("2016-12-01", Changed()), At("2016-12-01", moved));
}

ProposeRateChange NewRate(const char* from, bool statutory) {
  return {.change_id = ChangeId("x-1"),
          .contract_id = kNew,
          .effective_date = Day(from),
          .lines = {Line("17")},
          .authority = kCabinet,
          .statutory = statutory};
}

TEST(RateNotice, IsOwedUnlessAStatuteOverridesIt) {
  Scenario town = Town();
  town.After(SetRates{kNew, Day(kGoLive), {Line("16")}, kCabinet});
  town.After(SetRateNotice{kNew, Day(kGoLive), 12, kCabinet});
  const auto proposed = [](bool statutory) {
    return RateChangeProposed{ChangeId("x-1"), kNew, {Line("17")}, kCabinet, statutory};
  };
  // It is 1 June 2020.
  town.When(NewRate("2020-07-01", false))
      .ThenRejected(Reason::kShortNotice, "effective_date",
                    "providers of contract c-new are told 12 months before: from 2021-06-01 on, not "
                    "2020-07-01");
  town.When(NewRate("2021-05-31", false)).ThenRejected(Reason::kShortNotice);
  town.When(NewRate("2021-06-01", false)).Then(At("2021-06-01", proposed(false)));
  town.When(NewRate("2020-07-01", true)).Then(At("2020-07-01", proposed(true)));
  Town()
      .After(SetRates{kNew, Day(kGoLive), {Line("16")}, kCabinet})
      .After(NewRate("2020-07-01", false));  // No notice was promised.
}

TEST(Rates, LieWhereThePricePolicySays) {
  Scenario town = Town();
  const auto corridor = [](const char* group, const char* floor, const char* ceiling, bool premiums) {
    return SetPricePolicy{.contract_id = kNew,
                          .effective_date = Day(kGoLive),
                          .service = kHomeCare,
                          .client_group = Code(group),
                          .kind = PriceKind::kCorridor,
                          .choices = {},
                          .floor = *Rate::Parse(floor),
                          .ceiling = *Rate::Parse(ceiling),
                          .premiums_count = premiums,
                          .authority = kCabinet};
  };
  const auto rates = [](const char* price, const LotId& lot = {}, const char* group = "") {
    RateLine line = Line(price, {}, lot);
    line.key.client_group = Code(group);
    return SetRates{kNew, Day(kGoLive), {line}, kCabinet};
  };
  town.After(corridor("", "14.17", "16.22", false));
  town.When(rates("14.16")).ThenRejected(Reason::kPriceOutside, "lines", "14.16 is below the floor of 14.17");
  town.When(rates("16.23"))
      .ThenRejected(Reason::kPriceOutside, "lines", "16.23 is above the ceiling of 16.22");
  for (const char* inside : {"14.17", "16.22"}) Scenario(town).After(rates(inside));
  // Learning disability is above the ceiling of the others, under a policy of its own.
  town.When(rates("18.50", {}, "learning-disability")).ThenRejected(Reason::kPriceOutside);
  town.After(corridor("learning-disability", "14.17", "19.00", false));
  Scenario(town).After(rates("18.50", {}, "learning-disability"));
  town.When(rates("18.50", {}, "older-people")).ThenRejected(Reason::kPriceOutside);
  // A specialist lot with its premium, counted or not.
  town.After(SetPremium{kNew, Day(kGoLive), Code("specialist"), kLot2, {}, {}, *Rate::Parse("2"), kCabinet});
  Scenario(town).After(rates("15.00", kLot2));
  town.After(corridor("", "14.17", "16.22", true));
  town.When(rates("15.00", kLot2))
      .ThenRejected(Reason::kPriceOutside, "lines",
                    "17.00, with its premium of 2.00, is above the ceiling of 16.22");
  Scenario(town).After(rates("14.22", kLot2)).After(rates("15.00", kLot1));
  // A proposed rate is held to the same.
  town.After(rates("15.00"));
  ProposeRateChange change = NewRate("2020-07-01", true);
  change.lines = {Line("16.23")};
  town.When(change).ThenRejected(Reason::kPriceOutside);
}

}  // namespace
}  // namespace careledger::decide
