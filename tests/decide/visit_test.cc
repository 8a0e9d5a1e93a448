// Decisions about visits: rows of a page, adjustments, voids.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const CarerId kAnn("ann"), kBen("ben");
const SourceId kFeed("ecm");
const ExternalId kVisit("v-1");

// Fir's visit of 20 May 2020, as delivered; now is noon on 1 June.
VisitRecorded Delivered() {
  return {
      .provider_id = kFir,
      .source = kFeed,
      .external_id = kVisit,
      .sequence = 1,
      .person_id = PersonId("h-1"),
      .service = kHomeCare,
      .deliverer_id = kElm,
      .service_date = Day("2020-05-20"),
      .planned_start = Time("2020-05-20T08:00"),
      .planned_minutes = 30,
      .status = VisitStatus::kDelivered,
      .attendances = {{kAnn, Time("2020-05-20T08:02"), Time("2020-05-20T08:31"), Evidence::kCallMonitoring}}};
}

template <class Change>
VisitRecorded With(Change change) {
  VisitRecorded visit = Delivered();
  change(visit);
  return visit;
}

void ExpectRow(const VisitRecorded& visit, const KnownVisit* known, RowResult expected) {
  const Scenario town = Town();
  const auto outcome = DecideVisit(Scenario(town).ledger().world, visit, known, Scenario(town).facts());
  const auto* decision = std::get_if<VisitDecision>(&outcome);
  ASSERT_NE(decision, nullptr) << std::get<Rejection>(outcome).detail;
  EXPECT_EQ(decision->result, expected);
}
void ExpectRefused(const VisitRecorded& visit, const KnownVisit* known, Reason expected) {
  Scenario town = Town();
  const auto outcome = DecideVisit(town.ledger().world, visit, known, town.facts());
  const auto* no = std::get_if<Rejection>(&outcome);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->reason, expected) << no->detail;
  EXPECT_NE(no->detail, "");
}

TEST(DecideVisit, TellsNewFromUpdatedFromUnchanged) {
  ExpectRow(Delivered(), nullptr, RowResult::kCreated);
  KnownVisit known{.latest = Delivered(), .position = Position{9}};
  const VisitRecorded second = With([](auto& v) { v.sequence = 2; });
  ExpectRow(second, &known, RowResult::kUpdated);
  ExpectRow(With([](auto& v) { v.sequence = 0; }), &known, RowResult::kUpdated);  // Late: kept as history.
  known.same_sequence = Delivered();
  ExpectRow(Delivered(), &known, RowResult::kUnchanged);
}

TEST(DecideVisit, RefusesInOrderOfPrecedence) {
  KnownVisit known{
      .latest = Delivered(), .position = Position{9}, .voided = true, .same_sequence = Delivered()};
  VisitRecorded visit = Delivered();
  visit.provider_id = ProviderId("p-x");
  visit.deliverer_id = kAsh;
  visit.planned_minutes = 0;
  visit.planned_start = Time("2020-06-01T12:06");
  ExpectRefused(visit, &known, Reason::kInvalidField);
  visit.planned_minutes = 30;
  ExpectRefused(visit, &known, Reason::kNotYours);
  ExpectRefused(visit, nullptr, Reason::kProviderUnknown);
  visit.provider_id = kFir;
  ExpectRefused(visit, &known, Reason::kMemberUnknown);
  visit.deliverer_id = {};
  ExpectRefused(visit, &known, Reason::kVisitInFuture);
  visit.planned_start = Time("2020-06-01T12:05");  // A clock may be five minutes fast.
  ExpectRefused(visit, &known, Reason::kSequenceReused);
  ExpectRefused(Delivered(), &known, Reason::kVisitVoided);
  known.same_sequence = {};
  ExpectRefused(visit, &known, Reason::kVisitVoided);
}

