// One organisation in another's place, boundaries of lots, councils that call off, premiums that wait for
// evidence, and searches begun again. It is noon of 1 June 2020.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const char* const kFrom = "2020-07-01";
const PackageId kPackage("k-1");

SucceedProvider Follows(const ProviderId& from, const ProviderId& to, SuccessionKind kind,
                        std::vector<ContractId> contracts = {}, const char* date = kFrom) {
  return {.provider_id = from,
          .to_provider_id = to,
          .kind = kind,
          .contracts = std::move(contracts),
          .effective_date = Day(date),
          .authority = kCabinet};
}
ProviderSucceeded Said(const SucceedProvider& c, std::uint64_t packages) {
  return {.provider_id = c.provider_id,
          .to_provider_id = c.to_provider_id,
          .kind = c.kind,
          .contracts = c.contracts,
          .authority = c.authority,
          .packages = packages};
}
PackageSucceeded GoesOn(const ProviderId& from, const ProviderId& to, const char* package = "k-1") {
  return {PackageId(package), from, to};
}
LotAwarded LotOf(const LotId& lot, const ProviderId& provider) { return {kNew, lot, provider, kCabinet}; }
ProviderWithdrawn Left(const ContractId& contract, const ProviderId& provider) {
  return {contract, provider, kCabinet.date, Code("succeeded")};
}
// k-1 of h-1 is with ash in lot 1 since 5 December 2016.
Scenario Placed() {
  Scenario town = Town();
  return town.After(Request("k-1", "h-1", "2016-12-01"))
      .After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"))
      .After(Start("k-1", "2016-12-05"));
}

TEST(SucceedProvider, TakesOverLotsSeatsRatesAndPackages) {
  Scenario town = Placed();
  town.After(SetRates{kNew, Day(kGoLive), {Line("16.20"), Line("17.00", kAsh, kLot1)}, kCabinet});
  const SucceedProvider c = Follows(kAsh, kCedar, SuccessionKind::kSuccession);
  town.When(c).Then(
      At(kFrom, LotAwarded{kNew, kLot1, kCedar, kCabinet}),
      At(kFrom, RatesSet{kNew, {Line("17.00", kCedar, kLot1)}, kCabinet}), At(kFrom, Left(kNew, kAsh)),
      At(kFrom, ProviderAdmitted{.contract_id = kOld, .provider_id = kCedar, .authority = kCabinet}),
      At(kFrom, Left(kOld, kAsh)), At(kFrom, GoesOn(kAsh, kCedar)), At(kFrom, Said(c, 1)));
  town.After(c).When(c).ThenAlready(town.head());
}

// What was taken over is paid at the followed one's rates until the one that follows has its own.
TEST(Succession, AFirstRateOfItsOwnTakesTwoPersons) {
  Scenario town = Placed();
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession));
  // No rate is taken over: one for the years before is set afterwards.
  const SetRates own{kNew, Day(kFrom), {Line("18.00", kCedar)}, kCabinet};
  town.When(own).ThenAccepted();
  town.After(SetRates{kNew, Day(kGoLive), {Line("17.00", kAsh)}, kCabinet});
  town.When(own).ThenRejected(
      Reason::kPolicyMovesMoney, "lines",
      "packages have been awarded under contract c-new, and this changes what is paid for them: a rate of "
      "home-care by p-cedar on any day takes the place of that of home-care by p-ash on any day, which is "
      "17.00 from 2016-11-07; propose it as a change of rates");
  const ProposeRateChange change{.change_id = ChangeId("x-1"),
                                 .contract_id = kNew,
                                 .effective_date = Day(kFrom),
                                 .lines = {Line("18.00", kCedar)},
                                 .authority = kCabinet};
  town.When(change).Then(
      At(kFrom, RateChangeProposed{ChangeId("x-1"), kNew, {Line("18.00", kCedar)}, kCabinet}));
  // Of another service, and of who followed nobody, one person may set it.
  RateLine sitting = Line("12.00", kCedar);
  sitting.key.service = Code("sitting");
  town.When(SetRates{kNew, Day(kFrom), {sitting}, kCabinet}).ThenAccepted();
  town.When(SetRates{kNew, Day(kFrom), {Line("18.00", kElm)}, kCabinet}).ThenAccepted();
}

