// Every reason there is, and a command that is refused with it. A reason that decide cannot give is named as
// such, with the test that reaches it.
#include <functional>
#include <map>
#include <set>

#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

// Every Reason, in order. A switch without default: a new one is a warning here, then a failure below.
std::vector<Reason> AllReasons() {
  std::vector<Reason> all;
  for (std::uint32_t number = 1; number < 200; ++number) {
    switch (static_cast<Reason>(number)) {
      case Reason::kInvalidField:
      case Reason::kRaggedRow:
      case Reason::kNotUtf8:
      case Reason::kRequestIdReused:
      case Reason::kStaleRevision:
      case Reason::kNotYours:
      case Reason::kCommissionerUnknown:
      case Reason::kContractUnknown:
      case Reason::kLotUnknown:
      case Reason::kProviderUnknown:
      case Reason::kMemberUnknown:
      case Reason::kPackageUnknown:
      case Reason::kChangeUnknown:
      case Reason::kVisitUnknown:
      case Reason::kRecordUnknown:
      case Reason::kCarerUnknown:
      case Reason::kPersonUnknown:
      case Reason::kServiceUnknown:
      case Reason::kTierUnknown:
      case Reason::kOptionUnknown:
      case Reason::kPhaseUnknown:
      case Reason::kAlreadyExists:
      case Reason::kFunderUnknown:
      case Reason::kHealthFunded:
      case Reason::kOutsideTerm:
      case Reason::kLotAlreadyAwarded:
      case Reason::kLotCapReached:
      case Reason::kLotRequired:
      case Reason::kProviderNotAwarded:
      case Reason::kPolicyContradictory:
      case Reason::kRateAlreadySet:
      case Reason::kRateNotSet:
      case Reason::kRateUnchanged:
      case Reason::kIntakeSuspended:
      case Reason::kPackageNotAwarded:
      case Reason::kPackageAlreadyAwarded:
      case Reason::kPackageEnded:
      case Reason::kPersonDied:
      case Reason::kBeforeStart:
      case Reason::kAlreadySuspended:
      case Reason::kNotSuspended:
      case Reason::kAlreadyStarted:
      case Reason::kRecordReliedOn:
      case Reason::kRecordAlreadyVoided:
      case Reason::kLotNotKnown:
      case Reason::kLotNotAwarded:
      case Reason::kSameProvider:
      case Reason::kPlanUnchanged:
      case Reason::kAwardOutsideRules:
      case Reason::kNoOffer:
      case Reason::kCompetitionOpen:
      case Reason::kNoCompetition:
      case Reason::kPriceOutside:
      case Reason::kAdmissionClosed:
      case Reason::kSecondPersonRequired:
      case Reason::kChangeNotOpen:
      case Reason::kPreviewStale:
      case Reason::kChangeNotApplied:
      case Reason::kBeyondOption:
      case Reason::kDirectPaymentsRefused:
      case Reason::kPhaseNotReady:
      case Reason::kShortNotice:
      case Reason::kPolicyMovesMoney:
      case Reason::kVisitInFuture:
      case Reason::kSequenceReused:
      case Reason::kVisitVoided:
      case Reason::kTooManyCorrections:
      case Reason::kClockNotSimulated:
      case Reason::kClockBackwards:
      case Reason::kNoMasterKey:
      case Reason::kInformationNotAskedFor:
      case Reason::kNotAPeriod:
      case Reason::kMeetingUnknown:
      case Reason::kImprovementPlanUnknown:
      case Reason::kActionUnknown:
      case Reason::kStandardNotRequired:
      case Reason::kBeforeOpened:
      case Reason::kAlreadyClosed:
      case Reason::kMonitoringUnchanged:
      case Reason::kSettlementNotSet:
      case Reason::kNotHealthFunded:
      case Reason::kNotAHandover:
      case Reason::kGoalUnknown:
      case Reason::kNotReablement:
      case Reason::kOutcomeContradicts:
      case Reason::kNotPlanned:
      case Reason::kTimeBankShut:
      case Reason::kTimeBankShort:
      case Reason::kBeyondExtraTime:
      case Reason::kAskedTooLate:
      case Reason::kNoRetainer:
      case Reason::kMobilisationNotPlanned:
      case Reason::kNotInMobilisation:
      case Reason::kNoDirectPayment:
      case Reason::kTermsKept:
      case Reason::kMayNotCallOff:
      case Reason::kOutsideLot:
      case Reason::kSearchNotOver:
      case Reason::kAlreadySucceeded:
      case Reason::kOutcomeNotAskedFor:
        all.push_back(static_cast<Reason>(number));
    }
  }
  return all;
}

