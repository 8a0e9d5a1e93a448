// Notes: the text is sealed here, under the key of its person, before it is a command, and opened here once
// the reading is on record. Nothing further in knows a text.
#include "careledger/v1/note_service.pb.h"
#include "replay/log/codec.h"
#include "replay/log/merkle.h"
#include "server/decide/note_guards.h"
#include "server/service/command_methods.h"
#include "server/service/person_keys.h"
#include "server/service/questions.h"
#include "server/service/read_request.h"

namespace careledger::service {

namespace {

using decide::NoteSubject;
using model::Position;

NoteSubject SubjectOf(const projections::View& view, const model::PersonId& person,
                      const model::PackageId& package) {
  return {.person = view.person(person),
          .package = package.empty() ? nullptr : view.package(package),
          .notes = view.notes(person)};
}

// All that is acknowledged.
absl::StatusOr<Asked> AskNow(Engine& engine, const store::Caller& caller) {
  return Ask(engine, v1::HistoryPoint(), caller.deadline);
}

void Submit(Engine& engine, const store::Caller& caller, store::Intent intent, decide::NoteCommand command,
            const Reply& reply, std::function<void(const store::Result&)> then) {
  store::Submission submission{.caller = caller,
                               .intent = std::move(intent),
                               .body = decide::Command(std::move(command)),
                               .preview = {},
                               .preview_seen = {},
                               .done = [reply, then = std::move(then)](const store::Answer& answer) {
                                 if (const auto* refused = std::get_if<store::Refused>(&answer))
                                   return reply(OutcomeOf(*refused), nullptr);
                                 then(std::get<store::Result>(answer));
                               }};
  if (const auto status = engine.sequencer().Submit(std::move(submission)); !status.ok())
    reply({status, std::nullopt}, nullptr);
}

void Write(Engine& engine, const store::Caller& caller, const v1::WriteNoteRequest& request,
           const decide::WriteNote& asked, const Reply& reply) {
  const auto fail = [&](const Outcome& outcome) { reply(outcome, nullptr); };
  decide::SealNote command{.note = {.person_id = asked.person_id,
                                    .note_id = asked.note_id,
                                    .kind = asked.kind,
                                    .package_id = asked.package_id,
                                    .refers_to_position = asked.refers_to_position,
                                    .key_id = {},
                                    .sealed = {}},
                           .effective_date = asked.effective_date};
  auto intent = ReadIntent(request.intent(), "");
  if (!intent.ok()) return fail({intent.status(), std::nullopt});
  auto now = AskNow(engine, caller);
  if (!now.ok()) return fail({now.status(), std::nullopt});
  const NoteSubject subject = SubjectOf(*now->view, asked.person_id, asked.package_id);
  const auto refused = decide::NoteRefused(subject, command, model::LondonDate(engine.Now().instant()));
  if (!now->view->status().ok()) return fail({now->view->status(), std::nullopt});
  if (engine.keys() == nullptr) return fail(OutcomeOf(refused ? *refused : decide::NoKeyForNotes()));
  // No key is made for nobody.
  if (refused && !engine.keys()->Has(asked.person_id)) return fail(OutcomeOf(*refused));
  const auto key = KeyToSealUnder(engine, asked.person_id, subject.notes);
  if (!key.ok()) return fail(KeyOutcome(key.status()));
  command.note.key_id = (*key)->Id();
  command.note.sealed = (*key)->Seal(
      seal::NotePurpose(log::Hex(engine.mark().ledger_id), asked.person_id, asked.note_id), asked.text.text);
  intent->digest = DigestOf(command);
  Submit(engine, caller, *std::move(intent), std::move(command), reply, [reply](const store::Result& result) {
    v1::WriteNoteResponse response;
    FillReceipt(result, &response);
    reply({}, &response);
  });
}

// What was sealed, from the record at that position.
absl::StatusOr<model::NoteSealed> SealedAt(const log::Log& log, Position position) {
  absl::StatusOr<model::NoteSealed> sealed =
      absl::DataLossError("no note at position " + std::to_string(Number(position)));
  const auto read = log.Read(position, 1, [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    if (!record.ok()) return sealed = record.status(), false;
    const auto event = log::DecodePayload(record->type, record->schema_version, record->payload);
    if (!event.ok()) return sealed = event.status(), false;
    const auto* note = std::get_if<model::NoteEvent>(&*event);
    const auto* of_type = note != nullptr ? std::get_if<model::NoteSealed>(note) : nullptr;
    if (of_type != nullptr) sealed = *of_type;
    return false;
  });
  if (!read.ok()) return read;
  return sealed;
}

absl::StatusOr<std::string> Open(Engine& engine, const seal::RootKey& key, const model::Note& note) {
  const auto sealed = SealedAt(engine.log(), note.position);
  if (!sealed.ok()) return sealed.status();
  const std::string ledger = log::Hex(engine.mark().ledger_id);
  auto text = key.Open(seal::NotePurpose(ledger, sealed->person_id, sealed->note_id), sealed->sealed);
  if (text) return *std::move(text);
  return absl::DataLossError("the note at position " + std::to_string(Number(note.position)) +
                             " does not open under the key of its person");
}

// The notes that `asked` names, as they were on record before `before`.
absl::Status Fill(Engine& engine, const model::Notes& notes, const decide::ReadNotes& asked, Position before,
                  google::protobuf::RepeatedPtrField<v1::NoteText>* out) {
  const auto key = engine.keys()->Find(asked.person_id);
  if (!key.ok()) return key.status();
  if (const auto status = CheckKey(asked.person_id, &notes, *key); !status.ok()) return status;
  for (const model::Note* note : decide::Asked(notes, asked, before)) {
    auto text = Open(engine, **key, *note);
    if (!text.ok()) return text.status();
    v1::NoteText* row = out->Add();
    row->set_note_id(note->note_id.str());
    row->set_kind(std::string(Word(note->kind)));
    row->set_effective_date(note->effective.ToString());
    row->set_author(note->author);
    row->set_text(*std::move(text));
    row->set_package_id(note->package_id.str());
    row->set_refers_to_position(note->refers_to_position);
    row->set_record_time(note->time.ToString());
    row->set_position(Number(note->position));
  }
  return absl::OkStatus();
}

// The reading is on record: what was asked for is given.
void Give(Engine& engine, const store::Caller& caller, const decide::ReadNotes& asked,
          const store::Result& result, const Reply& reply) {
  const Position read = result.receipt->position;
  v1::HistoryPoint at;
  at.set_known_at("#" + std::to_string(Number(read)));
  auto then = Ask(engine, at, caller.deadline);
  if (!then.ok()) return reply({then.status(), std::nullopt}, nullptr);
  v1::ReadNotesResponse response;
  FillReceipt(result, &response);
  answers::FillPoint(then->view->point(), engine.mark(), response.mutable_as_of());
  response.set_person_id(asked.person_id.str());
  const model::Notes* notes = then->view->notes(asked.person_id);
  const absl::Status filled = notes == nullptr
                                  ? absl::DataLossError("no notes of person " + asked.person_id.str())
                                  : Fill(engine, *notes, asked, read, response.mutable_notes());
  filled.ok() ? reply({}, &response) : reply(KeyOutcome(filled), nullptr);
}

void Read(Engine& engine, const store::Caller& caller, const v1::ReadNotesRequest& request,
          const decide::ReadNotes& asked, const Reply& reply) {
  const auto fail = [&](const Outcome& outcome) { reply(outcome, nullptr); };
  auto intent = ReadIntent(request.intent(), DigestOf(asked));
  if (!intent.ok()) return fail({intent.status(), std::nullopt});
  auto now = AskNow(engine, caller);
  if (!now.ok()) return fail({now.status(), std::nullopt});
  const NoteSubject subject = SubjectOf(*now->view, asked.person_id, asked.package_id);
  const auto refused = decide::ReadingRefused(subject, asked);
  if (!now->view->status().ok()) return fail({now->view->status(), std::nullopt});
  if (engine.keys() == nullptr) return fail(OutcomeOf(refused ? *refused : decide::NoKeyForNotes()));
  if (!refused) {
    // No reading is recorded of what could not be read.
    v1::ReadNotesResponse rehearsal;
    const auto opens =
        Fill(engine, *subject.notes, asked, Position{~std::uint64_t{0}}, rehearsal.mutable_notes());
    if (!opens.ok()) return fail(KeyOutcome(opens));
  }
  Submit(engine, caller, *std::move(intent), asked, reply,
         [&engine, caller, asked, reply](const store::Result& result) {
           Questions(engine).Run(caller.deadline, reply, [&engine, caller, asked, result, reply] {
             Give(engine, caller, asked, result, reply);
           });
         });
}

// Reads the request, then goes on apart from the transport's threads: keys are read from disk, and made.
template <class Command, class Request>
void Add(Engine& engine, Methods& methods, const char* name,
         void (*go_on)(Engine&, const store::Caller&, const Request&, const Command&, const Reply&)) {
  Method method;
  method.descriptor = Request::descriptor()->file()->FindServiceByName("NoteService")->FindMethodByName(name);
  method.unary = [&engine, go_on](const store::Caller& caller, const std::shared_ptr<const Message>& message,
                                  const Reply& reply) {
    auto read = ReadRequest<Command>(*message);
    if (auto* rejection = std::get_if<decide::Rejection>(&read)) return reply(OutcomeOf(*rejection), nullptr);
    Questions(engine).Run(
        caller.deadline, reply,
        [&engine, go_on, caller, message, reply, command = std::get<Command>(std::move(read))] {
          go_on(engine, caller, static_cast<const Request&>(*message), command, reply);
        });
  };
  methods[PathOf(method.descriptor)] = std::move(method);
}

}  // namespace

void AddNoteMethods(Engine& engine, Methods& methods) {
  Add<decide::WriteNote, v1::WriteNoteRequest>(engine, methods, "WriteNote", Write);
  Add<decide::ReadNotes, v1::ReadNotesRequest>(engine, methods, "ReadNotes", Read);
}

}  // namespace careledger::service
