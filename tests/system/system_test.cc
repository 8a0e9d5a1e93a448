// The real binaries against one another: what the server acknowledges, answers, refuses and keeps.
#include <algorithm>
#include <cstdio>
#include <random>
#include <set>
#include <thread>

#include "tests/system/world.h"

namespace careledger::system_test {
namespace {

using std::chrono::milliseconds;

constexpr const char* kAuthority =
    " --authority-reference A1 --authority-decision-maker Cabinet --authority-date 2016-06-17";
constexpr const char* kWeeks = " --from-date 2016-11-07 --to-date 2016-11-21";

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// For printf: every byte as \ooo.
std::string Octal(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "\\%03o", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += digits;
  }
  return out;
}

std::string Digests(const Json& answer) {
  std::string all = answer["position"].text();
  for (const Json& model : answer["digests"].items()) {
    all += "\n" + model["read_model"].text() + " " + model["digest"].text() + " " + model["rows"].text();
  }
  return all;
}

class System : public World {
 protected:
  long long Position() { return Ask("careledger ledger head", "auditor-1")["position"].number(); }

  // What a command is refused with, and that it is told in words.
  void ExpectExit(int code, const std::string& command, const std::string& part,
                  const std::string& as = "manager-1") {
    const Ended ended = Run(command, as);
    EXPECT_EQ(ended.code, code) << command << "\n" << ended;
    EXPECT_TRUE(Contains(ended.err, part)) << command << "\nshould say: " << part << "\n" << ended;
    EXPECT_EQ(ended.out, "") << "data beside an error: " << command;
  }

  std::vector<Json> Events(const std::string& flags) {
    std::vector<Json> events;
    const Ended ended = Run("careledger event list --output json " + flags, "auditor-1");
    EXPECT_EQ(ended.code, 0) << ended;
    std::size_t start = 0;
    for (std::size_t end; (end = ended.out.find('\n', start)) != std::string::npos; start = end + 1) {
      const Json message = Json::Parse(ended.out.substr(start, end - start));
      events.insert(events.end(), message["events"].items().begin(), message["events"].items().end());
    }
    return events;
  }

  void Export(const std::string& file) {
    const Ended ended = Run("careledger log export " + file, "auditor-1");
    ASSERT_EQ(ended.code, 0) << ended;
  }

