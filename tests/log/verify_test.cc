#include "replay/log/verify.h"

#include <map>
#include <sstream>

#include "gtest/gtest.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

// A log in memory whose every part a test may damage.
class BrokenLog final : public Log {
 public:
  explicit BrokenLog(std::uint64_t count) {
    CompactTree tree;
    std::vector<StoredNode> completed;
    for (std::uint64_t position = 1; position <= count; ++position) {
      records.push_back(Sample(position));
      tree.Append(LeafHash(Encoded(records.back())), &completed);
    }
    for (const StoredNode& node : completed) nodes[{node.level, node.index}] = node.hash;
    named.position = Position{count};
    named.root = tree.Root();
    if (count != 0) named.record_time = records.back().record_time;
  }
  LedgerId ledger_id() const override { return kLedger; }
  Head head() const override { return named; }
  absl::Status Read(Position from, std::size_t limit, const Visitor& visitor) const override {
    for (std::size_t i = Number(from) - 1; i < records.size() && limit-- > 0; ++i) {
      if (!visitor(Encoded(records[i]))) break;
    }
    return failure;
  }
  absl::StatusOr<Position> LastAtOrBefore(RecordTime) const override { return absl::UnimplementedError(""); }
  absl::StatusOr<std::vector<Hash>> StoredNodes(int level, std::uint64_t first, std::size_t) const override {
    auto it = nodes.find({level, first});
    if (it == nodes.end()) return absl::DataLossError("no such node");
    return std::vector<Hash>{it->second};
  }

  std::vector<Record> records;
  std::map<std::pair<int, std::uint64_t>, Hash> nodes;
  Head named;
  absl::Status failure;
};

// What Verify finds in a log of 600 samples that `change` has been at: "POSITION MESSAGE", or "sound".
template <class Change>
std::string Found(Change change) {
  BrokenLog log(600);
  change(log);
  const Report report = Verify(log);
  if (report.ok()) return "sound";
  return std::to_string(Number(report.error_position)) + " " + std::string(report.error.message());
}

TEST(Verify, CountsASoundLog) {
  BrokenLog log(600);
  const Report report = Verify(log);
  EXPECT_OK(report.error);
  EXPECT_EQ(report.records, 600u);
  EXPECT_EQ(report.streams, 3u);
  EXPECT_EQ(report.head, log.head());
  EXPECT_EQ(report.error_position, Position{0});
  EXPECT_GT(report.bytes, 600 * kFixedSize);
}

TEST(Verify, AnEmptyLogIsSound) { EXPECT_OK(Verify(BrokenLog(0)).error); }

TEST(Verify, TellsHowFarItIs) {
  BrokenLog log(0);
  Verifier verifier(kLedger);
  std::vector<std::uint64_t> told;
  BrokenLog large(70'000);
  EXPECT_OK(Verify(large, [&](std::uint64_t records) { told.push_back(records); }).error);
  EXPECT_EQ(told, std::vector<std::uint64_t>{65'536});
}

TEST(Verify, FindsEachKindOfDamageAndWhere) {
  EXPECT_EQ(Found([](BrokenLog&) {}), "sound");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[9].ledger_id[3] = 77; }),
            "10 position 10: the record is of another ledger");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records.erase(log.records.begin() + 4); }),
            "5 position 5: the record says position 6");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[29].record_time = {5}; }),
            "30 position 30: the record time is before that of the record before it");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[30].revision = Revision{11}; }),
            "31 position 31: stream package-0 has revision 11 where 10 should be");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[30].stream = "new"; }),
            "31 position 31: stream new has revision 10 where 0 should be");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[100].request_digest.clear(); }),
            "256 the stored tree node of level 8, index 0 is not the root of its records");
  EXPECT_EQ(Found([](BrokenLog& log) { log.nodes.erase({8, 1}); }), "512 no such node");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records.pop_back(); }),
            "0 the head is at position 600, but there are 599 records");
  EXPECT_EQ(Found([](BrokenLog& log) { log.named.record_time = {7}; }),
            "0 the head names another time than the last record");
  EXPECT_EQ(Found([](BrokenLog& log) { log.records[599].payload = "x"; }).substr(0, 21),
            "0 the head names root");
  EXPECT_EQ(Found([](BrokenLog& log) { log.failure = absl::DataLossError("bad disk"); }), "601 bad disk");
}

TEST(Verify, RefusesBytesThatAreNoRecord) {
  Verifier verifier(kLedger);
  EXPECT_TRUE(verifier.Add(Encoded(Sample(1))));
  EXPECT_FALSE(verifier.Add("nonsense"));
  EXPECT_FALSE(verifier.Add(Encoded(Sample(2)))) << "an error stays";
  const Report report = verifier.Finish(Head{});
  EXPECT_EQ(report.error_position, Position{2});
  EXPECT_EQ(report.records, 1u);
}

TEST(Verify, ReadsAnExport) {
  std::istringstream in(SampleExport(600));
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  const Report report = Verify(*reader);
  EXPECT_OK(report.error);
  EXPECT_EQ(report.head, BrokenLog(600).head());
  EXPECT_EQ(report.streams, 3u);
}

TEST(Verify, PassesOnTheDamageOfAnExport) {
  std::istringstream in(SampleExport(600).substr(0, 20'000));
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  const Report report = Verify(*reader);
  EXPECT_EQ(report.error.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Number(report.error_position), report.records + 1);
}

// What only the meaning of the records shows: the file itself is whole.
TEST(Verify, FindsAGapInAStreamOfAWholeExport) {
  std::string file;
  ExportWriter writer(kLedger, [&file](std::string_view bytes) {
    file.append(bytes);
    return absl::OkStatus();
  });
  Record gap = Sample(2);
  gap.revision = Revision{1};
  ASSERT_OK(writer.Add(Encoded(Sample(1))));
  ASSERT_OK(writer.Add(Encoded(gap)));
  ASSERT_OK(writer.Finish());
  std::istringstream in(file);
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  EXPECT_EQ(Verify(*reader).error_position, Position{2});
}

}  // namespace
}  // namespace careledger::log
