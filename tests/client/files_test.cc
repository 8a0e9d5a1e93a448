// Files of rows on their way to the server: cut into pages, sent, summed, loaded in order, exported.
#include <gtest/gtest.h>

#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "client/cli/import.h"
#include "client/cli/load.h"
#include "client/cli/pages.h"
#include "client/identifiers.h"
#include "tests/client/fakes.h"

namespace careledger::cli {
namespace {

TEST(Pages, HoldWholeRowsUpToTheLimits) {
  const std::string text = "a,b\n1,2\n3,4\n5,6\n7,8\n9,0\n";
  const CutFile file = Cut(text, {.rows = 2});
  EXPECT_EQ(file.header, "a,b");
  EXPECT_EQ(file.rows, 5U);
  ASSERT_EQ(file.pages.size(), 3U);
  EXPECT_EQ(file.pages[0].text, "1,2\n3,4\n");
  EXPECT_EQ(file.pages[0].first_row, 2U);
  EXPECT_EQ(file.pages[1].number, 1U);
  EXPECT_EQ(file.pages[1].first_row, 4U);
  EXPECT_EQ(file.pages[2].text, "9,0\n");
  EXPECT_EQ(file.pages[2].rows, 1U);

  const CutFile by_bytes = Cut(text, {.rows = 100, .bytes = 9});
  ASSERT_EQ(by_bytes.pages.size(), 3U);
  EXPECT_EQ(by_bytes.pages[0].text, "1,2\n3,4\n");
}

TEST(Pages, KeepEveryByteOfTheRows) {
  for (const std::string text :
       {"h\n1\n2\n3", "h\r\n1\r\n2\r\n3\r\n", "\xEF\xBB\xBFh\n1\n2\n3\n", "h\n1\n2\n3\n\n\n"}) {
    const CutFile file = Cut(text, {.rows = 2});
    EXPECT_EQ(file.header, "h") << text;
    EXPECT_EQ(file.rows, 3U) << text;
    ASSERT_EQ(file.pages.size(), 2U) << text;
    EXPECT_EQ(file.pages[1].first_row, 4U) << text;
    EXPECT_TRUE(file.pages[1].text.starts_with("3")) << text;
    EXPECT_NE(text.find(std::string(file.pages[0].text) + std::string(file.pages[1].text)),
              std::string::npos);
  }
}

TEST(Pages, DoNotCutInsideAQuotedCell) {
  const CutFile file = Cut("h,i\n\"a\nb\",1\n\"say \"\"x\ny\"\"\",2\nc,3\n", {.rows = 1});
  ASSERT_EQ(file.pages.size(), 3U);
  EXPECT_EQ(file.pages[0].text, "\"a\nb\",1\n");
  EXPECT_EQ(file.pages[1].text, "\"say \"\"x\ny\"\"\",2\n");
  EXPECT_EQ(file.pages[1].first_row, 4U);
  EXPECT_EQ(file.pages[2].first_row, 6U);
}

TEST(Pages, LetAnOpenQuoteSpoilItsOwnLineOnly) {
  const CutFile file = Cut("h\n\"open\n2\n3\n", {.rows = 1});
  ASSERT_EQ(file.pages.size(), 3U);
  EXPECT_EQ(file.pages[1].text, "2\n");
  EXPECT_EQ(Cut("h\n5\" pipe\n2\n", {.rows = 1}).pages.size(), 2U);
}

TEST(Pages, OfAnEmptyFileAreNone) {
  EXPECT_TRUE(Cut("").pages.empty());
  EXPECT_TRUE(Cut("\n\n").pages.empty());
  EXPECT_EQ(Cut("h\n").header, "h");
  EXPECT_TRUE(Cut("h\n").pages.empty());
  EXPECT_EQ(Cut("h").header, "h");
}

std::string Rows(int count) {
  std::string text = "external_id\n";
  for (int i = 0; i < count; ++i) text += "v" + std::to_string(i) + "\n";
  return text;
}

// Every row is created, but those whose page holds line 4002: that line is refused.
absl::Status RecordRows(const MethodDescriptor& method, const Message& request, Message& answer) {
  if (method.name() != "ImportRows") return absl::OkStatus();
  const auto& page = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsRequest>(&request);
  auto& report = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsResponse>(&answer);
  const auto rows = static_cast<std::uint64_t>(std::count(page.rows().begin(), page.rows().end(), '\n'));
  report.set_rows(rows);
  report.set_created(rows);
  report.mutable_receipt()->set_position(100 - page.page());
  report.mutable_receipt()->set_records(1);
  if (page.first_row() <= 4002 && 4002 < page.first_row() + rows) {
    report.set_created(rows - 1);
    report.add_refused()->set_row(4002);
    report.mutable_refused(0)->set_reason("REJECTION_REASON_VISIT_IN_FUTURE");
  }
  return absl::OkStatus();
}

TEST(Import, SendsEveryPageAndSumsTheAnswers) {
  const Folder folder;
  const std::string text = Rows(9000);
  const std::string path = folder.Put("week.csv", text);
  Terminal terminal;
  terminal.server.answer = RecordRows;
  EXPECT_EQ(terminal.Run({"import", "visits", path, "--file-reference", "week-1", "--provider-id", "beech",
                          "--source", "ecm-beech"}),
            kPartial)
      << terminal.err;
  auto requests = terminal.server.Requests<v1::ImportRowsRequest>();
  ASSERT_EQ(requests.size(), 3U);
  std::sort(requests.begin(), requests.end(),
            [](const auto& a, const auto& b) { return a.page() < b.page(); });
  const std::string digest = client::Sha256(text);
  std::string rows;
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(requests[i].page(), i);
    EXPECT_EQ(requests[i].first_row(), 2 + 4000 * i);
    EXPECT_EQ(requests[i].file_digest(), digest);
    EXPECT_EQ(requests[i].header(), "external_id");
    EXPECT_EQ(requests[i].intent().request_id(),
              "week-1." + client::Hex(digest).substr(0, 16) + "." + std::to_string(i));
    EXPECT_EQ(requests[i].provider_id(), "beech");
    EXPECT_EQ(requests[i].source(), "ecm-beech");
    rows += requests[i].rows();
  }
  EXPECT_EQ("external_id\n" + rows, text);
  EXPECT_TRUE(terminal.out.starts_with("imported 8999 of 9000 rows at positions 98 to 100\n\n"))
      << terminal.out;
  EXPECT_NE(terminal.out.find("\ncreated                  8999\n"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("\nreceipt.position         100\n"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("refused (1)\n"), std::string::npos) << terminal.out;
  EXPECT_NE(terminal.out.find("4002  visit-in-future"), std::string::npos) << terminal.out;
  EXPECT_EQ(terminal.err, "") << "no progress for work that is over at once";
}

TEST(Import, SaysPlainlyThatAFileWasImportedBefore) {
  const Folder folder;
  const std::string path = folder.Put("providers.csv", Rows(3));
  Terminal terminal;
  terminal.server.answer = [](const MethodDescriptor& method, const Message& request, Message& answer) {
    const absl::Status status = RecordRows(method, request, answer);
    auto& report = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsResponse>(&answer);
    report.mutable_receipt()->set_already_recorded(true);
    return status;
  };
  for (const std::string output : {"table", "csv", "json"}) {
    EXPECT_EQ(terminal.Run({"import", "providers", path, "--output", output, "--section", "summary"}), kOk);
    EXPECT_NE(terminal.out.find("already imported at position 100: nothing new"), std::string::npos)
        << terminal.out;
  }
}

TEST(Import, StopsAtAPageThatFails) {
  const Folder folder;
  const std::string path = folder.Put("rates.csv", Rows(9000));
  Terminal terminal;
  terminal.server.answer = [](const MethodDescriptor&, const Message& request, Message&) {
    const auto& page = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsRequest>(&request);
    return page.page() == 1
               ? Refusal(absl::StatusCode::kAlreadyExists, v1::REJECTION_REASON_REQUEST_ID_REUSED, "", "used")
               : absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run({"import", "rates", path, "--contract-id", "home-care"}), kConflict);
  EXPECT_EQ(terminal.server.asked.size(), 2U) << "rows that rest on one another go in order";
  EXPECT_NE(terminal.err.find("from line 4002: used (REQUEST_ID_REUSED)"), std::string::npos) << terminal.err;
  EXPECT_EQ(terminal.out, "");
}

// Whether its header is right is the server's to say, and that it came is recorded.
TEST(Import, SendsAFileThatHasAHeaderAlone) {
  const Folder folder;
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"import", "visits", folder.Put("quiet-week.csv", "external_id,sequence\n"),
                          "--provider-id", "beech", "--source", "ecm-beech"}),
            kOk)
      << terminal.err;
  const auto requests = terminal.server.Requests<v1::ImportRowsRequest>();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].header(), "external_id,sequence");
  EXPECT_EQ(requests[0].rows(), "");
  EXPECT_EQ(requests[0].first_row(), 2U);
}

