// Events written by hand, folded: one person, one provider with one order, and what a test adds.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/projections/assess.h"
#include "replay/projections/fold.h"
#include "tests/decide/town.h"

namespace careledger::projections {

using namespace model;  // NOLINT: as in the code under test.
using decide::Day;
using decide::kAsh;
using decide::kBeech;
using decide::kCabinet;
using decide::kHomeCare;
using decide::kLot1;
using decide::kNew;
using decide::Lift;
using decide::Line;
using decide::Plan;
using decide::Time;

inline const PersonId kAnn("h-1");
inline const PackageId kOrder("k-1");

class Home {
 public:
  // Record times follow from `now`, which stands still until it is set.
  RecordTime now{Time("2016-11-01T09:00").seconds * 1'000'000};

  // A town with a contract, a rate of £16.20, and ann's order with ash for half an hour every morning at
  // 08:00.
  static Home Usual() {
    Home home;
    home.Bare();
    home.Order("k-1", "h-1", kAsh, "2016-11-07", "Mon-Sun 08:00 30");
    return home;
  }
  void Bare() {
    Add(LedgerOpened{.council = Code("town")});
    for (const ProviderId& id : {kAsh, kBeech}) Add(decide::Sole(id));
    Add(ContractCreated{.contract_id = kNew,
                        .commissioner_id = CommissionerId("town"),
                        .title = "Care",
                        .start = Day("2016-11-07")});
    Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {Line("16.20")}, .authority = kCabinet});
  }
  Position Request(const char* package, const char* person, const char* date, const char* plan,
                   const char* service = "home-care") {
    return Add(date, PackageRequested{.package_id = PackageId(package),
                                      .person_id = PersonId(person),
                                      .service = Code(service),
                                      .plan = Plan(plan)});
  }
  Position Award(const char* package, const ProviderId& provider, const char* date,
                 const char* plan = nullptr) {
    return Add(date, PackageAwarded{.package_id = PackageId(package),
                                    .contract_id = kNew,
                                    .lot_id = kLot1,
                                    .provider_id = provider,
                                    .plan = plan != nullptr ? Plan(plan) : WeeklyPlan()});
  }
  Position Order(const char* package, const char* person, const ProviderId& provider, const char* date,
                 const char* plan) {
    Request(package, person, date, plan);
    return Award(package, provider, date);
  }

  template <class E>
  Position Add(const E& event) {
    return Put(LondonDate(now.instant()), Lift<Event>(event));
  }
  template <class E>
  Position Add(std::string_view date, const E& event) {
    return Put(Day(date), Lift<Event>(event));
  }

  // The view of all that was added, as it stands at the end of `on`.
  // Each stays as it was: what is added afterwards is in the next.
  const FoldedView& View(std::string_view on = "2017-03-31") {
    shown_.push_back(fold_);
    shown_.back().SetPoint({.known = Position{head_}, .known_at = now, .on = Day(on)});
    return shown_.back();
  }
  std::uint64_t head() const { return head_; }

 private:
  Position Put(Date effective, Event event) {
    fold_.Apply({.position = Position{++head_},
                 .time = now,
                 .effective = effective,
                 .actor = "alice",
                 .event = std::move(event)});
    return Position{head_};
  }

  FoldedView fold_;
  std::deque<FoldedView> shown_;
  std::uint64_t head_ = 0;
};

// [in, out) of one carer, in England's time of the day of the visit's planned start, or later than 24:00.
struct Carer {
  const char* id;
  const char* in;  // "2016-11-07T08:02"
  const char* out;
};

inline VisitRecorded Seen(const char* id, const char* planned, std::vector<Carer> carers,
                          const ProviderId& provider = kAsh) {
  VisitRecorded visit{.provider_id = provider,
                      .source = SourceId("ecm"),
                      .external_id = ExternalId(id),
                      .sequence = 1,
                      .person_id = kAnn,
                      .service = kHomeCare,
                      .service_date = LondonDate(Time(planned)),
                      .planned_start = Time(planned),
                      .planned_minutes = 30,
                      .status = VisitStatus::kDelivered};
  for (const Carer& carer : carers) {
    visit.attendances.push_back({.carer_id = CarerId(carer.id),
                                 .check_in = Time(carer.in),
                                 .check_out = Time(carer.out),
                                 .evidence = Evidence::kApp});
  }
  return visit;
}

// One visit after another as "v-1 payable", "v-2 held: suspended".
inline std::vector<std::string> Told(const std::vector<Assessed>& day) {
  std::vector<std::string> out;
  for (const Assessed& a : day) {
    std::string text = a.visit->record.external_id.str() + " " + std::string(ToString(a.state));
    if (a.hold != Hold::kNone) text.append(": ").append(ToString(a.hold));
    out.push_back(std::move(text));
  }
  return out;
}
using Texts = std::vector<std::string>;

}  // namespace careledger::projections
