// Decisions about transfers, of one package and of all.
#include <chrono>

#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

PackageTransferred Moved(const char* package, const ProviderId& from, const LotId& lot, const ProviderId& to,
                         std::uint32_t minute = 0, const char* transfer = "") {
  return {.package_id = PackageId(package),
          .from_provider_id = from,
          .to_provider_id = to,
          .to_contract_id = kNew,
          .to_lot_id = lot,
          .minute = minute,
          .reason = Code("new-contract"),
          .transfer_id = TransferId(transfer)};
}

// `package` of `person` in `lot`, with ash under the old contract since 2015.
Scenario& Place(Scenario& town, const char* package, const char* person, const LotId& lot) {
  return town.After(Request(package, person, "2015-01-01", lot))
      .After(Award(package, kOld, {}, kAsh, "2015-01-05"));
}
Scenario Placed() {
  Scenario town = Town();
  return Place(town, "k-1", "h-1", kLot2);
}

// Who chose to buy their care from the day of a transfer is left alone by it, whether of one or of all.
TEST(TransferPackage, LeavesAloneWhoTakesADirectPaymentThatDay) {
  Scenario town = Placed();
  town.After(TakeDirectPayment{PackageId("k-1"), Day("2016-09-19"), Day(kGoLive)});
  town.When(Transfer("k-1", kLot2, kBeech, kGoLive))
      .ThenRejected(Reason::kPackageNotAwarded, "package_id",
                    "package k-1 is with no provider on 2016-11-07: the person takes a direct payment from "
                    "2016-11-07");
  const auto outcome = town.When(TransferAll("t-1")).outcome();
  const auto& summary = std::get<BulkTransferRecorded>(
      std::get<TransferEvent>(std::get<Decision>(outcome).events.back().event));
  EXPECT_EQ(summary.moved, 0U);
  EXPECT_EQ(summary.refused,
            (std::vector<TransferRefusal>{
                {PackageId("k-1"), static_cast<std::uint32_t>(Reason::kPackageNotAwarded)}}));
  // Where it begins a day later, care goes on: the transfer stands, and ends with the direct payment.
  Scenario early = Placed();
  early.After(TakeDirectPayment{PackageId("k-1"), Day("2016-09-19"), Day("2016-11-08")});
  early.When(Transfer("k-1", kLot2, kBeech, kGoLive)).Then(At(kGoLive, Moved("k-1", kAsh, kLot2, kBeech)));
}

TEST(TransferPackage, NamesBothProvidersAndTheTime) {
  Scenario town = Placed();
  const TransferPackage c = Transfer("k-1", kLot2, kBeech, kGoLive, 14 * 60);
  town.When(c).Then(At(kGoLive, Moved("k-1", kAsh, kLot2, kBeech, 14 * 60)));
  town.After(c).When(c).ThenAlready(town.head());
  town.When(Transfer("k-1", kLot2, kBeech, "2017-01-01"))
      .ThenRejected(
          Reason::kSameProvider, "to_provider_id",
          "package k-1 is with p-beech from 2016-11-07, by the record at #" + std::to_string(town.head()));
  TransferPackage by_choice = c;
  by_choice.reason = Code("choice");
  town.When(by_choice).ThenRejected(Reason::kSameProvider);
  town.When(Transfer("k-1", kLot1, kAsh, kGoLive, 15 * 60))
      .Then(At(kGoLive, Moved("k-1", kBeech, kLot1, kAsh, 15 * 60)));
}

