// Decisions about a mobilisation: its plan, and what is recorded until lots go live; and what hours of one
// person are plausible.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const char* const kPlanned = "2016-02-01";

PlanMobilisation PlanIt(const char* award = "2016-09-05", const char* go_live = kGoLive,
                        const char* effective = kPlanned) {
  return {.contract_id = kNew,
          .from_contract_ids = {kOld},
          .award_date = Day(award),
          .go_live_date = Day(go_live),
          .effective_date = Day(effective),
          .authority = kCabinet};
}
SetGoLive GoLive(const LotId& lot, const char* day, const char* effective = "2016-10-01") {
  return {.contract_id = kNew,
          .lot_id = lot,
          .go_live_date = Day(day),
          .effective_date = Day(effective),
          .authority = kCabinet};
}
DeclareNewcomer Newcomer(const ProviderId& provider, const char* date, bool no_longer = false) {
  return {.contract_id = kNew, .provider_id = provider, .no_longer = no_longer, .effective_date = Day(date)};
}
DeclareStaffTransfer Staff(const ProviderId& provider, const LotId& lot, std::uint32_t secured) {
  return {.contract_id = kNew,
          .provider_id = provider,
          .lot_id = lot,
          .required_weekly_minutes = 6000,
          .secured_weekly_minutes = secured,
          .opted_out_weekly_minutes = 600,
          .date = Day("2016-10-10")};
}
SetMobilisationThreshold Threshold(std::uint32_t green, std::uint32_t amber, const char* date = kPlanned) {
  return {.contract_id = kNew,
          .measure = MobilisationMeasure::kPackagesReady,
          .green_percent = green,
          .amber_percent = amber,
          .effective_date = Day(date),
          .authority = kCabinet};
}
AssessReadiness Assess(const char* package, const char* reason, const char* date = "2016-10-10") {
  return {.contract_id = kNew,
          .package_id = PackageId(package),
          .ready = *reason == 0,
          .reason = Code(reason),
          .date = Day(date)};
}
ScheduleReview Due(const char* person, const char* due, const char* date = "2016-02-10") {
  return {.contract_id = kNew, .person_id = PersonId(person), .due_date = Day(due), .date = Day(date)};
}
CompleteReview Reviewed(const char* person, const char* date) {
  return {.contract_id = kNew, .person_id = PersonId(person), .date = Day(date)};
}
SetPlausibleHours Plausible(std::uint32_t least, std::uint32_t most, const char* date = "2016-11-07") {
  return {.contract_id = kNew,
          .service = kHomeCare,
          .least_weekly_minutes = least,
          .most_weekly_minutes = most,
          .effective_date = Day(date),
          .authority = kCabinet};
}

// k-1 with ash under the old contract since 2015, in lot 1; the mobilisation is planned.
Scenario Existing() {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2015-01-05"));
  town.After(Award("k-1", kOld, {}, kAsh, "2015-02-02"));
  return town;
}
Scenario Planned() { return Existing().After(PlanIt()); }

TEST(PlanMobilisation, IsRecordedOnceForAContract) {
  Scenario town = Existing();
  town.When(PlanIt()).Then(
      At(kPlanned, MobilisationPlanned{kNew, {kOld}, Day("2016-09-05"), Day(kGoLive), kCabinet}));
  town.After(PlanIt());
  town.When(PlanIt()).ThenAlready(town.head());
  town.When(PlanIt("2016-09-12")).ThenRejected(Reason::kAlreadyExists);
  PlanMobilisation corrected = PlanIt("2016-09-12");
  corrected.corrects_position = town.head();
  town.When(corrected).Then(
      Now(MonitoringRecordVoided{kNew, town.head(), Code("corrected")}),
      At(kPlanned, MobilisationPlanned{kNew, {kOld}, Day("2016-09-12"), Day(kGoLive), kCabinet}));
}

