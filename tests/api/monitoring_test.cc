// What people are shown of monitoring: figures, what cannot be computed, filters, pages and points of
// history.
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

using Texts = std::vector<std::string>;

const std::string kAuthority =
    " authority { reference: 'C 412' decision_maker: 'Cabinet' date: '2016-06-17' }";

class MonitoringAnswers : public testing::Test {
 protected:
  // Ash holds lot L1 and beech L2 and L3 from 7 November 2016; today is 1 June 2017.
  MonitoringAnswers() { api_.Do(Town()); }

  Step Watch(const std::string& verb, const std::string& rest, const std::string& keep = "") {
    Step step = {"manager-1", "MonitoringService." + verb, "contract_id: 'new' " + rest};
    if (!keep.empty()) step.keep = {{keep, "receipt.position"}};
    return step;
  }
  template <class Response>
  Response Get(const std::string& method, const std::string& request) {
    const Answer answer =
        api_.Ask({"auditor-1", "MonitoringService." + method, "contract_id: 'new' " + request});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    if (answer.messages.empty()) return {};
    return static_cast<const Response&>(*answer.messages.at(0));
  }
  static std::string Told(const v1::InformationEntry& e) {
    return e.provider_id() + " " + e.period() + " " + e.state() + (e.received_date().empty() ? "" : " ") +
           e.received_date();
  }
  Api api_;
};

TEST_F(MonitoringAnswers, ShowEachProviderWithItsFigures) {
  // Given a month in which ash delivered an hour and a half of two hours planned, against a declared six
  // hours a week,
  api_.Do({{"broker-1", "PackageService.RequestPackage",
            "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
            "'council' "
            "waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon 08:00 30' "
            "effective_date: '2016-12-01'"},
           {"broker-1", "PackageService.AwardPackage",
            "package_id: 'k-1' effective_date: '2017-01-01' contract_id: 'new' lot_id: 'L1' provider_id: "
            "'ash'"}});
  std::string visits;
  for (const std::string day : {"02", "09", "16"}) {
    visits +=
        " visits { external_id: 'v-" + day +
        "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '2017-01-" + day +
        "T08:00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED attendances { carer_id: 'ann' check_in: "
        "'2017-01-" +
        day + "T08:00' check_out: '2017-01-" + day + "T08:30' evidence: EVIDENCE_APP } }";
  }
  api_.Do(
      {{"feed-ash", "VisitService.RecordVisits", "provider_id: 'ash' source: 'ecm'" + visits},
       Watch("DeclareVolume", "provider_id: 'ash' minimum_weekly_minutes: 360 effective_date: '2016-11-07'"),
       Watch("ReportFeedback",
             "provider_id: 'ash' kind: FEEDBACK_KIND_COMPLAINT date: '2017-01-09' document: 'c-1'"),
       Watch(
           "ReportFeedback",
           "provider_id: 'beech' kind: FEEDBACK_KIND_COMPLIMENT count: 4 date: '2017-01-09' document: 'c-2'"),
       Watch("ReportSurvey",
             "provider_id: 'ash' instrument: INSTRUMENT_PANEL responses: 3 satisfied: 2 date: '2017-01-09' "
             "document: 's-1'")});
  const auto shown =
      Get<v1::GetMonitoringResponse>("GetMonitoring", "from_date: '2017-01-02' to_date: '2017-01-30'");
  EXPECT_EQ(shown.period(), "2017-01-02 to 2017-01-29");
  ASSERT_EQ(shown.feedback_size(), 2);
  const v1::FeedbackRow& ash = shown.feedback(0);
  EXPECT_EQ(ash.provider_id(), "ash");
  EXPECT_EQ(ash.delivered_hours(), "1.50");
  EXPECT_EQ(ash.complaints(), 1U);
  EXPECT_EQ(ash.complaints_per_1000_hours(), "666.7") << "1 x 1000 / 1.5";
  EXPECT_EQ(ash.safeguarding_per_1000_hours(), "0.0");
  EXPECT_EQ(ash.satisfied_share(), "66.7 %");
  // then what rests on no care, or on no answers, is not computable, and the total is a sum over a sum.
  const v1::FeedbackRow& beech = shown.feedback(1);
  EXPECT_EQ(beech.provider_id(), "beech");
  EXPECT_EQ(beech.delivered_hours(), "0.00");
  EXPECT_EQ(beech.compliments(), 4U);
  EXPECT_EQ(beech.compliments_per_1000_hours(), "not computable");
  EXPECT_EQ(beech.satisfied_share(), "not computable");
  EXPECT_EQ(shown.feedback_total().compliments_per_1000_hours(), "2666.7") << "4 x 1000 / 1.5";
  // Over 28 days: 90 and 120 minutes are 22.5 and 30 a week.
  ASSERT_EQ(shown.volumes_size(), 2);
  EXPECT_EQ(shown.volumes(0).delivered_weekly_hours(), "0.38");
  EXPECT_EQ(shown.volumes(0).commissioned_weekly_hours(), "0.50");
  EXPECT_EQ(shown.volumes(0).minimum_weekly_hours(), "6.00");
  EXPECT_EQ(shown.volumes(0).delivered_share(), "6.3 %") << "22.5 of 360 minutes";
  EXPECT_EQ(shown.volumes(0).commissioned_share(), "8.3 %");
  EXPECT_EQ(shown.volumes(1).minimum_weekly_hours(), "");
  EXPECT_EQ(shown.volumes(1).delivered_share(), "not computable");
  // Before the first day of the period there is nothing to count.
  const auto nothing = Get<v1::GetMonitoringResponse>(
      "GetMonitoring", "from_date: '2017-01-02' to_date: '2017-01-30' at { on: '2017-01-01' }");
  EXPECT_EQ(nothing.period(), "nothing before the date asked for");
}

