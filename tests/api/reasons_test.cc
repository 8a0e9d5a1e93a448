// Every reason of RejectionReason, and a call through the whole server that is refused with it. The list is
// the descriptor's: a new reason fails here until something reaches it.
#include <chrono>
#include <map>
#include <set>

#include "careledger/v1/errors.pb.h"
#include "tests/api/health_story.h"
#include "tests/api/mobilising.h"

namespace careledger::api {
namespace {

using absl::StatusCode;

const std::string kAuthority =
    " authority { reference: 'Cabinet 412' decision_maker: 'Cabinet' date: '2016-06-17' } ";

// Care asked for in December 2016, for a person of the same number as the package: "k-7" of "h-7".
Step Requested(const std::string& n, const std::string& lot = "L1", const std::string& date = "2016-12-01") {
  return {"broker-1", "PackageService.RequestPackage",
          "package_id: 'k-" + n + "' person_id: 'h-" + n +
              "' service: 'home-care' client_group: 'older-people' funder: 'council' waiting_in: 'community' "
              "reason: 'new' plan: 'Mon-Sun 08:00 30' effective_date: '" +
              date + "'" + (lot.empty() ? "" : " contract_id: 'new' lot_id: '" + lot + "'")};
}
Step Awarded(const std::string& n, const std::string& to, const std::string& date = "2016-12-05") {
  return {"broker-1",
          "PackageService.AwardPackage",
          "package_id: 'k-" + n + "' effective_date: '" + date + "' " + to,
          {{"award" + n, "receipt.position"}}};
}
const std::string kToAsh = "contract_id: 'new' lot_id: 'L1' provider_id: 'ash'";
// "Start", "End", "Suspend", "Resume".
Step Then(const std::string& verb, const std::string& n, const std::string& date) {
  const std::string reason = verb == "Suspend" || verb == "End" ? " reason: 'hospital'" : "";
  return {"broker-1",
          "PackageService." + verb + "Package",
          "package_id: 'k-" + n + "' effective_date: '" + date + "'" + reason,
          {{verb + n, "receipt.position"}}};
}
// Requested, awarded to ash and started.
std::vector<Step> Care(const std::string& n, std::vector<Step> then = {}) {
  std::vector<Step> steps = {Requested(n), Awarded(n, kToAsh), Then("Start", n, "2016-12-06")};
  steps.insert(steps.end(), then.begin(), then.end());
  return steps;
}
Step Voided(const std::string& n, const std::string& position) {
  return {"broker-1", "PackageService.VoidPackageRecord",
          "package_id: 'k-" + n + "' reason: 'error' position: " + position};
}

// Each provider's feed has a source of its own.
Step Visit(const std::string& provider, const std::string& id, const std::string& rest = "",
           const std::string& start = "2017-05-20T08:00", int minutes = 30) {
  return {"feed-" + provider, "VisitService.RecordVisits",
          "provider_id: '" + provider + "' source: 'ecm-" + provider + "' visits { external_id: '" + id +
              "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '" + start +
              "' planned_minutes: " + std::to_string(minutes) +
              " status: VISIT_STATUS_DELIVERED attendances { carer_id: 'ann' check_in: '2017-05-20T08:00' "
              "check_out: '2017-05-20T08:30' evidence: EVIDENCE_APP } " +
              rest + " }"};
}
// The same visit, reported with so many sequences.
Step VisitOften(const std::string& provider, const std::string& id, int first, int last) {
  std::string visits;
  for (int sequence = first; sequence <= last; ++sequence) {
    visits += " visits { external_id: '" + id + "' sequence: " + std::to_string(sequence) +
              " person_id: 'h-1' service: 'home-care' planned_start: '2017-05-20T08:00' planned_minutes: 30 "
              "status: VISIT_STATUS_MISSED }";
  }
  return {"feed-" + provider, "VisitService.RecordVisits",
          "provider_id: '" + provider + "' source: 'ecm-" + provider + "'" + visits};
}
Step Adjusted(const std::string& id, const std::string& carer) {
  return {"manager-1", "VisitService.AdjustVisit",
          "source: 'ecm-ash' external_id: '" + id + "' carer_id: '" + carer +
              "' check_in: '2017-05-20T08:00' check_out: '2017-05-20T08:30' reason: 'forgot'"};
}
Step LotRow(const std::string& row) {
  return {"manager-1", "VisitService.ImportRows",
          "kind: 'lots' contract_id: 'new' file_reference: 'lots' first_row: 2 "
          "file_digest: '12345678901234567890123456789012' header: 'lot_id,number,name' rows: '" +
              row + "\\n'"};
}

Step Award(const std::string& lot, const std::string& provider, const std::string& date = "2016-11-07") {
  return {"manager-1", "ContractService.AwardLot",
          "contract_id: 'new' lot_id: '" + lot + "' provider_id: '" + provider + "' effective_date: '" +
              date + "'" + kAuthority};
}
Step Rates(const std::string& method, const std::string& line, const std::string& change = "") {
  return {"manager-1", method,
          (change.empty() ? "" : "change_id: '" + change + "' ") +
              "contract_id: 'new' effective_date: '2017-04-01' lines { " + line + " }" + kAuthority};
}
Step Proposed(const std::string& change, const std::string& rate) {
  return Rates("ChangeService.ProposeRateChange", "service: 'home-care' rate: '" + rate + "'", change);
}
Step Previewed(const std::string& change) {
  return {"manager-2",
          "ChangeService.PreviewChange",
          "change_id: '" + change + "'",
          {{"digest", "digest"}, {"seen", "as_of.known_position"}}};
}
Step Approved(const std::string& as, const std::string& change, const std::string& digest = "$digest") {
  return {as, "ChangeService.ApproveChange",
          "change_id: '" + change + "' preview_position: $seen preview_digest: '" + digest + "'"};
}
Step Withdrawn(const std::string& change) {
  return {"manager-1", "ChangeService.WithdrawChange", "change_id: '" + change + "' reason: 'mistaken'"};
}
Step MovedAll(const std::string& id) {
  return {"manager-1", "PackageService.TransferPackages",
          "transfer_id: '" + id +
              "' from_contract_id: 'old' to_contract_id: 'new' effective_date: '2017-01-09' "
              "reason: 'new-contract'" +
              kAuthority};
}
Step Watched(const std::string& verb, const std::string& rest) {
  return {"manager-1", "MonitoringService." + verb, "contract_id: 'new' " + rest};
}
const Step kWeekly =
    Watched("ScheduleInformation",
            "item: 'staffing' every: FREQUENCY_WEEKLY effective_date: '2016-11-07'" + kAuthority);
Step Returned(const std::string& item, const std::string& start) {
  return Watched("ReceiveInformation",
                 "provider_id: 'ash' document: 'd-1' received_date: '2017-05-01' item: '" + item +
                     "' period_start: '" + start + "'");
}
Step Agreed(const std::string& id, const std::string& rest = "") {
  return Watched(
      "AgreeAction",
      "owner: 'commissioning' date: '2017-01-09' due_date: '2017-02-01' action_id: '" + id + "' " + rest);
}
Step Done(const std::string& id, const std::string& date) {
  return Watched("CloseAction", "action_id: '" + id + "' date: '" + date + "'");
}
// The NHS pays for k-91.
Step ByTheNhs(const std::string& date) {
  return OfHealth("HealthcareService", "StartContinuingHealthcare", "k-91",
                  "commissioner_id: 'nhs' effective_date: '" + date + "'" + kAuthority);
}
std::vector<Step> InReablement(const std::string& package) {
  std::vector<Step> steps = HealthCare(package, "reablement");
  steps.insert(steps.begin(),
               {"manager-1", "ContractService.SetRates",
                "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'reablement' "
                "rate: '18' } " +
                    kAuthority});
  return steps;
}

const std::string kUnderOld = "contract_id: 'old' provider_id: 'ash'";

// What the step would have applied alone, proposed by one person and approved by another; then `then`.
std::vector<Step> ByTwo(const std::string& change, const Step& applied, std::vector<Step> then) {
  then.insert(then.begin(), {{"manager-1", "ContractService.ProposePolicyChange",
                              "change_id: '" + change + "' " + applied.request},
                             Previewed(change),
                             Approved("manager-2", change)});
  return then;
}
std::vector<Step> ByTwo(const std::string& change, const Step& applied, const Step& then) {
  return ByTwo(change, applied, std::vector<Step>{then});
}

// A contract with tiers: packages of it go by competition, among elm and fir, since the tier before has
// nobody.
const std::vector<Step>& Market(const std::string& start = "2016-11-07",
                                const std::string& last_day = "2025-11-06") {
  static std::map<std::string, std::vector<Step>> made;
  std::vector<Step>& steps = made[start];
  if (!steps.empty()) return steps;
  const auto admit = [&](const std::string& provider) {
    return Step{"manager-1", "ContractService.AdmitProvider",
                "contract_id: 'market' tier: 'bids' effective_date: '" + start + "' provider_id: '" +
                    provider + "'" + kAuthority};
  };
  steps = {{"manager-1", "ContractService.ApplyContract",
            "from: '" + start +
                "' file: 'contract = \"market\"\\ntitle = \"Market\"\\ncommissioner = \"town\"\\n"
                "[term]\\nstart = " +
                start + "\\nlast_day = " + last_day +
                "\\n[authority]\\nreference = \"r\"\\ndecision_maker = \"d\"\\n"
                "date = 2016-10-01\\n[[lots]]\\nid = \"M1\"\\nnumber = 1\\nname = \"East\"\\n"
                "areas = [\"quay\"]\\n"
                "[[lots]]\\nid = \"M2\"\\nnumber = 2\\nname = \"West\"\\n"
                "[[tiers]]\\ntier = \"list\"\\nscope = \"contract\"\\nrule = \"ranked-offer\"\\n"
                "[[tiers]]\\ntier = \"bids\"\\nscope = \"contract\"\\nrule = \"mini-competition\"\\n"
                "price_percent = 60\\nfit_percent = 40\\ntie = \"lowest-price\"\\n"
                "[admission]\\nproviders = \"closed\"\\n[rate_notice]\\nmonths = 12\\n"
                "[[prices]]\\nkind = \"corridor\"\\nfloor = \"14.17\"\\nceiling = \"16.22\"\\n"
                "[direct_payments]\\naccepted = false\\n"
                "[[extensions]]\\noption = \"a-year\"\\nlast_day = 2027-05-06\\n"
                "[[phases]]\\nlots = [\"M1\"]\\nplanned = 2016-11-07\\n"
                "[[phases]]\\nlots = [\"M2\"]\\nplanned = 2017-01-02\\n'"},
           {"manager-1", "ContractLifeService.StartPhase",
            "intent { request_id: 'phase-1' } contract_id: 'market' phase: 1 effective_date: '" + start +
                "'" + kAuthority},
           {"manager-1", "ContractService.SetRates",
            "contract_id: 'market' effective_date: '" + start +
                "' lines { service: 'home-care' rate: '15.00' }" + kAuthority},
           admit("elm"),
           admit("fir")};
  return steps;
}
Step Wanted(const std::string& n, const std::string& date = "2017-05-20") {
  return {"broker-1", "PackageService.RequestPackage",
          "package_id: 'm-" + n + "' person_id: 'h-m-" + n +
              "' service: 'home-care' client_group: 'older-people' funder: 'council' waiting_in: 'community' "
              "reason: 'new' contract_id: 'market' lot_id: 'M1' plan: 'Mon-Sun 08:00 30' effective_date: '" +
              date + "'"};
}
Step Sourced(const std::string& method, const std::string& n, const std::string& rest) {
  return {"broker-1", "SourcingService." + method, "package_id: 'm-" + n + "' " + rest};
}
Step Opened(const std::string& n, const std::string& closes = "2017-06-10T12:00",
            const std::string& date = "2017-06-12") {
  return Sourced("OpenCompetition", n,
                 "contract_id: 'market' effective_date: '" + date + "' closes: '" + closes + "'");
}
// The market, a package of it, and what follows.
std::vector<Step> InMarket(const std::string& n, std::vector<Step> then = {}) {
  std::vector<Step> steps = Market();
  steps.push_back(Wanted(n));
  steps.insert(steps.end(), then.begin(), then.end());
  return steps;
}
Step OfMarket(const std::string& method, const std::string& rest) {
  return {"manager-1", method, "contract_id: 'market' " + rest};
}

Step OnTime(const std::string& method, const std::string& n, const std::string& rest) {
  return {"broker-1", "PackageTimeService." + method,
          "package_id: 'k-" + n + "' effective_date: '2017-04-03' " + rest};
}

Step Succeeded(const std::string& from, const std::string& to) {
  return {"manager-1", "SuccessionService.SucceedProvider",
          "provider_id: '" + from + "' to_provider_id: '" + to +
              "' kind: SUCCESSION_KIND_SUCCESSION effective_date: '2017-06-01'" + kAuthority};
}

// What comes before, in a town of the same for all; the call; and the reason that it, or its only row, is
// refused with.
struct Case {
  std::string reason;
  std::vector<Step> given;
  Step when;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"INVALID_FIELD", {}, {"manager-1", "PartyService.RegisterCommissioner", "commissioner_id: 'x'"}},
      {"RAGGED_ROW", {}, LotRow("L9,9")},
      {"NOT_UTF8", {}, LotRow("L9,9,\\377")},
      {"REQUEST_ID_REUSED",
       {{"manager-1", "PartyService.RegisterCommissioner",
         "intent { request_id: 'twice' } commissioner_id: 'c-1' name: 'One'"}},
       {"manager-1", "PartyService.RegisterCommissioner",
        "intent { request_id: 'twice' } commissioner_id: 'c-1' name: 'Two'"}},
      {"STALE_REVISION",
       {},
       {"manager-1", "ContractService.DefineLot",
        "intent { request_id: 'stale' expected_revision: 0 } contract_id: 'new' lot_id: 'L9' number: 9 name: "
        "'Nine'"}},
      {"NOT_YOURS",
       {Visit("ash", "v-ash")},
       {"feed-beech", "VisitService.RecordVisits",
        "provider_id: 'beech' source: 'ecm-ash' visits { external_id: 'v-6' sequence: 1 person_id: 'h-1' "
        "service: "
        "'home-care' planned_start: '2017-05-20T08:00' planned_minutes: 30 status: VISIT_STATUS_MISSED }"}},