  // Corrections of every kind after the files: the history that questions about the past must not see.
  void CorrectThings() {
    (void)Ask("careledger ledger move-clock --to 2016-11-22T09:00", "admin");
    (void)Ask(
        "careledger visit adjust --source ecm-R001 --external-id 1 --carer-id C0001 --check-in "
        "2016-11-07T07:05 "
        "--check-out 2016-11-07T07:35 --reason telephoned",
        "finance-1");
    (void)Ask("careledger visit void --source ecm-R001 --external-id 2 --reason duplicate", "finance-1");
    (void)Ask("careledger package suspend --package-id K00002 --effective-date 2016-11-10 --reason hospital",
              "broker-1");
    (void)Ask("careledger person died --person-id P00003 --date 2016-11-12", "broker-1");
    (void)Ask("careledger package end --package-id K00001 --effective-date 2016-11-16 --reason moved",
              "broker-1");
    (void)Ask(
        std::string(
            "careledger rate propose --change-id uplift --contract-id homecare --effective-date 2016-11-14 "
            "--uplift-percent 2.5 --provider-id R002") +
            kAuthority,
        "finance-1");
    const Json preview = Ask("careledger rate preview --change-id uplift", "finance-1");
    (void)Ask("careledger rate approve --change-id uplift --preview-position " +
                  preview["as_of"]["known_position"].text() + " --preview-digest " + preview["digest"].text(),
              "finance-2");
    (void)Ask("careledger provider register --provider-id R004 --name Four --form sole");
  }
};

TEST_F(System, ReceiptsAreGivenOnceAndAgain) {
  Server server = StartServer();
  CreateContract();
  const std::string define =
      "careledger lot define --contract-id homecare --lot-id L1 --number 1 --request-id r-1 --name ";
  const Json first = Ask(define + "North")["receipt"];
  EXPECT_EQ(first["already_recorded"].text(), "false");
  EXPECT_EQ(first["stream_id"].text(), "contract-homecare");
  EXPECT_EQ(first["leaf_hash"].text().size(), 64U);
  const Json second = Ask(define + "North")["receipt"];
  EXPECT_EQ(second["already_recorded"].text(), "true");
  for (const char* field :
       {"stream_id", "stream_revision", "position", "record_time", "leaf_hash", "records"}) {
    EXPECT_EQ(second[field].text(), first[field].text()) << field;
  }
  ExpectExit(5, define + "South", "REQUEST_ID_REUSED");
  EXPECT_EQ(Position(), first["position"].number());

  // The leaf hash is RFC 6962's: SHA-256 of a zero byte and the record, computed by other programs.
  const Json event = Events("--from-position " + first["position"].text() + " --limit 1").at(0);
  const Ended hash =
      Run("(printf '\\0'; echo '" + event["record"].text() + "' | base64 -d) | sha256sum | cut -c1-64");
  EXPECT_EQ(hash.out, first["leaf_hash"].text() + "\n");
  EXPECT_EQ(event["request_id"].text(), "r-1");
  EXPECT_EQ(event["actor"].text(), "careledger://testshire/contract-manager/manager-1");
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(System, RefusalsHaveTheirExitCodes) {
  Server server = StartServer();
  CreateContract();
  (void)Ask("careledger lot define --contract-id homecare --lot-id L1 --number 1 --name North");
  (void)Ask("careledger provider register --provider-id R001 --name One --form sole");
  (void)Ask("careledger provider register --provider-id R002 --name Two --form sole");
  const std::string award =
      std::string("careledger lot award --contract-id homecare --lot-id L1 --effective-date 2016-11-07") +
      kAuthority;
  ExpectExit(5, award + " --provider-id R001 --expected-revision 0", "STALE_REVISION");
  ExpectExit(5, award + " --provider-id R001 --expect-none", "STALE_REVISION");
  (void)Ask(award + " --provider-id R001 --expected-revision 1");
  const long long position = Position();
  ExpectExit(6, award + " --provider-id R002", "LOT_ALREADY_AWARDED");
  ExpectExit(6, award + " --provider-id R009", "PROVIDER_UNKNOWN");
  ExpectExit(6, "careledger package suspend --package-id K9 --effective-date 2016-11-10 --reason x",
             "PACKAGE_UNKNOWN");
  ExpectExit(6, "careledger person died --person-id P1 --date yesterday", "date: ");
  ExpectExit(6, "careledger person died --person-id P1 --date 2015-02-29",
             "date: '2015-02-29' is not a date");
  ExpectExit(6, "careledger provider register --provider-id 'R 7' --name X --form sole",
             "provider_id: 'R 7'");
  ExpectExit(6, "careledger provider register --provider-id R007 --name $'caf\\xe9' --form sole",
             "name: is not UTF-8 (NOT_UTF8)");
  ExpectExit(
      6,
      "careledger package request --package-id K1 --person-id P1 --service home-care --client-group older "
      "--funder council --waiting-in hospital --reason new --contract-id homecare --lot-id L1 "
      "--effective-date 2016-10-01 --plan 'Mon 08:00 -30'",
      "plan: 'Mon 08:00 -30' is not a slot");
  ExpectExit(3, "careledger lot list --contract-id nothing", "contract_id: ");
  ExpectExit(3, "careledger trail show --kind package --id K9", "K9");
  ExpectExit(3, std::string("careledger invoice show --provider-id R009") + kWeeks, "R009");
  ExpectExit(6, std::string("careledger invoice show --provider-id R001 --known-at '#999'") + kWeeks, "999");
  ExpectExit(4, award + " --provider-id R002", "PERMISSION_DENIED", "finance-1");
  ExpectExit(4, "careledger event list", "PERMISSION_DENIED", "manager-1");
  ExpectExit(4, std::string("careledger invoice show --provider-id R001") + kWeeks, "PERMISSION_DENIED",
             "feed-R001");
  ExpectExit(4, "careledger ledger rebuild", "PERMISSION_DENIED", "auditor-1");
  ExpectExit(2, "careledger lot awrad", "award");
  ExpectExit(2, "careledger lot list --contract homecare", "no such flag");
  ExpectExit(2, "careledger package award --package-id K1",
             "package award: needs --contract-id, --provider-id");
  ExpectExit(130,
             "mkfifo rows; careledger import visits - --provider-id R001 --source ecm <rows & import=$!\n"
             "exec 3>rows; while kill -INT $import 2>/dev/null; do sleep 0.1; done; wait $import",
             "interrupted");
  EXPECT_EQ(Position(), position) << "something refused was recorded";
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(System, FeedsRecordForThemselvesAlone) {
  Server server = StartServer();
  CreateContract();
  Generate();
  ASSERT_EQ(Load().code, 0);
  const long long position = Position();
  const std::string other =
      "careledger import visits care/visits-R002-2016-11-07.csv --file-reference other ";
  ExpectExit(4, other + "--provider-id R002 --source ecm-R002", "provider_id: ", "feed-R001");
  ExpectExit(4, other + "--provider-id R002 --source ecm-R002", "may not import", "manager-1");
  ExpectExit(4, "careledger import packages care/packages.csv --contract-id homecare --file-reference other",
             "may not import", "feed-R001");
  EXPECT_EQ(Position(), position);
  // Under its own name, a feed cannot touch what another's source has reported.
  const Ended stolen = Run(other + "--provider-id R001 --source ecm-R002 --output json", "feed-R001");
  ASSERT_EQ(stolen.code, 9) << stolen;
  const Json answer = Json::Parse(stolen.out);
  EXPECT_EQ(answer["created"].number() + answer["updated"].number(), 0);
  for (const Json& row : answer["refused"].items()) {
    EXPECT_EQ(row["reason"].text(), "REJECTION_REASON_NOT_YOURS");
  }
  // Nor take a name there that the other has not used yet.
  const Ended fresh =
      Run("sed 's/^[0-9]*,/x&/' care/visits-R002-2016-11-07.csv >fresh.csv\n"
          "careledger import visits fresh.csv --provider-id R001 --source ecm-R002 --output json",
          "feed-R001");
  ASSERT_EQ(fresh.code, 9) << fresh;
  const Json none = Json::Parse(fresh.out);
  EXPECT_EQ(none["created"].number() + none["updated"].number(), 0);
  EXPECT_EQ(none["refused"].items().at(0)["field"].text(), "source");
  ExpectInvoicesOfTotals();
}

TEST_F(System, CallersWithoutProofOfWhoTheyAreAreRefused) {
  Server server = StartServer();
  CreateContract();
  const long long position = Position();
  const std::string ask = "careledger ledger head --timeout 5s";
  // Known to our authority, but of another council, or nobody's.
  ExpectExit(4, ask + " --identity $CERTS/elsewhere/manager-1", "testshire");
  // Another authority: the handshake fails.
  ExpectExit(
      8, ask + " --ca $CERTS/ca.crt --cert $CERTS/foreign/manager-1.crt --key $CERTS/foreign/manager-1.key",
      "certificate", "");
  // A server's certificate is not a caller's.
  ExpectExit(8, ask + " --ca $CERTS/ca.crt --cert $CERTS/server.crt --key $CERTS/server.key", "", "");
  // No TLS at all.
  ExpectExit(8, ask + " --plaintext", "", "");
  // No certificate: the client will not ask; nor will the server answer one that does.
  ExpectExit(4, ask, "no identity", "");
  const std::string head = "https://" + server.address() + "/careledger.v1.LedgerService/GetHead";
  const std::string curl =
      "printf '\\0\\0\\0\\0\\0' | curl --silent --http2 --max-time 10 --cacert $CERTS/ca.crt --header 'te: "
      "trailers' "
      "--header 'content-type: application/grpc' --data-binary @- --dump-header headers --output answer " +
      head;
  EXPECT_NE(Run(curl).code, 0);
  EXPECT_FALSE(Contains(Read("headers") + Read("answer"), "testshire"));
  const Ended known = Run(curl + " --cert $CERTS/auditor-1.crt --key $CERTS/auditor-1.key");
  EXPECT_EQ(known.code, 0) << known;
  EXPECT_TRUE(Contains(Read("answer"), "testshire")) << "the request itself is wrong: " << Read("headers");
  EXPECT_EQ(Position(), position);
}

// Without our client: bytes of HTTP/2, as any monitor or tool would send them.
TEST_F(System, HealthAndReflectionAnswerOverMutualTls) {
  Server server = StartServer();
  const auto call = [&](const std::string& method, const std::string& message, const std::string& identity) {
    const std::string framed = std::string("\0\0\0\0", 4) + static_cast<char>(message.size()) + message;
    return Run(
        "printf '" + Octal(framed) + "' | curl --silent --http2 --max-time 10 --cacert $CERTS/ca.crt " +
            identity +
            " --header 'te: trailers' --header 'content-type: application/grpc' --data-binary @- --output - "
            "https://$CARELEDGER_SERVER/" +
            method,
        "");
  };
  const std::string known = "--cert $CERTS/auditor-1.crt --key $CERTS/auditor-1.key";
  const Ended health = call("grpc.health.v1.Health/Check", "", known);
  ASSERT_EQ(health.code, 0) << health;
  EXPECT_EQ(health.out, std::string("\0\0\0\0\2\x08\x01", 7)) << "SERVING, in the health service's own words";
  const std::string reflection = "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  const Ended services = call(reflection, std::string(":\0", 2), known);  // list_services = ""
  for (const char* service : {"careledger.v1.LedgerService", "careledger.v1.PackageService",
                              "careledger.v1.DirectoryService", "grpc.health.v1.Health"}) {
    EXPECT_TRUE(Contains(services.out, service)) << service << "\n" << services;
  }
  // file_containing_symbol: whoever asks is told the fields of a request.
  const Ended file = call(reflection,
                          "\"\x23"
                          "careledger.v1.RequestPackageRequest",
                          known);
  EXPECT_TRUE(Contains(file.out, "client_group")) << file;
  for (const std::string& method : {std::string("grpc.health.v1.Health/Check"), reflection}) {
    EXPECT_NE(call(method, "", "").code, 0) << method << " answers who shows no certificate";
  }
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(System, OneServerHoldsOneLedger) {
  Server server = StartServer();
  CreateContract();
  const Ended second = RunServer({});
  EXPECT_EQ(second.code, 1) << second;
  EXPECT_NE(second.err, "");
  ServerOptions elsewhere;
  elsewhere.data = "other";
  elsewhere.listen = "127.0.0.1:" + server.port();
  EXPECT_EQ(RunServer(elsewhere).code, 1) << "two servers on one port";
  EXPECT_EQ(Ask("careledger contract list")["contracts"].items().size(), 1U) << "the first is as it was";
  EXPECT_EQ(server.Stop().code, 0);

  ServerOptions council;
  council.council = "othershire";
  const Ended other = RunServer(council);
  EXPECT_EQ(other.code, 1);
  EXPECT_TRUE(Contains(other.err, "testshire")) << other;
}

TEST_F(System, LoadedFilesAddUpAndLoadingAgainChangesNothing) {
  Server server = StartServer();
  CreateContract();
  Generate();
  // Three rows of one file are wrong; each is told by its line, and the rest of the file is recorded.
  const Ended spoilt =
      Run("f=care/visits-R003-2016-11-14.csv; lines=$(wc -l <$f)\n"
          "sed -n '$p' $f | sed 's/^[^,]*/late/; s/2016-11-2/2016-12-2/g; s/2016-11-1/2016-12-1/g' >rows\n"
          "echo 'short,1,P00001' >>rows\n"
          "sed -n '$p' $f | sed 's/^[^,]*/odd/; s/home-care/home care/' >>rows\n"
          "cat rows >>$f; echo $lines");
  ASSERT_EQ(spoilt.code, 0) << spoilt;
  const long long line = std::stoll(spoilt.out);
  const Ended load = Load();
  ASSERT_EQ(load.code, 9) << load;
  const Json report = Json::Parse(load.out);
  ASSERT_EQ(report["refused"].items().size(), 3U) << load;
  const std::vector<std::string> reasons = {"VISIT_IN_FUTURE", "RAGGED_ROW", "INVALID_FIELD"};
  for (std::size_t i = 0; i < 3; ++i) {
    const Json& refused = report["refused"].items()[i];
    EXPECT_EQ(refused["row"].number(), line + 1 + static_cast<long long>(i));
    EXPECT_EQ(refused["reason"].text(), "REJECTION_REASON_" + reasons[i]);
    EXPECT_TRUE(Contains(refused["message"].text(), "visits-R003-2016-11-14.csv:"))
        << refused["message"].text();
  }
  EXPECT_EQ(report["refused"].items()[2]["field"].text(), "service");
  const Json totals = Json::Parse(Read("care/totals.json"));
  const Json imports = Ask("careledger import list --page-size 100", "auditor-1");
  long long visits = 0, refused = 0;
  for (const Json& file : imports["imports"].items()) {
    if (file["kind"].text() == "visits") visits += file["created"].number() + file["updated"].number();
    refused += file["refused"].number();
  }
  EXPECT_EQ(visits, totals["visit_rows"].number()) << "rows that are neither recorded nor refused";
  EXPECT_EQ(refused, 3);
  ExpectInvoicesOfTotals();

  const Json head = Ask("careledger ledger head");
  const Ended again = Load("--in-flight 4");
  ASSERT_EQ(again.code, 9) << "loading again is harmless\n" << again;
  const Json second = Json::Parse(again.out);
  ASSERT_FALSE(second["tables"].items().empty());
  for (const Json& table : second["tables"].items()) {
    EXPECT_EQ(table["result"].text(), "already recorded: nothing new") << table["file"].text();
  }
  EXPECT_EQ(second["refused"].items().size(), 3U) << "the first answer holds";
  EXPECT_EQ(Ask("careledger ledger head")["tree_head"].text(), head["tree_head"].text())
      << "a record was added";

  // The same rows in a file of another name are known, one by one.
  const Ended copied =
      Run("careledger import visits care/visits-R001-2016-11-14.csv --file-reference copy --provider-id R001 "
          "--source ecm-R001 "
          "--output json",
          "feed-R001");
  ASSERT_EQ(copied.code, 0) << copied;
  const Json copy = Json::Parse(copied.out);
  EXPECT_EQ(copy["unchanged"].number(), copy["rows"].number());
  EXPECT_EQ(copy["created"].number() + copy["updated"].number(), 0);
  ExpectInvoicesOfTotals();
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(System, ServerAndAuditorAnswerAlikeAtAnyPosition) {
  Server server = StartServer();
  CreateContract();
  Generate();
  ASSERT_EQ(Load("--in-flight 4").code, 0);
  const long long loaded = Position();
  CorrectThings();
  const long long last = Position();
  Export("ledger.log");

  const auto expect_alike = [&](const std::string& ask, const std::string& replay, const std::string& flags) {
    const Ended theirs = Run("careledger " + ask + " " + flags + " --output json", "auditor-1");
    // The auditor prints a whole invoice unless told otherwise.
    const std::string page = replay == "invoice" ? " --page-size 500" : "";
    const Ended ours = Run("careledger-replay " + replay + " ledger.log " + flags + page + " --output json");
    EXPECT_EQ(theirs.code, ours.code) << flags << "\nserver: " << theirs.err << "auditor: " << ours.err;
    EXPECT_TRUE(theirs.out == ours.out) << ask << " " << flags << "\nserver:\n"
                                        << theirs.out.substr(0, 4000) << "\nauditor:\n"
                                        << ours.out.substr(0, 4000);
    return theirs.code == 0;
  };
  std::mt19937_64 random(20161107);
  const auto below = [&](long long n) {
    return static_cast<long long>(random() % static_cast<std::uint64_t>(n));
  };
  int answered = 0, asked = 0;
  for (int i = 0; i < 50; ++i) {
    // Most lie inside a page of visits; a quarter among the corrections.
    const long long position = i % 4 == 3 ? loaded + below(last - loaded + 1) : 1 + below(loaded);
    std::string point = " --known-at '#" + std::to_string(position) + "'";
    // Every third as it was on a day in the past.
    if (i % 3 == 0) point += " --on 2016-11-" + std::to_string(10 + below(20));
    const std::string provider = "R00" + std::to_string(1 + below(3));
    answered += expect_alike("invoice show", "invoice", "--provider-id " + provider + kWeeks + point) ? 1 : 0;
    ++asked;
    expect_alike("kpi show", "kpi", kWeeks + point);
    if (i % 5 == 0) {
      const std::string package = std::to_string(1 + below(9));
      expect_alike("trail show", "trail", "--kind package --id K0000" + package + point);
    }
  }
  EXPECT_GT(answered, asked * 3 / 4) << "too many questions before anything was known";
  for (const char* subject :
       {"package --id K00001", "person --id P00003", "provider --id R002", "lot --id homecare/L01",
        "contract --id homecare", "change --id uplift", "import --id visits-R001-2016-11-07"}) {
    EXPECT_TRUE(expect_alike("trail show", "trail", std::string("--kind ") + subject)) << subject;
  }
  // By date and by time too.
  expect_alike("kpi show", "kpi", std::string(kWeeks) + " --known-at 2016-11-14");
  expect_alike("invoice show", "invoice",
               std::string("--provider-id R001 --known-at 2016-11-21T06:00Z") + kWeeks);
  // Every line, where the server gives pages.
  const std::string whole = std::string(" --provider-id R001 --output json") + kWeeks;
  const Ended pages = Run("careledger invoice show --all --page-size 97" + whole, "auditor-1");
  const Ended at_once = Run("careledger-replay invoice ledger.log" + whole);
  EXPECT_EQ(at_once.code, 0) << at_once;
  EXPECT_TRUE(pages.out == at_once.out);
  const Json invoice = Json::Parse(at_once.out);
  EXPECT_GT(invoice["lines"].number(), 97);
  EXPECT_EQ(static_cast<long long>(invoice["invoice_lines"].items().size()), invoice["lines"].number());
  const Ended three = Run("careledger-replay invoice ledger.log --limit 3" + whole);
  EXPECT_EQ(Json::Parse(three.out)["invoice_lines"].items().size(), 3U);
  EXPECT_TRUE(Contains(three.err, "there is more: --page-token")) << three;
  EXPECT_EQ(server.Stop().code, 0);
  // And from the stopped server's own data.
  ASSERT_EQ(Run("careledger-replay export data copy.log && cmp copy.log ledger.log").code, 0);
  EXPECT_EQ(Run("careledger-replay export data copy.log").code, 2) << "it is there already";
  EXPECT_EQ(Run("careledger-replay export data copy.log --force").code, 0);
  const Ended verified = Run("careledger-replay verify data");
  EXPECT_EQ(verified.code, 0) << verified;
  EXPECT_TRUE(Contains(verified.out, " " + std::to_string(last) + " records")) << verified;
}

TEST_F(System, NothingAcknowledgedIsLostByKill9) {
  ServerOptions options;
  options.simulated_clock = "2017-01-02";  // A clock past every visit, and a manifest that does not move it.
  Server server = StartServer(options);
  CreateContract();
  Generate("--people 40 --providers 4 --lots 4 --weeks 4 --seed 7");
  ASSERT_EQ(Run("sed -i 's/^2016[^,]*,/,/' care/manifest.csv").code, 0);
  std::mt19937_64 random(13);
  const auto before = std::chrono::steady_clock::now();
  (void)Position();
  // Kills come after half a command to nine commands, however slow this build is.
  const auto pace = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - before);
  for (int round = 0; round < 6; ++round) {
    // A load, and beside it single commands whose receipts are kept.
    Process load = Start("careledger load care --timeout 4s --in-flight 3", "manager-1");
    Process singles =
        Start("for i in $(seq 40); do id=p-" + std::to_string(round) +
              "-$i\n"
              "careledger provider register --provider-id $id --name \"$id\" --form sole --request-id r-$id "
              "--timeout 2s --output json >receipt-$id || { rm -f receipt-$id; break; }; done");
    std::this_thread::sleep_for(pace * (5 + static_cast<int>(random() % 85)) / 10);
    server.Kill();
    const int code = load.Wait(seconds(60)).code;
    EXPECT_TRUE(code == 0 || code == 8) << "round " << round << ": exit " << code;
    (void)singles.Wait(seconds(60));
    server = StartServer(options);
    const Ended kept =
        Run("for f in receipt-*; do [ -e $f ] || continue; id=${f#receipt-}\n"
            "careledger provider register --provider-id $id --name \"$id\" --form sole --request-id r-$id "
            "--output json >again || exit 1\n"
            "grep -q '\"already_recorded\": true' again || { echo \"$id is lost\"; exit 1; }\n"
            "# The same proof, said to be of before.\n"
            "grep -q 'already recorded at position' again || exit 1\n"
            "diff <(grep -v -e already_recorded -e statement $f) "
            "<(grep -v -e already_recorded -e statement again) || exit 1; done");
    EXPECT_EQ(kept.code, 0) << "round " << round << "\n" << kept;
  }
  const Ended load = Load("--in-flight 4");
  ASSERT_EQ(load.code, 0) << load;
  ExpectInvoicesOfTotals();
  EXPECT_NE(Run("ls | grep -c ^receipt-").out, "0\n") << "nothing was acknowledged before a kill";
  Export("ledger.log");
  const Ended verified = Run("careledger-replay verify ledger.log");
  EXPECT_EQ(verified.code, 0) << verified;
  const Ended rebuilt = Run("careledger ledger rebuild", "admin");
  EXPECT_EQ(rebuilt.code, 0) << "read models after crashes are not those of the log\n" << rebuilt;
}

TEST_F(System, AStopAnswersWhatIsUnderWayAndARestartServesTheSame) {
  Server server = StartServer();
  CreateContract();
  Generate();
  ASSERT_EQ(Load().code, 0);
  CorrectThings();
  std::vector<Process> callers;
  for (int i = 0; i < 8; ++i) {
    const std::string id = "s-" + std::to_string(i);
    callers.push_back(Start("careledger provider register --provider-id " + id +
                            " --name X --form sole --request-id " + id + " --timeout 2s --output json"));
  }
  std::this_thread::sleep_for(milliseconds(40));
  const Ended stopped = server.Stop();
  EXPECT_EQ(stopped.code, 0) << stopped;
  std::set<int> acknowledged;
  for (int i = 0; i < 8; ++i) {
    const Ended ended = callers[static_cast<std::size_t>(i)].Wait(seconds(60));
    EXPECT_TRUE(ended.code == 0 || ended.code == 8) << ended;
    if (ended.code == 0) acknowledged.insert(i);
  }

  server = StartServer();
  for (const int i : acknowledged) {
    const std::string id = "s-" + std::to_string(i);
    EXPECT_EQ(Ask("careledger provider register --provider-id " + id + " --name X --form sole --request-id " +
                  id)["receipt"]["already_recorded"]
                  .text(),
              "true");
  }
  const std::string digests = Digests(Ask("careledger ledger digests", "auditor-1"));
  const Json invoice =
      Ask(std::string("careledger invoice show --provider-id R002 --totals-only") + kWeeks, "finance-1");
  EXPECT_EQ(server.Stop().code, 0);
  server = StartServer();
  EXPECT_EQ(Digests(Ask("careledger ledger digests", "auditor-1")), digests);
  const Ended rebuilt = Run("careledger ledger rebuild", "admin");
  EXPECT_EQ(rebuilt.code, 0) << rebuilt;
  EXPECT_EQ(Digests(Ask("careledger ledger digests", "auditor-1")), digests);
  EXPECT_EQ(Ask(std::string("careledger invoice show --provider-id R002 --totals-only") + kWeeks,
                "finance-1")["total_pence"]
                .text(),
            invoice["total_pence"].text());
  // The rebuilt read models are those that the next start serves.
  EXPECT_EQ(server.Stop().code, 0);
  server = StartServer();
  EXPECT_EQ(Digests(Ask("careledger ledger digests", "auditor-1")), digests);
}

TEST_F(System, AStopEndsFollowers) {
  Server server = StartServer();
  Process follower = Start("careledger event list --follow --output json", "auditor-1");
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_EQ(server.Stop(seconds(15)).code, 0);
  EXPECT_EQ(follower.Wait(seconds(30)).code, 8);
}

TEST_F(System, AnExportBeginsTheSameLedgerElsewhere) {
  Server server = StartServer();
  CreateContract();
  Generate();
  ASSERT_EQ(Load().code, 0);
  CorrectThings();
  Export("ledger.log");
  const std::string ask = std::string("careledger invoice show --provider-id R002 --output json") + kWeeks;
  const Json head = Ask("careledger ledger head", "auditor-1");
  const Ended invoice = Run(ask, "auditor-1");
  const std::string digests = Digests(Ask("careledger ledger digests", "auditor-1"));

  ServerOptions options;
  options.data = "copy";
  options.simulated_clock = "";
  options.from_export = folder() + "/ledger.log";
  Server copy = StartServer(options);
  const Json head_of_copy = Ask("careledger ledger head", "auditor-1");
  for (const char* field : {"ledger_id", "position", "record_time", "tree_head", "mark"}) {
    EXPECT_EQ(head_of_copy[field].text(), head[field].text()) << field;
  }
  EXPECT_EQ(Run(ask, "auditor-1").out, invoice.out);
  EXPECT_EQ(Digests(Ask("careledger ledger digests", "auditor-1")), digests);
  // It goes on from there; the first does not notice.
  (void)Ask("careledger provider register --provider-id R900 --name X --form sole");
  EXPECT_EQ(Position(), head["position"].number() + 1);
  EXPECT_EQ(copy.Stop().code, 0);

  // One byte of the export changed, or its end missing: refused.
  const std::string bytes = Read("ledger.log");
  std::string flipped = bytes;
  flipped[bytes.size() / 2] = static_cast<char>(flipped[bytes.size() / 2] ^ 1);
  for (const auto& damaged :
       {flipped, bytes.substr(0, bytes.size() - 10), bytes.substr(0, bytes.size() / 2)}) {
    Write("damaged.log", damaged);
    EXPECT_EQ(Run("careledger-replay verify damaged.log").code, 7);
    options.data = "damaged";
    options.from_export = folder() + "/damaged.log";
    EXPECT_EQ(RunServer(options).code, 1);
    // And not the next time either, when part of it could pass for a ledger. Without a council none is begun
    // anew.
    options.from_export = "";
    options.council = "";
    EXPECT_EQ(RunServer(options).code, 1) << "a ledger was begun from a damaged export";
    (void)Run("rm -rf damaged");
  }
  EXPECT_EQ(server.Stop().code, 0);
}

TEST_F(System, EventsAreFilteredAndFollowed) {
  Server server = StartServer();
  CreateContract();
  Generate();
  ASSERT_EQ(Load().code, 0);
  const long long head = Position();
  const auto all = Events("");
  ASSERT_EQ(static_cast<long long>(all.size()), head);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i]["position"].number(), static_cast<long long>(i) + 1);
    EXPECT_NE(all[i]["event"].text(), "") << "not said what it says: " << all[i]["event_type"].text();
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_TRUE(Contains(all[1]["event"].text(), "The Council")) << all[1]["event"].text();

  const auto count = [&](const auto& holds) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), holds));
  };
  const auto same = [&](const std::string& flags, const auto& holds) {
    const auto events = Events(flags);
    EXPECT_EQ(events.size(), count(holds)) << flags;
    EXPECT_GT(events.size(), 0U) << flags;
    for (const Json& event : events) {
      if (!holds(event))
        ADD_FAILURE() << flags << ": " << event["stream_id"].text() << " " << event["event_type"].text();
    }
  };
  same("--stream contract-homecare",
       [](const Json& e) { return e["stream_id"].text() == "contract-homecare"; });
  same("--stream package", [](const Json& e) { return e["stream_id"].text().starts_with("package-"); });
  same("--type LotAwarded --type PackageAwarded", [](const Json& e) {
    return e["event_type"].text() == "LotAwarded" || e["event_type"].text() == "PackageAwarded";
  });
  same("--actor careledger://testshire/feed/R002/feed-R002",
       [](const Json& e) { return e["actor"].text() == "careledger://testshire/feed/R002/feed-R002"; });
  same("--from-time 2016-11-21", [](const Json& e) { return e["record_time"].text() >= "2016-11-21T00:00"; });
  same("--from-time 2016-11-21T06:00Z --stream visits", [](const Json& e) {
    return e["record_time"].text() >= "2016-11-21T06:00" && e["stream_id"].text().starts_with("visits-");
  });
  same("--from-position 100", [](const Json& e) { return e["position"].number() >= 100; });
  // Records that name a provider: its visits, its packages, its lot, itself.
  std::set<std::string> types;
  for (const Json& event : Events("--provider-id R002")) {
    types.insert(event["event_type"].text());
    EXPECT_TRUE(Contains(event["event"].text(), "R002") ||
                event["stream_id"].text().starts_with("visits-R002."))
        << event["position"].text();
  }
  for (const char* type : {"ProviderRegistered", "LotAwarded", "PackageAwarded", "VisitRecorded"}) {
    EXPECT_TRUE(types.contains(type)) << type;
  }
  const auto few = Events("--stream visits --limit 7");
  ASSERT_EQ(few.size(), 7U);
  EXPECT_EQ(few.back()["event_type"].text(), "VisitRecorded");
  EXPECT_EQ(Events("--from-position " + std::to_string(head + 1)).size(), 0U);
  ExpectExit(6, "careledger event list --from-time soon", "from_time", "auditor-1");
  ExpectExit(6, "careledger event list --from-time 2016-11-21 --from-position 3", "from_time", "auditor-1");

  Process follower = Start("careledger event list --follow --type ProviderRegistered --from-position " +
                               std::to_string(head + 1) + " --limit 2 --output json",
                           "auditor-1", seconds(30));
  std::this_thread::sleep_for(milliseconds(300));
  (void)Ask("careledger provider register --provider-id R008 --name Eight --form sole");
  (void)Ask("careledger commissioner register --commissioner-id another --name Another");
  (void)Ask("careledger provider register --provider-id R009 --name Nine --form sole");
  const Ended followed = follower.Wait(seconds(40));
  EXPECT_EQ(followed.code, 0) << followed;
  EXPECT_TRUE(Contains(followed.out, "provider-R008") && Contains(followed.out, "provider-R009")) << followed;
  EXPECT_FALSE(Contains(followed.out, "commissioner-another")) << followed;
  EXPECT_EQ(server.Stop().code, 0);
}

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

