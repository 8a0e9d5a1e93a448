#include "tests/tidy/rules.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

namespace careledger::tidy {
namespace {

namespace fs = std::filesystem;

bool Core(const File& file) {
  return file.Under("replay/model/") || file.Under("replay/pricing/") || file.Under("replay/projections/") ||
         file.Under("replay/sourcing/") || file.Under("server/decide/");
}

std::string At(const File& file, std::size_t index, const std::string& what) {
  return file.path + ":" + std::to_string(index + 1) + ": " + what;
}

// "replay/model/money.h" or "<vector>" of an #include line; empty for any other.
std::string Included(const std::string& line) {
  if (!line.starts_with("#include ")) return "";
  const std::size_t open = line.find_first_of("<\"");
  if (open == std::string::npos) return "";
  const std::size_t close = line.find_first_of(">\"", open + 1);
  return line[open] == '<' ? line.substr(open, close + 1 - open) : line.substr(open + 1, close - open - 1);
}

// The line without its comment, good enough for words that a program must not use.
std::string Code(const std::string& line) { return line.substr(0, line.find("//")); }

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Every line of a source in which `find` finds something to complain of.
template <class Fn>
Complaints EachLine(const Tree& tree, bool (*wanted)(const File&), Fn find) {
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!wanted(file)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (const std::optional<std::string> what = find(file, file.lines[i])) {
        complaints.push_back(At(file, i, *what));
      }
    }
  }
  return complaints;
}

std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> cells = {""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

// Of every council's folder and tables, in lower case.
std::set<std::string> NamesOfCouncils(const Tree& tree) {
  std::set<std::string> names;
  for (const File& file : tree.files) {
    const std::string councils = "client/councils/";
    if (!file.Under(councils)) continue;
    const std::string folder =
        file.path.substr(councils.size(), file.path.find('/', councils.size()) - councils.size());
    names.insert(folder.substr(0, folder.find('-')));
    if (!file.path.ends_with(".csv") || file.lines.empty()) continue;
    const std::vector<std::string> columns = CellsOf(file.lines.front());
    for (std::size_t i = 1; i < file.lines.size(); ++i) {
      const std::vector<std::string> cells = CellsOf(file.lines[i]);
      for (std::size_t c = 0; c < std::min(cells.size(), columns.size()); ++c) {
        const bool name =
            columns[c] == "name" || columns[c] == "stands_for" || columns[c] == "awarded_provider";
        if (name && cells[c].size() > 5) names.insert(Lower(cells[c]));
      }
    }
  }
  return names;
}

// Regular expressions are slow: most lines hold nothing that one of these could find.
bool HoldsAny(const std::string& line, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return line.find(part) != std::string::npos; });
}

}  // namespace

bool File::IsSource(bool protos) const {
  return path.ends_with(".cc") || path.ends_with(".h") || (protos && path.ends_with(".proto"));
}

