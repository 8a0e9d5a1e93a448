// What has been tried for a package that waits for a provider.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "replay/projections/view.h"

namespace careledger::projections {

// How far its search has come: what was recorded last of it.
enum class Trying : std::uint8_t {
  kNothing,      // Nobody has been asked.
  kOnOffer,      // A provider may still answer.
  kNotAnswered,  // The time to answer has passed.
  kDeclined,
  kAccepted,
  kBidsInvited,  // A competition is open.
  kBidsOpened,
  kNoBids,
  kTiersPassed,  // The next tier is yet to be asked.
};
inline constexpr std::string_view kTryingWords[] = {"nothing",     "on-offer", "not-answered",
                                                    "declined",    "accepted", "bids-invited",
                                                    "bids-opened", "no-bids",  "tiers-passed"};

struct Tried {
  Trying last = Trying::kNothing;
  std::uint32_t asked = 0;        // Offers, and providers invited to bid.
  std::uint32_t declined = 0;     // Of the offers; a decline that left it binding counts too.
  std::optional<model::Date> on;  // When the last of it was recorded.
  model::Code reason;             // Of the last decline, or why the last tier was passed.
};

// Of the search since the package last needed a provider, as recorded by the end of `on`; the search that
// ended in an award stays in sight until the next begins. Offers lapse by the point's time or the end of that
// day, whichever is first.
Tried TriedFor(const View& view, const model::Package& package, model::Date on);

}  // namespace careledger::projections
