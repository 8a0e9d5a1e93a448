#include "tests/decide/market.h"

namespace careledger::decide {

Scenario Market() {
  Scenario town = Town();
  town.After(TiersOf({LeadTier(), FrameworkTier(), SpotTier()}));
  town.After(Admission(kCedar, kFramework, 1)).After(Admission(kElm, kFramework, 2));
  return town.After(Admission(kFir, kSpot));
}

}  // namespace careledger::decide
