// Notes: what is written of people in words, sealed before it comes here, and who reads it.
#include <algorithm>

#include "server/decide/ladders.h"
#include "server/decide/note_guards.h"
#include "server/decide/package_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kNeedsMax = 20;

NewEvent OnNotes(const PersonId& person, std::optional<Date> effective, NoteEvent event) {
  return {Stream("notes", person), effective, std::move(event)};
}

// Of the package named, if one is; then of the person.
Refusal UnknownSubject(const NoteSubject& subject, const PersonId& person, const PackageId& package) {
  if (!package.empty() && (!Known(subject.package) || subject.package->person() != person)) {
    return Reject(Reason::kPackageUnknown, "package_id", "person ", person, " has no package ", package);
  }
  if (subject.person == nullptr || subject.person->packages.empty())
    return Reject(Reason::kPersonUnknown, "person_id", "no care was ever asked for person ", person);
  return std::nullopt;
}

NoteSubject SubjectOf(const World& world, const PersonId& person, const PackageId& package) {
  return {.person = world.persons.Find(person),
          .package = package.empty() ? nullptr : world.packages.Find(package),
          .notes = world.notes.Find(person)};
}

bool Same(const Note& note, const SealNote& c, Date effective) {
  return note.kind == c.note.kind && note.package_id == c.note.package_id &&
         note.refers_to_position == c.note.refers_to_position && note.effective == effective &&
         note.key_id == c.note.key_id && note.tag == TagOf(c.note.sealed);
}

}  // namespace

Rejection NoKeyForNotes() {
  return Reject(Reason::kNoMasterKey, "",
                "notes are sealed, and the server was started without a master key");
}

Refusal BadNeeds(const std::vector<Code>& needs) { return NotEachOnce(needs, kNeedsMax, "needs"); }

Refusal OtherNeeds(const Notes* notes, const RequestPackage& c) {
  const Note* known = notes != nullptr && c.needs_note ? notes->Find(c.needs_note->note_id) : nullptr;
  if (known == nullptr ||
      (known->kind == NoteKind::kNeeds && known->package_id == c.package_id &&
       known->key_id == c.needs_note->key_id && known->tag == TagOf(c.needs_note->sealed)))
    return std::nullopt;
  return Reject(Reason::kAlreadyExists, "needs", "person ", c.person_id, " has a note ",
                c.needs_note->note_id, ", by the record at ", known->position, ", that says something else");
}

std::optional<NewEvent> NoteOfNeeds(const Notes* notes, const RequestPackage& c, Date today) {
  if (!c.needs_note || (notes != nullptr && notes->Find(c.needs_note->note_id) != nullptr))
    return std::nullopt;
  return OnNotes(c.person_id, std::min(c.effective_date, today), *c.needs_note);
}

std::vector<const Note*> Asked(const Notes& notes, const ReadNotes& c, Position before) {
  std::vector<const Note*> asked;
  for (const auto& note : notes.notes()) {
    if (note->position < before && (c.package_id.empty() || note->package_id == c.package_id) &&
        (c.note_id.empty() || note->note_id == c.note_id))
      asked.push_back(note.get());
  }
  return asked;
}

Refusal NoteRefused(const NoteSubject& subject, const SealNote& c, Date today) {
  const NoteSealed& note = c.note;
  if (c.effective_date && *c.effective_date > today) {
    return Reject(Reason::kInvalidField, "effective_date", "the note is about ", *c.effective_date,
                  ", after today, ", today);
  }
  if (note.refers_to_position != 0 && note.package_id.empty()) {
    return Reject(Reason::kInvalidField, "refers_to_position",
                  "names a record of a package: say which, in package_id");
  }
  if (Refusal no = UnknownSubject(subject, note.person_id, note.package_id)) return no;
  if (note.refers_to_position == 0 || EntryAt(*subject.package, note.refers_to_position) != nullptr)
    return std::nullopt;
  return Reject(Reason::kRecordUnknown, "refers_to_position", "package ", note.package_id,
                " has no record at ", Position{note.refers_to_position});
}

Refusal ReadingRefused(const NoteSubject& subject, const ReadNotes& c) {
  const std::size_t count = subject.notes == nullptr ? 0 : Asked(*subject.notes, c).size();
  if (count > kNotesReadMax) {
    return Reject(Reason::kInvalidField, "note_id", "these are ", count, " notes, and at most ",
                  kNotesReadMax, " are read at once: name a package or a note");
  }
  if (Refusal no = UnknownSubject(subject, c.person_id, c.package_id)) return no;
  if (count > 0) return std::nullopt;
  if (!c.note_id.empty()) {
    return Reject(Reason::kRecordUnknown, "note_id", "person ", c.person_id, " has no note ", c.note_id,
                  c.package_id.empty() ? "" : " about package ", c.package_id.str());
  }
  if (!c.package_id.empty())
    return Reject(Reason::kRecordUnknown, "package_id", "no note is about package ", c.package_id);
  return Reject(Reason::kRecordUnknown, "person_id", "person ", c.person_id, " has no notes");
}

Outcome DecideOn(const World& world, const SealNote& c, const Facts& facts) {
  const NoteSubject subject = SubjectOf(world, c.note.person_id, c.note.package_id);
  if (Refusal no = NoteRefused(subject, c, facts.today())) return *no;
  const Note* known = subject.notes != nullptr ? subject.notes->Find(c.note.note_id) : nullptr;
  if (known != nullptr) {
    if (Same(*known, c, c.effective_date.value_or(known->effective))) return Already(known->position);
    return Reject(Reason::kAlreadyExists, "note_id", "person ", c.note.person_id, " has a note ",
                  c.note.note_id, ", by the record at ", known->position, ", that says something else");
  }

  // From here on the note is written.
  return Append(OnNotes(c.note.person_id, c.effective_date, c.note));
}

Outcome DecideOn(const World& world, const ReadNotes& c, const Facts&) {
  if (Refusal no = ReadingRefused(SubjectOf(world, c.person_id, c.package_id), c)) return *no;

  // From here on the notes are read; each reading is a fact of its own.
  return Append(OnNotes(
      c.person_id, std::nullopt,
      NotesRead{
          .person_id = c.person_id, .package_id = c.package_id, .note_id = c.note_id, .reason = c.reason}));
}

}  // namespace careledger::decide
