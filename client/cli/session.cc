#include "client/cli/session.h"

#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proto/say/table.h"

namespace careledger::cli {
namespace {

using std::chrono::milliseconds;

// "30", "30s", "500ms", "2m"
absl::StatusOr<milliseconds> ParseTimeout(const std::string& text) {
  const std::size_t end = text.find_first_not_of("0123456789");
  const std::string unit = end == std::string::npos ? "s" : text.substr(end);
  std::int64_t number = 0;
  const std::int64_t scale = unit == "ms" ? 1 : unit == "s" ? 1'000 : unit == "m" ? 60'000 : 0;
  if (scale == 0 || !absl::SimpleAtoi(text.substr(0, end), &number) || number <= 0 ||
      number > 86'400'000 / scale) {
    return absl::InvalidArgumentError(
        absl::StrCat("--timeout: \"", text, "\" is not a time of at most a day, such as 30s, 500ms or 2m"));
  }
  return milliseconds(number * scale);
}

void TakeIdentity(const std::string& folder, const std::string& name, client::Options& connection) {
  const std::string base = folder.empty() ? name : absl::StrCat(folder, "/", name);
  const std::size_t slash = base.rfind('/');
  connection.cert_file = base + ".crt";
  connection.key_file = base + ".key";
  connection.ca_file = slash == std::string::npos ? "ca.crt" : base.substr(0, slash) + "/ca.crt";
}

}  // namespace

const std::vector<Flag>& GlobalFlags() {
  static const std::vector<Flag> flags = {
      {"server", "HOST:PORT", "The server; CARELEDGER_SERVER; localhost:8470."},
      {"as", "NAME", "Who asks: NAME.crt and NAME.key of the folder of certificates; CARELEDGER_AS."},
      {"certs", "DIR", "The folder of certificates, with ca.crt; CARELEDGER_CERTS."},
      {"identity", "DIR/NAME", "Both at once."},
      {"cert", "FILE", "A client certificate; CARELEDGER_CERT."},
      {"key", "FILE", "Its key; CARELEDGER_KEY."},
      {"ca", "FILE", "Who signed the server's certificate; CARELEDGER_CA."},
      {"plaintext", "", "Without TLS, to a development server on this machine; CARELEDGER_PLAINTEXT."},
      {"output", "table|json|csv", "How answers are printed; CARELEDGER_OUTPUT; table."},
      {"timeout", "TIME", "How long to wait for an answer; CARELEDGER_TIMEOUT; 30s."},
      {"help", "", "Explains the command."},
  };
  return flags;
}

absl::StatusOr<Settings> ReadSettings(const Arguments& arguments,
                                      const std::function<std::string(const std::string&)>& environment) {
  const auto value = [&](const std::string& flag, const std::string& variable) {
    return arguments.Has(flag) ? arguments.Get(flag) : environment(variable);
  };
  Settings settings;
  client::Options& connection = settings.connection;
  if (const std::string server = value("server", "CARELEDGER_SERVER"); !server.empty())
    connection.server = server;
  settings.certs = value("certs", "CARELEDGER_CERTS");
  settings.as = value("as", "CARELEDGER_AS");
  const std::string plaintext = value("plaintext", "CARELEDGER_PLAINTEXT");
  connection.plaintext = plaintext == "true" || plaintext == "1";

  // The nearer an identity was written, the more it counts: flags in order of precision, then the
  // environment.
  if (!settings.as.empty() && !settings.certs.empty()) {
    TakeIdentity(settings.certs, settings.as, connection);
  }
  const bool named = arguments.Has("as") || arguments.Has("certs");
  for (const auto& [flag, variable, file] : {std::tuple{"ca", "CARELEDGER_CA", &connection.ca_file},
                                             std::tuple{"cert", "CARELEDGER_CERT", &connection.cert_file},
                                             std::tuple{"key", "CARELEDGER_KEY", &connection.key_file}}) {
    const std::string written = named && !arguments.Has(flag) ? "" : value(flag, variable);
    if (!written.empty()) *file = written;
  }
  if (arguments.Has("identity")) {
    const std::string identity = arguments.Get("identity");
    const std::size_t slash = identity.rfind('/');
    settings.certs = slash == std::string::npos ? "." : identity.substr(0, slash);
    settings.as = slash == std::string::npos ? identity : identity.substr(slash + 1);
    TakeIdentity("", identity, connection);
    if (arguments.Has("ca")) connection.ca_file = arguments.Get("ca");
  }

  if (const std::string timeout = value("timeout", "CARELEDGER_TIMEOUT"); !timeout.empty()) {
    const absl::StatusOr<milliseconds> parsed = ParseTimeout(timeout);
    if (!parsed.ok()) return parsed.status();
    connection.timeout = *parsed;
    if (arguments.Has("timeout")) settings.limit = *parsed;
  }
  if (const std::string output = value("output", "CARELEDGER_OUTPUT"); !output.empty()) {
    const std::optional<say::Output> parsed = say::ParseOutput(output);
    if (!parsed)
      return absl::InvalidArgumentError(
          absl::StrCat("--output: \"", output, "\" is none of table, json, csv"));
    settings.output = *parsed;
  }
  return settings;
}

absl::StatusOr<std::unique_ptr<client::Caller>> ConnectAs(const Session& session,
                                                          const std::string& identity) {
  client::Options options = session.settings.connection;
  if (!options.plaintext) {
    if (!identity.empty() && identity != session.settings.as) {
      if (session.settings.certs.empty()) {
        return absl::UnauthenticatedError(
            absl::StrCat("no folder of certificates to find ", identity, " in: give --certs DIR"));
      }
      TakeIdentity(session.settings.certs, identity, options);
    }
    if (options.cert_file.empty() || options.key_file.empty() || options.ca_file.empty()) {
      return absl::UnauthenticatedError(
          "no identity: give --certs DIR --as NAME, or --cert, --key and --ca, or --plaintext to a "
          "development "
          "server on this machine");
    }
  }
  return session.connect(options);
}

const std::vector<ExitCode>& ExitCodes() {
  static const std::vector<ExitCode> codes = {
      {kOk, "done"},
      {kFailed, "failed otherwise"},
      {kMisused, "the command was written wrongly, a required flag included; the server was not asked"},
      {kNotFound, "not found; a file of ours too"},
      {kDenied, "not permitted, or not known"},
      {kConflict, "conflict: stale revision, request id reused"},
      {kRefused, "refused by a rule, or a field is invalid"},
      {kNotVerified, "evidence, or a story, did not hold"},
      {kUnavailable,
       "unavailable, overloaded or too late: it may have been recorded; repeat it under its id"},
      {kPartial, "done in part: some rows were refused"},
      {kInterrupted, "interrupted"},
  };
  return codes;
}

Exit ExitFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return kDenied;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return kConflict;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return kRefused;
    case absl::StatusCode::kDataLoss:
      return kNotVerified;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return kUnavailable;
    default:
      return kFailed;
  }
}

