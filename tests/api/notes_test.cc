// What is written of people in words: sealed wherever it is kept, given to who may read it, each reading on
// record.
#include <fstream>
#include <sstream>

#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/note_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "server/seal/key_store.h"
#include "server/service/read_request.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using Texts = std::vector<std::string>;

const std::string kText = "Two carers on the stairs, and mind the dog Zebedee.";

class Notes : public testing::Test {
 protected:
  // k-1 of h-1 and k-2 of h-2 are asked for; it is noon of 1 June 2017.
  explicit Notes(Api::ClockKind clock = Api::ClockKind::kSimulated) : api_(clock) {
    for (const Step& step : Town()) {
      if (clock == Api::ClockKind::kSimulated || step.method != "LedgerService.MoveClock") api_.Do({step});
    }
    api_.Do({Requested("1"), Requested("2")});
  }
  static Step Requested(const std::string& n) {
    return {"broker-1",
            "PackageService.RequestPackage",
            "package_id: 'k-" + n + "' person_id: 'h-" + n +
                "' service: 'home-care' client_group: 'older-people' funder: 'council' waiting_in: "
                "'community' reason: 'new' plan: 'Mon-Sun 08:00 30' effective_date: '2016-12-01'",
            {{"request" + n, "receipt.position"}}};
  }
  static Step WithNeeds(const std::string& n, const std::string& needs) {
    Step step = Requested(n);
    step.request += " " + needs;
    return step;
  }
  static Step Imported(const std::string& rows) {
    return {"broker-1", "VisitService.ImportRows",
            "kind: 'packages' contract_id: 'new' file_reference: 'packages' file_digest: '" +
                std::string(32, 'd') +
                "' header: 'package_id,person_id,service,client_group,funder,waiting_in,reason,lot_id,"
                "provider_id,requested_on,start,plan,needs' rows: '" +
                rows + "' first_row: 2"};
  }
  static Step Written(const std::string& note, const std::string& rest = "", const std::string& text = kText,
                      const std::string& person = "h-1") {
    return {"broker-1", "NoteService.WriteNote",
            "person_id: '" + person + "' note_id: '" + note + "' kind: NOTE_KIND_NEEDS text: '" + text +
                "' " + rest};
  }
  static Step Reading(const std::string& rest = "", const std::string& as = "manager-1",
                      const std::string& person = "h-1") {
    return {as, "NoteService.ReadNotes", "person_id: '" + person + "' reason: 'review' " + rest};
  }
  template <class Response>
  Response Told(const Step& step) {
    const Answer answer = api_.Ask(step);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer.messages.empty() ? Response() : static_cast<const Response&>(*answer.messages.at(0));
  }
  v1::ListNotesResponse List(const std::string& request, const std::string& as = "auditor-1") {
    return Told<v1::ListNotesResponse>({as, "NoteService.ListNotes", request});
  }
  // "n-1 text", of each note read.
  static Texts TextsOf(const v1::ReadNotesResponse& read) {
    Texts texts;
    for (const auto& note : read.notes()) texts.push_back(note.note_id() + " " + note.text());
    return texts;
  }
  static Texts NamesOf(const v1::ListNotesResponse& list) {
    Texts names;
    for (const auto& note : list.notes()) names.push_back(note.note_id());
    return names;
  }
  std::string Head() { return api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position"); }
  void ExpectRefused(const Step& step, StatusCode code, const std::string& message) {
    SCOPED_TRACE(testing::PrintToString(step));
    const std::string head = Head();
    const Answer answer = api_.Ask(step);
    EXPECT_EQ(answer.status.code(), code) << answer.status;
    EXPECT_EQ(answer.status.message(), message);
    EXPECT_EQ(Head(), head) << "something was recorded";
  }
  fs::path KeyOf(const std::string& person) { return api_.folder() / "data" / "keys" / "person" / person; }
  Api api_;
};

TEST_F(Notes, AreListedWithoutTheirTextAndReadWithIt) {
  api_.Do({Written("n-1", "package_id: 'k-1' refers_to_position: $request1 effective_date: '2017-05-04'")});
  const auto list = List("person_id: 'h-1'", "finance-1");
  ASSERT_EQ(list.notes_size(), 1);
  const v1::NoteEntry& entry = list.notes(0);
  EXPECT_EQ(list.as_of().statement(), "position on 1 June 2017, as known on 1 June 2017");
  EXPECT_EQ(list.person_id(), "h-1");
  EXPECT_EQ(entry.note_id(), "n-1");
  EXPECT_EQ(entry.kind(), "needs");
  EXPECT_EQ(entry.effective_date(), "2017-05-04");
  EXPECT_EQ(entry.author(), "careledger://town/broker/broker-1");
  EXPECT_EQ(entry.text(), "sealed");
  EXPECT_EQ(entry.package_id(), "k-1");
  EXPECT_EQ(std::to_string(entry.refers_to_position()), api_.Filled("$request1"));
  EXPECT_EQ(std::to_string(entry.position()), Head());
  EXPECT_EQ(entry.key_id().size(), 8U);
  EXPECT_EQ(list.readings_size(), 0);

  for (const std::string who : {"manager-1", "broker-2"}) {
    const auto read = Told<v1::ReadNotesResponse>(Reading("", who));
    EXPECT_EQ(TextsOf(read), Texts{"n-1 " + kText});
    EXPECT_EQ(read.notes(0).kind(), "needs");
    EXPECT_EQ(read.notes(0).effective_date(), "2017-05-04");
    EXPECT_EQ(read.notes(0).author(), "careledger://town/broker/broker-1");
    EXPECT_EQ(read.notes(0).position(), entry.position());
    EXPECT_EQ(read.receipt().statement(), "recorded NotesRead at position " + Head());
    EXPECT_EQ(std::to_string(read.as_of().known_position()), Head());
    EXPECT_EQ(read.as_of().statement(), "position on 1 June 2017, as known on 1 June 2017");
  }
  // Who read it is told to who may know of the note.
  const auto after = List("package_id: 'k-1'", "broker-1");
  ASSERT_EQ(after.readings_size(), 2);
  EXPECT_EQ(after.readings(0).reader(), "careledger://town/contract-manager/manager-1");
  EXPECT_EQ(after.readings(1).reader(), "careledger://town/broker/broker-2");
  EXPECT_EQ(after.readings(1).reason(), "review");
  EXPECT_EQ(std::to_string(after.readings(1).position()), Head());
  // The trail of the person has both, without what was sealed.
  const auto trail =
      Told<v1::GetTrailResponse>({"auditor-1", "TrailService.GetTrail", "kind: 'person' id: 'h-1'"});
  ASSERT_EQ(trail.entries_size(), 4);
  EXPECT_EQ(trail.entries(1).event_type(), "NoteSealed");
  EXPECT_TRUE(trail.entries(1).what().starts_with("person_id h-1, note_id n-1, kind needs, package_id k-1"));
  EXPECT_EQ(trail.entries(1).what().find("sealed "), std::string::npos) << trail.entries(1).what();
  EXPECT_EQ(trail.entries(3).what(), "person_id h-1, reason review");
}

TEST_F(Notes, AreForTheRolesThatTheTableSays) {
  api_.Do({Written("n-1")});
  for (const std::string who : {"finance-1", "auditor-1", "provider-ash", "feed-ash", "admin"}) {
    Step writes = Written("n-2"), reads = Reading("", who);
    writes.as = who;
    ExpectRefused(writes, StatusCode::kPermissionDenied,
                  IdentityOf(who).uri + " may not call NoteService.WriteNote");
    ExpectRefused(reads, StatusCode::kPermissionDenied,
                  IdentityOf(who).uri + " may not call NoteService.ReadNotes");
  }
  for (const std::string who : {"provider-ash", "feed-ash", "admin"}) {
    ExpectRefused({who, "NoteService.ListNotes", "person_id: 'h-1'"}, StatusCode::kPermissionDenied,
                  IdentityOf(who).uri + " may not call NoteService.ListNotes");
  }
}

TEST_F(Notes, HoldWhatCareHasToMeet) {
  const Step asked = WithNeeds("3", "needs: 'moving' needs: 'zebra-ramp'");
  api_.Do({asked});
  const std::string head = Head();
  const auto list = List("person_id: 'h-3'");
  ASSERT_EQ(list.notes_size(), 1);
  EXPECT_EQ(list.notes(0).note_id(), "needs-k-3");
  EXPECT_EQ(list.notes(0).kind(), "needs");
  EXPECT_EQ(list.notes(0).package_id(), "k-3");
  EXPECT_EQ(list.notes(0).effective_date(), "2016-12-01");
  EXPECT_EQ(list.notes(0).position() + 1, std::stoull(head)) << "the note, then the request that names it";
  // Again: nothing new. With other needs it is another request, under this name and under a correction's.
  EXPECT_EQ(api_.Ask(asked).Value("receipt.statement"),
            "already recorded at position " + head + ": nothing new");
  EXPECT_EQ(api_.Ask(WithNeeds("3", "needs: 'meals'")).Refusals(), Texts{"REJECTION_REASON_ALREADY_EXISTS"});
  EXPECT_EQ(api_.Ask(WithNeeds("3", "")).Refusals(), Texts{"REJECTION_REASON_ALREADY_EXISTS"});
  api_.Do({WithNeeds("3", "needs: 'meals' corrects_position: " + head)});
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("", "broker-1", "h-3"))),
            (Texts{"needs-k-3 moving zebra-ramp", "needs-k-3.2 meals"}));
  EXPECT_EQ(api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-3'"}).Value("needs"),
            "needs-k-3.2");

  // From a file, where each row has its own.
  const Answer imported = api_.Ask(Imported(
      "k-4,h-4,home-care,older-people,council,community,new,,,2016-12-01,,Mon-Sun 08:00 30,zebra-bath\\n"
      "k-5,h-5,home-care,older-people,council,community,new,,,2016-12-01,,Mon-Sun 08:00 30,\\n"));
  EXPECT_EQ(imported.Value("created"), "2") << imported.status;
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("", "broker-1", "h-4"))),
            Texts{"needs-k-4 zebra-bath"});
  const Answer none = api_.Ask({"broker-1", "NoteService.ReadNotes", "person_id: 'h-5' reason: 'review'"});
  EXPECT_EQ(none.Refusals(), Texts{"REJECTION_REASON_RECORD_UNKNOWN"});
  EXPECT_FALSE(fs::exists(KeyOf("h-5")));
  EXPECT_EQ(api_.Ask(WithNeeds("6", "needs: 'meals' needs: 'meals'")).Refusals(),
            Texts{"REJECTION_REASON_INVALID_FIELD"});
  EXPECT_FALSE(fs::exists(KeyOf("h-6"))) << "a key for needs that are none";
}

