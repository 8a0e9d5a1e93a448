#include "replay/projections/mobilisation.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace careledger::projections {

using namespace model;

namespace {

constexpr std::int32_t kMostDays = 3 * 366;  // As of any period that is asked about.

const WeeklyPlan& PlanOf(const Package& package, Date date) {
  const PlanVersion* version = package.PlanOn(date);
  return version != nullptr ? version->plan : package.life().request.plan;
}

std::uint64_t Minutes(const WeeklyPlan& plan) { return static_cast<std::uint64_t>(WeeklyMinutes(plan)); }

// Why the package ended, on the day it did.
Code ReasonOfEnd(const Package& package) {
  Code reason;
  for (const PackageEntry& entry : package.entries()) {
    const auto* ended = std::get_if<PackageEnded>(&entry.event);
    if (ended != nullptr && Number(entry.voided_by) == 0 && entry.effective == package.life().ended)
      reason = ended->reason;
  }
  return reason;
}

MobilisationOutcome OutcomeOn(const Case& one, const MobilisationPlan& plan, const Placement* now, Date day,
                              bool live) {
  if (one.died && *one.died <= day) return MobilisationOutcome::kEnded;
  if (now != nullptr && !plan.Exits(now->contract_id)) return MobilisationOutcome::kNewProvider;
  switch (one.package->StateOn(day)) {
    case PackageState::kDirectPayment:
      return MobilisationOutcome::kDirectPayment;
    case PackageState::kEnded: {
      const Code reason = ReasonOfEnd(*one.package);
      if (reason.str() == kPrivateReason) return MobilisationOutcome::kPrivate;
      return reason.str() == kDirectPaymentReason ? MobilisationOutcome::kDirectPayment
                                                  : MobilisationOutcome::kEnded;
    }
    case PackageState::kContinuingHealthcare:  // The council's order has ended.
      return MobilisationOutcome::kEnded;
    default:
      return live ? MobilisationOutcome::kNotAccountedFor : MobilisationOutcome::kToBePlaced;
  }
}

constexpr bool Stays(MobilisationOutcome outcome) {
  return outcome == MobilisationOutcome::kNewProvider || outcome == MobilisationOutcome::kToBePlaced ||
         outcome == MobilisationOutcome::kNotAccountedFor;
}

// A direct payment was asked for by the end of `day`, and holds on the day of going live.
bool ChoseDirectPayment(const Package& package, Date day, Date go_live) {
  if (package.life().direct_payments.empty() || package.StateOn(go_live) != PackageState::kDirectPayment)
    return false;
  const PackageEntry* last = nullptr;
  for (const PackageEntry& entry : package.entries()) {
    if (Number(entry.voided_by) != 0 || go_live < entry.effective) continue;
    if (!std::holds_alternative<DirectPaymentTaken>(entry.event)) continue;
    if (last == nullptr || last->effective <= entry.effective) last = &entry;
  }
  return last != nullptr && std::get<DirectPaymentTaken>(last->event).requested <= day;
}

// As it stood at the end of `day`: see MobilisationWeek.
MobilisationOutcome OutcomeBy(const Case& one, const MobilisationPlan& plan, Date go_live, Date day) {
  const MobilisationOutcome outcome =
      OutcomeOn(one, plan, one.package->PlacementOn(day), day, go_live <= day);
  return outcome == MobilisationOutcome::kToBePlaced && ChoseDirectPayment(*one.package, day, go_live)
             ? MobilisationOutcome::kDirectPayment
             : outcome;
}

// Under an exiting contract on the day, or before the lot went live.
bool StillExits(const Package& package, const MobilisationPlan& plan, Date go_live, Date day) {
  const Placement* then = package.PlacementOn(std::min(day, go_live - 1));
  return then != nullptr && plan.Exits(then->contract_id);
}

// The last that is of the day or before; they are in order of date.
template <class E>
const Noted<E>* LastBy(const std::vector<Noted<E>>& all, Date day) {
  const Noted<E>* last = nullptr;
  for (const Noted<E>& noted : all) {
    if (noted.date <= day) last = &noted;
  }
  return last;
}

void Count(const ReviewRow& row, Date day, ReviewCounts& counts) {
  if (row.due <= day) ++counts.due;
  if (row.due <= day && row.done) ++counts.due_done;
  if (row.done) ++counts.done;
  if (row.OverdueOn(day)) ++counts.overdue;
}

}  // namespace

std::string_view ToString(Colour colour) {
  constexpr std::string_view kWords[] = {"green", "amber", "not-measurable", "red"};
  return kWords[static_cast<std::size_t>(colour)];
}

