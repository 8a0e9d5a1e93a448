// What comes of a command: exit codes, errors in words, lists page by page, receipts, streams.
#include <set>

#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/errors.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "client/cli/command.h"
#include "tests/client/commands.h"

namespace careledger::cli {
namespace {

TEST(Errors, TellTheFieldOnce) {
  const auto line = [](const std::string& message) {
    absl::Status status = absl::PermissionDeniedError(message);
    v1::ErrorDetail detail;
    detail.set_reason(v1::REJECTION_REASON_NOT_YOURS);
    detail.set_field("provider_id");
    client::AttachDetail(status, detail);
    return ErrorLine(status);
  };
  EXPECT_EQ(line("is not R1"), "careledger: provider_id: is not R1 (NOT_YOURS)");
  EXPECT_EQ(line("provider_id: is not R1"), "careledger: provider_id: is not R1 (NOT_YOURS)");
  EXPECT_EQ(line("week.csv from line 2: provider_id: is not R1"),
            "careledger: week.csv from line 2: provider_id: is not R1 (NOT_YOURS)");
}

TEST(RequestIds, AreFreshUuidsUnlessGiven) {
  Terminal terminal;
  terminal.Run(With("package start", {}));
  terminal.Run(With("package start", {}));
  const auto requests = terminal.server.Requests<v1::StartPackageRequest>();
  const std::string id = requests.at(0).intent().request_id();
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '7');
  EXPECT_NE(id, requests.at(1).intent().request_id());
}

TEST(ExitCodes, SayWhyACommandFailed) {
  const std::pair<absl::StatusCode, int> codes[] = {
      {absl::StatusCode::kNotFound, 3},         {absl::StatusCode::kPermissionDenied, 4},
      {absl::StatusCode::kUnauthenticated, 4},  {absl::StatusCode::kAborted, 5},
      {absl::StatusCode::kAlreadyExists, 5},    {absl::StatusCode::kFailedPrecondition, 6},
      {absl::StatusCode::kInvalidArgument, 6},  {absl::StatusCode::kOutOfRange, 6},
      {absl::StatusCode::kDataLoss, 7},         {absl::StatusCode::kUnavailable, 8},
      {absl::StatusCode::kDeadlineExceeded, 8}, {absl::StatusCode::kResourceExhausted, 8},
      {absl::StatusCode::kInternal, 1},         {absl::StatusCode::kUnknown, 1},
      {absl::StatusCode::kUnimplemented, 1},    {absl::StatusCode::kCancelled, 1},
  };
  for (const auto& [code, exit] : codes) {
    Terminal terminal;
    terminal.server.answer = [code = code](const auto&, const auto&, auto&) {
      return absl::Status(code, "no");
    };
    EXPECT_EQ(terminal.Run(With("package award", {})), exit) << absl::StatusCodeToString(code);
    EXPECT_EQ(terminal.out, "");
    EXPECT_TRUE(terminal.err.starts_with("careledger: no (" + absl::StatusCodeToString(code) + ")\n"))
        << terminal.err;
    EXPECT_EQ(exit == 8, terminal.err.find("--request-id") != std::string::npos) << terminal.err;
  }
}

// Said in one place, repeated by the help and by client/README.md. That each comes about is tested where it
// does: 2 with the flags, 7 with stories and exports, 9 with imports, 130 with the real program.
TEST(ExitCodes, AreThoseOfTheReadme) {
  std::ifstream file(CARELEDGER_SOURCE_DIR "/client/README.md");
  const std::string readme(std::istreambuf_iterator<char>(file), {});
  Terminal terminal;
  terminal.Run({"--help"});
  const std::string help = terminal.out.substr(terminal.out.find("Exit codes\n"));
  std::string table;
  for (const auto& [code, meaning] : ExitCodes()) {
    table += "| " + std::to_string(code) + " | " + std::string(meaning) + " |\n";
    EXPECT_NE(help.find(std::to_string(code) + "  "), std::string::npos) << help;
    EXPECT_NE(help.find("  " + std::string(meaning) + "\n"), std::string::npos) << help;
  }
  EXPECT_NE(readme.find("| exit | |\n| --- | --- |\n" + table + "\n"), std::string::npos)
      << "client/README.md should have:\n"
      << table;
}

TEST(Errors, NameTheFieldAndTheRule) {
  Terminal terminal;
  terminal.server.answer = [](const auto&, const auto&, auto&) {
    return Refusal(absl::StatusCode::kFailedPrecondition, v1::REJECTION_REASON_LOT_CAP_REACHED, "provider_id",
                   "beech would hold 4 lots\x1b[2J; the cap is 3");
  };
  EXPECT_EQ(terminal.Run(With("lot award", {})), kRefused);
  EXPECT_EQ(terminal.err,
            "careledger: provider_id: beech would hold 4 lots [2J; the cap is 3 (LOT_CAP_REACHED)\n");
}

TEST(Lists, AreFetchedPageByPage) {
  for (const std::string output : {"table", "csv", "json"}) {
    Terminal terminal;
    terminal.server.answer = [](const auto&, const Message& request, Message& answer) {
      const auto& asked = *google::protobuf::DynamicCastToGenerated<v1::ListPackagesRequest>(&request);
      auto& list = *google::protobuf::DynamicCastToGenerated<v1::ListPackagesResponse>(&answer);
      list.Clear();
      list.mutable_as_of()->set_statement("position on");
      list.set_packages(2);
      const bool second = asked.page().page_token() == "t2";
      list.add_entries()->set_package_id(second ? "K2" : "K1");
      if (!second) list.set_next_page_token("t2");
      return absl::OkStatus();
    };
    EXPECT_EQ(terminal.Run({"package", "list", "--all", "--output", output}), kOk);
    EXPECT_EQ(terminal.server.asked.size(), 2U);
    EXPECT_NE(terminal.out.find("K1"), std::string::npos) << terminal.out;
    EXPECT_NE(terminal.out.find("K2"), std::string::npos) << terminal.out;
    EXPECT_EQ(terminal.err, "");
    if (output == "csv") {
      EXPECT_EQ(std::count(terminal.out.begin(), terminal.out.end(), '\n'), 3) << terminal.out;
    }
    if (output == "table") {
      EXPECT_NE(terminal.out.find("entries (2)"), std::string::npos) << terminal.out;
    }

    EXPECT_EQ(terminal.Run({"package", "list", "--output", output}), kOk);
    EXPECT_NE(terminal.err.find("--page-token t2"), std::string::npos) << terminal.err;
  }
}

TEST(Lists, RepeatNothingButTheRowsOfTheirPages) {
  Terminal terminal;
  terminal.server.answer = [](const auto&, const Message& request, Message& answer) {
    const auto& asked = *google::protobuf::DynamicCastToGenerated<v1::GetInvoiceRequest>(&request);
    auto& invoice = *google::protobuf::DynamicCastToGenerated<v1::GetInvoiceResponse>(&answer);
    invoice.Clear();
    invoice.add_lots()->set_lot_id("lot-1");
    invoice.add_invoice_lines()->set_external_id(asked.page_token().empty() ? "v1" : "v2");
    if (asked.page_token().empty()) invoice.set_next_page_token("t2");
    return absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run(With("invoice show", {"--all"})), kOk) << terminal.err;
  EXPECT_NE(terminal.out.find("lots (1)\n"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("invoice lines (2)\n"), std::string::npos) << terminal.out;
}

TEST(Lists, HaveTheColumnsAskedFor) {
  Terminal terminal;
  terminal.server.answer = [](const auto&, const auto&, Message& answer) {
    auto& list = *google::protobuf::DynamicCastToGenerated<v1::ListVisitsResponse>(&answer);
    auto& visit = *list.add_visits();
    visit.set_source("ecm-beech");
    visit.set_external_id("v1");
    visit.set_position(7);
    return absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run(With("visit list", {"--columns", "position,external-id,reason"})), kOk)
      << terminal.err;
  EXPECT_EQ(terminal.out,
            "visits (1)\nposition  external id  reason\n--------  -----------  ------\n       7  v1\n");
  EXPECT_EQ(terminal.Run(With("visit list", {"--columns", "source,external_id", "--output", "csv"})), kOk);
  EXPECT_TRUE(terminal.out.starts_with("source,external_id,as_of.statement,")) << terminal.out;
  EXPECT_NE(terminal.out.find("\necm-beech,v1,"), std::string::npos) << terminal.out;
  EXPECT_EQ(terminal.Run(With("visit list", {})), kOk);
  EXPECT_NE(terminal.out.find("source     external id  position\n"), std::string::npos)
      << "what void and adjust ask for: " << terminal.out;
}

TEST(Receipts, SayWhatWasRecorded) {
  for (const std::string output : {"table", "csv", "json"}) {
    Terminal terminal;
    terminal.server.answer = [](const auto&, const auto&, Message& answer) {
      auto& awarded = *google::protobuf::DynamicCastToGenerated<v1::AwardPackageResponse>(&answer);
      awarded.mutable_receipt()->set_position(123);
      awarded.mutable_receipt()->set_statement("recorded PackageAwarded at position 123");
      return absl::OkStatus();
    };
    EXPECT_EQ(terminal.Run(With("package award", {"--output", output})), kOk) << terminal.err;
    EXPECT_NE(terminal.out.find("recorded PackageAwarded at position 123"), std::string::npos)
        << terminal.out;
    if (output == "table") {
      EXPECT_TRUE(terminal.out.starts_with("recorded PackageAwarded at position 123\n\n")) << terminal.out;
    }
  }
}

TEST(Streams, ArePrintedAsTheyCome) {
  Terminal terminal;
  terminal.server.answer = [n = 0](const auto&, const auto&, Message& answer) mutable {
    if (n == 3) return absl::OutOfRangeError("end");
    auto& events = *google::protobuf::DynamicCastToGenerated<v1::ReadEventsResponse>(&answer);
    events.Clear();
    events.add_events()->set_position(static_cast<std::uint64_t>(++n));
    return absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run({"--output", "csv", "event", "list", "--follow"}), kOk);
  EXPECT_EQ(std::count(terminal.out.begin(), terminal.out.end(), '\n'), 4) << terminal.out;
  EXPECT_TRUE(terminal.server.Requests<v1::ReadEventsRequest>().at(0).follow());
}

TEST(Streams, OfProgressPrintTheirLastMessage) {
  Terminal terminal;
  terminal.server.answer = [n = 0](const auto&, const auto&, Message& answer) mutable {
    if (n == 2) return absl::OutOfRangeError("end");
    auto& progress = *google::protobuf::DynamicCastToGenerated<v1::RebuildReadModelsResponse>(&answer);
    progress.set_done(static_cast<std::uint64_t>(++n) * 50);
    progress.set_total(100);
    return absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run({"ledger", "rebuild"}), kOk);
  EXPECT_EQ(terminal.out, "done   100\ntotal  100\n");
}

TEST(Identity, IsTakenFromFlagsBeforeTheEnvironment) {
  Terminal terminal;
  terminal.Run({"ledger", "head"});
  terminal.Run({"ledger", "head", "--as", "auditor-1"});
  terminal.Run({"--certs", "/etc/c", "ledger", "head"});
  terminal.Run({"ledger", "head", "--identity", "/x/broker-1"});
  terminal.Run({"ledger", "head", "--cert", "a.pem", "--key", "b.pem", "--ca", "c.pem"});
  terminal.environment["CARELEDGER_CERT"] = "env.pem";
  terminal.Run({"ledger", "head", "--as", "auditor-1"});
  std::vector<std::string> as;
  for (const auto& asked : terminal.server.asked) as.push_back(asked.as);
  EXPECT_EQ(as,
            (std::vector<std::string>{"certs/manager-1.crt", "certs/auditor-1.crt", "/etc/c/manager-1.crt",
                                      "/x/broker-1.crt", "a.pem", "certs/auditor-1.crt"}));
  terminal.environment.clear();
  EXPECT_EQ(terminal.Run({"ledger", "head"}), kDenied);
  EXPECT_NE(terminal.err.find("no identity"), std::string::npos);
}

TEST(Program, HelpsAndCompletes) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run({}), kOk);
  EXPECT_NE(terminal.out.find("Usage: careledger NOUN VERB"), std::string::npos);
  EXPECT_EQ(terminal.Run({"--help"}), kOk);
  EXPECT_EQ(terminal.Run({"help", "package"}), kOk);
  EXPECT_NE(terminal.out.find("careledger package award"), std::string::npos);
  EXPECT_EQ(terminal.Run({"help", "import"}), kOk);
  EXPECT_NE(terminal.out.find("careledger import list"), std::string::npos);
  EXPECT_EQ(terminal.Run({"help", "nothing"}), kMisused);
  EXPECT_EQ(terminal.Run({"--version"}), kOk);
  EXPECT_TRUE(terminal.out.starts_with("careledger "));
  EXPECT_EQ(terminal.Run({"completion", "bash"}), kOk);
  EXPECT_NE(terminal.out.find("--package-id"), std::string::npos);
}

}  // namespace
}  // namespace careledger::cli
