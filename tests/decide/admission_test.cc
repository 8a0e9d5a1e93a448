// Who may join a contract, and when.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

SetAdmissionPolicy Policy(AdmissionMode mode, std::uint32_t months = 0, std::uint32_t days = 0,
                          std::uint32_t micro_people = 0) {
  return {kNew, Day(kGoLive), mode, months, days, micro_people, kCabinet};
}
// Tiers of a framework by lot and a spot market, and the policy.
Scenario Under(const SetAdmissionPolicy& policy) {
  Scenario town = Town();
  Tier of_lots = FrameworkTier();
  of_lots.scope = TierScope::kLot;
  return town.After(TiersOf({LeadTier(), of_lots, SpotTier()})).After(policy);
}
AdmitProvider Joins(const char* date, bool micro = false, const ProviderId& provider = kCedar) {
  AdmitProvider c = Admission(provider, kSpot, 0, date);
  c.micro = micro;
  return c;
}
void ExpectOpen(const Scenario& town, const AdmitProvider& c) {
  town.When(c).Then(NewEvent{"contract-c-new", c.effective_date,
                             ContractEvent(ProviderAdmitted{.contract_id = kNew,
                                                            .provider_id = c.provider_id,
                                                            .authority = kCabinet,
                                                            .tier = c.tier,
                                                            .lot_id = c.lot_id,
                                                            .rank = c.rank,
                                                            .micro = c.micro})});
}

TEST(Admission, ByRoundsEveryThreeMonthsFromTheStart) {
  // From 7 November 2016: 7 February, 7 May, 7 August, ... each open for 14 days.
  const Scenario town = Under(Policy(AdmissionMode::kRounds, 3, 14));
  for (const char* open :
       {"2016-11-07", "2016-11-20", "2017-02-07", "2017-02-20", "2017-05-07", "2019-08-20"})
    ExpectOpen(town, Joins(open));
  for (const char* shut : {"2016-11-21", "2017-02-06", "2017-02-21", "2017-05-06", "2019-08-06"})
    town.When(Joins(shut)).ThenRejected(Reason::kAdmissionClosed);
  town.When(Joins("2017-04-30"))
      .ThenRejected(Reason::kAdmissionClosed, "effective_date",
                    "2017-04-30 is between rounds: the last of contract c-new was open from 2017-02-07 to "
                    "2017-02-20");
}

TEST(Admission, OfAMicroEnterpriseBetweenRounds) {
  ExpectOpen(Under(Policy(AdmissionMode::kRounds, 3, 14, 3)), Joins("2017-04-30", true));
  ExpectOpen(Under(Policy(AdmissionMode::kClosed, 0, 0, 3)), Joins("2017-04-30", true));
  Under(Policy(AdmissionMode::kRounds, 3, 14))
      .When(Joins("2017-04-30", true))
      .ThenRejected(Reason::kAdmissionClosed, "micro", "contract c-new takes no micro-enterprises");
}

TEST(Admission, ClosedIsUpToTheFirstDay) {
  const Scenario closed = Under(Policy(AdmissionMode::kClosed));
  ExpectOpen(closed, Joins(kGoLive));
  closed.When(Joins("2016-11-08"))
      .ThenRejected(Reason::kAdmissionClosed, "effective_date",
                    "contract c-new took providers up to its first day, 2016-11-07");
  ExpectOpen(Under(Policy(AdmissionMode::kOpen)), Joins("2019-03-03"));
}

TEST(Admission, IsToATierAndASeatOfIt) {
  Scenario town = Under(Policy(AdmissionMode::kOpen));
  AdmitProvider c = Admission(kCedar, kFramework, 1);
  c.lot_id = kLot1;
  ExpectOpen(town, c);
  town.After(c).When(c).ThenAlready(town.head());
  AdmitProvider later = c;
  later.effective_date = Day("2017-01-01");
  town.When(later).ThenRejected(Reason::kSameProvider);
  later.rank = 2;  // Another rank is something new.
  ExpectOpen(town, later);
  c.lot_id = kLot2;
  ExpectOpen(town, c);
}

TEST(Admission, RefusesInOrderOfPrecedence) {
  Scenario town = Under(Policy(AdmissionMode::kClosed));
  AdmitProvider c = Admission(ProviderId("p-x"), Code(), 1, "2024-01-01");
  c.contract_id = ContractId("c-x"), c.lot_id = LotId("L9");
  town.When(c).ThenRejected(Reason::kInvalidField, "lot_id",
                            "a provider has a lot or a rank in a tier: name it");
  c.lot_id = {};
  town.When(c).ThenRejected(Reason::kInvalidField, "rank",
                            "a provider has a lot or a rank in a tier: name it");
  c.tier = Code("none-such"), c.lot_id = LotId("L9");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c.contract_id = kNew;
  town.When(c).ThenRejected(Reason::kLotUnknown);
  c.lot_id = kLot1;
  town.When(c).ThenRejected(Reason::kProviderUnknown);
  c.provider_id = kCedar;
  town.When(c).ThenRejected(Reason::kTierUnknown, "tier",
                            "contract c-new has no tier none-such on 2024-01-01");
  c.tier = kSpot;
  town.When(c).ThenRejected(Reason::kOutsideTerm);
  c.effective_date = Day("2017-01-01");
  town.When(c).ThenRejected(Reason::kPolicyContradictory, "tier",
                            "tier spot is of the whole contract, not of lot L1");
  c.lot_id = {};
  town.When(c).ThenRejected(Reason::kPolicyContradictory, "tier",
                            "tier spot makes no ranked offers, so nobody has a rank in it");
  c.tier = kLead;
  town.When(c).ThenRejected(Reason::kPolicyContradictory, "tier", "tier lead is sole: award the lot instead");
  c.tier = kFramework;
  town.When(c).ThenRejected(Reason::kAdmissionClosed);
}

TEST(Admission, AfterAWithdrawalIsAnewAndInItsTime) {
  Scenario town = Under(Policy(AdmissionMode::kRounds, 3, 14));
  town.After(Joins(kGoLive));
  town.After(WithdrawProvider{kNew, kCedar, Day("2017-01-01"), Day("2016-12-01"), Code("not-viable")});
  town.When(Joins("2017-01-01")).ThenRejected(Reason::kAdmissionClosed);
  town.After(Joins("2017-02-10"));
  town.After(Request("k-1", "h-1", "2016-12-01", kLot4));
  const auto award = [](const char* date) {
    AwardPackage c = AwardTo(kCedar);
    c.effective_date = Day(date);
    return c;
  };
  town.When(award("2017-02-09")).ThenRejected(Reason::kAwardOutsideRules);
  town.When(award("2017-02-10"))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)), Now(Passed(kFramework, PassReason::kNoProvider)),
            At("2017-02-10", AwardedBy(kSpot, kCedar, kLot4)));
}

TEST(Admission, OfTheDayOfAWithdrawalIsAnewWhenItComesAfterIt) {
  Scenario town = Under(Policy(AdmissionMode::kOpen));
  const WithdrawProvider out{kNew, kCedar, Day("2017-01-01"), Day("2016-12-01"), Code("not-viable")};
  town.After(Joins("2017-01-01")).After(out);
  ExpectOpen(town, Joins("2017-01-01"));
  town.After(Joins("2017-01-01")).When(Joins("2017-01-01")).ThenAlready(town.head());
}

}  // namespace
}  // namespace careledger::decide