TEST(SucceedProvider, LeavesTheDaysBeforeAsTheyWere) {
  Scenario town = Placed();
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession));
  const Package& package = *town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package.PlacementOn(Day("2020-06-30"))->provider_id, kAsh);
  const Placement& now = *package.PlacementOn(Day(kFrom));
  EXPECT_EQ(now.provider_id, kCedar);
  EXPECT_EQ(now.lot_id, kLot1);
  EXPECT_TRUE(now.IsOf(kAsh));
  const Contract& contract = *town.ledger().world.contracts.Find(kNew);
  EXPECT_EQ(contract.HolderOn(kLot1, Day("2020-06-30")), kAsh);
  EXPECT_EQ(contract.HolderOn(kLot1, Day(kFrom)), kCedar);
  const Caseloads& caseloads = town.ledger().world.caseloads;
  EXPECT_TRUE(caseloads.Find(kNew, kAsh)->packages.empty());
  EXPECT_TRUE(caseloads.Find(kNew, kCedar)->packages.contains(kPackage));
}

TEST(SucceedProvider, OnlyInTheContractsNamed) {
  Scenario town = Placed();
  town.After(Request("k-2", "h-2", "2016-01-01", {})).After(Award("k-2", kOld, {}, kAsh, "2016-01-04"));
  const SucceedProvider c = Follows(kAsh, kCedar, SuccessionKind::kNovation, {kNew});
  town.When(c).Then(At(kFrom, LotOf(kLot1, kCedar)), At(kFrom, Left(kNew, kAsh)),
                    At(kFrom, GoesOn(kAsh, kCedar)), At(kFrom, Said(c, 1)));
}

// Whoever had two lots and takes over a third by agreement is above the cap of two; by law it is not refused.
TEST(SucceedProvider, CountsLotsOnce) {
  Scenario town = Town();
  town.When(Follows(kAsh, kBeech, SuccessionKind::kNovation, {kNew}))
      .ThenRejected(Reason::kLotCapReached, "to_provider_id",
                    "provider p-beech would hold 3 lots of contract c-new from 2020-07-01: the cap is 2");
  town.After(Follows(kAsh, kBeech, SuccessionKind::kMerger));
  const Contract& contract = *town.ledger().world.contracts.Find(kNew);
  EXPECT_EQ(contract.LotsHeldFrom(kBeech, Day(kFrom)), 3U);
  EXPECT_EQ(contract.LotsHeldFrom(kAsh, Day(kFrom)), 0U);
  town.When(AwardOf(kLot4, kBeech, kFrom)).ThenRejected(Reason::kLotCapReached);
}

TEST(SucceedProvider, KeepsItsOwnSeatsAndAddsUpCapacity) {
  Scenario town = Market();
  const char* const kBands = "07-12 3600; 12-22 1800";
  town.After(Declares(kCedar, kBands)).After(Declares(kElm, kBands));
  const SucceedProvider c = Follows(kCedar, kElm, SuccessionKind::kMerger);
  CapacityDeclared both{.contract_id = kNew, .provider_id = kElm, .lot_id = {}, .lines = {}};
  const Capacity bands = ParseCapacity(kBands).value();
  for (CapacityLine line : bands) {
    line.weekly_minutes *= 2;
    both.lines.push_back(line);
  }
  town.When(c).Then(At(kFrom, both), At(kFrom, Left(kNew, kCedar)), At(kFrom, Said(c, 0)));
}

TEST(SucceedProvider, IsRefusedWhereItMeansNothing) {
  Scenario town = Placed();
  const auto merger = SuccessionKind::kMerger;
  town.When(Follows(kAsh, kAsh, merger)).ThenRejected(Reason::kInvalidField);
  town.When(Follows(kAsh, kCedar, merger, {kNew, kNew})).ThenRejected(Reason::kInvalidField);
  town.When(Follows(kAsh, kCedar, merger, {ContractId("c-9")})).ThenRejected(Reason::kContractUnknown);
  town.When(Follows(ProviderId("p-9"), kAsh, merger)).ThenRejected(Reason::kProviderUnknown);
  town.When(Follows(kAsh, ProviderId("p-9"), merger)).ThenRejected(Reason::kProviderUnknown);
  town.When(Follows(kAsh, kCedar, merger, {kNew}, "2012-05-01")).ThenRejected(Reason::kOutsideTerm);
  town.After(Follows(kAsh, kCedar, merger));
  town.When(Follows(kAsh, kElm, merger))
      .ThenRejected(Reason::kAlreadySucceeded, "provider_id",
                    "provider p-cedar stands in the place of p-ash in contract c-new from 2020-07-01, by the "
                    "record at #" +
                        std::to_string(town.head()));
  town.When(Follows(kElm, kAsh, merger)).ThenRejected(Reason::kAlreadySucceeded);
}

