// Answers as API messages, for the server and the auditor's binary alike: a View in, a message out. Nothing
// is computed here that a projection could compute.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "careledger/v1/contract_file.pb.h"
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/errors.pb.h"
#include "careledger/v1/healthcare_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/mobilisation_service.pb.h"
#include "careledger/v1/monitoring_service.pb.h"
#include "careledger/v1/note_service.pb.h"
#include "careledger/v1/outcome_service.pb.h"
#include "careledger/v1/package_time_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "careledger/v1/succession_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "careledger/v1/waiting_service.pb.h"
#include "replay/answers/mark.h"
#include "replay/log/log.h"
#include "replay/log/record.h"
#include "replay/projections/kpi.h"
#include "replay/projections/policies.h"
#include "replay/projections/view.h"

namespace careledger::answers {

// Reads a history point: "2016-11-30" (the end of that day), an instant, or "#123"; `on` a date. Defaults:
// all that is known, and the date of known_at (`now` when nothing limits it). `now` is the ledger's own time:
// today stands for it, since the day is not over, and nothing is known after it. INVALID_ARGUMENT naming the
// field under `name`; NOT_FOUND when the ledger knew nothing yet; OUT_OF_RANGE for a position beyond the head
// or a time after `now`.
absl::StatusOr<projections::Point> ResolvePoint(const log::Log& log, const v1::HistoryPoint& at,
                                                model::RecordTime now, std::string_view name = "at");
// Of two points to compare the first must be said: INVALID_ARGUMENT when it names neither known_at nor on.
absl::Status CheckEarlier(const v1::HistoryPoint& earlier);
// INVALID_ARGUMENT when the first knows more than the second.
absl::Status CheckOrder(const projections::Point& earlier, const projections::Point& later);
void FillPoint(const projections::Point& point, const Mark& mark, v1::AnswerPoint* out);

absl::StatusOr<model::Period> ReadPeriod(const std::string& from, const std::string& to);

// At most so many lines of an invoice at once, by whatever page size was asked for.
inline constexpr std::size_t kMostLines = 500;
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetInvoiceRequest& request,
                    v1::GetInvoiceResponse* out, std::size_t most_lines = kMostLines);
absl::Status Answer(const projections::View& view, const projections::CellSource& cells, const Mark& mark,
                    const v1::GetKpiRequest& request, v1::GetKpiResponse* out);

absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetWaitingRequest& request,
                    v1::GetWaitingResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::GetWaitingAverageRequest& request, v1::GetWaitingAverageResponse* out);

// Gives the envelope of the record at a position, to say who did it.
using RecordAt = std::function<absl::StatusOr<log::Record>(model::Position)>;
absl::Status Answer(const projections::View& earlier, const projections::View& later,
                    const RecordAt& record_at, const Mark& mark, const v1::CompareInvoicesRequest& request,
                    v1::CompareInvoicesResponse* out);
absl::Status Answer(const projections::View& earlier, const projections::CellSource& earlier_cells,
                    const projections::View& later, const projections::CellSource& later_cells,
                    const log::Log& log, const Mark& mark, const v1::CompareKpiRequest& request,
                    v1::CompareKpiResponse* out);

// Visits the records that name a subject, in order, up to the view's point; a subject that nothing names,
// none.
using TrailSource = std::function<absl::Status(const std::string& kind, const std::string& id,
                                               const std::function<bool(const log::RecordView&)>&)>;
absl::Status Answer(const projections::View& view, const TrailSource& trail, const Mark& mark,
                    const v1::GetTrailRequest& request, v1::GetTrailResponse* out);

absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetContractRequest& request,
                    v1::GetContractResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListContractsRequest& request,
                    v1::ListContractsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListLotsRequest& request,
                    v1::ListLotsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListProvidersRequest& request,
                    v1::ListProvidersResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListDeliverersRequest& request,
                    v1::ListDeliverersResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListPackagesRequest& request,
                    v1::ListPackagesResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetPackageRequest& request,
                    v1::GetPackageResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListWaitingRequest& request,
                    v1::ListWaitingResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListRatesRequest& request,
                    v1::ListRatesResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListVisitsRequest& request,
                    v1::ListVisitsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListImportsRequest& request,
                    v1::ListImportsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListChangesRequest& request,
                    v1::ListChangesResponse* out);

absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListContractValuesRequest& request, v1::ListContractValuesResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetCandidatesRequest& request,
                    v1::GetCandidatesResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetFailurePlanRequest& request,
                    v1::GetFailurePlanResponse* out);
void Fill(const projections::PolicyMove& move, v1::PolicyMove* out);
// "minute-412 (cabinet, 2016-06-17)"; empty when there is none.
std::string Show(const model::Authority& authority);
// Of a quantity that nobody has said, or that follows from one.
inline constexpr char kNotComputable[] = "not computable";
// "personal-care moving"
std::string Joined(const std::vector<model::Code>& codes);
// The note that says, sealed, what the care has to meet; the codes themselves in a record from before.
std::string NeedsOf(const model::PackageRequested& request);
absl::Status Answer(const projections::View& view, const projections::CellSource& cells, const Mark& mark,
                    const v1::GetMonitoringRequest& request, v1::GetMonitoringResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListInformationRequest& request, v1::ListInformationResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListActionsRequest& request,
                    v1::ListActionsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListRatingsRequest& request,
                    v1::ListRatingsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListStandardsRequest& request,
                    v1::ListStandardsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListRisksRequest& request,
                    v1::ListRisksResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListMonitoringRequest& request,
                    v1::ListMonitoringResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListImplausibleRequest& request, v1::ListImplausibleResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::GetMobilisationRequest& request, v1::GetMobilisationResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::GetMobilisationAccountRequest& request,
                    v1::GetMobilisationAccountResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::GetMobilisationProgressRequest& request,
                    v1::GetMobilisationProgressResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListMobilisationReviewsRequest& request,
                    v1::ListMobilisationReviewsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListReadinessRequest& request,
                    v1::ListReadinessResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListHandoversRequest& request,
                    v1::ListHandoversResponse* out);

absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListContinuingHealthcareRequest& request,
                    v1::ListContinuingHealthcareResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetRechargeRequest& request,
                    v1::GetRechargeResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListGoalsRequest& request,
                    v1::ListGoalsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::GetOutcomesRequest& request,
                    v1::GetOutcomesResponse* out);

absl::Status Answer(const projections::View& view, const Mark& mark,
                    const v1::ListSuccessionsRequest& request, v1::ListSuccessionsResponse* out);
absl::Status Answer(const projections::View& view, const Mark& mark, const v1::ListNotesRequest& request,
                    v1::ListNotesResponse* out);

// Names of closed lists as they are shown: "in-hospital", "bank-holiday".
std::string Show(model::VisitStatus status);
std::string Show(model::DayType day_type);
std::string Show(model::ProviderForm form);
std::string Show(log::Role role);
std::string Show(log::AuthClass auth);

}  // namespace careledger::answers
