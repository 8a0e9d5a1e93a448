// A contract as an officer wrote it in a file: each section is the command of its kind, with where in the
// file it and its values stand.
#pragma once

#include <map>

#include "server/decide/care_policy_commands.h"
#include "server/decide/party_policy_commands.h"
#include "server/decide/policy_commands.h"

namespace careledger::decide {

// Lines and columns count from 1.
struct FilePlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string key;  // "tiers.rule": as the file calls it; empty: the file as a whole.
  friend bool operator==(const FilePlace&, const FilePlace&) = default;
};

using SectionCommand =
    std::variant<CreateContract, DefineLot, SetLotCap, SetPaymentPolicy, SetKpiPolicy, SetTiers,
                 SetAdmissionPolicy, SetPricePolicy, SetPremium, SetExistingPackages, SetRateNotice,
                 SetDirectPaymentPolicy, SetContinuingHealthcarePolicy, SetExtensionOption, SetPhases,
                 SetContractValues, SetServices, SetRetainerPolicy, SetTimeBankPolicy, SetExtraTimePolicy,
                 SetLotAreas, SetCallers, SetFunders, SetTerminationNotice, SetHandBackNotice>;

struct FileSection {
  SectionCommand command;  // Its effective date is left to whoever decides.
  FilePlace at;
  std::map<std::string, FilePlace, std::less<>> fields;  // By the command's name of it: "tiers[0].rule".
};

struct ContractFile {
  ContractId contract_id;
  Authority authority;  // Cited by every record of the file.
  Bytes sha256;
  FilePlace term;  // Where the file says when the contract begins.
  // In the order in which they are decided: the contract, its lots, its policies.
  std::vector<FileSection> sections;
  bool lots_misread = false;  // A lot is missing from `sections`: the others may name it all the same.
};

// Makes the contract say what the file says from the date on.
struct ApplyContract {
  ContractFile file;
  Date effective_date;
  static constexpr std::string_view kName = "ApplyContract";
};

// The same, once a second person has approved it.
struct ProposePolicyChange {
  ChangeId change_id;
  ContractFile file;
  Date effective_date;
  static constexpr std::string_view kName = "ProposePolicyChange";
};

using FileCommand = std::variant<ApplyContract, ProposePolicyChange>;

}  // namespace careledger::decide
