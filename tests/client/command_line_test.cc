// Flags become requests, and help says which: for every method of the API, counted from its descriptors.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/note_service.pb.h"
#include "client/cli/command.h"
#include "client/cli/methods.h"
#include "client/cli/request_flags.h"
#include "tests/client/commands.h"

namespace careledger::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// How many values a message can hold, those of the messages inside it included.
int Leaves(const Descriptor& type) {
  int leaves = 0;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool inner = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated();
    leaves += inner ? Leaves(*field.message_type()) : 1;
  }
  return leaves;
}

// The lines of a help text under a heading, up to the next blank line.
std::string Part(const std::string& help, const std::string& heading) {
  const std::size_t start = help.find("\n" + heading + "\n");
  return start == std::string::npos ? "" : help.substr(start + 1, help.find("\n\n", start) - start);
}

TEST(Methods, AreAllThatTheProtoFolderHas) {
  std::set<std::string> files, known;
  for (const auto& entry :
       std::filesystem::directory_iterator(CARELEDGER_SOURCE_DIR "/proto/careledger/v1")) {
    if (entry.path().string().ends_with("_service.proto")) files.insert(entry.path().filename().string());
  }
  for (const Method& method : Methods()) {
    known.insert(std::filesystem::path(method.descriptor->file()->name()).filename().string());
  }
  EXPECT_EQ(files, known) << "client/cli/methods.cc lists the files of the API";
}

TEST(Methods, AreReachedByACommandOfTheirOwnOrOneWrittenByHand) {
  const std::set<std::string> by_hand = {"ExportLog", "ImportRows", "RecordVisits"};
  std::set<std::string> commands;
  for (const Method& method : Methods()) {
    EXPECT_EQ(method.command.empty(), by_hand.contains(method.descriptor->name()))
        << method.descriptor->name();
    EXPECT_FALSE(method.summary.empty()) << method.descriptor->name();
    if (!method.command.empty()) {
      EXPECT_EQ(Words(method.command).size(), 2U) << method.command;
      EXPECT_TRUE(commands.insert(method.command).second) << "twice: " << method.command;
    }
  }
}

TEST(EveryMethod, SendsWhatItsFlagsSay) {
  for (const Method& method : Methods()) {
    if (method.command.empty()) continue;
    SCOPED_TRACE(method.command);
    const std::vector<RequestFlag> flags = RequestFlags(*method.descriptor->input_type());
    ASSERT_EQ(static_cast<int>(flags.size()), Leaves(*method.descriptor->input_type()))
        << "every field has a flag";
    std::vector<std::string> words = Words(method.command);
    std::set<std::string> names;
    for (const Flag& flag : GlobalFlags()) names.insert(flag.name);
    for (const RequestFlag& flag : flags) {
      EXPECT_TRUE(names.insert(flag.flag.name).second) << "taken: --" << flag.flag.name;
      words.push_back("--" + flag.flag.name);
      if (!flag.flag.value.empty()) words.push_back(Plain(SampleFor(flag)));
    }
    Terminal terminal;
    terminal.server.answer = [](const MethodDescriptor& called, const Message&, Message&) {
      return called.server_streaming() ? absl::OutOfRangeError("end") : absl::OkStatus();
    };
    ASSERT_EQ(terminal.Run(words), kOk) << terminal.err;
    ASSERT_EQ(terminal.server.asked.size(), 1U);
    EXPECT_EQ(terminal.server.asked[0].method, method.descriptor->name());
    for (const RequestFlag& flag : flags) {
      const Message* message = terminal.server.asked[0].request.get();
      for (std::size_t i = 0; i + 1 < flag.path.size(); ++i) {
        ASSERT_TRUE(message->GetReflection()->HasField(*message, flag.path[i])) << flag.flag.name;
        message = &message->GetReflection()->GetMessage(*message, flag.path[i]);
      }
      const FieldDescriptor* field = flag.path.back();
      const bool set = field->is_repeated() ? message->GetReflection()->FieldSize(*message, field) > 0
                                            : message->GetReflection()->HasField(*message, field);
      EXPECT_TRUE(set) << "--" << flag.flag.name << " set nothing";
    }
  }
}

