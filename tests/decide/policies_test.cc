// The policies of a contract, one ladder each: what is set, and what contradicts itself.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

constexpr const char* kFrom = "2017-04-01";

template <class C>
C With(C c, auto change) {
  change(c);
  return c;
}

Tier Of(const char* name, SourcingRule rule, TierScope scope = TierScope::kContract) {
  return {.tier = Code(name), .scope = scope, .rule = rule};
}
SetTiers Tiers(std::vector<Tier> tiers, const char* from = kFrom) {
  return {.contract_id = kNew, .effective_date = Day(from), .tiers = std::move(tiers), .authority = kCabinet};
}
const Tier kSole = Of("lead", SourcingRule::kSole, TierScope::kLot);
const Tier kRanked = Of("framework", SourcingRule::kRankedOffer);
const Tier kBids = [] {
  Tier tier = Of("bids", SourcingRule::kMiniCompetition);
  tier.price_percent = 60;
  tier.fit_percent = 40;
  tier.tie = TieRule::kBestFit;
  return tier;
}();

// What every policy has in common: the same again, before the term, far ahead, of no contract.
template <class C>
void ExpectSetLikeAnyPolicy(const C& good, const ContractEvent& event) {
  Scenario town = Town();
  town.When(good).Then(At(kFrom, event));
  town.After(good).When(good).ThenAlready(town.head());
  town.When(With(good, [](C& c) { c.effective_date = Day("2016-11-06"); }))
      .ThenRejected(Reason::kOutsideTerm);
  town.When(With(good, [](C& c) { c.effective_date = Day("2030-06-02"); }))
      .ThenRejected(Reason::kInvalidField);
  town.When(With(good, [](C& c) { c.authority.reference = "a\tb"; })).ThenRejected(Reason::kInvalidField);
  town.When(With(good, [](C& c) { c.contract_id = ContractId("c-x"); }))
      .ThenRejected(Reason::kContractUnknown);
}

TEST(SetTiers, SetsThem) {
  const std::vector<Tier> tiers = {kSole, kRanked, kBids};
  ExpectSetLikeAnyPolicy(Tiers(tiers), TiersSet{kNew, tiers, kCabinet});
}

TEST(SetTiers, RefusesMalformedOnes) {
  Scenario town = Town();
  town.When(Tiers(std::vector<Tier>(11, kRanked)))
      .ThenRejected(Reason::kInvalidField, "tiers", "11 tiers: at most 10");
  for (const Tier& tier : {With(kRanked, [](Tier& t) { t.tier = Code(); }),
                           With(kRanked, [](Tier& t) { t.scope = TierScope::kUnspecified; }),
                           With(kRanked, [](Tier& t) { t.rule = SourcingRule::kUnspecified; })}) {
    town.When(Tiers({kSole, tier}))
        .ThenRejected(Reason::kInvalidField, "tiers[1]", "a tier needs a name, a scope and a rule");
  }
  town.When(Tiers({kRanked, kRanked}))
      .ThenRejected(Reason::kInvalidField, "tiers[1].tier", "two tiers are called framework");
  town.When(Tiers({With(kRanked, [](Tier& t) { t.answer_hours = 2161; })}))
      .ThenRejected(Reason::kInvalidField, "tiers[0].answer_hours",
                    "tier framework gives 2161 hours to answer: at most 2160");
}