TEST(Import, RefusesAnEmptyFileByItsName) {
  for (const char* text : {"", "\n\n", "\xEF\xBB\xBF"}) {
    const Folder folder;
    Terminal terminal;
    EXPECT_EQ(terminal.Run({"import", "rates", folder.Put("nothing.csv", text), "--contract-id", "c"}),
              kRefused);
    EXPECT_NE(terminal.err.find("nothing.csv is empty"), std::string::npos) << terminal.err;
    EXPECT_TRUE(terminal.server.asked.empty());
  }
}

TEST(Import, RefusesWhatItDoesNotKnow) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"import", "visit", "x.csv"}), kMisused);
  EXPECT_NE(terminal.err.find("did you mean visits?"), std::string::npos) << terminal.err;
  EXPECT_EQ(terminal.Run({"import", "visits"}), kMisused);
  EXPECT_EQ(
      terminal.Run({"import", "visits", "/nonexistent.csv", "--provider-id", "beech", "--source", "ecm"}),
      kNotFound);
  EXPECT_EQ(terminal.Run({"import", "visits", "x.csv", "--provider-id", "beech"}), kMisused);
  EXPECT_NE(terminal.err.find("import visits: needs --source\n"), std::string::npos) << terminal.err;
  EXPECT_EQ(terminal.Run({"import", "lots", "x.csv"}), kMisused);
  EXPECT_NE(terminal.err.find("import lots: needs --contract-id\n"), std::string::npos) << terminal.err;
  EXPECT_EQ(terminal.Run({"import", "visits", "x.csv", "--in-flight", "0"}), kMisused);
  EXPECT_TRUE(terminal.server.asked.empty());
  EXPECT_EQ(terminal.Run({"import", "list"}), kOk) << "a method of the API beside it";
}

