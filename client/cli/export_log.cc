#include "client/cli/export_log.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "careledger/v1/ledger_service.pb.h"
#include "client/cli/methods.h"
#include "client/cli/progress.h"

namespace careledger::cli {
namespace {

int Run(Session& session, const Arguments& arguments) {
  const std::string& path = arguments.words[0];
  const std::string part = path + ".part";
  std::error_code ignored;
  if (path != "-" && !arguments.On("force") && std::filesystem::is_regular_file(path, ignored)) {
    return Misuse(session,
                  absl::InvalidArgumentError(
                      absl::StrCat(path, " exists already: give another name, or --force to replace it")),
                  "log export");
  }
  const auto caller = ConnectAs(session);
  if (!caller.ok()) return Fail(session, caller.status());
  std::ofstream file;
  if (path != "-") {
    file.open(part, std::ios::binary | std::ios::trunc);
    if (!file)
      return Fail(session,
                  absl::UnknownError(absl::StrCat("cannot write ", part, ": ", std::strerror(errno))));
  }
  std::ostream& out = path == "-" ? session.out : file;
  Progress progress(session.err, session.terminal, "export", "bytes");
  std::uint64_t bytes = 0;
  absl::Status status = (*caller)->Stream(
      MethodNamed("ExportLog"), v1::ExportLogRequest(), session.settings.limit,
      [&](const google::protobuf::Message& answer) {
        const std::string& data =
            google::protobuf::DynamicCastToGenerated<v1::ExportLogResponse>(&answer)->data();
        out.write(data.data(), static_cast<std::streamsize>(data.size()));
        bytes += data.size();
        progress.Show(bytes, 0);
        return out.good();
      });
  progress.End();
  out.flush();
  if (status.ok() && !out) status = absl::UnknownError(absl::StrCat("cannot write ", path));
  if (path != "-") {
    file.close();
    if (status.ok() && (!file || std::rename(part.c_str(), path.c_str()) != 0)) {
      status = absl::UnknownError(absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
    }
    if (!status.ok()) std::remove(part.c_str());
  }
  if (!status.ok()) return Fail(session, status);
  session.err << "careledger: exported " << bytes << " bytes" << std::endl;
  return kOk;
}

}  // namespace

Command ExportLogCommand() {
  return {.name = "log export",
          .words = "FILE",
          .summary = "Writes the exact bytes of every record to a file, with a trailer.",
          .details =
              "FILE may be - for stdout. The file can be checked without the server, by careledger-replay.",
          .flags = {{"force", "", "Replaces a file of that name."}},
          .examples = {"careledger log export council.log --as auditor-1"},
          .least_words = 1,
          .most_words = 1,
          .run = Run};
}

}  // namespace careledger::cli
