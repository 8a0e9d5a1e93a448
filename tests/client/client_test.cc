// The client library against a server in this process that answers any method as a test says.
#include "client/client.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/package_service.pb.h"

namespace careledger::client {
namespace {

struct Reply {
  grpc::Status status;
  std::vector<std::string> messages;  // Serialised.
};

// Answers the nth call with replies[n], and all further calls with the last.
class Server {
 public:
  explicit Server(std::vector<Reply> replies) : service_(std::move(replies)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~Server() { server_->Shutdown(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int calls() const { return service_.calls; }
  std::vector<std::string> requests() const { return service_.requests; }
  std::string method() const { return service_.method; }

 private:
  struct Service final : grpc::CallbackGenericService {
    explicit Service(std::vector<Reply> given) : replies(std::move(given)) {}
    std::vector<Reply> replies;
    std::atomic<int> calls = 0;
    std::mutex mutex;
    std::vector<std::string> requests;
    std::string method;

    grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
      class Reactor final : public grpc::ServerGenericBidiReactor {
       public:
        Reactor(Service& service, const Reply& reply) : service_(service), reply_(reply) {
          StartRead(&request_);
        }
        void OnReadDone(bool ok) override {
          if (ok) {
            grpc::Slice slice;
            (void)request_.DumpToSingleSlice(&slice);
            const std::lock_guard lock(service_.mutex);
            service_.requests.emplace_back(reinterpret_cast<const char*>(slice.begin()), slice.size());
          }
          Next();
        }
        void OnWriteDone(bool) override { Next(); }
        void OnDone() override { delete this; }

       private:
        void Next() {
          if (next_ == reply_.messages.size()) return Finish(reply_.status);
          const grpc::Slice slice(reply_.messages[next_++]);
          answer_ = grpc::ByteBuffer(&slice, 1);
          StartWrite(&answer_);
        }
        Service& service_;
        Reply reply_;
        grpc::ByteBuffer request_, answer_;
        std::size_t next_ = 0;
      };
      {
        const std::lock_guard lock(mutex);
        method = context->method();
      }
      const auto call = static_cast<std::size_t>(calls++);
      return new Reactor(*this, replies[std::min(call, replies.size() - 1)]);
    }
  };

  Service service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

const MethodDescriptor& Method(const google::protobuf::FileDescriptor& file, const std::string& name) {
  return *file.service(0)->FindMethodByName(name);
}
const MethodDescriptor& GetHead() { return Method(*v1::GetHeadRequest::descriptor()->file(), "GetHead"); }
const MethodDescriptor& StartPackage() {
  return Method(*v1::StartPackageRequest::descriptor()->file(), "StartPackage");
}

std::unique_ptr<Caller> To(const Server& server) {
  auto caller = Connect({.server = server.address(), .plaintext = true, .timeout = std::chrono::seconds(10)});
  EXPECT_TRUE(caller.ok()) << caller.status();
  return *std::move(caller);
}

Reply Head(std::uint64_t position) {
  v1::GetHeadResponse head;
  head.set_position(position);
  return {grpc::Status::OK, {head.SerializeAsString()}};
}
Reply Unavailable() { return {grpc::Status(grpc::StatusCode::UNAVAILABLE, "starting"), {}}; }

TEST(Client, CallsAMethodByItsDescriptor) {
  const Server server({Head(7)});
  v1::GetHeadResponse head;
  EXPECT_TRUE(To(server)->Call(GetHead(), v1::GetHeadRequest(), head).ok());
  EXPECT_EQ(head.position(), 7U);
  EXPECT_EQ(server.method(), "/careledger.v1.LedgerService/GetHead");
}

TEST(Client, AsksAgainWhatIsSafeToAskAgain) {
  const Server server(
      {Unavailable(), {grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy"), {}}, Head(7)});
  v1::GetHeadResponse head;
  EXPECT_TRUE(To(server)->Call(GetHead(), v1::GetHeadRequest(), head).ok());
  EXPECT_EQ(server.calls(), 3);
}

TEST(Client, RepeatsACommandOnlyUnderItsRequestId) {
  const Server server({Unavailable(), {grpc::Status::OK, {""}}});
  v1::StartPackageRequest request;
  v1::StartPackageResponse answer;
  EXPECT_FALSE(CanBeRepeated(StartPackage(), request));
  EXPECT_TRUE(absl::IsUnavailable(To(server)->Call(StartPackage(), request, answer)));
  EXPECT_EQ(server.calls(), 1);

  const Server again({Unavailable(), {grpc::Status::OK, {""}}});
  request.mutable_intent()->set_request_id("r-1");
  EXPECT_TRUE(To(again)->Call(StartPackage(), request, answer).ok());
  ASSERT_EQ(again.requests().size(), 2U);
  EXPECT_EQ(again.requests()[0], again.requests()[1]);
  EXPECT_EQ(again.requests()[0], request.SerializeAsString());
}

TEST(Client, GivesUpInTheEnd) {
  const Server server({Unavailable()});
  v1::GetHeadResponse head;
  EXPECT_TRUE(absl::IsUnavailable(To(server)->Call(GetHead(), v1::GetHeadRequest(), head)));
  EXPECT_EQ(server.calls(), 5);
}

TEST(Client, TellsTheRuleAndTheField) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REJECTION_REASON_PACKAGE_ENDED);
  detail.set_field("package_id");
  const Server server(
      {{grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "it ended", detail.SerializeAsString()), {}}});
  v1::StartPackageResponse answer;
  const absl::Status status = To(server)->Call(StartPackage(), v1::StartPackageRequest(), answer);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(server.calls(), 1) << "a refusal is an answer";
  ASSERT_TRUE(DetailOf(status).has_value());
  EXPECT_EQ(DetailOf(status)->reason(), v1::REJECTION_REASON_PACKAGE_ENDED);
  EXPECT_EQ(DetailOf(status)->field(), "package_id");
}

TEST(Client, TakesAStreamUntilItHasEnough) {
  v1::ReadEventsResponse page;
  page.add_events()->set_position(1);
  const Reply reply{grpc::Status::OK, std::vector<std::string>(10, page.SerializeAsString())};
  const auto& method = Method(*v1::GetHeadRequest::descriptor()->file(), "ReadEvents");
  const Server server({Unavailable(), reply});
  int taken = 0;
  const auto caller = To(server);
  EXPECT_TRUE(
      caller->Stream(method, v1::ReadEventsRequest(), {}, [&](const Message&) { return ++taken > 0; }).ok());
  EXPECT_EQ(taken, 10);
  EXPECT_EQ(server.calls(), 2) << "a stream that never began is begun again";
  taken = 0;
  EXPECT_TRUE(
      caller->Stream(method, v1::ReadEventsRequest(), {}, [&](const Message&) { return ++taken < 3; }).ok());
  EXPECT_EQ(taken, 3);
}

TEST(Client, DoesNotBeginABrokenStreamAgain) {
  v1::ReadEventsResponse page;
  const Server server({{grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"), {page.SerializeAsString()}}});
  const auto& method = Method(*v1::GetHeadRequest::descriptor()->file(), "ReadEvents");
  int taken = 0;
  const absl::Status status =
      To(server)->Stream(method, v1::ReadEventsRequest(), {}, [&](const Message&) { return ++taken > 0; });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(taken, 1);
}

TEST(Client, SpeaksPlaintextToThisMachineOnly) {
  for (const char* here : {"localhost", "localhost:8470", "127.0.0.1:1", "127.9.9.9:1", "[::1]:8470"}) {
    EXPECT_TRUE(IsThisMachine(here)) << here;
  }
  for (const char* away :
       {"example.org:8470", "10.0.0.1:8470", "127.0.0.1.example.org:1", "[::2]:1", "localhost.org:1"}) {
    EXPECT_FALSE(IsThisMachine(away)) << away;
    EXPECT_FALSE(Connect({.server = away, .plaintext = true}).ok()) << away;
  }
}

TEST(Client, NeedsItsCertificates) {
  const auto caller = Connect({.server = "localhost:1", .ca_file = "/nowhere/ca.crt"});
  EXPECT_TRUE(absl::IsUnauthenticated(caller.status())) << caller.status();
}

}  // namespace
}  // namespace careledger::client
