#include "replay/auditor.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "proto/say/say.h"
#include "replay/answers/answers.h"
#include "replay/log/codec.h"
#include "replay/projections/fold.h"
#include "replay/source.h"

namespace careledger::replay {
namespace {

using model::Date;
using model::Position;
using model::RecordTime;

struct Options {
  std::string log;
  std::string known_at;
  std::string on;
  std::string output = "table";
  std::string provider_id, contract_id, commissioner_id, lot_id, from_date, to_date, weekday, kind, id, file,
      page_token, state, outcome;
  std::string person_id, package_id, client_group;
  std::uint32_t page_size = 0;
  std::uint64_t limit = ~std::uint64_t{0};  // Lines of an invoice.
  bool totals_only = false;
  bool by_client_group = false;
  bool force = false;
};

// How far to fold.
struct Limit {
  std::string text;  // As asked for.
  std::uint64_t position = ~std::uint64_t{0};
  std::optional<RecordTime> time;

  bool Holds(Position at, RecordTime recorded) const {
    return Number(at) <= position && (!time || recorded <= *time);
  }
};

absl::StatusOr<Limit> ReadLimit(const std::string& text) {
  Limit limit{.text = text, .position = ~std::uint64_t{0}, .time = {}};
  if (text.empty()) return limit;
  if (text[0] == '#') {
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data() + 1, end, limit.position).ptr == end && limit.position > 0) return limit;
  } else if (const auto date = Date::Parse(text)) {
    limit.time = model::EndOfDay(*date);
    return limit;
  } else if (const auto instant = model::ParseInstant(text)) {
    limit.time = RecordTime{instant->seconds * 1'000'000};
    return limit;
  }
  return absl::InvalidArgumentError(
      "--known-at: '" + text + "' is not a date (2016-11-30), an instant (2016-11-30T12:00Z) or #position");
}

// Whether the limit means something in a log that ends so, of which `known` records lie within it. The log
// alone cannot say what was recorded after its last record: a time after it is answered, and that is said.
absl::Status CheckLimit(const Limit& limit, std::uint64_t known, Position last, RecordTime last_time) {
  if (limit.position != ~std::uint64_t{0} && limit.position > Number(last)) {
    return absl::OutOfRangeError("--known-at: position " + std::to_string(limit.position) +
                                 " is beyond the head, " + std::to_string(Number(last)));
  }
  if (known == 0) {
    return absl::NotFoundError("--known-at: nothing was known to this system at " +
                               (limit.text.empty() ? "any time" : limit.text));
  }
  if (limit.time && last_time < *limit.time) {
    std::fprintf(stderr, "careledger-replay: the log ends at %s: what was recorded after that is not in it\n",
                 last_time.ToString().c_str());
  }
  return absl::OkStatus();
}

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

// A fold up to the point asked for, out of a log that has been checked to its end.
struct Replayed {
  std::unique_ptr<projections::FoldedView> view;
  answers::Mark mark;
  std::vector<std::string> trail;  // Records that name the subject asked for.
};

absl::StatusOr<Replayed> Replay(Source& source, const Options& options) {
  const auto limit = ReadLimit(options.known_at);
  if (!limit.ok()) return limit.status();
  Replayed replayed;
  // Overlaps reach across providers, so visits of all of them are kept.
  replayed.view = std::make_unique<projections::FoldedView>();
  replayed.mark.ledger_id = source.ledger_id();
  projections::Point point;
  absl::Status failure;
  bool beyond = false;
  Position last{};
  RecordTime last_time;
  const log::Report report = source.Scan([&](std::string_view bytes) {
    const auto record = log::View(bytes);  // The scan has checked that it decodes.
    last = record->position;
    last_time = record->record_time;
    beyond = beyond || !limit->Holds(last, last_time);
    if (beyond || !failure.ok()) return;
    auto recorded = log::ToRecorded(*record);
    if (!recorded.ok()) {
      failure = recorded.status();
      return;
    }
    point.known = record->position;
    point.known_at = record->record_time;
    if (!recorded->has_value()) return;
    if (!options.kind.empty()) {
      for (const projections::Subject& subject : projections::SubjectsOf((*recorded)->event)) {
        if (subject.kind == options.kind && subject.id == options.id) replayed.trail.emplace_back(bytes);
      }
    }
    replayed.view->Apply(**std::move(recorded));
  });
  if (!report.ok()) return report.error;
  if (!failure.ok()) return failure;
  if (const auto within = CheckLimit(*limit, Number(point.known), last, last_time); !within.ok())
    return within;
  if (limit->time) point.known_at = *limit->time;
  point.on = model::LondonDate(point.known_at.instant());
  if (!options.on.empty()) {
    const auto on = Date::Parse(options.on);
    if (!on) return absl::InvalidArgumentError("--on: '" + options.on + "' is not a date (2016-11-30)");
    point.on = *on;
  }
  replayed.mark.simulated_clock = replayed.view->base().ledger.simulated_clock;
  replayed.view->SetPoint(point);
  return replayed;
}

