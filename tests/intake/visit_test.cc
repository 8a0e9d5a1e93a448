// A visit by either way in: the API's message and a row of a file.
#include "server/intake/visit.h"

#include "gtest/gtest.h"
#include "server/intake/intake.h"

namespace careledger::intake {
namespace {

using model::VisitRecorded;

const model::ProviderId kProvider("beech");
const model::SourceId kSource("ecm-beech");

v1::Visit Sample() {
  v1::Visit visit;
  visit.set_external_id("v-57");
  visit.set_sequence(2);
  visit.set_person_id("P00811");
  visit.set_service("home-care");
  visit.set_deliverer_id("ash");
  visit.set_planned_start("2016-11-07T08:00");
  visit.set_planned_minutes(30);
  visit.set_status(v1::VISIT_STATUS_CANCELLED_LATE);
  visit.set_notice_by(v1::NOTICE_BY_HOSPITAL);
  visit.set_notice_time("2016-11-07T07:10:09");
  for (const char* carer : {"C1", "C2"}) {
    v1::Attendance& attendance = *visit.add_attendances();
    attendance.set_carer_id(carer);
    attendance.set_check_in("2016-11-07T08:02:11");
    attendance.set_check_out("2016-11-07T08:31:59+00:00");
    attendance.set_evidence(v1::EVIDENCE_APP);
  }
  return visit;
}

VisitRecorded Read(const v1::Visit& visit) {
  const auto read = ReadVisit(visit, kProvider, kSource);
  if (const auto* no = std::get_if<decide::Rejection>(&read))
    ADD_FAILURE() << no->field << ": " << no->detail;
  const auto* recorded = std::get_if<VisitRecorded>(&read);
  return recorded != nullptr ? *recorded : VisitRecorded();
}

decide::Rejection Refusal(const v1::Visit& visit) {
  const auto read = ReadVisit(visit, kProvider, kSource);
  const auto* no = std::get_if<decide::Rejection>(&read);
  EXPECT_NE(no, nullptr);
  return no != nullptr ? *no : decide::Rejection();
}

TEST(Visit, IsReadFieldByField) {
  const VisitRecorded visit = Read(Sample());
  EXPECT_EQ(visit.provider_id, kProvider);
  EXPECT_EQ(visit.source, kSource);
  EXPECT_EQ(visit.external_id.str(), "v-57");
  EXPECT_EQ(visit.sequence, 2U);
  EXPECT_EQ(visit.person_id.str(), "P00811");
  EXPECT_EQ(visit.service.str(), "home-care");
  EXPECT_EQ(visit.deliverer_id.str(), "ash");
  EXPECT_EQ(visit.service_date, model::Date::Parse("2016-11-07"));
  EXPECT_EQ(visit.planned_start, model::ParseInstant("2016-11-07T08:00"));
  EXPECT_EQ(visit.planned_minutes, 30U);
  EXPECT_EQ(visit.status, model::VisitStatus::kCancelledLate);
  EXPECT_EQ(visit.notice_by, model::NoticeBy::kHospital);
  EXPECT_EQ(visit.notice_time, model::ParseInstant("2016-11-07T07:10:09Z"));
  ASSERT_EQ(visit.attendances.size(), 2U);
  EXPECT_EQ(visit.attendances[1].carer_id.str(), "C2");
  EXPECT_EQ(visit.attendances[1].check_in, model::ParseInstant("2016-11-07T08:02:11Z"));
  EXPECT_EQ(visit.attendances[1].check_out, model::ParseInstant("2016-11-07T08:31:59Z"));
  EXPECT_EQ(visit.attendances[1].evidence, model::Evidence::kApp);
}

TEST(Visit, BelongsToTheLocalDateOfItsPlannedStart) {
  v1::Visit visit = Sample();
  visit.set_planned_start("2016-07-03T23:30Z");  // 00:30 on the 4th in England.
  EXPECT_EQ(Read(visit).service_date, model::Date::Parse("2016-07-04"));
  visit.set_planned_start("2016-12-03T23:30Z");
  EXPECT_EQ(Read(visit).service_date, model::Date::Parse("2016-12-03"));
}

TEST(Visit, RefusalsNameFieldAndValue) {
  using Change = void (*)(v1::Visit&);
  struct {
    Change change;
    std::string_view field;
    std::string_view words;
  } const kCases[] = {
      {[](v1::Visit& v) { v.clear_external_id(); }, "external_id", "is required"},
      {[](v1::Visit& v) { v.set_external_id("x y"); }, "external_id", "'x y' is not an id"},
      {[](v1::Visit& v) { v.clear_person_id(); }, "person_id", "is required"},
      {[](v1::Visit& v) { v.set_person_id("Ann Lee"); }, "person_id", "'Ann Lee'"},
      {[](v1::Visit& v) { v.clear_service(); }, "service", "is required"},
      {[](v1::Visit& v) { v.set_service("!"); }, "service", "'!'"},
      {[](v1::Visit& v) { v.set_deliverer_id("-"); }, "deliverer_id", "'-'"},
      {[](v1::Visit& v) { v.clear_planned_start(); }, "planned_start", "is required"},
      {[](v1::Visit& v) { v.set_planned_start("8am"); }, "planned_start", "'8am' is not a time"},
      {[](v1::Visit& v) { v.set_planned_start("2016-10-30T01:30"); }, "planned_start", "comes twice"},
      {[](v1::Visit& v) { v.clear_status(); }, "status", "is required"},
      {[](v1::Visit& v) { v.set_status(static_cast<v1::VisitStatus>(99)); }, "status", "'99'"},
      {[](v1::Visit& v) { v.set_notice_by(static_cast<v1::NoticeBy>(-1)); }, "notice_by", "'-1'"},
      {[](v1::Visit& v) { v.set_notice_time("now"); }, "notice_time", "'now'"},
      {[](v1::Visit& v) { v.mutable_attendances(0)->clear_carer_id(); }, "attendances[0].carer_id",
       "is required"},
      {[](v1::Visit& v) { v.mutable_attendances(1)->set_carer_id("?"); }, "attendances[1].carer_id", "'?'"},
      {[](v1::Visit& v) { v.mutable_attendances(1)->set_check_in("2017-03-26T01:30"); },
       "attendances[1].check_in", "does not exist"},
      {[](v1::Visit& v) { v.mutable_attendances(0)->set_check_out("x"); }, "attendances[0].check_out", "'x'"},
      {[](v1::Visit& v) { v.mutable_attendances(1)->set_evidence(static_cast<v1::Evidence>(5)); },
       "attendances[1].evidence", "'5'"},
  };
  for (const auto& c : kCases) {
    v1::Visit visit = Sample();
    c.change(visit);
    const decide::Rejection no = Refusal(visit);
    EXPECT_EQ(no.reason, decide::Reason::kInvalidField);
    EXPECT_EQ(no.field, c.field);
    EXPECT_NE(no.detail.find(c.words), std::string::npos) << no.detail;
  }
}

TEST(Visit, IsTheSameFromAFile) {
  constexpr std::string_view kHeader =
      "external_id,sequence,person_id,service,deliverer_id,planned_start,planned_minutes,status,notice_by,"
      "notice_time,"
      "carer_id,check_in,check_out,evidence,carer_id_2,check_in_2,check_out_2,evidence_2";
  constexpr std::string_view kRows =
      "v-57,2,P00811,home-care,ash,2016-11-07T08:00,30,cancelled-late,hospital,2016-11-07T07:10:09,"
      "C1,2016-11-07T08:02:11,2016-11-07T08:31:59,app,C2,2016-11-07T08:02:11Z,2016-11-07T09:31:59+01:00,app\n"
      "v-58,1,P1,sitting,,2016-07-04T00:30,60,missed,,,,,,,,,,\n";
  const auto rows = ReadRows(
      {.kind = "visits", .contract_id = {}, .provider_id = kProvider, .source = kSource}, kHeader, kRows, 2);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(std::get<VisitRecorded>((*rows)[0].content), Read(Sample()));

  v1::Visit missed;
  missed.set_external_id("v-58");
  missed.set_sequence(1);
  missed.set_person_id("P1");
  missed.set_service("sitting");
  missed.set_planned_start("2016-07-03T23:30Z");
  missed.set_planned_minutes(60);
  missed.set_status(v1::VISIT_STATUS_MISSED);
  EXPECT_EQ(std::get<VisitRecorded>((*rows)[1].content), Read(missed));
}

}  // namespace
}  // namespace careledger::intake
