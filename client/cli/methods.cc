#include "client/cli/methods.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdlib>

#include "careledger/v1/change_service.pb.h"
#include "careledger/v1/contract_life_service.pb.h"
#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/delivery_service.pb.h"
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/healthcare_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/mobilisation_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/note_service.pb.h"
#include "careledger/v1/options.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "careledger/v1/party_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "careledger/v1/succession_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "careledger/v1/waiting_service.pb.h"

namespace careledger::cli {
namespace {

// One message of every file that has a service: naming it links the file's descriptor. A test compares this
// list with the folder.
std::vector<const google::protobuf::FileDescriptor*> Files() {
  return {
      v1::GetHeadRequest::descriptor()->file(),         v1::RegisterProviderRequest::descriptor()->file(),
      v1::ExtendContractRequest::descriptor()->file(),  v1::OfferPackageRequest::descriptor()->file(),
      v1::CreateContractRequest::descriptor()->file(),  v1::ProposeRateChangeRequest::descriptor()->file(),
      v1::RequestPackageRequest::descriptor()->file(),  v1::ImportRowsRequest::descriptor()->file(),
      v1::GetInvoiceRequest::descriptor()->file(),      v1::GetKpiRequest::descriptor()->file(),
      v1::GetMonitoringRequest::descriptor()->file(),   v1::GetTrailRequest::descriptor()->file(),
      v1::GetWaitingRequest::descriptor()->file(),      v1::ListContractsRequest::descriptor()->file(),
      v1::GetRechargeRequest::descriptor()->file(),     v1::SetGoalRequest::descriptor()->file(),
      v1::GetPackageRequest::descriptor()->file(),      v1::PlanMobilisationRequest::descriptor()->file(),
      v1::SucceedProviderRequest::descriptor()->file(), v1::ListNotesRequest::descriptor()->file(),
      v1::CheckDeliveryRequest::descriptor()->file()};
}

}  // namespace

const std::vector<Method>& Methods() {
  static const std::vector<Method> methods = [] {
    std::vector<Method> all;
    for (const auto* file : Files()) {
      for (int s = 0; s < file->service_count(); ++s) {
        for (int m = 0; m < file->service(s)->method_count(); ++m) {
          const auto* method = file->service(s)->method(m);
          all.push_back({method, method->options().GetExtension(v1::command),
                         method->options().GetExtension(v1::summary)});
        }
      }
    }
    return all;
  }();
  return methods;
}

const Method& FindMethod(std::string_view name) {
  const auto found = std::find_if(Methods().begin(), Methods().end(),
                                  [&](const Method& method) { return method.descriptor->name() == name; });
  if (found == Methods().end()) std::abort();
  return *found;
}

const google::protobuf::MethodDescriptor& MethodNamed(std::string_view name) {
  return *FindMethod(name).descriptor;
}

}  // namespace careledger::cli