// Neither the log, nor a digest in it, nor what reads it, nor any file of the server's but the answer itself.
TEST_F(Notes, StandNowhereInTheClear) {
  api_.Do({Written("n-1"), Written("n-2", "package_id: 'k-1'"), Reading(),
           WithNeeds("3", "needs: 'zebedee-ramp'"),
           Imported("k-4,h-4,home-care,older-people,council,community,new,,,2016-12-01,,Mon-Sun 08:00 30,"
                    "zebedee-ramp\\n")});
  std::string told;
  for (const Step& step :
       {Step{"auditor-1", "LedgerService.ReadEvents", ""}, Step{"auditor-1", "LedgerService.ExportLog", ""},
        Step{"auditor-1", "TrailService.GetTrail", "kind: 'person' id: 'h-1'"},
        Step{"auditor-1", "TrailService.GetTrail", "kind: 'package' id: 'k-1'"},
        Step{"auditor-1", "TrailService.GetTrail", "kind: 'package' id: 'k-3'"},
        Step{"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-3'"},
        Step{"auditor-1", "DirectoryService.ListWaiting", ""},
        Step{"auditor-1", "NoteService.ListNotes", "person_id: 'h-1'"}}) {
    const Answer answer = api_.Ask(step);
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    for (const auto& message : answer.messages) told += message->SerializeAsString();
  }
  ASSERT_NE(told.find("NoteSealed"), std::string::npos);
  EXPECT_EQ(told.find("Zebedee"), std::string::npos);
  ASSERT_NE(told.find("needs-k-3"), std::string::npos);
  ASSERT_NE(told.find("needs-k-4"), std::string::npos);
  EXPECT_EQ(told.find("zebedee"), std::string::npos);

  // The digest of a short text, or of the request with it, would be found by trying: neither is there.
  decide::WriteNote asked;
  asked.person_id = model::PersonId("h-1");
  asked.note_id = model::NoteId("n-1");
  asked.kind = model::NoteKind::kNeeds;
  asked.text.text = kText;
  for (const std::string& guess : {service::DigestOf(asked), [&] {
                                     const log::Hash hash = log::Sha256(kText);
                                     return std::string(hash.begin(), hash.end());
                                   }()}) {
    EXPECT_EQ(told.find(guess), std::string::npos);
  }

  int records = 0;
  for (const auto& entry : fs::recursive_directory_iterator(api_.folder())) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    EXPECT_EQ(content.str().find("Zebedee"), std::string::npos) << entry.path();
    EXPECT_EQ(content.str().find("zebedee"), std::string::npos) << entry.path();
    if (content.str().find("NoteSealed") != std::string::npos) ++records;
  }
  EXPECT_GT(records, 0) << "where the note itself stands was not looked at";
}

