// How a package has been looking for a provider since it last needed one: what its records say, in the order
// in which they were made.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "replay/model/package.h"
#include "replay/model/policy_events.h"

namespace careledger::model {

struct Offer {
  enum class State : std::uint8_t { kOpen, kAccepted, kDeclined };
  PackageOffered offer;
  Position position{};
  RecordTime time;
  State state = State::kOpen;
  Code reason;              // Of the decline.
  ProviderId deliverer_id;  // Named with the acceptance.
  Position answered{};      // The answer that holds: 0 for none.
  RecordTime answered_at;
  std::vector<Position> breaches;  // Declines that left it binding.

  bool OpenAt(Instant now) const {
    return state == State::kOpen && (!offer.answer_by || now <= *offer.answer_by);
  }
  bool LapsedAt(Instant now) const { return state == State::kOpen && !OpenAt(now); }
};

struct Competition {
  CompetitionOpened opened;
  Position position{};
  RecordTime time;
  std::map<ProviderId, Position> placed;  // The bid of each that holds.
  std::optional<CompetitionClosed> closed;
  Position closed_at{};
  std::map<ProviderId, std::uint32_t> fit;
  struct Declined {
    Position position{};
    Code reason;
  };
  std::map<ProviderId, Declined> declined;  // Who won it, and did not take the package after all.
};

struct PassedTier {
  TierPassed passed;
  Position position{};
};

struct Sourcing {
  std::vector<Offer> offers;
  std::vector<Competition> competitions;
  std::vector<PassedTier> passed;

  // The last offer to the provider in that tier; null when it had none.
  const Offer* OfferTo(const ContractId& contract, const Code& tier, const ProviderId& provider) const;
  // The last competition of the tier; null when there was none.
  const Competition* CompetitionOf(const ContractId& contract, const Code& tier) const;
};

// Whether a package looks for a provider anew after the event, or no longer needs to. A search begun again is
// a new one too.
bool BeginsSearch(const PackageEvent& event);
// Since the last request, award, transfer, hand-back, direct payment or new beginning that counts was
// recorded.
Sourcing SourcingOf(const Package& package);

// A bid's place in a competition. Points are thousandths of a point in a hundred, each part rounded half up
// on its own: the price part is price_percent x the lowest price / the price, the fit part fit_percent x fit
// / 100.
struct Ranked {
  Bid bid;
  std::uint32_t fit = 0;
  std::uint64_t price_points = 0;
  std::uint64_t fit_points = 0;
  std::uint64_t Points() const { return price_points + fit_points; }
};
// Best first; ties by the tier's rule, then the earlier bid. A bidder without a fit scored has none.
// REQUIRES: prices above 0.
std::vector<Ranked> Rank(const Tier& tier, const std::vector<Bid>& bids,
                         const std::map<ProviderId, std::uint32_t>& fit);

}  // namespace careledger::model
