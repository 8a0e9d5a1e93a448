// Lists of monitoring, filtered and paged.
#include <algorithm>
#include <array>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/monitoring_entry.h"
#include "replay/answers/page.h"
#include "replay/projections/lineage.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

const std::array kInformationStates = {ToString(InformationState::kDue), ToString(InformationState::kLate),
                                       ToString(InformationState::kReceived),
                                       ToString(InformationState::kCameLate)};
const std::array kActionStates = {ToString(ActionState::kOpen), ToString(ActionState::kOverdue),
                                  ToString(ActionState::kClosed)};
const std::array kStandardStates = {ToString(StandardState::kInForce), ToString(StandardState::kExpired),
                                    ToString(StandardState::kNotMet), ToString(StandardState::kMissing)};
const std::array kRiskStates = {Word(RiskState::kOpen), Word(RiskState::kAccepted), Word(RiskState::kClosed)};
constexpr std::array<std::string_view, 2> kRatingKinds = {"quality", "rating"};
constexpr std::array<std::string_view, 12> kSubjects = {
    "information", "meeting",          "complaint",        "safeguarding", "compliment", "survey",
    "panel",       "volunteers-visit", "improvement-plan", "standard",     "volume",     "withdrawal"};

// What every list of a contract's monitoring begins with: its page, and the contract and provider that it
// names.
template <class Request>
absl::StatusOr<Pager> StartList(const View& view, const Request& request) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto given = CheckGiven("contract_id", request.contract_id()); !given.ok()) return given;
  if (const auto known = CheckContract(view, request.contract_id()); !known.ok()) return known;
  if (const auto known = CheckProvider(view, request.provider_id()); !known.ok()) return known;
  return pager;
}

// [from, to), each absent for any day before or after.
struct Days {
  std::optional<Date> from, to;
  bool Contain(Date date) const { return (!from || *from <= date) && (!to || date < *to); }
};

absl::StatusOr<Days> ReadDays(const std::string& from, const std::string& to) {
  Days days;
  for (const auto& [name, text, day] :
       {std::tuple{"from_date", &from, &days.from}, {"to_date", &to, &days.to}}) {
    if (text->empty()) continue;
    *day = Date::Parse(*text);
    if (!*day)
      return absl::InvalidArgumentError(std::string(name) + ": '" + *text + "' is not a date (2016-11-07)");
  }
  if (days.from && days.to && *days.to <= *days.from) {
    return absl::InvalidArgumentError(
        "to_date: must be after from_date; it is the first day after the period");
  }
  return days;
}

// The provider that is asked about, and whom it has followed.
template <class Request>
Lineage Asked(const View& view, const Request& request) {
  return {view, ContractId(request.contract_id()), ProviderId(request.provider_id())};
}

bool Wanted(const std::string& filter, std::string_view value) { return filter.empty() || filter == value; }

// Of any kind of record: what the list of all shows.
struct Row {
  Date date;
  Position position{};
  std::string_view subject;
  ProviderId provider_id;
  std::string id;
  std::string what;
  std::string document;
};

template <class E>
Row RowOf(const Noted<E>& told, std::string_view subject, std::string id, std::string what) {
  Row row{.date = told.date,
          .position = told.position,
          .subject = subject,
          .provider_id = {},
          .id = std::move(id),
          .what = std::move(what),
          .document = {}};
  if constexpr (requires { told.event->provider_id; }) row.provider_id = told.event->provider_id;
  if constexpr (requires { told.event->document; }) row.document = told.event->document.str();
  if constexpr (requires { told.event->authority; }) row.document = told.event->authority.reference;
  return row;
}

std::string Said(const InformationScheduled& e) {
  if (e.every == Frequency::kNone) return "no longer";
  return std::string(Word(e.every)) + ", due " + std::to_string(e.due_days) + " days after";
}

std::string Said(const StandardRequired& e) {
  if (e.no_longer) return "no longer required";
  return e.valid_months ? "evidence good for " + std::to_string(*e.valid_months) + " months"
                        : "evidence good for ever";
}

std::string Said(const PlanRow& plan) {
  std::string out = plan.opened.event->reason.str();
  if (!plan.shared_with.empty()) out += ", shared with " + Joined(plan.shared_with);
  if (plan.closed)
    out += ", closed " + plan.closed->date.ToString() + " " + plan.closed->event->outcome.str();
  return out;
}

