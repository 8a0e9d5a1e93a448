// Rows of a delivery: each says how something is, and what of that is new becomes records. They come in files
// only (intake/deliveries.cc).
#pragma once

#include "replay/projections/delivery.h"
#include "server/decide/package_commands.h"

namespace careledger::decide {

// REQUIRES of all three: as intake reads them, so with what is needed and in the order that the structs ask
// for.
struct DeliverOrder {
  projections::DeliveredOrder order;
  static constexpr std::string_view kName = "DeliverOrder";
};
struct DeliverPerson {
  projections::DeliveredPerson person;
  static constexpr std::string_view kName = "DeliverPerson";
};
// Stays of a person stand or fall together: each row carries them all, and the first records them.
struct DeliverStays {
  projections::DeliveredStays stays;
  std::size_t row = 0;  // Which of them the row is.
  static constexpr std::string_view kName = "DeliverStays";
};

using DeliveryCommand = std::variant<DeliverOrder, DeliverPerson, DeliverStays>;

}  // namespace careledger::decide
