// The command line of `careledger generate`.
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/generate/generate.h"

namespace careledger::generate {
namespace {

struct Flag {
  std::string_view name;
  std::string_view key;
  std::string_view help;
};
constexpr Flag kFlags[] = {
    {"--seed", "seed", "N            the same seed and flags give the same bytes (1)"},
    {"--people", "people_council", "N          people receiving care on the first day, or on go-live (100)"},
    {"--chc", "people_chc", "N             people whom the NHS funds, on top (0)"},
    {"--providers", "providers", "N       made-up providers (10)"},
    {"--lots", "lots", "N            made-up lots; providers beyond them are admitted without a lot (5)"},
    {"--weeks", "weeks_after", "N           weeks of visits (4)"},
    {"--start", "go_live", "DATE        first Monday (2016-11-07)"},
    {"--hours-week", "hours_week_tenths", "N      carer hours a person a week, in tenths (102)"},
    {"--faults", "faults", "N          visits in 10,000 with each kind of planted fault (3)"},
    {"--contract", "contract_after", "ID       the contract that packages are under (homecare)"},
};

void PrintUsage(std::FILE* to) {
  std::fputs(
      "usage: careledger generate [--scenario FILE] [flags] [--set KEY=VALUE ...] --out DIR\n\n"
      "Writes realistic, invented home care as files that `careledger load DIR` imports, and totals.json "
      "with what\n"
      "they must add up to. Names and numbers of a council stand in its scenario file.\n\n"
      "  --scenario FILE     key,value,origin; further tables stand beside it\n"
      "  --out DIR           created when absent\n",
      to);
  for (const Flag& flag : kFlags) {
    std::fprintf(to, "  %.*s %.*s\n", static_cast<int>(flag.name.size()), flag.name.data(),
                 static_cast<int>(flag.help.size()), flag.help.data());
  }
  std::fputs("  --set KEY=VALUE     any key of a scenario:", to);
  std::size_t column = 100;
  for (std::string_view key : Keys()) {
    if (column + key.size() > 90) {
      std::fputs("\n     ", to);
      column = 5;
    }
    std::fprintf(to, " %.*s", static_cast<int>(key.size()), key.data());
    column += key.size() + 1;
  }
  std::fputs("\n", to);
}

struct Arguments {
  std::string scenario;
  std::string out;
  std::vector<std::pair<std::string, std::string>> values;
  bool help = false;
};

// Accepts "--flag value" and "--flag=value".
std::optional<Arguments> Parse(int argc, const char* const* argv, std::string& error) {
  Arguments result;
  for (int i = 0; i < argc; ++i) {
    std::string name = argv[i];
    if (name == "--help" || name == "-h") {
      result.help = true;
      return result;
    }
    std::string value;
    const std::size_t equals = name.find('=');
    if (name.substr(0, 2) == "--" && equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    } else if (i + 1 < argc) {
      value = argv[++i];
    } else {
      error = name + " needs a value";
      return std::nullopt;
    }
    if (name == "--scenario" || name == "--out") {
      (name == "--out" ? result.out : result.scenario) = value;
      continue;
    }
    if (name == "--set") {
      const std::size_t at = value.find('=');
      if (at == std::string::npos) {
        error = "--set takes KEY=VALUE";
        return std::nullopt;
      }
      result.values.emplace_back(value.substr(0, at), value.substr(at + 1));
      continue;
    }
    const Flag* found = nullptr;
    for (const Flag& flag : kFlags) found = flag.name == name ? &flag : found;
    if (found == nullptr) {
      error = "unknown argument " + name;
      return std::nullopt;
    }
    result.values.emplace_back(found->key, value);
  }
  if (result.out.empty()) {
    error = "--out DIR is missing";
    return std::nullopt;
  }
  return result;
}

int Fail(int code, const std::string& error) {
  std::fprintf(stderr, "careledger generate: %s\n", error.c_str());
  if (code == 2) std::fputs("Try `careledger generate --help`.\n", stderr);
  return code;
}

}  // namespace

int Run(int argc, const char* const* argv) {
  std::string error;
  const auto arguments = Parse(argc, argv, error);
  if (!arguments) return Fail(2, error);
  if (arguments->help) {
    PrintUsage(stdout);
    return 0;
  }
  Scenario scenario;
  if (!arguments->scenario.empty()) {
    auto read = ReadScenario(arguments->scenario, error);
    if (!read) return Fail(1, error);
    scenario = std::move(*read);
  }
  for (const auto& [key, value] : arguments->values) {
    if (!Set(scenario, key, value))
      return Fail(2, key + "=" + value + " is no key, or the value does not fit it");
  }
  Summary summary;
  if (!Generate(std::move(scenario), arguments->out, summary, error)) return Fail(1, error);
  std::fprintf(stderr,
               "generated (no real performance): %lld people, %lld packages, %lld visit rows, %lld files, "
               "%lld bytes\n",
               static_cast<long long>(summary.people), static_cast<long long>(summary.packages),
               static_cast<long long>(summary.visit_rows), static_cast<long long>(summary.files),
               static_cast<long long>(summary.bytes));
  return 0;
}

}  // namespace careledger::generate