// Every record that no other list shows, by date, then position; and who has withdrawn, and why.
std::vector<Row> RowsOf(const View& view, const ContractId& contract) {
  std::vector<Row> rows;
  for (const auto& told : NotedOf<InformationScheduled>(view, contract))
    rows.push_back(RowOf(told, "information", told.event->item.str(), Said(*told.event)));
  for (const auto& told : NotedOf<MeetingHeld>(view, contract))
    rows.push_back(RowOf(told, "meeting", told.event->meeting_id.str(), told.event->kind.str()));
  for (const auto& told : NotedOf<FeedbackReported>(view, contract))
    rows.push_back(RowOf(told, Word(told.event->kind), "", std::to_string(told.event->count)));
  for (const auto& told : NotedOf<SurveyReported>(view, contract)) {
    rows.push_back(RowOf(told, Word(told.event->instrument), "",
                         std::to_string(told.event->satisfied) + " of " +
                             std::to_string(told.event->responses) + " satisfied"));
  }
  for (const PlanRow& plan : PlansOf(view, contract))
    rows.push_back(RowOf(plan.opened, "improvement-plan", plan.opened.event->plan_id.str(), Said(plan)));
  for (const auto& told : NotedOf<StandardRequired>(view, contract))
    rows.push_back(RowOf(told, "standard", told.event->standard.str(), Said(*told.event)));
  for (const auto& told : NotedOf<VolumeDeclared>(view, contract)) {
    rows.push_back(
        RowOf(told, "volume", "",
              "at least " + std::to_string(told.event->minimum_weekly_minutes) + " minutes a week"));
  }
  for (const auto& [provider, member] : view.contract(contract)->members()) {
    for (const auto& left : member.withdrawals().versions()) {
      if (view.point().on < left.from) continue;
      rows.push_back({.date = left.from,
                      .position = left.cause,
                      .subject = "withdrawal",
                      .provider_id = provider,
                      .id = {},
                      .what = left.value.reason.str() + ", notice of " + left.value.notice_date.ToString(),
                      .document = {}});
    }
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.date, a.position) < std::tie(b.date, b.position);
  });
  return rows;
}

void FillInformation(const InformationRow& row, v1::InformationEntry* out) {
  out->set_due_date(row.due.ToString());
  out->set_provider_id(row.provider_id.str());
  out->set_item(row.item.str());
  out->set_every(std::string(Word(row.every)));
  out->set_period(row.period.start.ToString() + " to " + (row.period.end - 1).ToString());
  out->set_state(std::string(ToString(row.state)));
  if (row.received) out->set_received_date(row.received->ToString());
  out->set_document(row.document.str());
  out->set_position(Number(row.position));
}

