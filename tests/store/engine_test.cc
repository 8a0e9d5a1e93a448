// The engine from the sequencer's front door: what is asked twice, out of order, too much at once, or while
// it stops.
#include "server/engine.h"

#include <algorithm>
#include <fstream>
#include <latch>
#include <sstream>

#include "gtest/gtest.h"
#include "replay/log/export.h"
#include "replay/log/verify.h"
#include "tests/store/running.h"
#include "tests/store/up_to.h"

namespace careledger::store {
namespace {

using decide::kAsh;
using decide::kBeech;
using decide::Reason;

const Refused& RefusedOf(const Answer& answer) {
  static const Refused accepted{absl::OkStatus(), std::nullopt};
  const auto* no = std::get_if<Refused>(&answer);
  EXPECT_NE(no, nullptr) << "accepted";
  return no != nullptr ? *no : accepted;
}
const Result& ResultOf(const Answer& answer) {
  static const Result nothing{.receipt = Receipt{}};
  const auto* no = std::get_if<Refused>(&answer);
  EXPECT_EQ(no, nullptr) << no->status;
  return no == nullptr ? std::get<Result>(answer) : nothing;
}
void ExpectRejected(const Answer& answer, Reason reason, absl::StatusCode code) {
  const Refused& no = RefusedOf(answer);
  EXPECT_EQ(no.status.code(), code) << no.status;
  ASSERT_TRUE(no.rejection);
  EXPECT_EQ(no.rejection->reason, reason) << no.rejection->detail;
}

class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    town_.emplace(Running::In(directory_ / "town"));
    FoundTown(*town_);
  }
  Running& town() { return *town_; }

  // While it lives nothing that is decided becomes durable: the committing thread is kept in the answer to a
  // question.
  class Hold {
   public:
    explicit Hold(Running& town) {
      Submission submission =
          CommandOf("warden", "hold", decide::RegisterCommissioner{CommissionerId("town"), "Town"});
      submission.done = [this](const Answer&) {
        began_.count_down();
        released_.wait();
        ended_.count_down();
      };
      EXPECT_TRUE(town->sequencer().Submit(std::move(submission)).ok());
      began_.wait();
    }
    ~Hold() { Release(); }
    void Release() {
      if (std::exchange(held_, false)) {
        released_.count_down();
        ended_.wait();
      }
    }

   private:
    bool held_ = true;
    std::latch began_{1};
    std::latch released_{1};
    std::latch ended_{1};
  };

  TempDir directory_;
  std::optional<Running> town_;
};

decide::RegisterProvider Registering(const std::string& id) {
  return {.provider_id = ProviderId(id), .name = "Provider " + id, .form = ProviderForm::kSole};
}

TEST_F(EngineTest, TheSameRequestIsAnsweredWithTheSameReceipt) {
  const std::uint64_t before = town().head();
  const Result first = ResultOf(town().Ask(CommandOf("alice", "q-1", Registering("p-new"))));
  ASSERT_TRUE(first.receipt);
  EXPECT_FALSE(first.receipt->already);
  EXPECT_EQ(first.receipt->stream, "provider-p-new");
  EXPECT_EQ(Number(first.receipt->position), before + 1);
  const auto expect_again = [&] {
    const Result again = ResultOf(town().Ask(CommandOf("alice", "q-1", Registering("p-new"))));
    ASSERT_TRUE(again.receipt);
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->position, first.receipt->position);
    EXPECT_EQ(again.receipt->revision, first.receipt->revision);
    EXPECT_EQ(again.receipt->leaf, first.receipt->leaf);
    EXPECT_EQ(again.receipt->time, first.receipt->time);
    EXPECT_EQ(town().head(), before + 1);
  };
  expect_again();
  town().Settled();  // From the read models.
  expect_again();
  town().Reopen();
  expect_again();
  // A request id is its actor's own.
  const Result other = ResultOf(town().Ask(CommandOf("bob", "q-1", Registering("p-newer"))));
  EXPECT_FALSE(other.receipt->already);
}

