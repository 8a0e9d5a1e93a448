// What the disk's library does with the same records and nothing else: batches of 1,000, each synced; then
// one scan.
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/bench/tool.h"

namespace careledger::bench {
namespace {

constexpr std::size_t kBatch = 1'000;
constexpr std::size_t kExportHeader = 32;

void Require(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

std::string Key(std::uint64_t position) {
  std::string key(8, '\0');
  for (int i = 7; i >= 0; --i, position >>= 8)
    key[static_cast<std::size_t>(i)] = static_cast<char>(position & 0xff);
  return key;
}

// The whole records of the beginning of an export (replay/log/FORMAT.md).
std::vector<std::string_view> Records(std::string_view bytes) {
  std::vector<std::string_view> records;
  bytes.remove_prefix(std::min(bytes.size(), kExportHeader));
  while (bytes.size() >= 4) {
    std::uint32_t length = 0;
    std::memcpy(&length, bytes.data(), 4);
    if (bytes.size() - 4 < length) break;
    records.push_back(bytes.substr(4, length));
    bytes.remove_prefix(4 + length);
  }
  return records;
}

double Write(rocksdb::DB& db, const std::vector<std::string_view>& records) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto start = SteadyClock::now();
  for (std::size_t i = 0; i < records.size();) {
    rocksdb::WriteBatch batch;
    for (std::size_t j = 0; j < kBatch && i < records.size(); ++j, ++i) {
      Require(batch.Put(Key(i + 1), rocksdb::Slice(records[i].data(), records[i].size())));
    }
    Require(db.Write(options, &batch));
  }
  return static_cast<double>(records.size()) / SecondsSince(start);
}

double Scan(rocksdb::DB& db, std::size_t expected) {
  const auto start = SteadyClock::now();
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(rocksdb::ReadOptions()));
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    ++count;
    bytes += rows->value().size();
  }
  Require(rows->status());
  const double rate = static_cast<double>(count) / SecondsSince(start);
  if (count != expected || bytes == 0) throw std::runtime_error("the scan lost rows");
  return rate;
}

}  // namespace

int RunRocks(const Flags& flags) {
  std::ifstream file(flags["export"], std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  const std::vector<std::string_view> records = Records(bytes);
  if (records.empty()) throw std::runtime_error("no records in " + flags["export"]);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.error_if_exists = true;
  std::unique_ptr<rocksdb::DB> db;
  const auto open = [&] {
    rocksdb::DB* opened = nullptr;
    Require(rocksdb::DB::Open(options, flags["folder"], &opened));
    db.reset(opened);
  };
  open();
  const double written = Write(*db, records);
  Require(db->Flush(rocksdb::FlushOptions()));
  Require(db->Close());
  options.error_if_exists = false;
  open();
  const double scanned = Scan(*db, records.size());
  const Figures figures(flags["figures"]);
  figures.Add(flags["size"] + ".rocksdb.write", written);
  figures.Add(flags["size"] + ".rocksdb.scan", scanned);
  std::fprintf(stderr, "  RocksDB: %zu records of %.0f bytes; synced batches of %zu: %.0f/s; scan: %.0f/s\n",
               records.size(), static_cast<double>(bytes.size()) / static_cast<double>(records.size()),
               kBatch, written, scanned);
  return 0;
}

}  // namespace careledger::bench