TEST(EveryMethod, IsNotAskedWithoutARequiredFlag) {
  int required = 0;
  for (const Method& method : Methods()) {
    if (method.command.empty()) continue;
    const std::vector<std::string> whole = With(method.command, {});
    for (const RequestFlag& flag : FlagsOf(method.command)) {
      if (!flag.flag.required) continue;
      SCOPED_TRACE(method.command + " --" + flag.flag.name);
      ++required;
      std::vector<std::string> words = whole;
      std::erase_if(words,
                    [&](const std::string& word) { return word.starts_with("--" + flag.flag.name + "="); });
      Terminal terminal;
      EXPECT_EQ(terminal.Run(words), kMisused);
      EXPECT_TRUE(
          terminal.err.starts_with("careledger: " + method.command + ": needs --" + flag.flag.name + "\n"))
          << terminal.err;
      words.push_back("--" + flag.flag.name + "=");
      EXPECT_EQ(terminal.Run(words), kMisused) << "nothing is no value";
      EXPECT_TRUE(terminal.server.asked.empty());
    }
  }
  EXPECT_GT(required, 100);
}

TEST(EveryFlag, IsExplainedWhereItIsNeeded) {
  for (const Method& method : Methods()) {
    if (method.command.empty()) continue;
    Terminal terminal;
    std::vector<std::string> words = Words(method.command);
    words.push_back("--help");
    ASSERT_EQ(terminal.Run(words), kOk);
    const std::string needed = Part(terminal.out, "Required flags");
    const std::string usage = terminal.out.substr(0, terminal.out.find("\nExamples"));
    for (const RequestFlag& flag : FlagsOf(method.command)) {
      SCOPED_TRACE(method.command + " --" + flag.flag.name);
      const FieldDescriptor& field = *flag.path.back();
      EXPECT_TRUE(flag.flag.help.ends_with('.'))
          << "field " << field.full_name() << " needs the option `about`";
      const std::string written =
          "  --" + flag.flag.name + (flag.flag.value.empty() ? "" : " " + flag.flag.value);
      EXPECT_EQ(needed.find(written) != std::string::npos, flag.flag.required);
      EXPECT_NE(terminal.out.find(written), std::string::npos);
      EXPECT_EQ(usage.find(" --" + flag.flag.name + " ") != std::string::npos, flag.flag.required);
      if (flag.flag.value == "CODE" || flag.flag.value == "ID" || flag.flag.value == "PLAN") {
        EXPECT_NE(Part(terminal.out, "Values").find("  " + flag.flag.value + " "), std::string::npos);
      }
    }
  }
}

// What is copied from the help is a value that the server takes.
TEST(Help, ExamplesHaveTheValuesThatExplanationsGive) {
  const auto example = [](std::vector<std::string> words) {
    Terminal terminal;
    words.push_back("--help");
    EXPECT_EQ(terminal.Run(words), kOk);
    return Part(terminal.out, "Examples");
  };
  const std::pair<std::vector<std::string>, std::string> examples[] = {
      {{"competition", "open"}, "--closes 2017-11-20T17:00"},
      {{"competition", "score"}, "--score P1:80"},
      {{"provider", "declare-capacity"}, "--capacity '07-11 2100; 16-22 1200'"},
      {{"goal", "review"}, "--result stairs:met"},
      {{"package", "suspend"}, "--reason hospital"},
      {{"offer", "decline"}, "--reason no-carers"},
  };
  for (const auto& [command, flag] : examples)
    EXPECT_NE(example(command).find(flag), std::string::npos) << flag;
}

