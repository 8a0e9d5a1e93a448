// What a contract file says otherwise than the ledger, and what is wrong with it.
#pragma once

#include <optional>
#include <vector>

#include "server/decide/money_guards.h"

namespace careledger::decide {

// Something wrong, and where.
struct FileFault {
  FilePlace at;
  Rejection rejection;  // Its field is that of the section's command.
};

// Where a provider sits in a tier that the file no longer has: by it nobody offers it packages any more.
struct LostSeat {
  Code tier;
  LotId lot_id;  // Empty: of all lots.
  ProviderId provider_id;
  friend bool operator==(const LostSeat&, const LostSeat&) = default;
};

struct FileVerdict {
  std::vector<FileFault> faults;  // All that can be told apart, by line.
  // One for each difference, in the order of the file's sections. Of a file with faults: of no use.
  std::vector<NewEvent> events;
  std::vector<LostSeat> lost_seats;      // On the date, by provider.
  std::optional<FilePlace> moves_money;  // The first difference that changes what is paid.
};

// Runs the ladder of each section on a copy of the ledger that holds commissioners and contracts and takes in
// what is decided, so that what a section defines the next may name. Looks at no package.
FileVerdict Examine(const World& world, const ContractFile& file, Date from, const Facts& facts);

// The refusal of a file: its first fault, with its place in words, and how many more there are. REQUIRES:
// there is one.
Rejection RefusalOf(const std::vector<FileFault>& faults);

}  // namespace careledger::decide
