// Contract files: checked, applied, proposed. What an answer says changed is read from the records that say
// so, so that a command repeated is answered as it was.
#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/errors.pb.h"
#include "replay/answers/answers.h"
#include "replay/log/codec.h"
#include "replay/log/merkle.h"
#include "server/intake/contract_file.h"
#include "server/intake/values.h"
#include "server/service/command_methods.h"
#include "server/service/questions.h"

namespace careledger::service {

namespace {

Outcome Invalid(std::string field, std::string detail) {
  return OutcomeOf(decide::Rejection{decide::Reason::kInvalidField, std::move(field), std::move(detail)});
}

// The date of a request's `from`; none when it is no date, or not there.
std::optional<model::Date> FromDate(const std::string& text) { return model::Date::Parse(text); }
std::string NotADate(const std::string& text) {
  return text.empty() ? "is required" : intake::Explain(text, model::Date());
}

std::string Count(std::size_t number, const char* unit) {
  return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

void FillFaults(const std::vector<decide::FileFault>& faults, v1::CheckContractResponse& out) {
  for (const decide::FileFault& fault : faults) {
    v1::FileFault* said = out.add_faults();
    said->set_line(fault.at.line);
    said->set_column(fault.at.column);
    said->set_key(fault.at.key);
    said->set_reason(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(fault.rejection.reason)));
    said->set_message(fault.rejection.detail);
  }
}

// Today, or the first day of the term of a file that begins later.
model::Date DefaultFrom(const decide::ContractFile& file, model::Date today) {
  for (const decide::FileSection& section : file.sections) {
    if (const auto* contract = std::get_if<decide::CreateContract>(&section.command))
      return std::max(today, contract->start_date);
  }
  return today;
}

absl::Status Check(Engine& engine, const store::Caller& caller, const v1::CheckContractRequest& request,
                   v1::CheckContractResponse& out) {
  if (request.file().empty()) return absl::InvalidArgumentError("file: is required");
  auto asked = Ask(engine, request.at(), caller.deadline);
  if (!asked.ok()) return asked.status();
  const projections::View& view = *asked->view;
  const intake::ReadFile read = intake::ReadContractFile(request.file());
  const decide::Facts facts{.now = engine.Now(), .actor = caller.id};
  std::optional<model::Date> from = FromDate(request.from());
  if (!from && !request.from().empty())
    return absl::InvalidArgumentError("from: " + NotADate(request.from()));
  if (!from) from = DefaultFrom(read.file, facts.today());
  answers::FillPoint(view.point(), engine.mark(), out.mutable_as_of());
  const model::ContractId& id = read.file.contract_id;
  out.set_contract_id(id.str());
  out.set_effective_date(from->ToString());

  decide::FileVerdict verdict = decide::Examine(view.base(), read.file, *from, facts);
  std::vector<decide::FileFault> faults = read.faults;
  // A file that was not read at all says nothing of any contract.
  if (!id.empty()) faults.insert(faults.end(), verdict.faults.begin(), verdict.faults.end());
  if (!faults.empty()) {
    std::stable_sort(
        faults.begin(), faults.end(),
        [](const decide::FileFault& a, const decide::FileFault& b) { return a.at.line < b.at.line; });
    out.set_result(Count(faults.size(), "fault") + ": nothing would be recorded");
    FillFaults(faults, out);
    return absl::OkStatus();
  }
  for (const decide::NewEvent& event : verdict.events) {
    answers::Fill(projections::MoveOf(view.contract(id), *from, std::get<model::ContractEvent>(event.event)),
                  out.add_differences());
  }
  std::string result = verdict.events.empty()
                           ? "nothing would change"
                           : Count(verdict.events.size(), "difference") + " would be recorded";
  if (verdict.moves_money && decide::IsInUse(view.packages(), id))
    result += ", once a second person has approved: propose the file, it changes what is paid";
  for (const decide::LostSeat& seat : verdict.lost_seats) {
    v1::LostSeatEntry* entry = out.add_lost_seats();
    entry->set_tier(seat.tier.str());
    entry->set_provider_id(seat.provider_id.str());
    entry->set_lot_id(seat.lot_id.str());
  }
  if (!verdict.lost_seats.empty())
    result += "; seats of providers in tiers that go: " + std::to_string(verdict.lost_seats.size());
  out.set_result(result);
  return asked->view->status();
}

// What the records of an answer made of the contract as it was before them.
absl::Status FillDifferences(Engine& engine, const store::Receipt& receipt, store::Deadline deadline,
                             const model::ContractId& id, model::Date from,
                             google::protobuf::RepeatedPtrField<v1::PolicyMove>& out) {
  if (receipt.records == 0) return absl::OkStatus();
  const std::uint64_t first = Number(receipt.position) - receipt.records + 1;
  v1::HistoryPoint before;
  before.set_known_at("#" + std::to_string(first - 1));
  auto asked = Ask(engine, before, deadline);
  if (!asked.ok()) return asked.status();
  const model::Contract* contract = asked->view->contract(id);
  absl::Status status;
  const auto add = [&](const model::ContractEvent& event) {
    if (std::holds_alternative<model::ContractFileApplied>(event)) return;
    answers::Fill(projections::MoveOf(contract, from, event), out.Add());
  };
  const auto read = engine.log().Read(model::Position{first}, receipt.records, [&](std::string_view bytes) {
    const auto record = log::View(bytes);
    if (!record.ok()) return status = record.status(), false;
    const auto event = log::DecodePayload(record->type, record->schema_version, record->payload);
    if (!event.ok()) return status = event.status(), false;
    if (const auto* of_contract = std::get_if<model::ContractEvent>(&*event)) add(*of_contract);
    if (const auto* of_change = std::get_if<model::ChangeEvent>(&*event)) {
      if (const auto* proposal = std::get_if<model::PolicyChangeProposed>(of_change)) {
        for (const model::ContractEvent& policy : model::PoliciesOf(*proposal)) add(policy);
      }
    }
    return true;
  });
  if (!read.ok()) return read;
  return status.ok() ? asked->view->status() : status;
}

// Reads the file and the date of a command, and submits what `make(file, date)` makes of them.
template <class Request, class Response, class Make>
void Submit(Engine& engine, const store::Caller& caller, const Request& request, const Reply& reply,
            const std::string& digest, Make make) {
  if (request.file().empty()) return reply(Invalid("file", "is required"), nullptr);
  const std::optional<model::Date> from = FromDate(request.from());
  if (!from) return reply(Invalid("from", NotADate(request.from())), nullptr);
  auto intent = ReadIntent(request.intent(), digest);
  if (!intent.ok()) return reply({intent.status(), std::nullopt}, nullptr);
  intake::ReadFile read = intake::ReadContractFile(request.file());
  if (!read.faults.empty()) return reply(OutcomeOf(decide::RefusalOf(read.faults)), nullptr);
  const model::ContractId id = read.file.contract_id;
  const auto done = [&engine, caller, id, from, reply](const store::Answer& answer) {
    if (const auto* refused = std::get_if<store::Refused>(&answer))
      return reply(OutcomeOf(*refused), nullptr);
    Questions(engine).Run(
        caller.deadline, reply, [&engine, caller, id, from, reply, result = std::get<store::Result>(answer)] {
          Response response;
          FillReceipt(result, &response);
          response.set_contract_id(id.str());
          response.set_effective_date(from->ToString());
          const absl::Status status = FillDifferences(engine, *result.receipt, caller.deadline, id, *from,
                                                      *response.mutable_differences());
          reply({status, std::nullopt}, &response);
        });
  };
  const absl::Status status = engine.sequencer().Submit(
      {.caller = caller,
       .intent = *std::move(intent),
       .body = decide::Command(decide::FileCommand(make(std::move(read.file), *from))),
       .preview = {},
       .preview_seen = {},
       .done = done});
  if (!status.ok()) reply({status, std::nullopt}, nullptr);
}

std::string DigestOfParts(std::string_view name, const std::string& change, const std::string& from,
                          const std::string& file) {
  std::string bytes(name);
  for (const std::string* part : {&change, &from, &file}) bytes.append(1, '\0').append(*part);
  const log::Hash hash = log::Sha256(bytes);
  return {hash.begin(), hash.end()};
}

void Apply(Engine& engine, const store::Caller& caller, const std::shared_ptr<const Message>& message,
           const Reply& reply) {
  const auto& request = static_cast<const v1::ApplyContractRequest&>(*message);
  Submit<v1::ApplyContractRequest, v1::ApplyContractResponse>(
      engine, caller, request, reply,
      DigestOfParts(decide::ApplyContract::kName, "", request.from(), request.file()),
      [](decide::ContractFile&& file, model::Date from) {
        return decide::ApplyContract{.file = std::move(file), .effective_date = from};
      });
}

void Propose(Engine& engine, const store::Caller& caller, const std::shared_ptr<const Message>& message,
             const Reply& reply) {
  const auto& request = static_cast<const v1::ProposePolicyChangeRequest&>(*message);
  if (request.change_id().empty()) return reply(Invalid("change_id", "is required"), nullptr);
  const auto change = model::ChangeId::Parse(request.change_id());
  if (!change) return reply(Invalid("change_id", intake::NotAnId(request.change_id())), nullptr);
  Submit<v1::ProposePolicyChangeRequest, v1::ProposePolicyChangeResponse>(
      engine, caller, request, reply,
      DigestOfParts(decide::ProposePolicyChange::kName, request.change_id(), request.from(), request.file()),
      [&](decide::ContractFile&& file, model::Date from) {
        return decide::ProposePolicyChange{
            .change_id = *change, .file = std::move(file), .effective_date = from};
      });
}

}  // namespace

void AddFileMethods(Engine& engine, Methods& methods) {
  const auto put = [&](const char* name, UnaryHandler handler) {
    Method method;
    method.descriptor = google::protobuf::DescriptorPool::generated_pool()
                            ->FindServiceByName("careledger.v1.ContractService")
                            ->FindMethodByName(name);
    method.unary = std::move(handler);
    methods[PathOf(method.descriptor)] = std::move(method);
  };
  const auto bind = [&engine](auto handler) {
    return [&engine, handler](const store::Caller& caller, std::shared_ptr<const Message> request,
                              Reply reply) { handler(engine, caller, request, reply); };
  };
  put("ApplyContract", bind(Apply));
  put("ProposePolicyChange", bind(Propose));
  put("CheckContract",
      [&engine](const store::Caller& caller, std::shared_ptr<const Message> request, const Reply& reply) {
        Questions(engine).Run(caller.deadline, reply, [&engine, caller, request, reply] {
          v1::CheckContractResponse response;
          const absl::Status status =
              Check(engine, caller, static_cast<const v1::CheckContractRequest&>(*request), response);
          reply({status, std::nullopt}, &response);
        });
      });
}

}  // namespace careledger::service