TEST_F(EngineTest, OtherContentsUnderAUsedRequestIdAreRefused) {
  (void)ResultOf(town().Ask(CommandOf("alice", "q-1", Registering("p-new"))));
  for (int i = 0; i < 3; ++i) {
    ExpectRejected(town().Ask(CommandOf("alice", "q-1", Registering("p-newer"))), Reason::kRequestIdReused,
                   absl::StatusCode::kAlreadyExists);
    if (i == 0) town().Settled();
    if (i == 1) town().Reopen();
  }
  // A refused request wrote nothing, so its id is free.
  EXPECT_FALSE(ResultOf(town().Ask(CommandOf("alice", "q-2", Registering("p-newer")))).receipt->already);
}

TEST_F(EngineTest, TheSameRequestAgainBeforeTheFirstIsDurable) {
  const std::uint64_t before = town().head();
  std::vector<std::future<Answer>> answers;
  {
    Hold hold(town());
    for (int i = 0; i < 3; ++i)
      answers.push_back(town().Send(CommandOf("alice", "q-1", Registering("p-new"))));
    answers.push_back(town().Send(CommandOf("alice", "q-1", Registering("p-newer"))));
    answers.push_back(town().Send(PageOf("v-1", {Morning(kAsh, "v-1", "h-1", Day("2016-09-30"), "ann")})));
    answers.push_back(town().Send(PageOf("v-1", {Morning(kAsh, "v-1", "h-1", Day("2016-09-30"), "ann")})));
    EXPECT_EQ(answers[0].wait_for(std::chrono::milliseconds(30)), std::future_status::timeout);
    EXPECT_EQ(town().head(), before);
  }
  const Result first = ResultOf(answers[0].get());
  EXPECT_FALSE(first.receipt->already);
  for (const std::size_t i : {1U, 2U}) {
    const Result again = ResultOf(answers[i].get());
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->position, first.receipt->position);
    EXPECT_EQ(again.receipt->leaf, first.receipt->leaf);
  }
  ExpectRejected(answers[3].get(), Reason::kRequestIdReused, absl::StatusCode::kAlreadyExists);
  const Result page = ResultOf(answers[4].get());
  const Result page_again = ResultOf(answers[5].get());
  EXPECT_EQ(page.created, 1U);
  EXPECT_TRUE(page_again.receipt->already);
  EXPECT_EQ(page_again.receipt->position, page.receipt->position);
  EXPECT_EQ(page_again.receipt->leaf, page.receipt->leaf);
  EXPECT_EQ(town().head(), before + 2);
}

TEST_F(EngineTest, WhatTheLedgerAlreadySaysIsAnsweredWithTheRecordThatSaysIt) {
  const Result first = town().Do(Registering("p-new"));
  const std::uint64_t head = town().head();
  for (int i = 0; i < 2; ++i) {
    const Result again = town().Do(Registering("p-new"), "bob");
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->leaf, first.receipt->leaf);
    EXPECT_EQ(again.receipt->position, first.receipt->position);
    town().Reopen();
  }
  EXPECT_EQ(town().head(), head);
}

