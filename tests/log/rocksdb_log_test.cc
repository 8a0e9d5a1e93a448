#include "server/store/rocksdb_log.h"

#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "gtest/gtest.h"
#include "replay/log/export.h"
#include "replay/log/proof.h"
#include "replay/log/rocksdb_layout.h"
#include "replay/log/rocksdb_reader.h"
#include "replay/log/verify.h"
#include "tests/fault/drop_unsynced_fs.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

class RocksDbLogTest : public testing::Test {
 protected:
  absl::Status TryOpen(std::optional<LedgerId> create_with = kLedger) {
    Close();
    absl::StatusOr<std::unique_ptr<RocksDbLog>> log =
        RocksDbLog::Open({.path = path(), .create_with = create_with, .env = env_});
    if (!log.ok()) return log.status();
    log_ = std::move(*log);
    absl::StatusOr<CompactTree> tree = RestoreTree(*log_, log_->head().position);
    if (!tree.ok()) return tree.status();
    builder_.emplace(*tree, log_->head());
    absl::StatusOr<std::uint64_t> epoch = log_->Fence();
    epoch_ = epoch.value_or(0);
    return epoch.status();
  }
  void Open() { ASSERT_OK(TryOpen()); }
  void Close() { log_.reset(); }

  absl::StatusOr<Head> TryAppend(std::uint64_t count) {
    const Position expected = log_->head().position;
    return log_->Append(NextBatch(&*builder_, count), expected, epoch_);
  }
  void Append(std::uint64_t count) { ASSERT_OK(TryAppend(count)); }

