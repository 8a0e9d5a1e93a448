// Commands about what is written of people in words.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

// Words: UTF-8, at most 4,000 bytes, lines but no other control characters, and something to see in them.
struct FreeText {
  std::string text;
  static constexpr std::string_view kName = "FreeText";
  static constexpr auto Fields() { return Table(F(1, "text", &FreeText::text)); }
  bool operator==(const FreeText&) const = default;
};
inline constexpr std::size_t kFreeTextBytesMax = 4'000;

// A note as it is asked for. No text comes as far as a decision: it is sealed before, and the note is then a
// SealNote.
struct WriteNote {
  PersonId person_id;
  NoteId note_id;
  NoteKind kind = NoteKind::kUnspecified;
  FreeText text;
  PackageId package_id;
  std::uint64_t refers_to_position = 0;
  std::optional<Date> effective_date;  // Absent: the day it is recorded.
  static constexpr std::string_view kName = "WriteNote";
  static constexpr Required<4> kRequired = {"person_id", "note_id", "kind", "text"};
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &WriteNote::person_id), F(2, "note_id", &WriteNote::note_id),
                 F(3, "kind", &WriteNote::kind), F(4, "text", &WriteNote::text),
                 F(5, "package_id", &WriteNote::package_id),
                 F(6, "refers_to_position", &WriteNote::refers_to_position),
                 F(7, "effective_date", &WriteNote::effective_date));
  }
};

// `note` is what will be on record. Its digest, which stands in the log for all to read, is over what was
// sealed: it says no more of the text than the record does.
struct SealNote {
  NoteSealed note;
  std::optional<Date> effective_date;
  static constexpr std::string_view kName = "SealNote";
  static constexpr auto Fields() {
    return Table(F(1, "note", &SealNote::note), F(2, "effective_date", &SealNote::effective_date));
  }
};

struct ReadNotes {
  PersonId person_id;
  PackageId package_id;
  NoteId note_id;
  Code reason;
  static constexpr std::string_view kName = "ReadNotes";
  static constexpr Required<2> kRequired = {"person_id", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &ReadNotes::person_id), F(2, "package_id", &ReadNotes::package_id),
                 F(3, "note_id", &ReadNotes::note_id), F(4, "reason", &ReadNotes::reason));
  }
};

// At most so many are read at once.
inline constexpr std::size_t kNotesReadMax = 500;

using NoteCommand = std::variant<SealNote, ReadNotes>;

}  // namespace careledger::decide
