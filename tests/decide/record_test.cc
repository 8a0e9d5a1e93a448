// Records of packages corrected, voided and imported.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

PackageRecordVoided Corrected(std::uint64_t position) { return {kPackage, position, Code("corrected")}; }
VoidPackageRecord Void(std::uint64_t position, const char* package = "k-1") {
  return {PackageId(package), position, Code("keyed-twice")};
}
template <class C>
C Correcting(std::uint64_t position, C command) {
  command.corrects_position = position;
  return command;
}

// k-1 of h-1: requested, with ash from 5 December 2016, started the day after. Each record's position.
struct Positions {
  std::uint64_t request = 0, award = 0, start = 0;
};
Scenario Started(Positions& at) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  at.request = town.head();
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  at.award = town.head();
  town.After(Start("k-1", "2016-12-06"));
  at.start = town.head();
  return town;
}

TEST(Correction, VoidsTheRecordInErrorAndWritesTheRightOne) {
  Positions at;
  Scenario town = Started(at);
  const StartPackage c = Correcting(at.start, Start("k-1", "2016-12-08"));
  town.When(c).Then(Now(Corrected(at.start)), At("2016-12-08", PackageStarted{kPackage}));
  town.After(c).When(c).ThenAlready(town.head());
  town.When(Correcting(at.start, Start("k-1", "2016-12-09"))).ThenRejected(Reason::kAlreadyStarted);
  // One that already says so changes nothing.
  const std::uint64_t start = town.head();
  town.When(Correcting(start, Start("k-1", "2016-12-08"))).ThenAlready(start);
}

TEST(Correction, RunsTheLadderWithoutTheRecordInError) {
  Positions at;
  Scenario town = Started(at);
  const PackageAwarded beech{kPackage, kNew, kLot2, kBeech, kMornings};
  town.When(Correcting(at.award, Award("k-1", kNew, kLot2, kBeech, "2016-12-05")))
      .Then(Now(Corrected(at.award)), At("2016-12-05", beech));
  town.When(Correcting(at.award, Award("k-1", kNew, kLot1, kBeech, "2016-12-05")))
      .ThenRejected(Reason::kProviderNotAwarded);
  town.When(Correcting(at.award, Award("k-1", kNew, kLot1, kAsh, "2016-12-07")))  // After the start.
      .ThenRejected(Reason::kRecordReliedOn);
  town.After(Suspend("k-1", "2017-01-01"));
  const std::uint64_t suspended = town.head();
  town.After(Resume("k-1", "2017-01-10"));
  const std::uint64_t resumed = town.head();
  SuspendPackage respite = Correcting(suspended, Suspend("k-1", "2017-01-02"));
  respite.reason = Code("respite");
  town.When(respite).Then(Now(Corrected(suspended)),
                          At("2017-01-02", PackageSuspended{kPackage, Code("respite")}));
  town.When(Correcting(resumed, Resume("k-1", "2017-01-12")))
      .Then(Now(Corrected(resumed)), At("2017-01-12", PackageResumed{kPackage}));
  town.After(HandBack("k-1", "2017-02-01", "2017-01-20"));
  const std::uint64_t back = town.head();
  town.When(Correcting(back, HandBack("k-1", "2017-01-28", "2017-01-20")))
      .Then(Now(Corrected(back)),
            At("2017-01-28", PackageHandedBack{kPackage, kAsh, Day("2017-01-20"), Code("capacity")}));
  town.After(End("k-1", "2017-03-01"));
  town.When(Correcting(town.head(), End("k-1", "2017-02-20")))
      .Then(Now(Corrected(town.head())), At("2017-02-20", PackageEnded{kPackage, Code("moved-away")}));
}

