// A story: prose for people, with commands in it and what they print, so that it can be read, shown and held
// to its word.
//
// It is Markdown. A fenced block whose first line begins with "$ " is a session: each "$ " line is a command,
// a line "> " goes on with a command that ended in a backslash, and what follows is what the command prints,
// on stdout and stderr together; a command that fails ends its output with "[exit 6]". In what is printed,
// "[..]" stands for any text in a line, and a line "..." for any lines: ids and digests that are new each
// time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace careledger::cli {

// Some lines of prose (of fences too), or one command.
struct StoryPart {
  std::size_t line = 0;  // Of the file, from 1.
  std::vector<std::string> prose;
  std::vector<std::string> command;  // As written: "$ careledger ...", "> ...". Empty: prose.
  std::vector<std::string> expected;

  bool is_command() const { return !command.empty(); }
  // What the shell is to run.
  std::string ShellText() const;
  // Of "[exit 6]": 6.
  int ExpectedExit() const;
};

using Story = std::vector<StoryPart>;

// INVALID_ARGUMENT when a fence is left open.
absl::StatusOr<Story> ParseStory(const std::string& text);

// The text that parses to the story.
std::string WriteStory(const Story& story);

struct Ran {
  int exit = 0;
  std::vector<std::string> lines;  // With "[exit 6]" where it failed.
};

// Ran, from output and exit code.
Ran RanFrom(const std::string& output, int exit);

// True when that is what was expected, with its [..] and ... .
bool Matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

// What differs, as a unified diff in which the lines that match do not show as different.
std::string Difference(const StoryPart& part, const Ran& ran, const std::string& file);

}  // namespace careledger::cli
