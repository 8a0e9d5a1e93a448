// One package with all that became of its time, through the whole server: banked, drawn, expired, retained
// and extra, at several points of history; and the invoice that it leads to.
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "careledger/v1/waiting_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

const std::string kFile =
    "contract = \"new\"\\ntitle = \"Help at home\"\\ncommissioner = \"town\"\\npartners = [\"nhs\"]\\n"
    "[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n[authority]\\nreference = \"minute-9\"\\n"
    "decision_maker = \"panel\"\\ndate = 2016-11-01\\n";
Step Applied(const std::string& policies) {
  return {"manager-1", "ContractService.ApplyContract",
          "from: '2016-11-07' file: '" + kFile + policies + "'"};
}
Step Then(const std::string& method, const std::string& rest, const std::string& keep = "") {
  Step step = {"broker-1", method, "package_id: 'k-1' " + rest};
  if (!keep.empty()) step.keep = {{keep, "receipt.position"}};
  return step;
}
Step OnTime(const std::string& method, const std::string& rest, const std::string& keep = "") {
  return Then("PackageTimeService." + method, rest, keep);
}
Step Visited(const std::string& id, const std::string& day, const std::string& from, const std::string& to) {
  return {
      "feed-ash", "VisitService.RecordVisits",
      "provider_id: 'ash' source: 'ecm' visits { external_id: '" + id +
          "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '" + day + "T" + from +
          "' planned_minutes: 30 status: VISIT_STATUS_DELIVERED attendances { carer_id: 'ann' check_in: '" +
          day + "T" + from + "' check_out: '" + day + "T" + to + "' evidence: EVIDENCE_APP } }"};
}

// k-1 of h-1 with ash at 16.22 from 5 December 2016: half an hour every morning.
class APackage : public testing::Test {
 protected:
  APackage() {
    api_.Do(Town());
    api_.Do({Applied("[time_bank]\\nminutes = 60\\nexpires_after_days = 30\\n[extra_time]\\n"
                     "incident_minutes = 120\\nrequest_within_days = 28\\nunused_first = true\\n[retainer]\\n"
                     "days = 14\\nshare_percent = 50\\nreasons = [\"hospital\"]\\nif_staff_kept = true\\n"),
             Then("PackageService.RequestPackage",
                  "person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: 'council' "
                  "waiting_in: 'hospital' reason: 'new' contract_id: 'new' lot_id: 'L1' "
                  "plan: 'Mon-Sun 08:00 30' effective_date: '2016-12-01' priority: PRIORITY_URGENT "
                  "needs: 'moving' needs: 'meals'"),
             Then("PackageService.AwardPackage",
                  "contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2016-12-05'"),
             Then("PackageService.StartPackage", "effective_date: '2016-12-05'")});
  }
  v1::GetPackageResponse Show(const std::string& at) {
    const Answer answer =
        api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-1' at { " + at + " }"});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer.messages.empty() ? v1::GetPackageResponse()
                                   : static_cast<const v1::GetPackageResponse&>(*answer.messages[0]);
  }
  v1::GetInvoiceResponse Invoice(const std::string& from, const std::string& to) {
    const Answer answer = api_.Ask({"finance-1", "InvoiceService.GetInvoice",
                                    "provider_id: 'ash' from_date: '" + from + "' to_date: '" + to + "'"});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return answer.messages.empty() ? v1::GetInvoiceResponse()
                                   : static_cast<const v1::GetInvoiceResponse&>(*answer.messages[0]);
  }
  Api api_;
};

TEST_F(APackage, NotAssessedYetSaysWhenCareIsPreferredAndByHowMany) {
  api_.Do({{"broker-1", "PackageService.RequestPackage",
            "package_id: 'k-2' person_id: 'h-2' service: 'home-care' client_group: 'older-people' "
            "funder: 'council' waiting_in: 'hospital' reason: 'new' preferred_times: '07:00-10:00; "
            "17:30-19:00' carers: 2 effective_date: '2016-12-01'"}});
  const Answer shown =
      api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-2' at { on: '2016-12-01' }"});
  EXPECT_EQ(shown.Value("preferred_times"), "07:00-10:00; 17:30-19:00");
  EXPECT_EQ(shown.Value("carers"), "2");
  EXPECT_EQ(shown.Value("weekly_hours"), "not computable");
  // Once it is assessed the plan says both.
  api_.Do({{"broker-1", "PackageService.ChangePlan",
            "package_id: 'k-2' plan: 'Mon-Sun 09:00 30' effective_date: '2016-12-02' reason: 'assessed'"}});
  const Answer assessed =
      api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-2' at { on: '2016-12-02' }"});
  EXPECT_EQ(assessed.Value("preferred_times"), "");
  EXPECT_EQ(assessed.Value("carers"), "1");
}

