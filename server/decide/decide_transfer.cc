// Transfers, of one package or of all under a contract.
#include "server/decide/ladders.h"
#include "server/decide/price_guards.h"
#include "server/decide/search.h"
#include "server/decide/standing.h"

namespace careledger::decide {
namespace {

// A placement that begins later on the day of `at`. The fold takes records of one day as they came.
Refusal BeforePlacementOfThatDay(const Package& package, const Moment& at) {
  for (const Placement& placement : package.life().placements) {
    if (placement.from.date != at.date || placement.from <= at) continue;
    return Reject(Reason::kBeforeStart, "time", "minute ", at.minute, " of ", at.date, " is before package ",
                  package.id(), " goes to ", placement.provider_id, " that day, at minute ",
                  placement.from.minute);
  }
  return std::nullopt;
}

// Why a package that belongs to the contract is with nobody at `at`: it begins there later, or waits.
Refusal NotYetUnder(const Package& package, const ContractId& contract, const Moment& at) {
  if (package.PlacementAt(at) != nullptr || PlacementUpTo(package, at) != nullptr) return std::nullopt;
  const std::vector<Placement>& placements = package.life().placements;
  const auto later =
      std::find_if(placements.begin(), placements.end(), [&](const Placement& p) { return at < p.from; });
  if (later != placements.end()) {
    if (later->contract_id != contract) return std::nullopt;
    return Reject(Reason::kBeforeStart, "effective_date", "package ", package.id(), " begins on ",
                  later->from.date);
  }
  const PackageState state = package.StateOn(at.date);
  const ContractId& of =
      placements.empty() ? package.life().request.contract_id : placements.back().contract_id;
  const bool waits = state == PackageState::kRequested || state == PackageState::kHandedBack;
  if (!waits || of != contract) return std::nullopt;
  return Reject(Reason::kPackageNotAwarded, "package_id", "package ", package.id(),
                " is with no provider on ", at.date);
}

// What a bulk transfer asks of one package; or why it cannot be asked.
std::variant<TransferPackage, Rejection> PartOf(const World& world, const TransferPackages& c,
                                                const Contract& to, const Package& package) {
  const LotId lot = LivesIn(world, to, package.life().request, c.effective_date);
  if (lot.empty()) {
    return Reject(Reason::kLotNotKnown, "package_id", "package ", package.id(), " is in lot ",
                  package.life().request.lot_id, ", not one of ", "contract ", c.to_contract_id);
  }
  const ProviderId holder = to.HolderOn(lot, c.effective_date);
  if (holder.empty()) {
    return Reject(Reason::kLotNotAwarded, "package_id", "nobody holds lot ", lot, " of contract ",
                  c.to_contract_id, " on ", c.effective_date);
  }
  return TransferPackage{.package_id = package.id(),
                         .to_contract_id = c.to_contract_id,
                         .to_lot_id = lot,
                         .to_provider_id = holder,
                         .effective_date = c.effective_date,
                         .time = c.time,
                         .reason = c.reason};
}

// Why the package was last assessed, by `date`, not to be ready; empty when it was, or nobody assessed it.
Code WhyNotReady(const Monitoring* mobilisation, const PackageId& package, Date date) {
  if (mobilisation == nullptr) return {};
  const MonitoringEntry* last = nullptr;
  for (const MonitoringEntry* entry : mobilisation->Of(SubjectOf(ReadinessAssessed{.package_id = package}))) {
    if (!mobilisation->Counts(*entry) || date < entry->effective) continue;
    if (last == nullptr || last->effective <= entry->effective) last = entry;
  }
  return last != nullptr ? std::get<ReadinessAssessed>(last->event).reason : Code();
}

// Packages of one contract keep its terms until the one that follows says that they move.
Refusal KeepsItsTerms(const Contract& to, const Placement& from, const TransferPackage& c) {
  const auto existing = to.existing().find(from.contract_id);
  const auto* policy = existing != to.existing().end() ? existing->second.On(c.effective_date) : nullptr;
  if (policy == nullptr) return std::nullopt;
  const auto keeps = [&](std::string_view until) {
    return Reject(Reason::kTermsKept, "to_contract_id", "packages of contract ", from.contract_id,
                  " keep its terms ", until, ", by the record at ", policy->cause);
  };
  const bool same_provider = from.provider_id == c.to_provider_id;
  switch (policy->value.moves_on) {
    case MovesOn::kNever:
      return keeps("for good");
    case MovesOn::kFirstChange:
      if (same_provider) return keeps("until their first change");
      break;
    case MovesOn::kReview:
      if (same_provider && c.reason.str() != "review") return keeps("until their review");
      break;
    case MovesOn::kUnspecified:
    case MovesOn::kGoLive:
      break;
  }
  return std::nullopt;
}

// The contract whose terms a package of `from` comes under with a change for that reason; null when it stays.
const Contract* FollowsOnChange(const World& world, const ContractId& from, const Code& reason, Date date) {
  for (const auto& [id, contract] : world.contracts.items()) {
    const auto existing = contract->existing().find(from);
    const auto* policy = existing != contract->existing().end() ? existing->second.On(date) : nullptr;
    if (policy == nullptr) continue;
    const MovesOn moves_on = policy->value.moves_on;
    if (moves_on == MovesOn::kFirstChange || (moves_on == MovesOn::kReview && reason.str() == "review"))
      return contract.get();
  }
  return nullptr;
}

}  // namespace

Outcome DecideOn(const World& world, const Package* package, const TransferPackage& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadTime(c.time)) return *no;
  if (Refusal no = BadPrice(c.rate)) return *no;
  if (c.authority) {
    if (Refusal no = BadAuthority(*c.authority)) return *no;
  }
  const Contract* contract = world.contracts.Find(c.to_contract_id);
  if (contract == nullptr) return NoContract(c.to_contract_id, "to_contract_id");
  if (!c.to_lot_id.empty() && contract->FindLot(c.to_lot_id) == nullptr) {
    return NoLot(c.to_contract_id, c.to_lot_id, "to_lot_id");
  }
  if (world.providers.Find(c.to_provider_id) == nullptr)
    return NoProvider(c.to_provider_id, "to_provider_id");
  if (Refusal no = NotItsOwn(world, nullptr, c.to_provider_id, c.deliverer_id)) return *no;
  if (!Known(package)) return NoPackage(c.package_id);
  const auto same = [&](const PackageTransferred& e) {
    return e.to_contract_id == c.to_contract_id && e.to_lot_id == c.to_lot_id &&
           e.to_provider_id == c.to_provider_id && e.minute == c.time.minute && e.reason == c.reason &&
           (!c.rate || e.rate == c.rate) && (c.deliverer_id.empty() || e.deliverer_id == c.deliverer_id);
  };
  if (const PackageEntry* known = FindRecord<PackageTransferred>(*package, c.effective_date, same)) {
    return Already(known->position);
  }
  const Moment at{c.effective_date, c.time.minute};
  if (Refusal no =
          UnknownService(*contract, package->life().request.service, c.effective_date, "to_contract_id"))
    return *no;
  if (Refusal no = NotPlaceable(*contract, c.to_lot_id, c.to_provider_id, c.effective_date, "to_"))
    return *no;
  const Placement* from = PlacementUpTo(*package, at);
  // Whoever has it already is given nothing new.
  if (from == nullptr || from->provider_id != c.to_provider_id) {
    if (Refusal no = IntakeShut(*contract, c.to_provider_id, c.effective_date)) return *no;
  }
  if (Refusal no = NoCare(world, *package, from, at)) return *no;
  // Whose provider gave it up that day may go on with another; who buys the care from that day may not.
  if (package->StateOn(c.effective_date) == PackageState::kDirectPayment) {
    return Reject(Reason::kPackageNotAwarded, "package_id", "package ", c.package_id,
                  " is with no provider on ", c.effective_date, ": the person takes a direct payment from ",
                  package->DirectPaymentOn(c.effective_date)->from);
  }
  if (Refusal no = BeforePlacementOfThatDay(*package, at)) return *no;
  const Placement* in_force = package->PlacementAt(at);
  if (in_force != nullptr && in_force->provider_id == c.to_provider_id &&
      in_force->contract_id == c.to_contract_id && in_force->lot_id == c.to_lot_id) {
    return Reject(Reason::kSameProvider, "to_provider_id", "package ", c.package_id, " is with ",
                  c.to_provider_id, " from ", in_force->from.date, ", by the record at ", in_force->cause);
  }
  if (c.rate) {
    if (Refusal no = PriceOutside(world, *contract, c.to_lot_id, package->life().request, *c.rate,
                                  c.effective_date, "rate"))
      return *no;
  }
  if (Refusal no = LotNotStarted(*contract, c.to_lot_id, c.effective_date)) return *no;
  if (Refusal no = KeepsItsTerms(*contract, *from, c)) return *no;

