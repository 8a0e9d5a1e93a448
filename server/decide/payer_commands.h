// Commands on what is paid for a package, and by whom. See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct CallOffPackage {
  PackageId package_id;
  CommissionerId commissioner_id;
  Date effective_date;
  static constexpr std::string_view kName = "CallOffPackage";
  static constexpr Required<3> kRequired = {"package_id", "commissioner_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &CallOffPackage::package_id),
                 F(2, "commissioner_id", &CallOffPackage::commissioner_id),
                 F(3, "effective_date", &CallOffPackage::effective_date));
  }
};

struct EvidenceOutcome {
  PackageId package_id;
  Code outcome;
  Date effective_date;  // From when the evidence speaks.
  DocumentRef document;
  static constexpr std::string_view kName = "EvidenceOutcome";
  static constexpr Required<4> kRequired = {"package_id", "outcome", "effective_date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &EvidenceOutcome::package_id), F(2, "outcome", &EvidenceOutcome::outcome),
                 F(3, "effective_date", &EvidenceOutcome::effective_date),
                 F(4, "document", &EvidenceOutcome::document));
  }
};

using PayerCommand = std::variant<CallOffPackage, EvidenceOutcome>;

}  // namespace careledger::decide