Tree ReadTree(const std::string& root) {
  Tree tree;
  const auto read = [&](const fs::path& path) {
    File file{fs::relative(path, root).string(), {}};
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
    tree.files.push_back(std::move(file));
  };
  for (const auto& entry : fs::directory_iterator(root)) {
    const std::string name = entry.path().filename();
    tree.top.insert(name);
    if (name == "build" || name == ".git" || name == ".cache") continue;
    if (!entry.is_directory()) {
      read(entry.path());
      continue;
    }
    for (const auto& inner : fs::recursive_directory_iterator(entry.path())) {
      if (inner.is_regular_file() && inner.path().extension() != ".binpb") read(inner.path());
    }
  }
  std::sort(tree.files.begin(), tree.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return tree;
}

Complaints TopLevelIsFixed(const Tree& tree) {
  const std::set<std::string> allowed = {"CMakeLists.txt", "README.md", "client", "ops",  "proto",
                                         "replay",         "server",    "tests",  "build"};
  Complaints complaints;
  for (const std::string& name : tree.top) {
    if (name.front() != '.' && !allowed.contains(name))
      complaints.push_back(name + ": is not of the top level");
  }
  for (const std::string& name : allowed) {
    if (name != "build" && !tree.top.contains(name))
      complaints.push_back(name + ": is missing from the top level");
  }
  return complaints;
}

Complaints FoldersDependOneWay(const Tree& tree) {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> forbidden = {
      {"proto/", {"replay/", "server/", "client/", "tests/", "<grpc", "grpc"}},
      {"replay/", {"server/", "client/", "tests/", "<grpc", "grpc"}},
      {"server/", {"client/", "tests/"}},
      {"client/", {"replay/", "server/", "tests/"}},
      {"client/generate/", {"proto/", "careledger/", "absl/", "google/", "<google"}},
  };
  return EachLine(
      tree, [](const File& file) { return file.IsSource(); },
      [](const File& file, const std::string& line) -> std::optional<std::string> {
        const std::string included = Included(line);
        if (included.empty()) return std::nullopt;
        for (const auto& [folder, banned] : forbidden) {
          if (!file.Under(folder)) continue;
          for (const std::string& prefix : banned) {
            if (included.starts_with(prefix)) return folder + " may not depend on " + included;
          }
        }
        return std::nullopt;
      });
}

Complaints CoreUsesTheStandardLibrary(const Tree& tree) {
  return EachLine(
      tree, [](const File& file) { return file.IsSource() && Core(file); },
      [](const File& file, const std::string& line) -> std::optional<std::string> {
        const std::string included = Included(line);
        if (included.empty()) return std::nullopt;
        const bool standard = included.starts_with("<") && included.find_first_of("/.") == std::string::npos;
        const bool ours = included.starts_with("replay/model/") || included.starts_with("replay/pricing/") ||
                          included.starts_with("replay/projections/") ||
                          included.starts_with("replay/sourcing/") ||
                          (file.Under("server/decide/") && included.starts_with("server/decide/"));
        if (standard || ours) return std::nullopt;
        return "the core may not use " + included;
      });
}

Complaints CoreIsPureAndExact(const Tree& tree) {
  static const std::regex banned(
      R"(\b(double|float|system_clock|steady_clock|getenv|rand|srand|random_device|mt19937|cout|cerr|printf|throw)\b)");
  return EachLine(
      tree, [](const File& file) { return file.IsSource() && Core(file); },
      [](const File&, const std::string& line) -> std::optional<std::string> {
        std::smatch match;
        const std::string code = Code(line);
        if (!std::regex_search(code, match, banned)) return std::nullopt;
        return "the core may not say " + match.str();
      });
}

Complaints GrpcIsKnownToFewFiles(const Tree& tree) {
  const std::set<std::string> known = {"client/client.cc", "server/service/grpc_calls.cc",
                                       "server/service/grpc_calls.h", "server/service/grpc_server.cc"};
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.IsSource() || file.Under("tests/") || known.contains(file.path)) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string included = Included(file.lines[i]);
      if (included.starts_with("<grpc") || included.starts_with("grpc"))
        complaints.push_back(At(file, i, included));
    }
  }
  return complaints;
}

Complaints ProgramsNameNobody(const Tree& tree) {
  const std::set<std::string> names = NamesOfCouncils(tree);
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.IsSource(true) || file.Under("tests/") || file.Under("client/councils/")) continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string code = Lower(Code(file.lines[i]));
      for (const std::string& name : names) {
        if (code.find(name) != std::string::npos) complaints.push_back(At(file, i, "names " + name));
      }
    }
  }
  return complaints;
}

Complaints FilesHoldOneIdea(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.IsSource()) continue;
    // A test may be half as long again as what it tests.
    const std::size_t limit = file.path.ends_with("/main.cc") ? 60U : file.Under("tests/") ? 900U : 600U;
    if (file.lines.size() > limit) complaints.push_back(At(file, limit, "is two ideas"));
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.find('\t') != std::string::npos) complaints.push_back(At(file, i, "a tab"));
      if (!line.empty() && line.back() == ' ') complaints.push_back(At(file, i, "a space at the end"));
    }
  }
  return complaints;
}

Complaints HeadersSayWhatTheyMean(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.path.ends_with(".h")) continue;
    if (file.lines.empty() || !file.lines.front().starts_with("// ")) {
      complaints.push_back(At(file, 0, "does not say what it is for"));
    }
    if (std::find(file.lines.begin(), file.lines.end(), "#pragma once") == file.lines.end()) {
      complaints.push_back(At(file, 0, "has no #pragma once"));
    }
  }
  return complaints;
}

Complaints NothingIsLeftForLater(const Tree& tree) {
  // Not this very line.
  static const std::regex later(R"(\b(TO)"
                                R"(DO|FIX)"
                                R"(ME|XX)"
                                R"(X|HA)"
                                R"(CK)\b)");
  return EachLine(
      tree, [](const File&) { return true; },
      [](const File&, const std::string& line) -> std::optional<std::string> {
        std::smatch match;
        if (!HoldsAny(line, {"DO", "ME", "XX", "CK"}) || !std::regex_search(line, match, later))
          return std::nullopt;
        return "says " + match.str();
      });
}

Complaints NothingIsTiedToAMachine(const Tree& tree) {
  static const std::regex tied(R"((^|[^\w.}/])/(wo)"
                               R"(rk|ho)"
                               R"(me|ro)"
                               R"(ot)/|\bregi)"
                               R"(stry\.\w|artifac)"
                               R"(tory)");
  return EachLine(
      tree, [](const File&) { return true; },
      [](const File&, const std::string& line) -> std::optional<std::string> {
        std::smatch match;
        if (!HoldsAny(line, {"rk/", "me/", "ot/", "stry", "tory"}) || !std::regex_search(line, match, tied)) {
          return std::nullopt;
        }
        return "says " + match.str();
      });
}

}  // namespace careledger::tidy
