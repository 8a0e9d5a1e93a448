// What holds for every call, whatever its method: who waits too long is not served, and what is no request is
// told so.
#include <gtest/gtest.h>

#include <future>

#include "careledger/v1/package_service.pb.h"
#include "server/service/command_methods.h"
#include "server/service/pipeline.h"
#include "server/service/questions.h"
#include "tests/store/running.h"

namespace careledger::service {
namespace {

using store::Deadline;

Deadline Past() { return std::chrono::steady_clock::now() - std::chrono::milliseconds(1); }

TEST(Deadline, PassedInTheQueueACommandIsNotDecided) {
  store::TempDir dir;
  store::Running town(store::Running::In(dir / "data"));
  const std::uint64_t before = town.head();
  const decide::RegisterCommissioner command{model::CommissionerId("town"), "Town"};
  store::Submission late = store::CommandOf("alice", "r-1", command);
  late.caller.deadline = Past();
  const store::Answer answer = town.Ask(std::move(late));
  ASSERT_TRUE(std::holds_alternative<store::Refused>(answer));
  EXPECT_TRUE(absl::IsDeadlineExceeded(std::get<store::Refused>(answer).status));
  EXPECT_EQ(town.head(), before);

  // Asked again under the same id, in time, it is decided.
  const store::Answer again = town.Ask(store::CommandOf("alice", "r-1", command));
  ASSERT_TRUE(std::holds_alternative<store::Result>(again));
  EXPECT_FALSE(std::get<store::Result>(again).receipt->already);
  EXPECT_EQ(town.head(), before + 1);
}

TEST(Deadline, PassedInTheQueueAQuestionIsNotComputed) {
  QuestionPool pool(1);
  std::promise<void> free;
  const auto no_reply = [](const Outcome&, const Message*) {};
  pool.Run(Deadline::max(), no_reply, [wait = free.get_future().share()] { wait.wait(); });
  std::promise<absl::Status> told;
  bool computed = false;
  pool.Run(
      Past(), [&](const Outcome& outcome, const Message*) { told.set_value(outcome.status); },
      [&] { computed = true; });
  std::promise<void> last;
  pool.Run(Deadline::max(), no_reply, [&] { last.set_value(); });
  free.set_value();
  EXPECT_TRUE(absl::IsDeadlineExceeded(told.get_future().get()));
  last.get_future().wait();
  EXPECT_FALSE(computed);
}

class Requests : public testing::Test {
 protected:
  Requests() {
    AddCommandMethods(*town_.operator->(), methods_);
    pipeline_ = std::make_unique<Pipeline>(methods_, "town");
  }
  Outcome Send(std::string_view bytes) {
    const Method* method = pipeline_->Find("/careledger.v1.PackageService/RequestPackage");
    Outcome told;
    pipeline_->Unary({.uri = "careledger://town/broker/b-1"}, *method, bytes,
                     [&](const Outcome& outcome, const Message*) { told = outcome; });
    return told;
  }
  store::TempDir dir_;
  store::Running town_{store::Running::In(dir_ / "data")};
  Methods methods_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(Requests, TextThatIsNotUtf8IsToldByItsField) {
  v1::RequestPackageRequest request;
  request.mutable_intent()->set_request_id("r-1");
  request.set_package_id("k-1");
  std::string bytes = request.SerializeAsString();
  bytes[bytes.find("k-1")] = '\xff';
  Outcome told = Send(bytes);
  ASSERT_TRUE(told.rejection.has_value());
  EXPECT_EQ(told.rejection->reason, decide::Reason::kNotUtf8);
  EXPECT_EQ(told.rejection->field, "package_id");
  EXPECT_TRUE(absl::IsInvalidArgument(told.status));
  EXPECT_EQ(told.status.message(), "package_id: is not UTF-8");

  bytes = request.SerializeAsString();
  bytes[bytes.find("r-1")] = '\xff';
  told = Send(bytes);
  ASSERT_TRUE(told.rejection.has_value());
  EXPECT_EQ(told.rejection->field, "intent.request_id");
}

TEST_F(Requests, BytesThatAreNoRequestAreToldSo) {
  const Outcome told = Send("\x0a\xff\xff\xff\xff\x0f");
  ASSERT_TRUE(told.rejection.has_value());
  EXPECT_EQ(told.rejection->reason, decide::Reason::kInvalidField);
  EXPECT_EQ(told.status.message(), "request: the bytes are not a RequestPackageRequest");
}

}  // namespace
}  // namespace careledger::service