template <class Response>
int Print(const absl::Status& status, const Response& response, const Options& options) {
  if (!status.ok()) return Fail(status);
  say::Say(response, *say::ParseOutput(options.output), std::cout);
  return 0;
}

void TellMore(const std::string& token) {
  if (!token.empty()) {
    std::fprintf(stderr, "careledger-replay: there is more: --page-token '%s'\n", token.c_str());
  }
}

int Invoice(const Options& options, Source& source) {
  auto replayed = Replay(source, options);
  if (!replayed.ok()) return Fail(replayed.status());
  v1::GetInvoiceRequest request;
  request.set_provider_id(options.provider_id);
  request.set_from_date(options.from_date);
  request.set_to_date(options.to_date);
  request.set_page_size(options.page_size);
  request.set_page_token(options.page_token);
  request.set_totals_only(options.totals_only);
  v1::GetInvoiceResponse response;
  const std::size_t most = options.page_size == 0 ? options.limit : answers::kMostLines;
  const int code =
      Print(answers::Answer(*replayed->view, replayed->mark, request, &response, most), response, options);
  TellMore(response.next_page_token());
  return code;
}

// Fills what the request has a field for; a flag that its question does not take is empty. The text of a note
// is in no log: here all are sealed.
template <class Request, class Response>
int Ask(const Options& options, Source& source) {
  auto replayed = Replay(source, options);
  if (!replayed.ok()) return Fail(replayed.status());
  Request request;
  if constexpr (requires { request.contract_id(); }) request.set_contract_id(options.contract_id);
  if constexpr (requires { request.lot_id(); }) request.set_lot_id(options.lot_id);
  if constexpr (requires { request.provider_id(); }) request.set_provider_id(options.provider_id);
  if constexpr (requires { request.commissioner_id(); }) request.set_commissioner_id(options.commissioner_id);
  if constexpr (requires { request.person_id(); }) request.set_person_id(options.person_id);
  if constexpr (requires { request.package_id(); }) request.set_package_id(options.package_id);
  if constexpr (requires { request.client_group(); }) request.set_client_group(options.client_group);
  if constexpr (requires { request.by_client_group(); }) request.set_by_client_group(options.by_client_group);
  if constexpr (requires { request.from_date(); }) request.set_from_date(options.from_date);
  if constexpr (requires { request.to_date(); }) request.set_to_date(options.to_date);
  if constexpr (requires { request.weekday(); }) request.set_weekday(options.weekday);
  if constexpr (requires { request.state(); }) request.set_state(options.state);
  if constexpr (requires { request.outcome(); }) request.set_outcome(options.outcome);
  if constexpr (requires { request.mutable_page(); }) {
    request.mutable_page()->set_page_size(options.page_size);
    request.mutable_page()->set_page_token(options.page_token);
  }
  Response response;
  absl::Status answered;
  if constexpr (requires(const projections::CellSource& cells) {
                  answers::Answer(*replayed->view, cells, replayed->mark, request, &response);
                }) {
    const auto cells = projections::ComputedCells(*replayed->view);
    answered = answers::Answer(*replayed->view, cells, replayed->mark, request, &response);
  } else {
    answered = answers::Answer(*replayed->view, replayed->mark, request, &response);
  }
  const int code = Print(answered, response, options);
  if constexpr (requires { response.next_page_token(); }) TellMore(response.next_page_token());
  return code;
}

