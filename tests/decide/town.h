// A small town that the tests of decisions share: who is who, two contracts, and packages in several states.
#pragma once

#include "tests/support/given.h"

namespace careledger::decide {

inline const Authority kCabinet{
    .reference = "Cabinet 412", .decision_maker = "Cabinet", .date = Day("2016-06-17")};
inline const WeeklyPlan kMornings = Plan("Mon-Sun 08:00 30");
inline const WeeklyPlan kTwice = Plan("Mon-Sun 08:00 30; Mon-Sun 18:00 45");

inline const ContractId kOld("c-old");  // 2012 on; no lots; ash and beech admitted.
inline const ContractId kNew("c-new");  // 7 November 2016 to 2023; lots 1 to 4, cap 2.
inline const LotId kLot1("L1"), kLot2("L2"), kLot3("L3"), kLot4("L4");
inline const ProviderId kAsh("p-ash"), kBeech("p-beech"), kCedar("p-cedar"), kElm("p-elm"), kFir("p-fir");
inline const Code kHomeCare("home-care");
inline const char* const kGoLive = "2016-11-07";

inline ProviderRegistered Sole(const ProviderId& id) {
  return {.provider_id = id, .name = "Provider " + id.str(), .form = ProviderForm::kSole};
}

inline RequestPackage Request(const char* package, const char* person, const char* date,
                              const LotId& lot = kLot1) {
  return {.package_id = PackageId(package),
          .person_id = PersonId(person),
          .service = kHomeCare,
          .client_group = Code("older-people"),
          .funder = Code("council"),
          .waiting_in = Code("community"),
          .reason = Code("new"),
          .contract_id = kNew,
          .lot_id = lot,
          .plan = kMornings,
          .effective_date = Day(date)};
}

inline AwardPackage Award(const char* package, const ContractId& contract, const LotId& lot,
                          const ProviderId& provider, const char* date) {
  return {.package_id = PackageId(package),
          .contract_id = contract,
          .lot_id = lot,
          .provider_id = provider,
          .plan = {},
          .effective_date = Day(date)};
}
inline StartPackage Start(const char* package, const char* date) { return {PackageId(package), Day(date)}; }
inline SuspendPackage Suspend(const char* package, const char* date) {
  return {PackageId(package), Day(date), Code("hospital")};
}
inline ResumePackage Resume(const char* package, const char* date) { return {PackageId(package), Day(date)}; }
inline EndPackage End(const char* package, const char* date) {
  return {PackageId(package), Day(date), Code("moved-away")};
}
inline HandBackPackage HandBack(const char* package, const char* date, const char* notice) {
  return {PackageId(package), Day(date), Day(notice), Code("capacity")};
}
inline TransferPackage Transfer(const char* package, const LotId& lot, const ProviderId& provider,
                                const char* date, std::uint32_t minute = 0) {
  return {.package_id = PackageId(package),
          .to_contract_id = kNew,
          .to_lot_id = lot,
          .to_provider_id = provider,
          .effective_date = Day(date),
          .time = {minute},
          .reason = Code("new-contract")};
}
inline AwardLot AwardOf(const LotId& lot, const ProviderId& provider, const char* date) {
  return {.contract_id = kNew,
          .lot_id = lot,
          .provider_id = provider,
          .effective_date = Day(date),
          .authority = kCabinet};
}
inline RateLine Line(const char* rate, const ProviderId& provider = {}, const LotId& lot = {}) {
  return {{kHomeCare, provider, lot, DayType::kAny}, Rate::Parse(rate).value()};
}
inline TransferPackages TransferAll(const char* id, const char* date = kGoLive) {
  return {.transfer_id = TransferId(id),
          .from_contract_id = kOld,
          .to_contract_id = kNew,
          .effective_date = Day(date),
          .time = {},
          .reason = Code("new-contract"),
          .authority = kCabinet};
}

// Fir leads elm as its sub-contractor; oak is the consortium of ash and beech. Ash holds lot 1, beech lots 2
// and 3, nobody lot 4.
Scenario Town();

}  // namespace careledger::decide
