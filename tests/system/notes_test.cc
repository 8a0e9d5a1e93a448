// Notes in the real programs: after a restart, without their keys, from an export, and nowhere in the clear.
#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

class NotesOfPeople : public System {
 protected:
  void AskForCare() {
    CreateContract();
    for (const std::string n : {"1", "2"}) {
      (void)Ask(
          "careledger package request --package-id k-" + n + " --person-id h-" + n +
              " --service home-care --client-group older-people --funder council --waiting-in community "
              "--reason new --plan 'Mon-Sun 08:00 30' --effective-date 2016-09-20",
          "broker-1");
    }
  }
  void Write(const std::string& text, const std::string& flags) {
    World::Write("note.txt", text + "\n");
    (void)Ask("careledger note write --kind needs --text @note.txt " + flags, "broker-1");
  }
  std::string TextOf(const std::string& person, const std::string& as = "manager-1") {
    std::string all;
    const Json read = Ask("careledger note read --reason review --person-id " + person, as);
    for (const Json& note : read["notes"].items()) all += note["note_id"].text() + ": " + note["text"].text();
    return all;
  }
  // Stopped by a signal; what it said on stderr.
  static std::string Stopped(Server& server) {
    const Ended ended = server.Stop();
    EXPECT_EQ(ended.code, 0) << ended;
    return ended.err;
  }
};

TEST_F(NotesOfPeople, OutliveARestartAndStandNowhereInTheClear) {
  Server server = StartServer();
  AskForCare();
  Write("Zebedee bites, two carers.\nNot before nine.",
        "--person-id h-1 --note-id n-1 --package-id k-1 --request-id w-1");
  (void)Ask("careledger note write --person-id h-2 --note-id n-1 --kind reason --text 'Zebedee again.'",
            "broker-1");
  const std::string text = "n-1: Zebedee bites, two carers.\nNot before nine.";
  EXPECT_EQ(TextOf("h-1"), text);
  Export("ledger.log");
  std::string said = Stopped(server);

  server = StartServer();
  EXPECT_EQ(TextOf("h-1"), text);
  // Sealed anew it is the same: the request is known again.
  const Ended again = Run(
      "careledger note write --kind needs --text @note.txt --person-id h-1 --note-id n-1 --package-id k-1 "
      "--request-id w-1",
      "broker-1");
  EXPECT_TRUE(again.code == 0 && Contains(again.out, "already recorded at position ")) << again;
  server.Kill();  // As a crash.
  server = StartServer();
  EXPECT_EQ(TextOf("h-1", "broker-1"), text);
  EXPECT_EQ(TextOf("h-2"), "n-1: Zebedee again.");
  Export("later.log");
  said += Stopped(server);

  // What a person typed and was answered stands in the commands' own files; the rest is searched. The log's
  // own files may be compressed: its records stand in the exports as they are.
  const Ended found =
      Run("grep -rl --exclude='command-*' --exclude=note.txt Zebedee .; grep -l NoteSealed ledger.log "
          "later.log; ls "
          "data/keys/person");
  EXPECT_FALSE(Contains(found.out, "./")) << found;
  EXPECT_TRUE(Contains(found.out, "ledger.log\nlater.log\n")) << "where the notes stand was not looked at\n"
                                                              << found;
  EXPECT_TRUE(Contains(found.out, "h-1\nh-2\n")) << found;
  EXPECT_FALSE(Contains(said, "Zebedee")) << said;
}

TEST_F(NotesOfPeople, AreListedAlikeByServerAndAuditorWhoHasNoKey) {
  Server server = StartServer();
  AskForCare();
  Write("Zebedee bites.", "--person-id h-1 --note-id n-1 --package-id k-1");
  (void)TextOf("h-1");
  Write("Mornings.", "--person-id h-1 --note-id n-2");
  Export("ledger.log");
  const std::string known = " --known-at '#" + std::to_string(Position()) + "'";
  for (const std::string flags : {"--person-id h-1", "--package-id k-1", "--person-id h-1 --on 2016-09-30",
                                  "--person-id h-1 --page-size 1", "--person-id h-2"}) {
    const Ended ours = Run("careledger note list --output json " + flags + known, "auditor-1");
    const Ended theirs = Run("careledger-replay notes ledger.log --output json " + flags + known);
    EXPECT_EQ(ours.code, 0) << ours;
    EXPECT_EQ(theirs.out, ours.out) << flags << "\n" << theirs;
  }
  const Json list = Json::Parse(Run("careledger-replay notes ledger.log --output json --person-id h-1").out);
  ASSERT_EQ(list["notes"].items().size(), 2U);
  EXPECT_EQ(list["notes"].items()[0]["text"].text(), "sealed");
  EXPECT_EQ(list["readings"].items().size(), 1U);
  EXPECT_EQ(Run("careledger-replay notes ledger.log --person-id h-9").code, 3);
  (void)Stopped(server);
}

