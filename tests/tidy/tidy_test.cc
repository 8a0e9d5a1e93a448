// The house rules that a reader relies on, kept by a program: what depends on what, what the core may not mention, how long
// a file may grow.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace careledger {
namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // From the root: "replay/model/money.h".
  std::vector<std::string> lines;
  std::string folder() const { return path.substr(0, path.rfind('/') + 1); }
  bool Under(std::string_view prefix) const { return path.starts_with(prefix); }
};

std::string Root() { return CARELEDGER_SOURCE_DIR; }

const std::vector<Source>& Sources() {
  static const std::vector<Source> sources = [] {
    std::vector<Source> out;
    for (const char* top : {"proto", "replay", "server", "client", "tests"}) {
      for (const auto& entry : fs::recursive_directory_iterator(Root() + "/" + top)) {
        const std::string extension = entry.path().extension();
        if (extension != ".cc" && extension != ".h") continue;
        Source source{fs::relative(entry.path(), Root()).string(), {}};
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) source.lines.push_back(line);
        out.push_back(std::move(source));
      }
    }
    std::sort(out.begin(), out.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
    return out;
  }();
  return sources;
}

// "replay/model/money.h" or "<vector>" of an #include line; empty for any other.
std::string Included(const std::string& line) {
  static const std::regex kInclude(R"(^#include ([<"])([^>"]+)[>"])");
  std::smatch match;
  if (!std::regex_search(line, match, kInclude)) return "";
  return match[1] == "<" ? "<" + match[2].str() + ">" : match[2].str();
}

// The line without its comment, good enough for words that a program must not use.
std::string Code(const std::string& line) { return line.substr(0, line.find("//")); }

TEST(Tidy, TheTopLevelIsFixed) {
  const std::set<std::string> allowed = {"CMakeLists.txt", "README.md", "client", "ops", "proto", "replay", "server",
                                         "tests",          "build"};
  for (const auto& entry : fs::directory_iterator(Root())) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(name.front() == '.' || allowed.contains(name)) << name;
  }
}

TEST(Tidy, FoldersDependOneWay) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> forbidden = {
      {"proto/", {"replay/", "server/", "client/", "<grpc"}},
      {"replay/", {"server/", "client/", "<grpc", "grpcpp"}},
      {"server/", {"client/"}},
      {"client/", {"replay/", "server/"}},
      {"client/generate/", {"proto/", "careledger/", "absl/"}},
  };
  for (const Source& source : Sources()) {
    for (const auto& [folder, banned] : forbidden) {
      if (!source.Under(folder)) continue;
      for (const std::string& line : source.lines) {
        for (const std::string& prefix : banned) {
          EXPECT_FALSE(Included(line).starts_with(prefix)) << source.path << ": " << line;
        }
      }
    }
  }
}

TEST(Tidy, TheCoreUsesTheStandardLibraryOnly) {
  for (const Source& source : Sources()) {
    const bool core = source.Under("replay/model/") || source.Under("replay/pricing/") ||
                      source.Under("replay/projections/") || source.Under("server/decide/");
    if (!core) continue;
    for (const std::string& line : source.lines) {
      const std::string included = Included(line);
      if (included.empty()) continue;
      const bool standard = included.starts_with("<") && included.find_first_of("/.") == std::string::npos;
      const bool ours = included.starts_with("replay/model/") || included.starts_with("replay/pricing/") ||
                        included.starts_with("replay/projections/") ||
                        (source.Under("server/decide/") && included.starts_with("server/decide/"));
      EXPECT_TRUE(standard || ours) << source.path << ": " << line;
    }
  }
}

TEST(Tidy, TheCoreIsPureAndExact) {
  const std::regex banned(R"(\b(double|float|system_clock|steady_clock|getenv|rand|srand|random_device|unordered_map|unordered_set|cout|cerr|printf|throw)\b)");
  for (const Source& source : Sources()) {
    const bool core = source.Under("replay/model/") || source.Under("replay/pricing/") ||
                      source.Under("replay/projections/") || source.Under("server/decide/");
    if (!core) continue;
    for (const std::string& line : source.lines) {
      std::smatch match;
      const std::string code = Code(line);
      if (!std::regex_search(code, match, banned)) continue;
      EXPECT_TRUE(false) << source.path << ": " << line;
    }
  }
}

TEST(Tidy, GrpcIsKnownToFewFiles) {
  std::set<std::string> files;
  for (const Source& source : Sources()) {
    for (const std::string& line : source.lines) {
      if (Included(line).starts_with("<grpc") && !source.Under("tests/")) files.insert(source.path);
    }
  }
  EXPECT_EQ(files, (std::set<std::string>{"client/client.cc", "server/service/grpc_server.cc"}));
}

TEST(Tidy, NoCouncilOrProviderIsNamedInPrograms) {
  // The names are those of the councils' own files.
  std::set<std::string> names = {"eicestershire", "utland", "eeds City", "ambridgeshire"};
  std::ifstream incoming(Root() + "/client/councils/leicestershire-2016/incoming.csv");
  std::string header;
  std::getline(incoming, header);
  for (std::string line; std::getline(incoming, line);) {
    std::stringstream cells(line);
    std::string cell;
    for (int i = 0; std::getline(cells, cell, ','); ++i) {
      if ((i == 1 || i == 6) && cell.size() > 5) names.insert(cell);
    }
  }
  for (const Source& source : Sources()) {
    if (source.Under("tests/")) continue;
    for (const std::string& line : source.lines) {
      for (const std::string& name : names) {
        EXPECT_EQ(Code(line).find(name), std::string::npos) << source.path << ": " << line;
      }
    }
  }
}

TEST(Tidy, FilesHoldOneIdea) {
  for (const Source& source : Sources()) {
    // A test may be twice as long as what it tests.
    const std::size_t limit = source.Under("tests/") ? 900U : 600U;
    EXPECT_LE(source.lines.size(), limit) << source.path << " is two ideas";
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      EXPECT_EQ(source.lines[i].find("\t"), std::string::npos) << source.path << ":" << i + 1;
      EXPECT_TRUE(source.lines[i].empty() || source.lines[i].back() != ' ') << source.path << ":" << i + 1;
    }
  }
}

TEST(Tidy, HeadersSayWhatTheyMean) {
  for (const Source& source : Sources()) {
    if (!source.path.ends_with(".h") || source.lines.empty()) continue;
    EXPECT_TRUE(source.lines.front().starts_with("// ")) << source.path;
    EXPECT_NE(std::find(source.lines.begin(), source.lines.end(), "#pragma once"), source.lines.end()) << source.path;
  }
}

TEST(Tidy, NothingIsLeftForLater) {
  const std::regex later(R"(\b(TODO|FIXME|XXX|HACK)\b)");
  for (const Source& source : Sources()) {
    if (source.Under("tests/tidy/")) continue;
    for (const std::string& line : source.lines) EXPECT_FALSE(std::regex_search(line, later)) << source.path << ": " << line;
  }
}

}  // namespace
}  // namespace careledger
