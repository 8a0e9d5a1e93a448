#include "server/server.h"

#include <absl/synchronization/mutex.h>
#include <google/protobuf/stubs/logging.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>

#include "server/engine.h"
#include "server/service/command_methods.h"
#include "server/service/grpc_server.h"

namespace careledger {

namespace {

constexpr int kGraceMs = 10'000;

struct Options {
  EngineOptions engine;
  service::GrpcOptions grpc;
  std::string simulated_clock;
  std::string port_file;
};

void Describe(CLI::App& app, Options& options) {
  app.add_option("--data", options.engine.data, "Directory of the ledger; made when absent")->required();
  app.add_option("--council", options.engine.council, "Council of a new ledger");
  app.add_option("--simulated-clock", options.simulated_clock,
                 "A new ledger on a simulated clock that starts at this date or instant");
  app.add_option("--from-export", options.engine.from_export, "A new ledger with the records of this export");
  app.add_option("--listen", options.grpc.address, "Address and port; port 0 is any free one")
      ->capture_default_str();
  app.add_option("--ca", options.grpc.ca_file, "Authority that callers' certificates must come from");
  app.add_option("--cert", options.grpc.cert_file, "Certificate of this server");
  app.add_option("--key", options.grpc.key_file, "Its key");
  app.add_flag("--development-plaintext", options.grpc.development_plaintext,
               "Plain text on loopback; every record says that nobody proved who they were");
  app.add_option("--master-key", options.engine.master_key,
                 "File of the key that bids and notes are sealed under, kept apart from the data; made with "
                 "a new ledger");
  app.add_option("--port-file", options.port_file, "Write the port here once serving");
}

absl::Status ReadClock(Options& options) {
  if (options.simulated_clock.empty()) return absl::OkStatus();
  std::optional<model::Instant> start = model::ParseInstant(options.simulated_clock);
  if (const auto date = model::Date::Parse(options.simulated_clock)) start = model::PlannedInstant(*date, 0);
  if (!start) return absl::InvalidArgumentError("--simulated-clock: is neither a date nor an instant");
  options.engine.simulated_from = model::RecordTime{start->seconds * 1'000'000};
  return absl::OkStatus();
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "careledger-server: %s\n", std::string(status.message()).c_str());
  return 1;
}

}  // namespace

int RunServer(const std::vector<std::string>& arguments) {
  // Signals are taken by sigwait alone: block them before any thread starts.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  // A request that cannot be parsed is the caller's to hear of, not the server's output.
  google::protobuf::SetLogHandler(nullptr);
  // As Debian builds abseil, every lock that gRPC takes is entered in a graph of locks, to find cycles.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);

  Options options;
  CLI::App app("Serves a ledger of home care over gRPC.", "careledger-server");
  app.set_version_flag("--version", "careledger-server 0.1");
  Describe(app, options);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (const auto status = ReadClock(options); !status.ok()) return Fail(status);
  if (const auto status = service::GrpcServer::Check(options.grpc); !status.ok()) return Fail(status);
  auto engine = Engine::Open(options.engine);
  if (!engine.ok()) return Fail(engine.status());

  service::Methods methods;
  service::AddLedgerMethods(**engine, methods);
  service::AddCommandMethods(**engine, methods);
  service::AddBulkMethods(**engine, methods);
  service::AddNoteMethods(**engine, methods);
  service::AddQueryMethods(**engine, methods);
  const service::Pipeline pipeline(std::move(methods), (*engine)->council());
  auto server = service::GrpcServer::Start(pipeline, options.grpc);
  if (!server.ok()) return Fail(server.status());

  std::fprintf(stderr, "careledger-server: %s, %llu records, serving on port %d%s%s\n",
               (*engine)->council().c_str(),
               static_cast<unsigned long long>(Number((*engine)->log().head().position)), (*server)->port(),
               options.grpc.ca_file.empty() ? " in plain text (development)" : "",
               (*engine)->mark().simulated_clock ? ", simulated clock" : "");
  if (!options.port_file.empty()) {
    if (std::FILE* file = std::fopen(options.port_file.c_str(), "w")) {
      std::fprintf(file, "%d\n", (*server)->port());
      std::fclose(file);
    }
  }
  int signal = 0;
  sigwait(&signals, &signal);
  std::fprintf(stderr, "careledger-server: draining\n");
  (*server)->Shutdown(kGraceMs);
  (*engine)->Stop();
  return 0;
}

}  // namespace careledger
