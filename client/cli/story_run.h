// Runs stories against a real server: shows them, checks them, or writes down what they print now.
#pragma once

#include "client/cli/command.h"

namespace careledger::cli {

Command StoryRunCommand();
Command DemoCommand();

}  // namespace careledger::cli
