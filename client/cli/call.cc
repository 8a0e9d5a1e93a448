#include "client/cli/call.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "careledger/v1/options.pb.h"
#include "client/cli/progress.h"
#include "client/cli/request_flags.h"
#include "client/identifiers.h"

namespace careledger::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::unique_ptr<Message> New(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

const FieldDescriptor* TokenOf(const Descriptor& answer) { return answer.FindFieldByName("next_page_token"); }

std::string NextToken(const Message& answer) {
  const FieldDescriptor* field = TokenOf(*answer.GetDescriptor());
  return field == nullptr ? "" : answer.GetReflection()->GetString(answer, field);
}

const RequestFlag* Find(const std::vector<RequestFlag>& flags, std::string_view name) {
  for (const RequestFlag& flag : flags) {
    if (flag.flag.name == name) return &flag;
  }
  return nullptr;
}

void SetText(Message& request, const RequestFlag& flag, const std::string& text) {
  Message* message = &request;
  for (std::size_t i = 0; i + 1 < flag.path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, flag.path[i]);
  }
  message->GetReflection()->SetString(message, flag.path.back(), text);
}

// Every page of a list. CSV is printed as it comes; the others are one answer.
absl::Status CallAll(Session& session, client::Caller& caller, const MethodDescriptor& method,
                     const RequestFlag& token_flag, const say::Choice& choice, Message& request) {
  const std::unique_ptr<Message> whole = New(*method.output_type());
  const std::unique_ptr<Message> page = New(*method.output_type());
  const std::string rows_name = say::MainSection(*method.output_type());
  say::Sayer rows(session.settings.output, session.out, choice);
  for (bool first = true;; first = false) {
    const absl::Status status = caller.Call(method, request, *page);
    if (!status.ok()) return status;
    const std::string token = NextToken(*page);
    page->GetReflection()->ClearField(page.get(), TokenOf(*page->GetDescriptor()));
    if (session.settings.output == say::Output::kCsv) {
      if (first || choice.section.empty() || choice.section == rows_name) rows.Add(*page);
    } else {
      if (!first) {
        // A page repeats where it stands, the totals and the lists of totals; only its rows are news.
        std::vector<const FieldDescriptor*> fields;
        page->GetReflection()->ListFields(*page, &fields);
        for (const FieldDescriptor* field : fields) {
          const bool rows_of_page = field->name() == rows_name;
          if (!rows_of_page) page->GetReflection()->ClearField(page.get(), field);
        }
      }
      whole->MergeFrom(*page);
    }
    if (token.empty()) break;
    SetText(request, token_flag, token);
  }
  if (session.settings.output != say::Output::kCsv) {
    say::Say(*whole, session.settings.output, session.out, choice);
  }
  return absl::OkStatus();
}

// An answer that says how far a long piece of work has come; its last message is the result.
bool IsProgress(const Descriptor& answer) {
  return answer.FindFieldByName("done") != nullptr && answer.FindFieldByName("total") != nullptr;
}

absl::Status CallStream(Session& session, client::Caller& caller, const MethodDescriptor& method,
                        const say::Choice& choice, const Message& request) {
  if (!IsProgress(*method.output_type())) {
    say::Sayer sayer(session.settings.output, session.out, choice);
    return caller.Stream(method, request, session.settings.limit, [&](const Message& answer) {
      sayer.Add(answer);
      session.out.flush();
      return session.out.good();
    });
  }
  const std::unique_ptr<Message> last = New(*method.output_type());
  Progress progress(session.err, session.terminal, method.name(), "records");
  const auto number = [&](const char* name) {
    return last->GetReflection()->GetUInt64(*last, last->GetDescriptor()->FindFieldByName(name));
  };
  const absl::Status status =
      caller.Stream(method, request, session.settings.limit, [&](const Message& answer) {
        last->CopyFrom(answer);
        progress.Show(number("done"), number("total"));
        return true;
      });
  progress.End();
  if (status.ok()) say::Say(*last, session.settings.output, session.out, choice);
  return status;
}

// What --section and --columns choose of such an answer.
absl::StatusOr<say::Choice> ReadChoice(const Arguments& arguments, const Message& answer) {
  const Descriptor& type = *answer.GetDescriptor();
  say::Choice choice{.section = arguments.Get("section"), .columns = {}};
  const std::vector<std::string> sections = say::Sections(type);
  if (!choice.section.empty() && choice.section != say::kSummary &&
      std::find(sections.begin(), sections.end(), choice.section) == sections.end()) {
    return absl::InvalidArgumentError(absl::StrCat("--section: the answer has no list \"", choice.section,
                                                   "\", but ", absl::StrJoin(sections, ", "), ", summary"));
  }
  if (!arguments.Has("columns")) return choice;
  const std::vector<std::string> known = say::ColumnNames(type, choice.section);
  choice.columns = absl::StrSplit(arguments.Get("columns"), ',', absl::SkipEmpty());
  if (choice.columns == std::vector<std::string>{"all"}) return choice;
  for (std::string& column : choice.columns) {
    std::replace(column.begin(), column.end(), '-', '_');
    if (std::find(known.begin(), known.end(), column) != known.end()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--columns: no column \"", column, "\"; there are ", absl::StrJoin(known, ", ")));
  }
  if (choice.columns.empty()) return absl::InvalidArgumentError("--columns: names none");
  return choice;
}

