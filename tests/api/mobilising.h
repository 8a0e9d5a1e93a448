// A mobilisation as calls: every command of it and every measure, in the town that api.h describes with a
// package k-2 of person h-1 under contract old since January 2016.
#pragma once

#include "tests/api/api.h"

namespace careledger::api {

inline Step Mobilised(const std::string& verb, const std::string& rest, const std::string& as = "manager-1") {
  return {as, "MobilisationService." + verb, "contract_id: 'new' " + rest};
}

inline std::vector<Step> Mobilising() {
  const std::string authority =
      " authority { reference: 'C 412' decision_maker: 'Cabinet' date: '2016-06-17' }";
  const auto threshold = [&](const std::string& measure) {
    return Mobilised("SetMobilisationThreshold", "measure: MOBILISATION_MEASURE_" + measure +
                                                     " green_percent: 95 amber_percent: 80 "
                                                     "effective_date: '2016-02-01'" +
                                                     authority);
  };
  return {
      Mobilised("PlanMobilisation",
                "from_contract_ids: 'old' award_date: '2016-09-05' go_live_date: '2016-11-07' "
                "effective_date: '2016-02-01'" +
                    authority),
      Mobilised("SetGoLive",
                "lot_id: 'L4' go_live_date: '2016-12-05' effective_date: '2016-09-05'" + authority),
      Mobilised("DeclareNewcomer", "provider_id: 'ash' effective_date: '2016-09-05'"),
      Mobilised("DeclareStaffTransfer",
                "provider_id: 'ash' lot_id: 'L1' required_weekly_minutes: 6000 secured_weekly_minutes: 4500 "
                "opted_out_weekly_minutes: 600 date: '2016-10-10'"),
      threshold("PACKAGES_READY"),
      threshold("CARERS_SECURED"),
      threshold("REVIEWS_DONE"),
      Mobilised("AssessReadiness", "package_id: 'k-2' reason: 'no-carers' date: '2016-10-10'", "broker-1"),
      Mobilised("ScheduleReview", "person_id: 'h-1' due_date: '2016-05-01' date: '2016-02-10'", "broker-1"),
      Mobilised("CompleteReview", "person_id: 'h-1' date: '2016-04-20'", "broker-1"),
      {"manager-1", "MonitoringService.SetPlausibleHours",
       "contract_id: 'new' service: 'home-care' least_weekly_minutes: 30 most_weekly_minutes: 2400 "
       "effective_date: '2016-11-07'" +
           authority}};
}

// Every question about it.
inline std::vector<Step> AskedOfMobilisation() {
  std::vector<Step> steps;
  for (const char* question : {"GetMobilisation", "GetMobilisationAccount", "GetMobilisationProgress",
                               "ListMobilisationReviews", "ListReadiness", "ListHandovers"})
    steps.push_back(Mobilised(question, "", "auditor-1"));
  steps.push_back({"auditor-1", "MonitoringService.ListImplausible", "contract_id: 'new'"});
  return steps;
}

}  // namespace careledger::api
