// A market in the town: the new contract finds providers by three tiers. Lots 1 to 3 have a holder that must
// accept; then cedar and elm are asked in that order, with a day to answer, or a person chooses one of them;
// then the council may award to fir.
#pragma once

#include "tests/decide/town.h"

namespace careledger::decide {

inline const Code kLead("lead"), kFramework("framework"), kSpot("spot"), kBidders("bidders");

inline Tier LeadTier() { return {.tier = kLead, .scope = TierScope::kLot, .rule = SourcingRule::kSole}; }
inline Tier FrameworkTier() {
  return {.tier = kFramework,
          .scope = TierScope::kContract,
          .rule = SourcingRule::kRankedOffer,
          .choice = true,
          .answer_hours = 24};
}
inline Tier SpotTier() {
  return {.tier = kSpot, .scope = TierScope::kContract, .rule = SourcingRule::kDirectAward};
}
inline SetTiers TiersOf(std::vector<Tier> tiers, const char* from = kGoLive) {
  return {.contract_id = kNew, .effective_date = Day(from), .tiers = std::move(tiers), .authority = kCabinet};
}
inline AdmitProvider Admission(const ProviderId& provider, const Code& tier, std::uint32_t rank = 0,
                               const char* from = kGoLive) {
  return {.contract_id = kNew,
          .provider_id = provider,
          .effective_date = Day(from),
          .authority = kCabinet,
          .tier = tier,
          .lot_id = {},
          .rank = rank};
}
Scenario Market();
// k-1 of h-1 looks for a provider: in lot 1, ash's, or in lot 4, nobody's.
inline Scenario Seeking(const LotId& lot) {
  Scenario town = Market();
  return town.After(Request("k-1", "h-1", "2016-12-01", lot));
}

inline OfferPackage OfferTo(const ProviderId& provider, bool chosen = false, const char* package = "k-1") {
  return {.package_id = PackageId(package),
          .contract_id = kNew,
          .lot_id = {},
          .provider_id = provider,
          .effective_date = Day("2016-12-05"),
          .chosen = chosen};
}
inline AcceptOffer Accept(const ProviderId& provider, const ProviderId& deliverer = {}) {
  return {PackageId("k-1"), provider, deliverer};
}
inline DeclineOffer Decline(const ProviderId& provider, const char* reason = "no-staff") {
  return {PackageId("k-1"), provider, Code(reason)};
}
inline AwardPackage AwardTo(const ProviderId& provider, bool chosen = false) {
  AwardPackage c = Award("k-1", kNew, {}, provider, "2016-12-05");
  c.chosen = chosen;
  return c;
}
inline PackageOffered Offered(const Code& tier, const ProviderId& provider, const LotId& lot,
                              std::optional<Instant> answer_by = {}, bool binding = false) {
  return {.package_id = PackageId("k-1"),
          .contract_id = kNew,
          .lot_id = lot,
          .tier = tier,
          .provider_id = provider,
          .binding = binding,
          .answer_by = answer_by};
}
inline TierPassed Passed(const Code& tier, PassReason reason, std::vector<ProviderId> lapsed = {}) {
  return {.package_id = PackageId("k-1"),
          .contract_id = kNew,
          .tier = tier,
          .reason = reason,
          .lapsed = std::move(lapsed)};
}
inline PackageAwarded AwardedBy(const Code& tier, const ProviderId& provider, const LotId& lot) {
  return {.package_id = PackageId("k-1"),
          .contract_id = kNew,
          .lot_id = lot,
          .provider_id = provider,
          .plan = kMornings,
          .tier = tier};
}
inline DeclareCapacity Declares(const ProviderId& provider, std::string_view capacity,
                                const LotId& lot = {}) {
  return {.contract_id = kNew,
          .provider_id = provider,
          .lot_id = lot,
          .capacity = ParseCapacity(capacity).value(),
          .effective_date = Day(kGoLive)};
}

// Everything that follows happens at that moment of England's time.
inline Scenario& AtTime(Scenario& town, std::string_view time) {
  town.facts().now = {Time(time).seconds * 1'000'000};
  return town;
}

// Seals nothing, so that a test can say what was sealed.
class Glass final : public Sealer {
 public:
  Bytes Seal(std::string_view purpose, std::string_view text) const override {
    return {std::string(purpose) + ": " + std::string(text)};
  }
  std::optional<std::string> Open(std::string_view purpose, const Bytes& sealed) const override {
    const std::string head = std::string(purpose) + ": ";
    if (!sealed.value.starts_with(head)) return std::nullopt;
    return sealed.value.substr(head.size());
  }
  Bytes KeyOf(std::string_view purpose) const override { return {"key of " + std::string(purpose)}; }
  std::string Digest(std::string_view text) const override { return std::string(text); }
};
inline const Glass kGlass;

}  // namespace careledger::decide