// A flag by its name in a request, without which a question has no answer or which narrows it.
struct TextFlag {
  std::string_view name;
  std::string Options::*value;
  const char* required;
  const char* optional;
};
constexpr TextFlag kTextFlags[] = {
    {"contract-id", &Options::contract_id, "Contract", "Only this contract"},
    {"lot-id", &Options::lot_id, "Lot", "Only this lot"},
    {"provider-id", &Options::provider_id, "Provider", "Only this provider"},
    {"commissioner-id", &Options::commissioner_id, "Commissioner", "Only what this body of the NHS pays"},
    {"person-id", &Options::person_id, "Person", "Whose notes"},
    {"package-id", &Options::package_id, "Package", "Only those about this package"},
    {"client-group", &Options::client_group, "Client group", "Only this client group"},
    {"state", &Options::state, "State", "Only these"},
    {"outcome", &Options::outcome, "Outcome", "Only these"},
    {"from-date", &Options::from_date, "First day of the period", "First day of the period"},
    {"to-date", &Options::to_date, "First day after the period", "First day after the period"},
    {"weekday", &Options::weekday, "Day of the week",
     "The day of each week that is looked at; absent: monday"},
};

// A flag of a question; "!" after its name: it must be given. "page" and "by-client-group" are no texts.
struct Question {
  const char* name;
  const char* help;
  int (*ask)(const Options&, Source&);
  std::vector<std::string_view> flags;
};
const std::vector<Question>& Questions() {
  static const std::vector<Question> questions = {
      {"contract",
       "Shows the policies of a contract in force.",
       Ask<v1::GetContractRequest, v1::GetContractResponse>,
       {"contract-id!"}},
      {"kpi",
       "Computes KPIs by contract, lot and provider.",
       Ask<v1::GetKpiRequest, v1::GetKpiResponse>,
       {"contract-id", "provider-id", "by-client-group", "client-group", "from-date!", "to-date!"}},
      {"recharge",
       "Computes what the council recharges the NHS.",
       Ask<v1::GetRechargeRequest, v1::GetRechargeResponse>,
       {"contract-id", "commissioner-id", "client-group", "from-date!", "to-date!"}},
      {"outcomes",
       "Computes what came of care: episodes of reablement and goals.",
       Ask<v1::GetOutcomesRequest, v1::GetOutcomesResponse>,
       {"contract-id", "provider-id", "client-group", "from-date!", "to-date!"}},
      {"deliverers",
       "Lists whom leads named to go under a contract, and who went.",
       Ask<v1::ListDeliverersRequest, v1::ListDeliverersResponse>,
       {"contract-id!", "provider-id", "client-group", "from-date!", "to-date!"}},
      {"waiting",
       "Shows who waits for care.",
       Ask<v1::GetWaitingRequest, v1::GetWaitingResponse>,
       {"contract-id", "lot-id", "client-group", "page"}},
      {"waiting-average",
       "Shows the waiting list of a period, averaged.",
       Ask<v1::GetWaitingAverageRequest, v1::GetWaitingAverageResponse>,
       {"contract-id", "lot-id", "client-group", "from-date!", "to-date!", "weekday"}},
      {"candidates",
       "Says who may be offered a package, in order, and why each other may not.",
       Ask<v1::GetCandidatesRequest, v1::GetCandidatesResponse>,
       {"package-id!", "contract-id", "lot-id"}},
      {"what-if-fails",
       "Says which packages must move if a provider fails, and who may take them.",
       Ask<v1::GetFailurePlanRequest, v1::GetFailurePlanResponse>,
       {"provider-id!", "page"}},
      {"monitoring",
       "Computes each provider's monitoring under a contract.",
       Ask<v1::GetMonitoringRequest, v1::GetMonitoringResponse>,
       {"contract-id!", "provider-id", "from-date!", "to-date!"}},
      {"mobilisation",
       "Shows each lot of a mobilisation.",
       Ask<v1::GetMobilisationRequest, v1::GetMobilisationResponse>,
       {"contract-id!"}},
      {"mobilisation-account",
       "Accounts for everyone whose packages are to move.",
       Ask<v1::GetMobilisationAccountRequest, v1::GetMobilisationAccountResponse>,
       {"contract-id!", "page", "client-group", "outcome"}},
      {"mobilisation-progress",
       "Shows a mobilisation week by week.",
       Ask<v1::GetMobilisationProgressRequest, v1::GetMobilisationProgressResponse>,
       {"contract-id!"}},
      {"mobilisation-reviews",
       "Lists people whose review is owed.",
       Ask<v1::ListMobilisationReviewsRequest, v1::ListMobilisationReviewsResponse>,
       {"contract-id!", "page", "state"}},
      {"mobilisation-readiness",
       "Lists the packages that are to move.",
       Ask<v1::ListReadinessRequest, v1::ListReadinessResponse>,
       {"contract-id!", "page", "client-group", "state"}},
      {"plausibility",
       "Lists people whose hours lie outside what is plausible.",
       Ask<v1::ListImplausibleRequest, v1::ListImplausibleResponse>,
       {"contract-id!", "page", "client-group"}},
      {"notes",
       "Lists the notes about a person or package; their text stays sealed.",
       Ask<v1::ListNotesRequest, v1::ListNotesResponse>,
       {"person-id", "package-id", "page"}},
  };
  return questions;
}

