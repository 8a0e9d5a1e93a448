// Stream `contract-<id>`, its policies: how packages find a provider, who may join, what a price may be, and
// for how long. Each holds from its effective date until the next of its kind.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/terms.h"

namespace careledger::model {

// Whose providers a tier has.
enum class TierScope : std::uint8_t {
  kUnspecified = 0,
  kLot = 1,       // Those of the package's lot.
  kContract = 2,  // The same for the whole contract.
};

// How a tier finds the provider of a package.
enum class SourcingRule : std::uint8_t {
  kUnspecified = 0,
  kSole = 1,  // The holder of the lot must accept: to decline is a breach, and the offer stays binding.
  kRankedOffer = 2,      // Offered in order of rank, one at a time.
  kMiniCompetition = 3,  // Bids, sealed until it closes, by price and fit.
  kDirectAward = 4,      // The council chooses.
};

// Which of two bids with the same score wins.
enum class TieRule : std::uint8_t { kUnspecified = 0, kLowestPrice = 1, kBestFit = 2, kEarliestBid = 3 };

// One step of the order in which a package is offered: a tier opens when the one before it has no one left.
struct Tier {
  Code tier;  // "lead", "framework": unique within the contract.
  TierScope scope = TierScope::kUnspecified;
  SourcingRule rule = SourcingRule::kUnspecified;
  bool via_lead = false;            // Its provider names who delivers: a member or sub-contractor.
  bool choice = false;              // A person may choose a provider of it before its turn.
  std::uint32_t answer_hours = 0;   // An offer not answered by then has lapsed. 0: never.
  std::uint32_t price_percent = 0;  // Of a mini-competition's score; with fit_percent 100.
  std::uint32_t fit_percent = 0;
  TieRule tie = TieRule::kUnspecified;
  std::vector<LotId> lots;  // Only packages of these; empty: of any.
  static constexpr std::string_view kName = "Tier";
  static constexpr auto Fields() {
    return Table(F(1, "tier", &Tier::tier), F(2, "scope", &Tier::scope), F(3, "rule", &Tier::rule),
                 F(4, "via_lead", &Tier::via_lead), F(5, "choice", &Tier::choice),
                 F(6, "answer_hours", &Tier::answer_hours), F(7, "price_percent", &Tier::price_percent),
                 F(8, "fit_percent", &Tier::fit_percent), F(9, "tie", &Tier::tie),
                 F(10, "lots", &Tier::lots));
  }
  bool operator==(const Tier&) const = default;
};

struct TiersSet {
  ContractId contract_id;
  std::vector<Tier> tiers;  // In the order in which they open.
  Authority authority;
  static constexpr std::string_view kName = "TiersSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &TiersSet::contract_id), F(2, "tiers", &TiersSet::tiers),
                 F(3, "authority", &TiersSet::authority));
  }
  bool operator==(const TiersSet&) const = default;
};

// When providers may join.
enum class AdmissionMode : std::uint8_t {
  kUnspecified = 0,
  kClosed = 1,  // Up to the contract's first day only.
  kRounds = 2,  // Then again every so many months from it.
  kOpen = 3,    // At any time.
};

struct AdmissionPolicySet {
  ContractId contract_id;
  AdmissionMode mode = AdmissionMode::kUnspecified;
  std::uint32_t every_months = 0;  // Of rounds: 1..24.
  std::uint32_t open_days = 0;     // How long a round takes admissions: 1..366.
  std::uint32_t micro_people =
      0;  // A micro-enterprise serves at most so many, and may join at any time. 0: none may.
  Authority authority;
  static constexpr std::string_view kName = "AdmissionPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &AdmissionPolicySet::contract_id),
                 F(2, "mode", &AdmissionPolicySet::mode),
                 F(3, "every_months", &AdmissionPolicySet::every_months),
                 F(4, "open_days", &AdmissionPolicySet::open_days),
                 F(5, "micro_people", &AdmissionPolicySet::micro_people),
                 F(6, "authority", &AdmissionPolicySet::authority));
  }
  bool operator==(const AdmissionPolicySet&) const = default;
};

enum class PriceKind : std::uint8_t {
  kUnspecified = 0,
  kFixed = 1,       // As the rate card says; nobody names another.
  kRange = 2,       // One of `choices`.
  kCorridor = 3,    // From floor to ceiling, both within.
  kNegotiated = 4,  // Any.
};

