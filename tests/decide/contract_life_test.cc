// What happens under a contract: extended, terminated, started in phases; withdrawal, suspension, capacity.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const Code kOption("two-years");
constexpr const char* kEnd = "2023-11-07";  // The first day after the term.

SetExtensionOption Option(bool part_of_lots, bool part_of_time) {
  return {.contract_id = kNew,
          .effective_date = Day(kGoLive),
          .option = kOption,
          .latest_end = Day("2025-11-07"),
          .part_of_lots = part_of_lots,
          .part_of_time = part_of_time,
          .authority = kCabinet};
}
ExtendContract Extend(const char* end, std::vector<LotId> lots = {}) {
  return {kNew, kOption, Day(end), std::move(lots), kCabinet};
}
ContractExtended Extended(std::vector<LotId> lots = {}) { return {kNew, kOption, std::move(lots), kCabinet}; }
TerminateContract Terminate(const char* date, const char* notice = "2020-06-01") {
  return {kNew, Day(date), Day(notice), Code("not-viable"), kCabinet};
}

TEST(ExtendContract, TakesAnOptionOnce) {
  Scenario town = Town();
  town.After(Option(false, false));
  town.When(AwardOf(kLot4, kAsh, kEnd)).ThenRejected(Reason::kOutsideTerm);
  town.When(Extend("2025-11-07")).Then(At("2025-11-07", Extended()));
  town.After(Extend("2025-11-07")).When(Extend("2025-11-07")).ThenAlready(town.head());
  town.When(AwardOf(kLot4, kAsh, "2025-11-06"))
      .Then(At("2025-11-06", LotAwarded{kNew, kLot4, kAsh, kCabinet}));
}

TEST(ExtendContract, ReachesAsFarAsTheOptionDoes) {
  Scenario town = Town();
  town.When(Extend("2025-11-07")).ThenRejected(Reason::kOptionUnknown);
  town.After(Option(false, false));
  town.When(Extend(kEnd))
      .ThenRejected(Reason::kBeyondOption, "end_date",
                    "2023-11-07 is not after the end as it is, 2023-11-07");
  town.When(Extend("2025-11-08"))
      .ThenRejected(Reason::kBeyondOption, "end_date",
                    "option two-years reaches to 2025-11-06, the last day");
  town.When(Extend("2025-11-06"))
      .ThenRejected(Reason::kBeyondOption, "end_date", "option two-years is for all of its time or none");
  town.When(Extend("2025-11-07", {kLot1}))
      .ThenRejected(Reason::kBeyondOption, "lots", "option two-years is for all lots or none");
  town.When(Extend("2025-11-07", {LotId("L9")})).ThenRejected(Reason::kLotUnknown);
  ExtendContract elsewhere = Extend("2025-11-07", {LotId("L9")});
  elsewhere.contract_id = ContractId("c-x");
  town.When(elsewhere).ThenRejected(Reason::kContractUnknown);
  elsewhere.end_date = Day("2050-06-02");
  town.When(elsewhere).ThenRejected(Reason::kInvalidField);
}

TEST(ExtendContract, MayBeOfPartOfTheLotsAndOfTheTime) {
  Scenario town = Market();
  town.After(Option(true, true));
  town.After(Request("k-1", "h-1", "2023-10-01"));
  town.After(Request("k-2", "h-2", "2023-10-01", kLot4));
  town.When(Extend("2024-11-07", {kLot1, kLot2})).Then(At("2024-11-07", Extended({kLot1, kLot2})));
  town.After(Extend("2024-11-07", {kLot1, kLot2}));
  town.When(Extend("2024-11-07", {kLot1, kLot2})).ThenAlready(town.head());
  const auto on = [](auto command, const char* date) {
    command.effective_date = Day(date);
    return command;
  };
  // Lots 1 and 2 go on, for a year; lot 4 does not.
  town.When(on(OfferTo(kAsh), "2024-11-06")).Then(Now(Offered(kLead, kAsh, kLot1, {}, true)));
  town.When(on(OfferTo(kAsh), "2024-11-07")).ThenRejected(Reason::kOutsideTerm);
  town.When(on(OfferTo(kCedar, false, "k-2"), kEnd))
      .ThenRejected(Reason::kOutsideTerm, "effective_date",
                    "2023-11-07 is after lot L4 of contract c-new, whose last day is 2023-11-06");
  town.When(on(AwardOf(kLot4, kAsh, kGoLive), kEnd)).ThenRejected(Reason::kOutsideTerm);
  // The rest of the time may follow, for one of them.
  town.When(Extend("2025-11-07", {kLot2})).Then(At("2025-11-07", Extended({kLot2})));
}