      {"COMMISSIONER_UNKNOWN",
       {},
       {"manager-1", "ContractService.CreateContract",
        "contract_id: 'third' commissioner_id: 'x' title: 'Third' start_date: '2017-01-01'"}},
      {"CONTRACT_UNKNOWN",
       {},
       {"manager-1", "ContractService.DefineLot", "contract_id: 'third' lot_id: 'L1' number: 1 name: 'One'"}},
      {"LOT_UNKNOWN", {}, Award("L9", "cedar")},
      {"PROVIDER_UNKNOWN", {}, Award("L4", "nobody")},
      {"MEMBER_UNKNOWN", {}, Visit("fir", "v-fir", "deliverer_id: 'ash'")},
      {"PACKAGE_UNKNOWN", {}, Then("End", "0", "2017-01-01")},
      {"CHANGE_UNKNOWN", {}, Withdrawn("x-0")},
      {"VISIT_UNKNOWN", {}, Adjusted("v-0", "ann")},
      {"RECORD_UNKNOWN", Care("18"), Voided("18", "1")},
      {"CARER_UNKNOWN", {Visit("ash", "v-carer")}, Adjusted("v-carer", "bob")},
      {"PERSON_UNKNOWN", {}, {"broker-1", "PartyService.RecordDeath", "person_id: 'h-0' date: '2017-01-01'"}},
      {"SERVICE_UNKNOWN",
       {},
       {"broker-1", "PackageService.RequestPackage",
        "package_id: 'k-21' person_id: 'h-21' service: 'sitting' client_group: 'older-people' funder: "
        "'council' waiting_in: 'community' reason: 'new' plan: 'Mon-Sun 08:00 30' effective_date: "
        "'2016-12-01' contract_id: 'new' lot_id: 'L1'"}},

