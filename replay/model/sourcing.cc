#include "replay/model/sourcing.h"

#include <algorithm>

namespace careledger::model {
namespace {

template <class Match>
Offer* Last(std::vector<Offer>& offers, const Match& match) {
  const auto found = std::find_if(offers.rbegin(), offers.rend(), match);
  return found != offers.rend() ? &*found : nullptr;
}

void Answer(Sourcing& s, const ProviderId& provider, const PackageEntry& entry, const auto& set) {
  Offer* offer = Last(s.offers, [&](const Offer& o) { return o.offer.provider_id == provider; });
  if (offer == nullptr) return;
  offer->answered = entry.position;
  offer->answered_at = entry.time;
  set(*offer);
}

void Apply(Sourcing& s, const PackageEntry& entry) {
  std::visit(
      Overloaded{
          [&](const TierPassed& e) {
            s.passed.push_back({e, entry.position});
          },
          [&](const PackageOffered& e) {
            Offer& offer = s.offers.emplace_back();
            offer.offer = e;
            offer.position = entry.position;
            offer.time = entry.time;
          },
          [&](const OfferAccepted& e) {
            Answer(s, e.provider_id, entry, [&](Offer& offer) {
              offer.state = Offer::State::kAccepted;
              offer.deliverer_id = e.deliverer_id;
            });
          },
          [&](const OfferDeclined& e) {
            const Offer* offer =
                Last(s.offers, [&](const Offer& o) { return o.offer.provider_id == e.provider_id; });
            if ((offer == nullptr || !offer->OpenAt(entry.time.instant())) && !s.competitions.empty()) {
              s.competitions.back().declined[e.provider_id] = {entry.position, e.reason};
              return;
            }
            Answer(s, e.provider_id, entry, [&](Offer& answered) {
              answered.state = Offer::State::kDeclined;
              answered.reason = e.reason;
            });
          },
          [&](const ObligationDeclined& e) {
            Offer* offer =
                Last(s.offers, [&](const Offer& o) { return o.offer.provider_id == e.provider_id; });
            if (offer != nullptr) offer->breaches.push_back(entry.position);
          },
          [&](const CompetitionOpened& e) {
            Competition& competition = s.competitions.emplace_back();
            competition.opened = e;
            competition.position = entry.position;
            competition.time = entry.time;
          },
          [&](const BidPlaced& e) {
            if (!s.competitions.empty()) s.competitions.back().placed[e.provider_id] = entry.position;
          },
          [&](const CompetitionClosed& e) {
            if (s.competitions.empty()) return;
            s.competitions.back().closed = e;
            s.competitions.back().closed_at = entry.position;
          },
          [&](const FitScored& e) {
            if (s.competitions.empty()) return;
            for (const FitScore& score : e.scores) s.competitions.back().fit[score.provider_id] = score.fit;
          },
          [](const auto&) {},
      },
      entry.event);
}

// Thousandths of a point: percent x numerator / denominator, half up.
std::uint64_t PointsOf(std::uint64_t percent, std::uint64_t numerator, std::uint64_t denominator) {
  return (2 * percent * 1000 * numerator + denominator) / (2 * denominator);
}

}  // namespace

bool BeginsSearch(const PackageEvent& event) {
  return std::holds_alternative<PackageRequested>(event) || std::holds_alternative<PackageAwarded>(event) ||
         std::holds_alternative<PackageTransferred>(event) ||
         std::holds_alternative<PackageHandedBack>(event) ||
         std::holds_alternative<DirectPaymentTaken>(event) ||
         std::holds_alternative<DirectPaymentEnded>(event) || std::holds_alternative<SearchBegunAgain>(event);
}

const Offer* Sourcing::OfferTo(const ContractId& contract, const Code& tier,
                               const ProviderId& provider) const {
  for (auto offer = offers.rbegin(); offer != offers.rend(); ++offer) {
    const PackageOffered& o = offer->offer;
    if (o.contract_id == contract && o.tier == tier && o.provider_id == provider) return &*offer;
  }
  return nullptr;
}

const Competition* Sourcing::CompetitionOf(const ContractId& contract, const Code& tier) const {
  for (auto c = competitions.rbegin(); c != competitions.rend(); ++c) {
    if (c->opened.contract_id == contract && c->opened.tier == tier) return &*c;
  }
  return nullptr;
}

Sourcing SourcingOf(const Package& package) {
  Sourcing sourcing;
  for (const PackageEntry& entry : package.entries()) {
    if (Number(entry.voided_by) != 0) continue;
    if (BeginsSearch(entry.event)) sourcing = Sourcing();
    Apply(sourcing, entry);
  }
  return sourcing;
}

std::vector<Ranked> Rank(const Tier& tier, const std::vector<Bid>& bids,
                         const std::map<ProviderId, std::uint32_t>& fit) {
  std::vector<Ranked> ranked;
  if (bids.empty()) return ranked;
  const auto price = [](const Bid& bid) { return static_cast<std::uint64_t>(bid.rate.ten_thousandths()); };
  std::uint64_t lowest = price(bids.front());
  for (const Bid& bid : bids) lowest = std::min(lowest, price(bid));
  for (const Bid& bid : bids) {
    const auto scored = fit.find(bid.provider_id);
    const std::uint32_t points = scored != fit.end() ? scored->second : 0;
    ranked.push_back({.bid = bid,
                      .fit = points,
                      .price_points = PointsOf(tier.price_percent, lowest, price(bid)),
                      .fit_points = PointsOf(tier.fit_percent, points, 100)});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) {
    if (a.Points() != b.Points()) return a.Points() > b.Points();
    if (tier.tie == TieRule::kLowestPrice && a.bid.rate != b.bid.rate) return a.bid.rate < b.bid.rate;
    if (tier.tie == TieRule::kBestFit && a.fit != b.fit) return a.fit > b.fit;
    return a.bid.position < b.bid.position;
  });
  return ranked;
}

}  // namespace careledger::model