TEST_F(EngineTest, RowsOfVisits) {
  const Date date = Day("2016-09-30");
  VisitRecorded visit = Morning(kAsh, "v-1", "h-1", date, "ann", 5);
  EXPECT_EQ(town().Record({visit}).created, 1U);
  EXPECT_EQ(town().Record({visit}).unchanged, 1U);

  VisitRecorded other = visit;
  other.planned_minutes = 45;
  Result refused = town().Record({other});
  ASSERT_EQ(refused.refused.size(), 1U);
  EXPECT_EQ(refused.refused[0].rejection.reason, Reason::kSequenceReused);
  EXPECT_EQ(refused.refused[0].number, 1U);
  EXPECT_FALSE(refused.receipt);

  other.sequence = 7;
  EXPECT_EQ(town().Record({other}).updated, 1U);
  VisitRecorded late = visit;
  late.sequence = 6;
  late.planned_minutes = 60;
  EXPECT_EQ(town().Record({late}).updated, 1U);
  town().Reopen();
  // Every sequence is remembered with what it said.
  EXPECT_EQ(town().Record({visit, other, late}).unchanged, 3U);
  late.planned_minutes = 61;
  EXPECT_EQ(town().Record({late}).refused.size(), 1U);

  const auto entry = town().Settled()->FindVisit({visit.source, visit.external_id});
  ASSERT_TRUE(entry.ok() && entry->has_value());
  EXPECT_EQ((*entry)->filed.sequence, 7U);
  EXPECT_EQ((*entry)->sequences.size(), 3U);
  // The late one is on record, and changes nothing.
  std::vector<projections::VisitRow> rows;
  ASSERT_TRUE(town()->models()->ReadVisits(kAsh, date, Position{town().head()}, &rows).ok());
  projections::VisitDay day(date);
  for (projections::VisitRow& row : rows) day.Apply(row.position, std::move(row.event));
  const auto visits = std::move(day).Take();
  ASSERT_EQ(visits.size(), 1U);
  EXPECT_EQ(visits[0].record, other);
}

TEST_F(EngineTest, RowsOfOnePageSeeEachOther) {
  const Date date = Day("2016-09-30");
  const VisitRecorded visit = Morning(kAsh, "v-1", "h-1", date, "ann", 1);
  VisitRecorded later = visit;
  later.sequence = 2;
  later.planned_minutes = 45;
  VisitRecorded reused = later;
  reused.planned_minutes = 50;
  VisitRecorded stolen = Morning(kBeech, "v-1", "h-1", date, "ann", 3);
  stolen.source = visit.source;
  VisitRecorded future = Morning(kAsh, "v-2", "h-1", Day("2016-10-02"), "ann", 1);
  const Result result = town().Record({visit, visit, later, reused, stolen, future, visit});
  EXPECT_EQ(result.created, 1U);
  EXPECT_EQ(result.updated, 1U);
  EXPECT_EQ(result.unchanged, 2U);
  ASSERT_EQ(result.refused.size(), 3U);
  EXPECT_EQ(result.refused[0].rejection.reason, Reason::kSequenceReused);
  EXPECT_EQ(result.refused[1].rejection.reason, Reason::kNotYours);
  EXPECT_EQ(result.refused[2].rejection.reason, Reason::kVisitInFuture);
  EXPECT_EQ(result.refused[2].number, 6U);
  EXPECT_EQ(result.receipt->records, 2U);
}

TEST_F(EngineTest, AVoidedVisitStaysVoid) {
  const VisitRecorded visit = Morning(kAsh, "v-1", "h-1", Day("2016-09-30"), "ann", 1);
  town().Record({visit});
  const decide::AdjustVisit adjust{visit.source,
                                   visit.external_id,
                                   CarerId("ann"),
                                   visit.planned_start,
                                   {visit.planned_start.seconds + 600},
                                   Code("forgot")};
  const decide::VoidVisit voiding{visit.source, visit.external_id, Code("wrong-person")};
  const Result adjusted = town().Do(adjust);
  const Result adjusted_again = town().Do(adjust);
  EXPECT_TRUE(adjusted_again.receipt->already);
  EXPECT_EQ(adjusted_again.receipt->position, adjusted.receipt->position);
  const Result voided = town().Do(voiding);
  VisitRecorded later = visit;
  later.sequence = 2;
  for (int i = 0; i < 2; ++i) {
    const Result again = town().Do(voiding, "bob");
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->position, voided.receipt->position);
    const Result refused = town().Record({later});
    ASSERT_EQ(refused.refused.size(), 1U);
    EXPECT_EQ(refused.refused[0].rejection.reason, Reason::kVisitVoided);
    EXPECT_EQ(town().Record({visit}).refused.size(), 1U);
    town().Reopen();
  }
}