      {"TIER_UNKNOWN", Market(),
       OfMarket("ContractService.AdmitProvider",
                "tier: 'gold' provider_id: 'cedar' effective_date: '2016-11-07'" + kAuthority)},
      {"OPTION_UNKNOWN", Market(),
       OfMarket("ContractLifeService.ExtendContract",
                "option: 'ten-years' end_date: '2027-01-01'" + kAuthority)},
      {"PHASE_UNKNOWN", Market(),
       OfMarket("ContractLifeService.StartPhase", "phase: 9 effective_date: '2017-01-02'" + kAuthority)},

      {"ALREADY_EXISTS", {Requested("25")}, Requested("25", "L2")},
      {"FUNDER_UNKNOWN",
       {{"manager-1", "ContractService.ApplyContract",
         "from: '2016-11-07' file: \"contract = 'new'\\ntitle = 'Help at home'\\ncommissioner = 'town'\\n"
         "partners = ['nhs']\\nfunders = ['council']\\n[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n"
         "[authority]\\nreference = 'r'\\ndecision_maker = 'd'\\ndate = 2017-03-01\\n\""}},
       {"broker-1", "PackageService.RequestPackage",
        "package_id: 'k-27' person_id: 'h-27' service: 'home-care' client_group: 'older-people' funder: "
        "'somebody' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun "
        "08:00 30' effective_date: '2016-12-01'"}},

