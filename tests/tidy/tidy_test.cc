// The tree keeps its house rules, and each rule notices when it does not.
#include "tests/tidy/rules.h"

#include <gtest/gtest.h>

namespace careledger::tidy {
namespace {

const Tree& TheTree() {
  static const Tree tree = ReadTree(CARELEDGER_SOURCE_DIR);
  return tree;
}

struct NamedRule {
  const char* name;
  Rule rule;
};
void PrintTo(const NamedRule& rule, std::ostream* out) { *out << rule.name; }

class Tidy : public testing::TestWithParam<NamedRule> {};

TEST_P(Tidy, IsKept) { EXPECT_EQ(GetParam().rule(TheTree()), Complaints()); }

INSTANTIATE_TEST_SUITE_P(Rules, Tidy,
                         testing::Values(NamedRule{"TopLevelIsFixed", TopLevelIsFixed},
                                         NamedRule{"FoldersDependOneWay", FoldersDependOneWay},
                                         NamedRule{"CoreUsesTheStandardLibrary", CoreUsesTheStandardLibrary},
                                         NamedRule{"CoreIsPureAndExact", CoreIsPureAndExact},
                                         NamedRule{"GrpcIsKnownToFewFiles", GrpcIsKnownToFewFiles},
                                         NamedRule{"ProgramsNameNobody", ProgramsNameNobody},
                                         NamedRule{"FilesHoldOneIdea", FilesHoldOneIdea},
                                         NamedRule{"HeadersSayWhatTheyMean", HeadersSayWhatTheyMean},
                                         NamedRule{"NothingIsLeftForLater", NothingIsLeftForLater},
                                         NamedRule{"NothingIsTiedToAMachine", NothingIsTiedToAMachine}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TidyTree, IsReadWhole) {
  std::size_t sources = 0, documents = 0;
  for (const File& file : TheTree().files) {
    sources += file.IsSource() ? 1U : 0U;
    documents += file.path.ends_with(".md") ? 1U : 0U;
    EXPECT_FALSE(file.Under("build/")) << file.path;
  }
  EXPECT_GT(sources, 200U);
  EXPECT_GT(documents, 8U);
}

// One line where it must not be, and what is said of it.
struct Planted {
  const char* name;
  Rule rule;
  File file;
  std::string complaint;
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class TidyNotices : public testing::TestWithParam<Planted> {};

TEST_P(TidyNotices, WhatIsPlanted) {
  const Planted& planted = GetParam();
  // Given the tree as it is, which the rule lets pass, and one file more,
  Tree tree = TheTree();
  tree.files.push_back(planted.file);
  // then it complains of that file alone.
  EXPECT_EQ(planted.rule(tree), Complaints{planted.complaint});
}

// Spelled so that these lines do not break the rule themselves.
const std::string kLater = std::string("// TO") + "DO: later";
const std::string kMachine = std::string("see /ho") + "me/me/notes";
const std::string kHost = std::string("\"resolved\": \"https://regi") + "stry.npmjs.org/x.tgz\"";

File Header(const std::string& path, const std::string& line) {
  return {path, {"// Says.", "#pragma once", line}};
}

INSTANTIATE_TEST_SUITE_P(
    Rules, TidyNotices,
    testing::Values(
        Planted{"ProtoOnReplay", FoldersDependOneWay,
                Header("proto/say/x.h", "#include \"replay/model/ids.h\""),
                "proto/say/x.h:3: proto/ may not depend on replay/model/ids.h"},
        Planted{"ReplayOnServer", FoldersDependOneWay,
                Header("replay/log/x.h", "#include \"server/clock.h\""),
                "replay/log/x.h:3: replay/ may not depend on server/clock.h"},
        Planted{"ReplayOnGrpc", FoldersDependOneWay, Header("replay/log/x.h", "#include <grpcpp/grpcpp.h>"),
                "replay/log/x.h:3: replay/ may not depend on <grpcpp/grpcpp.h>"},
        Planted{"ServerOnClient", FoldersDependOneWay, Header("server/x.h", "#include \"client/client.h\""),
                "server/x.h:3: server/ may not depend on client/client.h"},
        Planted{"ClientOnReplay", FoldersDependOneWay, Header("client/x.h", "#include \"replay/source.h\""),
                "client/x.h:3: client/ may not depend on replay/source.h"},
        Planted{"GeneratorOnTheApi", FoldersDependOneWay,
                Header("client/generate/x.h", "#include \"careledger/v1/types.pb.h\""),
                "client/generate/x.h:3: client/generate/ may not depend on careledger/v1/types.pb.h"},
        Planted{"ProgramOnTests", FoldersDependOneWay,
                Header("server/x.h", "#include \"tests/store/running.h\""),
                "server/x.h:3: server/ may not depend on tests/store/running.h"},
        Planted{"CoreOnLibrary", CoreUsesTheStandardLibrary,
                Header("replay/model/x.h", "#include \"absl/status/status.h\""),
                "replay/model/x.h:3: the core may not use absl/status/status.h"},
        Planted{"ModelOnDecide", CoreUsesTheStandardLibrary,
                Header("replay/pricing/x.h", "#include \"server/decide/decide.h\""),
                "replay/pricing/x.h:3: the core may not use server/decide/decide.h"},
        Planted{"DoubleInModel", CoreIsPureAndExact, Header("replay/model/x.h", "double pounds = 0;"),
                "replay/model/x.h:3: the core may not say double"},
        Planted{"FloatInPricing", CoreIsPureAndExact, Header("replay/pricing/x.h", "using Pounds = float;"),
                "replay/pricing/x.h:3: the core may not say float"},
        Planted{"DoubleInProjections", CoreIsPureAndExact,
                Header("replay/projections/x.h", "auto x = static_cast<double>(y);"),
                "replay/projections/x.h:3: the core may not say double"},
        Planted{"ClockInDecide", CoreIsPureAndExact,
                Header("server/decide/x.h", "auto now = std::chrono::system_clock::now();"),
                "server/decide/x.h:3: the core may not say system_clock"},
        Planted{"RandomInDecide", CoreIsPureAndExact,
                Header("server/decide/x.h", "std::random_device device;"),
                "server/decide/x.h:3: the core may not say random_device"},
        Planted{"AnotherGrpcFile", GrpcIsKnownToFewFiles,
                Header("server/service/x.h", "#include <grpcpp/server.h>"),
                "server/service/x.h:3: <grpcpp/server.h>"},
        Planted{"CouncilInProgram", ProgramsNameNobody,
                Header("server/x.h", "if (council == \"Leicestershire\") {}"),
                "server/x.h:3: names leicestershire"},
        Planted{"ProviderInProgram", ProgramsNameNobody,
                Header("client/x.h", "const char* kName = \"TLC Homecare\";"),
                "client/x.h:3: names tlc homecare"},
        Planted{"LotInProgram", ProgramsNameNobody,
                Header("replay/x.h", "const char* kLot = \"Castle Donington & Whitwick\";"),
                "replay/x.h:3: names castle donington & whitwick"},
        Planted{"LongFile",
                FilesHoldOneIdea,
                {"server/x.cc", std::vector<std::string>(601, "int x;")},
                "server/x.cc:601: is two ideas"},
        Planted{"LongMain",
                FilesHoldOneIdea,
                {"server/x/main.cc", std::vector<std::string>(61, "int x;")},
                "server/x/main.cc:61: is two ideas"},
        Planted{"Tab", FilesHoldOneIdea, Header("server/x.h", "\tint x;"), "server/x.h:3: a tab"},
        Planted{"SpaceAtTheEnd", FilesHoldOneIdea, Header("server/x.h", "int x; "),
                "server/x.h:3: a space at the end"},
        Planted{"SilentHeader",
                HeadersSayWhatTheyMean,
                {"server/x.h", {"#pragma once", "int x;"}},
                "server/x.h:1: does not say what it is for"},
        Planted{"UnguardedHeader",
                HeadersSayWhatTheyMean,
                {"server/x.h", {"// Says.", "int x;"}},
                "server/x.h:1: has no #pragma once"},
        Planted{"NoteForLater",
                NothingIsLeftForLater,
                {"ops/x", {kLater}},
                std::string("ops/x:1: says TO") + "DO"},
        Planted{"PathOfAMachine",
                NothingIsTiedToAMachine,
                {"ops/x.md", {kMachine}},
                std::string("ops/x.md:1: says  /ho") + "me/"},
        Planted{"HostOfARegistry",
                NothingIsTiedToAMachine,
                {"tests/x/package-lock.json", {kHost}},
                std::string("tests/x/package-lock.json:1: says regi") + "stry.n"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(TidyTree, NoticesWhatIsNotOfTheTopLevel) {
  Tree tree = TheTree();
  tree.top.insert("docs");
  tree.top.erase("proto");
  EXPECT_EQ(TopLevelIsFixed(tree),
            (Complaints{"docs: is not of the top level", "proto: is missing from the top level"}));
}

}  // namespace
}  // namespace careledger::tidy