// What a broker needs to know before the first award.
TEST(Help, TellsABrokerHowToAward) {
  Terminal terminal;
  ASSERT_EQ(terminal.Run({"package", "award", "--help"}), kOk);
  EXPECT_EQ(
      terminal.out.substr(0, terminal.out.find("  --request-id")),
      "Awards a requested package to a provider.\n"
      "\n"
      "Usage: careledger package award --package-id ID --contract-id ID --provider-id ID\n"
      "       --effective-date YYYY-MM-DD [--flag VALUE]...\n"
      "\n"
      "Recorded as PackageAwarded.\n"
      "\n"
      "Examples\n"
      "  careledger package award --package-id K00001 --contract-id home-care --provider-id beech "
      "--effective-date 2016-11-07\n"
      "\n"
      "Required flags\n"
      "  --package-id ID                 The package.\n"
      "  --contract-id ID                The contract it is awarded under.\n"
      "  --provider-id ID                Who gets it.\n"
      "  --effective-date YYYY-MM-DD     From when, in the past or the future.\n"
      "\n"
      "Other flags\n"
      "  --lot-id ID                     The lot; needed where the contract divides into lots.\n"
      "  --plan PLAN                     The weekly plan; absent: as requested.\n"
      "  --corrects-position N           The position of a record of this package, made in error, that this\n"
      "                                  one replaces.\n"
      "  --rate POUNDS                   The price of an hour of one carer agreed for this package; absent:\n"
      "                                  a bid's, else the contract's rates.\n"
      "  --deliverer-id ID               Who goes: a member or sub-contractor that the lead names.\n"
      "  --chosen                        The person chose this provider before its tier's turn.\n"
      "  --tier TEXT                     Of care that went on before the ledger: the tier by which it had\n"
      "                                  come.\n");
  EXPECT_EQ(
      Part(terminal.out, "Values"),
      "Values\n"
      "  ID          1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit.\n"
      "  TEXT        At most 200 bytes, in quotes where there are spaces.\n"
      "  YYYY-MM-DD  A date: 2016-11-07.\n"
      "  PLAN        Days, start, minutes, carers when more than one: 'Mon-Fri 08:00 30; Sat,Sun 09:00 45\n"
      "              x2'.\n"
      "  POUNDS      At most four decimals: 16.22.\n");
  ASSERT_EQ(terminal.Run({"rate", "set", "--help"}), kOk);
  EXPECT_NE(Part(terminal.out, "Values").find("saturday, sunday, weekend or bank-holiday"), std::string::npos)
      << terminal.out;
  ASSERT_EQ(terminal.Run({"package", "list", "--help"}), kOk);
  EXPECT_NE(
      terminal.out.find(
          "  --state "
          "requested|awarded|started|suspended|handed-back|direct-payment|ended|continuing-healthcare\n"),
      std::string::npos)
      << terminal.out;
}

TEST(EveryCommand, ExplainsItself) {
  for (const Command& command : Commands()) {
    if (command.raw) continue;
    Terminal terminal;
    std::vector<std::string> words = Words(command.name);
    words.push_back("--help");
    EXPECT_EQ(terminal.Run(words), kOk) << command.name;
    EXPECT_NE(terminal.out.find("Usage: careledger " + command.name), std::string::npos);
    EXPECT_NE(terminal.out.find("Exit codes"), std::string::npos);
    EXPECT_FALSE(command.examples.empty() && command.name != "help") << command.name;
    EXPECT_TRUE(terminal.server.asked.empty());
  }
}