TEST(PlanMobilisation, NamesContractsThatExit) {
  Scenario town = Existing();
  PlanMobilisation c = PlanIt();
  c.from_contract_ids = {ContractId("nowhere")};
  town.When(c).ThenRejected(Reason::kContractUnknown, "from_contract_ids", "there is no contract nowhere");
  c.from_contract_ids = {kOld, kOld};
  town.When(c).ThenRejected(Reason::kInvalidField, "from_contract_ids", "a contract is named twice");
  c.from_contract_ids = {kNew};
  town.When(c).ThenRejected(Reason::kInvalidField, "from_contract_ids",
                            "contract c-new cannot both come in and exit");
}

TEST(PlanMobilisation, GoesLiveWithinTheTermAndAfterTheAward) {
  Scenario town = Existing();
  town.When(PlanIt("2016-11-08")).ThenRejected(Reason::kInvalidField);
  town.When(PlanIt("2016-09-05", "2016-11-06"))
      .ThenRejected(Reason::kOutsideTerm, "go_live_date",
                    "2016-11-06 is before contract c-new, which runs from 2016-11-07");
}

TEST(SetGoLive, MovesTheDayOfOneLot) {
  Scenario town = Planned();
  town.When(GoLive(kLot1, "2016-12-05"))
      .Then(At("2016-10-01", GoLiveSet{kNew, kLot1, Day("2016-12-05"), kCabinet}));
  town.When(GoLive(kLot1, kGoLive)).ThenRejected(Reason::kMonitoringUnchanged);
  town.When(GoLive(LotId("L9"), "2016-12-05")).ThenRejected(Reason::kLotUnknown);
  town.When(GoLive(kLot1, "2024-01-01")).ThenRejected(Reason::kOutsideTerm);
  Existing().When(GoLive(kLot1, "2016-12-05")).ThenRejected(Reason::kMobilisationNotPlanned);
  town.When(GoLive(kLot1, "2016-12-05", "2016-01-31"))
      .ThenRejected(Reason::kBeforeOpened, "effective_date",
                    "2016-01-31 is before the mobilisation was planned, on 2016-02-01");
  Scenario late = Existing().After(PlanIt("2016-11-20", "2016-12-05"));
  late.When(GoLive(kLot1, kGoLive)).ThenRejected(Reason::kPolicyContradictory);
}

TEST(DeclareNewcomer, HoldsUntilSaidOtherwise) {
  Scenario town = Existing();
  town.When(Newcomer(kAsh, "2016-09-01", true)).ThenRejected(Reason::kMonitoringUnchanged);
  town.When(Newcomer(kCedar, "2016-09-01")).ThenRejected(Reason::kProviderNotAwarded);
  town.After(Newcomer(kAsh, "2016-09-01"));
  town.When(Newcomer(kAsh, "2016-10-01")).ThenRejected(Reason::kMonitoringUnchanged);
  town.When(Newcomer(kAsh, "2017-11-07", true)).Then(At("2017-11-07", NewcomerDeclared{kNew, kAsh, true}));
}

TEST(DeclareStaffTransfer, IsOfWhoHoldsTheLotWhenItGoesLive) {
  Scenario town = Planned();
  town.When(Staff(kAsh, kLot1, 4500))
      .Then(At("2016-10-10", StaffTransferDeclared{kNew, kAsh, kLot1, 6000, 4500, 600}));
  town.When(Staff(kAsh, kLot2, 4500))
      .ThenRejected(Reason::kProviderNotAwarded, "provider_id", "lot L2 is held by p-beech on 2016-11-07");
  town.When(Staff(kAsh, kLot4, 4500)).ThenRejected(Reason::kLotNotAwarded);
  // A statement may be repeated on another day, and corrected on its own.
  town.After(Staff(kAsh, kLot1, 4500));
  town.When(Staff(kAsh, kLot1, 5000)).ThenRejected(Reason::kAlreadyExists);
  DeclareStaffTransfer next = Staff(kAsh, kLot1, 4500);
  next.date = Day("2016-10-17");
  town.When(next).Then(At("2016-10-17", StaffTransferDeclared{kNew, kAsh, kLot1, 6000, 4500, 600}));
  next.date = Day("2020-06-02");
  town.When(next).ThenRejected(Reason::kInvalidField, "date", "2020-06-02 lies after today, 2020-06-01");
}