// An answer that lists what is wrong with what was sent.
bool HasFaults(const Message& answer) {
  const FieldDescriptor* faults = answer.GetDescriptor()->FindFieldByName("faults");
  return faults != nullptr && answer.GetReflection()->FieldSize(answer, faults) > 0;
}

int Run(Session& session, const Method& of, const std::vector<RequestFlag>& flags,
        const Arguments& arguments) {
  const MethodDescriptor& method = *of.descriptor;
  const std::unique_ptr<Message> request = New(*method.input_type());
  const std::unique_ptr<Message> answer = New(*method.output_type());
  absl::Status status = FillRequest(arguments, flags, *request);
  const absl::StatusOr<say::Choice> choice = ReadChoice(arguments, *answer);
  if (status.ok()) status = choice.status();
  // A file of ours that is not there.
  if (absl::IsNotFound(status)) return Fail(session, status);
  if (!status.ok()) return Misuse(session, status, of.command);
  const std::string request_id = NameRequest(session, of, *request);

  absl::StatusOr<std::unique_ptr<client::Caller>> caller = ConnectAs(session);
  if (!caller.ok()) return Fail(session, caller.status());
  const RequestFlag* token = Find(flags, "page-token");
  if (method.server_streaming()) {
    status = CallStream(session, **caller, method, *choice, *request);
  } else if (arguments.On("all") && token != nullptr) {
    status = CallAll(session, **caller, method, *token, *choice, *request);
  } else {
    status = (*caller)->Call(method, *request, *answer);
    if (status.ok()) {
      say::Say(*answer, session.settings.output, session.out, *choice);
      if (const std::string next = NextToken(*answer); !next.empty()) {
        session.err << "careledger: there is more: --all, or --page-token " << next << std::endl;
      }
    }
  }
  if (!status.ok()) return FailRequest(session, status, request_id);
  return HasFaults(*answer) ? kRefused : kOk;
}

std::vector<std::string> ExamplesFor(const std::string& command, const std::vector<RequestFlag>& flags) {
  // What is required; where nothing is, the first few, so that the example says something.
  std::string example = "careledger " + command;
  const bool any_required =
      std::any_of(flags.begin(), flags.end(), [](const RequestFlag& flag) { return flag.flag.required; });
  std::size_t shown = 0;
  for (const RequestFlag& flag : flags) {
    const bool some = flag.path.size() == 1 && !flag.flag.value.empty() &&
                      !flag.flag.name.starts_with("page-") && shown < 2;
    if (any_required ? !flag.flag.required : !some) continue;
    absl::StrAppend(&example, " --", flag.flag.name, " ", SampleFor(flag));
    ++shown;
  }
  std::vector<std::string> examples = {example};
  if (Find(flags, "known-at") != nullptr) {
    examples.push_back(absl::StrCat(example, " --known-at 2016-12-12 --on 2016-11-30 --output csv"));
  }
  return examples;
}

}  // namespace

Command CommandFor(const Method& method) {
  const std::vector<RequestFlag> request_flags = RequestFlags(*method.descriptor->input_type());
  Command command{.name = method.command, .summary = method.summary};
  for (const RequestFlag& flag : request_flags) command.flags.push_back(flag.flag);
  if (TokenOf(*method.descriptor->output_type()) != nullptr && Find(request_flags, "page-token") != nullptr) {
    command.flags.push_back({"all", "", "Every page."});
  }
  const Descriptor& answer = *method.descriptor->output_type();
  if (const std::vector<std::string> lists = say::Sections(answer); !lists.empty()) {
    const std::string names = absl::StrJoin(lists, ", ");
    command.flags.push_back(
        {"section", "LIST",
         absl::StrCat("Which list --output csv prints, and --columns is of: ", names,
                      "; or summary, the single values; absent: ", say::MainSection(answer), ".")});
    command.flags.push_back(
        {"columns", "NAME,...",
         absl::StrCat("The columns to print; all: every one. Of ", say::MainSection(answer), ": ",
                      absl::StrJoin(say::ColumnNames(answer, ""), ", "), ".")});
  }
  if (const std::string& type = method.descriptor->options().GetExtension(v1::records); !type.empty()) {
    command.details = absl::StrCat("Recorded as ", type, ".");
  }
  for (const RequestFlag& flag : request_flags) {
    if (!flag.path.back()->options().GetExtension(v1::is_file)) continue;
    command.word_flag = flag.flag.name;
    command.most_words = 1;
    absl::StrAppend(&command.details, command.details.empty() ? "" : "\n", "FILE may stand alone, without --",
                    flag.flag.name, "; - is stdin.");
  }
  command.examples = ExamplesFor(method.command, request_flags);
  command.run = [method, request_flags](Session& session, const Arguments& arguments) {
    return Run(session, method, request_flags, arguments);
  };
  return command;
}

std::string NameRequest(const Session& session, const Method& method, Message& request) {
  const std::string seed = session.environment("CARELEDGER_REQUEST_SEED");
  return EnsureRequestId(request, [&] {
    if (seed.empty()) return client::NewRequestId();
    const std::string content =
        absl::StrCat(seed, "\n", method.descriptor->full_name(), "\n", request.SerializeAsString());
    return client::Hex(client::Sha256(content)).substr(0, 32);
  });
}

int FailRequest(const Session& session, const absl::Status& status, const std::string& request_id) {
  const int code = Fail(session, status);
  if (code == kUnavailable && !request_id.empty()) {
    session.err << "careledger: it may have been recorded; ask again safely with --request-id " << request_id
                << std::endl;
  }
  return code;
}

}  // namespace careledger::cli