// The report of a file's page is on record, refused rows and all.
TEST_F(EngineTest, APageOfAFileIsReportedAgainInFull) {
  const auto page = [] {
    VisitRecorded nobody = Morning(ProviderId("p-nobody"), "v-2", "h-1", Day("2016-09-30"), "ann");
    Submission submission = PageOf("f-1", {Morning(kAsh, "v-1", "h-1", Day("2016-09-30"), "ann"), nobody});
    std::get<Page>(submission.body).file = ImportPageRecorded{
        .file_reference = FileRef("week-39.csv"), .kind = Code("visits"), .file_digest = {"d"}};
    return submission;
  };
  const Result first = ResultOf(town().Ask(page()));
  EXPECT_EQ(first.receipt->stream, "import-week-39.csv");
  for (int i = 0; i < 3; ++i) {
    const Result again = ResultOf(town().Ask(page()));
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->position, first.receipt->position);
    EXPECT_EQ(again.created, 1U);
    ASSERT_EQ(again.refused.size(), 1U);
    EXPECT_EQ(again.refused[0].number, 2U);
    EXPECT_EQ(again.refused[0].rejection.reason, Reason::kProviderUnknown);
    if (i == 0) town().Settled();
    if (i == 1) town().Reopen();
  }
}

// A page that came in no file has no report on record; its visits tell what became of its rows.
TEST_F(EngineTest, APageOfVisitsIsAnsweredAgainInFull) {
  const Date date = Day("2016-09-30");
  const VisitRecorded known = Morning(kAsh, "v-0", "h-1", date, "ann", 1);
  town().Record({known});
  const auto page = [&] {
    VisitRecorded later = known;
    later.sequence = 2;
    later.planned_minutes = 45;
    VisitRecorded reused = later;
    reused.planned_minutes = 50;
    const VisitRecorded fresh = Morning(kAsh, "v-1", "h-1", date, "ann");
    return PageOf(
        "q-1", {known, later, reused, fresh, fresh, Morning(ProviderId("p-new"), "v-2", "h-1", date, "ann")});
  };
  const auto expect_answer = [&](const Result& result) {
    EXPECT_EQ(result.created, 1U);
    EXPECT_EQ(result.updated, 1U);
    EXPECT_EQ(result.unchanged, 2U);
    ASSERT_EQ(result.refused.size(), 2U);
    EXPECT_EQ(result.refused[0].number, 3U);
    EXPECT_EQ(result.refused[0].rejection.reason, Reason::kSequenceReused);
    EXPECT_EQ(result.refused[1].number, 6U);
    EXPECT_EQ(result.receipt->records, 2U);
  };
  const Result first = ResultOf(town().Ask(page()));
  expect_answer(first);
  EXPECT_EQ(first.refused[1].rejection.reason, Reason::kProviderUnknown);
  const std::uint64_t head = town().head();
  for (int i = 0; i < 3; ++i) {
    const Result again = ResultOf(town().Ask(page()));
    expect_answer(again);
    EXPECT_TRUE(again.receipt->already);
    EXPECT_EQ(again.receipt->leaf, first.receipt->leaf);
    EXPECT_EQ(again.refused[1].rejection.reason, Reason::kProviderUnknown);
    if (i == 0) town().Settled();
    if (i == 1) town().Reopen();
  }
  EXPECT_EQ(town().head(), head);
  // What has changed since takes nothing into a page that was answered, and the answer says so.
  town().Do(Registering("p-new"));
  town().Do(decide::VoidVisit{known.source, ExternalId("v-1"), Code("wrong-person")});
  const Result again = ResultOf(town().Ask(page()));
  EXPECT_EQ(again.created, 1U);
  ASSERT_EQ(again.refused.size(), 3U);
  EXPECT_EQ(again.refused[1].rejection.reason, Reason::kVisitVoided);  // The second of two alike.
  EXPECT_EQ(again.refused[2].rejection.reason, Reason::kRequestIdReused);
  EXPECT_EQ(town().head(), head + 2);
}