TEST(TerminateContract, EndsItEarlyWithNotice) {
  Scenario town = Town();
  town.After(Option(true, true));
  town.When(Terminate("2021-06-01", "2021-06-02")).ThenRejected(Reason::kInvalidField);
  town.When(Terminate(kEnd)).ThenRejected(Reason::kOutsideTerm);
  town.When(Terminate("2021-06-01"))
      .Then(At("2021-06-01", ContractTerminated{kNew, Day("2020-06-01"), Code("not-viable"), kCabinet}));
  town.After(Terminate("2021-06-01")).When(Terminate("2021-06-01")).ThenAlready(town.head());
  town.When(AwardOf(kLot4, kAsh, "2021-06-01")).ThenRejected(Reason::kOutsideTerm);
  town.After(AwardOf(kLot4, kAsh, "2021-05-31"));
  town.When(Terminate("2021-07-01")).ThenRejected(Reason::kOutsideTerm);
  town.When(Terminate("2021-05-01"))
      .Then(At("2021-05-01", ContractTerminated{kNew, Day("2020-06-01"), Code("not-viable"), kCabinet}));
  town.When(Extend("2025-11-07"))
      .ThenRejected(Reason::kBeyondOption, "option",
                    "contract c-new ends early, on 2021-06-01, by the record at #" +
                        std::to_string(town.head() - 1) + ": no option extends it");
}

TEST(TerminateContract, GivesTheNoticeThatTheContractPromised) {
  Scenario town = Town();
  town.After(SetTerminationNotice{kNew, Day("2020-01-01"), 12, kCabinet});
  town.When(Terminate("2021-05-31"))
      .ThenRejected(
          Reason::kShortNotice, "effective_date",
          "contract c-new ends 12 months after notice: from 2021-06-01 on, not 2021-05-31, unless by "
          "agreement");
  town.When(Terminate("2021-06-01")).ThenAccepted();
  // Nothing was promised on the day of an earlier notice, and what both sides agree needs none.
  town.When(Terminate("2020-09-01", "2019-12-31")).ThenAccepted();
  TerminateContract agreed = Terminate("2020-09-01");
  agreed.by_agreement = true;
  ContractTerminated ended{kNew, Day("2020-06-01"), Code("not-viable"), kCabinet};
  ended.by_agreement = true;
  town.When(agreed).Then(At("2020-09-01", ended));
}

StartPhase Starts(std::uint32_t phase, const char* date) { return {kNew, phase, Day(date), kCabinet}; }
DeclarePhaseStable Stable(std::uint32_t phase, const char* date) {
  return {kNew, phase, Day(date), kCabinet};
}
const SetPhases kPhases{.contract_id = kNew,
                        .effective_date = Day(kGoLive),
                        .phases = {{1, {kLot1}, Day("2016-11-07")}, {2, {kLot2, kLot3}, Day("2016-11-21")}},
                        .authority = kCabinet};

TEST(Phases, StartOnceTheOneBeforeIsStable) {
  Scenario town = Town();
  town.When(Starts(1, kGoLive))
      .ThenRejected(Reason::kPhaseUnknown, "phase", "contract c-new has no phase 1 on 2016-11-07");
  town.After(kPhases);
  town.When(Starts(0, kGoLive)).ThenRejected(Reason::kPhaseUnknown);
  town.When(Starts(3, kGoLive)).ThenRejected(Reason::kPhaseUnknown);
  town.When(Starts(2, kGoLive))
      .ThenRejected(Reason::kPhaseNotReady, "phase",
                    "phase 1 of contract c-new has not been declared stable by 2016-11-07");
  town.When(Stable(1, "2016-11-20"))
      .ThenRejected(Reason::kPhaseNotReady, "phase",
                    "phase 1 of contract c-new has not started by 2016-11-20");
  town.When(Starts(1, kGoLive)).Then(At(kGoLive, PhaseStarted{kNew, 1, kCabinet}));
  town.After(Starts(1, kGoLive)).When(Starts(1, kGoLive)).ThenAlready(town.head());
  town.When(Starts(1, "2016-11-08")).ThenRejected(Reason::kAlreadyExists);
  town.When(Starts(2, "2016-11-21")).ThenRejected(Reason::kPhaseNotReady);  // Started, but not stable.
  town.When(Stable(1, "2016-11-06")).ThenRejected(Reason::kPhaseUnknown);
  town.When(Stable(1, "2016-11-20")).Then(At("2016-11-20", PhaseDeclaredStable{kNew, 1, kCabinet}));
  town.After(Stable(1, "2016-11-20")).When(Stable(1, "2016-11-20")).ThenAlready(town.head());
  town.When(Stable(1, "2016-11-21")).ThenRejected(Reason::kAlreadyExists);
  town.When(Starts(2, "2016-11-19")).ThenRejected(Reason::kPhaseNotReady);
  town.When(Starts(2, "2016-11-20")).Then(At("2016-11-20", PhaseStarted{kNew, 2, kCabinet}));
  town.When(Starts(2, kEnd)).ThenRejected(Reason::kOutsideTerm);
}

