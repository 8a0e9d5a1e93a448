// The keys of people: made once, found again, never made over; whatever is wrong with one is said.
#include "server/seal/key_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "tests/fault/drop_unsynced_fs.h"

namespace careledger::seal {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using model::PersonId;

const PersonId kAnn("h-1"), kBen("h-2");
const std::string kLedger = "00112233445566778899aabbccddeeff";
const RootKey kMaster(std::string(32, 'm')), kOther(std::string(32, 'o'));

class KeysOfPeople : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "keys-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    data_ = pattern;
    folder_ = data_ / "keys";
  }
  void TearDown() override { fs::remove_all(data_); }

  KeyStore Store(const RootKey& master = kMaster, const std::string& ledger = kLedger,
                 rocksdb::Env* env = rocksdb::Env::Default()) const {
    return {folder_, ledger, master, env};
  }
  static std::string IdOf(const absl::StatusOr<PersonKey>& key) {
    EXPECT_TRUE(key.ok()) << key.status();
    return !key.ok() ? "failed" : *key == nullptr ? "none" : (*key)->Id().ToString();
  }
  std::string Make(const PersonId& person) const { return IdOf(Store().FindOrMake(person)); }
  std::string Read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // Neither found nor made over, and the file is as it was.
  void ExpectRefused(const PersonId& person, StatusCode code, const std::string& words,
                     const RootKey& master = kMaster, const std::string& ledger = kLedger) {
    const std::string before = Read("person/" + person.str());
    for (const auto& found : {Store(master, ledger).Find(person), Store(master, ledger).FindOrMake(person)}) {
      EXPECT_EQ(found.status().code(), code) << found.status();
      EXPECT_NE(std::string(found.status().message()).find(words), std::string::npos) << found.status();
    }
    EXPECT_EQ(Read("person/" + person.str()), before);
  }
  fs::path data_, folder_;
};

TEST_F(KeysOfPeople, AreMadeOnceAndFoundAgain) {
  EXPECT_EQ(IdOf(Store().Find(kAnn)), "none");
  EXPECT_FALSE(fs::exists(folder_)) << "to look for a key makes nothing";
  const std::string ann = Make(kAnn), ben = Make(kBen);
  EXPECT_NE(ann, ben);
  // By the same store or another, as after a restart.
  EXPECT_EQ(Make(kAnn), ann);
  EXPECT_EQ(IdOf(Store().Find(kAnn)), ann);
  EXPECT_EQ(IdOf(Store().Find(kBen)), ben);
  EXPECT_EQ(IdOf(Store().Find(PersonId("h-3"))), "none");
  EXPECT_TRUE(Store().Has(kAnn));
  EXPECT_FALSE(Store().Has(PersonId("h-3")));
  const auto key = Store().Find(kAnn);
  const auto sealed = (*key)->Seal("note", "words");
  EXPECT_EQ((*Store().Find(kAnn))->Open("note", sealed), "words");
  EXPECT_FALSE((*Store().Find(kBen))->Open("note", sealed));
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all) << "others may not look in";
  EXPECT_EQ(fs::status(folder_ / "person").permissions(), fs::perms::owner_all);
}

