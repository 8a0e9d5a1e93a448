// A contract file, decided as one: differences, all or nothing, and what needs a second person.
#include "server/decide/decide_file.h"
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const Authority kPanel{.reference = "Panel 7", .decision_maker = "Panel", .date = Day("2017-01-09")};
const Bytes kSha{"0123456789abcdef0123456789abcdef"};
constexpr const char* kFrom = "2017-04-01";

// A section on a line of its own, with its fields on the lines after it, in their order.
template <class C>
FileSection On(std::uint32_t line, C command, const std::vector<std::string>& fields = {}) {
  FileSection section{std::move(command), {line, 1, "section"}, {}};
  for (const std::string& field : fields) section.fields[field] = {++line, 1, field};
  return section;
}

Tier Ranked(const char* name, TierScope scope = TierScope::kContract) {
  return {.tier = Code(name), .scope = scope, .rule = SourcingRule::kRankedOffer};
}
CreateContract Terms() {
  return {.contract_id = kNew,
          .commissioner_id = CommissionerId("town"),
          .partners = {CommissionerId("nhs")},
          .title = "Help to Live at Home",
          .start_date = Day(kGoLive),
          .end_date = Day("2023-11-07")};
}
SetPaymentPolicy Tolerance(std::uint32_t minutes) {
  return {.contract_id = kNew, .effective_date = {}, .tolerance_minutes = minutes, .authority = kPanel};
}
PaymentPolicySet ToleranceSet(std::uint32_t minutes, const Authority& authority = kPanel) {
  return {.contract_id = kNew, .tolerance_minutes = minutes, .authority = authority};
}
SetPremium Rural(const LotId& lot = kLot1) {
  return {.contract_id = kNew,
          .effective_date = {},
          .premium = Code("rural"),
          .lot_id = lot,
          .amount = Rate(12'000),
          .authority = kPanel};
}
SetRateNotice Notice(std::uint32_t months) {
  return {.contract_id = kNew, .effective_date = {}, .months = months, .authority = kPanel};
}
SetTiers Tiers(std::vector<Tier> tiers) {
  return {.contract_id = kNew, .effective_date = {}, .tiers = std::move(tiers), .authority = kPanel};
}

SetLotAreas Areas(const LotId& lot, std::vector<Code> areas) {
  return {.contract_id = kNew,
          .effective_date = {},
          .lot_id = lot,
          .areas = std::move(areas),
          .authority = kPanel};
}

ContractFile File(std::vector<FileSection> sections, const ContractId& contract = kNew) {
  ContractFile file{.contract_id = contract, .authority = kPanel, .sha256 = kSha, .term = {3, 1, "term"}};
  file.sections = std::move(sections);
  return file;
}
ApplyContract Apply(std::vector<FileSection> sections, const char* from = kFrom) {
  return {.file = File(std::move(sections)), .effective_date = Day(from)};
}
ContractFileApplied Applied(std::uint64_t differences) {
  return {.contract_id = kNew, .sha256 = kSha, .differences = differences, .authority = kPanel};
}

// "line 5: detail" of each fault.
std::vector<std::string> Faults(Scenario town, const ApplyContract& c) {
  std::vector<std::string> faults;
  for (const FileFault& fault : Examine(town.ledger().world, c.file, c.effective_date, town.facts()).faults)
    faults.push_back("line " + std::to_string(fault.at.line) + ": " + fault.rejection.detail);
  return faults;
}

TEST(ContractFile, RecordsOneEventForEachDifference) {
  Scenario town = Town();
  town.After(SetRateNotice{kNew, Day(kGoLive), 3, kCabinet});
  // The notice is as it was, whoever decided it, and so are the contract and its lot.
  town.When(Apply({On(1, Terms()), On(5, DefineLot{kNew, kLot1, 1, "Lot 1"}),
                   On(6, DefineLot{kNew, LotId("L5"), 5, "Lot 5"}), On(7, Tolerance(5)), On(9, Notice(3))}))
      .Then(Now(LotDefined{kNew, LotId("L5"), 5, "Lot 5"}), At(kFrom, ToleranceSet(5)),
            At(kFrom, Applied(2)));
}

TEST(ContractFile, AppliedAgainRecordsNothing) {
  Scenario town = Town();
  const ApplyContract c = Apply({On(1, Terms()), On(7, Tolerance(5)), On(9, Notice(3))});
  town.After(c).When(c).ThenAlready(town.head());
  // Nor from a later date: what it says is in force.
  town.When(Apply({On(1, Terms()), On(7, Tolerance(5))}, "2018-04-01")).ThenAlready(town.head());
  // Of a file never applied whose terms hold all the same: the contract's last record says so.
  ApplyContract other = Apply({On(1, Terms())});
  other.file.sha256 = {"another"};
  town.When(other).ThenAlready("contract-c-new");
}

TEST(ContractFile, CreatesAContractWhoseLotsItsTiersName) {
  Scenario town = Town();
  const ContractId third("c-3");
  CreateContract terms = Terms();
  terms.contract_id = third;
  SetTiers tiers = Tiers({Ranked("all", TierScope::kLot)});
  tiers.contract_id = third;
  tiers.tiers[0].lots = {LotId("A")};
  ApplyContract c = Apply({On(1, terms), On(5, DefineLot{third, LotId("A"), 1, "A"}), On(8, tiers)});
  c.file.contract_id = third;
  town.When(c).Then(At(kGoLive, ContractCreated{third,
                                                CommissionerId("town"),
                                                {CommissionerId("nhs")},
                                                "Help to Live at Home",
                                                Day(kGoLive),
                                                Day("2023-11-07")}),
                    Now(LotDefined{third, LotId("A"), 1, "A"}),
                    At(kFrom, TiersSet{third, tiers.tiers, kPanel}),
                    At(kFrom, ContractFileApplied{third, kSha, 3, kPanel}));
}

TEST(ContractFile, IsRefusedWholeWithTheLine) {
  Scenario town = Town();
  town.When(Apply({On(1, Terms()), On(7, Tolerance(5)), On(20, Rural(LotId("L9")), {"premium", "lot_id"})}))
      .ThenRejected(Reason::kLotUnknown, "file", "line 22, column 1: lot_id: contract c-new has no lot L9");
  // What a tier has wrong is told at its own line; then how much else there is.
  town.When(Apply({On(1, Terms()), On(10, Tiers({Ranked("a"), Ranked("a")}), {"tiers[0]", "tiers[1]"}),
                   On(20, Rural(LotId("L9")))}))
      .ThenRejected(Reason::kInvalidField, "file",
                    "line 12, column 1: tiers[1]: two tiers are called a; and 1 more: contract check lists "
                    "them all");
}

TEST(ContractFile, ListsEveryFaultOnce) {
  Tier sole = Ranked("sole");
  sole.rule = SourcingRule::kSole;  // And of the whole contract.
  Tier weighed = Ranked("weighed");
  weighed.price_percent = 60;
  SetPhases phases{.contract_id = kNew, .effective_date = {}, .authority = kPanel};
  phases.phases = {{1, {LotId("L8")}, Day(kFrom)}, {2, {kLot2}, Day(kFrom)}, {3, {kLot2}, Day(kFrom)}};
  EXPECT_EQ(
      Faults(Town(),
             Apply({On(1, Terms()), On(30, Tolerance(300), {"tolerance_minutes"}),
                    On(10, Tiers({sole, Ranked("good"), weighed}), {"tiers[0]", "tiers[1]", "tiers[2]"}),
                    On(40, phases, {"phases[0]", "phases[1]", "phases[2]"})})),
      (std::vector<std::string>{"line 11: tier sole is sole, so its scope is lot: each lot has one holder",
                                "line 13: tier weighed is no mini-competition, so it weighs nothing",
                                "line 31: tolerance_minutes is 300: at most 240",
                                "line 41: contract c-new has no lot L8", "line 43: lot L2 starts twice"}));
}

TEST(ContractFile, SaysNothingTwice) {
  SetPricePolicy any{
      .contract_id = kNew, .effective_date = {}, .kind = PriceKind::kFixed, .authority = kPanel};
  SetPricePolicy home_care = any;
  home_care.service = kHomeCare;
  SetPremium twice = Rural();
  twice.amount = Rate(1);
  EXPECT_EQ(
      Faults(Town(),
             Apply({On(1, Terms()), On(2, any), On(3, home_care), On(4, any), On(5, Rural()), On(6, twice),
                    On(7, DefineLot{kNew, kLot1, 1, "Lot 1"}), On(8, DefineLot{kNew, kLot1, 1, "Lot 1"})})),
      (std::vector<std::string>{
          "line 4: the price of any service for any client group stands here and on line 2",
          "line 6: premium rural stands here and on line 5", "line 8: lot L1 stands here and on line 7"}));
}

TEST(ContractFile, HoldsInTheTermOnly) {
  const auto from = [](const char* date) { return Apply({On(1, Terms()), On(7, Tolerance(5))}, date); };
  Scenario town = Town();
  town.When(from("2016-11-06"))
      .ThenRejected(
          Reason::kOutsideTerm, "file",
          "line 3, column 1: term: 2016-11-06 is before contract c-new, which runs from 2016-11-07");
  town.When(from("2023-11-07")).ThenRejected(Reason::kOutsideTerm);
  town.When(from("2031-01-01")).ThenRejected(Reason::kInvalidField);
}

TEST(ContractFile, DoesNotChangeTheTermsThemselves) {
  CreateContract longer = Terms();
  longer.end_date = Day("2024-11-07");
  Town()
      .When(Apply({On(1, longer), On(7, Tolerance(5))}))
      .ThenRejected(Reason::kAlreadyExists, "file",
                    "line 1, column 1: section: contract c-new is \"Help to Live at Home\" from 2016-11-07, "
                    "created with other terms");
}

TEST(ContractFile, ThatMovesMoneyNeedsASecondPersonOncePackagesAreAwarded) {
  const ApplyContract payment = Apply({On(1, Terms()), On(7, Tolerance(5)), On(9, Notice(3))});
  const ApplyContract premium = Apply({On(1, Terms()), On(8, Rural())});
  const ApplyContract retainer =
      Apply({On(1, Terms()), On(8, SetRetainerPolicy{kNew, {}, 14, 100, {Code("hospital")}, true, kPanel})});
  const ApplyContract other = Apply({On(1, Terms()), On(9, Notice(3))});
  // First set-up does not,
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.When(premium).Then(At(kFrom, PremiumSet{kNew, Code("rural"), kLot1, {}, {}, Rate(12'000), kPanel}),
                          At(kFrom, Applied(1)));
  // but with a package it does,
  town.After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  town.When(payment).ThenRejected(Reason::kPolicyMovesMoney, "file",
                                  "line 7, column 1: section: packages have been awarded under contract "
                                  "c-new, and this changes what is paid "
                                  "for them: propose the file, for a second person to approve");
  town.When(premium).ThenRejected(Reason::kPolicyMovesMoney);
  town.When(retainer).ThenRejected(Reason::kPolicyMovesMoney);
  const SetPricePolicy price{
      .contract_id = kNew, .effective_date = {}, .kind = PriceKind::kNegotiated, .authority = kPanel};
  const std::vector<FileSection> others = {
      On(8, price), On(8, SetExistingPackages{kNew, {}, kOld, MovesOn::kFirstChange, kPanel}),
      On(8, SetTimeBankPolicy{kNew, {}, 600, 90, kPanel}),
      On(8, SetExtraTimePolicy{kNew, {}, 120, 28, 600, true, kPanel}),
      On(8, SetContinuingHealthcarePolicy{kNew, {}, HealthSettlement::kJointContract, kPanel})};
  for (const FileSection& section : others)
    town.When(Apply({On(1, Terms()), section})).ThenRejected(Reason::kPolicyMovesMoney);
  // unless it leaves what is paid as it is.
  town.When(other).Then(At(kFrom, RateNoticeSet{kNew, 3, kPanel}), At(kFrom, Applied(1)));
}

// Nobody is told that a tier goes but who looks: those in it keep their packages, and are offered no more.
TEST(ContractFile, NamesWhoSitsInATierThatGoes) {
  Scenario town = Town();
  town.After(Apply({On(1, Terms()), On(10, Tiers({Ranked("first"), Ranked("second")}))}));
  town.After(AdmitProvider{.contract_id = kNew,
                           .provider_id = kElm,
                           .effective_date = Day(kFrom),
                           .authority = kPanel,
                           .tier = Code("first")});
  town.After(AdmitProvider{.contract_id = kNew,
                           .provider_id = kFir,
                           .effective_date = Day(kFrom),
                           .authority = kPanel,
                           .tier = Code("second")});
  const auto lost = [&](std::vector<Tier> tiers) {
    const ContractFile file = File({On(1, Terms()), On(10, Tiers(std::move(tiers)))});
    return Examine(town.ledger().world, file, Day("2018-04-01"), town.facts()).lost_seats;
  };
  EXPECT_EQ(lost({Ranked("second"), Ranked("third")}), (std::vector<LostSeat>{{Code("first"), {}, kElm}}));
  EXPECT_EQ(lost({Ranked("second"), Ranked("first")}), std::vector<LostSeat>{});
  town.After(WithdrawProvider{kNew, kElm, Day("2018-01-01"), Day("2017-12-01"), Code("left")});
  EXPECT_EQ(lost({Ranked("second")}), std::vector<LostSeat>{});
}

const ChangeId kChange("minutes-2017");
ProposePolicyChange Propose(std::vector<FileSection> sections, const char* from = kFrom) {
  return {.change_id = kChange, .file = File(std::move(sections)), .effective_date = Day(from)};
}
ContractValuesSet Worth() {
  return {.contract_id = kNew,
          .values = {{.line = Code("care"), .yearly = Pence(2'000'000'00), .yearly_hours = 120'000}},
          .authority = kPanel};
}
PolicyChangeProposed Proposal() {
  PolicyChangeProposed proposal{
      .change_id = kChange, .contract_id = kNew, .sha256 = kSha, .authority = kPanel};
  proposal.lots = {LotDefined{kNew, LotId("L5"), 5, "Lot 5"}};
  proposal.payment = ToleranceSet(5);
  proposal.rate_notice = RateNoticeSet{kNew, 3, kPanel};
  proposal.services = ServicesSet{kNew, {kHomeCare}, kPanel};
  proposal.retainer = RetainerPolicySet{kNew, 14, 100, {Code("hospital")}, true, kPanel};
  proposal.time_bank = TimeBankPolicySet{kNew, 600, 90, kPanel};
  proposal.extra_time = ExtraTimePolicySet{kNew, 120, 28, 600, true, kPanel};
  proposal.values = Worth();
  proposal.funders = FundersSet{kNew, {Code("council")}, kPanel};
  proposal.termination_notice = TerminationNoticeSet{kNew, 12, kPanel};
  proposal.hand_back_notice = HandBackNoticeSet{kNew, 28, kPanel};
  return proposal;
}
const std::vector<FileSection> kSections = {
    On(1, Terms()),
    On(6, DefineLot{kNew, LotId("L5"), 5, "Lot 5"}),
    On(7, Tolerance(5)),
    On(9, Notice(3)),
    On(11, SetServices{kNew, {}, {kHomeCare}, kPanel}),
    On(12, SetRetainerPolicy{kNew, {}, 14, 100, {Code("hospital")}, true, kPanel}),
    On(13, SetTimeBankPolicy{kNew, {}, 600, 90, kPanel}),
    On(14, SetExtraTimePolicy{kNew, {}, 120, 28, 600, true, kPanel}),
    On(15,
       SetContractValues{
           .contract_id = kNew, .effective_date = {}, .values = Worth().values, .authority = kPanel}),
    On(16, SetFunders{kNew, {}, {Code("council")}, kPanel}),
    On(17, SetTerminationNotice{kNew, {}, 12, kPanel}),
    On(18, SetHandBackNotice{kNew, {}, 28, kPanel})};

TEST(PolicyChange, KeepsWhatTheFileSaysOtherwise) {
  Scenario town = Town();
  town.When(Propose(kSections)).Then(At(kFrom, Proposal()));
  town.After(Propose(kSections)).When(Propose(kSections)).ThenAlready(town.head());
  town.When(Propose(kSections, "2018-04-01")).ThenRejected(Reason::kAlreadyExists);
  // The contract is as it was.
  EXPECT_EQ(town.ledger().world.contracts.Find(kNew)->payment().On(Day(kFrom)), nullptr);
}

TEST(PolicyChange, RefusesInOrderOfPrecedence) {
  Scenario town = Town();
  ProposePolicyChange unknown = Propose({On(1, Terms())});
  unknown.file.contract_id = ContractId("c-x");
  town.When(unknown).ThenRejected(Reason::kContractUnknown);
  town.When(Propose({On(1, Terms()), On(20, Rural(LotId("L9")))})).ThenRejected(Reason::kLotUnknown);
  town.When(Propose({On(1, Terms())}))
      .ThenRejected(Reason::kRateUnchanged, "file",
                    "contract c-new says what the file says on 2017-04-01 already");
}

TEST(PolicyChange, IsAppliedByASecondPersonAsItWasProposed) {
  const Preview seen{.position = 50,
                     .before = Pence(100),
                     .after = Pence(90),
                     .lines = 1,
                     .digest = "d",
                     .as_if_before = Pence(7),
                     .as_if_after = Pence(6),
                     .as_if_lines = 1};
  const ApproveChange approve{.change_id = kChange, .preview_position = 50, .preview_digest = "d"};
  Scenario town = Town();
  town.facts().preview = town.facts().preview_seen = seen;
  town.After(Propose(kSections));
  town.When(approve).ThenRejected(Reason::kSecondPersonRequired);
  town.By("bob").When(approve).Then(
      Now(ChangeApproved{kChange, seen}), Now(LotDefined{kNew, LotId("L5"), 5, "Lot 5"}),
      At(kFrom, ToleranceSet(5)), At(kFrom, RateNoticeSet{kNew, 3, kPanel}),
      At(kFrom, ServicesSet{kNew, {kHomeCare}, kPanel}),
      At(kFrom, RetainerPolicySet{kNew, 14, 100, {Code("hospital")}, true, kPanel}),
      At(kFrom, TimeBankPolicySet{kNew, 600, 90, kPanel}),
      At(kFrom, ExtraTimePolicySet{kNew, 120, 28, 600, true, kPanel}), At(kFrom, Worth()),
      At(kFrom, FundersSet{kNew, {Code("council")}, kPanel}),
      At(kFrom, TerminationNoticeSet{kNew, 12, kPanel}), At(kFrom, HandBackNoticeSet{kNew, 28, kPanel}),
      At(kFrom, Applied(11)));
  town.After(approve).When(approve).ThenAlready("change-minutes-2017");
  // Then the file says nothing new, and the change is not undone like one of rates.
  town.When(Apply(kSections)).ThenAlready(town.head());
  town.When(ProposeRateReversal{ChangeId("undo"), kChange, kCabinet})
      .ThenRejected(Reason::kChangeNotApplied, "reverted_id",
                    "change minutes-2017 is of policies, not of rates: propose a file that says otherwise");
}

TEST(PolicyChange, IsNotApprovedOnFiguresThatMoved) {
  Scenario town = Town();
  town.After(Propose(kSections)).By("bob");
  Preview seen{.position = 50, .before = Pence(100), .after = Pence(90), .lines = 1, .digest = "d"};
  town.facts().preview_seen = seen;
  seen.position = 60, seen.digest = "e", seen.as_if_before = Pence(300), seen.as_if_after = Pence(250);
  seen.as_if_lines = 2;
  town.facts().preview = seen;
  town.When(ApproveChange{.change_id = kChange, .preview_position = 50, .preview_digest = "d"})
      .ThenRejected(
          Reason::kPreviewStale, "preview_digest",
          "the preview at #50 showed £1.00 before, £0.90 after, a difference of -£0.10 on 1 lines; at "
          "#60 it is £1.00 before, £0.90 after, a difference of -£0.10 on 1 lines; as if it had been "
          "in force, £3.00 before, £2.50 after, a difference of -£0.50 on 2 lines");
}

// An area that moves from lot to lot is in both halfway through the file; in the end it is in one.
TEST(ApplyContract, MovesAnAreaFromLotToLot) {
  const std::vector<Code> mill = {Code("mill")};
  Scenario town = Town();
  town.After(Apply({On(5, Areas(kLot2, mill))}));
  town.When(Apply({On(5, Areas(kLot1, mill)), On(9, Areas(kLot2, {}))}, "2017-05-01"))
      .Then(At("2017-05-01", LotAreasSet{kNew, kLot1, mill, kPanel}),
            At("2017-05-01", LotAreasSet{kNew, kLot2, {}, kPanel}), At("2017-05-01", Applied(2)));
  town.When(Apply({On(5, Areas(kLot1, mill), {"areas"})}, "2017-05-01"))
      .ThenRejected(Reason::kPolicyContradictory, "file",
                    "line 6, column 1: areas: area mill is in lot L1 and in lot L2");
}

}  // namespace
}  // namespace careledger::decide
