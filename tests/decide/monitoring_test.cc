// Decisions about monitoring: what is asked of providers, agreed with them and found, and how a record made
// in error is put right.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const Code kStaffing("staffing"), kCqc("cqc"), kOffice("head-of-commissioning"), kLivingWage("living-wage");
const DocumentRef kDoc("doc-1"), kOther("doc-2");

ScheduleInformation Schedule(Frequency every, const char* date, std::uint32_t due_days = 3) {
  return {.contract_id = kNew,
          .item = kStaffing,
          .every = every,
          .due_days = due_days,
          .effective_date = Day(date),
          .authority = kCabinet};
}
ReceiveInformation Receive(const char* start, const char* received, const ProviderId& provider = kAsh) {
  return {.contract_id = kNew,
          .provider_id = provider,
          .item = kStaffing,
          .period_start = Day(start),
          .received_date = Day(received),
          .document = kDoc};
}
RecordMeeting Meeting(const char* id, const char* date, const ProviderId& provider = kAsh) {
  return {.contract_id = kNew,
          .meeting_id = MeetingId(id),
          .kind = Code("review"),
          .provider_id = provider,
          .date = Day(date),
          .document = kDoc};
}
AgreeAction Agree(const char* id, const char* date, const char* due) {
  return {.contract_id = kNew,
          .action_id = ActionId(id),
          .provider_id = kAsh,
          .owner = kOffice,
          .date = Day(date),
          .due_date = Day(due)};
}
CloseAction Close(const char* id, const char* date) {
  return {.contract_id = kNew, .action_id = ActionId(id), .date = Day(date), .document = kDoc};
}
OpenImprovementPlan Open(const char* id, const char* date) {
  return {.contract_id = kNew,
          .plan_id = PlanId(id),
          .provider_id = kAsh,
          .reason = Code("inspection"),
          .shared_with = {Code("regulator")},
          .date = Day(date),
          .document = kDoc};
}
ShareImprovementPlan Share(const char* id, const char* body, const char* date) {
  return {.contract_id = kNew, .plan_id = PlanId(id), .shared_with = Code(body), .date = Day(date)};
}
CloseImprovementPlan ClosePlan(const char* id, const char* date) {
  return {.contract_id = kNew, .plan_id = PlanId(id), .outcome = Code("met"), .date = Day(date)};
}
DeclareVolume Declare(std::uint32_t minutes, const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .minimum_weekly_minutes = minutes,
          .effective_date = Day(date)};
}
AssessRisk Assess(const char* id, std::uint32_t likelihood, std::uint32_t impact, const char* date) {
  return {.contract_id = kNew,
          .risk_id = RiskId(id),
          .owner = kOffice,
          .likelihood = likelihood,
          .impact = impact,
          .state = RiskState::kOpen,
          .date = Day(date)};
}
ScoreQuality Score(std::uint32_t score, std::uint32_t out_of, const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .measure = Code("dignity"),
          .score = score,
          .out_of = out_of,
          .date = Day(date),
          .document = kDoc};
}
RateProvider Rated(Rating rating, const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .body = kCqc,
          .rating = rating,
          .published_date = Day(date),
          .document = kDoc};
}
ReportFeedback Complaints(std::uint32_t count, const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .kind = FeedbackKind::kComplaint,
          .count = count,
          .date = Day(date),
          .document = kDoc};
}
ReportSurvey Survey(std::uint32_t responses, std::uint32_t satisfied, const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .instrument = Instrument::kVolunteersVisit,
          .responses = responses,
          .satisfied = satisfied,
          .date = Day(date),
          .document = kDoc};
}
RequireStandard Require(std::optional<std::uint32_t> months, const char* date) {
  return {.contract_id = kNew,
          .standard = kLivingWage,
          .valid_months = months,
          .effective_date = Day(date),
          .authority = kCabinet};
}
AttestStandard Attest(const char* date) {
  return {.contract_id = kNew,
          .provider_id = kAsh,
          .standard = kLivingWage,
          .evidence_date = Day(date),
          .document = kDoc};
}
VoidMonitoringRecord Void(std::uint64_t position, const char* reason = "mistaken") {
  return {.contract_id = kNew, .position = position, .reason = Code(reason)};
}
MonitoringRecordVoided Voided(std::uint64_t position, const char* reason = "corrected") {
  return {kNew, position, Code(reason)};
}
template <class C>
C Correcting(C command, std::uint64_t position) {
  command.corrects_position = position;
  return command;
}

