// Commands of a mobilisation, well-formed or not, what they would write, and what they need of the ledger
// beside other records of monitoring.
#include <algorithm>
#include <set>

#include "replay/model/mobilisation.h"
#include "server/decide/field_guards.h"
#include "server/decide/monitoring_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kContractsMax = 100;
constexpr std::uint32_t kMinutesMax = 10'000'000;
constexpr std::uint32_t kPersonMinutesMax = 4 * 7 * 24 * 60;  // Four carers day and night.
constexpr std::uint32_t kStaffMax = 100'000;

// Counts of carers are declared together, and nobody both transfers and refuses.
Refusal BadStaff(const DeclareStaffTransfer& c) {
  const std::pair<std::string_view, std::optional<std::uint32_t>> counts[] = {
      {"staff_eligible", c.staff_eligible},
      {"staff_transferring", c.staff_transferring},
      {"staff_opted_out", c.staff_opted_out}};
  const bool declared = std::any_of(std::begin(counts), std::end(counts),
                                    [](const auto& count) { return count.second.has_value(); });
  if (!declared) return std::nullopt;
  for (const auto& [field, count] : counts) {
    if (!count)
      return Reject(Reason::kInvalidField, field, "counts of staff are declared all three, or none");
    if (Refusal no = OutOfRange(*count, 0, kStaffMax, field)) return no;
  }
  if (Refusal no = OutOfRange(*c.staff_transferring, 0, *c.staff_eligible, "staff_transferring")) return no;
  return OutOfRange(*c.staff_opted_out, 0, *c.staff_eligible - *c.staff_transferring, "staff_opted_out");
}

}  // namespace

Refusal BadFields(const PlanMobilisation& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  if (Refusal no = TooFarAhead(c.go_live_date, facts, "go_live_date")) return no;
  if (Refusal no = Before(c.go_live_date, c.award_date, "go_live_date", "the day of the award")) return no;
  const auto& ids = c.from_contract_ids;
  if (ids.size() > kContractsMax) {
    return Reject(Reason::kInvalidField, "from_contract_ids", ids.size(), " contracts: at most ",
                  kContractsMax);
  }
  if (std::set<ContractId>(ids.begin(), ids.end()).size() != ids.size())
    return Reject(Reason::kInvalidField, "from_contract_ids", "a contract is named twice");
  if (std::find(ids.begin(), ids.end(), c.contract_id) != ids.end()) {
    return Reject(Reason::kInvalidField, "from_contract_ids", "contract ", c.contract_id,
                  " cannot both come in and exit");
  }
  return std::nullopt;
}

Refusal BadFields(const SetGoLive& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  return TooFarAhead(c.go_live_date, facts, "go_live_date");
}

Refusal BadFields(const DeclareNewcomer& c, const Facts& facts) {
  return TooFarAhead(c.effective_date, facts);
}

Refusal BadFields(const DeclareStaffTransfer& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (Refusal no = OutOfRange(c.required_weekly_minutes, 1, kMinutesMax, "required_weekly_minutes"))
    return no;
  if (Refusal no = OutOfRange(c.secured_weekly_minutes, 0, kMinutesMax, "secured_weekly_minutes")) return no;
  if (Refusal no = OutOfRange(c.opted_out_weekly_minutes, 0, kMinutesMax, "opted_out_weekly_minutes"))
    return no;
  return BadStaff(c);
}

Refusal BadFields(const SetMobilisationThreshold& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  if (Refusal no = OutOfRange(c.green_percent, 1, 100, "green_percent")) return no;
  return OutOfRange(c.amber_percent, 1, c.green_percent, "amber_percent");
}

Refusal BadFields(const AssessReadiness& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  if (c.ready == c.reason.empty()) return std::nullopt;
  return Reject(Reason::kInvalidField, "reason",
                c.ready ? "a package that is ready has no reason why not" : "say why it is not ready");
}

Refusal BadFields(const ScheduleReview& c, const Facts& facts) {
  if (Refusal no = InFuture(c.date, facts, "date")) return no;
  return TooFarAhead(c.due_date, facts, "due_date");
}

Refusal BadFields(const CompleteReview& c, const Facts& facts) { return InFuture(c.date, facts, "date"); }

Refusal BadFields(const SetPlausibleHours& c, const Facts& facts) {
  if (Refusal no = BadPolicy(c.authority, c.effective_date, facts)) return no;
  if (c.no_longer) {
    if (c.least_weekly_minutes == 0 && c.most_weekly_minutes == 0) return std::nullopt;
    return Reject(Reason::kInvalidField, "no_longer", "where any number is plausible there is none to give");
  }
  if (Refusal no = OutOfRange(c.most_weekly_minutes, 1, kPersonMinutesMax, "most_weekly_minutes")) return no;
  return OutOfRange(c.least_weekly_minutes, 0, c.most_weekly_minutes, "least_weekly_minutes");
}

