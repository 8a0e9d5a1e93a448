// Input that is wrong: named, and the rest recorded.
#include <set>

#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

class BadInput : public System {
 protected:
  void SetUp() override {
    server_ = StartServer();
    CreateContract();
    Generate();
    ASSERT_EQ(Load().code, 0);
  }
  static constexpr const char* kHeader =
      "external_id,sequence,person_id,service,deliverer_id,planned_start,planned_minutes,status,notice_by,"
      "notice_time,"
      "carer_id,check_in,check_out,evidence,carer_id_2,check_in_2,check_out_2,evidence_2\n";
  static std::string Row(const std::string& id, const std::string& start, const std::string& minutes,
                         const std::string& in, const std::string& out,
                         const std::string& status = "delivered") {
    return id + ",1,P00005,home-care,," + start + "," + minutes + "," + status + ",,,C0099," + in + "," +
           out + ",app,,,,\n";
  }
  Ended Import(const std::string& text, const std::string& name) {
    Write(name + ".csv", text);
    return Run("careledger import visits " + name + ".csv --provider-id R001 --source ecm-R001 --output json",
               "feed-R001");
  }
  Server server_;
};

TEST_F(BadInput, EveryWrongRowIsNamedAndTheRestRecorded) {
  struct Case {
    std::string row, reason, field;
  };
  const std::string in = "2016-11-15T13:02", out = "2016-11-15T13:31";
  const std::vector<Case> cases = {
      {Row("x1", "2016-11-15T13:00", "30", in, out), "", ""},
      {"x2,1,P00005,home-care\n", "RAGGED_ROW", ""},
      {Row("x3", "2016-13-45T07:00", "30", in, out), "INVALID_FIELD", "planned_start"},
      {Row("x4", "2016-11-15T13:00", "600000", in, out), "INVALID_FIELD", "planned_minutes"},
      {Row("x5", "2016-11-15T13:00", "-30", in, out), "INVALID_FIELD", "planned_minutes"},
      {Row("x6", "2016-11-15T13:00", "30", in, "2016-11-25T13:31"), "INVALID_FIELD", "check_out"},
      {Row("x7", "2016-11-15T13:00", "30", in, "2016-11-15T12:31"), "INVALID_FIELD", "check_out"},
      {Row("x8", "2026-11-15T13:00", "30", "2026-11-15T13:02", "2026-11-15T13:31"), "VISIT_IN_FUTURE",
       "planned_start"},
      {Row("x9", "2016-11-15T13:00", "30", in, out, "eaten"), "INVALID_FIELD", "status"},
      {Row("x 10", "2016-11-15T13:00", "30", in, out), "INVALID_FIELD", "external_id"},
      {Row("x1", "2016-11-15T13:00", "45", in, out), "SEQUENCE_REUSED", "sequence"},
      {Row("\"x11", "2016-11-15T13:00", "30", in, out), "INVALID_FIELD", "external_id"},  // An open quote.
      {Row("x12", "2016-11-16T13:00", "30", "2016-11-16T13:02", "2016-11-16T13:31"), "", ""},
  };
  std::string text = kHeader;
  for (const Case& each : cases) text += each.row;
  const Ended ended = Import(text, "bad");
  ASSERT_EQ(ended.code, 9) << ended;
  const Json answer = Json::Parse(ended.out);
  EXPECT_EQ(answer["rows"].number(), static_cast<long long>(cases.size()));
  EXPECT_EQ(answer["created"].number(), 2);
  std::map<long long, const Json*> refused;
  for (const Json& row : answer["refused"].items()) refused[row["row"].number()] = &row;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto row = refused.find(static_cast<long long>(i) + 2);
    ASSERT_EQ(row == refused.end(), cases[i].reason.empty()) << cases[i].row << ended;
    if (row == refused.end()) continue;
    EXPECT_EQ((*row->second)["reason"].text(), "REJECTION_REASON_" + cases[i].reason) << cases[i].row;
    EXPECT_EQ((*row->second)["field"].text(), cases[i].field) << cases[i].row;
    EXPECT_NE((*row->second)["message"].text(), "") << cases[i].row;
  }
  const Json visits =
      Ask("careledger visit list --provider-id R001 --page-size 1000" + std::string(kWeeks), "auditor-1");
  std::set<std::string> ids;
  for (const Json& visit : visits["visits"].items()) ids.insert(visit["external_id"].text());
  EXPECT_TRUE(ids.contains("x1") && ids.contains("x12"));
  EXPECT_FALSE(ids.contains("x6"));
}

