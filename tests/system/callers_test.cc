// Who asks and what they are told: receipts, refusals, identities, and servers that must not start.
#include <cstdio>

#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

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
  const std::string visit =
      "careledger visit record --provider-id R001 --source ecm-R001 --person-id P1 --service home-care "
      "--status missed --planned-minutes 30 --sequence 1 --external-id ";
  EXPECT_EQ(Ask(visit + "v1 --planned-start 2016-09-30T09:00", "feed-R001")["created"].number(), 1);
  const long long position = Position();
  ExpectExit(6, visit + "v2 --planned-start 2099-10-01T09:00", "planned_start: ", "feed-R001");
  ExpectExit(6, visit + "v1 --planned-start 2016-09-30T10:00", "SEQUENCE_REUSED", "feed-R001");
  ExpectExit(4, visit + "v1 --planned-start 2016-09-30T09:00", "NOT_YOURS", "feed-R002");
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
  ExpectExit(3, "careledger lot list --contract-id nothing",
             "contract_id: no contract 'nothing' as known at ");
  ExpectExit(6, "careledger package list --known-at 2099-01-01", "at.known_at: 2099-01-01 is in the future");
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
std::string Curl(const std::string& method, const std::string& message, const std::string& flags) {
  const std::string framed = std::string("\0\0\0\0", 4) + static_cast<char>(message.size()) + message;
  return "printf '" + Octal(framed) + "' | curl --silent --http2 --max-time 10 --cacert $CERTS/ca.crt " +
         flags +
         " --header 'te: trailers' --header 'content-type: application/grpc' --data-binary @- --output - "
         "https://$CARELEDGER_SERVER/" +
         method;
}

TEST_F(System, HealthAndReflectionAnswerOverMutualTls) {
  Server server = StartServer();
  const auto call = [&](const std::string& method, const std::string& message, const std::string& identity) {
    return Run(Curl(method, message, identity), "");
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

// Who watches sees the server go, and is told of a service that has no health of its own.
TEST_F(System, HealthIsWatchedUntilTheServerDrains) {
  Server server = StartServer();
  const std::string known = "--cert $CERTS/auditor-1.crt --key $CERTS/auditor-1.key --no-buffer";
  const std::string other = "\n\x05other";  // service = "other"
  const Ended check = Run(Curl("grpc.health.v1.Health/Check", other, known + " --dump-header headers"), "");
  EXPECT_TRUE(Contains(Read("headers"), "grpc-status: 5")) << check << Read("headers");
  const std::string watch = "grpc.health.v1.Health/Watch";
  const Ended begun = Run("(" + Curl(watch, "", known) + ") >whole 2>&1 &\n(" + Curl(watch, other, known) +
                              ") >other 2>&1 &\nfor i in $(seq 100); do test -s whole -a -s other && exit 0; "
                              "sleep 0.1; done; exit 1",
                          "");
  ASSERT_EQ(begun.code, 0) << begun;
  EXPECT_EQ(server.Stop().code, 0);
  const std::string frame("\0\0\0\0\2\x08", 6);
  EXPECT_EQ(Read("whole"), frame + "\x01" + frame + "\x02") << "SERVING, then NOT_SERVING";
  EXPECT_EQ(Read("other"), frame + "\x03") << "SERVICE_UNKNOWN";
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

// What the server cannot serve with is found before a ledger is begun, and so is not in the way of the next
// try.
TEST_F(System, CertificatesAreReadBeforeALedgerIsBegun) {
  ServerOptions options;
  options.data = "fresh";
  options.security = Security::kPlaintext;  // The flags of TLS are given below, one of them wrong each time.
  const std::string& folder = certificates();
  const std::vector<std::string> flags = {"--ca",  folder + "/ca.crt",    "--cert", folder + "/server.crt",
                                          "--key", folder + "/server.key"};
  for (std::size_t wrong = 1; wrong < flags.size(); wrong += 2) {
    options.more = flags;
    options.more[wrong] = folder + "/nowhere.pem";
    const Ended ended = RunServer(options);
    EXPECT_EQ(ended.code, 1) << ended;
    EXPECT_TRUE(Contains(ended.err, "nowhere.pem")) << ended;
    EXPECT_EQ(Run("test -e fresh").code, 1) << flags[wrong - 1] << ": a ledger was begun";
  }
  options.security = Security::kMutualTls;
  options.more = {};
  Server server = StartServer(options);
  EXPECT_EQ(Run("test -e fresh").code, 0);
  EXPECT_EQ(server.Stop().code, 0);
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