TEST_F(MonitoringAnswers, ListInformationByStateAndPage) {
  api_.Do({Watch("ScheduleInformation",
                 "item: 'staffing' every: FREQUENCY_WEEKLY due_days: 2 effective_date: '2017-05-08'" +
                     kAuthority),
           Watch("ReceiveInformation",
                 "provider_id: 'ash' item: 'staffing' period_start: '2017-05-08' received_date: '2017-05-16' "
                 "document: 'r-1'"),
           Watch("ReceiveInformation",
                 "provider_id: 'ash' item: 'staffing' period_start: '2017-05-15' received_date: '2017-05-24' "
                 "document: 'r-2'",
                 "wrong"),
           Watch("ReceiveInformation",
                 "provider_id: 'ash' item: 'staffing' period_start: '2017-05-15' received_date: '2017-05-22' "
                 "document: 'r-2' corrects_position: $wrong",
                 "right")});
  const auto list = [&](const std::string& request) {
    Texts out;
    const auto answer = Get<v1::ListInformationResponse>("ListInformation", request);
    for (const auto& entry : answer.entries()) out.push_back(Told(entry));
    return out;
  };
  const std::string first = "2017-05-08 to 2017-05-14 ", second = "2017-05-15 to 2017-05-21 ",
                    third = "2017-05-22 to 2017-05-28 ";
  const Texts all = {"ash " + first + "received 2017-05-16",
                     "beech " + first + "late",
                     "ash " + second + "received 2017-05-22",
                     "beech " + second + "late",
                     "ash " + third + "late",
                     "beech " + third + "late"};
  EXPECT_EQ(list(""), all);
  EXPECT_EQ(list("at { on: '2017-05-16' }"), (Texts{all[0], "beech " + first + "due"}));
  // Before the correction was known it had come late.
  EXPECT_EQ(list("state: 'came-late' at { known_at: '#$wrong' }"),
            Texts{"ash " + second + "came-late 2017-05-24"});
  EXPECT_EQ(list("state: 'late' provider_id: 'ash'"), Texts{all[4]});
  EXPECT_EQ(list("item: 'accounts'"), Texts());
  EXPECT_EQ(list("from_date: '2017-05-23' to_date: '2017-05-24'"), (Texts{all[2], all[3]}));
  const auto counted = Get<v1::ListInformationResponse>("ListInformation", "");
  EXPECT_EQ(counted.late(), 4U);
  EXPECT_EQ(counted.received(), 2U);
  // Pages follow one another and leave nothing out.
  Texts paged;
  std::string token;
  do {
    const auto page = Get<v1::ListInformationResponse>("ListInformation",
                                                       "page { page_size: 4 page_token: '" + token + "' }");
    for (const auto& entry : page.entries()) paged.push_back(Told(entry));
    EXPECT_EQ(page.late(), 4U) << "of the whole list";
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, all);
  for (const char* bad : {"from_date: 'May'", "from_date: '2017-05-24' to_date: '2017-05-24'"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        api_.Ask({"auditor-1", "MonitoringService.ListInformation", "contract_id: 'new' " + std::string(bad)})
            .status));
  }
}