  // From here on the transfer succeeds.
  return Append(OnPackage(c.package_id, c.effective_date,
                          PackageTransferred{.package_id = c.package_id,
                                             .from_provider_id = from->provider_id,
                                             .to_provider_id = c.to_provider_id,
                                             .to_contract_id = c.to_contract_id,
                                             .to_lot_id = c.to_lot_id,
                                             .minute = c.time.minute,
                                             .reason = c.reason,
                                             .transfer_id = {},
                                             .rate = c.rate,
                                             .deliverer_id = c.deliverer_id,
                                             .tier = {},
                                             .chosen = c.chosen,
                                             .authority = c.authority}));
}

Outcome DecideOn(const World& world, const TransferPackages& c, const Facts& facts) {
  if (c.from_contract_id == c.to_contract_id) {
    return Reject(Reason::kInvalidField, "to_contract_id", "packages are to move from contract ",
                  c.from_contract_id, " to itself");
  }
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadTime(c.time)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  if (world.contracts.Find(c.from_contract_id) == nullptr)
    return NoContract(c.from_contract_id, "from_contract_id");
  const Contract* to = world.contracts.Find(c.to_contract_id);
  if (to == nullptr) return NoContract(c.to_contract_id, "to_contract_id");
  const auto known = world.transfers.find(c.transfer_id);
  const bool repeated = known != world.transfers.end();
  if (repeated && (known->second.from_contract_id != c.from_contract_id ||
                   known->second.to_contract_id != c.to_contract_id)) {
    return Reject(Reason::kAlreadyExists, "transfer_id", "transfer ", c.transfer_id,
                  " moved packages from contract ", known->second.from_contract_id, " to ",
                  known->second.to_contract_id);
  }
  if (Refusal no = OutsideTerm(*to, c.effective_date)) return *no;

  // From here on the transfer is recorded, with the packages that it moves and those that it leaves alone.
  Decision decision;
  BulkTransferRecorded summary{.transfer_id = c.transfer_id,
                               .from_contract_id = c.from_contract_id,
                               .to_contract_id = c.to_contract_id,
                               .moved = 0,
                               .refused = {},
                               .authority = c.authority,
                               .not_ready = {}};
  std::map<Code, std::uint64_t> not_ready;
  const Monitoring* mobilisation = world.monitoring.Find(c.to_contract_id);
  const Moment at{c.effective_date, c.time.minute};
  for (const auto& [id, package] : world.packages.items()) {
    const auto refuse = [&](const Rejection& no) {
      summary.refused.push_back({.package_id = id, .reason = static_cast<std::uint32_t>(no.reason)});
    };
    if (Refusal no = NotYetUnder(*package, c.from_contract_id, at)) {
      refuse(*no);
      continue;
    }
    const Placement* placement = PlacementUpTo(*package, at);
    if (placement == nullptr || placement->contract_id != c.from_contract_id) continue;
    const auto part = PartOf(world, c, *to, *package);
    if (const auto* no = std::get_if<Rejection>(&part)) {
      refuse(*no);
      continue;
    }
    Outcome outcome = UnlessUndermining(
        world, package.get(), DecideOn(world, package.get(), std::get<TransferPackage>(part), facts), facts);
    if (const auto* no = std::get_if<Rejection>(&outcome)) {
      refuse(*no);
      continue;
    }
    for (NewEvent& moved : std::get<Decision>(outcome).events) {
      std::get<PackageTransferred>(std::get<PackageEvent>(moved.event)).transfer_id = c.transfer_id;
      decision.events.push_back(std::move(moved));
      ++summary.moved;
      if (const Code why = WhyNotReady(mobilisation, id, c.effective_date); !why.empty()) ++not_ready[why];
    }
  }
  for (const auto& [reason, packages] : not_ready)
    summary.not_ready.push_back({.reason = reason, .packages = packages});
  const std::string stream = Stream("transfer", c.transfer_id);
  if (repeated && summary.moved == 0) return AlreadyIn(stream);
  decision.events.push_back({stream, c.effective_date, TransferEvent(std::move(summary))});
  return decision;
}