TEST(Monitoring, RecordsWhatItIsTold) {
  Scenario town = Town();
  town.After(Schedule(Frequency::kWeekly, "2016-11-07"))
      .After(Meeting("m-1", "2016-11-14"))
      .After(Open("p-1", "2016-11-20"))
      .After(Agree("a-1", "2016-11-20", "2016-12-01"))
      .After(Require(12, "2016-11-07"));
  town.When(Schedule(Frequency::kMonthly, "2017-01-01", 10))
      .Then(At("2017-01-01", InformationScheduled{kNew, kStaffing, Frequency::kMonthly, 10, kCabinet}));
  town.When(Receive("2016-11-14", "2016-11-22"))
      .Then(At("2016-11-22", InformationReceived{kNew, kAsh, kStaffing, Day("2016-11-14"), kDoc}));
  town.When(Meeting("m-2", "2016-11-21", {}))
      .Then(At("2016-11-21", MeetingHeld{kNew, MeetingId("m-2"), Code("review"), {}, kDoc}));
  AgreeAction agreed = Agree("a-2", "2016-11-21", "2016-11-21");
  agreed.meeting_id = MeetingId("m-1");
  agreed.plan_id = PlanId("p-1");
  town.When(agreed).Then(At("2016-11-21", ActionAgreed{kNew, ActionId("a-2"), kAsh, MeetingId("m-1"),
                                                       PlanId("p-1"), kOffice, Day("2016-11-21")}));
  town.When(Close("a-1", "2016-11-20")).Then(At("2016-11-20", ActionClosed{kNew, ActionId("a-1"), kDoc}));
  town.When(Open("p-2", "2016-11-20"))
      .Then(At("2016-11-20", ImprovementPlanOpened{
                                 kNew, PlanId("p-2"), kAsh, Code("inspection"), {Code("regulator")}, kDoc}));
  town.When(Share("p-1", "health", "2016-11-21"))
      .Then(At("2016-11-21", ImprovementPlanShared{kNew, PlanId("p-1"), Code("health")}));
  town.When(ClosePlan("p-1", "2017-02-01"))
      .Then(At("2017-02-01", ImprovementPlanClosed{kNew, PlanId("p-1"), Code("met")}));
  town.When(Declare(6'000, "2016-11-07")).Then(At("2016-11-07", VolumeDeclared{kNew, kAsh, 6'000}));
  town.When(Assess("r-1", 5, 4, "2016-11-07"))
      .Then(At("2016-11-07", RiskAssessed{kNew, RiskId("r-1"), {}, kOffice, 5, 4, RiskState::kOpen, {}}));
  town.When(Score(0, 5, "2016-12-01"))
      .Then(At("2016-12-01", QualityScored{kNew, kAsh, Code("dignity"), 0, 5, kDoc}));
  town.When(Rated(Rating::kGood, "2016-12-01"))
      .Then(At("2016-12-01", ProviderRated{kNew, kAsh, kCqc, Rating::kGood, kDoc}));
  // One, when nobody says how many.
  town.When(Complaints(0, "2016-12-01"))
      .Then(At("2016-12-01", FeedbackReported{kNew, kAsh, FeedbackKind::kComplaint, 1, kDoc}));
  town.When(Survey(20, 18, "2016-12-01"))
      .Then(At("2016-12-01", SurveyReported{kNew, kAsh, Instrument::kVolunteersVisit, 20, 18, kDoc}));
  town.When(Require({}, "2017-01-01"))
      .Then(At("2017-01-01", StandardRequired{kNew, kLivingWage, {}, false, kCabinet}));
  // Evidence may be older than the requirement.
  town.When(Attest("2016-05-01"))
      .Then(At("2016-05-01", StandardAttested{kNew, kAsh, kLivingWage, false, kDoc}));
}