TEST_F(Notes, StandInHistory) {
  api_.Do({Written("n-1", "effective_date: '2017-05-31'")});
  const std::string first = Head();
  Step reading = Reading("intent { request_id: 'r-1' }");
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(reading)), Texts{"n-1 " + kText});
  const std::string read = Head();
  api_.Do({Written("n-2", "package_id: 'k-1'", "Later.")});
  const std::string last = Head();

  EXPECT_EQ(NamesOf(List("person_id: 'h-1'")), (Texts{"n-1", "n-2"}));
  EXPECT_EQ(NamesOf(List("person_id: 'h-1' at { known_at: '#" + first + "' }")), Texts{"n-1"});
  EXPECT_EQ(List("person_id: 'h-1' at { known_at: '#" + first + "' }").readings_size(), 0);
  EXPECT_EQ(List("person_id: 'h-1' at { known_at: '#" + read + "' }").readings_size(), 1);
  EXPECT_EQ(NamesOf(List("person_id: 'h-1' at { on: '2017-05-31' }")), Texts{"n-1"});
  EXPECT_EQ(NamesOf(List("person_id: 'h-1' at { on: '2017-05-30' }")), Texts());
  EXPECT_EQ(NamesOf(List("package_id: 'k-1'")), Texts{"n-2"});
  const auto page = List("person_id: 'h-1' page { page_size: 1 }");
  EXPECT_EQ(NamesOf(page), Texts{"n-1"});
  EXPECT_EQ(page.readings_size(), 1);
  const auto next =
      List("person_id: 'h-1' page { page_size: 1 page_token: '" + page.next_page_token() + "' }");
  EXPECT_EQ(NamesOf(next), Texts{"n-2"});
  EXPECT_EQ(next.readings_size(), 0) << "on the first page only";

  // The reading repeated is the same reading: what came later is not told under it.
  const auto again = Told<v1::ReadNotesResponse>(reading);
  EXPECT_EQ(TextsOf(again), Texts{"n-1 " + kText});
  EXPECT_EQ(again.receipt().statement(), "already recorded at position " + read + ": nothing new");
  EXPECT_EQ(Head(), last);
  reading.request = Reading("intent { request_id: 'r-1' } package_id: 'k-1'").request;
  EXPECT_EQ(api_.Ask(reading).Refusals(), Texts{"REJECTION_REASON_REQUEST_ID_REUSED"});

  // Parts of it.
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("package_id: 'k-1'"))), Texts{"n-2 Later."});
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("note_id: 'n-1'"))), Texts{"n-1 " + kText});
  // Of the package's notes nobody read n-1.
  const auto of_package = List("package_id: 'k-1'");
  ASSERT_EQ(of_package.readings_size(), 2);
  EXPECT_EQ(of_package.readings(1).package_id(), "k-1");
}

