// One organisation follows another: streams `provider-<id>` and `commissioner-<id>` of the one that is
// followed, and `package-<id>` of what goes on with the follower. The effective date is the first day of the
// follower.
#pragma once

#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// By what the one comes to stand in the other's place.
enum class SuccessionKind : std::uint8_t {
  kUnspecified = 0,
  kSuccession = 1,  // It takes over all of its business, debts included.
  kMerger = 2,      // Likewise; it had business of its own before.
  kNovation = 3,    // By agreement of all, contract by contract: debts of before stay where they are.
};

// What a provider had under the contracts is another's: lots, seats, rates, packages. The records of each
// stand beside this one, in the same batch.
struct ProviderSucceeded {
  ProviderId provider_id;
  ProviderId to_provider_id;
  SuccessionKind kind = SuccessionKind::kUnspecified;
  std::vector<ContractId> contracts;  // Empty: all, those that come later too.
  Authority authority;
  std::uint64_t packages = 0;  // How many went on with the follower when this was recorded.
  static constexpr std::string_view kName = "ProviderSucceeded";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &ProviderSucceeded::provider_id),
                 F(2, "to_provider_id", &ProviderSucceeded::to_provider_id),
                 F(3, "kind", &ProviderSucceeded::kind), F(4, "contracts", &ProviderSucceeded::contracts),
                 F(5, "authority", &ProviderSucceeded::authority),
                 F(6, "packages", &ProviderSucceeded::packages));
  }
  bool operator==(const ProviderSucceeded&) const = default;
};

// What a commissioner was to the contracts, lead, partner or caller, another is.
struct CommissionerSucceeded {
  CommissionerId commissioner_id;
  CommissionerId to_commissioner_id;
  SuccessionKind kind = SuccessionKind::kUnspecified;
  std::vector<ContractId> contracts;  // Empty: all, those that come later too.
  Authority authority;
  static constexpr std::string_view kName = "CommissionerSucceeded";
  static constexpr auto Fields() {
    return Table(F(1, "commissioner_id", &CommissionerSucceeded::commissioner_id),
                 F(2, "to_commissioner_id", &CommissionerSucceeded::to_commissioner_id),
                 F(3, "kind", &CommissionerSucceeded::kind),
                 F(4, "contracts", &CommissionerSucceeded::contracts),
                 F(5, "authority", &CommissionerSucceeded::authority));
  }
  bool operator==(const CommissionerSucceeded&) const = default;
};

// A package that its provider still has at the start of the effective date goes on with the follower: the
// same contract, lot, agreed rate and deliverer. It says nothing of a package that has gone elsewhere by
// then.
struct PackageSucceeded {
  PackageId package_id;
  ProviderId from_provider_id;
  ProviderId to_provider_id;
  static constexpr std::string_view kName = "PackageSucceeded";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageSucceeded::package_id),
                 F(2, "from_provider_id", &PackageSucceeded::from_provider_id),
                 F(3, "to_provider_id", &PackageSucceeded::to_provider_id));
  }
  bool operator==(const PackageSucceeded&) const = default;
};

// Who had a package before its provider, and up to when, by succession. No event: what follows from them.
struct EarlierProvider {
  ProviderId provider_id;
  Date until;
};

}  // namespace careledger::model
