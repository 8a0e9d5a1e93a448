// What is asked of a note before it is sealed, and of a reading before it is recorded: of the shell, which
// makes no key for nobody and opens nothing in vain, and again of the decision.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

// What is on record of whom a command about notes names.
struct NoteSubject {
  const Person* person = nullptr;
  const Package* package = nullptr;  // The one that the command names.
  const Notes* notes = nullptr;
};

// `c.note` but for what is sealed.
Refusal NoteRefused(const NoteSubject& subject, const SealNote& c, Date today);
Refusal ReadingRefused(const NoteSubject& subject, const ReadNotes& c);
// The notes that a reading asks for, of those recorded before `before`, in order.
std::vector<const Note*> Asked(const Notes& notes, const ReadNotes& c,
                               Position before = Position{~std::uint64_t{0}});

Rejection NoKeyForNotes();

// At most 20, each once.
Refusal BadNeeds(const std::vector<Code>& needs);
// Whether the note that a request's needs were sealed in says what is on record under its name, if any is.
Refusal OtherNeeds(const Notes* notes, const RequestPackage& c);
// The note to write with the request: none when it has no needs, or they are on record.
std::optional<NewEvent> NoteOfNeeds(const Notes* notes, const RequestPackage& c, Date today);

}  // namespace careledger::decide
