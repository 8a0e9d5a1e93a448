// An engine on a directory of its own and a clock that the test moves; commands and pages go straight to its
// sequencer.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "replay/model/wire.h"
#include "server/engine.h"
#include "tests/decide/town.h"

namespace careledger::store {

using namespace model;  // NOLINT: as in the code under test.
using decide::Day;
using decide::Lift;
using decide::Plan;
using decide::Time;

inline RecordTime At(std::string_view text) { return {Time(text).seconds * 1'000'000}; }

// Removed with all that is in it.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "careledger-test-XXXXXX").string();
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TempDir() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline Caller CallerNamed(const std::string& id) {
  return {.actor = "careledger://town/contract_manager/" + id,
          .id = id,
          .role = log::Role::kContractManager,
          .auth = log::AuthClass::kMtls,
          .provider_id = {}};
}

inline std::string DigestOf(std::string_view contents) {
  const log::Hash hash = log::Sha256(contents);
  return {hash.begin(), hash.end()};
}

inline Submission Asking(const std::string& who, const std::string& request, std::string_view contents) {
  Submission submission;
  submission.caller = CallerNamed(who);
  submission.intent.request_id = request;
  submission.intent.digest = DigestOf(contents);
  return submission;
}
template <class C>
Submission CommandOf(const std::string& who, const std::string& request, const C& command) {
  Submission submission = Asking(who, request, std::string(C::kName) + wire::Encode(command));
  submission.body = Lift<decide::Command>(command);
  return submission;
}
// A file stands for itself.
inline Submission CommandOf(const std::string& who, const std::string& request,
                            const decide::ApplyContract& command) {
  Submission submission = Asking(who, request, command.file.sha256.value + command.effective_date.ToString());
  submission.body = Lift<decide::Command>(command);
  return submission;
}
inline Submission PageOf(const std::string& request, std::vector<VisitRecorded> visits) {
  std::string contents;
  Page page;
  for (VisitRecorded& visit : visits) {
    wire::Encode(visit, contents);
    Row& row = page.rows.emplace_back();
    row.number = page.rows.size();
    row.content = std::move(visit);
  }
  Submission submission = Asking("rota", request, contents);
  submission.body = std::move(page);
  return submission;
}

class Running {
 public:
  explicit Running(EngineOptions options) : options_(std::move(options)) { Open(); }
  static EngineOptions In(const std::string& directory) {
    return {.data = directory,
            .council = "town",
            .simulated_from = At("2016-10-01T09:00"),
            .from_export = {},
            .sequencer = {}};
  }

  void Open() {
    auto opened = Engine::Open(options_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    engine_ = *std::move(opened);
    options_.from_export.clear();  // Opened again, it is a ledger like any other.
  }
  void Close() { engine_.reset(); }
  void Reopen() {
    Close();
    Open();
  }
  Engine& engine() { return *engine_; }
  Engine* operator->() { return engine_.get(); }

  std::future<Answer> Send(Submission submission) {
    auto answer = std::make_shared<std::promise<Answer>>();
    std::future<Answer> future = answer->get_future();
    submission.done = [answer](Answer given) { answer->set_value(std::move(given)); };
    const absl::Status accepted = engine_->sequencer().Submit(std::move(submission));
    if (!accepted.ok()) answer->set_value(Refused{accepted, std::nullopt});
    return future;
  }
  Answer Ask(Submission submission) { return Send(std::move(submission)).get(); }
  // The command is accepted.
  template <class C>
  Result Do(const C& command, const std::string& who = "alice") {
    const Answer answer = Ask(CommandOf(who, "do-" + std::to_string(++requests_), command));
    if (const auto* no = std::get_if<Refused>(&answer)) {
      ADD_FAILURE() << C::kName << ": " << no->status;
      return {};
    }
    return std::get<Result>(answer);
  }
  Result Record(std::vector<VisitRecorded> visits) {
    const Answer answer = Ask(PageOf("page-" + std::to_string(++requests_), std::move(visits)));
    if (const auto* no = std::get_if<Refused>(&answer)) {
      ADD_FAILURE() << no->status;
      return {};
    }
    return std::get<Result>(answer);
  }
  void MoveTo(std::string_view time) { MoveTo(At(time)); }
  void MoveTo(RecordTime time) { EXPECT_TRUE(engine_->simulated_clock()->MoveTo(time)) << time.ToString(); }
  std::uint64_t head() { return Number(engine_->log().head().position); }
  // Once they have seen all that is in the log.
  std::shared_ptr<ReadModels> Settled() {
    const auto models = engine_->models();
    EXPECT_TRUE(models->WaitFor(engine_->log().head().position, 20'000));
    return models;
  }
  std::vector<std::pair<std::string, std::string>> Digests() { return DigestsOf(*Settled()); }
  static std::vector<std::pair<std::string, std::string>> DigestsOf(const ReadModels& models) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto digests = models.Digests();
    EXPECT_TRUE(digests.ok()) << digests.status();
    for (const Digest& digest : *digests) out.emplace_back(digest.name, digest.sha256);
    return out;
  }

 private:
  EngineOptions options_;
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

// A provider, a contract with one lot that it holds, a rate, and packages k-1.. of persons h-1.. with it.
inline void FoundTown(Running& town) {
  town.Do(decide::RegisterCommissioner{CommissionerId("town"), "Town"});
  for (const auto& id : {decide::kAsh, decide::kBeech, decide::kCedar}) {
    town.Do(decide::RegisterProvider{
        .provider_id = id, .name = "Provider " + id.str(), .form = ProviderForm::kSole});
  }
  town.Do(decide::CreateContract{.contract_id = decide::kNew,
                                 .commissioner_id = CommissionerId("town"),
                                 .title = "Home care",
                                 .start_date = Day("2016-10-01")});
  town.Do(decide::DefineLot{decide::kNew, decide::kLot1, 1, "North"});
  town.Do(decide::DefineLot{decide::kNew, decide::kLot2, 2, "South"});
  town.Do(decide::AwardOf(decide::kLot1, decide::kAsh, "2016-10-01"));
  town.Do(decide::AwardOf(decide::kLot2, decide::kBeech, "2016-10-01"));
  town.Do(decide::SetRates{decide::kNew, Day("2016-10-01"), {decide::Line("16.22")}, decide::kCabinet});
}

// Delivered by one carer as planned, at 08:00 for half an hour.
inline VisitRecorded Morning(const ProviderId& provider, const std::string& id, const std::string& person,
                             Date date, const std::string& carer, std::uint64_t sequence = 1) {
  const Instant start = PlannedInstant(date, 480);
  return {.provider_id = provider,
          .source = SourceId("ecm-" + provider.str()),
          .external_id = ExternalId(id),
          .sequence = sequence,
          .person_id = PersonId(person),
          .service = decide::kHomeCare,
          .service_date = date,
          .planned_start = start,
          .planned_minutes = 30,
          .status = VisitStatus::kDelivered,
          .attendances = {{.carer_id = CarerId(carer),
                           .check_in = start,
                           .check_out = Instant{start.seconds + 1800},
                           .evidence = Evidence::kApp}}};
}

}  // namespace careledger::store