TEST_F(NotesOfPeople, StaySealedWithoutTheMasterKey) {
  Server server = StartServer();
  AskForCare();
  Write("Zebedee bites.", "--person-id h-1 --note-id n-1");
  (void)Stopped(server);

  ServerOptions options;
  options.master_key = "none";
  server = StartServer(options);
  const std::string refused = "notes are sealed, and the server was started without a master key";
  ExpectExit(6, "careledger note read --reason review --person-id h-1", refused + " (NO_MASTER_KEY)");
  ExpectExit(6, "careledger note write --person-id h-1 --note-id n-2 --kind note --text Words",
             refused + " (NO_MASTER_KEY)");
  EXPECT_EQ(Ask("careledger note list --person-id h-1")["notes"].items().size(), 1U);
  (void)Ask("careledger person died --person-id h-2 --date 2016-09-30", "broker-1");
  EXPECT_TRUE(Contains(Stopped(server), "the notes of 1 of 1 people stay sealed: there is no --master-key"));

  // Another key than the one that the keys were made under opens nothing, and makes no key beside them.
  World::Write("other.key", std::string(64, 'a') + "\n");
  (void)Run("chmod 600 other.key");
  options.master_key = "other.key";
  server = StartServer(options);
  const std::string other = "the keys of notes are wrapped by another master key than the server's";
  ExpectExit(6, "careledger note read --reason review --person-id h-1", other + " (NO_MASTER_KEY)");
  ExpectExit(6, "careledger note write --person-id h-2 --note-id n-1 --kind note --text Words",
             other + " (NO_MASTER_KEY)");
  EXPECT_TRUE(Contains(Stopped(server), "stay sealed: " + other));

  options.master_key = "";
  server = StartServer(options);
  EXPECT_EQ(TextOf("h-1"), "n-1: Zebedee bites.");
  EXPECT_FALSE(Contains(Stopped(server), "stay sealed"));
}

TEST_F(NotesOfPeople, OfALedgerMadeFromAnExportOpenOnceTheirKeysAreBesideIt) {
  Server server = StartServer();
  AskForCare();
  Write("Zebedee bites.", "--person-id h-1 --note-id n-1");
  Export("ledger.log");
  (void)Stopped(server);

  ServerOptions options;
  options.data = "copy";
  options.simulated_clock = "";
  options.from_export = folder() + "/ledger.log";
  options.master_key = "data.key";
  server = StartServer(options);
  EXPECT_EQ(Ask("careledger note list --person-id h-1")["notes"].items()[0]["text"].text(), "sealed");
  const std::string missing = "the key of person h-1 is missing, and notes were sealed under it";
  ExpectExit(7, "careledger note read --reason review --person-id h-1", missing);
  ExpectExit(7, "careledger note write --person-id h-1 --note-id n-2 --kind note --text Words", missing);
  // The copy goes on for who has no notes yet; then the old keys are put beside the new.
  (void)Ask("careledger note write --person-id h-2 --note-id n-1 --kind note --text Words", "broker-1");
  EXPECT_TRUE(Contains(Stopped(server), "the notes of 1 of 1 people stay sealed: their keys are missing"));
  ASSERT_EQ(Run("cp -n data/keys/person/* copy/keys/person/").code, 0);
  options.from_export = "";
  server = StartServer(options);
  EXPECT_EQ(TextOf("h-1"), "n-1: Zebedee bites.");
  EXPECT_EQ(TextOf("h-2"), "n-1: Words");
  (void)Stopped(server);
}

}  // namespace
}  // namespace careledger::system_test
