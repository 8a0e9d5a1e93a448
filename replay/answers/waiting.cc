// Who waits: on a date, and as a mean over a period.
#include <algorithm>
#include <array>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/model/words.h"
#include "replay/projections/waiting.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

// sum / by, exactly: "161", "12 1/2", "1/3". REQUIRES: by > 0.
std::string Fraction(std::uint64_t sum, std::uint64_t by) {
  const std::uint64_t whole = sum / by;
  const std::uint64_t rest = sum % by;
  if (rest == 0) return std::to_string(whole);
  const std::uint64_t common = std::gcd(rest, by);
  return absl::StrCat(whole == 0 ? "" : absl::StrCat(whole, " "), rest / common, "/", by / common);
}

std::string Hours(const WeeklyHours& hours, std::uint64_t by = 1) {
  return hours.unknown > 0 || by == 0 ? kNotComputable : Fraction(hours.minutes, 60 * by);
}

// What is known of hours that are not computable as a whole.
template <class Row>
void FillKnown(const WeeklyHours& hours, std::uint64_t by, Row* row) {
  if (hours.unknown > 0 && by > 0) row->set_known_weekly_hours(Fraction(hours.minutes, 60 * by));
}

template <class Request>
WaitingFilter FilterOf(const Request& request) {
  return {.contract_id = ContractId(request.contract_id()),
          .lot_id = LotId(request.lot_id()),
          .area = Code(request.area()),
          .client_group = Code(request.client_group()),
          .waiting_in = Code(request.waiting_in()),
          .receives = request.receives(),
          .with_paused = true};
}

// A code that no request gives means nothing here.
absl::Status CheckCode(const View& view, std::string_view field, const std::string& code,
                       Code PackageRequested::*member) {
  if (code.empty()) return absl::OkStatus();
  for (const Package* package : view.packages()) {
    if ((package->life().request.*member).str() == code) return absl::OkStatus();
  }
  return NotKnown(view, field, absl::StrCat("request with ", std::string(field)), code);
}

template <class Request>
absl::Status CheckNames(const View& view, const Request& request) {
  for (const absl::Status& known :
       {CheckContract(view, request.contract_id()), CheckLot(view, request.contract_id(), request.lot_id()),
        CheckFilter("receives", request.receives(), kReceivesWords)}) {
    if (!known.ok()) return known;
  }
  return absl::OkStatus();
}

// Asked only where nobody was found, since it looks at every package.
template <class Request>
absl::Status CheckCodes(const View& view, const Request& request) {
  for (const absl::Status& known :
       {CheckCode(view, "area", request.area(), &PackageRequested::area),
        CheckCode(view, "client_group", request.client_group(), &PackageRequested::client_group),
        CheckCode(view, "waiting_in", request.waiting_in(), &PackageRequested::waiting_in)}) {
    if (!known.ok()) return known;
  }
  return absl::OkStatus();
}

void FillTried(const Tried& tried, v1::WaitingPerson* out) {
  out->set_tried(std::string(kTryingWords[static_cast<std::size_t>(tried.last)]));
  out->set_asked(tried.asked);
  out->set_declined(tried.declined);
  if (tried.on) out->set_last_tried(tried.on->ToString());
  out->set_last_reason(tried.reason.str());
}