// What an hour may cost: of rates, bids and agreed prices of a service, for a client group.
struct PricePolicySet {
  ContractId contract_id;
  Code service;       // Empty: of any that has no policy of its own.
  Code client_group;  // Likewise.
  PriceKind kind = PriceKind::kUnspecified;
  std::vector<Rate> choices;  // Of a range.
  Rate floor;                 // Of a corridor.
  Rate ceiling;
  bool premiums_count = false;  // Whether premiums are part of what must lie in it.
  Authority authority;
  static constexpr std::string_view kName = "PricePolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PricePolicySet::contract_id), F(2, "service", &PricePolicySet::service),
                 F(3, "client_group", &PricePolicySet::client_group), F(4, "kind", &PricePolicySet::kind),
                 F(5, "choices", &PricePolicySet::choices), F(6, "floor", &PricePolicySet::floor),
                 F(7, "ceiling", &PricePolicySet::ceiling),
                 F(8, "premiums_count", &PricePolicySet::premiums_count),
                 F(9, "authority", &PricePolicySet::authority));
  }
  bool operator==(const PricePolicySet&) const = default;
};

// More for an hour, on top of its rate, in a lot or an area: specialist lots, rural bands.
struct PremiumSet {
  ContractId contract_id;
  Code premium;  // Its name.
  LotId lot_id;  // Of packages in this lot; empty: in any.
  Code area;     // Of people who live there: one area, as older files name it. See `areas`.
  Code service;  // Empty: any.
  Rate amount;   // An hour of one carer. 0: no more.
  Authority authority;
  Code evidence;  // Payable only once there is evidence of this outcome for the package; empty: at once.
  std::vector<Code> areas;  // Of people who live in one of these, or in `area`; both empty: anywhere.
  static constexpr std::string_view kName = "PremiumSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PremiumSet::contract_id), F(2, "premium", &PremiumSet::premium),
                 F(3, "lot_id", &PremiumSet::lot_id), F(4, "area", &PremiumSet::area),
                 F(5, "service", &PremiumSet::service), F(6, "amount", &PremiumSet::amount),
                 F(7, "authority", &PremiumSet::authority), F(8, "evidence", &PremiumSet::evidence),
                 F(9, "areas", &PremiumSet::areas));
  }
  bool operator==(const PremiumSet&) const = default;
};

// When a package of an earlier contract comes under the terms of this one.
enum class MovesOn : std::uint8_t {
  kUnspecified = 0,
  kGoLive = 1,       // On one day, by a bulk transfer.
  kFirstChange = 2,  // With the first permanent change of its plan.
  kReview = 3,       // With the first change that a review brings.
  kNever = 4,
};

// Packages keep the terms they were awarded under until the contract that follows says they move.
struct ExistingPackagesSet {
  ContractId contract_id;
  ContractId from_contract_id;
  MovesOn moves_on = MovesOn::kUnspecified;
  Authority authority;
  static constexpr std::string_view kName = "ExistingPackagesSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ExistingPackagesSet::contract_id),
                 F(2, "from_contract_id", &ExistingPackagesSet::from_contract_id),
                 F(3, "moves_on", &ExistingPackagesSet::moves_on),
                 F(4, "authority", &ExistingPackagesSet::authority));
  }
  bool operator==(const ExistingPackagesSet&) const = default;
};

// Providers are told so many months before a change of rates. What a statute brings about needs no notice.
struct RateNoticeSet {
  ContractId contract_id;
  std::uint32_t months = 0;
  Authority authority;
  static constexpr std::string_view kName = "RateNoticeSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RateNoticeSet::contract_id), F(2, "months", &RateNoticeSet::months),
                 F(3, "authority", &RateNoticeSet::authority));
  }
  bool operator==(const RateNoticeSet&) const = default;
};

// Notice of so many months is given of an end before the term is over. What both sides agree needs none.
struct TerminationNoticeSet {
  ContractId contract_id;
  std::uint32_t months = 0;
  Authority authority;
  static constexpr std::string_view kName = "TerminationNoticeSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &TerminationNoticeSet::contract_id),
                 F(2, "months", &TerminationNoticeSet::months),
                 F(3, "authority", &TerminationNoticeSet::authority));
  }
  bool operator==(const TerminationNoticeSet&) const = default;
};