// A succession in error is undone by another one back; after it the first stands no more.
TEST(SucceedProvider, GoesBack) {
  Scenario town = Placed();
  town.After(Follows(kAsh, kCedar, SuccessionKind::kNovation, {kNew}));
  town.After(Follows(kCedar, kAsh, SuccessionKind::kNovation, {kNew}, "2020-08-01"));
  const Package& package = *town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package.PlacementOn(Day("2020-07-31"))->provider_id, kCedar);
  EXPECT_EQ(package.PlacementOn(Day("2020-08-01"))->provider_id, kAsh);
  EXPECT_EQ(town.ledger().world.contracts.Find(kNew)->HolderOn(kLot1, Day("2020-08-01")), kAsh);
  // And again.
  town.When(Follows(kAsh, kElm, SuccessionKind::kNovation, {kNew}, "2020-09-01"))
      .Then(At("2020-09-01", LotOf(kLot1, kElm)), At("2020-09-01", Left(kNew, kAsh)),
            At("2020-09-01", GoesOn(kAsh, kElm)),
            At("2020-09-01", Said(Follows(kAsh, kElm, SuccessionKind::kNovation, {kNew}), 1)));
}

TEST(Succession, IsFollowedByWhatIsRecordedLater) {
  Scenario town = Town();
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession));
  town.After(Request("k-1", "h-1", "2020-05-01"));
  // Awarded to the old provider from a day on which it had the lot.
  Scenario late = town;
  late.When(Award("k-1", kNew, kLot1, kAsh, "2020-05-04"))
      .Then(At("2020-05-04", PackageAwarded{.package_id = kPackage,
                                            .contract_id = kNew,
                                            .lot_id = kLot1,
                                            .provider_id = kAsh,
                                            .plan = kMornings}),
            At(kFrom, GoesOn(kAsh, kCedar)));
  town.When(Award("k-1", kNew, kLot1, kAsh, kFrom))
      .ThenRejected(Reason::kProviderNotAwarded, "provider_id",
                    "lot L1 of contract c-new is held by p-cedar on 2020-07-01, not by p-ash");
  town.When(Award("k-1", kNew, kLot1, kCedar, kFrom))
      .Then(At(kFrom, PackageAwarded{.package_id = kPackage,
                                     .contract_id = kNew,
                                     .lot_id = kLot1,
                                     .provider_id = kCedar,
                                     .plan = kMornings}));
}

// What was recorded of the old provider for later days is the new one's.
TEST(Succession, HandBacksAndEndsOnRecordHold) {
  Scenario town = Placed();
  town.After(HandBack("k-1", "2020-08-01", "2020-05-20"));
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession));
  const Package* package = town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package->PlacementOn(Day("2020-07-31"))->provider_id, kCedar);
  EXPECT_EQ(package->StateOn(Day("2020-08-01")), PackageState::kHandedBack);
  // A package that ends before says nothing of the succession.
  Scenario ended = Placed();
  ended.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession)).After(End("k-1", "2020-06-15"));
  package = ended.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package->StateOn(Day(kFrom)), PackageState::kEnded);
  EXPECT_EQ(package->life().placements.size(), 1U);
}

TEST(Succession, ItsPartOfAPackageIsNoErrorOfThePackage) {
  Scenario town = Placed();
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession));
  town.When(VoidPackageRecord{kPackage, town.head() - 1, Code("error")})
      .ThenRejected(Reason::kRecordReliedOn, "position",
                    "the record at #" + std::to_string(town.head() - 1) +
                        " follows from a succession of providers, which is undone by another one back");
}

