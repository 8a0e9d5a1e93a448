// Notes: sealed before they come to be decided, so that a decision knows who, which and when, and no text.
#include "server/decide/note_guards.h"
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

// k-1 of h-1 and k-2 of h-2 have been asked for; it is noon of 1 June 2020.
Scenario Asked() {
  Scenario town = Town();
  return town.After(Request("k-1", "h-1", "2016-12-01")).After(Request("k-2", "h-2", "2016-12-01"));
}
NoteSealed Sealed(const char* id = "n-1", const char* person = "h-1", const char* package = nullptr,
                  const char* sealed = "nonce, ciphertext and tag of the text") {
  return {.person_id = PersonId(person),
          .note_id = NoteId(id),
          .kind = NoteKind::kNeeds,
          .package_id = package != nullptr ? PackageId(package) : PackageId(),
          .refers_to_position = 0,
          .key_id = {"key of h-1"},
          .sealed = {sealed}};
}
SealNote Seal(const NoteSealed& note, std::optional<Date> effective = std::nullopt) {
  return {.note = note, .effective_date = effective};
}
ReadNotes Reading(const char* person = "h-1", const char* package = nullptr, const char* note = nullptr) {
  return {.person_id = PersonId(person),
          .package_id = package != nullptr ? PackageId(package) : PackageId(),
          .note_id = note != nullptr ? NoteId(note) : NoteId(),
          .reason = Code("review")};
}

TEST(WriteNote, RecordsWhatWasSealed) {
  Scenario town = Asked();
  town.When(Seal(Sealed())).Then(Now(Sealed()));
  NoteSealed about = Sealed("n-2", "h-1", "k-1");
  about.refers_to_position = town.head() - 1;  // The request.
  town.When(Seal(about, Day("2016-12-05"))).Then(At("2016-12-05", about));
  town.When(Seal(about, Day("2020-06-01"))).Then(At("2020-06-01", about));
}

TEST(WriteNote, RefusesInOrderOfPrecedence) {
  Scenario town = Asked();
  NoteSealed note = Sealed("n-1", "h-9");
  note.refers_to_position = 1;
  town.When(Seal(note, Day("2020-06-02")))
      .ThenRejected(Reason::kInvalidField, "effective_date",
                    "the note is about 2020-06-02, after today, 2020-06-01");
  town.When(Seal(note))
      .ThenRejected(Reason::kInvalidField, "refers_to_position",
                    "names a record of a package: say which, in package_id");
  note.package_id = PackageId("k-9");
  town.When(Seal(note)).ThenRejected(Reason::kPackageUnknown, "package_id", "person h-9 has no package k-9");
  note.person_id = PersonId("h-1"), note.package_id = PackageId("k-2");
  town.When(Seal(note)).ThenRejected(Reason::kPackageUnknown, "package_id", "person h-1 has no package k-2");
  note.package_id = PackageId("k-1");
  town.When(Seal(note))
      .ThenRejected(Reason::kRecordUnknown, "refers_to_position", "package k-1 has no record at #1");
  town.When(Seal(Sealed("n-1", "h-9")))
      .ThenRejected(Reason::kPersonUnknown, "person_id", "no care was ever asked for person h-9");
}

TEST(WriteNote, IsOneNoteUnderOneName) {
  Scenario town = Asked();
  town.After(Seal(Sealed(), Day("2020-05-04")));
  const std::uint64_t first = town.head();
  town.When(Seal(Sealed(), Day("2020-05-04"))).ThenAlready(first);
  town.When(Seal(Sealed())).ThenAlready(first);  // No day said: that of the note.
  NoteSealed other = Sealed("n-1", "h-1", nullptr, "nonce, ciphertext and tag of others");
  town.When(Seal(other))
      .ThenRejected(Reason::kAlreadyExists, "note_id",
                    "person h-1 has a note n-1, by the record at #" + std::to_string(first) +
                        ", that says something else");
  town.When(Seal(Sealed(), Day("2020-05-05"))).ThenRejected(Reason::kAlreadyExists);
  other = Sealed();
  other.kind = NoteKind::kReason;
  town.When(Seal(other)).ThenRejected(Reason::kAlreadyExists);
  other = Sealed();
  other.package_id = PackageId("k-1");
  town.When(Seal(other)).ThenRejected(Reason::kAlreadyExists);
  other = Sealed();
  other.key_id = {"another key"};
  town.When(Seal(other)).ThenRejected(Reason::kAlreadyExists);
  // Of another person it is another note.
  town.When(Seal(Sealed("n-1", "h-2"))).Then(Now(Sealed("n-1", "h-2")));
}

