#include "client/cli/story_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/import.h"
#include "client/cli/story.h"

namespace careledger::cli {
namespace {

namespace fs = std::filesystem;

enum class Mode { kShow, kQuiet, kCheck, kUpdate };

std::string Absolute(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return path.empty() || error ? path : absolute.string();
}

// Variables that a command sets are there for the next one: they are kept in $WORK between the two.
constexpr char kBefore[] =
    "set -a; if [ -f \"$WORK/.variables\" ]; then . \"$WORK/.variables\"; fi\n"
    "trap 'export -p > \"$WORK/.variables\"' EXIT\n";

// What commands of a story find in their environment: this program, and the server it was told of.
void SetEnvironment(const Session& session, const std::string& work) {
  const auto set = [](const char* name, const std::string& value) {
    value.empty() ? unsetenv(name) : setenv(name, value.c_str(), 1);
  };
  const Settings& settings = session.settings;
  const client::Options& connection = settings.connection;
  const std::string bin = fs::path(Absolute(session.program)).parent_path().string();
  const char* path = std::getenv("PATH");
  set("PATH", absl::StrCat(bin, ":", path == nullptr ? "/usr/bin:/bin" : path));
  set("WORK", work);
  set("CARELEDGER_SERVER", connection.server);
  set("CARELEDGER_CERTS", Absolute(settings.certs));
  set("CARELEDGER_AS", settings.as);
  const bool by_name = !settings.certs.empty() && !settings.as.empty();
  set("CARELEDGER_CA", by_name ? "" : Absolute(connection.ca_file));
  set("CARELEDGER_CERT", by_name ? "" : Absolute(connection.cert_file));
  set("CARELEDGER_KEY", by_name ? "" : Absolute(connection.key_file));
  set("CARELEDGER_PLAINTEXT", connection.plaintext ? "true" : "");
  set("CARELEDGER_REQUEST_SEED", "story");
}

absl::StatusOr<Ran> RunShell(const Session& session, const std::string& text, const std::string& folder,
                             const std::string& work) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return absl::ErrnoToStatus(errno, "no pipe for a command");
  session.out.flush();
  session.err.flush();
  const pid_t child = fork();
  if (child < 0) return absl::ErrnoToStatus(errno, "cannot start a command");
  if (child == 0) {
    SetEnvironment(session, work);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    const std::string script = kBefore + text;
    if (folder.empty() || chdir(folder.c_str()) == 0) {
      execlp("bash", "bash", "-c", script.c_str(), static_cast<char*>(nullptr));
    }
    _exit(127);
  }
  close(ends[1]);
  std::string output;
  std::array<char, 1 << 16> buffer{};
  for (;;) {
    const ssize_t size = read(ends[0], buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    output.append(buffer.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return RanFrom(output, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

absl::Status Replace(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file) fs::rename(part, path, error);
  if (!file || error) return absl::UnknownError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

void Print(std::ostream& out, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) out << line << '\n';
  out.flush();
}

int RunStory(Session& session, const std::string& path, Mode mode, const std::string& work) {
  const absl::StatusOr<std::string> text = ReadWhole(path);
  if (!text.ok()) return Fail(session, text.status());
  absl::StatusOr<Story> story = ParseStory(*text);
  if (!story.ok()) return Fail(session, story.status());
  const std::string folder = fs::path(Absolute(path)).parent_path().string();

  std::size_t commands = 0;
  std::size_t different = 0;
  for (StoryPart& part : *story) {
    if (!part.is_command()) {
      if (mode == Mode::kShow) Print(session.out, part.prose);
      continue;
    }
    ++commands;
    if (mode == Mode::kShow) Print(session.out, part.command);
    const absl::StatusOr<Ran> ran = RunShell(session, part.ShellText(), folder, work);
    if (!ran.ok()) return Fail(session, ran.status());
    if (mode == Mode::kShow || mode == Mode::kQuiet) {
      if (mode == Mode::kShow) Print(session.out, ran->lines);
      if (ran->exit == part.ExpectedExit()) continue;
      if (mode == Mode::kQuiet) Print(session.err, ran->lines);
      session.err << "careledger: " << (mode == Mode::kQuiet ? path + ": " : "") << "line " << part.line
                  << ": the command was to end with exit code " << part.ExpectedExit() << ", not "
                  << ran->exit << std::endl;
      return kFailed;
    }
    if (Matches(part.expected, ran->lines)) continue;
    ++different;
    if (mode == Mode::kCheck) session.out << Difference(part, *ran, path) << std::flush;
    part.expected = ran->lines;
  }
  if (mode == Mode::kShow || mode == Mode::kQuiet) return kOk;
  session.err << "careledger: " << path << ": " << commands << " commands, " << different
              << (mode == Mode::kCheck ? " print something else" : " written anew") << std::endl;
  if (mode == Mode::kCheck) return different == 0 ? kOk : kNotVerified;
  const absl::Status status = different == 0 ? absl::OkStatus() : Replace(path, WriteStory(*story));
  return status.ok() ? kOk : Fail(session, status);
}

// The story that one goes on from, by the ledger.csv beside it; empty: it begins its ledger.
absl::StatusOr<std::string> FollowedBy(const std::string& path) {
  const fs::path folder = fs::path(Absolute(path)).parent_path();
  std::error_code ignored;
  if (!fs::exists(folder / "ledger.csv", ignored)) return std::string();
  const absl::StatusOr<std::string> ledger = ReadWhole((folder / "ledger.csv").string());
  if (!ledger.ok()) return ledger.status();
  static const std::string kFollows = "follows,";
  std::istringstream lines(*ledger);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, kFollows.size(), kFollows) != 0) continue;
    if (line.back() == '\r') line.pop_back();
    const std::string name = line.substr(kFollows.size());
    const fs::path before = folder.parent_path() / name / "story.md";
    if (fs::exists(before, ignored)) return before.string();
    return absl::NotFoundError(absl::StrCat(path, " follows ", name, ", which has no ", before.string()));
  }
  return std::string();
}

// The stories that one goes on from, the first of the ledger first.
absl::StatusOr<std::vector<std::string>> StoriesBefore(const std::string& path) {
  std::vector<std::string> before;
  for (std::string at = Absolute(path);;) {
    const absl::StatusOr<std::string> followed = FollowedBy(at);
    if (!followed.ok()) return followed.status();
    if (followed->empty()) break;
    if (*followed == Absolute(path) || std::find(before.begin(), before.end(), *followed) != before.end())
      return absl::InvalidArgumentError(absl::StrCat(path, " goes on from itself, by ", at));
    at = *followed;
    before.push_back(at);
  }
  std::reverse(before.begin(), before.end());
  return before;
}

// The story, and before it, without a word, those it goes on from: each in a scratch folder of its own, in
// which its variables are too, so that the ledger is all that the next one finds. What they print is not
// compared: they have their own checks.
int RunFrom(Session& session, const std::string& path, Mode mode, const std::string& work) {
  const absl::StatusOr<std::vector<std::string>> before = StoriesBefore(path);
  if (!before.ok()) return Fail(session, before.status());
  for (const std::string& story : *before) {
    const std::string folder = (fs::path(work) / fs::path(story).parent_path().filename()).string();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return Fail(session, absl::UnknownError(absl::StrCat("cannot make ", folder)));
    const int code = RunStory(session, story, Mode::kQuiet, folder);
    if (code != kOk) return code;
  }
  return RunStory(session, path, mode, work);
}

// The story in a scratch folder of its own, or in the one that was given.
int RunIn(Session& session, const Arguments& arguments, const std::string& path) {
  const Mode mode = arguments.On("check")    ? Mode::kCheck
                    : arguments.On("update") ? Mode::kUpdate
                                             : Mode::kShow;
  if (arguments.Has("work")) {
    std::error_code error;
    fs::create_directories(arguments.Get("work"), error);
    return RunFrom(session, path, mode, Absolute(arguments.Get("work")));
  }
  std::string work = (fs::temp_directory_path() / "careledger-story.XXXXXX").string();
  if (mkdtemp(work.data()) == nullptr) {
    return Fail(session, absl::ErrnoToStatus(errno, "no scratch folder"));
  }
  const int code = RunFrom(session, path, mode, work);
  std::error_code ignored;
  fs::remove_all(work, ignored);
  return code;
}

// Where the councils' folders are: as told, as installed, or as in the source tree.
fs::path Councils(const Session& session) {
  const std::string told = session.environment("CARELEDGER_COUNCILS");
  if (!told.empty()) return told;
  std::error_code ignored;
  const fs::path installed =
      fs::path(session.program).parent_path() / ".." / "share" / "careledger" / "councils";
  if (fs::is_directory(installed, ignored)) return installed;
  return CARELEDGER_COUNCILS_DIR;
}

int RunDemo(Session& session, const Arguments& arguments) {
  const fs::path councils = Councils(session);
  if (!arguments.words.empty()) {
    const fs::path story = councils / arguments.words[0] / "story.md";
    std::error_code ignored;
    if (fs::exists(story, ignored)) return RunIn(session, arguments, story.string());
  }
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(councils, ignored)) {
    if (fs::exists(entry.path() / "story.md", ignored)) names.push_back(entry.path().filename().string());
  }
  if (arguments.words.empty()) {
    for (const std::string& name : names) session.out << name << '\n';
    return kOk;
  }
  const std::string near = Nearest(arguments.words[0], names);
  return Fail(session, absl::NotFoundError(
                           absl::StrCat("no demo ", arguments.words[0], " in ", councils.string(),
                                        near.empty() ? "" : absl::StrCat("; did you mean ", near, "?"))));
}

std::vector<Flag> StoryFlags() {
  return {{"check", "", "Compare with what is written; exit code 7 and a diff when something differs."},
          {"update", "", "Write what the commands print now into the file."},
          {"work", "DIR", "The folder that commands know as $WORK; a scratch folder, removed afterwards."}};
}

}  // namespace

Command StoryRunCommand() {
  return {.name = "story run",
          .words = "FILE",
          .summary = "Runs the commands of a story against a server, and shows it.",
          .details =
              "The form of a story is described in client/README.md. Commands run by bash in the folder of\n"
              "the story, with this program on their PATH and the server and identity given here.",
          .flags = StoryFlags(),
          .examples = {"careledger story run story.md --certs certs --as manager-1",
                       "careledger story run story.md --check"},
          .least_words = 1,
          .most_words = 1,
          .run = [](Session& session, const Arguments& arguments) {
            return RunIn(session, arguments, arguments.words[0]);
          }};
}

Command DemoCommand() {
  return {
      .name = "demo",
      .words = "[NAME]",
      .summary = "Runs the story of a council; without a name, lists them.",
      .details = "Stories change what is in the ledger: run them against a fresh one on a simulated clock.",
      .flags = StoryFlags(),
      .examples = {"careledger demo", "careledger demo NAME --certs certs --as manager-1"},
      .most_words = 1,
      .run = RunDemo};
}

}  // namespace careledger::cli
