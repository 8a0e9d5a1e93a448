// Care that the NHS pays: who delivers it, and what the council recharges.
#include <map>
#include <set>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/model/words.h"
#include "replay/projections/recharge.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

void Fill(const Package& package, const HealthFunding& funding, Date on, v1::HealthcareEntry* entry) {
  const bool contracts = funding.settlement == HealthSettlement::kHealthContracts;
  const Placement* placement = package.PlacementOn(on);
  entry->set_package_id(package.id().str());
  entry->set_person_id(package.person().str());
  entry->set_funder(funding.funder.str());
  entry->set_settlement(std::string(Word(funding.settlement)));
  entry->set_from_date(funding.from.ToString());
  if (funding.until) entry->set_until_date(funding.until->ToString());
  entry->set_provider_id(placement != nullptr ? placement->provider_id.str() : funding.provider_id.str());
  entry->set_contract_id(funding.contract_id.str());
  entry->set_position(Number(funding.cause));
  if (!contracts) return;
  const HealthRate* rate = funding.RateOn(on);
  entry->set_health_rate(rate != nullptr ? rate->rate.ToString() : "not known");
  const auto minute = static_cast<std::int32_t>(funding.order_until.minute);
  entry->set_order_until(ToString(PlannedInstant(funding.order_until.date, minute)).substr(0, 16));
}

void FillTotal(const RechargeFigures& figures, std::size_t packages, v1::RechargeTotal* out) {
  out->set_packages(packages);
  out->set_visits(figures.visits);
  out->set_minutes(static_cast<std::uint64_t>(figures.minutes));
  out->set_amount_pence(figures.amount.value());
  out->set_moved_pence(figures.moved.value());
  out->set_retainer_pence(figures.retainer.value());
}

absl::Status CheckFunder(const View& view, const std::string& id) {
  if (id.empty() || view.base().commissioners.contains(CommissionerId(id))) return absl::OkStatus();
  return NotKnown(view, "commissioner_id", "commissioner", id);
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListContinuingHealthcareRequest& request,
                    v1::ListContinuingHealthcareResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Date on = view.point().on;
  view.ForEachCase([&](const Case& one) {
    const HealthFunding* funding = one.package->HealthFundingOn(on);
    if (funding == nullptr || (one.died && *one.died < on)) return;
    if (!request.contract_id().empty() && request.contract_id() != funding->contract_id.str()) return;
    out->set_packages(out->packages() + 1);
    if (pager->Take(one.package->id().str())) Fill(*one.package, *funding, on, out->add_entries());
  });
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::GetRechargeRequest& request,
                    v1::GetRechargeResponse* out) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckFunder(view, request.commissioner_id()); !known.ok()) return known;
  if (const auto known = CheckClientGroup(view, request.client_group()); !known.ok()) return known;
  const Recharge recharge = RechargeOf(view, *period,
                                       {.contract_id = ContractId(request.contract_id()),
                                        .funder = CommissionerId(request.commissioner_id()),
                                        .client_group = Code(request.client_group())});
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_period(ShowPeriod(recharge.period));
  struct Sum {
    RechargeFigures figures;
    std::set<PackageId> packages;
  };
  std::map<CommissionerId, Sum> funders;
  Sum total;
  for (const RechargeRow& row : recharge.rows) {
    v1::RechargeRow* filled = out->add_rows();
    filled->set_funder(row.funder.str());
    filled->set_package_id(row.package->id().str());
    filled->set_person_id(row.package->person().str());
    filled->set_contract_id(row.contract_id.str());
    filled->set_provider_id(row.provider_id.str());
    filled->set_visits(row.figures.visits);
    filled->set_minutes(static_cast<std::uint64_t>(row.figures.minutes));
    filled->set_amount_pence(row.figures.amount.value());
    filled->set_moved_visits(row.figures.moved_visits);
    filled->set_moved_pence(row.figures.moved.value());
    filled->set_retainer_pence(row.figures.retainer.value());
    filled->set_basis(std::string(ToString(row.basis)));
    filled->set_client_group(row.package->life().request.client_group.str());
    for (Sum* sum : {&funders[row.funder], &total}) {
      sum->figures += row.figures;
      sum->packages.insert(row.package->id());
    }
  }
  for (const auto& [funder, sum] : funders) {
    v1::RechargeTotal* filled = out->add_funders();
    filled->set_funder(funder.str());
    FillTotal(sum.figures, sum.packages.size(), filled);
  }
  FillTotal(total.figures, total.packages.size(), out->mutable_total());
  return absl::OkStatus();
}

}  // namespace careledger::answers
