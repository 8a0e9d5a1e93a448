// Policies in words.
#include "replay/projections/policies.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

// "payment: ..." of an event where none was before.
std::string Said(const ContractEvent& event) {
  const PolicyMove move = MoveOf(nullptr, Day("2017-01-01"), event);
  EXPECT_EQ(move.before, "");
  return move.policy + ": " + move.after;
}

TEST(Policies, AreSaidInWords) {
  const Code rural("rural"), learning("learning-disability");
  EXPECT_EQ(Said(ContractCreated{.contract_id = kNew,
                                 .commissioner_id = CommissionerId("town"),
                                 .partners = {CommissionerId("nhs")},
                                 .title = "Care",
                                 .start = Day("2016-11-07"),
                                 .end = Day("2017-11-07")}),
            "contract: \"Care\" of town, with nhs, from 2016-11-07 to 2017-11-06");
  EXPECT_EQ(Said(LotDefined{kNew, kLot1, 1, "North"}), "lot L1: number 1, North");
  EXPECT_EQ(Said(LotCapSet{kNew, 1, kCabinet}), "lot cap: at most 1 lot a provider");
  EXPECT_EQ(Said(LotCapSet{kNew, {}, kCabinet}), "lot cap: none");
  EXPECT_EQ(
      Said(PaymentPolicySet{.contract_id = kNew,
                            .rate_step = 500,
                            .tolerance_minutes = 5,
                            .cap_over_minutes = 15,
                            .floor_under_minutes = 1,
                            .round_to_minutes = 15,
                            .minute_rounding = Rounding::kUp}),
      "payment: pence half-up, rates in steps of 0.05, plan is paid within 5 minutes, at most 15 minutes "
      "over plan, at least plan less 1 minute, minutes rounded to 15 up");
  EXPECT_EQ(Said(KpiPolicySet{.contract_id = kNew}),
            "measures: punctual within 30 minutes, reported within 2 days, short below 80 %");
  EXPECT_EQ(Said(AdmissionPolicySet{kNew, AdmissionMode::kRounds, 3, 14, 4, kCabinet}),
            "admission: rounds, every 3 months, open 14 days, micro-enterprises of at most 4 people");
  EXPECT_EQ(Said(PricePolicySet{.contract_id = kNew,
                                .service = kHomeCare,
                                .client_group = learning,
                                .kind = PriceKind::kCorridor,
                                .floor = Rate(141'700),
                                .ceiling = Rate(162'200),
                                .premiums_count = true}),
            "price of home-care for learning-disability: corridor, from 14.17 to 16.22, premiums count");
  EXPECT_EQ(Said(PricePolicySet{
                .contract_id = kNew, .kind = PriceKind::kRange, .choices = {Rate(1), Rate(20'000)}}),
            "price of any service: range, one of 0.0001 2.00");
  EXPECT_EQ(Said(PremiumSet{kNew, rural, kLot1, Code("fens"), kHomeCare, Rate(12'000), kCabinet}),
            "premium rural: 1.20 an hour in lot L1 in area fens of home-care");
  EXPECT_EQ(Said(ExistingPackagesSet{kNew, ContractId("c-old"), MovesOn::kReview, kCabinet}),
            "packages of c-old: move on review");
  EXPECT_EQ(Said(RateNoticeSet{kNew, 1, kCabinet}), "notice of rates: 1 month");
  EXPECT_EQ(Said(DirectPaymentPolicySet{kNew, true, kCabinet}), "direct payments: refused");
  EXPECT_EQ(Said(DirectPaymentPolicySet{kNew, false, kCabinet}), "direct payments: accepted");
  EXPECT_EQ(Said(ContinuingHealthcarePolicySet{kNew, HealthSettlement::kHealthContracts, kCabinet}),
            "continuing healthcare: health-contracts");
  EXPECT_EQ(Said(ExtensionOptionSet{kNew, Code("two-years"), Day("2025-11-07"), true, true, kCabinet}),
            "extension two-years: up to 2025-11-06, for part of the lots, for part of the time");
  EXPECT_EQ(Said(PhasesSet{
                kNew, {{1, {kLot1}, Day("2017-01-01")}, {2, {LotId("L2")}, Day("2017-02-01")}}, kCabinet}),
            "phases: L1, planned 2017-01-01; L2, planned 2017-02-01");
  Tier bids{.tier = Code("bids"),
            .scope = TierScope::kContract,
            .rule = SourcingRule::kMiniCompetition,
            .price_percent = 60,
            .fit_percent = 40,
            .tie = TieRule::kBestFit};
  const Tier lead{.tier = Code("lead"),
                  .scope = TierScope::kLot,
                  .rule = SourcingRule::kRankedOffer,
                  .via_lead = true,
                  .choice = true,
                  .answer_hours = 24,
                  .lots = {kLot1}};
  EXPECT_EQ(
      Said(TiersSet{kNew, {lead, bids}, kCabinet}),
      "tiers: lead: ranked-offer, by lot, lots L1, via the lead, people may choose, 24 hours to answer; "
      "bids: mini-competition, by contract, price 60 %, fit 40 %, tie to best-fit");
}

TEST(Policies, InForceAreListedWithTheirRecords) {
  Home home;
  home.Bare();
  const Position first = home.Add("2016-11-07", RateNoticeSet{kNew, 3, kCabinet});
  home.Add("2017-02-01", RateNoticeSet{kNew, 6, kCabinet});
  const Position tiers =
      home.Add("2016-12-01", TiersSet{kNew, {{.tier = Code("a")}, {.tier = Code("b")}}, kCabinet});
  for (const char* name : {"x", "y"}) {
    home.Add("2016-11-07", PremiumSet{kNew, Code(name), kLot1, {}, {}, Rate(10'000), kCabinet});
  }
  std::vector<std::string> said;
  for (const PolicyOn& policy : PoliciesOn(*home.View().contract(kNew), Day("2017-01-01"))) {
    said.push_back(policy.policy + " from " + policy.from.ToString());
    EXPECT_EQ(policy.authority, kCabinet);
    if (policy.policy == "notice of rates") {
      EXPECT_EQ(policy.cause, first);
      EXPECT_EQ(policy.terms, "3 months");
    }
    if (policy.policy == "tier 2") {
      EXPECT_EQ(policy.cause, tiers);
    }
  }
  EXPECT_EQ(said, (std::vector<std::string>{"tier 1 from 2016-12-01", "tier 2 from 2016-12-01",
                                            "premium x from 2016-11-07", "premium y from 2016-11-07",
                                            "notice of rates from 2016-11-07"}));
  // What a record would change.
  const PolicyMove move =
      MoveOf(home.View().contract(kNew), Day("2017-03-01"), RateNoticeSet{kNew, 1, kCabinet});
  EXPECT_EQ(move.before, "6 months");
  EXPECT_EQ(move.after, "1 month");
}

}  // namespace
}  // namespace careledger::projections