TEST(Phases, KeepPackagesOutOfLotsThatHaveNotStarted) {
  Scenario town = Seeking(kLot1);
  town.After(kPhases);
  town.When(OfferTo(kAsh))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-ash now, which is of tier lead (not-started); no tier has "
                    "anybody left to "
                    "ask");
  town.After(Starts(1, "2016-12-05")).After(OfferTo(kAsh));
  Seeking(kLot4).After(kPhases).After(OfferTo(kCedar));  // Lot 4 starts in no phase.
}

TEST(Phases, ThatHaveStartedKeepTheirNumberAndLots) {
  Scenario town = Town();
  town.After(kPhases).After(Starts(1, kGoLive));
  const auto set = [&](std::vector<Phase> phases) {
    return town.When(SetPhases{kNew, Day("2016-11-14"), std::move(phases), kCabinet});
  };
  const std::string started =
      "phase 1 started on 2016-11-07, by the record at #" + std::to_string(town.head());
  set({{1, {kLot1, kLot4}, Day(kGoLive)}})
      .ThenRejected(Reason::kPolicyContradictory, "phases[0].lots", started + ": its lots stay as they are");
  // What has not may be planned otherwise, the plan be dropped, the one that started be dated as it went.
  for (const std::vector<Phase>& good :
       {std::vector<Phase>{{1, {kLot1}, Day("2016-11-08")}, {2, {kLot3}, Day("2016-12-01")}},
        std::vector<Phase>{{1, {kLot1}, Day(kGoLive)}}, std::vector<Phase>{}}) {
    set(good).Then(At("2016-11-14", PhasesSet{kNew, good, kCabinet}));
  }
  town.After(Stable(1, "2016-11-20")).After(Starts(2, "2016-11-21"));
  set({{1, {kLot1}, Day(kGoLive)}})
      .ThenRejected(Reason::kPolicyContradictory, "phases",
                    "phase 2 started on 2016-11-21, by the record at #" + std::to_string(town.head()) +
                        ": it cannot be left out");
}

WithdrawProvider Withdraw(const ProviderId& provider, const char* date) {
  return {kNew, provider, Day(date), Day("2016-11-10"), Code("not-viable")};
}

TEST(WithdrawProvider, FreesItsLotsAndAdmissions) {
  Scenario town = Market();
  town.When(Withdraw(kAsh, "2016-11-09")).ThenRejected(Reason::kInvalidField);  // Notice comes first.
  town.When(Withdraw(ProviderId("p-x"), "2017-01-01")).ThenRejected(Reason::kProviderUnknown);
  town.When(Withdraw(kAsh, kEnd)).ThenRejected(Reason::kOutsideTerm);
  town.When(Withdraw(kAsh, "2017-01-01"))
      .Then(At("2017-01-01", ProviderWithdrawn{kNew, kAsh, Day("2016-11-10"), Code("not-viable")}));
  town.After(Withdraw(kAsh, "2017-01-01")).When(Withdraw(kAsh, "2017-01-01")).ThenAlready(town.head());
  town.When(Withdraw(kAsh, "2017-02-01"))
      .ThenRejected(Reason::kProviderNotAwarded, "provider_id",
                    "provider p-ash has no lot or admission of contract c-new on 2017-02-01");
  // The lot may be awarded from that day on, to another or to ash again.
  town.When(AwardOf(kLot1, kCedar, "2016-12-31")).ThenRejected(Reason::kLotAlreadyAwarded);
  for (const ProviderId& next : {kCedar, kAsh}) {
    town.When(AwardOf(kLot1, next, "2017-01-01"))
        .Then(At("2017-01-01", LotAwarded{kNew, kLot1, next, kCabinet}));
  }
  town.After(Request("k-1", "h-1", "2016-12-01"));
  AwardPackage c = AwardTo(kAsh);
  c.effective_date = Day("2017-01-01");
  town.When(c).ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                            "package k-1 is not for p-ash now, which is of tier lead (withdrawn); tier "
                            "framework is open (ranked-offer): next is p-cedar");
}