std::string ErrorLine(const absl::Status& status) {
  std::string reason = absl::StatusCodeToString(status.code());
  std::string field;
  if (const auto detail = client::DetailOf(status)) {
    constexpr std::string_view kPrefix = "REJECTION_REASON_";
    const std::string name = v1::RejectionReason_Name(detail->reason());
    if (detail->reason() != v1::REJECTION_REASON_UNSPECIFIED && name.starts_with(kPrefix)) {
      reason = name.substr(kPrefix.size());
    }
    field = detail->field();
  }
  std::string message(status.message());
  // The field is told once: most messages begin with it, or with a file and then the field.
  const std::string named = field + ":";
  if (!field.empty() && !message.starts_with(named) && message.find(" " + named) == std::string::npos) {
    message = absl::StrCat(named, " ", message);
  }
  return say::Harmless(absl::StrCat("careledger: ", message, " (", reason, ")"));
}

int Fail(const Session& session, const absl::Status& status) {
  session.out.flush();
  session.err << ErrorLine(status) << std::endl;
  return ExitFor(status);
}

int Misuse(const Session& session, const absl::Status& status, const std::string& command) {
  session.err << say::Harmless(absl::StrCat("careledger: ", std::string(status.message()))) << '\n'
              << "Try: careledger " << command << (command.empty() ? "" : " ") << "--help" << std::endl;
  return kMisused;
}

}  // namespace careledger::cli
