#include "server/service/person_keys.h"

#include "replay/answers/answers.h"
#include "replay/log/merkle.h"
#include "server/decide/note_guards.h"
#include "server/service/command_methods.h"

namespace careledger::service {

namespace {

// "needs-k-1", "needs-k-1.2": an id, whatever the package's length.
model::NoteId NoteOfNeeds(const model::PackageId& package, int turn) {
  const std::string ending = turn == 1 ? "" : "." + std::to_string(turn);
  std::string name = package.str();
  if (6 + name.size() + ending.size() > model::NoteId::kMaxLength) {
    const log::Hash hash = log::Sha256(name);
    name = log::Hex(hash).substr(0, 32);
  }
  return model::NoteId("needs-" + name + ending);
}

}  // namespace

absl::Status CheckKey(const model::PersonId& person, const model::Notes* notes, const seal::PersonKey& key) {
  if (notes == nullptr || notes->notes().empty()) return absl::OkStatus();
  const std::string file = "keys/person/" + person.str();
  if (key == nullptr) {
    return absl::DataLossError("the key of person " + person.str() +
                               " is missing, and notes were sealed under it: restore " + file);
  }
  if (notes->notes().back()->key_id == key->Id()) return absl::OkStatus();
  return absl::DataLossError("the notes of person " + person.str() +
                             " were sealed under another key than the one there is: restore " + file);
}

Outcome KeyOutcome(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return {status, std::nullopt};
  return OutcomeOf(decide::Rejection{decide::Reason::kNoMasterKey, "", std::string(status.message())});
}

absl::StatusOr<seal::PersonKey> KeyToSealUnder(Engine& engine, const model::PersonId& person,
                                               const model::Notes* notes) {
  auto key = engine.keys()->Find(person);
  if (!key.ok()) return key.status();
  if (const auto status = CheckKey(person, notes, *key); !status.ok()) return status;
  if (*key != nullptr) return key;
  return engine.keys()->FindOrMake(person);
}

absl::Status SealNeeds(Engine& engine, const store::ReadView& now, decide::RequestPackage& request) {
  if (request.needs.empty() || engine.keys() == nullptr || decide::BadNeeds(request.needs))
    return absl::OkStatus();
  const model::Notes* notes = now.notes(request.person_id);
  if (!now.status().ok()) return now.status();
  const auto key = KeyToSealUnder(engine, request.person_id, notes);
  if (!key.ok()) return key.status();
  model::NoteSealed note{.person_id = request.person_id,
                         .note_id = {},
                         .kind = model::NoteKind::kNeeds,
                         .package_id = request.package_id,
                         .refers_to_position = 0,
                         .key_id = (*key)->Id(),
                         .sealed = {}};
  const std::string text = answers::Joined(request.needs);
  for (int turn = 1;; ++turn) {
    note.note_id = NoteOfNeeds(request.package_id, turn);
    note.sealed = (*key)->Seal(
        seal::NotePurpose(log::Hex(engine.mark().ledger_id), request.person_id, note.note_id), text);
    const model::Note* known = notes != nullptr ? notes->Find(note.note_id) : nullptr;
    if (known == nullptr || known->tag == model::TagOf(note.sealed)) break;
  }
  request.needs.clear();
  request.needs_note = std::move(note);
  return absl::OkStatus();
}

}  // namespace careledger::service
