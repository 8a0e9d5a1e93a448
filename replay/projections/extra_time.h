// What of a package's extra time is payable, after what the week's plan left unused.
#pragma once

#include <vector>

#include "replay/projections/view.h"

namespace careledger::projections {

// Minutes are carers' minutes.
struct PayableExtra {
  const model::ExtraTime* extra = nullptr;
  std::uint32_t unused = 0;  // Of the week's plan, used up by it; 0 where the contract does not ask for that.
  std::uint32_t payable = 0;  // What is left of the approved minutes.
};

// The package's extra time up to the point's `on` date, in order. A week runs from Monday; its unused time is
// what was planned up to that date and neither delivered nor banked, and is used up once.
std::vector<PayableExtra> ExtraTimeOf(const View& view, const Case& subject);

}  // namespace careledger::projections
