// A direct payment instead of the council's provider, and the windows in which none may be asked for.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

TakeDirectPayment Takes(const char* requested, const char* from) {
  return {.package_id = kPackage, .requested_date = Day(requested), .effective_date = Day(from)};
}
SetDirectPaymentPolicy Policy(const ContractId& contract, const char* from, bool refused) {
  return {contract, Day(from), refused, kCabinet};
}
// k-1 of h-1 with ash under the old contract since 2015.
Scenario UnderOld() {
  Scenario town = Town();
  return town.After(Request("k-1", "h-1", "2015-01-01"))
      .After(Award("k-1", kOld, {}, kAsh, "2015-01-05"))
      .After(Start("k-1", "2015-01-06"));
}

TEST(TakeDirectPayment, EndsTheProvidersCare) {
  Scenario town = UnderOld();
  const TakeDirectPayment c = Takes("2016-08-01", "2016-09-01");
  town.When(c).Then(At("2016-09-01", DirectPaymentTaken{kPackage, Day("2016-08-01")}));
  town.After(c).When(c).ThenAlready(town.head());
  const auto state_on = [&](const char* date) {
    return town.ledger().world.packages.Find(kPackage)->StateOn(Day(date));
  };
  EXPECT_EQ(state_on("2016-08-31"), PackageState::kStarted);
  EXPECT_EQ(state_on("2016-09-01"), PackageState::kDirectPayment);
  EXPECT_EQ(town.ledger().world.caseloads.Find(kOld, kAsh)->people.size(), 0U);
  // The person may come back to the council's providers.
  town.After(Award("k-1", kNew, kLot1, kAsh, "2017-01-01"));
  EXPECT_EQ(state_on("2016-12-31"), PackageState::kDirectPayment);
  EXPECT_EQ(state_on("2017-01-01"), PackageState::kStarted);
}

TEST(TakeDirectPayment, IsTakenOnceWhileItRuns) {
  Scenario town = UnderOld();
  town.After(Takes("2016-08-01", "2016-09-01"));
  town.When(Takes("2016-09-05", "2016-10-01"))
      .ThenRejected(Reason::kAlreadyStarted, "effective_date",
                    "a direct payment of package k-1 runs from 2016-09-01");
  // Back with a provider, the person may leave again.
  town.After(Award("k-1", kNew, kLot1, kAsh, "2017-01-01")).After(Takes("2017-02-01", "2017-03-01"));
}

TEST(TakeDirectPayment, OfSomebodyWhoWaits) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.When(Takes("2016-12-05", "2016-12-12"))
      .Then(At("2016-12-12", DirectPaymentTaken{kPackage, Day("2016-12-05")}));
}

// Accepted until 19 September 2016, refused from 20 September to 6 November, accepted from 7 November on.
TEST(DirectPaymentWindow, IsThatOfTheDayOnWhichItWasAskedFor) {
  Scenario town = UnderOld();
  town.After(Policy(kOld, "2016-09-20", true));
  const std::uint64_t shut = town.head();
  town.After(Policy(kOld, "2016-11-07", false));
  for (const auto& [requested, from] :
       {std::pair("2016-09-19", "2016-10-10"), std::pair("2016-11-07", "2016-11-07")}) {
    town.When(Takes(requested, from)).Then(At(from, DirectPaymentTaken{kPackage, Day(requested)}));
  }
  for (const char* requested : {"2016-09-20", "2016-10-15", "2016-11-06"}) {
    town.When(Takes(requested, "2016-12-01"))
        .ThenRejected(Reason::kDirectPaymentsRefused, "requested_date",
                      "direct payments are refused under contract c-old from 2016-09-20, by the record at #" +
                          std::to_string(shut));
  }
}

TEST(DirectPaymentWindow, MayBeThatOfTheContractThatFollows) {
  Scenario town = UnderOld();
  town.After(Policy(kNew, kGoLive, true));
  town.When(Takes("2016-11-08", "2016-12-01"))
      .Then(At("2016-12-01", DirectPaymentTaken{kPackage, Day("2016-11-08")}));
  town.After(SetExistingPackages{kNew, Day(kGoLive), kOld, MovesOn::kGoLive, kCabinet});
  town.When(Takes("2016-11-06", "2016-12-01"))
      .Then(At("2016-12-01", DirectPaymentTaken{kPackage, Day("2016-11-06")}));
  town.When(Takes("2016-11-08", "2016-12-01")).ThenRejected(Reason::kDirectPaymentsRefused);
}

// The package has moved to a contract without a window when the payment is to begin.
TEST(DirectPaymentWindow, IsThatOfTheContractItWasWithWhenAskedFor) {
  Scenario town = UnderOld();
  town.After(Policy(kOld, "2016-09-20", true));
  const std::uint64_t shut = town.head();
  town.After(Policy(kOld, "2016-11-07", false));
  TransferPackage moves;
  moves.package_id = kPackage;
  moves.to_contract_id = kNew;
  moves.to_lot_id = kLot1;
  moves.to_provider_id = kAsh;
  moves.effective_date = Day(kGoLive);
  moves.reason = Code("go-live");
  town.After(moves);
  town.When(Takes("2016-10-15", "2016-12-12"))
      .ThenRejected(Reason::kDirectPaymentsRefused, "requested_date",
                    "direct payments are refused under contract c-old from 2016-09-20, by the record at #" +
                        std::to_string(shut));
  town.When(Takes("2016-11-07", "2016-12-12")).ThenAccepted();
  // One that is to begin before it moves is of the old contract alone; the new one's own window counts too.
  town.After(Policy(kNew, "2016-11-21", true));
  town.When(Takes("2016-11-20", "2016-12-12")).ThenAccepted();
  town.When(Takes("2016-11-22", "2016-12-12")).ThenRejected(Reason::kDirectPaymentsRefused);
}

