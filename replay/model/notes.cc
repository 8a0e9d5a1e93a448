#include "replay/model/notes.h"

#include <algorithm>

namespace careledger::model {

namespace {
constexpr std::size_t kTagBytes = 16;
}  // namespace

Bytes TagOf(const Bytes& sealed) {
  return {sealed.value.substr(sealed.value.size() - std::min(sealed.value.size(), kTagBytes))};
}

void Notes::Evolve(Position position, RecordTime time, Date effective, const std::string& actor,
                   const NoteEvent& event) {
  std::visit(
      Overloaded{
          [&](const NoteSealed& e) {
            notes_.push_back(std::make_shared<const Note>(Note{.position = position,
                                                               .time = time,
                                                               .effective = effective,
                                                               .author = actor,
                                                               .note_id = e.note_id,
                                                               .kind = e.kind,
                                                               .package_id = e.package_id,
                                                               .refers_to_position = e.refers_to_position,
                                                               .key_id = e.key_id,
                                                               .tag = TagOf(e.sealed)}));
          },
          [&](const NotesRead& e) {
            readings_.push_back(std::make_shared<const NotesReading>(NotesReading{.position = position,
                                                                                  .time = time,
                                                                                  .reader = actor,
                                                                                  .package_id = e.package_id,
                                                                                  .note_id = e.note_id,
                                                                                  .reason = e.reason}));
          },
      },
      event);
}

const Note* Notes::Find(const NoteId& id) const {
  for (const auto& note : notes_) {
    if (note->note_id == id) return note.get();
  }
  return nullptr;
}

}  // namespace careledger::model
