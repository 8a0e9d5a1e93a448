// Who may be given a package: the tiers of a contract in order, who of each may be asked, and why the others
// may not. Decisions and questions ask the same.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "replay/model/caseload.h"
#include "replay/model/contract.h"
#include "replay/model/sourcing.h"
#include "replay/sourcing/roster.h"

namespace careledger::sourcing {

struct Candidate {
  model::ProviderId provider_id;
  std::uint32_t rank = 0;  // 0: none.
  WhyNot why = WhyNot::kNothing;
  const model::Offer* offer = nullptr;  // Its last in this tier.
  // What it has left of the hours that the package needs, in carers' minutes a week; none when it has
  // declared nothing: not known.
  std::optional<std::int64_t> free_minutes;
  bool may_be_asked() const { return why == WhyNot::kNothing; }
};

// What is to be placed.
struct Need {
  model::LotId lot_id;
  model::PersonId person_id;
  const model::WeeklyPlan* plan = nullptr;  // Never null.
  model::Date on;                           // From when.
  model::Instant now;                       // Offers lapse by it.
  model::ProviderId without;                // Supposed to be no part of the contract any more.
};

// A package's search under a contract. Holds references to what it is made from. Not thread-safe.
class Round {
 public:
  // REQUIRES: the contract has tiers on need.on. With `rosters`, those kept there serve, and `contract` is
  // what `shared` holds.
  Round(const model::Contract& contract, const model::Caseloads& caseloads, const model::Sourcing& sourcing,
        const Need& need, Rosters* rosters = nullptr,
        std::shared_ptr<const model::Contract> shared = nullptr);

  // The same search for another package of that lot, on that date.
  void Next(const model::PersonId& person, const model::WeeklyPlan& plan);

  const std::vector<model::Tier>& tiers() const { return tiers_->value.tiers; }
  model::Position tiers_cause() const { return tiers_->cause; }

  // Who belongs to a tier: ranked offers in order of rank, then id; the lot's holder first.
  // Found once.
  const std::vector<model::ProviderId>& Members(const model::Tier& tier) const;
  // One provider of a tier.
  Candidate Look(const model::Tier& tier, const model::ProviderId& provider) const;
  // Whether the tier's member of that number may be asked, in the order of Members.
  bool MayBeAsked(const model::Tier& tier, std::size_t number) const;
  // That member.
  Candidate MemberAt(const model::Tier& tier, std::size_t number) const;
  // All of them, in that order.
  std::vector<Candidate> Candidates(const model::Tier& tier) const;
  // Those of them who may be asked.
  std::vector<model::ProviderId> WhoMayBeAsked(const model::Tier& tier) const;
  // How many providers of all tiers may be asked, each counted once.
  std::uint64_t HowManyMayBeAsked() const;
  // The first of them, by tier and place in it.
  std::vector<model::ProviderId> FirstWhoMayBeAsked(std::size_t most) const;
  // Why a tier has nobody left to ask; none while it has.
  std::optional<model::PassReason> Exhausted(const model::Tier& tier) const;
  // The first tier that is not exhausted; null when all are.
  const model::Tier* Open() const;

  // Whether the bids of the tier's last competition are open and wait for their fit to be scored: where fit
  // weighs, nobody has won before each bid is scored.
  bool AwaitsScores(const model::Tier& tier) const;
  // The one who won the tier's last competition: the best of those who may take the package now. Null before
  // it has closed, before AwaitsScores ends, or when there is none.
  const model::Bid* Winner(const model::Tier& tier) const;
  // Whom the tier lets the package be offered to next (ranked offer: the first who may be asked, or the one
  // who has an offer open; sole: the holder); empty when nobody, or when the tier makes no offers.
  model::ProviderId NextToOffer(const model::Tier& tier) const;
  // Whether the rules of the tier let the package be awarded to the provider now.
  bool MayBeAwarded(const model::Tier& tier, const model::ProviderId& provider) const;
  // To whom the package may be awarded or next be offered now, in the tier that is open.
  std::vector<model::ProviderId> MayTakeNow() const;
  // The tier's last competition; null when there was none.
  const model::Competition* CompetitionOf(const model::Tier& tier) const {
    return sourcing_.CompetitionOf(contract_.terms().contract_id, tier.tier);
  }

 private:
  // What was found of one provider for the package.
  struct Verdict {
    WhyNot why = WhyNot::kNothing;
    const model::Offer* offer = nullptr;
    std::optional<std::int64_t> free_minutes;
    bool may_be_asked() const { return why == WhyNot::kNothing; }
  };
  // A tier's roster, and what was found of its members, as they were asked for.
  struct Seen {
    std::shared_ptr<const Roster> roster;
    const std::vector<model::ProviderId>& members() const { return roster->members(); }
    std::vector<const model::Caseload*> caseloads;  // Null: not found yet. One that has been stays.
    std::vector<std::optional<Verdict>> verdicts;   // Of this package.
    std::vector<std::size_t> numbers;  // One for each provider of the round; empty before somebody counts.
  };
  Seen& SeenIn(const model::Tier& tier) const;
  const Verdict& LookAt(const model::Tier& tier, Seen& seen, std::size_t i) const;
  static Candidate CandidateOf(const model::ProviderId& provider, const Footing& footing,
                               const Verdict& verdict);
  Verdict Judge(const model::Tier& tier, const model::ProviderId& provider, const Footing& footing,
                const model::Caseload*& caseload) const;
  // What is left at the hours that the package needs; not `enough` when one of them has too little.
  std::int64_t Free(const model::CapacityDeclared& capacity, const model::ProviderId& provider,
                    const model::Caseload*& caseload, bool& enough) const;
  const model::Caseload* Find(const model::ProviderId& provider, const model::Caseload*& caseload) const;

  const model::Contract& contract_;
  const model::Caseloads& caseloads_;
  const model::Sourcing& sourcing_;
  Need need_;
  Rosters* const rosters_;
  const std::shared_ptr<const model::Contract> shared_;
  const model::Timeline<model::TiersSet>::Version* tiers_;
  model::HourlyMinutes needed_;
  bool needs_care_ = false;  // At some hour.
  std::uint32_t micro_people_ = 0;
  mutable std::map<model::Code, Seen> seen_;
  mutable std::map<model::ProviderId, std::size_t> numbers_;
};

}  // namespace careledger::sourcing
