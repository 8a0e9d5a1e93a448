// Deliveries of orders: rows that say how things are. What is new is recorded, once; what is not so in the
// ledger, and may not be made so, is refused; nothing is undone.
#include "gtest/gtest.h"
#include "tests/decide/delivery.h"

namespace careledger::decide {
namespace {

using projections::DeliveredOrder;

const PackageId& kPackage = kDelivered;
const Code kByDelivery("delivery");

template <class Change>
DeliverOrder But(const Change& change) {
  DeliverOrder c{DeliveredK1()};
  change(c.order);
  return c;
}
DeliverOrder Waiting() {
  return But([](DeliveredOrder& order) {
    order.provider_id = {};
    order.provider_from = order.start = std::nullopt;
    order.plan_from = order.requested_on;
  });
}

// k-1 as delivered, and the records that it made.
struct Positions {
  std::uint64_t request = 0, award = 0, start = 0;
};
Scenario Recorded(Positions& at) {
  Scenario town = Known();
  at = {town.head() - 2, town.head() - 1, town.head()};
  return town;
}

// The row is taken, says the same thereafter, and is not taken a second time.
void Settles(Scenario& town, const DeliverOrder& row) {
  town.After(row).When(row).ThenAlready("package-k-1");
  EXPECT_EQ(Differences(*town.ledger().world.packages.Find(kPackage), row.order, town.facts().today()).size(),
            0U);
}

PackageRequested Requested(const char* date = "2016-12-01") {
  const RequestPackage c = Request("k-1", "h-1", date);
  return {.package_id = c.package_id,
          .person_id = c.person_id,
          .service = c.service,
          .client_group = c.client_group,
          .funder = c.funder,
          .waiting_in = c.waiting_in,
          .reason = c.reason,
          .contract_id = c.contract_id,
          .lot_id = c.lot_id,
          .plan = c.plan};
}
const PackageAwarded kAwarded{kPackage, kNew, kLot1, kAsh, kMornings};
PackageTransferred ToBeech(const char* reason = "delivery") {
  return {.package_id = kPackage,
          .from_provider_id = kAsh,
          .to_provider_id = kBeech,
          .to_contract_id = kNew,
          .to_lot_id = kLot2,
          .minute = 0,
          .reason = Code(reason)};
}
DeliverOrder WithBeech(const char* from) {
  return But([&](DeliveredOrder& order) {
    order.provider_id = kBeech;
    order.lot_id = kLot2;
    order.provider_from = Day(from);
  });
}

TEST(Delivery, OfANewOrderIsRequestedAwardedAndStarted) {
  Scenario town = Town();
  town.When(AsIs()).Then(At("2016-12-01", Requested()), At("2016-12-05", kAwarded),
                         At("2016-12-05", PackageStarted{kPackage}));
  Settles(town, AsIs());
  // As it waits, and once somebody has it.
  Scenario waiting = Town();
  waiting.When(Waiting()).Then(At("2016-12-01", Requested()));
  Settles(waiting, Waiting());
  waiting.When(AsIs()).Then(At("2016-12-05", kAwarded), At("2016-12-05", PackageStarted{kPackage}));
  Settles(waiting, AsIs());
}

TEST(Delivery, OfCareUnderWayBeginsWithItsProvider) {
  Scenario town = Town();
  const DeliverOrder row = But([](DeliveredOrder& order) {
    order.requested_on = Day("2015-01-01");
    order.start = Day("2015-01-05");  // Before the contract: another's, of whom the ledger knows nothing.
    order.plan_from = Day("2017-01-10");
  });
  town.When(row).Then(At("2015-01-01", Requested("2015-01-01")), At("2016-12-05", kAwarded),
                      At("2016-12-05", PackageStarted{kPackage}));
  Settles(town, row);
}

TEST(Delivery, OfAnEndedOrderEndsIt) {
  Scenario town = Town();
  const DeliverOrder row = But([](DeliveredOrder& order) {
    order.ended_on = Day("2017-05-01");
    order.end_reason = Code("moved-away");
  });
  const PackageEnded ended{kPackage, Code("moved-away")};
  town.When(row).Then(At("2016-12-01", Requested()), At("2016-12-05", kAwarded),
                      At("2016-12-05", PackageStarted{kPackage}), At("2017-05-01", ended));
  Scenario known = Known();
  known.When(row).Then(At("2017-05-01", ended));
  Settles(known, row);
  // Another day, then another reason.
  DeliverOrder later = row;
  later.order.ended_on = Day("2017-05-08");
  known.When(later).Then(Now(Corrected(known.head())), At("2017-05-08", ended));
  Settles(known, later);
  later.order.end_reason = Code("died");
  known.When(later).Then(Now(Corrected(known.head())),
                         At("2017-05-08", PackageEnded{kPackage, Code("died")}));
  // An end that was taken back is not undone; nor is one recorded for later missed before.
  const std::uint64_t end = known.head();
  known.When(AsIs()).ThenRejected(Reason::kPackageEnded, "ended_on",
                                  "package k-1 has 2017-05-08, by the record at #" + std::to_string(end) +
                                      "; the delivery has nothing, and undoes nothing");
  Scenario planned = Known();
  planned.After(End("k-1", "2020-06-02")).When(AsIs()).ThenAlready("package-k-1");
}

TEST(Delivery, OfAnotherPlanChangesIt) {
  Scenario town = Known();
  const auto plan = [](const WeeklyPlan& slots, const char* from) {
    return But([&](DeliveredOrder& order) { order.plan = slots, order.plan_from = Day(from); });
  };
  const PlanChanged twice{kPackage, kTwice, {}, kByDelivery};
  town.When(plan(kTwice, "2017-02-01")).Then(At("2017-02-01", twice));
  Settles(town, plan(kTwice, "2017-02-01"));
  town.When(plan(kTwice, "2017-02-08")).Then(Now(Corrected(town.head())), At("2017-02-08", twice));
  Settles(town, plan(kTwice, "2017-02-08"));
  const WeeklyPlan evenings = Plan("Mon-Sun 18:00 45");
  town.When(plan(evenings, "2017-02-08"))
      .Then(Now(Corrected(town.head())), At("2017-02-08", PlanChanged{kPackage, evenings, {}, kByDelivery}));
  Settles(town, plan(evenings, "2017-02-08"));
  town.When(AsIs()).ThenRejected(Reason::kRecordReliedOn);  // The plan before it.
  town.When(But([&](DeliveredOrder& order) { order.plan = kTwice, order.plan_from = std::nullopt; }))
      .ThenRejected(Reason::kInvalidField);
  DeliverOrder review = plan(kMornings, "2017-03-01");
  review.order.plan_reason = Code("review");
  town.When(review).Then(At("2017-03-01", PlanChanged{kPackage, kMornings, {}, Code("review")}));
  // A plan for a time is no difference, whether or not the delivery has it.
  Scenario ill = Known();
  ill.After(ChangePlan{kPackage, kTwice, Day("2020-05-25"), Day("2020-06-08"), Code("illness")});
  ill.When(AsIs()).ThenAlready("package-k-1");
  ill.When(plan(kTwice, "2020-05-25")).ThenAlready("package-k-1");
}

TEST(Delivery, OfAnotherProviderTransfersIt) {
  Positions at;
  Scenario town = Recorded(at);
  town.When(WithBeech("2017-03-01")).Then(At("2017-03-01", ToBeech()));
  Settles(town, WithBeech("2017-03-01"));
  town.When(WithBeech("2017-02-20")).Then(Now(Corrected(town.head())), At("2017-02-20", ToBeech()));
  Settles(town, WithBeech("2017-02-20"));
  DeliverOrder chosen = AsIs();
  chosen.order.provider_from = Day("2017-06-01");
  chosen.order.provider_reason = Code("choice");
  town.When(chosen).Then(At("2017-06-01", PackageTransferred{.package_id = kPackage,
                                                             .from_provider_id = kBeech,
                                                             .to_provider_id = kAsh,
                                                             .to_contract_id = kNew,
                                                             .to_lot_id = kLot1,
                                                             .minute = 0,
                                                             .reason = Code("choice")}));
  // The ledger has had it elsewhere since.
  town.When(AsIs()).ThenRejected(Reason::kPackageAlreadyAwarded, "provider_id",
                                 "package k-1 has p-beech, by the record at #" + std::to_string(town.head()) +
                                     "; the delivery has p-ash, and undoes nothing");
  town.When(Waiting()).ThenRejected(Reason::kPackageAlreadyAwarded);
  // A transfer recorded for later is not missed before.
  Scenario planned = Known();
  planned.After(Transfer("k-1", kLot2, kBeech, "2020-07-01")).When(AsIs()).ThenAlready("package-k-1");
}

TEST(Delivery, OfOtherDatesCorrectsThem) {
  Positions at;
  Scenario town = Recorded(at);
  const auto dated = [](const char* requested, const char* from, const char* start) {
    return But([&](DeliveredOrder& order) {
      order.requested_on = Day(requested), order.provider_from = Day(from), order.start = Day(start);
      order.plan_from = std::nullopt;
    });
  };
  // To earlier from the request on, to later from the start back: each finds room.
  const DeliverOrder earlier = dated("2016-11-20", "2016-11-25", "2016-11-28");
  town.When(earlier).Then(Now(Corrected(at.request)), At("2016-11-20", Requested()), Now(Corrected(at.award)),
                          At("2016-11-25", kAwarded), Now(Corrected(at.start)),
                          At("2016-11-28", PackageStarted{kPackage}));
  const DeliverOrder later = dated("2016-12-10", "2016-12-12", "2016-12-14");
  town.When(later).Then(Now(Corrected(at.start)), At("2016-12-14", PackageStarted{kPackage}),
                        Now(Corrected(at.award)), At("2016-12-12", kAwarded), Now(Corrected(at.request)),
                        At("2016-12-10", Requested()));
  Settles(town, later);
  // What was put right is not put back.
  town.When(AsIs()).ThenRejected(Reason::kRecordAlreadyVoided);
  // What rests on a date keeps it.
  Scenario used = Known();
  used.After(Suspend("k-1", "2016-12-10"));
  used.When(later).ThenRejected(Reason::kAlreadySuspended);
}

TEST(Delivery, IsRefusedWhereItWouldUndoOrBreakARule) {
  const auto refused = [](const Scenario& town, const DeliverOrder& row, Reason reason,
                          std::string_view field) {
    const Answer answer = town.When(row);
    answer.ThenRejected(reason);
    const auto* no = std::get_if<Rejection>(&answer.outcome());
    EXPECT_EQ(no != nullptr ? no->field : "", field);
  };
  const Scenario town = Known();
  refused(town, But([](DeliveredOrder& o) { o.person_id = PersonId("h-2"); }), Reason::kAlreadyExists,
          "person_id");
  refused(town, But([](DeliveredOrder& o) { o.service = Code("reablement"); }), Reason::kAlreadyExists,
          "service");
  refused(town, But([](DeliveredOrder& o) { o.client_group = Code("x"); }), Reason::kAlreadyExists,
          "client_group");
  refused(town, But([](DeliveredOrder& o) { o.funder = Code("x"); }), Reason::kAlreadyExists, "funder");
  refused(town, But([](DeliveredOrder& o) { o.area = Code("ward-2"); }), Reason::kAlreadyExists, "area");
  refused(town, But([](DeliveredOrder& o) { o.lives_in_lot = kLot2; }), Reason::kAlreadyExists,
          "lives_in_lot");
  refused(town, But([](DeliveredOrder& o) { o.lot_id = kLot2, o.provider_from = Day("2017-01-01"); }),
          Reason::kProviderNotAwarded, "to_provider_id");
  refused(town, But([](DeliveredOrder& o) { o.lot_id = kLot2; }), Reason::kPackageAlreadyAwarded, "lot_id");
  refused(town, But([](DeliveredOrder& o) { o.ended_on = Day("2016-12-05"), o.end_reason = Code("x"); }),
          Reason::kBeforeStart, "effective_date");
  Scenario back = Known();
  back.After(HandBack("k-1", "2017-02-01", "2017-01-20"));
  refused(back, AsIs(), Reason::kPackageNotAwarded, "provider_id");
  Scenario none = Town();
  refused(none, But([](DeliveredOrder& o) { o.provider_id = kBeech; }), Reason::kProviderNotAwarded,
          "provider_id");
  refused(none, But([](DeliveredOrder& o) { o.ended_on = Day("2016-12-05"), o.end_reason = Code("x"); }),
          Reason::kBeforeStart, "effective_date");
  // What somebody took back here is not brought again each night.
  Positions at;
  Scenario voided = Recorded(at);
  voided.After(VoidPackageRecord{kPackage, at.start, Code("keyed-twice")});
  refused(voided, AsIs(), Reason::kRecordAlreadyVoided, "package_id");
  // Care bought by the person instead.
  Scenario paid = Known();
  paid.After(TakeDirectPayment{kPackage, Day("2017-01-20"), Day("2017-02-01")});
  refused(paid, AsIs(), Reason::kPackageNotAwarded, "provider_id");
  paid.When(But([](DeliveredOrder& o) { o.ended_on = Day("2017-02-01"), o.end_reason = Code("x"); }))
      .ThenAlready("package-k-1");
}

TEST(Delivery, AwardsWithinTheRules) {
  Scenario market = Market();
  Scenario awarded = market;
  Settles(awarded, AsIs());
  EXPECT_EQ(std::get<PackageAwarded>(awarded.ledger().world.packages.Find(kPackage)->entries()[1].event).tier,
            kLead);
  market.When(But([](DeliveredOrder& o) { o.provider_id = kCedar; }))
      .ThenRejected(Reason::kAwardOutsideRules);
}

TEST(Delivery, LeavesTheTermsToTheLedger) {
  Scenario town = Town();
  const DeliverOrder old = But([](DeliveredOrder& order) {
    order.contract_id = kOld;
    order.lot_id = {};
    order.lives_in_lot = kLot1;
    order.requested_on = Day("2015-01-01");
    order.provider_from = order.start = order.plan_from = Day("2015-01-05");
  });
  Settles(town, old);
  town.After(SetExistingPackages{kNew, Day(kGoLive), kOld, MovesOn::kFirstChange, kCabinet});
  DeliverOrder changed = old;
  changed.order.plan = kTwice;
  changed.order.plan_from = Day("2016-12-01");
  town.When(changed).Then(At("2016-12-01", PlanChanged{kPackage, kTwice, {}, kByDelivery}),
                          At("2016-12-01", PackageTransferred{.package_id = kPackage,
                                                              .from_provider_id = kAsh,
                                                              .to_provider_id = kAsh,
                                                              .to_contract_id = kNew,
                                                              .to_lot_id = kLot1,
                                                              .minute = 0,
                                                              .reason = Code("new-terms")}));
  Settles(town, changed);
  // Under either contract, since either day.
  changed.order.contract_id = kNew;
  changed.order.lot_id = kLot1;
  town.When(changed).ThenAlready("package-k-1");
  changed.order.provider_from = Day("2016-12-01");
  town.When(changed).ThenAlready("package-k-1");
}

TEST(Delivery, KnowsWhomAProviderHasFollowed) {
  Scenario town = Known();
  town.After(SucceedProvider{.provider_id = kAsh,
                             .to_provider_id = kCedar,
                             .kind = SuccessionKind::kSuccession,
                             .contracts = {},
                             .effective_date = Day("2020-06-01"),
                             .authority = kCabinet});
  // By the name of either, since either day.
  for (const ProviderId& provider : {kAsh, kCedar}) {
    for (const char* from : {"2016-12-05", "2020-06-01"}) {
      town.When(But([&](DeliveredOrder& o) { o.provider_id = provider, o.provider_from = Day(from); }))
          .ThenAlready("package-k-1");
    }
  }
  town.When(WithBeech("2020-06-01")).ThenRejected(Reason::kPackageAlreadyAwarded);
}

TEST(Delivery, KnowsWhoPays) {
  const auto care = [](HealthSettlement settlement, const char* from) {
    Scenario town = Town();
    town.After(SetContinuingHealthcarePolicy{kNew, Day(kGoLive), settlement, kCabinet}).After(AsIs());
    return town.After(StartContinuingHealthcare{kPackage, CommissionerId("nhs"), Day(from), kCabinet});
  };
  const Scenario joint = care(HealthSettlement::kJointContract, "2020-03-01");
  joint.When(AsIs()).ThenRejected(Reason::kAlreadyExists);
  joint.When(But([](DeliveredOrder& o) { o.funder = Code("nhs"); })).ThenAlready("package-k-1");
  // The order ends where the NHS contracts itself: no end of ours is recorded.
  const Scenario apart = care(HealthSettlement::kHealthContracts, "2020-07-01");
  apart.When(AsIs()).ThenAlready("package-k-1");
  apart.When(But([](DeliveredOrder& o) { o.ended_on = Day("2020-07-01"), o.end_reason = Code("x"); }))
      .ThenAlready("package-k-1");
}

}  // namespace
}  // namespace careledger::decide