      {"OUTSIDE_TERM", {}, Award("L4", "cedar", "2016-01-01")},
      {"LOT_ALREADY_AWARDED", {}, Award("L1", "cedar")},
      {"LOT_CAP_REACHED", {}, Award("L4", "beech")},
      {"LOT_REQUIRED", {Requested("33")}, Awarded("33", "contract_id: 'new' provider_id: 'ash'")},
      {"PROVIDER_NOT_AWARDED",
       {Requested("34")},
       Awarded("34", "contract_id: 'new' lot_id: 'L1' provider_id: 'elm'")},
      {"POLICY_CONTRADICTORY",
       {},
       {"manager-1", "ContractService.SetLotCap",
        "contract_id: 'new' lots: 1 effective_date: '2016-11-07'" + kAuthority}},
      {"RATE_ALREADY_SET", {}, Rates("ContractService.SetRates", "service: 'home-care' rate: '17.00'")},
      {"RATE_NOT_SET",
       {},
       Rates("ChangeService.ProposeRateChange", "service: 'sitting' rate: '17.00'", "x-37")},
      {"RATE_UNCHANGED", {}, Proposed("x-38", "16.22")},

      {"PACKAGE_NOT_AWARDED", {Requested("40")}, Then("Start", "40", "2016-12-06")},
      {"PACKAGE_ALREADY_AWARDED", Care("41"),
       Awarded("41", "contract_id: 'new' lot_id: 'L2' provider_id: 'beech'", "2017-01-01")},
      {"PACKAGE_ENDED", Care("42", {Then("End", "42", "2017-01-01")}), Then("Suspend", "42", "2017-01-01")},
      {"PERSON_DIED",
       Care("43", {{"broker-1", "PartyService.RecordDeath", "person_id: 'h-43' date: '2017-01-01'"}}),
       Then("Suspend", "43", "2017-01-02")},
      {"BEFORE_START", Care("44"), Then("End", "44", "2016-11-30")},
      {"ALREADY_SUSPENDED", Care("45", {Then("Suspend", "45", "2017-01-01")}),
       Then("Suspend", "45", "2017-01-02")},
      {"NOT_SUSPENDED", Care("46"), Then("Resume", "46", "2017-01-01")},
      {"ALREADY_STARTED", Care("47"), Then("Start", "47", "2016-12-07")},
      {"RECORD_RELIED_ON", Care("48"), Voided("48", "$award48")},
      {"RECORD_ALREADY_VOIDED",
       Care("49", {Voided("49", "$Start49")}),
       {"broker-1", "PackageService.VoidPackageRecord",
        "package_id: 'k-49' reason: 'again' position: $Start49"}},
      {"LOT_NOT_KNOWN",
       {Requested("50", "", "2016-01-01"), Awarded("50", kUnderOld, "2016-01-05")},
       MovedAll("t-50")},
      {"LOT_NOT_AWARDED",
       {Then("End", "50", "2017-01-08"), Requested("51", "L4", "2016-01-01"),
        Awarded("51", kUnderOld, "2016-01-05")},
       MovedAll("t-51")},
      {"SAME_PROVIDER",
       Care("52"),
       {"broker-1", "PackageService.TransferPackage",
        "package_id: 'k-52' to_contract_id: 'new' to_lot_id: 'L1' to_provider_id: 'ash' effective_date: "
        "'2017-01-01' reason: 'choice'"}},
      {"PLAN_UNCHANGED",
       Care("53"),
       {"broker-1", "PackageService.ChangePlan",
        "package_id: 'k-53' plan: 'Mon-Sun 08:00 30' effective_date: '2017-01-01' reason: 'review'"}},

