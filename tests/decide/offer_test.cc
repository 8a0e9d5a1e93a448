// Packages offered to the providers of a contract's tiers, and what they answer. It is noon of 1 June 2020.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");
const Instant kTomorrow = Time("2020-06-02T12:00");

TEST(OfferPackage, BindsTheHolderOfALot) {
  Scenario town = Seeking(kLot1);
  town.When(OfferTo(kAsh)).Then(Now(Offered(kLead, kAsh, kLot1, {}, true)));
  town.After(OfferTo(kAsh)).When(OfferTo(kAsh)).ThenAlready(town.head());
  town.When(OfferTo(kCedar))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-cedar now, which is of tier framework; tier lead is open "
                    "(sole): p-ash may take it");
  town.When(OfferTo(kBeech))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-beech now, which has no place in its tiers; tier lead is open "
                    "(sole): p-ash may take it");
}

TEST(OfferPackage, IsOfAPlan) {
  Scenario town = Seeking(kLot1);
  RequestPackage c = Request("k-2", "h-2", "2016-12-01", kLot1);
  c.plan = {};
  town.After(c);
  const OfferPackage offer = OfferTo(kAsh, false, "k-2");
  town.When(offer).ThenRejected(Reason::kInvalidField, "plan");
  town.After(ChangePlan{c.package_id, kMornings, Day("2016-12-03"), {}, Code("assessed")});
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(offer).outcome()));
}

TEST(DeclineOffer, OfABindingOneIsABreachAndTheOfferStays) {
  Scenario town = Seeking(kLot1);
  town.After(OfferTo(kAsh));
  town.When(Decline(kAsh)).Then(Now(ObligationDeclined{kPackage, kNew, kAsh, Code("no-staff")}));
  town.After(Decline(kAsh)).When(Decline(kAsh)).ThenAlready(town.head());
  town.When(Decline(kAsh, "too-far")).Then(Now(ObligationDeclined{kPackage, kNew, kAsh, Code("too-far")}));
  // No later tier opens, the offer may still be accepted, and the package awarded.
  town.When(OfferTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(OfferTo(kAsh)).ThenAlready(town.head() - 1);
  town.When(Accept(kAsh)).Then(Now(OfferAccepted{kPackage, kAsh, {}}));
  town.When(AwardTo(kAsh)).Then(At("2016-12-05", AwardedBy(kLead, kAsh, kLot1)));
}

TEST(OfferPackage, GoesByRankOneAtATime) {
  Scenario town = Seeking(kLot4);  // Nobody holds lot 4.
  town.When(OfferTo(kElm))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-elm now, which is of tier framework; tier framework is open "
                    "(ranked-offer): next is p-cedar");
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Offered(kFramework, kCedar, kLot4, kTomorrow)));
  town.After(OfferTo(kCedar)).When(OfferTo(kCedar)).ThenAlready(town.head());
  town.When(OfferTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(Decline(kCedar)).Then(Now(OfferDeclined{kPackage, kCedar, Code("no-staff")}));
  town.After(Decline(kCedar)).When(Decline(kCedar)).ThenAlready(town.head());
  town.When(OfferTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  // Why the first tier was passed is on record already.
  town.When(OfferTo(kElm)).Then(Now(Offered(kFramework, kElm, kLot4, kTomorrow)));
  town.After(OfferTo(kElm)).After(Decline(kElm));
  town.When(OfferTo(kFir))
      .Then(Now(Passed(kFramework, PassReason::kDeclined)), Now(Offered(kSpot, kFir, kLot4)));
}

TEST(OfferPackage, LapsesWhenItIsNotAnsweredInTime) {
  Scenario town = Seeking(kLot4);
  town.After(OfferTo(kCedar));
  AtTime(town, "2020-06-02T12:00").When(OfferTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(Accept(kCedar)).Then(Now(OfferAccepted{kPackage, kCedar, {}}));
  AtTime(town, "2020-06-02T12:01").When(Accept(kCedar)).ThenRejected(Reason::kNoOffer);
  town.When(Decline(kCedar)).ThenRejected(Reason::kNoOffer);
  town.When(OfferTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(OfferTo(kElm)).Then(Now(Offered(kFramework, kElm, kLot4, Time("2020-06-03T12:01"))));
  town.After(OfferTo(kElm));
  AtTime(town, "2020-06-04T09:00")
      .When(OfferTo(kFir))
      .Then(Now(Passed(kFramework, PassReason::kNotAnswered, {kCedar, kElm})),
            Now(Offered(kSpot, kFir, kLot4)));
}

TEST(OfferPackage, SaysThatATierDeclinedWhenOneOfItDid) {
  Scenario town = Seeking(kLot4);
  town.After(OfferTo(kCedar)).After(Decline(kCedar)).After(OfferTo(kElm));
  AtTime(town, "2020-06-04T09:00")
      .When(OfferTo(kFir))
      .Then(Now(Passed(kFramework, PassReason::kDeclined, {kElm})), Now(Offered(kSpot, kFir, kLot4)));
}

TEST(OfferPackage, PassesATierWithoutCapacityOrProviders) {
  Scenario town = Seeking(kLot4);
  town.After(Declares(kCedar, "none")).After(Declares(kElm, "16-22 600"));  // The visits are at 8.
  town.When(OfferTo(kFir))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Passed(kFramework, PassReason::kNoCapacity)),
            Now(Offered(kSpot, kFir, kLot4)));
  town = Seeking(kLot4);
  for (const ProviderId& gone : {kCedar, kElm})
    town.After(WithdrawProvider{kNew, gone, Day("2016-12-05"), Day("2016-11-10"), Code("not-viable")});
  town.When(OfferTo(kFir))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Passed(kFramework, PassReason::kNoProvider)),
            Now(Offered(kSpot, kFir, kLot4)));
}