void FillAction(const ActionRow& row, v1::ActionEntry* out) {
  const ActionAgreed& action = *row.agreed.event;
  out->set_due_date(action.due.ToString());
  out->set_action_id(action.action_id.str());
  out->set_provider_id(action.provider_id.str());
  out->set_owner(action.owner.str());
  out->set_meeting_id(action.meeting_id.str());
  out->set_plan_id(action.plan_id.str());
  out->set_agreed_date(row.agreed.date.ToString());
  out->set_state(std::string(ToString(row.state)));
  if (row.closed) out->set_closed_date(row.closed->ToString());
  out->set_document(row.document.str());
  out->set_position(Number(row.agreed.position));
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListInformationRequest& request,
                    v1::ListInformationResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kInformationStates); !known.ok()) return known;
  const auto days = ReadDays(request.from_date(), request.to_date());
  if (!days.ok()) return days.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  std::array<std::uint64_t, 4> counts{};
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const InformationRow& row : InformationOf(view, *view.contract(ContractId(request.contract_id())))) {
    if (!asked.Has(row.provider_id) || !Wanted(request.item(), row.item.str()) ||
        !Wanted(request.state(), ToString(row.state)) || !days->Contain(row.due)) {
      continue;
    }
    ++counts[static_cast<std::size_t>(row.state)];
    if (pager->Take(KeyAt(index++))) FillInformation(row, out->add_entries());
  }
  out->set_due(counts[0]);
  out->set_late(counts[1]);
  out->set_received(counts[2]);
  out->set_came_late(counts[3]);
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListActionsRequest& request,
                    v1::ListActionsResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kActionStates); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  std::array<std::uint64_t, 3> counts{};
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const ActionRow& row : ActionsOf(view, ContractId(request.contract_id()))) {
    const ActionAgreed& action = *row.agreed.event;
    if (!asked.Has(action.provider_id) || !Wanted(request.state(), ToString(row.state)) ||
        !Wanted(request.meeting_id(), action.meeting_id.str()) ||
        !Wanted(request.plan_id(), action.plan_id.str())) {
      continue;
    }
    ++counts[static_cast<std::size_t>(row.state)];
    if (pager->Take(KeyAt(index++))) FillAction(row, out->add_actions());
  }
  out->set_open(counts[0]);
  out->set_overdue(counts[1]);
  out->set_closed(counts[2]);
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListRatingsRequest& request,
                    v1::ListRatingsResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("kind", request.kind(), kRatingKinds); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const RatingRow& row : RatingsOf(view, ContractId(request.contract_id()))) {
    if (!asked.Has(row.provider_id) || !Wanted(request.kind(), kRatingKinds[row.published ? 1 : 0]) ||
        (request.in_force() && row.until)) {
      continue;
    }
    if (pager->Take(KeyAt(index++))) FillRating(row, out->add_ratings());
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListStandardsRequest& request,
                    v1::ListStandardsResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kStandardStates); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const StandardRow& row : StandardsOf(view, *view.contract(ContractId(request.contract_id())))) {
    if (!asked.Has(row.provider_id) || !Wanted(request.state(), ToString(row.state))) {
      continue;
    }
    if (!pager->Take(KeyAt(index++))) continue;
    v1::StandardEntry* entry = out->add_standards();
    entry->set_provider_id(row.provider_id.str());
    entry->set_standard(row.standard.str());
    entry->set_required_from(row.required_from.ToString());
    entry->set_state(std::string(ToString(row.state)));
    if (row.expires) entry->set_expires(row.expires->ToString());
    if (!row.evidence) continue;
    entry->set_evidence_date(row.evidence->date.ToString());
    entry->set_document(row.evidence->event->document.str());
    entry->set_position(Number(row.evidence->position));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListRisksRequest& request,
                    v1::ListRisksResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kRiskStates); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const RiskRow& row : RisksOf(view, ContractId(request.contract_id()))) {
    const RiskAssessed& risk = *row.assessed.event;
    if (!asked.Has(risk.provider_id) || !Wanted(request.state(), Word(risk.state))) continue;
    if (!pager->Take(KeyAt(index++))) continue;
    v1::RiskEntry* entry = out->add_risks();
    entry->set_risk_id(risk.risk_id.str());
    entry->set_provider_id(risk.provider_id.str());
    entry->set_owner(risk.owner.str());
    entry->set_likelihood(risk.likelihood);
    entry->set_impact(risk.impact);
    entry->set_score(row.score());
    entry->set_state(std::string(Word(risk.state)));
    entry->set_assessed_date(row.assessed.date.ToString());
    entry->set_first_date(row.first.ToString());
    entry->set_document(risk.document.str());
    entry->set_position(Number(row.assessed.position));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListMonitoringRequest& request,
                    v1::ListMonitoringResponse* out) {
  auto pager = StartList(view, request);
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("subject", request.subject(), kSubjects); !known.ok()) return known;
  const auto days = ReadDays(request.from_date(), request.to_date());
  if (!days.ok()) return days.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  const Lineage asked = Asked(view, request);
  std::size_t index = 0;
  for (const Row& row : RowsOf(view, ContractId(request.contract_id()))) {
    if (!asked.Has(row.provider_id) || !Wanted(request.subject(), row.subject) || !days->Contain(row.date)) {
      continue;
    }
    if (!pager->Take(KeyAt(index++))) continue;
    v1::MonitoringEntry* entry = out->add_records();
    entry->set_date(row.date.ToString());
    entry->set_subject(std::string(row.subject));
    entry->set_provider_id(row.provider_id.str());
    entry->set_id(row.id);
    entry->set_what(row.what);
    entry->set_document(row.document);
    entry->set_position(Number(row.position));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
