// Read models say in which format they are; those of another are folded anew from the log at the next start.
#include <rocksdb/db.h>

#include "gtest/gtest.h"
#include "server/store/rows.h"
#include "tests/store/running.h"

namespace careledger::store {
namespace {

// The database of the read models of a stopped engine.
std::unique_ptr<rocksdb::DB> ReadModelsIn(const std::string& data) {
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(rocksdb::Options(), data + "/views-0", &db);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return std::unique_ptr<rocksdb::DB>(db);
}

TEST(Format, ReadModelsOfAnotherAreFoldedAnew) {
  // Given a ledger with visits, and its read models,
  TempDir directory;
  const std::string data = directory / "town";
  Running town(Running::In(data));
  FoundTown(town);
  town.MoveTo("2016-10-04T09:00");
  town.Record({Morning(decide::kAsh, "v-1", "h-1", Day("2016-10-03"), "c-1"),
               Morning(decide::kAsh, "v-2", "h-2", Day("2016-10-03"), "c-2")});
  const auto digests = town.Digests();
  town.Close();
  // of which a row is lost,
  {
    const auto db = ReadModelsIn(data);
    std::unique_ptr<rocksdb::Iterator> it(db->NewIterator({}));
    it->Seek("v");
    ASSERT_TRUE(it->Valid() && it->key().starts_with("v"));
    ASSERT_TRUE(db->Delete({}, it->key()).ok());
  }
  town.Open();
  EXPECT_NE(town.Digests(), digests) << "in their own format they are taken as they are";
  town.Close();
  // when they say that they are of another format,
  {
    const auto db = ReadModelsIn(data);
    std::string format;
    ASSERT_TRUE(db->Get({}, "m|format", &format).ok());
    ASSERT_TRUE(db->Put({}, "m|format", Big(999)).ok());
  }
  // then the next start folds them from the log, to what they were.
  town.Open();
  EXPECT_EQ(town.Digests(), digests);
  town.Close();
  std::string format;
  ASSERT_TRUE(ReadModelsIn(data)->Get({}, "m|format", &format).ok());
  EXPECT_NE(format, Big(999));
}

}  // namespace
}  // namespace careledger::store