TEST_F(BadInput, PagesThatCannotBeAreRefusedWhole) {
  const long long position = Position();
  const auto expect = [&](const Ended& ended, int code, const std::string& part) {
    EXPECT_EQ(ended.code, code) << ended.err.substr(0, 500);
    EXPECT_TRUE(Contains(ended.err, part)) << "should say: " << part << "\n" << ended.err.substr(0, 500);
  };
  expect(Import("external_id,sequence,colour\na,1,red\n", "columns"), 6, "colour");
  expect(Import("external_id,sequence\na,1\n", "few"), 6, "person_id");
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
  }
  EXPECT_EQ(Position(), position);
  ExpectInvoicesOfTotals();
  EXPECT_EQ(server_.Stop().code, 0);
}

TEST_F(System, PlainTextIsForDevelopmentOnThisMachine) {
  ServerOptions options;
  options.security = Security::kPlaintext;
  const Ended unasked = RunServer(options);
  EXPECT_EQ(unasked.code, 1);
  EXPECT_TRUE(Contains(unasked.err, "--development-plaintext")) << unasked;
  options.more = {"--development-plaintext"};
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0", "127.example.org:0"}) {
    options.listen = address;
    options.data = "refused";
    const Ended open = RunServer(options);
    EXPECT_EQ(open.code, 1);
    EXPECT_TRUE(Contains(open.err, "loopback")) << address << "\n" << open;
  }

  options.listen = "127.0.0.1:0";
  options.data = "data";
  Server server = StartServer(options);
  CreateContract();
  Generate();
  ASSERT_EQ(Load().code, 0);
  ExpectInvoicesOfTotals();
  for (const char* subject : {"package --id K00001", "provider --id R001", "contract --id homecare"}) {
    const Json trail = Ask(std::string("careledger trail show --kind ") + subject);
    ASSERT_FALSE(trail["entries"].items().empty());
    for (const Json& entry : trail["entries"].items()) {
      EXPECT_EQ(entry["authentication"].text(), "development") << entry["what"].text();
    }
  }
  (void)Ask(
      std::string(
          "careledger rate propose --change-id uplift --contract-id homecare --effective-date 2016-11-14 "
          "--uplift-percent 2.5 --provider-id R002") +
      kAuthority);
  const Json preview = Ask("careledger rate preview --change-id uplift");
  const long long position = Position();
  ExpectExit(6,
             "careledger rate approve --change-id uplift --preview-position " +
                 preview["as_of"]["known_position"].text() + " --preview-digest " + preview["digest"].text(),
             "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(Position(), position);

  // A certificate is worth nothing here, and TLS is not spoken.
  ExpectExit(8, "careledger ledger head --plaintext=false --identity $CERTS/manager-1 --timeout 3s", "");
  EXPECT_EQ(server.Stop().code, 0);

  // The same ledger over TLS: what was proposed in development may be approved by somebody known.
  options.security = Security::kMutualTls;
  options.more = {};
  server = StartServer(options);
  const Json known = Ask("careledger rate preview --change-id uplift", "finance-1");
  (void)Ask("careledger rate approve --change-id uplift --preview-position " +
                known["as_of"]["known_position"].text() + " --preview-digest " + known["digest"].text(),
            "finance-1");
  EXPECT_EQ(server.Stop().code, 0);
}

}  // namespace
}  // namespace careledger::system_test