TEST(SetTiers, RefusesContradictions) {
  Scenario town = Town();
  const auto contradicts = [&](const Tier& tier, const char* field, const char* detail) {
    town.When(Tiers({kBids, tier})).ThenRejected(Reason::kPolicyContradictory, field, detail);
  };
  contradicts(Of("lead", SourcingRule::kSole), "tiers[1].scope",
              "tier lead is sole, so its scope is lot: each lot has one holder");
  contradicts(With(kSole, [](Tier& t) { t.answer_hours = 1; }), "tiers[1].answer_hours",
              "tier lead must accept, so its offers do not lapse");
  contradicts(With(kRanked, [](Tier& t) { t.price_percent = 1; }), "tiers[1].price_percent",
              "tier framework is no mini-competition, so it weighs nothing");
  contradicts(With(kRanked, [](Tier& t) { t.tie = TieRule::kBestFit; }), "tiers[1].price_percent",
              "tier framework is no mini-competition, so it weighs nothing");
  const auto weights = [](std::uint32_t price, std::uint32_t fit) {
    return Tiers({With(kBids, [&](Tier& t) { t.price_percent = price, t.fit_percent = fit; })});
  };
  town.When(weights(60, 41))
      .ThenRejected(Reason::kPolicyContradictory, "tiers[0].price_percent",
                    "the weights of tier bids are 60 and 41: together 100");
  town.When(weights(0, 0)).ThenRejected(Reason::kPolicyContradictory);
  town.When(weights(101, 0xffff'ffffU)).ThenRejected(Reason::kPolicyContradictory);  // 100, were it to wrap.
  town.When(Tiers({kSole, With(kSole, [](Tier& t) { t.tier = Code("other"); })}))
      .ThenRejected(Reason::kPolicyContradictory, "tiers[1].rule",
                    "two tiers are sole, and a lot has one holder");
  // A contract without lots has no holders.
  town.When(With(Tiers({kSole}), [](SetTiers& c) { c.contract_id = kOld; }))
      .ThenRejected(Reason::kPolicyContradictory, "tiers[0].scope",
                    "tier lead is of lots, and contract c-old has none");
}

TEST(SetTiers, KnowsTheLotsThatTheyName) {
  const auto lots = [](std::vector<LotId> ids) {
    return Tiers({kSole, With(kRanked, [&](Tier& t) { t.lots = std::move(ids); })});
  };
  Scenario town = Town();
  const SetTiers good = lots({kLot1, kLot2});
  town.When(good).Then(At(kFrom, TiersSet{kNew, good.tiers, kCabinet}));
  town.When(lots({kLot1, LotId("L9")}))
      .ThenRejected(Reason::kLotUnknown, "tiers[1].lots", "contract c-new has no lot L9");
}

TEST(SetAdmissionPolicy, KnowsRounds) {
  const SetAdmissionPolicy rounds{.contract_id = kNew,
                                  .effective_date = Day(kFrom),
                                  .mode = AdmissionMode::kRounds,
                                  .every_months = 3,
                                  .open_days = 14,
                                  .micro_people = 4,
                                  .authority = kCabinet};
  ExpectSetLikeAnyPolicy(rounds, AdmissionPolicySet{kNew, AdmissionMode::kRounds, 3, 14, 4, kCabinet});
  Scenario town = Town();
  const auto with = [&](auto change) { return town.When(With(rounds, change)); };
  with([](auto& c) {
    c.every_months = 0;
  }).ThenRejected(Reason::kPolicyContradictory, "every_months", "rounds need every_months and open_days");
  with([](auto& c) { c.open_days = 0; }).ThenRejected(Reason::kPolicyContradictory);
  with([](auto& c) {
    c.mode = AdmissionMode::kOpen;
  }).ThenRejected(Reason::kPolicyContradictory, "every_months", "every_months and open_days are of rounds");
  with([](auto& c) {
    c.every_months = 25;
  }).ThenRejected(Reason::kInvalidField, "every_months", "every_months is 25: at most 24");
  with([](auto& c) { c.open_days = 367; }).ThenRejected(Reason::kInvalidField);
  with([](auto& c) { c.micro_people = 21; }).ThenRejected(Reason::kInvalidField);
}

SetPricePolicy Corridor(std::int64_t floor, std::int64_t ceiling) {
  return {.contract_id = kNew,
          .effective_date = Day(kFrom),
          .service = kHomeCare,
          .kind = PriceKind::kCorridor,
          .floor = Rate(floor),
          .ceiling = Rate(ceiling),
          .authority = kCabinet};
}

TEST(SetPricePolicy, KnowsCorridors) {
  ExpectSetLikeAnyPolicy(Corridor(141'700, 162'200), PricePolicySet{.contract_id = kNew,
                                                                    .service = kHomeCare,
                                                                    .kind = PriceKind::kCorridor,
                                                                    .floor = Rate(141'700),
                                                                    .ceiling = Rate(162'200),
                                                                    .authority = kCabinet});
  Scenario town = Town();
  town.When(Corridor(162'201, 162'200))
      .ThenRejected(Reason::kPolicyContradictory, "floor", "the floor 16.2201 is above the ceiling 16.22");
  town.When(Corridor(0, 0)).ThenRejected(Reason::kPolicyContradictory, "ceiling", "a corridor has a ceiling");
  town.When(Corridor(-1, 1)).ThenRejected(Reason::kInvalidField);
  town.When(Corridor(0, Rate::kMax + 1)).ThenRejected(Reason::kInvalidField);
  town.When(With(Corridor(1, 2), [](auto& c) { c.choices = {Rate(1)}; }))
      .ThenRejected(Reason::kPolicyContradictory, "choices", "only a range has choices");
}

TEST(SetPricePolicy, KnowsTheOtherKinds) {
  Scenario town = Town();
  const auto kind = [](PriceKind k) { return With(Corridor(0, 0), [&](SetPricePolicy& c) { c.kind = k; }); };
  for (const PriceKind k : {PriceKind::kFixed, PriceKind::kNegotiated}) {
    town.When(kind(k)).Then(At(
        kFrom, PricePolicySet{.contract_id = kNew, .service = kHomeCare, .kind = k, .authority = kCabinet}));
    town.When(With(kind(k), [](auto& c) { c.ceiling = Rate(1); }))
        .ThenRejected(Reason::kPolicyContradictory, "floor", "only a corridor has a floor and a ceiling");
    town.When(With(kind(k), [](auto& c) { c.premiums_count = true; }))
        .ThenRejected(Reason::kPolicyContradictory);
  }
  town.When(kind(PriceKind::kRange))
      .ThenRejected(Reason::kPolicyContradictory, "choices", "a range names its prices");
  const auto range = [&](std::vector<Rate> choices) {
    return With(kind(PriceKind::kRange), [&](auto& c) { c.choices = std::move(choices); });
  };
  town.When(range({Rate(1), Rate(2)}))
      .Then(At(kFrom, PricePolicySet{.contract_id = kNew,
                                     .service = kHomeCare,
                                     .kind = PriceKind::kRange,
                                     .choices = {Rate(1), Rate(2)},
                                     .authority = kCabinet}));
  town.When(range({Rate(1), Rate(0)})).ThenRejected(Reason::kInvalidField, "choices", "a price of 0.00");
  town.When(range(std::vector<Rate>(101, Rate(1)))).ThenRejected(Reason::kInvalidField);
}

TEST(SetPremium, IsOfALotOrAnArea) {
  const SetPremium rural{.contract_id = kNew,
                         .effective_date = Day(kFrom),
                         .premium = Code("rural"),
                         .lot_id = kLot1,
                         .area = {},
                         .service = {},
                         .amount = Rate(12'000),
                         .authority = kCabinet};
  ExpectSetLikeAnyPolicy(rural, PremiumSet{kNew, Code("rural"), kLot1, {}, {}, Rate(12'000), kCabinet});
  Scenario town = Town();
  const auto with = [&](auto change) { return town.When(With(rural, change)); };
  with([](auto& c) {
    c.lot_id = LotId("L9");
  }).ThenRejected(Reason::kLotUnknown, "lot_id", "contract c-new has no lot L9");
  with([](auto& c) { c.lot_id = LotId(); })
      .ThenRejected(Reason::kPolicyContradictory, "lot_id",
                    "premium rural is of a lot or an area, or waits for evidence of an outcome");
  with([](auto& c) { c.amount = Rate(-1); }).ThenRejected(Reason::kInvalidField);
  with([](auto& c) { c.amount = Rate(Rate::kMax + 1); }).ThenRejected(Reason::kInvalidField);
}

TEST(SetPremium, IsOfOneAreaOrSeveral) {
  const SetPremium band{.contract_id = kNew,
                        .effective_date = Day(kFrom),
                        .premium = Code("rural"),
                        .amount = Rate(12'000),
                        .authority = kCabinet,
                        .areas = {Code("fens"), Code("marsh")}};
  PremiumSet set{kNew, Code("rural"), {}, {}, {}, Rate(12'000), kCabinet, {}, {Code("fens"), Code("marsh")}};
  ExpectSetLikeAnyPolicy(band, set);
  // One is the same however it is said.
  Scenario town = Town();
  set.area = Code("fens"), set.areas = {};
  town.When(With(band, [](auto& c) { c.areas = {Code("fens")}; })).Then(At(kFrom, set));
  town.When(With(band, [](auto& c) { c.area = Code("fens"), c.areas = {}; })).Then(At(kFrom, set));
  town.When(With(band, [](auto& c) { c.area = Code("fens"); }))
      .ThenRejected(Reason::kPolicyContradictory, "areas",
                    "premium rural names its areas in area and in areas");
  town.When(With(band, [](auto& c) { c.areas.push_back(Code("fens")); }))
      .ThenRejected(Reason::kInvalidField, "areas", "fens stands there twice");
}

SetPricePolicy Corridor(const char* floor, const char* ceiling, const char* group = "") {
  return {.contract_id = kNew,
          .effective_date = Day(kFrom),
          .service = kHomeCare,
          .client_group = Code(group),
          .kind = PriceKind::kCorridor,
          .choices = {},
          .floor = *Rate::Parse(floor),
          .ceiling = *Rate::Parse(ceiling),
          .authority = kCabinet};
}

TEST(SetPricePolicy, HoldsTheRatesInForce) {
  Scenario town = Town();
  town.After(SetRates{kNew, Day(kGoLive), {Line("15.00")}, kCabinet});
  town.After(SetRates{kNew, Day("2018-01-01"), {Line("18.00", kAsh)}, kCabinet});
  town.When(Corridor("15.50", "19.00"))
      .ThenRejected(
          Reason::kPolicyContradictory, "kind",
          "the rate of home-care on any day is 15.00 from 2016-11-07: 15.00 is below the floor of 15.50");
  town.When(Corridor("14.00", "17.00"))
      .ThenRejected(Reason::kPolicyContradictory, "kind",
                    "the rate of home-care by p-ash on any day is 18.00 from 2018-01-01: 18.00 is above the "
                    "ceiling of 17.00");
  town.When(Corridor("15.00", "18.00")).ThenAccepted();
  SetPricePolicy range = Corridor("0", "0");
  range.kind = PriceKind::kRange;
  range.choices = {*Rate::Parse("15"), *Rate::Parse("16")};
  town.When(range).ThenRejected(Reason::kPolicyContradictory, "kind");
  range.choices.push_back(*Rate::Parse("18"));
  town.When(range).ThenAccepted();
  // What another policy has let lie outside is not this one's doing.
  SetPricePolicy sitting = Corridor("10.00", "11.00");
  sitting.service = Code("sitting");
  town.When(sitting).ThenAccepted();
}

// A group's own policy is asked of the rate that prices it.
TEST(SetRates, OfAnyGroupLieWhereEachGroupsPolicySays) {
  Scenario town = Town();
  town.After(Corridor("14.00", "16.00")).After(Corridor("17.00", "19.00", "learning-disability"));
  const SetRates any{kNew, Day(kFrom), {Line("15.00")}, kCabinet};
  town.When(any).ThenRejected(
      Reason::kPriceOutside, "lines",
      "15.00 is below the floor of 17.00 for learning-disability, which has no rate of its own");
  RateLine own = Line("18.00");
  own.key.client_group = Code("learning-disability");
  town.After(SetRates{kNew, Day(kFrom), {own}, kCabinet}).When(any).ThenAccepted();
  // That is of everyone; a rate of ash's would price the group too.
  town.When(SetRates{kNew, Day(kFrom), {Line("15.00", kAsh)}, kCabinet}).ThenRejected(Reason::kPriceOutside);
}

TEST(SetExistingPackages, AreTakenOverByOneContract) {
  const ContractId third("c-3");
  Scenario town = Town();
  town.After(CreateContract{.contract_id = third,
                            .commissioner_id = CommissionerId("town"),
                            .title = "Another",
                            .start_date = Day(kGoLive)});
  const auto of_old = [](const ContractId& contract, MovesOn moves_on, const char* from = kFrom) {
    return SetExistingPackages{contract, Day(from), kOld, moves_on, kCabinet};
  };
  town.After(of_old(kNew, MovesOn::kFirstChange));
  for (const char* from : {kFrom, "2017-01-01", "2018-01-01"}) {
    town.When(of_old(third, MovesOn::kGoLive, from))
        .ThenRejected(
            Reason::kPolicyContradictory, "from_contract_id",
            "packages of contract c-old come to contract c-new from 2017-04-01, by the record at #" +
                std::to_string(town.head()));
  }
  town.When(of_old(third, MovesOn::kNever)).ThenAccepted();
  town.When(of_old(kNew, MovesOn::kReview)).ThenAccepted();  // Its own may change,
  town.After(of_old(kNew, MovesOn::kNever, "2018-01-01"));   // and end.
  town.When(of_old(third, MovesOn::kGoLive, "2018-01-01")).ThenAccepted();
}

TEST(SetFunders, SayWhoPays) {
  const std::vector<Code> funders = {Code("council"), Code("nhs")};
  ExpectSetLikeAnyPolicy(SetFunders{kNew, Day(kFrom), funders, kCabinet},
                         FundersSet{kNew, funders, kCabinet});
  Scenario town = Town();
  town.When(SetFunders{kNew, Day(kFrom), {Code("nhs"), Code("nhs")}, kCabinet})
      .ThenRejected(Reason::kInvalidField, "funders", "nhs stands there twice");
  town.After(SetFunders{kNew, Day(kFrom), funders, kCabinet});
  RequestPackage c = Request("k-1", "h-1", kFrom);
  town.When(c).ThenAccepted();
  c.funder = Code("another");
  town.When(c).ThenRejected(Reason::kFunderUnknown, "funder",
                            "contract c-new is paid for by council, nhs on 2017-04-01, not by another");
  // Before the policy any may, and so under a contract that says nothing, or under none yet.
  c.effective_date = Day("2017-03-31");
  town.When(c).ThenAccepted();
  c.effective_date = Day(kFrom), c.contract_id = kOld, c.lot_id = {};
  town.When(c).ThenAccepted();
  c.contract_id = {};
  town.When(c).ThenAccepted();
  town.After(SetFunders{kNew, Day("2018-01-01"), {}, kCabinet});
  c = Request("k-1", "h-1", "2018-01-01");
  c.funder = Code("another");
  town.When(c).ThenAccepted();
}

TEST(SetTerminationNotice, IsOfTwoYearsAtMost) {
  const SetTerminationNotice year{kNew, Day(kFrom), 12, kCabinet};
  ExpectSetLikeAnyPolicy(year, TerminationNoticeSet{kNew, 12, kCabinet});
  Town()
      .When(With(year, [](auto& c) { c.months = 25; }))
      .ThenRejected(Reason::kInvalidField, "months", "25 months of notice: at most 24");
}

TEST(SetExistingPackages, NamesAnEarlierContract) {
  const SetExistingPackages of_old{.contract_id = kNew,
                                   .effective_date = Day(kFrom),
                                   .from_contract_id = kOld,
                                   .moves_on = MovesOn::kFirstChange,
                                   .authority = kCabinet};
  ExpectSetLikeAnyPolicy(of_old, ExistingPackagesSet{kNew, kOld, MovesOn::kFirstChange, kCabinet});
  Scenario town = Town();
  town.When(With(of_old, [](auto& c) { c.from_contract_id = ContractId("c-x"); }))
      .ThenRejected(Reason::kContractUnknown, "from_contract_id", "there is no contract c-x");
  town.When(With(of_old, [](auto& c) { c.from_contract_id = kNew; }))
      .ThenRejected(Reason::kPolicyContradictory, "from_contract_id",
                    "contract c-new does not follow itself");
}

TEST(SetRateNotice, IsOfTwoYearsAtMost) {
  const SetRateNotice three{kNew, Day(kFrom), 3, kCabinet};
  ExpectSetLikeAnyPolicy(three, RateNoticeSet{kNew, 3, kCabinet});
  Town()
      .When(With(three, [](auto& c) { c.months = 25; }))
      .ThenRejected(Reason::kInvalidField, "months", "25 months of notice: at most 24");
}

TEST(SetContinuingHealthcarePolicy, SaysWhoContracts) {
  for (const HealthSettlement settlement :
       {HealthSettlement::kJointContract, HealthSettlement::kHealthContracts}) {
    ExpectSetLikeAnyPolicy(SetContinuingHealthcarePolicy{kNew, Day(kFrom), settlement, kCabinet},
                           ContinuingHealthcarePolicySet{kNew, settlement, kCabinet});
  }
}

TEST(SetDirectPaymentPolicy, RefusesOrAccepts) {
  ExpectSetLikeAnyPolicy(SetDirectPaymentPolicy{kNew, Day(kFrom), true, kCabinet},
                         DirectPaymentPolicySet{kNew, true, kCabinet});
  ExpectSetLikeAnyPolicy(SetDirectPaymentPolicy{kNew, Day(kFrom), false, kCabinet},
                         DirectPaymentPolicySet{kNew, false, kCabinet});
}

TEST(SetExtensionOption, ReachesBeyondTheTerm) {
  const SetExtensionOption two_years{.contract_id = kNew,
                                     .effective_date = Day(kFrom),
                                     .option = Code("two-years"),
                                     .latest_end = Day("2025-11-07"),
                                     .part_of_lots = true,
                                     .part_of_time = false,
                                     .authority = kCabinet};
  ExpectSetLikeAnyPolicy(
      two_years, ExtensionOptionSet{kNew, Code("two-years"), Day("2025-11-07"), true, false, kCabinet});
  Scenario town = Town();
  town.When(With(two_years, [](auto& c) { c.latest_end = Day("2023-11-07"); }))
      .ThenRejected(Reason::kPolicyContradictory, "latest_end",
                    "2023-11-07 is not after the end of the term, 2023-11-07");
  // Thirty years ahead of today, as a term may.
  const auto reaching = [&](const char* end) {
    return town.When(With(two_years, [&](auto& c) { c.latest_end = Day(end); }));
  };
  reaching("2050-06-01")
      .Then(At(kFrom, ExtensionOptionSet{kNew, Code("two-years"), Day("2050-06-01"), true, false, kCabinet}));
  reaching("2050-06-02").ThenRejected(Reason::kInvalidField);
  town.When(With(two_years, [](auto& c) { c.contract_id = kOld; }))
      .ThenRejected(Reason::kPolicyContradictory, "option",
                    "the term of contract c-old has no end to extend");
}

TEST(SetPhases, StartsEachLotOnce) {
  const std::vector<Phase> two = {{1, {kLot1, kLot2}, Day(kFrom)}, {2, {kLot3}, Day("2017-07-01")}};
  const SetPhases good{kNew, Day(kFrom), two, kCabinet};
  ExpectSetLikeAnyPolicy(good, PhasesSet{kNew, two, kCabinet});
  Scenario town = Town();
  const auto with = [&](auto change) { return town.When(With(good, change)); };
  with([](auto& c) {
    c.phases[1].lots.clear();
  }).ThenRejected(Reason::kInvalidField, "phases[1].lots", "phase 2 has no lots");
  with([](auto& c) {
    c.phases[1].lots = {LotId("L9")};
  }).ThenRejected(Reason::kLotUnknown, "phases[1].lots", "contract c-new has no lot L9");
  with([](auto& c) {
    c.phases[1].lots = {kLot1};
  }).ThenRejected(Reason::kPolicyContradictory, "phases[1].lots", "lot L1 starts twice");
  with([](auto& c) {
    c.phases[1].number = 3;
  }).ThenRejected(Reason::kPolicyContradictory, "phases[1]", "phase 3 stands where phase 2 belongs");
  with([](auto& c) { c.phases.resize(101, c.phases[0]); }).ThenRejected(Reason::kInvalidField);
}

// Where nobody says what money covers, one line stands for each way to read it.
TEST(SetContractValues, TakesReadingsOfTheSameMoney) {
  const auto value = [](const char* line, std::int64_t pounds, std::uint32_t hours, const char* reading) {
    return ContractValue{
        .line = Code(line), .yearly = Pence(pounds * 100), .yearly_hours = hours, .reading = Code(reading)};
  };
  const auto set = [](std::vector<ContractValue> values) {
    return SetContractValues{kNew, Day(kFrom), std::move(values), kCabinet};
  };
  Scenario town = Town();
  const auto readings = set({value("care", 1000, 50, "day"), value("care", 1000, 60, "day-and-night")});
  town.When(readings).Then(At(kFrom, ContractValuesSet{kNew, readings.values, kCabinet}));
  const std::string twice = "two values are called care";
  town.When(set({value("care", 1000, 50, ""), value("care", 1000, 60, "")}))
      .ThenRejected(Reason::kInvalidField, "values", twice);
  town.When(set({value("care", 1000, 50, "day"), value("care", 1000, 60, "day")}))
      .ThenRejected(Reason::kInvalidField, "values", twice);
  town.When(set({value("care", 1000, 50, ""), value("care", 1000, 60, "day")}))
      .ThenRejected(Reason::kInvalidField, "values", twice);
  town.When(set({value("care", 1000, 50, "day"), value("care", 900, 60, "night")}))
      .ThenRejected(Reason::kInvalidField, "values",
                    "readings of care are of the same pounds and funder, not of £1,000.00 and £900.00");
}

}  // namespace
}  // namespace careledger::decide
