// Notes as everybody sees them who may know of them: that there is one, of what kind, by whom; never the
// text.
#include <algorithm>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"

namespace careledger::answers {

using namespace model;

namespace {

// In order of position, as they stand in the list.
std::string PageKey(Position position) {
  std::string digits = std::to_string(Number(position));
  return std::string(20 - digits.size(), '0') + digits;
}

void Fill(const Note& note, v1::NoteEntry* out) {
  out->set_note_id(note.note_id.str());
  out->set_kind(std::string(Word(note.kind)));
  out->set_effective_date(note.effective.ToString());
  out->set_author(note.author);
  out->set_text("sealed");
  out->set_package_id(note.package_id.str());
  out->set_refers_to_position(note.refers_to_position);
  out->set_record_time(note.time.ToString());
  out->set_key_id(note.key_id.value);
  out->set_position(Number(note.position));
}

void Fill(const NotesReading& reading, v1::NoteReading* out) {
  out->set_reader(reading.reader);
  out->set_reason(reading.reason.str());
  out->set_record_time(reading.time.ToString());
  out->set_package_id(reading.package_id.str());
  out->set_note_id(reading.note_id.str());
  out->set_position(Number(reading.position));
}

// Whose notes are asked for.
absl::StatusOr<PersonId> PersonOf(const projections::View& view, const v1::ListNotesRequest& request) {
  if (const auto known = CheckPerson(view, request.person_id()); !known.ok()) return known;
  if (request.package_id().empty()) {
    if (const auto given = CheckGiven("person_id", request.person_id()); !given.ok()) return given;
    return PersonId(request.person_id());
  }
  const Package* package = view.package(PackageId(request.package_id()));
  if (package == nullptr) return NotKnown(view, "package_id", "package", request.package_id());
  const std::string& person = package->person().str();
  if (!request.person_id().empty() && request.person_id() != person)
    return NotKnown(view, "package_id", "package of person " + request.person_id(), request.package_id());
  return PersonId(person);
}

}  // namespace

absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListNotesRequest& request,
                    v1::ListNotesResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  const auto person = PersonOf(view, request);
  if (!person.ok()) return person.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_person_id(person->str());
  const Notes* notes = view.notes(*person);
  if (notes == nullptr) return absl::OkStatus();
  const PackageId package(request.package_id());
  std::vector<NoteId> listed;
  for (const auto& note : notes->notes()) {
    if (view.point().known < note->position || view.point().on < note->effective) continue;
    if (!package.empty() && note->package_id != package) continue;
    listed.push_back(note->note_id);
    if (pager->Take(PageKey(note->position))) Fill(*note, out->add_notes());
  }
  out->set_next_page_token(pager->next_token());
  if (!request.page().page_token().empty()) return absl::OkStatus();
  for (const auto& reading : notes->readings()) {
    if (view.point().known < reading->position) break;
    const bool of_one = !reading->note_id.empty() &&
                        std::find(listed.begin(), listed.end(), reading->note_id) == listed.end();
    const bool of_another =
        !package.empty() && !reading->package_id.empty() && reading->package_id != package;
    if (!of_one && !of_another) Fill(*reading, out->add_readings());
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