TEST(Flags, FillTheRequest) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run(With("rate set", {"--contract-id", "home-care", "--line",
                                           "homecare/beech/lot-1@weekend=17.05", "--line=night=15", "--line",
                                           "homecare//lot-2@bank-holiday=20.1234", "--authority-reference",
                                           "CAB/12", "--expected-revision", "0", "--request-id", "r-1"})),
            kOk)
      << terminal.err;
  const auto request = terminal.server.Requests<v1::SetRatesRequest>().at(0);
  ASSERT_EQ(request.lines_size(), 3);
  EXPECT_EQ(request.lines(0).ShortDebugString(),
            "service: \"homecare\" provider_id: \"beech\" lot_id: \"lot-1\" day_type: DAY_TYPE_WEEKEND rate: "
            "\"17.05\"");
  EXPECT_EQ(request.lines(1).ShortDebugString(), "service: \"night\" day_type: DAY_TYPE_ANY rate: \"15\"");
  EXPECT_EQ(request.lines(2).ShortDebugString(),
            "service: \"homecare\" lot_id: \"lot-2\" day_type: DAY_TYPE_BANK_HOLIDAY rate: \"20.1234\"");
  EXPECT_EQ(request.intent().request_id(), "r-1");
  EXPECT_TRUE(request.intent().has_expected_revision()) << "0 is a revision";
  EXPECT_EQ(request.authority().reference(), "CAB/12");
}

TEST(Flags, TakeListsEitherWay) {
  Terminal terminal;
  terminal.Run(With("contract create", {"--partner", "a,b", "--partner", "c"}));
  EXPECT_EQ(terminal.server.Requests<v1::CreateContractRequest>().at(0).partners_size(), 3);
  terminal.Run(With("contract create", {"--partners", "a,b"}));
  EXPECT_EQ(terminal.server.Requests<v1::CreateContractRequest>().at(1).partners_size(), 2);
}

TEST(Files, AreSentByTheirNamesWithOrWithoutTheFlag) {
  const std::string path = testing::TempDir() + "/contract.toml";
  std::ofstream(path, std::ios::binary) << "contract = 'c'\n\xFF";
  Terminal terminal;
  EXPECT_EQ(terminal.Run({"contract", "apply", path, "--from", "2018-04-01"}), kOk) << terminal.err;
  EXPECT_EQ(terminal.Run({"contract", "apply", "--from", "2018-04-01", "--file", path}), kOk) << terminal.err;
  for (const auto& request : terminal.server.Requests<v1::ApplyContractRequest>()) {
    EXPECT_EQ(request.file(), "contract = 'c'\n\xFF");
    EXPECT_EQ(request.from(), "2018-04-01");
  }
  EXPECT_EQ(terminal.server.asked.size(), 2U);
  // Neither, both, two, or one that is not there.
  EXPECT_EQ(terminal.Run({"contract", "apply", "--from", "2018-04-01"}), kMisused);
  EXPECT_TRUE(terminal.err.starts_with("careledger: contract apply: needs --file\n")) << terminal.err;
  EXPECT_EQ(terminal.Run({"contract", "apply", path, "--file", path, "--from", "2018-04-01"}), kMisused);
  EXPECT_EQ(terminal.Run({"contract", "apply", path, path, "--from", "2018-04-01"}), kMisused);
  EXPECT_EQ(terminal.Run({"contract", "apply", path + ".not", "--from", "2018-04-01"}), kNotFound);
  EXPECT_EQ(terminal.server.asked.size(), 2U);
}

TEST(Texts, AreGivenInWordsOrAsAFile) {
  const std::string path = testing::TempDir() + "/note.txt";
  std::ofstream(path, std::ios::binary) << "Two carers.\nNot before nine.\n\n";
  Terminal terminal;
  for (const std::string& text : {std::string("Two carers"), std::string("a@b"), "@" + path})
    EXPECT_EQ(terminal.Run(With("note write", {"--text=" + text})), kOk) << terminal.err;
  const auto requests = terminal.server.Requests<v1::WriteNoteRequest>();
  EXPECT_EQ(requests.at(0).text(), "Two carers");
  EXPECT_EQ(requests.at(1).text(), "a@b");
  EXPECT_EQ(requests.at(2).text(), "Two carers.\nNot before nine.\n") << "less the last line feed";
  EXPECT_EQ(terminal.Run(With("note write", {"--text=@" + path + ".not"})), kNotFound);
  EXPECT_EQ(terminal.server.asked.size(), 3U);
  EXPECT_EQ(terminal.Run({"note", "write", "--help"}), kOk);
  EXPECT_NE(terminal.out.find("--text TEXT|@FILE"), std::string::npos) << terminal.out;
}