TEST_F(MonitoringAnswers, ListActionsRatingsStandardsAndRisks) {
  api_.Do({Watch("RecordMeeting", "meeting_id: 'm-1' kind: 'review' date: '2017-05-02' document: 'm-doc'"),
           Watch("AgreeAction",
                 "action_id: 'a-1' provider_id: 'ash' meeting_id: 'm-1' owner: 'office' date: "
                 "'2017-05-02' due_date: '2017-05-31'"),
           Watch("AgreeAction", "action_id: 'a-2' owner: 'office' date: '2017-05-02' due_date: '2017-06-01'"),
           Watch("AgreeAction", "action_id: 'a-3' owner: 'office' date: '2017-05-02' due_date: '2017-05-30'"),
           Watch("CloseAction", "action_id: 'a-3' date: '2017-05-31' document: 'proof'"),
           Watch("ScoreQuality",
                 "provider_id: 'ash' measure: 'dignity' score: 3 out_of: 5 date: '2017-01-09' "
                 "document: 'q-1'"),
           Watch("ScoreQuality",
                 "provider_id: 'ash' measure: 'dignity' score: 5 out_of: 5 date: '2017-05-09' "
                 "document: 'q-2'"),
           Watch("RequireStandard", "standard: 'living-wage' effective_date: '2016-11-07'" + kAuthority),
           Watch("AttestStandard",
                 "provider_id: 'beech' standard: 'living-wage' not_met: true evidence_date: "
                 "'2017-05-01' document: 'e-1'"),
           Watch("AssessRisk",
                 "risk_id: 'r-1' owner: 'office' likelihood: 2 impact: 3 state: RISK_STATE_OPEN date: "
                 "'2017-05-01'"),
           Watch("AssessRisk",
                 "risk_id: 'r-2' owner: 'office' likelihood: 4 impact: 3 state: RISK_STATE_ACCEPTED "
                 "date: '2017-05-01'")});
  const auto actions = [&](const std::string& request) {
    Texts out;
    const auto answer = Get<v1::ListActionsResponse>("ListActions", request);
    for (const auto& e : answer.actions()) out.push_back(e.action_id() + " " + e.state());
    return out;
  };
  EXPECT_EQ(actions(""), (Texts{"a-3 closed", "a-1 overdue", "a-2 open"}));
  EXPECT_EQ(actions("state: 'overdue'"), Texts{"a-1 overdue"});
  EXPECT_EQ(actions("meeting_id: 'm-1'"), Texts{"a-1 overdue"});
  EXPECT_EQ(actions("provider_id: 'beech'"), Texts());
  const auto counts = Get<v1::ListActionsResponse>("ListActions", "page { page_size: 1 }");
  EXPECT_EQ(counts.open(), 1U);
  EXPECT_EQ(counts.overdue(), 1U);
  EXPECT_EQ(counts.closed(), 1U);
  EXPECT_EQ(counts.actions_size(), 1);

  const auto ratings = Get<v1::ListRatingsResponse>("ListRatings", "kind: 'quality'");
  ASSERT_EQ(ratings.ratings_size(), 2);
  EXPECT_EQ(ratings.ratings(0).value(), "3 of 5");
  EXPECT_EQ(ratings.ratings(0).until(), "2017-05-09");
  const auto in_force = Get<v1::ListRatingsResponse>("ListRatings", "in_force: true");
  ASSERT_EQ(in_force.ratings_size(), 1);
  EXPECT_EQ(in_force.ratings(0).value(), "5 of 5");

  const auto standards = Get<v1::ListStandardsResponse>("ListStandards", "");
  ASSERT_EQ(standards.standards_size(), 2);
  EXPECT_EQ(standards.standards(0).provider_id() + " " + standards.standards(0).state(), "ash missing");
  EXPECT_EQ(standards.standards(1).provider_id() + " " + standards.standards(1).state(), "beech not-met");

  const auto risks = Get<v1::ListRisksResponse>("ListRisks", "");
  ASSERT_EQ(risks.risks_size(), 2);
  EXPECT_EQ(risks.risks(0).risk_id(), "r-2");
  EXPECT_EQ(risks.risks(0).score(), 12U);
  EXPECT_EQ(Get<v1::ListRisksResponse>("ListRisks", "state: 'open'").risks(0).risk_id(), "r-1");
}