TEST(References, AreTheNamesOfFiles) {
  EXPECT_EQ(ReferenceFor("a/b/week-1.csv"), "week-1");
  EXPECT_EQ(ReferenceFor("week-1.beech.csv"), "week-1.beech");
  EXPECT_EQ(ReferenceFor("plain"), "plain");
}

TEST(Load, FollowsItsManifest) {
  const Folder folder;
  folder.Put("manifest.csv",
             "clock,kind,file,as,contract_id,provider_id,source\n"
             "2016-10-01,providers,providers.csv,manager-1,,,\n"
             ",rates,rates.csv,manager-1,home-care,,\n"
             "2016-11-07T06:00,visits,w1/beech.csv,feed-beech,,beech,ecm-beech\n"
             "2016-11-07T06:00,visits,w1/oak.csv,feed-oak,,oak,ecm-oak\n"
             "2016-11-14T06:00,visits,w2/beech.csv,feed-beech,,beech,ecm-beech\n");
  for (const char* file : {"providers.csv", "rates.csv", "w1/beech.csv", "w1/oak.csv", "w2/beech.csv"}) {
    folder.Put(file, Rows(3));
  }
  Terminal terminal;
  terminal.server.answer = [](const MethodDescriptor& method, const Message& request, Message& answer) {
    if (method.name() == "MoveClock" &&
        google::protobuf::DynamicCastToGenerated<v1::MoveClockRequest>(&request)->to() == "2016-10-01") {
      return Refusal(absl::StatusCode::kFailedPrecondition, v1::REJECTION_REASON_CLOCK_BACKWARDS, "to",
                     "backwards");
    }
    return RecordRows(method, request, answer);
  };
  EXPECT_EQ(terminal.Run({"load", folder.path(), "--in-flight", "1"}), kOk) << terminal.err;
  std::vector<std::string> told;
  for (const auto& asked : terminal.server.asked) {
    const auto* page = google::protobuf::DynamicCastToGenerated<v1::ImportRowsRequest>(asked.request.get());
    told.push_back(asked.as + " " +
                   (page == nullptr ? "clock" : page->kind() + " " + page->file_reference()));
  }
  EXPECT_EQ(told, (std::vector<std::string>{
                      "certs/admin.crt clock", "certs/manager-1.crt providers providers",
                      "certs/manager-1.crt rates rates", "certs/admin.crt clock",
                      "certs/feed-beech.crt visits w1.beech", "certs/feed-oak.crt visits w1.oak",
                      "certs/admin.crt clock", "certs/feed-beech.crt visits w2.beech"}));
  EXPECT_NE(terminal.err.find("5 of 5 tables recorded"), std::string::npos) << terminal.err;
  EXPECT_NE(terminal.out.find("created    15\n"), std::string::npos) << terminal.out;
}

