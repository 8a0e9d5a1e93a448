// Whom each exiting provider hands over to: the packages of a mobilisation by pairs of providers.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "replay/projections/mobilisation.h"

namespace careledger::projections {

// Each package stands in one of `moved`, `not_moved` and `lost`. Minutes are a week's.
struct HandoverFigures {
  std::uint64_t people = 0;
  std::uint64_t packages = 0;
  std::uint64_t minutes = 0;  // At award, or when they joined.
  // As lots have them: see MobilisationLot.
  std::uint64_t to_move = 0, ready = 0, not_assessed = 0;
  std::map<model::Code, std::uint64_t> not_ready;  // By reason.
  std::uint64_t moved = 0, moved_minutes = 0;      // With a new provider; minutes as of now.
  // To be placed or not accounted for; minutes as of now.
  std::uint64_t not_moved = 0, not_moved_minutes = 0;
  std::uint64_t lost = 0;  // To direct payment, private or ended.
};

struct ProviderHandover {
  model::ProviderId from, to;  // `to`: see MovingPackage::to_provider.
  HandoverFigures figures;
};

// A provider that takes packages over, or holds a lot.
struct IncomingProvider {
  model::ProviderId provider_id;
  std::uint64_t exiting_providers = 0;  // Whose packages these are.
  HandoverFigures figures;
  std::uint64_t lots = 0;  // It holds when they go live.
  // What it stated last of their carers; of one client group nothing is.
  std::vector<const model::StaffTransferDeclared*> staff;
};

struct Handovers {
  std::vector<ProviderHandover> rows;  // By exiting, then incoming provider.
  std::vector<IncomingProvider> incoming;
  HandoverFigures total;  // A person with packages in several rows counts once.
};

// Of one exiting or incoming provider; of all when empty.
struct HandoverFilter {
  model::ProviderId from, to;
};
Handovers HandoversOf(const Mobilisation& mobilisation, const HandoverFilter& filter);

}  // namespace careledger::projections
