#include "server/auth/policy.h"

#include <algorithm>
#include <array>

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
    {"PartyService.VoidDeath", "MB"},

    {"ContractService.CreateContract", "M"},
    {"ContractService.DefineLot", "M"},
    {"ContractService.SetLotCap", "M"},
    {"ContractService.SetPaymentPolicy", "M"},
    {"ContractService.SetKpiPolicy", "M"},
    {"ContractService.AwardLot", "M"},
    {"ContractService.AdmitProvider", "M"},
    {"ContractService.SetRates", "M"},

    {"ChangeService.ProposeRateChange", "MF"},
    {"ChangeService.ProposeRateReversal", "MF"},
    {"ChangeService.PreviewChange", "MFA"},
    {"ChangeService.ApproveChange", "MF"},
    {"ChangeService.WithdrawChange", "MF"},

    {"PackageService.RequestPackage", "MB"},
    {"PackageService.AwardPackage", "MB"},
    {"PackageService.StartPackage", "MB"},
    {"PackageService.ChangePlan", "MB"},
    {"PackageService.TransferPackage", "MB"},
    {"PackageService.TransferPackages", "M"},
    {"PackageService.HandBackPackage", "MB"},
    {"PackageService.SuspendPackage", "MB"},
    {"PackageService.ResumePackage", "MB"},
    {"PackageService.EndPackage", "MB"},
    {"PackageService.VoidPackageRecord", "MB"},

    {"VisitService.RecordVisits", "E"},
    {"VisitService.AdjustVisit", "MF"},
    {"VisitService.VoidVisit", "MF"},
    // What a file may hold depends on its kind: see MayImport.
    {"VisitService.ImportRows", "MBE"},

    {"InvoiceService.GetInvoice", "MFAP"},
    {"InvoiceService.CompareInvoices", "MFAP"},

    {"KpiService.GetKpi", "MFABP"},
    {"KpiService.CompareKpi", "MFA"},

    {"TrailService.GetTrail", "MFAB"},

    {"DirectoryService.ListContracts", "MFAB"},
    {"DirectoryService.ListLots", "MFAB"},
    {"DirectoryService.ListProviders", "MFAB"},
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
  const auto row = std::find_if(kPermissions.begin(), kPermissions.end(),
                                [&](const Permission& p) { return p.method == method; });
  if (row == kPermissions.end()) return false;
  if (caller.auth == log::AuthClass::kDevelopment) return true;
  return row->roles.find(LetterOf(caller.role)) != std::string_view::npos;
}

bool MaySee(const store::Caller& caller, std::string_view provider_id) {
  if (caller.role != log::Role::kProvider && caller.role != log::Role::kFeed) return true;
  return caller.provider_id.str() == provider_id;
}

}  // namespace careledger::auth
