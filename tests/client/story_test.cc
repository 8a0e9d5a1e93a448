// Stories: read, run by a real shell, compared, written anew.
#include "client/cli/story.h"

#include <gtest/gtest.h>

#include "tests/client/fakes.h"

namespace careledger::cli {
namespace {

using Lines = std::vector<std::string>;

constexpr char kText[] =
    "# A story\n"
    "\n"
    "Prose, and `$ not a command`.\n"
    "\n"
    "```console\n"
    "$ echo one; echo; echo two\n"
    "one\n"
    "\n"
    "two\n"
    "$ printf '%s\\n' \\\n"
    "> three\n"
    "three\n"
    "$ kept=ninety; false\n"
    "[exit 1]\n"
    "$ echo $kept; echo oh >&2\n"
    "ninety\n"
    "oh\n"
    "```\n"
    "\n"
    "```toml\n"
    "key = 1\n"
    "```\n";

TEST(Story, IsReadAndWrittenBackAsItWas) {
  const absl::StatusOr<Story> story = ParseStory(kText);
  ASSERT_TRUE(story.ok()) << story.status();
  EXPECT_EQ(WriteStory(*story), kText);
  std::vector<std::string> commands;
  for (const StoryPart& part : *story) {
    if (part.is_command()) commands.push_back(part.ShellText());
  }
  EXPECT_EQ(commands, (Lines{"echo one; echo; echo two", "printf '%s\\n' \\\nthree", "kept=ninety; false",
                             "echo $kept; echo oh >&2"}));
  EXPECT_EQ(story->at(1).line, 6U);
  EXPECT_EQ(story->at(3).ExpectedExit(), 1);
  EXPECT_FALSE(ParseStory("```\n$ x\n").ok()) << "an open fence";
}

TEST(Story, MatchesWithItsSigns) {
  EXPECT_TRUE(Matches({}, {}));
  EXPECT_FALSE(Matches({}, {"x"}));
  EXPECT_TRUE(Matches({"a", "..."}, {"a"}));
  EXPECT_TRUE(Matches({"a", "...", "z"}, {"a", "b", "c", "z"}));
  EXPECT_FALSE(Matches({"a", "...", "z"}, {"a", "b"}));
  EXPECT_TRUE(Matches({"leaf [..] at #[..]"}, {"leaf 0a1b at #7"}));
  EXPECT_TRUE(Matches({"[..]"}, {""}));
  EXPECT_FALSE(Matches({"leaf [..]!"}, {"leaf 0a1b"}));
}

TEST(Story, ShowsWhatDiffers) {
  const StoryPart part{.line = 9, .command = {"$ x"}, .expected = {"a", "id [..]", "c"}};
  EXPECT_EQ(
      Difference(part, RanFrom("a\nid 7\nd\n", 6), "s.md"),
      "--- s.md (as written)\n+++ s.md (as it ran)\n@@ -10,3 +10,4 @@ $ x\n a\n id 7\n-c\n+d\n+[exit 6]\n");
}

TEST(StoryRun, ChecksShowsAndUpdates) {
  const Folder folder;
  const std::string path = folder.Put("story.md", kText);
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"story", "run", path, "--check"}), kOk) << terminal.out << terminal.err;
  EXPECT_EQ(terminal.out, "");
  EXPECT_EQ(terminal.Run({"story", "run", path}), kOk) << terminal.err;
  EXPECT_EQ(terminal.out, kText) << "shown as written, when it runs as written";

  folder.Put("story.md", "```\n$ echo 1\n2\n$ echo id 7\nid [..]\n```\nend\n");
  EXPECT_EQ(terminal.Run({"story", "run", path, "--check"}), kNotVerified);
  EXPECT_NE(terminal.out.find("-2\n+1\n"), std::string::npos) << terminal.out;
  EXPECT_EQ(terminal.Run({"story", "run", path, "--update"}), kOk) << terminal.err;
  EXPECT_EQ(folder.Get("story.md"), "```\n$ echo 1\n1\n$ echo id 7\nid [..]\n```\nend\n");
}

TEST(StoryRun, GivesCommandsTheProgramTheServerAndAScratchFolder) {
  const Folder folder;
  const std::string path = folder.Put("story.md",
                                      "```\n$ echo \"${PATH%%:*} $CARELEDGER_SERVER $CARELEDGER_AS\"\n"
                                      "/usr/bin example:1 auditor-1\n"
                                      "$ echo x > $WORK/f; cat $WORK/f; ls\nx\nstory.md\n```\n");
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"story", "run", path, "--check", "--server", "example:1", "--as", "auditor-1"}),
            kOk)
      << terminal.out;
}