MonitoringRecord RecordOf(const PlanMobilisation& c) {
  return {c.effective_date, MobilisationPlanned{.contract_id = c.contract_id,
                                                .from_contract_ids = c.from_contract_ids,
                                                .award_date = c.award_date,
                                                .go_live = c.go_live_date,
                                                .authority = c.authority}};
}
MonitoringRecord RecordOf(const SetGoLive& c) {
  return {c.effective_date, GoLiveSet{.contract_id = c.contract_id,
                                      .lot_id = c.lot_id,
                                      .go_live = c.go_live_date,
                                      .authority = c.authority}};
}
MonitoringRecord RecordOf(const DeclareNewcomer& c) {
  return {
      c.effective_date,
      NewcomerDeclared{.contract_id = c.contract_id, .provider_id = c.provider_id, .no_longer = c.no_longer}};
}
MonitoringRecord RecordOf(const DeclareStaffTransfer& c) {
  return {c.date, StaffTransferDeclared{.contract_id = c.contract_id,
                                        .provider_id = c.provider_id,
                                        .lot_id = c.lot_id,
                                        .required_weekly_minutes = c.required_weekly_minutes,
                                        .secured_weekly_minutes = c.secured_weekly_minutes,
                                        .opted_out_weekly_minutes = c.opted_out_weekly_minutes,
                                        .staff_eligible = c.staff_eligible,
                                        .staff_transferring = c.staff_transferring,
                                        .staff_opted_out = c.staff_opted_out}};
}
MonitoringRecord RecordOf(const SetMobilisationThreshold& c) {
  return {c.effective_date, MobilisationThresholdSet{.contract_id = c.contract_id,
                                                     .measure = c.measure,
                                                     .green_percent = c.green_percent,
                                                     .amber_percent = c.amber_percent,
                                                     .authority = c.authority}};
}
MonitoringRecord RecordOf(const AssessReadiness& c) {
  return {
      c.date,
      ReadinessAssessed{
          .contract_id = c.contract_id, .package_id = c.package_id, .ready = c.ready, .reason = c.reason}};
}
MonitoringRecord RecordOf(const ScheduleReview& c) {
  return {c.date, ReviewScheduled{.contract_id = c.contract_id, .person_id = c.person_id, .due = c.due_date}};
}
MonitoringRecord RecordOf(const CompleteReview& c) {
  return {c.date, ReviewCompleted{.contract_id = c.contract_id, .person_id = c.person_id}};
}
MonitoringRecord RecordOf(const SetPlausibleHours& c) {
  return {c.effective_date, PlausibleHoursSet{.contract_id = c.contract_id,
                                              .service = c.service,
                                              .least_weekly_minutes = c.least_weekly_minutes,
                                              .most_weekly_minutes = c.most_weekly_minutes,
                                              .no_longer = c.no_longer,
                                              .authority = c.authority}};
}

Refusal Unfit(const World&, const Contract& contract, const MobilisationPlan*, const PlanMobilisation& c) {
  Refusal no = OutsideTerm(contract, c.go_live_date);
  if (no) no->field = "go_live_date";
  return no;
}

Refusal Unfit(const World&, const Contract& contract, const MobilisationPlan* plan, const SetGoLive& c) {
  if (Refusal no = OutsideTerm(contract, c.lot_id, c.go_live_date)) {
    no->field = "go_live_date";
    return no;
  }
  if (plan->planned().award_date <= c.go_live_date) return std::nullopt;
  return Reject(Reason::kPolicyContradictory, "go_live_date", c.go_live_date, " is before the award, ",
                plan->planned().award_date);
}

Refusal Unfit(const World&, const Contract& contract, const MobilisationPlan* plan,
              const DeclareStaffTransfer& c) {
  const Date go_live = plan->GoLiveOf(c.lot_id);
  const ProviderId holder = contract.HolderOn(c.lot_id, go_live);
  if (holder.empty()) {
    return Reject(Reason::kLotNotAwarded, "lot_id", "nobody holds lot ", c.lot_id, " of contract ",
                  c.contract_id, " on ", go_live);
  }
  if (holder == c.provider_id) return std::nullopt;
  return Reject(Reason::kProviderNotAwarded, "provider_id", "lot ", c.lot_id, " is held by ", holder, " on ",
                go_live);
}

Refusal Unfit(const World& world, const Contract&, const MobilisationPlan* plan, const AssessReadiness& c) {
  const Package& package = *world.packages.Find(c.package_id);
  if (plan->MovedFrom(package) != nullptr) return std::nullopt;
  return Reject(Reason::kNotInMobilisation, "package_id", "package ", c.package_id,
                " was under no exiting contract between the award, ", plan->planned().award_date,
                ", and its going live, ", plan->GoLiveOf(package.life().request.lot_id));
}

Refusal Unfit(const World&, const Contract& contract, const MobilisationPlan*, const SetPlausibleHours& c) {
  return UnknownService(contract, c.service, c.effective_date, "service");
}

}  // namespace careledger::decide
