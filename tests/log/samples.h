// Records for the tests of the log: plausible, and the same in every run.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "replay/log/export.h"
#include "replay/log/record.h"
#include "server/store/batch.h"

#define ASSERT_OK(expression)                           \
  do {                                                  \
    const auto& ok_status = (expression);               \
    ASSERT_TRUE(ok_status.ok()) << StatusOf(ok_status); \
  } while (false)
#define EXPECT_OK(expression)                           \
  do {                                                  \
    const auto& ok_status = (expression);               \
    EXPECT_TRUE(ok_status.ok()) << StatusOf(ok_status); \
  } while (false)

namespace careledger::log {

inline absl::Status StatusOf(const absl::Status& status) { return status; }
template <class T>
absl::Status StatusOf(const absl::StatusOr<T>& status) {
  return status.status();
}

inline constexpr LedgerId kLedger = {0xca, 0x4e, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};

// The record at a position: 3 streams in turn, a second of record time for every ten records.
inline Record Sample(std::uint64_t position) {
  const std::uint64_t i = position - 1;
  Record record;
  record.ledger_id = kLedger;
  record.position = Position{position};
  record.stream = "package-" + std::to_string(i % 3);
  record.revision = Revision{i / 3};
  record.type = "VisitRecorded";
  record.record_time = {1'600'000'000'000'000 + static_cast<std::int64_t>(i / 10) * 1'000'000};
  record.effective_date = model::Date(18'500 + static_cast<std::int32_t>(i % 365));
  record.actor = "careledger://north/feed/acorn/rota";
  record.role = Role::kFeed;
  record.auth = AuthClass::kMtls;
  record.request_id = "page-" + std::to_string(i / 100);
  if (i % 100 == 0) record.request_digest = std::string(kDigestSize, static_cast<char>(i));
  record.payload = "payload of record " + std::to_string(position);
  return record;
}

inline std::string Encoded(const Record& record) {
  std::string bytes;
  AppendEncoded(record, &bytes);
  return bytes;
}

// An export of Sample(1) .. Sample(count).
inline std::string SampleExport(std::uint64_t count) {
  std::string file;
  ExportWriter writer(kLedger, [&file](std::string_view bytes) {
    file.append(bytes);
    return absl::OkStatus();
  });
  for (std::uint64_t position = 1; position <= count; ++position)
    EXPECT_OK(writer.Add(Encoded(Sample(position))));
  EXPECT_OK(writer.Finish());
  return file;
}

// The next `count` samples.
inline Batch NextBatch(BatchBuilder* builder, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) builder->Add(Sample(Number(builder->next())));
  return builder->Take();
}

// A directory of its own for the running test, removed with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "careledger-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data()) != nullptr ? pattern : "";
    EXPECT_FALSE(path_.empty());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace careledger::log