TEST_F(KeysOfPeople, AreOneEachHoweverManyAskAtOnce) {
  KeyStore store = Store();
  std::vector<std::string> ids(8);
  std::vector<std::thread> threads;
  for (std::string& id : ids) threads.emplace_back([&] { id = IdOf(store.FindOrMake(kAnn)); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1U);
}

TEST_F(KeysOfPeople, OpenUnderTheirMasterKeyOnly) {
  const std::string ann = Make(kAnn);
  const std::string words = "wrapped by another master key than the server's";
  ExpectRefused(kAnn, StatusCode::kFailedPrecondition, words, kOther);
  ExpectRefused(kBen, StatusCode::kFailedPrecondition, words, kOther);  // No mixed store.
  EXPECT_FALSE(Store(kOther).Check().ok());
  EXPECT_FALSE(Store().Has(kBen));
  EXPECT_TRUE(Store().Check().ok());
  EXPECT_EQ(Make(kAnn), ann);
}

TEST_F(KeysOfPeople, AreNotAnothersNorOfAnotherLedger) {
  const std::string ann = Make(kAnn);
  (void)Make(kBen);
  const std::string file = Read("person/h-1");
  Write("person/h-2", file);  // Ann's key in Ben's name.
  ExpectRefused(kBen, StatusCode::kDataLoss, "the key of person h-2 is damaged: restore keys/person/h-2");
  ExpectRefused(kAnn, StatusCode::kDataLoss, "damaged", kMaster, "ff" + kLedger.substr(2));
  EXPECT_EQ(Make(kAnn), ann);
}

TEST_F(KeysOfPeople, ThatAreDamagedAreSaidToBe) {
  (void)Make(kAnn);
  const std::string file = Read("person/h-1");
  ASSERT_FALSE(file.empty());
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    Write("person/h-1", changed);
    EXPECT_EQ(Store().Find(kAnn).status().code(), StatusCode::kDataLoss) << "byte " << i;
    Write("person/h-1", file.substr(0, i));
    EXPECT_EQ(Store().Find(kAnn).status().code(), StatusCode::kDataLoss) << i << " bytes";
  }
  Write("person/h-1", file + "\n");
  ExpectRefused(kAnn, StatusCode::kDataLoss, "damaged");
  Write("person/h-1", "");
  ExpectRefused(kAnn, StatusCode::kDataLoss, "is empty");
}

TEST_F(KeysOfPeople, WithoutTheNameOfTheirMasterKeyAreNotTouched) {
  (void)Make(kAnn);
  fs::remove(folder_ / "master");
  const std::string words = "keys/master is missing: restore the folder of keys as a whole";
  ExpectRefused(kAnn, StatusCode::kDataLoss, words);
  // Nor is a new store begun beside the old keys.
  EXPECT_EQ(Store().FindOrMake(kBen).status().message(), words);
  EXPECT_FALSE(fs::exists(folder_ / "master"));
  Write("master", "");
  ExpectRefused(kAnn, StatusCode::kDataLoss, "is empty");
}

// Wherever the power goes in the making of two keys, those that were given out are there afterwards, and
// others can be made.
TEST_F(KeysOfPeople, GivenOutSurviveALossOfPower) {
  std::uint64_t survived = 0;
  for (std::uint64_t at = 1;; ++at) {
    fs::remove_all(folder_);
    fault::Disk disk;
    disk.fs().CrashAfter(at);
    std::string ann, ben;
    {
      KeyStore store(folder_, kLedger, kMaster, disk.env());
      if (const auto made = store.FindOrMake(kAnn); made.ok()) ann = (*made)->Id().ToString();
      if (const auto made = store.FindOrMake(kBen); made.ok()) ben = (*made)->Id().ToString();
    }
    const bool crashed = disk.fs().crashed();
    disk.fs().DropUnsynced();  // Also after both were made: what was given out is durable without more ado.
    KeyStore store(folder_, kLedger, kMaster, disk.env());
    const std::string ann_after = IdOf(store.FindOrMake(kAnn)), ben_after = IdOf(store.FindOrMake(kBen));
    EXPECT_TRUE(ann.empty() || ann == ann_after) << "crash at operation " << at;
    EXPECT_TRUE(ben.empty() || ben == ben_after) << "crash at operation " << at;
    if (!ann.empty()) ++survived;
    if (!crashed) break;
  }
  EXPECT_GT(survived, 1U);
}

TEST_F(KeysOfPeople, AreNotGivenOutWhenTheDiskDoesNotTakeThem) {
  const std::string ann = Make(kAnn);
  fault::Disk disk;
  KeyStore store(folder_, kLedger, kMaster, disk.env());
  disk.fs().FailSyncs(true);
  EXPECT_EQ(store.FindOrMake(kBen).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(store.FindOrMake(kAnn).status().code(), StatusCode::kUnavailable)
      << "a name that may not be durable is made so first";
  EXPECT_EQ(IdOf(store.Find(kAnn)), ann) << "to read needs no disk that writes";
  disk.fs().FailSyncs(false);
  EXPECT_EQ(IdOf(store.FindOrMake(kAnn)), ann);
  EXPECT_NE(IdOf(store.FindOrMake(kBen)), "none");
}

}  // namespace
}  // namespace careledger::seal
