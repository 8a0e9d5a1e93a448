// The readers of each kind of file, for intake.cc to choose from. REQUIRES: the context has what the kind
// needs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/intake/intake.h"

namespace careledger::intake {

using ReadPage = absl::StatusOr<std::vector<store::Row>>(const ImportContext& context,
                                                         std::string_view header, std::string_view rows,
                                                         std::uint64_t first_row);

// Tables that set up a contract (tables.cc): RegisterProvider, DefineLot, AwardLot, AdmitProvider,
// DeclareCapacity, SetRates.
ReadPage ReadProviders, ReadLots, ReadAwards, ReadAdmissions, ReadCapacity, ReadRates;
// Packages and what happened to them (packages.cc): ImportPackage; SuspendPackage, EndPackage and so on.
ReadPage ReadPackages, ReadPackageEvents;
// People and packages of a mobilisation (mobilisation.cc): AssessReadiness, ScheduleReview, CompleteReview.
ReadPage ReadMobilisation;
// How things stand in another system (deliveries.cc): DeliverPerson, DeliverOrder, DeliverStays.
ReadPage ReadPeople, ReadOrders, ReadStays;
// Visits (visits.cc): VisitRecorded.
ReadPage ReadVisits;

}  // namespace careledger::intake
