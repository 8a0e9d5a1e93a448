#include "client/cli/app.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/call.h"
#include "client/cli/command.h"
#include "client/cli/export_log.h"
#include "client/cli/help.h"
#include "client/cli/import.h"
#include "client/cli/load.h"
#include "client/cli/record_visit.h"
#include "client/cli/story_run.h"

namespace careledger::cli {
namespace {

constexpr char kVersion[] = "0.1.0";

const Command* Find(const std::string& name) {
  const auto found = std::find_if(Commands().begin(), Commands().end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == Commands().end() ? nullptr : &*found;
}

int NoSuchCommand(const Session& session, const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  std::string near = Nearest(name, names);
  if (const std::size_t space = name.find(' '); near.empty() && space != std::string::npos) {
    for (std::string& candidate : names) candidate.resize(std::min(candidate.size(), candidate.find(' ')));
    near = Nearest(name.substr(0, space), names);
  }
  return Misuse(session,
                absl::InvalidArgumentError(
                    absl::StrCat("no command \"", name, "\"",
                                 near.empty() ? "" : absl::StrCat("; did you mean: careledger ", near))),
                "");
}

int RunHelp(Session& session, const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.words;
  if (words.empty()) {
    session.out << Overview(Commands());
    return kOk;
  }
  const std::string name = words.size() == 1 ? words[0] : words[0] + " " + words[1];
  const Command* command = Find(name);
  // A noun that is a command too, with verbs beside it, shows both.
  const bool verbs = words.size() == 1 &&
                     std::any_of(Commands().begin(), Commands().end(),
                                 [&](const Command& one) { return one.name.starts_with(words[0] + " "); });
  if (verbs)
    session.out << "Commands\n" << NounHelp(Commands(), words[0]) << (command == nullptr ? "" : "\n");
  if (command != nullptr) session.out << CommandHelp(*command);
  return verbs || command != nullptr ? kOk : NoSuchCommand(session, name);
}

int RunCompletion(Session& session, const Arguments& arguments) {
  if (arguments.words[0] != "bash") {
    return Misuse(session, absl::InvalidArgumentError("completion: only for bash"), "completion");
  }
  session.out << BashCompletion(Commands());
  return kOk;
}

int RunGenerate(Session& session, const Arguments& arguments) {
  if (!session.generate) return Fail(session, absl::UnimplementedError("this build has no generator"));
  std::vector<const char*> words;
  for (const std::string& word : arguments.words) words.push_back(word.c_str());
  words.push_back(nullptr);
  return session.generate(static_cast<int>(words.size() - 1), words.data());
}

// How many words of what was written a global flag takes.
std::size_t WordsOfGlobalFlag(const std::string& word) {
  if (word.find('=') != std::string::npos) return 1;
  for (const Flag& flag : GlobalFlags()) {
    if (word == "--" + flag.name) return flag.value.empty() ? 1 : 2;
  }
  return 1;
}

int RunCommand(Session& session, const Command& command, const std::vector<std::string>& written) {
  if (command.raw) {
    Arguments arguments;
    arguments.words = written;
    return command.run(session, arguments);
  }
  std::vector<Flag> flags = command.flags;
  flags.insert(flags.end(), GlobalFlags().begin(), GlobalFlags().end());
  absl::StatusOr<Arguments> arguments = ParseArguments(written, flags);
  if (!arguments.ok()) return Misuse(session, arguments.status(), command.name);
  if (arguments->On("help")) {
    session.out << CommandHelp(command);
    return kOk;
  }
  const std::size_t words = arguments->words.size();
  if (words < command.least_words || words > command.most_words) {
    const std::string wanted = command.words.empty() ? "no words beside its flags" : command.words;
    const std::string extra = words > command.most_words
                                  ? absl::StrCat(", not \"", arguments->words[command.most_words], "\"")
                                  : "";
    return Misuse(session, absl::InvalidArgumentError(absl::StrCat(command.name, ": takes ", wanted, extra)),
                  command.name);
  }
  if (!command.word_flag.empty() && words == 1) {
    if (arguments->Has(command.word_flag)) {
      return Misuse(
          session,
          absl::InvalidArgumentError(absl::StrCat(command.name, ": \"", arguments->words[0], "\" and --",
                                                  command.word_flag, " are two files")),
          command.name);
    }
    arguments->Add(command.word_flag, arguments->words[0]);
    arguments->words.clear();
  }
  if (const std::string missing = Missing(*arguments, flags); !missing.empty()) {
    return Misuse(session, absl::InvalidArgumentError(absl::StrCat(command.name, ": needs ", missing)),
                  command.name);
  }
  absl::StatusOr<Settings> settings = ReadSettings(*arguments, session.environment);
  if (!settings.ok()) return Misuse(session, settings.status(), command.name);
  session.settings = *std::move(settings);
  return command.run(session, *arguments);
}

}  // namespace

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = [] {
    std::vector<Command> all = {
        ImportCommand(),
        LoadCommand(),
        RecordVisitCommand(),
        ExportLogCommand(),
        StoryRunCommand(),
        DemoCommand(),
        {.name = "generate",
         .words = "...",
         .summary = "Makes files of invented care, to try a ledger with; see generate --help.",
         .raw = true,
         .run = RunGenerate},
        {.name = "completion",
         .words = "bash",
         .summary = "Prints what makes bash complete commands and flags.",
         .examples = {". <(careledger completion bash)"},
         .least_words = 1,
         .most_words = 1,
         .run = RunCompletion},
        {.name = "help",
         .words = "[NOUN [VERB]]",
         .summary = "Explains the program, the commands of a noun, or a command.",
         .most_words = 2,
         .run = RunHelp}};
    for (const Method& method : Methods()) {
      if (!method.command.empty()) all.push_back(CommandFor(method));
    }
    return all;
  }();
  return commands;
}

int RunProgram(Session& session, const std::vector<std::string>& written) {
  std::size_t first = 0;
  bool help = false;
  while (first < written.size() && written[first].starts_with("-")) {
    if (written[first] == "--version") {
      session.out << "careledger " << kVersion << '\n';
      return kOk;
    }
    help = help || written[first] == "--help" || written[first] == "-h";
    first += WordsOfGlobalFlag(written[first]);
  }
  if (first >= written.size()) {
    if (first == 0 || help) return RunHelp(session, {});
    return Misuse(session, absl::InvalidArgumentError("no command"), "");
  }
  const std::string& noun = written[first];
  const bool two = first + 1 < written.size() && !written[first + 1].starts_with("-");
  const Command* command = two ? Find(noun + " " + written[first + 1]) : nullptr;
  std::size_t rest = first + 2;
  if (command == nullptr) {
    command = Find(noun);
    rest = first + 1;
  }
  if (command != nullptr) {
    std::vector<std::string> others(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(first));
    others.insert(others.end(), written.begin() + static_cast<std::ptrdiff_t>(rest), written.end());
    return RunCommand(session, *command, others);
  }
  const std::string verbs = NounHelp(Commands(), noun);
  const bool asks = std::find(written.begin(), written.end(), "--help") != written.end() ||
                    std::find(written.begin(), written.end(), "-h") != written.end();
  if (asks && !verbs.empty() && !two) {
    session.out << "Commands\n" << verbs;
    return kOk;
  }
  if (!two && !verbs.empty()) {
    session.err << "careledger: " << noun << " is not all of a command\nCommands\n" << verbs << std::flush;
    return kMisused;
  }
  const int code = NoSuchCommand(session, two ? noun + " " + written[first + 1] : noun);
  if (!verbs.empty()) session.err << "Commands\n" << verbs << std::flush;
  return code;
}

}  // namespace careledger::cli
