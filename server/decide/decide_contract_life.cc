// What happens under a contract: its term, its phases, and who may be given packages.
#include <algorithm>

#include "server/decide/guards.h"
#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

NewEvent On(const ContractId& contract, Date effective, ContractEvent event) {
  return {Stream("contract", contract), effective, std::move(event)};
}

// Whether the provider has any place in the contract on `date`: a lot or an admission.
bool IsMember(const Contract& contract, const ProviderId& provider, Date date) {
  if (contract.AdmittedOn(provider, date)) return true;
  return std::any_of(contract.lots().begin(), contract.lots().end(),
                     [&](const auto& lot) { return contract.HolderOn(lot.first, date) == provider; });
}

Refusal NoMember(const Contract& contract, const ProviderId& provider, Date date) {
  if (IsMember(contract, provider, date)) return std::nullopt;
  return Reject(Reason::kProviderNotAwarded, "provider_id", "provider ", provider,
                " has no lot or admission of contract ", contract.terms().contract_id, " on ", date);
}

// The contract, where provider and date fit it; or why not. `same` finds the record that says so already.
template <class C, class Same>
std::variant<const Contract*, Outcome> MemberOf(const World& world, const C& c, const Same& same) {
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return Outcome(NoContract(c.contract_id, "contract_id"));
  if (world.providers.Find(c.provider_id) == nullptr)
    return Outcome(NoProvider(c.provider_id, "provider_id"));
  const Membership* member = contract->FindMember(c.provider_id);
  if (member != nullptr) {
    if (const std::optional<Position> known = same(*member)) return Outcome(Already(*known));
  }
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return Outcome(*no);
  return contract;
}

template <class T, class Match>
std::optional<Position> SetOn(const Timeline<T>& timeline, Date date, const Match& match) {
  const auto* version = timeline.On(date);
  if (version == nullptr || version->from != date || !match(version->value)) return std::nullopt;
  return version->cause;
}

std::optional<Date> EndToExtend(const Contract& contract, const std::vector<LotId>& lots) {
  if (lots.empty()) return contract.EndOf({});
  std::optional<Date> latest;
  for (const LotId& lot : lots) {
    const std::optional<Date> end = contract.EndOf(lot);
    if (!latest || (end && *latest < *end)) latest = end;
  }
  return latest;
}

// As the contract promised on the day of the notice.
Refusal ShortNotice(const Contract& contract, const TerminateContract& c) {
  const auto* notice = contract.termination_notice().On(c.notice_date);
  if (notice == nullptr || c.by_agreement) return std::nullopt;
  const Date earliest = c.notice_date.MonthsLater(notice->value.months);
  if (c.effective_date >= earliest) return std::nullopt;
  return Reject(Reason::kShortNotice, "effective_date", "contract ", c.contract_id, " ends ",
                notice->value.months, " months after notice: from ", earliest, " on, not ", c.effective_date,
                ", unless by agreement");
}

}  // namespace

