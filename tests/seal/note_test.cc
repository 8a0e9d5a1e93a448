// Notes under the keys of their people: only the right key, note, person and ledger open one.
#include <gtest/gtest.h>

#include <set>

#include "server/seal/seal.h"

namespace careledger::seal {
namespace {

using model::Bytes;
using model::NoteId;
using model::PersonId;

const std::string kLedger = "00112233445566778899aabbccddeeff";
const PersonId kAnn("h-1"), kBen("h-2");
const NoteId kFirst("n-1"), kSecond("n-2");
const RootKey kAnns(std::string(32, 'a')), kBens(std::string(32, 'b'));
constexpr std::string_view kText = "Two carers on the stairs.\nNo visit before nine.";

// The format that seal.h describes, computed apart from this library with Python's cryptography package.
TEST(SealedNotes, AreTheBytesThatTheirFormatSays) {
  EXPECT_EQ(NotePurpose(kLedger, kAnn, kFirst), "note/00112233445566778899aabbccddeeff/h-1/n-1");
  EXPECT_EQ(kAnns.Id().ToString(), "29609da3a5005fc9");
  EXPECT_EQ(kAnns.Seal(NotePurpose(kLedger, kAnn, kFirst), kText).ToString(),
            "98f9e66503229c8e94deb5c99ab6b4322e2f4ac0ce8538fa063e17251361c9be5908f4f490622f11cddcb2c45bacb262"
            "d40d9152ba53ff763ced87ef91c8656c6244830d2e0656324c21a7");
}

TEST(SealedNotes, OpenForTheirPersonNoteAndLedgerOnly) {
  const std::string purpose = NotePurpose(kLedger, kAnn, kFirst);
  const Bytes sealed = kAnns.Seal(purpose, kText);
  EXPECT_EQ(kAnns.Open(purpose, sealed), kText);
  EXPECT_FALSE(kBens.Open(purpose, sealed)) << "the key of another person";
  EXPECT_FALSE(kAnns.Open(NotePurpose(kLedger, kAnn, kSecond), sealed)) << "moved to another note";
  EXPECT_FALSE(kAnns.Open(NotePurpose(kLedger, kBen, kFirst), sealed)) << "moved to another person";
  EXPECT_FALSE(kAnns.Open(NotePurpose("ff" + kLedger.substr(2), kAnn, kFirst), sealed)) << "another ledger";
}

TEST(SealedNotes, DoNotOpenWhenAnythingWasChanged) {
  const std::string purpose = NotePurpose(kLedger, kAnn, kFirst);
  const Bytes sealed = kAnns.Seal(purpose, kText);
  // Nonce, ciphertext and tag, bit by bit; cut anywhere; longer.
  for (std::size_t bit = 0; bit < sealed.value.size() * 8; ++bit) {
    Bytes changed = sealed;
    changed.value[bit / 8] = static_cast<char>(changed.value[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(kAnns.Open(purpose, changed)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.value.size(); ++size)
    EXPECT_FALSE(kAnns.Open(purpose, {sealed.value.substr(0, size)})) << size << " bytes";
  EXPECT_FALSE(kAnns.Open(purpose, {sealed.value + sealed.value}));
}

// No two notes share a nonce under one key, whatever they say; the same note sealed again is the same bytes,
// so that a request repeated is known.
TEST(SealedNotes, OfOneTextDifferButForTheSameNote) {
  std::set<std::string> nonces;
  int notes = 0;
  for (const PersonId& person : {kAnn, kBen}) {
    for (const NoteId& note : {kFirst, kSecond}) {
      for (const std::string_view text : {kText, std::string_view("x"), std::string_view("y")}) {
        nonces.insert(kAnns.Seal(NotePurpose(kLedger, person, note), text).value.substr(0, 12));
        ++notes;
      }
    }
  }
  EXPECT_EQ(static_cast<int>(nonces.size()), notes);
  const std::string purpose = NotePurpose(kLedger, kAnn, kFirst);
  EXPECT_EQ(kAnns.Seal(purpose, kText), kAnns.Seal(purpose, kText));
  EXPECT_EQ(kAnns.Seal(purpose, kText).value.find("stairs"), std::string::npos);
}

TEST(NewKeys, AreOfTheMachinesRandomness) {
  std::set<std::string> keys, ids;
  for (int i = 0; i < 100; ++i) {
    const std::string key = NewKey();
    EXPECT_EQ(key.size(), kKeyBytes);
    keys.insert(key);
    ids.insert(RootKey(key).Id().value);
  }
  EXPECT_EQ(keys.size(), 100U);
  EXPECT_EQ(ids.size(), 100U);
}

}  // namespace
}  // namespace careledger::seal
