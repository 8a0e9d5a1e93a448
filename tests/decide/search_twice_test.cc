// Over random histories of packages that look for providers: what is decided once is decided, and the same
// with rosters kept from one decision to the next.
#include <random>
#include <set>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "server/decide/package_guards.h"
#include "server/decide/standing.h"
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

// All four rules, phases, options, windows and an earlier contract, with two packages under it.
Scenario Crowd() {
  Scenario town = Town();
  town.facts().sealer = &kGlass;
  Tier framework = FrameworkTier();
  framework.scope = TierScope::kLot;
  framework.answer_hours = 2;
  const Tier bidders{.tier = kBidders,
                     .scope = TierScope::kContract,
                     .rule = SourcingRule::kMiniCompetition,
                     .choice = true,
                     .price_percent = 60,
                     .fit_percent = 40,
                     .tie = TieRule::kBestFit};
  town.After(TiersOf({LeadTier(), framework, bidders, SpotTier()}));
  town.After(SetAdmissionPolicy{kNew, Day(kGoLive), AdmissionMode::kRounds, 1, 5, 1, kCabinet});
  town.After(
      SetPhases{kNew, Day("2016-11-12"), {{1, {kLot1}, Day(kGoLive)}, {2, {kLot2}, Day(kGoLive)}}, kCabinet});
  town.After(SetExtensionOption{kNew, Day(kGoLive), Code("more"), Day("2025-11-07"), true, true, kCabinet});
  town.After(SetExistingPackages{kNew, Day(kGoLive), kOld, MovesOn::kFirstChange, kCabinet});
  town.After(SetDirectPaymentPolicy{kNew, Day("2016-11-10"), true, kCabinet});
  town.After(Admission(kElm, kFramework, 2))
      .After(Admission(kBeech, kBidders))
      .After(Admission(kElm, kBidders));
  town.After(Admission(kFir, kSpot));
  for (const char* package : {"k-1", "k-2"}) {
    town.After(Request(package, "h-1", "2016-10-01")).After(Award(package, kOld, {}, kAsh, "2016-10-05"));
  }
  return town.After(Request("k-3", "h-3", "2016-11-01", kLot4));
}

// A command from one number: shrinking a history takes commands away, and a command stays what it was.
class AnyCommand {
 public:
  AnyCommand(std::uint32_t number, std::uint64_t head, Instant now)
      : random_(number), head_(head), now_(now) {}

  Command Make() {
    switch (Below(26)) {
      case 0:
      case 1:
      case 2:
        return Lift<Command>(OfferPackage{Package(), kNew, AnyLot(), Provider(), Dated(), Below(3) == 0});
      case 3:
        return Lift<Command>(AcceptOffer{Package(), Provider(), Below(3) == 0 ? kElm : ProviderId()});
      case 4:
      case 5:
        return Lift<Command>(DeclineOffer{Package(), Provider(), Pick<Code>({"no-staff", "too-far"})});
      case 6:
      case 7:
        return Lift<Command>(
            OpenCompetition{Package(), kNew, AnyLot(), Dated(), {now_.seconds + 3600 * (1 + Below(3))}});
      case 8:
      case 9:
        return Lift<Command>(Bid());
      case 10:
        return Lift<Command>(CloseCompetition{Package()});
      case 11:
        if (Below(2) == 0) return Lift<Command>(ScoreFit{Package(), {{Bidder(), Below(3) * 50}}});
        return Lift<Command>(ScoreFit{Package(), {{kElm, Below(3) * 50}, {kBeech, Below(3) * 50}}});
      case 12:
      case 13:
        return Corrected(AwardIt());
      case 14:
        return Lift<Command>(ExtendContract{
            kNew, Code("more"), Day("2024-11-07") + static_cast<std::int32_t>(Below(2)), {kLot1}, kCabinet});
      case 15:
        if (Below(8) != 0) return Lift<Command>(CloseCompetition{Package()});
        return Lift<Command>(TerminateContract{kNew, Day("2016-11-16") + static_cast<std::int32_t>(Below(2)),
                                               Day(kGoLive), Code("x"), kCabinet});
      case 16:
        return Lift<Command>(StartPhase{kNew, 1 + Below(2), Dated(), kCabinet});
      case 17:
        return Lift<Command>(DeclarePhaseStable{kNew, 1 + Below(2), Dated(), kCabinet});
      case 18:
        if (Below(6) != 0) return Lift<Command>(Bid());
        return Lift<Command>(WithdrawProvider{kNew, Provider(), Dated(), Day(kGoLive), Code("x")});
      case 19:
        if (Below(4) != 0) return Lift<Command>(Bid());
        return Lift<Command>(SuspendIntake{kNew, Provider(), Dated(), Code("quality")});
      case 20:
        return Lift<Command>(ResumeIntake{kNew, Provider(), Dated()});
      case 21:
        return Lift<Command>(DeclareCapacity{
            kNew, Provider(), AnyLot(),
            ParseCapacity(Pick<std::string>({"none", "07-11 210", "07-11 420", "00-24 9000"})).value(),
            Dated()});
      case 22: {
        AdmitProvider c = Admission(Provider(), Pick<Code>({"framework", "bidders", "spot", ""}));
        if (c.tier == kFramework) c.lot_id = AnyLot(), c.rank = Below(3);
        c.effective_date = Dated(), c.micro = Below(3) == 0;
        return Lift<Command>(c);
      }
      case 23:
        return Corrected(
            ChangePlan{Package(), Below(2) == 0 ? kTwice : kMornings, Dated(), {}, Code("review")});
      case 24:
        if (Below(2) == 0)
          return Corrected(HandBackPackage{Package(), Dated(), Day(kGoLive), Code("capacity")});
        return Corrected(TakeDirectPayment{Package(), Dated(), Dated() + 5});
      default:
        if (Below(3) == 0) return Lift<Command>(VoidPackageRecord{Package(), Recent(), Code("keyed-twice")});
        if (Below(2) == 0) return Corrected(Transfer("k-1", kLot1, kAsh, "2016-11-12"));
        return Lift<Command>(AwardLot{kNew, AnyLot(), Provider(), Dated(), kCabinet});
    }
  }

