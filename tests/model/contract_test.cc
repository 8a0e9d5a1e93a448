// A contract read from its records: its term as extended and ended, phases, prices, premiums and holders.
#include "replay/model/contract.h"

#include "gtest/gtest.h"
#include "tests/support/given.h"

namespace careledger::model {
namespace {

using decide::Day;

const LotId kLot1("L1"), kLot2("L2");
const Code kHomeCare("home-care"), kNights("nights"), kOlder("older-people"),
    kDisabled("learning-disability");
const ProviderId kAsh("p-ash"), kBeech("p-beech");

// Records at positions 1, 2, ..., from a contract of 7 November 2016 to 6 November 2023 with two lots on.
class Terms {
 public:
  Contract contract;
  explicit Terms(std::optional<Date> end = Day("2023-11-07")) {
    On("2016-11-07", ContractCreated{.start = Day("2016-11-07"), .end = end});
    for (const LotId& lot : {kLot1, kLot2}) On("2016-11-07", LotDefined{.lot_id = lot});
  }
  Terms& On(const char* date, const ContractEvent& event) {
    contract.Evolve(Position{++position_}, Day(date), event);
    return *this;
  }
  std::string End(const LotId& lot = {}) const {
    const auto end = contract.EndOf(lot);
    return end ? end->ToString() : "open";
  }