TEST_F(MonitoringAnswers, ListEveryRecordInWords) {
  api_.Do({Watch("ScheduleInformation",
                 "item: 'staffing' every: FREQUENCY_WEEKLY due_days: 2 effective_date: '2017-05-01'" +
                     kAuthority),
           Watch("RecordMeeting", "meeting_id: 'm-1' kind: 'review' date: '2017-05-02' document: 'm-doc'"),
           Watch("ReportFeedback",
                 "provider_id: 'ash' kind: FEEDBACK_KIND_SAFEGUARDING count: 2 date: '2017-05-03' "
                 "document: 'sg-1'",
                 "concern"),
           Watch("ReportSurvey",
                 "provider_id: 'ash' instrument: INSTRUMENT_VOLUNTEERS_VISIT responses: 9 "
                 "satisfied: 8 date: '2017-05-04' document: 's-1'"),
           Watch("OpenImprovementPlan",
                 "plan_id: 'p-1' provider_id: 'ash' reason: 'inspection' date: '2017-05-05' "
                 "document: 'p-doc'"),
           Watch("ShareImprovementPlan", "plan_id: 'p-1' shared_with: 'regulator' date: '2017-05-06'"),
           Watch("CloseImprovementPlan", "plan_id: 'p-1' outcome: 'met' date: '2017-05-20'"),
           Watch("RequireStandard",
                 "standard: 'living-wage' valid_months: 12 effective_date: '2017-05-07'" + kAuthority),
           Watch("DeclareVolume",
                 "provider_id: 'ash' minimum_weekly_minutes: 600 effective_date: '2017-05-08'")});
  const auto list = [&](const std::string& request) {
    Texts out;
    const auto answer = Get<v1::ListMonitoringResponse>("ListMonitoring", request);
    for (const auto& e : answer.records()) {
      out.push_back(e.date() + " " + e.subject() + " " + e.provider_id() + " " + e.id() + ": " + e.what() +
                    " [" + e.document() + "]");
    }
    return out;
  };
  const Texts all = {
      "2017-05-01 information  staffing: weekly, due 2 days after [C 412]",
      "2017-05-02 meeting  m-1: review [m-doc]",
      "2017-05-03 safeguarding ash : 2 [sg-1]",
      "2017-05-04 volunteers-visit ash : 8 of 9 satisfied [s-1]",
      "2017-05-05 improvement-plan ash p-1: inspection, shared with regulator, closed 2017-05-20 met "
      "[p-doc]",
      "2017-05-07 standard  living-wage: evidence good for 12 months [C 412]",
      "2017-05-08 volume ash : at least 600 minutes a week []"};
  EXPECT_EQ(list(""), all);
  EXPECT_EQ(list("subject: 'meeting'"), Texts{all[1]});
  EXPECT_EQ(list("provider_id: 'ash' to_date: '2017-05-05'"), (Texts{all[2], all[3]}));
  // On 5 May the plan was shared with nobody yet.
  EXPECT_EQ(list("subject: 'improvement-plan' at { on: '2017-05-05' }"),
            Texts{"2017-05-05 improvement-plan ash p-1: inspection [p-doc]"});
  // When a record is voided, then it is gone from the list, and the trail keeps it.
  api_.Do({Watch("VoidMonitoringRecord", "position: $concern reason: 'mistaken'", "voiding")});
  EXPECT_EQ(list("subject: 'safeguarding'"), Texts());
  EXPECT_EQ(list("subject: 'safeguarding' at { known_at: '#$concern' }"), Texts{all[2]});
  const Answer trail = api_.Ask({"auditor-1", "TrailService.GetTrail", "kind: 'provider' id: 'ash'"});
  std::string note;
  for (const auto& entry : static_cast<const v1::GetTrailResponse&>(*trail.messages.at(0)).entries()) {
    if (entry.event_type() == "FeedbackReported") note = entry.note();
  }
  EXPECT_EQ(note, api_.Filled("voided by #$voiding"));
}

}  // namespace
}  // namespace careledger::api
