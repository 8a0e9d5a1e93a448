// Files of rows: what each kind becomes, what is said of a bad cell, and that no row is lost.
#include "server/intake/intake.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "gtest/gtest.h"
#include "server/intake/csv.h"
#include "server/intake/values.h"

namespace careledger::intake {
namespace {

using namespace decide;  // NOLINT: tests are made of the words of commands.

constexpr std::string_view kVisitHeader =
    "external_id,sequence,person_id,service,planned_start,planned_minutes,status,carer_id,check_in,check_out,"
    "evidence";
constexpr std::string_view kPackageHeader =
    "package_id,person_id,service,client_group,funder,waiting_in,reason,lot_id,provider_id,requested_on,"
    "start,plan,"
    "lives_in_lot,area";
constexpr std::string_view kEventHeader = "package_id,event,effective_date,plan,until,reason,person_id";
constexpr std::string_view kMobilisationHeader = "event,date,package_id,person_id,due,reason";
constexpr std::string_view kAuthority = "authority_reference,decision_maker,decision_date";

ImportContext Context(std::string kind) {
  return {std::move(kind), ContractId("c-1"), ProviderId("beech"), SourceId("ecm")};
}

std::vector<store::Row> Rows(const std::string& kind, std::string_view header, std::string_view rows) {
  auto read = ReadRows(Context(kind), header, rows, 2);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : std::vector<store::Row>();
}

// The command that the only row becomes; a default one, and a failure, when it is something else.
template <class Category, class C>
C One(const std::string& kind, std::string_view header, std::string_view row) {
  const auto rows = Rows(kind, header, row);
  if (rows.size() == 1) {
    if (const auto* no = std::get_if<Rejection>(&rows[0].content))
      ADD_FAILURE() << no->field << ": " << no->detail;
    if (const auto* command = std::get_if<Command>(&rows[0].content)) {
      if (const auto* category = std::get_if<Category>(command)) {
        if (const auto* c = std::get_if<C>(category)) return *c;
      }
    }
  }
  ADD_FAILURE() << row << " is no " << C::kName;
  return {};
}

Date Day(std::string_view text) { return Date::Parse(text).value_or(Date()); }

TEST(Intake, ReadsProviders) {
  constexpr std::string_view kHeader =
      "provider_id,name,form,members,subcontractors,consortium_lead,stands_for,illustrative";
  const auto c = One<LedgerCommand, RegisterProvider>(
      "providers", kHeader, "beech,\"Beech, Care\",consortium,ash oak,elm,ash,Printed Ltd,yes");
  EXPECT_EQ(c.provider_id.str(), "beech");
  EXPECT_EQ(c.name, "Beech, Care");
  EXPECT_EQ(c.form, ProviderForm::kConsortium);
  EXPECT_EQ(c.members, (std::vector<ProviderId>{ProviderId("ash"), ProviderId("oak")}));
  EXPECT_EQ(c.subcontractors, std::vector<ProviderId>{ProviderId("elm")});
  EXPECT_EQ(c.consortium_lead.str(), "ash");
  EXPECT_EQ(c.stands_for, "Printed Ltd");
  EXPECT_TRUE(c.illustrative);
  EXPECT_FALSE((One<LedgerCommand, RegisterProvider>("providers", kHeader, "b,B,sole,,,,,no").illustrative));
  EXPECT_TRUE((One<LedgerCommand, RegisterProvider>("providers", kHeader, "b,B,sole,,,,,").members.empty()));
}

TEST(Intake, ReadsLotsAwardsAdmissionsAndRates) {
  const auto lot = One<ContractCommand, DefineLot>("lots", "lot_id,number,name", "L01,1,Castle & Whitwick");
  EXPECT_EQ(lot.contract_id.str(), "c-1");
  EXPECT_EQ(lot.number, 1U);
  EXPECT_EQ(lot.name, "Castle & Whitwick");

  const std::string authority(kAuthority);
  const auto award = One<ContractCommand, AwardLot>("awards", "lot_id,provider_id,from," + authority,
                                                    "L01,beech,2016-11-07,Cabinet 412,Cabinet,2016-06-17");
  EXPECT_EQ(award.contract_id.str(), "c-1");
  EXPECT_EQ(award.lot_id.str(), "L01");
  EXPECT_EQ(award.provider_id.str(), "beech");
  EXPECT_EQ(award.effective_date, Day("2016-11-07"));
  EXPECT_EQ(award.authority, (Authority{"Cabinet 412", "Cabinet", Day("2016-06-17")}));

  const auto scored = One<ContractCommand, AwardLot>(
      "awards", "lot_id,provider_id,from," + authority + ",quality_percent,score,out_of",
      "L01,beech,2016-11-07,Cabinet 412,Cabinet,2016-06-17,100,85,90");
  EXPECT_EQ(scored.quality_percent, 100U);
  EXPECT_EQ(scored.score, 85U);
  EXPECT_EQ(scored.out_of, 90U);

  const auto admission = One<ContractCommand, AdmitProvider>(
      "admissions", "provider_id,from," + authority, "beech,2016-11-07,Cabinet 412,Cabinet,2016-06-17");
  EXPECT_EQ(admission.provider_id.str(), "beech");
  EXPECT_EQ(admission.authority, award.authority);

  const std::string rates = "service,provider_id,lot_id,day_type,rate,from," + authority;
  const auto rate = One<ContractCommand, SetRates>(
      "rates", rates, "home-care,beech,L01,bank-holiday,16.2250,2016-11-07,Cabinet 412,Cabinet,2016-06-17");
  ASSERT_EQ(rate.lines.size(), 1U);
  EXPECT_EQ(rate.lines[0].key,
            (RateKey{Code("home-care"), ProviderId("beech"), LotId("L01"), DayType::kBankHoliday}));
  EXPECT_EQ(rate.lines[0].rate, Rate(162'250));
  EXPECT_EQ(rate.effective_date, Day("2016-11-07"));
  const auto any =
      One<ContractCommand, SetRates>("rates", rates, "home-care,,,,16,2016-11-07,r,d,2016-06-17");
  EXPECT_EQ(any.lines.at(0).key.day_type, DayType::kAny);
}

TEST(Intake, ReadsPackages) {
  const auto placed =
      One<PackageCommand, ImportPackage>("packages", kPackageHeader,
                                         "k-1,p-1,home-care,older-people,council,hospital,new,L05,beech,2016-"
                                         "11-01,2016-11-08,\"Sat,Sun 07:15 30\",L03,ward-2");
  EXPECT_EQ(placed.request.package_id.str(), "k-1");
  EXPECT_EQ(placed.request.person_id.str(), "p-1");
  EXPECT_EQ(placed.request.client_group.str(), "older-people");
  EXPECT_EQ(placed.request.funder.str(), "council");
  EXPECT_EQ(placed.request.waiting_in.str(), "hospital");
  EXPECT_EQ(placed.request.reason.str(), "new");
  // Where the person lives may be a lot of another contract: then the request names none.
  EXPECT_EQ(placed.request.contract_id.str(), "");
  EXPECT_EQ(placed.request.lot_id.str(), "L03");
  EXPECT_EQ(placed.request.area.str(), "ward-2");
  EXPECT_EQ(placed.award->contract_id.str(), "c-1");
  EXPECT_EQ(placed.request.plan, ParsePlan("Sat,Sun 07:15 30"));
  EXPECT_EQ(placed.request.effective_date, Day("2016-11-01"));
  ASSERT_TRUE(placed.award);
  EXPECT_EQ(placed.award->package_id.str(), "k-1");
  EXPECT_EQ(placed.award->contract_id.str(), "c-1");
  EXPECT_EQ(placed.award->lot_id.str(), "L05");
  EXPECT_EQ(placed.award->provider_id.str(), "beech");
  EXPECT_TRUE(placed.award->plan.empty());
  EXPECT_EQ(placed.award->effective_date, Day("2016-11-08"));

  // Who waits need not have been assessed.
  const auto unassessed = One<PackageCommand, ImportPackage>(
      "packages", kPackageHeader, "k-3,p-3,home-care,older-people,council,hospital,new,L05,,2016-11-01,,,,");
  EXPECT_TRUE(unassessed.request.plan.empty());
  const auto waiting = One<PackageCommand, ImportPackage>(
      "packages", kPackageHeader,
      "k-2,p-2,home-care,older-people,council,community,new,L05,,2016-11-01,,Mon 07:15 30,,");
  EXPECT_FALSE(waiting.award);
  EXPECT_EQ(waiting.request.lot_id.str(), "L05");
  EXPECT_EQ(waiting.request.priority, Priority::kUnspecified);

  const auto preferred = One<PackageCommand, ImportPackage>(
      "packages", std::string(kPackageHeader) + ",preferred_times,carers",
      "k-3,p-3,home-care,older-people,council,hospital,new,L05,,2016-11-01,,,,,07:00-10:00,2");
  EXPECT_EQ(ToString(preferred.request.preferred_times), "07:00-10:00");
  EXPECT_EQ(preferred.request.carers, 2U);

  const auto urgent =
      One<PackageCommand, ImportPackage>("packages", std::string(kPackageHeader) + ",priority,needs",
                                         "k-2,p-2,home-care,older-people,council,community,new,L05,,2016-11-"
                                         "01,,Mon 07:15 30,,,urgent,moving meals");
  EXPECT_EQ(urgent.request.priority, Priority::kUrgent);
  EXPECT_EQ(urgent.request.needs, (std::vector<Code>{Code("moving"), Code("meals")}));

  const std::string agreed = std::string(kPackageHeader) + ",tier,rate,deliverer_id";
  const auto existing = One<PackageCommand, ImportPackage>(
      "packages", agreed,
      "k-3,p-3,home-care,older-people,council,community,existing,,fir,2016-11-01,2016-11-08,Mon 07:15 30,,,"
      "framework,17.25,elm");
  EXPECT_EQ(existing.award->tier.str(), "framework");
  EXPECT_EQ(existing.award->rate, Rate::Parse("17.25"));
  EXPECT_EQ(existing.award->deliverer_id.str(), "elm");
  const auto nobody =
      Rows("packages", agreed,
           "k-4,p-4,home-care,older-people,council,community,new,,,2016-11-01,,Mon 07:15 30,,,framework,,\n");
  EXPECT_EQ(std::get<Rejection>(nobody.at(0).content).field, "tier");
}

TEST(Intake, ReadsPackageEvents) {
  const auto read = [](std::string_view row, auto command) {
    return One<PackageCommand, decltype(command)>("package-events", kEventHeader, row);
  };
  EXPECT_EQ(read("k-1,suspended,2016-11-08,,,hospital,", SuspendPackage()).reason.str(), "hospital");
  EXPECT_EQ(read("k-1,resumed,2016-11-09,,,hospital,", ResumePackage()).effective_date, Day("2016-11-09"));
  EXPECT_EQ(read("k-1,started,2016-11-09,,,,", StartPackage()).package_id.str(), "k-1");
  EXPECT_EQ(read("k-1,ended,2016-11-09,,,died,p-1", EndPackage()).reason.str(), "died");
  const auto plan = read("k-1,plan-changed,2016-11-09,Mon 08:00 30,2016-11-16,review,", ChangePlan());
  EXPECT_EQ(plan.plan, ParsePlan("Mon 08:00 30"));
  EXPECT_EQ(plan.until, Day("2016-11-16"));
  EXPECT_FALSE(read("k-1,plan-changed,2016-11-09,Mon 08:00 30,,review,", ChangePlan()).until);
  const auto back = read("k-1,handed-back,2016-11-09,,,no-staff,", HandBackPackage());
  EXPECT_EQ(back.effective_date, Day("2016-11-09"));
  EXPECT_EQ(back.notice_date, Day("2016-11-09"));
  const auto died =
      One<LedgerCommand, RecordDeath>("package-events", kEventHeader, "k-1,died,2016-11-09,,,,p-1");
  EXPECT_EQ(died.person_id.str(), "p-1");
  EXPECT_EQ(died.date, Day("2016-11-09"));
}

TEST(Intake, ReadsWhatIsRecordedOfAMobilisation) {
  const auto read = [](std::string_view row, auto command) {
    return One<MonitoringCommand, decltype(command)>("mobilisation", kMobilisationHeader, row);
  };
  const auto ready = read("ready,2016-10-10,k-1,,,", AssessReadiness());
  EXPECT_EQ(ready.contract_id.str(), "c-1");
  EXPECT_EQ(ready.package_id.str(), "k-1");
  EXPECT_EQ(ready.date, Day("2016-10-10"));
  EXPECT_TRUE(ready.ready);
  const auto not_ready = read("not-ready,2016-10-10,k-1,,,no-carers", AssessReadiness());
  EXPECT_FALSE(not_ready.ready);
  EXPECT_EQ(not_ready.reason.str(), "no-carers");
  const auto due = read("review-scheduled,2016-02-01,,p-1,2016-05-01,", ScheduleReview());
  EXPECT_EQ(due.person_id.str(), "p-1");
  EXPECT_EQ(due.due_date, Day("2016-05-01"));
  EXPECT_EQ(due.date, Day("2016-02-01"));
  const auto done = read("review-completed,2016-04-01,,p-1,,", CompleteReview());
  EXPECT_EQ(done.person_id.str(), "p-1");
  EXPECT_EQ(done.date, Day("2016-04-01"));
}

constexpr std::string_view kOrderHeader =
    "package_id,person_id,service,client_group,funder,waiting_in,reason,requested_on,lot_id,provider_id,"
    "provider_from,start,plan,plan_from,ended_on,end_reason,area,lives_in_lot,provider_reason,plan_reason";

TEST(Intake, ReadsOrders) {
  const auto placed =
      One<DeliveryCommand, DeliverOrder>(
          "orders", kOrderHeader,
          "k-1,p-1,home-care,older-people,council,hospital,new,2016-11-01,L05,beech,2016-11-08,2016-11-09,"
          "\"Sat,Sun 07:15 30\",2016-11-10,2017-01-31,moved-away,ward-2,L03,choice,review")
          .order;
  EXPECT_EQ(placed.package_id.str(), "k-1");
  EXPECT_EQ(placed.person_id.str(), "p-1");
  EXPECT_EQ(placed.service.str(), "home-care");
  EXPECT_EQ(placed.client_group.str(), "older-people");
  EXPECT_EQ(placed.funder.str(), "council");
  EXPECT_EQ(placed.waiting_in.str(), "hospital");
  EXPECT_EQ(placed.reason.str(), "new");
  EXPECT_EQ(placed.requested_on, Day("2016-11-01"));
  EXPECT_EQ(placed.contract_id.str(), "c-1");
  EXPECT_EQ(placed.lot_id.str(), "L05");
  EXPECT_EQ(placed.provider_id.str(), "beech");
  EXPECT_EQ(placed.provider_from, Day("2016-11-08"));
  EXPECT_EQ(placed.start, Day("2016-11-09"));
  EXPECT_EQ(placed.plan, ParsePlan("Sat,Sun 07:15 30"));
  EXPECT_EQ(placed.plan_from, Day("2016-11-10"));
  EXPECT_EQ(placed.ended_on, Day("2017-01-31"));
  EXPECT_EQ(placed.end_reason.str(), "moved-away");
  EXPECT_EQ(placed.area.str(), "ward-2");
  EXPECT_EQ(placed.lives_in_lot.str(), "L03");
  EXPECT_EQ(placed.provider_reason.str(), "choice");
  EXPECT_EQ(placed.plan_reason.str(), "review");
  const auto waiting = One<DeliveryCommand, DeliverOrder>(
                           "orders", kOrderHeader,
                           "k-2,p-2,home-care,older-people,council,community,new,2016-11-01,L05,,,,"
                           "Mon 07:15 30,,,,,,,")
                           .order;
  EXPECT_TRUE(waiting.provider_id.empty());
  EXPECT_FALSE(waiting.provider_from || waiting.start || waiting.plan_from || waiting.ended_on);
}

// "2 4!25": the lines of the rows, and why each is refused.
std::string Verdicts(const std::vector<store::Row>& rows) {
  std::string seen;
  for (const store::Row& row : rows) {
    const auto* no = std::get_if<Rejection>(&row.content);
    seen += std::to_string(row.number) + (no ? "!" + std::to_string(static_cast<int>(no->reason)) : "") + " ";
  }
  return seen;
}

TEST(Intake, ReadsPeopleAndRefusesWhoIsThereTwice) {
  const auto died = One<DeliveryCommand, DeliverPerson>("people", "person_id,died_on", "p-1,2016-11-09");
  EXPECT_EQ(died.person.person_id.str(), "p-1");
  EXPECT_EQ(died.person.died_on, Day("2016-11-09"));
  EXPECT_FALSE((One<DeliveryCommand, DeliverPerson>("people", "person_id,died_on", "p-1,").person.died_on));
  constexpr std::string_view kLives = "person_id,died_on,area,area_from";
  const auto lives = One<DeliveryCommand, DeliverPerson>("people", kLives, "p-1,,ward-2,2016-11-09").person;
  EXPECT_EQ(lives.area.str(), "ward-2");
  EXPECT_EQ(lives.area_from, Day("2016-11-09"));
  for (const char* half : {"p-1,,ward-2,", "p-1,,,2016-11-09"}) {
    const auto refused = Rows("people", kLives, std::string(half) + "\n");
    EXPECT_EQ(std::get<Rejection>(refused.at(0).content).field, "area_from") << half;
  }
  const auto rows = Rows("people", "person_id,died_on", "p-1,\np-2,\np-1,2016-11-09\np-3,x\n");
  EXPECT_EQ(Verdicts(rows), "2!25 3 4!25 5!1 ");
  EXPECT_EQ(std::get<Rejection>(rows[0].content).detail,
            "person p-1 is on line 4 too: a delivery says one thing of each, so neither is taken");
  const std::string order = ",p,s,g,f,w,r,2016-11-01,,,,,Mon 08:00 30,,,,,,,\n";
  EXPECT_EQ(Verdicts(Rows("orders", kOrderHeader, "k" + order + "j" + order + "k" + order)), "2!25 3 4!25 ");
}

TEST(Intake, ReadsStaysOfAPersonTogether) {
  constexpr std::string_view kHeader = "person_id,admitted_on,discharged_on";
  const auto rows = Rows("stays", kHeader, "p-1,2016-12-01,\np-2,2016-11-09,\np-1,2016-11-09,2016-12-01\n");
  EXPECT_EQ(Verdicts(rows), "2 3 4 ");
  const auto& stays = std::get<DeliverStays>(std::get<DeliveryCommand>(std::get<Command>(rows[0].content)));
  EXPECT_EQ(stays.stays.person_id.str(), "p-1");
  ASSERT_EQ(stays.stays.stays.size(), 2U);
  EXPECT_EQ(stays.row, 1U);
  EXPECT_EQ(stays.stays.stays[0].admitted_on, Day("2016-11-09"));
  EXPECT_EQ(stays.stays.stays[0].discharged_on, Day("2016-12-01"));
  EXPECT_EQ(stays.stays.stays[1].admitted_on, Day("2016-12-01"));
  EXPECT_FALSE(stays.stays.stays[1].discharged_on);
  const auto overlap =
      Rows("stays", kHeader, "p-1,2016-11-09,\np-1,2016-12-01,2016-12-02\np-2,2016-11-09,\n");
  EXPECT_EQ(Verdicts(overlap), "2!25 3!25 4 ");
  EXPECT_EQ(std::get<Rejection>(overlap[1].content).detail,
            "the stays of person p-1 on lines 2 and 3 overlap, so none of the person's is taken");
}

// Kind, header, row, the column to blame and words of the sentence.
struct Bad {
  std::string kind;
  std::string header;
  std::string row;
  std::string_view field;
  std::string_view words;
};

std::vector<Bad> BadCells() {
  const std::string providers = "provider_id,name,form,members,illustrative";
  const std::string awards = "lot_id,provider_id,from," + std::string(kAuthority);
  const std::string rates = "service,day_type,rate,from," + std::string(kAuthority);
  const std::string packages(kPackageHeader);
  const std::string events(kEventHeader);
  const std::string mobilisation(kMobilisationHeader);
  const std::string orders(kOrderHeader);
  const std::string visits(kVisitHeader);
  const std::string pairs = visits + ",carer_id_2,check_in_2,check_out_2,evidence_2";
  return {
      {"providers", providers, ",N,sole,,", "provider_id", "is required"},
      {"providers", providers, "b,,sole,,", "name", "is required"},
      {"providers", providers, "b,\"N\nM\",sole,,", "name", "control character"},
      {"providers", providers, "b,N,Sole,,", "form", "'Sole' is none of sole, lead, consortium"},
      {"providers", providers, "b,N,lead,a  c,", "members", "more than one space"},
      {"providers", providers, "b,N,lead,a ,", "members", "ends with a space"},
      {"providers", providers, "b,N,lead, a,", "members", "' a'"},
      {"providers", providers, "b,N,lead,a;c,", "members", "'a;c' is not an id"},
      {"providers", providers, "b,N,sole,,true", "illustrative", "'true' is none of yes, no"},
      {"lots", "lot_id,number,name", "L1,one,N", "number", "'one' is not a whole number"},
      {"awards", awards, "L1,b,7/11/2016,r,d,2016-06-17", "from", "'7/11/2016' is not a date"},
      {"awards", awards, "L1,b,2016-11-07,,d,2016-06-17", "authority_reference", "is required"},
      {"awards", awards, "L1,b,2016-11-07,r,,2016-06-17", "decision_maker", "is required"},
      {"awards", awards, "L1,b,2016-11-07,r,d,", "decision_date", "is required"},
      {"rates", rates, "home-care,tuesday,16,2016-11-07,r,d,2016-06-17", "day_type", "'tuesday' is none of"},
      {"rates", rates,
       "home-care,any,\xC2\xA3"
       "16,2016-11-07,r,d,2016-06-17",
       "rate",
       "'\xC2\xA3"
       "16' is not a rate"},
      {"packages", packages, "k,p,s,g,f,w,r,L,b,2016-11-01,,Mon 08:00 30,,", "start", "is required"},
      {"packages", packages, "k,p,s,g,f,w,r,L,,2016-11-01,2016-11-02,Mon 08:00 30,,", "start",
       "without a provider"},
      {"packages", packages, "k,p,s,g,f,w,r,L,,2016-11-01,,Monday 8am,,", "plan",
       "'Monday 8am' is not a slot"},
      {"packages", packages, "k,p,s,g,f,w,r,L,b,2016-11-01,2016-11-02,,,", "plan", "is required"},
      {"packages", packages, "k,p,s,g,f,w,r,L,,2016-11-01,,Mon 08:00 30,,Ward 2", "area", "'Ward 2'"},
      {"package-events", events, "k,paused,2016-11-01,,,r,", "event", "'paused' is none of started"},
      {"package-events", events, "k,,2016-11-01,,,r,", "event", "is required"},
      {"package-events", events, "k,suspended,2016-11-01,,,,", "reason", "is required"},
      {"package-events", events, "k,suspended,2016-11-01,Mon 08:00 30,,r,", "plan", "changes no plan"},
      {"package-events", events, "k,ended,2016-11-01,,2016-12-01,r,", "until", "changes no plan"},
      {"package-events", events, "k,plan-changed,2016-11-01,,,r,", "plan", "is required"},
      {"package-events", events, "k,died,2016-11-01,,,,", "person_id", "is required"},
      {"package-events", "package_id,event,effective_date,reason", "k,died,2016-11-01,", "person_id",
       "is required"},
      {"mobilisation", mobilisation, "late,2016-10-10,k,,,", "event", "'late' is none of ready"},
      {"mobilisation", mobilisation, ",2016-10-10,k,,,", "event", "is required"},
      {"mobilisation", mobilisation, "ready,,k,,,", "date", "is required"},
      {"mobilisation", mobilisation, "ready,2016-10-10,k,,,r", "reason", "beside ready"},
      {"mobilisation", mobilisation, "not-ready,2016-10-10,k,,,", "reason", "is required"},
      {"mobilisation", mobilisation, "not-ready,2016-10-10,k,p,,r", "person_id", "an event of a package"},
      {"mobilisation", mobilisation, "review-scheduled,2016-02-01,,p,,", "due", "is required"},
      {"mobilisation", mobilisation, "review-completed,2016-02-01,k,p,,", "package_id",
       "an event of a person"},
      {"people", "person_id,died_on", ",2016-11-09", "person_id", "is required"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,b,,,Mon 08:00 30,,,,,,,", "provider_from",
       "is required"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,2016-11-02,,Mon 08:00 30,,,,,,,", "provider_from",
       "without a provider"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,,2016-11-02,Mon 08:00 30,,,,,,,", "start",
       "without a provider"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,,,Mon 08:00 30,,,,,,choice,", "provider_reason",
       "without a provider"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,,,,,,,,,,", "plan", "is required"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,,,Mon 08:00 30,,2017-01-01,,,,,", "end_reason",
       "is required"},
      {"orders", orders, "k,p,s,g,f,w,r,2016-11-01,L,,,,Mon 08:00 30,,,moved,,,,", "end_reason",
       "without an end"},
      {"stays", "person_id,admitted_on,discharged_on", "p,2016-11-09,2016-11-08", "discharged_on",
       "before the admission, on 2016-11-09"},
      {"visits", visits, ",1,p,s,2016-11-07T08:00,30,missed,,,,", "external_id", "is required"},
      {"visits", visits, "v,,p,s,2016-11-07T08:00,30,missed,,,,", "sequence", "is required"},
      {"visits", visits, "v,-1,p,s,2016-11-07T08:00,30,missed,,,,", "sequence", "'-1' is not a whole number"},
      {"visits", visits, "v,1,Ann Lee,s,2016-11-07T08:00,30,missed,,,,", "person_id",
       "'Ann Lee' is not an id"},
      {"visits", visits, "v,1,p,s,07/11/2016 08:00,30,missed,,,,", "planned_start", "'07/11/2016 08:00'"},
      {"visits", visits, "v,1,p,s,2016-10-30T01:00,30,missed,,,,", "planned_start", "comes twice"},
      {"visits", visits, "v,1,p,s,2016-11-07T08:00,,missed,,,,", "planned_minutes", "is required"},
      {"visits", visits, "v,1,p,s,2016-11-07T08:00,30,done,,,,", "status", "'done' is none of delivered"},
      {"visits", visits, "v,1,p,s,2016-11-07T08:00,30,missed,,2016-11-07T08:00,,", "check_in",
       "without a carer"},
      {"visits", visits, "v,1,p,s,2016-11-07T08:00,30,delivered,c,2016-11-07T08:00,8:30,", "check_out",
       "'8:30'"},
      {"visits", visits, "v,1,p,s,2016-11-07T08:00,30,delivered,c,,,ECM", "evidence",
       "'ECM' is none of call-monitoring"},
      {"visits", pairs, "v,1,p,s,2016-11-07T08:00,30,delivered,c,,,app,,,,app", "evidence_2",
       "without a carer"},
      {"visits", pairs, "v,1,p,s,2016-11-07T08:00,30,delivered,c,,,app,d,x,,app", "check_in_2",
       "'x' is not a time"},
  };
}

TEST(Intake, BlamesTheCellAndShowsIt) {
  for (const Bad& bad : BadCells()) {
    SCOPED_TRACE(bad.row);
    const auto rows = Rows(bad.kind, bad.header, bad.row);
    ASSERT_EQ(rows.size(), 1U);
    const auto* no = std::get_if<Rejection>(&rows[0].content);
    ASSERT_NE(no, nullptr);
    EXPECT_EQ(no->reason, Reason::kInvalidField);
    EXPECT_EQ(no->field, bad.field) << no->detail;
    EXPECT_NE(no->detail.find(bad.words), std::string::npos) << no->detail;
  }
}

TEST(Intake, GoesOnAfterABadRow) {
  const std::string good = "v,1,p,s,2016-11-07T08:00,30,missed,,,,\n";
  const auto rows =
      Rows("visits", kVisitHeader,
           good + "\r\nshort,row\n" + good + "v,x,p,s,2016-11-07T08:00,30,missed,,,,\n\xFF" + good + good);
  std::string seen;
  for (const store::Row& row : rows) {
    const auto* no = std::get_if<Rejection>(&row.content);
    seen += std::to_string(row.number) + (no ? "!" + std::to_string(static_cast<int>(no->reason)) : "") + " ";
  }
  EXPECT_EQ(seen, "2 4!2 5 6!1 7!3 8 ");
}

TEST(Intake, TakesColumnsInAnyOrder) {
  const auto lot =
      One<ContractCommand, DefineLot>("lots", "\xEF\xBB\xBFname,lot_id,number\r\n", "N,L1,7\r\n");
  EXPECT_EQ(lot.lot_id.str(), "L1");
  EXPECT_EQ(lot.number, 7U);
}

TEST(Intake, RefusesAPageThatCannotBeRead) {
  const auto refusal = [](const ImportContext& context, std::string_view header, std::string_view rows,
                          std::uint64_t first) {
    const auto read = ReadRows(context, header, rows, first);
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    return read.status().ToString();
  };
  EXPECT_NE(refusal(Context("carers"), "a", "", 2).find("kind 'carers' is none of providers, lots"),
            std::string::npos);
  EXPECT_NE(refusal(Context("lots"), "lot_id,number,title", "", 2).find("unknown column 'title'"),
            std::string::npos);
  EXPECT_NE(refusal(Context("lots"), "lot_id,number", "", 2).find("column 'name' is missing"),
            std::string::npos);
  EXPECT_NE(refusal(Context("lots"), "lot_id,number,name", "", 1).find("first_row"), std::string::npos);
  EXPECT_NE(refusal({"lots", {}, {}, {}}, "lot_id,number,name", "", 2).find("contract_id is required"),
            std::string::npos);
  EXPECT_NE(refusal({"visits", {}, {}, SourceId("s")}, kVisitHeader, "", 2).find("provider_id"),
            std::string::npos);
  EXPECT_NE(refusal({"visits", {}, ProviderId("p"), {}}, kVisitHeader, "", 2).find("source"),
            std::string::npos);

  std::string many;
  for (std::size_t i = 0; i < kPageRowsMax; ++i) many += "x\n\n\r\n";
  EXPECT_TRUE(ReadRows(Context("lots"), "lot_id,number,name", many, 2).ok());
  EXPECT_NE(refusal(Context("lots"), "lot_id,number,name", many + "x", 2).find("10001 rows"),
            std::string::npos);
}

// The columns of every kind, from the sentence that names them.
std::map<std::string, std::vector<std::string>> ColumnsOfKinds() {
  std::map<std::string, std::vector<std::string>> kinds;
  for (const char* kind : {"providers", "lots", "awards", "admissions", "capacity", "rates", "packages",
                           "package-events", "mobilisation", "people", "orders", "stays", "visits"}) {
    std::istringstream names(ReadRows(Context(kind), "", "", 2).status().ToString());
    std::string word;
    while (names >> word) continue;
    std::istringstream columns(word);
    while (std::getline(columns, word, ',')) kinds[kind].push_back(word);
  }
  return kinds;
}

// Rows out are lines in, numbered as they stand, whatever the bytes (but for line breaks that quotes join).
TEST(Intake, AnswersEveryLineOfRandomBytes) {
  std::mt19937 random(412);
  const std::vector<std::string> kCells = {
      "",     "x",     "k-1",          "2016-11-07", "2016-11-07T08:00",  "30",   "yes",
      "any",  "16.22", "Mon 08:00 30", "delivered",  "suspended",         "died", "app",
      "\xFF", "a\"b",  "\"q,r\"",      "\r",         std::string(1, '\0')};
  for (const auto& [kind, columns] : ColumnsOfKinds()) {
    std::string header;
    for (const std::string& column : columns) header += (header.empty() ? "" : ",") + column;
    for (int i = 0; i < 2'000; ++i) {
      std::string text;
      std::vector<std::uint64_t> expected;
      for (std::uint64_t line = 2; line < 12; ++line) {
        std::string row;
        const std::size_t cells = random() % 5 == 0 ? random() % 22 : columns.size();
        for (std::size_t c = 0; c < cells; ++c) row += (c == 0 ? "" : ",") + kCells[random() % kCells.size()];
        if (!row.empty() && row != "\r") expected.push_back(line);
        text += row + "\n";
      }
      const auto rows = Rows(kind, header, text);
      std::vector<std::uint64_t> numbers;
      for (const store::Row& row : rows) {
        numbers.push_back(row.number);
        if (const auto* no = std::get_if<Rejection>(&row.content)) {
          EXPECT_TRUE(IsUtf8(no->detail));
          EXPECT_FALSE(no->detail.empty());
        }
      }
      ASSERT_EQ(numbers, expected) << testing::PrintToString(text);
    }
    for (int i = 0; i < 500; ++i) {
      std::string bytes(random() % 400, '\0');
      for (char& c : bytes) c = static_cast<char>(random());
      (void)Rows(kind, header, bytes);
      (void)ReadRows(Context(kind), bytes, bytes, 2);
    }
  }
}

// README.md says of every kind which columns it has and which may be left out.
TEST(Intake, IsDocumentedColumnByColumn) {
  std::ifstream file(std::string(CARELEDGER_SOURCE_DIR) + "/server/intake/README.md");
  ASSERT_TRUE(file) << "server/intake/README.md";
  std::map<std::string, std::vector<std::string>> documented;
  std::map<std::string, std::string> needed;  // The header of the columns that may not be left out.
  std::string kind;
  for (std::string line; std::getline(file, line);) {
    const std::string code =
        line.substr(0, line.rfind('`')).substr(std::min(line.find('`') + 1, line.size()));
    const std::string name = code.substr(0, code.find('`'));
    if (line.starts_with("### `")) kind = name;
    const bool must = line.starts_with("| `" + name + "` | yes |");
    if (!must && !line.starts_with("| `" + name + "` | no |")) continue;
    documented[kind].push_back(name);
    if (must) needed[kind] += (needed[kind].empty() ? "" : ",") + name;
  }
  EXPECT_EQ(documented, ColumnsOfKinds());
  for (const auto& [name, header] : needed) {
    EXPECT_TRUE(ReadRows(Context(name), header, "", 2).ok()) << name;
    const std::string fewer = header.substr(0, header.rfind(','));
    EXPECT_FALSE(ReadRows(Context(name), fewer, "", 2).ok()) << name;
    for (const std::string& optional : documented[name]) {
      if (("," + header + ",").find("," + optional + ",") != std::string::npos) continue;
      EXPECT_TRUE(ReadRows(Context(name), header + "," + optional, "", 2).ok()) << name << " " << optional;
    }
  }
}

}  // namespace
}  // namespace careledger::intake