      {"INTAKE_SUSPENDED", Market(),
       OfMarket("ContractLifeService.ResumeIntake", "provider_id: 'fir' effective_date: '2017-06-01'")},
      {"AWARD_OUTSIDE_RULES",
       InMarket("54"),
       {"broker-1", "PackageService.AwardPackage",
        "package_id: 'm-54' contract_id: 'market' lot_id: 'M1' provider_id: 'elm' effective_date: "
        "'2017-06-05'"}},
      {"NO_OFFER", InMarket("55"), Sourced("AcceptOffer", "55", "provider_id: 'elm'")},
      {"COMPETITION_OPEN", InMarket("56", {Opened("56")}), Sourced("CloseCompetition", "56", "")},
      {"NO_COMPETITION", InMarket("57"), Sourced("PlaceBid", "57", "provider_id: 'elm' rate: '15.00'")},
      {"PRICE_OUTSIDE", InMarket("58", {Opened("58")}),
       Sourced("PlaceBid", "58", "provider_id: 'elm' rate: '16.23'")},
      {"ADMISSION_CLOSED", Market(),
       OfMarket("ContractService.AdmitProvider",
                "tier: 'bids' provider_id: 'cedar' effective_date: '2017-03-01'" + kAuthority)},

      {"SECOND_PERSON_REQUIRED",
       {Proposed("x-60", "17.00"), Previewed("x-60")},
       Approved("manager-1", "x-60")},
      {"CHANGE_NOT_OPEN",
       {Proposed("x-61", "17.00"), Withdrawn("x-61"), Previewed("x-61")},
       Approved("manager-2", "x-61")},
      {"PREVIEW_STALE",  // Another digest than that of the preview named.
       {Proposed("x-62", "17.00"), Previewed("x-62")},
       Approved("manager-2", "x-62", "another")},
      {"PREVIEW_STALE",  // The digest is right, but the preview named is from before the proposal.
       {Proposed("x-62a", "17.00"), Previewed("x-62a")},
       {"manager-2", "ChangeService.ApproveChange",
        "change_id: 'x-62a' preview_position: 1 preview_digest: '$digest'"}},
      {"PREVIEW_STALE",  // Nobody has seen a preview from the future.
       {Proposed("x-62b", "17.00"), Previewed("x-62b")},
       {"manager-2", "ChangeService.ApproveChange",
        "change_id: 'x-62b' preview_position: 1000000 preview_digest: '$digest'"}},
      {"CHANGE_NOT_APPLIED",
       {Proposed("x-63", "17.00")},
       {"manager-1", "ChangeService.ProposeRateReversal",
        "change_id: 'y-63' reverted_id: 'x-63'" + kAuthority}},