TEST_F(EngineTest, RevisionsAreExpectedOrRefused) {
  town().Do(decide::Request("k-1", "h-1", "2016-10-01"));
  const auto award = [&](std::optional<std::uint64_t> expected, bool none) {
    Submission submission =
        CommandOf("alice", "a-" + std::to_string(expected.value_or(99)) + (none ? "n" : ""),
                  decide::Award("k-1", decide::kNew, decide::kLot1, kAsh, "2016-10-01"));
    submission.intent.expected_revision = expected;
    submission.intent.expect_none = none;
    return submission;
  };
  ExpectRejected(town().Ask(award(1, false)), Reason::kStaleRevision, absl::StatusCode::kAborted);
  ExpectRejected(town().Ask(award({}, true)), Reason::kStaleRevision, absl::StatusCode::kAborted);
  town().Reopen();  // Lengths come from the read models.
  ExpectRejected(town().Ask(award(7, false)), Reason::kStaleRevision, absl::StatusCode::kAborted);
  const Result awarded = ResultOf(town().Ask(award(0, false)));
  EXPECT_EQ(Number(awarded.receipt->revision), 1U);
  Submission fresh = CommandOf("alice", "fresh", Registering("p-new"));
  fresh.intent.expect_none = true;
  EXPECT_EQ(Number(ResultOf(town().Ask(std::move(fresh))).receipt->revision), 0U);
  Submission empty = CommandOf("alice", "empty", Registering("p-newer"));
  empty.intent.expected_revision = 0;
  ExpectRejected(town().Ask(std::move(empty)), Reason::kStaleRevision, absl::StatusCode::kAborted);
}