TEST(Succession, FeedsOfTheOldProviderGoOnUnderTheNew) {
  Scenario town = Town();
  VisitRecorded visit{.provider_id = kCedar,
                      .source = SourceId("ecm-ash"),
                      .external_id = ExternalId("v-1"),
                      .sequence = 1,
                      .person_id = PersonId("h-1"),
                      .service = kHomeCare,
                      .service_date = Day("2020-05-30"),
                      .planned_start = Time("2020-05-30T08:00"),
                      .planned_minutes = 30,
                      .status = VisitStatus::kMissed};
  Facts facts = town.facts();
  facts.source_owner = &kAsh;
  const auto reason = [&] {
    const auto outcome = DecideVisit(town.ledger().world, visit, nullptr, facts);
    const auto* no = std::get_if<Rejection>(&outcome);
    return no != nullptr ? std::optional(no->reason) : std::nullopt;
  };
  EXPECT_EQ(reason(), Reason::kNotYours);
  town.After(Follows(kAsh, kCedar, SuccessionKind::kSuccession, {}, "2020-05-30"));
  EXPECT_EQ(reason(), std::nullopt);
  visit.service_date = Day("2020-05-29");  // It had not followed by then.
  EXPECT_EQ(reason(), Reason::kNotYours);
}

const CommissionerId kTown("town"), kNhs("nhs"), kIcb("icb");

TEST(SucceedCommissioner, StandsInItsPlaceFromThatDay) {
  Scenario town = Town();
  town.Given(Now(CommissionerRegistered{kIcb, "Integrated care board"}));
  const SucceedCommissioner c{.commissioner_id = kNhs,
                              .to_commissioner_id = kIcb,
                              .kind = SuccessionKind::kSuccession,
                              .effective_date = Day(kFrom),
                              .authority = kCabinet};
  town.When(c).Then(At(kFrom, CommissionerSucceeded{.commissioner_id = kNhs,
                                                    .to_commissioner_id = kIcb,
                                                    .kind = SuccessionKind::kSuccession,
                                                    .authority = kCabinet}));
  town.After(c).When(c).ThenAlready(town.head());
  const Successions& all = town.ledger().world.successions;
  EXPECT_EQ(all.On(kNhs, kNew, Day("2020-06-30")), kNhs);
  EXPECT_EQ(all.On(kNhs, kNew, Day(kFrom)), kIcb);
  SucceedCommissioner other = c;
  other.to_commissioner_id = kTown;
  town.When(other).ThenRejected(Reason::kAlreadySucceeded);
  other.to_commissioner_id = kNhs;
  town.When(other).ThenRejected(Reason::kInvalidField);
  other.commissioner_id = CommissionerId("c-9");
  town.When(other).ThenRejected(Reason::kCommissionerUnknown);
}

CallOffPackage CalledOff(const char* by, const char* date = "2017-02-01") {
  return {kPackage, CommissionerId(by), Day(date)};
}

TEST(CallOffPackage, IsForCouncilsThatTheContractNames) {
  Scenario town = Placed();
  town.Given(Now(CommissionerRegistered{kIcb, "Integrated care board"}));
  town.When(CalledOff("nhs"))
      .ThenRejected(Reason::kMayNotCallOff, "commissioner_id",
                    "contract c-new may be called off by town on 2017-02-01, not by nhs");
  town.After(SetCallers{kNew, Day("2017-02-01"), {kNhs}, kCabinet});
  town.When(CalledOff("nhs", "2017-01-31")).ThenRejected(Reason::kMayNotCallOff);
  town.When(CalledOff("nhs")).Then(At("2017-02-01", PackageCalledOff{kPackage, kNhs}));
  town.After(CalledOff("nhs")).When(CalledOff("nhs", "2017-03-01")).ThenAlready(town.head());
  town.When(CalledOff("town", "2017-03-01")).Then(At("2017-03-01", PackageCalledOff{kPackage, kTown}));
  town.When(CalledOff("c-9")).ThenRejected(Reason::kCommissionerUnknown);
  town.When(CalledOff("town", "2016-11-30")).ThenRejected(Reason::kBeforeStart);
  // Who stands in a caller's place may.
  town.After(SucceedCommissioner{.commissioner_id = kNhs,
                                 .to_commissioner_id = kIcb,
                                 .kind = SuccessionKind::kSuccession,
                                 .effective_date = Day("2018-01-01"),
                                 .authority = kCabinet});
  town.When(CalledOff("icb", "2018-01-01")).Then(At("2018-01-01", PackageCalledOff{kPackage, kIcb}));
  town.When(CalledOff("icb", "2017-12-31")).ThenRejected(Reason::kMayNotCallOff);
}

