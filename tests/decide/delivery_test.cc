// Deliveries: rows that say how things are. What is new is recorded, once; what is not so in the ledger, and
// may not be made so, is refused; nothing is undone.
#include <random>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "server/decide/standing.h"
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

using projections::DeliveredOrder;
using projections::DeliveredStay;
using projections::DeliveredStays;

const PackageId kPackage("k-1");
const Code kByDelivery("delivery");

PackageRecordVoided Corrected(std::uint64_t position) { return {kPackage, position, Code("corrected")}; }

// k-1 of h-1: asked for on 1 December 2016, with ash since the 5th, when care began.
DeliveredOrder Order() {
  DeliveredOrder order;
  order.package_id = kPackage;
  order.person_id = PersonId("h-1");
  order.service = kHomeCare;
  order.client_group = Code("older-people");
  order.funder = Code("council");
  order.waiting_in = Code("community");
  order.reason = Code("new");
  order.requested_on = Day("2016-12-01");
  order.contract_id = kNew;
  order.lot_id = kLot1;
  order.provider_id = kAsh;
  order.provider_from = order.start = order.plan_from = Day("2016-12-05");
  order.plan = kMornings;
  return order;
}
template <class Change>
DeliverOrder But(const Change& change) {
  DeliverOrder c{Order()};
  change(c.order);
  return c;
}
DeliverOrder AsIs() { return {Order()}; }
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
Scenario Known(Positions& at) {
  Scenario town = Town();
  town.After(AsIs());
  at = {town.head() - 2, town.head() - 1, town.head()};
  return town;
}
Scenario Known() {
  Positions at;
  return Known(at);
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
  Scenario town = Known(at);
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
  Scenario town = Known(at);
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
  Scenario voided = Known(at);
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

DeliverPerson Died(const char* date, const char* person = "h-1") {
  return {
      {.person_id = PersonId(person), .died_on = date != nullptr ? std::optional(Day(date)) : std::nullopt}};
}

TEST(Delivery, OfPeopleRecordsDeaths) {
  Scenario town = Known();
  const auto died = [](const char* date) { return DeathRecorded{PersonId("h-1"), Day(date)}; };
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.When(Died("2017-02-01")).Then(At("2017-02-01", died("2017-02-01")));
  town.After(Died("2017-02-01")).When(Died("2017-02-01")).ThenAlready("person-h-1");
  const std::uint64_t first = town.head();
  town.When(Died(nullptr))
      .ThenRejected(Reason::kPersonDied, "died_on",
                    "person h-1 has 2017-02-01, by the record at #" + std::to_string(first) +
                        "; the delivery has nothing, and undoes nothing");
  town.When(Died("2017-02-03")).Then(At("2017-02-03", died("2017-02-03")));
  town.After(Died("2017-02-03")).When(Died("2017-02-01")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.After(VoidDeath{PersonId("h-1"), town.head(), Code("wrong-person")});
  town.When(Died("2017-02-03")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.When(Died("2017-02-01", "h-9")).ThenRejected(Reason::kPersonUnknown);
  town.When(Died(nullptr, "h-9")).ThenAlready("person-h-9");
  town.When(Died("2020-06-02")).ThenRejected(Reason::kInvalidField);  // Tomorrow.
}

TEST(Delivery, OfPeopleRecordsWhereTheyLive) {
  Scenario town = Known();
  const auto lives = [](const char* area, const char* from, const char* died = nullptr) {
    DeliverPerson c = Died(died);
    c.person.area = Code(area);
    c.person.area_from = Day(from);
    return c;
  };
  const auto moved = [](const char* area) { return PersonMoved{PersonId("h-1"), Code(area)}; };
  town.When(lives("shore", "2017-02-01")).Then(At("2017-02-01", moved("shore")));
  town.After(lives("shore", "2017-02-01")).When(lives("shore", "2017-02-01")).ThenAlready("person-h-1");
  town.When(lives("shore", "2017-03-01")).ThenAlready("person-h-1");  // Since before.
  town.When(lives("fells", "2017-03-01", "2017-03-09"))
      .Then(At("2017-03-01", moved("fells")),
            At("2017-03-09", DeathRecorded{PersonId("h-1"), Day("2017-03-09")}));
  // Another area from the same day is put right, and not undone by a row that says nothing of it.
  town.When(lives("fells", "2017-02-01")).Then(At("2017-02-01", moved("fells")));
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.After(Died("2017-02-10"));
  town.When(lives("fells", "2017-02-11", "2017-02-10")).ThenRejected(Reason::kPersonDied, "effective_date");
}

// Stays of h-1, each "admitted" or "admitted discharged".
DeliverStays Stays(const std::vector<std::string>& stays, const char* person = "h-1") {
  DeliverStays c;
  c.stays.person_id = PersonId(person);
  for (const std::string& stay : stays) {
    DeliveredStay& added = c.stays.stays.emplace_back();
    added.admitted_on = Day(stay.substr(0, 10));
    if (stay.size() > 10) added.discharged_on = Day(stay.substr(11));
  }
  return c;
}
void Settles(Scenario& town, const DeliverStays& row) { town.After(row).When(row).ThenAlready("person-h-1"); }

// h-1 has k-1 with ash, and k-2 with beech from February 2017.
Scenario TwoPackages() {
  Scenario town = Known();
  return town.After(Request("k-2", "h-1", "2017-01-20", kLot2))
      .After(Award("k-2", kNew, kLot2, kBeech, "2017-02-01"))
      .After(Start("k-2", "2017-02-01"));
}
const PackageId kSecond("k-2");
const Code kHospital("hospital");

TEST(Delivery, OfAStaySuspendsAndResumesWhatIsInCare) {
  Scenario town = TwoPackages();
  town.When(Stays({"2017-03-01"}))
      .Then(At("2017-03-01", PackageSuspended{kPackage, kHospital}),
            At("2017-03-01", PackageSuspended{kSecond, kHospital}));
  Settles(town, Stays({"2017-03-01"}));
  town.When(Stays({"2017-03-01 2017-03-09"}))
      .Then(At("2017-03-09", PackageResumed{kPackage}), At("2017-03-09", PackageResumed{kSecond}));
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
  // Before the second was in care, and of a day.
  town.When(Stays({"2017-03-20", "2017-03-01 2017-03-09"}, "h-9")).ThenRejected(Reason::kPersonUnknown);
  Scenario before = TwoPackages();
  before.When(Stays({"2017-01-10 2017-01-15", "2017-03-01 2017-03-01"}))
      .Then(At("2017-01-10", PackageSuspended{kPackage, kHospital}),
            At("2017-01-15", PackageResumed{kPackage}));
  // Care that begins during the stay is suspended from its first day.
  before.When(Stays({"2017-01-10 2017-02-15"}))
      .Then(
          At("2017-01-10", PackageSuspended{kPackage, kHospital}), At("2017-02-15", PackageResumed{kPackage}),
          At("2017-02-01", PackageSuspended{kSecond, kHospital}), At("2017-02-15", PackageResumed{kSecond}));
}

TEST(Delivery, OfOtherDatesOfAStayCorrectsThem) {
  Scenario town = Known();
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
  const std::uint64_t head = town.head();  // Suspended, resumed.
  const PackageSuspended suspended{kPackage, kHospital};
  const PackageResumed resumed{kPackage};
  // What shrinks goes first.
  town.When(Stays({"2017-03-03 2017-03-12"}))
      .Then(Now(Corrected(head - 1)), At("2017-03-03", suspended), Now(Corrected(head)),
            At("2017-03-12", resumed));
  town.When(Stays({"2017-02-25 2017-03-05"}))
      .Then(Now(Corrected(head)), At("2017-03-05", resumed), Now(Corrected(head - 1)),
            At("2017-02-25", suspended));
  // Two stays where the ledger has one.
  const DeliverStays two = Stays({"2017-03-01 2017-03-05", "2017-03-07"});
  town.When(two).Then(Now(Corrected(head)), At("2017-03-05", resumed), At("2017-03-07", suspended));
  Settles(town, two);
  Settles(town, Stays({"2017-03-01 2017-03-05", "2017-03-08 2017-03-20"}));
  // Still there, though the ledger has a discharge; and a stay that is no longer one.
  Scenario known = Known();
  known.After(Stays({"2017-03-03 2017-03-09"}));
  known.When(Stays({"2017-03-03"})).ThenRejected(Reason::kNotSuspended);
  known.When(Stays({"2017-03-03 2017-03-03"})).ThenRejected(Reason::kBeforeStart);
}

// That somebody in hospital is not to be placed meanwhile is decided by a broker; a stay says only how long.
TEST(Delivery, OfAStayEndsAPauseOfTheWait) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.When(Stays({"2016-12-05 2016-12-12"})).ThenAlready("person-h-1");  // There is nothing to suspend.
  town.After(Suspend("k-1", "2016-12-06"));
  town.When(Stays({"2016-12-05 2016-12-12"})).Then(At("2016-12-12", PackageResumed{kPackage}));
  Settles(town, Stays({"2016-12-05 2016-12-12"}));
}

TEST(Delivery, OfAStayIsRefusedWhole) {
  Scenario town = TwoPackages();
  town.After(SuspendPackage{kSecond, Day("2017-02-20"), Code("respite")});
  town.When(Stays({"2017-03-01"})).ThenRejected(Reason::kAlreadySuspended);
}

TEST(Delivery, OfAStayLearntLatePutsItBeforeThoseOnRecord) {
  Scenario late = Known();
  late.After(Stays({"2017-03-01 2017-03-09"}));
  const DeliverStays both = Stays({"2017-02-01 2017-02-09", "2017-03-01 2017-03-09"});
  late.When(both).Then(At("2017-02-01", PackageSuspended{kPackage, kHospital}),
                       At("2017-02-09", PackageResumed{kPackage}));
  Settles(late, both);
  // Out and in again on one day.
  const DeliverStays three =
      Stays({"2017-02-01 2017-02-09", "2017-02-20 2017-03-01", "2017-03-01 2017-03-09"});
  late.When(three).Then(At("2017-02-20", PackageSuspended{kPackage, kHospital}),
                        At("2017-03-01", PackageResumed{kPackage}));
  Settles(late, three);
}

// Given up by the provider meanwhile: home is home.
TEST(Delivery, OfADischargeResumesWhatIsWithNobody) {
  Scenario town = Known();
  town.After(Stays({"2017-03-01"})).After(HandBack("k-1", "2017-03-05", "2017-02-20"));
  town.When(Stays({"2017-03-01 2017-03-09"})).Then(At("2017-03-09", PackageResumed{kPackage}));
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
}

TEST(Delivery, OfAStayResumesNothingThatIsOver) {
  Scenario ended = TwoPackages();
  ended.After(Stays({"2017-03-01"})).After(End("k-1", "2017-03-05"));
  ended.When(Stays({"2017-03-01 2017-03-09"})).Then(At("2017-03-09", PackageResumed{kSecond}));
  Settles(ended, Stays({"2017-03-01 2017-03-09"}));
  Scenario died = Known();
  died.After(Stays({"2017-03-01"})).After(Died("2017-03-04"));
  died.When(Stays({"2017-03-01 2017-03-09"})).ThenAlready("person-h-1");
}

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
