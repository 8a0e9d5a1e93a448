#include <map>

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
      entry.set_what(ToText(event));
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
