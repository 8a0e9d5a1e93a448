// The protos against buf, a checker that others wrote: its style, and that nothing published is changed or
// taken away.
//
// What was published is the image tests/schema/published.binpb. A change that adds to it passes;
// UPDATE_PUBLISHED=1 publishes the protos as they are.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace careledger {
namespace {

namespace fs = std::filesystem;

const std::string kRoot = CARELEDGER_SOURCE_DIR;
const std::string kPublished = kRoot + "/tests/schema/published.binpb";

struct Ended {
  int code = -1;
  std::string said;
};

// buf, of the version that tests/tools pins, in the folder of the protos.
Ended Buf(const std::string& protos, const std::string& arguments) {
  const std::string command =
      "cd '" + protos + "' && '" + kRoot + "/build/tools/node_modules/.bin/buf' " + arguments + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  Ended ended;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    ended.said.append(part.data(), size);
  const int status = pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

constexpr const char* kInstall = "\nIs it there? ops/install test puts it into build/tools.";
constexpr int kFound = 100;  // buf's exit code for what it was asked to find.

Ended Breaking(const std::string& protos) { return Buf(protos, "breaking --against '" + kPublished + "'"); }

// A copy of the protos in which one text is replaced by another.
class Changed {
 public:
  Changed(const std::string& file, const std::string& from, const std::string& to) {
    std::string name = (fs::temp_directory_path() / "careledger-protos.XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::copy(kRoot + "/proto/careledger", folder_ + "/careledger", fs::copy_options::recursive);
    fs::copy(kRoot + "/proto/buf.yaml", folder_ + "/buf.yaml");
    const std::string path = folder_ + "/careledger/" + file;
    std::ostringstream read;
    read << std::ifstream(path).rdbuf();
    std::string text = read.str();
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << file << " says no more: " << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    std::ofstream(path) << text;
  }
  ~Changed() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Changed(const Changed&) = delete;
  Changed& operator=(const Changed&) = delete;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

TEST(Buf, FindsTheProtosInGoodStyle) {
  const Ended lint = Buf(kRoot + "/proto", "lint");
  EXPECT_EQ(lint.code, 0) << lint.said << kInstall;
  EXPECT_EQ(lint.said, "");
}

TEST(Buf, FindsBadStyle) {
  const Changed spoilt("v1/ledger_service.proto", "rpc GetHead(", "rpc get_head(");
  const Ended lint = Buf(spoilt.folder(), "lint");
  EXPECT_EQ(lint.code, kFound) << lint.said << kInstall;
  EXPECT_NE(lint.said.find("get_head"), std::string::npos) << lint.said;
}

TEST(Buf, FindsNothingPublishedChangedOrTakenAway) {
  if (std::getenv("UPDATE_PUBLISHED") != nullptr) {
    const Ended built = Buf(kRoot + "/proto", "build --exclude-source-info --output '" + kPublished + "'");
    ASSERT_EQ(built.code, 0) << built.said << kInstall;
  }
  ASSERT_TRUE(fs::exists(kPublished));
  const Ended breaking = Breaking(kRoot + "/proto");
  EXPECT_EQ(breaking.code, 0) << breaking.said << kInstall;
}

struct Planted {
  const char* name;
  const char* file;  // Under proto/careledger.
  const char* from;
  const char* to;
  const char* said;  // Part of what buf says.
};
void PrintTo(const Planted& planted, std::ostream* out) { *out << planted.name; }

class BufFinds : public testing::TestWithParam<Planted> {};

TEST_P(BufFinds, WhatWouldBreakAReader) {
  const Planted& planted = GetParam();
  // The protos as they are pass: what is found is the planted change.
  ASSERT_EQ(Breaking(kRoot + "/proto").code, 0) << kInstall;
  const Changed spoilt(planted.file, planted.from, planted.to);
  const Ended breaking = Breaking(spoilt.folder());
  EXPECT_EQ(breaking.code, kFound) << breaking.said;
  EXPECT_NE(breaking.said.find(planted.said), std::string::npos) << breaking.said;
}

INSTANTIATE_TEST_SUITE_P(
    Buf, BufFinds,
    testing::Values(Planted{"FieldNumber", "event/v1/terms.proto", "uint32 minutes = 3;",
                            "uint32 minutes = 9;", "field \"3\""},
                    Planted{"FieldType", "v1/common.proto", "uint64 stream_revision = 2;",
                            "string stream_revision = 2;", "stream_revision"},
                    Planted{"FieldName", "v1/common.proto", "string known_at = 1 [(about) = \"Use",
                            "string known = 1 [(about) = \"Use", "known_at"},
                    Planted{"FieldGone", "event/v1/terms.proto", "  sint32 date = 3;\n", "", "\"date\""},
                    Planted{"FieldGoneThoughReserved", "event/v1/terms.proto", "  sint32 date = 3;\n",
                            "  reserved 3;\n  reserved \"date\";\n", "\"date\""},
                    Planted{"Cardinality", "v1/party_service.proto", "repeated string members = 5 [",
                            "string members = 5 [", "members"},
                    Planted{"EnumValue", "v1/types.proto", "  ROUNDING_UP = 3;\n", "",
                            "on enum \"Rounding\""},
                    Planted{"EnumNumber", "v1/errors.proto", "REJECTION_REASON_NOT_UTF8 = 3;",
                            "REJECTION_REASON_NOT_UTF8 = 7;", "\"3\""},
                    Planted{"Method", "v1/ledger_service.proto", "rpc GetHead(", "rpc GetHeads(", "GetHead"},
                    Planted{"Stream", "v1/ledger_service.proto", "returns (stream ExportLogResponse)",
                            "returns (ExportLogResponse)", "stream"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Buf, AllowsWhatOnlyAdds) {
  const Changed more("v1/common.proto", "  uint32 records = 7 [",
                     "  string note = 99;\n  uint32 records = 7 [");
  const Ended breaking = Breaking(more.folder());
  EXPECT_EQ(breaking.code, 0) << breaking.said;
}

}  // namespace
}  // namespace careledger