TEST(Monitoring, SaysNothingTwice) {
  Scenario town = Town();
  town.After(Schedule(Frequency::kWeekly, "2016-11-07"));
  const std::uint64_t scheduled = town.head();
  town.After(Complaints(2, "2016-12-01"));
  const std::uint64_t told = town.head();
  town.After(Meeting("m-1", "2016-11-14")).After(Agree("a-1", "2016-11-14", "2016-12-01"));
  town.After(Close("a-1", "2016-11-20"));
  town.When(Schedule(Frequency::kWeekly, "2016-11-07")).ThenAlready(scheduled);
  town.When(Complaints(2, "2016-12-01")).ThenAlready(told);
  town.When(Correcting(Complaints(2, "2016-12-01"), told)).ThenAlready(told);
  town.When(Close("a-1", "2016-11-20")).ThenAlready(town.head());
  // The same day says otherwise: which is it?
  town.When(Complaints(3, "2016-12-01"))
      .ThenRejected(Reason::kAlreadyExists, "corrects_position",
                    "the record at #" + std::to_string(told) +
                        " says otherwise of the same on 2016-12-01: correct that one");
  town.When(Meeting("m-1", "2016-11-15")).ThenRejected(Reason::kAlreadyExists);
  town.When(Agree("a-1", "2016-11-15", "2016-12-01")).ThenRejected(Reason::kAlreadyExists);
  // Two sorts of feedback of a day are two things.
  ReportFeedback praise = Complaints(3, "2016-12-01");
  praise.kind = FeedbackKind::kCompliment;
  town.When(praise).Then(At("2016-12-01", FeedbackReported{kNew, kAsh, FeedbackKind::kCompliment, 3, kDoc}));
}

TEST(Monitoring, RefusesWhatWouldChangeNothing) {
  Scenario town = Town();
  ScheduleInformation no_longer = Schedule(Frequency::kNone, "2017-01-01", 0);
  town.When(no_longer).ThenRejected(Reason::kMonitoringUnchanged, "every",
                                    "staffing is not asked for: there is nothing to end");
  town.After(Schedule(Frequency::kWeekly, "2016-11-07"));
  town.When(Schedule(Frequency::kWeekly, "2017-01-01")).ThenRejected(Reason::kMonitoringUnchanged);
  town.After(no_longer)
      .When(Schedule(Frequency::kWeekly, "2017-02-06"))
      .Then(At("2017-02-06", InformationScheduled{kNew, kStaffing, Frequency::kWeekly, 3, kCabinet}));
  RequireStandard dropped = Require({}, "2018-01-01");
  dropped.no_longer = true;
  town.When(dropped).ThenRejected(Reason::kMonitoringUnchanged);
  town.After(Require(12, "2016-11-07"))
      .When(Require(12, "2017-01-01"))
      .ThenRejected(Reason::kMonitoringUnchanged);
  town.After(dropped)
      .When(Require(12, "2018-06-01"))
      .Then(At("2018-06-01", StandardRequired{kNew, kLivingWage, 12, false, kCabinet}));
  town.After(Declare(600, "2016-11-07"))
      .When(Declare(600, "2017-01-01"))
      .ThenRejected(Reason::kMonitoringUnchanged);
  // A risk looked at again and found the same is news.
  town.After(Assess("r-1", 3, 3, "2017-01-01"))
      .When(Assess("r-1", 3, 3, "2017-02-01"))
      .Then(At("2017-02-01", RiskAssessed{kNew, RiskId("r-1"), {}, kOffice, 3, 3, RiskState::kOpen, {}}));
}