TEST(DeclareStaffTransfer, CountsStaffAllThreeOrNone) {
  Scenario town = Planned();
  const auto counted = [](std::optional<std::uint32_t> eligible, std::optional<std::uint32_t> transferring,
                          std::optional<std::uint32_t> opted_out) {
    DeclareStaffTransfer c = Staff(kAsh, kLot1, 4500);
    c.staff_eligible = eligible;
    c.staff_transferring = transferring;
    c.staff_opted_out = opted_out;
    return c;
  };
  town.When(counted(40, 30, 10))
      .Then(At("2016-10-10", StaffTransferDeclared{kNew, kAsh, kLot1, 6000, 4500, 600, 40, 30, 10}));
  // That there is nobody to transfer is a count too.
  town.When(counted(0, 0, 0))
      .Then(At("2016-10-10", StaffTransferDeclared{kNew, kAsh, kLot1, 6000, 4500, 600, 0, 0, 0}));
  const char* const together = "counts of staff are declared all three, or none";
  town.When(counted({}, 30, 10)).ThenRejected(Reason::kInvalidField, "staff_eligible", together);
  town.When(counted(40, {}, 10)).ThenRejected(Reason::kInvalidField, "staff_transferring", together);
  town.When(counted(40, 30, {})).ThenRejected(Reason::kInvalidField, "staff_opted_out", together);
  town.When(counted(40, 41, 0))
      .ThenRejected(Reason::kInvalidField, "staff_transferring", "staff_transferring is 41: 0 to 40");
  town.When(counted(40, 30, 11))
      .ThenRejected(Reason::kInvalidField, "staff_opted_out", "staff_opted_out is 11: 0 to 10");
}

TEST(SetMobilisationThreshold, HasAmberNotAboveGreen) {
  Scenario town = Existing();
  town.When(Threshold(95, 80))
      .Then(At(kPlanned,
               MobilisationThresholdSet{kNew, MobilisationMeasure::kPackagesReady, 95, 80, kCabinet}));
  town.When(Threshold(80, 95))
      .ThenRejected(Reason::kInvalidField, "amber_percent", "amber_percent is 95: 1 to 80");
  town.When(Threshold(101, 80)).ThenRejected(Reason::kInvalidField);
  town.After(Threshold(95, 80));
  town.When(Threshold(95, 80, "2016-03-01")).ThenRejected(Reason::kMonitoringUnchanged);
}

TEST(AssessReadiness, IsOfAPackageThatIsToMove) {
  Scenario town = Planned();
  town.When(Assess("k-1", "no-carers"))
      .Then(At("2016-10-10", ReadinessAssessed{kNew, PackageId("k-1"), false, Code("no-carers")}));
  town.When(Assess("k-1", "")).Then(At("2016-10-10", ReadinessAssessed{kNew, PackageId("k-1"), true, {}}));
  town.When(Assess("k-9", "")).ThenRejected(Reason::kPackageUnknown);
  AssessReadiness both = Assess("k-1", "no-carers");
  both.ready = true;
  town.When(both).ThenRejected(Reason::kInvalidField, "reason",
                               "a package that is ready has no reason why not");
  AssessReadiness neither = Assess("k-1", "");
  neither.ready = false;
  town.When(neither).ThenRejected(Reason::kInvalidField, "reason", "say why it is not ready");
  // Asked for only after the lot went live, or gone before the award, it has nothing to move from.
  town.After(Request("k-2", "h-2", "2016-12-01"));
  town.When(Assess("k-2", ""))
      .ThenRejected(
          Reason::kNotInMobilisation, "package_id",
          "package k-2 was under no exiting contract between the award, 2016-09-05, and its going live, "
          "2016-11-07");
  town.After(Request("k-3", "h-3", "2015-01-05")).After(Award("k-3", kOld, {}, kBeech, "2015-02-02"));
  town.When(Assess("k-3", "")).Then(At("2016-10-10", ReadinessAssessed{kNew, PackageId("k-3"), true, {}}));
  town.After(End("k-3", "2016-09-05"));
  town.When(Assess("k-3", "")).ThenRejected(Reason::kNotInMobilisation);
}