TEST(ReadNotes, IsRecordedEachTime) {
  Scenario town = Asked();
  town.After(Seal(Sealed())).After(Seal(Sealed("n-2", "h-1", "k-1")));
  const NotesRead all{PersonId("h-1"), {}, {}, Code("review")};
  town.When(Reading()).Then(Now(all));
  town.After(Reading()).When(Reading()).Then(Now(all));
  town.When(Reading("h-1", "k-1"))
      .Then(Now(NotesRead{PersonId("h-1"), PackageId("k-1"), {}, Code("review")}));
  town.When(Reading("h-1", "k-1", "n-2"))
      .Then(Now(NotesRead{PersonId("h-1"), PackageId("k-1"), NoteId("n-2"), Code("review")}));
}

TEST(ReadNotes, RefusesWhereThereIsNothingToRead) {
  Scenario town = Asked();
  town.When(Reading()).ThenRejected(Reason::kRecordUnknown, "person_id", "person h-1 has no notes");
  town.After(Seal(Sealed()));
  town.When(Reading("h-9"))
      .ThenRejected(Reason::kPersonUnknown, "person_id", "no care was ever asked for person h-9");
  town.When(Reading("h-1", "k-2"))
      .ThenRejected(Reason::kPackageUnknown, "package_id", "person h-1 has no package k-2");
  town.When(Reading("h-1", "k-1"))
      .ThenRejected(Reason::kRecordUnknown, "package_id", "no note is about package k-1");
  town.When(Reading("h-1", nullptr, "n-9"))
      .ThenRejected(Reason::kRecordUnknown, "note_id", "person h-1 has no note n-9");
  town.When(Reading("h-1", "k-1", "n-1"))
      .ThenRejected(Reason::kRecordUnknown, "note_id", "person h-1 has no note n-1 about package k-1");
}

TEST(ReadNotes, GivesSoManyAtOnce) {
  Scenario town = Asked();
  for (std::size_t n = 1; n <= kNotesReadMax; ++n)
    town.Given(Now(Sealed(("n-" + std::to_string(n)).c_str())));
  town.When(Reading()).Then(Now(NotesRead{PersonId("h-1"), {}, {}, Code("review")}));
  town.Given(Now(Sealed("one-more", "h-1", "k-1")));
  town.When(Reading()).ThenRejected(
      Reason::kInvalidField, "note_id",
      "these are 501 notes, and at most 500 are read at once: name a package or a note");
  town.When(Reading("h-1", "k-1"))
      .Then(Now(NotesRead{PersonId("h-1"), PackageId("k-1"), {}, Code("review")}));
}

TEST(NotesAsked, AreThoseBeforeTheReading) {
  Scenario town = Asked();
  town.After(Seal(Sealed())).After(Seal(Sealed("n-2", "h-1", "k-1")));
  const Notes& notes = *town.ledger().world.notes.Find(PersonId("h-1"));
  const auto names = [&](const ReadNotes& c, std::uint64_t before) {
    std::string out;
    for (const Note* note : Asked(notes, c, Position{before})) out += note->note_id.str() + " ";
    return out;
  };
  EXPECT_EQ(names(Reading(), town.head() + 1), "n-1 n-2 ");
  EXPECT_EQ(names(Reading(), town.head()), "n-1 ");
  EXPECT_EQ(names(Reading("h-1", "k-1"), town.head() + 1), "n-2 ");
  EXPECT_EQ(names(Reading("h-1", nullptr, "n-1"), town.head() + 1), "n-1 ");
}

}  // namespace
}  // namespace careledger::decide
