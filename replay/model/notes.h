// What is on record of the notes of one person: that there is one, of what kind, by whom; never the text.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "replay/model/note_events.h"

namespace careledger::model {

struct Note {
  Position position{};
  RecordTime time;
  Date effective;      // The day it is about.
  std::string author;  // The actor of its record.
  NoteId note_id;
  NoteKind kind = NoteKind::kUnspecified;
  PackageId package_id;
  std::uint64_t refers_to_position = 0;
  Bytes key_id;
  Bytes tag;  // The end of what was sealed: under one key, two texts of one note differ in it.
};

struct NotesReading {
  Position position{};
  RecordTime time;
  std::string reader;
  PackageId package_id;  // As in NotesRead.
  NoteId note_id;
  Code reason;
};

// A reader of history takes the records up to its position: both lists are in order of position.
class Notes {
 public:
  void Evolve(Position position, RecordTime time, Date effective, const std::string& actor,
              const NoteEvent& event);

  const std::vector<std::shared_ptr<const Note>>& notes() const { return notes_; }
  const std::vector<std::shared_ptr<const NotesReading>>& readings() const { return readings_; }
  // Null when the person has no such note.
  const Note* Find(const NoteId& id) const;

 private:
  std::vector<std::shared_ptr<const Note>> notes_;
  std::vector<std::shared_ptr<const NotesReading>> readings_;
};

// What Note::tag keeps of `sealed`.
Bytes TagOf(const Bytes& sealed);

}  // namespace careledger::model
