#include "replay/projections/lineage.h"

namespace careledger::projections {

using namespace model;

Lineage::Lineage(const View& view, const ContractId& contract, const ProviderId& provider) {
  if (provider.empty()) return;
  ids_ = view.base().successions.Before(provider, contract, view.point().on);
  ids_.insert(provider);
}

ProviderId PayeeOf(const View& view, const ProviderId& provider, const ContractId& contract) {
  ProviderId payee = provider;
  std::pair<Date, Position> last{Date(INT32_MIN), Position{}};
  while (true) {
    const ProviderSuccession* next = nullptr;
    for (const ProviderSuccession& s : view.base().successions.Of(payee)) {
      const bool later = last < std::pair(s.from, s.cause) && s.from <= view.point().on;
      if (!later || s.event.kind == SuccessionKind::kNovation || !Covers(s.event, contract)) continue;
      next = &s;
      break;
    }
    if (next == nullptr) return payee;
    last = {next->from, next->cause};
    payee = next->event.to_provider_id;
  }
}

}  // namespace careledger::projections