TEST(Files, ThatHaveFaultsEndWithTheirCode) {
  Terminal terminal;
  terminal.server.answer = [](const MethodDescriptor&, const Message&, Message& answer) {
    auto& checked = static_cast<v1::CheckContractResponse&>(answer);
    v1::FileFault& fault = *checked.add_faults();
    fault.set_line(14);
    fault.set_column(9);
    fault.set_key("prices.floor");
    fault.set_reason("REJECTION_REASON_POLICY_CONTRADICTORY");
    fault.set_message("the floor 16.23 is above the ceiling 16.22");
    return absl::OkStatus();
  };
  EXPECT_EQ(terminal.Run(With("contract check", {})), kRefused);
  EXPECT_NE(terminal.out.find("14       9  prices.floor  policy-contradictory  the floor 16.23 is above"),
            std::string::npos)
      << terminal.out;
}

TEST(Flags, NameBothPointsOfAComparison) {
  Terminal terminal;
  EXPECT_EQ(terminal.Run(With("invoice compare", {"--earlier-known-at", "2016-12-01", "--later-known-at",
                                                  "#90", "--later-on", "2016-11-30"})),
            kOk);
  const auto request = terminal.server.Requests<v1::CompareInvoicesRequest>().at(0);
  EXPECT_EQ(request.earlier().known_at(), "2016-12-01");
  EXPECT_EQ(request.later().known_at(), "#90");
  EXPECT_EQ(request.later().on(), "2016-11-30");
  EXPECT_EQ(terminal.Run(With("invoice compare", {"--earlier-known-at", "1/12/2016"})), kMisused);
  EXPECT_NE(terminal.err.find("--earlier-known-at: \"1/12/2016\" is none of"), std::string::npos)
      << terminal.err;
}

TEST(Flags, ThatDoNotFitAreToldWithoutAskingTheServer) {
  Terminal terminal;
  const auto misused = [&](std::vector<std::string> words, const std::string& text) {
    EXPECT_EQ(terminal.Run(words), kMisused);
    EXPECT_NE(terminal.err.find(text), std::string::npos) << terminal.err;
    EXPECT_EQ(terminal.out, "");
  };
  misused({"package", "awrad"}, "did you mean: careledger package award");
  misused({"pakage", "award"}, "did you mean: careledger package award");
  misused({"package"}, "careledger package award");
  misused({"package", "list", "--sate", "x"}, "did you mean --state?");
  misused({"package", "list", "--state"}, "--state: needs a value");
  misused({"package", "list", "--state", "a", "--state", "b"}, "--state: given twice");
  misused({"package", "list", "x"}, "takes no words beside its flags");
  misused({"package", "list", "--page-size", "many"}, "\"many\" is not a whole number");
  misused({"package", "list", "--output", "xml"}, "none of table, json, csv");
  misused({"package", "list", "--section", "lots"}, "has no list");
  misused({"package", "list", "--columns", "package-id,colour"},
          "no column \"colour\"; there are package_id, ");
  misused({"package", "list", "--state", "lost"}, "not one of requested|awarded|started|");
  misused({"package", "list", "--timeout", "soon"}, "--timeout");
  misused(With("provider register", {"--form", "large"}), "sole|lead|consortium");
  misused(With("rate set", {"--line", "homecare@never=1"}), "bank-holiday");
  misused(With("rate set", {"--line", "homecare"}), "SERVICE");
  misused({"event", "list", "--follow=perhaps"}, "is a switch");
  EXPECT_TRUE(terminal.server.asked.empty());
}

}  // namespace
}  // namespace careledger::cli
