// Stream `notes-<person>`: what is written of a person in words, sealed, and who has read it. No text stands
// in the log: `sealed` is opened with the person's key alone, which is kept apart from it.
#pragma once

#include <variant>

#include "replay/model/terms.h"

namespace careledger::model {

enum class NoteKind : std::uint8_t {
  kUnspecified = 0,
  kNeeds = 1,   // What the person needs, and how they wish to be cared for.
  kNote = 2,    // Anything else that whoever arranges the care must know.
  kReason = 3,  // Why something was decided, where a code does not say enough.
};

// The envelope's effective date is the day the note is about.
struct NoteSealed {
  PersonId person_id;
  NoteId note_id;  // Unique among the person's notes.
  NoteKind kind = NoteKind::kUnspecified;
  PackageId package_id;                  // A package of the person's; empty: the note is about the person.
  std::uint64_t refers_to_position = 0;  // A record of that package, which the note explains; 0: none.
  Bytes key_id;                          // Of the person's key: server/seal/seal.h.
  Bytes sealed;                          // FORMAT: server/seal/seal.h.
  static constexpr std::string_view kName = "NoteSealed";
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &NoteSealed::person_id), F(2, "note_id", &NoteSealed::note_id),
                 F(3, "kind", &NoteSealed::kind), F(4, "package_id", &NoteSealed::package_id),
                 F(5, "refers_to_position", &NoteSealed::refers_to_position),
                 F(6, "key_id", &NoteSealed::key_id), F(7, "sealed", &NoteSealed::sealed));
  }
  bool operator==(const NoteSealed&) const = default;
};

// The actor of this record was given the text of the notes of the person that were on record before it.
struct NotesRead {
  PersonId person_id;
  PackageId package_id;  // Only those about this package; empty: about any, or none.
  NoteId note_id;        // Only this one; empty: all.
  Code reason;           // sourcing, review, complaint, ...
  static constexpr std::string_view kName = "NotesRead";
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &NotesRead::person_id), F(2, "package_id", &NotesRead::package_id),
                 F(3, "note_id", &NotesRead::note_id), F(4, "reason", &NotesRead::reason));
  }
  bool operator==(const NotesRead&) const = default;
};

using NoteEvent = std::variant<NoteSealed, NotesRead>;

}  // namespace careledger::model
