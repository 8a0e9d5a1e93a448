// How the mobilisation of a contract stands: by lot, by person's outcome, by week.
#include <algorithm>

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/mobilisation_of.h"
#include "replay/answers/share.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

absl::StatusOr<Mobilisation> MobilisationNamed(const View& view, const std::string& contract_id,
                                               const std::string& client_group) {
  if (const auto given = CheckGiven("contract_id", contract_id); !given.ok()) return given;
  if (const auto known = CheckContract(view, contract_id); !known.ok()) return known;
  if (const auto known = CheckClientGroup(view, client_group); !known.ok()) return known;
  auto mobilisation = Mobilisation::Of(view, *view.contract(ContractId(contract_id)), Code(client_group));
  if (mobilisation) return *std::move(mobilisation);
  return absl::NotFoundError("contract_id: contract '" + contract_id + "' has no plan of a mobilisation by " +
                             view.point().on.ToString() + ", as known at " +
                             view.point().known_at.ToString());
}

namespace {

constexpr std::string_view kNone = "not computable";

std::string SignedHours(std::int64_t minutes) {
  const std::string hours = HoursAWeek(static_cast<std::uint64_t>(minutes < 0 ? -minutes : minutes));
  return minutes < 0 ? "-" + hours : hours;
}

std::string Said(const MobilisationThresholdSet& rule) {
  return "green from " + std::to_string(rule.green_percent) + " %, amber from " +
         std::to_string(rule.amber_percent) + " %, else red";
}

using Rules = std::vector<Noted<MobilisationThresholdSet>>;

struct Judged {
  Colour colour = Colour::kNotMeasurable;
  std::string because;
};

// The worst of the measures that have a rule, and which make it so.
Judged Judge(const MobilisationLot& lot, const Rules& rules) {
  if (rules.empty()) return {Colour::kNotMeasurable, "no rule"};
  Judged judged{Colour::kGreen, ""};
  for (const auto& rule : rules) {
    for (const MeasuredShare& share : lot.Shares()) {
      if (share.measure != rule.event->measure) continue;
      const Colour colour = ColourOf(share, *rule.event);
      if (colour < judged.colour) continue;
      if (colour > judged.colour) judged = {colour, ""};
      judged.because.append(judged.because.empty() ? "" : ", ").append(Word(share.measure));
    }
  }
  return judged;
}

void FillShares(const MobilisationLot& lot, v1::MobilisationLot* out) {
  out->set_to_move(lot.to_move);
  out->set_ready(lot.ready);
  out->set_reviews_due(lot.reviews.due);
  out->set_reviews_done(lot.reviews.due_done);
  for (const MeasuredShare& share : lot.Shares()) {
    const std::string said = Share(share.part, share.whole, kNone);
    switch (share.measure) {
      case MobilisationMeasure::kPackagesReady:
        out->set_ready_share(said);
        break;
      case MobilisationMeasure::kCarersSecured:
        out->set_carers_share(said);
        break;
      case MobilisationMeasure::kReviewsDone:
        out->set_reviews_share(said);
        break;
      case MobilisationMeasure::kUnspecified:
        break;
    }
  }
}

void Fill(const LotMinutes& minutes, v1::MobilisationHours* out) {
  out->set_at_award(HoursAWeek(minutes.at_award));
  out->set_joined(HoursAWeek(minutes.joined));
  out->set_to_direct_payment(HoursAWeek(minutes.to_direct_payment));
  out->set_to_private(HoursAWeek(minutes.to_private));
  out->set_ended(HoursAWeek(minutes.ended));
  out->set_other_change(SignedHours(minutes.other_change()));
  out->set_now(HoursAWeek(minutes.now));
  out->set_at_award_minutes(minutes.at_award);
  out->set_now_minutes(minutes.now);
}

// Where some package has no rate nobody knows what all come to; the sum of the others stands beside it.
void Fill(const LotMinutes& pence, std::uint64_t without_rate, v1::MobilisationValue* out) {
  const auto pounds = [](auto amount) { return Pence(static_cast<std::int64_t>(amount)).ToString(); };
  const auto said = [&](auto amount) { return without_rate > 0 ? std::string(kNone) : pounds(amount); };
  out->set_at_award(said(pence.at_award));
  out->set_joined(said(pence.joined));
  out->set_to_direct_payment(said(pence.to_direct_payment));
  out->set_to_private(said(pence.to_private));
  out->set_ended(said(pence.ended));
  out->set_other_change(said(pence.other_change()));
  out->set_now(said(pence.now));
  if (without_rate > 0) {
    out->set_known_at_award(pounds(pence.at_award));
    out->set_known_now(pounds(pence.now));
  }
  out->set_at_award_pence(pence.at_award);
  out->set_joined_pence(pence.joined);
  out->set_to_direct_payment_pence(pence.to_direct_payment);
  out->set_to_private_pence(pence.to_private);
  out->set_ended_pence(pence.ended);
  out->set_other_change_pence(pence.other_change());
  out->set_now_pence(pence.now);
  out->set_without_rate(without_rate);
}

void Fill(const StaffTransferDeclared& stated, v1::MobilisationCarers* out) {
  out->set_required_hours(HoursAWeek(stated.required_weekly_minutes));
  out->set_secured_hours(HoursAWeek(stated.secured_weekly_minutes));
  out->set_opted_out_hours(HoursAWeek(stated.opted_out_weekly_minutes));
  out->set_secured_share(Share(stated.secured_weekly_minutes, stated.required_weekly_minutes, kNone));
}

void FillLots(const std::vector<MobilisationLot>& lots, const Rules& rules,
              v1::GetMobilisationResponse* out) {
  MobilisationLot all;
  StaffTransferDeclared carers;
  Staff staff;
  std::uint64_t on_newcomers = 0;
  std::uint64_t colours[4] = {};
  for (const MobilisationLot& lot : lots) {
    const Judged judged = Judge(lot, rules);
    v1::MobilisationLot* row = out->add_lots();
    row->set_lot_id(lot.lot_id.str());
    row->set_provider_id(lot.provider_id.str());
    row->set_newcomer(lot.newcomer);
    row->set_go_live(lot.go_live.ToString());
    row->set_colour(std::string(ToString(judged.colour)));
    row->set_because(judged.because);
    FillShares(lot, row);
    v1::MobilisationHours* hours = out->add_hours();
    hours->set_lot_id(lot.lot_id.str());
    Fill(lot.minutes, hours);
    v1::MobilisationValue* value = out->add_values();
    value->set_lot_id(lot.lot_id.str());
    Fill(lot.pence, lot.without_rate, value);
    if (!lot.lot_id.empty()) ++staff.lots;
    if (lot.carers) {
      v1::MobilisationCarers* stated = out->add_carers();
      stated->set_lot_id(lot.lot_id.str());
      stated->set_provider_id(lot.carers->event->provider_id.str());
      stated->set_stated(lot.carers->date.ToString());
      Fill(*lot.carers->event, stated);
      Staff of_lot;
      of_lot.Add(*lot.carers->event);
      FillStaff(of_lot, stated);
      staff.Add(*lot.carers->event);
      carers.required_weekly_minutes += lot.carers->event->required_weekly_minutes;
      carers.secured_weekly_minutes += lot.carers->event->secured_weekly_minutes;
      carers.opted_out_weekly_minutes += lot.carers->event->opted_out_weekly_minutes;
    }
    ++colours[static_cast<std::size_t>(judged.colour)];
    all.to_move += lot.to_move;
    all.ready += lot.ready;
    all.reviews.due += lot.reviews.due;
    all.reviews.due_done += lot.reviews.due_done;
    all.minutes += lot.minutes;
    all.pence += lot.pence;
    all.without_rate += lot.without_rate;
    if (lot.newcomer) on_newcomers += lot.minutes.now;
  }
  all.carers = Noted<StaffTransferDeclared>{&carers, {}, {}};
  FillShares(all, out->mutable_lots_total());
  std::string said;
  for (const Colour colour : {Colour::kRed, Colour::kNotMeasurable, Colour::kAmber, Colour::kGreen}) {
    const std::uint64_t count = colours[static_cast<std::size_t>(colour)];
    if (count == 0) continue;
    said.append(said.empty() ? "" : ", ").append(std::to_string(count)).append(" ").append(ToString(colour));
  }
  out->mutable_lots_total()->set_because(said);
  Fill(all.minutes, out->mutable_hours_total());
  Fill(all.pence, all.without_rate, out->mutable_values_total());
  Fill(carers, out->mutable_carers_total());
  FillStaff(staff, out->mutable_carers_total());
  out->set_share_on_newcomers(Share(on_newcomers, all.minutes.now, kNone));
}

// What one client group has no part of that anybody stated.
void LeaveOutCarers(v1::GetMobilisationResponse* out) {
  for (v1::MobilisationLot& row : *out->mutable_lots()) row.set_carers_share(std::string(kNotByGroup));
  out->mutable_lots_total()->set_carers_share(std::string(kNotByGroup));
  out->clear_carers();
  out->clear_carers_total();
  out->set_carers_of("stated of whole lots, " + std::string(kNotByGroup));
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetMobilisationRequest& request,
                    v1::GetMobilisationResponse* out) {
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  const MobilisationPlanned& planned = mobilisation->plan().planned();
  out->set_contract_id(request.contract_id());
  for (const ContractId& id : planned.from_contract_ids) out->add_from_contract_ids(id.str());
  out->set_planned(mobilisation->plan().since().ToString());
  out->set_award_date(planned.award_date.ToString());
  const Rules rules = mobilisation->Rules();
  for (const auto& rule : rules) {
    v1::MobilisationRule* row = out->add_rules();
    row->set_measure(std::string(Word(rule.event->measure)));
    row->set_rule(Said(*rule.event));
    row->set_since(rule.date.ToString());
    row->set_position(Number(rule.position));
  }
  FillLots(mobilisation->Lots(), rules, out);
  if (!request.client_group().empty()) LeaveOutCarers(out);
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::GetMobilisationProgressRequest& request,
                    v1::GetMobilisationProgressResponse* out) {
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  const bool of_group = !request.client_group().empty();
  const std::vector<MobilisationWeek> weeks = mobilisation->Weeks();
  for (const MobilisationWeek& week : weeks) {
    v1::MobilisationWeek* row = out->add_weeks();
    row->set_week(week.days.start.ToString());
    row->set_reviews_due(week.reviews.due);
    row->set_reviews_done(week.reviews.done);
    row->set_reviews_overdue(week.reviews.overdue);
    row->set_done_this_week(week.done_this_week);
    row->set_to_move(week.to_move);
    row->set_ready(week.ready);
    row->set_not_assessed(week.not_assessed);
    const NotReady not_ready(week.not_ready);
    row->set_not_ready(not_ready.packages);
    row->set_why_not(not_ready.why);
    row->set_people(week.people);
    row->set_chose_direct_payment(week.chose_direct_payment);
    row->set_chose_private(week.chose_private);
    row->set_accounted_for(week.accounted_for);
    row->set_carers_share(of_group ? std::string(kNotByGroup)
                                   : Share(week.secured_minutes, week.required_minutes, kNone));
  }
  if (weeks.empty()) return absl::OkStatus();
  for (const auto& [reason, count] : weeks.back().not_ready) {
    v1::NotReadyReason* row = out->add_reasons();
    row->set_reason(reason.str());
    row->set_packages(count);
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
