// The part of the town's story in which care moves to the NHS and back, providers meet at a handover, and
// goals and episodes of reablement end in every way there is.
#pragma once

#include "tests/api/api.h"

namespace careledger::api {

inline Step HealthFile(const std::string& from, const std::string& settlement) {
  return {"manager-1", "ContractService.ApplyContract",
          "from: '" + from +
              "' file: 'contract = \"new\"\\ntitle = \"Help at home\"\\ncommissioner = \"town\"\\n"
              "partners = [\"nhs\"]\\n[term]\\nstart = 2016-11-07\\nlast_day = 2023-11-06\\n"
              "[authority]\\nreference = \"minute-9\"\\ndecision_maker = \"panel\"\\ndate = 2017-03-01\\n"
              "[continuing_healthcare]\\nsettlement = \"" +
              settlement + "\"\\n'"};
}
// Before packages are awarded: from then on such terms need a second person.
inline std::vector<Step> HealthTerms() {
  return {HealthFile("2017-02-01", "joint-contract"), HealthFile("2017-05-01", "health-contracts")};
}
// Asked for, and with ash in lot L1 from 9 January 2017.
inline std::vector<Step> HealthCare(const std::string& package, const std::string& service = "home-care") {
  return {{"broker-1", "PackageService.RequestPackage",
           "package_id: '" + package + "' person_id: 'h-" + package + "' service: '" + service +
               "' client_group: 'older-people' funder: 'council' waiting_in: 'community' reason: 'new' "
               "contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun 08:00 30' effective_date: '2017-01-02'"},
          {"broker-1", "PackageService.AwardPackage",
           "package_id: '" + package +
               "' contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2017-01-09'"},
          {"broker-1", "PackageService.StartPackage",
           "package_id: '" + package + "' effective_date: '2017-01-09'"}};
}
inline Step OfHealth(const std::string& service, const std::string& verb, const std::string& package,
                     const std::string& rest) {
  return {"broker-1", service + "." + verb, "package_id: '" + package + "' " + rest};
}

// Under HealthTerms.
inline std::vector<Step> HealthStory() {
  const std::string decided = " authority { reference: 'panel-7' decision_maker: 'nhs' date: '2017-03-01' }";
  const std::string paid = "commissioner_id: 'nhs' effective_date: ";
  std::vector<Step> story;
  const auto add = [&](const std::vector<Step>& steps) {
    story.insert(story.end(), steps.begin(), steps.end());
  };
  const auto monitors = [](const std::string& method, const std::string& from) {
    return Step{"manager-1", "ContractLifeService.DeclareCallMonitoring",
                "contract_id: 'new' provider_id: 'ash' method: CALL_MONITORING_" + method +
                    " effective_date: '" + from + "'"};
  };
  add({{"manager-1", "ContractService.SetRates",
        "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'reablement' rate: '18' } "
        "authority "
        "{ reference: 'C 412' decision_maker: 'Cabinet' date: '2016-06-17' }"},
       monitors("LANDLINE", "2016-11-07"),
       monitors("APP", "2017-02-01"),
       monitors("TIMESHEETS", "2017-12-01")});
  add(HealthCare("c-1"));
  add(HealthCare("c-2"));
  add(HealthCare("c-3"));
  add({OfHealth("HealthcareService", "StartContinuingHealthcare", "c-1", paid + "'2017-03-05'" + decided),
       OfHealth("HealthcareService", "EndContinuingHealthcare", "c-1",
                "effective_date: '2017-03-20' reason: 'not-eligible'"),
       OfHealth("HealthcareService", "StartContinuingHealthcare", "c-2", paid + "'2017-05-02'" + decided),
       OfHealth("HealthcareService", "RecordHealthRate", "c-2", "rate: '18.20' effective_date: '2017-05-02'"),
       OfHealth("PackageService", "TransferPackage", "c-3",
                "to_contract_id: 'new' to_lot_id: 'L2' to_provider_id: 'beech' effective_date: '2017-03-01' "
                "time: '12:00' reason: 'choice'"),
       OfHealth("PackageService", "ApproveHandoverVisit", "c-3",
                "provider_id: 'beech' effective_date: '2017-02-28' time: '08:00' reason: 'introduction'")});
  for (const std::string goal : {"stairs", "wash", "cook", "walk"}) {
    add({OfHealth("OutcomeService", "SetGoal", "c-1",
                  "goal: '" + goal + "' kind: 'daily-living' effective_date: '2017-01-10'")});
  }
  add({OfHealth("OutcomeService", "ReviewGoals", "c-1",
                "effective_date: '2017-02-10' results: 'stairs:met' results: 'wash:partly' "
                "results: 'cook:not-met' results: 'walk:not-assessed'")});
  const std::pair<const char*, const char*> outcomes[] = {{"NO_MORE_CARE", ""},
                                                          {"REDUCED", "minutes_at_end: 105"},
                                                          {"SAME", "minutes_at_end: 210"},
                                                          {"INCREASED", "minutes_at_end: 420"},
                                                          {"HOSPITAL", ""},
                                                          {"CARE_HOME", ""},
                                                          {"DIED", ""},
                                                          {"WITHDREW", ""},
                                                          {"NOT_ASSESSED", ""}};
  int number = 0;
  for (const auto& [outcome, minutes] : outcomes) {
    const std::string package = "r-" + std::to_string(++number);
    add(HealthCare(package, "reablement"));
    add({OfHealth(
        "OutcomeService", "EndReablement", package,
        "effective_date: '2017-02-20' outcome: REABLEMENT_OUTCOME_" + std::string(outcome) + " " + minutes)});
  }
  add({{"auditor-1", "HealthcareService.ListContinuingHealthcare", "at { on: '2017-05-10' }"},
       {"auditor-1", "HealthcareService.GetRecharge", "from_date: '2017-03-01' to_date: '2017-04-01'"},
       {"auditor-1", "OutcomeService.ListGoals", "package_id: 'c-1'"},
       {"auditor-1", "OutcomeService.GetOutcomes", "from_date: '2017-01-02' to_date: '2017-04-01'"}});
  return story;
}

}  // namespace careledger::api
