#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "proto/say/say.h"
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/answers/visit_entry.h"
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

constexpr std::array<std::string_view, 10> kKinds = {"package",      "person", "provider", "contract",
                                                     "lot",          "change", "transfer", "import",
                                                     "commissioner", "ledger"};
constexpr std::int32_t kMostDays = 100;  // A day of visits is read for each provider of the person.

// The visits of the person in the period, of every provider that had a package of theirs by then; of one
// package when it is named. As their invoices have them.
std::vector<projections::Assessed> VisitsOfPerson(const projections::View& view, const PersonId& id,
                                                  const PackageId& only, const Period& period) {
  std::vector<projections::Assessed> visits;
  const Person* person = view.person(id);
  if (person == nullptr) return visits;
  std::map<ProviderId, Date> since;
  for (const PackageId& package_id : person->packages) {
    const Package* package = view.package(package_id);
    if (package == nullptr) continue;
    for (const Placement& p : package->life().placements) {
      const auto [at, added] = since.try_emplace(p.provider_id, p.from.date);
      at->second = std::min(at->second, p.from.date);
    }
    for (const Handover& joint : package->life().health.handovers) {
      const auto [at, added] = since.try_emplace(joint.provider_id, joint.at.date);
      at->second = std::min(at->second, joint.at.date);
    }
  }
  for (Date d = period.start; d < std::min(period.end, view.point().on + 1); ++d) {
    for (const auto& [provider, from] : since) {
      if (d < from) continue;
      for (const projections::Assessed& a :
           Priced(view, provider, {d, d + 1}, projections::AssessPerson(view, provider, d, id))) {
        if (only.empty() || (a.package != nullptr && a.package->id() == only)) visits.push_back(a);
      }
    }
  }
  return visits;
}

absl::Status FillVisits(const projections::View& view, const v1::GetTrailRequest& request,
                        v1::GetTrailResponse* out) {
  if (request.from_date().empty() && request.to_date().empty()) {
    out->set_visits_of("no period asked for");
    return absl::OkStatus();
  }
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (request.kind() != "person" && request.kind() != "package") {
    return absl::InvalidArgumentError("from_date: visits are shown in the trail of a person or a package");
  }
  if (period->end - period->start > kMostDays) {
    return absl::InvalidArgumentError("to_date: a trail shows the visits of at most " +
                                      std::to_string(kMostDays) + " days");
  }
  if (!request.page().page_token().empty()) {
    out->set_visits_of("on the first page");
    return absl::OkStatus();
  }
  PersonId person(request.id());
  PackageId only;
  if (request.kind() == "package") {
    only = PackageId(request.id());
    if (const Package* package = view.package(only)) person = package->person();
  }
  for (const projections::Assessed& a : VisitsOfPerson(view, person, only, *period)) {
    FillVisit(a, out->add_visits());
  }
  const std::string days = period->start.ToString() + " to " + (period->end - 1).ToString();
  out->set_visits_of(out->visits_size() > 0 ? days : "none from " + days);
  return absl::OkStatus();
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

// The event's fields in words; where it lists refusals, by the names of their reasons. Of those of a bulk
// transfer the trail of a package has its own alone.
std::string What(const Event& event, const std::string& kind, const std::string& id) {
  if (const auto* import = std::get_if<ImportEvent>(&event)) {
    ImportPageRecorded page = std::get<ImportPageRecorded>(*import);
    const auto refused = std::exchange(page.refused, {});
    return ToText(page) + Refused(refused, [](const RowRefusal& row) {
             return "row " + std::to_string(row.row) + (row.field.empty() ? "" : " " + row.field.str());
           });
  }
  if (const auto* transfer = std::get_if<TransferEvent>(&event)) {
    BulkTransferRecorded bulk = std::get<BulkTransferRecorded>(*transfer);
    auto refused = std::exchange(bulk.refused, {});
    if (kind == "package")
      std::erase_if(refused, [&](const TransferRefusal& one) { return one.package_id.str() != id; });
    return ToText(bulk) + Refused(refused, [](const TransferRefusal& one) { return one.package_id.str(); });
  }
  if (const auto* note = std::get_if<NoteEvent>(&event)) {
    if (const auto* written = std::get_if<NoteSealed>(note)) {
      NoteSealed sealed = *written;
      sealed.sealed = {};  // Nobody reads it here.
      return ToText(sealed);
    }
  }
  return ToText(event);
}

// The record by which the one at `position` counts no more; 0: none.
Position VoidedBy(const projections::View& view, const MonitoringEvent& event, Position position) {
  const ContractId contract = std::visit([](const auto& e) { return e.contract_id; }, event);
  const Monitoring* monitoring = view.monitoring(contract);
  const Position by = monitoring != nullptr ? monitoring->VoidedBy(position) : Position{};
  return by <= view.point().known ? by : Position{};
}

}  // namespace

std::string Show(log::Role role) { return std::string(RoleName(role)); }
std::string Show(log::AuthClass auth) { return std::string(AuthName(auth)); }

absl::Status Answer(const projections::View& view, const TrailSource& trail, const Mark& mark,
                    const v1::GetTrailRequest& request, v1::GetTrailResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckWord("kind", request.kind(), kKinds); !known.ok()) return known;
  if (const auto given = CheckGiven("id", request.id()); !given.ok()) return given;
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
      entry.set_what(What(event, request.kind(), request.id()));
      if (const auto* package = std::get_if<PackageEvent>(&event)) {
        if (const auto* voided = std::get_if<PackageRecordVoided>(package)) {
          voided_by[voided->position] = Number(record.position);
        }
      }
      if (const auto* person = std::get_if<PersonEvent>(&event)) {
        if (const auto* voided = std::get_if<DeathVoided>(person)) {
          voided_by[voided->position] = Number(record.position);
        }
      }
      if (const auto* monitoring = std::get_if<MonitoringEvent>(&event)) {
        // What voids a record of a provider names the contract alone: it is no record of this subject.
        const Position by = VoidedBy(view, *monitoring, record.position);
        if (Number(by) != 0) voided_by[Number(record.position)] = Number(by);
      }
    }
    entries.push_back({std::move(entry), record.position});
    return true;
  });
  if (!failure.ok()) return failure;
  if (!read.ok()) return read;
  if (entries.empty()) {
    return absl::NotFoundError("id: nothing is recorded of " + request.kind() + " '" + request.id() +
                               "' as known at " + view.point().known_at.ToString());
  }
  if (const auto visits = FillVisits(view, request, out); !visits.ok()) return visits;
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
