#include "server/decide/guards.h"

#include <algorithm>
#include <set>

namespace careledger::decide {
namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kSlotsMax = 40;
constexpr std::size_t kRateLinesMax = 1'000;
constexpr std::int64_t kAttendanceSecondsMax = 24 * 60 * 60;

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

// The same day `years` on; 1 March for a 29 February that is not.
Date YearsOn(Date date, int years) {
  if (auto same = Date::From(date.year() + years, date.month(), date.day())) return *same;
  return Date::From(date.year() + years, 3, 1).value_or(date + 365 * years);
}

}  // namespace

Date TenYearsAfter(Date date) { return YearsOn(date, 10); }
Date TenYearsBefore(Date date) { return YearsOn(date, -10); }

Refusal TooFarAhead(Date date, const Facts& facts, std::string_view field) {
  const Date last = TenYearsAfter(facts.today());
  if (date <= last) return std::nullopt;
  return Reject(Reason::kInvalidField, field, date, " is more than ten years ahead: at most ", last);
}

Refusal EndTooFarAhead(Date date, const Facts& facts, std::string_view field) {
  const Date last = YearsOn(facts.today(), 30);
  if (date <= last) return std::nullopt;
  return Reject(Reason::kInvalidField, field, date, " is more than thirty years ahead: at most ", last);
}

Refusal BadName(std::string_view text, std::string_view field) {
  if (text.empty()) return Reject(Reason::kInvalidField, field, field, " is empty");
  if (text.size() > kNameBytesMax) {
    return Reject(Reason::kInvalidField, field, field, " has ", text.size(), " bytes: at most ",
                  kNameBytesMax);
  }
  if (HasControl(text)) return Reject(Reason::kInvalidField, field, field, " contains a control character");
  return std::nullopt;
}

Refusal BadAuthority(const Authority& authority) {
  for (std::string_view text :
       {std::string_view(authority.reference), std::string_view(authority.decision_maker)}) {
    if (text.empty()) continue;
    if (Refusal no = BadName(text, "authority")) return no;
  }
  return std::nullopt;
}

Refusal BadPlan(const WeeklyPlan& plan) {
  const auto bad = [](const auto&... parts) { return Reject(Reason::kInvalidField, "plan", parts...); };
  if (plan.empty()) return bad("the plan is empty");
  if (plan.size() > kSlotsMax) return bad("the plan has ", plan.size(), " slots: at most ", kSlotsMax);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const PlanSlot& slot = plan[i];
    if (slot.weekdays == 0 || slot.weekdays > 0x7f) return bad("a slot names no day of the week");
    if (slot.start_minute >= 24 * 60)
      return bad("a slot starts at minute ", slot.start_minute, ": at most 1439");
    if (slot.minutes < 5 || slot.minutes > 24 * 60)
      return bad("a slot has ", slot.minutes, " minutes: 5 to 1440");
    if (slot.carers < 1 || slot.carers > kCarersMax)
      return bad("a slot has ", slot.carers, " carers: 1 to ", kCarersMax);
    for (std::size_t j = 0; j < i; ++j) {
      if (plan[j].start_minute == slot.start_minute && (plan[j].weekdays & slot.weekdays) != 0) {
        return bad("two slots share a day and the start at minute ", slot.start_minute);
      }
    }
  }
  return std::nullopt;
}

Refusal BadTime(TimeOfDay time) {
  if (time.minute < 24 * 60) return std::nullopt;
  return Reject(Reason::kInvalidField, "time", "minute ", time.minute, " of the day: at most 1439");
}

Refusal BadAttendance(Instant check_in, Instant check_out, const CarerId& carer) {
  if (check_out < check_in) {
    return Reject(Reason::kInvalidField, "check_out", "carer ", carer, " checked out at ", check_out,
                  ", before the check-in at ", check_in);
  }
  if (check_out.seconds - check_in.seconds > kAttendanceSecondsMax) {
    return Reject(Reason::kInvalidField, "check_out", "carer ", carer, " checked out at ", check_out,
                  ", more than 24 hours after the check-in at ", check_in);
  }
  return std::nullopt;
}