int Trail(const Options& options, Source& source) {
  auto replayed = Replay(source, options);
  if (!replayed.ok()) return Fail(replayed.status());
  v1::GetTrailRequest request;
  request.set_kind(options.kind);
  request.set_id(options.id);
  request.set_from_date(options.from_date);
  request.set_to_date(options.to_date);
  request.mutable_page()->set_page_size(options.page_size);
  request.mutable_page()->set_page_token(options.page_token);
  const answers::TrailSource trail = [&](const std::string&, const std::string&,
                                         const auto& visitor) -> absl::Status {
    for (const std::string& bytes : replayed->trail) {
      const auto record = log::View(bytes);
      if (!record.ok()) return record.status();
      if (!visitor(*record)) break;
    }
    return absl::OkStatus();
  };
  v1::GetTrailResponse response;
  const int code =
      Print(answers::Answer(*replayed->view, trail, replayed->mark, request, &response), response, options);
  TellMore(response.next_page_token());
  return code;
}

// Always of the whole log; with --known-at also says what its tree was then.
int Verify(const Options& options, Source& source) {
  const auto limit = ReadLimit(options.known_at);
  if (!limit.ok()) return Fail(limit.status());
  log::CompactTree then;
  const log::Report report = source.Scan([&](std::string_view bytes) {
    if (options.known_at.empty()) return;
    const auto place = log::PeekPlace(bytes);
    if (place && limit->Holds(place->position, place->record_time)) then.Append(log::LeafHash(bytes));
  });
  if (!report.ok()) {
    std::fprintf(stderr, "careledger-replay: %llu records passed, then: %s\n",
                 static_cast<unsigned long long>(report.records),
                 std::string(report.error.message()).c_str());
    return 7;
  }
  if (!options.known_at.empty()) {
    const auto within = CheckLimit(*limit, then.size(), report.head.position, report.head.record_time);
    if (!within.ok()) return Fail(within);
  }
  std::printf("verified   %llu records in %llu streams\nledger     %s\nlast       %s\ntree head  %s\n",
              static_cast<unsigned long long>(report.records),
              static_cast<unsigned long long>(report.streams), log::Hex(source.ledger_id()).c_str(),
              report.head.record_time.ToString().c_str(), log::Hex(report.head.root).c_str());
  if (!options.known_at.empty()) {
    std::printf("known at   %s: %llu records, tree head %s\n", options.known_at.c_str(),
                static_cast<unsigned long long>(then.size()), log::Hex(then.Root()).c_str());
  }
  return 0;
}

