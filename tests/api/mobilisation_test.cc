// What people are shown of a mobilisation and of implausible hours: figures and words.
#include "replay/projections/mobilisation.h"
#include "careledger/v1/mobilisation_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/options.pb.h"
#include "proto/say/say.h"
#include "replay/answers/answers.h"
#include "tests/api/mobilising.h"

namespace careledger::api {
namespace {

using Texts = std::vector<std::string>;

// Contract old exits, new comes in on 7 November 2016; today is 1 June 2017. Ann and eve live in lot L1
// (ash), ben and dan in L2 (beech); the others have what their names say.
class MobilisationAnswers : public testing::Test {
 protected:
  MobilisationAnswers() {
    api_.Do(Town());
    Existing("k-1", "ann", "L1", "Mon-Sun 08:00 60 x2");
    Existing("k-2", "ben", "L2", "Mon-Sun 08:00 30");
    Existing("k-3", "payer", "L1", "Mon-Fri 08:00 60");
    Existing("k-4", "private", "L2", "Mon 08:00 60");
    Existing("k-5", "ender", "L2", "Mon 08:00 60");
    for (const Step& step : Mobilising()) {
      if (step.request.find("h-1") == std::string::npos) api_.Do({step});
    }
    api_.Do({Mobilised("ScheduleReview", "person_id: 'ann' due_date: '2016-03-01' date: '2016-02-10'"),
             Mobilised("ScheduleReview", "person_id: 'ben' due_date: '2016-04-01' date: '2016-02-10'"),
             Mobilised("CompleteReview", "person_id: 'ann' date: '2016-03-10'"),
             Mobilised("AssessReadiness", "package_id: 'k-1' ready: true date: '2016-10-12'"),
             {"broker-1", "PackageService.TakeDirectPayment",
              "package_id: 'k-3' requested_date: '2016-09-12' effective_date: '2016-11-07'"},
             Ended("k-4", "private"),
             Ended("k-5", "care-home")});
  }
  void Existing(const std::string& package, const std::string& person, const std::string& lot,
                const std::string& plan, const std::string& group = "older-people",
                const std::string& provider = "ash") {
    api_.Do(
        {{"broker-1", "PackageService.RequestPackage",
          "package_id: '" + package + "' person_id: '" + person + "' service: 'home-care' client_group: '" +
              group +
              "' funder: 'council' waiting_in: 'community' reason: 'existing' contract_id: 'new' lot_id: '" +
              lot + "' plan: '" + plan + "' effective_date: '2015-12-01'"},
         {"broker-1", "PackageService.AwardPackage",
          "package_id: '" + package + "' contract_id: 'old' provider_id: '" + provider +
              "' effective_date: '2016-01-04'"}});
  }
  static Step Ended(const std::string& package, const std::string& reason) {
    return {"broker-1", "PackageService.EndPackage",
            "package_id: '" + package + "' effective_date: '2016-11-07' reason: '" + reason + "'"};
  }
  // Those whose care ends that day are left alone.
  void GoLive() {
    const Answer answer = api_.Ask(
        {"manager-1", "PackageService.TransferPackages",
         "transfer_id: 'go-live' from_contract_id: 'old' to_contract_id: 'new' effective_date: "
         "'2016-11-07' reason: 'go-live' authority { reference: 'C 412' decision_maker: 'Cabinet' date: "
         "'2016-06-17' }"});
    EXPECT_EQ(answer.Refusals().size(), 3U) << answer.status;
  }
  template <class Response>
  Response Get(const std::string& method, const std::string& request) {
    const Answer answer = api_.Ask(Mobilised(method, request, "auditor-1"));
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    if (answer.messages.empty()) return {};
    return static_cast<const Response&>(*answer.messages.at(0));
  }
  Api api_;
};

Texts Outcomes(const v1::GetMobilisationAccountResponse& shown) {
  Texts out;
  for (const auto& row : shown.outcomes()) out.push_back(row.outcome() + " " + std::to_string(row.people()));
  return out;
}

TEST_F(MobilisationAnswers, AccountForEveryoneOnce) {
  // Before the lots go live those who made no choice are to be placed,
  const auto before =
      Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", "at { on: '2016-10-17' }");
  EXPECT_EQ(Outcomes(before), (Texts{"new-provider 0", "direct-payment 1", "private 1", "ended 1",
                                     "to-be-placed 2", "not-accounted-for 0"}));
  EXPECT_EQ(before.sum(), "0 + 1 + 1 + 1 + 2 + 0 = 5 existing people");
  EXPECT_EQ(before.everyone_accounted_for(), "no");
  EXPECT_EQ(
      api_.Ask({"auditor-1", "DirectoryService.ListPackages", "contract_id: 'old' at { on: '2016-10-17' }"})
          .Value("people"),
      "5")
      << "as many as are with the contract that exits";
  // on the day itself, while nobody has moved them, they are not accounted for,
  const auto stuck =
      Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", "at { on: '2016-11-07' }");
  EXPECT_EQ(stuck.outcomes(5).people(), 2U);
  EXPECT_EQ(stuck.everyone_accounted_for(), "no");
  // and once they have moved everyone is.
  GoLive();
  const auto after =
      Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", "at { on: '2016-11-07' }");
  EXPECT_EQ(after.sum(), "2 + 1 + 1 + 1 + 0 + 0 = 5 existing people");
  EXPECT_EQ(after.everyone_accounted_for(), "yes");
  ASSERT_EQ(after.lots_size(), 2);
  EXPECT_EQ(after.lots(0).lot_id(), "L1");
  EXPECT_EQ(after.lots(0).people(), 2U);
  EXPECT_EQ(after.lots(1).private_arrangement(), 1U);
  EXPECT_EQ(after.lots_total().people(), 5U);
  const auto movers =
      Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", "outcome: 'new-provider'");
  ASSERT_EQ(movers.people_size(), 2);
  EXPECT_EQ(movers.people(0).person_id(), "ann");
  EXPECT_EQ(movers.people(0).provider_id(), "ash");
  EXPECT_EQ(movers.people(1).provider_id(), "beech");
}

TEST_F(MobilisationAnswers, AreOfOneClientGroupWhereThatIsAsked) {
  Existing("k-6", "fay", "L1", "Mon-Sun 08:00 30", "learning-disability");
  const std::string at = "at { on: '2016-10-17' }";
  const auto all = Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", at);
  EXPECT_EQ(all.sum(), "0 + 1 + 1 + 1 + 3 + 0 = 6 existing people");
  const std::string group = at + " client_group: 'learning-disability'";
  const auto one = Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", group);
  EXPECT_EQ(one.sum(), "0 + 0 + 0 + 0 + 1 + 0 = 1 existing people");
  EXPECT_EQ(one.outcomes_total().packages(), 1U);
  EXPECT_EQ(one.lots_total().people(), 1U);
  ASSERT_EQ(one.people_size(), 1);
  EXPECT_EQ(one.people(0).person_id() + " " + one.people(0).client_group(), "fay learning-disability");
  const auto ready = Get<v1::ListReadinessResponse>("ListReadiness", group);
  ASSERT_EQ(ready.entries_size(), 1);
  EXPECT_EQ(ready.packages(), 1U);
  EXPECT_EQ(ready.entries(0).package_id() + " " + ready.entries(0).client_group(), "k-6 learning-disability");
  const auto reviews = Get<v1::ListMobilisationReviewsResponse>("ListMobilisationReviews", at);
  ASSERT_GE(reviews.reviews_size(), 1);
  EXPECT_EQ(reviews.reviews(0).client_group(), "older-people");
}

// Fay has a package for the other client group, and ann one beside hers for older people.
TEST_F(MobilisationAnswers, ShowOneClientGroupAlone) {
  Existing("k-6", "fay", "L1", "Mon-Sun 08:00 30", "learning-disability");
  Existing("k-7", "ann", "L2", "Mon 18:00 60", "learning-disability", "beech");
  api_.Do({Mobilised("ScheduleReview", "person_id: 'fay' due_date: '2016-03-01' date: '2016-02-10'"),
           Mobilised("AssessReadiness", "package_id: 'k-6' reason: 'no-carers' date: '2016-10-04'")});
  const std::string at = "at { on: '2016-10-19' }";
  const std::string group = at + " client_group: 'learning-disability'";
  const auto one = Get<v1::GetMobilisationResponse>("GetMobilisation", group);
  ASSERT_EQ(one.lots_size(), 4);
  EXPECT_EQ(one.lots(0).to_move(), 1U) << "k-6";
  EXPECT_EQ(one.lots(0).ready(), 0U);
  EXPECT_EQ(one.lots(0).reviews_share(), "0.0 %");
  EXPECT_EQ(one.lots(0).because(), "packages-ready, reviews-done");
  EXPECT_EQ(one.lots(1).reviews_share(), "100.0 %") << "ann's, in the lot of that package";
  EXPECT_EQ(one.lots(1).because(), "packages-ready");
  EXPECT_EQ(one.hours(0).now(), "3.50");
  EXPECT_EQ(one.hours(1).now(), "1.00");
  EXPECT_EQ(one.values(0).now(), "£56.77");
  EXPECT_EQ(one.share_on_newcomers(), "77.8 %") << "3.5 of 4.5 hours";
  // Carers are stated of lots: nothing of them is said of one group, nor judged.
  ASSERT_EQ(one.rules_size(), 2);
  EXPECT_EQ(one.rules(0).measure() + " " + one.rules(1).measure(), "packages-ready reviews-done");
  EXPECT_EQ(one.lots(0).carers_share(), "not by client group");
  EXPECT_EQ(one.lots_total().carers_share(), "not by client group");
  EXPECT_EQ(one.carers_size(), 0);
  EXPECT_FALSE(one.has_carers_total());
  EXPECT_EQ(one.carers_of(), "stated of whole lots, not by client group");
  // Groups add up to all.
  const auto all = Get<v1::GetMobilisationResponse>("GetMobilisation", at);
  const auto other =
      Get<v1::GetMobilisationResponse>("GetMobilisation", at + " client_group: 'older-people'");
  EXPECT_EQ(all.carers_of(), "");
  EXPECT_EQ(all.lots_total().to_move(), 4U);
  EXPECT_EQ(one.lots_total().to_move() + other.lots_total().to_move(), 4U);
  EXPECT_EQ(all.hours_total().now_minutes(), 1320U) << "22 hours";
  EXPECT_EQ(one.hours_total().now_minutes() + other.hours_total().now_minutes(), 1320U);
  EXPECT_EQ(one.values_total().at_award_pence() + other.values_total().at_award_pence(),
            all.values_total().at_award_pence());

  const auto progress = Get<v1::GetMobilisationProgressResponse>("GetMobilisationProgress", group);
  const v1::MobilisationWeek& week = progress.weeks(progress.weeks_size() - 1);
  EXPECT_EQ(week.week(), "2016-10-17");
  EXPECT_EQ(week.people(), 2U);
  EXPECT_EQ(week.chose_direct_payment(), 0U);
  EXPECT_EQ(week.to_move(), 2U);
  EXPECT_EQ(week.not_assessed(), 1U);
  EXPECT_EQ(week.why_not(), "no-carers 1");
  EXPECT_EQ(week.reviews_due(), 2U);
  EXPECT_EQ(week.reviews_done(), 1U);
  EXPECT_EQ(week.carers_share(), "not by client group");
  ASSERT_EQ(progress.reasons_size(), 1);
  EXPECT_EQ(progress.reasons(0).packages(), 1U);

  const auto owed = Get<v1::ListMobilisationReviewsResponse>("ListMobilisationReviews", group);
  ASSERT_EQ(owed.reviews_size(), 1);
  EXPECT_EQ(owed.people(), 1U);
  EXPECT_EQ(owed.reviews(0).person_id() + " " + owed.reviews(0).weekly_cost(), "fay £52.50");
  const auto done =
      Get<v1::ListMobilisationReviewsResponse>("ListMobilisationReviews", group + " state: 'done'");
  ASSERT_EQ(done.reviews_size(), 1);
  EXPECT_EQ(done.reviews(0).person_id() + " " + done.reviews(0).weekly_cost(), "ann £15.00");
  EXPECT_EQ(done.reviews(0).client_group(), "learning-disability");
  EXPECT_EQ(done.reviews(0).packages(), 1U);
  EXPECT_FALSE(done.reviews(0).two_carers()) << "k-1 has them, which is not asked about";
}

// Ann and fay have packages with beech, which exits too and comes in again.
class Handovers : public MobilisationAnswers {
 protected:
  Handovers() {
    Existing("k-6", "fay", "L1", "Mon-Sun 08:00 30", "learning-disability", "beech");
    Existing("k-7", "ann", "L2", "Mon 18:00 60", "older-people", "beech");
    api_.Do({Mobilised("AssessReadiness", "package_id: 'k-2' reason: 'no-carers' date: '2016-10-04'"),
             Mobilised("DeclareStaffTransfer",
                       "provider_id: 'beech' lot_id: 'L2' required_weekly_minutes: 600 staff_eligible: 40 "
                       "staff_transferring: 30 staff_opted_out: 0 date: '2016-10-10'")});
  }
  static std::string Said(const v1::ProviderHandover& row) {
    const auto n = [](std::uint64_t count) { return std::to_string(count); };
    return row.from_provider_id() + " to " + row.to_provider_id() + ": " + n(row.people()) + " people, " +
           n(row.packages()) + " with " + row.weekly_hours() + " h; to move " + n(row.to_move()) +
           ", ready " + n(row.ready()) + ", not " + n(row.not_ready()) + ", not assessed " +
           n(row.not_assessed()) + "; moved " + n(row.moved()) + " " + row.moved_hours() + " h, not " +
           n(row.not_moved()) + " " + row.not_moved_hours() + " h, lost " + n(row.lost());
  }
  // What the three questions say of the same packages.
  void ExpectTied(const v1::ListHandoversResponse& shown, const std::string& request) {
    v1::ProviderHandover sum;
    for (const auto& row : shown.handovers()) {
      sum.set_packages(sum.packages() + row.packages());
      sum.set_weekly_minutes(sum.weekly_minutes() + row.weekly_minutes());
      sum.set_to_move(sum.to_move() + row.to_move());
      sum.set_ready(sum.ready() + row.ready());
      sum.set_moved_minutes(sum.moved_minutes() + row.moved_minutes());
      sum.set_not_moved_minutes(sum.not_moved_minutes() + row.not_moved_minutes());
      EXPECT_EQ(row.to_move(), row.ready() + row.not_ready() + row.not_assessed());
      EXPECT_EQ(row.packages(), row.moved() + row.not_moved() + row.lost());
    }
    const auto lots = Get<v1::GetMobilisationResponse>("GetMobilisation", request);
    const auto account = Get<v1::GetMobilisationAccountResponse>("GetMobilisationAccount", request);
    EXPECT_EQ(sum.packages(), shown.handovers_total().packages());
    EXPECT_EQ(sum.packages(), account.outcomes_total().packages());
    EXPECT_EQ(shown.handovers_total().people(), account.outcomes_total().people());
    EXPECT_EQ(shown.handovers_total().weekly_hours(), account.outcomes_total().weekly_hours());
    EXPECT_EQ(shown.handovers_total().moved(), account.outcomes(0).packages());
    EXPECT_EQ(sum.weekly_minutes(), lots.hours_total().at_award_minutes()) << "none joined";
    EXPECT_EQ(sum.moved_minutes() + sum.not_moved_minutes(), lots.hours_total().now_minutes());
    EXPECT_EQ(sum.to_move(), lots.lots_total().to_move());
    EXPECT_EQ(sum.ready(), lots.lots_total().ready());
  }
};

TEST_F(Handovers, AreAPairOfProvidersARow) {
  const std::string at = "at { on: '2016-10-17' }";
  const auto shown = Get<v1::ListHandoversResponse>("ListHandovers", at);
  ASSERT_EQ(shown.handovers_size(), 4);
  EXPECT_EQ(
      Said(shown.handovers(0)),
      "ash to ash: 2 people, 2 with 19.00 h; to move 1, ready 1, not 0, not assessed 0; moved 0 0.00 h, "
      "not 1 14.00 h, lost 1");
  EXPECT_EQ(Said(shown.handovers(1)),
            "ash to beech: 3 people, 3 with 5.50 h; to move 1, ready 0, not 1, not assessed 0; moved 0 0.00 "
            "h, not 1 3.50 h, lost 2");
  EXPECT_EQ(shown.handovers(1).why_not(), "no-carers 1");
  EXPECT_EQ(Said(shown.handovers(2)),
            "beech to ash: 1 people, 1 with 3.50 h; to move 1, ready 0, not 0, not assessed 1; moved 0 0.00 "
            "h, not 1 3.50 h, lost 0");
  EXPECT_EQ(Said(shown.handovers(3)),
            "beech to beech: 1 people, 1 with 1.00 h; to move 1, ready 0, not 0, not assessed 1; moved 0 "
            "0.00 h, not 1 1.00 h, lost 0");
  EXPECT_EQ(
      Said(shown.handovers_total()),
      " to : 6 people, 7 with 29.00 h; to move 4, ready 1, not 1, not assessed 2; moved 0 0.00 h, not 4 "
      "22.00 h, lost 3")
      << "ann counts once";
  ExpectTied(shown, at);
  ASSERT_EQ(shown.incoming_size(), 2);
  EXPECT_EQ(shown.incoming(0).provider_id(), "ash");
  EXPECT_EQ(shown.incoming(0).exiting_providers(), 2U);
  EXPECT_EQ(shown.incoming(0).lots(), 1U);
  EXPECT_EQ(shown.incoming(0).weekly_hours(), "22.50");
  EXPECT_EQ(shown.incoming(0).staff_eligible(), "not declared");
  EXPECT_EQ(shown.incoming(1).people(), 4U) << "ben, private, ender and ann";
  EXPECT_EQ(shown.incoming(1).staff_transferring(), "30 in 1 of 2 lots");
  // Once they have moved.
  GoLive();
  const std::string live = "at { on: '2016-11-07' }";
  const auto moved = Get<v1::ListHandoversResponse>("ListHandovers", live);
  EXPECT_EQ(Said(moved.handovers(0)),
            "ash to ash: 2 people, 2 with 19.00 h; to move 1, ready 1, not 0, not assessed 0; moved 1 14.00 "
            "h, not 0 0.00 h, lost 1");
  EXPECT_EQ(moved.handovers_total().moved(), 4U);
  EXPECT_EQ(moved.handovers_total().moved_hours(), "22.00");
  ExpectTied(moved, live);
}

TEST_F(Handovers, AreFilteredAndPaged) {
  const std::string at = "at { on: '2016-10-17' }";
  const auto from = Get<v1::ListHandoversResponse>("ListHandovers", at + " from_provider_id: 'beech'");
  EXPECT_EQ(from.handovers_size(), 2);
  EXPECT_EQ(from.handovers_total().packages(), 2U);
  EXPECT_EQ(from.handovers_total().weekly_hours(), "4.50");
  const auto to = Get<v1::ListHandoversResponse>("ListHandovers", at + " to_provider_id: 'beech'");
  EXPECT_EQ(to.handovers_total().packages(), 4U);
  ASSERT_EQ(to.incoming_size(), 1);
  EXPECT_EQ(to.incoming(0).provider_id(), "beech");
  const std::string group = at + " client_group: 'learning-disability'";
  const auto one = Get<v1::ListHandoversResponse>("ListHandovers", group);
  ASSERT_EQ(one.handovers_size(), 1);
  EXPECT_EQ(one.handovers(0).from_provider_id() + " " + one.handovers(0).to_provider_id(), "beech ash");
  EXPECT_EQ(one.incoming(1).staff_eligible(), "not by client group");
  ExpectTied(one, group);
  const auto first = Get<v1::ListHandoversResponse>("ListHandovers", at + " page { page_size: 3 }");
  EXPECT_EQ(first.handovers_size(), 3);
  EXPECT_EQ(first.handovers_total().packages(), 7U) << "of all pages";
  ASSERT_NE(first.next_page_token(), "");
  const auto second = Get<v1::ListHandoversResponse>(
      "ListHandovers", at + " page { page_size: 3 page_token: '" + first.next_page_token() + "' }");
  ASSERT_EQ(second.handovers_size(), 1);
  EXPECT_EQ(second.handovers(0).from_provider_id() + " " + second.handovers(0).to_provider_id(),
            "beech beech");
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(MobilisationAnswers, ShowEachLotWithItsRule) {
  const auto shown = Get<v1::GetMobilisationResponse>("GetMobilisation", "at { on: '2016-10-17' }");
  ASSERT_EQ(shown.rules_size(), 3);
  EXPECT_EQ(shown.rules(0).measure(), "packages-ready");
  EXPECT_EQ(shown.rules(0).rule(), "green from 95 %, amber from 80 %, else red");
  ASSERT_EQ(shown.lots_size(), 4);
  // L1: its one package is ready and the review done, and 75 % of its carers secured.
  const v1::MobilisationLot& first = shown.lots(0);
  EXPECT_EQ(first.provider_id(), "ash");
  EXPECT_TRUE(first.newcomer());
  EXPECT_EQ(first.colour(), "red");
  EXPECT_EQ(first.because(), "carers-secured");
  EXPECT_EQ(first.ready_share(), "100.0 %");
  EXPECT_EQ(first.carers_share(), "75.0 %");
  EXPECT_EQ(first.reviews_share(), "100.0 %");
  // L2: its package was never assessed, nor the review done; nobody stated carers.
  const v1::MobilisationLot& second = shown.lots(1);
  EXPECT_EQ(second.colour(), "red");
  EXPECT_EQ(second.because(), "packages-ready, reviews-done");
  EXPECT_EQ(second.carers_share(), "not computable");
  // L4 has nothing to be judged by, and a day of its own.
  EXPECT_EQ(shown.lots(3).colour(), "not-measurable");
  EXPECT_EQ(shown.lots(3).go_live(), "2016-12-05");
  EXPECT_EQ(shown.lots_total().because(), "2 red, 2 not-measurable");

  // Hours tie: at award 14 + 5 in L1, 3.5 + 1 + 1 in L2; 14 and 3.5 remain.
  EXPECT_EQ(shown.hours(0).at_award(), "19.00");
  EXPECT_EQ(shown.hours(0).to_direct_payment(), "5.00");
  EXPECT_EQ(shown.hours(0).other_change(), "0.00");
  EXPECT_EQ(shown.hours(0).now(), "14.00");
  EXPECT_EQ(shown.hours_total().at_award(), "24.50");
  EXPECT_EQ(shown.hours_total().to_private(), "1.00");
  EXPECT_EQ(shown.hours_total().ended(), "1.00");
  EXPECT_EQ(shown.hours_total().now(), "17.50");
  // At £16.22 an hour, the rate of the contract that comes in.
  EXPECT_EQ(shown.values(0).at_award_pence(), 30818U);
  EXPECT_EQ(shown.values(0).to_direct_payment_pence(), 8110U);
  EXPECT_EQ(shown.values(0).now_pence(), 22708U);
  EXPECT_EQ(shown.values(0).now(), "£227.08");
  EXPECT_EQ(shown.values(0).other_change(), "£0.00");
  EXPECT_EQ(shown.values(0).known_now(), "");
  EXPECT_EQ(shown.carers(0).required_hours(), "100.00");
  EXPECT_EQ(shown.carers(0).opted_out_hours(), "10.00");
  EXPECT_EQ(shown.share_on_newcomers(), "80.0 %") << "14 of 17.5 hours";
}

TEST_F(MobilisationAnswers, ShowCountsOfStaffWhereDeclared) {
  const auto staff = [](const v1::MobilisationCarers& row) {
    return row.lot_id() + ": " + row.staff_eligible() + ", " + row.staff_transferring() + ", " +
           row.staff_opted_out();
  };
  const auto before = Get<v1::GetMobilisationResponse>("GetMobilisation", "");
  EXPECT_EQ(staff(before.carers(0)), "L1: not declared, not declared, not declared");
  EXPECT_EQ(staff(before.carers_total()), ": not declared, not declared, not declared");
  api_.Do({Mobilised("DeclareStaffTransfer",
                     "provider_id: 'beech' lot_id: 'L2' required_weekly_minutes: 600 staff_eligible: 40 "
                     "staff_transferring: 30 staff_opted_out: 0 date: '2016-10-10'")});
  const auto shown = Get<v1::GetMobilisationResponse>("GetMobilisation", "");
  ASSERT_EQ(shown.carers_size(), 2);
  EXPECT_EQ(staff(shown.carers(0)), "L1: not declared, not declared, not declared");
  EXPECT_EQ(staff(shown.carers(1)), "L2: 40, 30, 0");
  EXPECT_EQ(staff(shown.carers_total()), ": 40 in 1 of 4 lots, 30 in 1 of 4 lots, 0 in 1 of 4 lots");
}

TEST_F(MobilisationAnswers, ShowProgressByWeek) {
  api_.Do({Mobilised("AssessReadiness", "package_id: 'k-2' reason: 'no-carers' date: '2016-10-04'"),
           Mobilised("AssessReadiness", "package_id: 'k-2' ready: true date: '2016-10-18'")});
  const auto shown =
      Get<v1::GetMobilisationProgressResponse>("GetMobilisationProgress", "at { on: '2016-10-19' }");
  // From the week of 1 February to that of 17 October, which is cut off.
  ASSERT_EQ(shown.weeks_size(), 38);
  EXPECT_EQ(shown.weeks(0).week(), "2016-02-01");
  EXPECT_EQ(shown.weeks(0).reviews_due(), 0U);
  const auto week = [&](const std::string& monday) {
    for (const auto& row : shown.weeks()) {
      if (row.week() == monday) return row;
    }
    ADD_FAILURE() << "no week " << monday;
    return v1::MobilisationWeek();
  };
  EXPECT_EQ(week("2016-02-29").reviews_due(), 1U);
  EXPECT_EQ(week("2016-02-29").reviews_overdue(), 1U);
  EXPECT_EQ(week("2016-03-07").done_this_week(), 1U);
  EXPECT_EQ(week("2016-04-11").reviews_due(), 2U);
  EXPECT_EQ(week("2016-04-11").reviews_done(), 1U);
  EXPECT_EQ(week("2016-04-11").reviews_overdue(), 1U);
  EXPECT_EQ(week("2016-10-03").not_ready(), 1U);
  EXPECT_EQ(week("2016-10-03").not_assessed(), 3U) << "k-1, and two whose care ends the day they go live";
  EXPECT_EQ(week("2016-10-10").why_not(), "no-carers 1");
  EXPECT_EQ(week("2016-10-10").ready(), 1U);
  EXPECT_EQ(week("2016-10-17").ready(), 2U);
  // The direct payment was asked for on 12 September, and the carers were stated on 10 October.
  EXPECT_EQ(week("2016-09-05").chose_direct_payment(), 0U);
  EXPECT_EQ(week("2016-09-12").chose_direct_payment(), 1U);
  EXPECT_EQ(week("2016-09-12").people(), 5U);
  EXPECT_EQ(week("2016-09-12").accounted_for(), 1U);
  EXPECT_EQ(week("2016-10-17").chose_private(), 0U) << "not until their lot goes live";
  EXPECT_EQ(week("2016-10-03").carers_share(), "not computable");
  EXPECT_EQ(week("2016-10-10").carers_share(), "75.0 %");
  const auto live = Get<v1::GetMobilisationProgressResponse>("GetMobilisationProgress", "");
  ASSERT_EQ(live.weeks_size(), 45);
  EXPECT_EQ(live.weeks(40).week(), "2016-11-07");
  EXPECT_EQ(live.weeks(40).people(), 5U);
  EXPECT_EQ(live.weeks(40).chose_private(), 1U);
  EXPECT_EQ(live.weeks(40).accounted_for(), 3U) << "nobody has moved the other two";
  EXPECT_EQ(shown.reasons_size(), 0);
}

TEST_F(MobilisationAnswers, ListReviewsByCostCarersAndDelay) {
  // Given three who cost the same: the one with two carers is due last, and the other two are alike but for
  // the day, which is not in the order of their ids,
  Existing("k-6", "one", "L1", "Mon 08:00 60");
  Existing("k-7", "two", "L1", "Mon 08:00 30 x2");
  Existing("k-8", "later", "L1", "Mon 08:00 60");
  for (const auto& [person, due] : {std::pair<std::string, std::string>{"one", "2016-04-15"},
                                    {"two", "2016-05-20"},
                                    {"later", "2016-05-15"}}) {
    api_.Do({Mobilised("ScheduleReview",
                       "person_id: '" + person + "' due_date: '" + due + "' date: '2016-02-10'")});
  }
  const auto listed = [&](const std::string& request) {
    Texts out;
    const auto shown = Get<v1::ListMobilisationReviewsResponse>("ListMobilisationReviews", request);
    for (const auto& row : shown.reviews()) {
      out.push_back(row.person_id() + " " + row.weekly_cost() + " " + row.state() + " " +
                    std::to_string(row.days_overdue()));
    }
    EXPECT_EQ(shown.people(), static_cast<std::uint64_t>(shown.reviews_size()));
    return out;
  };
  const std::string on = "at { on: '2016-05-01' }";
  EXPECT_EQ(listed(on), (Texts{"ben £52.50 overdue 30", "two £15.00 owed 0", "one £15.00 overdue 16",
                               "later £15.00 owed 0"}));
  EXPECT_EQ(listed("state: 'done' " + on), (Texts{"ann £210.00 done 0"}));
  EXPECT_EQ(listed("state: 'overdue' " + on).size(), 2U);
  // On an earlier day more was owed; before it was scheduled, nothing.
  EXPECT_EQ(listed("at { on: '2016-03-09' }").front(), "ann £210.00 overdue 8");
  EXPECT_EQ(listed("at { on: '2016-02-09' }"), Texts());
  // Who has died is owed none.
  api_.Do({{"broker-1", "PartyService.RecordDeath", "person_id: 'ben' date: '2016-04-30'"}});
  EXPECT_EQ(listed(on).front(), "two £15.00 owed 0");
}

TEST_F(MobilisationAnswers, ListReadinessWithReasons) {
  api_.Do({Mobilised("AssessReadiness", "package_id: 'k-2' reason: 'no-carers' date: '2016-10-04'")});
  const auto listed = [&](const std::string& request) {
    Texts out;
    const auto shown = Get<v1::ListReadinessResponse>("ListReadiness", request + " at { on: '2016-10-17' }");
    for (const auto& row : shown.entries())
      out.push_back(row.package_id() + " " + row.state() + " " + row.reason());
    return out;
  };
  EXPECT_EQ(listed(""), (Texts{"k-1 ready ", "k-2 not-ready no-carers"}));
  EXPECT_EQ(listed("state: 'not-ready'"), (Texts{"k-2 not-ready no-carers"}));
  EXPECT_EQ(listed("lot_id: 'L1'"), (Texts{"k-1 ready "}));
}

TEST_F(MobilisationAnswers, NeedAPlanByThatDate) {
  const Answer answer = api_.Ask(Mobilised("GetMobilisation", "at { on: '2016-01-31' }", "auditor-1"));
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(std::string(answer.status.message())
                  .starts_with("contract_id: contract 'new' has no plan of a mobilisation by 2016-01-31"))
      << answer.status;
}

TEST_F(MobilisationAnswers, ListHoursThatAreNotPlausible) {
  GoLive();
  Existing("k-9", "round-the-clock", "L1", "Mon-Sun 00:00 480");
  api_.Do({{"broker-1", "PackageService.TransferPackage",
            "package_id: 'k-9' to_contract_id: 'new' to_lot_id: 'L1' to_provider_id: 'ash' effective_date: "
            "'2016-11-07' reason: 'late'"}});
  const Answer answer = api_.Ask({"auditor-1", "MonitoringService.ListImplausible", "contract_id: 'new'"});
  ASSERT_TRUE(answer.status.ok()) << answer.status;
  const auto& shown = static_cast<const v1::ListImplausibleResponse&>(*answer.messages.at(0));
  ASSERT_EQ(shown.services_size(), 1);
  EXPECT_EQ(shown.services(0).people(), 3U);
  EXPECT_EQ(shown.services(0).weekly_hours(), "73.50");
  EXPECT_EQ(shown.services(0).hours_a_person(), "24.50");
  EXPECT_EQ(shown.services(0).plausible(), "0.50 to 40.00");
  EXPECT_EQ(shown.services(0).flag(), "plausible");
  ASSERT_EQ(shown.entries_size(), 1);
  EXPECT_EQ(shown.entries(0).person_id(), "round-the-clock");
  EXPECT_EQ(shown.entries(0).weekly_hours(), "56.00");
  EXPECT_EQ(shown.entries(0).outside(), "above 40.00");
  // Before the policy nothing is said to lie outside.
  const Answer before = api_.Ask(
      {"auditor-1", "MonitoringService.ListImplausible", "contract_id: 'old' at { on: '2016-11-01' }"});
  EXPECT_EQ(before.Value("services[0].flag"), "not said");
}

TEST(MobilisationWords, AreThoseOfTheModel) {
  const auto words = [](const google::protobuf::Descriptor& type, const char* field) {
    return type.FindFieldByName(field)->options().GetExtension(v1::words);
  };
  std::set<std::string> outcomes, said;
  for (const std::string_view word : projections::kMobilisationOutcomes) outcomes.emplace(word);
  std::istringstream list(words(*v1::GetMobilisationAccountRequest::descriptor(), "outcome"));
  for (std::string word; std::getline(list, word, '|');) said.insert(word);
  EXPECT_EQ(said, outcomes);
  std::string states;
  for (const std::string_view word : projections::kReadinessWords)
    states.append(states.empty() ? "" : "|").append(word);
  EXPECT_EQ(words(*v1::ListReadinessRequest::descriptor(), "state"), states);
  const auto* measures = v1::MobilisationMeasure_descriptor();
  for (int i = 0; i < measures->value_count(); ++i) {
    EXPECT_EQ(say::EnumWord(*measures->value(i)),
              model::Word(static_cast<model::MobilisationMeasure>(measures->value(i)->number())));
  }
}

}  // namespace
}  // namespace careledger::api
