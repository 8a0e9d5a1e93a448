#include "tests/bench/tool.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace careledger::bench {

Flags::Flags(int argc, char** argv) {
  for (int i = 0; i < argc; i += 2) {
    const std::string name = argv[i];
    if (!name.starts_with("--") || i + 1 == argc) throw std::runtime_error(name + ": flags are --name value");
    values_[name.substr(2)] = argv[i + 1];
  }
}

const std::string& Flags::operator[](const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::runtime_error("--" + name + " is missing");
  return found->second;
}

std::string Flags::Get(const std::string& name, const std::string& otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : found->second;
}

int Flags::Number(const std::string& name, int otherwise) const {
  const auto found = values_.find(name);
  return found == values_.end() ? otherwise : std::stoi(found->second);
}

void Figures::Add(const std::string& name, double value) const {
  std::ofstream out(file_, std::ios::app);
  out.precision(12);
  out << name << ' ' << value << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + file_);
}

std::map<std::string, double> Figures::Read() const {
  std::map<std::string, double> figures;
  std::ifstream in(file_);
  std::string name;
  for (double value = 0; in >> name >> value;) figures[name] = value;
  return figures;
}

Line& Lines::As(const std::string& identity) {
  auto& line = lines_[identity];
  if (line == nullptr) line = std::make_unique<Line>(Endpoint{address_, certs_, identity});
  return *line;
}

void Lines::Require(const Answer& answer, const std::string& what) {
  if (answer.ok()) return;
  throw std::runtime_error(what + ": " + answer.error + " (code " + std::to_string(answer.code) + ")");
}

double Times::Percentile(double percent) const {
  if (values_.empty()) return 0;
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const double rank = std::ceil(percent / 100 * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

Usage UsageOf(int pid) {
  Usage usage;
  const std::string folder = "/proc/" + std::to_string(pid);
  std::ifstream stat(folder + "/stat");
  std::string text;
  std::getline(stat, text);
  // After the name in brackets: state is field 3, user and system time fields 14 and 15, in ticks.
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string field;
  double ticks = 0;
  for (int i = 3; i <= 15 && fields >> field; ++i) {
    if (i >= 14) ticks += std::stod(field);
  }
  usage.cpu_s = ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
  std::ifstream status(folder + "/status");
  while (std::getline(status, text)) {
    if (text.starts_with("VmRSS:")) usage.rss_bytes = std::stod(text.substr(6)) * 1024;
    if (text.starts_with("VmHWM:")) usage.peak_bytes = std::stod(text.substr(6)) * 1024;
  }
  return usage;
}

}  // namespace careledger::bench