TEST(StoryRun, StopsWhereACommandEndsOtherwise) {
  const Folder folder;
  const std::string path = folder.Put("story.md", "```\n$ false\n$ echo never\n```\n");
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"story", "run", path}), kFailed);
  EXPECT_EQ(terminal.out.find("never"), std::string::npos);
}

TEST(StoryRun, GoesOnFromTheWholeStoryOfAnother) {
  const Folder folder;
  folder.Put("elmshire-2016/here", "2016");
  folder.Put(
      "elmshire-2016/story.md",
      "```\n$ cat here; contract=c-1; export CARELEDGER_AS=broker-1\nprinted otherwise\n"
      "$ echo $contract $CARELEDGER_AS >$WORK/../said; echo 2016 >$WORK/file\n$ false\n[exit 1]\n```\n");
  folder.Put("elmshire-2019/ledger.csv", "key,value\ncouncil,elmshire\nfollows,elmshire-2016\n");
  // Neither its variables nor its files are in the way of the next.
  const std::string text =
      "```\n$ cat $WORK/said; ls $WORK; echo \"$contract $CARELEDGER_AS.\"\n"
      "c-1 broker-1\nelmshire-2016\nsaid\n auditor-1.\n```\n";
  const std::string path = folder.Put("elmshire-2019/story.md", text);
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"story", "run", path, "--as", "auditor-1"}), kOk) << terminal.err;
  EXPECT_EQ(terminal.out, text) << "the story before is not shown";
  EXPECT_EQ(terminal.Run({"story", "run", path, "--as", "auditor-1", "--check"}), kOk) << terminal.out;

  // Where a command before ends otherwise than was written, nothing follows, checked or not.
  const std::string before = folder.Put("elmshire-2016/story.md", "```\n$ echo oh; false\noh\n```\n");
  for (const std::string how : {"", "--check", "--update"}) {
    std::vector<std::string> command = {"story", "run", path};
    if (!how.empty()) command.push_back(how);
    EXPECT_EQ(terminal.Run(command), kFailed) << how;
    EXPECT_EQ(terminal.out, "") << how;
    EXPECT_NE(terminal.err.find(before + ": line 2"), std::string::npos) << terminal.err;
    EXPECT_NE(terminal.err.find("oh\n"), std::string::npos) << terminal.err;
  }
  EXPECT_EQ(folder.Get("elmshire-2019/story.md"), text);
}

TEST(StoryRun, GoesOnFromAStoryThatGoesOn) {
  const Folder folder;
  folder.Put("elmshire-2014/story.md", "```\n$ echo 2014 >>$WORK/../order\n```\n");
  folder.Put("elmshire-2016/story.md", "```\n$ echo 2016 >>$WORK/../order\n```\n");
  folder.Put("elmshire-2016/ledger.csv", "key,value\nfollows,elmshire-2014\n");
  folder.Put("elmshire-2019/ledger.csv", "key,value\nfollows,elmshire-2016\n");
  const std::string path = folder.Put("elmshire-2019/story.md", "```\n$ cat $WORK/order\n2014\n2016\n```\n");
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"story", "run", path, "--check"}), kOk) << terminal.out << terminal.err;
  folder.Put("elmshire-2014/ledger.csv", "key,value\nfollows,elmshire-2019\n");
  EXPECT_NE(terminal.Run({"story", "run", path, "--check"}), kOk);
  EXPECT_NE(terminal.err.find("goes on from itself"), std::string::npos) << terminal.err;
  folder.Put("elmshire-2014/ledger.csv", "key,value\nfollows,elmshire-2012\n");
  EXPECT_EQ(terminal.Run({"story", "run", path}), kNotFound);
}

TEST(Demo, ListsAndRunsTheStoriesOfCouncils) {
  const Folder folder;
  folder.Put("elmshire/story.md", "```\n$ echo hello\nhello\n```\n");
  Terminal terminal;
  terminal.environment["CARELEDGER_COUNCILS"] = folder.path();
  EXPECT_EQ(terminal.Run({"demo"}), kOk);
  EXPECT_EQ(terminal.out, "elmshire\n");
  EXPECT_EQ(terminal.Run({"demo", "elmshire", "--check"}), kOk) << terminal.out;
  EXPECT_EQ(terminal.Run({"demo", "elmshir"}), kNotFound);
  EXPECT_NE(terminal.err.find("did you mean elmshire?"), std::string::npos) << terminal.err;
}

}  // namespace
}  // namespace careledger::cli
