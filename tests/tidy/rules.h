// The house rules that a reader relies on, as functions of the source tree: what depends on what, what the
// core may not mention, what no file may hold. Each gives its complaints, "path:line: what is wrong"; none
// means kept.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::tidy {

struct File {
  std::string path;  // From the root: "replay/model/money.h".
  std::vector<std::string> lines;

  bool Under(std::string_view prefix) const { return path.starts_with(prefix); }
  // A program's: C++, or a proto when `protos`.
  bool IsSource(bool protos = false) const;
};

struct Tree {
  std::vector<File> files;    // Text files that are committed, or could be; nothing built.
  std::set<std::string> top;  // Names at the top level.
};

using Complaints = std::vector<std::string>;
using Rule = Complaints (*)(const Tree&);

// The tree in a folder; `build` and dotfiles apart.
Tree ReadTree(const std::string& root);

// The top level holds what design and README name, and dotfiles.
Complaints TopLevelIsFixed(const Tree& tree);
// proto <- replay <- server, client -> proto; the generator uses the standard library only.
Complaints FoldersDependOneWay(const Tree& tree);
// model, pricing, projections and decide: the standard library and one another.
Complaints CoreUsesTheStandardLibrary(const Tree& tree);
// No floating point, clock, randomness, environment or output there. (Hash tables are for looking up: that
// nothing depends on their order, the equality of rebuilt digests shows.)
Complaints CoreIsPureAndExact(const Tree& tree);
// Two files know gRPC.
Complaints GrpcIsKnownToFewFiles(const Tree& tree);
// The names in the councils' own files are data: no program says them.
Complaints ProgramsNameNobody(const Tree& tree);
// Sources of at most 600 lines, tests 900, a main.cc 60; no tabs, no spaces at the end of a line.
Complaints FilesHoldOneIdea(const Tree& tree);
// A header begins with what it is for, and guards itself.
Complaints HeadersSayWhatTheyMean(const Tree& tree);
// No note to do something later.
Complaints NothingIsLeftForLater(const Tree& tree);
// No path of one machine, no host of a package registry.
Complaints NothingIsTiedToAMachine(const Tree& tree);

}  // namespace careledger::tidy