TEST(DecideVisit, KeepsAThousandSequencesOfAVisit) {
  KnownVisit known{.latest = Delivered(), .position = Position{9}, .sequences = 999};
  const VisitRecorded next = With([](auto& v) { v.sequence = 1'000; });
  ExpectRow(next, &known, RowResult::kUpdated);
  known.sequences = 1'000;
  ExpectRefused(next, &known, Reason::kTooManyCorrections);
  known.voided = true;
  ExpectRefused(next, &known, Reason::kVisitVoided);
  known.voided = false;
  known.same_sequence = next;  // One of the thousand, sent again.
  ExpectRow(next, &known, RowResult::kUnchanged);
}

TEST(DecideVisit, KeepsASourceToTheProviderOfItsFirstVisit) {
  Scenario town = Town();
  town.facts().source_owner = &kAsh;
  const auto outcome = DecideVisit(town.ledger().world, Delivered(), nullptr, town.facts());
  const auto* no = std::get_if<Rejection>(&outcome);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->reason, Reason::kNotYours);
  EXPECT_EQ(no->field, "source");
  EXPECT_EQ(no->detail.find(kAsh.str()), std::string::npos) << "tells who the other is: " << no->detail;
  town.facts().source_owner = &kFir;
  EXPECT_TRUE(std::holds_alternative<VisitDecision>(
      DecideVisit(town.ledger().world, Delivered(), nullptr, town.facts())));
}

TEST(DecideVisit, RefusesWhatCannotBeAVisit) {
  for (const VisitRecorded& bad : {
           With([](auto& v) { v.service_date = Day("2010-05-31"); }),
           With([](auto& v) { v.planned_minutes = 1441; }),
           With([](auto& v) { v.status = VisitStatus::kUnspecified; }),
           With([](auto& v) { v.attendances = {}; }),
           With([](auto& v) { v.attendances.push_back(v.attendances[0]); }),
           With([](auto& v) { v.attendances[0].check_out = Time("2020-05-20T08:01"); }),
           With([](auto& v) { v.attendances[0].check_out = Time("2020-05-21T08:03"); }),
           With([](auto& v) {
             for (const char* carer : {"b", "c", "d", "e"})
               v.attendances.push_back({.carer_id = CarerId(carer)});
           }),
       }) {
    ExpectRefused(bad, nullptr, Reason::kInvalidField);
  }
  ExpectRow(With([](auto& v) { v.service_date = Day("2010-06-01"); }), nullptr, RowResult::kCreated);
  ExpectRow(With([](auto& v) { v.attendances[0].check_out = Time("2020-05-21T08:02"); }), nullptr,
            RowResult::kCreated);
  ExpectRow(With([](auto& v) { v.status = VisitStatus::kMissed, v.attendances = {}; }), nullptr,
            RowResult::kCreated);
  ExpectRefused(With([](auto& v) {
                  v.attendances[0].check_in = v.attendances[0].check_out = Time("2020-06-01T12:06");
                }),
                nullptr, Reason::kVisitInFuture);
  ExpectRefused(With([](auto& v) {
                  v.attendances[0].check_out = Time("2020-06-01T12:06"), v.attendances[0].check_in = {};
                }),
                nullptr, Reason::kVisitInFuture);
}

TEST(VisitStream, IsOneAProviderAndServiceMonth) {
  EXPECT_EQ(VisitStream(kFir, Day("2020-05-20")), "visits-p-fir.2020-05");
}

AdjustVisit Adjust(const CarerId& carer, const char* in, const char* out) {
  return {kFeed, kVisit, carer, Time(in), Time(out), Code("forgot-to-log-out")};
}

TEST(AdjustVisit, RecordsTheCouncilsTimesBesideTheCaptured) {
  Scenario town = Town();
  KnownVisit known{.latest = Delivered(), .position = Position{9}};
  const AdjustVisit c = Adjust(kAnn, "2020-05-20T08:00", "2020-05-20T08:45");
  town.When(Adjust(kAnn, "2020-05-20T08:00", "2020-05-20T07:59")).ThenRejected(Reason::kInvalidField);
  town.When(Adjust(kAnn, "2020-05-20T08:00", "2020-05-21T08:01")).ThenRejected(Reason::kInvalidField);
  town.When(c).ThenRejected(Reason::kVisitUnknown);
  town.facts().visit = &known;
  const VisitAdjusted adjusted{kFir, kFeed,      kVisit,      Day("2020-05-20"),
                               kAnn, c.check_in, c.check_out, c.reason};
  town.When(c).Then(At("2020-05-20", adjusted));
  town.When(Adjust(kBen, "2020-05-20T08:00", "2020-05-20T08:45")).ThenRejected(Reason::kCarerUnknown);
  town.When(Adjust(kAnn, "2020-06-01T11:00", "2020-06-01T13:00")).ThenRejected(Reason::kVisitInFuture);
  known.adjusted = adjusted;
  known.adjusted_position = Position{12};
  town.When(c).ThenAlready(12);
  known.adjusted = {};
  known.voided = true;
  town.When(c).ThenRejected(Reason::kVisitVoided);
}

TEST(VoidVisit, IsDoneOnce) {
  Scenario town = Town();
  KnownVisit known{.latest = Delivered(), .position = Position{9}};
  const VoidVisit c{kFeed, kVisit, Code("wrong-person")};
  town.When(c).ThenRejected(Reason::kVisitUnknown);
  town.facts().visit = &known;
  town.When(c).Then(At("2020-05-20", VisitVoided{kFir, kFeed, kVisit, Day("2020-05-20"), c.reason}));
  known.voided = true;
  town.When(c).ThenAlready("visits-p-fir.2020-05");
  known.voided_position = Position{13};
  town.When(c).ThenAlready(13);
  known.voided_reason = c.reason;
  town.When(c).ThenAlready(13);
  town.When(VoidVisit{kFeed, kVisit, Code("duplicate")})
      .ThenRejected(Reason::kVisitVoided, "reason",
                    "visit v-1 of source ecm was voided at #13 for another reason, wrong-person");
}

}  // namespace
}  // namespace careledger::decide
