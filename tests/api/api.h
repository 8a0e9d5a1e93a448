// The whole API in one process: an engine on a folder of its own and a clock that the test moves; every call
// goes through the pipeline as bytes, with an identity, as a transport would hand it over. Requests are
// written as protobuf text.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/engine.h"
#include "server/service/pipeline.h"

namespace careledger::api {

using google::protobuf::Message;

// One call of a script.
struct Step {
  std::string as;       // As ops/certs names people: "manager-1", "feed-ash"; "development"; empty: nobody.
  std::string method;   // "PackageService.AwardPackage"
  std::string request;  // "$name" stands for a value that an earlier step kept.
  // Values of the answer for later steps, name to path: {"award", "receipt.position"}.
  std::vector<std::pair<std::string, std::string>> keep = {};
  std::vector<std::string> refused =
      {};  // Reasons for parts of it that are refused while the rest is recorded.
};
void PrintTo(const Step& step, std::ostream* out);

// What came back.
struct Answer {
  absl::Status status;
  std::optional<decide::Rejection> rejection;
  std::vector<std::shared_ptr<Message>> messages;  // One, of a unary call that succeeded.

  // Every rule that said no: to the call, to a row of its page, to a package of its transfer.
  std::vector<std::string> Refusals() const;
  // A value as text: "receipt.position", "providers[0].form". Fails the test when there is none.
  std::string Value(const std::string& path) const;
};

// The town's people by name, as the URI of a certificate.
service::Identity IdentityOf(const std::string& name);

// "careledger.v1.X" methods by "Service.Method", from the descriptors.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();
std::string NameOf(const google::protobuf::MethodDescriptor* method);

class Api {
 public:
  enum class ClockKind { kSimulated, kMachine };
  // A new ledger of council "town", on 1 October 2016, 09:00, and a master key; on the machine's clock,
  // without one.
  explicit Api(ClockKind clock = ClockKind::kSimulated);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // A request id of its own is added where the request has an intent without one.
  Answer Ask(const Step& step);
  // The same without values kept or a request id added, and with nothing remembered: thread-safe.
  Answer Quietly(const Step& step) const;
  // Every step must succeed, and refuse nothing.
  void Do(const std::vector<Step>& steps);

  // Of its data, and of its master key.
  const std::filesystem::path& folder() const { return folder_; }
  const service::Pipeline& pipeline() const { return *pipeline_; }
  // "Service.Method" of every call that succeeded.
  const std::vector<std::string>& succeeded() const { return succeeded_; }
  // "Service.Method" of the call under each request id.
  const std::map<std::string, std::string>& asked() const { return asked_; }
  // The request with the values that steps kept.
  std::string Filled(const std::string& request) const;
  const service::Method* Find(const std::string& method) const;
  Answer Call(const service::Identity& identity, const service::Method& method, const Message& request) const;

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<service::Pipeline> pipeline_;
  std::map<std::string, std::string> kept_;
  std::vector<std::string> succeeded_;
  std::map<std::string, std::string> asked_;
  int requests_ = 0;
};

// Two contracts and who holds what, recorded in the autumn of 2016; then the clock stands at noon of 1 June
// 2017.
//   old  from 2012, without lots; ash and beech are admitted; home-care at 15.00
//   new  from 7 November 2016 to 2023; lots L1 (ash), L2 and L3 (beech), L4 (nobody); at most two each;
//   home-care at 16.22
// Ash, beech, cedar and elm are sole providers; fir leads elm; oak is the consortium of ash and beech.
const std::vector<Step>& Town();

}  // namespace careledger::api
