// What the tiers of a contract let be awarded, to whom, and what an award carries.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

SetPricePolicy Prices(PriceKind kind, const char* floor = "0", const char* ceiling = "0",
                      const char* group = "") {
  return {.contract_id = kNew,
          .effective_date = Day(kGoLive),
          .service = kHomeCare,
          .client_group = Code(group),
          .kind = kind,
          .choices = {},
          .floor = *Rate::Parse(floor),
          .ceiling = *Rate::Parse(ceiling),
          .premiums_count = false,
          .authority = kCabinet};
}
AwardPackage AtPrice(const char* price, const ProviderId& provider = kAsh) {
  AwardPackage c = AwardTo(provider);
  c.rate = Rate::Parse(price);
  return c;
}
SuspendIntake Stop(const ProviderId& provider, const char* date = "2016-12-01") {
  return {kNew, provider, Day(date), Code("quality")};
}

TEST(AwardRules, TheHolderOfALotMayBeGivenItsPackagesUnasked) {
  Scenario town = Seeking(kLot1);
  // In the lot that the package was asked for in, named or not.
  AwardPackage named = AwardTo(kAsh);
  named.lot_id = kLot1;
  for (const AwardPackage& c : {AwardTo(kAsh), named})
    town.When(c).Then(At("2016-12-05", AwardedBy(kLead, kAsh, kLot1)));
  town.After(AwardTo(kAsh));
  town.When(AwardTo(kAsh)).ThenAlready(town.head());
  town.When(named).ThenAlready(town.head());
}

TEST(AwardRules, ADirectAwardNeedsNoOfferButItsTurn) {
  Scenario town = Seeking(kLot4);
  town.When(AwardTo(kFir))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-fir now, which is of tier spot; tier framework is open "
                    "(ranked-offer): next "
                    "is p-cedar");
  town.After(Declares(kCedar, "none")).After(Stop(kElm));
  town.When(AwardTo(kElm))
      .ThenRejected(
          Reason::kAwardOutsideRules, "provider_id",
          "package k-1 is not for p-elm now, which is of tier framework (suspended); tier spot is open "
          "(direct-award): p-fir may take it");
  town.When(AwardTo(kFir))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Passed(kFramework, PassReason::kNoCapacity)),
            At("2016-12-05", AwardedBy(kSpot, kFir, kLot4)));
  town.After(Stop(kFir))
      .When(AwardTo(kFir))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-fir now, which is of tier spot (suspended); no tier has "
                    "anybody left to ask");
}

TEST(AwardRules, CapacityIsWhatOtherPackagesLeaveAtThatTimeOfDay) {
  Scenario town = Seeking(kLot4);
  town.After(Request("k-0", "h-0", "2016-11-20", kLot4));
  // 30 minutes on seven mornings are 210 a week: 420 have room for two.
  town.After(Declares(kCedar, "07-11 420; 16-22 200"));
  AwardPackage other = Award("k-0", kNew, kLot4, kCedar, "2016-12-01");
  other.chosen = true;
  town.After(other);
  town.When(OfferTo(kCedar, true))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)),
            Now(Offered(kFramework, kCedar, kLot4, Time("2020-06-02T12:00"))));
  // The award's own plan counts: 45 minutes on seven evenings are 315, more than 200.
  AwardPackage evenings = AwardTo(kCedar, true);
  evenings.plan = kTwice;
  town.When(evenings).ThenRejected(
      Reason::kAwardOutsideRules, "provider_id",
      "package k-1 is not for p-cedar now, which is of tier framework (no-capacity); tier framework is open "
      "(ranked-offer): next is p-elm");
  // What the first package leaves, the second may have.
  town.After(Declares(kCedar, "07-11 419"));
  town.When(OfferTo(kCedar, true)).ThenRejected(Reason::kAwardOutsideRules);
  town.After(HandBack("k-0", "2016-12-03", "2016-12-02"));
  town.After(OfferTo(kCedar, true));
}

TEST(AwardRules, WhoHasDiedTakesNoCapacity) {
  Scenario town = Seeking(kLot4);
  town.After(Request("k-0", "h-0", "2016-11-20", kLot4)).After(Declares(kCedar, "07-11 419"));
  AwardPackage other = Award("k-0", kNew, kLot4, kCedar, "2016-12-01");
  other.chosen = true;
  town.After(other);
  town.When(OfferTo(kCedar, true)).ThenRejected(Reason::kAwardOutsideRules);
  // The package of the dead need not be ended first; a death recorded in error takes its room again.
  town.After(RecordDeath{.person_id = PersonId("h-0"), .date = *Date::Parse("2016-12-02")});
  town.When(OfferTo(kCedar, true)).ThenAccepted();
  town.After(VoidDeath{PersonId("h-0"), town.head(), Code("wrong-person")});
  town.When(OfferTo(kCedar, true)).ThenRejected(Reason::kAwardOutsideRules);
}

