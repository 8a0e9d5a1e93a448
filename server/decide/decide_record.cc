// Records of packages as records: corrected, voided, imported.
#include <algorithm>

#include "server/decide/ladders.h"
#include "server/decide/package_guards.h"
#include "server/decide/standing.h"

namespace careledger::decide {
namespace {

const Code& Corrected() {
  static const Code code("corrected");
  return code;
}

// The event that each command writes: what it can correct.
template <class C>
struct Writes;
template <>
struct Writes<RequestPackage> : std::type_identity<PackageRequested> {};
template <>
struct Writes<AwardPackage> : std::type_identity<PackageAwarded> {};
template <>
struct Writes<StartPackage> : std::type_identity<PackageStarted> {};
template <>
struct Writes<ChangePlan> : std::type_identity<PlanChanged> {};
template <>
struct Writes<TransferPackage> : std::type_identity<PackageTransferred> {};
template <>
struct Writes<HandBackPackage> : std::type_identity<PackageHandedBack> {};
template <>
struct Writes<SuspendPackage> : std::type_identity<PackageSuspended> {};
template <>
struct Writes<ResumePackage> : std::type_identity<PackageResumed> {};
template <>
struct Writes<TakeDirectPayment> : std::type_identity<DirectPaymentTaken> {};
template <>
struct Writes<EndDirectPayment> : std::type_identity<DirectPaymentEnded> {};
template <>
struct Writes<EndPackage> : std::type_identity<PackageEnded> {};

template <>
struct Writes<StartContinuingHealthcare> : std::type_identity<ContinuingHealthcareStarted> {};
template <>
struct Writes<RecordHealthRate> : std::type_identity<HealthRateRecorded> {};
template <>
struct Writes<EndContinuingHealthcare> : std::type_identity<ContinuingHealthcareEnded> {};
template <>
struct Writes<ApproveHandoverVisit> : std::type_identity<HandoverVisitApproved> {};
template <>
struct Writes<SetGoal> : std::type_identity<GoalSet> {};
template <>
struct Writes<ReviewGoals> : std::type_identity<GoalsReviewed> {};
template <>
struct Writes<EndReablement> : std::type_identity<ReablementEnded> {};

// When two rules say no, the one with the lower number answers.
Outcome Lower(Outcome outcome, const Rejection& other) {
  const auto* no = std::get_if<Rejection>(&outcome);
  return no != nullptr && no->reason < other.reason ? outcome : Outcome(other);
}

Rejection NoRecord(const PackageId& package, std::uint64_t position, std::string_view field,
                   std::string_view why) {
  return Reject(Reason::kRecordUnknown, field, Position{position}, why, package);
}

Rejection VoidedBefore(const PackageEntry& entry, std::string_view field) {
  return Reject(Reason::kRecordAlreadyVoided, field, "the record at ", entry.position, " was voided at ",
                entry.voided_by);
}

// `later` keeps `position` from being voided or corrected.
Rejection ReliedOn(const PackageId& package, std::string_view field, const PackageEntry& later,
                   std::uint64_t position) {
  return Reject(Reason::kRecordReliedOn, field, "the record at ", later.position, " of package ", package,
                " rests on the one at ", Position{position});
}

// The contract that a row without one is for: the one that has the lot the person lives in. A package on
// record keeps what was derived when it was.
std::variant<ContractId, Rejection> ContractOfLot(const World& world, const Package* known,
                                                  const LotId& lot) {
  if (Known(known) && known->life().request.lot_id == lot) return known->life().request.contract_id;
  std::vector<ContractId> found;
  for (const auto& [id, contract] : world.contracts.items()) {
    if (contract->FindLot(lot) != nullptr) found.push_back(id);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) return Reject(Reason::kLotUnknown, "lives_in_lot", "no contract has a lot ", lot);
  return Reject(Reason::kLotUnknown, "lives_in_lot", "lot ", lot, " may be of contract ", found[0], " or ",
                found[1], ": name it in the column lot_id of a file for its contract");
}

// A counting record that rests on `entry`; null when none does.
const PackageEntry* RestsOn(const Package& package, const PackageEntry& entry) {
  const auto comes_after = [&](const PackageEntry& later) {
    return later.effective > entry.effective ||
           (later.effective == entry.effective && later.position > entry.position);
  };
  const auto* transfer = std::get_if<PackageTransferred>(&entry.event);
  const PackageEntry* found = nullptr;
  for (const PackageEntry& later : package.entries()) {
    if (&later == &entry || Number(later.voided_by) != 0) continue;
    if (std::holds_alternative<PackageRecordVoided>(later.event) || LeavesCareAlone(later.event)) continue;
    // It follows from where the package is then, wherever that is.
    if (std::holds_alternative<PackageSucceeded>(later.event)) continue;
    if (std::holds_alternative<PackageRequested>(entry.event)) return &later;
    if (!comes_after(later)) continue;
    if (std::holds_alternative<PackageAwarded>(entry.event) &&
        !std::holds_alternative<PackageAwarded>(later.event) &&
        !std::holds_alternative<PackageEnded>(later.event) && !std::holds_alternative<GoalSet>(later.event) &&
        !std::holds_alternative<GoalsReviewed>(later.event)) {
      // Unless a later award lies between.
      const bool another =
          std::any_of(package.entries().begin(), package.entries().end(), [&](const PackageEntry& e) {
            return std::holds_alternative<PackageAwarded>(e.event) && Number(e.voided_by) == 0 &&
                   comes_after(e) && e.effective <= later.effective;
          });
      if (!another) found = &later;
    }
    if (std::holds_alternative<PackageSuspended>(entry.event) &&
        std::holds_alternative<PackageResumed>(later.event)) {
      found = &later;
    }
    const auto* back = std::get_if<PackageHandedBack>(&later.event);
    if (transfer != nullptr && back != nullptr && back->provider_id == transfer->to_provider_id)
      found = &later;
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace

template <class C>
Outcome DecideCorrecting(const World& world, const Package* package, const C& c, const Facts& facts) {
  using Event = typename Writes<C>::type;
  constexpr std::string_view kField = "corrects_position";
  if (c.corrects_position == 0)
    return UnlessUndermining(world, package, DecideOn(world, package, c, facts), facts);
  const PackageEntry* entry = package != nullptr ? EntryAt(*package, c.corrects_position) : nullptr;
  if (entry == nullptr || !std::holds_alternative<Event>(entry->event)) {
    return Lower(DecideOn(world, package, c, facts),
                 NoRecord(c.package_id, c.corrects_position, kField,
                          entry == nullptr ? " is no record of package "
                                           : " is a record of another kind of package "));
  }
  if (Number(entry->voided_by) != 0) {
    Outcome as_is = DecideOn(world, package, c, facts);
    const auto* decision = std::get_if<Decision>(&as_is);
    if (decision != nullptr && decision->events.empty()) return as_is;  // The correction was made.
    return Lower(std::move(as_is), VoidedBefore(*entry, kField));
  }
  const NewEvent voided =
      OnPackage(c.package_id, std::nullopt,
                PackageRecordVoided{
                    .package_id = c.package_id, .position = c.corrects_position, .reason = Corrected()});
  Package supposed = *package;
  Suppose(supposed, voided, facts);
  Outcome outcome = DecideOn(world, &supposed, c, facts);
  if (std::holds_alternative<Rejection>(outcome)) return outcome;
  Decision& decision = std::get<Decision>(outcome);
  for (const NewEvent& event : decision.events) {
    const auto* of_package = std::get_if<PackageEvent>(&event.event);
    if (event.effective == entry->effective && of_package != nullptr && *of_package == entry->event) {
      return Already(entry->position);  // It says so as it stands.
    }
    Suppose(supposed, event, facts);
  }
  if (const PackageEntry* later = Undermined(world, *package, supposed, facts))
    return ReliedOn(c.package_id, kField, *later, c.corrects_position);
  if (!Coherent(supposed.life())) {
    return Reject(Reason::kRecordReliedOn, kField, "later records of package ", c.package_id,
                  " rest on the one at ", Position{c.corrects_position}, " as it is");
  }

  // From here on the correction succeeds: the record in error, and the right one.
  decision.events.insert(decision.events.begin(), voided);
  return outcome;
}

template Outcome DecideCorrecting(const World&, const Package*, const RequestPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const AwardPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const StartPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const ChangePlan&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const TransferPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const HandBackPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const SuspendPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const ResumePackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const EndPackage&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const TakeDirectPayment&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const EndDirectPayment&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const StartContinuingHealthcare&,
                                  const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const RecordHealthRate&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const EndContinuingHealthcare&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const ApproveHandoverVisit&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const SetGoal&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const ReviewGoals&, const Facts&);
template Outcome DecideCorrecting(const World&, const Package*, const EndReablement&, const Facts&);

Outcome DecideOn(const World& world, const VoidPackageRecord& c, const Facts& facts) {
  const Package* package = world.packages.Find(c.package_id);
  if (package == nullptr) return NoPackage(c.package_id);
  const PackageEntry* entry = EntryAt(*package, c.position);
  if (entry == nullptr) return NoRecord(c.package_id, c.position, "position", " is no record of package ");
  if (std::holds_alternative<PackageRecordVoided>(entry->event)) {
    return NoRecord(c.package_id, c.position, "position", " is itself a voiding, of package ");
  }
  const PackageRecordVoided event{.package_id = c.package_id, .position = c.position, .reason = c.reason};
  if (Number(entry->voided_by) != 0) {
    const PackageEntry* by = EntryAt(*package, Number(entry->voided_by));
    if (by != nullptr && by->event == PackageEvent(event)) return Already(by->position);
    return VoidedBefore(*entry, "position");
  }
  if (std::holds_alternative<PackageSucceeded>(entry->event)) {
    return Reject(Reason::kRecordReliedOn, "position", "the record at ", Position{c.position},
                  " follows from a succession of providers, which is undone by another one back");
  }
  if (const PackageEntry* later = RestsOn(*package, *entry))
    return ReliedOn(c.package_id, "position", *later, c.position);
  const NewEvent voided = OnPackage(c.package_id, std::nullopt, event);
  Package supposed = *package;
  Suppose(supposed, voided, facts);
  if (const PackageEntry* later = Undermined(world, *package, supposed, facts))
    return ReliedOn(c.package_id, "position", *later, c.position);
  if (!Coherent(supposed.life())) {
    return Reject(Reason::kRecordReliedOn, "position", "later records of package ", c.package_id,
                  " rest on the one at ", Position{c.position});
  }

  // From here on the record counts no more.
  return Append(voided);
}

Outcome DecideOn(const World& world, const ImportPackage& c, const Facts& facts) {
  if (c.award && !c.award->package_id.empty() && c.award->package_id != c.request.package_id) {
    return Reject(Reason::kInvalidField, "package_id", "a row requests package ", c.request.package_id,
                  " and awards ", c.award->package_id);
  }
  const Package* known = world.packages.Find(c.request.package_id);
  Package supposed = known != nullptr ? *known : Package();
  Decision all;
  Refusal refusal;
  // Runs one ladder on the package as the steps before left it.
  const auto step = [&](const auto& command) {
    const Package* package = supposed.entries().empty() ? nullptr : &supposed;
    Outcome outcome;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(command)>, AwardPackage>) {
      outcome = DecideAward(world, package, command, facts);
    } else {
      outcome = UnlessUndermining(world, package, DecideOn(world, package, command, facts), facts);
    }
    if (const auto* no = std::get_if<Rejection>(&outcome)) {
      refusal = *no;
      return false;
    }
    Decision& decision = std::get<Decision>(outcome);
    all.already = std::max(all.already, decision.already);
    for (NewEvent& event : decision.events) {
      Suppose(supposed, event, facts);
      all.events.push_back(std::move(event));
    }
    return true;
  };
  RequestPackage request = c.request;
  if (!c.award && request.contract_id.empty() && !request.lot_id.empty()) {
    auto contract = ContractOfLot(world, known, request.lot_id);
    if (const auto* no = std::get_if<Rejection>(&contract))
      return Lower(DecideOn(world, known, request, facts), *no);
    request.contract_id = std::get<ContractId>(contract);
  }
  if (!step(request)) return *refusal;
  if (c.award) {
    AwardPackage award = *c.award;
    award.package_id = c.request.package_id;
    if (!step(award)) return *refusal;
    if (!step(StartPackage{.package_id = award.package_id, .effective_date = award.effective_date}))
      return *refusal;
  }

  // From here on the row succeeds as one.
  if (!all.events.empty()) all.already = Position{};
  return all;
}

}  // namespace careledger::decide