TEST_F(Notes, AreWrittenOnceHoweverOftenTheyAreSent) {
  Step one = Written("n-1", "intent { request_id: 'w-1' }");
  api_.Do({one});
  const std::string position = Head();
  EXPECT_EQ(api_.Ask(one).Value("receipt.statement"),
            "already recorded at position " + position + ": nothing new");
  EXPECT_EQ(api_.Ask(Written("n-1")).Value("receipt.statement"),
            "already recorded at position " + position + ": nothing new");
  EXPECT_EQ(Head(), position);
  one = Written("n-1", "intent { request_id: 'w-1' }", "Something else.");
  EXPECT_EQ(api_.Ask(one).Refusals(), Texts{"REJECTION_REASON_REQUEST_ID_REUSED"});
  EXPECT_EQ(api_.Ask(Written("n-1", "", "Something else.")).Refusals(),
            Texts{"REJECTION_REASON_ALREADY_EXISTS"});
  EXPECT_EQ(Head(), position);
}

TEST_F(Notes, SayInWordsWhatTheirTextMayBe) {
  const auto refused = [&](const std::string& text, const std::string& message) {
    ExpectRefused(Written("n-1", "", text), StatusCode::kInvalidArgument, message);
  };
  refused("", "text: is required");
  refused(" \\n  ", "text: there is nothing to see in it");
  refused(std::string(4001, 'x'), "text: 4001 bytes: at most 4000");
  refused("bell\\007", "text: byte 5 begins a control character other than a line feed");
  refused("c1 \\302\\205", "text: byte 4 begins a control character other than a line feed");
  refused("tab\\t", "text: byte 4 begins a control character other than a line feed");
  api_.Do({Written("long", "", std::string(4000, 'x')), Written("lines", "", "One.\\nTwo: \\303\\251.")});
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("note_id: 'lines'"))),
            Texts{"lines One.\nTwo: \xC3\xA9."});
  // Who could not be written of has no key, and no reason tells the text.
  EXPECT_FALSE(fs::exists(KeyOf("h-9")));
  const Answer nobody = api_.Ask(Written("n-1", "", kText, "h-9"));
  EXPECT_EQ(nobody.Refusals(), Texts{"REJECTION_REASON_PERSON_UNKNOWN"});
  EXPECT_EQ(nobody.status.message().find("Zebedee"), std::string::npos);
  EXPECT_FALSE(fs::exists(KeyOf("h-9"))) << "a key for nobody";
}

