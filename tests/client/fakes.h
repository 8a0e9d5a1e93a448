// A server that is not there: a caller that answers as a test says, and a session to run commands in.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/app.h"

namespace careledger::cli {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// What was asked, in order, and how it is answered. A stream's answers are what `answer` gives until it
// gives OUT_OF_RANGE.
struct FakeServer {
  struct Asked {
    std::string method;
    std::shared_ptr<Message> request;
    std::string as;  // The certificate it came with.
  };
  std::mutex mutex;
  std::vector<Asked> asked;
  std::function<absl::Status(const MethodDescriptor&, const Message&, Message&)> answer =
      [](const MethodDescriptor&, const Message&, Message&) { return absl::OkStatus(); };

  template <class Request>
  std::vector<Request> Requests() const {
    std::vector<Request> requests;
    for (const Asked& one : asked) {
      if (const auto* request = google::protobuf::DynamicCastToGenerated<Request>(one.request.get())) {
        requests.push_back(*request);
      }
    }
    return requests;
  }
};

class FakeCaller final : public client::Caller {
 public:
  FakeCaller(FakeServer& server, std::string as) : server_(server), as_(std::move(as)) {}

  absl::Status Call(const MethodDescriptor& method, const Message& request, Message& answer) override {
    const std::lock_guard lock(server_.mutex);
    Note(method, request);
    return server_.answer(method, request, answer);
  }

  absl::Status Stream(const MethodDescriptor& method, const Message& request,
                      std::optional<std::chrono::milliseconds>,
                      const std::function<bool(const Message&)>& take) override {
    Note(method, request);
    const std::unique_ptr<Message> answer(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.output_type())->New());
    for (;;) {
      const absl::Status status = server_.answer(method, request, *answer);
      if (absl::IsOutOfRange(status)) return absl::OkStatus();
      if (!status.ok()) return status;
      if (!take(*answer)) return absl::OkStatus();
    }
  }

 private:
  void Note(const MethodDescriptor& method, const Message& request) {
    std::shared_ptr<Message> copy(request.New());
    copy->CopyFrom(request);
    server_.asked.push_back({method.name(), copy, as_});
  }

  FakeServer& server_;
  std::string as_;
};

// Runs commands as the program would, against the fake.
struct Terminal {
  FakeServer server;
  std::map<std::string, std::string> environment = {{"CARELEDGER_CERTS", "certs"},
                                                    {"CARELEDGER_AS", "manager-1"}};
  std::string out, err;

  int Run(const std::vector<std::string>& words) {
    std::ostringstream out_stream, err_stream;
    Session session{
        .out = out_stream,
        .err = err_stream,
        .program = "/usr/bin/careledger",
        .environment = [&](const std::string& name) { return environment[name]; },
        .connect = [&](const client::Options& options) -> absl::StatusOr<std::unique_ptr<client::Caller>> {
          return std::make_unique<FakeCaller>(server, options.cert_file);
        }};
    const int code = RunProgram(session, words);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }
};

inline absl::Status Refusal(absl::StatusCode code, v1::RejectionReason reason, const std::string& field,
                            const std::string& message) {
  absl::Status status(code, message);
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  detail.set_field(field);
  client::AttachDetail(status, detail);
  return status;
}

// A folder for the files of one test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "careledger-test.XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Put(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  std::string Get(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace careledger::cli