TEST(AwardRules, CapacityOfALotIsNotThatOfAnother) {
  Scenario town = Seeking(kLot4);
  town.After(Declares(kCedar, "00-24 210", kLot4)).After(Declares(kCedar, "none"));
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)),
            Now(Offered(kFramework, kCedar, kLot4, Time("2020-06-02T12:00"))));
  OfferPackage elsewhere = OfferTo(kCedar, true);
  elsewhere.lot_id = kLot1;
  town.When(elsewhere).ThenRejected(Reason::kAwardOutsideRules);
}

TEST(AwardRules, WhoMustAcceptMakesRoom) {
  Scenario town = Seeking(kLot1);
  town.After(Declares(kAsh, "none"));
  town.When(AwardTo(kAsh)).Then(At("2016-12-05", AwardedBy(kLead, kAsh, kLot1)));
}

TEST(AwardRules, AMicroEnterpriseServesSoManyPeople) {
  Scenario town = Market();
  town.After(SetAdmissionPolicy{kNew, Day(kGoLive), AdmissionMode::kOpen, 0, 0, 2, kCabinet});
  town.After(TiersOf({SpotTier()}, "2016-11-08"));
  AdmitProvider micro = Admission(kBeech, kSpot, 0, "2016-11-08");
  micro.micro = true;
  town.After(micro);
  const auto place = [&](const char* package, const char* person) {
    town.After(Request(package, person, "2016-12-01", kLot4));
    AwardPackage c = AwardTo(kBeech);
    c.package_id = PackageId(package);
    return c;
  };
  town.After(place("k-2", "h-2")).After(place("k-3", "h-3"));
  // A third person is one too many; another package of the second is not.
  town.When(place("k-1", "h-1"))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-beech now, which is of tier spot (people-limit); tier spot is "
                    "open (direct-award): p-fir may take it");
  town.After(place("k-4", "h-3"));
}

TEST(AwardRules, ACorrectedAwardKeepsItsPlace) {
  Scenario town = Seeking(kLot4);
  town.After(OfferTo(kCedar)).After(Accept(kCedar)).After(AwardTo(kCedar));
  const std::uint64_t award = town.head();
  AwardPackage corrected = AwardTo(kCedar);
  corrected.corrects_position = award;
  town.When(corrected).ThenAlready(award);  // It says so as it stands.
  corrected.effective_date = Day("2016-12-06");
  town.When(corrected).Then(Now(PackageRecordVoided{kPackage, award, Code("corrected")}),
                            At("2016-12-06", AwardedBy(kFramework, kCedar, kLot4)));
  // A correction is no way round the rules: elm was never asked.
  AwardPackage another = AwardTo(kElm);
  another.corrects_position = award;
  town.When(another).ThenRejected(Reason::kAwardOutsideRules);
}

PackageAwarded Agreed(const char* price) {
  PackageAwarded award = AwardedBy(kLead, kAsh, kLot1);
  award.rate = Rate::Parse(price);
  return award;
}

TEST(SetPricePolicy, HoldsThePricesAgreed) {
  Scenario town = Seeking(kLot1);
  town.After(AtPrice("16"));
  town.When(Prices(PriceKind::kCorridor, "16.50", "18.00"))
      .ThenRejected(Reason::kPolicyContradictory, "kind",
                    "the price agreed for package k-1 with p-ash is 16.00 from 2016-12-05: 16.00 is below "
                    "the floor of 16.50");
  town.When(Prices(PriceKind::kFixed)).ThenRejected(Reason::kPolicyContradictory, "kind");
  // Both ends are allowed.
  town.When(Prices(PriceKind::kCorridor, "14.17", "16.00")).ThenAccepted();
  town.When(Prices(PriceKind::kCorridor, "16.00", "18.00")).ThenAccepted();
  // What has ended by then is not asked.
  town.After(HandBack("k-1", "2017-01-01", "2016-12-20"));
  SetPricePolicy later = Prices(PriceKind::kCorridor, "16.50", "18.00");
  later.effective_date = Day("2016-12-31");
  town.When(later).ThenRejected(Reason::kPolicyContradictory, "kind");
  later.effective_date = Day("2017-01-01");
  town.When(later).ThenAccepted();
}

TEST(AwardRules, ThePriceIsOneThatTheContractAllows) {
  Scenario town = Seeking(kLot1);
  town.When(AtPrice("0"))
      .ThenRejected(Reason::kInvalidField, "rate", "a price of 0.00: above 0, at most 9999.9999");
  town.When(AtPrice("99")).Then(At("2016-12-05", Agreed("99")));  // There is no policy yet.
  town.After(Prices(PriceKind::kCorridor, "14.17", "16.22"));
  town.When(AtPrice("14.16"))
      .ThenRejected(Reason::kPriceOutside, "rate", "14.16 is below the floor of 14.17");
  town.When(AtPrice("14.17")).Then(At("2016-12-05", Agreed("14.17")));
  town.When(AtPrice("16.22")).Then(At("2016-12-05", Agreed("16.22")));
  town.When(AtPrice("16.2201"))
      .ThenRejected(Reason::kPriceOutside, "rate", "16.2201 is above the ceiling of 16.22");
  town.When(AtPrice("16.23"))
      .ThenRejected(Reason::kPriceOutside, "rate", "16.23 is above the ceiling of 16.22");
  town.After(Prices(PriceKind::kFixed));
  town.When(AtPrice("15"))
      .ThenRejected(Reason::kPriceOutside, "rate",
                    "the price of home-care is fixed by the rate card: nobody names another");
  SetPricePolicy range = Prices(PriceKind::kRange);
  range.choices = {*Rate::Parse("15.00"), *Rate::Parse("15.50")};
  town.After(range);
  town.When(AtPrice("15.5")).Then(At("2016-12-05", Agreed("15.50")));
  town.When(AtPrice("15.25"))
      .ThenRejected(Reason::kPriceOutside, "rate", "15.25 is none of the prices of the range: 15.00, 15.50");
}