TEST_F(Notes, AreNotReadOrWrittenWithoutTheKeyOfTheirPerson) {
  api_.Do({Written("n-1"), Written("n-1", "", "Of another.", "h-2")});
  const fs::path key = KeyOf("h-1"), kept = api_.folder() / "kept";
  fs::rename(key, kept);
  const std::string missing =
      "the key of person h-1 is missing, and notes were sealed under it: restore keys/person/h-1";
  ExpectRefused(Reading(), StatusCode::kDataLoss, missing);
  ExpectRefused(Written("n-2"), StatusCode::kDataLoss, missing);
  EXPECT_FALSE(fs::exists(key)) << "a key was made in the place of the missing one";
  // Everything else goes on.
  EXPECT_EQ(NamesOf(List("person_id: 'h-1'")), Texts{"n-1"});
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading("", "manager-1", "h-2"))), Texts{"n-1 Of another."});
  fs::copy_file(KeyOf("h-2"), key);
  const std::string damaged = "the key of person h-1 is damaged: restore keys/person/h-1";
  ExpectRefused(Reading(), StatusCode::kDataLoss, damaged);
  ExpectRefused(Written("n-2"), StatusCode::kDataLoss, damaged);
  fs::rename(kept, key);
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading())), Texts{"n-1 " + kText});

  // A key of the person's own that is another: of a store begun anew and then put beside the log.
  const fs::path keys = api_.folder() / "data" / "keys", old = api_.folder() / "old";
  fs::rename(keys, old);
  ExpectRefused(Written("n-2"), StatusCode::kDataLoss, missing);
  api_.Do({Requested("3"), Written("n-1", "", "New store.", "h-3")});
  fs::remove_all(keys / "person" / "h-1");
  fs::copy_file(old / "person" / "h-1", keys / "person" / "h-1");
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading())), Texts{"n-1 " + kText});
}