 private:
  std::uint32_t Below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  template <class T>
  T Pick(const std::vector<std::string>& texts) {
    return T(texts[Below(static_cast<std::uint32_t>(texts.size()))]);
  }
  Date Dated() { return Day(kGoLive) + static_cast<std::int32_t>(Below(10)); }
  LotId AnyLot() { return Pick<LotId>({"", "L1", "L2", "L4"}); }
  ProviderId Provider() { return Pick<ProviderId>({"p-ash", "p-beech", "p-elm", "p-fir"}); }
  PackageId Package() { return Pick<PackageId>({"k-1", "k-2", "k-3", "k-3"}); }
  std::uint64_t Recent() { return head_ - std::min<std::uint64_t>(head_, Below(8)); }
  ProviderId Bidder() { return Pick<ProviderId>({"p-beech", "p-elm"}); }
  PlaceBid Bid() { return {Package(), Bidder(), Rate(150'000 + Below(2) * 100)}; }
  AwardPackage AwardIt() {
    AwardPackage c{.package_id = Package(),
                   .contract_id = kNew,
                   .lot_id = AnyLot(),
                   .provider_id = Provider(),
                   .plan = {},
                   .effective_date = Dated()};
    c.chosen = Below(3) == 0;
    if (Below(4) == 0) c.rate = Rate(160'000);
    return c;
  }
  template <class C>
  Command Corrected(C command) {
    if (Below(4) == 0) command.corrects_position = Recent();
    return Lift<Command>(command);
  }

  std::minstd_rand random_;
  std::uint64_t head_;
  Instant now_;
};

bool Same(const Outcome& a, const Outcome& b) {
  if (a.index() != b.index()) return false;
  if (const auto* no = std::get_if<Rejection>(&a)) {
    const Rejection& other = std::get<Rejection>(b);
    return no->reason == other.reason && no->field == other.field && no->detail == other.detail;
  }
  const Decision& one = std::get<Decision>(a);
  const Decision& other = std::get<Decision>(b);
  return one.events == other.events && one.already == other.already &&
         one.already_stream == other.already_stream;
}

RC_GTEST_PROP(Search, TwiceIsOnce, ()) {
  Scenario town = Crowd();
  sourcing::Rosters rosters;
  const auto numbers = *rc::gen::resize(
      400, rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 2'000'000'000)));
  std::set<std::string> accepted;
  for (const std::uint32_t number : numbers) {
    town.facts().now.micros += (number % 3) * std::int64_t{3'600'000'000} / 2;
    const Command command = AnyCommand(number, town.head(), town.facts().now.instant()).Make();
    const World& world = town.ledger().world;
    const auto before = world.packages.items();
    const Outcome first = Decide(world, command, town.facts());
    Facts kept = town.facts();
    kept.rosters = &rosters;
    RC_ASSERT(Same(first, Decide(world, command, kept)));
    if (const auto* no = std::get_if<Rejection>(&first)) {
      RC_ASSERT(!no->detail.empty());
      continue;
    }
    const Decision& decision = std::get<Decision>(first);
    for (const NewEvent& event : decision.events) {
      RC_ASSERT(event.stream == StreamOf(event.event));
      town.Given(event);
      accepted.emplace(TypeOf(event.event));
    }
    const Outcome second = Decide(world, command, town.facts());
    const auto* again = std::get_if<Decision>(&second);
    if (again == nullptr) RC_FAIL("refused the second time: " + std::get<Rejection>(second).detail);
    if (!again->events.empty()) RC_FAIL("decided twice: " + std::string(TypeOf(again->events.front().event)));
    RC_ASSERT(Number(again->already) != 0 || !again->already_stream.empty());
    for (const auto& [id, package] : world.packages.items()) RC_ASSERT(Coherent(package->life()));
    if (!std::holds_alternative<PackageCommand>(command)) continue;
    for (const auto& [id, package] : before) {
      RC_ASSERT(Undermined(world, *package, *world.packages.Find(id), town.facts()) == nullptr);
    }
  }
  RC_CLASSIFY(accepted.contains("BidPlaced"), "bids");
  RC_CLASSIFY(accepted.contains("FitScored"), "scores");
  RC_CLASSIFY(accepted.contains("OfferAccepted"), "acceptances");
  RC_CLASSIFY(accepted.contains("ObligationDeclined"), "breaches");
  RC_CLASSIFY(accepted.contains("PackageAwarded"), "awards");
  RC_CLASSIFY(accepted.contains("PackageTransferred"), "new terms or transfers");
}

}  // namespace
}  // namespace careledger::decide