TEST(WithdrawProvider, ItsLotsNoLongerCountAgainstTheCap) {
  Scenario town = Town();
  town.After(Withdraw(kBeech, "2017-01-01"));  // Lots 2 and 3 of at most 2.
  town.When(AwardOf(kLot4, kBeech, "2016-12-31")).ThenRejected(Reason::kLotCapReached);
  town.After(AwardOf(kLot4, kBeech, "2017-01-01")).After(AwardOf(kLot2, kBeech, "2017-01-01"));
  town.When(AwardOf(kLot3, kBeech, "2017-01-01")).ThenRejected(Reason::kLotCapReached);
}

TEST(SuspendIntake, KeepsNewPackagesAwayUntilItResumes) {
  Scenario town = Market();
  const SuspendIntake stop{kNew, kAsh, Day("2016-12-01"), Code("quality")};
  const auto resume = [](const char* date) { return ResumeIntake{kNew, kAsh, Day(date)}; };
  town.When(resume("2016-12-01"))
      .ThenRejected(Reason::kIntakeSuspended, "provider_id",
                    "new packages are not suspended for provider p-ash on 2016-12-01");
  town.When(SuspendIntake{kNew, ProviderId("p-x"), Day("2016-12-01"), Code("quality")})
      .ThenRejected(Reason::kProviderUnknown);
  town.When(SuspendIntake{kOld, kElm, Day("2016-12-01"), Code("quality")})
      .ThenRejected(Reason::kProviderNotAwarded);
  town.When(stop).Then(At("2016-12-01", IntakeSuspended{kNew, kAsh, Code("quality")}));
  town.After(stop).When(stop).ThenAlready(town.head());
  town.When(SuspendIntake{kNew, kAsh, Day("2016-12-02"), Code("quality")})
      .ThenRejected(Reason::kIntakeSuspended, "provider_id",
                    "provider p-ash has been given no new packages since 2016-12-01, by the record at #" +
                        std::to_string(town.head()));
  // The tier passes to the next, with nobody's decline.
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.When(OfferTo(kCedar))
      .Then(Now(Passed(kLead, PassReason::kNoProvider)),
            Now(Offered(kFramework, kCedar, kLot1, Time("2020-06-02T12:00"))));
  town.When(resume("2016-12-05")).Then(At("2016-12-05", IntakeResumed{kNew, kAsh}));
  town.After(resume("2016-12-05")).When(resume("2016-12-05")).ThenAlready(town.head());
  town.When(OfferTo(kAsh)).Then(Now(Offered(kLead, kAsh, kLot1, {}, true)));
}

TEST(SuspendIntake, LeavesThePackagesThatItHas) {
  Scenario town = Seeking(kLot1);
  town.After(AwardTo(kAsh)).After(SuspendIntake{kNew, kAsh, Day("2016-12-06"), Code("quality")});
  town.After(Start("k-1", "2016-12-07"));
  town.After(ChangePlan{PackageId("k-1"), kTwice, Day("2016-12-10"), {}, Code("review")});
}

TEST(DeclareCapacity, IsOfALotOrOfAllAndReplacesTheLast) {
  Scenario town = Market();
  const Capacity lines = {{7, 11, 420}, {16, 22, 200}};
  town.When(Declares(kAsh, "07-11 420; 16-22 200"))
      .Then(At(kGoLive, CapacityDeclared{kNew, kAsh, {}, lines}));
  town.When(Declares(kAsh, "none", kLot1)).Then(At(kGoLive, CapacityDeclared{kNew, kAsh, kLot1, {}}));
  town.After(Declares(kAsh, "none")).When(Declares(kAsh, "none")).ThenAlready(town.head());
  town.When(Declares(kAsh, "07-11 420")).Then(At(kGoLive, CapacityDeclared{kNew, kAsh, {}, {{7, 11, 420}}}));
  town.When(Declares(kAsh, "none", LotId("L9"))).ThenRejected(Reason::kLotUnknown);
  town.When(Declares(ProviderId("p-x"), "none")).ThenRejected(Reason::kProviderUnknown);
  DeclareCapacity early = Declares(kAsh, "none");
  early.effective_date = Day("2016-11-06");
  town.When(early).ThenRejected(Reason::kOutsideTerm);
  Scenario without = Town();
  without.When(Declares(kCedar, "none")).ThenRejected(Reason::kProviderNotAwarded);
  town.facts().provider_id = kElm;
  town.When(Declares(kAsh, "none")).ThenRejected(Reason::kNotYours);
  town.After(Declares(kElm, "none"));
}

}  // namespace
}  // namespace careledger::decide
