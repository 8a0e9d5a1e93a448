#include "client/cli/help.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace careledger::cli {
namespace {

// What the names of values in the help stand for; a closed list stands for itself.
constexpr std::pair<std::string_view, std::string_view> kValues[] = {
    {"ID", "1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit."},
    {"CODE", "A word of your own, made like an ID; the same word each time."},
    {"TEXT", "At most 200 bytes, in quotes where there are spaces."},
    {"YYYY-MM-DD", "A date: 2016-11-07."},
    {"HH:MM", "A time of day in England: 14:00."},
    {"INSTANT", "A time in England, 2016-11-07T09:00, or with its offset, 2016-11-07T09:00+00:00."},
    {"DATE|INSTANT|#POSITION", "2016-11-30, its end; 2016-11-30T17:00; or '#81234', in quotes."},
    {"PLAN", "Days, start, minutes, carers when more than one: 'Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2'."},
    {"POUNDS", "At most four decimals: 16.22."},
    {"PERCENT", "2.5, without a sign for percent."},
    {"SERVICE[/PROVIDER[/LOT]][@DAY-TYPE]=POUNDS",
     "Pounds an hour of one carer: home-care=16.22; for one provider, lot and kind of day "
     "home-care/beech/lot-1@weekend=17.05; for any provider home-care//lot-1=16.50. DAY-TYPE is any (when "
     "left out), weekday, saturday, sunday, weekend or bank-holiday."},
};

// What bash calls for each word: values of a closed list, then nouns, verbs, flags.
constexpr char kCompleteWord[] = R"bash(_careledger() {
  local word="${COMP_WORDS[COMP_CWORD]}" noun="${COMP_WORDS[1]}" verb="${COMP_WORDS[2]}" words
  words="$(_careledger_values "${COMP_WORDS[COMP_CWORD-1]}")"
  if [ -z "$words" ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then
      words='@NOUNS@'
    elif [ "$COMP_CWORD" -eq 2 ] && [[ "$word" != -* ]]; then
      words="$(_careledger_verbs "$noun")"
    else
      words="$(_careledger_flags "$noun $verb" || _careledger_flags "$noun")@GLOBAL@"
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _careledger careledger
)bash";

std::string Noun(const Command& command) { return command.name.substr(0, command.name.find(' ')); }

std::string Verb(const Command& command) {
  const std::size_t space = command.name.find(' ');
  return space == std::string::npos ? "" : command.name.substr(space + 1);
}

std::string Pad(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

// Words, in lines that begin with so many spaces.
std::string Wrapped(const std::string& text, std::size_t indent, std::size_t width = 100) {
  std::string wrapped;
  std::size_t column = indent;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(text, ' '))) {
    if (column > indent && column + 1 + word.size() > width) {
      absl::StrAppend(&wrapped, "\n", std::string(indent, ' '));
      column = indent;
    } else if (column > indent) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += word.size();
  }
  return wrapped;
}

std::string ExitLines() {
  std::string text = "Exit codes\n";
  for (const ExitCode& exit : ExitCodes()) {
    absl::StrAppend(&text, "  ", Pad(absl::StrCat(exit.code), 5), std::string(exit.meaning), "\n");
  }
  return text;
}

// "--package-id ID"
std::string Written(const Flag& flag) {
  return absl::StrCat("--", flag.name, flag.value.empty() ? "" : " ", flag.value);
}

std::vector<Flag> Which(const std::vector<Flag>& flags, bool required) {
  std::vector<Flag> chosen;
  std::copy_if(flags.begin(), flags.end(), std::back_inserter(chosen),
               [&](const Flag& flag) { return flag.required == required; });
  return chosen;
}

std::string FlagLines(const std::vector<Flag>& flags) {
  constexpr std::size_t kColumn = 34;
  std::string text;
  for (const Flag& flag : flags) {
    std::string line = "  " + Written(flag);
    line = line.size() + 2 > kColumn ? line + "\n" + std::string(kColumn, ' ') : Pad(line, kColumn);
    const std::string help = flag.repeatable ? flag.help + " May be repeated." : flag.help;
    absl::StrAppend(&text, line, Wrapped(help, kColumn), "\n");
  }
  return text;
}

// How the values of these flags are written.
std::string ValueLines(const std::vector<Flag>& flags) {
  std::string text;
  for (const auto& [name, meaning] : kValues) {
    const bool taken = std::any_of(flags.begin(), flags.end(),
                                   [&, value = name](const Flag& flag) { return flag.value == value; });
    if (!taken) continue;
    constexpr std::size_t kColumn = 14;
    const std::string line = "  " + std::string(name);
    absl::StrAppend(&text,
                    line.size() + 2 > kColumn ? line + "\n" + std::string(kColumn, ' ') : Pad(line, kColumn),
                    Wrapped(std::string(meaning), kColumn), "\n");
  }
  return text.empty() ? "" : "\nValues\n" + text;
}

}  // namespace

