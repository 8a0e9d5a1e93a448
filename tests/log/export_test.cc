#include "replay/log/export.h"

#include <sstream>

#include "gtest/gtest.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

// Reads all of `file` and says how that ended: the number of records, or the error.
std::string ReadBack(const std::string& file) {
  std::istringstream in(file);
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  std::uint64_t count = 0;
  absl::Status status = reader.status();
  if (status.ok())
    status = reader->ReadAll([&](std::string_view bytes) {
      EXPECT_TRUE(View(bytes).ok());
      return ++count != 0;
    });
  if (status.ok()) return std::to_string(count) + " records";
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  return std::string(status.message());
}

bool Holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Export, GivesBackTheExactBytes) {
  std::istringstream in(SampleExport(5'000));  // Larger than the reader's buffer.
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  EXPECT_EQ(reader->ledger_id(), kLedger);
  for (std::uint64_t position = 1; position <= 5'000; ++position) {
    EXPECT_FALSE(reader->head().has_value());
    absl::StatusOr<std::optional<std::string_view>> bytes = reader->Next();
    ASSERT_OK(bytes);
    ASSERT_TRUE(bytes->has_value());
    ASSERT_EQ(**bytes, Encoded(Sample(position)));
  }
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(reader->Next());
    EXPECT_FALSE(reader->Next()->has_value());
  }
  CompactTree tree;
  for (std::uint64_t position = 1; position <= 5'000; ++position)
    tree.Append(LeafHash(Encoded(Sample(position))));
  EXPECT_EQ(
      reader->head(),
      (Head{.position = Position{5'000}, .root = tree.Root(), .record_time = Sample(5'000).record_time}));
}

TEST(Export, MayBeEmpty) { EXPECT_EQ(ReadBack(SampleExport(0)), "0 records"); }

TEST(Export, EveryTruncationIsDetected) {
  const std::string file = SampleExport(4);
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_TRUE(Holds(ReadBack(file.substr(0, size)), "export, byte ")) << size;
  }
}

TEST(Export, EveryFlippedBitIsDetected) {
  for (std::uint64_t records : {0u, 3u}) {
    std::string file = SampleExport(records);
    for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
      file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
      EXPECT_TRUE(Holds(ReadBack(file), "export, byte ")) << bit;
      file[bit / 8] = static_cast<char>(file[bit / 8] ^ (1 << (bit % 8)));
    }
    EXPECT_EQ(ReadBack(file), std::to_string(records) + " records");
  }
}

TEST(Export, BytesAfterTheTrailerAreDetected) {
  EXPECT_TRUE(Holds(ReadBack(SampleExport(2) + "x"), "bytes follow the trailer"));
  EXPECT_TRUE(Holds(ReadBack(SampleExport(2) + SampleExport(2)), "bytes follow the trailer"));
}

TEST(Export, DamageNamesByteAndPosition) {
  const std::string file = SampleExport(3);
  const std::size_t second = 32 + 4 + Encoded(Sample(1)).size();
  std::string damaged = file;
  damaged[second + 4] = 9;
  EXPECT_EQ(ReadBack(damaged),
            "export, byte " + std::to_string(second) + ", position 2: record: format: 9 is not known here");
}

TEST(Export, ARemovedRecordIsDetected) {
  const std::string file = SampleExport(3);
  const std::size_t first = 4 + Encoded(Sample(1)).size(), second = 4 + Encoded(Sample(2)).size();
  EXPECT_TRUE(Holds(ReadBack(std::string(file).erase(32 + first, second)), "the record says position 3"));
  EXPECT_TRUE(Holds(ReadBack(std::string(file).erase(32 + first + second, 4 + Encoded(Sample(3)).size())),
                    "the trailer counts 3 records, the file holds 2"));
}

TEST(Export, TheFirstErrorStays) {
  std::istringstream in(SampleExport(3).substr(0, 100));
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  const absl::Status first = reader->Next().status();
  EXPECT_FALSE(first.ok());
  EXPECT_EQ(reader->Next().status(), first);
}

TEST(Export, StopsReadingWhenTheVisitorHasEnough) {
  std::istringstream in(SampleExport(3));
  absl::StatusOr<ExportReader> reader = ExportReader::Open(in);
  ASSERT_OK(reader);
  int seen = 0;
  EXPECT_OK(reader->ReadAll([&](std::string_view) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
  EXPECT_FALSE(reader->head().has_value());
}

TEST(ExportWriter, TakesOnlyTheNextRecordOfItsLedger) {
  const auto refusal = [](const Record& record) {
    ExportWriter writer(kLedger, [](std::string_view) { return absl::OkStatus(); });
    EXPECT_OK(writer.Add(Encoded(Sample(1))));
    absl::Status status = writer.Add(Encoded(record));
    EXPECT_EQ(writer.Finish().status(), status);
    return std::string(status.message());
  };
  EXPECT_EQ(refusal(Sample(3)), "position 2: a record of position 3");
  Record other = Sample(2);
  other.ledger_id[0] = 0;
  EXPECT_EQ(refusal(other), "position 2: a record of position 2 of another ledger");
  Record early = Sample(2);
  early.record_time = {1};
  EXPECT_EQ(refusal(early), "position 2: the record time goes back");
}

TEST(ExportWriter, PassesOnTheErrorOfItsSink) {
  ExportWriter writer(kLedger, [](std::string_view) { return absl::ResourceExhaustedError("disk full"); });
  EXPECT_OK(writer.Add(Encoded(Sample(1))));
  EXPECT_EQ(writer.Finish().status().message(), "disk full");
  EXPECT_EQ(writer.Add(Encoded(Sample(2))).message(), "disk full");
}

}  // namespace
}  // namespace careledger::log