// Writes the log again as an export, up to --known-at.
int Export(const Options& options, Source& source) {
  const auto limit = ReadLimit(options.known_at);
  if (!limit.ok()) return Fail(limit.status());
  std::error_code ignored;
  if (!options.force && std::filesystem::is_regular_file(options.file, ignored)) {
    std::fprintf(stderr,
                 "careledger-replay: %s exists already: give another name, or --force to replace it\n",
                 options.file.c_str());
    return 2;
  }
  std::ofstream file(options.file, std::ios::binary);
  log::ExportWriter writer(source.ledger_id(), [&](std::string_view bytes) -> absl::Status {
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file ? absl::OkStatus() : absl::InternalError("cannot write " + options.file);
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
  if (!file) return Fail(absl::InternalError("cannot write " + options.file));
  std::printf("exported   %llu records\ntree head  %s\n",
              static_cast<unsigned long long>(Number(head->position)), log::Hex(head->root).c_str());
  return 0;
}

}  // namespace

int RunAuditor(const std::vector<std::string>& arguments) {
  Options options;
  CLI::App app("Replays a ledger from its log alone: an export file, or a stopped server's data.",
               "careledger-replay");
  app.set_version_flag("--version", "careledger-replay 0.1");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done; 1 failed otherwise; 2 the command was written wrongly; 3 not found; 6 refused by "
      "a rule, or a "
      "field is invalid; 7 the log did not hold. As those of careledger: client/README.md.");
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("log", options.log, "Export file or data directory")->required();
    command->add_option("--known-at", options.known_at,
                        "Use only what was recorded by then: a date, an instant, #position");
    return command;
  };
  const auto question = [&](const char* name, const char* help) {
    CLI::App* command = add(name, help);
    command->add_option("--on", options.on, "The state effective on this date");
    command->add_option("--output", options.output, "table, json or csv")
        ->check(CLI::IsMember({"table", "json", "csv"}))
        ->capture_default_str();
    return command;
  };
  const auto period = [&](CLI::App* command) {
    command->add_option("--from-date", options.from_date, "First day of the period")->required();
    command->add_option("--to-date", options.to_date, "First day after the period")->required();
  };
  const auto paged = [&](CLI::App* command) {
    command->add_option("--page-size", options.page_size, "Rows of a page");
    command->add_option("--page-token", options.page_token, "Of the page before");
  };
  CLI::App* verify = add("verify", "Checks the tree, positions, times and revisions of the whole log.");
  CLI::App* invoice = question("invoice", "Computes a provider's invoice.");
  invoice->add_option("--provider-id", options.provider_id, "Provider")->required();
  period(invoice);
  paged(invoice);
  invoice->add_option("--limit", options.limit, "At most so many lines; absent, without --page-size: all");
  invoice->add_flag("--totals-only", options.totals_only, "Leave the lines out");
  std::vector<std::pair<CLI::App*, const Question*>> asked;
  for (const Question& each : Questions()) {
    CLI::App* command = question(each.name, each.help);
    for (std::string_view flag : each.flags) {
      const bool required = flag.ends_with('!');
      if (required) flag.remove_suffix(1);
      if (flag == "page") {
        paged(command);
      } else if (flag == "by-client-group") {
        command->add_flag("--by-client-group", options.by_client_group, "A row for each client group");
      } else {
        const auto text = std::ranges::find(kTextFlags, flag, &TextFlag::name);
        if (text == std::end(kTextFlags)) std::abort();  // A row above names no flag.
        command
            ->add_option("--" + std::string(flag), options.*text->value,
                         required ? text->required : text->optional)
            ->required(required);
      }
    }
    asked.emplace_back(command, &each);
  }
  CLI::App* trail = question("trail", "Shows every record that names a subject.");
  trail
      ->add_option("--kind", options.kind,
                   "package, person, provider, contract, lot, change, transfer, import, commissioner, ledger")
      ->required();
  trail->add_option("--id", options.id, "Its id; a lot is contract/lot")->required();
  trail->add_option("--from-date", options.from_date,
                    "With --to-date: the visits of the person or package too, from this day");
  trail->add_option("--to-date", options.to_date, "First day after the period");
  paged(trail);
  CLI::App* exported = add("export", "Writes the log as an export file.");
  exported->add_option("file", options.file, "File to write")->required();
  exported->add_flag("--force", options.force, "Replace a file of that name");

  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  auto source = Source::Open(options.log);
  if (!source.ok()) return Fail(source.status());
  if (verify->parsed()) return Verify(options, *source);
  if (invoice->parsed()) return Invoice(options, *source);
  for (const auto& [command, each] : asked) {
    if (command->parsed()) return each->ask(options, *source);
  }
  if (trail->parsed()) return Trail(options, *source);
  return Export(options, *source);
}

}  // namespace careledger::replay
