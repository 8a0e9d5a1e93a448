// Who belongs to a tier of a contract, in order, and on what footing each stands: all that is alike for every
// package of a lot on a date, found once for many of them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/model/contract.h"

namespace careledger::sourcing {

// Why a provider of a tier may not be asked, in order of precedence.
enum class WhyNot : std::uint8_t {
  kNothing,      // It may.
  kNotAdmitted,  // It has no place in the tier on that date.
  kWithdrawn,
  kNotStarted,   // The lot's phase has not.
  kSuspended,    // It is given no new packages.
  kPeopleLimit,  // A micro-enterprise serves as many people as it may.
  kNoCapacity,   // What it declared leaves less than the package takes, at some hour of the day.
  kDeclined,
  kNotAnswered,
};
std::string_view ToString(WhyNot why);  // "no-capacity"

// What is alike for every package: the contract's word about one provider.
struct Footing {
  WhyNot why = WhyNot::kNothing;
  std::uint32_t rank = 0;                             // 0: none.
  const model::CapacityDeclared* capacity = nullptr;  // Null: it declared nothing.
  bool micro = false;
};

// Which packages.
struct Scope {
  model::LotId lot_id;
  model::Date on;
  model::ProviderId without;  // Supposed to be no part of the contract any more.
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

// Points into the contract, which outlives it unchanged, or is `held`. Not thread-safe.
class Roster {
 public:
  // REQUIRES: `tier` is one of the contract's tiers on scope.on.
  Roster(const model::Contract& contract, const model::Tier& tier, const Scope& scope,
         std::shared_ptr<const model::Contract> held = nullptr);

  // Ranked offers in order of rank, then id; the lot's holder first. Found when first asked for.
  const std::vector<model::ProviderId>& members() const;
  // Of the member of that number.
  const Footing& At(std::size_t number) const;
  // Of any provider, also one who is no member.
  Footing Of(const model::ProviderId& provider) const;

 private:
  // A member as it was found among those admitted; both null for the holder of a lot.
  struct Seated {
    const model::Membership* member = nullptr;
    const model::Membership::Admission* admission = nullptr;
  };
  void FindMembers() const;
  bool Serves(const model::Tier& tier) const;
  bool OwnsFirstLotTier() const;
  Footing FootingOf(const Seated& seated) const;

  const std::shared_ptr<const model::Contract> held_;
  const model::Contract& contract_;
  const model::Tier& tier_;
  const Scope scope_;
  bool lot_started_ = true;
  mutable bool found_ = false;
  mutable std::vector<model::ProviderId> members_;
  mutable std::vector<Seated> seated_;  // One for each member, as the next.
  mutable std::vector<std::optional<Footing>> footings_;
};

// The rosters of what is decided one after the other on one world, kept while their contracts stay as they
// are: decisions come out the same without. Not thread-safe.
class Rosters {
 public:
  // `contract` as the world has it: held until another version of it is asked about, or it is forgotten.
  std::shared_ptr<const Roster> Of(const std::shared_ptr<const model::Contract>& contract,
                                   const model::Tier& tier, const Scope& scope);
  // The contract is about to change: held by nobody, it is changed where it is and not copied first.
  void Forget(const model::ContractId& contract);

 private:
  static constexpr std::size_t kMost = 64;  // Then all are forgotten: a roster has 80 bytes a member.
  struct Kept {
    std::shared_ptr<const model::Contract> contract;
    std::map<std::pair<model::Code, Scope>, std::shared_ptr<const Roster>> rosters;
  };
  std::map<model::ContractId, Kept> kept_;
  std::size_t count_ = 0;
};

}  // namespace careledger::sourcing
