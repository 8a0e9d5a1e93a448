#include "client/cli/record_visit.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "careledger/v1/visit_service.pb.h"
#include "client/cli/call.h"
#include "client/cli/methods.h"
#include "client/cli/request_flags.h"

namespace careledger::cli {
namespace {

constexpr char kName[] = "visit record";

// The flags of a carer who came: those of the first, and of the second as files write them, --carer-id-2.
using CarerFlags = std::vector<RequestFlag>;

// The flags of what stands around the visit, of the visit, and of its carers.
struct Parts {
  std::vector<RequestFlag> page;
  std::vector<RequestFlag> visit;
  std::vector<CarerFlags> carers;
};

// Those that are one value each: lists inside are given by flags of their own.
std::vector<RequestFlag> Single(const google::protobuf::Descriptor& type) {
  std::vector<RequestFlag> flags = RequestFlags(type);
  std::erase_if(flags, [](const RequestFlag& flag) { return flag.flag.repeatable; });
  return flags;
}

CarerFlags CarerNumber(int number) {
  CarerFlags flags = Single(*v1::Attendance::descriptor());
  for (RequestFlag& flag : flags) {
    flag.flag.required = false;
    if (number == 1) continue;
    absl::StrAppend(&flag.flag.name, "-", number);
    flag.flag.help = absl::StrCat("The same of carer ", number, ".");
  }
  return flags;
}

const Parts& AllParts() {
  static const Parts parts = [] {
    Parts all{Single(*v1::RecordVisitsRequest::descriptor()),
              Single(*v1::Visit::descriptor()),
              {CarerNumber(1), CarerNumber(2)}};
    // The API takes 0 for a sequence; whoever corrects a visit by hand must say that it is the later one.
    for (RequestFlag& flag : all.visit)
      flag.flag.required = flag.flag.required || flag.flag.name == "sequence";
    return all;
  }();
  return parts;
}

absl::Status Fill(const Arguments& arguments, v1::RecordVisitsRequest& request) {
  const Parts& parts = AllParts();
  if (absl::Status status = FillRequest(arguments, parts.page, request); !status.ok()) return status;
  v1::Visit& visit = *request.add_visits();
  if (absl::Status status = FillRequest(arguments, parts.visit, visit); !status.ok()) return status;
  for (const CarerFlags& carer : parts.carers) {
    const auto given = std::find_if(carer.begin(), carer.end(),
                                    [&](const RequestFlag& f) { return arguments.Has(f.flag.name); });
    if (given == carer.end()) continue;
    const std::string& id = carer.front().flag.name;
    if (arguments.Get(id).empty()) {
      return absl::InvalidArgumentError(absl::StrCat("--", given->flag.name, ": of whom? Give --", id));
    }
    if (absl::Status status = FillRequest(arguments, carer, *visit.add_attendances()); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

// The refusal of the row as that of a command: it is the only row.
absl::Status StatusOf(const v1::RefusedRow& row) {
  v1::ErrorDetail detail;
  detail.set_field(row.field());
  v1::RejectionReason reason = v1::REJECTION_REASON_UNSPECIFIED;
  if (v1::RejectionReason_Parse(row.reason(), &reason)) detail.set_reason(reason);
  absl::Status status = reason == v1::REJECTION_REASON_NOT_YOURS
                            ? absl::PermissionDeniedError(row.message())
                            : absl::FailedPreconditionError(row.message());
  client::AttachDetail(status, detail);
  return status;
}

int Run(Session& session, const Arguments& arguments) {
  v1::RecordVisitsRequest request;
  if (const absl::Status status = Fill(arguments, request); !status.ok())
    return Misuse(session, status, kName);
  const Method& method = FindMethod("RecordVisits");
  const std::string request_id = NameRequest(session, method, request);
  const auto caller = ConnectAs(session);
  if (!caller.ok()) return Fail(session, caller.status());
  v1::RecordVisitsResponse answer;
  const absl::Status status = (*caller)->Call(*method.descriptor, request, answer);
  if (!status.ok()) return FailRequest(session, status, request_id);
  if (answer.refused_size() > 0) return Fail(session, StatusOf(answer.refused(0)));
  say::Say(answer, session.settings.output, session.out, {std::string(say::kSummary), {}});
  if (answer.unchanged() > 0) {
    session.err << "careledger: already recorded with this sequence and content: nothing new" << std::endl;
  }
  return kOk;
}

}  // namespace

Command RecordVisitCommand() {
  const Parts& parts = AllParts();
  Command command{
      .name = kName,
      .summary = "Records one visit, as the system of its provider would report it.",
      .details =
          "Recorded as VisitRecorded. A visit is named by --source and --external-id: the same with a\n"
          "higher --sequence corrects it, with the same sequence and content nothing is recorded.\n"
          "Files of visits are recorded by careledger import visits.",
      .run = Run};
  std::string example = absl::StrCat("careledger ", kName);
  const auto add = [&](const std::vector<RequestFlag>& flags, bool intent) {
    for (const RequestFlag& flag : flags) {
      if ((flag.path.size() > 1) != intent) continue;
      command.flags.push_back(flag.flag);
      if (flag.flag.required) absl::StrAppend(&example, " --", flag.flag.name, " ", SampleFor(flag));
    }
  };
  add(parts.page, false);
  add(parts.visit, false);
  for (const CarerFlags& carer : parts.carers) add(carer, false);
  add(parts.page, true);
  for (const RequestFlag& flag : parts.carers.front()) {
    absl::StrAppend(&example, " --", flag.flag.name, " ", SampleFor(flag));
  }
  command.examples = {absl::StrCat(example, " --as feed-beech")};
  return command;
}

}  // namespace careledger::cli
