#include "replay/projections/invoice.h"

#include <charconv>
#include <map>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/log/codec.h"
#include "replay/projections/compare.h"
#include "replay/projections/lineage.h"
#include "replay/projections/retainer.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

std::string PeriodText(const Period& period) {
  return period.start.ToString() + " to " + (period.end - 1).ToString();
}

v1::Rounding RoundingOf(Rounding rounding) {
  // Where a policy names none, it is half up.
  return rounding == Rounding::kUnspecified ? v1::ROUNDING_HALF_UP : static_cast<v1::Rounding>(rounding);
}

void FillArithmetic(const InvoiceLine& line, v1::LineArithmetic* out) {
  const PaymentPolicySet& policy = *line.policy;
  out->set_adjusted(line.adjustment != nullptr);
  out->set_check_in(
      ToString(line.adjustment != nullptr ? line.adjustment->check_in : *line.attendance->check_in));
  out->set_check_out(
      ToString(line.adjustment != nullptr ? line.adjustment->check_out : *line.attendance->check_out));
  if (policy.tolerance_minutes) out->set_tolerance_minutes(*policy.tolerance_minutes);
  if (policy.cap_over_minutes) out->set_cap_over_minutes(*policy.cap_over_minutes);
  if (policy.floor_under_minutes) out->set_floor_under_minutes(*policy.floor_under_minutes);
  if (policy.round_to_minutes) {
    out->set_round_to_minutes(*policy.round_to_minutes);
    out->set_minute_rounding(RoundingOf(policy.minute_rounding));
  }
  if (line.planned.banked != 0) out->set_banked_minutes(static_cast<std::uint32_t>(line.planned.banked));
  if (line.planned.added != 0) out->set_added_minutes(static_cast<std::uint32_t>(line.planned.added));
  for (const RatePart& part : line.parts) {
    v1::RatePart* priced = out->add_parts();
    priced->set_minutes(static_cast<std::uint32_t>(part.minutes));
    priced->set_rate(part.rate.ToString());
    priced->set_rate_position(Number(part.cause));
  }
  out->set_price_rounding(RoundingOf(policy.price_rounding));
}

void FillLine(const InvoiceLine& line, v1::InvoiceLine* out) {
  const VisitRecorded& v = line.visit.visit->record;
  out->set_service_date(v.service_date.ToString());
  out->set_package_id(line.visit.package->id().str());
  out->set_person_id(v.person_id.str());
  out->set_external_id(v.external_id.str());
  out->set_carer_id(line.attendance->carer_id.str());
  out->set_deliverer_id(v.deliverer_id.str());
  out->set_lot_id(line.visit.placement->lot_id.str());
  out->set_status(Show(v.status));
  out->set_planned_minutes(line.visit.slot != nullptr ? line.visit.slot->minutes : v.planned_minutes);
  out->set_actual_minutes(static_cast<std::uint32_t>(line.ladder.actual));
  out->set_payable_minutes(static_cast<std::uint32_t>(line.ladder.payable));
  if (!line.parts.empty()) {
    out->set_rate(line.parts.front().rate.ToString());
    out->set_rate_position(Number(line.parts.front().cause));
  }
  out->set_amount_pence(line.amount.value());
  out->set_visit_position(
      Number(line.adjustment != nullptr ? line.adjustment->cause : line.visit.visit->position));
  out->set_package_position(Number(line.visit.placement->cause));
  out->set_policy_position(Number(line.policy_cause));
  out->set_explanation(Explain(line));
  FillArithmetic(line, out->mutable_arithmetic());
}

Pence SumOf(const std::vector<Retainer>& retainers) {
  Pence sum;
  for (const Retainer& retainer : retainers) sum += retainer.amount;
  return sum;
}

