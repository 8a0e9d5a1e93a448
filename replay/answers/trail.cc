#include <map>
#include <utility>

#include "proto/say/say.h"
#include "replay/answers/answers.h"
#include "replay/answers/page.h"
#include "replay/log/codec.h"
#include "replay/model/print.h"

namespace careledger::answers {

using namespace model;

namespace {

std::string_view RoleName(log::Role role) {
  switch (role) {
    case log::Role::kSystem:
      return "system";
    case log::Role::kContractManager:
      return "contract-manager";
    case log::Role::kFinance:
      return "finance";
    case log::Role::kAuditor:
      return "auditor";
    case log::Role::kBroker:
      return "broker";
    case log::Role::kProvider:
      return "provider";
    case log::Role::kFeed:
      return "feed";
    case log::Role::kAdministrator:
      return "administrator";
  }
  return "unknown";
}

std::string_view AuthName(log::AuthClass auth) {
  switch (auth) {
    case log::AuthClass::kMtls:
      return "mtls";
    case log::AuthClass::kOidc:
      return "oidc";
    case log::AuthClass::kDevelopment:
      return "development";
    case log::AuthClass::kSystem:
      return "system";
  }
  return "unknown";
}

// Positions sort as text when padded.
std::string PageKey(Position position) {
  std::string digits = std::to_string(Number(position));
  return std::string(20 - digits.size(), '0') + digits;
}

// "lot-not-known"
std::string ReasonWord(std::uint32_t number) {
  const auto* value = v1::RejectionReason_descriptor()->FindValueByNumber(static_cast<int>(number));
  return value == nullptr ? std::to_string(number) : say::EnumWord(*value);
}

template <class Refusals, class Name>
std::string Refused(const Refusals& refusals, const Name& name) {
  std::string text;
  for (const auto& refusal : refusals) {
    text += (text.empty() ? ", refused " : "; ") + name(refusal) + " " + ReasonWord(refusal.reason);
  }
  return text;
}

// The event's fields in words; where it lists refusals, by the names of their reasons.
std::string What(const Event& event) {
  if (const auto* import = std::get_if<ImportEvent>(&event)) {
    ImportPageRecorded page = std::get<ImportPageRecorded>(*import);
    const auto refused = std::exchange(page.refused, {});
    return ToText(page) + Refused(refused, [](const RowRefusal& row) {
             return "row " + std::to_string(row.row) + (row.field.empty() ? "" : " " + row.field.str());
           });
  }
  if (const auto* transfer = std::get_if<TransferEvent>(&event)) {
    BulkTransferRecorded bulk = std::get<BulkTransferRecorded>(*transfer);
    const auto refused = std::exchange(bulk.refused, {});
    return ToText(bulk) + Refused(refused, [](const TransferRefusal& one) { return one.package_id.str(); });
  }
  return ToText(event);
}

}  // namespace

std::string Show(log::Role role) { return std::string(RoleName(role)); }
std::string Show(log::AuthClass auth) { return std::string(AuthName(auth)); }

absl::Status Answer(const projections::View& view, const TrailSource& trail, const Mark& mark,
                    const v1::GetTrailRequest& request, v1::GetTrailResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  struct Entry {
    v1::TrailEntry entry;
    Position position;
  };
  std::vector<Entry> entries;
  std::map<std::uint64_t, std::uint64_t> voided_by;
  absl::Status failure;
  const absl::Status read = trail(request.kind(), request.id(), [&](const log::RecordView& record) {
    auto recorded = log::ToRecorded(record);
    if (!recorded.ok()) {
      failure = recorded.status();
      return false;
    }
    v1::TrailEntry entry;
    entry.set_position(Number(record.position));
    entry.set_record_time(record.record_time.ToString());
    if (record.effective_date) entry.set_effective_date(record.effective_date->ToString());
    entry.set_event_type(std::string(record.type));
    entry.set_actor(std::string(record.actor));
    entry.set_role(Show(record.role));
    entry.set_authentication(Show(record.auth));
    if (recorded->has_value()) {
      const Event& event = (*recorded)->event;
      entry.set_what(What(event));
      if (const auto* package = std::get_if<PackageEvent>(&event)) {
        if (const auto* voided = std::get_if<PackageRecordVoided>(package)) {
          voided_by[voided->position] = Number(record.position);
        }
      }
    }
    entries.push_back({std::move(entry), record.position});
    return true;
  });
  if (!failure.ok()) return failure;
  if (!read.ok()) return read;
  if (entries.empty()) {
    return absl::NotFoundError("id: nothing is recorded of " + request.kind() + " '" + request.id() + "'");
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_kind(request.kind());
  out->set_id(request.id());
  for (Entry& e : entries) {
    if (const auto found = voided_by.find(Number(e.position)); found != voided_by.end()) {
      e.entry.set_note("voided by #" + std::to_string(found->second));
    }
    if (pager->Take(PageKey(e.position))) *out->add_entries() = std::move(e.entry);
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