// What the NHS contracts is not the council's to pay out.
TEST(TakeDirectPayment, NotWhileTheNhsContractsTheCare) {
  Scenario town = Town();
  town.After(SetContinuingHealthcarePolicy{kNew, Day(kGoLive), HealthSettlement::kHealthContracts, kCabinet});
  town.After(Request("k-1", "h-1", "2016-12-01"))
      .After(Award("k-1", kNew, kLot1, kAsh, "2016-12-07"))
      .After(Start("k-1", "2016-12-07"))
      .After(StartContinuingHealthcare{kPackage, CommissionerId("nhs"), Day("2020-03-01"), kCabinet});
  town.When(Takes("2020-07-01", "2020-08-01"))
      .ThenRejected(Reason::kPackageAlreadyAwarded, "package_id",
                    "package k-1 is with p-ash under a contract of nhs from 2020-03-01: end its continuing "
                    "healthcare first");
}

EndDirectPayment Ends(const char* date) {
  return {.package_id = kPackage, .effective_date = Day(date), .reason = Code("no-carers")};
}

TEST(EndDirectPayment, AsksTheCouncilForCareAgain) {
  Scenario town = UnderOld();
  town.After(Takes("2016-08-01", "2016-09-01"));
  const EndDirectPayment c = Ends("2016-10-01");
  town.When(c).Then(At("2016-10-01", DirectPaymentEnded{kPackage, Code("no-carers")}));
  town.After(c).When(c).ThenAlready(town.head());
  const auto state_on = [&](const char* date) {
    return town.ledger().world.packages.Find(kPackage)->StateOn(Day(date));
  };
  EXPECT_EQ(state_on("2016-09-30"), PackageState::kDirectPayment);
  EXPECT_EQ(state_on("2016-10-01"), PackageState::kRequested);
  // Another may follow, and care too.
  town.After(Takes("2016-10-05", "2016-11-01"));
  EXPECT_EQ(state_on("2016-10-31"), PackageState::kRequested);
  EXPECT_EQ(state_on("2016-11-01"), PackageState::kDirectPayment);
  EXPECT_EQ(state_on("2016-09-30"), PackageState::kDirectPayment) << "what was before stays as it was";
  town.After(Ends("2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  EXPECT_EQ(state_on("2016-12-05"), PackageState::kStarted);
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(EndDirectPayment, RefusesInOrderOfPrecedence) {
  Scenario town = UnderOld();
  town.After(Takes("2016-08-01", "2016-09-01"));
  town.After(Request("k-2", "h-2", "2015-01-01")).After(End("k-2", "2016-12-01"));
  town.After(Request("k-3", "h-2", "2015-01-01")).After(RecordDeath{PersonId("h-2"), Day("2016-11-01")});
  const auto of = [](const char* package, const char* date) {
    EndDirectPayment c = Ends(date);
    c.package_id = PackageId(package);
    return c;
  };
  town.When(of("k-9", "2031-10-01")).ThenRejected(Reason::kInvalidField);
  town.When(of("k-9", "2016-12-01")).ThenRejected(Reason::kPackageUnknown);
  town.When(of("k-2", "2016-12-01")).ThenRejected(Reason::kPackageEnded);
  town.When(of("k-3", "2016-12-01")).ThenRejected(Reason::kPersonDied);
  town.When(Ends("2016-09-01")).ThenRejected(Reason::kBeforeStart);
  town.After(Award("k-1", kNew, kLot1, kAsh, "2017-01-01"));
  town.When(Ends("2017-01-05"))
      .ThenRejected(Reason::kNoDirectPayment, "package_id",
                    "no direct payment of package k-1 runs on 2017-01-05");
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(TakeDirectPayment, RefusesInOrderOfPrecedence) {
  Scenario town = UnderOld();
  town.After(Policy(kOld, "2016-09-20", true));
  town.After(Request("k-2", "h-2", "2015-01-01")).After(End("k-2", "2016-12-01"));
  town.After(Request("k-3", "h-2", "2015-01-01")).After(RecordDeath{PersonId("h-2"), Day("2016-11-01")});
  const auto of = [](TakeDirectPayment c, const char* package) {
    c.package_id = PackageId(package);
    return c;
  };
  town.When(of(Takes("2016-10-02", "2016-10-01"), "k-9")).ThenRejected(Reason::kInvalidField);
  town.When(of(Takes("2031-10-01", "2031-10-01"), "k-9")).ThenRejected(Reason::kInvalidField);
  town.When(of(Takes("2014-10-01", "2016-12-01"), "k-9")).ThenRejected(Reason::kPackageUnknown);
  town.When(of(Takes("2014-10-01", "2016-12-01"), "k-2")).ThenRejected(Reason::kPackageEnded);
  town.When(of(Takes("2014-10-01", "2016-12-01"), "k-3")).ThenRejected(Reason::kPersonDied);
  town.When(Takes("2014-12-31", "2016-12-01")).ThenRejected(Reason::kBeforeStart);
  town.When(Takes("2015-01-02", "2015-01-06")).ThenRejected(Reason::kBeforeStart);  // The day it started.
  town.When(Takes("2016-09-20", "2016-12-01")).ThenRejected(Reason::kDirectPaymentsRefused);
}

}  // namespace
}  // namespace careledger::decide