// Beside the visits: nothing is set where no suspended day is kept.
void FillRetainers(const std::vector<Retainer>& retainers, Pence visits, bool totals_only,
                   v1::GetInvoiceResponse* out) {
  if (retainers.empty()) return;
  const Pence amount = SumOf(retainers);
  out->set_retainer_pence(amount.value());
  out->set_total_with_retainers_pence((visits + amount).value());
  if (totals_only) return;
  for (const Retainer& retainer : retainers) {
    for (const RetainedDay& day : retainer.days) {
      v1::RetainerLine* line = out->add_retainers();
      line->set_date(day.date.ToString());
      line->set_package_id(retainer.package->id().str());
      line->set_person_id(retainer.package->person().str());
      line->set_lot_id(retainer.placement->lot_id.str());
      line->set_reason(retainer.suspension->reason.str());
      line->set_state(std::string(ToString(retainer.state)));
      line->set_planned_minutes(static_cast<std::uint32_t>(day.minutes));
      if (Number(day.rate_cause) != 0) line->set_rate(day.rate.ToString());
      line->set_share_percent(retainer.policy->share_percent);
      line->set_amount_pence(day.amount.value());
      line->set_suspension_position(Number(retainer.suspension->cause));
      line->set_confirmed_position(Number(retainer.confirmed));
      line->set_rate_position(Number(day.rate_cause));
      line->set_policy_position(Number(retainer.policy_cause));
    }
  }
}

// What one record did to the lines and retainers of an invoice.
struct Cause {
  std::uint64_t lines = 0;
  Pence difference;
  std::string text;

  void Add(Pence earlier, Pence later) {
    ++lines;
    difference += later - earlier;
  }
};

// In their order; names each with the type of its record.
absl::Status FillCauses(std::map<Position, Cause>& causes, const RecordAt& record_at,
                        v1::CompareInvoicesResponse* out) {
  for (auto& [position, cause] : causes) {
    v1::CauseTotal* total = out->add_causes();
    total->set_cause_position(Number(position));
    total->set_lines(cause.lines);
    total->set_difference_pence(cause.difference.value());
    if (Number(position) == 0) {
      cause.text = "not recorded at one of the points";
    } else {
      auto record = record_at(position);
      if (!record.ok()) return record.status();
      cause.text = record->type;
      total->set_record_time(record->record_time.ToString());
      total->set_actor(record->actor);
    }
    total->set_cause(cause.text);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetInvoiceRequest& request,
                    v1::GetInvoiceResponse* out, std::size_t most_lines) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto given = CheckGiven("provider_id", request.provider_id()); !given.ok()) return given;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  const ProviderRegistered* provider = view.provider(ProviderId(request.provider_id()));
  std::size_t first = 0;
  const std::string pin = std::to_string(Number(view.point().known)) + "|";
  if (!request.page_token().empty()) {
    const std::string& token = request.page_token();
    const char* end = token.data() + token.size();
    if (token.compare(0, pin.size(), pin) != 0 ||
        std::from_chars(token.data() + pin.size(), end, first).ptr != end) {
      return absl::InvalidArgumentError("page_token: belongs to another history point");
    }
  }
  const Invoice invoice = InvoiceOf(view, provider->provider_id, *period);
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_provider_id(provider->provider_id.str());
  out->set_provider_name(provider->name);
  out->set_period(PeriodText(*period));
  out->set_visits(invoice.visits);
  out->set_lines(invoice.lines.size());
  out->set_payable_minutes(static_cast<std::uint64_t>(invoice.minutes));
  out->set_total_pence(invoice.total.value());
  for (const Assessed& a : invoice.not_priced) {
    if (a.state == VisitState::kHeld) {
      out->set_held_visits(out->held_visits() + 1);
    } else {
      out->set_unallocated_visits(out->unallocated_visits() + 1);
    }
  }
  for (const auto& [key, total] : invoice.lots) {
    v1::LotTotal* lot = out->add_lots();
    lot->set_contract_id(key.first.str());
    lot->set_lot_id(key.second.str());
    lot->set_visits(total.visits);
    lot->set_payable_minutes(static_cast<std::uint64_t>(total.minutes));
    lot->set_total_pence(total.amount.value());
    const ProviderId payee = PayeeOf(view, provider->provider_id, key.first);
    if (payee != provider->provider_id) lot->set_payable_to(payee.str());
  }
  FillRetainers(RetainersOf(view, provider->provider_id, *period), invoice.total,
                request.totals_only() || first != 0, out);
  const ProviderId payee = PayeeOf(view, provider->provider_id, ContractId());
  if (payee != provider->provider_id) out->set_payable_to(payee.str());
  if (provider->form == ProviderForm::kInHouse) out->set_settlement("internal-recharge");
  if (request.totals_only()) return absl::OkStatus();
  const std::size_t size =
      request.page_size() == 0 ? most_lines : std::min<std::size_t>(request.page_size(), most_lines);
  std::size_t i = first;
  for (; i < invoice.lines.size() && i - first < size; ++i)
    FillLine(invoice.lines[i], out->add_invoice_lines());
  if (i < invoice.lines.size()) out->set_next_page_token(pin + std::to_string(i));
  return absl::OkStatus();
}

