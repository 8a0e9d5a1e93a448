// Deliveries of every kind, of what may or may not be on record, among commands by hand: what a row says is
// so once it was taken, no record is left standing on nothing, and the same row records nothing twice.
#include <random>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "server/decide/standing.h"
#include "tests/decide/delivery.h"

namespace careledger::decide {
namespace {

using projections::DeliveredOrder;
using projections::DeliveredStay;

// A delivery from one number, of what may or may not be on record.
class AnyRow {
 public:
  explicit AnyRow(std::uint32_t number) : random_(number) {}

  DeliverOrder Order(const char* package) {
    DeliverOrder row = AsIs();
    DeliveredOrder& order = row.order;
    order.package_id = PackageId(package);
    order.requested_on = Day("2016-12-01") + Below(4);
    if (Below(6) == 0) {
      order.provider_id = {};
      order.provider_from = order.start = std::nullopt;
    } else {
      const bool ash = Below(2) == 0;
      order.provider_id = ash ? kAsh : kBeech;
      order.lot_id = ash ? kLot1 : kLot2;
      order.provider_from = Dated();
      if (Below(4) == 0) order.start.reset();
      if (order.start) order.start = *order.provider_from + Below(2);
    }
    order.plan = Below(2) == 0 ? kMornings : kTwice;
    order.plan_from = Below(5) == 0 ? std::nullopt : std::optional(Dated());
    if (Below(5) == 0) order.ended_on = Dated() + 8, order.end_reason = Code("moved-away");
    return row;
  }
  DeliverStays Stays() {
    DeliverStays row;
    row.stays.person_id = PersonId("h-1");
    Date day = Day("2016-12-04");
    for (std::int32_t left = Below(3) + 1; left > 0; --left) {
      day = day + Below(5);
      DeliveredStay& stay = row.stays.stays.emplace_back();
      stay.admitted_on = day;
      if (left == 1 && Below(3) == 0) break;
      day = day + Below(5);
      stay.discharged_on = day;
      day = day + 1;
    }
    return row;
  }
  DeliverPerson Person() {
    DeliverPerson row{{.person_id = PersonId("h-1"), .died_on = {}}};
    if (Below(4) == 0) row.person.died_on = Dated() + 10;
    return row;
  }
  // What somebody does by hand.
  Command ByHand(std::uint64_t head) {
    const PackageId package(Below(2) == 0 ? "k-1" : "k-2");
    switch (Below(8)) {
      case 0:
        return Lift<Command>(ChangePlan{package, Below(2) == 0 ? kTwice : kMornings, Dated(),
                                        Below(2) == 0 ? std::optional<Date>() : Dated() + 20,
                                        Code("review")});
      case 1:
        return Lift<Command>(Transfer(package.str().c_str(), kLot2, kBeech, "2016-12-08", 480));
      case 2:
        return Lift<Command>(HandBackPackage{package, Dated() + 3, Day("2016-12-01"), Code("capacity")});
      case 3:
        return Lift<Command>(SuspendPackage{package, Dated(), Below(2) == 0 ? kHospital : Code("respite")});
      case 4:
        return Lift<Command>(ResumePackage{package, Dated() + 4});
      case 5:
        return Lift<Command>(EndPackage{package, Dated() + 10, Code("moved-away")});
      case 6:
        return Lift<Command>(TakeDirectPayment{package, Day("2016-12-04"), Dated() + 6});
      default:
        return Lift<Command>(VoidPackageRecord{
            package, head - std::min<std::uint64_t>(head, static_cast<std::uint64_t>(Below(12))),
            Code("keyed-twice")});
    }
  }
  std::int32_t Below(std::int32_t n) {
    return static_cast<std::int32_t>(random_() % static_cast<std::uint32_t>(n));
  }

 private:
  Date Dated() { return Day("2016-12-05") + Below(8); }
  std::minstd_rand random_;
};

// The row is decided, and what it records is on record; true when something was.
template <class Row>
bool Import(Scenario& town, const Row& row) {
  const World& world = town.ledger().world;
  const auto before = world.packages.items();
  const Outcome outcome = DecideAny(world, row, town.facts());
  const auto* decision = std::get_if<Decision>(&outcome);
  if (decision == nullptr) return false;
  for (const NewEvent& event : decision->events) town.Given(event);
  for (const auto& [id, package] : world.packages.items()) RC_ASSERT(Coherent(package->life()));
  if constexpr (!std::is_same_v<Row, DeliverPerson>) {
    for (const auto& [id, package] : before)
      RC_ASSERT(Undermined(world, *package, *world.packages.Find(id), town.facts()) == nullptr);
  }
  // What it took is so.
  if constexpr (std::is_same_v<Row, DeliverOrder>) {
    const Package* package = world.packages.Find(row.order.package_id);
    RC_ASSERT(Differences(*package, row.order, town.facts().today()).empty());
  }
  return !decision->events.empty();
}

RC_GTEST_PROP(Delivery, ImportedTwiceRecordsNothingTheSecondTime, ()) {
  Scenario town = Known();
  town.After(Request("k-2", "h-1", "2016-12-02"));
  const auto numbers = *rc::gen::resize(
      60, rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 2'000'000'000)));
  std::size_t recorded = 0;
  for (const std::uint32_t number : numbers) {
    AnyRow any(number);
    if (any.Below(2) == 0) {
      const Outcome outcome = Decide(town.ledger().world, any.ByHand(town.head()), town.facts());
      if (const auto* decision = std::get_if<Decision>(&outcome)) town.GivenAll(decision->events);
      continue;
    }
    const std::vector<DeliverOrder> orders = {any.Order("k-1"), any.Order("k-2"), any.Order("k-3")};
    const DeliverStays stays = any.Stays();
    const DeliverPerson person = any.Person();
    for (const DeliverOrder& row : orders) recorded += Import(town, row) ? 1U : 0U;
    for (const DeliverOrder& row : orders) RC_ASSERT(!Import(town, row));
    recorded += Import(town, stays) ? 1U : 0U;
    RC_ASSERT(!Import(town, stays));
    recorded += Import(town, person) ? 1U : 0U;
    RC_ASSERT(!Import(town, person));
  }
  RC_CLASSIFY(recorded > 10, "more than 10 rows recorded");
}

}  // namespace
}  // namespace careledger::decide