// Given by the server around decide, never by decide itself; tests/api/reasons_test.cc reaches them.
const std::set<Reason> kByTheShell = {
    Reason::kRaggedRow,     Reason::kNotUtf8,           Reason::kRequestIdReused,
    Reason::kStaleRevision, Reason::kClockNotSimulated, Reason::kClockBackwards,
};

StartContinuingHealthcare ByTheNhs(const char* from) {
  return {PackageId("k-1"), CommissionerId("nhs"), Day(from), kCabinet};
}
Scenario Joint(Scenario town) {
  return town.After(
      SetContinuingHealthcarePolicy{kNew, Day(kGoLive), HealthSettlement::kJointContract, kCabinet});
}

constexpr std::string_view kDelivery = "2020-05-20T08:00";

VisitRecorded Visit() {
  return {.provider_id = kFir,
          .source = SourceId("ecm"),
          .external_id = ExternalId("v-1"),
          .sequence = 1,
          .person_id = PersonId("h-1"),
          .service = kHomeCare,
          .service_date = Day("2020-05-20"),
          .planned_start = Time(kDelivery),
          .planned_minutes = 30,
          .status = VisitStatus::kMissed};
}

template <class C>
std::vector<Reason> Refused(const Scenario& town, const C& command) {
  const Answer answer = town.When(command);
  const auto* no = std::get_if<Rejection>(&answer.outcome());
  return no != nullptr ? std::vector<Reason>{no->reason} : std::vector<Reason>{};
}
std::vector<Reason> RefusedRow(Scenario town, const VisitRecorded& visit, const KnownVisit* known) {
  const auto outcome = DecideVisit(town.ledger().world, visit, known, town.facts());
  const auto* no = std::get_if<Rejection>(&outcome);
  return no != nullptr ? std::vector<Reason>{no->reason} : std::vector<Reason>{};
}
// The reasons that a bulk transfer gives for leaving packages alone.
std::vector<Reason> LeftAlone(const Scenario& town) {
  const Answer answer = town.When(TransferAll("t-1"));
  std::vector<Reason> reasons;
  const Event& last = std::get<Decision>(answer.outcome()).events.back().event;
  for (const TransferRefusal& refusal :
       std::get<BulkTransferRecorded>(std::get<TransferEvent>(last)).refused) {
    reasons.push_back(static_cast<Reason>(refusal.reason));
  }
  return reasons;
}