TEST_F(EngineTest, AnApprovalOfFiguresThatMovedIsSentBack) {
  const ChangeId id("x-1");
  town().Do(decide::ProposeRateChange{.change_id = id,
                                      .contract_id = decide::kNew,
                                      .effective_date = Day("2016-10-01"),
                                      .uplift_percent = decide::Percent{25'000},
                                      .authority = decide::kCabinet});
  const std::uint64_t seen = town().head();
  const auto approve = [&](const std::string& who, const std::string& request, std::uint64_t position) {
    Submission submission = CommandOf(who, request, decide::ApproveChange{id, seen, "digest"});
    submission.preview = Preview{.position = position, .digest = "digest"};
    submission.preview_seen = Preview{.position = seen, .digest = "digest"};
    return submission;
  };
  town().Do(Registering("p-new"));
  EXPECT_EQ(RefusedOf(town().Ask(approve("bob", "b-1", seen))).status.code(), absl::StatusCode::kUnavailable);
  ExpectRejected(town().Ask(approve("alice", "a-1", town().head())), Reason::kSecondPersonRequired,
                 absl::StatusCode::kFailedPrecondition);
  const Result approved = ResultOf(town().Ask(approve("bob", "b-1", town().head())));
  EXPECT_EQ(approved.receipt->records, 2U);
  EXPECT_EQ(town()->sequencer().last_money_position(), approved.receipt->position);
}

TEST(Engine, AFullQueueRefusesAndAnswersAllThatItTook) {
  const TempDir directory;
  EngineOptions options = Running::In(directory / "town");
  options.sequencer.max_queue = 8;
  options.sequencer.max_queue_rows = 100;
  Running town(options);
  std::latch held{1};
  std::atomic<int> answered = 0;
  int taken = 0;
  bool full = false;
  for (int i = 0; i < 2000 && !full; ++i) {
    Submission submission =
        CommandOf("alice", "q-" + std::to_string(i), Registering("p-" + std::to_string(i)));
    submission.done = [&](const Answer&) {
      held.wait();
      ++answered;
    };
    const absl::Status status = town->sequencer().Submit(std::move(submission));
    if (status.ok()) {
      ++taken;
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
      full = true;
    }
    // Batches of one: the deciding thread gets on with it between two submissions.
    if (i < 4) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(full);
  EXPECT_GE(taken, 8);
  std::vector<VisitRecorded> many(200, Morning(kAsh, "v-1", "h-1", Day("2016-09-30"), "ann"));
  EXPECT_EQ(RefusedOf(town.Ask(PageOf("v-1", many))).status.code(), absl::StatusCode::kResourceExhausted);
  held.count_down();
  town->sequencer().Drain();
  EXPECT_EQ(answered, taken);
  EXPECT_EQ(town.head(), static_cast<std::uint64_t>(taken) + 1);
}

TEST(Engine, StoppingAnswersAllThatWasAccepted) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const std::uint64_t before = town.head();
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 300; ++i) {
    answers.push_back(
        town.Send(CommandOf("alice", "q-" + std::to_string(i), Registering("p-" + std::to_string(i)))));
  }
  town->Stop();
  for (std::future<Answer>& answer : answers) {
    ASSERT_EQ(answer.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_TRUE(ResultOf(answer.get()).receipt);
  }
  EXPECT_EQ(town.head(), before + 300);
  EXPECT_EQ(RefusedOf(town.Ask(CommandOf("alice", "late", Registering("p-late")))).status.code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(Number(town->models()->checkpoint()), town.head());
  town->Stop();  // Again is fine.
  town.Reopen();
  EXPECT_EQ(town.head(), before + 300);
}

// Five streams in turn, of which the sequencer has all, one or none at hand.
TEST(Engine, CountsRecordsInRevisionsAndKeepsTimesInOrder) {
  for (const std::size_t at_hand : {65'536U, 1U, 0U}) {
    const TempDir directory;
    EngineOptions options = Running::In(directory / "town");
    options.sequencer.max_lengths = at_hand;
    Running town(options);
    FoundTown(town);
    for (int i = 0; i < 30; ++i) {
      town.MoveTo(RecordTime{At("2016-10-02T09:00").micros + i});
      town.Record({Morning(kAsh, "v-" + std::to_string(i), "h-1", Day("2016-09-01") + i % 5, "ann")});
      if (i % 7 == 0) town.Reopen();
    }
    const log::Report report = log::Verify(town->log());
    EXPECT_TRUE(report.ok()) << report.error;
    EXPECT_EQ(report.records, town.head());
  }
}

class ExportedTest : public testing::Test {
 protected:
  void Export(const std::string& path, int pages) {
    Running town(Running::In(directory_ / "town"));
    FoundTown(town);
    for (int page = 0; page < pages; ++page) {
      std::vector<VisitRecorded> rows;
      for (int i = 0; i < 1000; ++i) {
        rows.push_back(Morning(kAsh, "v-" + std::to_string(page) + "-" + std::to_string(i),
                               "h-" + std::to_string(i), Day("2016-09-01") + page % 30,
                               "carer-" + std::to_string(i)));
      }
      town.Record(std::move(rows));
    }
    head_ = town->log().head();
    digests_ = town.Digests();
    std::ofstream file(path, std::ios::binary);
    const auto written = log::WriteExport(town->log(), {}, [&](std::string_view bytes) {
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      return absl::OkStatus();
    });
    ASSERT_TRUE(written.ok()) << written.status();
  }

  TempDir directory_;
  log::Head head_;
  std::vector<std::pair<std::string, std::string>> digests_;
};

TEST_F(ExportedTest, AnEngineOpenedOnAnExportHasTheSameTreeHead) {
  const std::string path = directory_ / "ledger.log";
  Export(path, 26);
  ASSERT_GT(std::filesystem::file_size(path), 5U << 20);  // More than is written at once.
  EngineOptions options = Running::In(directory_ / "copy");
  options.from_export = path;
  Running copy(options);
  EXPECT_EQ(copy->log().head(), head_);
  EXPECT_EQ(copy->log().ledger_id(), copy->mark().ledger_id);
  EXPECT_EQ(copy.Digests(), digests_);
  // It goes on: what was asked before is known.
  EXPECT_TRUE(ResultOf(copy.Ask(CommandOf("alice", "new", Registering("p-new")))).receipt);
  copy.Reopen();
  EXPECT_EQ(copy.head(), Number(head_.position) + 1);
}

// An export is proven at its end only, so nothing of a damaged one may be served, the second time no more
// than the first.
TEST_F(ExportedTest, ADamagedExportLeavesNoLedgerBehind) {
  const std::string path = directory_ / "ledger.log";
  Export(path, 26);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 10);
  EngineOptions options = Running::In(directory_ / "copy");
  options.from_export = path;
  for (int i = 0; i < 2; ++i) {
    const auto opened = Engine::Open(options);
    EXPECT_EQ(opened.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(std::filesystem::is_empty(options.data));
  }
}

TEST_F(ExportedTest, AnExportOfAnotherCouncilOrClockBeginsNoLedger) {
  const std::string path = directory_ / "ledger.log";
  Export(path, 1);
  EngineOptions options = Running::In(directory_ / "copy");
  options.from_export = path;
  options.council = "shire";
  EXPECT_EQ(Engine::Open(options).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::is_empty(options.data));
  options.council = "";  // That of the export.
  const auto opened = Engine::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->council(), "town");
}

TEST_F(ExportedTest, AnExportIsNotPutOverALedger) {
  const std::string path = directory_ / "ledger.log";
  Export(path, 1);
  EngineOptions options = Running::In(directory_ / "town");
  options.from_export = path;
  EXPECT_EQ(Engine::Open(options).status().code(), absl::StatusCode::kFailedPrecondition);
  options.from_export = "";
  Running town(options);
  EXPECT_EQ(town->log().head(), head_);
}

// A crash leaves the half-built log under another name: the next start does without it.
TEST_F(ExportedTest, WhatAnInterruptedBeginningLeftIsRemoved) {
  const std::string path = directory_ / "ledger.log";
  Export(path, 1);
  EngineOptions options = Running::In(directory_ / "copy");
  options.from_export = path;
  std::filesystem::create_directory(options.data);
  std::filesystem::copy(directory_ / "town/log", options.data + "/log.new");
  std::ofstream(options.data + "/log.new/000099.sst") << "no table";
  Running copy(options);
  EXPECT_EQ(copy->log().head(), head_);
  EXPECT_FALSE(std::filesystem::exists(options.data + "/log.new"));
}

// The count of a request's records would be wrong for ever, and its second asking answered with it.
TEST(Engine, ARequestThatNeverBeganIsNotFolded) {
  TempDir dir;
  Running town(Running::In(dir / "data"));
  FoundTown(town);
  const Unbegun log(town->log());
  auto models = ReadModels::Open(dir / "views", log);
  ASSERT_TRUE(models.ok()) << models.status();
  const auto folded = (*models)->CatchUp(~std::uint64_t{0});
  ASSERT_TRUE(absl::IsDataLoss(folded.status())) << folded.status();
  EXPECT_NE(std::string(folded.status().message()).find("has no first record"), std::string::npos)
      << folded.status();
}

TEST(Engine, RefusesAnotherCouncilAndASimulatedClockOnARealLedger) {
  const TempDir directory;
  EngineOptions options{.data = directory / "town",
                        .council = "town",
                        .simulated_from = {},
                        .from_export = {},
                        .sequencer = {}};
  { EXPECT_TRUE(Engine::Open(options).ok()); }
  options.council = "shire";
  EXPECT_EQ(Engine::Open(options).status().code(), absl::StatusCode::kFailedPrecondition);
  options.council = "town";
  options.simulated_from = At("2016-10-01T09:00");
  EXPECT_EQ(Engine::Open(options).status().code(), absl::StatusCode::kFailedPrecondition);
  options.simulated_from = {};
  const auto opened = Engine::Open(options);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->simulated_clock(), nullptr);
  EXPECT_EQ((*opened)->council(), "town");
  EXPECT_NE(Engine::Open(options).status().code(), absl::StatusCode::kOk);  // One at a time.
}

}  // namespace
}  // namespace careledger::store
