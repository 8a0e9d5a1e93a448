// What is remembered of notes: all but the text, and who has read it.
#include "replay/model/notes.h"

#include <gtest/gtest.h>

#include "replay/model/print.h"
#include "replay/model/world.h"

namespace careledger::model {
namespace {

const PersonId kPerson("h-1");
const Date kDay = *Date::From(2016, 12, 1);
const RecordTime kTime{1'480'600'000'000'000};

NoteSealed Written(const char* id, const std::string& sealed) {
  return {.person_id = kPerson,
          .note_id = NoteId(id),
          .kind = NoteKind::kNeeds,
          .package_id = PackageId("k-1"),
          .refers_to_position = 3,
          .key_id = {"key-id"},
          .sealed = {sealed}};
}

TEST(NotesOfAPerson, KeepAllButTheText) {
  World world;
  const auto record = [&](std::uint64_t position, const NoteEvent& event) {
    Evolve(world, {.position = Position{position},
                   .time = kTime,
                   .effective = kDay,
                   .actor = "careledger://town/broker/b-1",
                   .event = event});
  };
  record(5, Written("n-1", "nonce and ciphertext and 0123456789abcdef"));
  record(7, NotesRead{kPerson, PackageId("k-1"), NoteId("n-1"), Code("review")});
  record(8, Written("n-2", "short"));

  ASSERT_EQ(world.notes.items().size(), 1U);
  const Notes& notes = *world.notes.Find(kPerson);
  ASSERT_EQ(notes.notes().size(), 2U);
  const Note& first = *notes.Find(NoteId("n-1"));
  EXPECT_EQ(&first, notes.notes()[0].get());
  EXPECT_EQ(first.position, Position{5});
  EXPECT_EQ(first.time, kTime);
  EXPECT_EQ(first.effective, kDay);
  EXPECT_EQ(first.author, "careledger://town/broker/b-1");
  EXPECT_EQ(first.kind, NoteKind::kNeeds);
  EXPECT_EQ(first.package_id, PackageId("k-1"));
  EXPECT_EQ(first.refers_to_position, 3U);
  EXPECT_EQ(first.key_id, Bytes{"key-id"});
  EXPECT_EQ(first.tag, Bytes{"0123456789abcdef"}) << "of what was sealed no more than its end";
  EXPECT_EQ(notes.Find(NoteId("n-2"))->tag, Bytes{"short"});
  EXPECT_EQ(notes.Find(NoteId("n-3")), nullptr);

  ASSERT_EQ(notes.readings().size(), 1U);
  const NotesReading& reading = *notes.readings()[0];
  EXPECT_EQ(reading.position, Position{7});
  EXPECT_EQ(reading.reader, "careledger://town/broker/b-1");
  EXPECT_EQ(reading.package_id, PackageId("k-1"));
  EXPECT_EQ(reading.note_id, NoteId("n-1"));
  EXPECT_EQ(reading.reason, Code("review"));
}

TEST(NotesOfAPerson, AreKeptByReadersAsTheyWere) {
  Book<PersonId, Notes> book;
  book.Edit(kPerson).Evolve(Position{5}, kTime, kDay, "b-1", Written("n-1", "x"));
  const auto held = book.Share(kPerson);
  book.Edit(kPerson).Evolve(Position{6}, kTime, kDay, "b-1", Written("n-2", "y"));
  EXPECT_EQ(held->notes().size(), 1U);
  EXPECT_EQ(book.Find(kPerson)->notes().size(), 2U);
}

TEST(NotesOfAPerson, HaveKindsInWords) {
  EXPECT_EQ(Word(NoteKind::kNeeds), "needs");
  EXPECT_EQ(Word(NoteKind::kNote), "note");
  EXPECT_EQ(Word(NoteKind::kReason), "reason");
  EXPECT_EQ(Word(NoteKind::kUnspecified), "");
}

}  // namespace
}  // namespace careledger::model
