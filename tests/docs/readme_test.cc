// The commands that the READMEs show are run as they are printed, against a small ledger: a reader who types
// one gets what it promises.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/system/world.h"

namespace careledger::system_test {
namespace {

namespace fs = std::filesystem;
const std::string kRoot = CARELEDGER_SOURCE_DIR;

// "$ careledger ..." of a README, with the lines that follow a backslash, and its example of a story.
struct Readme {
  std::string path;
  std::vector<std::string> commands;
  std::string story;
};

Readme ReadReadme(const std::string& path) {
  Readme readme;
  readme.path = path;
  std::ifstream file(kRoot + "/" + path);
  bool in_story = false, goes_on = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("````")) {
      in_story = !in_story;
    } else if (in_story) {
      readme.story += line + "\n";
    } else {
      const std::size_t text = std::min(line.find_first_not_of(' '), line.size());
      if (goes_on) {
        readme.commands.back() += "\n" + line.substr(text);
      } else if (line.compare(text, 2, "$ ") == 0) {
        readme.commands.push_back(line.substr(text + 2));
      } else {
        continue;
      }
      goes_on = line.ends_with('\\');
    }
  }
  return readme;
}

// Every README with a command or a story in it; the top one first, because it exports the log that others
// read. Stories have a test of their own.
std::vector<Readme> AllReadmes() {
  std::vector<Readme> readmes = {ReadReadme("README.md")};
  for (const char* top : {"client", "ops", "proto", "replay", "server", "tests"}) {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot + "/" + top)) {
      const std::string name = entry.path().filename();
      if (name.ends_with(".md") && name != "story.md") paths.push_back(fs::relative(entry.path(), kRoot));
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) readmes.push_back(ReadReadme(path));
  }
  std::erase_if(readmes, [](const Readme& r) { return r.commands.empty() && r.story.empty(); });
  return readmes;
}

class Readmes : public World {
 protected:
  // What a reader has in front of them: the project, a server of a council with certificates, and a file to
  // import.
  Server StartTown() {
    for (const char* top : {"client", "ops"}) fs::create_symlink(kRoot + "/" + top, folder() + "/" + top);
    const Ended made = Run("ops/certs certs leicestershire H01 beech", "");
    EXPECT_EQ(made.code, 0) << made;
    ServerOptions options;
    options.council = "leicestershire";
    options.data = "ledger";
    options.simulated_clock = "2016-11-01";
    options.certificates = folder() + "/certs";
    Server server = StartServer(options);
    const std::string authority =
        " --authority-reference minute-412 --authority-decision-maker cabinet --authority-date 2016-06-17";
    const auto command = [&](const std::string& line, const char* as = "manager-1") {
      (void)Ask("careledger " + line, as);
    };
    command("commissioner register --commissioner-id council --name Council");
    for (const std::string id : {"H01", "beech", "oak"}) {
      command("provider register --form sole --provider-id " + id + " --name " + id);
    }
    for (const std::string contract : {"htlah", "home-care"}) {
      command(
          "contract create --commissioner-id council --start-date 2016-11-07 --title Care --contract-id " +
          contract);
      command("lot define --lot-id lot-1 --number 1 --name North --contract-id " + contract);
    }
    command("lot award --contract-id htlah --lot-id lot-1 --provider-id H01 --effective-date 2016-11-07" +
            authority);
    command("rate set --contract-id htlah --effective-date 2016-11-07 --line home-care=16.22" + authority);
    command(
        "package request --package-id K1 --person-id P1 --service home-care --client-group older-people "
        "--funder "
        "council --waiting-in community --reason new --contract-id htlah --lot-id lot-1 --plan 'Mon-Sun "
        "08:00 30' "
        "--effective-date 2016-11-07",
        "broker-1");
    command(
        "package award --package-id K1 --contract-id htlah --lot-id lot-1 --provider-id H01 --effective-date "
        "2016-11-07",
        "broker-1");
    command("ledger move-clock --to 2016-11-15", "admin");
    const std::string rows =
        "external_id,sequence,person_id,service,planned_start,planned_minutes,status,carer_id,check_in,check_"
        "out,evidence\n"
        "1,1,P1,home-care,2016-11-08T08:00,30,delivered,C1,2016-11-08T08:01,2016-11-08T08:31,app\n";
    Write("week.csv", rows);
    command("import visits week.csv --provider-id H01 --source ecm-H01", "feed-H01");
    command("ledger move-clock --to 2016-12-15", "admin");
    return server;
  }

