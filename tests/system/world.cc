#include "tests/system/world.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace careledger::system_test {
namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr seconds kToStart(60);  // A sanitized server that folds a log again.
constexpr seconds kToFail(15);

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string NewFolder() {
  std::string name = (fs::temp_directory_path() / "careledger-test.XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + name);
  return name;
}

// Certificates, made by the first test that asks, for all tests of the program.
class Certificates {
 public:
  Certificates() : folder_(NewFolder()) {
    Make(folder_, "testshire");
    // Same authority, another council; and another authority altogether.
    fs::create_directory(folder_ + "/elsewhere");
    for (const char* file : {"/ca.crt", "/ca.key"})
      fs::copy_file(folder_ + file, folder_ + "/elsewhere" + file);
    Make(folder_ + "/elsewhere", "othershire");
    Make(folder_ + "/foreign", "testshire");
  }
  ~Certificates() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  const std::string& folder() const { return folder_; }

 private:
  static void Make(const std::string& folder, const std::string& council) {
    Process process({CARELEDGER_SOURCE_DIR "/ops/certs", folder, council, "R001", "R002", "R003", "R004"}, {},
                    "/dev/null", "/dev/null");
    if (process.Wait(seconds(60)).code != 0) throw std::runtime_error("ops/certs failed");
  }
  std::string folder_;
};

const std::string& CertificateFolder() {
  static const Certificates certificates;
  return certificates.folder();
}

int ExitCode(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

std::ostream& operator<<(std::ostream& out, const Ended& ended) {
  return out << "exit " << ended.code << "\n--- stdout\n" << ended.out << "--- stderr\n" << ended.err;
}

Process::Process(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment, std::string out, std::string err)
    : out_(std::move(out)), err_(std::move(err)) {
  std::vector<std::string> variables = {
      "LSAN_OPTIONS=print_suppressions=0:suppressions=" CARELEDGER_SOURCE_DIR "/tests/system/leaks.supp"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text(*variable);
    if (!text.starts_with("CARELEDGER_") && !environment.contains(text.substr(0, text.find('='))))
      variables.push_back(text);
  }
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> words, settings;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  for (const std::string& variable : variables) settings.push_back(const_cast<char*>(variable.c_str()));
  words.push_back(nullptr);
  settings.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ > 0) return;
  // The child, until exec: system calls only. It goes when the test program goes.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int in = open("/dev/null", O_RDONLY);
  const int to = open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int complaints = open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (getppid() != parent || dup2(in, 0) < 0 || dup2(to, 1) < 0 || dup2(complaints, 2) < 0) _exit(126);
  execvpe(words[0], words.data(), settings.data());
  _exit(127);
}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  Kill();
  pid_ = std::exchange(other.pid_, -1);
  code_ = other.code_;
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  return *this;
}

bool Process::Running() {
  int status = 0;
  if (pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_) {
    pid_ = -1;
    code_ = ExitCode(status);
  }
  return pid_ > 0;
}

void Process::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

void Process::Kill() {
  if (!Running()) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  code_ = ExitCode(status);
}