TEST(Monitoring, CorrectsARecordByAnotherThatNamesIt) {
  Scenario town = Town();
  town.After(Complaints(2, "2016-12-01"));
  const std::uint64_t wrong = town.head();
  const ReportFeedback right = Correcting(Complaints(3, "2016-12-02"), wrong);
  town.When(right).Then(Now(Voided(wrong)),
                        At("2016-12-02", FeedbackReported{kNew, kAsh, FeedbackKind::kComplaint, 3, kDoc}));
  town.After(right).When(right).ThenAlready(town.head());
  town.When(Correcting(Complaints(4, "2016-12-01"), wrong))
      .ThenRejected(
          Reason::kRecordAlreadyVoided, "corrects_position",
          "the record at #" + std::to_string(wrong) + " was voided at #" + std::to_string(wrong + 1));
  town.When(Correcting(Complaints(4, "2016-12-01"), 1)).ThenRejected(Reason::kRecordUnknown);
  // A record of another kind is not corrected so.
  town.When(Correcting(Survey(2, 1, "2016-12-01"), wrong + 2)).ThenRejected(Reason::kRecordUnknown);
}

TEST(Monitoring, LeavesNoRecordStandingOnNothing) {
  Scenario town = Town();
  town.After(Schedule(Frequency::kWeekly, "2016-11-07"));
  const std::uint64_t weekly = town.head();
  town.After(Receive("2016-11-21", "2016-11-29"));
  const std::uint64_t received = town.head();
  town.When(Void(weekly))
      .ThenRejected(Reason::kRecordReliedOn, "position",
                    "the record at #" + std::to_string(received) +
                        ", of 2016-11-29, would rest on nothing: void or correct it first");
  town.When(Correcting(Schedule(Frequency::kMonthly, "2016-11-07"), weekly))
      .ThenRejected(Reason::kRecordReliedOn);
  // Nor is a version dated back beneath what has come.
  town.When(Schedule(Frequency::kMonthly, "2016-11-20"))
      .ThenRejected(Reason::kRecordReliedOn, "effective_date",
                    "the record at #" + std::to_string(received) +
                        ", of 2016-11-29, would rest on nothing: void or correct it first");
  town.When(Correcting(Schedule(Frequency::kWeekly, "2016-11-07", 7), weekly))
      .Then(Now(Voided(weekly)),
            At("2016-11-07", InformationScheduled{kNew, kStaffing, Frequency::kWeekly, 7, kCabinet}));
  town.After(Void(received)).When(Void(weekly)).Then(Now(Voided(weekly, "mistaken")));

  town.After(Meeting("m-1", "2016-11-14"));
  const std::uint64_t meeting = town.head();
  AgreeAction agreed = Agree("a-1", "2016-11-14", "2016-12-01");
  agreed.meeting_id = MeetingId("m-1");
  town.After(agreed);
  const std::uint64_t action = town.head();
  town.After(Close("a-1", "2016-11-20"));
  town.When(Void(meeting)).ThenRejected(Reason::kRecordReliedOn);
  town.When(Void(action)).ThenRejected(Reason::kRecordReliedOn);
  town.When(Correcting(Agree("a-1", "2016-11-21", "2016-12-01"), action))
      .ThenRejected(Reason::kRecordReliedOn);
  town.When(Correcting(Agree("a-1", "2016-11-19", "2016-12-01"), action))
      .Then(Now(Voided(action)),
            At("2016-11-19", ActionAgreed{kNew, ActionId("a-1"), kAsh, {}, {}, kOffice, Day("2016-12-01")}));
  town.After(Open("p-1", "2016-11-14"));
  const std::uint64_t plan = town.head();
  town.After(Share("p-1", "health", "2016-11-15")).When(Void(plan)).ThenRejected(Reason::kRecordReliedOn);
  town.After(Require(12, "2016-11-07"));
  const std::uint64_t required = town.head();
  town.After(Attest("2016-12-01")).When(Void(required)).ThenRejected(Reason::kRecordReliedOn);
}