std::vector<RateLine> Normalised(std::vector<RateLine> lines) {
  for (RateLine& line : lines) {
    if (line.key.day_type == DayType::kUnspecified) line.key.day_type = DayType::kAny;
  }
  return lines;
}

Refusal BadRateLines(const std::vector<RateLine>& lines) {
  const auto bad = [](const auto&... parts) { return Reject(Reason::kInvalidField, "lines", parts...); };
  if (lines.empty()) return bad("there are no lines");
  if (lines.size() > kRateLinesMax) return bad(lines.size(), " lines: at most ", kRateLinesMax);
  std::set<RateKey> keys;
  for (const RateLine& line : lines) {
    if (line.key.service.empty()) return bad("a line names no service");
    if (line.rate <= Rate(0) || line.rate > Rate(Rate::kMax)) {
      return bad("the rate of ", line.key.service, " is ", line.rate, ": above 0, at most ",
                 Rate(Rate::kMax));
    }
    if (!keys.insert(line.key).second) {
      return bad("two lines for ", line.key.service, ", provider ", line.key.provider_id, ", lot ",
                 line.key.lot_id, " and the same days");
    }
  }
  return std::nullopt;
}

Rejection NoCommissioner(const CommissionerId& id, std::string_view field) {
  return Reject(Reason::kCommissionerUnknown, field, "there is no commissioner ", id);
}
Rejection NoContract(const ContractId& id, std::string_view field) {
  return Reject(Reason::kContractUnknown, field, "there is no contract ", id);
}
Rejection NoLot(const ContractId& contract, const LotId& lot, std::string_view field) {
  return Reject(Reason::kLotUnknown, field, "contract ", contract, " has no lot ", lot);
}
Rejection NoProvider(const ProviderId& id, std::string_view field) {
  return Reject(Reason::kProviderUnknown, field, "there is no provider ", id);
}

Refusal UnknownParties(const World& world, const Contract& contract, const std::vector<RateLine>& lines) {
  for (const RateLine& line : lines) {
    const LotId& lot = line.key.lot_id;
    if (!lot.empty() && contract.FindLot(lot) == nullptr)
      return NoLot(contract.terms().contract_id, lot, "lines");
  }
  for (const RateLine& line : lines) {
    const ProviderId& provider = line.key.provider_id;
    if (!provider.empty() && world.providers.Find(provider) == nullptr) return NoProvider(provider, "lines");
  }
  return std::nullopt;
}

Refusal Above(std::uint32_t value, std::uint32_t max, std::string_view field) {
  if (value <= max) return std::nullopt;
  return Reject(Reason::kInvalidField, field, field, " is ", value, ": at most ", max);
}

Refusal UnknownService(const Contract& contract, const Code& service, Date date, std::string_view field) {
  const auto* bought = contract.services().On(date);
  if (bought != nullptr && !bought->value.services.empty()) {
    const std::vector<Code>& services = bought->value.services;
    if (std::find(services.begin(), services.end(), service) == services.end()) {
      std::string names;
      for (const Code& each : services) names.append(names.empty() ? "" : ", ").append(each.str());
      return Reject(Reason::kServiceUnknown, field, "contract ", contract.terms().contract_id,
                    " does not buy ", service, " on ", date, ", but ", names, ", by the record at ",
                    bought->cause);
    }
  }
  const auto& rates = contract.rates().entries();
  const auto first = rates.lower_bound({service, {}, {}, DayType::kUnspecified, {}});
  if (rates.empty() || (first != rates.end() && first->first.service == service)) return std::nullopt;
  return Reject(Reason::kServiceUnknown, field, "contract ", contract.terms().contract_id,
                " has rates, but none of service ", service);
}