// What a crash leaves between the making of a key and the record of the note that it was made for.
TEST_F(Notes, UseAKeyThatWasMadeForNothing) {
  const std::string ledger = List("person_id: 'h-1'").as_of().ledger_id();
  auto master = seal::ReadMasterKey(api_.folder() / "master.key", false);
  ASSERT_TRUE(master.ok()) << master.status();
  seal::KeyStore store(api_.folder() / "data" / "keys", ledger, **master, rocksdb::Env::Default());
  const auto unused = store.FindOrMake(model::PersonId("h-1"));
  ASSERT_TRUE(unused.ok()) << unused.status();
  ExpectRefused(Reading(), StatusCode::kFailedPrecondition, "person_id: person h-1 has no notes");
  api_.Do({Written("n-1")});
  EXPECT_EQ(List("person_id: 'h-1'").notes(0).key_id(), (*unused)->Id().value);
  EXPECT_EQ(TextsOf(Told<v1::ReadNotesResponse>(Reading())), Texts{"n-1 " + kText});
}

class NotesWithoutAMasterKey : public Notes {
 protected:
  NotesWithoutAMasterKey() : Notes(Api::ClockKind::kMachine) {}
};

TEST_F(NotesWithoutAMasterKey, AreRefusedAndAllElseIsServed) {
  const std::string refused = "notes are sealed, and the server was started without a master key";
  ExpectRefused(Written("n-1"), StatusCode::kFailedPrecondition, refused);
  EXPECT_EQ(api_.Ask(Written("n-1")).Refusals(), Texts{"REJECTION_REASON_NO_MASTER_KEY"});
  // What is wrong with the request comes first.
  EXPECT_EQ(api_.Ask(Reading()).Refusals(), Texts{"REJECTION_REASON_RECORD_UNKNOWN"});
  EXPECT_EQ(api_.Ask(Written("n-1", "", kText, "h-9")).Refusals(), Texts{"REJECTION_REASON_PERSON_UNKNOWN"});
  EXPECT_EQ(List("person_id: 'h-1'").notes_size(), 0);
  ExpectRefused(WithNeeds("3", "needs: 'meals'"), StatusCode::kFailedPrecondition,
                "needs: needs are sealed, and the server was started without a master key");
  EXPECT_FALSE(fs::exists(api_.folder() / "data" / "keys"));
}

TEST_F(Notes, AreAskedForByPersonOrPackage) {
  const auto said = [&](const std::string& request) {
    return std::string(api_.Ask({"auditor-1", "NoteService.ListNotes", request}).status.message());
  };
  EXPECT_EQ(said(""), "person_id: is required");
  EXPECT_TRUE(said("person_id: 'h-1' package_id: 'k-2'")
                  .starts_with("package_id: no package of person h-1 'k-2' as known at "));
  EXPECT_EQ(List("person_id: 'h-1' package_id: 'k-1'").notes_size(), 0);
}

}  // namespace
}  // namespace careledger::api
