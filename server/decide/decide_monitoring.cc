// The ladder of every command of monitoring: what each writes differs, how it is decided does not.
#include <algorithm>

#include "server/decide/ladders.h"
#include "server/decide/monitoring_guards.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {
namespace {

NewEvent OnMonitoring(const ContractId& contract, std::optional<Date> effective, MonitoringEvent event) {
  return {Stream("monitoring", contract), effective, std::move(event)};
}

NewEvent Voiding(const ContractId& contract, std::uint64_t position, const Code& reason) {
  return OnMonitoring(
      contract, std::nullopt,
      MonitoringRecordVoided{.contract_id = contract, .position = position, .reason = reason});
}

// With one event more, as if it came next.
void Suppose(Monitoring& monitoring, const NewEvent& event, const Facts& facts) {
  const auto& entries = monitoring.entries();
  const std::uint64_t last = entries.empty() ? 0 : Number(entries.back()->position);
  monitoring.Evolve(Position{last + 1}, event.effective.value_or(facts.today()),
                    std::get<MonitoringEvent>(event.event));
}

const Monitoring& MonitoringOf(const World& world, const ContractId& contract) {
  static const Monitoring none;
  const Monitoring* found = world.monitoring.Find(contract);
  return found != nullptr ? *found : none;
}

// Whether the contract was ever concluded with the provider, for whatever time.
bool IsParty(const Contract& contract, const ProviderId& provider) {
  if (contract.members().contains(provider)) return true;
  return std::any_of(contract.lots().begin(), contract.lots().end(), [&](const auto& lot) {
    const auto& versions = lot.second.holder.versions();
    return std::any_of(versions.begin(), versions.end(),
                       [&](const auto& version) { return version.value.provider_id == provider; });
  });
}

// Things that the command names beside the contract and provider.
template <class C>
Refusal Unknown(const World& world, const Contract& contract, const C& c) {
  if constexpr (requires { c.from_contract_ids; }) {
    for (const ContractId& id : c.from_contract_ids) {
      if (world.contracts.Find(id) == nullptr) return NoContract(id, "from_contract_ids");
    }
  }
  if constexpr (requires { c.lot_id; }) {
    if (contract.FindLot(c.lot_id) == nullptr) return NoLot(c.contract_id, c.lot_id, "lot_id");
  }
  if constexpr (requires { c.package_id; }) {
    if (!Known(world.packages.Find(c.package_id))) return NoPackage(c.package_id);
  }
  if constexpr (requires { c.person_id; }) {
    const Person* person = world.persons.Find(c.person_id);
    if (person == nullptr || person->packages.empty()) {
      return Reject(Reason::kPersonUnknown, "person_id", "no care was ever asked for ", c.person_id);
    }
  }
  return std::nullopt;
}

// What is decided of a contract before it begins: how it is to begin.
template <class C>
concept BeforeItsTerm = std::is_same_v<C, PlanMobilisation> || std::is_same_v<C, SetGoLive> ||
    std::is_same_v<C, SetMobilisationThreshold>;

Rejection ReliedOn(std::string_view field, const MonitoringEntry& later) {
  return Reject(Reason::kRecordReliedOn, field, "the record at ", later.position, ", of ", later.effective,
                ", would rest on nothing: void or correct it first");
}

Rejection VoidedBefore(std::string_view field, std::uint64_t position, Position by) {
  return Reject(Reason::kRecordAlreadyVoided, field, "the record at ", Position{position}, " was voided at ",
                by);
}

template <class C>
Outcome DecideOne(const World& world, const C& c, const Facts& facts) {
  constexpr std::string_view kCorrects = "corrects_position";
  if (Refusal no = BadFields(c, facts)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if constexpr (requires { c.provider_id; }) {
    if (!c.provider_id.empty() && world.providers.Find(c.provider_id) == nullptr)
      return NoProvider(c.provider_id, "provider_id");
  }
  if (Refusal no = Unknown(world, *contract, c)) return *no;
  const Monitoring& before = MonitoringOf(world, c.contract_id);
  const MonitoringRecord record = RecordOf(c);
  const bool corrects = c.corrects_position != 0;
  const MonitoringEntry* corrected = corrects ? before.At(Position{c.corrects_position}) : nullptr;
  if (corrects && (corrected == nullptr || corrected->event.index() != record.event.index())) {
    return Reject(Reason::kRecordUnknown, kCorrects, Position{c.corrects_position},
                  " is no record of this kind of contract ", c.contract_id);
  }
  if (const MonitoringEntry* entry = Saying(before, record)) return Already(entry->position);

  // As it would be without the record in error.
  static const Code kReason("corrected");
  Monitoring supposed;
  Decision decision;
  const Position voided_by = corrects ? before.VoidedBy(corrected->position) : Position{};
  const bool voids = corrects && Number(voided_by) == 0;
  if (voids) {
    supposed = before;
    decision.events.push_back(Voiding(c.contract_id, c.corrects_position, kReason));
    Suppose(supposed, decision.events.back(), facts);
  }
  const Monitoring& now = voids ? supposed : before;
  if (Refusal no = Taken(now, record)) return *no;
  if constexpr (requires { c.authority; } && !BeforeItsTerm<C>) {
    if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  }
  if constexpr (requires { c.provider_id; }) {
    if (!c.provider_id.empty() && !IsParty(*contract, c.provider_id)) {
      return Reject(Reason::kProviderNotAwarded, "provider_id", "provider ", c.provider_id,
                    " was never awarded a lot of contract ", c.contract_id, " nor admitted to it");
    }
  }
  decision.events.push_back(OnMonitoring(c.contract_id, record.effective, record.event));
  // A new version of what is asked for, dated back, may leave what came without a reason.
  if (voids || std::holds_alternative<InformationScheduled>(record.event)) {
    if (!voids) supposed = before;
    Monitoring after = supposed;
    Suppose(after, decision.events.back(), facts);
    if (const MonitoringEntry* fallen = FallenBetween(before, after))
      return ReliedOn(voids ? kCorrects : "effective_date", *fallen);
  }
  if (corrects && !voids) return VoidedBefore(kCorrects, c.corrects_position, voided_by);
  if (Refusal no = Unfounded(now, record.event, record.effective)) return *no;
  const auto plan = MobilisationPlan::Of(now);
  if (Refusal no = Unfit(world, *contract, plan ? &*plan : nullptr, c)) return *no;
  if (Refusal no = Pointless(now, record)) return *no;

  // From here on the record is made, and the one in error counts no more.
  return decision;
}

Outcome DecideOne(const World& world, const VoidMonitoringRecord& c, const Facts& facts) {
  if (world.contracts.Find(c.contract_id) == nullptr) return NoContract(c.contract_id, "contract_id");
  const Monitoring& before = MonitoringOf(world, c.contract_id);
  const MonitoringEntry* entry = before.At(Position{c.position});
  if (entry == nullptr || std::holds_alternative<MonitoringRecordVoided>(entry->event)) {
    return Reject(Reason::kRecordUnknown, "position", Position{c.position},
                  " is no record of the monitoring of contract ", c.contract_id, " that can be voided");
  }
  const NewEvent voiding = Voiding(c.contract_id, c.position, c.reason);
  const Position by = before.VoidedBy(entry->position);
  if (Number(by) != 0) {
    if (before.At(by)->event == std::get<MonitoringEvent>(voiding.event)) return Already(by);
    return VoidedBefore("position", c.position, by);
  }
  Monitoring after = before;
  Suppose(after, voiding, facts);
  if (const MonitoringEntry* fallen = FallenBetween(before, after)) return ReliedOn("position", *fallen);

  // From here on the record counts no more.
  return Append(voiding);
}

}  // namespace

Outcome DecideMonitoring(const World& world, const MonitoringCommand& command, const Facts& facts) {
  return std::visit([&](const auto& c) { return DecideOne(world, c, facts); }, command);
}

}  // namespace careledger::decide