TEST_F(BadInput, TextThatIsNotUtf8CostsItsRowAlone) {
  const std::string good = Row("u1", "2016-11-15T13:00", "30", "2016-11-15T13:02", "2016-11-15T13:31");
  std::string bad = Row("u2", "2016-11-16T13:00", "30", "2016-11-16T13:02", "2016-11-16T13:31");
  bad.replace(bad.find("P00005"), 6, "P\xff\xfe");
  const Ended ended = Import(kHeader + good + bad, "latin");
  ASSERT_EQ(ended.code, 9) << ended;
  const Json answer = Json::Parse(ended.out);
  EXPECT_EQ(answer["created"].number(), 1);
  ASSERT_EQ(answer["refused"].items().size(), 1U);
  EXPECT_EQ(answer["refused"].items()[0]["row"].number(), 3);
  EXPECT_EQ(answer["refused"].items()[0]["reason"].text(), "REJECTION_REASON_NOT_UTF8");
}

TEST_F(BadInput, AFileWithoutRowsHasComeAllTheSame) {
  const Ended ended = Import(kHeader, "quiet-week");
  ASSERT_EQ(ended.code, 0) << ended;
  EXPECT_EQ(Json::Parse(ended.out)["rows"].number(), 0);
  const Json import = Ask("careledger import list --file-reference quiet-week", "auditor-1");
  EXPECT_EQ(import["imports"].items().at(0)["pages"].number(), 1);
}

TEST_F(BadInput, PagesThatCannotBeAreRefusedWhole) {
  const long long position = Position();
  const auto expect = [&](const Ended& ended, int code, const std::string& part) {
    EXPECT_EQ(ended.code, code) << ended.err.substr(0, 500);
    EXPECT_TRUE(Contains(ended.err, part)) << "should say: " << part << "\n" << ended.err.substr(0, 500);
  };
  expect(Import("external_id,sequence,colour\na,1,red\n", "columns"), 6, "colour");
  expect(Import("external_id,sequence\na,1\n", "few"), 6, "person_id");
  // Whether rows follow or not; and a file of nothing is named.
  expect(Import("external_id,sequence,colour\n", "header"), 6, "colour");
  expect(Import("", "nothing"), 6, "nothing.csv is empty");
  expect(Import(kHeader + std::string(5'000'000, 'x') + "\n", "large"), 6, "rows: a page is at most 4 MiB");
  expect(Import(kHeader + std::string(9'000'000, 'x') + "\n", "larger"), 8, "larger than max");
  Write("care/manifest-odd.csv",
        "clock,kind,file,as,contract_id,provider_id,source\n,wishes,lots.csv,manager-1,homecare,,\n");
  expect(Run("careledger load care --manifest manifest-odd.csv"), 6, "kind 'wishes' is none of");
  expect(Run("careledger import wishes care/lots.csv"), 2, "wishes");
  EXPECT_EQ(Position(), position);

  // Bytes that are no request, of any method; then all is as it was.
  Write("noise", std::string("\0\0\0\0\x08\x0a\xff\xff\xff\xff\x0f\x01\x02", 13));
  for (const char* method :
       {"VisitService/ImportRows", "VisitService/RecordVisits", "LedgerService/ReadEvents",
        "PackageService/TransferPackages", "InvoiceService/GetInvoice", "LedgerService/NoSuchThing"}) {
    const Ended ended = Run(
        std::string("curl --silent --http2 --max-time 10 --cacert $CERTS/ca.crt --cert $CERTS/feed-R001.crt "
                    "--key $CERTS/feed-R001.key --header 'te: trailers' --header 'content-type: "
                    "application/grpc' --data-binary @noise --include https://$CARELEDGER_SERVER"
                    "/careledger.v1.") +
        method);
    EXPECT_EQ(ended.code, 0) << method << ended;
    EXPECT_TRUE(Contains(ended.out, "grpc-status: ")) << method << ended;
    EXPECT_FALSE(Contains(ended.out, "grpc-status: 0")) << method << ended;
    EXPECT_EQ(Contains(ended.out, "grpc-message: this server has no method"), Contains(method, "NoSuch"));
  }
  EXPECT_EQ(Position(), position);
  ExpectInvoicesOfTotals();
  EXPECT_EQ(server_.Stop().code, 0);
}

}  // namespace
}  // namespace careledger::system_test
