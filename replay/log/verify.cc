#include "replay/log/verify.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace careledger::log {
namespace {

constexpr std::uint64_t kProgressEvery = 65'536;

void Tell(const Progress& progress, const Report& report) {
  if (progress && report.records % kProgressEvery == 0) progress(report.records);
}

absl::Status CheckStoredNode(const Log& log, const StoredNode& node) {
  absl::StatusOr<std::vector<Hash>> stored = log.StoredNodes(node.level, node.index, 1);
  if (!stored.ok()) return stored.status();
  if (stored->front() == node.hash) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the stored tree node of level ", node.level, ", index ",
                                          node.index, " is not the root of its records"));
}

}  // namespace

Verifier::Verifier(const LedgerId& ledger, NodeCheck check_node)
    : ledger_(ledger), check_node_(std::move(check_node)) {}

bool Verifier::Add(std::string_view record_bytes) {
  if (!report_.ok()) return false;
  absl::Status status = Check(record_bytes);
  if (!status.ok()) {
    report_.error =
        absl::Status(status.code(), absl::StrCat("position ", tree_.size() + 1, ": ", status.message()));
    report_.error_position = Position{tree_.size() + 1};
    return false;
  }
  std::vector<StoredNode> completed;
  tree_.Append(LeafHash(record_bytes), &completed);
  ++report_.records;
  report_.bytes += record_bytes.size();
  for (const StoredNode& node : completed) {
    if (check_node_ && status.ok()) status = check_node_(node);
  }
  if (!status.ok()) {
    report_.error = status;
    report_.error_position = Position{tree_.size()};
  }
  return report_.ok();
}

absl::Status Verifier::Check(std::string_view record_bytes) {
  absl::StatusOr<RecordView> record = View(record_bytes);
  if (!record.ok()) return record.status();
  if (record->ledger_id != ledger_) return absl::DataLossError("the record is of another ledger");
  if (Number(record->position) != tree_.size() + 1) {
    return absl::DataLossError(absl::StrCat("the record says position ", Number(record->position)));
  }
  if (tree_.size() != 0 && record->record_time < report_.head.record_time) {
    return absl::DataLossError("the record time is before that of the record before it");
  }
  const auto stream = next_revision_.find(record->stream);
  const std::uint64_t next = stream == next_revision_.end() ? 0 : stream->second;
  if (Number(record->revision) != next) {
    return absl::DataLossError(absl::StrCat("stream ", std::string(record->stream), " has revision ",
                                            Number(record->revision), " where ", next, " should be"));
  }
  if (stream == next_revision_.end()) {
    next_revision_.emplace(record->stream, 1);
  } else {
    ++stream->second;
  }
  report_.head.record_time = record->record_time;
  return absl::OkStatus();
}

Report Verifier::Summary() const {
  Report report = report_;
  report.streams = next_revision_.size();
  report.head.position = Position{tree_.size()};
  report.head.root = tree_.Root();
  return report;
}

Report Verifier::Fail(const absl::Status& error) {
  if (report_.ok()) {
    report_.error = error;
    report_.error_position = Position{tree_.size() + 1};
  }
  return Summary();
}

Report Verifier::Finish(const Head& head) {
  Report report = Summary();
  if (!report.ok()) return report;
  if (head.position != report.head.position) {
    report.error = absl::DataLossError(absl::StrCat("the head is at position ", Number(head.position),
                                                    ", but there are ", report.records, " records"));
  } else if (head.root != report.head.root) {
    report.error = absl::DataLossError(
        absl::StrCat("the head names root ", Hex(head.root), ", the records have ", Hex(report.head.root)));
  } else if (head.record_time != report.head.record_time) {
    report.error = absl::DataLossError("the head names another time than the last record");
  }
  return report;
}

Report Verify(const Log& log, const Progress& progress) {
  const Head head = log.head();
  Verifier verifier(log.ledger_id(), [&log](const StoredNode& node) { return CheckStoredNode(log, node); });
  absl::Status status = log.Read(Position{1}, Number(head.position), [&](std::string_view bytes) {
    const bool going = verifier.Add(bytes);
    Tell(progress, verifier.report());
    return going;
  });
  return status.ok() ? verifier.Finish(head) : verifier.Fail(status);
}

Report Verify(ExportReader& reader, const Progress& progress) {
  Verifier verifier(reader.ledger_id());
  absl::Status status = reader.ReadAll([&](std::string_view bytes) {
    const bool going = verifier.Add(bytes);
    Tell(progress, verifier.report());
    return going;
  });
  if (!status.ok()) return verifier.Fail(status);
  return verifier.Finish(
      reader.head().value_or(Head{}));  // Empty only when a record was refused: then it is not read.
}

}  // namespace careledger::log
