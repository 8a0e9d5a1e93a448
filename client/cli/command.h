// A command: its name, what it takes, and what it does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/cli/arguments.h"
#include "client/cli/session.h"

namespace careledger::cli {

struct Command {
  std::string name;   // "package award"
  std::string words;  // What stands after the name: "KIND FILE".
  std::string summary;
  std::string details;  // More help, in lines.
  std::vector<Flag> flags;
  std::vector<std::string> examples;
  std::size_t least_words = 0;
  std::size_t most_words = 0;
  std::string word_flag;  // The flag whose value a word that stands alone is: "file". Empty: none.
  bool raw = false;       // Takes everything after its name as words, flags too.
  std::function<int(Session&, const Arguments&)> run;
};

// Every command of the program: first those written by hand, then one for each method of the API that names
// its command.
const std::vector<Command>& Commands();

}  // namespace careledger::cli
