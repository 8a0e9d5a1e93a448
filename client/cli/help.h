// What the program says about itself, made from its commands.
#pragma once

#include <string>
#include <vector>

#include "client/cli/command.h"

namespace careledger::cli {

std::string Overview(const std::vector<Command>& commands);

// The commands of one noun; empty when there is none.
std::string NounHelp(const std::vector<Command>& commands, const std::string& noun);

std::string CommandHelp(const Command& command);

// Sourced by bash, completes commands, flags and the values of closed lists.
std::string BashCompletion(const std::vector<Command>& commands);

}  // namespace careledger::cli