TEST_F(APackage, SaysWhatWasAskedForAndWhoHasIt) {
  const v1::GetPackageResponse shown = Show("on: '2016-12-10'");
  EXPECT_EQ(shown.state(), "started");
  EXPECT_EQ(shown.priority(), "urgent");
  EXPECT_EQ(shown.needs(), "needs-k-1");
  EXPECT_EQ(shown.carers(), 1U);
  EXPECT_EQ(shown.weekly_minutes(), 210U);
  ASSERT_EQ(shown.placements_size(), 1);
  EXPECT_EQ(shown.placements(0).provider_id(), "ash");
  EXPECT_EQ(shown.placements(0).authority(), "Cabinet 412 (Cabinet, 2016-06-17)")
      << "of its award of the lot";
  // Before it was awarded, and while nobody knew of it.
  EXPECT_EQ(Show("on: '2016-12-03'").state(), "requested");
  EXPECT_EQ(
      api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-1' at { known_at: '#1' }"})
          .status.code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(api_.Ask({"auditor-1", "PackageTimeService.GetPackage", "package_id: 'k-9'"}).status.code(),
            absl::StatusCode::kNotFound);
  // Lists have priority and needs too.
  const Answer listed = api_.Ask({"auditor-1", "DirectoryService.ListPackages", "person_id: 'h-1'"});
  EXPECT_EQ(listed.Value("entries[0].priority"), "urgent");
  EXPECT_EQ(listed.Value("entries[0].needs"), "needs-k-1");
  const Answer waiting = api_.Ask({"auditor-1", "DirectoryService.ListWaiting", "at { on: '2016-12-10' }"});
  EXPECT_EQ(waiting.Value("entries[0].priority"), "urgent");
  const Answer people = api_.Ask({"auditor-1", "WaitingService.GetWaiting", "at { on: '2016-12-10' }"});
  EXPECT_EQ(people.Value("people[0].priority"), "urgent");
  EXPECT_EQ(people.Value("people[0].needs"), "needs-k-1");
}

TEST_F(APackage, ShowsItsTimeBankAtEveryPoint) {
  api_.Do({OnTime("BankTime", "effective_date: '2016-12-12' time: '08:00' minutes: 30"),
           OnTime("BankTime", "effective_date: '2016-12-20' time: '08:00' minutes: 20", "second"),
           OnTime("DrawBankedTime", "effective_date: '2016-12-21' minutes: 10")});
  const v1::GetPackageResponse then = Show("on: '2016-12-21'");
  EXPECT_EQ(then.balance_minutes(), 40U);
  EXPECT_EQ(then.drawn_minutes(), 10U);
  ASSERT_EQ(then.banked_size(), 2);
  EXPECT_EQ(then.banked(0).last_day(), "2017-01-11");
  EXPECT_EQ(then.banked(0).left_minutes(), 20U);
  // The same records, another day: the first has expired.
  EXPECT_EQ(Show("on: '2017-01-11'").balance_minutes(), 40U);
  const v1::GetPackageResponse later = Show("on: '2017-01-12'");
  EXPECT_EQ(later.balance_minutes(), 20U);
  EXPECT_EQ(later.expired_minutes(), 20U);
  EXPECT_TRUE(later.banked(0).expired());
  // The same day, known before the draw.
  EXPECT_EQ(Show("known_at: '#" + api_.Filled("$second") + "' on: '2016-12-21'").balance_minutes(), 50U);
}

TEST_F(APackage, IsPaidForBankedTimeOnce) {
  api_.Do({OnTime("BankTime", "effective_date: '2016-12-12' time: '08:00' minutes: 20"),
           Visited("v-1", "2016-12-12", "08:00", "08:30"), Visited("v-2", "2016-12-13", "15:00", "15:20")});
  const v1::GetInvoiceResponse invoice = Invoice("2016-12-12", "2016-12-14");
  ASSERT_EQ(invoice.invoice_lines_size(), 2);
  EXPECT_EQ(invoice.invoice_lines(0).payable_minutes(), 10U);
  EXPECT_EQ(invoice.invoice_lines(0).planned_minutes(), 30U);
  EXPECT_EQ(invoice.invoice_lines(0).arithmetic().banked_minutes(), 20U);
  EXPECT_EQ(invoice.invoice_lines(1).payable_minutes(), 20U);
  EXPECT_FALSE(invoice.invoice_lines(1).arithmetic().has_banked_minutes());
  EXPECT_FALSE(invoice.has_retainer_pence());
}

TEST_F(APackage, KeepsItsRetainerBesideTheInvoice) {
  api_.Do({Visited("v-1", "2016-12-31", "08:00", "08:30"),
           Then("PackageService.SuspendPackage", "effective_date: '2017-01-09' reason: 'hospital'"),
           Then("PackageService.ResumePackage", "effective_date: '2017-01-30'")});
  const v1::GetInvoiceResponse waits = Invoice("2016-12-26", "2017-02-06");
  EXPECT_EQ(waits.total_pence(), 811);
  EXPECT_EQ(waits.retainer_pence(), 0);
  ASSERT_EQ(waits.retainers_size(), 14);
  EXPECT_EQ(waits.retainers(0).state(), "not confirmed");
  api_.Do({OnTime("ConfirmStaffRetained", "effective_date: '2017-01-09' provider_id: 'ash'")});
  // 30 minutes at 16.22 an hour are 8.11, half of it 4.055: 4.06 a day, fourteen times.
  const v1::GetInvoiceResponse invoice = Invoice("2016-12-26", "2017-02-06");
  EXPECT_EQ(invoice.total_pence(), 811);
  EXPECT_EQ(invoice.retainer_pence(), 14 * 406);
  EXPECT_EQ(invoice.total_with_retainers_pence(), 811 + 14 * 406);
  EXPECT_EQ(invoice.retainers(13).date(), "2017-01-22");
  EXPECT_EQ(invoice.retainers(13).amount_pence(), 406);
  EXPECT_EQ(invoice.retainers(13).rate(), "16.22");
  const v1::GetPackageResponse shown = Show("on: '2017-02-06'");
  ASSERT_EQ(shown.suspensions_size(), 1);
  EXPECT_EQ(shown.suspensions(0).retainer(), "due");
  EXPECT_EQ(shown.suspensions(0).retained_days(), 14U);
  EXPECT_EQ(shown.suspensions(0).retained_minutes(), 420U);
  EXPECT_EQ(shown.suspensions(0).retained_pence(), 14 * 406);
}

TEST_F(APackage, SaysWhatOfItsExtraTimeIsPayable) {
  api_.Do({OnTime("ApproveExtraTime",
                  "effective_date: '2016-12-14' incident: 'i-1' requested_date: '2016-12-15' minutes: 100 "
                  "reason: 'fall'"),
           Visited("v-1", "2016-12-12", "08:00", "08:30")});
  // 210 minutes are planned in the week and 30 delivered: what is left covers all of it.
  const v1::GetPackageResponse shown = Show("on: '2016-12-18'");
  ASSERT_EQ(shown.extra_time_size(), 1);
  EXPECT_EQ(shown.extra_time(0).unused_minutes(), 100U);
  EXPECT_EQ(shown.extra_time(0).payable_minutes(), 0U);
  // By Wednesday 90 were planned.
  EXPECT_EQ(Show("on: '2016-12-14'").extra_time(0).payable_minutes(), 40U);
}

TEST_F(APackage, SaysWhetherItWasHandedBackWithTheNoticeDue) {
  api_.Do({Applied("[hand_back]\\nnotice_days = 28\\n"),
           Then("PackageService.HandBackPackage",
                "effective_date: '2017-02-06' notice_date: '2017-01-10' reason: 'capacity'", "back")});
  // From 10 January to 5 February, both counted.
  const v1::GetPackageResponse shown = Show("on: '2017-02-06'");
  ASSERT_EQ(shown.hand_backs_size(), 1);
  EXPECT_EQ(shown.hand_backs(0).from_date(), "2017-02-06");
  EXPECT_EQ(shown.hand_backs(0).provider_id(), "ash");
  EXPECT_EQ(shown.hand_backs(0).notice_date(), "2017-01-10");
  EXPECT_EQ(shown.hand_backs(0).notice_days(), 27);
  EXPECT_EQ(shown.hand_backs(0).days_due(), 28U);
  EXPECT_TRUE(shown.hand_backs(0).short_notice());
  EXPECT_EQ(shown.hand_backs(0).reason(), "capacity");
  EXPECT_NE(shown.hand_backs(0).policy_position(), 0U);
  // It is put right: a day earlier notice was given in time.
  api_.Do({Then("PackageService.HandBackPackage",
                "effective_date: '2017-02-06' notice_date: '2017-01-09' reason: 'capacity' "
                "corrects_position: $back")});
  ASSERT_EQ(Show("on: '2017-02-06'").hand_backs_size(), 1);
  EXPECT_EQ(Show("on: '2017-02-06'").hand_backs(0).notice_days(), 28);
  EXPECT_FALSE(Show("on: '2017-02-06'").hand_backs(0).short_notice());
  EXPECT_TRUE(Show("on: '2017-02-06' known_at: '#$back'").hand_backs(0).short_notice());
}

// The terms of a retainer move money once care goes on under them.
TEST_F(APackage, HasItsRetainerChangedByASecondPersonOnly) {
  const std::string half = "[retainer]\\ndays = 14\\nshare_percent = 100\\nreasons = [\"hospital\"]\\n";
  const Answer refused = api_.Ask(Applied(half));
  ASSERT_TRUE(refused.rejection.has_value());
  EXPECT_EQ(refused.rejection->reason, decide::Reason::kPolicyMovesMoney);
  api_.Do({Then("PackageService.SuspendPackage", "effective_date: '2017-01-09' reason: 'hospital'"),
           {"manager-1", "ContractService.ProposePolicyChange",
            "change_id: 'x-1' from: '2016-11-07' file: '" + kFile + half + "'"}});
  const Answer preview = api_.Ask({"manager-2", "ChangeService.PreviewChange", "change_id: 'x-1'"});
  EXPECT_EQ(preview.Value("before_pence"), "0");
  EXPECT_EQ(preview.Value("after_pence"), std::to_string(14 * 811));
  EXPECT_EQ(preview.Value("lines"), "14");
}

}  // namespace
}  // namespace careledger::api
