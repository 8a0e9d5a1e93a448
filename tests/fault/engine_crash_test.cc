// The crash oracle of the whole ledger: wherever the power is lost or the disk fails, what was acknowledged
// is there afterwards, the log is a prefix of what was issued, no submission is there in part, and the read
// models agree with it.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "gtest/gtest.h"
#include "replay/log/export.h"
#include "replay/log/proof.h"
#include "replay/log/rocksdb_reader.h"
#include "replay/log/verify.h"
#include "tests/fault/child.h"
#include "tests/fault/drop_unsynced_fs.h"
#include "tests/fault/load.h"

namespace careledger::fault {
namespace {

using store::TempDir;

// What came of the submissions: position and leaf of each, 0 when it recorded nothing.
using Receipts = std::map<std::size_t, std::pair<std::uint64_t, std::string>>;

Receipts ReceiptsOf(const std::string& said) {
  Receipts receipts;
  std::istringstream lines(said);
  std::size_t number = 0;
  std::uint64_t position = 0;
  std::string leaf;
  while (lines >> number >> position >> leaf) receipts[number] = {position, leaf};
  return receipts;
}
std::uint64_t LastOf(const Receipts& receipts) {
  std::uint64_t last = 0;
  for (const auto& [number, receipt] : receipts) last = std::max(last, receipt.first);
  return last;
}

class EngineCrashTest : public testing::Test {
 protected:
  static constexpr int kRefusedToOpen = 1;

  static EngineOptions OptionsIn(const std::string& directory) { return store::Running::In(directory); }

  // Opens the ledger in `directory` on `disk` and sends the load from `group` on, saying what is
  // acknowledged.
  static int Send(
      const Say& say, const std::string& directory, Disk& disk, const Load& load, std::size_t group,
      bool sync, const std::function<void()>& after = [] {}) {
    EngineOptions options = OptionsIn(directory);
    options.env = disk.env();
    options.sync = sync;
    auto engine = Engine::Open(options);
    if (!engine.ok()) {
      std::fprintf(stderr, "%s\n", engine.status().ToString().c_str());
      return kRefusedToOpen;
    }
    for (; group < load.groups(); ++group) {
      // What was not acknowledged may be on record, and the clock beyond its time.
      if ((*engine)->Now() < Load::TimeOf(group)) {
        EXPECT_TRUE((*engine)->simulated_clock()->MoveTo(Load::TimeOf(group)));
      }
      std::vector<std::promise<void>> answered(Load::kGroup);
      for (std::size_t i = 0; i < Load::kGroup; ++i) {
        const std::size_t number = group * Load::kGroup + i;
        store::Submission submission = Load::Make(number);
        submission.done = [&say, &answered, number, i](const store::Answer& answer) {
          std::uint64_t position = 0;
          std::string leaf = "-";
          if (const auto* result = std::get_if<store::Result>(&answer);
              result != nullptr && result->receipt) {
            position = Number(result->receipt->position);
            leaf = log::Hex(result->receipt->leaf);
          }
          say(std::to_string(number) + " " + std::to_string(position) + " " + leaf);
          answered[i].set_value();
        };
        EXPECT_TRUE((*engine)->sequencer().Submit(std::move(submission)).ok());
      }
      for (std::promise<void>& each : answered) each.get_future().wait();
    }
    after();
    (*engine)->Stop();
    return 0;
  }

  // The undisturbed run that all others are held against.
  void Refer(const Load& load) {
    const Ended ended = InChild([&](const Say& say) {
      Disk disk;
      const int code = Send(say, Reference(), disk, load, 0, true);
      say("operations " + std::to_string(disk.fs().operations()));
      return code;
    });
    ASSERT_EQ(ended.code, 0) << ended.errors;
    const std::size_t receipts = ended.said.rfind("operations ");
    operations_ = std::stoull(ended.said.substr(receipts + std::string_view("operations ").size()));
    issued_ = ReceiptsOf(ended.said.substr(0, receipts));
    ASSERT_EQ(issued_.size(), load.groups() * Load::kGroup);
  }
  std::string Reference() const { return directory_ / "reference"; }