// A folder of lots, awards and packages, loaded against a server that refuses every row of `refused`, the
// second row of `spoilt`, and `broken` as a whole.
struct LoadOfTables {
  std::string refused, spoilt, broken;
  Terminal terminal;
  std::vector<std::string> sent;

  int Run(const std::vector<std::string>& flags) {
    const Folder folder;
    folder.Put("manifest.csv",
               "kind,file,as,contract_id\nlots,lots.csv,manager-1,new\n"
               "awards,awards.csv,manager-1,new\npackages,packages.csv,broker-1,new\n");
    for (const char* file : {"lots.csv", "awards.csv", "packages.csv"}) folder.Put(file, Rows(3));
    terminal.server.answer = [this](const MethodDescriptor&, const Message& request, Message& answer) {
      const auto& page = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsRequest>(&request);
      auto& report = *google::protobuf::DynamicCastToGenerated<v1::ImportRowsResponse>(&answer);
      sent.push_back(page.kind());
      if (page.kind() == broken) return absl::InvalidArgumentError("header: column 'colour' is unknown");
      report.set_rows(3);
      for (std::uint64_t row = 2; row <= 4; ++row) {
        if (page.kind() != refused && (page.kind() != spoilt || row != 3)) {
          report.set_created(report.created() + 1);
          continue;
        }
        report.add_refused()->set_row(row);
        report.mutable_refused()->rbegin()->set_reason("REJECTION_REASON_LOT_UNKNOWN");
      }
      report.mutable_receipt()->set_records(static_cast<std::uint32_t>(report.created()) + 1);
      report.mutable_receipt()->set_position(10 * sent.size() + report.created());
      return absl::OkStatus();
    };
    std::vector<std::string> words = {"load", folder.path()};
    words.insert(words.end(), flags.begin(), flags.end());
    const int code = terminal.Run(words);
    for (std::string* text : {&terminal.out, &terminal.err}) {
      for (std::size_t at; (at = text->find(folder.path())) != std::string::npos;) {
        text->replace(at, folder.path().size(), "DIR");
      }
    }
    return code;
  }
};

TEST(Load, PrintsALineForEachTable) {
  LoadOfTables load;
  EXPECT_EQ(load.Run({}), kOk) << load.terminal.err;
  EXPECT_EQ(
      load.terminal.out,
      "rows       9\n"
      "created    9\n"
      "updated    0\n"
      "unchanged  0\n"
      "\n"
      "tables (3)\n"
      "result    rows  created  updated  unchanged  refused  first position  last position  kind      file\n"
      "--------  ----  -------  -------  ---------  -------  --------------  -------------  --------  "
      "------------\n"
      "recorded     3        3        0          0        0              10             13  lots      "
      "lots.csv\n"
      "recorded     3        3        0          0        0              20             23  awards    "
      "awards.csv\n"
      "recorded     3        3        0          0        0              30             33  packages  "
      "packages.csv\n"
      "\n"
      "refused: none\n");
  EXPECT_EQ(load.terminal.err, "careledger: 3 of 3 tables recorded\n");
}

TEST(Load, ListsRefusedRowsAndGoesOn) {
  LoadOfTables load{.refused = {}, .spoilt = "awards", .broken = {}, .terminal = {}, .sent = {}};
  EXPECT_EQ(load.Run({"--output", "csv", "--section", "refused"}), kPartial) << load.terminal.err;
  EXPECT_EQ(load.terminal.out,
            "row,reason,field,message\n3,REJECTION_REASON_LOT_UNKNOWN,,DIR/awards.csv:3\n");
  EXPECT_EQ(load.sent, (std::vector<std::string>{"lots", "awards", "packages"}));
  EXPECT_EQ(load.Run({"--section", "lots"}), kMisused);
}