      {"BEYOND_OPTION", Market(),
       OfMarket("ContractLifeService.ExtendContract",
                "option: 'a-year' end_date: '2027-05-20'" + kAuthority)},
      {"DIRECT_PAYMENTS_REFUSED",
       InMarket("65"),
       {"broker-1", "PackageService.TakeDirectPayment",
        "package_id: 'm-65' requested_date: '2017-05-22' effective_date: '2017-06-01'"}},
      {"PHASE_NOT_READY", Market(),
       OfMarket("ContractLifeService.StartPhase", "phase: 2 effective_date: '2017-01-02'" + kAuthority)},
      {"SHORT_NOTICE", Market(),
       OfMarket(
           "ChangeService.ProposeRateChange",
           "change_id: 'x-67' effective_date: '2017-07-01' lines { service: 'home-care' rate: '15.50' }" +
               kAuthority)},

      {"POLICY_MOVES_MONEY",
       Care("68"),
       {"manager-1", "ContractService.ApplyContract",
        "from: '2017-04-01' file: \"contract = 'new'\\ntitle = 'Help at home'\\ncommissioner = "
        "'town'\\npartners "
        "= ['nhs']\\n[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n[authority]\\nreference = "
        "'r'\\ndecision_maker = 'd'\\ndate = 2017-03-01\\n[payment]\\ntolerance_minutes = 5\\n\""}},

      {"VISIT_IN_FUTURE", {}, Visit("ash", "v-70", "", "2017-06-02T08:00")},
      {"SEQUENCE_REUSED", {Visit("ash", "v-71")}, Visit("ash", "v-71", "", "2017-05-20T08:00", 45)},
      {"VISIT_VOIDED",
       {Visit("ash", "v-72"),
        {"manager-1", "VisitService.VoidVisit", "source: 'ecm-ash' external_id: 'v-72' reason: 'duplicate'"}},
       Adjusted("v-72", "ann")},
      {"TOO_MANY_CORRECTIONS", {VisitOften("ash", "v-73", 1, 1000)}, VisitOften("ash", "v-73", 1001, 1001)},

      {"INFORMATION_NOT_ASKED_FOR", {}, Returned("staffing", "2017-01-09")},
      {"NOT_A_PERIOD", {kWeekly}, Returned("staffing", "2017-01-10")},
      {"MEETING_UNKNOWN", {}, Agreed("a-1", "meeting_id: 'm-9'")},
      {"IMPROVEMENT_PLAN_UNKNOWN", {}, Agreed("a-1", "plan_id: 'p-9'")},
      {"ACTION_UNKNOWN", {}, Done("a-9", "2017-01-10")},
      {"STANDARD_NOT_REQUIRED",
       {},
       Watched("AttestStandard",
               "provider_id: 'ash' standard: 'living-wage' evidence_date: '2017-01-10' document: 'd-1'")},
      {"BEFORE_OPENED", {Agreed("a-1")}, Done("a-1", "2017-01-08")},
      {"ALREADY_CLOSED", {Done("a-1", "2017-01-10")}, Done("a-1", "2017-01-11")},
      {"MONITORING_UNCHANGED",
       {},
       Watched("ScheduleInformation",
               "item: 'staffing' every: FREQUENCY_WEEKLY effective_date: '2017-01-09'" + kAuthority)},