// Whether a person under the contract may ask for a direct payment instead.
struct DirectPaymentPolicySet {
  ContractId contract_id;
  bool refused = false;
  Authority authority;
  static constexpr std::string_view kName = "DirectPaymentPolicySet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DirectPaymentPolicySet::contract_id),
                 F(2, "refused", &DirectPaymentPolicySet::refused),
                 F(3, "authority", &DirectPaymentPolicySet::authority));
  }
  bool operator==(const DirectPaymentPolicySet&) const = default;
};

// The term may be extended up to a day, as a whole or in part.
struct ExtensionOptionSet {
  ContractId contract_id;
  Code option;
  Date latest_end;  // First day after the longest extension.
  bool part_of_lots = false;
  bool part_of_time = false;
  Authority authority;
  static constexpr std::string_view kName = "ExtensionOptionSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ExtensionOptionSet::contract_id),
                 F(2, "option", &ExtensionOptionSet::option),
                 F(3, "latest_end", &ExtensionOptionSet::latest_end),
                 F(4, "part_of_lots", &ExtensionOptionSet::part_of_lots),
                 F(5, "part_of_time", &ExtensionOptionSet::part_of_time),
                 F(6, "authority", &ExtensionOptionSet::authority));
  }
  bool operator==(const ExtensionOptionSet&) const = default;
};

// A step of a phased start: lots that begin together, with their providers.
struct Phase {
  std::uint32_t number = 0;  // From 1.
  std::vector<LotId> lots;
  Date planned;
  static constexpr std::string_view kName = "Phase";
  static constexpr auto Fields() {
    return Table(F(1, "number", &Phase::number), F(2, "lots", &Phase::lots),
                 F(3, "planned", &Phase::planned));
  }
  bool operator==(const Phase&) const = default;
};

// Lots begin in phases, each once the one before is declared stable.
struct PhasesSet {
  ContractId contract_id;
  std::vector<Phase> phases;
  Authority authority;
  static constexpr std::string_view kName = "PhasesSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &PhasesSet::contract_id), F(2, "phases", &PhasesSet::phases),
                 F(3, "authority", &PhasesSet::authority));
  }
  bool operator==(const PhasesSet&) const = default;
};

// What a contract is worth a year, and how many hours that is to buy, by line: as decided, not as delivered.
// Where nobody says what the money covers, a line stands once for each way to read it: the same pounds, other
// hours. It is counted once, and its hours are not known.
struct ContractValue {
  Code line;  // Its name: unique within the contract, but for readings of the same money.
  Code service;
  Code client_group;
  CommissionerId funder;  // Who pays it.
  Pence yearly;
  std::optional<std::uint32_t> yearly_hours;  // Absent: not known, which is not none.
  Code reading;                               // Which of several; empty: it is clear what the line covers.
  static constexpr std::string_view kName = "ContractValue";
  static constexpr auto Fields() {
    return Table(F(1, "line", &ContractValue::line), F(2, "service", &ContractValue::service),
                 F(3, "client_group", &ContractValue::client_group), F(4, "funder", &ContractValue::funder),
                 F(5, "yearly", &ContractValue::yearly), F(6, "yearly_hours", &ContractValue::yearly_hours),
                 F(7, "reading", &ContractValue::reading));
  }
  bool operator==(const ContractValue&) const = default;
};

struct ContractValuesSet {
  ContractId contract_id;
  std::vector<ContractValue> values;
  Authority authority;
  static constexpr std::string_view kName = "ContractValuesSet";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContractValuesSet::contract_id),
                 F(2, "values", &ContractValuesSet::values),
                 F(3, "authority", &ContractValuesSet::authority));
  }
  bool operator==(const ContractValuesSet&) const = default;
};

// The file that an officer wrote, whose differences the records before this one are.
struct ContractFileApplied {
  ContractId contract_id;
  Bytes sha256;
  std::uint64_t differences = 0;
  std::optional<Authority> authority;  // Who decided it; absent in records from before this was kept.
  static constexpr std::string_view kName = "ContractFileApplied";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ContractFileApplied::contract_id),
                 F(2, "sha256", &ContractFileApplied::sha256),
                 F(3, "differences", &ContractFileApplied::differences),
                 F(4, "authority", &ContractFileApplied::authority));
  }
  bool operator==(const ContractFileApplied&) const = default;
};

}  // namespace careledger::model
