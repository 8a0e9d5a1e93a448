#include "replay/projections/invoice.h"

#include <algorithm>
#include <cstdio>

#include "replay/projections/planned_time.h"

namespace careledger::projections {
namespace {

using namespace model;

// Finds rates, remembering the last ones: neighbouring lines mostly ask for the same.
class Pricer {
 public:
  explicit Pricer(const View& view) : view_(view) {}

  // Whether the contract holds visits for which there is no time.
  bool HoldsUnplanned(const Assessed& visit) const {
    const Contract* contract = view_.contract(visit.placement->contract_id);
    if (contract == nullptr) return false;
    const auto* version = contract->payment().On(visit.visit->record.service_date);
    return version != nullptr && version->value.hold_unplanned;
  }

  // Empty when some part of the time has no rate.
  bool Price(InvoiceLine& line, Instant begin) {
    const Contract* contract = view_.contract(line.visit.placement->contract_id);
    if (contract == nullptr) return false;
    Policy(*contract, line);
    const Date service_date = line.visit.visit->record.service_date;
    line.ladder = pricing::Climb(*line.policy, line.planned.minutes, line.ladder.actual);
    if (line.planned.at_most) line.ladder.payable = std::min(line.ladder.payable, *line.planned.at_most);
    const Rate premium =
        PremiumOf(view_, *contract, *line.visit.package, *line.visit.placement, service_date);
    Wide numerator = 0;
    std::int64_t left = line.ladder.payable;
    Instant at = begin;
    do {
      // Payable minutes run from the check-in on; each local day has its own day type.
      const Date date = LondonDate(at);
      const Instant midnight = PlannedInstant(date + 1, 0);
      const std::int64_t today = std::min(left, (midnight.seconds - at.seconds + 59) / 60);
      const auto found = Find(*contract, line, date, service_date);
      if (!found) return false;
      const Rate rate(found->rate.ten_thousandths() + premium.ten_thousandths());
      line.parts.push_back({today, rate, found->cause, premium});
      numerator += static_cast<Wide>(rate.ten_thousandths()) * today;
      left -= today;
      at = midnight;
    } while (left > 0);
    line.amount = Pence(Round(numerator, 6'000, line.policy->price_rounding));
    return true;
  }

 private:
  struct Memo {
    const Contract* contract = nullptr;
    Date date;
    Code service;
    LotId lot;
    Code client_group;
    std::optional<RateFound> found;
  };

  void Policy(const Contract& contract, InvoiceLine& line) {
    const auto* version = contract.payment().On(line.visit.visit->record.service_date);
    line.policy = version != nullptr ? &version->value : &pricing::NoPolicy();
    line.policy_cause = version != nullptr ? version->cause : Position{};
  }

  // The rate agreed for the package; else the one in force on the service date, for the day type of the hours
  // worked.
  std::optional<RateFound> Find(const Contract& contract, const InvoiceLine& line, Date worked,
                                Date service_date) {
    const Placement& placement = *line.visit.placement;
    if (placement.rate) return RateFound{*placement.rate, placement.cause, placement.from.date};
    const VisitRecorded& v = line.visit.visit->record;
    const LotId& lot = placement.lot_id;
    const Code& client_group = line.visit.package->life().request.client_group;
    const auto find = [&] {
      return contract.rates().Find(v.service, v.provider_id, placement.followed, lot, client_group,
                                   DayTypesOf(worked, view_.IsBankHoliday(worked)), service_date);
    };
    if (!placement.followed.empty()) return find();  // Neighbours may have followed others.
    for (const Memo& m : memos_) {
      if (m.contract == &contract && m.date == worked && m.service == v.service && m.lot == lot &&
          m.client_group == client_group)
        return m.found;
    }
    const auto found = find();
    if (memos_.size() == 8) memos_.erase(memos_.begin());
    memos_.push_back({&contract, worked, v.service, lot, client_group, found});
    return found;
  }

  const View& view_;
  std::vector<Memo> memos_;
};

const Adjustment* AdjustmentOf(const Visit& visit, const CarerId& carer) {
  for (const Adjustment& a : visit.adjustments) {
    if (a.carer_id == carer) return &a;
  }
  return nullptr;
}

}  // namespace

Rate PremiumOf(const View& view, const Contract& contract, const Package& package, const Placement& placement,
               Date date) {
  if (contract.premiums().empty()) return {};
  const PackageRequested& request = package.life().request;
  const Code& area = AreaOf(view.person(package.person()), request, date, view.point().known);
  std::int64_t sum = 0;
  for (const auto* premium : contract.PremiumsOn(placement.lot_id, area, request.service, date)) {
    const PremiumSet& p = premium->value;
    if (p.evidence.empty() || package.EvidenceOf(p.evidence, date) != nullptr)
      sum += p.amount.ten_thousandths();
  }
  return Rate(sum);
}

std::vector<Assessed> AssessPeriod(const View& view, const ProviderId& provider, const Period& period) {
  std::vector<Assessed> all;
  const Date end = std::min(period.end, view.point().on + 1);
  for (Date d = period.start; d < end; ++d) {
    std::vector<Assessed> day = AssessDay(view, provider, d);
    all.insert(all.end(), day.begin(), day.end());
  }
  return all;
}

Invoice InvoiceOf(const View& view, const ProviderId& provider, const Period& period) {
  return InvoiceOf(view, provider, period, AssessPeriod(view, provider, period));
}

Invoice InvoiceOf(const View& view, const ProviderId& provider, const Period& period,
                  const std::vector<Assessed>& visits) {
  Invoice invoice;
  invoice.provider_id = provider;
  invoice.period = period;
  Pricer pricer(view);
  PlannedTime planned(view);
  std::vector<InvoiceLine> lines;
  invoice.lines.reserve(visits.size() + visits.size() / 8);
  for (const Assessed& assessed : visits) {
    if (assessed.state != VisitState::kPayable) {
      invoice.not_priced.push_back(assessed);
      continue;
    }
    // The status step: only a delivered visit pays while the contract's policy for the others is none.
    if (assessed.visit->record.status != VisitStatus::kDelivered) continue;
    const auto hold = [&](Hold why) {
      Assessed held = assessed;
      held.state = VisitState::kHeld;
      held.hold = why;
      invoice.not_priced.push_back(held);
    };
    if (!planned.Is(assessed) && pricer.HoldsUnplanned(assessed)) {
      hold(Hold::kNotPlanned);
      continue;
    }
    lines.clear();
    bool priced = true;
    for (const Attendance& attendance : assessed.visit->record.attendances) {
      InvoiceLine line;
      line.visit = assessed;
      line.attendance = &attendance;
      // The evidence step: the council's times, else the captured ones. What lacks a time has been held.
      line.adjustment = AdjustmentOf(*assessed.visit, attendance.carer_id);
      const auto in = line.adjustment != nullptr ? line.adjustment->check_in : attendance.check_in;
      const auto out = line.adjustment != nullptr ? line.adjustment->check_out : attendance.check_out;
      line.ladder.actual = (out->seconds - in->seconds) / 60;
      line.planned = planned.OfNext(assessed, line.ladder.actual);
      priced = priced && pricer.Price(line, *in);
      if (priced) planned.Paid(assessed, line.planned, line.ladder.payable);
      lines.push_back(std::move(line));
    }
    if (!priced) {
      hold(Hold::kNoRate);
      continue;
    }
    ++invoice.visits;
    LotTotal& lot = invoice.lots[{assessed.placement->contract_id, assessed.placement->lot_id}];
    ++lot.visits;
    for (InvoiceLine& line : lines) {
      invoice.minutes += line.ladder.payable;
      invoice.total += line.amount;
      lot.minutes += line.ladder.payable;
      lot.amount += line.amount;
      invoice.lines.push_back(std::move(line));
    }
  }
  return invoice;
}

std::string Explain(const InvoiceLine& line) {
  std::string text = pricing::ToString(line.ladder, *line.policy);
  if (line.planned.banked != 0)
    text += "; " + std::to_string(line.planned.banked) + " min of the plan are banked";
  if (line.planned.added != 0)
    text += "; plan and " + std::to_string(line.planned.added) + " min drawn or approved";
  text += ": ";
  Wide numerator = 0;
  for (const RatePart& part : line.parts) {
    if (&part != line.parts.data()) text += " + ";
    text += std::to_string(part.minutes) + " x " + part.rate.ToString();
    numerator += static_cast<Wide>(part.rate.ten_thousandths()) * part.minutes;
  }
  if (line.parts.size() > 1) text = text.insert(text.rfind(": ") + 2, "(") + ")";
  // The exact value, to a hundredth of a penny, cut: what the rounding looked at.
  const auto e4 = static_cast<long long>(numerator / 60);
  char exact[64];
  std::snprintf(exact, sizeof exact, " / 60 = %lld.%04lld", e4 / 10'000, e4 % 10'000);
  return text + exact + " -> " + line.amount.ToString();
}

}  // namespace careledger::projections
