#include "server/auth/policy.h"

#include <array>
#include <unordered_map>

namespace careledger::auth {
namespace {

constexpr auto kPermissions = std::to_array<Permission>({
    {"LedgerService.AdoptCalendar", "M"},
    {"LedgerService.MoveClock", "X"},
    {"LedgerService.GetHead", "MFABPEX"},
    {"LedgerService.ReadEvents", "A"},
    {"LedgerService.ExportLog", "AX"},
    {"LedgerService.RebuildReadModels", "X"},
    {"LedgerService.ProveInclusion", "MFAX"},
    {"LedgerService.GetDigests", "AX"},

    {"PartyService.RegisterCommissioner", "M"},
    {"PartyService.RegisterProvider", "M"},
    {"PartyService.RecordDeath", "MB"},
    {"PartyService.MovePerson", "MB"},
    {"PartyService.VoidDeath", "MB"},

    {"ContractService.CreateContract", "M"},
    {"ContractService.CheckContract", "MFA"},
    {"ContractService.ApplyContract", "M"},
    {"ContractService.ProposePolicyChange", "MF"},
    {"ContractService.GetContract", "MFAB"},
    {"ContractService.DefineLot", "M"},
    {"ContractService.SetLotCap", "M"},
    {"ContractService.SetPaymentPolicy", "M"},
    {"ContractService.SetKpiPolicy", "M"},
    {"ContractService.AwardLot", "M"},
    {"ContractService.AdmitProvider", "M"},
    {"ContractService.SetRates", "M"},

    {"ContractLifeService.ExtendContract", "M"},
    {"ContractLifeService.TerminateContract", "M"},
    {"ContractLifeService.StartPhase", "M"},
    {"ContractLifeService.DeclarePhaseStable", "M"},
    {"ContractLifeService.WithdrawProvider", "M"},
    {"ContractLifeService.SuspendIntake", "M"},
    {"ContractLifeService.ResumeIntake", "M"},
    {"ContractLifeService.DeclareCapacity", "MBP"},
    {"ContractLifeService.DeclareCallMonitoring", "M"},

    {"ChangeService.ProposeRateChange", "MF"},
    {"ChangeService.ProposeRateReversal", "MF"},
    {"ChangeService.PreviewChange", "MFA"},
    {"ChangeService.ApproveChange", "MF"},
    {"ChangeService.WithdrawChange", "MF"},

    {"PackageService.RequestPackage", "MB"},
    {"PackageService.AwardPackage", "MB"},
    {"PackageService.TakeDirectPayment", "MB"},
    {"PackageService.EndDirectPayment", "MB"},
    {"PackageService.StartPackage", "MB"},
    {"PackageService.ChangePlan", "MB"},
    {"PackageService.TransferPackage", "MB"},
    {"PackageService.TransferPackages", "M"},
    {"PackageService.HandBackPackage", "MB"},
    {"PackageService.SuspendPackage", "MB"},
    {"PackageService.ResumePackage", "MB"},
    {"PackageService.EndPackage", "MB"},
    {"PackageService.VoidPackageRecord", "MB"},
    {"PackageService.ApproveHandoverVisit", "MB"},
    {"PackageService.CallOffPackage", "MB"},
    {"PackageService.EvidenceOutcome", "MB"},

    {"HealthcareService.StartContinuingHealthcare", "MFB"},
    {"HealthcareService.RecordHealthRate", "MFB"},
    {"HealthcareService.EndContinuingHealthcare", "MFB"},
    {"HealthcareService.ListContinuingHealthcare", "MFAB"},
    {"HealthcareService.GetRecharge", "MFA"},

    {"OutcomeService.SetGoal", "MB"},
    {"OutcomeService.ReviewGoals", "MB"},
    {"OutcomeService.EndReablement", "MB"},
    {"OutcomeService.ListGoals", "MFAB"},
    {"OutcomeService.GetOutcomes", "MFAB"},

    {"PackageTimeService.ConfirmStaffRetained", "MB"},
    {"PackageTimeService.BankTime", "MB"},
    {"PackageTimeService.DrawBankedTime", "MB"},
    {"PackageTimeService.ApproveExtraTime", "MB"},
    {"PackageTimeService.GetPackage", "MFAB"},

    {"SourcingService.OfferPackage", "MB"},
    {"SourcingService.AcceptOffer", "MBP"},
    {"SourcingService.DeclineOffer", "MBP"},
    {"SourcingService.BeginSearchAgain", "MB"},
    {"SourcingService.OpenCompetition", "MB"},
    {"SourcingService.PlaceBid", "MBP"},
    {"SourcingService.CloseCompetition", "MB"},
    {"SourcingService.ScoreFit", "MB"},
    {"SourcingService.GetCandidates", "MAB"},
    {"SourcingService.GetFailurePlan", "MAB"},

    {"VisitService.RecordVisits", "E"},
    {"VisitService.AdjustVisit", "MF"},
    {"VisitService.VoidVisit", "MF"},
    // What a file may hold depends on its kind: see MayImport.
    {"VisitService.ImportRows", "MBE"},

    {"InvoiceService.GetInvoice", "MFAP"},
    {"InvoiceService.CompareInvoices", "MFAP"},

    {"KpiService.GetKpi", "MFABP"},
    {"KpiService.CompareKpi", "MFA"},

    {"MonitoringService.ScheduleInformation", "M"},
    {"MonitoringService.ReceiveInformation", "M"},
    {"MonitoringService.RecordMeeting", "M"},
    {"MonitoringService.AgreeAction", "M"},
    {"MonitoringService.CloseAction", "M"},
    {"MonitoringService.OpenImprovementPlan", "M"},
    {"MonitoringService.ShareImprovementPlan", "M"},
    {"MonitoringService.CloseImprovementPlan", "M"},
    {"MonitoringService.DeclareVolume", "M"},
    {"MonitoringService.AssessRisk", "M"},
    {"MonitoringService.VoidMonitoringRecord", "M"},
    {"MonitoringService.ScoreQuality", "M"},
    {"MonitoringService.RateProvider", "M"},
    {"MonitoringService.ReportFeedback", "M"},
    {"MonitoringService.ReportSurvey", "M"},
    {"MonitoringService.RequireStandard", "M"},
    {"MonitoringService.AttestStandard", "M"},
    {"MonitoringService.SetPlausibleHours", "M"},
    {"MonitoringService.ListImplausible", "MFAB"},
    {"MonitoringService.GetMonitoring", "MFAB"},
    {"MonitoringService.ListInformation", "MFABP"},
    {"MonitoringService.ListActions", "MFABP"},
    {"MonitoringService.ListRatings", "MFABP"},
    {"MonitoringService.ListStandards", "MFAB"},
    {"MonitoringService.ListRisks", "MFAB"},
    {"MonitoringService.ListMonitoring", "MFAB"},

    {"MobilisationService.PlanMobilisation", "M"},
    {"MobilisationService.SetGoLive", "M"},
    {"MobilisationService.DeclareNewcomer", "M"},
    {"MobilisationService.DeclareStaffTransfer", "M"},
    {"MobilisationService.SetMobilisationThreshold", "M"},
    {"MobilisationService.AssessReadiness", "MB"},
    {"MobilisationService.ScheduleReview", "MB"},
    {"MobilisationService.CompleteReview", "MB"},
    {"MobilisationService.GetMobilisation", "MFAB"},
    {"MobilisationService.GetMobilisationAccount", "MFAB"},
    {"MobilisationService.GetMobilisationProgress", "MFAB"},
    {"MobilisationService.ListMobilisationReviews", "MFAB"},
    {"MobilisationService.ListReadiness", "MFAB"},
    {"MobilisationService.ListHandovers", "MFAB"},

    {"NoteService.WriteNote", "MB"},
    {"NoteService.ReadNotes", "MB"},
    {"NoteService.ListNotes", "MFAB"},

    {"TrailService.GetTrail", "MFAB"},

    {"SuccessionService.SucceedProvider", "M"},
    {"SuccessionService.SucceedCommissioner", "M"},
    {"SuccessionService.ListSuccessions", "MFAB"},

    {"WaitingService.GetWaiting", "MFAB"},
    {"WaitingService.GetWaitingAverage", "MFAB"},

    {"DeliveryService.CheckDelivery", "MAB"},

    {"DirectoryService.ListContracts", "MFAB"},
    {"DirectoryService.ListContractValues", "MFAB"},
    {"DirectoryService.ListLots", "MFAB"},
    {"DirectoryService.ListProviders", "MFAB"},
    {"DirectoryService.ListDeliverers", "MFAB"},
    {"DirectoryService.ListPackages", "MFABP"},
    {"DirectoryService.ListWaiting", "MFAB"},
    {"DirectoryService.ListRates", "MFAP"},
    {"DirectoryService.ListVisits", "MFABP"},
    {"DirectoryService.ListImports", "MFABX"},
    {"DirectoryService.ListChanges", "MFA"},
});

char LetterOf(log::Role role) {
  switch (role) {
    case log::Role::kContractManager:
      return 'M';
    case log::Role::kFinance:
      return 'F';
    case log::Role::kAuditor:
      return 'A';
    case log::Role::kBroker:
      return 'B';
    case log::Role::kProvider:
      return 'P';
    case log::Role::kFeed:
      return 'E';
    case log::Role::kAdministrator:
      return 'X';
    case log::Role::kSystem:
      break;
  }
  return '-';
}

}  // namespace

std::span<const Permission> Permissions() { return kPermissions; }

bool MayCall(std::string_view method, const store::Caller& caller) {
  static const auto roles = [] {
    std::unordered_map<std::string_view, std::string_view> all;
    for (const Permission& row : kPermissions) all.emplace(row.method, row.roles);
    return all;
  }();
  const auto row = roles.find(method);
  if (row == roles.end()) return false;
  if (caller.auth == log::AuthClass::kDevelopment) return true;
  return row->second.find(LetterOf(caller.role)) != std::string_view::npos;
}

bool MaySee(const store::Caller& caller, std::string_view provider_id) {
  if (caller.role != log::Role::kProvider && caller.role != log::Role::kFeed) return true;
  return caller.provider_id.str() == provider_id;
}

}  // namespace careledger::auth