TEST(Correction, LeavesNoLaterRecordOnNothing) {
  Positions at;
  Scenario town = Started(at);
  town.After(Void(at.start)).After(Transfer("k-1", kLot3, kBeech, "2017-01-01"));
  const std::uint64_t moved = town.head();
  const std::string names_the_move = "the record at #" + std::to_string(moved) +
                                     " of package k-1 rests on the one at #" + std::to_string(at.award);
  town.After(HandBack("k-1", "2017-02-01", "2017-01-20"));
  // To after the transfer from it.
  town.When(Correcting(at.award, Award("k-1", kNew, kLot1, kAsh, "2017-02-01")))
      .ThenRejected(Reason::kRecordReliedOn, "corrects_position", names_the_move);
  // To another provider than the transfer names.
  town.When(Correcting(at.award, Award("k-1", kNew, kLot2, kBeech, "2016-12-05")))
      .ThenRejected(Reason::kRecordReliedOn, "corrects_position", names_the_move);
  // A transfer to another than hands it back.
  town.When(Correcting(moved, Transfer("k-1", kLot1, kAsh, "2017-01-01")))
      .ThenRejected(Reason::kSameProvider);
  town.After(AdmitProvider{kNew, kCedar, Day(kGoLive), kCabinet});
  town.When(Correcting(moved, Transfer("k-1", {}, kCedar, "2017-01-01")))
      .ThenRejected(Reason::kRecordReliedOn);
  town.When(Correcting(moved, Transfer("k-1", kLot3, kBeech, "2017-02-02")))
      .ThenRejected(Reason::kRecordReliedOn);
  // What keeps them standing is taken.
  town.When(Correcting(at.award, Award("k-1", kNew, kLot1, kAsh, "2016-12-31")))
      .Then(Now(Corrected(at.award)),
            At("2016-12-31", PackageAwarded{kPackage, kNew, kLot1, kAsh, kMornings}));
  town.When(Correcting(moved, Transfer("k-1", kLot2, kBeech, "2017-01-31", 60)))
      .Then(Now(Corrected(moved)), At("2017-01-31", PackageTransferred{.package_id = kPackage,
                                                                       .from_provider_id = kAsh,
                                                                       .to_provider_id = kBeech,
                                                                       .to_contract_id = kNew,
                                                                       .to_lot_id = kLot2,
                                                                       .minute = 60,
                                                                       .reason = Code("new-contract")}));
}

TEST(Correction, BlamesNoRecordThatHadFallenBefore) {
  Positions at;
  Scenario town = Started(at);
  town.After(Transfer("k-1", kLot2, kBeech, "2017-02-01"));
  town.After(RecordDeath{PersonId("h-1"), Day("2017-01-15")});  // The transfer had been planned.
  town.After(Correcting(at.start, Start("k-1", "2016-12-08")));
}

TEST(Correction, OfARequestKeepsThePerson) {
  Positions at;
  Scenario town = Started(at);
  town.When(Correcting(at.request, Request("k-1", "h-2", "2016-12-01"))).ThenRejected(Reason::kInvalidField);
  town.When(Correcting(at.request, Request("k-1", "h-1", "2016-12-06")))
      .ThenRejected(Reason::kRecordReliedOn);
  const RequestPackage c = Correcting(at.request, Request("k-1", "h-1", "2016-11-28", kLot2));
  town.After(c).When(c).ThenAlready(town.head());
}

TEST(Correction, NamesACountingRecordOfItsKind) {
  Positions at;
  Scenario town = Started(at);
  town.When(Correcting(1, Start("k-1", "2016-12-08"))).ThenRejected(Reason::kRecordUnknown);
  town.When(Correcting(at.award, Start("k-1", "2016-12-08")))
      .ThenRejected(Reason::kRecordUnknown, "corrects_position",
                    "#" + std::to_string(at.award) + " is a record of another kind of package k-1");
  town.When(Correcting(1, Start("k-9", "2016-12-08")))
      .ThenRejected(Reason::kPackageUnknown);  // The lower number.
  town.After(Void(at.start));
  town.When(Correcting(at.start, Start("k-1", "2016-12-08"))).ThenRejected(Reason::kRecordAlreadyVoided);
}

