// What a command runs with: its streams, its settings and its way to the server. Tests give others.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/arguments.h"
#include "client/client.h"
#include "proto/say/say.h"

namespace careledger::cli {

// What the global flags and the environment say; a flag comes before the environment.
struct Settings {
  client::Options connection;
  std::string certs;  // A folder with ca.crt and, for each identity, NAME.crt and NAME.key.
  std::string as;     // The identity to take from it.
  std::optional<std::chrono::milliseconds> limit;  // The timeout, when one was asked for.
  say::Output output = say::Output::kTable;
};

struct Session {
  std::ostream& out;
  std::ostream& err;
  std::string program;                                              // The path of this binary.
  bool terminal = false;                                            // Somebody watches `err`.
  std::function<std::string(const std::string& name)> environment;  // Empty when not set.
  std::function<absl::StatusOr<std::unique_ptr<client::Caller>>(const client::Options&)> connect;
  std::function<int(int, const char* const*)> generate;
  Settings settings;
};

// The flags that every command takes.
const std::vector<Flag>& GlobalFlags();

absl::StatusOr<Settings> ReadSettings(const Arguments& arguments,
                                      const std::function<std::string(const std::string&)>& environment);

// A connection as the identity of the settings, or as another one of the same folder.
absl::StatusOr<std::unique_ptr<client::Caller>> ConnectAs(const Session& session,
                                                          const std::string& identity = "");

// Never changed; said by ExitCodes.
enum Exit : int {
  kOk = 0,
  kFailed = 1,
  kMisused = 2,
  kNotFound = 3,
  kDenied = 4,
  kConflict = 5,
  kRefused = 6,
  kNotVerified = 7,
  kUnavailable = 8,
  kPartial = 9,
  kInterrupted = 130,
};

struct ExitCode {
  int code = 0;
  std::string_view meaning;
};

// Every code that the program ends with, in order: the help and client/README.md print this list.
const std::vector<ExitCode>& ExitCodes();

Exit ExitFor(const absl::Status& status);

// "careledger: FIELD: message (REASON)"
std::string ErrorLine(const absl::Status& status);

// Prints the line; returns the exit code.
int Fail(const Session& session, const absl::Status& status);

// The same for a command that was written wrongly: how to get its help is added.
int Misuse(const Session& session, const absl::Status& status, const std::string& command);

}  // namespace careledger::cli
