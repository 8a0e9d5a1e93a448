// Over random histories: what is decided once is decided, and lives of packages stay coherent.
#include <map>
#include <random>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "server/decide/package_guards.h"
#include "server/decide/standing.h"
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const VisitRecorded kSeenVisit{.provider_id = kAsh,
                               .source = SourceId("ecm"),
                               .external_id = ExternalId("v-1"),
                               .service_date = Day("2016-12-01"),
                               .planned_start = Time("2016-12-01T08:00"),
                               .attendances = {{.carer_id = CarerId("ann")}}};

// What the records say of the one visit there is.
void See(KnownVisit& known, const NewEvent& event, Position position) {
  const auto* visit = std::get_if<VisitEvent>(&event.event);
  if (visit == nullptr) return;
  if (const auto* adjusted = std::get_if<VisitAdjusted>(visit)) {
    known.adjusted = *adjusted;
    known.adjusted_position = position;
  } else {
    known.voided = true;
    known.voided_position = position;
    known.voided_reason = std::get<VisitVoided>(*visit).reason;
  }
}

// A command from one number: shrinking a history takes commands away, and a command stays what it was.
class AnyCommand {
 public:
  AnyCommand(std::uint32_t number, std::uint64_t head) : random_(number), head_(head) {}

  Command Make() {
    switch (Below(39)) {
      case 0:
        return Lift<Command>(
            RegisterCommissioner{Pick<CommissionerId>({"town", "x"}), Pick<std::string>({"Town", "X"})});
      case 1:
        return Lift<Command>(RegisterProvider{.provider_id = Pick<ProviderId>({"p-elm", "p-new"}),
                                              .name = Pick<std::string>({"Provider p-elm", "New"}),
                                              .form = ProviderForm::kSole});
      case 2:
        if (Below(3) == 0) return Lift<Command>(VoidDeath{Person(), Recent(), Code("wrong-person")});
        return Corrected(RecordDeath{Person(), Dated() + 20});
      case 3:
        return Lift<Command>(SetLotCap{kNew, Below(4), Dated(), kCabinet});
      case 4:
        return Lift<Command>(SetPaymentPolicy{.contract_id = kNew,
                                              .effective_date = Dated(),
                                              .tolerance_minutes = Below(2) * 15,
                                              .authority = kCabinet});
      case 5:
        return Lift<Command>(AwardLot{kNew, Pick<LotId>({"L2", "L3", "L4"}), Provider(), Dated(), kCabinet});
      case 6:
        return Lift<Command>(AdmitProvider{kNew, Provider(), Dated(), kCabinet});
      case 7:
        return Lift<Command>(SetRates{kNew, Dated(), {RatePart()}, kCabinet});
      case 8:
        return Lift<Command>(ProposeRateChange{.change_id = Change(),
                                               .contract_id = kNew,
                                               .effective_date = Dated(),
                                               .lines = {RatePart()},
                                               .authority = kCabinet});
      case 9:
        return Lift<Command>(ProposeRateChange{.change_id = Change(),
                                               .contract_id = kNew,
                                               .effective_date = Dated(),
                                               .uplift_percent = Percent{Below(3) * 10'000},
                                               .authority = kCabinet});
      case 10:
        return Lift<Command>(ProposeRateReversal{Change(), Change(), kCabinet});
      case 11:
      case 12:
        return Lift<Command>(ApproveChange{Change(), head_, "digest"});
      case 13:
        return Lift<Command>(WithdrawChange{Change(), Code("x")});
      case 14: {
        RequestPackage c = Request("k", "h", kGoLive, Lot());
        c.package_id = Package(), c.person_id = Person(), c.effective_date = Dated();
        return Corrected(c);
      }
      case 15:
        return Corrected(AwardIt());
      case 16:
        return Corrected(StartPackage{Package(), Dated()});
      case 17:
        return Corrected(ChangePlan{Package(), Below(2) == 0 ? kTwice : kMornings, Dated(),
                                    Below(2) == 0 ? std::optional<Date>() : Dated() + 10, Code("review")});
      case 18:
        return Corrected(TransferPackage{.package_id = Package(),
                                         .to_contract_id = kNew,
                                         .to_lot_id = Lot(),
                                         .to_provider_id = Provider(),
                                         .effective_date = Dated(),
                                         .time = {Below(3) * 480},
                                         .reason = Code("choice")});
      case 19:
        return Corrected(HandBackPackage{Package(), Dated(), Day("2016-11-01"), Code("capacity")});
      case 20:
        return Corrected(SuspendPackage{Package(), Dated(), Code("hospital")});
      case 21:
        return Corrected(ResumePackage{Package(), Dated()});
      case 22:
        return Corrected(EndPackage{Package(), Dated() + 10, Code("moved-away")});
      case 24:
        return Lift<Command>(AdoptCalendar{Code("england"), {Dated()}});
      case 25:
        return Lift<Command>(
            DefineLot{kNew, Pick<LotId>({"L4", "L5"}), 4, Pick<std::string>({"Lot 4", "Five"})});
      case 26:
        return Lift<Command>(CreateContract{.contract_id = Pick<ContractId>({"c-new", "c-3"}),
                                            .commissioner_id = CommissionerId("town"),
                                            .title = "Third",
                                            .start_date = Day(kGoLive)});
      case 27:
        return Lift<Command>(SetKpiPolicy{kNew, Dated(), Below(3) * 120, 2, 80, kCabinet});
      case 28:
        return Lift<Command>(AdjustVisit{kSeenVisit.source,
                                         kSeenVisit.external_id,
                                         CarerId("ann"),
                                         kSeenVisit.planned_start,
                                         {kSeenVisit.planned_start.seconds + Below(3) * 600},
                                         Code("forgot")});
      case 29:
        return Lift<Command>(VoidVisit{kSeenVisit.source, kSeenVisit.external_id, Code("wrong-person")});
      case 31:
      case 32:
        return Corrected(StartContinuingHealthcare{Package(), CommissionerId("nhs"), Dated(), kCabinet});
      case 33:
      case 34:
        return Corrected(EndContinuingHealthcare{Package(), Dated() + 5, Code("x")});
      case 35:
        return Corrected(RecordHealthRate{Package(), Rate(180'000), Dated()});
      case 36:
        return Corrected(ApproveHandoverVisit{Package(), Provider(), Dated(), {Below(3) * 480}, Code("x")});
      case 37:
        return Corrected(SetGoal{Package(), Code("stairs"), Code("mobility"), Dated()});
      case 38:
        return Corrected(ReviewGoals{Package(), Dated(), {{Code("stairs"), GoalResult::kMet}}});
      case 23:
        return Lift<Command>(VoidPackageRecord{Package(), Recent(), Code("keyed-twice")});
      default:
        if (Below(2) == 0) {
          TransferPackages c = TransferAll("t-1");
          c.from_contract_id = Below(2) == 0 ? kOld : kNew;
          c.to_contract_id = c.from_contract_id == kOld ? kNew : kOld;
          return Lift<Command>(c);
        }
        ImportPackage c{Request("k", "h", kGoLive, Lot()), AwardIt()};
        c.request.package_id = c.award->package_id;
        c.request.person_id = Person();
        return Lift<Command>(c);
    }
  }
  std::string Actor() { return Pick<std::string>({"alice", "bob"}); }

 private:
  std::uint32_t Below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  template <class T>
  T Pick(const std::vector<std::string>& texts) {
    return T(texts[Below(static_cast<std::uint32_t>(texts.size()))]);
  }
  Date Dated() { return Day(kGoLive) + static_cast<std::int32_t>(Below(12)); }
  LotId Lot() { return Pick<LotId>({"L1", "L2"}); }
  ProviderId Provider() { return Pick<ProviderId>({"p-ash", "p-beech"}); }
  PackageId Package() { return Pick<PackageId>({"k-1", "k-1", "k-2"}); }
  PersonId Person() { return Pick<PersonId>({"h-1", "h-1", "h-1", "h-2"}); }
  ChangeId Change() { return Pick<ChangeId>({"x-1", "x-2", "x-3"}); }
  RateLine RatePart() { return Line(Below(2) == 0 ? "16" : "17", Below(2) == 0 ? kAsh : ProviderId()); }
  AwardPackage AwardIt() {
    AwardPackage c = Award("k", Below(3) == 0 ? kOld : kNew, Lot(), Provider(), kGoLive);
    if (c.contract_id == kOld) c.lot_id = {};
    c.package_id = Package();
    c.effective_date = Dated();
    return c;
  }
  std::uint64_t Recent() { return head_ - std::min<std::uint64_t>(head_, Below(12)); }
  template <class C>
  Command Corrected(C command) {
    if (Below(3) == 0) command.corrects_position = Recent();
    return Lift<Command>(command);
  }

  std::minstd_rand random_;
  std::uint64_t head_;
};

RC_GTEST_PROP(Decide, TwiceIsOnce, ()) {
  KnownVisit known{.latest = kSeenVisit, .position = Position{1}};
  Scenario town = Town();
  town.facts().visit = &known;
  town.facts().preview = town.facts().preview_seen = Preview{.digest = "digest"};
  town.After(Request("k-1", "h-1", kGoLive)).After(Award("k-1", kNew, kLot1, kAsh, kGoLive));
  // Under the new contract the council recharges the NHS, or the NHS contracts itself, as it does under the
  // old; some of it is known in time.
  const HealthSettlement settlement =
      *rc::gen::element(HealthSettlement::kJointContract, HealthSettlement::kHealthContracts);
  town.After(SetContinuingHealthcarePolicy{kNew, Day(kGoLive), settlement, kCabinet})
      .After(SetContinuingHealthcarePolicy{kOld, Day("2016-01-01"), HealthSettlement::kHealthContracts,
                                           kCabinet});
  if (*rc::gen::arbitrary<bool>()) town.facts().now = {Time("2016-11-12T12:00").seconds * 1'000'000};
  const auto numbers = *rc::gen::resize(
      400, rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 2'000'000'000)));
  std::size_t accepted = 0;
  for (const std::uint32_t number : numbers) {
    AnyCommand any(number, town.head());
    const Command command = any.Make();
    town.By(any.Actor());
    const World& world = town.ledger().world;
    const auto before = world.packages.items();
    const Outcome first = Decide(world, command, town.facts());
    RC_ASSERT(first.index() == Decide(world, command, town.facts()).index());  // Deterministic.
    if (const auto* no = std::get_if<Rejection>(&first)) {
      RC_ASSERT(!no->detail.empty());
      continue;
    }
    const Decision& decision = std::get<Decision>(first);
    for (const NewEvent& event : decision.events) {
      RC_ASSERT(event.stream == StreamOf(event.event));
      town.Given(event);
      See(known, event, Position{town.head()});
    }
    if (!decision.events.empty()) ++accepted;
    const Outcome second = Decide(world, command, town.facts());
    const auto* again = std::get_if<Decision>(&second);
    if (again == nullptr) RC_FAIL("refused the second time: " + std::get<Rejection>(second).detail);
    RC_ASSERT(again->events.empty());
    RC_ASSERT(Number(again->already) != 0 || !again->already_stream.empty());
    for (const auto& [id, package] : world.packages.items()) RC_ASSERT(Coherent(package->life()));
    if (!std::holds_alternative<PackageCommand>(command) && !std::holds_alternative<HealthCommand>(command))
      continue;  // A death leaves what was planned as it is.
    for (const auto& [id, package] : before) {
      RC_ASSERT(Undermined(world, *package, *world.packages.Find(id), town.facts()) == nullptr);
    }
  }
  RC_CLASSIFY(accepted > 20, "more than 20 accepted");
}

}  // namespace
}  // namespace careledger::decide