// k-1 of h-1 with ash from 5 December 2016; the record of that award last but one, of its start last.
Scenario Care() {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  return town.After(Start("k-1", "2016-12-06"));
}
Scenario UnderOld(const LotId& lot) {
  Scenario town = Town();
  return town.After(Request("k-1", "h-1", "2015-01-01", lot))
      .After(Award("k-1", kOld, {}, kAsh, "2015-01-05"));
}
SetRates FirstRates(const char* rate) {
  return {.contract_id = kNew, .effective_date = Day(kGoLive), .lines = {Line(rate)}, .authority = kCabinet};
}
ProposeRateChange NewRate(const char* rate) {
  return {.change_id = ChangeId("x-1"),
          .contract_id = kNew,
          .effective_date = Day("2017-04-01"),
          .lines = {Line(rate)},
          .authority = kCabinet};
}
Scenario Proposal() {
  Scenario town = Town();
  town.After(FirstRates("16")).After(NewRate("17"));
  town.facts().preview = town.facts().preview_seen = Preview{.digest = "now"};
  return town;
}
const ApproveChange kApproval{ChangeId("x-1"), 1'000, "now"};
const AdjustVisit kAdjustment{SourceId("ecm"), ExternalId("v-1"), CarerId("ann"),
                              Time(kDelivery), Time(kDelivery),   Code("forgot")};

// k-1 of h-1 under tiers with a competition open until noon of 2 June 2020.
Scenario Competing() {
  Scenario town = Town();
  town.After(TiersOf({{.tier = kBidders,
                       .scope = TierScope::kContract,
                       .rule = SourcingRule::kMiniCompetition,
                       .price_percent = 100}}));
  town.After(Admission(kElm, kBidders)).After(Request("k-1", "h-1", "2016-12-01"));
  return town.After(OpenCompetition{.package_id = PackageId("k-1"),
                                    .contract_id = kNew,
                                    .lot_id = {},
                                    .effective_date = Day("2016-12-05"),
                                    .closes = Time("2020-06-02T12:00")});
}
ExtendContract Extend(const char* option, const char* end) {
  return {kNew, Code(option), Day(end), {}, kCabinet};
}

AgreeAction Agreed(const char* meeting, const char* plan) {
  return {.contract_id = kNew,
          .action_id = ActionId("a-1"),
          .meeting_id = MeetingId(meeting),
          .plan_id = PlanId(plan),
          .owner = Code("commissioning"),
          .date = Day("2017-01-09"),
          .due_date = Day("2017-02-01")};
}
CloseAction Closed(const char* date) {
  return {.contract_id = kNew, .action_id = ActionId("a-1"), .date = Day(date)};
}
ReceiveInformation Returned(const char* start) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .item = Code("staffing"),
          .period_start = Day(start),
          .received_date = Day("2017-02-01"),
          .document = DocumentRef("d-1")};
}
ScheduleInformation Weekly(const char* date) {
  return {.contract_id = kNew,
          .item = Code("staffing"),
          .every = Frequency::kWeekly,
          .effective_date = Day(date),
          .authority = kCabinet};
}

// Half an hour for what happened on 9 January 2017.
ApproveExtraTime Extra(const char* requested) {
  return {PackageId("k-1"), Code("i-1"), Day("2017-01-09"), Day(requested), 30, Code("fall")};
}

// Of a package that no exiting contract ever had.
AssessReadiness Ready() {
  return {.contract_id = kNew, .package_id = PackageId("k-1"), .ready = true, .date = Day("2017-01-10")};
}

