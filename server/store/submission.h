// What is handed to the sequencer, and what it answers.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replay/log/merkle.h"
#include "replay/log/record.h"
#include "server/decide/decide.h"

namespace careledger::store {

using Deadline = std::chrono::steady_clock::time_point;

// Who asks, as authenticated, never as claimed; and how long they wait.
struct Caller {
  std::string actor;  // "careledger://council/role/id"
  std::string id;     // The person or system: two-person rules compare these.
  log::Role role = log::Role::kSystem;
  log::AuthClass auth = log::AuthClass::kSystem;
  model::ProviderId provider_id;        // Of a provider or feed: the only one it may see or write for.
  Deadline deadline = Deadline::max();  // What is still waiting then is neither decided nor computed.
  bool expired() const { return deadline < std::chrono::steady_clock::now(); }
};

struct Intent {
  std::string request_id;
  std::string digest;  // 32 bytes over the parsed command.
  std::optional<std::uint64_t> expected_revision;
  bool expect_none = false;
  std::string correlation_id;
};

// A row of a page: a command, a visit, or what intake found wrong with it.
struct Row {
  std::uint64_t number = 0;  // Line of the file, or place in the page.
  std::variant<decide::Command, model::VisitRecorded, decide::Rejection> content;
};

// Rows that are durable as one and answered one by one.
struct Page {
  std::vector<Row> rows;
  std::optional<model::ImportPageRecorded> file;  // Without counts; absent for rows that came in no file.
};

struct Receipt {
  std::string stream;
  std::string type;  // Of the last record, as all that follows.
  model::Revision revision{};
  model::Position position{};
  model::RecordTime time;
  log::Hash leaf{};
  bool already = false;
  std::uint32_t records = 0;
};

struct RowRefused {
  std::uint64_t number = 0;
  decide::Rejection rejection;
};

struct Result {
  std::optional<Receipt> receipt;  // Absent when a page recorded nothing.
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::vector<RowRefused> refused;
  std::optional<model::BulkTransferRecorded> transfer;
};

// A refusal by a rule carries its Rejection; any other failure only a status.
struct Refused {
  absl::Status status;
  std::optional<decide::Rejection> rejection;
};
using Answer = std::variant<Result, Refused>;

struct Submission {
  Caller caller;
  Intent intent;
  std::variant<decide::Command, Page> body;
  std::optional<model::Preview> preview;       // For ApproveChange, computed at preview->position.
  std::optional<model::Preview> preview_seen;  // The one the approver names.
  std::function<void(Answer)> done;            // Called once, from the sequencer's committing thread.
};

// The status a rejection is answered with.
absl::Status StatusOf(const decide::Rejection& rejection);

}  // namespace careledger::store
