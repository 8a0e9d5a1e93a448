// Stream `package-<id>`, what is paid for it and by whom, beyond its award.
#pragma once

#include "replay/model/monitoring_terms.h"
#include "replay/model/terms.h"

namespace careledger::model {

// From the effective date on the package is called off by this commissioner, which is recharged for it: a
// council that may call off the contract, or its lead commissioner again.
struct PackageCalledOff {
  PackageId package_id;
  CommissionerId commissioner_id;
  static constexpr std::string_view kName = "PackageCalledOff";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageCalledOff::package_id),
                 F(2, "commissioner_id", &PackageCalledOff::commissioner_id));
  }
  bool operator==(const PackageCalledOff&) const = default;
};

// There is evidence of an outcome of the care: premiums that ask for it are payable for visits from the
// effective date on.
struct OutcomeEvidenced {
  PackageId package_id;
  Code outcome;
  DocumentRef document;  // Where it is written down.
  static constexpr std::string_view kName = "OutcomeEvidenced";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &OutcomeEvidenced::package_id),
                 F(2, "outcome", &OutcomeEvidenced::outcome), F(3, "document", &OutcomeEvidenced::document));
  }
  bool operator==(const OutcomeEvidenced&) const = default;
};

}  // namespace careledger::model
