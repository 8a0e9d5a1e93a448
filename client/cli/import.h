// Files of rows, sent page by page; a page that was sent before is answered as it was then, so that an import
// that was broken off is finished by running it again.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "careledger/v1/visit_service.pb.h"
#include "client/cli/command.h"
#include "client/cli/progress.h"

namespace careledger::cli {

struct ImportJob {
  std::string kind;  // providers, lots, awards, admissions, rates, packages, package-events, people, orders,
                     // stays, visits
  std::string path;
  std::string file_reference;
  std::string contract_id;
  std::string provider_id;
  std::string source;
  client::Caller* caller = nullptr;

  // Set by Import: the answers to its pages, summed; where its first record stands, 0 when there is none; and
  // whether a page failed as a whole.
  v1::ImportRowsResponse report;
  std::uint64_t first_position = 0;
  bool failed = false;
};

// Sends every page of every job, at most `in_flight` at a time; of one at a time, in order. Stops at the
// first page that fails as a whole: what was recorded before stays recorded.
absl::Status Import(std::vector<ImportJob>& jobs, int in_flight, Progress& progress);

// "2016-11-07.beech" of "weeks/2016-11-07.beech.csv": what a file is called when nobody says otherwise.
std::string ReferenceFor(const std::string& path);

// How many pages of such a kind may be under way at once: visits stand by themselves, the other rows rest on
// one another.
int InFlightFor(const std::string& kind, const Arguments& arguments);

// Names a page of a file with these contents, for ever.
std::string PageRequestId(const std::string& file_reference, const std::string& digest, std::uint64_t page);

// Adds the answer to a page: the receipt is that of the last record, its statement is left to StateReport.
void AddReport(const v1::ImportRowsResponse& page, v1::ImportRowsResponse& sum);

// Says in the receipt what became of the file, "already imported at position 69: nothing new".
void StateReport(ImportJob& job);

// The flags without which rows of this kind belong to nobody: "contract-id"; empty when there are none.
std::vector<std::string> NeededFor(const std::string& kind);

absl::StatusOr<std::string> ReadWhole(const std::string& path);

Command ImportCommand();

}  // namespace careledger::cli