std::string Overview(const std::vector<Command>& commands) {
  std::map<std::string, std::vector<std::string>> verbs;
  for (const Command& command : commands) {
    auto& of_noun = verbs[Noun(command)];
    if (!Verb(command).empty()) of_noun.push_back(Verb(command));
  }
  std::string text =
      "careledger asks a Careledger server.\n\n"
      "Usage: careledger NOUN VERB [--flag VALUE]...\n\n"
      "Examples\n"
      "  careledger package list --state awarded --certs certs --as manager-1\n"
      "  careledger invoice show --provider-id beech --from-date 2016-11-01 --to-date 2016-12-01\n"
      "  careledger kpi show --from-date 2016-11-01 --to-date 2016-12-01 --known-at 2016-12-12 --output "
      "csv\n\n"
      "Commands\n";
  for (auto& [noun, of_noun] : verbs) {
    std::sort(of_noun.begin(), of_noun.end());
    const auto alone = std::find_if(commands.begin(), commands.end(),
                                    [&, n = noun](const Command& command) { return command.name == n; });
    std::string told = absl::StrJoin(of_noun, ", ");
    if (alone != commands.end()) {
      told = absl::StrCat(alone->words, alone->words.empty() ? "" : "  ", alone->summary,
                          told.empty() ? "" : " Also: ", told);
    }
    absl::StrAppend(&text, "  ", Pad(noun, 14), Wrapped(told, 16), "\n");
  }
  absl::StrAppend(&text, "\nFlags of every command\n", FlagLines(GlobalFlags()), "\n", ExitLines(),
                  "\nMore: careledger help NOUN [VERB]; client/README.md.\n");
  return text;
}

std::string NounHelp(const std::vector<Command>& commands, const std::string& noun) {
  std::string text;
  for (const Command& command : commands) {
    if (Noun(command) != noun) continue;
    const std::string usage =
        absl::StrCat("  careledger ", command.name, command.words.empty() ? "" : " ", command.words);
    absl::StrAppend(&text, Pad(usage, 42), usage.size() < 42 ? "" : "\n" + std::string(42, ' '),
                    Wrapped(command.summary, 42), "\n");
  }
  return text;
}

std::string CommandHelp(const Command& command) {
  const std::vector<Flag> required = Which(command.flags, true);
  const std::vector<Flag> optional = Which(command.flags, false);
  // A flag and its value stay on one line.
  std::string usage = "careledger " + command.name;
  if (!command.words.empty()) absl::StrAppend(&usage, " ", command.words);
  for (const Flag& flag : required) {
    absl::StrAppend(&usage, " ", absl::StrReplaceAll(Written(flag), {{" ", "\t"}}));
  }
  if (!optional.empty()) absl::StrAppend(&usage, " [--flag VALUE]...");
  std::string text = absl::StrCat(Wrapped(command.summary, 0),
                                  "\n\nUsage: ", absl::StrReplaceAll(Wrapped(usage, 7), {{"\t", " "}}), "\n");
  if (!command.details.empty()) absl::StrAppend(&text, "\n", command.details, "\n");
  if (!command.examples.empty()) {
    absl::StrAppend(&text, "\nExamples\n  ", absl::StrJoin(command.examples, "\n  "), "\n");
  }
  if (!required.empty()) absl::StrAppend(&text, "\nRequired flags\n", FlagLines(required));
  if (!optional.empty()) {
    absl::StrAppend(&text, required.empty() ? "\nFlags\n" : "\nOther flags\n", FlagLines(optional));
  }
  absl::StrAppend(&text, ValueLines(command.flags), "\nFlags of every command\n", FlagLines(GlobalFlags()),
                  "\n", ExitLines(), "\nMore: client/README.md.\n");
  return text;
}

std::string BashCompletion(const std::vector<Command>& commands) {
  std::map<std::string, std::vector<std::string>> seconds;
  std::string flags;
  std::map<std::string, std::string> values;
  const auto closed = [&](const Flag& flag) {
    const bool list = flag.value.find('|') != std::string::npos &&
                      flag.value.find_first_not_of("abcdefghijklmnopqrstuvwxyz-|") == std::string::npos;
    if (list) values["--" + flag.name] = absl::StrReplaceAll(flag.value, {{"|", " "}});
  };
  const auto names = [&](const std::vector<Flag>& of) {
    std::string text;
    for (const Flag& flag : of) {
      absl::StrAppend(&text, " --", flag.name);
      closed(flag);
    }
    return text;
  };
  for (const Command& command : commands) {
    auto& of_noun = seconds[Noun(command)];
    if (!Verb(command).empty()) of_noun.push_back(Verb(command));
    absl::StrAppend(&flags, "    '", command.name, "') echo '", names(command.flags), "';;\n");
  }
  const std::string global = names(GlobalFlags());
  std::string nouns;
  std::string verbs;
  for (const auto& [noun, of_noun] : seconds) {
    absl::StrAppend(&nouns, nouns.empty() ? "" : " ", noun);
    absl::StrAppend(&verbs, "    ", noun, ") echo '", absl::StrJoin(of_noun, " "), "';;\n");
  }
  std::string lists;
  for (const auto& [flag, words] : values) absl::StrAppend(&lists, "    ", flag, ") echo '", words, "';;\n");
  return absl::StrCat("# Bash completion of careledger: . <(careledger completion bash)\n",
                      "_careledger_verbs() {\n  case \"$1\" in\n", verbs, "  esac\n}\n",
                      "_careledger_flags() {\n  case \"$1\" in\n", flags, "    *) return 1;;\n  esac\n}\n",
                      "_careledger_values() {\n  case \"$1\" in\n", lists, "  esac\n}\n",
                      absl::StrReplaceAll(kCompleteWord, {{"@NOUNS@", nouns}, {"@GLOBAL@", global}}));
}

}  // namespace careledger::cli
