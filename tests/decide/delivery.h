// What deliveries bring, as the tests of them begin: an order, and the town that has it on record.
#pragma once

#include "tests/decide/market.h"

namespace careledger::decide {

inline const PackageId kDelivered("k-1");
inline const Code kHospital("hospital");

inline PackageRecordVoided Corrected(std::uint64_t position) {
  return {kDelivered, position, Code("corrected")};
}

// k-1 of h-1: asked for on 1 December 2016, with ash since the 5th, when care began.
inline projections::DeliveredOrder DeliveredK1() {
  projections::DeliveredOrder order;
  order.package_id = kDelivered;
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
inline DeliverOrder AsIs() { return {DeliveredK1()}; }

// The town once that row was taken.
inline Scenario Known() {
  Scenario town = Town();
  town.After(AsIs());
  return town;
}

}  // namespace careledger::decide
