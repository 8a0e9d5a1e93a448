// The ladder of each command: guards from cheap and static to dear, in order of the Reason numbers, then the
// events. Ladders of packages take the package they look at, which may be hypothetical; null when there is
// none.
#pragma once

#include "server/decide/decide.h"
#include "server/decide/party_policy_commands.h"
#include "server/decide/policy_commands.h"

namespace careledger::decide {

// decide_party.cc
Outcome DecideOn(const World& world, const AdoptCalendar& c, const Facts& facts);
Outcome DecideOn(const World& world, const RegisterCommissioner& c, const Facts& facts);
Outcome DecideOn(const World& world, const RegisterProvider& c, const Facts& facts);
Outcome DecideOn(const World& world, const RecordDeath& c, const Facts& facts);
Outcome DecideOn(const World& world, const VoidDeath& c, const Facts& facts);
Outcome DecideOn(const World& world, const MovePerson& c, const Facts& facts);

// decide_contract.cc
Outcome DecideOn(const World& world, const CreateContract& c, const Facts& facts);
Outcome DecideOn(const World& world, const DefineLot& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetLotCap& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetPaymentPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetKpiPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const AwardLot& c, const Facts& facts);
Outcome DecideOn(const World& world, const AdmitProvider& c, const Facts& facts);

// decide_rates.cc
Outcome DecideOn(const World& world, const SetRates& c, const Facts& facts);
Outcome DecideOn(const World& world, const ProposeRateChange& c, const Facts& facts);

// decide_change.cc
Outcome DecideOn(const World& world, const ProposeRateReversal& c, const Facts& facts);
Outcome DecideOn(const World& world, const ApproveChange& c, const Facts& facts);
Outcome DecideOn(const World& world, const WithdrawChange& c, const Facts& facts);

// decide_package.cc
Outcome DecideOn(const World& world, const Package* package, const RequestPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const AwardPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const StartPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const ChangePlan& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const HandBackPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const SuspendPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const ResumePackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const EndPackage& c, const Facts& facts);

Outcome DecideOn(const World& world, const Package* package, const TakeDirectPayment& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const EndDirectPayment& c, const Facts& facts);

// decide_package_time.cc
Outcome DecideOn(const World& world, const Package* package, const ConfirmStaffRetained& c,
                 const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const BankTime& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const DrawBankedTime& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const ApproveExtraTime& c, const Facts& facts);
// The ladder of `c`; then whether every record still stands (standing.h).
template <class C>
Outcome DecidePackageTime(const World& world, const C& c, const Facts& facts);

// decide_transfer.cc
Outcome DecideOn(const World& world, const Package* package, const TransferPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const TransferPackages& c, const Facts& facts);

// decide_healthcare.cc
Outcome DecideOn(const World& world, const Package* package, const StartContinuingHealthcare& c,
                 const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const RecordHealthRate& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const EndContinuingHealthcare& c,
                 const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const ApproveHandoverVisit& c,
                 const Facts& facts);

// decide_outcome.cc
Outcome DecideOn(const World& world, const Package* package, const SetGoal& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const ReviewGoals& c, const Facts& facts);
Outcome DecideOn(const World& world, const Package* package, const EndReablement& c, const Facts& facts);

// The ladder of a change of plan; then whether it brings the package under the terms of a contract that
// follows.
Outcome DecidePlanChange(const World& world, const Package* package, const ChangePlan& c, const Facts& facts);

// decide_record.cc: what has to do with records rather than care.
Outcome DecideOn(const World& world, const VoidPackageRecord& c, const Facts& facts);
Outcome DecideOn(const World& world, const ImportPackage& c, const Facts& facts);
// The ladder of `c`, on the package without the record it corrects, if it names one; then whether every
// record still stands (standing.h).
template <class PackageCommandWithCorrection>
Outcome DecideCorrecting(const World& world, const Package* package, const PackageCommandWithCorrection& c,
                         const Facts& facts);

// decide_delivery.cc: how something stands in another system.
Outcome DecideOn(const World& world, const DeliverOrder& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeliverPerson& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeliverStays& c, const Facts& facts);

// decide_policies.cc
Outcome DecideOn(const World& world, const SetTiers& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetAdmissionPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetPricePolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetPremium& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetExistingPackages& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetRateNotice& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetTerminationNotice& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetHandBackNotice& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetDirectPaymentPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetContinuingHealthcarePolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetExtensionOption& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetPhases& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetContractValues& c, const Facts& facts);

// decide_care_policies.cc
Outcome DecideOn(const World& world, const SetServices& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetRetainerPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetTimeBankPolicy& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetExtraTimePolicy& c, const Facts& facts);

// decide_party_policies.cc
Outcome DecideOn(const World& world, const SetLotAreas& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetCallers& c, const Facts& facts);
Outcome DecideOn(const World& world, const SetFunders& c, const Facts& facts);

// decide_succession.cc
Outcome DecideOn(const World& world, const SucceedProvider& c, const Facts& facts);
Outcome DecideOn(const World& world, const SucceedCommissioner& c, const Facts& facts);

// decide_payer.cc
Outcome DecideOn(const World& world, const CallOffPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const EvidenceOutcome& c, const Facts& facts);

// decide_file.cc: a contract as an officer wrote it.
Outcome DecideOn(const World& world, const ApplyContract& c, const Facts& facts);
Outcome DecideOn(const World& world, const ProposePolicyChange& c, const Facts& facts);

// decide_contract_life.cc
Outcome DecideOn(const World& world, const ExtendContract& c, const Facts& facts);
Outcome DecideOn(const World& world, const TerminateContract& c, const Facts& facts);
Outcome DecideOn(const World& world, const StartPhase& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeclarePhaseStable& c, const Facts& facts);
Outcome DecideOn(const World& world, const WithdrawProvider& c, const Facts& facts);
Outcome DecideOn(const World& world, const SuspendIntake& c, const Facts& facts);
Outcome DecideOn(const World& world, const ResumeIntake& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeclareCapacity& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeclareCallMonitoring& c, const Facts& facts);

// decide_offer.cc
Outcome DecideOn(const World& world, const OfferPackage& c, const Facts& facts);
Outcome DecideOn(const World& world, const AcceptOffer& c, const Facts& facts);
Outcome DecideOn(const World& world, const DeclineOffer& c, const Facts& facts);
Outcome DecideOn(const World& world, const BeginSearchAgain& c, const Facts& facts);

// decide_placing.cc: the ladder of an award or transfer and of what it corrects; then the tiers of the
// contract, where it has any, its limit on people and whether the package has a price. A transfer that names
// an authority asks no tier; neither does care that was there when the ledger began.
Outcome DecideAward(const World& world, const Package* package, const AwardPackage& c, const Facts& facts);
Outcome DecideTransfer(const World& world, const Package* package, const TransferPackage& c,
                       const Facts& facts);

// decide_competition.cc
Outcome DecideOn(const World& world, const OpenCompetition& c, const Facts& facts);
Outcome DecideOn(const World& world, const PlaceBid& c, const Facts& facts);
Outcome DecideOn(const World& world, const CloseCompetition& c, const Facts& facts);
Outcome DecideOn(const World& world, const ScoreFit& c, const Facts& facts);
// decide_monitoring.cc: one ladder for all of them.
Outcome DecideMonitoring(const World& world, const MonitoringCommand& command, const Facts& facts);

// decide_note.cc
Outcome DecideOn(const World& world, const SealNote& c, const Facts& facts);
Outcome DecideOn(const World& world, const ReadNotes& c, const Facts& facts);

// decide_visit.cc
Outcome DecideOn(const World& world, const AdjustVisit& c, const Facts& facts);
Outcome DecideOn(const World& world, const VoidVisit& c, const Facts& facts);

}  // namespace careledger::decide
