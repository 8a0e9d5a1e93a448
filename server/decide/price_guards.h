// What the price policy of a contract says of a price: of one agreed for a package, of one of the rate card.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

// kInvalidField, when a price agreed is none: above 0, at most Rate::kMax.
Refusal BadPrice(const std::optional<Rate>& rate);
// kPriceOutside, when the contract does not allow the price for the package's service and client group.
Refusal PriceOutside(const World& world, const Contract& contract, const LotId& lot,
                     const PackageRequested& request, Rate rate, Date date, std::string_view field);
// The same for a rate of a card: premiums of its lot count where the policy says so. A rate of any client
// group is asked of the policy of each that has one, and no rate of its own from the same provider and lot.
Refusal PriceOutside(const Contract& contract, const RateLine& line, Date date);
// kPolicyContradictory, when the policy, set from `date`, would not allow a rate in force then or later:
// names it.
Refusal RateOutside(const Contract& contract, const PricePolicySet& policy, Date date);
// kPolicyContradictory, when it would not allow a price agreed for a package that goes on then or begins
// later: names the package.
Refusal AgreedOutside(const World& world, const Contract& contract, const PricePolicySet& policy, Date date);

// kPriceOutside, when the price of the package is to be negotiated, none has been, and no rate of a card
// stands in for it. Not asked where a rate was agreed.
Refusal NoPriceAgreed(const Contract& contract, const LotId& lot, const ProviderId& provider,
                      const PackageRequested& request, Date date);

}  // namespace careledger::decide
