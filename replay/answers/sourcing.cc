// Who may take a package, what has been tried, and what happens when a provider fails.
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/model/words.h"
#include "replay/projections/monitoring.h"
#include "replay/sourcing/failure.h"

namespace careledger::answers {

using namespace model;
using projections::View;
using sourcing::Candidate;
using sourcing::Move;
using sourcing::Round;

namespace {

std::string NameOf(const View& view, const ProviderId& id) {
  const ProviderRegistered* provider = view.provider(id);
  return provider != nullptr ? provider->name : std::string();
}

// "73.250" from thousandths.
std::string Points(std::uint64_t thousandths) {
  char text[32];
  std::snprintf(text, sizeof text, "%llu.%03llu", static_cast<unsigned long long>(thousandths / 1000),
                static_cast<unsigned long long>(thousandths % 1000));
  return text;
}

// One record of a search, in words; false for those that are none.
bool Tell(const PackageEntry& entry, v1::SourcingStep* step) {
  const auto say = [&](std::string_view what, const Code& tier, const ProviderId& provider,
                       std::string_view reason) {
    step->set_what(std::string(what));
    step->set_tier(tier.str());
    step->set_provider_id(provider.str());
    step->set_reason(std::string(reason));
    return true;
  };
  const Code none;
  const ProviderId nobody;
  return std::visit(
      Overloaded{
          [&](const TierPassed& e) { return say("tier passed", e.tier, nobody, Word(e.reason)); },
          [&](const PackageOffered& e) {
            if (e.answer_by) step->set_answer_by(ToString(*e.answer_by));
            return say(e.binding ? "offered, binding" : "offered", e.tier, e.provider_id, "");
          },
          [&](const OfferAccepted& e) { return say("accepted", none, e.provider_id, ""); },
          [&](const OfferDeclined& e) { return say("declined", none, e.provider_id, e.reason.str()); },
          [&](const ObligationDeclined& e) {
            return say("declined, though it must accept", none, e.provider_id, e.reason.str());
          },
          [&](const SearchBegunAgain& e) { return say("search begun again", none, nobody, e.reason.str()); },
          [&](const CompetitionOpened& e) {
            step->set_answer_by(ToString(e.closes));
            return say("competition opened for " + std::to_string(e.invited.size()), e.tier, nobody, "");
          },
          [&](const BidPlaced& e) { return say("bid placed", none, e.provider_id, ""); },
          [&](const CompetitionClosed& e) {
            return say("competition closed, bids opened: " + std::to_string(e.bids.size()), none, nobody, "");
          },
          [&](const FitScored& e) {
            return say("fit scored of " + std::to_string(e.scores.size()), none, nobody, "");
          },
          [](const auto&) { return false; },
      },
      entry.event);
}

// The steps of the search that `sourcing` is of: what came after the last record that began it anew.
void FillTried(const Package& package, v1::GetCandidatesResponse* out) {
  std::size_t begin = 0;
  std::size_t before_award = 0;
  bool awarded = false;
  for (std::size_t i = 0; i < package.entries().size(); ++i) {
    const PackageEntry& entry = package.entries()[i];
    // What was tried before the search began again stays in sight.
    const bool again = std::holds_alternative<SearchBegunAgain>(entry.event);
    if (Number(entry.voided_by) != 0 || !BeginsSearch(entry.event) || again) continue;
    // As does, of a package that has been placed, the search that found the provider.
    awarded = std::holds_alternative<PackageAwarded>(entry.event);
    if (awarded) before_award = begin;
    begin = i;
  }
  for (std::size_t i = awarded ? before_award : begin; i < package.entries().size(); ++i) {
    const PackageEntry& entry = package.entries()[i];
    v1::SourcingStep step;
    if (Number(entry.voided_by) != 0 || !Tell(entry, &step)) continue;
    step.set_recorded(ToString(entry.time.instant()));
    step.set_position(Number(entry.position));
    *out->add_tried() = std::move(step);
  }
}

void FillCandidates(const View& view, const Round& round, const Tier& tier, std::string_view may,
                    const std::set<ProviderId>& now, v1::GetCandidatesResponse* out) {
  std::map<ProviderId, Ranked> bids;
  if (const Competition* competition = round.CompetitionOf(tier);
      competition != nullptr && competition->closed) {
    for (Ranked& ranked : Rank(tier, competition->closed->bids, competition->fit)) {
      const ProviderId id = ranked.bid.provider_id;
      bids.emplace(id, std::move(ranked));
    }
  }
  for (const Candidate& candidate : round.Candidates(tier)) {
    v1::CandidateEntry* entry = out->add_candidates();
    entry->set_tier(tier.tier.str());
    entry->set_rank(candidate.rank);
    entry->set_provider_id(candidate.provider_id.str());
    entry->set_provider_name(NameOf(view, candidate.provider_id));
    // Nobody is to have a package that needs no provider.
    entry->set_why(candidate.may_be_asked() && may == "no" ? "not-sought"
                                                           : std::string(ToString(candidate.why)));
    if (!candidate.may_be_asked()) {
      entry->set_may("no");
    } else {
      entry->set_may(may == "now" && !now.contains(candidate.provider_id) ? "after others"
                                                                          : std::string(may));
    }
    if (candidate.free_minutes) entry->set_free_minutes(*candidate.free_minutes);
    if (const auto bid = bids.find(candidate.provider_id); bid != bids.end()) {
      entry->set_rate(bid->second.bid.rate.ToString());
      entry->set_points(Points(bid->second.Points()));
    }
  }
}

}  // namespace

namespace {

// Those of the contract that no tier asks for this package, and why not.
void FillOthers(const View& view, const Contract& contract, v1::GetCandidatesResponse* out) {
  std::set<ProviderId> listed;
  for (const v1::CandidateEntry& entry : out->candidates()) listed.insert(ProviderId(entry.provider_id()));
  const auto add = [&](const ProviderId& id, std::string_view why) {
    if (!listed.insert(id).second) return;
    v1::CandidateEntry* entry = out->add_candidates();
    entry->set_provider_id(id.str());
    entry->set_provider_name(NameOf(view, id));
    entry->set_may("no");
    entry->set_why(std::string(why));
  };
  const Date on = view.point().on;
  // Of a lot, or of a tier that serves others: who sits in a tier that serves this lot is listed already.
  const auto of_other_lots = [&](const ProviderId& id) {
    for (const auto& [lot, terms] : contract.lots()) {
      if (contract.HolderOn(lot, on) == id) return true;
    }
    const Membership* member = contract.FindMember(id);
    return member != nullptr &&
           std::any_of(member->admissions().begin(), member->admissions().end(), [&](const auto& admission) {
             const Seat& seat = admission.first;
             return member->AdmittedTo(seat, on) != nullptr && contract.FindTier(seat.tier, on) != nullptr;
           });
  };
  for (const ProviderId& id : projections::PartiesOn(contract, on))
    add(id, of_other_lots(id) ? "other-lots" : "no-tier");
  for (const auto& [id, member] : contract.members()) {
    if (member.withdrawals().On(on) != nullptr) add(id, "withdrawn");
  }
}

// Why the package needs no provider on the view's date, as an offer would be told; empty where it does.
std::string NotSought(const View& view, const Package& package) {
  const Date on = view.point().on;
  if (on < *package.life().requested) return "not asked for before " + package.life().requested->ToString();
  if (const Placement* placement = package.PlacementOn(on))
    return "with " + placement->provider_id.str() + " from " + placement->from.date.ToString();
  if (package.StateOn(on) == PackageState::kContinuingHealthcare) {
    const HealthFunding& funding = *package.HealthFundingOn(on);
    return "with " + funding.provider_id.str() + " under a contract of " + funding.funder.str() + " from " +
           funding.from.ToString();
  }
  if (package.life().ended && *package.life().ended <= on)
    return "ended on " + package.life().ended->ToString();
  const Person* person = view.person(package.person());
  const auto died = person != nullptr ? person->DiedKnownAt(view.point().known) : std::nullopt;
  if (died && *died < on) return "the person died on " + died->ToString();
  const PlanVersion* plan = package.PlanOn(on);
  return plan == nullptr && package.life().request.plan.empty() ? "without a plan on " + on.ToString() : "";
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetCandidatesRequest& request,
                    v1::GetCandidatesResponse* out) {
  if (const auto given = CheckGiven("package_id", request.package_id()); !given.ok()) return given;
  const Package* package = view.package(PackageId(request.package_id()));
  if (package == nullptr || !package->life().requested)
    return NotKnown(view, "package_id", "package", request.package_id());
  const PackageRequested& ask = package->life().request;
  const std::string contract_id =
      request.contract_id().empty() ? ask.contract_id.str() : request.contract_id();
  if (contract_id.empty()) {
    return absl::InvalidArgumentError("contract_id: package " + request.package_id() +
                                      " was requested under no contract: name one");
  }
  for (const absl::Status& known :
       {CheckContract(view, contract_id), CheckLot(view, contract_id, request.lot_id())}) {
    if (!known.ok()) return known;
  }
  const Contract& contract = *view.contract(ContractId(contract_id));
  const Date on = view.point().on;
  if (contract.tiers().On(on) == nullptr) {
    return absl::FailedPreconditionError("contract_id: contract " + contract_id + " has no tiers on " +
                                         on.ToString());
  }
  LotId lot(request.lot_id());
  if (lot.empty()) lot = contract.LotOf(AreaOf(view.person(ask.person_id), ask, on, view.point().known), on);
  if (lot.empty() && contract.FindLot(ask.lot_id) != nullptr) lot = ask.lot_id;
  const PlanVersion* version = package->PlanOn(on);
  const WeeklyPlan& plan = version != nullptr ? version->plan : ask.plan;
  const Sourcing sourcing = SourcingOf(*package);
  const Caseloads caseloads = sourcing::CaseloadsOn(view, sourcing::MicroEnterprises(contract));
  const Round round(contract, caseloads, sourcing,
                    {.lot_id = lot,
                     .person_id = ask.person_id,
                     .plan = &plan,
                     .on = on,
                     .now = view.point().known_at.instant(),
                     .without = {}});
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_package_id(request.package_id());
  out->set_contract_id(contract_id);
  out->set_lot_id(lot.str());
  out->set_weekly_minutes(static_cast<std::uint64_t>(WeeklyMinutes(plan)));
  if (plan.empty()) out->set_weekly_hours(kNotComputable);
  const std::string not_sought = NotSought(view, *package);
  out->set_not_sought(not_sought);
  const bool sought = not_sought.empty();
  const std::vector<ProviderId> may_now = sought ? round.MayTakeNow() : std::vector<ProviderId>();
  const std::set<ProviderId> now(may_now.begin(), may_now.end());
  for (const ProviderId& id : may_now) out->add_may_take_now(id.str());
  const Tier* open = sought ? round.Open() : nullptr;
  if (open != nullptr) out->set_open_tier(open->tier.str());
  bool before = open != nullptr;
  for (const Tier& tier : round.tiers()) {
    v1::TierStep* step = out->add_tiers();
    step->set_tier(tier.tier.str());
    step->set_rule(std::string(Word(tier.rule)));
    step->set_choice(tier.choice);
    const auto exhausted = round.Exhausted(tier);
    if (exhausted) step->set_reason(std::string(Word(*exhausted)));
    const bool is_open = &tier == open;
    if (is_open) before = false;
    step->set_state(is_open ? "open" : (before || exhausted ? "passed" : "later"));
    const std::string_view may = is_open ? "now" : (tier.choice ? "by choice" : "after others");
    FillCandidates(view, round, tier, sought ? may : "no", now, out);
  }
  FillOthers(view, contract, out);
  FillTried(*package, out);
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::GetFailurePlanRequest& request,
                    v1::GetFailurePlanResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto given = CheckGiven("provider_id", request.provider_id()); !given.ok()) return given;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const std::vector<Move> moves = sourcing::IfItFails(view, ProviderId(request.provider_id()));
  out->set_provider_id(request.provider_id());
  std::set<PersonId> people, via_people;
  std::map<ProviderId, std::pair<std::uint64_t, std::uint64_t>> takers;
  std::uint64_t place = 0;
  for (const Move& move : moves) {
    const auto minutes = static_cast<std::uint64_t>(move.weekly_minutes);
    const bool stays = move.outcome == sourcing::Outcome::kLeadNames;
    (stays ? via_people : people).insert(move.package->person());
    if (!stays) {
      out->set_packages(out->packages() + 1);
      out->set_weekly_minutes(out->weekly_minutes() + minutes);
    }
    if (move.compete) {
      out->set_compete_packages(out->compete_packages() + 1);
      out->set_compete_minutes(out->compete_minutes() + minutes);
    }
    switch (move.outcome) {
      case sourcing::Outcome::kPlaced:
        out->set_placed_packages(out->placed_packages() + 1);
        out->set_placed_minutes(out->placed_minutes() + minutes);
        if (move.compete) break;
        takers[move.to].first += 1;
        takers[move.to].second += minutes;
        break;
      case sourcing::Outcome::kNotKnown:
        out->set_unknown_packages(out->unknown_packages() + 1);
        out->set_unknown_minutes(out->unknown_minutes() + minutes);
        break;
      case sourcing::Outcome::kNotPlaced:
        out->set_not_placed_packages(out->not_placed_packages() + 1);
        out->set_not_placed_minutes(out->not_placed_minutes() + minutes);
        break;
      case sourcing::Outcome::kLeadNames:
        out->set_via_packages(out->via_packages() + 1);
        out->set_via_minutes(out->via_minutes() + minutes);
        break;
    }
    char key[24];
    std::snprintf(key, sizeof key, "%012llu", static_cast<unsigned long long>(place++));
    if (!pager->Take(key)) continue;
    v1::FailureMove* entry = out->add_moves();
    entry->set_package_id(move.package->id().str());
    entry->set_person_id(move.package->person().str());
    entry->set_contract_id(move.placement->contract_id.str());
    entry->set_lot_id(move.placement->lot_id.str());
    entry->set_weekly_minutes(minutes);
    entry->set_outcome(std::string(ToString(move.outcome)));
    entry->set_to_provider_id(move.to.str());
    entry->set_tier(move.tier.str());
    entry->set_reason(std::string(move.reason));
    entry->set_client_group(move.package->life().request.client_group.str());
    entry->set_via(move.via.str());
    entry->set_may_take(move.may_take);
    for (const ProviderId& id : move.first) entry->add_may_take_first(id.str());
    if (move.compete) entry->set_taken_by("compete");
    for (const ProviderId& id : move.others) entry->add_may_be_named(id.str());
  }
  out->set_people(people.size());
  out->set_via_people(via_people.size());
  for (const auto& [id, taken] : takers) {
    v1::FailureTaker* taker = out->add_takers();
    taker->set_provider_id(id.str());
    taker->set_provider_name(NameOf(view, id));
    taker->set_packages(taken.first);
    taker->set_weekly_minutes(taken.second);
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
