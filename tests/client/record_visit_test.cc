// One visit on the command line: its flags become a page of one row, and the row's answer that of the
// command.
#include <gtest/gtest.h>

#include "careledger/v1/visit_service.pb.h"
#include "client/cli/command.h"
#include "tests/client/fakes.h"

namespace careledger::cli {
namespace {

using Words = std::vector<std::string>;

const Words kMissed = {"visit",
                       "record",
                       "--provider-id",
                       "beech",
                       "--source",
                       "ecm-beech",
                       "--external-id",
                       "v-1",
                       "--sequence",
                       "1",
                       "--person-id",
                       "P1",
                       "--service",
                       "home-care",
                       "--status",
                       "missed",
                       "--planned-start",
                       "2016-11-07T09:00",
                       "--planned-minutes",
                       "30"};

Words And(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words Without(const std::string& flag) {
  Words words = kMissed;
  const auto at = std::find(words.begin(), words.end(), flag);
  words.erase(at, at + 2);
  return words;
}

// Answers as a server does that has just recorded the row, or refuses it.
auto Recording(v1::RecordVisitsResponse response) {
  return [response](const MethodDescriptor&, const Message&, Message& answer) {
    answer.CopyFrom(response);
    return absl::OkStatus();
  };
}

TEST(VisitRecord, SendsOneVisit) {
  Terminal terminal;
  v1::RecordVisitsResponse recorded;
  recorded.set_created(1);
  recorded.mutable_receipt()->set_position(7);
  recorded.mutable_receipt()->set_statement("recorded VisitRecorded at position 7");
  terminal.server.answer = Recording(recorded);
  EXPECT_EQ(terminal.Run(And(kMissed, {"--notice-by", "provider", "--notice-time", "2016-11-07T07:00",
                                       "--deliverer-id", "oak", "--request-id", "r-1"})),
            kOk)
      << terminal.err;
  ASSERT_EQ(terminal.server.asked.size(), 1U);
  EXPECT_EQ(terminal.server.asked[0].method, "RecordVisits");
  EXPECT_EQ(
      terminal.server.Requests<v1::RecordVisitsRequest>()[0].ShortDebugString(),
      "intent { request_id: \"r-1\" } provider_id: \"beech\" source: \"ecm-beech\" visits { external_id: "
      "\"v-1\" "
      "sequence: 1 person_id: \"P1\" service: \"home-care\" deliverer_id: \"oak\" planned_start: "
      "\"2016-11-07T09:00\" planned_minutes: 30 status: VISIT_STATUS_MISSED notice_by: NOTICE_BY_PROVIDER "
      "notice_time: \"2016-11-07T07:00\" }");
  EXPECT_TRUE(terminal.out.starts_with("recorded VisitRecorded at position 7\n\n")) << terminal.out;
  EXPECT_NE(terminal.out.find("\ncreated                  1\n"), std::string::npos) << terminal.out;
}

TEST(VisitRecord, SendsTheCarersWhoCame) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run(And(kMissed, {"--carer-id", "C1", "--check-in", "2016-11-07T09:01", "--evidence",
                                       "app", "--carer-id-2", "C2", "--check-out-2", "2016-11-07T09:30"})),
            kOk)
      << terminal.err;
  const auto request = terminal.server.Requests<v1::RecordVisitsRequest>().at(0);
  ASSERT_EQ(request.visits_size(), 1);
  ASSERT_EQ(request.visits(0).attendances_size(), 2);
  EXPECT_EQ(request.visits(0).attendances(0).ShortDebugString(),
            "carer_id: \"C1\" check_in: \"2016-11-07T09:01\" evidence: EVIDENCE_APP");
  EXPECT_EQ(request.visits(0).attendances(1).ShortDebugString(),
            "carer_id: \"C2\" check_out: \"2016-11-07T09:30\"");
  EXPECT_EQ(request.intent().request_id().size(), 36U) << "a fresh one";
}

TEST(VisitRecord, IsNotAskedForWhenWrittenWrongly) {
  Terminal terminal;
  for (const std::string flag : {"--provider-id", "--source", "--external-id", "--sequence", "--person-id",
                                 "--service", "--status", "--planned-start", "--planned-minutes"}) {
    EXPECT_EQ(terminal.Run(Without(flag)), kMisused) << flag;
    EXPECT_TRUE(terminal.err.starts_with("careledger: visit record: needs " + flag + "\n")) << terminal.err;
  }
  const auto misused = [&](const Words& words, const std::string& text) {
    EXPECT_EQ(terminal.Run(words), kMisused);
    EXPECT_NE(terminal.err.find(text), std::string::npos) << terminal.err;
  };
  misused(And(Without("--status"), {"--status", "late"}), "not one of delivered|missed|cancelled-in-time|");
  misused(And(kMissed, {"--notice-by", "nobody"}), "not one of person|provider|council|hospital");
  misused(And(kMissed, {"--carer-id", "C1", "--evidence", "hearsay"}), "not one of call-monitoring|app|");
  misused(And(kMissed, {"--check-in-2", "2016-11-07T09:01"}), "--check-in-2: of whom? Give --carer-id-2");
  EXPECT_TRUE(terminal.server.asked.empty());
}

TEST(VisitRecord, EndsAsRefusedWhenTheRowIs) {
  Terminal terminal;
  v1::RecordVisitsResponse refused;
  refused.add_refused()->set_row(1);
  refused.mutable_refused(0)->set_reason("REJECTION_REASON_VISIT_IN_FUTURE");
  refused.mutable_refused(0)->set_field("planned_start");
  refused.mutable_refused(0)->set_message("2016-11-07T09:00:00Z lies after now");
  for (const std::string output : {"table", "csv", "json"}) {
    terminal.server.answer = Recording(refused);
    EXPECT_EQ(terminal.Run(And(kMissed, {"--output", output})), kRefused);
    EXPECT_EQ(terminal.err,
              "careledger: planned_start: 2016-11-07T09:00:00Z lies after now (VISIT_IN_FUTURE)\n");
    EXPECT_EQ(terminal.out, "");
  }
  refused.mutable_refused(0)->set_reason("REJECTION_REASON_NOT_YOURS");
  terminal.server.answer = Recording(refused);
  EXPECT_EQ(terminal.Run(kMissed), kDenied) << "as when a whole page is another's";
}

TEST(VisitRecord, SaysThatNothingIsNew) {
  Terminal terminal;
  v1::RecordVisitsResponse unchanged;
  unchanged.set_unchanged(1);
  terminal.server.answer = Recording(unchanged);
  EXPECT_EQ(terminal.Run(kMissed), kOk);
  EXPECT_EQ(terminal.err, "careledger: already recorded with this sequence and content: nothing new\n");
}

TEST(VisitRecord, MayBeRepeatedUnderItsId) {
  Terminal terminal;
  terminal.server.answer = [](const auto&, const auto&, auto&) { return absl::UnavailableError("gone"); };
  EXPECT_EQ(terminal.Run(And(kMissed, {"--request-id", "r-1"})), kUnavailable);
  EXPECT_NE(terminal.err.find("ask again safely with --request-id r-1\n"), std::string::npos) << terminal.err;
}

TEST(VisitRecord, ExplainsEveryFlag) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"visit", "record", "--help"}), kOk);
  EXPECT_NE(terminal.out.find("\n  --planned-start INSTANT         When it was to begin, by the plan.\n"),
            std::string::npos)
      << terminal.out;
  EXPECT_NE(terminal.out.find("\n  --carer-id-2 ID                 The same of carer 2.\n"),
            std::string::npos)
      << terminal.out;
  for (const Command& command : Commands()) {
    if (command.name != "visit record") continue;
    for (const Flag& flag : command.flags) EXPECT_TRUE(flag.help.ends_with('.')) << flag.name;
    return;
  }
  FAIL() << "no such command";
}

}  // namespace
}  // namespace careledger::cli