      {"SETTLEMENT_NOT_SET", Care("91"), ByTheNhs("2017-02-01")},
      {"HEALTH_FUNDED", ByTwo("x-29", HealthFile("2017-02-01", "joint-contract"), ByTheNhs("2017-02-01")),
       ByTheNhs("2017-03-01")},
      {"NOT_HEALTH_FUNDED", Care("92"),
       OfHealth("HealthcareService", "EndContinuingHealthcare", "k-92",
                "effective_date: '2017-03-01' reason: 'x'")},
      {"NOT_A_HANDOVER",
       {},
       OfHealth("PackageService", "ApproveHandoverVisit", "k-92",
                "provider_id: 'beech' effective_date: '2017-03-01' time: '08:00' reason: 'x'")},
      {"GOAL_UNKNOWN",
       {},
       OfHealth("OutcomeService", "ReviewGoals", "k-92", "effective_date: '2017-03-01' results: 'x:met'")},
      {"NOT_REABLEMENT",
       {},
       OfHealth("OutcomeService", "EndReablement", "k-92",
                "effective_date: '2017-03-01' outcome: REABLEMENT_OUTCOME_NO_MORE_CARE")},
      {"OUTCOME_CONTRADICTS", InReablement("k-93"),
       OfHealth("OutcomeService", "EndReablement", "k-93",
                "effective_date: '2017-03-01' outcome: REABLEMENT_OUTCOME_SAME minutes_at_end: 30")},
      {"NOT_PLANNED", Care("120"), OnTime("BankTime", "120", "time: '09:00' minutes: 30")},
      {"TIME_BANK_SHUT", Care("121"), OnTime("BankTime", "121", "time: '08:00' minutes: 30")},
      {"TIME_BANK_SHORT", Care("122"), OnTime("DrawBankedTime", "122", "minutes: 30")},
      {"BEYOND_EXTRA_TIME", Care("123"),
       OnTime("ApproveExtraTime", "123",
              "incident: 'i-1' requested_date: '2017-04-03' minutes: 30 reason: 'fall'")},
      {"ASKED_TOO_LATE",
       ByTwo(
           "x-124",
           {"manager-1", "ContractService.ApplyContract",
            "from: '2017-04-01' file: \"contract = 'new'\\ntitle = 'Help at home'\\ncommissioner = 'town'\\n"
            "partners = ['nhs']\\n[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n[authority]\\n"
            "reference = 'r'\\ndecision_maker = 'd'\\ndate = 2017-03-01\\n[extra_time]\\nincident_minutes = "
            "60"
            "\\nrequest_within_days = 28\\n\""},
           Care("124")),
       OnTime("ApproveExtraTime", "124",
              "incident: 'i-1' requested_date: '2017-05-02' minutes: 30 reason: 'fall'")},
      {"NO_RETAINER", Care("125", {Then("Suspend", "125", "2017-04-03")}),
       OnTime("ConfirmStaffRetained", "125", "provider_id: 'ash'")},

      {"MOBILISATION_NOT_PLANNED", {}, Mobilised("CompleteReview", "person_id: 'h-43' date: '2017-01-10'")},
      {"NOT_IN_MOBILISATION",
       {Mobilised("PlanMobilisation",
                  "from_contract_ids: 'old' award_date: '2016-09-05' go_live_date: '2016-11-07' "
                  "effective_date: '2016-02-01'" +
                      kAuthority)},
       Mobilised("AssessReadiness", "package_id: 'k-43' ready: true date: '2017-01-10'")},

      {"NO_DIRECT_PAYMENT",
       Care("142"),
       {"broker-1", "PackageService.EndDirectPayment",
        "package_id: 'k-142' effective_date: '2017-03-01' reason: 'no-carers'"}},
      {"TERMS_KEPT",
       Care("143",
            {{"manager-1", "ContractService.ApplyContract",
              "from: '2017-04-01' file: \"contract = 'next'\\ntitle = 'Next help'\\ncommissioner = 'town'\\n"
              "[term]\\nstart = 2017-04-01\\nlast_day = 2023-11-06\\n[authority]\\nreference = 'r'\\n"
              "decision_maker = 'd'\\ndate = 2017-03-01\\n[[existing_packages]]\\nof_contract = 'new'\\n"
              "move_on = 'never'\\n\""},
             {"manager-1", "ContractService.AdmitProvider",
              "contract_id: 'next' provider_id: 'ash' effective_date: '2017-04-01'" + kAuthority}}),
       {"broker-1", "PackageService.TransferPackage",
        "package_id: 'k-143' to_contract_id: 'next' to_provider_id: 'ash' effective_date: '2017-05-01' "
        "reason: 'next'"}},