TEST(Reviews, AreOfPeopleInTheLedger) {
  Scenario town = Planned();
  town.When(Due("h-1", "2016-05-01"))
      .Then(At("2016-02-10", ReviewScheduled{kNew, PersonId("h-1"), Day("2016-05-01")}));
  town.When(Due("h-9", "2016-05-01")).ThenRejected(Reason::kPersonUnknown);
  town.After(Due("h-1", "2016-05-01"));
  town.When(Reviewed("h-1", "2016-04-01")).Then(At("2016-04-01", ReviewCompleted{kNew, PersonId("h-1")}));
  town.After(Reviewed("h-1", "2016-04-01"));
  town.When(Reviewed("h-1", "2016-04-01")).ThenAlready(town.head());
  town.When(Reviewed("h-1", "2016-01-31")).ThenRejected(Reason::kBeforeOpened);
  Existing().When(Due("h-1", "2016-05-01")).ThenRejected(Reason::kMobilisationNotPlanned);
}

TEST(Mobilisation, IsNotVoidedUnderWhatRestsOnIt) {
  Scenario town = Planned();
  const std::uint64_t plan = town.head();
  town.After(Due("h-1", "2016-05-01"));
  const VoidMonitoringRecord voiding{kNew, plan, Code("mistaken")};
  town.When(voiding).ThenRejected(Reason::kRecordReliedOn);
  town.After(VoidMonitoringRecord{kNew, town.head(), Code("mistaken")});
  town.When(voiding).Then(Now(MonitoringRecordVoided{kNew, plan, Code("mistaken")}));
}

TEST(SetPlausibleHours, HaveALeastAndAMost) {
  Scenario town = Town();
  town.When(Plausible(30, 2400))
      .Then(At("2016-11-07", PlausibleHoursSet{kNew, kHomeCare, 30, 2400, false, kCabinet}));
  town.When(Plausible(30, 0)).ThenRejected(Reason::kInvalidField);
  town.When(Plausible(2401, 2400)).ThenRejected(Reason::kInvalidField);
  town.When(Plausible(30, 2400, "2016-11-06")).ThenRejected(Reason::kOutsideTerm);
  SetPlausibleHours none = Plausible(0, 0);
  none.no_longer = true;
  town.When(none).ThenRejected(Reason::kMonitoringUnchanged);
  town.After(Plausible(30, 2400));
  town.When(Plausible(30, 2400, "2017-01-01")).ThenRejected(Reason::kMonitoringUnchanged);
  none.effective_date = Day("2017-01-01");
  town.When(none).Then(At("2017-01-01", PlausibleHoursSet{kNew, kHomeCare, 0, 0, true, kCabinet}));
  none.most_weekly_minutes = 60;
  town.When(none).ThenRejected(Reason::kInvalidField);
  // Where a contract has rates, of a service that it has a rate of.
  town.After(SetRates{kNew, Day("2016-11-07"), {Line("16")}, kCabinet});
  SetPlausibleHours other = Plausible(30, 2400);
  other.service = Code("live-in");
  town.When(other).ThenRejected(Reason::kServiceUnknown);
}

}  // namespace
}  // namespace careledger::decide
