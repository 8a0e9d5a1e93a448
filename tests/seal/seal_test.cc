// Sealing: known answers, whatever was changed is not opened, and the file of the master key.
#include "server/seal/seal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"

namespace careledger::seal {
namespace {

using model::Bytes;

Bytes Hex(std::string_view digits) { return {absl::HexStringToBytes(std::string(digits))}; }

// Keys 00 01 02 ... 1f.
const RootKey& Master() {
  static const RootKey master = [] {
    std::string key;
    for (char c = 0; c < 32; ++c) key += c;
    return RootKey(key);
  }();
  return master;
}
constexpr std::string_view kPurpose = "bid/k-1/7";
constexpr std::string_view kText = "p-elm 000000142500";

// Test case 16 of the Galois/Counter Mode specification (McGrew and Viega): AES-256 with additional data,
// here the purpose.
TEST(Seal, OpensWhatTheSpecificationSeals) {
  const Bytes key = Hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string purpose = Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2").value;
  const std::string nonce = "cafebabefacedbaddecaf888";
  const std::string cipher =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e"
      "63"
      "93ba7a0abcc9f662";
  const std::string tag = "76fc6ece0f4e1768cddf8853bb2d551b";
  const auto text = OpenWith(key, purpose, Hex(nonce + cipher + tag));
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            Hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
                "49a6b525b16aedf5aa0de657ba637b39")
                .value);
}

// The format that seal.h describes, computed apart from this library with Node's crypto module.
TEST(Seal, MakesTheBytesThatItsFormatSays) {
  EXPECT_EQ(Master().KeyOf(kPurpose).ToString(),
            "47e82365f2aa6913ea5fe1090c607a1c88a29bda05b8866670b8d63d5d00fdff");
  EXPECT_EQ(Master().Seal(kPurpose, kText).ToString(),
            "ab0e1e57d16c885503963c65d3ab8c3a2c9d96e4dd9ba177ce70a8986456f84d4ad0c1118950c91997b02f9ae8b0");
  EXPECT_EQ(Bytes{Master().Digest(kText)}.ToString(),
            "1353e1dcb665a0e87996ec3dc8a87ac213cff2d4439a4ef934f83c7fa31c74f0");
}

TEST(Seal, OpensWhatItSealed) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string(100'000, 'y'), std::string("\0\xff", 2)}) {
    const Bytes sealed = Master().Seal(kPurpose, text);
    EXPECT_EQ(Master().Open(kPurpose, sealed), text);
    EXPECT_EQ(OpenWith(Master().KeyOf(kPurpose), kPurpose, sealed), text);  // With that key alone.
  }
  EXPECT_NE(Master().Seal(kPurpose, "a"), Master().Seal(kPurpose, "b"));
  EXPECT_EQ(Master().Seal(kPurpose, "a"), Master().Seal(kPurpose, "a"));
}

TEST(Seal, DoesNotOpenWhatWasChanged) {
  const Bytes sealed = Master().Seal(kPurpose, kText);
  for (std::size_t bit = 0; bit < sealed.value.size() * 8; ++bit) {
    Bytes changed = sealed;
    changed.value[bit / 8] = static_cast<char>(changed.value[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Master().Open(kPurpose, changed)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.value.size(); ++size)
    EXPECT_FALSE(Master().Open(kPurpose, {sealed.value.substr(0, size)})) << size << " bytes";
  EXPECT_FALSE(Master().Open(kPurpose, {sealed.value + '\0'}));
}

TEST(Seal, OpensForItsPurposeOnly) {
  const Bytes sealed = Master().Seal(kPurpose, kText);
  EXPECT_FALSE(Master().Open("bid/k-1/8", sealed));
  // The right key for another purpose, or another key for the right one, is no use either.
  EXPECT_FALSE(OpenWith(Master().KeyOf(kPurpose), "bid/k-1/8", sealed));
  EXPECT_FALSE(OpenWith(Master().KeyOf("bid/k-1/8"), kPurpose, sealed));
  EXPECT_FALSE(OpenWith({"short"}, kPurpose, sealed));
  EXPECT_FALSE(RootKey(std::string(32, 'k')).Open(kPurpose, sealed));
}

// A folder of its own, gone afterwards.
class MasterKeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "seal-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ / "master.key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream(path_, std::ios::binary) << text;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  std::string Text() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  std::filesystem::path folder_, path_;
};
const std::string kDigits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

TEST_F(MasterKeyFile, IsRead) {
  Write(kDigits);
  for (const bool make : {false, true}) {
    const auto key = ReadMasterKey(path_, make);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ((*key)->KeyOf(kPurpose), Master().KeyOf(kPurpose));
  }
  EXPECT_EQ(Text(), kDigits);  // Never made over.
}

TEST_F(MasterKeyFile, IsMadeForItsOwnerOnly) {
  EXPECT_EQ(ReadMasterKey(path_, false).status(),
            absl::NotFoundError("there is no master key " + path_.string()));
  EXPECT_FALSE(std::filesystem::exists(path_));
  const auto made = ReadMasterKey(path_, true);
  ASSERT_TRUE(made.ok()) << made.status();
  struct stat about {};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600U);
  const auto again = ReadMasterKey(path_, false);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)->KeyOf(kPurpose), (*made)->KeyOf(kPurpose));
  const std::string first = Text();
  std::filesystem::remove(path_);
  ASSERT_TRUE(ReadMasterKey(path_, true).ok());
  EXPECT_NE(Text(), first);
  EXPECT_EQ(ReadMasterKey((folder_ / "none" / "key").string(), true).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(MasterKeyFile, ThatOthersMayReadIsRefused) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0666U}) {
    Write(kDigits, mode);
    EXPECT_EQ(ReadMasterKey(path_, false).status(),
              absl::InvalidArgumentError("others than its owner may read master key " + path_.string() +
                                         ": chmod 600 it"));
  }
  Write(kDigits, 0400);
  EXPECT_TRUE(ReadMasterKey(path_, false).ok());
}

TEST_F(MasterKeyFile, IsSixtyFourDigitsAndALineFeed) {
  std::string upper = kDigits, no_digit = kDigits, spaced = kDigits;
  upper[21] = 'A', no_digit[0] = 'g', spaced[0] = ' ';
  for (const std::string& text : {std::string(), std::string("\n"), kDigits.substr(0, 64), kDigits.substr(1),
                                  "0" + kDigits, kDigits.substr(0, 64) + "\r\n", kDigits + "\n",
                                  kDigits.substr(0, 64) + " ", upper, no_digit, spaced}) {
    Write(text);
    EXPECT_EQ(ReadMasterKey(path_, true).status(),
              absl::InvalidArgumentError("master key " + path_.string() +
                                         " is not 64 hexadecimal digits and a line feed"))
        << text;
  }
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  EXPECT_EQ(ReadMasterKey(path_, false).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace careledger::seal