      {"MAY_NOT_CALL_OFF",
       Care("130"),
       {"broker-1", "PackageService.CallOffPackage",
        "package_id: 'k-130' commissioner_id: 'nhs' effective_date: '2017-01-01'"}},
      {"OUTSIDE_LOT",
       Market(),
       {"broker-1", "PackageService.RequestPackage",
        "package_id: 'm-131' person_id: 'h-m-131' service: 'home-care' client_group: 'older-people' "
        "funder: 'council' waiting_in: 'community' reason: 'new' contract_id: 'market' lot_id: 'M2' "
        "area: 'quay' plan: 'Mon-Sun 08:00 30' effective_date: '2017-05-20'"}},
      {"SEARCH_NOT_OVER", InMarket("132"),
       Sourced("BeginSearchAgain", "132",
               "contract_id: 'market' effective_date: '2017-06-05' reason: 'more-carers'")},
      {"ALREADY_SUCCEEDED",
       {{"manager-1", "PartyService.RegisterProvider",
         "provider_id: 'gum' name: 'Gum' form: PROVIDER_FORM_SOLE"},
        Succeeded("gum", "elm")},
       Succeeded("gum", "cedar")},
      {"OUTCOME_NOT_ASKED_FOR",
       Care("134"),
       {"broker-1", "PackageService.EvidenceOutcome",
        "package_id: 'k-134' outcome: 'independent' effective_date: '2017-01-01' document: 'd-1'"}},

      {"CLOCK_BACKWARDS", {}, {"admin", "LedgerService.MoveClock", "to: '2017-05-31'"}},
  };
  return cases;
}

// The status that errors.proto documents for a refused call.
StatusCode CodeOf(const std::string& reason) {
  static const std::map<std::string, StatusCode> kCodes = {
      {"INVALID_FIELD", StatusCode::kInvalidArgument}, {"RAGGED_ROW", StatusCode::kInvalidArgument},
      {"NOT_UTF8", StatusCode::kInvalidArgument},      {"REQUEST_ID_REUSED", StatusCode::kAlreadyExists},
      {"STALE_REVISION", StatusCode::kAborted},        {"NOT_YOURS", StatusCode::kPermissionDenied}};
  const auto found = kCodes.find(reason);
  return found == kCodes.end() ? StatusCode::kFailedPrecondition : found->second;
}

// Asks, and gives the reasons of the answer; a call that failed has the status and the words of its reason.
std::vector<std::string> ReasonsOf(Api& api, const Step& when) {
  const Answer answer = api.Ask(when);
  std::vector<std::string> reasons;
  for (const std::string& name : answer.Refusals()) reasons.push_back(name.substr(name.find("REASON_") + 7));
  if (answer.rejection && reasons.size() == 1) {
    EXPECT_EQ(answer.status.code(), CodeOf(reasons.front())) << answer.status;
    EXPECT_NE(answer.rejection->detail, "");
    EXPECT_NE(std::string(answer.status.message()).find(answer.rejection->detail), std::string::npos);
  } else {
    EXPECT_TRUE(answer.status.ok()) << answer.status;
  }
  return reasons;
}

TEST(Reasons, EveryOneReachesACaller) {
  std::set<std::string> reached;
  Api town;
  town.Do(Town());
  for (const Case& c : Cases()) {
    SCOPED_TRACE(c.reason);
    town.Do(c.given);
    const std::vector<std::string> reasons = ReasonsOf(town, c.when);
    EXPECT_EQ(reasons, std::vector<std::string>{c.reason});
    reached.insert(reasons.begin(), reasons.end());
  }
  Api real(Api::ClockKind::kMachine);
  const std::vector<std::string> reasons =
      ReasonsOf(real, {"admin", "LedgerService.MoveClock", "to: '2040-01-01'"});
  EXPECT_EQ(reasons, std::vector<std::string>{"CLOCK_NOT_SIMULATED"});
  reached.insert(reasons.begin(), reasons.end());

  // That server has no master key either.
  const model::Instant now{
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count()};
  const std::string closes = model::ToString(model::Instant{now.seconds + 7200});
  const std::string today = model::LondonDate(now).ToString();
  for (const Step& step : Town()) {
    if (step.method != "LedgerService.MoveClock") real.Do({step});
  }
  real.Do(Market("2020-11-07", "2027-05-05"));
  real.Do({Wanted("82", today), Opened("82", closes, today)});
  const std::vector<std::string> unsealed =
      ReasonsOf(real, Sourced("PlaceBid", "82", "provider_id: 'elm' rate: '15.00'"));
  EXPECT_EQ(unsealed, std::vector<std::string>{"NO_MASTER_KEY"});
  reached.insert(unsealed.begin(), unsealed.end());

  std::set<std::string> all;
  const auto* list = google::protobuf::GetEnumDescriptor<v1::RejectionReason>();
  for (int i = 0; i < list->value_count(); ++i) {
    if (list->value(i)->number() != 0) all.insert(list->value(i)->name().substr(17));
  }
  EXPECT_EQ(reached, all);
}

}  // namespace
}  // namespace careledger::api
