// careledger: the command line of a Careledger server.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "client/cli/app.h"
#include "client/client.h"
#include "client/generate/generate.h"

namespace {

// What the server has recorded stays recorded, and every command can be given again: so leave at once.
void Interrupted(int) {
  constexpr char kText[] = "\ncareledger: interrupted\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kText, sizeof kText - 1);
  _exit(careledger::cli::kInterrupted);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, Interrupted);
  std::ios::sync_with_stdio(false);
  setenv("GRPC_VERBOSITY", "NONE", 0);  // Errors are told once, by us.

  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  careledger::cli::Session session{
      .out = std::cout,
      .err = std::cerr,
      .program = error ? std::string(argv[0]) : program.string(),
      .terminal = isatty(STDERR_FILENO) == 1,
      .environment =
          [](const std::string& name) {
            const char* value = std::getenv(name.c_str());
            return std::string(value == nullptr ? "" : value);
          },
      .connect = careledger::client::Connect,
      .generate = careledger::generate::Run,
  };
  const int code = careledger::cli::RunProgram(session, std::vector<std::string>(argv + 1, argv + argc));
  std::cout.flush();
  if (code == 0 && !std::cout) {
    std::cerr << "careledger: cannot write the answer" << std::endl;
    return careledger::cli::kFailed;
  }
  return code;
}
