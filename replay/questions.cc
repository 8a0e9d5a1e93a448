#include "replay/questions.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "careledger/v1/options.pb.h"
#include "proto/say/say.h"
#include "replay/answers/answers.h"
#include "replay/replayed.h"

namespace careledger::replay {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// KPIs, and what builds on them, are counted from the visits themselves.
template <class Request, class Response>
absl::Status Answer(const Replayed& from, const Manner&, const Request& request, Response& response) {
  if constexpr (requires(projections::CellSource cells) {
                  answers::Answer(*from.view, cells, from.mark, request, &response);
                }) {
    const auto cells = projections::ComputedCells(*from.view);
    return answers::Answer(*from.view, cells, from.mark, request, &response);
  } else {
    return answers::Answer(*from.view, from.mark, request, &response);
  }
}

// Whole, where the server gives pages.
absl::Status Answer(const Replayed& from, const Manner& manner, const v1::GetInvoiceRequest& request,
                    v1::GetInvoiceResponse& response) {
  const std::size_t most = request.page_size() == 0 ? manner.limit : answers::kMostLines;
  return answers::Answer(*from.view, from.mark, request, &response, most);
}

absl::Status Answer(const Replayed& from, const Manner&, const v1::GetTrailRequest& request,
                    v1::GetTrailResponse& response) {
  const answers::TrailSource trail = [&](const std::string&, const std::string&,
                                         const auto& visitor) -> absl::Status {
    for (const std::string& bytes : from.trail) {
      const auto record = log::View(bytes);
      if (!record.ok()) return record.status();
      if (!visitor(*record)) break;
    }
    return absl::OkStatus();
  };
  return answers::Answer(*from.view, trail, from.mark, request, &response);
}

template <class Request, class Response>
absl::Status Ask(const Message& filled, const Manner& manner, Source& source) {
  const auto& request = static_cast<const Request&>(filled);
  projections::Subject subject;
  if constexpr (std::is_same_v<Request, v1::GetTrailRequest>) subject = {request.kind(), request.id()};
  const auto replayed = Replay(source, manner.known_at, manner.on, subject);
  if (!replayed.ok()) return replayed.status();
  Response response;
  if (const absl::Status status = Answer(*replayed, manner, request, response); !status.ok()) return status;
  say::Say(response, *say::ParseOutput(manner.output), std::cout);
  if constexpr (requires { response.next_page_token(); }) {
    if (!response.next_page_token().empty()) {
      std::fprintf(stderr, "careledger-replay: there is more: --page-token '%s'\n",
                   response.next_page_token().c_str());
    }
  }
  return absl::OkStatus();
}

template <class Request, class Response>
Question Row(const char* name, const char* help) {
  return {name, help, &Request::default_instance(), Ask<Request, Response>};
}

}  // namespace

const std::vector<Question>& Questions() {
  static const std::vector<Question> questions = {
      Row<v1::GetInvoiceRequest, v1::GetInvoiceResponse>("invoice", "Computes a provider's invoice."),
      Row<v1::GetContractRequest, v1::GetContractResponse>("contract",
                                                           "Shows the policies of a contract in force."),
      Row<v1::GetKpiRequest, v1::GetKpiResponse>("kpi", "Computes KPIs by contract, lot and provider."),
      Row<v1::GetRechargeRequest, v1::GetRechargeResponse>("recharge",
                                                           "Computes what the council recharges the NHS."),
      Row<v1::GetOutcomesRequest, v1::GetOutcomesResponse>(
          "outcomes", "Computes what came of care: episodes of reablement and goals."),
      Row<v1::ListDeliverersRequest, v1::ListDeliverersResponse>(
          "deliverers", "Lists whom leads named to go under a contract, and who went."),
      Row<v1::GetCandidatesRequest, v1::GetCandidatesResponse>(
          "candidates", "Says who may be offered a package, in order, and why each other may not."),
      Row<v1::GetFailurePlanRequest, v1::GetFailurePlanResponse>(
          "what-if-fails", "Says which packages must move if a provider fails, and who may take them."),
      Row<v1::GetWaitingRequest, v1::GetWaitingResponse>("waiting", "Shows who waits for care."),
      Row<v1::GetWaitingAverageRequest, v1::GetWaitingAverageResponse>(
          "waiting-average", "Shows the waiting list of a period, averaged."),
      Row<v1::GetMonitoringRequest, v1::GetMonitoringResponse>(
          "monitoring", "Computes each provider's monitoring under a contract."),
      Row<v1::GetMobilisationRequest, v1::GetMobilisationResponse>("mobilisation",
                                                                   "Shows each lot of a mobilisation."),
      Row<v1::GetMobilisationAccountRequest, v1::GetMobilisationAccountResponse>(
          "mobilisation-account", "Accounts for everyone whose packages are to move."),
      Row<v1::GetMobilisationProgressRequest, v1::GetMobilisationProgressResponse>(
          "mobilisation-progress", "Shows a mobilisation week by week."),
      Row<v1::ListMobilisationReviewsRequest, v1::ListMobilisationReviewsResponse>(
          "mobilisation-reviews", "Lists people whose review is owed."),
      Row<v1::ListHandoversRequest, v1::ListHandoversResponse>(
          "mobilisation-handovers", "Shows whom each exiting provider hands over to."),
      Row<v1::ListReadinessRequest, v1::ListReadinessResponse>("mobilisation-readiness",
                                                               "Lists the packages that are to move."),
      Row<v1::ListImplausibleRequest, v1::ListImplausibleResponse>(
          "plausibility", "Lists people whose hours lie outside what is plausible."),
      // The text of a note is in no log.
      Row<v1::ListNotesRequest, v1::ListNotesResponse>(
          "notes", "Lists the notes about a person or package; their text stays sealed."),
      Row<v1::GetTrailRequest, v1::GetTrailResponse>("trail", "Shows every record that names a subject."),
  };
  return questions;
}

void AddFlags(CLI::App& command, Message& request) {
  const auto* reflection = request.GetReflection();
  for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = request.GetDescriptor()->field(i);
    std::string flag = "--" + field->name();
    std::replace(flag.begin(), flag.end(), '_', '-');
    std::string help = field->options().GetExtension(v1::about);
    if (const std::string& words = field->options().GetExtension(v1::words); !words.empty())
      help += " One of " + words;
    CLI::Option* option = nullptr;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (field->message_type() != v1::HistoryPoint::descriptor())
          AddFlags(command, *reflection->MutableMessage(&request, field));
        continue;
      case FieldDescriptor::CPPTYPE_STRING:
        option = command.add_option_function<std::string>(
            flag, [=, &request](const std::string& text) { reflection->SetString(&request, field, text); },
            help);
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        option = command.add_option_function<std::uint32_t>(
            flag, [=, &request](std::uint32_t number) { reflection->SetUInt32(&request, field, number); },
            help);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        option = command.add_flag_callback(
            flag, [=, &request] { reflection->SetBool(&request, field, true); }, help);
        break;
      default:
        std::abort();  // No question has such a field yet: write how its flag is read.
    }
    option->required(field->options().GetExtension(v1::required));
  }
}

}  // namespace careledger::replay
