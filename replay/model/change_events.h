// Stream `change-<id>`: anything that moves money is proposed, previewed in pounds and approved by a second
// person.
#pragma once

#include <variant>

#include "replay/model/terms.h"

namespace careledger::model {

// What a change would do to care already delivered, computed from all records up to `position`.
struct Preview {
  std::uint64_t position = 0;
  Pence before;
  Pence after;
  std::uint64_t lines = 0;  // Invoice lines whose amount moves.
  std::string
      digest;  // Hexadecimal SHA-256 over the contract, effective date, rates and every line that moves.
  static constexpr std::string_view kName = "Preview";
  static constexpr auto Fields() {
    return Table(F(1, "position", &Preview::position), F(2, "before", &Preview::before),
                 F(3, "after", &Preview::after), F(4, "lines", &Preview::lines),
                 F(5, "digest", &Preview::digest));
  }
  bool operator==(const Preview&) const = default;
};

struct RateChangeProposed {
  ChangeId change_id;
  ContractId contract_id;
  std::vector<RateLine> lines;
  Authority authority;
  static constexpr std::string_view kName = "RateChangeProposed";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &RateChangeProposed::change_id),
                 F(2, "contract_id", &RateChangeProposed::contract_id),
                 F(3, "lines", &RateChangeProposed::lines),
                 F(4, "authority", &RateChangeProposed::authority));
  }
  bool operator==(const RateChangeProposed&) const = default;
};

struct RateReversalProposed {
  ChangeId change_id;
  ContractId contract_id;
  ChangeId reverted_id;
  Authority authority;
  static constexpr std::string_view kName = "RateReversalProposed";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &RateReversalProposed::change_id),
                 F(2, "contract_id", &RateReversalProposed::contract_id),
                 F(3, "reverted_id", &RateReversalProposed::reverted_id),
                 F(4, "authority", &RateReversalProposed::authority));
  }
  bool operator==(const RateReversalProposed&) const = default;
};

// Binds the approval to the figures the approver saw.
struct ChangeApproved {
  ChangeId change_id;
  Preview preview;
  static constexpr std::string_view kName = "ChangeApproved";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ChangeApproved::change_id), F(2, "preview", &ChangeApproved::preview));
  }
  bool operator==(const ChangeApproved&) const = default;
};

struct ChangeWithdrawn {
  ChangeId change_id;
  Code reason;
  static constexpr std::string_view kName = "ChangeWithdrawn";
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ChangeWithdrawn::change_id), F(2, "reason", &ChangeWithdrawn::reason));
  }
  bool operator==(const ChangeWithdrawn&) const = default;
};

using ChangeEvent = std::variant<RateChangeProposed, RateReversalProposed, ChangeApproved, ChangeWithdrawn>;

}  // namespace careledger::model