 private:
  std::uint64_t position_ = 0;
};

TEST(ContractTerm, EndsAsItIsExtendedWholeOrByLot) {
  Terms t;
  EXPECT_EQ(t.End(), "2023-11-07");
  t.On("2024-11-07", ContractExtended{.lots = {kLot1}});
  EXPECT_EQ(t.End(kLot1), "2024-11-07");
  EXPECT_EQ(t.End(kLot2), "2023-11-07");
  EXPECT_EQ(t.End(), "2024-11-07");  // That of the last lot.
  EXPECT_TRUE(t.contract.InTerm(Day("2024-11-06"), kLot1));
  EXPECT_FALSE(t.contract.InTerm(Day("2024-11-07"), kLot1));
  EXPECT_FALSE(t.contract.InTerm(Day("2023-11-07"), kLot2));
  EXPECT_FALSE(t.contract.InTerm(Day("2016-11-06"), kLot2));
  t.On("2024-05-07", ContractExtended{});  // All lots, but no lot ends earlier for it.
  EXPECT_EQ(t.End(kLot1), "2024-11-07");
  EXPECT_EQ(t.End(kLot2), "2024-05-07");
}

TEST(ContractTerm, EndsEarlyWhenTerminated) {
  Terms t;
  t.On("2024-11-07", ContractExtended{.lots = {kLot1}}).On("2020-04-01", ContractTerminated{});
  EXPECT_EQ(t.End(kLot1), "2020-04-01");
  EXPECT_EQ(t.End(), "2020-04-01");
  EXPECT_EQ(Terms(std::nullopt).End(), "open");
  EXPECT_EQ(Terms(std::nullopt).On("2020-04-01", ContractTerminated{}).End(), "2020-04-01");
  EXPECT_EQ(Terms().On("2024-04-01", ContractTerminated{}).End(), "2023-11-07");  // Over by then.
}

TEST(ContractPhases, AreThoseOfTheDayAndStartOnce) {
  Terms t;
  t.On("2017-01-01", PhasesSet{.phases = {{1, {kLot1}, Day("2017-02-01")}, {2, {kLot2}, Day("2017-03-01")}}});
  EXPECT_EQ(t.contract.PhaseOf(kLot1, Day("2016-12-31")), nullptr);
  EXPECT_EQ(t.contract.PhaseOf(kLot2, Day("2017-01-01"))->number, 2U);
  EXPECT_EQ(t.contract.PhaseOf(LotId("L3"), Day("2017-01-01")), nullptr);
  EXPECT_FALSE(t.contract.PhaseStarted(1));
  t.On("2017-02-06", PhaseStarted{.phase = 1}).On("2017-02-20", PhaseDeclaredStable{.phase = 1});
  EXPECT_EQ(t.contract.PhaseStarted(1), Day("2017-02-06"));
  EXPECT_EQ(t.contract.PhaseStable(1), Day("2017-02-20"));
  EXPECT_FALSE(t.contract.PhaseStarted(2));
  EXPECT_EQ(t.contract.phases_started().at(1).cause, Position{5});
}

TEST(ContractPremiums, AddUpWhereTheyApply) {
  Terms t;
  const auto premium = [](const char* name, const LotId& lot, const char* area, const Code& service,
                          const char* amount) {
    return PremiumSet{.premium = Code(name),
                      .lot_id = lot,
                      .area = Code(area),
                      .service = service,
                      .amount = *Rate::Parse(amount)};
  };
  t.On("2017-01-01", premium("specialist", kLot1, "", {}, "2.00"));
  t.On("2017-01-01", premium("rural", {}, "fens", {}, "0.50"));
  t.On("2017-01-01", premium("nights", kLot1, "", kNights, "1.25"));
  t.On("2018-01-01", premium("rural", {}, "fens", {}, "0"));
  const auto on = [&](const LotId& lot, const char* area, const Code& service, const char* date) {
    return t.contract.PremiumOn(lot, Code(area), service, Day(date)).ToString();
  };
  EXPECT_EQ(on(kLot1, "", kHomeCare, "2016-12-31"), "0.00");
  EXPECT_EQ(on(kLot1, "", kHomeCare, "2017-01-01"), "2.00");
  EXPECT_EQ(on(kLot1, "fens", kHomeCare, "2017-01-01"), "2.50");
  EXPECT_EQ(on(kLot1, "fens", kNights, "2017-01-01"), "3.75");
  EXPECT_EQ(on(kLot2, "town", kNights, "2017-01-01"), "0.00");
  EXPECT_EQ(on(kLot2, "fens", kNights, "2017-12-31"), "0.50");
  EXPECT_EQ(on(kLot2, "fens", kNights, "2018-01-01"), "0.00");
}

TEST(ContractPrices, OfServiceAndGroupComeBeforeThoseOfEither) {
  Terms t;
  const auto policy = [](const Code& service, const Code& group, const char* ceiling) {
    return PricePolicySet{.service = service,
                          .client_group = group,
                          .kind = PriceKind::kCorridor,
                          .ceiling = *Rate::Parse(ceiling)};
  };
  const auto ceiling = [&](const Code& service, const Code& group, const char* date = "2017-06-01") {
    const auto* found = t.contract.PriceOn(service, group, Day(date));
    return found != nullptr ? found->value.ceiling.ToString() : "anything";
  };
  EXPECT_EQ(ceiling(kHomeCare, kOlder), "anything");
  t.On("2017-01-01", policy({}, {}, "20"));
  EXPECT_EQ(ceiling(kHomeCare, kDisabled), "20.00");
  t.On("2017-01-01", policy({}, kDisabled, "19"));
  EXPECT_EQ(ceiling(kHomeCare, kDisabled), "19.00");
  t.On("2017-01-01", policy(kHomeCare, {}, "16.22"));
  EXPECT_EQ(ceiling(kHomeCare, kDisabled), "16.22");
  EXPECT_EQ(ceiling(kNights, kDisabled), "19.00");
  t.On("2017-01-01", policy(kHomeCare, kDisabled, "18.50"));
  EXPECT_EQ(ceiling(kHomeCare, kDisabled), "18.50");
  EXPECT_EQ(ceiling(kHomeCare, kOlder), "16.22");
  EXPECT_EQ(ceiling(kHomeCare, {}), "16.22");
  EXPECT_EQ(ceiling(kNights, kOlder), "20.00");
  EXPECT_EQ(ceiling(kHomeCare, kDisabled, "2016-12-31"), "anything");
}

TEST(ContractLots, AreHeldUntilTheHolderWithdraws) {
  Terms t;
  for (const LotId& lot : {kLot1, kLot2}) t.On("2016-11-07", LotAwarded{.lot_id = lot, .provider_id = kAsh});
  t.On("2017-01-01", ProviderWithdrawn{.provider_id = kAsh});
  EXPECT_EQ(t.contract.HolderOn(kLot1, Day("2016-12-31")), kAsh);
  EXPECT_EQ(t.contract.HolderOn(kLot1, Day("2017-01-01")), ProviderId());
  EXPECT_EQ(t.contract.LotsHeldFrom(kAsh, Day("2017-01-01")), 0U);
  t.On("2017-01-01", LotAwarded{.lot_id = kLot1, .provider_id = kBeech});
  t.On("2017-06-01", LotAwarded{.lot_id = kLot2, .provider_id = kAsh});
  EXPECT_EQ(t.contract.HolderOn(kLot1, Day("2017-01-01")), kBeech);
  EXPECT_EQ(t.contract.HolderOn(kLot2, Day("2017-05-31")), ProviderId());
  EXPECT_EQ(t.contract.HolderOn(kLot2, Day("2017-06-01")), kAsh);
  EXPECT_EQ(t.contract.LotsHeldFrom(kAsh, Day("2017-01-01")), 1U);  // From a later award.
}

}  // namespace
}  // namespace careledger::model