  // "holds", or what is wrong with the ledger in `directory` after `acknowledged`.
  std::string Oracle(const std::string& directory, const Receipts& acknowledged) const {
    for (const auto& [number, receipt] : acknowledged) {
      if (receipt != issued_.at(number))
        return "submission " + std::to_string(number) + " got another receipt than it should";
    }
    const Ended ended = InChild([&](const Say& say) {
      say(Judge(directory, LastOf(acknowledged)));
      return 0;
    });
    return ended.code == 0 ? ended.said.substr(0, ended.said.size() - 1)
                           : "ended with " + std::to_string(ended.code) + ": " + ended.errors;
  }
  std::string Judge(const std::string& directory, std::uint64_t acknowledged) const {
    auto engine = Engine::Open(OptionsIn(directory));
    if (!engine.ok()) return "does not open: " + std::string(engine.status().message());
    const log::Log& log = (*engine)->log();
    const std::uint64_t head = Number(log.head().position);
    if (const log::Report report = log::Verify(log); !report.ok())
      return "damaged: " + std::string(report.error.message());
    if (head < acknowledged) return "lost what was acknowledged";
    std::set<std::uint64_t> ends = {1};  // LedgerOpened stands alone.
    for (const auto& [number, receipt] : issued_) ends.insert(receipt.first);
    if (!ends.contains(head)) return "holds part of a submission";
    const auto reference = log::OpenRocksDbForReading(Reference() + "/log");
    if (!reference.ok()) return "no reference: " + std::string(reference.status().message());
    const absl::StatusOr<log::Hash> root = log::Prover(**reference).Root(Position{head});
    if (!root.ok() || *root != log.head().root) return "is not a prefix of what was issued";
    const auto rebuilt = (*engine)->Rebuild([](std::uint64_t, std::uint64_t) { return true; });
    if (!rebuilt.ok()) return std::string(rebuilt.status().message());
    return "holds";
  }

  std::uint64_t Random(std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>(low, high)(random_);
  }