TEST(TransferPackage, TakesOverOnTheDayOfAHandBack) {
  Scenario town = Placed();
  town.After(HandBack("k-1", kGoLive, "2016-10-01"));
  town.When(Transfer("k-1", kLot2, kBeech, kGoLive)).Then(At(kGoLive, Moved("k-1", kAsh, kLot2, kBeech)));
  town.When(Transfer("k-1", kLot2, kBeech, "2016-11-08")).ThenRejected(Reason::kPackageNotAwarded);
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(TransferPackage, RefusesInOrderOfPrecedence) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2015-01-01"));  // Never awarded.
  Place(town, "k-2", "h-2", kLot2).After(RecordDeath{PersonId("h-2"), Day("2016-12-31")});
  town.After(End("k-2", "2017-01-01"));
  Place(town, "k-3", "h-2", kLot2);
  town.After(Request("k-4", "h-4", "2015-01-01")).After(Award("k-4", kNew, kLot1, kAsh, "2017-01-02"));
  TransferPackage garbled = Transfer("k-9", LotId("L9"), ProviderId("p-x"), "2016-01-01", 1440);
  garbled.to_contract_id = ContractId("c-x");
  TransferPackage no_contract = garbled;
  no_contract.time = {};
  struct Row {
    Reason reason;
    TransferPackage command;
  };
  const std::vector<Row> rows = {
      {Reason::kInvalidField, garbled},
      {Reason::kContractUnknown, no_contract},
      {Reason::kLotUnknown, Transfer("k-9", LotId("L9"), ProviderId("p-x"), "2016-01-01")},
      {Reason::kProviderUnknown, Transfer("k-9", {}, ProviderId("p-x"), "2016-01-01")},
      {Reason::kPackageUnknown, Transfer("k-9", {}, kCedar, "2016-01-01")},
      {Reason::kOutsideTerm, Transfer("k-1", {}, kCedar, "2016-01-01")},
      {Reason::kLotRequired, Transfer("k-1", {}, kCedar, "2017-01-01")},
      {Reason::kProviderNotAwarded, Transfer("k-1", kLot1, kCedar, "2017-01-01")},
      {Reason::kPackageNotAwarded, Transfer("k-1", kLot1, kAsh, "2017-01-01")},
      {Reason::kPackageEnded, Transfer("k-2", kLot1, kAsh, "2017-01-01")},
      {Reason::kPersonDied, Transfer("k-3", kLot1, kAsh, "2017-01-01")},
      {Reason::kBeforeStart, Transfer("k-4", kLot2, kBeech, "2017-01-01")},
  };
  for (const Row& row : rows) town.When(row.command).ThenRejected(row.reason);
  town.After(Transfer("k-4", kLot2, kBeech, "2017-02-01", 600));
  town.When(Transfer("k-4", kLot3, kBeech, "2017-02-01", 599))
      .ThenRejected(Reason::kBeforeStart, "time",
                    "minute 599 of 2017-02-01 is before package k-4 goes to p-beech that day, at minute 600");
}

// k-1 in lot 2 moves; k-2 in lot 4 that nobody holds; k-3 in no lot; h-4 of k-4 died; k-5 ended that day; k-6
// is suspended and moves; k-7 is not under the old contract; k-8 ended long ago.
Scenario Eve() {
  Scenario town = Placed();
  Place(town, "k-2", "h-2", kLot4);
  town.After([] {
        RequestPackage c = Request("k-3", "h-3", "2015-01-01", {});
        c.contract_id = {};
        return c;
      }())
      .After(Award("k-3", kOld, {}, kAsh, "2015-01-05"));
  Place(town, "k-4", "h-4", kLot1).After(RecordDeath{PersonId("h-4"), Day("2016-11-01")});
  Place(town, "k-5", "h-5", kLot1).After(End("k-5", kGoLive));
  Place(town, "k-6", "h-6", kLot1).After(Start("k-6", "2015-01-05")).After(Suspend("k-6", "2016-10-01"));
  town.After(Request("k-7", "h-7", "2015-01-01"));
  Place(town, "k-8", "h-8", kLot1).After(End("k-8", "2016-01-01"));
  return town;
}

TEST(TransferPackage, IsOfAServiceThatTheContractBuys) {
  Scenario town = Placed();
  RateLine sitting = Line("12");
  sitting.key.service = Code("sitting");
  town.After(SetRates{kNew, Day(kGoLive), {sitting}, kCabinet});
  town.When(Transfer("k-1", kLot2, kBeech, kGoLive))
      .ThenRejected(Reason::kServiceUnknown, "to_contract_id",
                    "contract c-new has rates, but none of service home-care");
  town.After(SetRates{kNew, Day(kGoLive), {Line("16", kBeech)}, kCabinet});
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(Transfer("k-1", kLot2, kBeech, kGoLive)).outcome()));
}