void Fill(const WaitingPerson& person, Date on, v1::WaitingPerson* out) {
  const WaitingPackage& longest = person.longest();
  const PackageRequested& request = longest.request();
  out->set_person_id(person.id.str());
  out->set_receives(std::string(kReceivesWords[static_cast<std::size_t>(person.receives)]));
  out->set_packages(person.packages.size());
  out->set_weekly_hours(Hours(person.hours));
  out->set_weekly_minutes(person.hours.minutes);
  out->set_package_id(longest.package->id().str());
  out->set_stage(std::string(ToString(longest.state)));
  out->set_waiting_since(longest.since.ToString());
  out->set_days_waiting(static_cast<std::uint64_t>(on - longest.counted_from()));
  out->set_requested_date(longest.requested().ToString());
  out->set_reason(longest.reason().str());
  out->set_waiting_in(request.waiting_in.str());
  out->set_area(longest.area->str());
  out->set_client_group(request.client_group.str());
  out->set_service(request.service.str());
  out->set_contract_id(longest.contract_id().str());
  out->set_lot_id(longest.lot_id().str());
  out->set_priority(std::string(Word(request.priority)));
  out->set_needs(NeedsOf(request));
  if (longest.pause != nullptr) {
    out->set_paused_since(longest.pause->from.ToString());
    out->set_pause_reason(longest.pause->reason.str());
  }
  if (longest.paused_days > 0) out->set_paused_days(static_cast<std::uint64_t>(longest.paused_days));
  if (person.packages_paused > 0) out->set_packages_paused(person.packages_paused);
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::GetWaitingRequest& request,
                    v1::GetWaitingResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckNames(view, request); !known.ok()) return known;
  const Date on = view.point().on;
  const std::vector<WaitingPerson> people = WaitingOn(view, on, FilterOf(request));
  if (people.empty()) {
    if (const auto known = CheckCodes(view, request); !known.ok()) return known;
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  WaitingSums sums;
  std::vector<Tried> tried;
  tried.reserve(people.size());
  for (const WaitingPerson& person : people) {
    sums.Add(person, on);
    tried.push_back(TriedFor(view, *person.longest().package, on));
    if (!person.paused) sums.AddTried(person, tried.back().last);
  }
  for (const WaitingLine& line : sums.Lines()) {
    v1::WaitingGroup* group = out->add_groups();
    group->set_by(std::string(ToString(line.by)));
    group->set_group(line.group);
    group->set_people(line.figures.people);
    group->set_packages(line.figures.packages);
    group->set_weekly_hours(Hours(line.figures.hours));
    group->set_weekly_minutes(line.figures.hours.minutes);
    group->set_packages_without_hours(line.figures.hours.unknown);
    FillKnown(line.figures.hours, 1, group);
    if (line.figures.hours.unknown > 0) group->set_without_plan(line.figures.hours.unknown);
  }
  for (std::size_t i = 0; i < people.size(); ++i) {
    const WaitingPerson& person = people[i];
    const std::string place = (person.paused ? "paused/" : "") + person.longest().counted_from().ToString();
    if (!pager->Take(place + "/" + person.id.str())) {
      if (!pager->next_token().empty()) break;
      continue;
    }
    Fill(person, on, out->add_people());
    FillTried(tried[i], out->mutable_people(out->people_size() - 1));
  }
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

absl::Status Answer(const View& view, const Mark& mark, const v1::GetWaitingAverageRequest& request,
                    v1::GetWaitingAverageResponse* out) {
  const auto period = ReadPeriod(request.from_date(), request.to_date());
  if (!period.ok()) return period.status();
  if (const auto known = CheckFilter("weekday", request.weekday(), kWeekdays); !known.ok()) return known;
  if (const auto known = CheckNames(view, request); !known.ok()) return known;
  const std::size_t weekday =
      request.weekday().empty()
          ? 0
          : static_cast<std::size_t>(std::find(kWeekdays.begin(), kWeekdays.end(), request.weekday()) -
                                     kWeekdays.begin());
  const WaitingAverage average =
      AverageWaiting(view, *period, static_cast<Weekday>(weekday), FilterOf(request));
  if (average.lines.front().figures.people == 0) {
    if (const auto known = CheckCodes(view, request); !known.ok()) return known;
  }
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_period(absl::StrCat(period->start.ToString(), " to ", (period->end - 1).ToString()));
  out->set_weekday(std::string(kWeekdays[weekday]));
  const std::uint64_t by = average.days.size();
  out->set_divided_by(by);
  const auto mean = [by](std::uint64_t sum) { return by == 0 ? kNotComputable : Fraction(sum, by); };
  for (const WaitingLine& line : average.lines) {
    v1::WaitingMean* row = out->add_means();
    row->set_by(std::string(ToString(line.by)));
    row->set_group(line.group);
    row->set_people(mean(line.figures.people));
    row->set_packages(mean(line.figures.packages));
    row->set_weekly_hours(Hours(line.figures.hours, by));
    row->set_people_sum(line.figures.people);
    row->set_packages_sum(line.figures.packages);
    row->set_weekly_minutes_sum(line.figures.hours.minutes);
    FillKnown(line.figures.hours, by, row);
    if (line.figures.hours.unknown > 0) row->set_without_plan_sum(line.figures.hours.unknown);
  }
  for (const WaitingAverage::Day& day : average.days) {
    v1::WaitingDay* row = out->add_days();
    const auto of = [&](Receives r) -> const WaitingFigures& {
      return day.receives[static_cast<std::size_t>(r)];
    };
    row->set_date(day.date.ToString());
    row->set_people(day.all.people);
    row->set_no_service(of(Receives::kNothing).people);
    row->set_awaiting_change(of(Receives::kAwaits).people);
    row->set_leaving_reablement(of(Receives::kReablement).people);
    row->set_weekly_hours(Hours(day.all.hours));
    row->set_weekly_hours_of_no_service(Hours(of(Receives::kNothing).hours));
    if (day.paused.people > 0) row->set_paused(day.paused.people);
  }
  return absl::OkStatus();
}

}  // namespace careledger::answers