  // The records read, as "first..last", having compared each with what was written.
  std::string Read(std::uint64_t from, std::size_t limit) { return ReadFrom(*log_, from, limit); }
  static std::string ReadFrom(const Log& log, std::uint64_t from, std::size_t limit) {
    std::uint64_t next = from;
    absl::Status status = log.Read(Position{from}, limit, [&](std::string_view bytes) {
      EXPECT_EQ(bytes, Encoded(Sample(next)));
      return ++next != 0;
    });
    if (!status.ok()) return std::string(status.message());
    return next == from ? "nothing" : std::to_string(from) + ".." + std::to_string(next - 1);
  }
  std::uint64_t LastAtOrBefore(std::int64_t micros) {
    absl::StatusOr<Position> position = log_->LastAtOrBefore({micros});
    EXPECT_OK(position);
    return Number(position.value_or(Position{999'999}));
  }
  std::string path() const { return directory_ / "log"; }

  TemporaryDirectory directory_;
  rocksdb::Env* env_ = nullptr;
  std::unique_ptr<RocksDbLog> log_;
  std::optional<BatchBuilder> builder_;
  std::uint64_t epoch_ = 0;
};

TEST_F(RocksDbLogTest, IsEmptyAtFirst) {
  Open();
  EXPECT_EQ(log_->head(), Head{});
  EXPECT_EQ(log_->ledger_id(), kLedger);
  EXPECT_EQ(Read(1, 10), "nothing");
  EXPECT_EQ(LastAtOrBefore(1), 0u);
  EXPECT_OK(Verify(*log_).error);
}

TEST_F(RocksDbLogTest, IsNotCreatedUnasked) {
  EXPECT_EQ(TryOpen(std::nullopt).code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path() + "/CURRENT"));
  EXPECT_EQ(OpenRocksDbForReading(path()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RocksDbLogTest, KeepsTheIdItWasCreatedWith) {
  Open();
  LedgerId other = kLedger;
  other[0] ^= 1;
  ASSERT_OK(TryOpen(other));
  EXPECT_EQ(log_->ledger_id(), kLedger);
}

TEST_F(RocksDbLogTest, ReadsWhatWasAppended) {
  Open();
  Append(1);
  Append(700);
  Append(299);
  EXPECT_EQ(Number(log_->head().position), 1'000u);
  EXPECT_EQ(log_->head().record_time, Sample(1'000).record_time);
  EXPECT_EQ(Read(1, 10'000), "1..1000");
  EXPECT_EQ(Read(1, 1), "1..1");
  EXPECT_EQ(Read(1'000, 5), "1000..1000");
  EXPECT_EQ(Read(1'001, 5), "nothing");
  EXPECT_EQ(Read(5'000, 5), "nothing");
  EXPECT_EQ(Read(1, 0), "nothing");
  EXPECT_EQ(Read(0, 1), "positions begin at 1");
}

TEST_F(RocksDbLogTest, ReadsFromTheMiddleOfARow) {
  Open();
  Append(1'000);  // Some 200 KB: several rows.
  for (std::uint64_t from = 1; from <= 1'000; from += 13) {
    EXPECT_EQ(Read(from, 5),
              std::to_string(from) + ".." + std::to_string(std::min<std::uint64_t>(from + 4, 1'000)));
  }
  EXPECT_EQ(Read(500, 100'000), "500..1000");
}

TEST_F(RocksDbLogTest, StopsWhenTheVisitorHasEnough) {
  Open();
  Append(100);
  int seen = 0;
  EXPECT_OK(log_->Read(Position{50}, 100, [&](std::string_view) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
}

TEST_F(RocksDbLogTest, KeepsARecordLargerThanARow) {
  Open();
  Record large = Sample(1);
  large.payload = std::string(3 * kMaxRowBytes, 'p');
  builder_->Add(large);
  builder_->Add(Sample(2));
  Batch batch = builder_->Take();
  EXPECT_EQ(batch.rows.size(), 2u);
  ASSERT_OK(log_->Append(batch, Position{0}, epoch_));
  Open();
  std::vector<std::size_t> sizes;
  EXPECT_OK(log_->Read(Position{1}, 5, [&](std::string_view bytes) {
    sizes.push_back(bytes.size());
    return true;
  }));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{EncodedSize(large), EncodedSize(Sample(2))}));
}

TEST_F(RocksDbLogTest, IsTheSameAfterReopening) {
  Open();
  for (std::uint64_t count : {1u, 254u, 1u, 1u, 255u, 1'000u, 3u}) {
    Append(count);
    const Head head = log_->head();
    Open();
    EXPECT_EQ(log_->head(), head);
  }
  EXPECT_EQ(Read(1, 10'000), "1..1515");
  const Report report = Verify(*log_);
  EXPECT_OK(report.error);
  EXPECT_EQ(report.records, 1'515u);
  EXPECT_EQ(report.head, log_->head());
}

TEST_F(RocksDbLogTest, IsTheSameAfterCompaction) {
  Open();
  for (int i = 0; i < 5; ++i) {
    Append(300);
    ASSERT_OK(log_->Compact());
  }
  Open();
  EXPECT_EQ(Read(1, 10'000), "1..1500");
  EXPECT_OK(Verify(*log_).error);
}

TEST_F(RocksDbLogTest, TheRootIsThatOfTheRecords) {
  Open();
  Append(777);
  CompactTree tree;
  for (std::uint64_t position = 1; position <= 777; ++position)
    tree.Append(LeafHash(Encoded(Sample(position))));
  EXPECT_EQ(log_->head().root, tree.Root());
}

TEST_F(RocksDbLogTest, AnEmptyBatchChangesNothing) {
  Open();
  Append(3);
  const Head head = log_->head();
  absl::StatusOr<Head> after = TryAppend(0);
  ASSERT_OK(after);
  EXPECT_EQ(*after, head);
}

TEST_F(RocksDbLogTest, RefusesAnUnexpectedHead) {
  Open();
  Append(3);
  const Batch batch = NextBatch(&*builder_, 2);
  EXPECT_EQ(log_->Append(batch, Position{2}, epoch_).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(log_->Append(batch, Position{5}, epoch_).status().code(), absl::StatusCode::kAborted);
  ASSERT_OK(log_->Append(batch, Position{3}, epoch_));  // A refusal poisons nothing.
  EXPECT_EQ(log_->Append(batch, Position{5}, epoch_).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(1, 10), "1..5");
}

TEST_F(RocksDbLogTest, RefusesAStaleEpoch) {
  Open();
  Append(3);
  const std::uint64_t old = epoch_;
  absl::StatusOr<std::uint64_t> raised = log_->Fence();
  ASSERT_OK(raised);
  EXPECT_EQ(*raised, old + 1);
  const Batch batch = NextBatch(&*builder_, 1);
  EXPECT_EQ(log_->Append(batch, Position{3}, old).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(log_->Append(batch, Position{3}, old + 2).status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_OK(log_->Append(batch, Position{3}, *raised));
}

TEST_F(RocksDbLogTest, AnEpochOutlivesTheProcess) {
  Open();
  const std::uint64_t old = epoch_;
  Open();
  EXPECT_EQ(epoch_, old + 1);
}

TEST_F(RocksDbLogTest, OnlyOneProcessHoldsIt) {
  Open();
  EXPECT_EQ(RocksDbLog::Open({.path = path()}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(RocksDbLogTest, FindsTheLastPositionAtATime) {
  Open();
  for (std::uint64_t count : {1u, 5u, 300u, 94u, 600u}) Append(count);
  const std::int64_t start = Sample(1).record_time.micros;
  EXPECT_EQ(LastAtOrBefore(start - 1), 0u);
  for (std::int64_t second = 0; second < 100; ++second) {  // Ten records a second.
    const std::uint64_t last = static_cast<std::uint64_t>(second + 1) * 10;
    EXPECT_EQ(LastAtOrBefore(start + second * 1'000'000), last);
    EXPECT_EQ(LastAtOrBefore(start + second * 1'000'000 + 999'999), last);
  }
  EXPECT_EQ(LastAtOrBefore(start + 1'000'000'000), 1'000u);
}

TEST_F(RocksDbLogTest, ProvesInclusionAndConsistency) {
  Open();
  std::map<std::uint64_t, Hash> roots;
  for (std::uint64_t count : {1u, 254u, 1u, 1u, 255u, 66'000u, 3u}) {
    Append(count);
    roots[Number(log_->head().position)] = log_->head().root;
  }
  Prover prover(*log_);
  for (const auto& [size, root] : roots) {
    EXPECT_EQ(*prover.Root(Position{size}), root);
    for (std::uint64_t position = 1; position <= size; position += 1 + size / 20) {
      absl::StatusOr<std::vector<Hash>> proof = prover.Inclusion(Position{position}, Position{size});
      ASSERT_OK(proof);
      EXPECT_TRUE(VerifyInclusion(LeafHash(Encoded(Sample(position))), position - 1, size, *proof, root));
    }
    for (const auto& [old_size, old_root] : roots) {
      if (old_size > size) continue;
      absl::StatusOr<std::vector<Hash>> proof = prover.Consistency(Position{old_size}, Position{size});
      ASSERT_OK(proof);
      EXPECT_TRUE(VerifyConsistency(old_size, size, old_root, root, *proof));
    }
  }
  const Position head = log_->head().position;
  EXPECT_FALSE(prover.Inclusion(Position{0}, head).ok());
  EXPECT_FALSE(prover.Inclusion(head, Position{Number(head) - 1}).ok());
  EXPECT_FALSE(prover.Inclusion(head, Position{Number(head) + 1}).ok());
  EXPECT_FALSE(prover.Consistency(Position{0}, head).ok());
}

TEST_F(RocksDbLogTest, AProverFollowsTheLogAsItGrows) {
  Open();
  Prover prover(*log_);
  for (std::uint64_t count : {1u, 2u, 100u, 153u, 40'000u, 7u}) {
    Append(count);
    const Head head = log_->head();
    for (Position position : {Position{1}, head.position}) {
      absl::StatusOr<std::vector<Hash>> proof = prover.Inclusion(position, head.position);
      ASSERT_OK(proof);
      const Hash leaf = LeafHash(Encoded(Sample(Number(position))));
      EXPECT_TRUE(VerifyInclusion(leaf, Number(position) - 1, Number(head.position), *proof, head.root));
    }
  }
  for (std::uint64_t position = 1; position <= 40'000; position += 200) {  // More tiles than are kept.
    ASSERT_OK(prover.Inclusion(Position{position}, log_->head().position));
  }
  EXPECT_EQ(prover.Tree(log_->head().position)->Root(), log_->head().root);
  EXPECT_EQ(*prover.Root(Position{0}), EmptyRoot());
}

TEST_F(RocksDbLogTest, GivesStoredNodesUpToTheHeadOnly) {
  Open();
  Append(600);
  EXPECT_EQ(log_->StoredNodes(8, 0, 2)->size(), 2u);
  EXPECT_EQ(log_->StoredNodes(8, 0, 3).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(log_->StoredNodes(8, ~std::uint64_t{0}, 1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(log_->StoredNodes(16, 0, 1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(log_->StoredNodes(7, 0, 1).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RocksDbLogTest, IsReadByAnotherProgramOnceStopped) {
  Open();
  Append(900);
  const Head head = log_->head();
  Close();
  std::vector<std::string> before;
  for (const auto& file : std::filesystem::directory_iterator(path())) before.push_back(file.path());
  absl::StatusOr<std::unique_ptr<Log>> reader = OpenRocksDbForReading(path());
  ASSERT_OK(reader);
  EXPECT_EQ((*reader)->head(), head);
  EXPECT_EQ((*reader)->ledger_id(), kLedger);
  EXPECT_EQ(ReadFrom(**reader, 450, 100'000), "450..900");
  EXPECT_EQ(*(*reader)->LastAtOrBefore(Sample(95).record_time), Position{100});
  EXPECT_OK(Verify(**reader).error);
  reader->reset();
  std::vector<std::string> after;
  for (const auto& file : std::filesystem::directory_iterator(path())) after.push_back(file.path());
  EXPECT_EQ(after, before) << "reading writes nothing";
}

TEST_F(RocksDbLogTest, ExportsItself) {
  Open();
  Append(600);
  std::string file;
  const auto sink = [&file](std::string_view bytes) {
    file.append(bytes);
    return absl::OkStatus();
  };
  absl::StatusOr<Head> head = WriteExport(*log_, std::nullopt, sink);
  ASSERT_OK(head);
  EXPECT_EQ(*head, log_->head());
  EXPECT_EQ(file, SampleExport(600));
  file.clear();
  ASSERT_OK(WriteExport(*log_, Position{400}, sink));
  EXPECT_EQ(file, SampleExport(400));
  file.clear();
  ASSERT_OK(WriteExport(*log_, Position{0}, sink));
  EXPECT_EQ(file, SampleExport(0));
  EXPECT_EQ(WriteExport(*log_, Position{601}, sink).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RocksDbLogTest, CopiesItselfWhileServing) {
  Open();
  Append(600);
  ASSERT_OK(log_->Checkpoint(directory_ / "copy"));
  Append(5);
  absl::StatusOr<std::unique_ptr<Log>> copy = OpenRocksDbForReading(directory_ / "copy");
  ASSERT_OK(copy);
  EXPECT_EQ(ReadFrom(**copy, 1, 10'000), "1..600");
}

TEST_F(RocksDbLogTest, IsReadWhileItGrows) {
  Open();
  Append(1);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const std::uint64_t head = Number(log_->head().position);
      std::uint64_t next = head > 50 ? head - 50 : 1;
      const std::uint64_t first = next;
      EXPECT_OK(log_->Read(Position{first}, 200, [&](std::string_view bytes) {
        EXPECT_EQ(bytes, Encoded(Sample(next)));
        return ++next != 0;
      }));
      EXPECT_GT(next, head);
      EXPECT_OK(log_->LastAtOrBefore(Sample(head / 2 + 1).record_time));
    }
  });
  for (int i = 0; i < 200; ++i) Append(static_cast<std::uint64_t>(i % 40 + 1));
  done = true;
  reader.join();
}

// Damage. The log is closed, a byte of some file changed, and the log opened and verified again.
class DamagedLogTest : public RocksDbLogTest {
 protected:
  // Whether opening, or verifying what could be opened, finds that something is wrong.
  std::string Found() {
    absl::StatusOr<std::unique_ptr<Log>> log = OpenRocksDbForReading(path());
    if (!log.ok()) return std::string(log.status().message());
    const Report report = Verify(**log);
    if (!report.ok()) return std::string(report.error.message());
    return report.head == head_ ? "sound" : "sound, but another log";
  }
  std::vector<std::string> Files(std::string_view suffix) const {
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(path())) {
      const std::string name = file.path().string();
      if (name.ends_with(suffix) && file.file_size() != 0) files.push_back(name);
    }
    return files;
  }
  static void Flip(const std::string& file, std::streamoff at, int bit) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekg(at);
    const int byte = stream.get();
    stream.seekp(at);
    stream.put(static_cast<char>(byte ^ (1 << bit)));
  }
  // Puts `row` in the place of the row at `first`, which it returns; an empty row takes it out. REQUIRES:
  // closed.
  std::string SwapRow(Position first, const std::string& row) {
    rocksdb::DB* opened = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    EXPECT_TRUE(rocksdb::DB::Open({}, path(),
                                  {{rocksdb::kDefaultColumnFamilyName, {}}, {layout::kRecordsFamily, {}}},
                                  &families, &opened)
                    .ok());
    std::unique_ptr<rocksdb::DB> db(opened);
    const std::string key = layout::RecordKey(first);
    std::string old;
    (void)db->Get({}, families[1], key, &old);
    EXPECT_TRUE((row.empty() ? db->Delete({}, families[1], key) : db->Put({}, families[1], key, row)).ok());
    for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
    return old;
  }
  Head head_;
};

TEST_F(DamagedLogTest, EveryFlippedBitOfTheWriteAheadLogIsDetected) {
  Open();
  Append(2);
  Append(3);
  head_ = log_->head();
  Close();
  const std::vector<std::string> files = Files(".log");
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    for (std::streamoff at = 0; at < size; ++at) {
      const int bit = static_cast<int>(at % 8);
      Flip(file, at, bit);
      EXPECT_NE(Found(), "sound, but another log") << file << " byte " << at << " bit " << bit;
      Flip(file, at, bit);
    }
  }
  EXPECT_EQ(Found(), "sound");
}

TEST_F(DamagedLogTest, EveryTruncationOfTheWriteAheadLogIsDetected) {
  Open();
  Append(2);
  Append(3);
  head_ = log_->head();
  Close();
  const std::vector<std::string> files = Files(".log");
  ASSERT_EQ(files.size(), 1u);
  std::ifstream in(files[0], std::ios::binary);
  std::stringstream whole;
  whole << in.rdbuf();
  for (std::size_t size = 0; size < whole.str().size(); size += 3) {
    std::ofstream(files[0], std::ios::binary | std::ios::trunc) << whole.str().substr(0, size);
    EXPECT_NE(Found(), "sound") << size;
    EXPECT_NE(Found(), "sound, but another log") << size;
  }
}

TEST_F(DamagedLogTest, FlippedBitsOfTablesAreDetectedOrChangeNothing) {
  Open();
  Append(1'000);
  ASSERT_OK(log_->Compact());
  head_ = log_->head();
  Close();
  for (const std::string& file : Files(".sst")) {
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    for (std::streamoff at = 0; at < size; at += 1 + size / 150) {
      Flip(file, at, static_cast<int>(at % 8));
      EXPECT_NE(Found(), "sound, but another log") << file << " byte " << at;
      Flip(file, at, static_cast<int>(at % 8));
    }
  }
  EXPECT_EQ(Found(), "sound");
}

// What names and describes the tables and logs, and the witness.
TEST_F(DamagedLogTest, FlippedBitsOfEveryOtherFileAreDetectedOrChangeNothing) {
  Open();
  Append(300);
  ASSERT_OK(log_->Compact());
  Append(2);
  head_ = log_->head();
  Close();
  int files = 0;
  for (const std::string& file : Files("")) {
    if (file.ends_with(".sst") || file.ends_with(".log")) continue;
    ++files;
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    for (std::streamoff at = 0; at < size; at += 1 + size / 250) {
      Flip(file, at, static_cast<int>(at % 8));
      EXPECT_NE(Found(), "sound, but another log") << file << " byte " << at;
      Flip(file, at, static_cast<int>(at % 8));
    }
  }
  EXPECT_GE(files, 4);  // CURRENT, MANIFEST, OPTIONS, ACKNOWLEDGED.
  EXPECT_EQ(Found(), "sound");
}

// Damage that leaves a store RocksDB is content with: a row taken out.
TEST_F(DamagedLogTest, AMissingRowIsFoundOnOpening) {
  Open();
  for (int i = 0; i < 4; ++i) Append(10);
  Close();
  const auto opening_without = [this](std::uint64_t first) {
    const std::string row = SwapRow(Position{first}, "");
    const absl::Status status = TryOpen();
    Close();
    SwapRow(Position{first}, row);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  };
  EXPECT_EQ(opening_without(31), "the last record stored is at position 30, the head at 40");
  EXPECT_EQ(opening_without(11), "records from position 11 to 20 are missing");
  EXPECT_EQ(opening_without(1), "records from position 1 to 10 are missing");
  EXPECT_OK(TryOpen());
}

TEST_F(DamagedLogTest, ALostFileIsNotTakenForANewLog) {
  Open();
  Append(10);
  Close();
  std::filesystem::remove(path() + "/CURRENT");
  EXPECT_EQ(TryOpen().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DamagedLogTest, AnotherLogInThePlaceOfThisOneIsDetected) {
  Open();
  Append(10);
  Close();
  std::filesystem::rename(path() + "/ACKNOWLEDGED", directory_ / "kept");
  std::filesystem::remove_all(path());
  Open();
  Record other = Sample(1);
  other.payload = "another story";
  builder_->Add(other);
  for (std::uint64_t position = 2; position <= 20; ++position) builder_->Add(Sample(position));
  ASSERT_OK(log_->Append(builder_->Take(), Position{0}, epoch_));
  Close();
  std::filesystem::rename(directory_ / "kept", path() + "/ACKNOWLEDGED");
  const absl::Status status = TryOpen();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("positions 1 to 10 were acknowledged with root"), absl::string_view::npos);
}

TEST(RocksDbLayout, HeadAndWitnessRoundTrip) {
  const Head head{.position = Position{77}, .root = LeafHash("r"), .record_time = {-5}};
  EXPECT_EQ(layout::HeadFrom(layout::HeadValue(head)), head);
  EXPECT_EQ(layout::HeadFrom("short"), std::nullopt);
  std::string slot = layout::WitnessSlot(head);
  ASSERT_EQ(slot.size(), layout::kWitnessSlotSize);
  EXPECT_EQ(layout::WitnessFrom(slot)->position, head.position);
  for (std::size_t i = 0; i < slot.size(); ++i) {
    slot[i] ^= 4;
    EXPECT_FALSE(layout::WitnessFrom(slot).has_value());
    slot[i] ^= 4;
  }
  EXPECT_FALSE(layout::WitnessFrom(std::string(layout::kWitnessSlotSize, '\0')).has_value());
}

class FailingDiskTest : public RocksDbLogTest {
 protected:
  void SetUp() override {
    env_ = disk_.env();
    Open();
    Append(300);
  }
  void TearDown() override { Close(); }
  fault::Disk disk_;
};

TEST_F(FailingDiskTest, AFailedSyncPoisonsTheWriterForEver) {
  const Head head = log_->head();
  disk_.fs().FailSyncs(true);
  const absl::Status first = TryAppend(5).status();
  EXPECT_FALSE(first.ok());
  EXPECT_NE(first.message().find("the disk cannot sync"), absl::string_view::npos) << first;
  disk_.fs().FailSyncs(false);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(TryAppend(5).status(), first);
  EXPECT_EQ(log_->Fence().status(), first);
  EXPECT_EQ(log_->head(), head) << "nothing that is not durable is visible";
  EXPECT_EQ(Read(1, 1'000), "1..300");
}

TEST_F(FailingDiskTest, WhatWasAcknowledgedIsThereAfterAFailedSync) {
  disk_.fs().FailSyncs(true);
  EXPECT_FALSE(TryAppend(5).ok());
  disk_.fs().FailSyncs(false);
  Open();
  EXPECT_GE(Number(log_->head().position), 300u);
  Append(5);
  EXPECT_OK(Verify(*log_).error);
}

}  // namespace
}  // namespace careledger::log