Colour ColourOf(const MeasuredShare& share, const MobilisationThresholdSet& rule) {
  if (share.whole == 0) return Colour::kNotMeasurable;
  if (share.part * 100 >= share.whole * rule.green_percent) return Colour::kGreen;
  return share.part * 100 >= share.whole * rule.amber_percent ? Colour::kAmber : Colour::kRed;
}

LotMinutes& LotMinutes::operator+=(const LotMinutes& other) {
  at_award += other.at_award;
  joined += other.joined;
  to_direct_payment += other.to_direct_payment;
  to_private += other.to_private;
  ended += other.ended;
  now += other.now;
  return *this;
}

std::vector<MeasuredShare> MobilisationLot::Shares() const {
  const auto* stated = carers ? carers->event : nullptr;
  return {{MobilisationMeasure::kPackagesReady, ready, to_move},
          {MobilisationMeasure::kCarersSecured, stated != nullptr ? stated->secured_weekly_minutes : 0,
           stated != nullptr ? stated->required_weekly_minutes : 0},
          {MobilisationMeasure::kReviewsDone, reviews.due_done, reviews.due}};
}

std::optional<Pence> WeeklyCost(const Contract& contract, const PackageRequested& request,
                                const ProviderId& provider, const LotId& lot,
                                const std::optional<Rate>& agreed, const WeeklyPlan& plan, Date date) {
  const Rate premium = contract.PremiumOn(lot, request.area, request.service, date);
  const Date monday = date - static_cast<std::int32_t>(date.weekday());
  Wide numerator = 0;
  for (std::int32_t d = 0; d < 7; ++d) {
    std::int64_t minutes = 0;
    for (const PlanSlot& slot : plan) {
      if (slot.On(static_cast<Weekday>(d))) minutes += static_cast<std::int64_t>(slot.minutes) * slot.carers;
    }
    if (minutes == 0) continue;
    std::optional<Rate> rate = agreed;
    if (!rate) {
      const auto found = contract.rates().Find(request.service, provider, lot, request.client_group,
                                               DayTypesOf(monday + d, false), date);
      if (!found) return std::nullopt;
      rate = found->rate;
    }
    numerator += static_cast<Wide>(rate->ten_thousandths() + premium.ten_thousandths()) * minutes;
  }
  return Pence(Round(numerator, 6'000, Rounding::kHalfUp));
}

std::optional<Mobilisation> Mobilisation::Of(const View& view, const Contract& contract,
                                             const Code& client_group) {
  const Monitoring* monitoring = view.monitoring(contract.terms().contract_id);
  if (monitoring == nullptr) return std::nullopt;
  auto plan = MobilisationPlan::Of(*monitoring, view.point().known, view.point().on);
  if (!plan) return std::nullopt;
  return Mobilisation(view, contract, *std::move(plan), client_group);
}

Mobilisation::Mobilisation(const View& view, const Contract& contract, MobilisationPlan plan,
                           Code client_group)
    : view_(view), contract_(contract), plan_(std::move(plan)), client_group_(std::move(client_group)) {
  const ContractId& id = contract.terms().contract_id;
  std::map<PersonId, std::size_t> numbers;
  view.ForEachCase([&](const Case& one) {
    const Placement* first = IsOfGroup(*one.package) ? plan_.FirstFrom(*one.package) : nullptr;
    if (first == nullptr) return;
    const std::size_t person = numbers.try_emplace(one.package->person(), numbers.size()).first->second;
    candidates_.push_back({.one = one, .since = first->from.date, .person = person});
    candidates_.back().one.spans = nullptr;
    const Placement* from = plan_.MovedFrom(*one.package);
    if (from != nullptr) packages_.push_back(Judge(one, *from));
  });
  people_ = numbers.size();
  for (const auto& noted : NotedOf<ReadinessAssessed>(view, id))
    assessed_[noted.event->package_id].push_back(noted);
  for (const auto& noted : NotedOf<ReviewScheduled>(view, id))
    reviews_[noted.event->person_id].scheduled.push_back(noted);
  for (const auto& noted : NotedOf<ReviewCompleted>(view, id))
    reviews_[noted.event->person_id].completed.push_back(noted);
  if (client_group_.empty()) staff_ = NotedOf<StaffTransferDeclared>(view, id);
}

bool Mobilisation::IsOfGroup(const Package& package) const {
  return client_group_.empty() || package.life().request.client_group == client_group_;
}

// Asked for by the end of `day`, whatever has become of it.
bool Mobilisation::HadPackageOfGroup(const PersonId& id, Date day) const {
  const Person* person = view_.person(id);
  if (person == nullptr) return false;
  return std::any_of(person->packages.begin(), person->packages.end(), [&](const PackageId& package_id) {
    const Package* package = view_.package(package_id);
    return package != nullptr && IsOfGroup(*package) && package->life().requested &&
           *package->life().requested <= day;
  });
}

ProviderId Mobilisation::TakenOverBy(const MovingPackage& moving, Date day) const {
  for (const Placement& placement : moving.package->life().placements) {
    if (placement.from <= moving.from->from || day < placement.from.date) continue;
    if (!plan_.Exits(placement.contract_id)) return placement.provider_id;
  }
  return contract_.HolderOn(moving.lot_id, moving.go_live);
}

MovingPackage Mobilisation::Judge(const Case& one, const Placement& from) const {
  const Package& package = *one.package;
  MovingPackage moving{.package = &package, .person = one.person, .from = &from};
  const LotId& lot = package.life().request.lot_id;
  if (contract_.FindLot(lot) != nullptr) moving.lot_id = lot;
  moving.go_live = plan_.GoLiveOf(lot);
  const Date award = plan_.planned().award_date;
  const Placement* held = package.PlacementOn(award);
  moving.at_award = held != nullptr && plan_.Exits(held->contract_id);
  const Date on = view_.point().on;
  const Date day = std::max(on, moving.go_live);
  moving.now = package.PlacementOn(day);
  moving.to_provider = TakenOverBy(moving, day);
  moving.outcome = OutcomeOn(one, plan_, moving.now, day, moving.go_live <= on);
  moving.plan_before = &PlanOf(package, moving.at_award ? award : from.from.date);
  if (Stays(moving.outcome)) moving.plan_now = &PlanOf(package, day);
  const bool live = moving.go_live <= on;
  moving.to_move = StillExits(package, plan_, moving.go_live, on) &&
                   Stays(live ? OutcomeBy(one, plan_, moving.go_live, moving.go_live) : moving.outcome);
  return moving;
}

std::vector<Noted<MobilisationThresholdSet>> Mobilisation::Rules() const {
  std::map<MobilisationMeasure, Noted<MobilisationThresholdSet>> last;
  for (const auto& noted : NotedOf<MobilisationThresholdSet>(view_, contract_.terms().contract_id))
    last[noted.event->measure] = noted;
  if (!client_group_.empty()) last.erase(MobilisationMeasure::kCarersSecured);
  std::vector<Noted<MobilisationThresholdSet>> rules;
  for (const auto& [measure, noted] : last) rules.push_back(noted);
  return rules;
}

std::map<LotId, Noted<StaffTransferDeclared>> Mobilisation::Staff() const {
  std::map<LotId, Noted<StaffTransferDeclared>> last;
  for (const auto& noted : staff_) last[noted.event->lot_id] = noted;
  return last;
}

std::map<LotId, ProviderId> Mobilisation::Holders() const {
  std::map<LotId, ProviderId> holders;
  for (const auto& [lot, known] : contract_.lots())
    holders[lot] = contract_.HolderOn(lot, plan_.GoLiveOf(lot));
  return holders;
}

const Noted<ReadinessAssessed>* Mobilisation::AssessedBy(const PackageId& id, Date day) const {
  const auto found = assessed_.find(id);
  return found != assessed_.end() ? LastBy(found->second, day) : nullptr;
}

std::vector<ReadinessRow> Mobilisation::ReadinessNow() const {
  std::vector<ReadinessRow> rows;
  for (const MovingPackage& moving : packages_) {
    if (!moving.to_move) continue;
    ReadinessRow row{.moving = &moving, .state = Readiness::kNotAssessed, .assessed = {}};
    if (const auto* last = AssessedBy(moving.package->id(), view_.point().on)) {
      row.assessed = *last;
      row.state = last->event->ready ? Readiness::kReady : Readiness::kNotReady;
    }
    rows.push_back(row);
  }
  return rows;
}

void Mobilisation::CountPackages(Date day, MobilisationWeek& week) const {
  // Days of going live as decided by then.
  const auto decided =
      MobilisationPlan::Of(*view_.monitoring(contract_.terms().contract_id), view_.point().known, day);
  const MobilisationPlan& plan = decided ? *decided : plan_;
  std::map<LotId, Date> go_lives;
  std::vector<std::optional<MobilisationOutcome>> people(people_);
  for (const Candidate& candidate : candidates_) {
    const Package& package = *candidate.one.package;
    const auto [at, added] = go_lives.try_emplace(package.life().request.lot_id);
    if (added) at->second = plan.GoLiveOf(at->first);
    const Date go_live = at->second;
    if (day < candidate.since || go_live <= candidate.since) continue;
    const MobilisationOutcome outcome = OutcomeBy(candidate.one, plan, go_live, day);
    auto& person = people[candidate.person];
    person = person ? std::min(*person, outcome) : outcome;
    if (!StillExits(package, plan, go_live, day)) continue;
    if (!Stays(OutcomeBy(candidate.one, plan, go_live, std::min(day, go_live)))) continue;
    ++week.to_move;
    const auto* last = AssessedBy(package.id(), day);
    if (last == nullptr) {
      ++week.not_assessed;
    } else if (last->event->ready) {
      ++week.ready;
    } else {
      ++week.not_ready[last->event->reason];
    }
  }
  for (const auto& outcome : people) {
    if (!outcome) continue;
    ++week.people;
    if (*outcome == MobilisationOutcome::kDirectPayment) ++week.chose_direct_payment;
    if (*outcome == MobilisationOutcome::kPrivate) ++week.chose_private;
    if (*outcome != MobilisationOutcome::kToBePlaced && *outcome != MobilisationOutcome::kNotAccountedFor)
      ++week.accounted_for;
  }
}

void Mobilisation::CountCarers(Date day, MobilisationWeek& week) const {
  std::map<LotId, const StaffTransferDeclared*> last;
  for (const auto& noted : staff_) {
    if (noted.date <= day) last[noted.event->lot_id] = noted.event;
  }
  for (const auto& [lot, stated] : last) {
    week.secured_minutes += stated->secured_weekly_minutes;
    week.required_minutes += stated->required_weekly_minutes;
  }
}

ReviewRow Mobilisation::Describe(const PersonId& id, Date day, Costs costs) const {
  ReviewRow row{
      .person_id = id, .lot_id = {}, .client_group = {}, .weekly_cost = Pence(0), .due = {}, .done = {}};
  const Person* person = view_.person(id);
  if (person == nullptr) return row;
  const auto died = person->DiedKnownAt(view_.point().known);
  if (died && *died <= day) return row;
  for (const PackageId& package_id : person->packages) {
    const Package* package = view_.package(package_id);
    const Placement* placement = package != nullptr ? package->PlacementOn(day) : nullptr;
    if (placement == nullptr || !IsOfGroup(*package)) continue;
    const PackageRequested& request = package->life().request;
    if (row.packages++ == 0) {
      row.lot_id = request.lot_id;
      row.client_group = request.client_group;
    }
    const WeeklyPlan& plan = PlanOf(*package, day);
    row.two_carers = row.two_carers || std::any_of(plan.begin(), plan.end(),
                                                   [](const PlanSlot& slot) { return slot.carers >= 2; });
    if (costs == Costs::kWithout) continue;
    const Contract* contract = view_.contract(placement->contract_id);
    const auto cost = contract == nullptr ? std::nullopt
                                          : WeeklyCost(*contract, request, placement->provider_id,
                                                       placement->lot_id, placement->rate, plan, day);
    row.weekly_cost = cost && row.weekly_cost ? std::optional(*row.weekly_cost + *cost) : std::nullopt;
  }
  return row;
}

std::vector<ReviewRow> Mobilisation::ReviewsOn(Date day, Costs costs) const {
  std::vector<ReviewRow> rows;
  for (const auto& [id, reviews] : reviews_) {
    const auto* scheduled = LastBy(reviews.scheduled, day);
    if (scheduled == nullptr) continue;
    if (!client_group_.empty() && !HadPackageOfGroup(id, day)) continue;
    ReviewRow row = Describe(id, day, costs);
    row.due = scheduled->event->due;
    for (const auto& completed : reviews.completed) {
      if (scheduled->date <= completed.date && completed.date <= day) row.done = completed.date;
    }
    if (row.packages > 0 || row.done) rows.push_back(std::move(row));
  }
  // The dearest first; who costs nobody knows how much comes last.
  const auto key = [](const ReviewRow& row) {
    return std::tuple(row.weekly_cost ? -row.weekly_cost->value() : 1, !row.two_carers, row.due,
                      std::string_view(row.person_id.str()));
  };
  std::sort(rows.begin(), rows.end(),
            [&](const ReviewRow& a, const ReviewRow& b) { return key(a) < key(b); });
  return rows;
}

std::uint64_t Mobilisation::Existing() const {
  std::set<PersonId> people;
  view_.ForEachCase([&](const Case& one) {
    if (!IsOfGroup(*one.package)) return;
    if (plan_.MovedFrom(*one.package) != nullptr) people.insert(one.package->person());
  });
  return people.size();
}

std::vector<MobilisationWeek> Mobilisation::Weeks() const {
  std::vector<MobilisationWeek> weeks;
  Date last = plan_.planned().go_live;
  for (const auto& [id, lot] : contract_.lots()) last = std::max(last, plan_.GoLiveOf(id));
  last = std::min(last, view_.point().on);
  const Date first = std::max(plan_.since(), last - kMostDays);
  for (Date monday = first - static_cast<std::int32_t>(first.weekday()); monday <= last;
       monday = monday + 7) {
    MobilisationWeek week{.days = {monday, std::min(monday + 7, last + 1)}, .not_ready = {}};
    const Date day = week.days.end - 1;
    for (const ReviewRow& row : ReviewsOn(day, Costs::kWithout)) {
      Count(row, day, week.reviews);
      if (row.done && monday <= *row.done) ++week.done_this_week;
    }
    CountPackages(day, week);
    CountCarers(day, week);
    weeks.push_back(std::move(week));
  }
  return weeks;
}

std::vector<MobilisationLot> Mobilisation::Lots() const {
  const ContractId& id = contract_.terms().contract_id;
  const Date on = view_.point().on;
  std::set<ProviderId> newcomers;
  for (const auto& noted : NotedOf<NewcomerDeclared>(view_, id)) {
    if (noted.event->no_longer) {
      newcomers.erase(noted.event->provider_id);
    } else {
      newcomers.insert(noted.event->provider_id);
    }
  }
  std::map<LotId, MobilisationLot> lots;
  const auto row_of = [&](const LotId& lot) -> MobilisationLot& {
    MobilisationLot& row = lots[lot];
    if (row.go_live == Date()) {
      row.lot_id = lot;
      row.go_live = plan_.GoLiveOf(lot);
      row.provider_id = contract_.HolderOn(lot, row.go_live);
      row.newcomer = newcomers.contains(row.provider_id);
    }
    return row;
  };
  for (const auto& [lot, known] : contract_.lots()) row_of(lot);
  for (const auto& [lot, stated] : Staff()) row_of(lot).carers = stated;
  for (const ReadinessRow& ready : ReadinessNow()) {
    MobilisationLot& row = row_of(ready.moving->lot_id);
    ++row.to_move;
    if (ready.state == Readiness::kReady) ++row.ready;
  }
  for (const ReviewRow& review : ReviewsOn(on, Costs::kWithout)) {
    const bool known = contract_.FindLot(review.lot_id) != nullptr;
    Count(review, on, row_of(known ? review.lot_id : LotId()).reviews);
  }
  for (const MovingPackage& moving : packages_) {
    MobilisationLot& row = row_of(moving.lot_id);
    const auto cost = [&](const WeeklyPlan& plan) {
      return WeeklyCost(contract_, moving.package->life().request, row.provider_id, row.lot_id, {}, plan,
                        row.go_live);
    };
    const auto add = [&](LotMinutes& to, std::uint64_t before, std::uint64_t now) {
      (moving.at_award ? to.at_award : to.joined) += before;
      to.now += now;
      if (moving.outcome == MobilisationOutcome::kDirectPayment) to.to_direct_payment += before;
      if (moving.outcome == MobilisationOutcome::kPrivate) to.to_private += before;
      if (moving.outcome == MobilisationOutcome::kEnded) to.ended += before;
    };
    add(row.minutes, Minutes(*moving.plan_before), moving.stays() ? Minutes(*moving.plan_now) : 0);
    const auto before = cost(*moving.plan_before);
    const auto now = moving.stays() ? cost(*moving.plan_now) : std::optional(Pence(0));
    if (before && now) {
      add(row.pence, static_cast<std::uint64_t>(before->value()), static_cast<std::uint64_t>(now->value()));
    } else {
      ++row.without_rate;
    }
  }
  std::vector<MobilisationLot> rows;
  for (auto& [lot, row] : lots) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end(), [&](const MobilisationLot& a, const MobilisationLot& b) {
    const auto number = [&](const MobilisationLot& row) {
      const Lot* lot = contract_.FindLot(row.lot_id);
      return lot != nullptr ? std::pair(0, lot->number) : std::pair(1, 0U);
    };
    return number(a) < number(b);
  });
  return rows;
}

}  // namespace careledger::projections