TEST(Reasons, EveryOneIsReached) {
  const ContractId no_contract("c-x");
  const ProviderId nobody("p-x");
  const KnownVisit known{.latest = Visit(), .same_sequence = Visit()};
  KnownVisit voided = known;
  voided.voided = true;
  KnownVisit often{.latest = Visit()};
  often.sequences = kSequencesMax;
  VisitRecorded of_ash = Visit(), by_ash = Visit(), tomorrow = Visit(), changed = Visit();
  of_ash.provider_id = kAsh;
  by_ash.deliverer_id = kAsh;
  tomorrow.planned_start = Time("2020-06-02T08:00");
  changed.planned_minutes = 45;
  const std::map<Reason, std::function<std::vector<Reason>()>> refusals = {
      {Reason::kInvalidField,
       [] {
         return Refused(Town(), RegisterCommissioner{CommissionerId("x"), ""});
       }},
      {Reason::kNotYours, [&] { return RefusedRow(Town(), of_ash, &known); }},
      {Reason::kCommissionerUnknown,
       [&] {
         return Refused(Town(), CreateContract{.contract_id = no_contract,
                                               .commissioner_id = CommissionerId("x"),
                                               .title = "X",
                                               .start_date = Day(kGoLive)});
       }},
      {Reason::kContractUnknown,
       [&] {
         return Refused(Town(), DefineLot{no_contract, kLot1, 1, "Lot 1"});
       }},
      {Reason::kLotUnknown, [] { return Refused(Town(), AwardOf(LotId("L9"), kAsh, kGoLive)); }},
      {Reason::kProviderUnknown, [&] { return Refused(Town(), AwardOf(kLot1, nobody, kGoLive)); }},
      {Reason::kMemberUnknown, [&] { return RefusedRow(Town(), by_ash, nullptr); }},
      {Reason::kPackageUnknown, [] { return Refused(Town(), End("k-9", "2017-01-01")); }},
      {Reason::kChangeUnknown, [] { return Refused(Town(), kApproval); }},
      {Reason::kVisitUnknown, [] { return Refused(Town(), kAdjustment); }},
      {Reason::kRecordUnknown,
       [] {
         return Refused(Care(), VoidPackageRecord{PackageId("k-1"), 1, Code("x")});
       }},
      {Reason::kCarerUnknown,
       [&] {
         Scenario town = Town();
         town.facts().visit = &known;
         return Refused(town, kAdjustment);
       }},
      {Reason::kPersonUnknown,
       [] {
         return Refused(Town(), RecordDeath{PersonId("h-9"), Day("2017-01-01")});
       }},
      {Reason::kServiceUnknown,
       [] {
         RequestPackage c = Request("k-1", "h-1", "2016-12-01");
         c.service = Code("sitting");
         return Refused(Town().After(FirstRates("16")), c);
       }},
      {Reason::kAlreadyExists, [] { return Refused(Care(), Request("k-1", "h-2", "2016-12-01")); }},
      {Reason::kFunderUnknown,
       [] {
         return Refused(Town().After(SetFunders{kNew, Day(kGoLive), {Code("nhs")}, kCabinet}),
                        Request("k-1", "h-1", "2016-12-01"));
       }},
      {Reason::kOutsideTerm, [] { return Refused(Town(), AwardOf(kLot4, kAsh, "2016-01-01")); }},
      {Reason::kLotAlreadyAwarded, [] { return Refused(Town(), AwardOf(kLot1, kBeech, kGoLive)); }},
      {Reason::kLotCapReached, [] { return Refused(Town(), AwardOf(kLot4, kBeech, kGoLive)); }},
      {Reason::kLotRequired, [] { return Refused(Care(), Award("k-1", kNew, {}, kBeech, "2017-01-01")); }},
      {Reason::kProviderNotAwarded,
       [] { return Refused(Care(), Award("k-1", kNew, kLot1, kElm, "2017-01-01")); }},
      {Reason::kPolicyContradictory,
       [] {
         return Refused(Town(), SetLotCap{kNew, 1, Day(kGoLive), kCabinet});
       }},
      {Reason::kRateAlreadySet, [] { return Refused(Town().After(FirstRates("16")), FirstRates("17")); }},
      {Reason::kRateNotSet, [] { return Refused(Town(), NewRate("17")); }},
      {Reason::kRateUnchanged, [] { return Refused(Town().After(FirstRates("16")), NewRate("16")); }},
      {Reason::kPackageNotAwarded,
       [] { return Refused(Town().After(Request("k-1", "h-1", "2016-12-01")), Start("k-1", "2016-12-06")); }},
      {Reason::kPackageAlreadyAwarded,
       [] { return Refused(Care(), Award("k-1", kNew, kLot2, kBeech, "2017-01-01")); }},
      {Reason::kPackageEnded,
       [] { return Refused(Care().After(End("k-1", "2017-01-01")), Suspend("k-1", "2017-01-01")); }},
      {Reason::kPersonDied,
       [] {
         return Refused(Care().After(RecordDeath{PersonId("h-1"), Day("2017-01-01")}),
                        Suspend("k-1", "2017-01-02"));
       }},
      {Reason::kBeforeStart, [] { return Refused(Care(), End("k-1", "2016-11-30")); }},
      {Reason::kAlreadySuspended,
       [] { return Refused(Care().After(Suspend("k-1", "2017-01-01")), Suspend("k-1", "2017-01-02")); }},
      {Reason::kNotSuspended, [] { return Refused(Care(), Resume("k-1", "2017-01-01")); }},
      {Reason::kAlreadyStarted, [] { return Refused(Care(), Start("k-1", "2016-12-07")); }},
      {Reason::kRecordReliedOn,
       [] {
         const Scenario town = Care();
         return Refused(town, VoidPackageRecord{PackageId("k-1"), town.head() - 1, Code("x")});
       }},
      {Reason::kRecordAlreadyVoided,
       [] {
         Scenario town = Care();
         const std::uint64_t start = town.head();
         town.After(VoidPackageRecord{PackageId("k-1"), start, Code("x")});
         return Refused(town, VoidPackageRecord{PackageId("k-1"), start, Code("y")});
       }},
      {Reason::kLotNotKnown, [] { return LeftAlone(UnderOld({})); }},
      {Reason::kLotNotAwarded, [] { return LeftAlone(UnderOld(kLot4)); }},
      {Reason::kSameProvider, [] { return Refused(Care(), Transfer("k-1", kLot1, kAsh, "2017-01-01")); }},
      {Reason::kPlanUnchanged,
       [] {
         return Refused(Care(),
                        ChangePlan{PackageId("k-1"), kMornings, Day("2017-01-01"), {}, Code("review")});
       }},
      {Reason::kSecondPersonRequired, [] { return Refused(Proposal(), kApproval); }},
      {Reason::kChangeNotOpen,
       [] { return Refused(Proposal().By("bob").After(kApproval).By("carol"), kApproval); }},
      {Reason::kPreviewStale,
       [] {
         return Refused(Proposal().By("bob"), ApproveChange{ChangeId("x-1"), 1'000, "before"});
       }},
      {Reason::kChangeNotApplied,
       [] {
         return Refused(Proposal(), ProposeRateReversal{ChangeId("x-2"), ChangeId("x-1"), kCabinet});
       }},
      {Reason::kVisitInFuture, [&] { return RefusedRow(Town(), tomorrow, nullptr); }},
      {Reason::kSequenceReused, [&] { return RefusedRow(Town(), changed, &known); }},
      {Reason::kVisitVoided, [&] { return RefusedRow(Town(), Visit(), &voided); }},
      {Reason::kTooManyCorrections, [&] { return RefusedRow(Town(), Visit(), &often); }},
      {Reason::kTierUnknown, [] { return Refused(Town(), Admission(kCedar, kSpot)); }},
      {Reason::kOptionUnknown, [] { return Refused(Town(), Extend("two-years", "2025-11-07")); }},
      {Reason::kPhaseUnknown,
       [] {
         return Refused(Town(), StartPhase{kNew, 1, Day(kGoLive), kCabinet});
       }},
      {Reason::kIntakeSuspended,
       [] {
         return Refused(Town(), ResumeIntake{kNew, kAsh, Day(kGoLive)});
       }},
      {Reason::kAwardOutsideRules, [] { return Refused(Seeking(kLot1), AwardTo(kFir)); }},
      {Reason::kNoOffer, [] { return Refused(Seeking(kLot1), Accept(kAsh)); }},
      {Reason::kCompetitionOpen, [] { return Refused(Competing(), CloseCompetition{PackageId("k-1")}); }},
      {Reason::kNoCompetition, [] { return Refused(Seeking(kLot1), CloseCompetition{PackageId("k-1")}); }},
      {Reason::kPriceOutside,
       [] {
         AwardPackage c = Award("k-1", kNew, kLot1, kAsh, "2016-12-05");
         c.rate = Rate(160'000);
         Scenario town = Town();
         town.After(
             SetPricePolicy{kNew, Day(kGoLive), {}, {}, PriceKind::kFixed, {}, {}, {}, false, kCabinet});
         return Refused(town.After(Request("k-1", "h-1", "2016-12-01")), c);
       }},
      {Reason::kAdmissionClosed,
       [] {
         Scenario town = Market();
         town.After(SetAdmissionPolicy{kNew, Day(kGoLive), AdmissionMode::kClosed, 0, 0, 0, kCabinet});
         return Refused(town, Admission(kCedar, kSpot, 0, "2017-01-01"));
       }},
      {Reason::kBeyondOption,
       [] {
         Scenario town = Town();
         town.After(SetExtensionOption{kNew, Day(kGoLive), Code("two-years"), Day("2025-11-07"), false, false,
                                       kCabinet});
         return Refused(town, Extend("two-years", "2026-11-07"));
       }},
      {Reason::kDirectPaymentsRefused,
       [] {
         const TakeDirectPayment c{PackageId("k-1"), Day("2017-01-01"), Day("2017-02-01")};
         return Refused(Care().After(SetDirectPaymentPolicy{kNew, Day(kGoLive), true, kCabinet}), c);
       }},
      {Reason::kPhaseNotReady,
       [] {
         Scenario town = Town();
         town.After(SetPhases{kNew, Day(kGoLive), {{1, {kLot1}, Day(kGoLive)}}, kCabinet});
         return Refused(town, DeclarePhaseStable{kNew, 1, Day(kGoLive), kCabinet});
       }},
      {Reason::kShortNotice,
       [] {
         return Refused(Town().After(FirstRates("16")).After(SetRateNotice{kNew, Day(kGoLive), 1, kCabinet}),
                        NewRate("17"));
       }},
      {Reason::kPolicyMovesMoney,
       [] {
         ApplyContract apply{.file = {.contract_id = kNew, .authority = kCabinet, .sha256 = {"sha"}},
                             .effective_date = Day("2017-01-01")};
         apply.file.sections.push_back({SetPaymentPolicy{.contract_id = kNew,
                                                         .effective_date = Day("2017-01-01"),
                                                         .tolerance_minutes = 5,
                                                         .authority = kCabinet},
                                        {},
                                        {}});
         return Refused(Care(), apply);
       }},
      {Reason::kNoMasterKey,
       [] {
         return Refused(Competing(), PlaceBid{PackageId("k-1"), kElm, Rate(160'000)});
       }},
      {Reason::kInformationNotAskedFor, [] { return Refused(Town(), Returned("2017-01-09")); }},
      {Reason::kNotAPeriod, [] { return Refused(Town().After(Weekly(kGoLive)), Returned("2017-01-10")); }},
      {Reason::kMeetingUnknown, [] { return Refused(Town(), Agreed("m-9", "")); }},
      {Reason::kImprovementPlanUnknown, [] { return Refused(Town(), Agreed("", "p-9")); }},
      {Reason::kActionUnknown, [] { return Refused(Town(), Closed("2017-01-10")); }},
      {Reason::kStandardNotRequired,
       [] {
         return Refused(Town(), AttestStandard{.contract_id = kNew,
                                               .provider_id = kAsh,
                                               .standard = Code("living-wage"),
                                               .evidence_date = Day("2017-01-10"),
                                               .document = DocumentRef("d-1")});
       }},
      {Reason::kBeforeOpened, [] { return Refused(Town().After(Agreed("", "")), Closed("2017-01-08")); }},
      {Reason::kAlreadyClosed,
       [] {
         return Refused(Town().After(Agreed("", "")).After(Closed("2017-01-10")), Closed("2017-01-11"));
       }},
      {Reason::kMonitoringUnchanged,
       [] { return Refused(Town().After(Weekly(kGoLive)), Weekly("2017-01-09")); }},
      {Reason::kSettlementNotSet, [] { return Refused(Care(), ByTheNhs("2017-01-01")); }},
      {Reason::kHealthFunded,
       [] { return Refused(Joint(Care()).After(ByTheNhs("2017-01-01")), ByTheNhs("2017-02-01")); }},
      {Reason::kNotHealthFunded,
       [] {
         return Refused(Care(), EndContinuingHealthcare{PackageId("k-1"), Day("2017-02-01"), Code("x")});
       }},
      {Reason::kNotAHandover,
       [] {
         return Refused(Care(),
                        ApproveHandoverVisit{PackageId("k-1"), kCedar, Day("2017-02-01"), {480}, Code("x")});
       }},
      {Reason::kGoalUnknown,
       [] {
         return Refused(Care(),
                        ReviewGoals{PackageId("k-1"), Day("2017-02-01"), {{Code("x"), GoalResult::kMet}}});
       }},
      {Reason::kNotReablement,
       [] {
         return Refused(Care(),
                        EndReablement{PackageId("k-1"), Day("2017-02-01"), ReablementOutcome::kNoMoreCare});
       }},
      {Reason::kOutcomeContradicts,
       [] {
         Scenario town = Town();
         RequestPackage request = Request("k-1", "h-1", "2016-12-01");
         request.service = Code("reablement");
         town.After(request).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
         return Refused(town.After(Start("k-1", "2016-12-05")),
                        EndReablement{PackageId("k-1"), Day("2017-02-01"), ReablementOutcome::kSame, 30});
       }},
      {Reason::kNotPlanned,
       [] {
         return Refused(Care(), BankTime{PackageId("k-1"), Day("2017-01-09"), {540}, 30});
       }},
      {Reason::kTimeBankShut,
       [] {
         return Refused(Care(), BankTime{PackageId("k-1"), Day("2017-01-09"), {480}, 30});
       }},
      {Reason::kTimeBankShort,
       [] {
         return Refused(Care(), DrawBankedTime{PackageId("k-1"), Day("2017-01-09"), 30});
       }},
      {Reason::kBeyondExtraTime, [] { return Refused(Care(), Extra("2017-01-09")); }},
      {Reason::kAskedTooLate,
       [] {
         return Refused(Care().After(SetExtraTimePolicy{kNew, Day(kGoLive), 60, 28, 0, false, kCabinet}),
                        Extra("2017-02-07"));
       }},
      {Reason::kNoRetainer,
       [] {
         return Refused(Care().After(Suspend("k-1", "2017-01-09")),
                        ConfirmStaffRetained{PackageId("k-1"), kAsh, Day("2017-01-09")});
       }},
      {Reason::kMobilisationNotPlanned, [] { return Refused(Care(), Ready()); }},
      {Reason::kNotInMobilisation,
       [] {
         return Refused(Care().After(PlanMobilisation{.contract_id = kNew,
                                                      .from_contract_ids = {kOld},
                                                      .award_date = Day("2016-09-05"),
                                                      .go_live_date = Day(kGoLive),
                                                      .effective_date = Day("2016-02-01"),
                                                      .authority = kCabinet}),
                        Ready());
       }},
      {Reason::kMayNotCallOff,
       [] {
         return Refused(Care(), CallOffPackage{PackageId("k-1"), CommissionerId("nhs"), Day("2017-01-01")});
       }},
      {Reason::kOutsideLot,
       [] {
         Scenario town = Town();
         town.After(SetLotAreas{kNew, Day(kGoLive), kLot2, {Code("quay")}, kCabinet});
         RequestPackage c = Request("k-2", "h-2", "2016-12-01");
         c.area = Code("quay");
         return Refused(town, c);
       }},
      {Reason::kSearchNotOver,
       [] {
         return Refused(Seeking(kLot4),
                        BeginSearchAgain{PackageId("k-1"), kNew, Day("2016-12-05"), Code("more-carers")});
       }},
      {Reason::kAlreadySucceeded,
       [] {
         SucceedProvider c{.provider_id = kAsh,
                           .to_provider_id = kCedar,
                           .kind = SuccessionKind::kSuccession,
                           .effective_date = Day("2020-07-01"),
                           .authority = kCabinet};
         Scenario town = Town();
         town.After(c);
         c.to_provider_id = kElm;
         return Refused(town, c);
       }},
      {Reason::kNoDirectPayment,
       [] {
         return Refused(Care(), EndDirectPayment{PackageId("k-1"), Day("2017-01-01"), Code("x")});
       }},
      {Reason::kTermsKept,
       [] {
         Scenario town = Town();
         town.After(Request("k-2", "h-2", "2015-01-01")).After(Award("k-2", kOld, {}, kAsh, "2015-01-05"));
         town.After(SetExistingPackages{kNew, Day(kGoLive), kOld, MovesOn::kNever, kCabinet});
         return Refused(town, Transfer("k-2", kLot1, kAsh, kGoLive));
       }},
      {Reason::kOutcomeNotAskedFor,
       [] {
         return Refused(Care(), EvidenceOutcome{PackageId("k-1"), Code("independent"), Day("2017-01-01"),
                                                DocumentRef("d-1")});
       }},
  };
  for (const Reason reason : AllReasons()) {
    SCOPED_TRACE(static_cast<std::uint32_t>(reason));
    const auto refusal = refusals.find(reason);
    EXPECT_NE(refusal != refusals.end(), kByTheShell.contains(reason))
        << "reached here or by the shell, not both";
    if (refusal == refusals.end()) continue;
    EXPECT_EQ(refusal->second(), std::vector<Reason>{reason});
  }
  EXPECT_EQ(AllReasons().size(), refusals.size() + kByTheShell.size());
}

}  // namespace
}  // namespace careledger::decide
