#include "replay/log/record.h"

#include <fstream>
#include <random>
#include <sstream>

#include "gtest/gtest.h"
#include "replay/log/merkle.h"
#include "tests/log/samples.h"

namespace careledger::log {
namespace {

Record Full() {
  Record record = Sample(1);
  record.ignorable = true;
  record.correlation_id = "import-7";
  record.causation_id = "page-1";
  record.schema_version = 3;
  return record;
}

std::string Refusal(std::string_view bytes) {
  absl::StatusOr<Record> record = Decode(bytes);
  if (record.ok()) return "accepted";
  EXPECT_EQ(record.status().code(), absl::StatusCode::kDataLoss);
  return std::string(record.status().message());
}

std::string With(std::string bytes, std::size_t at, int value) {
  bytes[at] = static_cast<char>(value);
  return bytes;
}

TEST(Record, DecodesToWhatWasEncoded) {
  const Record record = Full();
  absl::StatusOr<Record> decoded = Decode(Encoded(record));
  ASSERT_OK(decoded);
  EXPECT_EQ(*decoded, record);
  EXPECT_EQ(Encoded(record).size(), EncodedSize(record));
}

TEST(Record, SmallestRecordHasTheFixedSizeAndTwoTexts) {
  Record record;
  record.position = Position{1};
  record.stream = "s";
  record.type = "T";
  EXPECT_EQ(Encoded(record).size(), kFixedSize + 2);
  ASSERT_OK(Decode(Encoded(record)));
  EXPECT_EQ(*Decode(Encoded(record)), record);
}

TEST(Record, KeepsExtremes) {
  Record record = Full();
  record.position = Position{~std::uint64_t{0}};
  record.revision = Revision{~std::uint64_t{0}};
  record.record_time = {std::numeric_limits<std::int64_t>::min()};
  record.effective_date = model::Date(std::numeric_limits<std::int32_t>::min());
  record.schema_version = 65'535;
  record.stream = std::string(kMaxText, '\0');
  record.payload = std::string(kMaxPayload, '\xff');
  ASSERT_OK(CheckEncodable(record));
  ASSERT_OK(Decode(Encoded(record)));
  EXPECT_EQ(*Decode(Encoded(record)), record);
}

TEST(Record, TellsTheEpochFromNoDate) {
  Record with = Full(), without = Full();
  with.effective_date = model::Date(0);
  without.effective_date.reset();
  EXPECT_NE(Encoded(with), Encoded(without));
  EXPECT_EQ(*Decode(Encoded(with)), with);
  EXPECT_EQ(*Decode(Encoded(without)), without);
}

TEST(Record, RefusesEveryTruncation) {
  const std::string bytes = Encoded(Full());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_NE(Refusal(bytes.substr(0, size)), "accepted") << size;
}

TEST(Record, RefusesTrailingBytes) {
  EXPECT_EQ(Refusal(Encoded(Full()) + '\0'), "record: payload: followed by 1 more bytes");
}

TEST(Record, RefusalNamesTheField) {
  const std::string bytes = Encoded(Full());
  EXPECT_EQ(Refusal(With(bytes, 0, 2)), "record: format: 2 is not known here");
  EXPECT_EQ(Refusal(With(bytes, 1, 8)), "record: flags: unknown bits in 8");
  EXPECT_EQ(Refusal(With(bytes, 2, 0)), "record: role: unknown value 0");
  EXPECT_EQ(Refusal(With(bytes, 2, 9)), "record: role: unknown value 9");
  EXPECT_EQ(Refusal(With(bytes, 3, 5)), "record: auth: unknown value 5");
  EXPECT_EQ(Refusal(With(bytes, 4, 0)), "record: schema_version: 0");
  EXPECT_EQ(Refusal(With(bytes, 1, 5)), "record: effective_date: not 0 though absent");
  EXPECT_EQ(Refusal(With(bytes, 26, 0)), "record: position: 0");
  EXPECT_EQ(Refusal(With(bytes, 51, 1)), "record: stream: beyond the end");
  EXPECT_EQ(Refusal(With(bytes, 64, 1)), "record: payload: beyond the end");
  EXPECT_EQ(Refusal(bytes.substr(0, 65)), "record: fixed part: 65 bytes, fewer than 66");
  EXPECT_EQ(Refusal(""), "record: format: no bytes");
}

TEST(Record, RefusesATextLongerThanTheLimit) {
  Record record = Full();
  record.stream = std::string(kMaxText, 's');
  record.payload = std::string(2, 'p');
  std::string bytes = Encoded(record);
  // One byte moves from the payload to the last text; it is the stream's length that grows beyond the limit.
  bytes[50] = static_cast<char>((kMaxText + 1) & 255);
  bytes[51] = static_cast<char>((kMaxText + 1) >> 8);
  bytes[62] = 1;
  EXPECT_EQ(Refusal(bytes), "record: stream: 1025 bytes, more than 1024");
}

TEST(Record, CheckEncodableRefusesWhatDecodeWould) {
  const auto fault = [](auto change) {
    Record record = Full();
    change(record);
    return std::string(CheckEncodable(record).message());
  };
  EXPECT_EQ(fault([](Record&) {}), "");
  EXPECT_EQ(fault([](Record& r) { r.position = Position{0}; }), "record: position: 0");
  EXPECT_EQ(fault([](Record& r) { r.stream.clear(); }), "record: stream: empty");
  EXPECT_EQ(fault([](Record& r) { r.type.clear(); }), "record: type: empty");
  EXPECT_EQ(fault([](Record& r) { r.actor.resize(1025); }), "record: actor: 1025 bytes, more than 1024");
  EXPECT_EQ(fault([](Record& r) { r.request_digest.resize(31); }),
            "record: request_digest: 31 bytes, not 32");
  EXPECT_EQ(fault([](Record& r) { r.role = Role{0}; }), "record: role: unknown value 0");
  EXPECT_EQ(fault([](Record& r) { r.payload.resize(kMaxPayload + 1); }),
            "record: payload: 16777217 bytes, more than 16777216");
}

TEST(RecordDeathTest, StopsRatherThanWriteALengthThatDoesNotFit) {
  Record record = Full();
  record.causation_id.resize(70'000);
  std::string out;
  EXPECT_DEATH(AppendEncoded(record, &out), "causation_id");
}

// One record has one encoding: whatever is accepted encodes to the same bytes.
TEST(Record, EveryFlippedBitIsRefusedOrMeansAnotherRecord) {
  const std::string bytes = Encoded(Full());
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const std::string flipped = With(bytes, bit / 8, bytes[bit / 8] ^ (1 << (bit % 8)));
    absl::StatusOr<Record> record = Decode(flipped);
    if (!record.ok()) continue;
    EXPECT_NE(*record, Full()) << bit;
    EXPECT_EQ(Encoded(*record), flipped) << bit;
  }
}

class RandomRecords {
 public:
  Record Next() {
    Record record;
    for (std::uint8_t& byte : record.ledger_id) byte = static_cast<std::uint8_t>(random_());
    record.position = Position{random_() >> (random_() % 64) | 1};
    record.revision = Revision{random_() >> (random_() % 64)};
    record.stream = "s" + Text(), record.type = "T" + Text(), record.actor = Text(),
    record.request_id = Text();
    record.correlation_id = Text(), record.causation_id = Text(), record.payload = Text() + Text() + Text();
    record.schema_version = static_cast<std::uint16_t>(random_() % 65'535 + 1);
    record.ignorable = random_() % 2 == 0;
    record.record_time = {static_cast<std::int64_t>(random_())};
    if (random_() % 2 == 0) record.effective_date = model::Date(static_cast<std::int32_t>(random_()));
    if (random_() % 2 == 0) record.request_digest = std::string(kDigestSize, static_cast<char>(random_()));
    record.role = static_cast<Role>(random_() % 8 + 1);
    record.auth = static_cast<AuthClass>(random_() % 4 + 1);
    return record;
  }
  std::uint64_t Number() { return random_(); }

 private:
  std::string Text() {
    std::string text(random_() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }
  std::mt19937_64 random_{20'200'331};
};

TEST(Record, RandomRecordsRoundTrip) {
  RandomRecords records;
  for (int i = 0; i < 5'000; ++i) {
    const Record record = records.Next();
    ASSERT_OK(CheckEncodable(record));
    absl::StatusOr<Record> decoded = Decode(Encoded(record));
    ASSERT_OK(decoded);
    ASSERT_EQ(*decoded, record);
  }
}

TEST(Record, RandomDamageIsRefusedOrCanonical) {
  RandomRecords records;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = Encoded(records.Next());
    for (std::uint64_t n = records.Number() % 4 + 1; n > 0; --n) {
      bytes[records.Number() % (n % 2 == 0 ? kFixedSize : bytes.size())] =
          static_cast<char>(records.Number());
    }
    absl::StatusOr<Record> record = Decode(bytes);
    if (record.ok()) {
      ASSERT_EQ(Encoded(*record), bytes);
      ASSERT_OK(CheckEncodable(*record));
    }
  }
}

TEST(FrameReader, GivesBackEachRecord) {
  std::string frames;
  for (std::uint64_t position = 1; position <= 5; ++position) AppendFramed(Sample(position), &frames);
  AppendFrame(Encoded(Sample(6)), &frames);
  FrameReader reader(frames);
  for (std::uint64_t position = 1; position <= 6; ++position)
    EXPECT_EQ(reader.Next(), Encoded(Sample(position)));
  EXPECT_EQ(reader.Next(), std::nullopt);
  EXPECT_OK(reader.status());
  EXPECT_EQ(reader.offset(), frames.size());
}

TEST(FrameReader, NamesTheByteOfAFrameThatDoesNotFit) {
  std::string frames;
  AppendFramed(Sample(1), &frames);
  const std::size_t second = frames.size();
  AppendFramed(Sample(2), &frames);
  for (std::size_t size = second + 1; size < frames.size(); ++size) {
    FrameReader reader(std::string_view(frames).substr(0, size));
    EXPECT_TRUE(reader.Next().has_value());
    EXPECT_FALSE(reader.Next().has_value());
    EXPECT_EQ(reader.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(reader.status().message().find("frame at byte " + std::to_string(second)),
              absl::string_view::npos);
  }
}

TEST(FrameReader, RefusesALengthBeyondAnyRecord) {
  const std::string frames("\xff\xff\xff\xff", 4);
  FrameReader reader(frames);
  EXPECT_FALSE(reader.Next().has_value());
  EXPECT_FALSE(reader.status().ok());
}

TEST(RecordPlace, IsReadFromFixedOffsets) {
  std::optional<RecordPlace> place = PeekPlace(Encoded(Sample(42)));
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->position, Position{42});
  EXPECT_EQ(place->ledger_id, kLedger);
  EXPECT_EQ(place->record_time, Sample(42).record_time);
  EXPECT_FALSE(PeekPlace(Encoded(Sample(42)).substr(0, 65)).has_value());
}

// The worked example of FORMAT.md.
Record Example() {
  Record record;
  for (std::size_t i = 0; i < record.ledger_id.size(); ++i)
    record.ledger_id[i] = static_cast<std::uint8_t>(i);
  record.position = Position{7};
  record.stream = "package-p1";
  record.revision = Revision{2};
  record.type = "PackageEnded";
  record.record_time = {1'585'645'200'000'000};
  record.effective_date = *model::Date::Parse("2020-03-31");
  record.actor = "careledger://north/broker/b1";
  record.role = Role::kBroker;
  record.auth = AuthClass::kMtls;
  record.request_id = "r9";
  record.payload = "\x08\x01";
  return record;
}

// The worked example as FORMAT.md prints it: 16 bytes a line, and the leaf hash.
std::string ExampleText() {
  const std::string bytes = Encoded(Example());
  std::ostringstream text;
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    char offset[8];
    std::snprintf(offset, sizeof(offset), "%04x ", static_cast<unsigned>(at));
    text << offset;
    for (std::size_t i = at; i < std::min(at + 16, bytes.size()); ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes[i]);
      text << ' ' << Hex({&byte, 1});
    }
    text << '\n';
  }
  text << "leaf hash " << Hex(LeafHash(bytes)) << '\n';
  return text.str();
}

TEST(FormatDocument, ShowsTheBytesOfItsExample) {
  const std::string path = std::string(CARELEDGER_SOURCE_DIR) + "/replay/log/FORMAT.md";
  std::ifstream file(path);
  std::stringstream document;
  document << file.rdbuf();
  ASSERT_FALSE(document.str().empty()) << path;
  EXPECT_NE(document.str().find("```\n" + ExampleText() + "```\n"), std::string::npos)
      << "FORMAT.md should hold:\n"
      << ExampleText();
}

}  // namespace
}  // namespace careledger::log