TEST(EvidenceOutcome, IsOfWhatAPremiumAsksFor) {
  Scenario town = Placed();
  const EvidenceOutcome c{kPackage, Code("independent"), Day("2017-03-01"), DocumentRef("d-1")};
  town.When(c).ThenRejected(Reason::kOutcomeNotAskedFor);
  SetPremium premium{.contract_id = kNew,
                     .effective_date = Day(kGoLive),
                     .premium = Code("independence"),
                     .amount = Rate::Parse("0.50").value(),
                     .authority = kCabinet};
  town.When(premium).ThenRejected(Reason::kPolicyContradictory);  // Of no place, and for nothing.
  premium.evidence = Code("independent");
  town.After(premium);
  town.When(c).Then(At("2017-03-01", OutcomeEvidenced{kPackage, Code("independent"), DocumentRef("d-1")}));
  town.After(c).When(c).ThenAlready(town.head());
  EvidenceOutcome other = c;
  other.effective_date = Day("2020-06-02");
  town.When(other).ThenRejected(Reason::kInvalidField);
  other.effective_date = Day("2016-11-30");
  town.When(other).ThenRejected(Reason::kBeforeStart);
}

TEST(BeginSearchAgain, OpensTheFirstTierOnceAllHaveComeToNothing) {
  Scenario town = Seeking(kLot4);
  const BeginSearchAgain c{kPackage, kNew, Day("2016-12-05"), Code("more-carers")};
  town.When(c).ThenRejected(Reason::kSearchNotOver, "package_id",
                            "tier framework is open for package k-1: the search has not come to its end");
  town.After(OfferTo(kCedar)).After(Decline(kCedar)).After(OfferTo(kElm));
  AtTime(town, "2020-06-04T09:00").After(OfferTo(kFir)).When(c).ThenRejected(Reason::kSearchNotOver);
  town.After(Decline(kFir));
  town.When(OfferTo(kCedar)).ThenRejected(Reason::kAwardOutsideRules);
  town.When(c).Then(Now(SearchBegunAgain{kPackage, kNew, Code("more-carers")}));
  town.After(c).When(c).ThenAlready(town.head());
  // Who declined or let an offer lapse is asked again, in order, and tiers are passed anew.
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)),
            Now(Offered(kFramework, kCedar, kLot4, Time("2020-06-05T09:00"))));
  BeginSearchAgain unknown = c;
  unknown.contract_id = ContractId("c-9");
  town.When(unknown).ThenRejected(Reason::kContractUnknown);
  unknown = c;
  unknown.contract_id = kOld;
  town.When(unknown).ThenRejected(Reason::kTierUnknown);
  town.After(OfferTo(kCedar)).After(Accept(kCedar)).After(AwardTo(kCedar));
  town.When(c).ThenRejected(Reason::kPackageAlreadyAwarded);
}

SetLotAreas Areas(const LotId& lot, std::vector<Code> areas, const char* from) {
  return {kNew, Day(from), lot, std::move(areas), kCabinet};
}
RequestPackage InArea(const char* area, const LotId& lot, const char* date = "2016-12-01") {
  RequestPackage c = Request("k-1", "h-1", date, lot);
  c.area = Code(area);
  return c;
}
// What a decision would record of the lot.
std::string LotSaid(const Answer& answer) {
  const auto& events = std::get<Decision>(answer.outcome()).events;
  return std::get<PackageRequested>(std::get<PackageEvent>(events.front().event)).lot_id.str();
}