Outcome DecideOn(const World& world, const ExtendContract& c, const Facts& facts) {
  if (Refusal no = EndTooFarAhead(c.end_date, facts, "end_date")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  for (const LotId& lot : c.lots) {
    if (contract->FindLot(lot) == nullptr) return NoLot(c.contract_id, lot, "lots");
  }
  const auto found = contract->options().find(c.option);
  const auto* option = found != contract->options().end() ? found->second.On(facts.today()) : nullptr;
  if (option == nullptr) {
    return Reject(Reason::kOptionUnknown, "option", "contract ", c.contract_id, " has no option ", c.option,
                  " on ", facts.today());
  }
  const ContractExtended event{
      .contract_id = c.contract_id, .option = c.option, .lots = c.lots, .authority = c.authority};
  for (const auto& extension : contract->extensions()) {
    if (extension.from == c.end_date && extension.value == event) return Already(extension.cause);
  }
  if (const auto& terminated = contract->terminated()) {
    return Reject(Reason::kBeyondOption, "option", "contract ", c.contract_id, " ends early, on ",
                  terminated->from, ", by the record at ", terminated->cause, ": no option extends it");
  }
  const ExtensionOptionSet& may = option->value;
  const std::optional<Date> end = EndToExtend(*contract, c.lots);
  if (!end || c.end_date <= *end) {
    return Reject(Reason::kBeyondOption, "end_date", c.end_date, " is not after the end as it is, ",
                  end.value_or(c.end_date));
  }
  if (c.end_date > may.latest_end) {
    return Reject(Reason::kBeyondOption, "end_date", "option ", c.option, " reaches to ", may.latest_end - 1,
                  ", the last day");
  }
  if (c.end_date < may.latest_end && !may.part_of_time)
    return Reject(Reason::kBeyondOption, "end_date", "option ", c.option, " is for all of its time or none");
  if (!c.lots.empty() && !may.part_of_lots)
    return Reject(Reason::kBeyondOption, "lots", "option ", c.option, " is for all lots or none");

  // From here on the extension succeeds.
  return Append(On(c.contract_id, c.end_date, event));
}

Outcome DecideOn(const World& world, const TerminateContract& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.notice_date > c.effective_date) {
    return Reject(Reason::kInvalidField, "notice_date", "notice on ", c.notice_date,
                  " of an end before it, on ", c.effective_date);
  }
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const ContractTerminated event{.contract_id = c.contract_id,
                                 .notice_date = c.notice_date,
                                 .reason = c.reason,
                                 .authority = c.authority,
                                 .by_agreement = c.by_agreement};
  const auto& terminated = contract->terminated();
  if (terminated && terminated->from == c.effective_date && terminated->value == event)
    return Already(terminated->cause);
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  if (Refusal no = ShortNotice(*contract, c)) return *no;

  // From here on the termination succeeds.
  return Append(On(c.contract_id, c.effective_date, event));
}

namespace {

Rejection NoPhase(const ContractId& contract, std::uint32_t phase, Date date) {
  return Reject(Reason::kPhaseUnknown, "phase", "contract ", contract, " has no phase ", phase, " on ", date);
}

}  // namespace

Outcome DecideOn(const World& world, const StartPhase& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (contract->PlannedPhase(c.phase, c.effective_date) == nullptr)
    return NoPhase(c.contract_id, c.phase, c.effective_date);
  const PhaseStarted event{.contract_id = c.contract_id, .phase = c.phase, .authority = c.authority};
  const auto& started = contract->phases_started();
  if (const auto on = started.find(c.phase); on != started.end()) {
    if (on->second.from == c.effective_date && on->second.value == event) return Already(on->second.cause);
    return Reject(Reason::kAlreadyExists, "phase", "phase ", c.phase, " of contract ", c.contract_id,
                  " started on ", on->second.from, ", by the record at ", on->second.cause);
  }
  if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  const std::optional<Date> stable = contract->PhaseStable(c.phase - 1);
  if (c.phase > 1 && (!stable || *stable > c.effective_date)) {
    return Reject(Reason::kPhaseNotReady, "phase", "phase ", c.phase - 1, " of contract ", c.contract_id,
                  " has not been declared stable by ", c.effective_date);
  }

  // From here on the phase starts.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const DeclarePhaseStable& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (contract->PlannedPhase(c.phase, c.effective_date) == nullptr)
    return NoPhase(c.contract_id, c.phase, c.effective_date);
  const PhaseDeclaredStable event{.contract_id = c.contract_id, .phase = c.phase, .authority = c.authority};
  const auto& stable = contract->phases_stable();
  if (const auto on = stable.find(c.phase); on != stable.end()) {
    if (on->second.from == c.effective_date && on->second.value == event) return Already(on->second.cause);
    return Reject(Reason::kAlreadyExists, "phase", "phase ", c.phase, " of contract ", c.contract_id,
                  " was declared stable on ", on->second.from, ", by the record at ", on->second.cause);
  }
  const std::optional<Date> started = contract->PhaseStarted(c.phase);
  if (!started || *started > c.effective_date) {
    return Reject(Reason::kPhaseNotReady, "phase", "phase ", c.phase, " of contract ", c.contract_id,
                  " has not started by ", c.effective_date);
  }

  // From here on the phase is stable.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const WithdrawProvider& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (c.notice_date > c.effective_date) {
    return Reject(Reason::kInvalidField, "notice_date", "notice on ", c.notice_date,
                  " of a withdrawal before it, on ", c.effective_date);
  }
  const ProviderWithdrawn event{.contract_id = c.contract_id,
                                .provider_id = c.provider_id,
                                .notice_date = c.notice_date,
                                .reason = c.reason};
  const auto found = MemberOf(world, c, [&](const Membership& member) {
    return SetOn(member.withdrawals(), c.effective_date,
                 [&](const ProviderWithdrawn& e) { return e == event; });
  });
  if (const auto* outcome = std::get_if<Outcome>(&found)) return *outcome;
  const Contract& contract = *std::get<const Contract*>(found);
  if (Refusal no = NoMember(contract, c.provider_id, c.effective_date)) return *no;

  // From here on the withdrawal succeeds.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const SuspendIntake& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const IntakeSuspended event{.contract_id = c.contract_id, .provider_id = c.provider_id, .reason = c.reason};
  const auto found = MemberOf(world, c, [&](const Membership& member) {
    return SetOn(member.suspensions(), c.effective_date, [&](const auto& e) { return e == event; });
  });
  if (const auto* outcome = std::get_if<Outcome>(&found)) return *outcome;
  const Contract& contract = *std::get<const Contract*>(found);
  if (Refusal no = NoMember(contract, c.provider_id, c.effective_date)) return *no;
  const Membership* member = contract.FindMember(c.provider_id);
  const auto* since = member != nullptr ? member->SuspendedOn(c.effective_date) : nullptr;
  if (since != nullptr) {
    return Reject(Reason::kIntakeSuspended, "provider_id", "provider ", c.provider_id,
                  " has been given no new packages since ", since->from, ", by the record at ", since->cause);
  }

  // From here on new packages are suspended.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const ResumeIntake& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const auto found = MemberOf(world, c, [&](const Membership& member) {
    return SetOn(member.suspensions(), c.effective_date, [](const auto& e) { return !e; });
  });
  if (const auto* outcome = std::get_if<Outcome>(&found)) return *outcome;
  const Contract& contract = *std::get<const Contract*>(found);
  const Membership* member = contract.FindMember(c.provider_id);
  if (member == nullptr || member->SuspendedOn(c.effective_date) == nullptr) {
    return Reject(Reason::kIntakeSuspended, "provider_id", "new packages are not suspended for provider ",
                  c.provider_id, " on ", c.effective_date);
  }

  // From here on it is given new packages again.
  return Append(On(c.contract_id, c.effective_date,
                   IntakeResumed{.contract_id = c.contract_id, .provider_id = c.provider_id}));
}

