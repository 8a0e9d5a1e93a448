#include "replay/projections/tried.h"

#include <algorithm>

#include "replay/model/sourcing.h"
#include "replay/model/words.h"

namespace careledger::projections {

using namespace model;

namespace {

class Search {
 public:
  void Add(const PackageEntry& entry) {
    if (BeginsSearch(entry.event) && !std::holds_alternative<PackageAwarded>(entry.event)) {
      tried_ = {};
      answer_by_.reset();
    }
    std::visit(
        Overloaded{
            [&](const PackageOffered& e) {
              ++tried_.asked;
              Set(entry, Trying::kOnOffer, {});
              answer_by_ = e.answer_by;
            },
            [&](const OfferAccepted&) { Set(entry, Trying::kAccepted, {}); },
            [&](const OfferDeclined& e) { Decline(entry, e.reason); },
            [&](const ObligationDeclined& e) { Decline(entry, e.reason); },
            [&](const TierPassed& e) { Set(entry, Trying::kTiersPassed, Code(std::string(Word(e.reason)))); },
            [&](const CompetitionOpened& e) {
              tried_.asked += static_cast<std::uint32_t>(e.invited.size());
              Set(entry, Trying::kBidsInvited, {});
            },
            [&](const BidPlaced&) { tried_.on = LondonDate(entry.time.instant()); },
            [&](const CompetitionClosed& e) {
              Set(entry, e.bids.empty() ? Trying::kNoBids : Trying::kBidsOpened, {});
            },
            [&](const FitScored&) { tried_.on = LondonDate(entry.time.instant()); },
            [](const auto&) {},
        },
        entry.event);
  }

  Tried At(Instant now) && {
    if (tried_.last == Trying::kOnOffer && answer_by_ && *answer_by_ < now)
      tried_.last = Trying::kNotAnswered;
    return std::move(tried_);
  }

 private:
  void Set(const PackageEntry& entry, Trying last, Code reason) {
    tried_.last = last;
    tried_.on = LondonDate(entry.time.instant());
    if (!reason.empty()) tried_.reason = std::move(reason);
  }
  void Decline(const PackageEntry& entry, const Code& reason) {
    ++tried_.declined;
    Set(entry, Trying::kDeclined, reason);
  }

  Tried tried_;
  std::optional<Instant> answer_by_;
};

}  // namespace

Tried TriedFor(const View& view, const Package& package, Date on) {
  const auto& entries = package.entries();
  // Most packages have never been offered.
  if (std::none_of(entries.begin(), entries.end(),
                   [](const PackageEntry& entry) { return IsAboutSourcing(entry.event); })) {
    return {};
  }
  const Instant end = PlannedInstant(on + 1, 0);
  Search search;
  for (const PackageEntry& entry : entries) {
    if (Number(entry.voided_by) == 0 && entry.time.instant() < end) search.Add(entry);
  }
  return std::move(search).At(std::min(view.point().known_at.instant(), end));
}

}  // namespace careledger::projections
