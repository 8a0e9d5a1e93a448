#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "tests/bench/pages.h"
#include "tests/bench/tool.h"

int main(int argc, char** argv) {
  using namespace careledger::bench;
  const std::map<std::string, int (*)(const Flags&)> parts = {
      {"pages", [](const Flags& flags) { return WriteSteps(flags["folder"], flags["steps"]), 0; }},
      {"echo-server",
       [](const Flags& flags) {
         return ServeEcho(flags["certs"], flags["port-file"], flags.Get("durable", ""));
       }},
      {"note",
       [](const Flags& flags) {
         return Figures(flags["figures"]).Add(flags["name"], std::stod(flags["value"])), 0;
       }},
      {"load", RunLoad},
      {"commands", RunCommands},
      {"echo", RunEcho},
      {"invoice", RunInvoice},
      {"kpi", RunKpi},
      {"proof", RunProof},
      {"rebuild", RunRebuild},
      {"open-packages", RunOpenPackages},
      {"waiting", RunWaiting},
      {"sourcing", RunSourcing},
      {"export", RunExport},
      {"rocksdb", RunRocks},
      {"table", RunTable},
  };
  const auto part = parts.find(argc > 1 ? argv[1] : "");
  if (part == parts.end()) {
    std::fputs("careledger-bench: a part of the benchmark; run ops/bench\n", stderr);
    return 2;
  }
  try {
    return part->second(Flags(argc - 2, argv + 2));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "careledger-bench %s: %s\n", argv[1], error.what());
    return 1;
  }
}