// A record that takes effect later would be left saying what is no longer so.
TEST(TransferPackages, LeavesAloneWhatALaterRecordRestsOn) {
  Scenario town = Placed();
  town.After(HandBack("k-1", "2016-12-01", "2016-11-20"));
  const std::uint64_t back = town.head();
  town.When(TransferAll("t-1"))
      .Then(At(kGoLive,
               BulkTransferRecorded{TransferId("t-1"),
                                    kOld,
                                    kNew,
                                    0,
                                    {{PackageId("k-1"), static_cast<std::uint32_t>(Reason::kRecordReliedOn)}},
                                    kCabinet}));
  town.When(Transfer("k-1", kLot2, kBeech, kGoLive))
      .ThenRejected(Reason::kRecordReliedOn, "effective_date",
                    "the record at #" + std::to_string(back) +
                        " of package k-1, of 2016-12-01, would rest on nothing: void or correct it first");
}

TEST(TransferPackages, MovesWhatIsReadyAndSaysWhatIsNot) {
  Scenario town = Eve();
  const auto refusal = [](const char* id, Reason reason) {
    return TransferRefusal{PackageId(id), static_cast<std::uint32_t>(reason)};
  };
  const BulkTransferRecorded summary{
      .transfer_id = TransferId("t-1"),
      .from_contract_id = kOld,
      .to_contract_id = kNew,
      .moved = 2,
      .refused = {refusal("k-2", Reason::kLotNotAwarded), refusal("k-3", Reason::kLotNotKnown),
                  refusal("k-4", Reason::kPersonDied), refusal("k-5", Reason::kPackageEnded)},
      .authority = kCabinet};
  town.When(TransferAll("t-1"))
      .Then(At(kGoLive, Moved("k-1", kAsh, kLot2, kBeech, 0, "t-1")),
            At(kGoLive, Moved("k-6", kAsh, kLot1, kAsh, 0, "t-1")), At(kGoLive, summary));
  town.After(TransferAll("t-1")).When(TransferAll("t-1")).ThenAlready("transfer-t-1");
  // Repeated once lot 4 is awarded, it moves only what was refused.
  town.After(AwardOf(kLot4, kAsh, kGoLive));
  BulkTransferRecorded second = summary;
  second.moved = 1;
  second.refused.erase(second.refused.begin());
  town.When(TransferAll("t-1"))
      .Then(At(kGoLive, Moved("k-2", kAsh, kLot4, kAsh, 0, "t-1")), At(kGoLive, second));
}

// Nobody is left without care for want of an assessment: it moves, and the answer says so.
TEST(TransferPackages, SaysHowManyMovedNotReady) {
  Scenario town = Town();
  for (const auto& [package, person] :
       {std::pair("k-1", "h-1"), std::pair("k-2", "h-2"), std::pair("k-3", "h-3"), std::pair("k-4", "h-4")})
    Place(town, package, person, kLot2);
  town.After(PlanMobilisation{.contract_id = kNew,
                              .from_contract_ids = {kOld},
                              .award_date = Day("2016-09-05"),
                              .go_live_date = Day(kGoLive),
                              .effective_date = Day("2016-02-01"),
                              .authority = kCabinet});
  const auto assess = [](const char* package, const char* reason, const char* date) {
    return AssessReadiness{.contract_id = kNew,
                           .package_id = PackageId(package),
                           .ready = *reason == 0,
                           .reason = Code(reason),
                           .date = Day(date)};
  };
  // k-1 is ready in the end, and what was recorded last of the days before counts of the others; of k-4
  // nothing is known.
  town.After(assess("k-1", "no-carers", "2016-10-10")).After(assess("k-1", "", "2016-11-01"));
  town.After(assess("k-2", "plan-missing", "2016-11-01")).After(assess("k-2", "", "2016-10-10"));
  town.After(assess("k-3", "no-carers", kGoLive));
  const auto outcome = town.When(TransferAll("t-1")).outcome();
  const auto& summary = std::get<BulkTransferRecorded>(
      std::get<TransferEvent>(std::get<Decision>(outcome).events.back().event));
  EXPECT_EQ(summary.moved, 4U);
  EXPECT_EQ(summary.not_ready,
            (std::vector<MovedNotReady>{{Code("no-carers"), 1}, {Code("plan-missing"), 1}}));
}

