#include "client/cli/story.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace careledger::cli {
namespace {

constexpr std::string_view kFence = "```";

// Whether the line is as expected, where "[..]" is any text.
bool LineMatches(std::string_view expected, std::string_view actual) {
  constexpr std::string_view kAny = "[..]";
  const std::size_t any = expected.find(kAny);
  if (any == std::string_view::npos) return expected == actual;
  if (!actual.starts_with(expected.substr(0, any))) return false;
  expected.remove_prefix(any + kAny.size());
  for (std::size_t i = any; i <= actual.size(); ++i) {
    if (LineMatches(expected, actual.substr(i))) return true;
  }
  return false;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

std::string StoryPart::ShellText() const {
  std::string text;
  for (const std::string& written : command)
    absl::StrAppend(&text, text.empty() ? "" : "\n", written.substr(2));
  return text;
}

int StoryPart::ExpectedExit() const {
  if (expected.empty()) return 0;
  std::string last = expected.back();
  int code = 0;
  if (!last.starts_with("[exit ") || !last.ends_with(']')) return 0;
  last = last.substr(6, last.size() - 7);
  return absl::SimpleAtoi(last, &code) ? code : 0;
}

absl::StatusOr<Story> ParseStory(const std::string& text) {
  const std::vector<std::string> lines = Lines(text);
  Story story;
  enum class Place { kProse, kSession, kOtherFence } place = Place::kProse;
  std::size_t opened = 0;
  const auto prose = [&](std::size_t i) {
    if (story.empty() || story.back().is_command()) story.push_back({.line = i + 1});
    story.back().prose.push_back(lines[i]);
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.starts_with(kFence)) {
      if (place == Place::kProse) {
        const bool session = i + 1 < lines.size() && lines[i + 1].starts_with("$ ");
        place = session ? Place::kSession : Place::kOtherFence;
        opened = i + 1;
      } else {
        place = Place::kProse;
      }
      prose(i);
    } else if (place != Place::kSession) {
      prose(i);
    } else if (line.starts_with("$ ")) {
      story.push_back({.line = i + 1, .command = {line}});
    } else if (line.starts_with("> ") && story.back().expected.empty() &&
               story.back().command.back().ends_with('\\')) {
      story.back().command.push_back(line);
    } else {
      story.back().expected.push_back(line);
    }
  }
  if (place != Place::kProse) {
    return absl::InvalidArgumentError(absl::StrCat("line ", opened, ": the fence is never closed"));
  }
  return story;
}

std::string WriteStory(const Story& story) {
  std::string text;
  for (const StoryPart& part : story) {
    for (const auto* lines : {&part.prose, &part.command, &part.expected}) {
      for (const std::string& line : *lines) absl::StrAppend(&text, line, "\n");
    }
  }
  return text;
}

Ran RanFrom(const std::string& output, int exit) {
  Ran ran{.exit = exit, .lines = Lines(output)};
  if (exit != 0) ran.lines.push_back(absl::StrCat("[exit ", exit, "]"));
  return ran;
}

bool Matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  // reached[j]: what was expected so far can be the first j lines. "..." reaches all that follow.
  std::vector<bool> reached(actual.size() + 1, false);
  reached[0] = true;
  for (const std::string& line : expected) {
    std::vector<bool> next(actual.size() + 1, false);
    for (std::size_t j = 0; j <= actual.size(); ++j) {
      if (line == "...") {
        next[j] = reached[j] || (j > 0 && next[j - 1]);
      } else if (j > 0 && reached[j - 1]) {
        next[j] = LineMatches(line, actual[j - 1]);
      }
    }
    reached = std::move(next);
  }
  return reached.back();
}

std::string Difference(const StoryPart& part, const Ran& ran, const std::string& file) {
  const std::vector<std::string>& a = part.expected;
  const std::vector<std::string>& b = ran.lines;
  // common[i][j]: the most lines that a from i and b from j have in common, in order.
  std::vector<std::vector<std::size_t>> common(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i][j] =
          LineMatches(a[i], b[j]) ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const std::size_t first = part.line + part.command.size();
  std::string text = absl::StrCat("--- ", file, " (as written)\n+++ ", file, " (as it ran)\n@@ -", first, ",",
                                  a.size(), " +", first, ",", b.size(), " @@ ", part.command.front(), "\n");
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && LineMatches(a[i], b[j])) {
      absl::StrAppend(&text, " ", b[j], "\n");
      ++i, ++j;
    } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
      absl::StrAppend(&text, "-", a[i++], "\n");
    } else {
      absl::StrAppend(&text, "+", b[j++], "\n");
    }
  }
  return text;
}

}  // namespace careledger::cli
