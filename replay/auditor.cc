#include "replay/auditor.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "replay/log/export.h"
#include "replay/log/merkle.h"
#include "replay/questions.h"
#include "replay/replayed.h"
#include "replay/source.h"

namespace careledger::replay {
namespace {

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "careledger-replay: %s\n", std::string(status.message()).c_str());
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return 3;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 6;
    case absl::StatusCode::kDataLoss:
      return 7;
    default:
      return 1;
  }
}

// Always of the whole log; with --known-at also says what its tree was then.
int Verify(const std::string& known_at, Source& source) {
  const auto limit = ReadLimit(known_at);
  if (!limit.ok()) return Fail(limit.status());
  log::CompactTree then;
  const log::Report report = source.Scan([&](std::string_view bytes) {
    if (known_at.empty()) return;
    const auto place = log::PeekPlace(bytes);
    if (place && limit->Holds(place->position, place->record_time)) then.Append(log::LeafHash(bytes));
  });
  if (!report.ok()) {
    std::fprintf(stderr, "careledger-replay: %llu records passed, then: %s\n",
                 static_cast<unsigned long long>(report.records),
                 std::string(report.error.message()).c_str());
    return 7;
  }
  if (!known_at.empty()) {
    const auto within = CheckLimit(*limit, then.size(), report.head.position, report.head.record_time);
    if (!within.ok()) return Fail(within);
  }
  std::printf("verified   %llu records in %llu streams\nledger     %s\nlast       %s\ntree head  %s\n",
              static_cast<unsigned long long>(report.records),
              static_cast<unsigned long long>(report.streams), log::Hex(source.ledger_id()).c_str(),
              report.head.record_time.ToString().c_str(), log::Hex(report.head.root).c_str());
  if (!known_at.empty()) {
    std::printf("known at   %s: %llu records, tree head %s\n", known_at.c_str(),
                static_cast<unsigned long long>(then.size()), log::Hex(then.Root()).c_str());
  }
  return 0;
}

// Writes the log again as an export, up to --known-at.
int Export(const std::string& known_at, const std::string& name, bool force, Source& source) {
  const auto limit = ReadLimit(known_at);
  if (!limit.ok()) return Fail(limit.status());
  std::error_code ignored;
  if (!force && std::filesystem::is_regular_file(name, ignored)) {
    std::fprintf(stderr,
                 "careledger-replay: %s exists already: give another name, or --force to replace it\n",
                 name.c_str());
    return 2;
  }
  std::ofstream file(name, std::ios::binary);
  log::ExportWriter writer(source.ledger_id(), [&](std::string_view bytes) -> absl::Status {
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file ? absl::OkStatus() : absl::InternalError("cannot write " + name);
  });
  absl::Status failure;
  std::uint64_t known = 0;
  const log::Report report = source.Scan([&](std::string_view bytes) {
    const auto place = log::PeekPlace(bytes);
    if (!limit->Holds(place->position, place->record_time)) return;
    ++known;
    if (failure.ok()) failure = writer.Add(bytes);
  });
  if (!report.ok()) return Fail(report.error);
  if (failure.ok()) failure = CheckLimit(*limit, known, report.head.position, report.head.record_time);
  // Without its trailer what has been written is no export.
  if (!failure.ok()) return Fail(failure);
  const auto head = writer.Finish();
  if (!head.ok()) return Fail(head.status());
  file.close();
  if (!file) return Fail(absl::InternalError("cannot write " + name));
  std::printf("exported   %llu records\ntree head  %s\n",
              static_cast<unsigned long long>(Number(head->position)), log::Hex(head->root).c_str());
  return 0;
}

}  // namespace

int RunAuditor(const std::vector<std::string>& arguments) {
  std::string log, file;
  bool force = false;
  Manner manner;
  CLI::App app("Replays a ledger from its log alone: an export file, or a stopped server's data.",
               "careledger-replay");
  app.set_version_flag("--version", "careledger-replay 0.1");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done; 1 failed otherwise; 2 the command was written wrongly; 3 not found; 6 a field is "
      "invalid; 7 the log did not hold. As those of careledger: client/README.md.");
  const auto add = [&](const std::string& name, const std::string& help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("log", log, "Export file or data directory")->required();
    command->add_option("--known-at", manner.known_at,
                        "Use only what was recorded by then: a date, an instant, #position");
    return command;
  };
  CLI::App* verify = add("verify", "Checks the tree, positions, times and revisions of the whole log.");
  struct Asked {
    CLI::App* command;
    std::unique_ptr<google::protobuf::Message> request;
    const Question* question;
  };
  std::vector<Asked> all;
  for (const Question& question : Questions()) {
    CLI::App* command = add(question.name, question.help);
    command->add_option("--on", manner.on, "The state effective on this date");
    command->add_option("--output", manner.output, "table, json or csv")
        ->check(CLI::IsMember({"table", "json", "csv"}))
        ->capture_default_str();
    all.push_back({command, std::unique_ptr<google::protobuf::Message>(question.request->New()), &question});
    AddFlags(*command, *all.back().request);
  }
  CLI::App* invoice = app.get_subcommand("invoice");
  invoice->add_option("--limit", manner.limit, "At most so many lines; absent, without --page-size: all");
  invoice->get_option("--page-size")->description("Lines a page: 1 to 500; absent: as --limit says");
  CLI::App* exported = add("export", "Writes the log as an export file.");
  exported->add_option("file", file, "File to write")->required();
  exported->add_flag("--force", force, "Replace a file of that name");

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  auto source = Source::Open(log);
  if (!source.ok()) return Fail(source.status());
  if (verify->parsed()) return Verify(manner.known_at, *source);
  for (const auto& [command, request, question] : all) {
    if (!command->parsed()) continue;
    const absl::Status asked = question->ask(*request, manner, *source);
    return asked.ok() ? 0 : Fail(asked);
  }
  return Export(manner.known_at, file, force, *source);
}

}  // namespace careledger::replay