// Under the old contract, but with nobody yet: it is not moved, and not left out of what is said.
TEST(TransferPackages, SaysWhatWaitsOrBeginsLater) {
  Scenario town = Town();
  const auto asked = [](const char* package, const char* person) {
    RequestPackage c = Request(package, person, "2016-11-01", {});
    c.contract_id = kOld;
    return c;
  };
  town.After(asked("k-1", "h-1"));
  town.After(asked("k-2", "h-2")).After(Award("k-2", kOld, {}, kAsh, "2016-11-08"));
  town.After(asked("k-3", "h-3")).After(Award("k-3", kOld, {}, kAsh, "2016-11-02"));
  town.After(HandBack("k-3", "2016-11-05", "2016-11-04"));
  town.After(asked("k-4", "h-4")).After(End("k-4", "2016-11-05"));
  town.After(Request("k-5", "h-5", "2016-11-01"));  // Of the new contract.
  const auto refusal = [](const char* id, Reason reason) {
    return TransferRefusal{PackageId(id), static_cast<std::uint32_t>(reason)};
  };
  town.When(TransferAll("t-1"))
      .Then(At(kGoLive, BulkTransferRecorded{
                            TransferId("t-1"),
                            kOld,
                            kNew,
                            0,
                            {refusal("k-1", Reason::kPackageNotAwarded), refusal("k-2", Reason::kBeforeStart),
                             refusal("k-3", Reason::kPackageNotAwarded)},
                            kCabinet}));
}

// At noon both providers have the package on the day, each its hours.
TEST(TransferPackages, MayBeAtATimeOfDay) {
  Scenario town = Placed();
  TransferPackages noon = TransferAll("t-1");
  noon.time = {12 * 60};
  town.After(noon);
  const Package& package = *town.ledger().world.packages.Find(PackageId("k-1"));
  EXPECT_EQ(package.PlacementAt({Day(kGoLive), 12 * 60 - 1})->provider_id, kAsh);
  EXPECT_EQ(package.PlacementAt({Day(kGoLive), 12 * 60})->provider_id, kBeech);
}

TEST(TransferPackages, RefusesInOrderOfPrecedence) {
  Scenario town = Eve();
  TransferPackages c = TransferAll("t-1", "2016-11-06");
  c.to_contract_id = kOld;
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.to_contract_id = ContractId("c-x");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c = TransferAll("t-1", "2016-11-06");
  c.from_contract_id = ContractId("c-x");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  town.After(TransferAll("t-1"));
  c.from_contract_id = kNew;
  c.to_contract_id = kOld;
  town.When(c).ThenRejected(Reason::kAlreadyExists);
  town.When(TransferAll("t-2", "2016-11-06")).ThenRejected(Reason::kOutsideTerm);
}

TEST(TransferPackages, IsRecordedEvenWhenNothingMoves) {
  Scenario town = Town();
  town.When(TransferAll("t-1"))
      .Then(At(kGoLive, BulkTransferRecorded{TransferId("t-1"), kOld, kNew, 0, {}, kCabinet}));
  town.After(TransferAll("t-1")).When(TransferAll("t-1")).ThenAlready("transfer-t-1");
}

TEST(TransferPackages, DecidesManyAtOnce) {
  constexpr std::size_t kPackages = 20'000;
  Scenario town = Town();
  Ledger& ledger = town.ledger();
  for (std::size_t i = 0; i < kPackages; ++i) {
    const std::string number = std::to_string(100'000 + i);
    PackageRequested request{.package_id = PackageId("k-" + number),
                             .person_id = PersonId("h-" + number),
                             .service = kHomeCare,
                             .contract_id = kNew,
                             .lot_id = i % 2 == 0 ? kLot1 : kLot2,
                             .plan = kMornings};
    ledger.Append(At("2015-01-01", request));
    ledger.Append(At("2015-01-05", PackageAwarded{request.package_id, kOld, {}, kAsh, kMornings}));
  }
  const auto begin = std::chrono::steady_clock::now();
  const Answer answer = town.When(TransferAll("t-1"));
  const auto elapsed = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(std::holds_alternative<Decision>(answer.outcome()));
  EXPECT_EQ(std::get<Decision>(answer.outcome()).events.size(), kPackages + 1);
  RecordProperty("milliseconds",
                 std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count()));
}

}  // namespace
}  // namespace careledger::decide
