// A delivery: how things stand in another system, compared with the ledger. A row says what is, not what
// happened; what a difference asks of the ledger is for whoever decides (server/decide/decide_delivery.cc).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/model/world.h"

namespace careledger::projections {

// An order of care as the other system has it. Fields are named as the columns of its file.
struct DeliveredOrder {
  model::PackageId package_id;
  model::PersonId person_id;
  model::Code service;
  model::Code client_group;
  model::Code funder;
  model::Code area;        // Empty: not said, so not compared.
  model::Code waiting_in;  // This and `reason`: how care was asked for, taken when the order is new.
  model::Code reason;
  model::Date requested_on;
  model::ContractId contract_id;             // Of the delivery as a whole.
  model::LotId lot_id;                       // It is placed in, or waits in; empty: not said.
  model::LotId lives_in_lot;                 // Empty: not said.
  model::ProviderId provider_id;             // Empty: with nobody.
  std::optional<model::Date> provider_from;  // Since when; there beside a provider.
  model::Code provider_reason;               // Why it went there, of a transfer.
  std::optional<model::Date> start;          // First day of care, by whom ever; absent: not said.
  model::WeeklyPlan plan;
  std::optional<model::Date> plan_from;  // Absent: not said.
  model::Code plan_reason;
  std::optional<model::Date> ended_on;  // First day without care; absent: not ended.
  model::Code end_reason;
};

// A person as the other system has them.
struct DeliveredPerson {
  model::PersonId person_id;
  std::optional<model::Date> died_on;
  model::Code area;                      // Where they live; empty: not said, so not compared.
  std::optional<model::Date> area_from;  // Since when; there beside an area.
};

// One stay in hospital.
struct DeliveredStay {
  model::Date admitted_on;                   // First day without care at home.
  std::optional<model::Date> discharged_on;  // First day with care again; absent: still there.
};

// All that one delivery says of a person's stays, in order of admission, none overlapping another.
struct DeliveredStays {
  model::PersonId person_id;
  std::vector<DeliveredStay> stays;
};

// A field of which the two say different things; in the words of a file, empty when it has none.
struct Difference {
  std::string_view field;
  std::string ledger;
  std::string delivery;
  model::Position record{};  // That says so in the ledger; 0 where none does.
  bool operator==(const Difference&) const = default;
};

// The reason of suspensions for a stay in hospital.
const model::Code& Hospital();

// What a row is compared with.
//
// The order is looked at on `on`, or when what the row says takes effect later, then; of one that has ended,
// at its end. Care before the first provider on record is not the ledger's: it starts with that provider at
// the earliest. Which terms a provider works under, and whom it has followed, is the ledger's to say: either
// contract, and the name of either, counts. The plan that came with an award has no date of its own.
struct OrderInLedger {
  const model::Placement* placement = nullptr;  // In force then; null: with nobody.
  // Of the placements that end in `placement`, one after another, its provider's or of one that it followed:
  // the one that begins when the row says, else the first; and the first of the row's contract and lot, or
  // null.
  const model::Placement* since = nullptr;
  const model::Placement* under = nullptr;
  std::optional<model::Date> start;          // When the row's start would be in the ledger.
  const model::PlanVersion* plan = nullptr;  // The permanent one, or one for a time that the row repeats.
  bool plan_by_change = false;               // It came by a change of plan, not with an award.
  std::optional<model::Date> plan_from;      // When the row's plan would begin in the ledger.
  const model::PackageEntry* end = nullptr;  // The record that ended it.
  const model::PackageEntry* request = nullptr;
};
// REQUIRES: the package is known.
OrderInLedger Look(const model::Package& package, const DeliveredOrder& order, model::Date on);

// In order of the columns. REQUIRES: the package is known and is the order's.
std::vector<Difference> Differences(const model::Package& package, const DeliveredOrder& order,
                                    model::Date on);

// `person` null: no care was ever asked for; then only a death differs.
std::vector<Difference> Differences(const model::Person* person, const DeliveredPerson& delivered);

// A stay and the suspension of a package that stands for it.
struct StayInLedger {
  const DeliveredStay* stay = nullptr;
  const model::Suspension* suspension = nullptr;  // Null: none yet.
  std::optional<model::Date> from;  // When care is to be suspended, or its wait is paused; absent: neither.
  std::optional<model::Date> resumes;  // When it is to go on; absent: not yet, or never.
};
// One for each stay, in order. A suspension for hospital belongs to the stay that begins as it does, else to
// the first it overlaps.
std::vector<StayInLedger> Match(const model::Package& package, std::optional<model::Date> died,
                                const DeliveredStays& delivered, model::Date on);
// For each stay, what differs.
std::vector<std::vector<Difference>> Differences(const model::Package& package,
                                                 std::optional<model::Date> died,
                                                 const DeliveredStays& delivered, model::Date on);

}  // namespace careledger::projections