Outcome DecidePlanChange(const World& world, const Package* on_record, const ChangePlan& c,
                         const Facts& facts) {
  Outcome outcome = DecideCorrecting(world, on_record, c, facts);
  auto* decision = std::get_if<Decision>(&outcome);
  if (decision == nullptr || decision->events.empty() || c.until || c.corrects_position != 0) return outcome;
  const Package& package = *on_record;
  const Placement* placement = package.PlacementOn(c.effective_date);
  if (placement == nullptr) return outcome;
  const Contract* follows = FollowsOnChange(world, placement->contract_id, c.reason, c.effective_date);
  if (follows == nullptr) return outcome;
  const LotId lot = LivesIn(world, *follows, package.life().request, c.effective_date);
  const ContractId& id = follows->terms().contract_id;
  // The same provider goes on, under the other terms: it must be one of that contract.
  if (Refusal no = NotPlaceable(*follows, lot, placement->provider_id, c.effective_date, "")) {
    no->field = "package_id";
    no->detail += ": with this change package " + c.package_id.str() + " comes under contract " + id.str() +
                  ", so transfer it to a provider of that one first";
    return *no;
  }
  if (c.rate) {
    if (Refusal no =
            PriceOutside(world, *follows, lot, package.life().request, *c.rate, c.effective_date, "rate"))
      return *no;
  } else if (Refusal no = NoPriceAgreed(*follows, lot, placement->provider_id, package.life().request,
                                        c.effective_date)) {
    return *no;
  }
  decision->events.push_back(OnPackage(c.package_id, c.effective_date,
                                       PackageTransferred{.package_id = c.package_id,
                                                          .from_provider_id = placement->provider_id,
                                                          .to_provider_id = placement->provider_id,
                                                          .to_contract_id = id,
                                                          .to_lot_id = lot,
                                                          .minute = 0,
                                                          .reason = Code("new-terms"),
                                                          .transfer_id = {},
                                                          .rate = c.rate,
                                                          .deliverer_id = placement->deliverer_id,
                                                          .tier = {},
                                                          .chosen = false,
                                                          .authority = {}}));
  return UnlessUndermining(world, &package, std::move(outcome), facts);
}

}  // namespace careledger::decide
