#include "tests/api/town_story.h"

#include "tests/api/health_story.h"
#include "tests/api/mobilising.h"

namespace careledger::api {
namespace {

const std::string kAuthority =
    " authority { reference: 'Cabinet 412' decision_maker: 'Cabinet' date: '2016-06-17' }";

// A contract file, in protobuf text.
const std::string kFile =
    "contract = \"new\"\\ntitle = \"Help at home\"\\ncommissioner = \"town\"\\npartners = [\"nhs\"]\\n"
    "[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n[authority]\\nreference = \"minute-9\"\\n"
    "decision_maker = \"panel\"\\ndate = 2017-03-01\\n"
    "[[tiers]]\\ntier = \"first\"\\nscope = \"lot\"\\nrule = \"ranked-offer\"\\n";

Step Policy(const std::string& date, const std::string& steps) {
  return {"manager-1", "ContractService.SetPaymentPolicy",
          "contract_id: 'new' effective_date: '" + date + "' " + steps + kAuthority};
}
Step Requested(const std::string& package, const std::string& date) {
  return {"broker-1",
          "PackageService.RequestPackage",
          "package_id: '" + package +
              "' person_id: 'h-1' service: 'home-care' client_group: 'older-people' "
              "funder: 'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' "
              "plan: 'Mon-Sun 08:00 30' effective_date: '" +
              date + "'",
          {{package, "receipt.position"}}};
}
Step Awarded(const std::string& package, const std::string& to, const std::string& date) {
  return {"broker-1", "PackageService.AwardPackage",
          "package_id: '" + package + "' effective_date: '" + date + "' " + to};
}
Step Then(const std::string& verb, const std::string& rest, const std::string& keep = "") {
  Step step = {"broker-1", "PackageService." + verb, "package_id: 'k-1' " + rest};
  if (!keep.empty()) step.keep = {{keep, "receipt.position"}};
  return step;
}
Step Visits(const std::string& visits) {
  return {"feed-ash", "VisitService.RecordVisits", "provider_id: 'ash' source: 'ecm' " + visits};
}
std::string Visit(const std::string& day, const std::string& status, const std::string& rest) {
  return "visits { external_id: 'v-" + day +
         "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '2017-01-" + day +
         "T08:00' planned_minutes: 30 status: VISIT_STATUS_" + status + " " + rest + " } ";
}
std::string Attended(const std::string& day, const std::string& evidence) {
  return "attendances { carer_id: 'ann' check_in: '2017-01-" + day + "T08:02' check_out: '2017-01-" + day +
         "T08:33' evidence: EVIDENCE_" + evidence + " }";
}
std::vector<Step> Change(const std::string& id) {
  return {{"finance-1",
           "ChangeService.PreviewChange",
           "change_id: '" + id + "'",
           {{"digest", "digest"}, {"seen", "as_of.known_position"}}},
          {"finance-2", "ChangeService.ApproveChange",
           "change_id: '" + id + "' preview_position: $seen preview_digest: '$digest'"}};
}

Step Watched(const std::string& verb, const std::string& rest, const std::string& keep = "") {
  Step step = {"manager-1", "MonitoringService." + verb, "contract_id: 'new' " + rest};
  if (!keep.empty()) step.keep = {{keep, "receipt.position"}};
  return step;
}
// A year of watching ash.
std::vector<Step> Watching() {
  const auto schedule = [](const std::string& item, const std::string& every, const std::string& date) {
    return Watched("ScheduleInformation", "item: '" + item + "' every: FREQUENCY_" + every +
                                              " due_days: 3 effective_date: '" + date + "'" + kAuthority);
  };
  const std::string ash = "provider_id: 'ash' document: 'doc-1' ";
  const auto rated = [&](const std::string& rating, const std::string& date) {
    return Watched("RateProvider",
                   ash + "body: 'cqc' rating: RATING_" + rating + " published_date: '" + date + "'");
  };
  const auto feedback = [&](const std::string& kind) {
    return Watched("ReportFeedback", ash + "kind: FEEDBACK_KIND_" + kind + " count: 2 date: '2017-01-09'",
                   kind);
  };
  const auto survey = [&](const std::string& instrument) {
    return Watched("ReportSurvey", ash + "instrument: INSTRUMENT_" + instrument +
                                       " responses: 20 satisfied: 18 date: '2017-01-09'");
  };
  const auto risk = [&](const std::string& id, const std::string& state) {
    return Watched("AssessRisk", ash + "risk_id: '" + id +
                                     "' owner: 'commissioning' likelihood: 3 impact: 4 " +
                                     "state: RISK_STATE_" + state + " date: '2017-01-09'");
  };
  return {
      schedule("staffing", "WEEKLY", "2017-01-02"),
      schedule("incidents", "MONTHLY", "2017-01-01"),
      schedule("accounts", "QUARTERLY", "2017-01-01"),
      schedule("incidents", "NONE", "2017-05-01"),
      Watched("ReceiveInformation",
              ash + "item: 'staffing' period_start: '2017-01-02' received_date: '2017-01-10'"),
      Watched("RecordMeeting", ash + "meeting_id: 'm-1' kind: 'review' date: '2017-01-09'"),
      Watched("OpenImprovementPlan",
              ash + "plan_id: 'p-1' reason: 'inspection' shared_with: 'regulator' date: '2017-01-09'"),
      Watched("AgreeAction",
              "action_id: 'a-1' provider_id: 'ash' meeting_id: 'm-1' plan_id: 'p-1' "
              "owner: 'commissioning' date: '2017-01-09' due_date: '2017-02-01'"),
      Watched("CloseAction", "action_id: 'a-1' date: '2017-01-30' document: 'doc-2'"),
      Watched("ShareImprovementPlan", "plan_id: 'p-1' shared_with: 'health' date: '2017-01-10'"),
      Watched("CloseImprovementPlan", "plan_id: 'p-1' outcome: 'met' date: '2017-03-01'"),
      Watched("DeclareVolume", "provider_id: 'ash' minimum_weekly_minutes: 300 effective_date: '2016-11-07'"),
      risk("capacity", "OPEN"),
      risk("funding", "ACCEPTED"),
      risk("premises", "CLOSED"),
      Watched("ScoreQuality", ash + "measure: 'dignity' score: 4 out_of: 5 date: '2017-01-09'"),
      rated("NOT_RATED", "2016-12-01"),
      rated("INADEQUATE", "2017-01-01"),
      rated("REQUIRES_IMPROVEMENT", "2017-02-01"),
      rated("GOOD", "2017-03-01"),
      rated("OUTSTANDING", "2017-04-01"),
      feedback("COMPLAINT"),
      feedback("SAFEGUARDING"),
      feedback("COMPLIMENT"),
      survey("SURVEY"),
      survey("PANEL"),
      survey("VOLUNTEERS_VISIT"),
      Watched("RequireStandard",
              "standard: 'living-wage' valid_months: 12 effective_date: '2016-11-07'" + kAuthority),
      Watched("AttestStandard", ash + "standard: 'living-wage' evidence_date: '2017-01-09'"),
      Watched("VoidMonitoringRecord", "position: $COMPLIMENT reason: 'mistaken'")};
}

// A contract file as protobuf text takes it, in single quotes.
std::string MarketFile(const std::string& policies) {
  const std::string file =
      "contract = \"market\"\ntitle = \"Care market\"\ncommissioner = \"town\"\n"
      "may_call_off = [\"nhs\"]\n[term]\nstart = 2016-11-07\n"
      "last_day = 2018-11-06\n[authority]\nreference = \"minute-10\"\ndecision_maker = \"panel\"\n"
      "date = 2016-10-01\n" +
      policies;
  std::string text;
  for (const char c : file) text += c == '\n' ? std::string("\\n") : std::string(1, c);
  return text;
}
std::string Bids(const std::string& tie) {
  return "[[tiers]]\ntier = \"lead\"\nscope = \"lot\"\nrule = \"sole\"\n[[tiers]]\ntier = \"list\"\n"
         "scope = \"contract\"\nrule = \"ranked-offer\"\nanswer_hours = 1\n[[tiers]]\ntier = \"bids\"\n"
         "scope = \"contract\"\nrule = \"mini-competition\"\nprice_percent = 60\nfit_percent = 40\ntie = \"" +
         tie +
         "\"\n[[tiers]]\ntier = \"spot\"\nscope = \"contract\"\nrule = \"direct-award\"\n"
         "people_may_choose = true\n";
}
Step Market(const std::string& from, const std::string& policies) {
  return {"manager-1", "ContractService.ApplyContract",
          "from: '" + from + "' file: '" + MarketFile(policies) + "'"};
}
Step Search(const std::string& method, const std::string& package, const std::string& rest,
            const std::string& as = "broker-1") {
  return {as, "SourcingService." + method, "package_id: '" + package + "' " + rest};
}
Step Wanted(const std::string& package, const std::string& lot) {
  return {"broker-1", "PackageService.RequestPackage",
          "package_id: '" + package + "' person_id: 'h-" + package +
              "' service: 'home-care' client_group: 'older-people' funder: 'council' waiting_in: 'community' "
              "reason: 'new' contract_id: 'market' lot_id: '" +
              lot + "' plan: 'Mon-Sun 08:00 30' effective_date: '2017-05-20'"};
}
Step Given(const std::string& package, const std::string& provider, const std::string& rest = "") {
  return {"broker-1", "PackageService.AwardPackage",
          "package_id: '" + package + "' contract_id: 'market' lot_id: 'M2' provider_id: '" + provider +
              "' effective_date: '2017-06-05' " + rest};
}
Step Later(const std::string& time) {
  return {"admin", "LedgerService.MoveClock", "to: '2017-06-01T" + time + "'"};
}
// A contract with every policy, and packages that pass through its tiers in every way there is.
std::vector<Step> Searching() {
  const std::string market = "contract_id: 'market' ";
  const std::string offered = market + "effective_date: '2017-06-05' provider_id: ";
  const auto life = [&](const std::string& method, const std::string& rest) {
    return Step{"manager-1", "ContractLifeService." + method, market + rest};
  };
  const auto admit = [&](const std::string& provider, const std::string& tier, const std::string& rest = "") {
    return Step{"manager-1", "ContractService.AdmitProvider",
                market + "provider_id: '" + provider + "' tier: '" + tier +
                    "' effective_date: '2016-11-07' " + rest + kAuthority};
  };
  const auto capacity = [&](const std::string& provider) {
    return life("DeclareCapacity",
                "provider_id: '" + provider + "' capacity: 'none' effective_date: '2017-06-01'");
  };
  return {
      Market("2016-11-07",
             "[[lots]]\nid = \"M1\"\nnumber = 1\nname = \"East\"\nareas = [\"quay\"]\n[[lots]]\nid = "
             "\"M2\"\nnumber = 2\n"
             "name = \"West\"\n" +
                 Bids("lowest-price") +
                 "[admission]\nproviders = \"rounds\"\nevery_months = 3\nopen_days = 14\nmicro_people = 2\n"
                 "[[prices]]\nkind = \"corridor\"\nfloor = \"14.17\"\nceiling = \"16.22\"\n"
                 "[[prices]]\nservice = \"night\"\nkind = \"fixed\"\n"
                 "[[prices]]\nservice = \"live-in\"\nkind = \"range\"\nchoices = [\"15.00\", \"16.00\"]\n"
                 "[[prices]]\nclient_group = \"children\"\nkind = \"negotiated\"\n"
                 "[[premiums]]\npremium = \"east\"\nlot = \"M1\"\namount = \"1.00\"\n"
                 "[[premiums]]\npremium = \"independence\"\nevidence = \"independent\"\namount = \"0.50\"\n"
                 "[rate_notice]\nmonths = 1\n[direct_payments]\naccepted = true\n"
                 "[[existing_packages]]\nof_contract = \"old\"\nmove_on = \"never\"\n"
                 "[[extensions]]\noption = \"a-year\"\nlast_day = 2019-11-06\n"
                 "[[phases]]\nlots = [\"M1\"]\nplanned = 2016-11-07\n[[phases]]\nlots = [\"M2\"]\n"
                 "planned = 2017-01-02\n"
                 "[[values]]\nline = \"care\"\nyearly = \"1000000\"\nyearly_hours = 60000\n"),
      Market("2018-01-01", Bids("best-fit") + "[admission]\nproviders = \"closed\"\n"
                                              "[[existing_packages]]\nof_contract = \"old\"\n"
                                              "move_on = \"first-change\"\n"),
      Market("2018-02-01", Bids("earliest-bid") + "[admission]\nproviders = \"open\"\n"
                                                  "[[existing_packages]]\nof_contract = \"old\"\n"
                                                  "move_on = \"review\"\n"),
      Market("2018-03-01", "[[existing_packages]]\nof_contract = \"old\"\nmove_on = \"go-live\"\n"),
      life("StartPhase", "phase: 1 effective_date: '2016-11-07'" + kAuthority),
      life("DeclarePhaseStable", "phase: 1 effective_date: '2016-12-15'" + kAuthority),
      life("StartPhase", "phase: 2 effective_date: '2017-01-02'" + kAuthority),
      {"manager-1", "ContractService.AwardLot",
       market + "lot_id: 'M1' provider_id: 'cedar' effective_date: '2016-11-07'" + kAuthority},
      admit("ash", "list", "rank: 1"),
      admit("beech", "list", "rank: 2"),
      admit("elm", "bids"),
      admit("fir", "bids"),
      admit("oak", "spot"),
      admit("elm", "spot", "micro: true"),
      // Its holder must accept.
      Wanted("s-1", "M1"),
      Search("OfferPackage", "s-1", offered + "'cedar'"),
      Search("DeclineOffer", "s-1", "provider_id: 'cedar' reason: 'no-carers'"),
      Search("AcceptOffer", "s-1", "provider_id: 'cedar'"),
      // Nobody holds M2: the list, which lets an offer lapse and declines another; nobody bids.
      Wanted("s-2", "M2"),
      Wanted("s-3", "M2"),
      Search("OfferPackage", "s-2", offered + "'ash'"),
      Search("OfferPackage", "s-3", offered + "'ash'"),
      Later("13:30"),
      Search("OfferPackage", "s-2", offered + "'beech'"),
      Search("DeclineOffer", "s-2", "provider_id: 'beech' reason: 'no-carers'"),
      Search("OfferPackage", "s-3", offered + "'beech'"),
      Search("OpenCompetition", "s-2", market + "effective_date: '2017-06-05' closes: '2017-06-01T15:00'"),
      Later("15:01"),
      Search("CloseCompetition", "s-2", ""),
      Search("OfferPackage", "s-2", offered + "'oak'"),
      // Both offers lapsed; two bid.
      Search("OpenCompetition", "s-3", market + "effective_date: '2017-06-05' closes: '2017-06-01T16:00'"),
      Search("PlaceBid", "s-3", "provider_id: 'elm' rate: '15.00'"),
      Search("PlaceBid", "s-3", "provider_id: 'fir' rate: '15.50'"),
      Later("16:01"),
      Search("CloseCompetition", "s-3", ""),
      Search("ScoreFit", "s-3", "scores: 'elm:50' scores: 'fir:80'"),
      Search("GetCandidates", "s-3", "at { on: '2017-06-05' }", "auditor-1"),
      Given("s-3", "fir"),
      // A person chooses; another takes a direct payment; nobody of the list has room.
      Wanted("s-4", "M2"),
      Given("s-4", "oak", "chosen: true"),
      Wanted("s-5", "M2"),
      {"broker-1", "PackageService.TakeDirectPayment",
       "package_id: 's-5' requested_date: '2017-05-22' effective_date: '2017-06-02'"},
      {"broker-1", "PackageService.EndDirectPayment",
       "package_id: 's-5' effective_date: '2017-06-05' reason: 'no-carers'"},
      capacity("ash"),
      capacity("beech"),
      Wanted("s-6", "M2"),
      Search("OpenCompetition", "s-6", market + "effective_date: '2017-06-05' closes: '2017-06-02T16:00'"),
      // Every tier comes to nothing, and the search begins again.
      Wanted("s-7", "M2"),
      Search("OpenCompetition", "s-7", market + "effective_date: '2017-06-05' closes: '2017-06-01T17:01'"),
      Later("17:02"),
      Search("CloseCompetition", "s-7", ""),
      Search("OfferPackage", "s-7", offered + "'oak'"),
      Search("DeclineOffer", "s-7", "provider_id: 'oak' reason: 'no-carers'"),
      Search("OfferPackage", "s-7", offered + "'elm'"),
      Search("DeclineOffer", "s-7", "provider_id: 'elm' reason: 'no-carers'"),
      Search("BeginSearchAgain", "s-7", market + "effective_date: '2017-06-05' reason: 'more-carers'"),
      {"broker-1", "PackageService.CallOffPackage",
       "package_id: 's-3' commissioner_id: 'nhs' effective_date: '2017-06-05'"},
      {"broker-1", "PackageService.EvidenceOutcome",
       "package_id: 's-3' outcome: 'independent' effective_date: '2017-06-01' document: 'doc-9'"},
      {"auditor-1", "SourcingService.GetFailurePlan", "provider_id: 'fir' at { on: '2017-06-05' }"},
      life("SuspendIntake", "provider_id: 'oak' effective_date: '2017-06-01' reason: 'quality'"),
      life("ResumeIntake", "provider_id: 'oak' effective_date: '2017-06-10'"),
      life("WithdrawProvider",
           "provider_id: 'oak' effective_date: '2017-09-01' notice_date: '2017-06-01' reason: 'not-viable'"),
      life("ExtendContract", "option: 'a-year' end_date: '2019-11-07'" + kAuthority),
      life("TerminateContract",
           "effective_date: '2018-10-01' notice_date: '2017-06-01' reason: 'agreed'" + kAuthority),
      {"auditor-1", "DirectoryService.ListContractValues", "contract_id: 'market'"},
      {"auditor-1", "DirectoryService.ListDeliverers", "contract_id: 'market'" + kPeriod},
  };
}

// A package of the old contract with time to spare, and time beyond its plan.
std::vector<Step> OnTime() {
  const auto wanted = [](const std::string& package, const std::string& priority) {
    return Step{
        "broker-1", "PackageService.RequestPackage",
        "package_id: '" + package + "' person_id: 'h-" + package +
            "' service: 'home-care' client_group: 'older-people' funder: 'council' waiting_in: 'hospital' "
            "reason: 'new' contract_id: 'old' plan: 'Mon-Sun 08:00 30' effective_date: '2017-01-02' "
            "needs: 'moving' priority: PRIORITY_" +
            priority};
  };
  const auto then = [](const std::string& service, const std::string& verb, const std::string& rest) {
    return Step{"broker-1", service + "." + verb, "package_id: 'p-1' " + rest};
  };
  const std::string file =
      "contract = \"old\"\\ntitle = \"Home care 2012\"\\ncommissioner = \"town\"\\nfunders = [\"council\"]\\n"
      "[term]\\nstart = "
      "2012-04-01\\n"
      "[authority]\\nreference = \"minute-7\"\\ndecision_maker = \"panel\"\\ndate = 2016-12-01\\n"
      "[termination]\\nnotice_months = 12\\n[hand_back]\\nnotice_days = 28\\n"
      "[services]\\nbought = [\"home-care\"]\\n[time_bank]\\nminutes = 120\\nexpires_after_days = 90\\n"
      "[extra_time]\\nincident_minutes = 120\\nrequest_within_days = 28\\nunused_first = true\\n"
      "[retainer]\\ndays = 14\\nshare_percent = 100\\nreasons = [\"hospital\"]\\nif_staff_kept = true\\n";
  return {
      {"manager-1", "ContractService.ApplyContract", "from: '2017-01-01' file: '" + file + "'"},
      wanted("p-1", "URGENT"),
      wanted("p-2", "SOON"),
      wanted("p-3", "ROUTINE"),
      then("PackageService", "AwardPackage",
           "contract_id: 'old' provider_id: 'ash' effective_date: '2017-01-02'"),
      then("PackageService", "StartPackage", "effective_date: '2017-01-02'"),
      then("PackageTimeService", "BankTime", "effective_date: '2017-01-09' time: '08:00' minutes: 20"),
      then("PackageTimeService", "DrawBankedTime", "effective_date: '2017-01-11' minutes: 15"),
      then("PackageTimeService", "ApproveExtraTime",
           "effective_date: '2017-01-12' incident: 'i-1' requested_date: '2017-01-13' minutes: 90 "
           "reason: 'fall'" +
               kAuthority),
      then("PackageService", "SuspendPackage", "effective_date: '2017-01-16' reason: 'hospital'"),
      then("PackageTimeService", "ConfirmStaffRetained", "effective_date: '2017-01-16' provider_id: 'ash'"),
      {"auditor-1", "PackageTimeService.GetPackage", "package_id: 'p-1'"}};
}

// One in another's place, in every way there is.
std::vector<Step> Successions() {
  const auto succeed = [](const std::string& from, const std::string& to, const std::string& kind,
                          const std::string& date, const std::string& contracts = "") {
    return Step{"manager-1", "SuccessionService.SucceedProvider",
                "provider_id: '" + from + "' to_provider_id: '" + to + "' kind: SUCCESSION_KIND_" + kind +
                    " effective_date: '" + date + "' " + contracts + kAuthority};
  };
  return {{"manager-1", "PartyService.RegisterCommissioner", "commissioner_id: 'icb' name: 'Care board'"},
          {"manager-1", "PartyService.RegisterProvider",
           "provider_id: 'yew' name: 'Council care' form: PROVIDER_FORM_IN_HOUSE"},
          succeed("fir", "yew", "NOVATION", "2017-07-01", "contracts: 'market'"),
          succeed("elm", "cedar", "MERGER", "2017-08-01"),
          succeed("gum", "yew", "SUCCESSION", "2017-09-01"),
          {"manager-1", "SuccessionService.SucceedCommissioner",
           "commissioner_id: 'nhs' to_commissioner_id: 'icb' kind: SUCCESSION_KIND_SUCCESSION "
           "effective_date: '2018-04-01'" +
               kAuthority},
          {"auditor-1", "SuccessionService.ListSuccessions", "organisation_id: 'yew'"}};
}

}  // namespace

std::vector<Step> Story() {
  std::vector<Step> story = Town();
  const auto add = [&](const std::vector<Step>& steps) {
    story.insert(story.end(), steps.begin(), steps.end());
  };
  // First: once packages are awarded their terms need a second person.
  add(OnTime());
  add(HealthTerms());
  add({{"manager-1", "LedgerService.AdoptCalendar", "calendar: 'england' bank_holidays: '2016-12-26'"},
       {"manager-1", "ContractService.SetRates",
        "contract_id: 'new' effective_date: '2016-11-07' "
        "lines { service: 'home-care' provider_id: 'ash' lot_id: 'L1' day_type: DAY_TYPE_WEEKDAY rate: "
        "'16.50' } "
        "lines { service: 'home-care' day_type: DAY_TYPE_SATURDAY rate: '17' } "
        "lines { service: 'home-care' day_type: DAY_TYPE_SUNDAY rate: '17.5' } "
        "lines { service: 'home-care' day_type: DAY_TYPE_BANK_HOLIDAY rate: '32.4401' } "
        "lines { service: 'night' day_type: DAY_TYPE_WEEKEND rate: '12' } "
        "lines { service: 'night' day_type: DAY_TYPE_ANY rate: '11' }" +
            kAuthority},
       Policy("2016-11-07", "price_rounding: ROUNDING_HALF_UP"),
       Policy("2018-01-01",
              "price_rounding: ROUNDING_DOWN rate_step: '0.04' tolerance_minutes: 5 cap_over_minutes: 15 "
              "floor_under_minutes: 15 round_to_minutes: 15 minute_rounding: ROUNDING_UP"),
       Policy("2019-01-01", "price_rounding: ROUNDING_UP round_to_minutes: 5 minute_rounding: ROUNDING_DOWN"),
       Policy("2020-01-01", "round_to_minutes: 5 minute_rounding: ROUNDING_HALF_UP"),
       {"manager-1", "ContractService.SetKpiPolicy",
        "contract_id: 'new' effective_date: '2016-11-07' punctuality_minutes: 30 report_within_days: 7 "
        "short_below_percent: 80" +
            kAuthority}});

  add({Requested("k-1", "2016-12-01"),
       Awarded("k-1", "contract_id: 'new' lot_id: 'L1' provider_id: 'ash'", "2016-12-05"),
       Then("StartPackage", "effective_date: '2016-12-05'"),
       Then("ChangePlan",
            "plan: 'Mon-Sun 08:00 30; Mon 18:00 45 x2' effective_date: '2017-02-01' reason: 'review'"),
       Then("SuspendPackage", "effective_date: '2017-02-06' reason: 'hospital'"),
       Then("ResumePackage", "effective_date: '2017-02-13'"),
       Then("SuspendPackage", "effective_date: '2017-02-20' reason: 'mistaken'", "mistaken"),
       Then("VoidPackageRecord", "position: $mistaken reason: 'error'"),
       Then("TransferPackage",
            "to_contract_id: 'new' to_lot_id: 'L2' to_provider_id: 'beech' effective_date: '2017-03-01' "
            "time: '14:00' reason: 'choice'" +
                kAuthority),
       Then("HandBackPackage", "effective_date: '2017-04-01' notice_date: '2017-03-20' reason: 'capacity'"),
       Then("EndPackage", "effective_date: '2017-05-01' reason: 'moved'"),
       // Under the contract before, and moved with it.
       Requested("k-2", "2016-01-01"),
       Awarded("k-2", "contract_id: 'old' provider_id: 'beech'", "2016-01-04"),
       {"manager-1",
        "PackageService.TransferPackages",
        "transfer_id: 'go-live' from_contract_id: 'old' to_contract_id: 'new' effective_date: '2016-11-07' "
        "reason: 'new-contract'" +
            kAuthority,
        {},
        {"REJECTION_REASON_BEFORE_START"}},  // p-1, which begins in January.
       {"broker-1", "PartyService.MovePerson", "person_id: 'h-1' area: 'hill' effective_date: '2017-04-01'"},
       {"broker-1",
        "PartyService.RecordDeath",
        "person_id: 'h-1' date: '2017-05-02'",
        {{"death", "receipt.position"}}},
       {"broker-1", "PartyService.VoidDeath", "person_id: 'h-1' position: $death reason: 'wrong-person'"}});

  add({Visits(
           Visit("09", "DELIVERED", Attended("09", "CALL_MONITORING")) +
           Visit("10", "DELIVERED", Attended("10", "APP")) +
           Visit("11", "DELIVERED", Attended("11", "TIMESHEET")) +
           Visit("12", "DELIVERED", Attended("12", "WEEKLY_TOTAL")) + Visit("13", "MISSED", "") +
           Visit("14", "CANCELLED_IN_TIME", "notice_by: NOTICE_BY_PERSON notice_time: '2017-01-12T08:00'") +
           Visit("15", "CANCELLED_LATE", "notice_by: NOTICE_BY_PROVIDER notice_time: '2017-01-15T07:00'") +
           Visit("16", "NO_ACCESS", "notice_by: NOTICE_BY_COUNCIL") + Visit("17", "REFUSED", "") +
           Visit("18", "IN_HOSPITAL", "notice_by: NOTICE_BY_HOSPITAL") +
           Visit("19", "DELIVERED", Attended("19", "APP"))),
       {"finance-1", "VisitService.AdjustVisit",
        "source: 'ecm' external_id: 'v-09' carer_id: 'ann' check_in: '2017-01-09T08:00' "
        "check_out: '2017-01-09T08:45' reason: 'telephoned'"},
       {"finance-1", "VisitService.VoidVisit", "source: 'ecm' external_id: 'v-19' reason: 'duplicate'"},
       {"manager-1",
        "VisitService.ImportRows",
        "kind: 'providers' file_reference: 'more' first_row: 2 file_digest: "
        "'12345678901234567890123456789012' "
        "header: 'provider_id,name,form' rows: 'gum,Gum,sole\\n'",
        {{"before", "receipt.position"}}}});

  add({{"finance-1", "ChangeService.ProposeRateChange",
        "change_id: 'uplift' contract_id: 'new' effective_date: '2017-01-09' uplift_percent: '2.5' "
        "service: 'home-care'" +
            kAuthority}});
  add(Change("uplift"));
  add({{"finance-1", "ChangeService.ProposeRateReversal",
        "change_id: 'undo' reverted_id: 'uplift'" + kAuthority}});
  add(Change("undo"));
  add({{"finance-1", "ChangeService.ProposeRateChange",
        "change_id: 'second' contract_id: 'new' effective_date: '2017-04-01' lines { service: 'home-care' "
        "rate: '18' }" +
            kAuthority},
       {"finance-1", "ChangeService.WithdrawChange", "change_id: 'second' reason: 'mistaken'"}});

  add({{"manager-1", "ContractService.ApplyContract", "from: '2017-04-01' file: '" + kFile + "'"},
       {"finance-1", "ContractService.ProposePolicyChange",
        "change_id: 'file' from: '2017-07-01' file: '" + kFile + "[payment]\\ntolerance_minutes = 7\\n'"}});
  add(Change("file"));

  add({{"auditor-1", "ContractService.CheckContract", "file: '" + kFile + "'"},
       {"auditor-1", "ContractService.GetContract", "contract_id: 'new'"},
       {"auditor-1", "DeliveryService.CheckDelivery", "kind: 'people' file: 'person_id,died_on\\nh-1,\\n'"}});

  add(Watching());
  add(Mobilising());
  add(Searching());
  add(HealthStory());

  add(Successions());
  const auto note = [](const std::string& id, const std::string& kind) {
    return Step{"broker-1", "NoteService.WriteNote",
                "person_id: 'h-1' note_id: '" + id + "' kind: NOTE_KIND_" + kind +
                    " text: 'Two carers on the stairs.' package_id: 'k-1'"};
  };
  add({note("n-1", "NEEDS"),
       note("n-2", "NOTE"),
       note("n-3", "REASON"),
       {"broker-1", "NoteService.ReadNotes", "person_id: 'h-1' reason: 'review'"},
       {"auditor-1", "NoteService.ListNotes", "package_id: 'k-1'"}});

  add({{"auditor-1", "LedgerService.GetHead", ""},
       {"auditor-1", "LedgerService.ProveInclusion", "position: 1"},
       {"auditor-1", "LedgerService.GetDigests", ""},
       {"auditor-1", "LedgerService.ReadEvents", ""},
       {"auditor-1", "LedgerService.ExportLog", ""},
       {"admin", "LedgerService.RebuildReadModels", ""},
       {"auditor-1", "InvoiceService.GetInvoice", "provider_id: 'ash'" + kPeriod},
       {"auditor-1", "InvoiceService.CompareInvoices",
        "provider_id: 'ash' earlier { known_at: '#$before' } later { on: '2017-06-01' }" + kPeriod},
       {"auditor-1", "KpiService.GetKpi", "contract_id: 'new'" + kPeriod},
       {"auditor-1", "KpiService.CompareKpi", "earlier { known_at: '#$before' }" + kPeriod},
       {"auditor-1", "MonitoringService.GetMonitoring", "contract_id: 'new'" + kPeriod},
       {"auditor-1", "MonitoringService.ListInformation", "contract_id: 'new'"},
       {"auditor-1", "MonitoringService.ListActions", "contract_id: 'new'"},
       {"auditor-1", "MonitoringService.ListRatings", "contract_id: 'new'"},
       {"auditor-1", "MonitoringService.ListStandards", "contract_id: 'new'"},
       {"auditor-1", "MonitoringService.ListRisks", "contract_id: 'new'"},
       {"auditor-1", "MonitoringService.ListMonitoring", "contract_id: 'new'"},
       {"auditor-1", "TrailService.GetTrail", "kind: 'package' id: 'k-1'"},
       {"auditor-1", "WaitingService.GetWaiting", ""},
       {"auditor-1", "WaitingService.GetWaitingAverage", "from_date: '2017-01-02' to_date: '2017-02-01'"},
       {"auditor-1", "DirectoryService.ListContracts", ""},
       {"auditor-1", "DirectoryService.ListLots", "contract_id: 'new'"},
       {"auditor-1", "DirectoryService.ListProviders", ""},
       {"auditor-1", "DirectoryService.ListPackages", ""},
       {"auditor-1", "DirectoryService.ListWaiting", ""},
       {"auditor-1", "DirectoryService.ListRates", "contract_id: 'new'"},
       {"auditor-1", "DirectoryService.ListVisits", "provider_id: 'ash'" + kPeriod},
       {"auditor-1", "DirectoryService.ListImports", ""},
       {"auditor-1", "DirectoryService.ListChanges", ""}});
  add(AskedOfMobilisation());
  return story;
}

}  // namespace careledger::api