TEST(LotAreas, SayInWhichLotAPersonLives) {
  Scenario town = Town();
  town.When(Areas(kLot1, {Code("mill"), Code("mill")}, kGoLive)).ThenRejected(Reason::kInvalidField);
  town.When(Areas(LotId("L9"), {Code("mill")}, kGoLive)).ThenRejected(Reason::kLotUnknown);
  town.When(Areas(kLot1, {Code("mill")}, "2016-01-01")).ThenRejected(Reason::kOutsideTerm);
  town.After(Areas(kLot1, {Code("mill"), Code("quay")}, kGoLive))
      .After(Areas(kLot2, {Code("hill")}, kGoLive));
  EXPECT_EQ(LotSaid(town.When(InArea("quay", {}))), "L1");
  EXPECT_EQ(LotSaid(town.When(InArea("hill", {}))), "L2");
  EXPECT_EQ(LotSaid(town.When(InArea("moor", {}))), "");
  EXPECT_EQ(LotSaid(town.When(InArea("moor", kLot3))), "L3");
  town.When(InArea("quay", kLot2))
      .ThenRejected(Reason::kOutsideLot, "lot_id",
                    "area quay is in lot L1 of contract c-new on 2016-12-01, not in L2");
  // The boundary moves: each request by that of its day, and what is on record stays.
  town.After(InArea("quay", {}));
  town.After(Areas(kLot1, {Code("mill")}, "2017-01-01"))
      .After(Areas(kLot2, {Code("hill"), Code("quay")}, "2017-01-01"));
  town.When(InArea("quay", {})).ThenAlready(town.head() - 2);
  RequestPackage next = InArea("quay", {}, "2017-01-01");
  next.package_id = PackageId("k-2");
  next.person_id = PersonId("h-2");
  EXPECT_EQ(LotSaid(town.When(next)), "L2");
  next.effective_date = Day("2016-12-31");
  EXPECT_EQ(LotSaid(town.When(next)), "L1");
  // An award is by the boundary of its day.
  town.When(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"))
      .Then(At("2016-12-05", PackageAwarded{.package_id = kPackage,
                                            .contract_id = kNew,
                                            .lot_id = kLot1,
                                            .provider_id = kAsh,
                                            .plan = kMornings}));
  town.When(Award("k-1", kNew, kLot1, kAsh, "2017-01-05")).ThenRejected(Reason::kOutsideLot);
}

TEST(LotAreas, SearchesAreInTheLotOfTheDay) {
  Scenario town = Market();
  town.After(Areas(kLot1, {Code("mill")}, kGoLive)).After(InArea("mill", {}));
  town.After(Areas(kLot1, {}, "2016-12-03")).After(Areas(kLot4, {Code("mill")}, "2016-12-03"));
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)),
            Now(Offered(kFramework, kCedar, kLot4, Time("2020-06-02T12:00"))));
}

// A member of several consortia uses the cap of none, and may be named by each.
TEST(Consortia, MembersSitInSeveral) {
  Scenario town = Town();
  for (const char* id : {"p-oak", "p-yew"}) {
    town.Given(Now(ProviderRegistered{.provider_id = ProviderId(id),
                                      .name = id,
                                      .form = ProviderForm::kConsortium,
                                      .members = {kCedar, kElm},
                                      .consortium_lead = kCedar}));
  }
  town.After(Request("k-1", "h-1", "2016-12-01", kLot4));
  const ProviderId oak("p-oak");
  town.After(AwardOf(kLot4, oak, kGoLive));
  AwardPackage c = Award("k-1", kNew, kLot4, oak, "2016-12-05");
  c.deliverer_id = kElm;
  AwardPackage of_none = c;
  of_none.deliverer_id = kAsh;
  town.When(of_none).ThenRejected(Reason::kMemberUnknown);
  town.After(c);
  EXPECT_EQ(town.ledger().world.contracts.Find(kNew)->LotsHeldFrom(kElm, Day(kGoLive)), 0U);
  const Package& package = *town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(package.PlacementOn(Day("2016-12-05"))->deliverer_id, kElm);
  // Visits of either name it; those of a lead its sub-contractor, and no other.
  const auto refused = [&](const ProviderId& provider, const ProviderId& deliverer) {
    const VisitRecorded visit{.provider_id = provider,
                              .source = SourceId("ecm"),
                              .external_id = ExternalId("v-1"),
                              .sequence = 1,
                              .person_id = PersonId("h-1"),
                              .service = kHomeCare,
                              .deliverer_id = deliverer,
                              .service_date = Day("2020-05-30"),
                              .planned_start = Time("2020-05-30T08:00"),
                              .planned_minutes = 30,
                              .status = VisitStatus::kMissed};
    const auto outcome = DecideVisit(town.ledger().world, visit, nullptr, town.facts());
    const auto* no = std::get_if<Rejection>(&outcome);
    return no != nullptr && no->reason == Reason::kMemberUnknown;
  };
  EXPECT_FALSE(refused(oak, kElm));
  EXPECT_FALSE(refused(ProviderId("p-yew"), kElm));
  EXPECT_TRUE(refused(oak, kAsh));
  EXPECT_FALSE(refused(kFir, kElm));
  EXPECT_TRUE(refused(kFir, kCedar));
}

}  // namespace
}  // namespace careledger::decide