absl::Status Answer(const View& earlier, const View& later, const RecordAt& record_at, const Mark& mark,
                    const v1::CompareInvoicesRequest& request, v1::CompareInvoicesResponse* out) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto order = CheckOrder(earlier.point(), later.point()); !order.ok()) return order;
  if (const auto given = CheckGiven("provider_id", request.provider_id()); !given.ok()) return given;
  if (const auto known = CheckProvider(later, request.provider_id()); !known.ok()) return known;
  const ProviderId provider(request.provider_id());
  const Invoice before = InvoiceOf(earlier, provider, *period);
  const Invoice after = InvoiceOf(later, provider, *period);
  FillPoint(earlier.point(), mark, out->mutable_earlier());
  FillPoint(later.point(), mark, out->mutable_later());
  out->set_provider_id(provider.str());
  out->set_period(PeriodText(*period));
  out->set_earlier_pence(before.total.value());
  out->set_later_pence(after.total.value());
  out->set_difference_pence((after.total - before.total).value());
  const std::vector<LineChange> changes = CompareInvoices(before, earlier, after, later);
  out->set_lines_changed(changes.size());
  const auto kept_before = RetainersOf(earlier, provider, *period);
  const auto kept_after = RetainersOf(later, provider, *period);
  const std::vector<RetainerChange> kept = CompareRetainers(kept_before, earlier, kept_after, later);
  if (!kept_before.empty() || !kept_after.empty()) {
    out->set_earlier_retainer_pence(SumOf(kept_before).value());
    out->set_later_retainer_pence(SumOf(kept_after).value());
  }
  std::map<Position, Cause> causes;
  for (const LineChange& change : changes) causes[change.cause].Add(change.earlier, change.later);
  for (const RetainerChange& change : kept) causes[change.cause].Add(change.earlier, change.later);
  if (const absl::Status read = FillCauses(causes, record_at, out); !read.ok()) return read;
  for (const RetainerChange& change : kept) {
    v1::RetainerChange* day = out->add_retainers();
    day->set_date(change.date.ToString());
    day->set_package_id(change.package->id().str());
    day->set_earlier_pence(change.earlier.value());
    day->set_later_pence(change.later.value());
    day->set_difference_pence((change.later - change.earlier).value());
    day->set_what(change.what);
    day->set_cause_position(Number(change.cause));
    day->set_cause(causes[change.cause].text);
  }
  for (std::size_t i = 0; i < changes.size() && i < kMostLines; ++i) {
    const LineChange& change = changes[i];
    v1::LineChange* line = out->add_changes();
    line->set_service_date(change.visit->record.service_date.ToString());
    line->set_external_id(change.visit->record.external_id.str());
    line->set_carer_id(change.carer_id.str());
    line->set_earlier_pence(change.earlier.value());
    line->set_later_pence(change.later.value());
    line->set_difference_pence((change.later - change.earlier).value());
    line->set_what(change.what);
    line->set_cause_position(Number(change.cause));
    line->set_cause(causes[change.cause].text);
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
