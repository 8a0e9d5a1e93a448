// The crash oracle of the log: after power is lost at any point, the log is a prefix of what was issued and
// holds all that was acknowledged. A log that does not sync must fail it, else it proves nothing.
#include <random>

#include "gtest/gtest.h"
#include "replay/log/proof.h"
#include "replay/log/verify.h"
#include "server/store/rocksdb_log.h"
#include "tests/fault/drop_unsynced_fs.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

class LogCrashTest : public testing::Test {
 protected:
  absl::Status Open() {
    log_.reset();
    absl::StatusOr<std::unique_ptr<RocksDbLog>> log = RocksDbLog::Open({.path = directory_ / "log",
                                                                        .create_with = kLedger,
                                                                        .write_buffer_bytes = write_buffer_,
                                                                        .env = disk_.env(),
                                                                        .sync = sync_});
    if (!log.ok()) return log.status();
    log_ = std::move(*log);
    absl::StatusOr<CompactTree> tree = RestoreTree(*log_, log_->head().position);
    if (!tree.ok()) return tree.status();
    builder_.emplace(*tree, log_->head());
    absl::StatusOr<std::uint64_t> epoch = log_->Fence();
    epoch_ = epoch.value_or(0);
    return epoch.status();
  }

  // Appends until the disk fails or `batches` are in.
  void Append(int batches) {
    for (int i = 0; i < batches; ++i) {
      const Position expected = log_->head().position;
      const Batch batch = NextBatch(&*builder_, Random(1, 120));
      issued_ = std::max(issued_, Number(batch.head.position));
      absl::StatusOr<Head> head = log_->Append(batch, expected, epoch_);
      if (!head.ok()) return;
      acknowledged_ = *head;
    }
  }

  void LosePower(unsigned keep_percent) {
    disk_.fs().Crash();
    log_.reset();
    disk_.fs().DropUnsynced(keep_percent);
  }

  // What the oracle says: "holds", or what is wrong. The log must open.
  std::string Oracle() {
    absl::Status status = Open();
    if (!status.ok()) return "does not open: " + std::string(status.message());
    const Report report = Verify(*log_);
    if (!report.ok()) return "damaged: " + std::string(report.error.message());
    const std::uint64_t head = Number(log_->head().position);
    if (head < Number(acknowledged_.position)) return "lost what was acknowledged";
    if (head > issued_) return "holds what was never issued";
    bool same = true;
    std::uint64_t next = 1;
    status = log_->Read(Position{1}, head, [&](std::string_view bytes) {
      same = same && bytes == Encoded(Sample(next++));
      return same;
    });
    if (!status.ok() || !same) return "is not a prefix";
    const absl::StatusOr<Hash> root = Prover(*log_).Root(acknowledged_.position);
    if (!root.ok() || *root != acknowledged_.root) return "has another root where it was acknowledged";
    acknowledged_ = log_->head();
    return "holds";
  }

  std::uint64_t Random(std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>(low, high)(random_);
  }

  TemporaryDirectory directory_;
  fault::Disk disk_;
  bool sync_ = true;
  std::size_t write_buffer_ = 64u << 10;  // Small, so that flushes happen and can be interrupted.
  std::mt19937_64 random_{7};
  std::unique_ptr<RocksDbLog> log_;
  std::optional<BatchBuilder> builder_;
  std::uint64_t epoch_ = 0;
  std::uint64_t issued_ = 0;
  Head acknowledged_;
};

TEST_F(LogCrashTest, KeepsAllThatWasAcknowledged) {
  ASSERT_OK(Open());
  Append(20);
  EXPECT_GT(Number(acknowledged_.position), 20u);
  LosePower(0);
  EXPECT_EQ(Oracle(), "holds");
  EXPECT_EQ(Number(acknowledged_.position), issued_);
}

TEST_F(LogCrashTest, HoldsAtRandomPoints) {
  ASSERT_OK(Open());
  int interrupted = 0;
  for (int round = 0; round < 80; ++round) {
    disk_.fs().CrashAfter(Random(1, 60));
    disk_.fs().KeepNames(round % 3 == 0);
    Append(12);
    interrupted += disk_.fs().crashed() ? 1 : 0;
    LosePower(static_cast<unsigned>(round % 2 == 0 ? 0 : Random(0, 100)));
    ASSERT_EQ(Oracle(), "holds") << "round " << round;
  }
  EXPECT_GT(interrupted, 40);
  EXPECT_GT(Number(acknowledged_.position), 5'000u);
}

// Opening writes too: recovery itself may be cut short, again and again, and creation as well.
TEST_F(LogCrashTest, HoldsWhenPowerIsLostWhileOpening) {
  for (std::uint64_t operation = 1; operation < 60; ++operation) {
    disk_.fs().CrashAfter(operation);
    (void)Open();
    if (log_ != nullptr) Append(1);
    LosePower(operation % 2 == 0 ? 0 : 50);
  }
  EXPECT_EQ(Oracle(), "holds");
  Append(5);
  LosePower(0);
  EXPECT_EQ(Oracle(), "holds");
  for (std::uint64_t operation = 1; operation < 60; ++operation) {
    disk_.fs().CrashAfter(operation);
    (void)Open();
    LosePower(operation % 2 == 0 ? 0 : 50);
    ASSERT_EQ(Oracle(), "holds") << operation;
  }
}

TEST_F(LogCrashTest, WithoutSyncTheOracleSeesTheLoss) {
  sync_ = false;
  ASSERT_OK(Open());
  Append(20);
  LosePower(0);
  EXPECT_NE(Oracle(), "holds");
}

TEST_F(LogCrashTest, WithoutSyncAndKindNamesTheOracleSeesTheLossToo) {
  sync_ = false;
  disk_.fs().KeepNames(true);
  write_buffer_ = 64u << 20;  // No flush, which would save some.
  ASSERT_OK(Open());
  Append(20);
  LosePower(30);
  EXPECT_EQ(Oracle(), "lost what was acknowledged");
}

}  // namespace
}  // namespace careledger::log