TEST(OfferPackage, LeavesOutATierThatServesOtherLots) {
  Scenario town = Seeking(kLot4);
  Tier framework = FrameworkTier();
  framework.lots = {kLot2};
  town.After(TiersOf({LeadTier(), framework, SpotTier()}));
  town.When(OfferTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(OfferTo(kCedar, true)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(OfferTo(kFir))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Passed(kFramework, PassReason::kNoProvider)),
            Now(Offered(kSpot, kFir, kLot4)));
  framework.lots = {kLot2, kLot4};
  town.After(TiersOf({LeadTier(), framework, SpotTier()}));
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Offered(kFramework, kCedar, kLot4, kTomorrow)));
}

TEST(OfferPackage, FollowsThePersonsChoiceWhereTheContractAllowsIt) {
  Scenario town = Seeking(kLot1);
  // Nobody declines, and the order of the tier is not asked about either.
  town.When(OfferTo(kElm, true))
      .Then(Now(Passed(kLead, PassReason::kPersonChose)), Now(Offered(kFramework, kElm, kLot1, kTomorrow)));
  town.When(OfferTo(kFir, true))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-fir now, which is of tier spot, which people may not choose; "
                    "tier lead is open (sole): p-ash may take it");
  PackageAwarded chosen = AwardedBy(kFramework, kElm, kLot1);
  chosen.chosen = true;
  town.When(AwardTo(kElm, true)).Then(Now(Passed(kLead, PassReason::kPersonChose)), At("2016-12-05", chosen));
  town.After(OfferTo(kElm, true)).After(Accept(kElm));
  town.When(AwardTo(kElm, true)).Then(At("2016-12-05", chosen));  // Passed once, and on record.
}

