// Decisions about rates and the changes that move them.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const ChangeId kUplift("uplift-2017");
const Preview kSeen{
    .position = 40, .before = Pence(100'00), .after = Pence(102'50), .lines = 7, .digest = "seven"};

SetRates Rates(std::vector<RateLine> lines, const char* date = kGoLive) {
  return {.contract_id = kNew, .effective_date = Day(date), .lines = std::move(lines), .authority = kCabinet};
}
ProposeRateChange Uplift25(const ChangeId& id = kUplift, const char* date = "2017-04-01") {
  return {.change_id = id,
          .contract_id = kNew,
          .effective_date = Day(date),
          .uplift_percent = Percent{25'000},
          .authority = kCabinet};
}
ProposeRateChange Lines(std::vector<RateLine> lines, const ChangeId& id = kUplift) {
  return {.change_id = id,
          .contract_id = kNew,
          .effective_date = Day("2017-04-01"),
          .lines = std::move(lines),
          .authority = kCabinet};
}
ProposeRateReversal Undo(const char* id, const ChangeId& reverted = kUplift) {
  return {.change_id = ChangeId(id), .reverted_id = reverted, .authority = kCabinet};
}
ApproveChange Approve(const ChangeId& id = kUplift, const char* digest = "seven") {
  return {.change_id = id, .preview_position = kSeen.position, .preview_digest = digest};
}

// Everyone is paid 16.00, ash in lot 1 17.50; alice works, and figures are previewed.
Scenario Priced() {
  Scenario town = Town();
  town.After(Rates({Line("16.00"), Line("17.50", kAsh, kLot1)}));
  town.facts().preview = town.facts().preview_seen = kSeen;
  return town;
}
Scenario Proposed() {
  Scenario town = Priced();
  town.After(Uplift25());
  return town;
}
Scenario Approved() {
  Scenario town = Proposed();
  town.By("bob").After(Approve());
  return town;
}

TEST(SetRates, RecordsFirstRatesOnly) {
  Scenario town = Town();
  town.When(Rates({Line("16.00")})).Then(At(kGoLive, RatesSet{kNew, {Line("16.00")}, kCabinet}));
  town.After(Rates({Line("16.00")})).When(Rates({Line("16.00")})).ThenAlready(town.head());
  town.When(Rates({Line("16.00"), Line("18.00", kAsh)}))
      .Then(At(kGoLive, RatesSet{kNew, {Line("18.00", kAsh)}, kCabinet}));
  town.When(Rates({Line("16.01")}))
      .ThenRejected(
          Reason::kRateAlreadySet, "lines",
          "the rate of home-care on any day is 16.00 from 2016-11-07: propose a change to make it 16.01 from "
          "2016-11-07");
  town.When(Rates({Line("16.00")}, "2017-01-01")).ThenRejected(Reason::kRateAlreadySet);
  RateLine any_day = Line("19.00", kBeech);
  any_day.key.day_type = DayType::kUnspecified;
  town.When(Rates({any_day})).Then(At(kGoLive, RatesSet{kNew, {Line("19.00", kBeech)}, kCabinet}));
}

TEST(SetRates, RefusesInOrderOfPrecedence) {
  const ProviderId nobody("p-x");
  const LotId no_lot("L9");
  Scenario town = Priced();
  town.When(Rates({})).ThenRejected(Reason::kInvalidField);
  town.When(Rates({Line("0")})).ThenRejected(Reason::kInvalidField);
  town.When(Rates({Line("1"), Line("2")})).ThenRejected(Reason::kInvalidField);
  town.When(Rates({{{}, Rate(1)}})).ThenRejected(Reason::kInvalidField);
  town.When(Rates(std::vector<RateLine>(1'001, Line("1")))).ThenRejected(Reason::kInvalidField);
  SetRates elsewhere = Rates({Line("1", nobody, no_lot)});
  elsewhere.contract_id = ContractId("c-x");
  town.When(elsewhere).ThenRejected(Reason::kContractUnknown);
  town.When(Rates({Line("1", nobody), Line("1", kAsh, no_lot)}, "2016-01-01"))
      .ThenRejected(Reason::kLotUnknown);
  town.When(Rates({Line("1", nobody)}, "2016-01-01")).ThenRejected(Reason::kProviderUnknown);
  town.When(Rates({Line("1")}, "2016-01-01")).ThenRejected(Reason::kOutsideTerm);
  town.When(Rates({Line("1")}, "2017-01-01")).ThenRejected(Reason::kRateAlreadySet);
}

TEST(ProposeRateChange, UpliftsWhatItSelectsToThePolicysStep) {
  Scenario town = Priced();
  // 17.50 * 1.025 = 17.9375, to the penny.
  town.When(Uplift25())
      .Then(At("2017-04-01",
               RateChangeProposed{kUplift, kNew, {Line("16.40"), Line("17.94", kAsh, kLot1)}, kCabinet}));
  ProposeRateChange ash_only = Uplift25();
  ash_only.provider_id = kAsh;
  town.After(SetPaymentPolicy{
      .contract_id = kNew, .effective_date = Day(kGoLive), .rate_step = Rate(1'000), .authority = kCabinet});
  town.When(ash_only).Then(
      At("2017-04-01", RateChangeProposed{kUplift, kNew, {Line("17.90", kAsh, kLot1)}, kCabinet}));
  ash_only.service = Code("reablement");
  town.When(ash_only).ThenRejected(Reason::kRateNotSet);
}

TEST(ProposeRateChange, KeepsOnlyLinesThatMove) {
  Scenario town = Priced();
  const ProposeRateChange c = Lines({Line("16.00"), Line("18.00", kAsh, kLot1)});
  town.When(c).Then(
      At("2017-04-01", RateChangeProposed{kUplift, kNew, {Line("18.00", kAsh, kLot1)}, kCabinet}));
  town.After(c).When(c).ThenAlready(town.head());
  town.When(Lines({Line("16.50")})).ThenRejected(Reason::kAlreadyExists);
  town.When(Undo("x", ChangeId("y"))).ThenRejected(Reason::kChangeUnknown);
}

TEST(ProposeRateChange, RefusesInOrderOfPrecedence) {
  const ProviderId nobody("p-x");
  Scenario town = Priced();
  const auto with = [&](ProposeRateChange c, auto change) {
    change(c);
    return c;
  };
  const ProposeRateChange lines = Lines({Line("16.50")});
  for (const ProposeRateChange& bad :
       {with(lines, [](auto& c) { c.uplift_percent = Percent{1}; }),
        with(lines, [](auto& c) { c.lines = {}; }), with(lines, [](auto& c) { c.service = kHomeCare; }),
        with(lines, [](auto& c) { c.provider_id = kAsh; }),
        with(Uplift25(), [](auto& c) { c.uplift_percent = Percent{-500'001}; }),
        with(Uplift25(), [](auto& c) { c.uplift_percent = Percent{1'000'001}; })}) {
    town.When(bad).ThenRejected(Reason::kInvalidField);
  }
  town.When(with(Uplift25(), [](auto& c) { c.uplift_percent = Percent{-500'001}; }))
      .ThenRejected(Reason::kInvalidField, "uplift_percent", "an uplift of -50.0001 %: from -50 % to 100 %");
  town.When(with(lines, [](auto& c) { c.contract_id = ContractId("c-x"); }))
      .ThenRejected(Reason::kContractUnknown);
  town.When(Lines({Line("1", nobody, LotId("L9"))})).ThenRejected(Reason::kLotUnknown);
  town.When(with(Uplift25(), [&](auto& c) { c.provider_id = nobody; }))
      .ThenRejected(Reason::kProviderUnknown);
  town.When(with(lines, [](auto& c) { c.effective_date = Day("2016-01-01"); }))
      .ThenRejected(Reason::kOutsideTerm);
  RateLine sitting = Line("1", kBeech);
  sitting.key.service = Code("sitting");
  town.When(Lines({sitting}))
      .ThenRejected(Reason::kRateNotSet, "lines",
                    "there is no rate of sitting by p-beech on any day on 2017-04-01");
  town.When(Lines({Line("16.00")})).ThenRejected(Reason::kRateUnchanged);
  town.When(with(Uplift25(), [](auto& c) { c.uplift_percent = Percent{0}; }))
      .ThenRejected(Reason::kRateUnchanged);
}

TEST(ProposeRateChange, MayNotLeaveTheRangeOfRates) {
  Scenario town = Town();
  town.After(Rates({Line("9000.00")}));
  ProposeRateChange c = Uplift25();
  c.uplift_percent = Percent{1'000'000};
  town.When(c).ThenRejected(Reason::kInvalidField);
}

// Errors by descending precedence.
TEST(ApproveChange, RefusesInOrderOfPrecedence) {
  Scenario town = Approved();  // By bob, of alice's proposal.
  const ApproveChange stale = Approve(kUplift, "six");
  town.When(Approve(ChangeId("x"))).ThenRejected(Reason::kChangeUnknown);
  town.facts().development = true;
  town.When(stale).ThenRejected(Reason::kSecondPersonRequired);
  town.facts().development = false;
  town.By("alice").When(stale).ThenRejected(Reason::kSecondPersonRequired, "change_id",
                                            "alice proposed change uplift-2017 and may not approve it");
  town.By("bob").When(stale).ThenRejected(Reason::kChangeNotOpen, "change_id",
                                          "change uplift-2017 is approved");
  town.By("alice").After(Undo("undo-1")).After(Undo("undo-2")).By("bob").After(Approve(ChangeId("undo-1")));
  town.When(Approve(ChangeId("undo-2"), "six")).ThenRejected(Reason::kPreviewStale);
  town.When(Approve(ChangeId("undo-2")))
      .ThenRejected(Reason::kChangeNotApplied, "change_id", "change uplift-2017 is reverted, not approved");
}

TEST(ApproveChange, MovesTheRates) {
  Scenario town = Proposed();
  town.By("bob").When(Approve()).Then(
      Now(ChangeApproved{kUplift, kSeen}),
      At("2017-04-01", RatesChanged{kNew, kUplift, {Line("16.40"), Line("17.94", kAsh, kLot1)}}));
  town.After(Approve()).When(Approve()).ThenAlready("change-uplift-2017");
  town.By("carol").When(Approve()).ThenRejected(Reason::kChangeNotOpen);
}

TEST(ApproveChange, NamesAPreviewMadeSinceTheProposal) {
  Scenario town = Proposed();
  const std::uint64_t proposal = town.head();
  town.By("bob");
  ApproveChange c = Approve();
  c.preview_position = proposal - 1;  // The digest fits.
  town.When(c).ThenRejected(Reason::kPreviewStale, "preview_position",
                            "the preview at #" + std::to_string(proposal - 1) +
                                " is from before change uplift-2017 was proposed, at #" +
                                std::to_string(proposal));
  c.preview_position = proposal;
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(c).outcome()));
  town.facts().preview_seen = {};
  town.When(c).ThenRejected(Reason::kPreviewStale, "preview_position",
                            "there is no preview of change uplift-2017 at #" + std::to_string(proposal));
}

TEST(ApproveChange, NamesTheDigestOfThatPreview) {
  Scenario town = Proposed();
  town.By("bob").facts().preview_seen->digest = "six";  // The figures have come to seven since.
  town.When(Approve(kUplift, "seven"))
      .ThenRejected(Reason::kPreviewStale, "preview_digest",
                    "the digest is not that of the preview at #40: preview change uplift-2017 again");
  town.facts().preview_seen->digest = "seven";
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(Approve(kUplift, "seven")).outcome()));
}

TEST(ApproveChange, SaysWhatMovedSinceThePreview) {
  Scenario town = Proposed();
  town.By("bob").facts().preview_seen =
      Preview{.position = 40, .before = Pence(100'00), .after = Pence(102'00), .lines = 6, .digest = "six"};
  town.facts().preview->position = 44;
  town.When(Approve(kUplift, "six"))
      .ThenRejected(
          Reason::kPreviewStale, "preview_digest",
          "the preview at #40 showed £100.00 before, £102.00 after, a difference of £2.00 on 6 lines; at "
          "#44 it is £100.00 before, £102.50 after, a difference of £2.50 on 7 lines");
  town.facts().preview = {};
  town.When(Approve(kUplift, "six"))
      .ThenRejected(Reason::kPreviewStale, "preview_digest",
                    "change uplift-2017 could not be previewed again");
}

TEST(ProposeRateReversal, UndoesAnApprovedChangeFromItsOwnDate) {
  Scenario town = Proposed();
  town.When(Undo("undo"))
      .ThenRejected(Reason::kChangeNotApplied, "reverted_id", "change uplift-2017 is proposed, not approved");
  town = Approved();
  town.When(Undo("undo"))
      .Then(At("2017-04-01", RateReversalProposed{ChangeId("undo"), kNew, kUplift, kCabinet}));
  town.When(Undo("uplift-2017")).ThenRejected(Reason::kAlreadyExists);
  town.After(Undo("undo")).When(Undo("undo")).ThenAlready(town.head());
  town.By("alice")
      .When(Approve(ChangeId("undo")))
      .Then(Now(ChangeApproved{ChangeId("undo"), kSeen}),
            At("2017-04-01", RatesReverted{kNew, ChangeId("undo"), kUplift}));
  town.After(Approve(ChangeId("undo")));
  town.When(Undo("redo", ChangeId("undo"))).ThenRejected(Reason::kChangeNotApplied);
  EXPECT_EQ(town.ledger().world.contracts.Find(kNew)->rates().Exact(Line("0").key, Day("2018-01-01"))->rate,
            Line("16.00").rate);
  // Rates set with the contract still stand, so they are not free to be set again.
  town.When(Rates({Line("15.00")}, "2017-04-01")).ThenRejected(Reason::kRateAlreadySet);
}

TEST(WithdrawChange, ClosesAnOpenChange) {
  const WithdrawChange c{kUplift, Code("superseded")};
  Scenario town = Proposed();
  town.When(WithdrawChange{ChangeId("x"), Code("superseded")}).ThenRejected(Reason::kChangeUnknown);
  town.When(c).Then(Now(ChangeWithdrawn{kUplift, Code("superseded")}));
  town.After(c).When(c).ThenAlready("change-uplift-2017");
  town.By("bob").When(Approve()).ThenRejected(Reason::kChangeNotOpen);
  Approved().When(c).ThenRejected(Reason::kChangeNotOpen);
}

}  // namespace
}  // namespace careledger::decide