  TempDir directory_;
  std::mt19937_64 random_{2016};
  Receipts issued_;
  std::uint64_t operations_ = 0;  // Of the undisturbed run.
};

TEST_F(EngineCrashTest, HoldsWhereverPowerIsLost) {
  const Load load(40);
  Refer(load);
  int interrupted = 0;
  int finished = 0;
  Receipts acknowledged;
  std::string town = directory_ / "town-0";
  for (int round = 0; round < 60; ++round) {
    const std::size_t group = acknowledged.empty() ? 0 : acknowledged.rbegin()->first / Load::kGroup;
    const std::uint64_t at = Random(1, 120);
    const unsigned keep = round % 2 == 0 ? 0 : static_cast<unsigned>(Random(0, 100));
    const Ended ended = InChild([&](const Say& say) {
      Disk disk;
      disk.fs().EndProcessOnCrash(keep);
      disk.fs().KeepNames(round % 3 == 0);
      disk.fs().CrashAfter(at);
      return Send(say, town, disk, load, group, true);
    });
    ASSERT_TRUE(ended.code == DropUnsyncedFs::kPowerLost || ended.code == 0)
        << ended.code << ": " << ended.errors;
    for (const auto& [number, receipt] : ReceiptsOf(ended.said)) {
      // What was acknowledged before the crash is answered with the same receipt again.
      const auto [before, first] = acknowledged.emplace(number, receipt);
      ASSERT_EQ(before->second, receipt) << "round " << round << ", submission " << number;
    }
    ASSERT_EQ(Oracle(town, acknowledged), "holds") << "round " << round << ", after operation " << at;
    interrupted += ended.code == 0 ? 0 : 1;
    if (ended.code == 0) {
      EXPECT_EQ(acknowledged, issued_);
      acknowledged.clear();
      town = directory_ / ("town-" + std::to_string(++finished));
    }
  }
  EXPECT_GT(interrupted, 45);
  EXPECT_GT(finished, 1);
}

// The oracle can say no: a ledger that does not sync fails it.
TEST_F(EngineCrashTest, WithoutSyncTheOracleSeesTheLoss) {
  const Load load(20);
  Refer(load);
  const std::string town = directory_ / "town";
  const Ended ended = InChild([&](const Say& say) {
    Disk disk;
    disk.fs().EndProcessOnCrash(0);
    disk.fs().KeepNames(true);
    return Send(say, town, disk, load, 0, false, [&] { disk.fs().Crash(); });
  });
  ASSERT_EQ(ended.code, DropUnsyncedFs::kPowerLost) << ended.errors;
  const Receipts acknowledged = ReceiptsOf(ended.said);
  ASSERT_EQ(acknowledged, issued_);
  EXPECT_EQ(Oracle(town, acknowledged), "lost what was acknowledged");
}

// Each write, sync, creation and renaming in turn fails, from the first of a new ledger to the last of
// stopping it.
TEST_F(EngineCrashTest, HoldsWhicheverOperationFails) {
  const Load load(6);
  Refer(load);
  std::map<int, int> codes;
  for (std::uint64_t n = 1; n <= operations_; ++n) {
    const std::string town = directory_ / ("town-" + std::to_string(n));
    const Ended ended = InChild([&](const Say& say) {
      Disk disk;
      disk.fs().FailOnly(n);
      return Send(say, town, disk, load, 0, true);
    });
    ++codes[ended.code];
    ASSERT_TRUE(ended.code == 0 || ended.code == kRefusedToOpen || ended.code == 70 || ended.code == 71)
        << "operation " << n << ": " << ended.code << ": " << ended.errors;
    const Receipts acknowledged = ReceiptsOf(ended.said);
    if (ended.code == 0) {
      EXPECT_EQ(acknowledged, issued_) << n;
    }
    ASSERT_EQ(Oracle(town, acknowledged), "holds") << "operation " << n << " failed; " << ended.errors;
    std::filesystem::remove_all(town);
  }
  EXPECT_GT(codes[kRefusedToOpen], 5);
  EXPECT_GT(codes[70], 5);
}

// Each read of a ledger opened again, and of going on with it, fails in turn.
TEST_F(EngineCrashTest, HoldsWhicheverReadFails) {
  const Load load(6);
  Refer(load);
  const auto send = [&](const std::string& town, std::uint64_t failing, std::size_t group) {
    return InChild([&](const Say& say) {
      Disk disk;
      disk.fs().FailOnlyRead(failing);
      const int code = Send(say, town, disk, load, group, true);
      if (code == 0 && disk.fs().reads() < failing) say("all read");
      return code;
    });
  };
  const std::string half = directory_ / "half";
  Receipts before;
  {
    const Load first(4);
    const Ended ended = InChild([&](const Say& say) {
      Disk disk;
      return Send(say, half, disk, first, 0, true);
    });
    ASSERT_EQ(ended.code, 0) << ended.errors;
    before = ReceiptsOf(ended.said);
  }
  int refused = 0;
  for (std::uint64_t n = 1;; ++n) {
    const std::string town = directory_ / ("town-" + std::to_string(n));
    std::filesystem::copy(half, town, std::filesystem::copy_options::recursive);
    Ended ended = send(town, n, 4);
    const std::size_t all_read = ended.said.find("all read\n");
    ASSERT_TRUE(ended.code == 0 || ended.code == kRefusedToOpen || ended.code == 70 || ended.code == 71)
        << "read " << n << ": " << ended.code << ": " << ended.errors;
    refused += ended.code == kRefusedToOpen ? 1 : 0;
    Receipts acknowledged = before;
    for (const auto& [number, receipt] : ReceiptsOf(ended.said.substr(0, all_read)))
      acknowledged[number] = receipt;
    ASSERT_EQ(Oracle(town, acknowledged), "holds") << "read " << n << " failed; " << ended.errors;
    std::filesystem::remove_all(town);
    if (all_read != std::string::npos) break;
  }
  EXPECT_GT(refused, 5);
}

// A new ledger from an export is there as a whole or not at all.
TEST_F(EngineCrashTest, PowerLostDuringAnImportLeavesAllOrNothing) {
  const Load load(10);
  Refer(load);
  const std::string file = directory_ / "ledger.log";
  ASSERT_EQ(InChild([&](const Say&) {
              const auto log = log::OpenRocksDbForReading(Reference() + "/log");
              if (!log.ok()) return 1;
              std::ofstream out(file, std::ios::binary);
              return log::WriteExport(
                         **log, {},
                         [&](std::string_view bytes) {
                           out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
                           return absl::OkStatus();
                         }).ok()
                         ? 0
                         : 1;
            }).code,
            0);
  int whole = 0;
  int none = 0;
  for (std::uint64_t at = 1; whole < 3; ++at) {
    const std::string copy = directory_ / ("copy-" + std::to_string(at));
    const Ended ended = InChild([&](const Say&) {
      Disk disk;
      disk.fs().EndProcessOnCrash(at % 2 == 0 ? 0 : 50);
      disk.fs().CrashAfter(at);
      EngineOptions options = OptionsIn(copy);
      options.from_export = file;
      options.env = disk.env();
      return Engine::Open(options).ok() ? 0 : 1;
    });
    ASSERT_EQ(ended.code, DropUnsyncedFs::kPowerLost) << ended.errors;
    if (std::filesystem::exists(copy + "/log")) {
      ++whole;
      ASSERT_EQ(Oracle(copy, issued_), "holds") << at;
    } else {
      ++none;
      EXPECT_EQ(whole, 0) << at;
    }
    std::filesystem::remove_all(copy);
  }
  EXPECT_GT(none, 10);
}

}  // namespace
}  // namespace careledger::fault