TEST(AwardRules, AClientGroupMayHaveAPricePolicyOfItsOwn) {
  Scenario town = Market();
  RequestPackage request = Request("k-1", "h-1", "2016-12-01");
  request.client_group = Code("learning-disability");
  town.After(request).After(Prices(PriceKind::kCorridor, "14.17", "16.22"));
  town.When(AtPrice("18.50")).ThenRejected(Reason::kPriceOutside);
  town.After(Prices(PriceKind::kNegotiated, "0", "0", "learning-disability"));
  town.When(AtPrice("18.50")).Then(At("2016-12-05", Agreed("18.50")));
  Seeking(kLot1)
      .After(Prices(PriceKind::kCorridor, "14.17", "16.22"))
      .After(Prices(PriceKind::kNegotiated, "0", "0", "learning-disability"))
      .When(AtPrice("18.50"))
      .ThenRejected(Reason::kPriceOutside);  // Of older people.
}

// Care without a price would be delivered and held.
TEST(AwardRules, APriceThatIsNegotiatedIsNamed) {
  Scenario town = Seeking(kLot1);
  town.After(Prices(PriceKind::kNegotiated));
  town.When(AwardTo(kAsh))
      .ThenRejected(
          Reason::kPriceOutside, "rate",
          "the price of home-care is negotiated under contract c-new, and no rate of its card stands "
          "in for it: name the one agreed");
  town.When(AtPrice("18.50")).Then(At("2016-12-05", Agreed("18.50")));
  town.After(SetRates{kNew, Day(kGoLive), {Line("16")}, kCabinet});
  town.When(AwardTo(kAsh)).Then(At("2016-12-05", AwardedBy(kLead, kAsh, kLot1)));
}

TEST(AwardRules, APremiumCountsWhereThePolicySaysSo) {
  Scenario town = Market();
  RequestPackage request = Request("k-1", "h-1", "2016-12-01");
  request.area = Code("fens");
  town.After(request);
  town.After(
      SetPremium{kNew, Day(kGoLive), Code("rural"), {}, Code("fens"), {}, *Rate::Parse("1"), kCabinet});
  SetPricePolicy corridor = Prices(PriceKind::kCorridor, "14.17", "16.22");
  town.After(corridor).When(AtPrice("16")).Then(At("2016-12-05", Agreed("16")));
  corridor.premiums_count = true;
  town.After(corridor);
  town.When(AtPrice("15.22")).Then(At("2016-12-05", Agreed("15.22")));
  town.When(AtPrice("16"))
      .ThenRejected(Reason::kPriceOutside, "rate",
                    "17.00, with its premium of 1.00, is above the ceiling of 16.22");
}

// Without tiers the council awards as it sees fit, but not everything.
TEST(AwardRules, HoldWithoutTiersToo) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01")).After(Stop(kAsh));
  town.When(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"))
      .ThenRejected(Reason::kIntakeSuspended, "provider_id",
                    "provider p-ash has been given no new packages since 2016-12-01, by the record at #" +
                        std::to_string(town.head()));
  town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.After(SetPhases{kNew, Day(kGoLive), {{1, {kLot1}, Day("2016-12-06")}}, kCabinet});
  const AwardPackage award = Award("k-1", kNew, kLot1, kAsh, "2016-12-06");
  town.When(award).ThenRejected(Reason::kPhaseNotReady, "effective_date",
                                "phase 1 of contract c-new, with lot L1, has not started by 2016-12-06");
  town.After(StartPhase{kNew, 1, Day("2016-12-06"), kCabinet}).After(award);
}

TEST(AwardRules, ATransferIsANewPackageForItsProvider) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  town.After(Stop(kBeech));
  town.When(Transfer("k-1", kLot2, kBeech, "2016-12-10")).ThenRejected(Reason::kIntakeSuspended);
  town.After(ResumeIntake{kNew, kBeech, Day("2016-12-08")});
  town.After(SetPhases{kNew, Day(kGoLive), {{1, {kLot2}, Day("2016-12-12")}}, kCabinet});
  town.When(Transfer("k-1", kLot2, kBeech, "2016-12-10")).ThenRejected(Reason::kPhaseNotReady);
  town.After(StartPhase{kNew, 1, Day("2016-12-10"), kCabinet});
  town.After(Transfer("k-1", kLot2, kBeech, "2016-12-10"));
}

}  // namespace
}  // namespace careledger::decide
