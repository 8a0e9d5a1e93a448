// Which areas the lots of a contract have, which councils may call it off, and who pays.
#include "server/decide/ladders.h"
#include "server/decide/policy_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kAreasMax = 1'000;
constexpr std::size_t kCallersMax = 100;
constexpr std::size_t kFundersMax = 100;

}  // namespace

Outcome DecideOn(const World& world, const SetLotAreas& c, const Facts& facts) {
  if (Refusal no = NotEachOnce(c.areas, kAreasMax, "areas")) return *no;
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (contract->FindLot(c.lot_id) == nullptr) return NoLot(c.contract_id, c.lot_id, "lot_id");
  const auto known = contract->lot_areas().find(c.lot_id);
  return SetFrom(
      *contract, known != contract->lot_areas().end() ? &known->second : nullptr, c.effective_date,
      LotAreasSet{
          .contract_id = c.contract_id, .lot_id = c.lot_id, .areas = c.areas, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetCallers& c, const Facts& facts) {
  if (Refusal no = NotEachOnce(c.callers, kCallersMax, "callers")) return *no;
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  for (const CommissionerId& caller : c.callers) {
    if (!world.commissioners.contains(caller)) return NoCommissioner(caller, "callers");
  }
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->callers(), c.effective_date,
                 CallersSet{.contract_id = c.contract_id, .callers = c.callers, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetFunders& c, const Facts& facts) {
  if (Refusal no = NotEachOnce(c.funders, kFundersMax, "funders")) return *no;
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->funders(), c.effective_date,
                 FundersSet{.contract_id = c.contract_id, .funders = c.funders, .authority = c.authority});
}

}  // namespace careledger::decide