TEST(AcceptOffer, IsMadeOnceAndHolds) {
  Scenario town = Seeking(kLot4);
  town.When(Accept(kCedar))
      .ThenRejected(Reason::kNoOffer, "package_id", "package k-1 is not on offer to p-cedar now");
  town.When(AcceptOffer{PackageId("k-9"), kCedar, {}}).ThenRejected(Reason::kNoOffer);
  town.After(OfferTo(kCedar));
  const std::uint64_t offer = town.head();
  town.When(Accept(kElm)).ThenRejected(Reason::kNoOffer);
  town.When(AwardTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);  // Not accepted yet.
  town.When(Accept(kCedar)).Then(Now(OfferAccepted{kPackage, kCedar, {}}));
  town.After(Accept(kCedar)).When(Accept(kCedar)).ThenAlready(town.head());
  town.When(Decline(kCedar)).ThenRejected(Reason::kNoOffer);
  // An accepted offer does not lapse, is not made again, and keeps the others waiting.
  AtTime(town, "2020-06-09T12:00").When(OfferTo(kCedar)).ThenAlready(offer);
  town.When(OfferTo(kElm)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(AwardTo(kCedar)).Then(At("2016-12-05", AwardedBy(kFramework, kCedar, kLot4)));
}

TEST(AcceptOffer, OfALeadNamesWhoDelivers) {
  Tier lead = LeadTier();
  lead.via_lead = true;
  Scenario town = Town();
  town.After(TiersOf({lead})).After(AwardOf(kLot4, kFir, kGoLive));  // Elm is fir's sub-contractor.
  town.After(Request("k-1", "h-1", "2016-12-01", kLot4));
  town.When(AwardTo(kFir)).ThenRejected(Reason::kMemberUnknown);
  town.After(OfferTo(kFir));
  town.When(Accept(kFir))
      .ThenRejected(Reason::kMemberUnknown, "deliverer_id",
                    "tier lead goes by the lead: p-fir must name who delivers");
  town.When(Accept(kFir, kCedar))
      .ThenRejected(Reason::kMemberUnknown, "deliverer_id",
                    "p-cedar is neither a member nor a sub-contractor of p-fir");
  town.When(Accept(kFir, kFir)).Then(Now(OfferAccepted{kPackage, kFir, kFir}));
  town.When(Accept(kFir, kElm)).Then(Now(OfferAccepted{kPackage, kFir, kElm}));
  town.After(Accept(kFir, kElm)).When(Accept(kFir, kElm)).ThenAlready(town.head());
  town.When(Accept(kFir, kFir)).ThenRejected(Reason::kNoOffer);
  PackageAwarded award = AwardedBy(kLead, kFir, kLot4);
  award.deliverer_id = kElm;
  town.When(AwardTo(kFir)).Then(At("2016-12-05", award));
}

TEST(Offers, AreAnsweredByTheProviderThatHasThem) {
  Scenario town = Seeking(kLot1);
  town.After(OfferTo(kAsh));
  town.facts().provider_id = kElm;
  town.When(Accept(kAsh)).ThenRejected(Reason::kNotYours, "provider_id", "you speak for p-elm only");
  town.When(Decline(kAsh)).ThenRejected(Reason::kNotYours);
  town.facts().provider_id = kAsh;
  town.When(Accept(kAsh)).Then(Now(OfferAccepted{kPackage, kAsh, {}}));
}

TEST(Offers, ThatAreVoidedDoNotCount) {
  Scenario town = Seeking(kLot4);
  town.After(OfferTo(kCedar));
  const std::uint64_t offer = town.head();
  town.After(Decline(kCedar)).After(VoidPackageRecord{kPackage, offer, Code("wrong-package")});
  town.When(Decline(kCedar)).ThenRejected(Reason::kNoOffer);
  town.When(OfferTo(kCedar)).Then(Now(Offered(kFramework, kCedar, kLot4, kTomorrow)));
}

TEST(Offers, BeginAnewWhenThePackageIsHandedBack) {
  Scenario town = Seeking(kLot4);
  town.After(OfferTo(kCedar)).After(Decline(kCedar)).After(OfferTo(kElm)).After(Accept(kElm));
  town.After(AwardTo(kElm)).After(HandBack("k-1", "2017-03-01", "2017-02-01"));
  OfferPackage again = OfferTo(kCedar);
  again.effective_date = Day("2017-03-01");
  town.When(again).Then(Now(Passed(kLead, PassReason::kNoProvider)),
                        Now(Offered(kFramework, kCedar, kLot4, kTomorrow)));
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(OfferPackage, RefusesInOrderOfPrecedence) {
  Scenario town = Market();
  const auto request = [&](const char* package, const char* person, const char* service = "home-care") {
    RequestPackage c = Request(package, person, "2017-01-10");
    c.service = Code(service);
    town.After(c);
  };
  request("k-1", "h-1", "sitting");
  town.After(SetRates{kNew, Day(kGoLive), {Line("16")}, kCabinet});
  request("k-2", "h-2"), town.After(Award("k-2", kNew, kLot1, kAsh, "2017-01-10"));
  request("k-3", "h-3"), request("k-4", "h-3"), request("k-5", "h-5");
  town.After(End("k-3", "2017-01-25")).After(RecordDeath{PersonId("h-3"), Day("2017-01-20")});
  const auto offer = [](const char* package, const char* date, const ProviderId& provider = kElm) {
    OfferPackage c = OfferTo(provider, false, package);
    c.effective_date = Day(date);
    return c;
  };
  OfferPackage c = offer("k-9", "2031-12-01", ProviderId("p-x"));
  c.contract_id = ContractId("c-x"), c.lot_id = LotId("L9");
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.effective_date = Day("2016-01-01");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c.contract_id = kOld;
  town.When(c).ThenRejected(Reason::kLotUnknown);
  c.lot_id = {};
  town.When(c).ThenRejected(Reason::kProviderUnknown);
  c.provider_id = kElm;
  town.When(c).ThenRejected(Reason::kPackageUnknown);
  c.package_id = PackageId("k-1"), c.contract_id = kNew;
  town.When(c).ThenRejected(Reason::kServiceUnknown);
  c.package_id = PackageId("k-2"), c.contract_id = kOld;
  town.When(c).ThenRejected(Reason::kTierUnknown, "contract_id",
                            "contract c-old has no tiers on 2016-01-01: award the package");
  town.When(offer("k-2", "2023-11-07")).ThenRejected(Reason::kOutsideTerm);
  town.When(offer("k-2", "2017-01-25")).ThenRejected(Reason::kPackageAlreadyAwarded);
  town.When(offer("k-3", "2017-01-25")).ThenRejected(Reason::kPackageEnded);
  town.When(offer("k-4", "2017-01-25")).ThenRejected(Reason::kPersonDied);
  town.When(offer("k-5", "2017-01-09")).ThenRejected(Reason::kBeforeStart);
  town.When(offer("k-5", "2017-01-10")).ThenRejected(Reason::kAwardOutsideRules);
}

}  // namespace
}  // namespace careledger::decide