Refusal UnknownFunder(const World& world, const ContractId& contract, const Code& funder, Date date) {
  const Contract* known = world.contracts.Find(contract);
  const auto* policy = known != nullptr ? known->funders().On(date) : nullptr;
  if (policy == nullptr || policy->value.funders.empty()) return std::nullopt;
  const std::vector<Code>& funders = policy->value.funders;
  if (std::find(funders.begin(), funders.end(), funder) != funders.end()) return std::nullopt;
  std::string names;
  for (const Code& code : funders) names += (names.empty() ? "" : ", ") + code.str();
  return Reject(Reason::kFunderUnknown, "funder", "contract ", contract, " is paid for by ", names, " on ",
                date, ", not by ", funder);
}

Refusal OutsideTerm(const Contract& contract, Date date) {
  if (contract.InTerm(date)) return std::nullopt;
  const ContractCreated& terms = contract.terms();
  if (date < terms.start) {
    return Reject(Reason::kOutsideTerm, "effective_date", date, " is before contract ", terms.contract_id,
                  ", which runs from ", terms.start);
  }
  return Reject(Reason::kOutsideTerm, "effective_date", date, " is after contract ", terms.contract_id,
                ", whose last day is ", contract.EndOf({}).value_or(date) - 1);
}

Refusal OutsideTerm(const Contract& contract, const LotId& lot, Date date) {
  if (Refusal no = OutsideTerm(contract, date)) return no;
  if (lot.empty() || contract.InTerm(date, lot)) return std::nullopt;
  return Reject(Reason::kOutsideTerm, "effective_date", date, " is after lot ", lot, " of contract ",
                contract.terms().contract_id, ", whose last day is ", contract.EndOf(lot).value_or(date) - 1);
}

Refusal IntakeShut(const Contract& contract, const ProviderId& provider, Date date) {
  const Membership* member = contract.FindMember(provider);
  const auto* since = member != nullptr ? member->SuspendedOn(date) : nullptr;
  if (since == nullptr) return std::nullopt;
  return Reject(Reason::kIntakeSuspended, "provider_id", "provider ", provider,
                " has been given no new packages since ", since->from, ", by the record at ", since->cause);
}

Refusal LotNotStarted(const Contract& contract, const LotId& lot, Date date) {
  const Phase* phase = contract.PhaseOf(lot, date);
  if (phase == nullptr) return std::nullopt;
  const std::optional<Date> started = contract.PhaseStarted(phase->number);
  if (started && *started <= date) return std::nullopt;
  return Reject(Reason::kPhaseNotReady, "effective_date", "phase ", phase->number, " of contract ",
                contract.terms().contract_id, ", with lot ", lot, ", has not started by ", date);
}

Refusal NotPlaceable(const Contract& contract, const LotId& lot, const ProviderId& provider, Date date,
                     std::string_view prefix) {
  const ContractId& id = contract.terms().contract_id;
  if (Refusal no = OutsideTerm(contract, date)) return no;
  if (lot.empty()) {
    if (contract.AdmittedOn(provider, date)) return std::nullopt;
    if (!contract.lots().empty()) {
      return Reject(Reason::kLotRequired, std::string(prefix) + "lot_id", "contract ", id, " has ",
                    contract.lots().size(), " lots and provider ", provider,
                    " is not admitted outside them on ", date);
    }
    return Reject(Reason::kProviderNotAwarded, std::string(prefix) + "provider_id", "provider ", provider,
                  " is not admitted to contract ", id, " on ", date);
  }
  if (Refusal no = OutsideTerm(contract, lot, date)) return no;
  const ProviderId holder = contract.HolderOn(lot, date);
  if (holder == provider) return std::nullopt;
  // Others of its tiers may be given packages of the lot too.
  const Membership* member = contract.FindMember(provider);
  const auto* tiers = contract.tiers().On(date);
  if (member != nullptr && tiers != nullptr) {
    for (const Tier& tier : tiers->value.tiers) {
      if (member->AdmittedTo(tier.tier, lot, date) != nullptr) return std::nullopt;
    }
  }
  return Reject(Reason::kProviderNotAwarded, std::string(prefix) + "provider_id", "lot ", lot,
                " of contract ", id, " is held by ", holder, " on ", date, ", not by ", provider);
}

}  // namespace careledger::decide