TEST(VoidPackageRecord, RefusesInOrderOfPrecedence) {
  Positions at;
  Scenario town = Started(at);
  town.When(Void(at.award, "k-9")).ThenRejected(Reason::kPackageUnknown);
  town.When(Void(1)).ThenRejected(Reason::kRecordUnknown);
  town.When(Void(at.request)).ThenRejected(Reason::kRecordReliedOn);
  town.When(Void(at.award))
      .ThenRejected(Reason::kRecordReliedOn, "position",
                    "the record at #" + std::to_string(at.start) + " of package k-1 rests on the one at #" +
                        std::to_string(at.award));
  town.When(Void(at.start)).Then(Now(PackageRecordVoided{kPackage, at.start, Code("keyed-twice")}));
  town.After(Void(at.start)).When(Void(at.start)).ThenAlready(town.head());
  town.When(VoidPackageRecord{kPackage, at.start, Code("other")}).ThenRejected(Reason::kRecordAlreadyVoided);
  town.When(Void(town.head())).ThenRejected(Reason::kRecordUnknown);  // Itself a voiding.
  town.After(Void(at.award)).After(Void(at.request));
  town.When(Start("k-1", "2016-12-06")).ThenRejected(Reason::kPackageUnknown);
  town.When(Request("k-1", "h-2", "2016-12-01")).ThenRejected(Reason::kAlreadyExists);
  town.After(Request("k-1", "h-1", "2016-12-02"));
}

TEST(VoidPackageRecord, LooksAtEachKindThatRestsOnAnAward) {
  const auto relied_on = [](const auto& later) {
    Positions at;
    Scenario town = Started(at);
    town.After(Void(at.start));
    town.When(Void(at.award)).Then(Now(PackageRecordVoided{kPackage, at.award, Code("keyed-twice")}));
    town.After(later).When(Void(at.award)).ThenRejected(Reason::kRecordReliedOn);
  };
  relied_on(Transfer("k-1", kLot2, kBeech, "2017-01-01"));
  relied_on(HandBack("k-1", "2017-01-01", "2016-12-20"));
  relied_on(ChangePlan{kPackage, kTwice, Day("2017-01-01"), {}, Code("review")});
}

TEST(VoidPackageRecord, LooksAtWhatRestsOnStartsAndHandBacks) {
  Positions at;
  Scenario town = Started(at);
  town.After(Suspend("k-1", "2017-01-01"));
  // Care that did not start may be suspended all the same: its wait was.
  town.When(Void(at.start)).Then(Now(PackageRecordVoided{kPackage, at.start, Code("keyed-twice")}));
  town.After(HandBack("k-1", "2017-02-01", "2017-01-20"));
  const std::uint64_t back = town.head();
  town.After(Award("k-1", kNew, kLot2, kBeech, "2017-02-01"));
  town.When(Void(back)).ThenRejected(Reason::kRecordReliedOn);  // It would be with ash still.
  town.When(Correcting(back, HandBack("k-1", "2017-02-10", "2017-01-20")))
      .ThenRejected(Reason::kRecordReliedOn);
  EXPECT_TRUE(std::holds_alternative<Decision>(
      town.When(Correcting(back, HandBack("k-1", "2017-01-28", "2017-01-20"))).outcome()));
}

TEST(VoidPackageRecord, LooksAtWhatRestsOnSuspensionsAndTransfers) {
  Positions at;
  Scenario town = Started(at);
  town.After(Suspend("k-1", "2017-01-01"));
  const std::uint64_t suspended = town.head();
  town.After(Resume("k-1", "2017-01-10"));
  const std::uint64_t resumed = town.head();
  town.When(Void(suspended)).ThenRejected(Reason::kRecordReliedOn);
  town.After(Suspend("k-1", "2017-02-01"));
  town.When(Void(resumed)).ThenRejected(Reason::kRecordReliedOn);  // Two suspensions would overlap.
  town.After(Transfer("k-1", kLot2, kBeech, "2017-03-01"));
  const std::uint64_t moved = town.head();
  town.After(HandBack("k-1", "2017-04-01", "2017-03-20"));
  town.When(Void(moved)).ThenRejected(Reason::kRecordReliedOn);
  town.After(Void(town.head())).After(Void(moved));
}

