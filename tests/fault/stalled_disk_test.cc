// A disk that has stalled: what waits is bounded, what is over is told so, and everything goes on afterwards.
#include <atomic>

#include "gtest/gtest.h"
#include "tests/fault/child.h"
#include "tests/fault/drop_unsynced_fs.h"
#include "tests/fault/load.h"

namespace careledger::fault {
namespace {

using store::Answer;
using store::Running;

// Counts the submissions that somebody still holds.
class Alive {
 public:
  explicit Alive(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Alive() { --count_; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;

 private:
  std::atomic<int>& count_;
};

constexpr int kCallers = 1'000;
constexpr int kRowsOfAPage = 10;

struct Callers {
  std::atomic<int> alive = 0;
  std::atomic<int> answered = 0;
  std::vector<bool> waiting = std::vector<bool>(kCallers);
  int accepted = 0;

  // Every caller who does not wait for an answer sends a page; how many were refused.
  int Send(Running& town, int turn) {
    int refused = 0;
    for (int caller = 0; caller < kCallers; ++caller) {
      const auto at = static_cast<std::size_t>(caller);
      if (waiting[at]) continue;
      std::vector<VisitRecorded> rows;
      for (int i = 0; i < kRowsOfAPage; ++i) {
        const std::string own = "-" + std::to_string(caller);
        rows.push_back(store::Morning(decide::kAsh, "v" + own + "-" + std::to_string(i), "h" + own,
                                      decide::Day("2016-09-01") + i, "a" + own));
      }
      store::Submission submission =
          store::PageOf("p-" + std::to_string(caller) + "-" + std::to_string(turn), std::move(rows));
      submission.done = [this, alive_here = std::make_shared<Alive>(alive)](const Answer& answer) {
        EXPECT_TRUE(std::holds_alternative<store::Result>(answer));
        ++answered;
      };
      const absl::Status status = town->sequencer().Submit(std::move(submission));
      if (status.ok()) {
        waiting[at] = true;
        ++accepted;
      } else {
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
        ++refused;
      }
    }
    return refused;
  }
};

TEST(StalledDisk, AThousandCallersCostNoMoreThanTheQueue) {
  const store::TempDir directory;
  const Ended ended = InChild([&](const Say&) {
    Disk disk;
    EngineOptions options = Running::In(directory / "town");
    options.env = disk.env();
    options.sequencer.max_queue = 300;
    options.sequencer.max_queue_rows = 2'200;
    options.sequencer.max_batch_rows = 500;
    // What may be waiting: the queue, a batch that is decided, two handed over, one at the disk.
    const int most = 2'200 / (kRowsOfAPage + 1) + 4 * (500 / kRowsOfAPage);
    Running town(options);
    store::FoundTown(town);
    const std::uint64_t before = town.head();
    const auto answer_of_before = town.Digests();

    Callers callers;
    disk.fs().StallSyncs(true);
    int refused = callers.Send(town, 0);
    // Given the deciding thread has taken all it will take, when the callers insist, then nothing more is
    // remembered.
    for (int turn = 1; turn < 12; ++turn) {
      refused += callers.Send(town, turn);
      EXPECT_LE(callers.alive, most);
      EXPECT_EQ(callers.alive, callers.accepted);
    }
    EXPECT_GT(refused, 7'000);
    EXPECT_EQ(callers.answered, 0);
    // Nothing that is not durable is seen, and questions are answered meanwhile.
    EXPECT_EQ(town.head(), before);
    EXPECT_EQ(town.Digests(), answer_of_before);

    disk.fs().StallSyncs(false);
    for (int turn = 12; callers.accepted < kCallers; ++turn) {
      (void)callers.Send(town, turn);
      std::this_thread::yield();
    }
    town->Stop();
    EXPECT_EQ(callers.answered, kCallers);
    EXPECT_EQ(callers.alive, 0);
    EXPECT_EQ(town.head(), before + kCallers * kRowsOfAPage);
    return 0;
  });
  EXPECT_EQ(ended.code, 0) << ended.errors;
}

}  // namespace
}  // namespace careledger::fault
