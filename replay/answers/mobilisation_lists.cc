// Lists of a mobilisation: people by outcome, reviews, packages that are to move.
#include <array>
#include <map>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/mobilisation_of.h"
#include "replay/answers/page.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

using Outcome = MobilisationOutcome;
constexpr std::array kOutcomes = {Outcome::kNewProvider, Outcome::kDirectPayment, Outcome::kPrivate,
                                  Outcome::kEnded,       Outcome::kToBePlaced,    Outcome::kNotAccountedFor};
constexpr std::array<std::string_view, 3> kReviewStates = {"owed", "overdue", "done"};

// Somebody who has or had packages that are to move.
struct Existing {
  Outcome outcome = Outcome::kEnded;
  LotId lot_id;  // Of the first package.
  Code client_group;
  ProviderId provider_id;
  std::uint64_t packages = 0;
};

std::map<PersonId, Existing> PeopleOf(const Mobilisation& mobilisation) {
  std::map<PersonId, Existing> people;
  for (const MovingPackage& moving : mobilisation.packages()) {
    const auto [at, added] = people.try_emplace(moving.package->person());
    Existing& person = at->second;
    if (added) {
      person.lot_id = moving.lot_id;
      person.client_group = moving.package->life().request.client_group;
    }
    if (added || moving.outcome < person.outcome) {
      person.outcome = moving.outcome;
      person.provider_id = moving.stays() && moving.now != nullptr ? moving.now->provider_id : ProviderId();
    }
    ++person.packages;
  }
  return people;
}

void Count(const Existing& person, v1::MobilisationOutcomeLot& row) {
  row.set_people(row.people() + 1);
  switch (person.outcome) {
    case Outcome::kNewProvider:
      return row.set_new_provider(row.new_provider() + 1);
    case Outcome::kDirectPayment:
      return row.set_direct_payment(row.direct_payment() + 1);
    case Outcome::kPrivate:
      return row.set_private_arrangement(row.private_arrangement() + 1);
    case Outcome::kEnded:
      return row.set_ended(row.ended() + 1);
    case Outcome::kToBePlaced:
      return row.set_to_be_placed(row.to_be_placed() + 1);
    case Outcome::kNotAccountedFor:
      return row.set_not_accounted_for(row.not_accounted_for() + 1);
  }
}

