// Who pays for a package, and for what beyond its rate.
#include <algorithm>

#include "server/decide/ladders.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {
namespace {

// The contract under which the package is delivered on `date`, or was asked for; null when neither says.
const Contract* ContractOn(const World& world, const Package& package, Date date) {
  const Placement* placement = package.PlacementOn(date);
  return world.contracts.Find(placement != nullptr ? placement->contract_id
                                                   : package.life().request.contract_id);
}

// Those that may call off the contract, its lead first, as they are on `date`.
std::vector<CommissionerId> CallersOn(const World& world, const Contract& contract, Date date) {
  const ContractId& id = contract.terms().contract_id;
  std::vector<CommissionerId> out = {world.successions.On(contract.terms().commissioner_id, id, date)};
  if (const auto* set = contract.callers().On(date)) {
    for (const CommissionerId& caller : set->value.callers)
      out.push_back(world.successions.On(caller, id, date));
  }
  return out;
}

}  // namespace

Outcome DecideOn(const World& world, const CallOffPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (!world.commissioners.contains(c.commissioner_id))
    return NoCommissioner(c.commissioner_id, "commissioner_id");
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  const CallOff* in_force = package->CallOffOn(c.effective_date);
  if (in_force != nullptr && in_force->commissioner_id == c.commissioner_id) return Already(in_force->cause);
  const Contract* contract = ContractOn(world, *package, c.effective_date);
  if (contract == nullptr) {
    return Reject(Reason::kPackageNotAwarded, "package_id", "package ", c.package_id,
                  " is under no contract on ", c.effective_date);
  }
  if (Refusal no = Ended(*package, c.effective_date)) return *no;
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  const std::vector<CommissionerId> callers = CallersOn(world, *contract, c.effective_date);
  if (std::find(callers.begin(), callers.end(), c.commissioner_id) == callers.end()) {
    std::string names;
    for (const CommissionerId& caller : callers) names += (names.empty() ? "" : ", ") + caller.str();
    return Reject(Reason::kMayNotCallOff, "commissioner_id", "contract ", contract->terms().contract_id,
                  " may be called off by ", names, " on ", c.effective_date, ", not by ", c.commissioner_id);
  }

  // From here on it is called off.
  return Append(
      OnPackage(c.package_id, c.effective_date,
                PackageCalledOff{.package_id = c.package_id, .commissioner_id = c.commissioner_id}));
}

Outcome DecideOn(const World& world, const EvidenceOutcome& c, const Facts& facts) {
  if (c.effective_date > facts.today()) {
    return Reject(Reason::kInvalidField, "effective_date", c.effective_date,
                  " is still to come: there is no evidence of it");
  }
  const Package* package = world.packages.Find(c.package_id);
  if (!Known(package)) return NoPackage(c.package_id);
  if (const OutcomeEvidence* known = package->EvidenceOf(c.outcome, c.effective_date))
    return Already(known->cause);
  if (Refusal no = BeforeRequest(*package, c.effective_date)) return *no;
  const Contract* contract = ContractOn(world, *package, c.effective_date);
  bool asked = false;
  if (contract != nullptr) {
    for (const auto& [name, versions] : contract->premiums()) {
      const auto* premium = versions.On(c.effective_date);
      asked = asked || (premium != nullptr && premium->value.evidence == c.outcome);
    }
  }
  if (!asked) {
    return Reject(Reason::kOutcomeNotAskedFor, "outcome", "no premium of the contract of package ",
                  c.package_id, " asks for evidence of ", c.outcome, " on ", c.effective_date);
  }

  // From here on the evidence is recorded.
  return Append(
      OnPackage(c.package_id, c.effective_date,
                OutcomeEvidenced{.package_id = c.package_id, .outcome = c.outcome, .document = c.document}));
}

}  // namespace careledger::decide