  // Minutes of building: that they are there, are in order, and know the flags printed. Continuous
  // integration runs them.
  void ExpectScript(const std::string& command) {
    std::istringstream words(command.substr(0, command.find('#')));
    std::string script, flag;
    words >> script;
    EXPECT_EQ(Run("test -x " + script + " && bash -n " + script, "").code, 0) << script;
    while (words >> flag) EXPECT_EQ(Run("grep -qe " + flag + " " + script, "").code, 0) << command;
  }

  // Serves until it is told to stop. The port printed may be taken on this machine: any other will do.
  void ExpectServes(std::string command) {
    const std::string port = "127.0.0.1:8470";
    const std::size_t at = command.find(port);
    ASSERT_NE(at, std::string::npos) << command;
    command.replace(at, port.size(), "127.0.0.1:0");
    const Ended ended = Run(command +
                                " --port-file serving & server=$!\n"
                                "for _ in $(seq 600); do [ -s serving ] && break; sleep 0.1; done\n"
                                "kill -TERM $server; wait $server",
                            "", seconds(90));
    EXPECT_EQ(ended.code, 0) << ended;
    EXPECT_NE(Read("serving"), "") << ended;
  }

  // "careledger demo fenmoor-2021  # ... starts on 2021-05-04": told to a server of that council, which
  // begins then.
  void ExpectTells(const std::string& command) {
    const std::string name = command.substr(16, command.find(' ', 16) - 16);
    const std::string council = name.substr(0, name.find('-'));
    const std::string starts = "starts on ";
    const std::size_t at = command.find(starts);
    ASSERT_NE(at, std::string::npos) << command;
    const std::string told = "told-" + council;
    const Ended ended =
        Run("set -e\n"
            "ops/certs " +
                told + " " + council + " $(cut -d, -f1 client/councils/" + name +
                "/providers.csv | tail -n +2)\n"
                "careledger-server --data " +
                told + "-data --council " + council + " --simulated-clock " +
                command.substr(at + starts.size(), 10) + " --listen 127.0.0.1:0 --ca " + told +
                "/ca.crt --cert " + told + "/server.crt --key " + told + "/server.key --master-key " + told +
                "-master --port-file " + told + "-port 2>" + told +
                "-errors & server=$!\n"
                "for _ in $(seq 600); do [ -s " +
                told +
                "-port ] && break; sleep 0.1; done\n"
                "export CARELEDGER_SERVER=localhost:$(cat " +
                told + "-port) CARELEDGER_CERTS=$PWD/" + told +
                "\n"
                "set +e\n" +
                command +
                "\nstatus=$?\n"
                "kill -TERM $server; wait $server; exit $status",
            "", seconds(150));
    EXPECT_EQ(ended.code, 0) << ended;
  }
};

TEST_F(Readmes, ShowCommandsThatWorkAsPrinted) {
  Server server = StartTown();
  int commands = 0, stories = 0;
  for (const Readme& readme : AllReadmes()) {
    SCOPED_TRACE(readme.path);
    for (const std::string& command : readme.commands) {
      ++commands;
      if (command.starts_with("ops/demo") || command.starts_with("ops/test")) {
        ExpectScript(command);
      } else if (command.starts_with("careledger demo ")) {
        ExpectTells(command);
      } else if (command.starts_with("careledger-server ")) {
        ExpectServes(command);
      } else {
        const Ended ended = Run(command, "manager-1", seconds(120));
        EXPECT_EQ(ended.code, 0) << command << "\n" << ended;
      }
    }
    if (!readme.story.empty()) {
      ++stories;
      Write("example.md", readme.story);
      const Ended told = Run("careledger story run example.md --check");
      EXPECT_EQ(told.code, 0) << told;
    }
  }
  // The search itself finds what there is.
  EXPECT_GE(commands, 15);
  EXPECT_EQ(stories, 1);
  EXPECT_EQ(server.Stop().code, 0);
}

}  // namespace
}  // namespace careledger::system_test