Ended Process::Wait(seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (Running() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(milliseconds(2));
  if (Running()) {
    Kill();
    code_ = 124;
  }
  return {code_, Slurp(out_), Slurp(err_)};
}

// Recursive descent; numbers keep their text.
class JsonReader {
 public:
  explicit JsonReader(const std::string& text) : text_(text) {}
  Json Whole() {
    Json value = Value();
    Space();
    if (at_ != text_.size()) Fail();
    return value;
  }

 private:
  Json Value() {
    Space();
    Json value;
    if (Take('{')) {
      while (!Take('}')) {
        Space();
        const std::string name = Text();
        Space();
        if (!Take(':')) Fail();
        value.members_[name] = Value();
        Separator('}');
      }
    } else if (Take('[')) {
      while (!Take(']')) {
        value.items_.push_back(Value());
        Separator(']');
      }
    } else if (at_ < text_.size() && text_[at_] == '"') {
      value.text_ = Text();
    } else {
      const std::size_t end = std::min(text_.find_first_of(",]} \n", at_), text_.size());
      if (end == at_) Fail();
      value.text_ = text_.substr(at_, end - at_);
      at_ = end;
    }
    return value;
  }
  // No \u: nothing that is asked here holds one.
  std::string Text() {
    if (!Take('"')) Fail();
    std::string text;
    while (!Take('"')) {
      if (at_ >= text_.size()) Fail();
      const bool escaped = text_[at_] == '\\';
      if (escaped && ++at_ >= text_.size()) Fail();
      text += escaped && text_[at_] == 'n' ? '\n' : text_[at_];
      ++at_;
    }
    return text;
  }
  void Separator(char end) {
    Space();
    if (!Take(',') && (at_ >= text_.size() || text_[at_] != end)) Fail();
    Space();
  }
  void Space() { at_ = std::min(text_.find_first_not_of(" \n\t\r", at_), text_.size()); }
  bool Take(char c) {
    if (at_ >= text_.size()) Fail();
    if (text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[noreturn]] void Fail() const {
    throw std::runtime_error("not JSON at " + std::to_string(at_) + ": " + text_.substr(0, 2000));
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

Json Json::Parse(const std::string& text) { return JsonReader(text).Whole(); }

const Json& Json::operator[](const std::string& member) const {
  const auto found = members_.find(member);
  if (found == members_.end()) throw std::runtime_error("the answer has no member " + member);
  return found->second;
}

World::World() : folder_(NewFolder()), certificates_(CertificateFolder()) {}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string World::Read(const std::string& file) const { return Slurp(folder_ + "/" + file); }

void World::Write(const std::string& file, const std::string& text) const {
  std::ofstream(folder_ + "/" + file, std::ios::binary) << text;
}

std::vector<std::string> World::ServerArguments(const ServerOptions& options,
                                                const std::string& port_file) const {
  std::vector<std::string> arguments = {CARELEDGER_BIN_DIR "/careledger-server",
                                        "--data",
                                        folder_ + "/" + options.data,
                                        "--listen",
                                        options.listen,
                                        "--port-file",
                                        port_file};
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {flag, value});
  };
  add("--council", options.council);
  add("--simulated-clock", options.simulated_clock);
  add("--from-export", options.from_export);
  if (options.master_key != "none") {
    add("--master-key",
        folder_ + "/" + (options.master_key.empty() ? options.data + ".key" : options.master_key));
  }
  if (options.security == Security::kMutualTls) {
    add("--ca", certificates() + "/ca.crt");
    add("--cert", certificates() + "/server.crt");
    add("--key", certificates() + "/server.key");
  }
  arguments.insert(arguments.end(), options.more.begin(), options.more.end());
  return arguments;
}

Server World::StartServer(const ServerOptions& options) {
  certificates_ = options.certificates.empty() ? CertificateFolder() : options.certificates;
  const std::string name = folder_ + "/server-" + std::to_string(++processes_);
  Server server;
  server.process_ = Process(ServerArguments(options, name + ".port"), {}, name + ".out", name + ".err");
  const auto deadline = std::chrono::steady_clock::now() + kToStart;
  while (Slurp(name + ".port").find('\n') == std::string::npos) {
    if (!server.Running() || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the server did not start: " + Slurp(name + ".err"));
    }
    std::this_thread::sleep_for(milliseconds(5));
  }
  server.address_ = "localhost:" + std::to_string(std::stoi(Slurp(name + ".port")));
  server_ = server.address_;
  security_ = options.security;
  return server;
}

Ended World::RunServer(const ServerOptions& options) {
  const std::string name = folder_ + "/server-" + std::to_string(++processes_);
  return Process(ServerArguments(options, name + ".port"), {}, name + ".out", name + ".err").Wait(kToFail);
}

std::map<std::string, std::string> World::Environment(const std::string& as) const {
  const char* path = std::getenv("PATH");
  std::map<std::string, std::string> environment = {
      {"PATH", CARELEDGER_BIN_DIR ":" + std::string(path != nullptr ? path : "")},
      {"CERTS", certificates()},
      {"CARELEDGER_SERVER", server_}};
  if (security_ == Security::kPlaintext) {
    environment["CARELEDGER_PLAINTEXT"] = "true";
  } else {
    environment["CARELEDGER_CERTS"] = certificates();
    if (!as.empty()) environment["CARELEDGER_AS"] = as;
  }
  return environment;
}

Process World::Start(const std::string& command, const std::string& as, seconds limit) {
  const std::string name = folder_ + "/command-" + std::to_string(++processes_);
  // `timeout` ends everything that the line started.
  return Process({"timeout", "--kill-after=5", std::to_string(limit.count()), "bash", "-c",
                  "cd '" + folder_ + "'\n" + command},
                 Environment(as), name + ".out", name + ".err");
}

Ended World::Run(const std::string& command, const std::string& as, seconds limit) {
  return Start(command, as, limit).Wait(limit + seconds(10));
}

Json World::Ask(const std::string& command, const std::string& as) {
  const Ended ended = Run(command + " --output json", as);
  if (ended.code != 0)
    throw std::runtime_error(command + ": exit " + std::to_string(ended.code) + ": " + ended.err);
  return Json::Parse(ended.out);
}

void World::CreateContract() {
  (void)Ask(
      "careledger commissioner register --commissioner-id council --name 'The Council' --request-id "
      "commissioner");
  (void)Ask(
      "careledger contract create --contract-id homecare --commissioner-id council --start-date 2014-01-01 "
      "--title 'Home care' --request-id contract");
}

void World::Generate(const std::string& flags) {
  const Ended made = Run("careledger generate --start 2016-11-07 --faults 100 --out care " + flags);
  ASSERT_EQ(made.code, 0) << made;
}

Ended World::Load(const std::string& flags) {
  return Run("careledger load care --output json " + flags, "manager-1", seconds(180));
}

void World::ExpectInvoicesOfTotals() {
  const Json totals = Json::Parse(Read("care/totals.json"));
  ASSERT_FALSE(totals["providers"].items().empty());
  for (const Json& expected : totals["providers"].items()) {
    const std::string provider = expected["provider_id"].text();
    const Json invoice = Ask(
        "careledger invoice show --totals-only --from-date 2016-11-07 --to-date 2017-01-02 --provider-id " +
            provider,
        "finance-1");
    EXPECT_EQ(invoice["total_pence"].number(), expected["final"]["pence"].number()) << provider;
    EXPECT_EQ(invoice["lines"].number(), expected["final"]["lines"].number()) << provider;
    EXPECT_EQ(invoice["visits"].number(), expected["final"]["delivered"].number()) << provider;
    EXPECT_EQ(invoice["payable_minutes"].number(), expected["final"]["delivered_carer_minutes"].number())
        << provider;
    EXPECT_EQ(invoice["held_visits"].number(), expected["held"].number()) << provider;
    EXPECT_EQ(invoice["unallocated_visits"].number(), expected["unallocated"].number()) << provider;
  }
}

}  // namespace careledger::system_test
