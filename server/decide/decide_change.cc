// Changes that move money: undone, approved by a second person, withdrawn.
#include "server/decide/change_guards.h"
#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

// Why the change that a reversal would undo cannot be.
Refusal NotApplied(const ChangeId& id, const Change* change, std::string_view field) {
  if (change != nullptr && std::holds_alternative<RateReversalProposed>(change->proposal)) {
    return Reject(Reason::kChangeNotApplied, field, "change ", id, " is itself a reversal");
  }
  if (change != nullptr && std::holds_alternative<PolicyChangeProposed>(change->proposal)) {
    return Reject(Reason::kChangeNotApplied, field, "change ", id,
                  " is of policies, not of rates: propose a file that says otherwise");
  }
  if (change == nullptr || change->state != Change::State::kApproved) {
    return Reject(Reason::kChangeNotApplied, field, "change ", id, " is ",
                  change == nullptr ? "unknown" : ToString(change->state), ", not approved");
  }
  return std::nullopt;
}

std::string Figures(Pence before, Pence after, std::uint64_t lines) {
  return before.ToString() + " before, " + after.ToString() + " after, a difference of " +
         (after - before).ToString() + " on " + std::to_string(lines) + " lines";
}
std::string Figures(const Preview& preview) {
  std::string text = Figures(preview.before, preview.after, preview.lines);
  if (preview.as_if_lines == 0) return text;
  return text + "; as if it had been in force, " +
         Figures(preview.as_if_before, preview.as_if_after, preview.as_if_lines);
}

// An approval is of figures that somebody has seen: those of a preview made since the change was proposed.
Refusal NotSeen(const ApproveChange& c, const Change& change, const Facts& facts) {
  const Position at{c.preview_position};
  if (at < change.proposed_at) {
    return Reject(Reason::kPreviewStale, "preview_position", "the preview at ", at, " is from before change ",
                  change.id, " was proposed, at ", change.proposed_at);
  }
  if (!facts.preview_seen) {
    return Reject(Reason::kPreviewStale, "preview_position", "there is no preview of change ", change.id,
                  " at ", at);
  }
  if (facts.preview_seen->digest != c.preview_digest) {
    return Reject(Reason::kPreviewStale, "preview_digest", "the digest is not that of the preview at ", at,
                  ": preview change ", change.id, " again");
  }
  return std::nullopt;
}

// REQUIRES: NotSeen finds nothing.
Rejection Stale(const ApproveChange& c, const Facts& facts) {
  if (!facts.preview) {
    return Reject(Reason::kPreviewStale, "preview_digest", "change ", c.change_id,
                  " could not be previewed again");
  }
  return Reject(Reason::kPreviewStale, "preview_digest", "the preview at ", Position{c.preview_position},
                " showed ", Figures(*facts.preview_seen), "; at ", Position{facts.preview->position},
                " it is ", Figures(*facts.preview));
}

}  // namespace

Outcome DecideOn(const World& world, const ProposeRateReversal& c, const Facts&) {
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Change* reverted = FindChange(world, c.reverted_id);
  if (reverted == nullptr) return NoChange(c.reverted_id, "reverted_id");
  const RateReversalProposed event{.change_id = c.change_id,
                                   .contract_id = reverted->contract_id,
                                   .reverted_id = c.reverted_id,
                                   .authority = c.authority};
  if (const Change* known = FindChange(world, c.change_id)) {
    const auto* proposed = std::get_if<RateReversalProposed>(&known->proposal);
    if (proposed != nullptr && *proposed == event) return Already(known->proposed_at);
    return ChangeTaken(*known);
  }
  if (Refusal no = NotApplied(c.reverted_id, reverted, "reverted_id")) return *no;

  // From here on the proposal succeeds.
  return Append(OnChange(c.change_id, reverted->effective, event));
}

Outcome DecideOn(const World& world, const ApproveChange& c, const Facts& facts) {
  const Change* change = FindChange(world, c.change_id);
  if (change == nullptr) return NoChange(c.change_id, "change_id");
  const bool approved =
      change->state == Change::State::kApproved || change->state == Change::State::kReverted;
  if (approved && change->approver == facts.actor && change->approved_preview.digest == c.preview_digest) {
    return AlreadyIn(Stream("change", c.change_id));
  }
  if (facts.development) {
    return Reject(Reason::kSecondPersonRequired, "change_id",
                  "in development mode nobody's identity is proved, so "
                  "nobody can be the second person to approve change ",
                  c.change_id);
  }
  if (facts.actor == change->proposer) {
    return Reject(Reason::kSecondPersonRequired, "change_id", facts.actor, " proposed change ", c.change_id,
                  " and may not approve it");
  }
  if (change->state != Change::State::kProposed) {
    return Reject(Reason::kChangeNotOpen, "change_id", "change ", c.change_id, " is ",
                  ToString(change->state));
  }
  if (Refusal no = NotSeen(c, *change, facts)) return *no;
  if (!facts.preview || facts.preview->digest != c.preview_digest) return Stale(c, facts);
  const auto* reversal = std::get_if<RateReversalProposed>(&change->proposal);
  if (reversal != nullptr) {
    const Change* reverted = FindChange(world, reversal->reverted_id);
    if (Refusal no = NotApplied(reversal->reverted_id, reverted, "change_id")) return *no;
  }

  // From here on the approval succeeds, and what it is about moves with it.
  Decision decision = Append(OnChange(c.change_id, std::nullopt,
                                      ChangeApproved{.change_id = c.change_id, .preview = *facts.preview}));
  for (ContractEvent& moved : AppliedBy(*change)) {
    const bool dated = !std::holds_alternative<LotDefined>(moved);
    decision.events.push_back({Stream("contract", change->contract_id),
                               dated ? std::optional<Date>(change->effective) : std::nullopt,
                               std::move(moved)});
  }
  return decision;
}

Outcome DecideOn(const World& world, const WithdrawChange& c, const Facts&) {
  const Change* change = FindChange(world, c.change_id);
  if (change == nullptr) return NoChange(c.change_id, "change_id");
  if (change->state == Change::State::kWithdrawn) return AlreadyIn(Stream("change", c.change_id));
  if (change->state != Change::State::kProposed) {
    return Reject(Reason::kChangeNotOpen, "change_id", "change ", c.change_id, " is ",
                  ToString(change->state));
  }

  // From here on the withdrawal succeeds.
  return Append(
      OnChange(c.change_id, std::nullopt, ChangeWithdrawn{.change_id = c.change_id, .reason = c.reason}));
}

}  // namespace careledger::decide
