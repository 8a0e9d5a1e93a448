// Stream `contract-<id>`, what happens under its policies: extensions, starts and ends, and who may be given
// packages.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// An option is taken: the term, or that of some lots, ends on the effective date instead, the first day
// after.
struct ContractExtended {
  ContractId contract_id;
  Code option;
  std::vector<LotId> lots;  // Empty: all.
  Authority authority;
  static constexpr std::string_view kName = "ContractExtended";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContractExtended::contract_id),
                 F(2, "option", &ContractExtended::option), F(3, "lots", &ContractExtended::lots),
                 F(4, "authority", &ContractExtended::authority));
  }
  bool operator==(const ContractExtended&) const = default;
};

// The contract ends early, on the effective date, the first day after.
struct ContractTerminated {
  ContractId contract_id;
  Date notice_date;
  Code reason;
  Authority authority;
  bool by_agreement = false;  // Both sides agreed, so that no notice had to be given.
  static constexpr std::string_view kName = "ContractTerminated";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContractTerminated::contract_id),
                 F(2, "notice_date", &ContractTerminated::notice_date),
                 F(3, "reason", &ContractTerminated::reason),
                 F(4, "authority", &ContractTerminated::authority),
                 F(5, "by_agreement", &ContractTerminated::by_agreement));
  }
  bool operator==(const ContractTerminated&) const = default;
};

// The lots of a phase begin.
struct PhaseStarted {
  ContractId contract_id;
  std::uint32_t phase = 0;
  Authority authority;
  static constexpr std::string_view kName = "PhaseStarted";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PhaseStarted::contract_id), F(2, "phase", &PhaseStarted::phase),
                 F(3, "authority", &PhaseStarted::authority));
  }
  bool operator==(const PhaseStarted&) const = default;
};

// Its providers are stable: the next phase may begin.
struct PhaseDeclaredStable {
  ContractId contract_id;
  std::uint32_t phase = 0;
  Authority authority;
  static constexpr std::string_view kName = "PhaseDeclaredStable";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PhaseDeclaredStable::contract_id),
                 F(2, "phase", &PhaseDeclaredStable::phase),
                 F(3, "authority", &PhaseDeclaredStable::authority));
  }
  bool operator==(const PhaseDeclaredStable&) const = default;
};

// From the effective date on the provider is no part of the contract: no lots, no admissions.
struct ProviderWithdrawn {
  ContractId contract_id;
  ProviderId provider_id;
  Date notice_date;
  Code reason;
  static constexpr std::string_view kName = "ProviderWithdrawn";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ProviderWithdrawn::contract_id),
                 F(2, "provider_id", &ProviderWithdrawn::provider_id),
                 F(3, "notice_date", &ProviderWithdrawn::notice_date),
                 F(4, "reason", &ProviderWithdrawn::reason));
  }
  bool operator==(const ProviderWithdrawn&) const = default;
};

// The provider keeps its packages, and is given no new ones.
struct IntakeSuspended {
  ContractId contract_id;
  ProviderId provider_id;
  Code reason;
  static constexpr std::string_view kName = "IntakeSuspended";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &IntakeSuspended::contract_id),
                 F(2, "provider_id", &IntakeSuspended::provider_id),
                 F(3, "reason", &IntakeSuspended::reason));
  }
  bool operator==(const IntakeSuspended&) const = default;
};

struct IntakeResumed {
  ContractId contract_id;
  ProviderId provider_id;
  static constexpr std::string_view kName = "IntakeResumed";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &IntakeResumed::contract_id),
                 F(2, "provider_id", &IntakeResumed::provider_id));
  }
  bool operator==(const IntakeResumed&) const = default;
};

// What a provider can deliver at a time of day.
struct CapacityLine {
  std::uint32_t from_hour = 0;       // Local time, 0..23.
  std::uint32_t to_hour = 0;         // After it, at most 24: visits that begin in [from, to).
  std::uint64_t weekly_minutes = 0;  // Of carers' time.
  static constexpr std::string_view kName = "CapacityLine";
  static constexpr auto Fields() {
    return Table(F(1, "from_hour", &CapacityLine::from_hour), F(2, "to_hour", &CapacityLine::to_hour),
                 F(3, "weekly_minutes", &CapacityLine::weekly_minutes));
  }
  bool operator==(const CapacityLine&) const = default;
};
using Capacity = std::vector<CapacityLine>;

// "07-11 2100; 16-22 1200" <-> lines: hours of the day, and carers' minutes a week. Parse is empty when
// malformed, out of range or when two lines overlap; "none" is no line at all: no capacity.
std::optional<Capacity> ParseCapacity(std::string_view text);
std::string ToString(const Capacity& capacity);

// All that the provider can deliver a week under the contract, in one lot or, when none is named, in all:
// what its packages take of it is not free. Times of day outside the lines have none.
struct CapacityDeclared {
  ContractId contract_id;
  ProviderId provider_id;
  LotId lot_id;
  Capacity lines;
  static constexpr std::string_view kName = "CapacityDeclared";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CapacityDeclared::contract_id),
                 F(2, "provider_id", &CapacityDeclared::provider_id),
                 F(3, "lot_id", &CapacityDeclared::lot_id), F(4, "lines", &CapacityDeclared::lines));
  }
  bool operator==(const CapacityDeclared&) const = default;
};

}  // namespace careledger::model