TEST(Monitoring, VoidsARecordOnce) {
  Scenario town = Town();
  town.After(Complaints(2, "2016-12-01"));
  const std::uint64_t wrong = town.head();
  town.When(Void(wrong)).Then(Now(Voided(wrong, "mistaken")));
  town.After(Void(wrong)).When(Void(wrong)).ThenAlready(town.head());
  town.When(Void(wrong, "other")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.When(Void(town.head())).ThenRejected(Reason::kRecordUnknown);
  town.When(Void(1)).ThenRejected(Reason::kRecordUnknown);
  // It may be said again.
  town.When(Complaints(2, "2016-12-01"))
      .Then(At("2016-12-01", FeedbackReported{kNew, kAsh, FeedbackKind::kComplaint, 2, kDoc}));
  VoidMonitoringRecord elsewhere = Void(wrong);
  elsewhere.contract_id = kOld;
  town.When(elsewhere).ThenRejected(Reason::kRecordUnknown);
  elsewhere.contract_id = ContractId("c-x");
  town.When(elsewhere).ThenRejected(Reason::kContractUnknown);
}

// Given a command that breaks several rules, the rule with the lowest number answers; put right, the next.
TEST(Monitoring, RefusesInOrderOfPrecedence) {
  Scenario town = Town();
  ReceiveInformation c = Receive("2016-11-08", "2030-01-01", ProviderId("p-x"));
  c.contract_id = ContractId("c-x");
  c.corrects_position = 1;
  town.When(c).ThenRejected(Reason::kInvalidField);
  c.received_date = Day("2016-11-22");
  town.When(c).ThenRejected(Reason::kContractUnknown);
  c.contract_id = kNew;
  town.When(c).ThenRejected(Reason::kProviderUnknown);
  c.provider_id = kFir;
  town.When(c).ThenRejected(Reason::kRecordUnknown);
  c.corrects_position = 0;
  town.When(c).ThenRejected(Reason::kProviderNotAwarded, "provider_id",
                            "provider p-fir was never awarded a lot of contract c-new nor admitted to it");
  c.provider_id = kAsh;
  town.When(c).ThenRejected(Reason::kInformationNotAskedFor);
  town.After(Schedule(Frequency::kWeekly, "2016-11-07"));
  town.When(c).ThenRejected(Reason::kNotAPeriod, "period_start",
                            "staffing is weekly, and on 2016-11-08 no such period begins: the next does on "
                            "2016-11-14");
  c.period_start = Day("2016-10-31");
  town.When(c).ThenRejected(Reason::kInformationNotAskedFor);
  town.After(Schedule(Frequency::kNone, "2016-11-28", 0));
  c.period_start = Day("2016-11-28");
  c.received_date = Day("2016-12-28");
  town.When(c).ThenRejected(Reason::kInformationNotAskedFor);

  ScheduleInformation early = Schedule(Frequency::kNone, "2016-01-01", 0);
  town.When(early).ThenRejected(Reason::kOutsideTerm);
  early.due_days = 367;
  town.When(early).ThenRejected(Reason::kInvalidField);

  AgreeAction agreed = Agree("a-1", "2016-11-01", "2016-12-01");
  agreed.meeting_id = MeetingId("m-1");
  agreed.plan_id = PlanId("p-1");
  town.When(agreed).ThenRejected(Reason::kMeetingUnknown);
  town.After(Meeting("m-1", "2016-11-14"))
      .When(agreed)
      .ThenRejected(Reason::kBeforeOpened, "date", "2016-11-01 is before meeting m-1 began, on 2016-11-14");
  agreed.date = Day("2016-11-14");
  town.When(agreed).ThenRejected(Reason::kImprovementPlanUnknown);
  town.After(Open("p-1", "2016-11-14")).After(agreed);
  town.When(Close("a-9", "2016-11-01")).ThenRejected(Reason::kActionUnknown);
  town.When(Close("a-1", "2016-11-01")).ThenRejected(Reason::kBeforeOpened);
  town.After(Close("a-1", "2016-11-14"))
      .When(Close("a-1", "2016-11-15"))
      .ThenRejected(Reason::kAlreadyClosed);
  town.When(Share("p-9", "health", "2016-11-15")).ThenRejected(Reason::kImprovementPlanUnknown);
  town.When(Share("p-1", "health", "2016-11-13")).ThenRejected(Reason::kBeforeOpened);
  town.When(ClosePlan("p-1", "2016-11-13")).ThenRejected(Reason::kBeforeOpened);
  town.After(ClosePlan("p-1", "2016-11-15"))
      .When(ClosePlan("p-1", "2016-11-16"))
      .ThenRejected(Reason::kAlreadyClosed);
  town.When(Attest("2016-12-01")).ThenRejected(Reason::kStandardNotRequired);
}

TEST(Monitoring, RefusesFieldsOutOfRange) {
  Scenario town = Town();
  const auto invalid = [&](const auto& command, std::string_view field, std::string_view detail) {
    town.When(command).ThenRejected(Reason::kInvalidField, field, detail);
  };
  // Today is 1 June 2020.
  for (const char* date : {"2020-06-02"}) {
    const std::string said = std::string(date) + " lies after today, 2020-06-01";
    invalid(Meeting("m-1", date), "date", said);
    invalid(Agree("a-1", date, date), "date", said);
    invalid(Close("a-1", date), "date", said);
    invalid(Open("p-1", date), "date", said);
    invalid(Share("p-1", "health", date), "date", said);
    invalid(ClosePlan("p-1", date), "date", said);
    invalid(Assess("r-1", 1, 1, date), "date", said);
    invalid(Score(1, 1, date), "date", said);
    invalid(Rated(Rating::kGood, date), "published_date", said);
    invalid(Complaints(1, date), "date", said);
    invalid(Survey(1, 1, date), "date", said);
    invalid(Attest(date), "evidence_date", said);
    invalid(Receive("2016-11-07", date), "received_date", said);
  }
  const std::string far = "2030-06-02 is more than ten years ahead: at most 2030-06-01";
  invalid(Schedule(Frequency::kWeekly, "2030-06-02"), "effective_date", far);
  invalid(Require({}, "2030-06-02"), "effective_date", far);
  invalid(Declare(1, "2030-06-02"), "effective_date", far);
  invalid(Agree("a-1", "2020-06-01", "2030-06-02"), "due_date", far);
  invalid(Agree("a-1", "2016-11-08", "2016-11-07"), "due_date",
          "2016-11-07 is before the day on which it was agreed, 2016-11-08");
  invalid(Receive("2016-11-07", "2016-11-06"), "received_date",
          "2016-11-06 is before the period that it is about, 2016-11-07");
  invalid(Declare(0, "2016-11-07"), "minimum_weekly_minutes", "minimum_weekly_minutes is 0: 1 to 10000000");
  invalid(Assess("r-1", 6, 1, "2016-11-07"), "likelihood", "likelihood is 6: 1 to 5");
  invalid(Assess("r-1", 1, 0, "2016-11-07"), "impact", "impact is 0: 1 to 5");
  invalid(Score(6, 5, "2016-11-07"), "score", "score is 6: 0 to 5");
  invalid(Score(0, 10'001, "2016-11-07"), "out_of", "out_of is 10001: 1 to 10000");
  invalid(Complaints(10'001, "2016-11-07"), "count", "count is 10001: 0 to 10000");
  invalid(Survey(0, 0, "2016-11-07"), "responses", "responses is 0: 1 to 1000000");
  invalid(Survey(5, 6, "2016-11-07"), "satisfied", "satisfied is 6: 0 to 5");
  invalid(Require(121, "2016-11-07"), "valid_months", "valid_months is 121: 1 to 120");
  RequireStandard dropped = Require(12, "2016-11-07");
  dropped.no_longer = true;
  invalid(dropped, "valid_months", "a standard that is required no longer has no months");
  OpenImprovementPlan plan = Open("p-1", "2016-11-07");
  plan.shared_with = {Code("regulator"), Code("regulator")};
  invalid(plan, "shared_with", "a body is named twice");
  plan.shared_with = std::vector<Code>(21, Code("regulator"));
  invalid(plan, "shared_with", "21 bodies: at most 20");
}

}  // namespace
}  // namespace careledger::decide