TEST(Load, StopsAfterARefusedRowWhenStrict) {
  LoadOfTables load{.refused = {}, .spoilt = "awards", .broken = {}, .terminal = {}, .sent = {}};
  EXPECT_EQ(load.Run({"--strict"}), kRefused);
  EXPECT_EQ(load.sent, (std::vector<std::string>{"lots", "awards"}));
  EXPECT_NE(load.terminal.out.find("\nrefused in part     3        2 "), std::string::npos)
      << load.terminal.out;
  EXPECT_NE(load.terminal.out.find("\n  3  lot-unknown  DIR/awards.csv:3\n"), std::string::npos)
      << load.terminal.out;
  EXPECT_EQ(
      load.terminal.err,
      "careledger: DIR/awards.csv: 1 of 3 rows refused, and --strict takes none (FAILED_PRECONDITION)\n"
      "careledger: stopped after 2 of 3 tables; what was recorded stays recorded. Correct it and run the "
      "same command again to go on\n");
}

TEST(Load, StopsAfterARefusedTable) {
  LoadOfTables load{.refused = "lots", .spoilt = {}, .broken = {}, .terminal = {}, .sent = {}};
  EXPECT_EQ(load.Run({}), kRefused);
  EXPECT_EQ(load.sent, (std::vector<std::string>{"lots"})) << "awards rest on lots";
  EXPECT_NE(load.terminal.out.find("\nrefused     3        0 "), std::string::npos) << load.terminal.out;
  EXPECT_TRUE(load.terminal.err.starts_with("careledger: DIR/lots.csv: 3 of 3 rows refused "))
      << load.terminal.err;

  LoadOfTables broken{.refused = {}, .spoilt = {}, .broken = "awards", .terminal = {}, .sent = {}};
  EXPECT_EQ(broken.Run({}), kRefused);
  EXPECT_EQ(broken.sent, (std::vector<std::string>{"lots", "awards"}));
  EXPECT_NE(broken.terminal.out.find("\nrefused      0        0 "), std::string::npos) << broken.terminal.out;
  EXPECT_TRUE(
      broken.terminal.err.starts_with("careledger: DIR/awards.csv from line 2: header: column 'colour' "))
      << broken.terminal.err;
}

TEST(Manifest, IsReadByTheNamesOfItsColumns) {
  const auto rows = ParseManifest("file,kind\r\n\"a,b.csv\",visits\r\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->at(0).file, "a,b.csv");
  EXPECT_EQ(rows->at(0).kind, "visits");
  EXPECT_EQ(rows->at(0).clock, "");
  EXPECT_FALSE(ParseManifest("file,kind\na\n").ok());
  EXPECT_FALSE(ParseManifest("file\na\n").ok());
}

TEST(Export, LeavesAWholeFileOrNone) {
  const Folder folder;
  Terminal terminal;
  const auto chunks = [](int count, absl::Status end) {
    return [=, n = 0](const auto&, const auto&, Message& answer) mutable {
      if (n == count) return end;
      google::protobuf::DynamicCastToGenerated<v1::ExportLogResponse>(&answer)->set_data(
          std::string(3, "ab"[n++]));
      return absl::OkStatus();
    };
  };
  terminal.server.answer = chunks(2, absl::DataLossError("record 2"));
  EXPECT_EQ(terminal.Run({"log", "export", folder.path() + "/log"}), kNotVerified);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  terminal.server.answer = chunks(2, absl::OutOfRangeError("end"));
  EXPECT_EQ(terminal.Run({"log", "export", folder.path() + "/log"}), kOk) << terminal.err;
  EXPECT_EQ(folder.Get("log"), "aaabbb");
  folder.Put("log", "what was there");
  EXPECT_EQ(terminal.Run({"log", "export", folder.path() + "/log"}), kMisused);
  EXPECT_NE(terminal.err.find("/log exists already: give another name, or --force to replace it\n"),
            std::string::npos)
      << terminal.err;
  EXPECT_EQ(folder.Get("log"), "what was there");
  terminal.server.answer = chunks(2, absl::OutOfRangeError("end"));
  EXPECT_EQ(terminal.Run({"log", "export", folder.path() + "/log", "--force"}), kOk) << terminal.err;
  EXPECT_EQ(folder.Get("log"), "aaabbb");
  terminal.server.answer = chunks(2, absl::OutOfRangeError("end"));
  EXPECT_EQ(terminal.Run({"log", "export", "-"}), kOk);
  EXPECT_EQ(terminal.out, "aaabbb");
}

TEST(Uuid, SortsByTime) {
  const std::string early = client::UuidV7(0x0190'0000'0000, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
  EXPECT_EQ(early, "01900000-0000-7fff-bfff-ffffffffffff");
  EXPECT_LT(early, client::UuidV7(0x0190'0000'0001, std::string(10, '\0')));
}

}  // namespace
}  // namespace careledger::cli