Outcome DecideOn(const World& world, const DeclareCapacity& c, const Facts& facts) {
  if (!facts.provider_id.empty() && facts.provider_id != c.provider_id)
    return Reject(Reason::kNotYours, "provider_id", "you speak for ", facts.provider_id, " only");
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const CapacityDeclared event{
      .contract_id = c.contract_id, .provider_id = c.provider_id, .lot_id = c.lot_id, .lines = c.capacity};
  const Contract* named = world.contracts.Find(c.contract_id);
  if (named != nullptr && !c.lot_id.empty() && named->FindLot(c.lot_id) == nullptr)
    return NoLot(c.contract_id, c.lot_id, "lot_id");
  const auto found = MemberOf(world, c, [&](const Membership& member) -> std::optional<Position> {
    const auto of_lot = member.capacity().find(c.lot_id);
    if (of_lot == member.capacity().end()) return std::nullopt;
    return SetOn(of_lot->second, c.effective_date, [&](const CapacityDeclared& e) { return e == event; });
  });
  if (const auto* outcome = std::get_if<Outcome>(&found)) return *outcome;
  const Contract& contract = *std::get<const Contract*>(found);
  if (Refusal no = NoMember(contract, c.provider_id, c.effective_date)) return *no;

  // From here on the capacity is declared.
  return Append(On(c.contract_id, c.effective_date, event));
}

Outcome DecideOn(const World& world, const DeclareCallMonitoring& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  const CallMonitoringDeclared event{
      .contract_id = c.contract_id, .provider_id = c.provider_id, .method = c.method};
  const auto found = MemberOf(world, c, [&](const Membership& member) {
    return SetOn(member.call_monitoring(), c.effective_date,
                 [&](const CallMonitoringDeclared& e) { return e == event; });
  });
  if (const auto* outcome = std::get_if<Outcome>(&found)) return *outcome;
  const Contract& contract = *std::get<const Contract*>(found);
  if (Refusal no = NoMember(contract, c.provider_id, c.effective_date)) return *no;

  // From here on the method is declared.
  return Append(On(c.contract_id, c.effective_date, event));
}

}  // namespace careledger::decide
