#include "replay/model/succession.h"

namespace careledger::model {
namespace {

template <class E>
void Insert(std::vector<Succession<E>>& all, Date from, Position cause, const E& e) {
  auto at = all.end();
  while (at != all.begin() && (at - 1)->from > from) --at;
  all.insert(at, {e, from, cause});
}

template <class Map, class Id>
const typename Map::mapped_type& Find(const Map& map, const Id& id) {
  static const typename Map::mapped_type none;
  const auto found = map.find(id);
  return found != map.end() ? found->second : none;
}

}  // namespace

void Successions::Add(Date from, Position cause, const ProviderSucceeded& e) {
  Insert(providers_[e.provider_id], from, cause, e);
}
void Successions::Add(Date from, Position cause, const CommissionerSucceeded& e) {
  Insert(commissioners_[e.commissioner_id], from, cause, e);
}

const std::vector<ProviderSuccession>& Successions::Of(const ProviderId& id) const {
  return Find(providers_, id);
}
const std::vector<CommissionerSuccession>& Successions::Of(const CommissionerId& id) const {
  return Find(commissioners_, id);
}

CommissionerId Successions::On(const CommissionerId& id, const ContractId& contract, Date date) const {
  CommissionerId now = id;
  // Each step is later than the one before: who comes back into its own place stays there.
  std::pair<Date, Position> last{Date(INT32_MIN), Position{}};
  while (true) {
    const CommissionerSuccession* next = nullptr;
    for (const CommissionerSuccession& s : Of(now)) {
      if (s.from > date || std::pair(s.from, s.cause) <= last || !Covers(s.event, contract)) continue;
      next = &s;
      break;
    }
    if (next == nullptr) return now;
    last = {next->from, next->cause};
    now = next->event.to_commissioner_id;
  }
}

const ProviderSuccession* Successions::After(const ProviderId& id, const ContractId& contract, Date since,
                                             Date date) const {
  for (const ProviderSuccession& s : Of(id)) {
    if (since < s.from && s.from <= date && Covers(s.event, contract)) return &s;
  }
  return nullptr;
}

std::set<ProviderId> Successions::Before(const ProviderId& id, const ContractId& contract, Date date) const {
  std::set<ProviderId> out;
  std::vector<ProviderId> looked = {id};
  while (!looked.empty()) {
    const ProviderId of = looked.back();
    looked.pop_back();
    for (const auto& [from, all] : providers_) {
      for (const ProviderSuccession& s : all) {
        if (s.event.to_provider_id != of || s.from > date || from == id) continue;
        if (!contract.empty() && !Covers(s.event, contract)) continue;
        if (out.insert(from).second) looked.push_back(from);
      }
    }
  }
  return out;
}

}  // namespace careledger::model
