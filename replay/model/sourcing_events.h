// Stream `package-<id>`, how it finds a provider: offers and their answers, bids, and the tiers passed. These
// are read in the order in which they were recorded.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/shared_list.h"
#include "replay/model/terms.h"

namespace careledger::model {

// Why a tier was left for a later one.
enum class PassReason : std::uint8_t {
  kUnspecified = 0,
  kDeclined = 1,
  kNotAnswered = 2,
  kNoCapacity = 3,  // Nobody of it who may be asked has room.
  kNoProvider = 4,  // Nobody of it may be asked.
  kNoBids = 5,
  kPersonChose = 6,  // Nobody declined.
};

// An earlier tier that the record after this one has gone past, and why.
struct TierPassed {
  PackageId package_id;
  ContractId contract_id;
  Code tier;
  PassReason reason = PassReason::kUnspecified;
  std::vector<ProviderId> lapsed;  // Offers that had not been answered in time.
  static constexpr std::string_view kName = "TierPassed";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TierPassed::package_id), F(2, "contract_id", &TierPassed::contract_id),
                 F(3, "tier", &TierPassed::tier), F(4, "reason", &TierPassed::reason),
                 F(5, "lapsed", &TierPassed::lapsed));
  }
  bool operator==(const TierPassed&) const = default;
};

struct PackageOffered {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;
  Code tier;
  ProviderId provider_id;
  bool binding = false;              // The provider must accept it.
  std::optional<Instant> answer_by;  // Not answered by then, the offer has lapsed.
  static constexpr std::string_view kName = "PackageOffered";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PackageOffered::package_id),
                 F(2, "contract_id", &PackageOffered::contract_id), F(3, "lot_id", &PackageOffered::lot_id),
                 F(4, "tier", &PackageOffered::tier), F(5, "provider_id", &PackageOffered::provider_id),
                 F(6, "binding", &PackageOffered::binding), F(7, "answer_by", &PackageOffered::answer_by));
  }
  bool operator==(const PackageOffered&) const = default;
};

struct OfferAccepted {
  PackageId package_id;
  ProviderId provider_id;
  ProviderId deliverer_id;  // Named by a lead.
  static constexpr std::string_view kName = "OfferAccepted";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &OfferAccepted::package_id),
                 F(2, "provider_id", &OfferAccepted::provider_id),
                 F(3, "deliverer_id", &OfferAccepted::deliverer_id));
  }
  bool operator==(const OfferAccepted&) const = default;
};

struct OfferDeclined {
  PackageId package_id;
  ProviderId provider_id;
  Code reason;
  static constexpr std::string_view kName = "OfferDeclined";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &OfferDeclined::package_id),
                 F(2, "provider_id", &OfferDeclined::provider_id), F(3, "reason", &OfferDeclined::reason));
  }
  bool operator==(const OfferDeclined&) const = default;
};

// A provider that must accept declined: a breach. The offer stays binding.
struct ObligationDeclined {
  PackageId package_id;
  ContractId contract_id;
  ProviderId provider_id;
  Code reason;
  static constexpr std::string_view kName = "ObligationDeclined";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ObligationDeclined::package_id),
                 F(2, "contract_id", &ObligationDeclined::contract_id),
                 F(3, "provider_id", &ObligationDeclined::provider_id),
                 F(4, "reason", &ObligationDeclined::reason));
  }
  bool operator==(const ObligationDeclined&) const = default;
};

struct CompetitionOpened {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;
  Code tier;
  Instant closes;
  SharedList<ProviderId> invited;
  std::optional<Date>
      from;  // First day of the care that is bid for; absent in records from before it was kept.
  static constexpr std::string_view kName = "CompetitionOpened";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &CompetitionOpened::package_id),
                 F(2, "contract_id", &CompetitionOpened::contract_id),
                 F(3, "lot_id", &CompetitionOpened::lot_id), F(4, "tier", &CompetitionOpened::tier),
                 F(5, "closes", &CompetitionOpened::closes), F(6, "invited", &CompetitionOpened::invited),
                 F(7, "from", &CompetitionOpened::from));
  }
  bool operator==(const CompetitionOpened&) const = default;
};

// A bid that nobody can read until its competition has closed (FORMAT of `sealed`: server/seal/seal.h).
// A later bid of the same provider takes its place.
struct BidPlaced {
  PackageId package_id;
  ProviderId provider_id;
  Bytes sealed;
  static constexpr std::string_view kName = "BidPlaced";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &BidPlaced::package_id), F(2, "provider_id", &BidPlaced::provider_id),
                 F(3, "sealed", &BidPlaced::sealed));
  }
  bool operator==(const BidPlaced&) const = default;
};

// A bid as opened.
struct Bid {
  ProviderId provider_id;
  Rate rate;                   // An hour of one carer, premiums apart.
  std::uint64_t position = 0;  // Of the BidPlaced that holds.
  static constexpr std::string_view kName = "Bid";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &Bid::provider_id), F(2, "rate", &Bid::rate),
                 F(3, "position", &Bid::position));
  }
  bool operator==(const Bid&) const = default;
};

// The bids are opened, and with `key` anybody can check that they are what was sealed.
struct CompetitionClosed {
  PackageId package_id;
  Bytes key;
  std::vector<Bid> bids;  // In the order in which they were placed.
  static constexpr std::string_view kName = "CompetitionClosed";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &CompetitionClosed::package_id), F(2, "key", &CompetitionClosed::key),
                 F(3, "bids", &CompetitionClosed::bids));
  }
  bool operator==(const CompetitionClosed&) const = default;
};

// How well a bidder fits the person's needs, 0 to 100, as the council assesses it.
struct FitScore {
  ProviderId provider_id;
  std::uint32_t fit = 0;
  static constexpr std::string_view kName = "FitScore";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &FitScore::provider_id), F(2, "fit", &FitScore::fit));
  }
  bool operator==(const FitScore&) const = default;
};

struct FitScored {
  PackageId package_id;
  std::vector<FitScore> scores;
  static constexpr std::string_view kName = "FitScored";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &FitScored::package_id), F(2, "scores", &FitScored::scores));
  }
  bool operator==(const FitScored&) const = default;
};

// Every tier had declined, not answered or had nobody: the first opens again, and whoever said no before may
// be asked again.
struct SearchBegunAgain {
  PackageId package_id;
  ContractId contract_id;
  Code reason;
  static constexpr std::string_view kName = "SearchBegunAgain";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &SearchBegunAgain::package_id),
                 F(2, "contract_id", &SearchBegunAgain::contract_id),
                 F(3, "reason", &SearchBegunAgain::reason));
  }
  bool operator==(const SearchBegunAgain&) const = default;
};

}  // namespace careledger::model
