#include "tests/decide/town.h"

namespace careledger::decide {

Scenario Town() {
  Scenario town;
  town.Given(Now(LedgerOpened{.council = Code("town")}),
             Now(CommissionerRegistered{CommissionerId("town"), "Town"}),
             Now(CommissionerRegistered{CommissionerId("nhs"), "NHS"}), Now(Sole(kAsh)), Now(Sole(kBeech)),
             Now(Sole(kCedar)), Now(Sole(kElm)),
             Now(ProviderRegistered{
                 .provider_id = kFir, .name = "Fir", .form = ProviderForm::kLead, .subcontractors = {kElm}}));
  town.After(CreateContract{.contract_id = kOld,
                            .commissioner_id = CommissionerId("town"),
                            .title = "Home care 2012",
                            .start_date = Day("2012-04-01")});
  town.After(CreateContract{.contract_id = kNew,
                            .commissioner_id = CommissionerId("town"),
                            .partners = {CommissionerId("nhs")},
                            .title = "Help to Live at Home",
                            .start_date = Day(kGoLive),
                            .end_date = Day("2023-11-07")});
  for (const ProviderId& provider : {kAsh, kBeech}) {
    town.After(AdmitProvider{kOld, provider, Day("2012-04-01"), kCabinet});
  }
  std::uint32_t number = 0;
  for (const LotId& lot : {kLot1, kLot2, kLot3, kLot4}) {
    ++number;
    town.After(DefineLot{kNew, lot, number, "Lot " + std::to_string(number)});
  }
  town.After(SetLotCap{kNew, 2, Day(kGoLive), kCabinet});
  town.After(AwardOf(kLot1, kAsh, kGoLive))
      .After(AwardOf(kLot2, kBeech, kGoLive))
      .After(AwardOf(kLot3, kBeech, kGoLive));
  return town;
}

}  // namespace careledger::decide