// Every existing person once, and their sum.
void FillOutcomes(const Mobilisation& mobilisation, const std::map<PersonId, Existing>& people,
                  v1::GetMobilisationAccountResponse* out) {
  struct Figures {
    std::uint64_t people = 0, packages = 0, minutes = 0;
  };
  std::map<Outcome, Figures> figures;
  for (const auto& [id, person] : people) ++figures[person.outcome].people;
  for (const MovingPackage& moving : mobilisation.packages()) {
    Figures& of = figures[moving.outcome];
    ++of.packages;
    of.minutes += static_cast<std::uint64_t>(WeeklyMinutes(*moving.plan_before));
  }
  const auto fill = [](std::string_view outcome, const Figures& of, v1::MobilisationOutcome* row) {
    row->set_outcome(std::string(outcome));
    row->set_people(of.people);
    row->set_packages(of.packages);
    row->set_weekly_hours(HoursAWeek(of.minutes));
  };
  Figures total;
  std::string sum;
  for (const Outcome outcome : kOutcomes) {
    const Figures& of = figures[outcome];
    fill(ToString(outcome), of, out->add_outcomes());
    total.people += of.people;
    total.packages += of.packages;
    total.minutes += of.minutes;
    sum.append(sum.empty() ? "" : " + ").append(std::to_string(of.people));
  }
  fill("", total, out->mutable_outcomes_total());
  // The left side is added up from the outcomes, the right counted from the plan.
  const std::uint64_t existing = mobilisation.Existing();
  const bool tied = total.people == existing;
  out->set_sum(sum + (tied ? " = " : " is not ") + std::to_string(existing) + " existing people");
  const bool open = figures[Outcome::kToBePlaced].people + figures[Outcome::kNotAccountedFor].people > 0;
  out->set_everyone_accounted_for(tied && !open ? "yes" : "no");
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetMobilisationAccountRequest& request,
                    v1::GetMobilisationAccountResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  std::array<std::string_view, kOutcomes.size()> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = ToString(kOutcomes[i]);
  if (const auto known = CheckFilter("outcome", request.outcome(), words); !known.ok()) return known;
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  const std::map<PersonId, Existing> people = PeopleOf(*mobilisation);
  FillOutcomes(*mobilisation, people, out);
  std::map<LotId, v1::MobilisationOutcomeLot> lots;
  for (const auto& [id, person] : people) {
    Count(person, lots[person.lot_id]);
    Count(person, *out->mutable_lots_total());
  }
  for (auto& [lot, row] : lots) {
    row.set_lot_id(lot.str());
    *out->add_lots() = std::move(row);
  }
  for (const auto& [id, person] : people) {
    const std::string_view outcome = ToString(person.outcome);
    if (!request.outcome().empty() && request.outcome() != outcome) continue;
    if (!pager->Take(id.str())) continue;
    v1::MobilisationPerson* row = out->add_people();
    row->set_person_id(id.str());
    row->set_outcome(std::string(outcome));
    row->set_lot_id(person.lot_id.str());
    row->set_provider_id(person.provider_id.str());
    row->set_packages(person.packages);
    row->set_client_group(person.client_group.str());
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListMobilisationReviewsRequest& request,
                    v1::ListMobilisationReviewsResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kReviewStates); !known.ok()) return known;
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  const Date on = view.point().on;
  std::size_t index = 0;
  for (const ReviewRow& review : mobilisation->ReviewsOn(on, Mobilisation::Costs::kWith)) {
    const bool overdue = review.OverdueOn(on);
    const std::string_view state = kReviewStates[review.done ? 2 : overdue ? 1 : 0];
    const bool wanted =
        request.state().empty() || request.state() == "owed" ? !review.done : request.state() == state;
    if (!wanted || (review.packages == 0 && !review.done)) continue;
    if (!pager->Take(KeyAt(index++))) continue;
    v1::MobilisationReview* row = out->add_reviews();
    row->set_person_id(review.person_id.str());
    row->set_lot_id(review.lot_id.str());
    row->set_packages(review.packages);
    row->set_weekly_cost(review.weekly_cost ? review.weekly_cost->ToString() : "not computable");
    row->set_two_carers(review.two_carers);
    row->set_due(review.due.ToString());
    if (overdue) row->set_days_overdue(static_cast<std::uint64_t>(on - review.due));
    if (review.done) row->set_done(review.done->ToString());
    row->set_state(std::string(state));
    row->set_client_group(review.client_group.str());
  }
  out->set_people(index);
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::ListReadinessRequest& request,
                    v1::ListReadinessResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckFilter("state", request.state(), kReadinessWords); !known.ok()) return known;
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  if (const auto known = CheckLot(view, request.contract_id(), request.lot_id()); !known.ok()) return known;
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  std::uint64_t packages = 0;
  for (const ReadinessRow& ready : mobilisation->ReadinessNow()) {
    const MovingPackage& moving = *ready.moving;
    const std::string_view state = kReadinessWords[static_cast<std::size_t>(ready.state)];
    if (!request.state().empty() && request.state() != state) continue;
    if (!request.lot_id().empty() && request.lot_id() != moving.lot_id.str()) continue;
    ++packages;
    if (!pager->Take(moving.package->id().str())) continue;
    v1::ReadinessEntry* row = out->add_entries();
    row->set_package_id(moving.package->id().str());
    row->set_person_id(moving.package->person().str());
    row->set_lot_id(moving.lot_id.str());
    row->set_from_provider_id(moving.from->provider_id.str());
    row->set_go_live(moving.go_live.ToString());
    row->set_state(std::string(state));
    row->set_client_group(moving.package->life().request.client_group.str());
    if (ready.assessed.event != nullptr) {
      row->set_reason(ready.assessed.event->reason.str());
      row->set_assessed(ready.assessed.date.ToString());
      row->set_position(Number(ready.assessed.position));
    }
  }
  out->set_packages(packages);
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