TEST(VoidPackageRecord, AnEndRestsOnNoAward) {
  Positions at;
  Scenario town = Started(at);
  town.After(Void(at.start)).After(End("k-1", "2017-05-01")).After(Void(at.award));
  town.When(Award("k-1", kNew, kLot2, kBeech, "2017-05-01")).ThenRejected(Reason::kPackageEnded);
}

TEST(ImportPackage, RequestsAwardsAndStartsAsOne) {
  Scenario town = Town();
  const ImportPackage row{Request("k-1", "h-1", "2016-12-01"), Award("", kNew, kLot1, kAsh, "2016-12-05")};
  const RequestPackage& r = row.request;
  const PackageRequested requested{kPackage, r.person_id,   r.service, r.client_group, r.funder, r.waiting_in,
                                   r.reason, r.contract_id, r.lot_id,  r.plan,         r.area};
  town.When(row).Then(At("2016-12-01", requested),
                      At("2016-12-05", PackageAwarded{kPackage, kNew, kLot1, kAsh, kMornings}),
                      At("2016-12-05", PackageStarted{kPackage}));
  town.After(row).When(row).ThenAlready(town.head());
  ImportPackage other = row;
  other.award->effective_date = Day("2016-12-07");
  town.When(other).ThenRejected(Reason::kPackageAlreadyAwarded);
}

TEST(ImportPackage, WaitsUnderTheContractOfTheLotThePersonLivesIn) {
  Scenario town = Town();
  RequestPackage request = Request("k-1", "h-1", "2016-12-01", kLot2);
  request.contract_id = {};
  const auto requested = [&](const char* contract) {
    const RequestPackage& r = request;
    return At("2016-12-01",
              PackageRequested{r.package_id, r.person_id, r.service, r.client_group, r.funder, r.waiting_in,
                               r.reason, ContractId(contract), r.lot_id, r.plan, r.area});
  };
  town.When(ImportPackage{request, {}}).Then(requested("c-new"));
  town.After(ImportPackage{request, {}});
  // Once there are two such lots, nobody can tell; what is on record stays as it is.
  town.After(DefineLot{kOld, kLot2, 2, "Lot 2 of old"});
  town.When(ImportPackage{request, {}}).ThenAlready(town.head() - 1);
  request.package_id = PackageId("k-2");
  town.When(ImportPackage{request, {}})
      .ThenRejected(Reason::kLotUnknown, "lives_in_lot",
                    "lot L2 may be of contract c-new or c-old: name it in the column lot_id of a file for "
                    "its contract");
  request.lot_id = LotId("L9");
  town.When(ImportPackage{request, {}})
      .ThenRejected(Reason::kLotUnknown, "lives_in_lot", "no contract has a lot L9");
  request.reason = Code("whim");
  town.When(ImportPackage{request, {}}).ThenRejected(Reason::kInvalidField);  // The lower number.
}

TEST(ImportPackage, IsAllOrNothing) {
  Scenario town = Town();
  const RequestPackage request = Request("k-1", "h-1", "2016-12-01");
  town.When(ImportPackage{request, Award("k-2", kNew, kLot1, kAsh, "2016-12-05")})
      .ThenRejected(Reason::kInvalidField);
  town.When(ImportPackage{request, Award("", kNew, kLot1, kBeech, "2016-12-05")})
      .ThenRejected(Reason::kProviderNotAwarded);
  town.When(ImportPackage{request, Award("", kNew, kLot1, kAsh, "2016-11-30")})
      .ThenRejected(Reason::kBeforeStart);
  town.After(ImportPackage{request, {}})
      .After(ImportPackage{request, Award("", kNew, kLot1, kAsh, "2016-12-05")});
  EXPECT_EQ(town.ledger().world.packages.Find(kPackage)->entries().size(), 3U);
}

}  // namespace
}  // namespace careledger::decide
